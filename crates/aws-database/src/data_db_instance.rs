//! `data.aws_db_instance`

use crate::db_instance_blocks::MasterSecret;
use crate::rds::{PAGE, rds, tags};
use aws_sdk_rds::types::DbInstance as Told;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{long, word};

/// A database server by its name or its tags. (RDS DescribeDBInstances)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_db_instance")]
pub struct DbInstanceData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// The name by which it is reached.
    #[attr(computed)]
    pub address: String,
    /// Gibibytes.
    #[attr(computed)]
    pub allocated_storage: i64,
    /// AWS brings it to new minor versions.
    #[attr(computed)]
    pub auto_minor_version_upgrade: bool,
    /// Where it lies.
    #[attr(computed)]
    pub availability_zone: String,
    /// Days that backups are kept.
    #[attr(computed)]
    pub backup_retention_period: i64,
    /// The authority of its certificate.
    #[attr(computed)]
    pub ca_cert_identifier: String,
    /// What Database Insights does.
    #[attr(computed)]
    pub database_insights_mode: String,
    /// The cluster that it belongs to.
    #[attr(computed)]
    pub db_cluster_identifier: String,
    /// Its ARN.
    #[attr(computed)]
    pub db_instance_arn: String,
    /// Its size.
    #[attr(computed)]
    pub db_instance_class: String,
    /// Its name; that of the one with the tags where none is given.
    #[attr(optional, computed)]
    pub db_instance_identifier: Option<String>,
    /// The port, where it belongs to a cluster.
    #[attr(computed)]
    pub db_instance_port: i64,
    /// The database that it began with.
    #[attr(computed)]
    pub db_name: String,
    /// Settings of the engine.
    #[attr(computed)]
    pub db_parameter_groups: Vec<String>,
    /// The subnets that it may lie in.
    #[attr(computed)]
    pub db_subnet_group: String,
    /// The logs that go to CloudWatch.
    #[attr(computed)]
    pub enabled_cloudwatch_logs_exports: Vec<String>,
    /// Address and port.
    #[attr(computed)]
    pub endpoint: String,
    /// The engine.
    #[attr(computed)]
    pub engine: String,
    /// Its version.
    #[attr(computed)]
    pub engine_version: String,
    /// The zone that its name lies in.
    #[attr(computed)]
    pub hosted_zone_id: String,
    /// Operations a second that its storage is given.
    #[attr(computed)]
    pub iops: i64,
    /// The key that encrypts it.
    #[attr(computed)]
    pub kms_key_id: String,
    /// How the engine is paid for.
    #[attr(computed)]
    pub license_model: String,
    /// The secret that AWS keeps its password in.
    #[attr(computed)]
    pub master_user_secret: Vec<MasterSecret>,
    /// Its first user.
    #[attr(computed)]
    pub master_username: String,
    /// Gibibytes up to which AWS lets its storage grow.
    #[attr(computed)]
    pub max_allocated_storage: i64,
    /// Seconds between two measurements of Enhanced Monitoring.
    #[attr(computed)]
    pub monitoring_interval: i64,
    /// The role by which RDS sends them.
    #[attr(computed)]
    pub monitoring_role_arn: String,
    /// It has a second in another zone.
    #[attr(computed)]
    pub multi_az: bool,
    /// `IPV4` or `DUAL`.
    #[attr(computed)]
    pub network_type: String,
    /// Features of the engine.
    #[attr(computed)]
    pub option_group_memberships: Vec<String>,
    /// The port that it listens on.
    #[attr(computed)]
    pub port: i64,
    /// When backups are made.
    #[attr(computed)]
    pub preferred_backup_window: String,
    /// When changes take effect that wait.
    #[attr(computed)]
    pub preferred_maintenance_window: String,
    /// It has a public address.
    #[attr(computed)]
    pub publicly_accessible: bool,
    /// The instance that it is a replica of.
    #[attr(computed)]
    pub replicate_source_db: String,
    /// Its id at AWS.
    #[attr(computed)]
    pub resource_id: String,
    /// Its storage is encrypted.
    #[attr(computed)]
    pub storage_encrypted: bool,
    /// Mebibytes a second that its storage is given.
    #[attr(computed)]
    pub storage_throughput: i64,
    /// Its storage.
    #[attr(computed)]
    pub storage_type: String,
    /// Its tags; where no name is given, those that it has among others.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// Its time zone.
    #[attr(computed)]
    pub timezone: String,
    /// The security groups that let it be reached.
    #[attr(computed)]
    pub vpc_security_groups: Vec<String>,
}

