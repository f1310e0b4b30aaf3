//! The settings of `aws_opensearch_domain` beside its nodes, to and from OpenSearch.

use aws_sdk_opensearch::primitives::{DateTime, DateTimeFormat};
use aws_sdk_opensearch::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_schema::Difference;

/// Who may do what inside a domain.
#[derive(Nested, Clone, Default)]
pub struct Security {
    /// Those who say nothing of themselves are let in while it is turned on.
    #[attr(optional, computed)]
    pub anonymous_auth_enabled: Option<bool>,
    /// It matters who one is.
    #[attr(required)]
    pub enabled: bool,
    /// The domain knows users by itself.
    #[attr(optional, default = false)]
    pub internal_user_database_enabled: Option<bool>,
    /// Who may do everything.
    #[block(list, max = 1)]
    pub master_user_options: Option<Master>,
}

/// Who may do everything.
#[derive(Nested, Clone, Default)]
pub struct Master {
    /// A role or a user of IAM.
    #[attr(optional, arn)]
    pub master_user_arn: Option<String>,
    /// A user that the domain knows by itself.
    #[attr(optional)]
    pub master_user_name: Option<String>,
    /// That user's password.
    #[attr(optional, sensitive)]
    pub master_user_password: Option<String>,
}

/// Whether it tunes itself.
#[derive(Nested, Clone, Default)]
pub struct AutoTune {
    /// `ENABLED` or `DISABLED`.
    #[attr(required, one_of("ENABLED", "DISABLED"))]
    pub desired_state: String,
    /// When changes are made that need new nodes.
    #[block(set)]
    pub maintenance_schedule: Set<Maintenance>,
    /// What becomes of earlier changes: `NO_ROLLBACK` or `DEFAULT_ROLLBACK`.
    #[attr(optional, computed, one_of("NO_ROLLBACK", "DEFAULT_ROLLBACK"))]
    pub rollback_on_disable: Option<String>,
    /// They are made in the domain's quiet hours.
    #[attr(optional, default = false)]
    pub use_off_peak_window: Option<bool>,
}

/// When changes are made.
#[derive(Nested, Clone, Default)]
pub struct Maintenance {
    /// How it is repeated.
    #[attr(required)]
    pub cron_expression_for_recurrence: String,
    /// How long they may take.
    #[block(list, min = 1, max = 1)]
    pub duration: Option<Length>,
    /// The first time.
    #[attr(required, validate = is_time)]
    pub start_at: String,
}

/// How long something may take.
#[derive(Nested, Clone, Default)]
pub struct Length {
    /// `HOURS`.
    #[attr(required, one_of("HOURS"))]
    pub unit: String,
    /// How many.
    #[attr(required)]
    pub value: i64,
}

/// Who may look at dashboards, as Cognito knows them.
#[derive(Nested, Clone, Default)]
pub struct Cognito {
    /// Cognito is asked.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
    /// The identity pool.
    #[attr(required)]
    pub identity_pool_id: String,
    /// The role by which it is set up.
    #[attr(required, arn)]
    pub role_arn: String,
    /// The user pool.
    #[attr(required)]
    pub user_pool_id: String,
}

/// How it is reached.
#[derive(Nested, Clone, Default)]
pub struct Endpoint {
    /// A name of one's own.
    #[attr(optional, suppress = without_name)]
    pub custom_endpoint: Option<String>,
    /// The certificate of that name.
    #[attr(optional, arn, suppress = without_name)]
    pub custom_endpoint_certificate_arn: Option<String>,
    /// It has such.
    #[attr(optional, default = false)]
    pub custom_endpoint_enabled: Option<bool>,
    /// Encrypted only.
    #[attr(optional, default = true)]
    pub enforce_https: Option<bool>,
    /// How new TLS has to be.
    #[attr(
        optional,
        computed,
        one_of("Policy-Min-TLS-1-0-2019-07", "Policy-Min-TLS-1-2-2019-07", "Policy-Min-TLS-1-2-PFS-2023-10")
    )]
    pub tls_security_policy: Option<String>,
}

/// Whether data are encrypted where they lie.
#[derive(Nested, Clone, Default)]
pub struct AtRest {
    /// They are.
    #[attr(required)]
    pub enabled: bool,
    /// By this key.
    #[attr(optional, computed, replace, suppress = same_key)]
    pub kms_key_id: Option<String>,
}

