//! Users in groups: what the two types of membership share.

use crate::iam::{iam, ignore_gone};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// Puts a user into a group. One that is in it already stays. (IAM AddUserToGroup)
pub async fn add(cx: &Cx, user: &str, group: &str) -> Result<(), Error> {
    let call = iam(cx).add_user_to_group().user_name(user).group_name(group);
    let made = cx.was_made("aws_iam_user", user) || cx.was_made("aws_iam_group", group);
    cx.retry(PROPAGATION, |e| made && e.is_not_found(), || call.clone().send()).await?;
    Ok(())
}

/// Takes a user out of a group. (IAM RemoveUserFromGroup)
pub async fn remove(cx: &Cx, user: &str, group: &str) -> Result<(), Error> {
    ignore_gone(iam(cx).remove_user_from_group().user_name(user).group_name(group).send().await)
}
