//! `aws_route53_health_check`

use crate::route53::{retag_of, route53, tags_of};
use aws_sdk_route53::types::{
    AlarmIdentifier, CloudWatchRegion, HealthCheck as Told, HealthCheckConfig, HealthCheckRegion,
    HealthCheckType, ResettableElementName, TagResourceType,
};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};
use provision_schema::Difference;
use std::net::IpAddr;

/// Whether something answers, as Route 53 sees it from several regions. (Route 53 CreateHealthCheck, UpdateHealthCheck)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_route53_health_check", tags, seconds(2, 1))]
pub struct HealthCheck {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// How many of the checks below it have to be good.
    #[attr(optional, between(0, 256))]
    pub child_health_threshold: Option<i64>,
    /// The checks below it.
    #[attr(optional, length(0, 64))]
    pub child_healthchecks: Set<String>,
    /// The alarm that it follows.
    #[attr(optional, unset = "null")]
    pub cloudwatch_alarm_name: Option<String>,
    /// The region of the alarm.
    #[attr(optional, unset = "null")]
    pub cloudwatch_alarm_region: Option<String>,
    /// It counts as good without a look.
    #[attr(optional, default = false)]
    pub disabled: Option<bool>,
    /// The name is sent in the TLS handshake.
    #[attr(optional, computed)]
    pub enable_sni: Option<bool>,
    /// Looks that have to agree before it changes its mind.
    #[attr(optional, computed, between(1, 10))]
    pub failure_threshold: Option<i64>,
    /// The name that is asked.
    #[attr(optional, length(0, 255))]
    pub fqdn: Option<String>,
    /// What it says where the alarm knows too little.
    #[attr(optional, one_of("Healthy", "Unhealthy", "LastKnownStatus"))]
    pub insufficient_data_health_status: Option<String>,
    /// Good is bad and bad is good.
    #[attr(optional)]
    pub invert_healthcheck: Option<bool>,
    /// The address that is asked.
    #[attr(optional, validate = address, suppress = same_address)]
    pub ip_address: Option<String>,
    /// The time that answers take is measured.
    #[attr(optional, default = false, replace)]
    pub measure_latency: Option<bool>,
    /// The port.
    #[attr(optional, between(1, 65_535))]
    pub port: Option<i64>,
    /// A name that tells its caller reference from others.
    #[attr(optional, replace, config_only, length(0, 27))]
    pub reference_name: Option<String>,
    /// The regions from which it looks.
    #[attr(
        optional,
        one_of(
            "us-east-1",
            "us-west-1",
            "us-west-2",
            "eu-west-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-northeast-1",
            "sa-east-1"
        )
    )]
    pub regions: Set<String>,
    /// Seconds between two looks: 10 or 30.
    #[attr(optional, replace, validate = interval)]
    pub request_interval: Option<i64>,
    /// What is asked for.
    #[attr(optional, length(0, 255))]
    pub resource_path: Option<String>,
    /// The routing control that it follows.
    #[attr(optional, replace, arn)]
    pub routing_control_arn: Option<String>,
    /// What the answer has to hold.
    #[attr(optional, length(0, 255))]
    pub search_string: Option<String>,
    /// Texts at whose change the alarm is read anew.
    #[attr(optional, computed, config_only)]
    pub triggers: BTreeMap<String, String>,
    /// What kind of check it is.
    #[attr(
        required,
        replace,
        normalize = upper,
        one_of(
            "HTTP",
            "HTTPS",
            "HTTP_STR_MATCH",
            "HTTPS_STR_MATCH",
            "TCP",
            "CALCULATED",
            "CLOUDWATCH_METRIC",
            "RECOVERY_CONTROL"
        )
    )]
    pub r#type: String,
}

/// From how many on a list is worth its call.
const WORTH: usize = 2;

fn upper(text: &str) -> String {
    text.to_uppercase()
}

fn address(value: &Value) -> Result<(), String> {
    let good = value.as_str().is_none_or(|text| text.parse::<IpAddr>().is_ok());
    if good { Ok(()) } else { Err("must be an IP address".into()) }
}

/// An address of IPv6 can be written in several ways.
fn same_address(d: &Difference<'_>) -> bool {
    let of = |text: &str| text.parse::<IpAddr>().ok();
    of(d.before).is_some() && of(d.before) == of(d.after)
}

fn interval(value: &Value) -> Result<(), String> {
    let good = value.as_i64().is_some_and(|s| [10, 30].contains(&s));
    if good { Ok(()) } else { Err("must be 10 or 30".into()) }
}

