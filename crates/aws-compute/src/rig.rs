//! What the tests of instances and of Systems Manager share, beside the rig itself.
#![allow(clippy::unwrap_used)]

use provision_aws_core::testing::Sent;
pub use provision_aws_core::testing::operation;
pub use provision_aws_core::testing::rig::Rig;
use provision_engine::provider::{ReadReq, Session};
use provision_value::Value;

/// Refreshes many objects of the state at once; how many are there.
pub async fn refreshed(rig: &Rig, type_name: &str, all: Vec<Value>) -> usize {
    let req = |prior: Value| {
        let key = rig.session.key(type_name, &prior).unwrap();
        ReadReq { key, prior, fresh: false }
    };
    let read = rig.session.read(type_name, all.into_iter().map(req).collect()).await;
    read.iter().filter(|r| matches!(r, Ok(Some(_)))).count()
}

/// The last request of a call.
pub fn sent(rig: &Rig, call: &str) -> Sent {
    rig.fake.sent().into_iter().rfind(|s| operation(s) == call).unwrap()
}
