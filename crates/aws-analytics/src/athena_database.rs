//! `aws_athena_database`

use crate::athena::{athena, present};
use crate::common::told_map;
use aws_sdk_athena::types::{self, QueryExecutionState};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use provision_value::{Path, Step as PathStep};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A database, made and dropped by queries. (Athena StartQueryExecution)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_athena_database", seconds(4, 4))]
pub struct Database {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Whose the results of queries are.
    #[block(list, max = 1, replace)]
    pub acl_configuration: Option<Acl>,
    /// The bucket that results of queries go to.
    #[attr(optional, config_only)]
    pub bucket: Option<String>,
    /// What it is for.
    #[attr(optional, replace)]
    pub comment: Option<String>,
    /// How results of queries are encrypted.
    #[block(list, max = 1, replace)]
    pub encryption_configuration: Option<Encryption>,
    /// The account that the bucket has to be of.
    #[attr(optional, replace, config_only)]
    pub expected_bucket_owner: Option<String>,
    /// It is dropped with its tables.
    #[attr(optional, default = false, config_only)]
    pub force_destroy: Option<bool>,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub name: String,
    /// Properties.
    #[attr(optional, replace)]
    pub properties: BTreeMap<String, String>,
}

/// Whose results are.
#[derive(Nested, Clone, Default)]
pub struct Acl {
    /// `BUCKET_OWNER_FULL_CONTROL`.
    #[attr(required, replace, config_only, one_of("BUCKET_OWNER_FULL_CONTROL"))]
    pub s3_acl_option: String,
}

/// How results are encrypted.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// `SSE_S3`, `SSE_KMS` or `CSE_KMS`.
    #[attr(required, replace, config_only, one_of("SSE_S3", "SSE_KMS", "CSE_KMS"))]
    pub encryption_option: String,
    /// The key.
    #[attr(optional, replace, config_only)]
    pub kms_key: Option<String>,
}

fn name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match value.as_str() {
        Some(name) if name.is_empty() || !name.chars().all(plain) => {
            Err("must be lower-case letters, digits and underscores".into())
        }
        _ => Ok(()),
    }
}

/// How often a query is looked at.
const LOOK: Duration = Duration::from_secs(3);
/// The catalogue of Glue.
const CATALOG: &str = "AwsDataCatalog";

#[async_trait]
impl Resource for Database {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        // Properties are changed as a whole.
        let all = Path(vec![PathStep::Attr(Arc::from("properties"))]);
        let one = |path: &Path| path.0.len() > 1 && path.0.first() == all.0.first();
        if cx.replace.iter().any(one) {
            cx.replace.retain(|path| !one(path));
            cx.replace.insert(all);
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let comment = text(&planned.comment).map(|c| format!(" comment {}", quoted(&c))).unwrap_or_default();
        let property = |(key, value): (&String, &String)| format!("{} = {}", quoted(key), quoted(value));
        let properties: Vec<String> = planned.properties.iter().map(property).collect();
        let properties = match properties.is_empty() {
            true => String::new(),
            false => format!(" with dbproperties ({})", properties.join(", ")),
        };
        let query = format!("create database `{}`{comment}{properties};", planned.name);
        run(cx, planned, step, query).await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            Ok(one(cx, &req.key).await?.map(|database| Found::ready(told(req, &database))))
        })
        .await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error> {
        let cascade = if prior.force_destroy == Some(true) { " cascade" } else { "" };
        run(cx, prior, step, format!("drop database `{}`{cascade};", prior.id)).await
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        Ok(one(cx, &planned.name).await?.filter(|_| intent.absent).map(|_| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// A text of the query language.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Runs a query and waits for its end. (Athena StartQueryExecution, GetQueryExecution)
async fn run(cx: &Cx, database: &Database, step: &Step, query: String) -> Result<(), Error> {
    let acl =
        |a: &Acl| types::AclConfiguration::builder().s3_acl_option(a.s3_acl_option.as_str().into()).build();
    let encryption = |e: &Encryption| {
        let builder = types::EncryptionConfiguration::builder();
        builder.encryption_option(e.encryption_option.as_str().into()).set_kms_key(text(&e.kms_key)).build()
    };
    let results = types::ResultConfiguration::builder()
        .set_acl_configuration(database.acl_configuration.as_ref().map(acl).transpose()?)
        .set_encryption_configuration(database.encryption_configuration.as_ref().map(encryption).transpose()?)
        .set_expected_bucket_owner(text(&database.expected_bucket_owner))
        .set_output_location(text(&database.bucket).map(|bucket| format!("s3://{bucket}")))
        .build();
    let call = athena(cx).start_query_execution().query_string(query).result_configuration(results);
    let id = call.send().await?.query_execution_id.ok_or_else(|| Error::incomplete("the id of a query"))?;
    let start = Instant::now();
    loop {
        let told = athena(cx).get_query_execution().query_execution_id(&id).send().await?;
        let status = told.query_execution.and_then(|q| q.status);
        let state = status.as_ref().and_then(|s| s.state.clone());
        let word = state.as_ref().map(|s| s.as_str().to_owned()).unwrap_or_default();
        match state {
            Some(QueryExecutionState::Succeeded) => return Ok(()),
            Some(QueryExecutionState::Failed | QueryExecutionState::Cancelled) => {
                let reason = status.and_then(|s| s.state_change_reason).unwrap_or(word);
                return Err(failed(&database.name, &reason));
            }
            _ => step.progress(&format!("waiting for Athena: {word}")),
        }
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(too_long("The query", step.limit(), &word));
        }
        cx.tick(LOOK).await;
    }
}

/// What a query failed with, of what sort that is.
fn failed(name: &str, reason: &str) -> Error {
    let class = match reason {
        r if r.contains("already exists") => Class::Exists,
        r if r.contains("does not exist") || r.contains("not found") => Class::NotFound,
        _ => Class::Other,
    };
    let error = Error::new(class, format!("Athena's query about {name} failed: {reason}"));
    match reason.contains("is not empty") {
        true => {
            error.help("Drop its tables, or set `force_destroy = true` and apply before it is destroyed.")
        }
        false => error,
    }
}

/// One database. (Athena GetDatabase)
async fn one(cx: &Cx, name: &str) -> Result<Option<types::Database>, Error> {
    let call = athena(cx).get_database().catalog_name(CATALOG).database_name(name);
    match call.send().await.map_err(Error::from) {
        // A database that is not there is an error of the catalogue, told with the catalogue's words.
        Err(e) if e.is(&["MetadataException"]) && e.message.contains("not found") => Ok(None),
        other => Ok(present(other)?.and_then(|told| told.database)),
    }
}

fn told(req: &Req<Database>, database: &types::Database) -> Database {
    Database {
        id: req.key.clone(),
        acl_configuration: None,
        bucket: None,
        comment: database.description.clone(),
        encryption_configuration: None,
        expected_bucket_owner: None,
        force_destroy: None,
        name: database.name.clone(),
        properties: told_map(database.parameters.as_ref()),
    }
}
