//! What policies hang on: roles, groups and users. The same calls under three names.

use crate::iam::{iam, ignore_gone, is_settling, policy};
use crate::listing::{self, Groups, Roles, Users, Wanted};
use aws_sdk_iam::types::{AttachedPolicy, PolicyDetail};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use std::sync::Arc;

/// A kind of thing that policies hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A role.
    Role,
    /// A group.
    Group,
    /// A user.
    User,
}

/// A policy that lives in its holder: name and text, in normal form.
pub type InlineText = (String, String);

impl Holder {
    /// The type that makes one.
    pub fn type_name(self) -> &'static str {
        match self {
            Holder::Role => "aws_iam_role",
            Holder::Group => "aws_iam_group",
            Holder::User => "aws_iam_user",
        }
    }

    /// True where its name is its own for good. Under the new name of a user or a group what hangs on it is found too, so that the name
    /// tells nothing of whose that is.
    pub fn keeps_its_name(self) -> bool {
        self == Holder::Role
    }

    /// Puts a policy into it. (IAM PutRolePolicy, PutGroupPolicy, PutUserPolicy)
    pub async fn put(self, cx: &Cx, of: &str, name: &str, text: &str) -> Result<(), Error> {
        let client = &iam(cx);
        let again = |e: &Error| is_settling(e) || self.is_unseen(cx, e, of, "");
        cx.retry(PROPAGATION, again, || async move {
            match self {
                Holder::Role => {
                    let call = client.put_role_policy().role_name(of).policy_name(name);
                    call.policy_document(text).send().await.map(drop).map_err(Error::from)
                }
                Holder::Group => {
                    let call = client.put_group_policy().group_name(of).policy_name(name);
                    call.policy_document(text).send().await.map(drop).map_err(Error::from)
                }
                Holder::User => {
                    let call = client.put_user_policy().user_name(of).policy_name(name);
                    call.policy_document(text).send().await.map(drop).map_err(Error::from)
                }
            }
        })
        .await
    }

    /// The text of a policy in it. (IAM GetRolePolicy, GetGroupPolicy, GetUserPolicy)
    pub async fn text(self, cx: &Cx, of: &str, name: &str) -> Result<Option<String>, Error> {
        let client = iam(cx);
        let told = match self {
            Holder::Role => {
                let told = client.get_role_policy().role_name(of).policy_name(name).send().await;
                there(told)?.map(|t| t.policy_document)
            }
            Holder::Group => {
                let told = client.get_group_policy().group_name(of).policy_name(name).send().await;
                there(told)?.map(|t| t.policy_document)
            }
            Holder::User => {
                let told = client.get_user_policy().user_name(of).policy_name(name).send().await;
                there(told)?.map(|t| t.policy_document)
            }
        };
        Ok(told.as_deref().map(policy))
    }

    /// Takes a policy out of it. (IAM DeleteRolePolicy, DeleteGroupPolicy, DeleteUserPolicy)
    pub async fn take(self, cx: &Cx, of: &str, name: &str) -> Result<(), Error> {
        let client = iam(cx);
        match self {
            Holder::Role => {
                ignore_gone(client.delete_role_policy().role_name(of).policy_name(name).send().await)
            }
            Holder::Group => {
                ignore_gone(client.delete_group_policy().group_name(of).policy_name(name).send().await)
            }
            Holder::User => {
                ignore_gone(client.delete_user_policy().user_name(of).policy_name(name).send().await)
            }
        }
    }

    /// Attaches a policy to it. (IAM AttachRolePolicy, AttachGroupPolicy, AttachUserPolicy)
    pub async fn attach(self, cx: &Cx, of: &str, arn: &str) -> Result<(), Error> {
        let client = &iam(cx);
        let again = |e: &Error| is_settling(e) || self.is_unseen(cx, e, of, arn);
        cx.retry(PROPAGATION, again, || async move {
            match self {
                Holder::Role => {
                    let call = client.attach_role_policy().role_name(of).policy_arn(arn);
                    call.send().await.map(drop).map_err(Error::from)
                }
                Holder::Group => {
                    let call = client.attach_group_policy().group_name(of).policy_arn(arn);
                    call.send().await.map(drop).map_err(Error::from)
                }
                Holder::User => {
                    let call = client.attach_user_policy().user_name(of).policy_arn(arn);
                    call.send().await.map(drop).map_err(Error::from)
                }
            }
        })
        .await
    }

    /// Detaches a policy from it. (IAM DetachRolePolicy, DetachGroupPolicy, DetachUserPolicy)
    pub async fn detach(self, cx: &Cx, of: &str, arn: &str) -> Result<(), Error> {
        let client = &iam(cx);
        cx.retry(PROPAGATION, is_settling, || async move {
            match self {
                Holder::Role => {
                    ignore_gone(client.detach_role_policy().role_name(of).policy_arn(arn).send().await)
                }
                Holder::Group => {
                    ignore_gone(client.detach_group_policy().group_name(of).policy_arn(arn).send().await)
                }
                Holder::User => {
                    ignore_gone(client.detach_user_policy().user_name(of).policy_arn(arn).send().await)
                }
            }
        })
        .await
    }

    /// Attaches and detaches until only those of `to` are attached.
    pub async fn attach_only(
        self,
        cx: &Cx,
        of: &str,
        from: &Set<String>,
        to: &Set<String>,
    ) -> Result<(), Error> {
        for arn in from.minus(to) {
            self.detach(cx, of, arn).await?;
        }
        for arn in to.minus(from) {
            self.attach(cx, of, arn).await?;
        }
        Ok(())
    }

    /// The ARNs of the policies attached to it; `None` where there is no such holder.
    /// (IAM ListAttachedRolePolicies, ListAttachedGroupPolicies, ListAttachedUserPolicies)
    pub async fn attached(self, cx: &Cx, of: &str) -> Result<Option<Vec<String>>, Error> {
        let client = iam(cx);
        let told = match self {
            Holder::Role => {
                let pages = client.list_attached_role_policies().role_name(of).into_paginator().items();
                there(pages.send().try_collect().await)?
            }
            Holder::Group => {
                let pages = client.list_attached_group_policies().group_name(of).into_paginator().items();
                there(pages.send().try_collect().await)?
            }
            Holder::User => {
                let pages = client.list_attached_user_policies().user_name(of).into_paginator().items();
                there(pages.send().try_collect().await)?
            }
        };
        Ok(told.map(|all| arns(&all)))
    }

    /// All of its kind in one listing of the account; `None` where one by one is cheaper.
    pub async fn listed(self, cx: &Cx, wanted: Wanted) -> Result<Option<Listed>, Error> {
        Ok(match self {
            Holder::Role => listing::roles(cx, wanted).await?.map(Listed::Roles),
            Holder::Group => listing::groups(cx, wanted).await?.map(Listed::Groups),
            Holder::User => listing::users(cx, wanted).await?.map(Listed::Users),
        })
    }

    /// True where AWS says that the holder or the policy is not there, though this run has just made it.
    fn is_unseen(self, cx: &Cx, e: &Error, of: &str, arn: &str) -> bool {
        let made = match e.message.starts_with("Policy ") {
            true => cx.was_made("aws_iam_policy", arn),
            false => cx.was_made(self.type_name(), of),
        };
        e.is_not_found() && made
    }
}

