//! `aws_codedeploy_app`

use crate::codedeploy::{BATCH, arn, codedeploy, retag, tag_list, tags};
use crate::words::words;
use aws_sdk_codedeploy::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_aws_core::tagging::tags_of;
use std::collections::BTreeSet;

/// What is deployed, whatever its groups of places. (CodeDeploy CreateApplication)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codedeploy_app", tags, seconds(1, 1))]
pub struct App {
    /// AWS's id of it, and its name.
    #[attr(id)]
    pub id: String,
    /// AWS's id of it.
    #[attr(computed)]
    pub application_id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where it runs: `Server`, `Lambda` or `ECS`.
    #[attr(optional, default = "Server", replace, validate = platform)]
    pub compute_platform: Option<String>,
    /// The account at GitHub that it comes from.
    #[attr(computed)]
    pub github_account_name: String,
    /// It may be fetched from GitHub.
    #[attr(computed)]
    pub linked_to_github: bool,
    /// Its name. It can be given another.
    #[attr(required, length(1, 100))]
    pub name: String,
}

words! {
    /// Checks `compute_platform`.
    platform: types::ComputePlatform,
}

#[async_trait]
impl Resource for App {
    const TAGS_APART: bool = true;

    fn key(&self) -> Key {
        self.name.clone()
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        codedeploy(cx)
            .create_application()
            .application_name(&planned.name)
            .set_compute_platform(choice(&planned.compute_platform))
            .set_tags(given(&tag_list(&step.tags)))
            .send()
            .await?;
        Created::new(Some(planned.name.clone()))
    }

    /// By the name that it has or will have.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let names: Vec<Key> = reqs.iter().map(name).collect();
        let told = match applications(cx, names.iter().cloned().collect()).await {
            Ok(told) => told,
            Err(e) => return answers(reqs, Err(e)),
        };
        let found: HashMap<Key, Self> =
            told.into_iter().map(|app| found(cx, app)).map(|app| (app.name.clone(), app)).collect();
        let there =
            reqs.iter().zip(&names).filter_map(|(req, name)| Some((found.get(name)?.arn.clone(), req)));
        let tags =
            match tags_of(cx, &there.collect::<Vec<_>>(), |arn| async move { tags(cx, &arn).await }).await {
                Ok(tags) => tags,
                Err(e) => return answers(reqs, Err(e)),
            };
        let answer = |name: &Key| {
            let app = found.get(name)?.clone();
            let tags = tags.get(&app.arn).cloned().unwrap_or_default();
            Some(Found::ready(app).tagged(tags))
        };
        names.iter().map(|name| Ok(answer(name))).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        // Tags first: with the name the ARN changes.
        retag(cx, &arn(cx, "application", &from.name), &change.tags).await?;
        if change.changed("name") {
            let call = codedeploy(cx).update_application().application_name(&from.name);
            call.new_application_name(&to.name).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codedeploy(cx).delete_application().application_name(&prior.name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if applications(cx, [planned.name.clone()].into()).await?.is_empty() {
            return Ok(None);
        }
        let ours = intent.absent || carries(intent, &tags(cx, &arn(cx, "application", &planned.name)).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }

    /// By its name, or by the id that states hold.
    fn import(id: &str) -> Result<Self, Error> {
        let name = id.split_once(':').map_or(id, |(_, name)| name);
        Ok(App { id: id.to_owned(), name: name.to_owned(), ..App::default() })
    }
}

fn name(req: &Req<App>) -> Key {
    if req.prior.name.is_empty() { req.key.clone() } else { req.prior.name.clone() }
}

/// Applications by their names, a hundred a call; those that are not there are left out. One that is not there fails a call, so
/// that then all are listed first. (CodeDeploy BatchGetApplications)
async fn applications(cx: &Cx, names: BTreeSet<Key>) -> Result<Vec<types::ApplicationInfo>, Error> {
    let all: Vec<Key> = names.iter().cloned().collect();
    match batches(cx, &all).await {
        Err(e) if e.is_not_found() && all.len() > 1 => {
            let pages = codedeploy(cx).list_applications().into_paginator().items().send();
            let listed: Vec<String> = pages.try_collect().await?;
            let there: Vec<Key> = listed.into_iter().filter(|name| names.contains(name)).collect();
            batches(cx, &there).await
        }
        Err(e) if e.is_not_found() => Ok(Vec::new()),
        told => told,
    }
}

async fn batches(cx: &Cx, names: &[Key]) -> Result<Vec<types::ApplicationInfo>, Error> {
    let call = |some: &[Key]| {
        codedeploy(cx).batch_get_applications().set_application_names(Some(some.to_vec())).send()
    };
    let mut all = Vec::new();
    for told in each(names.chunks(BATCH), 5, call).await {
        all.extend(told?.applications_info.unwrap_or_default());
    }
    Ok(all)
}

fn found(cx: &Cx, told: types::ApplicationInfo) -> App {
    let (id, name) = (told.application_id.unwrap_or_default(), told.application_name.unwrap_or_default());
    App {
        id: format!("{id}:{name}"),
        application_id: id,
        arn: arn(cx, "application", &name),
        compute_platform: word(told.compute_platform.as_ref()),
        github_account_name: told.git_hub_account_name.unwrap_or_default(),
        linked_to_github: told.linked_to_git_hub,
        name,
    }
}
