//! S3 as far as it is about a whole account.

use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};
use provision_aws_core::clients::Base;

const NAMES: [&str; 1] = ["s3control"];

provision_aws_core::client!(
    /// The client of S3's account-wide settings.
    s3control, aws_sdk_s3control, ["s3control"],
    |base: &Base, config: aws_sdk_s3control::config::Builder| match numeric(base) {
        Some(url) => config.endpoint_resolver(Plain(url)),
        None => config,
    }
);

/// An endpoint that is an address and not a name: the account, which this API puts before the name, cannot stand before it. (It is in
/// a header too.)
fn numeric(base: &Base) -> Option<String> {
    let url = base.endpoint(&NAMES).or_else(|| base.sdk().endpoint_url().map(str::to_owned))?;
    let host = url.split_once("://")?.1.split(['/', ':']).next()?;
    host.bytes().all(|b| b.is_ascii_digit() || b == b'.').then_some(url)
}

/// Answers with one address.
#[derive(Debug)]
struct Plain(String);

impl ResolveEndpoint for Plain {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}
