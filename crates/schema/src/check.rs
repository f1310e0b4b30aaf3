//! Holds the description of a type against the provider's own schema, as recorded from Terraform
//! (`tests/goldens/schema`).

use crate::{Block, Nested, Nesting, ResourceType};
use provision_value::json::type_from_json;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What differs between `ours` and the recorded schema, one line each; empty when all is equal. Compared are the version,
/// names, types, nesting, limits, and whether an attribute is required, optional, computed, sensitive or write-only. A large schema
/// has the blocks that it repeats once, in `shared`, and their number where they stand.
pub fn check(ours: &ResourceType, golden: &Json) -> Vec<String> {
    let mut out = Vec::new();
    let version = golden["version"].as_u64().unwrap_or(0);
    if ours.version != version {
        out.push(format!("version: is {}, should be {version}", ours.version));
    }
    check_block(&ours.block, &golden["block"], &golden["shared"], "", &mut out);
    out
}

fn check_block(ours: &Block, golden: &Json, shared: &Json, at: &str, out: &mut Vec<String>) {
    let number = golden.as_u64().and_then(|number| usize::try_from(number).ok());
    let golden = number.map_or(golden, |number| &shared[number]);
    let empty = serde_json::Map::new();
    let attributes = golden["attributes"].as_object().unwrap_or(&empty);
    for name in names(ours.attributes.keys(), attributes) {
        match (ours.attributes.get(name), attributes.get(name)) {
            (None, _) => out.push(format!("{at}{name}: missing")),
            (_, None) => out.push(format!("{at}{name}: the provider has no such attribute")),
            (Some(a), Some(g)) => {
                if type_from_json(&g["type"]).ok().as_ref() != Some(&a.ty) {
                    out.push(format!("{at}{name}: is of type {}, should be {}", a.ty, g["type"]));
                }
                let flags = [
                    ("required", a.required),
                    ("optional", a.optional),
                    ("computed", a.computed),
                    ("sensitive", a.sensitive),
                    ("write_only", a.write_only),
                ];
                for (flag, is) in flags {
                    let should = g[flag].as_bool().unwrap_or(false);
                    if is != should {
                        out.push(format!("{at}{name}: {flag} is {is}, should be {should}"));
                    }
                }
            }
        }
    }
    let blocks = golden["blocks"].as_object().unwrap_or(&empty);
    for name in names(ours.blocks.keys(), blocks) {
        match (ours.blocks.get(name), blocks.get(name)) {
            (None, _) => out.push(format!("{at}{name}: missing block")),
            (_, None) => out.push(format!("{at}{name}: the provider has no such block")),
            (Some(nested), Some(g)) => check_nested(nested, g, shared, &format!("{at}{name}"), out),
        }
    }
}

fn check_nested(ours: &Nested, golden: &Json, shared: &Json, at: &str, out: &mut Vec<String>) {
    let nesting = match ours.nesting {
        Nesting::Single => "single",
        Nesting::List => "list",
        Nesting::Set => "set",
    };
    if golden["nesting"] != nesting {
        out.push(format!("{at}: nesting is {nesting}, should be {}", golden["nesting"]));
    }
    for (limit, is) in [("min", ours.min), ("max", ours.max)] {
        let should = golden[limit].as_u64().unwrap_or(0);
        if u64::from(is) != should && ours.nesting != Nesting::Single {
            out.push(format!("{at}: {limit} is {is}, should be {should}"));
        }
    }
    check_block(&ours.block, &golden["block"], shared, &format!("{at}."), out);
}

fn names<'a>(
    ours: impl Iterator<Item = &'a &'static str>,
    golden: &'a serde_json::Map<String, Json>,
) -> BTreeSet<&'a str> {
    ours.map(|n| -> &'a str { n }).chain(golden.keys().map(String::as_str)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attribute, Sdk};
    use provision_value::{Mode, Type};
    use serde_json::json;
    use std::sync::Arc;

    fn ours() -> ResourceType {
        let mut block = Block::default();
        block.attributes.insert("id", Attribute { computed: true, ..Attribute::new(Type::String) });
        block.attributes.insert("odd", Attribute::new(Type::list(Type::Bool)));
        let inner = Block { attributes: block.attributes.clone(), ..Block::default() };
        let nested = Nested { max: 1, ..Nested::new(Nesting::List, Arc::new(inner)) };
        block.blocks.insert("rule", nested);
        ResourceType {
            name: "x",
            mode: Mode::Managed,
            version: 1,
            sdk: Sdk::V2,
            block,
            plan: None,
            seconds: (0.0, 0.0),
            revisioned: false,
            doc: "",
        }
    }

    #[test]
    fn equal_schemas_have_no_findings() {
        let attributes =
            json!({"id": {"type": "string", "computed": true}, "odd": {"type": ["list", "bool"]}});
        let golden = json!({"version": 1, "block": {
            "attributes": attributes.clone(),
            "blocks": {"rule": {"nesting": "list", "max": 1, "block": {"attributes": attributes}}},
        }});
        assert_eq!(check(&ours(), &golden), Vec::<String>::new());
    }

    #[test]
    fn blocks_may_be_shared() {
        let odd = json!({"odd": {"type": ["list", "bool"]}});
        let attributes =
            json!({"id": {"type": "string", "computed": true}, "odd": {"type": ["list", "bool"]}});
        let golden = |shared: Json| {
            let rule = json!({"rule": {"nesting": "list", "max": 1, "block": 0}});
            json!({"version": 1, "block": {"attributes": attributes, "blocks": rule}, "shared": [{"attributes": shared}]})
        };
        assert_eq!(check(&ours(), &golden(attributes.clone())), Vec::<String>::new());
        assert_eq!(check(&ours(), &golden(odd)), ["rule.id: the provider has no such attribute"]);
    }

    #[test]
    fn every_difference_is_named() {
        let golden = json!({"version": 2, "block": {
            "attributes": {"id": {"type": "number", "optional": true}, "name": {"type": "string"}},
            "blocks": {
                "rule": {"nesting": "set", "min": 1, "block": {}},
                "timeouts": {"nesting": "single", "block": {}},
            },
        }});
        let expected = [
            "version: is 1, should be 2",
            "id: is of type string, should be \"number\"",
            "id: optional is false, should be true",
            "id: computed is true, should be false",
            "name: missing",
            "odd: the provider has no such attribute",
            "rule: nesting is list, should be \"set\"",
            "rule: min is 0, should be 1",
            "rule: max is 1, should be 0",
            "rule.id: the provider has no such attribute",
            "rule.odd: the provider has no such attribute",
            "timeouts: missing block",
        ];
        assert_eq!(check(&ours(), &golden), expected);
    }
}
