//! What all ECR types share: the client, tags, repositories.

use aws_sdk_ecr::types::{Repository, Tag};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

provision_aws_core::client!(
    /// The ECR client.
    ecr, aws_sdk_ecr, ["ecr"]
);

/// Most repositories of a page.
const PAGE: i32 = 1000;

/// Tags as ECR takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build());
    let tags = tags.collect::<Result<Vec<Tag>, _>>()?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

/// The tags of a repository.
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = ecr(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags().iter().map(|t| (t.key.clone(), t.value.clone())).collect())
}

/// Repositories by name, those that are there. One is asked for by its name; where more are, all are listed, since one that is
/// missing would fail a call for many.
pub async fn repositories(
    cx: &Cx,
    names: impl Iterator<Item = String>,
) -> Result<HashMap<String, Repository>, Error> {
    let names: BTreeSet<String> = names.collect();
    let mut call = ecr(cx).describe_repositories();
    call = match names.first() {
        Some(name) if names.len() == 1 => call.repository_names(name),
        _ => call.max_results(PAGE),
    };
    let told = crate::common::there(call.into_paginator().items().send().try_collect().await)?;
    let named = told.unwrap_or_default().into_iter().filter_map(|r| Some((r.repository_name.clone()?, r)));
    Ok(named.filter(|(name, _)| names.contains(name)).collect())
}
