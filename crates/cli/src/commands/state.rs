//! `provision state`

use crate::app::App;
use crate::args::{State, StateCommand};
use crate::exit::{Exit, Outcome};
use crate::flow;
use provision_lang::config::{Target, parse_target};
use provision_plan::render::text;
use provision_value::{Diagnostic, InstanceAddr};

/// Looks at the state.
pub fn run(app: &mut App, args: State) -> Outcome {
    match args.command {
        StateCommand::List { addresses } => list(app, &addresses),
        StateCommand::Show { address } => show(app, &address),
    }
}

fn list(app: &mut App, wanted: &[String]) -> Outcome {
    let wanted: Vec<Target> = wanted.iter().map(|t| parse_target(t)).collect::<Result<_, _>>()?;
    let state = flow::peek(app)?;
    for (addr, deposed) in state.instances.keys() {
        if wanted.is_empty() || wanted.iter().any(|t| within(t, addr)) {
            let deposed = deposed.as_ref().map(|k| format!(" (deposed {k})")).unwrap_or_default();
            app.print(&format!("{addr}{deposed}\n"));
        }
    }
    Ok(Exit::Success)
}

/// True when an address is, or lies in, what a target names.
fn within(target: &Target, addr: &InstanceAddr) -> bool {
    let resource = &addr.resource;
    match &target.resource {
        None => resource.module.0.starts_with(&target.module.0),
        Some((mode, type_name, name)) => {
            resource.module == target.module
                && (mode, type_name, name) == (&resource.mode, &resource.type_name, &resource.name)
                && (target.key.is_none() || target.key == addr.key)
        }
    }
}

fn show(app: &mut App, address: &str) -> Outcome {
    let addr: InstanceAddr = address.parse().map_err(|e| {
        Diagnostic::error("No such address", format!("\"{address}\": {e}"))
            .help("`provision state list` shows all addresses.")
    })?;
    let state = flow::peek(app)?;
    let provider = flow::catalog();
    let held: Vec<_> = flow::held(&state, &*provider)?.into_iter().filter(|h| h.addr == addr).collect();
    if held.is_empty() {
        return Err(Diagnostic::error("Not in the state", format!("The state holds no {addr}."))
            .help("`provision state list` shows all addresses.")
            .into());
    }
    let options = text::Options { width: app.width, color: app.color, ..text::Options::default() };
    app.print(&text::state(&held, &*provider, options));
    Ok(Exit::Success)
}
