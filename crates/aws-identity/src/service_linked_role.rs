//! `aws_iam_service_linked_role`

use crate::iam::{iam, is_young, seconds, tag_list, tags};
use crate::listing::{self, Wanted};
use aws_sdk_iam::types::{self, DeletionTaskStatusType};
use provision_aws_core::prelude::*;
use provision_schema::suppress::Difference;
use std::time::Duration;

/// The role that a service of AWS makes its own use of. (IAM CreateServiceLinkedRole)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_service_linked_role", tags, seconds(1, 10))]
pub struct ServiceLinkedRole {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The service: `autoscaling.amazonaws.com`
    #[attr(required, replace, validate = is_host)]
    pub aws_service_name: String,
    /// When it was made.
    #[attr(computed)]
    pub create_date: String,
    /// The end of its name, where the service allows for more than one.
    #[attr(optional, replace, suppress = given_by_service)]
    pub custom_suffix: Option<String>,
    /// What it is for.
    #[attr(optional, length(0, 1000))]
    pub description: Option<String>,
    /// Its name, which the service gives.
    #[attr(computed)]
    pub name: String,
    /// Path in front of the name in the ARN.
    #[attr(computed)]
    pub path: String,
    /// Its id, never used twice.
    #[attr(computed)]
    pub unique_id: String,
}

fn is_host(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.contains('.') => {
            Err("must be the full name of a service, such as \"elasticbeanstalk.amazonaws.com\"".into())
        }
        _ => Ok(()),
    }
}

/// Application Auto Scaling gives suffixes by itself.
fn given_by_service(d: &Difference<'_>) -> bool {
    d.after.is_empty() && d.text("aws_service_name").contains(".application-autoscaling.")
}

#[async_trait]
impl Resource for ServiceLinkedRole {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = iam(cx)
            .create_service_linked_role()
            .aws_service_name(&planned.aws_service_name)
            .set_custom_suffix(text(&planned.custom_suffix))
            .set_description(text(&planned.description));
        match call.send().await.map_err(Error::from) {
            Ok(made) => Created::new(made.role.map(|r| r.arn)),
            Err(e) if e.is(&["InvalidInput"]) && e.message.contains("has been taken") => Err(e
                .with_class(Class::Exists)
                .help("The service may have made it by itself. Import it by its ARN.")),
            Err(e) => Err(e),
        }
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if let Some(wanted) = Wanted::by(reqs) {
            match listing::roles(cx, wanted).await {
                Ok(Some(all)) => {
                    let one = |req: &Req<Self>| {
                        let (_, name) = parts(&req.key)?;
                        let told = all.details.get(name).zip(all.summaries.get(name));
                        told.map(|(d, s)| found(s, tags(d.tags.as_deref()))).transpose()
                    };
                    return reqs.iter().map(one).collect();
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let (_, name) = parts(&req.key)?;
            let told = there(iam(cx).get_role().role_name(name).send().await)?;
            let Some(role) = told.and_then(|t| t.role) else { return Ok(None) };
            found(&role, tags(role.tags.as_deref())).map(Some)
        })
        .await
    }

