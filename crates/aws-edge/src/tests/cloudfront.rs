//! CloudFront: versions, lists, publishing.

use provision_aws_core::testing::Reply;
use provision_aws_core::testing::rig::{Rig, query_refusal};
use provision_value::json::to_json;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const CONTROL: &str = "aws_cloudfront_origin_access_control";
const POLICY: &str = "aws_cloudfront_cache_policy";
const FUNCTION: &str = "aws_cloudfront_function";

pub(super) fn xml(body: &str) -> Reply {
    (200, format!("<?xml version=\"1.0\"?>{body}"))
}

pub(super) fn versioned(version: &str, body: &str) -> Reply {
    (200, format!("ETag: {version}\n{body}"))
}

/// The versions that the calls of an operation were for.
pub(super) fn versions(rig: &Rig, operation: &str) -> Vec<String> {
    let sent = rig.fake.sent().into_iter();
    sent.filter(|s| s.call == format!("cloudfront {operation}")).map(|s| s.if_match).collect()
}

pub(super) fn refused(status: u16, code: &str) -> Reply {
    query_refusal(status, code, "no")
}

/// Fails where a request lacks one of these.
pub(super) fn says(body: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(body.contains(part), "{part} is not in {body}"));
}

fn control_config(name: &str) -> String {
    format!(
        "<Name>{name}</Name><Description>for S3</Description><SigningProtocol>sigv4</SigningProtocol><SigningBehavior>always\
         </SigningBehavior><OriginAccessControlOriginType>s3</OriginAccessControlOriginType>"
    )
}

fn control(id: &str, name: &str) -> String {
    format!(
        "<OriginAccessControl><Id>{id}</Id><OriginAccessControlConfig>{}</OriginAccessControlConfig></OriginAccessControl>",
        control_config(name)
    )
}

fn held(n: usize) -> Json {
    json!({ "id": format!("E{n}"), "arn": format!("arn:aws:cloudfront::123456789012:origin-access-control/E{n}"), "name": format!("c{n}"),
        "description": "for S3", "etag": "v1", "origin_access_control_origin_type": "s3", "signing_behavior": "always", "signing_protocol": "sigv4" })
}

#[tokio::test]
async fn what_has_not_changed_is_listed_once() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "cloudfront ListOriginAccessControls" => {
            let item = |n: usize| {
                let name = if n == 7 { "renamed".to_owned() } else { format!("c{n}") };
                format!(
                    "<OriginAccessControlSummary><Id>E{n}</Id>{}</OriginAccessControlSummary>",
                    control_config(&name)
                )
            };
            let items: String = (0..40).map(item).collect();
            xml(&format!(
                "<OriginAccessControlList><Marker></Marker><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>40</Quantity>\
                 <Items>{items}</Items></OriginAccessControlList>"
            ))
        }
        _ => xml(&control("E7", "renamed")),
    });
    let rig = rig.await;
    let priors = (0..40).map(|n| (format!("E{n}"), held(n))).collect();
    let read = rig.refresh(CONTROL, priors).await;
    assert_eq!((rig.count("ListOriginAccessControls"), rig.count("GetOriginAccessControl")), (1, 1));
    let names: Vec<Json> = read.iter().map(|r| to_json(r.as_ref().unwrap())["name"].clone()).collect();
    assert_eq!((names[6].as_str(), names[7].as_str()), (Some("c6"), Some("renamed")));
}

#[tokio::test]
async fn an_old_version_is_read_again() {
    let rig = Rig::new(crate::family(), |sent, before| match (sent.call.as_str(), before) {
        ("cloudfront DeleteOriginAccessControl", 0) => refused(412, "PreconditionFailed"),
        ("cloudfront DeleteOriginAccessControl", 1) => refused(409, "OriginAccessControlInUse"),
        ("cloudfront GetOriginAccessControl", _) => versioned("v2", &control("E1", "c1")),
        _ => (204, String::new()),
    });
    let rig = rig.await;
    rig.delete(CONTROL, held(1)).await.unwrap();
    // What still uses it lets go of it a moment later, and the framework calls again.
    assert_eq!(versions(&rig, "DeleteOriginAccessControl"), ["v1", "v2", "v1"]);
}

