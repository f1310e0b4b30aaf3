//! What a type's plan-time function sees and may change.

use provision_value::{Path, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of the provider configuration at plan time.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// `ap-northeast-2`
    pub region: String,
    /// `aws`, `aws-cn`, `aws-us-gov`
    pub partition: String,
    /// Twelve digits.
    pub account: String,
    /// The provider's `default_tags`.
    pub default_tags: BTreeMap<String, String>,
    /// The provider's `ignore_tags { keys }`.
    pub ignore_tag_keys: BTreeSet<String>,
    /// The provider's `ignore_tags { key_prefixes }`, the ownership prefix included.
    pub ignore_tag_prefixes: BTreeSet<String>,
}

/// The state of one planning: read `prior` and `config`, change `planned` and `replace`.
pub struct PlanCx<'a> {
    /// Region, account, tags.
    pub facts: &'a Facts,
    /// The object as it is (refreshed), with every attribute of the schema; `None` on create.
    pub prior: Option<&'a Value>,
    /// The object as configured: nulls where nothing is given, unknown where not known yet.
    pub config: &'a Value,
    /// The object as it will be; the framework's rules have been applied already.
    pub planned: Value,
    /// Paths whose change needs a new resource.
    pub replace: BTreeSet<Path>,
}

impl PlanCx<'_> {
    /// True when there is no prior object.
    pub fn is_create(&self) -> bool {
        self.prior.is_none()
    }
    /// A top-level attribute of the planned object (null of `any` where the schema has none).
    pub fn get(&self, name: &str) -> Value {
        self.planned.get(name).cloned().unwrap_or_else(|| Value::null(Type::Dynamic))
    }
    /// A top-level attribute of the prior object.
    pub fn before(&self, name: &str) -> Value {
        self.prior.and_then(|p| p.get(name)).cloned().unwrap_or_else(|| Value::null(Type::Dynamic))
    }
    /// A top-level attribute of the configuration.
    pub fn configured(&self, name: &str) -> Value {
        self.config.get(name).cloned().unwrap_or_else(|| Value::null(Type::Dynamic))
    }
    /// Sets a top-level attribute of the planned object.
    pub fn set(&mut self, name: &str, value: Value) {
        self.planned = self.planned.with(name, value);
    }
    /// Makes a top-level attribute known only after apply.
    pub fn set_unknown(&mut self, name: &str) {
        let ty = self.get(name).ty();
        self.set(name, Value::unknown(ty));
    }
    /// True on an update whose planned value of `name` differs from the prior one.
    pub fn changed(&self, name: &str) -> bool {
        self.prior.is_some() && self.get(name) != self.before(name)
    }
    /// Makes a change of `name` need a new resource.
    pub fn force_replace(&mut self, name: &str) {
        self.replace.insert(Path(vec![provision_value::Step::Attr(Arc::from(name))]));
    }
}
