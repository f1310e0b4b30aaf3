//! Create calls are not repeated blindly: when an answer is lost, the thing may exist, and a second call would make a second one.

use crate::http::{Asked, Unanswered};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use std::error::Error as StdError;
use std::future::Future;

tokio::task_local! {
    static CREATING: ();
}

/// Runs a create call: of its requests the SDK repeats only those that AWS refused.
pub async fn once<F: Future>(call: F) -> F::Output {
    CREATING.scope((), call).await
}

/// Forbids the SDK's own repeats inside [`once`] where a request may have had an effect. Every client carries it.
#[derive(Clone, Debug)]
pub struct Careful;

impl ClassifyRetry for Careful {
    fn classify_retry(&self, ctx: &InterceptorContext) -> RetryAction {
        let creating = CREATING.try_with(|()| ()).is_ok();
        if creating && ctx.is_failed() && !was_refused(ctx) && !only_asked(ctx) {
            return RetryAction::RetryForbidden;
        }
        RetryAction::NoActionIndicated
    }
    fn name(&self) -> &'static str {
        "Careful"
    }
}

/// True where the call changes nothing, so that it does not matter how often it is sent.
fn only_asked(ctx: &InterceptorContext) -> bool {
    match ctx.response() {
        Some(response) => response.extension::<Asked>().is_some(),
        None => {
            let error = ctx.output_or_error().and_then(Result::err).and_then(|e| e.as_connector_error());
            let lost = error.and_then(StdError::source).and_then(|e| e.downcast_ref::<Unanswered>());
            lost.is_some_and(|lost| lost.only_asked)
        }
    }
}

/// True for an answer that says that nothing was done: a client error, or one too many requests (which EC2 tells with a 503).
fn was_refused(ctx: &InterceptorContext) -> bool {
    let Some(response) = ctx.response() else { return false };
    let body = response.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
    let throttled =
        ["RequestLimitExceeded", "Throttl", "TooManyRequests", "SlowDown"].iter().any(|w| body.contains(w));
    throttled || (400..500).contains(&response.status().as_u16())
}
