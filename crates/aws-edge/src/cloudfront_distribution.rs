//! `aws_cloudfront_distribution`

use crate::cloudfront::{PAGE, cloudfront, with_etag};
use crate::cloudfront_behaviours::{DefaultBehaviour, OrderedBehaviour};
use crate::cloudfront_distribution_config::{
    ActiveKeyGroups, ActiveSigners, Certificate, ErrorResponse, Logging, Restrictions,
};
use crate::cloudfront_origins::{Origin, OriginGroup};
use aws_sdk_cloudfront::operation::get_distribution::GetDistributionOutput;
use aws_sdk_cloudfront::types::{self, DistributionConfigWithTags, DistributionSummary, Tag, TagKeys};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;
use std::time::{Duration, Instant};

/// What delivers from the edge what origins hold. (CloudFront CreateDistributionWithTags, UpdateDistribution)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudfront_distribution", version = 1, tags, seconds(240, 240))]
pub struct Distribution {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// DNS names beside its own.
    #[attr(optional)]
    pub aliases: Set<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What its create call was known by.
    #[attr(computed)]
    pub caller_reference: String,
    /// What it is for.
    #[attr(optional, length(0, 128), unset = "null")]
    pub comment: Option<String>,
    /// The id of the policy by which a staging distribution gets some of its requests.
    #[attr(optional, computed)]
    pub continuous_deployment_policy_id: Option<String>,
    /// What viewers get instead of errors.
    #[block(set)]
    pub custom_error_response: Set<ErrorResponse>,
    /// What becomes of requests that no other behaviour is for.
    #[block(list, min = 1, max = 1)]
    pub default_cache_behavior: Option<DefaultBehaviour>,
    /// What viewers get who ask for nothing.
    #[attr(optional)]
    pub default_root_object: Option<String>,
    /// Its own DNS name.
    #[attr(computed)]
    pub domain_name: String,
    /// Whether it answers.
    #[attr(required)]
    pub enabled: bool,
    /// Its version.
    #[attr(computed)]
    pub etag: String,
    /// The zone that alias records name.
    #[attr(computed)]
    pub hosted_zone_id: String,
    /// The latest version of HTTP that it speaks.
    #[attr(optional, default = "http2", one_of("http1.1", "http2", "http3", "http2and3"))]
    pub http_version: Option<String>,
    /// How many invalidations are under way.
    #[attr(computed)]
    pub in_progress_validation_batches: i64,
    /// Whether it has IPv6 addresses.
    #[attr(optional, default = false)]
    pub is_ipv6_enabled: Option<bool>,
    /// When it was last changed.
    #[attr(computed)]
    pub last_modified_time: String,
    /// Where requests are logged.
    #[block(list, max = 1)]
    pub logging_config: Option<Logging>,
    /// What becomes of requests for some paths; the first that fits counts.
    #[block(list)]
    pub ordered_cache_behavior: Vec<OrderedBehaviour>,
    /// Where it gets what it delivers.
    #[block(set, min = 1)]
    pub origin: Set<Origin>,
    /// Pairs of origins of which the second stands in for the first.
    #[block(set)]
    pub origin_group: Set<OriginGroup>,
    /// From which edges it delivers.
    #[attr(
        optional,
        default = "PriceClass_All",
        one_of("PriceClass_100", "PriceClass_200", "PriceClass_All", "None")
    )]
    pub price_class: Option<String>,
    /// Who gets something.
    #[block(list, min = 1, max = 1)]
    pub restrictions: Option<Restrictions>,
    /// Whether a deletion only disables it.
    #[attr(optional, config_only, default = false)]
    pub retain_on_delete: Option<bool>,
    /// Whether it tries out a configuration for another one.
    #[attr(optional, replace, default = false)]
    pub staging: Option<bool>,
    /// `InProgress` or `Deployed`.
    #[attr(computed)]
    pub status: String,
    /// The groups of keys with which requests may be signed.
    #[attr(computed)]
    pub trusted_key_groups: Vec<ActiveKeyGroups>,
    /// The accounts with whose keys requests may be signed.
    #[attr(computed)]
    pub trusted_signers: Vec<ActiveSigners>,
    /// The certificate that viewers see.
    #[block(list, min = 1, max = 1)]
    pub viewer_certificate: Option<Certificate>,
    /// Whether it is waited for until all edges know it.
    #[attr(optional, config_only, default = true)]
    pub wait_for_deployment: Option<bool>,
    /// What filters requests: the ARN of a web ACL, or the id of one of WAF Classic.
    #[attr(optional)]
    pub web_acl_id: Option<String>,
}

/// How long CloudFront may take to know a certificate, or to let go of an earlier change.
const SOON: Duration = Duration::from_secs(60);

/// How often a look is taken at one that is being disabled.
const LOOK: Duration = Duration::from_secs(15);

