//! Health checks and query logs of Route 53, and certificates that are looked for.

use provision_aws_core::testing::rig::{Rig, query_refusal};
use provision_aws_core::testing::{Reply, Sent};
use provision_engine::provider::Session;
use provision_value::json::to_json;
use serde_json::{Value as Json, json};

const CHECK: &str = "aws_route53_health_check";
const LOG: &str = "aws_route53_query_log";

fn xml(body: &str) -> Reply {
    (200, format!("<?xml version=\"1.0\"?>{body}"))
}

fn refused(status: u16, code: &str) -> Reply {
    query_refusal(status, code, "no")
}

fn check(n: usize) -> String {
    format!(
        "<HealthCheck><Id>h{n}</Id><CallerReference>r{n}</CallerReference><HealthCheckConfig><Type>TCP</Type><Port>22</Port>\
         <IPAddress>192.0.2.1</IPAddress><RequestInterval>30</RequestInterval><FailureThreshold>3</FailureThreshold>\
         </HealthCheckConfig><HealthCheckVersion>1</HealthCheckVersion></HealthCheck>"
    )
}

fn no_tags(sent: &Sent) -> Reply {
    let ids = sent.body.split("<ResourceId>").skip(1).filter_map(|part| part.split('<').next());
    let set = |id: &str| {
        format!(
            "<ResourceTagSet><ResourceType>healthcheck</ResourceType><ResourceId>{id}</ResourceId></ResourceTagSet>"
        )
    };
    let sets: String = ids.map(set).collect();
    xml(&format!(
        "<ListTagsForResourcesResponse><ResourceTagSets>{sets}</ResourceTagSets></ListTagsForResourcesResponse>"
    ))
}

fn prior(n: usize) -> (String, Json) {
    (
        format!("h{n}"),
        json!({ "id": format!("h{n}"), "type": "TCP", "port": 22, "triggers": { "a": "1" }, "reference_name": "main" }),
    )
}

#[tokio::test]
async fn health_checks_are_listed_once_and_their_tags_told_ten_a_call() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "route53 ListHealthChecks" => {
            let checks: String = (0..30).map(check).collect();
            xml(&format!(
                "<ListHealthChecksResponse><HealthChecks>{checks}</HealthChecks><Marker></Marker><IsTruncated>false</IsTruncated>\
                 <MaxItems>100</MaxItems></ListHealthChecksResponse>"
            ))
        }
        _ => no_tags(sent),
    });
    let rig = rig.await;
    let read = rig.refresh(CHECK, (0..31).map(prior).collect()).await;
    assert_eq!(read.iter().filter(|r| r.is_some()).count(), 30);
    assert_eq!((rig.count("ListHealthChecks"), rig.count("ListTagsForResources")), (1, 3));
    // What AWS never tells stays as it is.
    let one = to_json(read[7].as_ref().unwrap());
    assert_eq!((&one["triggers"], &one["reference_name"]), (&json!({ "a": "1" }), &json!("main")));
}

#[tokio::test]
async fn what_is_taken_from_a_health_check_is_set_back() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "route53 UpdateHealthCheck" => {
            xml(&format!("<UpdateHealthCheckResponse>{}</UpdateHealthCheckResponse>", check(1)))
        }
        "route53 GetHealthCheck" => {
            xml(&format!("<GetHealthCheckResponse>{}</GetHealthCheckResponse>", check(1)))
        }
        _ => no_tags(sent),
    });
    let rig = rig.await;
    let from = json!({ "id": "h1", "type": "HTTP", "fqdn": "a.example.com", "resource_path": "/", "port": 80,
        "regions": ["us-east-1", "us-west-1", "eu-west-1"] });
    rig.change(CHECK, from, json!({ "id": "h1", "type": "HTTP", "port": 8080, "disabled": true }))
        .await
        .unwrap();
    let sent = rig.fake.sent().into_iter().find(|s| s.call.ends_with("UpdateHealthCheck")).unwrap().body;
    for part in [
        "<Port>8080</Port>",
        "<Disabled>true</Disabled>",
        "<ResettableElementName>FullyQualifiedDomainName</ResettableElementName>",
        "<ResettableElementName>Regions</ResettableElementName>",
        "<ResettableElementName>ResourcePath</ResettableElementName>",
    ] {
        assert!(sent.contains(part), "{part} is not in {sent}");
    }
}

