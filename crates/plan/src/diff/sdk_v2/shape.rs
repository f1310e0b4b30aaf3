//! The parts of a schema as the older SDK compares them, and its idea of equal elements.

use provision_schema::{Attribute, Block, EqualBy, Nested, Nesting, Suppress};
use provision_value::{Kind, Type, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A single value and how it is compared.
pub(super) struct Scalar<'a> {
    pub ty: &'a Type,
    pub required: bool,
    pub computed: bool,
    pub replace: bool,
    pub default: Option<&'a Value>,
    pub equal_by: EqualBy,
    pub as_configured: bool,
    pub suppress: Option<Suppress>,
    pub normalize: Option<fn(&str) -> String>,
}

/// A list or set and how it is compared.
pub(super) struct Sequence<'a> {
    /// Of the elements.
    pub ty: &'a Type,
    pub set: bool,
    pub computed: bool,
    pub replace: bool,
    /// A single one stays where none is configured.
    pub stays: bool,
    pub suppress: Option<Suppress>,
    /// Nested blocks: an empty list in the configuration is "not given".
    pub block_syntax: bool,
    pub element: Element<'a>,
}

/// What a list or set holds.
pub(super) enum Element<'a> {
    Scalar(Scalar<'a>),
    Block(&'a Block),
    /// Computed objects whose parts the schema does not describe.
    Opaque,
}

impl<'a> Scalar<'a> {
    pub(super) fn of(a: &'a Attribute) -> Scalar<'a> {
        Scalar {
            ty: &a.ty,
            required: a.required,
            computed: a.computed,
            replace: a.replace,
            default: a.default.as_ref(),
            equal_by: a.equal_by,
            as_configured: a.as_configured,
            suppress: a.suppress,
            normalize: a.normalize,
        }
    }
    /// The configured value, or the default.
    pub(super) fn configured(&self, config: Option<&Value>) -> Option<Value> {
        let given = config.filter(|v| !v.is_null() && v.is_known()).cloned();
        let rewritten = |v: Value| match (self.normalize, v.as_str()) {
            (Some(f), Some(s)) => Value::string(f(s)),
            _ => v,
        };
        given.or_else(|| self.default.cloned()).map(rewritten)
    }
}

impl<'a> Sequence<'a> {
    /// Nested blocks; `ty` is that of one.
    pub(super) fn nested(nested: &'a Nested, ty: &'a Type) -> Sequence<'a> {
        Sequence {
            ty,
            set: nested.nesting == Nesting::Set,
            computed: nested.computed,
            replace: nested.replace,
            stays: nested.stays,
            suppress: nested.suppress,
            block_syntax: true,
            element: Element::Block(&nested.block),
        }
    }
    /// A list or set attribute.
    pub(super) fn of(a: &'a Attribute, element: &'a Type, set: bool) -> Sequence<'a> {
        let inner = match &a.as_block {
            Some(block) => Element::Block(block),
            None if element.is_primitive() => Element::Scalar(Scalar {
                ty: element,
                required: false,
                computed: false,
                replace: a.replace,
                default: None,
                equal_by: a.equal_by,
                as_configured: a.as_configured,
                suppress: None,
                normalize: a.normalize,
            }),
            None => Element::Opaque,
        };
        Sequence {
            ty: element,
            set,
            computed: a.computed,
            replace: a.replace,
            stays: false,
            suppress: a.suppress,
            block_syntax: false,
            element: inner,
        }
    }
}

