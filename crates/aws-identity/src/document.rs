//! IAM policy documents as `aws_iam_policy_document` writes them: the order of keys, the folding of single values and the
//! escaping are part of what other resources compare, so they are the provider's to the letter.
//! (IAM User Guide, "Grammar of the IAM JSON policy language".)

use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// A policy document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// `2012-10-17`
    pub version: String,
    /// The document's own id; empty for none.
    pub id: String,
    /// In the order in which they are written.
    pub statements: Vec<Statement>,
}

/// One statement. Empty means absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// Its id.
    pub sid: String,
    /// `Allow`, `Deny`
    pub effect: String,
    /// Text or list of texts.
    pub actions: Option<Json>,
    /// Text or list of texts.
    pub not_actions: Option<Json>,
    /// Text or list of texts.
    pub resources: Option<Json>,
    /// Text or list of texts.
    pub not_resources: Option<Json>,
    /// Kind and identifiers.
    pub principals: Vec<Principal>,
    /// Kind and identifiers.
    pub not_principals: Vec<Principal>,
    /// Tests.
    pub conditions: Vec<Condition>,
}

/// Principals of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// `AWS`, `Service`, `Federated`, `*`
    pub kind: String,
    /// Text or list of texts.
    pub identifiers: Json,
}

/// A test of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// `StringEquals`
    pub test: String,
    /// `aws:SourceArn`
    pub variable: String,
    /// What it is compared with, in order.
    pub values: Vec<String>,
}

impl Document {
    /// Reads a document. The error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Document, String> {
        let json: Json = serde_json::from_str(text).map_err(|e| format!("is not valid JSON: {e}"))?;
        let Json::Object(object) = json else { return Err("is not a JSON object".into()) };
        let statements = match field(&object, "Statement") {
            None | Some(Json::Null) => Vec::new(),
            Some(Json::Array(items)) => items.iter().map(statement).collect::<Result<_, _>>()?,
            Some(_) => return Err("has a Statement that is not a list".into()),
        };
        Ok(Document { version: text_of(&object, "Version")?, id: text_of(&object, "Id")?, statements })
    }

    /// Lays another document over this one: its id wins, the newer version wins, its statements replace those of the same sid
    /// and follow the others.
    pub fn merge(&mut self, over: Document) {
        if !over.id.is_empty() {
            self.id = over.id;
        }
        if over.version > self.version {
            self.version = over.version;
        }
        for new in over.statements {
            let same = self.statements.iter_mut().find(|s| !new.sid.is_empty() && s.sid == new.sid);
            match same {
                Some(old) => *old = new,
                None => self.statements.push(new),
            }
        }
    }

    /// With two spaces of indentation, and without white space.
    pub fn render(&self) -> (String, String) {
        let mut doc = Map::new();
        put_text(&mut doc, "Version", &self.version);
        put_text(&mut doc, "Id", &self.id);
        if !self.statements.is_empty() {
            doc.insert("Statement".into(), self.statements.iter().map(Statement::render).collect());
        }
        let doc = Json::Object(doc);
        (escape(&format!("{doc:#}")), escape(&doc.to_string()))
    }
}

impl Statement {
    fn render(&self) -> Json {
        let mut out = Map::new();
        put_text(&mut out, "Sid", &self.sid);
        put_text(&mut out, "Effect", &self.effect);
        let lists = [
            ("Action", &self.actions),
            ("NotAction", &self.not_actions),
            ("Resource", &self.resources),
            ("NotResource", &self.not_resources),
        ];
        for (name, value) in lists {
            if let Some(value) = value {
                out.insert(name.into(), value.clone());
            }
        }
        for (name, principals) in [("Principal", &self.principals), ("NotPrincipal", &self.not_principals)] {
            if !principals.is_empty() {
                out.insert(name.into(), render_principals(principals));
            }
        }
        if !self.conditions.is_empty() {
            out.insert("Condition".into(), render_conditions(&self.conditions));
        }
        Json::Object(out)
    }
}

/// Texts as a policy writes them: one stands alone, several stand in reverse order of the alphabet.
pub fn texts(mut items: Vec<String>) -> Option<Json> {
    items.sort_by(|a, b| b.cmp(a));
    match items.len() {
        0 => None,
        1 => Some(json!(items[0])),
        _ => Some(json!(items)),
    }
}

