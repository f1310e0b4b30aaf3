//! The `tls` provider: keys, certificates and certificate requests, made on this machine.

mod certificate;
mod data;
mod key;
mod name;
mod pem;
mod private_key;
mod request;
mod self_signed;
mod signed;
mod validity;

pub(crate) use data::{CertificateData, PublicKeyData};
pub(crate) use private_key::PrivateKey;
pub(crate) use request::CertRequest;
pub(crate) use self_signed::SelfSignedCert;
pub(crate) use signed::LocallySignedCert;

use crate::kind::refused;
use crate::schema::attr;
use provision_engine::provider::ProviderError;
use provision_schema::{Attribute, PlanCx};
use provision_value::{Type, Value};

/// What is wrong with keys and certificates that are handed in. Never shows any of their content.
fn unfit(message: impl Into<String>) -> ProviderError {
    refused(
        message,
        "Check what is handed in: it has to be PEM text of the right kind, whole and not encrypted.",
    )
}

/// A list of texts whose change needs a new resource.
fn texts(doc: &'static str) -> Attribute {
    attr(Type::list(Type::String), doc).replace().optional()
}

/// The texts of a list.
fn items<'a>(object: &'a Value, name: &str) -> Vec<&'a str> {
    let items = object.get(name).and_then(Value::as_seq).unwrap_or_default();
    items.iter().filter_map(Value::as_str).collect()
}

/// Replaces when PEM text changes. Older states hold a checksum in its place, which is no change.
fn replace_pem(cx: &mut PlanCx<'_>, name: &str) {
    let before = cx.before(name);
    if cx.changed(name) && before.as_str().is_some_and(|s| pem::decode(s).is_some()) {
        cx.force_replace(name);
    }
}

/// SHA-1 in hexadecimal digits, blanks around the content left out.
fn state_id(content: &[u8]) -> String {
    let blank = |b: &u8| matches!(b, b'\t'..=b'\r' | b' ');
    let start = content.iter().position(|b| !blank(b)).unwrap_or(content.len());
    let end = content.iter().rposition(|b| !blank(b)).map_or(start, |i| i + 1);
    crate::digest::sha1(&content[start..end])
}
