//! What is sent, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::{
    Reply, Sent, operation,
    rig::{Rig, query_refusal, query_result},
};
use provision_value::Value;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const INSTANCE: &str = "aws_db_instance";

fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// What an instance tells of itself, with a status and more.
fn told(name: &str, id: &str, status: &str, more: &str) -> String {
    format!(
        "<DBInstanceIdentifier>{name}</DBInstanceIdentifier><DbiResourceId>{id}</DbiResourceId><DBInstanceStatus>{status}</DBInstanceStatus>\
         <DBInstanceArn>arn:aws:rds:eu-west-1:123456789012:db:{name}</DBInstanceArn><Engine>mysql</Engine><EngineVersion>8.0.39</EngineVersion>\
         <DBInstanceClass>db.t4g.micro</DBInstanceClass><AllocatedStorage>20</AllocatedStorage><MasterUsername>admin</MasterUsername>\
         <BackupRetentionPeriod>1</BackupRetentionPeriod><AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade>{more}\
         <TagList><Tag><Key>provision:plan</Key><Value>shop</Value></Tag><Tag><Key>provision:token</Key><Value>token-1</Value></Tag></TagList>"
    )
}

fn list(sent: &Sent, instances: &[String]) -> Reply {
    let all: String = instances.iter().map(|i| format!("<DBInstance>{i}</DBInstance>")).collect();
    query_result(sent, &format!("<DBInstances>{all}</DBInstances>"))
}

fn one(sent: &Sent, instance: &str) -> Reply {
    query_result(sent, &format!("<DBInstance>{instance}</DBInstance>"))
}

fn config(more: Json) -> Json {
    let mut config = json!({"identifier": "shop", "engine": "mysql", "engine_version": "8.0", "instance_class": "db.t4g.micro",
        "allocated_storage": 20, "username": "admin", "password": "hush-hush", "skip_final_snapshot": true});
    let object = config.as_object_mut().unwrap();
    object.extend(more.as_object().unwrap().clone());
    object.retain(|_, v| !v.is_null());
    config
}

/// The same as the state holds it.
fn held(more: Json) -> Json {
    let state = json!({"id": "db-ABC", "arn": "arn:aws:rds:eu-west-1:123456789012:db:shop", "resource_id": "db-ABC",
        "delete_automated_backups": true, "apply_immediately": false, "backup_retention_period": 1});
    let mut all = config(json!({}));
    all.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

fn has(fields: &[String], wanted: &[&str]) -> bool {
    wanted.iter().all(|w| fields.iter().any(|f| f == w))
}

#[tokio::test]
async fn a_new_instance_is_waited_for_and_its_password_is_nowhere_but_in_the_state() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "CreateDBInstance" if before == 0 => query_refusal(400, "InvalidParameterValue", "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING"),
        "CreateDBInstance" => one(sent, &told("shop", "db-ABC", "creating", "")),
        "DescribeDBInstances" => {
            let status = ["creating", "backing-up", "available"][before.min(2)];
            list(sent, &[told("shop", "db-ABC", status, "<PerformanceInsightsEnabled>false</PerformanceInsightsEnabled><MonitoringInterval>0</MonitoringInterval><PubliclyAccessible>false</PubliclyAccessible><CopyTagsToSnapshot>false</CopyTagsToSnapshot><DedicatedLogVolume>false</DedicatedLogVolume>")])
        }
        _ => query_result(sent, ""),
    })
    .await;
    let made = rig.make(INSTANCE, &config(json!({}))).await.unwrap();
    assert_eq!(
        (text(&made, "id").as_deref(), text(&made, "engine_version").as_deref()),
        (Some("db-ABC"), Some("8.0"))
    );
    assert!(made.get("password").is_some_and(|p| p.is_sensitive() && p.as_str() == Some("hush-hush")));
    assert_eq!(
        (rig.count("CreateDBInstance"), rig.count("DescribeDBInstances"), rig.count("ModifyDBInstance")),
        (2, 3, 0)
    );
    let sent = rig.sent("CreateDBInstance");
    assert!(
        has(&sent, &["Engine=mysql", "MasterUserPassword=hush-hush", "Tags.Tag.1.Key=provision:plan"]),
        "{sent:?}"
    );
}

#[tokio::test]
async fn an_instance_that_failed_is_an_error_without_its_password() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "CreateDBInstance" => one(sent, &told("shop", "db-ABC", "creating", "")),
        _ => list(sent, &[told("shop", "db-ABC", "incompatible-network", "")]),
    })
    .await;
    let error = rig.make(INSTANCE, &config(json!({}))).await.unwrap_err();
    assert!(error.message.contains("incompatible-network"), "{}", error.message);
    assert!(!format!("{error:?}").contains("hush"));
}

