//! `aws_cloudfront_origin_access_control`

use crate::cloudfront::{Listed, cloudfront, locate, read, with_etag};
use aws_sdk_cloudfront::types::{OriginAccessControlConfig, OriginAccessControlSummary};
use provision_aws_core::prelude::*;

/// How CloudFront shows an origin who it is. (CloudFront CreateOriginAccessControl, UpdateOriginAccessControl)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudfront_origin_access_control", seconds(2, 2))]
pub struct OriginAccessControl {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, default = "Managed by Terraform", length(0, 256))]
    pub description: Option<String>,
    /// Its version.
    #[attr(computed)]
    pub etag: String,
    /// Its name.
    #[attr(required, length(1, 64))]
    pub name: String,
    /// What kind of origin it is for.
    #[attr(required, one_of("s3", "mediastore", "mediapackagev2", "lambda"))]
    pub origin_access_control_origin_type: String,
    /// Which requests are signed.
    #[attr(required, one_of("never", "always", "no-override"))]
    pub signing_behavior: String,
    /// How they are signed.
    #[attr(required, one_of("sigv4"))]
    pub signing_protocol: String,
}

#[async_trait]
impl Resource for OriginAccessControl {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = cloudfront(cx).create_origin_access_control();
        let made = call.origin_access_control_config(planned.config()?).send().await?;
        Created::new(made.origin_access_control.map(|control| control.id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        read(cx, reqs).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (to, config) = (change.to, change.to.config()?);
        let put = |etag: String| {
            let call = cloudfront(cx).update_origin_access_control().id(&to.id).if_match(etag);
            call.origin_access_control_config(config.clone()).send()
        };
        with_etag(&change.from.etag, put, || etag(cx, &to.id)).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let delete =
            |etag: String| cloudfront(cx).delete_origin_access_control().id(&prior.id).if_match(etag).send();
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
impl Listed for OriginAccessControl {
    /// (CloudFront ListOriginAccessControls)
    async fn all(cx: &Cx) -> Result<Vec<Self>, Error> {
        let call = cloudfront(cx).list_origin_access_controls().max_items(crate::cloudfront::PAGE);
        let (mut all, mut marker) = (Vec::new(), None);
        loop {
            let Some(page) = call.clone().set_marker(marker).send().await?.origin_access_control_list else {
                return Ok(all);
            };
            all.extend(page.items.unwrap_or_default().iter().map(|told| summarised(cx, told)));
            marker = page.next_marker.filter(|m| !m.is_empty());
            if marker.is_none() {
                return Ok(all);
            }
        }
    }

    /// (CloudFront GetOriginAccessControl)
    async fn one(cx: &Cx, id: &str) -> Result<Option<Self>, Error> {
        let Some(told) = there(cloudfront(cx).get_origin_access_control().id(id).send().await)? else {
            return Ok(None);
        };
        let config = told.origin_access_control.and_then(|c| c.origin_access_control_config);
        let config = config.ok_or_else(|| Error::incomplete("a configuration"))?;
        Ok(Some(OriginAccessControl {
            id: id.to_owned(),
            arn: arn(cx, id),
            description: config.description,
            etag: told.e_tag.unwrap_or_default(),
            name: config.name,
            origin_access_control_origin_type: config.origin_access_control_origin_type.as_str().to_owned(),
            signing_behavior: config.signing_behavior.as_str().to_owned(),
            signing_protocol: config.signing_protocol.as_str().to_owned(),
        }))
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn etag(&self) -> &str {
        &self.etag
    }

    fn versioned(self, etag: &str) -> Self {
        OriginAccessControl { etag: etag.to_owned(), ..self }
    }
}

impl OriginAccessControl {
    fn config(&self) -> Result<OriginAccessControlConfig, Error> {
        Ok(OriginAccessControlConfig::builder()
            .name(&self.name)
            .description(self.description.clone().unwrap_or_default())
            .origin_access_control_origin_type(self.origin_access_control_origin_type.as_str().into())
            .signing_behavior(self.signing_behavior.as_str().into())
            .signing_protocol(self.signing_protocol.as_str().into())
            .build()?)
    }
}

fn arn(cx: &Cx, id: &str) -> String {
    cx.arn_of("cloudfront", "", cx.account(), &format!("origin-access-control/{id}"))
}

async fn etag(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    Ok(OriginAccessControl::one(cx, id).await?.map(|control| control.etag))
}

fn summarised(cx: &Cx, told: &OriginAccessControlSummary) -> OriginAccessControl {
    OriginAccessControl {
        id: told.id.clone(),
        arn: arn(cx, &told.id),
        description: Some(told.description.clone()),
        etag: String::new(),
        name: told.name.clone(),
        origin_access_control_origin_type: told.origin_access_control_origin_type.as_str().to_owned(),
        signing_behavior: told.signing_behavior.as_str().to_owned(),
        signing_protocol: told.signing_protocol.as_str().to_owned(),
    }
}
