//! `aws_db_snapshot`

use crate::rds::{PAGE, rds, retag, tag_list, tags};
use aws_sdk_rds::types::{DbSnapshot, Filter};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;
use std::time::Duration;

/// A copy of a database as it was. (RDS CreateDBSnapshot, ModifyDBSnapshotAttribute)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_db_snapshot", tags, timeouts(create), seconds(240, 10))]
pub struct Snapshot {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Gibibytes.
    #[attr(computed)]
    pub allocated_storage: i64,
    /// Where the database lay.
    #[attr(computed)]
    pub availability_zone: String,
    /// The database.
    #[attr(required, replace)]
    pub db_instance_identifier: String,
    /// Its ARN.
    #[attr(computed)]
    pub db_snapshot_arn: String,
    /// Its name.
    #[attr(required, replace)]
    pub db_snapshot_identifier: String,
    /// It is encrypted.
    #[attr(computed)]
    pub encrypted: bool,
    /// The engine.
    #[attr(computed)]
    pub engine: String,
    /// Its version.
    #[attr(computed)]
    pub engine_version: String,
    /// Operations a second that the database's storage was given.
    #[attr(computed)]
    pub iops: i64,
    /// The key that encrypts it.
    #[attr(computed)]
    pub kms_key_id: String,
    /// How the engine is paid for.
    #[attr(computed)]
    pub license_model: String,
    /// The database's features.
    #[attr(computed)]
    pub option_group_name: String,
    /// The database's port.
    #[attr(computed)]
    pub port: i64,
    /// Accounts that may restore it; `all` is everybody.
    #[attr(optional)]
    pub shared_accounts: Set<String>,
    /// `manual`.
    #[attr(computed)]
    pub snapshot_type: String,
    /// The snapshot that it is a copy of.
    #[attr(computed)]
    pub source_db_snapshot_identifier: String,
    /// The region of that one.
    #[attr(computed)]
    pub source_region: String,
    /// `available`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// The database's storage.
    #[attr(computed)]
    pub storage_type: String,
    /// The database's VPC.
    #[attr(computed)]
    pub vpc_id: String,
}

#[async_trait]
impl Resource for Snapshot {
    const WAITS: Waits = Waits {
        delay: Duration::from_secs(30),
        every: Duration::from_secs(10),
        create: Duration::from_secs(1200),
        until_gone: true,
        ..Waits::QUICK
    };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = rds(cx)
            .create_db_snapshot()
            .db_instance_identifier(&planned.db_instance_identifier)
            .db_snapshot_identifier(&planned.db_snapshot_identifier)
            .set_tags(tag_list(&step.tags));
        // One that is being changed or backed up takes no snapshot.
        let busy = |e: &Error| e.code.starts_with("InvalidDBInstanceState");
        let made = cx.retry(Duration::from_secs(600), busy, || call.clone().send()).await?;
        Created::new(made.db_snapshot.and_then(|s| s.db_snapshot_identifier))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let all = match snapshots(cx, reqs.iter().map(|r| &r.key)).await {
            Ok(all) => all,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let Some(snapshot) = all.get(&req.key.to_lowercase()) else { return Ok(None) };
            let shared = match req.phase {
                // A new one is nobody else's.
                Phase::Created | Phase::Deleted => Set::default(),
                Phase::Refresh | Phase::Updated => shared(cx, &req.key).await?,
            };
            Ok(Some(found(snapshot, shared)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (&change.from.shared_accounts, &change.to.shared_accounts);
        if change.changed("shared_accounts") {
            let own = |all: Vec<&String>| all.into_iter().cloned().collect::<Vec<_>>();
            let call = rds(cx).modify_db_snapshot_attribute().db_snapshot_identifier(&change.to.id);
            let call = call.attribute_name("restore").set_values_to_add(given(&own(to.minus(from))));
            call.set_values_to_remove(given(&own(from.minus(to)))).send().await?;
        }
        retag(cx, &change.to.db_snapshot_arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        rds(cx).delete_db_snapshot().db_snapshot_identifier(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = snapshots(cx, std::iter::once(&planned.db_snapshot_identifier)).await?;
        let found = found.into_values().next();
        let ours = |s: &DbSnapshot| intent.absent || carries(intent, &tags(s.tag_list()));
        Ok(found.filter(ours).and_then(|s| s.db_snapshot_identifier))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.db_snapshot_identifier.clone())
    }
}

/// Snapshots by name in lowercase, those that are there. One is asked for by its name; where more are, all of the account that
/// somebody made are listed. (RDS DescribeDBSnapshots)
async fn snapshots(cx: &Cx, names: impl Iterator<Item = &Key>) -> Result<HashMap<Key, DbSnapshot>, Error> {
    let names: Vec<&Key> = names.collect();
    let call = rds(cx).describe_db_snapshots().max_records(PAGE);
    let call = match names.as_slice() {
        [one] => call.filters(Filter::builder().name("db-snapshot-id").values(one.as_str()).build()),
        _ => call.snapshot_type("manual"),
    };
    let all = there(call.into_paginator().items().send().try_collect().await)?.unwrap_or_default();
    Ok(all
        .into_iter()
        .filter_map(|s: DbSnapshot| Some((s.db_snapshot_identifier.clone()?.to_lowercase(), s)))
        .collect())
}

/// Who else may restore a snapshot. (RDS DescribeDBSnapshotAttributes)
async fn shared(cx: &Cx, name: &str) -> Result<Set<String>, Error> {
    let told = there(rds(cx).describe_db_snapshot_attributes().db_snapshot_identifier(name).send().await)?;
    let attributes = told.and_then(|t| t.db_snapshot_attributes_result?.db_snapshot_attributes);
    let restore = attributes.into_iter().flatten().find(|a| a.attribute_name.as_deref() == Some("restore"));
    Ok(restore.and_then(|a| a.attribute_values).unwrap_or_default().into_iter().collect())
}

fn found(told: &DbSnapshot, shared_accounts: Set<String>) -> Found<Snapshot> {
    let own = |v: &Option<String>| v.clone().unwrap_or_default();
    let status = Status::of(told.status.as_deref().unwrap_or_default(), &["available"], &["failed"]);
    let id = own(&told.db_snapshot_identifier);
    let value = Snapshot {
        id: id.clone(),
        allocated_storage: told.allocated_storage.unwrap_or_default().into(),
        availability_zone: own(&told.availability_zone),
        db_instance_identifier: own(&told.db_instance_identifier),
        db_snapshot_arn: own(&told.db_snapshot_arn),
        db_snapshot_identifier: id,
        encrypted: told.encrypted.unwrap_or_default(),
        engine: own(&told.engine),
        engine_version: own(&told.engine_version),
        iops: long(told.iops).unwrap_or_default(),
        kms_key_id: own(&told.kms_key_id),
        license_model: own(&told.license_model),
        option_group_name: own(&told.option_group_name),
        port: long(told.port).unwrap_or_default(),
        shared_accounts,
        snapshot_type: own(&told.snapshot_type),
        source_db_snapshot_identifier: own(&told.source_db_snapshot_identifier),
        source_region: own(&told.source_region),
        status: own(&told.status),
        storage_type: own(&told.storage_type),
        vpc_id: own(&told.vpc_id),
    };
    Found::ready(value).tagged(tags(told.tag_list())).status(status)
}
