//! `aws_backup_plan`

use crate::backup::{backup, named, retag, tags_of, tags_read, vault_name};
use aws_sdk_backup::operation::get_backup_plan::GetBackupPlanOutput;
use aws_sdk_backup::types as sdk;
use provision_aws_core::prelude::*;

/// What is backed up when, where to, and for how long. (Backup CreateBackupPlan)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_plan", tags, version = 1, seconds(2, 2))]
pub struct BackupPlan {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// Its version, which a change makes a new one of.
    #[attr(computed)]
    pub version: String,
    /// How backups of a kind are made.
    #[block(set)]
    pub advanced_backup_setting: Set<AdvancedSetting>,
    /// The rules.
    #[block(set, min = 1)]
    pub rule: Set<Rule>,
}

/// How backups of a kind are made.
#[derive(Nested, Clone, Default)]
pub struct AdvancedSetting {
    /// The options: `WindowsVSS`.
    #[attr(required)]
    pub backup_options: BTreeMap<String, String>,
    /// The kind.
    #[attr(required, one_of("EC2"))]
    pub resource_type: String,
}

/// A rule.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// Minutes after which a backup that is not finished is given up.
    #[attr(optional, default = 180)]
    pub completion_window: Option<i64>,
    /// Any second of the time that is kept can be restored.
    #[attr(optional, default = false)]
    pub enable_continuous_backup: Option<bool>,
    /// Tags of the backups.
    #[attr(optional)]
    pub recovery_point_tags: BTreeMap<String, String>,
    /// Its name.
    #[attr(required, validate = named)]
    pub rule_name: String,
    /// When, as cron.
    #[attr(optional)]
    pub schedule: Option<String>,
    /// By whose clock.
    #[attr(optional, default = "Etc/UTC")]
    pub schedule_expression_timezone: Option<String>,
    /// Minutes after which a backup that has not begun is left out.
    #[attr(optional, default = 60)]
    pub start_window: Option<i64>,
    /// The vault.
    #[attr(required, validate = vault_name)]
    pub target_vault_name: String,
    /// Where backups are copied to.
    #[block(set)]
    pub copy_action: Set<CopyAction>,
    /// How long they are kept.
    #[block(list, max = 1)]
    pub lifecycle: Vec<Lifecycle>,
}

/// Where backups are copied to.
#[derive(Nested, Clone, Default)]
pub struct CopyAction {
    /// The vault.
    #[attr(required, arn)]
    pub destination_vault_arn: String,
    /// How long the copies are kept.
    #[block(list, max = 1)]
    pub lifecycle: Vec<Lifecycle>,
}

/// How long backups are kept.
#[derive(Nested, Clone, Default)]
pub struct Lifecycle {
    /// Days until they move to cold storage.
    #[attr(optional)]
    pub cold_storage_after: Option<i64>,
    /// Days until they go.
    #[attr(optional)]
    pub delete_after: Option<i64>,
    /// Cold storage for all kinds that can go there.
    #[attr(optional, computed)]
    pub opt_in_to_archive_for_supported_resources: Option<bool>,
}

#[async_trait]
impl Resource for BackupPlan {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let told = backup(cx)
            .create_backup_plan()
            .backup_plan(planned.sent()?)
            .set_backup_plan_tags(Some(step.tags.clone().into_iter().collect()))
            .creator_request_id(step.short_token(50))
            .send()
            .await?;
        Created::new(told.backup_plan_id)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let plans = each(reqs, 10, |req| async {
            let told = there(backup(cx).get_backup_plan().backup_plan_id(&req.key).send().await)?;
            // A deleted plan is told for as long as there are backups of it.
            Ok::<_, Error>(
                told.filter(|told| told.deletion_date.is_none()).and_then(|t| told_of(&req.key, t)),
            )
        })
        .await;
        let reads: Vec<(Key, &Req<Self>)> = reqs
            .iter()
            .zip(&plans)
            .filter_map(|(req, plan)| Some((plan.as_ref().ok()?.as_ref()?.arn.clone(), req)))
            .collect();
        let tags = tags_read(cx, &reads).await;
        let found = |plan: Result<Option<Self>, Error>| {
            let Some(plan) = plan? else { return Ok(None) };
            let tags = tags.as_ref().map_err(Clone::clone)?.get(&plan.arn).cloned().unwrap_or_default();
            Ok(Some(Found::ready(plan).tagged(tags)))
        };
        plans.into_iter().map(found).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.any(&["advanced_backup_setting", "rule"]) {
            let call = backup(cx).update_backup_plan().backup_plan_id(&change.to.id);
            call.backup_plan(change.to.sent()?).send().await?;
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let deleted = backup(cx).delete_backup_plan().backup_plan_id(&prior.id).send().await;
        deleted.map(drop).map_err(Error::from).map_err(|e| {
            // Selections that were just deleted are still known here and there.
            let used = e.is(&["InvalidRequestException"]) && e.message.contains("selections must be deleted");
            if used { e.with_class(Class::Dependency) } else { e }
        })
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if intent.is_of_any_run() {
            return locate_by_tags(cx, &planned.name, intent).await;
        }
        let token: String = intent.token.chars().filter(char::is_ascii_alphanumeric).take(50).collect();
        let mut pages = backup(cx).list_backup_plans().into_paginator().send();
        while let Some(page) = pages.next().await {
            let plans = page?.backup_plans_list.unwrap_or_default();
            let ours = plans.into_iter().find(|p| p.creator_request_id.as_ref() == Some(&token));
            if let Some(plan) = ours {
                return Ok(plan.backup_plan_id);
            }
        }
        Ok(None)
    }
}

