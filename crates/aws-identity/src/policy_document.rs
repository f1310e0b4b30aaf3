//! `data.aws_iam_policy_document`

use crate::document::{Condition, Document, Principal, Statement, texts};
use provision_aws_core::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// A policy written in the plan, as JSON. Calls nothing.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_iam_policy_document")]
pub struct PolicyDocument {
    /// A checksum of the document.
    #[attr(id)]
    pub id: String,
    /// The document, indented.
    #[attr(computed)]
    pub json: String,
    /// The document without white space.
    #[attr(computed)]
    pub minified_json: String,
    /// Not used any more.
    #[attr(optional, deprecated = "Use override_policy_documents.", unset = "null", length(0, 0))]
    pub override_json: Option<String>,
    /// Documents laid over this one.
    #[attr(optional, unset = "null")]
    pub override_policy_documents: Option<Vec<String>>,
    /// The document's own id.
    #[attr(optional, unset = "null")]
    pub policy_id: Option<String>,
    /// Not used any more.
    #[attr(optional, deprecated = "Use source_policy_documents.", unset = "null", length(0, 0))]
    pub source_json: Option<String>,
    /// Documents that this one is laid over.
    #[attr(optional, unset = "null")]
    pub source_policy_documents: Option<Vec<String>>,
    /// The version of the policy language.
    #[attr(optional, default = "2012-10-17", one_of("2008-10-17", "2012-10-17"))]
    pub version: Option<String>,
    /// Its statements.
    #[block(list)]
    pub statement: Vec<StatementBlock>,
}

/// A statement.
#[derive(Nested, Clone, Default)]
pub struct StatementBlock {
    /// What it is about.
    #[attr(optional)]
    pub actions: Option<Set<String>>,
    /// `Allow` or `Deny`.
    #[attr(optional, default = "Allow", one_of("Allow", "Deny"))]
    pub effect: Option<String>,
    /// It is about all actions but these.
    #[attr(optional)]
    pub not_actions: Option<Set<String>>,
    /// It is about all resources but these.
    #[attr(optional)]
    pub not_resources: Option<Set<String>>,
    /// What it applies to.
    #[attr(optional)]
    pub resources: Option<Set<String>>,
    /// Its id.
    #[attr(optional, validate = letters_and_digits)]
    pub sid: Option<String>,
    /// When it applies.
    #[block(set)]
    pub condition: Set<ConditionBlock>,
    /// All but these.
    #[block(set)]
    pub not_principals: Set<PrincipalBlock>,
    /// Whom it is about.
    #[block(set)]
    pub principals: Set<PrincipalBlock>,
}

/// A test.
#[derive(Nested, Clone, Default)]
pub struct ConditionBlock {
    /// `StringEquals`
    #[attr(required)]
    pub test: String,
    /// What it is compared with.
    #[attr(required)]
    pub values: Vec<String>,
    /// `aws:SourceArn`
    #[attr(required)]
    pub variable: String,
}

/// Principals of one kind.
#[derive(Nested, Clone, Default)]
pub struct PrincipalBlock {
    /// Who.
    #[attr(required)]
    pub identifiers: Set<String>,
    /// `AWS`, `Service`, `Federated`, `*`
    #[attr(required)]
    pub r#type: String,
}

