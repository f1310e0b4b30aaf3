//! Lists, maps, objects and tuples.

use super::{Cx, Fail, Out, Table, common_type, gives, gives_of, is_null};
use crate::eval::{certainly_not_null, refine, unknown, unknown_result};
use crate::text;
use provision_value::{Kind, Marks, Number, Type, Value, convert, convert::article, unify};
use std::collections::BTreeMap;
use std::sync::Arc;

const ANY: Type = Type::Dynamic;
const S: Type = Type::String;

pub(super) fn install(t: &mut Table) {
    let list = || Type::list(ANY);
    let strings = || Type::list(S);
    t.add("length", gives(Type::Number).arg("value", ANY).takes_unknown().takes_any().keeps_marks(), length);
    t.add("concat", gives_of(concat_type).rest("lists", ANY).not_null().keeps_marks(), concat);
    t.add(
        "merge",
        gives_of(merge_type).rest_nullable("maps", ANY).takes_any().not_null().keeps_marks(),
        merge,
    );
    t.add(
        "lookup",
        gives_of(lookup_type)
            .arg("map", ANY)
            .arg("key", S)
            .rest_nullable("default", ANY)
            .takes_any()
            .takes_unknown()
            .keeps_all_marks(),
        lookup,
    );
    t.add(
        "element",
        gives_of(element_type).arg("list", ANY).arg("index", Type::Number).keeps_marks(),
        element,
    );
    t.add("flatten", gives(ANY).arg("list", ANY).keeps_marks(), flatten);
    t.add(
        "keys",
        gives_of(keys_type).arg("map", ANY).takes_unknown().takes_any().not_null().keeps_marks(),
        keys,
    );
    t.add("values", gives_of(values_type).arg("map", ANY).not_null().keeps_marks(), values);
    t.add(
        "zipmap",
        gives_of(zipmap_type).arg("keys", strings()).arg("values", ANY).not_null().keeps_marks(),
        zipmap,
    );
    t.add("contains", gives(Type::Bool).arg("list", ANY).arg("value", ANY).takes_unknown(), contains);
    t.add("index", gives(Type::Number).arg("list", ANY).arg("value", ANY), index);
    t.add("distinct", gives_of(same).arg("list", list()).not_null(), distinct);
    t.add("compact", gives(strings()).arg("list", strings()), compact);
    t.add("reverse", gives_of(reverse_type).arg("list", ANY).not_null().keeps_marks(), reverse);
    let number = Type::Number;
    t.add(
        "slice",
        gives_of(slice_type)
            .arg("list", ANY)
            .arg("start", number.clone())
            .arg("end", number.clone())
            .not_null()
            .keeps_marks(),
        slice,
    );
    t.add("sort", gives(strings()).arg("list", strings()).takes_unknown(), sort);
    t.add("range", gives(Type::list(number.clone())).rest("numbers", number.clone()), range);
    t.add(
        "chunklist",
        gives_of(|args| Ok(Type::list(args[0].ty())))
            .arg("list", list())
            .arg("size", number)
            .not_null()
            .keeps_marks(),
        chunk_list,
    );
    t.add(
        "coalesce",
        gives_of(coalesce_type).rest_nullable("values", ANY).takes_unknown().takes_any().not_null(),
        coalesce,
    );
    let coalesced = gives_of(coalesce_list_type).rest_nullable("lists", ANY).takes_unknown().takes_any();
    t.add("coalescelist", coalesced.not_null(), coalesce_list);
    t.add("one", gives_of(one_type).arg("list", ANY).keeps_all_marks(), one);
    t.add(
        "matchkeys",
        gives_of(match_keys_type)
            .arg("values", list())
            .arg("keys", list())
            .arg("searchset", list())
            .not_null(),
        match_keys,
    );
    t.add("transpose", gives(Type::map(strings())).arg("values", Type::map(strings())), transpose);
    t.add("alltrue", gives(Type::Bool).arg("list", Type::list(Type::Bool)), |c| quantify(c, false));
    t.add("anytrue", gives(Type::Bool).arg("list", Type::list(Type::Bool)), |c| quantify(c, true));
}

fn same(args: &[Value]) -> Result<Type, Fail> {
    Ok(args[0].ty())
}

