//! `aws_dynamodb_table`

use crate::dynamodb::{dynamodb, elsewhere, retag, tag_list, tags_of};
use crate::dynamodb_table_blocks::{
    Attribute, Encryption, Expiry, GlobalIndex, ImportTable, Limits, LocalIndex, Recovery, Replica,
    compression, format_options, key_of, keys, source, throughput,
};
use crate::dynamodb_table_change as changes;
use aws_sdk_dynamodb::types::{
    BillingMode, IndexStatus, KeyType, PointInTimeRecoveryStatus, ReplicaDescription, SseStatus,
    StreamSpecification, TableClass, TableCreationParameters, TableDescription, TimeToLiveStatus,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::requests::{choice, long, word};
use provision_aws_core::{prelude::*, tagging};
use provision_schema::suppress::Difference;
use std::collections::BTreeSet;
use std::time::Duration;

/// Items by their keys. (DynamoDB CreateTable, UpdateTable, UpdateTimeToLive, UpdateContinuousBackups)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_dynamodb_table", version = 1, tags, timeouts(create, delete, update), seconds(15, 10))]
pub struct Table {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The attributes that its keys and indexes are made of.
    #[block(set, computed)]
    pub attribute: Set<Attribute>,
    /// How it is paid for: `PROVISIONED` or `PAY_PER_REQUEST`.
    #[attr(optional, default = "PROVISIONED", one_of("PROVISIONED", "PAY_PER_REQUEST"))]
    pub billing_mode: Option<String>,
    /// It cannot be deleted.
    #[attr(optional)]
    pub deletion_protection_enabled: Option<bool>,
    /// Other keys, for all that is in it.
    #[block(set)]
    pub global_secondary_index: Set<GlobalIndex>,
    /// The attribute that items are spread by.
    #[attr(optional, computed, replace)]
    pub hash_key: Option<String>,
    /// Items that it begins with, from a bucket.
    #[block(list, max = 1, conflicts("restore_source_name", "restore_source_table_arn"))]
    pub import_table: Vec<ImportTable>,
    /// Other orders of what has the same hash key.
    #[block(set, replace)]
    pub local_secondary_index: Set<LocalIndex>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// The most that reads and writes may take.
    #[block(list, max = 1)]
    pub on_demand_throughput: Vec<Limits>,
    /// How far back it can be restored.
    #[block(list, max = 1, computed)]
    pub point_in_time_recovery: Vec<Recovery>,
    /// The attribute that items are sorted by.
    #[attr(optional, replace)]
    pub range_key: Option<String>,
    /// Reads a second that it is given.
    #[attr(optional, computed)]
    pub read_capacity: Option<i64>,
    /// The same table in other regions.
    #[block(set)]
    pub replica: Set<Replica>,
    /// The time that it is restored to: `2024-01-31T10:00:00Z`.
    #[attr(optional, replace, config_only, validate = utc)]
    pub restore_date_time: Option<String>,
    /// The table that it begins as.
    #[attr(optional, config_only, conflicts("import_table", "restore_source_table_arn"))]
    pub restore_source_name: Option<String>,
    /// The ARN of the table that it begins as.
    #[attr(optional, config_only, arn, conflicts("import_table", "restore_source_name"))]
    pub restore_source_table_arn: Option<String>,
    /// It begins as that was a moment ago.
    #[attr(optional, replace, config_only)]
    pub restore_to_latest_time: Option<bool>,
    /// A key of one's own for what lies in it.
    #[block(list, max = 1, computed)]
    pub server_side_encryption: Vec<Encryption>,
    /// Its stream.
    #[attr(computed)]
    pub stream_arn: String,
    /// Changes are told in a stream.
    #[attr(optional)]
    pub stream_enabled: Option<bool>,
    /// The stream's label.
    #[attr(computed)]
    pub stream_label: String,
    /// What the stream tells of an item: `NEW_IMAGE`, `OLD_IMAGE`, `NEW_AND_OLD_IMAGES` or `KEYS_ONLY`.
    #[attr(
        optional,
        computed,
        normalize = upper,
        one_of("", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY")
    )]
    pub stream_view_type: Option<String>,
    /// `STANDARD`, or `STANDARD_INFREQUENT_ACCESS` for what is rarely read.
    #[attr(optional, suppress = standard, one_of("STANDARD", "STANDARD_INFREQUENT_ACCESS"))]
    pub table_class: Option<String>,
    /// Items that end by themselves.
    #[block(list, max = 1, computed)]
    pub ttl: Vec<Expiry>,
    /// Writes a second that it is given.
    #[attr(optional, computed)]
    pub write_capacity: Option<i64>,
}

