//! A value of the plan language: known, null or unknown, with marks.

use crate::{Number, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value with its marks. Cloning is cheap: everything large is shared.
///
/// `==` compares content and type and ignores marks; unknown values are equal when their types are
/// (that is identity for the program's own use, not the language's `==`, which gives unknown).
#[derive(Clone)]
pub struct Value {
    kind: Kind,
    marks: Marks,
    extent: Extent,
}

/// How large a value is when everything that it shares is counted each time that it occurs.
#[derive(Clone, Copy)]
struct Extent {
    depth: u16,
    nodes: u32,
}

impl Extent {
    fn of(kind: &Kind) -> Extent {
        match kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Extent::around(v.iter()),
            Kind::Map(_, m) | Kind::Object(m) => Extent::around(m.values()),
            _ => Extent { depth: 0, nodes: 1 },
        }
    }
    fn around<'v>(items: impl Iterator<Item = &'v Value>) -> Extent {
        items.fold(Extent { depth: 1, nodes: 1 }, |sum, v| Extent {
            depth: sum.depth.max(v.extent.depth.saturating_add(1)),
            nodes: sum.nodes.saturating_add(v.extent.nodes),
        })
    }
}

/// What a value is. Null and unknown values keep the type they stand for, so that errors are found
/// before anything is created.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null` of a type.
    Null(Type),
    /// Known after apply; the refinement says what is known already. It is boxed, or every value would be as large.
    Unknown(Type, Box<Refinement>),
    /// `true`, `false`
    Bool(bool),
    /// Arbitrary-precision number.
    Number(Number),
    /// Text, in Unicode normal form C where it came through the language.
    String(Arc<str>),
    /// A list and its element type.
    List(Type, Arc<Vec<Value>>),
    /// A set and its element type; elements are unique and in the order of [`Value::canonical_cmp`].
    Set(Type, Arc<Vec<Value>>),
    /// A map and its element type.
    Map(Type, Arc<BTreeMap<Arc<str>, Value>>),
    /// An object.
    Object(Arc<BTreeMap<Arc<str>, Value>>),
    /// A tuple.
    Tuple(Arc<Vec<Value>>),
}

/// What is known of an unknown value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinement {
    /// It will certainly not be null.
    pub not_null: bool,
    /// It will start with this text (strings).
    pub prefix: Option<Arc<str>>,
    /// It will have at least this many elements (collections).
    pub min_len: Option<u64>,
    /// It will have at most this many elements (collections).
    pub max_len: Option<u64>,
    /// It will not be smaller (numbers).
    pub low: Option<Number>,
    /// It will not be greater (numbers).
    pub high: Option<Number>,
}

/// Marks that travel with a value through every operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks(u8);

impl Marks {
    /// No mark.
    pub const NONE: Marks = Marks(0);
    /// Not to be shown.
    pub const SENSITIVE: Marks = Marks(1);
    /// Not to be stored.
    pub const EPHEMERAL: Marks = Marks(2);

    /// Both sets of marks.
    pub fn union(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
    /// These marks without `other`.
    pub fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }
    /// True when every mark of `other` is here.
    pub fn contains(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }
    /// True when there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Value {
        let extent = Extent::of(&kind);
        Value { kind, marks: Marks::NONE, extent }
    }
}

impl Value {
    /// Null of a type.
    pub fn null(ty: Type) -> Value {
        Kind::Null(ty).into()
    }
    /// Unknown of a type, nothing else known.
    pub fn unknown(ty: Type) -> Value {
        Value::unknown_refined(ty, Refinement::default())
    }
    /// Unknown of a type with a refinement.
    pub fn unknown_refined(ty: Type, refinement: Refinement) -> Value {
        Kind::Unknown(ty, Box::new(refinement)).into()
    }
    /// A bool.
    pub fn bool(b: bool) -> Value {
        Kind::Bool(b).into()
    }
    /// A string.
    pub fn string(s: impl Into<Arc<str>>) -> Value {
        Kind::String(s.into()).into()
    }
    /// A number.
    pub fn number(n: impl Into<Number>) -> Value {
        Kind::Number(n.into()).into()
    }
    /// A list; the items must be of type `element` already.
    pub fn list(element: Type, items: Vec<Value>) -> Value {
        Kind::List(element, Arc::new(items)).into()
    }
    /// A set: sorts, removes doubles, and moves the marks of its items to itself.
    pub fn set(element: Type, items: Vec<Value>) -> Value {
        let mut marks = Marks::NONE;
        let mut items: Vec<Value> = items
            .into_iter()
            .map(|v| {
                let (v, m) = v.unmark_deep();
                marks = marks.union(m);
                v
            })
            .collect();
        sort(&mut items);
        // Two unknown items may turn out different, so only known ones are folded together.
        items.dedup_by(|a, b| a.is_wholly_known() && a == b);
        Value::from(Kind::Set(element, Arc::new(items))).with_marks(marks)
    }
    /// A map; the items must be of type `element` already.
    pub fn map(element: Type, items: BTreeMap<Arc<str>, Value>) -> Value {
        Kind::Map(element, Arc::new(items)).into()
    }
    /// An object.
    pub fn object(items: BTreeMap<Arc<str>, Value>) -> Value {
        Kind::Object(Arc::new(items)).into()
    }
    /// An object from pairs.
    pub fn object_of<N: Into<Arc<str>>>(items: impl IntoIterator<Item = (N, Value)>) -> Value {
        Value::object(items.into_iter().map(|(n, v)| (n.into(), v)).collect())
    }
    /// A tuple.
    pub fn tuple(items: Vec<Value>) -> Value {
        Kind::Tuple(Arc::new(items)).into()
    }

