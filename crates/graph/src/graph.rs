//! The finished graph of a configuration, and questions to it.

use crate::{Cycle, Dag, Id, Node};
use provision_lang::config::Config;
use provision_value::{ConfigAddr, Diagnostic, Diagnostics, Mode, Span};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What needs what in a configuration. It has no cycles.
#[derive(Clone, Debug)]
pub struct Graph {
    dag: Dag<Node>,
    order: Vec<Id>,
    spans: HashMap<Id, Span>,
    /// The file of each resource's outermost block in the root module.
    files: HashMap<Id, Arc<str>>,
}

impl Graph {
    /// The graph of a configuration. Errors: references to what is not declared, provider configurations that do not exist,
    /// cycles (each as the chain of its links with their places).
    pub fn build(config: &Config) -> Result<Graph, Diagnostics> {
        crate::build::build(config)
    }

    pub(crate) fn new(
        config: &Config,
        dag: Dag<Node>,
        spans: HashMap<Id, Span>,
    ) -> Result<Graph, Diagnostics> {
        let order = match dag.order() {
            Ok(order) => order,
            Err(cycles) => return Err(Diagnostics(cycles.iter().map(|c| cycle(&dag, c)).collect())),
        };
        let file = |id: Id| Some((id, Arc::from(config.root.outermost_file(dag.node(id).resource()?)?)));
        let files = dag.ids().filter_map(file).collect();
        Ok(Graph { dag, order, spans, files })
    }

    /// The graph underneath, for what is not here.
    pub fn dag(&self) -> &Dag<Node> {
        &self.dag
    }
    /// Every node after all that it needs; the same for the same configuration.
    pub fn order(&self) -> impl Iterator<Item = &Node> {
        self.order.iter().map(|id| self.dag.node(*id))
    }
    /// The same, as ids of [`Graph::dag`].
    pub fn ids(&self) -> &[Id] {
        &self.order
    }
    /// What a node needs directly.
    pub fn needs(&self, node: &Node) -> Vec<&Node> {
        self.dag.id(node).map(|id| self.nodes(self.dag.needs(id))).unwrap_or_default()
    }
    /// What needs a node directly.
    pub fn needed_by(&self, node: &Node) -> Vec<&Node> {
        self.dag.id(node).map(|id| self.nodes(self.dag.needed_by(id))).unwrap_or_default()
    }
    fn nodes(&self, ids: impl IntoIterator<Item = Id>) -> Vec<&Node> {
        ids.into_iter().map(|id| self.dag.node(id)).collect()
    }
    /// The provider configuration that a resource uses.
    pub fn provider(&self, addr: &ConfigAddr) -> Option<&Node> {
        let needs = self.needs(&Node::Resource(addr.clone()));
        needs.into_iter().find(|n| matches!(n, Node::Provider(..)))
    }
    /// Where a node is declared.
    pub fn span(&self, node: &Node) -> Option<Span> {
        self.spans.get(&self.dag.id(node)?).copied()
    }

    /// Every resource and data source that a resource needs, directly or not, as the state lists them: sorted by address.
    pub fn dependencies(&self, addr: &ConfigAddr) -> Vec<ConfigAddr> {
        let Some(id) = self.dag.id(&Node::Resource(addr.clone())) else { return Vec::new() };
        let mut found: Vec<ConfigAddr> =
            self.dag.closure([id]).into_iter().filter_map(|i| self.dag.node(i).resource().cloned()).collect();
        found.retain(|other| other != addr);
        found.sort_by_cached_key(ConfigAddr::to_string);
        found
    }

