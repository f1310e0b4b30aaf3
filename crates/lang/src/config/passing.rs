//! Provider configurations that modules hand to the modules that they call: what is expected, what is given.

use super::{Module, ModuleCall, ProviderRef};
use provision_value::{Diagnostic, Diagnostics, Span};

/// Checks every module call of the plan.
pub(super) fn check(root: &Module, diags: &mut Diagnostics) {
    module(root, None, diags);
}

/// `repeated` is the place of a `count`, `for_each` or `depends_on` around this module.
fn module(caller: &Module, repeated: Option<Span>, diags: &mut Diagnostics) {
    for call in caller.calls.values() {
        let own = call.count.as_ref().or(call.for_each.as_ref()).map(|e| e.span);
        let own = own.or_else(|| call.depends_on.first().map(|r| r.span));
        let repeated = own.or(repeated);
        configured(call, repeated, diags);
        expected(call, diags);
        given(caller, call, diags);
        crate::deep(|| module(&call.module, repeated, diags));
    }
}

/// A module with configurations of its own takes none from outside, and exists once.
fn configured(call: &ModuleCall, repeated: Option<Span>, diags: &mut Diagnostics) {
    let own = call.module.providers.values().filter(|p| !p.is_empty());
    for (i, provider) in own.enumerate() {
        let name = provider.reference();
        if let (0, Some(span)) = (i, repeated) {
            let detail = format!(
                "The module \"{}\" has a provider configuration of its own, \"{name}\", so it takes no count, for_each or depends_on.",
                call.name.name
            );
            let d = Diagnostic::error("Module with its own provider configuration", detail).at(span);
            diags.push(d.help("Declare the provider in the root module and pass it by providers = { ... }."));
        }
        if let Some(span) = call.passed(&name) {
            let detail = format!("The module \"{}\" configures \"{name}\" itself.", call.name.name);
            let d = Diagnostic::error("Provider configured twice", detail).at(span);
            diags.push(d.help("Do not pass it, or remove the provider block from the module."));
        }
    }
    for provider in call.module.providers.values().filter(|p| p.is_empty()) {
        let name = provider.reference();
        let d = Diagnostic::warning(
            "Empty provider block in a module",
            format!("\"{name}\" only says that a configuration is expected."),
        );
        diags.push(
            d.at(provider.span)
                .help("Name it in required_providers instead, aliases in configuration_aliases."),
        );
    }
}

/// Aliases that the module expects must be passed.
fn expected(call: &ModuleCall, diags: &mut Diagnostics) {
    for required in call.module.terraform.required_providers.values() {
        for alias in &required.aliases {
            let key = (alias.name.clone(), alias.alias.clone());
            let own = call.module.providers.get(&key).is_some_and(|p| !p.is_empty());
            if !own && call.passed(alias).is_none() {
                let detail = format!(
                    "The module \"{}\" expects a provider configuration \"{alias}\".",
                    call.name.name
                );
                let d = Diagnostic::error("Missing provider configuration", detail).at(call.span);
                diags.push(d.help(format!("Add to the call: providers = {{ {alias} = {} }}", alias.name)));
            }
        }
    }
}

/// What is passed must be of the same provider on both sides, and should be known to the module.
fn given(caller: &Module, call: &ModuleCall, diags: &mut Diagnostics) {
    let inside = &call.module;
    for ((inner, outer), span) in call.providers.iter().zip(&call.passed) {
        let (wanted, passed) = (inside.provider_source(&inner.name), caller.provider_source(&outer.name));
        if wanted != passed {
            let detail = format!(
                "The module expects a configuration of {wanted} here, and \"{outer}\" is one of {passed}."
            );
            let d = Diagnostic::error("Another provider", detail).at(*span);
            diags.push(d.help("Correct the name, or the sources in required_providers."));
            continue;
        }
        let required = inside.terraform.required_providers.get(&inner.name);
        let known = match inner.alias {
            None => required.is_some(),
            Some(_) => required.is_some_and(|r| r.aliases.contains(inner)),
        };
        let key = (inner.name.clone(), inner.alias.clone());
        if !known && !inside.providers.contains_key(&key) {
            let detail = format!("The module \"{}\" does not say that it needs \"{inner}\".", call.name.name);
            let d = Diagnostic::warning("Provider that the module does not declare", detail).at(*span);
            diags.push(d.help("Add it to required_providers of the module."));
        }
    }
}

impl ModuleCall {
    /// The place where a configuration is passed.
    fn passed(&self, name: &ProviderRef) -> Option<Span> {
        self.providers.iter().zip(&self.passed).find(|((inner, _), _)| inner == name).map(|(_, span)| *span)
    }
}
