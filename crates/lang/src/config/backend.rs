//! The arguments of a `backend` block, and what the command line lays over them.

use super::Backend;
use super::constant::{Nothing, constant};
use crate::ast::{Attribute, Expr, ExprKind, Ident};
use crate::suggest::did_you_mean;
use crate::{World, decode, syntax};
use provision_schema::Block;
use provision_value::{Diagnostic, Diagnostics, SourceMap, Span, Type, Value};
use std::path::Path;

const OPTION: &str = "--backend-config";

/// What `--backend-config` gives, in its order: files of arguments, and `name=value`. There the value of a text is taken as it is, and
/// any other is an expression, as for `--var`.
pub fn backend_options(
    given: &[String],
    kind: &str,
    block: &Block,
    world: &dyn World,
    sources: &mut SourceMap,
) -> (Vec<Attribute>, Diagnostics) {
    let mut options = Vec::new();
    let mut diags = Diagnostics::new();
    for text in given {
        let read = match text.split_once('=') {
            Some((name, value)) => option(name, value, kind, block, sources).map(|a| vec![a]),
            None => file(Path::new(text), text, world, sources),
        };
        match read {
            Ok(read) => options.extend(read),
            Err(found) => diags.extend(found),
        }
    }
    (options, diags)
}

fn option(
    name: &str,
    value: &str,
    kind: &str,
    block: &Block,
    sources: &mut SourceMap,
) -> Result<Attribute, Diagnostics> {
    let Some(attribute) = block.attributes.get(name) else {
        let detail = format!("{OPTION} gives \"{name}\", which the backend \"{kind}\" does not have.");
        let help = did_you_mean(name, block.attributes.keys().copied());
        return Err(Diagnostic::error("Unsupported argument", detail).help(help).into());
    };
    let source = sources.add(&format!("{OPTION} {name}"), value);
    let span = Span { source, start: 0, end: u32::try_from(value.len()).unwrap_or(u32::MAX) };
    let expr = if attribute.ty == Type::String {
        Expr { kind: ExprKind::Literal(Value::string(value)), span }
    } else {
        let (expr, errors) = syntax::parse_expression(source, value);
        if errors.has_errors() {
            return Err(errors);
        }
        expr
    };
    Ok(Attribute { name: Ident { name: name.into(), span }, expr })
}

fn file(
    path: &Path,
    shown: &str,
    world: &dyn World,
    sources: &mut SourceMap,
) -> Result<Vec<Attribute>, Diagnostics> {
    let unreadable = |why: String| {
        let d = Diagnostic::error("Cannot read backend file", format!("{shown}: {why}."));
        Diagnostics::from(d.help(format!("Write {OPTION}=FILE, or {OPTION}=NAME=VALUE.")))
    };
    let bytes = world.read(path).map_err(|e| unreadable(e.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".into()))?;
    let source = sources.add(shown, &text);
    let (body, mut errors) = if shown.ends_with(".json") {
        syntax::parse_json_values(source, &text)
    } else {
        syntax::parse_body(source, &text)
    };
    for b in &body.blocks {
        let d = Diagnostic::error(
            "Block in a backend file",
            format!("\"{}\" is a block; the file holds the backend's arguments alone.", b.kind.name),
        );
        errors.push(d.at(b.span).help("Write name = value here."));
    }
    if errors.has_errors() { Err(errors) } else { Ok(body.attributes) }
}

impl Backend {
    /// Its arguments against its schema: those of its block, and over them `options`, the later ones over the earlier. Nothing can be
    /// referred to or called in any of them.
    pub fn arguments(&self, options: &[Attribute], block: &Block) -> (Value, Diagnostics) {
        let mut body = self.body.clone();
        for option in options {
            body.attributes.retain(|a| a.name.name != option.name.name);
            body.attributes.push(option.clone());
        }
        let mut diags = Diagnostics::new();
        for attribute in &body.attributes {
            constant(&attribute.expr, &mut diags);
        }
        if diags.has_errors() {
            return (Value::null(Type::Dynamic), diags);
        }
        decode(&body, block, &Nothing)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::config::load;
    use crate::testing::{Files, render_all};
    use provision_schema::Attribute as Argument;
    use provision_value::json;

    fn schema() -> Block {
        let mut block = Block::default();
        for (name, ty, required) in [
            ("bucket", Type::String, true),
            ("key", Type::String, true),
            ("encrypt", Type::Bool, false),
            ("assume_role", Type::Dynamic, false),
        ] {
            let mut argument = Argument::new(ty);
            (argument.required, argument.optional) = (required, !required);
            block.attributes.insert(name, argument);
        }
        block
    }

    /// The arguments as JSON, or what is wrong with them.
    fn arguments(block: &str, files: &[(&str, &str)], given: &[&str]) -> String {
        let main = format!("terraform {{\n  backend \"s3\" {{\n{block}\n  }}\n}}\n");
        let mut all = vec![("main.tf", main.as_str())];
        all.extend(files);
        let world = Files::new(&all);
        let mut sources = SourceMap::default();
        let (config, mut diags) = load(&world, Path::new("/plan"), &mut sources);
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        let (options, found) = backend_options(&given, "s3", &schema(), &world, &mut sources);
        diags.extend(found);
        let backend = config.root.terraform.backend.clone().unwrap();
        let (value, found) = backend.arguments(&options, &schema());
        diags.extend(found);
        match diags.has_errors() {
            true => render_all(&sources, &diags),
            false => json::to_json(&value).to_string(),
        }
    }

    #[test]
    fn the_command_line_lies_over_the_block() {
        let block = "bucket = \"states\"\n key = \"a\"";
        let files = [("/plan/prod.tfbackend", "key = \"b\"\nencrypt = true\n")];
        for (given, key, encrypt) in [
            (vec![], "a", "null"),
            (vec!["/plan/prod.tfbackend"], "b", "true"),
            (vec!["/plan/prod.tfbackend", "key=c=d"], "c=d", "true"),
            (vec!["key=c", "/plan/prod.tfbackend", "encrypt=false"], "b", "false"),
        ] {
            let told = arguments(block, &files, &given);
            assert!(told.contains(&format!("\"key\":\"{key}\"")), "{given:?}: {told}");
            assert!(told.contains(&format!("\"encrypt\":{encrypt}")), "{given:?}: {told}");
        }
        let told = arguments("", &[], &["bucket=b", "key=k", "assume_role={role_arn=\"r\"}"]);
        assert!(told.contains(r#""assume_role":{"role_arn":"r"}"#), "{told}");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let block = "bucket = \"states\"\n key = \"a\"";
        for (block, given, told) in [
            ("bucket = \"b\"", vec![], "\"key\" is required"),
            ("bucket = var.b\n key = \"k\"", vec![], "Constant expected"),
            ("bucket = lower(\"B\")\n key = \"k\"", vec![], "Constant expected"),
            (block, vec!["buckt=x"], "Did you mean \"bucket\"?"),
            (block, vec!["encrypt=maybe"], "--backend-config encrypt"),
            (block, vec!["/plan/none"], "Cannot read backend file"),
            (block, vec!["/plan/block"], "Block in a backend file"),
        ] {
            let found = arguments(block, &[("/plan/block", "x {}\n")], &given);
            assert!(found.contains(told), "{block} {given:?}: {found}");
        }
    }
}
