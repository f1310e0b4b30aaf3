//! `aws_codedeploy_deployment_group`

use crate::codedeploy::{BATCH, arn, codedeploy, retag, tag_list, tags};
use crate::codedeploy_group_blocks::{
    Alarms, BlueGreen, Rollback, Service, Style, TagFilter, TagSet, Trigger, premises_filter, premises_told,
};
use crate::codedeploy_group_traffic::Balancing;
use crate::words::words;
use aws_sdk_codedeploy::types;
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_aws_core::tagging::tags_of;
use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

/// The machines, or the service, that an application is deployed to, and how. (CodeDeploy CreateDeploymentGroup, UpdateDeploymentGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codedeploy_deployment_group", tags, seconds(1, 1))]
pub struct DeploymentGroup {
    /// AWS's id of it.
    #[attr(id)]
    pub id: String,
    /// The alarms that stop a deployment.
    #[block(list, max = 1)]
    pub alarm_configuration: Option<Alarms>,
    /// The application.
    #[attr(required, length(0, 100))]
    pub app_name: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// When what was there before is deployed again.
    #[block(list, max = 1)]
    pub auto_rollback_configuration: Option<Rollback>,
    /// The Auto Scaling groups whose machines are deployed to.
    #[attr(optional)]
    pub autoscaling_groups: Set<String>,
    /// How what is new comes beside what is old, and how that goes.
    #[block(list, max = 1, computed)]
    pub blue_green_deployment_config: Option<BlueGreen>,
    /// Where the application runs.
    #[attr(computed)]
    pub compute_platform: String,
    /// How fast.
    #[attr(optional, default = "CodeDeployDefault.OneAtATime", length(0, 100))]
    pub deployment_config_name: Option<String>,
    /// AWS's id of it.
    #[attr(computed)]
    pub deployment_group_id: String,
    /// Its name. It can be given another.
    #[attr(required, length(0, 100))]
    pub deployment_group_name: String,
    /// In place or beside, with a load balancer or without.
    #[block(list, max = 1, stays)]
    pub deployment_style: Option<Style>,
    /// Machines of EC2 with one of these tags.
    #[block(set)]
    pub ec2_tag_filter: Set<TagFilter>,
    /// Machines of EC2 with a tag of each of these.
    #[block(set)]
    pub ec2_tag_set: Set<TagSet>,
    /// The service of ECS.
    #[block(list, max = 1)]
    pub ecs_service: Option<Service>,
    /// The load balancer.
    #[block(list, max = 1)]
    pub load_balancer_info: Option<Balancing>,
    /// Machines elsewhere with one of these tags.
    #[block(set)]
    pub on_premises_instance_tag_filter: Set<TagFilter>,
    /// Whether machines that come during a deployment get the new revision: `UPDATE` or `IGNORE`.
    #[attr(optional, default = "UPDATE", validate = strategy)]
    pub outdated_instances_strategy: Option<String>,
    /// The role.
    #[attr(required, arn)]
    pub service_role_arn: String,
    /// Machines that go are told of.
    #[attr(optional, default = false)]
    pub termination_hook_enabled: Option<bool>,
    /// Who is told of what happens.
    #[block(set)]
    pub trigger_configuration: Set<Trigger>,
}

words! {
    /// Checks `outdated_instances_strategy`.
    strategy: types::OutdatedInstancesStrategy,
}

/// How long roles and topics that were just made may be unknown.
const UNKNOWN: Duration = Duration::from_secs(5 * 60);

#[async_trait]
impl Resource for DeploymentGroup {
    const TAGS_APART: bool = true;