/// Settings that AWS has no part in.
const OURS: [&str; 4] = ["retain_on_delete", "tags", "tags_all", "wait_for_deployment"];

const DEPLOYED: &str = "Deployed";

#[async_trait]
impl Resource for Distribution {
    /// The provider waits an hour and a half at most, for each of create, update and delete.
    const WAITS: Waits = Waits { until_gone: false, ..Waits::slow(15, 90) };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let with_tags = DistributionConfigWithTags::builder()
            .distribution_config(planned.config(&step.token)?)
            .tags(tag_list(&step.tags)?)
            .build();
        let call = cloudfront(cx).create_distribution_with_tags().distribution_config_with_tags(with_tags);
        let unknown = |e: &Error| e.is(&["InvalidViewerCertificate"]);
        let made = cx.retry(SOON, unknown, || call.clone().send()).await?;
        Created::new(made.distribution.map(|distribution| distribution.id))
    }

    /// One by one: a list tells neither the ETag nor all of a configuration, and its `LastModifiedTime` does not show that nothing has
    /// changed, since the keys of who may sign change without it. Tags come a hundred distributions a call.
    /// (CloudFront GetDistribution, ListTagsForResource)
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, &req.key)).await;
        let arn = |told: &Result<Option<GetDistributionOutput>, Error>| {
            told.as_ref().ok()?.as_ref()?.distribution.as_ref().map(|d| d.arn.clone())
        };
        let arns: Vec<(Key, &Req<Self>)> =
            told.iter().zip(reqs).filter_map(|(told, req)| Some((arn(told)?, req))).collect();
        let pairs: Vec<(&Key, &Req<Self>)> = arns.iter().map(|(arn, req)| (arn, *req)).collect();
        let known = confirmed(cx, &pairs).await;
        each(told.into_iter().zip(reqs), 10, |(told, req)| found(cx, told, req, &known)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.names.iter().any(|name| !OURS.contains(&name.as_str())) {
            let config = to.config(&from.caller_reference)?;
            let put = |etag: String| {
                let call = cloudfront(cx).update_distribution().id(&from.id).if_match(etag);
                call.distribution_config(config.clone()).send()
            };
            let unknown = |e: &Error| e.is(&["InvalidViewerCertificate", "IllegalUpdate"]);
            cx.retry(SOON, unknown, || with_etag(&from.etag, put, || etag(cx, &from.id))).await?;
        }
        if !change.tags.remove.is_empty() {
            let keys = TagKeys::builder().set_items(Some(change.tags.remove.clone())).build();
            cloudfront(cx).untag_resource().resource(&from.arn).tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            let tags = tag_list(&change.tags.set)?;
            cloudfront(cx).tag_resource().resource(&from.arn).tags(tags).send().await?;
        }
        Ok(())
    }

    /// Only one that no edge answers for any more can be deleted.
    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        if let Some(policy) = text(&prior.continuous_deployment_policy_id) {
            end_continuous_deployment(cx, &policy).await?;
            until_deployed(cx, &prior.id, step).await?;
        }
        disable(cx, &prior.id).await?;
        if prior.retain_on_delete == Some(true) {
            return Ok(());
        }
        let version = until_deployed(cx, &prior.id, step).await?;
        let delete = |etag: String| cloudfront(cx).delete_distribution().id(&prior.id).if_match(etag).send();
        match with_etag(&version, delete, || etag(cx, &prior.id)).await {
            // Some edge is late, or somebody enabled it meanwhile: then all of this is done again.
            Err(e) if e.is(&["DistributionNotDisabled"]) => Err(e.with_class(Class::Dependency)),
            other => other.map(drop),
        }
    }

    /// By its tags, among those that look like it; a list tells neither tags nor references.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let comment = planned.comment.clone().unwrap_or_default();
        let alike = |d: &DistributionSummary| d.comment == comment && d.enabled == planned.enabled;
        for summary in list(cx).await?.into_iter().filter(alike) {
            if carries(intent, &tags_of(cx, &summary.arn).await?) {
                return Ok(Some(summary.id));
            }
        }
        Ok(None)
    }

    /// Before version 1 there was no choice but to wait.
    fn upgrade(version: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let (0, Some(object)) = (version, attributes.as_object_mut()) {
            object.insert("wait_for_deployment".into(), true.into());
        }
        Ok(attributes)
    }
}

/// One, with its ETag. (CloudFront GetDistribution)
async fn one(cx: &Cx, id: &str) -> Result<Option<GetDistributionOutput>, Error> {
    there(cloudfront(cx).get_distribution().id(id).send().await)
}

async fn etag(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    Ok(one(cx, id).await?.and_then(|told| told.e_tag))
}

