//! Network interfaces, the addresses on them, and the Elastic IPs in front of them.

use super::{Rig, ec2};
use provision_aws_core::testing::{Reply, Sent, query_error};
use provision_engine::provider::{Intent, ReadReq, Session};
use provision_value::Value;
use serde_json::{Value as Json, json};

const NAME: &str = "aws_network_interface";

fn interface(more: &str, addresses: &[&str]) -> String {
    let addresses: String =
        addresses.iter().map(|a| format!("<item><privateIpAddress>{a}</privateIpAddress></item>")).collect();
    format!(
        "<networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId><subnetId>subnet-1</subnetId>\
         <status>available</status><sourceDestCheck>true</sourceDestCheck>\
         <privateIpAddressesSet>{addresses}</privateIpAddressesSet>{more}</item></networkInterfaceSet>"
    )
}

fn attached(state: &str) -> String {
    format!(
        "<attachment><attachmentId>eni-attach-1</attachmentId><instanceId>i-1</instanceId><deviceIndex>1</deviceIndex>\
         <status>{state}</status></attachment>"
    )
}

fn made(call: &Sent) -> Reply {
    ec2(call, "<networkInterface><networkInterfaceId>eni-1</networkInterfaceId></networkInterface>")
}

fn short(rig: &Rig) -> Vec<String> {
    rig.fake.calls().iter().map(|c| c.trim_start_matches("ec2 ").to_owned()).collect()
}

fn form(rig: &Rig, call: &str) -> Vec<String> {
    rig.fake.sent().into_iter().find(|s| s.call == format!("ec2 {call}")).unwrap().form()
}

#[tokio::test]
async fn an_interface_is_made_with_its_addresses_the_primary_one_first() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 CreateNetworkInterface" => made(call),
        _ => ec2(call, &interface("", &["10.0.0.11", "10.0.0.10"])),
    })
    .await;
    let config = json!({
        "subnet_id": "subnet-1", "private_ip_list": ["10.0.0.11", "10.0.0.10"], "private_ip_list_enabled": true,
        "security_groups": ["sg-1"],
    });
    let planned = rig.planned(NAME, config);
    rig.session.create(NAME, &rig.bare_step(), &planned).await.unwrap();
    let asked = form(&rig, "CreateNetworkInterface");
    let fields = [
        "PrivateIpAddresses.1.Primary=true",
        "PrivateIpAddresses.1.PrivateIpAddress=10.0.0.11",
        "PrivateIpAddresses.2.PrivateIpAddress=10.0.0.10",
        "SecurityGroupId.1=sg-1",
    ];
    assert!(fields.iter().all(|f| asked.iter().any(|a| a == f)), "{asked:?}");
    assert!(!asked.iter().any(|a| a.starts_with("PrivateIpAddresses.2.Primary")), "{asked:?}");
}

#[tokio::test]
async fn settings_and_attachment_follow_the_creation() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 CreateNetworkInterface", _) => made(call),
        ("ec2 AttachNetworkInterface", 0) => {
            query_error(400, "InvalidInstanceID", "The pending instance 'i-1' is not in a valid state")
        }
        ("ec2 DescribeNetworkInterfaces", 0) => ec2(call, &interface("", &["10.0.0.10"])),
        ("ec2 DescribeNetworkInterfaces", 1) => ec2(call, &interface(&attached("attaching"), &["10.0.0.10"])),
        ("ec2 DescribeNetworkInterfaces", _) => ec2(
            call,
            &interface(&attached("attached"), &["10.0.0.10"])
                .replace("<sourceDestCheck>true", "<sourceDestCheck>false"),
        ),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let config = json!({
        "subnet_id": "subnet-1", "source_dest_check": false,
        "attachment": [{ "instance": "i-1", "device_index": 1, "attachment_id": null }],
    });
    let planned = rig.planned(NAME, config);
    let created = rig.session.create(NAME, &rig.bare_step(), &planned).await.unwrap();
    rig.session.finish(NAME, &rig.bare_step(), &created, &planned).await.unwrap();
    let (describe, attach) = ("DescribeNetworkInterfaces", "AttachNetworkInterface");
    let calls = short(&rig);
    let expected = ["CreateNetworkInterface", describe, "ModifyNetworkInterfaceAttribute", attach, attach];
    assert_eq!(calls[..5], expected);
    assert!(rig.progress().iter().any(|p| p.contains("attaching")), "{:?}", rig.progress());
    assert_eq!(form(&rig, attach), ["DeviceIndex=1", "InstanceId=i-1", "NetworkInterfaceId=eni-1"]);
}