#[async_trait]
impl Resource for HealthCheck {
    /// Triggers that are taken away trigger nothing, nor do those that are not known yet: the next plan sees them.
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let empty = |v: &Value| v.as_map().is_none_or(|m| m.is_empty());
        let (before, planned) = (cx.before("triggers"), cx.get("triggers"));
        if !empty(&before) && (empty(&planned) || !planned.is_wholly_known()) {
            cx.set("triggers", before);
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = route53(cx).create_health_check().caller_reference(planned.reference(&step.token));
        let made = call.health_check_config(planned.config()?).send().await?;
        Created::new(made.health_check.map(|check| check.id))
    }

    /// A list where several are asked for; tags ten a call.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match told(cx, reqs).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let tagged = reqs.iter().filter(|r| r.phase != Phase::Deleted && told.contains_key(&r.key));
        let ids: Vec<Key> = tagged.map(|r| r.key.clone()).collect();
        let mut tags = match tags_of(cx, TagResourceType::Healthcheck, &ids).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        let answer = |req: &Req<Self>| {
            let Some(check) = told.get(&req.key) else { return Ok(None) };
            let found = found(cx, check, &req.prior);
            Ok(Some(Found::ready(found).tagged(tags.remove(&req.key).unwrap_or_default())))
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.names.iter().any(|name| !name.starts_with("tags")) {
            modify(cx, change).await?;
        }
        retag_of(cx, TagResourceType::Healthcheck, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        route53(cx).delete_health_check().health_check_id(&prior.id).send().await?;
        Ok(())
    }

    /// The caller reference of a check holds the token of the step that made it.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let reference = planned.reference(&intent.token);
        let made = all(cx).await?.into_iter().find(|check| check.caller_reference == reference);
        Ok(made.map(|check| check.id))
    }
}

impl HealthCheck {
    fn reference(&self, token: &str) -> String {
        match text(&self.reference_name) {
            Some(name) => format!("{name}-{token}"),
            None => token.to_owned(),
        }
    }

