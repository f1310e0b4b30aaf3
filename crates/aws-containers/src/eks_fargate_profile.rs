//! `aws_eks_fargate_profile`

use crate::common::{carries, given, word};
use crate::eks::{
    busy, cluster_name, deleted, eks, issue, or_no_reason, parts_of, retag, tag_map, tags, there,
    until_settled,
};
use crate::eks_cluster::parent;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Which pods of a cluster run on Fargate. (EKS CreateFargateProfile)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_fargate_profile", tags, timeouts(create, delete), seconds(60, 60))]
pub struct FargateProfile {
    /// The cluster's name, a colon and its own.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The cluster's name.
    #[attr(required, replace, validate = cluster_name)]
    pub cluster_name: String,
    /// Its name.
    #[attr(required, replace, length(1, 100))]
    pub fargate_profile_name: String,
    /// The role by which pods are run.
    #[attr(required, replace)]
    pub pod_execution_role_arn: String,
    /// The pods.
    #[block(set, min = 1, replace)]
    pub selector: Set<Selector>,
    /// `ACTIVE`, or where it stands.
    #[attr(computed)]
    pub status: String,
    /// Where pods are put.
    #[attr(optional, replace)]
    pub subnet_ids: Set<String>,
}

/// Pods of a namespace.
#[derive(Nested, Clone, Default)]
pub struct Selector {
    /// Their labels.
    #[attr(optional, replace)]
    pub labels: BTreeMap<String, String>,
    /// The namespace.
    #[attr(required, replace, length(1, 63))]
    pub namespace: String,
}

#[async_trait]
impl Resource for FargateProfile {
    const WAITS: Waits = Waits {
        every: Duration::from_secs(10),
        create: Duration::from_secs(10 * 60),
        delete: Duration::from_secs(10 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    /// A cluster's profiles come and go one after the other.
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let selector = |s: &Selector| {
            types::FargateProfileSelector::builder()
                .namespace(&s.namespace)
                .set_labels(tag_map(&s.labels))
                .build()
        };
        let call = eks(cx)
            .create_fargate_profile()
            .client_request_token(step.short_token(32))
            .cluster_name(&planned.cluster_name)
            .fargate_profile_name(&planned.fargate_profile_name)
            .pod_execution_role_arn(&planned.pod_execution_role_arn)
            .set_selectors(given(&planned.selector.iter().map(selector).collect::<Vec<_>>()))
            .set_subnets(given(&planned.subnet_ids))
            .set_tags(tag_map(&step.tags));
        let send = || until_settled(cx, || call.clone().send());
        cx.retry(step.limit(), busy, send).await?;
        Created::new(planned.natural_key())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let (cluster, name) = parts_of(&req.key, FORM)?;
            Ok(describe(cx, &cluster, &name).await?.map(|p| found(&p, req.phase)))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (cluster, name) = parts_of(&prior.id, FORM)?;
        deleted(
            eks(cx).delete_fargate_profile().cluster_name(cluster).fargate_profile_name(name).send().await,
        )
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = describe(cx, &planned.cluster_name, &planned.fargate_profile_name).await?;
        let ours = |p: &types::FargateProfile| intent.absent || carries(intent, &tags(p.tags.as_ref()));
        Ok(found.filter(ours).and_then(|_| planned.natural_key()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.cluster_name, self.fargate_profile_name))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        parent(&self.cluster_name)
    }
}

const FORM: &str = "CLUSTER:PROFILE";

async fn describe(cx: &Cx, cluster: &str, name: &str) -> Result<Option<types::FargateProfile>, Error> {
    let call = eks(cx).describe_fargate_profile().cluster_name(cluster).fargate_profile_name(name);
    Ok(there(call.send().await)?.and_then(|t| t.fargate_profile))
}

fn found(profile: &types::FargateProfile, phase: Phase) -> Found<FargateProfile> {
    let status = match (profile.status.as_ref().map_or("ACTIVE", |s| s.as_str()), phase) {
        ("CREATE_FAILED", Phase::Created) | ("DELETE_FAILED", Phase::Deleted) => {
            Status::Failed(reasons(profile))
        }
        (other @ ("CREATING" | "DELETING"), _) => Status::Pending(other.to_owned()),
        _ => Status::Ready,
    };
    Found::ready(told(profile)).tagged(tags(profile.tags.as_ref())).status(status)
}

fn reasons(profile: &types::FargateProfile) -> String {
    let issues = profile.health.iter().flat_map(|h| h.issues());
    let one =
        |i: &types::FargateProfileIssue| issue(i.code().map(|c| c.as_str()), i.message(), i.resource_ids());
    or_no_reason(issues.map(one).collect::<Vec<_>>().join("; "))
}

fn told(profile: &types::FargateProfile) -> FargateProfile {
    let selector = |s: &types::FargateProfileSelector| Selector {
        labels: s.labels.clone().unwrap_or_default().into_iter().collect(),
        namespace: s.namespace.clone().unwrap_or_default(),
    };
    let told = FargateProfile {
        id: String::new(),
        arn: profile.fargate_profile_arn.clone().unwrap_or_default(),
        cluster_name: profile.cluster_name.clone().unwrap_or_default(),
        fargate_profile_name: profile.fargate_profile_name.clone().unwrap_or_default(),
        pod_execution_role_arn: profile.pod_execution_role_arn.clone().unwrap_or_default(),
        selector: profile.selectors().iter().map(selector).collect(),
        status: word(profile.status()).unwrap_or_default(),
        subnet_ids: profile.subnets().iter().cloned().collect(),
    };
    FargateProfile { id: told.natural_key().unwrap_or_default(), ..told }
}
