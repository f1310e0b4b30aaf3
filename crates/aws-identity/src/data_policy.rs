//! `data.aws_iam_policy`

use crate::iam::{iam, percent_decode, tags};
use crate::policy::{document, told};
use aws_sdk_iam::types::Policy;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// A policy by its ARN or its name, AWS's own included. (IAM GetPolicy, GetPolicyVersion, ListPolicies)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_iam_policy")]
pub struct PolicyData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(optional, computed, arn, conflicts("name", "path_prefix"))]
    pub arn: Option<String>,
    /// How many roles, groups and users have it attached.
    #[attr(computed)]
    pub attachment_count: i64,
    /// What it is for.
    #[attr(computed)]
    pub description: String,
    /// Its name.
    #[attr(optional, computed, conflicts("arn"))]
    pub name: Option<String>,
    /// Path in front of the name in the ARN.
    #[attr(computed)]
    pub path: String,
    /// Start of its path.
    #[attr(optional, conflicts("arn"), unset = "null")]
    pub path_prefix: Option<String>,
    /// What it says.
    #[attr(computed)]
    pub policy: String,
    /// Its id, never used twice.
    #[attr(computed)]
    pub policy_id: String,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for PolicyData {
    /// Those without an ARN are looked for in one listing for each path.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let named = configs.iter().filter(|c| text(&c.arn).is_none());
        let prefixes: BTreeSet<Option<String>> = named.map(|c| text(&c.path_prefix)).collect();
        let listed = each(prefixes, 4, |prefix| async move {
            let pages = iam(cx).list_policies().set_path_prefix(prefix.clone()).max_items(1000);
            let all = pages.into_paginator().items().send().try_collect().await;
            (prefix, all.map_err(Error::from))
        });
        let listed: HashMap<Option<String>, Result<Vec<Policy>, Error>> = listed.await.into_iter().collect();
        each(configs, 10, |config| async {
            let arn = match text(&config.arn) {
                Some(arn) => arn,
                None => match listed.get(&text(&config.path_prefix)) {
                    Some(all) => only(config, all.as_deref().map_err(Clone::clone)?)?,
                    None => return Err(none(config)),
                },
            };
            let Some(told) = told(cx, &arn).await? else { return Err(none(config)) };
            let text = document(cx, &told).await?.as_deref().map(percent_decode);
            Ok(Self {
                id: arn.clone(),
                arn: Some(arn),
                attachment_count: told.attachment_count.unwrap_or_default().into(),
                description: told.description.unwrap_or_default(),
                name: told.policy_name,
                path: told.path.unwrap_or_default(),
                path_prefix: config.path_prefix.clone(),
                policy: text.unwrap_or_default(),
                policy_id: told.policy_id.unwrap_or_default(),
                tags: provision_aws_core::tags::visible(cx.facts(), &tags(told.tags.as_deref())),
            })
        })
        .await
    }
}

/// The one that is meant.
fn only(config: &PolicyData, all: &[Policy]) -> Result<String, Error> {
    let name = text(&config.name);
    let meant: Vec<&String> = all
        .iter()
        .filter(|p| name.is_none() || p.policy_name == name)
        .filter_map(|p| p.arn.as_ref())
        .collect();
    match meant.as_slice() {
        [] => Err(none(config)),
        [one] => Ok((*one).clone()),
        [first, second, ..] => {
            let message = format!("{} policies fit, {first} and {second} among them.", meant.len());
            Err(Error::new(Class::Validation, message).help("Give the `arn`, or a longer `path_prefix`."))
        }
    }
}

fn none(config: &PolicyData) -> Error {
    let asked = [("arn", &config.arn), ("name", &config.name), ("path_prefix", &config.path_prefix)];
    let asked = asked.iter().filter_map(|(what, v)| Some(format!("{what} \"{}\"", text(v)?)));
    let asked: Vec<String> = asked.collect();
    let message = format!("There is no IAM policy with {}.", asked.join(" and "));
    Error::new(Class::NotFound, message).help("Check the name, the path and the account.")
}
