//! How many calls reading takes, what is sent, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::rig::Rig;
use provision_aws_core::testing::{Reply, Sent, ok, operation, refused};
use provision_engine::provider::Class;
use serde_json::{Value as Json, json};

const ACCOUNT: &str = "123456789012";

fn body(sent: &Sent) -> Json {
    serde_json::from_str(&sent.body).unwrap_or_default()
}

/// The body of the last request of an operation.
fn last(rig: &Rig, name: &str) -> Json {
    body(rig.fake.sent().iter().rfind(|s| operation(s) == name).expect("a request"))
}

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:glue:eu-west-1:{ACCOUNT}:{kind}/{name}")
}

fn job(name: &str) -> Json {
    json!({"Name": name, "Role": "arn:aws:iam::123456789012:role/glue", "MaxRetries": 0,
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/x.py"}})
}

fn crawler(name: &str) -> Json {
    json!({"Name": name, "Role": "glue", "State": "READY", "Targets": {"S3Targets": [{"Path": "s3://b"}]}})
}

fn trigger(name: &str, state: &str) -> Json {
    json!({"Name": name, "Type": "ON_DEMAND", "State": state, "Actions": [{"JobName": "a"}]})
}

/// Answers a batched read with all that it asks for, at most 25, as Glue does.
fn batch(sent: &Sent, asked: &str, listed: &str, thing: impl Fn(&str) -> Json) -> Reply {
    let names = body(sent)[asked].as_array().cloned().unwrap_or_default();
    if names.len() > 25 {
        return refused("InvalidInputException", "too many names");
    }
    let all: Vec<Json> = names.iter().filter_map(Json::as_str).map(thing).collect();
    ok(json!({ listed: all }))
}

fn reads(sent: &Sent) -> Reply {
    match operation(sent) {
        "BatchGetJobs" => batch(sent, "JobNames", "Jobs", job),
        "BatchGetCrawlers" => batch(sent, "CrawlerNames", "Crawlers", crawler),
        "BatchGetTriggers" => batch(sent, "TriggerNames", "Triggers", |name| trigger(name, "CREATED")),
        "GetResources" => {
            let arns = body(sent)["ResourceARNList"].as_array().cloned().unwrap_or_default();
            let tagged = |arn: &Json| json!({"ResourceARN": arn, "Tags": [{"Key": "Name", "Value": "a"}]});
            ok(json!({"ResourceTagMappingList": arns.iter().map(tagged).collect::<Vec<_>>()}))
        }
        "GetTags" => ok(json!({"Tags": {"Name": "b"}})),
        _ => ok(json!({})),
    }
}

/// The state of a hundred things, each with tags.
fn hundred(kind: &str, tags: &Json) -> Vec<(String, Json)> {
    let one = |n: usize| {
        let name = format!("{kind}-{n}");
        let state =
            json!({"id": name, "name": name, "arn": arn(kind, &name), "tags": tags, "tags_all": tags});
        (name, state)
    };
    (0..100).map(one).collect()
}

async fn calls_of_a_hundred(type_name: &str, kind: &str, operation: &str, tags: Json) -> (usize, usize) {
    let rig = Rig::new(crate::family(), |sent, _| reads(sent)).await;
    let found = rig.refresh(type_name, hundred(kind, &tags)).await;
    assert_eq!(found.iter().flatten().count(), 100);
    (rig.count(operation), rig.fake.calls().len())
}

#[tokio::test]
async fn a_hundred_jobs_crawlers_or_triggers_are_read_twenty_five_a_call() {
    for (type_name, kind, operation) in [
        ("aws_glue_job", "job", "BatchGetJobs"),
        ("aws_glue_crawler", "crawler", "BatchGetCrawlers"),
        ("aws_glue_trigger", "trigger", "BatchGetTriggers"),
    ] {
        // Four reads, and one call that confirms the tags of all hundred.
        let tags = json!({"Name": "a"});
        assert_eq!(calls_of_a_hundred(type_name, kind, operation, tags).await, (4, 5), "{type_name}");
    }
}

#[tokio::test]
async fn tags_that_are_not_confirmed_are_asked_for_one_by_one() {
    let tags = json!({"Name": "other"});
    assert_eq!(calls_of_a_hundred("aws_glue_job", "job", "BatchGetJobs", tags).await, (4, 105));
}

#[tokio::test]
async fn a_job_that_is_gone_is_gone_and_the_others_are_there() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "BatchGetJobs" => ok(json!({"Jobs": [job("job-1")], "JobsNotFound": ["job-0"]})),
        _ => reads(sent),
    });
    let found =
        rig.await.refresh("aws_glue_job", hundred("job", &json!({})).into_iter().take(2).collect()).await;
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
}

