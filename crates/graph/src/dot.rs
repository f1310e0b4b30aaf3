//! The graph as DOT, by stage.

use crate::{Graph, Id, Node};
use provision_value::{ConfigAddr, Mode};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::Arc;

/// Resources and data sources with what they need directly or by way of variables, locals and outputs; one cluster for each
/// stage where there are several. Edges lead from what needs to what is needed.
pub fn dot(graph: &Graph, names: &[Arc<str>], stages: &HashMap<ConfigAddr, usize>) -> String {
    let mut out = String::from(
        "digraph plan {\n  rankdir = \"RL\";\n  node [shape = \"box\", fontname = \"sans-serif\"];\n",
    );
    for (stage, members) in by_stage(graph, stages) {
        let indent = if names.len() > 1 { "    " } else { "  " };
        if names.len() > 1 {
            let name = names.get(stage).map_or("", |n| &**n);
            let _ = writeln!(out, "  subgraph cluster_{stage} {{\n    label = {};", quoted(name));
        }
        for addr in members {
            let style = if addr.mode == Mode::Data { " [style = \"dashed\"]" } else { "" };
            let _ = writeln!(out, "{indent}{}{style};", quoted(&addr.to_string()));
        }
        if names.len() > 1 {
            out.push_str("  }\n");
        }
    }
    for (from, to) in edges(graph) {
        let _ = writeln!(out, "  {} -> {};", quoted(&from.to_string()), quoted(&to.to_string()));
    }
    out.push_str("}\n");
    out
}

/// Resources and data sources by stage, sorted.
pub fn by_stage<'g>(
    graph: &'g Graph,
    stages: &HashMap<ConfigAddr, usize>,
) -> BTreeMap<usize, Vec<&'g ConfigAddr>> {
    let mut all: BTreeMap<usize, Vec<&ConfigAddr>> = BTreeMap::new();
    for addr in graph.order().filter_map(Node::resource) {
        all.entry(stages.get(addr).copied().unwrap_or(0)).or_default().push(addr);
    }
    all.values_mut().for_each(|members| members.sort());
    all
}

/// What each resource needs, with everything in between left out: needed resource after needing one, sorted.
pub fn edges(graph: &Graph) -> BTreeSet<(ConfigAddr, ConfigAddr)> {
    let dag = graph.dag();
    // Resources that a node leads to without passing another resource.
    let mut nearest: HashMap<Id, Arc<BTreeSet<Id>>> = HashMap::new();
    let mut edges = BTreeSet::new();
    for node in graph.order() {
        let Some(id) = dag.id(node) else { continue };
        let mut found = BTreeSet::new();
        for need in dag.needs(id) {
            match dag.node(need) {
                Node::Resource(_) => drop(found.insert(need)),
                _ => found.extend(nearest.get(&need).into_iter().flat_map(|s| s.iter().copied())),
            }
        }
        if let Node::Resource(from) = node {
            let to = found.iter().filter_map(|i| dag.node(*i).resource());
            edges.extend(to.map(|to| (from.clone(), to.clone())));
        }
        nearest.insert(id, Arc::new(found));
    }
    edges
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
