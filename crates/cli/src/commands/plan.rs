//! `provision plan`

use super::{apply, generate, preflight};
use crate::app::{App, Loaded};
use crate::args::{self, Planning};
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Flow, Planned};
use crate::ui::diagnostics;
use crate::ui::events::{now, write};
use provision_engine::Ledger;
use provision_engine::events::Silent;
use provision_graph::Graph;
use provision_lang::config::Module;
use provision_plan::Plan;
use provision_plan::render::{configuration, events, file, text};
use provision_plan::schedule::longest;
use provision_schema::Catalog;
use provision_value::{Diagnostic, SourceMap, Value};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Shows what apply would do.
pub fn run(app: &mut App, args: args::Plan) -> Outcome {
    if let Some(file) = &args.generate_config_out {
        generate::run(app, file, None, args.json)?;
    }
    let mut loaded = app.load()?;
    let flow = Flow::new(app, &mut loaded, Arc::new(Silent))?;
    let (planned, basis, ahead) = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let planned = flow.plan(app, &mut ledger, &args.planning).await;
        let basis = planned.as_ref().ok().map(|p| basis(flow.loaded, &ledger, p));
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let planned = planned?;
        closed?;
        let ahead = match args.planning.preflight {
            true => Some(preflight::look(&planned.sessions, &planned.plan).await?),
            false => None,
        };
        Ok::<_, Failure>((planned, basis.unwrap_or_default(), ahead))
    })?;
    if let Some(path) = &args.out {
        save(app, &flow, &planned, basis, args.planning.destroy, path)?;
    }
    if args.json {
        json(&planned.plan, &app.sources);
    } else {
        show(app, flow.loaded, &planned.plan, flow.catalog(), &args.planning);
        if let Some(path) = &args.out {
            let next = format!(" Carry it out with: provision apply {}", path.display());
            app.print(&format!("\nSaved.{}\n", if app.in_automation() { "" } else { &next }));
        }
    }
    apply::limit(flow.loaded, &planned.plan, args.planning.max_destroy)?;
    ahead.map_or(Ok(()), |found| preflight::tell(app, &found, args.json))?;
    let changes = !text::is_empty(&planned.plan);
    Ok(if changes && args.detailed_exitcode { Exit::Changes } else { Exit::Success })
}

/// Prints a plan for a person.
pub fn show(app: &App, loaded: &Loaded, plan: &Plan, catalog: &dyn Catalog, how: &Planning) {
    let expected = (!plan.steps.is_empty()).then(|| longest(plan));
    let options = text::Options { width: app.width, color: app.color, verbose: how.verbose, expected };
    app.print(&loaded.header());
    app.print("\n");
    app.print(&text::plan(plan, catalog, options));
    if !plan.warnings.is_empty() {
        app.print("\n");
        app.print(&match how.compact_warnings {
            true => diagnostics::compact(&plan.warnings, &app.sources),
            false => diagnostics::render(&plan.warnings, &app.sources, app.color, app.width),
        });
    }
}

/// Prints a plan as events.
pub fn json(plan: &Plan, sources: &SourceMap) {
    let at = now();
    write(&events::version(&at, env!("CARGO_PKG_VERSION")));
    plan.drift.iter().for_each(|p| write(&events::resource_drift(&at, p)));
    plan.changes.iter().filter_map(|c| events::planned_change(&at, plan, c)).for_each(|l| write(&l));
    plan.warnings.0.iter().for_each(|d| write(&events::diagnostic(&at, d, sources)));
    write(&events::change_summary(&at, text::Counts::of(plan), "plan"));
    write(&events::planned_outputs(&at, &plan.outputs));
}

/// What a plan is made from.
pub fn basis(loaded: &Loaded, ledger: &Ledger, planned: &Planned) -> file::Basis {
    let has_state = ledger.state.serial > 0;
    file::Basis {
        environment: loaded.environment.as_ref().map(|e| e.name.to_string()).unwrap_or_default(),
        account: planned.sessions.account(),
        lineage: if has_state { ledger.state.lineage.clone() } else { String::new() },
        serial: ledger.state.serial,
        configuration: loaded.digest.clone(),
    }
}

fn save(
    app: &App,
    flow: &Flow<'_>,
    planned: &Planned,
    basis: file::Basis,
    destroy: bool,
    path: &Path,
) -> Result<(), Failure> {
    let bytes = file::encode(&file::Saved {
        plan: planned.plan.clone(),
        basis,
        variables: lasting(&planned.variables, &flow.loaded.config.root),
        configuration: configuration::configuration(
            &flow.loaded.config,
            &Graph::build(&flow.loaded.config)?,
            flow.catalog(),
        ),
        timestamp: app.now(),
        version: env!("CARGO_PKG_VERSION").into(),
        destroy,
    })?;
    write_private(path, &bytes).map_err(|e| {
        Diagnostic::error("The plan could not be saved", format!("{}: {e}.", path.display()))
            .help("Name a file in a directory that exists and may be written to.")
            .into()
    })
}

/// The values that may be stored; apply asks for the ephemeral ones again.
fn lasting(all: &BTreeMap<Arc<str>, Value>, root: &Module) -> BTreeMap<Arc<str>, Value> {
    let lasts = |name: &Arc<str>| root.variables.get(name).is_none_or(|v| !v.ephemeral);
    all.iter().filter(|(name, _)| lasts(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
}

/// Writes a file that only its owner may read: plans hold secrets.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}
