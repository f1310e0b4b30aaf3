//! Changes of an instance in place: at once, or when its maintenance window comes.

use crate::db_instance::DbInstance;
use crate::db_instance_read::{idle, steady};
use crate::rds::rds;
use aws_sdk_rds::operation::modify_db_instance::builders::ModifyDBInstanceFluentBuilder;
use aws_sdk_rds::types::CloudwatchLogsExportConfiguration;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;

/// What ModifyDBInstance has nothing to do with.
const ELSEWHERE: [&str; 14] = [
    "allow_major_version_upgrade",
    "apply_immediately",
    "blue_green_update",
    "delete_automated_backups",
    "final_snapshot_identifier",
    "identifier_prefix",
    "replicate_source_db",
    "restore_to_point_in_time",
    "s3_import",
    "skip_final_snapshot",
    "snapshot_identifier",
    "tags",
    "tags_all",
    "upgrade_storage_config",
];

/// Changes an instance. One that was just made gets what its create call could not say, at once, with a restart where its settings
/// need one.
pub async fn update(
    cx: &Cx,
    change: &Change<'_, DbInstance>,
    step: &Step,
    is_new: bool,
) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let now = is_new || to.apply_immediately == Some(true);
    let source = |it: &DbInstance| text(&it.replicate_source_db);
    if change.changed("replicate_source_db") && source(to).is_some() && !same_source(from, to) {
        let message = "An instance cannot become a replica of another one.";
        let help = "Take `replicate_source_db` away, which makes it one of its own, or have it replaced.";
        return Err(Error::new(Class::Validation, message).help(help));
    }
    if change.names.iter().any(|name| !ELSEWHERE.contains(&name.as_str())) {
        let old = if is_new { to.name() } else { from.name() };
        modify(cx, change, step, &old, now).await?;
        let name = if now { to.name() } else { old };
        let told = steady(cx, &name, step).await?;
        let waits =
            told.db_parameter_groups().iter().any(|g| g.parameter_apply_status() == Some("pending-reboot"));
        if is_new && change.changed("parameter_group_name") && waits {
            rds(cx).reboot_db_instance().db_instance_identifier(&name).send().await?;
            steady(cx, &name, step).await?;
        }
    }
    if change.changed("replicate_source_db") && source(to).is_none() && source(from).is_some() {
        let call = rds(cx).promote_read_replica().db_instance_identifier(to.name());
        let call = call.set_backup_retention_period(int(to.backup_retention_period));
        call.set_preferred_backup_window(text(&to.backup_window)).send().await?;
        steady(cx, &to.name(), step).await?;
    }
    Ok(())
}

/// A source of this region is known by its name and by its ARN.
fn same_source(a: &DbInstance, b: &DbInstance) -> bool {
    let name = |it: &DbInstance| {
        let source = text(&it.replicate_source_db).unwrap_or_default();
        source.rsplit(':').next().unwrap_or_default().to_owned()
    };
    name(a) == name(b)
}

/// Sends the change of what differs. (RDS ModifyDBInstance)
async fn modify(
    cx: &Cx,
    change: &Change<'_, DbInstance>,
    step: &Step,
    name: &str,
    now: bool,
) -> Result<(), Error> {
    // One that is being backed up or changed takes no change.
    idle(cx, name, step).await?;
    let call = rds(cx).modify_db_instance().db_instance_identifier(name).apply_immediately(now);
    send(cx, fill(call, change), step).await
}

/// Sends a call, again while RDS does not know a role that was just made or is busy with an earlier change.
pub async fn send(cx: &Cx, call: ModifyDBInstanceFluentBuilder, step: &Step) -> Result<(), Error> {
    let again = |e: &Error| {
        let role =
            e.message.contains("IAM role ARN value is invalid or does not include the required permissions");
        (e.is(&["InvalidParameterValue"]) && role)
            || (e.code.starts_with("InvalidDBInstanceState") && e.message.contains("your request later"))
    };
    cx.retry(step.limit(), again, || call.clone().send()).await.map(drop)
}

