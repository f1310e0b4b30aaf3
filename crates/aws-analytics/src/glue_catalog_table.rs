//! `aws_glue_catalog_table`

use crate::common::{map, told_map};
use crate::glue::{arn, catalog, glue, lower};
use crate::glue_table_storage::{Column, Storage};
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// A table of the catalogue: columns, and where the data lie. (Glue CreateTable, UpdateTable)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_catalog_table", seconds(1, 1))]
pub struct Table {
    /// The catalogue, the database and its name, with colons.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The catalogue: the account's own where none is given.
    #[attr(optional, computed, replace)]
    pub catalog_id: Option<String>,
    /// Its database.
    #[attr(required, replace)]
    pub database_name: String,
    /// What it is.
    #[attr(optional, length(0, 2048))]
    pub description: Option<String>,
    /// Its name.
    #[attr(required, replace, length(1, 255), validate = lower)]
    pub name: String,
    /// An open format that it is made in.
    #[block(list, max = 1)]
    pub open_table_format_input: Option<OpenFormat>,
    /// Its owner.
    #[attr(optional)]
    pub owner: Option<String>,
    /// Parameters.
    #[attr(optional)]
    pub parameters: BTreeMap<String, String>,
    /// Indexes over its partitions.
    #[block(list, max = 3, computed, replace, unset = "null at first")]
    pub partition_index: Vec<PartitionIndex>,
    /// The columns that its partitions are known by.
    #[block(list)]
    pub partition_keys: Vec<PartitionKey>,
    /// Days that it is kept.
    #[attr(optional, between(0, 2_147_483_647))]
    pub retention: Option<i64>,
    /// Its columns, and where and how its data lie.
    #[block(list, max = 1)]
    pub storage_descriptor: Option<Storage>,
    /// `EXTERNAL_TABLE`, `VIRTUAL_VIEW` and such.
    #[attr(optional)]
    pub table_type: Option<String>,
    /// The table of another account that it links to.
    #[block(list, max = 1, replace)]
    pub target_table: Option<Target>,
    /// The text of a view, as engines read it.
    #[attr(optional, length(0, 409600))]
    pub view_expanded_text: Option<String>,
    /// The text of a view, as it was written.
    #[attr(optional, length(0, 409600))]
    pub view_original_text: Option<String>,
}

/// An open format that a table is made in.
#[derive(Nested, Clone, Default)]
pub struct OpenFormat {
    /// Iceberg.
    #[block(list, min = 1, max = 1)]
    pub iceberg_input: Option<Iceberg>,
}

/// A table of Iceberg.
#[derive(Nested, Clone, Default)]
pub struct Iceberg {
    /// `CREATE`.
    #[attr(required, config_only, one_of("CREATE"))]
    pub metadata_operation: String,
    /// Version of the format.
    #[attr(optional, config_only, length(1, 255))]
    pub version: Option<String>,
}

/// An index over partitions.
#[derive(Nested, Clone, Default)]
pub struct PartitionIndex {
    /// Its name.
    #[attr(required, length(1, 255))]
    pub index_name: String,
    /// `ACTIVE`, or where it stands.
    #[attr(computed)]
    pub index_status: String,
    /// The keys, in order.
    #[attr(required)]
    pub keys: Vec<String>,
}

/// A column that partitions are known by.
#[derive(Nested, Clone, Default)]
pub struct PartitionKey {
    /// What it is.
    #[attr(optional, length(0, 255))]
    pub comment: Option<String>,
    /// Its name.
    #[attr(required, length(1, 255))]
    pub name: String,
    /// Its type.
    #[attr(optional, length(0, 131072))]
    pub r#type: Option<String>,
}

/// The table of another account.
#[derive(Nested, Clone, Default)]
pub struct Target {
    /// Its catalogue.
    #[attr(required)]
    pub catalog_id: String,
    /// Its database.
    #[attr(required)]
    pub database_name: String,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its region.
    #[attr(optional)]
    pub region: Option<String>,
}

/// Up to this many tables are read one by one where the first page of their database does not tell them.
const FEW: usize = 5;

/// Most tables of a page.
const PAGE: i32 = 100;

/// Parameters of Iceberg tables that engines write, and that no plan has.
const MANAGED: [&str; 2] = ["table_type", "metadata_location"];

/// A table's catalogue, database and name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The catalogue.
    pub catalog: String,
    /// The database.
    pub database: String,
    /// The table.
    pub table: String,
}

impl Place {
    /// From an id or a natural key, in which no catalogue is the account's own.
    pub fn parse(cx: &Cx, id: &str) -> Result<Place, Error> {
        let mut parts = id.splitn(3, ':').map(str::to_owned);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(catalog), Some(database), Some(table)) if !database.is_empty() && !table.is_empty() => {
                let catalog = if catalog.is_empty() { cx.account().to_owned() } else { catalog };
                Ok(Place { catalog, database, table })
            }
            _ => Err(Error::import_id(id, "CATALOG:DATABASE:TABLE")),
        }
    }
    /// To an id.
    pub fn id(&self) -> Key {
        format!("{}:{}:{}", self.catalog, self.database, self.table)
    }
    /// The ARN of the table.
    pub fn arn(&self, cx: &Cx) -> String {
        arn(cx, "table", &format!("{}/{}", self.database, self.table))
    }
}

