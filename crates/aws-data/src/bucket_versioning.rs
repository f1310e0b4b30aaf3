//! `aws_s3_bucket_versioning`

use crate::bucket_part::{At, Part, part};
use crate::s3::{account, s3, versioning};
use aws_sdk_s3::types::{BucketVersioningStatus, MfaDelete, VersioningConfiguration};
use provision_aws_core::prelude::*;

const DISABLED: &str = "Disabled";

/// Whether a bucket keeps old versions of its objects. (S3 PutBucketVersioning)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_versioning", seconds(2, 1))]
pub struct BucketVersioning {
    /// The bucket's name, with its owner where one is expected.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// Serial number and code of the device for a change of `mfa_delete`.
    #[attr(optional, config_only)]
    pub mfa: Option<String>,
    /// The setting.
    #[block(list, min = 1, max = 1)]
    pub versioning_configuration: Vec<Setting>,
}

/// The setting.
#[derive(Nested, Clone, Default)]
pub struct Setting {
    /// Deleting a version needs a second factor.
    #[attr(optional, computed, one_of("Enabled", "Disabled"))]
    pub mfa_delete: Option<String>,
    /// `Disabled` only stands for a bucket that never had versions.
    #[attr(required, one_of("Enabled", "Suspended", "Disabled"))]
    pub status: String,
}

part!(BucketVersioning);

#[async_trait]
impl Part for BucketVersioning {
    const AT_ONCE: usize = usize::MAX;

    fn foresee(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let status = |v: &Value| {
            let first = v.as_seq().and_then(<[Value]>::first).and_then(|b| b.get("status"));
            first.and_then(Value::as_str).map(str::to_owned)
        };
        let name = "versioning_configuration";
        let (before, after) = (status(&cx.before(name)), status(&cx.get(name)));
        let replaced = cx.changed("bucket") || cx.changed("expected_bucket_owner");
        match (before.as_deref(), after.as_deref()) {
            (Some(had @ ("Enabled" | "Suspended")), Some(DISABLED)) if !replaced => {
                let detail = format!(
                    "The bucket's versioning is {had}. S3 can suspend versioning, and cannot go back to a bucket that never had it."
                );
                let refused = Diagnostic::error("Versioning cannot be disabled", detail);
                Err(refused.help("Set `status = \"Suspended\"`.").into())
            }
            _ => Ok(()),
        }
    }

    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: at.owner, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let to = self.setting();
        match to.status.as_str() {
            // What a bucket has that never had versions; nobody can ask for it.
            DISABLED => Ok(()),
            _ => set(cx, at, &to, text(&self.mfa)).await,
        }
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = versioning(cx, &at.bucket, at.owner.clone()).await?;
        let setting = Setting {
            mfa_delete: told.mfa_delete.map(|m| m.as_str().to_owned()),
            status: told.status.map_or_else(|| DISABLED.to_owned(), |s| s.as_str().to_owned()),
        };
        Ok(Some(Self { versioning_configuration: vec![setting], ..Self::placed(at.clone()) }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        if self.setting().status == DISABLED {
            return Ok(());
        }
        let suspended = Setting { status: "Suspended".into(), mfa_delete: None };
        match set(cx, at, &suspended, text(&self.mfa)).await {
            // A bucket whose objects can be locked keeps versions for ever.
            Err(e) if e.is(&["InvalidBucketState"]) => Ok(()),
            other => other,
        }
    }

    fn awaited(told: &Self, wanted: &Self) -> Option<String> {
        let (told, wanted) = (told.setting().status, wanted.setting().status);
        (!wanted.is_empty() && told != wanted).then(|| format!("versioning is {told}"))
    }
}

impl BucketVersioning {
    fn setting(&self) -> Setting {
        self.versioning_configuration.first().cloned().unwrap_or_default()
    }
}

async fn set(cx: &Cx, at: &At, to: &Setting, mfa: Option<String>) -> Result<(), Error> {
    let configuration = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::from(to.status.as_str()))
        .set_mfa_delete(text(&to.mfa_delete).map(|m| MfaDelete::from(m.as_str())))
        .build();
    s3(cx)
        .put_bucket_versioning()
        .bucket(&at.bucket)
        .set_expected_bucket_owner(at.owner.clone())
        .set_mfa(mfa)
        .versioning_configuration(configuration)
        .send()
        .await?;
    Ok(())
}