#[tokio::test]
async fn tags_follow_where_prefixes_are_asked_for_and_the_prefixes_tell_a_lost_interface() {
    let prefixes = "<ipv4PrefixSet><item><ipv4Prefix>10.0.0.16/28</ipv4Prefix></item></ipv4PrefixSet>";
    let rig = Rig::new(crate::family(), move |call, _| match call.call.as_str() {
        "ec2 CreateNetworkInterface" => made(call),
        "ec2 DescribeNetworkInterfaces" => ec2(call, &interface(prefixes, &["10.0.0.10"])),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let config =
        json!({ "subnet_id": "subnet-1", "ipv4_prefixes": ["10.0.0.16/28"], "tags": { "Name": "a" } });
    rig.make(NAME, config.clone()).await.unwrap();
    assert!(!form(&rig, "CreateNetworkInterface").iter().any(|f| f.starts_with("TagSpecification")));
    assert!(form(&rig, "CreateTags").contains(&"Tag.1.Value=a".to_owned()));
    let intent = Intent { token: "token-1".into(), absent: false, at: 0, ownership: [].into() };
    let found = rig.session.locate(NAME, &rig.planned(NAME, config), &intent).await.unwrap();
    assert_eq!(found.as_deref(), Some("eni-1"));
    let other = json!({ "subnet_id": "subnet-1", "ipv4_prefixes": ["10.0.0.32/28"] });
    assert_eq!(rig.session.locate(NAME, &rig.planned(NAME, other), &intent).await.unwrap(), None);
}

/// Updates from one object to another; gives what was sent but for reads.
async fn updated(from: Json, to: Json) -> Vec<(String, Vec<String>)> {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "ec2 DescribeNetworkInterfaces" => ec2(call, &interface("", &["10.0.0.10"])),
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let whole = |own: Json| {
        let mut all = json!({ "id": "eni-1", "subnet_id": "subnet-1", "source_dest_check": true });
        all.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        rig.object(NAME, all)
    };
    rig.session.update(NAME, &rig.bare_step(), &whole(from), &whole(to)).await.unwrap();
    let sent = rig.fake.sent().into_iter().filter(|s| s.call != "ec2 DescribeNetworkInterfaces");
    sent.map(|s| (s.call.trim_start_matches("ec2 ").to_owned(), s.form())).collect()
}

fn sent(call: &str, fields: &[&str]) -> (String, Vec<String>) {
    let own = ["NetworkInterfaceId=eni-1"];
    let mut all: Vec<String> = fields.iter().chain(&own).map(|f| (*f).to_owned()).collect();
    all.sort();
    (call.to_owned(), all)
}

#[tokio::test]
async fn addresses_come_and_go_by_name_in_order_or_by_number() {
    let (assign, unassign) = ("AssignPrivateIpAddresses", "UnassignPrivateIpAddresses");
    let by_name = updated(
        json!({ "private_ips": ["10.0.0.10", "10.0.0.11"] }),
        json!({ "private_ips": ["10.0.0.10", "10.0.0.12"] }),
    );
    assert_eq!(
        by_name.await,
        [sent(unassign, &["PrivateIpAddress.1=10.0.0.11"]), sent(assign, &["PrivateIpAddress.1=10.0.0.12"])]
    );
    let in_order = updated(
        json!({ "private_ip_list_enabled": true, "private_ip_list": ["10.0.0.10", "10.0.0.11", "10.0.0.12"] }),
        json!({ "private_ip_list_enabled": true, "private_ip_list": ["10.0.0.10", "10.0.0.11", "10.0.0.13", "10.0.0.12"] }),
    );
    assert_eq!(
        in_order.await,
        [
            sent(unassign, &["PrivateIpAddress.1=10.0.0.12"]),
            sent(assign, &["PrivateIpAddress.1=10.0.0.13"]),
            sent(assign, &["PrivateIpAddress.1=10.0.0.12"]),
        ]
    );
    let held = json!({ "private_ips_count": 2, "private_ip_list": ["10.0.0.10", "10.0.0.11", "10.0.0.12"] });
    let fewer = json!({ "private_ips_count": 1, "private_ip_list": ["10.0.0.10", "10.0.0.11", "10.0.0.12"] });
    assert_eq!(updated(held.clone(), fewer).await, [sent(unassign, &["PrivateIpAddress.1=10.0.0.12"])]);
    let more = json!({ "private_ips_count": 4, "private_ip_list": ["10.0.0.10", "10.0.0.11", "10.0.0.12"] });
    assert_eq!(updated(held, more).await, [sent(assign, &["SecondaryPrivateIpAddressCount=2"])]);
}

#[tokio::test]
async fn the_other_kinds_of_addresses_have_calls_of_their_own() {
    let six = updated(
        json!({ "ipv6_addresses": ["2001:db8::1"], "ipv4_prefixes": [], "ipv6_prefix_count": 0 }),
        json!({ "ipv6_addresses": ["2001:db8::2"], "ipv4_prefixes": ["10.0.0.16/28"], "ipv6_prefix_count": 1 }),
    );
    assert_eq!(
        six.await,
        [
            sent("AssignPrivateIpAddresses", &["Ipv4Prefix.1=10.0.0.16/28"]),
            sent("UnassignIpv6Addresses", &["Ipv6Addresses.1=2001:db8::1"]),
            sent("AssignIpv6Addresses", &["Ipv6Addresses.1=2001:db8::2"]),
            sent("AssignIpv6Addresses", &["Ipv6PrefixCount=1"]),
        ]
    );
}

#[tokio::test]
async fn an_interface_is_detached_before_it_goes() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 DescribeNetworkInterfaces", 0) => ec2(call, &interface(&attached("detaching"), &["10.0.0.10"])),
        ("ec2 DescribeNetworkInterfaces", _) => ec2(call, &interface("", &["10.0.0.10"])),
        ("ec2 DeleteNetworkInterface", 0) => {
            query_error(400, "InvalidParameterValue", "Network interface 'eni-1' is currently in use.")
        }
        ("ec2 DetachNetworkInterface", 1) => {
            query_error(400, "InvalidAttachmentID.NotFound", "no such attachment")
        }
        _ => ec2(call, "<return>true</return>"),
    })
    .await;
    let attachment = json!([{ "attachment_id": "eni-attach-1", "device_index": 1, "instance": "i-1" }]);
    let prior = rig.object(NAME, json!({ "id": "eni-1", "attachment": attachment }));
    rig.session.delete(NAME, &rig.step(), &prior).await.unwrap();
    let (detach, describe, delete) =
        ("DetachNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface");
    assert_eq!(short(&rig), [detach, describe, describe, delete, detach, delete]);
    assert_eq!(form(&rig, detach), ["AttachmentId=eni-attach-1", "Force=true"]);
}

