//! `aws_autoscaling_group`

use crate::autoscaling::{group, groups, scaling, sorted, until_settled};
use crate::autoscaling_group_blocks::{
    Distribution, Hook, Maintenance, Reservation, Tag, Template, TrafficSource, WarmPool, no_policy,
};
use crate::autoscaling_group_capacity::{Until, drain, drain_pool, is_patience, wait};
use crate::autoscaling_group_mixed::Mixed;
use crate::autoscaling_group_plan::plan_templates;
use crate::autoscaling_group_refresh::{Refresh, refresh};
use crate::autoscaling_group_traffic;
use crate::common::{choice, long};
use aws_sdk_autoscaling::types::{self, AutoScalingGroup};
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use std::time::{Duration, SystemTime};

/// Instances that are kept at a number, started and stopped as is needed. (Auto Scaling CreateAutoScalingGroup,
/// UpdateAutoScalingGroup, StartInstanceRefresh)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_autoscaling_group", version = 1, timeouts(update, delete), seconds(60, 120))]
pub struct Group {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How instances are spread over zones.
    #[block(list, max = 1, computed)]
    pub availability_zone_distribution: Option<Distribution>,
    /// Zones of the default VPC, in place of subnets.
    #[attr(optional, computed, conflicts("vpc_zone_identifier"))]
    pub availability_zones: Set<String>,
    /// Spot instances are replaced before AWS takes them back.
    #[attr(optional)]
    pub capacity_rebalance: Option<bool>,
    /// Which capacity reservations are used.
    #[block(list, max = 1, computed)]
    pub capacity_reservation_specification: Option<Reservation>,
    /// Reserved by AWS.
    #[attr(optional)]
    pub context: Option<String>,
    /// Seconds between two scalings.
    #[attr(optional, computed)]
    pub default_cooldown: Option<i64>,
    /// Seconds until a new instance counts.
    #[attr(optional)]
    pub default_instance_warmup: Option<i64>,
    /// How many instances there shall be.
    #[attr(optional, computed)]
    pub desired_capacity: Option<i64>,
    /// What is counted: `units`, `vcpu` or `memory-mib`.
    #[attr(optional, one_of("units", "vcpu", "memory-mib"))]
    pub desired_capacity_type: Option<String>,
    /// Metrics that are collected.
    #[attr(optional)]
    pub enabled_metrics: Set<String>,
    /// It is deleted with whatever still runs.
    #[attr(optional, default = false, config_only)]
    pub force_delete: Option<bool>,
    /// Its warm pool is deleted with whatever is in it.
    #[attr(optional, default = false, config_only)]
    pub force_delete_warm_pool: Option<bool>,
    /// Seconds in which failed health checks of a new instance do not count.
    #[attr(optional, default = 300)]
    pub health_check_grace_period: Option<i64>,
    /// `EC2`, or `ELB` for the health checks of the load balancers too.
    #[attr(optional, computed)]
    pub health_check_type: Option<String>,
    /// Attempts to start an instance that failed do not end the wait for capacity.
    #[attr(optional, default = false, config_only)]
    pub ignore_failed_scaling_activities: Option<bool>,
    /// Lifecycle hooks that it has before its first instance starts.
    #[block(set, replace)]
    pub initial_lifecycle_hook: Set<Hook>,
    /// How many healthy instances are kept while instances are replaced.
    #[block(list, max = 1, suppress = no_policy)]
    pub instance_maintenance_policy: Option<Maintenance>,
    /// Instances are replaced when what they are made from changes.
    #[block(list, max = 1, delivered = only_here)]
    pub instance_refresh: Option<Refresh>,
    /// What instances are made from, as it was done before launch templates.
    #[attr(optional, exactly_one_of("launch_configuration", "launch_template", "mixed_instances_policy"))]
    pub launch_configuration: Option<String>,
    /// What instances are made from.
    #[block(list, max = 1, computed)]
    pub launch_template: Option<Template>,
    /// Classic load balancers in front of its instances.
    #[attr(optional, computed, conflicts("traffic_source"))]
    pub load_balancers: Set<String>,
    /// Seconds after which an instance is replaced.
    #[attr(optional)]
    pub max_instance_lifetime: Option<i64>,
    /// Most instances.
    #[attr(required)]
    pub max_size: i64,
    /// How finely metrics are collected: `1Minute`.
    #[attr(optional, default = "1Minute")]
    pub metrics_granularity: Option<String>,
    /// How many instances the load balancers must find healthy before a new group is ready.
    #[attr(optional, config_only)]
    pub min_elb_capacity: Option<i64>,
    /// Fewest instances.
    #[attr(required)]
    pub min_size: i64,
    /// Instances of several types, on demand and spot.
    #[block(list, max = 1, computed)]
    pub mixed_instances_policy: Option<Mixed>,
    /// Its name.
    #[attr(optional, computed, replace, length(0, 255), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// What its name begins with.
    #[attr(optional, computed, replace, length(0, 229), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// The placement group of its instances.
    #[attr(optional)]
    pub placement_group: Option<String>,
    /// How many instances predictive scaling expects.
    #[attr(computed)]
    pub predicted_capacity: i64,
    /// New instances are not taken away by scaling in.
    #[attr(optional, default = false)]
    pub protect_from_scale_in: Option<bool>,
    /// The role by which it works.
    #[attr(optional, computed, arn)]
    pub service_linked_role_arn: Option<String>,
    /// What it does not do for now: `Launch`, `Terminate`, `AZRebalance`, …
    #[attr(optional)]
    pub suspended_processes: Set<String>,
    /// Its tags.
    #[block(set)]
    pub tag: Set<Tag>,
    /// Target groups in front of its instances.
    #[attr(optional, computed, conflicts("traffic_source"))]
    pub target_group_arns: Set<String>,
    /// Which instances go first when it scales in.
    #[attr(optional)]
    pub termination_policies: Vec<String>,
    /// Where traffic for its instances comes from.
    #[block(set, computed, conflicts("load_balancers", "target_group_arns"))]
    pub traffic_source: Set<TrafficSource>,
    /// Its subnets.
    #[attr(optional, computed, conflicts("availability_zones"))]
    pub vpc_zone_identifier: Set<String>,
    /// How long is waited for its instances: `10m`, or `0` for not at all.
    #[attr(optional, default = "10m", delivered = only_here, validate = is_patience)]
    pub wait_for_capacity_timeout: Option<String>,
    /// How many instances the load balancers must find healthy after each change.
    #[attr(optional, config_only)]
    pub wait_for_elb_capacity: Option<i64>,
    /// Instances that are started beforehand.
    #[block(list, max = 1)]
    pub warm_pool: Option<WarmPool>,
    /// How many instances its warm pool has.
    #[attr(computed)]
    pub warm_pool_size: i64,
}

