//! Attributes and blocks.

use crate::suppress::Suppress;
use provision_value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The content of a resource, of a nested block or of a provider configuration.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Arguments and attributes, by name.
    pub attributes: BTreeMap<&'static str, Attribute>,
    /// Nested blocks, by name.
    pub blocks: BTreeMap<&'static str, Nested>,
    /// The object type, once it was asked for: blocks are built first and used afterwards.
    #[doc(hidden)]
    pub kept: KeptType,
}

/// The type of a block, made once. A copy of a block makes its own, since copies are made to be changed.
#[derive(Debug, Default)]
pub struct KeptType(OnceLock<Type>);

impl Clone for KeptType {
    fn clone(&self) -> KeptType {
        KeptType::default()
    }
}

/// One argument or attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its type. For a block in attribute mode this is the collection of objects.
    pub ty: Type,
    /// Must be given.
    pub required: bool,
    /// May be given.
    pub optional: bool,
    /// Set by AWS when not given.
    pub computed: bool,
    /// Never shown.
    pub sensitive: bool,
    /// Taken from the configuration and never stored.
    pub write_only: bool,
    /// Deprecated: what to use instead.
    pub deprecated: Option<&'static str>,
    /// Value taken where the configuration gives none.
    pub default: Option<Value>,
    /// A change needs a new resource.
    pub replace: bool,
    /// AWS never tells it back (`force_destroy`): kept from the configuration.
    pub config_only: bool,
    /// Only the create call tells it (a secret): kept from then on.
    pub once: bool,
    /// Plugin-framework types: a computed value that an update leaves as it is (an id, an ARN). Computed attributes of
    /// older-SDK types always stay.
    pub stable: bool,
    /// False for a part of a set's elements that does not tell one element from another: while the rest is the same, a
    /// difference of it alone is none.
    pub identity: bool,
    /// How two texts of it are compared.
    pub equal_by: EqualBy,
    /// In the elements of a set: while texts of it only differ in form the set is the same, but a set that changes anyway is planned
    /// with the text as it is configured (older SDK only: the set has a hash of its own, and the text no suppression).
    pub as_configured: bool,
    /// Differences of it that are left out of sight (older SDK only).
    pub suppress: Option<Suppress>,
    /// How its text is written in plan and state, where the provider rewrites it (compact JSON, lower case).
    pub normalize: Option<fn(&str) -> String>,
    /// Plan and state hold a digest of it, as `normalize` makes it; a call takes it as configured.
    pub digest: bool,
    /// It is delivered to AWS, which does not tell it back (code, contents, a secret's version): whether what AWS does tell of an object shows that
    /// it has what the configuration says. An object that is adopted gets it again where it does not.
    pub delivered: Option<Has>,
    /// What stands for it in configuration that is written for an object that exists, where AWS does not tell it.
    pub stand_in: Option<fn(&Value) -> Option<StandIn>>,
    /// After an apply the state holds AWS's form of it, even where that means the same as what was configured.
    pub as_told: bool,
    /// What an absent answer becomes in the state.
    pub unset: Unset,
    /// Checks on a known value.
    pub validators: Vec<Validator>,
    /// Siblings (dotted from the resource's root) that may not be set together with it.
    pub conflicts: Vec<&'static str>,
    /// Of this group (itself included) exactly one must be set.
    pub exactly_one_of: Vec<&'static str>,
    /// Of this group (itself included) at least one must be set.
    pub at_least_one_of: Vec<&'static str>,
    /// Siblings that must be set when it is.
    pub required_with: Vec<&'static str>,
    /// Attribute mode: may be written as blocks (`ingress { }`) as well as a value (`ingress = [{}]`).
    pub as_block: Option<Arc<Block>>,
    /// One line for reference pages.
    pub doc: &'static str,
}

impl Attribute {
    /// A plain attribute of a type: neither required, optional nor computed yet.
    pub fn new(ty: Type) -> Attribute {
        Attribute {
            ty,
            required: false,
            optional: false,
            computed: false,
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            replace: false,
            config_only: false,
            once: false,
            stable: false,
            identity: true,
            normalize: None,
            digest: false,
            equal_by: EqualBy::Exact,
            as_configured: false,
            as_told: false,
            delivered: None,
            stand_in: None,
            suppress: None,
            unset: Unset::Zero,
            validators: Vec::new(),
            conflicts: Vec::new(),
            exactly_one_of: Vec::new(),
            at_least_one_of: Vec::new(),
            required_with: Vec::new(),
            as_block: None,
            doc: "",
        }
    }
}

/// How nested blocks of one name are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// At most one; an object or null (plugin framework; `timeouts`).
    Single,
    /// A list in source order.
    List,
    /// A set.
    Set,
}