/// The answer to one read; `known` are tags that need not be asked for.
async fn found(
    cx: &Cx,
    told: Result<Option<GetDistributionOutput>, Error>,
    req: &Req<Distribution>,
    known: &HashMap<Key, Tags>,
) -> Answer<Distribution> {
    let Some(told) = told? else { return Ok(None) };
    let version = told.e_tag.unwrap_or_default();
    let distribution = told.distribution.ok_or_else(|| Error::incomplete("a distribution"))?;
    let tags = match known.get(&distribution.arn) {
        Some(tags) => tags.clone(),
        None if req.tagged => tags_of(cx, &distribution.arn).await?,
        None => Tags::new(),
    };
    let value = Distribution::told(distribution, version, zone(cx), &req.prior)?;
    let status = match req.prior.wait_for_deployment {
        Some(false) => Status::Ready,
        _ => Status::of(&value.status, &[DEPLOYED], &[]),
    };
    Ok(Some(Found::ready(value).tagged(tags).status(status)))
}

/// The hosted zone of all distributions of a partition.
fn zone(cx: &Cx) -> &'static str {
    if cx.partition() == "aws-cn" { "Z3RFFRIM2A3IF5" } else { "Z2FDTNDATAQYW2" }
}

/// Has it answer no more, in the configuration that it has, which need not be the one that the state holds.
async fn disable(cx: &Cx, id: &str) -> Result<(), Error> {
    let gone = || Error::new(Class::NotFound, "It is gone.");
    let told = one(cx, id).await?.ok_or_else(gone)?;
    let config = told.distribution.and_then(|distribution| distribution.distribution_config);
    let mut config = config.ok_or_else(|| Error::incomplete("a configuration"))?;
    if !config.enabled {
        return Ok(());
    }
    config.enabled = false;
    let call = cloudfront(cx).update_distribution().id(id).set_if_match(told.e_tag);
    match call.distribution_config(config).send().await.map_err(Error::from) {
        Err(e) if e.is(&["PreconditionFailed"]) => Err(e.with_class(Class::Dependency)),
        other => other.map(drop),
    }
}

/// Ends the use of a staging distribution. (CloudFront UpdateContinuousDeploymentPolicy)
async fn end_continuous_deployment(cx: &Cx, id: &str) -> Result<(), Error> {
    let get = || cloudfront(cx).get_continuous_deployment_policy().id(id).send();
    let Some(told) = there(get().await)? else { return Ok(()) };
    let config =
        told.continuous_deployment_policy.and_then(|policy| policy.continuous_deployment_policy_config);
    let mut config = config.ok_or_else(|| Error::incomplete("a configuration"))?;
    if !config.enabled {
        return Ok(());
    }
    config.enabled = false;
    let put = |etag: String| {
        let call = cloudfront(cx).update_continuous_deployment_policy().id(id).if_match(etag);
        call.continuous_deployment_policy_config(config.clone()).send()
    };
    let version = || async { Ok(there(get().await)?.and_then(|told| told.e_tag)) };
    with_etag(&told.e_tag.unwrap_or_default(), put, version).await?;
    Ok(())
}

/// Waits until all edges know of the last change; gives the version then.
async fn until_deployed(cx: &Cx, id: &str, step: &Step) -> Result<String, Error> {
    let start = Instant::now();
    loop {
        let told = one(cx, id).await?.ok_or_else(|| Error::new(Class::NotFound, "It is gone."))?;
        let status = told.distribution.map(|distribution| distribution.status).unwrap_or_default();
        if status == DEPLOYED {
            return Ok(told.e_tag.unwrap_or_default());
        }
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(provision_aws_core::cx::too_long("Telling all edges", step.limit(), &status));
        }
        step.progress(&format!("waiting for all edges to know of the change to {id}: {status}"));
        cx.tick(LOOK).await;
    }
}

/// All distributions of the account. (CloudFront ListDistributions)
async fn list(cx: &Cx) -> Result<Vec<DistributionSummary>, Error> {
    let call = cloudfront(cx).list_distributions().max_items(PAGE);
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let Some(page) = call.clone().set_marker(marker).send().await?.distribution_list else {
            return Ok(all);
        };
        all.extend(page.items.unwrap_or_default());
        marker = page.next_marker.filter(|m| !m.is_empty());
        if marker.is_none() {
            return Ok(all);
        }
    }
}

/// The tags of one. (CloudFront ListTagsForResource)
async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = cloudfront(cx).list_tags_for_resource().resource(arn).send().await?;
    let tags = told.tags.and_then(|tags| tags.items).into_iter().flatten();
    Ok(tags.map(|tag| (tag.key, tag.value.unwrap_or_default())).collect())
}

fn tag_list(tags: &Tags) -> Result<types::Tags, Error> {
    let tags: Vec<Tag> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect::<Result<_, _>>()?;
    Ok(types::Tags::builder().set_items(Some(tags)).build())
}
