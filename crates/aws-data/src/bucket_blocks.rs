//! The inline blocks of `aws_s3_bucket`. They are part of its schema and of its state; in a configuration each has a resource of its
//! own instead, and is refused with that resource's name.

use aws_sdk_s3::operation::get_bucket_versioning::GetBucketVersioningOutput;
use aws_sdk_s3::types::{BucketVersioningStatus, MfaDeleteStatus};
use provision_aws_core::prelude::*;

/// Writes a check that refuses an argument and names the resource that replaces it.
macro_rules! instead {
    ($($check:ident = $resource:literal;)*) => {$(
        pub(crate) fn $check(_: &Value) -> Result<(), String> {
            Err(concat!("is not set on the bucket itself; use the resource ", $resource).into())
        }
    )*};
}

instead! {
    acceleration = "aws_s3_bucket_accelerate_configuration";
    acl = "aws_s3_bucket_acl";
    cors = "aws_s3_bucket_cors_configuration";
    encryption = "aws_s3_bucket_server_side_encryption_configuration";
    lifecycle = "aws_s3_bucket_lifecycle_configuration";
    logging = "aws_s3_bucket_logging";
    object_lock = "aws_s3_bucket_object_lock_configuration";
    payer = "aws_s3_bucket_request_payment_configuration";
    policy = "aws_s3_bucket_policy";
    replication = "aws_s3_bucket_replication_configuration";
    versioning = "aws_s3_bucket_versioning";
    website = "aws_s3_bucket_website_configuration";
}

/// A rule for requests from other origins.
#[derive(Nested, Clone, Default)]
pub struct CorsRule {
    /// Headers that may be sent.
    #[attr(optional)]
    pub allowed_headers: Option<Vec<String>>,
    /// Methods.
    #[attr(required, validate = cors)]
    pub allowed_methods: Vec<String>,
    /// Origins.
    #[attr(required)]
    pub allowed_origins: Vec<String>,
    /// Headers that may be read.
    #[attr(optional)]
    pub expose_headers: Option<Vec<String>>,
    /// How long a browser may remember.
    #[attr(optional)]
    pub max_age_seconds: Option<i64>,
}

/// Whom the access control list lets in.
#[derive(Nested, Clone, Default)]
pub struct Grant {
    /// A canonical user.
    #[attr(optional)]
    pub id: Option<String>,
    /// What it may.
    #[attr(required, validate = acl)]
    pub permissions: Set<String>,
    /// `CanonicalUser` or `Group`
    #[attr(required)]
    pub r#type: String,
    /// A group.
    #[attr(optional)]
    pub uri: Option<String>,
}

/// A rule for the life of objects.
#[derive(Nested, Clone, Default)]
pub struct LifecycleRule {
    /// Days until an unfinished upload goes.
    #[attr(optional)]
    pub abort_incomplete_multipart_upload_days: Option<i64>,
    /// Whether it counts.
    #[attr(required, validate = lifecycle)]
    pub enabled: bool,
    /// Its name.
    #[attr(optional, computed)]
    pub id: Option<String>,
    /// Objects it is about.
    #[attr(optional)]
    pub prefix: Option<String>,
    /// Tags of the objects it is about.
    #[attr(optional)]
    pub tags: Option<BTreeMap<String, String>>,
    /// When objects go.
    #[block(list, max = 1)]
    pub expiration: Vec<Expiration>,
    /// When old versions go.
    #[block(list, max = 1)]
    pub noncurrent_version_expiration: Vec<NoncurrentExpiration>,
    /// When old versions move.
    #[block(set)]
    pub noncurrent_version_transition: Set<NoncurrentTransition>,
    /// When objects move.
    #[block(set)]
    pub transition: Set<Transition>,
}

/// When objects go.
#[derive(Nested, Clone, Default)]
pub struct Expiration {
    /// On a day.
    #[attr(optional)]
    pub date: Option<String>,
    /// After days.
    #[attr(optional)]
    pub days: Option<i64>,
    /// Delete markers without versions go.
    #[attr(optional)]
    pub expired_object_delete_marker: Option<bool>,
}

/// When old versions go.
#[derive(Nested, Clone, Default)]
pub struct NoncurrentExpiration {
    /// After days.
    #[attr(optional)]
    pub days: Option<i64>,
}

/// When old versions move.
#[derive(Nested, Clone, Default)]
pub struct NoncurrentTransition {
    /// After days.
    #[attr(optional)]
    pub days: Option<i64>,
    /// Where to.
    #[attr(required)]
    pub storage_class: String,
}

/// When objects move.
#[derive(Nested, Clone, Default)]
pub struct Transition {
    /// On a day.
    #[attr(optional)]
    pub date: Option<String>,
    /// After days.
    #[attr(optional)]
    pub days: Option<i64>,
    /// Where to.
    #[attr(required)]
    pub storage_class: String,
}

/// Where access is logged.
#[derive(Nested, Clone, Default)]
pub struct Logging {
    /// The bucket of the logs.
    #[attr(required, validate = logging)]
    pub target_bucket: String,
    /// Start of their names.
    #[attr(optional)]
    pub target_prefix: Option<String>,
}

/// How long objects are locked.
#[derive(Nested, Clone, Default)]
pub struct ObjectLock {
    /// `Enabled`
    #[attr(optional, replace, validate = object_lock, deprecated = "Use object_lock_enabled of the bucket.")]
    pub object_lock_enabled: Option<String>,
    /// The default.
    #[block(list, max = 1)]
    pub rule: Vec<ObjectLockRule>,
}

/// The default of new objects.
#[derive(Nested, Clone, Default)]
pub struct ObjectLockRule {
    /// How long.
    #[block(list, min = 1, max = 1)]
    pub default_retention: Vec<Retention>,
}

