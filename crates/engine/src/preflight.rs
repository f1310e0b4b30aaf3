//! A look ahead: what a plan needs of the account, asked before its first call is made.

use provision_plan::Action;

/// A change that is going to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intended {
    /// The instance.
    pub address: String,
    /// Its type.
    pub type_name: String,
    /// What happens to it.
    pub action: Action,
}

impl Intended {
    /// True where something is made.
    pub fn creates(&self) -> bool {
        matches!(self.action, Action::Create | Action::DeleteThenCreate | Action::CreateThenDelete)
    }
    /// True where something is deleted.
    pub fn deletes(&self) -> bool {
        matches!(self.action, Action::Delete | Action::DeleteThenCreate | Action::CreateThenDelete)
    }
    /// True where the old one is gone before the new one is made.
    pub fn makes_room(&self) -> bool {
        self.action == Action::DeleteThenCreate
    }
    /// True where something is changed in place.
    pub fn updates(&self) -> bool {
        self.action == Action::Update
    }
}

/// What a look ahead found.
#[derive(Clone, Debug, Default)]
pub struct Preflight {
    /// So many permissions were asked about.
    pub asked: usize,
    /// Those that are missing.
    pub denied: Vec<Denied>,
    /// How much of what is limited will be in use.
    pub quotas: Vec<Quota>,
    /// What could not be looked at, and why.
    pub notes: Vec<String>,
}

/// A permission that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// `ec2:CreateVpc`
    pub action: String,
    /// True where a change cannot do without it; false where it depends on how things stand.
    pub needed: bool,
    /// Why, as the simulation tells it: `implicitDeny`.
    pub decision: String,
    /// The changes that it is for.
    pub addresses: Vec<String>,
}

/// How much of what is limited will be in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// `Elastic IPs`
    pub name: String,
    /// There may be so many.
    pub limit: u64,
    /// True where the account told the limit; false where it is the one that every account begins with.
    pub told: bool,
    /// There are so many.
    pub used: u64,
    /// So many more will be made.
    pub wanted: u64,
}

impl Quota {
    /// True when there would be more than there may be.
    pub fn is_short(&self) -> bool {
        self.wanted > 0 && self.used + self.wanted > self.limit
    }
}
