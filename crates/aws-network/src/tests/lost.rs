//! Create calls of things without tags, whose answers are lost.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Class, Session, StepCx};
use serde_json::json;

const ROUTE: &str = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId>\
    <state>active</state><origin>CreateRoute</origin></item>";

/// A table with these routes, in which the first `failures` calls that create one end badly.
async fn table(routes: &'static str, failures: usize) -> Rig {
    Rig::new(crate::family(), move |call, before| match call.call.as_str() {
        "ec2 CreateRoute" if before < failures => {
            query_error(500, "InternalError", "An internal error has occurred")
        }
        "ec2 DescribeRouteTables" => {
            let table =
                format!("<item><routeTableId>rtb-1</routeTableId><routeSet>{routes}</routeSet></item>");
            ec2(call, &format!("<routeTableSet>{table}</routeTableSet>"))
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await
}

fn sent(rig: &Rig, name: &str) -> usize {
    rig.fake.calls().iter().filter(|call| *call == name).count()
}

#[tokio::test]
async fn a_route_that_was_free_before_is_looked_for_and_made_again_where_it_is_not_there() {
    let config =
        json!({ "route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1" });
    for (absent, routes, failures, creates) in
        [(true, ROUTE, 9, Ok(1)), (true, "", 2, Ok(3)), (true, "", 9, Err(3)), (false, ROUTE, 9, Err(1))]
    {
        let rig = table(routes, failures).await;
        let planned = rig.planned("aws_route", config.clone());
        let made = rig.session.create("aws_route", &StepCx { absent, ..rig.step() }, &planned).await;
        let count = sent(&rig, "ec2 CreateRoute");
        assert_eq!(made.as_ref().map(|_| count).map_err(|_| count), creates, "{absent} {routes}");
        assert!(made.is_ok_and(|made| made.key == "rtb-1_0.0.0.0/0") == creates.is_ok());
    }
}

#[tokio::test]
async fn what_only_sets_something_is_sent_again() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 AssociateDhcpOptions", ..4) => {
            query_error(500, "InternalError", "An internal error has occurred")
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let config = json!({ "vpc_id": "vpc-1", "dhcp_options_id": "dopt-1" });
    let planned = rig.planned("aws_vpc_dhcp_options_association", config);
    rig.session.create("aws_vpc_dhcp_options_association", &rig.step(), &planned).await.unwrap();
    assert_eq!(sent(&rig, "ec2 AssociateDhcpOptions"), 5);
}

/// A zone that holds an alias to this name; to create another fails without a word.
fn zone(call: &Sent, target: &str) -> Reply {
    match call.call.as_str() {
        "route53 ListResourceRecordSets" => {
            let alias = format!(
                "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>{target}.</DNSName>\
                 <EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>"
            );
            let record = format!(
                "<ResourceRecordSet><Name>www.example.test.</Name><Type>A</Type>{alias}</ResourceRecordSet>"
            );
            let body = format!(
                "<ListResourceRecordSetsResponse><ResourceRecordSets>{record}</ResourceRecordSets><IsTruncated>false</IsTruncated>\
                 <MaxItems>1</MaxItems></ListResourceRecordSetsResponse>"
            );
            (200, body)
        }
        "route53 ChangeResourceRecordSets" => {
            query_error(500, "InternalFailure", "An internal error has occurred")
        }
        _ => (
            200,
            "<GetHostedZoneResponse><HostedZone><Id>/hostedzone/Z1</Id><Name>example.test.</Name>\
             <CallerReference>x</CallerReference></HostedZone></GetHostedZoneResponse>"
                .to_owned(),
        ),
    }
}

#[tokio::test]
async fn a_record_is_taken_for_the_one_that_was_made_only_where_it_leads_to_the_same_place() {
    for (target, fine) in [("lb.example.test", true), ("other.example.test", false)] {
        let rig = Rig::new(crate::family(), move |call, _| zone(call, target)).await;
        let alias = json!([{ "name": "LB.example.test", "zone_id": "Z2", "evaluate_target_health": false }]);
        let config = json!({ "zone_id": "Z1", "name": "www.example.test", "type": "A", "alias": alias });
        let planned = rig.planned("aws_route53_record", config);
        let made = rig.session.create("aws_route53_record", &rig.step(), &planned).await;
        assert_eq!(
            made.as_ref().map(|made| made.key.as_str()).map_err(|e| e.class),
            match fine {
                true => Ok("Z1_www.example.test_A"),
                false => Err(Class::Unavailable),
            }
        );
        assert_eq!(sent(&rig, "route53 ChangeResourceRecordSets"), if fine { 1 } else { 3 });
    }
}
