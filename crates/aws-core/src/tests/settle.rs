//! What AWS told as the object of the state.

use crate::attr::{Attr, Attributes};
use crate::prelude::*;
use crate::state::{Beside, Rules, differing, fill, settle, unlike, without_removed};
use provision_schema::Sdk;

#[derive(Nested, Clone, Default)]
struct Inner {
    #[attr(required)]
    name: String,
    #[attr(optional, computed)]
    arn: Option<String>,
    #[attr(optional, config_only)]
    hint: Option<String>,
    #[attr(optional)]
    tags: BTreeMap<String, String>,
}

#[derive(Nested, Clone, Default)]
struct Sample {
    #[attr(optional)]
    text: Option<String>,
    #[attr(optional, unset = "null")]
    never: Option<String>,
    #[attr(optional, computed, equal_by = json)]
    policy: Option<String>,
    #[attr(optional)]
    list: Vec<String>,
    #[attr(optional, config_only)]
    force: Option<bool>,
    #[attr(optional, write_only)]
    secret: Option<String>,
    #[block(set)]
    inner: Set<Inner>,
}

fn v2(beside: Beside) -> Rules {
    Rules { sdk: Sdk::V2, beside }
}

/// The reference: what `sample` says, with empty collections as null where `nulls`.
fn reference(sample: &Sample, nulls: bool) -> Value {
    let value = sample.to_value(0);
    if nulls { value.with("list", Value::null(Type::list(Type::String))) } else { value }
}

/// The sample with this member in each inner block.
fn with(sample: &Sample, name: &str, member: Value) -> Value {
    let value = sample.to_value(0);
    let items = value.get("inner").unwrap().as_seq().unwrap().to_vec();
    let items = items.into_iter().map(|item| item.with(name, member.clone())).collect();
    value.with("inner", Value::set(Inner::block(0).ty(), items))
}

/// A block that only AWS told of, and what it is made of as an attribute.
#[derive(Nested, Clone, Default)]
struct Told {
    #[block(list, max = 1, computed)]
    outer: Option<Outer>,
    #[attr(computed)]
    objects: Vec<Outer>,
}

#[derive(Nested, Clone, Default)]
struct Outer {
    #[attr(optional)]
    text: Option<String>,
    #[attr(optional)]
    count: Option<i64>,
    #[block(list, max = 1)]
    inner: Option<Inner>,
}

#[test]
fn what_lies_in_blocks_and_objects_is_never_null() {
    let block = Told::block(0);
    let some = Outer { count: Some(2), ..Outer::default() };
    let told = Told { outer: Some(some.clone()), objects: vec![some] };
    let open = Told::default().to_value(0);
    let open = open.with("objects", Value::null(open.get("objects").unwrap().ty()));
    let state = settle(v2(Beside::Plan), &block, &open, &told.to_value(0));
    for name in ["outer", "objects"] {
        let item = &state.get(name).unwrap().as_seq().unwrap()[0];
        assert_eq!(item.get("text"), Some(&Value::string("")), "{name}");
        assert_eq!(item.get("count"), Some(&Value::number(2)), "{name}");
        assert!(item.get("inner").unwrap().as_seq().is_some_and(<[Value]>::is_empty), "{name}");
    }
    let framework =
        settle(Rules { sdk: Sdk::Framework, beside: Beside::Plan }, &block, &open, &told.to_value(0));
    assert!(framework.get("objects").unwrap().as_seq().unwrap()[0].get("text").unwrap().is_null());
}

