//! `aws_ecs_task_definition`

use crate::common::{given, int, text};
use crate::container_definitions::{self as containers, Told};
use crate::ecs::{ecs, retag, tag_list, tags};
use crate::ecs_task_volumes::Volume;
use aws_sdk_ecs::types::{self, SortOrder, TaskDefinitionField, TaskDefinitionStatus};
use provision_aws_core::prelude::*;

/// A revision of what a task is. (ECS RegisterTaskDefinition, DeregisterTaskDefinition)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecs_task_definition", version = 1, revisioned, tags, seconds(1, 1))]
pub struct TaskDefinition {
    /// Its family.
    #[attr(id)]
    pub id: String,
    /// Its ARN, revision included.
    #[attr(computed)]
    pub arn: String,
    /// Its ARN without the revision.
    #[attr(computed)]
    pub arn_without_revision: String,
    /// Its containers, as JSON.
    #[attr(
        required,
        replace,
        as_told,
        equal_by = containers::same,
        normalize = containers::normal,
        validate = containers::check
    )]
    pub container_definitions: String,
    /// CPU units of a task.
    #[attr(optional, replace)]
    pub cpu: Option<String>,
    /// Faults may be injected.
    #[attr(optional, computed, replace)]
    pub enable_fault_injection: Option<bool>,
    /// Ephemeral storage on Fargate.
    #[block(list, max = 1, replace)]
    pub ephemeral_storage: Option<EphemeralStorage>,
    /// Role that starts the task: pulls images, writes logs, reads secrets.
    #[attr(optional, replace, arn)]
    pub execution_role_arn: Option<String>,
    /// The name that its revisions share.
    #[attr(required, replace, length(1, 255), validate = crate::ecs_cluster::cluster_name)]
    pub family: String,
    /// Accelerators of Elastic Inference, which AWS has ended.
    #[block(set, replace)]
    pub inference_accelerator: Set<Accelerator>,
    /// `host`, `task` or `none`.
    #[attr(optional, replace, one_of("host", "task", "none"))]
    pub ipc_mode: Option<String>,
    /// MiB of memory of a task.
    #[attr(optional, replace)]
    pub memory: Option<String>,
    /// `bridge`, `host`, `awsvpc` or `none`.
    #[attr(optional, computed, replace, one_of("bridge", "host", "awsvpc", "none"))]
    pub network_mode: Option<String>,
    /// `host` or `task`.
    #[attr(optional, replace, one_of("host", "task"))]
    pub pid_mode: Option<String>,
    /// Where tasks may be placed.
    #[block(set, max = 10, replace)]
    pub placement_constraints: Set<Constraint>,
    /// The proxy of App Mesh.
    #[block(list, max = 1, replace)]
    pub proxy_configuration: Option<Proxy>,
    /// `EC2`, `FARGATE`, `EXTERNAL`.
    #[attr(optional, replace)]
    pub requires_compatibilities: Set<String>,
    /// Its number within the family.
    #[attr(computed)]
    pub revision: i64,
    /// Operating system and processor.
    #[block(list, max = 1, replace)]
    pub runtime_platform: Option<Platform>,
    /// It stays registered when it is deleted or replaced.
    #[attr(optional, default = false, config_only)]
    pub skip_destroy: Option<bool>,
    /// Role of the containers.
    #[attr(optional, replace, arn)]
    pub task_role_arn: Option<String>,
    /// The latest revision of the family counts, whoever registered it.
    #[attr(optional, default = false, config_only)]
    pub track_latest: Option<bool>,
    /// Volumes for its containers.
    #[block(set, replace)]
    pub volume: Set<Volume>,
}

/// Ephemeral storage on Fargate.
#[derive(Nested, Clone, Default)]
pub struct EphemeralStorage {
    /// Its size.
    #[attr(required, replace, between(21, 200))]
    pub size_in_gib: i64,
}

/// An accelerator of Elastic Inference.
#[derive(Nested, Clone, Default)]
pub struct Accelerator {
    /// What containers call it.
    #[attr(required, replace)]
    pub device_name: String,
    /// Its kind.
    #[attr(required, replace)]
    pub device_type: String,
}

/// Where tasks may be placed.
#[derive(Nested, Clone, Default)]
pub struct Constraint {
    /// Which instances.
    #[attr(optional, replace)]
    pub expression: Option<String>,
    /// `memberOf`
    #[attr(required, replace, one_of("memberOf"))]
    pub r#type: String,
}

/// The proxy of App Mesh.
#[derive(Nested, Clone, Default)]
pub struct Proxy {
    /// Its container.
    #[attr(required, replace)]
    pub container_name: String,
    /// Its settings.
    #[attr(optional, replace)]
    pub properties: BTreeMap<String, String>,
    /// `APPMESH`
    #[attr(optional, replace, default = "APPMESH", one_of("APPMESH"))]
    pub r#type: Option<String>,
}

