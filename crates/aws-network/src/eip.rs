//! `aws_eip`

use crate::ec2::{ec2, filtered, keys, ours, owned, retag, tag_spec, tags};
use aws_sdk_ec2::types::{self, AddressAttributeName, DomainType};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A public IPv4 address that stays. (EC2 AllocateAddress, AssociateAddress)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_eip",
    tags,
    timeouts(read, update, delete),
    seconds(1, 1),
    not_found = "InvalidAllocationID.NotFound"
)]
pub struct Eip {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// A certain address of one's own pool.
    #[attr(optional, replace, config_only)]
    pub address: Option<String>,
    /// Its id once more.
    #[attr(computed)]
    pub allocation_id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The private address of the instance or interface to associate it with.
    #[attr(optional, config_only)]
    pub associate_with_private_ip: Option<String>,
    /// Id of the association with an instance or interface.
    #[attr(computed)]
    pub association_id: Option<String>,
    /// The carrier's address.
    #[attr(computed)]
    pub carrier_ip: Option<String>,
    /// The address of one's own on an Outpost.
    #[attr(computed)]
    pub customer_owned_ip: Option<String>,
    /// Pool of own addresses on an Outpost.
    #[attr(optional)]
    pub customer_owned_ipv4_pool: Option<String>,
    /// `vpc`; nothing else is left.
    #[attr(optional, computed, replace, one_of("vpc", "standard"), conflicts("vpc"))]
    pub domain: Option<String>,
    /// The instance it is associated with.
    #[attr(optional, computed)]
    pub instance: Option<String>,
    /// IPAM pool to take the address from.
    #[attr(optional, computed, replace, unset = "null")]
    pub ipam_pool_id: Option<String>,
    /// Where the address is advertised.
    #[attr(optional, computed, replace)]
    pub network_border_group: Option<String>,
    /// The network interface it is associated with.
    #[attr(optional, computed)]
    pub network_interface: Option<String>,
    /// DNS name of the private address.
    #[attr(computed, unset = "null")]
    pub private_dns: Option<String>,
    /// The private address behind it.
    #[attr(computed)]
    pub private_ip: Option<String>,
    /// The name that reverse DNS gives.
    #[attr(computed)]
    pub ptr_record: Option<String>,
    /// DNS name of the address.
    #[attr(computed, unset = "null")]
    pub public_dns: Option<String>,
    /// The address.
    #[attr(computed)]
    pub public_ip: Option<String>,
    /// Pool that it comes from.
    #[attr(optional, computed, replace)]
    pub public_ipv4_pool: Option<String>,
    /// True in a VPC.
    #[attr(optional, computed, replace, conflicts("domain"), deprecated = "use domain attribute instead")]
    pub vpc: Option<bool>,
}

#[async_trait]
impl Resource for Eip {
    const WAITS: Waits =
        Waits { update: Duration::from_secs(5 * 60), delete: Duration::from_secs(3 * 60), ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let domain = match text(&planned.domain) {
            Some(domain) => Some(DomainType::from(domain.as_str())),
            None => planned.vpc.filter(|vpc| *vpc).map(|_| DomainType::Vpc),
        };
        let call = ec2(cx)
            .allocate_address()
            .set_domain(domain)
            .set_address(text(&planned.address))
            .set_customer_owned_ipv4_pool(text(&planned.customer_owned_ipv4_pool))
            .set_ipam_pool_id(text(&planned.ipam_pool_id))
            .set_network_border_group(text(&planned.network_border_group))
            .set_public_ipv4_pool(text(&planned.public_ipv4_pool))
            .set_tag_specifications(tag_spec(types::ResourceType::ElasticIp, step));
        Created::new(call.send().await?.allocation_id)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let call = async |f| {
            Ok::<_, Error>(
                ec2(cx).describe_addresses().filters(f).send().await?.addresses.unwrap_or_default(),
            )
        };
        let addresses: Vec<types::Address> = match filtered("allocation-id", keys(reqs), call).await {
            Ok(addresses) => addresses,
            Err(e) => return answers(reqs, Err(e)),
        };
        // Few addresses have a reverse name, and it goes with them: it is asked for where one was seen, and on import.
        let ids = addresses.iter().filter_map(|a| a.allocation_id.clone());
        let wanted = |id: &String| reqs.iter().any(|r| r.key == *id && may_have_name(r));
        let names = match reverse_names(cx, ids.filter(wanted).collect()).await {
            Ok(names) => names,
            Err(e) => return answers(reqs, Err(e)),
        };
        answers(
            reqs,
            Ok(addresses
                .into_iter()
                .map(|a| found(cx, a, &names))
                .map(|f| (f.value.id.clone(), f))
                .collect()),
        )
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.any(&["associate_with_private_ip", "instance", "network_interface"]) {
            if let Some(association) = text(&from.association_id) {
                disassociate(cx, &association).await?;
            }
            // Of the two ways to name the target, the one not asked for is only known from before.
            let (instance, interface) =
                match (change.changed("instance"), change.changed("network_interface")) {
                    (true, false) => (text(&to.instance), None),
                    (false, true) => (None, text(&to.network_interface)),
                    _ => (text(&to.instance), text(&to.network_interface)),
                };
            if instance.is_some() || interface.is_some() {
                let call = ec2(cx)
                    .associate_address()
                    .allocation_id(&to.id)
                    .set_instance_id(instance)
                    .set_network_interface_id(interface)
                    .set_private_ip_address(text(&to.associate_with_private_ip));
                cx.retry(PROPAGATION, is_settling, || call.clone().send()).await?;
            }
        }
        if change.changed("customer_owned_ipv4_pool") {
            let message = "The pool of an address cannot be changed: AWS has no call for it.";
            return Err(Error::new(Class::Validation, message)
                .help("Replace the address: `-replace` with its address."));
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if let Some(association) = text(&prior.association_id) {
            disassociate(cx, &association).await?;
        }
        let call = ec2(cx).release_address().allocation_id(&prior.id);
        let released = call
            .set_network_border_group(text(&prior.network_border_group))
            .send()
            .await
            .map_err(Error::from);
        match released {
            // In use by something that is being deleted, such as a NAT gateway.
            Err(e) if e.is(&["InvalidIPAddress.InUse", "AuthFailure"]) => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(|_| ()),
        }
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_addresses().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.addresses(), |a| a.tags.as_ref()).and_then(|a| a.allocation_id.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        if id.starts_with("eipalloc-") {
            Ok(Self { id: id.to_owned(), ..Self::default() })
        } else {
            Err(Error::import_id(id, "eipalloc-…"))
        }
    }
}

/// True for an answer to an association that comes too early: an address or interface that is not known everywhere yet, or an
/// instance that is still starting.
pub fn is_settling(e: &Error) -> bool {
    e.is(&[
        "InvalidAllocationID.NotFound",
        "InvalidNetworkInterfaceID.NotFound",
        "InvalidInstanceID.NotFound",
    ]) || (e.is(&["InvalidInstanceID", "IncorrectInstanceState"]) && e.message.contains("pending"))
}

/// Ends an association; one that is gone is as good.
pub async fn disassociate(cx: &Cx, association: &str) -> Result<(), Error> {
    match ec2(cx).disassociate_address().association_id(association).send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() => Ok(()),
        other => other.map(|_| ()),
    }
}

