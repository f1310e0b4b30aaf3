//! The data sources of prefix lists.

use super::{Rig, ec2};
use provision_engine::provider::{Class, ProviderError, Session};
use provision_value::{Value, json};
use serde_json::{Value as Json, json};

fn list(name: &str, id: &str) -> String {
    let cidrs = "<cidrSet><item>10.0.0.0/8</item></cidrSet>";
    format!("<item><prefixListId>{id}</prefixListId><prefixListName>{name}</prefixListName>{cidrs}</item>")
}

async fn read(rig: &Rig, name: &str, configs: &[Json]) -> Vec<Result<Value, ProviderError>> {
    let block = rig.data(name);
    let configs = configs.iter().map(|c| json::from_json(c, &block).unwrap()).collect();
    rig.session.data(name, configs).await
}

#[tokio::test]
async fn lists_that_are_known_by_name_or_id_come_by_a_call_each_way() {
    let both = list("com.amazonaws.eu-west-1.s3", "pl-1") + &list("com.amazonaws.eu-west-1.dynamodb", "pl-2");
    let rig = Rig::new(crate::family(), move |call, _| {
        ec2(call, &format!("<prefixListSet>{both}</prefixListSet>"))
    })
    .await;
    let configs = [
        json!({ "name": "com.amazonaws.eu-west-1.s3" }),
        json!({ "name": "com.amazonaws.eu-west-1.dynamodb" }),
        json!({ "prefix_list_id": "pl-2" }),
        json!({ "name": "com.amazonaws.eu-west-1.none" }),
    ];
    let found = read(&rig, "aws_prefix_list", &configs).await;
    let ids: Vec<_> =
        found.iter().flatten().map(|v| v.get("id").and_then(Value::as_str).unwrap_or_default()).collect();
    assert_eq!(ids, ["pl-1", "pl-2", "pl-2"]);
    assert_eq!(found[3].as_ref().unwrap_err().class, Class::NotFound);
    assert_eq!(rig.fake.calls(), ["ec2 DescribePrefixLists"; 2]);
    let names = rig.fake.sent()[0].form();
    assert_eq!(names[0], "Filter.1.Name=prefix-list-name");
    assert_eq!(names.len(), 4, "{names:?}");
}

#[tokio::test]
async fn a_managed_list_is_told_with_its_entries_and_two_that_fit_are_too_many() {
    let tagged = list("office", "pl-2")
        .replace("<cidrSet>", "<tagSet><item><key>Kind</key><value>vpn</value></item></tagSet><cidrSet>");
    let both = list("office", "pl-1") + &tagged;
    let rig = Rig::new(crate::family(), move |call, _| match call.call.as_str() {
        "ec2 GetManagedPrefixListEntries" => ec2(
            call,
            "<entrySet><item><cidr>10.0.0.0/8</cidr><description>all</description></item></entrySet>",
        ),
        _ => ec2(call, &format!("<prefixListSet>{both}</prefixListSet>")),
    })
    .await;
    let configs = [json!({ "name": "office" }), json!({ "name": "office", "tags": { "Kind": "vpn" } })];
    let found = read(&rig, "aws_ec2_managed_prefix_list", &configs).await;
    assert!(found[0].as_ref().unwrap_err().message.starts_with("2 prefix lists fit"));
    let one = found[1].as_ref().unwrap();
    assert_eq!(one.get("id").and_then(Value::as_str), Some("pl-2"));
    assert_eq!(one.get("entries").and_then(Value::as_seq).map(<[Value]>::len), Some(1));
    assert_eq!(rig.fake.calls(), ["ec2 DescribeManagedPrefixLists", "ec2 GetManagedPrefixListEntries"]);
}
