//! Override files (`override.tf`, `*_override.tf` and their JSON forms): what they say is laid over the blocks of the
//! other files, before anything is read out of these.

use super::load::{Item, Loader};
use super::reader::{arg, take_arg, text};
use crate::ast::{Attribute, Block, Body, ExprKind};
use crate::suggest::did_you_mean;
use provision_value::{Diagnostic, Diagnostics};

/// True for the name of an override file.
pub(super) fn is_override(name: &str) -> bool {
    let stem = name.strip_suffix(".tf.json").or_else(|| name.strip_suffix(".tf")).unwrap_or("");
    stem == "override" || stem.ends_with("_override")
}

impl Loader<'_> {
    /// Lays the blocks of one override file over the items of a module.
    pub(super) fn overlay(&mut self, over: Vec<Item>, items: &mut Vec<Item>) {
        let (settings, blocks): (Vec<_>, Vec<_>) =
            over.into_iter().partition(|i| &*i.block.kind.name == "terraform");
        overlay_settings(settings, items);
        for item in blocks {
            match &*item.block.kind.name {
                "locals" => self.overlay_locals(item.block, items),
                "provider" => overlay_provider(item, items, &mut self.diags),
                "variable" | "output" | "module" | "resource" | "data" | "ephemeral" => {
                    self.overlay_block(item.block, items);
                }
                "moved" | "import" | "check" => self.diags.push(not_overridden(&item.block)),
                "removed" => self.diags.push(
                    Diagnostic::warning(
                        "Override without effect",
                        "A removed block does nothing in an override file.",
                    )
                    .at(item.block.span)
                    .help("Move it into an ordinary .tf file."),
                ),
                // Reported where blocks are read.
                _ => items.push(item),
            }
        }
    }

    fn overlay_block(&mut self, over: Block, items: &mut [Item]) {
        let same = |i: &&mut Item| named_alike(&i.block, &over);
        let Some(base) = items.iter_mut().find(same) else {
            let known = items.iter().filter(|i| i.block.kind.name == over.kind.name).map(|i| shown(&i.block));
            let help = did_you_mean(&shown(&over), known.collect::<Vec<_>>().iter().map(String::as_str));
            self.diags.push(nothing(&over, &format!("{} \"{}\"", over.kind.name, shown(&over)), help));
            return;
        };
        merge_block(&mut base.block, over, &mut self.diags);
    }

    fn overlay_locals(&mut self, over: Block, items: &mut [Item]) {
        for a in over.body.attributes {
            let locals = items.iter_mut().filter(|i| &*i.block.kind.name == "locals");
            let mut all = locals.flat_map(|i| i.block.body.attributes.iter_mut());
            match all.find(|base| base.name.name == a.name.name) {
                Some(base) => *base = a,
                None => {
                    let d = Diagnostic::error(
                        "Nothing to override",
                        format!("No local value \"{}\" is defined outside of override files.", a.name.name),
                    );
                    self.diags.push(d.at(a.name.span).help("Define it in an ordinary .tf file."));
                }
            }
        }
    }
}

/// The default configuration of a provider may be added by an override file, since it exists without a block.
fn overlay_provider(over: Item, items: &mut Vec<Item>, diags: &mut Diagnostics) {
    let alias = |b: &Block| arg(&b.body, "alias").and_then(|e| text(e, &mut Diagnostics::new()));
    let wanted = alias(&over.block);
    let same = |i: &&mut Item| named_alike(&i.block, &over.block) && alias(&i.block) == wanted;
    match (items.iter_mut().find(same), wanted) {
        (Some(base), _) => merge_block(&mut base.block, over.block, diags),
        (None, None) => items.push(over),
        (None, Some(alias)) => {
            let what = format!("configuration {}.{alias} of a provider", shown(&over.block));
            diags.push(nothing(&over.block, &what, String::new()));
        }
    }
}

fn nothing(over: &Block, what: &str, help: String) -> Diagnostic {
    let help = if help.is_empty() { "Declare it in an ordinary .tf file.".to_string() } else { help };
    let detail = format!("No {what} is declared outside of override files.");
    Diagnostic::error("Nothing to override", detail).at(over.span).help(help)
}

fn named_alike(a: &Block, b: &Block) -> bool {
    a.kind.name == b.kind.name && a.labels.iter().map(|l| &l.name).eq(b.labels.iter().map(|l| &l.name))
}

fn shown(block: &Block) -> String {
    block.labels.iter().map(|l| &*l.name).collect::<Vec<_>>().join(".")
}

