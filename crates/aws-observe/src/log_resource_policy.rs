//! `aws_cloudwatch_log_resource_policy`

use crate::logs::logs;
use aws_sdk_cloudwatchlogs::types;
use provision_aws_core::prelude::*;

/// Which services of AWS may write to the account's log groups. (CloudWatch Logs PutResourcePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_log_resource_policy", seconds(1, 1))]
pub struct ResourcePolicy {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// What it says.
    #[attr(required, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy_document: String,
    /// Its name.
    #[attr(required, replace)]
    pub policy_name: String,
}

#[async_trait]
impl Resource for ResourcePolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(Some(planned.policy_name.as_str()))
    }

    /// A region has ten at most; all are told together.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answers(reqs, policies(cx).await)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        logs(cx).delete_resource_policy().policy_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let there = policies(cx).await?.contains_key(&planned.policy_name);
        Ok((there && intent.absent).then(|| planned.policy_name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.policy_name.clone())
    }
}

impl ResourcePolicy {
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let call = logs(cx).put_resource_policy().policy_name(&self.policy_name);
        call.policy_document(&self.policy_document).send().await?;
        Ok(())
    }
}

/// All policies of the region. (CloudWatch Logs DescribeResourcePolicies)
async fn policies(cx: &Cx) -> Result<HashMap<Key, Found<ResourcePolicy>>, Error> {
    let (mut all, mut next) = (HashMap::new(), None);
    loop {
        let page = logs(cx).describe_resource_policies().set_next_token(next).send().await?;
        all.extend(page.resource_policies.unwrap_or_default().into_iter().filter_map(found));
        match page.next_token {
            Some(token) => next = Some(token),
            None => return Ok(all),
        }
    }
}

fn found(told: types::ResourcePolicy) -> Option<(Key, Found<ResourcePolicy>)> {
    let name = told.policy_name?;
    let policy = ResourcePolicy {
        id: name.clone(),
        policy_document: provision_schema::compact_json(&told.policy_document?),
        policy_name: name.clone(),
    };
    Some((name, Found::ready(policy)))
}
