//! `aws_db_parameter_group`

use crate::rds::{PAGE, in_use, name, prefix, rds, retag, tag_list, tags_of, with_tags};
use aws_sdk_rds::types::{self, ApplyMethod, DbParameterGroup};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;
use std::collections::BTreeSet;

/// Settings of a database engine. (RDS CreateDBParameterGroup, ModifyDBParameterGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_db_parameter_group", tags, seconds(2, 1))]
pub struct ParameterGroup {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, replace, default = "Managed by Terraform")]
    pub description: Option<String>,
    /// The engine and version that it is for: `mysql8.0`.
    #[attr(required, replace)]
    pub family: String,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 255), conflicts("name_prefix"), validate = name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 229), conflicts("name"), validate = prefix)]
    pub name_prefix: Option<String>,
    /// Its settings, where they are other than the engine's.
    #[block(set)]
    pub parameter: Set<Parameter>,
    /// Left at AWS when it is destroyed here.
    #[attr(optional, default = false, config_only)]
    pub skip_destroy: Option<bool>,
}

/// A setting.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// When it takes effect: `immediate` or `pending-reboot`.
    #[attr(optional, default = "immediate", equal_by = case, as_configured, validate = apply_method)]
    pub apply_method: Option<String>,
    /// Its name.
    #[attr(required, equal_by = case, as_configured)]
    pub name: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

fn apply_method(value: &Value) -> Result<(), String> {
    let known = |m: &str| ["immediate", "pending-reboot"].contains(&m.to_lowercase().as_str());
    match value.as_str() {
        Some(method) if !known(method) => Err("must be `immediate` or `pending-reboot`".into()),
        _ => Ok(()),
    }
}

/// Parameters that one call takes.
const CHUNK: usize = 20;

/// Parameters that only make sense together, and so go in one call.
const TOGETHER: [&[&str]; 6] = [
    &["collation_server", "character_set_server"],
    &["gtid-mode", "enforce_gtid_consistency"],
    &["password_encryption", "rds.accepted_password_auth_method"],
    &["ssl_max_protocol_version", "ssl_min_protocol_version"],
    &["rds.change_data_capture_streaming", "binlog_format"],
    &["aurora_enhanced_binlog", "binlog_backup", "binlog_replication_globaldb"],
];

impl Parameter {
    fn key(&self) -> String {
        self.name.to_lowercase()
    }
    fn waits_for_reboot(&self) -> bool {
        self.apply_method.as_deref().is_some_and(|m| m.eq_ignore_ascii_case("pending-reboot"))
    }
    fn same(&self, other: &Parameter) -> bool {
        let same = self.key() == other.key() && self.value == other.value;
        same && self.waits_for_reboot() == other.waits_for_reboot()
    }
    fn request(&self) -> types::Parameter {
        let method =
            if self.waits_for_reboot() { ApplyMethod::PendingReboot } else { ApplyMethod::Immediate };
        types::Parameter::builder()
            .parameter_name(&self.name)
            .parameter_value(&self.value)
            .apply_method(method)
            .build()
    }
    fn told(told: &types::Parameter) -> Parameter {
        Parameter {
            apply_method: word(told.apply_method()).map(|m| m.to_lowercase()),
            name: told.parameter_name.clone().unwrap_or_default().to_lowercase(),
            value: told.parameter_value.clone().unwrap_or_default(),
        }
    }
}

/// The calls that set parameters: those that belong together first, then those that take effect at once, then those that wait.
fn chunks(parameters: &[&Parameter]) -> Vec<Vec<types::Parameter>> {
    let bin = |p: &Parameter| match TOGETHER.iter().position(|names| names.contains(&p.key().as_str())) {
        Some(at) => at,
        None => TOGETHER.len() + usize::from(p.waits_for_reboot()),
    };
    let mut bins: BTreeMap<usize, Vec<types::Parameter>> = BTreeMap::new();
    for parameter in parameters {
        bins.entry(bin(parameter)).or_default().push(parameter.request());
    }
    bins.into_values().flat_map(|b| b.chunks(CHUNK).map(<[_]>::to_vec).collect::<Vec<_>>()).collect()
}

