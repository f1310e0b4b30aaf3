//! `aws_nat_gateway`

use crate::ec2::{ec2, filtered, int, keys, ours, owned, retag, tag_spec, tags};
use aws_sdk_ec2::types::{
    self, ConnectivityType, NatGatewayAddress, NatGatewayAddressStatus, NatGatewayState,
};
use provision_aws_core::prelude::*;
use std::net::Ipv4Addr;
use std::time::Duration;

/// The way out of private subnets. (EC2 CreateNatGateway)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_nat_gateway",
    tags,
    timeouts(create, update, delete),
    seconds(106, 58),
    not_found = "NatGatewayNotFound"
)]
pub struct NatGateway {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The Elastic IP of a public gateway.
    #[attr(optional, replace)]
    pub allocation_id: Option<String>,
    /// Id of the association with the Elastic IP.
    #[attr(computed)]
    pub association_id: Option<String>,
    /// To the internet (`public`) or to other networks (`private`).
    #[attr(optional, replace, default = "public", one_of("private", "public"))]
    pub connectivity_type: Option<String>,
    /// Its network interface.
    #[attr(computed)]
    pub network_interface_id: Option<String>,
    /// Its private address.
    #[attr(optional, computed, replace, validate = ipv4)]
    pub private_ip: Option<String>,
    /// Its public address.
    #[attr(computed)]
    pub public_ip: Option<String>,
    /// More Elastic IPs of a public gateway.
    #[attr(optional)]
    pub secondary_allocation_ids: Set<String>,
    /// Number of more private addresses of a private gateway.
    #[attr(optional, computed, conflicts("secondary_private_ip_addresses"))]
    pub secondary_private_ip_address_count: Option<i64>,
    /// More private addresses.
    #[attr(optional, computed, conflicts("secondary_private_ip_address_count"))]
    pub secondary_private_ip_addresses: Set<String>,
    /// The subnet it lies in.
    #[attr(required, replace)]
    pub subnet_id: String,
}