impl Sequence<'_> {
    /// A known collection.
    pub(super) fn value(&self, items: Vec<Value>) -> Value {
        if self.set { Value::set(self.ty.clone(), items) } else { Value::list(self.ty.clone(), items) }
    }
    fn collection(&self) -> Type {
        if self.set { Type::set(self.ty.clone()) } else { Type::list(self.ty.clone()) }
    }
    pub(super) fn null(&self) -> Value {
        Value::null(self.collection())
    }
    pub(super) fn unknown(&self) -> Value {
        Value::unknown(self.collection())
    }
    /// One unknown text makes a whole list of texts unknown.
    pub(super) fn is_unknown(&self, v: &Value) -> bool {
        let scalar = matches!(self.element, Element::Scalar(_));
        !v.is_known() || (scalar && v.as_seq().is_some_and(|items| items.iter().any(|i| !i.is_known())))
    }
    /// The blocks of a set as the SDK counts them: of two that are the same to it, the last.
    pub(super) fn distinct<'v>(&self, items: &'v [Value]) -> Cow<'v, [Value]> {
        let doubled = |i: usize| items[i + 1..].iter().any(|later| self.same_item(&items[i], later));
        let keep: Vec<usize> = match self.element {
            Element::Block(_) if self.set => (0..items.len()).filter(|i| !doubled(*i)).collect(),
            _ => return Cow::Borrowed(items),
        };
        match keep.len() == items.len() {
            true => Cow::Borrowed(items),
            false => keep.into_iter().map(|i| items[i].clone()).collect(),
        }
    }
    /// Equal as the SDK sees it: in order, or as sets.
    pub(super) fn same_items(&self, before: &[Value], after: &[Value]) -> bool {
        let each_in = |a: &[Value], b: &[Value]| a.iter().all(|x| b.iter().any(|y| self.same_item(x, y)));
        before.len() == after.len()
            && if self.set {
                each_in(before, after) && after.iter().all(|n| before.iter().any(|o| self.same_item(o, n)))
            } else {
                before.iter().zip(after).all(|(o, n)| self.same_item(o, n))
            }
    }
    /// The SDK's idea of equal elements: null is zero.
    pub(super) fn same_item(&self, old: &Value, new: &Value) -> bool {
        match &self.element {
            Element::Block(block) => same_object(block, old, new),
            _ => old == new,
        }
    }
}

/// Blocks are compared with nulls as zeros, texts rewritten, defaults filled in.
fn same_object(block: &Block, old: &Value, new: &Value) -> bool {
    let same_attribute = |(name, a): (&&str, &Attribute)| {
        let (o, n) = (old.get(name), new.get(name));
        if n.is_some_and(|n| !n.is_wholly_known()) {
            return false;
        }
        if !a.identity {
            return true;
        }
        match &a.ty {
            Type::List(t) => {
                same_sequences(&Sequence::of(a, t, matches!(a.equal_by, EqualBy::AnyOrder)), o, n)
            }
            Type::Set(t) => same_sequences(&Sequence::of(a, t, true), o, n),
            Type::Map(_) => {
                let empty = BTreeMap::new();
                o.and_then(Value::as_map).unwrap_or(&empty) == n.and_then(Value::as_map).unwrap_or(&empty)
            }
            ty => {
                let scalar = Scalar::of(a);
                let zero = zero(ty);
                let n = text(&scalar.configured(n).unwrap_or_else(|| zero.clone()));
                let o = text(o.filter(|v| !v.is_null()).unwrap_or(&zero));
                o == n || a.equal_by.same(&o, &n)
            }
        }
    };
    let same_nested = |(name, nested): (&&str, &Nested)| {
        let ty = nested.block.ty();
        let spec = Sequence::nested(nested, &ty);
        same_sequences(&spec, old.get(name), new.get(name))
    };
    block.attributes.iter().all(same_attribute) && block.blocks.iter().all(same_nested)
}

fn same_sequences(spec: &Sequence<'_>, old: Option<&Value>, new: Option<&Value>) -> bool {
    let old = old.and_then(Value::as_seq).unwrap_or_default();
    let new = new.and_then(Value::as_seq).unwrap_or_default();
    spec.same_items(old, &spec.distinct(new))
}

/// A scalar as the SDK's text.
pub(super) fn text(v: &Value) -> String {
    match v.kind() {
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) => s.to_string(),
        _ => String::new(),
    }
}

/// The zero of a scalar type.
pub(super) fn zero(ty: &Type) -> Value {
    match ty {
        Type::Bool => Value::bool(false),
        Type::Number => Value::number(0),
        _ => Value::string(""),
    }
}
