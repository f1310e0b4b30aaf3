//! `aws_route53_record`

use crate::record_set::{explain, record_set, values};
use crate::route53::{changing, domain, in_sync, route53, told_domain, zone_id, zone_name};
use aws_sdk_route53::types::{Change as RecordChange, ChangeAction, ChangeBatch, ResourceRecordSet, RrType};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A record of DNS. (Route 53 ChangeResourceRecordSets)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_route53_record", version = 2, timeouts(create, update, delete), seconds(35, 2))]
pub struct Record {
    /// Zone, name, type and set identifier.
    #[attr(id)]
    pub id: String,
    /// A record that is there already is overwritten.
    #[attr(optional, computed, config_only, unset = "null")]
    pub allow_overwrite: Option<bool>,
    /// Its whole name.
    #[attr(computed)]
    pub fqdn: String,
    /// The health check that it answers by.
    #[attr(optional)]
    pub health_check_id: Option<String>,
    /// Up to eight healthy records answer.
    #[attr(
        optional,
        conflicts(
            "cidr_routing_policy",
            "failover_routing_policy",
            "geolocation_routing_policy",
            "geoproximity_routing_policy",
            "latency_routing_policy",
            "weighted_routing_policy"
        ),
        required_with("set_identifier")
    )]
    pub multivalue_answer_routing_policy: Option<bool>,
    /// Its name, with or without that of the zone.
    #[attr(required, replace, normalize = domain)]
    pub name: String,
    /// Its values.
    #[attr(optional, exactly_one_of("alias", "records"))]
    pub records: Set<String>,
    /// Tells it from others of its name and type.
    #[attr(optional)]
    pub set_identifier: Option<String>,
    /// Seconds that an answer may be remembered.
    #[attr(optional, conflicts("alias"), required_with("records"))]
    pub ttl: Option<i64>,
    /// Its type.
    #[attr(
        required,
        one_of(
            "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS",
            "TLSA", "SSHFP", "SVCB", "HTTPS"
        )
    )]
    pub r#type: String,
    /// The zone.
    #[attr(required, replace, validate = not_empty)]
    pub zone_id: String,
    /// The AWS resource that answers instead of values.
    #[block(list, max = 1, conflicts("ttl"))]
    pub alias: Vec<Alias>,
    /// Answers by the address that asks.
    #[block(list, max = 1)]
    pub cidr_routing_policy: Vec<Cidr>,
    /// Answers while another is not healthy.
    #[block(list, max = 1)]
    pub failover_routing_policy: Vec<Failover>,
    /// Answers by the place that asks.
    #[block(list, max = 1)]
    pub geolocation_routing_policy: Vec<Geolocation>,
    /// Answers by nearness.
    #[block(list, max = 1)]
    pub geoproximity_routing_policy: Vec<Geoproximity>,
    /// Answers by latency.
    #[block(list, max = 1)]
    pub latency_routing_policy: Vec<Latency>,
    /// Answers in proportion.
    #[block(list, max = 1)]
    pub weighted_routing_policy: Vec<Weighted>,
}

/// The AWS resource that answers.
#[derive(Nested, Clone, Default)]
pub struct Alias {
    /// Whether its health counts.
    #[attr(required)]
    pub evaluate_target_health: bool,
    /// Its name.
    #[attr(required, normalize = domain, length(1, 1024))]
    pub name: String,
    /// The zone of its name.
    #[attr(required, length(1, 32))]
    pub zone_id: String,
}

/// Answers by the address that asks.
#[derive(Nested, Clone, Default)]
pub struct Cidr {
    /// The collection of ranges.
    #[attr(required)]
    pub collection_id: String,
    /// The location in it.
    #[attr(required)]
    pub location_name: String,
}

/// Answers while another is not healthy.
#[derive(Nested, Clone, Default)]
pub struct Failover {
    /// Which of the two.
    #[attr(required, one_of("PRIMARY", "SECONDARY"))]
    pub r#type: String,
}

