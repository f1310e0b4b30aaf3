//! Security groups and their rules: how few calls they cost, and rules that have several sources.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, ReadReq, Session};
use provision_value::Value;
use serde_json::{Value as Json, json};

/// The values of a request's filter.
fn wanted(call: &Sent) -> Vec<String> {
    let form = call.form();
    form.iter()
        .filter_map(|f| f.strip_prefix("Filter.1.Value.")?.split_once('='))
        .map(|(_, v)| v.to_owned())
        .collect()
}

fn rule(group: &str, name: &str, egress: bool, protocol: &str, port: i64, range: &str) -> String {
    format!(
        "<item><securityGroupRuleId>sgr-{name}-{group}</securityGroupRuleId><groupId>{group}</groupId>\
         <isEgress>{egress}</isEgress><ipProtocol>{protocol}</ipProtocol><fromPort>{port}</fromPort><toPort>{port}</toPort>\
         <cidrIpv4>{range}</cidrIpv4><description>{name}</description></item>"
    )
}

/// Groups with four rules each.
fn estate(call: &Sent) -> Reply {
    let groups = wanted(call);
    match call.call.as_str() {
        "ec2 DescribeSecurityGroups" => {
            let group =
                |id: &String| format!("<item><groupId>{id}</groupId><ownerId>123456789012</ownerId></item>");
            ec2(
                call,
                &format!(
                    "<securityGroupInfo>{}</securityGroupInfo>",
                    groups.iter().map(group).collect::<String>()
                ),
            )
        }
        "ec2 DescribeSecurityGroupRules" => {
            let rules = |id: &String| {
                rule(id, "a", false, "tcp", 443, "10.0.0.0/8")
                    + &rule(id, "b", true, "-1", -1, "0.0.0.0/0")
                    + &rule(id, "c", false, "tcp", 80, "10.1.0.0/16")
                    + &rule(id, "d", true, "tcp", 5432, "10.2.0.0/16")
            };
            let all: String = groups.iter().map(rules).collect();
            ec2(call, &format!("<securityGroupRuleSet>{all}</securityGroupRuleSet>"))
        }
        _ => query_error(400, "InvalidAction", "not asked for"),
    }
}

async fn read(rig: &Rig, type_name: &str, all: Vec<(String, Json)>) -> Vec<Value> {
    let req = |(key, prior)| ReadReq { key, prior: rig.object(type_name, prior), fresh: false };
    let answers = rig.session.read(type_name, all.into_iter().map(req).collect()).await;
    answers.into_iter().map(|a| a.unwrap().expect("it is there")).collect()
}

