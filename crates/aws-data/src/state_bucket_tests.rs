//! The arguments of a backend, and what the bucket's answers mean.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use provision_aws_core::Settings;
use provision_aws_core::testing::{FakeAws, Reply, Sent};

fn arguments(pairs: &[(&str, Value)]) -> Value {
    let all = [("bucket", Value::string("states")), ("key", Value::string("shop.tfstate"))];
    let all = all.iter().chain(pairs).map(|(name, value)| (*name, value.clone()));
    completed(&Value::object_of(all)).unwrap()
}

/// Opens the bucket over an S3 that answers by script.
async fn opened(
    config: &Value,
    script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static,
) -> (Result<(Arc<dyn Objects>, String), Error>, FakeAws) {
    let fake = FakeAws::new(script);
    let settings = Settings {
        region: Some("eu-west-1".into()),
        endpoint: Some("http://127.0.0.1:1".into()),
        time_scale: 0.001,
        http: Some(fake.client()),
        ..Settings::default()
    };
    let provider = AwsProvider::new(settings, vec![]);
    (open(&provider, config, "prod").await, fake)
}

fn s3_error(status: u16, code: &str) -> Reply {
    (status, format!("<Error><Code>{code}</Code><Message>because</Message></Error>"))
}

#[test]
fn the_key_is_that_of_a_workspace() {
    let plain = Backend { key: "a/b".into(), ..Backend::default() };
    assert_eq!((key(&plain, "default"), key(&plain, "prod")), ("a/b".into(), "env:/prod/a/b".into()));
    let prefixed = Backend { workspace_key_prefix: Some("teams".into()), ..plain };
    assert_eq!(key(&prefixed, "prod"), "teams/prod/a/b");
}

#[tokio::test]
async fn what_is_not_carried_out_is_refused_with_advice() {
    let object = |name: &str| Value::object_of([(name, Value::string("x"))]);
    for (name, value, told) in [
        ("dynamodb_table", Value::string("locks"), "use_lockfile = true"),
        ("role_arn", Value::string("arn"), "assume_role = { role_arn"),
        ("use_lockfile", Value::bool(false), "always taken"),
        ("skip_s3_checksum", Value::bool(true), "Remove it."),
        ("assume_role", object("rolearn"), "role_arn"),
        ("endpoints", object("sso"), "dynamodb, iam, s3, sts"),
    ] {
        let (opened, fake) = opened(&arguments(&[(name, value)]), |_, _| (200, String::new())).await;
        let error = opened.err().unwrap();
        assert!(error.message.contains(name) && error.help.contains(told), "{name}: {error:?}");
        assert!(fake.calls().is_empty());
    }
    let unknown = completed(&Value::object_of([("colour", Value::string("red"))])).unwrap_err();
    assert!(unknown.message.contains("colour"), "{unknown:?}");
}

#[tokio::test]
async fn a_write_where_something_is_already_is_no_error() {
    for (status, code, new) in [
        (412, "PreconditionFailed", Some(false)),
        (409, "ConditionalRequestConflict", Some(false)),
        (403, "AccessDenied", None),
    ] {
        let (opened, _) = opened(&arguments(&[]), move |_, _| s3_error(status, code)).await;
        let (objects, key) = opened.unwrap();
        assert_eq!(key, "env:/prod/shop.tfstate");
        match (objects.put_new(&key, b"{}".to_vec()).await, new) {
            (Ok(found), Some(wanted)) => assert_eq!(found, wanted),
            (Err(e), None) => {
                let d = e.to_diagnostic();
                assert!(d.detail.contains("s3://states/env:/prod/shop.tfstate"), "{d:?}");
                assert!(d.summary.contains("AccessDenied") && !d.help.is_empty(), "{d:?}");
            }
            (found, _) => panic!("{code}: {found:?}"),
        }
    }
}

#[tokio::test]
async fn an_object_that_is_not_there_is_none_and_a_bucket_that_is_not_there_is_an_error() {
    let (there, _) = opened(&arguments(&[]), |_, _| s3_error(404, "NoSuchKey")).await;
    let (objects, key) = there.unwrap();
    assert_eq!(objects.get(&key).await.unwrap(), None);
    let (gone, _) = opened(&arguments(&[]), |_, _| s3_error(404, "NoSuchBucket")).await;
    let d = gone.unwrap().0.get(&key).await.unwrap_err().to_diagnostic();
    assert!(d.summary.contains("NoSuchBucket") && d.help.contains("Make the bucket"), "{d:?}");
}

#[tokio::test]
async fn the_block_says_where_s3_is_and_whose_credentials_are_used() {
    let endpoints = Value::object_of([("s3", Value::string("http://127.0.0.1:2"))]);
    let config = arguments(&[("endpoints", endpoints), ("region", Value::string("us-west-2"))]);
    let (opened, fake) = opened(&config, |_, _| (200, "{}".into())).await;
    let (objects, key) = opened.unwrap();
    assert_eq!(objects.get(&key).await.unwrap().unwrap(), b"{}");
    let asked = fake.sent().remove(0).target;
    assert!(asked.starts_with("GET http://127.0.0.1:2/states/env"), "{asked}");
    assert!(asked.contains("/prod/shop.tfstate"), "{asked}");
}
