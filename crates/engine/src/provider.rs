//! What the engine asks of a provider. Everything here speaks in [`Value`]s of a type's schema; typed resources live
//! behind it (see `aws-core`).

use crate::preflight::{Intended, Preflight};
use async_trait::async_trait;
use provision_schema::{Catalog, Facts};
use provision_value::{Diagnostic, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A key: what AWS calls the thing, enough (with the attributes) to read and delete it. Composite keys are joined by the type.
pub type Key = String;

/// One read.
#[derive(Clone, Debug)]
pub struct ReadReq {
    /// The key.
    pub key: Key,
    /// The object as the state or the intent holds it; attributes that AWS never tells are taken from it.
    pub prior: Value,
    /// True right after our own create: absence is propagation, so the read is repeated for the type's window.
    pub fresh: bool,
}

/// The answer of a create call.
#[derive(Clone, Debug)]
pub struct Created {
    /// The key.
    pub key: Key,
    /// Attributes that only this call tells (`once`), by name.
    pub once: BTreeMap<String, Value>,
}

/// What is known of one step while it runs.
#[derive(Clone)]
pub struct StepCx {
    /// The instance, for messages and for the ownership tag.
    pub address: String,
    /// Idempotency token; lives in the journal's intent, the same when a step is sent again.
    pub token: String,
    /// Ownership tags, empty where they are off.
    pub ownership: BTreeMap<String, String>,
    /// Seconds allowed, from `timeouts`, or `None` for the type's default.
    pub timeout: Option<u64>,
    /// True for a create whose natural key had been looked up and found absent before: what stands there now is its own.
    pub absent: bool,
    /// Told what is being waited for.
    pub progress: Arc<dyn Fn(&str) + Send + Sync>,
}

/// What the journal knew of a create whose outcome is not known.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The token it was sent with.
    pub token: String,
    /// True when the natural key had been looked up and found absent before.
    pub absent: bool,
    /// When it was written: seconds since 1970.
    pub at: i64,
    /// The ownership tags it was sent with.
    pub ownership: BTreeMap<String, String>,
}

impl Intent {
    /// What is looked for where the state was lost: not what one call made, but what any run made for an address.
    pub fn of_any_run(ownership: BTreeMap<String, String>) -> Intent {
        Intent { token: String::new(), absent: true, at: 0, ownership }
    }
    /// True where no single call is looked for, so that no token tells it.
    pub fn is_of_any_run(&self) -> bool {
        self.token.is_empty()
    }
}

/// Something in the cloud that carries ownership tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// What the cloud calls it.
    pub arn: String,
    /// The address that the tags name; `None` where it was too long to be written there.
    pub address: Option<String>,
    /// All its ownership tags, as they are.
    pub tags: BTreeMap<String, String>,
}

/// How an error is handled and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The thing is not there.
    NotFound,
    /// It exists already.
    Exists,
    /// Another thing still uses it.
    Dependency,
    /// No permission.
    AccessDenied,
    /// Credentials missing or expired.
    Credentials,
    /// Too many requests.
    Throttled,
    /// A quota is used up.
    Limit,
    /// The request is wrong.
    Validation,
    /// Changed by somebody else meanwhile.
    Conflict,
    /// The service cannot answer now.
    Unavailable,
    /// No connection, TLS included.
    Unreachable,
    /// It took longer than allowed.
    Timeout,
    /// Refused by a guard before any call.
    Guard,
    /// Anything else.
    Other,
}

/// An error from a provider. Never holds a secret: requests and objects are not part of it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ProviderError {
    /// How it is handled.
    pub class: Class,
    /// The call: `ec2 CreateVpc`.
    pub action: String,
    /// AWS's error code.
    pub code: String,
    /// AWS's message.
    pub message: String,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// Causes, nearest first.
    pub causes: Vec<String>,
    /// What to do; empty for the class's own advice.
    pub help: String,
}

impl ProviderError {
    /// An error of our own, with no call behind it.
    pub fn new(class: Class, message: impl Into<String>) -> ProviderError {
        ProviderError {
            class,
            action: String::new(),
            code: String::new(),
            message: message.into(),
            request_id: None,
            causes: Vec::new(),
            help: String::new(),
        }
    }
    /// As a person reads it.
    pub fn to_diagnostic(&self, address: &str) -> Diagnostic {
        let summary = match (self.action.is_empty(), self.code.is_empty(), self.class) {
            (true, ..) => self.message.clone(),
            (_, false, _) => format!("{} failed: {}", self.action, self.code),
            (_, _, Class::Unreachable) => format!("{} failed: no connection", self.action),
            (_, _, Class::Credentials) => format!("{} failed: no credentials", self.action),
            (_, _, Class::Timeout) => format!("{} failed: no answer in time", self.action),
            _ => format!("{} failed", self.action),
        };
        let mut detail = if self.action.is_empty() { String::new() } else { self.message.clone() };
        if let Some(id) = &self.request_id {
            detail = format!("{detail} (request id {id})");
        }
        let help = if self.help.is_empty() { self.class.advice() } else { &self.help };
        let mut d = Diagnostic::error(summary, detail).help(help);
        if !address.is_empty() {
            d = d.on(address);
        }
        d.causes = self.causes.clone();
        d.guard = self.class == Class::Guard;
        d
    }
}