#[tokio::test]
async fn a_policy_is_sent_whole() {
    let rig = Rig::new(crate::family(), |_, _| refused(400, "InvalidArgument")).await;
    let config = json!({ "name": "pictures", "min_ttl": 1, "parameters_in_cache_key_and_forwarded_to_origin": [{
        "enable_accept_encoding_gzip": true,
        "cookies_config": [{ "cookie_behavior": "whitelist", "cookies": [{ "items": ["a", "b"] }] }],
        "headers_config": [{ "header_behavior": "none" }],
        "query_strings_config": [{ "query_string_behavior": "all" }]
    }] });
    rig.make(POLICY, config).await.unwrap_err();
    let body = rig.fake.sent().remove(0).body;
    let parts = [
        "<Name>pictures</Name>",
        "<DefaultTTL>86400</DefaultTTL>",
        "<MaxTTL>31536000</MaxTTL>",
        "<MinTTL>1</MinTTL>",
        "<EnableAcceptEncodingGzip>true</EnableAcceptEncodingGzip>",
        "<EnableAcceptEncodingBrotli>false</EnableAcceptEncodingBrotli>",
        "<Cookies><Quantity>2</Quantity><Items><Name>a</Name><Name>b</Name></Items></Cookies>",
        "<HeaderBehavior>none</HeaderBehavior>",
        "<QueryStringBehavior>all</QueryStringBehavior>",
    ];
    says(&body, &parts);
}

#[tokio::test]
async fn a_new_function_is_published() {
    let summary = "<FunctionSummary><Name>f</Name><Status>UNPUBLISHED</Status><FunctionConfig><Comment></Comment><Runtime>cloudfront-js-2.0\
        </Runtime></FunctionConfig><FunctionMetadata><FunctionARN>arn:f</FunctionARN><LastModifiedTime>2026-01-01T00:00:00Z</LastModifiedTime>\
        </FunctionMetadata></FunctionSummary>";
    let published = Arc::new(AtomicBool::new(false));
    let rig = Rig::new(crate::family(), move |sent, _| match sent.call.as_str() {
        "cloudfront GetFunction" => versioned("v1", "code"),
        "cloudfront PublishFunction" => {
            published.store(true, Ordering::Relaxed);
            xml(summary)
        }
        "cloudfront DescribeFunction" if sent.target.contains("LIVE") => {
            match published.load(Ordering::Relaxed) {
                true => versioned("live", summary),
                false => refused(404, "NoSuchFunctionExists"),
            }
        }
        _ => versioned("v1", summary),
    });
    let rig = rig.await;
    let config = json!({ "name": "f", "runtime": "cloudfront-js-2.0", "code": "code" });
    let made = to_json(&rig.make(FUNCTION, config).await.unwrap());
    assert_eq!(versions(&rig, "PublishFunction"), ["v1"]);
    assert_eq!(
        (&made["etag"], &made["live_stage_etag"], &made["publish"]),
        (&json!("v1"), &json!("live"), &json!(true))
    );
}

#[tokio::test]
async fn a_function_that_is_not_ready_is_not_published() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "cloudfront UpdateFunction" => versioned("v2", ""),
        "cloudfront GetFunction" => versioned("v2", "new"),
        _ => refused(404, "NoSuchFunctionExists"),
    });
    let rig = rig.await;
    let function = |code: &str| json!({ "id": "f", "name": "f", "runtime": "cloudfront-js-2.0", "code": code, "etag": "v1", "publish": false });
    // It is gone when it is read afterwards; what counts is what was sent.
    let _ = rig.change(FUNCTION, function("old"), function("new")).await;
    assert_eq!((versions(&rig, "UpdateFunction"), rig.count("PublishFunction")), (vec!["v1".to_owned()], 0));
}