fn length(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    let count = |n: usize| Ok(Value::number(n as i64));
    match (value.kind(), value.ty()) {
        (Kind::String(s), _) => count(text::count(s)),
        (Kind::Unknown(_, r), Type::String) => {
            let least = r.prefix.as_ref().map_or(0, |p| text::count(p)) as i64;
            Ok(refine::between(Some(least.into()), None, true))
        }
        (_, Type::Tuple(ts)) => count(ts.len()),
        (_, Type::Object(o)) => count(o.attributes.len()),
        (Kind::Unknown(Type::Dynamic, _), _) => Ok(unknown_result(Type::Number)),
        (_, ty) if ty.is_collection() => {
            let bound = |n: u64| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
            let (least, most) = refine::lengths(value);
            Ok(refine::between(Some(bound(least)), most.map(bound), true))
        }
        (_, ty) => Err(Fail::arg(0, format!("a collection or a string is required, not {}", article(&ty)))),
    }
}

fn concat_type(args: &[Value]) -> Result<Type, Fail> {
    let types: Vec<Type> = args.iter().map(Value::ty).collect();
    if let Some(i) = types.iter().position(|t| !matches!(t, Type::List(_) | Type::Tuple(_) | Type::Dynamic)) {
        return Err(Fail::arg(i, format!("a list or tuple is required, not {}", article(&types[i]))));
    }
    if types.is_empty() {
        return Err(Fail::call("at least one list is required"));
    }
    if types.iter().all(|t| matches!(t, Type::List(_)))
        && let Some(common) = unify(&types)
    {
        return Ok(common);
    }
    let mut items = Vec::new();
    for (ty, value) in types.iter().zip(args) {
        match (ty, value.as_seq()) {
            (Type::Tuple(ts), _) => items.extend(ts.iter().cloned()),
            (_, Some(v)) => items.extend(v.iter().map(Value::ty)),
            _ => return Ok(ANY),
        }
    }
    Ok(Type::tuple(items))
}

fn concat(c: &Cx<'_>) -> Out {
    let ty = concat_type(c.args)?;
    let items = (0..c.args.len()).flat_map(|i| c.seq(i).iter().cloned()).collect();
    convert(&Value::tuple(items), &ty).map_err(|e| Fail::call(e.to_string()))
}

fn merge_type(args: &[Value]) -> Result<Type, Fail> {
    let types: Vec<Type> = args.iter().map(Value::ty).collect();
    if types.contains(&ANY) {
        return Ok(ANY);
    }
    if let Some(i) = types.iter().position(|t| !matches!(t, Type::Map(_) | Type::Object(_))) {
        return Err(Fail::arg(i, format!("a map or object is required, not {}", article(&types[i]))));
    }
    if let Some(first) = types.first()
        && types.iter().all(|t| t == first)
    {
        return Ok(first.clone());
    }
    let mut attributes = BTreeMap::new();
    for (ty, value) in types.iter().zip(args) {
        match (ty, value.as_map()) {
            _ if is_null(value) => {}
            (Type::Object(o), _) => {
                attributes.extend(o.attributes.iter().map(|(n, t)| (n.clone(), t.clone())))
            }
            (Type::Map(t), Some(m)) => attributes.extend(m.keys().map(|k| (k.clone(), t.as_ref().clone()))),
            _ => return Ok(ANY),
        }
    }
    Ok(Type::object(attributes))
}

fn merge(c: &Cx<'_>) -> Out {
    let ty = merge_type(c.args)?;
    let mut merged = BTreeMap::new();
    for (i, arg) in c.args.iter().enumerate().filter(|(_, a)| !is_null(a)) {
        let Some(m) = arg.as_map() else {
            return Err(Fail::arg(i, format!("a map or object is required, not {}", article(&arg.ty()))));
        };
        merged.extend(m.iter().map(|(k, v)| (k.clone(), v.clone())));
    }
    Ok(match ty {
        Type::Map(t) => Value::map(t.as_ref().clone(), merged),
        _ => Value::object(merged),
    })
}

