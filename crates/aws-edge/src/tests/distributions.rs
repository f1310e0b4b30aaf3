//! CloudFront's distributions: what is sent, how long they are waited for, how they go.

use super::cloudfront::{refused, says, versioned, versions, xml};
use provision_aws_core::testing::Reply;
use provision_aws_core::testing::rig::Rig;
use provision_value::json::to_json;
use serde_json::{Value as Json, json};

const DISTRIBUTION: &str = "aws_cloudfront_distribution";

fn arn(id: &str) -> String {
    format!("arn:aws:cloudfront::123456789012:distribution/{id}")
}

/// What CloudFront tells of one: its origin has a shield that is off, and its behaviour no gRPC.
fn told(id: &str, status: &str, enabled: bool) -> String {
    format!(
        "<Distribution><Id>{id}</Id><ARN>{}</ARN><Status>{status}</Status><LastModifiedTime>2026-01-02T03:04:05.250Z</LastModifiedTime>\
         <InProgressInvalidationBatches>0</InProgressInvalidationBatches><DomainName>{id}.cloudfront.net</DomainName>\
         <ActiveTrustedSigners><Enabled>false</Enabled><Quantity>0</Quantity></ActiveTrustedSigners>\
         <DistributionConfig><CallerReference>ref</CallerReference><Aliases><Quantity>0</Quantity></Aliases><DefaultRootObject></DefaultRootObject>\
         <Origins><Quantity>1</Quantity><Items><Origin><Id>app</Id><DomainName>app.example.com</DomainName><OriginPath></OriginPath>\
         <CustomHeaders><Quantity>0</Quantity></CustomHeaders><CustomOriginConfig><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort>\
         <OriginProtocolPolicy>https-only</OriginProtocolPolicy><OriginSslProtocols><Quantity>1</Quantity><Items><SslProtocol>TLSv1.2\
         </SslProtocol></Items></OriginSslProtocols><OriginReadTimeout>30</OriginReadTimeout><OriginKeepaliveTimeout>5</OriginKeepaliveTimeout>\
         </CustomOriginConfig><ConnectionAttempts>3</ConnectionAttempts><ConnectionTimeout>10</ConnectionTimeout><OriginShield>\
         <Enabled>false</Enabled></OriginShield><OriginAccessControlId></OriginAccessControlId></Origin></Items></Origins>\
         <OriginGroups><Quantity>0</Quantity></OriginGroups><DefaultCacheBehavior><TargetOriginId>app</TargetOriginId>\
         <ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy><AllowedMethods><Quantity>1</Quantity><Items><Method>GET</Method></Items>\
         <CachedMethods><Quantity>1</Quantity><Items><Method>GET</Method></Items></CachedMethods></AllowedMethods><SmoothStreaming>false\
         </SmoothStreaming><Compress>false</Compress><FieldLevelEncryptionId></FieldLevelEncryptionId><CachePolicyId>P1</CachePolicyId>\
         <GrpcConfig><Enabled>false</Enabled></GrpcConfig></DefaultCacheBehavior><CacheBehaviors><Quantity>0</Quantity></CacheBehaviors>\
         <CustomErrorResponses><Quantity>0</Quantity></CustomErrorResponses><Comment></Comment><Logging><Enabled>false</Enabled>\
         <IncludeCookies>false</IncludeCookies><Bucket></Bucket><Prefix></Prefix></Logging><PriceClass>PriceClass_All</PriceClass>\
         <Enabled>{enabled}</Enabled><ViewerCertificate><CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate><SSLSupportMethod>vip\
         </SSLSupportMethod><MinimumProtocolVersion>TLSv1</MinimumProtocolVersion></ViewerCertificate><Restrictions><GeoRestriction>\
         <RestrictionType>none</RestrictionType><Quantity>0</Quantity></GeoRestriction></Restrictions><WebACLId></WebACLId><HttpVersion>http2\
         </HttpVersion><IsIPV6Enabled>false</IsIPV6Enabled><AnycastIpListId>kept</AnycastIpListId><Staging>false</Staging>\
         </DistributionConfig></Distribution>",
        arn(id)
    )
    .replace("\n", "")
}

