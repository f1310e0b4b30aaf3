//! `data.aws_cloudfront_origin_request_policy`

use crate::cloudfront::{PAGE, cloudfront};
use crate::cloudfront_cache_policy::{CookiesConfig, HeadersConfig, QueryStringsConfig};
use crate::cloudfront_names::Names;
use crate::data_cloudfront_cache_policy::missing;
use provision_aws_core::prelude::*;

/// An origin request policy that is there already, AWS's own too, by id or name.
/// (CloudFront ListOriginRequestPolicies, GetOriginRequestPolicy)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_cloudfront_origin_request_policy")]
pub struct OriginRequestPolicyData {
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(computed)]
    pub comment: Option<String>,
    /// Cookies that the origin gets.
    #[attr(computed)]
    pub cookies_config: Vec<CookiesConfig>,
    /// Its version.
    #[attr(computed)]
    pub etag: String,
    /// Headers that the origin gets.
    #[attr(computed)]
    pub headers_config: Vec<HeadersConfig>,
    /// Its id.
    #[attr(optional, exactly_one_of("id", "name"))]
    pub id: Option<String>,
    /// Its name.
    #[attr(optional, exactly_one_of("id", "name"))]
    pub name: Option<String>,
    /// Arguments of the query that the origin gets.
    #[attr(computed)]
    pub query_strings_config: Vec<QueryStringsConfig>,
}

#[async_trait]
impl DataSource for OriginRequestPolicyData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        // One list for all that are known by name.
        let named = configs.iter().any(|config| text(&config.id).is_none());
        let all = if named { ids(cx).await } else { Ok(HashMap::new()) };
        each(configs, 10, |config| async {
            let id = match (text(&config.id), &all) {
                (Some(id), _) => id,
                (None, Err(e)) => return Err(e.clone()),
                (None, Ok(all)) => {
                    let name = config.name.clone().unwrap_or_default();
                    all.get(&name).cloned().ok_or_else(|| missing("origin request policy", &name))?
                }
            };
            one(cx, id).await
        })
        .await
    }
}

/// The ids of all, by name. (CloudFront ListOriginRequestPolicies)
async fn ids(cx: &Cx) -> Result<HashMap<String, String>, Error> {
    let call = cloudfront(cx).list_origin_request_policies().max_items(PAGE);
    let (mut all, mut marker) = (HashMap::new(), None);
    loop {
        let Some(page) = call.clone().set_marker(marker).send().await?.origin_request_policy_list else {
            return Ok(all);
        };
        let policies = page.items.unwrap_or_default().into_iter().filter_map(|s| s.origin_request_policy);
        all.extend(policies.filter_map(|p| Some((p.origin_request_policy_config?.name, p.id))));
        marker = page.next_marker.filter(|m| !m.is_empty());
        if marker.is_none() {
            return Ok(all);
        }
    }
}

async fn one(cx: &Cx, id: String) -> Result<OriginRequestPolicyData, Error> {
    let told = there(cloudfront(cx).get_origin_request_policy().id(&id).send().await)?;
    let told = told.ok_or_else(|| missing("origin request policy", &id))?;
    let config = told.origin_request_policy.and_then(|policy| policy.origin_request_policy_config);
    let config = config.ok_or_else(|| Error::incomplete("a configuration"))?;
    let cookies = config.cookies_config.map(|c| CookiesConfig {
        cookie_behavior: c.cookie_behavior.as_str().to_owned(),
        cookies: Names::told(c.cookies.and_then(|names| names.items)),
    });
    let headers = config.headers_config.map(|h| HeadersConfig {
        header_behavior: Some(h.header_behavior.as_str().to_owned()),
        headers: Names::told(h.headers.and_then(|names| names.items)),
    });
    let queries = config.query_strings_config.map(|q| QueryStringsConfig {
        query_string_behavior: q.query_string_behavior.as_str().to_owned(),
        query_strings: Names::told(q.query_strings.and_then(|names| names.items)),
    });
    Ok(OriginRequestPolicyData {
        arn: cx.arn_of("cloudfront", "", cx.account(), &format!("origin-request-policy/{id}")),
        comment: config.comment,
        cookies_config: cookies.into_iter().collect(),
        etag: told.e_tag.unwrap_or_default(),
        headers_config: headers.into_iter().collect(),
        id: Some(id),
        name: Some(config.name),
        query_strings_config: queries.into_iter().collect(),
    })
}