fn lookup_type(args: &[Value]) -> Result<Type, Fail> {
    if args[0].ty() == ANY {
        return Ok(ANY);
    }
    if args.len() > 3 {
        return Err(Fail::call("it takes at most one default"));
    }
    let Some(default) = args.get(2) else { return lookup_in(args) };
    match args[0].ty() {
        Type::Map(t) => match provision_value::convert(default, &t) {
            Ok(_) => Ok(t.as_ref().clone()),
            Err(e) => {
                Err(Fail::arg(2, format!("the default must be of the type of the map's elements: {e}")))
            }
        },
        Type::Object(_) => lookup_in(args).or_else(|_| Ok(default.ty())),
        _ => lookup_in(args),
    }
}

/// Without a default.
fn lookup_in(args: &[Value]) -> Result<Type, Fail> {
    match (args[0].ty(), args[1].as_str()) {
        (Type::Map(t), _) => Ok(t.as_ref().clone()),
        (Type::Object(_), None) => Ok(ANY),
        (Type::Object(o), Some(key)) => match o.attributes.get(key) {
            Some(t) => Ok(t.clone()),
            None => Err(no_such_key(key, o.attributes.keys())),
        },
        (ty, _) => Err(Fail::arg(0, format!("a map or object is required, not {}", article(&ty)))),
    }
}

fn no_such_key<'k>(key: &str, keys: impl Iterator<Item = &'k Arc<str>>) -> Fail {
    let near = crate::suggest::nearest(key, keys.map(|k| &**k));
    let hint = near.map_or(String::new(), |n| format!("; did you mean {n:?}?"));
    Fail::arg(1, format!("there is no element {key:?}, and no default is given{hint}"))
}

fn lookup(c: &Cx<'_>) -> Out {
    let ty = lookup_type(c.args)?;
    if !c.args[0].is_known() || !c.args[1].is_known() {
        return Ok(Value::unknown(ty));
    }
    let key = c.str(1);
    match (c.args[0].get(key), c.args.get(2)) {
        (Some(v), _) => Ok(v.clone()),
        (None, Some(default)) => convert(default, &ty).map_err(|e| Fail::arg(2, e.to_string())),
        (None, None) => Err(no_such_key(key, c.args[0].as_map().into_iter().flat_map(|m| m.keys()))),
    }
}

fn element_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].ty() {
        Type::List(t) => Ok(t.as_ref().clone()),
        Type::Tuple(ts) => match args[1].as_i64() {
            Some(i) if !ts.is_empty() && i >= 0 => Ok(ts[i as usize % ts.len()].clone()),
            _ => Ok(ANY),
        },
        Type::Dynamic => Ok(ANY),
        ty => Err(Fail::arg(0, format!("a list or tuple is required, not {}", article(&ty)))),
    }
}

fn element(c: &Cx<'_>) -> Out {
    element_type(c.args)?;
    let items = c.seq(0);
    let at = usize::try_from(c.int(1)?).map_err(|_| Fail::arg(1, "it must not be negative"))?;
    match items.len() {
        0 => Err(Fail::arg(0, "an empty list has no elements")),
        n => Ok(items[at % n].clone()),
    }
}

fn flatten(c: &Cx<'_>) -> Out {
    let value = &c.args[0];
    if !matches!(value.ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic) {
        return Err(Fail::arg(0, format!("a list, set or tuple is required, not {}", article(&value.ty()))));
    }
    let (mut flat, mut marks) = (Vec::new(), Marks::NONE);
    let known = flatten_into(value, &mut flat, &mut marks);
    Ok(if known { Value::tuple(flat) } else { unknown() }.with_marks(marks))
}

/// False when some list inside is unknown.
fn flatten_into(value: &Value, out: &mut Vec<Value>, marks: &mut Marks) -> bool {
    let Some(items) = value.as_seq() else { return false };
    let (least, most) = refine::lengths(value);
    most == Some(least)
        && items.iter().all(|item| match (item.kind(), item.ty()) {
            (Kind::Null(_), _) => {
                out.push(item.clone());
                true
            }
            (_, Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                *marks = marks.union(item.marks());
                flatten_into(item, out, marks)
            }
            (Kind::Unknown(Type::Dynamic, _), _) => false,
            _ => {
                out.push(item.clone());
                true
            }
        })
}

fn not_a_map<T>(ty: &Type) -> Result<T, Fail> {
    Err(Fail::arg(0, format!("a map or object is required, not {}", article(ty))))
}

