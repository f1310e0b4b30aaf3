//! How a function is changed: its configuration, its code, its versions; each change is waited for, since Lambda takes one at a time.

use crate::common::choice;
use crate::lambda::{code, lambda, until_settled};
use crate::lambda_function::{Function, status};
use crate::lambda_function_blocks::{
    DeadLetters, Environment, FileSystem, Image, Logging, Network, SnapStart, Storage, Tracing,
};
use aws_sdk_lambda::types;
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use provision_aws_ec2::{ec2, filter};
use std::time::Duration;
use tokio::time::Instant;

/// How often a change is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// Waits until a change has been taken in. (Lambda GetFunctionConfiguration)
async fn settled(cx: &Cx, step: &Step, name: &str, version: Option<&str>) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        let call = lambda(cx).get_function().function_name(name);
        let told = call.set_qualifier(version.map(str::to_owned)).send().await?;
        let now = told.configuration.as_ref().map(|c| status(c, Phase::Updated));
        let state = match now {
            Some(Status::Ready) | None => return Ok(()),
            Some(Status::Failed(reason)) => {
                return Err(Error::new(
                    Class::Other,
                    format!("The change of {name} failed at AWS: {reason}"),
                ));
            }
            Some(Status::Pending(state)) => state,
        };
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(too_long(&format!("The change of {name}"), step.limit(), &state));
        }
        step.progress(&format!("waiting for {name}: {state}"));
        cx.tick(LOOK).await;
    }
}

/// Changes the configuration; only what differs is said.
pub async fn configure(cx: &Cx, change: &Change<'_, Function>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    let mut call = lambda(cx).update_function_configuration().function_name(&to.id);
    if change.changed("dead_letter_config") {
        let none = || types::DeadLetterConfig::builder().target_arn("").build();
        call =
            call.dead_letter_config(to.dead_letter_config.as_ref().map_or_else(none, DeadLetters::request));
    }
    if change.changed("description") {
        call = call.description(to.description.clone().unwrap_or_default());
    }
    // Another key encrypts the variables anew.
    if change.any(&["environment", "kms_key_arn"]) {
        call = call.environment(Environment::request(to.environment.as_ref()));
    }
    if change.changed("ephemeral_storage") {
        call = call.set_ephemeral_storage(to.ephemeral_storage.as_ref().map(Storage::request).transpose()?);
    }
    if change.changed("file_system_config") {
        let systems: Result<Vec<_>, Error> = to.file_system_config.iter().map(FileSystem::request).collect();
        call = call.set_file_system_configs(Some(systems?));
    }
    if change.changed("handler") {
        call = call.set_handler(text(&to.handler));
    }
    if change.changed("image_config") {
        let none = || types::ImageConfig::builder().build();
        call = call.image_config(to.image_config.as_ref().map_or_else(none, Image::request));
    }
    if change.changed("kms_key_arn") {
        call = call.kms_key_arn(to.kms_key_arn.clone().unwrap_or_default());
    }
    if change.changed("layers") {
        call = call.set_layers(Some(to.layers.clone()));
    }
    if change.changed("logging_config") {
        call = call.set_logging_config(to.logging_config.as_ref().map(Logging::request));
    }
    if change.changed("memory_size") {
        call = call.set_memory_size(int(to.memory_size));
    }
    if change.changed("role") {
        call = call.role(&to.role);
    }
    if change.changed("runtime") {
        call = call.set_runtime(choice(&to.runtime));
    }
    if change.changed("snap_start") {
        call = call.snap_start(SnapStart::request(to.snap_start.as_ref()));
    }
    if change.changed("timeout") {
        call = call.set_timeout(int(to.timeout));
    }
    if change.changed("tracing_config") {
        call = call.set_tracing_config(to.tracing_config.as_ref().map(Tracing::request));
    }
    if change.changed("vpc_config") {
        call = call.vpc_config(Network::request(to.vpc_config.as_ref()));
    }
    until_settled(cx, || call.clone().send()).await?;
    settled(cx, step, &to.id, None).await
}

