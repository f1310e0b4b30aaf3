//! What `provision state` does to a state without asking the cloud: which objects a command is about, and the records that carry it
//! out. Refusals are Terraform's.

use provision_lang::config::Target;
use provision_plan::walk::{Move, covers};
use provision_state::{Instance, ObjectKey, Place, Record, State};
use provision_value::{Diagnostic, InstanceAddr, Mode, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One object that gets another address.
pub type Moving = (ObjectKey, InstanceAddr);

/// The objects that `state mv FROM TO` moves.
///
/// # Errors
/// When `from` names nothing, when both ends are not of one kind, and when something is at the other end already.
pub fn moving(state: &State, from: &Target, to: &Target) -> Result<Vec<Moving>, Diagnostic> {
    let refuse = |why: String| Diagnostic::error(format!("Cannot move {from} to {to}"), why);
    match (&from.resource, &to.resource) {
        (Some(_), None) => {
            return Err(refuse("A resource moves to the address of a resource.".into())
                .help(format!("Give the whole address, such as {to}.TYPE.NAME.")));
        }
        (None, Some(_)) => {
            return Err(refuse("A module moves to the address of a module.".into())
                .help("Give an address such as module.name."));
        }
        (Some(a), Some(b)) if (a.0, &a.1) != (b.0, &b.1) => {
            return Err(refuse("A resource moves only to an address of its own type.".into())
                .help("Correct the type."));
        }
        _ => {}
    }
    let move_ = Move { module: Vec::new(), from: from.clone(), to: to.clone(), span: Span::default() };
    let moving: Vec<Moving> =
        state.instances.keys().filter_map(|key| move_.apply(&key.0).map(|to| (key.clone(), to))).collect();
    if moving.is_empty() {
        let why = if from.to_string() == to.to_string() {
            "Both are the same address.".into()
        } else if state.instances.keys().any(|(addr, _)| covers(from, addr)) {
            format!("{from} has several instances, which cannot all be {to}.")
        } else {
            format!("The state holds nothing at {from}.")
        };
        return Err(refuse(why).help("`provision state list` shows all addresses."));
    }
    let leaves: BTreeSet<&ObjectKey> = moving.iter().map(|(key, _)| key).collect();
    let arrives: BTreeSet<&InstanceAddr> = moving.iter().map(|(_, to)| to).collect();
    // A whole resource or module does not join another one, even where no instance would meet another.
    let whole = to.key.is_none() && from.key.is_none();
    let taken = |(addr, _): &&ObjectKey| arrives.contains(addr) || (whole && covers(to, addr));
    if let Some((addr, _)) = state.instances.keys().filter(|key| !leaves.contains(key)).find(taken) {
        return Err(refuse(format!("The state holds {addr} already."))
            .help("Move that away first, or take it out of the state with `provision state rm`."));
    }
    Ok(moving)
}

/// The records of a move: all objects in one, so that no crash catches them half way; then whoever names the old address as one
/// that it depends on.
pub fn moved(state: &State, moving: &[Moving]) -> Vec<Record> {
    let names = Names::new(state, moving);
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for ((addr, deposed), target) in moving {
        let Some(instance) = state.object(addr, deposed.as_ref()) else { continue };
        from.push(Place { addr: addr.clone(), deposed: deposed.clone() });
        let place = Place { addr: target.clone(), deposed: deposed.clone() };
        to.push((place, names.renamed(instance).unwrap_or_else(|| instance.clone())));
    }
    let mut records = vec![Record::Moved { from, to }];
    let leaves: BTreeSet<&ObjectKey> = moving.iter().map(|(key, _)| key).collect();
    for (key, instance) in state.instances.iter().filter(|(key, _)| !leaves.contains(key)) {
        if let Some(instance) = names.renamed(instance) {
            let (addr, deposed) = key.clone();
            records.push(Record::Put { addr, deposed, instance: Box::new(instance) });
        }
    }
    records
}

/// What blocks are called after a move, by what they are called now. One of which some instances stay keeps its name too.
struct Names(BTreeMap<String, BTreeSet<Arc<str>>>);

impl Names {
    fn new(state: &State, moving: &[Moving]) -> Names {
        let mut names: BTreeMap<String, BTreeSet<Arc<str>>> = BTreeMap::new();
        for ((addr, _), to) in moving {
            let name: Arc<str> = to.resource.config().to_string().into();
            names.entry(addr.resource.config().to_string()).or_default().insert(name);
        }
        let leaves: BTreeSet<&ObjectKey> = moving.iter().map(|(key, _)| key).collect();
        for (addr, _) in state.instances.keys().filter(|key| !leaves.contains(key)) {
            let name = addr.resource.config().to_string();
            if let Some(all) = names.get_mut(&name) {
                all.insert(name.into());
            }
        }
        Names(names)
    }

    /// The instance with the new names of what it depends on, where they change.
    fn renamed(&self, instance: &Instance) -> Option<Instance> {
        if !instance.dependencies.iter().any(|name| self.0.contains_key(&**name)) {
            return None;
        }
        let mut dependencies = BTreeSet::new();
        for name in &instance.dependencies {
            match self.0.get(&**name) {
                Some(new) => dependencies.extend(new.iter().cloned()),
                None => drop(dependencies.insert(name.clone())),
            }
        }
        Some(Instance { dependencies: dependencies.into_iter().collect(), ..instance.clone() })
    }
}

/// The objects that targets name; an error for a target that names none.
pub fn named(state: &State, targets: &[Target]) -> Result<Vec<ObjectKey>, Diagnostic> {
    let mut found = BTreeSet::new();
    for target in targets {
        let mut hits = state.instances.keys().filter(|(addr, _)| covers(target, addr)).peekable();
        if hits.peek().is_none() {
            let d = Diagnostic::error("No such object", format!("The state holds nothing at {target}."));
            return Err(d.help("`provision state list` shows all addresses. Nothing was changed."));
        }
        found.extend(hits.cloned());
    }
    Ok(found.into_iter().collect())
}

/// The records that take objects out of the state.
pub fn forgotten(keys: &[ObjectKey]) -> Vec<Record> {
    let record =
        |(addr, deposed): &ObjectKey| Record::Forgotten { addr: addr.clone(), deposed: deposed.clone() };
    keys.iter().map(record).collect()
}

/// The record that marks an instance as tainted, or takes that away; nothing where the state does not hold it.
///
/// # Errors
/// When it is a data source, and when an instance that is to be kept is not tainted.
pub fn marked(state: &State, addr: &InstanceAddr, tainted: bool) -> Result<Option<Record>, Diagnostic> {
    if addr.resource.mode == Mode::Data {
        let d = Diagnostic::error("Data sources are not replaced", format!("{addr} is read anew each time."));
        return Err(d.help("Name a resource."));
    }
    let Some(instance) = state.object(addr, None) else { return Ok(None) };
    if !tainted && !instance.tainted {
        let d = Diagnostic::error("Not tainted", format!("{addr} is not marked for replacement."));
        return Err(d.help("Nothing was changed, and nothing needs to be."));
    }
    let instance = Box::new(Instance { tainted, ..instance.clone() });
    Ok(Some(Record::Put { addr: addr.clone(), deposed: None, instance }))
}

/// The whole source address of a provider: `aws` is `registry.terraform.io/hashicorp/aws`.
///
/// # Errors
/// When it has too many parts, or empty ones.
pub fn provider_source(text: &str) -> Result<String, Diagnostic> {
    let parts: Vec<&str> = text.split('/').collect();
    let sound = parts.iter().all(|p| !p.is_empty() && !p.contains(['"', ' ', '[', ']']));
    match parts[..] {
        [name] if sound => Ok(format!("registry.terraform.io/hashicorp/{name}")),
        [namespace, name] if sound => Ok(format!("registry.terraform.io/{namespace}/{name}")),
        [_, _, _] if sound => Ok(text.to_owned()),
        _ => {
            let d = Diagnostic::error(
                "Invalid provider",
                format!("\"{text}\" is no source address of a provider."),
            );
            Err(d.help("Write it as registry.terraform.io/hashicorp/aws, or shorter as hashicorp/aws."))
        }
    }
}

/// The objects whose provider configuration is one of `from`, each with the name that it has as one of `to`. Modules and aliases stay.
pub fn with_provider(state: &State, from: &str, to: &str) -> Vec<(ObjectKey, Arc<str>)> {
    let (old, new) = (format!("provider[\"{from}\"]"), format!("provider[\"{to}\"]"));
    let renamed = |(key, instance): (&ObjectKey, &Instance)| {
        let at = instance.provider.find(&old)?;
        let (head, tail) = instance.provider.split_at(at);
        Some((key.clone(), format!("{head}{new}{}", &tail[old.len()..]).into()))
    };
    state.instances.iter().filter_map(renamed).collect()
}

/// The records of a change of providers.
pub fn reassigned(state: &State, changes: &[(ObjectKey, Arc<str>)]) -> Vec<Record> {
    let record = |((addr, deposed), provider): &(ObjectKey, Arc<str>)| {
        let instance = state.object(addr, deposed.as_ref())?.clone();
        let instance = Box::new(Instance { provider: provider.clone(), ..instance });
        Some(Record::Put { addr: addr.clone(), deposed: deposed.clone(), instance })
    };
    changes.iter().filter_map(record).collect()
}

/// Refuses a state to be pushed over another one that it does not follow.
///
/// # Errors
/// When it is of another lineage, older, or another one of the same serial.
pub fn pushable(now: &State, pushed: &State) -> Result<(), Diagnostic> {
    let refuse = |detail: String| {
        let d = Diagnostic::error("This state does not follow the one that is there", detail);
        Err(d.help(
            "Look at both (`provision state pull`). If the pushed one is right all the same, give --force.",
        ))
    };
    if now.serial == 0 && now.is_empty() {
        return Ok(());
    }
    if now.lineage != pushed.lineage {
        return refuse(format!(
            "Its lineage is {}, and that of the state here {}.",
            pushed.lineage, now.lineage
        ));
    }
    if pushed.serial < now.serial {
        return refuse(format!(
            "Its serial is {}, and the state here is newer: {}.",
            pushed.serial, now.serial
        ));
    }
    if pushed.serial == now.serial && pushed != now {
        return refuse(format!("Both have serial {} and another content.", now.serial));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_lang::config::parse_target;
    use provision_state::{Pending, replay};

    const AWS: &str = "provider[\"registry.terraform.io/hashicorp/aws\"]";

    fn state(addresses: &[&str]) -> State {
        let mut state = State::new("lineage");
        for address in addresses {
            let instance = Instance { provider: AWS.into(), ..Instance::default() };
            state.instances.insert((address.parse().unwrap(), None), instance);
        }
        state
    }

    fn mv(state: &mut State, from: &str, to: &str) -> Result<String, String> {
        let (from, to) = (parse_target(from).unwrap(), parse_target(to).unwrap());
        let moving = moving(state, &from, &to).map_err(|d| d.detail)?;
        let records = moved(state, &moving);
        let mut pending = Pending::default();
        records.iter().for_each(|r| replay::apply(state, &mut pending, r));
        let names: Vec<String> = state.instances.keys().map(|(a, _)| a.to_string()).collect();
        Ok(names.join(" "))
    }

    #[test]
    fn instances_are_marked_and_kept() {
        let mut state = state(&["t.a"]);
        let mut pending = Pending::default();
        let a: InstanceAddr = "t.a".parse().unwrap();
        assert!(marked(&state, &a, false).is_err());
        for tainted in [true, false] {
            let record = marked(&state, &a, tainted).unwrap().unwrap();
            replay::apply(&mut state, &mut pending, &record);
            assert_eq!(state.object(&a, None).unwrap().tainted, tainted);
        }
        assert!(marked(&state, &"t.b".parse().unwrap(), true).unwrap().is_none());
        assert!(marked(&state, &"data.t.a".parse().unwrap(), true).is_err());
    }

    #[test]
    fn instances_resources_and_modules_move() {
        for (held, from, to, result) in [
            (vec!["t.a"], "t.a", "t.b", "t.b"),
            (vec!["t.a"], "t.a", "t.a[0]", "t.a[0]"),
            (vec!["t.a[0]", "t.a[1]"], "t.a[0]", "t.b", "t.a[1] t.b"),
            (vec!["t.a[0]", "t.a[1]"], "t.a", "t.b", "t.b[0] t.b[1]"),
            (vec!["t.a"], "t.a", "module.m[\"k\"].t.a", "module.m[\"k\"].t.a"),
            (
                vec!["module.m.t.a", "module.m.module.x.t.b"],
                "module.m",
                "module.n",
                "module.n.t.a module.n.module.x.t.b",
            ),
        ] {
            assert_eq!(mv(&mut state(&held), from, to), Ok(result.to_owned()), "{from} {to}");
        }
    }

    #[test]
    fn refusals_say_why() {
        for (held, from, to, why) in [
            (vec!["t.a"], "t.b", "t.c", "The state holds nothing at t.b."),
            (vec!["t.a"], "t.a", "t.a", "Both are the same address."),
            (vec!["t.a", "t.b"], "t.a", "t.b", "The state holds t.b already."),
            (vec!["t.a[0]", "t.b[1]"], "t.a", "t.b", "The state holds t.b[1] already."),
            (
                vec!["t.a[0]", "t.a[1]"],
                "t.a",
                "t.b[0]",
                "t.a has several instances, which cannot all be t.b[0].",
            ),
            (vec!["t.a"], "t.a", "u.a", "A resource moves only to an address of its own type."),
            (vec!["t.a"], "t.a", "data.t.a", "A resource moves only to an address of its own type."),
            (vec!["t.a"], "t.a", "module.m", "A resource moves to the address of a resource."),
            (vec!["module.m.t.a"], "module.m", "t.a", "A module moves to the address of a module."),
            (
                vec!["module.m.t.a", "module.n.t.b"],
                "module.m",
                "module.n",
                "The state holds module.n.t.b already.",
            ),
        ] {
            assert_eq!(mv(&mut state(&held), from, to), Err(why.to_owned()), "{from} {to}");
        }
    }

    #[test]
    fn who_depends_on_what_moves_is_told() {
        let mut state = state(&["t.a[0]", "t.a[1]", "t.user"]);
        let user: InstanceAddr = "t.user".parse().unwrap();
        state.instances.get_mut(&(user.clone(), None)).unwrap().dependencies =
            vec!["t.a".into(), "t.z".into()];
        mv(&mut state, "t.a[0]", "t.b").unwrap();
        let names = |s: &State| s.get(&user).unwrap().dependencies.join(" ");
        assert_eq!(names(&state), "t.a t.b t.z", "one instance stays");
        mv(&mut state, "t.a", "t.c").unwrap();
        assert_eq!(names(&state), "t.b t.c t.z");
    }

    #[test]
    fn a_target_stands_for_all_that_it_holds() {
        let state = state(&["t.a[0]", "t.a[1]", "module.m.t.a", "module.m.module.x.t.b", "t.c"]);
        let count = |texts: &[&str]| {
            let targets: Vec<Target> = texts.iter().map(|t| parse_target(t).unwrap()).collect();
            named(&state, &targets).map(|k| k.len()).map_err(|d| d.detail)
        };
        assert_eq!(count(&["t.a"]), Ok(2));
        assert_eq!(count(&["t.a[1]", "t.a"]), Ok(2), "none twice");
        assert_eq!(count(&["module.m"]), Ok(2));
        assert_eq!(count(&["t.c", "t.d"]), Err("The state holds nothing at t.d.".into()));
    }

    #[test]
    fn providers_keep_module_and_alias() {
        let mut state = state(&["t.a", "t.b"]);
        let named = "module.m.provider[\"registry.opentofu.org/hashicorp/aws\"].west";
        state.instances.get_mut(&("t.b".parse().unwrap(), None)).unwrap().provider = named.into();
        let changes = with_provider(
            &state,
            &provider_source("registry.opentofu.org/hashicorp/aws").unwrap(),
            &provider_source("aws").unwrap(),
        );
        assert_eq!(changes.len(), 1);
        assert_eq!(&*changes[0].1, format!("module.m.{AWS}.west"));
        assert!(provider_source("a/b/c/d").is_err() && provider_source("").is_err());
        let records = reassigned(&state, &changes);
        records.iter().for_each(|r| replay::apply(&mut state, &mut Pending::default(), r));
        assert_eq!(state.get(&"t.b".parse().unwrap()).unwrap().provider, changes[0].1);
    }

    #[test]
    fn a_pushed_state_must_follow() {
        let mut now = state(&["t.a"]);
        now.serial = 3;
        let with = |serial, lineage: &str| State { serial, lineage: lineage.into(), ..state(&["t.b"]) };
        assert!(pushable(&State::new("x"), &with(1, "y")).is_ok());
        assert!(pushable(&now, &now.clone()).is_ok());
        assert!(pushable(&now, &with(4, "lineage")).is_ok());
        for (serial, lineage, why) in
            [(3, "lineage", "Both have serial 3"), (2, "lineage", "newer: 3"), (9, "other", "lineage")]
        {
            let detail = pushable(&now, &with(serial, lineage)).unwrap_err().detail;
            assert!(detail.contains(why), "{detail}");
        }
    }
}
