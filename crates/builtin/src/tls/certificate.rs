//! Making certificates: what both kinds have in common.

use super::key::Key;
use super::validity::Period;
use super::{items, pem, unfit};
use crate::entropy;
use crate::kind::refused;
use crate::object::filled;
use crate::schema::attr;
use der::Encode;
use der::asn1::{BitString, OctetString};
use der::oid::AssociatedOid;
use provision_engine::provider::ProviderError;
use provision_schema::{Attribute, Validator};
use provision_value::{Type, Value};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::certificate::Version;
use x509_cert::der;
use x509_cert::der::flagset::FlagSet;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::{Certificate, TbsCertificate};

/// The uses of a key, by the names that arguments have.
const KEY_USES: [(&str, KeyUsages); 9] = [
    ("digital_signature", KeyUsages::DigitalSignature),
    ("content_commitment", KeyUsages::NonRepudiation),
    ("key_encipherment", KeyUsages::KeyEncipherment),
    ("data_encipherment", KeyUsages::DataEncipherment),
    ("key_agreement", KeyUsages::KeyAgreement),
    ("cert_signing", KeyUsages::KeyCertSign),
    ("crl_signing", KeyUsages::CRLSign),
    ("encipher_only", KeyUsages::EncipherOnly),
    ("decipher_only", KeyUsages::DecipherOnly),
];

/// The purposes of a certificate.
const PURPOSES: [(&str, &str); 14] = [
    ("any_extended", "2.5.29.37.0"),
    ("server_auth", "1.3.6.1.5.5.7.3.1"),
    ("client_auth", "1.3.6.1.5.5.7.3.2"),
    ("code_signing", "1.3.6.1.5.5.7.3.3"),
    ("email_protection", "1.3.6.1.5.5.7.3.4"),
    ("ipsec_end_system", "1.3.6.1.5.5.7.3.5"),
    ("ipsec_tunnel", "1.3.6.1.5.5.7.3.6"),
    ("ipsec_user", "1.3.6.1.5.5.7.3.7"),
    ("timestamping", "1.3.6.1.5.5.7.3.8"),
    ("ocsp_signing", "1.3.6.1.5.5.7.3.9"),
    ("microsoft_server_gated_crypto", "1.3.6.1.4.1.311.10.3.3"),
    ("netscape_server_gated_crypto", "2.16.840.1.113730.4.1"),
    ("microsoft_commercial_code_signing", "1.3.6.1.4.1.311.2.1.22"),
    ("microsoft_kernel_code_signing", "1.3.6.1.4.1.311.61.1.1"),
];

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The arguments of both kinds.
pub(super) fn attributes() -> [(&'static str, Attribute); 4] {
    let no = |doc| attr(Type::Bool, doc).replace().default(Value::bool(false));
    let uses = attr(Type::list(Type::String), "What it may be used for.").replace();
    [
        ("allowed_uses", uses.check(Validator::Custom(check_use)).required()),
        ("is_ca_certificate", no("Whether it may sign others.")),
        ("set_subject_key_id", no("Whether it names its own key.")),
        ("cert_pem", crate::schema::text("The certificate as PEM.").computed()),
    ]
}

fn check_use(value: &Value) -> Result<(), String> {
    let name = value.as_str().unwrap_or_default();
    let known = KEY_USES.iter().map(|(n, _)| *n).chain(PURPOSES.iter().map(|(n, _)| *n));
    let known: Vec<&str> = known.collect();
    if known.contains(&name) { Ok(()) } else { Err(format!("must be one of {}", known.join(", "))) }
}

fn bad(error: der::Error) -> ProviderError {
    refused(format!("The certificate cannot be written: {error}"), "Shorten what it holds.")
}

/// Whom a certificate is for.
pub(super) struct Subject {
    pub name: Name,
    pub alternatives: Option<SubjectAltName>,
    pub key: SubjectPublicKeyInfoOwned,
}

/// Who signs it.
pub(super) struct Issuer<'a> {
    pub name: Name,
    pub key: &'a Key,
    /// What tells the issuer's key from its others, where the certificate is to say it.
    pub key_id: Option<Vec<u8>>,
}

