//! `data.aws_s3_object`

use crate::object::{cleaned, tags_of};
use crate::s3::{moment, s3};
use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// An object that somebody else made; its content where that is text. (S3 HeadObject, GetObjectTagging, GetObject)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_s3_object")]
pub struct ObjectData {
    /// `bucket/key`, and `@version` where one is asked for.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its content, where its type is one of text.
    #[attr(computed, unset = "null")]
    pub body: Option<String>,
    /// The bucket.
    #[attr(required)]
    pub bucket: String,
    /// Whether a key of the bucket saves calls to KMS.
    #[attr(computed)]
    pub bucket_key_enabled: Option<bool>,
    /// How long others may keep it.
    #[attr(computed)]
    pub cache_control: Option<String>,
    /// Its CRC-32, in base64.
    #[attr(computed)]
    pub checksum_crc32: Option<String>,
    /// Its CRC-32C, in base64.
    #[attr(computed)]
    pub checksum_crc32c: Option<String>,
    /// Its CRC-64/NVME, in base64.
    #[attr(computed)]
    pub checksum_crc64nvme: Option<String>,
    /// `ENABLED` to be told its checksums.
    #[attr(optional, unset = "null", one_of("ENABLED"))]
    pub checksum_mode: Option<String>,
    /// Its SHA-1, in base64.
    #[attr(computed)]
    pub checksum_sha1: Option<String>,
    /// Its SHA-256, in base64.
    #[attr(computed)]
    pub checksum_sha256: Option<String>,
    /// How it is shown.
    #[attr(computed)]
    pub content_disposition: Option<String>,
    /// How it is packed.
    #[attr(computed)]
    pub content_encoding: Option<String>,
    /// Its language.
    #[attr(computed)]
    pub content_language: Option<String>,
    /// Its length in bytes.
    #[attr(computed)]
    pub content_length: Option<i64>,
    /// What it is.
    #[attr(computed)]
    pub content_type: Option<String>,
    /// Its hash as S3 makes it.
    #[attr(computed)]
    pub etag: Option<String>,
    /// When a rule of the bucket lets it go.
    #[attr(computed)]
    pub expiration: Option<String>,
    /// Until when others may keep it.
    #[attr(computed)]
    pub expires: Option<String>,
    /// Its name in the bucket.
    #[attr(required)]
    pub key: String,
    /// When it was made.
    #[attr(computed)]
    pub last_modified: Option<String>,
    /// More of it.
    #[attr(computed)]
    pub metadata: BTreeMap<String, String>,
    /// `ON` while it may not be deleted.
    #[attr(computed)]
    pub object_lock_legal_hold_status: Option<String>,
    /// How firmly it is locked.
    #[attr(computed)]
    pub object_lock_mode: Option<String>,
    /// Until when it is locked.
    #[attr(computed)]
    pub object_lock_retain_until_date: Option<String>,
    /// Which bytes of it, as `bytes=0-99`.
    #[attr(optional, unset = "null")]
    pub range: Option<String>,
    /// How it is encrypted.
    #[attr(computed)]
    pub server_side_encryption: Option<String>,
    /// The key of KMS.
    #[attr(computed)]
    pub sse_kms_key_id: Option<String>,
    /// Its class of storage.
    #[attr(computed)]
    pub storage_class: Option<String>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// Which of its versions.
    #[attr(optional, computed)]
    pub version_id: Option<String>,
    /// Where a website sends who asks for it.
    #[attr(computed)]
    pub website_redirect_location: Option<String>,
}

#[async_trait]
impl DataSource for ObjectData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| find(cx, config)).await
    }
}

