//! `provider`, `terraform`, `moved`, `import`, `removed` and `check` blocks.

use super::load::{Item, Loader};
use super::reader::{Shape, arg, flag, is_name, labels, required, take_arg, take_blocks, text};
use super::resource::provider_name;
use super::version::{self, Version, constraints};
use super::{
    Backend, Check, Import, Module, Moved, ProviderConfig, Removed, RequiredProvider, Target, address,
};
use crate::ast::{Attribute, Block, Expr, ExprKind, Ident, ObjectKey};
use provision_value::{Diagnostic, InstanceKey, Mode, Span};
use std::sync::Arc;

const TERRAFORM: Shape = Shape {
    what: "a terraform block",
    args: &["required_version", "experiments"],
    blocks: &["required_providers", "backend", "cloud", "provider_meta"],
};
const MOVED: Shape = Shape { what: "a moved block", args: &["from", "to"], blocks: &[] };
const IMPORT: Shape =
    Shape { what: "an import block", args: &["to", "id", "for_each", "provider"], blocks: &[] };
const REMOVED: Shape =
    Shape { what: "a removed block", args: &["from"], blocks: &["lifecycle", "provisioner", "connection"] };
const REMOVED_LIFECYCLE: Shape =
    Shape { what: "the lifecycle of a removed block", args: &["destroy"], blocks: &[] };
const CHECK: Shape = Shape { what: "a check", args: &[], blocks: &["assert", "data"] };