#[tokio::test]
async fn one_from_a_snapshot_gets_its_own_password_and_settings_afterwards() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "RestoreDBInstanceFromDBSnapshot" => one(sent, &told("shop", "db-ABC", "creating", "")),
        "ModifyDBInstance" => one(sent, &told("shop", "db-ABC", "modifying", "")),
        _ => list(sent, &[told("shop", "db-ABC", "available", "")]),
    })
    .await;
    let from = json!({"snapshot_identifier": "shop-1", "backup_retention_period": 7, "username": null, "engine": null, "engine_version": null, "allocated_storage": null});
    rig.make(INSTANCE, &config(from)).await.unwrap();
    let created = rig.sent("RestoreDBInstanceFromDBSnapshot");
    assert!(has(&created, &["DBSnapshotIdentifier=shop-1"]) && !created.iter().any(|f| f.contains("hush")));
    let sent = rig.sent("ModifyDBInstance");
    assert!(
        has(&sent, &["ApplyImmediately=true", "BackupRetentionPeriod=7", "MasterUserPassword=hush-hush"]),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_change_waits_for_the_window_unless_it_shall_not() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "ModifyDBInstance" => one(sent, &told("shop", "db-ABC", "modifying", "")),
        _ => list(sent, &[told("shop", "db-ABC", "available", "")]),
    })
    .await;
    let to = |now: bool| held(json!({"instance_class": "db.t4g.small", "apply_immediately": now}));
    let after = rig.change(INSTANCE, &held(json!({})), &to(false)).await.unwrap();
    assert!(has(&rig.sent("ModifyDBInstance"), &["ApplyImmediately=false", "DBInstanceClass=db.t4g.small"]));
    // The state holds what is, so that the next plan says what is still to come.
    assert_eq!(text(&after, "instance_class").as_deref(), Some("db.t4g.micro"));
    rig.change(INSTANCE, &held(json!({})), &to(true)).await.unwrap();
    assert!(has(&rig.sent("ModifyDBInstance"), &["ApplyImmediately=true"]));
}

#[tokio::test]
async fn a_change_comes_after_an_earlier_one() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "ModifyDBInstance" if before == 0 => query_refusal(400, "InvalidDBInstanceState", "RDS is configuring Enhanced Monitoring or Performance Insights for this DB instance. Try your request later."),
        "ModifyDBInstance" => one(sent, &told("shop", "db-ABC", "modifying", "")),
        // Between two of its changes it says for a moment that it is ready.
        _ => list(sent, &[told("shop", "db-ABC", ["available", "modifying"].get(before).unwrap_or(&"available"), "")]),
    })
    .await;
    let to = held(json!({"password": "hush-hush-again", "apply_immediately": true}));
    rig.change(INSTANCE, &held(json!({})), &to).await.unwrap();
    assert_eq!(rig.count("ModifyDBInstance"), 2);
    let sent = rig.sent("ModifyDBInstance");
    assert!(
        has(&sent, &["MasterUserPassword=hush-hush-again"]) && !has(&sent, &["MasterUserPassword=hush-hush"])
    );
}

#[tokio::test]
async fn a_replica_becomes_one_of_its_own() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "PromoteReadReplica" => one(sent, &told("shop", "db-ABC", "modifying", "")),
        _ => list(sent, &[told("shop", "db-ABC", "available", "")]),
    })
    .await;
    rig.change(
        INSTANCE,
        &held(json!({"replicate_source_db": "source"})),
        &held(json!({"backup_retention_period": 1})),
    )
    .await
    .unwrap();
    assert!(has(&rig.sent("PromoteReadReplica"), &["DBInstanceIdentifier=shop", "BackupRetentionPeriod=1"]));
    assert_eq!(rig.count("ModifyDBInstance"), 0);
    let error = rig
        .change(INSTANCE, &held(json!({})), &held(json!({"replicate_source_db": "source"})))
        .await
        .unwrap_err();
    assert!(error.message.contains("replica"), "{}", error.message);
}

