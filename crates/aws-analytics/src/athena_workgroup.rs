//! `aws_athena_workgroup`

use crate::athena::{answer, athena, present, retag, tag_list, tags};
use crate::common::word;
use aws_sdk_athena::types;
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;

/// Who queries together, where results go, and what a query may cost. (Athena CreateWorkGroup, UpdateWorkGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_athena_workgroup", tags, seconds(1, 1))]
pub struct Workgroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its settings.
    #[block(list, max = 1, suppress = missing_block)]
    pub configuration: Option<Configuration>,
    /// What it is for.
    #[attr(optional, length(0, 1024))]
    pub description: Option<String>,
    /// It is deleted with its queries.
    #[attr(optional, default = false, config_only)]
    pub force_destroy: Option<bool>,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub name: String,
    /// `ENABLED` or `DISABLED`.
    #[attr(optional, default = "ENABLED", one_of("ENABLED", "DISABLED"))]
    pub state: Option<String>,
}

/// Settings of a workgroup.
#[derive(Nested, Clone, Default)]
pub struct Configuration {
    /// Bytes that a query may read.
    #[attr(optional, validate = cutoff)]
    pub bytes_scanned_cutoff_per_query: Option<i64>,
    /// What clients say otherwise does not count.
    #[attr(optional, default = true)]
    pub enforce_workgroup_configuration: Option<bool>,
    /// The engine.
    #[block(list, max = 1)]
    pub engine_version: Option<Engine>,
    /// The role of Spark.
    #[attr(optional, arn)]
    pub execution_role: Option<String>,
    /// Figures go to CloudWatch.
    #[attr(optional, default = true)]
    pub publish_cloudwatch_metrics_enabled: Option<bool>,
    /// Buckets may be read for which who reads pays.
    #[attr(optional, default = false)]
    pub requester_pays_enabled: Option<bool>,
    /// Where and how results are kept.
    #[block(list, max = 1)]
    pub result_configuration: Option<Results>,
}

/// The engine of a workgroup.
#[derive(Nested, Clone, Default)]
pub struct Engine {
    /// The one that is used.
    #[attr(computed)]
    pub effective_engine_version: String,
    /// The one that was asked for.
    #[attr(optional, default = "AUTO")]
    pub selected_engine_version: Option<String>,
}

/// Where and how results are kept.
#[derive(Nested, Clone, Default)]
pub struct Results {
    /// Whose they are.
    #[block(list, max = 1)]
    pub acl_configuration: Option<Acl>,
    /// How they are encrypted.
    #[block(list, max = 1)]
    pub encryption_configuration: Option<Encryption>,
    /// The account that the bucket has to be of.
    #[attr(optional)]
    pub expected_bucket_owner: Option<String>,
    /// `s3://bucket/prefix/`.
    #[attr(optional)]
    pub output_location: Option<String>,
}

/// Whose results are.
#[derive(Nested, Clone, Default)]
pub struct Acl {
    /// `BUCKET_OWNER_FULL_CONTROL`.
    #[attr(required, one_of("BUCKET_OWNER_FULL_CONTROL"))]
    pub s3_acl_option: String,
}

/// How results are encrypted.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// `SSE_S3`, `SSE_KMS` or `CSE_KMS`.
    #[attr(optional, one_of("SSE_S3", "SSE_KMS", "CSE_KMS"))]
    pub encryption_option: Option<String>,
    /// The key.
    #[attr(optional, arn)]
    pub kms_key_arn: Option<String>,
}

/// Names of workgroups.
pub fn name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    match value.as_str() {
        Some(name) if !(1..=128).contains(&name.len()) || !name.chars().all(plain) => {
            Err("must be 1 to 128 letters, digits, periods, underscores and hyphens".into())
        }
        _ => Ok(()),
    }
}

