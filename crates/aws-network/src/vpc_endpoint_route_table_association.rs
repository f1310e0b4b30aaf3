//! `aws_vpc_endpoint_route_table_association`

use crate::ec2::ec2;
use crate::endpoints::{self, UNKNOWN_PARTS};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A route table that leads to a gateway endpoint. (EC2 ModifyVpcEndpoint)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_vpc_endpoint_route_table_association", seconds(2, 2))]
pub struct VpcEndpointRouteTableAssociation {
    /// Its id, which follows from the two.
    #[attr(id)]
    pub id: String,
    /// The route table.
    #[attr(required, replace)]
    pub route_table_id: String,
    /// The endpoint.
    #[attr(required, replace)]
    pub vpc_endpoint_id: String,
}

#[async_trait]
impl Resource for VpcEndpointRouteTableAssociation {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(5 * 60),
        delete: Duration::from_secs(5 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    fn key(&self) -> Key {
        match self.vpc_endpoint_id.is_empty() || self.route_table_id.is_empty() {
            true => Key::new(),
            false => format!("{}/{}", self.vpc_endpoint_id, self.route_table_id),
        }
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .modify_vpc_endpoint()
            .vpc_endpoint_id(&planned.vpc_endpoint_id)
            .add_route_table_ids(&planned.route_table_id);
        cx.until_known(&UNKNOWN_PARTS, || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    /// One call for all, and for endpoints that are read at the same time.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let parts: Vec<_> = reqs.iter().map(|r| parts(&r.key)).collect();
        let ids = parts.iter().flatten().map(|p| p.vpc_endpoint_id.clone());
        let endpoints = match endpoints::by_id(cx, ids).await {
            Ok(endpoints) => endpoints,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there = |p: &Self| {
            let endpoint = endpoints.get(&p.vpc_endpoint_id);
            endpoint.is_some_and(|e| e.route_table_ids().contains(&p.route_table_id))
        };
        parts.into_iter().map(|p| Ok(p.filter(there).map(Found::ready))).collect()
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = ec2(cx)
            .modify_vpc_endpoint()
            .vpc_endpoint_id(&prior.vpc_endpoint_id)
            .remove_route_table_ids(&prior.route_table_id);
        match call.send().await.map_err(Error::from) {
            // No such association.
            Err(e) if e.is(&["InvalidParameter"]) => Ok(()),
            other => other.map(|_| ()),
        }
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_vpc_endpoint", self.vpc_endpoint_id.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key()).filter(|k| !k.is_empty())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if !intent.absent {
            return Ok(None);
        }
        let endpoints = endpoints::by_id(cx, [planned.vpc_endpoint_id.clone()]).await?;
        let endpoint = endpoints.get(&planned.vpc_endpoint_id);
        let there = endpoint.is_some_and(|e| e.route_table_ids().contains(&planned.route_table_id));
        Ok(there.then(|| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id).ok_or_else(|| Error::import_id(id, "ENDPOINT/ROUTE_TABLE"))
    }
}

/// From `vpce-1/rtb-1`.
fn parts(key: &str) -> Option<VpcEndpointRouteTableAssociation> {
    let (endpoint, table) = key.split_once('/')?;
    let valid = endpoint.starts_with("vpce-") && table.starts_with("rtb-");
    valid.then(|| VpcEndpointRouteTableAssociation {
        id: format!("a-{endpoint}{}", crc32fast::hash(table.as_bytes())),
        route_table_id: table.to_owned(),
        vpc_endpoint_id: endpoint.to_owned(),
    })
}
