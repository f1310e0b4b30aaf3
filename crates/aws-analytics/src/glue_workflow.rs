//! `aws_glue_workflow`

use crate::common::{long, map, told_map};
use crate::glue::{answer, arn, batched, glue, is_ours, retag};
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// Triggers, jobs and crawlers that run together. (Glue CreateWorkflow, UpdateWorkflow)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_workflow", tags, seconds(1, 1))]
pub struct Workflow {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What a run gets unless it says otherwise.
    #[attr(optional)]
    pub default_run_properties: BTreeMap<String, String>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// How many runs there may be at a time.
    #[attr(optional)]
    pub max_concurrent_runs: Option<i64>,
    /// Its name.
    #[attr(optional, replace, length(1, 255))]
    pub name: Option<String>,
}

#[async_trait]
impl Resource for Workflow {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = glue(cx)
            .create_workflow()
            .set_name(planned.name.clone())
            .set_default_run_properties(map(&planned.default_run_properties))
            .set_description(text(&planned.description))
            .set_max_concurrent_runs(positive(planned.max_concurrent_runs))
            .set_tags(map(&step.tags))
            .send()
            .await?;
        Created::new(made.name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = batched(reqs.iter().map(|r| r.key.clone()), |names| async {
            Ok(glue(cx).batch_get_workflows().set_names(Some(names)).send().await?.workflows)
        });
        let named = |w: types::Workflow| Some((w.name.clone()?, w));
        let found = found.await.map(|all| all.into_iter().filter_map(named).collect());
        answer(cx, reqs, "workflow", found, |req, workflow| Found::ready(told(cx, req, workflow))).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["default_run_properties", "description", "max_concurrent_runs"]) {
            // The call replaces what it says, and properties as a whole.
            let properties = to.default_run_properties.clone().into_iter().collect();
            glue(cx)
                .update_workflow()
                .name(&to.id)
                .set_default_run_properties(Some(properties))
                .description(to.description.clone().unwrap_or_default())
                .set_max_concurrent_runs(positive(to.max_concurrent_runs))
                .send()
                .await?;
        }
        retag(cx, &arn(cx, "workflow", &to.id), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_workflow().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(name) = text(&planned.name) else { return Ok(None) };
        let found = there(glue(cx).get_workflow().name(&name).send().await)?;
        if found.is_none() || !is_ours(cx, intent, "workflow", &name).await? {
            return Ok(None);
        }
        Ok(Some(name))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

fn told(cx: &Cx, req: &Req<Workflow>, workflow: &types::Workflow) -> Workflow {
    Workflow {
        id: req.key.clone(),
        arn: arn(cx, "workflow", &req.key),
        default_run_properties: told_map(workflow.default_run_properties.as_ref()),
        description: workflow.description.clone(),
        max_concurrent_runs: long(workflow.max_concurrent_runs),
        name: Some(req.key.clone()),
    }
}
