//! A configuration as text: what is null is left out, secrets become variables, JSON is written as the language writes it.

use super::{Wanted, is_none, type_text};
use provision_schema::{Attribute, Block, EqualBy, Nested};
use provision_value::{Kind, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The block and its variables.
pub fn resource(
    wanted: &Wanted<'_>,
    config: &Value,
    left: &[String],
    notes: &BTreeMap<&'static str, String>,
) -> (String, Vec<String>) {
    let name = format!("{}_{}", wanted.ty.name, wanted.name);
    let mut printer = Printer { text: String::new(), prefix: name, notes, variables: Vec::new() };
    let _ = writeln!(printer.text, "# Generated for {}", quote(wanted.id));
    for problem in left {
        let _ = writeln!(printer.text, "# To be looked at: {}", problem.replace('\n', " "));
    }
    let _ = writeln!(printer.text, "resource {} {} {{", quote(wanted.ty.name), quote(wanted.name));
    if let Some(provider) = wanted.provider {
        let _ = writeln!(printer.text, "provider = {provider}\n");
    }
    printer.body(&wanted.ty.block, config, "");
    printer.text.push_str("}\n");
    let names = printer.variables.iter().map(|(name, _)| name.clone()).collect();
    for (name, ty) in &printer.variables {
        let _ = write!(printer.text, "\nvariable {} {{\ntype = {ty}\nsensitive = true\n}}\n", quote(name));
    }
    (printer.text, names)
}

struct Printer<'n> {
    text: String,
    /// What is said of arguments of the resource itself.
    notes: &'n BTreeMap<&'static str, String>,
    /// Names of variables begin so.
    prefix: String,
    /// Name and type.
    variables: Vec<(String, &'static str)>,
}

impl Printer<'_> {
    /// Arguments in order of name, tags last, then blocks.
    fn body(&mut self, block: &Block, config: &Value, at: &str) {
        let mut attributes: Vec<(&&str, &Attribute)> = block.attributes.iter().collect();
        attributes.sort_by_key(|(name, _)| (**name == "tags", **name));
        let mut blocks = Vec::new();
        for (name, attribute) in attributes {
            let Some(value) = config.get(name).filter(|v| !v.is_null()) else { continue };
            match &attribute.as_block {
                Some(inner) if !is_none(value) => blocks.push((*name, &**inner, value)),
                _ => self.argument(name, attribute, value, at),
            }
        }
        for (name, Nested { block, .. }) in &block.blocks {
            if let Some(value) = config.get(name).filter(|v| !is_none(v)) {
                blocks.push((*name, &**block, value));
            }
        }
        for (name, inner, value) in blocks {
            let one = std::slice::from_ref(value);
            for (i, item) in value.as_seq().unwrap_or(one).iter().enumerate() {
                let _ = writeln!(self.text, "\n{name} {{");
                self.body(
                    inner,
                    item,
                    &format!("{at}_{name}{}", if i == 0 { String::new() } else { i.to_string() }),
                );
                self.text.push_str("}\n");
            }
        }
    }

    fn argument(&mut self, name: &str, attribute: &Attribute, value: &Value, at: &str) {
        if let Some(note) = self.notes.get(name).filter(|_| at.is_empty()) {
            let _ = writeln!(self.text, "# {}", note.replace('\n', " "));
        }
        if attribute.sensitive {
            let variable = format!("{}{at}_{name}", self.prefix);
            let _ = writeln!(self.text, "{name} = var.{variable}");
            self.variables.push((variable, type_text(&attribute.ty)));
            return;
        }
        let is_json = matches!(attribute.equal_by, EqualBy::Json | EqualBy::JsonPolicy);
        let _ = write!(self.text, "{name} = ");
        match value.as_str().filter(|_| is_json).and_then(|text| serde_json::from_str(text).ok()) {
            Some(parsed @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => {
                self.text.push_str("jsonencode(");
                self.json(&parsed);
                self.text.push(')');
            }
            _ => match value.as_str().filter(|text| is_long(text)) {
                Some(text) => self.heredoc(text),
                None => self.value(value),
            },
        }
        self.text.push('\n');
    }

    /// Text as it stands. Its end must be no line of it.
    fn heredoc(&mut self, text: &str) {
        let mut end = "EOT".to_owned();
        while text.lines().any(|line| line.trim() == end) {
            end.push('T');
        }
        let body = text.replace("${", "$${").replace("%{", "%%{");
        let _ = write!(self.text, "<<{end}\n{body}{end}");
    }

    fn value(&mut self, value: &Value) {
        match value.kind() {
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                let short = items.iter().all(is_short);
                self.text.push_str(if short { "[" } else { "[\n" });
                for (i, item) in items.iter().enumerate() {
                    self.text.push_str(if short && i > 0 { ", " } else { "" });
                    self.value(item);
                    self.text.push_str(if short { "" } else { ",\n" });
                }
                self.text.push(']');
            }
            Kind::Map(_, items) | Kind::Object(items) if !items.is_empty() => {
                self.text.push_str("{\n");
                for (key, item) in items.iter() {
                    self.key(key);
                    self.value(item);
                    self.text.push('\n');
                }
                self.text.push('}');
            }
            _ => self.json(&json::to_json(value)),
        }
    }

    fn key(&mut self, key: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let name =
            key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(plain) && key != "for";
        let _ = match name {
            true => write!(self.text, "{key} = "),
            false => write!(self.text, "{} = ", quote(key)),
        };
    }

    fn json(&mut self, value: &serde_json::Value) {
        use serde_json::Value as Json;
        match value {
            Json::String(s) => self.text.push_str(&quote(s)),
            Json::Array(items) if items.is_empty() => self.text.push_str("[]"),
            Json::Object(items) if items.is_empty() => self.text.push_str("{}"),
            Json::Array(items) => {
                let short = items.iter().all(|i| !i.is_array() && !i.is_object()) && items.len() <= 4;
                self.text.push_str(if short { "[" } else { "[\n" });
                for (i, item) in items.iter().enumerate() {
                    self.text.push_str(if short && i > 0 { ", " } else { "" });
                    self.json(item);
                    self.text.push_str(if short { "" } else { ",\n" });
                }
                self.text.push(']');
            }
            Json::Object(items) => {
                self.text.push_str("{\n");
                for (key, item) in items {
                    self.key(key);
                    self.json(item);
                    self.text.push('\n');
                }
                self.text.push('}');
            }
            other => {
                let _ = write!(self.text, "{other}");
            }
        }
    }
}

/// Text in quotes, as the language reads it.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Several lines, each of them whole.
fn is_long(text: &str) -> bool {
    let clean = |c: char| !c.is_control() || c == '\n' || c == '\t';
    text.ends_with('\n') && text.lines().count() > 1 && text.chars().all(clean)
}

fn is_short(value: &Value) -> bool {
    match value.kind() {
        Kind::String(s) => s.len() <= 40,
        Kind::Bool(_) | Kind::Number(_) => true,
        _ => false,
    }
}
