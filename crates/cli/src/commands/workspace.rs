//! `provision workspace`: the named states of a plan. With a `provision.hcl` they are its environments, which are declared there and
//! named by `--env`; a bare directory has workspaces as Terraform keeps them.

use crate::app::{App, Loaded};
use crate::args::{Json, Workspace, WorkspaceCommand};
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Known};
use crate::place::{self, Place};
use crate::workspaces::{self, DEFAULT};
use provision_state::store::WORKSPACES;
use provision_value::Diagnostic;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

/// Lists and keeps up workspaces.
pub fn run(app: &mut App, args: Workspace) -> Outcome {
    // What is wrong with the rest of the files is no matter here.
    let loaded = app.read()?;
    if app.global.state.is_some() {
        let d = Diagnostic::error("One state has no workspaces", "--state names the state file.");
        return Err(d.help("Leave --state away.").into());
    }
    let known = flow::known(Some(&loaded));
    match args.command {
        WorkspaceCommand::List(Json { json }) => list(app, &loaded, &known, json),
        WorkspaceCommand::Show => {
            app.print(&format!("{}\n", loaded.workspace()));
            Ok(Exit::Success)
        }
        WorkspaceCommand::New { name } => new(app, &loaded, &known, &name),
        WorkspaceCommand::Select { name, or_create } => select(app, &loaded, &known, &name, or_create),
        WorkspaceCommand::Delete { name, force } => delete(app, &loaded, &known, &name, force),
    }
}

fn list(app: &App, loaded: &Loaded, known: &Known, as_json: bool) -> Outcome {
    let names = names(app, loaded, known)?;
    let present = loaded.workspace();
    if as_json {
        let list: Vec<_> = names.iter().map(|n| json!({ "name": n, "present": n == present })).collect();
        app.print(&format!("{:#}\n", json!({ "workspaces": list })));
        return Ok(Exit::Success);
    }
    for name in &names {
        app.print(&format!("{} {name}\n", if name == present { "*" } else { " " }));
    }
    Ok(Exit::Success)
}

/// Those that there are: declared environments, or what lies where workspaces lie.
fn names(app: &App, loaded: &Loaded, known: &Known) -> Result<BTreeSet<String>, Failure> {
    if let Some(project) = &loaded.project {
        let declared = project.environments.keys().map(ToString::to_string);
        let mut names: BTreeSet<String> = declared.collect();
        if names.is_empty() {
            names.insert(DEFAULT.to_owned());
        }
        return Ok(names);
    }
    let mut names = flow::counted(app, known, async {
        match place::named(app, loaded, known, PROBE).await? {
            Place::Files(_) => Ok(folders(&loaded.dir().join(WORKSPACES))),
            Place::Bucket(objects, key) => {
                let Some((before, after)) = key.split_once(PROBE) else { return Ok(BTreeSet::new()) };
                let keys = objects.list(before).await.map_err(|e| Failure::from(e.to_diagnostic()))?;
                let name = |key: &String| key.strip_prefix(before)?.strip_suffix(after).map(str::to_owned);
                Ok(keys.iter().filter_map(name).filter(|name| !name.contains('/')).collect())
            }
        }
    })?;
    names.insert(DEFAULT.to_owned());
    Ok(names)
}

/// A name that shows where names stand in a key.
const PROBE: &str = "~workspace~";

fn folders(dir: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter(|e| e.path().is_dir()).map(|e| e.file_name().to_string_lossy().into_owned()).collect()
}

/// Environments are not made or chosen by a command.
fn only_bare(loaded: &Loaded, name: &str, what: &str) -> Result<(), Failure> {
    workspaces::check(name)?;
    let Some(project) = &loaded.project else { return Ok(()) };
    let help = match project.environments.contains_key(name) {
        true => format!("Name it with each command: --env {name}, or PROVISION_ENV={name}."),
        false => format!("Declare it there: environment \"{name}\" {{ ... }}. Then name it: --env {name}."),
    };
    let detail =
        format!("The environments of this plan are declared in provision.hcl, so none is {what} here.");
    Err(Diagnostic::error("Environments are no workspaces", detail).help(help).into())
}

fn new(app: &App, loaded: &Loaded, known: &Known, name: &str) -> Outcome {
    only_bare(loaded, name, "made")?;
    if names(app, loaded, known)?.contains(name) {
        let d =
            Diagnostic::error("The workspace is there already", format!("There is a workspace \"{name}\"."));
        return Err(d.help(format!("Go there: provision workspace select {name}")).into());
    }
    make(app, loaded, known, name)?;
    enter(app, loaded, name)?;
    app.print(&format!("Made the workspace \"{name}\" and went there. Its state holds nothing yet.\n"));
    Ok(Exit::Success)
}

