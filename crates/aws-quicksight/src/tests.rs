//! What is sent, what is waited for, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::{Reply, Sent, ok, operation, rig::Rig};
use provision_value::Value;
use serde_json::{Value as Json, json};

const DASHBOARD: &str = "aws_quicksight_dashboard";
const SOURCE: &str = "aws_quicksight_data_source";
const SET: &str = "aws_quicksight_data_set";
const ANALYSIS: &str = "aws_quicksight_analysis";

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    (status, json!({"__type": code, "Message": message}).to_string())
}

/// The body of the last request of an operation.
fn body(rig: &Rig, name: &str) -> Json {
    let sent = rig.fake.sent();
    let last = sent.iter().rfind(|s| operation(s) == name).expect("a request");
    serde_json::from_str(&last.body).unwrap()
}

fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn arn(of: &str) -> String {
    format!("arn:aws:quicksight:eu-west-1:123456789012:{of}")
}

fn tags() -> Reply {
    ok(
        json!({"Tags": [{"Key": "provision:plan", "Value": "shop"}, {"Key": "provision:token", "Value": "token-1"}]}),
    )
}

fn definition() -> Json {
    let column = json!({"DataSetIdentifier": "orders", "ColumnName": "total"});
    json!({
        "DataSetIdentifierDeclarations": [{"Identifier": "orders", "DataSetArn": arn("dataset/orders")}],
        "Sheets": [{"SheetId": "s1", "ContentType": "INTERACTIVE", "Visuals": [{"KPIVisual": {"VisualId": "v1",
            "ChartConfiguration": {"FieldWells": {"Values": [
                {"NumericalMeasureField": {"FieldId": "f1", "Column": column}}]}}}}]}],
    })
}

fn sheets(name: &str) -> Json {
    let column = json!([{"data_set_identifier": "orders", "column_name": "total"}]);
    let wells = json!([{"values": [{"numerical_measure_field": [{"field_id": "f1", "column": column}]}]}]);
    let visual =
        json!({"kpi_visual": [{"visual_id": "v1", "chart_configuration": [{"field_wells": wells}]}]});
    json!([{
        "data_set_identifiers_declarations": [{"identifier": "orders", "data_set_arn": arn("dataset/orders")}],
        "sheets": [{"sheet_id": name, "content_type": "INTERACTIVE", "visuals": [visual]}],
    }])
}

fn dashboard(version: u64, status: &str) -> Reply {
    let version = json!({"VersionNumber": version, "Status": status, "Description": "first",
        "Errors": [{"Type": "DATA_SET_NOT_FOUND", "Message": "no such data set"}]});
    ok(
        json!({"Dashboard": {"Arn": arn("dashboard/shop"), "DashboardId": "shop", "Name": "Shop", "Version": version,
        "CreatedTime": 1_767_323_045.0, "LastUpdatedTime": 1_767_323_046.5}}),
    )
}

fn planned() -> Json {
    json!({"dashboard_id": "shop", "name": "Shop", "version_description": "first", "definition": sheets("s1")})
}

#[tokio::test]
async fn a_dashboard_is_sent_with_its_sheets_and_waited_for() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "CreateDashboard" => ok(json!({"Arn": arn("dashboard/shop"), "DashboardId": "shop"})),
        "DescribeDashboard" if before == 0 => dashboard(1, "CREATION_IN_PROGRESS"),
        "DescribeDashboard" => dashboard(1, "CREATION_SUCCESSFUL"),
        "DescribeDashboardDefinition" => ok(json!({"Definition": definition()})),
        "ListTagsForResource" => tags(),
        _ => ok(json!({})),
    })
    .await;
    let made = rig.make(DASHBOARD, planned()).await.unwrap();
    let sent = body(&rig, "CreateDashboard");
    assert_eq!(sent["Definition"], definition());
    assert_eq!((&sent["Name"], &sent["VersionDescription"]), (&json!("Shop"), &json!("first")));
    assert!(sent["Tags"].as_array().is_some_and(|tags| !tags.is_empty()), "{sent}");
    assert_eq!(text(&made, "id").as_deref(), Some("123456789012,shop"));
    assert_eq!(text(&made, "created_time").as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(made.get("version_number").and_then(Value::as_i64), Some(1));
    // In progress there is nothing else to ask for; then one call each for the definition, the permissions and the tags.
    let counts = [
        "DescribeDashboard",
        "DescribeDashboardDefinition",
        "DescribeDashboardPermissions",
        "UpdateDashboard",
    ];
    assert_eq!(counts.map(|name| rig.count(name)), [2, 1, 1, 0]);
}

