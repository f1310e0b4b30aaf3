//! `aws_ecs_capacity_provider`

use crate::common::{int, positive, text};
use crate::ecs::{ecs, retag, tag_list, tags, until_settled};
use aws_sdk_ecs::types::{self, CapacityProviderField, CapacityProviderUpdateStatus};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// An Auto Scaling group whose instances run tasks, scaled by ECS. (ECS CreateCapacityProvider)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecs_capacity_provider", tags, seconds(2, 10))]
pub struct CapacityProvider {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The group and how it is scaled.
    #[block(list, min = 1, max = 1)]
    pub auto_scaling_group_provider: Option<Group>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
}

/// The group and how it is scaled.
#[derive(Nested, Clone, Default)]
pub struct Group {
    /// The group.
    #[attr(required, replace, arn)]
    pub auto_scaling_group_arn: String,
    /// Instances that are to go are drained first: `ENABLED` or `DISABLED`.
    #[attr(optional, computed, one_of("ENABLED", "DISABLED"))]
    pub managed_draining: Option<String>,
    /// How the group is scaled.
    #[block(list, max = 1, computed)]
    pub managed_scaling: Option<Scaling>,
    /// Instances with tasks are protected from scale-in: `ENABLED` or `DISABLED`.
    #[attr(optional, computed, one_of("ENABLED", "DISABLED"))]
    pub managed_termination_protection: Option<String>,
}

/// How a group is scaled.
#[derive(Nested, Clone, Default)]
pub struct Scaling {
    /// Seconds until a new instance counts.
    #[attr(optional, computed, between(0, 10_000))]
    pub instance_warmup_period: Option<i64>,
    /// Most instances that are added at once.
    #[attr(optional, computed, between(1, 10_000))]
    pub maximum_scaling_step_size: Option<i64>,
    /// Fewest instances that are added at once.
    #[attr(optional, computed, between(1, 10_000))]
    pub minimum_scaling_step_size: Option<i64>,
    /// `ENABLED` or `DISABLED`.
    #[attr(optional, computed, one_of("ENABLED", "DISABLED"))]
    pub status: Option<String>,
    /// How full the instances shall be, in percent.
    #[attr(optional, computed, between(1, 100))]
    pub target_capacity: Option<i64>,
}