/// Lays one block over another of the same name.
fn merge_block(base: &mut Block, mut over: Block, diags: &mut Diagnostics) {
    let kind = base.kind.name.clone();
    if let Some(e) = arg(&over.body, "depends_on").filter(|e| !is_empty_list(&e.kind)) {
        let d = Diagnostic::error("Unsupported override", "depends_on cannot be overridden.");
        diags.push(d.at(e.span).help("Write depends_on in the block itself."));
        return;
    }
    // Where both repetitions come together, count is the one that counts.
    if arg(&base.body, "count").is_some()
        && let Some(lost) = take_arg(&mut over.body, "for_each")
    {
        let d = Diagnostic::warning(
            "Override without effect",
            "The block that is overridden has a count, which stays.",
        );
        diags.push(d.at(lost.name.span).help("Write for_each in the block itself."));
    }
    if arg(&over.body, "count").is_some() {
        take_arg(&mut base.body, "for_each");
    }
    if matches!(&*kind, "resource" | "data" | "ephemeral") {
        let (lifecycles, blocks) = over.body.blocks.into_iter().partition(|b| &*b.kind.name == "lifecycle");
        over.body.blocks = blocks;
        for b in lifecycles {
            merge_lifecycle(&mut base.body, b, diags);
        }
    }
    if matches!(&*kind, "variable" | "output") {
        for b in std::mem::take(&mut over.body.blocks) {
            diags.push(not_overridden(&b));
        }
    }
    merge_body(&mut base.body, over.body);
}

/// Arguments replace arguments of the same name, and blocks all blocks of the same type; a `dynamic` block counts as the
/// type that it makes.
fn merge_body(base: &mut Body, over: Body) {
    let types: Vec<_> = over.blocks.iter().map(made).collect();
    base.attributes.retain(|a| !types.contains(&a.name.name));
    base.blocks.retain(|b| {
        let made = made(b);
        !types.contains(&made) && !over.attributes.iter().any(|a| a.name.name == made)
    });
    base.blocks.extend(over.blocks);
    merge_attributes(base, over.attributes);
}

fn merge_attributes(base: &mut Body, over: Vec<Attribute>) {
    for a in over {
        match base.attributes.iter_mut().find(|b| b.name.name == a.name.name) {
            Some(b) => *b = a,
            None => base.attributes.push(a),
        }
    }
}

fn made(block: &Block) -> std::sync::Arc<str> {
    let dynamic = &*block.kind.name == "dynamic";
    block.labels.first().filter(|_| dynamic).map_or(block.kind.name.clone(), |l| l.name.clone())
}

/// A lifecycle is merged argument by argument.
fn merge_lifecycle(base: &mut Body, mut over: Block, diags: &mut Diagnostics) {
    for b in std::mem::take(&mut over.body.blocks) {
        diags.push(not_overridden(&b));
    }
    over.body.attributes.retain(|a| {
        if &*a.name.name == "replace_triggered_by" {
            let d = Diagnostic::warning("Override without effect", "replace_triggered_by is not overridden.");
            diags.push(d.at(a.name.span).help("Write it in the resource itself."));
            return false;
        }
        // An empty list leaves the list of the resource as it is.
        &*a.name.name != "ignore_changes" || !is_empty_list(&a.expr.kind)
    });
    match base.blocks.iter_mut().find(|b| &*b.kind.name == "lifecycle") {
        Some(b) => {
            // "all" stays: what a list adds is among it.
            let all = |e: &ExprKind| matches!(e, ExprKind::Root(name) if &**name == "all");
            let keeps_all = arg(&b.body, "ignore_changes").is_some_and(|e| all(&e.kind));
            over.body.attributes.retain(|a| !(keeps_all && &*a.name.name == "ignore_changes"));
            merge_attributes(&mut b.body, over.body.attributes);
        }
        None => base.blocks.push(over),
    }
}

fn not_overridden(block: &Block) -> Diagnostic {
    let detail = format!(
        "Blocks \"{}\" cannot be overridden, and none are added by an override file.",
        block.kind.name
    );
    Diagnostic::error("Unsupported override", detail)
        .at(block.span)
        .help("Move it into an ordinary .tf file.")
}

fn is_empty_list(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::Tuple(items) if items.is_empty())
}

/// `terraform` blocks: versions and backends of one override file take the place of all that were said before, providers
/// that of the entry of the same name.
fn overlay_settings(over: Vec<Item>, items: &mut Vec<Item>) {
    let version = over.iter().any(|i| arg(&i.block.body, "required_version").is_some());
    let inner = |kind: &'static str| {
        over.iter().flat_map(|i| &i.block.body.blocks).filter(move |b| &*b.kind.name == kind)
    };
    let backend = inner("backend").chain(inner("cloud")).next().is_some();
    let providers: Vec<_> =
        inner("required_providers").flat_map(|b| &b.body.attributes).map(|a| a.name.name.clone()).collect();
    for base in items.iter_mut().filter(|i| &*i.block.kind.name == "terraform") {
        let body = &mut base.block.body;
        body.attributes.retain(|a| !(version && &*a.name.name == "required_version"));
        body.blocks.retain(|b| !(backend && matches!(&*b.kind.name, "backend" | "cloud")));
        for b in body.blocks.iter_mut().filter(|b| &*b.kind.name == "required_providers") {
            b.body.attributes.retain(|a| !providers.contains(&a.name.name));
        }
    }
    items.extend(over);
}
