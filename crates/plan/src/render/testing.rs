//! Small plans and a small catalog for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::model::{Action, Change, Plan, Prior};
use provision_schema::{Attribute, Block, Catalog, Nested, Nesting, ResourceType, Sdk};
use provision_value::{InstanceAddr, Mode, ModuleInstance, ResourceAddr, Type, Value};
use std::sync::Arc;

/// A catalog with the one type `t`, managed and data.
pub struct Types {
    managed: ResourceType,
    data: ResourceType,
}

impl Default for Types {
    fn default() -> Types {
        let of = |mode| ResourceType {
            name: "t",
            mode,
            version: 1,
            sdk: Sdk::V2,
            block: block(),
            plan: None,
            seconds: (1.0, 1.0),
            revisioned: false,
            doc: "",
        };
        Types { managed: of(Mode::Managed), data: of(Mode::Data) }
    }
}

fn block() -> Block {
    let plain = |ty| Attribute { optional: true, ..Attribute::new(ty) };
    let rule = Block {
        attributes: [("port", plain(Type::Number)), ("note", plain(Type::String))].into(),
        ..Block::default()
    };
    let nested = Nested::new(Nesting::Set, Arc::new(rule));
    let mut attributes: std::collections::BTreeMap<_, _> =
        ["id", "name", "cidr", "arn", "policy", "user_data"]
            .into_iter()
            .map(|n| (n, plain(Type::String)))
            .collect();
    attributes.insert("tags", plain(Type::map(Type::String)));
    attributes.insert("subnets", plain(Type::list(Type::String)));
    attributes.insert("password", Attribute { sensitive: true, ..plain(Type::String) });
    Block { attributes, blocks: [("rule", nested)].into(), ..Block::default() }
}

impl Catalog for Types {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        (name == "t").then_some(&self.managed)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        (name == "t").then_some(&self.data)
    }
    fn provider(&self, _: &str) -> Option<&Block> {
        None
    }
    fn names(&self, _: Mode) -> Vec<&str> {
        vec!["t"]
    }
}

/// A catalog with `terraform_data` alone.
pub struct TerraformData(ResourceType);

impl Default for TerraformData {
    fn default() -> TerraformData {
        let attributes =
            ["id", "input", "output", "triggers_replace"].map(|n| (n, Attribute::new(Type::Dynamic)));
        TerraformData(ResourceType {
            name: "terraform_data",
            mode: Mode::Managed,
            version: 0,
            sdk: Sdk::Framework,
            block: Block { attributes: attributes.into(), ..Block::default() },
            plan: None,
            seconds: (0.0, 0.0),
            revisioned: false,
            doc: "",
        })
    }
}

impl Catalog for TerraformData {
    fn resource(&self, _: &str) -> Option<&ResourceType> {
        Some(&self.0)
    }
    fn data(&self, _: &str) -> Option<&ResourceType> {
        None
    }
    fn provider(&self, _: &str) -> Option<&Block> {
        None
    }
    fn names(&self, _: Mode) -> Vec<&str> {
        vec![]
    }
}

/// `t.NAME`
pub fn addr(name: &str) -> InstanceAddr {
    ResourceAddr {
        module: ModuleInstance::root(),
        mode: Mode::Managed,
        type_name: "t".into(),
        name: name.into(),
    }
    .instance(None)
}

/// A string.
pub fn text(s: &str) -> Value {
    Value::string(s)
}

/// A map of strings.
pub fn map<const N: usize>(items: [(&str, &str); N]) -> Value {
    Value::map(Type::String, items.into_iter().map(|(k, v)| (k.into(), text(v))).collect())
}

/// A list of strings.
pub fn list<const N: usize>(items: [&str; N]) -> Value {
    Value::list(Type::String, items.into_iter().map(text).collect())
}

/// A set of `rule` blocks.
pub fn rules<const N: usize>(items: [(i64, &str); N]) -> Value {
    let one =
        |(port, note): (i64, &str)| Value::object_of([("port", Value::number(port)), ("note", text(note))]);
    Value::set(
        Type::object([("port", Type::Number), ("note", Type::String)]),
        items.into_iter().map(one).collect(),
    )
}

/// An object of the type: what is not given is null.
pub fn object<const N: usize>(items: [(&str, Value); N]) -> Value {
    let Type::Object(ty) = block().ty() else { panic!("an object") };
    let empty =
        Value::object(ty.attributes.iter().map(|(n, t)| (n.clone(), Value::null(t.clone()))).collect());
    items.into_iter().fold(empty, |o, (n, v)| o.with(n, v))
}

/// A change of `t.NAME`.
pub fn change(name: &str, action: Action, before: Option<Value>, after: Option<Value>) -> Change {
    Change {
        addr: addr(name),
        previous_addr: None,
        deposed: None,
        action,
        reason: None,
        before,
        after,
        config: None,
        replace_paths: Default::default(),
        importing: None,
        stage: 0,
        provider: "provider[\"registry.terraform.io/hashicorp/aws\"]".into(),
        dependencies: vec![],
        create_before_destroy: false,
    }
}

/// What the state holds of `t.NAME`.
pub fn prior(name: &str, value: Value, before_refresh: Option<Value>) -> Prior {
    Prior {
        addr: addr(name),
        deposed: None,
        value,
        before_refresh,
        tainted: false,
        create_before_destroy: false,
        dependencies: vec![],
        provider: "provider[\"registry.terraform.io/hashicorp/aws\"]".into(),
        stage: None,
    }
}

/// A plan of one change in one unnamed stage.
pub fn one(change: Change) -> Plan {
    Plan { stages: vec!["".into()], changes: vec![change], ..Plan::default() }
}