#[async_trait]
impl Resource for CapacityProvider {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(5),
        delete: Duration::from_secs(20 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    fn key(&self) -> Key {
        if self.id.is_empty() { self.name.clone() } else { self.id.clone() }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let group = planned.auto_scaling_group_provider.clone().unwrap_or_default();
        let provider = types::AutoScalingGroupProvider::builder()
            .auto_scaling_group_arn(&group.auto_scaling_group_arn)
            .set_managed_draining(text(&group.managed_draining).map(|v| v.as_str().into()))
            .set_managed_scaling(group.managed_scaling.as_ref().map(scaling))
            .set_managed_termination_protection(
                text(&group.managed_termination_protection).map(|v| v.as_str().into()),
            )
            .build()?;
        let call = ecs(cx)
            .create_capacity_provider()
            .name(&planned.name)
            .auto_scaling_group_provider(provider)
            .set_tags(tag_list(&step.tags));
        let made = until_settled(cx, &["UpdateInProgressException"], || call.clone().send()).await?;
        Created::new(made.capacity_provider.and_then(|p| p.capacity_provider_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let deleting = |key: &str| reqs.iter().any(|r| r.key == key && r.phase == Phase::Deleted);
        let found = providers(cx, reqs.iter().map(|r| r.key.clone())).await;
        let told = |(key, p): (Key, types::CapacityProvider)| {
            let found = told(p, deleting(&key));
            (key, found)
        };
        answers(reqs, found.map(|all| all.into_iter().map(told).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("auto_scaling_group_provider") {
            let group = to.auto_scaling_group_provider.clone().unwrap_or_default();
            let provider = types::AutoScalingGroupProviderUpdate::builder()
                .set_managed_draining(text(&group.managed_draining).map(|v| v.as_str().into()))
                .set_managed_scaling(group.managed_scaling.as_ref().map(scaling))
                .set_managed_termination_protection(
                    text(&group.managed_termination_protection).map(|v| v.as_str().into()),
                )
                .build();
            let call =
                ecs(cx).update_capacity_provider().name(&to.name).auto_scaling_group_provider(provider);
            cx.until_known(&["UpdateInProgressException"], || call.clone().send()).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let gone = ecs(cx).delete_capacity_provider().capacity_provider(prior.key()).send().await;
        match gone.map_err(Error::from) {
            Err(e) if e.is(&["ClientException"]) && e.message.contains("does not exist") => Ok(()),
            // A cluster still has it, or is just letting go of it.
            Err(e) if e.message.contains("in use") || e.is(&["UpdateInProgressException"]) => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = providers(cx, std::iter::once(planned.name.clone())).await?;
        let Some(provider) = found.get(&planned.name) else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(provider.tags.as_deref()));
        Ok(provider.capacity_provider_arn.clone().filter(|_| ours))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// The capacity providers of some names or ARNs, those that are there, by whichever they were asked for.
async fn providers(
    cx: &Cx,
    wanted: impl Iterator<Item = String>,
) -> Result<HashMap<Key, types::CapacityProvider>, Error> {
    let wanted: Vec<String> = wanted.collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = HashMap::new();
    for some in wanted.chunks(100) {
        let call = ecs(cx).describe_capacity_providers().set_capacity_providers(Some(some.to_vec()));
        let told = match call.include(CapacityProviderField::Tags).send().await.map_err(Error::from) {
            Ok(told) => told,
            Err(e) if e.is(&["ClientException"]) && e.message.contains("does not exist") => continue,
            Err(e) => return Err(e),
        };
        for provider in told.capacity_providers.unwrap_or_default() {
            if provider.status == Some(types::CapacityProviderStatus::Inactive) {
                continue;
            }
            for key in [&provider.capacity_provider_arn, &provider.name] {
                found.extend(key.clone().filter(|k| some.contains(k)).map(|k| (k, provider.clone())));
            }
        }
    }
    Ok(found)
}

fn scaling(from: &Scaling) -> types::ManagedScaling {
    types::ManagedScaling::builder()
        .set_instance_warmup_period(int(from.instance_warmup_period))
        .set_maximum_scaling_step_size(positive(from.maximum_scaling_step_size))
        .set_minimum_scaling_step_size(positive(from.minimum_scaling_step_size))
        .set_status(text(&from.status).map(|s| s.as_str().into()))
        .set_target_capacity(positive(from.target_capacity))
        .build()
}

fn told(provider: types::CapacityProvider, deleting: bool) -> Found<CapacityProvider> {
    let scaling = |s: &types::ManagedScaling| Scaling {
        instance_warmup_period: s.instance_warmup_period.map(Into::into),
        maximum_scaling_step_size: s.maximum_scaling_step_size.map(Into::into),
        minimum_scaling_step_size: s.minimum_scaling_step_size.map(Into::into),
        status: s.status.as_ref().map(|s| s.as_str().to_owned()),
        target_capacity: s.target_capacity.map(Into::into),
    };
    let group = |g: &types::AutoScalingGroupProvider| Group {
        auto_scaling_group_arn: g.auto_scaling_group_arn.clone(),
        managed_draining: g.managed_draining.as_ref().map(|v| v.as_str().to_owned()),
        managed_scaling: g.managed_scaling.as_ref().map(scaling),
        managed_termination_protection: g
            .managed_termination_protection
            .as_ref()
            .map(|v| v.as_str().to_owned()),
    };
    let arn = provider.capacity_provider_arn.clone().unwrap_or_default();
    let value = CapacityProvider {
        id: arn.clone(),
        arn,
        auto_scaling_group_provider: provider.auto_scaling_group_provider.as_ref().map(group),
        name: provider.name.clone().unwrap_or_default(),
    };
    let reason = || provider.update_status_reason.clone().unwrap_or_else(|| "AWS gives no reason".into());
    let status = match provider.update_status {
        Some(CapacityProviderUpdateStatus::DeleteFailed) if deleting => Status::Failed(reason()),
        Some(CapacityProviderUpdateStatus::UpdateFailed) if !deleting => Status::Failed(reason()),
        Some(ref s @ CapacityProviderUpdateStatus::UpdateInProgress) => {
            Status::Pending(s.as_str().to_owned())
        }
        _ => Status::Ready,
    };
    Found::ready(value).tagged(tags(provider.tags.as_deref())).status(status)
}