/// How long new objects are locked.
#[derive(Nested, Clone, Default)]
pub struct Retention {
    /// Days.
    #[attr(optional)]
    pub days: Option<i64>,
    /// `GOVERNANCE` or `COMPLIANCE`
    #[attr(required, validate = object_lock)]
    pub mode: String,
    /// Years.
    #[attr(optional)]
    pub years: Option<i64>,
}

/// Where objects are copied to.
#[derive(Nested, Clone, Default)]
pub struct Replication {
    /// The role that copies.
    #[attr(required, validate = replication)]
    pub role: String,
    /// Its rules.
    #[block(set, min = 1)]
    pub rules: Set<ReplicationRule>,
}

/// A rule of what is copied.
#[derive(Nested, Clone, Default)]
pub struct ReplicationRule {
    /// Whether delete markers are copied.
    #[attr(optional)]
    pub delete_marker_replication_status: Option<String>,
    /// Its name.
    #[attr(optional)]
    pub id: Option<String>,
    /// Objects it is about.
    #[attr(optional)]
    pub prefix: Option<String>,
    /// Its rank.
    #[attr(optional)]
    pub priority: Option<i64>,
    /// Whether it counts.
    #[attr(required)]
    pub status: String,
    /// Where to.
    #[block(list, min = 1, max = 1)]
    pub destination: Vec<Destination>,
    /// Objects it is about.
    #[block(list, max = 1)]
    pub filter: Vec<Filter>,
    /// Objects that are copied though encrypted.
    #[block(list, max = 1)]
    pub source_selection_criteria: Vec<SourceSelection>,
}

/// Where objects are copied to.
#[derive(Nested, Clone, Default)]
pub struct Destination {
    /// The owner's account.
    #[attr(optional)]
    pub account_id: Option<String>,
    /// The bucket.
    #[attr(required)]
    pub bucket: String,
    /// The key of the copies.
    #[attr(optional)]
    pub replica_kms_key_id: Option<String>,
    /// Their storage class.
    #[attr(optional)]
    pub storage_class: Option<String>,
    /// Who owns the copies.
    #[block(list, max = 1)]
    pub access_control_translation: Vec<Translation>,
    /// Metrics.
    #[block(list, max = 1)]
    pub metrics: Vec<Timed>,
    /// The time limit.
    #[block(list, max = 1)]
    pub replication_time: Vec<Timed>,
}

/// Who owns the copies.
#[derive(Nested, Clone, Default)]
pub struct Translation {
    /// `Destination`
    #[attr(required)]
    pub owner: String,
}

/// A limit in minutes.
#[derive(Nested, Clone, Default)]
pub struct Timed {
    /// Minutes.
    #[attr(optional)]
    pub minutes: Option<i64>,
    /// Whether it counts.
    #[attr(optional)]
    pub status: Option<String>,
}

/// Objects that a rule is about.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Start of their names.
    #[attr(optional)]
    pub prefix: Option<String>,
    /// Their tags.
    #[attr(optional)]
    pub tags: Option<BTreeMap<String, String>>,
}

/// Objects that are copied though encrypted.
#[derive(Nested, Clone, Default)]
pub struct SourceSelection {
    /// With a key of KMS.
    #[block(list, max = 1)]
    pub sse_kms_encrypted_objects: Vec<Encrypted>,
}

/// Whether encrypted objects are copied.
#[derive(Nested, Clone, Default)]
pub struct Encrypted {
    /// They are.
    #[attr(required)]
    pub enabled: bool,
}

/// How objects are encrypted.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// The rule.
    #[block(list, min = 1, max = 1)]
    pub rule: Vec<EncryptionRule>,
}

/// The rule of encryption.
#[derive(Nested, Clone, Default)]
pub struct EncryptionRule {
    /// Whether a key of the bucket saves calls to KMS.
    #[attr(optional)]
    pub bucket_key_enabled: Option<bool>,
    /// The default.
    #[block(list, min = 1, max = 1)]
    pub apply_server_side_encryption_by_default: Vec<DefaultEncryption>,
}

/// The default of new objects.
#[derive(Nested, Clone, Default)]
pub struct DefaultEncryption {
    /// The key.
    #[attr(optional)]
    pub kms_master_key_id: Option<String>,
    /// `AES256`, `aws:kms`
    #[attr(required, validate = encryption)]
    pub sse_algorithm: String,
}

/// Whether old versions are kept.
#[derive(Nested, Clone, Default)]
pub struct Versions {
    /// They are.
    #[attr(optional, default = false, validate = versioning)]
    pub enabled: Option<bool>,
    /// Deleting needs a second factor.
    #[attr(optional, default = false, validate = versioning)]
    pub mfa_delete: Option<bool>,
}

impl Versions {
    /// As AWS tells it; suspended is as good as never.
    pub fn told(told: &GetBucketVersioningOutput) -> Versions {
        Versions {
            enabled: Some(told.status == Some(BucketVersioningStatus::Enabled)),
            mfa_delete: Some(told.mfa_delete == Some(MfaDeleteStatus::Enabled)),
        }
    }
}

/// The bucket as a website.
#[derive(Nested, Clone, Default)]
pub struct Website {
    /// The page of errors.
    #[attr(optional, validate = website)]
    pub error_document: Option<String>,
    /// The page of folders.
    #[attr(optional, validate = website)]
    pub index_document: Option<String>,
    /// Where all requests go.
    #[attr(optional, validate = website)]
    pub redirect_all_requests_to: Option<String>,
    /// Rules, as JSON.
    #[attr(optional, validate = website)]
    pub routing_rules: Option<String>,
}
