//! `aws_lambda_function`

use crate::common::{choice, long, word};
use crate::lambda::{
    Code, code, file_of_function, function_name, has_code, hash_of_code, invoke_arn, lambda, retag, tag_map,
    tags, until_settled,
};
use crate::lambda_function_blocks::{
    DeadLetters, Environment, FileSystem, Image, Logging, Network, SnapStart, Storage, Tracing, no_image,
    no_network, no_variables, storage,
};
use crate::lambda_function_change::{configure, publish, recode, reserve, sign, without_groups};
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::types::{self, LastUpdateStatus, State};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Code that Lambda runs. (Lambda CreateFunction, UpdateFunctionCode, UpdateFunctionConfiguration, PublishVersion)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_function", tags, timeouts(create, update, delete), seconds(8, 1))]
pub struct Function {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// `x86_64` or `arm64`.
    #[attr(optional, computed)]
    pub architectures: Vec<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The hash of its code as Lambda has it.
    #[attr(computed)]
    pub code_sha256: String,
    /// Who may sign its code.
    #[attr(optional, arn)]
    pub code_signing_config_arn: Option<String>,
    /// Where events go that failed.
    #[block(list, max = 1)]
    pub dead_letter_config: Option<DeadLetters>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// Variables of its environment.
    #[block(list, max = 1, suppress = no_variables)]
    pub environment: Option<Environment>,
    /// The size of its `/tmp`.
    #[block(list, max = 1, computed)]
    pub ephemeral_storage: Option<Storage>,
    /// A file system.
    #[block(list, max = 1)]
    pub file_system_config: Option<FileSystem>,
    /// Its code, in a ZIP file.
    #[attr(
        optional,
        config_only,
        delivered = has_code,
        stand_in = file_of_function,
        exactly_one_of("filename", "image_uri", "s3_bucket")
    )]
    pub filename: Option<String>,
    /// Its name.
    #[attr(required, replace, validate = function_name)]
    pub function_name: String,
    /// The function in its code.
    #[attr(optional, length(1, 128))]
    pub handler: Option<String>,
    /// What its image is started with.
    #[block(list, max = 1, suppress = no_image)]
    pub image_config: Option<Image>,
    /// Its image.
    #[attr(optional, exactly_one_of("filename", "image_uri", "s3_bucket"))]
    pub image_uri: Option<String>,
    /// The ARN by which API Gateway calls it.
    #[attr(computed)]
    pub invoke_arn: String,
    /// The key that encrypts its environment.
    #[attr(optional, arn)]
    pub kms_key_arn: Option<String>,
    /// When it was changed.
    #[attr(computed)]
    pub last_modified: String,
    /// Layers below its code, by the ARN of a version.
    #[attr(optional)]
    pub layers: Vec<String>,
    /// What it logs, and where.
    #[block(list, max = 1, computed)]
    pub logging_config: Option<Logging>,
    /// Its memory in MiB.
    #[attr(optional, default = 128, between(128, 10240))]
    pub memory_size: Option<i64>,
    /// `Zip` or `Image`.
    #[attr(optional, replace, default = "Zip", one_of("Zip", "Image"))]
    pub package_type: Option<String>,
    /// Every change becomes a version.
    #[attr(optional, default = false, config_only)]
    pub publish: Option<bool>,
    /// The ARN of its latest version.
    #[attr(computed)]
    pub qualified_arn: String,
    /// The ARN by which API Gateway calls its latest version.
    #[attr(computed)]
    pub qualified_invoke_arn: String,
    /// Before it is destroyed it gets other security groups, so that its own need not wait for Lambda.
    #[attr(optional, config_only)]
    pub replace_security_groups_on_destroy: Option<bool>,
    /// These, in place of the default one of the VPC.
    #[attr(optional, config_only, required_with("replace_security_groups_on_destroy"))]
    pub replacement_security_group_ids: Set<String>,
    /// Runs that are kept for it; -1 for none.
    #[attr(optional, default = -1, between(-1, 2_147_483_647))]
    pub reserved_concurrent_executions: Option<i64>,
    /// Its role.
    #[attr(required, arn)]
    pub role: String,
    /// What runs its code (`python3.13`).
    #[attr(optional, validate = runtime)]
    pub runtime: Option<String>,
    /// The bucket that its code lies in.
    #[attr(
        optional,
        config_only,
        delivered = has_code,
        exactly_one_of("filename", "image_uri", "s3_bucket"),
        required_with("s3_key")
    )]
    pub s3_bucket: Option<String>,
    /// Its code's name there.
    #[attr(optional, config_only, delivered = has_code, required_with("s3_bucket"))]
    pub s3_key: Option<String>,
    /// Its code's version there.
    #[attr(optional, config_only, delivered = has_code, conflicts("filename", "image_uri"))]
    pub s3_object_version: Option<String>,
    /// The job that signed its code.
    #[attr(computed)]
    pub signing_job_arn: String,
    /// The profile that signed its code.
    #[attr(computed)]
    pub signing_profile_version_arn: String,
    /// Left at AWS when it is destroyed here.
    #[attr(optional, default = false, config_only)]
    pub skip_destroy: Option<bool>,
    /// Whether its versions start from a snapshot.
    #[block(list, max = 1)]
    pub snap_start: Option<SnapStart>,
    /// A change of it sends the code again.
    #[attr(optional, computed, delivered = has_code, stand_in = hash_of_code)]
    pub source_code_hash: Option<String>,
    /// The size of its code.
    #[attr(computed)]
    pub source_code_size: i64,
    /// Seconds that a run may take.
    #[attr(optional, default = 3, between(1, 900))]
    pub timeout: Option<i64>,
    /// Whether its requests are traced.
    #[block(list, max = 1, computed)]
    pub tracing_config: Option<Tracing>,
    /// Its latest version.
    #[attr(computed)]
    pub version: String,
    /// Its network.
    #[block(list, max = 1, suppress = no_network)]
    pub vpc_config: Option<Network>,
}

