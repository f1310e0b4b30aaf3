//! `aws_athena_named_query`

use crate::athena::{athena, present};
use aws_sdk_athena::types;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// A query that is kept. (Athena CreateNamedQuery)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_athena_named_query", seconds(1, 1))]
pub struct NamedQuery {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The database that it is for.
    #[attr(required, replace)]
    pub database: String,
    /// What it tells.
    #[attr(optional, replace)]
    pub description: Option<String>,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// Its text.
    #[attr(required, replace)]
    pub query: String,
    /// Its workgroup.
    #[attr(optional, replace, default = "primary")]
    pub workgroup: Option<String>,
}

/// Ids that one call takes.
const IDS: usize = 50;

#[async_trait]
impl Resource for NamedQuery {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = athena(cx)
            .create_named_query()
            .client_request_token(&step.token)
            .database(&planned.database)
            .set_description(text(&planned.description))
            .name(&planned.name)
            .query_string(&planned.query)
            .set_work_group(text(&planned.workgroup))
            .send()
            .await?;
        Created::new(made.named_query_id)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let ids: Vec<Key> = reqs.iter().map(|r| r.key.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        match queries(cx, &ids).await {
            Ok(all) => answers(reqs, Ok(all.into_iter().filter_map(told).collect())),
            Err(e) => answers(reqs, Err(e)),
        }
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        present(athena(cx).delete_named_query().named_query_id(&prior.id).send().await)?;
        Ok(())
    }

    /// A name is no key, and a query has no tags: one that says the same is taken for the one that the call made.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let call = athena(cx).list_named_queries().set_work_group(text(&planned.workgroup));
        let pages: Vec<_> = match present(call.into_paginator().send().try_collect().await)? {
            Some(pages) => pages,
            None => return Ok(None),
        };
        let ids: Vec<Key> =
            pages.into_iter().flat_map(|page| page.named_query_ids.unwrap_or_default()).collect();
        let same = |q: &types::NamedQuery| {
            q.name == planned.name
                && q.database == planned.database
                && q.query_string == planned.query
                && q.description.as_deref().unwrap_or_default()
                    == planned.description.as_deref().unwrap_or_default()
        };
        let found = queries(cx, &ids).await?.into_iter().find(same);
        Ok(found.and_then(|q| q.named_query_id))
    }
}

/// Queries by id, 50 a call. (Athena BatchGetNamedQuery)
async fn queries(cx: &Cx, ids: &[Key]) -> Result<Vec<types::NamedQuery>, Error> {
    let told = each(ids.chunks(IDS), 5, |some| async {
        let call = athena(cx).batch_get_named_query().set_named_query_ids(Some(some.to_vec()));
        Ok::<_, Error>(call.send().await?.named_queries.unwrap_or_default())
    });
    let mut all = Vec::new();
    for part in told.await {
        all.extend(part?);
    }
    Ok(all)
}

fn told(query: types::NamedQuery) -> Option<(Key, Found<NamedQuery>)> {
    let id = query.named_query_id?;
    let value = NamedQuery {
        id: id.clone(),
        database: query.database,
        description: query.description,
        name: query.name,
        query: query.query_string,
        workgroup: query.work_group,
    };
    Some((id, Found::ready(value)))
}
