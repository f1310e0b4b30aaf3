//! Functions of the AWS provider and of the built-in `terraform` provider.

use super::{Cx, Fail, Out, Table, gives, json};
use provision_value::{Kind, SourceId, Type, Value};
use std::collections::BTreeMap;

const S: Type = Type::String;
const PARTS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];

pub(super) fn install(t: &mut Table) {
    let arn = || Type::object(PARTS.map(|p| (p, S)));
    t.add("provider::aws::arn_parse", gives(arn()).arg("arn", S), |c| {
        let parts = arn_parts(c.str(0))?;
        Ok(Value::object_of(PARTS.into_iter().zip(parts.into_iter().map(Value::string))))
    });
    let build = PARTS.into_iter().fold(gives(S), |s, p| s.arg(p, S));
    t.add("provider::aws::arn_build", build, |c| {
        let parts: Vec<&str> = (0..5).map(|i| c.str(i)).collect();
        Ok(Value::string(format!("arn:{}", parts.join(":"))))
    });
    t.add("provider::aws::trim_iam_role_path", gives(S).arg("arn", S), |c| {
        let [partition, service, region, account, resource] = arn_parts(c.str(0))?;
        if service != "iam" || !region.is_empty() {
            return Err(Fail::arg(0, "the ARN is not one of IAM"));
        }
        let name =
            resource.strip_prefix("role/").ok_or_else(|| Fail::arg(0, "the ARN is not that of a role"))?;
        let name = name.rsplit('/').next().unwrap_or(name);
        Ok(Value::string(format!("arn:{partition}:{service}:{region}:{account}:role/{name}")))
    });
    t.add("provider::terraform::encode_expr", gives(S).arg("expr", Type::Dynamic), |c| {
        if !c.args[0].is_wholly_known() {
            return Ok(crate::eval::unknown_result(S));
        }
        Ok(Value::string(expression(&c.args[0], 0)))
    });
    t.add("provider::terraform::encode_tfvars", gives(S).arg("value", Type::Dynamic), encode_tfvars);
    t.add("provider::terraform::decode_tfvars", gives(Type::Dynamic).arg("src", S), decode_tfvars);
}

fn arn_parts(arn: &str) -> Result<[&str; 5], Fail> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, service, region, account, resource] => {
            Ok([partition, service, region, account, resource])
        }
        _ => Err(Fail::arg(
            0,
            format!("{arn:?} is not an ARN; one has six parts, arn:aws:s3:::name for example"),
        )),
    }
}

fn identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// The value as an expression of the language, laid out as the formatter does.
fn expression(value: &Value, depth: usize) -> String {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(..) => "null".into(),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) => quoted(s),
        Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
            let items: Vec<String> = v.iter().map(|v| crate::deep(|| expression(v, depth))).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map(_, m) | Kind::Object(m) if m.is_empty() => "{}".into(),
        Kind::Map(_, m) | Kind::Object(m) => {
            let lines = arguments(m, depth + 1);
            format!("{{\n{lines}{}}}", "  ".repeat(depth))
        }
    }
}

/// `name = value` lines, the equals signs of neighbours under each other.
fn arguments(m: &BTreeMap<std::sync::Arc<str>, Value>, depth: usize) -> String {
    let rows: Vec<(String, String)> = m
        .iter()
        .map(|(k, v)| {
            let key = if identifier(k) { k.to_string() } else { quoted(k) };
            (key, crate::deep(|| expression(v, depth)))
        })
        .collect();
    let mut out = String::new();
    let mut start = 0;
    while start < rows.len() {
        // A value of several lines ends a group of aligned lines.
        let single = rows[start..].iter().take_while(|(_, v)| !v.contains('\n')).count();
        let end = start + single.max(1);
        let width = rows[start..end].iter().map(|(k, _)| k.chars().count()).max().unwrap_or(0);
        for (key, value) in &rows[start..end] {
            out.push_str(&format!("{}{key:width$} = {value}\n", "  ".repeat(depth)));
        }
        start = end;
    }
    out
}

/// Text in quotes, with `${` and `%{` escaped.
fn quoted(s: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = s.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn encode_tfvars(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    let (Kind::Object(m) | Kind::Map(_, m)) = value.kind() else {
        return Err(Fail::arg(0, "an object is required"));
    };
    if !value.is_wholly_known() {
        return Ok(crate::eval::unknown_result(S));
    }
    if let Some(bad) = m.keys().find(|k| !identifier(k)) {
        return Err(Fail::arg(
            0,
            format!("{} cannot be the name of a variable", json::encode(&Value::string(bad.clone()))),
        ));
    }
    Ok(Value::string(arguments(m, 0)))
}

fn decode_tfvars(c: &Cx<'_>) -> Out {
    let (body, diags) = crate::syntax::parse_body(SourceId::default(), c.str(0));
    let problem = |d: provision_value::Diagnostics| {
        let first = d.into_iter().find(provision_value::Diagnostic::is_error);
        Fail::arg(0, first.map_or_else(|| "not valid".into(), |d| format!("{}: {}", d.summary, d.detail)))
    };
    if diags.has_errors() {
        return Err(problem(diags));
    }
    if let Some(block) = body.blocks.first() {
        return Err(Fail::arg(
            0,
            format!("a variable file has no blocks, but this has {:?}", block.kind.name),
        ));
    }
    let mut values = BTreeMap::new();
    for attribute in &body.attributes {
        // Variable files hold constants: nothing is in sight.
        let mut inner = crate::eval::Evaluator::new(c.scope);
        inner.closed = true;
        inner.constant = true;
        let value = inner.eval(&attribute.expr);
        if inner.diags.has_errors() {
            return Err(problem(inner.diags));
        }
        values.insert(attribute.name.name.clone(), value);
    }
    Ok(Value::object(values))
}
