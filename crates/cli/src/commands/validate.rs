//! `provision validate`: the plan's files alone; no cloud, no state.

use crate::app::{App, Warnings};
use crate::args::Json;
use crate::exit::{Exit, Failure, Outcome};
use crate::flow;
use crate::ui::diagnostics;
use provision_graph::Graph;
use provision_lang::project::StageOrder;
use provision_lang::static_check;
use provision_plan::render::events::diagnostic_object;
use provision_value::Diagnostics;
use serde_json::{Value, json};

/// Checks everything that can be checked without asking anybody.
pub fn run(app: &mut App, args: Json) -> Outcome {
    let found = check(app);
    if args.json {
        let (found, exit) = match found {
            Ok(warnings) => (warnings, Exit::Success),
            Err(Failure { exit, diagnostics }) => (diagnostics, exit),
        };
        let errors = found.0.iter().filter(|d| d.is_error()).count();
        let list: Vec<Value> = found.0.iter().map(|d| diagnostic_object(d, &app.sources)).collect();
        let body = json!({
            "format_version": "1.0",
            "valid": errors == 0,
            "error_count": errors,
            "warning_count": list.len() - errors,
            "diagnostics": list,
        });
        app.print(&format!("{body:#}\n"));
        return Ok(exit);
    }
    let warnings = found?;
    if !warnings.is_empty() {
        app.print(&diagnostics::render(&warnings, &app.sources, app.color, app.width));
    }
    app.print("The plan is valid.\n");
    Ok(Exit::Success)
}

fn check(app: &mut App) -> Result<Diagnostics, Failure> {
    let loaded = app.load()?;
    let mut found = loaded.warnings.clone();
    found.extend(static_check::check(&loaded.config, &*flow::catalog(), &*app.world, loaded.dir()));
    // Cycles and the order of stages show only in the graph; what is undeclared has been told already.
    if !found.has_errors() {
        let graph = Graph::build(&loaded.config)?;
        if let Some(project) = &loaded.project {
            let barrier = !project.stages.is_empty() && project.stage_order == StageOrder::Barrier;
            graph.stages(&project.stages, barrier, &|file| project.stage_of_file(file))?;
        }
    }
    found.result_warnings()
}
