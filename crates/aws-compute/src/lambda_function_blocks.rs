//! The blocks of `aws_lambda_function`, to and from Lambda.

use crate::common::{choice, long, word};
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;
use provision_schema::Difference;
use provision_value::{Path, Step as PathStep};
use std::sync::Arc;

/// Where events go that failed.
#[derive(Nested, Clone, Default)]
pub struct DeadLetters {
    /// A queue or a topic.
    #[attr(required, arn)]
    pub target_arn: String,
}

/// Variables of the environment.
#[derive(Nested, Clone, Default)]
pub struct Environment {
    /// By name.
    #[attr(optional)]
    pub variables: BTreeMap<String, String>,
}

/// The size of `/tmp`.
#[derive(Nested, Clone, Default)]
pub struct Storage {
    /// In MiB.
    #[attr(optional, computed, between(512, 10240))]
    pub size: Option<i64>,
}

/// A file system.
#[derive(Nested, Clone, Default)]
pub struct FileSystem {
    /// Its access point.
    #[attr(required, arn)]
    pub arn: String,
    /// Where it is found, below `/mnt/`.
    #[attr(required, validate = mount_path)]
    pub local_mount_path: String,
}

/// What an image is started with.
#[derive(Nested, Clone, Default)]
pub struct Image {
    /// The command.
    #[attr(optional)]
    pub command: Vec<String>,
    /// The program.
    #[attr(optional)]
    pub entry_point: Vec<String>,
    /// The folder.
    #[attr(optional)]
    pub working_directory: Option<String>,
}

/// What is logged, and where.
#[derive(Nested, Clone, Default)]
pub struct Logging {
    /// From which level on the function's lines are kept.
    #[attr(
        optional,
        default = "",
        one_of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"),
        suppress = unsaid_level
    )]
    pub application_log_level: Option<String>,
    /// `Text` or `JSON`.
    #[attr(required, one_of("Text", "JSON"))]
    pub log_format: String,
    /// The group.
    #[attr(optional, computed, length(1, 512))]
    pub log_group: Option<String>,
    /// From which level on Lambda's own lines are kept.
    #[attr(optional, default = "", one_of("DEBUG", "INFO", "WARN"), suppress = unsaid_level)]
    pub system_log_level: Option<String>,
}

/// Whether versions start from a snapshot.
#[derive(Nested, Clone, Default)]
pub struct SnapStart {
    /// `PublishedVersions`.
    #[attr(required, one_of("PublishedVersions", "None"))]
    pub apply_on: String,
    /// Whether it is so for this version.
    #[attr(computed)]
    pub optimization_status: String,
}

/// Whether requests are traced.
#[derive(Nested, Clone, Default)]
pub struct Tracing {
    /// `Active` or `PassThrough`.
    #[attr(required, one_of("Active", "PassThrough"))]
    pub mode: String,
}

/// The network.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// Addresses of IPv6 are used in subnets that have them.
    #[attr(optional, default = false)]
    pub ipv6_allowed_for_dual_stack: Option<bool>,
    /// Security groups.
    #[attr(required)]
    pub security_group_ids: Set<String>,
    /// Subnets.
    #[attr(required)]
    pub subnet_ids: Set<String>,
    /// Their VPC.
    #[attr(computed)]
    pub vpc_id: String,
}

fn mount_path(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match value.as_str() {
        Some(path) if !path.strip_prefix("/mnt/").is_some_and(|p| !p.is_empty() && p.chars().all(plain)) => {
            Err("must be one folder below `/mnt/`".into())
        }
        _ => Ok(()),
    }
}

/// What lies at the first place of a block, as it is proposed.
fn inside(object: &Value, block: &str, name: &str) -> Option<Value> {
    let steps = [PathStep::Attr(Arc::from(block)), PathStep::Index(0), PathStep::Attr(Arc::from(name))];
    Path(steps.to_vec()).get(object).cloned()
}

/// A level that nobody said is Lambda's, unless the format is another.
fn unsaid_level(d: &Difference<'_>) -> bool {
    let format = |object: &Value| inside(object, "logging_config", "log_format");
    let same = d.prior.and_then(format) == format(d.proposed);
    let known = d.path.get(d.proposed).is_none_or(Value::is_known);
    known && same && !d.before.is_empty() && d.after.is_empty()
}

fn is_new(d: &Difference<'_>) -> bool {
    d.count && d.before == "0" && d.after == "1"
}

fn is_empty(value: Option<&Value>) -> bool {
    let Some(value) = value else { return true };
    let empty = |v: &Value| {
        v.is_null()
            || v.as_str().is_some_and(str::is_empty)
            || v.as_seq().is_some_and(<[Value]>::is_empty)
            || v.as_map().is_some_and(|m| m.is_empty())
            || v.as_bool() == Some(false)
    };
    value.is_known() && empty(value)
}

/// A block without variables is none.
pub fn no_variables(d: &Difference<'_>) -> bool {
    is_new(d) && is_empty(inside(d.proposed, "environment", "variables").as_ref())
}

/// A block that says nothing of the image that there is already is none.
pub fn no_image(d: &Difference<'_>) -> bool {
    let package = |object: &Value| object.get("package_type").and_then(Value::as_str).map(str::to_owned);
    if d.prior.and_then(package).as_deref() != Some("Image") {
        return false;
    }
    let says = |name: &&str| !is_empty(inside(d.proposed, "image_config", name).as_ref());
    is_new(d) && !["command", "entry_point", "working_directory"].iter().any(says)
}

