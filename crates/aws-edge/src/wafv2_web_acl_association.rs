//! `aws_wafv2_web_acl_association`

use crate::waf::{is_gone, until_available, waf};
use aws_sdk_wafv2::types::ResourceType;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// A web ACL before a load balancer, an API or another thing of its region. (WAF AssociateWebACL, DisassociateWebACL)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_wafv2_web_acl_association",
    timeouts(create),
    seconds(5, 2),
    not_found = "WAFNonexistentItemException"
)]
pub struct Association {
    /// Both ARNs.
    #[attr(id)]
    pub id: String,
    /// What the web ACL stands before.
    #[attr(required, replace, arn)]
    pub resource_arn: String,
    /// The web ACL.
    #[attr(required, replace, arn)]
    pub web_acl_arn: String,
}

/// What a web ACL can stand before: the service in its ARN, and WAF's word for it.
const KINDS: [(&str, &str); 7] = [
    ("amplify", "AMPLIFY"),
    ("apigateway", "API_GATEWAY"),
    ("apprunner", "APP_RUNNER_SERVICE"),
    ("appsync", "APPSYNC"),
    ("cognito-idp", "COGNITO_USER_POOL"),
    ("ec2", "VERIFIED_ACCESS_INSTANCE"),
    ("elasticloadbalancing", "APPLICATION_LOAD_BALANCER"),
];

/// From how many things before which one web ACL stands on a list is worth its call.
const WORTH: usize = 2;

#[async_trait]
impl Resource for Association {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        format!("{},{}", self.web_acl_arn, self.resource_arn)
    }

    /// A load balancer that was just made is not known to WAF at once.
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call =
            waf(cx).associate_web_acl().web_acl_arn(&planned.web_acl_arn).resource_arn(&planned.resource_arn);
        until_available(cx, step.limit(), || call.clone().send()).await?;
        Created::new(Some(planned.key()))
    }

    /// A list for each web ACL and kind of thing; what it does not have is asked for by itself, since it may have another web ACL.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let lists = match listed(cx, reqs).await {
            Ok(lists) => lists,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let wanted = Self::import(&req.key)?;
            let found = |web_acl_arn: String| {
                let id = if req.prior.id.is_empty() { req.key.clone() } else { req.prior.id.clone() };
                Ok(Some(Found::ready(Association { id, web_acl_arn, ..wanted.clone() })))
            };
            if lists.contains(&req.key) {
                return found(wanted.web_acl_arn.clone());
            }
            match web_acl_of(cx, &wanted.resource_arn).await? {
                Some(arn) => found(arn),
                None => Ok(None),
            }
        })
        .await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    /// A load balancer that is gone has taken its association along.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = waf(cx).disassociate_web_acl().resource_arn(&prior.resource_arn);
        match call.send().await.map_err(Error::from) {
            Err(e) if is_gone(&e) => Ok(()),
            other => other.map(drop),
        }
    }

    /// To put a web ACL before a thing twice is to put it there once.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let there = web_acl_of(cx, &planned.resource_arn).await?;
        Ok((there.as_deref() == Some(planned.web_acl_arn.as_str())).then(|| planned.key()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once(',').filter(|(acl, resource)| !acl.is_empty() && !resource.is_empty()) {
            Some((acl, resource)) => {
                Ok(Self { id: id.to_owned(), resource_arn: resource.to_owned(), web_acl_arn: acl.to_owned() })
            }
            None => Err(Error::import_id(id, "WEB_ACL_ARN,RESOURCE_ARN")),
        }
    }
}

/// The associations of web ACLs of which several are asked for, as keys. (WAF ListResourcesForWebACL)
async fn listed(cx: &Cx, reqs: &[Req<Association>]) -> Result<BTreeSet<Key>, Error> {
    let mut asked: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for req in reqs {
        let wanted = Association::import(&req.key)?;
        if let Some(kind) = kind(&wanted.resource_arn) {
            *asked.entry((wanted.web_acl_arn, kind)).or_default() += 1;
        }
    }
    let worth = asked.into_iter().filter(|(_, count)| *count >= WORTH);
    let told = each(worth, 10, |((acl, kind), _)| async move {
        let call = waf(cx).list_resources_for_web_acl().web_acl_arn(&acl);
        match call.resource_type(ResourceType::from(kind)).send().await.map_err(Error::from) {
            Err(e) if is_gone(&e) => Ok(Vec::new()),
            Err(e) => Err(e),
            Ok(told) => {
                let arns = told.resource_arns.unwrap_or_default();
                Ok(arns.into_iter().map(|arn| format!("{acl},{arn}")).collect())
            }
        }
    });
    let told: Result<Vec<Vec<Key>>, Error> = told.await.into_iter().collect();
    Ok(told?.into_iter().flatten().collect())
}

fn kind(arn: &str) -> Option<&'static str> {
    let service = arn.split(':').nth(2)?;
    KINDS.iter().find(|(name, _)| *name == service).map(|(_, kind)| *kind)
}

/// The web ACL that stands before a thing. (WAF GetWebACLForResource)
async fn web_acl_of(cx: &Cx, resource: &str) -> Result<Option<String>, Error> {
    match waf(cx).get_web_acl_for_resource().resource_arn(resource).send().await.map_err(Error::from) {
        Err(e) if is_gone(&e) => Ok(None),
        told => Ok(told?.web_acl.map(|acl| acl.arn)),
    }
}
