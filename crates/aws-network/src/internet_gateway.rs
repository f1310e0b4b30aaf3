//! `aws_internet_gateway`

use crate::ec2::{ec2, filtered, keys, ours, owned, retag, tag_spec, tags};
use aws_sdk_ec2::types;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// The way from a VPC to the internet. (EC2 CreateInternetGateway, AttachInternetGateway)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_internet_gateway", tags, timeouts(create, update, delete), seconds(1, 2))]
pub struct InternetGateway {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that owns it.
    #[attr(computed)]
    pub owner_id: String,
    /// The VPC it is attached to.
    #[attr(optional, computed)]
    pub vpc_id: Option<String>,
}

#[async_trait]
impl Resource for InternetGateway {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(20 * 60),
        update: Duration::from_secs(20 * 60),
        delete: Duration::from_secs(20 * 60),
        ..Waits::QUICK
    };

    async fn create(cx: &Cx, _: &Self, step: &Step) -> Result<Created, Error> {
        let tags = tag_spec(types::ResourceType::InternetGateway, step);
        let made = ec2(cx).create_internet_gateway().set_tag_specifications(tags).send().await?;
        Created::new(made.internet_gateway.and_then(|g| g.internet_gateway_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let call =
            |f| ec2(cx).describe_internet_gateways().filters(f).into_paginator().items().send().try_collect();
        let gateways = filtered("internet-gateway-id", keys(reqs), call).await;
        let found = gateways
            .map(|all| all.into_iter().map(|g| found(cx, g)).map(|f| (f.value.id.clone(), f)).collect());
        answers(reqs, found)
    }

    /// Attached to nothing.
    fn just_made(_: &Self, key: &str, step: &Step) -> Option<Found<Self>> {
        let value = InternetGateway { id: key.to_owned(), ..Self::default() };
        Some(Found::ready(value).tagged(step.tags.clone()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        if change.changed("vpc_id") {
            if let Some(vpc) = text(&change.from.vpc_id) {
                let in_use = |e: &Error| e.class == Class::Dependency;
                cx.retry(step.limit(), in_use, || detach(cx, &change.from.id, &vpc)).await?;
            }
            if let Some(vpc) = text(&change.to.vpc_id) {
                let call = ec2(cx).attach_internet_gateway().internet_gateway_id(&change.to.id).vpc_id(vpc);
                cx.until_known(&["InvalidInternetGatewayID.NotFound", "InvalidVpcID.NotFound"], || {
                    call.clone().send()
                })
                .await?;
            }
        }
        retag(cx, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if let Some(vpc) = text(&prior.vpc_id) {
            detach(cx, &prior.id, &vpc).await?;
        }
        ec2(cx).delete_internet_gateway().internet_gateway_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let found = ec2(cx).describe_internet_gateways().set_filters(Some(filters)).send().await?;
        Ok(ours(intent, found.internet_gateways(), |g| g.tags.as_ref())
            .and_then(|g| g.internet_gateway_id.clone()))
    }
}

fn found(cx: &Cx, gateway: types::InternetGateway) -> Found<InternetGateway> {
    let attachment = gateway.attachments().first();
    // AWS says "available" of an attached internet gateway.
    let state = attachment.and_then(|a| a.state.as_ref()).map_or("available", |s| s.as_str());
    let status = Status::of(state, &["available", "attached"], &[]);
    let vpc_id = attachment.and_then(|a| a.vpc_id.clone());
    let id = gateway.internet_gateway_id.unwrap_or_default();
    let owner_id = gateway.owner_id.unwrap_or_default();
    let arn = cx.arn_of("ec2", cx.region(), &owner_id, &format!("internet-gateway/{id}"));
    Found::ready(InternetGateway { id, arn, owner_id, vpc_id })
        .tagged(tags(gateway.tags.as_ref()))
        .status(status)
}

/// Detaches; not attached is as good. Refused while public addresses in the VPC are in use.
async fn detach(cx: &Cx, id: &str, vpc: &str) -> Result<(), Error> {
    match ec2(cx)
        .detach_internet_gateway()
        .internet_gateway_id(id)
        .vpc_id(vpc)
        .send()
        .await
        .map_err(Error::from)
    {
        Err(e) if e.is(&["Gateway.NotAttached"]) => Ok(()),
        other => other.map(|_| ()),
    }
}
