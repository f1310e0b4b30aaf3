//! The rules of terraform-plugin-sdk v2, which most types were written with.
//!
//! That SDK compares texts, not values: an absent value and the zero of its type (`""`, `0`, `false`, no elements) are
//! mostly the same to it, a computed argument that is not configured stays as it is, and when nothing differs by these
//! rules the plan is the prior object itself. Where something differs, zeros appear in places that had null; that is part
//! of what a state file of this provider looks like, so it is reproduced here.

mod shape;

use self::shape::{Element, Scalar, Sequence, text, zero};
use super::normalize::{copy_timeouts, equivalent, normalize_nulls, set_unknowns};
use super::tags::{self, TagsAll};
use super::{Planned, tags::TAGS_ALL};
use provision_schema::{Attribute, Block, Difference, EqualBy, Facts, Nesting, Suppress};
use provision_value::{Path, Step, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Plans by the rules of the older SDK. `proposed` is the merged configuration.
pub(super) fn plan(block: &Block, facts: &Facts, prior: Option<&Value>, proposed: &Value) -> Planned {
    let mut diff = Diff {
        root: Root { block, prior, proposed },
        creating: prior.is_none(),
        changed: false,
        replace: BTreeSet::new(),
    };
    let mut items = diff.block(block, prior, Some(proposed), &Place::root());
    diff.plan_id(block, prior, &mut items);
    diff.plan_tags_all(block, facts, prior, proposed, &mut items);
    if let Some(prior) = prior
        && !diff.changed
    {
        return Planned { value: prior.clone(), replace: BTreeSet::new() };
    }
    let value = normalize_nulls(&Value::object(items), proposed);
    let value = copy_timeouts(value, proposed);
    match prior {
        Some(prior) if equivalent(prior, &value) => {
            Planned { value: prior.clone(), replace: BTreeSet::new() }
        }
        Some(_) => Planned { value, replace: diff.replace },
        None => Planned { value: set_unknowns(&value, block), replace: diff.replace },
    }
}

/// The whole objects that are compared.
struct Root<'a> {
    block: &'a Block,
    prior: Option<&'a Value>,
    proposed: &'a Value,
}

/// The running result of one comparison.
struct Diff<'a> {
    root: Root<'a>,
    creating: bool,
    /// Something was found to differ.
    changed: bool,
    replace: BTreeSet<Path>,
}

/// Where the comparison stands.
#[derive(Clone)]
struct Place {
    path: Path,
    /// Inside a set: paths end at the set.
    in_set: bool,
    /// Inside a set that differs: every part of it counts as different.
    all: bool,
    /// Inside a list or set of objects, where the SDK reads null as zero.
    zeros: bool,
    /// What leaves differences here out of sight: of this place and of the blocks around it.
    suppress: Vec<Suppress>,
}

impl Place {
    fn root() -> Place {
        Place { path: Path::default(), in_set: false, all: false, zeros: false, suppress: Vec::new() }
    }
    fn suppressed_by(&self, suppress: Option<Suppress>) -> Place {
        let mut at = self.clone();
        at.suppress.extend(suppress);
        at
    }
    fn step(&self, step: Step) -> Place {
        let path = if self.in_set { self.path.clone() } else { self.path.join(step) };
        Place { path, ..self.clone() }
    }
    fn attr(&self, name: &str) -> Place {
        self.step(Step::Attr(name.into()))
    }
    fn item(&self, index: usize) -> Place {
        Place { zeros: true, ..self.step(Step::Index(index)) }
    }
    fn element(&self) -> Place {
        Place { in_set: true, all: true, zeros: true, ..self.clone() }
    }
}

/// Only an attribute can need a new resource: for an item of a list, its list does.
fn attribute_of(path: &Path) -> Path {
    let within = path.0.iter().rev().take_while(|step| matches!(step, Step::Index(_))).count();
    Path(path.0[..path.0.len() - within].to_vec())
}

