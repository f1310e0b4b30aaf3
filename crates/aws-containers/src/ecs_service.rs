//! `aws_ecs_service`

use crate::common::{given, int, positive, text};
use crate::ecs::{StrategyItem, ecs, retag, strategy, strategy_told, tag_list, tags, until_settled};
use crate::ecs_service_blocks::{
    Alarms, CircuitBreaker, Constraint, Controller, Lattice, LoadBalancer, Network, Placement, Registry,
    deployment_configuration,
};
use crate::ecs_service_connect::Connect;
use crate::ecs_service_volume::VolumeConfiguration;
use aws_sdk_ecs::types::{self, ServiceField};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Tasks that are kept running. (ECS CreateService, UpdateService)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_ecs_service",
    version = 1,
    tags,
    timeouts(create, update, delete),
    seconds(3, 60),
    not_found = "ClusterNotFoundException",
    not_found = "ServiceNotActiveException"
)]
pub struct Service {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Alarms that fail a deployment.
    #[block(list, max = 1, stays)]
    pub alarms: Option<Alarms>,
    /// Tasks are spread anew when zones become uneven: `ENABLED` or `DISABLED`.
    #[attr(optional, default = "DISABLED", one_of("ENABLED", "DISABLED"))]
    pub availability_zone_rebalancing: Option<String>,
    /// Where tasks run, instead of a launch type.
    #[block(set)]
    pub capacity_provider_strategy: Set<StrategyItem>,
    /// Name or ARN of its cluster (`default`).
    #[attr(optional, computed, replace)]
    pub cluster: Option<String>,
    /// A deployment that comes to nothing is given up.
    #[block(list, max = 1, stays)]
    pub deployment_circuit_breaker: Option<CircuitBreaker>,
    /// Who carries out deployments.
    #[block(list, max = 1, stays)]
    pub deployment_controller: Option<Controller>,
    /// Most tasks during a deployment, in percent of those desired.
    #[attr(optional, default = 200)]
    pub deployment_maximum_percent: Option<i64>,
    /// Fewest healthy tasks during a deployment, in percent of those desired.
    #[attr(optional, default = 100)]
    pub deployment_minimum_healthy_percent: Option<i64>,
    /// How many tasks are kept running.
    #[attr(optional)]
    pub desired_count: Option<i64>,
    /// Tasks get tags of ECS.
    #[attr(optional, default = false)]
    pub enable_ecs_managed_tags: Option<bool>,
    /// Commands may be run in containers.
    #[attr(optional, default = false)]
    pub enable_execute_command: Option<bool>,
    /// It is deleted with whatever still runs.
    #[attr(optional, config_only)]
    pub force_delete: Option<bool>,
    /// Every update starts a deployment.
    #[attr(optional, config_only)]
    pub force_new_deployment: Option<bool>,
    /// Seconds in which failed health checks of the load balancer do not count.
    #[attr(optional, between(0, 2_147_483_647))]
    pub health_check_grace_period_seconds: Option<i64>,
    /// Role that calls the load balancer, where the service-linked role does not.
    #[attr(optional, computed, replace, unset = "null")]
    pub iam_role: Option<String>,
    /// `EC2`, `FARGATE` or `EXTERNAL`.
    #[attr(optional, computed, replace, one_of("EC2", "FARGATE", "EXTERNAL"))]
    pub launch_type: Option<String>,
    /// Load balancers in front of its tasks.
    #[block(set)]
    pub load_balancer: Set<LoadBalancer>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// Where tasks with network mode `awsvpc` are put.
    #[block(list, max = 1)]
    pub network_configuration: Option<Network>,
    /// How tasks are placed on instances, first things first.
    #[block(list, max = 5)]
    pub ordered_placement_strategy: Vec<Placement>,
    /// Where tasks may be placed.
    #[block(set, max = 10)]
    pub placement_constraints: Set<Constraint>,
    /// Version of Fargate.
    #[attr(optional, computed)]
    pub platform_version: Option<String>,
    /// Tasks get the tags of the task definition or of the service.
    #[attr(optional, one_of("TASK_DEFINITION", "SERVICE", "NONE"), equal_by = same_propagation)]
    pub propagate_tags: Option<String>,
    /// A number of tasks (`REPLICA`) or one on each instance (`DAEMON`).
    #[attr(optional, replace, default = "REPLICA", one_of("REPLICA", "DAEMON"))]
    pub scheduling_strategy: Option<String>,
    /// How it finds other services of its namespace and is found by them.
    #[block(list, max = 1)]
    pub service_connect_configuration: Option<Connect>,
    /// Service discovery in Cloud Map.
    #[block(list, max = 1)]
    pub service_registries: Option<Registry>,
    /// What its tasks are: family and revision, or ARN.
    #[attr(optional, delivered = runs)]
    pub task_definition: Option<String>,
    /// A change starts a deployment, with `force_new_deployment`.
    #[attr(optional, computed, config_only)]
    pub triggers: BTreeMap<String, String>,
    /// Volumes that each task gets.
    #[block(list, max = 1)]
    pub volume_configuration: Option<VolumeConfiguration>,
    /// VPC Lattice in front of its tasks.
    #[block(set)]
    pub vpc_lattice_configurations: Set<Lattice>,
    /// A change is done when the tasks run.
    #[attr(optional, default = false, config_only)]
    pub wait_for_steady_state: Option<bool>,
}