impl Class {
    /// True when an error of this class means that the call was refused and had no effect; after any other error the
    /// effect is not known.
    pub fn is_definite(self) -> bool {
        !matches!(self, Class::Unavailable | Class::Unreachable | Class::Timeout | Class::Other)
    }
    /// What to do about an error of this class.
    pub fn advice(self) -> &'static str {
        match self {
            Class::NotFound => {
                "What AWS names may have been deleted outside, or lie in another region or account. Run `provision plan` to see what is left."
            }
            Class::Exists => {
                "Something of this name exists already. Adopt it with an `import` block, or choose another name."
            }
            Class::Dependency => {
                "Something outside this plan still uses it. Remove that first, then run the command again."
            }
            Class::AccessDenied => {
                "The credentials in use lack this permission. Ask for it, then run the command again; what is done is recorded."
            }
            Class::Credentials => {
                "Log in again (for example `aws sso login`) or set AWS_PROFILE, then run the command again."
            }
            Class::Throttled => {
                "AWS keeps refusing for rate. Wait a minute and run the command again; what is done is recorded."
            }
            Class::Limit => {
                "Ask for a higher quota in the Service Quotas console, or delete what is not needed, then run the command again."
            }
            Class::Validation => "Correct the argument that AWS names and run the command again.",
            Class::Conflict => "Somebody else is changing it. Run the command again when they are done.",
            Class::Unavailable => {
                "The service has a fault (https://health.aws.amazon.com/health/status). Run the command again later; what is done is recorded."
            }
            Class::Unreachable => {
                "Check the network, the region and the endpoint of this environment, then run the command again."
            }
            Class::Timeout => {
                "It may still complete at AWS. Run the command again: it goes on from here. A `timeouts` block allows more time."
            }
            Class::Guard => {
                "Nothing was read or changed. Choose other credentials (AWS_PROFILE) or another environment (--env)."
            }
            Class::Other => {
                "Run the command again; if the error stays, look up its code in AWS's documentation."
            }
        }
    }
}

/// A family of types, and how to reach what makes them.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The types.
    fn catalog(&self) -> &dyn Catalog;
    /// Opens one provider configuration: `name` is the provider's (`aws`), `config` its evaluated block (unknown parts are an
    /// error of the caller). Resolves credentials and checks the account guard before anything else is called.
    async fn configure(&self, name: &str, config: &Value) -> Result<Arc<dyn Session>, ProviderError>;
}

/// One open provider configuration: account, region, credentials, clients.
#[async_trait]
pub trait Session: Send + Sync {
    /// What plan-time computation needs.
    fn facts(&self) -> &Facts;
    /// The key of an object in the state.
    fn key(&self, type_name: &str, object: &Value) -> Result<Key, ProviderError>;
    /// Told what a refresh is going to read, by type, before it does: what reads of several types have in common can then be asked
    /// for at once.
    fn foresee(&self, _reads: &[(&str, &[ReadReq])]) {}
    /// Reads many objects of one type; `Ok(None)` is "gone". Answers stand in the order of the requests. Concurrent calls
    /// are gathered into common batches.
    async fn read(&self, type_name: &str, reqs: Vec<ReadReq>) -> Vec<Result<Option<Value>, ProviderError>>;
    /// Reads many data sources of one type.
    async fn data(&self, type_name: &str, configs: Vec<Value>) -> Vec<Result<Value, ProviderError>>;
    /// The one call that makes the thing. `planned` is wholly known except for computed attributes.
    ///
    /// An error whose class is [definite](Class::is_definite) promises that nothing was made. Where a second call (tags) is refused
    /// after the first has made the thing, give the key: `finish` repeats the second.
    async fn create(&self, type_name: &str, cx: &StepCx, planned: &Value) -> Result<Created, ProviderError>;
    /// Waits until the thing is usable, reads it, carries out settings that AWS takes only after creation, and gives the
    /// object for the state. Called after `create`, and by recovery for a half-made thing.
    async fn finish(
        &self,
        type_name: &str,
        cx: &StepCx,
        created: &Created,
        planned: &Value,
    ) -> Result<Value, ProviderError>;
    /// Changes in place, waits, reads; gives the object for the state.
    async fn update(
        &self,
        type_name: &str,
        cx: &StepCx,
        prior: &Value,
        planned: &Value,
    ) -> Result<Value, ProviderError>;
    /// Deletes and waits until it is gone. Already gone is success.
    async fn delete(&self, type_name: &str, cx: &StepCx, prior: &Value) -> Result<(), ProviderError>;
    /// Finds a thing whose create call's answer was lost, looking for as long as the type's consistency window lasts. `Ok(None)`: it
    /// was not made. An error of class [`Class::Exists`]: something stands there that is not ours; its `message`
    /// names it by the id that imports it.
    async fn locate(
        &self,
        type_name: &str,
        planned: &Value,
        intent: &Intent,
    ) -> Result<Option<Key>, ProviderError>;
    /// The natural key (a name) of a planned object, where the type has one that `read` takes: looked up before a create so that
    /// the intent can say "absent".
    fn natural_key(&self, type_name: &str, planned: &Value) -> Option<String>;
    /// True where nothing can stand under the natural key of a planned object, since what it is a part of was made by this very
    /// session: then the look before the create is saved.
    fn is_free(&self, _type_name: &str, _planned: &Value) -> bool {
        false
    }
    /// Everything in this account and region that carries these ownership tags; nothing where there is no cloud.
    async fn owned(&self, _tags: &BTreeMap<String, String>) -> Result<Vec<Owned>, ProviderError> {
        Ok(Vec::new())
    }
    /// The key and the attributes that an import id tells, ready for `read`.
    fn import(&self, type_name: &str, id: &str) -> Result<(Key, Value), ProviderError>;
    /// An object of an older schema version, brought to the current one.
    fn upgrade(
        &self,
        type_name: &str,
        version: u64,
        attributes: serde_json::Value,
    ) -> Result<serde_json::Value, ProviderError>;
    /// Asks whether these changes are permitted and within the account's limits; changes nothing. Where there is no cloud nothing
    /// is in their way.
    async fn preflight(&self, _intended: &[Intended]) -> Result<Preflight, ProviderError> {
        Ok(Preflight::default())
    }
}
