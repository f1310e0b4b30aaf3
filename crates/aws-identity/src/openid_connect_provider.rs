//! `aws_iam_openid_connect_provider`

use crate::iam::{iam, is_ours, tag_list, tags};
use aws_sdk_iam::operation::get_open_id_connect_provider::GetOpenIdConnectProviderOutput;
use provision_aws_core::prelude::*;

/// Somebody outside of AWS whose word on who is who roles can take. (IAM CreateOpenIDConnectProvider)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_openid_connect_provider", tags, seconds(1, 1))]
pub struct OpenIdConnectProvider {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Whom its tokens may be meant for.
    #[attr(required)]
    pub client_id_list: Set<String>,
    /// Fingerprints of the certificates that it may show.
    #[attr(optional, computed)]
    pub thumbprint_list: Vec<String>,
    /// Its address. AWS tells it without `https://`.
    #[attr(required, replace, equal_by = same_address, as_told, validate = is_address)]
    pub url: String,
}

/// The scheme goes without saying.
fn same_address(a: &str, b: &str) -> bool {
    bare(a) == bare(b)
}

fn bare(url: &str) -> &str {
    url.strip_prefix("https://").unwrap_or(url)
}

fn is_address(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(url) if !url.starts_with("https://") || url.len() > 255 => {
            Err("must begin with https:// and have at most 255 characters".into())
        }
        Some(url) if url.contains('?') => Err("must have no query".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for OpenIdConnectProvider {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let thumbprints = Some(planned.thumbprint_list.clone()).filter(|t| !t.is_empty());
        let made = iam(cx)
            .create_open_id_connect_provider()
            .url(&planned.url)
            .set_client_id_list(Some(planned.client_id_list.to_vec()))
            .set_thumbprint_list(thumbprints)
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(made.open_id_connect_provider_arn)
    }

    /// AWS's list tells ARNs only.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(told(cx, &req.key).await?.map(|t| found(&req.key, t))) }).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, arn, from, to) = (iam(cx), &change.from.id, change.from, change.to);
        // AWS takes one at least: what it found by itself cannot be taken back.
        if change.changed("thumbprint_list") && !to.thumbprint_list.is_empty() {
            let call = client.update_open_id_connect_provider_thumbprint().open_id_connect_provider_arn(arn);
            call.set_thumbprint_list(Some(to.thumbprint_list.clone())).send().await?;
        }
        for id in to.client_id_list.minus(&from.client_id_list) {
            let call = client.add_client_id_to_open_id_connect_provider().open_id_connect_provider_arn(arn);
            call.client_id(id).send().await?;
        }
        for id in from.client_id_list.minus(&to.client_id_list) {
            let call =
                client.remove_client_id_from_open_id_connect_provider().open_id_connect_provider_arn(arn);
            call.client_id(id).send().await?;
        }
        if !change.tags.remove.is_empty() {
            let call = client.untag_open_id_connect_provider().open_id_connect_provider_arn(arn);
            call.set_tag_keys(Some(change.tags.remove.clone())).send().await?;
        }
        if !change.tags.set.is_empty() {
            let call = client.tag_open_id_connect_provider().open_id_connect_provider_arn(arn);
            call.set_tags(tag_list(&change.tags.set)?).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        iam(cx).delete_open_id_connect_provider().open_id_connect_provider_arn(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let address = bare(&planned.url).trim_end_matches('/');
        let arn = cx.arn_of("iam", "", cx.account(), &format!("oidc-provider/{address}"));
        let Some(told) = told(cx, &arn).await? else { return Ok(None) };
        Ok(is_ours(intent, &tags(told.tags.as_deref()), told.create_date.as_ref()).then_some(arn))
    }
}

async fn told(cx: &Cx, arn: &str) -> Result<Option<GetOpenIdConnectProviderOutput>, Error> {
    there(iam(cx).get_open_id_connect_provider().open_id_connect_provider_arn(arn).send().await)
}

fn found(arn: &str, told: GetOpenIdConnectProviderOutput) -> Found<OpenIdConnectProvider> {
    let tags = tags(told.tags.as_deref());
    let value = OpenIdConnectProvider {
        id: arn.to_owned(),
        arn: arn.to_owned(),
        client_id_list: told.client_id_list.into_iter().flatten().collect(),
        thumbprint_list: told.thumbprint_list.unwrap_or_default(),
        url: told.url.unwrap_or_default(),
    };
    Found::ready(value).tagged(tags)
}
