//! From what AWS told to the object of the state: what was configured keeps its form where it means the same, what AWS never tells
//! is kept, and what is not set becomes what the provider's own SDK would write.

use provision_schema::{Attribute, Block, EqualBy, Nested, Nesting, PlanCx, Sdk, Unset, is_zero};
use provision_value::{Kind, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a read becomes an object.
#[derive(Clone, Copy)]
pub struct Rules {
    /// The type's SDK.
    pub sdk: Sdk,
    /// What stands beside what was read.
    pub beside: Beside,
}

/// What an object is written beside, and so whose nulls and empty values it keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The plan, after our own create or update: its nulls and empty collections stay as they are, and so does a set that it
    /// knew wholly.
    Plan,
    /// An element of a set that the plan did not know wholly: of those the older SDK keeps no null.
    Element,
    /// The object as the state holds it.
    State,
    /// The configuration of a data source: its nulls and empty collections stay as they are.
    Configuration,
}

impl Rules {
    /// True where nulls and empty collections of the reference stay.
    fn keeps_nulls(self) -> bool {
        matches!(self.beside, Beside::Plan | Beside::Configuration) || self.sdk == Sdk::Framework
    }
    /// The rules for an element of a set.
    fn within_set(self) -> Rules {
        let planned = self.beside == Beside::Plan && self.sdk == Sdk::V2;
        if planned { Rules { beside: Beside::Element, ..self } } else { self }
    }
    /// True for a set that the older SDK takes from the plan rather than from what was read, elements and their nulls.
    fn keeps_set(self, reference: &Value) -> bool {
        let planned = self.beside == Beside::Plan && self.sdk == Sdk::V2;
        planned && matches!(reference.kind(), Kind::Set(..)) && reference.is_wholly_known()
    }
}

/// The object for the state; `reference` is what `rules` say stands beside.
pub fn settle(rules: Rules, block: &Block, reference: &Value, read: &Value) -> Value {
    // Of a block that only AWS told of nothing was planned whose nulls could stay.
    let rules = match rules.sdk == Sdk::V2 && rules.beside == Beside::Plan && reference.is_null() {
        true => Rules { beside: Beside::State, ..rules },
        false => rules,
    };
    let of =
        |v: &Value, name: &str, ty: &Type| v.get(name).cloned().unwrap_or_else(|| Value::null(ty.clone()));
    let attributes = block.attributes.iter().map(|(name, a)| {
        let value = attribute(rules, a, &of(reference, name, &a.ty), &of(read, name, &a.ty));
        (Arc::from(*name), value)
    });
    let blocks = block.blocks.iter().map(|(name, b)| {
        let ty = crate::attr::collection(b.nesting, b.block.ty());
        (Arc::from(*name), nested(rules, b, &of(reference, name, &ty), &of(read, name, &ty)))
    });
    Value::object(attributes.chain(blocks).collect::<BTreeMap<_, _>>())
}

fn attribute(rules: Rules, a: &Attribute, reference: &Value, read: &Value) -> Value {
    let known = reference.is_wholly_known();
    let untold = a.config_only || a.once;
    let value = if a.write_only {
        Value::null(a.ty.clone())
    } else if rules.keeps_set(reference) || untold && known && (!reference.is_null() || is_empty(read)) {
        reference.clone()
    } else if let Some(inner) = &a.as_block {
        let reference = if known { reference.clone() } else { Value::unknown(a.ty.clone()) };
        settle_items(rules, inner, &reference, read)
    } else {
        let read = match rules.sdk {
            _ if read.is_null() && !untold => unset(rules.sdk, a),
            Sdk::V2 => zeroed(read),
            Sdk::Framework => read.clone(),
        };
        let as_told = a.as_told && rules.beside != Beside::State && !read.is_null();
        if known && !as_told && keeps(rules, a.equal_by, reference, &read) { reference.clone() } else { read }
    };
    if a.sensitive { value.sensitive() } else { value }
}

/// True when the reference stands for what was read: they mean the same, and a null does only where nothing was read, right after
/// our own change or in the framework's types.
fn keeps(rules: Rules, by: EqualBy, reference: &Value, read: &Value) -> bool {
    if !reference.is_null() {
        return same(by, reference, read);
    }
    is_empty(read) && rules.keeps_nulls()
}