#[tokio::test]
async fn a_dashboard_that_failed_says_why() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeDashboard" => dashboard(1, "CREATION_FAILED"),
        _ => ok(json!({})),
    })
    .await;
    let error = rig.make(DASHBOARD, planned()).await.unwrap_err();
    assert!(error.message.contains("DATA_SET_NOT_FOUND: no such data set"), "{}", error.message);
}

fn held(more: Json) -> Json {
    let mut all = planned();
    let state = json!({"id": "123456789012,shop", "arn": arn("dashboard/shop"), "aws_account_id": "123456789012",
        "status": "CREATION_SUCCESSFUL", "version_number": 1});
    for part in [state, more] {
        all.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    }
    all
}

#[tokio::test]
async fn a_new_version_is_published_when_it_is_ready() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "UpdateDashboard" if before == 0 => refusal(409, "ConflictException", "it is being changed"),
        "UpdateDashboard" => ok(json!({"VersionArn": arn("dashboard/shop/version/2")})),
        "DescribeDashboard" if before == 0 => dashboard(2, "CREATION_IN_PROGRESS"),
        "DescribeDashboard" => dashboard(2, "CREATION_SUCCESSFUL"),
        "DescribeDashboardDefinition" => ok(json!({"Definition": definition()})),
        "ListTagsForResource" => tags(),
        _ => ok(json!({})),
    })
    .await;
    let to = held(
        json!({"definition": sheets("s2"), "permissions": [{"principal": "ann", "actions": ["quicksight:DescribeDashboard"]}]}),
    );
    rig.change(DASHBOARD, held(json!({})), to).await.unwrap();
    let sent = rig.fake.sent();
    let publish = sent.iter().find(|s| operation(s) == "UpdateDashboardPublishedVersion").unwrap();
    assert!(publish.target.ends_with("/dashboards/shop/versions/2"), "{}", publish.target);
    assert!(sent.iter().any(|s| s.target.contains("version-number=2")));
    assert_eq!(body(&rig, "UpdateDashboard")["Definition"]["Sheets"][0]["SheetId"], json!("s2"));
    let granted = json!([{"Principal": "ann", "Actions": ["quicksight:DescribeDashboard"]}]);
    assert_eq!(body(&rig, "UpdateDashboardPermissions"), json!({"GrantPermissions": granted}));
}

#[tokio::test]
async fn a_version_that_failed_is_not_published() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "UpdateDashboard" => ok(json!({"VersionArn": arn("dashboard/shop/version/2")})),
        "DescribeDashboard" => dashboard(2, "CREATION_FAILED"),
        _ => ok(json!({})),
    })
    .await;
    let error = rig.change(DASHBOARD, held(json!({})), held(json!({"name": "Shops"}))).await.unwrap_err();
    assert!(error.message.contains("no such data set"), "{}", error.message);
    assert_eq!(rig.count("UpdateDashboardPublishedVersion"), 0);
}

fn source() -> Json {
    json!({"data_source_id": "db", "name": "db", "type": "MYSQL",
        "parameters": [{"mysql": [{"host": "db", "port": 3306, "database": "shop"}]}],
        "credentials": [{"credential_pair": [{"username": "reader", "password": "hush-hush"}]}]})
}

fn source_told(status: &str) -> Reply {
    let parameters = json!({"MySqlParameters": {"Host": "db", "Port": 3306, "Database": "shop"}});
    ok(json!({"DataSource": {"Arn": arn("datasource/db"), "Name": "db", "Type": "MYSQL", "Status": status,
        "DataSourceParameters": parameters, "SslProperties": {"DisableSsl": false},
        "ErrorInfo": {"Type": "TIMEOUT", "Message": "it does not answer"}}}))
}

#[tokio::test]
async fn a_source_waits_for_its_role_and_keeps_its_password_to_itself() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "CreateDataSource" if before == 0 => refusal(
            401,
            "AccessDeniedException",
            "Failed to assume your role. Verify the trust relationships",
        ),
        "CreateDataSource" => ok(json!({"DataSourceId": "db"})),
        "DescribeDataSource" => source_told("CREATION_SUCCESSFUL"),
        "ListTagsForResource" => tags(),
        _ => ok(json!({})),
    })
    .await;
    let made = rig.make(SOURCE, source()).await.unwrap();
    let sent = body(&rig, "CreateDataSource");
    assert_eq!(
        sent["DataSourceParameters"],
        json!({"MySqlParameters": {"Host": "db", "Port": 3306, "Database": "shop"}})
    );
    assert_eq!(
        sent["Credentials"],
        json!({"CredentialPair": {"Username": "reader", "Password": "hush-hush"}})
    );
    assert_eq!((rig.count("CreateDataSource"), rig.count("UpdateDataSource")), (2, 0));
    let credentials = made.get("credentials").unwrap().as_seq().unwrap()[0].clone();
    let pair = credentials.get("credential_pair").unwrap().as_seq().unwrap()[0].clone();
    assert!(pair.get("password").is_some_and(|p| p.is_sensitive() && p.as_str() == Some("hush-hush")));
    assert!(!format!("{made:?}").contains("hush"));
    assert_eq!(text(&made, "id").as_deref(), Some("123456789012/db"));
}