#[tokio::test]
async fn the_primary_address_is_not_changed_in_silence() {
    let rig = Rig::new(crate::family(), |call, _| ec2(call, "")).await;
    let object =
        |ip: &str| rig.object(NAME, json!({ "id": "eni-1", "subnet_id": "subnet-1", "private_ip": ip }));
    let (from, to) = (object("10.0.0.10"), object("10.0.0.11"));
    let error = rig.session.update(NAME, &rig.bare_step(), &from, &to).await.unwrap_err();
    assert!(error.message.contains("primary address"), "{}", error.message);
    assert!(rig.fake.calls().is_empty());
}

#[tokio::test]
async fn many_interfaces_are_read_two_hundred_a_call() {
    let rig = Rig::new(crate::family(), |call, _| ec2(call, &interface("", &["10.0.0.10"]))).await;
    let prior = rig.object(NAME, json!({}));
    let req = |i: usize| ReadReq { key: format!("eni-{i}"), prior: prior.clone(), fresh: false };
    let found = rig.session.read(NAME, (0..450).map(req).collect()).await;
    assert_eq!(rig.fake.calls(), ["ec2 DescribeNetworkInterfaces"; 3]);
    assert_eq!(found.iter().filter(|f| f.as_ref().unwrap().is_some()).count(), 1);
}

