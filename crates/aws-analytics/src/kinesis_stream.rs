//! `aws_kinesis_stream`

use crate::common::{map, tags_of, word};
use aws_sdk_kinesis::types::{self, MetricsName, ScalingType, StreamMode, StreamStatus};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;
use std::time::Duration;
use tokio::time::Instant;

provision_aws_core::client!(
    /// The Kinesis client.
    kinesis, aws_sdk_kinesis, ["kinesis"]
);

/// A stream of records. (Kinesis CreateStream, UpdateShardCount, UpdateStreamMode)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_kinesis_stream", version = 1, tags, timeouts(create, update, delete), seconds(20, 30))]
pub struct Stream {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(optional, computed)]
    pub arn: Option<String>,
    /// How records are encrypted: `NONE` or `KMS`.
    #[attr(optional, default = "NONE", one_of("NONE", "KMS"), equal_by = case)]
    pub encryption_type: Option<String>,
    /// It is deleted though somebody reads from it.
    #[attr(optional, default = false, config_only)]
    pub enforce_consumer_deletion: Option<bool>,
    /// The key that encrypts records.
    #[attr(optional)]
    pub kms_key_id: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// Hours that a record is kept.
    #[attr(optional, default = 24, between(24, 8760))]
    pub retention_period: Option<i64>,
    /// How many shards it has.
    #[attr(optional)]
    pub shard_count: Option<i64>,
    /// What is measured of each.
    #[attr(optional)]
    pub shard_level_metrics: Set<String>,
    /// Who counts shards.
    #[block(list, max = 1, computed, suppress = missing_block)]
    pub stream_mode_details: Option<Mode>,
}

/// Who counts shards.
#[derive(Nested, Clone, Default)]
pub struct Mode {
    /// `PROVISIONED`, or `ON_DEMAND` by which AWS does.
    #[attr(required, one_of("PROVISIONED", "ON_DEMAND"))]
    pub stream_mode: String,
}

/// How often a stream that is changing is looked at.
const LOOK: Duration = Duration::from_secs(10);

/// Whether AWS counts shards.
fn on_demand(mode: &Option<Mode>) -> bool {
    mode.as_ref().is_some_and(|m| m.stream_mode == StreamMode::OnDemand.as_str())
}

