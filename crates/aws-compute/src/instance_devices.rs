//! The disks of an instance.

use crate::common::{choice, long, word};
use crate::instance::Instance;
use aws_sdk_ec2::types::{self, EbsBlockDevice};
use provision_aws_core::prelude::*;
use provision_schema::suppress::Difference;

/// The disk that it starts from.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct Root {
    /// It goes with the instance.
    #[attr(optional, default = true)]
    pub delete_on_termination: Option<bool>,
    /// Its device.
    #[attr(computed)]
    pub device_name: Option<String>,
    /// It is encrypted.
    #[attr(optional, computed, replace)]
    pub encrypted: Option<bool>,
    /// Operations a second.
    #[attr(optional, computed, suppress = no_operations)]
    pub iops: Option<i64>,
    /// The key that encrypts it.
    #[attr(optional, computed, replace)]
    pub kms_key_id: Option<String>,
    /// Its tags.
    #[attr(optional, conflicts("volume_tags"))]
    pub tags: BTreeMap<String, String>,
    /// Its tags, the provider's `default_tags` included.
    #[attr(optional, computed)]
    pub tags_all: BTreeMap<String, String>,
    /// Megabytes a second.
    #[attr(optional, computed, suppress = no_throughput)]
    pub throughput: Option<i64>,
    /// The volume.
    #[attr(computed)]
    pub volume_id: Option<String>,
    /// Gigabytes.
    #[attr(optional, computed)]
    pub volume_size: Option<i64>,
    /// `gp3`, for example.
    #[attr(optional, computed, one_of("standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"))]
    pub volume_type: Option<String>,
}

/// Another disk. Only its device and snapshot tell it from others: a change of the rest is none, since disks that an instance
/// was made with are changed by `aws_ebs_volume`.
#[derive(Nested, Clone, Default, PartialEq)]
pub struct Disk {
    /// It goes with the instance.
    #[attr(optional, replace, default = true, no_identity)]
    pub delete_on_termination: Option<bool>,
    /// Its device.
    #[attr(required, replace)]
    pub device_name: String,
    /// It is encrypted.
    #[attr(optional, computed, replace, no_identity)]
    pub encrypted: Option<bool>,
    /// Operations a second.
    #[attr(optional, computed, replace, no_identity, suppress = no_operations)]
    pub iops: Option<i64>,
    /// The key that encrypts it.
    #[attr(optional, computed, replace, no_identity)]
    pub kms_key_id: Option<String>,
    /// The snapshot that it starts from.
    #[attr(optional, computed, replace)]
    pub snapshot_id: Option<String>,
    /// Its tags.
    #[attr(optional, as_told, no_identity, conflicts("volume_tags"))]
    pub tags: BTreeMap<String, String>,
    /// Its tags, the provider's `default_tags` included.
    #[attr(optional, computed, no_identity)]
    pub tags_all: BTreeMap<String, String>,
    /// Megabytes a second.
    #[attr(optional, computed, replace, no_identity, suppress = no_throughput)]
    pub throughput: Option<i64>,
    /// The volume.
    #[attr(computed, no_identity)]
    pub volume_id: Option<String>,
    /// Gigabytes.
    #[attr(optional, computed, replace, no_identity)]
    pub volume_size: Option<i64>,
    /// `gp3`, for example.
    #[attr(
        optional,
        computed,
        replace,
        no_identity,
        one_of("standard", "io1", "io2", "gp2", "sc1", "st1", "gp3")
    )]
    pub volume_type: Option<String>,
}

/// A disk of the host, gone with the instance. EC2 never tells of it.
#[derive(Nested, Clone, Default)]
pub struct Ephemeral {
    /// Its device.
    #[attr(required, config_only)]
    pub device_name: String,
    /// The image's device of this name is left out.
    #[attr(optional, config_only)]
    pub no_device: Option<bool>,
    /// Which disk: `ephemeral0`, for example.
    #[attr(optional, config_only)]
    pub virtual_name: Option<String>,
}

/// Types of volumes whose operations are chosen.
const WITH_OPERATIONS: [&str; 3] = ["io1", "io2", "gp3"];

