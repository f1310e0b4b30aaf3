//! Clients: counting, retries, errors, the guard.

use super::settings;
use crate::clients::sts;
use crate::once::once;
use crate::prelude::*;
use crate::testing::{FakeAws, Reply, query_error};
use crate::{AwsProvider, Settings};
use provision_engine::provider::ProviderError;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

fn block(attributes: &[(&str, Value)]) -> Value {
    Value::object_of(attributes.iter().map(|(n, v)| (*n, v.clone())))
}

/// Calls STS against a script and gives the error and the number of requests.
async fn failing(script: impl Fn(usize) -> Reply + Send + Sync + 'static) -> (Result<(), Error>, u64) {
    let fake = FakeAws::new(move |_, before| script(before));
    let provider = AwsProvider::new(settings(&fake), vec![]);
    let session = provider.open(&block(&[])).await.unwrap();
    let before = provider.calls().total();
    let result = sts(session.cx()).get_access_key_info().access_key_id("AKIAAAAAAAAAAAAAAAAA").send().await;
    (result.map(|_| ()).map_err(Error::from), provider.calls().total() - before)
}

const FINE: &str = "<GetAccessKeyInfoResponse><GetAccessKeyInfoResult/></GetAccessKeyInfoResponse>";

fn sts_error(status: u16, code: &str) -> Reply {
    let error = format!("<Error><Code>{code}</Code><Message>because</Message></Error>");
    (status, format!("<ErrorResponse>{error}<RequestId>req-1</RequestId></ErrorResponse>"))
}

#[tokio::test]
async fn throttling_is_waited_out_and_every_request_counts() {
    let (result, calls) =
        failing(|n| if n < 6 { sts_error(400, "Throttling") } else { (200, FINE.into()) }).await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(calls, 7);
}

#[tokio::test]
async fn errors_have_a_class_a_code_a_request_id_and_the_call() {
    for (code, class) in [
        ("AccessDenied", Class::AccessDenied),
        ("ExpiredToken", Class::Credentials),
        ("ValidationError", Class::Validation),
        ("NoSuchEntity", Class::NotFound),
        ("DeleteConflict", Class::Dependency),
        ("EntityAlreadyExists", Class::Exists),
        ("LimitExceeded", Class::Limit),
    ] {
        let (result, calls) = failing(move |_| sts_error(400, code)).await;
        let error: ProviderError = result.unwrap_err().into();
        assert_eq!((error.class, error.code.as_str(), calls), (class, code, 1));
        assert_eq!(
            (error.action.as_str(), error.request_id.as_deref()),
            ("sts GetAccessKeyInfo", Some("req-1"))
        );
        assert_eq!(error.message, "because");
    }
}

