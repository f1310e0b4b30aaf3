//! `moved` blocks: objects of the state under the addresses that the configuration now gives them.

use provision_lang::config::{Config, Target};
use provision_value::{Diagnostic, Diagnostics, InstanceAddr, InstanceKey, Span};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One `moved` block, with the module that says it.
#[derive(Clone, Debug)]
pub struct Move {
    /// The module, by names.
    pub module: Vec<Arc<str>>,
    /// Where the object was, relative to the module.
    pub from: Target,
    /// Where it is.
    pub to: Target,
    /// Its place.
    pub span: Span,
}

/// The moves of all modules. Errors are those that make no sense: what is moved away still stands in the configuration, the
/// two ends are not of one kind, one thing goes to two places or two to one, or they lead in a circle.
pub fn moves(config: &Config) -> Result<Vec<Move>, Diagnostics> {
    let mut all = Vec::new();
    let mut errors = Diagnostics::new();
    for module in config.modules() {
        for moved in &module.moved {
            let (module, from, to) = (module.path.clone(), moved.from.clone(), moved.to.clone());
            let one = Move { module, from, to, span: moved.span };
            match one.check(config) {
                Ok(()) => all.push(one),
                Err(e) => errors.push(e.at(moved.span)),
            }
        }
    }
    errors.extend(contradictions(&all));
    errors.result(all)
}

/// Moves that cannot all be meant.
fn contradictions(all: &[Move]) -> Diagnostics {
    let mut errors = Diagnostics::new();
    let ends: Vec<(String, String)> = all.iter().map(|m| (m.end(&m.from), m.end(&m.to))).collect();
    for (i, (from, to)) in ends.iter().enumerate() {
        let earlier = || ends.iter().take(i);
        let detail = if earlier().any(|(f, t)| f == from && t != to) {
            format!("Another block moves {from} elsewhere.")
        } else if earlier().any(|(f, t)| t == to && f != from) {
            format!("Another block moves something else to {to}.")
        } else {
            continue;
        };
        let d = Diagnostic::error("`moved` blocks contradict each other", detail).at(all[i].span);
        errors.push(d.help("Remove one of the two."));
    }
    let next: HashMap<&str, &str> = ends.iter().map(|(f, t)| (f.as_str(), t.as_str())).collect();
    let mut told: HashSet<&str> = HashSet::new();
    for (i, (from, _)) in ends.iter().enumerate() {
        let mut chain = vec![from.as_str()];
        let mut at = next.get(from.as_str());
        while let Some(to) = at.filter(|to| !chain.contains(*to)) {
            chain.push(to);
            at = next.get(to);
        }
        if at == Some(&from.as_str()) && !told.contains(from.as_str()) {
            let detail = format!("{} -> {from}", chain.join(" -> "));
            let d = Diagnostic::error("The `moved` blocks lead in a circle", detail).at(all[i].span);
            errors.push(d.help("Remove the block that leads back."));
            told.extend(chain);
        }
    }
    errors
}

/// Carries out moves on addresses. `taken` holds every address of the state: an object is not moved onto another one; it
/// stays where it is, and a warning says so.
pub struct Mover<'a> {
    moves: &'a [Move],
    taken: HashSet<InstanceAddr>,
    /// What could not be moved.
    pub warnings: Vec<Diagnostic>,
}

