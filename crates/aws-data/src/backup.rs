//! What all types of AWS Backup share: the client, tags, and the list of vaults.

use aws_sdk_backup::types::BackupVaultListMember;
use provision_aws_core::prelude::*;
use provision_aws_core::share::share;
use provision_aws_core::tagging::confirmed;
use std::sync::Arc;

provision_aws_core::client!(
    /// The client of AWS Backup.
    backup, aws_sdk_backup, ["backup"]
);

/// A text of letters, digits and some signs, between two lengths.
pub(crate) fn of_letters(value: &Value, least: usize, most: usize, signs: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    match value.as_str() {
        Some(s) if s.len() < least || s.len() > most || !s.chars().all(fits) => {
            Err(format!("must be {least} to {most} letters, digits and any of {signs}"))
        }
        _ => Ok(()),
    }
}

/// A name as most things of this service have it.
pub(crate) fn named(value: &Value) -> Result<(), String> {
    of_letters(value, 1, 50, "-_.")
}

/// The name of a vault.
pub(crate) fn vault_name(value: &Value) -> Result<(), String> {
    of_letters(value, 2, 50, "-_")
}

/// All vaults of the account in this region.
#[derive(Clone, PartialEq, Eq, Hash)]
struct All;

/// Vaults by name, in one call with whoever else asks now. Of one that is not there, a call for it alone would only say that it is
/// forbidden. (ListBackupVaults)
pub async fn vaults(cx: &Cx) -> Result<Arc<HashMap<String, BackupVaultListMember>>, Error> {
    share(cx, All, || async {
        let mut pages = backup(cx).list_backup_vaults().into_paginator().send();
        let mut found = HashMap::new();
        while let Some(page) = pages.next().await {
            let vaults = page?.backup_vault_list.unwrap_or_default();
            found.extend(vaults.into_iter().filter_map(|v| Some((v.backup_vault_name.clone()?, v))));
        }
        Ok(Arc::new(found))
    })
    .await
}

/// The tags of things, each with its ARN: a hundred a call where they are as the state holds them, else one by one. (ListTags)
pub async fn tags_read<R: Resource>(cx: &Cx, reads: &[(Key, &Req<R>)]) -> Result<HashMap<Key, Tags>, Error> {
    let pairs: Vec<(&Key, &Req<R>)> = reads.iter().map(|(arn, req)| (arn, *req)).collect();
    let mut tags = confirmed(cx, &pairs).await;
    let left: Vec<&Key> = pairs
        .iter()
        .filter(|(arn, req)| req.phase != Phase::Deleted && !tags.contains_key(*arn))
        .map(|p| p.0)
        .collect();
    let told = each(left, 10, |arn| async move { tags_of(cx, arn).await.map(|tags| (arn.clone(), tags)) });
    for answer in told.await {
        tags.extend([answer?]);
    }
    Ok(tags)
}

/// All tags of a thing.
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let mut pages = backup(cx).list_tags().resource_arn(arn).into_paginator().send();
    let mut tags = Tags::new();
    while let Some(page) = pages.next().await {
        tags.extend(page?.tags.unwrap_or_default());
    }
    Ok(tags)
}

/// Changes the tags of a thing.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let keys = Some(diff.remove.clone());
        backup(cx).untag_resource().resource_arn(arn).set_tag_key_list(keys).send().await?;
    }
    if !diff.set.is_empty() {
        let tags = Some(diff.set.clone().into_iter().collect());
        backup(cx).tag_resource().resource_arn(arn).set_tags(tags).send().await?;
    }
    Ok(())
}