fn keys_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].ty() {
        Type::Map(_) => Ok(Type::list(S)),
        Type::Object(o) => Ok(Type::tuple(vec![S; o.attributes.len()])),
        Type::Dynamic => Ok(ANY),
        ty => not_a_map(&ty),
    }
}

fn keys(c: &Cx<'_>) -> Out {
    let ty = keys_type(c.args)?;
    let names =
        |it: &mut dyn Iterator<Item = &Arc<str>>| it.map(|k| Value::string(k.clone())).collect::<Vec<_>>();
    Ok(match (c.args[0].kind(), c.args[0].ty()) {
        (Kind::Map(_, m), _) => Value::list(S, names(&mut m.keys())),
        (_, Type::Object(o)) => Value::tuple(names(&mut o.attributes.keys())),
        _ => Value::unknown(ty),
    })
}

fn values_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].ty() {
        Type::Map(t) => Ok(Type::list(t.as_ref().clone())),
        Type::Object(o) => Ok(Type::tuple(o.attributes.values().cloned().collect())),
        Type::Dynamic => Ok(ANY),
        ty => not_a_map(&ty),
    }
}

fn values(c: &Cx<'_>) -> Out {
    match c.args[0].kind() {
        Kind::Map(t, m) => Ok(Value::list(t.clone(), m.values().cloned().collect())),
        Kind::Object(m) => Ok(Value::tuple(m.values().cloned().collect())),
        _ => not_a_map(&c.args[0].ty()),
    }
}

fn zipmap_type(args: &[Value]) -> Result<Type, Fail> {
    match args[1].ty() {
        Type::List(t) => Ok(Type::map(t.as_ref().clone())),
        // The keys become the names of attributes, all of which have to be known.
        Type::Tuple(_) if !args[0].is_wholly_known() => Ok(ANY),
        Type::Tuple(types) => {
            let keys = args[0].as_seq().unwrap_or(&[]);
            check_pairs(keys.len(), types.len())?;
            let attribute = |(key, ty): (&Value, &Type)| Ok((key_text(key)?, ty.clone()));
            let attributes = keys.iter().zip(types.iter()).map(attribute);
            Ok(Type::object(attributes.collect::<Result<BTreeMap<_, _>, Fail>>()?))
        }
        ty => Err(Fail::arg(1, format!("a list or tuple is required, not {}", article(&ty)))),
    }
}

fn check_pairs(keys: usize, values: usize) -> Result<(), Fail> {
    if keys == values {
        Ok(())
    } else {
        Err(Fail::call(format!("there are {keys} keys, but {values} values")))
    }
}

fn key_text(key: &Value) -> Result<Arc<str>, Fail> {
    key.as_str().map(Arc::from).ok_or_else(|| Fail::arg(0, "none of the keys may be null"))
}

fn zipmap(c: &Cx<'_>) -> Out {
    let ty = zipmap_type(c.args)?;
    let (keys, values) = (c.seq(0), c.seq(1));
    let marks = keys.iter().fold(Marks::NONE, |m, k| m.union(k.marks()));
    if !c.args[0].is_wholly_known() {
        return Ok(Value::unknown(ty).with_marks(marks));
    }
    check_pairs(keys.len(), values.len())?;
    let pair = |(k, v): (&Value, &Value)| Ok((key_text(k)?, v.clone()));
    let items = keys.iter().zip(values).map(pair).collect::<Result<BTreeMap<_, _>, Fail>>()?;
    let value = match ty {
        Type::Map(t) => Value::map(t.as_ref().clone(), items),
        _ => Value::object(items),
    };
    Ok(value.with_marks(marks))
}

fn contains(c: &Cx<'_>) -> Out {
    let open = unknown_result(Type::Bool);
    match c.args[0].ty() {
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => {}
        Type::Dynamic => return Ok(open),
        ty => return Err(Fail::arg(0, format!("a list, set or tuple is required, not {}", article(&ty)))),
    }
    if !c.args[0].is_known() {
        return Ok(open);
    }
    let mut known = true;
    for item in c.seq(0) {
        match crate::eval::equal(item, &c.args[1]) {
            Some(true) => return Ok(Value::bool(true)),
            Some(false) => {}
            None => known = false,
        }
    }
    Ok(if known { Value::bool(false) } else { open })
}

