//! `aws_db_instance`

use crate::db_instance_blocks::{BlueGreen, Endpoint, Import, MasterSecret, PointInTime};
use crate::db_instance_read::{found, instance, instances};
use crate::rds::{lower, name, prefix, rds, retag};
use crate::{
    db_instance_blue_green as blue_green, db_instance_create as create, db_instance_modify as modify,
};
use provision_aws_core::prelude::*;
use provision_schema::suppress::Difference;
use std::time::Duration;

/// A database server. (RDS CreateDBInstance, ModifyDBInstance)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_db_instance", version = 2, tags, timeouts(create, delete, update), seconds(420, 240))]
pub struct DbInstance {
    /// Its id at AWS, which stays when it is renamed.
    #[attr(id)]
    pub id: String,
    /// The name by which it is reached.
    #[attr(computed)]
    pub address: String,
    /// Gibibytes.
    #[attr(optional, computed, suppress = grown)]
    pub allocated_storage: Option<i64>,
    /// The next major version may be asked for.
    #[attr(optional, config_only)]
    pub allow_major_version_upgrade: Option<bool>,
    /// Changes take effect at once and not only in the next maintenance window.
    #[attr(optional, default = false, config_only)]
    pub apply_immediately: Option<bool>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// AWS brings it to new minor versions.
    #[attr(optional, default = true)]
    pub auto_minor_version_upgrade: Option<bool>,
    /// Where it lies.
    #[attr(optional, computed, replace)]
    pub availability_zone: Option<String>,
    /// Days that backups are kept, and so how far back it can be restored; 0 is none.
    #[attr(optional, computed, between(0, 35))]
    pub backup_retention_period: Option<i64>,
    /// Where backups lie: `region` or `outposts`.
    #[attr(optional, computed, replace, one_of("outposts", "region"))]
    pub backup_target: Option<String>,
    /// When backups are made every day, in UTC: `17:00-17:30`.
    #[attr(optional, computed)]
    pub backup_window: Option<String>,
    /// Changes are made on a copy, which then takes its place.
    #[block(list, max = 1)]
    pub blue_green_update: Vec<BlueGreen>,
    /// The authority of its certificate.
    #[attr(optional, computed)]
    pub ca_cert_identifier: Option<String>,
    /// The character set of Oracle and SQL Server.
    #[attr(optional, computed, replace)]
    pub character_set_name: Option<String>,
    /// Snapshots get its tags.
    #[attr(optional, default = false)]
    pub copy_tags_to_snapshot: Option<bool>,
    /// The instance profile of RDS Custom.
    #[attr(optional, replace, validate = custom_profile)]
    pub custom_iam_instance_profile: Option<String>,
    /// It has an address of an Outpost.
    #[attr(optional)]
    pub customer_owned_ip_enabled: Option<bool>,
    /// What Database Insights does: `standard` or `advanced`.
    #[attr(optional, computed, one_of("standard", "advanced"))]
    pub database_insights_mode: Option<String>,
    /// The database that it begins with.
    #[attr(optional, computed, replace, conflicts("replicate_source_db"))]
    pub db_name: Option<String>,
    /// The subnets that it may lie in.
    #[attr(optional, computed, unset = "null")]
    pub db_subnet_group_name: Option<String>,
    /// Its logs have storage of their own.
    #[attr(optional, default = false)]
    pub dedicated_log_volume: Option<bool>,
    /// Backups that AWS made go with it.
    #[attr(optional, default = true, config_only)]
    pub delete_automated_backups: Option<bool>,
    /// It cannot be deleted.
    #[attr(optional)]
    pub deletion_protection: Option<bool>,
    /// The directory of AWS that it belongs to.
    #[attr(optional, conflicts("domain_auth_secret_arn", "domain_dns_ips", "domain_fqdn", "domain_ou"))]
    pub domain: Option<String>,
    /// The secret by which it joins a directory of one's own.
    #[attr(optional, arn, conflicts("domain", "domain_iam_role_name"))]
    pub domain_auth_secret_arn: Option<String>,
    /// The name servers of a directory of one's own.
    #[attr(optional, conflicts("domain", "domain_iam_role_name"))]
    pub domain_dns_ips: Vec<String>,
    /// The name of a directory of one's own.
    #[attr(optional, computed, conflicts("domain", "domain_iam_role_name"))]
    pub domain_fqdn: Option<String>,
    /// The role by which RDS calls the directory of AWS.
    #[attr(optional, conflicts("domain_auth_secret_arn", "domain_dns_ips", "domain_fqdn", "domain_ou"))]
    pub domain_iam_role_name: Option<String>,
    /// Its place in a directory of one's own.
    #[attr(optional, conflicts("domain", "domain_iam_role_name"))]
    pub domain_ou: Option<String>,
    /// The logs that go to CloudWatch.
    #[attr(
        optional,
        one_of(
            "agent",
            "alert",
            "audit",
            "diag.log",
            "error",
            "general",
            "iam-db-auth-error",
            "listener",
            "notify.log",
            "oemagent",
            "postgresql",
            "slowquery",
            "trace",
            "upgrade"
        )
    )]
    pub enabled_cloudwatch_logs_exports: Set<String>,
    /// Address and port.
    #[attr(computed)]
    pub endpoint: String,
    /// The engine.
    #[attr(optional, computed, replace, normalize = lower, conflicts("replicate_source_db"))]
    pub engine: Option<String>,
    /// What happens when the version's time is over.
    #[attr(
        optional,
        computed,
        one_of("open-source-rds-extended-support", "open-source-rds-extended-support-disabled")
    )]
    pub engine_lifecycle_support: Option<String>,
    /// The engine's version, or how it begins.
    #[attr(optional, computed, conflicts("replicate_source_db"))]
    pub engine_version: Option<String>,
    /// The engine's version.
    #[attr(computed)]
    pub engine_version_actual: String,
    /// The snapshot that is made when it is deleted.
    #[attr(optional, config_only, validate = snapshot_name)]
    pub final_snapshot_identifier: Option<String>,
    /// The zone that its name lies in.
    #[attr(computed)]
    pub hosted_zone_id: String,
    /// Users of IAM may sign in.
    #[attr(optional)]
    pub iam_database_authentication_enabled: Option<bool>,
    /// Its name.
    #[attr(optional, computed, conflicts("identifier_prefix"), validate = name)]
    pub identifier: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, conflicts("identifier"), validate = prefix)]
    pub identifier_prefix: Option<String>,
    /// Its size.
    #[attr(required)]
    pub instance_class: String,
    /// Operations a second that its storage is given.
    #[attr(optional, computed)]
    pub iops: Option<i64>,
    /// The key that encrypts it.
    #[attr(optional, computed, replace, arn)]
    pub kms_key_id: Option<String>,
    /// Up to when it can be restored.
    #[attr(computed)]
    pub latest_restorable_time: String,
    /// How the engine is paid for.
    #[attr(optional, computed)]
    pub license_model: Option<String>,
    /// Where SQL Server's availability group is reached.
    #[attr(computed)]
    pub listener_endpoint: Vec<Endpoint>,
    /// When changes take effect that wait: `sun:18:00-sun:18:30`, in UTC.
    #[attr(optional, computed, normalize = lower)]
    pub maintenance_window: Option<String>,
    /// AWS makes up the password, keeps it in a secret and renews it.
    #[attr(optional, config_only, conflicts("password", "password_wo"))]
    pub manage_master_user_password: Option<bool>,
    /// That secret.
    #[attr(computed)]
    pub master_user_secret: Vec<MasterSecret>,
    /// The key that encrypts that secret.
    #[attr(optional, computed, length(1, 2048), unset = "null")]
    pub master_user_secret_kms_key_id: Option<String>,
    /// Gibibytes up to which AWS lets its storage grow; 0 is not at all.
    #[attr(optional, suppress = no_growth)]
    pub max_allocated_storage: Option<i64>,
    /// Seconds between two measurements of Enhanced Monitoring; 0 is none.
    #[attr(optional, default = 0)]
    pub monitoring_interval: Option<i64>,
    /// The role by which RDS sends them.
    #[attr(optional, computed)]
    pub monitoring_role_arn: Option<String>,
    /// It has a second in another zone, which stands in for it.
    #[attr(optional, computed)]
    pub multi_az: Option<bool>,
    /// The national character set of Oracle.
    #[attr(optional, computed, replace)]
    pub nchar_character_set_name: Option<String>,
    /// `IPV4` or `DUAL`.
    #[attr(optional, computed, one_of("DUAL", "IPV4"))]
    pub network_type: Option<String>,
    /// Features of the engine.
    #[attr(optional, computed)]
    pub option_group_name: Option<String>,
    /// Settings of the engine.
    #[attr(optional, computed)]
    pub parameter_group_name: Option<String>,
    /// The password of its first user.
    #[attr(optional, sensitive, config_only, conflicts("manage_master_user_password", "password_wo"))]
    pub password: Option<String>,
    /// The password of its first user, kept in no plan and no state.
    #[attr(
        optional,
        sensitive,
        write_only,
        conflicts("manage_master_user_password", "password"),
        required_with("password_wo_version")
    )]
    pub password_wo: Option<String>,
    /// A change of it sends `password_wo` again.
    #[attr(optional, config_only, delivered = unknowable, required_with("password_wo"))]
    pub password_wo_version: Option<i64>,
    /// Performance Insights is on.
    #[attr(optional, default = false)]
    pub performance_insights_enabled: Option<bool>,
    /// The key that encrypts what it gathers.
    #[attr(optional, computed, arn)]
    pub performance_insights_kms_key_id: Option<String>,
    /// Days that it is kept.
    #[attr(optional, computed)]
    pub performance_insights_retention_period: Option<i64>,
    /// The port that it listens on.
    #[attr(optional, computed)]
    pub port: Option<i64>,
    /// It has a public address.
    #[attr(optional, default = false)]
    pub publicly_accessible: Option<bool>,
    /// Whether a replica of Oracle can be read: `open-read-only` or `mounted`.
    #[attr(optional, computed, one_of("open-read-only", "mounted"))]
    pub replica_mode: Option<String>,
    /// Its replicas.
    #[attr(computed)]
    pub replicas: Vec<String>,
    /// The instance that it is a replica of: its name, or its ARN where it lies elsewhere. Taken away, it becomes one of its own.
    #[attr(optional, suppress = same_source)]
    pub replicate_source_db: Option<String>,
    /// Its id at AWS.
    #[attr(computed)]
    pub resource_id: String,
    /// It begins as another one was at a time.
    #[block(list, max = 1, replace, conflicts("s3_import", "snapshot_identifier", "replicate_source_db"))]
    pub restore_to_point_in_time: Vec<PointInTime>,
    /// It begins with a backup of MySQL in a bucket.
    #[block(list, max = 1, conflicts("snapshot_identifier", "replicate_source_db"))]
    pub s3_import: Vec<Import>,
    /// No snapshot is made when it is deleted.
    #[attr(optional, default = false, config_only)]
    pub skip_final_snapshot: Option<bool>,
    /// The snapshot that it begins with.
    #[attr(optional, computed, replace, config_only)]
    pub snapshot_identifier: Option<String>,
    /// `available`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// Its storage is encrypted.
    #[attr(optional, replace)]
    pub storage_encrypted: Option<bool>,
    /// Mebibytes a second that its storage is given.
    #[attr(optional, computed)]
    pub storage_throughput: Option<i64>,
    /// Its storage: `gp3`, `io2`.
    #[attr(optional, computed, one_of("standard", "gp2", "gp3", "io1", "io2"))]
    pub storage_type: Option<String>,
    /// The time zone of SQL Server and Db2.
    #[attr(optional, computed, replace)]
    pub timezone: Option<String>,
    /// A replica gets the newest kind of storage.
    #[attr(optional, config_only)]
    pub upgrade_storage_config: Option<bool>,
    /// Its first user.
    #[attr(optional, computed, replace, conflicts("replicate_source_db"))]
    pub username: Option<String>,
    /// The security groups that let it be reached.
    #[attr(optional, computed)]
    pub vpc_security_group_ids: Option<Set<String>>,
}

