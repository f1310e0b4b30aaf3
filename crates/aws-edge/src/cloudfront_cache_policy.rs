//! `aws_cloudfront_cache_policy`

use crate::cloudfront::{Listed, cloudfront, locate, quantity, read, with_etag};
use crate::cloudfront_names::Names;
use aws_sdk_cloudfront::types::{
    CachePolicyConfig, CachePolicyCookiesConfig, CachePolicyHeadersConfig, CachePolicyQueryStringsConfig,
    CachePolicyType, CookieNames, Headers, ParametersInCacheKeyAndForwardedToOrigin, QueryStringNames,
};
use provision_aws_core::prelude::*;

/// How long CloudFront keeps what, and what it tells answers apart by. (CloudFront CreateCachePolicy, UpdateCachePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudfront_cache_policy", seconds(2, 2))]
pub struct CachePolicy {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional)]
    pub comment: Option<String>,
    /// Seconds that an answer is kept that does not say how long.
    #[attr(optional, default = 86_400)]
    pub default_ttl: Option<i64>,
    /// Its version.
    #[attr(computed)]
    pub etag: String,
    /// Most seconds that an answer is kept.
    #[attr(optional, default = 31_536_000)]
    pub max_ttl: Option<i64>,
    /// Least seconds that an answer is kept.
    #[attr(optional)]
    pub min_ttl: Option<i64>,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// What answers are told apart by.
    #[block(list, min = 1, max = 1)]
    pub parameters_in_cache_key_and_forwarded_to_origin: Option<Parameters>,
}

/// What answers are told apart by; the origin gets it too.
#[derive(Nested, Clone, Default)]
pub struct Parameters {
    /// Cookies.
    #[block(list, min = 1, max = 1)]
    pub cookies_config: Option<CookiesConfig>,
    /// Whether Brotli is asked for.
    #[attr(optional)]
    pub enable_accept_encoding_brotli: Option<bool>,
    /// Whether gzip is asked for.
    #[attr(optional)]
    pub enable_accept_encoding_gzip: Option<bool>,
    /// Headers.
    #[block(list, min = 1, max = 1)]
    pub headers_config: Option<HeadersConfig>,
    /// Arguments of the query.
    #[block(list, min = 1, max = 1)]
    pub query_strings_config: Option<QueryStringsConfig>,
}

/// Cookies.
#[derive(Nested, Clone, Default)]
pub struct CookiesConfig {
    /// Which.
    #[attr(required, one_of("none", "whitelist", "allExcept", "all"))]
    pub cookie_behavior: String,
    /// Their names.
    #[block(list, max = 1)]
    pub cookies: Option<Names>,
}

/// Headers.
#[derive(Nested, Clone, Default)]
pub struct HeadersConfig {
    /// Which.
    #[attr(optional, one_of("none", "whitelist"))]
    pub header_behavior: Option<String>,
    /// Their names.
    #[block(list, max = 1)]
    pub headers: Option<Names>,
}

/// Arguments of the query.
#[derive(Nested, Clone, Default)]
pub struct QueryStringsConfig {
    /// Which.
    #[attr(required, one_of("none", "whitelist", "allExcept", "all"))]
    pub query_string_behavior: String,
    /// Their names.
    #[block(list, max = 1)]
    pub query_strings: Option<Names>,
}

#[async_trait]
impl Resource for CachePolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = cloudfront(cx).create_cache_policy().cache_policy_config(planned.config()?);
        Created::new(call.send().await?.cache_policy.map(|policy| policy.id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        read(cx, reqs).await
    }

    /// All of it, since what is left out is taken away.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (to, config) = (change.to, change.to.config()?);
        let put = |etag: String| {
            let call = cloudfront(cx).update_cache_policy().id(&to.id).if_match(etag);
            call.cache_policy_config(config.clone()).send()
        };
        with_etag(&change.from.etag, put, || etag(cx, &to.id)).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let delete = |etag: String| cloudfront(cx).delete_cache_policy().id(&prior.id).if_match(etag).send();
        with_etag(&prior.etag, delete, || etag(cx, &prior.id)).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        locate(cx, planned, intent).await
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone()).filter(|name| !name.is_empty())
    }
}

#[async_trait]
impl Listed for CachePolicy {
    async fn all(cx: &Cx) -> Result<Vec<Self>, Error> {
        listed(cx, Some(CachePolicyType::Custom)).await
    }

    /// (CloudFront GetCachePolicy)
    async fn one(cx: &Cx, id: &str) -> Result<Option<Self>, Error> {
        let Some(told) = there(cloudfront(cx).get_cache_policy().id(id).send().await)? else {
            return Ok(None);
        };
        let config = told.cache_policy.and_then(|policy| policy.cache_policy_config);
        let config = config.ok_or_else(|| Error::incomplete("a configuration"))?;
        Ok(Some(found(cx, id, config).versioned(&told.e_tag.unwrap_or_default())))
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn etag(&self) -> &str {
        &self.etag
    }

    fn versioned(self, etag: &str) -> Self {
        CachePolicy { etag: etag.to_owned(), ..self }
    }
}

/// The policies of a kind, AWS's own too where none is named. (CloudFront ListCachePolicies)
pub async fn listed(cx: &Cx, kind: Option<CachePolicyType>) -> Result<Vec<CachePolicy>, Error> {
    let call = cloudfront(cx).list_cache_policies().set_type(kind).max_items(crate::cloudfront::PAGE);
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let Some(page) = call.clone().set_marker(marker).send().await?.cache_policy_list else {
            return Ok(all);
        };
        for policy in page.items.unwrap_or_default().into_iter().filter_map(|summary| summary.cache_policy) {
            if let Some(config) = policy.cache_policy_config {
                all.push(found(cx, &policy.id, config));
            }
        }
        marker = page.next_marker.filter(|m| !m.is_empty());
        if marker.is_none() {
            return Ok(all);
        }
    }
}