fn index(c: &Cx<'_>) -> Out {
    if !matches!(c.args[0].ty(), Type::List(_) | Type::Tuple(_)) {
        return Err(Fail::arg(0, format!("a list or tuple is required, not {}", article(&c.args[0].ty()))));
    }
    for (i, item) in c.seq(0).iter().enumerate() {
        match crate::eval::equal(item, &c.args[1]) {
            Some(true) => return Ok(Value::number(i as i64)),
            Some(false) => {}
            None => return Ok(unknown_result(Type::Number)),
        }
    }
    Err(Fail::arg(1, "the list has no such item"))
}

fn distinct(c: &Cx<'_>) -> Out {
    let Kind::List(t, items) = c.args[0].kind() else { return Ok(unknown()) };
    if !c.args[0].is_wholly_known() {
        return Ok(Value::unknown(c.args[0].ty()));
    }
    let mut seen = std::collections::BTreeSet::new();
    let fresh = items.iter().filter(|v| seen.insert(Ordered((*v).clone()))).cloned().collect();
    Ok(Value::list(t.clone(), fresh))
}

/// A known value that can be kept in a sorted set.
pub(super) struct Ordered(pub Value);

impl PartialEq for Ordered {
    fn eq(&self, other: &Ordered) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Ordered {}
impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Ordered) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ordered {
    fn cmp(&self, other: &Ordered) -> std::cmp::Ordering {
        self.0.canonical_cmp(&other.0)
    }
}

fn compact(c: &Cx<'_>) -> Out {
    let items = c.seq(0);
    if items.iter().any(|v| !v.is_known()) {
        return Ok(unknown_result(Type::list(S)));
    }
    Ok(Value::list(S, items.iter().filter(|v| v.as_str().is_some_and(|s| !s.is_empty())).cloned().collect()))
}

fn reverse_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].ty() {
        Type::List(t) | Type::Set(t) => Ok(Type::list(t.as_ref().clone())),
        Type::Tuple(ts) => Ok(Type::tuple(ts.iter().rev().cloned().collect())),
        Type::Dynamic => Ok(ANY),
        ty => Err(Fail::arg(0, format!("a list, set or tuple is required, not {}", article(&ty)))),
    }
}

fn reverse(c: &Cx<'_>) -> Out {
    reverse_type(c.args)?;
    let items: Vec<Value> = c.seq(0).iter().rev().cloned().collect();
    Ok(match c.args[0].ty() {
        Type::List(t) | Type::Set(t) => Value::list(t.as_ref().clone(), items),
        _ => Value::tuple(items),
    })
}

fn slice_type(args: &[Value]) -> Result<Type, Fail> {
    let items = match args[0].ty() {
        ty @ Type::List(_) => {
            slice_bounds(args)?;
            return Ok(ty);
        }
        Type::Tuple(items) => items,
        ty => return Err(Fail::arg(0, format!("a list or tuple is required, not {}", article(&ty)))),
    };
    Ok(slice_bounds(args)?.map_or(ANY, |(start, end)| Type::tuple(items[start..end].to_vec())))
}

/// Start and end, when both are known; they are checked as far as they are.
fn slice_bounds(args: &[Value]) -> Result<Option<(usize, usize)>, Fail> {
    let length = match (args[0].ty(), refine::lengths(&args[0])) {
        (Type::Tuple(items), _) => Some(items.len()),
        (_, (least, most)) => most.filter(|most| *most == least).map(|n| n as usize),
    };
    let bound = |i: usize| {
        let Some(n) = args[i].as_number() else { return Ok(None) };
        let n = n.to_i64().ok_or_else(|| Fail::arg(i, "a whole number is required"))?;
        let n = usize::try_from(n).map_err(|_| Fail::arg(i, "it must not be negative"))?;
        match length {
            Some(length) if n > length => {
                Err(Fail::arg(i, format!("it must not be greater than the length, {length}")))
            }
            _ => Ok(Some(n)),
        }
    };
    match (bound(1)?, bound(2)?) {
        (Some(start), Some(end)) if start > end => Err(Fail::arg(1, "the start must not be after the end")),
        (start, end) => Ok(start.zip(end)),
    }
}

fn slice(c: &Cx<'_>) -> Out {
    let ty = slice_type(c.args)?;
    let (start, end) = slice_bounds(c.args)?.unwrap_or((0, 0));
    let part = c.seq(0)[start..end].to_vec();
    Ok(match ty {
        Type::List(t) => Value::list(t.as_ref().clone(), part),
        _ => Value::tuple(part),
    })
}

