//! Backups.

use super::*;

const ARN: &str = "arn:aws:backup:eu-west-1:123456789012";

fn told(body: Json) -> Reply {
    (200, body.to_string())
}

fn wrong(code: &str, message: &str) -> Reply {
    (400, json!({ "__type": code, "code": code, "message": message }).to_string())
}

fn vault(name: &str, more: Json) -> Json {
    let mut vault = json!({ "BackupVaultName": name, "BackupVaultArn": format!("{ARN}:backup-vault:{name}"), "NumberOfRecoveryPoints": 0 });
    vault.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    vault
}

#[tokio::test]
async fn vaults_and_their_locks_share_a_list() {
    let rig = rig(|sent, _| match operation(sent) {
        "ListBackupVaults" => {
            let vaults: Vec<Json> = (0..20)
                .map(|i| vault(&format!("v{i}"), json!({ "Locked": i == 3, "MinRetentionDays": 7 })))
                .collect();
            told(json!({ "BackupVaultList": vaults }))
        }
        _ => told(json!({ "Tags": {}, "ResourceTagMappingList": [] })),
    })
    .await;
    let name = |i: usize| format!("v{i}");
    let vaults =
        (0..20).map(|i| (name(i), json!({ "id": name(i), "name": name(i), "tags_all": {} }))).collect();
    let locks = (0..20).map(|i| (name(i), json!({ "id": name(i), "backup_vault_name": name(i) }))).collect();
    let (vaults, locks) = tokio::join!(
        rig.refresh("aws_backup_vault", vaults),
        rig.refresh("aws_backup_vault_lock_configuration", locks)
    );
    assert!(vaults.iter().all(Option::is_some));
    assert_eq!(locks.iter().filter(|l| l.is_some()).count(), 1);
    assert_eq!(rig.count("ListBackupVaults"), 1);
}

#[tokio::test]
async fn a_vault_is_emptied_before_it_goes() {
    let rig = rig(|sent, before| match (operation(sent), before) {
        ("ListRecoveryPointsByBackupVault", 0) => told(json!({ "RecoveryPoints": [
            { "RecoveryPointArn": "arn:1", "Status": "COMPLETED" },
            { "RecoveryPointArn": "arn:2", "Status": "COMPLETED", "ParentRecoveryPointArn": "arn:1" },
            { "RecoveryPointArn": "arn:3", "Status": "DELETING" },
        ] })),
        ("ListRecoveryPointsByBackupVault", _) => told(json!({ "RecoveryPoints": [] })),
        _ => told(json!({})),
    })
    .await;
    let prior = json!({ "id": "v", "name": "v", "force_destroy": true });
    rig.delete("aws_backup_vault", &prior).await.unwrap();
    assert_eq!((rig.count("DeleteRecoveryPoint"), rig.count("DeleteBackupVault")), (1, 1));
}

#[tokio::test]
async fn a_role_that_was_just_made_is_waited_for() {
    let rig = rig(|sent, before| match (operation(sent), before) {
        ("CreateBackupSelection", 0) => {
            wrong("InvalidParameterValueException", "IAM Role arn:aws:iam::123456789012:role/r cannot be assumed by AWS Backup")
        }
        ("CreateBackupSelection", _) => told(json!({ "SelectionId": "s1" })),
        _ => told(json!({ "BackupSelection": { "SelectionName": "db", "IamRoleArn": "arn:aws:iam::123456789012:role/r",
            "Resources": ["*"], "NotResources": [], "ListOfTags": [], "Conditions": {} } })),
    })
    .await;
    let config = json!({ "name": "db", "plan_id": "p1", "iam_role_arn": "arn:aws:iam::123456789012:role/r", "resources": ["*"] });
    let made = rig.make("aws_backup_selection", &config).await.unwrap();
    assert_eq!((text(&made, "id"), rig.count("CreateBackupSelection")), ("s1", 2));
}

#[tokio::test]
async fn a_selection_of_a_plan_that_is_gone_is_gone() {
    let rig = rig(|_, _| wrong("InvalidParameterValueException", "Cannot find Backup plan with ID p1")).await;
    let prior = json!({ "id": "s1", "plan_id": "p1" });
    assert!(rig.refresh("aws_backup_selection", vec![("p1|s1".into(), prior.clone())]).await[0].is_none());
    rig.delete("aws_backup_selection", &prior).await.unwrap();
}

#[tokio::test]
async fn a_plan_waits_for_its_selections_to_go() {
    let rig = rig(|_, before| match before {
        0 => wrong(
            "InvalidRequestException",
            "Related backup plan selections must be deleted prior to backup plan deletion",
        ),
        _ => told(json!({})),
    })
    .await;
    rig.delete("aws_backup_plan", &json!({ "id": "p1" })).await.unwrap();
    assert_eq!(rig.count("DeleteBackupPlan"), 2);
}

#[tokio::test]
async fn a_policy_of_a_vault_that_is_gone_is_gone_and_a_forbidden_one_is_not() {
    let rig = rig(|sent, _| match operation(sent) {
        "ListBackupVaults" => told(json!({ "BackupVaultList": [vault("here", json!({}))] })),
        _ => (
            403,
            json!({ "code": "AccessDeniedException", "message": "Insufficient privileges" }).to_string(),
        ),
    })
    .await;
    let prior = |name: &str| json!({ "id": name, "backup_vault_name": name });
    assert!(rig.refresh("aws_backup_vault_policy", vec![("gone".into(), prior("gone"))]).await[0].is_none());
    let here = provision_engine::provider::ReadReq {
        key: "here".into(),
        prior: rig.object("aws_backup_vault_policy", prior("here")),
        fresh: false,
    };
    let answer =
        provision_engine::provider::Session::read(&*rig.session, "aws_backup_vault_policy", vec![here])
            .await
            .remove(0);
    assert_eq!(answer.unwrap_err().class, provision_engine::provider::Class::AccessDenied);
}
