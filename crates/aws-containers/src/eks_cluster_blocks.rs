//! The blocks of `aws_eks_cluster`, to and from EKS.

use crate::common::{choice, given, text, word};
use crate::eks::private_range;
use aws_sdk_eks::types::{self, LogType};
use provision_aws_core::prelude::*;

/// Who may use it.
#[derive(Nested, Clone, Default)]
pub struct Access {
    /// Where its users stand: `API`, `CONFIG_MAP` or `API_AND_CONFIG_MAP`.
    #[attr(optional, computed, one_of("API", "API_AND_CONFIG_MAP", "CONFIG_MAP"))]
    pub authentication_mode: Option<String>,
    /// Who makes the cluster may do everything in it.
    #[attr(optional, replace)]
    pub bootstrap_cluster_creator_admin_permissions: Option<bool>,
}

impl Access {
    /// Whether who makes the cluster may do everything in it: not where the block does not say so.
    pub fn is_open(&self) -> bool {
        self.bootstrap_cluster_creator_admin_permissions.unwrap_or_default()
    }
    /// As EKS takes it on create.
    pub fn request(&self) -> types::CreateAccessConfigRequest {
        types::CreateAccessConfigRequest::builder()
            .set_authentication_mode(choice(&self.authentication_mode))
            .bootstrap_cluster_creator_admin_permissions(self.is_open())
            .build()
    }
    /// As EKS tells it, with what it does not tell.
    pub fn told(told: &types::AccessConfigResponse, admin: bool) -> Access {
        Access {
            authentication_mode: word(told.authentication_mode()),
            bootstrap_cluster_creator_admin_permissions: Some(admin),
        }
    }
}

/// The certificate by which a cluster is known.
#[derive(Nested, Clone, Default)]
pub struct Authority {
    /// The certificate in base64.
    #[attr(computed)]
    pub data: String,
}

impl Authority {
    /// As EKS tells it.
    pub fn told(cluster: &types::Cluster) -> Vec<Authority> {
        let data = |c: &types::Certificate| Authority { data: c.data.clone().unwrap_or_default() };
        cluster.certificate_authority.iter().map(data).collect()
    }
}

/// Who vouches for service accounts.
#[derive(Nested, Clone, Default)]
pub struct Identity {
    /// By OpenID Connect.
    #[attr(computed)]
    pub oidc: Vec<Oidc>,
}

/// Who vouches by OpenID Connect.
#[derive(Nested, Clone, Default)]
pub struct Oidc {
    /// Its address.
    #[attr(computed)]
    pub issuer: String,
}

impl Identity {
    /// As EKS tells it.
    pub fn told(cluster: &types::Cluster) -> Vec<Identity> {
        let oidc = |o: &types::Oidc| Oidc { issuer: o.issuer.clone().unwrap_or_default() };
        let one = |i: &types::Identity| Identity { oidc: i.oidc.iter().map(oidc).collect() };
        cluster.identity.iter().map(one).collect()
    }
}

/// Nodes that EKS Auto Mode runs.
#[derive(Nested, Clone, Default)]
pub struct Compute {
    /// It does.
    #[attr(optional)]
    pub enabled: Option<bool>,
    /// The pools that EKS brings along.
    #[attr(optional, one_of("general-purpose", "system"))]
    pub node_pools: Set<String>,
    /// The role of the nodes.
    #[attr(optional, arn)]
    pub node_role_arn: Option<String>,
}

impl Compute {
    /// As EKS takes it.
    pub fn request(&self) -> types::ComputeConfigRequest {
        types::ComputeConfigRequest::builder()
            .set_enabled(self.enabled.or(Some(false)))
            .set_node_pools(given(&self.node_pools))
            .set_node_role_arn(text(&self.node_role_arn))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::ComputeConfigResponse) -> Compute {
        Compute {
            enabled: told.enabled,
            node_pools: told.node_pools().iter().cloned().collect(),
            node_role_arn: Some(told.node_role_arn.clone().unwrap_or_default()),
        }
    }
}

/// The key that encrypts secrets.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// The key.
    #[block(list, min = 1, max = 1)]
    pub provider: Option<KeyProvider>,
    /// What is encrypted: `secrets`.
    #[attr(required, one_of("secrets"))]
    pub resources: Set<String>,
}