/// On or off.
#[derive(Nested, Clone, Default)]
pub struct Switch {
    /// It is on.
    #[attr(required)]
    pub enabled: bool,
}

/// What it logs, and where.
#[derive(Nested, Clone, Default)]
pub struct Log {
    /// The log group.
    #[attr(required, arn)]
    pub cloudwatch_log_group_arn: String,
    /// It does.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// What.
    #[attr(required, one_of("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS", "AUDIT_LOGS"))]
    pub log_type: String,
}

/// Its quiet hours.
#[derive(Nested, Clone, Default)]
pub struct OffPeak {
    /// It has such.
    #[attr(optional, computed)]
    pub enabled: Option<bool>,
    /// Which: ten hours from then.
    #[block(list, max = 1, computed)]
    pub off_peak_window: Option<Window>,
}

/// Ten hours from then.
#[derive(Nested, Clone, Default)]
pub struct Window {
    /// When they begin, in UTC.
    #[block(list, max = 1, computed)]
    pub window_start_time: Option<Start>,
}

/// When they begin.
#[derive(Nested, Clone, Default)]
pub struct Start {
    /// The hour.
    #[attr(optional, computed)]
    pub hours: Option<i64>,
    /// The minute.
    #[attr(optional, computed)]
    pub minutes: Option<i64>,
}

/// When it is copied.
#[derive(Nested, Clone, Default)]
pub struct Snapshots {
    /// The hour, in UTC.
    #[attr(required)]
    pub automated_snapshot_start_hour: i64,
}

/// Whether it is kept up to date.
#[derive(Nested, Clone, Default)]
pub struct Updates {
    /// By itself.
    #[attr(optional, computed)]
    pub auto_software_update_enabled: Option<bool>,
}

/// The network that it is in.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// The zones of its subnets.
    #[attr(computed)]
    pub availability_zones: Set<String>,
    /// Who lets through what.
    #[attr(optional)]
    pub security_group_ids: Set<String>,
    /// Its subnets.
    #[attr(optional)]
    pub subnet_ids: Set<String>,
    /// The VPC of these.
    #[attr(computed)]
    pub vpc_id: String,
}

fn time(text: &str) -> Result<DateTime, String> {
    DateTime::from_str(text, DateTimeFormat::DateTimeWithOffset).map_err(|e| e.to_string())
}

fn is_time(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if time(text).is_err() => {
            Err("must be a time of RFC 3339, such as 2030-01-02T15:04:05Z".into())
        }
        _ => Ok(()),
    }
}

/// What is said of a name that it does not have means nothing.
fn without_name(d: &Difference<'_>) -> bool {
    d.beside("custom_endpoint_enabled") != "true"
}

/// A key may be given by its id; its ARN is told. Of one that is not known yet nothing can be said.
fn same_key(d: &Difference<'_>) -> bool {
    d.path.get(d.proposed).is_none_or(Value::is_known) && d.before.contains(d.after)
}

impl Security {
    /// As OpenSearch takes it.
    pub fn request(&self) -> types::AdvancedSecurityOptionsInput {
        let builder = types::AdvancedSecurityOptionsInput::builder().enabled(self.enabled);
        if !self.enabled {
            return builder.build();
        }
        let master = |m: &Master| {
            types::MasterUserOptions::builder()
                .set_master_user_arn(text(&m.master_user_arn))
                .set_master_user_name(text(&m.master_user_name))
                .set_master_user_password(text(&m.master_user_password))
                .build()
        };
        builder
            .set_anonymous_auth_enabled(self.anonymous_auth_enabled)
            .internal_user_database_enabled(self.internal_user_database_enabled.unwrap_or_default())
            .set_master_user_options(self.master_user_options.as_ref().map(master))
            .build()
    }
    /// As OpenSearch tells it; who may do everything is told of nowhere, and of what is off nothing is.
    pub fn told(told: &types::AdvancedSecurityOptions, prior: Option<&Security>) -> Option<Security> {
        if told.enabled != Some(true) {
            return prior.cloned();
        }
        Some(Security {
            anonymous_auth_enabled: told.anonymous_auth_enabled,
            enabled: true,
            internal_user_database_enabled: told.internal_user_database_enabled,
            master_user_options: prior.and_then(|prior| prior.master_user_options.clone()),
        })
    }
}

