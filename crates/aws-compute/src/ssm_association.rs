//! `aws_ssm_association`

use crate::common::{choice, word};
use crate::ssm::{name, retag, ssm, tag_list, tags_of, tags_read};
use aws_sdk_ssm::types::{self, AssociationFilter, AssociationFilterKey, ResourceTypeForTagging};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;
use std::time::Duration;

/// A document that is kept carried out on its targets. (SSM CreateAssociation, UpdateAssociation)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ssm_association", version = 1, tags, seconds(2, 1))]
pub struct SsmAssociation {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// It waits for its first time, rather than being carried out at once.
    #[attr(optional, default = false)]
    pub apply_only_at_cron_interval: Option<bool>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its id.
    #[attr(computed)]
    pub association_id: String,
    /// Its name.
    #[attr(optional, validate = name)]
    pub association_name: Option<String>,
    /// The parameter of an automation that gets the targets.
    #[attr(optional, length(1, 50))]
    pub automation_target_parameter_name: Option<String>,
    /// How bad it is where it is not carried out.
    #[attr(optional, one_of("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNSPECIFIED"))]
    pub compliance_severity: Option<String>,
    /// Version of the document: a number, `$LATEST` or `$DEFAULT`.
    #[attr(optional, computed, validate = version)]
    pub document_version: Option<String>,
    /// The instance that it is for.
    #[attr(optional, replace, deprecated = "Use `targets`.")]
    pub instance_id: Option<String>,
    /// On how many targets at once: a number, or a percentage.
    #[attr(optional, validate = at_once)]
    pub max_concurrency: Option<String>,
    /// After how many errors it stops: a number, or a percentage.
    #[attr(optional, validate = errors)]
    pub max_errors: Option<String>,
    /// The document, by name or ARN.
    #[attr(required, replace)]
    pub name: String,
    /// Where its output goes.
    #[block(list, max = 1)]
    pub output_location: Option<Output>,
    /// What the document is told.
    #[attr(optional, computed)]
    pub parameters: BTreeMap<String, String>,
    /// When: `rate(1 day)`, for example.
    #[attr(optional, length(1, 256))]
    pub schedule_expression: Option<String>,
    /// Compliance comes from its runs (`AUTO`) or is told (`MANUAL`).
    #[attr(optional, one_of("AUTO", "MANUAL"))]
    pub sync_compliance: Option<String>,
    /// What it is for.
    #[block(list, max = 5, computed)]
    pub targets: Vec<Target>,
    /// A new one is waited for this many seconds to have been carried out.
    #[attr(optional, config_only)]
    pub wait_for_success_timeout_seconds: Option<i64>,
}

/// A bucket for output.
#[derive(Nested, Clone, Default)]
pub struct Output {
    /// The bucket.
    #[attr(required, length(3, 63))]
    pub s3_bucket_name: String,
    /// What its keys begin with.
    #[attr(optional, length(0, 500))]
    pub s3_key_prefix: Option<String>,
    /// Its region.
    #[attr(optional, length(3, 20))]
    pub s3_region: Option<String>,
}

/// Machines or other things.
#[derive(Nested, Clone, Default)]
pub struct Target {
    /// `InstanceIds`, or a tag: `tag:Role`.
    #[attr(required, length(1, 163))]
    pub key: String,
    /// Ids, or values of the tag.
    #[attr(required)]
    pub values: Vec<String>,
}

fn is_count(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() && !text.starts_with('0')
}

fn version(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !(is_count(text) || ["$LATEST", "$DEFAULT"].contains(&text)) => {
            Err("must be a number, `$LATEST` or `$DEFAULT`".into())
        }
        _ => Ok(()),
    }
}

fn share(text: &str) -> bool {
    match text.strip_suffix('%') {
        Some("100") => true,
        Some(percent) => is_count(percent) && percent.len() < 3,
        None => is_count(text),
    }
}

fn at_once(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !share(text) => Err("must be a number, or a percentage such as 10%".into()),
        _ => Ok(()),
    }
}

fn errors(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some("0" | "0%") => Ok(()),
        _ => at_once(value),
    }
}

#[async_trait]
impl Resource for SsmAssociation {
    const TAGS_APART: bool = true;

    fn create_limit(&self) -> Option<Duration> {
        self.patience()
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ssm(cx)
            .create_association()
            .name(&planned.name)
            .apply_only_at_cron_interval(planned.apply_only_at_cron_interval.unwrap_or_default())
            .set_association_name(text(&planned.association_name))
            .set_automation_target_parameter_name(text(&planned.automation_target_parameter_name))
            .set_compliance_severity(choice(&planned.compliance_severity))
            .set_document_version(text(&planned.document_version))
            .set_instance_id(text(&planned.instance_id))
            .set_max_concurrency(text(&planned.max_concurrency))
            .set_max_errors(text(&planned.max_errors))
            .set_output_location(planned.output_location.as_ref().map(Output::request))
            .set_parameters(planned.told())
            .set_schedule_expression(text(&planned.schedule_expression))
            .set_sync_compliance(choice(&planned.sync_compliance))
            .set_targets(planned.all_targets())
            .set_tags(tag_list(&step.tags)?);
        Created::new(call.send().await?.association_description.and_then(|a| a.association_id))
    }

