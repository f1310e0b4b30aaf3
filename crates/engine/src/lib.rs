//! Carries out what the plan says: refresh, apply, destroy, recover. The only room besides `aws-*` and `cli` that knows
//! tokio; what it decides, it asks of the pure rooms.

mod adopted;
pub mod apply;
pub mod cut;
pub mod events;
pub mod ledger;
pub mod object;
pub mod preflight;
mod prepare;
pub mod provider;
pub mod providers;
pub mod recover;
pub mod refresh;
pub mod sessions;
mod step;
pub mod surgery;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use apply::{Options, Outcome, Run, Stop, apply};
pub use cut::Cut;
pub use events::{Event, Events};
pub use ledger::Ledger;
pub use prepare::adoptions;
pub use providers::Providers;
pub use recover::{Recovered, recover};
pub use refresh::{Refreshed, refresh};
pub use sessions::Sessions;
