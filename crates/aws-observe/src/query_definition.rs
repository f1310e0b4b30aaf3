//! `aws_cloudwatch_query_definition`

use crate::logs::logs;
use aws_sdk_cloudwatchlogs::types;
use provision_aws_core::prelude::*;

/// A question to log groups that is kept. (CloudWatch Logs PutQueryDefinition)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_query_definition", seconds(1, 1))]
pub struct QueryDefinition {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The groups that are asked.
    #[attr(optional)]
    pub log_group_names: Vec<String>,
    /// Its name, with its folders.
    #[attr(required, validate = name)]
    pub name: String,
    /// Its id.
    #[attr(computed)]
    pub query_definition_id: String,
    /// The question.
    #[attr(required)]
    pub query_string: String,
}

fn name(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text)
            if !(1..=255).contains(&text.chars().count())
                || text.contains([':', '*'])
                || text.split('/').any(str::is_empty) =>
        {
            Err("must be 1 to 255 characters without `:` and `*`, and not begin or end with a slash".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for QueryDefinition {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        // 36 characters are the least that AWS takes.
        let call = planned.request(cx).client_token(format!("provision-{}", step.token));
        Created::new(call.send().await?.query_definition_id)
    }

    /// All are told together, a thousand a page.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = definitions(cx, None).await;
        answers(reqs, told.map(|all| all.into_iter().filter_map(found).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.request(cx).query_definition_id(&change.to.id).send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        logs(cx).delete_query_definition().query_definition_id(&prior.id).send().await?;
        Ok(())
    }

    /// Names need not be unique: it is the one that says the same and is not older than the intent.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let young = |d: &types::QueryDefinition| {
            d.last_modified.is_some_and(|ms| ms / 1000 >= intent.at.saturating_sub(CLOCK_SKEW))
        };
        let same = |d: &types::QueryDefinition| {
            d.name.as_ref() == Some(&planned.name)
                && d.query_string.as_ref() == Some(&planned.query_string)
                && d.log_group_names() == planned.log_group_names
        };
        let all = definitions(cx, Some(&planned.name)).await?;
        Ok(all.into_iter().find(|d| same(d) && young(d)).and_then(|d| d.query_definition_id))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let parts: Vec<&str> = id.split(':').collect();
        match parts.as_slice() {
            ["arn", _, "logs", _, _, "query-definition", id] if !id.is_empty() => Ok(Self::with(id)),
            _ => Err(Error::import_id(id, "arn:aws:logs:REGION:ACCOUNT:query-definition:ID")),
        }
    }
}

/// Seconds that AWS's clock may be behind ours.
const CLOCK_SKEW: i64 = 60;

impl QueryDefinition {
    fn with(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
    fn request(
        &self,
        cx: &Cx,
    ) -> aws_sdk_cloudwatchlogs::operation::put_query_definition::builders::PutQueryDefinitionFluentBuilder
    {
        logs(cx)
            .put_query_definition()
            .name(&self.name)
            .query_string(&self.query_string)
            .set_log_group_names(given(&self.log_group_names))
    }
}

/// All definitions, or those whose names begin alike. (CloudWatch Logs DescribeQueryDefinitions)
async fn definitions(cx: &Cx, prefix: Option<&String>) -> Result<Vec<types::QueryDefinition>, Error> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let call = logs(cx).describe_query_definitions().set_query_definition_name_prefix(prefix.cloned());
        let page = call.max_results(1000).set_next_token(next).send().await?;
        all.extend(page.query_definitions.unwrap_or_default());
        match page.next_token {
            Some(token) => next = Some(token),
            None => return Ok(all),
        }
    }
}

fn found(told: types::QueryDefinition) -> Option<(Key, Found<QueryDefinition>)> {
    let id = told.query_definition_id?;
    let definition = QueryDefinition {
        id: id.clone(),
        log_group_names: told.log_group_names.unwrap_or_default(),
        name: told.name.unwrap_or_default(),
        query_definition_id: id.clone(),
        query_string: told.query_string.unwrap_or_default(),
    };
    Some((id, Found::ready(definition)))
}