/// A nested block.
#[derive(Clone, Debug)]
pub struct Nested {
    /// How they are collected.
    pub nesting: Nesting,
    /// What one holds. Shared, so that recursive types (WAF statements) stay finite in memory.
    pub block: Arc<Block>,
    /// Fewest.
    pub min: u32,
    /// Most; 0 is "any number".
    pub max: u32,
    /// Optional and computed: AWS fills it in where the configuration gives none.
    pub computed: bool,
    /// A change of the number of blocks needs a new resource.
    pub replace: bool,
    /// Differences of the number of blocks, and of all that they hold, that are left out of sight (older SDK only).
    pub suppress: Option<Suppress>,
    /// Deprecated: what to use instead.
    pub deprecated: Option<&'static str>,
    /// Siblings that may not be set together with it.
    pub conflicts: Vec<&'static str>,
    /// The one that AWS has made by itself stays where the configuration gives none; only what it holds is compared, with the
    /// defaults.
    pub stays: bool,
    /// What it becomes in the state where it was computed and AWS tells nothing.
    pub unset: Unset,
    /// As with an attribute: whether an object that is adopted has what the configuration says in blocks that are never read.
    pub delivered: Option<Has>,
    /// One line for reference pages.
    pub doc: &'static str,
}

impl Nested {
    /// Any number of plain blocks, none of which has to be there.
    pub fn new(nesting: Nesting, block: Arc<Block>) -> Nested {
        Nested {
            nesting,
            block,
            min: 0,
            max: 0,
            computed: false,
            replace: false,
            suppress: None,
            deprecated: None,
            conflicts: Vec::new(),
            stays: false,
            unset: Unset::Zero,
            delivered: None,
            doc: "",
        }
    }
}

/// What stands in written configuration for an argument that AWS does not tell.
#[derive(Clone, Debug, PartialEq)]
pub struct StandIn {
    /// The argument's value.
    pub value: Value,
    /// What whoever reads the configuration has to do about it, if anything.
    pub note: Option<String>,
}

/// Whether an object has what a configuration says, both of the whole resource: `(config, object)`.
pub type Has = fn(&Value, &Value) -> bool;

/// How two values of an attribute are compared where text may differ and mean the same.
#[derive(Clone, Copy, Debug, Default)]
pub enum EqualBy {
    /// To the letter.
    #[default]
    Exact,
    /// As IAM policy documents.
    JsonPolicy,
    /// As JSON.
    Json,
    /// Ignoring letter case.
    Case,
    /// Ignoring one trailing dot (DNS names), and case.
    TrailingDot,
    /// Lists inside sets whose order does not count (the CIDR blocks of a security group rule).
    AnyOrder,
    /// A type's own comparison `(prior, proposed) -> same`.
    Custom(fn(&str, &str) -> bool),
}

/// What an attribute or block that AWS does not answer becomes in the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unset {
    /// `""`, `0`, `false`, `[]`, `{}`: what the provider's older SDK writes.
    #[default]
    Zero,
    /// `null`: what the plugin framework writes, and the older SDK where read never sets it.
    Null,
    /// `null` after the create, and the older SDK's zero from the first refresh on.
    NullAtFirst,
}

/// A check on a known value, made at `validate`.
#[derive(Clone, Copy)]
pub enum Validator {
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// Length of a text between two bounds.
    Length(usize, usize),
    /// A whole number between two bounds.
    Between(i64, i64),
    /// A CIDR block in canonical form (IPv4 or IPv6).
    Cidr,
    /// An IPv4 CIDR block in canonical form with a prefix between two bounds.
    Ipv4Prefix(u8, u8),
    /// An ARN.
    Arn,
    /// JSON text.
    Json,
    /// A type's own check; the error says what is wrong (`must be ...`).
    Custom(fn(&Value) -> Result<(), String>),
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Validator")
    }
}

impl Block {
    /// The object type of its values.
    pub fn ty(&self) -> Type {
        self.kept.0.get_or_init(|| self.make_type()).clone()
    }

    /// True for a block of which AWS tells nothing after the call that made it.
    pub fn is_untold(&self) -> bool {
        let untold = |a: &Attribute| a.config_only || a.once;
        self.attributes.values().all(untold) && self.blocks.values().all(|b| b.block.is_untold())
    }

    fn make_type(&self) -> Type {
        let attributes = self.attributes.iter().map(|(n, a)| (*n, a.ty.clone()));
        let blocks = self.blocks.iter().map(|(n, b)| {
            let inner = b.block.ty();
            let ty = match b.nesting {
                Nesting::Single => inner,
                Nesting::List => Type::list(inner),
                Nesting::Set => Type::set(inner),
            };
            (*n, ty)
        });
        Type::object(attributes.chain(blocks))
    }
}
