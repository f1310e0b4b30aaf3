//! `data.aws_rds_engine_version`

use crate::rds::{PAGE, rds};
use aws_sdk_rds::types::{DbEngineVersion, Filter};
use provision_aws_core::prelude::*;

/// A version of a database engine. (RDS DescribeDBEngineVersions)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_rds_engine_version")]
pub struct EngineVersionData {
    /// The version.
    #[attr(id)]
    pub id: String,
    /// The character set of new databases.
    #[attr(computed)]
    pub default_character_set: String,
    /// The version that AWS takes where none is given.
    #[attr(optional)]
    pub default_only: Option<bool>,
    /// The engine.
    #[attr(required)]
    pub engine: String,
    /// What the engine is called.
    #[attr(computed)]
    pub engine_description: String,
    /// The logs that can go to CloudWatch.
    #[attr(computed)]
    pub exportable_log_types: Set<String>,
    /// What RDS filters by.
    #[block(set)]
    pub filter: Set<By>,
    /// It can be brought to another major version.
    #[attr(optional)]
    pub has_major_target: Option<bool>,
    /// It can be brought to another minor version.
    #[attr(optional)]
    pub has_minor_target: Option<bool>,
    /// Versions that are no longer offered, too.
    #[attr(optional)]
    pub include_all: Option<bool>,
    /// The newest of those that fit.
    #[attr(optional)]
    pub latest: Option<bool>,
    /// The family of its parameter groups.
    #[attr(optional, computed)]
    pub parameter_group_family: Option<String>,
    /// It can be brought to one of these major versions.
    #[attr(optional)]
    pub preferred_major_targets: Vec<String>,
    /// It can be brought to one of these versions.
    #[attr(optional)]
    pub preferred_upgrade_targets: Vec<String>,
    /// The first of these that there is.
    #[attr(optional)]
    pub preferred_versions: Vec<String>,
    /// `available` or `deprecated`.
    #[attr(computed)]
    pub status: String,
    /// Its character sets.
    #[attr(computed)]
    pub supported_character_sets: Set<String>,
    /// Its features.
    #[attr(computed)]
    pub supported_feature_names: Set<String>,
    /// Its modes.
    #[attr(computed)]
    pub supported_modes: Set<String>,
    /// Its time zones.
    #[attr(computed)]
    pub supported_timezones: Set<String>,
    /// A new certificate needs no restart.
    #[attr(computed)]
    pub supports_certificate_rotation_without_restart: bool,
    /// It can span regions.
    #[attr(computed)]
    pub supports_global_databases: bool,
    /// It can be the source of an integration.
    #[attr(computed)]
    pub supports_integrations: bool,
    /// It can be sharded.
    #[attr(computed)]
    pub supports_limitless_database: bool,
    /// Readers pass writes on.
    #[attr(computed)]
    pub supports_local_write_forwarding: bool,
    /// Its logs can go to CloudWatch.
    #[attr(computed)]
    pub supports_log_exports_to_cloudwatch: bool,
    /// It can look through its storage in parallel.
    #[attr(computed)]
    pub supports_parallel_query: bool,
    /// It can have replicas.
    #[attr(computed)]
    pub supports_read_replica: bool,
    /// The major versions that it can be brought to.
    #[attr(computed)]
    pub valid_major_targets: Set<String>,
    /// The minor versions that it can be brought to.
    #[attr(computed)]
    pub valid_minor_targets: Set<String>,
    /// The versions that it can be brought to.
    #[attr(computed)]
    pub valid_upgrade_targets: Set<String>,
    /// The version, or how it begins.
    #[attr(optional, computed)]
    pub version: Option<String>,
    /// The version.
    #[attr(computed)]
    pub version_actual: String,
    /// What the version is called.
    #[attr(computed)]
    pub version_description: String,
}

