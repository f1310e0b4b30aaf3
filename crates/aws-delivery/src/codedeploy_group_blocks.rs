//! What a deployment group deploys to, what stops it, and who is told.

use crate::words::words;
use aws_sdk_codedeploy::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// The alarms that stop a deployment.
#[derive(Nested, Clone, Default)]
pub struct Alarms {
    /// Their names.
    #[attr(optional)]
    pub alarms: Set<String>,
    /// They are looked at.
    #[attr(optional)]
    pub enabled: Option<bool>,
    /// A deployment goes on where they cannot be looked at.
    #[attr(optional, default = false)]
    pub ignore_poll_alarm_failure: Option<bool>,
}

/// When what was there before is deployed again.
#[derive(Nested, Clone, Default)]
pub struct Rollback {
    /// It is.
    #[attr(optional)]
    pub enabled: Option<bool>,
    /// When: `DEPLOYMENT_FAILURE`, `DEPLOYMENT_STOP_ON_ALARM` or `DEPLOYMENT_STOP_ON_REQUEST`.
    #[attr(optional)]
    pub events: Set<String>,
}

/// How what is new comes beside what is old, and how that goes.
#[derive(Nested, Clone, Default)]
pub struct BlueGreen {
    /// When traffic goes over to what is new.
    #[block(list, max = 1)]
    pub deployment_ready_option: Option<Ready>,
    /// Where new machines come from.
    #[block(list, max = 1, computed)]
    pub green_fleet_provisioning_option: Option<Green>,
    /// What becomes of old ones.
    #[block(list, max = 1)]
    pub terminate_blue_instances_on_deployment_success: Option<Blue>,
}

/// When traffic goes over to what is new.
#[derive(Nested, Clone, Default)]
pub struct Ready {
    /// `CONTINUE_DEPLOYMENT` at once, or `STOP_DEPLOYMENT` unless somebody says so.
    #[attr(optional, validate = ready_action)]
    pub action_on_timeout: Option<String>,
    /// Minutes that are waited for that.
    #[attr(optional)]
    pub wait_time_in_minutes: Option<i64>,
}

/// Where new machines come from.
#[derive(Nested, Clone, Default)]
pub struct Green {
    /// `DISCOVER_EXISTING` or `COPY_AUTO_SCALING_GROUP`.
    #[attr(optional, validate = green_action)]
    pub action: Option<String>,
}

/// What becomes of old machines, or old tasks.
#[derive(Nested, Clone, Default)]
pub struct Blue {
    /// `TERMINATE` or `KEEP_ALIVE`.
    #[attr(optional, validate = blue_action)]
    pub action: Option<String>,
    /// Minutes that they are kept.
    #[attr(optional, between(i64::MIN, 2880))]
    pub termination_wait_time_in_minutes: Option<i64>,
}

/// In place or beside, with a load balancer or without.
#[derive(Nested, Clone, Default)]
pub struct Style {
    /// `WITH_TRAFFIC_CONTROL` or `WITHOUT_TRAFFIC_CONTROL`.
    #[attr(optional, default = "WITHOUT_TRAFFIC_CONTROL", validate = option)]
    pub deployment_option: Option<String>,
    /// `IN_PLACE` or `BLUE_GREEN`.
    #[attr(optional, default = "IN_PLACE", validate = kind)]
    pub deployment_type: Option<String>,
}

/// A tag of machines.
#[derive(Nested, Clone, Default)]
pub struct TagFilter {
    /// Its key.
    #[attr(optional)]
    pub key: Option<String>,
    /// What counts: `KEY_ONLY`, `VALUE_ONLY` or `KEY_AND_VALUE`.
    #[attr(optional, validate = filter_kind)]
    pub r#type: Option<String>,
    /// Its value.
    #[attr(optional)]
    pub value: Option<String>,
}

/// Tags of which a machine has one.
#[derive(Nested, Clone, Default)]
pub struct TagSet {
    /// The tags.
    #[block(set)]
    pub ec2_tag_filter: Set<TagFilter>,
}