async fn find(cx: &Cx, config: &ObjectData) -> Result<ObjectData, Error> {
    let (bucket, key) = (&config.bucket, cleaned(&config.key));
    let head = s3(cx)
        .head_object()
        .bucket(bucket)
        .key(&key)
        .set_checksum_mode(choice(&config.checksum_mode))
        .set_range(text(&config.range))
        .set_version_id(text(&config.version_id));
    // The answer to this call has no body, and so says nothing.
    let told = head.send().await.map_err(Error::from).map_err(|e| match e.is_not_found() {
        true => Error::new(Class::NotFound, format!("There is no object \"{key}\" in bucket {bucket}.")),
        false => e,
    })?;
    let body = match told.content_type.as_deref().is_some_and(is_text) {
        true => Some(content(cx, config, &key, told.version_id.clone()).await?),
        false => None,
    };
    let tags = if told.tag_count == Some(0) { Tags::new() } else { tags_of(cx, bucket, &key).await? };
    let version = text(&config.version_id).map(|v| format!("@{v}")).unwrap_or_default();
    Ok(ObjectData {
        id: format!("{bucket}/{}{version}", config.key),
        arn: cx.arn_of("s3", "", "", &format!("{bucket}/{key}")),
        body,
        bucket: bucket.clone(),
        checksum_mode: config.checksum_mode.clone(),
        key: config.key.clone(),
        range: config.range.clone(),
        tags,
        ..described(told)
    })
}

/// What AWS tells of it.
fn described(told: HeadObjectOutput) -> ObjectData {
    ObjectData {
        bucket_key_enabled: told.bucket_key_enabled,
        cache_control: told.cache_control,
        checksum_crc32: told.checksum_crc32,
        checksum_crc32c: told.checksum_crc32_c,
        checksum_crc64nvme: told.checksum_crc64_nvme,
        checksum_sha1: told.checksum_sha1,
        checksum_sha256: told.checksum_sha256,
        content_disposition: told.content_disposition,
        content_encoding: told.content_encoding,
        content_language: told.content_language,
        content_length: told.content_length,
        content_type: told.content_type,
        etag: told.e_tag.map(|tag| tag.trim_matches('"').to_owned()),
        expiration: told.expiration,
        expires: told.expires_string,
        last_modified: told.last_modified.map(dated),
        metadata: told.metadata.into_iter().flatten().collect(),
        object_lock_legal_hold_status: word(told.object_lock_legal_hold_status.as_ref()),
        object_lock_mode: word(told.object_lock_mode.as_ref()),
        object_lock_retain_until_date: told.object_lock_retain_until_date.map(moment),
        server_side_encryption: word(told.server_side_encryption.as_ref()),
        sse_kms_key_id: told.ssekms_key_id,
        // S3 says nothing of the ordinary one.
        storage_class: Some(word(told.storage_class.as_ref()).unwrap_or_else(|| "STANDARD".into())),
        version_id: told.version_id,
        website_redirect_location: told.website_redirect_location,
        ..ObjectData::default()
    }
}

/// `Tue, 24 Nov 2026 10:00:00 UTC`, as the provider writes it.
fn dated(time: DateTime) -> String {
    time.fmt(DateTimeFormat::HttpDate).unwrap_or_default().replace("GMT", "UTC")
}

async fn content(cx: &Cx, config: &ObjectData, key: &str, version: Option<String>) -> Result<String, Error> {
    let call = s3(cx).get_object().bucket(&config.bucket).key(key);
    let told = call.set_range(text(&config.range)).set_version_id(version).send().await?;
    let bytes = told
        .body
        .collect()
        .await
        .map_err(|e| Error::new(Class::Unreachable, format!("The content of {key} ended early: {e}.")))?;
    Ok(String::from_utf8_lossy(&bytes.into_bytes()).into_owned())
}

/// The types whose content is told.
fn is_text(kind: &str) -> bool {
    const KINDS: [&str; 10] = [
        "application/atom+xml",
        "application/json",
        "application/ld+json",
        "application/x-csh",
        "application/x-httpd-php",
        "application/x-sh",
        "application/x-sql",
        "application/xhtml+xml",
        "application/xml",
        "application/yaml",
    ];
    KINDS.contains(&kind) || kind.strip_prefix("text/").is_some_and(|rest| !rest.is_empty())
}
