//! `aws_codepipeline`

use crate::codepipeline::{codepipeline, retag, tag_list, tags};
use crate::codepipeline_stage::Stage;
use crate::codepipeline_trigger::Trigger;
use crate::words::words;
use aws_sdk_codepipeline::types;
use provision_aws_core::attr::Attr;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_aws_core::tagging::tags_of;

/// The way of a change from its source to where it runs, stage by stage. (CodePipeline CreatePipeline, UpdatePipeline)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codepipeline", tags, seconds(1, 1))]
pub struct Pipeline {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where artifacts are kept: one place, or one in each region that it acts in.
    #[block(set, min = 1)]
    pub artifact_store: Set<Store>,
    /// What becomes of runs that come while one is under way: `SUPERSEDED`, `QUEUED` or `PARALLEL`.
    #[attr(optional, default = "SUPERSEDED", validate = mode)]
    pub execution_mode: Option<String>,
    /// Its name.
    #[attr(required, replace, length(1, 100))]
    pub name: String,
    /// `V1`, or `V2` with triggers, variables and conditions.
    #[attr(optional, default = "V1", validate = kind)]
    pub pipeline_type: Option<String>,
    /// Its role.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Its stages.
    #[block(list, min = 2)]
    pub stage: Vec<Stage>,
    /// What starts it, as configured.
    #[block(list, max = 50, delivered = has_triggers)]
    pub trigger: Vec<Trigger>,
    /// What starts it, with what AWS adds.
    #[attr(computed)]
    pub trigger_all: Vec<Trigger>,
    /// What a run can be given.
    #[block(list)]
    pub variable: Vec<Variable>,
}

/// Where artifacts are kept.
#[derive(Nested, Clone, Default)]
pub struct Store {
    /// The key that encrypts them.
    #[block(list, max = 1)]
    pub encryption_key: Option<StoreKey>,
    /// The bucket.
    #[attr(required)]
    pub location: String,
    /// The region, where there are several.
    #[attr(optional)]
    pub region: Option<String>,
    /// `S3`.
    #[attr(required, validate = store_kind)]
    pub r#type: String,
}

/// The key that encrypts artifacts.
#[derive(Nested, Clone, Default)]
pub struct StoreKey {
    /// Its ARN, its id or an alias.
    #[attr(required)]
    pub id: String,
    /// `KMS`.
    #[attr(required, validate = key_kind)]
    pub r#type: String,
}

/// What a run can be given.
#[derive(Nested, Clone, Default)]
pub struct Variable {
    /// What it is where a run is not given it.
    #[attr(optional)]
    pub default_value: Option<String>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// Its name.
    #[attr(required)]
    pub name: String,
}

words! {
    /// Checks `execution_mode`.
    mode: types::ExecutionMode,
    /// Checks `pipeline_type`.
    kind: types::PipelineType,
    /// Checks the `type` of a store.
    store_kind: types::ArtifactStoreType,
    /// Checks the `type` of a key.
    key_kind: types::EncryptionKeyType,
}

#[async_trait]
impl Resource for Pipeline {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = codepipeline(cx).create_pipeline().pipeline(planned.declaration()?);
        let call = call.set_tags(tag_list(&step.tags)?);
        let made = cx.until_role_known(|| call.clone().send()).await?;
        Created::new(made.pipeline.map(|p| p.name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, req)).await;
        let there = told
            .iter()
            .zip(reqs)
            .filter_map(|(told, req)| Some((told.as_ref().ok()?.as_ref()?.arn.clone(), req)));
        let tags =
            match tags_of(cx, &there.collect::<Vec<_>>(), |arn| async move { tags(cx, &arn).await }).await {
                Ok(tags) => tags,
                Err(e) => return answers(reqs, Err(e)),
            };
        let answer = |told: Option<Self>| {
            told.map(|p| (tags.get(&p.arn).cloned().unwrap_or_default(), p))
                .map(|(tags, p)| Found::ready(p).tagged(tags))
        };
        told.into_iter().map(|told| told.map(answer)).collect()
    }

    /// The call replaces the whole declaration.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if !change.names.iter().all(|n| n.starts_with("tags")) {
            let call = codepipeline(cx).update_pipeline().pipeline(change.to.declaration()?);
            cx.until_role_known(|| call.clone().send()).await?;
        }
        retag(cx, &change.to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        codepipeline(cx).delete_pipeline().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let req = Req::new(planned.name.clone(), planned.clone(), Phase::Created);
        let Some(told) = one(cx, &req).await? else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(cx, &told.arn).await?);
        Ok(ours.then_some(told.name))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Pipeline {
    /// All of it, as CodePipeline takes it.
    fn declaration(&self) -> Result<types::PipelineDeclaration, Error> {
        let variable = |v: &Variable| {
            let built = types::PipelineVariableDeclaration::builder().name(&v.name);
            built.set_default_value(text(&v.default_value)).set_description(text(&v.description)).build()
        };
        let variables = self.variable.iter().map(variable).collect::<Result<Vec<_>, _>>()?;
        let triggers = self.trigger.iter().map(Trigger::request).collect::<Result<Vec<_>, _>>()?;
        let (store, stores) = self.stores()?;
        let built = types::PipelineDeclaration::builder()
            .set_artifact_store(store)
            .set_artifact_stores(stores)
            .set_execution_mode(choice(&self.execution_mode))
            .name(&self.name)
            .set_pipeline_type(choice(&self.pipeline_type))
            .role_arn(&self.role_arn)
            .set_stages(Some(self.stage.iter().map(Stage::request).collect::<Result<Vec<_>, _>>()?))
            .set_triggers(given(&triggers))
            .set_variables(given(&variables))
            .build()?;
        Ok(built)
    }

    /// One store without a region, or one for each region.
    fn stores(&self) -> Result<(Option<types::ArtifactStore>, Option<Stores>), Error> {
        let wrong = |what: &str| Err(Error::new(Class::Validation, format!("artifact_store: {what}.")));
        if let [store] = self.artifact_store.as_slice() {
            return match text(&store.region) {
                None => Ok((Some(store.request()?), None)),
                Some(_) => wrong("the one store of a pipeline has no `region`"),
            };
        }
        let mut stores = Stores::new();
        for store in self.artifact_store.iter() {
            let Some(region) = text(&store.region) else {
                return wrong("of several stores each needs its `region`");
            };
            if stores.insert(region, store.request()?).is_some() {
                return wrong("there is one for each `region`");
            }
        }
        Ok((None, Some(stores)))
    }
}

