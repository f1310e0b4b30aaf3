#![allow(clippy::unwrap_used)]
use super::*;
use crate::testing::Files;
use provision_lang::{Scope, Subject, World, decode, format, syntax};
use provision_schema::{EqualBy, Sdk};
use provision_value::{Diagnostic, Mode, SourceMap, Span, json};

/// A scope without names.
struct Nothing(Files);

impl Scope for Nothing {
    fn resolve(&self, _: &Subject, _: Span) -> Result<Value, Diagnostic> {
        Err(Diagnostic::error("There are no names here", ""))
    }
    fn world(&self) -> &dyn World {
        &self.0
    }
    fn base_dir(&self) -> &std::path::Path {
        std::path::Path::new("/plan")
    }
}

fn optional(ty: Type) -> Attribute {
    Attribute { optional: true, ..Attribute::new(ty) }
}

fn nested(nesting: Nesting, attributes: Vec<(&'static str, Attribute)>) -> Nested {
    Nested::new(nesting, Arc::new(Block { attributes: attributes.into_iter().collect(), ..Block::default() }))
}

fn ty() -> ResourceType {
    let text = || optional(Type::String);
    let filled = || Attribute { computed: true, ..text() };
    let attributes = [
        ("id", filled()),
        ("arn", Attribute { computed: true, ..Attribute::new(Type::String) }),
        ("name", Attribute { conflicts: vec!["name_prefix"], ..filled() }),
        ("name_prefix", Attribute { conflicts: vec!["name"], ..filled() }),
        ("size", Attribute { required: true, ..Attribute::new(Type::Number) }),
        ("kind", Attribute { default: Some(Value::string("plain")), ..text() }),
        ("zone", Attribute { conflicts: vec!["zone_id"], ..filled() }),
        ("zone_id", Attribute { conflicts: vec!["zone"], ..filled() }),
        ("off", optional(Type::Bool)),
        ("policy", Attribute { equal_by: EqualBy::Json, ..text() }),
        ("script", text()),
        ("password", Attribute { sensitive: true, ..text() }),
        ("names", optional(Type::set(Type::String))),
        ("tags", optional(Type::map(Type::String))),
        ("old", Attribute { deprecated: Some("kind"), ..text() }),
    ];
    let rule = nested(
        Nesting::Set,
        vec![
            ("port", optional(Type::Number)),
            ("seen", Attribute { computed: true, ..Attribute::new(Type::String) }),
        ],
    );
    let blocks = [("rule", rule), ("timeouts", nested(Nesting::Single, vec![("create", text())]))];
    ResourceType {
        name: "toy_thing",
        mode: Mode::Managed,
        version: 0,
        sdk: Sdk::V2,
        block: Block { attributes: attributes.into(), blocks: blocks.into(), ..Block::default() },
        plan: None,
        seconds: (0.0, 0.0),
        revisioned: false,
        doc: "",
    }
}

fn object(ty: &ResourceType, text: &str) -> Value {
    json::from_json(&serde_json::from_str(text).unwrap(), &ty.block.ty()).unwrap()
}

fn made(ty: &ResourceType, object: &Value) -> (String, Generated) {
    let wanted = Wanted { ty, facts: &Facts::default(), name: "a", provider: None, id: "i-1", object };
    let made = generate(&wanted);
    let mut sources = SourceMap::default();
    let source = sources.add("generated.tf", &made.text);
    (format::format(source, &made.text).unwrap(), made)
}

#[test]
fn only_what_is_configurable_and_not_the_default() {
    let ty = ty();
    let object = object(
        &ty,
        r#"{"id": "i-1", "arn": "arn:1", "name": "web", "name_prefix": "w", "size": 3, "kind": "plain", "zone": "a",
            "zone_id": "1", "off": false, "policy": "{\"A\":[1,2],\"b c\":\"${x}\"}", "script": "one\ntwo ${x}\n",
            "password": "hunter2", "names": ["x", "y"], "tags": {"Name": "web"}, "old": "x",
            "rule": [{"port": 80, "seen": "s"}, {"port": 443, "seen": "t"}]}"#,
    );
    let (text, made) = made(&ty, &object);
    assert_eq!(made.left, Vec::<String>::new());
    assert_eq!(made.variables, ["toy_thing_a_password"]);
    assert!(!text.contains("hunter2"));
    insta::assert_snapshot!(text);
}

