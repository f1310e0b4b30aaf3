//! `data.aws_wafv2_ip_set`

use crate::waf::{by_name, get, told};
use crate::wafv2_ip_set::IpSet;
use provision_aws_core::derive::Attributes;
use provision_aws_core::prelude::*;

/// A set of addresses that is there already, by name. (WAF ListIPSets, GetIPSet)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_wafv2_ip_set")]
pub struct IpSetData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Ranges of addresses.
    #[attr(computed)]
    pub addresses: Set<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(computed)]
    pub description: Option<String>,
    /// `IPV4` or `IPV6`.
    #[attr(computed)]
    pub ip_address_version: String,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Whether it is for things of its region, or for CloudFront.
    #[attr(required, one_of("CLOUDFRONT", "REGIONAL"))]
    pub scope: String,
}

#[async_trait]
impl DataSource for IpSetData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &IpSetData) -> Result<IpSetData, Error> {
    let (name, scope) = (config.name.as_str(), config.scope.as_str());
    let summary = by_name::<IpSet>(cx, scope, name).await?;
    let id = summary["Id"].as_str().ok_or_else(|| Error::incomplete("an id"))?;
    let answer = get::<IpSet>(cx, id, name, scope).await?.ok_or_else(|| Error::incomplete("the set"))?;
    let set = told(&IpSet::block(0), &answer, scope, &IpSet::default())?;
    Ok(IpSetData {
        id: set.id,
        addresses: set.addresses,
        arn: set.arn,
        description: set.description,
        ip_address_version: set.ip_address_version,
        name: config.name.clone(),
        scope: config.scope.clone(),
    })
}
