//! The graph as Mermaid, which many readers of Markdown draw, by stage.

use crate::Graph;
use crate::dot::{by_stage, edges};
use provision_value::{ConfigAddr, Mode};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// Resources and data sources (with round ends) with what they need; one subgraph for each stage where there are several. Arrows lead
/// from what needs to what is needed.
pub fn mermaid(graph: &Graph, names: &[Arc<str>], stages: &HashMap<ConfigAddr, usize>) -> String {
    let mut out = String::from("flowchart RL\n");
    let mut ids: HashMap<&ConfigAddr, usize> = HashMap::new();
    for (stage, members) in by_stage(graph, stages) {
        let indent = if names.len() > 1 { "    " } else { "  " };
        if names.len() > 1 {
            let _ = writeln!(out, "  subgraph s{stage}[\"{}\"]", names.get(stage).map_or("", |n| &**n));
        }
        for addr in members {
            let id = ids.len();
            ids.insert(addr, id);
            let (open, shut) = if addr.mode == Mode::Data { ("([", "])") } else { ("[", "]") };
            let _ = writeln!(out, "{indent}n{id}{open}\"{addr}\"{shut}");
        }
        if names.len() > 1 {
            out.push_str("  end\n");
        }
    }
    for (from, to) in edges(graph) {
        if let (Some(from), Some(to)) = (ids.get(&from), ids.get(&to)) {
            let _ = writeln!(out, "  n{from} --> n{to}");
        }
    }
    out
}
