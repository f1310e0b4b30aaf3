//! The configuration that is planned: cells of 100 resources, in modules within modules, and the state that it leaves.

use crate::world::Files;
use async_trait::async_trait;
use provision_engine::object::{sensitive_paths, to_attributes};
use provision_engine::provider::{Provider, ProviderError, Session};
use provision_engine::testing::{Fake, SharedWorld};
use provision_plan::Plan;
use provision_schema::{Attribute, Block, Catalog, Nested, Nesting, ResourceType, Sdk};
use provision_state::{Instance, State};
use provision_value::{Kind, Mode, Type, Value};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

/// The only provider configuration, as states name it.
pub const PROVIDER: &str = "provider[\"registry.terraform.io/test/fake\"]";

/// Of the 100 resources of a cell, 1 is its net and 3 tiers have 33 each: a group, 16 nodes and a link for each.
const CELL: usize = 100;

const ROOT: &str = r#"
terraform {
  required_providers {
    fake = { source = "test/fake" }
  }
}
variable "colour" { type = string }
locals {
  cells = { for i in range(CELLS) : format("cell-%04d", i) => cidrsubnet("10.0.0.0/8", 12, i) }
}
module "cell" {
  source   = "./cell"
  for_each = local.cells
  name     = each.key
  cidr     = each.value
  tags     = { colour = var.colour, owner = "scale" }
}
output "nets" { value = { for name, cell in module.cell : name => cell.net } }
"#;

const CELL_FILE: &str = r#"
variable "name" { type = string }
variable "cidr" { type = string }
variable "tags" { type = map(string) }
terraform {
  required_providers {
    fake = { source = "test/fake" }
  }
}
resource "fake_net" "this" {
  name = "${var.name}-net"
  cidr = var.cidr
  tags = merge(var.tags, { Name = "${var.name}-net" })
}
module "tier" {
  source   = "./tier"
  for_each = toset(["app", "data", "web"])
  name     = "${var.name}-${each.key}"
  net      = fake_net.this.id
  cidr     = cidrsubnet(var.cidr, 4, index(["app", "data", "web"], each.key))
  tags     = var.tags
}
output "net" { value = fake_net.this.id }
output "groups" { value = { for name, tier in module.tier : name => tier.group } }
"#;

const TIER_FILE: &str = r#"
variable "name" { type = string }
variable "net" { type = string }
variable "cidr" { type = string }
variable "tags" { type = map(string) }
variable "ports" {
  type    = list(object({ from = number, to = optional(number), text = optional(string, "none") }))
  default = [{ from = 80 }, { from = 443, to = 444, text = "tls" }]
}
terraform {
  required_providers {
    fake = { source = "test/fake" }
  }
}
locals {
  nodes = { for i in range(16) : format("node%02d", i) => { cidr = cidrsubnet(var.cidr, 6, i), size = i % 3 + 1 } }
  tags  = merge(var.tags, { tier = upper(var.name) })
}
resource "fake_group" "this" {
  name = var.name
  net  = var.net
  tags = local.tags
  dynamic "rule" {
    for_each = var.ports
    content {
      from = rule.value.from
      to   = coalesce(rule.value.to, rule.value.from)
      text = rule.value.text
    }
  }
}
resource "fake_node" "this" {
  for_each = local.nodes
  name     = "${var.name}-${each.key}"
  net      = var.net
  cidr     = each.value.cidr
  size     = each.value.size
  groups   = [fake_group.this.id]
  tags     = merge(local.tags, { Name = "${var.name}-${each.key}" })
  lifecycle {
    precondition {
      condition     = each.value.size < 10
      error_message = "${each.key} is too large."
    }
  }
}
resource "fake_link" "this" {
  for_each = fake_node.this
  node     = each.value.id
  target   = fake_node.this[each.key].cidr
  tags     = local.tags
}
output "group" { value = fake_group.this.id }
output "nodes" { value = { for name, node in fake_node.this : name => node.id } }
"#;

/// A configuration and its types.
pub struct Case {
    pub files: Files,
    pub provider: Arc<Types>,
}

impl Case {
    /// Of about `size` resources, rounded to cells.
    pub fn new(size: usize) -> Case {
        let root = ROOT.replace("CELLS", &(size / CELL).to_string());
        let files =
            [("main.tf", root.as_str()), ("cell/main.tf", CELL_FILE), ("cell/tier/main.tf", TIER_FILE)];
        Case {
            files: Files(files.map(|(name, text)| (name.into(), text.to_owned())).into()),
            provider: Arc::new(Types::new()),
        }
    }

