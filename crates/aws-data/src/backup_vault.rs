//! `aws_backup_vault`

use crate::backup::{backup, retag, tags_of, tags_read, vault_name, vaults};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// What backups are kept in. (Backup CreateBackupVault)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_vault", tags, timeouts(delete), seconds(2, 2))]
pub struct BackupVault {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What is in it goes with it.
    #[attr(optional, config_only, default = false)]
    pub force_destroy: Option<bool>,
    /// The key of KMS that it encrypts with; one of AWS where none is given.
    #[attr(optional, computed, replace, arn)]
    pub kms_key_arn: Option<String>,
    /// Its name.
    #[attr(required, replace, validate = vault_name)]
    pub name: String,
    /// How many recovery points are in it.
    #[attr(computed)]
    pub recovery_points: i64,
}

#[async_trait]
impl Resource for BackupVault {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let told = backup(cx)
            .create_backup_vault()
            .backup_vault_name(&planned.name)
            .set_encryption_key_arn(text(&planned.kms_key_arn))
            .set_backup_vault_tags(Some(step.tags.clone().into_iter().collect()))
            .creator_request_id(step.short_token(50))
            .send()
            .await?;
        Created::new(told.backup_vault_name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = match vaults(cx).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let arn = |req: &Req<Self>| told.get(&req.key).and_then(|v| v.backup_vault_arn.clone());
        let reads: Vec<(Key, &Req<Self>)> = reqs.iter().filter_map(|r| Some((arn(r)?, r))).collect();
        let found = tags_read(cx, &reads).await.map(|tags| {
            let vault = |name: &Key| {
                let vault = told.get(name)?;
                let arn = vault.backup_vault_arn.clone()?;
                let tags = tags.get(&arn).cloned().unwrap_or_default();
                let value = BackupVault {
                    id: name.clone(),
                    arn,
                    force_destroy: None,
                    kms_key_arn: vault.encryption_key_arn.clone(),
                    name: name.clone(),
                    recovery_points: vault.number_of_recovery_points,
                };
                Some((name.clone(), Found::ready(value).tagged(tags)))
            };
            reqs.iter().filter_map(|r| vault(&r.key)).collect()
        });
        answers(reqs, found)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        if prior.force_destroy == Some(true) {
            empty(cx, &prior.id, step).await?;
        }
        let deleted = backup(cx).delete_backup_vault().backup_vault_name(&prior.id).send().await;
        match deleted.map_err(Error::from) {
            Err(e) if e.is(&["InvalidRequestException"]) && prior.force_destroy != Some(true) => Err(e.help(
                "Delete its recovery points, or set `force_destroy = true` and apply before the vault is destroyed: then they go \
                 with it.",
            )),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = vaults(cx).await?;
        let Some(arn) = told.get(&planned.name).and_then(|v| v.backup_vault_arn.clone()) else {
            return Ok(None);
        };
        let ours = intent.absent || carries(intent, &tags_of(cx, &arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone()).filter(|n| !n.is_empty())
    }
}

/// Deletes what is in a vault, and waits until it is gone.
async fn empty(cx: &Cx, vault: &str, step: &Step) -> Result<(), Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let mut pages = backup(cx)
            .list_recovery_points_by_backup_vault()
            .backup_vault_name(vault)
            .into_paginator()
            .send();
        let mut left = 0;
        while let Some(page) = pages.next().await {
            for point in page?.recovery_points.unwrap_or_default() {
                left += 1;
                let deleting = point.status.as_ref().is_some_and(|s| s.as_str() == "DELETING");
                // What is part of another goes with it.
                if deleting || point.parent_recovery_point_arn.is_some() {
                    continue;
                }
                let call = backup(cx).delete_recovery_point().backup_vault_name(vault);
                there(call.set_recovery_point_arn(point.recovery_point_arn).send().await)?;
            }
        }
        if left == 0 {
            return Ok(());
        }
        step.progress(&format!("waiting for {left} recovery points of {vault} to go"));
        if Instant::now() > end {
            return Err(too_long(&format!("Emptying the vault {vault}"), step.limit(), ""));
        }
        cx.tick(Duration::from_secs(10)).await;
    }
}
