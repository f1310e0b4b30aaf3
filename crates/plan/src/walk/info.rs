//! What is known of each resource block before anything is evaluated: stage, dependencies, provider configuration, effective
//! `create_before_destroy`, and whether this plan is about it.

use super::providers::Providers;
use super::select::{Selection, select};
use super::{Input, Priors};
use provision_graph::{Graph, Id, Node};
use provision_lang::config::{Config, Resource};
use provision_value::{ConfigAddr, Diagnostics, Mode};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Facts about the blocks and nodes of a configuration.
#[derive(Debug)]
pub struct Info {
    blocks: HashMap<Id, Arc<BlockInfo>>,
    stages: HashMap<ConfigAddr, usize>,
    /// Nodes that are visited; `None` where all are.
    selected: Option<HashSet<Id>>,
}

/// Facts about one resource block.
#[derive(Debug)]
pub struct BlockInfo {
    /// Its stage.
    pub stage: usize,
    /// Everything that it depends on, for the state.
    pub dependencies: Vec<Arc<str>>,
    /// Effective `create_before_destroy`.
    pub create_before_destroy: bool,
    /// Its provider configuration, as the state names it.
    pub provider: Arc<str>,
    /// Of which of its instances the plan is.
    pub selection: Selection,
}

impl Info {
    /// For a configuration and its graph.
    pub fn new(
        input: &Input<'_>,
        graph: &Graph,
        providers: &Providers,
        priors: &Priors,
    ) -> Result<Info, Diagnostics> {
        let names = input.stage_names();
        let stage_of_file = |file: &str| input.project.and_then(|p| p.stage_of_file(file));
        let stages = graph.stages(&names, input.is_barrier(), &stage_of_file)?;
        let mut chosen = select(input, graph, &stages, priors)?;
        let forced = create_before_destroy(input.config, graph);
        let mut blocks = HashMap::new();
        for node in graph.order() {
            let (Some(id), Some(addr)) = (graph.dag().id(node), node.resource()) else { continue };
            let provider = match graph.provider(addr) {
                Some(Node::Provider(path, name, alias)) => providers.id(path, name, alias.as_ref()),
                _ => "".into(),
            };
            let dependencies = graph.dependencies(addr).iter().map(|a| a.to_string().into()).collect();
            let block = BlockInfo {
                stage: stages.get(addr).copied().unwrap_or(0),
                dependencies,
                create_before_destroy: forced.contains(&id),
                provider,
                selection: chosen.instances.remove(&id).unwrap_or(Selection::All),
            };
            blocks.insert(id, Arc::new(block));
        }
        Ok(Info { blocks, stages, selected: chosen.nodes })
    }
    /// The facts about a resource's node.
    pub fn block(&self, id: Id) -> Option<Arc<BlockInfo>> {
        self.blocks.get(&id).cloned()
    }
    /// The stage of a resource that the configuration holds.
    pub fn stage(&self, addr: &ConfigAddr) -> Option<usize> {
        self.stages.get(addr).copied()
    }
    /// True when a node is visited.
    pub fn is_selected(&self, id: Id) -> bool {
        self.selected.as_ref().is_none_or(|s| s.contains(&id))
    }
}

/// Blocks that say `create_before_destroy`, and all that they depend on: the new one of a pair cannot be made before the old
/// one is gone when what it needs was deleted first.
fn create_before_destroy(config: &Config, graph: &Graph) -> HashSet<Id> {
    let own = |addr: &ConfigAddr| block_of(config, addr).is_some_and(|b| b.lifecycle.create_before_destroy);
    let dag = graph.dag();
    let roots = dag.ids().filter(|id| dag.node(*id).resource().is_some_and(own));
    let mut all = dag.closure(roots);
    all.retain(|id| dag.node(*id).resource().is_some_and(|a| a.mode == Mode::Managed));
    all
}

/// The block of a resource, those of `check` blocks included.
pub fn block_of<'a>(config: &'a Config, addr: &ConfigAddr) -> Option<&'a Resource> {
    let module = config.module(&addr.module)?;
    let checked = || module.checks.values().filter_map(|c| c.data.as_deref()).find(|r| r.addr == *addr);
    module.resource(addr.mode, &addr.type_name, &addr.name).or_else(checked)
}
