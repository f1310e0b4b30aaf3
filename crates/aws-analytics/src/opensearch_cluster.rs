//! The nodes and volumes of `aws_opensearch_domain`, to and from OpenSearch.

use aws_sdk_opensearch::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};
use provision_schema::Difference;
use provision_schema::suppress::missing_block;

/// What a domain runs on.
#[derive(Nested, Clone, Default)]
pub struct Cluster {
    /// Storage for what is hardly ever looked at.
    #[block(list, max = 1, computed)]
    pub cold_storage_options: Option<Cold>,
    /// How many nodes only manage.
    #[attr(optional, suppress = without_masters)]
    pub dedicated_master_count: Option<i64>,
    /// Some nodes only manage.
    #[attr(optional, default = false)]
    pub dedicated_master_enabled: Option<bool>,
    /// Of which type these are.
    #[attr(optional, suppress = without_masters)]
    pub dedicated_master_type: Option<String>,
    /// How many nodes hold data.
    #[attr(optional, default = 1)]
    pub instance_count: Option<i64>,
    /// Of which type these are.
    #[attr(optional, default = "m3.medium.search")]
    pub instance_type: Option<String>,
    /// Nodes in one zone stand by for the others.
    #[attr(optional)]
    pub multi_az_with_standby_enabled: Option<bool>,
    /// Nodes for other things.
    #[block(list, computed)]
    pub node_options: Vec<NodeOption>,
    /// How many nodes hold what is seldom looked at.
    #[attr(optional, between(2, 150))]
    pub warm_count: Option<i64>,
    /// Some nodes do.
    #[attr(optional)]
    pub warm_enabled: Option<bool>,
    /// Of which type these are.
    #[attr(
        optional,
        one_of("ultrawarm1.medium.search", "ultrawarm1.large.search", "ultrawarm1.xlarge.search")
    )]
    pub warm_type: Option<String>,
    /// In how many zones nodes are.
    #[block(list, max = 1, suppress = missing_block)]
    pub zone_awareness_config: Option<Zones>,
    /// They are in several.
    #[attr(optional)]
    pub zone_awareness_enabled: Option<bool>,
}

/// Storage for what is hardly ever looked at.
#[derive(Nested, Clone, Default)]
pub struct Cold {
    /// There is such.
    #[attr(optional, computed)]
    pub enabled: Option<bool>,
}

/// Nodes for one thing.
#[derive(Nested, Clone, Default)]
pub struct NodeOption {
    /// How many, and which.
    #[block(list, max = 1, computed)]
    pub node_config: Option<NodeConfig>,
    /// For what: `coordinator`.
    #[attr(optional, computed, one_of("coordinator"))]
    pub node_type: Option<String>,
}

/// How many nodes, and which.
#[derive(Nested, Clone, Default)]
pub struct NodeConfig {
    /// How many.
    #[attr(optional, computed, validate = some)]
    pub count: Option<i64>,
    /// There are such.
    #[attr(optional, computed)]
    pub enabled: Option<bool>,
    /// Of which type.
    #[attr(optional, computed)]
    pub r#type: Option<String>,
}

/// In how many zones nodes are.
#[derive(Nested, Clone, Default)]
pub struct Zones {
    /// Two or three.
    #[attr(optional, default = 2, between(2, 3))]
    pub availability_zone_count: Option<i64>,
}

/// The volumes of nodes that hold data.
#[derive(Nested, Clone, Default)]
pub struct Volumes {
    /// There are such.
    #[attr(required)]
    pub ebs_enabled: bool,
    /// How often a second they can be read and written.
    #[attr(optional, computed)]
    pub iops: Option<i64>,
    /// MiB a second.
    #[attr(optional, computed, validate = throughput)]
    pub throughput: Option<i64>,
    /// GiB a node.
    #[attr(optional)]
    pub volume_size: Option<i64>,
    /// Of which type they are.
    #[attr(optional, computed, one_of("standard", "gp2", "io1", "gp3"))]
    pub volume_type: Option<String>,
}

fn at_least(value: &Value, least: i64) -> Result<(), String> {
    match value.as_i64() {
        Some(number) if number < least => Err(format!("must be at least {least}")),
        _ => Ok(()),
    }
}

fn some(value: &Value) -> Result<(), String> {
    at_least(value, 1)
}

fn throughput(value: &Value) -> Result<(), String> {
    at_least(value, 125)
}

/// What is said of nodes that there are none of means nothing.
fn without_masters(d: &Difference<'_>) -> bool {
    d.beside("dedicated_master_enabled") != "true"
}

/// A number that goes along with what is on.
fn with(on: Option<bool>, number: Option<i64>) -> Option<i32> {
    positive(number).filter(|_| on == Some(true))
}

