//! `aws_ssm_parameter`

use crate::common::{choice, word};
use crate::ssm::{retag, ssm, tag_list, tags_of, tags_read};
use crate::ssm_parameters::{descriptions, parameters};
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterFluentBuilder;
use aws_sdk_ssm::types::{self, ResourceTypeForTagging};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;

/// A named value. (SSM PutParameter)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ssm_parameter", tags, seconds(1, 1))]
pub struct SsmParameter {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// A regular expression that its values match.
    #[attr(optional, length(0, 1024))]
    pub allowed_pattern: Option<String>,
    /// Its ARN.
    #[attr(optional, computed)]
    pub arn: Option<String>,
    /// What the value is: `text`, `aws:ec2:image` (checked to be an image) or `aws:ssm:integration`.
    #[attr(optional, computed, replace, one_of("aws:ec2:image", "aws:ssm:integration", "text"))]
    pub data_type: Option<String>,
    /// What it is for.
    #[attr(optional, length(0, 1024))]
    pub description: Option<String>,
    /// True where its value is given by `value_wo`.
    #[attr(computed, unset = "null")]
    pub has_value_wo: Option<bool>,
    /// Its value, shown in plans; not for secure ones.
    #[attr(optional, computed, unset = "null", exactly_one_of("value_wo", "insecure_value", "value"))]
    pub insecure_value: Option<String>,
    /// The KMS key of a secure one.
    #[attr(optional, computed)]
    pub key_id: Option<String>,
    /// Its name, with its path.
    #[attr(required, replace, length(1, 2048))]
    pub name: String,
    /// Whether one that exists is overwritten; without it, one that this plan made is.
    #[attr(optional, config_only)]
    pub overwrite: Option<bool>,
    /// `Standard`, `Advanced` or `Intelligent-Tiering`, by which AWS chooses one of the others.
    #[attr(optional, computed, one_of("Standard", "Advanced", "Intelligent-Tiering"), equal_by = same_tier, as_told)]
    pub tier: Option<String>,
    /// `String`, `StringList` or `SecureString`.
    #[attr(required, one_of("String", "StringList", "SecureString"))]
    pub r#type: String,
    /// Its value.
    #[attr(
        optional,
        computed,
        sensitive,
        unset = "null",
        exactly_one_of("value_wo", "insecure_value", "value")
    )]
    pub value: Option<String>,
    /// Its value, kept in no plan and no state.
    #[attr(
        optional,
        sensitive,
        write_only,
        exactly_one_of("value_wo", "insecure_value", "value"),
        required_with("value_wo_version")
    )]
    pub value_wo: Option<String>,
    /// A change of it sends `value_wo` again.
    #[attr(optional, config_only, delivered = unknowable, required_with("value_wo"))]
    pub value_wo_version: Option<i64>,
    /// Counts its values.
    #[attr(computed)]
    pub version: i64,
}

/// What the older SDK reads: nothing where it is not known yet; `None` where nothing is said.
fn text_of(value: &Value) -> Option<String> {
    match value.is_known() {
        true => value.as_str().map(str::to_owned),
        false => Some(String::new()),
    }
}

/// AWS tells which tier it chose, never that it was to choose.
fn same_tier(a: &str, b: &str) -> bool {
    let chosen = |a: &str, b: &str| a == "Intelligent-Tiering" && !b.is_empty();
    a == b || chosen(a, b) || chosen(b, a)
}

