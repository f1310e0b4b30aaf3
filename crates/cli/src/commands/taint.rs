//! `provision taint` and `provision untaint`: whether the next apply replaces an instance.

use super::state::{Work, instance, operate, told};
use crate::app::App;
use crate::args::Taint;
use crate::exit::{Exit, Outcome};
use provision_engine::surgery;
use provision_state::PastChange;
use provision_value::Diagnostic;
use serde_json::json;

/// Marks an instance, or takes the mark away.
pub fn run(app: &mut App, args: &Taint, tainted: bool) -> Outcome {
    let addr = instance(&args.address)?;
    let mut missing = false;
    let backup = operate(app, false, |app, state| {
        let Some(record) = surgery::marked(state, &addr, tainted)? else {
            missing = true;
            return match args.allow_missing {
                true => Ok(Work::default()),
                false => {
                    let d =
                        Diagnostic::error("No such object", format!("The state holds nothing at {addr}."));
                    Err(d.help("`provision state list` shows all addresses.").into())
                }
            };
        };
        let action = app.command.to_owned();
        let change = PastChange { address: addr.to_string(), action, ..PastChange::default() };
        Ok(Work { records: vec![record], changes: vec![change], ..Work::default() })
    })?;
    if args.json {
        let tainted = (!missing).then_some(tainted);
        app.print(&format!(
            "{:#}\n",
            json!({ "address": addr.to_string(), "tainted": tainted, "backup": backup })
        ));
    } else if missing {
        app.print(&format!("The state holds nothing at {addr}; nothing was changed.\n"));
    } else {
        let what = if tainted {
            "has been marked as tainted: the next apply replaces it"
        } else {
            "has been successfully untainted"
        };
        app.print(&format!("Resource instance {addr} {what}.\n{}", told(backup.as_deref())));
    }
    Ok(Exit::Success)
}
