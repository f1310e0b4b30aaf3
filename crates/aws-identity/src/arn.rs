//! `data.aws_arn`

use provision_aws_core::prelude::*;

/// The parts of an ARN. Calls nothing.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_arn", sdk = "framework")]
pub struct Arn {
    /// The account.
    #[attr(computed)]
    pub account: String,
    /// The ARN.
    #[attr(required, arn)]
    pub arn: String,
    /// The ARN.
    #[attr(id, optional)]
    pub id: String,
    /// `aws`, `aws-cn`, `aws-us-gov`
    #[attr(computed)]
    pub partition: String,
    /// The region.
    #[attr(computed)]
    pub region: String,
    /// What stands last: `user/name`
    #[attr(computed)]
    pub resource: String,
    /// The service: `iam`
    #[attr(computed)]
    pub service: String,
}

#[async_trait]
impl DataSource for Arn {
    async fn read(_: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        configs.iter().map(|config| parts(&config.arn)).collect()
    }
}

fn parts(arn: &str) -> Result<Arn, Error> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts.as_slice() else {
        let message = format!("\"{arn}\" is no ARN.");
        return Err(Error::new(Class::Validation, message)
            .help("An ARN has the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE."));
    };
    Ok(Arn {
        account: (*account).to_owned(),
        arn: arn.to_owned(),
        id: arn.to_owned(),
        partition: (*partition).to_owned(),
        region: (*region).to_owned(),
        resource: (*resource).to_owned(),
        service: (*service).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_may_hold_colons_and_parts_may_be_empty() {
        let arn = parts("arn:aws:logs:eu-west-1:123456789012:log-group:/a:*").unwrap_or_default();
        assert_eq!((arn.service.as_str(), arn.resource.as_str()), ("logs", "log-group:/a:*"));
        let bucket = parts("arn:aws:s3:::bucket").unwrap_or_default();
        assert_eq!(
            (bucket.region.as_str(), bucket.account.as_str(), bucket.resource.as_str()),
            ("", "", "bucket")
        );
        assert!(parts("arn:aws:s3").is_err());
        assert!(parts("urn:aws:s3:::bucket").is_err());
    }
}