/// A key.
#[derive(Nested, Clone, Default)]
pub struct KeyProvider {
    /// Its ARN.
    #[attr(required)]
    pub key_arn: String,
}

impl Encryption {
    /// As EKS takes it. (That it encrypts everything nowadays makes `resources` mean nothing; the provider has it none the less.)
    #[allow(deprecated)]
    pub fn request(&self) -> types::EncryptionConfig {
        let key = |p: &KeyProvider| types::Provider::builder().key_arn(&p.key_arn).build();
        types::EncryptionConfig::builder()
            .set_provider(self.provider.as_ref().map(key))
            .set_resources(given(&self.resources))
            .build()
    }
    /// As EKS tells it.
    #[allow(deprecated)]
    pub fn told(told: &types::EncryptionConfig) -> Encryption {
        let key = |p: &types::Provider| KeyProvider { key_arn: p.key_arn.clone().unwrap_or_default() };
        Encryption {
            provider: told.provider.as_ref().map(key),
            resources: told.resources().iter().cloned().collect(),
        }
    }
}

/// One of the switches of EKS Auto Mode.
#[derive(Nested, Clone, Default)]
pub struct Switch {
    /// It is on.
    #[attr(optional)]
    pub enabled: Option<bool>,
}

/// The addresses of services.
#[derive(Nested, Clone, Default)]
pub struct KubernetesNetwork {
    /// Load balancers that EKS Auto Mode makes.
    #[block(list, max = 1, computed)]
    pub elastic_load_balancing: Option<Switch>,
    /// `ipv4` or `ipv6`.
    #[attr(optional, computed, replace, one_of("ipv4", "ipv6"))]
    pub ip_family: Option<String>,
    /// The range of services' IPv4 addresses.
    #[attr(optional, computed, replace, ipv4_prefix(12, 24), validate = private_range)]
    pub service_ipv4_cidr: Option<String>,
    /// The range of services' IPv6 addresses.
    #[attr(computed)]
    pub service_ipv6_cidr: Option<String>,
}

impl KubernetesNetwork {
    /// As EKS takes it.
    pub fn request(&self) -> types::KubernetesNetworkConfigRequest {
        let switch = |s: &Switch| {
            types::ElasticLoadBalancing::builder().enabled(s.enabled.unwrap_or_default()).build()
        };
        types::KubernetesNetworkConfigRequest::builder()
            .set_elastic_load_balancing(self.elastic_load_balancing.as_ref().map(switch))
            .set_ip_family(choice(&self.ip_family))
            .set_service_ipv4_cidr(text(&self.service_ipv4_cidr))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::KubernetesNetworkConfigResponse) -> KubernetesNetwork {
        let switch =
            |s: &types::ElasticLoadBalancing| Switch { enabled: Some(s.enabled.unwrap_or_default()) };
        KubernetesNetwork {
            elastic_load_balancing: told.elastic_load_balancing.as_ref().map(switch),
            ip_family: word(told.ip_family()),
            service_ipv4_cidr: Some(told.service_ipv4_cidr.clone().unwrap_or_default()),
            service_ipv6_cidr: Some(told.service_ipv6_cidr.clone().unwrap_or_default()),
        }
    }
}

/// The Outpost that a cluster runs on.
#[derive(Nested, Clone, Default)]
pub struct Outpost {
    /// The type of its instances.
    #[attr(required, replace)]
    pub control_plane_instance_type: String,
    /// Where its instances are put.
    #[block(list, max = 1)]
    pub control_plane_placement: Option<Placement>,
    /// The Outpost.
    #[attr(required)]
    pub outpost_arns: Set<String>,
}

/// Where instances are put.
#[derive(Nested, Clone, Default)]
pub struct Placement {
    /// The placement group.
    #[attr(required, replace)]
    pub group_name: String,
}

impl Outpost {
    /// As EKS takes it.
    pub fn request(&self) -> Result<types::OutpostConfigRequest, Error> {
        let placement =
            |p: &Placement| types::ControlPlanePlacementRequest::builder().group_name(&p.group_name).build();
        Ok(types::OutpostConfigRequest::builder()
            .control_plane_instance_type(&self.control_plane_instance_type)
            .set_control_plane_placement(self.control_plane_placement.as_ref().map(placement))
            .set_outpost_arns(Some(self.outpost_arns.to_vec()))
            .build()?)
    }
    /// As EKS tells it.
    pub fn told(told: &types::OutpostConfigResponse) -> Outpost {
        let placement = |p: &types::ControlPlanePlacementResponse| Placement {
            group_name: p.group_name.clone().unwrap_or_default(),
        };
        Outpost {
            control_plane_instance_type: told.control_plane_instance_type.clone(),
            control_plane_placement: told.control_plane_placement.as_ref().map(placement),
            outpost_arns: told.outpost_arns.iter().cloned().collect(),
        }
    }
}

