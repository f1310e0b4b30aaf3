//! `aws_config_configuration_recorder`

use crate::config::{by_name, config};
use aws_sdk_config::types::{self, RecordingStrategyType};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// What is written down of the resources of a region: which, and how often. (Config PutConfigurationRecorder)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_config_configuration_recorder", seconds(1, 1))]
pub struct Recorder {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its name.
    #[attr(optional, default = "default", replace, length(0, 256))]
    pub name: Option<String>,
    /// Which resources.
    #[block(list, max = 1, computed)]
    pub recording_group: Option<Group>,
    /// How often.
    #[block(list, max = 1, computed)]
    pub recording_mode: Option<Mode>,
    /// The role that looks at them.
    #[attr(required, arn)]
    pub role_arn: String,
}

/// Which resources.
#[derive(Nested, Clone, Default)]
pub struct Group {
    /// All that Config knows.
    #[attr(optional, default = true)]
    pub all_supported: Option<bool>,
    /// All but these.
    #[block(list, computed)]
    pub exclusion_by_resource_types: Vec<Excluded>,
    /// Those without a region, such as IAM's, too.
    #[attr(optional)]
    pub include_global_resource_types: Option<bool>,
    /// In which of these ways it is said.
    #[block(list, computed)]
    pub recording_strategy: Vec<Strategy>,
    /// These.
    #[attr(optional)]
    pub resource_types: Set<String>,
}

/// All but these.
#[derive(Nested, Clone, Default)]
pub struct Excluded {
    /// Their types.
    #[attr(optional)]
    pub resource_types: Set<String>,
}

/// In which way it is said.
#[derive(Nested, Clone, Default)]
pub struct Strategy {
    /// `ALL_SUPPORTED_RESOURCE_TYPES`, `INCLUSION_BY_RESOURCE_TYPES` or `EXCLUSION_BY_RESOURCE_TYPES`.
    #[attr(
        optional,
        one_of("ALL_SUPPORTED_RESOURCE_TYPES", "INCLUSION_BY_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES")
    )]
    pub use_only: Option<String>,
}

/// How often.
#[derive(Nested, Clone, Default)]
pub struct Mode {
    /// `CONTINUOUS` or `DAILY`.
    #[attr(optional, default = "CONTINUOUS", one_of("CONTINUOUS", "DAILY"))]
    pub recording_frequency: Option<String>,
    /// Some of them otherwise.
    #[block(list, max = 1)]
    pub recording_mode_override: Option<Otherwise>,
}

/// Some of them otherwise.
#[derive(Nested, Clone, Default)]
pub struct Otherwise {
    /// Why.
    #[attr(optional)]
    pub description: Option<String>,
    /// `CONTINUOUS` or `DAILY`.
    #[attr(required, one_of("CONTINUOUS", "DAILY"))]
    pub recording_frequency: String,
    /// Which.
    #[attr(required)]
    pub resource_types: Set<String>,
}

#[async_trait]
impl Resource for Recorder {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        if !cx.is_create() {
            return Ok(());
        }
        let group = cx.configured("recording_group");
        match group.as_seq().and_then(|all| all.first()).and_then(contradiction) {
            Some(why) => {
                let title = "`recording_group` contradicts itself";
                Err(Diagnostic::error(title, why)
                    .help("Say it in one way, and the strategy that goes with it.")
                    .into())
            }
            None => Ok(()),
        }
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(planned.name.clone())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        by_name(reqs, all(cx).await, |_, told| found(told), |req| req.key.clone())
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        config(cx).delete_configuration_recorder().configuration_recorder_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.name.clone().unwrap_or_default();
        let found = all(cx).await?.into_iter().any(|(told, _)| told == name);
        Ok((found && intent.absent).then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        self.name.clone()
    }
}

/// What does not go together in what a configuration says of the strategy, as far as it is known.
fn contradiction(group: &Value) -> Option<&'static str> {
    let first = |name: &str| group.get(name).and_then(Value::as_seq).and_then(|all| all.first());
    let some = |value: Option<&Value>| value.and_then(Value::as_seq).is_some_and(|all| !all.is_empty());
    let strategy = first("recording_strategy")?.get("use_only").cloned()?;
    let strategy = strategy.as_str()?;
    // True is what it is where nothing is said.
    let all = group.get("all_supported").filter(|v| v.is_known()).map(|v| v.as_bool() != Some(false));
    let excluded = some(first("exclusion_by_resource_types").and_then(|e| e.get("resource_types")));
    let included = some(group.get("resource_types"));
    match strategy {
        "ALL_SUPPORTED_RESOURCE_TYPES" if excluded || included => {
            Some("The strategy is to record all types, and some are named.")
        }
        "INCLUSION_BY_RESOURCE_TYPES" | "EXCLUSION_BY_RESOURCE_TYPES" if all == Some(true) => {
            Some("The strategy is to record some types, and `all_supported` is not false.")
        }
        "INCLUSION_BY_RESOURCE_TYPES" if excluded => {
            Some("The strategy is to name the types that are recorded, and others are named as excluded.")
        }
        "EXCLUSION_BY_RESOURCE_TYPES" if included => {
            Some("The strategy is to name the types that are left out, and others are named as recorded.")
        }
        _ => None,
    }
}

