//! `aws_kms_grant`

use crate::kms::kms;
use aws_sdk_kms::types::{GrantConstraints, GrantListEntry, GrantOperation};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// What somebody may do with a key until it is taken back. (KMS CreateGrant)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_kms_grant", seconds(2, 2))]
pub struct KmsGrant {
    /// The key and the grant, with a colon between them.
    #[attr(id)]
    pub id: String,
    /// The encryption context for which alone it holds.
    #[block(set, replace)]
    pub constraints: Set<Constraint>,
    /// Tokens of grants that were just made and that this one needs.
    #[attr(optional, replace, config_only)]
    pub grant_creation_tokens: Set<String>,
    /// Its id.
    #[attr(computed)]
    pub grant_id: String,
    /// By which it can be used before it is known everywhere.
    #[attr(computed, sensitive, once)]
    pub grant_token: String,
    /// Whom it is given to.
    #[attr(required, replace, validate = principal)]
    pub grantee_principal: String,
    /// The key: its id or ARN.
    #[attr(required, replace)]
    pub key_id: String,
    /// Its name.
    #[attr(optional, replace, length(1, 256), validate = grant_name, unset = "null")]
    pub name: Option<String>,
    /// What it allows.
    #[attr(
        required,
        replace,
        one_of(
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "ReEncryptFrom",
            "ReEncryptTo",
            "Sign",
            "Verify",
            "GetPublicKey",
            "CreateGrant",
            "RetireGrant",
            "DescribeKey",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateMac",
            "VerifyMac",
            "DeriveSharedSecret"
        )
    )]
    pub operations: Set<String>,
    /// It is retired when it is destroyed here, not revoked.
    #[attr(optional, default = false, replace, config_only)]
    pub retire_on_delete: Option<bool>,
    /// Who may retire it.
    #[attr(optional, replace, validate = principal, unset = "null")]
    pub retiring_principal: Option<String>,
}

/// An encryption context.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Constraint {
    /// It must be this one.
    #[attr(optional, replace)]
    pub encryption_context_equals: BTreeMap<String, String>,
    /// It must hold this.
    #[attr(optional, replace)]
    pub encryption_context_subset: BTreeMap<String, String>,
}

fn is_principal(text: &str) -> bool {
    text.starts_with("arn:") || text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn")
}

fn principal(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !text.is_empty() && !is_principal(text) => {
            Err("must be an ARN or the name of a service".into())
        }
        _ => Ok(()),
    }
}

fn grant_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | ':');
    match value.as_str() {
        Some(name) if !name.chars().all(plain) => {
            Err("must hold letters, digits, `:`, `/`, `_` and `-` only".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for KmsGrant {
    const WAITS: Waits = Waits { until_gone: true, create: Duration::from_secs(120), ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = kms(cx)
            .create_grant()
            .key_id(&planned.key_id)
            .grantee_principal(&planned.grantee_principal)
            .set_operations(Some(
                planned.operations.iter().map(|o| GrantOperation::from(o.as_str())).collect(),
            ))
            .set_constraints(constraints(planned)?)
            .set_grant_tokens(given(&planned.grant_creation_tokens))
            .set_name(text(&planned.name))
            .set_retiring_principal(text(&planned.retiring_principal));
        // A role that was just made is an invalid ARN to KMS.
        let soon = &["DependencyTimeoutException", "KMSInternalException", "InvalidArnException"];
        let made = cx.until_known(soon, || call.clone().send()).await?;
        let id = made.grant_id.map(|grant| format!("{}:{grant}", planned.key_id));
        Ok(Created::new(id)?.once("grant_token", made.grant_token.as_deref()))
    }

    /// Those of one key come together.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (key, grant) in reqs.iter().filter_map(|r| parts(&r.key)) {
            keys.entry(key.to_owned()).or_default().insert(grant.to_owned());
        }
        let told =
            each(keys, 10, |(key, wanted)| async move { (key.clone(), grants(cx, &key, &wanted).await) });
        let told: HashMap<String, Result<Vec<GrantListEntry>, Error>> = told.await.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let (key, grant) = parts(&req.key).ok_or_else(|| Error::import_id(&req.key, "KEY:GRANT"))?;
            let grants = match told.get(key) {
                Some(grants) => grants.clone()?,
                None => return Ok(None),
            };
            let found = grants.iter().find(|g| g.grant_id.as_deref() == Some(grant));
            Ok(found.map(|g| {
                let value = found_grant(req, key, g);
                // A principal that KMS does not know by its ARN yet.
                let known = is_principal(&value.grantee_principal);
                let status = if known || req.phase != Phase::Created {
                    Status::Ready
                } else {
                    Status::Pending("principal unknown".into())
                };
                Found::ready(value).status(status)
            }))
        };
        reqs.iter().map(answer).collect()
    }

    /// Every argument makes a new one.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (key, grant) = parts(&prior.id).ok_or_else(|| Error::import_id(&prior.id, "KEY:GRANT"))?;
        if prior.retire_on_delete == Some(true) {
            // Retiring takes an ARN only.
            let arn =
                if key.starts_with("arn:") { key.to_owned() } else { cx.arn("kms", &format!("key/{key}")) };
            kms(cx).retire_grant().key_id(arn).grant_id(grant).send().await?;
        } else {
            kms(cx).revoke_grant().key_id(key).grant_id(grant).send().await?;
        }
        Ok(())
    }

    /// A grant has no tags: it is one that says the same and was not there before the call.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = grants(cx, &planned.key_id, &BTreeSet::new()).await?;
        let wanted: BTreeSet<&str> = planned.operations.iter().map(String::as_str).collect();
        let same = |g: &&GrantListEntry| {
            let operations: BTreeSet<&str> = g.operations().iter().map(|o| o.as_str()).collect();
            let new = g.creation_date.is_none_or(|d| d.secs() >= intent.at);
            new && operations == wanted
                && g.grantee_principal.as_deref() == Some(&planned.grantee_principal)
                && g.name.clone().unwrap_or_default() == planned.name.clone().unwrap_or_default()
        };
        let found = all.iter().find(same).and_then(|g| g.grant_id.clone());
        Ok(found.map(|grant| format!("{}:{grant}", planned.key_id)))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (key, grant) = parts(id).ok_or_else(|| Error::import_id(id, "KEY:GRANT"))?;
        Ok(KmsGrant {
            id: id.to_owned(),
            key_id: key.to_owned(),
            grant_id: grant.to_owned(),
            ..Self::default()
        })
    }
}

