//! `aws_vpc_dhcp_options_association`

use crate::ec2::{ec2, keys};
use crate::vpc;
use crate::vpc_dhcp_options::{DEFAULT, give_default};
use provision_aws_core::prelude::*;

/// The DHCP options of a VPC. (EC2 AssociateDhcpOptions)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_vpc_dhcp_options_association", seconds(1, 1), not_found = "InvalidVpcID.NotFound")]
pub struct VpcDhcpOptionsAssociation {
    /// The ids of options and VPC.
    #[attr(id)]
    pub id: String,
    /// The options; `default` for AWS's own.
    #[attr(required)]
    pub dhcp_options_id: String,
    /// The VPC.
    #[attr(required, replace)]
    pub vpc_id: String,
}

#[async_trait]
impl Resource for VpcDhcpOptionsAssociation {
    const LOST: Lost = Lost::Repeat;

    /// A VPC has one set of options.
    fn key(&self) -> Key {
        self.vpc_id.clone()
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        associate(cx, planned).await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let vpcs = match vpc::by_id(cx, keys(reqs)).await {
            Ok(vpcs) => vpcs,
            Err(e) => return answers(reqs, Err(e)),
        };
        let find = |req: &Req<Self>| {
            let options = vpcs.get(&req.key)?.dhcp_options_id.clone()?;
            // Every VPC has AWS's own options when nobody gave it others.
            let nobodys = options == DEFAULT && ![DEFAULT, ""].contains(&req.prior.dhcp_options_id.as_str());
            (!nobodys).then(|| Found::ready(Self::of(options, req.key.clone())))
        };
        reqs.iter().map(|r| Ok(find(r))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        associate(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if prior.dhcp_options_id == DEFAULT {
            return Ok(());
        }
        give_default(cx, &prior.vpc_id).await
    }

    /// The VPC has the options or it has not; nothing else tells one attempt from another.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let vpcs = vpc::by_id(cx, [planned.vpc_id.clone()]).await?;
        let has = |options: &String| *options == planned.dhcp_options_id;
        let told = vpcs.get(&planned.vpc_id).and_then(|v| v.dhcp_options_id.as_ref());
        Ok(told.is_some_and(has).then(|| planned.key()))
    }

    /// By the VPC.
    fn import(id: &str) -> Result<Self, Error> {
        if !id.starts_with("vpc-") {
            return Err(Error::import_id(id, "VPC"));
        }
        Ok(Self { vpc_id: id.to_owned(), ..Self::default() })
    }
}

impl VpcDhcpOptionsAssociation {
    fn of(options: String, vpc: String) -> Self {
        Self { id: format!("{options}-{vpc}"), dhcp_options_id: options, vpc_id: vpc }
    }
}

async fn associate(cx: &Cx, planned: &VpcDhcpOptionsAssociation) -> Result<(), Error> {
    let call =
        ec2(cx).associate_dhcp_options().dhcp_options_id(&planned.dhcp_options_id).vpc_id(&planned.vpc_id);
    let fresh = ["InvalidDhcpOptionID.NotFound", "InvalidDhcpOptionsID.NotFound", "InvalidVpcID.NotFound"];
    cx.until_known(&fresh, || call.clone().send()).await?;
    Ok(())
}
