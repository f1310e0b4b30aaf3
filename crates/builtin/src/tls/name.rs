//! Whom a certificate is for: distinguished names and alternative names.

use super::{items, texts, unfit};
use crate::kind::refused;
use crate::object::text as given;
use crate::schema::{attr, text};
use provision_engine::provider::ProviderError;
use provision_schema::{Attribute, Block, Nested, Nesting};
use provision_value::{Type, Value};
use std::fmt::Display;
use std::net::IpAddr;
use std::sync::Arc;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::{Ia5String, OctetString, SetOfVec};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Any, Encode, Tag, Tagged};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

/// The parts of a subject in the order of certificates: argument, what it is called in text, object identifier.
const PARTS: [(&str, &str, ObjectIdentifier); 9] = [
    ("country", "C", oid("2.5.4.6")),
    ("organization", "O", oid("2.5.4.10")),
    ("organizational_unit", "OU", oid("2.5.4.11")),
    ("locality", "L", oid("2.5.4.7")),
    ("province", "ST", oid("2.5.4.8")),
    ("street_address", "STREET", oid("2.5.4.9")),
    ("postal_code", "POSTALCODE", oid("2.5.4.17")),
    ("common_name", "CN", oid("2.5.4.3")),
    ("serial_number", "SERIALNUMBER", oid("2.5.4.5")),
];

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// The `subject` block.
pub(super) fn subject_block() -> (&'static str, Nested) {
    let part = |(name, called, _): (&'static str, &'static str, ObjectIdentifier)| {
        let attribute = match name {
            "street_address" => attr(Type::list(Type::String), called).replace().optional(),
            _ => text(called).replace().optional(),
        };
        (name, attribute)
    };
    let block = Block { attributes: PARTS.map(part).into(), ..Block::default() };
    let nested = Nested {
        max: 1,
        replace: true,
        doc: "Whom the certificate is for.",
        ..Nested::new(Nesting::List, Arc::new(block))
    };
    ("subject", nested)
}

/// The arguments for alternative names.
pub(super) fn alternative_attributes() -> [(&'static str, Attribute); 3] {
    [
        ("dns_names", texts("DNS names that the certificate is for.")),
        ("ip_addresses", texts("IP addresses that the certificate is for.")),
        ("uris", texts("URIs that the certificate is for.")),
    ]
}

fn bad(what: &str, error: impl Display) -> ProviderError {
    refused(format!("The {what} cannot be written: {error}"), "Shorten it, or leave out special characters.")
}

/// The subject of an object; empty where it has none.
pub(super) fn subject(object: &Value) -> Result<Name, ProviderError> {
    let blocks = object.get("subject").and_then(Value::as_seq).unwrap_or_default();
    let Some(block) = blocks.first() else { return Ok(RdnSequence::default()) };
    let mut names = Vec::new();
    for (part, _, oid) in PARTS {
        let values = match given(block, part) {
            Some(text) => vec![text],
            None => items(block, part),
        };
        if values.is_empty() {
            continue;
        }
        let pair = |text: &str| {
            let printable = |b: u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b);
            let tag = if text.bytes().all(printable) { Tag::PrintableString } else { Tag::Utf8String };
            Any::new(tag, text.as_bytes()).map(|value| AttributeTypeAndValue { oid, value })
        };
        let pairs = values.into_iter().map(pair).collect::<Result<Vec<_>, _>>().map_err(|e| bad(part, e))?;
        let set = SetOfVec::try_from(pairs).map_err(|e| bad(part, e))?;
        names.push(RelativeDistinguishedName(set));
    }
    Ok(RdnSequence(names))
}

/// The alternative names of an object; `None` where it has none.
pub(super) fn alternatives(object: &Value) -> Result<Option<SubjectAltName>, ProviderError> {
    let mut names = Vec::new();
    for name in items(object, "dns_names") {
        names.push(GeneralName::DnsName(Ia5String::new(name).map_err(|e| bad("DNS name", e))?));
    }
    for text in items(object, "ip_addresses") {
        let address: IpAddr = text.parse().map_err(|_| unfit(format!("\"{text}\" is no IP address")))?;
        let octets = match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        };
        names.push(GeneralName::IpAddress(OctetString::new(octets).map_err(|e| bad("address", e))?));
    }
    for uri in items(object, "uris") {
        let uri = Ia5String::new(uri).map_err(|e| bad("URI", e))?;
        names.push(GeneralName::UniformResourceIdentifier(uri));
    }
    Ok((!names.is_empty()).then_some(SubjectAltName(names)))
}

/// A name as text, most special part first, in the way of RFC 2253.
pub(super) fn shown(name: &Name) -> String {
    let pairs: Vec<&AttributeTypeAndValue> = name.0.iter().flat_map(|rdn| rdn.0.iter()).collect();
    let mut texts = Vec::new();
    for (_, called, oid) in PARTS.iter().rev() {
        let values = pairs.iter().filter(|p| p.oid == *oid);
        let parts: Vec<String> = values.map(|p| format!("{called}={}", escaped(p))).collect();
        if !parts.is_empty() {
            texts.push(parts.join("+"));
        }
    }
    let others = pairs.iter().filter(|p| PARTS.iter().all(|(_, _, oid)| p.oid != *oid));
    let hex = |p: &AttributeTypeAndValue| crate::digest::hex(&p.value.to_der().unwrap_or_default());
    let others: Vec<String> = others.rev().map(|p| format!("{}=#{}", p.oid, hex(p))).collect();
    texts.extend(others);
    texts.join(",")
}

fn escaped(pair: &AttributeTypeAndValue) -> String {
    let text = match pair.value.tag() {
        Tag::BmpString => {
            let units = pair.value.value().chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        _ => String::from_utf8_lossy(pair.value.value()).into_owned(),
    };
    let last = text.chars().count().saturating_sub(1);
    let escape = |(i, c): (usize, char)| {
        let special = match c {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
            ' ' => i == 0 || i == last,
            '#' => i == 0,
            _ => false,
        };
        if special { format!("\\{c}") } else { c.to_string() }
    };
    text.chars().enumerate().map(escape).collect()
}
