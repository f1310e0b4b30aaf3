//! `aws_db_option_group`

use crate::rds::{PAGE, in_use, lower, rds, retag, tag_list, tags_of, with_tags};
use aws_sdk_rds::types::{self, OptionConfiguration, OptionGroup as Told};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;
use std::time::Duration;

/// Features of a database engine beyond its settings. (RDS CreateOptionGroup, ModifyOptionGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_db_option_group", tags, timeouts(delete), seconds(2, 2))]
pub struct OptionGroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The engine.
    #[attr(required, replace)]
    pub engine_name: String,
    /// The engine's version.
    #[attr(required, replace)]
    pub major_engine_version: String,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 255), conflicts("name_prefix"), validate = group_name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 229), conflicts("name"), validate = group_name)]
    pub name_prefix: Option<String>,
    /// Its features.
    #[block(set)]
    pub option: Set<Feature>,
    /// What it is for.
    #[attr(optional, replace, default = "Managed by Terraform")]
    pub option_group_description: Option<String>,
    /// Left at AWS when it is destroyed here.
    #[attr(optional, default = false, config_only)]
    pub skip_destroy: Option<bool>,
}

/// A feature.
#[derive(Nested, Clone, Default)]
pub struct Feature {
    /// Security groups of RDS, as they were before VPCs.
    #[attr(optional)]
    pub db_security_group_memberships: Set<String>,
    /// Its name.
    #[attr(required)]
    pub option_name: String,
    /// Its settings.
    #[block(set)]
    pub option_settings: Set<Setting>,
    /// The port that it listens on.
    #[attr(optional)]
    pub port: Option<i64>,
    /// Its version.
    #[attr(optional)]
    pub version: Option<String>,
    /// Security groups that let it be reached.
    #[attr(optional)]
    pub vpc_security_group_memberships: Set<String>,
}

/// A setting of a feature.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

/// What AWS tells instead of a secret.
const HIDDEN: &str = "****";

impl Feature {
    fn request(&self) -> OptionConfiguration {
        let setting = |s: &Setting| types::OptionSetting::builder().name(&s.name).value(&s.value).build();
        let settings: Vec<types::OptionSetting> = self.option_settings.iter().map(setting).collect();
        OptionConfiguration::builder()
            .option_name(&self.option_name)
            .set_db_security_group_memberships(given(&self.db_security_group_memberships))
            .set_option_settings(given(&settings))
            .set_port(positive(self.port))
            .set_option_version(text(&self.version))
            .set_vpc_security_group_memberships(given(&self.vpc_security_group_memberships))
            .build()
    }

    /// As AWS tells it, without what it adds by itself: settings that stand at their defaults, version and port, where nobody set them.
    fn told(told: &types::Option, written: &Set<Feature>) -> Feature {
        let name = told.option_name.clone().unwrap_or_default();
        let written = written.iter().find(|w| w.option_name == name);
        let setting = |s: &types::OptionSetting| {
            let (name, value) = (s.name.clone()?, s.value.clone().unwrap_or_default());
            let set = written.and_then(|w| w.option_settings.iter().find(|s| s.name == name));
            match set {
                None if s.value == s.default_value => None,
                Some(set) if value == HIDDEN => Some(set.clone()),
                _ => Some(Setting { name, value }),
            }
        };
        Feature {
            db_security_group_memberships: told
                .db_security_group_memberships()
                .iter()
                .filter_map(|m| m.db_security_group_name.clone())
                .collect(),
            option_settings: told.option_settings().iter().filter_map(setting).collect(),
            port: long(told.port).filter(|_| written.is_some_and(|w| w.port.is_some_and(|p| p != 0))),
            version: told
                .option_version
                .clone()
                .filter(|_| written.is_some_and(|w| text(&w.version).is_some())),
            vpc_security_group_memberships: told
                .vpc_security_group_memberships()
                .iter()
                .filter_map(|m| m.vpc_security_group_id.clone())
                .collect(),
            option_name: name,
        }
    }

    /// True for the same feature with the same settings, in whatever order they stand.
    fn same(&self, other: &Feature) -> bool {
        self.option_name == other.option_name
            && self.port.filter(|p| *p != 0) == other.port.filter(|p| *p != 0)
            && text(&self.version) == text(&other.version)
            && sorted(&self.option_settings) == sorted(&other.option_settings)
            && sorted(&self.db_security_group_memberships) == sorted(&other.db_security_group_memberships)
            && sorted(&self.vpc_security_group_memberships) == sorted(&other.vpc_security_group_memberships)
    }
}