impl AutoTune {
    fn schedules(&self) -> Result<Option<Vec<types::AutoTuneMaintenanceSchedule>>, Error> {
        let length =
            |l: &Length| types::Duration::builder().unit(l.unit.as_str().into()).value(l.value).build();
        let one = |m: &Maintenance| {
            let start = time(&m.start_at).map_err(|e| {
                Error::new(Class::Validation, format!("`start_at` of a maintenance is not a time: {e}."))
            })?;
            Ok(types::AutoTuneMaintenanceSchedule::builder()
                .cron_expression_for_recurrence(&m.cron_expression_for_recurrence)
                .set_duration(m.duration.as_ref().map(length))
                .start_at(start)
                .build())
        };
        let all: Result<Vec<_>, Error> = self.maintenance_schedule.iter().map(one).collect();
        Ok(given(&all?))
    }
    /// As OpenSearch takes it of a new domain, which has nothing to roll back.
    pub fn input(&self) -> Result<types::AutoTuneOptionsInput, Error> {
        Ok(types::AutoTuneOptionsInput::builder()
            .desired_state(self.desired_state.as_str().into())
            .set_maintenance_schedules(self.schedules()?)
            .set_use_off_peak_window(self.use_off_peak_window)
            .build())
    }
    /// As OpenSearch takes it.
    pub fn request(&self) -> Result<types::AutoTuneOptions, Error> {
        Ok(types::AutoTuneOptions::builder()
            .desired_state(self.desired_state.as_str().into())
            .set_maintenance_schedules(self.schedules()?)
            .set_rollback_on_disable(choice(&self.rollback_on_disable))
            .set_use_off_peak_window(self.use_off_peak_window)
            .build())
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::AutoTuneOptions) -> AutoTune {
        let length = |l: &types::Duration| Length {
            unit: word(l.unit.as_ref()).unwrap_or_default(),
            value: l.value.unwrap_or_default(),
        };
        let one = |m: &types::AutoTuneMaintenanceSchedule| Maintenance {
            cron_expression_for_recurrence: m.cron_expression_for_recurrence.clone().unwrap_or_default(),
            duration: m.duration.as_ref().map(length),
            start_at: m.start_at.as_ref().and_then(written).unwrap_or_default(),
        };
        AutoTune {
            desired_state: word(told.desired_state.as_ref()).unwrap_or_default(),
            maintenance_schedule: told.maintenance_schedules().iter().map(one).collect(),
            rollback_on_disable: word(told.rollback_on_disable.as_ref()),
            use_off_peak_window: Some(told.use_off_peak_window == Some(true)),
        }
    }
}

/// A time in whole seconds.
fn written(time: &DateTime) -> Option<String> {
    DateTime::from_secs(time.secs()).fmt(DateTimeFormat::DateTime).ok()
}

impl Cognito {
    /// As OpenSearch takes it; none is off.
    pub fn request(cognito: Option<&Cognito>) -> types::CognitoOptions {
        let builder = types::CognitoOptions::builder();
        match cognito.filter(|c| c.enabled == Some(true)) {
            Some(c) => builder
                .enabled(true)
                .identity_pool_id(&c.identity_pool_id)
                .role_arn(&c.role_arn)
                .user_pool_id(&c.user_pool_id)
                .build(),
            None => builder.enabled(false).build(),
        }
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::CognitoOptions) -> Cognito {
        let own = |value: &Option<String>| value.clone().unwrap_or_default();
        Cognito {
            enabled: Some(told.enabled == Some(true)),
            identity_pool_id: own(&told.identity_pool_id),
            role_arn: own(&told.role_arn),
            user_pool_id: own(&told.user_pool_id),
        }
    }
}