/// Answers by the place that asks.
#[derive(Nested, Clone, Default)]
pub struct Geolocation {
    /// `EU`
    #[attr(optional)]
    pub continent: Option<String>,
    /// `DE`, or `*` for all others.
    #[attr(optional)]
    pub country: Option<String>,
    /// A state of the US.
    #[attr(optional)]
    pub subdivision: Option<String>,
}

/// Answers by nearness.
#[derive(Nested, Clone, Default)]
pub struct Geoproximity {
    /// Near a region.
    #[attr(optional)]
    pub aws_region: Option<String>,
    /// Makes its area larger or smaller.
    #[attr(optional, between(-99, 99))]
    pub bias: Option<i64>,
    /// Near a local zone.
    #[attr(optional)]
    pub local_zone_group: Option<String>,
    /// Near a point.
    #[block(set)]
    pub coordinates: Set<Coordinates>,
}

/// A point.
#[derive(Nested, Clone, Default)]
pub struct Coordinates {
    /// Degrees north.
    #[attr(required)]
    pub latitude: String,
    /// Degrees east.
    #[attr(required)]
    pub longitude: String,
}

/// Answers by latency.
#[derive(Nested, Clone, Default)]
pub struct Latency {
    /// The region of what it names.
    #[attr(required)]
    pub region: String,
}

/// Answers in proportion.
#[derive(Nested, Clone, Default)]
pub struct Weighted {
    /// Its share.
    #[attr(required, between(0, 255))]
    pub weight: i64,
}

fn not_empty(value: &Value) -> Result<(), String> {
    if value.as_str() == Some("") { Err("must not be empty".into()) } else { Ok(()) }
}

const POLICIES: &[&str] = &[
    "cidr_routing_policy",
    "failover_routing_policy",
    "geolocation_routing_policy",
    "geoproximity_routing_policy",
    "latency_routing_policy",
    "weighted_routing_policy",
];

