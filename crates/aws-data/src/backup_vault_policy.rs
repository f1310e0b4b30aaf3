//! `aws_backup_vault_policy`

use crate::backup::{backup, vaults};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// Whom a vault lets do what. (Backup PutBackupVaultAccessPolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_vault_policy", seconds(1, 1))]
pub struct BackupVaultPolicy {
    /// The vault's name.
    #[attr(id)]
    pub id: String,
    /// The vault's ARN.
    #[attr(computed)]
    pub backup_vault_arn: String,
    /// The vault.
    #[attr(required, replace)]
    pub backup_vault_name: String,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: String,
}

#[async_trait]
impl Resource for BackupVaultPolicy {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(planned.backup_vault_name.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(told(cx, &req.key).await?.map(Found::ready)) }).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        backup(cx).delete_backup_vault_access_policy().backup_vault_name(&prior.id).send().await?;
        Ok(())
    }

    /// Setting the same once more changes nothing, so only what is as planned counts as done.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let told = told(cx, &planned.backup_vault_name).await?;
        let same = |told: &Self| provision_schema::EqualBy::JsonPolicy.same(&told.policy, &planned.policy);
        Ok(told.filter(same).map(|told| told.id))
    }
}

async fn put(cx: &Cx, it: &BackupVaultPolicy) -> Result<(), Error> {
    let call = backup(cx).put_backup_vault_access_policy().backup_vault_name(&it.backup_vault_name);
    let call = call.policy(&it.policy);
    // A role or user that was just made is no principal yet.
    let unknown = |e: &Error| {
        e.is(&["InvalidParameterValueException"]) && e.message.contains("Provided principal is not valid")
    };
    cx.retry(PROPAGATION, unknown, || call.clone().send()).await?;
    Ok(())
}

async fn told(cx: &Cx, vault: &str) -> Result<Option<BackupVaultPolicy>, Error> {
    let told = backup(cx).get_backup_vault_access_policy().backup_vault_name(vault).send().await;
    let told = match there(told) {
        // So AWS answers for a vault that is not there, too.
        Err(e) if e.class == Class::AccessDenied && !vaults(cx).await?.contains_key(vault) => None,
        told => told?,
    };
    Ok(told.and_then(|told| {
        Some(BackupVaultPolicy {
            id: vault.to_owned(),
            backup_vault_arn: told.backup_vault_arn.unwrap_or_default(),
            backup_vault_name: vault.to_owned(),
            policy: provision_schema::compact_json(&told.policy?),
        })
    }))
}