#[tokio::test]
async fn a_source_that_failed_is_an_error_without_its_password() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeDataSource" => source_told("CREATION_FAILED"),
        _ => ok(json!({})),
    })
    .await;
    let error = rig.make(SOURCE, source()).await.unwrap_err();
    assert!(error.message.contains("TIMEOUT: it does not answer"), "{}", error.message);
    assert!(!format!("{error:?}").contains("hush"));
}

#[tokio::test]
async fn a_source_in_use_is_deleted_when_it_settles() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "DeleteDataSource" if before < 2 => refusal(409, "ConflictException", "it is being changed"),
        _ => ok(json!({})),
    })
    .await;
    rig.delete(SOURCE, json!({"id": "123456789012/db"})).await.unwrap();
    assert_eq!(rig.count("DeleteDataSource"), 3);
}

#[tokio::test]
async fn tables_of_a_data_set_are_maps_by_their_ids() {
    let table = json!({"DataSourceArn": arn("datasource/lake"), "Name": "orders", "InputColumns": [{"Name": "total", "Type": "DECIMAL"}]});
    let shown = json!({"Alias": "orders", "Source": {"PhysicalTableId": "p1"}});
    let told = json!({"Arn": arn("dataset/orders"), "Name": "orders", "ImportMode": "SPICE",
        "PhysicalTableMap": {"p1": {"RelationalTable": table}}, "LogicalTableMap": {"l1": shown},
        "OutputColumns": [{"Name": "total", "Type": "DECIMAL"}]});
    let expected = told["PhysicalTableMap"].clone();
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| match operation(sent) {
        "DescribeDataSet" => ok(json!({"DataSet": told})),
        "DescribeDataSetRefreshProperties" => {
            refusal(400, "InvalidParameterValueException", "there are none")
        }
        "ListTagsForResource" => tags(),
        _ => ok(json!({})),
    })
    .await;
    let table = json!([{"data_source_arn": arn("datasource/lake"), "name": "orders", "input_columns": [{"name": "total", "type": "DECIMAL"}]}]);
    let config = json!({"data_set_id": "orders", "name": "orders", "import_mode": "SPICE",
        "physical_table_map": [{"physical_table_map_id": "p1", "relational_table": table}]});
    let made = rig.make(SET, config).await.unwrap();
    assert_eq!(body(&rig, "CreateDataSet")["PhysicalTableMap"], expected);
    assert_eq!(body(&rig, "CreateDataSet").get("LogicalTableMap"), None);
    assert_eq!(rig.count("UpdateDataSet"), 0);
    let logical = made.get("logical_table_map").unwrap().as_seq().unwrap()[0].clone();
    assert_eq!(text(&logical, "logical_table_map_id").as_deref(), Some("l1"));
    let columns = made.get("output_columns").unwrap().as_seq().unwrap();
    assert_eq!(text(&columns[0], "type").as_deref(), Some("DECIMAL"));
}

#[tokio::test]
async fn a_deleted_analysis_is_gone_though_it_can_be_had_back() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeAnalysis" => ok(json!({"Analysis": {"Arn": arn("analysis/a"), "Status": "DELETED"}})),
        _ => ok(json!({})),
    })
    .await;
    let prior = json!({"id": "123456789012,a", "analysis_id": "a", "name": "a"});
    let found = rig.refresh(ANALYSIS, vec![("123456789012,a".into(), prior)]).await;
    assert!(found[0].is_none());
    rig.delete(ANALYSIS, json!({"id": "123456789012,a", "recovery_window_in_days": 0})).await.unwrap();
    let target = rig.fake.sent().into_iter().rfind(|s| operation(s) == "DeleteAnalysis").unwrap().target;
    assert!(target.contains("force-delete-without-recovery=true"), "{target}");
}

#[tokio::test]
async fn a_name_that_is_taken_is_found_without_its_account() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeGroup" => {
            ok(json!({"Group": {"Arn": arn("group/default/authors"), "GroupName": "authors"}}))
        }
        _ => ok(json!({})),
    })
    .await;
    let found = rig.refresh("aws_quicksight_group", vec![("default/authors".into(), json!({}))]).await;
    assert_eq!(text(found[0].as_ref().unwrap(), "id").as_deref(), Some("123456789012/default/authors"));
}
