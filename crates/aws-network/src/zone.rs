//! `aws_route53_zone`

use crate::route53::{changing, domain, in_sync, name_zone, retag, route53, told_domain, zone_id, zone_tags};
use crate::zone_empty;
use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{self, HostedZone, HostedZoneConfig, RrType, VpcRegion};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;
use std::time::Duration;

/// A zone of DNS, public or for VPCs. (Route 53 CreateHostedZone)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_route53_zone", tags, timeouts(create, update, delete), seconds(35, 3))]
pub struct Zone {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// A note.
    #[attr(optional, default = "Managed by Terraform", length(0, 256))]
    pub comment: Option<String>,
    /// The set of name servers that it shares with other zones.
    #[attr(optional, replace, conflicts("vpc"), length(0, 32))]
    pub delegation_set_id: Option<String>,
    /// Its records are deleted with it.
    #[attr(optional, config_only, default = false)]
    pub force_destroy: Option<bool>,
    /// The domain.
    #[attr(required, replace, normalize = domain, length(1, 1024))]
    pub name: String,
    /// Its name servers, sorted.
    #[attr(computed)]
    pub name_servers: Vec<String>,
    /// The name server that its SOA record names.
    #[attr(computed)]
    pub primary_name_server: String,
    /// Its id.
    #[attr(computed)]
    pub zone_id: String,
    /// The VPCs that a private zone answers.
    #[block(set, conflicts("delegation_set_id"))]
    pub vpc: Set<ZoneVpc>,
}

/// A VPC that a private zone answers.
#[derive(Nested, Clone, Default)]
pub struct ZoneVpc {
    /// Its id.
    #[attr(required)]
    pub vpc_id: String,
    /// Its region.
    #[attr(optional, computed, no_identity)]
    pub vpc_region: Option<String>,
}

#[async_trait]
impl Resource for Zone {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(5),
        create: Duration::from_secs(30 * 60),
        update: Duration::from_secs(30 * 60),
        delete: Duration::from_secs(30 * 60),
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        // A private zone begins with one VPC; `update` adds the others.
        let first = planned.vpc.first().map(|v| vpc(cx, v));
        let comment = planned.comment.clone().unwrap_or_default();
        let made = route53(cx)
            .create_hosted_zone()
            .name(&planned.name)
            .caller_reference(&step.token)
            .hosted_zone_config(HostedZoneConfig::builder().comment(comment).build())
            .set_delegation_set_id(text(&planned.delegation_set_id))
            .set_vpc(first)
            .send()
            .await?;
        let id = made.hosted_zone.map(|z| zone_id(&z.id).to_owned());
        if let Some(id) = &id {
            changing(cx, id, made.change_info);
            name_zone(cx, id, &planned.name);
        }
        Created::new(id)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let listed = match Listed::read(cx, reqs).await {
            Ok(listed) => listed,
            Err(e) => return answers(reqs, Err(e)),
        };
        let mut found = each(reqs, 4, |req| read_one(cx, req, &listed)).await;
        let ready = |f: &&Found<Zone>| f.status == Status::Ready;
        let looked_at = reqs.iter().zip(&found).filter_map(|(req, told)| {
            told.as_ref().ok()?.as_ref().filter(ready).map(|f| (&f.value.arn, req))
        });
        let known = confirmed(cx, &looked_at.collect::<Vec<_>>()).await;
        let unknown =
            found.iter().flatten().flatten().filter(ready).filter(|f| !known.contains_key(&f.value.arn));
        let ids: Vec<String> = unknown.map(|f| f.value.id.clone()).collect();
        match zone_tags(cx, &ids).await {
            Ok(mut tags) => {
                for f in found.iter_mut().flatten().flatten() {
                    let told = known.get(&f.value.arn).cloned().or_else(|| tags.remove(&f.value.id));
                    f.tags = told.unwrap_or_default();
                }
                found
            }
            Err(e) => reqs.iter().map(|_| Err(e.clone())).collect(),
        }
    }

    /// Without tags, which its create call does not take. Of several VPCs it has the first.
    fn just_made(planned: &Self, key: &str, _: &Step) -> Option<Found<Self>> {
        let value = Zone { id: key.to_owned(), zone_id: key.to_owned(), ..planned.clone() };
        (planned.vpc.len() < 2).then(|| Found::ready(value))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        if change.changed("comment") {
            let comment = to.comment.clone().unwrap_or_default();
            route53(cx).update_hosted_zone_comment().id(&to.id).comment(comment).send().await?;
        }
        retag(cx, &to.id, &change.tags).await?;
        if change.changed("vpc") {
            // A private zone must not be without a VPC, so new ones come first.
            for added in minus(cx, &to.vpc, &from.vpc) {
                let call = route53(cx).associate_vpc_with_hosted_zone().hosted_zone_id(&to.id);
                changing(cx, &to.id, call.vpc(added).send().await?.change_info);
            }
            for gone in minus(cx, &from.vpc, &to.vpc) {
                let call = route53(cx).disassociate_vpc_from_hosted_zone().hosted_zone_id(&to.id);
                changing(cx, &to.id, call.vpc(gone).send().await?.change_info);
            }
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let delete = async || {
            let deleted = route53(cx).delete_hosted_zone().id(&prior.id).send().await;
            deleted.map(|_| ()).map_err(Error::from)
        };
        match delete().await {
            Err(e) if e.is(&["HostedZoneNotEmpty"]) && prior.force_destroy == Some(true) => {
                zone_empty::empty(cx, &prior.id, &prior.name, step).await?;
                delete().await
            }
            Err(e) if e.is(&["HostedZoneNotEmpty"]) => Err(e.with_class(Class::Other).help(
                "Delete its records, or set `force_destroy = true` and apply before the zone is destroyed: \
                 then they go with it.",
            )),
            other => other,
        }
    }

    /// The caller reference of a zone is the token of the step that made it; after the state was lost its tags tell it.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if intent.is_of_any_run() {
            return locate_by_tags(cx, planned, intent).await;
        }
        let mut zones = route53(cx).list_hosted_zones().into_paginator().items().send();
        while let Some(zone) = zones.next().await {
            let zone = zone?;
            if zone.caller_reference == intent.token {
                return Ok(Some(zone_id(&zone.id).to_owned()));
            }
        }
        Ok(None)
    }
}

