//! Settings of buckets.

use super::*;

const BUCKETS: usize = 50;

/// S3 as it tells of a bucket with everything that the bar is about.
fn bucket(sent: &Sent) -> Reply {
    let body = match operation(sent) {
        "GetBucketTagging" => "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
        "GetBucketVersioning" => {
            "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        }
        "GetBucketEncryption" => {
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
        }
        "GetPublicAccessBlock" => {
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"
        }
        "GetBucketLifecycleConfiguration" => RULES,
        other => panic!("{other} costs too much"),
    };
    (200, body.to_owned())
}

const RULES: &str = "<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status><Filter/>\
    <Expiration><Days>90</Days></Expiration></Rule></LifecycleConfiguration>";

fn rule(days: i64) -> Json {
    json!({ "id": "old", "status": "Enabled", "prefix": "", "filter": [], "abort_incomplete_multipart_upload": [],
        "expiration": [{ "date": null, "days": days, "expired_object_delete_marker": false }],
        "noncurrent_version_expiration": [], "noncurrent_version_transition": [], "transition": [] })
}

fn lifecycle(bucket: &str) -> Json {
    json!({ "id": bucket, "bucket": bucket, "rule": [rule(90)], "transition_default_minimum_object_size": null })
}

#[tokio::test]
async fn fifty_buckets_with_their_settings_are_five_calls_each() {
    let rig = rig(|sent, _| bucket(sent)).await;
    let of = |f: fn(&str) -> Json| {
        (0..BUCKETS).map(move |i| format!("b{i}")).map(move |b| (b.clone(), f(&b))).collect()
    };
    let (buckets, versioning, encryption, blocks, lifecycles) = tokio::join!(
        rig.refresh("aws_s3_bucket", of(|b| json!({ "id": b, "bucket": b, "region": "eu-west-1" }))),
        rig.refresh(
            "aws_s3_bucket_versioning",
            of(|b| json!({ "id": b, "bucket": b, "versioning_configuration": [{ "status": "Enabled" }] }))
        ),
        rig.refresh(
            "aws_s3_bucket_server_side_encryption_configuration",
            of(|b| json!({ "id": b, "bucket": b, "rule": [] }))
        ),
        rig.refresh("aws_s3_bucket_public_access_block", of(|b| json!({ "id": b, "bucket": b }))),
        rig.refresh("aws_s3_bucket_lifecycle_configuration", of(lifecycle)),
    );
    for all in [&buckets, &versioning, &encryption, &blocks, &lifecycles] {
        assert!(all.len() == BUCKETS && all.iter().all(Option::is_some));
    }
    assert_eq!(text(buckets[7].as_ref().unwrap(), "arn"), "arn:aws:s3:::b7");
    assert_eq!(rig.fake.calls().len(), 5 * BUCKETS);
}

#[tokio::test]
async fn rules_that_differ_from_the_state_are_asked_for_twice() {
    // S3 told of the new ones, then of those of before, then of the new ones again.
    let rig = rig(|sent, before| match before {
        0 => (200, RULES.replace("<ID>old</ID>", "<ID>older</ID>")),
        _ => bucket(sent),
    })
    .await;
    let found =
        rig.refresh("aws_s3_bucket_lifecycle_configuration", vec![("b".into(), lifecycle("b"))]).await;
    let rules = found[0].as_ref().unwrap().get("rule").unwrap();
    assert_eq!(text(&rules.as_seq().unwrap()[0], "id"), "old");
    assert_eq!(rig.count("GetBucketLifecycleConfiguration"), 2);
}

#[tokio::test]
async fn new_buckets_and_busy_ones_are_waited_for() {
    let rig = rig(|sent, before| match (operation(sent), before) {
        ("PutPublicAccessBlock", 0) => refused(404, "NoSuchBucket", "The specified bucket does not exist"),
        ("PutPublicAccessBlock", 1) => {
            refused(409, "OperationAborted", "A conflicting operation is in progress")
        }
        ("GetPublicAccessBlock", 0) => refused(404, "NoSuchPublicAccessBlockConfiguration", "not yet"),
        ("GetPublicAccessBlock", _) => bucket(sent),
        _ => done(),
    })
    .await;
    let config = json!({ "bucket": "b", "block_public_acls": true });
    let made = rig.make("aws_s3_bucket_public_access_block", &config).await.unwrap();
    assert_eq!((text(&made, "id"), rig.count("PutPublicAccessBlock")), ("b", 3));
}

#[tokio::test]
async fn a_deleted_buckets_settings_are_gone() {
    let rig = rig(|_, _| refused(404, "NoSuchBucket", "The specified bucket does not exist")).await;
    for name in [
        "aws_s3_bucket_acl",
        "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_notification",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_replication_configuration",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_s3_bucket_website_configuration",
    ] {
        let prior = json!({ "id": "b", "bucket": "b" });
        assert!(rig.refresh(name, vec![("b".into(), prior.clone())]).await[0].is_none(), "{name}");
        rig.delete(name, &prior).await.unwrap();
    }
}

fn last(rig: &Rig, name: &str) -> String {
    let sent = rig.fake.sent();
    sent.iter().rfind(|s| operation(s) == name).map(|s| s.body.clone()).unwrap_or_default()
}

#[tokio::test]
async fn a_lifecycle_rule_says_what_s3_wants_to_hear() {
    let moved = "<Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>";
    let told = RULES.replace("</Expiration>", &format!("</Expiration>{moved}"));
    let rig = rig(move |sent, _| match operation(sent) {
        "GetBucketLifecycleConfiguration" => (200, told.clone()),
        _ => done(),
    })
    .await;
    let mut open = rule(90);
    open["prefix"] = Json::Null;
    open["transition"] = json!([{ "date": null, "days": 0, "storage_class": "GLACIER" }]);
    rig.make("aws_s3_bucket_lifecycle_configuration", &json!({ "bucket": "b", "rule": [open] }))
        .await
        .unwrap();
    let body = last(&rig, "PutBucketLifecycleConfiguration");
    for part in ["<ID>old</ID>", "<Filter></Filter>", "<Expiration><Days>90</Days></Expiration>", moved] {
        assert!(body.replace("<Filter/>", "<Filter></Filter>").contains(part), "{part} in {body}");
    }
    let sent = rig.fake.sent();
    assert_eq!(sent.iter().filter(|s| operation(s).starts_with("Put")).count(), 1, "{:?}", rig.fake.calls());
}

#[tokio::test]
async fn a_function_that_may_not_be_called_yet_is_tried_again() {
    let told = "<NotificationConfiguration><CloudFunctionConfiguration><Id>one</Id>\
        <CloudFunction>arn:aws:lambda:eu-west-1:123456789012:function:f</CloudFunction><Event>s3:ObjectCreated:*</Event>\
        <Filter><S3Key><FilterRule><Name>Suffix</Name><Value>.csv</Value></FilterRule></S3Key></Filter>\
        </CloudFunctionConfiguration></NotificationConfiguration>";
    let rig = rig(move |sent, before| match (operation(sent), before) {
        ("PutBucketNotificationConfiguration", 0) => {
            refused(400, "InvalidArgument", "Unable to validate the following destination configurations")
        }
        ("GetBucketNotificationConfiguration", _) => (200, told.to_owned()),
        _ => done(),
    })
    .await;
    let function = json!({ "id": "one", "events": ["s3:ObjectCreated:*"], "filter_suffix": ".csv",
        "lambda_function_arn": "arn:aws:lambda:eu-west-1:123456789012:function:f" });
    let made = rig
        .make("aws_s3_bucket_notification", &json!({ "bucket": "b", "lambda_function": [function] }))
        .await;
    let made = made.unwrap();
    let first = &made.get("lambda_function").unwrap().as_seq().unwrap()[0];
    assert_eq!((text(first, "filter_suffix"), rig.count("PutBucketNotificationConfiguration")), (".csv", 2));
}

#[tokio::test]
async fn a_policy_names_a_principal_that_is_not_known_yet() {
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let rig = rig(move |sent, before| match (operation(sent), before) {
        ("PutBucketPolicy", 0) => refused(400, "MalformedPolicy", "Invalid principal in policy"),
        ("GetBucketPolicy", _) => (200, policy.to_owned()),
        _ => done(),
    })
    .await;
    rig.make("aws_s3_bucket_policy", &json!({ "bucket": "b", "policy": policy })).await.unwrap();
    assert_eq!(rig.count("PutBucketPolicy"), 2);
}

#[tokio::test]
async fn a_policy_that_is_wrong_is_refused_at_once() {
    let rig = rig(|_, _| refused(400, "MalformedPolicy", "Missing required field Statement")).await;
    let error =
        rig.make("aws_s3_bucket_policy", &json!({ "bucket": "b", "policy": "{}" })).await.unwrap_err();
    assert_eq!((error.code.as_str(), rig.count("PutBucketPolicy")), ("MalformedPolicy", 1));
}

#[tokio::test]
async fn a_canned_list_is_part_of_the_id_and_follows_it() {
    let told = "<AccessControlPolicy><Owner><ID>abc</ID></Owner><AccessControlList><Grant><Grantee \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>abc</ID></Grantee>\
        <Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>";
    let rig =
        rig(move |sent, _| if operation(sent) == "GetBucketAcl" { (200, told.into()) } else { done() }).await;
    let made = rig.make("aws_s3_bucket_acl", &json!({ "bucket": "b", "acl": "private" })).await.unwrap();
    assert_eq!(text(&made, "id"), "b,private");
    let from = json!({ "id": "b,private", "bucket": "b", "acl": "private" });
    let to = json!({ "id": "b,private", "bucket": "b", "acl": "public-read" });
    assert_eq!(text(&rig.change("aws_s3_bucket_acl", &from, &to).await.unwrap(), "id"), "b,public-read");
}

#[tokio::test]
async fn the_accounts_block_is_asked_for_at_an_address_without_the_account_before_it() {
    let told = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>";
    let rig = rig(
        move |sent, _| if operation(sent) == "GetPublicAccessBlock" { (200, told.into()) } else { done() },
    )
    .await;
    let made =
        rig.make("aws_s3_account_public_access_block", &json!({ "block_public_acls": true })).await.unwrap();
    assert_eq!((text(&made, "id"), text(&made, "account_id")), ("123456789012", "123456789012"));
    assert!(
        rig.fake.sent()[0]
            .target
            .starts_with("PUT http://127.0.0.1:1/v20180820/configuration/publicAccessBlock")
    );
}
