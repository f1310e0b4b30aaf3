//! From the plan to what the journal and the tasks need: what the state takes over before the first step, and the job
//! of each step.

use crate::apply::Options;
use crate::events::{Event, Events};
use crate::provider::{Session, StepCx};
use crate::step::{Job, ReadJob, Request, resource_type, with_object};
use crate::{Cut, Ledger, Sessions, adopted, object};
use provision_plan::{Action, Change, Evaluated, Plan, Step, StepAction};
use provision_state::{DeposedKey, Error, Instance, Intent, Place, Record, StepKind};
use provision_value::{Diagnostic, InstanceAddr, Mode, Value};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Brings the state to what the plan was made from: what refresh found, moved addresses, imports, data sources that were
/// read, and dependencies of objects that do not change.
pub(crate) async fn prepare(
    plan: &Plan,
    ledger: &mut Ledger,
    sessions: &Sessions,
    refreshed: Vec<Record>,
) -> Result<(), Error> {
    for records in [refreshed, moves(plan, ledger)] {
        if !records.is_empty() {
            ledger.record(records).await?;
        }
    }
    let records = unchanged(plan, ledger, sessions);
    if !records.is_empty() {
        ledger.record(records).await?;
    }
    Ok(())
}

/// The records that take what a plan adopts into the state, and nothing else of it.
pub fn adoptions(plan: &Plan, sessions: &Sessions) -> Vec<Record> {
    let record = |change: &Change| {
        let ty = resource_type(sessions, &change.addr.resource.type_name)?;
        let object = change.before.as_ref()?;
        let instance = Box::new(with_object(&template(change, sessions, None), object, &ty.block));
        Some(Record::Put { addr: change.addr.clone(), deposed: None, instance })
    };
    plan.changes.iter().filter(|c| c.importing.is_some()).filter_map(record).collect()
}

/// All `moved` objects in one record, so that no crash can catch them half way.
fn moves(plan: &Plan, ledger: &mut Ledger) -> Vec<Record> {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for change in &plan.changes {
        let Some(previous) = change.previous_addr.as_ref().filter(|p| **p != change.addr) else { continue };
        let Some(instance) = ledger.state.object(previous, change.deposed.as_ref()) else { continue };
        from.push(Place { addr: previous.clone(), deposed: change.deposed.clone() });
        to.push((Place { addr: change.addr.clone(), deposed: change.deposed.clone() }, instance.clone()));
        let sidecar = &mut ledger.sidecar;
        if let Some(stage) = sidecar.stages.remove(&previous.to_string()) {
            sidecar.stages.insert(change.addr.to_string(), stage);
        }
        if let Some(names) = sidecar.unconfirmed.remove(&previous.to_string()) {
            sidecar.unconfirmed.insert(change.addr.to_string(), names);
        }
    }
    if from.is_empty() { Vec::new() } else { vec![Record::Moved { from, to }] }
}

/// Objects without a step of their own whose entry in the state is not what it shall be.
fn unchanged(plan: &Plan, ledger: &Ledger, sessions: &Sessions) -> Vec<Record> {
    let put = |change: &Change, instance: Instance| {
        let (addr, deposed) = (change.addr.clone(), change.deposed.clone());
        Record::Put { addr, deposed, instance: Box::new(instance) }
    };
    let mut records = Vec::new();
    for change in plan.changes.iter().filter(|c| c.deposed.is_none()) {
        let now = ledger.state.get(&change.addr);
        let data = change.addr.resource.mode == Mode::Data;
        let object = match change.action {
            Action::NoOp if data => change.after.as_ref().filter(|v| v.is_wholly_known()),
            _ if change.importing.is_some() && now.is_none() => change.before.as_ref(),
            Action::NoOp => now.and(change.after.as_ref()),
            _ => None,
        };
        let Some(object) = object else { continue };
        let meta = template(change, sessions, now);
        let wanted = match now {
            // The content of a managed object that does not change stays as refresh left it.
            Some(now) if !data => Instance {
                attributes: now.attributes.clone(),
                sensitive_attributes: now.sensitive_attributes.clone(),
                schema_version: now.schema_version,
                ..meta
            },
            _ => match sessions
                .provider()
                .catalog()
                .get(change.addr.resource.mode, &change.addr.resource.type_name)
            {
                Some(ty) => with_object(&meta, object, &ty.block),
                None => continue,
            },
        };
        if now != Some(&wanted) {
            records.push(put(change, wanted));
        }
    }
    records.extend(stale_data(plan, ledger));
    records
}