impl Loader<'_> {
    pub(super) fn provider(&mut self, item: Item, module: &mut Module) {
        let mut block = item.block;
        let Some([name]) = labels(&block, ["NAME"], &mut self.diags) else { return };
        let alias = take_arg(&mut block.body, "alias").and_then(|a| text(&a.expr, &mut self.diags));
        if let Some(alias) = alias.as_ref().filter(|a| !is_name(a)) {
            let d =
                Diagnostic::error("Invalid name", format!("\"{alias}\" cannot be an alias.")).at(block.span);
            self.diags.push(
                d.help("A name begins with a letter or \"_\" and holds letters, digits, \"_\" and \"-\"."),
            );
        }
        if let Some(version) = take_arg(&mut block.body, "version") {
            let d = Diagnostic::error(
                "Version in a provider block",
                "Versions of providers stand in the terraform block.",
            );
            self.diags.push(d.at(version.name.span).help("Move it to required_providers."));
        }
        let key = (name.name.clone(), alias.clone());
        if let Some(first) = module.providers.get(&key) {
            let first = first.span;
            let shown = alias.as_ref().map_or(name.name.to_string(), |a| format!("{}.{a}", name.name));
            return self.duplicate("provider configuration", &shown, block.span, first);
        }
        module.providers.insert(key, ProviderConfig { name, alias, body: block.body, span: block.span });
    }

    pub(super) fn terraform(&mut self, item: Item, module: &mut Module) {
        let mut block = item.block;
        let _ = labels(&block, [], &mut self.diags);
        TERRAFORM.check(&block.body, &mut self.diags);
        if let Some(version) = arg(&block.body, "required_version").and_then(|e| self.language_version(e)) {
            module.terraform.required_version.push(version);
        }
        if let Some(expr) = arg(&block.body, "experiments") {
            let d = Diagnostic::error(
                "Experiments are not supported",
                "The language has no experimental parts here.",
            );
            self.diags.push(d.at(expr.span).help("Remove this argument."));
        }
        for b in take_blocks(&mut block.body, "required_providers") {
            for a in b.body.attributes {
                self.required_provider(a, module);
            }
        }
        for b in take_blocks(&mut block.body, "backend") {
            let Some([kind]) = labels(&b, ["TYPE"], &mut self.diags) else { continue };
            if let Some(first) = &module.terraform.backend {
                let first = first.span;
                self.duplicate("backend", &kind.name, b.span, first);
                continue;
            }
            self.backend(&kind, &b, module.path.is_empty());
            module.terraform.backend = Some(Backend { kind, body: b.body, span: b.span });
        }
        for b in take_blocks(&mut block.body, "cloud") {
            let d = Diagnostic::error(
                "\"cloud\" is not supported",
                "State is kept in files or in a bucket, not by a hosted service.",
            );
            self.diags.push(d.at(b.span).help("Use backend \"local\" or backend \"s3\", and environments in provision.hcl instead of workspaces."));
        }
    }

    /// A backend says where the state lies. Only the root's counts.
    fn backend(&mut self, kind: &Ident, block: &Block, root: bool) {
        let d = match &*kind.name {
            "local" if block.body.attributes.is_empty() => return,
            "s3" if root => return,
            "local" if root => Diagnostic::warning(
                "Backend without effect",
                "The state lies in files beside the plan, whatever this block says.",
            )
            .help("Name another file by --state, or leave the block for Terraform to use."),
            "local" | "s3" => {
                Diagnostic::warning("Backend without effect", "Only the backend of the root module counts.")
                    .help("Remove it from the module.")
            }
            other => {
                Diagnostic::error("Unsupported backend", format!("There is no backend \"{other}\" here."))
                    .help("Use backend \"s3\", or remove this block: then the state is kept in files.")
                    .when_planning()
            }
        };
        self.diags.push(d.at(kind.span));
    }

    fn required_provider(&mut self, a: Attribute, module: &mut Module) {
        let mut provider =
            RequiredProvider { source: None, version: None, aliases: Vec::new(), span: a.name.span };
        match &a.expr.kind {
            ExprKind::Literal(_) => provider.version = self.version(&a.expr),
            ExprKind::Object(items) => {
                for (key, value) in items {
                    let name = match key {
                        ObjectKey::Name(n) => n.name.clone(),
                        ObjectKey::Expr(e) => text(e, &mut self.diags).unwrap_or_default(),
                    };
                    match &*name {
                        "source" => {
                            provider.source = text(value, &mut self.diags);
                            let good = provider.source.as_deref().is_none_or(is_source);
                            if !good {
                                let d = Diagnostic::error(
                                    "Invalid provider source",
                                    "A source is a name, with its namespace and host before it.",
                                );
                                self.diags.push(d.at(value.span).help("Write: source = \"hashicorp/aws\""));
                            }
                        }
                        "version" => provider.version = self.version(value),
                        "configuration_aliases" => match &value.kind {
                            ExprKind::Tuple(items) => {
                                provider.aliases = items.iter().filter_map(provider_name).collect()
                            }
                            _ => self.bad_requirement(value),
                        },
                        _ => self.bad_requirement(value),
                    }
                }
            }
            ExprKind::Invalid => {}
            _ => self.bad_requirement(&a.expr),
        }
        if let Some(first) = module.terraform.required_providers.get(&a.name.name) {
            let first = first.span;
            return self.duplicate("required provider", &a.name.name, a.name.span, first);
        }
        module.terraform.required_providers.insert(a.name.name, provider);
    }

    fn bad_requirement(&mut self, expr: &Expr) {
        let d = Diagnostic::error(
            "Invalid provider requirement",
            "It holds source, version and configuration_aliases.",
        );
        self.diags
            .push(d.at(expr.span).help("Write: aws = { source = \"hashicorp/aws\", version = \"~> 5.0\" }"));
    }

    /// A version constraint, checked for its shape.
    fn version(&mut self, expr: &Expr) -> Option<Arc<str>> {
        let version = text(expr, &mut self.diags)?;
        if constraints(&version).is_some() {
            return Some(version);
        }
        self.diags.push(bad_version(&version, expr.span));
        None
    }

    /// `required_version`, which the language of this program must fit.
    fn language_version(&mut self, expr: &Expr) -> Option<Arc<str>> {
        let text = self.version(expr)?;
        let (all, language) = (constraints(&text)?, Version::parse(version::LANGUAGE)?);
        let (detail, help) = if all.iter().any(|c| c.version().is_prerelease()) {
            (format!("\"{text}\" names a pre-release."), "Leave out what follows the hyphen.".to_string())
        } else if !all.iter().all(|c| c.allows(&language)) {
            let detail = format!(
                "\"{text}\" does not allow the language of Terraform {}, which is the one spoken here.",
                version::LANGUAGE
            );
            (detail, "Widen the constraint where the plan allows it.".to_string())
        } else {
            return Some(text);
        };
        let d = Diagnostic::error("Unsupported language version", detail).at(expr.span).help(help);
        self.diags.push(d);
        None
    }

    /// An address in an argument that must be there.
    fn target_of(&mut self, block: &Block, name: &str) -> Option<Target> {
        let expr = required(block, name, &mut self.diags)?;
        if matches!(expr.kind, ExprKind::Invalid) {
            return None;
        }
        address::target(expr).map_err(|d| self.diags.push(d)).ok()
    }

    pub(super) fn moved(&mut self, item: Item, module: &mut Module) {
        MOVED.check(&item.block.body, &mut self.diags);
        let from = self.target_of(&item.block, "from");
        let to = self.target_of(&item.block, "to");
        let (Some(from), Some(to)) = (from, to) else { return };
        if from.resource.is_some() != to.resource.is_some() {
            let d = Diagnostic::error(
                "Invalid move",
                "A resource moves to a resource, and a module to a module.",
            );
            self.diags.push(d.at(item.block.span));
            return;
        }
        module.moved.push(Moved { from, to, span: item.block.span });
    }

    pub(super) fn import(&mut self, item: Item, module: &mut Module) {
        IMPORT.check(&item.block.body, &mut self.diags);
        let to = required(&item.block, "to", &mut self.diags).cloned();
        let id = required(&item.block, "id", &mut self.diags).cloned();
        if !module.path.is_empty() {
            let d =
                Diagnostic::error("Import inside a module", "Import blocks stand in the root module only.");
            self.diags.push(d.at(item.block.span).help("Move it to the root and write the whole address."));
            return;
        }
        let (Some(to), Some(id)) = (to, id) else { return };
        let body = &item.block.body;
        let for_each = arg(body, "for_each").cloned();
        let target = match address::target(&to) {
            Ok(target) => Some(target),
            Err(d) => {
                if for_each.is_none() {
                    self.diags.push(d);
                }
                None
            }
        };
        let provider = arg(body, "provider").and_then(|e| self.provider_ref(e));
        if target.as_ref().is_some_and(|t| matches!(t.resource, Some((Mode::Data, ..)))) {
            let d = Diagnostic::error(
                "Import of a data source",
                "Only resources are imported; a data source is read.",
            );
            return self.diags.push(d.at(to.span).help("Remove this block."));
        }
        let shown = target.as_ref().map(ToString::to_string);
        let same = |i: &&Import| shown.is_some() && i.target.as_ref().map(ToString::to_string) == shown;
        if let Some(first) = module.imports.iter().find(same) {
            let first = first.span;
            return self.duplicate("import", &shown.unwrap_or_default(), to.span, first);
        }
        module.imports.push(Import { to, target, id, for_each, provider, span: item.block.span });
    }

    pub(super) fn removed(&mut self, item: Item, module: &mut Module) {
        let mut block = item.block;
        REMOVED.check(&block.body, &mut self.diags);
        let from = self.target_of(&block, "from");
        let mut destroy = true;
        for b in take_blocks(&mut block.body, "lifecycle") {
            REMOVED_LIFECYCLE.check(&b.body, &mut self.diags);
            destroy = arg(&b.body, "destroy").and_then(|e| flag(e, &mut self.diags)).unwrap_or(true);
        }
        for kind in ["provisioner", "connection"] {
            for b in take_blocks(&mut block.body, kind) {
                let d = Diagnostic::error(
                    format!("\"{kind}\" is not supported"),
                    "No commands run while resources are deleted.",
                );
                self.diags.push(d.at(b.span).help("Run the command in a step of the pipeline."));
            }
        }
        let Some(from) = from else { return };
        if from.resource.as_ref().is_some_and(|(mode, ..)| *mode == Mode::Data) {
            let d = Diagnostic::error(
                "Data source in a removed block",
                "Data sources hold nothing that could be destroyed or kept.",
            );
            self.diags
                .push(d.at(from.span).help("Remove this block: a data source goes with its own block."));
            return;
        }
        let keyed =
            from.key.is_some() || from.module.0.iter().any(|(_, k): &(_, Option<InstanceKey>)| k.is_some());
        if keyed {
            let d =
                Diagnostic::error("Instance in a removed block", "A removed block concerns all instances.");
            self.diags.push(d.at(from.span).help("Remove the keys in brackets."));
            return;
        }
        module.removed.push(Removed { from, destroy, span: block.span });
    }

    pub(super) fn check(&mut self, item: Item, module: &mut Module) {
        let Item { mut block, file } = item;
        CHECK.check(&block.body, &mut self.diags);
        let Some([name]) = labels(&block, ["NAME"], &mut self.diags) else { return };
        if let Some(first) = module.checks.get(&name.name) {
            let first = first.span;
            return self.duplicate("check", &name.name, block.span, first);
        }
        let asserts = take_blocks(&mut block.body, "assert");
        if asserts.is_empty() {
            let d = Diagnostic::error("Check without assertion", "A check needs at least one assert block.");
            self.diags.push(d.at(block.span).help("Add assert { condition = ... error_message = ... }."));
        }
        let asserts = self.conditions(asserts);
        let mut data = None;
        for (i, b) in take_blocks(&mut block.body, "data").into_iter().enumerate() {
            if i > 0 {
                let d = Diagnostic::error(
                    "Several data sources in a check",
                    "A check has one data block at most.",
                );
                self.diags.push(d.at(b.span).help("Put it into a check of its own, or beside the checks."));
                continue;
            }
            data = self.resource(Item { block: b, file: file.clone() }, &module.path).map(Box::new);
        }
        let check = Check { data, asserts, span: block.span, name: name.clone() };
        module.checks.insert(name.name, check);
    }
}

/// True for `aws`, `hashicorp/aws`, `registry.terraform.io/hashicorp/aws`.
fn is_source(source: &str) -> bool {
    let parts = source.split('/').collect::<Vec<_>>();
    let word = |p: &&str| {
        !p.is_empty()
            && p.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !p.starts_with('-')
            && !p.ends_with('-')
    };
    match parts.as_slice() {
        [host, rest @ ..] if rest.len() == 2 => host.contains(['.', ':']) && rest.iter().all(word),
        rest => rest.len() <= 2 && rest.iter().all(word),
    }
}

/// The error for what is no constraint on versions.
pub(super) fn bad_version(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error("Invalid version constraint", format!("\"{text}\" is not one."))
        .at(span)
        .help("Write something like \">= 1.5, < 2.0\" or \"~> 5.60\".")
}
