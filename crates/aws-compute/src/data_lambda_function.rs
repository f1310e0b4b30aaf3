//! `data.aws_lambda_function`

use crate::common::{long, word};
use crate::lambda::{invoke_arn, lambda, tags};
use crate::lambda_function::{latest, signing};
use crate::lambda_function_blocks::{
    DeadLetters, Environment, FileSystem, Logging, Network, Storage, Tracing, storage,
};
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::types::{FunctionConfiguration, PackageType};
use provision_aws_core::prelude::*;

/// A function, or a version or an alias of it. (Lambda GetFunction)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_lambda_function")]
pub struct FunctionData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// `x86_64` or `arm64`.
    #[attr(computed)]
    pub architectures: Vec<String>,
    /// Its ARN, without version or alias.
    #[attr(computed)]
    pub arn: String,
    /// The hash of its code as Lambda has it.
    #[attr(computed)]
    pub code_sha256: String,
    /// Who may sign its code.
    #[attr(computed)]
    pub code_signing_config_arn: Option<String>,
    /// Where events go that failed.
    #[attr(computed)]
    pub dead_letter_config: Vec<DeadLetters>,
    /// What it is for.
    #[attr(computed)]
    pub description: Option<String>,
    /// Variables of its environment.
    #[attr(computed)]
    pub environment: Vec<Environment>,
    /// The size of its `/tmp`.
    #[attr(computed)]
    pub ephemeral_storage: Vec<Storage>,
    /// File systems.
    #[attr(computed)]
    pub file_system_config: Vec<FileSystem>,
    /// Its name.
    #[attr(required)]
    pub function_name: String,
    /// The function in its code.
    #[attr(computed)]
    pub handler: Option<String>,
    /// Its image.
    #[attr(computed)]
    pub image_uri: Option<String>,
    /// The ARN by which API Gateway calls it.
    #[attr(computed)]
    pub invoke_arn: String,
    /// The key that encrypts its environment.
    #[attr(computed)]
    pub kms_key_arn: Option<String>,
    /// When it was changed.
    #[attr(computed)]
    pub last_modified: String,
    /// Layers below its code.
    #[attr(computed)]
    pub layers: Vec<String>,
    /// What it logs, and where.
    #[attr(computed)]
    pub logging_config: Vec<Logging>,
    /// Its memory in MiB.
    #[attr(computed)]
    pub memory_size: Option<i64>,
    /// Its ARN with version or alias.
    #[attr(computed)]
    pub qualified_arn: String,
    /// The ARN by which API Gateway calls this version or alias.
    #[attr(computed)]
    pub qualified_invoke_arn: String,
    /// A version or an alias.
    #[attr(optional, unset = "null")]
    pub qualifier: Option<String>,
    /// Runs that are kept for it; -1 for none.
    #[attr(computed)]
    pub reserved_concurrent_executions: i64,
    /// Its role.
    #[attr(computed)]
    pub role: String,
    /// What runs its code.
    #[attr(computed)]
    pub runtime: Option<String>,
    /// The job that signed its code.
    #[attr(computed)]
    pub signing_job_arn: String,
    /// The profile that signed its code.
    #[attr(computed)]
    pub signing_profile_version_arn: String,
    /// The hash of its code as Lambda has it.
    #[attr(computed)]
    pub source_code_hash: String,
    /// The size of its code.
    #[attr(computed)]
    pub source_code_size: i64,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// Seconds that a run may take.
    #[attr(computed)]
    pub timeout: Option<i64>,
    /// Whether its requests are traced.
    #[attr(computed)]
    pub tracing_config: Vec<Tracing>,
    /// Its version.
    #[attr(computed)]
    pub version: String,
    /// Its network.
    #[attr(computed)]
    pub vpc_config: Vec<Network>,
}

#[async_trait]
impl DataSource for FunctionData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &FunctionData) -> Result<FunctionData, Error> {
    let name = &config.function_name;
    let call = lambda(cx).get_function().function_name(name).set_qualifier(text(&config.qualifier));
    let Some((told, function)) = there(call.send().await)?.and_then(|t| Some((t.clone(), t.configuration?)))
    else {
        let message = format!("There is no function {name}.");
        return Err(Error::new(Class::NotFound, message).help("Check its name, the account and the region."));
    };
    let zip = function.package_type != Some(PackageType::Image);
    let signing = if zip { signing(cx, name).await? } else { None };
    // Where no version is named, the latest that was published is told of.
    let version = match text(&config.qualifier) {
        Some(_) => function.version.clone(),
        None => latest(cx, name).await?,
    };
    Ok(found(cx, config, &told, &function, version.unwrap_or_default(), signing))
}

fn found(
    cx: &Cx,
    config: &FunctionData,
    told: &GetFunctionOutput,
    function: &FunctionConfiguration,
    version: String,
    signing: Option<String>,
) -> FunctionData {
    let qualifier = text(&config.qualifier).unwrap_or_else(|| version.clone());
    // Of a version or an alias Lambda tells the ARN with it, of the function as it is now without.
    let told_arn = function.function_arn.clone().unwrap_or_default();
    let arn = told_arn.strip_suffix(&format!(":{qualifier}")).unwrap_or(&told_arn).to_owned();
    let qualified = format!("{arn}:{qualifier}");
    let reserved = told.concurrency.as_ref().and_then(|c| c.reserved_concurrent_executions);
    let hash = function.code_sha256.clone().unwrap_or_default();
    FunctionData {
        id: config.function_name.clone(),
        architectures: function.architectures().iter().map(|a| a.as_str().to_owned()).collect(),
        invoke_arn: invoke_arn(cx, &arn),
        arn,
        code_sha256: hash.clone(),
        code_signing_config_arn: signing,
        dead_letter_config: function
            .dead_letter_config
            .as_ref()
            .and_then(DeadLetters::told)
            .into_iter()
            .collect(),
        description: function.description.clone(),
        environment: function.environment.as_ref().map(Environment::told).into_iter().collect(),
        ephemeral_storage: function.ephemeral_storage.as_ref().map(storage).into_iter().collect(),
        file_system_config: function.file_system_configs().iter().map(FileSystem::told).collect(),
        function_name: config.function_name.clone(),
        handler: function.handler.clone(),
        image_uri: told.code.as_ref().and_then(|c| c.image_uri.clone()),
        kms_key_arn: function.kms_key_arn.clone(),
        last_modified: function.last_modified.clone().unwrap_or_default(),
        layers: function.layers().iter().filter_map(|l| l.arn.clone()).collect(),
        logging_config: function.logging_config.as_ref().map(Logging::told).into_iter().collect(),
        memory_size: long(function.memory_size),
        qualified_invoke_arn: invoke_arn(cx, &qualified),
        qualified_arn: qualified,
        qualifier: config.qualifier.clone(),
        reserved_concurrent_executions: reserved.map_or(-1, Into::into),
        role: function.role.clone().unwrap_or_default(),
        runtime: word(function.runtime.as_ref()),
        signing_job_arn: function.signing_job_arn.clone().unwrap_or_default(),
        signing_profile_version_arn: function.signing_profile_version_arn.clone().unwrap_or_default(),
        source_code_hash: hash,
        source_code_size: function.code_size,
        tags: tags(told.tags.as_ref()),
        timeout: long(function.timeout),
        tracing_config: vec![Tracing::told(function.tracing_config.as_ref())],
        version,
        vpc_config: function.vpc_config.as_ref().and_then(Network::told).into_iter().collect(),
    }
}