/// Stores by region.
type Stores = HashMap<String, types::ArtifactStore>;

impl Store {
    fn request(&self) -> Result<types::ArtifactStore, Error> {
        let key =
            |k: &StoreKey| types::EncryptionKey::builder().id(&k.id).r#type(k.r#type.as_str().into()).build();
        let store = types::ArtifactStore::builder()
            .set_encryption_key(self.encryption_key.as_ref().map(key).transpose()?)
            .location(&self.location)
            .r#type(self.r#type.as_str().into());
        Ok(store.build()?)
    }
    fn told(region: Option<&String>, told: &types::ArtifactStore) -> Store {
        let key =
            |k: &types::EncryptionKey| StoreKey { id: k.id.clone(), r#type: k.r#type.as_str().to_owned() };
        Store {
            encryption_key: told.encryption_key.as_ref().map(key),
            location: told.location.clone(),
            region: region.cloned(),
            r#type: told.r#type.as_str().to_owned(),
        }
    }
}

async fn one(cx: &Cx, req: &Req<Pipeline>) -> Result<Option<Pipeline>, Error> {
    let told = there(codepipeline(cx).get_pipeline().name(&req.key).send().await)?;
    let Some((told, about)) = told.and_then(|t| Some((t.pipeline?, t.metadata?))) else { return Ok(None) };
    let lone = told.artifact_store.iter().map(|store| Store::told(None, store));
    let stores =
        told.artifact_stores.iter().flatten().map(|(region, store)| Store::told(Some(region), store));
    let stage = |(i, stage): (usize, &types::StageDeclaration)| Stage::told(stage, req.prior.stage.get(i));
    let variable = |v: &types::PipelineVariableDeclaration| Variable {
        default_value: v.default_value.clone(),
        description: v.description.clone(),
        name: v.name.clone(),
    };
    Ok(Some(Pipeline {
        id: told.name.clone(),
        arn: about.pipeline_arn.unwrap_or_default(),
        artifact_store: lone.chain(stores).collect(),
        execution_mode: word(told.execution_mode.as_ref()),
        name: told.name.clone(),
        pipeline_type: word(told.pipeline_type.as_ref()),
        role_arn: told.role_arn.clone(),
        stage: told.stages.iter().enumerate().map(stage).collect(),
        // AWS adds triggers of its own to those that are configured, and does not tell which are which.
        trigger: req.prior.trigger.clone(),
        trigger_all: told.triggers.iter().flatten().map(Trigger::told).collect(),
        variable: told.variables.iter().flatten().map(variable).collect(),
    }))
}

/// Whether all triggers of the configuration are among those that AWS tells.
fn has_triggers(config: &Value, object: &Value) -> bool {
    let of = |value: &Value, name: &str| {
        let triggers = value.get(name).map(Vec::<Trigger>::from_value).unwrap_or_default();
        triggers.iter().map(Trigger::request).collect::<Result<Vec<_>, _>>().ok()
    };
    match (of(config, "trigger"), of(object, "trigger_all")) {
        (Some(wanted), Some(told)) => wanted.iter().all(|trigger| told.contains(trigger)),
        _ => false,
    }
}
