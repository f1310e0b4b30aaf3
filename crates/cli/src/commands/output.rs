//! `provision output`

use crate::app::App;
use crate::args::Output;
use crate::exit::{Exit, Outcome};
use crate::flow;
use provision_lang::console::render;
use provision_value::{Diagnostic, Kind, Value, json};
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Shows the outputs that the state holds.
pub fn run(app: &mut App, args: Output) -> Outcome {
    let state = flow::peek(app)?;
    let outputs = flow::prior_outputs(&state);
    let Some(name) = &args.name else {
        let text = if args.json { format!("{:#}\n", all(&outputs)) } else { lines(&outputs) };
        app.print(&text);
        return Ok(Exit::Success);
    };
    let Some(value) = outputs.get(name.as_str()) else {
        let names: Vec<&str> = outputs.keys().map(|n| &**n).collect();
        let known = if names.is_empty() {
            "The state holds no outputs.".into()
        } else {
            format!("It holds: {}.", names.join(", "))
        };
        return Err(Diagnostic::error(format!("No output \"{name}\""), known)
            .help("Outputs appear in the state with the next apply after they are declared.")
            .into());
    };
    let value = value.clone().unmark_deep().0;
    let text = match (args.json, args.raw) {
        (true, _) => format!("{}\n", json::to_json(&value)),
        (false, true) => raw(name, &value)?,
        (false, false) => format!("{}\n", render(&value)),
    };
    app.print(&text);
    Ok(Exit::Success)
}

/// One line an output, sensitive ones hidden.
pub fn lines(outputs: &BTreeMap<Arc<str>, Value>) -> String {
    let shown = |v: &Value| if v.is_sensitive() { "<sensitive>".to_owned() } else { render(v) };
    outputs.iter().map(|(name, v)| format!("{name} = {}\n", shown(v))).collect()
}

fn all(outputs: &BTreeMap<Arc<str>, Value>) -> serde_json::Value {
    let one = |v: &Value| {
        let sensitive = v.is_sensitive();
        let v = v.clone().unmark_deep().0;
        json!({ "sensitive": sensitive, "type": json::type_to_json(&v.ty()), "value": json::to_json(&v) })
    };
    let all: Map<String, serde_json::Value> = outputs.iter().map(|(n, v)| (n.to_string(), one(v))).collect();
    all.into()
}

fn raw(name: &str, value: &Value) -> Result<String, Diagnostic> {
    match value.kind() {
        Kind::String(s) => Ok(s.to_string()),
        Kind::Number(n) => Ok(n.to_string()),
        Kind::Bool(b) => Ok(b.to_string()),
        _ => Err(Diagnostic::error(
            "Not a single value",
            format!("The output \"{name}\" is {}.", value.ty().friendly()),
        )
        .help("Use --json.")),
    }
}