#[async_trait]
impl Resource for SsmParameter {
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let unknown = |cx: &PlanCx<'_>, name: &str| !cx.get(name).is_wholly_known();
        // AWS takes no parameter back from the advanced tier.
        let tiers = (cx.before("tier"), cx.get("tier"));
        if tiers.0.as_str() == Some("Advanced") && tiers.1.as_str() == Some("Standard") {
            cx.force_replace("tier");
        }
        let written = text_of(&cx.configured("value"));
        let changed = !cx.is_create()
            && written.is_some_and(|new| new != text_of(&cx.before("value")).unwrap_or_default());
        if changed {
            cx.set_unknown("version");
        }
        // Only one of the two is told from then on.
        let secret = !cx.is_create() && text_of(&cx.before("value")).is_some_and(|v| !v.is_empty());
        let shown = has_change(cx, "insecure_value");
        if shown {
            cx.set_unknown("value");
        }
        if changed || (shown && secret) {
            cx.set_unknown("insecure_value");
        }
        if has_change(cx, "value_wo_version") || unknown(cx, "value_wo_version") {
            cx.set_unknown("has_value_wo");
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let overwrite = planned.overwrite.unwrap_or_default();
        // Tags go along only where nothing is overwritten; elsewhere they follow.
        let tags = if overwrite { None } else { tag_list(&step.tags)? };
        let call = planned
            .request(cx, planned.own_value())
            .overwrite(overwrite)
            .set_data_type(text(&planned.data_type))
            .set_description(text(&planned.description))
            .set_key_id(text(&planned.key_id).filter(|_| planned.is_secure()))
            .set_tags(tags);
        put(call).await?;
        Created::new(Some(planned.name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = parameters(cx, reqs.iter().map(|r| r.key.clone()).collect(), true).await;
        let there = told.values().flatten().filter_map(|p| p.name.clone()).collect();
        // Of those that are only looked for, that they are there is enough.
        let gone = reqs.iter().all(|r| r.phase == Phase::Deleted);
        let described = if gone { Ok(HashMap::new()) } else { descriptions(cx, there).await };
        let described = match described {
            Ok(described) => described,
            Err(e) => return answers(reqs, Err(e)),
        };
        let arn = |req: &Req<Self>| told.get(&req.key)?.as_ref().ok()?.arn.as_ref();
        let known: Vec<_> = reqs.iter().filter_map(|req| Some((arn(req)?, req))).collect();
        let confirmed = confirmed(cx, &known).await;
        each(reqs, 10, |req| async {
            let parameter = match told.get(&req.key) {
                None => return Ok(None),
                Some(told) => told.clone()?,
            };
            let name = parameter.name.clone().unwrap_or_default();
            let details = match described.get(&name) {
                Some(details) => details.clone(),
                None if gone => types::ParameterMetadata::builder().build(),
                // The two calls need not know of a new one at the same time.
                None => return Ok(None),
            };
            let tags = match parameter.arn.as_ref().and_then(|arn| confirmed.get(arn)) {
                Some(tags) => tags.clone(),
                None => tags_read(cx, ResourceTypeForTagging::Parameter, req, &name).await?,
            };
            Ok(Some(found(req, parameter, details).tagged(tags)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let only_here = ["overwrite", "tags", "tags_all"];
        if change.names.iter().any(|n| !only_here.contains(&n.as_str())) {
            let resent = to.value_wo.is_none() || change.changed("value_wo_version");
            let value = if resent { to.own_value() } else { present_value(cx, &to.id).await? };
            let mut call = to.request(cx, value).overwrite(to.overwrite.unwrap_or(true));
            if change.changed("data_type") {
                call = call.set_data_type(to.data_type.clone());
            }
            if change.changed("description") {
                call = call.description(to.description.clone().unwrap_or_default());
            }
            if change.any(&["key_id", "type"]) && to.is_secure() {
                call = call.set_key_id(text(&to.key_id));
            }
            put(call).await?;
        }
        retag(cx, ResourceTypeForTagging::Parameter, &to.name, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ssm(cx).delete_parameter().name(&prior.name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.name.clone();
        if parameters(cx, vec![name.clone()], false).await.remove(&name).transpose()?.is_none() {
            return Ok(None);
        }
        let ours =
            intent.absent || carries(intent, &tags_of(cx, ResourceTypeForTagging::Parameter, &name).await?);
        Ok(ours.then_some(name))
    }

    /// One that is to be overwritten may be there.
    fn natural_key(&self) -> Option<String> {
        (self.overwrite != Some(true)).then(|| self.name.clone())
    }
}

impl SsmParameter {
    fn is_secure(&self) -> bool {
        self.r#type == "SecureString"
    }
    fn own_value(&self) -> String {
        let given = [&self.value_wo, &self.insecure_value, &self.value];
        given.into_iter().find_map(text).unwrap_or_default()
    }
    /// What every call says.
    fn request(&self, cx: &Cx, value: String) -> PutParameterFluentBuilder {
        ssm(cx)
            .put_parameter()
            .name(&self.name)
            .r#type(self.r#type.as_str().into())
            .value(value)
            .allowed_pattern(self.allowed_pattern.clone().unwrap_or_default())
            .set_tier(choice(&self.tier))
    }
}

/// Sends the call, without the tier where a region has none.
async fn put(call: PutParameterFluentBuilder) -> Result<(), Error> {
    match call.clone().send().await.map_err(Error::from) {
        Err(e) if e.is(&["ValidationException"]) && e.message.contains("Tier is not supported") => {
            call.set_tier(None).send().await?;
            Ok(())
        }
        other => other.map(drop),
    }
}

/// The value as it is, for a change that leaves it alone: each call has to say one.
async fn present_value(cx: &Cx, name: &str) -> Result<String, Error> {
    let told = parameters(cx, vec![name.to_owned()], true).await.remove(name).transpose()?;
    told.and_then(|p| p.value).ok_or_else(|| Error::incomplete("the parameter's value"))
}

fn found(
    req: &Req<SsmParameter>,
    parameter: types::Parameter,
    details: types::ParameterMetadata,
) -> Found<SsmParameter> {
    let prior = &req.prior;
    let secure = parameter.r#type == Some(types::ParameterType::SecureString);
    // A refresh knows of a write-only value by what the state says, a change by having just sent it.
    let hidden = match req.phase {
        Phase::Refresh => prior.has_value_wo == Some(true),
        _ => text(&prior.value_wo).is_some(),
    };
    let shown = text(&prior.insecure_value).is_some() && !secure;
    let value = parameter.value;
    Found::ready(SsmParameter {
        id: req.key.clone(),
        allowed_pattern: details.allowed_pattern,
        arn: parameter.arn,
        data_type: parameter.data_type,
        description: details.description,
        has_value_wo: hidden.then_some(true),
        insecure_value: value.clone().filter(|_| shown && !hidden),
        key_id: details.key_id,
        name: parameter.name.unwrap_or_default(),
        overwrite: None,
        tier: word(details.tier.as_ref()),
        r#type: word(parameter.r#type.as_ref()).unwrap_or_default(),
        value: value.filter(|_| !shown && !hidden),
        value_wo: None,
        value_wo_version: None,
        version: parameter.version,
    })
}