    /// Associations are told whole only one by one.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let arns: Vec<_> = reqs.iter().map(|req| (&req.prior.arn, req)).collect();
        let known = confirmed(cx, &arns).await;
        each(reqs, 10, |req| async {
            let told = ssm(cx).describe_association().association_id(&req.key).send().await;
            let Some(told) = there(told)?.and_then(|t| t.association_description) else { return Ok(None) };
            let tags = match known.get(&req.prior.arn) {
                Some(tags) => tags.clone(),
                None => tags_read(cx, ResourceTypeForTagging::Association, req, &req.key).await?,
            };
            let status = status(req, &told);
            Ok(Some(Found::ready(found(cx, told)).tagged(tags).status(status)))
        })
        .await
    }

    /// Each update says everything: what it leaves out is taken away.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let only_here = ["wait_for_success_timeout_seconds", "tags", "tags_all"];
        if change.names.iter().any(|n| !only_here.contains(&n.as_str())) {
            let call = ssm(cx)
                .update_association()
                .association_id(&to.id)
                .apply_only_at_cron_interval(to.apply_only_at_cron_interval.unwrap_or_default())
                .set_association_name(text(&to.association_name))
                .set_automation_target_parameter_name(text(&to.automation_target_parameter_name))
                .set_compliance_severity(choice(&to.compliance_severity))
                .set_document_version(text(&to.document_version))
                .set_max_concurrency(text(&to.max_concurrency))
                .set_max_errors(text(&to.max_errors))
                .set_output_location(to.output_location.as_ref().map(Output::request))
                .set_parameters(to.told())
                .set_schedule_expression(text(&to.schedule_expression))
                .set_sync_compliance(choice(&to.sync_compliance))
                .set_targets(to.all_targets());
            call.send().await?;
        }
        retag(cx, ResourceTypeForTagging::Association, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ssm(cx).delete_association().association_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let of_document = AssociationFilter::builder().key(AssociationFilterKey::Name).value(&planned.name);
        let call = ssm(cx).list_associations().association_filter_list(of_document.build()?);
        let all: Vec<types::Association> = call.into_paginator().items().send().try_collect().await?;
        for id in all.into_iter().filter_map(|a| a.association_id) {
            if carries(intent, &tags_of(cx, ResourceTypeForTagging::Association, &id).await?) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The id of version 0 was the document's name.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(id) = attributes.get("association_id").cloned() {
            attributes["id"] = id;
        }
        Ok(attributes)
    }
}

impl SsmAssociation {
    fn patience(&self) -> Option<Duration> {
        let seconds = self.wait_for_success_timeout_seconds.and_then(|s| u64::try_from(s).ok());
        seconds.filter(|s| *s > 0).map(Duration::from_secs)
    }
    fn told(&self) -> Option<HashMap<String, Vec<String>>> {
        let all: HashMap<_, _> = self.parameters.iter().map(|(k, v)| (k.clone(), vec![v.clone()])).collect();
        Some(all).filter(|a| !a.is_empty())
    }
    fn all_targets(&self) -> Option<Vec<types::Target>> {
        let target =
            |t: &Target| types::Target::builder().key(&t.key).set_values(Some(t.values.clone())).build();
        given(&self.targets.iter().map(target).collect::<Vec<_>>())
    }
}

impl Output {
    fn request(&self) -> types::InstanceAssociationOutputLocation {
        let bucket = types::S3OutputLocation::builder()
            .output_s3_bucket_name(&self.s3_bucket_name)
            .set_output_s3_key_prefix(text(&self.s3_key_prefix))
            .set_output_s3_region(text(&self.s3_region));
        types::InstanceAssociationOutputLocation::builder().s3_location(bucket.build()).build()
    }
}

/// Whether a new one has been carried out, where that is waited for.
fn status(req: &Req<SsmAssociation>, told: &types::AssociationDescription) -> Status {
    if req.phase != Phase::Created || req.prior.patience().is_none() {
        return Status::Ready;
    }
    let overview = told.overview.as_ref();
    match overview.and_then(|o| o.status.as_deref()) {
        Some("Success") => Status::Ready,
        Some("Failed") => {
            let reason = overview.and_then(|o| o.detailed_status.clone()).unwrap_or_default();
            Status::Failed(format!("it was not carried out: {reason}"))
        }
        other => Status::Pending(other.unwrap_or("Pending").to_owned()),
    }
}

fn found(cx: &Cx, told: types::AssociationDescription) -> SsmAssociation {
    let id = told.association_id.clone().unwrap_or_default();
    let output = told.output_location.and_then(|o| o.s3_location).map(|s| Output {
        s3_bucket_name: s.output_s3_bucket_name.unwrap_or_default(),
        s3_key_prefix: s.output_s3_key_prefix,
        s3_region: s.output_s3_region,
    });
    let target =
        |t: types::Target| Target { key: t.key.unwrap_or_default(), values: t.values.unwrap_or_default() };
    let parameters = told.parameters.unwrap_or_default();
    SsmAssociation {
        apply_only_at_cron_interval: Some(told.apply_only_at_cron_interval),
        arn: cx.arn("ssm", &format!("association/{id}")),
        association_id: id.clone(),
        association_name: told.association_name,
        automation_target_parameter_name: told.automation_target_parameter_name,
        compliance_severity: word(told.compliance_severity.as_ref()),
        document_version: told.document_version,
        instance_id: told.instance_id,
        max_concurrency: told.max_concurrency,
        max_errors: told.max_errors,
        name: told.name.unwrap_or_default(),
        output_location: output,
        parameters: parameters.into_iter().map(|(k, v)| (k, v.join(","))).collect(),
        schedule_expression: told.schedule_expression,
        sync_compliance: word(told.sync_compliance.as_ref()),
        targets: told.targets.unwrap_or_default().into_iter().map(target).collect(),
        wait_for_success_timeout_seconds: None,
        id,
    }
}