fn sorted<T: Ord>(items: &[T]) -> Vec<&T> {
    let mut all: Vec<&T> = items.iter().collect();
    all.sort();
    all
}

fn group_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match value.as_str() {
        Some(name) if !name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Err("must begin with a letter".into())
        }
        Some(name) if !name.chars().all(plain) => Err("must hold letters, digits and hyphens only".into()),
        Some(name) if name.contains("--") => Err("must not hold two hyphens in a row".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for OptionGroup {
    const WAITS: Waits = Waits { delete: Duration::from_secs(900), ..Waits::QUICK };
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        rds(cx)
            .create_option_group()
            .option_group_name(&name)
            .engine_name(&planned.engine_name)
            .major_engine_version(&planned.major_engine_version)
            .option_group_description(planned.option_group_description.clone().unwrap_or_default())
            .set_tags(tag_list(&step.tags))
            .send()
            .await?;
        Created::new(Some(lower(&name)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = groups(cx, reqs.iter().map(|r| &r.key)).await.map(|all| {
            let one = |req: &Req<Self>| {
                let group = all.get(&lower(&req.key))?;
                Some((
                    req.key.clone(),
                    (group.option_group_arn.clone().unwrap_or_default(), told(group, &req.prior)),
                ))
            };
            reqs.iter().filter_map(one).collect()
        });
        with_tags(cx, reqs, found).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("option") {
            let (from, to) = (&change.from.option, &change.to.option);
            let new: Vec<OptionConfiguration> =
                to.iter().filter(|t| !from.iter().any(|f| f.same(t))).map(Feature::request).collect();
            let gone = from.iter().filter(|f| !to.iter().any(|t| t.option_name == f.option_name));
            let gone: Vec<String> = gone.map(|f| f.option_name.clone()).collect();
            if !new.is_empty() || !gone.is_empty() {
                let call =
                    rds(cx).modify_option_group().option_group_name(&change.to.id).apply_immediately(true);
                let call = call.set_options_to_include(given(&new)).set_options_to_remove(given(&gone));
                // A role in a setting may be as new as the call.
                let soon = |e: &Error| {
                    e.is(&["InvalidParameterValue"]) && e.message.contains("IAM role ARN value is invalid")
                };
                cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
            }
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    /// An instance or a snapshot of one that has it holds it.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if prior.skip_destroy == Some(true) {
            return Ok(());
        }
        let call = rds(cx).delete_option_group().option_group_name(&prior.id);
        in_use(call.send().await.map(drop).map_err(Error::from), "InvalidOptionGroupState")
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = lower(&name_of(&planned.name, &planned.name_prefix, &intent.token));
        let found = groups(cx, std::iter::once(&name)).await?;
        let Some(group) = found.get(&name) else { return Ok(None) };
        let arn = group.option_group_arn.as_deref().unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, arn).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Option groups by name, those that are there: one by its name, more by a list of all. (RDS DescribeOptionGroups)
async fn groups(cx: &Cx, names: impl Iterator<Item = &Key>) -> Result<HashMap<Key, Told>, Error> {
    let names: Vec<&Key> = names.collect();
    let one = names.first().filter(|_| names.len() == 1).map(|n| (*n).clone());
    let call = rds(cx).describe_option_groups().set_option_group_name(one).max_records(PAGE);
    let all = there(call.into_paginator().items().send().try_collect().await)?.unwrap_or_default();
    Ok(all.into_iter().filter_map(|g: Told| Some((lower(g.option_group_name.as_deref()?), g))).collect())
}

fn told(group: &Told, prior: &OptionGroup) -> Found<OptionGroup> {
    let name = group.option_group_name.clone().unwrap_or_default();
    Found::ready(OptionGroup {
        id: lower(&name),
        arn: group.option_group_arn.clone().unwrap_or_default(),
        engine_name: group.engine_name.clone().unwrap_or_default(),
        major_engine_version: group.major_engine_version.clone().unwrap_or_default(),
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        option: group.options().iter().map(|o| Feature::told(o, &prior.option)).collect(),
        option_group_description: group.option_group_description.clone(),
        skip_destroy: None,
    })
}
