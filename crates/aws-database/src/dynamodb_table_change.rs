//! Changes of a table: DynamoDB takes some only alone, and each only when the one before is done.

use crate::dynamodb::{dynamodb, elsewhere, tag_list};
use crate::dynamodb_table::{Table, described, status};
use crate::dynamodb_table_blocks::{Attribute, Encryption, GlobalIndex, Limits, Replica, throughput};
use aws_sdk_dynamodb::operation::update_table::builders::UpdateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    CreateReplicationGroupMemberAction, DeleteGlobalSecondaryIndexAction, DeleteReplicationGroupMemberAction,
    GlobalSecondaryIndexUpdate, PointInTimeRecoverySpecification, ReplicaStatus, ReplicationGroupUpdate,
    SseStatus, StreamSpecification, TimeToLiveSpecification, UpdateGlobalSecondaryIndexAction,
};
use provision_aws_core::cx::{PROPAGATION, too_long};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;
use std::time::Duration;
use tokio::time::Instant;

/// True where too many tables change at a time.
pub fn is_crowded(e: &Error) -> bool {
    e.is(&["LimitExceededException"]) && e.message.contains("simultaneously")
}

/// Sends a change of the table, again while an earlier one is under way, and waits for its end.
async fn send(cx: &Cx, call: UpdateTableFluentBuilder, name: &str, step: &Step) -> Result<(), Error> {
    let busy = |e: &Error| is_crowded(e) || e.is(&["ResourceInUseException"]);
    cx.retry(step.limit(), busy, || call.clone().send()).await?;
    settled(cx, name, step).await
}

/// Waits until the table, its indexes, copies and encryption are as they will be.
async fn settled(cx: &Cx, name: &str, step: &Step) -> Result<(), Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let Some(table) = described(cx, name).await? else {
            return Err(Error::new(Class::NotFound, format!("The table {name} is gone.")));
        };
        let encrypting = table.sse_description.as_ref().is_some_and(|s| {
            matches!(s.status, Some(SseStatus::Enabling | SseStatus::Disabling | SseStatus::Updating))
        });
        let copying = table
            .replicas()
            .iter()
            .find(|r| r.replica_status.as_ref().is_some_and(|s| *s != ReplicaStatus::Active));
        let state = match (status(&table), copying) {
            (Status::Failed(reason), _) => {
                return Err(Error::new(Class::Other, format!("The table {name} cannot be used: {reason}.")));
            }
            (_, Some(r)) if r.replica_status == Some(ReplicaStatus::CreationFailed) => {
                let region = r.region_name.clone().unwrap_or_default();
                let message = format!("The copy of the table {name} in {region} could not be made.");
                return Err(Error::new(Class::Other, message));
            }
            (Status::Pending(state), _) => state,
            (Status::Ready, Some(r)) => format!("copy in {}", r.region_name.clone().unwrap_or_default()),
            (Status::Ready, None) if encrypting => "encrypting".to_owned(),
            (Status::Ready, None) => return Ok(()),
        };
        step.progress(&format!("waiting for {name}: {state}"));
        if Instant::now() >= end {
            return Err(too_long(&format!("The table {name}"), step.limit(), &state));
        }
        cx.tick(Duration::from_secs(5)).await;
    }
}