/// False for an address without a reverse name: a new one, or one that had none when it was read before.
fn may_have_name(req: &Req<Eip>) -> bool {
    let known = req.phase != Phase::Refresh || !req.prior.allocation_id.is_empty();
    !known || text(&req.prior.ptr_record).is_some()
}

/// Reverse DNS of addresses that are known to be there, by allocation id.
async fn reverse_names(cx: &Cx, ids: Vec<String>) -> Result<HashMap<Key, String>, Error> {
    let mut names = HashMap::new();
    for chunk in ids.chunks(200) {
        let call = ec2(cx).describe_addresses_attribute().set_allocation_ids(Some(chunk.to_vec()));
        let all = call
            .attribute(AddressAttributeName::DomainName)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await;
        match all.map_err(Error::from) {
            Ok(all) => names.extend(all.into_iter().filter_map(|a| Some((a.allocation_id?, a.ptr_record?)))),
            // Some partitions do not have it, and an address may go between two calls.
            Err(e) if e.is(&["InvalidAction"]) || e.is_not_found() => return Ok(names),
            Err(e) => return Err(e),
        }
    }
    Ok(names)
}

fn found(cx: &Cx, address: types::Address, names: &HashMap<Key, String>) -> Found<Eip> {
    let id = address.allocation_id.clone().unwrap_or_default();
    let pool = address.public_ipv4_pool.clone();
    let value = Eip {
        allocation_id: id.clone(),
        arn: cx.arn("ec2", &format!("elastic-ip/{id}")),
        association_id: address.association_id,
        carrier_ip: address.carrier_ip,
        customer_owned_ip: address.customer_owned_ip,
        customer_owned_ipv4_pool: address.customer_owned_ipv4_pool,
        instance: address.instance_id,
        ipam_pool_id: pool.clone().filter(|p| p.starts_with("ipam-pool-")),
        network_border_group: address.network_border_group,
        network_interface: address.network_interface_id,
        private_dns: text(&address.private_ip_address).map(|ip| private_name(cx.region(), &ip)),
        private_ip: address.private_ip_address,
        ptr_record: names.get(&id).map(|n| n.trim_end_matches('.').to_owned()),
        public_dns: text(&address.public_ip).map(|ip| public_name(cx, &ip)),
        public_ip: address.public_ip,
        public_ipv4_pool: pool,
        vpc: Some(address.domain == Some(DomainType::Vpc)),
        domain: address.domain.map(|d| d.as_str().to_owned()),
        id,
        ..Eip::default()
    };
    Found::ready(value).tagged(tags(address.tags.as_ref()))
}

fn private_name(region: &str, ip: &str) -> String {
    let domain =
        if region == "us-east-1" { "ec2.internal".into() } else { format!("{region}.compute.internal") };
    format!("ip-{}.{domain}", ip.replace('.', "-"))
}

fn public_name(cx: &Cx, ip: &str) -> String {
    let domain =
        if cx.region() == "us-east-1" { "compute-1".into() } else { format!("{}.compute", cx.region()) };
    format!("ec2-{}.{domain}.{}", ip.replace('.', "-"), cx.dns_suffix())
}