    /// The given nodes and everything that they need, directly or not.
    pub fn reachable<'n>(&self, roots: impl IntoIterator<Item = &'n Node>) -> BTreeSet<&Node> {
        let roots: Vec<Id> = roots.into_iter().filter_map(|n| self.dag.id(n)).collect();
        self.nodes(self.dag.closure(roots)).into_iter().collect()
    }
    /// The given nodes and everything that needs them, directly or not.
    pub fn dependents<'n>(&self, roots: impl IntoIterator<Item = &'n Node>) -> BTreeSet<&Node> {
        let roots: Vec<Id> = roots.into_iter().filter_map(|n| self.dag.id(n)).collect();
        self.nodes(self.dag.dependents(roots)).into_iter().collect()
    }
    /// The nodes that a selection leaves: of `targets` (all where there are none) and what they need, those that are neither
    /// excluded nor need what is excluded.
    pub fn select(&self, targets: &[Node], excludes: &[Node]) -> BTreeSet<&Node> {
        let out = self.dependents(excludes);
        let all = if targets.is_empty() { self.order().collect() } else { self.reachable(targets) };
        all.into_iter().filter(|n| !out.contains(n)).collect()
    }
    /// Everything in a module and its inner modules.
    pub fn under(&self, module: &[Arc<str>]) -> Vec<&Node> {
        self.order().filter(|n| n.module().starts_with(module)).collect()
    }

    /// The stage of each resource. `stage_of_file` tells the stage of a file of the root module; resources in other files, and
    /// data sources, take the earliest stage that what they need allows. With `barrier`, a resource that needs one of a
    /// later stage is an error that names both.
    pub fn stages(
        &self,
        names: &[Arc<str>],
        barrier: bool,
        stage_of_file: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<HashMap<ConfigAddr, usize>, Diagnostics> {
        let mut stage: HashMap<Id, usize> = HashMap::new();
        let mut diags = Diagnostics::new();
        for id in self.order.iter().copied() {
            let earliest = self.dag.needs(id).iter().filter_map(|n| stage.get(n).copied()).max().unwrap_or(0);
            let managed = self.dag.node(id).resource().is_some_and(|a| a.mode == Mode::Managed);
            let named = self.files.get(&id).filter(|_| managed).and_then(|f| stage_of_file(f));
            if let Some(named) = named.filter(|named| *named < earliest && barrier) {
                diags.push(self.later_stage(id, named, earliest, &stage, names));
            }
            stage.insert(id, named.unwrap_or(earliest));
        }
        let found = stage.into_iter().filter_map(|(id, s)| Some((self.dag.node(id).resource()?.clone(), s)));
        diags.result(found.collect())
    }

    fn later_stage(
        &self,
        id: Id,
        own: usize,
        later: usize,
        stage: &HashMap<Id, usize>,
        names: &[Arc<str>],
    ) -> Diagnostic {
        let name = |s: usize| names.get(s).map_or("", |n| &**n);
        let step = |at: Id| self.dag.needs(at).into_iter().find(|n| stage.get(n) == Some(&later));
        let mut end = step(id);
        let first = end.and_then(|n| self.dag.span(id, n));
        let mut by_way_of = Vec::new();
        while let Some(at) =
            end.filter(|at| self.dag.node(*at).resource().is_none_or(|a| a.mode == Mode::Data))
        {
            by_way_of.push(self.dag.node(at).to_string());
            end = step(at);
        }
        let this = self.dag.node(id);
        let that = end.map(|e| self.dag.node(e).to_string()).unwrap_or_default();
        let way =
            if by_way_of.is_empty() { String::new() } else { format!(" by way of {}", by_way_of.join(", ")) };
        let detail = format!(
            "{this} belongs to stage \"{}\" and needs {that} of the later stage \"{}\"{way}.",
            name(own),
            name(later)
        );
        let help = format!(
            "Move one of the two blocks: {this} to a file of stage \"{later}\" (such as {later}-more.tf), or {that} to one of stage \
             \"{own}\".",
            later = name(later),
            own = name(own)
        );
        let mut d = Diagnostic::error("Dependency on a later stage", detail).on(this).help(help);
        d.span = first.or_else(|| self.spans.get(&id).copied());
        if let Some(span) = end.and_then(|e| self.spans.get(&e)) {
            d = d.also(*span, format!("{that} is declared here, in stage \"{}\"", name(later)));
        }
        d
    }
}

/// So many links of a cycle are shown.
const MAX_LINKS: usize = 30;

/// The error for a cycle: its chain, and the place of each link.
fn cycle(dag: &Dag<Node>, cycle: &Cycle) -> Diagnostic {
    // Begin where the text begins: with a link that has a place, if possible of a resource.
    let is_good = |(id, span): &(Id, Option<Span>)| span.is_some() && dag.node(*id).resource().is_some();
    let start =
        cycle.links.iter().position(is_good).or_else(|| cycle.links.iter().position(|l| l.1.is_some()));
    let mut links = cycle.links.clone();
    links.rotate_left(start.unwrap_or(0));
    let names: Vec<String> = links.iter().map(|(id, _)| dag.node(*id).to_string()).collect();
    let first = names.first().cloned().unwrap_or_default();
    let mut d = if names.len() == 1 {
        let d = Diagnostic::error("Reference to itself", format!("{first} refers to itself."))
            .help("In a postcondition, write self instead of the address.");
        let resource = links.first().and_then(|(id, _)| dag.node(*id).resource());
        if resource.is_some() { d.when_planning() } else { d }
    } else {
        let shown = names.iter().take(MAX_LINKS).map(String::as_str).collect::<Vec<_>>().join("\n  ");
        let more = match names.len().saturating_sub(MAX_LINKS) {
            0 => String::new(),
            n => format!("\n  ({n} more)"),
        };
        let detail = format!("Each of these needs the next one:\n  {shown}{more}\n  {first}");
        Diagnostic::error("Dependency cycle", detail)
            .help("Take one of these references out, so that one of them can be first.")
    };
    d.span = links.first().and_then(|l| l.1);
    for (i, (_, span)) in links.iter().enumerate().skip(1).take(MAX_LINKS) {
        if let Some(span) = span {
            let next = names.get(i + 1).unwrap_or(&first);
            d = d.also(*span, format!("{} needs {next}", names[i]));
        }
    }
    d.on(first)
}