/// A new group that nobody has waited for, in place of how long is waited.
const NOT_WAITED_FOR: &str = "";
/// How finely metrics are collected where nothing else is said.
const GRANULARITY: &str = "1Minute";

/// What UpdateAutoScalingGroup takes.
const SETTINGS: [&str; 21] = [
    "availability_zone_distribution",
    "availability_zones",
    "capacity_rebalance",
    "capacity_reservation_specification",
    "context",
    "default_cooldown",
    "default_instance_warmup",
    "desired_capacity",
    "desired_capacity_type",
    "health_check_grace_period",
    "health_check_type",
    "instance_maintenance_policy",
    "launch_configuration",
    "launch_template",
    "max_instance_lifetime",
    "max_size",
    "min_size",
    "mixed_instances_policy",
    "placement_group",
    "protect_from_scale_in",
    "service_linked_role_arn",
];

#[async_trait]
impl Resource for Group {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(5),
        create: Duration::from_secs(10 * 60),
        update: Duration::from_secs(10 * 60),
        delete: Duration::from_secs(10 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        plan_templates(cx);
        plan_classic(cx)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        let hooks: Vec<_> = planned.initial_lifecycle_hook.iter().map(Hook::request).collect();
        let sources: Vec<_> = planned.traffic_source.iter().map(TrafficSource::request).collect();
        let tags: Vec<_> = planned.tag.iter().map(|t| t.request(&name)).collect();
        let call = scaling(cx)
            .create_auto_scaling_group()
            .auto_scaling_group_name(&name)
            .set_availability_zone_distribution(
                planned.availability_zone_distribution.as_ref().map(Distribution::request),
            )
            .set_availability_zones(given(&planned.availability_zones))
            .set_capacity_rebalance(planned.capacity_rebalance.filter(|yes| *yes))
            .set_capacity_reservation_specification(
                planned.capacity_reservation_specification.as_ref().map(Reservation::request),
            )
            .set_context(text(&planned.context))
            .set_default_cooldown(positive(planned.default_cooldown))
            .set_default_instance_warmup(int(planned.default_instance_warmup))
            .set_desired_capacity(positive(planned.desired_capacity))
            .set_desired_capacity_type(text(&planned.desired_capacity_type))
            .set_health_check_grace_period(int(planned.health_check_grace_period))
            .set_health_check_type(text(&planned.health_check_type))
            .set_instance_maintenance_policy(
                planned.instance_maintenance_policy.as_ref().map(|p| Maintenance::request(Some(p))),
            )
            .set_launch_configuration_name(text(&planned.launch_configuration))
            .set_launch_template(planned.launch_template.as_ref().map(Template::request))
            .set_lifecycle_hook_specification_list((!hooks.is_empty()).then_some(hooks))
            .set_load_balancer_names(given(&planned.load_balancers))
            .set_max_instance_lifetime(positive(planned.max_instance_lifetime))
            .set_max_size(int(Some(planned.max_size)))
            .set_min_size(int(Some(planned.min_size)))
            .set_mixed_instances_policy(planned.mixed_instances_policy.as_ref().map(Mixed::request))
            .new_instances_protected_from_scale_in(planned.protect_from_scale_in.unwrap_or_default())
            .set_placement_group(text(&planned.placement_group))
            .set_service_linked_role_arn(text(&planned.service_linked_role_arn))
            .set_tags((!tags.is_empty()).then_some(tags))
            .set_target_group_arns(given(&planned.target_group_arns))
            .set_termination_policies(given(&planned.termination_policies))
            .set_traffic_sources((!sources.is_empty()).then_some(sources))
            .set_vpc_zone_identifier(subnets(planned));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(Some(name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let groups = match groups(cx, reqs.iter().map(|r| r.key.clone())).await {
            Ok(groups) => groups,
            Err(e) => return answers(reqs, Err(e)),
        };
        let answer = |req: &Req<Self>| Ok(groups.get(&req.key).map(|group| found(cx, group, req)));
        reqs.iter().map(answer).collect()
    }

    /// As it was sent; what the create call does not take is not there yet, and nobody has waited.
    fn just_made(planned: &Self, key: &str, _: &Step) -> Option<Found<Self>> {
        Some(Found::ready(Group {
            id: key.to_owned(),
            enabled_metrics: Set::default(),
            suspended_processes: Set::default(),
            wait_for_capacity_timeout: Some(NOT_WAITED_FOR.into()),
            warm_pool: None,
            ..planned.clone()
        }))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        let began = SystemTime::now();
        if change.any(&SETTINGS)
            || change.changed("vpc_zone_identifier")
            || change.changed("termination_policies")
        {
            let call = settings(cx, change);
            until_settled(cx, || call.clone().send()).await?;
        }
        if change.changed("tag") {
            retag(cx, change).await?;
        }
        autoscaling_group_traffic::update(cx, change, step).await?;
        refresh(cx, change, step).await?;
        // A new group has its instances before anything of it is suspended.
        if change.from.wait_for_capacity_timeout.as_deref() == Some(NOT_WAITED_FOR) {
            wait(cx, to, Until::Least, created(cx, &to.id).await?, step).await?;
        }
        if change.changed("warm_pool") {
            match &to.warm_pool {
                Some(pool) => put_pool(cx, &to.id, pool).await?,
                None => drain_pool(cx, &to.id, to.pool_goes_by_force(), step).await?,
            }
        }
        if change.any(&["desired_capacity", "desired_capacity_type", "min_size"]) {
            wait(cx, to, Until::Exactly, began, step).await?;
        }
        collect(cx, change).await?;
        suspend(cx, change).await
    }

    /// Its instances go first: Auto Scaling deletes only an empty group, unless it is forced to.
    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let Some(group) = group(cx, &prior.id).await? else { return Ok(()) };
        if group.status.is_some() {
            return Ok(());
        }
        let force = prior.force_delete == Some(true);
        if group.warm_pool_configuration.is_some() {
            drain_pool(cx, &prior.id, prior.pool_goes_by_force(), step).await?;
        }
        if !force {
            drain(cx, &group, step).await?;
        }
        let call = scaling(cx).delete_auto_scaling_group().auto_scaling_group_name(&prior.id);
        call.force_delete(force).send().await.map(drop).map_err(|e| sorted(e.into()))
    }

    /// A generated name tells the create call that made it.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let ours = intent.absent || text(&planned.name).is_none();
        Ok(group(cx, &name).await?.filter(|_| ours).map(|_| name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }

    /// Version 0 lacked what has a default since.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(object) = attributes.as_object_mut() {
            // Tags could be written in a second way.
            object.remove("tags");
            object.entry("ignore_failed_scaling_activities").or_insert(false.into());
        }
        Ok(attributes)
    }
}

