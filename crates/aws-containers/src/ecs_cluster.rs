//! `aws_ecs_cluster`

use crate::common::text;
use crate::ecs::{cluster_status, clusters, ecs, retag, tag_list, tags, until_settled};
use aws_sdk_ecs::types;
use provision_aws_core::prelude::*;

/// Where tasks and services run. (ECS CreateCluster, UpdateCluster)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecs_cluster", tags, seconds(11, 11))]
pub struct Cluster {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How commands are run in its containers, and how storage is encrypted.
    #[block(list, max = 1)]
    pub configuration: Option<Configuration>,
    /// Its name.
    #[attr(required, replace, length(1, 255), validate = cluster_name)]
    pub name: String,
    /// What Service Connect uses where a service says nothing.
    #[block(list, max = 1)]
    pub service_connect_defaults: Option<ConnectDefaults>,
    /// Its settings (`containerInsights`).
    #[block(set, computed)]
    pub setting: Set<Setting>,
}

/// A setting of a cluster.
#[derive(Nested, Clone, Default)]
pub struct Setting {
    /// `containerInsights`
    #[attr(required, one_of("containerInsights"))]
    pub name: String,
    /// `enabled`, `enhanced` or `disabled`.
    #[attr(required)]
    pub value: String,
}

/// What Service Connect uses where a service says nothing.
#[derive(Nested, Clone, Default)]
pub struct ConnectDefaults {
    /// ARN of the Cloud Map namespace.
    #[attr(required, arn)]
    pub namespace: String,
}

/// How commands are run in containers, and how storage is encrypted.
#[derive(Nested, Clone, Default)]
pub struct Configuration {
    /// How commands are run in containers.
    #[block(list, max = 1)]
    pub execute_command_configuration: Option<ExecuteCommand>,
    /// How storage is encrypted.
    #[block(list, max = 1)]
    pub managed_storage_configuration: Option<ManagedStorage>,
}

/// How commands are run in containers.
#[derive(Nested, Clone, Default)]
pub struct ExecuteCommand {
    /// Key that encrypts what passes between client and container.
    #[attr(optional)]
    pub kms_key_id: Option<String>,
    /// Where the logs go with `OVERRIDE`.
    #[block(list, max = 1)]
    pub log_configuration: Option<ExecuteCommandLog>,
    /// Where the logs go: the task's own (`DEFAULT`), nowhere (`NONE`), or as said here (`OVERRIDE`).
    #[attr(optional, default = "DEFAULT", one_of("NONE", "DEFAULT", "OVERRIDE"))]
    pub logging: Option<String>,
}

/// Where the logs of commands go.
#[derive(Nested, Clone, Default)]
pub struct ExecuteCommandLog {
    /// Logs in CloudWatch are encrypted.
    #[attr(optional)]
    pub cloud_watch_encryption_enabled: Option<bool>,
    /// The log group.
    #[attr(optional)]
    pub cloud_watch_log_group_name: Option<String>,
    /// Logs in S3 are encrypted.
    #[attr(optional)]
    pub s3_bucket_encryption_enabled: Option<bool>,
    /// The bucket.
    #[attr(optional)]
    pub s3_bucket_name: Option<String>,
    /// Folder in the bucket.
    #[attr(optional)]
    pub s3_key_prefix: Option<String>,
}

/// How storage is encrypted.
#[derive(Nested, Clone, Default)]
pub struct ManagedStorage {
    /// Key for Fargate's ephemeral storage.
    #[attr(optional)]
    pub fargate_ephemeral_storage_kms_key_id: Option<String>,
    /// Key for managed storage.
    #[attr(optional)]
    pub kms_key_id: Option<String>,
}