#[async_trait]
impl Resource for Table {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let place = planned.place(cx);
        let index = |i: &PartitionIndex| {
            let builder = types::PartitionIndex::builder().index_name(&i.index_name);
            builder.set_keys(Some(i.keys.clone())).build()
        };
        let indexes: Result<Vec<_>, _> = planned.partition_index.iter().map(index).collect();
        glue(cx)
            .create_table()
            .catalog_id(&place.catalog)
            .database_name(&place.database)
            .table_input(planned.input(BTreeMap::new())?)
            .set_open_table_format_input(
                planned.open_table_format_input.as_ref().map(OpenFormat::request).transpose()?,
            )
            .set_partition_indexes(given(&indexes?))
            .send()
            .await?;
        Created::new(Some(place.id()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        match tables(cx, reqs).await {
            Ok(found) => each(reqs, 10, |req| told(cx, req, &found)).await,
            Err(e) => answers(reqs, Err(e)),
        }
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let place = Place::parse(cx, &change.to.id)?;
        if change.changed("open_table_format_input") && change.to.open_table_format_input.is_some() {
            let message = "`open_table_format_input` counts only when a table is made.";
            return Err(Error::new(Class::Validation, message)
                .help("Replace the table, or leave the block as it was."));
        }
        // The call replaces the whole table, parameters that engines wrote included.
        let now = one(cx, &place).await?.and_then(|t| t.parameters).unwrap_or_default();
        let iceberg = now.get("table_type").is_some_and(|t| t == "ICEBERG");
        let managed = now.into_iter().filter(|(k, _)| iceberg && MANAGED.contains(&k.as_str())).collect();
        glue(cx)
            .update_table()
            .catalog_id(&place.catalog)
            .database_name(&place.database)
            .table_input(change.to.input(managed)?)
            .send()
            .await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let place = Place::parse(cx, &prior.id)?;
        let call = glue(cx).delete_table().catalog_id(&place.catalog).database_name(&place.database);
        call.name(&place.table).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let place = planned.place(cx);
        Ok(one(cx, &place).await?.filter(|_| intent.absent).map(|_| place.id()))
    }

    fn natural_key(&self) -> Option<String> {
        let catalog = self.catalog_id.clone().unwrap_or_default();
        Some(format!("{catalog}:{}:{}", self.database_name, self.name))
    }
}

/// One table. (Glue GetTable)
pub async fn one(cx: &Cx, place: &Place) -> Result<Option<types::Table>, Error> {
    let call = glue(cx).get_table().catalog_id(&place.catalog).database_name(&place.database);
    Ok(there(call.name(&place.table).send().await)?.and_then(|told| told.table))
}

/// Tables by id.
async fn tables(cx: &Cx, reqs: &[Req<Table>]) -> Result<HashMap<Key, types::Table>, Error> {
    let mut wanted: BTreeMap<(String, String), BTreeSet<Place>> = BTreeMap::new();
    for req in reqs {
        let place = Place::parse(cx, &req.key)?;
        wanted.entry((place.catalog.clone(), place.database.clone())).or_default().insert(place);
    }
    let mut found = HashMap::new();
    for places in wanted.into_values() {
        found.extend(of_database(cx, &places).await?);
    }
    Ok(found)
}

/// Tables of one database by id. (Glue GetTable, GetTables)
async fn of_database(cx: &Cx, places: &BTreeSet<Place>) -> Result<HashMap<Key, types::Table>, Error> {
    let mut found = HashMap::new();
    if let Some(Place { catalog, database, .. }) = places.first().filter(|_| places.len() > 1) {
        let call = glue(cx).get_tables().catalog_id(catalog).database_name(database).max_results(PAGE);
        let mut pages = call.into_paginator().send();
        while let Some(page) = pages.next().await {
            let Some(page) = there(page)? else { return Ok(found) };
            let last = page.next_token.is_none_or(|token| token.is_empty());
            let tables = page.table_list.unwrap_or_default().into_iter();
            found.extend(tables.map(|table| (format!("{catalog}:{database}:{}", table.name), table)));
            if last {
                return Ok(found);
            }
            if places.len() <= FEW {
                break;
            }
        }
    }
    let left: Vec<&Place> = places.iter().filter(|place| !found.contains_key(&place.id())).collect();
    for (place, told) in left.iter().zip(each(&left, 5, |place| one(cx, place)).await) {
        found.extend(told?.map(|table| (place.id(), table)));
    }
    Ok(found)
}

/// The indexes over a table's partitions. (Glue GetPartitionIndexes)
pub async fn indexes(cx: &Cx, place: &Place) -> Result<Vec<PartitionIndex>, Error> {
    let call = glue(cx).get_partition_indexes().catalog_id(&place.catalog);
    let call = call.database_name(&place.database).table_name(&place.table);
    let pages: Vec<_> = call.into_paginator().send().try_collect().await.map_err(Error::from)?;
    let index = |i: types::PartitionIndexDescriptor| PartitionIndex {
        index_name: i.index_name,
        index_status: i.index_status.as_str().to_owned(),
        keys: i.keys.into_iter().map(|k| k.name).collect(),
    };
    let all = pages.into_iter().flat_map(|page| page.partition_index_descriptor_list.unwrap_or_default());
    Ok(all.map(index).collect())
}

impl Table {
    fn place(&self, cx: &Cx) -> Place {
        Place {
            catalog: catalog(cx, &self.catalog_id),
            database: self.database_name.clone(),
            table: self.name.clone(),
        }
    }