impl Endpoint {
    /// As OpenSearch takes it.
    pub fn request(&self) -> types::DomainEndpointOptions {
        let named = self.custom_endpoint_enabled == Some(true);
        types::DomainEndpointOptions::builder()
            .custom_endpoint_enabled(named)
            .set_custom_endpoint(text(&self.custom_endpoint).filter(|_| named))
            .set_custom_endpoint_certificate_arn(
                text(&self.custom_endpoint_certificate_arn).filter(|_| named),
            )
            .set_enforce_https(self.enforce_https)
            .set_tls_security_policy(choice(&self.tls_security_policy))
            .build()
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::DomainEndpointOptions) -> Endpoint {
        let named = told.custom_endpoint_enabled == Some(true);
        Endpoint {
            custom_endpoint: told.custom_endpoint.clone().filter(|_| named),
            custom_endpoint_certificate_arn: told.custom_endpoint_certificate_arn.clone().filter(|_| named),
            custom_endpoint_enabled: Some(named),
            enforce_https: told.enforce_https,
            tls_security_policy: word(told.tls_security_policy.as_ref()),
        }
    }
}

impl AtRest {
    /// As OpenSearch takes it.
    pub fn request(&self) -> types::EncryptionAtRestOptions {
        let builder = types::EncryptionAtRestOptions::builder().enabled(self.enabled);
        builder.set_kms_key_id(text(&self.kms_key_id).filter(|_| self.enabled)).build()
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::EncryptionAtRestOptions) -> AtRest {
        AtRest { enabled: told.enabled == Some(true), kms_key_id: told.kms_key_id.clone() }
    }
}

/// What is logged, by kind.
pub type Logs = HashMap<types::LogType, types::LogPublishingOption>;

/// As OpenSearch takes it; what was logged before and no longer is goes off.
pub fn logs(from: &Set<Log>, to: &Set<Log>) -> Logs {
    let one = |log: &Log, on: bool| {
        let builder = types::LogPublishingOption::builder().enabled(on);
        let option = builder.cloud_watch_logs_log_group_arn(&log.cloudwatch_log_group_arn).build();
        (types::LogType::from(log.log_type.as_str()), option)
    };
    let off = from.iter().map(|log| one(log, false));
    off.chain(to.iter().map(|log| one(log, log.enabled != Some(false)))).collect()
}

/// As OpenSearch tells it; a kind that is off and of which nothing was said is none.
pub fn logs_told(told: &Logs, prior: &Set<Log>) -> Set<Log> {
    let said = |kind: &str| prior.iter().any(|log| log.log_type == kind);
    let one = |(kind, option): (&types::LogType, &types::LogPublishingOption)| {
        let enabled = option.enabled == Some(true);
        (enabled || said(kind.as_str())).then(|| Log {
            cloudwatch_log_group_arn: option.cloud_watch_logs_log_group_arn.clone().unwrap_or_default(),
            enabled: Some(enabled),
            log_type: kind.as_str().to_owned(),
        })
    };
    told.iter().filter_map(one).collect()
}

impl OffPeak {
    /// As OpenSearch takes it.
    pub fn request(&self) -> types::OffPeakWindowOptions {
        let start = |s: &Start| {
            let builder = types::WindowStartTime::builder().hours(s.hours.unwrap_or_default());
            builder.minutes(s.minutes.unwrap_or_default()).build()
        };
        let window = |w: &Window| {
            let builder = types::OffPeakWindow::builder();
            builder.set_window_start_time(w.window_start_time.as_ref().map(start)).build()
        };
        types::OffPeakWindowOptions::builder()
            .set_enabled(self.enabled)
            .set_off_peak_window(self.off_peak_window.as_ref().map(window))
            .build()
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::OffPeakWindowOptions) -> OffPeak {
        let start = |s: &types::WindowStartTime| Start { hours: Some(s.hours), minutes: Some(s.minutes) };
        let window =
            |w: &types::OffPeakWindow| Window { window_start_time: w.window_start_time.as_ref().map(start) };
        OffPeak { enabled: told.enabled, off_peak_window: told.off_peak_window.as_ref().map(window) }
    }
}

impl Network {
    /// As OpenSearch takes it.
    pub fn request(&self) -> types::VpcOptions {
        types::VpcOptions::builder()
            .set_security_group_ids(given(&self.security_group_ids))
            .set_subnet_ids(given(&self.subnet_ids))
            .build()
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::VpcDerivedInfo) -> Network {
        Network {
            availability_zones: Set(told.availability_zones().to_vec()),
            security_group_ids: Set(told.security_group_ids().to_vec()),
            subnet_ids: Set(told.subnet_ids().to_vec()),
            vpc_id: told.vpc_id.clone().unwrap_or_default(),
        }
    }
}
