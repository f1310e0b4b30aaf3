//! `data.aws_ami`

use crate::common::word;
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use provision_aws_ec2::ec2;
use provision_aws_ec2::filters::{FilterBlock, filters};
use regex::Regex;

/// An image, found by what is known of it. (EC2 DescribeImages)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_ami", timeouts(read))]
pub struct AmiData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// `x86_64`, for example.
    #[attr(computed)]
    pub architecture: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The disks that it brings.
    #[attr(computed)]
    pub block_device_mappings: Set<Device>,
    /// How it starts: `uefi`, for example.
    #[attr(computed)]
    pub boot_mode: Option<String>,
    /// When it was made.
    #[attr(computed)]
    pub creation_date: Option<String>,
    /// From when on it is told of only where it is asked for.
    #[attr(computed)]
    pub deprecation_time: Option<String>,
    /// What it is.
    #[attr(computed)]
    pub description: Option<String>,
    /// It knows enhanced networking.
    #[attr(computed)]
    pub ena_support: Option<bool>,
    /// Accounts that may launch it (`self`, `all`), of which one must fit.
    #[attr(optional)]
    pub executable_users: Vec<String>,
    /// AWS's filters.
    #[block(set)]
    pub filter: Set<FilterBlock>,
    /// Its hypervisor.
    #[attr(computed)]
    pub hypervisor: Option<String>,
    /// Its id.
    #[attr(computed)]
    pub image_id: Option<String>,
    /// Owner and name.
    #[attr(computed)]
    pub image_location: Option<String>,
    /// Its owner's name: `amazon`, for example.
    #[attr(computed)]
    pub image_owner_alias: Option<String>,
    /// `machine`, `kernel` or `ramdisk`.
    #[attr(computed)]
    pub image_type: Option<String>,
    /// `v2.0` where its instances ask for session tokens.
    #[attr(computed)]
    pub imds_support: Option<String>,
    /// Deprecated ones fit too.
    #[attr(optional, default = false)]
    pub include_deprecated: Option<bool>,
    /// Its kernel.
    #[attr(computed)]
    pub kernel_id: Option<String>,
    /// When it was launched last.
    #[attr(computed)]
    pub last_launched_time: Option<String>,
    /// Of several the newest is taken.
    #[attr(optional, default = false)]
    pub most_recent: Option<bool>,
    /// Its name.
    #[attr(computed)]
    pub name: Option<String>,
    /// A regular expression that its name fits, where AWS's filters do not say enough.
    #[attr(optional, unset = "null", validate = regular)]
    pub name_regex: Option<String>,
    /// Its owner's account.
    #[attr(computed)]
    pub owner_id: Option<String>,
    /// Its owners (`self`, `amazon`, accounts), of which one must fit.
    #[attr(optional)]
    pub owners: Vec<String>,
    /// `windows` or nothing.
    #[attr(computed)]
    pub platform: Option<String>,
    /// What it costs for: `Linux/UNIX`, for example.
    #[attr(computed)]
    pub platform_details: Option<String>,
    /// Its product codes.
    #[attr(computed)]
    pub product_codes: Set<ProductCode>,
    /// Everybody may launch it.
    #[attr(computed)]
    pub public: Option<bool>,
    /// Its RAM disk.
    #[attr(computed)]
    pub ramdisk_id: Option<String>,
    /// The device that it starts from.
    #[attr(computed)]
    pub root_device_name: Option<String>,
    /// `ebs` or `instance-store`.
    #[attr(computed)]
    pub root_device_type: Option<String>,
    /// The snapshot that it starts from.
    #[attr(computed)]
    pub root_snapshot_id: String,
    /// `simple` where it knows single root I/O virtualisation.
    #[attr(computed)]
    pub sriov_net_support: Option<String>,
    /// `available`, for example.
    #[attr(computed)]
    pub state: Option<String>,
    /// Why it is in its state.
    #[attr(computed)]
    pub state_reason: BTreeMap<String, String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// `v2.0` where it has a trusted platform module.
    #[attr(computed)]
    pub tpm_support: Option<String>,
    /// Kept from the configuration: AWS tells it of instances only.
    #[attr(optional, unset = "null")]
    pub uefi_data: Option<String>,
    /// What launching it is billed as.
    #[attr(computed)]
    pub usage_operation: Option<String>,
    /// `hvm` or `paravirtual`.
    #[attr(computed)]
    pub virtualization_type: Option<String>,
}

/// A disk.
#[derive(Nested, Clone, Default)]
pub struct Device {
    /// Its device.
    #[attr(computed)]
    pub device_name: String,
    /// Its volume.
    #[attr(computed)]
    pub ebs: BTreeMap<String, String>,
    /// Never told.
    #[attr(computed)]
    pub no_device: String,
    /// Which disk of the host.
    #[attr(computed)]
    pub virtual_name: String,
}

/// What its use is paid for.
#[derive(Nested, Clone, Default)]
pub struct ProductCode {
    /// The code.
    #[attr(computed)]
    pub product_code_id: String,
    /// `devpay` or `marketplace`.
    #[attr(computed)]
    pub product_code_type: String,
}

fn regular(value: &Value) -> Result<(), String> {
    match value.as_str().map(Regex::new) {
        Some(Err(_)) => Err("must be a regular expression".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl DataSource for AmiData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let image = find(cx, config).await?;
            Ok(told(cx, config, image))
        })
        .await
    }
}

