//! `provision state`: what the state holds, and what it says, without asking the cloud.

use crate::app::{App, Loaded};
use crate::args::{State, StateCommand};
use crate::exit::{Exit, Failure, Outcome};
use crate::{flow, history, place};
use provision_engine::{Ledger, surgery};
use provision_lang::config::{Target, parse_target};
use provision_plan::render::text;
use provision_plan::walk::covers;
use provision_state::{ObjectKey, PastChange, Record, Store, v4};
use provision_value::{Diagnostic, InstanceAddr};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Looks at the state, or changes what it says.
pub fn run(app: &mut App, args: State) -> Outcome {
    match args.command {
        StateCommand::List { addresses } => list(app, &addresses),
        StateCommand::Show { address } => show(app, &address),
        StateCommand::Mv { source, destination, dry_run, json } => {
            mv(app, &source, &destination, Form { dry_run, json })
        }
        StateCommand::Rm { addresses, dry_run, json } => rm(app, &addresses, Form { dry_run, json }),
        StateCommand::Pull => pull(app),
        StateCommand::Push { file, force, json } => push(app, &file, force, json),
        StateCommand::ReplaceProvider { from, to, auto_approve, json } => {
            replace_provider(app, &from, &to, auto_approve, json)
        }
    }
}

fn list(app: &mut App, wanted: &[String]) -> Outcome {
    let wanted = targets(wanted)?;
    let state = flow::peek(app)?;
    for key in state.instances.keys() {
        if wanted.is_empty() || wanted.iter().any(|t| covers(t, &key.0)) {
            app.print(&format!("{}\n", named(key)));
        }
    }
    Ok(Exit::Success)
}

fn targets(texts: &[String]) -> Result<Vec<Target>, Diagnostic> {
    texts.iter().map(|t| parse_target(t)).collect()
}

/// The address of an instance, as it was typed.
pub fn instance(address: &str) -> Result<InstanceAddr, Diagnostic> {
    address.parse().map_err(|e| {
        Diagnostic::error("No such address", format!("\"{address}\": {e}"))
            .help("`provision state list` shows all addresses.")
    })
}

fn named((addr, deposed): &ObjectKey) -> String {
    let deposed = deposed.as_ref().map(|k| format!(" (deposed {k})")).unwrap_or_default();
    format!("{addr}{deposed}")
}

