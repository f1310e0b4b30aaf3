//! An object that is adopted: what AWS never tells of it is taken to be as configured. No call would change it, so that a plan which did not
//! would show differences that are none.

use provision_schema::{Attribute, Block, Nested, Nesting, is_zero};
use provision_value::{Kind, Value};

/// The object with the arguments that AWS never tells as the configuration has them, or its default. Left as they were read are secrets and what
/// is delivered to AWS (code, contents), unless something that AWS does tell shows that it has them: these are sent again.
pub fn as_configured(block: &Block, object: &Value, config: &Value) -> Value {
    let with = |object: Value, (name, a): (&&'static str, &Attribute)| match config.get(name) {
        Some(value) if is_believed(a, config, &object) && value.marks_deep().is_empty() => {
            match (value.is_null(), &a.default) {
                (false, _) => object.with(name, value.clone()),
                // Nothing and zero are the same to the older SDK, and Terraform leaves nothing.
                (true, Some(default)) if !is_zero(default) => object.with(name, default.clone()),
                _ => object,
            }
        }
        _ => object,
    };
    let object = block.attributes.iter().fold(object.clone(), with);
    let with = |object: Value, (name, nested): (&&'static str, &Nested)| match (
        object.get(name),
        config.get(name).filter(|v| v.is_wholly_known()),
    ) {
        (Some(_), Some(given)) if nested.delivered.is_some_and(|has| has(config, &object)) => {
            object.with(name, with_defaults(&nested.block, given))
        }
        (Some(held), Some(given)) => object.with(name, blocks(nested, held, given)),
        _ => object,
    };
    block.blocks.iter().fold(object, with)
}

/// True for an argument whose configured value is taken for the one that AWS has.
fn is_believed(a: &Attribute, config: &Value, object: &Value) -> bool {
    if a.sensitive || a.write_only {
        return false;
    }
    match a.delivered {
        Some(has) => has(config, object),
        None => a.config_only && (a.required || a.optional),
    }
}

fn blocks(nested: &Nested, held: &Value, given: &Value) -> Value {
    if nested.nesting == Nesting::Single || (nested.block.is_untold() && is_open(&nested.block)) {
        return if given.is_null() { held.clone() } else { with_defaults(&nested.block, given) };
    }
    match (held.as_seq(), given.as_seq()) {
        (Some(items), Some(configured))
            if items.len() == configured.len() && nested.nesting == Nesting::List =>
        {
            let items = items.iter().zip(configured).map(|(i, c)| as_configured(&nested.block, i, c));
            Value::list(nested.block.ty(), items.collect())
        }
        _ => held.clone(),
    }
}

/// Blocks as configured, with the defaults of what they leave out.
fn with_defaults(block: &Block, given: &Value) -> Value {
    let one = |item: &Value| {
        let left_out = block.attributes.iter().filter(|(name, _)| item.get(name).is_some_and(Value::is_null));
        let defaults = left_out.filter_map(|(name, a)| Some((name, a.default.as_ref()?)));
        let item = defaults.fold(item.clone(), |item, (name, default)| item.with(name, default.clone()));
        block.blocks.iter().fold(item, |item, (name, inner)| match item.get(name) {
            Some(given) => item.with(name, with_defaults(&inner.block, given)),
            None => item,
        })
    };
    match given.kind() {
        Kind::List(ty, items) => Value::list(ty.clone(), items.iter().map(one).collect()),
        Kind::Set(ty, items) => Value::set(ty.clone(), items.iter().map(one).collect()),
        Kind::Object(_) => one(given),
        _ => given.clone(),
    }
}

