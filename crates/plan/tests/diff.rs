#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]
//! Planning one instance: what the recorded plans of real types do not reach.

use proptest::prelude::*;
use provision_plan::diff::{IgnoreChanges, Outcome, Request, plan_instance};
use provision_plan::{Action, model::Reason};
use provision_schema::{Attribute, Block, Facts, Nested, Nesting, ResourceType, Sdk};
use provision_value::{Diagnostics, Kind, Mode, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

fn attribute(ty: Type, change: impl FnOnce(&mut Attribute)) -> Attribute {
    let mut a = Attribute { optional: true, ..Attribute::new(ty) };
    change(&mut a);
    a
}

fn nested(nesting: Nesting, block: Block, computed: bool) -> Nested {
    Nested { computed, ..Nested::new(nesting, Arc::new(block)) }
}

/// A type with an attribute and a block of every kind.
fn ty(sdk: Sdk) -> ResourceType {
    let list = Type::list(Type::String);
    // The plugin framework wants an attribute with a default to be computed too.
    let computed = sdk == Sdk::Framework;
    let inner = Block {
        attributes: BTreeMap::from([
            ("name", attribute(Type::String, |_| {})),
            ("on", attribute(Type::Bool, |a| (a.default, a.computed) = (Some(Value::bool(false)), computed))),
            ("ports", attribute(Type::list(Type::Number), |_| {})),
            // As the provider does for computed parts of sets: or a new set element would never settle.
            ("made", attribute(Type::String, |a| (a.computed, a.identity) = (true, false))),
        ]),
        ..Block::default()
    };
    let attributes = BTreeMap::from([
        ("id", attribute(Type::String, |a| (a.optional, a.computed, a.stable) = (false, true, true))),
        ("zone", attribute(Type::String, |a| a.replace = true)),
        ("size", attribute(Type::Number, |a| (a.default, a.computed) = (Some(Value::number(1)), computed))),
        ("kept", attribute(Type::String, |a| a.config_only = true)),
        ("secret", attribute(Type::String, |a| a.sensitive = true)),
        ("once", attribute(Type::String, |a| a.write_only = true)),
        ("found", attribute(Type::String, |a| a.computed = true)),
        ("items", attribute(list.clone(), |_| {})),
        ("group", attribute(Type::set(Type::String), |_| {})),
        ("found_items", attribute(list, |a| a.computed = true)),
        ("tags", attribute(Type::map(Type::String), |_| {})),
        ("tags_all", attribute(Type::map(Type::String), |a| a.computed = true)),
    ]);
    let blocks = BTreeMap::from([
        ("rule", nested(Nesting::List, inner.clone(), false)),
        ("peer", nested(Nesting::Set, inner.clone(), false)),
        ("filled", nested(Nesting::List, inner, true)),
    ]);
    ResourceType {
        name: "x",
        mode: Mode::Managed,
        version: 0,
        sdk,
        block: Block { attributes, blocks, ..Block::default() },
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    }
}

/// An object of the type: the given attributes, nulls and no blocks.
fn object(ty: &ResourceType, given: &[(&'static str, Value)]) -> Value {
    let Type::Object(shape) = ty.block.ty() else { unreachable!() };
    let empty = shape.attributes.iter().map(|(name, t)| {
        let value = match t {
            Type::List(t) if ty.block.blocks.contains_key(&**name) => Value::list((**t).clone(), vec![]),
            Type::Set(t) if ty.block.blocks.contains_key(&**name) => Value::set((**t).clone(), vec![]),
            t => Value::null(t.clone()),
        };
        (name.clone(), value)
    });
    given.iter().fold(Value::object_of(empty), |v, (name, value)| v.with(name, value.clone()))
}

fn plan<'a>(
    ty: &'a ResourceType,
    prior: Option<&'a Value>,
    config: &'a Value,
    change: impl FnOnce(&mut Request<'a>),
) -> Result<Outcome, Diagnostics> {
    let facts: &'static Facts = Box::leak(Box::default());
    let mut request = Request {
        ty,
        facts,
        prior,
        tainted: false,
        config,
        ignore_changes: IgnoreChanges::default(),
        replace: None,
        create_before_destroy: false,
        unconfirmed: &[],
    };
    change(&mut request);
    plan_instance(&request)
}

/// The object as apply would leave it: every unknown value filled in.
fn applied(planned: &Value) -> Value {
    match planned.kind() {
        Kind::Unknown(ty, _) => match ty {
            Type::Bool => Value::bool(true),
            Type::Number => Value::number(7),
            Type::List(t) => Value::list((**t).clone(), vec![]),
            Type::Set(t) => Value::set((**t).clone(), vec![]),
            Type::Map(t) => Value::map((**t).clone(), BTreeMap::new()),
            _ => Value::string("made"),
        },
        Kind::Object(m) => Value::object(m.iter().map(|(k, v)| (k.clone(), applied(v))).collect()),
        Kind::List(t, v) => Value::list(t.clone(), v.iter().map(applied).collect()),
        Kind::Set(t, v) => Value::set(t.clone(), v.iter().map(applied).collect()),
        Kind::Map(t, m) => Value::map(t.clone(), m.iter().map(|(k, v)| (k.clone(), applied(v))).collect()),
        _ => planned.clone(),
    }
}

/// The whole object as apply would leave it: AWS gives back the tags that it was given.
fn settled(planned: &Value) -> Value {
    let object = applied(&planned.clone().unmark_deep().0);
    match planned.get("tags_all") {
        Some(all) if !all.is_known() => {
            let own = object.get("tags").and_then(Value::as_map).cloned().unwrap_or_default();
            object.with("tags_all", Value::map(Type::String, own))
        }
        _ => object,
    }
}

fn text(s: &str) -> Value {
    Value::string(s)
}

#[test]
fn replacement_has_its_reason() {
    for sdk in [Sdk::V2, Sdk::Framework] {
        let ty = ty(sdk);
        let config = object(&ty, &[("zone", text("a"))]);
        let prior = applied(&plan(&ty, None, &config, |_| {}).unwrap().planned);
        let other = object(&ty, &[("zone", text("b"))]);
        let cases = [
            (&config, None, false, Action::NoOp, None),
            (
                &config,
                Some(Reason::ReplaceRequested),
                false,
                Action::DeleteThenCreate,
                Some(Reason::ReplaceRequested),
            ),
            (
                &config,
                Some(Reason::ReplaceTriggered),
                false,
                Action::DeleteThenCreate,
                Some(Reason::ReplaceTriggered),
            ),
            (&other, None, false, Action::DeleteThenCreate, Some(Reason::CannotUpdate)),
            (
                &other,
                Some(Reason::ReplaceTriggered),
                false,
                Action::DeleteThenCreate,
                Some(Reason::CannotUpdate),
            ),
            (&config, None, true, Action::DeleteThenCreate, Some(Reason::ReplaceTainted)),
        ];
        for (config, forced, tainted, action, reason) in cases {
            let out =
                plan(&ty, Some(&prior), config, |r| (r.replace, r.tainted) = (forced, tainted)).unwrap();
            assert_eq!((out.action, out.reason), (action, reason), "{sdk:?} {forced:?} {tainted}");
            assert_eq!(out.planned.get("id").unwrap().is_known(), action == Action::NoOp);
            assert_eq!(out.replace_paths.len(), usize::from(reason == Some(Reason::CannotUpdate)));
        }
        let before = plan(&ty, Some(&prior), &other, |r| r.create_before_destroy = true).unwrap();
        assert_eq!(before.action, Action::CreateThenDelete);
        let new = plan(&ty, None, &config, |r| r.replace = Some(Reason::ReplaceRequested)).unwrap();
        assert_eq!((new.action, new.reason), (Action::Create, None));
    }
}

/// What read never sets is null in the state, and no cause for a change.
#[test]
fn a_computed_block_that_is_null_stays() {
    let mut ty = ty(Sdk::V2);
    ty.block.blocks.get_mut("filled").unwrap().replace = true;
    let config = object(&ty, &[]);
    let created = plan(&ty, None, &config, |_| {}).unwrap().planned;
    assert!(!created.get("filled").unwrap().is_known());
    let filled = created.get("filled").unwrap().ty();
    let prior = settled(&created).with("filled", Value::null(filled));
    let out = plan(&ty, Some(&prior), &config, |_| {}).unwrap();
    assert_eq!(out.action, Action::NoOp);
    let other = object(&ty, &[("size", Value::number(9))]);
    let out = plan(&ty, Some(&prior), &other, |_| {}).unwrap();
    assert_eq!(out.action, Action::Update);
    assert_eq!(out.planned.get("filled").unwrap().as_seq(), Some(&[][..]));
}

#[test]
fn unconfirmed_arguments_are_sent_again() {
    let ty = ty(Sdk::V2);
    let config = object(&ty, &[("kept", text("v")), ("size", Value::number(2))]);
    let prior = applied(&plan(&ty, None, &config, |_| {}).unwrap().planned);
    let names = ["kept".to_owned()];
    let out = plan(&ty, Some(&prior), &config, |r| r.unconfirmed = &names).unwrap();
    assert_eq!(out.action, Action::Update);
    assert!(out.before.unwrap().get("kept").unwrap().is_null());
    assert_eq!(out.planned.get("kept"), Some(&text("v")));
}

#[test]
fn secrets_are_marked_and_write_only_values_are_not_planned() {
    for sdk in [Sdk::V2, Sdk::Framework] {
        let ty = ty(sdk);
        let rule = object(&ty, &[]).get("rule").unwrap().ty();
        let Type::List(element) = rule else { unreachable!() };
        let item = Value::object_of([
            ("name", text("n").sensitive()),
            ("on", Value::bool(true)),
            ("ports", Value::null(Type::list(Type::Number))),
            ("made", Value::null(Type::String)),
        ]);
        let rules = Value::list((*element).clone(), vec![item]);
        let given =
            [("secret", text("s")), ("once", text("w")), ("zone", text("z").sensitive()), ("rule", rules)];
        let config = object(&ty, &given);
        let out = plan(&ty, None, &config, |_| {}).unwrap();
        let planned = |name: &str| out.planned.get(name).unwrap().clone();
        assert!(planned("secret").is_sensitive() && planned("zone").is_sensitive());
        assert!(!planned("size").is_sensitive() && planned("once").is_null());
        let rule = planned("rule").as_seq().unwrap()[0].clone();
        assert!(rule.get("name").unwrap().is_sensitive() && !rule.get("on").unwrap().is_sensitive());

        // A mark that is new is an update; one that stays is none.
        let marked = applied(&out.planned);
        assert_eq!(plan(&ty, Some(&marked), &config, |_| {}).unwrap().action, Action::NoOp);
        let plain = marked.unmark_deep().0;
        assert_eq!(plan(&ty, Some(&plain), &config, |_| {}).unwrap().action, Action::Update);
    }
}

#[test]
fn null_inside_a_list_is_refused_with_its_place() {
    let ty = ty(Sdk::V2);
    let config =
        object(&ty, &[("items", Value::list(Type::String, vec![text("a"), Value::null(Type::String)]))]);
    let error = plan(&ty, None, &config, |_| {}).unwrap_err().0.remove(0);
    assert_eq!(error.detail, "`items` holds null at position 2.");
    assert!(error.help.contains("compact()"));
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => prop_oneof![Just(""), Just("a"), Just("b")].prop_map(text),
        1 => Just(Value::null(Type::String)),
        1 => Just(Value::unknown(Type::String)),
    ]
}

fn texts(set: bool) -> impl Strategy<Value = Value> {
    let known = prop_oneof![Just(""), Just("a"), Just("b")].prop_map(text);
    let items =
        proptest::collection::vec(prop_oneof![6 => known, 1 => Just(Value::unknown(Type::String))], 0..3);
    let make = move |v| if set { Value::set(Type::String, v) } else { Value::list(Type::String, v) };
    let ty = if set { Type::set(Type::String) } else { Type::list(Type::String) };
    prop_oneof![4 => items.prop_map(make), 1 => Just(Value::null(ty.clone())), 1 => Just(Value::unknown(ty))]
}

fn tags() -> impl Strategy<Value = Value> {
    let known = prop_oneof![Just(""), Just("a")].prop_map(text);
    let items =
        proptest::collection::btree_map(prop_oneof![Just("k"), Just("l")].prop_map(Arc::from), known, 0..3);
    prop_oneof![
        4 => items.prop_map(|m| Value::map(Type::String, m)),
        1 => Just(Value::null(Type::map(Type::String))),
        1 => Just(Value::unknown(Type::map(Type::String))),
    ]
}

fn inner() -> impl Strategy<Value = Value> {
    (scalar(), proptest::option::of(any::<bool>()), proptest::collection::vec(0..3i64, 0..2)).prop_map(
        |(name, on, ports)| {
            Value::object_of([
                ("name", name),
                ("on", on.map_or(Value::null(Type::Bool), Value::bool)),
                ("ports", Value::list(Type::Number, ports.into_iter().map(Value::number).collect())),
                ("made", Value::null(Type::String)),
            ])
        },
    )
}

fn config(sdk: Sdk) -> impl Strategy<Value = Value> {
    let blocks = || proptest::collection::vec(inner(), 0..3);
    let parts = (scalar(), scalar(), scalar(), texts(false), texts(true), texts(false), tags());
    (parts, blocks(), blocks(), blocks()).prop_map(move |(parts, rule, mut peer, filled)| {
        let ty = ty(sdk);
        let (zone, kept, found, items, group, found_items, tags) = parts;
        let element = ty.block.blocks["rule"].block.ty();
        if sdk == Sdk::Framework {
            // Two blocks of a set that only a default makes equal never settle; nobody can plan that better.
            peer.truncate(1);
        }
        object(
            &ty,
            &[
                ("zone", zone),
                ("kept", kept),
                ("found", found),
                ("items", items),
                ("group", group),
                ("found_items", found_items),
                ("tags", tags),
                ("rule", Value::list(element.clone(), rule)),
                ("peer", Value::set(element.clone(), peer)),
                ("filled", Value::list(element, filled)),
            ],
        )
    })
}

proptest! {
    /// What was applied as planned needs no change: with the same configuration the next plan is empty.
    #[test]
    fn applied_plans_are_settled(
        (sdk, first, second) in prop_oneof![Just(Sdk::V2), Just(Sdk::Framework)]
            .prop_flat_map(|sdk| (Just(sdk), config(sdk), config(sdk)))
    ) {
        let ty = ty(sdk);
        let created = plan(&ty, None, &first, |_| {}).unwrap();
        prop_assert_eq!(created.action, Action::Create);
        prop_assert_eq!(created.planned.ty(), ty.block.ty());
        let prior = settled(&created.planned);
        let changed = plan(&ty, Some(&prior), &second, |_| {}).unwrap();
        prop_assert_eq!(changed.planned.ty(), ty.block.ty());
        if second.is_wholly_known() {
            let now = settled(&changed.planned);
            let again = plan(&ty, Some(&now), &second, |_| {}).unwrap();
            prop_assert_eq!(again.action, Action::NoOp, "{:?}\nthen {:?}", now, again.planned);
        }
    }

    /// Whoever ignores everything gets no change.
    #[test]
    fn ignoring_all_is_no_change((first, second) in (config(Sdk::V2), config(Sdk::V2))) {
        let ty = ty(Sdk::V2);
        let prior = applied(&plan(&ty, None, &first, |_| {}).unwrap().planned.unmark_deep().0);
        let out = plan(&ty, Some(&prior), &second, |r| r.ignore_changes = IgnoreChanges::All).unwrap();
        prop_assert_eq!(out.action, Action::NoOp);
    }
}