/// What tells a key from others: SHA-1 of its bits.
pub(super) fn key_id(key: &SubjectPublicKeyInfoOwned) -> Vec<u8> {
    use md5::Digest;
    let bits = key.subject_public_key.raw_bytes();
    let digest = match key.algorithm.oid == ED25519 {
        true => sha1::Sha1::digest([&[4, 32], bits].concat()),
        false => sha1::Sha1::digest(bits),
    };
    digest.to_vec()
}

/// Whether a certificate that this object describes says which key it is for.
pub(super) fn says_key_id(object: &Value) -> bool {
    flag(object, "set_subject_key_id") || flag(object, "is_ca_certificate")
}

fn flag(object: &Value, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// Makes a certificate: the object with everything that creation tells.
pub(super) fn make(
    object: &Value,
    subject: Subject,
    issuer: Issuer<'_>,
    period: &Period,
) -> Result<Value, ProviderError> {
    if flag(object, "is_ca_certificate") && subject.name.0.is_empty() {
        return Err(unfit("A certificate that signs others needs a subject"));
    }
    let mut serial = entropy::bytes(16)?;
    // A first zero would have to be left out.
    serial[0] = serial[0].max(1);
    let signature = issuer.key.signature_algorithm();
    let tbs = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&serial).map_err(bad)?,
        signature: signature.clone(),
        issuer: issuer.name,
        validity: period.to_validity()?,
        extensions: Some(extensions(object, &subject, issuer.key_id)?),
        subject: subject.name,
        subject_public_key_info: subject.key,
        issuer_unique_id: None,
        subject_unique_id: None,
    };
    let signed = issuer.key.sign(&tbs.to_der().map_err(bad)?)?;
    let certificate = Certificate {
        tbs_certificate: tbs,
        signature_algorithm: signature,
        signature: BitString::from_bytes(&signed).map_err(bad)?,
    };
    let text = pem::encode("CERTIFICATE", &certificate.to_der().map_err(bad)?);
    let [start, end] = period.texts();
    let id = Value::string(crate::random::decimal(&serial));
    Ok(filled(object, [("id", id), ("cert_pem", Value::string(text)), start, end]))
}

fn extensions(
    object: &Value,
    subject: &Subject,
    issuer: Option<Vec<u8>>,
) -> Result<Vec<Extension>, ProviderError> {
    let uses = items(object, "allowed_uses");
    let mut all = Vec::new();
    let flags: Vec<KeyUsages> = KEY_USES.iter().filter(|(n, _)| uses.contains(n)).map(|(_, f)| *f).collect();
    if let Some(flags) = flags.into_iter().map(FlagSet::from).reduce(|a, b| a | b) {
        all.push(extension(true, &KeyUsage(flags))?);
    }
    let purpose = |name: &&str| {
        PURPOSES.iter().find(|(n, _)| n == name).map(|(_, oid)| ObjectIdentifier::new_unwrap(oid))
    };
    let purposes: Vec<ObjectIdentifier> = uses.iter().filter_map(purpose).collect();
    if !purposes.is_empty() {
        all.push(extension(false, &ExtendedKeyUsage(purposes))?);
    }
    let basic = BasicConstraints { ca: flag(object, "is_ca_certificate"), path_len_constraint: None };
    all.push(extension(true, &basic)?);
    if says_key_id(object) {
        let id = OctetString::new(key_id(&subject.key)).map_err(bad)?;
        all.push(extension(false, &SubjectKeyIdentifier(id))?);
    }
    if let Some(id) = issuer {
        let key_identifier = Some(OctetString::new(id).map_err(bad)?);
        all.push(extension(false, &AuthorityKeyIdentifier { key_identifier, ..Default::default() })?);
    }
    if let Some(names) = &subject.alternatives {
        all.push(extension(subject.name.0.is_empty(), names)?);
    }
    Ok(all)
}

/// An extension and its value.
pub(super) fn extension<T: Encode + AssociatedOid>(
    critical: bool,
    value: &T,
) -> Result<Extension, ProviderError> {
    let content = value.to_der().map_err(bad)?;
    Ok(Extension { extn_id: T::OID, critical, extn_value: OctetString::new(content).map_err(bad)? })
}

/// The public key of a private one, as certificates hold it.
pub(super) fn public_key(key: &Key) -> Result<SubjectPublicKeyInfoOwned, ProviderError> {
    use der::Decode;
    SubjectPublicKeyInfoOwned::from_der(&key.public_der()?).map_err(bad)
}
