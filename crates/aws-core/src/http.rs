//! The HTTP layer under every client: it counts calls, keeps to AWS's limits, and names the endpoint when it cannot be reached.
//! It never logs a body.

use crate::error::Error;
use crate::limits::Limits;
use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, Metadata};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use provision_engine::Cut;
use provision_engine::provider::Class;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Requests sent, by `service Operation`; repeats count, since AWS counts them.
#[derive(Debug, Default)]
pub struct Calls(Mutex<BTreeMap<String, u64>>);

impl Calls {
    /// So far.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// All together.
    pub fn total(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
    fn add(&self, call: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(call).or_default() += 1;
    }
}

/// The plain HTTPS client: rustls with ring, the system's roots, and the certificates of `extra` (PEM) where given.
pub fn https(extra: Option<Vec<u8>>) -> Result<SharedHttpClient, Error> {
    let builder = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring));
    let Some(pem) = extra else { return Ok(builder.build_https()) };
    let store = tls::TrustStore::default().with_native_roots(true).with_pem_certificate(pem);
    let context = tls::TlsContext::builder().with_trust_store(store).build();
    let context = context
        .map_err(|e| Error::new(Class::Validation, format!("The extra certificates cannot be used: {e}.")))?;
    Ok(builder.tls_context(context).build_https())
}

/// How long an endpoint that has answered before may be out of reach: a laptop changes networks, a name server starts anew.
pub const ABSENCE: Duration = Duration::from_secs(60);

/// A client that counts what goes through it and keeps to `limits` where they are on. An endpoint that has answered may be out of
/// reach for `absence`. After each call that may have changed something is a place where `cut` may end the process.
pub fn metered(
    inner: SharedHttpClient,
    calls: Arc<Calls>,
    limits: Option<Arc<Limits>>,
    absence: Duration,
    cut: Cut,
) -> SharedHttpClient {
    SharedHttpClient::new(Metered { inner, calls, limits, absence, answered: Arc::default(), cut })
}

/// Which call a request is; put into its extensions by [`Name`].
#[derive(Clone, Debug)]
pub(crate) struct Call {
    service: String,
    operation: String,
}

impl Call {
    /// True for calls that only ask. A crash after one of these is a crash before the next that does not.
    fn only_asks(&self) -> bool {
        ["Describe", "Get", "List", "Head", "Assume"].iter().any(|verb| self.operation.starts_with(verb))
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.service, self.operation)
    }
}

/// Writes the name of the call into each request, for [`metered`]. Every client carries it.
#[derive(Clone, Debug)]
pub struct Name;

#[dyn_dispatch_hint]
impl Intercept for Name {
    fn name(&self) -> &'static str {
        "NameOfTheCall"
    }
    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(meta) = cfg.load::<Metadata>() {
            let service = meta.service().to_ascii_lowercase().replace(' ', "");
            context.request_mut().add_extension(Call { service, operation: meta.name().to_owned() });
        }
        Ok(())
    }
}

#[derive(Clone)]
struct Metered<T> {
    inner: T,
    calls: Arc<Calls>,
    limits: Option<Arc<Limits>>,
    absence: Duration,
    /// Endpoints that have answered.
    answered: Arc<Mutex<BTreeSet<String>>>,
    cut: Cut,
}

impl<T: std::fmt::Debug> std::fmt::Debug for Metered<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Metered").field(&self.inner).finish()
    }
}

impl HttpClient for Metered<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        let Metered { calls, limits, absence, answered, cut, .. } = self.clone();
        SharedHttpConnector::new(Metered { inner, calls, limits, absence, answered, cut })
    }
}

impl HttpConnector for Metered<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(this.send(request))
    }
}