/// A service of ECS.
#[derive(Nested, Clone, Default)]
pub struct Service {
    /// Its cluster.
    #[attr(required, length(1, 255))]
    pub cluster_name: String,
    /// Its name.
    #[attr(required, length(1, 255))]
    pub service_name: String,
}

/// Who is told of what happens.
#[derive(Nested, Clone, Default)]
pub struct Trigger {
    /// What is told of.
    #[attr(required)]
    pub trigger_events: Set<String>,
    /// Its name.
    #[attr(required)]
    pub trigger_name: String,
    /// The topic.
    #[attr(required, arn)]
    pub trigger_target_arn: String,
}

words! {
    /// Checks `action_on_timeout`.
    ready_action: types::DeploymentReadyAction,
    /// Checks the `action` of new machines.
    green_action: types::GreenFleetProvisioningAction,
    /// Checks the `action` of old machines.
    blue_action: types::InstanceAction,
    /// Checks `deployment_option`.
    option: types::DeploymentOption,
    /// Checks `deployment_type`.
    kind: types::DeploymentType,
    /// Checks the `type` of a tag filter.
    filter_kind: types::Ec2TagFilterType,
}

impl Alarms {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::AlarmConfiguration {
        let alarms = self.alarms.iter().map(|name| types::Alarm::builder().name(name).build());
        types::AlarmConfiguration::builder()
            .set_alarms(Some(alarms.collect()))
            .enabled(self.enabled.unwrap_or_default())
            .ignore_poll_alarm_failure(self.ignore_poll_alarm_failure.unwrap_or_default())
            .build()
    }
    /// As CodeDeploy tells it; what is off and empty is none.
    pub fn told(told: &types::AlarmConfiguration) -> Option<Alarms> {
        let alarms: Set<String> = told.alarms.iter().flatten().filter_map(|a| a.name.clone()).collect();
        (told.enabled || !alarms.is_empty()).then_some(Alarms {
            alarms,
            enabled: Some(told.enabled),
            ignore_poll_alarm_failure: Some(told.ignore_poll_alarm_failure),
        })
    }
}

impl Rollback {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::AutoRollbackConfiguration {
        let events = self.events.iter().map(|e| e.as_str().into()).collect();
        types::AutoRollbackConfiguration::builder()
            .enabled(self.enabled.unwrap_or_default())
            .set_events(Some(events))
            .build()
    }
    /// As CodeDeploy tells it; what is off and empty is none.
    pub fn told(told: &types::AutoRollbackConfiguration) -> Option<Rollback> {
        let events: Set<String> = told.events.iter().flatten().map(|e| e.as_str().to_owned()).collect();
        let any = told.enabled || !events.is_empty();
        any.then_some(Rollback { enabled: Some(told.enabled), events })
    }
}

/// Minutes as CodeDeploy takes them.
fn minutes(value: Option<i64>) -> i32 {
    int(value).unwrap_or_default()
}

/// Minutes as the state holds them: none for zero.
fn told_minutes(told: i32) -> Option<i64> {
    (told != 0).then(|| told.into())
}

impl BlueGreen {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::BlueGreenDeploymentConfiguration {
        let ready = |r: &Ready| {
            let ready =
                types::DeploymentReadyOption::builder().set_action_on_timeout(choice(&r.action_on_timeout));
            ready.wait_time_in_minutes(minutes(r.wait_time_in_minutes)).build()
        };
        let green =
            |g: &Green| types::GreenFleetProvisioningOption::builder().set_action(choice(&g.action)).build();
        let blue = |b: &Blue| {
            let blue = types::BlueInstanceTerminationOption::builder().set_action(choice(&b.action));
            blue.termination_wait_time_in_minutes(minutes(b.termination_wait_time_in_minutes)).build()
        };
        let old = self.terminate_blue_instances_on_deployment_success.as_ref();
        types::BlueGreenDeploymentConfiguration::builder()
            .set_deployment_ready_option(self.deployment_ready_option.as_ref().map(ready))
            .set_green_fleet_provisioning_option(self.green_fleet_provisioning_option.as_ref().map(green))
            .set_terminate_blue_instances_on_deployment_success(old.map(blue))
            .build()
    }
    /// As CodeDeploy tells it.
    pub fn told(told: &types::BlueGreenDeploymentConfiguration) -> BlueGreen {
        let ready = |r: &types::DeploymentReadyOption| Ready {
            action_on_timeout: word(r.action_on_timeout.as_ref()),
            wait_time_in_minutes: told_minutes(r.wait_time_in_minutes),
        };
        let blue = |b: &types::BlueInstanceTerminationOption| Blue {
            action: word(b.action.as_ref()),
            termination_wait_time_in_minutes: told_minutes(b.termination_wait_time_in_minutes),
        };
        let green = |g: &types::GreenFleetProvisioningOption| Green { action: word(g.action.as_ref()) };
        let old = told.terminate_blue_instances_on_deployment_success.as_ref();
        BlueGreen {
            deployment_ready_option: told.deployment_ready_option.as_ref().map(ready),
            green_fleet_provisioning_option: told.green_fleet_provisioning_option.as_ref().map(green),
            terminate_blue_instances_on_deployment_success: old.map(blue),
        }
    }
}