/// Storage that AWS let grow is larger than what is written.
fn grown(d: &Difference<'_>) -> bool {
    let number = |text: &str| text.parse::<i64>().ok();
    let most = number(&d.text("max_allocated_storage")).unwrap_or_default();
    matches!((number(d.before), number(d.after)), (Some(before), Some(after)) if before > after && most > after)
}

/// A limit that is what there is anyway is none.
fn no_growth(d: &Difference<'_>) -> bool {
    d.before == "0" && !d.after.is_empty() && d.after == d.text("allocated_storage")
}

/// AWS tells a source by its name, where its ARN was written.
fn same_source(d: &Difference<'_>) -> bool {
    let named = d.after.rsplit_once(":db:").map(|(_, name)| name);
    !d.before.is_empty() && named == Some(d.before)
}

fn custom_profile(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(name) if !name.starts_with("AWSRDSCustom") => Err("must begin with `AWSRDSCustom`".into()),
        _ => Ok(()),
    }
}

fn snapshot_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match value.as_str() {
        Some(n) if !n.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Err("must begin with a letter".into())
        }
        Some(n) if !n.chars().all(plain) => Err("must hold letters, digits and hyphens only".into()),
        Some(n) if n.contains("--") || n.ends_with('-') => {
            Err("must not hold two hyphens in a row, nor end with one".into())
        }
        _ => Ok(()),
    }
}