/// Data sources of the state that the configuration no longer has. Only a plan over everything tells.
fn stale_data(plan: &Plan, ledger: &Ledger) -> Vec<Record> {
    let planned: HashSet<&InstanceAddr> = plan.changes.iter().map(|c| &c.addr).collect();
    if !ledger.state.managed().all(|((addr, _), _)| planned.contains(addr)) {
        return Vec::new();
    }
    let stale = |addr: &InstanceAddr| addr.resource.mode == Mode::Data && !planned.contains(addr);
    let keys = ledger.state.instances.keys().filter(|(addr, _)| stale(addr));
    keys.map(|(addr, deposed)| Record::Forgotten { addr: addr.clone(), deposed: deposed.clone() }).collect()
}

/// What goes with an object into the state, besides its content.
fn template(change: &Change, sessions: &Sessions, prior: Option<&Instance>) -> Instance {
    let resource = &change.addr.resource;
    let version =
        sessions.provider().catalog().get(resource.mode, &resource.type_name).map_or(0, |t| t.version);
    Instance {
        provider: change.provider.clone(),
        schema_version: version,
        attributes: serde_json::Value::Null,
        sensitive_attributes: Vec::new(),
        private: prior.and_then(|p| p.private.clone()),
        dependencies: change.dependencies.clone(),
        create_before_destroy: change.create_before_destroy,
        tainted: prior.is_some_and(|p| p.tainted) && change.action == Action::NoOp,
        extra: prior.map(|p| p.extra.clone()).unwrap_or_default(),
    }
}

/// One call about to be made.
pub(crate) struct Call<'a> {
    pub plan: &'a Plan,
    pub step: &'a Step,
    /// The object as it shall be; none for a delete.
    pub planned: Option<Evaluated>,
    /// The name of the object that this run set aside and now deletes.
    pub deposed: Option<DeposedKey>,
    pub session: Arc<dyn Session>,
    pub requests: mpsc::UnboundedSender<Request>,
}

/// The job of a create, update or delete.
pub(crate) fn call_job(
    call: Call<'_>,
    ledger: &mut Ledger,
    sessions: &Sessions,
    options: &Options,
    events: &Arc<dyn Events>,
) -> Result<Job, Diagnostic> {
    let change = &call.plan.changes[call.step.change];
    let addr = &change.addr;
    let (planned, sent) = call.planned.map(|p| (p.object, p.sent)).unzip();
    let deposed = call.deposed.or_else(|| change.deposed.clone());
    let kind = match call.step.action {
        StepAction::Update => StepKind::Update,
        StepAction::Delete => StepKind::Delete,
        _ => StepKind::Create,
    };
    let now = ledger.state.object(addr, deposed.as_ref()).cloned();
    let prior = (kind != StepKind::Create).then(|| change.before.clone()).flatten();
    let after = template(change, sessions, now.as_ref().filter(|_| kind == StepKind::Update));
    let recorded = match (kind, now) {
        (StepKind::Create, _) => {
            let sensitive_attributes = planned.as_ref().map(object::sensitive_paths).unwrap_or_default();
            Instance { sensitive_attributes, ..after.clone() }
        }
        (_, Some(now)) => now,
        (_, None) => {
            return Err(Diagnostic::error(
                "Object is not in the state",
                "The state changed since the plan was made.",
            )
            .on(addr)
            .help("Make a new plan."));
        }
    };
    let block = resource_type(sessions, &addr.resource.type_name).map(|t| &t.block);
    let unreadable = match (block, &prior, &planned) {
        (Some(block), Some(prior), Some(planned)) => object::unreadable(block, prior, planned),
        _ => Vec::new(),
    };
    // A create that was sent before, and of which recovery found no trace: sent again as it was.
    let before = ledger
        .pending
        .about(addr, None, StepKind::Create)
        .filter(|o| kind == StepKind::Create && o.created.is_none());
    let before = before.map(|o| o.intent.clone());
    let reused = before.is_some();
    let ownership = (options.ownership)(addr);
    let intent = Intent {
        run: ledger.run().to_owned(),
        step: before.as_ref().map(|b| b.step).unwrap_or_else(|| ledger.pending.take_step()),
        addr: addr.clone(),
        deposed,
        kind,
        token: before.as_ref().map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), |b| b.token.clone()),
        natural_key: None,
        absent: before.as_ref().and_then(|b| b.absent),
        planned: planned.as_ref().zip(block).map(|(p, block)| object::to_attributes(p, block)),
        instance: Box::new(recorded),
        unreadable,
        ownership: ownership.clone(),
        at: before.as_ref().map_or_else(options.now, |b| b.at),
    };
    // An interrupted creation is finished rather than changed: nothing depends on the object yet.
    let unfinished = kind == StepKind::Update && ledger.sidecar.unfinished.contains(&addr.to_string());
    let reopened = match (block, &sent) {
        (Some(block), Some(sent)) if unfinished => {
            Some(adopted::reopened(change.config.as_ref(), block, sent))
        }
        _ => None,
    };
    let timeout = timeout(planned.as_ref().or(prior.as_ref()), kind).map_err(|d| d.on(addr))?;
    let cx = StepCx {
        address: addr.to_string(),
        token: intent.token.clone(),
        ownership,
        timeout,
        absent: false,
        progress: progress(addr, call.step.action, events),
    };
    let (sessions, cut) = (sessions.clone(), options.cut.clone());
    let (session, requests) = (call.session, call.requests);
    Ok(Job { sessions, session, intent, planned, sent, prior, reopened, after, cx, reused, requests, cut })
}