fn no_operations(d: &Difference<'_>) -> bool {
    zero(d) && !WITH_OPERATIONS.contains(&&*d.beside("volume_type").to_ascii_lowercase())
}

fn no_throughput(d: &Difference<'_>) -> bool {
    zero(d) && !d.beside("volume_type").eq_ignore_ascii_case("gp3")
}

fn zero(d: &Difference<'_>) -> bool {
    d.after == "0"
}

/// What both kinds of disks ask of a volume.
struct Wanted<'a> {
    name: &'a str,
    delete_on_termination: Option<bool>,
    encrypted: Option<bool>,
    iops: Option<i64>,
    kms_key_id: &'a Option<String>,
    snapshot_id: &'a Option<String>,
    throughput: Option<i64>,
    volume_size: Option<i64>,
    volume_type: &'a Option<String>,
}

impl Wanted<'_> {
    fn request(&self) -> Result<EbsBlockDevice, Error> {
        let kind = text(self.volume_type).unwrap_or_default();
        let (iops, throughput) = (positive(self.iops), positive(self.throughput));
        let refused = match (iops, throughput) {
            (Some(_), _) if !(kind.is_empty() || WITH_OPERATIONS.contains(&&*kind)) => Some("iops"),
            (_, Some(_)) if !(kind.is_empty() || kind == "gp3") => Some("throughput"),
            _ => None,
        };
        if let Some(argument) = refused {
            let message = format!("`{argument}` does not go with the volume type {kind} of {}.", self.name);
            return Err(Error::new(Class::Validation, message).help("Remove one of the two."));
        }
        Ok(EbsBlockDevice::builder()
            .delete_on_termination(self.delete_on_termination.unwrap_or(true))
            .set_encrypted(self.encrypted.filter(|e| *e))
            .set_iops(iops)
            .set_kms_key_id(text(self.kms_key_id))
            .set_snapshot_id(text(self.snapshot_id))
            .set_throughput(throughput)
            .set_volume_size(positive(self.volume_size))
            .set_volume_type(choice(self.volume_type))
            .build())
    }
}

impl Root {
    /// As RunInstances takes it, beside the device of the image.
    pub fn request(&self) -> Result<EbsBlockDevice, Error> {
        Wanted {
            name: "root_block_device",
            delete_on_termination: self.delete_on_termination,
            encrypted: self.encrypted,
            iops: self.iops,
            kms_key_id: &self.kms_key_id,
            snapshot_id: &None,
            throughput: self.throughput,
            volume_size: self.volume_size,
            volume_type: &self.volume_type,
        }
        .request()
    }
    /// What the volume of the root device is.
    fn told(device: &types::InstanceBlockDeviceMapping, volume: &types::Volume, tags: &Shown) -> Root {
        Root {
            delete_on_termination: device.ebs.as_ref().and_then(|e| e.delete_on_termination),
            device_name: device.device_name.clone(),
            encrypted: volume.encrypted,
            iops: long(volume.iops),
            kms_key_id: volume.kms_key_id.clone(),
            tags: tags.own.clone(),
            tags_all: tags.all.clone(),
            throughput: long(volume.throughput),
            volume_id: volume.volume_id.clone(),
            volume_size: long(volume.size),
            volume_type: word(volume.volume_type.as_ref()),
        }
    }
}

impl Disk {
    /// As RunInstances takes it.
    fn request(&self) -> Result<types::BlockDeviceMapping, Error> {
        let ebs = Wanted {
            name: &self.device_name,
            delete_on_termination: self.delete_on_termination,
            encrypted: self.encrypted,
            iops: self.iops,
            kms_key_id: &self.kms_key_id,
            snapshot_id: &self.snapshot_id,
            throughput: self.throughput,
            volume_size: self.volume_size,
            volume_type: &self.volume_type,
        };
        Ok(types::BlockDeviceMapping::builder().device_name(&self.device_name).ebs(ebs.request()?).build())
    }
    /// The same volume, as the disk of which it is also the root.
    fn of_root(root: &Root, volume: &types::Volume) -> Disk {
        let root = root.clone();
        Disk {
            delete_on_termination: root.delete_on_termination,
            device_name: root.device_name.unwrap_or_default(),
            encrypted: root.encrypted,
            iops: root.iops,
            kms_key_id: root.kms_key_id,
            snapshot_id: volume.snapshot_id.clone(),
            tags: root.tags,
            tags_all: root.tags_all,
            throughput: root.throughput,
            volume_id: root.volume_id,
            volume_size: root.volume_size,
            volume_type: root.volume_type,
        }
    }
}

