//! `aws_secretsmanager_secret_version`

use crate::secret_values::{SecretValue, current, value};
use crate::secrets::{held, is_going, secret, secrets};
use aws_sdk_secretsmanager::operation::list_secret_version_ids::ListSecretVersionIdsOutput;
use aws_smithy_types::{Blob, base64};
use provision_aws_core::prelude::*;

/// The label of the version that counts.
const CURRENT: &str = "AWSCURRENT";
/// The label of the one that counted before.
const PREVIOUS: &str = "AWSPREVIOUS";

/// What is in a secret. (Secrets Manager PutSecretValue)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_secretsmanager_secret_version", seconds(1, 1))]
pub struct SecretVersion {
    /// The secret and the version, with `|` between them.
    #[attr(id)]
    pub id: String,
    /// The ARN of the secret.
    #[attr(computed)]
    pub arn: String,
    /// True where its value is given by `secret_string_wo`.
    #[attr(computed, unset = "null")]
    pub has_secret_string_wo: Option<bool>,
    /// Its value as bytes, in base64.
    #[attr(optional, sensitive, replace, conflicts("secret_string", "secret_string_wo"), validate = is_base64)]
    pub secret_binary: Option<String>,
    /// The secret: its ARN or name.
    #[attr(required, replace)]
    pub secret_id: String,
    /// Its value as text.
    #[attr(optional, sensitive, replace, conflicts("secret_binary", "secret_string_wo"))]
    pub secret_string: Option<String>,
    /// Its value as text, kept in no plan and no state.
    #[attr(
        optional,
        sensitive,
        write_only,
        conflicts("secret_binary", "secret_string"),
        required_with("secret_string_wo_version")
    )]
    pub secret_string_wo: Option<String>,
    /// A change of it makes a new version of `secret_string_wo`.
    #[attr(optional, replace, config_only, delivered = unknowable, required_with("secret_string_wo"))]
    pub secret_string_wo_version: Option<i64>,
    /// Its id.
    #[attr(computed)]
    pub version_id: String,
    /// Its labels: `AWSCURRENT` where none are given.
    #[attr(optional, computed)]
    pub version_stages: Set<String>,
}

