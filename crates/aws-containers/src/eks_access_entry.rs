//! `aws_eks_access_entry`

use crate::common::{carries, given, text};
use crate::eks::{cluster_name, deleted, eks, parts_of, retag, tag_map, tags, there, time, until_settled};
use crate::eks_cluster::parent;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;

/// Lets a role or user of IAM into a cluster. (EKS CreateAccessEntry, UpdateAccessEntry)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_access_entry", tags, timeouts(create, delete), seconds(1, 1))]
pub struct AccessEntry {
    /// The cluster's name, a colon and the ARN of the role or user.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub access_entry_arn: String,
    /// The cluster's name.
    #[attr(required, replace, validate = cluster_name)]
    pub cluster_name: String,
    /// When it was made.
    #[attr(computed)]
    pub created_at: String,
    /// The groups that it belongs to in Kubernetes.
    #[attr(optional, computed)]
    pub kubernetes_groups: Set<String>,
    /// When it was changed last.
    #[attr(computed)]
    pub modified_at: String,
    /// The role or user.
    #[attr(required, replace, arn)]
    pub principal_arn: String,
    /// `STANDARD` for people and programs; the others are of nodes.
    #[attr(
        optional,
        replace,
        default = "STANDARD",
        one_of("EC2", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "STANDARD")
    )]
    pub r#type: Option<String>,
    /// Its name in Kubernetes.
    #[attr(optional, computed)]
    pub user_name: Option<String>,
}

#[async_trait]
impl Resource for AccessEntry {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = eks(cx)
            .create_access_entry()
            .client_request_token(step.short_token(32))
            .cluster_name(&planned.cluster_name)
            .principal_arn(&planned.principal_arn)
            .set_kubernetes_groups(given(&planned.kubernetes_groups))
            .set_type(text(&planned.r#type))
            .set_username(text(&planned.user_name))
            .set_tags(tag_map(&step.tags));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(planned.natural_key())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let (cluster, principal) = parts_of(&req.key, FORM)?;
            let entry = describe(cx, &cluster, &principal).await?;
            Ok(entry.map(|e| Found::ready(told(&e)).tagged(tags(e.tags.as_ref()))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["kubernetes_groups", "user_name"]) {
            let call = eks(cx)
                .update_access_entry()
                .cluster_name(&to.cluster_name)
                .principal_arn(&to.principal_arn)
                .set_kubernetes_groups(Some(to.kubernetes_groups.to_vec()))
                .set_username(text(&to.user_name));
            call.send().await?;
        }
        retag(cx, &to.access_entry_arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (cluster, principal) = parts_of(&prior.id, FORM)?;
        deleted(eks(cx).delete_access_entry().cluster_name(cluster).principal_arn(principal).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = describe(cx, &planned.cluster_name, &planned.principal_arn).await?;
        let ours = |e: &types::AccessEntry| intent.absent || carries(intent, &tags(e.tags.as_ref()));
        Ok(found.filter(ours).and_then(|_| planned.natural_key()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.cluster_name, self.principal_arn))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        parent(&self.cluster_name)
    }
}

const FORM: &str = "CLUSTER:PRINCIPAL_ARN";

async fn describe(cx: &Cx, cluster: &str, principal: &str) -> Result<Option<types::AccessEntry>, Error> {
    let call = eks(cx).describe_access_entry().cluster_name(cluster).principal_arn(principal);
    Ok(there(call.send().await)?.and_then(|t| t.access_entry))
}

fn told(entry: &types::AccessEntry) -> AccessEntry {
    let told = AccessEntry {
        id: String::new(),
        access_entry_arn: entry.access_entry_arn.clone().unwrap_or_default(),
        cluster_name: entry.cluster_name.clone().unwrap_or_default(),
        created_at: time(entry.created_at.as_ref()),
        kubernetes_groups: entry.kubernetes_groups().iter().cloned().collect(),
        modified_at: time(entry.modified_at.as_ref()),
        principal_arn: entry.principal_arn.clone().unwrap_or_default(),
        r#type: entry.r#type.clone(),
        user_name: entry.username.clone(),
    };
    AccessEntry { id: told.natural_key().unwrap_or_default(), ..told }
}
