//! The five calls by which an instance comes to be.

use crate::db_instance::DbInstance;
use crate::db_instance_blocks::{Import, PointInTime};
use crate::rds::{rds, tag_list};
use aws_sdk_rds::types::DbInstance as Told;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::name_of;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;

/// What all five calls take.
macro_rules! common {
    ($call:expr, $it:expr, $step:expr) => {
        $call
            .set_auto_minor_version_upgrade($it.auto_minor_version_upgrade)
            .set_availability_zone(text(&$it.availability_zone))
            .set_ca_certificate_identifier(text(&$it.ca_cert_identifier))
            .set_copy_tags_to_snapshot($it.copy_tags_to_snapshot)
            .set_db_subnet_group_name(text(&$it.db_subnet_group_name))
            .set_dedicated_log_volume($it.dedicated_log_volume.filter(|on| *on))
            .deletion_protection($it.deletion_protection.unwrap_or_default())
            .set_enable_cloudwatch_logs_exports(given(&$it.enabled_cloudwatch_logs_exports))
            .set_enable_iam_database_authentication($it.iam_database_authentication_enabled.filter(|on| *on))
            .set_network_type(text(&$it.network_type))
            .set_option_group_name(text(&$it.option_group_name))
            .set_port(positive($it.port))
            .set_publicly_accessible($it.publicly_accessible)
            .set_tags(tag_list(&$step.tags))
            .set_vpc_security_group_ids($it.vpc_security_group_ids.as_ref().and_then(|ids| given(ids)))
            .db_instance_class(&$it.instance_class)
    };
}

/// What all of them take that give it storage.
macro_rules! storage {
    ($call:expr, $it:expr) => {
        $call
            .set_iops(positive($it.iops))
            .set_storage_throughput(positive($it.storage_throughput))
            .set_storage_type(text(&$it.storage_type))
    };
}

/// What all of them take that have it measured from the beginning.
macro_rules! measured {
    ($call:expr, $it:expr) => {
        $call
            .set_monitoring_interval(positive($it.monitoring_interval))
            .set_monitoring_role_arn(text(&$it.monitoring_role_arn))
            .set_database_insights_mode(choice(&$it.database_insights_mode))
            .set_enable_performance_insights($it.performance_insights_enabled.filter(|on| *on))
            .set_performance_insights_kms_key_id(text(&$it.performance_insights_kms_key_id))
            .set_performance_insights_retention_period(positive($it.performance_insights_retention_period))
    };
}

/// The directory that it joins.
macro_rules! domain {
    ($call:expr, $it:expr) => {
        $call
            .set_domain(text(&$it.domain))
            .set_domain_auth_secret_arn(text(&$it.domain_auth_secret_arn))
            .set_domain_dns_ips(given(&$it.domain_dns_ips))
            .set_domain_fqdn(text(&$it.domain_fqdn))
            .set_domain_iam_role_name(text(&$it.domain_iam_role_name))
            .set_domain_ou(text(&$it.domain_ou))
            .set_custom_iam_instance_profile(text(&$it.custom_iam_instance_profile))
            .set_enable_customer_owned_ip($it.customer_owned_ip_enabled.filter(|on| *on))
            .set_backup_target(text(&$it.backup_target))
    };
}

/// Makes the instance in the way that the arguments ask for.
pub async fn create(cx: &Cx, planned: &DbInstance, step: &Step) -> Result<Created, Error> {
    let name = name_of(&planned.identifier, &planned.identifier_prefix, &step.token);
    let made = if let Some(source) = text(&planned.replicate_source_db) {
        replica(cx, planned, step, &name, &source).await?
    } else if let Some(import) = planned.s3_import.first() {
        from_bucket(cx, planned, step, &name, import).await?
    } else if let Some(snapshot) = text(&planned.snapshot_identifier) {
        from_snapshot(cx, planned, step, &name, &snapshot).await?
    } else if let Some(past) = planned.restore_to_point_in_time.first() {
        from_the_past(cx, planned, step, &name, past).await?
    } else {
        anew(cx, planned, step, &name).await?
    };
    Created::new(made.and_then(|i| i.dbi_resource_id))
}

/// True for what RDS says of roles, keys and buckets that were just made.
fn is_unknown_yet(e: &Error) -> bool {
    let says = |words: &str| e.message.contains(words);
    match e.code.as_str() {
        "InvalidParameterValue" => {
            says("ENHANCED_MONITORING")
                || says("S3_SNAPSHOT_INGESTION")
                || says("S3 bucket cannot be found")
                || says("Files from the specified Amazon S3 bucket cannot be downloaded")
                || says("IAM role ARN value is invalid or does not include the required permissions")
        }
        "ValidationError" => says("RDS couldn't fetch the role from instance profile"),
        _ => false,
    }
}

/// Arguments that one way of making it cannot do without.
fn demand(what: &str, given: &[(&str, bool)]) -> Result<(), Error> {
    match given.iter().find(|(_, given)| !given) {
        None => Ok(()),
        Some((name, _)) => {
            let message = format!("{what} needs `{name}`.");
            Err(Error::new(Class::Validation, message).help("Add the argument."))
        }
    }
}

