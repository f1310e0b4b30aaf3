//! Deleting what is in a zone: all records but its own NS and SOA, and its signing keys' use.

use crate::route53::{changing, domain, in_sync, route53};
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecordSet, RrType};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Deletes the records of a zone, a hundred a change, and stops signing.
pub async fn empty(cx: &Cx, id: &str, name: &str, step: &Step) -> Result<(), Error> {
    let records = records(cx, id).await?;
    let own = |r: &ResourceRecordSet| {
        matches!(r.r#type, RrType::Ns | RrType::Soa) && domain(&r.name) == domain(name)
    };
    let others: Vec<ResourceRecordSet> = records.into_iter().filter(|r| !own(r)).collect();
    for chunk in others.chunks(100) {
        step.progress(&format!("deleting {} records of {name}", chunk.len()));
        let changes: Result<Vec<Change>, _> = chunk
            .iter()
            .map(|r| Change::builder().action(ChangeAction::Delete).resource_record_set(r.clone()).build())
            .collect();
        let batch = ChangeBatch::builder().set_changes(Some(changes?)).build()?;
        route53(cx).change_resource_record_sets().hosted_zone_id(id).change_batch(batch).send().await?;
    }
    stop_signing(cx, id).await
}

/// All records of a zone.
pub async fn records(cx: &Cx, id: &str) -> Result<Vec<ResourceRecordSet>, Error> {
    let mut all = Vec::new();
    let mut call = route53(cx).list_resource_record_sets().hosted_zone_id(id);
    loop {
        let page = call.send().await?;
        all.extend(page.resource_record_sets);
        if !page.is_truncated {
            return Ok(all);
        }
        call = route53(cx)
            .list_resource_record_sets()
            .hosted_zone_id(id)
            .set_start_record_name(page.next_record_name)
            .set_start_record_type(page.next_record_type)
            .set_start_record_identifier(page.next_record_identifier);
    }
}

async fn stop_signing(cx: &Cx, id: &str) -> Result<(), Error> {
    let status = match route53(cx).get_dnssec().hosted_zone_id(id).send().await.map_err(Error::from) {
        // A private zone is never signed.
        Err(e) if e.is(&["InvalidArgument"]) => return Ok(()),
        told => told?.status.and_then(|s| s.serve_signature),
    };
    if status.as_deref() != Some("SIGNING") {
        return Ok(());
    }
    // The registrar's DS record outlives its deletion for a while.
    let in_parent = |e: &Error| e.is(&["KeySigningKeyInParentDSRecord"]);
    let stop = || route53(cx).disable_hosted_zone_dnssec().hosted_zone_id(id).send();
    let stopped = cx.retry(Duration::from_secs(300), in_parent, stop).await?;
    changing(cx, id, stopped.change_info);
    while !in_sync(cx, id).await? {
        cx.tick(Duration::from_secs(5)).await;
    }
    Ok(())
}
