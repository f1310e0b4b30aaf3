//! `aws_cloudwatch_event_rule`

use crate::events::{
    bus_name, bus_of, events, id_on, name, on_a_bus, retag, rules, split_bus, tag_list, tags_of,
    until_settled,
};
use crate::tags::tags_read;
use aws_sdk_eventbridge::types::{Rule as Told, RuleState};
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;
use provision_schema::suppress::Difference;
use std::collections::BTreeSet;

/// Which events on a bus matter, or when an event is made. (EventBridge PutRule)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_event_rule", version = 1, tags, seconds(1, 1))]
pub struct Rule {
    /// Its name; on another bus than the default one `BUS/NAME`.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, length(0, 512))]
    pub description: Option<String>,
    /// The bus, by name or ARN.
    #[attr(optional, default = "default", replace, validate = bus_name)]
    pub event_bus_name: Option<String>,
    /// Which events matter, as JSON.
    #[attr(
        optional,
        json,
        normalize = pattern,
        validate = short,
        at_least_one_of("schedule_expression", "event_pattern"),
        unset = "null"
    )]
    pub event_pattern: Option<String>,
    /// It is deleted even where AWS itself made it.
    #[attr(optional, default = false, config_only)]
    pub force_destroy: Option<bool>,
    /// It looks at events.
    #[attr(
        optional,
        deprecated = "is_enabled is deprecated. Use state instead.",
        suppress = not_configured,
        conflicts("state")
    )]
    pub is_enabled: Option<bool>,
    /// Its name.
    #[attr(optional, computed, replace, validate = name, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, validate = name, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// The role by which targets are reached.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
    /// When an event is made: `rate(…)` or `cron(…)`.
    #[attr(optional, length(0, 256), at_least_one_of("schedule_expression", "event_pattern"))]
    pub schedule_expression: Option<String>,
    /// `ENABLED`, `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
    #[attr(
        optional,
        one_of("DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
        suppress = left_open,
        conflicts("is_enabled")
    )]
    pub state: Option<String>,
}

/// What AWS tells says nothing to a plan that does not speak of it.
fn not_configured(d: &Difference<'_>) -> bool {
    d.proposed.get("is_enabled").is_some_and(|v| v.is_known() && v.is_null())
}

fn left_open(d: &Difference<'_>) -> bool {
    let known = d.proposed.get("state").is_some_and(Value::is_known);
    known && !d.before.is_empty() && d.after.is_empty()
}

/// The compact form of a pattern; unlike elsewhere, `<`, `>` and `&` stand as they are.
fn pattern(text: &str) -> String {
    let plain = [("\\u003c", "<"), ("\\u003e", ">"), ("\\u0026", "&")];
    plain.iter().fold(provision_schema::compact_json(text), |text, (escaped, c)| text.replace(escaped, c))
}

fn short(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if pattern(text).len() > 4096 => Err("may have 4096 characters at most".into()),
        _ => Ok(()),
    }
}

/// Rules of a bus that are read one by one; of more, all of the bus are listed.
const FEW: usize = 3;

#[async_trait]
impl Resource for Rule {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        planned.put(cx, &name, planned.wanted_state(), &step.tags).await?;
        Created::new(Some(id_on(&bus_of(&planned.event_bus_name), &name, "/")))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut buses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for req in reqs {
            let (bus, name) = split_bus(&req.key);
            buses.entry(bus).or_default().insert(name);
        }
        let told = each(buses, 5, |(bus, names)| async move { some(cx, bus, names).await }).await;
        let found: HashMap<Key, Result<Self, Error>> = told.into_iter().flatten().collect();
        let there = reqs.iter().filter_map(|r| Some((found.get(&r.key)?.as_ref().ok()?.arn.clone(), r)));
        let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
        let answer = |req: &Req<Self>| match found.get(&req.key) {
            Some(told) => {
                let rule = told.clone()?;
                let tags = tags.of(&rule.arn)?;
                Ok(Some(Found::ready(rule).tagged(tags)))
            }
            None => Ok(None),
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let only_here = |n: &String| n.starts_with("tags") || n == "force_destroy";
        if !change.names.iter().all(only_here) {
            let (_, name) = split_bus(&to.id);
            // The two say the same in two ways: the one that changed counts.
            let state = match change.changed("is_enabled") && !change.changed("state") {
                true => to.is_enabled.map(enabled),
                false => text(&to.state).map(|s| s.as_str().into()),
            };
            to.put(cx, &name, state, &Tags::new()).await?;
        }
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (bus, name) = split_bus(&prior.id);
        let call = events(cx).delete_rule().event_bus_name(bus).name(name);
        let call = call.force(prior.force_destroy.unwrap_or_default());
        match until_settled(cx, || call.clone().send()).await {
            // Its targets are going.
            Err(e) if e.is(&["ValidationException"]) && e.message.contains("it has targets") => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let bus = bus_of(&planned.event_bus_name);
        let Some(rule) = one(cx, &bus, &name).await? else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags_of(cx, &rule.arn).await?);
        Ok(ours.then_some(rule.id))
    }

