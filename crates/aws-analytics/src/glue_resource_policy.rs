//! `aws_glue_resource_policy`

use crate::common::choice;
use crate::glue::glue;
use aws_sdk_glue::types::ExistCondition;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// Who may do what with the account's catalogue, of which there is one a region. (Glue PutResourcePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_resource_policy", seconds(1, 1))]
pub struct ResourcePolicy {
    /// The region.
    #[attr(id)]
    pub id: String,
    /// Lake Formation may share as well: `TRUE` or `FALSE`.
    #[attr(optional, config_only, one_of("TRUE", "FALSE"))]
    pub enable_hybrid: Option<String>,
    /// What it says.
    #[attr(required, json, equal_by = json_policy, normalize = provision_schema::compact_json)]
    pub policy: String,
}

#[async_trait]
impl Resource for ResourcePolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned, ExistCondition::NotExist).await?;
        Created::new(Some(cx.region().to_owned()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 1, |req| async {
            let policy = told(cx).await?;
            let value = |policy| ResourcePolicy { id: req.key.clone(), enable_hybrid: None, policy };
            Ok(policy.map(|policy| Found::ready(value(policy))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to, ExistCondition::MustExist).await
    }

    async fn delete(cx: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_resource_policy().send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        Ok(told(cx).await?.filter(|_| intent.absent).map(|_| cx.region().to_owned()))
    }
}

/// Puts it, and again while a principal that was just made is not known.
async fn put(cx: &Cx, wanted: &ResourcePolicy, condition: ExistCondition) -> Result<(), Error> {
    let call = glue(cx)
        .put_resource_policy()
        .policy_in_json(&wanted.policy)
        .policy_exists_condition(condition)
        .set_enable_hybrid(choice(&wanted.enable_hybrid));
    let soon = |e: &Error| e.is(&["InvalidInputException"]) && e.message.contains("principal");
    cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
    Ok(())
}

/// The policy. (Glue GetResourcePolicy)
async fn told(cx: &Cx) -> Result<Option<String>, Error> {
    let policy = there(glue(cx).get_resource_policy().send().await)?.and_then(|told| told.policy_in_json);
    Ok(policy.filter(|p| !p.is_empty()).map(|p| provision_schema::compact_json(&p)))
}
