//! Reads that several types share.

use super::{Rig, ec2};
use provision_engine::provider::{ReadReq, Session};
use provision_value::Value;
use serde_json::{Value as Json, json};

fn table(id: &str, associations: &str) -> String {
    format!(
        "<routeTableSet><item><routeTableId>{id}</routeTableId><vpcId>vpc-1</vpcId><routeSet><item>\
         <destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId></item></routeSet>\
         <associationSet>{associations}</associationSet></item></routeTableSet>"
    )
}

fn association(table: &str) -> String {
    format!(
        "<item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><routeTableId>{table}</routeTableId>\
         <subnetId>subnet-1</subnetId><associationState><state>associated</state></associationState></item>"
    )
}

async fn read(rig: &Rig, type_name: &str, key: &str, prior: Json) -> Value {
    let req = ReadReq { key: key.into(), prior: rig.planned(type_name, prior), fresh: false };
    let mut answers = rig.session.read(type_name, vec![req]).await;
    answers.remove(0).unwrap().expect("it is there")
}

#[tokio::test]
async fn tables_routes_and_associations_share_a_read() {
    let rig = Rig::new(crate::family(), |call, _| ec2(call, &table("rtb-1", &association("rtb-1")))).await;
    let route = json!({ "route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1" });
    let held = json!({ "id": "rtbassoc-1", "route_table_id": "rtb-1", "subnet_id": "subnet-1" });
    let (table, route, association) = tokio::join!(
        read(&rig, "aws_route_table", "rtb-1", json!({ "vpc_id": "vpc-1" })),
        read(&rig, "aws_route", "rtb-1_0.0.0.0/0", route),
        read(&rig, "aws_route_table_association", "subnet-1", held),
    );
    assert_eq!(table.get("id").and_then(Value::as_str), Some("rtb-1"));
    assert_eq!(route.get("nat_gateway_id").and_then(Value::as_str), Some("nat-1"));
    assert_eq!(association.get("id").and_then(Value::as_str), Some("rtbassoc-1"));
    assert_eq!(rig.fake.calls(), ["ec2 DescribeRouteTables"]);
}

#[tokio::test]
async fn an_association_that_was_moved_is_looked_for_by_its_subnet() {
    let rig = Rig::new(crate::family(), |call, before| match before {
        0 => ec2(call, &table("rtb-1", "")),
        _ => ec2(call, &table("rtb-2", &association("rtb-2"))),
    })
    .await;
    let held = json!({ "id": "rtbassoc-0", "route_table_id": "rtb-1", "subnet_id": "subnet-1" });
    let moved = read(&rig, "aws_route_table_association", "subnet-1", held).await;
    assert_eq!(moved.get("route_table_id").and_then(Value::as_str), Some("rtb-2"));
    let filters = ["Filter.1.Name=association.subnet-id", "Filter.1.Value.1=subnet-1"];
    assert_eq!(rig.fake.sent()[1].form()[..2], filters);
}

#[tokio::test]
async fn what_asks_after_a_call_went_out_gets_a_call_of_its_own() {
    let rig = Rig::new(crate::family(), |call, _| ec2(call, &table("rtb-1", &association("rtb-1")))).await;
    for _ in 0..2 {
        read(&rig, "aws_route_table", "rtb-1", json!({ "vpc_id": "vpc-1" })).await;
    }
    assert_eq!(rig.fake.calls().len(), 2);
}