#[tokio::test]
async fn the_wrong_account_is_refused() {
    let fake = FakeAws::new(|_, _| query_error(500, "Unexpected", ""));
    let list = |id: &str| Value::set(Type::String, vec![Value::string(id)]);
    let bound = Settings { account_ids: vec!["111111111111".into()], ..settings(&fake) };
    let error = AwsProvider::new(bound, vec![]).open(&block(&[])).await.err().unwrap();
    assert!(error.class == Class::Guard && error.message.contains("111111111111"), "{error}");
    for (name, id, fine) in [
        ("allowed_account_ids", "123456789012", true),
        ("allowed_account_ids", "999999999999", false),
        ("forbidden_account_ids", "123456789012", false),
        ("forbidden_account_ids", "999999999999", true),
    ] {
        let opened = AwsProvider::new(settings(&fake), vec![]).open(&block(&[(name, list(id))])).await;
        assert_eq!(opened.is_ok(), fine, "{name} {id}");
    }
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn a_region_that_the_environment_is_not_bound_to_is_refused() {
    let fake = FakeAws::new(|_, _| query_error(500, "Unexpected", ""));
    let bound = Settings { regions: vec!["eu-west-1".into()], ..settings(&fake) };
    let provider = AwsProvider::new(bound, vec![]);
    let elsewhere = block(&[("region", Value::string("us-east-1"))]);
    let error = provider.open(&elsewhere).await.err().unwrap();
    assert!(error.class == Class::Guard && error.message.contains("bound to eu-west-1"), "{error}");
    assert!(error.help.ends_with("regions = [\"eu-west-1\", \"us-east-1\"]"), "{}", error.help);
    assert_eq!(provider.calls().total(), 0, "it is refused before any call");
    assert!(provider.open(&block(&[])).await.is_ok());
    assert!(provider.without_guard().open(&elsewhere).await.is_ok());
}

#[tokio::test]
async fn arguments_that_are_not_carried_out_are_named() {
    let fake = FakeAws::new(|_, _| query_error(500, "Unexpected", ""));
    let config = block(&[("http_proxy", Value::string("http://proxy"))]);
    let error = AwsProvider::new(settings(&fake), vec![]).open(&config).await.err().unwrap();
    assert!(error.message.contains("\"http_proxy\""), "{error}");
}

#[tokio::test]
async fn an_endpoint_that_is_away_is_named() {
    let away = Settings {
        region: Some("eu-west-1".into()),
        endpoint: Some("http://127.0.0.1:9".into()),
        time_scale: 0.001,
        ..Settings::default()
    };
    let error = AwsProvider::new(away, vec![]).open(&block(&[])).await.err().unwrap();
    assert_eq!(error.class, Class::Unreachable);
    assert!(error.message.contains("http://127.0.0.1:9"), "{error}");
}

/// Reads one request and answers it, or hangs up.
fn answer_one(listener: &TcpListener, body: Option<&str>) {
    let mut stream = BufReader::new(listener.accept().unwrap().0);
    let (mut length, mut line) = (0, String::new());
    while stream.read_line(&mut line).unwrap() > 2 {
        if let Some(given) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = given.trim().parse().unwrap();
        }
        line.clear();
    }
    stream.read_exact(&mut vec![0; length]).unwrap();
    let Some(body) = body else { return };
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close";
    write!(stream.get_mut(), "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
}

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>\
    <Arn>arn:aws:iam::123456789012:user/night</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";

fn at(address: SocketAddr, time_scale: f64) -> Settings {
    Settings {
        region: Some("eu-west-1".into()),
        endpoint: Some(format!("http://{address}")),
        time_scale,
        ..Settings::default()
    }
}

#[tokio::test]
async fn an_endpoint_that_has_answered_may_be_away_for_a_while() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let network = std::thread::spawn(move || {
        answer_one(&listener, Some(IDENTITY));
        drop(listener);
        std::thread::sleep(Duration::from_secs(2));
        answer_one(&TcpListener::bind(address).unwrap(), Some(FINE));
    });
    let session = AwsProvider::new(at(address, 0.1), vec![]).open(&block(&[])).await.unwrap();
    let ask = || sts(session.cx()).get_access_key_info().access_key_id("AKIAAAAAAAAAAAAAAAAA").send();
    ask().await.unwrap();
    network.join().unwrap();
    let gone = Error::from(ask().await.unwrap_err());
    assert!(gone.class == Class::Unreachable && gone.message.contains(&address.to_string()), "{gone:?}");
}

/// What hangs up has perhaps done what it was asked to.
#[tokio::test]
async fn a_call_that_only_asks_is_sent_again_when_nobody_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        for body in [Some(IDENTITY), None, Some(FINE), None, Some(FINE), None] {
            answer_one(&listener, body);
        }
    });
    let session = AwsProvider::new(at(address, 0.01), vec![]).open(&block(&[])).await.unwrap();
    let ask = || sts(session.cx()).get_access_key_info().access_key_id("AKIAAAAAAAAAAAAAAAAA").send();
    ask().await.unwrap();
    once(ask()).await.unwrap();
    let change = sts(session.cx()).decode_authorization_message().encoded_message("x").send();
    let lost = Error::from(once(change).await.unwrap_err());
    assert!(!lost.class.is_definite() && lost.message.contains(&address.to_string()), "{lost:?}");
    server.join().unwrap();
}

#[tokio::test]
async fn a_failure_of_awss_own_is_waited_out_in_a_create_too_where_it_only_asks() {
    let fake = FakeAws::new(|sent, before| match (sent.call.as_str(), before) {
        ("sts GetAccessKeyInfo", 2..) => (200, FINE.into()),
        _ => sts_error(500, "InternalFailure"),
    });
    let session = AwsProvider::new(settings(&fake), vec![]).open(&block(&[])).await.unwrap();
    once(sts(session.cx()).get_access_key_info().access_key_id("AKIAAAAAAAAAAAAAAAAA").send()).await.unwrap();
    let change = sts(session.cx()).decode_authorization_message().encoded_message("x").send();
    assert_eq!(Error::from(once(change).await.unwrap_err()).class, Class::Unavailable);
    assert_eq!(fake.calls().iter().filter(|c| *c == "sts DecodeAuthorizationMessage").count(), 1);
}

/// The recorded schema has a most of 1 where the provider's own check, not its schema, refuses a second block.
#[test]
fn the_provider_block_is_the_providers() {
    let golden = serde_json::from_str(include_str!("provider_schema.json")).unwrap();
    let block = provision_schema::ResourceType {
        name: "aws",
        mode: provision_value::Mode::Data,
        version: 0,
        sdk: provision_schema::Sdk::V2,
        block: crate::config::schema(),
        plan: None,
        seconds: (0.0, 0.0),
        revisioned: false,
        doc: "",
    };
    assert_eq!(provision_schema::check(&block, &golden), Vec::<String>::new());
}