#[tokio::test]
async fn five_hundred_groups_with_two_thousand_rules_cost_six_calls() {
    let rig = Rig::new(crate::family(), |call, _| estate(call)).await;
    let groups: Vec<String> = (0..500).map(|i| format!("sg-{i}")).collect();
    let single = |name: &str| {
        let of = |g: &String| {
            (format!("sgr-{name}-{g}"), json!({ "id": format!("sgr-{name}-{g}"), "security_group_id": g }))
        };
        groups.iter().map(of).collect::<Vec<_>>()
    };
    let combined = |way: &str, port: i64, range: &str| {
        let of = |g: &String| {
            let prior = json!({ "id": "sgrule-1", "security_group_id": g, "type": way, "protocol": "tcp", "from_port": port,
                "to_port": port, "cidr_blocks": [range] });
            (format!("{g}_{way}_tcp_{port}_{port}_{range}"), prior)
        };
        groups.iter().map(of).collect::<Vec<_>>()
    };
    let (all, ingress, egress, rules) = tokio::join!(
        read(&rig, "aws_security_group", groups.iter().map(|g| (g.clone(), json!({ "id": g }))).collect()),
        read(&rig, "aws_vpc_security_group_ingress_rule", single("a")),
        read(&rig, "aws_vpc_security_group_egress_rule", single("b")),
        read(
            &rig,
            "aws_security_group_rule",
            [combined("ingress", 80, "10.1.0.0/16"), combined("egress", 5432, "10.2.0.0/16")].concat()
        ),
    );
    assert_eq!((all.len(), ingress.len() + egress.len() + rules.len()), (500, 2000));
    let described = rules.iter().filter_map(|r| r.get("description")?.as_str()).collect::<String>();
    assert_eq!(described, "c".repeat(500) + &"d".repeat(500));
    let mut calls = rig.fake.calls();
    calls.sort();
    let expected = [["ec2 DescribeSecurityGroupRules"; 3], ["ec2 DescribeSecurityGroups"; 3]].concat();
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn an_imported_rule_is_asked_for_by_its_id() {
    let rig = Rig::new(crate::family(), |call, _| {
        assert!(
            call.form().contains(&"Filter.1.Name=security-group-rule-id".to_owned()),
            "{:?}",
            call.form()
        );
        ec2(
            call,
            &format!(
                "<securityGroupRuleSet>{}</securityGroupRuleSet>",
                rule("sg-1", "a", false, "tcp", 443, "10.0.0.0/8")
            ),
        )
    })
    .await;
    let found = read(
        &rig,
        "aws_vpc_security_group_ingress_rule",
        vec![("sgr-a-sg-1".into(), json!({ "id": "sgr-a-sg-1" }))],
    )
    .await;
    assert_eq!(found[0].get("security_group_id").and_then(Value::as_str), Some("sg-1"));
}

fn office() -> Json {
    json!({ "security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "from_port": 80, "to_port": 80,
        "cidr_blocks": ["10.1.0.0/16", "10.9.0.0/16"], "ipv6_cidr_blocks": ["2001:DB8::/32"], "description": "c" })
}

#[tokio::test]
async fn a_rule_with_several_sources_is_made_by_one_call() {
    let sources = "<cidrIpv4>10.1.0.0/16</cidrIpv4>|<cidrIpv4>10.9.0.0/16</cidrIpv4>|<cidrIpv6>2001:db8::/32</cidrIpv6>";
    let rules: String = sources
        .split('|')
        .map(|s| format!("<item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress>\
            <ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort>{s}<description>c</description></item>"))
        .collect();
    let rig = Rig::new(crate::family(), move |call, before| match (call.call.as_str(), before) {
        ("ec2 AuthorizeSecurityGroupIngress", 0) => query_error(400, "InvalidGroup.NotFound", "not yet"),
        ("ec2 DescribeSecurityGroupRules", _) => {
            ec2(call, &format!("<securityGroupRuleSet>{rules}</securityGroupRuleSet>"))
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let made = rig.make("aws_security_group_rule", office()).await.unwrap();
    assert_eq!(
        rig.fake.sent()[1].form(),
        [
            "GroupId=sg-1",
            "IpPermissions.1.FromPort=80",
            "IpPermissions.1.IpProtocol=tcp",
            "IpPermissions.1.IpRanges.1.CidrIp=10.1.0.0/16",
            "IpPermissions.1.IpRanges.1.Description=c",
            "IpPermissions.1.IpRanges.2.CidrIp=10.9.0.0/16",
            "IpPermissions.1.IpRanges.2.Description=c",
            "IpPermissions.1.Ipv6Ranges.1.CidrIpv6=2001:db8::/32",
            "IpPermissions.1.Ipv6Ranges.1.Description=c",
            "IpPermissions.1.ToPort=80",
        ]
    );
    assert_eq!(rig.fake.calls().len(), 3, "{:?}", rig.fake.calls());
    assert!(made.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with("sgrule-")));
    // It is three rules to AWS, so it has no one id there.
    assert_eq!(made.get("security_group_rule_id").and_then(Value::as_str), Some(""));
}

#[tokio::test]
async fn a_source_that_somebody_took_away_is_missed() {
    let rig = Rig::new(crate::family(), |call, _| estate(call)).await;
    let found = read(&rig, "aws_security_group_rule", vec![("key".into(), office())]).await;
    let ranges = found[0].get("cidr_blocks").and_then(Value::as_seq).unwrap();
    assert_eq!(ranges.iter().filter_map(Value::as_str).collect::<Vec<_>>(), ["10.1.0.0/16"]);
    let mut other = office();
    other["from_port"] = json!(81);
    let req =
        ReadReq { key: "key".into(), prior: rig.object("aws_security_group_rule", other), fresh: false };
    assert!(rig.session.read("aws_security_group_rule", vec![req]).await.remove(0).unwrap().is_none());
}

#[tokio::test]
async fn a_rule_that_is_there_already_says_where_to_look() {
    let rig = Rig::new(crate::family(), |_, _| {
        query_error(400, "InvalidPermission.Duplicate", "the specified rule already exists")
    })
    .await;
    let planned = rig.planned("aws_security_group_rule", office());
    let error = rig.session.create("aws_security_group_rule", &rig.step(), &planned).await.unwrap_err();
    assert_eq!(error.class, Class::Exists);
    assert!(error.help.contains("another resource"), "{}", error.help);
}

#[tokio::test]
async fn a_rule_goes_though_a_part_of_it_is_gone() {
    let rig = Rig::new(crate::family(), |call, before| match before {
        0 => query_error(400, "InvalidPermission.NotFound", "The specified rule does not exist"),
        1 => query_error(400, "InvalidPermission.NotFound", "The specified rule does not exist"),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let prior = rig.object("aws_security_group_rule", office());
    rig.session.delete("aws_security_group_rule", &rig.step(), &prior).await.unwrap();
    assert_eq!(rig.fake.calls(), ["ec2 RevokeSecurityGroupIngress"; 4]);
}

#[tokio::test]
async fn only_the_description_is_sent_when_it_changes() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 DescribeSecurityGroupRules" => estate(call),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let mut from = json!({ "id": "sgrule-1", "security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "from_port": 80,
        "to_port": 80, "cidr_blocks": ["10.1.0.0/16"], "self": false, "description": "before" });
    let prior = rig.object("aws_security_group_rule", from.clone());
    from["description"] = json!("c");
    let planned = rig.object("aws_security_group_rule", from);
    rig.session.update("aws_security_group_rule", &rig.step(), &prior, &planned).await.unwrap();
    let expected = ["UpdateSecurityGroupRuleDescriptionsIngress", "DescribeSecurityGroupRules"];
    assert_eq!(rig.fake.calls(), expected.map(|c| format!("ec2 {c}")));
}
