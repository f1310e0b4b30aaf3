//! What a person sees. Nothing outside this folder and the commands prints.

pub mod diagnostics;
pub mod events;
pub mod placed;
pub mod progress;

use provision_plan::StepAction;
use provision_value::{Diagnostics, SourceMap};

/// The id of what a step begins with. That of something new is not known, and that of what it replaces says nothing.
pub fn about(action: StepAction, id: &Option<String>) -> Option<&str> {
    id.as_deref().filter(|_| action != StepAction::Create)
}

/// Tells what was found: as events on stdout, or to a person on stderr.
pub fn tell(found: &Diagnostics, sources: &SourceMap, json: bool, color: bool, width: usize) {
    if json {
        let at = events::now();
        found
            .0
            .iter()
            .for_each(|d| events::write(&provision_plan::render::events::diagnostic(&at, d, sources)));
    } else {
        eprint!("{}", diagnostics::render(found, sources, color, width));
    }
}