    /// What it is, marks aside.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }
    /// How deep collections and structures are nested in it: 0 for a text, 1 for a list of texts.
    pub fn depth(&self) -> usize {
        self.extent.depth.into()
    }
    /// How many values it consists of. What is shared counts each time that it occurs.
    pub fn nodes(&self) -> usize {
        self.extent.nodes as usize
    }
    /// Its own marks (not those of values inside it).
    pub fn marks(&self) -> Marks {
        self.marks
    }
    /// With `marks` added.
    pub fn with_marks(mut self, marks: Marks) -> Value {
        self.marks = self.marks.union(marks);
        self
    }
    /// Without `marks` of its own (those of values inside it stay).
    pub fn without_marks(mut self, marks: Marks) -> Value {
        self.marks = self.marks.without(marks);
        self
    }
    /// Marked as sensitive.
    pub fn sensitive(self) -> Value {
        self.with_marks(Marks::SENSITIVE)
    }
    /// True when its own marks hold `SENSITIVE`.
    pub fn is_sensitive(&self) -> bool {
        self.marks.contains(Marks::SENSITIVE)
    }
    /// The value without its own marks, and the marks.
    pub fn unmark(mut self) -> (Value, Marks) {
        let marks = std::mem::take(&mut self.marks);
        (self, marks)
    }
    /// The value without any marks at any depth, and the union of them all.
    pub fn unmark_deep(self) -> (Value, Marks) {
        let marks = self.marks_deep();
        if marks.is_empty() { (self, marks) } else { (self.strip(), marks) }
    }
    /// The union of the marks at every depth.
    pub fn marks_deep(&self) -> Marks {
        let inner = match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                v.iter().fold(Marks::NONE, |m, v| m.union(v.marks_deep()))
            }
            Kind::Map(_, m) | Kind::Object(m) => m.values().fold(Marks::NONE, |a, v| a.union(v.marks_deep())),
            _ => Marks::NONE,
        };
        self.marks.union(inner)
    }
    fn strip(self) -> Value {
        let seq = |v: &Arc<Vec<Value>>| Arc::new(v.iter().cloned().map(Value::strip).collect::<Vec<_>>());
        let map = |m: &Arc<BTreeMap<Arc<str>, Value>>| {
            Arc::new(m.iter().map(|(k, v)| (k.clone(), v.clone().strip())).collect::<BTreeMap<_, _>>())
        };
        match &self.kind {
            Kind::List(t, v) => Kind::List(t.clone(), seq(v)).into(),
            Kind::Set(t, v) => Kind::Set(t.clone(), seq(v)).into(),
            Kind::Tuple(v) => Kind::Tuple(seq(v)).into(),
            Kind::Map(t, m) => Kind::Map(t.clone(), map(m)).into(),
            Kind::Object(m) => Kind::Object(map(m)).into(),
            _ => self.kind.into(),
        }
    }

    /// Its type.
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Null(t) | Kind::Unknown(t, _) => t.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::List(t, _) => Type::list(t.clone()),
            Kind::Set(t, _) => Type::set(t.clone()),
            Kind::Map(t, _) => Type::map(t.clone()),
            Kind::Object(m) => Type::object(m.iter().map(|(k, v)| (k.clone(), v.ty()))),
            Kind::Tuple(v) => Type::tuple(v.iter().map(Value::ty).collect()),
        }
    }
    /// True for null.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }
    /// False for unknown values (inner ones not looked at).
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Unknown(..))
    }
    /// True when nothing inside is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match &self.kind {
            Kind::Unknown(..) => false,
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.iter().all(Value::is_wholly_known),
            Kind::Map(_, m) | Kind::Object(m) => m.values().all(Value::is_wholly_known),
            _ => true,
        }
    }
    /// The text of a known string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(s) => Some(s),
            _ => None,
        }
    }
    /// A known bool.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(b) => Some(*b),
            _ => None,
        }
    }
    /// A known number.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(n) => Some(n),
            _ => None,
        }
    }
    /// A known whole number that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::to_i64)
    }
    /// The items of a known list, set or tuple.
    pub fn as_seq(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => Some(v),
            _ => None,
        }
    }
    /// The items of a known map or object.
    pub fn as_map(&self) -> Option<&BTreeMap<Arc<str>, Value>> {
        match &self.kind {
            Kind::Map(_, m) | Kind::Object(m) => Some(m),
            _ => None,
        }
    }
    /// An attribute of a known object or an element of a known map.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_map().and_then(|m| m.get(name))
    }
    /// The object or map with one item replaced or added; anything else stays as it is.
    pub fn with(&self, name: &str, value: Value) -> Value {
        let put = |m: &Arc<BTreeMap<Arc<str>, Value>>| {
            let mut m = BTreeMap::clone(m);
            m.insert(name.into(), value.clone());
            Arc::new(m)
        };
        let kind = match &self.kind {
            Kind::Object(m) => Kind::Object(put(m)),
            Kind::Map(t, m) => Kind::Map(t.clone(), put(m)),
            other => other.clone(),
        };
        Value::from(kind).with_marks(self.marks)
    }

    /// A total order over values of one type, in which sets are kept and shown: numbers by size, strings by bytes, the rest by
    /// the text that Terraform orders them by; nulls and unknown values come last. Marks do not count.
    pub fn canonical_cmp(&self, other: &Value) -> std::cmp::Ordering {
        let rank = |v: &Value| if v.is_null() { 1 } else { u8::from(!v.is_known()) * 2 };
        match (&self.kind, &other.kind) {
            (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
            (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
            (Kind::String(a), Kind::String(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => rank(self).cmp(&rank(other)).then_with(|| self.order_text().cmp(&other.order_text())),
        }
    }
    fn order_text(&self) -> String {
        let mut out = String::new();
        self.write_order(&mut out);
        out
    }
    fn write_order(&self, out: &mut String) {
        let ends = match &self.kind {
            Kind::Unknown(..) => return out.push('?'),
            Kind::Null(_) => return out.push('~'),
            Kind::Bool(b) => return out.push(if *b { 'T' } else { 'F' }),
            Kind::Number(n) => return out.push_str(&n.to_string()),
            Kind::String(s) => return write_quoted(s, out),
            Kind::List(..) | Kind::Set(..) => ['[', ']'],
            Kind::Map(..) => ['{', '}'],
            Kind::Object(_) | Kind::Tuple(_) => ['<', '>'],
        };
        out.push(ends[0]);
        let mut item = |key: Option<&str>, value: &Value| {
            if let Some(key) = key {
                write_quoted(key, out);
                out.push(':');
            }
            value.write_order(out);
            out.push(';');
        };
        match &self.kind {
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => v.iter().for_each(|v| item(None, v)),
            Kind::Map(_, m) => m.iter().for_each(|(k, v)| item(Some(k), v)),
            Kind::Object(m) => m.values().for_each(|v| item(None, v)),
            _ => {}
        }
        out.push(ends[1]);
    }
}

/// Puts the elements of a set in order.
fn sort(items: &mut [Value]) {
    let compound = |v: &Value| v.as_seq().is_some() || v.as_map().is_some();
    if items.len() > 1 && items.iter().all(compound) {
        items.sort_by_cached_key(Value::order_text);
    } else {
        items.sort_by(Value::canonical_cmp);
    }
}

/// A string between quotes, what would disturb them escaped.
fn write_quoted(s: &str, out: &mut String) {
    out.push('"');
    for c in s.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.kind == other.kind
    }
}

/// Shows sensitive content as `(sensitive)`, so that no log or panic ever holds a secret.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.marks.is_empty() {
            return f.write_str("(sensitive)");
        }
        match &self.kind {
            Kind::Null(t) => write!(f, "null:{t}"),
            Kind::Unknown(t, _) => write!(f, "unknown:{t}"),
            Kind::Bool(b) => write!(f, "{b}"),
            Kind::Number(n) => write!(f, "{n}"),
            Kind::String(s) => write!(f, "{s:?}"),
            Kind::List(_, v) => f.debug_list().entries(v.iter()).finish(),
            Kind::Set(_, v) => {
                f.write_str("set")?;
                f.debug_list().entries(v.iter()).finish()
            }
            Kind::Tuple(v) => {
                f.write_str("tuple")?;
                f.debug_list().entries(v.iter()).finish()
            }
            Kind::Map(_, m) => {
                f.write_str("map")?;
                f.debug_map().entries(m.iter()).finish()
            }
            Kind::Object(m) => f.debug_map().entries(m.iter()).finish(),
        }
    }
}