impl<'a> Mover<'a> {
    /// For these moves, over a state with these addresses.
    pub fn new(moves: &'a [Move], taken: impl IntoIterator<Item = InstanceAddr>) -> Mover<'a> {
        Mover { moves, taken: taken.into_iter().collect(), warnings: Vec::new() }
    }

    /// Where the object at an address is now: follows chains of moves (`a` to `b`, `b` to `c`).
    pub fn follow(&mut self, start: &InstanceAddr) -> Result<InstanceAddr, Diagnostic> {
        let mut at = start.clone();
        let mut used = vec![false; self.moves.len()];
        while let Some((i, next)) = self.step(&at) {
            if std::mem::replace(&mut used[i], true) {
                let detail = format!("Following them, {start} never comes to rest.");
                return Err(Diagnostic::error("The `moved` blocks lead in a circle", detail)
                    .at(self.moves[i].span)
                    .help("Remove the block that leads back."));
            }
            if !self.settle(&at, &next, self.moves[i].span) {
                break;
            }
            at = next;
        }
        Ok(at)
    }

    /// The first move that changes an address, and its result.
    fn step(&self, at: &InstanceAddr) -> Option<(usize, InstanceAddr)> {
        self.moves.iter().enumerate().find_map(|(i, m)| Some((i, m.apply(at)?)))
    }

    /// Notes that the object at `from` goes to `to`; false when something is there already.
    pub fn settle(&mut self, from: &InstanceAddr, to: &InstanceAddr, span: Span) -> bool {
        if self.taken.contains(to) {
            let detail = format!("The state holds an object at {to} already, so {from} stays where it is.");
            self.warnings.push(Diagnostic::warning("A `moved` block could not be followed", detail).at(span).help(
                "Let this plan delete one of the two, or take it out of the state with a `removed` block, then plan again.",
            ));
            return false;
        }
        self.taken.remove(from);
        self.taken.insert(to.clone());
        true
    }
    /// True when the state holds an object at this address.
    pub fn is_taken(&self, addr: &InstanceAddr) -> bool {
        self.taken.contains(addr)
    }
}

impl Move {
    /// The whole address of one end, with the module that says the move.
    fn end(&self, target: &Target) -> String {
        let mut text: String = self.module.iter().map(|name| format!("module.{name}.")).collect();
        text += &target.to_string();
        text
    }

    fn check(&self, config: &Config) -> Result<(), Diagnostic> {
        let types = |t: &Target| t.resource.as_ref().map(|(mode, type_name, _)| (*mode, type_name.clone()));
        if types(&self.from) != types(&self.to) {
            let detail = format!("{} and {} are not of one kind.", self.from, self.to);
            let help = "Move a resource to one of the same type, and a module to a module.";
            return Err(Diagnostic::error("Invalid `moved` block", detail).help(help));
        }
        let keys = |t: &Target| match t.resource {
            Some(_) => t.key.is_some(),
            None => t.module.0.last().is_some_and(|(_, key)| key.is_some()),
        };
        if keys(&self.from) || keys(&self.to) {
            return Ok(());
        }
        let mut path = self.module.clone();
        path.extend(self.from.module.names());
        let declared = match &self.from.resource {
            Some((mode, type_name, name)) => {
                config.module(&path).is_some_and(|m| m.resource(*mode, type_name, name).is_some())
            }
            None => config.module(&path).is_some(),
        };
        if declared {
            let detail = format!("{} still stands in the configuration.", self.from);
            let help = "Remove or rename its block, or remove the `moved` block.";
            return Err(Diagnostic::error("What is moved away is still there", detail).help(help));
        }
        Ok(())
    }

