//! The block `service_connect_configuration` of `aws_ecs_service`.

use crate::common::{int, positive, text};
use aws_sdk_ecs::types;
use provision_aws_core::prelude::*;

/// How a service finds other services of its namespace and is found by them.
#[derive(Nested, Clone, Default)]
pub struct Connect {
    /// It takes part.
    #[attr(required)]
    pub enabled: bool,
    /// Where the proxy's logs go.
    #[block(list, max = 1)]
    pub log_configuration: Option<Log>,
    /// Name or ARN of the Cloud Map namespace.
    #[attr(optional, computed)]
    pub namespace: Option<String>,
    /// What it offers to others.
    #[block(list)]
    pub service: Vec<Offer>,
}

/// Where logs go.
#[derive(Nested, Clone, Default)]
pub struct Log {
    /// The log driver.
    #[attr(
        required,
        one_of("json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens")
    )]
    pub log_driver: String,
    /// The driver's options.
    #[attr(optional, computed)]
    pub options: BTreeMap<String, String>,
    /// Options whose values are secret.
    #[block(list)]
    pub secret_option: Vec<Secret>,
}

/// A value that comes from Secrets Manager or the Parameter Store.
#[derive(Nested, Clone, Default)]
pub struct Secret {
    /// What it is called.
    #[attr(required)]
    pub name: String,
    /// ARN of the secret or parameter.
    #[attr(required)]
    pub value_from: String,
}

/// What a service offers to others.
#[derive(Nested, Clone, Default)]
pub struct Offer {
    /// Under which name and port others call it.
    #[block(list, max = 1)]
    pub client_alias: Option<Alias>,
    /// Its name in Cloud Map.
    #[attr(optional, computed)]
    pub discovery_name: Option<String>,
    /// Port on which the proxy listens.
    #[attr(optional, between(0, 65535))]
    pub ingress_port_override: Option<i64>,
    /// Name of the port in the task definition.
    #[attr(required)]
    pub port_name: String,
    /// How long calls may take.
    #[block(list, max = 1)]
    pub timeout: Option<Timeout>,
    /// Calls are encrypted.
    #[block(list, max = 1)]
    pub tls: Option<Tls>,
}

/// Under which name and port a service is called.
#[derive(Nested, Clone, Default)]
pub struct Alias {
    /// The name.
    #[attr(optional, computed)]
    pub dns_name: Option<String>,
    /// The port.
    #[attr(required, between(0, 65535))]
    pub port: i64,
}

/// How long calls may take.
#[derive(Nested, Clone, Default)]
pub struct Timeout {
    /// Seconds without traffic.
    #[attr(optional, between(0, 2_147_483_647))]
    pub idle_timeout_seconds: Option<i64>,
    /// Seconds for one request.
    #[attr(optional, between(0, 2_147_483_647))]
    pub per_request_timeout_seconds: Option<i64>,
}

/// How calls are encrypted.
#[derive(Nested, Clone, Default)]
pub struct Tls {
    /// Who signs the certificates.
    #[block(list, min = 1, max = 1)]
    pub issuer_cert_authority: Option<Issuer>,
    /// Key that encrypts the private key.
    #[attr(optional)]
    pub kms_key: Option<String>,
    /// Role that makes certificates and secrets.
    #[attr(optional, arn)]
    pub role_arn: Option<String>,
}

/// Who signs the certificates.
#[derive(Nested, Clone, Default)]
pub struct Issuer {
    /// The private certificate authority.
    #[attr(required, arn)]
    pub aws_pca_authority_arn: String,
}

impl Connect {
    /// As ECS takes it.
    pub fn request(&self) -> Result<types::ServiceConnectConfiguration, Error> {
        let services = self.service.iter().map(Offer::request).collect::<Result<Vec<_>, _>>()?;
        Ok(types::ServiceConnectConfiguration::builder()
            .enabled(self.enabled)
            .set_log_configuration(self.log_configuration.as_ref().map(Log::request).transpose()?)
            .set_namespace(text(&self.namespace))
            .set_services(crate::common::given(&services))
            .build())
    }
    /// As ECS tells it.
    pub fn told(told: &types::ServiceConnectConfiguration) -> Connect {
        Connect {
            enabled: told.enabled,
            log_configuration: told.log_configuration.as_ref().map(Log::told),
            namespace: told.namespace.clone(),
            service: told.services().iter().map(Offer::told).collect(),
        }
    }
}

