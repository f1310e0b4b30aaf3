//! `aws_glue_catalog_database`

use crate::common::{map, told_map};
use crate::glue::{arn, catalog, glue, in_catalog, is_ours, lower, retag, tags_of};
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// Tables of the catalogue that belong together. (Glue CreateDatabase, UpdateDatabase)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_catalog_database", tags, seconds(1, 1))]
pub struct Database {
    /// The catalogue, a colon and its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The catalogue: the account's own where none is given.
    #[attr(optional, computed, replace)]
    pub catalog_id: Option<String>,
    /// Who may do what with new tables.
    #[block(list, computed)]
    pub create_table_default_permission: Vec<Permission>,
    /// What it is for.
    #[attr(optional, length(0, 2048))]
    pub description: Option<String>,
    /// A database elsewhere that it stands for.
    #[block(list, max = 1)]
    pub federated_database: Option<Federated>,
    /// Where its tables lie.
    #[attr(optional, computed)]
    pub location_uri: Option<String>,
    /// Its name.
    #[attr(required, replace, length(1, 255), validate = lower)]
    pub name: String,
    /// Parameters.
    #[attr(optional)]
    pub parameters: BTreeMap<String, String>,
    /// The database of another account that it links to.
    #[block(list, max = 1, replace)]
    pub target_database: Option<Target>,
}

/// Who may do what with new tables.
#[derive(Nested, Clone, Default)]
pub struct Permission {
    /// What.
    #[attr(optional)]
    pub permissions: Set<String>,
    /// Who.
    #[block(list, max = 1)]
    pub principal: Option<Principal>,
}

/// Who may do something.
#[derive(Nested, Clone, Default)]
pub struct Principal {
    /// By ARN, or `IAM_ALLOWED_PRINCIPALS`.
    #[attr(optional, length(1, 255))]
    pub data_lake_principal_identifier: Option<String>,
}

/// A database elsewhere.
#[derive(Nested, Clone, Default)]
pub struct Federated {
    /// The connection to it.
    #[attr(optional)]
    pub connection_name: Option<String>,
    /// What it is there.
    #[attr(optional)]
    pub identifier: Option<String>,
}

/// The database of another account.
#[derive(Nested, Clone, Default)]
pub struct Target {
    /// Its catalogue.
    #[attr(required)]
    pub catalog_id: String,
    /// Its name.
    #[attr(required)]
    pub database_name: String,
    /// Its region.
    #[attr(optional)]
    pub region: Option<String>,
}

/// What an id looks like.
const FORM: &str = "CATALOG:DATABASE";

/// Up to this many databases are read one by one where the first page of their catalogue does not tell them.
const FEW: usize = 5;

/// Most databases of a page.
const PAGE: i32 = 100;