/// Key and grant of an id; the key may be an ARN, which has colons too.
fn parts(id: &str) -> Option<(&str, &str)> {
    id.rsplit_once(':').filter(|(key, grant)| !key.is_empty() && !grant.is_empty())
}

/// The grants of a key; a single one is asked for by its id. (KMS ListGrants)
async fn grants(cx: &Cx, key: &str, wanted: &BTreeSet<String>) -> Result<Vec<GrantListEntry>, Error> {
    let call = kms(cx).list_grants().key_id(key).limit(100);
    let one = wanted.first().filter(|_| wanted.len() == 1).cloned();
    let told = call.set_grant_id(one).into_paginator().items().send().try_collect().await;
    match there(told) {
        // What KMS says of a grant that is gone.
        Err(e) if e.is(&["InvalidGrantIdException"]) => Ok(Vec::new()),
        other => Ok(other?.unwrap_or_default()),
    }
}

fn constraints(planned: &KmsGrant) -> Result<Option<GrantConstraints>, Error> {
    let own = |map: &BTreeMap<String, String>| (!map.is_empty()).then(|| map.clone().into_iter().collect());
    let both = |f: fn(&Constraint) -> &BTreeMap<String, String>| {
        planned.constraints.iter().map(f).find(|m| !m.is_empty())
    };
    let (equals, subset) = (both(|c| &c.encryption_context_equals), both(|c| &c.encryption_context_subset));
    match (equals, subset) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            let message =
                "`constraints` has both `encryption_context_equals` and `encryption_context_subset`.";
            Err(Error::new(Class::Validation, message).help("KMS takes one of the two."))
        }
        (equals, subset) => {
            let built = GrantConstraints::builder().set_encryption_context_equals(equals.and_then(own));
            Ok(Some(built.set_encryption_context_subset(subset.and_then(own)).build()))
        }
    }
}

fn found_grant(req: &Req<KmsGrant>, key: &str, told: &GrantListEntry) -> KmsGrant {
    let map = |m: Option<&HashMap<String, String>>| m.cloned().unwrap_or_default().into_iter().collect();
    let constraint = |c: &GrantConstraints| Constraint {
        encryption_context_equals: map(c.encryption_context_equals()),
        encryption_context_subset: map(c.encryption_context_subset()),
    };
    KmsGrant {
        id: req.key.clone(),
        constraints: told.constraints.iter().map(constraint).collect(),
        grant_creation_tokens: Set::default(),
        grant_id: told.grant_id.clone().unwrap_or_default(),
        grant_token: String::new(),
        grantee_principal: told.grantee_principal.clone().unwrap_or_default(),
        key_id: key.to_owned(),
        name: text(&told.name),
        operations: told.operations().iter().map(|o| o.as_str().to_owned()).collect(),
        retire_on_delete: None,
        retiring_principal: told.retiring_principal.clone(),
    }
}
