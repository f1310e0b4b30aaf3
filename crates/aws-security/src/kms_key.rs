//! `aws_kms_key`

use crate::kms::{key, kms, policy_of, put_policy, settled, tag_list, tags_of};
use aws_sdk_kms::types::{KeyMetadata, KeySpec, KeyUsageType, OriginType};
use provision_aws_core::requests::word;
use provision_aws_core::{prelude::*, tagging};
use std::time::Duration;

/// A key that encrypts, signs or authenticates, and never leaves AWS. (KMS CreateKey, PutKeyPolicy, EnableKeyRotation)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_kms_key", tags, timeouts(create), seconds(2, 2))]
pub struct KmsKey {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// A policy is taken even where it locks the caller out of the key.
    #[attr(optional, default = false, config_only)]
    pub bypass_policy_lockout_safety_check: Option<bool>,
    /// The key store of one's own in which it lies.
    #[attr(optional, replace, length(1, 22))]
    pub custom_key_store_id: Option<String>,
    /// What kind of key it is.
    #[attr(
        optional,
        replace,
        default = "SYMMETRIC_DEFAULT",
        one_of(
            "RSA_2048",
            "RSA_3072",
            "RSA_4096",
            "ECC_NIST_P256",
            "ECC_NIST_P384",
            "ECC_NIST_P521",
            "ECC_SECG_P256K1",
            "SYMMETRIC_DEFAULT",
            "HMAC_224",
            "HMAC_256",
            "HMAC_384",
            "HMAC_512",
            "SM2",
            "ML_DSA_44",
            "ML_DSA_65",
            "ML_DSA_87"
        )
    )]
    pub customer_master_key_spec: Option<String>,
    /// Days between its deletion here and at AWS, in which it can be called back.
    #[attr(optional, config_only, between(7, 30))]
    pub deletion_window_in_days: Option<i64>,
    /// What it is for.
    #[attr(optional, computed, length(0, 8192))]
    pub description: Option<String>,
    /// Its material is renewed now and then.
    #[attr(optional, default = false)]
    pub enable_key_rotation: Option<bool>,
    /// It can be used.
    #[attr(optional, default = true)]
    pub is_enabled: Option<bool>,
    /// Its id.
    #[attr(computed)]
    pub key_id: String,
    /// What can be done with it.
    #[attr(
        optional,
        replace,
        default = "ENCRYPT_DECRYPT",
        one_of("SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")
    )]
    pub key_usage: Option<String>,
    /// It can have replicas in other regions.
    #[attr(optional, computed, replace)]
    pub multi_region: Option<bool>,
    /// Who may do what with it.
    #[attr(optional, computed, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: Option<String>,
    /// Days after which its material is renewed.
    #[attr(optional, computed, between(90, 2560), required_with("enable_key_rotation"))]
    pub rotation_period_in_days: Option<i64>,
    /// The key of an external key store.
    #[attr(optional, replace, length(1, 128), required_with("custom_key_store_id"))]
    pub xks_key_id: Option<String>,
}