impl Cluster {
    /// As OpenSearch takes it: what is off goes without what belongs to it.
    pub fn request(&self) -> Result<types::ClusterConfig, Error> {
        let cold =
            |c: &Cold| types::ColdStorageOptions::builder().enabled(c.enabled.unwrap_or_default()).build();
        let cold = self.cold_storage_options.as_ref().map(cold).transpose()?;
        let zones = |z: &Zones| {
            let builder = types::ZoneAwarenessConfig::builder();
            builder.set_availability_zone_count(positive(z.availability_zone_count)).build()
        };
        let nodes: Vec<_> = self.node_options.iter().map(NodeOption::request).collect();
        let masters = self.dedicated_master_enabled == Some(true);
        let warm = self.warm_enabled == Some(true);
        let spread = self.zone_awareness_enabled == Some(true);
        let kept = |on: bool, word: &Option<String>| text(word).filter(|_| on);
        Ok(types::ClusterConfig::builder()
            .set_cold_storage_options(cold)
            .dedicated_master_enabled(masters)
            .set_dedicated_master_count(with(Some(masters), self.dedicated_master_count))
            .set_dedicated_master_type(choice(&kept(masters, &self.dedicated_master_type)))
            .set_instance_count(int(self.instance_count))
            .set_instance_type(choice(&self.instance_type))
            .multi_az_with_standby_enabled(self.multi_az_with_standby_enabled == Some(true))
            .set_node_options(given(&nodes))
            .warm_enabled(warm)
            .set_warm_count(with(Some(warm), self.warm_count))
            .set_warm_type(choice(&kept(warm, &self.warm_type)))
            .zone_awareness_enabled(spread)
            .set_zone_awareness_config(self.zone_awareness_config.as_ref().filter(|_| spread).map(zones))
            .build())
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::ClusterConfig) -> Cluster {
        let zones = |z: &types::ZoneAwarenessConfig| Zones {
            availability_zone_count: long(z.availability_zone_count),
        };
        Cluster {
            cold_storage_options: told
                .cold_storage_options
                .as_ref()
                .map(|c| Cold { enabled: Some(c.enabled) }),
            dedicated_master_count: long(told.dedicated_master_count),
            dedicated_master_enabled: told.dedicated_master_enabled,
            dedicated_master_type: word(told.dedicated_master_type.as_ref()),
            instance_count: long(told.instance_count),
            instance_type: word(told.instance_type.as_ref()),
            multi_az_with_standby_enabled: told.multi_az_with_standby_enabled,
            node_options: told.node_options().iter().map(NodeOption::told).collect(),
            warm_count: long(told.warm_count),
            warm_enabled: told.warm_enabled,
            warm_type: word(told.warm_type.as_ref()),
            zone_awareness_config: told.zone_awareness_config.as_ref().map(zones),
            zone_awareness_enabled: told.zone_awareness_enabled,
        }
    }
}

impl NodeOption {
    fn request(&self) -> types::NodeOption {
        let config = |c: &NodeConfig| {
            types::NodeConfig::builder()
                .enabled(c.enabled == Some(true))
                .set_count(with(c.enabled, c.count))
                .set_type(choice(&text(&c.r#type).filter(|_| c.enabled == Some(true))))
                .build()
        };
        types::NodeOption::builder()
            .set_node_config(self.node_config.as_ref().map(config))
            .set_node_type(choice(&self.node_type))
            .build()
    }
    fn told(told: &types::NodeOption) -> NodeOption {
        let config = |c: &types::NodeConfig| NodeConfig {
            count: long(c.count),
            enabled: c.enabled,
            r#type: word(c.r#type.as_ref()),
        };
        NodeOption {
            node_config: told.node_config.as_ref().map(config),
            node_type: word(told.node_type.as_ref()),
        }
    }
}

impl Volumes {
    /// As OpenSearch takes it: of types that have no say in how fast they are nothing is said.
    pub fn request(&self) -> types::EbsOptions {
        let on = |number: Option<i64>| with(Some(self.ebs_enabled), number);
        let kind = text(&self.volume_type).filter(|_| self.ebs_enabled);
        let among = |kinds: &[&str]| kind.as_deref().is_some_and(|kind| kinds.contains(&kind));
        types::EbsOptions::builder()
            .ebs_enabled(self.ebs_enabled)
            .set_iops(on(self.iops).filter(|_| among(&["gp3", "io1"])))
            .set_throughput(on(self.throughput).filter(|_| among(&["gp3"])))
            .set_volume_size(on(self.volume_size))
            .set_volume_type(choice(&kind))
            .build()
    }
    /// As OpenSearch tells it.
    pub fn told(told: &types::EbsOptions) -> Volumes {
        if told.ebs_enabled != Some(true) {
            return Volumes::default();
        }
        Volumes {
            ebs_enabled: true,
            iops: long(told.iops),
            throughput: long(told.throughput),
            volume_size: long(told.volume_size),
            volume_type: word(told.volume_type.as_ref()),
        }
    }
}