/// True for a block that holds nothing which is sent again: no secret, nothing that is delivered.
fn is_open(block: &Block) -> bool {
    let arguments = block.attributes.values().all(|a| !a.sensitive && !a.once && a.delivered.is_none());
    arguments && block.blocks.values().all(|b| is_open(&b.block))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_value::Type;
    use std::sync::Arc;

    fn attribute(change: impl FnOnce(&mut Attribute)) -> Attribute {
        let mut a = Attribute { optional: true, config_only: true, ..Attribute::new(Type::String) };
        change(&mut a);
        a
    }

    fn same_hash(config: &Value, object: &Value) -> bool {
        config.get("hash") == object.get("told")
    }

    fn block() -> Block {
        let mut inner = Block::default();
        inner.attributes.insert("waits", attribute(|_| {}));
        inner.attributes.insert("often", attribute(|a| a.default = Some(Value::string("daily"))));
        let mut block = Block::default();
        for (name, a) in [
            ("told", attribute(|a| a.config_only = false)),
            ("force", attribute(|a| a.default = Some(Value::string("no")))),
            ("secret", attribute(|a| a.sensitive = true)),
            ("once", attribute(|a| a.write_only = true)),
            ("hash", attribute(|a| a.delivered = Some(same_hash))),
        ] {
            block.attributes.insert(name, a);
        }
        block.blocks.insert("refresh", Nested::new(Nesting::List, Arc::new(inner.clone())));
        inner.attributes.insert("told", attribute(|a| a.config_only = false));
        block.blocks.insert("rule", Nested::new(Nesting::List, Arc::new(inner)));
        block
    }

    fn object(block: &Block, given: &[(&str, &str)]) -> Value {
        let names = block.attributes.keys().map(|name| (Arc::from(*name), Value::null(Type::String)));
        let blocks =
            block.blocks.iter().map(|(name, b)| (Arc::from(*name), Value::list(b.block.ty(), vec![])));
        let empty = Value::object(names.chain(blocks).collect());
        given.iter().fold(empty, |object, (name, text)| object.with(name, Value::string(*text)))
    }

    #[test]
    fn what_aws_never_tells_is_as_configured() {
        let block = block();
        let held = object(&block, &[("told", "a")]);
        let config = object(&block, &[("told", "b"), ("secret", "s"), ("once", "o"), ("hash", "x")]);
        let adopted = as_configured(&block, &held, &config);
        let of = |name: &str| adopted.get(name).unwrap().as_str();
        assert_eq!((of("told"), of("force")), (Some("a"), Some("no")));
        assert_eq!((of("secret"), of("once"), of("hash")), (None, None, None));
        let forced = as_configured(&block, &held, &config.with("force", Value::string("yes")));
        assert_eq!(forced.get("force").unwrap().as_str(), Some("yes"));
        let unknown = as_configured(&block, &held, &config.with("force", Value::unknown(Type::String)));
        assert!(!unknown.get("force").unwrap().is_known());
    }

    #[test]
    fn what_is_delivered_is_believed_where_aws_tells_that_it_has_it() {
        let block = block();
        let held = object(&block, &[("told", "a")]);
        let adopted = as_configured(&block, &held, &object(&block, &[("hash", "a")]));
        assert_eq!(adopted.get("hash").unwrap().as_str(), Some("a"));
    }

    #[test]
    fn blocks_are_taken_whole_or_for_what_aws_does_not_tell_in_them() {
        let block = block();
        let item = |name: &str, of: &[(&str, &str)]| {
            Value::list(block.blocks[name].block.ty(), vec![object(&block.blocks[name].block, of)])
        };
        let held = object(&block, &[]).with("rule", item("rule", &[("told", "a")]));
        let config = object(&block, &[])
            .with("refresh", item("refresh", &[("waits", "1m")]))
            .with("rule", item("rule", &[("told", "b"), ("waits", "2m")]));
        let adopted = as_configured(&block, &held, &config);
        assert_eq!(adopted.get("refresh").unwrap(), &item("refresh", &[("waits", "1m"), ("often", "daily")]));
        assert_eq!(
            adopted.get("rule").unwrap(),
            &item("rule", &[("told", "a"), ("waits", "2m"), ("often", "daily")])
        );
    }
}
