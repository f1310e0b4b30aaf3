//! What every VPC has one of: DHCP options, a main route table, a default route table.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, Session};
use provision_value::Value;
use serde_json::json;

#[tokio::test]
async fn dhcp_options_are_sent_as_they_are_given() {
    let rig = Rig::new(crate::family(), |call, _| {
        ec2(call, "<dhcpOptions><dhcpOptionsId>dopt-1</dhcpOptionsId></dhcpOptions>")
    })
    .await;
    let config = json!({ "domain_name": "example.com", "ntp_servers": ["10.0.0.4", "10.0.0.5"], "netbios_node_type": "2" });
    let planned = rig.planned("aws_vpc_dhcp_options", config);
    rig.session.create("aws_vpc_dhcp_options", &rig.bare_step(), &planned).await.unwrap();
    let form = rig.fake.sent()[0].form();
    let options: Vec<&String> = form.iter().filter(|f| f.starts_with("DhcpConfiguration.")).collect();
    assert_eq!(
        options,
        [
            "DhcpConfiguration.1.Key=domain-name",
            "DhcpConfiguration.1.Value.1=example.com",
            "DhcpConfiguration.2.Key=netbios-node-type",
            "DhcpConfiguration.2.Value.1=2",
            "DhcpConfiguration.3.Key=ntp-servers",
            "DhcpConfiguration.3.Value.1=10.0.0.4",
            "DhcpConfiguration.3.Value.2=10.0.0.5",
        ]
    );
}

#[tokio::test]
async fn dhcp_options_in_use_give_way_to_those_of_aws() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeVpcs", 0) => {
            ec2(call, "<vpcSet><item><vpcId>vpc-1</vpcId></item><item><vpcId>vpc-2</vpcId></item></vpcSet>")
        }
        ("ec2 DescribeVpcs", _) => ec2(call, "<vpcSet/>"),
        ("ec2 AssociateDhcpOptions", 1) => query_error(400, "InvalidVpcID.NotFound", "gone meanwhile"),
        ("ec2 DeleteDhcpOptions", 0) => query_error(400, "DependencyViolation", "in use"),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let prior = rig.object("aws_vpc_dhcp_options", json!({ "id": "dopt-1" }));
    rig.session.delete("aws_vpc_dhcp_options", &rig.step(), &prior).await.unwrap();
    let expected = [
        "DescribeVpcs",
        "AssociateDhcpOptions",
        "AssociateDhcpOptions",
        "DeleteDhcpOptions",
        "DescribeVpcs",
        "DeleteDhcpOptions",
    ];
    assert_eq!(rig.fake.calls(), expected.map(|c| format!("ec2 {c}")));
    assert_eq!(rig.fake.sent()[1].form(), ["DhcpOptionsId=default", "VpcId=vpc-1"]);
}

fn table(id: &str, main: bool, more: &str) -> String {
    let association = format!(
        "<item><routeTableAssociationId>rtbassoc-{id}</routeTableAssociationId><routeTableId>{id}</routeTableId><main>true</main></item>"
    );
    let association = if main { association } else { String::new() };
    format!(
        "<item><routeTableId>{id}</routeTableId><vpcId>vpc-1</vpcId><associationSet>{association}</associationSet>{more}</item>"
    )
}

fn tables(call: &Sent, all: &[String]) -> Reply {
    ec2(call, &format!("<routeTableSet>{}</routeTableSet>", all.concat()))
}

fn association(original: &str) -> serde_json::Value {
    json!({ "id": "rtbassoc-rtb-1", "vpc_id": "vpc-1", "route_table_id": "rtb-1", "original_route_table_id": original })
}

#[tokio::test]
async fn the_main_table_before_is_remembered() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeRouteTables", 0) => tables(call, &[table("rtb-0", true, "")]),
        ("ec2 DescribeRouteTables", _) => tables(call, &[table("rtb-1", true, "")]),
        _ => ec2(call, "<newAssociationId>rtbassoc-rtb-1</newAssociationId>"),
    })
    .await;
    let config = json!({ "vpc_id": "vpc-1", "route_table_id": "rtb-1" });
    let made = rig.make("aws_main_route_table_association", config).await.unwrap();
    assert_eq!(made, rig.object("aws_main_route_table_association", association("rtb-0")));
    assert_eq!(rig.fake.sent()[1].form(), ["AssociationId=rtbassoc-rtb-0", "RouteTableId=rtb-1"]);
}

