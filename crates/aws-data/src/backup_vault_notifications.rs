//! `aws_backup_vault_notifications`

use crate::backup::{backup, named, vaults};
use aws_sdk_backup::types::BackupVaultEvent;
use provision_aws_core::prelude::*;

/// Which topic is told of what happens in a vault. (Backup PutBackupVaultNotifications)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_vault_notifications", seconds(1, 1))]
pub struct BackupVaultNotifications {
    /// The vault's name.
    #[attr(id)]
    pub id: String,
    /// The vault's ARN.
    #[attr(computed)]
    pub backup_vault_arn: String,
    /// Of what.
    #[attr(required, replace, validate = events)]
    pub backup_vault_events: Set<String>,
    /// The vault.
    #[attr(required, replace, validate = named)]
    pub backup_vault_name: String,
    /// The topic.
    #[attr(required, replace, arn)]
    pub sns_topic_arn: String,
}

fn events(value: &Value) -> Result<(), String> {
    let mut given = value.as_seq().unwrap_or_default().iter().filter_map(Value::as_str);
    match given.find(|e| !BackupVaultEvent::values().contains(e)) {
        Some(other) => Err(format!("must be events of a vault, as BACKUP_JOB_COMPLETED, not \"{other}\"")),
        None => Ok(()),
    }
}

#[async_trait]
impl Resource for BackupVaultNotifications {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let events = planned.backup_vault_events.iter().map(|e| BackupVaultEvent::from(e.as_str()));
        backup(cx)
            .put_backup_vault_notifications()
            .backup_vault_name(&planned.backup_vault_name)
            .sns_topic_arn(&planned.sns_topic_arn)
            .set_backup_vault_events(Some(events.collect()))
            .send()
            .await?;
        Created::new(Some(planned.backup_vault_name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(told(cx, &req.key).await?.map(Found::ready)) }).await
    }

    /// Every argument needs a new one.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        backup(cx).delete_backup_vault_notifications().backup_vault_name(&prior.id).send().await?;
        Ok(())
    }

    /// Setting the same once more changes nothing, so only what is as planned counts as done.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let told = told(cx, &planned.backup_vault_name).await?;
        let events =
            |it: &Self| it.backup_vault_events.iter().cloned().collect::<std::collections::BTreeSet<_>>();
        let same =
            |told: &Self| told.sns_topic_arn == planned.sns_topic_arn && events(told) == events(planned);
        Ok(told.filter(same).map(|told| told.id))
    }
}

async fn told(cx: &Cx, vault: &str) -> Result<Option<BackupVaultNotifications>, Error> {
    let told = backup(cx).get_backup_vault_notifications().backup_vault_name(vault).send().await;
    let told = match there(told) {
        // So AWS answers for a vault that is not there, too.
        Err(e) if e.class == Class::AccessDenied && !vaults(cx).await?.contains_key(vault) => None,
        told => told?,
    };
    Ok(told.and_then(|told| {
        let events = told.backup_vault_events.unwrap_or_default();
        Some(BackupVaultNotifications {
            id: vault.to_owned(),
            backup_vault_arn: told.backup_vault_arn.unwrap_or_default(),
            backup_vault_events: events.iter().map(|e| e.as_str().to_owned()).collect(),
            backup_vault_name: vault.to_owned(),
            sns_topic_arn: told.sns_topic_arn?,
        })
    }))
}