impl DbInstance {
    /// How AWS finds it: by its name where that is known.
    pub(crate) fn name(&self) -> String {
        text(&self.identifier).unwrap_or_else(|| self.id.clone())
    }
    /// The password that is to be sent, if any.
    pub(crate) fn own_password(&self) -> Option<String> {
        text(&self.password_wo).or_else(|| text(&self.password))
    }
    /// True for one that begins as something else was, and so with the password of that.
    fn begins_elsewhere(&self) -> bool {
        text(&self.replicate_source_db).is_some()
            || text(&self.snapshot_identifier).is_some()
            || !self.restore_to_point_in_time.is_empty()
    }
    fn is_blue_green(&self) -> bool {
        self.blue_green_update.first().is_some_and(|b| b.enabled == Some(true))
    }
}

#[async_trait]
impl Resource for DbInstance {
    const WAITS: Waits = Waits {
        delay: Duration::from_secs(30),
        every: Duration::from_secs(10),
        create: Duration::from_secs(40 * 60),
        update: Duration::from_secs(80 * 60),
        delete: Duration::from_secs(60 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let on = cx.get("blue_green_update").as_seq().is_some_and(|all| {
            all.first().and_then(|b| b.get("enabled")).and_then(Value::as_bool) == Some(true)
        });
        if !on {
            return Ok(());
        }
        let refused = |what: &str| {
            let title = "`blue_green_update` cannot be carried out";
            Diagnostic::error(title, format!("RDS makes no copy of {what}.")).help("Take the block away.")
        };
        let engine = cx.get("engine");
        let copied = ["mysql", "postgres", "mariadb"];
        match engine.as_str() {
            Some(engine) if !copied.contains(&engine) => {
                Err(refused(&format!("an instance of {engine}")).into())
            }
            _ if cx.get("replicate_source_db").as_str().is_some_and(|s| !s.is_empty()) => {
                Err(refused("a replica").into())
            }
            _ => Ok(()),
        }
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        create::create(cx, planned, step).await
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let all = match instances(cx, reqs).await {
            Ok(all) => all,
            Err(e) => return answers(reqs, Err(e)),
        };
        reqs.iter().map(|req| Ok(all.of(req).map(|told| found(req, told)))).collect()
    }

    /// The password of what it begins as is nobody's: its own is sent afterwards.
    fn undo_defaults(planned: &Self, _: &mut Self) -> Vec<&'static str> {
        let elsewhere = planned.begins_elsewhere();
        let sends = |name: &'static str, given: bool| (elsewhere && given).then_some(name);
        let all = [
            sends("password", text(&planned.password).is_some()),
            sends("password_wo_version", text(&planned.password_wo).is_some()),
            sends("manage_master_user_password", planned.manage_master_user_password == Some(true)),
        ];
        all.into_iter().flatten().collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        // What was just made has nothing yet that only the configuration says.
        let is_new = change.from.skip_final_snapshot.is_none();
        if !is_new && change.to.is_blue_green() && blue_green::is_worth_it(change) {
            blue_green::update(cx, change, step).await?;
        } else {
            modify::update(cx, change, step, is_new).await?;
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let call = rds(cx).delete_db_instance().db_instance_identifier(prior.name());
        let call = call.delete_automated_backups(prior.delete_automated_backups.unwrap_or(true));
        let call = match (prior.skip_final_snapshot == Some(true), text(&prior.final_snapshot_identifier)) {
            (true, _) => call.skip_final_snapshot(true),
            (false, Some(snapshot)) => call.skip_final_snapshot(false).final_db_snapshot_identifier(snapshot),
            (false, None) => {
                let message =
                    "A last snapshot is to be made of the database, and nothing says how it is called.";
                let help = "Set `final_snapshot_identifier`, or `skip_final_snapshot = true` to lose what is in it; apply; \
                            then destroy.";
                return Err(Error::new(Class::Validation, message).help(help));
            }
        };
        // One that is being changed or backed up cannot be deleted yet.
        let busy = |e: &Error| {
            e.code.starts_with("InvalidDBInstanceState") && !e.message.contains("already being deleted")
        };
        let go =
            || async { cx.retry(Duration::from_secs(600), busy, || call.clone().send()).await.map(drop) };
        let answer = match go().await {
            Err(e) if is_protected(&e) && prior.may_be_unprotected() => {
                modify::unprotect(cx, &prior.name(), step).await?;
                go().await
            }
            other => other,
        };
        match answer {
            Err(e) if e.message.contains("already being deleted") => Ok(()),
            Err(e) if is_protected(&e) => {
                Err(e.help("Set `deletion_protection = false`, apply, and destroy again."))
            }
            other => other,
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = provision_aws_core::names::name_of(
            &planned.identifier,
            &planned.identifier_prefix,
            &intent.token,
        );
        let Some(found) = instance(cx, &name).await? else { return Ok(None) };
        let ours = intent.absent || carries(intent, &crate::rds::tags(found.tag_list()));
        Ok(found.dbi_resource_id.filter(|_| ours))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.identifier)
    }

    /// Neither is at AWS: a snapshot that nobody named would keep it from being deleted.
    fn import(id: &str) -> Result<Self, Error> {
        let known = DbInstance {
            skip_final_snapshot: Some(true),
            delete_automated_backups: Some(true),
            ..Self::default()
        };
        Ok(DbInstance { id: id.to_owned(), ..known })
    }

    /// Version 1 has `delete_automated_backups`; version 2 is known by the id that stays when it is renamed.
    fn upgrade(version: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(object) = attributes.as_object_mut() {
            if version == 0 {
                object.insert("delete_automated_backups".into(), true.into());
            }
            if let Some(id) = object.get("resource_id").cloned() {
                object.insert("id".into(), id);
            }
        }
        Ok(attributes)
    }
}

impl DbInstance {
    fn may_be_unprotected(&self) -> bool {
        self.deletion_protection != Some(true) && self.apply_immediately == Some(true)
    }
}

fn is_protected(e: &Error) -> bool {
    e.is(&["InvalidParameterCombination"]) && e.message.contains("disable deletion pro")
}
