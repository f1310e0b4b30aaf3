//! The settings of a bucket that somebody else made: each is asked for once, when the bucket is imported. Afterwards they belong to the
//! resources that configure them.

use crate::bucket::Bucket;
use crate::bucket_blocks::{
    CorsRule, DefaultEncryption, Destination, Encrypted, Encryption, EncryptionRule, Expiration, Filter,
    Grant, LifecycleRule, Logging, NoncurrentExpiration, NoncurrentTransition, ObjectLock, ObjectLockRule,
    Replication, ReplicationRule, Retention, SourceSelection, Timed, Transition, Translation, Website,
};
use crate::s3::{s3, tag_map, website_domain};
use aws_sdk_s3::operation::get_bucket_website::GetBucketWebsiteOutput;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use aws_sdk_s3::types::{self as sdk, ExpirationStatus, SseKmsEncryptedObjectsStatus};
use provision_aws_core::prelude::*;
use provision_schema::compact_json;
use serde_json::{Map, Value as Json};
use std::future::Future;

/// What a region that lacks a feature answers.
const UNSUPPORTED: [&str; 5] =
    ["MethodNotAllowed", "NotImplemented", "XNotImplemented", "UnsupportedOperation", "UnsupportedArgument"];

/// Everything that AWS tells of a bucket's settings but its versions. (S3 GetBucketAcl, GetBucketPolicy, GetBucketCors,
/// GetBucketWebsite, GetBucketAccelerateConfiguration, GetBucketRequestPayment, GetBucketLogging, GetBucketLifecycleConfiguration,
/// GetBucketReplication, GetBucketEncryption, GetObjectLockConfiguration)
pub async fn settings(cx: &Cx, name: &str, region: &str) -> Result<Bucket, Error> {
    let s3 = s3(cx);
    let (acl, policy, cors, website, acceleration, payment) = tokio::try_join!(
        told(s3.get_bucket_acl().bucket(name).send(), &[]),
        told(s3.get_bucket_policy().bucket(name).send(), &["NoSuchBucketPolicy"]),
        told(s3.get_bucket_cors().bucket(name).send(), &["NoSuchCORSConfiguration"]),
        told(s3.get_bucket_website().bucket(name).send(), &["NoSuchWebsiteConfiguration"]),
        told(s3.get_bucket_accelerate_configuration().bucket(name).send(), &[]),
        told(s3.get_bucket_request_payment().bucket(name).send(), &[]),
    )?;
    let (logging, lifecycle, replication, encryption, lock) = tokio::try_join!(
        told(s3.get_bucket_logging().bucket(name).send(), &[]),
        told(s3.get_bucket_lifecycle_configuration().bucket(name).send(), &["NoSuchLifecycleConfiguration"]),
        told(s3.get_bucket_replication().bucket(name).send(), &["ReplicationConfigurationNotFoundError"]),
        told(
            s3.get_bucket_encryption().bucket(name).send(),
            &["ServerSideEncryptionConfigurationNotFoundError"]
        ),
        told(
            s3.get_object_lock_configuration().bucket(name).send(),
            &["ObjectLockConfigurationNotFoundError"]
        ),
    )?;
    let website: Vec<Website> = website.as_ref().and_then(site).into_iter().collect();
    let domain = (!website.is_empty()).then(|| website_domain(region, cx.dns_suffix()));
    let lock = lock.and_then(|told| told.object_lock_configuration);
    Ok(Bucket {
        grant: Set(grants(acl.and_then(|told| told.grants).unwrap_or_default())),
        policy: policy.and_then(|told| told.policy).map(|p| compact_json(&p)),
        cors_rule: all(cors.and_then(|told| told.cors_rules), cors_rule),
        website_endpoint: domain.as_ref().map(|domain| format!("{name}.{domain}")),
        website_domain: domain,
        website,
        acceleration_status: acceleration.and_then(|told| told.status).map(|s| s.to_string()),
        request_payer: payment.and_then(|told| told.payer).map(|p| p.to_string()),
        logging: logging.and_then(|told| told.logging_enabled).map(log).into_iter().collect(),
        lifecycle_rule: all(lifecycle.and_then(|told| told.rules), lifecycle_rule),
        replication_configuration: replication
            .and_then(|told| told.replication_configuration)
            .map(copies)
            .into_iter()
            .collect(),
        server_side_encryption_configuration: encryption
            .and_then(|told| told.server_side_encryption_configuration)
            .map(|told| Encryption { rule: told.rules.into_iter().map(encryption_rule).collect() })
            .into_iter()
            .collect(),
        object_lock_enabled: Some(lock.as_ref().is_some_and(|c| c.object_lock_enabled.is_some())),
        object_lock_configuration: lock.map(object_lock).into_iter().collect(),
        ..Bucket::default()
    })
}