/// Nothing configured is as good as `NONE`.
pub(crate) fn same_propagation(prior: &str, new: &str) -> bool {
    prior == "NONE" && new.is_empty()
}

/// Services that one DescribeServices call takes.
const PER_CALL: usize = 10;

#[async_trait]
impl Resource for Service {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(5),
        create: Duration::from_secs(20 * 60),
        update: Duration::from_secs(20 * 60),
        delete: Duration::from_secs(20 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let anew = cx.get("force_new_deployment").as_bool() == Some(true);
        plan_daemon(cx);
        if cx.is_create() {
            if !anew {
                cx.set_unknown("triggers");
            }
            return Ok(());
        }
        let count = |v: Value| v.as_seq().map_or(0, <[Value]>::len);
        let strategies =
            (count(cx.before("capacity_provider_strategy")), count(cx.get("capacity_provider_strategy")));
        if has_change(cx, "capacity_provider_strategy") && (!anew || strategies.0 == 0 || strategies.1 == 0) {
            cx.force_replace("capacity_provider_strategy");
        }
        let known = cx.get("triggers").is_wholly_known();
        let emptied = cx.get("triggers").as_map().is_none_or(BTreeMap::is_empty);
        if !anew || !known || emptied {
            cx.set("triggers", cx.before("triggers"));
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let external = planned.controller() == "EXTERNAL";
        let call = ecs(cx)
            .create_service()
            .client_token(step.short_token(32))
            .service_name(&planned.name)
            .set_cluster(text(&planned.cluster))
            .set_availability_zone_rebalancing(
                text(&planned.availability_zone_rebalancing).map(|v| v.as_str().into()),
            )
            .set_capacity_provider_strategy(given(&strategy(&planned.capacity_provider_strategy)?))
            .deployment_configuration(deployment_configuration(planned)?)
            .set_deployment_controller(
                planned.deployment_controller.as_ref().map(Controller::request).transpose()?,
            )
            .set_desired_count(int(planned.desired_count.or(Some(0))).filter(|_| !planned.is_daemon()))
            .enable_ecs_managed_tags(planned.enable_ecs_managed_tags.unwrap_or_default())
            .enable_execute_command(planned.enable_execute_command.unwrap_or_default())
            .set_health_check_grace_period_seconds(positive(planned.health_check_grace_period_seconds))
            .set_launch_type(text(&planned.launch_type).filter(|_| !external).map(|v| v.as_str().into()))
            .set_load_balancers(given(&requests(&planned.load_balancer, LoadBalancer::request)))
            .set_network_configuration(
                planned.network_configuration.as_ref().map(Network::request).transpose()?,
            )
            .set_placement_constraints(given(&requests(&planned.placement_constraints, Constraint::request)))
            .set_placement_strategy(given(&requests(&planned.ordered_placement_strategy, Placement::request)))
            .set_platform_version(text(&planned.platform_version))
            .set_propagate_tags(text(&planned.propagate_tags).map(|v| v.as_str().into()))
            .set_role(text(&planned.iam_role))
            .set_scheduling_strategy(text(&planned.scheduling_strategy).map(|v| v.as_str().into()))
            .set_service_connect_configuration(
                planned.service_connect_configuration.as_ref().map(Connect::request).transpose()?,
            )
            .set_service_registries(planned.service_registries.as_ref().map(|r| vec![r.request()]))
            .set_task_definition(text(&planned.task_definition))
            .set_volume_configurations(volumes(planned)?)
            .set_vpc_lattice_configurations(given(&lattices(planned)?))
            .set_tags(tag_list(&step.tags));
        let made = until_settled(cx, &["ClusterNotFoundException"], || call.clone().send()).await?;
        Created::new(made.service.and_then(|s| s.service_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut clusters: BTreeMap<String, Vec<&Req<Self>>> = BTreeMap::new();
        for req in reqs {
            clusters.entry(cluster_of(req)).or_default().push(req);
        }
        let mut calls = Vec::new();
        for (cluster, reqs) in clusters {
            calls.extend(reqs.chunks(PER_CALL).map(|some| (cluster.clone(), some.to_vec())));
        }
        let told = each(calls, 10, |(cluster, reqs)| async move {
            let names = reqs.iter().map(|r| name_of(&r.key)).collect();
            describe(cx, &cluster, names).await.map(|found| (reqs, found))
        })
        .await;
        let mut all = HashMap::new();
        for part in told {
            match part {
                Ok((reqs, services)) => all.extend(reqs.iter().filter_map(|req| found(req, &services))),
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        answers(reqs, Ok(all))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let only_here = ["force_delete", "tags", "tags_all"];
        let of_replicas = ["desired_count", "deployment_maximum_percent"];
        let matters = |name: &&String| {
            !(only_here.contains(&name.as_str()) || (to.is_daemon() && of_replicas.contains(&name.as_str())))
        };
        if change.names.iter().any(|n| matters(&n)) {
            left_to_code_deploy(change)?;
            let call = request(cx, change)?;
            until_settled(cx, &[], || call.clone().send()).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    /// Its tasks are stopped first: ECS deletes only a service without any, unless it is forced to.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let force = prior.force_delete.unwrap_or_default();
        let external = prior.controller() == "EXTERNAL";
        if !(force || external || prior.is_daemon()) {
            let drain = ecs(cx).update_service().service(&prior.id).set_cluster(text(&prior.cluster));
            drain.desired_count(0).send().await?;
        }
        let call = ecs(cx).delete_service().service(&prior.id).set_cluster(text(&prior.cluster));
        let busy = |e: &Error| {
            let deploying = e.message.contains("cannot be stopped while deployments are active");
            deploying || e.message.contains("has a dependent object")
        };
        match call.force(force).send().await.map_err(Error::from) {
            Err(e) if busy(&e) => Err(e.with_class(Class::Dependency)),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let cluster = text(&planned.cluster).unwrap_or_else(|| "default".into());
        let found = describe(cx, &cluster, vec![planned.name.clone()]).await?;
        let alive = |s: &&types::Service| s.status.as_deref() == Some("ACTIVE");
        let ours = |s: &&types::Service| intent.absent || carries(intent, &tags(s.tags.as_deref()));
        Ok(found.iter().filter(alive).find(ours).and_then(|s| s.service_arn.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        let cluster = text(&self.cluster).unwrap_or_else(|| "default".into());
        Some(format!("{}/{}", name_of(&cluster), self.name))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split('/').collect::<Vec<_>>().as_slice() {
            [cluster, service] if !cluster.is_empty() && !service.is_empty() => Ok(Self::with_id_of(id)),
            _ => Err(Error::import_id(id, "CLUSTER/SERVICE")),
        }
    }

    /// Version 0 held the throughput of a volume as text.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        let throughput = attributes.pointer_mut("/volume_configuration/0/managed_ebs_volume/0/throughput");
        if let Some(value) = throughput
            && let Some(text) = value.as_str()
        {
            *value = text.parse::<i64>().unwrap_or_default().into();
        }
        Ok(attributes)
    }
}

impl Service {
    fn with_id_of(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
    pub(crate) fn is_daemon(&self) -> bool {
        self.scheduling_strategy.as_deref() == Some("DAEMON")
    }
    fn controller(&self) -> &str {
        self.deployment_controller.as_ref().and_then(|c| c.r#type.as_deref()).unwrap_or("ECS")
    }
}

/// How many tasks there are is not a service's own matter where each instance runs one.
fn plan_daemon(cx: &mut PlanCx<'_>) {
    if cx.get("scheduling_strategy").as_str() != Some("DAEMON") {
        return;
    }
    let before = |cx: &PlanCx<'_>, name: &str| match cx.is_create() {
        true => Value::null(Type::Number),
        false => cx.before(name),
    };
    if cx.get("desired_count").is_wholly_known() {
        cx.set("desired_count", before(cx, "desired_count"));
    }
    for (name, default) in [("deployment_maximum_percent", 200), ("deployment_minimum_healthy_percent", 100)]
    {
        if cx.get(name).as_i64() == Some(default) {
            cx.set(name, before(cx, name));
        }
    }
}

/// What only CodeDeploy may change: ECS refuses it, and what to do is not in its message.
fn left_to_code_deploy(change: &Change<'_, Service>) -> Result<(), Error> {
    let names = ["load_balancer", "network_configuration", "platform_version", "task_definition"];
    let changed: Vec<&str> = names.into_iter().filter(|n| change.changed(n)).collect();
    if change.to.controller() != "CODE_DEPLOY" || changed.is_empty() {
        return Ok(());
    }
    let message = format!(
        "The deployments of this service are CodeDeploy's: {} cannot be changed here.",
        changed.join(", ")
    );
    Err(Error::new(Class::Validation, message).help(format!(
        "Start a deployment in CodeDeploy, and set `lifecycle {{ ignore_changes = [{}] }}`.",
        changed.join(", ")
    )))
}

fn requests<T, R>(items: &[T], request: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(request).collect()
}

fn volumes(service: &Service) -> Result<Option<Vec<types::ServiceVolumeConfiguration>>, Error> {
    let volume = service.volume_configuration.as_ref().map(VolumeConfiguration::request).transpose()?;
    Ok(volume.map(|v| vec![v]))
}

fn lattices(service: &Service) -> Result<Vec<types::VpcLatticeConfiguration>, Error> {
    service.vpc_lattice_configurations.iter().map(Lattice::request).collect()
}

type Update = aws_sdk_ecs::operation::update_service::builders::UpdateServiceFluentBuilder;

/// The call that changes what differs. An empty list takes all of a kind away.
fn request(cx: &Cx, change: &Change<'_, Service>) -> Result<Update, Error> {
    let to = change.to;
    let mut call = ecs(cx)
        .update_service()
        .service(&to.id)
        .set_cluster(text(&to.cluster))
        .force_new_deployment(to.force_new_deployment.unwrap_or_default());
    let percents = ["deployment_maximum_percent", "deployment_minimum_healthy_percent"];
    if change.any(&percents) || change.any(&["alarms", "deployment_circuit_breaker"]) {
        call = call.deployment_configuration(deployment_configuration(to)?);
    }
    if change.changed("availability_zone_rebalancing") {
        let wanted = text(&to.availability_zone_rebalancing);
        call = call.set_availability_zone_rebalancing(wanted.map(|v| v.as_str().into()));
    }
    if change.changed("capacity_provider_strategy") {
        call = call.set_capacity_provider_strategy(Some(strategy(&to.capacity_provider_strategy)?));
    }
    if change.changed("desired_count") && !to.is_daemon() {
        call = call.set_desired_count(int(to.desired_count.or(Some(0))));
    }
    if change.changed("enable_ecs_managed_tags") {
        call = call.enable_ecs_managed_tags(to.enable_ecs_managed_tags.unwrap_or_default());
    }
    if change.changed("enable_execute_command") {
        call = call.enable_execute_command(to.enable_execute_command.unwrap_or_default());
    }
    if change.changed("health_check_grace_period_seconds") {
        call =
            call.set_health_check_grace_period_seconds(int(to.health_check_grace_period_seconds.or(Some(0))));
    }
    if change.changed("load_balancer") {
        call = call.set_load_balancers(Some(requests(&to.load_balancer, LoadBalancer::request)));
    }
    if change.changed("network_configuration") {
        let network = to.network_configuration.as_ref().map(Network::request).transpose()?;
        call = call.set_network_configuration(network);
    }
    if change.changed("ordered_placement_strategy") {
        call =
            call.set_placement_strategy(Some(requests(&to.ordered_placement_strategy, Placement::request)));
    }
    if change.changed("placement_constraints") {
        call = call.set_placement_constraints(Some(requests(&to.placement_constraints, Constraint::request)));
    }
    if change.changed("platform_version") {
        call = call.set_platform_version(text(&to.platform_version));
    }
    if change.changed("propagate_tags") {
        let wanted = text(&to.propagate_tags).unwrap_or_else(|| "NONE".into());
        call = call.propagate_tags(wanted.as_str().into());
    }
    if change.changed("service_connect_configuration") {
        let connect = to.service_connect_configuration.clone().unwrap_or_default();
        call = call.service_connect_configuration(connect.request()?);
    }
    if change.changed("service_registries") {
        call =
            call.set_service_registries(Some(requests(to.service_registries.as_slice(), Registry::request)));
    }
    if change.changed("task_definition") {
        call = call.set_task_definition(text(&to.task_definition));
    }
    if change.changed("volume_configuration") {
        call = call.set_volume_configurations(Some(volumes(to)?.unwrap_or_default()));
    }
    if change.changed("vpc_lattice_configurations") {
        call = call.set_vpc_lattice_configurations(Some(lattices(to)?));
    }
    Ok(call)
}

/// The name at the end of an ARN; a name is its own.
fn name_of(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The cluster that a service is looked for in: its ARN or import id tells it, but for ARNs of the old form.
fn cluster_of(req: &Req<Service>) -> String {
    let parts: Vec<&str> = req.key.split('/').collect();
    match parts.as_slice() {
        [_, cluster, _] => (*cluster).to_owned(),
        [cluster, _] if !req.key.starts_with("arn:") => (*cluster).to_owned(),
        _ => text(&req.prior.cluster).map_or_else(|| "default".into(), |c| name_of(&c)),
    }
}

/// Services of one cluster by their names, those that are there.
async fn describe(cx: &Cx, cluster: &str, names: Vec<String>) -> Result<Vec<types::Service>, Error> {
    let call = ecs(cx).describe_services().cluster(cluster).set_services(Some(names));
    let told = crate::common::there(call.include(ServiceField::Tags).send().await)?;
    Ok(told.and_then(|t| t.services).unwrap_or_default())
}

/// What a request's service is. An inactive one is gone, and to a refresh one that is draining is as good as gone.
fn found(req: &Req<Service>, services: &[types::Service]) -> Option<(Key, Found<Service>)> {
    let name = name_of(&req.key);
    let service = services.iter().find(|s| s.service_name.as_deref() == Some(&*name))?;
    let status = match (service.status.as_deref(), req.phase) {
        (Some("INACTIVE"), _) | (Some("DRAINING"), Phase::Refresh) => return None,
        (Some("ACTIVE") | None, Phase::Created | Phase::Updated) => steadiness(service, &req.prior),
        (Some("ACTIVE") | None, _) => Status::Ready,
        (Some(other), _) => Status::Pending(other.to_owned()),
    };
    let found = Found::ready(told(service, req)).tagged(tags(service.tags.as_deref())).status(status);
    Some((req.key.clone(), found))
}

/// How far a deployment has come, where the end of it is waited for.
fn steadiness(service: &types::Service, wanted: &Service) -> Status {
    if wanted.wait_for_steady_state != Some(true) {
        return Status::Ready;
    }
    let deployments = service.deployments();
    let failed = deployments.iter().find(|d| d.rollout_state == Some(types::DeploymentRolloutState::Failed));
    if let Some(failed) = failed {
        let reason = failed.rollout_state_reason.clone().unwrap_or_else(|| "the deployment failed".into());
        return Status::Failed(reason);
    }
    if deployments.len() != 1 || service.running_count != service.desired_count {
        let (running, desired) = (service.running_count, service.desired_count);
        return Status::Pending(format!(
            "{running} of {desired} tasks run, {} deployments",
            deployments.len()
        ));
    }
    let (has, wants) = (service.task_definition.clone().unwrap_or_default(), text(&wanted.task_definition));
    match wants.filter(|w| w.contains(':') && name_of(w) != name_of(&has)) {
        Some(wants) => Status::Failed(format!("{wants} was rolled back to {}", name_of(&has))),
        None => Status::Ready,
    }
}

/// An ARN in the form in which the state names it: a name where it holds a name.
fn in_form_of(held: &Option<String>, arn: Option<&String>, short: impl Fn(&str) -> String) -> Option<String> {
    let arn = arn?;
    Some(if held.as_deref().is_some_and(|h| h.starts_with("arn:")) { arn.clone() } else { short(arn) })
}

/// The name of a role, with its path where it has one.
fn role_name(arn: &str) -> String {
    match arn.split_once('/') {
        Some((_, rest)) if rest.contains('/') => format!("/{rest}"),
        Some((_, name)) => name.to_owned(),
        None => String::new(),
    }
}

fn told(service: &types::Service, req: &Req<Service>) -> Service {
    let prior = &req.prior;
    let own = |v: Option<&str>| v.map(str::to_owned);
    let configuration = service.deployment_configuration.as_ref();
    let primary = service.deployments().iter().find(|d| d.status.as_deref() == Some("PRIMARY"));
    let imported = !req.key.starts_with("arn:");
    Service {
        id: service.service_arn.clone().unwrap_or_default(),
        alarms: configuration.and_then(|c| c.alarms.as_ref()).map(Alarms::told),
        availability_zone_rebalancing: own(service
            .availability_zone_rebalancing
            .as_ref()
            .map(|v| v.as_str())),
        capacity_provider_strategy: strategy_told(service.capacity_provider_strategy.as_deref()),
        cluster: match imported {
            true => service.cluster_arn.clone(),
            false => in_form_of(&prior.cluster, service.cluster_arn.as_ref(), name_of),
        },
        deployment_circuit_breaker: configuration
            .and_then(|c| c.deployment_circuit_breaker.as_ref())
            .map(CircuitBreaker::told),
        deployment_controller: Some(Controller::told(service.deployment_controller.as_ref())),
        deployment_maximum_percent: configuration.and_then(|c| c.maximum_percent).map(Into::into),
        deployment_minimum_healthy_percent: configuration
            .and_then(|c| c.minimum_healthy_percent)
            .map(Into::into),
        desired_count: Some(service.desired_count.into()),
        enable_ecs_managed_tags: Some(service.enable_ecs_managed_tags),
        enable_execute_command: Some(service.enable_execute_command),
        force_delete: None,
        force_new_deployment: None,
        health_check_grace_period_seconds: service.health_check_grace_period_seconds.map(Into::into),
        iam_role: in_form_of(&prior.iam_role, service.role_arn.as_ref(), role_name),
        launch_type: own(service.launch_type.as_ref().map(|v| v.as_str())),
        load_balancer: service.load_balancers().iter().map(LoadBalancer::told).collect(),
        name: service.service_name.clone().unwrap_or_default(),
        network_configuration: service.network_configuration.as_ref().map(Network::told),
        ordered_placement_strategy: service.placement_strategy().iter().map(Placement::told).collect(),
        placement_constraints: service.placement_constraints().iter().map(Constraint::told).collect(),
        platform_version: service.platform_version.clone(),
        propagate_tags: own(service.propagate_tags.as_ref().map(|v| v.as_str())),
        scheduling_strategy: own(service.scheduling_strategy.as_ref().map(|v| v.as_str())),
        service_connect_configuration: primary
            .and_then(|d| d.service_connect_configuration.as_ref())
            .map(Connect::told)
            .or_else(|| prior.service_connect_configuration.clone()),
        service_registries: service.service_registries().first().map(Registry::told),
        task_definition: in_form_of(&prior.task_definition, service.task_definition.as_ref(), name_of),
        triggers: prior.triggers.clone(),
        volume_configuration: primary
            .and_then(|d| d.volume_configurations().first())
            .map(VolumeConfiguration::told)
            .or_else(|| prior.volume_configuration.clone()),
        vpc_lattice_configurations: primary
            .map(|d| d.vpc_lattice_configurations().iter().map(Lattice::told).collect())
            .unwrap_or_default(),
        wait_for_steady_state: None,
    }
}

/// Whether a service runs the configured tasks, by whichever of their two names.
fn runs(config: &Value, object: &Value) -> bool {
    let name = |value: &Value| value.get("task_definition").and_then(Value::as_str).map(name_of);
    name(config).is_some_and(|configured| name(object) == Some(configured))
}
