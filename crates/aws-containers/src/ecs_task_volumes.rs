//! The block `volume` of `aws_ecs_task_definition`.

use crate::common::{positive, text};
use aws_sdk_ecs::types;
use provision_aws_core::prelude::*;

/// A volume for the containers of a task.
#[derive(Nested, Clone, Default)]
pub struct Volume {
    /// The service says what it is.
    #[attr(optional, computed, replace)]
    pub configure_at_launch: Option<bool>,
    /// A volume of Docker.
    #[block(list, max = 1, replace)]
    pub docker_volume_configuration: Option<Docker>,
    /// An EFS file system.
    #[block(list, max = 1, replace)]
    pub efs_volume_configuration: Option<Efs>,
    /// An FSx file server.
    #[block(list, max = 1, replace)]
    pub fsx_windows_file_server_volume_configuration: Option<Fsx>,
    /// A folder of the instance.
    #[attr(optional, replace)]
    pub host_path: Option<String>,
    /// What containers call it.
    #[attr(required, replace)]
    pub name: String,
}

/// A volume of Docker.
#[derive(Nested, Clone, Default)]
pub struct Docker {
    /// It is made where it is missing.
    #[attr(optional, replace, default = false)]
    pub autoprovision: Option<bool>,
    /// The driver.
    #[attr(optional, computed, replace, equal_by = same_driver)]
    pub driver: Option<String>,
    /// The driver's options.
    #[attr(optional, replace)]
    pub driver_opts: BTreeMap<String, String>,
    /// Its labels.
    #[attr(optional, replace)]
    pub labels: BTreeMap<String, String>,
    /// It lives with the task (`task`) or with the instance (`shared`).
    #[attr(optional, computed, replace, one_of("task", "shared"), equal_by = same_scope)]
    pub scope: Option<String>,
}

/// ECS's own driver is as good as none.
fn same_driver(prior: &str, new: &str) -> bool {
    prior == "local" && new.is_empty()
}

/// ECS's own scope is as good as none.
fn same_scope(prior: &str, new: &str) -> bool {
    prior == "task" && new.is_empty()
}

/// An EFS file system.
#[derive(Nested, Clone, Default)]
pub struct Efs {
    /// Who may use it.
    #[block(list, max = 1, replace)]
    pub authorization_config: Option<EfsAuthorization>,
    /// The file system.
    #[attr(required, replace)]
    pub file_system_id: String,
    /// Folder that is mounted.
    #[attr(optional, replace, default = "/")]
    pub root_directory: Option<String>,
    /// What passes is encrypted: `ENABLED` or `DISABLED`.
    #[attr(optional, replace, one_of("ENABLED", "DISABLED"))]
    pub transit_encryption: Option<String>,
    /// The port for that.
    #[attr(optional, replace, default = 0, between(0, 65535))]
    pub transit_encryption_port: Option<i64>,
}

/// Who may use an EFS file system.
#[derive(Nested, Clone, Default)]
pub struct EfsAuthorization {
    /// The access point.
    #[attr(optional, replace)]
    pub access_point_id: Option<String>,
    /// The task's role counts: `ENABLED` or `DISABLED`.
    #[attr(optional, replace, one_of("ENABLED", "DISABLED"))]
    pub iam: Option<String>,
}

/// An FSx file server.
#[derive(Nested, Clone, Default)]
pub struct Fsx {
    /// Who may use it.
    #[block(list, min = 1, max = 1, replace)]
    pub authorization_config: Option<FsxAuthorization>,
    /// The file system.
    #[attr(required, replace)]
    pub file_system_id: String,
    /// Folder that is mounted.
    #[attr(required, replace)]
    pub root_directory: String,
}

/// Who may use an FSx file server.
#[derive(Nested, Clone, Default)]
pub struct FsxAuthorization {
    /// ARN of the secret or parameter with the credentials.
    #[attr(required, replace, arn)]
    pub credentials_parameter: String,
    /// The Active Directory domain.
    #[attr(required, replace)]
    pub domain: String,
}