/// The answer of a call; nothing where the bucket has no such setting, or its region none for any bucket.
async fn told<T, E: Into<Error>>(
    call: impl Future<Output = Result<T, E>>,
    none: &[&str],
) -> Result<Option<T>, Error> {
    // On the heap: a dozen of these are awaited together.
    match Box::pin(call).await.map_err(Into::into) {
        Ok(told) => Ok(Some(told)),
        Err(e) if e.is(none) || e.is(&UNSUPPORTED) => Ok(None),
        Err(e) => Err(e),
    }
}

fn all<A, B>(told: Option<Vec<A>>, one: impl Fn(A) -> B) -> Vec<B> {
    told.unwrap_or_default().into_iter().map(one).collect()
}

/// One block for each grantee, with all that it may.
fn grants(told: Vec<sdk::Grant>) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for grant in told {
        let (Some(who), Some(permission)) = (grant.grantee, grant.permission) else { continue };
        let permission = permission.to_string();
        let kind = who.r#type.to_string();
        let same = |g: &&mut Grant| (&g.id, &g.uri, &g.r#type) == (&who.id, &who.uri, &kind);
        match grants.iter_mut().find(same) {
            Some(known) => known.permissions.0.push(permission),
            None => grants.push(Grant {
                id: who.id,
                uri: who.uri,
                r#type: kind,
                permissions: Set(vec![permission]),
            }),
        }
    }
    grants
}

fn cors_rule(told: sdk::CorsRule) -> CorsRule {
    CorsRule {
        allowed_headers: told.allowed_headers,
        allowed_methods: told.allowed_methods,
        allowed_origins: told.allowed_origins,
        expose_headers: told.expose_headers,
        max_age_seconds: told.max_age_seconds.map(i64::from),
    }
}

/// The website, where the answer tells anything of one.
fn site(told: &GetBucketWebsiteOutput) -> Option<Website> {
    let redirect = told.redirect_all_requests_to.as_ref().map(|to| match &to.protocol {
        Some(protocol) => format!("{protocol}://{}", to.host_name),
        None => to.host_name.clone(),
    });
    let website = Website {
        error_document: told.error_document.as_ref().map(|d| d.key.clone()),
        index_document: told.index_document.as_ref().map(|d| d.suffix.clone()),
        redirect_all_requests_to: redirect,
        routing_rules: told.routing_rules.as_deref().filter(|r| !r.is_empty()).map(routing),
    };
    let said = website.error_document.is_some()
        || website.index_document.is_some()
        || website.redirect_all_requests_to.is_some()
        || website.routing_rules.is_some();
    said.then_some(website)
}

/// Routing rules as JSON, under the names of AWS's API.
pub fn routing(rules: &[sdk::RoutingRule]) -> String {
    let rule = |rule: &sdk::RoutingRule| {
        let condition = rule.condition.as_ref().map(|c| {
            object([
                ("HttpErrorCodeReturnedEquals", c.http_error_code_returned_equals.clone().map(Json::from)),
                ("KeyPrefixEquals", c.key_prefix_equals.clone().map(Json::from)),
            ])
        });
        let redirect = rule.redirect.as_ref().map(|r| {
            object([
                ("HostName", r.host_name.clone().map(Json::from)),
                ("HttpRedirectCode", r.http_redirect_code.clone().map(Json::from)),
                ("Protocol", r.protocol.as_ref().map(|p| p.as_str().into())),
                ("ReplaceKeyPrefixWith", r.replace_key_prefix_with.clone().map(Json::from)),
                ("ReplaceKeyWith", r.replace_key_with.clone().map(Json::from)),
            ])
        });
        object([("Condition", condition), ("Redirect", redirect)])
    };
    Json::Array(rules.iter().map(rule).collect()).to_string()
}

fn object<const N: usize>(members: [(&str, Option<Json>); N]) -> Json {
    let told = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Json::Object(told.collect::<Map<_, _>>())
}

fn log(told: sdk::LoggingEnabled) -> Logging {
    Logging { target_bucket: told.target_bucket, target_prefix: Some(told.target_prefix) }
}

fn lifecycle_rule(told: sdk::LifecycleRule) -> LifecycleRule {
    let (prefix, tags) = match told.filter {
        Some(sdk::LifecycleRuleFilter { and: Some(and), .. }) => (and.prefix, and.tags),
        Some(filter) => (filter.prefix, filter.tag.map(|t| vec![t])),
        #[allow(deprecated)] // Rules of before there were filters have it.
        None => (told.prefix, None),
    };
    LifecycleRule {
        abort_incomplete_multipart_upload_days: told
            .abort_incomplete_multipart_upload
            .and_then(|abort| abort.days_after_initiation)
            .map(i64::from),
        enabled: told.status == ExpirationStatus::Enabled,
        id: told.id,
        prefix,
        tags: tags.map(tag_map),
        expiration: told.expiration.map(expiration).into_iter().collect(),
        noncurrent_version_expiration: told
            .noncurrent_version_expiration
            .map(|e| NoncurrentExpiration { days: e.noncurrent_days.map(i64::from) })
            .into_iter()
            .collect(),
        noncurrent_version_transition: Set(all(told.noncurrent_version_transitions, |t| {
            NoncurrentTransition {
                days: t.noncurrent_days.map(i64::from),
                storage_class: t.storage_class.map(|c| c.to_string()).unwrap_or_default(),
            }
        })),
        transition: Set(all(told.transitions, |t| Transition {
            date: t.date.and_then(day),
            days: t.days.map(i64::from),
            storage_class: t.storage_class.map(|c| c.to_string()).unwrap_or_default(),
        })),
    }
}

