//! Which part of the configuration and of the state a plan is about: `--target`, `--exclude`, `--stage`, `--through`.

use super::{Input, Priors};
use provision_graph::{Graph, Id, Node};
use provision_lang::config::Target;
use provision_value::{ConfigAddr, Diagnostic, Diagnostics, InstanceAddr};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Of which instances of a block a plan is.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    /// Of all.
    All,
    /// Only of these.
    Only(Vec<Target>),
    /// Of all but these.
    Except(Vec<Target>),
}

impl Selection {
    /// True when the plan is about this instance.
    pub fn has(&self, addr: &InstanceAddr) -> bool {
        match self {
            Selection::All => true,
            Selection::Only(targets) => targets.iter().any(|t| covers(t, addr)),
            Selection::Except(targets) => !targets.iter().any(|t| covers(t, addr)),
        }
    }
}

/// What was selected.
pub struct Chosen {
    /// Nodes to visit; `None` for all.
    pub nodes: Option<HashSet<Id>>,
    /// Blocks of which not every instance is meant.
    pub instances: HashMap<Id, Selection>,
}

/// True when an address is the target or lies inside it. A module without a key stands for all its instances.
pub fn covers(target: &Target, addr: &InstanceAddr) -> bool {
    let steps = &addr.resource.module.0;
    let inside = target.module.0.len() <= steps.len()
        && target.module.0.iter().zip(steps).all(|((tn, tk), (n, k))| tn == n && (tk.is_none() || tk == k));
    let at = &addr.resource;
    inside
        && match &target.resource {
            None => true,
            Some((mode, type_name, name)) => {
                target.module.0.len() == steps.len()
                    && (at.mode, &at.type_name, &at.name) == (*mode, type_name, name)
                    && (target.key.is_none() || target.key == addr.key)
            }
        }
}

/// The index of a stage by its name.
pub fn stage_index(input: &Input<'_>, name: &str) -> Result<usize, Diagnostic> {
    input.stages().iter().position(|s| **s == *name).ok_or_else(|| {
        let known = input.stages().iter().map(|s| &**s).collect::<Vec<_>>().join(", ");
        let help = match known.is_empty() {
            true => "This plan declares no stages (`stages` in provision.hcl).".to_string(),
            false => format!("The stages are: {known}."),
        };
        Diagnostic::error(format!("There is no stage `{name}`"), "").help(help)
    })
}

/// Finds what the options select.
pub fn select(
    input: &Input<'_>,
    graph: &Graph,
    stages: &HashMap<ConfigAddr, usize>,
    priors: &Priors,
) -> Result<Chosen, Diagnostics> {
    let mut chosen = Chosen { nodes: None, instances: HashMap::new() };
    if !input.is_partial() {
        return Ok(chosen);
    }
    let dag = graph.dag();
    let options = &input.options;
    let mut nodes: HashSet<Id> = dag.ids().collect();
    if !options.targets.is_empty() {
        nodes.retain_all(&targets(input, graph, priors, &mut chosen)?);
    }
    let of_stage = |fits: &dyn Fn(usize) -> bool| {
        let roots =
            stages.iter().filter(|(_, s)| fits(**s)).filter_map(|(a, _)| dag.id(&Node::Resource(a.clone())));
        dag.closure(roots)
    };
    if !options.stages.is_empty() {
        let wanted: Vec<usize> =
            options.stages.iter().map(|s| stage_index(input, s)).collect::<Result<_, Diagnostic>>()?;
        nodes.retain_all(&of_stage(&|s| wanted.contains(&s)));
    }
    if let Some(through) = &options.through {
        let last = stage_index(input, through)?;
        nodes.retain_all(&of_stage(&|s| s <= last));
    }
    let out = excludes(input, graph, priors, &mut chosen)?;
    nodes.retain(|id| !out.contains(id));
    follow_selected(graph, &mut nodes, &out);
    chosen.nodes = Some(nodes);
    Ok(chosen)
}

trait RetainAll {
    fn retain_all(&mut self, other: &HashSet<Id>);
}

impl RetainAll for HashSet<Id> {
    fn retain_all(&mut self, other: &HashSet<Id>) {
        self.retain(|id| other.contains(id));
    }
}

/// The targets and all that they need.
fn targets(
    input: &Input<'_>,
    graph: &Graph,
    priors: &Priors,
    chosen: &mut Chosen,
) -> Result<HashSet<Id>, Diagnostics> {
    let dag = graph.dag();
    let mut roots: HashMap<Id, Vec<Target>> = HashMap::new();
    for target in &input.options.targets {
        for id in found("--target", target, graph, priors)? {
            roots.entry(id).or_default().push(target.clone());
        }
    }
    let needed = dag.closure(roots.keys().flat_map(|id| dag.needs(*id)));
    let all = dag.closure(roots.keys().copied());
    let single = roots.into_iter().filter(|(id, _)| !needed.contains(id));
    chosen.instances.extend(single.map(|(id, targets)| (id, Selection::Only(targets))));
    Ok(all)
}

/// What is excluded: the excluded blocks and all that needs them. Of a block of which only some instances are excluded,
/// only what needs it.
fn excludes(
    input: &Input<'_>,
    graph: &Graph,
    priors: &Priors,
    chosen: &mut Chosen,
) -> Result<HashSet<Id>, Diagnostics> {
    let dag = graph.dag();
    let mut roots = Vec::new();
    for target in &input.options.excludes {
        let keyed = target.key.is_some() || target.module.0.iter().any(|(_, key)| key.is_some());
        for id in found("--exclude", target, graph, priors)? {
            if !keyed {
                roots.push(id);
                continue;
            }
            roots.extend(dag.needed_by(id));
            let one = vec![target.clone()];
            match chosen.instances.entry(id).or_insert(Selection::Except(Vec::new())) {
                Selection::Except(targets) => targets.extend(one),
                Selection::Only(targets) => targets.retain(|t| t != target),
                Selection::All => {}
            }
        }
    }
    Ok(dag.dependents(roots))
}

/// The resource nodes that a target names. An error when neither configuration nor state has it.
fn found(flag: &str, target: &Target, graph: &Graph, priors: &Priors) -> Result<Vec<Id>, Diagnostics> {
    let names: Vec<Arc<str>> = target.module.names();
    let fits = |addr: &ConfigAddr| match &target.resource {
        None => addr.module.starts_with(&names),
        Some((mode, type_name, name)) => {
            addr.module == names && (addr.mode, &addr.type_name, &addr.name) == (*mode, type_name, name)
        }
    };
    let dag = graph.dag();
    let ids: Vec<Id> = dag.ids().filter(|id| dag.node(*id).resource().is_some_and(fits)).collect();
    if ids.is_empty() && !priors.all().any(|p| covers(target, &p.addr) || covers(target, &p.prior.addr)) {
        let detail = format!("{flag} names {target}, which neither the configuration nor the state has.");
        let help = "`provision graph` and `provision state list` show the addresses that there are.";
        return Err(Diagnostic::error("Nothing has this address", detail).help(help).into());
    }
    Ok(ids)
}

/// What only computes (locals, outputs, checks, ...) belongs to a part when all that it needs does.
fn follow_selected(graph: &Graph, nodes: &mut HashSet<Id>, out: &HashSet<Id>) {
    let dag = graph.dag();
    for node in graph.order() {
        let Some(id) = dag.id(node) else { continue };
        let follows = !matches!(node, Node::Resource(_) | Node::Module(_));
        if follows && !out.contains(&id) && dag.needs(id).iter().all(|n| nodes.contains(n)) {
            nodes.insert(id);
        }
    }
}