/// Sends the code.
pub async fn recode(cx: &Cx, change: &Change<'_, Function>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    let file = match text(&to.filename) {
        Some(path) => Some(code(cx, &path).await?),
        None => None,
    };
    let architectures: Vec<types::Architecture> =
        to.architectures.iter().map(|a| a.as_str().into()).collect();
    let mut call = lambda(cx)
        .update_function_code()
        .function_name(&to.id)
        .set_zip_file(file.as_ref().map(|f| f.bytes.clone()))
        .set_image_uri(text(&to.image_uri))
        .set_s3_bucket(text(&to.s3_bucket))
        .set_s3_key(text(&to.s3_key))
        .set_s3_object_version(text(&to.s3_object_version));
    if change.changed("architectures") {
        call = call.set_architectures(given(&architectures));
    }
    until_settled(cx, || call.clone().send()).await?;
    settled(cx, step, &to.id, None).await
}

/// Makes a version of what it is now. (Lambda PublishVersion)
pub async fn publish(cx: &Cx, to: &Function, step: &Step) -> Result<(), Error> {
    let call = lambda(cx).publish_version().function_name(&to.id);
    let made = until_settled(cx, || call.clone().send()).await?;
    settled(cx, step, &to.id, made.version.as_deref()).await
}

/// Says who may sign its code. (Lambda PutFunctionCodeSigningConfig, DeleteFunctionCodeSigningConfig)
pub async fn sign(cx: &Cx, to: &Function) -> Result<(), Error> {
    match text(&to.code_signing_config_arn) {
        Some(arn) => {
            let call = lambda(cx).put_function_code_signing_config().function_name(&to.id);
            call.code_signing_config_arn(arn).send().await?;
        }
        None => drop(lambda(cx).delete_function_code_signing_config().function_name(&to.id).send().await?),
    }
    Ok(())
}

/// Keeps runs for it. (Lambda PutFunctionConcurrency, DeleteFunctionConcurrency)
pub async fn reserve(cx: &Cx, to: &Function) -> Result<(), Error> {
    match to.reserved_concurrent_executions.filter(|n| *n >= 0) {
        Some(runs) => {
            let call = lambda(cx).put_function_concurrency().function_name(&to.id);
            call.set_reserved_concurrent_executions(int(Some(runs))).send().await?;
        }
        None => drop(lambda(cx).delete_function_concurrency().function_name(&to.id).send().await?),
    }
    Ok(())
}

/// Gives it other security groups, so that its own are not held by the interfaces that Lambda keeps for a while.
pub async fn without_groups(cx: &Cx, prior: &Function, step: &Step) -> Result<(), Error> {
    let Some(network) = prior.vpc_config.as_ref().filter(|n| !n.security_group_ids.is_empty()) else {
        return Ok(());
    };
    let others = match prior.replacement_security_group_ids.is_empty() {
        false => prior.replacement_security_group_ids.to_vec(),
        true => vec![default_group(cx, &network.vpc_id).await?],
    };
    let vpc = types::VpcConfig::builder().set_security_group_ids(Some(others));
    let vpc = vpc.set_subnet_ids(Some(network.subnet_ids.to_vec())).build();
    let call = lambda(cx).update_function_configuration().function_name(&prior.id).vpc_config(vpc);
    if there(until_settled(cx, || call.clone().send()).await)?.is_none() {
        return Ok(());
    }
    settled(cx, step, &prior.id, None).await
}

/// The default security group of a VPC. (EC2 DescribeSecurityGroups)
async fn default_group(cx: &Cx, vpc: &str) -> Result<String, Error> {
    let call = ec2(cx).describe_security_groups().filters(filter("vpc-id", vpc));
    let told = call.filters(filter("group-name", "default")).send().await?;
    let group = told.security_groups.unwrap_or_default().into_iter().find_map(|g| g.group_id);
    group.ok_or_else(|| {
        let message = format!("The VPC {vpc} has no default security group.");
        Error::new(Class::NotFound, message).help("Name others in `replacement_security_group_ids`.")
    })
}