/// The zone of the name and kind that carries the ownership tags.
async fn locate_by_tags(cx: &Cx, planned: &Zone, intent: &Intent) -> Result<Option<Key>, Error> {
    let all: Vec<HostedZone> =
        route53(cx).list_hosted_zones().into_paginator().items().send().try_collect().await?;
    let is_private = |zone: &HostedZone| zone.config.as_ref().is_some_and(|c| c.private_zone);
    let alike = |zone: &HostedZone| {
        told_domain(&zone.name) == domain(&planned.name) && is_private(zone) != planned.vpc.is_empty()
    };
    let ids: Vec<Key> = all.into_iter().filter(alike).map(|zone| zone_id(&zone.id).to_owned()).collect();
    let tags = zone_tags(cx, &ids).await?;
    Ok(ids.into_iter().find(|id| tags.get(id).is_some_and(|tags| carries(intent, tags))))
}

fn region(cx: &Cx, v: &ZoneVpc) -> String {
    text(&v.vpc_region).unwrap_or_else(|| cx.region().to_owned())
}

fn vpc(cx: &Cx, v: &ZoneVpc) -> types::Vpc {
    let region = VpcRegion::from(region(cx, v).as_str());
    types::Vpc::builder().vpc_id(&v.vpc_id).vpc_region(region).build()
}

fn minus(cx: &Cx, these: &Set<ZoneVpc>, those: &Set<ZoneVpc>) -> Vec<types::Vpc> {
    let same = |a: &ZoneVpc, b: &ZoneVpc| a.vpc_id == b.vpc_id && region(cx, a) == region(cx, b);
    these.iter().filter(|a| !those.iter().any(|b| same(a, b))).map(|v| vpc(cx, v)).collect()
}

/// Zones as a listing tells them: a hundred a call, without name servers and VPCs.
#[derive(Default)]
struct Listed {
    zones: HashMap<Key, HostedZone>,
    /// True when all zones of the account were listed, so that one that is not there is gone.
    all: bool,
}

