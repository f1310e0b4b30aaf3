//! `aws_lb_listener`

use crate::action::{self, Action};
use crate::elb::{Describe, elb, int, ours, retag, tagged, tags_read, text, upper};
use crate::listener_settings::{SETTINGS, not_http, not_https, not_tcp, protocol_of};
use crate::setting::{self, Pairs};
use aws_sdk_elasticloadbalancingv2::types::{self, ProtocolEnum};
use provision_aws_core::attr::Attr;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// A port of a load balancer and what happens to what arrives there. (ELBv2 CreateListener, ModifyListener, ModifyListenerAttributes)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lb_listener", tags, timeouts(create, update), seconds(2, 1))]
pub struct Listener {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Protocol negotiation of a TLS listener.
    #[attr(
        optional,
        unset = "null",
        one_of("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None")
    )]
    pub alpn_policy: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its default certificate.
    #[attr(optional, arn, unset = "null")]
    pub certificate_arn: Option<String>,
    /// What happens to requests that no rule is about.
    #[block(list, min = 1)]
    pub default_action: Vec<Action>,
    /// The load balancer.
    #[attr(required, replace, arn)]
    pub load_balancer_arn: String,
    /// Whether clients have to show a certificate.
    #[block(list, max = 1, computed)]
    pub mutual_authentication: Option<MutualAuthentication>,
    /// Its port; none at a gateway load balancer.
    #[attr(optional, between(0, 65_535))]
    pub port: Option<i64>,
    /// Its protocol.
    #[attr(optional, computed, normalize = upper, validate = protocol)]
    pub protocol: Option<String>,
    /// Name of the header that tells targets the client's certificate.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_mtls_clientcert_header_name: Option<String>,
    /// Name of the header that tells targets the issuer of the client's certificate.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_mtls_clientcert_issuer_header_name: Option<String>,
    /// Name of the header that tells targets the client's leaf certificate.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_mtls_clientcert_leaf_header_name: Option<String>,
    /// Name of the header that tells targets the serial number of the client's certificate.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name: Option<String>,
    /// Name of the header that tells targets the subject of the client's certificate.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_mtls_clientcert_subject_header_name: Option<String>,
    /// Name of the header that tells targets the validity of the client's certificate.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_mtls_clientcert_validity_header_name: Option<String>,
    /// Name of the header that tells targets the TLS cipher suite.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_tls_cipher_suite_header_name: Option<String>,
    /// Name of the header that tells targets the TLS version.
    #[attr(optional, computed, unset = "null", suppress = not_https)]
    pub routing_http_request_x_amzn_tls_version_header_name: Option<String>,
    /// Value of the header `Access-Control-Allow-Credentials` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_access_control_allow_credentials_header_value: Option<String>,
    /// Value of the header `Access-Control-Allow-Headers` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_access_control_allow_headers_header_value: Option<String>,
    /// Value of the header `Access-Control-Allow-Methods` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_access_control_allow_methods_header_value: Option<String>,
    /// Value of the header `Access-Control-Allow-Origin` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_access_control_allow_origin_header_value: Option<String>,
    /// Value of the header `Access-Control-Expose-Headers` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_access_control_expose_headers_header_value: Option<String>,
    /// Value of the header `Access-Control-Max-Age` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_access_control_max_age_header_value: Option<String>,
    /// Value of the header `Content-Security-Policy` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_content_security_policy_header_value: Option<String>,
    /// Whether responses carry the header `Server`.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_server_enabled: Option<bool>,
    /// Value of the header `Strict-Transport-Security` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_strict_transport_security_header_value: Option<String>,
    /// Value of the header `X-Content-Type-Options` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_x_content_type_options_header_value: Option<String>,
    /// Value of the header `X-Frame-Options` in responses.
    #[attr(optional, computed, unset = "null", suppress = not_http)]
    pub routing_http_response_x_frame_options_header_value: Option<String>,
    /// Which TLS versions and ciphers it takes.
    #[attr(optional, computed)]
    pub ssl_policy: Option<String>,
    /// After how many seconds an idle TCP connection ends.
    #[attr(optional, computed, between(60, 6000), unset = "null", suppress = not_tcp)]
    pub tcp_idle_timeout_seconds: Option<i64>,
}

/// Client certificates.
#[derive(Nested, Clone, Default)]
pub struct MutualAuthentication {
    /// Whether clients are told the subjects of the trust store: `on` or `off`.
    #[attr(optional, computed, one_of("on", "off"))]
    pub advertise_trust_store_ca_names: Option<String>,
    /// Take expired certificates too.
    #[attr(optional, default = false)]
    pub ignore_client_certificate_expiry: Option<bool>,
    /// `off`, `verify` or `passthrough`.
    #[attr(required, one_of("off", "verify", "passthrough"))]
    pub mode: String,
    /// The trust store.
    #[attr(optional, arn)]
    pub trust_store_arn: Option<String>,
}