#[async_trait]
impl Resource for Stream {
    const WAITS: Waits = Waits { create: Duration::from_secs(5 * 60), ..Waits::slow(10, 120) };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let (mode, shards) = (cx.get("stream_mode_details"), cx.get("shard_count"));
        if !mode.is_wholly_known() && !cx.is_create() || !shards.is_known() {
            return Ok(());
        }
        let mode = mode.as_seq().and_then(|all| all.first()?.get("stream_mode")?.as_str().map(str::to_owned));
        let on_demand = mode.as_deref() == Some(StreamMode::OnDemand.as_str());
        let detail = match (on_demand, shards.as_i64().unwrap_or_default()) {
            (true, 1..) => "`shard_count`: of a stream on demand AWS counts the shards.",
            (false, ..1) => "`shard_count` has to be at least 1, unless the stream is on demand.",
            _ => return Ok(()),
        };
        Err(Diagnostic::error("Wrong number of shards", detail).into())
    }

    fn key(&self) -> Key {
        if self.name.is_empty() { name_of(&self.id).to_owned() } else { self.name.clone() }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let mode = planned.stream_mode_details.as_ref().map(Mode::request).transpose()?;
        let shards = planned.shard_count.filter(|_| !on_demand(&planned.stream_mode_details));
        kinesis(cx)
            .create_stream()
            .stream_name(&planned.name)
            .set_shard_count(positive(shards))
            .set_stream_mode_details(mode)
            .set_tags(map(&step.tags))
            .send()
            .await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| describe(cx, &req.key)).await;
        let there = reqs
            .iter()
            .zip(&told)
            .filter_map(|(req, told)| Some((told.as_ref().ok()?.as_ref()?.stream_arn.clone(), req)));
        let reads: Vec<(Key, &Req<Self>)> = there.collect();
        let ask = |arn: Key| async move { tags(cx, name_of(&arn)).await };
        let tags = match tags_of(cx, &reads, ask).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        let one = |stream: types::StreamDescriptionSummary| {
            let tags = tags.get(&stream.stream_arn).cloned().unwrap_or_default();
            found(&stream).tagged(tags)
        };
        told.into_iter().map(|told| Ok(told?.map(one))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("stream_mode_details") && to.stream_mode_details.is_some() {
            let mode = to.stream_mode_details.as_ref().map(Mode::request).transpose()?;
            let arn = to.arn.clone().filter(|a| !a.is_empty()).unwrap_or_else(|| to.id.clone());
            kinesis(cx).update_stream_mode().stream_arn(arn).set_stream_mode_details(mode).send().await?;
            settled(cx, step, &to.name).await?;
        }
        if change.changed("shard_count") && !on_demand(&to.stream_mode_details) {
            let call = kinesis(cx).update_shard_count().stream_name(&to.name);
            let call = call.scaling_type(ScalingType::UniformScaling);
            call.set_target_shard_count(int(to.shard_count)).send().await?;
            settled(cx, step, &to.name).await?;
        }
        if change.changed("retention_period") {
            keep(cx, from, to).await?;
            settled(cx, step, &to.name).await?;
        }
        if change.changed("shard_level_metrics") {
            measure(cx, from, to, step).await?;
        }
        if change.any(&["encryption_type", "kms_key_id"]) {
            encrypt(cx, from, to).await?;
            settled(cx, step, &to.name).await?;
        }
        retag(cx, &to.name, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = kinesis(cx).delete_stream().stream_name(prior.key());
        let by_force = prior.enforce_consumer_deletion.unwrap_or_default();
        match call.enforce_consumer_deletion(by_force).send().await.map_err(Error::from) {
            Err(e)
                if e.message.contains("has enhanced consumers")
                    || e.message.contains("consumers registered") =>
            {
                let help = "Set `enforce_consumer_deletion = true` and apply before it is destroyed.";
                Err(e.with_class(Class::Validation).help(help))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if describe(cx, &planned.name).await?.is_none() {
            return Ok(None);
        }
        let ours = intent.absent || carries(intent, &tags(cx, &planned.name).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }

    /// Streams are imported by name; their id is the ARN.
    fn import(id: &str) -> Result<Self, Error> {
        Ok(Stream { name: name_of(id).to_owned(), ..Stream::default() })
    }
}

/// The name in an ARN.
fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

/// One stream. (Kinesis DescribeStreamSummary)
async fn describe(cx: &Cx, name: &str) -> Result<Option<types::StreamDescriptionSummary>, Error> {
    let told = there(kinesis(cx).describe_stream_summary().stream_name(name).send().await)?;
    Ok(told.and_then(|told| told.stream_description_summary))
}

/// Waits until a change has been taken in: a stream takes one at a time.
async fn settled(cx: &Cx, step: &Step, name: &str) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        let status = describe(cx, name).await?.map(|s| s.stream_status);
        let Some(status) = status.filter(|s| *s != StreamStatus::Active) else { return Ok(()) };
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(too_long(&format!("The change of {name}"), step.limit(), status.as_str()));
        }
        step.progress(&format!("waiting for {name}: {}", status.as_str()));
        cx.tick(LOOK).await;
    }
}

/// How long records are kept. (Kinesis IncreaseStreamRetentionPeriod, DecreaseStreamRetentionPeriod)
async fn keep(cx: &Cx, from: &Stream, to: &Stream) -> Result<(), Error> {
    let (before, after) =
        (from.retention_period.unwrap_or_default(), to.retention_period.unwrap_or_default());
    let hours = int(Some(after));
    if after > before {
        let call = kinesis(cx).increase_stream_retention_period().stream_name(&to.name);
        call.set_retention_period_hours(hours).send().await?;
    } else if after > 0 {
        let call = kinesis(cx).decrease_stream_retention_period().stream_name(&to.name);
        call.set_retention_period_hours(hours).send().await?;
    }
    Ok(())
}

