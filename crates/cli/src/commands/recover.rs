//! `provision recover`: finish the record of what a crash interrupted. Reads and records; changes nothing at AWS.

use super::rebuild;
use crate::app::App;
use crate::args::Recover;
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Flow};
use crate::ui::progress::Plain;
use provision_engine::events::{Events, Silent};
use provision_value::InstanceAddr;
use serde_json::json;
use std::sync::Arc;

/// Settles the open calls of the journal.
pub fn run(app: &mut App, args: Recover) -> Outcome {
    if args.from_cloud {
        return rebuild::run(app, args.json);
    }
    let mut loaded = app.load()?;
    let events: Arc<dyn Events> = match args.json {
        true => Arc::new(Silent),
        false => Arc::new(Plain::new(Vec::new())),
    };
    let flow = Flow::new(app, &mut loaded, events)?;
    let recovered = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let recovered = flow.open(app, &mut ledger).await;
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let (_, recovered) = recovered?;
        closed?;
        Ok::<_, Failure>(recovered)
    })?;
    if args.json {
        let list = |all: &[InstanceAddr]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let body = json!({
            "format_version": "1.0",
            "adopted": list(&recovered.adopted),
            "not_made": list(&recovered.not_made),
            "updated": list(&recovered.updated),
            "deleted": list(&recovered.deleted),
            "kept": list(&recovered.kept),
        });
        app.print(&format!("{body:#}\n"));
        return Ok(Exit::Success);
    }
    if recovered.is_empty() {
        app.print("Nothing to recover: no call is open.\n");
        return Ok(Exit::Success);
    }
    let tell = |what: &str, list: &[InstanceAddr]| {
        list.iter().for_each(|addr| app.print(&format!("{addr}: {what}\n")));
    };
    tell("made by the interrupted run, now in the state", &recovered.adopted);
    tell("was not made; the next apply makes it", &recovered.not_made);
    tell("changed by the interrupted run, now recorded as it is", &recovered.updated);
    tell("deleted by the interrupted run", &recovered.deleted);
    tell("still there; the next apply deletes it", &recovered.kept);
    Ok(Exit::Success)
}