/// Operating system and processor.
#[derive(Nested, Clone, Default)]
pub struct Platform {
    /// `X86_64` or `ARM64`.
    #[attr(optional, replace, one_of("X86_64", "ARM64"))]
    pub cpu_architecture: Option<String>,
    /// `LINUX`, `WINDOWS_SERVER_2022_CORE`, …
    #[attr(optional, replace)]
    pub operating_system_family: Option<String>,
}

#[async_trait]
impl Resource for TaskDefinition {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let (before, after) = (cx.before("container_definitions"), cx.get("container_definitions"));
        let awsvpc = cx.get("network_mode").as_str() == Some("awsvpc");
        if let (true, Some(old), Some(new)) = (awsvpc, before.as_str(), after.as_str())
            && containers::equivalent(old, new, true)
        {
            cx.set("container_definitions", before.clone());
        }
        Ok(())
    }

    fn key(&self) -> Key {
        if self.arn.is_empty() { self.id.clone() } else { self.arn.clone() }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        if !planned.inference_accelerator.is_empty() {
            let message = "AWS has ended Elastic Inference: `inference_accelerator` is not carried out.";
            return Err(Error::new(Class::Validation, message).help("Remove the block."));
        }
        let wanted = containers::request(&planned.container_definitions)
            .map_err(|e| Error::new(Class::Validation, format!("container_definitions {e}.")))?;
        let compatibilities: Vec<types::Compatibility> =
            planned.requires_compatibilities.iter().map(|c| c.as_str().into()).collect();
        let call = ecs(cx)
            .register_task_definition()
            .family(&planned.family)
            .set_container_definitions(Some(Vec::new()))
            .set_cpu(text(&planned.cpu))
            .set_enable_fault_injection(planned.enable_fault_injection.filter(|v| *v))
            .set_ephemeral_storage(planned.ephemeral_storage.as_ref().map(storage))
            .set_execution_role_arn(text(&planned.execution_role_arn))
            .set_ipc_mode(text(&planned.ipc_mode).map(|m| m.as_str().into()))
            .set_memory(text(&planned.memory))
            .set_network_mode(text(&planned.network_mode).map(|m| m.as_str().into()))
            .set_pid_mode(text(&planned.pid_mode).map(|m| m.as_str().into()))
            .set_placement_constraints(given(&constraints(planned)))
            .set_proxy_configuration(planned.proxy_configuration.as_ref().map(proxy).transpose()?)
            .set_requires_compatibilities(given(&compatibilities))
            .set_runtime_platform(planned.runtime_platform.as_ref().map(platform))
            .set_task_role_arn(text(&planned.task_role_arn))
            .set_volumes(given(&planned.volume.iter().map(Volume::request).collect::<Result<Vec<_>, _>>()?))
            .set_tags(tag_list(&step.tags));
        let made =
            call.customize().mutate_request(move |request| containers::put(request, &wanted)).send().await?;
        Created::new(made.task_definition.and_then(|t| t.task_definition_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let latest = req.prior.track_latest == Some(true) && req.phase != Phase::Deleted;
            let family = text(&Some(req.prior.family.clone())).filter(|_| latest);
            describe(cx, &family.unwrap_or_else(|| req.key.clone())).await
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if prior.skip_destroy == Some(true) {
            return Ok(());
        }
        let gone = ecs(cx).deregister_task_definition().task_definition(prior.key()).send().await;
        match gone.map_err(Error::from) {
            Err(e) if e.message.contains("in the process of being deleted") => Ok(()),
            other => other.map(drop),
        }
    }

    /// Each registration makes a revision, so only the tags of the newest few tell which one is ours.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let list = ecs(cx).list_task_definitions().family_prefix(&planned.family).sort(SortOrder::Desc);
        for arn in list.max_results(10).send().await?.task_definition_arns() {
            let found = describe(cx, arn).await?.filter(|f| carries(intent, &f.tags));
            if let Some(found) = found {
                return Ok(Some(found.value.arn));
            }
        }
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        let family = id.rsplit('/').next().and_then(|last| last.split_once(':'));
        match family {
            Some((family, _)) if id.starts_with("arn:") && id.contains(":task-definition/") => {
                Ok(Self { id: family.to_owned(), arn: id.to_owned(), ..Self::default() })
            }
            _ => Err(Error::import_id(id, "arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION")),
        }
    }
}