fn config() -> Json {
    json!({ "enabled": true,
        "origin": [{ "origin_id": "app", "domain_name": "app.example.com", "connection_attempts": 3, "connection_timeout": 10, "origin_path": "",
            "custom_origin_config": [{ "http_port": 80, "https_port": 443, "origin_protocol_policy": "https-only",
                "origin_ssl_protocols": ["TLSv1.2"], "origin_keepalive_timeout": 5, "origin_read_timeout": 30 }] }],
        "default_cache_behavior": [{ "allowed_methods": ["GET"], "cached_methods": ["GET"], "target_origin_id": "app",
            "viewer_protocol_policy": "allow-all", "cache_policy_id": "P1", "compress": false, "min_ttl": 0 }],
        "restrictions": [{ "geo_restriction": [{ "restriction_type": "none" }] }],
        "viewer_certificate": [{ "cloudfront_default_certificate": true, "minimum_protocol_version": "TLSv1" }] })
}

fn held(id: &str) -> Json {
    let mut held = config();
    let more = json!({ "id": id, "arn": arn(id), "etag": "v1", "caller_reference": "ref", "status": "Deployed", "http_version": "http2",
        "price_class": "PriceClass_All", "retain_on_delete": false, "wait_for_deployment": true, "staging": false, "is_ipv6_enabled": false,
        "tags": { "Name": id }, "tags_all": { "Name": id } });
    for (name, value) in more.as_object().unwrap() {
        held[name] = value.clone();
    }
    held
}

fn tags(names: &[(&str, &str)]) -> Reply {
    let tag = |(key, value): &(&str, &str)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let all: String = names.iter().map(tag).collect();
    xml(&format!("<Tags><Items>{all}</Items></Tags>"))
}

const OWN: [(&str, &str); 2] = [("provision:plan", "shop"), ("provision:token", "token-1")];

#[tokio::test]
async fn a_new_one_is_sent_whole_and_waited_for() {
    let rig = Rig::new(crate::family(), |sent, before| match (sent.call.as_str(), before) {
        ("cloudfront CreateDistributionWithTags", 0) => refused(400, "InvalidViewerCertificate"),
        ("cloudfront CreateDistributionWithTags", _) => versioned("v1", &told("E1", "InProgress", true)),
        ("cloudfront GetDistribution", 0) => versioned("v1", &told("E1", "InProgress", true)),
        ("cloudfront GetDistribution", _) => versioned("v1", &told("E1", "Deployed", true)),
        _ => tags(&OWN),
    });
    let rig = rig.await;
    let made = to_json(&rig.make(DISTRIBUTION, config()).await.unwrap());
    assert_eq!(
        (&made["status"], &made["etag"], &made["hosted_zone_id"], &made["last_modified_time"]),
        (
            &json!("Deployed"),
            &json!("v1"),
            &json!("Z2FDTNDATAQYW2"),
            &json!("2026-01-02 03:04:05.25 +0000 UTC")
        )
    );
    // What AWS adds is no reason to send it again.
    let counts =
        ["CreateDistributionWithTags", "GetDistribution", "UpdateDistribution"].map(|call| rig.count(call));
    assert_eq!(counts, [2, 2, 0]);
    let body = rig.fake.sent().remove(0).body;
    let parts = [
        "<CallerReference>token-1</CallerReference>",
        "<Tag><Key>provision:plan</Key><Value>shop</Value></Tag>",
        "<OriginSslProtocols><Quantity>1</Quantity><Items><SslProtocol>TLSv1.2</SslProtocol></Items></OriginSslProtocols>",
        "<CachePolicyId>P1</CachePolicyId>",
        "<TrustedSigners><Enabled>false</Enabled><Quantity>0</Quantity></TrustedSigners>",
        "<FieldLevelEncryptionId></FieldLevelEncryptionId>",
        "<Logging><Enabled>false</Enabled><IncludeCookies>false</IncludeCookies><Bucket></Bucket><Prefix></Prefix></Logging>",
        "<ViewerCertificate><CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate><MinimumProtocolVersion>TLSv1",
    ];
    says(&body, &parts);
    assert!(!body.contains("TTL>") && !body.contains("S3OriginConfig"), "{body}");
}