/// All holders of one kind.
pub enum Listed {
    /// Roles.
    Roles(Arc<Roles>),
    /// Groups.
    Groups(Arc<Groups>),
    /// Users.
    Users(Arc<Users>),
}

impl Listed {
    /// The text of a policy in one of them.
    pub fn text(&self, of: &str, name: &str) -> Option<String> {
        let inline = match self {
            Listed::Roles(all) => all.details.get(of)?.role_policy_list(),
            Listed::Groups(all) => all.get(of)?.group_policy_list(),
            Listed::Users(all) => all.get(of)?.user_policy_list(),
        };
        texts(inline).into_iter().find(|(n, _)| n == name).map(|(_, text)| text)
    }
    /// The ARNs of the policies attached to one of them; `None` where there is no such holder.
    pub fn attached(&self, of: &str) -> Option<Vec<String>> {
        Some(arns(match self {
            Listed::Roles(all) => all.details.get(of)?.attached_managed_policies(),
            Listed::Groups(all) => all.get(of)?.attached_managed_policies(),
            Listed::Users(all) => all.get(of)?.attached_managed_policies(),
        }))
    }
}

/// Inline policies as the listing tells them.
pub fn texts(told: &[PolicyDetail]) -> Vec<InlineText> {
    let text = |p: &PolicyDetail| {
        (
            p.policy_name.clone().unwrap_or_default(),
            p.policy_document.as_deref().map(policy).unwrap_or_default(),
        )
    };
    told.iter().map(text).collect()
}

/// The ARNs of attached policies.
pub fn arns(told: &[AttachedPolicy]) -> Vec<String> {
    told.iter().filter_map(|p| p.policy_arn.clone()).collect()
}
