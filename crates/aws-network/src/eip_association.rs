//! `aws_eip_association`

use crate::ec2::{ec2, filtered};
use crate::eip::{disassociate, is_settling};
use aws_sdk_ec2::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// An Elastic IP on an instance or network interface. (EC2 AssociateAddress)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eip_association", seconds(2, 2), not_found = "InvalidAssociationID.NotFound")]
pub struct EipAssociation {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The address, by its id.
    #[attr(optional, computed, replace)]
    pub allocation_id: Option<String>,
    /// Take the address away from what it is on.
    #[attr(optional, replace, config_only, unset = "null")]
    pub allow_reassociation: Option<bool>,
    /// The instance.
    #[attr(optional, computed, replace, exactly_one_of("instance_id", "network_interface_id"))]
    pub instance_id: Option<String>,
    /// The network interface.
    #[attr(optional, computed, replace, exactly_one_of("instance_id", "network_interface_id"))]
    pub network_interface_id: Option<String>,
    /// The private address behind it; the primary one where none is given.
    #[attr(optional, computed, replace)]
    pub private_ip_address: Option<String>,
    /// The address itself.
    #[attr(optional, computed, replace)]
    pub public_ip: Option<String>,
}

#[async_trait]
impl Resource for EipAssociation {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .associate_address()
            .set_allocation_id(text(&planned.allocation_id))
            .set_allow_reassociation(planned.allow_reassociation)
            .set_instance_id(text(&planned.instance_id))
            .set_network_interface_id(text(&planned.network_interface_id))
            .set_private_ip_address(text(&planned.private_ip_address))
            .set_public_ip(text(&planned.public_ip));
        match cx.retry(PROPAGATION, is_settling, || call.clone().send()).await {
            Err(e) if e.is(&["Resource.AlreadyAssociated"]) => Err(e.with_class(Class::Exists)),
            other => Created::new(other?.association_id),
        }
    }

    /// By the association's id, or by the address: one has one association at most.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let with =
            |name: &'static str| reqs.iter().map(|r| r.key.clone()).filter(move |k| filter_of(k) == name);
        let told = tokio::try_join!(
            describe(cx, "association-id", with("association-id")),
            describe(cx, "allocation-id", with("allocation-id")),
            describe(cx, "public-ip", with("public-ip"))
        );
        let (by_association, by_allocation, by_address) = match told {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let all: Vec<types::Address> = [by_association, by_allocation, by_address].concat();
        let one = |key: &str| all.iter().find(|a| is_on(a, key)).map(found);
        reqs.iter().map(|r| Ok(one(&r.key))).collect()
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        disassociate(cx, &prior.id).await
    }

    /// The address, unless it may be taken from elsewhere.
    fn natural_key(&self) -> Option<String> {
        let address = text(&self.allocation_id).or_else(|| text(&self.public_ip));
        address.filter(|_| self.allow_reassociation != Some(true))
    }

    /// Associating an address with what it is on already changes nothing, so what fits the plan is as good as ours.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let Some(address) = text(&planned.allocation_id).or_else(|| text(&planned.public_ip)) else {
            return Ok(None);
        };
        let told = describe(cx, filter_of(&address), [address.clone()]).await?;
        let like = |wanted: &Option<String>, told: &Option<String>| {
            text(wanted).is_none_or(|wanted| told.as_ref() == Some(&wanted))
        };
        let fits = |f: &EipAssociation| {
            like(&planned.instance_id, &f.instance_id)
                && like(&planned.network_interface_id, &f.network_interface_id)
                && like(&planned.private_ip_address, &f.private_ip_address)
        };
        let associated = told.iter().filter(|a| is_on(a, &address)).map(|a| found(a).value);
        Ok(associated.into_iter().find(fits).map(|f| f.id))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.starts_with("eipassoc-") {
            true => Ok(Self { id: id.to_owned(), ..Self::default() }),
            false => Err(Error::import_id(id, "eipassoc-…")),
        }
    }
}

/// The filter by which an association is found under a key.
fn filter_of(key: &str) -> &'static str {
    match key.split_once('-') {
        Some(("eipassoc", _)) => "association-id",
        Some(_) => "allocation-id",
        None => "public-ip",
    }
}

async fn describe(
    cx: &Cx,
    name: &str,
    values: impl IntoIterator<Item = String>,
) -> Result<Vec<types::Address>, Error> {
    let call = async |f| {
        Ok::<_, Error>(ec2(cx).describe_addresses().filters(f).send().await?.addresses.unwrap_or_default())
    };
    filtered(name, values, call).await
}

/// True for an address that is associated and goes by this key.
fn is_on(address: &types::Address, key: &str) -> bool {
    let names = [&address.association_id, &address.allocation_id, &address.public_ip];
    text(&address.association_id).is_some() && names.into_iter().flatten().any(|n| n == key)
}

fn found(address: &types::Address) -> Found<EipAssociation> {
    Found::ready(EipAssociation {
        id: address.association_id.clone().unwrap_or_default(),
        allocation_id: address.allocation_id.clone(),
        allow_reassociation: None,
        instance_id: address.instance_id.clone(),
        network_interface_id: address.network_interface_id.clone(),
        private_ip_address: address.private_ip_address.clone(),
        public_ip: address.public_ip.clone(),
    })
}
