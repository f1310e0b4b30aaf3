//! `aws_network_acl_association`

use crate::acls;
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;

/// The network ACL of a subnet. (EC2 ReplaceNetworkAclAssociation)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_network_acl_association", seconds(1, 1), not_found = "InvalidAssociationID.NotFound")]
pub struct NetworkAclAssociation {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The ACL.
    #[attr(required, replace)]
    pub network_acl_id: String,
    /// The subnet.
    #[attr(required, replace)]
    pub subnet_id: String,
}

#[async_trait]
impl Resource for NetworkAclAssociation {
    /// Every subnet has an ACL, so an association takes the place of another.
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let made = acls::associate(cx, &planned.network_acl_id, [planned.subnet_id.clone()]).await?;
        Created::new(made.into_iter().next())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answers(reqs, find(cx, reqs).await)
    }

    /// Every change needs a new one.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    /// The subnet gets the VPC's default ACL.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let own = |a: &types::NetworkAclAssociation| a.network_acl_association_id() == Some(&prior.id);
        acls::release(cx, &prior.network_acl_id, own).await
    }

    /// The subnet has the ACL or it has not; nothing else tells one attempt from another.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let acls = acls::by_id(cx, [planned.network_acl_id.clone()]).await?;
        let mut all = acls.values().flat_map(|acl| acl.associations());
        let ours = all.find(|a| a.subnet_id() == Some(&planned.subnet_id));
        Ok(ours.and_then(|a| a.network_acl_association_id.clone()))
    }
}

/// Associations by id. Most are where they were: their ACLs are asked for by id, in one call with the ACLs' own reads; what is not there
/// is looked for everywhere.
async fn find(
    cx: &Cx,
    reqs: &[Req<NetworkAclAssociation>],
) -> Result<HashMap<Key, Found<NetworkAclAssociation>>, Error> {
    let acls = acls::by_id(cx, reqs.iter().map(|r| r.prior.network_acl_id.clone())).await?;
    let mut all: HashMap<Key, _> =
        acls.values().flat_map(|acl| acl.associations()).filter_map(found).collect();
    let elsewhere = reqs.iter().map(|r| r.key.clone()).filter(|k| !all.contains_key(k));
    let others = acls::describe(cx, "association.association-id", elsewhere).await?;
    all.extend(others.iter().flat_map(|acl| acl.associations()).filter_map(found));
    Ok(all)
}

fn found(a: &types::NetworkAclAssociation) -> Option<(Key, Found<NetworkAclAssociation>)> {
    let id = a.network_acl_association_id.clone()?;
    let value = NetworkAclAssociation {
        id: id.clone(),
        network_acl_id: a.network_acl_id.clone().unwrap_or_default(),
        subnet_id: a.subnet_id.clone().unwrap_or_default(),
    };
    Some((id, Found::ready(value)))
}
