//! `tls_cert_request`, and reading requests.

use super::certificate::{Subject, extension, public_key};
use super::key::Key;
use super::{name, pem, replace_pem, state_id, unfit};
use crate::kind::{Resource, refused};
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Block, ResourceType};
use provision_value::Value;
use x509_cert::attr::Attribute;
use x509_cert::der::asn1::{BitString, SetOfVec};
use x509_cert::der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::der::{self, Any, Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::request::{CertReq, CertReqInfo, Version};

/// `tls_cert_request`
pub(crate) struct CertRequest;

/// The attribute of a request that holds the extensions it asks for.
const EXTENSIONS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.14");
const LABEL: &str = "CERTIFICATE REQUEST";

#[async_trait]
impl Resource for CertRequest {
    fn describe(&self) -> ResourceType {
        let own = [
            id("SHA-1 of the request."),
            ("private_key_pem", text("The private key that the certificate is for.").sensitive().required()),
            ("key_algorithm", text("The algorithm of the key.").computed()),
            ("cert_request_pem", text("The request as PEM.").computed()),
        ];
        let about = resource(
            "tls_cert_request",
            "A request for a certificate.",
            own.into_iter().chain(name::alternative_attributes()),
        );
        let block = Block { blocks: [name::subject_block()].into(), ..about.block };
        ResourceType { block, ..about }.plan(|cx| {
            replace_pem(cx, "private_key_pem");
            Ok(())
        })
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let key = Key::from_pem(given(planned, "private_key_pem").unwrap_or_default())?;
        let mut attributes = SetOfVec::new();
        if let Some(names) = name::alternatives(planned)? {
            let wanted = vec![extension(false, &names)?];
            let values = SetOfVec::try_from(vec![Any::encode_from(&wanted).map_err(bad)?]).map_err(bad)?;
            attributes.insert(Attribute { oid: EXTENSIONS, values }).map_err(bad)?;
        }
        let info = CertReqInfo {
            version: Version::V1,
            subject: name::subject(planned)?,
            public_key: public_key(&key)?,
            attributes,
        };
        let signature = key.sign(&info.to_der().map_err(bad)?)?;
        let request = CertReq {
            info,
            algorithm: key.signature_algorithm(),
            signature: BitString::from_bytes(&signature).map_err(bad)?,
        };
        let der = request.to_der().map_err(bad)?;
        Ok(filled(
            planned,
            [
                ("id", Value::string(state_id(&der))),
                ("key_algorithm", Value::string(key.algorithm())),
                ("cert_request_pem", Value::string(pem::encode(LABEL, &der))),
            ],
        ))
    }
}

fn bad(error: der::Error) -> ProviderError {
    refused(format!("The request cannot be written: {error}"), "Shorten what it holds.")
}

/// What a request asks for.
pub(super) fn read_request(text: &str) -> Result<Subject, ProviderError> {
    let read = || {
        let (_, der) = pem::decode(text).filter(|(label, _)| label == LABEL)?;
        let info = CertReq::from_der(&der).ok()?.info;
        let mut alternatives = None;
        for attribute in info.attributes.iter().filter(|a| a.oid == EXTENSIONS) {
            for value in attribute.values.iter() {
                let wanted: Vec<Extension> = value.decode_as().ok()?;
                let names = wanted.iter().find(|e| e.extn_id == SubjectAltName::OID);
                if let Some(names) = names {
                    alternatives = Some(SubjectAltName::from_der(names.extn_value.as_bytes()).ok()?);
                }
            }
        }
        Some(Subject { name: info.subject, alternatives, key: info.public_key })
    };
    read().ok_or_else(|| unfit("The certificate request cannot be read"))
}
