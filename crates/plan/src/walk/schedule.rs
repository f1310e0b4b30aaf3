//! Which node comes next: every node after all that it needs, in the graph's order among those that are ready. A node that
//! waits for an answer is put aside, and everything that does not need it goes on.

use provision_graph::{Graph, Id};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The state of the walk through the graph.
#[derive(Debug)]
pub struct Schedule {
    /// Nodes in order; a node's rank is its place here.
    order: Vec<Id>,
    rank: Vec<u32>,
    needed_by: Vec<Vec<Id>>,
    /// How many needs of a node are not visited yet.
    open: Vec<u32>,
    ready: BinaryHeap<Reverse<u32>>,
    waiting: Vec<Id>,
    failed: Vec<bool>,
    /// Needs a node that failed, so that it cannot be visited.
    poisoned: Vec<bool>,
}

impl Schedule {
    /// At the beginning of a graph.
    pub fn new(graph: &Graph) -> Schedule {
        let dag = graph.dag();
        let order: Vec<Id> = graph.order().filter_map(|node| dag.id(node)).collect();
        let mut rank = vec![0; dag.len()];
        for (place, id) in order.iter().enumerate() {
            rank[id.index()] = place as u32;
        }
        let mut open = vec![0; dag.len()];
        let mut needed_by = vec![Vec::new(); dag.len()];
        for (from, to) in dag.edges() {
            open[from.index()] += 1;
            needed_by[to.index()].push(from);
        }
        let ready =
            order.iter().filter(|id| open[id.index()] == 0).map(|id| Reverse(rank[id.index()])).collect();
        let n = dag.len();
        let (failed, poisoned) = (vec![false; n], vec![false; n]);
        Schedule { order, rank, needed_by, open, ready, waiting: Vec::new(), failed, poisoned }
    }
    /// The next node that can be visited.
    pub fn pop(&mut self) -> Option<Id> {
        while let Some(Reverse(rank)) = self.ready.pop() {
            let id = self.order[rank as usize];
            if !self.poisoned[id.index()] {
                return Some(id);
            }
            self.close(id);
        }
        None
    }
    /// The node has been visited.
    pub fn done(&mut self, id: Id) {
        self.close(id);
    }
    /// The node cannot be visited, and so nothing that needs it can.
    pub fn fail(&mut self, id: Id) {
        self.failed[id.index()] = true;
        self.close(id);
    }
    /// The node waits for an answer.
    pub fn wait(&mut self, id: Id) {
        self.waiting.push(id);
    }
    /// All that waited is ready again.
    pub fn wake(&mut self) {
        let ranks = self.waiting.drain(..).map(|id| Reverse(self.rank[id.index()]));
        self.ready.extend(ranks);
    }
    /// True while a node waits.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
    /// True when the node was neither visited without error nor can be.
    fn is_lost(&self, id: Id) -> bool {
        self.failed[id.index()] || self.poisoned[id.index()]
    }
    /// A node's place in the order.
    pub fn rank(&self, id: Id) -> u32 {
        self.rank[id.index()]
    }

    fn close(&mut self, id: Id) {
        let lost = self.is_lost(id);
        for next in std::mem::take(&mut self.needed_by[id.index()]) {
            self.poisoned[next.index()] |= lost;
            self.open[next.index()] -= 1;
            if self.open[next.index()] == 0 {
                self.ready.push(Reverse(self.rank[next.index()]));
            }
        }
    }
}
