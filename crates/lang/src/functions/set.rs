//! Sets.

use super::collection::Ordered;
use super::{Cx, Fail, Out, Table, gives_of, sequence_element};
use provision_value::{Type, Value, convert, convert::article, unify};
use std::collections::BTreeSet;

pub(super) fn install(t: &mut Table) {
    let set = || gives_of(union_type).arg("first_set", Type::set(Type::Dynamic)).not_null();
    let any = || Type::set(Type::Dynamic);
    t.add("setunion", set().rest("other_sets", any()), union);
    t.add("setintersection", set().rest("other_sets", any()), |c| {
        combine(c, |sets| {
            let mut sets = sets.into_iter();
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |a, b| {
                let b: BTreeSet<_> = b.into_iter().map(Ordered).collect();
                a.into_iter().map(Ordered).filter(|v| b.contains(v)).map(|v| v.0).collect()
            })
        })
    });
    t.add("setsubtract", set().arg("b", any()), |c| {
        combine(c, |mut sets| {
            let b: BTreeSet<_> = sets.pop().unwrap_or_default().into_iter().map(Ordered).collect();
            let a = sets.pop().unwrap_or_default();
            a.into_iter().map(Ordered).filter(|v| !b.contains(v)).map(|v| v.0).collect()
        })
    });
    t.add(
        "setproduct",
        gives_of(product_type).rest("sets", Type::Dynamic).not_null().keeps_all_marks(),
        product,
    );
}

fn union_type(args: &[Value]) -> Result<Type, Fail> {
    // An empty set of unknown element type adds nothing to the choice.
    let counts = |v: &&Value| !(v.as_seq().is_some_and(<[Value]>::is_empty) && v.ty().has_dynamic());
    let types: Vec<Type> = args.iter().filter(counts).map(Value::ty).collect();
    if types.is_empty() {
        return Ok(Type::set(Type::Dynamic));
    }
    unify(&types).ok_or_else(|| Fail::call("all sets must have items of the same type"))
}

/// Items that are not known yet are kept: what else they turn out to be, they are in the union.
fn union(c: &Cx<'_>) -> Out {
    let ty = union_type(c.args)?;
    let mut items = Vec::new();
    for arg in c.args {
        let set = convert(arg, &ty).map_err(|e| Fail::call(e.to_string()))?;
        items.extend(set.as_seq().unwrap_or(&[]).iter().cloned());
    }
    Ok(Value::set(ty.element().cloned().unwrap_or(Type::Dynamic), items))
}

fn combine(c: &Cx<'_>, f: fn(Vec<Vec<Value>>) -> Vec<Value>) -> Out {
    let ty = union_type(c.args)?;
    if c.args.iter().any(|a| !a.is_wholly_known()) {
        return Ok(Value::unknown(ty));
    }
    let sets = c
        .args
        .iter()
        .map(|a| convert(a, &ty).map(|v| v.as_seq().unwrap_or(&[]).to_vec()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| Fail::call(e.to_string()))?;
    Ok(Value::set(ty.element().cloned().unwrap_or(Type::Dynamic), f(sets)))
}

fn product_type(args: &[Value]) -> Result<Type, Fail> {
    if args.len() < 2 {
        return Err(Fail::call("at least two sets are required"));
    }
    let elements = args.iter().enumerate().map(|(i, arg)| {
        let element = sequence_element(&arg.ty()).ok_or_else(|| {
            Fail::arg(i, format!("a list, set or tuple is required, not {}", article(&arg.ty())))
        })?;
        element.map_err(|_| Fail::arg(i, "all items must have the same type"))
    });
    let row = Type::tuple(elements.collect::<Result<_, _>>()?);
    let sets = args.iter().any(|a| matches!(a.ty(), Type::Set(_)));
    Ok(if sets { Type::set(row) } else { Type::list(row) })
}

fn product(c: &Cx<'_>) -> Out {
    let ty = product_type(c.args)?;
    let Some(Type::Tuple(elements)) = ty.element().cloned() else { return Ok(Value::unknown(ty)) };
    let lengths = c.args.iter().map(crate::eval::refine::lengths);
    let Some(total) = lengths
        .map(|(least, most)| most.filter(|m| *m == least))
        .try_fold(1_u64, |all, n| n.map(|n| all.saturating_mul(n)))
    else {
        return Ok(Value::unknown(ty));
    };
    if total > 1_000_000 {
        return Err(Fail::call("the result would have more than a million items"));
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for (i, element) in elements.iter().enumerate() {
        let item = |v: &Value| convert(v, element).map_err(|e| Fail::arg(i, e.to_string()));
        let items = c.seq(i).iter().map(item).collect::<Result<Vec<_>, _>>()?;
        let longer = |row: &Vec<Value>, item: &Value| row.iter().cloned().chain([item.clone()]).collect();
        rows = rows.iter().flat_map(|row| items.iter().map(move |item| longer(row, item))).collect();
    }
    let row = Type::Tuple(elements);
    let rows: Vec<Value> = rows.into_iter().map(Value::tuple).collect();
    Ok(if matches!(ty, Type::Set(_)) { Value::set(row, rows) } else { Value::list(row, rows) })
}