#[test]
fn unset_becomes_what_the_provider_writes() {
    let block = Sample::block(0);
    let nothing = Sample::default();
    let after_apply = settle(v2(Beside::Plan), &block, &reference(&nothing, true), &nothing.to_value(0));
    assert_eq!(after_apply.get("text"), Some(&Value::string("")));
    assert!(after_apply.get("never").unwrap().is_null());
    assert!(after_apply.get("list").unwrap().is_null());
    assert!(after_apply.get("force").unwrap().is_null());
    let after_refresh = settle(v2(Beside::State), &block, &after_apply, &nothing.to_value(0));
    assert_eq!(after_refresh.get("list"), Some(&Value::list(Type::String, vec![])));
    let framework = settle(
        Rules { sdk: Sdk::Framework, beside: Beside::State },
        &block,
        &reference(&nothing, true),
        &nothing.to_value(0),
    );
    assert!(framework.get("text").unwrap().is_null() && framework.get("list").unwrap().is_null());
}

/// A computed block that read sets only where AWS tells of some.
#[derive(Nested, Clone, Default)]
struct Filled {
    #[block(list, computed, unset = "null")]
    inner: Vec<Inner>,
    #[block(list, computed, unset = "null at first")]
    later: Vec<Inner>,
}

#[test]
fn a_block_that_read_has_never_set_stays_null() {
    let block = Filled::block(0);
    let of = |name: &str, beside, reference: Value, told: &Filled| {
        let reference = Filled::default().to_value(0).with(name, reference);
        settle(v2(beside), &block, &reference, &told.to_value(0)).get(name).unwrap().clone()
    };
    let settled = |beside, reference: Value, told: &Filled| of("inner", beside, reference, told);
    let nothing = Filled::default();
    let empty = nothing.to_value(0).get("inner").unwrap().clone();
    let (unknown, null) = (Value::unknown(empty.ty()), Value::null(empty.ty()));
    assert!(settled(Beside::Plan, unknown.clone(), &nothing).is_null());
    assert!(settled(Beside::State, null.clone(), &nothing).is_null());
    assert!(of("later", Beside::Plan, unknown.clone(), &nothing).is_null());
    assert_eq!(of("later", Beside::State, null.clone(), &nothing), empty);
    assert_eq!(settled(Beside::State, empty.clone(), &nothing), empty);
    let inner = vec![Inner { name: "a".into(), ..Inner::default() }];
    let some = Filled { inner, ..Filled::default() };
    for reference in [unknown, null] {
        assert_eq!(settled(Beside::State, reference, &some).as_seq().unwrap().len(), 1);
    }
}

