//! Where ownership is off: a new thing without a name carries the token of its create call until it is finished.

use super::{Rig, ec2};
use provision_aws_core::testing::query_error;
use provision_engine::provider::{Created, Intent, Session};
use serde_json::json;
use std::collections::BTreeMap;

fn tags(pairs: &[(&str, &str)]) -> String {
    let items: String =
        pairs.iter().map(|(k, v)| format!("<item><key>{k}</key><value>{v}</value></item>")).collect();
    format!("<tagSet>{items}</tagSet>")
}

fn subnets(pairs: &[(&str, &str)]) -> String {
    format!(
        "<subnetSet><item><subnetId>subnet-1</subnetId><state>available</state><vpcId>vpc-1</vpcId>\
         <cidrBlock>10.0.1.0/24</cidrBlock>{}</item></subnetSet>",
        tags(pairs)
    )
}

#[tokio::test]
async fn the_token_goes_when_the_thing_is_finished() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateSubnet", _) => ec2(call, "<subnet><subnetId>subnet-1</subnetId></subnet>"),
        ("ec2 DescribeSubnets", 0) => {
            ec2(call, &subnets(&[("Name", "a"), ("provision:token", "token-1"), ("other", "x")]))
        }
        ("ec2 DescribeSubnets", _) => ec2(call, &subnets(&[("Name", "a")])),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let config = json!({ "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "tags": { "Name": "a" } });
    let planned = rig.planned("aws_subnet", config);
    let created = rig.session.create("aws_subnet", &rig.bare_step(), &planned).await.unwrap();
    let object = rig.session.finish("aws_subnet", &rig.bare_step(), &created, &planned).await.unwrap();
    let sent = rig.fake.sent();
    assert!(sent[0].form().contains(&"TagSpecification.1.Tag.2.Key=provision:token".to_owned()));
    let removed = sent.iter().find(|s| s.call == "ec2 DeleteTags").unwrap().form();
    assert_eq!(removed, ["ResourceId.1=subnet-1", "Tag.1.Key=other", "Tag.2.Key=provision:token"]);
    let tags = object.get("tags_all").and_then(|v| v.as_map()).unwrap();
    assert_eq!(tags.keys().map(|k| &**k).collect::<Vec<_>>(), ["Name"]);
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_vpc() {
    let made = format!(
        "<vpcSet><item><vpcId>vpc-0</vpcId></item><item><vpcId>vpc-1</vpcId>{}</item></vpcSet>",
        tags(&[("provision:token", "token-1")])
    );
    let rig = Rig::new(crate::family(), move |call, _| match call.call.as_str() {
        "ec2 CreateVpc" => query_error(500, "InternalError", "An internal error has occurred"),
        _ => ec2(call, &made),
    })
    .await;
    let planned = rig.planned("aws_vpc", json!({ "cidr_block": "10.0.0.0/16" }));
    let created = rig.session.create("aws_vpc", &rig.bare_step(), &planned).await.unwrap();
    assert_eq!(created.key, "vpc-1");
    assert_eq!(rig.fake.calls(), ["ec2 CreateVpc", "ec2 DescribeVpcs"]);
    assert_eq!(
        rig.fake.sent()[1].form()[..2],
        ["Filter.1.Name=tag:provision:token", "Filter.1.Value.1=token-1"]
    );
    let intent = Intent { token: "token-1".into(), absent: false, at: 0, ownership: BTreeMap::new() };
    let found = rig.session.locate("aws_vpc", &planned, &intent).await.unwrap();
    assert_eq!(found.as_deref(), Some("vpc-1"));
    let other = Intent { token: "token-2".into(), ..intent };
    assert_eq!(rig.session.locate("aws_vpc", &planned, &other).await.unwrap(), None);
}

/// What an interrupted run left goes too; what another plan owns stays as it is.
#[tokio::test]
async fn a_token_that_was_left_goes_and_the_marks_of_an_owner_stay() {
    let owned = [("provision:plan", "shop"), ("provision:token", "token-0")];
    for (told, removes) in [(&owned[1..], true), (&owned[..], false)] {
        let told = subnets(told);
        let rig = Rig::new(crate::family(), move |call, _| ec2(call, &told)).await;
        let planned = rig.planned("aws_subnet", json!({ "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24" }));
        let created = Created { key: "subnet-1".into(), once: BTreeMap::new() };
        rig.session.finish("aws_subnet", &rig.bare_step(), &created, &planned).await.unwrap();
        assert_eq!(rig.fake.calls().contains(&"ec2 DeleteTags".to_owned()), removes);
    }
}
