//! The data sources `tls_public_key` and `tls_certificate`.

use super::key::Key;
use super::private_key::{public_attributes, with_public};
use super::signed::read_certificate;
use super::{name, pem, state_id};
use crate::digest::sha1;
use crate::kind::{DataSource, refused};
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{attr, data, id, text};
use async_trait::async_trait;
use provision_engine::provider::ProviderError;
use provision_schema::ResourceType;
use provision_value::{Type, Value};
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::Encode;
use x509_cert::ext::pkix::BasicConstraints;
use x509_cert::time::Time;

/// `tls_public_key`
pub(crate) struct PublicKeyData;

/// `tls_certificate`
pub(crate) struct CertificateData;

#[async_trait]
impl DataSource for PublicKeyData {
    fn describe(&self) -> ResourceType {
        const GROUP: &[&str] = &["private_key_pem", "private_key_openssh"];
        let secret = |doc| text(doc).sensitive().exactly_one_of(GROUP).optional();
        let own = [
            ("private_key_pem", secret("The private key as PEM.")),
            ("private_key_openssh", secret("The private key in OpenSSH's format.")),
            ("algorithm", text("RSA, ECDSA or ED25519.").computed()),
        ];
        data("tls_public_key", "The public key of a private one.", public_attributes().into_iter().chain(own))
    }

    async fn read(&self, _: &Settings, config: &Value) -> Result<Value, ProviderError> {
        let key = match (given(config, "private_key_pem"), given(config, "private_key_openssh")) {
            (Some(text), _) => Key::from_pem(text)?,
            (None, Some(text)) => Key::from_openssh(text)?,
            (None, None) => {
                return Err(refused(
                    "There is no private key",
                    "Give private_key_pem or private_key_openssh.",
                ));
            }
        };
        with_public(&config.with("algorithm", Value::string(key.algorithm())), &key)
    }
}

/// What is told of a certificate.
const TOLD: [(&str, Type); 11] = [
    ("cert_pem", Type::String),
    ("is_ca", Type::Bool),
    ("issuer", Type::String),
    ("not_after", Type::String),
    ("not_before", Type::String),
    ("public_key_algorithm", Type::String),
    ("serial_number", Type::String),
    ("sha1_fingerprint", Type::String),
    ("signature_algorithm", Type::String),
    ("subject", Type::String),
    ("version", Type::Number),
];

#[async_trait]
impl DataSource for CertificateData {
    fn describe(&self) -> ResourceType {
        const GROUP: &[&str] = &["content", "url"];
        data(
            "tls_certificate",
            "What a certificate says.",
            [
                id("SHA-1 of the certificate."),
                ("content", text("The certificate as PEM.").sensitive().exactly_one_of(GROUP).optional()),
                ("url", text("Not carried out: use content.").exactly_one_of(GROUP).optional()),
                ("verify_chain", attr(Type::Bool, "Counts for url only.").conflicts(&["content"]).optional()),
                (
                    "certificates",
                    attr(Type::list(Type::object(TOLD)), "What the certificate says.").computed(),
                ),
            ],
        )
    }

    async fn read(&self, _: &Settings, config: &Value) -> Result<Value, ProviderError> {
        let Some(content) = given(config, "content") else {
            let help = "Fetch it with another program, and hand its PEM text to `content`.";
            return Err(refused("Certificates are not fetched from a url", help));
        };
        let certificate = read_certificate(content)?;
        let certificates = Value::list(Type::object(TOLD), vec![told(&certificate)?]);
        Ok(filled(
            config,
            [("id", Value::string(state_id(content.as_bytes()))), ("certificates", certificates)],
        ))
    }
}

fn told(certificate: &Certificate) -> Result<Value, ProviderError> {
    let der = certificate.to_der();
    let der =
        der.map_err(|e| refused(format!("The certificate cannot be read: {e}"), "Check its PEM text."))?;
    let tbs = &certificate.tbs_certificate;
    let is_ca = matches!(tbs.get::<BasicConstraints>(), Ok(Some((_, basic))) if basic.ca);
    let version = match tbs.version {
        Version::V1 => 1,
        Version::V2 => 2,
        Version::V3 => 3,
    };
    let signature = certificate.signature_algorithm.oid.to_string();
    let text = |s: String| Value::string(s);
    Ok(Value::object_of([
        ("cert_pem", text(pem::encode("CERTIFICATE", &der))),
        ("is_ca", Value::bool(is_ca)),
        ("issuer", text(name::shown(&tbs.issuer))),
        ("not_after", text(time(&tbs.validity.not_after))),
        ("not_before", text(time(&tbs.validity.not_before))),
        ("public_key_algorithm", text(key_algorithm(&tbs.subject_public_key_info.algorithm.oid.to_string()))),
        ("serial_number", text(crate::random::decimal(tbs.serial_number.as_bytes()))),
        ("sha1_fingerprint", text(sha1(&der))),
        ("signature_algorithm", text(signature_algorithm(&signature))),
        ("subject", text(name::shown(&tbs.subject))),
        ("version", Value::number(version)),
    ]))
}

fn time(time: &Time) -> String {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or_default();
    jiff::Timestamp::from_second(seconds).map(|t| t.to_string()).unwrap_or_default()
}

fn key_algorithm(oid: &str) -> String {
    match oid {
        "1.2.840.113549.1.1.1" => "RSA",
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.10045.2.1" => "ECDSA",
        "1.3.101.112" => "Ed25519",
        other => other,
    }
    .to_owned()
}

fn signature_algorithm(oid: &str) -> String {
    match oid {
        "1.2.840.113549.1.1.4" => "MD5-RSA",
        "1.2.840.113549.1.1.5" => "SHA1-RSA",
        "1.2.840.113549.1.1.11" => "SHA256-RSA",
        "1.2.840.113549.1.1.12" => "SHA384-RSA",
        "1.2.840.113549.1.1.13" => "SHA512-RSA",
        "1.2.840.10045.4.1" => "ECDSA-SHA1",
        "1.2.840.10045.4.3.2" => "ECDSA-SHA256",
        "1.2.840.10045.4.3.3" => "ECDSA-SHA384",
        "1.2.840.10045.4.3.4" => "ECDSA-SHA512",
        "1.3.101.112" => "Ed25519",
        other => other,
    }
    .to_owned()
}
