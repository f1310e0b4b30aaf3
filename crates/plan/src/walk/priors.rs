//! The objects of the state by the addresses that the configuration now gives them, and which of them the configuration
//! still wants.

use super::Input;
use super::moved::{Mover, moves};
use crate::model::Prior;
use provision_lang::config::Config;
use provision_value::{Diagnostics, InstanceAddr, InstanceKey};
use std::collections::HashMap;

/// The objects of the state.
#[derive(Debug)]
pub struct Priors {
    list: Vec<Placed>,
    at: HashMap<InstanceAddr, usize>,
}

/// An object of the state, where it is now.
#[derive(Debug)]
pub struct Placed {
    /// As the state has it.
    pub prior: Prior,
    /// Its address after all moves.
    pub addr: InstanceAddr,
    /// The configuration has an instance for it.
    pub wanted: bool,
}

impl Placed {
    /// The address that it had before, where it was moved.
    pub fn previous(&self) -> Option<InstanceAddr> {
        (self.addr != self.prior.addr).then(|| self.prior.addr.clone())
    }
}

impl Priors {
    /// Places the objects of the state; `found` takes warnings about moves that could not be followed.
    pub fn new(input: &mut Input<'_>, found: &mut Diagnostics) -> Result<Priors, Diagnostics> {
        let moves = moves(input.config)?;
        let list = std::mem::take(&mut input.priors);
        let current = list.iter().filter(|p| p.deposed.is_none()).map(|p| p.addr.clone());
        let mut mover = Mover::new(&moves, current);
        let mut placed = Vec::with_capacity(list.len());
        for prior in list {
            let addr = match prior.deposed {
                None => mover.follow(&prior.addr)?,
                Some(_) => prior.addr.clone(),
            };
            placed.push(Placed { prior, addr, wanted: false });
        }
        for one in placed.iter_mut().filter(|p| p.prior.deposed.is_none()) {
            let addr = implied(input.config, &one.addr);
            if addr != one.addr
                && !mover.is_taken(&addr)
                && mover.settle(&one.addr, &addr, Default::default())
            {
                one.addr = addr;
            }
        }
        mover.warnings.into_iter().for_each(|w| found.push(w));
        let current = placed.iter().enumerate().filter(|(_, p)| p.prior.deposed.is_none());
        let at = current.map(|(i, p)| (p.addr.clone(), i)).collect();
        Ok(Priors { list: placed, at })
    }
    /// The current object at an address.
    pub fn at(&self, addr: &InstanceAddr) -> Option<&Placed> {
        self.at.get(addr).map(|i| &self.list[*i])
    }
    /// Notes that the configuration has an instance at this address.
    pub fn want(&mut self, addr: &InstanceAddr) {
        if let Some(i) = self.at.get(addr) {
            self.list[*i].wanted = true;
        }
    }
    /// All of them, in the order of the state.
    pub fn all(&self) -> impl Iterator<Item = &Placed> {
        self.list.iter()
    }
}

/// The address that an object takes by itself when its block gained or lost `count`: `a` and `a[0]` are the same thing.
fn implied(config: &Config, addr: &InstanceAddr) -> InstanceAddr {
    let mut moved = addr.clone();
    let mut module = Some(&config.root);
    for (name, key) in &mut moved.resource.module.0 {
        let call = module.and_then(|m| m.calls.get(name));
        if let Some(call) = call {
            *key = implied_key(call.count.is_some(), call.for_each.is_some(), key.take());
        }
        module = call.map(|c| &c.module);
    }
    let at = &moved.resource;
    if let Some(block) = module.and_then(|m| m.resource(at.mode, &at.type_name, &at.name)) {
        moved.key = implied_key(block.count.is_some(), block.for_each.is_some(), moved.key.take());
    }
    moved
}

fn implied_key(count: bool, for_each: bool, key: Option<InstanceKey>) -> Option<InstanceKey> {
    match key {
        None if count => Some(InstanceKey::Int(0)),
        Some(InstanceKey::Int(0)) if !count && !for_each => None,
        key => key,
    }
}