#[tokio::test]
async fn one_that_need_not_be_deployed_is_not_waited_for() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "cloudfront ListTagsForResource" => tags(&OWN),
        _ => versioned("v1", &told("E1", "InProgress", true)),
    });
    let rig = rig.await;
    let mut config = config();
    config["wait_for_deployment"] = json!(false);
    let made = to_json(&rig.make(DISTRIBUTION, config).await.unwrap());
    assert_eq!((&made["status"], rig.count("GetDistribution")), (&json!("InProgress"), 1));
}

#[tokio::test]
async fn tags_are_asked_for_together() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "cloudfront GetDistribution" => {
            let id = sent.target.rsplit('/').next().unwrap().split('?').next().unwrap();
            versioned("v1", &told(id, "Deployed", true))
        }
        "resourcegroupstaggingapi GetResources" => {
            let tags = |n: usize| {
                let id = format!("E{n}");
                let name = if n == 7 { "late" } else { id.as_str() };
                json!({ "ResourceARN": arn(&id), "Tags": [{ "Key": "Name", "Value": name }] })
            };
            let all: Vec<Json> = (0..40).map(tags).collect();
            (200, json!({ "ResourceTagMappingList": all }).to_string())
        }
        _ => tags(&[("Name", "E7")]),
    });
    let rig = rig.await;
    let priors = (0..40).map(|n| (format!("E{n}"), held(&format!("E{n}")))).collect();
    let read = rig.refresh(DISTRIBUTION, priors).await;
    let counts = ["GetDistribution", "GetResources", "ListTagsForResource"].map(|call| rig.count(call));
    assert_eq!((read.iter().flatten().count(), counts), (40, [40, 1, 1]));
    assert_eq!(to_json(read[7].as_ref().unwrap())["tags"], json!({ "Name": "E7" }));
}

#[tokio::test]
async fn what_only_we_know_is_not_sent() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "cloudfront ListTagsForResource" => tags(&[("Name", "E1")]),
        "cloudfront UpdateDistribution" => versioned("v2", &told("E1", "InProgress", true)),
        _ => versioned("v1", &told("E1", "Deployed", true)),
    });
    let rig = rig.await;
    let mut to = held("E1");
    to["retain_on_delete"] = json!(true);
    rig.change(DISTRIBUTION, held("E1"), &to).await.unwrap();
    assert_eq!(rig.count("UpdateDistribution"), 0);
    to["default_root_object"] = json!("index.html");
    rig.change(DISTRIBUTION, held("E1"), to).await.unwrap();
    assert_eq!(versions(&rig, "UpdateDistribution"), ["v1"]);
    let sent = rig.fake.sent().into_iter().find(|s| s.call.ends_with("UpdateDistribution")).unwrap();
    assert!(sent.body.contains("<CallerReference>ref</CallerReference>"), "{}", sent.body);
}

#[tokio::test]
async fn it_is_disabled_everywhere_before_it_is_deleted() {
    let rig = Rig::new(crate::family(), |sent, before| match (sent.call.as_str(), before) {
        ("cloudfront GetDistribution", 0) => versioned("v1", &told("E1", "Deployed", true)),
        ("cloudfront GetDistribution", 1..3) => versioned("v2", &told("E1", "InProgress", false)),
        ("cloudfront GetDistribution", _) => versioned("v2", &told("E1", "Deployed", false)),
        ("cloudfront UpdateDistribution", _) => versioned("v2", &told("E1", "InProgress", false)),
        ("cloudfront DeleteDistribution", 0) => refused(409, "DistributionNotDisabled"),
        _ => (204, String::new()),
    });
    let rig = rig.await;
    rig.delete(DISTRIBUTION, held("E1")).await.unwrap();
    assert_eq!(
        (versions(&rig, "UpdateDistribution"), versions(&rig, "DeleteDistribution")),
        (vec!["v1".into()], vec!["v2".into(); 2])
    );
    let disabled = rig.fake.sent().into_iter().find(|s| s.call.ends_with("UpdateDistribution")).unwrap().body;
    // What others set stays as it is.
    assert!(disabled.contains("<Enabled>false</Enabled><ViewerCertificate>"), "{disabled}");
    assert!(disabled.contains("<AnycastIpListId>kept</AnycastIpListId>"), "{disabled}");
    let waited = "waiting for all edges to know of the change to E1: InProgress";
    assert!(rig.progress().iter().any(|text| text == waited), "{:?}", rig.progress());
}