/// A block without subnets and security groups is none.
pub fn no_network(d: &Difference<'_>) -> bool {
    let says = |name: &&str| !is_empty(inside(d.proposed, "vpc_config", name).as_ref());
    let said = ["ipv6_allowed_for_dual_stack", "security_group_ids", "subnet_ids"].iter().any(says);
    d.prior.is_some() && is_new(d) && !said
}

impl DeadLetters {
    /// As Lambda takes it.
    pub fn request(&self) -> types::DeadLetterConfig {
        types::DeadLetterConfig::builder().target_arn(&self.target_arn).build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::DeadLetterConfig) -> Option<DeadLetters> {
        Some(DeadLetters { target_arn: told.target_arn.clone()? })
    }
}

impl Environment {
    /// As Lambda takes it; no block and no variables are the same.
    pub fn request(environment: Option<&Environment>) -> types::Environment {
        let variables = environment.map(|e| e.variables.clone()).unwrap_or_default();
        types::Environment::builder().set_variables(Some(variables.into_iter().collect())).build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::EnvironmentResponse) -> Environment {
        let variables = told.variables.iter().flatten();
        Environment { variables: variables.map(|(k, v)| (k.clone(), v.clone())).collect() }
    }
}

impl Storage {
    /// As Lambda takes it.
    pub fn request(&self) -> Result<types::EphemeralStorage, Error> {
        Ok(types::EphemeralStorage::builder().set_size(int(self.size)).build()?)
    }
}

impl FileSystem {
    /// As Lambda takes it.
    pub fn request(&self) -> Result<types::FileSystemConfig, Error> {
        let builder = types::FileSystemConfig::builder().arn(&self.arn);
        Ok(builder.local_mount_path(&self.local_mount_path).build()?)
    }
    /// As Lambda tells it.
    pub fn told(told: &types::FileSystemConfig) -> FileSystem {
        FileSystem { arn: told.arn.clone(), local_mount_path: told.local_mount_path.clone() }
    }
}

impl Image {
    /// As Lambda takes it.
    pub fn request(&self) -> types::ImageConfig {
        types::ImageConfig::builder()
            .set_command(given(&self.command))
            .set_entry_point(given(&self.entry_point))
            .working_directory(self.working_directory.clone().unwrap_or_default())
            .build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::ImageConfigResponse) -> Option<Image> {
        let image = told.image_config.as_ref().filter(|_| told.error.is_none())?;
        Some(Image {
            command: image.command().to_vec(),
            entry_point: image.entry_point().to_vec(),
            working_directory: image.working_directory.clone(),
        })
    }
}

impl Logging {
    /// As Lambda takes it.
    pub fn request(&self) -> types::LoggingConfig {
        types::LoggingConfig::builder()
            .set_application_log_level(choice(&self.application_log_level))
            .log_format(self.log_format.as_str().into())
            .set_log_group(text(&self.log_group))
            .set_system_log_level(choice(&self.system_log_level))
            .build()
    }
    /// As Lambda tells it.
    pub fn told(told: &types::LoggingConfig) -> Logging {
        Logging {
            application_log_level: word(told.application_log_level.as_ref()),
            log_format: word(told.log_format.as_ref()).unwrap_or_default(),
            log_group: told.log_group.clone(),
            system_log_level: word(told.system_log_level.as_ref()),
        }
    }
}

impl SnapStart {
    /// As Lambda takes it.
    pub fn request(snap_start: Option<&SnapStart>) -> types::SnapStart {
        let apply_on = snap_start.map_or("None", |s| s.apply_on.as_str());
        types::SnapStart::builder().apply_on(apply_on.into()).build()
    }
    /// As Lambda tells it; `None` is no block.
    pub fn told(told: &types::SnapStartResponse) -> Option<SnapStart> {
        let apply_on = word(told.apply_on.as_ref()).filter(|a| a != "None")?;
        Some(SnapStart {
            apply_on,
            optimization_status: word(told.optimization_status.as_ref()).unwrap_or_default(),
        })
    }
}

impl Tracing {
    /// As Lambda takes it.
    pub fn request(&self) -> types::TracingConfig {
        types::TracingConfig::builder().mode(self.mode.as_str().into()).build()
    }
    /// As Lambda tells it; it passes through where nothing is told.
    pub fn told(told: Option<&types::TracingConfigResponse>) -> Tracing {
        let mode = told.and_then(|t| word(t.mode.as_ref()));
        Tracing { mode: mode.unwrap_or_else(|| "PassThrough".into()) }
    }
}

impl Network {
    /// As Lambda takes it; no block is no network.
    pub fn request(network: Option<&Network>) -> types::VpcConfig {
        let network = network.cloned().unwrap_or_default();
        types::VpcConfig::builder()
            .ipv6_allowed_for_dual_stack(network.ipv6_allowed_for_dual_stack.unwrap_or_default())
            .set_security_group_ids(Some(network.security_group_ids.to_vec()))
            .set_subnet_ids(Some(network.subnet_ids.to_vec()))
            .build()
    }
    /// As Lambda tells it; without a VPC it is none.
    pub fn told(told: &types::VpcConfigResponse) -> Option<Network> {
        let vpc_id = told.vpc_id.clone().filter(|id| !id.is_empty())?;
        Some(Network {
            ipv6_allowed_for_dual_stack: told.ipv6_allowed_for_dual_stack,
            security_group_ids: told.security_group_ids().iter().cloned().collect(),
            subnet_ids: told.subnet_ids().iter().cloned().collect(),
            vpc_id,
        })
    }
}

/// The size of `/tmp` as Lambda tells it.
pub fn storage(told: &types::EphemeralStorage) -> Storage {
    Storage { size: long(Some(told.size)) }
}
