//! A few types with everything that a schema can ask for.

use provision_schema::{Attribute, Block, Catalog, Nested, Nesting, ResourceType, Sdk, Validator};
use provision_value::{Mode, Type};
use std::sync::Arc;

/// A catalog of two resource types and a data source.
pub struct Small {
    types: Vec<ResourceType>,
    provider: Block,
}

/// Names that occur in real plans, so that their files reach the schema.
pub fn small() -> Small {
    let optional = |ty: Type| Attribute { optional: true, ..Attribute::new(ty) };
    let computed = |ty: Type| Attribute { computed: true, ..Attribute::new(ty) };
    let rule = Block {
        attributes: [
            ("from_port", Attribute { required: true, ..Attribute::new(Type::Number) }),
            ("cidr_blocks", optional(Type::list(Type::String))),
        ]
        .into(),
        ..Block::default()
    };
    let rules = Attribute { as_block: Some(Arc::new(rule.clone())), ..optional(Type::set(rule.ty())) };
    let nested = |nesting| Nested { max: 1, ..Nested::new(nesting, Arc::new(rule.clone())) };
    let block = Block {
        attributes: [
            ("id", computed(Type::String)),
            ("cidr_block", Attribute { validators: vec![Validator::Cidr], ..optional(Type::String) }),
            ("vpc_id", Attribute { conflicts: vec!["name"], ..optional(Type::String) }),
            ("name", Attribute { required_with: vec!["vpc_id"], ..optional(Type::String) }),
            ("policy", Attribute { validators: vec![Validator::Json], ..optional(Type::String) }),
            ("tags", optional(Type::map(Type::String))),
            ("input", optional(Type::Dynamic)),
            ("ingress", rules),
        ]
        .into(),
        blocks: [
            ("timeouts", nested(Nesting::Single)),
            ("filter", nested(Nesting::Set)),
            ("statement", nested(Nesting::List)),
        ]
        .into(),
        ..Block::default()
    };
    let ty = |name, mode| ResourceType {
        name,
        mode,
        version: 0,
        sdk: Sdk::V2,
        block: block.clone(),
        plan: None,
        revisioned: false,
        seconds: (1.0, 1.0),
        doc: "",
    };
    let managed = ["aws_vpc", "aws_subnet", "aws_security_group", "terraform_data"];
    let data = ["aws_region", "aws_availability_zones", "aws_iam_policy_document"];
    let managed = managed.into_iter().map(|name| ty(name, Mode::Managed));
    let types = managed.chain(data.into_iter().map(|name| ty(name, Mode::Data))).collect();
    let provider = Block { attributes: [("region", optional(Type::String))].into(), ..Block::default() };
    Small { types, provider }
}

impl Catalog for Small {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.mode == Mode::Managed && t.name == name)
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.mode == Mode::Data && t.name == name)
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        matches!(name, "aws" | "terraform").then_some(&self.provider)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        self.types.iter().filter(|t| t.mode == mode).map(|t| t.name).collect()
    }
}
