//! `resource` and `data` blocks.

use super::load::{Item, Loader};
use super::reader::{Shape, arg, flag, labels, take_arg, take_blocks};
use super::{IgnoreChanges, Lifecycle, Module, ProviderRef, Resource};
use crate::ast::{Block, Expr, ExprKind};
use provision_value::{ConfigAddr, Diagnostic, Kind, Mode, Path, Span, Step};
use std::sync::Arc;

const LIFECYCLE: Shape = Shape {
    what: "the lifecycle of a resource",
    args: &["create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"],
    blocks: &["precondition", "postcondition"],
};
const DATA_LIFECYCLE: Shape =
    Shape { what: "the lifecycle of a data source", args: &[], blocks: &["precondition", "postcondition"] };

impl Loader<'_> {
    pub(super) fn resource_block(&mut self, item: Item, module: &mut Module) {
        let Some(resource) = self.resource(item, &module.path) else { return };
        let addr = &resource.addr;
        let key = (addr.mode, addr.type_name.clone(), addr.name.clone());
        match module.resources.get(&key) {
            Some(first) => {
                let first = first.span;
                let what = if addr.mode == Mode::Data { "data source" } else { "resource" };
                self.duplicate(what, &format!("{}.{}", addr.type_name, addr.name), resource.span, first);
            }
            None => {
                module.resources.insert(key, resource);
            }
        }
    }

    pub(super) fn resource(&mut self, item: Item, path: &[Arc<str>]) -> Option<Resource> {
        let Item { mut block, file } = item;
        // An ephemeral resource takes what a data source takes.
        let mode = if &*block.kind.name == "resource" { Mode::Managed } else { Mode::Data };
        let [type_name, name] = labels(&block, ["TYPE", "NAME"], &mut self.diags)?;
        let body = &mut block.body;
        let count = take_arg(body, "count").map(|a| a.expr);
        let for_each = take_arg(body, "for_each");
        if let (Some(_), Some(each)) = (&count, &for_each) {
            self.both_repetitions(each.name.span);
        }
        let depends_on = take_arg(body, "depends_on").map(|a| self.depends_on(&a.expr)).unwrap_or_default();
        let provider = take_arg(body, "provider").and_then(|a| self.provider_ref(&a.expr));
        let lifecycles = take_blocks(body, "lifecycle");
        for kind in ["provisioner", "connection"] {
            for b in take_blocks(body, kind) {
                self.diags.push(no_provisioner(&b));
            }
        }
        let lifecycle = self.lifecycle(lifecycles, mode);
        let implied = type_name.name.split('_').next().unwrap_or("").into();
        Some(Resource {
            addr: ConfigAddr { module: path.to_vec(), mode, type_name: type_name.name, name: name.name },
            file,
            body: block.body,
            count,
            for_each: for_each.map(|a| a.expr),
            depends_on,
            provider: provider.unwrap_or(ProviderRef { name: implied, alias: None }),
            lifecycle,
            span: block.span,
        })
    }

    /// An `ephemeral` block. Its form is checked; no type of it exists.
    pub(super) fn ephemeral(&mut self, item: Item, module: &Module) {
        let span = item.block.labels.first().map_or(item.block.span, |l| l.span);
        let Some(resource) = self.resource(item, &module.path) else { return };
        let detail = format!("There is no ephemeral resource type \"{}\".", resource.addr.type_name);
        self.diags.push(
            Diagnostic::error("Unknown ephemeral resource type", detail)
                .at(span)
                .help("Use a data source, or a variable with ephemeral = true."),
        );
    }

    pub(super) fn both_repetitions(&mut self, span: Span) {
        self.diags.push(
            Diagnostic::error(
                "Both count and for_each",
                "A block is repeated by one of the two, not by both.",
            )
            .at(span)
            .help("Remove one of them."),
        );
    }

    fn lifecycle(&mut self, blocks: Vec<Block>, mode: Mode) -> Lifecycle {
        let mut lifecycle = Lifecycle::default();
        for (i, mut block) in blocks.into_iter().enumerate() {
            if i > 0 {
                let detail = "A resource has one lifecycle block.";
                let d = Diagnostic::error("Duplicate lifecycle", detail).at(block.span);
                self.diags.push(d.help("Put everything into the first one."));
                continue;
            }
            let shape = if mode == Mode::Data { DATA_LIFECYCLE } else { LIFECYCLE };
            shape.check(&block.body, &mut self.diags);
            let preconditions = take_blocks(&mut block.body, "precondition");
            lifecycle.preconditions = self.conditions(preconditions);
            let postconditions = take_blocks(&mut block.body, "postcondition");
            lifecycle.postconditions = self.conditions(postconditions);
            let mut set =
                |name| arg(&block.body, name).and_then(|e| flag(e, &mut self.diags)).unwrap_or(false);
            lifecycle.create_before_destroy = set("create_before_destroy");
            lifecycle.prevent_destroy = set("prevent_destroy");
            if let Some(expr) = arg(&block.body, "ignore_changes") {
                lifecycle.ignore_changes = self.ignore_changes(expr);
            }
            if let Some(expr) = arg(&block.body, "replace_triggered_by") {
                lifecycle.replace_triggered_by = self.triggers(expr);
            }
        }
        lifecycle
    }

    fn ignore_changes(&mut self, expr: &Expr) -> IgnoreChanges {
        let items = match &expr.kind {
            ExprKind::Root(name) if &**name == "all" => return IgnoreChanges::All,
            ExprKind::Tuple(items) => items,
            ExprKind::Invalid => return IgnoreChanges::default(),
            _ => {
                let d = Diagnostic::error(
                    "Invalid ignore_changes",
                    "This must be a list of arguments, or the word all.",
                );
                self.diags.push(d.at(expr.span).help("Write: ignore_changes = [tags, ami]"));
                return IgnoreChanges::default();
            }
        };
        let mut paths = Vec::new();
        for item in items {
            let mut steps = Vec::new();
            if path_steps(item, &mut steps) {
                paths.push((Path(steps), item.span));
            } else if !matches!(item.kind, ExprKind::Invalid) {
                let d =
                    Diagnostic::error("Invalid ignore_changes", "This names no argument of the resource.");
                self.diags.push(
                    d.at(item.span).help("Write arguments without the resource: [tags[\"Name\"], ami]"),
                );
            }
        }
        IgnoreChanges::Paths(paths)
    }

    fn triggers(&mut self, expr: &Expr) -> Vec<Expr> {
        if let ExprKind::Tuple(items) = &expr.kind {
            return items.clone();
        }
        if !matches!(expr.kind, ExprKind::Invalid) {
            let d = Diagnostic::error("Invalid replace_triggered_by", "This must be a list of references.");
            self.diags.push(
                d.at(expr.span)
                    .help("Write: replace_triggered_by = [aws_launch_template.web.latest_version]"),
            );
        }
        Vec::new()
    }

    /// `aws` or `aws.east`; quoted ones are taken too, as Terraform does.
    pub(super) fn provider_ref(&mut self, expr: &Expr) -> Option<ProviderRef> {
        let found = provider_name(expr);
        if found.is_none() && !matches!(expr.kind, ExprKind::Invalid) {
            let d = Diagnostic::error("Invalid provider", "This must name a provider configuration.");
            self.diags
                .push(d.at(expr.span).help("Write: provider = aws, or provider = aws.east for an alias."));
        }
        found
    }
}

