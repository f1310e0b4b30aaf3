//! Answers of EC2 that name what a call could not do, where other calls fail.

use aws_sdk_ec2::types::UnsuccessfulItem;
use provision_aws_core::error::classify;
use provision_aws_core::prelude::*;
use provision_engine::provider::ProviderError;

/// The first of what a call could not do, as the error that it is. `action` is `ec2 DeleteFlowLogs`.
pub fn all_done(action: &str, left: Option<Vec<UnsuccessfulItem>>) -> Result<(), Error> {
    let Some(item) = left.into_iter().flatten().next() else { return Ok(()) };
    let (code, message) = item.error.map(|e| (e.code, e.message)).unwrap_or_default();
    let code = code.unwrap_or_default();
    let mut error = ProviderError::new(classify(&code, 400), message.unwrap_or_default());
    (error.action, error.code) = (action.to_owned(), code);
    Err(error.into())
}