#[async_trait]
impl Resource for Record {
    const LOST: Lost = Lost::Compare;
    const WAITS: Waits = Waits {
        delay: Duration::from_secs(5),
        every: Duration::from_secs(5),
        create: Duration::from_secs(30 * 60),
        update: Duration::from_secs(30 * 60),
        delete: Duration::from_secs(30 * 60),
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let given = |name: &&&str| cx.configured(name).as_seq().is_some_and(|blocks| !blocks.is_empty());
        let policies: Vec<&str> = POLICIES.iter().filter(given).copied().collect();
        let detail = match policies.as_slice() {
            [_, _, ..] => {
                format!("A record is routed by one policy; these are given: {}.", policies.join(", "))
            }
            [one] if cx.configured("set_identifier").is_null() => format!(
                "A record with `{one}` needs a `set_identifier`, which tells it from the others of its name and type."
            ),
            _ => return Ok(()),
        };
        Err(Diagnostic::error("Invalid routing of a record", detail).into())
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let action = made_by(planned);
        send(cx, planned, vec![(action, record_set(cx, planned).await?)]).await?;
        Created::new(Some(id_of(planned)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let synced = each(reqs, 4, |req| async {
            match req.phase {
                Phase::Created | Phase::Updated => in_sync(cx, &id_of(&req.prior)).await,
                _ => Ok(true),
            }
        });
        let synced = synced.await;
        let mut zones: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, req) in reqs.iter().enumerate().filter(|(i, _)| matches!(synced[*i], Ok(true))) {
            zones.entry(zone_id(&req.prior.zone_id).to_owned()).or_default().push(i);
        }
        let mut found: Vec<Option<Answer<Self>>> = reqs.iter().map(|_| None).collect();
        let read = each(zones, 4, |(zone, wanted)| async move {
            let told = read_zone(cx, &zone, wanted.iter().map(|i| &reqs[*i]).collect()).await;
            (wanted, told)
        });
        for (wanted, told) in read.await {
            for (i, answer) in wanted.into_iter().zip(told) {
                found[i] = Some(answer);
            }
        }
        let pending = |req: &Req<Self>| {
            let state = Status::Pending("the name servers do not all know it yet".into());
            Ok(Some(Found::ready(req.prior.clone()).status(state)))
        };
        let answer = |((req, synced), found): ((&Req<Self>, Result<bool, Error>), Option<Answer<Self>>)| {
            synced.and_then(|_| found.unwrap_or_else(|| pending(req)))
        };
        reqs.iter().zip(synced).zip(found).map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let new = record_set(cx, change.to).await?;
        let changes = if change.any(&["type", "set_identifier"]) {
            // Another record in AWS's eyes: the old one goes and the new one comes in one change, or neither does.
            let old = record_set(cx, change.from).await?;
            vec![(ChangeAction::Delete, old), (made_by(change.to), new)]
        } else {
            vec![(ChangeAction::Upsert, new)]
        };
        send(cx, change.to, changes).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let held = record_set(cx, prior).await?;
        let deleted = send(cx, prior, vec![(ChangeAction::Delete, held)]).await;
        let Err(e) = deleted else { return Ok(()) };
        if !e.is(&["InvalidChangeBatch"]) || !e.message.contains("do not match") {
            return if e.message.contains("not found") { Ok(()) } else { Err(e) };
        }
        // Somebody changed it: what is to be deleted has to be said as it is.
        match find(cx, prior).await? {
            Some(now) => send(cx, prior, vec![(ChangeAction::Delete, now)]).await,
            None => Ok(()),
        }
    }

    /// A record like the planned one. (Where another stands in its place, creating it again says so.)
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let wanted = record_set(cx, planned).await?;
        let Some(mut found) = find(cx, planned).await? else { return Ok(None) };
        found.name = wanted.name.clone();
        let sorted = |r: &ResourceRecordSet| {
            let mut values: Vec<String> = r.resource_records().iter().map(|v| v.value.clone()).collect();
            values.sort();
            values
        };
        let alias = |r: &ResourceRecordSet| {
            let target = r.alias_target.as_ref();
            target.map(|t| (t.hosted_zone_id.clone(), t.dns_name.trim_end_matches('.').to_lowercase()))
        };
        let same =
            sorted(&found) == sorted(&wanted) && found.ttl == wanted.ttl && alias(&found) == alias(&wanted);
        Ok(same.then(|| id_of(planned)))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let wrong = || Error::import_id(id, "ZONE_NAME_TYPE or ZONE_NAME_TYPE_SETIDENTIFIER");
        let parts: Vec<&str> = id.split('_').collect();
        let (zone, rest) = parts.split_first().ok_or_else(wrong)?;
        // A name may hold underscores, and begins before the first part that is a type.
        let kind =
            rest.iter().position(|p| RrType::values().contains(p)).filter(|at| *at > 0).ok_or_else(wrong)?;
        let (name, kind_and_set) = rest.split_at(kind);
        let [kind, set @ ..] = kind_and_set else { return Err(wrong()) };
        if zone.is_empty() {
            return Err(wrong());
        }
        Ok(Record {
            id: id.to_owned(),
            zone_id: (*zone).to_owned(),
            name: domain(&name.join("_")),
            r#type: (*kind).to_owned(),
            set_identifier: Some(set.join("_")).filter(|s| !s.is_empty()),
            ..Self::default()
        })
    }
}

/// The action that makes a record: one that is there already is an error, unless it may be overwritten.
fn made_by(planned: &Record) -> ChangeAction {
    if planned.allow_overwrite == Some(true) { ChangeAction::Upsert } else { ChangeAction::Create }
}