fn upper(text: &str) -> String {
    text.to_uppercase()
}

/// AWS tells the class that a table has where none is written.
fn standard(d: &Difference<'_>) -> bool {
    let silent = d.proposed.get("table_class").is_none_or(Value::is_null);
    d.before == "STANDARD" && d.after.is_empty() && silent
}

fn utc(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(time) if DateTime::from_str(time, Format::DateTime).is_err() => {
            Err("must be a time in UTC, such as `2024-01-31T10:00:00Z`".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Table {
    const WAITS: Waits = Waits {
        delay: Duration::from_secs(2),
        every: Duration::from_secs(5),
        create: Duration::from_secs(30 * 60),
        update: Duration::from_secs(60 * 60),
        delete: Duration::from_secs(10 * 60),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        for name in ["restore_source_name", "restore_source_table_arn"] {
            let after = cx.get(name);
            if cx.changed(name) && after.as_str().is_some_and(|s| !s.is_empty()) {
                cx.force_replace(name);
            }
        }
        if !cx.is_create() && (has_change(cx, "stream_enabled") || has_change(cx, "stream_view_type")) {
            cx.set_unknown("stream_arn");
        }
        check_stream(cx)?;
        check_attributes(cx)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        if !planned.import_table.is_empty() {
            planned.create_by_import(cx, step).await?;
        } else if text(&planned.restore_source_name)
            .or_else(|| text(&planned.restore_source_table_arn))
            .is_some()
        {
            planned.create_by_restore(cx, step).await?;
        } else {
            planned.create_anew(cx, step).await?;
        }
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let arns: Vec<(&Key, &Req<Self>)> = reqs.iter().map(|r| (&r.prior.arn, r)).collect();
        let tags = tagging::confirmed(cx, &arns).await;
        each(reqs, 10, |req| one(cx, req, tags.get(&req.prior.arn))).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        changes::update(cx, change, step).await?;
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        for replica in prior.replica.iter() {
            changes::remove_replica(cx, &prior.name, &replica.region_name, step).await?;
        }
        let call = dynamodb(cx).delete_table().table_name(&prior.id);
        cx.retry(step.limit(), changes::is_crowded, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(found) = described(cx, &planned.name).await? else { return Ok(None) };
        let arn = found.table_arn.unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, &arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

fn check_stream(cx: &PlanCx<'_>) -> Result<(), Diagnostics> {
    let (on, view) = (cx.configured("stream_enabled"), cx.configured("stream_view_type"));
    let silent = view.is_known() && view.as_str().is_none_or(str::is_empty);
    match on.as_bool() == Some(true) && silent {
        true => {
            let detail = "A stream that is on says what it tells of an item.";
            Err(Diagnostic::error("`stream_view_type` is missing", detail)
                .help("Set `stream_view_type`.")
                .into())
        }
        false => Ok(()),
    }
}

/// Each attribute is there for a key, and each key has its attribute.
fn check_attributes(cx: &PlanCx<'_>) -> Result<(), Diagnostics> {
    let texts = |block: &str, names: &[&str]| -> Option<Vec<String>> {
        let items = cx.get(block);
        if !items.is_wholly_known() && items.as_seq().is_none() {
            return None;
        }
        let mut all = Vec::new();
        for item in items.as_seq().unwrap_or_default() {
            for name in names {
                let value = item.get(name)?;
                if !value.is_known() {
                    return None;
                }
                all.extend(value.as_str().filter(|s| !s.is_empty()).map(str::to_owned));
            }
        }
        Some(all)
    };
    let mut used = BTreeSet::new();
    for name in ["hash_key", "range_key"] {
        let value = cx.get(name);
        if !value.is_known() {
            return Ok(());
        }
        used.extend(value.as_str().filter(|s| !s.is_empty()).map(str::to_owned));
    }
    let indexes = [
        texts("local_secondary_index", &["range_key"]),
        texts("global_secondary_index", &["hash_key", "range_key"]),
    ];
    for names in indexes {
        let Some(names) = names else { return Ok(()) };
        used.extend(names);
    }
    let Some(defined) = texts("attribute", &["name"]) else { return Ok(()) };
    let defined: BTreeSet<String> = defined.into_iter().collect();
    if defined.is_empty() && !cx.is_create() {
        return Ok(());
    }
    let wrong = |title: &str, names: Vec<&String>, help: &str| {
        let names = names.into_iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
        Err(Diagnostic::error(format!("{title}: {names}"), "").help(help.to_owned()).into())
    };
    let unused: Vec<&String> = defined.difference(&used).collect();
    if !unused.is_empty() {
        return wrong("Attributes that are in no key", unused, "Only those of keys and indexes are written.");
    }
    let missing: Vec<&String> = used.difference(&defined).collect();
    if !missing.is_empty() {
        return wrong("Keys whose attribute is not written", missing, "Add an `attribute` block for each.");
    }
    Ok(())
}

impl Table {
    fn hash(&self) -> String {
        self.hash_key.clone().unwrap_or_default()
    }

    async fn create_anew(&self, cx: &Cx, step: &Step) -> Result<(), Error> {
        let attributes = self.attribute.iter().map(Attribute::request).collect::<Result<Vec<_>, _>>()?;
        let global = self.global_secondary_index.iter().map(|i| i.request(&self.billing_mode));
        let global = global.collect::<Result<Vec<_>, _>>()?;
        let local = self.local_secondary_index.iter().map(|i| i.request(&self.hash()));
        let local = local.collect::<Result<Vec<_>, _>>()?;
        let encrypted = Some(Encryption::request(&self.server_side_encryption));
        let call = dynamodb(cx)
            .create_table()
            .table_name(&self.name)
            .set_billing_mode(choice(&self.billing_mode))
            .set_key_schema(Some(keys(&self.hash(), &self.range_key)?))
            .set_attribute_definitions(given(&attributes))
            .set_global_secondary_indexes(given(&global))
            .set_local_secondary_indexes(given(&local))
            .set_provisioned_throughput(throughput(
                &self.billing_mode,
                self.read_capacity,
                self.write_capacity,
            )?)
            .set_on_demand_throughput(Limits::request(&self.on_demand_throughput))
            .set_stream_specification(self.stream()?)
            .set_sse_specification(encrypted.filter(|_| !self.server_side_encryption.is_empty()))
            .set_table_class(choice(&self.table_class))
            .set_deletion_protection_enabled(self.deletion_protection_enabled.filter(|on| *on))
            .set_tags(tag_list(&step.tags)?);
        cx.retry(step.limit(), changes::is_crowded, || call.clone().send()).await?;
        Ok(())
    }

    /// A stream as DynamoDB takes it, where one is on.
    pub(crate) fn stream(&self) -> Result<Option<StreamSpecification>, Error> {
        if self.stream_enabled != Some(true) {
            return Ok(None);
        }
        let built = StreamSpecification::builder().stream_enabled(true);
        Ok(Some(built.set_stream_view_type(choice(&self.stream_view_type)).build()?))
    }

    /// What a restored table has otherwise than its source is said with it, or changed afterwards.
    async fn create_by_restore(&self, cx: &Cx, step: &Step) -> Result<(), Error> {
        let time = match text(&self.restore_date_time) {
            Some(time) => Some(DateTime::from_str(&time, Format::DateTime).map_err(|_| {
                Error::new(Class::Validation, format!("`restore_date_time` is no time: {time}."))
            })?),
            None => None,
        };
        let global = self.global_secondary_index.iter().map(|i| i.request(&self.billing_mode));
        let global = global.collect::<Result<Vec<_>, _>>()?;
        let local = self.local_secondary_index.iter().map(|i| i.request(&self.hash()));
        let local = local.collect::<Result<Vec<_>, _>>()?;
        let encrypted = Some(Encryption::request(&self.server_side_encryption));
        let given_capacity =
            self.read_capacity.is_some_and(|c| c > 0) && self.write_capacity.is_some_and(|c| c > 0);
        let capacity = throughput(&self.billing_mode, self.read_capacity, self.write_capacity)?;
        let call = dynamodb(cx)
            .restore_table_to_point_in_time()
            .target_table_name(&self.name)
            .set_source_table_name(text(&self.restore_source_name))
            .set_source_table_arn(text(&self.restore_source_table_arn))
            .set_restore_date_time(time)
            .set_use_latest_restorable_time(self.restore_to_latest_time.filter(|on| *on))
            .set_billing_mode_override(choice(&self.billing_mode))
            .set_provisioned_throughput_override(capacity.filter(|_| given_capacity))
            .set_on_demand_throughput_override(Limits::request(&self.on_demand_throughput))
            .set_global_secondary_index_override(given(&global))
            .set_local_secondary_index_override(given(&local))
            .set_sse_specification_override(encrypted.filter(|_| !self.server_side_encryption.is_empty()));
        cx.retry(step.limit(), changes::is_crowded, || call.clone().send()).await?;
        Ok(())
    }

    async fn create_by_import(&self, cx: &Cx, step: &Step) -> Result<(), Error> {
        let Some(import) = self.import_table.first() else { return Ok(()) };
        let attributes = self.attribute.iter().map(Attribute::request).collect::<Result<Vec<_>, _>>()?;
        let global = self.global_secondary_index.iter().map(|i| i.request(&self.billing_mode));
        let global = global.collect::<Result<Vec<_>, _>>()?;
        let encrypted = Some(Encryption::request(&self.server_side_encryption));
        let table = TableCreationParameters::builder()
            .table_name(&self.name)
            .set_billing_mode(choice(&self.billing_mode))
            .set_key_schema(Some(keys(&self.hash(), &self.range_key)?))
            .set_attribute_definitions(Some(attributes))
            .set_global_secondary_indexes(given(&global))
            .set_provisioned_throughput(throughput(
                &self.billing_mode,
                self.read_capacity,
                self.write_capacity,
            )?)
            .set_on_demand_throughput(Limits::request(&self.on_demand_throughput))
            .set_sse_specification(encrypted.filter(|_| !self.server_side_encryption.is_empty()))
            .build()?;
        let call = dynamodb(cx)
            .import_table()
            .client_token(&step.token)
            .input_format(import.input_format.as_str().into())
            .set_input_format_options(format_options(import))
            .set_input_compression_type(compression(import))
            .s3_bucket_source(source(import)?)
            .table_creation_parameters(table);
        cx.retry(step.limit(), changes::is_crowded, || call.clone().send()).await?;
        Ok(())
    }
}

/// A table, where it is there. (DynamoDB DescribeTable)
pub(crate) async fn described(cx: &Cx, name: &str) -> Result<Option<TableDescription>, Error> {
    Ok(there(dynamodb(cx).describe_table().table_name(name).send().await)?.and_then(|t| t.table))
}

/// Whether it and its parts can be used.
pub(crate) fn status(table: &TableDescription) -> Status {
    let own = table.table_status.as_ref().map_or("ACTIVE", |s| s.as_str());
    let failed = ["INACCESSIBLE_ENCRYPTION_CREDENTIALS", "ARCHIVED"];
    match Status::of(own, &["ACTIVE"], &failed) {
        Status::Ready => {
            let busy = |i: &&aws_sdk_dynamodb::types::GlobalSecondaryIndexDescription| {
                i.index_status.as_ref().is_some_and(|s| *s != IndexStatus::Active)
            };
            match table.global_secondary_indexes().iter().find(busy) {
                Some(index) => Status::Pending(format!(
                    "index {} {}",
                    index.index_name().unwrap_or_default(),
                    word(index.index_status()).unwrap_or_default()
                )),
                None => Status::Ready,
            }
        }
        other => other,
    }
}

async fn one(cx: &Cx, req: &Req<Table>, confirmed: Option<&Tags>) -> Answer<Table> {
    let Some(told) = described(cx, &req.key).await? else { return Ok(None) };
    let status = status(&told);
    let arn = told.table_arn.clone().unwrap_or_default();
    // A new table has neither, and one that goes needs none.
    let plain = matches!(req.phase, Phase::Created | Phase::Deleted);
    let tags = async {
        match confirmed {
            Some(tags) => Ok(tags.clone()),
            None if req.phase == Phase::Deleted => Ok(Tags::new()),
            None => tags_of(cx, &arn).await,
        }
    };
    let recovery = async { if plain { Ok(Recovery::default()) } else { recovery(cx, &req.key).await } };
    let expiry = async {
        if plain {
            Ok(Expiry { enabled: Some(false), ..Expiry::default() })
        } else {
            expiry(cx, &req.key).await
        }
    };
    let (tags, recovery, expiry) = tokio::try_join!(tags, recovery, expiry)?;
    let mut replicas = Vec::new();
    for told in told.replicas() {
        replicas.push(replica(cx, &req.key, told, plain).await?);
    }
    let value = found(told, recovery, expiry, replicas);
    Ok(Some(Found::ready(value).tagged(tags).status(status)))
}

async fn recovery(cx: &Cx, name: &str) -> Result<Recovery, Error> {
    let told = there(dynamodb(cx).describe_continuous_backups().table_name(name).send().await)?;
    let told = told.and_then(|t| t.continuous_backups_description?.point_in_time_recovery_description);
    let on = told.as_ref().and_then(|t| t.point_in_time_recovery_status.as_ref());
    Ok(Recovery {
        enabled: on == Some(&PointInTimeRecoveryStatus::Enabled),
        recovery_period_in_days: told.as_ref().and_then(|t| long(t.recovery_period_in_days)),
    })
}

async fn expiry(cx: &Cx, name: &str) -> Result<Expiry, Error> {
    let told = there(dynamodb(cx).describe_time_to_live().table_name(name).send().await)?;
    let told = told.and_then(|t| t.time_to_live_description);
    let on = told.as_ref().and_then(|t| t.time_to_live_status.as_ref());
    Ok(Expiry {
        attribute_name: told.as_ref().and_then(|t| t.attribute_name.clone()),
        enabled: Some(matches!(on, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling))),
    })
}

/// The table in another region, as that region tells it.
async fn replica(cx: &Cx, name: &str, told: &ReplicaDescription, plain: bool) -> Result<Replica, Error> {
    let region = told.region_name.clone().unwrap_or_default();
    let mut found = Replica {
        kms_key_arn: told.kms_master_key_id.clone(),
        point_in_time_recovery: Some(false),
        region_name: region.clone(),
        ..Replica::default()
    };
    if plain {
        return Ok(found);
    }
    let call = dynamodb(cx).describe_table().table_name(name).customize().config_override(elsewhere(&region));
    let table = there(call.send().await)?.and_then(|t| t.table);
    if let Some(table) = table {
        found.arn = table.table_arn.unwrap_or_default();
        found.stream_arn = table.latest_stream_arn.unwrap_or_default();
        found.stream_label = table.latest_stream_label.unwrap_or_default();
    }
    let call = dynamodb(cx).describe_continuous_backups().table_name(name);
    let backups = there(call.customize().config_override(elsewhere(&region)).send().await)?;
    let backups = backups.and_then(|t| t.continuous_backups_description?.point_in_time_recovery_description);
    let on = backups.and_then(|t| t.point_in_time_recovery_status);
    found.point_in_time_recovery = Some(on == Some(PointInTimeRecoveryStatus::Enabled));
    Ok(found)
}

fn found(told: TableDescription, recovery: Recovery, expiry: Expiry, replicas: Vec<Replica>) -> Table {
    let capacity = told.provisioned_throughput.as_ref();
    let stream = told.stream_specification.as_ref();
    let billed = told.billing_mode_summary.as_ref().and_then(|b| b.billing_mode.clone());
    let encryption = told.sse_description.iter().map(|e| Encryption {
        enabled: e.status == Some(SseStatus::Enabled),
        kms_key_arn: e.kms_master_key_arn.clone(),
    });
    let class = told.table_class_summary.as_ref().and_then(|c| word(c.table_class()));
    let name = told.table_name.clone().unwrap_or_default();
    Table {
        id: name.clone(),
        arn: told.table_arn.clone().unwrap_or_default(),
        attribute: told.attribute_definitions().iter().map(Attribute::told).collect(),
        billing_mode: Some(billed.unwrap_or(BillingMode::Provisioned).as_str().to_owned()),
        deletion_protection_enabled: told.deletion_protection_enabled,
        global_secondary_index: told.global_secondary_indexes().iter().map(GlobalIndex::told).collect(),
        hash_key: key_of(told.key_schema(), &KeyType::Hash),
        import_table: Vec::new(),
        local_secondary_index: told.local_secondary_indexes().iter().map(LocalIndex::told).collect(),
        name,
        on_demand_throughput: Limits::told(told.on_demand_throughput.as_ref()),
        point_in_time_recovery: vec![recovery],
        range_key: key_of(told.key_schema(), &KeyType::Range),
        read_capacity: capacity.and_then(|c| c.read_capacity_units),
        replica: replicas.into_iter().collect(),
        restore_date_time: None,
        restore_source_name: None,
        restore_source_table_arn: None,
        restore_to_latest_time: None,
        server_side_encryption: encryption.collect(),
        stream_arn: told.latest_stream_arn.clone().unwrap_or_default(),
        stream_enabled: Some(stream.is_some_and(|s| s.stream_enabled)),
        stream_label: told.latest_stream_label.clone().unwrap_or_default(),
        stream_view_type: stream.and_then(|s| word(s.stream_view_type())),
        table_class: Some(class.unwrap_or_else(|| TableClass::Standard.as_str().to_owned())),
        ttl: vec![expiry],
        write_capacity: capacity.and_then(|c| c.write_capacity_units),
    }
}
