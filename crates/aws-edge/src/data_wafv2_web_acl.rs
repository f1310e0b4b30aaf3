//! `data.aws_wafv2_web_acl`

use crate::waf::by_name;
use crate::wafv2_web_acl::WebAcl;
use provision_aws_core::prelude::*;

/// A web ACL that is there already, by name. (WAF ListWebACLs)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_wafv2_web_acl")]
pub struct WebAclData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(computed)]
    pub description: Option<String>,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Whether it is for things of its region, or for CloudFront.
    #[attr(required, one_of("CLOUDFRONT", "REGIONAL"))]
    pub scope: String,
}

#[async_trait]
impl DataSource for WebAclData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let summary = by_name::<WebAcl>(cx, &config.scope, &config.name).await?;
            let text = |member: &str| summary[member].as_str().map(str::to_owned);
            Ok(WebAclData {
                id: text("Id").unwrap_or_default(),
                arn: text("ARN").unwrap_or_default(),
                description: text("Description"),
                ..config.clone()
            })
        })
        .await
    }
}