#[tokio::test]
async fn a_health_check_whose_answer_was_lost_is_known_by_its_reference() {
    let rig = Rig::new(crate::family(), |_, _| refused(400, "InvalidInput")).await;
    let config = json!({ "type": "CLOUDWATCH_METRIC", "cloudwatch_alarm_name": "a", "cloudwatch_alarm_region": "us-east-1",
        "insufficient_data_health_status": "Healthy", "reference_name": "main" });
    rig.session.create(CHECK, &rig.step(), &rig.planned(CHECK, config)).await.unwrap_err();
    let body = rig.fake.sent().remove(0).body;
    assert!(body.contains("<CallerReference>main-token-1</CallerReference>"), "{body}");
    assert!(
        body.contains("<AlarmIdentifier><Region>us-east-1</Region><Name>a</Name></AlarmIdentifier>"),
        "{body}"
    );
    assert!(!body.contains("MeasureLatency"), "{body}");
}

#[tokio::test]
async fn query_logs_are_listed_once_and_wait_for_the_policy_that_lets_them_write() {
    let config = |n: usize| {
        format!(
            "<QueryLoggingConfig><Id>q{n}</Id><HostedZoneId>Z{n}</HostedZoneId><CloudWatchLogsLogGroupArn>arn:g{n}\
             </CloudWatchLogsLogGroupArn></QueryLoggingConfig>"
        )
    };
    let rig = Rig::new(crate::family(), move |sent, before| match (sent.call.as_str(), before) {
        ("route53 CreateQueryLoggingConfig", 0) => refused(400, "InsufficientCloudWatchLogsResourcePolicy"),
        ("route53 CreateQueryLoggingConfig", _) => xml(&format!(
            "<CreateQueryLoggingConfigResponse>{}</CreateQueryLoggingConfigResponse>",
            config(3)
        )),
        _ => {
            let all: String = (0..40).map(config).collect();
            xml(&format!(
                "<ListQueryLoggingConfigsResponse><QueryLoggingConfigs>{all}</QueryLoggingConfigs></ListQueryLoggingConfigsResponse>"
            ))
        }
    });
    let rig = rig.await;
    let priors =
        (0..40).map(|n| (format!("q{n}"), json!({ "id": format!("q{n}"), "zone_id": format!("Z{n}") })));
    assert!(rig.refresh(LOG, priors.collect()).await.iter().all(Option::is_some));
    assert_eq!(rig.fake.calls(), ["route53 ListQueryLoggingConfigs"]);
    let made = rig.make(LOG, json!({ "zone_id": "Z3", "cloudwatch_log_group_arn": "arn:g3" })).await.unwrap();
    assert_eq!(to_json(&made)["arn"], "arn:aws:route53:::queryloggingconfig/q3");
    assert_eq!(rig.count("CreateQueryLoggingConfig"), 2);
}

fn certificate(arn: &str, at: i64) -> Json {
    json!({ "Certificate": { "CertificateArn": arn, "DomainName": "shop.example.com", "Status": "ISSUED", "Type": "AMAZON_ISSUED", "NotBefore": at } })
}

async fn looked_for(most_recent: bool) -> Result<Json, String> {
    let rig = Rig::new(crate::family(), |sent, _| {
        let of = |arn: &str| json!({ "CertificateArn": arn, "DomainName": "shop.example.com" });
        let other = json!({ "CertificateArn": "c3", "DomainName": "other.example.com" });
        let answer = match sent.call.as_str() {
            "acm ListCertificates" => json!({ "CertificateSummaryList": [of("c1"), of("c2"), other] }),
            "acm DescribeCertificate" if sent.body.contains("c2") => certificate("c2", 2_000),
            "acm DescribeCertificate" => certificate("c1", 1_000),
            "acm GetCertificate" => json!({ "Certificate": "pem", "CertificateChain": "chain" }),
            _ => json!({ "Tags": [{ "Key": "Name", "Value": "shop" }] }),
        };
        (200, answer.to_string())
    });
    let rig = rig.await;
    let config = json!({ "domain": "shop.example.com", "most_recent": most_recent });
    let config = provision_value::json::from_json(&config, &rig.data("aws_acm_certificate")).unwrap();
    let read = rig.session.data("aws_acm_certificate", vec![config]).await.remove(0);
    read.map(|value| to_json(&value)).map_err(|e| e.message)
}

#[tokio::test]
async fn of_two_certificates_the_newest_is_taken_where_that_is_asked_for() {
    let found = looked_for(true).await.unwrap();
    assert_eq!((&found["arn"], &found["certificate_chain"]), (&json!("c2"), &json!("chain")));
    assert_eq!(looked_for(false).await.unwrap_err(), "2 certificates are like this.");
}
