//! Changes of an instance on a copy of it, which is kept in step and then takes its place: what is changed is down for a minute only.

use crate::db_instance::DbInstance;
use crate::db_instance_modify::{fill, send, unprotect};
use crate::db_instance_read::steady;
use crate::rds::{rds, tag_list};
use aws_sdk_rds::types::BlueGreenDeployment;
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// What needs no copy: it is not at AWS, or changes nothing of the server.
const WITHOUT: [&str; 13] = [
    "allow_major_version_upgrade",
    "apply_immediately",
    "blue_green_update",
    "delete_automated_backups",
    "deletion_protection",
    "final_snapshot_identifier",
    "password",
    "password_wo_version",
    "replicate_source_db",
    "skip_final_snapshot",
    "tags",
    "tags_all",
    "upgrade_storage_config",
];

/// True where something changes for which a copy is made.
pub fn is_worth_it(change: &Change<'_, DbInstance>) -> bool {
    change.names.iter().any(|name| !WITHOUT.contains(&name.as_str()))
}

/// Makes the copy, changes it, has it take the instance's place and name, and deletes what the instance was.
/// (RDS CreateBlueGreenDeployment, SwitchoverBlueGreenDeployment, DeleteBlueGreenDeployment)
pub async fn update(cx: &Cx, change: &Change<'_, DbInstance>, step: &Step) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if change.changed("identifier") {
        let message = "An instance cannot be renamed on a copy of it.";
        let help = "Rename it in an apply of its own, with `blue_green_update` taken away.";
        return Err(Error::new(Class::Validation, message).help(help));
    }
    let name = from.name();
    prepare(cx, change, step, &name).await?;
    let call = rds(cx)
        .create_blue_green_deployment()
        .blue_green_deployment_name(&name)
        .source(&from.arn)
        .set_target_engine_version(text(&to.engine_version).filter(|_| change.changed("engine_version")))
        .set_target_db_parameter_group_name(text(&to.parameter_group_name))
        .set_tags(tag_list(&step.tags));
    let made = call.send().await?.blue_green_deployment;
    let id = made.and_then(|d| d.blue_green_deployment_identifier);
    let id = id.ok_or_else(|| Error::incomplete("the deployment's id"))?;
    let switched = switch(cx, change, step, &id).await;
    let gone = rds(cx).delete_blue_green_deployment().blue_green_deployment_identifier(&id);
    match switched {
        Ok(old) => {
            steady(cx, &name, step).await?;
            there(gone.send().await)?;
            retire(cx, &old, step).await
        }
        // What went wrong counts more than what is left of it, which the error names.
        Err(e) => {
            let left = format!(
                "The blue/green deployment {id} is left at RDS: look at it, then delete it with its copy."
            );
            Err(e.help(left))
        }
    }
}

/// A copy needs backups, and deletion protection goes along with it.
async fn prepare(cx: &Cx, change: &Change<'_, DbInstance>, step: &Step, name: &str) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let backups = from.backup_retention_period.unwrap_or_default() == 0
        && to.backup_retention_period.unwrap_or_default() > 0;
    if backups || change.changed("deletion_protection") {
        let mut call = rds(cx).modify_db_instance().db_instance_identifier(name).apply_immediately(true);
        if backups {
            call = call.set_backup_retention_period(int(to.backup_retention_period));
        }
        if change.changed("deletion_protection") {
            call = call.deletion_protection(to.deletion_protection.unwrap_or_default());
        }
        send(cx, call, step).await?;
    }
    steady(cx, name, step).await.map(drop)
}

/// From the copy to the switch; answers with the name of what the instance was.
async fn switch(cx: &Cx, change: &Change<'_, DbInstance>, step: &Step, id: &str) -> Result<String, Error> {
    let ready = reached(cx, step, id, "AVAILABLE").await?;
    let target =
        ready.target.as_deref().and_then(name_of_arn).ok_or_else(|| Error::incomplete("the copy"))?;
    steady(cx, &target, step).await?;
    // The copy has the version and the settings already.
    let done = ["engine_version", "parameter_group_name", "deletion_protection"];
    let names: BTreeSet<String> =
        change.names.iter().filter(|n| !done.contains(&n.as_str())).cloned().collect();
    if names.iter().any(|name| !WITHOUT.contains(&name.as_str()) || name.starts_with("password")) {
        let rest = Change { from: change.from, to: change.to, names, tags: TagDiff::default() };
        let call = rds(cx).modify_db_instance().db_instance_identifier(&target).apply_immediately(true);
        send(cx, fill(call, &rest), step).await?;
        steady(cx, &target, step).await?;
    }
    let call = rds(cx).switchover_blue_green_deployment().blue_green_deployment_identifier(id);
    let soon = |e: &Error| e.code.starts_with("InvalidBlueGreenDeploymentState");
    cx.retry(Duration::from_secs(600), soon, || call.clone().send()).await?;
    let done = reached(cx, step, id, "SWITCHOVER_COMPLETED").await?;
    done.source.as_deref().and_then(name_of_arn).ok_or_else(|| Error::incomplete("what the instance was"))
}

fn name_of_arn(arn: &str) -> Option<String> {
    arn.rsplit_once(":db:").map(|(_, name)| name.to_owned())
}

/// Waits until a deployment has come so far. (RDS DescribeBlueGreenDeployments)
async fn reached(cx: &Cx, step: &Step, id: &str, wanted: &str) -> Result<BlueGreenDeployment, Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let told =
            rds(cx).describe_blue_green_deployments().blue_green_deployment_identifier(id).send().await?;
        let found = told.blue_green_deployments.unwrap_or_default().into_iter().next();
        let status = found.as_ref().and_then(|d| d.status.clone()).unwrap_or_default();
        match found {
            Some(found) if status == wanted => return Ok(found),
            Some(found) if status.contains("FAILED") || status == "INVALID_CONFIGURATION" => {
                let why = found.status_details.unwrap_or_else(|| status.clone());
                return Err(Error::new(
                    Class::Other,
                    format!("The blue/green deployment failed at RDS: {why}."),
                ));
            }
            _ => step.progress(&format!("waiting for {id}: {status}")),
        }
        if Instant::now() >= end {
            return Err(too_long(&format!("The blue/green deployment {id}"), step.limit(), &status));
        }
        cx.tick(Duration::from_secs(10)).await;
    }
}

/// Deletes what the instance was; what is in it is in the copy.
async fn retire(cx: &Cx, old: &str, step: &Step) -> Result<(), Error> {
    let told = steady(cx, old, step).await?;
    if told.deletion_protection == Some(true) {
        unprotect(cx, old, step).await?;
    }
    rds(cx).delete_db_instance().db_instance_identifier(old).skip_final_snapshot(true).send().await?;
    Ok(())
}