/// Carries out what differs: indexes that go, the table itself, indexes that come, and then all that is a call of its own.
pub async fn update(cx: &Cx, change: &Change<'_, Table>, step: &Step) -> Result<(), Error> {
    let (from, to, name) = (change.from, change.to, &change.to.name);
    let call = || dynamodb(cx).update_table().table_name(name);
    let (old, new) = (&from.global_secondary_index, &to.global_secondary_index);
    let indexes = change.changed("global_secondary_index");
    let lost = |index: &&GlobalIndex| !new.iter().any(|n| n.same_shape(index));
    for index in old.iter().filter(lost).filter(|_| indexes) {
        let gone = DeleteGlobalSecondaryIndexAction::builder().index_name(&index.name).build()?;
        let update = GlobalSecondaryIndexUpdate::builder().delete(gone).build();
        send(cx, call().global_secondary_index_updates(update), name, step).await?;
    }
    if let Some(call) = own(call(), change)? {
        send(cx, call, name, step).await?;
    }
    if change.any(&["stream_enabled", "stream_view_type"]) {
        stream(cx, change, step).await?;
    }
    let come = |index: &&GlobalIndex| !old.iter().any(|o| o.same_shape(index));
    for index in new.iter().filter(come).filter(|_| indexes) {
        let attributes = to.attribute.iter().map(Attribute::request).collect::<Result<Vec<_>, _>>()?;
        let update = GlobalSecondaryIndexUpdate::builder().create(index.later(&to.billing_mode)?).build();
        let call = call().set_attribute_definitions(given(&attributes));
        send(cx, call.global_secondary_index_updates(update), name, step).await?;
    }
    if change.changed("server_side_encryption") {
        let encryption = Encryption::request(&to.server_side_encryption);
        send(cx, call().sse_specification(encryption), name, step).await?;
    }
    if change.changed("ttl") {
        expiry(cx, change).await?;
    }
    if change.changed("replica") {
        replicas(cx, change, step).await?;
    }
    if change.changed("point_in_time_recovery")
        && let Some(recovery) = to.point_in_time_recovery.first()
    {
        let period = positive(recovery.recovery_period_in_days).filter(|_| recovery.enabled);
        recover(cx, name, recovery.enabled, period, None).await?;
    }
    Ok(())
}

/// What one call changes of the table and of what its indexes are given, if anything.
fn own(
    mut call: UpdateTableFluentBuilder,
    change: &Change<'_, Table>,
) -> Result<Option<UpdateTableFluentBuilder>, Error> {
    let (from, to) = (change.from, change.to);
    let mut any = false;
    let provisioned = to.billing_mode.as_deref() != Some("PAY_PER_REQUEST");
    let billed = change.changed("billing_mode");
    if billed || (provisioned && change.any(&["read_capacity", "write_capacity"])) {
        any = true;
        call = call.set_billing_mode(choice(&to.billing_mode)).set_provisioned_throughput(throughput(
            &to.billing_mode,
            to.read_capacity,
            to.write_capacity,
        )?);
    }
    if change.changed("on_demand_throughput") && !provisioned {
        any = true;
        let none = Limits { max_read_request_units: Some(-1), max_write_request_units: Some(-1) };
        let limits = Limits::request(&to.on_demand_throughput).or_else(|| Limits::request(&[none]));
        call = call.set_on_demand_throughput(limits);
    }
    if change.changed("table_class") {
        any = true;
        call = call.set_table_class(choice(&to.table_class));
    }
    if change.changed("deletion_protection_enabled") {
        any = true;
        call = call.deletion_protection_enabled(to.deletion_protection_enabled.unwrap_or_default());
    }
    for index in to.global_secondary_index.iter() {
        let Some(before) = from.global_secondary_index.iter().find(|o| o.same_shape(index)) else { continue };
        let capacity =
            (before.read_capacity, before.write_capacity) != (index.read_capacity, index.write_capacity);
        let limits = before.on_demand_throughput != index.on_demand_throughput;
        let given = provisioned && (capacity || billed);
        if given || (!provisioned && limits && !index.on_demand_throughput.is_empty()) {
            any = true;
            let update = UpdateGlobalSecondaryIndexAction::builder()
                .index_name(&index.name)
                .set_provisioned_throughput(throughput(
                    &to.billing_mode,
                    index.read_capacity,
                    index.write_capacity,
                )?)
                .set_on_demand_throughput(
                    Limits::request(&index.on_demand_throughput).filter(|_| !provisioned),
                )
                .build()?;
            call = call
                .global_secondary_index_updates(GlobalSecondaryIndexUpdate::builder().update(update).build());
        }
    }
    Ok(any.then_some(call))
}

/// A stream tells something else only after it was off.
async fn stream(cx: &Cx, change: &Change<'_, Table>, step: &Step) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let call = || dynamodb(cx).update_table().table_name(&to.name);
    if from.stream_enabled == Some(true) {
        let off = StreamSpecification::builder().stream_enabled(false).build()?;
        send(cx, call().stream_specification(off), &to.name, step).await?;
    }
    match to.stream()? {
        Some(on) => send(cx, call().stream_specification(on), &to.name, step).await,
        None => Ok(()),
    }
}

