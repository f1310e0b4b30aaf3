//! Parts of requests and answers that are too large for the SDK's types: put into a request's JSON before it is signed, and taken
//! from an answer's JSON beside what the SDK makes of it. Signing, retries and errors stay the SDK's.

use crate::shapes::{Named, Shaped};
use aws_sdk_quicksight::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_quicksight::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_types::body::SdkBody;
use provision_aws_core::{Class, Error};
use serde_json::{Map, Value as Json};
use std::error::Error as StdError;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Members that a request has beside those that the SDK writes.
#[derive(Clone, Default)]
pub struct Body(Map<String, Json>);

impl Body {
    /// With a block, where there is one.
    pub fn one<N: Named>(self, name: &str, block: &Option<Shaped<N>>) -> Body {
        self.with(name, block.as_ref().map(Shaped::json))
    }
    /// With a list of blocks, where there are some.
    pub fn many<N: Named>(self, name: &str, blocks: &[Shaped<N>]) -> Body {
        let all = (!blocks.is_empty()).then(|| blocks.iter().map(Shaped::json).collect());
        self.with(name, all)
    }
    /// With blocks that AWS has a map of, where there are some.
    pub fn map<N: Named>(self, name: &str, blocks: &[Shaped<N>]) -> Body {
        self.with(name, (!blocks.is_empty()).then(|| Shaped::map(blocks).into()))
    }
    fn with(mut self, name: &str, value: Option<Json>) -> Body {
        self.0.extend(value.map(|value| (name.to_owned(), value)));
        self
    }
}

impl std::fmt::Debug for Body {
    /// Names only: it may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Intercept for Body {
    fn name(&self) -> &'static str {
        "MembersOfTheRequest"
    }
    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let request = context.request_mut();
        let mut members: Map<String, Json> = match request.body().bytes() {
            Some(written) if !written.is_empty() => serde_json::from_slice(written)?,
            _ => Map::new(),
        };
        members.extend(self.0.clone());
        let body = serde_json::to_vec(&members)?;
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = SdkBody::from(body);
        Ok(())
    }
}

/// How much room reading a definition is given: the SDK's code for the many kinds of visuals takes more than a thread usually has.
const ROOM: usize = 64 << 20;

/// Runs a call whose answer holds a definition, on a stack that is large enough.
pub async fn roomy<T, E>(call: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, Error>
where
    T: Send + 'static,
    E: Into<Error> + Send + 'static,
{
    let (tell, told) = oneshot::channel();
    let runtime = Handle::current();
    // Who asked may have gone away, and needs no answer then.
    let run = move || drop(tell.send(runtime.block_on(call)));
    let lost = |_| Error::new(Class::Other, "The definition could not be read.");
    std::thread::Builder::new()
        .name("definition".into())
        .stack_size(ROOM)
        .spawn(run)
        .map_err(|e| Error::new(Class::Other, format!("No thread could be started: {e}")))?;
    told.await.map_err(lost)?.map_err(Into::into)
}

/// The JSON of an answer.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<Json>>);

impl Heard {
    /// What was answered; null where nothing was.
    pub fn json(&self) -> Json {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Heard")
    }
}

impl Intercept for Heard {
    fn name(&self) -> &'static str {
        "JsonOfTheAnswer"
    }
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let response = context.response();
        // A refusal is the SDK's to read.
        if let (true, Some(body)) = (response.status().is_success(), response.body().bytes()) {
            let told = serde_json::from_slice(body)?;
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = told;
        }
        Ok(())
    }
}
