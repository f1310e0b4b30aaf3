//! `data.aws_db_snapshot`

use crate::rds::{PAGE, rds, tags, time};
use aws_sdk_rds::types::DbSnapshot;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// A copy of a database as it was: by its name, or one of a database's. (RDS DescribeDBSnapshots)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_db_snapshot")]
pub struct SnapshotData {
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
    #[attr(optional)]
    pub db_instance_identifier: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub db_snapshot_arn: String,
    /// Its name.
    #[attr(optional)]
    pub db_snapshot_identifier: Option<String>,
    /// It is encrypted.
    #[attr(computed)]
    pub encrypted: bool,
    /// The engine.
    #[attr(computed)]
    pub engine: String,
    /// Its version.
    #[attr(computed)]
    pub engine_version: String,
    /// Those that everybody may restore, too.
    #[attr(optional, default = false)]
    pub include_public: Option<bool>,
    /// Those of others that this account may restore, too.
    #[attr(optional, default = false)]
    pub include_shared: Option<bool>,
    /// Operations a second that the database's storage was given.
    #[attr(computed)]
    pub iops: i64,
    /// The key that encrypts it.
    #[attr(computed)]
    pub kms_key_id: String,
    /// How the engine is paid for.
    #[attr(computed)]
    pub license_model: String,
    /// The newest of those that fit.
    #[attr(optional, default = false)]
    pub most_recent: Option<bool>,
    /// The database's features.
    #[attr(computed)]
    pub option_group_name: String,
    /// When the one that it is a copy of was made.
    #[attr(computed)]
    pub original_snapshot_create_time: String,
    /// The database's port.
    #[attr(computed)]
    pub port: i64,
    /// When it was made.
    #[attr(computed)]
    pub snapshot_create_time: String,
    /// `automated`, `manual`, `shared`, `public` or `awsbackup`.
    #[attr(optional)]
    pub snapshot_type: Option<String>,
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
    /// Its tags, and such as it must have.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// The database's VPC.
    #[attr(computed)]
    pub vpc_id: String,
}

#[async_trait]
impl DataSource for SnapshotData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &SnapshotData) -> Result<SnapshotData, Error> {
    let call = rds(cx)
        .describe_db_snapshots()
        .set_db_instance_identifier(text(&config.db_instance_identifier))
        .set_db_snapshot_identifier(text(&config.db_snapshot_identifier))
        .set_snapshot_type(text(&config.snapshot_type))
        .include_public(config.include_public.unwrap_or_default())
        .include_shared(config.include_shared.unwrap_or_default())
        .max_records(PAGE);
    let all = there(call.into_paginator().items().send().try_collect().await)?.unwrap_or_default();
    let fits = |s: &DbSnapshot| {
        let told = tags(s.tag_list());
        config.tags.iter().all(|(k, v)| told.get(k) == Some(v))
    };
    let mut all: Vec<DbSnapshot> = all.into_iter().filter(fits).collect();
    if all.len() > 1 && config.most_recent != Some(true) {
        let message = format!("{} database snapshots fit.", all.len());
        let help = "Give its name, or set `most_recent = true`.";
        return Err(Error::new(Class::Validation, message).help(help));
    }
    // One that is still being made has no time.
    all.sort_by_key(|s| s.snapshot_create_time.map(|t| (t.secs(), t.subsec_nanos())));
    match all.pop() {
        Some(newest) => Ok(told(config, &newest)),
        None => {
            let message = "There is no such database snapshot.";
            Err(Error::new(Class::NotFound, message).help("Check its name, the account and the region."))
        }
    }
}

fn told(config: &SnapshotData, s: &DbSnapshot) -> SnapshotData {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    SnapshotData {
        id: own(s.db_snapshot_identifier()),
        allocated_storage: long(s.allocated_storage).unwrap_or_default(),
        availability_zone: own(s.availability_zone()),
        db_instance_identifier: s.db_instance_identifier.clone(),
        db_snapshot_arn: own(s.db_snapshot_arn()),
        db_snapshot_identifier: s.db_snapshot_identifier.clone(),
        encrypted: s.encrypted.unwrap_or_default(),
        engine: own(s.engine()),
        engine_version: own(s.engine_version()),
        include_public: config.include_public,
        include_shared: config.include_shared,
        iops: long(s.iops).unwrap_or_default(),
        kms_key_id: own(s.kms_key_id()),
        license_model: own(s.license_model()),
        most_recent: config.most_recent,
        option_group_name: own(s.option_group_name()),
        original_snapshot_create_time: time(s.original_snapshot_create_time()),
        port: long(s.port).unwrap_or_default(),
        snapshot_create_time: time(s.snapshot_create_time()),
        snapshot_type: s.snapshot_type.clone(),
        source_db_snapshot_identifier: own(s.source_db_snapshot_identifier()),
        source_region: own(s.source_region()),
        status: own(s.status()),
        storage_type: own(s.storage_type()),
        tags: tags(s.tag_list()),
        vpc_id: own(s.vpc_id()),
    }
}
