//! What all CodeBuild types share: the client, projects in batches, tags, names.

use aws_sdk_codebuild::types::{Project, Tag};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

provision_aws_core::client!(
    /// The CodeBuild client.
    codebuild, aws_sdk_codebuild, ["codebuild"]
);

/// Names or ARNs that one call of a batch operation takes.
pub const BATCH: usize = 100;

/// Projects by names or ARNs, a hundred a call; those that are not there are left out. (CodeBuild BatchGetProjects)
pub async fn projects(cx: &Cx, names: impl IntoIterator<Item = Key>) -> Result<Vec<Project>, Error> {
    let names: Vec<Key> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let call = |some: &[Key]| codebuild(cx).batch_get_projects().set_names(Some(some.to_vec())).send();
    let mut all = Vec::new();
    for told in each(names.chunks(BATCH), 5, call).await {
        all.extend(told?.projects.unwrap_or_default());
    }
    Ok(all)
}

/// Tags as CodeBuild tells them.
pub fn tags(told: Option<&[Tag]>) -> Tags {
    let pair = |t: &Tag| Some((t.key.clone()?, t.value.clone().unwrap_or_default()));
    told.into_iter().flatten().filter_map(pair).collect()
}

/// Tags as CodeBuild takes them. They replace those that were there.
pub fn tag_list(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect()
}

/// What a project may be called.
pub fn project_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let good = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.len() <= 255 && name.chars().all(plain)
    };
    match value.as_str() {
        Some(name) if !good(name) => {
            Err("must be up to 255 letters, digits, `-` and `_`, a letter or a digit first".into())
        }
        _ => Ok(()),
    }
}
