//! `aws_codecommit_trigger`

use crate::codecommit::codecommit;
use aws_sdk_codecommit::types;
use provision_aws_core::prelude::*;

/// Who is told of what happens in a repository: all of its triggers. (CodeCommit PutRepositoryTriggers)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codecommit_trigger", seconds(1, 1))]
pub struct Triggers {
    /// The repository's name.
    #[attr(id)]
    pub id: String,
    /// AWS's id of all of them.
    #[attr(computed)]
    pub configuration_id: String,
    /// The repository.
    #[attr(required, replace)]
    pub repository_name: String,
    /// The triggers.
    #[block(set, min = 1, max = 10, replace)]
    pub trigger: Set<Trigger>,
}

/// A trigger.
#[derive(Nested, Clone, Default)]
pub struct Trigger {
    /// The branches; all, where none is given.
    #[attr(optional, replace)]
    pub branches: Vec<String>,
    /// What is told along with it.
    #[attr(optional, replace)]
    pub custom_data: Option<String>,
    /// The topic or the function.
    #[attr(required, replace, arn)]
    pub destination_arn: String,
    /// What is told of: `all`, `updateReference`, `createReference` or `deleteReference`.
    #[attr(required, replace)]
    pub events: Vec<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
}

#[async_trait]
impl Resource for Triggers {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let triggers = planned.trigger.iter().map(Trigger::request).collect::<Result<Vec<_>, _>>()?;
        put(cx, &planned.repository_name, triggers).await?;
        Created::new(Some(planned.repository_name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(one(cx, &req.key).await?.map(Found::ready)) }).await
    }

    /// Nothing of it can be changed.
    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        put(cx, &prior.id, Vec::new()).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.repository_name).await?;
        Ok(found.filter(|_| intent.absent).map(|found| found.id))
    }

    /// A repository has one set of triggers: somebody else's is not overwritten.
    fn natural_key(&self) -> Option<String> {
        Some(self.repository_name.clone())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_codecommit_repository", self.repository_name.clone()))
    }
}

async fn put(cx: &Cx, repository: &str, triggers: Vec<types::RepositoryTrigger>) -> Result<(), Error> {
    let call = codecommit(cx).put_repository_triggers().repository_name(repository);
    call.set_triggers(Some(triggers)).send().await?;
    Ok(())
}

/// The triggers of a repository; `None` where it has none. (CodeCommit GetRepositoryTriggers)
async fn one(cx: &Cx, repository: &str) -> Result<Option<Triggers>, Error> {
    let told = there(codecommit(cx).get_repository_triggers().repository_name(repository).send().await)?;
    let triggers =
        |told: aws_sdk_codecommit::operation::get_repository_triggers::GetRepositoryTriggersOutput| {
            let trigger: Set<Trigger> = told.triggers.iter().flatten().map(Trigger::told).collect();
            (!trigger.is_empty()).then(|| Triggers {
                id: repository.to_owned(),
                configuration_id: told.configuration_id.unwrap_or_default(),
                repository_name: repository.to_owned(),
                trigger,
            })
        };
    Ok(told.and_then(triggers))
}

impl Trigger {
    /// Branches are said even where there are none: AWS does not take that they are left out.
    fn request(&self) -> Result<types::RepositoryTrigger, Error> {
        let events = self.events.iter().map(|e| e.as_str().into()).collect();
        let trigger = types::RepositoryTrigger::builder()
            .set_branches(Some(self.branches.clone()))
            .set_custom_data(text(&self.custom_data))
            .destination_arn(&self.destination_arn)
            .set_events(Some(events))
            .name(&self.name);
        Ok(trigger.build()?)
    }
    fn told(told: &types::RepositoryTrigger) -> Trigger {
        Trigger {
            branches: told.branches.clone().unwrap_or_default(),
            custom_data: told.custom_data.clone(),
            destination_arn: told.destination_arn.clone(),
            events: told.events.iter().map(|e| e.as_str().to_owned()).collect(),
            name: told.name.clone(),
        }
    }
}
