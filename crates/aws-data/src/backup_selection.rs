//! `aws_backup_selection`

use crate::backup::{backup, named};
use aws_sdk_backup::types as sdk;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// What a plan backs up. (Backup CreateBackupSelection)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_selection", seconds(2, 1))]
pub struct BackupSelection {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The role that backs up.
    #[attr(required, replace, arn)]
    pub iam_role_arn: String,
    /// Its name.
    #[attr(required, replace, validate = named)]
    pub name: String,
    /// What is left out: ARNs, with `*` for any.
    #[attr(optional, computed, replace)]
    pub not_resources: Option<Set<String>>,
    /// The plan.
    #[attr(required, replace)]
    pub plan_id: String,
    /// What is backed up: ARNs, with `*` for any.
    #[attr(optional, replace)]
    pub resources: Option<Set<String>>,
    /// Which tags it must have: all of these.
    #[block(set, computed, replace)]
    pub condition: Set<Conditions>,
    /// Which tags it must have: one of these.
    #[block(set, replace)]
    pub selection_tag: Set<SelectionTag>,
}

/// Tags that a thing must have.
#[derive(Nested, Clone, Default)]
pub struct Conditions {
    /// Equal to these.
    #[block(set, replace)]
    pub string_equals: Set<Condition>,
    /// Like these, with `*` for any text.
    #[block(set, replace)]
    pub string_like: Set<Condition>,
    /// Not equal to these.
    #[block(set, replace)]
    pub string_not_equals: Set<Condition>,
    /// Not like these.
    #[block(set, replace)]
    pub string_not_like: Set<Condition>,
}

/// A tag.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// Its key, as `aws:ResourceTag/Name`.
    #[attr(required, replace)]
    pub key: String,
    /// Its value.
    #[attr(required, replace)]
    pub value: String,
}

/// A tag that a thing must have.
#[derive(Nested, Clone, Default)]
pub struct SelectionTag {
    /// Its key.
    #[attr(required, replace)]
    pub key: String,
    /// `STRINGEQUALS`
    #[attr(required, replace, one_of("STRINGEQUALS"))]
    pub r#type: String,
    /// Its value.
    #[attr(required, replace)]
    pub value: String,
}

#[async_trait]
impl Resource for BackupSelection {
    const LOST: Lost = Lost::Repeat;