fn sort(c: &Cx<'_>) -> Out {
    // Sorting does not change how many there are.
    match c.args[0].kind() {
        Kind::Unknown(ty, r) => return Ok(Value::unknown_refined(ty.clone(), (**r).clone())),
        _ if !c.args[0].is_wholly_known() => {
            return Ok(Value::list(S, vec![unknown_result(S); c.seq(0).len()]));
        }
        _ => {}
    }
    let mut texts = c.strings(0)?;
    texts.sort_unstable();
    Ok(Value::list(S, texts.into_iter().map(Value::string).collect()))
}

fn range(c: &Cx<'_>) -> Out {
    let number = |i| c.number(i);
    let (zero, one) = (provision_value::Number::from(0), provision_value::Number::from(1));
    let down = |from: &_, to: &_| if to < from { one.neg() } else { one.clone() };
    let (start, end, step) = match c.args.len() {
        1 => (zero.clone(), number(0), down(&zero, &number(0))),
        2 => (number(0), number(1), down(&number(0), &number(1))),
        3 => (number(0), number(1), number(2)),
        _ => {
            return Err(Fail::call(
                "it takes one, two or three numbers: range(limit), range(start, limit), range(start, limit, step)",
            ));
        }
    };
    if start == end {
        return Ok(Value::list(Type::Number, Vec::new()));
    }
    if step.is_zero() {
        return Err(Fail::arg(2, "the step must not be zero"));
    }
    if step.is_negative() != (end < start) {
        return Err(Fail::arg(2, "the step leads away from the limit"));
    }
    let (mut at, mut items) = (start, Vec::new());
    while if step.is_negative() { at > end } else { at < end } {
        if items.len() == 1024 {
            return Err(Fail::call("the result would have more than 1024 items"));
        }
        items.push(Value::number(at.clone()));
        at = at.add(&step).map_err(|e| Fail::call(e.to_string()))?;
    }
    Ok(Value::list(Type::Number, items))
}

fn chunk_list(c: &Cx<'_>) -> Out {
    let size = usize::try_from(c.int(1)?).map_err(|_| Fail::arg(1, "it must not be negative"))?;
    let Kind::List(t, items) = c.args[0].kind() else { return Ok(unknown()) };
    let list = |v: &[Value]| Value::list(t.clone(), v.to_vec());
    let chunks = match (size, items.len()) {
        (_, 0) => Vec::new(),
        (0, _) => vec![list(items)],
        _ => items.chunks(size).map(list).collect(),
    };
    Ok(Value::list(Type::list(t.clone()), chunks))
}

fn coalesce_type(args: &[Value]) -> Result<Type, Fail> {
    let bare = |v: &&Value| !matches!(v.kind(), Kind::Null(Type::Dynamic));
    let types: Vec<Type> = args.iter().filter(bare).map(Value::ty).collect();
    if types.is_empty() {
        Ok(ANY)
    } else {
        unify(&types).ok_or_else(|| Fail::call("all arguments must have the same type"))
    }
}

fn coalesce(c: &Cx<'_>) -> Out {
    let ty = coalesce_type(c.args)?;
    for arg in c.args {
        let v = convert(arg, &ty).map_err(|e| Fail::call(e.to_string()))?;
        match v.kind() {
            Kind::Null(_) => {}
            Kind::Unknown(..) if !certainly_not_null(&v) || ty == S => return Ok(Value::unknown(ty)),
            Kind::String(s) if s.is_empty() => {}
            _ => return Ok(v),
        }
    }
    Err(Fail::call("all arguments are null or empty"))
}

fn coalesce_list_type(args: &[Value]) -> Result<Type, Fail> {
    for (i, arg) in args.iter().enumerate() {
        match arg.ty() {
            _ if !arg.is_known() => return Ok(ANY),
            Type::List(_) | Type::Tuple(_) => {}
            ty => return Err(Fail::arg(i, format!("a list or tuple is required, not {}", article(&ty)))),
        }
    }
    match args {
        [] => Err(Fail::call("at least one list is required")),
        [first, rest @ ..] if rest.iter().all(|a| a.ty() == first.ty()) => Ok(first.ty()),
        _ => Ok(ANY),
    }
}