async fn give_back(rig: &Rig, original: &str) -> Result<(), provision_engine::provider::ProviderError> {
    let prior = rig.object("aws_main_route_table_association", association(original));
    rig.session.delete("aws_main_route_table_association", &rig.step(), &prior).await
}

#[tokio::test]
async fn a_main_table_that_is_gone_is_said_and_not_waited_for() {
    let rig =
        Rig::new(crate::family(), |_, _| query_error(400, "InvalidRouteTableID.NotFound", "no such table"))
            .await;
    let error = give_back(&rig, "rtb-0").await.unwrap_err();
    assert_eq!((error.class, rig.fake.calls().len()), (Class::Validation, 1), "{error}");
    assert!(error.message.contains("rtb-0"), "{error}");
}

#[tokio::test]
async fn what_a_cut_off_run_could_not_write_down_is_looked_for() {
    let tagged = "<tagSet><item><key>Name</key><value>x</value></item></tagSet>";
    let own = [table("rtb-1", true, ""), table("rtb-2", false, tagged), table("rtb-0", false, "")];
    let (one, two) = (own.to_vec(), [own.to_vec(), vec![table("rtb-3", false, "")]].concat());
    let rig = Rig::new(crate::family(), move |call, _| match call.call.as_str() {
        "ec2 DescribeRouteTables" => tables(call, &one),
        _ => ec2(call, "<newAssociationId>rtbassoc-2</newAssociationId>"),
    })
    .await;
    give_back(&rig, "").await.unwrap();
    assert_eq!(rig.fake.sent()[1].form(), ["AssociationId=rtbassoc-rtb-1", "RouteTableId=rtb-0"]);
    let rig = Rig::new(crate::family(), move |call, _| tables(call, &two)).await;
    let error = give_back(&rig, "").await.unwrap_err();
    assert!(error.message.contains("which route table of vpc-1"), "{error}");
}

#[tokio::test]
async fn taking_the_default_table_over_ends_its_ways() {
    let old = "<routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId></item>\
        <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId></item></routeSet>\
        <propagatingVgwSet><item><gatewayId>vgw-1</gatewayId></item></propagatingVgwSet>";
    let rig = Rig::new(crate::family(), move |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeRouteTables", 0..2) => tables(call, &[table("rtb-0", true, old)]),
        ("ec2 DescribeRouteTables", _) => tables(call, &[table("rtb-0", true, "")]),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let made =
        rig.make("aws_default_route_table", json!({ "default_route_table_id": "rtb-0" })).await.unwrap();
    assert_eq!(made.get("route").and_then(Value::as_seq).map(<[Value]>::len), Some(0));
    let sent = rig.fake.sent();
    let changes: Vec<_> =
        sent.iter().filter(|s| !s.call.contains("Describe") && !s.call.contains("Tags")).collect();
    let forms: Vec<_> = changes.iter().map(|s| (s.call.as_str(), s.form())).collect();
    let gateway = vec!["GatewayId=vgw-1".to_owned(), "RouteTableId=rtb-0".to_owned()];
    let route = vec!["DestinationCidrBlock=0.0.0.0/0".to_owned(), "RouteTableId=rtb-0".to_owned()];
    assert_eq!(forms, [("ec2 DisableVgwRoutePropagation", gateway), ("ec2 DeleteRoute", route)]);
}

#[tokio::test]
async fn an_instance_as_target_is_refused_with_what_to_use_instead() {
    let rig = Rig::new(crate::family(), |call, _| tables(call, &[table("rtb-0", true, "")])).await;
    let config = json!({ "default_route_table_id": "rtb-0", "route": [{ "cidr_block": "0.0.0.0/0", "instance_id": "i-1" }] });
    let error = rig.make("aws_default_route_table", config).await.unwrap_err();
    assert!(error.help.contains("network_interface_id"), "{error}");
    assert_eq!(rig.fake.calls().len(), 0);
}

#[tokio::test]
async fn a_default_table_is_imported_by_its_vpc() {
    let rig = Rig::new(crate::family(), |call, _| {
        assert!(call.form().contains(&"Filter.2.Name=association.main".to_owned()), "{:?}", call.form());
        tables(call, &[table("rtb-0", true, "")])
    })
    .await;
    let (key, prior) = rig.session.import("aws_default_route_table", "vpc-1").unwrap();
    let req = provision_engine::provider::ReadReq { key, prior, fresh: false };
    let found = rig.session.read("aws_default_route_table", vec![req]).await.remove(0).unwrap().unwrap();
    assert_eq!(found.get("default_route_table_id").and_then(Value::as_str), Some("rtb-0"));
}