/// All recorders of the region by name: one's own, and those that services made. (Config DescribeConfigurationRecorders)
async fn all(cx: &Cx) -> Result<Vec<(String, types::ConfigurationRecorder)>, Error> {
    let told = config(cx).describe_configuration_recorders().send().await?;
    let all = told.configuration_recorders.unwrap_or_default().into_iter();
    Ok(all.filter_map(|r| Some((r.name.clone()?, r))).collect())
}

/// Types of resources as Config takes them.
fn kinds(types: &Set<String>) -> Option<Vec<types::ResourceType>> {
    (!types.is_empty()).then(|| types.iter().map(|t| t.as_str().into()).collect())
}

/// Types of resources as the state holds them.
fn names(told: &[types::ResourceType]) -> Set<String> {
    told.iter().map(|t| t.as_str().to_owned()).collect()
}

impl Recorder {
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let recorder = types::ConfigurationRecorder::builder()
            .set_name(self.name.clone())
            .role_arn(&self.role_arn)
            .set_recording_group(self.recording_group.as_ref().map(Group::request))
            .set_recording_mode(self.recording_mode.as_ref().map(Mode::request).transpose()?);
        let call = config(cx).put_configuration_recorder().configuration_recorder(recorder.build());
        cx.until_role_known(|| call.clone().send()).await?;
        Ok(())
    }
}

impl Group {
    fn request(&self) -> types::RecordingGroup {
        let excluded = |e: &Excluded| {
            let builder = types::ExclusionByResourceTypes::builder();
            builder.set_resource_types(kinds(&e.resource_types)).build()
        };
        let strategy = |s: &Strategy| {
            let builder = types::RecordingStrategy::builder();
            builder.set_use_only(choice::<RecordingStrategyType>(&s.use_only)).build()
        };
        types::RecordingGroup::builder()
            .all_supported(self.all_supported.unwrap_or_default())
            .set_exclusion_by_resource_types(self.exclusion_by_resource_types.first().map(excluded))
            .include_global_resource_types(self.include_global_resource_types.unwrap_or_default())
            .set_recording_strategy(self.recording_strategy.first().map(strategy))
            .set_resource_types(kinds(&self.resource_types))
            .build()
    }
    fn told(told: &types::RecordingGroup) -> Group {
        let excluded =
            |e: &types::ExclusionByResourceTypes| Excluded { resource_types: names(e.resource_types()) };
        let strategy = |s: &types::RecordingStrategy| Strategy { use_only: word(s.use_only.as_ref()) };
        Group {
            all_supported: Some(told.all_supported),
            exclusion_by_resource_types: told.exclusion_by_resource_types.iter().map(excluded).collect(),
            include_global_resource_types: Some(told.include_global_resource_types),
            recording_strategy: told.recording_strategy.iter().map(strategy).collect(),
            resource_types: names(told.resource_types()),
        }
    }
}

impl Mode {
    fn request(&self) -> Result<types::RecordingMode, Error> {
        let otherwise = |o: &Otherwise| {
            types::RecordingModeOverride::builder()
                .set_description(text(&o.description))
                .recording_frequency(o.recording_frequency.as_str().into())
                .set_resource_types(kinds(&o.resource_types))
                .build()
        };
        let otherwise = self.recording_mode_override.as_ref().map(otherwise).transpose()?;
        let builder = types::RecordingMode::builder()
            .set_recording_frequency(choice(&self.recording_frequency))
            .set_recording_mode_overrides(otherwise.map(|o| vec![o]));
        Ok(builder.build()?)
    }
    fn told(told: &types::RecordingMode) -> Mode {
        let otherwise = |o: &types::RecordingModeOverride| Otherwise {
            description: o.description.clone(),
            recording_frequency: o.recording_frequency.as_str().to_owned(),
            resource_types: names(&o.resource_types),
        };
        Mode {
            recording_frequency: Some(told.recording_frequency.as_str().to_owned()),
            recording_mode_override: told.recording_mode_overrides().first().map(otherwise),
        }
    }
}

fn found(told: &types::ConfigurationRecorder) -> Recorder {
    Recorder {
        id: told.name.clone().unwrap_or_default(),
        name: told.name.clone(),
        recording_group: told.recording_group.as_ref().map(Group::told),
        recording_mode: told.recording_mode.as_ref().map(Mode::told),
        role_arn: told.role_arn.clone().unwrap_or_default(),
    }
}
