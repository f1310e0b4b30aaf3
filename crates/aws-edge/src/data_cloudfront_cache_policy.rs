//! `data.aws_cloudfront_cache_policy`

use crate::cloudfront::Listed;
use crate::cloudfront_cache_policy::{CachePolicy, Parameters, listed};
use provision_aws_core::prelude::*;

/// A cache policy that is there already, AWS's own too, by id or name. (CloudFront ListCachePolicies, GetCachePolicy)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_cloudfront_cache_policy")]
pub struct CachePolicyData {
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(computed)]
    pub comment: Option<String>,
    /// Seconds that an answer is kept that does not say how long.
    #[attr(computed)]
    pub default_ttl: Option<i64>,
    /// Its version.
    #[attr(computed)]
    pub etag: String,
    /// Its id.
    #[attr(optional, exactly_one_of("id", "name"))]
    pub id: Option<String>,
    /// Most seconds that an answer is kept.
    #[attr(computed)]
    pub max_ttl: Option<i64>,
    /// Least seconds that an answer is kept.
    #[attr(computed)]
    pub min_ttl: Option<i64>,
    /// Its name.
    #[attr(optional, exactly_one_of("id", "name"))]
    pub name: Option<String>,
    /// What answers are told apart by.
    #[attr(computed)]
    pub parameters_in_cache_key_and_forwarded_to_origin: Vec<Parameters>,
}

#[async_trait]
impl DataSource for CachePolicyData {
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
                    named.map(|policy| policy.id.clone()).ok_or_else(|| missing("cache policy", &name))?
                }
            };
            let policy = CachePolicy::one(cx, &id).await?.ok_or_else(|| missing("cache policy", &id))?;
            Ok(told(policy))
        })
        .await
    }
}

/// An error for a policy that is not there.
pub fn missing(kind: &str, name: &str) -> Error {
    Error::new(Class::NotFound, format!("There is no {kind} \"{name}\"."))
        .help("The names of AWS's own begin with \"Managed-\".")
}

fn told(policy: CachePolicy) -> CachePolicyData {
    let parameters = policy.parameters_in_cache_key_and_forwarded_to_origin;
    CachePolicyData {
        arn: policy.arn,
        comment: policy.comment,
        default_ttl: policy.default_ttl,
        etag: policy.etag,
        id: Some(policy.id),
        max_ttl: policy.max_ttl,
        min_ttl: policy.min_ttl,
        name: Some(policy.name),
        parameters_in_cache_key_and_forwarded_to_origin: parameters.into_iter().collect(),
    }
}