impl Diff<'_> {
    /// A root or nested object. `prior` and `config` are `None` where there is no such object.
    fn block(
        &mut self,
        block: &Block,
        prior: Option<&Value>,
        config: Option<&Value>,
        at: &Place,
    ) -> BTreeMap<Arc<str>, Value> {
        let old = |name: &str| prior.and_then(|p| p.get(name));
        let new = |name: &str| config.and_then(|c| c.get(name));
        let mut items = BTreeMap::new();
        for (name, a) in &block.attributes {
            let value = self.attribute(a, old(name), new(name), &at.attr(name));
            items.insert(Arc::from(*name), value);
        }
        for (name, nested) in &block.blocks {
            let ty = nested.block.ty();
            // `timeouts`: the SDK does not compare it; it is copied at the end.
            if nested.nesting == Nesting::Single {
                items.insert(Arc::from(*name), Value::null(ty));
                continue;
            }
            let spec = Sequence::nested(nested, &ty);
            let value = self.sequence(&spec, old(name), new(name), &at.attr(name));
            // Blocks are never null, unless read has never set one that is computed.
            let untouched = nested.computed && old(name).is_some_and(Value::is_null);
            let value = if value.is_null() && !untouched { spec.value(Vec::new()) } else { value };
            items.insert(Arc::from(*name), value);
        }
        items
    }

    fn attribute(&mut self, a: &Attribute, old: Option<&Value>, new: Option<&Value>, at: &Place) -> Value {
        match &a.ty {
            Type::List(t) => self.sequence(&Sequence::of(a, t, false), old, new, at),
            Type::Set(t) => {
                let spec = Sequence::of(a, t, true);
                let value = self.sequence(&spec, old, new, at);
                // The SDK counts the elements of a set of objects, so that it is never null.
                if value.is_null() && !t.is_primitive() { spec.value(Vec::new()) } else { value }
            }
            Type::Map(t) => self.map(a, t, old, new, at),
            _ => self.scalar(&Scalar::of(a), old, new, at),
        }
    }

    fn scalar(&mut self, s: &Scalar<'_>, old: Option<&Value>, config: Option<&Value>, at: &Place) -> Value {
        let zero = zero(s.ty);
        let old = match old.filter(|v| !v.is_null()) {
            None if at.zeros && old.is_some() => Some(&zero),
            other => other,
        };
        let unknown = config.is_some_and(|c| !c.is_known());
        let new = s.configured(config).filter(|_| !unknown);
        let removed = old.is_some() && new.is_none() && !unknown;
        let old_text = old.map(text).unwrap_or_default();
        let new_text = match &new {
            Some(v) => text(v),
            None if old.is_some() => text(&zero),
            None => String::new(),
        };
        let keep = || match old {
            Some(v) => v.clone(),
            None if s.required && *s.ty == Type::String => Value::string(""),
            None => Value::null(s.ty.clone()),
        };

        let same = !unknown && old_text == new_text;
        let suppressed = !(unknown || s.as_configured || matches!(s.equal_by, EqualBy::Exact))
            && s.equal_by.same(&old_text, &new_text);
        if suppressed {
            self.changed |= at.all;
            let empty = at.all && old.is_none() && *s.ty == Type::String;
            return if empty { zero } else { keep() };
        }
        if same && !at.all && (!old_text.is_empty() || !self.creating || !s.computed) {
            return keep();
        }
        if s.computed && (removed || (!unknown && !old_text.is_empty() && new_text.is_empty())) {
            return keep();
        }
        if self.unseen(&at.suppressed_by(s.suppress), false, &old_text, &new_text) {
            self.changed |= at.all;
            return keep();
        }
        self.changed = true;
        let later = unknown || (s.computed && new_text.is_empty());
        if s.replace && (later || !same) {
            self.replace.insert(attribute_of(&at.path));
        }
        match new {
            _ if later => {
                config.filter(|c| !c.is_known()).cloned().unwrap_or_else(|| Value::unknown(s.ty.clone()))
            }
            _ if removed => Value::null(s.ty.clone()),
            Some(v) => v,
            None if *s.ty == Type::String => Value::string(""),
            None => Value::null(s.ty.clone()),
        }
    }

    /// True for a difference that the type leaves out of sight.
    fn unseen(&self, at: &Place, count: bool, before: &str, after: &str) -> bool {
        let Root { block, prior, proposed } = self.root;
        let difference = Difference { path: &at.path, count, before, after, prior, proposed, block };
        at.suppress.iter().any(|suppress| suppress(&difference))
    }

    fn sequence(
        &mut self,
        s: &Sequence<'_>,
        old: Option<&Value>,
        config: Option<&Value>,
        at: &Place,
    ) -> Value {
        let at = &at.suppressed_by(s.suppress);
        let keep = || match old {
            Some(v) if v.is_null() && at.zeros => s.value(Vec::new()),
            Some(v) => v.clone(),
            None => s.null(),
        };
        let unknown = config.is_some_and(|c| s.is_unknown(c));
        let given = config.and_then(Value::as_seq).is_some_and(|items| !items.is_empty());
        // A null that read has left there stays.
        if s.computed && s.block_syntax && old.is_some_and(Value::is_null) && !given && !unknown {
            return s.null();
        }
        let old = match old.and_then(Value::as_seq) {
            None if at.zeros && old.is_some() => Some(&[][..]),
            other => other,
        };
        let new =
            config.filter(|_| !unknown).and_then(Value::as_seq).filter(|n| !(s.block_syntax && n.is_empty()));
        if s.computed && old.is_some() && new.is_none() && !unknown {
            return keep();
        }
        let before = old.unwrap_or_default();
        let after = &*s.distinct(new.unwrap_or_default());
        if let ([lone], true) = (before, s.stays && after.is_empty() && !unknown) {
            return s.value(vec![self.item(s, Some(lone), None, &at.item(0))]);
        }
        // A set of which nothing is known, and that AWS may fill in, is not seen as a difference while the prior one has elements.
        if config.is_some_and(|c| !c.is_known()) && s.set && s.computed && !before.is_empty() {
            return keep();
        }
        if !at.all && new.is_some() && s.same_items(before, after) {
            return keep();
        }
        let not_given = s.computed && new.is_none() && before.is_empty() && after.is_empty();
        let counts_differ = before.len() != after.len();
        let same_count = (unknown || not_given || counts_differ) && {
            let number = |items: &[Value]| items.len().to_string();
            let after = if unknown { String::new() } else { number(after) };
            self.unseen(at, true, &number(before), &after)
        };
        if (unknown || not_given) && same_count {
            return keep();
        }
        if unknown || not_given {
            self.changed = true;
            if s.replace {
                self.replace.insert(at.path.clone());
            }
            return config.filter(|c| !c.is_known()).cloned().unwrap_or_else(|| s.unknown());
        }
        let counts_differ = counts_differ && !same_count;
        self.changed |= counts_differ || at.all;
        if counts_differ && s.replace {
            self.replace.insert(at.path.clone());
        }
        let items = match s.set {
            true if same_count && after.is_empty() => before.to_vec(),
            true => self.set_items(s, before, after, at),
            false => self.list_items(s, before, after, same_count, at),
        };
        match old {
            None if items.is_empty() && !counts_differ && !at.all => s.null(),
            _ => s.value(items),
        }
    }

    /// Lists are compared index by index, as far as the longer one goes; where their number is to stay, all prior items stay.
    fn list_items(
        &mut self,
        s: &Sequence<'_>,
        before: &[Value],
        after: &[Value],
        same_count: bool,
        at: &Place,
    ) -> Vec<Value> {
        let length = before.len().max(after.len());
        let mut items: Vec<Value> =
            (0..length).map(|i| self.item(s, before.get(i), after.get(i), &at.item(i))).collect();
        items.truncate(if same_count { before.len() } else { after.len() });
        items
    }

    /// Elements of sets are matched by content; those that went away only count for replacement.
    fn set_items(&mut self, s: &Sequence<'_>, before: &[Value], after: &[Value], at: &Place) -> Vec<Value> {
        let place = at.element();
        for gone in before.iter().filter(|o| !after.iter().any(|n| s.same_item(o, n))) {
            self.item(s, Some(gone), None, &place);
        }
        let mut plan = |n: &Value| self.item(s, before.iter().find(|o| s.same_item(o, n)), Some(n), &place);
        after.iter().map(&mut plan).collect()
    }

    fn item(&mut self, s: &Sequence<'_>, old: Option<&Value>, new: Option<&Value>, at: &Place) -> Value {
        match &s.element {
            Element::Scalar(scalar) => self.scalar(scalar, old, new, at),
            Element::Block(block) => Value::object(self.block(block, old, new, at)),
            Element::Opaque => {
                self.changed |= old != new;
                if s.replace && old != new {
                    self.replace.insert(attribute_of(&at.path));
                }
                new.or(old).cloned().unwrap_or_else(|| Value::null(s.ty.clone()))
            }
        }
    }

    fn map(
        &mut self,
        a: &Attribute,
        element: &Type,
        old: Option<&Value>,
        config: Option<&Value>,
        at: &Place,
    ) -> Value {
        let keep = || match old {
            Some(v) if v.is_null() && at.zeros => Value::map(element.clone(), BTreeMap::new()),
            Some(v) => v.clone(),
            None => Value::null(a.ty.clone()),
        };
        let unknown = config.is_some_and(|c| !c.is_wholly_known());
        let before = old.and_then(Value::as_map);
        let after = config.filter(|_| !unknown).and_then(Value::as_map);
        let (old_len, new_len) = (before.map_or(0, BTreeMap::len), after.map_or(0, BTreeMap::len));
        let not_given = a.computed && before.is_none() && new_len == 0;
        let at = &at.suppressed_by(a.suppress);
        let differs = unknown || not_given || before != after;
        if differs && self.unseen(at, true, &old_len.to_string(), &new_len.to_string()) {
            return keep();
        }
        if unknown || not_given {
            self.changed = true;
            if a.replace {
                self.replace.insert(at.path.clone());
            }
            return Value::unknown(a.ty.clone());
        }
        if old_len != new_len && !(a.computed && new_len == 0) {
            self.changed = true;
            if a.replace {
                self.replace.insert(at.path.clone());
            }
        }
        if after.is_none() && (a.computed || old_len == 0) {
            return keep();
        }
        let empty = BTreeMap::new();
        let (before, after) = (before.unwrap_or(&empty), after.unwrap_or(&empty));
        for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            let (o, n) = (before.get(key), after.get(key).filter(|v| !v.is_null()));
            if o == n && !at.all {
                continue;
            }
            self.changed = true;
            if a.replace && o != n {
                // Inside a block the SDK names the whole map.
                let place = if at.zeros { at.clone() } else { at.step(Step::Key(key.clone())) };
                self.replace.insert(place.path);
            }
        }
        if old_len == 0 && new_len == 0 {
            return keep();
        }
        let items = after.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
        Value::map(element.clone(), items)
    }

    /// The id of a new object is known after apply; that of an old one stays.
    fn plan_id(&mut self, block: &Block, prior: Option<&Value>, items: &mut BTreeMap<Arc<str>, Value>) {
        if !block.attributes.contains_key("id") {
            return;
        }
        let old = prior.and_then(|p| p.get("id")).filter(|v| v.as_str().is_some_and(|s| !s.is_empty()));
        items.insert("id".into(), old.cloned().unwrap_or_else(|| Value::unknown(Type::String)));
    }

    fn plan_tags_all(
        &mut self,
        block: &Block,
        facts: &Facts,
        prior: Option<&Value>,
        proposed: &Value,
        items: &mut BTreeMap<Arc<str>, Value>,
    ) {
        if !tags::has_tags(block) {
            return;
        }
        let old = prior.and_then(|p| p.get(TAGS_ALL)).filter(|v| !v.is_null());
        let unknown = Value::unknown(Type::map(Type::String));
        let planned = match tags::tags_all(facts, prior, proposed) {
            TagsAll::Keep => return,
            TagsAll::Unknown => unknown,
            TagsAll::Known(v) if v.as_map().is_some_and(BTreeMap::is_empty) && old.is_none() => unknown,
            TagsAll::Known(v) => v,
        };
        self.changed |= old != Some(&planned);
        items.insert(TAGS_ALL.into(), planned);
    }
}
