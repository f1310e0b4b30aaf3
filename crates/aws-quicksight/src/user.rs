//! `aws_quicksight_user`

use crate::quicksight::{Member, account_id, account_of, namespace, quicksight, word};
use aws_sdk_quicksight::types;
use provision_aws_core::prelude::*;

/// A user, of IAM or of QuickSight alone. (QuickSight RegisterUser)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_user", seconds(1, 1))]
pub struct User {
    /// Its account, its namespace, its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// Its address.
    #[attr(required, replace)]
    pub email: String,
    /// The user or role of IAM that it is. AWS does not tell it.
    #[attr(optional, replace, arn, config_only)]
    pub iam_arn: Option<String>,
    /// `IAM`, `QUICKSIGHT` or `IAM_IDENTITY_CENTER`.
    #[attr(required, replace, one_of("IAM", "QUICKSIGHT", "IAM_IDENTITY_CENTER"))]
    pub identity_type: String,
    /// The namespace that it is in.
    #[attr(optional, replace, default = "default", validate = namespace)]
    pub namespace: Option<String>,
    /// The name of the sessions of a role. AWS does not tell it.
    #[attr(optional, replace, config_only)]
    pub session_name: Option<String>,
    /// Where a user of QuickSight alone completes the registration.
    #[attr(computed, unset = "null")]
    pub user_invitation_url: Option<String>,
    /// Its name; of a user of IAM it follows from that.
    #[attr(optional, length(1, 2048))]
    pub user_name: Option<String>,
    /// `ADMIN`, `AUTHOR`, `READER`, …
    #[attr(required, replace)]
    pub user_role: String,
}

#[async_trait]
impl Resource for User {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let account = account_of(cx, &planned.aws_account_id);
        let namespace = planned.namespace.as_deref().unwrap_or("default");
        let call = quicksight(cx)
            .register_user()
            .aws_account_id(&account)
            .namespace(namespace)
            .email(&planned.email)
            .identity_type(planned.identity_type.as_str().into())
            .user_role(planned.user_role.as_str().into())
            .set_iam_arn(text(&planned.iam_arn))
            .set_session_name(text(&planned.session_name))
            .set_user_name(text(&planned.user_name));
        let made = cx.until_role_known(|| call.clone().send()).await?;
        let name = made.user.as_ref().and_then(|user| user.user_name.clone()).unwrap_or_default();
        if name.is_empty() {
            return Err(Error::incomplete("the name of the user"));
        }
        let created = Created::new(Some(Member::new(account, &planned.namespace, &name).key()))?;
        Ok(match made.user_invitation_url {
            Some(url) if planned.identity_type == "QUICKSIGHT" => created.told("user_invitation_url", &url),
            _ => created,
        })
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let of = Member::parse(cx, &req.key)?;
            Ok(described(cx, &of).await?.map(|told| Found::ready(found(req, &of, told))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let of = Member::parse(cx, &change.to.id)?;
        if text(&change.to.user_name).is_some_and(|name| name != of.name) {
            let told = "QuickSight gives no user another name; register a new one instead.";
            return Err(Error::new(Class::Validation, told));
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let of = Member::parse(cx, &prior.id)?;
        let call = quicksight(cx).delete_user().aws_account_id(of.account).namespace(of.namespace);
        call.user_name(of.name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.user_name.clone().unwrap_or_default();
        if name.is_empty() || !intent.absent {
            return Ok(None);
        }
        let of = Member::new(account_of(cx, &planned.aws_account_id), &planned.namespace, &name);
        Ok(described(cx, &of).await?.map(|_| of.key()))
    }

    fn natural_key(&self) -> Option<String> {
        let name = self.user_name.clone().unwrap_or_default();
        Member::natural(&self.aws_account_id, &self.namespace, &name)
    }
}

/// One user. (QuickSight DescribeUser)
async fn described(cx: &Cx, of: &Member) -> Result<Option<types::User>, Error> {
    let call = quicksight(cx).describe_user().aws_account_id(&of.account).namespace(&of.namespace);
    Ok(there(call.user_name(&of.name).send().await)?.and_then(|told| told.user))
}

fn found(req: &Req<User>, of: &Member, told: types::User) -> User {
    let given = text(&req.prior.user_name).is_some();
    let imported = req.phase == Phase::Refresh && req.prior.arn.is_empty();
    User {
        id: of.key(),
        arn: told.arn.unwrap_or_default(),
        aws_account_id: Some(of.account.clone()),
        email: told.email.unwrap_or_default(),
        iam_arn: req.prior.iam_arn.clone(),
        identity_type: word(told.identity_type.as_ref()).unwrap_or_else(|| req.prior.identity_type.clone()),
        namespace: Some(of.namespace.clone()),
        session_name: req.prior.session_name.clone(),
        user_invitation_url: req.prior.user_invitation_url.clone(),
        // A name that the plan leaves to QuickSight is not told, but where an import asks for it.
        user_name: (given || imported).then(|| of.name.clone()),
        user_role: word(told.role.as_ref()).unwrap_or_default(),
    }
}
