//! `aws_kms_alias`

use crate::kms::{kms, same_key};
use aws_sdk_kms::types::AliasListEntry;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_schema::suppress::Difference;

/// A name for a key. (KMS CreateAlias, UpdateAlias)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_kms_alias", seconds(1, 1))]
pub struct KmsAlias {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name, which begins with `alias/`.
    #[attr(optional, computed, replace, conflicts("name_prefix"), validate = alias_name)]
    pub name: Option<String>,
    /// Start of a name that is made unique, with `alias/` before it.
    #[attr(optional, computed, replace, conflicts("name"), validate = alias_name)]
    pub name_prefix: Option<String>,
    /// The ARN of its key.
    #[attr(computed)]
    pub target_key_arn: String,
    /// Its key: its id or ARN.
    #[attr(required, suppress = same_target)]
    pub target_key_id: String,
}

/// What AWS takes as a name: not one of its own.
fn alias_name(value: &Value) -> Result<(), String> {
    let Some(name) = value.as_str() else { return Ok(()) };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | ':');
    match name.strip_prefix("alias/") {
        Some(rest) if rest.starts_with("aws/") => {
            Err("must not begin with `alias/aws/`, which is AWS's".into())
        }
        Some(rest) if rest.chars().all(plain) => Ok(()),
        _ => Err("must begin with `alias/` and hold letters, digits, `/`, `_` and `-`".into()),
    }
}

fn same_target(d: &Difference<'_>) -> bool {
    !d.before.is_empty() && same_key(d.before, d.after)
}

#[async_trait]
impl Resource for KmsAlias {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = planned.wanted(&step.token);
        let call = kms(cx).create_alias().alias_name(&name).target_key_id(&planned.target_key_id);
        cx.until_known(&["NotFoundException"], || call.clone().send()).await?;
        Created::new(Some(name))
    }

    /// All aliases of the account are listed once, however many are asked for.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let ready =
            |all: HashMap<Key, KmsAlias>| all.into_iter().map(|(k, a)| (k, Found::ready(a))).collect();
        answers(reqs, aliases(cx).await.map(ready))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("target_key_id") {
            let to = change.to;
            kms(cx).update_alias().alias_name(&to.id).target_key_id(&to.target_key_id).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        kms(cx).delete_alias().alias_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.wanted(&intent.token);
        // A name made of the token is nobody else's.
        let ours = intent.absent || text(&planned.name).is_none();
        Ok((ours && aliases(cx).await?.contains_key(&name)).then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

impl KmsAlias {
    fn wanted(&self, token: &str) -> String {
        let prefix = text(&self.name_prefix).unwrap_or_else(|| "alias/".into());
        name_of(&self.name, &Some(prefix), token)
    }
}

/// Every alias of the account and region by its name. (KMS ListAliases)
pub(crate) async fn aliases(cx: &Cx) -> Result<HashMap<Key, KmsAlias>, Error> {
    let all: Vec<AliasListEntry> =
        kms(cx).list_aliases().limit(100).into_paginator().items().send().try_collect().await?;
    Ok(all.iter().map(told).map(|a| (a.id.clone(), a)).collect())
}

fn told(alias: &AliasListEntry) -> KmsAlias {
    let name = alias.alias_name.clone().unwrap_or_default();
    let arn = alias.alias_arn.clone().unwrap_or_default();
    let target = alias.target_key_id.clone().unwrap_or_default();
    let key_arn = arn.split_once(":alias/").map(|(key, _)| format!("{key}:key/{target}"));
    KmsAlias {
        id: name.clone(),
        target_key_arn: key_arn.filter(|_| !target.is_empty()).unwrap_or_default(),
        arn,
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        target_key_id: target,
    }
}