fn cutoff(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(bytes) if bytes != 0 && bytes < 10_485_760 => Err("must be 0, or at least 10485760".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Workgroup {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        athena(cx)
            .create_work_group()
            .name(&planned.name)
            .set_configuration(planned.configuration.as_ref().map(Configuration::request).transpose()?)
            .set_description(text(&planned.description))
            .set_tags(tag_list(&step.tags))
            .send()
            .await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, &req.key)).await;
        answer(cx, reqs, "workgroup", told, found).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["configuration", "description", "state"]) {
            let mut call = athena(cx).update_work_group().work_group(&to.id);
            if change.changed("configuration") {
                call = call.set_configuration_updates(
                    to.configuration.as_ref().map(Configuration::updates).transpose()?,
                );
            }
            if change.changed("description") {
                call = call.description(to.description.clone().unwrap_or_default());
            }
            if change.changed("state") {
                call = call.set_state(text(&to.state).map(|s| s.as_str().into()));
            }
            call.send().await?;
        }
        retag(cx, &cx.arn("athena", &format!("workgroup/{}", to.id)), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = athena(cx).delete_work_group().work_group(&prior.id);
        present(call.recursive_delete_option(prior.force_destroy.unwrap_or_default()).send().await)?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if one(cx, &planned.name).await?.is_none() {
            return Ok(None);
        }
        let arn = cx.arn("athena", &format!("workgroup/{}", planned.name));
        let ours = intent.absent || carries(intent, &tags(cx, arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// One workgroup. (Athena GetWorkGroup)
async fn one(cx: &Cx, name: &str) -> Result<Option<types::WorkGroup>, Error> {
    let told = present(athena(cx).get_work_group().work_group(name).send().await)?;
    Ok(told.and_then(|told| told.work_group))
}

impl Configuration {
    fn request(&self) -> Result<types::WorkGroupConfiguration, Error> {
        Ok(types::WorkGroupConfiguration::builder()
            .set_bytes_scanned_cutoff_per_query(self.bytes_scanned_cutoff_per_query.filter(|b| *b > 0))
            .set_enforce_work_group_configuration(self.enforce_workgroup_configuration)
            .set_engine_version(self.engine_version.as_ref().map(Engine::request))
            .set_execution_role(text(&self.execution_role))
            .set_publish_cloud_watch_metrics_enabled(self.publish_cloudwatch_metrics_enabled)
            .set_requester_pays_enabled(self.requester_pays_enabled)
            .set_result_configuration(self.result_configuration.as_ref().map(Results::request).transpose()?)
            .build())
    }
    fn updates(&self) -> Result<types::WorkGroupConfigurationUpdates, Error> {
        let cutoff = self.bytes_scanned_cutoff_per_query.filter(|b| *b > 0);
        Ok(types::WorkGroupConfigurationUpdates::builder()
            .set_remove_bytes_scanned_cutoff_per_query(cutoff.is_none().then_some(true))
            .set_bytes_scanned_cutoff_per_query(cutoff)
            .set_enforce_work_group_configuration(self.enforce_workgroup_configuration)
            .set_engine_version(self.engine_version.as_ref().map(Engine::request))
            .set_execution_role(text(&self.execution_role))
            .set_publish_cloud_watch_metrics_enabled(self.publish_cloudwatch_metrics_enabled)
            .set_requester_pays_enabled(self.requester_pays_enabled)
            .result_configuration_updates(Results::updates(self.result_configuration.as_ref())?)
            .build())
    }
    fn told(told: &types::WorkGroupConfiguration) -> Configuration {
        let engine = |e: &types::EngineVersion| Engine {
            effective_engine_version: e.effective_engine_version.clone().unwrap_or_default(),
            selected_engine_version: e.selected_engine_version.clone(),
        };
        Configuration {
            bytes_scanned_cutoff_per_query: told.bytes_scanned_cutoff_per_query,
            enforce_workgroup_configuration: told.enforce_work_group_configuration,
            engine_version: told.engine_version.as_ref().map(engine),
            execution_role: told.execution_role.clone(),
            publish_cloudwatch_metrics_enabled: told.publish_cloud_watch_metrics_enabled,
            requester_pays_enabled: told.requester_pays_enabled,
            result_configuration: told.result_configuration.as_ref().map(Results::told),
        }
    }
}

impl Engine {
    fn request(&self) -> types::EngineVersion {
        types::EngineVersion::builder()
            .set_selected_engine_version(text(&self.selected_engine_version))
            .build()
    }
}

impl Acl {
    fn request(&self) -> Result<types::AclConfiguration, Error> {
        Ok(types::AclConfiguration::builder().s3_acl_option(self.s3_acl_option.as_str().into()).build()?)
    }
}

impl Encryption {
    fn request(&self) -> Result<types::EncryptionConfiguration, Error> {
        let option = text(&self.encryption_option).map(|o| o.as_str().into());
        let builder = types::EncryptionConfiguration::builder().set_encryption_option(option);
        Ok(builder.set_kms_key(text(&self.kms_key_arn)).build()?)
    }
}

impl Results {
    fn request(&self) -> Result<types::ResultConfiguration, Error> {
        Ok(types::ResultConfiguration::builder()
            .set_acl_configuration(self.acl_configuration.as_ref().map(Acl::request).transpose()?)
            .set_encryption_configuration(
                self.encryption_configuration.as_ref().map(Encryption::request).transpose()?,
            )
            .set_expected_bucket_owner(text(&self.expected_bucket_owner))
            .set_output_location(text(&self.output_location))
            .build())
    }
    /// What is not configured is taken away.
    fn updates(results: Option<&Results>) -> Result<types::ResultConfigurationUpdates, Error> {
        let results = results.cloned().unwrap_or_default();
        let acl = results.acl_configuration.as_ref().map(Acl::request).transpose()?;
        let encryption = results.encryption_configuration.as_ref().map(Encryption::request).transpose()?;
        let (owner, location) = (text(&results.expected_bucket_owner), text(&results.output_location));
        Ok(types::ResultConfigurationUpdates::builder()
            .set_remove_acl_configuration(acl.is_none().then_some(true))
            .set_acl_configuration(acl)
            .set_remove_encryption_configuration(encryption.is_none().then_some(true))
            .set_encryption_configuration(encryption)
            .set_remove_expected_bucket_owner(owner.is_none().then_some(true))
            .set_expected_bucket_owner(owner)
            .set_remove_output_location(location.is_none().then_some(true))
            .set_output_location(location)
            .build())
    }
    fn told(told: &types::ResultConfiguration) -> Results {
        let acl = |a: &types::AclConfiguration| Acl { s3_acl_option: a.s3_acl_option.as_str().to_owned() };
        let encryption = |e: &types::EncryptionConfiguration| Encryption {
            encryption_option: Some(e.encryption_option.as_str().to_owned()),
            kms_key_arn: e.kms_key.clone(),
        };
        Results {
            acl_configuration: told.acl_configuration.as_ref().map(acl),
            encryption_configuration: told.encryption_configuration.as_ref().map(encryption),
            expected_bucket_owner: told.expected_bucket_owner.clone(),
            output_location: told.output_location.clone(),
        }
    }
}

fn found(req: &Req<Workgroup>, arn: String, workgroup: &types::WorkGroup) -> Workgroup {
    Workgroup {
        id: req.key.clone(),
        arn,
        configuration: workgroup.configuration.as_ref().map(Configuration::told),
        description: workgroup.description.clone(),
        force_destroy: None,
        name: workgroup.name.clone(),
        state: word(workgroup.state.as_ref()),
    }
}