/// The one image that a configuration means.
async fn find(cx: &Cx, config: &AmiData) -> Result<types::Image, Error> {
    let newest = config.most_recent == Some(true);
    let by_owner = |f: &FilterBlock| ["image-id", "owner-id"].contains(&f.name.as_str());
    if newest && config.owners.is_empty() && !config.filter.iter().any(by_owner) {
        tracing::warn!("the newest image of any owner is taken: whoever publishes one that fits is trusted");
    }
    let call = ec2(cx)
        .describe_images()
        .include_deprecated(config.include_deprecated.unwrap_or_default())
        .set_executable_users(given(&config.executable_users))
        .set_filters(filters(&[], &config.filter, &BTreeMap::new()))
        .set_owners(given(&config.owners));
    let mut found: Vec<types::Image> = call.into_paginator().items().send().try_collect().await?;
    if let Some(pattern) = text(&config.name_regex) {
        let pattern = Regex::new(&pattern).map_err(|e| Error::new(Class::Validation, e.to_string()))?;
        found.retain(|i| i.name.as_deref().is_some_and(|n| !n.is_empty() && pattern.is_match(n)));
    }
    let (none, several) = (found.is_empty(), found.len() > 1 && !newest);
    let at = |i: &types::Image| i.creation_date.clone().unwrap_or_default();
    let first = found.into_iter().reduce(|best, next| if at(&next) > at(&best) { next } else { best });
    match first {
        Some(image) if !several => Ok(image),
        _ if none => Err(Error::new(Class::NotFound, "No image fits.")
            .help("Check filters, owners and the region; deprecated images need `include_deprecated`.")),
        _ => Err(Error::new(Class::Validation, "Several images fit; the data source is for one.")
            .help("Set `most_recent = true`, or filter more narrowly.")),
    }
}

fn device(told: &types::BlockDeviceMapping) -> Device {
    let number = |n: Option<i32>| n.unwrap_or_default().to_string();
    let ebs = told.ebs.as_ref().map(|ebs| {
        let entries = [
            ("delete_on_termination", ebs.delete_on_termination.unwrap_or_default().to_string()),
            ("encrypted", ebs.encrypted.unwrap_or_default().to_string()),
            ("iops", number(ebs.iops)),
            ("snapshot_id", ebs.snapshot_id.clone().unwrap_or_default()),
            ("throughput", number(ebs.throughput)),
            ("volume_initialization_rate", number(ebs.volume_initialization_rate)),
            ("volume_size", number(ebs.volume_size)),
            ("volume_type", word(ebs.volume_type.as_ref()).unwrap_or_default()),
        ];
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    });
    Device {
        device_name: told.device_name.clone().unwrap_or_default(),
        ebs: ebs.unwrap_or_default(),
        no_device: String::new(),
        virtual_name: told.virtual_name.clone().unwrap_or_default(),
    }
}

fn told(cx: &Cx, config: &AmiData, image: types::Image) -> AmiData {
    let root = image.root_device_name.as_ref();
    let mut devices = image.block_device_mappings().iter();
    let snapshot = root.and_then(|_| devices.find(|d| d.device_name.as_ref() == root));
    let reason = image.state_reason.as_ref();
    let said = |f: fn(&types::StateReason) -> Option<String>| match reason {
        Some(reason) => f(reason).unwrap_or_default(),
        None => "UNSET".to_owned(),
    };
    let code = |c: &types::ProductCode| ProductCode {
        product_code_id: c.product_code_id.clone().unwrap_or_default(),
        product_code_type: word(c.product_code_type.as_ref()).unwrap_or_default(),
    };
    let id = image.image_id.clone().unwrap_or_default();
    AmiData {
        architecture: word(image.architecture.as_ref()),
        arn: cx.arn_of("ec2", cx.region(), "", &format!("image/{id}")),
        block_device_mappings: image.block_device_mappings().iter().map(device).collect(),
        boot_mode: word(image.boot_mode.as_ref()),
        product_codes: image.product_codes().iter().map(code).collect(),
        root_snapshot_id: snapshot.and_then(|d| d.ebs.as_ref()?.snapshot_id.clone()).unwrap_or_default(),
        state_reason: [
            ("code".to_owned(), said(|r| r.code.clone())),
            ("message".to_owned(), said(|r| r.message.clone())),
        ]
        .into(),
        hypervisor: word(image.hypervisor.as_ref()),
        image_type: word(image.image_type.as_ref()),
        imds_support: word(image.imds_support.as_ref()),
        platform: word(image.platform.as_ref()),
        root_device_type: word(image.root_device_type.as_ref()),
        state: word(image.state.as_ref()),
        tags: provision_aws_ec2::tags(image.tags.as_ref()),
        tpm_support: word(image.tpm_support.as_ref()),
        virtualization_type: word(image.virtualization_type.as_ref()),
        creation_date: image.creation_date,
        deprecation_time: image.deprecation_time,
        description: image.description,
        ena_support: image.ena_support,
        image_id: image.image_id,
        image_location: image.image_location,
        image_owner_alias: image.image_owner_alias,
        kernel_id: image.kernel_id,
        last_launched_time: image.last_launched_time,
        name: image.name,
        owner_id: image.owner_id,
        platform_details: image.platform_details,
        public: image.public,
        ramdisk_id: image.ramdisk_id,
        root_device_name: image.root_device_name,
        sriov_net_support: image.sriov_net_support,
        usage_operation: image.usage_operation,
        executable_users: config.executable_users.clone(),
        filter: config.filter.clone(),
        include_deprecated: config.include_deprecated,
        most_recent: config.most_recent,
        name_regex: config.name_regex.clone(),
        owners: config.owners.clone(),
        uefi_data: config.uefi_data.clone(),
        id,
    }
}
