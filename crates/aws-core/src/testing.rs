//! An AWS for tests that answers by script: request goldens and answers that emulators never give.

mod cbor;
pub mod goldens;
pub mod rig;

use crate::http::Call;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::{Response, StatusCode};
use aws_smithy_types::body::SdkBody;
use std::sync::{Arc, Mutex, PoisonError};

/// A request as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// `ec2 CreateVpc`
    pub call: String,
    /// `POST https://…`
    pub target: String,
    /// The body.
    pub body: String,
    /// The region that it was signed for.
    pub region: String,
    /// The version that it is for: its header `If-Match`, or nothing.
    pub if_match: String,
}

impl Sent {
    /// The fields of a form (the query protocol) as `name=value`, sorted, without `Action` and `Version`.
    pub fn form(&self) -> Vec<String> {
        let fields = self.body.split('&').filter(|f| !f.starts_with("Action=") && !f.starts_with("Version="));
        let mut fields: Vec<String> = fields.map(unescape).collect();
        fields.sort();
        fields
    }
}

fn unescape(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let hex: Vec<u8> = bytes.by_ref().take(2).collect();
                let hex = String::from_utf8_lossy(&hex).into_owned();
                out.extend(u8::from_str_radix(&hex, 16).ok());
            }
            b'+' => out.push(b' '),
            b => out.push(b),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An answer: status and body.
pub type Reply = (u16, String);

/// The operation that a request is for: `CreateVpc`.
pub fn operation(sent: &Sent) -> &str {
    sent.call.rsplit(' ').next().unwrap_or_default()
}

/// An answer in JSON.
pub fn ok(body: impl Into<serde_json::Value>) -> Reply {
    (200, body.into().to_string())
}

/// A refusal as services that speak JSON tell it.
pub fn refused(code: &str, message: &str) -> Reply {
    (400, serde_json::json!({ "__type": code, "message": message }).to_string())
}

/// An error as the query protocol tells it.
pub fn query_error(status: u16, code: &str, message: &str) -> Reply {
    let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, format!("<Response><Errors>{error}</Errors><RequestID>req-1</RequestID></Response>"))
}

type Script = dyn Fn(&Sent, usize) -> Reply + Send + Sync;

/// Answers each request by `script`, which is told how many calls of that name came before.
#[derive(Clone)]
pub struct FakeAws {
    script: Arc<Script>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl FakeAws {
    /// With a script. `GetCallerIdentity` is answered with account 123456789012.
    pub fn new(script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static) -> FakeAws {
        FakeAws { script: Arc::new(script), sent: Arc::default() }
    }
    /// For `Settings::http`.
    pub fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }
    /// What was sent, in order, `GetCallerIdentity` aside.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// The names of the calls, in order.
    pub fn calls(&self) -> Vec<String> {
        self.sent().into_iter().map(|s| s.call).collect()
    }

    fn answer(&self, request: &HttpRequest) -> Reply {
        let sent = Sent {
            call: request.extension::<Call>().map(ToString::to_string).unwrap_or_default(),
            target: format!("{} {}", request.method(), request.uri()),
            body: String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned(),
            region: signed_for(request).unwrap_or_default().to_owned(),
            if_match: request.headers().get("if-match").unwrap_or_default().to_owned(),
        };
        if sent.call == "sts GetCallerIdentity" {
            return (200, IDENTITY.to_owned());
        }
        let before = {
            let mut all = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            let before = all.iter().filter(|s| s.call == sent.call).count();
            all.push(sent.clone());
            before
        };
        (self.script)(&sent, before)
    }
}

/// The third part of what a signature names: `Credential=KEY/20260101/eu-west-1/ec2/aws4_request`.
fn signed_for(request: &HttpRequest) -> Option<&str> {
    request.headers().get("authorization")?.split("Credential=").nth(1)?.split('/').nth(2)
}

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/test</Arn>\
    <UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

impl std::fmt::Debug for FakeAws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FakeAws")
    }
}

impl HttpClient for FakeAws {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for FakeAws {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = self.answer(&request);
        // A version, which services tell in a header, stands in a line before the body.
        let (version, body) = match body.strip_prefix("ETag: ").and_then(|rest| rest.split_once('\n')) {
            Some((version, rest)) => (Some(version.to_owned()), rest.to_owned()),
            None => (None, body),
        };
        // Some services speak CBOR; scripts answer them in JSON too.
        let cbor = request.headers().get("content-type") == Some("application/cbor");
        let response = StatusCode::try_from(status)
            .map(|status| {
                let body = if cbor { SdkBody::from(cbor::from_json(&body)) } else { SdkBody::from(body) };
                let mut response = Response::new(status, body);
                response.headers_mut().insert("x-amzn-requestid", "req-1");
                if let Some(version) = version {
                    response.headers_mut().insert("etag", version);
                }
                if cbor {
                    response.headers_mut().insert("smithy-protocol", "rpc-v2-cbor");
                }
                response
            })
            .map_err(|e| ConnectorError::other(e.into(), None));
        HttpConnectorFuture::ready(response)
    }
}
