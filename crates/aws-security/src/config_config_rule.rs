//! `aws_config_config_rule`

use crate::config::config;
use aws_sdk_config::types::{self, Tag};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_aws_core::tagging::tags_read;
use std::time::Duration;

/// What resources have to be like. (Config PutConfigRule)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_config_config_rule", tags, seconds(1, 10))]
pub struct Rule {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, length(0, 256))]
    pub description: Option<String>,
    /// When it is looked at: before something is made, or afterwards.
    #[block(set, computed)]
    pub evaluation_mode: Set<Mode>,
    /// What its source is told, as JSON.
    #[attr(optional, json)]
    pub input_parameters: Option<String>,
    /// How often it is looked at.
    #[attr(optional, one_of("One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"))]
    pub maximum_execution_frequency: Option<String>,
    /// Its name.
    #[attr(required, replace, length(0, 128))]
    pub name: String,
    /// Its id at AWS.
    #[attr(computed)]
    pub rule_id: String,
    /// Which resources.
    #[block(list, max = 1)]
    pub scope: Option<Scope>,
    /// What decides.
    #[block(list, min = 1, max = 1)]
    pub source: Option<Source>,
}

/// When it is looked at.
#[derive(Nested, Clone, Default)]
pub struct Mode {
    /// `DETECTIVE` or `PROACTIVE`.
    #[attr(optional, computed, one_of("DETECTIVE", "PROACTIVE"))]
    pub mode: Option<String>,
}

/// Which resources.
#[derive(Nested, Clone, Default)]
pub struct Scope {
    /// This one.
    #[attr(optional, length(0, 256))]
    pub compliance_resource_id: Option<String>,
    /// Those of these types.
    #[attr(optional)]
    pub compliance_resource_types: Set<String>,
    /// Those with this tag.
    #[attr(optional, length(0, 128))]
    pub tag_key: Option<String>,
    /// Where it says this.
    #[attr(optional, length(0, 256))]
    pub tag_value: Option<String>,
}

/// What decides.
#[derive(Nested, Clone, Default)]
pub struct Source {
    /// A policy of one's own.
    #[block(list, max = 1)]
    pub custom_policy_details: Option<Policy>,
    /// Whose it is: `AWS`, `CUSTOM_LAMBDA` or `CUSTOM_POLICY`.
    #[attr(required, one_of("CUSTOM_LAMBDA", "AWS", "CUSTOM_POLICY"))]
    pub owner: String,
    /// What calls it.
    #[block(set, max = 25)]
    pub source_detail: Set<Detail>,
    /// The rule of AWS, or the function's ARN.
    #[attr(optional, length(0, 256))]
    pub source_identifier: Option<String>,
}

/// A policy of one's own.
#[derive(Nested, Clone, Default)]
pub struct Policy {
    /// What it does is logged.
    #[attr(optional, default = false)]
    pub enable_debug_log_delivery: Option<bool>,
    /// Its language: `guard-2.x.x`.
    #[attr(required, validate = runtime)]
    pub policy_runtime: String,
    /// What it says.
    #[attr(required, length(0, 10000))]
    pub policy_text: String,
}

/// What calls a function or a policy.
#[derive(Nested, Clone, Default)]
pub struct Detail {
    /// `aws.config`.
    #[attr(optional, default = "aws.config", one_of("aws.config"))]
    pub event_source: Option<String>,
    /// How often, of what comes at times.
    #[attr(optional, one_of("One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"))]
    pub maximum_execution_frequency: Option<String>,
    /// A change, or a time.
    #[attr(
        optional,
        one_of(
            "ConfigurationItemChangeNotification",
            "ConfigurationSnapshotDeliveryCompleted",
            "ScheduledNotification",
            "OversizedConfigurationItemChangeNotification"
        )
    )]
    pub message_type: Option<String>,
}

fn runtime(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if text != "guard-2.x.x" => Err("must be guard-2.x.x".into()),
        _ => Ok(()),
    }
}

/// Rules that are read one by one; of more, all are listed.
const FEW: usize = 3;