/// The job of a data source that is read during apply.
pub(crate) fn read_job(
    plan: &Plan,
    step: &Step,
    sessions: &Sessions,
    session: Arc<dyn Session>,
    config: Value,
    cut: &Cut,
) -> Result<ReadJob, Diagnostic> {
    let change = &plan.changes[step.change];
    let after = template(change, sessions, None);
    Ok(ReadJob {
        addr: change.addr.clone(),
        sessions: sessions.clone(),
        session,
        config,
        after,
        cut: cut.clone(),
    })
}

pub(crate) fn progress(
    addr: &InstanceAddr,
    action: StepAction,
    events: &Arc<dyn Events>,
) -> Arc<dyn Fn(&str) + Send + Sync> {
    let (addr, events) = (addr.clone(), events.clone());
    Arc::new(move |text| {
        events.emit(Event::StepProgress { addr: addr.clone(), action, text: text.to_owned() })
    })
}

/// The seconds that the object's `timeouts` allow a kind of call.
fn timeout(object: Option<&Value>, kind: StepKind) -> Result<Option<u64>, Diagnostic> {
    let name = match kind {
        StepKind::Create => "create",
        StepKind::Update => "update",
        StepKind::Delete => "delete",
    };
    let text = object.and_then(|o| o.get("timeouts")).and_then(|t| t.get(name)).and_then(Value::as_str);
    let Some(text) = text else { return Ok(None) };
    match seconds(text) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(Diagnostic::error("Invalid timeout", format!("`timeouts.{name}` is {text:?}."))
            .help("Write a duration such as \"30m\" or \"1h30m\".")),
    }
}

/// `1h30m`, `90s`, `1.5h`: whole seconds, rounded up.
fn seconds(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let (factor, unit) = [("ms", 0.001), ("h", 3600.0), ("m", 60.0), ("s", 1.0)]
            .into_iter()
            .find_map(|(unit, factor)| tail.starts_with(unit).then_some((factor, unit.len())))?;
        total += number.parse::<f64>().ok()? * factor;
        rest = tail.get(unit..)?;
    }
    (!text.trim().is_empty() && total.is_finite()).then(|| total.ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations() {
        let cases = [
            ("30m", Some(1800)),
            ("1h30m", Some(5400)),
            ("1.5h", Some(5400)),
            ("90s", Some(90)),
            ("1500ms", Some(2)),
            ("", None),
            ("5", None),
            ("m", None),
            ("1h x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
