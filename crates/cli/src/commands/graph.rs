//! `provision graph`

use crate::app::App;
use crate::args::{self, GraphFormat};
use crate::exit::{Exit, Outcome};
use provision_graph::{Graph, dot, mermaid, svg};
use provision_value::{ConfigAddr, Mode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Prints the dependency graph by stage.
pub fn run(app: &mut App, args: args::Graph) -> Outcome {
    let loaded = app.load()?;
    let graph = Graph::build(&loaded.config)?;
    let (names, stages) = match &loaded.project {
        Some(project) => {
            let stages = graph.stages(&project.stages, false, &|file| project.stage_of_file(file))?;
            (project.stages.clone(), stages)
        }
        None => Default::default(),
    };
    let text = match args.format {
        GraphFormat::Dot => dot::dot(&graph, &names, &stages),
        GraphFormat::Mermaid => mermaid::mermaid(&graph, &names, &stages),
        GraphFormat::Svg => svg::svg(&graph, &names, &stages),
        GraphFormat::Json => format!("{:#}\n", object(&graph, &names, &stages)),
    };
    app.print(&text);
    Ok(Exit::Success)
}

/// Nodes and edges; an edge leads from what needs to what is needed.
fn object(graph: &Graph, names: &[Arc<str>], stages: &HashMap<ConfigAddr, usize>) -> Value {
    let node = |stage: usize, addr: &ConfigAddr| {
        let module: Vec<String> = addr.module.iter().map(|name| format!("module.{name}")).collect();
        json!({
            "address": addr.to_string(),
            "module": module.join("."),
            "mode": if addr.mode == Mode::Data { "data" } else { "managed" },
            "type": &*addr.type_name,
            "name": &*addr.name,
            "stage": names.get(stage).map(|name| &**name),
        })
    };
    let mut nodes: Vec<Value> = Vec::new();
    for (stage, members) in dot::by_stage(graph, stages) {
        nodes.extend(members.into_iter().map(|addr| node(stage, addr)));
    }
    let edge =
        |(from, to): &(ConfigAddr, ConfigAddr)| json!({ "from": from.to_string(), "to": to.to_string() });
    let edges: Vec<Value> = dot::edges(graph).iter().map(edge).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    json!({ "format_version": "1.0", "stages": names, "nodes": nodes, "edges": edges })
}