/// What a change of its code is seen by.
pub const OF_CODE: [&str; 7] = [
    "filename",
    "source_code_hash",
    "s3_bucket",
    "s3_key",
    "s3_object_version",
    "image_uri",
    "architectures",
];

/// What UpdateFunctionConfiguration changes.
pub const OF_CONFIGURATION: [&str; 17] = [
    "dead_letter_config",
    "description",
    "environment",
    "ephemeral_storage",
    "file_system_config",
    "handler",
    "image_config",
    "kms_key_arn",
    "layers",
    "logging_config",
    "memory_size",
    "role",
    "runtime",
    "snap_start",
    "timeout",
    "tracing_config",
    "vpc_config",
];

/// The version that is not one: the function as it is now.
const LATEST: &str = "$LATEST";

fn runtime(value: &Value) -> Result<(), String> {
    let known = types::Runtime::values();
    match value.as_str() {
        Some(text) if !known.contains(&text) => Err(format!("must be one of {}", known.join(", "))),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Function {
    const WAITS: Waits = Waits { every: Duration::from_secs(5), until_gone: true, ..Waits::QUICK };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let missing = |name: &str| {
            let value = cx.get(name);
            value.is_known() && value.as_str().unwrap_or_default().is_empty()
        };
        if cx.get("package_type").as_str() == Some("Zip") && (missing("handler") || missing("runtime")) {
            let detail = "A function whose code is a ZIP file needs `handler` and `runtime`.";
            return Err(Diagnostic::error("Incomplete function", detail)
                .help("Give both, or set `package_type = \"Image\"`.")
                .into());
        }
        let emptied = cx.configured("source_code_hash").as_str() == Some("")
            && cx.before("source_code_hash").as_str().is_some_and(|hash| !hash.is_empty());
        let code = emptied || OF_CODE.iter().any(|name| has_change(cx, name));
        let configuration = OF_CONFIGURATION.iter().any(|name| has_change(cx, name));
        if code {
            cx.set_unknown("last_modified");
        }
        let published = cx.get("publish").as_bool() == Some(true);
        if published && (code || configuration || has_change(cx, "publish")) {
            for name in ["version", "qualified_arn", "qualified_invoke_arn"] {
                cx.set_unknown(name);
            }
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let file = match text(&planned.filename) {
            Some(path) => Some(code(cx, &path).await?),
            None => None,
        };
        let zip = planned.package_type.as_deref() != Some("Image");
        let systems: Result<Vec<_>, Error> =
            planned.file_system_config.iter().map(FileSystem::request).collect();
        let architectures: Vec<types::Architecture> =
            planned.architectures.iter().map(|a| a.as_str().into()).collect();
        let call = lambda(cx)
            .create_function()
            .function_name(&planned.function_name)
            .code(planned.code(file.as_ref()))
            .set_architectures(given(&architectures))
            .set_code_signing_config_arn(text(&planned.code_signing_config_arn))
            .set_dead_letter_config(planned.dead_letter_config.as_ref().map(DeadLetters::request))
            .set_description(text(&planned.description))
            .set_environment(
                planned
                    .environment
                    .as_ref()
                    .filter(|e| !e.variables.is_empty())
                    .map(|e| Environment::request(Some(e))),
            )
            .set_ephemeral_storage(
                planned
                    .ephemeral_storage
                    .as_ref()
                    .filter(|s| s.size.is_some())
                    .map(Storage::request)
                    .transpose()?,
            )
            .set_file_system_configs(given(&systems?))
            .set_handler(text(&planned.handler).filter(|_| zip))
            .set_image_config(planned.image_config.as_ref().map(Image::request))
            .set_kms_key_arn(text(&planned.kms_key_arn))
            .set_layers(given(&planned.layers))
            .set_logging_config(planned.logging_config.as_ref().map(Logging::request))
            .set_memory_size(int(planned.memory_size))
            .set_package_type(choice(&planned.package_type))
            .publish(planned.publish.unwrap_or_default())
            .role(&planned.role)
            .set_runtime(choice(&planned.runtime).filter(|_| zip))
            .set_snap_start(planned.snap_start.as_ref().map(|s| SnapStart::request(Some(s))))
            .set_timeout(int(planned.timeout))
            .set_tracing_config(planned.tracing_config.as_ref().map(Tracing::request))
            .set_vpc_config(planned.vpc_config.as_ref().map(|n| Network::request(Some(n))))
            .set_tags(tag_map(&step.tags));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.function_name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("code_signing_config_arn") {
            sign(cx, to).await?;
        }
        let configuration = change.any(&OF_CONFIGURATION);
        if configuration {
            configure(cx, change, step).await?;
        }
        let code = change.any(&OF_CODE);
        if code {
            recode(cx, change, step).await?;
        }
        if change.changed("reserved_concurrent_executions") {
            reserve(cx, to).await?;
        }
        if to.publish == Some(true) && (configuration || code || change.changed("publish")) {
            publish(cx, to, step).await?;
        }
        retag(cx, &cx.arn("lambda", &format!("function:{}", to.id)), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        if prior.skip_destroy == Some(true) {
            return Ok(());
        }
        if prior.replace_security_groups_on_destroy == Some(true) {
            without_groups(cx, prior, step).await?;
        }
        match lambda(cx).delete_function().function_name(&prior.id).send().await.map_err(Error::from) {
            // CloudFront takes its copies away in its own time.
            Err(e) if e.message.contains("because it is a replicated function") => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = there(lambda(cx).get_function().function_name(&planned.function_name).send().await)?;
        let ours = |f: &GetFunctionOutput| intent.absent || carries(intent, &tags(f.tags.as_ref()));
        Ok(found.filter(ours).map(|_| planned.function_name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.function_name.clone())
    }

    fn import(id: &str) -> Result<Self, Error> {
        Ok(Function { id: id.to_owned(), ..Function::default() })
    }
}

impl Function {
    /// Where the code is: in a file, in an image or in a bucket.
    fn code(&self, file: Option<&Code>) -> types::FunctionCode {
        types::FunctionCode::builder()
            .set_zip_file(file.map(|f| f.bytes.clone()))
            .set_image_uri(text(&self.image_uri))
            .set_s3_bucket(text(&self.s3_bucket))
            .set_s3_key(text(&self.s3_key))
            .set_s3_object_version(text(&self.s3_object_version))
            .build()
    }
}

/// One function: a call, and others only for what the state knows of or an import has to learn.
async fn one(cx: &Cx, req: &Req<Function>) -> Answer<Function> {
    let Some(told) = there(lambda(cx).get_function().function_name(&req.key).send().await)? else {
        return Ok(None);
    };
    let Some(configuration) = told.configuration.clone() else {
        return Err(Error::incomplete("the configuration of a function"));
    };
    let imported = req.prior.function_name.is_empty();
    let unpublished = ["", LATEST].contains(&req.prior.version.as_str()) && req.prior.publish != Some(true);
    let asked = req.phase != Phase::Deleted && (imported || !unpublished);
    let version = if asked { latest(cx, &req.key).await? } else { None };
    let signed =
        req.phase != Phase::Deleted && (imported || text(&req.prior.code_signing_config_arn).is_some());
    let zip = configuration.package_type != Some(types::PackageType::Image);
    let signing = if signed && zip { signing(cx, &req.key).await? } else { None };
    let status = status(&configuration, req.phase);
    let value = found(cx, req, &told, &configuration, version, signing);
    Ok(Some(Found::ready(value).tagged(tags(told.tags.as_ref())).status(status)))
}

/// The latest version; the function as it is now where it has none. (Lambda ListVersionsByFunction)
pub async fn latest(cx: &Cx, name: &str) -> Result<Option<String>, Error> {
    let call = lambda(cx).list_versions_by_function().function_name(name);
    let pages: Vec<_> = call.into_paginator().send().try_collect().await.map_err(Error::from)?;
    let all = pages.into_iter().flat_map(|page| page.versions.unwrap_or_default());
    let number = |v: &String| v.parse::<u64>().unwrap_or_default();
    Ok(all.filter_map(|v| v.version).max_by_key(number))
}

/// Who may sign its code. (Lambda GetFunctionCodeSigningConfig)
pub async fn signing(cx: &Cx, name: &str) -> Result<Option<String>, Error> {
    let told = there(lambda(cx).get_function_code_signing_config().function_name(name).send().await)?;
    Ok(told.map(|t| t.code_signing_config_arn).filter(|arn| !arn.is_empty()))
}

/// Whether it can be used; one that sleeps since nobody called it is awake when somebody does.
pub fn status(configuration: &types::FunctionConfiguration, phase: Phase) -> Status {
    let reason = |reason: &Option<String>| reason.clone().unwrap_or_else(|| "AWS gives no reason".into());
    let state = configuration.state.as_ref();
    let update = configuration.last_update_status.as_ref();
    match (state, update) {
        (Some(State::Pending), _) => Status::Pending("Pending".into()),
        (Some(State::Failed), _) if phase != Phase::Refresh => {
            Status::Failed(reason(&configuration.state_reason))
        }
        (_, Some(LastUpdateStatus::InProgress)) => Status::Pending("InProgress".into()),
        (_, Some(LastUpdateStatus::Failed)) if phase != Phase::Refresh => {
            Status::Failed(reason(&configuration.last_update_status_reason))
        }
        _ => Status::Ready,
    }
}

fn found(
    cx: &Cx,
    req: &Req<Function>,
    told: &GetFunctionOutput,
    function: &types::FunctionConfiguration,
    version: Option<String>,
    signing: Option<String>,
) -> Function {
    let prior = &req.prior;
    let arn = function.function_arn.clone().unwrap_or_default();
    let version = version.unwrap_or_else(|| LATEST.into());
    let qualified = format!("{arn}:{version}");
    let reserved = told.concurrency.as_ref().and_then(|c| c.reserved_concurrent_executions);
    let layers = function.layers().iter().filter_map(|l| l.arn.clone());
    Function {
        id: req.key.clone(),
        architectures: function.architectures().iter().map(|a| a.as_str().to_owned()).collect(),
        invoke_arn: invoke_arn(cx, &arn),
        arn,
        code_sha256: function.code_sha256.clone().unwrap_or_default(),
        code_signing_config_arn: signing,
        dead_letter_config: function.dead_letter_config.as_ref().and_then(DeadLetters::told),
        description: function.description.clone(),
        environment: function.environment.as_ref().map(Environment::told),
        ephemeral_storage: function.ephemeral_storage.as_ref().map(storage),
        file_system_config: function.file_system_configs().first().map(FileSystem::told),
        filename: None,
        function_name: function.function_name.clone().unwrap_or_default(),
        handler: function.handler.clone(),
        image_config: function.image_config_response.as_ref().and_then(Image::told),
        image_uri: told.code.as_ref().and_then(|c| c.image_uri.clone()),
        kms_key_arn: function.kms_key_arn.clone(),
        last_modified: function.last_modified.clone().unwrap_or_default(),
        layers: layers.collect(),
        logging_config: function.logging_config.as_ref().map(Logging::told),
        memory_size: long(function.memory_size),
        package_type: word(function.package_type.as_ref()),
        publish: None,
        qualified_invoke_arn: invoke_arn(cx, &qualified),
        qualified_arn: qualified,
        replace_security_groups_on_destroy: None,
        replacement_security_group_ids: Set::default(),
        reserved_concurrent_executions: Some(reserved.map_or(-1, Into::into)),
        role: function.role.clone().unwrap_or_default(),
        runtime: word(function.runtime.as_ref()),
        s3_bucket: None,
        s3_key: None,
        s3_object_version: None,
        signing_job_arn: function.signing_job_arn.clone().unwrap_or_default(),
        signing_profile_version_arn: function.signing_profile_version_arn.clone().unwrap_or_default(),
        skip_destroy: None,
        snap_start: function.snap_start.as_ref().and_then(SnapStart::told),
        // What was configured: AWS tells only the hash of what it has.
        source_code_hash: Some(prior.source_code_hash.clone().unwrap_or_default()),
        source_code_size: function.code_size,
        timeout: long(function.timeout),
        tracing_config: Some(Tracing::told(function.tracing_config.as_ref())),
        version,
        vpc_config: function.vpc_config.as_ref().and_then(Network::told),
    }
}