impl Log {
    fn request(&self) -> Result<types::LogConfiguration, Error> {
        let secret = |s: &Secret| types::Secret::builder().name(&s.name).value_from(&s.value_from).build();
        let secrets = self.secret_option.iter().map(secret).collect::<Result<Vec<_>, _>>()?;
        let options = (!self.options.is_empty()).then(|| self.options.clone().into_iter().collect());
        Ok(types::LogConfiguration::builder()
            .log_driver(self.log_driver.as_str().into())
            .set_options(options)
            .set_secret_options(crate::common::given(&secrets))
            .build()?)
    }
    fn told(told: &types::LogConfiguration) -> Log {
        let secret = |s: &types::Secret| Secret { name: s.name.clone(), value_from: s.value_from.clone() };
        Log {
            log_driver: told.log_driver.as_str().to_owned(),
            options: told.options.clone().unwrap_or_default().into_iter().collect(),
            secret_option: told.secret_options().iter().map(secret).collect(),
        }
    }
}

impl Offer {
    fn request(&self) -> Result<types::ServiceConnectService, Error> {
        let alias = |a: &Alias| {
            let alias = types::ServiceConnectClientAlias::builder().set_dns_name(text(&a.dns_name));
            Ok::<_, Error>(alias.port(int(Some(a.port)).unwrap_or_default()).build()?)
        };
        let timeout = |t: &Timeout| {
            types::TimeoutConfiguration::builder()
                .set_idle_timeout_seconds(int(t.idle_timeout_seconds))
                .set_per_request_timeout_seconds(int(t.per_request_timeout_seconds))
                .build()
        };
        let issuer = |i: &Issuer| {
            let authority = types::ServiceConnectTlsCertificateAuthority::builder();
            authority.aws_pca_authority_arn(&i.aws_pca_authority_arn).build()
        };
        let tls = |t: &Tls| {
            types::ServiceConnectTlsConfiguration::builder()
                .set_issuer_certificate_authority(t.issuer_cert_authority.as_ref().map(issuer))
                .set_kms_key(text(&t.kms_key))
                .set_role_arn(text(&t.role_arn))
                .build()
        };
        Ok(types::ServiceConnectService::builder()
            .set_client_aliases(self.client_alias.as_ref().map(alias).transpose()?.map(|a| vec![a]))
            .set_discovery_name(text(&self.discovery_name))
            .set_ingress_port_override(positive(self.ingress_port_override))
            .port_name(&self.port_name)
            .set_timeout(self.timeout.as_ref().map(timeout))
            .set_tls(self.tls.as_ref().map(tls))
            .build()?)
    }
    fn told(told: &types::ServiceConnectService) -> Offer {
        let timeout = |t: &types::TimeoutConfiguration| Timeout {
            idle_timeout_seconds: t.idle_timeout_seconds.map(Into::into),
            per_request_timeout_seconds: t.per_request_timeout_seconds.map(Into::into),
        };
        let issuer = |i: &types::ServiceConnectTlsCertificateAuthority| Issuer {
            aws_pca_authority_arn: i.aws_pca_authority_arn.clone().unwrap_or_default(),
        };
        let tls = |t: &types::ServiceConnectTlsConfiguration| Tls {
            issuer_cert_authority: t.issuer_certificate_authority.as_ref().map(issuer),
            kms_key: t.kms_key.clone(),
            role_arn: t.role_arn.clone(),
        };
        let alias = |a: &types::ServiceConnectClientAlias| Alias {
            dns_name: a.dns_name.clone(),
            port: a.port.into(),
        };
        Offer {
            client_alias: told.client_aliases().first().map(alias),
            discovery_name: told.discovery_name.clone(),
            ingress_port_override: told.ingress_port_override.map(Into::into),
            port_name: told.port_name.clone(),
            timeout: told.timeout.as_ref().map(timeout),
            tls: told.tls.as_ref().map(tls),
        }
    }
}