/// `{"*": "*"}` is written `"*"`; `{"AWS": "*"}` means something else to IAM and stays.
fn render_principals(principals: &[Principal]) -> Json {
    if let [Principal { kind, identifiers }] = principals
        && kind == "*"
        && (identifiers == &json!("*") || identifiers == &json!(["*"]))
    {
        return json!("*");
    }
    let mut by_kind: BTreeMap<&str, Json> = BTreeMap::new();
    for p in principals {
        let mut more = items(&p.identifiers);
        let many = p.identifiers.is_array();
        if many {
            more.sort_by(|a, b| b.cmp(a));
        }
        let merged = match by_kind.remove(p.kind.as_str()) {
            None if !many => p.identifiers.clone(),
            before => json!(before.iter().flat_map(items).chain(more).collect::<Vec<_>>()),
        };
        by_kind.insert(&p.kind, merged);
    }
    json!(by_kind)
}

fn render_conditions(conditions: &[Condition]) -> Json {
    let mut by_test: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for c in conditions {
        let values = by_test.entry(&c.test).or_default().entry(&c.variable).or_default();
        values.extend(c.values.iter().map(String::as_str));
    }
    let fold = |values: Vec<&str>| match values.as_slice() {
        [one] => json!(one),
        many => json!(many),
    };
    let tests = by_test.into_iter().map(|(test, variables)| {
        let variables: BTreeMap<&str, Json> = variables.into_iter().map(|(n, v)| (n, fold(v))).collect();
        (test, variables)
    });
    json!(tests.collect::<BTreeMap<_, _>>())
}

fn statement(json: &Json) -> Result<Statement, String> {
    let Json::Object(s) = json else { return Err("has a statement that is not an object".into()) };
    let list = |name: &str| match field(s, name) {
        None | Some(Json::Null) => Ok(None),
        Some(v @ Json::String(_)) => Ok(Some(v.clone())),
        Some(Json::Array(v)) if v.iter().all(Json::is_string) => Ok(Some(Json::Array(v.clone()))),
        Some(_) => Err(format!("has a statement whose {name} is neither a text nor a list of texts")),
    };
    Ok(Statement {
        sid: text_of(s, "Sid")?,
        effect: text_of(s, "Effect")?,
        actions: list("Action")?,
        not_actions: list("NotAction")?,
        resources: list("Resource")?,
        not_resources: list("NotResource")?,
        principals: principals(field(s, "Principal"))?,
        not_principals: principals(field(s, "NotPrincipal"))?,
        conditions: conditions(field(s, "Condition"))?,
    })
}

fn principals(json: Option<&Json>) -> Result<Vec<Principal>, String> {
    match json {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::String(_)) => Ok(vec![Principal { kind: "*".into(), identifiers: json!(["*"]) }]),
        Some(Json::Object(kinds)) => kinds
            .iter()
            .map(|(kind, ids)| match ids {
                Json::String(_) => Ok(Principal { kind: kind.clone(), identifiers: ids.clone() }),
                Json::Array(v) if v.iter().all(Json::is_string) => {
                    Ok(Principal { kind: kind.clone(), identifiers: ids.clone() })
                }
                _ => {
                    Err(format!("has principals of kind {kind} that are neither a text nor a list of texts"))
                }
            })
            .collect(),
        Some(_) => Err("has a Principal that is neither a text nor an object".into()),
    }
}

fn conditions(json: Option<&Json>) -> Result<Vec<Condition>, String> {
    let Some(Json::Object(tests)) = json else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (test, variables) in tests {
        let Json::Object(variables) = variables else {
            return Err(format!("has a condition {test} that is not an object"));
        };
        for (variable, values) in variables {
            let values = match values {
                Json::String(s) => vec![s.clone()],
                Json::Bool(b) => vec![b.to_string()],
                Json::Array(v) if v.iter().all(Json::is_string) => items(values),
                _ => return Err(format!("has values of {test} {variable} that are not texts")),
            };
            found.push(Condition { test: test.clone(), variable: variable.clone(), values });
        }
    }
    Ok(found)
}

