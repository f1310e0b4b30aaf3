//! `aws_lb_listener_rule`

use crate::action::{self, RuleAction};
use crate::condition::{self, Condition};
use crate::elb::{Describe, elb, ours, retag, tagged, tags_read};
use aws_sdk_elasticloadbalancingv2::types;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// What a listener does with the requests that fit some conditions. (ELBv2 CreateRule, ModifyRule, SetRulePriorities)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lb_listener_rule", tags, seconds(1, 1))]
pub struct ListenerRule {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// What happens to requests that fit.
    #[block(list, min = 1)]
    pub action: Vec<RuleAction>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What requests have to fit, all of them.
    #[block(set, min = 1)]
    pub condition: Set<Condition>,
    /// The listener.
    #[attr(required, replace, arn)]
    pub listener_arn: String,
    /// Its place, lowest first, 1 to 50000; after all others where none is given.
    #[attr(optional, computed, validate = priority)]
    pub priority: Option<i64>,
}

/// The priority that the default rule of a listener is shown with.
const DEFAULT_RULE: i64 = 99_999;

/// How long a priority that is taken is waited for: other rules that change at the same time may leave it.
const TAKEN: Duration = Duration::from_secs(5 * 60);

fn priority(value: &Value) -> Result<(), String> {
    let good = value.as_i64().is_some_and(|p| (1..=50_000).contains(&p) || p == DEFAULT_RULE);
    if good {
        Ok(())
    } else {
        Err(format!("must lie between 1 and 50000 ({DEFAULT_RULE} is the default rule)"))
    }
}

#[async_trait]
impl Resource for ListenerRule {
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        action::check(cx.config, "action")
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let conditions = condition::to_send(&planned.condition)?;
        let call = elb(cx)
            .create_rule()
            .listener_arn(&planned.listener_arn)
            .set_actions(Some(action::to_send(planned.action.iter().map(|a| &a.0))))
            .set_conditions(Some(conditions));
        let chosen = planned.priority.filter(|p| *p != 0);
        let create = async |tags| -> Result<_, Error> {
            let place = match chosen {
                Some(priority) => i32::try_from(priority).unwrap_or_default(),
                None => next_priority(cx, &planned.listener_arn).await?,
            };
            Ok(call.clone().set_tags(tags).priority(place).send().await?)
        };
        // Rules without a priority that are made at the same time meet at the same place.
        let taken = |e: &Error| chosen.is_none() && e.is(&["PriorityInUse"]);
        let (create, taken) = (&create, &taken);
        let made =
            tagged(cx, step, |tags| async move { cx.retry(TAKEN, taken, || create(tags.clone())).await });
        let made = made.await?.rules.unwrap_or_default().into_iter().next();
        Created::new(made.and_then(|r| r.rule_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = async {
            let rules = describe(cx, reqs.iter().map(|r| r.key.clone())).await?;
            let looked_at = reqs.iter().filter(|r| r.phase != Phase::Deleted && rules.contains_key(&r.key));
            let tags = tags_read(cx, &looked_at.map(|r| (&r.key, r)).collect::<Vec<_>>()).await?;
            let of = |r: &Req<Self>| {
                let tags = tags.get(&r.key).cloned().unwrap_or_default();
                Some((r.key.clone(), Found::ready(found(rules.get(&r.key)?, r)).tagged(tags)))
            };
            Ok(reqs.iter().filter_map(of).collect())
        };
        answers(reqs, told.await)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("priority") {
            let priority = to.priority.and_then(|p| i32::try_from(p).ok());
            let pair = types::RulePriorityPair::builder().rule_arn(&to.id).set_priority(priority).build();
            let call = elb(cx).set_rule_priorities().rule_priorities(pair);
            cx.retry(TAKEN, |e| e.is(&["PriorityInUse"]), || call.clone().send()).await?;
        }
        if change.any(&["action", "condition"]) {
            let mut call = elb(cx).modify_rule().rule_arn(&to.id);
            if change.changed("action") {
                call = call.set_actions(Some(action::to_send(to.action.iter().map(|a| &a.0))));
            }
            if change.changed("condition") {
                call = call.set_conditions(Some(condition::to_send(&to.condition)?));
            }
            call.send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        elb(cx).delete_rule().rule_arn(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = of_listener(cx, planned.listener_arn.clone()).await?;
        let here = all.into_iter().filter(|r| r.is_default != Some(true));
        ours(cx, intent, here.filter_map(|r| r.rule_arn).collect()).await
    }
}

/// The listener that a rule's ARN names.
fn listener_of(rule: &str) -> String {
    let listener = rule.replacen(":listener-rule/", ":listener/", 1);
    listener.rsplit_once('/').map_or(listener.clone(), |(listener, _)| listener.to_owned())
}

async fn of_listener(cx: &Cx, arn: String) -> Result<Vec<types::Rule>, Error> {
    Ok(elb(cx).describe_rules().listener_arn(arn).into_paginator().items().send().try_collect().await?)
}

/// The place after all rules of a listener.
async fn next_priority(cx: &Cx, listener: &str) -> Result<i32, Error> {
    let rules = of_listener(cx, listener.to_owned()).await?;
    let places = rules.iter().filter_map(|r| r.priority.as_deref()?.parse::<i32>().ok());
    Ok(places.max().unwrap_or_default() + 1)
}

async fn describe(cx: &Cx, arns: impl IntoIterator<Item = Key>) -> Result<HashMap<Key, types::Rule>, Error> {
    let some = |arns: Vec<String>| async move {
        let call = elb(cx).describe_rules().set_rule_arns(Some(arns));
        Ok(call.into_paginator().items().send().try_collect().await?)
    };
    let all = |listener| of_listener(cx, listener);
    Describe { arn: types::Rule::rule_arn, parent: listener_of, some, all }.by_arn(arns).await
}

fn found(rule: &types::Rule, req: &Req<ListenerRule>) -> ListenerRule {
    let priority = rule.priority.as_deref().unwrap_or_default();
    let actions = action::told(rule.actions(), req.prior.action.iter().map(|a| &a.0));
    ListenerRule {
        id: req.key.clone(),
        action: actions.into_iter().map(RuleAction).collect(),
        arn: req.key.clone(),
        condition: condition::told(rule.conditions()),
        listener_arn: listener_of(&req.key),
        priority: if priority == "default" { Some(DEFAULT_RULE) } else { priority.parse().ok() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_tells_its_listener() {
        let rule = "arn:aws:elasticloadbalancing:eu-west-1:1:listener-rule/app/web/aa/bb/cc";
        assert_eq!(listener_of(rule), "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/aa/bb");
    }
}
