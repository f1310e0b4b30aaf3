//! The AWS provider's core: clients, credentials, rate limits, tags, and the framework that resource types are written on.
//! `docs/resources.md` shows how a type is written.

// The derives name this crate by its full name, here too.
extern crate self as provision_aws_core;

pub mod attr;
pub mod clients;
pub mod config;
pub mod cx;
mod endpoints;
pub mod error;
mod gather;
pub mod http;
mod limits;
pub mod names;
mod once;
mod propagation;
pub mod provider;
pub mod requests;
pub mod resource;
pub mod share;
pub mod state;
pub mod tagging;
pub mod tags;
pub mod testing;
#[cfg(test)]
mod tests;
pub mod typed;

pub use attr::Set;
pub use cx::{Cx, each};
pub use error::Error;
pub use http::Calls;
pub use propagation::is_role_unknown;
pub use provider::{AwsProvider, AwsSession, Family, Settings};
pub use provision_aws_derive::{DataSource, Nested, Resource};
pub use provision_engine::provider::{Class, Intent, Key};
pub use resource::{
    Answer, Change, Created, DataSource, Found, Lost, Phase, Req, Resource, Status, Step, Waits, answers,
};
pub use tags::{TagDiff, Tags};
pub use typed::{ErasedData, ErasedResource, data_source, data_source_as, resource, resource_as};

/// What a type's file needs: `use provision_aws_core::prelude::*;`
pub mod prelude {
    pub use crate::requests::{carries, given, int, only_here, positive, text, there, unknowable};
    pub use crate::state::has_change;
    pub use crate::{
        Answer, Change, Class, Created, Cx, DataSource, Error, Found, Intent, Key, Lost, Nested, Phase, Req,
        Resource, Set, Status, Step, TagDiff, Tags, Waits, answers, each,
    };
    pub use async_trait::async_trait;
    pub use provision_schema::{PlanCx, StandIn};
    pub use provision_value::{Diagnostic, Diagnostics, Type, Value};
    pub use std::collections::{BTreeMap, HashMap};
}

/// What the derives write against; not for use by hand.
#[doc(hidden)]
pub mod derive {
    pub use crate::attr::{Attr, Attributes, Blocks, blocks, blocks_value, collection, field, literal};
    pub use crate::resource::{About, Described};
    pub use provision_schema::{
        Attribute, Block, EqualBy, Nested as NestedBlock, Nesting, Sdk, Unset, Validator,
    };
    pub use provision_value::{Type, Value};
    /// The items of an object under construction.
    pub type Object = std::collections::BTreeMap<std::sync::Arc<str>, Value>;
}