pub(super) fn provider_name(expr: &Expr) -> Option<ProviderRef> {
    match &expr.kind {
        ExprKind::Root(name) => Some(ProviderRef { name: name.clone(), alias: None }),
        ExprKind::GetAttr(from, alias) => match &from.kind {
            ExprKind::Root(name) => Some(ProviderRef { name: name.clone(), alias: Some(alias.name.clone()) }),
            _ => None,
        },
        ExprKind::Literal(v) => {
            let mut parts = v.as_str()?.split('.');
            let name = parts.next().filter(|n| !n.is_empty())?;
            Some(ProviderRef { name: name.into(), alias: parts.next().map(Arc::from) })
        }
        _ => None,
    }
}

/// The path that an item of `ignore_changes` spells out; a quoted name is taken as the name.
fn path_steps(expr: &Expr, steps: &mut Vec<Step>) -> bool {
    match &expr.kind {
        ExprKind::Root(name) => steps.push(Step::Attr(name.clone())),
        ExprKind::Literal(v) if steps.is_empty() => match v.as_str() {
            Some(name) => steps.push(Step::Attr(name.into())),
            None => return false,
        },
        ExprKind::GetAttr(from, name) => {
            if !path_steps(from, steps) {
                return false;
            }
            steps.push(match name.name.parse::<usize>() {
                Ok(index) => Step::Index(index),
                Err(_) => Step::Attr(name.name.clone()),
            });
        }
        ExprKind::Index(from, key) => {
            let ExprKind::Literal(v) = &key.kind else { return false };
            if !path_steps(from, steps) {
                return false;
            }
            steps.push(match v.kind() {
                Kind::String(s) => Step::Key(s.clone()),
                Kind::Number(n) => match n.to_i64().and_then(|i| usize::try_from(i).ok()) {
                    Some(i) => Step::Index(i),
                    None => return false,
                },
                _ => return false,
            });
        }
        _ => return false,
    }
    true
}

fn no_provisioner(block: &Block) -> Diagnostic {
    let kind = &block.kind.name;
    Diagnostic::error(
        format!("\"{kind}\" is not supported"),
        "Commands that run while resources are made leave nothing in the state, so nothing could repeat or undo them.",
    )
    .at(block.span)
    .help("Use user_data, a configuration tool or a step of the pipeline; terraform_data with triggers_replace notes that such a step must run again.")
}