async fn etag(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    Ok(CachePolicy::one(cx, id).await?.map(|policy| policy.etag))
}

impl CachePolicy {
    fn config(&self) -> Result<CachePolicyConfig, Error> {
        let parameters = &self.parameters_in_cache_key_and_forwarded_to_origin;
        Ok(CachePolicyConfig::builder()
            .name(&self.name)
            .set_comment(text(&self.comment))
            .default_ttl(self.default_ttl.unwrap_or_default())
            .max_ttl(self.max_ttl.unwrap_or_default())
            .min_ttl(self.min_ttl.unwrap_or_default())
            .set_parameters_in_cache_key_and_forwarded_to_origin(
                parameters.as_ref().map(Parameters::request).transpose()?,
            )
            .build()?)
    }
}

impl Parameters {
    fn request(&self) -> Result<ParametersInCacheKeyAndForwardedToOrigin, Error> {
        Ok(ParametersInCacheKeyAndForwardedToOrigin::builder()
            .enable_accept_encoding_brotli(self.enable_accept_encoding_brotli == Some(true))
            .enable_accept_encoding_gzip(self.enable_accept_encoding_gzip == Some(true))
            .set_cookies_config(self.cookies_config.as_ref().map(CookiesConfig::request).transpose()?)
            .set_headers_config(self.headers_config.as_ref().map(HeadersConfig::request).transpose()?)
            .set_query_strings_config(
                self.query_strings_config.as_ref().map(QueryStringsConfig::request).transpose()?,
            )
            .build()?)
    }

    fn told(told: ParametersInCacheKeyAndForwardedToOrigin) -> Parameters {
        Parameters {
            cookies_config: told.cookies_config.map(|c| CookiesConfig {
                cookie_behavior: c.cookie_behavior.as_str().to_owned(),
                cookies: Names::told(c.cookies.and_then(|names| names.items)),
            }),
            enable_accept_encoding_brotli: told.enable_accept_encoding_brotli,
            enable_accept_encoding_gzip: Some(told.enable_accept_encoding_gzip),
            headers_config: told.headers_config.map(|h| HeadersConfig {
                header_behavior: Some(h.header_behavior.as_str().to_owned()),
                headers: Names::told(h.headers.and_then(|names| names.items)),
            }),
            query_strings_config: told.query_strings_config.map(|q| QueryStringsConfig {
                query_string_behavior: q.query_string_behavior.as_str().to_owned(),
                query_strings: Names::told(q.query_strings.and_then(|names| names.items)),
            }),
        }
    }
}

impl CookiesConfig {
    fn request(&self) -> Result<CachePolicyCookiesConfig, Error> {
        let names = |n: &Names| {
            CookieNames::builder().quantity(quantity(&n.items)).set_items(given(&n.items)).build()
        };
        Ok(CachePolicyCookiesConfig::builder()
            .cookie_behavior(self.cookie_behavior.as_str().into())
            .set_cookies(self.cookies.as_ref().map(names).transpose()?)
            .build()?)
    }
}

impl HeadersConfig {
    fn request(&self) -> Result<CachePolicyHeadersConfig, Error> {
        let names =
            |n: &Names| Headers::builder().quantity(quantity(&n.items)).set_items(given(&n.items)).build();
        Ok(CachePolicyHeadersConfig::builder()
            .header_behavior(text(&self.header_behavior).as_deref().unwrap_or("none").into())
            .set_headers(self.headers.as_ref().map(names).transpose()?)
            .build()?)
    }
}

impl QueryStringsConfig {
    fn request(&self) -> Result<CachePolicyQueryStringsConfig, Error> {
        let names = |n: &Names| {
            QueryStringNames::builder().quantity(quantity(&n.items)).set_items(given(&n.items)).build()
        };
        Ok(CachePolicyQueryStringsConfig::builder()
            .query_string_behavior(self.query_string_behavior.as_str().into())
            .set_query_strings(self.query_strings.as_ref().map(names).transpose()?)
            .build()?)
    }
}

fn found(cx: &Cx, id: &str, told: CachePolicyConfig) -> CachePolicy {
    CachePolicy {
        id: id.to_owned(),
        arn: cx.arn_of("cloudfront", "", cx.account(), &format!("cache-policy/{id}")),
        comment: told.comment,
        default_ttl: told.default_ttl,
        etag: String::new(),
        max_ttl: told.max_ttl,
        min_ttl: Some(told.min_ttl),
        name: told.name,
        parameters_in_cache_key_and_forwarded_to_origin: told
            .parameters_in_cache_key_and_forwarded_to_origin
            .map(Parameters::told),
    }
}
