//! `aws_appautoscaling_target`

use crate::appautoscaling::{Target, portions, scaling};
use crate::common::{int, text};
use aws_sdk_applicationautoscaling::types::{self, SuspendedState};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::with_tags_read;

/// Something whose number or capacity is scaled. (Application Auto Scaling RegisterScalableTarget)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_appautoscaling_target", tags, seconds(1, 1))]
pub struct ScalableTarget {
    /// Its resource.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Most that it is scaled to.
    #[attr(required)]
    pub max_capacity: i64,
    /// Least that it is scaled to.
    #[attr(required)]
    pub min_capacity: i64,
    /// What is scaled: `service/CLUSTER/SERVICE`.
    #[attr(required, replace)]
    pub resource_id: String,
    /// Role that scales it.
    #[attr(optional, computed, arn)]
    pub role_arn: Option<String>,
    /// What of it is scaled: `ecs:service:DesiredCount`.
    #[attr(required, replace)]
    pub scalable_dimension: String,
    /// The service that it belongs to: `ecs`.
    #[attr(required, replace)]
    pub service_namespace: String,
    /// What is suspended.
    #[block(list, max = 1, computed)]
    pub suspended_state: Option<Suspended>,
}

/// What is suspended.
#[derive(Nested, Clone, Default)]
pub struct Suspended {
    /// Scaling in by policies.
    #[attr(optional, default = false)]
    pub dynamic_scaling_in_suspended: Option<bool>,
    /// Scaling out by policies.
    #[attr(optional, default = false)]
    pub dynamic_scaling_out_suspended: Option<bool>,
    /// Scheduled actions.
    #[attr(optional, default = false)]
    pub scheduled_scaling_suspended: Option<bool>,
}

#[async_trait]
impl Resource for ScalableTarget {
    const WAITS: Waits = Waits { until_gone: true, ..Waits::QUICK };
    const TAGS_APART: bool = true;

    fn key(&self) -> Key {
        self.target().key()
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        register(cx, planned, (!step.tags.is_empty()).then(|| step.tags.clone())).await?;
        Created::new(Some(planned.target().key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = targets(cx, reqs).await;
        let found = found.map(|all| all.iter().map(|(key, one)| (key.clone(), told(one))).collect());
        with_tags_read(cx, reqs, found, |one| &one.arn, |arn| async move { tags_of(cx, &arn).await }).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["max_capacity", "min_capacity", "role_arn", "suspended_state"]) {
            register(cx, to, None).await?;
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            scaling(cx).untag_resource().resource_arn(&to.arn).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            let tags = change.tags.set.clone().into_iter().collect();
            scaling(cx).tag_resource().resource_arn(&to.arn).set_tags(Some(tags)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let target = prior.target();
        let call = scaling(cx).deregister_scalable_target().service_namespace(target.service());
        call.resource_id(&target.resource).scalable_dimension(target.scalable()).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = planned.target().key();
        let req = Req::new(key.clone(), planned.clone(), Phase::Refresh);
        let found = targets(cx, std::slice::from_ref(&req)).await?;
        let Some(found) = found.get(&key) else { return Ok(None) };
        if intent.absent {
            return Ok(Some(key));
        }
        let tags = tags_of(cx, found.scalable_target_arn.as_deref().unwrap_or_default()).await?;
        Ok(carries(intent, &tags).then_some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.target().key())
    }

    fn import(id: &str) -> Result<Self, Error> {
        let target = Target::of(id)?;
        Ok(Self {
            id: target.resource.clone(),
            resource_id: target.resource,
            scalable_dimension: target.dimension,
            service_namespace: target.namespace,
            ..Self::default()
        })
    }
}

impl ScalableTarget {
    fn target(&self) -> Target {
        Target::new(&self.service_namespace, &self.resource_id, &self.scalable_dimension)
    }
}

/// Registers, or changes what is registered; again while its role or its ECS service is not known yet.
async fn register(cx: &Cx, planned: &ScalableTarget, tags: Option<Tags>) -> Result<(), Error> {
    let target = planned.target();
    let suspended = |s: &Suspended| {
        SuspendedState::builder()
            .dynamic_scaling_in_suspended(s.dynamic_scaling_in_suspended.unwrap_or_default())
            .dynamic_scaling_out_suspended(s.dynamic_scaling_out_suspended.unwrap_or_default())
            .scheduled_scaling_suspended(s.scheduled_scaling_suspended.unwrap_or_default())
            .build()
    };
    let call = scaling(cx)
        .register_scalable_target()
        .service_namespace(target.service())
        .resource_id(&target.resource)
        .scalable_dimension(target.scalable())
        .set_max_capacity(int(Some(planned.max_capacity)))
        .set_min_capacity(int(Some(planned.min_capacity)))
        .set_role_arn(text(&planned.role_arn))
        .set_suspended_state(planned.suspended_state.as_ref().map(suspended))
        .set_tags(tags.map(|t| t.into_iter().collect()));
    let soon = |e: &Error| {
        let texts = ["Unable to assume IAM role", "ECS service doesn't exist"];
        e.is(&["ValidationException"]) && texts.iter().any(|t| e.message.contains(t))
    };
    cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
    Ok(())
}

/// The targets asked for that are there, by key.
async fn targets(
    cx: &Cx,
    reqs: &[Req<ScalableTarget>],
) -> Result<HashMap<Key, types::ScalableTarget>, Error> {
    let wanted = reqs.iter().map(|r| Target::of(&r.key)).collect::<Result<Vec<_>, _>>()?;
    let mut found = HashMap::new();
    for (namespace, ids) in portions(wanted.into_iter().map(|t| (t.namespace, t.resource))) {
        let call = scaling(cx).describe_scalable_targets().service_namespace(namespace.as_str().into());
        let pages = call.set_resource_ids(Some(ids)).into_paginator().items().send();
        found.extend(pages.try_collect().await?.into_iter().map(|t| {
            let dimension = t.scalable_dimension.as_str();
            (Target::new(t.service_namespace.as_str(), &t.resource_id, dimension).key(), t)
        }));
    }
    Ok(found)
}

/// The tags of one target. (Application Auto Scaling ListTagsForResource)
async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = scaling(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().collect())
}

/// One target without its tags, which come by a call of their own.
fn told(target: &types::ScalableTarget) -> ScalableTarget {
    let suspended = |s: &SuspendedState| Suspended {
        dynamic_scaling_in_suspended: s.dynamic_scaling_in_suspended,
        dynamic_scaling_out_suspended: s.dynamic_scaling_out_suspended,
        scheduled_scaling_suspended: s.scheduled_scaling_suspended,
    };
    ScalableTarget {
        id: target.resource_id.clone(),
        arn: target.scalable_target_arn.clone().unwrap_or_default(),
        max_capacity: target.max_capacity.into(),
        min_capacity: target.min_capacity.into(),
        resource_id: target.resource_id.clone(),
        role_arn: Some(target.role_arn.clone()),
        scalable_dimension: target.scalable_dimension.as_str().to_owned(),
        service_namespace: target.service_namespace.as_str().to_owned(),
        suspended_state: target.suspended_state.as_ref().map(suspended),
    }
}