/// True for null and for a collection without elements.
fn is_empty(v: &Value) -> bool {
    let empty_map = matches!(v.kind(), Kind::Map(_, m) if m.is_empty());
    v.is_null() || empty_map || v.as_seq().is_some_and(<[Value]>::is_empty)
}

fn nested(rules: Rules, b: &Nested, reference: &Value, read: &Value) -> Value {
    if b.nesting == Nesting::Single {
        return match (read.is_null(), reference.is_known() && !reference.is_null()) {
            (true, true) => keep_untold(rules, &b.block, reference),
            (true, false) => read.clone(),
            (false, _) => settle(rules, &b.block, reference, read),
        };
    }
    // Only what read sets is there, and in a null of the state it has set nothing yet.
    let never = b.unset == Unset::Null || b.unset == Unset::NullAtFirst && rules.beside == Beside::Plan;
    let unset = rules.sdk == Sdk::V2 && never && is_empty(read);
    if unset && (reference.is_null() || !reference.is_known()) {
        return Value::null(read.ty());
    }
    settle_items(rules, &b.block, reference, read)
}

/// A block that AWS did not tell, of which only what AWS never tells is kept: nothing unless it holds nothing else.
fn keep_untold(rules: Rules, block: &Block, reference: &Value) -> Value {
    if block.is_untold() { settle(rules, block, reference, reference) } else { Value::null(block.ty()) }
}

/// The items of a collection of blocks: those of a list by place, those of a set by likeness.
fn settle_items(rules: Rules, block: &Block, reference: &Value, read: &Value) -> Value {
    let nothing = Value::null(block.ty());
    let before = reference.as_seq().unwrap_or_default();
    let now = read.as_seq().unwrap_or_default();
    if block.is_untold() && now.is_empty() && !before.is_empty() {
        return reference.clone();
    }
    let nulls_stay = !matches!(rules.beside, Beside::State | Beside::Element);
    let none = now.is_empty() && reference.is_null() && nulls_stay;
    if none || rules.keeps_set(reference) {
        return reference.clone();
    }
    match read.kind() {
        Kind::Set(ty, _) => {
            let mut left: Vec<&Value> = before.iter().collect();
            let mut items = Vec::new();
            for item in now {
                let like = left.iter().position(|b| fits(block, b, item));
                let reference = like.map_or(&nothing, |i| left.swap_remove(i));
                items.push(settle(rules.within_set(), block, reference, item));
            }
            Value::set(ty.clone(), items)
        }
        Kind::List(ty, _) => {
            let items = now
                .iter()
                .enumerate()
                .map(|(i, item)| settle(rules, block, before.get(i).unwrap_or(&nothing), item));
            Value::list(ty.clone(), items.collect())
        }
        _ => read.clone(),
    }
}

/// An object after an update: an argument that is no longer configured, and that nothing else tells, the older SDK leaves as zero.
pub fn without_removed(sdk: Sdk, block: &Block, prior: &Value, updated: Value) -> Value {
    let removed = |name: &str, a: &Attribute| {
        let was = prior.get(name).is_some_and(|v| !v.is_null());
        let plain = matches!(a.ty, Type::Bool | Type::Number | Type::String);
        let gone = updated.get(name).is_some_and(Value::is_null);
        sdk == Sdk::V2 && a.optional && !a.computed && !a.write_only && plain && was && gone
    };
    let removed = block.attributes.iter().filter(|(name, a)| removed(name, a));
    let removed: Vec<_> = removed.map(|(name, a)| (*name, zero(&a.ty), a.sensitive)).collect();
    removed.into_iter().fold(updated, |object, (name, zero, sensitive)| {
        object.with(name, if sensitive { zero.sensitive() } else { zero })
    })
}

/// What an attribute that AWS does not tell becomes.
fn unset(sdk: Sdk, a: &Attribute) -> Value {
    if sdk == Sdk::Framework || a.unset != Unset::Zero { Value::null(a.ty.clone()) } else { zero(&a.ty) }
}