fn job_config() -> Json {
    json!({"name": "etl", "role_arn": "arn:aws:iam::123456789012:role/glue",
        "command": [{"name": "glueetl", "script_location": "s3://b/x.py"}]})
}

#[tokio::test]
async fn a_job_waits_for_a_role_that_glue_does_not_know_yet() {
    let rig = Rig::new(crate::family(), |sent, before| match (operation(sent), before) {
        ("CreateJob", 0) => refused(
            "InvalidInputException",
            "Service is unable to assume provided role. Please verify the role's TrustPolicy",
        ),
        ("CreateJob", _) => ok(json!({"Name": "etl"})),
        _ => reads(sent),
    });
    let rig = rig.await;
    rig.make("aws_glue_job", &job_config()).await.unwrap();
    assert_eq!(rig.count("CreateJob"), 2);
}

#[tokio::test]
async fn another_mistake_in_a_job_is_told_at_once() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "CreateJob" => refused("InvalidInputException", "Command name should not be null"),
        _ => reads(sent),
    });
    let rig = rig.await;
    let error = rig.make("aws_glue_job", &job_config()).await.unwrap_err();
    assert!(error.message.contains("should not be null"), "{}", error.message);
    assert_eq!(rig.count("CreateJob"), 1);
}

#[tokio::test]
async fn a_change_of_a_job_says_the_whole_definition() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "UpdateJob" => ok(json!({"JobName": "etl"})),
        _ => reads(sent),
    });
    let rig = rig.await;
    let state = |retries: u8| {
        let mut state = job_config();
        state["id"] = json!("etl");
        state["max_retries"] = json!(retries);
        state["default_arguments"] = json!({"--conf": "x"});
        state
    };
    rig.change("aws_glue_job", &state(0), &state(2)).await.unwrap();
    let update = &last(&rig, "UpdateJob")["JobUpdate"];
    assert_eq!(update["MaxRetries"], 2);
    assert_eq!(update["DefaultArguments"], json!({"--conf": "x"}));
    assert_eq!(update["Command"]["ScriptLocation"], "s3://b/x.py");
}

#[tokio::test]
async fn a_crawler_that_runs_is_deleted_when_it_has_run() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "DeleteCrawler" => refused("CrawlerRunningException", "Crawler c is running"),
        _ => reads(sent),
    });
    let rig = rig.await;
    let error = rig.delete("aws_glue_crawler", &json!({"id": "c", "name": "c"})).await.unwrap_err();
    // The engine tries again what fails because something else is in the way.
    assert_eq!(error.class, Class::Dependency);
}