    fn key(&self) -> Key {
        format!("{}|{}", self.plan_id, self.id)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = backup(cx)
            .create_backup_selection()
            .backup_plan_id(&planned.plan_id)
            .backup_selection(planned.sent()?)
            .creator_request_id(step.short_token(50));
        // The role, or what it may do, is not known yet.
        let unknown = |e: &Error| {
            let words = ["cannot be assumed", "is not authorized to call"];
            e.is(&["InvalidParameterValueException"]) && words.iter().any(|w| e.message.contains(w))
        };
        let told = cx.retry(PROPAGATION, unknown, || call.clone().send()).await?;
        Created::new(told.selection_id.map(|id| format!("{}|{id}", planned.plan_id)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| read_one(cx, &req.key)).await
    }

    /// Every argument needs a new one.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call =
            backup(cx).delete_backup_selection().backup_plan_id(&prior.plan_id).selection_id(&prior.id);
        match call.send().await.map_err(Error::from) {
            Err(e) if is_gone(&e) => Ok(()),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let token: String = intent.token.chars().filter(char::is_ascii_alphanumeric).take(50).collect();
        let plan = &planned.plan_id;
        let mut pages = backup(cx).list_backup_selections().backup_plan_id(plan).into_paginator().send();
        while let Some(page) = pages.next().await {
            let selections = page?.backup_selections_list.unwrap_or_default();
            let ours = selections.into_iter().find(|s| match intent.is_of_any_run() {
                true => s.selection_name.as_ref() == Some(&planned.name),
                false => s.creator_request_id.as_ref() == Some(&token),
            });
            if let Some(id) = ours.and_then(|s| s.selection_id) {
                return Ok(Some(format!("{plan}|{id}")));
            }
        }
        Ok(None)
    }

    fn import(id: &str) -> Result<Self, Error> {
        match id.split_once('|') {
            Some((plan, selection)) if !plan.is_empty() && !selection.is_empty() => {
                Ok(Self { id: selection.into(), plan_id: plan.into(), ..Self::default() })
            }
            _ => Err(Error::import_id(id, "PLAN|SELECTION")),
        }
    }
}

/// So AWS answers for a selection or a plan that is not there.
fn is_gone(e: &Error) -> bool {
    let words = ["Cannot find Backup plan", "Cannot find Backup selection", "Cannot find backup"];
    e.is(&["InvalidParameterValueException"]) && words.iter().any(|w| e.message.contains(w))
}

async fn read_one(cx: &Cx, key: &str) -> Answer<BackupSelection> {
    let Some((plan, id)) = key.split_once('|') else { return Err(Error::import_id(key, "PLAN|SELECTION")) };
    let call = backup(cx).get_backup_selection().backup_plan_id(plan).selection_id(id);
    let told = match there(call.send().await) {
        Err(e) if is_gone(&e) => None,
        told => told?,
    };
    let Some(told) = told.and_then(|told| told.backup_selection) else { return Ok(None) };
    let tag = |c: sdk::Condition| SelectionTag {
        key: c.condition_key,
        r#type: c.condition_type.as_str().to_owned(),
        value: c.condition_value,
    };
    Ok(Some(Found::ready(BackupSelection {
        id: id.to_owned(),
        iam_role_arn: told.iam_role_arn,
        name: told.selection_name,
        not_resources: told.not_resources.map(Set),
        plan_id: plan.to_owned(),
        resources: told.resources.map(Set),
        condition: told.conditions.map(Conditions::told).into_iter().collect(),
        selection_tag: told.list_of_tags.unwrap_or_default().into_iter().map(tag).collect(),
    })))
}

impl BackupSelection {
    fn sent(&self) -> Result<sdk::BackupSelection, Error> {
        let tag = |t: &SelectionTag| {
            sdk::Condition::builder()
                .condition_key(&t.key)
                .condition_type(t.r#type.as_str().into())
                .condition_value(&t.value)
                .build()
        };
        let tags = self.selection_tag.iter().map(tag).collect::<Result<Vec<_>, _>>()?;
        let of = |f: fn(&Conditions) -> &Set<Condition>| {
            let all: Vec<_> = self.condition.iter().flat_map(|c| f(c).iter().map(Condition::sent)).collect();
            given(&all)
        };
        let conditions = sdk::Conditions::builder()
            .set_string_equals(of(|c| &c.string_equals))
            .set_string_like(of(|c| &c.string_like))
            .set_string_not_equals(of(|c| &c.string_not_equals))
            .set_string_not_like(of(|c| &c.string_not_like))
            .build();
        let some = |set: &Option<Set<String>>| set.as_ref().and_then(|s| given(s));
        Ok(sdk::BackupSelection::builder()
            .selection_name(&self.name)
            .iam_role_arn(&self.iam_role_arn)
            .conditions(conditions)
            .set_list_of_tags(given(&tags))
            .set_not_resources(some(&self.not_resources))
            .set_resources(some(&self.resources))
            .build()?)
    }
}

impl Condition {
    fn sent(&self) -> sdk::ConditionParameter {
        sdk::ConditionParameter::builder().condition_key(&self.key).condition_value(&self.value).build()
    }
}

impl Conditions {
    fn told(told: sdk::Conditions) -> Conditions {
        let all = |told: Option<Vec<sdk::ConditionParameter>>| {
            let one = |c: sdk::ConditionParameter| Condition {
                key: c.condition_key.unwrap_or_default(),
                value: c.condition_value.unwrap_or_default(),
            };
            told.unwrap_or_default().into_iter().map(one).collect()
        };
        Conditions {
            string_equals: all(told.string_equals),
            string_like: all(told.string_like),
            string_not_equals: all(told.string_not_equals),
            string_not_like: all(told.string_not_like),
        }
    }
}
