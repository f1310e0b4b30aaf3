//! `aws_eks_pod_identity_association`

use crate::common::carries;
use crate::eks::{deleted, eks, retag, tag_map, tags, there, until_settled};
use crate::eks_cluster::parent;
use aws_sdk_eks::types;
use provision_aws_core::prelude::*;

/// A role that the pods of a service account take. (EKS CreatePodIdentityAssociation, UpdatePodIdentityAssociation)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_eks_pod_identity_association", sdk = "framework", tags, seconds(1, 1))]
pub struct PodIdentityAssociation {
    /// Its id.
    #[attr(id, stable)]
    pub id: String,
    /// Its ARN.
    #[attr(computed, stable)]
    pub association_arn: String,
    /// Its id.
    #[attr(computed, stable)]
    pub association_id: String,
    /// The cluster's name.
    #[attr(required, replace)]
    pub cluster_name: String,
    /// The namespace of the service account.
    #[attr(required, replace)]
    pub namespace: String,
    /// The role.
    #[attr(required, arn)]
    pub role_arn: String,
    /// The service account.
    #[attr(required, replace)]
    pub service_account: String,
}

#[async_trait]
impl Resource for PodIdentityAssociation {
    fn key(&self) -> Key {
        format!("{},{}", self.cluster_name, self.id)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = eks(cx)
            .create_pod_identity_association()
            .client_request_token(step.short_token(32))
            .cluster_name(&planned.cluster_name)
            .namespace(&planned.namespace)
            .role_arn(&planned.role_arn)
            .service_account(&planned.service_account)
            .set_tags(tag_map(&step.tags));
        let made = until_settled(cx, || call.clone().send()).await?;
        let id = made.association.and_then(|a| a.association_id);
        Created::new(id.map(|id| format!("{},{id}", planned.cluster_name)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let (cluster, which) = parts(&req.key)?;
            let association = match which.split_once('/') {
                Some((namespace, account)) => of_account(cx, cluster, namespace, account).await?,
                None => describe(cx, cluster, which).await?,
            };
            Ok(association.map(|a| Found::ready(told(&a)).tagged(tags(a.tags.as_ref()))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("role_arn") {
            let call = eks(cx)
                .update_pod_identity_association()
                .association_id(&to.association_id)
                .cluster_name(&to.cluster_name)
                .role_arn(&to.role_arn);
            until_settled(cx, || call.clone().send()).await?;
        }
        retag(cx, &to.association_arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = eks(cx).delete_pod_identity_association().cluster_name(&prior.cluster_name);
        deleted(call.association_id(&prior.id).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found =
            of_account(cx, &planned.cluster_name, &planned.namespace, &planned.service_account).await?;
        let ours =
            |a: &types::PodIdentityAssociation| intent.absent || carries(intent, &tags(a.tags.as_ref()));
        Ok(found.filter(ours).map(|a| told(&a).key()))
    }

    /// A service account takes one role.
    fn natural_key(&self) -> Option<String> {
        Some(format!("{},{}/{}", self.cluster_name, self.namespace, self.service_account))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        parent(&self.cluster_name)
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (cluster, id) = parts(id)?;
        Ok(Self {
            id: id.to_owned(),
            association_id: id.to_owned(),
            cluster_name: cluster.to_owned(),
            ..Self::default()
        })
    }
}

/// The cluster, and the id of the association or the namespace and name of the service account.
fn parts(key: &str) -> Result<(&str, &str), Error> {
    let parts = key.split_once(',').filter(|(cluster, which)| !cluster.is_empty() && !which.is_empty());
    parts.ok_or_else(|| Error::import_id(key, "CLUSTER,ASSOCIATION_ID"))
}

async fn describe(cx: &Cx, cluster: &str, id: &str) -> Result<Option<types::PodIdentityAssociation>, Error> {
    let call = eks(cx).describe_pod_identity_association().cluster_name(cluster).association_id(id);
    Ok(there(call.send().await)?.and_then(|t| t.association))
}

/// The association of a service account. The list of associations tells no tags.
async fn of_account(
    cx: &Cx,
    cluster: &str,
    namespace: &str,
    account: &str,
) -> Result<Option<types::PodIdentityAssociation>, Error> {
    let call = eks(cx).list_pod_identity_associations().cluster_name(cluster).namespace(namespace);
    let told = there(call.service_account(account).send().await)?.and_then(|t| t.associations);
    match told.unwrap_or_default().into_iter().find_map(|a| a.association_id) {
        Some(id) => describe(cx, cluster, &id).await,
        None => Ok(None),
    }
}

fn told(association: &types::PodIdentityAssociation) -> PodIdentityAssociation {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    PodIdentityAssociation {
        id: own(association.association_id()),
        association_arn: own(association.association_arn()),
        association_id: own(association.association_id()),
        cluster_name: own(association.cluster_name()),
        namespace: own(association.namespace()),
        role_arn: own(association.role_arn()),
        service_account: own(association.service_account()),
    }
}