impl Group {
    fn pool_goes_by_force(&self) -> bool {
        self.force_delete == Some(true) || self.force_delete_warm_pool == Some(true)
    }
}

/// Health behind classic load balancers is not counted.
fn plan_classic(cx: &PlanCx<'_>) -> Result<(), Diagnostics> {
    let wanted = |name: &str| cx.get(name).as_i64().is_some_and(|n| n > 0);
    let classic = cx.configured("load_balancers").as_seq().is_some_and(|all| !all.is_empty());
    let Some(name) = ["min_elb_capacity", "wait_for_elb_capacity"].into_iter().find(|n| classic && wanted(n))
    else {
        return Ok(());
    };
    let message =
        format!("`{name}` counts instances behind target groups; behind classic load balancers it cannot.");
    let help = "Put the group behind target groups, or take the argument out.";
    Err(Diagnostics::from(Diagnostic::error("Health is not counted here", message).help(help)))
}

fn subnets(group: &Group) -> Option<String> {
    (!group.vpc_zone_identifier.is_empty()).then(|| group.vpc_zone_identifier.join(","))
}

/// When the group was made.
async fn created(cx: &Cx, name: &str) -> Result<SystemTime, Error> {
    let told = group(cx, name).await?.and_then(|g| g.created_time);
    Ok(told.and_then(|t| SystemTime::try_from(t).ok()).unwrap_or(SystemTime::UNIX_EPOCH))
}