fn make(app: &App, loaded: &Loaded, known: &Known, name: &str) -> Result<(), Failure> {
    flow::counted(app, known, async {
        match place::named(app, loaded, known, name).await? {
            Place::Files(paths) => {
                let dir = paths.state.parent().unwrap_or(Path::new("."));
                std::fs::create_dir_all(dir).map_err(|e| unwritable(dir, &e))
            }
            // An empty state says that it is there.
            place @ Place::Bucket(..) => {
                let (mut ledger, _guard) = place.open(app).await?;
                ledger.touch();
                ledger.close().await.map(drop).map_err(|e| Failure::from(e.to_diagnostic()))
            }
        }
    })
}

fn select(app: &App, loaded: &Loaded, known: &Known, name: &str, or_create: bool) -> Outcome {
    only_bare(loaded, name, "chosen")?;
    if !names(app, loaded, known)?.contains(name) {
        if !or_create {
            let d = Diagnostic::error("No such workspace", format!("There is no workspace \"{name}\"."));
            return Err(d.help(format!("Make it: provision workspace new {name}")).into());
        }
        make(app, loaded, known, name)?;
    }
    enter(app, loaded, name)?;
    app.print(&format!("The workspace is \"{name}\" from now on.\n"));
    Ok(Exit::Success)
}

fn enter(app: &App, loaded: &Loaded, name: &str) -> Result<(), Failure> {
    let note = workspaces::note(&*app.world, loaded.dir());
    let dir = note.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&note, name)).map_err(|e| unwritable(&note, &e))
}

fn delete(app: &App, loaded: &Loaded, known: &Known, name: &str, force: bool) -> Outcome {
    workspaces::check(name)?;
    let refuse = |summary: &str, detail: String, help: &str| -> Outcome {
        Err(Diagnostic::error(summary, detail).help(help).into())
    };
    if loaded.project.is_none() && name == DEFAULT {
        return refuse(
            "The default workspace stays",
            "It is always there.".into(),
            "Destroy what it holds instead.",
        );
    }
    if loaded.project.is_none() && name == loaded.workspace() {
        let detail = format!("\"{name}\" is the present workspace.");
        return refuse(
            "The present workspace stays",
            detail,
            "Go to another one first: provision workspace select default",
        );
    }
    let is_there = names(app, loaded, known)?.contains(name);
    // The state of an environment that is no longer declared may still lie there.
    let lies_there = loaded.project.is_some() && loaded.paths(name).state.exists();
    if !is_there && !lies_there {
        let detail = format!("There is no workspace \"{name}\".");
        return refuse("No such workspace", detail, "`provision workspace list` shows those that there are.");
    }
    flow::counted(app, known, async {
        let (ledger, _guard) = place::named(app, loaded, known, name).await?.open(app).await?;
        let held = ledger.state.instances.len() + ledger.pending.open.len();
        if held > 0 && !force {
            ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()))?;
            let detail = format!("The state of \"{name}\" holds {held} objects.");
            let d = Diagnostic::error("The workspace is not empty", detail);
            return Err(d
                .help("Destroy them first; or give --force, and nobody manages them from then on.")
                .into());
        }
        let removed = match place::named(app, loaded, known, name).await? {
            Place::Files(paths) => remove(&paths, loaded.project.is_none()),
            Place::Bucket(objects, key) => {
                let listed = objects.list(&key).await.map_err(|e| Failure::from(e.to_diagnostic()))?;
                let ours = |k: &String| *k == key || k.starts_with(&format!("{key}."));
                let keys = listed.into_iter().filter(ours).filter(|k| !k.ends_with(".tflock")).collect();
                objects.delete(keys).await.map_err(|e| Failure::from(e.to_diagnostic()))
            }
        };
        ledger.leave().await.map_err(|e| Failure::from(e.to_diagnostic()))?;
        removed
    })?;
    if loaded.project.is_none() {
        // Gone with its lock; one that still holds something stays.
        let _ = std::fs::remove_dir(loaded.dir().join(WORKSPACES).join(name));
    }
    app.print(&format!("The state of \"{name}\" is deleted.\n"));
    Ok(Exit::Success)
}

/// Removes the files of a state; of a workspace's own folder everything but the lock, which is held.
fn remove(paths: &provision_state::Paths, whole: bool) -> Result<(), Failure> {
    let mut files = vec![
        paths.state.clone(),
        paths.backup.clone(),
        paths.journal.clone(),
        paths.sidecar.clone(),
        paths.history.clone(),
    ];
    if let Some(dir) = paths.state.parent().filter(|_| whole) {
        let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
        files.extend(entries.map(|e| e.path()).filter(|p| *p != paths.lock));
    }
    for file in files {
        match std::fs::remove_file(&file) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(unwritable(&file, &e)),
            _ => {}
        }
    }
    Ok(())
}

fn unwritable(path: &Path, e: &std::io::Error) -> Failure {
    Diagnostic::error("The workspace could not be changed", format!("{}: {e}.", path.display()))
        .help("Correct the permissions there, then run the command again.")
        .into()
}