impl Ephemeral {
    fn request(&self) -> Result<types::BlockDeviceMapping, Error> {
        let call = types::BlockDeviceMapping::builder().device_name(&self.device_name);
        match (self.no_device, text(&self.virtual_name)) {
            (Some(true), _) => Ok(call.no_device("").build()),
            (_, Some(name)) => Ok(call.virtual_name(name).build()),
            (_, None) => {
                let message = format!("The ephemeral device {} names no disk.", self.device_name);
                Err(Error::new(Class::Validation, message)
                    .help("Give `virtual_name`, or `no_device = true`."))
            }
        }
    }
}

/// All disks as RunInstances takes them; `root` is the device of the image, which is asked for only where it is needed.
pub fn mappings(
    instance: &Instance,
    root: Option<String>,
) -> Result<Option<Vec<types::BlockDeviceMapping>>, Error> {
    let mut all = Vec::new();
    for disk in instance.ebs_block_device.iter() {
        all.push(disk.request()?);
    }
    for disk in instance.ephemeral_block_device.iter() {
        all.push(disk.request()?);
    }
    if let (Some(disk), Some(device)) = (&instance.root_block_device, root) {
        all.push(types::BlockDeviceMapping::builder().device_name(device).ebs(disk.request()?).build());
    }
    Ok((!all.is_empty()).then_some(all))
}

/// Tags of a volume as its disk shows them.
#[derive(Default)]
pub struct Shown {
    own: BTreeMap<String, String>,
    all: BTreeMap<String, String>,
}

impl Shown {
    /// Nothing where `volume_tags` speak of all volumes.
    fn of(
        cx: &Cx,
        volume: &types::Volume,
        configured: Option<&BTreeMap<String, String>>,
        prior: &Instance,
    ) -> Shown {
        if prior.volume_tags.as_ref().is_some_and(|t| !t.is_empty()) {
            return Shown::default();
        }
        let told = provision_aws_ec2::tags(volume.tags.as_ref());
        let all = provision_aws_core::tags::visible(cx.facts(), &told);
        let none = BTreeMap::new();
        let own = provision_aws_core::tags::own(cx.facts(), &all, configured.unwrap_or(&none));
        Shown { own, all }
    }
}

/// The disks of an instance as they are.
pub fn told(
    cx: &Cx,
    instance: &types::Instance,
    volumes: &HashMap<Key, types::Volume>,
    prior: &Instance,
) -> (Option<Root>, Set<Disk>) {
    let (mut root, mut disks) = (None, Set::default());
    let mut root_volume = None;
    for device in instance.block_device_mappings() {
        let id = device.ebs.as_ref().and_then(|e| e.volume_id.as_ref());
        let Some(volume) = id.and_then(|id| volumes.get(id)) else { continue };
        let is_root = device.device_name.is_some() && device.device_name == instance.root_device_name;
        let held =
            prior.ebs_block_device.iter().find(|d| Some(&d.device_name) == device.device_name.as_ref());
        let configured = match is_root {
            true => prior.root_block_device.as_ref().map(|r| &r.tags),
            false => held.map(|d| &d.tags),
        };
        let tags = Shown::of(cx, volume, configured, prior);
        let told = Root::told(device, volume, &tags);
        if is_root {
            root_volume = Some(volume);
            root = Some(told);
        } else {
            disks.0.push(Disk::of_root(&told, volume));
        }
    }
    // The only disk may have been asked for as one of its own.
    if let (true, false, Some(root), Some(volume)) =
        (disks.is_empty(), prior.ebs_block_device.is_empty(), &root, root_volume)
    {
        disks.0.push(Disk::of_root(root, volume));
    }
    (root, disks)
}
