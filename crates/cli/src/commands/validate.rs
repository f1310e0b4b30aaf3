//! `provision validate`: the plan's files alone; no cloud, no state.

use crate::app::{App, Loaded, Warnings};
use crate::args::Json;
use crate::exit::{Exit, Failure, Outcome};
use crate::flow;
use crate::ui::diagnostics;
use provision_graph::Graph;
use provision_lang::project::StageOrder;
use provision_lang::static_check;
use provision_plan::render::events::diagnostic_object;
use provision_value::{Diagnostic, Diagnostics, Severity};
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

/// Everything that can be found out about the files in one run.
fn check(app: &mut App) -> Result<Diagnostics, Failure> {
    let loaded = app.read()?;
    let mut found = loaded.warnings.clone();
    // Behind what could not be read, anything may be missing.
    if !loaded.config.torn {
        found.extend(static_check::check(&loaded.config, &*flow::catalog(), &*app.world, loaded.dir()));
        match Graph::build(&loaded.config) {
            Ok(graph) => found.extend(stages(&graph, &loaded)),
            Err(d) => found.extend(d),
        }
    }
    found.0.iter_mut().filter(|d| d.planning).for_each(warn_of_planning);
    found.result_warnings()
}

fn stages(graph: &Graph, loaded: &Loaded) -> Diagnostics {
    let Some(project) = &loaded.project else { return Diagnostics::new() };
    let barrier = !project.stages.is_empty() && project.stage_order == StageOrder::Barrier;
    graph.stages(&project.stages, barrier, &|file| project.stage_of_file(file)).err().unwrap_or_default()
}

/// The files are valid, as Terraform sees it; a plan of them would not come to its end.
fn warn_of_planning(d: &mut Diagnostic) {
    d.severity = Severity::Warning;
    d.detail = format!("{} A plan stops here.", d.detail).trim_start().to_owned();
}