#[async_trait]
impl Resource for ParameterGroup {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = rds(cx)
            .create_db_parameter_group()
            .db_parameter_group_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .db_parameter_group_family(&planned.family)
            .description(planned.description.clone().unwrap_or_default())
            .set_tags(tag_list(&step.tags))
            .send()
            .await?;
        Created::new(made.db_parameter_group.and_then(|g| g.db_parameter_group_name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let groups = match groups(cx, reqs.iter().map(|r| &r.key)).await {
            Ok(groups) => groups,
            Err(e) => return answers(reqs, Err(e)),
        };
        let told = each(reqs, 5, |req| async {
            let Some(group) = groups.get(&req.key) else { return Ok(None) };
            let parameters = match req.phase {
                // A new group has the engine's settings.
                Phase::Created | Phase::Deleted => Some(Set::default()),
                Phase::Refresh | Phase::Updated => parameters(cx, req).await?,
            };
            Ok(parameters.map(|p| found(group, p)))
        });
        let told: Result<Vec<_>, Error> = told.await.into_iter().collect();
        let found = told.map(|all| {
            let keyed = |f: Found<Self>| (f.value.id.clone(), (f.value.arn.clone(), f));
            all.into_iter().flatten().map(keyed).collect()
        });
        with_tags(cx, reqs, found).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (&change.from.parameter, &change.to.parameter);
        if change.changed("parameter") {
            let new: Vec<&Parameter> = to.iter().filter(|t| !from.iter().any(|f| f.same(t))).collect();
            for chunk in chunks(&new) {
                let call = rds(cx).modify_db_parameter_group().db_parameter_group_name(&change.to.id);
                let call = call.set_parameters(Some(chunk));
                settled(cx, || call.clone().send()).await?;
            }
            let gone: Vec<&Parameter> =
                from.iter().filter(|f| !to.iter().any(|t| t.key() == f.key())).collect();
            for chunk in gone.chunks(CHUNK) {
                let call = rds(cx).reset_db_parameter_group().db_parameter_group_name(&change.to.id);
                let parameters = chunk.iter().map(|p| p.request()).collect();
                let call = call.reset_all_parameters(false).set_parameters(Some(parameters));
                settled(cx, || call.clone().send()).await?;
            }
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    /// An instance that is being deleted or changed holds it for a while.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        if prior.skip_destroy == Some(true) {
            return Ok(());
        }
        let call = rds(cx).delete_db_parameter_group().db_parameter_group_name(&prior.id);
        in_use(call.send().await.map(drop).map_err(Error::from), "InvalidDBParameterGroupState")
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let found = groups(cx, std::iter::once(&name)).await?;
        let Some(group) = found.get(&name) else { return Ok(None) };
        let arn = group.db_parameter_group_arn.as_deref().unwrap_or_default();
        let ours = intent.absent || carries(intent, &tags_of(cx, arn).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Repeats a call while an earlier change of the group is under way.
async fn settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    cx.retry(PROPAGATION, |e| e.code.starts_with("InvalidDBParameterGroupState"), call).await
}

/// Parameter groups by name, those that are there: one by its name, more by a list of all. (RDS DescribeDBParameterGroups)
async fn groups(cx: &Cx, names: impl Iterator<Item = &Key>) -> Result<HashMap<Key, DbParameterGroup>, Error> {
    let names: Vec<&Key> = names.collect();
    let one = names.first().filter(|_| names.len() == 1).map(|n| (*n).clone());
    let call = rds(cx).describe_db_parameter_groups().set_db_parameter_group_name(one).max_records(PAGE);
    let all = there(call.into_paginator().items().send().try_collect().await)?.unwrap_or_default();
    Ok(all
        .into_iter()
        .filter_map(|g: DbParameterGroup| Some((g.db_parameter_group_name.clone()?, g)))
        .collect())
}

/// The settings that somebody made, and those of the state that mean what the engine means anyway: only where the first do not hold
/// all of the second are all of the engine's asked for, which are hundreds. (RDS DescribeDBParameters)
async fn parameters(cx: &Cx, req: &Req<ParameterGroup>) -> Result<Option<Set<Parameter>>, Error> {
    let Some(own) = there(described(cx, &req.key, Some("user")).await)? else { return Ok(None) };
    let mut all: Vec<Parameter> = own.iter().map(Parameter::told).collect();
    let held: BTreeSet<String> = req.prior.parameter.iter().map(Parameter::key).collect();
    let known: BTreeSet<String> = all.iter().map(Parameter::key).collect();
    if !held.is_subset(&known) {
        let engine = described(cx, &req.key, None).await?;
        let engine = engine.iter().map(Parameter::told);
        all.extend(engine.filter(|p| held.contains(&p.key()) && !known.contains(&p.key())));
    }
    Ok(Some(all.into_iter().collect()))
}

async fn described(cx: &Cx, group: &str, source: Option<&str>) -> Result<Vec<types::Parameter>, Error> {
    let call = rds(cx).describe_db_parameters().db_parameter_group_name(group).max_records(PAGE);
    let call = call.set_source(source.map(str::to_owned));
    Ok(call.into_paginator().items().send().try_collect().await?)
}

fn found(group: &DbParameterGroup, parameter: Set<Parameter>) -> Found<ParameterGroup> {
    let name = group.db_parameter_group_name.clone().unwrap_or_default();
    Found::ready(ParameterGroup {
        id: name.clone(),
        arn: group.db_parameter_group_arn.clone().unwrap_or_default(),
        description: group.description.clone(),
        family: group.db_parameter_group_family.clone().unwrap_or_default(),
        name_prefix: Some(prefix_of(&name)),
        name: Some(name),
        parameter,
        skip_destroy: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &str, method: &str) -> Parameter {
        Parameter { name: name.into(), value: "1".into(), apply_method: Some(method.into()) }
    }

    #[test]
    fn what_belongs_together_goes_in_one_call() {
        let mut all: Vec<Parameter> = (0..25).map(|n| parameter(&format!("p{n}"), "immediate")).collect();
        all.push(parameter("later", "Pending-Reboot"));
        all.insert(3, parameter("collation_server", "immediate"));
        all.push(parameter("Character_Set_Server", "immediate"));
        let calls = chunks(&all.iter().collect::<Vec<_>>());
        let names =
            |at: usize| calls[at].iter().filter_map(|p| p.parameter_name.as_deref()).collect::<Vec<_>>();
        assert_eq!(calls.iter().map(Vec::len).collect::<Vec<_>>(), [2, 20, 5, 1]);
        assert_eq!(names(0), ["collation_server", "Character_Set_Server"]);
        assert_eq!(names(3), ["later"]);
    }
}