    /// The new address of an object at `addr`, when this move is about it.
    pub fn apply(&self, addr: &InstanceAddr) -> Option<InstanceAddr> {
        let depth = self.module.len();
        let steps = &addr.resource.module.0;
        if steps.len() < depth || !steps.iter().zip(&self.module).all(|((name, _), m)| name == m) {
            return None;
        }
        let (base, rest) = steps.split_at(depth);
        let mut moved = addr.clone();
        match (&self.from.resource, &self.to.resource) {
            (None, None) => {
                moved.resource.module.0 =
                    join(base, &move_module(&self.from.module.0, &self.to.module.0, rest)?);
            }
            (Some((mode, type_name, name)), Some(to)) => {
                let at = &addr.resource;
                if self.from.module.0 != rest
                    || (at.mode, &at.type_name, &at.name) != (*mode, type_name, name)
                {
                    return None;
                }
                moved.key = move_key(&self.from.key, &self.to.key, &addr.key)?;
                moved.resource.name = to.2.clone();
                moved.resource.module.0 = join(base, &self.to.module.0);
            }
            _ => return None,
        }
        (moved != *addr).then_some(moved)
    }
}

type Steps = [(Arc<str>, Option<InstanceKey>)];

fn join(base: &Steps, rest: &Steps) -> Vec<(Arc<str>, Option<InstanceKey>)> {
    base.iter().chain(rest).cloned().collect()
}

/// The key after a move. Where neither end has a key the whole block moves and keys stay; else both ends are single instances.
fn move_key(
    from: &Option<InstanceKey>,
    to: &Option<InstanceKey>,
    key: &Option<InstanceKey>,
) -> Option<Option<InstanceKey>> {
    match (from, to) {
        (None, None) => Some(key.clone()),
        _ => (from == key).then(|| to.clone()),
    }
}

/// The module steps after a move of a module, when `rest` begins with it.
fn move_module(from: &Steps, to: &Steps, rest: &Steps) -> Option<Vec<(Arc<str>, Option<InstanceKey>)>> {
    let (last_from, outer_from) = from.split_last()?;
    let (last_to, outer_to) = to.split_last()?;
    let (head, tail) = rest.split_at_checked(from.len())?;
    let (last, outer) = head.split_last()?;
    if outer != outer_from || last.0 != last_from.0 {
        return None;
    }
    let key = move_key(&last_from.1, &last_to.1, &last.1)?;
    let mut moved = outer_to.to_vec();
    moved.push((last_to.0.clone(), key));
    moved.extend_from_slice(tail);
    Some(moved)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use provision_lang::config::parse_target;

    fn moves(list: &[(&str, &str, &str)]) -> Vec<Move> {
        list.iter()
            .map(|(module, from, to)| Move {
                module: module.split('.').filter(|s| !s.is_empty()).map(Arc::from).collect(),
                from: parse_target(from).unwrap(),
                to: parse_target(to).unwrap(),
                span: Span::default(),
            })
            .collect()
    }
    fn follow(list: &[(&str, &str, &str)], addr: &str) -> String {
        let moves = moves(list);
        let addr: InstanceAddr = addr.parse().unwrap();
        Mover::new(&moves, [addr.clone()]).follow(&addr).unwrap().to_string()
    }

    #[test]
    fn moves_change_the_addresses_they_name() {
        for (from, to, addr, result) in [
            ("t.a", "t.b", "t.a", "t.b"),
            ("t.a", "t.b", "t.a[3]", "t.b[3]"),
            ("t.a", "t.b", "t.c", "t.c"),
            ("t.a", "t.a[0]", "t.a", "t.a[0]"),
            ("t.a", "t.a[0]", "t.a[1]", "t.a[1]"),
            ("t.a[\"x\"]", "t.b", "t.a[\"x\"]", "t.b"),
            ("t.a", "module.m.t.a", "t.a", "module.m.t.a"),
            ("module.m", "module.n", "module.m[\"k\"].t.a[1]", "module.n[\"k\"].t.a[1]"),
            ("module.m[0]", "module.n", "module.m[0].t.a", "module.n.t.a"),
            ("module.m[0]", "module.n", "module.m[1].t.a", "module.m[1].t.a"),
            ("module.m", "module.o.module.n", "module.m.module.x.t.a", "module.o.module.n.module.x.t.a"),
            ("data.t.a", "data.t.b", "t.a", "t.a"),
        ] {
            assert_eq!(follow(&[("", from, to)], addr), result, "{from} -> {to} on {addr}");
        }
    }

    #[test]
    fn a_move_inside_a_module_is_for_all_its_instances() {
        assert_eq!(follow(&[("m", "t.a", "t.b")], "module.m[2].t.a"), "module.m[2].t.b");
        assert_eq!(follow(&[("m", "t.a", "t.b")], "t.a"), "t.a");
    }

    #[test]
    fn chains_are_followed_and_circles_are_errors() {
        assert_eq!(follow(&[("", "t.b", "t.c"), ("", "t.a", "t.b")], "t.a"), "t.c");
        let circle = moves(&[("", "t.a", "t.b"), ("", "t.b", "t.a")]);
        let addr: InstanceAddr = "t.a".parse().unwrap();
        assert!(Mover::new(&circle, [addr.clone()]).follow(&addr).is_err());
    }

    #[test]
    fn nothing_moves_onto_another_object() {
        let moves = moves(&[("", "t.a", "t.b")]);
        let (a, b): (InstanceAddr, InstanceAddr) = ("t.a".parse().unwrap(), "t.b".parse().unwrap());
        let mut mover = Mover::new(&moves, [a.clone(), b]);
        assert_eq!(mover.follow(&a).unwrap(), a);
        assert_eq!(mover.warnings.len(), 1);
    }
}