/// Lets an instance be deleted.
pub async fn unprotect(cx: &Cx, name: &str, step: &Step) -> Result<(), Error> {
    let call = rds(cx).modify_db_instance().db_instance_identifier(name);
    send(cx, call.apply_immediately(true).deletion_protection(false), step).await?;
    steady(cx, name, step).await.map(drop)
}

/// What differs, as the call takes it.
pub fn fill(
    call: ModifyDBInstanceFluentBuilder,
    change: &Change<'_, DbInstance>,
) -> ModifyDBInstanceFluentBuilder {
    let call = fill_engine(fill_storage(call, change), change);
    fill_rest(fill_measures(call, change), change)
}

/// Storage: its numbers are told together.
fn fill_storage(
    mut call: ModifyDBInstanceFluentBuilder,
    change: &Change<'_, DbInstance>,
) -> ModifyDBInstanceFluentBuilder {
    let to = change.to;
    if change.any(&["allocated_storage", "iops"]) {
        call = call.set_iops(positive(to.iops)).set_allocated_storage(positive(to.allocated_storage));
    }
    if change.changed("storage_throughput") {
        let numbers = call.set_iops(positive(to.iops)).set_allocated_storage(positive(to.allocated_storage));
        call = numbers.set_storage_throughput(positive(to.storage_throughput));
    }
    if change.changed("storage_type") {
        call = call.set_storage_type(text(&to.storage_type));
        if matches!(to.storage_type.as_deref(), Some("io1" | "io2")) {
            call = call.set_iops(positive(to.iops)).set_allocated_storage(positive(to.allocated_storage));
        }
    }
    if change.changed("max_allocated_storage") {
        // It does not grow by itself where it may grow to what it has.
        let most = positive(to.max_allocated_storage).or_else(|| positive(to.allocated_storage));
        call = call.set_max_allocated_storage(most);
    }
    if change.changed("dedicated_log_volume") {
        call = call.dedicated_log_volume(to.dedicated_log_volume.unwrap_or_default());
    }
    call
}

/// The engine, its groups and its first user.
fn fill_engine(
    mut call: ModifyDBInstanceFluentBuilder,
    change: &Change<'_, DbInstance>,
) -> ModifyDBInstanceFluentBuilder {
    let to = change.to;
    if change.changed("engine_version") {
        call = call.set_engine_version(text(&to.engine_version));
        call = call.allow_major_version_upgrade(to.allow_major_version_upgrade.unwrap_or_default());
    }
    if change.changed("engine_lifecycle_support") {
        call = call.set_engine_lifecycle_support(text(&to.engine_lifecycle_support));
    }
    if change.changed("auto_minor_version_upgrade") {
        call = call.set_auto_minor_version_upgrade(to.auto_minor_version_upgrade);
    }
    if change.changed("license_model") {
        call = call.set_license_model(text(&to.license_model));
    }
    if change.changed("option_group_name") {
        call = call.set_option_group_name(text(&to.option_group_name));
    }
    if change.changed("parameter_group_name") {
        call = call.set_db_parameter_group_name(text(&to.parameter_group_name));
    }
    if change.changed("ca_cert_identifier") {
        call = call.set_ca_certificate_identifier(text(&to.ca_cert_identifier));
    }
    if change.changed("iam_database_authentication_enabled") {
        let on = to.iam_database_authentication_enabled.unwrap_or_default();
        call = call.enable_iam_database_authentication(on);
    }
    let managed = to.manage_master_user_password == Some(true);
    if change.changed("manage_master_user_password") {
        call = call.manage_master_user_password(managed);
    }
    if change.changed("master_user_secret_kms_key_id") && managed {
        call = call.manage_master_user_password(true);
        call = call.set_master_user_secret_kms_key_id(text(&to.master_user_secret_kms_key_id));
    }
    let sent = ["password", "password_wo_version", "manage_master_user_password"];
    if change.any(&sent) && !managed {
        call = call.set_master_user_password(to.own_password());
    }
    call
}

