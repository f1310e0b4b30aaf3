//! `aws_backup_vault_lock_configuration`

use crate::backup::{backup, named, vaults};
use provision_aws_core::prelude::*;

/// What keeps a vault's backups from being deleted. (Backup PutBackupVaultLockConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_vault_lock_configuration", seconds(1, 1))]
pub struct BackupVaultLock {
    /// The vault's name.
    #[attr(id)]
    pub id: String,
    /// The vault's ARN.
    #[attr(computed)]
    pub backup_vault_arn: String,
    /// The vault.
    #[attr(required, replace, validate = named)]
    pub backup_vault_name: String,
    /// Days until nobody can take the lock away any more, AWS included; without it those who may can at any time.
    #[attr(optional, replace, config_only, between(3, 36_500))]
    pub changeable_for_days: Option<i64>,
    /// The longest that a backup may be kept.
    #[attr(optional, replace)]
    pub max_retention_days: Option<i64>,
    /// The shortest that a backup may be kept.
    #[attr(optional, replace)]
    pub min_retention_days: Option<i64>,
}

#[async_trait]
impl Resource for BackupVaultLock {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let days = |days: Option<i64>| days.filter(|d| *d != 0);
        backup(cx)
            .put_backup_vault_lock_configuration()
            .backup_vault_name(&planned.backup_vault_name)
            .set_changeable_for_days(days(planned.changeable_for_days))
            .set_max_retention_days(days(planned.max_retention_days))
            .set_min_retention_days(days(planned.min_retention_days))
            .send()
            .await?;
        Created::new(Some(planned.backup_vault_name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = locks(cx)
            .await
            .map(|locks| locks.into_iter().map(|(name, lock)| (name, Found::ready(lock))).collect());
        answers(reqs, found)
    }

    /// Every argument needs a new one.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        backup(cx).delete_backup_vault_lock_configuration().backup_vault_name(&prior.id).send().await?;
        Ok(())
    }

    /// Setting the same once more changes nothing, so only what is as planned counts as done.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let days = |days: Option<i64>| days.unwrap_or_default();
        let limits = |it: &Self| (days(it.min_retention_days), days(it.max_retention_days));
        let told = locks(cx).await?.remove(&planned.backup_vault_name);
        Ok(told.filter(|told| limits(told) == limits(planned)).map(|told| told.id))
    }
}

/// The locks of all vaults, by the name of the vault.
async fn locks(cx: &Cx) -> Result<HashMap<Key, BackupVaultLock>, Error> {
    let vaults = vaults(cx).await?;
    let locked = vaults.iter().filter(|(_, vault)| vault.locked == Some(true));
    Ok(locked
        .map(|(name, vault)| {
            let lock = BackupVaultLock {
                id: name.clone(),
                backup_vault_arn: vault.backup_vault_arn.clone().unwrap_or_default(),
                backup_vault_name: name.clone(),
                changeable_for_days: None,
                max_retention_days: vault.max_retention_days,
                min_retention_days: vault.min_retention_days,
            };
            (name.clone(), lock)
        })
        .collect())
}
