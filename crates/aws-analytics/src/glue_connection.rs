//! `aws_glue_connection`

use crate::common::{among, map, told_map};
use crate::glue::{arn, catalog, glue, in_catalog, is_ours, retag, tags_of};
use aws_sdk_glue::types::{self, ConnectionPropertyKey, ConnectionStatus, ConnectionType};
use provision_aws_core::prelude::*;

/// How Glue reaches a database or a network. (Glue CreateConnection, UpdateConnection)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_connection", tags, seconds(1, 1))]
pub struct Connection {
    /// The catalogue, a colon and its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Settings for Athena.
    #[attr(optional, sensitive)]
    pub athena_properties: BTreeMap<String, String>,
    /// The catalogue: the account's own where none is given.
    #[attr(optional, computed, replace)]
    pub catalog_id: Option<String>,
    /// Its settings: the address, who logs in.
    #[attr(optional, sensitive, validate = property_keys)]
    pub connection_properties: BTreeMap<String, String>,
    /// What it leads to.
    #[attr(optional, default = "JDBC", validate = connection_type)]
    pub connection_type: Option<String>,
    /// What it is for.
    #[attr(optional, length(0, 2048))]
    pub description: Option<String>,
    /// What it is chosen by.
    #[attr(optional)]
    pub match_criteria: Vec<String>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// The network in which it begins.
    #[block(list, max = 1)]
    pub physical_connection_requirements: Option<Network>,
}

/// The network in which a connection begins.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// The zone of the subnet.
    #[attr(optional)]
    pub availability_zone: Option<String>,
    /// Security groups.
    #[attr(optional)]
    pub security_group_id_list: Set<String>,
    /// The subnet.
    #[attr(optional)]
    pub subnet_id: Option<String>,
}

fn connection_type(value: &Value) -> Result<(), String> {
    among(value, ConnectionType::values())
}

fn property_keys(value: &Value) -> Result<(), String> {
    let known = ConnectionPropertyKey::values();
    match value.as_map().into_iter().flatten().find(|(key, _)| !known.contains(&&***key)) {
        Some((key, _)) => Err(format!("has \"{key}\", which is none of {}", known.join(", "))),
        None => Ok(()),
    }
}

/// What an id looks like.
const FORM: &str = "CATALOG:CONNECTION";

#[async_trait]
impl Resource for Connection {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let catalog = catalog(cx, &planned.catalog_id);
        glue(cx)
            .create_connection()
            .catalog_id(&catalog)
            .connection_input(planned.input()?)
            .set_tags(map(&step.tags))
            .send()
            .await?;
        Created::new(Some(format!("{catalog}:{}", planned.name)))
    }

    // One by one: in a list, one whose password may not be decrypted would fail the others.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| connection(cx, &req.key)).await;
        let there = reqs.iter().zip(&told).filter_map(|(req, told)| {
            let name = told.as_ref().ok()?.as_ref()?.name.as_deref()?;
            Some((arn(cx, "connection", name), req))
        });
        let reads: Vec<(Key, &Req<Self>)> = there.collect();
        let tags = match tags_of(cx, &reads).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        let found = |req: &Req<Self>, told: &types::Connection| {
            let arn = arn(cx, "connection", told.name.as_deref().unwrap_or_default());
            let tags = tags.get(&arn).cloned().unwrap_or_default();
            found(cx, req, arn, told).map(|found| found.tagged(tags))
        };
        reqs.iter().zip(told).map(|(req, told)| told?.map(|told| found(req, &told)).transpose()).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.names.iter().any(|n| !["tags", "tags_all"].contains(&n.as_str())) {
            let call = glue(cx).update_connection().catalog_id(catalog(cx, &to.catalog_id)).name(&to.name);
            call.connection_input(to.input()?).send().await?;
        }
        retag(cx, &arn(cx, "connection", &to.name), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (catalog, name) = in_catalog(cx, &prior.id, FORM)?;
        glue(cx).delete_connection().catalog_id(catalog).connection_name(name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let key = format!("{}:{}", catalog(cx, &planned.catalog_id), planned.name);
        if connection(cx, &key).await?.is_none() || !is_ours(cx, intent, "connection", &planned.name).await? {
            return Ok(None);
        }
        Ok(Some(key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}:{}", self.catalog_id.clone().unwrap_or_default(), self.name))
    }
}

/// One connection. (Glue GetConnection)
async fn connection(cx: &Cx, key: &str) -> Result<Option<types::Connection>, Error> {
    let (catalog, name) = in_catalog(cx, key, FORM)?;
    let call = glue(cx).get_connection().catalog_id(catalog).name(name);
    Ok(there(call.send().await)?.and_then(|told| told.connection))
}

impl Connection {
    fn input(&self) -> Result<types::ConnectionInput, Error> {
        let properties: HashMap<ConnectionPropertyKey, String> =
            self.connection_properties.iter().map(|(k, v)| (k.as_str().into(), v.clone())).collect();
        let network = |n: &Network| {
            types::PhysicalConnectionRequirements::builder()
                .set_availability_zone(text(&n.availability_zone))
                .set_security_group_id_list(given(&n.security_group_id_list))
                .set_subnet_id(text(&n.subnet_id))
                .build()
        };
        let kind = self.connection_type.clone().unwrap_or_else(|| "JDBC".into());
        Ok(types::ConnectionInput::builder()
            .name(&self.name)
            .set_athena_properties(map(&self.athena_properties))
            .set_connection_properties(Some(properties))
            .connection_type(kind.as_str().into())
            .set_description(text(&self.description))
            .set_match_criteria(given(&self.match_criteria))
            .set_physical_connection_requirements(self.physical_connection_requirements.as_ref().map(network))
            .build()?)
    }
}

fn found(
    cx: &Cx,
    req: &Req<Connection>,
    arn: String,
    told: &types::Connection,
) -> Result<Found<Connection>, Error> {
    let (catalog, name) = in_catalog(cx, &req.key, FORM)?;
    let properties = told.connection_properties.iter().flatten();
    let value = Connection {
        id: format!("{catalog}:{name}"),
        arn,
        athena_properties: told_map(told.athena_properties.as_ref()),
        catalog_id: Some(catalog),
        connection_properties: properties.map(|(k, v)| (k.as_str().to_owned(), v.clone())).collect(),
        connection_type: told.connection_type.as_ref().map(|t| t.as_str().to_owned()),
        description: told.description.clone(),
        match_criteria: told.match_criteria().to_vec(),
        name,
        physical_connection_requirements: told.physical_connection_requirements.as_ref().map(|n| Network {
            availability_zone: n.availability_zone.clone(),
            security_group_id_list: n.security_group_id_list().iter().cloned().collect(),
            subnet_id: n.subnet_id.clone(),
        }),
    };
    let status = match &told.status {
        Some(ConnectionStatus::InProgress) => Status::Pending(ConnectionStatus::InProgress.as_str().into()),
        Some(ConnectionStatus::Failed) => Status::Failed(told.status_reason.clone().unwrap_or_default()),
        _ => Status::Ready,
    };
    Ok(Found::ready(value).status(status))
}
