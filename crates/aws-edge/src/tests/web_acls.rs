//! Web ACLs and what else WAF keeps under a lock token.

use super::{acl_arn, ok, refused};
use crate::waf_wire::from_wire;
use crate::wafv2_web_acl::WebAcl;
use provision_aws_core::attr::Attributes;
use provision_aws_core::testing::rig::{Rig, names_told};
use provision_aws_core::testing::{Reply, Sent};
use provision_value::json::to_json;
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};

const TYPE: &str = "aws_wafv2_web_acl";
const SHIELDS: &str = "ShieldMitigationRuleGroup_123456789012_01234567-89ab-cdef-0123-456789abcdef_x";

fn visible(name: &str) -> Json {
    json!([{ "cloudwatch_metrics_enabled": true, "metric_name": name, "sampled_requests_enabled": false }])
}

fn rule(name: &str, priority: i64, statement: Json) -> Json {
    json!({ "name": name, "priority": priority, "action": [{ "block": [{}] }], "statement": [statement], "visibility_config": visible(name) })
}

fn acl(rules: Json) -> Json {
    json!({ "name": "shop", "scope": "REGIONAL", "default_action": [{ "allow": [{}] }], "rule": rules, "visibility_config": visible("shop") })
}

/// An object as the state holds it.
fn held(mut acl: Json) -> Json {
    acl["id"] = json!("id-shop");
    acl["arn"] = json!(acl_arn("shop"));
    acl["lock_token"] = json!("t0");
    acl
}

/// Statements in one another: either the office is not where it comes from and admin is asked for, or a label says so.
fn nested() -> Json {
    json!({ "or_statement": [{ "statement": [
        { "and_statement": [{ "statement": [
            { "not_statement": [{ "statement": [{ "ip_set_reference_statement": [{ "arn": "arn:aws:wafv2:eu-west-1:1:regional/ipset/a/1" }] }] }] },
            { "byte_match_statement": [{
                "field_to_match": [{ "json_body": [{ "match_scope": "VALUE", "oversize_handling": "CONTINUE", "match_pattern": [{ "included_paths": ["/a"] }] }] }],
                "positional_constraint": "CONTAINS", "search_string": "admin é",
                "text_transformation": [{ "priority": 0, "type": "URL_DECODE" }, { "priority": 1, "type": "LOWERCASE" }]
            }] }
        ] }] },
        { "label_match_statement": [{ "key": "bad", "scope": "LABEL" }] }
    ] }] })
}

fn nested_wire() -> Json {
    json!({ "OrStatement": { "Statements": [
        { "AndStatement": { "Statements": [
            { "NotStatement": { "Statement": { "IPSetReferenceStatement": { "ARN": "arn:aws:wafv2:eu-west-1:1:regional/ipset/a/1" } } } },
            { "ByteMatchStatement": {
                "FieldToMatch": { "JsonBody": { "MatchScope": "VALUE", "OversizeHandling": "CONTINUE", "MatchPattern": { "IncludedPaths": ["/a"] } } },
                "PositionalConstraint": "CONTAINS", "SearchString": "YWRtaW4gw6k=",
                "TextTransformations": [{ "Priority": 0, "Type": "URL_DECODE" }, { "Priority": 1, "Type": "LOWERCASE" }]
            } }
        ] } },
        { "LabelMatchStatement": { "Key": "bad", "Scope": "LABEL" } }
    ] } })
}

fn rate() -> Json {
    json!({ "rate_based_statement": [{ "aggregate_key_type": "CUSTOM_KEYS", "evaluation_window_sec": 60, "limit": 100,
        "custom_key": [{ "ip": [{}] }, { "header": [{ "name": "host", "text_transformation": [{ "priority": 0, "type": "NONE" }] }] }],
        "scope_down_statement": [{ "not_statement": [{ "statement": [{ "geo_match_statement": [{ "country_codes": ["DE"] }] }] }] }] }] })
}

fn managed() -> Json {
    json!({ "managed_rule_group_statement": [{ "name": "AWSManagedRulesACFPRuleSet", "vendor_name": "AWS",
        "managed_rule_group_configs": [{ "aws_managed_rules_acfp_rule_set": [{
            "creation_path": "/new", "registration_page_path": "/", "enable_regex_in_path": false,
            "request_inspection": [{ "payload_type": "JSON", "address_fields": [{ "identifiers": ["/street", "/town"] }] }]
        }] }] }] })
}

