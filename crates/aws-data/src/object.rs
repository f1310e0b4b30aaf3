//! `aws_s3_object`

use crate::bucket_empty;
use crate::object_upload::upload;
use crate::s3::{a_time, moment, s3, tag_list, tag_map, time};
use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::types::{
    ChecksumMode, ObjectCannedAcl, ObjectLockLegalHold, ObjectLockRetention, ObjectLockRetentionMode, Tagging,
};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;
use provision_aws_core::tags::is_ownership;

/// An object in a bucket. (S3 PutObject, CreateMultipartUpload)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_object", tags, seconds(1, 1))]
pub struct Object {
    /// Its key.
    #[attr(id)]
    pub id: String,
    /// A canned access control list.
    #[attr(
        optional,
        computed,
        unset = "null",
        config_only,
        one_of(
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-full-control",
            "bucket-owner-read",
            "private",
            "public-read",
            "public-read-write"
        )
    )]
    pub acl: Option<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The bucket.
    #[attr(required, replace, validate = said)]
    pub bucket: String,
    /// Whether a key of the bucket saves calls to KMS.
    #[attr(optional, computed)]
    pub bucket_key_enabled: Option<bool>,
    /// How long others may keep it (`Cache-Control`).
    #[attr(optional)]
    pub cache_control: Option<String>,
    /// The kind of checksum that S3 keeps with it.
    #[attr(optional, config_only, one_of("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"))]
    pub checksum_algorithm: Option<String>,
    /// Its CRC-32, in base64.
    #[attr(computed)]
    pub checksum_crc32: String,
    /// Its CRC-32C, in base64.
    #[attr(computed)]
    pub checksum_crc32c: String,
    /// Its CRC-64/NVME, in base64.
    #[attr(computed)]
    pub checksum_crc64nvme: String,
    /// Its SHA-1, in base64.
    #[attr(computed)]
    pub checksum_sha1: String,
    /// Its SHA-256, in base64.
    #[attr(computed)]
    pub checksum_sha256: String,
    /// Its content as text.
    #[attr(optional, config_only, delivered = has_content, conflicts("source", "content_base64"))]
    pub content: Option<String>,
    /// Its content in base64.
    #[attr(optional, config_only, delivered = has_content, conflicts("source", "content"))]
    pub content_base64: Option<String>,
    /// How it is shown (`Content-Disposition`).
    #[attr(optional)]
    pub content_disposition: Option<String>,
    /// How it is packed (`Content-Encoding`).
    #[attr(optional)]
    pub content_encoding: Option<String>,
    /// Its language (`Content-Language`).
    #[attr(optional)]
    pub content_language: Option<String>,
    /// What it is (`Content-Type`).
    #[attr(optional, computed)]
    pub content_type: Option<String>,
    /// Its hash as S3 makes it; of what is small and has no key of KMS the MD5 of the content.
    #[attr(optional, computed, conflicts("kms_key_id"))]
    pub etag: Option<String>,
    /// Its versions go with it though they are locked.
    #[attr(optional, config_only, default = false)]
    pub force_destroy: Option<bool>,
    /// Its name in the bucket.
    #[attr(required, replace, validate = said)]
    pub key: String,
    /// The key of KMS.
    #[attr(optional, computed, unset = "null", arn)]
    pub kms_key_id: Option<String>,
    /// More of it, under names in small letters.
    #[attr(optional, validate = small_letters)]
    pub metadata: Option<BTreeMap<String, String>>,
    /// `ON` while it may not be deleted.
    #[attr(optional, one_of("OFF", "ON"))]
    pub object_lock_legal_hold_status: Option<String>,
    /// How firmly it is locked.
    #[attr(optional, one_of("COMPLIANCE", "GOVERNANCE"))]
    pub object_lock_mode: Option<String>,
    /// Until when it is locked.
    #[attr(optional, validate = a_time)]
    pub object_lock_retain_until_date: Option<String>,
    /// How it is encrypted.
    #[attr(optional, computed, one_of("AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"))]
    pub server_side_encryption: Option<String>,
    /// The file of its content; relative paths start at the plan's directory.
    #[attr(optional, config_only, delivered = has_content, conflicts("content", "content_base64"))]
    pub source: Option<String>,
    /// A change of it uploads the file again.
    #[attr(optional, config_only, delivered = has_content)]
    pub source_hash: Option<String>,
    /// Its class of storage.
    #[attr(
        optional,
        computed,
        one_of(
            "DEEP_ARCHIVE",
            "EXPRESS_ONEZONE",
            "GLACIER",
            "GLACIER_IR",
            "INTELLIGENT_TIERING",
            "ONEZONE_IA",
            "OUTPOSTS",
            "REDUCED_REDUNDANCY",
            "SNOW",
            "STANDARD",
            "STANDARD_IA"
        )
    )]
    pub storage_class: Option<String>,
    /// Its version, where the bucket keeps them.
    #[attr(computed)]
    pub version_id: String,
    /// Where a website sends who asks for it.
    #[attr(optional)]
    pub website_redirect: Option<String>,
    /// What of the provider block is not for it.
    #[block(list, max = 1)]
    pub override_provider: Vec<OverrideProvider>,
}