    fn key(&self) -> Key {
        format!("{}:{}", self.app_name, self.deployment_group_name)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = codedeploy(cx)
            .create_deployment_group()
            .application_name(&planned.app_name)
            .deployment_group_name(&planned.deployment_group_name)
            .service_role_arn(&planned.service_role_arn)
            .set_alarm_configuration(planned.alarm_configuration.as_ref().map(Alarms::request))
            .set_auto_rollback_configuration(
                planned.auto_rollback_configuration.as_ref().map(Rollback::request),
            )
            .set_auto_scaling_groups(given(&planned.autoscaling_groups))
            .set_blue_green_deployment_configuration(
                planned.blue_green_deployment_config.as_ref().map(BlueGreen::request),
            )
            .set_deployment_config_name(text(&planned.deployment_config_name))
            .set_deployment_style(planned.deployment_style.as_ref().map(Style::request))
            .set_ec2_tag_filters(given(&planned.machines()))
            .set_ec2_tag_set(planned.ec2_tag_set.first().map(|_| planned.tag_sets()))
            .set_ecs_services(given(&planned.services()))
            .set_load_balancer_info(planned.load_balancer_info.as_ref().map(Balancing::request))
            .set_on_premises_instance_tag_filters(given(&planned.machines_elsewhere()))
            .set_outdated_instances_strategy(choice(&planned.outdated_instances_strategy))
            .set_termination_hook_enabled(planned.termination_hook_enabled.filter(|on| *on))
            .set_trigger_configurations(given(&planned.triggers()))
            .set_tags(given(&tag_list(&step.tags)));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    /// By application, under the names that they have or will have.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let wanted: Vec<(String, String)> = reqs.iter().map(names).collect();
        let mut apps: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (app, group) in &wanted {
            apps.entry(app.as_str()).or_default().insert(group.clone());
        }
        let told = each(apps, 5, |(app, names)| groups(cx, app, names)).await;
        let told = match told.into_iter().collect::<Result<Vec<_>, _>>() {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let found = told.into_iter().flatten().map(|group| found(cx, group));
        let found: HashMap<Key, Self> = found.map(|group| (group.key(), group)).collect();
        let keys: Vec<Key> = wanted.iter().map(|(app, group)| format!("{app}:{group}")).collect();
        let there = reqs.iter().zip(&keys).filter_map(|(req, key)| Some((found.get(key)?.arn.clone(), req)));
        let tags =
            match tags_of(cx, &there.collect::<Vec<_>>(), |arn| async move { tags(cx, &arn).await }).await {
                Ok(tags) => tags,
                Err(e) => return answers(reqs, Err(e)),
            };
        let answer = |key: &Key| {
            let group = found.get(key)?.clone();
            let tags = tags.get(&group.arn).cloned().unwrap_or_default();
            Some(Found::ready(group).tagged(tags))
        };
        keys.iter().map(|key| Ok(answer(key))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("app_name") {
            let message = "AWS cannot move a deployment group to another application (app_name).";
            let help = "Have the resource replaced: provision apply -replace=ADDRESS.";
            return Err(Error::new(Class::Validation, message).help(help));
        }
        // Tags first: with the name the ARN changes.
        let own = format!("{}/{}", from.app_name, from.deployment_group_name);
        retag(cx, &arn(cx, "deploymentgroup", &own), &change.tags).await?;
        if change.names.iter().all(|n| n.starts_with("tags")) {
            return Ok(());
        }
        let is = |name: &str| change.changed(name);
        // What is left out stays as it is, and what is empty goes.
        let mut call = codedeploy(cx)
            .update_deployment_group()
            .application_name(&to.app_name)
            .current_deployment_group_name(&from.deployment_group_name)
            .set_new_deployment_group_name(
                is("deployment_group_name").then(|| to.deployment_group_name.clone()),
            )
            .service_role_arn(&to.service_role_arn);
        if is("alarm_configuration") {
            let none = || types::AlarmConfiguration::builder().set_alarms(Some(vec![])).build();
            call =
                call.alarm_configuration(to.alarm_configuration.as_ref().map_or_else(none, Alarms::request));
        }
        if is("auto_rollback_configuration") {
            let none = || types::AutoRollbackConfiguration::builder().set_events(Some(vec![])).build();
            let rollback = to.auto_rollback_configuration.as_ref().map_or_else(none, Rollback::request);
            call = call.auto_rollback_configuration(rollback);
        }
        // How blue and green are made is understood together with the groups that they are made of.
        if is("autoscaling_groups") || (is("blue_green_deployment_config") && to.ecs_service.is_none()) {
            call = call.set_auto_scaling_groups(Some(to.autoscaling_groups.to_vec()));
        }
        if is("blue_green_deployment_config") {
            let blue_green = to.blue_green_deployment_config.as_ref().map(BlueGreen::request);
            call = call.set_blue_green_deployment_configuration(blue_green);
        }
        if is("deployment_config_name") {
            call = call.set_deployment_config_name(to.deployment_config_name.clone());
        }
        if is("deployment_style") {
            call = call.set_deployment_style(to.deployment_style.as_ref().map(Style::request));
        }
        if is("ec2_tag_filter") {
            call = call.set_ec2_tag_filters(Some(to.machines()));
        }
        if is("ec2_tag_set") {
            call = call.ec2_tag_set(to.tag_sets());
        }
        if is("ecs_service") {
            call = call.set_ecs_services(Some(to.services()));
        }
        if is("load_balancer_info") {
            let none = || types::LoadBalancerInfo::builder().build();
            let info = to.load_balancer_info.as_ref().map_or_else(none, Balancing::request);
            call = call.load_balancer_info(info);
        }
        if is("on_premises_instance_tag_filter") {
            call = call.set_on_premises_instance_tag_filters(Some(to.machines_elsewhere()));
        }
        if is("outdated_instances_strategy") {
            let strategy = choice(&to.outdated_instances_strategy);
            call = call
                .outdated_instances_strategy(strategy.unwrap_or(types::OutdatedInstancesStrategy::Update));
        }
        if is("termination_hook_enabled") {
            call = call.termination_hook_enabled(to.termination_hook_enabled.unwrap_or_default());
        }
        if is("trigger_configuration") {
            call = call.set_trigger_configurations(Some(to.triggers()));
        }
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = codedeploy(cx).delete_deployment_group().application_name(&prior.app_name);
        call.deployment_group_name(&prior.deployment_group_name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = [planned.deployment_group_name.clone()].into();
        let told = groups(cx, &planned.app_name, name).await?.into_iter().next();
        let Some(group) = told.map(|group| found(cx, group)) else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(cx, &group.arn).await?);
        Ok(ours.then(|| group.key()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_codedeploy_app", self.app_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split(':').collect::<Vec<_>>()[..] {
            [app, group] if !app.is_empty() && !group.is_empty() => Ok(DeploymentGroup {
                app_name: app.to_owned(),
                deployment_group_name: group.to_owned(),
                ..DeploymentGroup::default()
            }),
            _ => Err(Error::import_id(id, "APPLICATION:GROUP")),
        }
    }
}

impl DeploymentGroup {
    fn machines(&self) -> Vec<types::Ec2TagFilter> {
        self.ec2_tag_filter.iter().map(TagFilter::request).collect()
    }
    fn machines_elsewhere(&self) -> Vec<types::TagFilter> {
        self.on_premises_instance_tag_filter.iter().map(premises_filter).collect()
    }
    fn services(&self) -> Vec<types::EcsService> {
        self.ecs_service.iter().map(Service::request).collect()
    }
    fn tag_sets(&self) -> types::Ec2TagSet {
        let sets = self.ec2_tag_set.iter().map(TagSet::request).collect();
        types::Ec2TagSet::builder().set_ec2_tag_set_list(Some(sets)).build()
    }
    fn triggers(&self) -> Vec<types::TriggerConfig> {
        self.trigger_configuration.iter().map(Trigger::request).collect()
    }
}

/// Repeats a call while the role or a topic that it names is not known everywhere yet.
async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        is_role_unknown(e) || (e.is(&["InvalidTriggerConfigException"]) && e.message.contains("Topic ARN"))
    };
    cx.retry(UNKNOWN, soon, call).await
}

/// The application and the name of a group, as it has them or will have them.
fn names(req: &Req<DeploymentGroup>) -> (String, String) {
    let prior = &req.prior;
    if !prior.app_name.is_empty() && !prior.deployment_group_name.is_empty() {
        return (prior.app_name.clone(), prior.deployment_group_name.clone());
    }
    let (app, group) = req.key.split_once(':').unwrap_or((&req.key, ""));
    (app.to_owned(), group.to_owned())
}

/// Groups of an application by their names, a hundred a call; those that are not there are left out.
/// (CodeDeploy BatchGetDeploymentGroups)
async fn groups(
    cx: &Cx,
    app: &str,
    names: BTreeSet<String>,
) -> Result<Vec<types::DeploymentGroupInfo>, Error> {
    let names: Vec<String> = names.into_iter().collect();
    let call = |some: &[String]| {
        let call = codedeploy(cx).batch_get_deployment_groups().application_name(app);
        call.set_deployment_group_names(Some(some.to_vec())).send()
    };
    let mut all = Vec::new();
    for told in each(names.chunks(BATCH), 5, call).await {
        // Without the application there is no group.
        all.extend(there(told)?.and_then(|t| t.deployment_groups_info).unwrap_or_default());
    }
    Ok(all)
}

fn found(cx: &Cx, told: types::DeploymentGroupInfo) -> DeploymentGroup {
    let app = told.application_name.unwrap_or_default();
    let name = told.deployment_group_name.unwrap_or_default();
    let id = told.deployment_group_id.unwrap_or_default();
    let sets = told.ec2_tag_set.and_then(|s| s.ec2_tag_set_list);
    DeploymentGroup {
        id: id.clone(),
        alarm_configuration: told.alarm_configuration.as_ref().and_then(Alarms::told),
        arn: arn(cx, "deploymentgroup", &format!("{app}/{name}")),
        app_name: app,
        auto_rollback_configuration: told.auto_rollback_configuration.as_ref().and_then(Rollback::told),
        autoscaling_groups: told.auto_scaling_groups.into_iter().flatten().filter_map(|g| g.name).collect(),
        blue_green_deployment_config: told.blue_green_deployment_configuration.as_ref().map(BlueGreen::told),
        compute_platform: told.compute_platform.map(|p| p.as_str().to_owned()).unwrap_or_default(),
        deployment_config_name: told.deployment_config_name,
        deployment_group_id: id,
        deployment_group_name: name,
        deployment_style: told.deployment_style.as_ref().map(Style::told),
        ec2_tag_filter: told.ec2_tag_filters.iter().flatten().map(TagFilter::told).collect(),
        ec2_tag_set: sets.iter().flatten().map(|set| TagSet::told(set)).collect(),
        ecs_service: told.ecs_services.iter().flatten().map(Service::told).next(),
        load_balancer_info: told.load_balancer_info.as_ref().and_then(Balancing::told),
        on_premises_instance_tag_filter: told
            .on_premises_instance_tag_filters
            .iter()
            .flatten()
            .map(premises_told)
            .collect(),
        outdated_instances_strategy: word(told.outdated_instances_strategy.as_ref()),
        service_role_arn: told.service_role_arn.unwrap_or_default(),
        termination_hook_enabled: Some(told.termination_hook_enabled),
        trigger_configuration: told.trigger_configurations.iter().flatten().map(Trigger::told).collect(),
    }
}
