//! `aws_cloudfront_response_headers_policy`

use crate::cloudfront::{Listed, cloudfront, locate, read, with_etag};
use crate::cloudfront_response_headers::{
    Cors, CustomHeaders, RemovedHeaders, SecurityHeaders, ServerTiming,
};
use aws_sdk_cloudfront::types::{ResponseHeadersPolicyConfig, ResponseHeadersPolicyType};
use provision_aws_core::prelude::*;

/// Headers that CloudFront puts into answers and takes out. (CloudFront CreateResponseHeadersPolicy, UpdateResponseHeadersPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudfront_response_headers_policy", seconds(2, 2))]
pub struct ResponseHeadersPolicy {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional)]
    pub comment: Option<String>,
    /// Who else may use answers.
    #[block(list, max = 1)]
    pub cors_config: Option<Cors>,
    /// Headers of one's own.
    #[block(list, max = 1)]
    pub custom_headers_config: Option<CustomHeaders>,
    /// Its version.
    #[attr(optional, computed)]
    pub etag: String,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Headers that are taken out.
    #[block(list, max = 1)]
    pub remove_headers_config: Option<RemovedHeaders>,
    /// Headers that make browsers careful.
    #[block(list, max = 1)]
    pub security_headers_config: Option<SecurityHeaders>,
    /// The header that tells what took how long.
    #[block(list, max = 1)]
    pub server_timing_headers_config: Option<ServerTiming>,
}

#[async_trait]
impl Resource for ResponseHeadersPolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = cloudfront(cx).create_response_headers_policy();
        let made = call.response_headers_policy_config(planned.config()?).send().await?;
        Created::new(made.response_headers_policy.map(|policy| policy.id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        read(cx, reqs).await
    }

    /// All of it, since what is left out is taken away.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (to, config) = (change.to, change.to.config()?);
        let put = |etag: String| {
            let call = cloudfront(cx).update_response_headers_policy().id(&to.id).if_match(etag);
            call.response_headers_policy_config(config.clone()).send()
        };
        with_etag(&change.from.etag, put, || etag(cx, &to.id)).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let delete = |etag: String| {
            cloudfront(cx).delete_response_headers_policy().id(&prior.id).if_match(etag).send()
        };
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
impl Listed for ResponseHeadersPolicy {
    async fn all(cx: &Cx) -> Result<Vec<Self>, Error> {
        listed(cx, Some(ResponseHeadersPolicyType::Custom)).await
    }

    /// (CloudFront GetResponseHeadersPolicy)
    async fn one(cx: &Cx, id: &str) -> Result<Option<Self>, Error> {
        let Some(told) = there(cloudfront(cx).get_response_headers_policy().id(id).send().await)? else {
            return Ok(None);
        };
        let config = told.response_headers_policy.and_then(|policy| policy.response_headers_policy_config);
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
        ResponseHeadersPolicy { etag: etag.to_owned(), ..self }
    }
}

/// The policies of a kind, AWS's own too where none is named. (CloudFront ListResponseHeadersPolicies)
pub async fn listed(
    cx: &Cx,
    kind: Option<ResponseHeadersPolicyType>,
) -> Result<Vec<ResponseHeadersPolicy>, Error> {
    let call = cloudfront(cx).list_response_headers_policies().set_type(kind);
    let call = call.max_items(crate::cloudfront::PAGE);
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let Some(page) = call.clone().set_marker(marker).send().await?.response_headers_policy_list else {
            return Ok(all);
        };
        for policy in page.items.unwrap_or_default().into_iter().filter_map(|s| s.response_headers_policy) {
            if let Some(config) = policy.response_headers_policy_config {
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
    Ok(ResponseHeadersPolicy::one(cx, id).await?.map(|policy| policy.etag))
}

impl ResponseHeadersPolicy {
    fn config(&self) -> Result<ResponseHeadersPolicyConfig, Error> {
        Ok(ResponseHeadersPolicyConfig::builder()
            .name(&self.name)
            .set_comment(text(&self.comment))
            .set_cors_config(self.cors_config.as_ref().map(Cors::request).transpose()?)
            .set_custom_headers_config(
                self.custom_headers_config.as_ref().map(CustomHeaders::request).transpose()?,
            )
            .set_remove_headers_config(
                self.remove_headers_config.as_ref().map(RemovedHeaders::request).transpose()?,
            )
            .set_security_headers_config(
                self.security_headers_config.as_ref().map(SecurityHeaders::request).transpose()?,
            )
            .set_server_timing_headers_config(
                self.server_timing_headers_config.as_ref().map(ServerTiming::request).transpose()?,
            )
            .build()?)
    }
}

fn found(cx: &Cx, id: &str, told: ResponseHeadersPolicyConfig) -> ResponseHeadersPolicy {
    ResponseHeadersPolicy {
        id: id.to_owned(),
        arn: cx.arn_of("cloudfront", "", cx.account(), &format!("response-headers-policy/{id}")),
        comment: told.comment,
        cors_config: told.cors_config.map(Cors::told),
        custom_headers_config: told.custom_headers_config.map(CustomHeaders::told),
        etag: String::new(),
        name: told.name,
        remove_headers_config: told.remove_headers_config.map(RemovedHeaders::told),
        security_headers_config: told.security_headers_config.map(SecurityHeaders::told),
        server_timing_headers_config: told.server_timing_headers_config.map(ServerTiming::told),
    }
}
