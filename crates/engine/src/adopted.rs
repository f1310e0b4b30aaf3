//! Things whose creation was interrupted, and that need no step of their own: what depends on them must not start before
//! they are ready.

use crate::apply::Options;
use crate::events::{Event, Events};
use crate::prepare::progress;
use crate::provider::{Created, ProviderError, StepCx};
use crate::refresh::broken;
use crate::{Ledger, Sessions};
use provision_plan::{Action, Change, Plan, StepAction};
use provision_value::InstanceAddr;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Waits until they are ready, all at once. What does not get ready is a warning: the steps that need it will say more, and the next
/// run waits again.
pub(crate) async fn wait(
    plan: &Plan,
    ledger: &mut Ledger,
    sessions: &Sessions,
    events: &Arc<dyn Events>,
    options: &Options,
) {
    if ledger.sidecar.unfinished.is_empty() {
        return;
    }
    let unfinished = |c: &&Change| {
        c.action == Action::NoOp
            && c.deposed.is_none()
            && ledger.sidecar.unfinished.contains(&c.addr.to_string())
    };
    let mut tasks = JoinSet::new();
    for change in plan.changes.iter().filter(unfinished) {
        let (change, sessions, events, options) =
            (change.clone(), sessions.clone(), events.clone(), options.clone());
        tasks.spawn(async move {
            let result = finish(&change, &sessions, &events, &options).await;
            (change.addr, result)
        });
    }
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok((addr, Ok(()))) => drop(ledger.sidecar.unfinished.remove(&addr.to_string())),
            Ok((addr, Err(e))) => events.emit(Event::Warning(warning(&addr, &e))),
            Err(e) => events.emit(Event::Warning(broken(e, "waiting for what an interrupted run made"))),
        }
    }
}

async fn finish(
    change: &Change,
    sessions: &Sessions,
    events: &Arc<dyn Events>,
    options: &Options,
) -> Result<(), ProviderError> {
    let (Some(object), Some(session)) = (&change.after, sessions.find(&change.provider)) else {
        return Ok(());
    };
    let type_name = &change.addr.resource.type_name;
    let cx = StepCx {
        address: change.addr.to_string(),
        token: String::new(),
        ownership: (options.ownership)(&change.addr),
        timeout: None,
        progress: progress(&change.addr, StepAction::Create, events),
    };
    let created = Created { key: session.key(type_name, object)?, once: BTreeMap::new() };
    options.cut.point("finish").await;
    session.finish(type_name, &cx, &created, object).await?;
    options.cut.point("finish").await;
    Ok(())
}

fn warning(addr: &InstanceAddr, error: &ProviderError) -> provision_value::Diagnostic {
    let mut d = error.to_diagnostic(&addr.to_string());
    d.severity = provision_value::Severity::Warning;
    d.summary = format!("{addr} is not ready yet: {}", d.summary);
    d
}