impl Listed {
    /// Worth it for public zones whose name servers are known, which never change; as long as it costs fewer calls than asking for
    /// each of them.
    async fn read(cx: &Cx, reqs: &[Req<Zone>]) -> Result<Listed, Error> {
        let mut left: Vec<&Key> = reqs.iter().filter(|r| is_told_by_list(r)).map(|r| &r.key).collect();
        let mut listed = Listed::default();
        let mut pages = route53(cx).list_hosted_zones().into_paginator().send();
        let mut worth = left.len() / 2;
        while worth > 0 && !left.is_empty() {
            let Some(page) = pages.next().await else {
                listed.all = true;
                break;
            };
            listed.zones.extend(page?.hosted_zones.into_iter().map(|z| (zone_id(&z.id).to_owned(), z)));
            left.retain(|key| !listed.zones.contains_key(*key));
            worth -= 1;
        }
        Ok(listed)
    }
}

fn is_told_by_list(req: &Req<Zone>) -> bool {
    req.phase == Phase::Refresh && !req.prior.name_servers.is_empty() && req.prior.vpc.is_empty()
}

async fn read_one(cx: &Cx, req: &Req<Zone>, listed: &Listed) -> Answer<Zone> {
    if matches!(req.phase, Phase::Created | Phase::Updated) && !in_sync(cx, &req.key).await? {
        let pending = Status::Pending("the name servers do not all know it yet".into());
        return Ok(Some(Found::ready(Zone { id: req.key.clone(), ..req.prior.clone() }).status(pending)));
    }
    if is_told_by_list(req) {
        match listed.zones.get(&req.key) {
            Some(zone) => return Ok(Some(Found::ready(zone_of(cx, zone, req.prior.clone())))),
            None if listed.all => return Ok(None),
            None => {}
        }
    }
    match route53(cx).get_hosted_zone().id(&req.key).send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() => Ok(None),
        told => Ok(Some(Found::ready(from_told(cx, told?, req).await?))),
    }
}

/// What every call tells of a zone, over what is known of it already.
fn zone_of(cx: &Cx, zone: &HostedZone, known: Zone) -> Zone {
    let id = zone_id(&zone.id).to_owned();
    name_zone(cx, &id, &zone.name);
    Zone {
        arn: cx.arn_of("route53", "", "", &format!("hostedzone/{id}")),
        comment: zone.config.as_ref().and_then(|c| c.comment.clone()),
        name: told_domain(&zone.name),
        zone_id: id.clone(),
        id,
        ..known
    }
}

async fn from_told(cx: &Cx, told: GetHostedZoneOutput, req: &Req<Zone>) -> Result<Zone, Error> {
    let zone = told.hosted_zone.ok_or_else(|| Error::incomplete("a zone"))?;
    let mut value = zone_of(cx, &zone, Zone::default());
    let vpcs = told.vpcs.unwrap_or_default();
    value.vpc = vpcs
        .into_iter()
        .map(|v| ZoneVpc {
            vpc_id: v.vpc_id.unwrap_or_default(),
            vpc_region: v.vpc_region.map(|r| r.as_str().to_owned()),
        })
        .collect();
    let set = told.delegation_set;
    value.delegation_set_id =
        set.as_ref().and_then(|s| s.id.as_deref()).map(|id| id.trim_start_matches("/delegationset/").into());
    let private = zone.config.is_some_and(|c| c.private_zone);
    let mut servers = match (private, set) {
        // Those of a private zone are only told by its records, and are what they were.
        (true, _) if req.prior.name_servers.is_empty() => name_servers(cx, &value.id, &zone.name).await?,
        (true, _) => req.prior.name_servers.clone(),
        (false, set) => set.map(|s| s.name_servers).unwrap_or_default(),
    };
    value.primary_name_server = servers.first().cloned().unwrap_or_default();
    servers.sort();
    value.name_servers = servers;
    Ok(value)
}

/// The name servers that the zone's own NS record names, sorted.
pub(crate) async fn name_servers(cx: &Cx, id: &str, name: &str) -> Result<Vec<String>, Error> {
    let call = route53(cx).list_resource_record_sets().hosted_zone_id(id).max_items(1);
    let told = call.start_record_name(name).start_record_type(RrType::Ns).send().await?;
    let own = |r: &&types::ResourceRecordSet| r.r#type == RrType::Ns && domain(&r.name) == domain(name);
    let records =
        told.resource_record_sets.iter().find(own).map(|r| r.resource_records()).unwrap_or_default();
    let mut servers: Vec<String> = records.iter().map(|r| r.value.clone()).collect();
    servers.sort();
    Ok(servers)
}