#[async_trait]
impl DataSource for DbInstanceData {
    /// One is asked for by its name; all are listed where more are wanted, or one by its tags.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let one = match configs {
            [one] => text(&one.db_instance_identifier),
            _ => None,
        };
        let call = rds(cx).describe_db_instances().set_db_instance_identifier(one).max_records(PAGE);
        let all = match there(call.into_paginator().items().send().try_collect().await) {
            Ok(all) => all.unwrap_or_default(),
            Err(e) => return configs.iter().map(|_| Err(e.clone())).collect(),
        };
        configs.iter().map(|config| one_of(config, &all)).collect()
    }
}

fn one_of(config: &DbInstanceData, all: &[Told]) -> Result<DbInstanceData, Error> {
    let wanted = text(&config.db_instance_identifier);
    let fits = |i: &&Told| match &wanted {
        Some(name) => {
            i.db_instance_identifier.as_deref() == Some(name) || i.dbi_resource_id.as_deref() == Some(name)
        }
        None => {
            let told = tags(i.tag_list());
            config.tags.iter().all(|(k, v)| told.get(k) == Some(v))
        }
    };
    let mut found = all.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(told(one)),
        (Some(_), Some(_)) => {
            let message = "More than one database instance has these tags.";
            Err(Error::new(Class::Validation, message).help("Give its name: `db_instance_identifier`."))
        }
        (None, _) => {
            let which = wanted.map_or_else(|| "with these tags".to_owned(), |name| format!("\"{name}\""));
            let message = format!("There is no database instance {which}.");
            Err(Error::new(Class::NotFound, message).help("Check its name, the account and the region."))
        }
    }
}

fn told(i: &Told) -> DbInstanceData {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let number = |v: Option<i32>| long(v).unwrap_or_default();
    let endpoint = i.endpoint.as_ref();
    let address = own(endpoint.and_then(|e| e.address()));
    let port = number(endpoint.and_then(|e| e.port));
    DbInstanceData {
        id: own(i.db_instance_identifier()),
        endpoint: if address.is_empty() { String::new() } else { format!("{address}:{port}") },
        address,
        allocated_storage: number(i.allocated_storage),
        auto_minor_version_upgrade: i.auto_minor_version_upgrade.unwrap_or_default(),
        availability_zone: own(i.availability_zone()),
        backup_retention_period: number(i.backup_retention_period),
        ca_cert_identifier: own(i.ca_certificate_identifier()),
        database_insights_mode: word(i.database_insights_mode()).unwrap_or_default(),
        db_cluster_identifier: own(i.db_cluster_identifier()),
        db_instance_arn: own(i.db_instance_arn()),
        db_instance_class: own(i.db_instance_class()),
        db_instance_identifier: i.db_instance_identifier.clone(),
        db_instance_port: number(i.db_instance_port),
        db_name: own(i.db_name()),
        db_parameter_groups: i
            .db_parameter_groups()
            .iter()
            .filter_map(|g| g.db_parameter_group_name.clone())
            .collect(),
        db_subnet_group: own(i.db_subnet_group().and_then(|g| g.db_subnet_group_name())),
        enabled_cloudwatch_logs_exports: i.enabled_cloudwatch_logs_exports().to_vec(),
        engine: own(i.engine()),
        engine_version: own(i.engine_version()),
        hosted_zone_id: own(endpoint.and_then(|e| e.hosted_zone_id())),
        iops: number(i.iops),
        kms_key_id: own(i.kms_key_id()),
        license_model: own(i.license_model()),
        master_user_secret: i.master_user_secret.iter().map(MasterSecret::told).collect(),
        master_username: own(i.master_username()),
        max_allocated_storage: number(i.max_allocated_storage),
        monitoring_interval: number(i.monitoring_interval),
        monitoring_role_arn: own(i.monitoring_role_arn()),
        multi_az: i.multi_az.unwrap_or_default(),
        network_type: own(i.network_type()),
        option_group_memberships: i
            .option_group_memberships()
            .iter()
            .filter_map(|g| g.option_group_name.clone())
            .collect(),
        port,
        preferred_backup_window: own(i.preferred_backup_window()),
        preferred_maintenance_window: own(i.preferred_maintenance_window()),
        publicly_accessible: i.publicly_accessible.unwrap_or_default(),
        replicate_source_db: own(i.read_replica_source_db_instance_identifier()),
        resource_id: own(i.dbi_resource_id()),
        storage_encrypted: i.storage_encrypted.unwrap_or_default(),
        storage_throughput: number(i.storage_throughput),
        storage_type: own(i.storage_type()),
        tags: tags(i.tag_list()),
        timezone: own(i.timezone()),
        vpc_security_groups: i
            .vpc_security_groups()
            .iter()
            .filter_map(|g| g.vpc_security_group_id.clone())
            .collect(),
    }
}