/// A WAF with one web ACL, which answers as it was asked.
fn remembering() -> impl Fn(&Sent, usize) -> Reply {
    let kept: Arc<Mutex<Json>> = Arc::default();
    move |sent, _| {
        let body: Json = serde_json::from_str(&sent.body).unwrap();
        let mut kept = kept.lock().unwrap();
        match sent.call.as_str() {
            "wafv2 CreateWebACL" | "wafv2 UpdateWebACL" => {
                *kept = body;
                kept["Id"] = json!("id-shop");
                kept["ARN"] = json!(acl_arn("shop"));
                kept["Capacity"] = json!(7);
                ok(json!({ "Summary": { "Id": "id-shop" }, "NextLockToken": "t2" }))
            }
            "wafv2 GetWebACL" => ok(json!({ "WebACL": *kept, "LockToken": "t1" })),
            "wafv2 ListTagsForResource" => ok(json!({ "TagInfoForResource": { "TagList": kept["Tags"] } })),
            _ => ok(json!({})),
        }
    }
}

fn sent(rig: &Rig, operation: &str) -> Vec<Json> {
    let all = rig.fake.sent();
    let of = all.iter().filter(|s| s.call == format!("wafv2 {operation}"));
    of.map(|s| serde_json::from_str(&s.body).unwrap()).collect()
}

/// What an object says: nulls and empty values say nothing.
fn said(json: Json) -> Json {
    let nothing = [json!(null), json!(""), json!([]), json!({}), json!(0), json!(false)];
    match json {
        Json::Object(members) => {
            members.into_iter().map(|(k, v)| (k, said(v))).filter(|(_, v)| !nothing.contains(v)).collect()
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.into_iter().map(said).collect();
            items.sort_by_key(Json::to_string);
            Json::Array(items)
        }
        other => other,
    }
}

#[test]
fn an_immunity_without_a_time_is_none() {
    let told =
        json!({ "CaptchaConfig": {}, "ChallengeConfig": { "ImmunityTimeProperty": { "ImmunityTime": 60 } } });
    let held = from_wire(&WebAcl::block(0), "", &told);
    assert!(held.get("captcha_config").is_none(), "{held}");
    assert_eq!(held["challenge_config"][0]["immunity_time_property"][0]["immunity_time"], 60);
}

#[tokio::test]
async fn statements_in_one_another_are_written_and_read_back() {
    let rig = Rig::new(crate::family(), remembering()).await;
    let mut third = rule("three", 3, managed());
    third["action"] = json!([]);
    third["override_action"] = json!([{ "none": [{}] }]);
    let config = acl(json!([rule("two", 2, rate()), rule("one", 1, nested()), third]));
    let made = to_json(&rig.make(TYPE, &config).await.unwrap());

    let body = sent(&rig, "CreateWebACL").remove(0);
    assert_eq!(body["Rules"][0]["Statement"], nested_wire());
    assert_eq!(
        body["Rules"][1]["Statement"]["RateBasedStatement"],
        json!({ "AggregateKeyType": "CUSTOM_KEYS", "EvaluationWindowSec": 60, "Limit": 100,
            "CustomKeys": [{ "IP": {} }, { "Header": { "Name": "host", "TextTransformations": [{ "Priority": 0, "Type": "NONE" }] } }],
            "ScopeDownStatement": { "NotStatement": { "Statement": { "GeoMatchStatement": { "CountryCodes": ["DE"] } } } } })
    );
    assert_eq!(
        body["Rules"][2]["Statement"]["ManagedRuleGroupStatement"]["ManagedRuleGroupConfigs"],
        json!([{ "AWSManagedRulesACFPRuleSet": { "CreationPath": "/new", "RegistrationPagePath": "/", "EnableRegexInPath": false,
            "RequestInspection": { "PayloadType": "JSON", "AddressFields": [{ "Identifier": "/street" }, { "Identifier": "/town" }] } } }])
    );
    assert_eq!(body["Rules"][0]["Action"], json!({ "Block": {} }));
    assert_eq!(
        (&body["Name"], &body["Scope"], &body["Tags"][0]["Key"]),
        (&json!("shop"), &json!("REGIONAL"), &json!("provision:plan"))
    );
    assert!(["Id", "ARN", "Capacity", "LockToken", "RuleJson"].iter().all(|member| body[*member].is_null()));

    // What is read is what was written: nothing has to be changed afterwards, and a refresh finds nothing else.
    assert_eq!(rig.count("UpdateWebACL"), 0);
    assert_eq!((&made["capacity"], &made["lock_token"]), (&json!(7), &json!("t1")));
    let key = "id-shop/shop/REGIONAL".to_owned();
    let again = rig.refresh(TYPE, vec![(key.clone(), made.clone())]).await.remove(0).unwrap();
    assert_eq!(said(to_json(&again)), said(made));
    // So does one that knows nothing of them yet.
    let found = to_json(&rig.refresh(TYPE, vec![(key, json!({}))]).await.remove(0).unwrap());
    let one = found["rule"].as_array().unwrap().iter().find(|r| r["name"] == "one").unwrap();
    let inner = &one["statement"][0]["or_statement"][0]["statement"][0]["and_statement"][0]["statement"];
    assert_eq!(inner[1]["byte_match_statement"][0]["search_string"], "admin é");
    assert_eq!(
        inner[0]["not_statement"][0]["statement"][0]["ip_set_reference_statement"][0]["arn"],
        "arn:aws:wafv2:eu-west-1:1:regional/ipset/a/1"
    );
}

