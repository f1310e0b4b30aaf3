//! `provision show`: a saved plan or the state, for people and machines.

use super::{output, plan};
use crate::app::App;
use crate::args::{Planning, Show};
use crate::exit::{Exit, Failure, Outcome};
use crate::flow;
use provision_plan::render::{file, json, text};
use provision_plan::rules;
use provision_value::Diagnostic;
use std::path::Path;

/// Shows a saved plan, or the state.
pub fn run(app: &mut App, args: Show) -> Outcome {
    match &args.file {
        Some(path) => saved(app, path, &args),
        None => state(app, args.json),
    }
}

fn saved(app: &mut App, path: &Path, args: &Show) -> Outcome {
    let bytes = std::fs::read(path).map_err(|e| {
        Failure::from(
            Diagnostic::error("No such plan file", format!("{}: {e}.", path.display()))
                .help("Make one with `provision plan --out FILE`."),
        )
    })?;
    let saved = file::decode(&bytes)?;
    let provider = flow::catalog();
    if args.json {
        let context = json::Context {
            variables: saved.variables,
            configuration: saved.configuration,
            timestamp: saved.timestamp,
            errored: false,
        };
        app.print(&format!("{}\n", json::plan(&saved.plan, &*provider, &context)));
    } else {
        let loaded = app.load()?;
        let how = Planning { verbose: args.verbose, ..Planning::default() };
        plan::show(app, &loaded, &saved.plan, &*provider, &how);
    }
    Ok(Exit::Success)
}

fn state(app: &mut App, as_json: bool) -> Outcome {
    let state = flow::peek(app)?;
    let provider = flow::catalog();
    let held = flow::held(&state, &*provider)?;
    let outputs = flow::prior_outputs(&state);
    if as_json {
        let outputs = outputs.iter().map(|(n, v)| (&**n, v, v.is_sensitive()));
        let checks = state.extra.get("check_results").unwrap_or(&serde_json::Value::Null);
        app.print(&format!("{}\n", json::state(&held, outputs, rules::from_state(checks), &*provider)));
    } else {
        let options = text::Options { width: app.width, color: app.color, ..text::Options::default() };
        app.print(&text::state(&held, &*provider, options));
        let lines = output::lines(&outputs);
        if !lines.is_empty() {
            app.print(&format!("\nOutputs:\n\n{lines}"));
        }
    }
    Ok(Exit::Success)
}
