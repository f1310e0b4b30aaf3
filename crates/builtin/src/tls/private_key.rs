//! `tls_private_key`.

use super::key::Key;
use super::{pem, state_id};
use crate::kind::{Resource, refused};
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource, text};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use md5::Digest;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Attribute, ResourceType, Validator};
use provision_value::{Type, Value};
use serde_json::Value as Json;

/// `tls_private_key`
pub(crate) struct PrivateKey;

/// The attributes of a public key.
pub(super) fn public_attributes() -> Vec<(&'static str, Attribute)> {
    vec![
        id("SHA-1 of the public key."),
        ("public_key_pem", text("The public key as PEM.").computed()),
        (
            "public_key_openssh",
            text("The public key as a line of authorized_keys; empty for P224.").computed(),
        ),
        ("public_key_fingerprint_md5", text("OpenSSH's MD5 fingerprint.").computed()),
        ("public_key_fingerprint_sha256", text("OpenSSH's SHA-256 fingerprint.").computed()),
    ]
}

/// The object with the attributes of its public key.
pub(super) fn with_public(object: &Value, key: &Key) -> Result<Value, ProviderError> {
    let der = key.public_der()?;
    let (mut line, mut md5, mut sha256) = (String::new(), String::new(), String::new());
    if let Some((kind, wire)) = key.openssh_public()? {
        line = format!("{kind} {}\n", STANDARD.encode(&wire));
        let digits = md5::Md5::digest(&wire);
        md5 = digits.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":");
        sha256 = format!("SHA256:{}", STANDARD_NO_PAD.encode(sha2::Sha256::digest(&wire)));
    }
    Ok(filled(
        object,
        [
            ("id", Value::string(state_id(&der))),
            ("public_key_pem", Value::string(pem::encode("PUBLIC KEY", &der))),
            ("public_key_openssh", Value::string(line)),
            ("public_key_fingerprint_md5", Value::string(md5)),
            ("public_key_fingerprint_sha256", Value::string(sha256)),
        ],
    ))
}

#[async_trait]
impl Resource for PrivateKey {
    fn describe(&self) -> ResourceType {
        let secret = |doc| text(doc).sensitive().computed();
        let own = [
            (
                "algorithm",
                text("RSA, ECDSA or ED25519.")
                    .replace()
                    .check(Validator::OneOf(&["RSA", "ECDSA", "ED25519"]))
                    .required(),
            ),
            (
                "rsa_bits",
                attr(Type::Number, "The bits of an RSA key.")
                    .replace()
                    .check(Validator::Between(512, 16384))
                    .default(Value::number(2048)),
            ),
            (
                "ecdsa_curve",
                text("The curve of an ECDSA key.")
                    .replace()
                    .check(Validator::OneOf(&["P224", "P256", "P384", "P521"]))
                    .default(Value::string("P224")),
            ),
            ("private_key_pem", secret("The key as PEM.")),
            ("private_key_openssh", secret("The key in OpenSSH's format; empty for P224.")),
            ("private_key_pem_pkcs8", secret("The key as PKCS#8.")),
        ];
        resource("tls_private_key", "A private key.", public_attributes().into_iter().chain(own)).version(1)
    }

    async fn create(&self, _: &Settings, step: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let algorithm = given(planned, "algorithm").unwrap_or_default();
        let key = match algorithm {
            "RSA" => {
                let bits = planned.get("rsa_bits").and_then(Value::as_i64).unwrap_or_default();
                (step.progress)("looking for large primes");
                tokio::task::spawn_blocking(move || Key::rsa(bits))
                    .await
                    .map_err(|e| refused(format!("The key was not made: {e}"), "Run the command again."))??
            }
            "ECDSA" => Key::ecdsa(given(planned, "ecdsa_curve").unwrap_or_default())?,
            "ED25519" => Key::ed25519(),
            other => {
                return Err(refused(
                    format!("There is no key algorithm {other}"),
                    "Use RSA, ECDSA or ED25519.",
                ));
            }
        };
        with_key(planned, &key)
    }

    /// Version 0 lacks what can be computed from the key.
    fn upgrade(&self, _: u64, mut attributes: Json) -> Result<Json, ProviderError> {
        let key = Key::from_pem(attributes["private_key_pem"].as_str().unwrap_or_default())?;
        let whole = with_key(&Value::object_of::<&str>([]), &key)?;
        for (name, value) in whole.as_map().into_iter().flatten() {
            attributes[&**name] = provision_value::json::to_json(value);
        }
        Ok(attributes)
    }
}

fn with_key(object: &Value, key: &Key) -> Result<Value, ProviderError> {
    let object = filled(
        object,
        [
            ("private_key_pem", Value::string(key.to_pem()?)),
            ("private_key_pem_pkcs8", Value::string(key.to_pkcs8_pem()?)),
            ("private_key_openssh", Value::string(key.to_openssh()?.unwrap_or_default())),
        ],
    );
    with_public(&object, key)
}
