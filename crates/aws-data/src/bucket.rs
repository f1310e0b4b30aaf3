//! `aws_s3_bucket`

use crate::bucket_blocks::{
    self as blocks, CorsRule, DefaultEncryption, Encryption, EncryptionRule, Grant, LifecycleRule, Logging,
    ObjectLock, Replication, Versions, Website,
};
use crate::bucket_empty;
use crate::bucket_told;
use crate::s3::{bucket_tags, s3, tag_list, versioning, website_zone};
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, Tagging};
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// A bucket. (S3 CreateBucket)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket", tags, timeouts(create, read, update, delete), seconds(15, 3))]
pub struct Bucket {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(optional, computed, replace, conflicts("bucket_prefix"), length(0, 63))]
    pub bucket: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, conflicts("bucket"), length(0, 37))]
    pub bucket_prefix: Option<String>,
    /// Its DNS name.
    #[attr(computed)]
    pub bucket_domain_name: String,
    /// Its DNS name in its region.
    #[attr(computed)]
    pub bucket_regional_domain_name: String,
    /// Its objects are deleted with it.
    #[attr(optional, config_only, default = false)]
    pub force_destroy: Option<bool>,
    /// The Route 53 zone of its region's website endpoints.
    #[attr(computed)]
    pub hosted_zone_id: String,
    /// Its objects can be locked.
    #[attr(optional, computed, replace)]
    pub object_lock_enabled: Option<bool>,
    /// Its region.
    #[attr(computed)]
    pub region: String,
    /// Whether transfers go through edge locations.
    #[attr(optional, computed, deprecated = "Use the resource aws_s3_bucket_accelerate_configuration.", validate = blocks::acceleration)]
    pub acceleration_status: Option<String>,
    /// A canned access control list.
    #[attr(optional, computed, unset = "null", conflicts("grant"), deprecated = "Use the resource aws_s3_bucket_acl.", validate = blocks::acl)]
    pub acl: Option<String>,
    /// Its policy.
    #[attr(optional, computed, equal_by = json_policy, deprecated = "Use the resource aws_s3_bucket_policy.", validate = blocks::policy)]
    pub policy: Option<String>,
    /// Who pays for requests.
    #[attr(optional, computed, deprecated = "Use the resource aws_s3_bucket_request_payment_configuration.", validate = blocks::payer)]
    pub request_payer: Option<String>,
    /// The domain of its website.
    #[attr(computed, unset = "null", deprecated = "Use the resource aws_s3_bucket_website_configuration.")]
    pub website_domain: Option<String>,
    /// The address of its website.
    #[attr(computed, unset = "null", deprecated = "Use the resource aws_s3_bucket_website_configuration.")]
    pub website_endpoint: Option<String>,
    /// Rules for requests from other origins.
    #[block(list, computed, deprecated = "Use the resource aws_s3_bucket_cors_configuration.")]
    pub cors_rule: Vec<CorsRule>,
    /// Whom the access control list lets in.
    #[block(set, computed, conflicts("acl"), deprecated = "Use the resource aws_s3_bucket_acl.")]
    pub grant: Set<Grant>,
    /// Rules for the life of objects.
    #[block(list, computed, deprecated = "Use the resource aws_s3_bucket_lifecycle_configuration.")]
    pub lifecycle_rule: Vec<LifecycleRule>,
    /// Where access is logged.
    #[block(list, max = 1, computed, deprecated = "Use the resource aws_s3_bucket_logging.")]
    pub logging: Vec<Logging>,
    /// How long objects are locked.
    #[block(
        list,
        max = 1,
        computed,
        deprecated = "Use the resource aws_s3_bucket_object_lock_configuration."
    )]
    pub object_lock_configuration: Vec<ObjectLock>,
    /// Where objects are copied to.
    #[block(
        list,
        max = 1,
        computed,
        deprecated = "Use the resource aws_s3_bucket_replication_configuration."
    )]
    pub replication_configuration: Vec<Replication>,
    /// How objects are encrypted.
    #[block(
        list,
        max = 1,
        computed,
        deprecated = "Use the resource aws_s3_bucket_server_side_encryption_configuration."
    )]
    pub server_side_encryption_configuration: Vec<Encryption>,
    /// Whether old versions are kept.
    #[block(list, max = 1, computed, deprecated = "Use the resource aws_s3_bucket_versioning.")]
    pub versioning: Vec<Versions>,
    /// The bucket as a website.
    #[block(list, max = 1, computed, deprecated = "Use the resource aws_s3_bucket_website_configuration.")]
    pub website: Vec<Website>,
}

