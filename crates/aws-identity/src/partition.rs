//! `data.aws_partition`

use provision_aws_core::prelude::*;

/// The part of AWS that the region belongs to. Calls nothing.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_partition", sdk = "framework")]
pub struct Partition {
    /// `aws`
    #[attr(id, optional)]
    pub id: String,
    /// The DNS name under which its services live.
    #[attr(computed)]
    pub dns_suffix: String,
    /// `aws`, `aws-cn`, `aws-us-gov`
    #[attr(computed)]
    pub partition: String,
    /// The start of the names of its endpoint services.
    #[attr(computed)]
    pub reverse_dns_prefix: String,
}

#[async_trait]
impl DataSource for Partition {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let suffix = match cx.partition() {
            "aws-iso" => "c2s.ic.gov",
            "aws-iso-b" => "sc2s.sgov.gov",
            _ => cx.dns_suffix(),
        };
        let reversed: Vec<&str> = suffix.split('.').rev().collect();
        let found = Partition {
            id: cx.partition().to_owned(),
            dns_suffix: suffix.to_owned(),
            partition: cx.partition().to_owned(),
            reverse_dns_prefix: reversed.join("."),
        };
        configs.iter().map(|_| Ok(found.clone())).collect()
    }
}