#[tokio::test]
async fn a_copy_takes_the_place_of_an_instance() {
    let switched = Arc::new(AtomicUsize::new(0));
    let seen = switched.clone();
    let rig = Rig::new(crate::family(), move |sent: &Sent, _| {
        let deployment = |status: &str, source: &str, target: &str| {
            let arn = |name: &str| format!("arn:aws:rds:eu-west-1:123456789012:db:{name}");
            let inner = format!(
                "<BlueGreenDeploymentIdentifier>bgd-1</BlueGreenDeploymentIdentifier><Status>{status}</Status><Source>{}</Source><Target>{}</Target>",
                arn(source),
                arn(target)
            );
            match operation(sent) {
                "DescribeBlueGreenDeployments" => format!("<BlueGreenDeployments><member>{inner}</member></BlueGreenDeployments>"),
                _ => format!("<BlueGreenDeployment>{inner}</BlueGreenDeployment>"),
            }
        };
        let after = seen.load(Ordering::SeqCst) > 0;
        match operation(sent) {
            "CreateBlueGreenDeployment" => query_result(sent, &deployment("PROVISIONING", "shop", "shop-green-x")),
            "SwitchoverBlueGreenDeployment" => {
                seen.fetch_add(1, Ordering::SeqCst);
                query_result(sent, &deployment("SWITCHOVER_IN_PROGRESS", "shop", "shop-green-x"))
            }
            "DescribeBlueGreenDeployments" if after => query_result(sent, &deployment("SWITCHOVER_COMPLETED", "shop-old1", "shop")),
            "DescribeBlueGreenDeployments" => query_result(sent, &deployment("AVAILABLE", "shop", "shop-green-x")),
            "DescribeDBInstances" => {
                let asked = sent.form();
                let name = asked.iter().find_map(|f| f.split_once('=').filter(|(k, _)| k.contains("Identifier") || k.contains("Value")).map(|(_, v)| v.to_owned()));
                let name = name.unwrap_or_default();
                let id = if after && name == "shop" { "db-NEW" } else { "db-ABC" };
                list(sent, &[told(&name, id, "available", "")])
            }
            "DeleteDBInstance" | "ModifyDBInstance" => one(sent, &told("x", "db-X", "modifying", "")),
            _ => query_result(sent, ""),
        }
    })
    .await;
    let to = held(
        json!({"engine_version": "8.4.3", "instance_class": "db.t4g.small", "blue_green_update": [{"enabled": true}]}),
    );
    let after =
        rig.change(INSTANCE, &held(json!({"blue_green_update": [{"enabled": true}]})), &to).await.unwrap();
    assert!(has(
        &rig.sent("CreateBlueGreenDeployment"),
        &["TargetEngineVersion=8.4.3", "BlueGreenDeploymentName=shop"]
    ));
    assert!(has(
        &rig.sent("ModifyDBInstance"),
        &["DBInstanceIdentifier=shop-green-x", "DBInstanceClass=db.t4g.small"]
    ));
    assert!(has(
        &rig.sent("DeleteDBInstance"),
        &["DBInstanceIdentifier=shop-old1", "SkipFinalSnapshot=true"]
    ));
    assert_eq!(rig.count("DeleteBlueGreenDeployment"), 1);
    assert_eq!(text(&after, "id").as_deref(), Some("db-NEW"));
}

#[tokio::test]
async fn a_database_is_not_lost_without_a_word() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "DeleteDBInstance" if before == 0 => query_refusal(
            400,
            "InvalidDBInstanceState",
            "Instance shop is currently backing up - a final snapshot cannot be taken.",
        ),
        "DescribeDBInstances" => list(sent, &[]),
        _ => one(sent, &told("shop", "db-ABC", "deleting", "")),
    })
    .await;
    let silent = held(json!({"skip_final_snapshot": false}));
    let error = rig.delete(INSTANCE, &silent).await.unwrap_err();
    assert!(error.help.contains("final_snapshot_identifier"), "{}", error.help);
    assert_eq!(rig.count("DeleteDBInstance"), 0);
    let named = held(json!({"skip_final_snapshot": false, "final_snapshot_identifier": "shop-last"}));
    rig.delete(INSTANCE, &named).await.unwrap();
    assert_eq!(rig.count("DeleteDBInstance"), 2);
    assert!(has(
        &rig.sent("DeleteDBInstance"),
        &["FinalDBSnapshotIdentifier=shop-last", "DeleteAutomatedBackups=true"]
    ));
}

#[tokio::test]
async fn deletion_protection_is_taken_away_only_where_the_plan_did() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match operation(sent) {
        "DeleteDBInstance" if before % 2 == 0 => query_refusal(
            400,
            "InvalidParameterCombination",
            "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        ),
        "DescribeDBInstances" if before > 2 => list(sent, &[]),
        "DescribeDBInstances" => list(sent, &[told("shop", "db-ABC", "available", "")]),
        _ => one(sent, &told("shop", "db-ABC", "modifying", "")),
    })
    .await;
    rig.delete(INSTANCE, &held(json!({"apply_immediately": true}))).await.unwrap();
    assert!(has(&rig.sent("ModifyDBInstance"), &["DeletionProtection=false", "ApplyImmediately=true"]));
    let error = rig.delete(INSTANCE, &held(json!({"deletion_protection": true}))).await.unwrap_err();
    assert!(error.help.contains("deletion_protection = false"), "{}", error.help);
    assert_eq!(rig.count("ModifyDBInstance"), 1);
}

