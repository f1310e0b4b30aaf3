//! Provider configurations: their names in the state, and their arguments.

use super::{Visit, Walk};
use crate::evaluator::{Context, decoded};
use crate::lazy::Lazy;
use crate::values::Values;
use provision_graph::{Graph, ModPath, Node};
use provision_lang::ast::Body;
use provision_lang::config::Config;
use provision_value::{Diagnostic, Diagnostics, Span, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A provider configuration to open.
#[derive(Clone, Debug)]
pub struct ProviderNeed {
    /// Its name in the state: `provider["registry.terraform.io/hashicorp/aws"].west`.
    pub id: Arc<str>,
    /// The provider: `aws`.
    pub name: Arc<str>,
    /// Its alias.
    pub alias: Option<Arc<str>>,
    /// The module that declares it; empty for the root.
    pub module: Vec<Arc<str>>,
    /// Its arguments, wholly known.
    pub config: Value,
    /// Where it is declared; `None` for one that needs no block.
    pub span: Option<Span>,
}

/// The provider configurations of a plan by their names in the state.
#[derive(Debug)]
pub struct Providers {
    /// Sources by module and local name, where a module says them.
    sources: HashMap<(ModPath, Arc<str>), Arc<str>>,
    places: HashMap<Arc<str>, Place>,
}

/// Where a provider configuration stands.
#[derive(Clone, Debug)]
struct Place {
    module: ModPath,
    /// The provider's local name.
    local: Arc<str>,
    alias: Option<Arc<str>>,
    /// The provider's own name.
    name: Arc<str>,
}

impl Providers {
    /// Those that a configuration declares or uses.
    pub fn new(config: &Config, graph: &Graph) -> Providers {
        let mut sources = HashMap::new();
        for module in config.modules() {
            for (name, required) in &module.terraform.required_providers {
                if let Some(source) = &required.source {
                    sources.insert((module.path.clone(), name.clone()), source.clone());
                }
            }
        }
        let mut providers = Providers { sources, places: HashMap::new() };
        for node in graph.order() {
            let Node::Provider(path, local, alias) = node else { continue };
            let source = providers.source(path, local);
            let name: Arc<str> = source.rsplit('/').next().unwrap_or(&source).into();
            let place = Place { module: path.clone(), local: local.clone(), alias: alias.clone(), name };
            providers.places.insert(providers.id(path, local, alias.as_ref()), place);
        }
        providers
    }

    /// `registry.terraform.io/hashicorp/aws`
    fn source(&self, path: &[Arc<str>], local: &Arc<str>) -> String {
        match self.sources.get(&(path.to_vec(), local.clone())) {
            Some(source) if source.matches('/').count() == 1 => format!("registry.terraform.io/{source}"),
            Some(source) => source.to_string(),
            None if &**local == "terraform" => "terraform.io/builtin/terraform".into(),
            None => format!("registry.terraform.io/hashicorp/{local}"),
        }
    }

    /// The name of a configuration in the state.
    pub fn id(&self, path: &[Arc<str>], local: &Arc<str>, alias: Option<&Arc<str>>) -> Arc<str> {
        let mut id: String = path.iter().map(|name| format!("module.{name}.")).collect();
        id += &format!("provider[\"{}\"]", self.source(path, local));
        if let Some(alias) = alias {
            id += &format!(".{alias}");
        }
        id.into()
    }

    /// The node of a configuration.
    pub fn node(&self, id: &str) -> Option<Node> {
        let place = self.places.get(id)?;
        Some(Node::Provider(place.module.clone(), place.local.clone(), place.alias.clone()))
    }

    /// What is to be opened for a name; its arguments may hold unknown values.
    pub fn need(
        &self,
        id: &Arc<str>,
        cx: &Context<'_>,
        values: &Values,
    ) -> Result<ProviderNeed, Diagnostics> {
        let implied = || implied(id);
        let Some(place) = self.places.get(id).cloned().or_else(implied) else {
            let detail = format!("The state has objects of {id}, and the configuration does not declare it.");
            let help = "Put its `provider` block back until what it made is destroyed, then remove both.";
            return Err(Diagnostic::error("A provider configuration is missing", detail).help(help).into());
        };
        let Place { module, local, alias, name } = place;
        let declared = cx.config.module(&module).and_then(|m| m.providers.get(&(local, alias.clone())));
        let Some(schema) = cx.catalog.provider(&name) else {
            let d = Diagnostic::error(
                format!("Unknown provider `{name}`"),
                "There are no types of this provider.",
            );
            let d = d.help("Remove what needs it, or see `docs/reference` for the providers that there are.");
            return Err(declared.map_or(d.clone(), |p| d.at(p.name.span)).into());
        };
        let empty = Body::default();
        let body = declared.map_or(&empty, |p| &p.body);
        let instance = values.instances(&module).first().copied().unwrap_or_else(|| values.root());
        let config = decoded(body, schema, &cx.scope(values, instance, None))?;
        let span = declared.map(|p| p.span);
        Ok(ProviderNeed { id: id.clone(), name, alias, module, config, span })
    }
}

/// The place of a configuration that needs no block: that of the root module, without an alias.
fn implied(id: &str) -> Option<Place> {
    let source = id.strip_prefix("provider[\"")?.strip_suffix("\"]")?;
    let name: Arc<str> = source.rsplit('/').next()?.into();
    Some(Place { module: Vec::new(), local: name.clone(), alias: None, name })
}

impl Walk<'_> {
    /// Before the walk begins: every provider configuration that is declared, used, or named by the state, as far as variables,
    /// locals and functions tell its arguments. A refresh opens these. Those that depend on data sources or resources are
    /// left out; they come as needs of the walk, or during apply.
    pub fn providers(mut self) -> Result<Vec<ProviderNeed>, Diagnostics> {
        let mut ids: BTreeSet<Arc<str>> = self.providers.places.keys().cloned().collect();
        ids.extend(self.priors.all().map(|p| p.prior.provider.clone()));
        self.cx.around.lenient = true;
        let mut lazy = Lazy::new(&self.graph);
        let mut needs = Vec::new();
        for id in &ids {
            let node = self.providers.node(id).and_then(|n| self.graph.dag().id(&n));
            let prepared = node.map_or(Ok(()), |n| lazy.prepare(&self.cx, &self.graph, &mut self.values, n));
            match prepared.and_then(|()| self.providers.need(id, &self.cx, &self.values)) {
                Ok(need) => needs.push(need),
                Err(e) => self.found.extend(e),
            }
        }
        needs.retain(|need| need.config.is_wholly_known());
        self.found.result(needs)
    }

    /// Asks for a provider configuration unless it is open already.
    pub(super) fn open(&mut self, id: &Arc<str>) -> Result<Visit, Diagnostics> {
        if self.facts.contains_key(id) || self.needs.providers.contains_key(id) {
            return Ok(if self.facts.contains_key(id) { Visit::Done } else { Visit::Wait });
        }
        let need = self.providers.need(id, &self.cx, &self.values)?;
        if !need.config.is_wholly_known() {
            self.facts.insert(id.clone(), None);
            return Ok(Visit::Done);
        }
        self.needs.providers.insert(id.clone(), need);
        Ok(Visit::Wait)
    }
}