fn items(json: &Json) -> Vec<String> {
    match json {
        Json::String(s) => vec![s.clone()],
        Json::Array(v) => v.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A key, whatever its letter case: the provider reads documents so.
fn field<'a>(object: &'a Map<String, Json>, name: &str) -> Option<&'a Json> {
    object.get(name).or_else(|| object.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

fn text_of(object: &Map<String, Json>, name: &str) -> Result<String, String> {
    match field(object, name) {
        None | Some(Json::Null) => Ok(String::new()),
        Some(Json::String(s)) => Ok(s.clone()),
        Some(_) => Err(format!("has a {name} that is not a text")),
    }
}

fn put_text(out: &mut Map<String, Json>, name: &str, value: &str) {
    if !value.is_empty() {
        out.insert(name.into(), json!(value));
    }
}

/// Escapes what the provider's JSON writer escapes for the sake of HTML; these characters stand only inside texts.
fn escape(json: &str) -> String {
    let pairs = [
        ('<', "\\u003c"),
        ('>', "\\u003e"),
        ('&', "\\u0026"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
    ];
    pairs.iter().fold(json.to_owned(), |text, (from, to)| text.replace(*from, to))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_stand_in_their_order_and_single_values_alone() {
        let doc = Document {
            version: "2012-10-17".into(),
            id: String::new(),
            statements: vec![Statement {
                sid: "Read".into(),
                effect: "Allow".into(),
                actions: texts(vec!["s3:Get".into(), "s3:List<>&".into()]),
                resources: texts(vec!["*".into()]),
                principals: vec![Principal { kind: "AWS".into(), identifiers: json!("*") }],
                conditions: vec![
                    Condition {
                        test: "StringLike".into(),
                        variable: "b".into(),
                        values: vec!["2".into(), "1".into()],
                    },
                    Condition { test: "Bool".into(), variable: "a".into(), values: vec!["true".into()] },
                ],
                ..Statement::default()
            }],
        };
        assert_eq!(
            doc.render().1,
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:List\u003c\u003e\u0026","s3:Get"],"Resource":"*","Principal":{"AWS":"*"},"Condition":{"Bool":{"a":"true"},"StringLike":{"b":["2","1"]}}}]}"#
        );
    }

    #[test]
    fn everybody_is_a_star() {
        let star = [Principal { kind: "*".into(), identifiers: json!("*") }];
        assert_eq!(render_principals(&star), json!("*"));
    }

    #[test]
    fn principals_of_one_kind_are_gathered() {
        let p = |ids: Json| Principal { kind: "AWS".into(), identifiers: ids };
        assert_eq!(render_principals(&[p(json!("b")), p(json!("a"))]), json!({"AWS": ["b", "a"]}));
        assert_eq!(
            render_principals(&[p(json!(["a", "b"])), p(json!("c"))]),
            json!({"AWS": ["b", "a", "c"]})
        );
    }

    #[test]
    fn a_statement_of_the_same_sid_is_replaced_in_place() {
        let parse = |t: &str| Document::parse(t).unwrap();
        let mut doc =
            parse(r#"{"Version":"2008-10-17","Statement":[{"Sid":"A","Effect":"Allow"},{"Effect":"Deny"}]}"#);
        doc.merge(parse(r#"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A","Effect":"Deny"},{"Effect":"Deny"}]}"#));
        assert_eq!((doc.version.as_str(), doc.id.as_str()), ("2012-10-17", "x"));
        let effects: Vec<&str> = doc.statements.iter().map(|s| s.effect.as_str()).collect();
        assert_eq!(effects, ["Deny", "Deny", "Deny"]);
    }

    #[test]
    fn wrong_documents_say_why() {
        for (text, why) in [
            ("{", "not valid JSON"),
            ("[]", "not a JSON object"),
            (r#"{"Statement":{}}"#, "not a list"),
            (r#"{"Statement":[{"Action":[1]}]}"#, "Action"),
            (r#"{"Statement":[{"Principal":1}]}"#, "Principal"),
        ] {
            assert!(Document::parse(text).unwrap_err().contains(why), "{text}");
        }
    }
}