    /// As its create call takes it: what is for another kind of check is not sent.
    fn config(&self) -> Result<HealthCheckConfig, Error> {
        let kind = HealthCheckType::from(self.r#type.as_str());
        let config = HealthCheckConfig::builder()
            .r#type(kind.clone())
            .set_disabled(self.disabled.filter(|yes| *yes))
            .set_enable_sni(self.enable_sni.filter(|yes| *yes))
            .set_failure_threshold(positive(self.failure_threshold))
            .set_fully_qualified_domain_name(text(&self.fqdn))
            .set_inverted(self.invert_healthcheck.filter(|yes| *yes))
            .set_ip_address(text(&self.ip_address))
            .set_port(positive(self.port))
            .set_request_interval(positive(self.request_interval))
            .set_resource_path(text(&self.resource_path))
            .set_search_string(text(&self.search_string))
            .set_regions(regions(&self.regions));
        let config = match kind {
            HealthCheckType::Calculated => config
                .set_health_threshold(positive(self.child_health_threshold))
                .set_child_health_checks(given(&self.child_healthchecks)),
            HealthCheckType::CloudwatchMetric => config
                .alarm_identifier(self.alarm()?)
                .set_insufficient_data_health_status(choice(&self.insufficient_data_health_status)),
            kind => {
                let control = text(&self.routing_control_arn);
                let control = control.filter(|_| kind == HealthCheckType::RecoveryControl);
                let measured = self.measure_latency.filter(|yes| *yes);
                config.set_measure_latency(measured).set_routing_control_arn(control)
            }
        };
        Ok(config.build()?)
    }

    fn alarm(&self) -> Result<AlarmIdentifier, Error> {
        let region = self.cloudwatch_alarm_region.clone().unwrap_or_default();
        Ok(AlarmIdentifier::builder()
            .name(self.cloudwatch_alarm_name.clone().unwrap_or_default())
            .region(CloudWatchRegion::from(region.as_str()))
            .build()?)
    }
}

fn regions(regions: &Set<String>) -> Option<Vec<HealthCheckRegion>> {
    given(regions).map(|all| all.iter().map(|r| HealthCheckRegion::from(r.as_str())).collect())
}

/// Sends what changed; what is taken away is set back.
async fn modify(cx: &Cx, change: &Change<'_, HealthCheck>) -> Result<(), Error> {
    let to = change.to;
    let mut call = route53(cx).update_health_check().health_check_id(&to.id);
    for name in &change.names {
        call = match name.as_str() {
            "child_health_threshold" => call.health_threshold(int(to.child_health_threshold).unwrap_or(0)),
            "child_healthchecks" if to.child_healthchecks.is_empty() => {
                call.reset_elements(ResettableElementName::ChildHealthChecks)
            }
            "child_healthchecks" => call.set_child_health_checks(given(&to.child_healthchecks)),
            "disabled" => call.disabled(to.disabled == Some(true)),
            "enable_sni" => call.set_enable_sni(to.enable_sni),
            "failure_threshold" => call.set_failure_threshold(positive(to.failure_threshold)),
            "fqdn" if text(&to.fqdn).is_none() => {
                call.reset_elements(ResettableElementName::FullyQualifiedDomainName)
            }
            "fqdn" => call.set_fully_qualified_domain_name(text(&to.fqdn)),
            "insufficient_data_health_status" => {
                call.set_insufficient_data_health_status(choice(&to.insufficient_data_health_status))
            }
            "invert_healthcheck" => call.inverted(to.invert_healthcheck == Some(true)),
            "ip_address" => call.set_ip_address(text(&to.ip_address)),
            "port" => call.set_port(positive(to.port)),
            "regions" if to.regions.is_empty() => call.reset_elements(ResettableElementName::Regions),
            "regions" => call.set_regions(regions(&to.regions)),
            "resource_path" if text(&to.resource_path).is_none() => {
                call.reset_elements(ResettableElementName::ResourcePath)
            }
            "resource_path" => call.set_resource_path(text(&to.resource_path)),
            "search_string" => call.set_search_string(text(&to.search_string)),
            // The alarm: below.
            _ => call,
        };
    }
    let alarm = change.any(&["cloudwatch_alarm_name", "cloudwatch_alarm_region"]);
    let triggered = change.changed("triggers") && text(&to.cloudwatch_alarm_name).is_some();
    if alarm || triggered {
        call = call.alarm_identifier(to.alarm()?);
    }
    call.send().await?;
    Ok(())
}

/// All checks of the account, a hundred a page. (Route 53 ListHealthChecks)
async fn all(cx: &Cx) -> Result<Vec<Told>, Error> {
    Ok(route53(cx).list_health_checks().into_paginator().items().send().try_collect().await?)
}

/// Those asked for that are there.
async fn told(cx: &Cx, reqs: &[Req<HealthCheck>]) -> Result<HashMap<Key, Told>, Error> {
    if reqs.len() >= WORTH {
        return Ok(all(cx).await?.into_iter().map(|check| (check.id.clone(), check)).collect());
    }
    let mut found = HashMap::new();
    for req in reqs {
        let call = route53(cx).get_health_check().health_check_id(&req.key);
        if let Some(check) = there(call.send().await)?.and_then(|answer| answer.health_check) {
            found.insert(req.key.clone(), check);
        }
    }
    Ok(found)
}

fn found(cx: &Cx, check: &Told, prior: &HealthCheck) -> HealthCheck {
    let base = HealthCheck {
        id: check.id.clone(),
        arn: cx.arn_of("route53", "", "", &format!("healthcheck/{}", check.id)),
        reference_name: None,
        triggers: prior.triggers.clone(),
        ..HealthCheck::default()
    };
    let Some(told) = &check.health_check_config else { return base };
    let alarm = told.alarm_identifier.as_ref();
    let names = |regions: &[HealthCheckRegion]| regions.iter().map(|r| r.as_str().to_owned()).collect();
    HealthCheck {
        child_health_threshold: long(told.health_threshold),
        child_healthchecks: told.child_health_checks().iter().cloned().collect(),
        cloudwatch_alarm_name: alarm.map(|a| a.name.clone()),
        cloudwatch_alarm_region: alarm.map(|a| a.region.as_str().to_owned()),
        disabled: told.disabled,
        enable_sni: told.enable_sni,
        failure_threshold: long(told.failure_threshold),
        fqdn: told.fully_qualified_domain_name.clone(),
        insufficient_data_health_status: word(told.insufficient_data_health_status.as_ref()),
        invert_healthcheck: told.inverted,
        ip_address: told.ip_address.clone(),
        measure_latency: told.measure_latency,
        port: long(told.port),
        regions: names(told.regions()),
        request_interval: long(told.request_interval),
        resource_path: told.resource_path.clone(),
        routing_control_arn: told.routing_control_arn.clone(),
        search_string: told.search_string.clone(),
        r#type: told.r#type.as_str().to_owned(),
        ..base
    }
}