fn is_base64(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if base64::decode(text).is_err() => Err("must be in base64".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for SecretVersion {
    const LOST: Lost = Lost::Repeat;

    /// The token becomes the version's id, so that the same call, sent again, makes no second one.
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let bytes = match text(&planned.secret_binary) {
            Some(text) => Some(
                base64::decode(text)
                    .map_err(|_| Error::new(Class::Validation, "`secret_binary` is not in base64."))?,
            ),
            None => None,
        };
        let string = text(&planned.secret_string_wo).or_else(|| text(&planned.secret_string));
        let call = secrets(cx)
            .put_secret_value()
            .client_request_token(&step.token)
            .secret_id(&planned.secret_id)
            .set_secret_binary(bytes.map(Blob::new))
            .set_secret_string(string)
            .set_version_stages(given(&planned.version_stages));
        let made = cx.until_known(&["ResourceNotFoundException"], || call.clone().send()).await?;
        Created::new(made.version_id.map(|version| format!("{}|{version}", planned.secret_id)))
    }

    /// Those that are their secret's current version come together.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let ids = reqs.iter().filter_map(|r| parts(&r.key)).map(|(secret, _)| secret.to_owned());
        let current = current(cx, ids.collect()).await;
        each(reqs, 10, |req| one(cx, req, &current)).await
    }

    /// Only labels change in place.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if !change.changed("version_stages") {
            return Ok(());
        }
        let (id, version) = key_parts(&change.to.id)?;
        let (from, to) = (&change.from.version_stages, &change.to.version_stages);
        let label =
            |stage: &str| secrets(cx).update_secret_version_stage().secret_id(id).version_stage(stage);
        let becomes_current = to.minus(from).iter().any(|s| *s == CURRENT);
        for stage in to.minus(from) {
            let mut call = label(stage).move_to_version_id(version);
            if stage == CURRENT {
                call = call.set_remove_from_version_id(current_of(cx, id).await?);
            }
            call.send().await?;
        }
        for stage in from.minus(to) {
            // The current label can be moved and not be taken away; one that became current has lost that of the previous one.
            if stage != CURRENT && !(becomes_current && stage == PREVIOUS) {
                label(stage).remove_from_version_id(version).send().await?;
            }
        }
        Ok(())
    }

    /// A version goes when its labels are gone; one that is current goes with its secret.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (id, version) = key_parts(&prior.id)?;
        for stage in prior.version_stages.iter().filter(|s| *s != CURRENT) {
            let call = secrets(cx).update_secret_version_stage().secret_id(id).version_stage(stage);
            match call.remove_from_version_id(version).send().await.map_err(Error::from) {
                Err(e) if is_going(&e) => return Ok(()),
                other => other.map(drop)?,
            }
        }
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = secret(cx, &planned.secret_id).await?;
        let versions = told.and_then(|s| s.version_ids_to_stages).unwrap_or_default();
        if intent.is_of_any_run() {
            let current = |stages: &Vec<String>| stages.iter().any(|stage| stage == CURRENT);
            let version = versions.iter().find(|(_, stages)| current(stages));
            return Ok(version.map(|(version, _)| format!("{}|{version}", planned.secret_id)));
        }
        Ok(versions.contains_key(&intent.token).then(|| format!("{}|{}", planned.secret_id, intent.token)))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (secret, version) = key_parts(id)?;
        let version = version.to_owned();
        Ok(SecretVersion {
            id: id.to_owned(),
            secret_id: secret.to_owned(),
            version_id: version,
            ..Self::default()
        })
    }
}

fn parts(id: &str) -> Option<(&str, &str)> {
    id.split_once('|').filter(|(secret, version)| !secret.is_empty() && !version.is_empty())
}

fn key_parts(id: &str) -> Result<(&str, &str), Error> {
    parts(id).ok_or_else(|| Error::import_id(id, "SECRET|VERSION"))
}

/// The version that counts at present.
async fn current_of(cx: &Cx, id: &str) -> Result<Option<String>, Error> {
    let call = secrets(cx).list_secret_version_ids().secret_id(id);
    let pages = held(call.into_paginator().send().try_collect().await)?.unwrap_or_default();
    let mut all =
        pages.into_iter().flat_map(|page: ListSecretVersionIdsOutput| page.versions.unwrap_or_default());
    let current = all.find(|v| v.version_stages().iter().any(|s| s == CURRENT));
    Ok(current.and_then(|v| v.version_id))
}

async fn one(cx: &Cx, req: &Req<SecretVersion>, current: &[SecretValue]) -> Answer<SecretVersion> {
    let (id, version) = key_parts(&req.key)?;
    let told = match current.iter().find(|v| v.is_of(id) && v.version == version) {
        Some(told) => told.clone(),
        None => match value(cx, id, Some(version), None).await? {
            Some(told) => told,
            None => return Ok(None),
        },
    };
    let prior = &req.prior;
    // A refresh knows of a write-only value by what the state says, a change by having just sent it.
    let hidden = match req.phase {
        Phase::Refresh => prior.has_secret_string_wo == Some(true),
        _ => text(&prior.secret_string_wo).is_some(),
    };
    Ok(Some(Found::ready(SecretVersion {
        id: req.key.clone(),
        arn: told.arn,
        has_secret_string_wo: hidden.then_some(true),
        secret_binary: Some(base64::encode(told.binary)),
        secret_id: id.to_owned(),
        secret_string: told.string.filter(|_| !hidden),
        secret_string_wo: None,
        secret_string_wo_version: None,
        version_id: told.version,
        version_stages: told.stages.into_iter().collect(),
    })))
}
