//! `aws_s3_bucket_versioning`

use crate::s3::{s3, versioning};
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

fn account(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if s.len() != 12 || !s.bytes().all(|b| b.is_ascii_digit()) => {
            Err("must be the twelve digits of an account".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for BucketVersioning {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
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

    fn key(&self) -> Key {
        if self.bucket.is_empty() { self.id.clone() } else { id_of(self) }
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        if setting(planned).status != DISABLED {
            cx.until_known(&["NoSuchBucket"], || async { put(cx, planned, &setting(planned)).await }).await?;
        }
        Created::new(Some(id_of(planned)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| read_one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to, &setting(change.to)).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if setting(prior).status == DISABLED {
            return Ok(());
        }
        let suspended = Setting { status: "Suspended".into(), mfa_delete: None };
        match put(cx, prior, &suspended).await {
            // A bucket whose objects can be locked keeps versions for ever.
            Err(e) if e.is(&["InvalidBucketState"]) => Ok(()),
            other => other,
        }
    }

    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let told = told(cx, planned).await?;
        Ok((told.status == setting(planned).status).then(|| id_of(planned)))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (bucket, owner) = match id.split_once(',') {
            Some((bucket, owner)) if !owner.is_empty() => (bucket, Some(owner.to_owned())),
            Some(_) => return Err(Error::import_id(id, "BUCKET or BUCKET,ACCOUNT")),
            None => (id, None),
        };
        Ok(BucketVersioning {
            id: id.to_owned(),
            bucket: bucket.to_owned(),
            expected_bucket_owner: owner,
            ..Self::default()
        })
    }
}

fn id_of(it: &BucketVersioning) -> String {
    match text(&it.expected_bucket_owner) {
        Some(owner) => format!("{},{owner}", it.bucket),
        None => it.bucket.clone(),
    }
}

fn setting(it: &BucketVersioning) -> Setting {
    it.versioning_configuration.first().cloned().unwrap_or_default()
}

async fn put(cx: &Cx, it: &BucketVersioning, to: &Setting) -> Result<(), Error> {
    let configuration = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::from(to.status.as_str()))
        .set_mfa_delete(text(&to.mfa_delete).map(|m| MfaDelete::from(m.as_str())))
        .build();
    s3(cx)
        .put_bucket_versioning()
        .bucket(&it.bucket)
        .set_expected_bucket_owner(text(&it.expected_bucket_owner))
        .set_mfa(text(&it.mfa))
        .versioning_configuration(configuration)
        .send()
        .await?;
    Ok(())
}

async fn told(cx: &Cx, it: &BucketVersioning) -> Result<Setting, Error> {
    let told = versioning(cx, &it.bucket, text(&it.expected_bucket_owner)).await?;
    Ok(Setting {
        mfa_delete: told.mfa_delete.map(|m| m.as_str().to_owned()),
        status: told.status.map_or_else(|| DISABLED.to_owned(), |s| s.as_str().to_owned()),
    })
}

async fn read_one(cx: &Cx, req: &Req<BucketVersioning>) -> Answer<BucketVersioning> {
    let it = BucketVersioning::import(&req.key)?;
    let told = match told(cx, &it).await {
        Err(e) if e.is_not_found() => return Ok(None),
        told => told?,
    };
    let wanted = setting(&req.prior).status;
    let fresh = matches!(req.phase, Phase::Created | Phase::Updated) && !wanted.is_empty();
    let status = match fresh && told.status != wanted {
        true => Status::Pending(format!("versioning is {}", told.status)),
        false => Status::Ready,
    };
    let value = BucketVersioning { versioning_configuration: vec![told], ..it };
    Ok(Some(Found::ready(value).status(status)))
}
