//! `aws_network_acl`

use crate::acls::{self, Entry, entries};
use crate::ec2::{ec2, keys, ours, owned, retag, tag_spec, tags};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// What may pass into subnets and out of them. (EC2 CreateNetworkAcl, CreateNetworkAclEntry, ReplaceNetworkAclAssociation)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_network_acl", tags, seconds(2, 1), not_found = "InvalidNetworkAclID.NotFound")]
pub struct NetworkAcl {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Entries for traffic out; without any here, those of other resources are left alone.
    #[block(set, attr_mode, computed)]
    pub egress: Set<Entry>,
    /// Entries for traffic in; without any here, those of other resources are left alone.
    #[block(set, attr_mode, computed)]
    pub ingress: Set<Entry>,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// Its subnets; without any here, those of other resources are left alone.
    #[attr(optional, computed)]
    pub subnet_ids: Set<String>,
    /// The VPC it lies in.
    #[attr(required, replace)]
    pub vpc_id: String,
}

#[async_trait]
impl Resource for NetworkAcl {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        planned.ingress.iter().chain(planned.egress.iter()).try_for_each(Entry::check)?;
        let call = ec2(cx)
            .create_network_acl()
            .vpc_id(&planned.vpc_id)
            .client_token(&step.token)
            .set_tag_specifications(tag_spec(types::ResourceType::NetworkAcl, step));
        let made = cx.until_known(&["InvalidVpcID.NotFound"], || call.clone().send()).await?;
        Created::new(made.network_acl.and_then(|a| a.network_acl_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        match acls::by_id(cx, keys(reqs)).await {
            Ok(acls) => reqs.iter().map(|r| answer(cx, r, acls.get(&r.key))).collect(),
            Err(e) => answers(reqs, Err(e)),
        }
    }

    /// Without entries and subnets.
    fn just_made(planned: &Self, key: &str, step: &Step) -> Option<Found<Self>> {
        let id = key.to_owned();
        let empty = NetworkAcl { id, vpc_id: planned.vpc_id.clone(), ..NetworkAcl::default() };
        Some(Found::ready(empty).tagged(step.tags.clone()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("ingress") {
            acls::change_entries(cx, &to.id, false, &from.ingress, &to.ingress).await?;
        }
        if change.changed("egress") {
            acls::change_entries(cx, &to.id, true, &from.egress, &to.egress).await?;
        }
        if change.changed("subnet_ids") {
            let gone = from.subnet_ids.minus(&to.subnet_ids);
            if !gone.is_empty() {
                let is_gone = |s: &str| gone.iter().any(|g| *g == s);
                acls::release(cx, &to.id, |a| a.subnet_id().is_some_and(is_gone)).await?;
            }
            acls::associate(cx, &to.id, to.subnet_ids.minus(&from.subnet_ids).into_iter().cloned()).await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if !prior.subnet_ids.is_empty() {
            acls::release(cx, &prior.id, |_| true).await?;
        }
        let call = ec2(cx).delete_network_acl().network_acl_id(&prior.id);
        match call.send().await.map_err(Error::from) {
            // Subnets that the state does not know of hold it: they go, and the deletion is tried again.
            Err(e) if e.class == Class::Dependency => {
                acls::release(cx, &prior.id, |_| true).await?;
                Err(e)
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_network_acls().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.network_acls(), |a| a.tags.as_ref()).and_then(|a| a.network_acl_id.clone()))
    }
}

/// A VPC's default ACL cannot be taken over: it can be neither made nor deleted.
fn answer(cx: &Cx, req: &Req<NetworkAcl>, acl: Option<&types::NetworkAcl>) -> Answer<NetworkAcl> {
    let imported = req.phase == Phase::Refresh && req.prior.vpc_id.is_empty();
    match acl {
        Some(acl) if imported && acl.is_default == Some(true) => {
            let message =
                format!("{} is the default network ACL of {}.", req.key, acl.vpc_id().unwrap_or_default());
            Err(Error::new(Class::Validation, message).help(
                "An aws_network_acl is one that was made beside it; its entries can be aws_network_acl_rule.",
            ))
        }
        other => Ok(other.map(|acl| found(cx, acl))),
    }
}

fn found(cx: &Cx, acl: &types::NetworkAcl) -> Found<NetworkAcl> {
    let id = acl.network_acl_id.clone().unwrap_or_default();
    let owner = acl.owner_id.clone().unwrap_or_default();
    let value = NetworkAcl {
        arn: cx.arn_of("ec2", cx.region(), &owner, &format!("network-acl/{id}")),
        egress: entries(acl, true).map(Entry::told).collect(),
        ingress: entries(acl, false).map(Entry::told).collect(),
        owner_id: owner,
        subnet_ids: acl.associations().iter().filter_map(|a| a.subnet_id.clone()).collect(),
        vpc_id: acl.vpc_id.clone().unwrap_or_default(),
        id,
    };
    Found::ready(value).tagged(tags(acl.tags.as_ref()))
}