/// Networks of nodes that are not at AWS.
#[derive(Nested, Clone, Default)]
pub struct RemoteNetwork {
    /// Of the nodes.
    #[block(list, min = 1, max = 1)]
    pub remote_node_networks: Vec<Ranges>,
    /// Of the pods on them.
    #[block(list, max = 1, computed)]
    pub remote_pod_networks: Vec<Ranges>,
}

/// Ranges of private IPv4 addresses.
#[derive(Nested, Clone, Default)]
pub struct Ranges {
    /// The ranges.
    #[attr(optional, replace, cidr, validate = private_range)]
    pub cidrs: Set<String>,
}

impl RemoteNetwork {
    /// As EKS takes it.
    pub fn request(&self) -> types::RemoteNetworkConfigRequest {
        let nodes =
            |r: &Ranges| types::RemoteNodeNetwork::builder().set_cidrs(Some(r.cidrs.to_vec())).build();
        let pods = |r: &Ranges| types::RemotePodNetwork::builder().set_cidrs(Some(r.cidrs.to_vec())).build();
        types::RemoteNetworkConfigRequest::builder()
            .set_remote_node_networks(Some(self.remote_node_networks.iter().map(nodes).collect()))
            .set_remote_pod_networks(Some(self.remote_pod_networks.iter().map(pods).collect()))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::RemoteNetworkConfigResponse) -> RemoteNetwork {
        let nodes = |n: &types::RemoteNodeNetwork| Ranges { cidrs: n.cidrs().iter().cloned().collect() };
        let pods = |n: &types::RemotePodNetwork| Ranges { cidrs: n.cidrs().iter().cloned().collect() };
        RemoteNetwork {
            remote_node_networks: told.remote_node_networks().iter().map(nodes).collect(),
            remote_pod_networks: told.remote_pod_networks().iter().map(pods).collect(),
        }
    }
}

/// Volumes that EKS Auto Mode makes.
#[derive(Nested, Clone, Default)]
pub struct Storage {
    /// Of EBS.
    #[block(list, max = 1)]
    pub block_storage: Option<Switch>,
}

impl Storage {
    /// As EKS takes it.
    pub fn request(&self) -> types::StorageConfigRequest {
        let switch =
            |s: &Switch| types::BlockStorage::builder().enabled(s.enabled.unwrap_or_default()).build();
        types::StorageConfigRequest::builder()
            .set_block_storage(self.block_storage.as_ref().map(switch))
            .build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::StorageConfigResponse) -> Storage {
        let switch = |s: &types::BlockStorage| Switch { enabled: Some(s.enabled.unwrap_or_default()) };
        Storage { block_storage: told.block_storage.as_ref().map(switch) }
    }
}

/// How long a version is supported.
#[derive(Nested, Clone, Default)]
pub struct Upgrades {
    /// `STANDARD`, after which EKS upgrades by itself, or `EXTENDED`, which costs more.
    #[attr(optional, computed, one_of("EXTENDED", "STANDARD"))]
    pub support_type: Option<String>,
}

impl Upgrades {
    /// As EKS takes it.
    pub fn request(&self) -> types::UpgradePolicyRequest {
        let support = choice(&self.support_type);
        types::UpgradePolicyRequest::builder().set_support_type(support).build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::UpgradePolicyResponse) -> Upgrades {
        Upgrades { support_type: word(told.support_type()) }
    }
}

/// The networks of a cluster.
#[derive(Nested, Clone, Default)]
pub struct Vpc {
    /// The security group that EKS makes for the cluster and its nodes.
    #[attr(computed)]
    pub cluster_security_group_id: Option<String>,
    /// The API can be reached from inside the VPC.
    #[attr(optional, default = false)]
    pub endpoint_private_access: Option<bool>,
    /// The API can be reached from the internet.
    #[attr(optional, default = true)]
    pub endpoint_public_access: Option<bool>,
    /// From where on the internet.
    #[attr(optional, computed, cidr)]
    pub public_access_cidrs: Set<String>,
    /// More security groups of the control plane.
    #[attr(optional)]
    pub security_group_ids: Set<String>,
    /// Where the control plane has its interfaces.
    #[attr(required)]
    pub subnet_ids: Set<String>,
    /// The VPC of the subnets.
    #[attr(computed)]
    pub vpc_id: Option<String>,
}