/// What was generated, read again, is planned as no change.
#[test]
fn what_is_generated_changes_nothing() {
    let ty = ty();
    let object = object(
        &ty,
        r#"{"id": "i-1", "name": "w$${x}\"", "size": 0, "kind": "plain", "policy": "{\"A\": [\"1\", {\"b\": null}]}", "script": "a\nEOT\nb\n",
            "names": ["a", "long enough to be on a line of its own, which is longer than forty"], "rule": [{"port": 0}]}"#,
    );
    let (text, made) = made(&ty, &object);
    let mut sources = SourceMap::default();
    let source = sources.add("generated.tf", &text);
    let (body, found) = syntax::parse_body(source, &text);
    assert!(found.is_empty(), "{text}");
    let (config, found) = decode(&body.blocks[0].body, &ty.block, &Nothing(Files::new(&[])));
    assert!(found.is_empty(), "{found:?}\n{text}");
    let request = Request {
        ty: &ty,
        facts: &Facts::default(),
        prior: Some(&object),
        tainted: false,
        config: &config,
        ignore_changes: IgnoreChanges::Paths(Vec::new()),
        replace: None,
        create_before_destroy: false,
        unconfirmed: &[],
    };
    assert_eq!(plan_instance(&request).unwrap().action, Action::NoOp, "{text}");
    assert_eq!(made.left, Vec::<String>::new());
}

/// A value in a form that the plan would change is left to the cloud where that fills it in, and told where it does not.
#[test]
fn what_a_plan_would_change_is_corrected_or_told() {
    let mut ty = ty();
    ty.plan = Some(|cx| {
        if !cx.configured("name").is_null() {
            cx.set("name", Value::string("other"));
        }
        cx.set("script", Value::string("forced"));
        Ok(())
    });
    let object = object(
        &ty,
        r#"{"id": "i-1", "name": "web", "size": 1, "script": "mine", "kind": "plain", "rule": []}"#,
    );
    let (text, made) = made(&ty, &object);
    assert!(!text.contains("web"), "{text}");
    assert_eq!(made.left, ["a plan changes `script`"]);
    assert!(text.contains("# To be looked at: a plan changes `script`"), "{text}");
}

/// What is delivered and never told is stood for by something that the plan takes for what AWS has.
#[test]
fn something_stands_for_what_is_not_told() {
    let mut ty = ty();
    let has = |config: &Value, object: &Value| config.get("hash") == object.get("arn");
    let attributes = &mut ty.block.attributes;
    attributes.insert(
        "code",
        Attribute {
            config_only: true,
            delivered: Some(has),
            stand_in: Some(|object| {
                let value = Value::string(format!("{}.zip", object.get("name")?.as_str()?));
                Some(StandIn { value, note: Some("put it there".into()) })
            }),
            ..optional(Type::String)
        },
    );
    let hash = |object: &Value| Some(StandIn { value: object.get("arn")?.clone(), note: None });
    attributes.insert(
        "hash",
        Attribute { computed: true, delivered: Some(has), stand_in: Some(hash), ..optional(Type::String) },
    );
    let object =
        object(&ty, r#"{"id": "i-1", "arn": "h", "name": "web", "size": 1, "kind": "plain", "rule": []}"#);
    let (text, made) = made(&ty, &object);
    assert_eq!(made.left, Vec::<String>::new(), "{text}");
    assert_eq!(made.notes, ["`code`: put it there"]);
    insta::assert_snapshot!(text, @r#"
    # Generated for "i-1"
    resource "toy_thing" "a" {
      # put it there
      code = "web.zip"
      hash = "h"
      name = "web"
      size = 1
    }
    "#);
}

#[test]
fn paths_of_siblings() {
    assert_eq!(sibling("zone", ""), Some("zone"));
    assert_eq!(sibling("rule.0.port", "rule"), Some("port"));
    assert_eq!(sibling("rule.0.port", ""), None);
    assert_eq!(sibling("rule.port", "rule"), Some("port"));
}
