//! `data.aws_cloudfront_response_headers_policy`

use crate::cloudfront::Listed;
use crate::cloudfront_response_headers::{
    Cors, CustomHeaders, RemovedHeaders, SecurityHeaders, ServerTiming,
};
use crate::cloudfront_response_headers_policy::{ResponseHeadersPolicy, listed};
use crate::data_cloudfront_cache_policy::missing;
use provision_aws_core::prelude::*;

/// A response headers policy that is there already, AWS's own too, by id or name.
/// (CloudFront ListResponseHeadersPolicies, GetResponseHeadersPolicy)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_cloudfront_response_headers_policy")]
pub struct ResponseHeadersPolicyData {
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(computed)]
    pub comment: Option<String>,
    /// Who else may use answers.
    #[attr(computed)]
    pub cors_config: Vec<Cors>,
    /// Headers of one's own.
    #[attr(computed)]
    pub custom_headers_config: Vec<CustomHeaders>,
    /// Its version.
    #[attr(computed)]
    pub etag: String,
    /// Its id.
    #[attr(optional, computed, exactly_one_of("id", "name"))]
    pub id: Option<String>,
    /// Its name.
    #[attr(optional, computed, exactly_one_of("id", "name"))]
    pub name: Option<String>,
    /// Headers that are taken out.
    #[attr(computed)]
    pub remove_headers_config: Vec<RemovedHeaders>,
    /// Headers that make browsers careful.
    #[attr(computed)]
    pub security_headers_config: Vec<SecurityHeaders>,
    /// The header that tells what took how long.
    #[attr(computed)]
    pub server_timing_headers_config: Vec<ServerTiming>,
}

#[async_trait]
impl DataSource for ResponseHeadersPolicyData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        // One list for all that are known by name.
        let named = configs.iter().any(|config| text(&config.id).is_none());
        let all = if named { listed(cx, None).await } else { Ok(Vec::new()) };
        each(configs, 10, |config| async {
            let id = match (text(&config.id), &all) {
                (Some(id), _) => id,
                (None, Err(e)) => return Err(e.clone()),
                (None, Ok(all)) => {
                    let name = config.name.clone().unwrap_or_default();
                    let named = all.iter().find(|policy| policy.name == name);
                    named.map(|policy| policy.id.clone()).ok_or_else(|| missing(KIND, &name))?
                }
            };
            Ok(told(ResponseHeadersPolicy::one(cx, &id).await?.ok_or_else(|| missing(KIND, &id))?))
        })
        .await
    }
}

const KIND: &str = "response headers policy";

fn told(policy: ResponseHeadersPolicy) -> ResponseHeadersPolicyData {
    ResponseHeadersPolicyData {
        arn: policy.arn,
        comment: policy.comment,
        cors_config: policy.cors_config.into_iter().collect(),
        custom_headers_config: policy.custom_headers_config.into_iter().collect(),
        etag: policy.etag,
        id: Some(policy.id),
        name: Some(policy.name),
        remove_headers_config: policy.remove_headers_config.into_iter().collect(),
        security_headers_config: policy.security_headers_config.into_iter().collect(),
        server_timing_headers_config: policy.server_timing_headers_config.into_iter().collect(),
    }
}
