//! From a directory to a [`Config`]: files, then blocks, then the modules that are called.

use super::overrides::is_override;
use super::source::Recorded;
use super::{Config, Module, passing};
use crate::ast::{Block, Body};
use crate::suggest::did_you_mean;
use crate::syntax::Types;
use crate::{World, syntax};
use provision_schema::Catalog;
use provision_value::{Diagnostic, Diagnostics, SourceMap, Span};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Modules may call modules this deep.
const MAX_DEPTH: usize = 100;

/// Reads the plan in `dir` with every module that it calls. What could be read is there even when there are errors.
///
/// In JSON files only the types tell the nested blocks of a resource from its arguments, so everything is an argument
/// there; see [`load_with`].
pub fn load(world: &dyn World, dir: &Path, sources: &mut SourceMap) -> (Config, Diagnostics) {
    whole(world, dir, Types(None), sources)
}

/// Like [`load`], with the types that files in JSON are read by.
pub fn load_with(
    world: &dyn World,
    dir: &Path,
    catalog: &dyn Catalog,
    sources: &mut SourceMap,
) -> (Config, Diagnostics) {
    whole(world, dir, Types(Some(catalog)), sources)
}

fn whole(world: &dyn World, dir: &Path, types: Types<'_>, sources: &mut SourceMap) -> (Config, Diagnostics) {
    let root = dir.to_path_buf();
    let diags = Diagnostics::new();
    let read = HashMap::new();
    let mut loader = Loader { world, root, types, sources, diags, torn: false, recorded: None, read };
    let root = loader.module(PathBuf::from("."), Vec::new(), &mut Vec::new(), None);
    passing::check(&root, &mut loader.diags);
    let mut found = Diagnostics::new();
    for d in loader.diags {
        // A module that is called several times is wrong once.
        if d.span.is_none() || !found.0.contains(&d) {
            found.push(d);
        }
    }
    (Config { root: Arc::new(root), torn: loader.torn }, found)
}

/// The state of one loading.
pub(super) struct Loader<'w> {
    pub world: &'w dyn World,
    /// The plan's directory; every other path is relative to it.
    pub root: PathBuf,
    types: Types<'w>,
    pub sources: &'w mut SourceMap,
    pub diags: Diagnostics,
    /// Part of a file could not be read.
    torn: bool,
    /// Where modules that are not local lie, once read.
    pub recorded: Option<Arc<Vec<Recorded>>>,
    /// The blocks of directories that have been read: a module may be called many times.
    read: HashMap<PathBuf, Arc<Vec<Item>>>,
}

/// A block on its way into its module.
#[derive(Clone)]
pub(super) struct Item {
    pub block: Block,
    /// The file's name without directories.
    pub file: Arc<str>,
}

