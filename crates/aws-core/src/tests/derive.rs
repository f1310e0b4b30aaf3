//! Structs as schemas, and back.

use crate::attr::{Attr, Attributes};
use crate::prelude::*;
use provision_schema::{EqualBy, Nesting, Unset, Validator};

fn even(value: &Value) -> Result<(), String> {
    if value.as_i64().is_some_and(|n| n % 2 == 1) { Err("must be even".into()) } else { Ok(()) }
}

#[derive(Nested, Clone, Default)]
struct Rule {
    /// First line,
    /// second line.
    ///
    /// Not this.
    #[attr(required, one_of("a", "b"))]
    r#type: String,
    #[attr(optional, default = 3, validate = even)]
    count: i64,
    #[block(list, max = 1, depth = 2)]
    not: Vec<Rule>,
}

#[derive(Nested, Clone, Default)]
struct Sample {
    #[attr(optional, sensitive, equal_by = json_policy, unset = "null", conflicts("b"))]
    policy: Option<String>,
    #[attr(optional, computed)]
    ports: Set<i64>,
    #[attr(optional)]
    labels: BTreeMap<String, bool>,
    #[attr(computed)]
    ratio: f64,
    #[block(set, min = 1, replace)]
    rule: Set<Rule>,
    #[block(single)]
    one: Option<Rule>,
    #[block(set, attr_mode, computed)]
    ingress: Vec<Rule>,
}

#[test]
fn marks_become_the_schema() {
    let block = Sample::block(0);
    let policy = &block.attributes["policy"];
    assert!(policy.optional && policy.sensitive && !policy.computed && policy.unset == Unset::Null);
    assert!(matches!(policy.equal_by, EqualBy::JsonPolicy));
    assert_eq!(policy.conflicts, ["b"]);
    assert_eq!(block.attributes["ports"].ty, Type::set(Type::Number));
    assert_eq!(block.attributes["labels"].ty, Type::map(Type::Bool));
    let rule = &block.blocks["rule"];
    assert!(rule.nesting == Nesting::Set && rule.min == 1 && rule.replace);
    assert_eq!(block.blocks["one"].nesting, Nesting::Single);
    let ingress = &block.attributes["ingress"];
    assert!(ingress.as_block.is_some() && ingress.optional && ingress.computed);
    assert!(matches!(ingress.ty, Type::Set(_)));
}

#[test]
fn nested_marks_keywords_and_docs() {
    let rule = Rule::block(0);
    let ty = &rule.attributes["type"];
    assert!(ty.required && ty.doc == "First line, second line.");
    assert!(matches!(ty.validators[..], [Validator::OneOf(&["a", "b"])]));
    let count = &rule.attributes["count"];
    assert_eq!(count.default, Some(Value::number(3)));
    let [Validator::Custom(check)] = count.validators[..] else { panic!("a check is missing") };
    assert_eq!(check(&Value::number(3)), Err("must be even".into()));
}

#[test]
fn a_recursive_block_ends_at_its_depth() {
    let top = Rule::block(0);
    let once = &top.blocks["not"].block;
    let twice = &once.blocks["not"].block;
    assert!(twice.blocks.is_empty());
    let value = Rule { not: vec![Rule { not: vec![Rule::default()], ..Rule::default() }], ..Rule::default() };
    assert_eq!(value.to_value(0).ty(), Rule::ty(0));
}

#[test]
fn values_go_there_and_back() {
    let rule = Rule { r#type: "a".into(), count: 4, not: vec![] };
    let sample = Sample {
        policy: Some("{}".into()),
        ports: [443, 80].into_iter().collect(),
        labels: [("x".to_owned(), true)].into(),
        ratio: 0.5,
        rule: [rule.clone()].into_iter().collect(),
        one: Some(rule),
        ingress: vec![],
    };
    let value = sample.to_value(0);
    assert_eq!(value.ty(), Sample::ty(0));
    let back = Sample::from_value(&value);
    assert_eq!(back.to_value(0), value);
    assert_eq!(back.one.map(|r| r.count), Some(4));
}

#[test]
fn null_and_unknown_read_as_nothing() {
    let block = Sample::block(0);
    for make in [Value::null as fn(Type) -> Value, Value::unknown] {
        let value = Value::object_of(block.attributes.iter().map(|(n, a)| (*n, make(a.ty.clone()))));
        let sample = Sample::from_value(&value);
        assert!(
            sample.policy.is_none()
                && sample.ports.is_empty()
                && sample.rule.is_empty()
                && sample.one.is_none()
        );
    }
}
