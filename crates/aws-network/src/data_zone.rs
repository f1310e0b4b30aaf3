//! `data.aws_route53_zone`

use crate::route53::{domain, name_zone, route53, told_domain, zone_id, zone_tags};
use crate::zone::name_servers;
use aws_sdk_route53::types::{HostedZone, VpcRegion};
use provision_aws_core::prelude::*;

/// A zone that is there already: by its id, or by name, kind, VPC and tags. (Route 53 GetHostedZone, ListHostedZonesByName)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_route53_zone")]
pub struct ZoneData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it was made with.
    #[attr(computed)]
    pub caller_reference: String,
    /// The note.
    #[attr(computed)]
    pub comment: String,
    /// Why a service of AWS made it.
    #[attr(computed, unset = "null")]
    pub linked_service_description: Option<String>,
    /// The service of AWS that made it.
    #[attr(computed, unset = "null")]
    pub linked_service_principal: Option<String>,
    /// The domain.
    #[attr(optional, computed, equal_by = trailing_dot)]
    pub name: Option<String>,
    /// Its name servers, sorted.
    #[attr(computed)]
    pub name_servers: Vec<String>,
    /// The first of its name servers.
    #[attr(computed)]
    pub primary_name_server: String,
    /// It is for VPCs.
    #[attr(optional, default = false)]
    pub private_zone: Option<bool>,
    /// Number of its records.
    #[attr(computed)]
    pub resource_record_set_count: i64,
    /// Its tags; those given must be among them.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// A VPC that it answers.
    #[attr(optional, computed, unset = "null", conflicts("zone_id"))]
    pub vpc_id: Option<String>,
    /// Its id.
    #[attr(optional, computed)]
    pub zone_id: Option<String>,
}

#[async_trait]
impl DataSource for ZoneData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 2, |config| read_one(cx, config)).await
    }
}

async fn read_one(cx: &Cx, config: &ZoneData) -> Result<ZoneData, Error> {
    let id = match text(&config.zone_id) {
        Some(id) => zone_id(&id).to_owned(),
        None => search(cx, config).await?,
    };
    let told = route53(cx).get_hosted_zone().id(&id).send().await?;
    let zone = told.hosted_zone.ok_or_else(|| Error::incomplete("a zone"))?;
    name_zone(cx, &id, &zone.name);
    let tags = zone_tags(cx, std::slice::from_ref(&id)).await?.remove(&id).unwrap_or_default();
    let private = zone.config.as_ref().is_some_and(|c| c.private_zone);
    let mut servers = match private {
        true => name_servers(cx, &id, &zone.name).await?,
        false => told.delegation_set.map(|s| s.name_servers).unwrap_or_default(),
    };
    let primary = servers.first().cloned().unwrap_or_default();
    servers.sort();
    let linked = zone.linked_service.as_ref();
    Ok(ZoneData {
        arn: cx.arn_of("route53", "", "", &format!("hostedzone/{id}")),
        caller_reference: zone.caller_reference.clone(),
        comment: zone.config.as_ref().and_then(|c| c.comment.clone()).unwrap_or_default(),
        linked_service_description: linked.and_then(|l| l.description.clone()),
        linked_service_principal: linked.and_then(|l| l.service_principal.clone()),
        name: Some(told_domain(&zone.name)),
        name_servers: servers,
        primary_name_server: primary,
        private_zone: Some(private),
        resource_record_set_count: zone.resource_record_set_count.unwrap_or_default(),
        tags,
        vpc_id: config.vpc_id.clone(),
        zone_id: Some(id.clone()),
        id,
    })
}

/// The one zone that is like the configuration.
async fn search(cx: &Cx, config: &ZoneData) -> Result<String, Error> {
    let name = text(&config.name).map(|n| domain(&n));
    if name.is_none() && config.tags.is_empty() && text(&config.vpc_id).is_none() {
        let message = "A zone is looked for by `zone_id`, `name`, `tags` or `vpc_id`, and none is given.";
        return Err(Error::new(Class::Validation, message));
    }
    let private = config.private_zone == Some(true) || text(&config.vpc_id).is_some();
    let kind = |z: &HostedZone| z.config.as_ref().is_some_and(|c| c.private_zone) == private;
    let zones = match &name {
        Some(name) => by_name(cx, name).await?,
        None => route53(cx).list_hosted_zones().into_paginator().items().send().try_collect().await?,
    };
    let mut ids: Vec<String> = zones.iter().filter(|z| kind(z)).map(|z| zone_id(&z.id).to_owned()).collect();
    if let Some(vpc) = text(&config.vpc_id) {
        let own = of_vpc(cx, &vpc).await?;
        ids.retain(|id| own.contains(id));
    }
    if !config.tags.is_empty() {
        let all = zone_tags(cx, &ids).await?;
        let has = |id: &String| {
            all.get(id).is_some_and(|tags| config.tags.iter().all(|(k, v)| tags.get(k) == Some(v)))
        };
        ids.retain(has);
    }
    let kind = if private { "private" } else { "public" };
    let named = name.map(|n| format!(" \"{n}\"")).unwrap_or_default();
    match ids.as_slice() {
        [id] => Ok(id.clone()),
        [] => Err(Error::new(Class::NotFound, format!("No {kind} zone{named} is like this."))
            .help("For a zone of VPCs set `private_zone = true`.")),
        many => {
            let message = format!("{} {kind} zones{named} are like this: {}.", many.len(), many.join(", "));
            Err(Error::new(Class::Validation, message)
                .help("Say which one with `zone_id`, `vpc_id` or `tags`."))
        }
    }
}

/// The zones of a name: a listing that begins there.
async fn by_name(cx: &Cx, name: &str) -> Result<Vec<HostedZone>, Error> {
    let mut found = Vec::new();
    let mut call = route53(cx).list_hosted_zones_by_name().dns_name(name);
    loop {
        let page = call.send().await?;
        let count = page.hosted_zones.len();
        let own = page.hosted_zones.into_iter().filter(|z| told_domain(&z.name) == name);
        let before = found.len();
        found.extend(own);
        if !page.is_truncated || found.len() - before < count {
            return Ok(found);
        }
        let (next, id) = (page.next_dns_name, page.next_hosted_zone_id);
        call = route53(cx).list_hosted_zones_by_name().set_dns_name(next).set_hosted_zone_id(id);
    }
}

/// The zones that answer a VPC of this region.
async fn of_vpc(cx: &Cx, vpc: &str) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    let mut token = None;
    loop {
        let page = route53(cx)
            .list_hosted_zones_by_vpc()
            .vpc_id(vpc)
            .vpc_region(VpcRegion::from(cx.region()))
            .set_next_token(token)
            .send()
            .await?;
        ids.extend(page.hosted_zone_summaries.into_iter().map(|s| zone_id(&s.hosted_zone_id).to_owned()));
        token = page.next_token;
        if token.is_none() {
            return Ok(ids);
        }
    }
}