const ON: &str = "<addressesSet><item><allocationId>eipalloc-1</allocationId><associationId>eipassoc-1</associationId>\
    <networkInterfaceId>eni-1</networkInterfaceId><privateIpAddress>10.0.0.10</privateIpAddress><publicIp>203.0.113.1</publicIp>\
    </item></addressesSet>";
const OFF: &str = "<addressesSet><item><allocationId>eipalloc-1</allocationId><publicIp>203.0.113.1</publicIp></item></addressesSet>";

#[tokio::test]
async fn an_address_is_associated_when_its_target_is_known() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("ec2 AssociateAddress", 0) => query_error(400, "InvalidNetworkInterfaceID.NotFound", "not yet"),
        ("ec2 AssociateAddress", _) => ec2(call, "<associationId>eipassoc-1</associationId>"),
        // A new association is not told of at once.
        ("ec2 DescribeAddresses", 0) => ec2(call, OFF),
        _ => ec2(call, ON),
    })
    .await;
    let config = json!({ "allocation_id": "eipalloc-1", "network_interface_id": "eni-1" });
    let object = rig.make("aws_eip_association", config).await.unwrap();
    assert_eq!(object.get("public_ip").and_then(Value::as_str), Some("203.0.113.1"));
    assert_eq!(form(&rig, "AssociateAddress"), ["AllocationId=eipalloc-1", "NetworkInterfaceId=eni-1"]);
}

#[tokio::test]
async fn an_address_has_one_association_at_most() {
    let rig = Rig::new(crate::family(), |call, _| ec2(call, ON)).await;
    let name = "aws_eip_association";
    let planned = |more: Json| {
        let mut all = json!({ "allocation_id": "eipalloc-1", "network_interface_id": "eni-1" });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rig.planned(name, all)
    };
    assert_eq!(rig.session.natural_key(name, &planned(json!({}))).as_deref(), Some("eipalloc-1"));
    assert_eq!(rig.session.natural_key(name, &planned(json!({ "allow_reassociation": true }))), None);
    let intent = Intent { token: "token-1".into(), absent: true, at: 0, ownership: [].into() };
    let ours = rig.session.locate(name, &planned(json!({})), &intent).await.unwrap();
    assert_eq!(ours.as_deref(), Some("eipassoc-1"));
    let others = planned(json!({ "network_interface_id": "eni-2" }));
    assert_eq!(rig.session.locate(name, &others, &intent).await.unwrap(), None);

    let read = |key: &str| ReadReq { key: key.into(), prior: planned(json!({})), fresh: false };
    let before = rig.fake.calls().len();
    let found =
        rig.session.read(name, vec![read("eipassoc-1"), read("eipassoc-2"), read("eipalloc-1")]).await;
    let there: Vec<bool> = found.iter().map(|f| f.as_ref().unwrap().is_some()).collect();
    assert_eq!(there, [true, false, true]);
    assert_eq!(rig.fake.calls().len() - before, 2);
}