impl Style {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::DeploymentStyle {
        let style = types::DeploymentStyle::builder().set_deployment_option(choice(&self.deployment_option));
        style.set_deployment_type(choice(&self.deployment_type)).build()
    }
    /// As CodeDeploy tells it.
    pub fn told(told: &types::DeploymentStyle) -> Style {
        Style {
            deployment_option: word(told.deployment_option.as_ref()),
            deployment_type: word(told.deployment_type.as_ref()),
        }
    }
}

impl TagFilter {
    /// As CodeDeploy takes one of EC2.
    pub fn request(&self) -> types::Ec2TagFilter {
        let filter = types::Ec2TagFilter::builder().set_key(text(&self.key)).set_type(choice(&self.r#type));
        filter.set_value(text(&self.value)).build()
    }
    /// As CodeDeploy tells one of EC2.
    pub fn told(told: &types::Ec2TagFilter) -> TagFilter {
        TagFilter { key: told.key.clone(), r#type: word(told.r#type.as_ref()), value: told.value.clone() }
    }
}

/// A tag of machines elsewhere, as CodeDeploy takes it.
pub fn premises_filter(filter: &TagFilter) -> types::TagFilter {
    let built = types::TagFilter::builder().set_key(text(&filter.key)).set_type(choice(&filter.r#type));
    built.set_value(text(&filter.value)).build()
}

/// A tag of machines elsewhere, as CodeDeploy tells it.
pub fn premises_told(told: &types::TagFilter) -> TagFilter {
    TagFilter { key: told.key.clone(), r#type: word(told.r#type.as_ref()), value: told.value.clone() }
}

impl TagSet {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> Vec<types::Ec2TagFilter> {
        self.ec2_tag_filter.iter().map(TagFilter::request).collect()
    }
    /// As CodeDeploy tells it.
    pub fn told(told: &[types::Ec2TagFilter]) -> TagSet {
        TagSet { ec2_tag_filter: told.iter().map(TagFilter::told).collect() }
    }
}

impl Service {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::EcsService {
        types::EcsService::builder().cluster_name(&self.cluster_name).service_name(&self.service_name).build()
    }
    /// As CodeDeploy tells it.
    pub fn told(told: &types::EcsService) -> Service {
        Service {
            cluster_name: told.cluster_name.clone().unwrap_or_default(),
            service_name: told.service_name.clone().unwrap_or_default(),
        }
    }
}

impl Trigger {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::TriggerConfig {
        let events = self.trigger_events.iter().map(|e| e.as_str().into()).collect();
        types::TriggerConfig::builder()
            .set_trigger_events(Some(events))
            .trigger_name(&self.trigger_name)
            .trigger_target_arn(&self.trigger_target_arn)
            .build()
    }
    /// As CodeDeploy tells it.
    pub fn told(told: &types::TriggerConfig) -> Trigger {
        Trigger {
            trigger_events: told.trigger_events.iter().flatten().map(|e| e.as_str().to_owned()).collect(),
            trigger_name: told.trigger_name.clone().unwrap_or_default(),
            trigger_target_arn: told.trigger_target_arn.clone().unwrap_or_default(),
        }
    }
}