fn protocol(value: &Value) -> Result<(), String> {
    let known = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"];
    let good = value.as_str().is_some_and(|p| known.contains(&p.to_uppercase().as_str()));
    if good { Ok(()) } else { Err(format!("must be one of {}", known.join(", "))) }
}

#[async_trait]
impl Resource for Listener {
    const WAITS: Waits =
        Waits { create: Duration::from_secs(5 * 60), update: Duration::from_secs(5 * 60), ..Waits::QUICK };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        action::check(cx.config, "default_action")
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = elb(cx)
            .create_listener()
            .load_balancer_arn(&planned.load_balancer_arn)
            .set_alpn_policy(text(&planned.alpn_policy).map(|p| vec![p]))
            .set_certificates(text(&planned.certificate_arn).map(certificate))
            .set_default_actions(Some(action::to_send(&planned.default_action)))
            .set_mutual_authentication(planned.mutual_authentication.as_ref().map(mutual))
            .set_port(int(planned.port).filter(|p| *p != 0))
            .set_protocol(first_protocol(planned))
            .set_ssl_policy(text(&planned.ssl_policy));
        // A certificate that was just issued or imported is not known everywhere at once.
        let known = |e: &Error| e.is(&["CertificateNotFound"]);
        let create = |tags| {
            let call = call.clone().set_tags(tags);
            cx.retry(step.limit(), known, move || call.clone().send())
        };
        let made = tagged(cx, step, |tags| async { create(tags).await }).await?;
        Created::new(made.listeners.unwrap_or_default().into_iter().next().and_then(|l| l.listener_arn))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = async {
            let listeners = describe(cx, reqs.iter().map(|r| r.key.clone())).await?;
            let looked_at =
                reqs.iter().filter(|r| r.phase != Phase::Deleted && listeners.contains_key(&r.key));
            let tags = tags_read(cx, &looked_at.map(|r| (&r.key, r)).collect::<Vec<_>>()).await?;
            Ok::<_, Error>((listeners, tags))
        };
        let (listeners, tags) = match told.await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let Some(listener) = listeners.get(&req.key) else { return Ok(None) };
            let pairs = match req.phase {
                Phase::Deleted => Pairs::new(),
                _ => settings(cx, listener).await?,
            };
            let tags = tags.get(&req.key).cloned().unwrap_or_default();
            Ok(Some(Found::ready(found(listener, &pairs, req)).tagged(tags)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        let is_setting = |name: &str| SETTINGS.iter().any(|s| s.name == name);
        if change.names.iter().any(|n| !n.starts_with("tags") && !is_setting(n)) {
            modify(cx, change, step).await?;
        }
        let pairs = setting::to_send(&SETTINGS, &protocol_of(to), &to.to_value(0), |n| change.changed(n));
        if !pairs.is_empty() {
            let pair = |(k, v)| types::ListenerAttribute::builder().key(k).value(v).build();
            let call = elb(cx).modify_listener_attributes().listener_arn(&to.id);
            call.set_attributes(Some(pairs.into_iter().map(pair).collect())).send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        elb(cx).delete_listener().listener_arn(&prior.id).send().await?;
        Ok(())
    }

    /// A load balancer has one listener a port.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = of_load_balancer(cx, planned.load_balancer_arn.clone()).await?;
        let here = all.into_iter().filter(|l| l.port.map(i64::from) == planned.port.filter(|p| *p != 0));
        ours(cx, intent, here.filter_map(|l| l.listener_arn).collect()).await
    }
}

/// The protocol of a new listener: where none is given, that of an application load balancer follows from the certificate.
fn first_protocol(planned: &Listener) -> Option<ProtocolEnum> {
    let given = text(&planned.protocol).map(|p| ProtocolEnum::from(p.as_str()));
    let application = planned.load_balancer_arn.contains("loadbalancer/app/");
    let default = match text(&planned.certificate_arn) {
        Some(_) => ProtocolEnum::Https,
        None => ProtocolEnum::Http,
    };
    given.or_else(|| application.then_some(default))
}

async fn modify(cx: &Cx, change: &Change<'_, Listener>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    let mut call = elb(cx)
        .modify_listener()
        .listener_arn(&to.id)
        .set_alpn_policy(text(&to.alpn_policy).map(|p| vec![p]))
        .set_certificates(text(&to.certificate_arn).map(certificate))
        .set_port(int(to.port).filter(|p| *p != 0))
        .set_protocol(text(&to.protocol).map(|p| ProtocolEnum::from(p.as_str())))
        .set_ssl_policy(text(&to.ssl_policy));
    if change.changed("default_action") {
        call = call.set_default_actions(Some(action::to_send(&to.default_action)));
    }
    if change.changed("mutual_authentication") {
        call = call.set_mutual_authentication(to.mutual_authentication.as_ref().map(mutual));
    }
    cx.retry(step.limit(), |e| e.is(&["CertificateNotFound"]), || call.clone().send()).await?;
    Ok(())
}

fn certificate(arn: String) -> Vec<types::Certificate> {
    vec![types::Certificate::builder().certificate_arn(arn).build()]
}

fn mutual(m: &MutualAuthentication) -> types::MutualAuthenticationAttributes {
    let call = types::MutualAuthenticationAttributes::builder().mode(&m.mode);
    match m.mode.as_str() {
        "off" => call,
        "passthrough" => call.set_trust_store_arn(text(&m.trust_store_arn)),
        _ => call
            .ignore_client_certificate_expiry(m.ignore_client_certificate_expiry.unwrap_or_default())
            .set_advertise_trust_store_ca_names(
                text(&m.advertise_trust_store_ca_names).as_deref().map(Into::into),
            )
            .set_trust_store_arn(text(&m.trust_store_arn)),
    }
    .build()
}

/// The load balancer that a listener's ARN names.
pub(crate) fn load_balancer_of(listener: &str) -> String {
    let balancer = listener.replacen(":listener/", ":loadbalancer/", 1);
    balancer.rsplit_once('/').map_or(balancer.clone(), |(balancer, _)| balancer.to_owned())
}

async fn of_load_balancer(cx: &Cx, arn: String) -> Result<Vec<types::Listener>, Error> {
    Ok(elb(cx)
        .describe_listeners()
        .load_balancer_arn(arn)
        .into_paginator()
        .items()
        .send()
        .try_collect()
        .await?)
}

async fn describe(
    cx: &Cx,
    arns: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, types::Listener>, Error> {
    let some = |arns: Vec<String>| async move {
        let call = elb(cx).describe_listeners().set_listener_arns(Some(arns));
        Ok(call.into_paginator().items().send().try_collect().await?)
    };
    let all = |balancer| of_load_balancer(cx, balancer);
    Describe { arn: types::Listener::listener_arn, parent: load_balancer_of, some, all }.by_arn(arns).await
}

/// The settings that AWS tells one listener a call; those of TLS listeners it does not tell.
async fn settings(cx: &Cx, listener: &types::Listener) -> Result<Pairs, Error> {
    if listener.protocol == Some(ProtocolEnum::Tls) {
        return Ok(Pairs::new());
    }
    let call = elb(cx).describe_listener_attributes().set_listener_arn(listener.listener_arn.clone());
    let told = call.send().await?.attributes.unwrap_or_default();
    Ok(told.into_iter().filter_map(|a| Some((a.key?, a.value.unwrap_or_default()))).collect())
}

fn found(listener: &types::Listener, pairs: &Pairs, req: &Req<Listener>) -> Listener {
    let prior = &req.prior;
    let one = |all: &[String]| if let [one] = all { Some(one.clone()) } else { None };
    let certificates: Vec<String> =
        listener.certificates().iter().filter_map(|c| c.certificate_arn.clone()).collect();
    let told = Listener {
        id: req.key.clone(),
        alpn_policy: one(listener.alpn_policy()).or_else(|| prior.alpn_policy.clone()),
        arn: req.key.clone(),
        certificate_arn: one(&certificates).or_else(|| prior.certificate_arn.clone()),
        default_action: action::told(listener.default_actions(), &prior.default_action),
        load_balancer_arn: listener.load_balancer_arn.clone().unwrap_or_default(),
        mutual_authentication: listener.mutual_authentication().map(told_mutual),
        port: listener.port.map(i64::from),
        protocol: listener.protocol().map(|p| p.as_str().to_owned()),
        ssl_policy: listener.ssl_policy.clone(),
        ..prior.clone()
    };
    Listener::from_value(&setting::told(&SETTINGS, pairs, told.to_value(0)))
}

fn told_mutual(m: &types::MutualAuthenticationAttributes) -> MutualAuthentication {
    let mode = m.mode.clone().unwrap_or_default();
    if mode == "off" {
        return MutualAuthentication { mode, ..MutualAuthentication::default() };
    }
    MutualAuthentication {
        advertise_trust_store_ca_names: m.advertise_trust_store_ca_names().map(|a| a.as_str().to_owned()),
        ignore_client_certificate_expiry: m.ignore_client_certificate_expiry,
        mode,
        trust_store_arn: m.trust_store_arn.clone(),
    }
}