#[async_trait]
impl Resource for KmsKey {
    const WAITS: Waits = Waits { until_gone: true, create: Duration::from_secs(120), ..Waits::QUICK };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let store = text(&planned.custom_key_store_id);
        let external = text(&planned.xks_key_id);
        let origin = match (&store, &external) {
            (_, Some(_)) => Some(OriginType::ExternalKeyStore),
            (Some(_), None) => Some(OriginType::AwsCloudhsm),
            (None, None) => None,
        };
        let call = kms(cx)
            .create_key()
            .bypass_policy_lockout_safety_check(
                planned.bypass_policy_lockout_safety_check.unwrap_or_default(),
            )
            .set_key_spec(text(&planned.customer_master_key_spec).map(|s| KeySpec::from(s.as_str())))
            .set_key_usage(text(&planned.key_usage).map(|u| KeyUsageType::from(u.as_str())))
            .set_description(text(&planned.description))
            .set_multi_region(planned.multi_region.filter(|m| *m))
            .set_policy(text(&planned.policy))
            .set_custom_key_store_id(store)
            .set_xks_key_id(external)
            .set_origin(origin)
            .set_tags(tag_list(&step.tags)?);
        // Principals of the policy that were just made are not known yet.
        let soon = |e: &Error| e.is(&["MalformedPolicyDocumentException"]);
        let made = cx.retry(step.limit(), soon, || call.clone().send()).await?;
        Created::new(made.key_metadata.map(|k| k.key_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let arns: Vec<(&Key, &Req<Self>)> = reqs.iter().map(|r| (&r.prior.arn, r)).collect();
        let tags = tagging::confirmed(cx, &arns).await;
        each(reqs, 10, |req| one(cx, req, tags.get(&req.prior.arn))).await
    }

    /// One that is disabled takes no change: it is enabled before all others, and disabled after them.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (to, id) = (change.to, &change.to.id);
        if change.changed("is_enabled") && to.is_enabled != Some(false) {
            cx.until_known(&["NotFoundException"], || kms(cx).enable_key().key_id(id).send()).await?;
            enabled(cx, id, true).await?;
        }
        if change.any(&["enable_key_rotation", "rotation_period_in_days"]) {
            rotate(cx, change).await?;
        }
        if change.changed("description") {
            let text = to.description.clone().unwrap_or_default();
            kms(cx).update_key_description().key_id(id).description(text).send().await?;
        }
        if change.changed("policy")
            && let Some(policy) = text(&to.policy)
        {
            put_policy(cx, id, &policy, to.bypass_policy_lockout_safety_check.unwrap_or_default()).await?;
        }
        retag(cx, id, &change.tags).await?;
        if change.changed("is_enabled") && to.is_enabled == Some(false) {
            cx.until_known(&["NotFoundException"], || kms(cx).disable_key().key_id(id).send()).await?;
            enabled(cx, id, false).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = kms(cx).schedule_key_deletion().key_id(&prior.id);
        match call.set_pending_window_in_days(positive(prior.deletion_window_in_days)).send().await {
            Ok(_) => Ok(()),
            Err(e) => match Error::from(e) {
                e if e.is(&["KMSInvalidStateException"]) && e.message.contains("pending deletion") => Ok(()),
                e => Err(e),
            },
        }
    }

    /// KMS has no search by tags: each key of the account is looked at.
    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let keys = kms(cx).list_keys().limit(1000).into_paginator().items().send().try_collect().await?;
        let ids: Vec<String> = keys.into_iter().filter_map(|k| k.key_id).collect();
        let ours = each(ids, 10, |id| async move {
            match tags_of(cx, &id).await {
                Ok(tags) => Ok(carries(intent, &tags).then_some(id)),
                // Somebody else's.
                Err(e) if e.class == Class::AccessDenied || e.is_not_found() => Ok(None),
                Err(e) => Err(e),
            }
        });
        for id in ours.await.into_iter().collect::<Result<Vec<_>, Error>>()?.into_iter().flatten() {
            if key(cx, &id).await?.is_some() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

/// Waits until KMS tells that a key is enabled or not.
async fn enabled(cx: &Cx, id: &str, on: bool) -> Result<(), Error> {
    settled(cx, || async { Ok(key(cx, id).await?.is_some_and(|k| k.enabled == on)) }).await
}

/// Turns rotation on, with its period, or off.
async fn rotate(cx: &Cx, change: &Change<'_, KmsKey>) -> Result<(), Error> {
    let (to, id) = (change.to, &change.to.id);
    let on = to.enable_key_rotation == Some(true);
    if !on && !change.changed("enable_key_rotation") {
        return Ok(());
    }
    // A key that was just made or enabled may not be so everywhere.
    let soon: &[&str] = &["NotFoundException", "DisabledException"];
    match on {
        true => {
            let call = kms(cx).enable_key_rotation().key_id(id);
            let call = call.set_rotation_period_in_days(positive(to.rotation_period_in_days));
            cx.until_known(soon, || call.clone().send()).await?;
        }
        false => {
            cx.until_known(soon, || kms(cx).disable_key_rotation().key_id(id).send()).await?;
        }
    }
    settled(cx, || async {
        Ok(kms(cx).get_key_rotation_status().key_id(id).send().await?.key_rotation_enabled == on)
    })
    .await
}

/// Changes tags, and waits until KMS tells them.
async fn retag(cx: &Cx, id: &str, tags: &TagDiff) -> Result<(), Error> {
    if tags.is_empty() {
        return Ok(());
    }
    if !tags.remove.is_empty() {
        kms(cx).untag_resource().key_id(id).set_tag_keys(Some(tags.remove.clone())).send().await?;
    }
    if !tags.set.is_empty() {
        kms(cx).tag_resource().key_id(id).set_tags(tag_list(&tags.set)?).send().await?;
    }
    settled(cx, || async {
        let told = tags_of(cx, id).await?;
        let set = tags.set.iter().all(|(k, v)| told.get(k) == Some(v));
        Ok(set && !tags.remove.iter().any(|k| told.contains_key(k)))
    })
    .await
}

async fn one(cx: &Cx, req: &Req<KmsKey>, confirmed: Option<&Tags>) -> Answer<KmsKey> {
    let Some(told) = key(cx, &req.key).await? else { return Ok(None) };
    let status = Status::of(
        told.key_state.as_ref().map_or("Enabled", |s| s.as_str()),
        &["Enabled", "Disabled", "PendingImport", "Unavailable"],
        &[],
    );
    if req.phase == Phase::Deleted {
        return Ok(Some(Found::ready(found(&told, String::new(), (false, None))).status(status)));
    }
    let tags = async {
        match confirmed {
            Some(tags) => Ok(tags.clone()),
            None => tags_of(cx, &req.key).await,
        }
    };
    let (policy, rotation, tags) = tokio::try_join!(policy_of(cx, &req.key), rotation(cx, &told), tags)?;
    let Some(policy) = policy else { return Ok(None) };
    let policy = provision_schema::compact_json(&policy);
    Ok(Some(Found::ready(found(&told, policy, rotation)).tagged(tags).status(status)))
}

/// Whether material is renewed, and after how many days: only that of keys that AWS made the material of.
async fn rotation(cx: &Cx, told: &KeyMetadata) -> Result<(bool, Option<i64>), Error> {
    if told.origin.as_ref() != Some(&OriginType::AwsKms) {
        return Ok((false, None));
    }
    let told = kms(cx).get_key_rotation_status().key_id(&told.key_id).send().await?;
    Ok((told.key_rotation_enabled, told.rotation_period_in_days.map(Into::into)))
}

fn found(told: &KeyMetadata, policy: String, (rotates, period): (bool, Option<i64>)) -> KmsKey {
    KmsKey {
        id: told.key_id.clone(),
        arn: told.arn.clone().unwrap_or_default(),
        bypass_policy_lockout_safety_check: None,
        custom_key_store_id: told.custom_key_store_id.clone(),
        customer_master_key_spec: word(told.key_spec.as_ref()),
        deletion_window_in_days: None,
        description: told.description.clone(),
        enable_key_rotation: Some(rotates),
        is_enabled: Some(told.enabled),
        key_id: told.key_id.clone(),
        key_usage: word(told.key_usage.as_ref()),
        multi_region: told.multi_region.or(Some(false)),
        policy: Some(policy),
        rotation_period_in_days: period,
        xks_key_id: told.xks_key_configuration.as_ref().and_then(|x| x.id.clone()),
    }
}
