//! A directed graph of what needs what, over petgraph: order, cycles and closures. It knows nothing of configuration.

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use provision_value::Span;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// A node by its index; indexes count up in the order of insertion.
pub type Id = NodeIndex;

/// Nodes and their needs. An edge leads from what needs to what is needed, and carries the place that says so.
#[derive(Clone, Debug)]
pub struct Dag<N> {
    graph: DiGraph<N, Option<Span>>,
    index: HashMap<N, Id>,
    edges: HashSet<(Id, Id)>,
}

/// A chain of nodes in which each needs the next and the last needs the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Each node, and the place where it refers to the next one.
    pub links: Vec<(Id, Option<Span>)>,
}

impl<N> Default for Dag<N> {
    fn default() -> Dag<N> {
        Dag { graph: DiGraph::new(), index: HashMap::new(), edges: HashSet::new() }
    }
}

impl<N: Clone + Eq + Hash> Dag<N> {
    /// An empty graph.
    pub fn new() -> Dag<N> {
        Dag::default()
    }
    /// Adds a node, or finds it when it is there.
    pub fn add(&mut self, node: N) -> Id {
        if let Some(id) = self.index.get(&node) {
            return *id;
        }
        let id = self.graph.add_node(node.clone());
        self.index.insert(node, id);
        id
    }
    /// Says that `from` needs `to`. The first place given for a pair is kept.
    pub fn need(&mut self, from: Id, to: Id, span: Option<Span>) {
        if self.edges.insert((from, to)) {
            self.graph.add_edge(from, to, span);
        }
    }
    /// The id of a node.
    pub fn id(&self, node: &N) -> Option<Id> {
        self.index.get(node).copied()
    }
    /// The node of an id of this graph.
    pub fn node(&self, id: Id) -> &N {
        &self.graph[id]
    }
    /// Every id, in the order of insertion.
    pub fn ids(&self) -> impl Iterator<Item = Id> + use<N> {
        self.graph.node_indices()
    }
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.graph.node_count()
    }
    /// True when there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// What a node needs directly, in the order of insertion.
    pub fn needs(&self, id: Id) -> Vec<Id> {
        self.neighbours(id, Outgoing)
    }
    /// What needs a node directly, in the order of insertion.
    pub fn needed_by(&self, id: Id) -> Vec<Id> {
        self.neighbours(id, Incoming)
    }
    fn neighbours(&self, id: Id, direction: petgraph::Direction) -> Vec<Id> {
        let mut ids: Vec<Id> = self.graph.neighbors_directed(id, direction).collect();
        ids.sort_unstable();
        ids
    }
    /// The place where `from` says that it needs `to`.
    pub fn span(&self, from: Id, to: Id) -> Option<Span> {
        self.graph.find_edge(from, to).and_then(|e| self.graph[e])
    }
    /// Every edge: what needs, what is needed.
    pub fn edges(&self) -> impl Iterator<Item = (Id, Id)> + '_ {
        self.graph.edge_references().map(|e| (e.source(), e.target()))
    }

    /// Every node after all that it needs; among those that could come next, the one inserted first. An error gives one
    /// cycle for each knot of nodes that need each other.
    pub fn order(&self) -> Result<Vec<Id>, Vec<Cycle>> {
        let mut open: Vec<usize> = self.ids().map(|id| self.graph.neighbors(id).count()).collect();
        let mut ready: BinaryHeap<Reverse<Id>> =
            self.ids().filter(|id| open[id.index()] == 0).map(Reverse).collect();
        let mut order = Vec::with_capacity(self.len());
        while let Some(Reverse(id)) = ready.pop() {
            order.push(id);
            for next in self.graph.neighbors_directed(id, Incoming) {
                open[next.index()] -= 1;
                if open[next.index()] == 0 {
                    ready.push(Reverse(next));
                }
            }
        }
        if order.len() == self.len() { Ok(order) } else { Err(self.cycles()) }
    }

    /// Groups of nodes that need each other; a node in no cycle is a group of its own.
    pub fn knots(&self) -> Vec<Vec<Id>> {
        kosaraju_scc(&self.graph)
    }

    /// One shortest cycle through the first node of each knot.
    pub fn cycles(&self) -> Vec<Cycle> {
        let mut cycles: Vec<Cycle> = self
            .knots()
            .into_iter()
            .filter_map(|knot| {
                let first = knot.iter().copied().min()?;
                let members: HashSet<Id> = knot.into_iter().collect();
                self.cycle_through(first, &members)
            })
            .collect();
        cycles.sort_by_key(|c| c.links.first().map(|l| l.0));
        cycles
    }

    /// The shortest way from `start` back to itself among `members`, found breadth first.
    fn cycle_through(&self, start: Id, members: &HashSet<Id>) -> Option<Cycle> {
        let mut came_from: HashMap<Id, Id> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(id) = queue.pop_front() {
            for next in self.needs(id) {
                if next == start {
                    let mut chain = vec![id];
                    while let Some(before) = chain.last().and_then(|id| came_from.get(id)) {
                        chain.push(*before);
                    }
                    chain.reverse();
                    let after = chain.iter().skip(1).chain(chain.first());
                    let links = chain.iter().zip(after).map(|(a, b)| (*a, self.span(*a, *b))).collect();
                    return Some(Cycle { links });
                }
                if members.contains(&next) && !came_from.contains_key(&next) {
                    came_from.insert(next, id);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// `roots` and everything that they need, directly or not.
    pub fn closure(&self, roots: impl IntoIterator<Item = Id>) -> HashSet<Id> {
        self.reach(roots, Outgoing)
    }
    /// `roots` and everything that needs them, directly or not.
    pub fn dependents(&self, roots: impl IntoIterator<Item = Id>) -> HashSet<Id> {
        self.reach(roots, Incoming)
    }
    fn reach(&self, roots: impl IntoIterator<Item = Id>, direction: petgraph::Direction) -> HashSet<Id> {
        let mut seen: HashSet<Id> = roots.into_iter().collect();
        let mut stack: Vec<Id> = seen.iter().copied().collect();
        while let Some(id) = stack.pop() {
            stack.extend(self.graph.neighbors_directed(id, direction).filter(|next| seen.insert(*next)));
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn dag(n: u32, edges: &[(u32, u32)]) -> Dag<u32> {
        let mut dag = Dag::new();
        for i in 0..n {
            dag.add(i);
        }
        for (a, b) in edges {
            dag.need(Id::new(*a as usize), Id::new(*b as usize), None);
        }
        dag
    }

    #[test]
    fn the_order_is_that_of_insertion_where_nothing_else_decides() {
        let dag = dag(5, &[(0, 3), (2, 1)]);
        let order: Vec<usize> = dag.order().unwrap().iter().map(|id| id.index()).collect();
        assert_eq!(order, [1, 2, 3, 0, 4]);
    }

    #[test]
    fn a_node_that_needs_itself_is_a_cycle() {
        let cycles = dag(2, &[(1, 1)]).order().unwrap_err();
        assert_eq!(cycles.len(), 1);
        assert_eq!(cycles[0].links, [(Id::new(1), None)]);
    }

    #[test]
    fn closures_follow_needs_one_way() {
        let dag = dag(4, &[(0, 1), (1, 2), (3, 2)]);
        assert_eq!(dag.closure([Id::new(0)]).len(), 3);
        assert_eq!(dag.dependents([Id::new(2)]).len(), 4);
        assert_eq!(dag.dependents([Id::new(1)]).len(), 2);
    }

    #[test]
    fn a_long_chain_costs_no_stack() {
        let edges: Vec<(u32, u32)> = (1..100_000).map(|i| (i - 1, i)).collect();
        assert_eq!(dag(100_000, &edges).order().unwrap()[0].index(), 99_999);
        let ring: Vec<(u32, u32)> = (0..100_000).map(|i| (i, (i + 1) % 100_000)).collect();
        assert_eq!(dag(100_000, &ring).order().unwrap_err()[0].links.len(), 100_000);
    }

    /// Edges between `n` nodes, in any direction.
    fn edges(n: u32) -> impl Strategy<Value = Vec<(u32, u32)>> {
        proptest::collection::vec((0..n, 0..n), 0..60)
    }

    proptest! {
        #[test]
        fn every_node_comes_after_what_it_needs(pairs in edges(20), shuffle in Just((0..20u32).collect::<Vec<_>>()).prop_shuffle()) {
            let down: Vec<(u32, u32)> = pairs.iter().filter(|(a, b)| a > b)
                .map(|(a, b)| (shuffle[*a as usize], shuffle[*b as usize])).collect();
            let dag = dag(20, &down);
            let order = dag.order().expect("edges lead down, so there is no cycle");
            prop_assert_eq!(order.len(), 20);
            let place: HashMap<Id, usize> = order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
            for (a, b) in dag.edges() {
                prop_assert!(place[&a] > place[&b]);
            }
        }

        #[test]
        fn a_reported_cycle_is_one(pairs in edges(12)) {
            let dag = dag(12, &pairs);
            if let Err(cycles) = dag.order() {
                prop_assert!(!cycles.is_empty());
                for cycle in cycles {
                    let ids: Vec<Id> = cycle.links.iter().map(|l| l.0).collect();
                    prop_assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "a node stands twice");
                    for (a, b) in ids.iter().zip(ids.iter().cycle().skip(1)) {
                        prop_assert!(dag.needs(*a).contains(b));
                    }
                }
            }
        }
    }
}