impl Loader<'_> {
    /// Reads the module in `dir`. `callers` are the directories on the way here; `call` is the place of the call.
    pub fn module(
        &mut self,
        dir: PathBuf,
        path: Vec<Arc<str>>,
        callers: &mut Vec<PathBuf>,
        call: Option<Span>,
    ) -> Module {
        let mut module = Module { path, dir: dir.clone(), ..Module::default() };
        let mut calls = Vec::new();
        for item in self.items(&dir, call).iter().cloned() {
            match &*item.block.kind.name {
                "module" => calls.push(item),
                _ => self.block(item, &mut module),
            }
        }
        callers.push(dir);
        for item in calls {
            self.module_call(item, &mut module, callers);
        }
        callers.pop();
        module
    }

    /// The blocks of a directory in the order of its files, with what override files say laid over them.
    fn items(&mut self, dir: &Path, call: Option<Span>) -> Arc<Vec<Item>> {
        if let Some(items) = self.read.get(dir) {
            return items.clone();
        }
        let mut items = Vec::new();
        let before = self.diags.0.len();
        let read = self.files(dir, call);
        self.torn |= self.diags.0[before..].iter().any(Diagnostic::is_error);
        let (over, files): (Vec<_>, Vec<_>) = read.into_iter().partition(|(name, _)| is_override(name));
        for (file, body) in files {
            items.extend(self.top(file, body));
        }
        self.one_required_providers(&items);
        for (file, body) in over {
            let over = self.top(file, body);
            self.overlay(over, &mut items);
        }
        let items = Arc::new(items);
        self.read.insert(dir.to_path_buf(), items.clone());
        items
    }

    /// A module says once which providers it needs.
    fn one_required_providers(&mut self, items: &[Item]) {
        let settings = items.iter().filter(|i| &*i.block.kind.name == "terraform");
        let required = |i: &'_ Item| -> Vec<Span> {
            let blocks = i.block.body.blocks.iter().filter(|b| &*b.kind.name == "required_providers");
            blocks.map(|b| b.span).collect()
        };
        let mut places = settings.flat_map(required);
        let Some(first) = places.next() else { return };
        for span in places {
            let detail = format!("The providers of this module are listed at {} already.", self.place(first));
            let d = Diagnostic::error("Duplicate required_providers", detail).at(span);
            self.diags.push(d.help("Put all of them into one block."));
        }
    }

    /// The blocks of a file; arguments do not belong there.
    fn top(&mut self, file: Arc<str>, body: Body) -> Vec<Item> {
        for a in &body.attributes {
            let help = if did_you_mean(&a.name.name, BLOCKS).is_empty() {
                "Values of your own go into a locals block.".to_string()
            } else {
                format!("{} A block has no \"=\".", did_you_mean(&a.name.name, BLOCKS))
            };
            let detail = format!("\"{}\" stands at the top of the file.", a.name.name);
            let d = Diagnostic::error("Argument outside of a block", detail).at(a.name.span);
            self.diags.push(d.help(help));
        }
        body.blocks.into_iter().map(|block| Item { block, file: file.clone() }).collect()
    }

    fn block(&mut self, item: Item, module: &mut Module) {
        match &*item.block.kind.name {
            "variable" => self.variable(item, module),
            "locals" => self.locals(item, module),
            "output" => self.output(item, module),
            "resource" | "data" => self.resource_block(item, module),
            "provider" => self.provider(item, module),
            "terraform" => self.terraform(item, module),
            "moved" => self.moved(item, module),
            "import" => self.import(item, module),
            "removed" => self.removed(item, module),
            "check" => self.check(item, module),
            "ephemeral" => self.ephemeral(item, module),
            other => {
                let d = Diagnostic::error(
                    "Unknown block",
                    format!("There is no block \"{other}\" at the top of a file."),
                )
                .at(item.block.kind.span);
                self.diags.push(d.help(did_you_mean(other, BLOCKS)));
            }
        }
    }

    /// The `.tf` files of a directory, parsed, in the order of their names.
    fn files(&mut self, dir: &Path, call: Option<Span>) -> Vec<(Arc<str>, Body)> {
        let full = self.root.join(dir);
        let names = match self.world.list(&full) {
            Ok(names) => names,
            Err(e) => {
                let d = Diagnostic::error("Cannot read directory", format!("{}: {e}", full.display()));
                self.diags.push(with_place(d, call).help("Check the path, and that you may read it."));
                return Vec::new();
            }
        };
        let mut files = Vec::new();
        for name in names.iter().filter(|n| is_config(n)) {
            if let Some(body) = self.file(dir, name) {
                files.push((Arc::from(name.as_str()), body));
            }
        }
        if !names.iter().any(|n| is_config(n)) {
            let d = Diagnostic::error("No plan here", format!("{} holds no .tf file.", full.display()));
            self.diags.push(with_place(d, call).help("Name another directory, or write a .tf file there."));
        }
        files
    }

    fn file(&mut self, dir: &Path, name: &str) -> Option<Body> {
        let shown = tidy(&dir.join(name));
        let path = self.root.join(dir).join(name);
        let text = match self.world.read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(e)) => {
                let valid = e.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(e.as_bytes()).into_owned();
                let source = self.sources.add(&shown.to_string_lossy(), &text);
                self.diags.push(
                    Diagnostic::error("File is not UTF-8", "This byte belongs to no character.")
                        .at(Span { source, start: valid as u32, end: valid as u32 })
                        .help("Save the file in UTF-8."),
                );
                return None;
            }
            Err(e) => {
                self.diags.push(Diagnostic::error("Cannot read file", format!("{}: {e}", path.display())));
                return None;
            }
        };
        let source = self.sources.add(&shown.to_string_lossy(), &text);
        let (body, diags) = if name.ends_with(".json") {
            syntax::parse_json_body(source, &text, self.types)
        } else {
            syntax::parse_body(source, &text)
        };
        self.diags.extend(diags);
        Some(body)
    }

    /// A place as messages mention it: `network.tf:12`.
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.sources.name(span.source), self.sources.line_col(span.source, span.start).0)
    }

    /// Reports a name that has been given already.
    pub fn duplicate(&mut self, what: &str, name: &str, span: Span, first: Span) {
        let place = self.place(first);
        self.diags.push(
            Diagnostic::error(
                format!("Duplicate {what}"),
                format!("\"{name}\" is declared at {place} already."),
            )
            .at(span)
            .help("Rename or remove one of the two."),
        );
    }

    /// True when the way to a directory is too long or goes in a circle, which is reported.
    pub fn endless(&mut self, dir: &Path, callers: &[PathBuf], span: Span) -> bool {
        let detail = if callers.iter().any(|c| c == dir) {
            format!("{} calls itself, directly or through the modules that it calls.", dir.display())
        } else if callers.len() >= MAX_DEPTH {
            format!("Modules call each other more than {MAX_DEPTH} levels deep.")
        } else {
            return false;
        };
        self.diags.push(Diagnostic::error("Endless module calls", detail).at(span).help("Remove this call."));
        true
    }
}

const BLOCKS: [&str; 11] = [
    "resource",
    "data",
    "module",
    "variable",
    "output",
    "locals",
    "provider",
    "terraform",
    "moved",
    "import",
    "check",
];

fn with_place(d: Diagnostic, place: Option<Span>) -> Diagnostic {
    match place {
        Some(span) => d.at(span),
        None => d,
    }
}

/// True for files that belong to the configuration; hidden files and editors' backups do not.
fn is_config(name: &str) -> bool {
    let hidden = name.starts_with('.') || name.ends_with('~') || name.starts_with('#');
    (name.ends_with(".tf") || name.ends_with(".tf.json")) && !hidden
}

/// The path without `.` and with `..` carried out where that is possible by name alone.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}
