//! Groups and users can be given another name: one that is not there under its name may be there under another.

use crate::iam::iam;
use provision_aws_core::prelude::*;

/// What a name may hold. (IAM CreateUser, CreateGroup)
pub fn is_name(value: &Value) -> Result<(), String> {
    let good = |c: char| c.is_ascii_alphanumeric() || "=,.@-_+".contains(c);
    match value.as_str() {
        Some(name) if name.is_empty() || !name.chars().all(good) => {
            Err("must consist of letters, digits and =,.@-_+".into())
        }
        _ => Ok(()),
    }
}

/// The name of the user with an id. (IAM ListUsers)
pub async fn user_of(cx: &Cx, unique_id: &str) -> Result<Option<String>, Error> {
    let mut pages = iam(cx).list_users().max_items(1000).into_paginator().items().send();
    while let Some(user) = pages.next().await {
        let user = user?;
        if user.user_id == unique_id {
            return Ok(Some(user.user_name));
        }
    }
    Ok(None)
}

/// The name of the group with an id. (IAM ListGroups)
pub async fn group_of(cx: &Cx, unique_id: &str) -> Result<Option<String>, Error> {
    let mut pages = iam(cx).list_groups().max_items(1000).into_paginator().items().send();
    while let Some(group) = pages.next().await {
        let group = group?;
        if group.group_id == unique_id {
            return Ok(Some(group.group_name));
        }
    }
    Ok(None)
}
