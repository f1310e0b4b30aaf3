//! `random_bytes` and `random_id`: random bytes in several notations.

use super::{kept, length, size};
use crate::digest::hex;
use crate::entropy;
use crate::keepers::keepers;
use crate::kind::{Resource, refused};
use crate::object::{empty, filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource, text};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{ResourceType, Validator};
use provision_value::{Type, Value};
use std::collections::BTreeMap;

/// `random_bytes`
pub(crate) struct Bytes;

/// `random_id`
pub(crate) struct Id;

/// A big-endian number in decimal digits.
pub(crate) fn decimal(bytes: &[u8]) -> String {
    // Little-endian groups of nine digits.
    let mut groups: Vec<u32> = vec![0];
    for &byte in bytes {
        let mut carry = u64::from(byte);
        for group in &mut groups {
            let value = u64::from(*group) * 256 + carry;
            *group = (value % 1_000_000_000) as u32;
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            groups.push(carry as u32);
        }
    }
    let mut text = groups.pop().unwrap_or_default().to_string();
    groups.iter().rev().for_each(|g| text += &format!("{g:09}"));
    text
}

#[async_trait]
impl Resource for Bytes {
    fn describe(&self) -> ResourceType {
        resource(
            "random_bytes",
            "Random bytes for secrets and keys.",
            [
                id("Always `none`."),
                keepers(),
                ("length", length("How many bytes.").required()),
                ("base64", text("The bytes in base64.").sensitive().computed()),
                ("hex", text("The bytes in hexadecimal digits.").sensitive().computed()),
            ],
        )
        .plan(kept)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        Ok(with_bytes(planned, &entropy::bytes(size(planned, "length")?)?))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let bytes = STANDARD.decode(id);
        let bytes = bytes
            .map_err(|e| refused(format!("The import id is not base64: {e}"), "Give the bytes in base64."))?;
        let length = Value::number(bytes.len() as i64);
        Ok(with_bytes(&empty(&self.describe().block).with("length", length), &bytes))
    }
}

fn with_bytes(object: &Value, bytes: &[u8]) -> Value {
    filled(
        object,
        [
            ("id", Value::string("none")),
            ("base64", Value::string(STANDARD.encode(bytes))),
            ("hex", Value::string(hex(bytes))),
        ],
    )
}

#[async_trait]
impl Resource for Id {
    fn describe(&self) -> ResourceType {
        resource(
            "random_id",
            "A random number for names and ids, in several notations.",
            [
                id("The bytes in URL-safe base64, without the prefix."),
                keepers(),
                (
                    "byte_length",
                    attr(Type::Number, "How many random bytes.")
                        .replace()
                        .check(Validator::Between(0, entropy::MOST))
                        .required(),
                ),
                ("prefix", text("A text before each result.").replace().optional()),
                ("b64_url", text("The bytes in URL-safe base64.").computed()),
                ("b64_std", text("The bytes in base64.").computed()),
                ("hex", text("The bytes in hexadecimal digits.").computed()),
                ("dec", text("The bytes as a decimal number.").computed()),
            ],
        )
        .plan(kept)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        Ok(with_id(planned, &entropy::bytes(size(planned, "byte_length")?)?))
    }

    /// `ID`, or `PREFIX,ID`.
    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let (prefix, id) = id.rsplit_once(',').unwrap_or(("", id));
        let help = "Give the id, or PREFIX,ID.";
        let bytes = URL_SAFE_NO_PAD.decode(id);
        let bytes = bytes.map_err(|e| refused(format!("The import id is not URL-safe base64: {e}"), help))?;
        let mut object = filled(
            &empty(&self.describe().block),
            [
                ("byte_length", Value::number(bytes.len() as i64)),
                ("keepers", Value::map(Type::String, BTreeMap::new())),
            ],
        );
        if !prefix.is_empty() {
            object = object.with("prefix", Value::string(prefix));
        }
        Ok(with_id(&object, &bytes))
    }
}

fn with_id(object: &Value, bytes: &[u8]) -> Value {
    let prefix = given(object, "prefix").unwrap_or_default().to_owned();
    let id = URL_SAFE_NO_PAD.encode(bytes);
    let text = |s: &str| Value::string(format!("{prefix}{s}"));
    filled(
        object,
        [
            ("b64_url", text(&id)),
            ("b64_std", text(&STANDARD.encode(bytes))),
            ("hex", text(&hex(bytes))),
            ("dec", text(&decimal(bytes))),
            ("id", Value::string(id)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_all_their_digits() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0, 0, 255]), "255");
        assert_eq!(decimal(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), "18446744073709551616");
        assert_eq!(decimal(&u128::MAX.to_be_bytes()), u128::MAX.to_string());
        assert_eq!(decimal(&1_000_000_000_000_000_007_u64.to_be_bytes()), "1000000000000000007");
    }
}
