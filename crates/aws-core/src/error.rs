//! From an SDK's error to one that a person reads.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use provision_engine::provider::{Class, ProviderError};
use std::error::Error as StdError;
use std::ops::Deref;

/// What a type's calls fail with. `?` makes one from any SDK error; it never holds a request or a response body.
#[derive(Clone, Debug)]
pub struct Error(Box<ProviderError>);

impl Error {
    /// An error of our own, with no call behind it.
    pub fn new(class: Class, message: impl Into<String>) -> Error {
        Error(Box::new(ProviderError::new(class, message)))
    }
    /// AWS answered without something that it always gives.
    pub fn incomplete(what: &str) -> Error {
        Error::new(Class::Other, format!("AWS answered without {what}."))
    }
    /// An import id that does not have the form of its type.
    pub fn import_id(id: &str, form: &str) -> Error {
        Error::new(Class::Validation, format!("The import id \"{id}\" does not have the form {form}."))
    }
    /// With the class that the type gives it.
    pub fn with_class(mut self, class: Class) -> Error {
        self.0.class = class;
        self
    }
    /// With the next step.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.0.help = help.into();
        self
    }
    /// True when AWS's code is one of these.
    pub fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.0.code.as_str())
    }
    /// True when the thing is not there.
    pub fn is_not_found(&self) -> bool {
        self.0.class == Class::NotFound
    }
}

impl Deref for Error {
    type Target = ProviderError;
    fn deref(&self) -> &ProviderError {
        &self.0
    }
}

impl From<Error> for ProviderError {
    fn from(e: Error) -> ProviderError {
        *e.0
    }
}

impl From<ProviderError> for Error {
    fn from(e: ProviderError) -> Error {
        Error(Box::new(e))
    }
}

impl From<aws_smithy_types::error::operation::BuildError> for Error {
    fn from(e: aws_smithy_types::error::operation::BuildError) -> Error {
        Error::new(Class::Validation, e.to_string())
    }
}

impl<E> From<SdkError<E, HttpResponse>> for Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    fn from(e: SdkError<E, HttpResponse>) -> Error {
        let mut error = ProviderError::new(Class::Other, "");
        error.action = action::<E>();
        match &e {
            SdkError::ServiceError(context) => service(&mut error, context.err().meta(), context.raw()),
            SdkError::ResponseError(context) => {
                error.class = by_status(context.raw().status().as_u16());
                error.message = format!("AWS's answer could not be read (HTTP {}).", context.raw().status());
                error.causes = causes(&e);
            }
            SdkError::DispatchFailure(failure) => {
                error.class = if failure.is_timeout() { Class::Timeout } else { Class::Unreachable };
                error.causes = causes(&e);
                error.message = error.causes.pop().unwrap_or_default();
                if is_credentials(&error.message) || error.causes.iter().any(|c| is_credentials(c)) {
                    error.class = Class::Credentials;
                    attempts(&mut error);
                }
                error.causes.retain(|c| !NOISE.contains(&c.as_str()) && *c != error.message);
                error.help = distrust(&error.message).unwrap_or_default().into();
            }
            SdkError::TimeoutError(_) => {
                error.class = Class::Timeout;
                error.message = "No answer within the time limit of the call.".into();
            }
            _ => {
                error.causes = causes(&e);
                let credentials = error.causes.iter().any(|c| is_credentials(c));
                error.class = if credentials { Class::Credentials } else { Class::Validation };
                error.message =
                    error.causes.last().cloned().unwrap_or_else(|| "The request could not be built.".into());
            }
        }
        Error(Box::new(error))
    }
}

/// `ec2 CreateVpc`, from the error's own path: `aws_sdk_ec2::operation::create_vpc::CreateVpcError`.
fn action<E>() -> String {
    let path = std::any::type_name::<E>();
    let service = path.split("::").next().unwrap_or_default().trim_start_matches("aws_sdk_");
    let operation = path.rsplit("::").next().unwrap_or_default().trim_end_matches("Error");
    format!("{service} {operation}")
}

fn service(error: &mut ProviderError, meta: &aws_smithy_types::error::ErrorMetadata, raw: &HttpResponse) {
    error.code = meta.code().unwrap_or_default().to_owned();
    error.message = meta.message().unwrap_or_default().to_owned();
    let header = |name| raw.headers().get(name).map(str::to_owned);
    error.request_id = meta
        .extra("aws_request_id")
        .map(str::to_owned)
        .or_else(|| header("x-amzn-requestid"))
        .or_else(|| header("x-amz-request-id"));
    error.class = classify(&error.code, raw.status().as_u16());
    if error.message.is_empty() {
        error.message = format!("AWS answered HTTP {} without a message.", raw.status());
    }
}

