//! `tls_locally_signed_cert`.

use super::certificate::{self, Issuer, Subject, make, public_key};
use super::key::Key;
use super::request::read_request;
use super::validity::{self, Period};
use super::{pem, replace_pem, unfit};
use crate::kind::Resource;
use crate::object::text as given;
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::ResourceType;
use provision_value::Value;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::{BasicConstraints, SubjectKeyIdentifier};

/// `tls_locally_signed_cert`
pub(crate) struct LocallySignedCert;

const HANDED_IN: [&str; 3] = ["ca_cert_pem", "ca_private_key_pem", "cert_request_pem"];

#[async_trait]
impl Resource for LocallySignedCert {
    fn describe(&self) -> ResourceType {
        let own = [
            id("Its serial number."),
            ("ca_cert_pem", text("The certificate of who signs it.").required()),
            ("ca_private_key_pem", text("The private key of who signs it.").sensitive().required()),
            ("cert_request_pem", text("The request: whom and which key it is for.").required()),
            ("ca_key_algorithm", text("The algorithm of the key that signs it.").computed()),
        ];
        let all = own.into_iter().chain(certificate::attributes()).chain(validity::attributes());
        resource("tls_locally_signed_cert", "A certificate that another one's key signs.", all).plan(|cx| {
            HANDED_IN.iter().for_each(|name| replace_pem(cx, name));
            validity::plan(cx);
            Ok(())
        })
    }

    async fn create(&self, on: &Settings, step: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let [authority, key, request] = HANDED_IN.map(|name| given(planned, name).unwrap_or_default());
        let request = read_request(request)?;
        let key = Key::from_pem(key)?;
        let authority = read_certificate(authority)?.tbs_certificate;
        if authority.subject_public_key_info != public_key(&key)? {
            return Err(unfit("ca_private_key_pem is not the key of ca_cert_pem"));
        }
        if !matches!(authority.get::<BasicConstraints>(), Ok(Some((_, basic))) if basic.ca) {
            (step.progress)("signing with a certificate that is not meant to sign others");
        }
        // One's own key is not named where the names say already that it is one's own.
        let own = authority.subject == request.name;
        let told = authority.get::<SubjectKeyIdentifier>().ok().flatten().filter(|_| !own);
        let key_id = told.map(|(_, id)| id.0.into_bytes());
        let subject = Subject { name: request.name, alternatives: request.alternatives, key: request.key };
        let issuer = Issuer { name: authority.subject.clone(), key: &key, key_id };
        let object = planned.with("ca_key_algorithm", Value::string(key.algorithm()));
        make(&object, subject, issuer, &Period::new((on.now)(), planned)?)
    }

    async fn read(&self, on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        Ok(Some(validity::read((on.now)(), prior)))
    }
}

/// Reads PEM text of one certificate.
pub(super) fn read_certificate(text: &str) -> Result<Certificate, ProviderError> {
    let read = || {
        let (_, der) = pem::decode(text).filter(|(label, _)| label == "CERTIFICATE")?;
        Certificate::from_der(&der).ok()
    };
    read().ok_or_else(|| unfit("The certificate cannot be read"))
}