impl Metered<SharedHttpConnector> {
    async fn send(
        self,
        request: HttpRequest,
    ) -> Result<aws_smithy_runtime_api::http::Response, ConnectorError> {
        // Credentials (SSO, container, instance metadata) are fetched by clients without a name.
        let call = request.extension::<Call>().cloned();
        if let (Some(limits), Some(call)) = (&self.limits, &call) {
            limits.take(&call.service, &call.operation).await;
        }
        let endpoint = endpoint(request.uri());
        let name = call.as_ref().map_or_else(|| endpoint.clone(), Call::to_string);
        let started = tokio::time::Instant::now();
        let only_asked = call.as_ref().is_some_and(Call::only_asks);
        let mut result = self.connect(request, &endpoint, &name, only_asked).await;
        match &mut result {
            Ok(response) => {
                if only_asked {
                    response.add_extension(Asked);
                }
                let status = response.status().as_u16();
                tracing::debug!(call = name, status, ms = started.elapsed().as_millis() as u64, "aws");
                if let (Some(limits), Some(call), 429 | 503) = (&self.limits, &call, status) {
                    limits.throttled(&call.service, &call.operation);
                }
            }
            Err(e) => tracing::debug!(call = name, error = %e, "aws"),
        }
        if call.is_some() && !only_asked {
            self.cut.point(&name).await;
        }
        result
    }

    /// Sends it. A connection that cannot be made is tried again three times, and where the endpoint has answered before, until it
    /// has been away for too long; then it is given up. Nothing can have reached AWS in between.
    async fn connect(
        &self,
        request: HttpRequest,
        endpoint: &str,
        name: &str,
        only_asked: bool,
    ) -> Result<aws_smithy_runtime_api::http::Response, ConnectorError> {
        let mut pause = Duration::from_millis(200);
        let mut request = request;
        let since = tokio::time::Instant::now();
        loop {
            let spare = request.try_clone();
            let result = self.inner.call(request).await;
            let causes = result.as_ref().err().map(|e| crate::error::causes(e)).unwrap_or_default();
            let refused = never_connected(&causes);
            if !refused {
                self.calls.add(name.to_owned());
            }
            let error = match result {
                Ok(response) => {
                    self.answered().insert(endpoint.to_owned());
                    return Ok(response);
                }
                Err(error) => error,
            };
            let absent = || self.answered().contains(endpoint) && since.elapsed() < self.absence;
            match spare {
                Some(again) if refused && (pause < Duration::from_secs(1) || absent()) => {
                    tracing::warn!(endpoint, "out of reach; trying again");
                    tokio::time::sleep(pause.min(Duration::from_secs(5))).await;
                    pause *= 2;
                    request = again;
                }
                _ => {
                    let message = unreachable(&error, endpoint, &causes);
                    return Err(named(error, Unanswered { message, only_asked }, refused));
                }
            }
        }
    }
}

impl<T> Metered<T> {
    fn answered(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// True when no connection came about, so that nothing can have reached AWS.
fn never_connected(causes: &[String]) -> bool {
    let text = causes.join(" ").to_ascii_lowercase();
    [
        "connect error",
        "connect timeout",
        "connection refused",
        "dns error",
        "failed to lookup",
        "no such host",
        "certificate",
        "tls",
    ]
    .iter()
    .any(|w| text.contains(w))
}

fn unreachable(error: &ConnectorError, endpoint: &str, causes: &[String]) -> String {
    let what = if error.is_timeout() { "no answer from" } else { "cannot reach" };
    format!("{what} {endpoint}: {}", causes.last().map(String::as_str).unwrap_or_default())
}

/// The same error in our words: of the same kind, since by that the SDK knows what may be sent again.
fn named(error: ConnectorError, told: Unanswered, refused: bool) -> ConnectorError {
    let told: BoxError = told.into();
    match (refused, error.is_timeout(), error.is_io()) {
        (true, ..) => ConnectorError::user(told),
        (_, true, _) => ConnectorError::timeout(told),
        (_, _, true) => ConnectorError::io(told),
        _ => ConnectorError::other(told, error.as_other()),
    }
}

/// On the answer to a call that only asks.
#[derive(Clone, Debug)]
pub(crate) struct Asked;

/// A call that got no answer.
#[derive(Debug)]
pub(crate) struct Unanswered {
    message: String,
    /// True where the call changes nothing.
    pub only_asked: bool,
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unanswered {}

/// Scheme, host and port of an address; never its path or query.
fn endpoint(uri: &str) -> String {
    let after = uri.find("://").map_or(0, |i| i + 3);
    let end = uri[after..].find(['/', '?']).map_or(uri.len(), |i| after + i);
    uri[..end].to_owned()
}