/// The class of an error code; families of codes follow a few habits.
pub fn classify(code: &str, status: u16) -> Class {
    let code = code.rsplit('#').next().unwrap_or(code);
    let has = |words: &[&str]| words.iter().any(|w| code.contains(w));
    match code {
        "" => by_status(status),
        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "AuthFailure"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "InvalidAccessKeyId"
        | "MissingAuthenticationToken"
        | "InvalidToken"
        | "IncompleteSignature" => Class::Credentials,
        "SlowDown" | "RequestLimitExceeded" | "BandwidthLimitExceeded" | "PriorRequestNotComplete" => {
            Class::Throttled
        }
        "OperationAborted" | "ConcurrentModification" | "OptimisticLockException" => Class::Conflict,
        _ if has(&["Throttl", "TooManyRequests", "RequestThrottled"]) => Class::Throttled,
        _ if has(&["AccessDenied", "UnauthorizedOperation", "NotAuthorized", "OptInRequired"]) => {
            Class::AccessDenied
        }
        _ if has(&["NotFound", "NoSuch", ".Unknown", "DoesNotExist"]) => Class::NotFound,
        _ if has(&["AlreadyExists", "Duplicate", "BucketAlreadyOwnedByYou", "AlreadyInUse"]) => Class::Exists,
        _ if has(&[
            "DependencyViolation",
            "DeleteConflict",
            "ResourceInUse",
            "InUse",
            "HostedZoneNotEmpty",
            "BucketNotEmpty",
        ]) =>
        {
            Class::Dependency
        }
        _ if has(&["LimitExceeded", "QuotaExceeded", "TooMany", "InsufficientInstanceCapacity"]) => {
            Class::Limit
        }
        _ if has(&[
            "Conflict",
            "ConcurrentUpdate",
            "IdempotentParameterMismatch",
            "IncorrectState",
            "InvalidState",
        ]) =>
        {
            Class::Conflict
        }
        _ if has(&[
            "Unavailable",
            "InternalFailure",
            "InternalError",
            "InternalServerError",
            "ServiceFailure",
        ]) =>
        {
            Class::Unavailable
        }
        _ if has(&["Validation", "Invalid", "Malformed", "Missing", "Unsupported", "BadRequest"]) => {
            Class::Validation
        }
        _ => by_status(status),
    }
}

fn by_status(status: u16) -> Class {
    match status {
        403 => Class::AccessDenied,
        404 => Class::NotFound,
        409 => Class::Conflict,
        429 => Class::Throttled,
        500.. => Class::Unavailable,
        400..=499 => Class::Validation,
        _ => Class::Other,
    }
}

/// The chain of causes below an error, nearest first, without repeats.
pub fn causes(e: &dyn StdError) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut next = e.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if all.last() != Some(&text) {
            all.push(text);
        }
        next = cause.source();
    }
    all
}

/// Words of the SDK's layers that say nothing to who reads them.
const NOISE: [&str; 5] =
    ["user error", "io error", "other", "timeout", "the credential provider was not enabled"];

fn is_credentials(cause: &str) -> bool {
    let cause = cause.to_ascii_lowercase();
    ["credential", "sso token", "identity resolver", "failed to load identity"]
        .iter()
        .any(|w| cause.contains(w))
}

/// What to do where a connection came about, but no trust in it.
fn distrust(message: &str) -> Option<&'static str> {
    let message = message.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| message.contains(w));
    if has(&["expired", "notvalidyet", "not valid yet"]) && message.contains("certificate") {
        Some(
            "Check this machine's clock; if it is right, the certificate is too old. Then run the command again.",
        )
    } else if message.contains("certificate") {
        Some(
            "A proxy on the way shows its own certificate, most often. Name the file of its authority's certificates in AWS_CA_BUNDLE or \
             in `custom_ca_bundle` of the provider block, then run the command again.",
        )
    } else if has(&["corrupt message", "invalidcontenttype", "handshake"]) {
        Some(
            "What answers there does not speak TLS as AWS does. Check the scheme and port of the endpoint, and proxies on the way.",
        )
    } else {
        None
    }
}

/// The SDK's list of the places where it looked for credentials: a cause each.
fn attempts(error: &mut ProviderError) {
    let Some((_, places)) = error.message.split_once("Attempted:") else { return };
    let lines = places.lines().map(str::trim).filter(|l| !l.is_empty());
    let told: Vec<String> =
        lines.map(|l| l.replace("the credential provider was not enabled: ", "")).collect();
    error.message = "No credentials were found in any of the places where they may be.".into();
    error.causes = told;
}
