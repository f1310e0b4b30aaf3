//! `aws_s3_bucket_acl`

use crate::bucket_part::{At, Part, part};
use crate::grants::Grantee;
use crate::s3::{account, s3};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;

/// Whom a bucket lets in, as an access control list. It stays when the resource goes: a bucket always has one. (S3 PutBucketAcl)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_acl", seconds(1, 0))]
pub struct BucketAcl {
    /// The bucket's name, with its owner where one is expected, and with the canned list where it has one.
    #[attr(id)]
    pub id: String,
    /// A list that AWS has a name for.
    #[attr(
        optional,
        exactly_one_of("access_control_policy", "acl"),
        one_of(
            "authenticated-read",
            "aws-exec-read",
            "log-delivery-write",
            "private",
            "public-read",
            "public-read-write"
        )
    )]
    pub acl: Option<String>,
    /// The bucket.
    #[attr(required, replace, length(1, 63))]
    pub bucket: String,
    /// The account that must own it.
    #[attr(optional, replace, validate = account)]
    pub expected_bucket_owner: Option<String>,
    /// The list, entry by entry.
    #[block(list, max = 1, computed)]
    pub access_control_policy: Vec<Policy>,
}

/// The list, entry by entry.
#[derive(Nested, Clone, Default)]
pub struct Policy {
    /// The entries.
    #[block(set)]
    pub grant: Set<Grant>,
    /// The bucket's owner.
    #[block(list, min = 1, max = 1)]
    pub owner: Vec<Owner>,
}

/// An entry.
#[derive(Nested, Clone, Default)]
pub struct Grant {
    /// What it lets do.
    #[attr(required, one_of("FULL_CONTROL", "READ", "READ_ACP", "WRITE", "WRITE_ACP"))]
    pub permission: String,
    /// Whom.
    #[block(list, max = 1)]
    pub grantee: Vec<Grantee>,
}

/// The bucket's owner.
#[derive(Nested, Clone, Default)]
pub struct Owner {
    /// Its name; AWS tells none any more.
    #[attr(optional, computed)]
    pub display_name: Option<String>,
    /// The canonical user.
    #[attr(required)]
    pub id: String,
}

part!(BucketAcl);

#[async_trait]
impl Part for BucketAcl {
    fn foresee(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let named = cx.get("acl").as_str().is_some_and(|acl| !acl.is_empty());
        if named && (cx.is_create() || has_change(cx, "acl")) {
            cx.set_unknown("access_control_policy");
        }
        Ok(())
    }

    fn at(&self) -> At {
        At::of(&self.bucket, &self.expected_bucket_owner)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, expected_bucket_owner: at.owner, ..Self::default() }
    }

    /// The canned list in an id says what it is, not where.
    fn parse(id: &str) -> Result<At, Error> {
        At::parse(parts(id).0)
    }

    fn imported(id: &str) -> Result<Self, Error> {
        Ok(Self { acl: parts(id).1.map(str::to_owned), ..Self::placed(Self::parse(id)?) })
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let canned = text(&self.acl);
        let policy = self.access_control_policy.first().filter(|_| canned.is_none());
        s3(cx)
            .put_bucket_acl()
            .bucket(&at.bucket)
            .set_expected_bucket_owner(at.owner.clone())
            .set_acl(canned.map(|acl| sdk::BucketCannedAcl::from(acl.as_str())))
            .set_access_control_policy(policy.map(Policy::sent).transpose()?)
            .send()
            .await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, req: &Req<Self>) -> Result<Option<Self>, Error> {
        let call = s3(cx).get_bucket_acl().bucket(&at.bucket);
        let told = call.set_expected_bucket_owner(at.owner.clone()).send().await?;
        let owner = |o: sdk::Owner| Owner { display_name: o.display_name, id: o.id.unwrap_or_default() };
        let policy = Policy {
            grant: told.grants.unwrap_or_default().into_iter().map(Grant::told).collect(),
            owner: told.owner.map(owner).into_iter().collect(),
        };
        // AWS tells the entries of a canned list, not its name.
        let acl = text(&req.prior.acl);
        let id = acl.iter().fold(at.id(), |id, acl| format!("{id},{acl}"));
        Ok(Some(Self { id, acl, access_control_policy: vec![policy], ..Self::placed(at.clone()) }))
    }

    async fn take(&self, _: &Cx, _: &At) -> Result<(), Error> {
        Ok(())
    }
}

/// The place and the canned list in an id.
fn parts(id: &str) -> (&str, Option<&str>) {
    match id.rsplit_once(',') {
        Some((place, acl)) if !acl.bytes().all(|b| b.is_ascii_digit()) => (place, Some(acl)),
        _ => (id, None),
    }
}

impl Policy {
    fn sent(&self) -> Result<sdk::AccessControlPolicy, Error> {
        let owner = |o: &Owner| {
            let call = sdk::Owner::builder().id(&o.id);
            call.set_display_name(text(&o.display_name)).build()
        };
        let grants = self.grant.iter().map(Grant::sent).collect::<Result<Vec<_>, _>>()?;
        Ok(sdk::AccessControlPolicy::builder()
            .set_grants(given(&grants))
            .set_owner(self.owner.first().map(owner))
            .build())
    }
}

impl Grant {
    fn sent(&self) -> Result<sdk::Grant, Error> {
        let grantee = self.grantee.first().map(Grantee::sent).transpose()?;
        let permission = sdk::Permission::from(self.permission.as_str());
        Ok(sdk::Grant::builder().set_grantee(grantee).permission(permission).build())
    }
    fn told(told: sdk::Grant) -> Grant {
        Grant {
            permission: told.permission.map(|p| p.to_string()).unwrap_or_default(),
            grantee: told.grantee.map(Grantee::told).into_iter().collect(),
        }
    }
}