/// Arguments that have a resource of their own.
const INLINE: &[(&str, &str)] = &[
    ("acceleration_status", "aws_s3_bucket_accelerate_configuration"),
    ("acl", "aws_s3_bucket_acl"),
    ("cors_rule", "aws_s3_bucket_cors_configuration"),
    ("grant", "aws_s3_bucket_acl"),
    ("lifecycle_rule", "aws_s3_bucket_lifecycle_configuration"),
    ("logging", "aws_s3_bucket_logging"),
    ("object_lock_configuration", "aws_s3_bucket_object_lock_configuration"),
    ("policy", "aws_s3_bucket_policy"),
    ("replication_configuration", "aws_s3_bucket_replication_configuration"),
    ("request_payer", "aws_s3_bucket_request_payment_configuration"),
    ("server_side_encryption_configuration", "aws_s3_bucket_server_side_encryption_configuration"),
    ("versioning", "aws_s3_bucket_versioning"),
    ("website", "aws_s3_bucket_website_configuration"),
];

#[async_trait]
impl Resource for Bucket {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(20 * 60),
        update: Duration::from_secs(20 * 60),
        delete: Duration::from_secs(60 * 60),
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.bucket, &planned.bucket_prefix, &step.token);
        // The region where S3 began is the one that may not be named.
        let place = (cx.region() != "us-east-1").then(|| BucketLocationConstraint::from(cx.region()));
        let call = |tags: Option<Vec<aws_sdk_s3::types::Tag>>| {
            let configuration = CreateBucketConfiguration::builder()
                .set_location_constraint(place.clone())
                .set_tags(tags)
                .build();
            let said = configuration.location_constraint.is_some() || configuration.tags.is_some();
            let call = s3(cx)
                .create_bucket()
                .bucket(&name)
                .set_object_lock_enabled_for_bucket(planned.object_lock_enabled.filter(|on| *on))
                .set_create_bucket_configuration(said.then_some(configuration));
            // A bucket of that name that is just being deleted.
            cx.retry(step.limit(), |e| e.is(&["OperationAborted"]), move || call.clone().send())
        };
        let tags = Some(tag_list(&step.tags)?).filter(|t| !t.is_empty());
        let tagged = tags.is_some();
        match call(tags).await {
            // Tags in this call need a permission that not everybody has who may tag afterwards.
            Err(e) if tagged && e.class == Class::AccessDenied => call(None).await?,
            other => other?,
        };
        Created::new(Some(name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        // All are asked for their versions before any other call is waited for: so the resources that set them share these calls.
        let others = async {
            let arns: Vec<Key> = reqs.iter().map(|req| cx.arn_of("s3", "", "", &req.key)).collect();
            let tags = confirmed(cx, &arns.iter().zip(reqs).collect::<Vec<_>>()).await;
            each(arns.iter().zip(reqs), 10, |(arn, req)| read_one(cx, req, tags.get(arn))).await
        };
        let (versions, others) = tokio::join!(each(reqs, usize::MAX, |req| versions(cx, req)), others);
        let with_versions = |(found, versions): (Answer<Self>, Result<Option<Versions>, Error>)| {
            let Some(mut found) = found? else { return Ok(None) };
            match versions {
                Err(e) => return absent(e),
                Ok(Some(told)) => found.value.versioning = vec![told],
                Ok(None) => {}
            }
            Ok(Some(found))
        };
        others.into_iter().zip(versions).map(with_versions).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if let Some((name, resource)) = INLINE.iter().find(|(name, _)| change.changed(name)) {
            let message = format!("`{name}` of aws_s3_bucket is not set on the bucket itself.");
            return Err(Error::new(Class::Validation, message).help(format!("Use the resource {resource}.")));
        }
        if change.tags.is_empty() {
            return Ok(());
        }
        // The call replaces all tags, so those that are nobody's business here have to be said again.
        let bucket = &change.to.id;
        let mut tags = bucket_tags(cx, bucket).await?;
        tags.retain(|k, _| !change.tags.remove.contains(k));
        tags.extend(change.tags.set.clone());
        if tags.is_empty() {
            s3(cx).delete_bucket_tagging().bucket(bucket).send().await?;
            return Ok(());
        }
        let tagging = Tagging::builder().set_tag_set(Some(tag_list(&tags)?)).build()?;
        s3(cx).put_bucket_tagging().bucket(bucket).tagging(tagging).send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let delete = async || {
            let deleted = s3(cx).delete_bucket().bucket(&prior.id).send().await;
            deleted.map(|_| ()).map_err(Error::from)
        };
        match delete().await {
            Err(e) if e.is(&["BucketNotEmpty"]) && prior.force_destroy == Some(true) => {
                bucket_empty::empty(cx, &prior.id, prior.object_lock_enabled == Some(true), step).await?;
                delete().await
            }
            Err(e) if e.is(&["BucketNotEmpty"]) => Err(e.with_class(Class::Other).help(
                "Delete its objects, or set `force_destroy = true` and apply before the bucket is destroyed: \
                 then they go with it.",
            )),
            other => other,
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.bucket, &planned.bucket_prefix, &intent.token);
        if text(&planned.bucket).is_some() && !intent.absent {
            let tags = bucket_tags(cx, &name).await?;
            return Ok(carries(intent, &tags).then_some(name));
        }
        s3(cx).head_bucket().bucket(&name).send().await?;
        Ok(Some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.bucket)
    }
}

