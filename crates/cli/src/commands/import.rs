//! `provision import ADDR ID`: something that exists becomes the object of a resource block. It is read and recorded; nothing is
//! changed in the cloud.

use super::generate;
use super::state::{Work, carry_out};
use crate::app::{App, Loaded};
use crate::args::Import;
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Flow};
use provision_engine::events::Silent;
use provision_engine::{Ledger, adoptions};
use provision_lang::config::parse_target;
use provision_state::PastChange;
use provision_value::{Diagnostic, InstanceAddr, Mode};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Takes something that exists into the state.
pub fn run(app: &mut App, args: Import) -> Outcome {
    let addr = address(&args.address)?;
    if args.id.is_empty() {
        return Err(Diagnostic::error("No id", "The id is empty.")
            .help("Write what the cloud calls it.")
            .into());
    }
    if let Some(file) = &args.generate_config_out {
        generate::run(app, file, Some((addr.clone(), args.id.clone())), args.json)?;
    }
    let mut loaded = app.load()?;
    if loaded.config.resource(&addr.resource.config()).is_none() {
        return Err(no_block(&addr).into());
    }
    let flow = Flow::unchecked(app, &mut loaded, Arc::new(Silent))?;
    let backup = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let imported = import(app, &flow, &mut ledger, &addr, &args.id).await;
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let backup = imported?;
        closed?;
        Ok(backup)
    })?;
    if args.json {
        let body = json!({ "imported": [{ "address": addr.to_string(), "id": args.id }], "backup": backup });
        app.print(&format!("{body:#}\n"));
    } else {
        app.print(&format!(
            "{addr}: Imported [id={}]\nIt is in the state now. `provision plan` shows what the configuration would change of it.\n",
            args.id
        ));
    }
    Ok(Exit::Success)
}

fn address(text: &str) -> Result<InstanceAddr, Diagnostic> {
    let addr: InstanceAddr = text.parse().map_err(|e| {
        Diagnostic::error("Invalid address", format!("\"{text}\": {e}.")).help(
            "Give the address of one instance: aws_vpc.main, aws_subnet.a[0] or 'aws_subnet.b[\"key\"]'.",
        )
    })?;
    if addr.resource.mode == Mode::Data {
        let d = Diagnostic::error(
            "Import of a data source",
            "Only resources are imported; a data source is read.",
        );
        return Err(d.help("Give the address of a resource."));
    }
    Ok(addr)
}

fn no_block(addr: &InstanceAddr) -> Diagnostic {
    let resource = &addr.resource;
    let place = match resource.module.0.is_empty() {
        true => "the root module".to_owned(),
        false => format!("the module of {}", resource.module),
    };
    Diagnostic::error("No block to import into", format!("The configuration has no resource {}.", resource.config()))
        .help(format!(
            "Write its block in {place} first, which may be empty: resource \"{}\" \"{}\" {{}}. Or have it written for you: \
             --generate-config-out FILE.",
            resource.type_name, resource.name
        ))
}

async fn import(
    app: &App,
    flow: &Flow<'_>,
    ledger: &mut Ledger,
    addr: &InstanceAddr,
    id: &str,
) -> Result<Option<PathBuf>, Failure> {
    let loaded: &Loaded = flow.loaded;
    let (sessions, _) = flow.open(app, ledger).await?;
    if ledger.state.get(addr).is_some() {
        let detail = format!("The state holds an object at {addr} already.");
        let d = Diagnostic::error("Already managed", detail).on(addr);
        return Err(d
            .help("To put another one in its place, take that one out first: provision state rm ADDR.")
            .into());
    }
    let mut plan = flow
        .adopting(app, ledger, vec![parse_target(&addr.to_string())?], vec![(addr.clone(), id.to_owned())])
        .await?;
    plan.changes.retain(|c| c.addr == *addr && c.importing.is_some());
    let records = adoptions(&plan, &sessions);
    if records.is_empty() {
        let d = Diagnostic::error("Nothing was imported", format!("The plan has no instance {addr}."));
        return Err(d.help("Look at `count`, `for_each` and the key in the address.").into());
    }
    let change = PastChange {
        address: addr.to_string(),
        action: "import".into(),
        id: Some(id.to_owned()),
        ..PastChange::default()
    };
    carry_out(app, loaded, ledger, Work { records, changes: vec![change], ..Work::default() }).await
}
