//! `aws_quicksight_group`

use crate::quicksight::{Member, account_id, account_of, namespace, quicksight};
use aws_sdk_quicksight::types;
use provision_aws_core::prelude::*;

/// A group of users. (QuickSight CreateGroup, UpdateGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_group", seconds(1, 1))]
pub struct Group {
    /// Its account, its namespace, its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub group_name: String,
    /// The namespace that it is in.
    #[attr(optional, replace, default = "default", validate = namespace)]
    pub namespace: Option<String>,
}

impl Group {
    fn member(&self, cx: &Cx) -> Member {
        let account = account_of(cx, &self.aws_account_id);
        Member::new(account, &self.namespace, &self.group_name)
    }
}

#[async_trait]
impl Resource for Group {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let of = planned.member(cx);
        quicksight(cx)
            .create_group()
            .aws_account_id(&of.account)
            .namespace(&of.namespace)
            .group_name(&of.name)
            .set_description(text(&planned.description))
            .send()
            .await?;
        Created::new(Some(of.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let of = Member::parse(cx, &req.key)?;
            let found = |told: types::Group| Group {
                id: of.key(),
                arn: told.arn.unwrap_or_default(),
                aws_account_id: Some(of.account.clone()),
                description: told.description,
                group_name: of.name.clone(),
                namespace: Some(of.namespace.clone()),
            };
            Ok(described(cx, &of).await?.map(|told| Found::ready(found(told))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("description") {
            let of = Member::parse(cx, &change.to.id)?;
            let call = quicksight(cx).update_group().aws_account_id(of.account).namespace(of.namespace);
            call.group_name(of.name).set_description(text(&change.to.description)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let of = Member::parse(cx, &prior.id)?;
        let call = quicksight(cx).delete_group().aws_account_id(of.account).namespace(of.namespace);
        call.group_name(of.name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let of = planned.member(cx);
        Ok(described(cx, &of).await?.filter(|_| intent.absent).map(|_| of.key()))
    }

    fn natural_key(&self) -> Option<String> {
        Member::natural(&self.aws_account_id, &self.namespace, &self.group_name)
    }
}

/// One group. (QuickSight DescribeGroup)
async fn described(cx: &Cx, of: &Member) -> Result<Option<types::Group>, Error> {
    let call = quicksight(cx).describe_group().aws_account_id(&of.account).namespace(&of.namespace);
    Ok(there(call.group_name(&of.name).send().await)?.and_then(|told| told.group))
}