/// The objects of a list or set as the older SDK writes them, where nothing is null.
fn zeroed(value: &Value) -> Value {
    let item = |item: &Value| match item.kind() {
        Kind::Object(members) => {
            let member = |v: &Value| if v.is_null() { zero(&v.ty()) } else { zeroed(v) };
            let members = members.iter().map(|(name, v)| (name.clone(), member(v)));
            Value::object(members.collect()).with_marks(item.marks())
        }
        _ => item.clone(),
    };
    match value.kind() {
        Kind::List(ty, items) => {
            Value::list(ty.clone(), items.iter().map(item).collect()).with_marks(value.marks())
        }
        Kind::Set(ty, items) => {
            Value::set(ty.clone(), items.iter().map(item).collect()).with_marks(value.marks())
        }
        _ => value.clone(),
    }
}

fn zero(ty: &Type) -> Value {
    match ty {
        Type::Bool => Value::bool(false),
        Type::Number => Value::number(0),
        Type::String => Value::string(""),
        Type::List(t) => Value::list(Type::clone(t), vec![]),
        Type::Set(t) => Value::set(Type::clone(t), vec![]),
        Type::Map(t) => Value::map(Type::clone(t), BTreeMap::new()),
        other => Value::null(other.clone()),
    }
}

/// The top-level attributes and blocks that are configured, known, told by AWS, and differ.
pub fn unlike(block: &Block, wanted: &Value, read: &Value) -> BTreeSet<String> {
    let missing = Value::null(Type::Dynamic);
    let of = |v: &'_ Value, name: &str| v.get(name).cloned().unwrap_or_else(|| missing.clone());
    let attributes = block.attributes.iter().filter(|(name, a)| {
        let (wanted, read) = (of(wanted, name), of(read, name));
        told(a) && !wanted.is_null() && wanted.is_wholly_known() && !meets(a, &wanted, &read)
    });
    let blocks = block.blocks.iter().filter(|(name, b)| {
        let (wanted, read) = (of(wanted, name), of(read, name));
        let open = wanted.as_seq().is_some_and(<[Value]>::is_empty) && (b.computed || b.stays);
        !(wanted.is_null() || open || b.block.is_untold())
            && wanted.is_known()
            && !items_fit(&b.block, &wanted, &read)
    });
    let names = attributes.map(|(n, _)| *n).chain(blocks.map(|(n, _)| *n));
    // An id is never asked for; that of an association changes with what it associates.
    names.filter(|n| !["timeouts", "id"].contains(n)).map(str::to_owned).collect()
}

/// The top-level attributes and blocks of two objects that differ. What `to` does not know yet differs from nothing, and neither
/// does a write-only argument: nobody knows what it was.
pub fn differing(block: &Block, from: &Value, to: &Value) -> BTreeSet<String> {
    let stored = block.attributes.iter().filter(|(_, a)| !a.write_only).map(|(name, _)| name);
    let names = stored.chain(block.blocks.keys());
    let inner = |name: &str| match block.attributes.get(name) {
        Some(a) => a.as_block.as_deref(),
        None => block.blocks.get(name).map(|b| &*b.block),
    };
    let differs = |name: &str| {
        let by = block.attributes.get(name).map(|a| a.equal_by).unwrap_or_default();
        match (from.get(name), to.get(name)) {
            (Some(a), Some(b)) if b.is_wholly_known() => !same(by, a, b),
            // A new block may hold what only AWS knows.
            (Some(a), Some(b)) => b.is_known() && inner(name).is_some_and(|block| !items_fit(block, b, a)),
            (a, b) => a.is_some() != b.is_some(),
        }
    };
    names.filter(|n| **n != "timeouts" && differs(n)).map(|n| (*n).to_owned()).collect()
}

/// True for an attribute that can be configured and that AWS tells back.
fn told(a: &Attribute) -> bool {
    (a.required || a.optional) && !(a.config_only || a.once || a.write_only)
}

fn meets(a: &Attribute, wanted: &Value, read: &Value) -> bool {
    match &a.as_block {
        Some(inner) => items_fit(inner, wanted, read),
        None => same(a.equal_by, wanted, read),
    }
}

