//! `data.aws_elb_service_account`

use provision_aws_core::prelude::*;

/// The account by which load balancers of a region write their access logs; newer regions write them by a service principal.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_elb_service_account")]
pub struct ServiceAccountData {
    /// The account.
    #[attr(id)]
    pub id: String,
    /// The ARN of its root, as a bucket policy names it.
    #[attr(computed)]
    pub arn: String,
    /// The region; that of the provider where none is given.
    #[attr(optional)]
    pub region: Option<String>,
}

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
const ACCOUNTS: [(&str, &str); 26] = [
    ("af-south-1", "098369216593"),
    ("ap-east-1", "754344448648"),
    ("ap-northeast-1", "582318560864"),
    ("ap-northeast-2", "600734575887"),
    ("ap-northeast-3", "383597477331"),
    ("ap-south-1", "718504428378"),
    ("ap-southeast-1", "114774131450"),
    ("ap-southeast-2", "783225319266"),
    ("ap-southeast-3", "589379963580"),
    ("ca-central-1", "985666609251"),
    ("cn-north-1", "638102146993"),
    ("cn-northwest-1", "037604701340"),
    ("eu-central-1", "054676820928"),
    ("eu-north-1", "897822967062"),
    ("eu-south-1", "635631232127"),
    ("eu-west-1", "156460612806"),
    ("eu-west-2", "652711504416"),
    ("eu-west-3", "009996457667"),
    ("me-south-1", "076674570225"),
    ("sa-east-1", "507241528517"),
    ("us-east-1", "127311923021"),
    ("us-east-2", "033677994240"),
    ("us-gov-east-1", "190560391635"),
    ("us-gov-west-1", "048591011584"),
    ("us-west-1", "027434742980"),
    ("us-west-2", "797873946194"),
];

#[async_trait]
impl DataSource for ServiceAccountData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        configs.iter().map(|config| found(cx, config)).collect()
    }
}

fn found(cx: &Cx, config: &ServiceAccountData) -> Result<ServiceAccountData, Error> {
    let region = text(&config.region).unwrap_or_else(|| cx.region().to_owned());
    let Some((_, account)) = ACCOUNTS.iter().find(|(name, _)| *name == region) else {
        let message = format!("Load balancers of {region} have no account of their own.");
        let help = "Allow the service principal logdelivery.elasticloadbalancing.amazonaws.com in the bucket's policy.";
        return Err(Error::new(Class::NotFound, message).help(help));
    };
    Ok(ServiceAccountData {
        id: (*account).to_owned(),
        arn: cx.arn_of("iam", "", account, "root"),
        region: config.region.clone(),
    })
}