#[tokio::test]
async fn a_delivery_stream_waits_for_its_role_and_until_it_is_active() {
    let described = |status: &str| {
        ok(json!({"DeliveryStreamDescription": {"DeliveryStreamName": "logs", "VersionId": "1",
            "DeliveryStreamARN": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs",
            "DeliveryStreamStatus": status, "DeliveryStreamType": "DirectPut", "HasMoreDestinations": false,
            "Destinations": [{"DestinationId": "d1", "ExtendedS3DestinationDescription": {
                "RoleARN": "arn:aws:iam::123456789012:role/f", "BucketARN": "arn:aws:s3:::b",
                "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300}, "CompressionFormat": "UNCOMPRESSED",
                "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"}}}]}}))
    };
    let rig = Rig::new(crate::family(), move |sent, before| match (operation(sent), before) {
        ("CreateDeliveryStream", 0) => refused(
            "InvalidArgumentException",
            "Firehose is unable to assume role arn:aws:iam::123456789012:role/f. Please check the role provided.",
        ),
        ("CreateDeliveryStream", _) => {
            ok(json!({"DeliveryStreamARN": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs"}))
        }
        ("DescribeDeliveryStream", 0) => described("CREATING"),
        ("DescribeDeliveryStream", _) => described("ACTIVE"),
        _ => ok(json!({"Tags": [], "HasMoreTags": false})),
    });
    let rig = rig.await;
    let config = json!({"name": "logs", "destination": "extended_s3", "extended_s3_configuration": [
        {"role_arn": "arn:aws:iam::123456789012:role/f", "bucket_arn": "arn:aws:s3:::b"}]});
    rig.make("aws_kinesis_firehose_delivery_stream", &config).await.unwrap();
    assert_eq!(rig.count("CreateDeliveryStream"), 2);
    assert!(rig.count("DescribeDeliveryStream") >= 2);
}

#[tokio::test]
async fn a_workgroup_that_is_gone_is_gone() {
    let rig =
        Rig::new(crate::family(), |_, _| refused("InvalidRequestException", "WorkGroup w is not found."));
    let prior = json!({"id": "w", "name": "w"});
    let found = rig.await.refresh("aws_athena_workgroup", vec![("w".to_owned(), prior)]).await;
    assert!(found[0].is_none());
}

#[tokio::test]
async fn what_a_workgroup_no_longer_says_is_taken_away() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "GetWorkGroup" => ok(
            json!({"WorkGroup": {"Name": "w", "State": "ENABLED", "Configuration": {"ResultConfiguration": {}}}}),
        ),
        _ => ok(json!({"Tags": []})),
    });
    let rig = rig.await;
    let state =
        |results: Json| json!({"id": "w", "name": "w", "configuration": [{"result_configuration": results}]});
    let before = state(json!([{"output_location": "s3://b/", "expected_bucket_owner": ACCOUNT}]));
    rig.change("aws_athena_workgroup", &before, &state(json!([]))).await.unwrap();
    let update = &last(&rig, "UpdateWorkGroup")["ConfigurationUpdates"];
    assert_eq!(update["ResultConfigurationUpdates"]["RemoveOutputLocation"], true);
    assert_eq!(update["ResultConfigurationUpdates"]["RemoveExpectedBucketOwner"], true);
    assert_eq!(update["RemoveBytesScannedCutoffPerQuery"], true);
}

#[tokio::test]
async fn why_a_query_that_makes_a_database_failed_is_told() {
    let rig = Rig::new(crate::family(), |sent, _| match operation(sent) {
        "StartQueryExecution" => ok(json!({"QueryExecutionId": "q"})),
        _ => ok(json!({"QueryExecution": {"QueryExecutionId": "q", "Status": {"State": "FAILED",
            "StateChangeReason": "Access denied when writing to s3://b/"}}})),
    });
    let rig = rig.await;
    let config = json!({"name": "sales", "bucket": "b", "comment": "it's", "properties": {"a": "b"}});
    let error = rig.make("aws_athena_database", &config).await.unwrap_err();
    assert!(error.message.contains("Access denied when writing"), "{}", error.message);
    let query = last(&rig, "StartQueryExecution")["QueryString"].as_str().unwrap().to_owned();
    assert_eq!(query, r"create database `sales` comment 'it\'s' with dbproperties ('a' = 'b');");
}

#[tokio::test]
async fn a_policy_waits_for_its_principal_and_takes_no_other_ones_place() {
    let policy = r#"{"Statement":[],"Version":"2012-10-17"}"#;
    let rig = Rig::new(crate::family(), move |sent, before| match (operation(sent), before) {
        ("PutResourcePolicy", 0) => refused("InvalidInputException", "Invalid principal in policy"),
        ("GetResourcePolicy", _) => ok(json!({"PolicyInJson": policy})),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    rig.make("aws_glue_resource_policy", &json!({"policy": policy})).await.unwrap();
    assert_eq!(rig.count("PutResourcePolicy"), 2);
    assert_eq!(last(&rig, "PutResourcePolicy")["PolicyExistsCondition"], "NOT_EXIST");
    let state = |effect: &str| {
        let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": effect}]}).to_string();
        json!({"id": "eu-west-1", "policy": policy})
    };
    rig.change("aws_glue_resource_policy", &state("Allow"), &state("Deny")).await.unwrap();
    assert_eq!(last(&rig, "PutResourcePolicy")["PolicyExistsCondition"], "MUST_EXIST");
}

#[tokio::test]
async fn a_classifier_is_made_of_one_kind() {
    let csv = json!({"Name": "lines", "Delimiter": ","});
    let rig = Rig::new(crate::family(), move |sent, _| match operation(sent) {
        "GetClassifier" => ok(json!({"Classifier": {"CsvClassifier": csv}})),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    rig.make("aws_glue_classifier", &json!({"name": "lines", "csv_classifier": [{"delimiter": ","}]}))
        .await
        .unwrap();
    assert_eq!(last(&rig, "CreateClassifier"), json!({"CsvClassifier": {"Name": "lines", "Delimiter": ","}}));
}
