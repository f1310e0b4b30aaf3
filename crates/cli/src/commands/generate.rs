//! `--generate-config-out FILE`: resource blocks for what is imported and has none yet, in a new file of the plan's directory.

use crate::app::{App, Loaded};
use crate::exit::Failure;
use crate::flow::{self, Flow};
use provision_engine::events::Silent;
use provision_lang::config::{Import, Target, parse_target};
use provision_lang::format;
use provision_plan::generate::{Wanted, generate};
use provision_plan::{Change, Plan};
use provision_schema::Facts;
use provision_value::{ConfigAddr, Diagnostic, Diagnostics, InstanceAddr, SourceMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes the blocks that are missing: for `import` blocks, and for `asked`, an address and its id.
///
/// With `quiet` nothing is printed: what follows is JSON.
pub fn run(
    app: &mut App,
    file: &Path,
    asked: Option<(InstanceAddr, String)>,
    quiet: bool,
) -> Result<(), Failure> {
    let say = |app: &App, text: &str| {
        if !quiet {
            app.print(text)
        }
    };
    let loaded = app.load()?;
    let place = place(app, &loaded, file)?;
    let missing = missing(&loaded, asked.as_ref().map(|(addr, _)| addr))?;
    if missing.is_empty() {
        say(app, "Nothing was generated: everything that is imported has its block.\n");
        return Ok(());
    }
    // Empty blocks stand for those that are to be made, in a file that is not there.
    let stubs: String = missing.iter().map(Missing::stub).collect();
    app.world.pretend(place.clone(), stubs);
    app.sources = SourceMap::default();
    let made = read(app, &missing, asked);
    app.world.pretend_nothing();
    app.sources = SourceMap::default();
    let (text, notes) = made?;
    std::fs::write(&place, text).map_err(|e| unwritable(&place, &e.to_string()))?;
    say(app, &format!("{} resource blocks were written to {}.\n", missing.len(), place.display()));
    notes.iter().for_each(|note| say(app, &format!("{note}\n")));
    say(app, "\n");
    Ok(())
}

/// A block that is to be made.
struct Missing {
    addr: ConfigAddr,
    /// Its provider configuration, where it is not the type's own.
    provider: Option<String>,
}

impl Missing {
    fn stub(&self) -> String {
        let provider = self.provider.as_ref().map(|p| format!("  provider = {p}\n")).unwrap_or_default();
        format!("resource \"{}\" \"{}\" {{\n{provider}}}\n", self.addr.type_name, self.addr.name)
    }
}

/// A new file among the plan's own, so that the plan that follows has it.
fn place(app: &App, loaded: &Loaded, file: &Path) -> Result<PathBuf, Diagnostic> {
    let whole = |dir: &Path| app.cwd.join(dir).canonicalize().ok();
    let dir = file.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if whole(dir).is_none() || whole(dir) != whole(loaded.dir()) || !name.ends_with(".tf") {
        let detail = format!("{} is no .tf file of the plan's directory.", file.display());
        let help = format!("Name a new one there: {}.", loaded.dir().join("generated.tf").display());
        return Err(Diagnostic::error("The plan would not have this file", detail).help(help));
    }
    let place = loaded.dir().join(name);
    if app.cwd.join(&place).exists() {
        return Err(Diagnostic::error("The file is there already", format!("{}.", file.display()))
            .help("Name a new one: what stands in a file is never written over."));
    }
    Ok(place)
}

fn missing(loaded: &Loaded, asked: Option<&InstanceAddr>) -> Result<Vec<Missing>, Diagnostics> {
    let lacks = |addr: &ConfigAddr| loaded.config.resource(addr).is_none();
    let mut found = Diagnostics::new();
    let mut all: Vec<Missing> = Vec::new();
    let cannot = |addr: &dyn std::fmt::Display, why: &str| {
        Diagnostic::error("Configuration cannot be generated", format!("{addr} {why}."))
            .help("Write its block by hand; the others can still be generated.")
    };
    for import in &loaded.config.root.imports {
        let Some(addr) = import.block().filter(|addr| lacks(addr)) else { continue };
        let keyed = import.target.as_ref().is_none_or(|t| t.key.is_some());
        if !addr.module.is_empty() {
            found.push(cannot(&addr, "is in a module").at(import.to.span));
        } else if keyed || import.for_each.is_some() {
            found.push(cannot(&addr, "has a key").at(import.to.span));
        } else {
            all.push(Missing { provider: provider(import), addr });
        }
    }
    if let Some(asked) = asked.filter(|asked| lacks(&asked.resource.config())) {
        let addr = asked.resource.config();
        if !addr.module.is_empty() {
            found.push(cannot(asked, "is in a module"));
        } else if asked.key.is_some() {
            found.push(cannot(asked, "has a key"));
        } else if all.iter().all(|m| m.addr != addr) {
            all.push(Missing { addr, provider: None });
        }
    }
    found.result(all)
}

fn provider(import: &Import) -> Option<String> {
    let given = import.provider.as_ref()?;
    Some(given.alias.as_ref().map_or(given.name.to_string(), |alias| format!("{}.{alias}", given.name)))
}

/// Reads what the blocks are for, with empty blocks in their place, and gives the file's text and what is to be said of it.
fn read(
    app: &mut App,
    missing: &[Missing],
    asked: Option<(InstanceAddr, String)>,
) -> Result<(String, Vec<String>), Failure> {
    let mut loaded = app.load()?;
    let targets: Vec<Target> =
        missing.iter().map(|m| parse_target(&m.addr.to_string())).collect::<Result<_, _>>()?;
    let flow = Flow::unchecked(app, &mut loaded, Arc::new(Silent))?;
    let (plan, facts) = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let planned = async {
            let (sessions, _) = flow.open(app, &mut ledger).await?;
            let plan = flow.adopting(app, &ledger, targets, asked.into_iter().collect()).await?;
            Ok::<_, Failure>((plan, sessions.facts()))
        };
        let planned = planned.await;
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let planned = planned?;
        closed?;
        Ok(planned)
    })?;
    let none = Facts::default();
    let mut text = String::from(
        "# Written by provision from what exists. Look through it, and move it to where it belongs.\n",
    );
    let mut notes = Vec::new();
    for one in missing {
        let Some(change) = adopted(&plan, &one.addr) else {
            let detail =
                format!("{} is in the state already, and its block is not in the configuration.", one.addr);
            let d = Diagnostic::error("Nothing to generate from", detail);
            return Err(d.help("Take it out of the state first: provision state rm ADDR.").into());
        };
        let ty = flow.catalog().resource(&one.addr.type_name);
        let (Some(ty), Some(object)) = (ty, &change.before) else { continue };
        let made = generate(&Wanted {
            ty,
            facts: facts.get(&change.provider).unwrap_or(&none),
            name: &one.addr.name,
            provider: one.provider.as_deref(),
            id: change.importing.as_deref().unwrap_or_default(),
            object,
        });
        text.push('\n');
        text.push_str(&made.text);
        notes.extend(made.left.iter().map(|why| format!("{}: {why}", one.addr)));
        notes.extend(made.notes.iter().map(|note| format!("{}: {note}", one.addr)));
        let secret = |name: &String| {
            format!("{}: the secret {name} is a variable; give it with --var or a file.", one.addr)
        };
        notes.extend(made.variables.iter().map(secret));
    }
    let mut sources = SourceMap::default();
    let source = sources.add("generated", &text);
    let text = format::format(source, &text)?;
    Ok((text, notes))
}

fn adopted<'p>(plan: &'p Plan, addr: &ConfigAddr) -> Option<&'p Change> {
    plan.changes.iter().find(|c| c.importing.is_some() && c.addr.resource.config() == *addr)
}

fn unwritable(place: &Path, why: &str) -> Failure {
    Diagnostic::error("The configuration could not be written", format!("{}: {why}.", place.display()))
        .help("Name a file in a directory that may be written to.")
        .into()
}