/// The account's canonical user, where it was asked for and is told.
#[derive(Default)]
struct Owner(OnceCell<Option<String>>);

/// The account's canonical user, which owns every bucket that is made with it; asked for once. An account that may not list
/// buckets does not tell it. (S3 ListBuckets)
async fn owner(cx: &Cx) -> Result<Option<String>, Error> {
    let owner = cx.client(|_| Arc::<Owner>::default());
    let ask = || async {
        match s3(cx).list_buckets().max_buckets(1).send().await.map_err(Error::from) {
            Err(e) if e.class == Class::AccessDenied => Ok(None),
            told => Ok(told?.owner.and_then(|o| o.id)),
        }
    };
    owner.0.get_or_try_init(ask).await.cloned()
}

/// True where the state holds nothing yet: the bucket was just made, or is imported, or was made by a run that did not get to tell.
fn is_new(req: &Req<Bucket>) -> bool {
    req.phase == Phase::Created || req.prior.region.is_empty()
}

/// Its versions. A bucket that was just made has none unless its objects can be locked.
async fn versions(cx: &Cx, req: &Req<Bucket>) -> Result<Option<Versions>, Error> {
    match req.phase {
        Phase::Created => Ok(None),
        _ => versioning(cx, &req.key, None).await.map(|told| Some(Versions::told(&told))),
    }
}

/// All of it but its versions.
async fn read_one(cx: &Cx, req: &Req<Bucket>, confirmed: Option<&Tags>) -> Answer<Bucket> {
    let region = match req.phase {
        // Made here, or known: a bucket does not move, and that it is there is told by its versioning.
        Phase::Created => cx.region().to_owned(),
        _ if !is_new(req) => req.prior.region.clone(),
        _ => match s3(cx).head_bucket().bucket(&req.key).send().await {
            Ok(head) => head.bucket_region.unwrap_or_else(|| cx.region().to_owned()),
            Err(e) => return absent(e.into()),
        },
    };
    let tags = match confirmed {
        Some(tags) => tags.clone(),
        None => match bucket_tags(cx, &req.key).await {
            Ok(told) => told,
            Err(e) => return absent(e),
        },
    };
    let value = match req.phase {
        Phase::Created => new(req.prior.object_lock_enabled == Some(true), owner(cx).await?),
        _ if is_new(req) => bucket_told::settings(cx, &req.key, &region).await?,
        _ => req.prior.clone(),
    };
    Ok(Some(Found::ready(identity(cx, value, &req.key, region)).tagged(tags)))
}

fn absent(e: Error) -> Answer<Bucket> {
    if e.is_not_found() { Ok(None) } else { Err(e) }
}

/// What a name and a region say of a bucket.
fn identity(cx: &Cx, bucket: Bucket, name: &str, region: String) -> Bucket {
    let suffix = cx.dns_suffix();
    Bucket {
        id: name.to_owned(),
        arn: cx.arn_of("s3", "", "", name),
        bucket: Some(name.to_owned()),
        bucket_prefix: Some(prefix_of(name)),
        bucket_domain_name: format!("{name}.s3.{suffix}"),
        bucket_regional_domain_name: format!("{name}.s3.{region}.{suffix}"),
        hosted_zone_id: website_zone(&region).to_owned(),
        region,
        ..bucket
    }
}

/// The settings that AWS gives a new bucket. (What is not configured here belongs to resources of its own, so it is not asked for.)
fn new(locked: bool, owner: Option<String>) -> Bucket {
    let owner = owner.map(|id| Grant {
        id: Some(id),
        permissions: Set(vec!["FULL_CONTROL".into()]),
        r#type: "CanonicalUser".into(),
        uri: None,
    });
    let encryption = DefaultEncryption { kms_master_key_id: None, sse_algorithm: "AES256".into() };
    let rule = EncryptionRule {
        bucket_key_enabled: Some(false),
        apply_server_side_encryption_by_default: vec![encryption],
    };
    let lock = ObjectLock { object_lock_enabled: Some("Enabled".into()), rule: vec![] };
    Bucket {
        object_lock_enabled: Some(locked),
        request_payer: Some("BucketOwner".into()),
        grant: owner.into_iter().collect(),
        server_side_encryption_configuration: vec![Encryption { rule: vec![rule] }],
        // Locks need versions.
        versioning: vec![Versions { enabled: Some(locked), mfa_delete: Some(false) }],
        object_lock_configuration: Some(lock).into_iter().filter(|_| locked).collect(),
        ..Bucket::default()
    }
}
