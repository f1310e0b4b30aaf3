//! Instances as RDS tells them, many at a time.

use crate::db_instance::DbInstance;
use crate::db_instance_blocks::{Endpoint, MasterSecret};
use crate::rds::{PAGE, rds, tags, time};
use aws_sdk_rds::types::{DbInstance as Told, Filter};
use provision_aws_core::cx::too_long;
use provision_aws_core::names::prefix_of;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{long, word};
use std::time::Duration;
use tokio::time::Instant;

/// Statuses of an instance that can be used.
const READY: [&str; 3] = ["available", "storage-optimization", "stopped"];
/// Statuses from which nothing but a person gets it out.
const FAILED: [&str; 10] = [
    "failed",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "incompatible-create",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "insufficient-capacity",
    "restore-error",
];

/// Instances, to be found by id or by name.
pub struct Instances(Vec<Told>);

impl Instances {
    /// The one that a request is about. After a change it may be another one of the same name, which took the place of the first.
    pub fn of(&self, req: &Req<DbInstance>) -> Option<&Told> {
        let by_name = |name: &str| self.0.iter().find(|i| i.db_instance_identifier.as_deref() == Some(name));
        let new = text(&req.prior.identifier).filter(|_| req.phase == Phase::Updated);
        let by_id = || self.0.iter().find(|i| i.dbi_resource_id.as_deref() == Some(&req.key));
        new.and_then(|name| by_name(&name)).or_else(by_id).or_else(|| by_name(&req.key))
    }
}

/// True for an id at AWS, which is no name: names have no capitals.
fn is_id(key: &str) -> bool {
    let rest = key.strip_prefix("db-").unwrap_or_default();
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// The instances that are asked for, those that are there: a single one by its id or name, more by a list of all.
/// (RDS DescribeDBInstances)
pub async fn instances(cx: &Cx, reqs: &[Req<DbInstance>]) -> Result<Instances, Error> {
    let ask = |filter: Option<(&'static str, String)>| async move {
        let filter = filter.map(|(by, value)| vec![Filter::builder().name(by).values(value).build()]);
        let call = rds(cx).describe_db_instances().max_records(PAGE).set_filters(filter);
        let told = there(call.into_paginator().items().send().try_collect().await)?;
        Ok::<Vec<Told>, Error>(told.unwrap_or_default())
    };
    let [one] = reqs else { return ask(None).await.map(Instances) };
    if one.phase == Phase::Updated {
        let renamed = ask(Some(("db-instance-id", one.prior.name()))).await?;
        if !renamed.is_empty() {
            return Ok(Instances(renamed));
        }
    }
    let by = if is_id(&one.key) { "dbi-resource-id" } else { "db-instance-id" };
    ask(Some((by, one.key.clone()))).await.map(Instances)
}

/// An instance by its name.
pub async fn instance(cx: &Cx, name: &str) -> Result<Option<Told>, Error> {
    let told = there(rds(cx).describe_db_instances().db_instance_identifier(name).send().await)?;
    Ok(told.and_then(|t| t.db_instances).unwrap_or_default().into_iter().next())
}

/// Waits until an instance can be used and stays so: between two of its changes, RDS says for a moment that it can.
pub async fn steady(cx: &Cx, name: &str, step: &Step) -> Result<Told, Error> {
    watch(cx, name, step, |status| Status::of(status, &READY, &FAILED)).await
}

/// Waits until an instance takes a change: one that cannot be used for want of storage or by its settings takes one, too.
pub async fn idle(cx: &Cx, name: &str, step: &Step) -> Result<Told, Error> {
    let takes =
        |status: &str| READY.contains(&status) || FAILED.contains(&status) || status == "storage-full";
    let of = |status: &str| if takes(status) { Status::Ready } else { Status::Pending(status.to_owned()) };
    watch(cx, name, step, of).await
}

/// Looks in a row that must agree.
const LOOKS: usize = 3;

/// Looks until it was ready so many times in a row.
async fn watch(cx: &Cx, name: &str, step: &Step, of: impl Fn(&str) -> Status) -> Result<Told, Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    let mut looks = 0;
    loop {
        let told = instance(cx, name).await?;
        let status =
            told.as_ref().and_then(|t| t.db_instance_status.clone()).unwrap_or_else(|| "not there".into());
        match (told, of(&status)) {
            (Some(told), Status::Ready) => {
                looks += 1;
                if looks == LOOKS {
                    return Ok(told);
                }
            }
            (_, Status::Failed(reason)) => {
                let message = format!("The instance {name} cannot be used: {reason}.");
                return Err(Error::new(Class::Other, message).help("Its events at RDS say more."));
            }
            _ => looks = 0,
        }
        if looks == 0 {
            step.progress(&format!("waiting for {name}: {status}"));
        }
        if Instant::now() >= end {
            return Err(too_long(&format!("The instance {name}"), step.limit(), &status));
        }
        cx.tick(Duration::from_secs(10)).await;
    }
}

