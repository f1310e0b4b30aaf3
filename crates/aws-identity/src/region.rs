//! `data.aws_region`

use provision_aws_core::prelude::*;

/// A region: the provider's own, or one by its name or endpoint. Calls nothing.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_region", sdk = "framework")]
pub struct Region {
    /// Its name.
    #[attr(id, optional)]
    pub id: String,
    /// Its name for people.
    #[attr(computed)]
    pub description: String,
    /// The endpoint of EC2 in it.
    #[attr(optional, computed)]
    pub endpoint: Option<String>,
    /// Its name.
    #[attr(optional, computed)]
    pub name: Option<String>,
}

#[async_trait]
impl DataSource for Region {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        configs.iter().map(|config| find(cx.region(), config)).collect()
    }
}

fn find(own: &str, config: &Region) -> Result<Region, Error> {
    let given = |value: &Option<String>| value.clone().filter(|v| !v.is_empty());
    let (name, endpoint) = (given(&config.name), given(&config.endpoint));
    let own = (name.is_none() && endpoint.is_none()).then_some(own);
    let wanted = |region: &str| {
        own.is_none_or(|n| n == region)
            && name.as_deref().is_none_or(|n| n == region)
            && endpoint.as_deref().is_none_or(|e| e == ec2(region))
    };
    let known = REGIONS.iter().find(|(region, _)| wanted(region)).copied();
    // A region that is newer than this program is still the one that the provider was given.
    let Some((region, description)) = known.or(own.map(|own| (own, ""))) else {
        let asked = [name.map(|n| format!("name \"{n}\"")), endpoint.map(|e| format!("endpoint \"{e}\""))];
        let asked: Vec<String> = asked.into_iter().flatten().collect();
        let message = format!("No region has {}.", asked.join(" and "));
        return Err(Error::new(Class::Validation, message));
    };
    Ok(Region {
        id: region.to_owned(),
        description: description.to_owned(),
        endpoint: Some(ec2(region)),
        name: Some(region.to_owned()),
    })
}

/// True for a region that this program knows.
pub(crate) fn is_region(name: &str) -> bool {
    REGIONS.iter().any(|(region, _)| *region == name)
}

fn ec2(region: &str) -> String {
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("ec2.{region}.{suffix}")
}

/// (General Reference, Regions)
#[rustfmt::skip]
const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("cn-north-1", "China (Beijing)"),
    ("cn-northwest-1", "China (Ningxia)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("mx-central-1", "Mexico (Central)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-gov-east-1", "AWS GovCloud (US-East)"),
    ("us-gov-west-1", "AWS GovCloud (US-West)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_region_is_found_by_what_is_given() {
        let config = |name: &str, endpoint: &str| Region {
            name: Some(name.into()),
            endpoint: Some(endpoint.into()),
            ..Region::default()
        };
        let id = |c: Region| find("ap-northeast-2", &c).map(|r| r.id).map_err(|e| e.message.clone());
        assert_eq!(id(config("", "")), Ok("ap-northeast-2".into()));
        assert_eq!(id(config("", "ec2.cn-north-1.amazonaws.com.cn")), Ok("cn-north-1".into()));
        assert_eq!(id(config("us-east-1", "ec2.us-east-1.amazonaws.com")), Ok("us-east-1".into()));
        assert_eq!(
            id(config("us-east-1", "ec2.us-east-2.amazonaws.com")),
            Err("No region has name \"us-east-1\" and endpoint \"ec2.us-east-2.amazonaws.com\".".into())
        );
        assert_eq!(
            find("xx-new-1", &Region::default()).unwrap().endpoint.unwrap(),
            "ec2.xx-new-1.amazonaws.com"
        );
    }
}
