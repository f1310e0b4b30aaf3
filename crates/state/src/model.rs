//! The state in memory.

use provision_value::{InstanceAddr, Mode, Path, ResourceAddr};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The key of an object that was replaced and is still to be deleted: eight hexadecimal digits.
pub type DeposedKey = Arc<str>;

/// An instance's address, and the deposed key where it is about a deposed object.
pub type ObjectKey = (InstanceAddr, Option<DeposedKey>);

/// Everything that a state file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Grows with every write.
    pub serial: u64,
    /// Which history this is; made once.
    pub lineage: String,
    /// The Terraform version that wrote it, kept as it was read.
    pub terraform_version: String,
    /// Root outputs.
    pub outputs: BTreeMap<String, Output>,
    /// Every object, current and deposed.
    pub instances: BTreeMap<ObjectKey, Instance>,
    /// Fields of a resource that we do not use, kept.
    pub resource_extra: BTreeMap<ResourceAddr, Map<String, Value>>,
    /// Top-level fields that we do not use (check results), kept.
    pub extra: Map<String, Value>,
}

/// A root output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Its value.
    pub value: Value,
    /// Its type, as Terraform writes types in JSON.
    #[serde(rename = "type")]
    pub ty: Value,
    /// Never shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
}

/// One object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// `provider["registry.terraform.io/hashicorp/aws"]`, with alias.
    pub provider: Arc<str>,
    /// Version of the type's schema that `attributes` follow.
    pub schema_version: u64,
    /// A JSON object.
    pub attributes: Value,
    /// Paths of attributes whose values came from sensitive values.
    #[serde(default, with = "crate::v4::paths")]
    pub sensitive_attributes: Vec<Path>,
    /// The provider's own bytes, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Arc<str>>,
    /// Addresses of resources that it was made after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Arc<str>>,
    /// Its replacement is made before it is deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create_before_destroy: bool,
    /// To be replaced: its making failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tainted: bool,
    /// Fields that we do not use (identity), kept.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl State {
    /// An empty state of a new history.
    pub fn new(lineage: impl Into<String>) -> State {
        State {
            serial: 0,
            lineage: lineage.into(),
            terraform_version: "1.11.4".into(),
            outputs: BTreeMap::new(),
            instances: BTreeMap::new(),
            resource_extra: BTreeMap::new(),
            extra: Map::new(),
        }
    }
    /// The current object of an instance.
    pub fn get(&self, addr: &InstanceAddr) -> Option<&Instance> {
        self.object(addr, None)
    }
    /// The current or a deposed object of an instance.
    pub fn object(&self, addr: &InstanceAddr, deposed: Option<&DeposedKey>) -> Option<&Instance> {
        self.instances.get(&(addr.clone(), deposed.cloned()))
    }
    /// Objects of managed resources, in order of address.
    pub fn managed(&self) -> impl Iterator<Item = (&ObjectKey, &Instance)> {
        self.instances.iter().filter(|((addr, _), _)| addr.resource.mode == Mode::Managed)
    }
    /// True when it holds neither objects nor outputs.
    pub fn is_empty(&self) -> bool {
        self.instances.is_empty() && self.outputs.is_empty()
    }
    /// Drops fields kept for resources that are no longer there.
    pub fn prune(&mut self) {
        if self.resource_extra.is_empty() {
            return;
        }
        let live: std::collections::BTreeSet<_> = self.instances.keys().map(|(a, _)| &a.resource).collect();
        self.resource_extra.retain(|addr, _| live.contains(addr));
    }
}
