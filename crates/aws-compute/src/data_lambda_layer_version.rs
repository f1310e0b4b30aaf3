//! `data.aws_lambda_layer_version`

use crate::lambda::lambda;
use aws_sdk_lambda::types::{Architecture, Runtime};
use provision_aws_core::prelude::*;

/// A version of a layer: the one that is asked for, or the latest. (Lambda ListLayerVersions, GetLayerVersion)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_lambda_layer_version")]
pub struct LayerVersionData {
    /// The ARN of the version.
    #[attr(id)]
    pub id: String,
    /// The ARN of the version.
    #[attr(computed)]
    pub arn: String,
    /// The hash of its files as Lambda has it.
    #[attr(computed)]
    pub code_sha256: String,
    /// The latest that is for this architecture.
    #[attr(optional, unset = "null")]
    pub compatible_architecture: Option<String>,
    /// Architectures that it is for.
    #[attr(computed)]
    pub compatible_architectures: Set<String>,
    /// The latest that is for this runtime.
    #[attr(optional, conflicts("version"), unset = "null")]
    pub compatible_runtime: Option<String>,
    /// Runtimes that it is for.
    #[attr(computed)]
    pub compatible_runtimes: Set<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_date: String,
    /// What it holds.
    #[attr(computed)]
    pub description: Option<String>,
    /// The ARN of the layer.
    #[attr(computed)]
    pub layer_arn: String,
    /// The name of the layer.
    #[attr(required)]
    pub layer_name: String,
    /// Its licence.
    #[attr(computed)]
    pub license_info: Option<String>,
    /// The job that signed it.
    #[attr(computed)]
    pub signing_job_arn: String,
    /// The profile that signed it.
    #[attr(computed)]
    pub signing_profile_version_arn: String,
    /// The hash of its files as Lambda has it.
    #[attr(computed)]
    pub source_code_hash: String,
    /// The size of its files.
    #[attr(computed)]
    pub source_code_size: i64,
    /// Its number.
    #[attr(optional, computed, conflicts("compatible_runtime"))]
    pub version: Option<i64>,
}

#[async_trait]
impl DataSource for LayerVersionData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &LayerVersionData) -> Result<LayerVersionData, Error> {
    let name = &config.layer_name;
    let number = match config.version.filter(|v| *v > 0) {
        Some(number) => Some(number),
        None => latest(cx, config).await?,
    };
    let absent = || {
        let message = format!("There is no such version of the layer {name}.");
        Error::new(Class::NotFound, message)
            .help("Check its name, what it has to be for, the account and the region.")
    };
    let number = number.ok_or_else(absent)?;
    let call = lambda(cx).get_layer_version().layer_name(name).version_number(number);
    let told = there(call.send().await)?.ok_or_else(absent)?;
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let content = told.content.as_ref();
    let hash = own(content.and_then(|c| c.code_sha256()));
    Ok(LayerVersionData {
        id: own(told.layer_version_arn()),
        arn: own(told.layer_version_arn()),
        code_sha256: hash.clone(),
        compatible_architecture: config.compatible_architecture.clone(),
        compatible_architectures: told
            .compatible_architectures()
            .iter()
            .map(|a| a.as_str().to_owned())
            .collect(),
        compatible_runtime: config.compatible_runtime.clone(),
        compatible_runtimes: told.compatible_runtimes().iter().map(|r| r.as_str().to_owned()).collect(),
        created_date: own(told.created_date()),
        description: told.description.clone(),
        layer_arn: own(told.layer_arn()),
        layer_name: name.clone(),
        license_info: told.license_info.clone(),
        signing_job_arn: own(content.and_then(|c| c.signing_job_arn())),
        signing_profile_version_arn: own(content.and_then(|c| c.signing_profile_version_arn())),
        source_code_hash: hash,
        source_code_size: content.map(|c| c.code_size).unwrap_or_default(),
        version: Some(told.version),
    })
}

/// The number of the latest one, which Lambda lists first. (Lambda ListLayerVersions)
async fn latest(cx: &Cx, config: &LayerVersionData) -> Result<Option<i64>, Error> {
    let call = lambda(cx)
        .list_layer_versions()
        .layer_name(&config.layer_name)
        .set_compatible_architecture(
            text(&config.compatible_architecture).map(|a| Architecture::from(a.as_str())),
        )
        .set_compatible_runtime(text(&config.compatible_runtime).map(|r| Runtime::from(r.as_str())));
    let told = there(call.send().await)?.and_then(|t| t.layer_versions).unwrap_or_default();
    Ok(told.first().map(|v| v.version))
}
