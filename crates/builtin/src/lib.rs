//! Types with no cloud behind them: values, random values, moments, files, keys and certificates, archives. Each has the
//! arguments, the state content and the plans of Terraform's own provider for it.

mod kind;
mod object;
mod provider;
mod schema;
mod terraform;

pub use provider::{BuiltinProvider, Settings};

use kind::{DataSource, Resource};

/// The providers that the types belong to.
const PROVIDERS: [&str; 7] = ["archive", "local", "null", "random", "terraform", "time", "tls"];

/// The managed types, one a line.
fn resources() -> Vec<Box<dyn Resource>> {
    vec![Box::new(terraform::Data)]
}

/// The data sources, one a line.
fn data_sources() -> Vec<Box<dyn DataSource>> {
    vec![]
}
