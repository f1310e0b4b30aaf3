//! Types and marks.

use super::{Cx, Fail, Out, Table, gives, gives_of};
use provision_value::{Kind, Marks, Type, Value, convert};

pub(super) fn install(t: &mut Table) {
    t.add("tostring", to(|a| castable(a, Type::String)), |c| cast(c, Type::String));
    t.add("tonumber", to(|a| castable(a, Type::Number)), |c| cast(c, Type::Number));
    t.add("tobool", to(|a| castable(a, Type::Bool)), |c| cast(c, Type::Bool));
    t.add("tolist", to(|a| castable(a, Type::list(Type::Dynamic))), |c| cast(c, Type::list(Type::Dynamic)));
    t.add("toset", to(|a| castable(a, Type::set(Type::Dynamic))), |c| cast(c, Type::set(Type::Dynamic)));
    t.add("tomap", to(|a| castable(a, Type::map(Type::Dynamic))), |c| cast(c, Type::map(Type::Dynamic)));
    let open =
        |s: super::Signature| s.nullable("value", Type::Dynamic).takes_unknown().takes_any().keeps_marks();
    let value = || open(gives_of(|a| Ok(a[0].ty())));
    t.add("sensitive", value(), |c| Ok(c.args[0].clone().sensitive()));
    // The marks of the argument itself are handled by the caller of these; see `call_marks`.
    t.add("nonsensitive", value(), |c| Ok(c.args[0].clone()));
    t.add("issensitive", open(gives(Type::Bool)), |_| Ok(Value::bool(false)));
    t.add("ephemeralasnull", value(), |c| Ok(c.args[0].clone()));
}

fn to(ty: fn(&[Value]) -> Result<Type, Fail>) -> super::Signature {
    gives_of(ty).nullable("v", Type::Dynamic).takes_any().keeps_all_marks()
}

/// The type that a conversion gives while its value is unknown.
fn castable(args: &[Value], ty: Type) -> Result<Type, Fail> {
    convert(&args[0], &ty).map(|_| ty).map_err(|e| Fail::arg(0, e.to_string()))
}

fn cast(c: &Cx<'_>, ty: Type) -> Out {
    convert(&c.args[0], &ty).map_err(|e| Fail::arg(0, e.to_string()))
}

/// The functions that are about marks, on the argument with its marks; `None` for all others.
pub(crate) fn call_marks(name: &str, value: &Value) -> Option<Value> {
    match name {
        "nonsensitive" => Some(value.clone().without_marks(Marks::SENSITIVE)),
        "issensitive" => Some(match value.kind() {
            // Whether an unknown value will be sensitive is known only with it.
            Kind::Unknown(..) if !value.is_sensitive() => Value::unknown(Type::Bool),
            _ => Value::bool(value.is_sensitive()),
        }),
        "ephemeralasnull" => Some(ephemeral_as_null(value)),
        _ => None,
    }
}

/// The value with null in the place of everything ephemeral.
pub fn ephemeral_as_null(value: &Value) -> Value {
    if value.marks().contains(Marks::EPHEMERAL) {
        let kept = value.marks().without(Marks::EPHEMERAL);
        return Value::null(value.ty()).with_marks(kept);
    }
    let inner: Value = match value.kind() {
        Kind::List(t, v) => Value::list(t.clone(), v.iter().map(ephemeral_as_null).collect()),
        Kind::Tuple(v) => Value::tuple(v.iter().map(ephemeral_as_null).collect()),
        Kind::Map(t, m) => {
            Value::map(t.clone(), m.iter().map(|(k, v)| (k.clone(), ephemeral_as_null(v))).collect())
        }
        Kind::Object(m) => Value::object(m.iter().map(|(k, v)| (k.clone(), ephemeral_as_null(v))).collect()),
        _ => return value.clone(),
    };
    inner.with_marks(value.marks())
}