/// A filter.
#[derive(Nested, Clone, Default)]
pub struct By {
    /// What it looks at.
    #[attr(required)]
    pub name: String,
    /// One of these.
    #[attr(required)]
    pub values: Set<String>,
}

#[async_trait]
impl DataSource for EngineVersionData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 5, |config| one(cx, config)).await
    }
}

impl EngineVersionData {
    /// True where nothing but the engine is said: then the version is meant that AWS takes by itself.
    fn is_open(&self) -> bool {
        let on = |flag: Option<bool>| flag == Some(true);
        let lists =
            [&self.preferred_major_targets, &self.preferred_upgrade_targets, &self.preferred_versions];
        let flags = [self.has_major_target, self.has_minor_target, self.include_all, self.latest];
        self.default_only.is_none()
            && self.filter.is_empty()
            && self.version.is_none()
            && lists.iter().all(|l| l.is_empty())
            && !flags.into_iter().any(on)
    }
}

async fn one(cx: &Cx, config: &EngineVersionData) -> Result<EngineVersionData, Error> {
    let filter = |by: &By| Filter::builder().name(&by.name).set_values(Some(by.values.to_vec())).build();
    let filters: Vec<Filter> = config.filter.iter().map(filter).collect();
    let call = rds(cx)
        .describe_db_engine_versions()
        .engine(&config.engine)
        .set_engine_version(text(&config.version))
        .set_db_parameter_group_family(text(&config.parameter_group_family))
        .set_default_only(config.default_only.filter(|on| *on).or(config.is_open().then_some(true)))
        .set_filters(given(&filters))
        .set_include_all(config.include_all.filter(|on| *on))
        .list_supported_character_sets(true)
        .list_supported_timezones(true)
        .max_records(PAGE);
    let all = call.into_paginator().items().send().try_collect().await?;
    chosen(config, all).map(|version| told(config, &version))
}

/// The one version that fits, or that is preferred.
fn chosen(config: &EngineVersionData, mut all: Vec<DbEngineVersion>) -> Result<DbEngineVersion, Error> {
    let mut preferred = false;
    if !config.preferred_versions.is_empty() {
        preferred = true;
        let is = |v: &DbEngineVersion, wanted: &String| v.engine_version.as_deref() == Some(wanted);
        let first = |wanted: &String| all.iter().filter(|v| is(v, wanted)).cloned().collect::<Vec<_>>();
        all = config.preferred_versions.iter().flat_map(first).collect();
    }
    let reaches = |v: &DbEngineVersion, wanted: &[String], major: bool| {
        v.valid_upgrade_target().iter().any(|t| {
            let named = t.engine_version.as_ref().is_some_and(|v| wanted.contains(v));
            named && (!major || t.is_major_version_upgrade == Some(true))
        })
    };
    for (wanted, major) in
        [(&config.preferred_upgrade_targets, false), (&config.preferred_major_targets, true)]
    {
        if !wanted.is_empty() {
            preferred = true;
            all.retain(|v| reaches(v, wanted, major));
        }
    }
    let has = |v: &DbEngineVersion, major: bool| {
        v.valid_upgrade_target().iter().any(|t| t.is_major_version_upgrade.unwrap_or_default() == major)
    };
    if config.has_minor_target == Some(true) {
        all.retain(|v| has(v, false));
    }
    if config.has_major_target == Some(true) {
        all.retain(|v| has(v, true));
    }
    if config.latest == Some(true) {
        all.sort_by_key(|v| numbers(v.engine_version().unwrap_or_default()));
        all.reverse();
        preferred = true;
    }
    match (all.len(), preferred) {
        (0, _) => {
            let message = format!("There is no such version of {}.", config.engine);
            Err(Error::new(Class::NotFound, message).help("`aws rds describe-db-engine-versions` lists all."))
        }
        (1, _) | (_, true) => Ok(all.swap_remove(0)),
        (many, false) => {
            let message = format!("{many} versions of {} fit.", config.engine);
            Err(Error::new(Class::Validation, message).help("Set `latest = true` or `preferred_versions`."))
        }
    }
}