fn ipv4(value: &Value) -> Result<(), String> {
    match value.as_str().map(str::parse::<Ipv4Addr>) {
        Some(Err(_)) => Err("must be an IPv4 address".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for NatGateway {
    const WAITS: Waits = Waits { delete: Duration::from_secs(30 * 60), ..Waits::slow(10, 10) };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let given = |name: &str, v: &Value| {
            let empty = v.is_null() || v.as_str() == Some("") || v.as_seq().is_some_and(<[Value]>::is_empty);
            (v.is_known() && !empty).then(|| name.to_owned())
        };
        let kind = cx.get("connectivity_type");
        let refused = match kind.as_str() {
            Some("private") => {
                ["allocation_id", "secondary_allocation_ids"].iter().find_map(|n| given(n, &cx.get(n)))
            }
            Some("public") => given(
                "secondary_private_ip_address_count",
                &cx.configured("secondary_private_ip_address_count"),
            ),
            _ => None,
        };
        if let (Some(name), Some(kind)) = (refused, kind.as_str()) {
            let summary = format!("\"{name}\" does not go with connectivity_type \"{kind}\"");
            return Err(Diagnostic::error(summary, "").help("Remove one of the two.").into());
        }
        let own = cx.configured("secondary_private_ip_addresses");
        match kind.as_str() {
            Some("private") => {
                if has_change(cx, "secondary_private_ip_address_count") {
                    cx.force_replace("secondary_private_ip_address_count");
                }
                if has_change(cx, "secondary_private_ip_addresses") {
                    cx.set_unknown("secondary_private_ip_address_count");
                }
            }
            Some("public") if own.is_known() && has_change(cx, "secondary_allocation_ids") => {
                cx.set_unknown("secondary_private_ip_address_count");
                if own.is_null() {
                    cx.set_unknown("secondary_private_ip_addresses");
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let many = |set: &Set<String>| (!set.is_empty()).then(|| set.to_vec());
        let call = ec2(cx)
            .create_nat_gateway()
            .subnet_id(&planned.subnet_id)
            .client_token(&step.token)
            .set_allocation_id(text(&planned.allocation_id))
            .set_connectivity_type(
                text(&planned.connectivity_type).map(|t| ConnectivityType::from(t.as_str())),
            )
            .set_private_ip_address(text(&planned.private_ip))
            .set_secondary_allocation_ids(many(&planned.secondary_allocation_ids))
            .set_secondary_private_ip_address_count(int(planned
                .secondary_private_ip_address_count
                .filter(|n| *n > 0)))
            .set_secondary_private_ip_addresses(many(&planned.secondary_private_ip_addresses))
            .set_tag_specifications(tag_spec(types::ResourceType::Natgateway, step));
        let fresh =
            ["InvalidSubnetID.NotFound", "InvalidAllocationID.NotFound", "InvalidElasticIpID.NotFound"];
        let made = cx.until_known(&fresh, || call.clone().send()).await?;
        Created::new(made.nat_gateway.and_then(|g| g.nat_gateway_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let call =
            |f| ec2(cx).describe_nat_gateways().filter(f).into_paginator().items().send().try_collect();
        let gateways: Vec<types::NatGateway> = match filtered("nat-gateway-id", keys(reqs), call).await {
            Ok(gateways) => gateways,
            Err(e) => return answers(reqs, Err(e)),
        };
        // A deleted one is told of for an hour.
        let there = gateways.into_iter().filter(|g| g.state != Some(NatGatewayState::Deleted));
        let deleting = |id: &str| reqs.iter().any(|r| r.key == id && r.phase == Phase::Deleted);
        let found = there.map(found).map(|f| {
            // One that failed is deleted like any other.
            let failed = matches!(f.status, Status::Failed(_)) && deleting(&f.value.id);
            (f.value.id.clone(), if failed { f.status(Status::Pending("failed".into())) } else { f })
        });
        answers(reqs, Ok(found.collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if to.connectivity_type.as_deref() == Some("private") {
            if change.changed("secondary_private_ip_addresses") {
                change_private(cx, from, to).await?;
            }
        } else if change.changed("secondary_allocation_ids") {
            change_public(cx, change).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ec2(cx).delete_nat_gateway().nat_gateway_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_nat_gateways().set_filter(Some(filters)).send().await?;
        let gone = |g: &&types::NatGateway| {
            matches!(g.state, Some(NatGatewayState::Deleted | NatGatewayState::Deleting))
        };
        let alive: Vec<_> = found.nat_gateways().iter().filter(|g| !gone(g)).cloned().collect();
        Ok(ours(intent, &alive, |g| g.tags.as_ref()).and_then(|g| g.nat_gateway_id.clone()))
    }
}

async fn change_private(cx: &Cx, from: &NatGateway, to: &NatGateway) -> Result<(), Error> {
    let (before, after) = (&from.secondary_private_ip_addresses, &to.secondary_private_ip_addresses);
    let (add, remove) = (after.minus(before), before.minus(after));
    if !add.is_empty() {
        let add = add.into_iter().cloned().collect();
        ec2(cx)
            .assign_private_nat_gateway_address()
            .nat_gateway_id(&to.id)
            .set_private_ip_addresses(Some(add))
            .send()
            .await?;
    }
    if !remove.is_empty() {
        let remove = remove.into_iter().cloned().collect();
        let call = ec2(cx).unassign_private_nat_gateway_address().nat_gateway_id(&to.id);
        call.set_private_ip_addresses(Some(remove)).send().await?;
    }
    Ok(())
}

async fn change_public(cx: &Cx, change: &Change<'_, NatGateway>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let (before, after) = (&from.secondary_allocation_ids, &to.secondary_allocation_ids);
    let (add, remove) = (after.minus(before), before.minus(after));
    if !add.is_empty() {
        let own = to.secondary_private_ip_addresses.minus(&from.secondary_private_ip_addresses);
        let own: Vec<String> =
            own.into_iter().filter(|_| change.changed("secondary_private_ip_addresses")).cloned().collect();
        let call = ec2(cx).associate_nat_gateway_address().nat_gateway_id(&to.id);
        let call = call.set_allocation_ids(Some(add.into_iter().cloned().collect()));
        call.set_private_ip_addresses((!own.is_empty()).then_some(own)).send().await?;
    }
    if !remove.is_empty() {
        let told = ec2(cx).describe_nat_gateways().nat_gateway_ids(&to.id).send().await?;
        let addresses = told.nat_gateways().iter().flat_map(|g| g.nat_gateway_addresses());
        let goes = |a: &&NatGatewayAddress| a.allocation_id.as_ref().is_some_and(|id| remove.contains(&id));
        let associations = addresses.filter(goes).filter_map(|a| a.association_id.clone()).collect();
        let call = ec2(cx).disassociate_nat_gateway_address().nat_gateway_id(&to.id);
        call.set_association_ids(Some(associations)).send().await?;
    }
    Ok(())
}

fn found(gateway: types::NatGateway) -> Found<NatGateway> {
    let status = status(&gateway);
    let addresses = gateway.nat_gateway_addresses();
    let is_primary = |a: &&NatGatewayAddress| a.is_primary == Some(true) || addresses.len() == 1;
    let primary = addresses.iter().find(is_primary).cloned();
    let others = || addresses.iter().filter(|a| !is_primary(a));
    let secondary_private_ip_addresses: Set<String> = others().filter_map(|a| text(&a.private_ip)).collect();
    let value = NatGateway {
        allocation_id: primary.as_ref().and_then(|p| p.allocation_id.clone()),
        association_id: primary.as_ref().and_then(|p| p.association_id.clone()),
        network_interface_id: primary.as_ref().and_then(|p| p.network_interface_id.clone()),
        private_ip: primary.as_ref().and_then(|p| p.private_ip.clone()),
        public_ip: primary.and_then(|p| p.public_ip),
        secondary_allocation_ids: others().filter_map(|a| text(&a.allocation_id)).collect(),
        secondary_private_ip_address_count: i64::try_from(secondary_private_ip_addresses.len()).ok(),
        secondary_private_ip_addresses,
        connectivity_type: gateway.connectivity_type.map(|t| t.as_str().to_owned()),
        id: gateway.nat_gateway_id.unwrap_or_default(),
        subnet_id: gateway.subnet_id.unwrap_or_default(),
    };
    Found::ready(value).tagged(tags(gateway.tags.as_ref())).status(status)
}

/// The gateway's own state, then that of its addresses, which come and go one by one.
fn status(gateway: &types::NatGateway) -> Status {
    if gateway.state == Some(NatGatewayState::Failed) {
        let said = |part: &Option<String>| part.clone().unwrap_or_default();
        return Status::Failed(format!(
            "{}: {}",
            said(&gateway.failure_code),
            said(&gateway.failure_message)
        ));
    }
    let own = gateway.state.as_ref().map_or("available", |s| s.as_str());
    if own != "available" {
        return Status::Pending(own.to_owned());
    }
    let moving = gateway.nat_gateway_addresses().iter().find_map(|a| match a.status.as_ref()? {
        NatGatewayAddressStatus::Succeeded => None,
        NatGatewayAddressStatus::Failed => {
            Some(Status::Failed(a.failure_message.clone().unwrap_or_else(|| "an address failed".into())))
        }
        other => Some(Status::Pending(format!("address {}", other.as_str()))),
    });
    moving.unwrap_or(Status::Ready)
}
