//! The settings of listeners that AWS keeps as pairs of texts, by protocol.

use crate::elb::text;
use crate::listener::Listener;
use crate::setting::Setting;
use provision_schema::Difference;

const HTTP: &[&str] = &["HTTP", "HTTPS"];
const HTTPS: &[&str] = &["HTTPS"];
const TCP: &[&str] = &["TCP", "GENEVE"];

/// All of them. (ELBv2 ListenerAttribute)
pub const SETTINGS: [Setting; 20] = [
    Setting {
        name: "routing_http_request_x_amzn_mtls_clientcert_header_name",
        key: "routing.http.request.x_amzn_mtls_clientcert.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_mtls_clientcert_issuer_header_name",
        key: "routing.http.request.x_amzn_mtls_clientcert_issuer.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_mtls_clientcert_leaf_header_name",
        key: "routing.http.request.x_amzn_mtls_clientcert_leaf.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name",
        key: "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_mtls_clientcert_subject_header_name",
        key: "routing.http.request.x_amzn_mtls_clientcert_subject.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_mtls_clientcert_validity_header_name",
        key: "routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_tls_cipher_suite_header_name",
        key: "routing.http.request.x_amzn_tls_cipher_suite.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_request_x_amzn_tls_version_header_name",
        key: "routing.http.request.x_amzn_tls_version.header_name",
        kinds: HTTPS,
    },
    Setting {
        name: "routing_http_response_access_control_allow_credentials_header_value",
        key: "routing.http.response.access_control_allow_credentials.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_access_control_allow_headers_header_value",
        key: "routing.http.response.access_control_allow_headers.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_access_control_allow_methods_header_value",
        key: "routing.http.response.access_control_allow_methods.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_access_control_allow_origin_header_value",
        key: "routing.http.response.access_control_allow_origin.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_access_control_expose_headers_header_value",
        key: "routing.http.response.access_control_expose_headers.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_access_control_max_age_header_value",
        key: "routing.http.response.access_control_max_age.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_content_security_policy_header_value",
        key: "routing.http.response.content_security_policy.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_server_enabled",
        key: "routing.http.response.server.enabled",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_strict_transport_security_header_value",
        key: "routing.http.response.strict_transport_security.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_x_content_type_options_header_value",
        key: "routing.http.response.x_content_type_options.header_value",
        kinds: HTTP,
    },
    Setting {
        name: "routing_http_response_x_frame_options_header_value",
        key: "routing.http.response.x_frame_options.header_value",
        kinds: HTTP,
    },
    Setting { name: "tcp_idle_timeout_seconds", key: "tcp.idle_timeout.seconds", kinds: TCP },
];

/// The protocol that says which settings a listener has. AWS tells none for those of gateway load balancers.
pub fn protocol_of(listener: &Listener) -> String {
    protocol(text(&listener.protocol).unwrap_or_default(), &listener.load_balancer_arn)
}

fn protocol(protocol: String, load_balancer: &str) -> String {
    match protocol.is_empty() && load_balancer.contains("loadbalancer/gwy/") {
        true => "GENEVE".into(),
        false => protocol,
    }
}

fn is_none_of(d: &Difference<'_>, protocols: &[&str]) -> bool {
    let own = protocol(d.text("protocol"), &d.text("load_balancer_arn"));
    !protocols.contains(&own.as_str())
}

/// A listener of another protocol has no such setting.
pub fn not_http(d: &Difference<'_>) -> bool {
    is_none_of(d, HTTP)
}
/// As [`not_http`].
pub fn not_https(d: &Difference<'_>) -> bool {
    is_none_of(d, HTTPS)
}
/// As [`not_http`].
pub fn not_tcp(d: &Difference<'_>) -> bool {
    is_none_of(d, TCP)
}