fn show(app: &mut App, address: &str) -> Outcome {
    let addr = instance(address)?;
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

/// How a command is carried out and told.
#[derive(Clone, Copy)]
struct Form {
    dry_run: bool,
    json: bool,
}

/// What a command does to the state, all at once.
#[derive(Default)]
pub struct Work {
    /// Records that change it.
    pub records: Vec<Record>,
    /// Addresses that get another name in the sidecar.
    pub renamed: Vec<(String, String)>,
    /// A state that takes the place of all of it.
    pub replaced: Option<Box<provision_state::State>>,
    /// For the history.
    pub changes: Vec<PastChange>,
}

impl Work {
    fn is_empty(&self) -> bool {
        self.records.is_empty() && self.replaced.is_none()
    }
}

fn mv(app: &mut App, source: &str, destination: &str, form: Form) -> Outcome {
    let (from, to) = (parse_target(source)?, parse_target(destination)?);
    let mut moved = Vec::new();
    let backup = operate(app, form.dry_run, |_, state| {
        let moving = surgery::moving(state, &from, &to)?;
        moved = moving.iter().map(|(key, to)| (named(key), to.to_string())).collect();
        let change = |((addr, _), to): &surgery::Moving| PastChange {
            address: to.to_string(),
            action: "move".into(),
            from: Some(addr.to_string()),
            ..PastChange::default()
        };
        Ok(Work {
            records: surgery::moved(state, &moving),
            renamed: moving.iter().map(|((addr, _), to)| (addr.to_string(), to.to_string())).collect(),
            changes: moving.iter().map(change).collect(),
            replaced: None,
        })
    })?;
    if form.json {
        let moved: Vec<_> = moved.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
        app.print(&format!("{:#}\n", json!({ "moved": moved, "dry_run": form.dry_run, "backup": backup })));
        return Ok(Exit::Success);
    }
    let word = if form.dry_run { "Would move" } else { "Move" };
    moved.iter().for_each(|(from, to)| app.print(&format!("{word} \"{from}\" to \"{to}\"\n")));
    if !form.dry_run {
        app.print(&format!("Successfully moved {} object(s).\n{}", moved.len(), told(backup.as_deref())));
    }
    Ok(Exit::Success)
}

fn rm(app: &mut App, addresses: &[String], form: Form) -> Outcome {
    let targets = targets(addresses)?;
    let mut removed = Vec::new();
    let backup = operate(app, form.dry_run, |_, state| {
        let keys = surgery::named(state, &targets)?;
        removed = keys.iter().map(named).collect();
        let change = |(addr, _): &ObjectKey| PastChange {
            address: addr.to_string(),
            action: "forget".into(),
            ..PastChange::default()
        };
        let changes = keys.iter().map(change).collect();
        Ok(Work { records: surgery::forgotten(&keys), changes, ..Work::default() })
    })?;
    if form.json {
        app.print(&format!(
            "{:#}\n",
            json!({ "removed": removed, "dry_run": form.dry_run, "backup": backup })
        ));
        return Ok(Exit::Success);
    }
    let word = if form.dry_run { "Would remove" } else { "Removed" };
    removed.iter().for_each(|addr| app.print(&format!("{word} {addr}\n")));
    if !form.dry_run {
        let count = removed.len();
        app.print(&format!(
            "Successfully removed {count} resource instance(s). They are left as they are in the cloud.\n{}",
            told(backup.as_deref())
        ));
    }
    Ok(Exit::Success)
}

fn pull(app: &mut App) -> Outcome {
    let state = flow::peek(app)?;
    if state.serial > 0 || !state.is_empty() {
        let bytes = Store::encode(&state).map_err(|e| Failure::from(e.to_diagnostic()))?;
        app.print(&String::from_utf8_lossy(&bytes));
    }
    Ok(Exit::Success)
}

fn push(app: &mut App, file: &Path, force: bool, as_json: bool) -> Outcome {
    let is_input = file.as_os_str() == "-";
    let unreadable = |e: std::io::Error| {
        Diagnostic::error("No such state file", format!("{}: {e}.", file.display()))
            .help("Name a state file, such as `provision state pull` prints, or - for standard input.")
    };
    let mut bytes = Vec::new();
    match is_input {
        true => drop(std::io::stdin().read_to_end(&mut bytes).map_err(unreadable)?),
        false => bytes = std::fs::read(file).map_err(unreadable)?,
    }
    let name = if is_input { Path::new("standard input") } else { file };
    let pushed = v4::parse(&bytes, name).map_err(|e| {
        let mut d = e.to_diagnostic();
        d.help = "Nothing was changed. Give a whole state of version 4.".into();
        d
    })?;
    let (serial, lineage) = (pushed.serial, pushed.lineage.clone());
    let backup = operate(app, false, |_, state| {
        if !force {
            surgery::pushable(state, &pushed)?;
        }
        let same = *state == pushed;
        let change = PastChange { action: "push".into(), ..PastChange::default() };
        let replaced = (!same).then(|| Box::new(pushed));
        Ok(Work { replaced, changes: vec![change], ..Work::default() })
    })?;
    if as_json {
        app.print(&format!("{:#}\n", json!({ "serial": serial, "lineage": lineage, "backup": backup })));
    } else {
        app.print(&format!(
            "The state is the one that was given, serial {serial}.\n{}",
            told(backup.as_deref())
        ));
    }
    Ok(Exit::Success)
}

fn replace_provider(app: &mut App, from: &str, to: &str, auto_approve: bool, as_json: bool) -> Outcome {
    let (from, to) = (surgery::provider_source(from)?, surgery::provider_source(to)?);
    let mut replaced = Vec::new();
    let mut cancelled = false;
    let backup = operate(app, false, |app, state| {
        let changes = surgery::with_provider(state, &from, &to);
        if changes.is_empty() {
            return Ok(Work::default());
        }
        replaced = changes.iter().map(|(key, _)| named(key)).collect();
        if !as_json {
            app.print(&format!("These {} objects are to be of {to} instead of {from}:\n\n", replaced.len()));
            replaced.iter().for_each(|addr| app.print(&format!("  {addr}\n")));
            app.print("\n");
        }
        if !auto_approve {
            if as_json || !app.may_ask() {
                return Err(Diagnostic::error("Nobody to ask", "There is no terminal to ask on.")
                    .help("Give --auto-approve.")
                    .into());
            }
            if app.ask("Is that meant? Only \"yes\" goes on: ")? != "yes" {
                cancelled = true;
                return Ok(Work::default());
            }
        }
        let change = |((addr, _), _): &(ObjectKey, _)| PastChange {
            address: addr.to_string(),
            action: "replace-provider".into(),
            ..PastChange::default()
        };
        let past = changes.iter().map(change).collect();
        Ok(Work { records: surgery::reassigned(state, &changes), changes: past, ..Work::default() })
    })?;
    if cancelled {
        app.print("\nCancelled: nothing was changed.\n");
        return Ok(Exit::Error);
    }
    if as_json {
        let body = json!({ "replaced": replaced, "from": from, "to": to, "backup": backup });
        app.print(&format!("{body:#}\n"));
    } else if replaced.is_empty() {
        app.print("No matching resources found.\n");
    } else {
        app.print(&format!(
            "Successfully replaced provider for {} resources.\n{}",
            replaced.len(),
            told(backup.as_deref())
        ));
    }
    Ok(Exit::Success)
}

/// Where the state as it was is kept.
pub fn told(backup: Option<&Path>) -> String {
    backup.map(|path| format!("The state as it was is kept in {}.\n", path.display())).unwrap_or_default()
}

/// Changes the state under its lock, without asking the cloud. What it was is kept first, under a name that is told. The plan's files
/// are only asked where the state lies.
pub fn operate(
    app: &mut App,
    dry_run: bool,
    plan: impl FnOnce(&App, &provision_state::State) -> Result<Work, Failure>,
) -> Result<Option<PathBuf>, Failure> {
    let loaded = app.read()?;
    let known = flow::known(Some(&loaded));
    flow::counted(app, &known, async {
        let (mut ledger, _guard) = place::of(app, &loaded, &known).await?.open(app).await?;
        let done = match settled(&ledger).and_then(|()| plan(app, &ledger.state)) {
            Ok(work) if work.is_empty() || dry_run => Ok(None),
            Ok(work) => carry_out(app, &loaded, &mut ledger, work).await,
            Err(failure) => Err(failure),
        };
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let backup = done?;
        closed?;
        Ok(backup)
    })
}

/// Records of calls whose outcome is not known are about the state as it is.
fn settled(ledger: &Ledger) -> Result<(), Failure> {
    if ledger.pending.is_empty() {
        return Ok(());
    }
    let addresses: Vec<String> = ledger.pending.open.values().map(|o| o.intent.addr.to_string()).collect();
    let detail = format!("It is not known yet what became of: {}.", addresses.join(", "));
    let d = Diagnostic::error("An interrupted run is not settled", detail);
    Err(d.help("Run `provision recover` first. Nothing was changed.").into())
}

/// Keeps the state, changes it, and adds that to the history.
pub async fn carry_out(
    app: &App,
    loaded: &Loaded,
    ledger: &mut Ledger,
    work: Work,
) -> Result<Option<PathBuf>, Failure> {
    let told = |e: provision_state::Error| Failure::from(e.to_diagnostic());
    let begun = history::Begun::now(app, loaded, ledger);
    let backup = ledger.keep(jiff::Timestamp::now().as_millisecond()).await.map_err(told)?;
    let run = uuid::Uuid::new_v4().simple().to_string();
    match work.replaced {
        Some(state) => ledger.replace(*state).await.map_err(told)?,
        None => {
            ledger.begin(&run, app.command, "", jiff::Timestamp::now().as_second());
            work.renamed.iter().for_each(|(from, to)| ledger.sidecar.rename(from, to));
            ledger.record(work.records).await.map_err(told)?;
        }
    }
    history::remember(ledger, begun.ended(run, work.changes)).await;
    Ok(backup)
}