#[async_trait]
impl Resource for Rule {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(5),
        delete: Duration::from_secs(5 * 60),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.put(cx, &step.tags).await?;
        Created::new(Some(planned.name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match many(cx, reqs).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there = reqs.iter().filter_map(|req| Some((found.get(&req.key)?.config_rule_arn.clone()?, req)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags(cx, &arn).await }).await;
        each(reqs, 10, |req| async {
            let Some(rule) = found.get(&req.key) else { return Ok(None) };
            let tags = tags.of(rule.config_rule_arn().unwrap_or_default())?;
            let state = word(rule.config_rule_state.as_ref()).unwrap_or_default();
            let status = Status::of(&state, &["ACTIVE", "EVALUATING"], &[]);
            Ok(Some(Found::ready(told(cx, req, rule).await?).tagged(tags).status(status)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.names.iter().any(|n| !n.starts_with("tags")) {
            change.to.put(cx, &Tags::new()).await?;
        }
        let (arn, tags) = (&change.from.arn, &change.tags);
        if !tags.remove.is_empty() {
            let call = config(cx).untag_resource().resource_arn(arn);
            call.set_tag_keys(Some(tags.remove.clone())).send().await?;
        }
        if let Some(set) = tag_list(&tags.set) {
            config(cx).tag_resource().resource_arn(arn).set_tags(Some(set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        config(cx).delete_config_rule().config_rule_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(rule) = one(cx, &planned.name).await? else { return Ok(None) };
        let arn = rule.config_rule_arn.unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags(cx, &arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// Rules by name, those that are there: a few one by one, since one that is missing fails a call for several; of more, all.
/// (Config DescribeConfigRules)
async fn many(cx: &Cx, reqs: &[Req<Rule>]) -> Result<HashMap<Key, types::ConfigRule>, Error> {
    let told = if reqs.len() <= FEW {
        each(reqs, FEW, |req| one(cx, &req.key)).await.into_iter().collect::<Result<Vec<_>, Error>>()?
    } else {
        let pages = config(cx).describe_config_rules().into_paginator().items().send();
        pages.try_collect().await?.into_iter().map(Some).collect()
    };
    Ok(told.into_iter().flatten().filter_map(|rule| Some((rule.config_rule_name.clone()?, rule))).collect())
}

/// One rule.
async fn one(cx: &Cx, name: &str) -> Result<Option<types::ConfigRule>, Error> {
    let told = there(config(cx).describe_config_rules().config_rule_names(name).send().await)?;
    Ok(told.and_then(|told| told.config_rules.unwrap_or_default().into_iter().next()))
}

/// Tags as Config takes them.
fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Some(tags).filter(|t| !t.is_empty())
}

/// The tags of a rule. (Config ListTagsForResource)
async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let call = config(cx).list_tags_for_resource().resource_arn(arn);
    let told: Vec<Tag> = call.into_paginator().items().send().try_collect().await?;
    Ok(told.into_iter().map(|t| (t.key.unwrap_or_default(), t.value.unwrap_or_default())).collect())
}

impl Rule {
    /// Says all of it, and again while Config may not call the function yet. Tags are taken only with a new one.
    async fn put(&self, cx: &Cx, tags: &Tags) -> Result<(), Error> {
        let mode = |m: &Mode| types::EvaluationModeConfiguration::builder().set_mode(choice(&m.mode)).build();
        let modes: Vec<_> = self.evaluation_mode.iter().map(mode).collect();
        let rule = types::ConfigRule::builder()
            .config_rule_name(&self.name)
            .set_description(text(&self.description))
            .set_evaluation_modes(given(&modes))
            .set_input_parameters(text(&self.input_parameters))
            .set_maximum_execution_frequency(choice(&self.maximum_execution_frequency))
            .set_scope(self.scope.as_ref().map(Scope::request))
            .set_source(self.source.as_ref().map(Source::request).transpose()?)
            .build();
        let call = config(cx).put_config_rule().config_rule(rule).set_tags(tag_list(tags));
        let soon = |e: &Error| e.is(&["InsufficientPermissionsException"]);
        cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
        Ok(())
    }
}

impl Scope {
    fn request(&self) -> types::Scope {
        types::Scope::builder()
            .set_compliance_resource_id(text(&self.compliance_resource_id))
            .set_compliance_resource_types(given(&self.compliance_resource_types))
            .set_tag_key(text(&self.tag_key))
            .set_tag_value(text(&self.tag_value))
            .build()
    }
    fn told(told: &types::Scope) -> Scope {
        Scope {
            compliance_resource_id: told.compliance_resource_id.clone(),
            compliance_resource_types: Set(told.compliance_resource_types().to_vec()),
            tag_key: told.tag_key.clone(),
            tag_value: told.tag_value.clone(),
        }
    }
}

impl Source {
    fn request(&self) -> Result<types::Source, Error> {
        let policy = |p: &Policy| {
            types::CustomPolicyDetails::builder()
                .enable_debug_log_delivery(p.enable_debug_log_delivery.unwrap_or_default())
                .policy_runtime(&p.policy_runtime)
                .policy_text(&p.policy_text)
                .build()
        };
        let detail = |d: &Detail| {
            types::SourceDetail::builder()
                .set_event_source(choice(&d.event_source))
                .set_maximum_execution_frequency(choice(&d.maximum_execution_frequency))
                .set_message_type(choice(&d.message_type))
                .build()
        };
        let details: Vec<_> = self.source_detail.iter().map(detail).collect();
        let builder = types::Source::builder()
            .owner(self.owner.as_str().into())
            .set_custom_policy_details(self.custom_policy_details.as_ref().map(policy).transpose()?)
            .set_source_details(given(&details))
            .set_source_identifier(text(&self.source_identifier));
        Ok(builder.build()?)
    }
    fn told(told: &types::Source) -> Source {
        let policy = |p: &types::CustomPolicyDetails| Policy {
            enable_debug_log_delivery: Some(p.enable_debug_log_delivery),
            policy_runtime: p.policy_runtime.clone(),
            policy_text: p.policy_text.clone(),
        };
        let detail = |d: &types::SourceDetail| Detail {
            event_source: word(d.event_source.as_ref()),
            maximum_execution_frequency: word(d.maximum_execution_frequency.as_ref()),
            message_type: word(d.message_type.as_ref()),
        };
        Source {
            custom_policy_details: told.custom_policy_details.as_ref().map(policy),
            owner: told.owner.as_str().to_owned(),
            source_detail: told.source_details().iter().map(detail).collect(),
            source_identifier: told.source_identifier.clone(),
        }
    }
}

async fn told(cx: &Cx, req: &Req<Rule>, rule: &types::ConfigRule) -> Result<Rule, Error> {
    let mode = |m: &types::EvaluationModeConfiguration| Mode { mode: word(m.mode.as_ref()) };
    let mut source = rule.source.as_ref().map(Source::told);
    if let Some(policy) = source.as_mut().and_then(|s| s.custom_policy_details.as_mut())
        && policy.policy_text.is_empty()
    {
        policy.policy_text = policy_text(cx, req).await?;
    }
    Ok(Rule {
        id: req.key.clone(),
        arn: rule.config_rule_arn.clone().unwrap_or_default(),
        description: rule.description.clone(),
        evaluation_mode: rule.evaluation_modes().iter().map(mode).collect(),
        input_parameters: rule.input_parameters.clone(),
        maximum_execution_frequency: word(rule.maximum_execution_frequency.as_ref()),
        name: req.key.clone(),
        rule_id: rule.config_rule_id.clone().unwrap_or_default(),
        scope: rule.scope.as_ref().map(Scope::told),
        source,
    })
}

/// What a policy says is told of no rule that is described: it is as the state holds it, and asked for where that holds nothing.
/// (Config GetCustomRulePolicy)
async fn policy_text(cx: &Cx, req: &Req<Rule>) -> Result<String, Error> {
    let held = req.prior.source.as_ref().and_then(|s| s.custom_policy_details.as_ref());
    if let Some(held) = held.filter(|held| !held.policy_text.is_empty()) {
        return Ok(held.policy_text.clone());
    }
    let told = there(config(cx).get_custom_rule_policy().config_rule_name(&req.key).send().await)?;
    Ok(told.and_then(|told| told.policy_text).unwrap_or_default())
}
