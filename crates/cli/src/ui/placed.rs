//! Where in the files a failed step comes from: its resource block.

use provision_engine::events::{Event, Events};
use provision_lang::config::Config;
use provision_value::{Diagnostic, InstanceAddr};
use std::sync::Arc;

/// With the place of the instance's block, unless it has a place or the block is gone.
pub fn placed(config: &Config, addr: &InstanceAddr, d: Diagnostic) -> Diagnostic {
    match config.resource(&addr.resource.config()) {
        Some(block) => d.at(block.span),
        None => d,
    }
}

/// Gives errors of steps their places, and passes events on.
pub struct Placed {
    config: Arc<Config>,
    to: Arc<dyn Events>,
}

impl Placed {
    /// Over what shows the events.
    pub fn new(config: Arc<Config>, to: Arc<dyn Events>) -> Placed {
        Placed { config, to }
    }
}

impl Events for Placed {
    fn emit(&self, event: Event) {
        self.to.emit(match event {
            Event::StepFailed { addr, action, seconds, diagnostic } => {
                let diagnostic = placed(&self.config, &addr, diagnostic);
                Event::StepFailed { addr, action, seconds, diagnostic }
            }
            event => event,
        });
    }
}
