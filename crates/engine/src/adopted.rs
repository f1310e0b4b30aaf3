//! Things whose creation was interrupted, and that need no step of their own: what depends on them must not start before
//! they are ready.

use crate::apply::Options;
use crate::events::Events;
use crate::prepare::progress;
use crate::provider::{Created, ProviderError, StepCx};
use crate::refresh::broken;
use crate::step::{resource_type, with_object};
use crate::{Ledger, Sessions, object};
use provision_plan::{Action, Change, Plan, StepAction};
use provision_schema::Block;
use provision_state::{Error, Record};
use provision_value::{Diagnostic, InstanceAddr, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::task::{JoinError, JoinSet};

/// Waits until they are ready, all at once. Gives those that do not get ready, each with its reason: what depends on them must not
/// start, and the next run waits for them again. An error is one of state or journal.
///
/// What is finished counts as such before the first step: finishing twice would undo what others have given it since.
pub(crate) async fn wait(
    plan: &Plan,
    ledger: &mut Ledger,
    sessions: &Sessions,
    events: &Arc<dyn Events>,
    options: &Options,
) -> Result<Vec<(InstanceAddr, Diagnostic)>, Error> {
    if ledger.sidecar.unfinished.is_empty() {
        return Ok(Vec::new());
    }
    let unfinished = |c: &&Change| {
        c.action == Action::NoOp
            && c.deposed.is_none()
            && ledger.sidecar.unfinished.contains(&c.addr.to_string())
    };
    let (mut tasks, mut addresses) = (JoinSet::new(), HashMap::new());
    for change in plan.changes.iter().filter(unfinished) {
        let (change, sessions, events, options) =
            (change.clone(), sessions.clone(), events.clone(), options.clone());
        let addr = change.addr.clone();
        let task = tasks.spawn(async move { finish(&change, &sessions, &events, &options).await });
        addresses.insert(task.id(), addr);
    }
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let (mut records, mut not_ready) = (Vec::new(), Vec::new());
    while let Some(joined) = tasks.join_next_with_id().await {
        let task = joined.as_ref().map_or_else(JoinError::id, |(task, _)| *task);
        let Some(addr) = addresses.remove(&task) else { continue };
        match joined {
            Ok((_, Ok(object))) => {
                ledger.sidecar.unfinished.remove(&addr.to_string());
                records.extend(finished(ledger, sessions, addr, object));
            }
            Ok((_, Err(e))) => not_ready.push((addr.clone(), reason(&addr, &e))),
            Err(e) => {
                let broken = broken(e, "waiting for what an interrupted run made");
                not_ready.push((addr.clone(), broken.on(&addr)));
            }
        }
    }
    if !records.is_empty() {
        ledger.record(records).await?;
    }
    ledger.save_sidecar().await?;
    Ok(not_ready)
}

/// The object as it is now that it is finished, where that is not what the state holds.
fn finished(
    ledger: &Ledger,
    sessions: &Sessions,
    addr: InstanceAddr,
    object: Option<Value>,
) -> Option<Record> {
    let now = ledger.state.get(&addr)?;
    let ty = resource_type(sessions, &addr.resource.type_name)?;
    let instance = with_object(now, &object?, &ty.block);
    let changed = *now != instance;
    changed.then(|| Record::Put { addr, deposed: None, instance: Box::new(instance) })
}

/// The object as its creation planned it: what the configuration leaves open is open again, so that finishing it also undoes
/// what AWS brings along by itself.
pub(crate) fn reopened(config: Option<&Value>, block: &Block, planned: &Value) -> Value {
    let Some(config) = config else { return planned.clone() };
    let attributes = block.attributes.iter().filter(|(_, a)| a.computed && !a.once).map(|(name, _)| *name);
    let blocks = block.blocks.iter().filter(|(_, b)| b.computed).map(|(name, _)| *name);
    let is_open = |name: &&str| {
        let written = config.get(name);
        written.is_none_or(|v| v.is_null() || v.as_seq().is_some_and(<[Value]>::is_empty))
    };
    attributes.chain(blocks).filter(is_open).fold(planned.clone(), |object, name| match object.get(name) {
        Some(value) => object.with(name, Value::unknown(value.ty())),
        None => object,
    })
}

async fn finish(
    change: &Change,
    sessions: &Sessions,
    events: &Arc<dyn Events>,
    options: &Options,
) -> Result<Option<Value>, ProviderError> {
    let type_name = &change.addr.resource.type_name;
    let ty = resource_type(sessions, type_name);
    let (Some(held), Some(session), Some(ty)) = (&change.after, sessions.find(&change.provider), ty) else {
        return Ok(None);
    };
    let cx = StepCx {
        address: change.addr.to_string(),
        token: String::new(),
        ownership: (options.ownership)(&change.addr),
        timeout: None,
        absent: false,
        progress: progress(&change.addr, StepAction::Create, events),
    };
    let created = Created { key: session.key(type_name, held)?, once: BTreeMap::new() };
    options.cut.point("finish").await;
    let wanted = reopened(change.config.as_ref(), &ty.block, held);
    let object = session.finish(type_name, &cx, &created, &wanted).await?;
    options.cut.point("finish").await;
    Ok(Some(object::mark(object, &ty.block, &object::sensitive_paths(held))))
}

fn reason(addr: &InstanceAddr, error: &ProviderError) -> Diagnostic {
    let mut d = error.to_diagnostic(&addr.to_string());
    d.summary = format!("{addr} is not ready yet: {}", d.summary);
    d
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::reopened;
    use provision_schema::{Attribute, Block};
    use provision_value::{Type, Value};

    #[test]
    fn what_the_configuration_leaves_open_is_open_again() {
        let mut block = Block::default();
        let computed = |optional| Attribute { computed: true, optional, ..Attribute::new(Type::String) };
        block.attributes.insert("id", computed(false));
        block.attributes.insert("given", computed(true));
        block.attributes.insert("left", computed(true));
        block.attributes.insert("password", Attribute { once: true, ..computed(false) });
        let object = |texts: [Option<&str>; 4]| {
            let value = |t: Option<&str>| t.map_or_else(|| Value::null(Type::String), Value::string);
            let names = ["id", "given", "left", "password"];
            Value::object_of(names.into_iter().zip(texts.map(value)))
        };
        let held = object([Some("x-1"), Some("mine"), Some("of AWS"), Some("told once")]);
        let config = object([None, Some("mine"), None, None]);
        let open = reopened(Some(&config), &block, &held);
        let known = |name| open.get(name).unwrap().is_known();
        assert_eq!(["id", "given", "left", "password"].map(known), [false, true, false, true]);
        assert_eq!(reopened(None, &block, &held), held);
    }
}