impl Volume {
    /// As ECS takes it.
    pub fn request(&self) -> Result<types::Volume, Error> {
        let host = text(&self.host_path);
        let host = host.map(|path| types::HostVolumeProperties::builder().source_path(path).build());
        let fsx = self.fsx_windows_file_server_volume_configuration.as_ref();
        Ok(types::Volume::builder()
            .name(&self.name)
            .set_configured_at_launch(self.configure_at_launch.filter(|v| *v))
            .set_docker_volume_configuration(self.docker_volume_configuration.as_ref().map(Docker::request))
            .set_efs_volume_configuration(
                self.efs_volume_configuration.as_ref().map(Efs::request).transpose()?,
            )
            .set_fsx_windows_file_server_volume_configuration(fsx.map(Fsx::request).transpose()?)
            .set_host(host)
            .build())
    }
    /// As ECS tells it.
    pub fn told(told: &types::Volume) -> Volume {
        Volume {
            configure_at_launch: told.configured_at_launch,
            docker_volume_configuration: told.docker_volume_configuration.as_ref().map(Docker::told),
            efs_volume_configuration: told.efs_volume_configuration.as_ref().map(Efs::told),
            fsx_windows_file_server_volume_configuration: told
                .fsx_windows_file_server_volume_configuration
                .as_ref()
                .map(Fsx::told),
            host_path: told.host.as_ref().and_then(|h| h.source_path.clone()),
            name: told.name.clone().unwrap_or_default(),
        }
    }
}

impl Docker {
    /// A volume of the task takes no `autoprovision`.
    fn request(&self) -> types::DockerVolumeConfiguration {
        let of_task = self.scope.as_deref() == Some("task");
        let map = |m: &BTreeMap<String, String>| (!m.is_empty()).then(|| m.clone().into_iter().collect());
        types::DockerVolumeConfiguration::builder()
            .set_scope(text(&self.scope).map(|s| s.as_str().into()))
            .set_autoprovision(self.autoprovision.filter(|auto| *auto || !of_task))
            .set_driver(text(&self.driver))
            .set_driver_opts(map(&self.driver_opts))
            .set_labels(map(&self.labels))
            .build()
    }
    fn told(told: &types::DockerVolumeConfiguration) -> Docker {
        Docker {
            autoprovision: told.autoprovision,
            driver: told.driver.clone(),
            driver_opts: told.driver_opts.clone().unwrap_or_default().into_iter().collect(),
            labels: told.labels.clone().unwrap_or_default().into_iter().collect(),
            scope: told.scope.as_ref().map(|s| s.as_str().to_owned()),
        }
    }
}

impl Efs {
    fn request(&self) -> Result<types::EfsVolumeConfiguration, Error> {
        let authorization = |a: &EfsAuthorization| {
            types::EfsAuthorizationConfig::builder()
                .set_access_point_id(text(&a.access_point_id))
                .set_iam(text(&a.iam).map(|i| i.as_str().into()))
                .build()
        };
        Ok(types::EfsVolumeConfiguration::builder()
            .set_authorization_config(self.authorization_config.as_ref().map(authorization))
            .file_system_id(&self.file_system_id)
            .set_root_directory(text(&self.root_directory))
            .set_transit_encryption(text(&self.transit_encryption).map(|t| t.as_str().into()))
            .set_transit_encryption_port(positive(self.transit_encryption_port))
            .build()?)
    }
    fn told(told: &types::EfsVolumeConfiguration) -> Efs {
        let authorization = |a: &types::EfsAuthorizationConfig| EfsAuthorization {
            access_point_id: a.access_point_id.clone(),
            iam: a.iam.as_ref().map(|i| i.as_str().to_owned()),
        };
        Efs {
            authorization_config: told.authorization_config.as_ref().map(authorization),
            file_system_id: told.file_system_id.clone(),
            root_directory: told.root_directory.clone(),
            transit_encryption: told.transit_encryption.as_ref().map(|t| t.as_str().to_owned()),
            transit_encryption_port: told.transit_encryption_port.map(Into::into),
        }
    }
}

impl Fsx {
    fn request(&self) -> Result<types::FSxWindowsFileServerVolumeConfiguration, Error> {
        let authorization = |a: &FsxAuthorization| {
            types::FSxWindowsFileServerAuthorizationConfig::builder()
                .credentials_parameter(&a.credentials_parameter)
                .domain(&a.domain)
                .build()
        };
        Ok(types::FSxWindowsFileServerVolumeConfiguration::builder()
            .set_authorization_config(self.authorization_config.as_ref().map(authorization).transpose()?)
            .file_system_id(&self.file_system_id)
            .root_directory(&self.root_directory)
            .build()?)
    }
    fn told(told: &types::FSxWindowsFileServerVolumeConfiguration) -> Fsx {
        let authorization = |a: &types::FSxWindowsFileServerAuthorizationConfig| FsxAuthorization {
            credentials_parameter: a.credentials_parameter.clone(),
            domain: a.domain.clone(),
        };
        Fsx {
            authorization_config: told.authorization_config.as_ref().map(authorization),
            file_system_id: told.file_system_id.clone(),
            root_directory: told.root_directory.clone(),
        }
    }
}