/// What is measured of each shard. (Kinesis EnableEnhancedMonitoring, DisableEnhancedMonitoring)
async fn measure(cx: &Cx, from: &Stream, to: &Stream, step: &Step) -> Result<(), Error> {
    let names =
        |all: Vec<&String>| all.into_iter().map(|m| MetricsName::from(m.as_str())).collect::<Vec<_>>();
    let less = names(from.shard_level_metrics.minus(&to.shard_level_metrics));
    if !less.is_empty() {
        let call = kinesis(cx).disable_enhanced_monitoring().stream_name(&to.name);
        call.set_shard_level_metrics(Some(less)).send().await?;
        settled(cx, step, &to.name).await?;
    }
    let more = names(to.shard_level_metrics.minus(&from.shard_level_metrics));
    if !more.is_empty() {
        let call = kinesis(cx).enable_enhanced_monitoring().stream_name(&to.name);
        call.set_shard_level_metrics(Some(more)).send().await?;
        settled(cx, step, &to.name).await?;
    }
    Ok(())
}

/// How records are encrypted. (Kinesis StartStreamEncryption, StopStreamEncryption)
async fn encrypt(cx: &Cx, from: &Stream, to: &Stream) -> Result<(), Error> {
    let is_kms = |s: &Stream| s.encryption_type.as_deref().is_some_and(|t| t.eq_ignore_ascii_case("KMS"));
    if is_kms(to) {
        let key = text(&to.kms_key_id).ok_or_else(|| {
            let message = "`kms_key_id` is needed where `encryption_type` is \"KMS\".";
            Error::new(Class::Validation, message)
        })?;
        let call = kinesis(cx).start_stream_encryption().stream_name(&to.name);
        call.encryption_type(types::EncryptionType::Kms).key_id(key).send().await?;
    } else if is_kms(from) {
        let call = kinesis(cx).stop_stream_encryption().stream_name(&to.name);
        let call = call.encryption_type(types::EncryptionType::Kms).set_key_id(text(&from.kms_key_id));
        call.send().await?;
    }
    Ok(())
}

/// The tags of one stream. (Kinesis ListTagsForStream)
async fn tags(cx: &Cx, name: &str) -> Result<Tags, Error> {
    let mut all = Tags::new();
    loop {
        let call = kinesis(cx).list_tags_for_stream().stream_name(name);
        let told = call.set_exclusive_start_tag_key(all.keys().next_back().cloned()).send().await?;
        let more = told.has_more_tags && !told.tags.is_empty();
        all.extend(told.tags.into_iter().map(|t| (t.key, t.value.unwrap_or_default())));
        if !more {
            return Ok(all);
        }
    }
}

/// Changes tags: one call to remove, one to set, each only where there is something to do. (Kinesis takes ten at a time.)
async fn retag(cx: &Cx, name: &str, diff: &TagDiff) -> Result<(), Error> {
    for some in diff.remove.chunks(10) {
        let call = kinesis(cx).remove_tags_from_stream().stream_name(name);
        call.set_tag_keys(Some(some.to_vec())).send().await?;
    }
    let set: Vec<(String, String)> = diff.set.clone().into_iter().collect();
    for some in set.chunks(10) {
        let tags = some.iter().cloned().collect();
        kinesis(cx).add_tags_to_stream().stream_name(name).set_tags(Some(tags)).send().await?;
    }
    Ok(())
}

impl Mode {
    fn request(&self) -> Result<types::StreamModeDetails, Error> {
        Ok(types::StreamModeDetails::builder().stream_mode(self.stream_mode.as_str().into()).build()?)
    }
}

fn found(stream: &types::StreamDescriptionSummary) -> Found<Stream> {
    let mode = stream.stream_mode_details.as_ref();
    let provisioned = mode.is_none_or(|m| m.stream_mode == StreamMode::Provisioned);
    let metrics = stream.enhanced_monitoring.iter().flat_map(|e| e.shard_level_metrics());
    let value = Stream {
        id: stream.stream_arn.clone(),
        arn: Some(stream.stream_arn.clone()),
        encryption_type: word(stream.encryption_type.as_ref()),
        enforce_consumer_deletion: None,
        kms_key_id: stream.key_id.clone(),
        name: stream.stream_name.clone(),
        retention_period: Some(stream.retention_period_hours.into()),
        shard_count: provisioned.then(|| stream.open_shard_count.into()),
        shard_level_metrics: metrics.map(|m| m.as_str().to_owned()).collect(),
        stream_mode_details: mode.map(|m| Mode { stream_mode: m.stream_mode.as_str().to_owned() }),
    };
    let status = Status::of(stream.stream_status.as_str(), &["ACTIVE"], &[]);
    Found::ready(value).status(status)
}
