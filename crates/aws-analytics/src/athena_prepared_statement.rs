//! `aws_athena_prepared_statement`

use crate::athena::{athena, present};
use crate::athena_workgroup;
use aws_sdk_athena::types;
use provision_aws_core::prelude::*;

/// A query with parameters that is kept. (Athena CreatePreparedStatement, UpdatePreparedStatement)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_athena_prepared_statement", timeouts(create, update, delete), seconds(1, 1))]
pub struct PreparedStatement {
    /// Its workgroup and name, with a slash between.
    #[attr(id)]
    pub id: String,
    /// What it tells.
    #[attr(optional, length(1, 1024))]
    pub description: Option<String>,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub name: String,
    /// Its text.
    #[attr(required, length(1, 262144))]
    pub query_statement: String,
    /// Its workgroup.
    #[attr(required, replace, validate = athena_workgroup::name)]
    pub workgroup: String,
}

/// Names that one call takes.
const NAMES: usize = 256;

fn name(value: &Value) -> Result<(), String> {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@:".contains(c);
    match value.as_str() {
        Some(name)
            if !(2..=257).contains(&name.len()) || !name.starts_with(first) || !name.chars().all(plain) =>
        {
            Err("must be 2 to 257 letters, digits and `_@:`, and begin with a letter or `_`".into())
        }
        _ => Ok(()),
    }
}

fn id(workgroup: &str, name: &str) -> String {
    format!("{workgroup}/{name}")
}

/// The workgroup and the name that a key says.
fn parts(key: &str) -> Result<(String, String), Error> {
    let parts = key.split_once('/').filter(|(group, name)| !group.is_empty() && !name.is_empty());
    let (group, name) = parts.ok_or_else(|| Error::import_id(key, "WORKGROUP/STATEMENT"))?;
    Ok((group.to_owned(), name.to_owned()))
}

#[async_trait]
impl Resource for PreparedStatement {
    fn key(&self) -> Key {
        id(&self.workgroup, &self.name)
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        athena(cx)
            .create_prepared_statement()
            .set_description(text(&planned.description))
            .query_statement(&planned.query_statement)
            .statement_name(&planned.name)
            .work_group(&planned.workgroup)
            .send()
            .await?;
        Created::new(Some(planned.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (group, name) in reqs.iter().filter_map(|r| parts(&r.key).ok()) {
            wanted.entry(group).or_default().push(name);
        }
        let in_calls = |(group, names): (String, Vec<String>)| -> Vec<(String, Vec<String>)> {
            names.chunks(NAMES).map(|some| (group.clone(), some.to_vec())).collect()
        };
        let calls: Vec<_> = wanted.into_iter().flat_map(in_calls).collect();
        let mut all = HashMap::new();
        for told in each(&calls, 5, |(group, some)| statements(cx, group, some)).await {
            match told {
                Ok(told) => all.extend(told.into_iter().filter_map(found)),
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        answers(reqs, Ok(all))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let call = athena(cx).update_prepared_statement().statement_name(&to.name).work_group(&to.workgroup);
        let call = call.query_statement(&to.query_statement).set_description(to.description.clone());
        call.send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = athena(cx).delete_prepared_statement().statement_name(&prior.name);
        present(call.work_group(&prior.workgroup).send().await)?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = statements(cx, &planned.workgroup, std::slice::from_ref(&planned.name)).await?;
        Ok((intent.absent && !found.is_empty()).then(|| planned.key()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_athena_workgroup", self.workgroup.clone()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (workgroup, name) = parts(id)?;
        Ok(PreparedStatement { id: id.to_owned(), name, workgroup, ..PreparedStatement::default() })
    }
}

/// Statements of a workgroup by name. (Athena BatchGetPreparedStatement)
async fn statements(cx: &Cx, group: &str, names: &[String]) -> Result<Vec<types::PreparedStatement>, Error> {
    let call = athena(cx).batch_get_prepared_statement().work_group(group);
    let told = present(call.set_prepared_statement_names(Some(names.to_vec())).send().await)?;
    Ok(told.and_then(|told| told.prepared_statements).unwrap_or_default())
}

fn found(told: types::PreparedStatement) -> Option<(Key, Found<PreparedStatement>)> {
    let (name, workgroup) = (told.statement_name?, told.work_group_name?);
    let value = PreparedStatement {
        id: id(&workgroup, &name),
        description: told.description,
        query_statement: told.query_statement.unwrap_or_default(),
        name,
        workgroup,
    };
    Some((value.key(), Found::ready(value)))
}