    fn natural_key(&self) -> Option<String> {
        Some(id_on(&bus_of(&self.event_bus_name), &text(&self.name)?, "/"))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        let bus = bus_of(&self.event_bus_name);
        Some(("aws_cloudwatch_event_bus", bus.rsplit('/').next().unwrap_or_default().to_owned()))
    }

    /// Once there was only one bus.
    fn upgrade(_: u64, attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        Ok(on_a_bus(attributes))
    }
}

fn enabled(yes: bool) -> RuleState {
    if yes { RuleState::Enabled } else { RuleState::Disabled }
}

impl Rule {
    fn wanted_state(&self) -> Option<RuleState> {
        let state = text(&self.state).map(|s| s.as_str().into());
        state.or_else(|| self.is_enabled.map(enabled))
    }
    /// Says all of it: what a call leaves out is gone. Tags are taken only with a new one.
    async fn put(&self, cx: &Cx, name: &str, state: Option<RuleState>, tags: &Tags) -> Result<(), Error> {
        let call = events(cx)
            .put_rule()
            .name(name)
            .event_bus_name(bus_of(&self.event_bus_name))
            .set_description(text(&self.description))
            .set_event_pattern(text(&self.event_pattern))
            .set_role_arn(text(&self.role_arn))
            .set_schedule_expression(text(&self.schedule_expression))
            .set_state(state)
            .set_tags(tag_list(tags)?);
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }
}

/// The rules of some names on one bus, those that are there, by id.
async fn some(cx: &Cx, bus: String, names: BTreeSet<String>) -> Vec<(Key, Result<Rule, Error>)> {
    let id = |name: &str| id_on(&bus, name, "/");
    if names.len() <= FEW {
        let told = each(&names, FEW, |name| one(cx, &bus, name)).await;
        let told = names.iter().zip(told).filter_map(|(name, told)| Some((id(name), told.transpose()?)));
        return told.collect();
    }
    match there(rules(cx, &bus).await) {
        Ok(all) => {
            let all = all.unwrap_or_default().into_iter().map(|told| found(&bus, told));
            let known = |r: &Rule| r.name.as_ref().is_some_and(|n| names.contains(n));
            all.filter(known).map(|r| (r.id.clone(), Ok(r))).collect()
        }
        Err(e) => names.iter().map(|name| (id(name), Err(e.clone()))).collect(),
    }
}

async fn one(cx: &Cx, bus: &str, name: &str) -> Result<Option<Rule>, Error> {
    let told = there(events(cx).describe_rule().event_bus_name(bus).name(name).send().await)?;
    let rule = |told: aws_sdk_eventbridge::operation::describe_rule::DescribeRuleOutput| {
        let told = Told::builder()
            .name(name)
            .set_arn(told.arn)
            .set_description(told.description)
            .set_event_pattern(told.event_pattern)
            .set_role_arn(told.role_arn)
            .set_schedule_expression(told.schedule_expression)
            .set_state(told.state)
            .build();
        found(bus, told)
    };
    Ok(told.map(rule))
}

/// A rule on a bus, which AWS may call otherwise than the plan does.
fn found(bus: &str, told: Told) -> Rule {
    let name = told.name.unwrap_or_default();
    let on = [RuleState::Enabled, RuleState::EnabledWithAllCloudtrailManagementEvents];
    Rule {
        id: id_on(bus, &name, "/"),
        arn: told.arn.unwrap_or_default(),
        description: told.description,
        event_bus_name: Some(bus.to_owned()),
        event_pattern: told.event_pattern.as_deref().map(pattern),
        force_destroy: None,
        is_enabled: Some(told.state.as_ref().is_some_and(|s| on.contains(s))),
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        role_arn: told.role_arn,
        schedule_expression: told.schedule_expression,
        state: word(told.state.as_ref()),
    }
}