    fn input(&self, managed: BTreeMap<String, String>) -> Result<types::TableInput, Error> {
        let keys: Result<Vec<_>, Error> = self.partition_keys.iter().map(PartitionKey::request).collect();
        let target = |t: &Target| {
            types::TableIdentifier::builder()
                .catalog_id(&t.catalog_id)
                .database_name(&t.database_name)
                .name(&t.name)
                .set_region(text(&t.region))
                .build()
        };
        let parameters = managed.into_iter().chain(self.parameters.clone()).collect();
        let input = types::TableInput::builder()
            .name(&self.name)
            .set_description(text(&self.description))
            .set_owner(text(&self.owner))
            .set_parameters(map(&parameters))
            .set_partition_keys(Some(keys?))
            .set_retention(int(self.retention))
            .set_storage_descriptor(self.storage_descriptor.as_ref().map(Storage::request).transpose()?)
            .set_table_type(text(&self.table_type))
            .set_target_table(self.target_table.as_ref().map(target))
            .set_view_expanded_text(text(&self.view_expanded_text))
            .set_view_original_text(text(&self.view_original_text));
        Ok(input.build()?)
    }
}

impl OpenFormat {
    fn request(&self) -> Result<types::OpenTableFormatInput, Error> {
        let iceberg = |i: &Iceberg| {
            let builder =
                types::IcebergInput::builder().metadata_operation(i.metadata_operation.as_str().into());
            builder.set_version(text(&i.version)).build()
        };
        let iceberg = self.iceberg_input.as_ref().map(iceberg).transpose()?;
        Ok(types::OpenTableFormatInput::builder().set_iceberg_input(iceberg).build())
    }
}

impl PartitionKey {
    fn request(&self) -> Result<types::Column, Error> {
        let column = types::Column::builder().name(&self.name);
        Ok(column.set_comment(text(&self.comment)).set_type(text(&self.r#type)).build()?)
    }
    /// As Glue tells it.
    pub fn told(told: &types::Column) -> PartitionKey {
        let Column { comment, name, r#type, .. } = Column::told(told);
        PartitionKey { comment, name, r#type }
    }
}

impl Target {
    /// As Glue tells it.
    pub fn told(told: &types::TableIdentifier) -> Target {
        Target {
            catalog_id: told.catalog_id.clone().unwrap_or_default(),
            database_name: told.database_name.clone().unwrap_or_default(),
            name: told.name.clone().unwrap_or_default(),
            region: told.region.clone(),
        }
    }
}

/// A table's parameters without those that engines write.
pub fn parameters(table: &types::Table) -> BTreeMap<String, String> {
    let mut all = told_map(table.parameters.as_ref());
    if all.get("table_type").is_some_and(|t| t == "ICEBERG") {
        all.retain(|key, _| !MANAGED.contains(&key.as_str()));
    }
    all
}

/// One table. Indexes are asked for only where there may be some that the plan or the state knows, or that an import has to learn of.
async fn told(cx: &Cx, req: &Req<Table>, found: &HashMap<Key, types::Table>) -> Answer<Table> {
    let place = Place::parse(cx, &req.key)?;
    let Some(table) = found.get(&place.id()) else { return Ok(None) };
    let matters = !req.prior.partition_index.is_empty() || req.prior.name.is_empty();
    let asked = matters && req.phase != Phase::Deleted && !table.partition_keys().is_empty();
    let indexes = if asked { indexes(cx, &place).await? } else { Vec::new() };
    let pending = indexes.iter().find(|i| i.index_status == "CREATING").map(|i| i.index_status.clone());
    let value = Table {
        id: place.id(),
        arn: place.arn(cx),
        catalog_id: Some(place.catalog),
        database_name: place.database,
        description: table.description.clone(),
        name: table.name.clone(),
        open_table_format_input: None,
        owner: table.owner.clone(),
        parameters: parameters(table),
        partition_index: indexes,
        partition_keys: table.partition_keys().iter().map(PartitionKey::told).collect(),
        retention: Some(table.retention.into()),
        storage_descriptor: table.storage_descriptor.as_ref().map(Storage::told),
        table_type: table.table_type.clone(),
        target_table: table.target_table.as_ref().map(Target::told),
        view_expanded_text: table.view_expanded_text.clone(),
        view_original_text: table.view_original_text.clone(),
    };
    Ok(Some(Found::ready(value).status(pending.map_or(Status::Ready, Status::Pending))))
}