/// Turns the end of items on or off; one attribute can only take another's place after it was off.
async fn expiry(cx: &Cx, change: &Change<'_, Table>) -> Result<(), Error> {
    let set = |attribute: String, on: bool| async move {
        let spec = TimeToLiveSpecification::builder().attribute_name(attribute).enabled(on).build()?;
        let call =
            dynamodb(cx).update_time_to_live().table_name(&change.to.name).time_to_live_specification(spec);
        // DynamoDB takes one change an hour, and says so.
        call.send().await?;
        Ok::<(), Error>(())
    };
    let on = |table: &Table| {
        table.ttl.first().filter(|t| t.enabled == Some(true)).and_then(|t| text(&t.attribute_name))
    };
    let (before, after) = (on(change.from), on(change.to));
    if let Some(attribute) = before.clone().filter(|_| before != after) {
        set(attribute, false).await?;
    }
    match after.filter(|_| before != on(change.to)) {
        Some(attribute) => set(attribute, true).await,
        None => Ok(()),
    }
}

/// Turns recovery on or off, here or in another region, again while backups of a new table are being set up.
async fn recover(
    cx: &Cx,
    name: &str,
    on: bool,
    days: Option<i32>,
    region: Option<&str>,
) -> Result<(), Error> {
    let spec = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(on);
    let spec = spec.set_recovery_period_in_days(days).build()?;
    let call =
        dynamodb(cx).update_continuous_backups().table_name(name).point_in_time_recovery_specification(spec);
    let soon = &["ContinuousBackupsUnavailableException"];
    let send = || async {
        match region {
            Some(region) => call.clone().customize().config_override(elsewhere(region)).send().await,
            None => call.clone().send().await,
        }
    };
    cx.until_known(soon, send).await.map(drop)
}

/// Makes copies in other regions, changes them, and takes others away.
async fn replicas(cx: &Cx, change: &Change<'_, Table>, step: &Step) -> Result<(), Error> {
    let (from, to, name) = (&change.from.replica, &change.to.replica, &change.to.name);
    let key = |r: &Replica| text(&r.kms_key_arn);
    for old in from.iter().filter(|o| !to.iter().any(|n| n.region_name == o.region_name)) {
        remove_replica(cx, name, &old.region_name, step).await?;
    }
    for new in to.iter() {
        let old = from.iter().find(|o| o.region_name == new.region_name);
        let moved = old.is_some_and(|o| key(new).is_some() && key(o) != key(new));
        if moved {
            remove_replica(cx, name, &new.region_name, step).await?;
        }
        if old.is_none() || moved {
            let made = CreateReplicationGroupMemberAction::builder().region_name(&new.region_name);
            let made = made.set_kms_master_key_id(key(new)).build()?;
            let update = ReplicationGroupUpdate::builder().create(made).build();
            send(cx, dynamodb(cx).update_table().table_name(name).replica_updates(update), name, step)
                .await?;
        }
        let had = old.filter(|_| !moved).and_then(|o| o.point_in_time_recovery).unwrap_or_default();
        let wants = new.point_in_time_recovery.unwrap_or_default();
        if had != wants {
            recover(cx, name, wants, None, Some(&new.region_name)).await?;
        }
        if new.propagate_tags == Some(true) {
            let arn = cx.arn_of("dynamodb", &new.region_name, cx.account(), &format!("table/{name}"));
            let call = dynamodb(cx).tag_resource().resource_arn(arn).set_tags(tag_list(&step.tags)?);
            if !step.tags.is_empty() {
                let send = || call.clone().customize().config_override(elsewhere(&new.region_name)).send();
                cx.retry(
                    PROPAGATION,
                    |e| e.is(&["ResourceInUseException", "ResourceNotFoundException"]),
                    send,
                )
                .await?;
            }
        }
    }
    Ok(())
}

/// Takes the copy in another region away, and waits until it is.
pub async fn remove_replica(cx: &Cx, name: &str, region: &str, step: &Step) -> Result<(), Error> {
    let gone = DeleteReplicationGroupMemberAction::builder().region_name(region).build()?;
    let update = ReplicationGroupUpdate::builder().delete(gone).build();
    send(cx, dynamodb(cx).update_table().table_name(name).replica_updates(update), name, step).await
}