type Update =
    aws_sdk_autoscaling::operation::update_auto_scaling_group::builders::UpdateAutoScalingGroupFluentBuilder;

/// The call that changes what differs.
fn settings(cx: &Cx, change: &Change<'_, Group>) -> Update {
    let to = change.to;
    let mut call = scaling(cx)
        .update_auto_scaling_group()
        .auto_scaling_group_name(&to.id)
        .new_instances_protected_from_scale_in(to.protect_from_scale_in.unwrap_or_default());
    if change.changed("availability_zone_distribution") {
        let distribution = to.availability_zone_distribution.as_ref().map(Distribution::request);
        call = call.set_availability_zone_distribution(distribution);
    }
    if change.changed("availability_zones") {
        call = call.set_availability_zones(given(&to.availability_zones));
    }
    if change.changed("capacity_rebalance") {
        call = call.capacity_rebalance(to.capacity_rebalance.unwrap_or_default());
    }
    if change.changed("capacity_reservation_specification") {
        let reservation = to.capacity_reservation_specification.as_ref().map(Reservation::request);
        call = call.set_capacity_reservation_specification(reservation);
    }
    if change.changed("context") {
        call = call.context(to.context.clone().unwrap_or_default());
    }
    if change.changed("default_cooldown") {
        call = call.set_default_cooldown(int(to.default_cooldown));
    }
    if change.changed("default_instance_warmup") {
        // Minus one takes it away.
        call = call.set_default_instance_warmup(int(to.default_instance_warmup.or(Some(-1))));
    }
    if change.changed("desired_capacity") {
        call = call.set_desired_capacity(int(to.desired_capacity));
    }
    if change.changed("desired_capacity_type") {
        call = call.set_desired_capacity_type(text(&to.desired_capacity_type));
    }
    if change.any(&["health_check_grace_period", "health_check_type"]) {
        call = call.set_health_check_grace_period(int(to.health_check_grace_period));
    }
    if change.changed("health_check_type") {
        call = call.set_health_check_type(text(&to.health_check_type));
    }
    if change.changed("instance_maintenance_policy") {
        let policy = Maintenance::request(to.instance_maintenance_policy.as_ref());
        call = call.instance_maintenance_policy(policy);
    }
    if change.changed("launch_configuration") {
        call = call.set_launch_configuration_name(text(&to.launch_configuration));
    }
    if change.changed("launch_template") {
        call = call.set_launch_template(to.launch_template.as_ref().map(Template::request));
    }
    if change.changed("max_instance_lifetime") {
        call = call.set_max_instance_lifetime(int(to.max_instance_lifetime.or(Some(0))));
    }
    if change.changed("max_size") {
        call = call.set_max_size(int(Some(to.max_size)));
    }
    if change.changed("min_size") {
        call = call.set_min_size(int(Some(to.min_size)));
    }
    if change.changed("mixed_instances_policy") {
        call = call.set_mixed_instances_policy(to.mixed_instances_policy.as_ref().map(Mixed::request));
    }
    if change.changed("placement_group") {
        call = call.placement_group(to.placement_group.clone().unwrap_or_default());
    }
    if change.changed("service_linked_role_arn") {
        call = call.set_service_linked_role_arn(text(&to.service_linked_role_arn));
    }
    if change.changed("termination_policies") {
        let policies = given(&to.termination_policies).unwrap_or_else(|| vec!["Default".into()]);
        call = call.set_termination_policies(Some(policies));
    }
    if change.changed("vpc_zone_identifier") {
        call = call.set_vpc_zone_identifier(subnets(to));
    }
    call
}