#[test]
fn the_configured_form_stays_and_the_untold_is_kept() {
    let block = Sample::block(0);
    let told = Sample {
        policy: Some(r#"{"a":1}"#.into()),
        inner: [Inner { name: "b".into(), arn: Some("arn:b".into()), ..Inner::default() }]
            .into_iter()
            .collect(),
        ..Sample::default()
    };
    let planned = Sample {
        policy: Some(r#"{ "a": 1 }"#.into()),
        force: Some(true),
        secret: Some("x".into()),
        inner: [Inner { name: "b".into(), hint: Some("h".into()), ..Inner::default() }].into_iter().collect(),
        ..Sample::default()
    };
    let planned = with(&planned, "arn", Value::unknown(Type::String));
    let state = settle(v2(Beside::Plan), &block, &planned, &told.to_value(0));
    assert_eq!(state.get("policy"), Some(&Value::string(r#"{ "a": 1 }"#)));
    assert_eq!(state.get("force"), Some(&Value::bool(true)));
    assert!(state.get("secret").unwrap().is_null());
    let inner = Set::<Inner>::from_value(state.get("inner").unwrap());
    assert_eq!((inner[0].arn.as_deref(), inner[0].hint.as_deref()), (Some("arn:b"), Some("h")));
}

#[test]
fn a_set_that_the_plan_knew_stays_as_planned_until_it_is_read_again() {
    let block = Sample::block(0);
    let inner = |arn: &str| Inner { name: "b".into(), arn: Some(arn.into()), ..Inner::default() };
    let told = Sample { inner: [inner("")].into_iter().collect(), ..Sample::default() }.to_value(0);
    let planned = Sample { inner: [inner("")].into_iter().collect(), ..Sample::default() };
    let planned = with(&planned, "arn", Value::null(Type::String));
    let applied = settle(v2(Beside::Plan), &block, &planned, &told);
    assert_eq!(applied.get("inner"), planned.get("inner"));
    let refreshed = settle(v2(Beside::State), &block, &applied, &told);
    assert_eq!(refreshed.get("inner"), told.get("inner"));
}

#[test]
fn no_null_of_the_plan_stays_in_a_set_that_it_did_not_know() {
    let block = Sample::block(0);
    let inner = |name: &str| Inner { name: name.into(), ..Inner::default() };
    let told = Sample { inner: [inner("b")].into_iter().collect(), ..Sample::default() };
    let planned = |other: Value| {
        let null = with(&told, "tags", Value::null(Type::map(Type::String)));
        let items = null.get("inner").unwrap().as_seq().unwrap().to_vec();
        let items = items.into_iter().map(|item| item.with("arn", other.clone())).collect();
        null.with("inner", Value::set(Inner::block(0).ty(), items))
    };
    let tags = |planned: Value| {
        let state = settle(v2(Beside::Plan), &block, &planned, &told.to_value(0));
        state.get("inner").unwrap().as_seq().unwrap()[0].get("tags").unwrap().clone()
    };
    let none = Value::map(Type::String, BTreeMap::new());
    assert_eq!(tags(planned(Value::unknown(Type::String))), none);
    assert!(tags(planned(Value::string(""))).is_null());
}

#[test]
fn an_argument_that_is_no_longer_configured_is_zero() {
    let block = Sample::block(0);
    let prior = Sample { force: Some(true), never: Some("x".into()), ..Sample::default() }.to_value(0);
    let updated = || Sample::default().to_value(0).with("never", Value::null(Type::String));
    let after = without_removed(Sdk::V2, &block, &prior, updated());
    assert_eq!(after.get("force"), Some(&Value::bool(false)));
    assert_eq!(after.get("never"), Some(&Value::string("")));
    let never_there = without_removed(Sdk::V2, &block, &updated(), updated());
    assert_eq!(never_there, updated());
    assert_eq!(without_removed(Sdk::Framework, &block, &prior, updated()), updated());
}

#[test]
fn unlike_names_what_an_update_has_to_send() {
    let block = Sample::block(0);
    let told = Sample { text: Some("old".into()), policy: Some("{}".into()), ..Sample::default() };
    let names = |planned: &Sample| unlike(&block, &reference(planned, true), &told.to_value(0));
    assert!(names(&Sample { text: Some("old".into()), force: Some(true), ..Sample::default() }).is_empty());
    let more = Sample {
        text: Some("new".into()),
        policy: Some("{ }".into()),
        inner: [Inner { name: "b".into(), ..Inner::default() }].into_iter().collect(),
        ..Sample::default()
    };
    assert_eq!(names(&more).into_iter().collect::<Vec<_>>(), ["inner", "text"]);
}

#[test]
fn a_new_block_differs_though_not_all_of_it_is_known() {
    let block = Sample::block(0);
    let of = |name: &str| Sample {
        inner: [Inner { name: name.into(), arn: Some("arn".into()), ..Inner::default() }]
            .into_iter()
            .collect(),
        ..Sample::default()
    };
    let from = of("a").to_value(0);
    let unknown = |name: &str| with(&of(name), "arn", Value::unknown(Type::String));
    assert!(differing(&block, &from, &unknown("a")).is_empty());
    assert_eq!(differing(&block, &from, &unknown("b")).into_iter().collect::<Vec<_>>(), ["inner"]);
}

#[test]
fn what_is_not_known_is_taken_from_what_is() {
    let planned = Value::object_of([("a", Value::unknown(Type::String)), ("b", Value::string("x"))]);
    let read = Value::object_of([("a", Value::string("r")), ("b", Value::string("y"))]);
    assert_eq!(
        fill(&planned, &read),
        Value::object_of([("a", Value::string("r")), ("b", Value::string("x"))])
    );
}