    /// Tags too: the create call takes none.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (client, (_, name)) = (iam(cx), parts(&change.from.id)?);
        if change.changed("description") {
            let description = change.to.description.clone().unwrap_or_default();
            client.update_role().role_name(name).description(description).send().await?;
        }
        if !change.tags.remove.is_empty() {
            client.untag_role().role_name(name).set_tag_keys(Some(change.tags.remove.clone())).send().await?;
        }
        if !change.tags.set.is_empty() {
            client.tag_role().role_name(name).set_tags(tag_list(&change.tags.set)?).send().await?;
        }
        Ok(())
    }

    /// AWS asks the service first, and tells later what it said.
    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let (_, name) = parts(&prior.id)?;
        let task = iam(cx).delete_service_linked_role().role_name(name).send().await?.deletion_task_id;
        let begun = tokio::time::Instant::now();
        loop {
            let told = iam(cx).get_service_linked_role_deletion_status().deletion_task_id(&task);
            let Some(told) = there(told.send().await)? else { return Ok(()) };
            match told.status {
                DeletionTaskStatusType::Succeeded => return Ok(()),
                DeletionTaskStatusType::Failed => return Err(refusal(name, told.reason)),
                _ if begun.elapsed() > cx.scaled(step.limit()) => {
                    let message = format!("Deleting {name} took longer than {} s.", step.limit().as_secs());
                    return Err(Error::new(Class::Timeout, message));
                }
                status => {
                    step.progress(&format!("waiting for {name} to go: {}", status.as_str()));
                    cx.tick(Duration::from_secs(3)).await;
                }
            }
        }
    }

    /// The service gives the name: its youngest role, made since, is the one.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let path = format!("/aws-service-role/{}/", planned.aws_service_name);
        let pages = iam(cx).list_roles().path_prefix(path).into_paginator().items().send();
        let ours = |role: &types::Role| {
            let suffix = text(&planned.custom_suffix);
            let fits = suffix.is_none() || suffix.as_deref() == suffix_of(&role.role_name);
            fits && is_young(intent, Some(&role.create_date))
        };
        let all: Vec<types::Role> = pages.try_collect().await?;
        let youngest = all.into_iter().filter(ours).max_by_key(|r| r.create_date);
        Ok(youngest.map(|r| r.arn))
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id)?;
        Ok(Self { id: id.to_owned(), ..Self::default() })
    }
}

fn found(told: &types::Role, tags: Tags) -> Result<Found<ServiceLinkedRole>, Error> {
    let (service, name) = parts(&told.arn)?;
    let value = ServiceLinkedRole {
        id: told.arn.clone(),
        arn: told.arn.clone(),
        aws_service_name: service.to_owned(),
        create_date: seconds(&told.create_date),
        custom_suffix: suffix_of(name).map(str::to_owned),
        description: told.description.clone(),
        name: told.role_name.clone(),
        path: told.path.clone(),
        unique_id: told.role_id.clone(),
    };
    Ok(Found::ready(value).tagged(tags))
}

/// What the service says keeps the role.
fn refusal(name: &str, reason: Option<types::DeletionTaskFailureReasonType>) -> Error {
    let told = reason.as_ref().and_then(|r| r.reason.clone()).unwrap_or_default();
    let usage = reason.iter().flat_map(|r| r.role_usage_list()).flat_map(|u| u.resources()).cloned();
    let usage: Vec<String> = usage.collect();
    let used = if usage.is_empty() { String::new() } else { format!(" It is used by {}.", usage.join(", ")) };
    Error::new(Class::Conflict, format!("AWS does not delete {name}: {told}{used}"))
        .help("Delete what uses the role first.")
}

/// The service and the role's name, in an ARN that ends with `role/aws-service-role/SERVICE/NAME`.
fn parts(arn: &str) -> Result<(&str, &str), Error> {
    let parts = arn.split_once(":role/aws-service-role/").and_then(|(_, rest)| rest.split_once('/'));
    parts
        .filter(|(_, name)| !name.contains('/'))
        .ok_or_else(|| Error::import_id(arn, "arn:PARTITION:iam::ACCOUNT:role/aws-service-role/SERVICE/NAME"))
}

/// What stands after the one underscore of a name.
fn suffix_of(name: &str) -> Option<&str> {
    name.split_once('_').map(|(_, suffix)| suffix).filter(|s| !s.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_tells_service_name_and_suffix() {
        let arn = "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_shop";
        let (service, name) = parts(arn).unwrap_or_default();
        assert_eq!((service, suffix_of(name)), ("autoscaling.amazonaws.com", Some("shop")));
        assert_eq!(suffix_of("AWSServiceRoleForECS"), None);
        assert!(parts("arn:aws:iam::123456789012:role/other").is_err());
    }
}
