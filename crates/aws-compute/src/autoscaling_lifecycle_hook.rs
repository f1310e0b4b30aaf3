//! `aws_autoscaling_lifecycle_hook`

use crate::autoscaling::{scaling, sorted, taken_away, until_settled};
use crate::common::long;
use aws_sdk_autoscaling::types::LifecycleHook as Told;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// Instances of an Auto Scaling group wait for somebody's word when they start or go. (Auto Scaling PutLifecycleHook)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_autoscaling_lifecycle_hook", seconds(1, 1))]
pub struct LifecycleHook {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// The group.
    #[attr(required, replace)]
    pub autoscaling_group_name: String,
    /// What is done when nobody answers in time: `CONTINUE` or `ABANDON`.
    #[attr(optional, computed, one_of("CONTINUE", "ABANDON"))]
    pub default_result: Option<String>,
    /// Seconds to answer in.
    #[attr(optional, between(30, 7200))]
    pub heartbeat_timeout: Option<i64>,
    /// `autoscaling:EC2_INSTANCE_LAUNCHING` or `autoscaling:EC2_INSTANCE_TERMINATING`.
    #[attr(required, one_of("autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"))]
    pub lifecycle_transition: String,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// What goes along with each notice.
    #[attr(optional)]
    pub notification_metadata: Option<String>,
    /// The queue or topic that is told.
    #[attr(optional, arn)]
    pub notification_target_arn: Option<String>,
    /// The role that tells it.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
}

#[async_trait]
impl Resource for LifecycleHook {
    fn key(&self) -> Key {
        format!("{}/{}", self.autoscaling_group_name, self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    /// A call for each group, however many of its hooks are asked for.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let hook = |h: Self| (h.key(), Found::ready(h));
        let found = hooks(cx, reqs.iter().filter_map(|r| Self::import(&r.key).ok())).await;
        answers(reqs, found.map(|all| all.into_iter().map(hook).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = scaling(cx).delete_lifecycle_hook().auto_scaling_group_name(&prior.autoscaling_group_name);
        taken_away(call.lifecycle_hook_name(&prior.name).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = planned.key();
        let found = hooks(cx, std::iter::once(planned.clone())).await?;
        Ok((intent.absent && found.iter().any(|h| h.key() == key)).then_some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_autoscaling_group", self.autoscaling_group_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once('/') {
            Some((group, name)) if !group.is_empty() && !name.is_empty() => Ok(Self {
                id: name.to_owned(),
                autoscaling_group_name: group.to_owned(),
                name: name.to_owned(),
                ..Self::default()
            }),
            _ => Err(Error::import_id(id, "GROUP/HOOK")),
        }
    }
}

/// Puts a hook; again while its role may not tell its target yet.
async fn put(cx: &Cx, planned: &LifecycleHook) -> Result<(), Error> {
    let call = scaling(cx)
        .put_lifecycle_hook()
        .auto_scaling_group_name(&planned.autoscaling_group_name)
        .lifecycle_hook_name(&planned.name)
        .lifecycle_transition(&planned.lifecycle_transition)
        .set_default_result(text(&planned.default_result))
        .set_heartbeat_timeout(positive(planned.heartbeat_timeout))
        .set_notification_metadata(text(&planned.notification_metadata))
        .set_notification_target_arn(text(&planned.notification_target_arn))
        .set_role_arn(text(&planned.role_arn));
    until_settled(cx, || call.clone().send()).await?;
    Ok(())
}

/// The hooks of the groups named.
async fn hooks(cx: &Cx, wanted: impl Iterator<Item = LifecycleHook>) -> Result<Vec<LifecycleHook>, Error> {
    let groups: BTreeSet<String> = wanted.map(|h| h.autoscaling_group_name).collect();
    let told = each(groups, 10, |group| async move {
        let told = scaling(cx).describe_lifecycle_hooks().auto_scaling_group_name(group).send().await;
        let told = there(told.map_err(|e| sorted(e.into())))?;
        Ok(told.and_then(|t| t.lifecycle_hooks).unwrap_or_default())
    })
    .await;
    let told: Result<Vec<Vec<Told>>, Error> = told.into_iter().collect();
    Ok(told?.iter().flatten().map(told_hook).collect())
}

fn told_hook(hook: &Told) -> LifecycleHook {
    let own = |v: &Option<String>| v.clone().unwrap_or_default();
    LifecycleHook {
        id: own(&hook.lifecycle_hook_name),
        autoscaling_group_name: own(&hook.auto_scaling_group_name),
        default_result: hook.default_result.clone(),
        heartbeat_timeout: long(hook.heartbeat_timeout),
        lifecycle_transition: own(&hook.lifecycle_transition),
        name: own(&hook.lifecycle_hook_name),
        notification_metadata: hook.notification_metadata.clone(),
        notification_target_arn: hook.notification_target_arn.clone(),
        role_arn: hook.role_arn.clone(),
    }
}
