//! `module` blocks.

use super::load::{Item, Loader};
use super::reader::{labels, missing, take_arg, text};
use super::resource::provider_name;
use super::{Module, ModuleCall, ProviderRef};
use crate::ast::{Expr, ExprKind, ObjectKey};
use crate::suggest::did_you_mean;
use provision_value::{Diagnostic, Span};
use std::path::PathBuf;
use std::sync::Arc;

impl Loader<'_> {
    pub(super) fn module_call(&mut self, item: Item, caller: &mut Module, callers: &mut Vec<PathBuf>) {
        let Item { mut block, file } = item;
        let Some([name]) = labels(&block, ["NAME"], &mut self.diags) else { return };
        if let Some(first) = caller.calls.get(&name.name) {
            let first = first.span;
            return self.duplicate("module", &name.name, block.span, first);
        }
        let body = &mut block.body;
        let source = take_arg(body, "source");
        let version = take_arg(body, "version");
        let count = take_arg(body, "count").map(|a| a.expr);
        let for_each = take_arg(body, "for_each");
        if let (Some(_), Some(each)) = (&count, &for_each) {
            self.both_repetitions(each.name.span);
        }
        let depends_on = take_arg(body, "depends_on").map(|a| self.depends_on(&a.expr)).unwrap_or_default();
        let passed = take_arg(body, "providers").map(|a| self.passed_providers(&a.expr)).unwrap_or_default();
        let (providers, passed) = passed.into_iter().unzip();
        for b in std::mem::take(&mut body.blocks) {
            let d = Diagnostic::error(
                "Block in a module call",
                format!("A module call takes no block \"{}\".", b.kind.name),
            );
            self.diags.push(
                d.at(b.span).help(format!("A value for a variable is written as {} = ...", b.kind.name)),
            );
        }
        let mut path = caller.path.clone();
        path.push(name.name.clone());
        let place = source.as_ref().map_or(block.span, |s| s.expr.span);
        let source = match source {
            Some(source) => text(&source.expr, &mut self.diags),
            None => {
                self.diags.push(missing("source", "module", block.span));
                None
            }
        };
        let version = version.as_ref().map(|a| &a.expr);
        let dir = source.as_deref().and_then(|s| self.locate(caller, &name.name, s, version, place));
        let module = match dir {
            Some(dir) if !self.endless(&dir, callers, place) => {
                Some(crate::deep(|| self.module(dir, path.clone(), callers, Some(place))))
            }
            _ => None,
        };
        let loaded = module.is_some();
        let call = ModuleCall {
            source: source.unwrap_or_default(),
            file,
            count,
            for_each: for_each.map(|a| a.expr),
            depends_on,
            providers,
            passed,
            body: block.body,
            module: Arc::new(module.unwrap_or_else(|| Module { path, missing: true, ..Module::default() })),
            span: block.span,
            name: name.clone(),
        };
        if loaded {
            self.check_arguments(&call);
        }
        caller.calls.insert(name.name, call);
    }

    /// Arguments must be variables of the module, and those without a default must be given.
    fn check_arguments(&mut self, call: &ModuleCall) {
        let variables = &call.module.variables;
        for a in &call.body.attributes {
            if !variables.contains_key(&a.name.name) {
                self.diags.push(
                    Diagnostic::error(
                        "Unknown argument",
                        format!("The module \"{}\" has no variable \"{}\".", call.name.name, a.name.name),
                    )
                    .at(a.name.span)
                    .help(did_you_mean(&a.name.name, variables.keys().map(|k| &**k))),
                );
            }
        }
        for v in variables.values().filter(|v| v.default.is_none()) {
            if !call.body.attributes.iter().any(|a| a.name.name == v.name.name) {
                let declared = self.place(v.span);
                let detail = format!(
                    "The module needs a value for \"{}\", which {declared} declares without a default.",
                    v.name.name
                );
                let d = Diagnostic::error("Missing argument", detail).at(call.span);
                self.diags.push(d.help(format!("Add {} = ...", v.name.name)));
            }
        }
    }

    /// `providers = { aws = aws.east }`, or the list form `[aws]`.
    fn passed_providers(&mut self, expr: &Expr) -> Vec<((ProviderRef, ProviderRef), Span)> {
        let mut all = Vec::new();
        match &expr.kind {
            ExprKind::Object(items) => {
                for (key, value) in items {
                    let inner = match key {
                        ObjectKey::Name(n) => Some(ProviderRef { name: n.name.clone(), alias: None }),
                        ObjectKey::Expr(e) => provider_name(e),
                    };
                    let outer = self.provider_ref(value);
                    match (inner, outer) {
                        (Some(inner), Some(outer)) => all.push(((inner, outer), value.span)),
                        (None, _) => self.bad_providers(value),
                        _ => {}
                    }
                }
            }
            ExprKind::Tuple(items) => {
                for item in items {
                    if let Some(p) = self.provider_ref(item) {
                        all.push(((ProviderRef { name: p.name.clone(), alias: None }, p), item.span));
                    }
                }
            }
            ExprKind::Invalid => {}
            _ => self.bad_providers(expr),
        }
        all
    }

    fn bad_providers(&mut self, expr: &Expr) {
        let d = Diagnostic::error("Invalid providers", "Provider configurations are passed by name.")
            .at(expr.span);
        self.diags.push(d.help("Write: providers = { aws = aws.east }"));
    }
}