/// Letters, digits, hyphens and underscores.
pub(crate) fn cluster_name(value: &Value) -> Result<(), String> {
    let fits = |s: &str| s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    match value.as_str() {
        Some(s) if !fits(s) => Err("must consist of letters, digits, hyphens and underscores".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Cluster {
    const WAITS: Waits = Waits { until_gone: true, ..Waits::QUICK };

    fn key(&self) -> Key {
        if self.id.is_empty() { self.name.clone() } else { self.id.clone() }
    }

    /// The first cluster of an account makes the service-linked role of ECS, which takes a while to be known.
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ecs(cx)
            .create_cluster()
            .cluster_name(&planned.name)
            .set_configuration(planned.configuration.as_ref().map(configuration))
            .set_service_connect_defaults(defaults(planned.service_connect_defaults.as_ref())?)
            .set_settings(settings(&planned.setting))
            .set_tags(tag_list(&step.tags));
        let made = until_settled(cx, &[], || call.clone().send()).await?;
        Created::new(made.cluster.and_then(|c| c.cluster_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = clusters(cx, reqs.iter().map(|r| r.key.clone())).await;
        answers(reqs, found.map(|all| all.into_iter().map(|(key, c)| (key, told(c))).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["configuration", "service_connect_defaults", "setting"]) {
            let mut call = ecs(cx).update_cluster().cluster(&to.id);
            if change.changed("configuration") {
                call = call.configuration(configuration(&to.configuration.clone().unwrap_or_default()));
            }
            if change.changed("service_connect_defaults") {
                // An empty namespace takes the defaults away.
                let namespace = to.service_connect_defaults.clone().unwrap_or_default();
                call = call.set_service_connect_defaults(defaults(Some(&namespace))?);
            }
            if change.changed("setting") {
                call = call.set_settings(settings(&to.setting));
            }
            cx.until_known(&["UpdateInProgressException"], || call.clone().send()).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let in_use = [
            "ClusterContainsContainerInstancesException",
            "ClusterContainsServicesException",
            "ClusterContainsTasksException",
            "ClusterContainsCapacityProviderException",
            "UpdateInProgressException",
        ];
        match ecs(cx).delete_cluster().cluster(prior.key()).send().await.map_err(Error::from) {
            Err(e) if e.is(&in_use) => Err(e.with_class(Class::Dependency)),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = clusters(cx, std::iter::once(planned.name.clone())).await?;
        let Some(cluster) = found.get(&planned.name) else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(cluster.tags.as_deref()));
        Ok(cluster.cluster_arn.clone().filter(|_| ours))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }

    fn import(id: &str) -> Result<Self, Error> {
        Ok(match id.starts_with("arn:") {
            true => Self { id: id.to_owned(), ..Self::default() },
            false => Self { name: id.to_owned(), ..Self::default() },
        })
    }
}

fn settings(settings: &Set<Setting>) -> Option<Vec<types::ClusterSetting>> {
    let one = |s: &Setting| {
        let name = types::ClusterSettingName::from(s.name.as_str());
        types::ClusterSetting::builder().name(name).value(&s.value).build()
    };
    crate::common::given(&settings.iter().map(one).collect::<Vec<_>>())
}

fn defaults(
    defaults: Option<&ConnectDefaults>,
) -> Result<Option<types::ClusterServiceConnectDefaultsRequest>, Error> {
    let request = |d: &ConnectDefaults| {
        types::ClusterServiceConnectDefaultsRequest::builder().namespace(&d.namespace).build()
    };
    Ok(defaults.map(request).transpose()?)
}

fn configuration(from: &Configuration) -> types::ClusterConfiguration {
    let log = |l: &ExecuteCommandLog| {
        types::ExecuteCommandLogConfiguration::builder()
            .cloud_watch_encryption_enabled(l.cloud_watch_encryption_enabled.unwrap_or_default())
            .set_cloud_watch_log_group_name(text(&l.cloud_watch_log_group_name))
            .s3_encryption_enabled(l.s3_bucket_encryption_enabled.unwrap_or_default())
            .set_s3_bucket_name(text(&l.s3_bucket_name))
            .set_s3_key_prefix(text(&l.s3_key_prefix))
            .build()
    };
    let command = |c: &ExecuteCommand| {
        types::ExecuteCommandConfiguration::builder()
            .set_kms_key_id(text(&c.kms_key_id))
            .set_logging(text(&c.logging).map(|l| l.as_str().into()))
            .set_log_configuration(c.log_configuration.as_ref().map(log))
            .build()
    };
    let storage = |s: &ManagedStorage| {
        types::ManagedStorageConfiguration::builder()
            .set_kms_key_id(text(&s.kms_key_id))
            .set_fargate_ephemeral_storage_kms_key_id(text(&s.fargate_ephemeral_storage_kms_key_id))
            .build()
    };
    types::ClusterConfiguration::builder()
        .set_execute_command_configuration(from.execute_command_configuration.as_ref().map(command))
        .set_managed_storage_configuration(from.managed_storage_configuration.as_ref().map(storage))
        .build()
}

fn told_configuration(told: &types::ClusterConfiguration) -> Configuration {
    let log = |l: &types::ExecuteCommandLogConfiguration| ExecuteCommandLog {
        cloud_watch_encryption_enabled: Some(l.cloud_watch_encryption_enabled),
        cloud_watch_log_group_name: l.cloud_watch_log_group_name.clone(),
        s3_bucket_encryption_enabled: Some(l.s3_encryption_enabled),
        s3_bucket_name: l.s3_bucket_name.clone(),
        s3_key_prefix: l.s3_key_prefix.clone(),
    };
    let command = |c: &types::ExecuteCommandConfiguration| ExecuteCommand {
        kms_key_id: c.kms_key_id.clone(),
        log_configuration: c.log_configuration.as_ref().map(log),
        logging: c.logging.as_ref().map(|l| l.as_str().to_owned()),
    };
    let storage = |s: &types::ManagedStorageConfiguration| ManagedStorage {
        fargate_ephemeral_storage_kms_key_id: s.fargate_ephemeral_storage_kms_key_id.clone(),
        kms_key_id: s.kms_key_id.clone(),
    };
    Configuration {
        execute_command_configuration: told.execute_command_configuration.as_ref().map(command),
        managed_storage_configuration: told.managed_storage_configuration.as_ref().map(storage),
    }
}

/// The settings as ECS tells them.
pub(crate) fn told_settings(cluster: &types::Cluster) -> Set<Setting> {
    let one = |s: &types::ClusterSetting| Setting {
        name: s.name.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default(),
        value: s.value.clone().unwrap_or_default(),
    };
    cluster.settings().iter().map(one).collect()
}

fn told(cluster: types::Cluster) -> Found<Cluster> {
    let arn = cluster.cluster_arn.clone().unwrap_or_default();
    let value = Cluster {
        id: arn.clone(),
        arn,
        configuration: cluster.configuration.as_ref().map(told_configuration),
        name: cluster.cluster_name.clone().unwrap_or_default(),
        service_connect_defaults: cluster.service_connect_defaults.as_ref().and_then(|d| {
            let namespace = d.namespace.clone().filter(|n| !n.is_empty())?;
            Some(ConnectDefaults { namespace })
        }),
        setting: told_settings(&cluster),
    };
    Found::ready(value).tagged(tags(cluster.tags.as_deref())).status(cluster_status(&cluster))
}