async fn retag(cx: &Cx, change: &Change<'_, Group>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let gone = from.tag.iter().filter(|t| !to.tag.iter().any(|other| other.key == t.key));
    let gone: Vec<_> = gone.map(|t| t.request(&to.id)).collect();
    if !gone.is_empty() {
        scaling(cx).delete_tags().set_tags(Some(gone)).send().await?;
    }
    let set: Vec<_> = to.tag.minus(&from.tag).into_iter().map(|t| t.request(&to.id)).collect();
    if !set.is_empty() {
        scaling(cx).create_or_update_tags().set_tags(Some(set)).send().await?;
    }
    Ok(())
}

async fn put_pool(cx: &Cx, group: &str, pool: &WarmPool) -> Result<(), Error> {
    let reuse = pool.instance_reuse_policy.as_ref().map(|p| {
        let yes = p.reuse_on_scale_in.unwrap_or_default();
        types::InstanceReusePolicy::builder().reuse_on_scale_in(yes).build()
    });
    let call = scaling(cx)
        .put_warm_pool()
        .auto_scaling_group_name(group)
        .set_instance_reuse_policy(reuse)
        .set_max_group_prepared_capacity(int(pool.max_group_prepared_capacity))
        .set_min_size(int(pool.min_size))
        .set_pool_state(choice(&pool.pool_state));
    until_settled(cx, || call.clone().send()).await?;
    Ok(())
}

/// Which metrics are collected.
async fn collect(cx: &Cx, change: &Change<'_, Group>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let finer = change.changed("metrics_granularity");
    if !(finer || change.changed("enabled_metrics")) {
        return Ok(());
    }
    let owned = |all: Vec<&String>| -> Vec<String> { all.into_iter().cloned().collect() };
    let gone = owned(from.enabled_metrics.minus(&to.enabled_metrics));
    if !gone.is_empty() {
        let call = scaling(cx).disable_metrics_collection().auto_scaling_group_name(&to.id);
        call.set_metrics(Some(gone)).send().await?;
    }
    let new = match finer {
        true => to.enabled_metrics.to_vec(),
        false => owned(to.enabled_metrics.minus(&from.enabled_metrics)),
    };
    if !new.is_empty() {
        let granularity = text(&to.metrics_granularity).unwrap_or_else(|| GRANULARITY.into());
        let call = scaling(cx).enable_metrics_collection().auto_scaling_group_name(&to.id);
        call.granularity(granularity).set_metrics(Some(new)).send().await?;
    }
    Ok(())
}

/// What the group does not do for now.
async fn suspend(cx: &Cx, change: &Change<'_, Group>) -> Result<(), Error> {
    let (from, to) = (&change.from.suspended_processes, &change.to.suspended_processes);
    if !change.changed("suspended_processes") {
        return Ok(());
    }
    let name = &change.to.id;
    let owned = |all: Vec<&String>| -> Vec<String> { all.into_iter().cloned().collect() };
    let resumed = owned(from.minus(to));
    if !resumed.is_empty() {
        let call = scaling(cx).resume_processes().auto_scaling_group_name(name);
        call.set_scaling_processes(Some(resumed)).send().await?;
    }
    let suspended = owned(to.minus(from));
    if !suspended.is_empty() {
        let call = scaling(cx).suspend_processes().auto_scaling_group_name(name);
        call.set_scaling_processes(Some(suspended)).send().await?;
    }
    Ok(())
}

