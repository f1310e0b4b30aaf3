//! `aws_opensearch_domain_policy`

use crate::opensearch::{LOOK, domains, is_busy, opensearch, until_settled};
use aws_sdk_opensearch::types::DomainStatus;
use provision_aws_core::prelude::*;
use provision_schema::EqualBy;
use std::time::Duration;

/// Who may do what with a domain. (OpenSearch UpdateDomainConfig)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_opensearch_domain_policy", timeouts(update, delete), seconds(60, 60))]
pub struct DomainPolicy {
    /// `esd-policy-` and the domain's name.
    #[attr(id)]
    pub id: String,
    /// What it says.
    #[attr(required, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub access_policies: String,
    /// The domain.
    #[attr(required)]
    pub domain_name: String,
}

#[async_trait]
impl Resource for DomainPolicy {
    const LOST: Lost = Lost::Repeat;
    const WAITS: Waits = Waits {
        every: LOOK,
        create: Duration::from_secs(180 * 60),
        update: Duration::from_secs(180 * 60),
        delete: Duration::from_secs(90 * 60),
        until_gone: true,
        ..Waits::QUICK
    };

    /// The domain's name.
    fn key(&self) -> Key {
        self.domain_name.clone()
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, &planned.domain_name, &planned.access_policies).await?;
        Created::new(Some(planned.domain_name.as_str()))
    }

    /// The domain may become another; the id follows it.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        match domains(cx, reqs.iter().map(domain)).await {
            Ok(found) => {
                let one = |req: &Req<Self>| found.get(&domain(req)).and_then(|domain| told(req, domain));
                reqs.iter().map(|req| Ok(one(req))).collect()
            }
            Err(e) => answers(reqs, Err(e)),
        }
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, &change.to.domain_name, &change.to.access_policies).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        put(cx, &prior.domain_name, "").await
    }

    /// Setting the same once more changes nothing, so only what is as planned counts as done.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.domain_name.clone();
        let domain = domains(cx, [name.clone()]).await?.remove(&name);
        let policy = domain.and_then(|domain| domain.access_policies).unwrap_or_default();
        Ok(EqualBy::JsonPolicy.same(&policy, &planned.access_policies).then_some(name))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_opensearch_domain", self.domain_name.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let name = id.strip_prefix("esd-policy-").unwrap_or(id);
        Ok(DomainPolicy { domain_name: name.to_owned(), ..DomainPolicy::default() })
    }
}

/// The domain that a read is of.
fn domain(req: &Req<DomainPolicy>) -> Key {
    if req.prior.domain_name.is_empty() { req.key.clone() } else { req.prior.domain_name.clone() }
}

/// Sets the policy, and again while a principal that was just made is not known. (OpenSearch UpdateDomainConfig)
async fn put(cx: &Cx, domain: &str, policy: &str) -> Result<(), Error> {
    let call = opensearch(cx).update_domain_config().domain_name(domain).access_policies(policy);
    until_settled(cx, || call.clone().send()).await?;
    Ok(())
}

fn told(req: &Req<DomainPolicy>, domain: &DomainStatus) -> Option<Found<DomainPolicy>> {
    let policy = domain.access_policies.as_deref().unwrap_or_default();
    // What is being taken away still counts.
    if policy.is_empty() && !(req.phase == Phase::Deleted && is_busy(domain)) {
        return None;
    }
    let status = if is_busy(domain) { Status::Pending("processing".into()) } else { Status::Ready };
    let value = DomainPolicy {
        id: format!("esd-policy-{}", domain.domain_name),
        access_policies: provision_schema::compact_json(policy),
        domain_name: domain.domain_name.clone(),
    };
    Some(Found::ready(value).status(status))
}