#[tokio::test]
async fn rules_as_json_go_as_they_are_and_are_not_read_back() {
    let rig = Rig::new(crate::family(), remembering()).await;
    let text = json!([{ "Name": "new", "Priority": 1, "Statement": { "NotStatement": { "Statement": { "ByteMatchStatement":
        { "SearchString": "admin é", "FieldToMatch": { "Something": {} } } } } } }]);
    let mut config = acl(json!([]));
    config["rule_json"] = json!(text.to_string());
    let made = to_json(&rig.make(TYPE, &config).await.unwrap());
    let rules = &sent(&rig, "CreateWebACL")[0]["Rules"];
    let statement = &rules[0]["Statement"]["NotStatement"]["Statement"]["ByteMatchStatement"];
    assert_eq!(
        (&statement["SearchString"], &statement["FieldToMatch"]),
        (&json!("YWRtaW4gw6k="), &json!({ "Something": {} }))
    );
    assert_eq!((made["rule"].clone(), made["rule_json"].is_string()), (json!([]), true));

    config["rule_json"] = json!("[{}]");
    let wrong = rig.make(TYPE, &config).await.unwrap_err();
    assert_eq!(wrong.message, "The argument `rule_json` has no rule at 0.");
}

#[tokio::test]
async fn what_changed_meanwhile_is_read_again_before_it_is_changed() {
    let rig = Rig::new(crate::family(), |sent, before| match sent.call.as_str() {
        "wafv2 UpdateWebACL" if before == 0 => refused("WAFOptimisticLockException"),
        "wafv2 UpdateWebACL" if before == 1 => refused("WAFUnavailableEntityException"),
        "wafv2 GetWebACL" => {
            let rules =
                json!([{ "Name": SHIELDS, "Priority": 10_000_000 }, { "Name": "theirs", "Priority": 5 }]);
            ok(
                json!({ "WebACL": { "Name": "shop", "Id": "id-shop", "Rules": rules }, "LockToken": format!("t{}", before + 1) }),
            )
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let (from, mut to) = (held(acl(json!([]))), held(acl(json!([rule("one", 1, nested())]))));
    to["description"] = json!("new");
    let changed = rig.change(TYPE, from, to).await.unwrap();
    let bodies = sent(&rig, "UpdateWebACL");
    let tokens: Vec<&Json> = bodies.iter().map(|b| &b["LockToken"]).collect();
    assert_eq!(tokens, ["t1", "t2", "t2"]);
    // Shield's own rule stays, and what somebody else put in goes.
    let names = bodies[2]["Rules"].as_array().unwrap().iter().map(|r| r["Name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["one", SHIELDS]);
    assert_eq!((&bodies[2]["Id"], &bodies[2]["Description"]), (&json!("id-shop"), &json!("new")));
    let told = to_json(&changed);
    assert!(!told["rule"].to_string().contains("Shield"));
}

#[tokio::test]
async fn one_that_is_still_used_or_has_changed_is_deleted_a_moment_later() {
    let rig = Rig::new(crate::family(), |sent, before| match (sent.call.as_str(), before) {
        ("wafv2 DeleteWebACL", 0) => refused("WAFAssociatedItemException"),
        ("wafv2 DeleteWebACL", 1) => refused("WAFOptimisticLockException"),
        ("wafv2 GetWebACL", _) => {
            ok(json!({ "WebACL": { "Name": "shop", "Id": "id-shop" }, "LockToken": "t9" }))
        }
        _ => ok(json!({})),
    });
    let rig = rig.await;
    rig.delete(TYPE, held(acl(json!([])))).await.unwrap();
    let tokens: Vec<Json> = sent(&rig, "DeleteWebACL").iter().map(|b| b["LockToken"].clone()).collect();
    assert_eq!(tokens, ["t0", "t0", "t9"]);
    let gone = Rig::new(crate::family(), |_, _| refused("WAFNonexistentItemException")).await;
    gone.delete(TYPE, held(acl(json!([])))).await.unwrap();
}

#[tokio::test]
async fn one_that_names_what_was_just_made_is_made_a_moment_later() {
    let remember = remembering();
    let rig = Rig::new(crate::family(), move |sent, before| match (sent.call.as_str(), before) {
        ("wafv2 CreateWebACL", 0) => refused("WAFUnavailableEntityException"),
        _ => remember(sent, before),
    });
    let rig = rig.await;
    rig.make(TYPE, acl(json!([rule("one", 1, nested())]))).await.unwrap();
    assert_eq!(rig.count("CreateWebACL"), 2);
}

fn name(n: usize) -> String {
    format!("acl-{n:03}")
}

/// Reads ten web ACLs, four of which are a page of the list, and of which `changed` have another lock token than the state holds.
async fn read_ten(changed: fn(usize) -> bool) -> Rig {
    let summary = move |n: usize| {
        let token = if changed(n) { "new" } else { "t0" };
        json!({ "Id": format!("id-{}", name(n)), "Name": name(n), "ARN": acl_arn(&name(n)), "LockToken": token })
    };
    let rig = Rig::new(crate::family(), move |sent, _| {
        let body: Json = serde_json::from_str(&sent.body).unwrap();
        match sent.call.as_str() {
            "wafv2 ListWebACLs" => {
                let from = body["NextMarker"].as_str().map_or(0, |m| m.parse().unwrap());
                let page: Vec<Json> = (from..10.min(from + 4)).map(summary).collect();
                let next = (from + 4 < 10).then(|| (from + 4).to_string());
                ok(json!({ "WebACLs": page, "NextMarker": next }))
            }
            "wafv2 GetWebACL" => {
                ok(json!({ "WebACL": { "Name": body["Name"], "Id": body["Id"] }, "LockToken": "new" }))
            }
            "wafv2 ListTagsForResource" => ok(json!({ "TagInfoForResource": { "TagList": [] } })),
            _ => names_told(sent, |_| "shop"),
        }
    });
    let rig = rig.await;
    let prior = |n| {
        let mut prior = held(acl(json!([])));
        prior["id"] = json!(format!("id-{}", name(n)));
        prior["name"] = json!(name(n));
        prior["arn"] = json!(acl_arn(&name(n)));
        prior["tags_all"] = json!({ "Name": "shop" });
        (format!("id-{0}/{0}/REGIONAL", name(n)), prior)
    };
    let read = rig.refresh(TYPE, (0..10).map(prior).collect()).await;
    assert!(read.iter().all(Option::is_some));
    rig
}

#[tokio::test]
async fn web_acls_that_have_not_changed_cost_pages_of_a_list() {
    let rig = read_ten(|_| false).await;
    assert_eq!(["ListWebACLs", "GetWebACL", "GetResources"].map(|call| rig.count(call)), [3, 0, 1]);
    assert_eq!(rig.fake.calls().len(), 4);
}

#[tokio::test]
async fn a_web_acl_that_has_changed_is_asked_for_by_itself() {
    let rig = read_ten(|n| n == 3 || n == 7).await;
    assert_eq!(["ListWebACLs", "GetWebACL"].map(|call| rig.count(call)), [3, 2]);
}

#[tokio::test]
async fn sets_are_sent_whole_even_where_they_are_empty() {
    let rig = Rig::new(crate::family(), |sent, _| match sent.call.as_str() {
        "wafv2 GetIPSet" => ok(json!({ "IPSet": { "Name": "office", "Id": "1" }, "LockToken": "t1" })),
        _ => ok(json!({})),
    });
    let rig = rig.await;
    let set = |addresses: Json| {
        json!({ "id": "1", "arn": "arn", "name": "office", "scope": "REGIONAL", "ip_address_version": "IPV4", "lock_token": "t1",
            "addresses": addresses })
    };
    rig.change("aws_wafv2_ip_set", set(json!(["10.0.0.0/8"])), set(json!([]))).await.unwrap();
    let body = sent(&rig, "UpdateIPSet").remove(0);
    assert_eq!(
        body,
        json!({ "Addresses": [], "Id": "1", "LockToken": "t1", "Name": "office", "Scope": "REGIONAL" })
    );
}

#[tokio::test]
async fn what_is_for_cloudfront_says_where_it_lives() {
    let rig = Rig::new(crate::family(), |_, _| refused("WAFInvalidParameterException")).await;
    let mut config = acl(json!([]));
    config["scope"] = json!("CLOUDFRONT");
    let refusal = rig.make(TYPE, config).await.unwrap_err();
    assert!(refusal.help.contains("us-east-1"), "{}", refusal.help);
}