async fn anew(cx: &Cx, it: &DbInstance, step: &Step, name: &str) -> Result<Option<Told>, Error> {
    let managed = it.manage_master_user_password == Some(true);
    demand(
        "A new database",
        &[
            ("allocated_storage", it.allocated_storage.is_some_and(|s| s > 0) || is_custom(it)),
            ("engine", text(&it.engine).is_some()),
            ("username", text(&it.username).is_some() || is_custom(it)),
            ("password", managed || it.own_password().is_some() || is_custom(it)),
        ],
    )?;
    let call = rds(cx).create_db_instance().db_instance_identifier(name);
    let call = domain!(measured!(storage!(common!(call, it, step), it), it), it)
        .set_allocated_storage(positive(it.allocated_storage))
        // Left out, RDS would keep backups for a day; nothing said means none, as with the provider.
        .set_backup_retention_period(int(it.backup_retention_period.or(Some(0))))
        .set_character_set_name(text(&it.character_set_name))
        .set_db_name(text(&it.db_name))
        .set_db_parameter_group_name(text(&it.parameter_group_name))
        .set_engine(text(&it.engine))
        .set_engine_lifecycle_support(text(&it.engine_lifecycle_support))
        .set_engine_version(text(&it.engine_version))
        .set_kms_key_id(text(&it.kms_key_id))
        .set_license_model(text(&it.license_model))
        .set_manage_master_user_password(managed.then_some(true))
        .set_master_user_password(it.own_password().filter(|_| !managed))
        .set_master_user_secret_kms_key_id(text(&it.master_user_secret_kms_key_id))
        .set_master_username(text(&it.username))
        .set_max_allocated_storage(positive(it.max_allocated_storage))
        .set_multi_az(it.multi_az.filter(|on| *on))
        .set_nchar_character_set_name(text(&it.nchar_character_set_name))
        .set_preferred_backup_window(text(&it.backup_window))
        .set_preferred_maintenance_window(text(&it.maintenance_window))
        .storage_encrypted(it.storage_encrypted.unwrap_or_default())
        .set_timezone(text(&it.timezone));
    Ok(cx.retry(PROPAGATION, is_unknown_yet, || call.clone().send()).await?.db_instance)
}

fn is_custom(it: &DbInstance) -> bool {
    text(&it.custom_iam_instance_profile).is_some()
}

async fn replica(
    cx: &Cx,
    it: &DbInstance,
    step: &Step,
    name: &str,
    source: &str,
) -> Result<Option<Told>, Error> {
    let region = source.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2));
    if text(&it.kms_key_id).is_some() && region.is_some_and(|r| r != cx.region()) {
        let message = "An encrypted replica of an instance in another region (`kms_key_id` with the ARN of one elsewhere in \
                       `replicate_source_db`) is not carried out.";
        return Err(Error::new(Class::Validation, message).help("Make it with the AWS CLI and import it."));
    }
    let call = rds(cx).create_db_instance_read_replica().db_instance_identifier(name);
    // The storage's size is that of the source.
    let call = measured!(storage!(common!(call, it, step), it), it)
        .source_db_instance_identifier(source)
        .set_backup_target(text(&it.backup_target))
        .set_custom_iam_instance_profile(text(&it.custom_iam_instance_profile))
        .set_domain(text(&it.domain))
        .set_domain_auth_secret_arn(text(&it.domain_auth_secret_arn))
        .set_domain_dns_ips(given(&it.domain_dns_ips))
        .set_domain_fqdn(text(&it.domain_fqdn))
        .set_domain_iam_role_name(text(&it.domain_iam_role_name))
        .set_domain_ou(text(&it.domain_ou))
        .set_enable_customer_owned_ip(it.customer_owned_ip_enabled.filter(|on| *on))
        .set_kms_key_id(text(&it.kms_key_id))
        .set_max_allocated_storage(positive(it.max_allocated_storage))
        .set_multi_az(it.multi_az.filter(|on| *on))
        .set_replica_mode(choice(&it.replica_mode))
        .set_upgrade_storage_config(it.upgrade_storage_config.filter(|on| *on));
    Ok(cx.retry(PROPAGATION, is_unknown_yet, || call.clone().send()).await?.db_instance)
}