impl Vpc {
    /// As EKS takes it on create.
    pub fn request(&self) -> types::VpcConfigRequest {
        types::VpcConfigRequest::builder()
            .set_endpoint_private_access(self.endpoint_private_access)
            .set_endpoint_public_access(self.endpoint_public_access)
            .set_public_access_cidrs(given(&self.public_access_cidrs))
            .set_security_group_ids(given(&self.security_group_ids))
            .set_subnet_ids(given(&self.subnet_ids))
            .build()
    }
    /// What differs, as EKS takes it: one kind of change a call.
    pub fn differences(from: &Vpc, to: &Vpc) -> Vec<types::VpcConfigRequest> {
        let call = types::VpcConfigRequest::builder;
        let same = |a: &Set<String>, b: &Set<String>| a.minus(b).is_empty() && b.minus(a).is_empty();
        let ends = |v: &Vpc| (v.endpoint_private_access, v.endpoint_public_access);
        let mut calls = Vec::new();
        if ends(from) != ends(to) || !same(&from.public_access_cidrs, &to.public_access_cidrs) {
            let call = call()
                .set_endpoint_private_access(to.endpoint_private_access)
                .set_endpoint_public_access(to.endpoint_public_access);
            calls.push(call.set_public_access_cidrs(given(&to.public_access_cidrs)).build());
        }
        if !same(&from.subnet_ids, &to.subnet_ids) {
            calls.push(call().set_subnet_ids(Some(to.subnet_ids.to_vec())).build());
        }
        if !same(&from.security_group_ids, &to.security_group_ids) {
            calls.push(call().set_security_group_ids(Some(to.security_group_ids.to_vec())).build());
        }
        calls
    }
    /// As EKS tells it.
    pub fn told(told: &types::VpcConfigResponse) -> Vpc {
        Vpc {
            cluster_security_group_id: told.cluster_security_group_id.clone(),
            endpoint_private_access: Some(told.endpoint_private_access),
            endpoint_public_access: Some(told.endpoint_public_access),
            public_access_cidrs: told.public_access_cidrs().iter().cloned().collect(),
            security_group_ids: told.security_group_ids().iter().cloned().collect(),
            subnet_ids: told.subnet_ids().iter().cloned().collect(),
            vpc_id: told.vpc_id.clone(),
        }
    }
}

/// Traffic may be moved away from an impaired zone.
#[derive(Nested, Clone, Default)]
pub struct ZonalShift {
    /// It may.
    #[attr(optional)]
    pub enabled: Option<bool>,
}

impl ZonalShift {
    /// As EKS takes it.
    pub fn request(&self) -> types::ZonalShiftConfigRequest {
        types::ZonalShiftConfigRequest::builder().enabled(self.enabled.unwrap_or_default()).build()
    }
    /// As EKS tells it.
    pub fn told(told: &types::ZonalShiftConfigResponse) -> ZonalShift {
        ZonalShift { enabled: told.enabled }
    }
}

/// Which logs go to CloudWatch, as EKS takes it: all are named, on or off.
pub fn logging(enabled: &Set<String>) -> types::Logging {
    let all = LogType::values().iter().map(|t| (*t).to_owned());
    let (on, off): (Vec<String>, Vec<String>) = all.partition(|t| enabled.contains(t));
    let setup = |types: Vec<String>, enabled: bool| {
        let types = types.iter().map(|t| t.as_str().into()).collect();
        types::LogSetup::builder().set_types(Some(types)).enabled(enabled).build()
    };
    types::Logging::builder().cluster_logging(setup(on, true)).cluster_logging(setup(off, false)).build()
}

/// Which logs go to CloudWatch, as EKS tells it.
pub fn enabled_logs(cluster: &types::Cluster) -> Set<String> {
    let setups = cluster.logging.iter().flat_map(|l| l.cluster_logging());
    let on = setups.filter(|s| s.enabled == Some(true)).flat_map(|s| s.types());
    on.map(|t| t.as_str().to_owned()).collect()
}