/// The plan of the name that carries the ownership tags. (Backup ListBackupPlans, ListTags)
async fn locate_by_tags(cx: &Cx, name: &str, intent: &Intent) -> Result<Option<Key>, Error> {
    let mut plans = backup(cx).list_backup_plans().into_paginator().items().send();
    while let Some(plan) = plans.next().await {
        let plan = plan?;
        if plan.backup_plan_name.as_deref() == Some(name)
            && carries(intent, &tags_of(cx, plan.backup_plan_arn.as_deref().unwrap_or_default()).await?)
        {
            return Ok(plan.backup_plan_id);
        }
    }
    Ok(None)
}

impl BackupPlan {
    fn sent(&self) -> Result<sdk::BackupPlanInput, Error> {
        let setting = |s: &AdvancedSetting| {
            sdk::AdvancedBackupSetting::builder()
                .resource_type(&s.resource_type)
                .set_backup_options(Some(s.backup_options.clone().into_iter().collect()))
                .build()
        };
        let settings: Vec<_> = self.advanced_backup_setting.iter().map(setting).collect();
        let rules = self.rule.iter().map(Rule::sent).collect::<Result<Vec<_>, _>>()?;
        Ok(sdk::BackupPlanInput::builder()
            .backup_plan_name(&self.name)
            .set_advanced_backup_settings(given(&settings))
            .set_rules(Some(rules))
            .build()?)
    }
}

impl Rule {
    fn sent(&self) -> Result<sdk::BackupRuleInput, Error> {
        let copies = self.copy_action.iter().map(CopyAction::sent).collect::<Result<Vec<_>, _>>()?;
        let tags = Some(&self.recovery_point_tags).filter(|t| !t.is_empty());
        Ok(sdk::BackupRuleInput::builder()
            .rule_name(&self.rule_name)
            .target_backup_vault_name(&self.target_vault_name)
            .set_completion_window_minutes(self.completion_window)
            .set_copy_actions(given(&copies))
            .enable_continuous_backup(self.enable_continuous_backup.unwrap_or_default())
            .set_lifecycle(self.lifecycle.first().map(Lifecycle::sent))
            .set_recovery_point_tags(tags.map(|t| t.clone().into_iter().collect()))
            .set_schedule_expression(text(&self.schedule))
            .set_schedule_expression_timezone(text(&self.schedule_expression_timezone))
            .set_start_window_minutes(self.start_window)
            .build()?)
    }

    fn told(told: sdk::BackupRule) -> Rule {
        let copy = |c: sdk::CopyAction| CopyAction {
            destination_vault_arn: c.destination_backup_vault_arn,
            lifecycle: c.lifecycle.map(Lifecycle::told).into_iter().collect(),
        };
        Rule {
            completion_window: told.completion_window_minutes,
            enable_continuous_backup: told.enable_continuous_backup,
            recovery_point_tags: told.recovery_point_tags.into_iter().flatten().collect(),
            rule_name: told.rule_name,
            schedule: told.schedule_expression,
            schedule_expression_timezone: told.schedule_expression_timezone,
            start_window: told.start_window_minutes,
            target_vault_name: told.target_backup_vault_name,
            copy_action: told.copy_actions.unwrap_or_default().into_iter().map(copy).collect(),
            lifecycle: told.lifecycle.map(Lifecycle::told).into_iter().collect(),
        }
    }
}

impl CopyAction {
    fn sent(&self) -> Result<sdk::CopyAction, Error> {
        let call = sdk::CopyAction::builder().destination_backup_vault_arn(&self.destination_vault_arn);
        Ok(call.set_lifecycle(self.lifecycle.first().map(Lifecycle::sent)).build()?)
    }
}

impl Lifecycle {
    fn sent(&self) -> sdk::Lifecycle {
        let days = |days: Option<i64>| days.filter(|d| *d != 0);
        sdk::Lifecycle::builder()
            .set_delete_after_days(days(self.delete_after))
            .set_move_to_cold_storage_after_days(days(self.cold_storage_after))
            .set_opt_in_to_archive_for_supported_resources(
                self.opt_in_to_archive_for_supported_resources.filter(|on| *on),
            )
            .build()
    }

    fn told(told: sdk::Lifecycle) -> Lifecycle {
        Lifecycle {
            cold_storage_after: told.move_to_cold_storage_after_days,
            delete_after: told.delete_after_days,
            opt_in_to_archive_for_supported_resources: Some(
                told.opt_in_to_archive_for_supported_resources.unwrap_or_default(),
            ),
        }
    }
}

/// A plan as the state holds it. Advanced settings stand beside the plan, never in it.
fn told_of(id: &str, told: GetBackupPlanOutput) -> Option<BackupPlan> {
    let plan = told.backup_plan?;
    let setting = |s: sdk::AdvancedBackupSetting| AdvancedSetting {
        backup_options: s.backup_options.into_iter().flatten().collect(),
        resource_type: s.resource_type.unwrap_or_default(),
    };
    Some(BackupPlan {
        id: id.to_owned(),
        arn: told.backup_plan_arn?,
        name: plan.backup_plan_name,
        version: told.version_id.unwrap_or_default(),
        advanced_backup_setting: told.advanced_backup_settings.into_iter().flatten().map(setting).collect(),
        rule: plan.rules.into_iter().map(Rule::told).collect(),
    })
}
