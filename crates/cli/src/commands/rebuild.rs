//! `provision recover --from-cloud`: a state that was lost, from what the cloud holds. Whatever the configuration wants and the state
//! lacks is looked for, in rounds: what is found first tells the arguments of what depends on it. Reads and records; changes nothing.

use super::state::{Work, carry_out};
use crate::app::App;
use crate::args::Planning;
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Flow};
use provision_engine::events::Silent;
use provision_engine::provider::{Class, Intent, ReadReq, Session};
use provision_engine::{Ledger, Sessions, adoptions, object};
use provision_plan::{Action, Change, Plan};
use provision_schema::ResourceType;
use provision_state::PastChange;
use provision_value::{Diagnostic, InstanceAddr, Mode, Value};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::task::JoinSet;

/// What was found, and why the rest was not.
#[derive(Default)]
struct Found {
    adopted: BTreeMap<InstanceAddr, String>,
    missing: BTreeMap<InstanceAddr, String>,
}

/// Rebuilds the state and tells what could not be found.
pub fn run(app: &mut App, as_json: bool) -> Outcome {
    let mut loaded = app.load()?;
    let flow = Flow::new(app, &mut loaded, Arc::new(Silent))?;
    let found = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let found = rounds(app, &flow, &mut ledger).await;
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let found = found?;
        closed?;
        Ok(found)
    })?;
    if as_json {
        let adopted: Vec<_> =
            found.adopted.iter().map(|(a, key)| json!({ "address": a.to_string(), "id": key })).collect();
        let missing: Vec<_> =
            found.missing.iter().map(|(a, why)| json!({ "address": a.to_string(), "reason": why })).collect();
        let body = json!({ "format_version": "1.0", "recovered": adopted, "missing": missing });
        app.print(&format!("{body:#}\n"));
    } else {
        found.adopted.iter().for_each(|(addr, key)| app.print(&format!("{addr}: found [id={key}]\n")));
        found.missing.iter().for_each(|(addr, why)| app.print(&format!("{addr}: NOT found: {why}\n")));
        app.print(&format!("\n{} found, {} not found.\n", found.adopted.len(), found.missing.len()));
    }
    Ok(if found.missing.is_empty() { Exit::Success } else { Exit::Partial })
}

async fn rounds(app: &App, flow: &Flow<'_>, ledger: &mut Ledger) -> Result<Found, Failure> {
    let planning = Planning { refresh: false, parallelism: 1, ..Planning::default() };
    let mut found = Found::default();
    // With what arguments each was looked for: without new ones there is nothing new to find.
    let mut sought: BTreeMap<InstanceAddr, Value> = BTreeMap::new();
    loop {
        let planned = flow.plan(app, ledger, &planning).await?;
        let creates: Vec<Change> = planned.plan.changes.iter().filter(|c| is_wanted(c)).cloned().collect();
        let wanted: BTreeSet<InstanceAddr> = creates.iter().map(|c| c.addr.clone()).collect();
        found.missing.retain(|addr, _| wanted.contains(addr));
        let mut tasks = JoinSet::new();
        for change in creates {
            let Some(after) = change.after.clone() else { continue };
            if !change.config.as_ref().is_some_and(Value::is_wholly_known) {
                let why = "its arguments come from something that was not found";
                found.missing.insert(change.addr, why.into());
                continue;
            }
            if sought.insert(change.addr.clone(), after.clone()).as_ref() == Some(&after) {
                continue;
            }
            let ownership = (super::apply::ownership(flow.loaded))(&change.addr);
            let sessions = planned.sessions.clone();
            tasks.spawn(async move {
                let answer = look(&sessions, &change, &after, ownership).await;
                (change, answer)
            });
        }
        let mut here = Vec::new();
        for (change, answer) in tasks.join_all().await {
            match answer {
                Ok((key, object)) => {
                    found.missing.remove(&change.addr);
                    found.adopted.insert(change.addr.clone(), key.clone());
                    here.push(Change { before: Some(object), importing: Some(key), ..change });
                }
                Err(why) => drop(found.missing.insert(change.addr, why)),
            }
        }
        if here.is_empty() {
            return Ok(found);
        }
        let past = |c: &Change| PastChange {
            address: c.addr.to_string(),
            action: "recover".into(),
            id: c.importing.clone(),
            ..PastChange::default()
        };
        let changes = here.iter().map(past).collect();
        let records = adoptions(&Plan { changes: here, ..Plan::default() }, &planned.sessions);
        carry_out(app, flow.loaded, ledger, Work { records, changes, ..Work::default() }).await?;
    }
}

fn is_wanted(change: &Change) -> bool {
    change.action == Action::Create && change.deposed.is_none() && change.addr.resource.mode == Mode::Managed
}

/// The key and the object of one thing; an error is why there is none.
async fn look(
    sessions: &Sessions,
    change: &Change,
    after: &Value,
    ownership: BTreeMap<String, String>,
) -> Result<(String, Value), String> {
    let type_name = &*change.addr.resource.type_name;
    let session = sessions.get(&change.provider).map_err(|d| d.summary)?;
    let ty = sessions.provider().catalog().resource(type_name).ok_or("the type is not known here")?;
    if session.facts().account.is_empty() {
        return Err("no cloud is behind it; the next apply makes another one".into());
    }
    // As the journal would have it: what only apply will tell is null.
    let planned = object::from_json(&change.addr, &object::to_attributes(after, &ty.block), &[], ty);
    let planned = planned.map_err(|d| d.summary)?;
    let located = session.locate(type_name, &planned, &Intent::of_any_run(ownership)).await;
    let key = match located {
        Ok(Some(key)) => key,
        // What bears no tags and is known by its arguments alone (an attachment, a setting) cannot be anybody else's.
        Ok(None) if !ty.block.attributes.contains_key("tags") => {
            let key = session.key(type_name, &planned).map_err(|_| NOTHING.to_owned())?;
            return read(&*session, ty, key, planned).await.map_err(|_| NOTHING.into());
        }
        Ok(None) => return Err(NOTHING.into()),
        Err(e) if e.class == Class::Exists => {
            return Err(format!("what stands there is not ours: {}", e.message));
        }
        Err(e) => return Err(told(&e.to_diagnostic(""))),
    };
    read(&*session, ty, key, planned).await
}

/// Why a thing is missing that was looked for.
const NOTHING: &str = "nothing in the account carries its tags or its name";

async fn read(
    session: &dyn Session,
    ty: &ResourceType,
    key: String,
    prior: Value,
) -> Result<(String, Value), String> {
    let answers = session.read(ty.name, vec![ReadReq { key: key.clone(), prior, fresh: false }]).await;
    match answers.into_iter().next() {
        Some(Ok(Some(found))) => Ok((key, object::mark(found, &ty.block, &[]))),
        Some(Err(e)) => Err(told(&e.to_diagnostic(""))),
        _ => Err(NOTHING.into()),
    }
}

fn told(d: &Diagnostic) -> String {
    if d.detail.is_empty() { d.summary.clone() } else { format!("{}: {}", d.summary, d.detail) }
}
