//! A record as Route 53's calls take it.

use crate::record::{Record, full_name};
use aws_sdk_route53::error::SdkError;
use aws_sdk_route53::operation::change_resource_record_sets::ChangeResourceRecordSetsError;
use aws_sdk_route53::types::{
    AliasTarget, CidrRoutingConfig, Coordinates, GeoLocation, GeoProximityLocation, ResourceRecord,
    ResourceRecordSet, ResourceRecordSetFailover, ResourceRecordSetRegion, RrType,
};
use provision_aws_core::prelude::*;
use provision_engine::provider::ProviderError;

/// The record that the attributes describe, under its whole name.
pub async fn record_set(cx: &Cx, r: &Record) -> Result<ResourceRecordSet, Error> {
    let kind = RrType::from(r.r#type.as_str());
    let quoted = is_quoted(&kind);
    let value = |v: &String| {
        ResourceRecord::builder().value(if quoted { format!("\"{v}\"") } else { v.clone() }).build()
    };
    let values: Result<Vec<ResourceRecord>, _> = r.records.iter().map(value).collect();
    let values = Some(values?).filter(|v| !v.is_empty());
    let alias = r.alias.first().map(|a| {
        AliasTarget::builder()
            .dns_name(&a.name)
            .evaluate_target_health(a.evaluate_target_health)
            .hosted_zone_id(&a.zone_id)
            .build()
    });
    let cidr = r.cidr_routing_policy.first().map(|c| {
        CidrRoutingConfig::builder().collection_id(&c.collection_id).location_name(&c.location_name).build()
    });
    let latency = r.latency_routing_policy.first();
    let failover = r.failover_routing_policy.first();
    let built = ResourceRecordSet::builder()
        .name(full_name(cx, r).await?)
        .r#type(kind)
        .set_ttl(r.ttl.filter(|_| values.is_some()))
        .set_resource_records(values)
        .set_alias_target(alias.transpose()?)
        .set_cidr_routing_config(cidr.transpose()?)
        .set_failover(failover.map(|f| ResourceRecordSetFailover::from(f.r#type.as_str())))
        .set_geo_location(geolocation(r))
        .set_geo_proximity_location(geoproximity(r)?)
        .set_health_check_id(text(&r.health_check_id))
        .set_multi_value_answer(r.multivalue_answer_routing_policy.filter(|on| *on))
        .set_region(latency.map(|l| ResourceRecordSetRegion::from(l.region.as_str())))
        .set_set_identifier(text(&r.set_identifier))
        .set_weight(r.weighted_routing_policy.first().map(|w| w.weight))
        .build()?;
    Ok(built)
}

fn geolocation(r: &Record) -> Option<GeoLocation> {
    let g = r.geolocation_routing_policy.first()?;
    let built = GeoLocation::builder()
        .set_continent_code(text(&g.continent))
        .set_country_code(text(&g.country))
        .set_subdivision_code(text(&g.subdivision));
    Some(built.build())
}

fn geoproximity(r: &Record) -> Result<Option<GeoProximityLocation>, Error> {
    let Some(g) = r.geoproximity_routing_policy.first() else { return Ok(None) };
    let point = |c: &crate::record::Coordinates| {
        Coordinates::builder().latitude(&c.latitude).longitude(&c.longitude).build()
    };
    let built = GeoProximityLocation::builder()
        .set_aws_region(text(&g.aws_region))
        .set_bias(g.bias.and_then(|b| i32::try_from(b).ok()))
        .set_local_zone_group(text(&g.local_zone_group))
        .set_coordinates(g.coordinates.first().map(point).transpose()?);
    Ok(Some(built.build()))
}

/// Values of text stand in quotes at AWS and without them in plans.
fn is_quoted(kind: &RrType) -> bool {
    matches!(kind, RrType::Txt | RrType::Spf)
}

/// The values of a record as plans write them.
pub fn values(set: &ResourceRecordSet) -> Set<String> {
    let bare = |v: &str| v.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(v).to_owned();
    let quoted = is_quoted(&set.r#type);
    let records = set.resource_records().iter();
    records.map(|r| if quoted { bare(&r.value) } else { r.value.clone() }).collect()
}

/// The error of a change, with the reasons that Route 53 gives in a list.
pub fn explain(e: SdkError<ChangeResourceRecordSetsError>) -> Error {
    let reasons = match e.as_service_error() {
        Some(ChangeResourceRecordSetsError::InvalidChangeBatch(batch)) => batch.messages().join(" "),
        _ => String::new(),
    };
    let mut error = ProviderError::from(Error::from(e));
    if !reasons.is_empty() {
        error.message = reasons;
    }
    if error.code == "InvalidChangeBatch" && error.message.contains("already exists") {
        error.class = Class::Exists;
        error.help = "Import the record, or set `allow_overwrite = true` to take it over.".into();
    }
    Error::from(error)
}