/// The version that the state holds: what is written, where AWS's version is one of that or will be.
fn version(written: &Option<String>, told: &Told) -> Option<String> {
    let actual = told.engine_version.clone().unwrap_or_default();
    let pending = told.pending_modified_values.as_ref().and_then(|p| p.engine_version.clone());
    match text(written) {
        Some(written) if actual.starts_with(&written) || pending.as_deref() == Some(&written) => {
            Some(written)
        }
        _ => Some(actual),
    }
}

/// An instance with its tags and whether it can be used.
pub fn found(req: &Req<DbInstance>, told: &Told) -> Found<DbInstance> {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let name = own(told.db_instance_identifier());
    let endpoint = told.endpoint.as_ref();
    let address = own(endpoint.and_then(|e| e.address()));
    let port = endpoint.and_then(|e| e.port).or(told.db_instance_port);
    let domain = told.domain_memberships().first();
    let secret = told.master_user_secret.as_ref();
    let value = DbInstance {
        id: own(told.dbi_resource_id()),
        endpoint: match (address.is_empty(), port) {
            (false, Some(port)) => format!("{address}:{port}"),
            _ => String::new(),
        },
        address,
        allocated_storage: long(told.allocated_storage),
        arn: own(told.db_instance_arn()),
        auto_minor_version_upgrade: told.auto_minor_version_upgrade,
        availability_zone: told.availability_zone.clone(),
        backup_retention_period: long(told.backup_retention_period),
        backup_target: told.backup_target.clone(),
        backup_window: told.preferred_backup_window.clone(),
        ca_cert_identifier: told.ca_certificate_identifier.clone(),
        character_set_name: told.character_set_name.clone(),
        copy_tags_to_snapshot: told.copy_tags_to_snapshot,
        custom_iam_instance_profile: told.custom_iam_instance_profile.clone(),
        customer_owned_ip_enabled: told.customer_owned_ip_enabled,
        database_insights_mode: word(told.database_insights_mode()),
        db_name: told.db_name.clone(),
        db_subnet_group_name: told.db_subnet_group.as_ref().and_then(|g| g.db_subnet_group_name.clone()),
        dedicated_log_volume: told.dedicated_log_volume,
        deletion_protection: told.deletion_protection,
        domain: domain.and_then(|d| d.domain.clone()),
        domain_auth_secret_arn: domain.and_then(|d| d.auth_secret_arn.clone()),
        domain_dns_ips: domain.map(|d| d.dns_ips().to_vec()).unwrap_or_default(),
        domain_fqdn: domain.and_then(|d| d.fqdn.clone()),
        domain_iam_role_name: domain.and_then(|d| d.iam_role_name.clone()),
        domain_ou: domain.and_then(|d| d.ou.clone()),
        enabled_cloudwatch_logs_exports: told.enabled_cloudwatch_logs_exports().iter().cloned().collect(),
        engine: told.engine.clone(),
        engine_lifecycle_support: told.engine_lifecycle_support.clone(),
        engine_version: version(&req.prior.engine_version, told),
        engine_version_actual: own(told.engine_version()),
        hosted_zone_id: own(endpoint.and_then(|e| e.hosted_zone_id())),
        iam_database_authentication_enabled: told.iam_database_authentication_enabled,
        identifier_prefix: Some(prefix_of(&name)),
        identifier: Some(name),
        instance_class: own(told.db_instance_class()),
        iops: long(told.iops),
        kms_key_id: told.kms_key_id.clone(),
        latest_restorable_time: time(told.latest_restorable_time()),
        license_model: told.license_model.clone(),
        listener_endpoint: told.listener_endpoint.iter().map(Endpoint::told).collect(),
        maintenance_window: told.preferred_maintenance_window.clone(),
        master_user_secret: secret.into_iter().map(MasterSecret::told).collect(),
        master_user_secret_kms_key_id: secret.and_then(|s| s.kms_key_id.clone()),
        max_allocated_storage: long(told.max_allocated_storage),
        monitoring_interval: long(told.monitoring_interval),
        monitoring_role_arn: told.monitoring_role_arn.clone(),
        multi_az: told.multi_az,
        nchar_character_set_name: told.nchar_character_set_name.clone(),
        network_type: told.network_type.clone(),
        option_group_name: told.option_group_memberships().first().and_then(|g| g.option_group_name.clone()),
        parameter_group_name: told
            .db_parameter_groups()
            .first()
            .and_then(|g| g.db_parameter_group_name.clone()),
        performance_insights_enabled: told.performance_insights_enabled,
        performance_insights_kms_key_id: told.performance_insights_kms_key_id.clone(),
        performance_insights_retention_period: long(told.performance_insights_retention_period),
        port: long(port),
        publicly_accessible: told.publicly_accessible,
        replica_mode: word(told.replica_mode()),
        replicas: told.read_replica_db_instance_identifiers().to_vec(),
        replicate_source_db: told.read_replica_source_db_instance_identifier.clone(),
        resource_id: own(told.dbi_resource_id()),
        status: own(told.db_instance_status()),
        storage_encrypted: told.storage_encrypted,
        storage_throughput: long(told.storage_throughput),
        storage_type: told.storage_type.clone(),
        timezone: told.timezone.clone(),
        username: told.master_username.clone(),
        vpc_security_group_ids: Some(
            told.vpc_security_groups().iter().filter_map(|g| g.vpc_security_group_id.clone()).collect(),
        ),
        // What only the configuration says.
        allow_major_version_upgrade: None,
        apply_immediately: None,
        blue_green_update: Vec::new(),
        delete_automated_backups: None,
        final_snapshot_identifier: None,
        manage_master_user_password: None,
        password: None,
        password_wo: None,
        password_wo_version: None,
        restore_to_point_in_time: Vec::new(),
        s3_import: Vec::new(),
        skip_final_snapshot: None,
        snapshot_identifier: None,
        upgrade_storage_config: None,
    };
    let status = Status::of(&value.status, &READY, &FAILED);
    let status = if req.phase == Phase::Deleted { Status::Pending(value.status.clone()) } else { status };
    Found::ready(value).tagged(tags(told.tag_list())).status(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_that_is_written_stands_where_it_is_meant() {
        let told = Told::builder().engine_version("8.0.39").build();
        let of = |written: &str| version(&Some(written.into()), &told).unwrap_or_default();
        assert_eq!(
            (of("8.0").as_str(), of("8.0.39").as_str(), of("8.4").as_str()),
            ("8.0", "8.0.39", "8.0.39")
        );
        assert_eq!(version(&None, &told).as_deref(), Some("8.0.39"));
        assert!(is_id("db-ABC234") && !is_id("db-shop") && !is_id("shop"));
    }
}
