//! The changes found so far.

use crate::model::{Action, Change};
use provision_value::{InstanceAddr, ResourceAddr};
use std::collections::{BTreeMap, HashMap};

/// Changes by the rank of their node, and by address.
#[derive(Debug, Default)]
pub struct Changes {
    by_rank: BTreeMap<u32, Vec<Change>>,
    /// Those that do something to an instance of the configuration.
    acting: HashMap<InstanceAddr, (u32, usize)>,
    by_resource: HashMap<ResourceAddr, Vec<(u32, usize)>>,
}

impl Changes {
    /// Adds the changes of one node.
    pub fn add(&mut self, rank: u32, changes: Vec<Change>) {
        let list = self.by_rank.entry(rank).or_default();
        for change in changes {
            if change.action != Action::NoOp && change.deposed.is_none() {
                let place = (rank, list.len());
                self.acting.insert(change.addr.clone(), place);
                self.by_resource.entry(change.addr.resource.clone()).or_default().push(place);
            }
            list.push(change);
        }
    }
    /// What is done to an instance.
    pub fn of_instance(&self, addr: &InstanceAddr) -> Option<&Change> {
        self.acting.get(addr).and_then(|place| self.at(*place))
    }
    /// What is done to the instances of a resource.
    pub fn of_resource(&self, addr: &ResourceAddr) -> impl Iterator<Item = &Change> {
        let places = self.by_resource.get(addr).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.at(*place))
    }
    fn at(&self, (rank, index): (u32, usize)) -> Option<&Change> {
        self.by_rank.get(&rank)?.get(index)
    }
    /// All of them in the order of the graph.
    pub fn take(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.by_rank).into_values().flatten().collect()
    }
}
