//! `aws_codepipeline_webhook`

use crate::codepipeline::{codepipeline, retag, tag_list, told_tags};
use crate::words::words;
use aws_sdk_codepipeline::types;
use provision_aws_core::prelude::*;

/// What a pipeline hears of from where its source is hosted. (CodePipeline PutWebhook)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codepipeline_webhook", tags, seconds(1, 1))]
pub struct Webhook {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How who calls proves who it is: `GITHUB_HMAC`, `IP` or `UNAUTHENTICATED`.
    #[attr(required, replace, validate = authentication)]
    pub authentication: String,
    /// What that is proved with.
    #[block(list, max = 1, replace)]
    pub authentication_configuration: Option<Proof>,
    /// What a call has to say, to start the pipeline.
    #[block(set, min = 1, max = 5)]
    pub filter: Set<Filter>,
    /// Its name.
    #[attr(required, replace, length(1, 100))]
    pub name: String,
    /// The action that is started.
    #[attr(required, replace)]
    pub target_action: String,
    /// The pipeline.
    #[attr(required, replace)]
    pub target_pipeline: String,
    /// Where it is called.
    #[attr(computed)]
    pub url: String,
}

/// What who calls proves itself with.
#[derive(Nested, Clone, Default)]
pub struct Proof {
    /// Where calls come from.
    #[attr(optional, replace, cidr)]
    pub allowed_ip_range: Option<String>,
    /// What calls are signed with.
    #[attr(optional, replace, sensitive, length(1, 100))]
    pub secret_token: Option<String>,
}

/// What a call has to say.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Where.
    #[attr(required, length(1, 150))]
    pub json_path: String,
    /// What.
    #[attr(required, length(1, 150))]
    pub match_equals: String,
}

words! {
    /// Checks `authentication`.
    authentication: types::WebhookAuthenticationType,
}

/// Webhooks that a page holds.
const PAGE: i32 = 60;

#[async_trait]
impl Resource for Webhook {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = codepipeline(cx).put_webhook().webhook(planned.definition()?);
        let made = call.set_tags(tag_list(&step.tags)?).send().await?;
        Created::new(made.webhook.and_then(|w| w.arn))
    }

    /// All are listed with their tags. One that is looked for before it is made is known by its name.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = |all: Vec<types::ListWebhookItem>| {
            let keys = |found: Found<Self>| {
                let (arn, name) = (found.value.arn.clone(), found.value.name.clone());
                [(arn, found.clone()), (name, found)]
            };
            all.into_iter().filter_map(told).flat_map(keys).collect()
        };
        let found: Result<HashMap<Key, Found<Self>>, Error> = webhooks(cx).await.map(found);
        // A secret may be told as asterisks: then it stays as it is held.
        let kept = found.map(|mut found| {
            for req in reqs {
                let held =
                    req.prior.authentication_configuration.as_ref().and_then(|p| text(&p.secret_token));
                let told =
                    found.get_mut(&req.key).and_then(|f| f.value.authentication_configuration.as_mut());
                let hidden = |p: &&mut Proof| p.secret_token.iter().all(|t| t.bytes().all(|b| b == b'*'));
                if let (Some(held), Some(told)) = (held, told.filter(hidden)) {
                    told.secret_token = Some(held);
                }
            }
            found
        });
        answers(reqs, kept)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if !change.names.iter().all(|n| n.starts_with("tags")) {
            codepipeline(cx).put_webhook().webhook(change.to.definition()?).send().await?;
        }
        retag(cx, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codepipeline(cx).delete_webhook().name(&prior.name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = webhooks(cx).await?.into_iter().filter_map(told).find(|f| f.value.name == planned.name);
        let ours = found.filter(|f| intent.absent || carries(intent, &f.tags));
        Ok(ours.map(|f| f.value.arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Webhook {
    fn definition(&self) -> Result<types::WebhookDefinition, Error> {
        let filter = |f: &Filter| {
            types::WebhookFilterRule::builder().json_path(&f.json_path).match_equals(&f.match_equals).build()
        };
        let proof = self.authentication_configuration.clone().unwrap_or_default();
        let by = |kind: types::WebhookAuthenticationType| self.authentication == kind.as_str();
        let proof = types::WebhookAuthConfiguration::builder()
            .set_allowed_ip_range(proof.allowed_ip_range.filter(|_| by(types::WebhookAuthenticationType::Ip)))
            .set_secret_token(proof.secret_token.filter(|_| by(types::WebhookAuthenticationType::GithubHmac)))
            .build();
        let definition = types::WebhookDefinition::builder()
            .authentication(self.authentication.as_str().into())
            .authentication_configuration(proof)
            .set_filters(Some(self.filter.iter().map(filter).collect::<Result<Vec<_>, _>>()?))
            .name(&self.name)
            .target_action(&self.target_action)
            .target_pipeline(&self.target_pipeline);
        Ok(definition.build()?)
    }
}

/// All of the account and the region. (CodePipeline ListWebhooks)
async fn webhooks(cx: &Cx) -> Result<Vec<types::ListWebhookItem>, Error> {
    let pages = codepipeline(cx).list_webhooks().max_results(PAGE).into_paginator().items().send();
    Ok(pages.try_collect().await?)
}

fn told(told: types::ListWebhookItem) -> Option<Found<Webhook>> {
    let (arn, about) = (told.arn?, told.definition?);
    let proof = about
        .authentication_configuration
        .map(|p| Proof { allowed_ip_range: p.allowed_ip_range, secret_token: p.secret_token });
    let filter = |f: types::WebhookFilterRule| Filter {
        json_path: f.json_path,
        match_equals: f.match_equals.unwrap_or_default(),
    };
    let webhook = Webhook {
        id: arn.clone(),
        arn,
        authentication: about.authentication.as_str().to_owned(),
        authentication_configuration: proof
            .filter(|p| p.allowed_ip_range.is_some() || p.secret_token.is_some()),
        filter: about.filters.into_iter().map(filter).collect(),
        name: about.name,
        target_action: about.target_action,
        target_pipeline: about.target_pipeline,
        url: told.url,
    };
    Some(Found::ready(webhook).tagged(told_tags(told.tags)))
}