#[async_trait]
impl Resource for Database {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let catalog = catalog(cx, &planned.catalog_id);
        glue(cx)
            .create_database()
            .catalog_id(&catalog)
            .database_input(planned.input(true)?)
            .set_tags(map(&step.tags))
            .send()
            .await?;
        Created::new(Some(format!("{catalog}:{}", planned.name)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match databases(cx, reqs).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there =
            reqs.iter().filter_map(|req| Some((arn(cx, "database", &found.get(&req.key)?.name), req)));
        let reads: Vec<(Key, &Req<Self>)> = there.collect();
        let tags = match tags_of(cx, &reads).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        let all = reads.iter().filter_map(|(arn, req)| {
            let (catalog, name) = in_catalog(cx, &req.key, FORM).ok()?;
            let value = told(format!("{catalog}:{name}"), arn, found.get(&req.key)?);
            let tags = tags.get(arn).cloned().unwrap_or_default();
            Some((req.key.clone(), Found::ready(value).tagged(tags)))
        });
        answers(reqs, Ok(all.collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.names.iter().any(|n| !["tags", "tags_all"].contains(&n.as_str())) {
            let call = glue(cx).update_database().catalog_id(catalog(cx, &to.catalog_id)).name(&to.name);
            call.database_input(to.input(false)?).send().await?;
        }
        retag(cx, &arn(cx, "database", &to.name), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (catalog, name) = in_catalog(cx, &prior.id, FORM)?;
        glue(cx).delete_database().catalog_id(catalog).name(name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let catalog = catalog(cx, &planned.catalog_id);
        let call = glue(cx).get_database().catalog_id(&catalog).name(&planned.name);
        if there(call.send().await)?.is_none() || !is_ours(cx, intent, "database", &planned.name).await? {
            return Ok(None);
        }
        Ok(Some(format!("{catalog}:{}", planned.name)))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.catalog_id.clone().unwrap_or_default(), self.name))
    }
}

/// Databases by key.
async fn databases(cx: &Cx, reqs: &[Req<Database>]) -> Result<HashMap<Key, types::Database>, Error> {
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for req in reqs {
        let (catalog, name) = in_catalog(cx, &req.key, FORM)?;
        wanted.entry(catalog).or_default().insert(name);
    }
    let mut found: HashMap<Key, types::Database> = HashMap::new();
    for (catalog, names) in wanted {
        let told = of_catalog(cx, &catalog, &names).await?;
        found.extend(told.into_iter().map(|d| (format!("{catalog}:{}", d.name), d)));
    }
    let answer = |req: &Req<Database>| {
        let (catalog, name) = in_catalog(cx, &req.key, FORM).ok()?;
        Some((req.key.clone(), found.get(&format!("{catalog}:{name}"))?.clone()))
    };
    Ok(reqs.iter().filter_map(answer).collect())
}

/// Databases of one catalogue. (Glue GetDatabase, GetDatabases)
async fn of_catalog(cx: &Cx, catalog: &str, names: &BTreeSet<String>) -> Result<Vec<types::Database>, Error> {
    let mut found = Vec::new();
    if names.len() > 1 {
        let mut pages =
            glue(cx).get_databases().catalog_id(catalog).max_results(PAGE).into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page?;
            let last = page.next_token.is_none_or(|token| token.is_empty());
            found.extend(page.database_list);
            if last {
                return Ok(found);
            }
            if names.len() <= FEW {
                break;
            }
        }
    }
    let left = names.iter().filter(|name| !found.iter().any(|d| d.name == **name));
    let told = each(left, 10, |name| async move {
        let call = glue(cx).get_database().catalog_id(catalog).name(name);
        Ok::<_, Error>(there(call.send().await)?.and_then(|told| told.database))
    });
    for one in told.await {
        found.extend(one?);
    }
    Ok(found)
}

impl Database {
    /// As Glue takes it; what it links to is said once.
    fn input(&self, new: bool) -> Result<types::DatabaseInput, Error> {
        let permissions =
            self.create_table_default_permission.iter().map(Permission::request).collect::<Vec<_>>();
        let target = |t: &Target| {
            types::DatabaseIdentifier::builder()
                .catalog_id(&t.catalog_id)
                .database_name(&t.database_name)
                .set_region(text(&t.region))
                .build()
        };
        let federated = |f: &Federated| {
            types::FederatedDatabase::builder()
                .set_connection_name(text(&f.connection_name))
                .set_identifier(text(&f.identifier))
                .build()
        };
        Ok(types::DatabaseInput::builder()
            .name(&self.name)
            .set_create_table_default_permissions(given(&permissions))
            .set_description(text(&self.description))
            .set_federated_database(self.federated_database.as_ref().map(federated))
            .set_location_uri(text(&self.location_uri))
            .set_parameters(map(&self.parameters))
            .set_target_database(self.target_database.as_ref().filter(|_| new).map(target))
            .build()?)
    }
}

impl Permission {
    fn request(&self) -> types::PrincipalPermissions {
        let permissions: Vec<types::Permission> =
            self.permissions.iter().map(|p| p.as_str().into()).collect();
        let principal = |p: &Principal| {
            let identifier = text(&p.data_lake_principal_identifier);
            types::DataLakePrincipal::builder().set_data_lake_principal_identifier(identifier).build()
        };
        types::PrincipalPermissions::builder()
            .set_permissions(given(&permissions))
            .set_principal(self.principal.as_ref().map(principal))
            .build()
    }
    fn told(told: &types::PrincipalPermissions) -> Permission {
        let principal = |p: &types::DataLakePrincipal| Principal {
            data_lake_principal_identifier: p.data_lake_principal_identifier.clone(),
        };
        Permission {
            permissions: told.permissions().iter().map(|p| p.as_str().to_owned()).collect(),
            principal: told.principal.as_ref().map(principal),
        }
    }
}

fn told(id: Key, arn: &str, database: &types::Database) -> Database {
    Database {
        id,
        arn: arn.to_owned(),
        catalog_id: database.catalog_id.clone(),
        create_table_default_permission: database
            .create_table_default_permissions()
            .iter()
            .map(Permission::told)
            .collect(),
        description: database.description.clone(),
        federated_database: database.federated_database.as_ref().map(|f| Federated {
            connection_name: f.connection_name.clone(),
            identifier: f.identifier.clone(),
        }),
        location_uri: database.location_uri.clone(),
        name: database.name.clone(),
        parameters: told_map(database.parameters.as_ref()),
        target_database: database.target_database.as_ref().map(|t| Target {
            catalog_id: t.catalog_id.clone().unwrap_or_default(),
            database_name: t.database_name.clone().unwrap_or_default(),
            region: t.region.clone(),
        }),
    }
}