/// What of the provider block is not for an object: S3 takes ten tags and no more.
#[derive(Nested, Clone, Default)]
pub struct OverrideProvider {
    /// Other default tags.
    #[block(list, max = 1)]
    pub default_tags: Vec<DefaultTags>,
}

/// Other default tags: none.
#[derive(Nested, Clone, Default)]
pub struct DefaultTags {
    /// Empty.
    #[attr(optional, validate = none)]
    pub tags: Option<BTreeMap<String, String>>,
}

/// Whether the hash that the configuration tells of the content is the one that S3 tells.
fn has_content(config: &Value, object: &Value) -> bool {
    let of = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let told = of(object, "etag").unwrap_or_default();
    !told.is_empty() && ["source_hash", "etag"].iter().any(|name| of(config, name).as_ref() == Some(&told))
}

fn said(value: &Value) -> Result<(), String> {
    if value.as_str() == Some("") { Err("must not be empty".into()) } else { Ok(()) }
}

fn none(value: &Value) -> Result<(), String> {
    if value.as_map().is_some_and(|m| !m.is_empty()) { Err("must be empty".into()) } else { Ok(()) }
}

fn small_letters(value: &Value) -> Result<(), String> {
    match value.as_map().into_iter().flatten().find(|(k, _)| k.chars().any(char::is_uppercase)) {
        Some((k, _)) => Err(format!("must have names in small letters, not \"{k}\"")),
        None => Ok(()),
    }
}

/// Of these a change needs the content to be sent again.
const CONTENT: [&str; 17] = [
    "bucket_key_enabled",
    "cache_control",
    "checksum_algorithm",
    "content",
    "content_base64",
    "content_disposition",
    "content_encoding",
    "content_language",
    "content_type",
    "etag",
    "kms_key_id",
    "metadata",
    "server_side_encryption",
    "source",
    "source_hash",
    "storage_class",
    "website_redirect",
];

/// True where the provider sends an object again: a value that it fills in by itself counts as changed where an empty one is configured,
/// and metadata where they are not known yet.
fn is_new_content(cx: &PlanCx<'_>, name: &str) -> bool {
    let (configured, before) = (cx.configured(name), cx.before(name));
    let emptied = configured.as_str() == Some("") && before.as_str().is_some_and(|b| !b.is_empty());
    let open = name == "metadata" && !configured.is_wholly_known();
    emptied || open || has_change(cx, name)
}

/// Tags that S3 takes for an object.
const TAGS: usize = 10;

