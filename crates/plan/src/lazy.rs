//! Evaluation on demand: what a node needs computed, each thing once, in the order of the graph.

use crate::evaluator::Context;
use crate::values::Values;
use provision_graph::{Graph, Id, Node};
use provision_value::Diagnostics;

/// Which nodes have been evaluated.
#[derive(Debug)]
pub struct Lazy {
    done: Vec<bool>,
}

impl Lazy {
    /// Nothing evaluated yet.
    pub fn new(graph: &Graph) -> Lazy {
        Lazy { done: vec![false; graph.dag().len()] }
    }
    /// Evaluates all that a node needs computed, up to the resources that this in turn needs, whose values must be there.
    /// The node itself is not evaluated.
    pub fn prepare(
        &mut self,
        cx: &Context<'_>,
        graph: &Graph,
        values: &mut Values,
        id: Id,
    ) -> Result<(), Diagnostics> {
        let dag = graph.dag();
        let mut errors = Diagnostics::new();
        let mut stack: Vec<(Id, bool)> = dag.needs(id).into_iter().map(|n| (n, false)).collect();
        while let Some((id, ready)) = stack.pop() {
            let node = dag.node(id);
            if self.done[id.index()] || matches!(node, Node::Resource(_) | Node::Module(_)) {
                continue;
            }
            if ready {
                self.done[id.index()] = true;
                if let Err(e) = cx.node(values, node) {
                    errors.extend(e);
                }
            } else {
                stack.push((id, true));
                stack.extend(dag.needs(id).into_iter().map(|n| (n, false)));
            }
        }
        errors.result(())
    }
    /// Evaluates a node and all that it needs computed.
    pub fn evaluate(
        &mut self,
        cx: &Context<'_>,
        graph: &Graph,
        values: &mut Values,
        id: Id,
    ) -> Result<(), Diagnostics> {
        self.prepare(cx, graph, values, id)?;
        if std::mem::replace(&mut self.done[id.index()], true) {
            return Ok(());
        }
        cx.node(values, graph.dag().node(id)).map(drop)
    }
}