#[tokio::test]
async fn two_hundred_instances_cost_two_pages() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| {
        let page = (before * 100..before * 100 + 100).map(|n| {
            format!(
                "<DBInstance>{}</DBInstance>",
                told(&format!("shop-{n}"), &format!("db-A{n}"), "available", "")
            )
        });
        let more = if before == 0 { "<Marker>more</Marker>" } else { "" };
        query_result(sent, &format!("{more}<DBInstances>{}</DBInstances>", page.collect::<String>()))
    })
    .await;
    let priors = (0..200).map(|n| {
        (format!("db-A{n}"), held(json!({"id": format!("db-A{n}"), "identifier": format!("shop-{n}")})))
    });
    let found = rig.refresh(INSTANCE, priors.collect()).await;
    assert!(found.iter().all(Option::is_some));
    assert_eq!(rig.count("DescribeDBInstances"), 2);
    assert_eq!(rig.fake.calls().len(), 2, "tags come with them");
}

fn group(name: &str) -> String {
    format!(
        "<DBParameterGroup><DBParameterGroupName>{name}</DBParameterGroupName><DBParameterGroupFamily>mysql8.0</DBParameterGroupFamily>\
         <Description>d</Description><DBParameterGroupArn>arn:aws:rds:eu-west-1:123456789012:pg:{name}</DBParameterGroupArn></DBParameterGroup>"
    )
}

fn parameter(name: &str, value: &str) -> String {
    format!(
        "<Parameter><ParameterName>{name}</ParameterName><ParameterValue>{value}</ParameterValue><ApplyMethod>immediate</ApplyMethod></Parameter>"
    )
}

#[tokio::test]
async fn fifty_parameter_groups_cost_one_list_and_what_somebody_set() {
    let rig = Rig::new(crate::family(), |sent: &Sent, _| match operation(sent) {
        "DescribeDBParameterGroups" => {
            let all: String = (0..50).map(|n| group(&format!("g{n}"))).collect();
            query_result(sent, &format!("<DBParameterGroups>{all}</DBParameterGroups>"))
        }
        // One of the state's parameters says what the engine says anyway: it is among hundreds.
        "DescribeDBParameters" if has(&sent.form(), &["Source=user"]) => {
            query_result(sent, &format!("<Parameters>{}</Parameters>", parameter("max_connections", "200")))
        }
        "DescribeDBParameters" => query_result(
            sent,
            &format!(
                "<Parameters>{}{}</Parameters>",
                parameter("autocommit", "1"),
                parameter("Back_Log", "80")
            ),
        ),
        _ => query_result(sent, "<TagList></TagList>"),
    })
    .await;
    let state = |name: &str, more: Json| {
        let mut all = vec![json!({"name": "max_connections", "value": "200", "apply_method": "immediate"})];
        all.extend(more.as_array().unwrap().clone());
        (name.to_owned(), json!({"id": name, "name": name, "family": "mysql8.0", "parameter": all}))
    };
    let mut priors: Vec<(String, Json)> = (1..50).map(|n| state(&format!("g{n}"), json!([]))).collect();
    priors.push(state("g0", json!([{"name": "back_log", "value": "80", "apply_method": "immediate"}])));
    let found = rig.refresh("aws_db_parameter_group", priors).await;
    let counts: Vec<usize> =
        found.iter().map(|f| f.as_ref().unwrap().get("parameter").unwrap().as_seq().unwrap().len()).collect();
    assert_eq!((counts[..49].iter().max(), counts[49]), (Some(&1), 2));
    assert_eq!((rig.count("DescribeDBParameterGroups"), rig.count("DescribeDBParameters")), (1, 51));
}

#[tokio::test]
async fn a_group_that_is_still_used_is_deleted_a_moment_later() {
    let rig = Rig::new(crate::family(), |sent: &Sent, before| match (operation(sent), before) {
        ("DeleteDBParameterGroup", 0) => query_refusal(
            400,
            "InvalidDBParameterGroupState",
            "One or more database instances are still members of this parameter group",
        ),
        ("DeleteDBSubnetGroup", 0) => query_refusal(
            400,
            "InvalidDBSubnetGroupStateFault",
            "Cannot delete the subnet group because at least one database instance is still using it.",
        ),
        ("DeleteOptionGroup", 0) => query_refusal(
            400,
            "InvalidOptionGroupStateFault",
            "The option group cannot be deleted because it is in use.",
        ),
        _ => query_result(sent, ""),
    })
    .await;
    for (kind, call) in [
        ("aws_db_parameter_group", "DeleteDBParameterGroup"),
        ("aws_db_subnet_group", "DeleteDBSubnetGroup"),
        ("aws_db_option_group", "DeleteOptionGroup"),
    ] {
        rig.delete(kind, &json!({"id": "shop", "name": "shop"})).await.unwrap();
        assert_eq!(rig.count(call), 2, "{kind}");
    }
}