fn id_of(r: &Record) -> String {
    let id = format!("{}_{}_{}", r.zone_id, r.name.to_lowercase(), r.r#type);
    match text(&r.set_identifier) {
        Some(set) => format!("{id}_{set}"),
        None => id,
    }
}

/// The id that the state holds, as long as it says the same: Terraform's may have a dot after the name.
fn kept_id(r: &Record) -> String {
    match Record::import(&r.id) {
        Ok(held) if id_of(&held) == id_of(r) => r.id.clone(),
        _ => id_of(r),
    }
}

async fn send(cx: &Cx, of: &Record, changes: Vec<(ChangeAction, ResourceRecordSet)>) -> Result<(), Error> {
    let changes: Result<Vec<RecordChange>, _> = changes
        .into_iter()
        .map(|(action, set)| RecordChange::builder().action(action).resource_record_set(set).build())
        .collect();
    let batch = ChangeBatch::builder().set_changes(Some(changes?)).build()?;
    let call =
        route53(cx).change_resource_record_sets().hosted_zone_id(zone_id(&of.zone_id)).change_batch(batch);
    // A zone that was just made.
    let no_zone = |e: &Error| e.is(&["NoSuchHostedZone"]);
    let change = || async { call.clone().send().await.map_err(explain) };
    let made = cx.retry(Duration::from_secs(60), no_zone, change).await?;
    changing(cx, &id_of(of), made.change_info);
    Ok(())
}

/// The whole name of a record.
pub(crate) async fn full_name(cx: &Cx, r: &Record) -> Result<String, Error> {
    if !r.fqdn.is_empty() {
        return Ok(domain(&r.fqdn));
    }
    let (name, zone) = (domain(&r.name), zone_name(cx, &r.zone_id).await?);
    Ok(match name.as_str() {
        "" => zone,
        _ if name.ends_with(&zone) => name,
        _ => format!("{name}.{zone}"),
    })
}

/// One record of a zone.
async fn find(cx: &Cx, r: &Record) -> Result<Option<ResourceRecordSet>, Error> {
    let name = full_name(cx, r).await?;
    let call = route53(cx)
        .list_resource_record_sets()
        .hosted_zone_id(zone_id(&r.zone_id))
        .start_record_name(&name)
        .start_record_type(RrType::from(r.r#type.as_str()))
        .max_items(if text(&r.set_identifier).is_some() { 100 } else { 1 });
    match call.send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() => Ok(None),
        told => Ok(told?.resource_record_sets.into_iter().find(|set| is(set, r, &name))),
    }
}

fn is(set: &ResourceRecordSet, r: &Record, name: &str) -> bool {
    told_domain(&set.name) == name
        && set.r#type.as_str() == r.r#type
        && set.set_identifier.clone().unwrap_or_default() == r.set_identifier.clone().unwrap_or_default()
}

/// Records of one zone: one by itself, several from a listing of the zone, as long as that costs fewer calls than one for each.
async fn read_zone(cx: &Cx, zone: &str, reqs: Vec<&Req<Record>>) -> Vec<Answer<Record>> {
    let listed = match reqs.as_slice() {
        [] | [_] => Ok((Vec::new(), false)),
        _ => list(cx, zone, reqs.len()).await,
    };
    let (sets, all) = match listed {
        Ok(listed) => listed,
        Err(e) if e.is_not_found() => return reqs.iter().map(|_| Ok(None)).collect(),
        Err(e) => return reqs.iter().map(|_| Err(e.clone())).collect(),
    };
    let mut by_name: HashMap<String, Vec<&ResourceRecordSet>> = HashMap::new();
    for set in &sets {
        by_name.entry(told_domain(&set.name)).or_default().push(set);
    }
    let by_name = &by_name;
    each(reqs, 4, |req| async move {
        let name = match full_name(cx, &req.prior).await {
            Err(e) if e.is_not_found() => return Ok(None),
            name => name?,
        };
        let of_name = by_name.get(&name).into_iter().flatten();
        let set = match of_name.copied().find(|s| is(s, &req.prior, &name)) {
            Some(set) => Some(set.clone()),
            None if all => None,
            None => find(cx, &req.prior).await?,
        };
        Ok(set.map(|set| Found::ready(from_told(&set, &req.prior, name))))
    })
    .await
}

/// Up to `pages` pages of a zone's records, and whether these are all.
async fn list(cx: &Cx, zone: &str, pages: usize) -> Result<(Vec<ResourceRecordSet>, bool), Error> {
    let mut sets = Vec::new();
    let mut call = route53(cx).list_resource_record_sets().hosted_zone_id(zone);
    for _ in 0..pages {
        let page = call.send().await?;
        sets.extend(page.resource_record_sets);
        if !page.is_truncated {
            return Ok((sets, true));
        }
        call = route53(cx)
            .list_resource_record_sets()
            .hosted_zone_id(zone)
            .set_start_record_name(page.next_record_name)
            .set_start_record_type(page.next_record_type)
            .set_start_record_identifier(page.next_record_identifier);
    }
    Ok((sets, false))
}

fn from_told(set: &ResourceRecordSet, prior: &Record, fqdn: String) -> Record {
    let owned = |s: &str| s.to_owned();
    Record {
        id: kept_id(prior),
        allow_overwrite: None,
        fqdn,
        health_check_id: set.health_check_id.clone(),
        multivalue_answer_routing_policy: set.multi_value_answer,
        name: prior.name.clone(),
        records: values(set),
        set_identifier: set.set_identifier.clone(),
        ttl: set.ttl,
        r#type: set.r#type.as_str().to_owned(),
        zone_id: prior.zone_id.clone(),
        alias: set
            .alias_target
            .iter()
            .map(|a| Alias {
                evaluate_target_health: a.evaluate_target_health,
                name: domain(&a.dns_name),
                zone_id: a.hosted_zone_id.clone(),
            })
            .collect(),
        cidr_routing_policy: set
            .cidr_routing_config
            .iter()
            .map(|c| Cidr { collection_id: c.collection_id.clone(), location_name: c.location_name.clone() })
            .collect(),
        failover_routing_policy: set
            .failover
            .iter()
            .map(|f| Failover { r#type: owned(f.as_str()) })
            .collect(),
        geolocation_routing_policy: set
            .geo_location
            .iter()
            .map(|g| Geolocation {
                continent: g.continent_code.clone(),
                country: g.country_code.clone(),
                subdivision: g.subdivision_code.clone(),
            })
            .collect(),
        geoproximity_routing_policy: set
            .geo_proximity_location
            .iter()
            .map(|g| Geoproximity {
                aws_region: g.aws_region.clone(),
                bias: g.bias.map(i64::from),
                local_zone_group: g.local_zone_group.clone(),
                coordinates: g
                    .coordinates
                    .iter()
                    .map(|c| Coordinates { latitude: c.latitude.clone(), longitude: c.longitude.clone() })
                    .collect(),
            })
            .collect(),
        latency_routing_policy: set.region.iter().map(|r| Latency { region: owned(r.as_str()) }).collect(),
        weighted_routing_policy: set.weight.iter().map(|w| Weighted { weight: *w }).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_import_id_is_taken_apart_and_put_together() {
        let parts = |id: &str| {
            let r = Record::import(id).unwrap();
            (r.zone_id.clone(), r.name.clone(), r.r#type.clone(), r.set_identifier.clone(), id_of(&r))
        };
        for (id, name, kind, set) in [
            ("Z1_www_A", "www", "A", None),
            ("Z1__A", "", "A", None),
            ("Z1__dmarc.example.com_TXT", "_dmarc.example.com", "TXT", None),
            ("Z1_www_CNAME_blue_green", "www", "CNAME", Some("blue_green".to_owned())),
        ] {
            assert_eq!(parts(id), ("Z1".into(), name.into(), kind.into(), set, id.into()));
        }
        for id in ["Z1", "Z1_www", "_www_A", "Z1_A"] {
            assert!(Record::import(id).is_err(), "{id}");
        }
    }
}
