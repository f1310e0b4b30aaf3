//! `provision graph`

use crate::app::App;
use crate::args::{self, GraphFormat};
use crate::exit::{Exit, Outcome};
use provision_graph::{Graph, dot};

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
    };
    app.print(&text);
    Ok(Exit::Success)
}