/// The numbers of a version, by which versions are in order.
fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
    parts.map(|p| p.parse().unwrap_or(u64::MAX)).collect()
}

fn told(config: &EngineVersionData, v: &DbEngineVersion) -> EngineVersionData {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let targets = |fits: fn(bool) -> bool| {
        let all = v.valid_upgrade_target().iter();
        let all = all.filter(|t| fits(t.is_major_version_upgrade.unwrap_or_default()));
        all.filter_map(|t| t.engine_version.clone()).collect::<Set<String>>()
    };
    EngineVersionData {
        id: own(v.engine_version()),
        default_character_set: own(v.default_character_set().and_then(|c| c.character_set_name())),
        engine: own(v.engine()),
        engine_description: own(v.db_engine_description()),
        exportable_log_types: v.exportable_log_types().iter().cloned().collect(),
        parameter_group_family: v.db_parameter_group_family.clone(),
        status: own(v.status()),
        supported_character_sets: v
            .supported_character_sets()
            .iter()
            .filter_map(|c| c.character_set_name.clone())
            .collect(),
        supported_feature_names: v.supported_feature_names().iter().cloned().collect(),
        supported_modes: v.supported_engine_modes().iter().cloned().collect(),
        supported_timezones: v.supported_timezones().iter().filter_map(|t| t.timezone_name.clone()).collect(),
        supports_certificate_rotation_without_restart: v
            .supports_certificate_rotation_without_restart
            .unwrap_or_default(),
        supports_global_databases: v.supports_global_databases.unwrap_or_default(),
        supports_integrations: v.supports_integrations.unwrap_or_default(),
        supports_limitless_database: v.supports_limitless_database.unwrap_or_default(),
        supports_local_write_forwarding: v.supports_local_write_forwarding.unwrap_or_default(),
        supports_log_exports_to_cloudwatch: v.supports_log_exports_to_cloudwatch_logs.unwrap_or_default(),
        supports_parallel_query: v.supports_parallel_query.unwrap_or_default(),
        supports_read_replica: v.supports_read_replica.unwrap_or_default(),
        valid_major_targets: targets(|major| major),
        valid_minor_targets: targets(|major| !major),
        valid_upgrade_targets: targets(|_| true),
        version: v.engine_version.clone(),
        version_actual: own(v.engine_version()),
        version_description: own(v.db_engine_version_description()),
        ..config.clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use aws_sdk_rds::types::UpgradeTarget;

    fn version(number: &str, targets: &[(&str, bool)]) -> DbEngineVersion {
        let target = |(to, major): &(&str, bool)| {
            UpgradeTarget::builder().engine_version(*to).is_major_version_upgrade(*major).build()
        };
        let targets = targets.iter().map(target).collect();
        DbEngineVersion::builder().engine_version(number).set_valid_upgrade_target(Some(targets)).build()
    }

    #[test]
    fn the_version_that_is_wanted_is_chosen() {
        let all = || vec![version("8.0.9", &[("8.0.39", false)]), version("8.0.39", &[("8.4.3", true)])];
        let of = |config: EngineVersionData| chosen(&config, all()).map(|v| v.engine_version.unwrap());
        let open = EngineVersionData::default;
        assert!(of(open()).is_err());
        assert_eq!(of(EngineVersionData { latest: Some(true), ..open() }).unwrap(), "8.0.39");
        let first = vec!["8.1.0".to_owned(), "8.0.9".to_owned()];
        assert_eq!(of(EngineVersionData { preferred_versions: first, ..open() }).unwrap(), "8.0.9");
        assert_eq!(of(EngineVersionData { has_major_target: Some(true), ..open() }).unwrap(), "8.0.39");
        let missing = vec!["9.0".to_owned()];
        assert!(of(EngineVersionData { preferred_versions: missing, ..open() }).is_err());
    }
}
