//! The block `volume_configuration` of `aws_ecs_service`.

use crate::common::{given, positive, text};
use crate::ecs::{tag_list, tags};
use aws_sdk_ecs::types;
use provision_aws_core::prelude::*;

/// A volume that each task gets.
#[derive(Nested, Clone, Default)]
pub struct VolumeConfiguration {
    /// The EBS volume.
    #[block(list, min = 1, max = 1)]
    pub managed_ebs_volume: Option<EbsVolume>,
    /// Its name in the task definition.
    #[attr(required)]
    pub name: String,
}

/// An EBS volume that ECS makes for each task.
#[derive(Nested, Clone, Default)]
pub struct EbsVolume {
    /// It is encrypted.
    #[attr(optional, default = true)]
    pub encrypted: Option<bool>,
    /// `ext3`, `ext4`, `ntfs` or `xfs`.
    #[attr(optional, default = "xfs", one_of("ext3", "ext4", "xfs", "ntfs"))]
    pub file_system_type: Option<String>,
    /// Operations a second.
    #[attr(optional)]
    pub iops: Option<i64>,
    /// The key that encrypts it.
    #[attr(optional)]
    pub kms_key_id: Option<String>,
    /// Role that makes it.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Its size in GiB.
    #[attr(optional)]
    pub size_in_gb: Option<i64>,
    /// The snapshot that it begins with.
    #[attr(optional)]
    pub snapshot_id: Option<String>,
    /// Its tags.
    #[block(list)]
    pub tag_specifications: Vec<TagSpecification>,
    /// MiB a second.
    #[attr(optional, between(0, 1000))]
    pub throughput: Option<i64>,
    /// MiB a second at which a snapshot is loaded.
    #[attr(optional)]
    pub volume_initialization_rate: Option<i64>,
    /// `gp3`, `io2`, …
    #[attr(optional)]
    pub volume_type: Option<String>,
}

/// Tags of a volume.
#[derive(Nested, Clone, Default)]
pub struct TagSpecification {
    /// It gets the tags of the task definition or of the service too.
    #[attr(
        optional,
        one_of("TASK_DEFINITION", "SERVICE", "NONE"),
        equal_by = crate::ecs_service::same_propagation
    )]
    pub propagate_tags: Option<String>,
    /// `volume`
    #[attr(required, one_of("volume"))]
    pub resource_type: String,
    /// The tags.
    #[attr(optional)]
    pub tags: BTreeMap<String, String>,
}

impl VolumeConfiguration {
    /// As ECS takes it.
    pub fn request(&self) -> Result<types::ServiceVolumeConfiguration, Error> {
        let volume = self.managed_ebs_volume.as_ref().map(EbsVolume::request).transpose()?;
        let request = types::ServiceVolumeConfiguration::builder().name(&self.name);
        Ok(request.set_managed_ebs_volume(volume).build()?)
    }
    /// As ECS tells it.
    pub fn told(told: &types::ServiceVolumeConfiguration) -> VolumeConfiguration {
        VolumeConfiguration {
            managed_ebs_volume: told.managed_ebs_volume.as_ref().map(EbsVolume::told),
            name: told.name.clone(),
        }
    }
}

impl EbsVolume {
    fn request(&self) -> Result<types::ServiceManagedEbsVolumeConfiguration, Error> {
        let specification = |t: &TagSpecification| {
            types::EbsTagSpecification::builder()
                .resource_type(t.resource_type.as_str().into())
                .set_propagate_tags(text(&t.propagate_tags).map(|p| p.as_str().into()))
                .set_tags(tag_list(&t.tags))
                .build()
        };
        let specifications =
            self.tag_specifications.iter().map(specification).collect::<Result<Vec<_>, _>>()?;
        Ok(types::ServiceManagedEbsVolumeConfiguration::builder()
            .set_encrypted(self.encrypted)
            .set_filesystem_type(text(&self.file_system_type).map(|f| f.as_str().into()))
            .set_iops(positive(self.iops))
            .set_kms_key_id(text(&self.kms_key_id))
            .role_arn(&self.role_arn)
            .set_size_in_gib(positive(self.size_in_gb))
            .set_snapshot_id(text(&self.snapshot_id))
            .set_tag_specifications(given(&specifications))
            .set_throughput(positive(self.throughput))
            .set_volume_initialization_rate(positive(self.volume_initialization_rate))
            .set_volume_type(text(&self.volume_type))
            .build()?)
    }
    fn told(told: &types::ServiceManagedEbsVolumeConfiguration) -> EbsVolume {
        let specification = |t: &types::EbsTagSpecification| TagSpecification {
            propagate_tags: t.propagate_tags.as_ref().map(|p| p.as_str().to_owned()),
            resource_type: t.resource_type.as_str().to_owned(),
            tags: tags(t.tags.as_deref()).into_iter().filter(|(k, _)| !k.starts_with("aws:")).collect(),
        };
        EbsVolume {
            encrypted: told.encrypted,
            file_system_type: told.filesystem_type.as_ref().map(|f| f.as_str().to_owned()),
            iops: told.iops.map(Into::into),
            kms_key_id: told.kms_key_id.clone(),
            role_arn: told.role_arn.clone(),
            size_in_gb: told.size_in_gib.map(Into::into),
            snapshot_id: told.snapshot_id.clone(),
            tag_specifications: told.tag_specifications().iter().map(specification).collect(),
            throughput: told.throughput.map(Into::into),
            volume_initialization_rate: told.volume_initialization_rate.map(Into::into),
            volume_type: told.volume_type.clone(),
        }
    }
}