/// What is measured and logged.
fn fill_measures(
    mut call: ModifyDBInstanceFluentBuilder,
    change: &Change<'_, DbInstance>,
) -> ModifyDBInstanceFluentBuilder {
    let to = change.to;
    if change.changed("monitoring_interval") {
        call = call.monitoring_interval(int(to.monitoring_interval).unwrap_or_default());
    }
    if change.changed("monitoring_role_arn") {
        call = call.set_monitoring_role_arn(text(&to.monitoring_role_arn));
    }
    let insights = [
        "database_insights_mode",
        "performance_insights_enabled",
        "performance_insights_kms_key_id",
        "performance_insights_retention_period",
    ];
    if change.any(&insights) {
        call = call
            .set_database_insights_mode(
                choice(&to.database_insights_mode).filter(|_| change.changed(insights[0])),
            )
            .enable_performance_insights(to.performance_insights_enabled.unwrap_or_default())
            .set_performance_insights_kms_key_id(text(&to.performance_insights_kms_key_id))
            .set_performance_insights_retention_period(positive(to.performance_insights_retention_period));
    }
    if change.changed("enabled_cloudwatch_logs_exports") {
        let (from, to) = (&change.from.enabled_cloudwatch_logs_exports, &to.enabled_cloudwatch_logs_exports);
        let own = |all: Vec<&String>| all.into_iter().cloned().collect::<Vec<_>>();
        let logs = CloudwatchLogsExportConfiguration::builder()
            .set_enable_log_types(given(&own(to.minus(from))))
            .set_disable_log_types(given(&own(from.minus(to))));
        call = call.cloudwatch_logs_export_configuration(logs.build());
    }
    call
}

/// Size, place, windows, directory.
fn fill_rest(
    mut call: ModifyDBInstanceFluentBuilder,
    change: &Change<'_, DbInstance>,
) -> ModifyDBInstanceFluentBuilder {
    let to = change.to;
    if change.changed("identifier") {
        call = call.set_new_db_instance_identifier(text(&to.identifier));
    }
    if change.changed("instance_class") {
        call = call.db_instance_class(&to.instance_class);
    }
    if change.changed("backup_retention_period") {
        call = call.set_backup_retention_period(int(to.backup_retention_period));
    }
    if change.changed("backup_window") {
        call = call.set_preferred_backup_window(text(&to.backup_window));
    }
    if change.changed("maintenance_window") {
        call = call.set_preferred_maintenance_window(text(&to.maintenance_window));
    }
    if change.changed("copy_tags_to_snapshot") {
        call = call.set_copy_tags_to_snapshot(to.copy_tags_to_snapshot);
    }
    if change.changed("customer_owned_ip_enabled") {
        call = call.enable_customer_owned_ip(to.customer_owned_ip_enabled.unwrap_or_default());
    }
    if change.changed("db_subnet_group_name") {
        call = call.set_db_subnet_group_name(text(&to.db_subnet_group_name));
    }
    if change.changed("deletion_protection") {
        call = call.deletion_protection(to.deletion_protection.unwrap_or_default());
    }
    let directory = [
        "domain",
        "domain_auth_secret_arn",
        "domain_dns_ips",
        "domain_fqdn",
        "domain_iam_role_name",
        "domain_ou",
    ];
    if change.any(&directory) {
        call = match text(&to.domain).or_else(|| text(&to.domain_fqdn)) {
            None => call.disable_domain(true),
            Some(_) => call
                .set_domain(text(&to.domain))
                .set_domain_auth_secret_arn(text(&to.domain_auth_secret_arn))
                .set_domain_dns_ips(given(&to.domain_dns_ips))
                .set_domain_fqdn(text(&to.domain_fqdn))
                .set_domain_iam_role_name(text(&to.domain_iam_role_name))
                .set_domain_ou(text(&to.domain_ou)),
        };
    }
    if change.changed("multi_az") {
        call = call.set_multi_az(to.multi_az);
    }
    if change.changed("network_type") {
        call = call.set_network_type(text(&to.network_type));
    }
    if change.changed("port") {
        call = call.set_db_port_number(positive(to.port));
    }
    if change.changed("publicly_accessible") {
        call = call.set_publicly_accessible(to.publicly_accessible);
    }
    if change.changed("replica_mode") {
        call = call.set_replica_mode(choice(&to.replica_mode));
    }
    if change.changed("vpc_security_group_ids") {
        call = call.set_vpc_security_group_ids(to.vpc_security_group_ids.as_ref().and_then(|ids| given(ids)));
    }
    call
}