    /// The state after everything that `plan` creates was created.
    pub fn applied(&self, plan: &Plan) -> Result<State, Box<dyn Error>> {
        let mut state = State::new("bench");
        for (i, change) in plan.changes.iter().enumerate() {
            let ty = self.provider.resource(&change.addr.resource.type_name).ok_or("unknown type")?;
            let object = filled(change.after.as_ref().ok_or("nothing planned")?, i);
            let instance = Instance {
                provider: change.provider.clone(),
                schema_version: ty.version,
                attributes: to_attributes(&object, &ty.block),
                sensitive_attributes: sensitive_paths(&object),
                private: None,
                dependencies: change.dependencies.clone(),
                create_before_destroy: false,
                tainted: false,
                extra: Default::default(),
            };
            state.instances.insert((change.addr.clone(), None), instance);
        }
        // What refers to an id holds the id that its object was given.
        let ids = ids(&state);
        for ((addr, _), instance) in &mut state.instances {
            let place = |module: usize| addr.resource.module.0.get(module).and_then(|(_, k)| k.clone());
            let find = |type_name: &str, depth: usize, key| {
                ids.get(&(type_name.into(), (0..depth).map(place).collect(), key))
            };
            let set = |attributes: &mut serde_json::Value, name: &str, id: Option<&String>| {
                if let (Some(at), Some(id)) = (attributes.get_mut(name), id) {
                    *at = if name == "groups" { serde_json::json!([id]) } else { id.as_str().into() };
                }
            };
            set(&mut instance.attributes, "net", find("fake_net", 1, None));
            set(&mut instance.attributes, "groups", find("fake_group", 2, None));
            set(&mut instance.attributes, "node", find("fake_node", 2, addr.key.clone()));
        }
        Ok(state)
    }
}

type Keys = Vec<Option<provision_value::InstanceKey>>;

/// Ids by type, keys of the modules, and key.
fn ids(state: &State) -> BTreeMap<(String, Keys, Option<provision_value::InstanceKey>), String> {
    let id = |instance: &Instance| {
        instance.attributes.get("id").and_then(|v| v.as_str()).unwrap_or_default().to_owned()
    };
    let keys = |addr: &provision_value::InstanceAddr| {
        addr.resource.module.0.iter().map(|(_, k)| k.clone()).collect()
    };
    let one = |((addr, _), instance): (&provision_state::ObjectKey, &Instance)| {
        ((addr.resource.type_name.to_string(), keys(addr), addr.key.clone()), id(instance))
    };
    state.instances.iter().map(one).collect()
}

/// The object with something for everything that is known after apply.
fn filled(value: &Value, i: usize) -> Value {
    match value.kind() {
        Kind::Unknown(Type::Set(t), _) => Value::set((**t).clone(), Vec::new()),
        Kind::Unknown(Type::String, _) => Value::string(format!("x-{i:08x}")),
        Kind::Object(items) => Value::object(items.iter().map(|(k, v)| (k.clone(), filled(v, i))).collect()),
        Kind::List(t, items) => Value::list(t.clone(), items.iter().map(|v| filled(v, i)).collect()),
        Kind::Set(t, items) => Value::set(t.clone(), items.iter().map(|v| filled(v, i)).collect()),
        _ => value.clone(),
    }
}

/// Four types, made like those of AWS.
pub struct Types {
    types: Vec<ResourceType>,
    configuration: Block,
    inner: Fake,
}

impl Types {
    fn new() -> Types {
        let text = || Attribute { optional: true, ..Attribute::new(Type::String) };
        let fixed = || Attribute { replace: true, ..text() };
        let number = || Attribute { optional: true, ..Attribute::new(Type::Number) };
        let rule = Block {
            attributes: [("from", number()), ("to", number()), ("text", text())].into(),
            ..Block::default()
        };
        let rules = Nested::new(Nesting::Set, Arc::new(rule));
        let groups = Attribute { optional: true, ..Attribute::new(Type::set(Type::String)) };
        let types = vec![
            resource_type("fake_net", [("name", text()), ("cidr", fixed())].into(), None),
            resource_type("fake_group", [("name", fixed()), ("net", fixed())].into(), Some(rules)),
            resource_type(
                "fake_node",
                [
                    ("name", text()),
                    ("net", fixed()),
                    ("cidr", text()),
                    ("size", number()),
                    ("groups", groups),
                ]
                .into(),
                None,
            ),
            resource_type("fake_link", [("node", fixed()), ("target", text())].into(), None),
        ];
        Types { types, configuration: Block::default(), inner: Fake::new(SharedWorld::default()) }
    }
}

/// A type with what all have: id, ARN, tags, and computed attributes.
fn resource_type(
    name: &'static str,
    own: BTreeMap<&'static str, Attribute>,
    rules: Option<Nested>,
) -> ResourceType {
    let computed = || Attribute { computed: true, ..Attribute::new(Type::String) };
    let mut attributes = own;
    for name in ["id", "arn", "owner_id", "state"] {
        attributes.insert(name, computed());
    }
    attributes.insert("tags", Attribute { optional: true, ..Attribute::new(Type::map(Type::String)) });
    let blocks = rules.map(|r| ("rule", r)).into_iter().collect();
    ResourceType {
        name,
        mode: Mode::Managed,
        version: 1,
        sdk: Sdk::V2,
        block: Block { attributes, blocks, ..Block::default() },
        plan: None,
        seconds: (1.0, 1.0),
        revisioned: false,
        doc: "",
    }
}

impl Catalog for Types {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.name == name)
    }
    fn data(&self, _: &str) -> Option<&ResourceType> {
        None
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        (name == "fake").then_some(&self.configuration)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        if mode == Mode::Managed { self.types.iter().map(|t| t.name).collect() } else { Vec::new() }
    }
}

#[async_trait]
impl Provider for Types {
    fn catalog(&self) -> &dyn Catalog {
        self
    }
    async fn configure(&self, name: &str, config: &Value) -> Result<Arc<dyn Session>, ProviderError> {
        self.inner.configure(name, config).await
    }
}