async fn from_bucket(
    cx: &Cx,
    it: &DbInstance,
    step: &Step,
    name: &str,
    import: &Import,
) -> Result<Option<Told>, Error> {
    let managed = it.manage_master_user_password == Some(true);
    demand(
        "A database from a bucket",
        &[
            ("allocated_storage", it.allocated_storage.is_some_and(|s| s > 0)),
            ("engine", text(&it.engine).is_some()),
            ("username", text(&it.username).is_some()),
            ("password", managed || it.own_password().is_some()),
        ],
    )?;
    let unfit = [("character_set_name", &it.character_set_name), ("timezone", &it.timezone)];
    if let Some((argument, _)) = unfit.iter().find(|(_, value)| text(value).is_some()) {
        let message = format!("A database from a bucket takes no `{argument}`.");
        return Err(Error::new(Class::Validation, message).help("Take the argument away."));
    }
    let call = rds(cx).restore_db_instance_from_s3().db_instance_identifier(name);
    let call = measured!(storage!(common!(call, it, step), it), it)
        .set_allocated_storage(positive(it.allocated_storage))
        .set_backup_retention_period(int(it.backup_retention_period.or(Some(0))))
        .set_db_name(text(&it.db_name))
        .set_db_parameter_group_name(text(&it.parameter_group_name))
        .set_engine(text(&it.engine))
        .set_engine_lifecycle_support(text(&it.engine_lifecycle_support))
        .set_engine_version(text(&it.engine_version))
        .set_kms_key_id(text(&it.kms_key_id))
        .set_license_model(text(&it.license_model))
        .set_manage_master_user_password(managed.then_some(true))
        .set_master_user_password(it.own_password().filter(|_| !managed))
        .set_master_user_secret_kms_key_id(text(&it.master_user_secret_kms_key_id))
        .set_master_username(text(&it.username))
        .set_max_allocated_storage(positive(it.max_allocated_storage))
        .set_multi_az(it.multi_az.filter(|on| *on))
        .set_preferred_backup_window(text(&it.backup_window))
        .set_preferred_maintenance_window(text(&it.maintenance_window))
        .s3_bucket_name(&import.bucket_name)
        .s3_ingestion_role_arn(&import.ingestion_role)
        .set_s3_prefix(text(&import.bucket_prefix))
        .source_engine(&import.source_engine)
        .source_engine_version(&import.source_engine_version)
        .storage_encrypted(it.storage_encrypted.unwrap_or_default());
    Ok(cx.retry(PROPAGATION, is_unknown_yet, || call.clone().send()).await?.db_instance)
}

/// A database's own name is in its snapshot for these.
fn names_itself(engine: &Option<String>) -> bool {
    matches!(engine.as_deref(), Some("mysql" | "postgres" | "mariadb"))
}

/// What the snapshot has and the plan wants otherwise is changed afterwards.
async fn from_snapshot(
    cx: &Cx,
    it: &DbInstance,
    step: &Step,
    name: &str,
    snapshot: &str,
) -> Result<Option<Told>, Error> {
    let mirrored = it.engine.as_deref().is_some_and(|e| e.starts_with("sqlserver"));
    let call = rds(cx).restore_db_instance_from_db_snapshot().db_instance_identifier(name);
    let call = domain!(common!(call, it, step), it)
        .db_snapshot_identifier(snapshot)
        .set_db_name(text(&it.db_name).filter(|_| !names_itself(&it.engine)))
        .set_db_parameter_group_name(text(&it.parameter_group_name))
        .set_engine(text(&it.engine))
        .set_engine_lifecycle_support(text(&it.engine_lifecycle_support))
        .set_license_model(text(&it.license_model))
        // SQL Server mirrors nothing that has no backups, and a new one has none.
        .set_multi_az(it.multi_az.filter(|on| *on && !mirrored));
    match cx.retry(PROPAGATION, is_unknown_yet, || call.clone().send()).await {
        Err(e)
            if e.message
                .contains("Mirroring cannot be applied to instances with backup retention set to zero") =>
        {
            Ok(call.set_multi_az(None).send().await?.db_instance)
        }
        other => Ok(other?.db_instance),
    }
}

async fn from_the_past(
    cx: &Cx,
    it: &DbInstance,
    step: &Step,
    name: &str,
    past: &PointInTime,
) -> Result<Option<Told>, Error> {
    let time = match text(&past.restore_time) {
        Some(time) => Some(
            DateTime::from_str(&time, Format::DateTime)
                .map_err(|_| Error::new(Class::Validation, format!("`restore_time` is no time: {time}.")))?,
        ),
        None => None,
    };
    let call = rds(cx).restore_db_instance_to_point_in_time().target_db_instance_identifier(name);
    let call = domain!(storage!(common!(call, it, step), it), it)
        .set_db_name(text(&it.db_name).filter(|_| !names_itself(&it.engine)))
        .set_db_parameter_group_name(text(&it.parameter_group_name))
        .set_engine(text(&it.engine))
        .set_engine_lifecycle_support(text(&it.engine_lifecycle_support))
        .set_license_model(text(&it.license_model))
        .set_max_allocated_storage(positive(it.max_allocated_storage))
        .set_multi_az(it.multi_az.filter(|on| *on))
        .set_restore_time(time)
        .set_source_db_instance_automated_backups_arn(text(&past.source_db_instance_automated_backups_arn))
        .set_source_db_instance_identifier(text(&past.source_db_instance_identifier))
        .set_source_dbi_resource_id(text(&past.source_dbi_resource_id))
        .set_use_latest_restorable_time(past.use_latest_restorable_time.filter(|on| *on));
    Ok(cx.retry(PROPAGATION, is_unknown_yet, || call.clone().send()).await?.db_instance)
}
