//! The checks of a schema on values that are written out.

use super::sight::Sight;
use crate::ast::{Attribute as Written, Body};
use crate::eval;
use crate::suggest::nearest;
use provision_schema::{Block, Validator};
use provision_value::{Diagnostic, Diagnostics, Kind, Value, convert};
use std::net::IpAddr;

/// Runs the validators of every argument whose value is known.
pub(super) fn check(body: &Body, schema: &Block, sight: &Sight<'_>, diags: &mut Diagnostics) {
    for written in &body.attributes {
        let Some(attribute) = schema.attributes.get(&*written.name.name) else { continue };
        if attribute.validators.is_empty() {
            continue;
        }
        let (value, found) = eval(&written.expr, sight);
        // Errors of the expression and of its type have been reported with the rest.
        let Ok(value) = convert(&value, &attribute.ty) else { continue };
        if !found.has_errors() {
            validate(written, &value, &attribute.validators, diags);
        }
    }
    for block in &body.blocks {
        let inner = schema.blocks.get(&*block.kind.name).map(|n| &*n.block);
        let inner = inner.or_else(|| schema.attributes.get(&*block.kind.name)?.as_block.as_deref());
        if let Some(inner) = inner {
            check(&block.body, inner, sight, diags);
        }
    }
}

fn validate(written: &Written, value: &Value, validators: &[Validator], diags: &mut Diagnostics) {
    // The checks of a list, set or map concern its elements.
    match value.kind() {
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
            items.iter().for_each(|v| validate(written, v, validators, diags));
            return;
        }
        Kind::Map(_, items) => {
            items.values().for_each(|v| validate(written, v, validators, diags));
            return;
        }
        _ => {}
    }
    if value.is_null() || !value.is_wholly_known() {
        return;
    }
    for validator in validators {
        if let Err(must) = run(*validator, value) {
            let shown = match (value.is_sensitive(), value.kind()) {
                (true, _) => "The value".to_string(),
                (_, Kind::String(s)) if s.len() <= 80 => format!("\"{s}\""),
                (_, Kind::Number(n)) => n.to_string(),
                _ => "The value".to_string(),
            };
            let d = Diagnostic::error(format!("Invalid {}", written.name.name), {
                let end = if must.ends_with('?') { "" } else { "." };
                format!("{shown} {must}{end}")
            });
            diags.push(d.at(written.expr.span).help(advice(*validator)));
        }
    }
}

/// The next step where the end of the sentence does not say it.
fn advice(validator: Validator) -> &'static str {
    match validator {
        Validator::Cidr | Validator::Ipv4Prefix(..) => {
            "Write the first address of the range, a slash and the number of bits that are the same in all of it."
        }
        _ => "",
    }
}

/// What is wrong with a known value, as the end of a sentence about it: `must be ...`.
pub fn run(validator: Validator, value: &Value) -> Result<(), String> {
    let text = value.as_str();
    let bad = |must: String| Err(must);
    match (validator, text) {
        (Validator::OneOf(known), Some(s)) if !known.contains(&s) => {
            let near = nearest(s, known.iter().copied());
            let near = near.map_or(String::new(), |n| format!("; did you mean \"{n}\"?"));
            bad(format!("must be one of {}{near}", known.join(", ")))
        }
        (Validator::Length(min, max), Some(s)) if !(min..=max).contains(&s.len()) => {
            bad(format!("must be {min} to {max} characters long, and is {}", s.len()))
        }
        (Validator::Between(min, max), None) => match value.as_i64() {
            Some(n) if (min..=max).contains(&n) => Ok(()),
            None if value.as_number().is_none() => Ok(()),
            _ => bad(format!("must be a whole number from {min} to {max}")),
        },
        (Validator::Cidr, Some(s)) => cidr(s).map(|_| ()),
        (Validator::Ipv4Prefix(min, max), Some(s)) => match cidr(s)? {
            (IpAddr::V4(_), prefix) if (min..=max).contains(&prefix) => Ok(()),
            (IpAddr::V4(_), _) => bad(format!("must have a prefix from /{min} to /{max}")),
            _ => bad("must be an IPv4 range".into()),
        },
        (Validator::Arn, Some(s)) if !s.is_empty() && !is_arn(s) => {
            bad("must be an ARN, such as arn:aws:iam::111122223333:role/name".into())
        }
        (Validator::Json, Some(s)) => match serde_json::from_str::<serde_json::Value>(s) {
            Ok(_) => Ok(()),
            Err(e) => bad(format!("must be JSON ({e})")),
        },
        (Validator::Custom(f), _) => f(value),
        _ => Ok(()),
    }
}

/// The address and prefix of a range whose host bits are zero.
fn cidr(text: &str) -> Result<(IpAddr, u8), String> {
    let parts = text.split_once('/').and_then(|(a, p)| {
        let prefix = p.parse::<u8>().ok().filter(|n| n.to_string() == p)?;
        Some((a.parse::<IpAddr>().ok()?, prefix))
    });
    let (address, prefix) = parts.ok_or("must be a range of addresses, such as 10.0.0.0/16")?;
    let (network, bits) = match address {
        IpAddr::V4(a) if prefix <= 32 => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            (IpAddr::V4((u32::from(a) & mask).into()), 32)
        }
        IpAddr::V6(a) if prefix <= 128 => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            (IpAddr::V6((u128::from(a) & mask).into()), 128)
        }
        IpAddr::V4(_) => return Err("has a prefix above /32".into()),
        IpAddr::V6(_) => return Err("has a prefix above /128".into()),
    };
    match network == address {
        true => Ok((address, prefix)),
        false => {
            Err(format!("has bits set after the first {prefix} of {bits}; the range is {network}/{prefix}"))
        }
    }
}

fn is_arn(text: &str) -> bool {
    let parts = text.splitn(6, ':').collect::<Vec<_>>();
    match parts.as_slice() {
        ["arn", partition, service, _, account, resource] => {
            let digits = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
            partition.starts_with("aws")
                && !service.is_empty()
                && (account.is_empty() || digits || account.starts_with("aws") || *account == "third-party")
                && !resource.is_empty()
        }
        _ => false,
    }
}