/// True when the blocks read are those wanted, whatever else AWS adds inside them.
fn items_fit(block: &Block, wanted: &Value, read: &Value) -> bool {
    if wanted.as_map().is_some() {
        return !read.is_null() && fits(block, wanted, read);
    }
    let (wanted_items, now) = (wanted.as_seq().unwrap_or_default(), read.as_seq().unwrap_or_default());
    if wanted_items.len() != now.len() {
        return false;
    }
    if matches!(wanted.kind(), Kind::Set(..)) {
        let mut left: Vec<&Value> = now.iter().collect();
        return wanted_items.iter().all(|w| match left.iter().position(|n| fits(block, w, n)) {
            Some(i) => {
                left.swap_remove(i);
                true
            }
            None => false,
        });
    }
    wanted_items.iter().zip(now).all(|(w, n)| fits(block, w, n))
}

/// True when one block read is the one wanted.
fn fits(block: &Block, wanted: &Value, read: &Value) -> bool {
    let missing = Value::null(Type::Dynamic);
    let of = |v: &Value, name: &str| v.get(name).cloned().unwrap_or_else(|| missing.clone());
    let attributes = block.attributes.iter().all(|(name, a)| {
        let (wanted, read) = (of(wanted, name), of(read, name));
        // What is not configured fits anything that AWS computes, and else only nothing.
        let free = a.computed && (wanted.is_null() || !wanted.is_wholly_known());
        free || !told(a) || !wanted.is_wholly_known() || meets(a, &wanted, &read)
    });
    let blocks = || {
        block.blocks.iter().all(|(name, b)| {
            let (wanted, read) = (of(wanted, name), of(read, name));
            let empty = wanted.is_null() || wanted.as_seq().is_some_and(<[Value]>::is_empty);
            !wanted.is_known()
                || ((b.computed || b.stays) && empty)
                || items_fit(&b.block, &wanted, &read)
                || (empty && read.is_null())
        })
    };
    attributes && blocks()
}

/// True when two values of an attribute mean the same: null is as good as zero, and texts are compared as the attribute says.
pub fn same(by: EqualBy, a: &Value, b: &Value) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::String(a), Kind::String(b)) => by.same(a, b),
        (Kind::Null(_), _) => is_zero(b),
        (_, Kind::Null(_)) => is_zero(a),
        (Kind::Set(_, a), Kind::Set(_, b)) if !matches!(by, EqualBy::Exact) => {
            a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| same(by, a, b)))
        }
        (
            Kind::List(_, a) | Kind::Set(_, a) | Kind::Tuple(a),
            Kind::List(_, b) | Kind::Set(_, b) | Kind::Tuple(b),
        ) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(by, a, b)),
        (Kind::Map(_, a) | Kind::Object(a), Kind::Map(_, b) | Kind::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(by, a, b)))
        }
        _ => a == b,
    }
}

/// True for an object of the state that says that it has no tags.
pub fn says_untagged(object: &Value) -> bool {
    object.get("tags_all").and_then(Value::as_map).is_some_and(BTreeMap::is_empty)
}

/// True when the provider's older SDK calls an attribute changed: null and what is not known yet read as zero.
pub fn has_change(cx: &PlanCx<'_>, name: &str) -> bool {
    let (before, after) = (cx.before(name), cx.get(name));
    let after = if after.is_wholly_known() { after } else { Value::null(after.ty()) };
    cx.prior.is_some() && !same(EqualBy::Exact, &before, &after)
}

/// The planned object with what is not known yet taken from another.
pub fn fill(planned: &Value, from: &Value) -> Value {
    match (planned.kind(), from.kind()) {
        (Kind::Unknown(..), _) => from.clone(),
        (Kind::Object(p), Kind::Object(f)) => {
            let filled = p
                .iter()
                .map(|(name, v)| (name.clone(), f.get(name).map_or_else(|| v.clone(), |f| fill(v, f))));
            Value::object(filled.collect()).with_marks(planned.marks())
        }
        (Kind::List(t, p), Kind::List(_, f)) if !planned.is_wholly_known() => {
            let filled =
                p.iter().enumerate().map(|(i, v)| f.get(i).map_or_else(|| v.clone(), |f| fill(v, f)));
            Value::list(t.clone(), filled.collect()).with_marks(planned.marks())
        }
        _ => planned.clone(),
    }
}
