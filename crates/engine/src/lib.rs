//! Refresh, apply, destroy, recover: what acts. The dispatcher owns the state; tokio lives here and above.

pub mod provider;

pub use provider::{Class, Created, Intent, Provider, ProviderError, ReadReq, Session, StepCx};