#[async_trait]
impl Resource for Object {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        if !cx.is_create() && CONTENT.iter().any(|name| is_new_content(cx, name)) {
            cx.set_unknown("version_id");
        }
        let overridden = cx.get("override_provider");
        let first = overridden.as_seq().and_then(<[Value]>::first);
        if first.is_some_and(|it| !OverrideProvider::takes_defaults(it)) {
            let tags = cx.get("tags");
            cx.set(
                "tags_all",
                if tags.is_null() { Value::map(Type::String, BTreeMap::default()) } else { tags },
            );
        }
        Ok(())
    }

    fn key(&self) -> Key {
        format!("{}/{}", self.bucket, self.key)
    }

    fn takes_default_tags(&self) -> bool {
        self.override_provider.iter().all(|o| o.default_tags.is_empty())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        // A bucket that was just made is not known everywhere yet.
        let tags = fitting(&step.tags);
        cx.until_known(&["NoSuchBucket"], || upload(cx, planned, &tags, step)).await?;
        Created::new(Some(Resource::key(planned)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| read_one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        let mut content: Vec<&str> = CONTENT.into_iter().filter(|name| change.changed(name)).collect();
        // S3 makes its hash as it sees fit; that the one configured is another is no reason to send a new object once more.
        if cx.was_made(Self::NAME, &Resource::key(to)) {
            content.retain(|name| *name != "etag");
        }
        if !content.is_empty() {
            return upload(cx, to, &fitting(&step.tags), step).await;
        }
        let (bucket, key) = (&to.bucket, cleaned(&to.key));
        if let Some(acl) = text(&to.acl).filter(|_| change.changed("acl")) {
            let acl = ObjectCannedAcl::from(acl.as_str());
            s3(cx).put_object_acl().bucket(bucket).key(&key).acl(acl).send().await?;
        }
        if change.changed("object_lock_legal_hold_status") {
            let status = text(&to.object_lock_legal_hold_status).unwrap_or_else(|| "OFF".into());
            let hold = ObjectLockLegalHold::builder().status(status.as_str().into()).build();
            s3(cx).put_object_legal_hold().bucket(bucket).key(&key).legal_hold(hold).send().await?;
        }
        if change.any(&["object_lock_mode", "object_lock_retain_until_date"]) {
            retain(cx, change.from, to).await?;
        }
        if change.tags.is_empty() {
            return Ok(());
        }
        retag(cx, bucket, &key, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let key = cleaned(&prior.key);
        if prior.version_id.is_empty() {
            s3(cx).delete_object().bucket(&prior.bucket).key(key).send().await?;
            return Ok(());
        }
        bucket_empty::versions_of(cx, &prior.bucket, &key, prior.force_destroy == Some(true), step).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let tags = tags_of(cx, &planned.bucket, &cleaned(&planned.key)).await?;
        Ok(carries(intent, &tags).then(|| Resource::key(planned)))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_s3_bucket", self.bucket.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.strip_prefix("s3://").unwrap_or(id).split_once('/') {
            Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {
                Ok(Self { id: key.into(), bucket: bucket.into(), key: key.into(), ..Self::default() })
            }
            _ => Err(Error::import_id(id, "BUCKET/KEY or s3://BUCKET/KEY")),
        }
    }
}

impl Object {
    const NAME: &'static str = "aws_s3_object";
}

impl OverrideProvider {
    /// False for a block that leaves the provider's default tags out.
    fn takes_defaults(block: &Value) -> bool {
        block.get("default_tags").and_then(Value::as_seq).is_none_or(<[Value]>::is_empty)
    }
}

/// The key as the provider sends it: without `./` and `/` at its start, and with single slashes.
pub fn cleaned(key: &str) -> String {
    let key = key.strip_prefix("./").unwrap_or(key).trim_start_matches('/');
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    out
}

/// Tags as far as S3 takes them: where there are more, ownership is what is left out.
fn fitting(tags: &Tags) -> Tags {
    let mut tags = tags.clone();
    if tags.len() > TAGS {
        tags.retain(|k, _| !is_ownership(k));
    }
    tags
}

/// All tags of an object. (S3 GetObjectTagging)
pub async fn tags_of(cx: &Cx, bucket: &str, key: &str) -> Result<Tags, Error> {
    let told = s3(cx).get_object_tagging().bucket(bucket).key(key).send().await?;
    Ok(tag_map(told.tag_set))
}

async fn retag(cx: &Cx, bucket: &str, key: &str, diff: &TagDiff) -> Result<(), Error> {
    // The call replaces all tags, so those that are nobody's business here have to be said again.
    let told = tags_of(cx, bucket, key).await?;
    let mut tags = told.clone();
    tags.retain(|k, _| !diff.remove.contains(k));
    tags.extend(diff.set.clone());
    let tags = fitting(&tags);
    if tags == told {
        return Ok(());
    }
    let tagging = Tagging::builder().set_tag_set(Some(tag_list(&tags)?)).build()?;
    s3(cx).put_object_tagging().bucket(bucket).key(key).tagging(tagging).send().await?;
    Ok(())
}

/// Locks it for longer, or lifts or shortens a lock of governance.
async fn retain(cx: &Cx, from: &Object, to: &Object) -> Result<(), Error> {
    let until = |it: &Object| text(&it.object_lock_retain_until_date).map(|t| time(&t)).transpose();
    let (before, after) = (until(from)?, until(to)?);
    let shorter = after.is_none_or(|after| before.is_some_and(|before| after < before));
    let mode = text(&to.object_lock_mode).map(|m| ObjectLockRetentionMode::from(m.as_str()));
    s3(cx)
        .put_object_retention()
        .bucket(&to.bucket)
        .key(cleaned(&to.key))
        .retention(ObjectLockRetention::builder().set_mode(mode).set_retain_until_date(after).build())
        .set_bypass_governance_retention(shorter.then_some(true))
        .send()
        .await?;
    Ok(())
}

async fn read_one(cx: &Cx, req: &Req<Object>) -> Answer<Object> {
    let prior = &req.prior;
    let (bucket, key) = req.key.split_once('/').unwrap_or((&prior.bucket, &prior.key));
    let call = s3(cx).head_object().bucket(bucket).key(cleaned(key));
    let sums = text(&prior.checksum_algorithm).map(|_| ChecksumMode::Enabled);
    let Some(told) = there(call.set_checksum_mode(sums).send().await)? else { return Ok(None) };
    let tagged = match told.tag_count {
        Some(count) => count > 0,
        None => req.tagged && req.phase != Phase::Deleted,
    };
    let tags = match tagged {
        true => there(tags_of(cx, bucket, &cleaned(key)).await)?,
        false => Some(Tags::new()),
    };
    let Some(tags) = tags else { return Ok(None) };
    let value = Object {
        id: key.to_owned(),
        arn: cx.arn_of("s3", "", "", &format!("{bucket}/{}", cleaned(key))),
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        override_provider: prior.override_provider.clone(),
        ..described(told)
    };
    Ok(Some(Found::ready(value).tagged(tags)))
}

/// What AWS tells of an object.
fn described(told: HeadObjectOutput) -> Object {
    Object {
        bucket_key_enabled: told.bucket_key_enabled,
        cache_control: told.cache_control,
        checksum_crc32: told.checksum_crc32.unwrap_or_default(),
        checksum_crc32c: told.checksum_crc32_c.unwrap_or_default(),
        checksum_crc64nvme: told.checksum_crc64_nvme.unwrap_or_default(),
        checksum_sha1: told.checksum_sha1.unwrap_or_default(),
        checksum_sha256: told.checksum_sha256.unwrap_or_default(),
        content_disposition: told.content_disposition,
        content_encoding: told.content_encoding,
        content_language: told.content_language,
        content_type: told.content_type,
        etag: told.e_tag.map(|tag| tag.trim_matches('"').to_owned()),
        kms_key_id: told.ssekms_key_id,
        metadata: told.metadata.map(|m| m.into_iter().collect()),
        object_lock_legal_hold_status: word(told.object_lock_legal_hold_status.as_ref()),
        object_lock_mode: word(told.object_lock_mode.as_ref()),
        object_lock_retain_until_date: told.object_lock_retain_until_date.map(moment),
        server_side_encryption: word(told.server_side_encryption.as_ref()),
        // S3 says nothing of the ordinary one.
        storage_class: Some(word(told.storage_class.as_ref()).unwrap_or_else(|| "STANDARD".into())),
        version_id: told.version_id.unwrap_or_default(),
        website_redirect: told.website_redirect_location,
        ..Object::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sent_without_what_the_provider_leaves_out() {
        assert_eq!(cleaned("a/b.txt"), "a/b.txt");
        assert_eq!(cleaned("./a//b.txt"), "a/b.txt");
        assert_eq!(cleaned("//a/"), "a/");
    }

    #[test]
    fn ownership_gives_way_where_an_object_has_ten_tags() {
        let own = |n: usize| (0..n).map(|i| (format!("k{i}"), String::new()));
        let ours = || [("provision:plan".to_owned(), "shop".to_owned())];
        assert_eq!(fitting(&own(9).chain(ours()).collect()).len(), 10);
        assert_eq!(fitting(&own(10).chain(ours()).collect()), own(10).collect());
    }
}