fn letters_and_digits(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.chars().all(|c| c.is_ascii_alphanumeric()) => {
            Err("must hold only letters and digits".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl DataSource for PolicyDocument {
    async fn read(_: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        configs.iter().map(render).collect()
    }
}

fn render(config: &PolicyDocument) -> Result<PolicyDocument, Error> {
    let mut merged = Document::default();
    let mut sids = BTreeSet::new();
    for (i, source) in config.source_policy_documents.iter().flatten().enumerate() {
        let source = parse(source, "source_policy_documents", i)?;
        unique(source.statements.iter().map(|s| &s.sid), &mut sids, "source_policy_documents")?;
        merged.merge(source);
    }
    merged.merge(own(config)?);
    for (i, over) in config.override_policy_documents.iter().flatten().enumerate() {
        merged.merge(parse(over, "override_policy_documents", i)?);
    }
    let (json, minified_json) = merged.render();
    Ok(PolicyDocument {
        id: crc32fast::hash(json.as_bytes()).to_string(),
        json,
        minified_json,
        ..config.clone()
    })
}

fn parse(text: &str, argument: &str, index: usize) -> Result<Document, Error> {
    if text.is_empty() {
        return Ok(Document::default());
    }
    let wrong = |why| Error::new(Class::Validation, format!("{argument}[{index}] {why}."));
    Document::parse(text).map_err(wrong)
}

fn unique<'a>(
    sids: impl Iterator<Item = &'a String>,
    seen: &mut BTreeSet<String>,
    place: &str,
) -> Result<(), Error> {
    for sid in sids.filter(|s| !s.is_empty()) {
        if !seen.insert(sid.clone()) {
            let text = format!("Two statements of {place} have the sid \"{sid}\".");
            return Err(
                Error::new(Class::Validation, text).help("Give each statement a sid of its own, or none.")
            );
        }
    }
    Ok(())
}

fn own(config: &PolicyDocument) -> Result<Document, Error> {
    let version = config.version.clone().unwrap_or_else(|| "2012-10-17".into());
    let sids = config.statement.iter().filter_map(|s| s.sid.as_ref());
    unique(sids, &mut BTreeSet::new(), "statement")?;
    let statements = config.statement.iter().map(|s| statement(s, &version)).collect::<Result<_, _>>()?;
    Ok(Document { version, id: config.policy_id.clone().unwrap_or_default(), statements })
}

fn statement(s: &StatementBlock, version: &str) -> Result<Statement, Error> {
    let list = |set: &Option<Set<String>>| texts(set.iter().flat_map(|s| s.iter().cloned()).collect());
    let with_variables = |set: &Option<Set<String>>| list(set).map(|v| variables(v, version)).transpose();
    let principals = |set: &Set<PrincipalBlock>| {
        let one = |p: &PrincipalBlock| {
            let identifiers = texts(p.identifiers.iter().cloned().collect()).unwrap_or_else(|| json!([]));
            Ok(Principal { kind: p.r#type.clone(), identifiers: variables(identifiers, version)? })
        };
        in_sdk_order(set, PrincipalBlock::hashed).into_iter().map(one).collect::<Result<Vec<_>, Error>>()
    };
    let condition = |c: &ConditionBlock| {
        let values = variables(json!(c.values), version)?;
        let values =
            values.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
        Ok(Condition { test: c.test.clone(), variable: c.variable.clone(), values })
    };
    Ok(Statement {
        sid: s.sid.clone().unwrap_or_default(),
        effect: s.effect.clone().unwrap_or_else(|| "Allow".into()),
        actions: list(&s.actions),
        not_actions: list(&s.not_actions),
        resources: with_variables(&s.resources)?,
        not_resources: with_variables(&s.not_resources)?,
        principals: principals(&s.principals)?,
        not_principals: principals(&s.not_principals)?,
        conditions: in_sdk_order(&s.condition, ConditionBlock::hashed)
            .into_iter()
            .map(condition)
            .collect::<Result<_, Error>>()?,
    })
}

/// The blocks of a set in the order in which the provider's SDK walks it: by the decimal digits of a checksum of each. It
/// shows where two blocks are about the same test or the same kind of principals.
fn in_sdk_order<T>(set: &Set<T>, hashed: fn(&T) -> String) -> Vec<&T> {
    let mut blocks: Vec<&T> = set.iter().collect();
    blocks.sort_by_cached_key(|b| digits(&hashed(b)));
    blocks
}

fn digits(text: &str) -> String {
    crc32fast::hash(text.as_bytes()).to_string()
}

impl ConditionBlock {
    /// What the SDK's checksum is made of.
    fn hashed(&self) -> String {
        let values: String = self.values.iter().map(|v| format!("{v};")).collect();
        format!("test:{};values:({values});variable:{};", self.test, self.variable)
    }
}

impl PrincipalBlock {
    /// What the SDK's checksum is made of.
    fn hashed(&self) -> String {
        let mut identifiers: Vec<String> = self.identifiers.iter().map(|i| format!("{i};")).collect();
        identifiers.sort_by_cached_key(|i| digits(i));
        format!("identifiers:{{{}}};type:{};", identifiers.concat(), self.r#type)
    }
}

/// `&{aws:username}` in the plan is `${aws:username}` in the policy, since the plan's language uses `${` itself.
fn variables(texts: Json, version: &str) -> Result<Json, Error> {
    let replace = |text: &str| {
        if version == "2008-10-17" && text.contains("&{") {
            let why = format!("\"{text}\" uses a policy variable, which version 2008-10-17 does not have.");
            return Err(Error::new(Class::Validation, why).help("Use version 2012-10-17."));
        }
        Ok(text.replace("&{", "${"))
    };
    Ok(match texts {
        Json::String(s) => Json::String(replace(&s)?),
        Json::Array(items) => {
            let items = items.iter().filter_map(Json::as_str).map(replace);
            json!(items.collect::<Result<Vec<_>, _>>()?)
        }
        other => other,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_aws_core::attr::{Attr, Attributes};
    use provision_value::json;

    /// Documents that Terraform rendered with the provider (`tests/goldens/policy_documents.py` records them).
    #[test]
    fn documents_are_the_providers_to_the_letter() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/goldens/policy_documents.json");
        let recorded: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let cases = recorded.as_object().unwrap();
        assert!(cases.len() > 80);
        let mut wrong = Vec::new();
        for (name, case) in cases {
            let value = json::from_json(&case["config"], &PolicyDocument::block(0).ty()).unwrap();
            let found = render(&PolicyDocument::from_value(&value));
            let found = match &found {
                Ok(doc) => json!([doc.json, doc.minified_json, doc.id]),
                Err(_) => json!("error"),
            };
            let expected = match case["error"] == true {
                true => json!("error"),
                false => json!([case["json"], case["minified_json"], case["id"]]),
            };
            if found != expected {
                wrong.push(format!("{name}:\n  expected {expected}\n  found    {found}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