fn expiration(told: sdk::LifecycleExpiration) -> Expiration {
    Expiration {
        date: told.date.and_then(day),
        days: told.days.map(i64::from),
        expired_object_delete_marker: told.expired_object_delete_marker,
    }
}

/// `2026-11-01`
fn day(time: DateTime) -> Option<String> {
    let text = time.fmt(DateTimeFormat::DateTime).ok()?;
    text.split('T').next().map(str::to_owned)
}

fn copies(told: sdk::ReplicationConfiguration) -> Replication {
    Replication { role: told.role, rules: Set(told.rules.into_iter().map(replication_rule).collect()) }
}

fn replication_rule(told: sdk::ReplicationRule) -> ReplicationRule {
    let markers = told.delete_marker_replication.and_then(|d| d.status).map(|s| s.to_string());
    let filter = told.filter.map(|filter| match filter {
        sdk::ReplicationRuleFilter { and: Some(and), .. } => {
            Filter { prefix: and.prefix, tags: and.tags.map(tag_map) }
        }
        filter => Filter { prefix: filter.prefix, tags: filter.tag.map(|t| tag_map(vec![t])) },
    });
    let encrypted = |s: sdk::SourceSelectionCriteria| SourceSelection {
        sse_kms_encrypted_objects: s
            .sse_kms_encrypted_objects
            .map(|o| Encrypted { enabled: o.status == SseKmsEncryptedObjectsStatus::Enabled })
            .into_iter()
            .collect(),
    };
    ReplicationRule {
        // The provider tells of no other state.
        delete_marker_replication_status: markers.filter(|s| s == "Enabled"),
        id: told.id,
        #[allow(deprecated)] // Rules of before there were filters have it.
        prefix: told.prefix,
        priority: told.priority.map(i64::from),
        status: told.status.to_string(),
        destination: told.destination.map(destination).into_iter().collect(),
        filter: filter.into_iter().collect(),
        source_selection_criteria: told.source_selection_criteria.map(encrypted).into_iter().collect(),
    }
}

fn destination(told: sdk::Destination) -> Destination {
    let minutes = |t: Option<sdk::ReplicationTimeValue>| t.and_then(|t| t.minutes).map(i64::from);
    Destination {
        account_id: told.account,
        bucket: told.bucket,
        replica_kms_key_id: told.encryption_configuration.and_then(|e| e.replica_kms_key_id),
        storage_class: told.storage_class.map(|c| c.to_string()),
        access_control_translation: told
            .access_control_translation
            .map(|t| Translation { owner: t.owner.to_string() })
            .into_iter()
            .collect(),
        metrics: told
            .metrics
            .map(|m| Timed { minutes: minutes(m.event_threshold), status: Some(m.status.to_string()) })
            .into_iter()
            .collect(),
        replication_time: told
            .replication_time
            .map(|t| Timed { minutes: minutes(t.time), status: Some(t.status.to_string()) })
            .into_iter()
            .collect(),
    }
}

fn encryption_rule(told: sdk::ServerSideEncryptionRule) -> EncryptionRule {
    let default = |d: sdk::ServerSideEncryptionByDefault| DefaultEncryption {
        kms_master_key_id: d.kms_master_key_id,
        sse_algorithm: d.sse_algorithm.to_string(),
    };
    EncryptionRule {
        bucket_key_enabled: told.bucket_key_enabled,
        apply_server_side_encryption_by_default: told
            .apply_server_side_encryption_by_default
            .map(default)
            .into_iter()
            .collect(),
    }
}

fn object_lock(told: sdk::ObjectLockConfiguration) -> ObjectLock {
    let retention = |r: sdk::DefaultRetention| Retention {
        days: r.days.map(i64::from),
        mode: r.mode.map(|m| m.to_string()).unwrap_or_default(),
        years: r.years.map(i64::from),
    };
    let rule = |r: sdk::ObjectLockRule| ObjectLockRule {
        default_retention: r.default_retention.map(retention).into_iter().collect(),
    };
    ObjectLock {
        object_lock_enabled: told.object_lock_enabled.map(|e| e.to_string()),
        rule: told.rule.map(rule).into_iter().collect(),
    }
}