/// One revision by its ARN, or the latest of a family by its name.
async fn describe(cx: &Cx, which: &str) -> Answer<TaskDefinition> {
    let told = Told::default();
    let call = ecs(cx).describe_task_definition().task_definition(which).include(TaskDefinitionField::Tags);
    let answer = match call.customize().interceptor(told.clone()).send().await.map_err(Error::from) {
        Ok(answer) => answer,
        Err(e) if e.is(&["ClientException"]) => return Ok(None),
        Err(e) => return Err(e),
    };
    let Some(definition) = answer.task_definition else { return Ok(None) };
    match definition.status {
        Some(TaskDefinitionStatus::Inactive | TaskDefinitionStatus::DeleteInProgress) => Ok(None),
        _ => Ok(Some(found(definition, told.text()).tagged(tags(answer.tags.as_deref())))),
    }
}

fn storage(storage: &EphemeralStorage) -> types::EphemeralStorage {
    types::EphemeralStorage::builder().size_in_gib(int(Some(storage.size_in_gib)).unwrap_or_default()).build()
}

fn constraints(planned: &TaskDefinition) -> Vec<types::TaskDefinitionPlacementConstraint> {
    let one = |c: &Constraint| {
        let request = types::TaskDefinitionPlacementConstraint::builder().r#type(c.r#type.as_str().into());
        request.set_expression(text(&c.expression)).build()
    };
    planned.placement_constraints.iter().map(one).collect()
}

fn proxy(proxy: &Proxy) -> Result<types::ProxyConfiguration, Error> {
    let pair = |(k, v): (&String, &String)| types::KeyValuePair::builder().name(k).value(v).build();
    Ok(types::ProxyConfiguration::builder()
        .container_name(&proxy.container_name)
        .set_type(text(&proxy.r#type).map(|t| t.as_str().into()))
        .set_properties(Some(proxy.properties.iter().map(pair).collect()))
        .build()?)
}

fn platform(platform: &Platform) -> types::RuntimePlatform {
    types::RuntimePlatform::builder()
        .set_cpu_architecture(text(&platform.cpu_architecture).map(|v| v.as_str().into()))
        .set_operating_system_family(text(&platform.operating_system_family).map(|v| v.as_str().into()))
        .build()
}

fn told_platform(told: &types::RuntimePlatform) -> Option<Platform> {
    let platform = Platform {
        cpu_architecture: told.cpu_architecture.as_ref().map(|v| v.as_str().to_owned()),
        operating_system_family: told.operating_system_family.as_ref().map(|v| v.as_str().to_owned()),
    };
    (platform.cpu_architecture.is_some() || platform.operating_system_family.is_some()).then_some(platform)
}

fn told_proxy(told: &types::ProxyConfiguration) -> Proxy {
    let pair =
        |p: &types::KeyValuePair| (p.name.clone().unwrap_or_default(), p.value.clone().unwrap_or_default());
    Proxy {
        container_name: told.container_name.clone(),
        properties: told.properties().iter().map(pair).collect(),
        r#type: told.r#type.as_ref().map(|t| t.as_str().to_owned()),
    }
}

fn found(definition: types::TaskDefinition, container_definitions: String) -> Found<TaskDefinition> {
    let arn = definition.task_definition_arn.clone().unwrap_or_default();
    let constraint = |c: &types::TaskDefinitionPlacementConstraint| Constraint {
        expression: c.expression.clone(),
        r#type: c.r#type.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default(),
    };
    let storage = |s: &types::EphemeralStorage| EphemeralStorage { size_in_gib: s.size_in_gib.into() };
    let family = definition.family.clone().unwrap_or_default();
    let value = TaskDefinition {
        id: family.clone(),
        arn_without_revision: arn.rsplit_once(':').map_or_else(String::new, |(head, _)| head.to_owned()),
        arn,
        container_definitions,
        cpu: definition.cpu.clone(),
        enable_fault_injection: definition.enable_fault_injection,
        ephemeral_storage: definition.ephemeral_storage.as_ref().map(storage),
        execution_role_arn: definition.execution_role_arn.clone(),
        family,
        inference_accelerator: Set::default(),
        ipc_mode: definition.ipc_mode.as_ref().map(|m| m.as_str().to_owned()),
        memory: definition.memory.clone(),
        network_mode: definition.network_mode.as_ref().map(|m| m.as_str().to_owned()),
        pid_mode: definition.pid_mode.as_ref().map(|m| m.as_str().to_owned()),
        placement_constraints: definition.placement_constraints().iter().map(constraint).collect(),
        proxy_configuration: definition.proxy_configuration.as_ref().map(told_proxy),
        requires_compatibilities: definition
            .requires_compatibilities()
            .iter()
            .map(|c| c.as_str().to_owned())
            .collect(),
        revision: definition.revision.into(),
        runtime_platform: definition.runtime_platform.as_ref().and_then(told_platform),
        skip_destroy: None,
        task_role_arn: definition.task_role_arn.clone(),
        track_latest: None,
        volume: definition.volumes().iter().map(Volume::told).collect(),
    };
    Found::ready(value)
}