fn found(cx: &Cx, group: &AutoScalingGroup, req: &Req<Group>) -> Found<Group> {
    let mut value = told(cx, group, &req.prior);
    if req.phase == Phase::Created {
        value.wait_for_capacity_timeout = Some(NOT_WAITED_FOR.into());
    }
    // It has a status only while it goes.
    let status = match (&group.status, req.phase) {
        (Some(status), Phase::Deleted) => Status::Pending(status.clone()),
        _ => Status::Ready,
    };
    Found::ready(value).status(status)
}

/// The group as Auto Scaling tells it; what only the configuration knows is as it was.
pub(crate) fn told(cx: &Cx, group: &AutoScalingGroup, prior: &Group) -> Group {
    let name = group.auto_scaling_group_name.clone();
    let set = |texts: &[String]| texts.iter().cloned().collect::<Set<String>>();
    let metrics = group.enabled_metrics();
    let policies = group.termination_policies();
    let by_default = policies == ["Default"] && prior.termination_policies.is_empty();
    let subnets = group.vpc_zone_identifier().unwrap_or_default().split(',');
    Group {
        id: name.clone().unwrap_or_default(),
        arn: group.auto_scaling_group_arn.clone().unwrap_or_default(),
        availability_zone_distribution: group.availability_zone_distribution.as_ref().map(Distribution::told),
        availability_zones: set(group.availability_zones()),
        capacity_rebalance: group.capacity_rebalance,
        capacity_reservation_specification: group
            .capacity_reservation_specification
            .as_ref()
            .map(Reservation::told),
        context: group.context.clone(),
        default_cooldown: long(group.default_cooldown),
        default_instance_warmup: long(group.default_instance_warmup),
        desired_capacity: long(group.desired_capacity),
        desired_capacity_type: group.desired_capacity_type.clone(),
        enabled_metrics: metrics.iter().filter_map(|m| m.metric.clone()).collect(),
        force_delete: None,
        force_delete_warm_pool: None,
        health_check_grace_period: long(group.health_check_grace_period),
        health_check_type: group.health_check_type.clone(),
        ignore_failed_scaling_activities: None,
        initial_lifecycle_hook: prior.initial_lifecycle_hook.clone(),
        instance_maintenance_policy: group.instance_maintenance_policy.as_ref().map(Maintenance::told),
        instance_refresh: prior.instance_refresh.clone(),
        launch_configuration: group.launch_configuration_name.clone(),
        launch_template: group.launch_template.as_ref().map(Template::told),
        load_balancers: set(group.load_balancer_names()),
        max_instance_lifetime: long(group.max_instance_lifetime),
        max_size: group.max_size.unwrap_or_default().into(),
        metrics_granularity: metrics
            .first()
            .and_then(|m| m.granularity.clone())
            .or_else(|| Some(GRANULARITY.into())),
        min_elb_capacity: None,
        min_size: group.min_size.unwrap_or_default().into(),
        mixed_instances_policy: group.mixed_instances_policy.as_ref().map(Mixed::told),
        name_prefix: name.as_deref().map(prefix_of),
        name,
        placement_group: group.placement_group.clone(),
        predicted_capacity: group.predicted_capacity.unwrap_or_default().into(),
        protect_from_scale_in: group.new_instances_protected_from_scale_in,
        service_linked_role_arn: group.service_linked_role_arn.clone(),
        suspended_processes: group
            .suspended_processes()
            .iter()
            .filter_map(|p| p.process_name.clone())
            .collect(),
        tag: Tag::told(cx, group.tags()),
        target_group_arns: set(group.target_group_arns()),
        termination_policies: if by_default { Vec::new() } else { policies.to_vec() },
        traffic_source: group.traffic_sources().iter().map(TrafficSource::told).collect(),
        vpc_zone_identifier: subnets.filter(|s| !s.is_empty()).map(str::to_owned).collect(),
        wait_for_capacity_timeout: prior.wait_for_capacity_timeout.clone(),
        wait_for_elb_capacity: None,
        warm_pool: group.warm_pool_configuration.as_ref().map(WarmPool::told),
        warm_pool_size: group.warm_pool_size.unwrap_or_default().into(),
    }
}