#[tokio::test]
async fn one_that_is_retained_is_only_disabled() {
    let rig = Rig::new(crate::family(), |_, _| versioned("v1", &told("E1", "Deployed", true)));
    let rig = rig.await;
    let mut prior = held("E1");
    prior["retain_on_delete"] = json!(true);
    rig.delete(DISTRIBUTION, prior).await.unwrap();
    assert_eq!((rig.count("UpdateDistribution"), rig.count("DeleteDistribution")), (1, 0));
}

#[tokio::test]
async fn a_continuous_deployment_ends_first() {
    let policy = "<ContinuousDeploymentPolicy><Id>C1</Id><LastModifiedTime>2026-01-01T00:00:00Z</LastModifiedTime><ContinuousDeploymentPolicyConfig>\
        <StagingDistributionDnsNames><Quantity>1</Quantity><Items><DnsName>d.cloudfront.net</DnsName></Items></StagingDistributionDnsNames>\
        <Enabled>true</Enabled></ContinuousDeploymentPolicyConfig></ContinuousDeploymentPolicy>";
    let rig = Rig::new(crate::family(), move |sent, _| match sent.call.as_str() {
        "cloudfront GetContinuousDeploymentPolicy" => versioned("c1", policy),
        "cloudfront UpdateContinuousDeploymentPolicy" => versioned("c2", policy),
        "cloudfront DeleteDistribution" => (204, String::new()),
        _ => versioned("v1", &told("E1", "Deployed", false)),
    });
    let rig = rig.await;
    let mut prior = held("E1");
    prior["continuous_deployment_policy_id"] = json!("C1");
    rig.delete(DISTRIBUTION, prior).await.unwrap();
    assert_eq!(versions(&rig, "UpdateContinuousDeploymentPolicy"), ["c1"]);
    let calls = rig.fake.calls();
    let at = |call: &str| calls.iter().position(|c| c.ends_with(call)).unwrap();
    assert!(at("UpdateContinuousDeploymentPolicy") < at("DeleteDistribution"));
}

#[tokio::test]
async fn one_whose_answer_was_lost_is_found_by_its_tags() {
    let summary = |id: &str, comment: &str| {
        let whole = told(id, "Deployed", true);
        let parts = whole.replace("<DistributionConfig>", "").replace("</DistributionConfig>", "");
        let parts = parts.replace("<Comment></Comment>", &format!("<Comment>{comment}</Comment>"));
        parts
            .replace("<Distribution>", "<DistributionSummary>")
            .replace("</Distribution>", "</DistributionSummary>")
    };
    let all = [summary("E1", "other"), summary("E2", ""), summary("E3", "")].concat();
    let rig = Rig::new(crate::family(), move |sent, _| match sent.call.as_str() {
        "cloudfront CreateDistributionWithTags" => refused(500, "ServiceFailure"),
        "cloudfront ListDistributions" => xml(&format!(
            "<DistributionList><Marker></Marker><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>3</Quantity><Items>{all}\
             </Items></DistributionList>"
        )),
        "cloudfront ListTagsForResource" if sent.target.contains("E3") => tags(&OWN),
        "cloudfront ListTagsForResource" => tags(&[("Name", "else")]),
        _ => versioned("v1", &told("E3", "Deployed", true)),
    });
    let rig = rig.await;
    let made = to_json(&rig.make(DISTRIBUTION, config()).await.unwrap());
    assert_eq!(made["id"], "E3");
    let asked = rig
        .fake
        .sent()
        .into_iter()
        .filter(|s| s.call.ends_with("ListTagsForResource") && s.target.contains("E1"));
    assert_eq!(asked.count(), 0);
}