fn coalesce_list(c: &Cx<'_>) -> Out {
    let ty = coalesce_list_type(c.args)?;
    for arg in c.args {
        if !arg.is_known() {
            return Ok(Value::unknown(ty));
        }
        if arg.as_seq().is_some_and(|items| !items.is_empty()) {
            return Ok(arg.clone());
        }
    }
    Err(Fail::call("all lists are null or empty"))
}

fn one_type(args: &[Value]) -> Result<Type, Fail> {
    match args[0].ty() {
        Type::List(t) | Type::Set(t) => Ok(t.as_ref().clone()),
        Type::Tuple(items) => match items.as_slice() {
            [] => Ok(ANY),
            [one] => Ok(one.clone()),
            many => Err(Fail::arg(0, format!("it must have one item or none, but it has {}", many.len()))),
        },
        ty => Err(Fail::arg(0, format!("a list, set or tuple is required, not {}", article(&ty)))),
    }
}

fn one(c: &Cx<'_>) -> Out {
    let ty = one_type(c.args)?;
    let (least, most) = refine::lengths(&c.args[0]);
    match c.seq(0) {
        _ if most != Some(least) => Ok(Value::unknown(ty)),
        [] => Ok(Value::null(ty)),
        [one] => Ok(one.clone()),
        many => Err(Fail::arg(0, format!("it must have one item or none, but it has {}", many.len()))),
    }
}

fn match_keys_type(args: &[Value]) -> Result<Type, Fail> {
    common_type(&[args[1].ty(), args[2].ty()], 2)?;
    Ok(args[0].ty())
}

fn match_keys(c: &Cx<'_>) -> Out {
    let ty = match_keys_type(c.args)?;
    let (values, keys, wanted) = (c.seq(0), c.seq(1), c.seq(2));
    if values.len() != keys.len() {
        return Err(Fail::call(format!("there are {} values, but {} keys", values.len(), keys.len())));
    }
    let common = common_type(&[c.args[1].ty(), c.args[2].ty()], 2)?;
    let element = common.element().cloned().unwrap_or(ANY);
    let like = |v: &Value| convert(v, &element).map_err(|e| Fail::arg(2, e.to_string()));
    let wanted = wanted.iter().map(like).collect::<Result<Vec<_>, _>>()?;
    let open = |v: &[Value]| v.iter().any(|v| !v.is_wholly_known());
    if !wanted.is_empty() && (open(values) || open(keys)) {
        return Ok(Value::unknown(ty));
    }
    let wanted: std::collections::BTreeSet<_> = wanted.into_iter().map(Ordered).collect();
    let mut found = Vec::new();
    for (key, value) in keys.iter().zip(values) {
        if wanted.contains(&Ordered(like(key)?)) {
            found.push(value.clone());
        }
    }
    Ok(Value::list(ty.element().cloned().unwrap_or(ANY), found))
}

fn transpose(c: &Cx<'_>) -> Out {
    if !c.args[0].is_wholly_known() {
        return Ok(unknown_result(Type::map(Type::list(S))));
    }
    let mut turned: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (key, list) in c.args[0].as_map().into_iter().flatten() {
        for item in list.as_seq().ok_or_else(|| Fail::arg(0, "none of the lists may be null"))? {
            let item = item.as_str().ok_or_else(|| Fail::arg(0, "none of the texts may be null"))?;
            turned.entry(item.into()).or_default().push(Value::string(key.clone()));
        }
    }
    Ok(Value::map(Type::list(S), turned.into_iter().map(|(k, v)| (k, Value::list(S, v))).collect()))
}

/// True when one item is `wanted` (any) or none is (all); null counts as false.
fn quantify(c: &Cx<'_>, wanted: bool) -> Out {
    let items = c.seq(0);
    let decisive = |v: &Value| match v.kind() {
        Kind::Bool(b) => *b == wanted,
        Kind::Null(_) => !wanted,
        _ => false,
    };
    if items.iter().any(decisive) {
        return Ok(Value::bool(wanted));
    }
    if items.iter().any(|v| !v.is_known()) {
        return Ok(unknown_result(Type::Bool));
    }
    Ok(Value::bool(!wanted))
}
