//! `data.aws_glue_catalog_table`

use crate::glue::{catalog, glue};
use crate::glue_catalog_table::{PartitionIndex, PartitionKey, Place, Target, indexes, parameters};
use crate::glue_table_storage::Storage;
use aws_sdk_glue::primitives::{DateTime, DateTimeFormat};
use provision_aws_core::prelude::*;

/// A table of a catalogue. (Glue GetTable, GetPartitionIndexes)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_glue_catalog_table")]
pub struct TableData {
    /// The catalogue, the database and its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The catalogue; the account's own where none is said.
    #[attr(optional, computed)]
    pub catalog_id: Option<String>,
    /// The database.
    #[attr(required)]
    pub database_name: String,
    /// What it holds.
    #[attr(computed)]
    pub description: Option<String>,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Whose it is.
    #[attr(computed)]
    pub owner: Option<String>,
    /// What engines say about it.
    #[attr(computed)]
    pub parameters: BTreeMap<String, String>,
    /// The indexes over its partitions.
    #[attr(computed)]
    pub partition_index: Vec<PartitionIndex>,
    /// The columns that it is divided by.
    #[attr(computed)]
    pub partition_keys: Vec<PartitionKey>,
    /// As it was then.
    #[attr(optional, conflicts("transaction_id"), unset = "null")]
    pub query_as_of_time: Option<String>,
    /// How long it is kept.
    #[attr(computed)]
    pub retention: i64,
    /// Where its data lie.
    #[attr(computed)]
    pub storage_descriptor: Vec<Storage>,
    /// What it is.
    #[attr(computed)]
    pub table_type: Option<String>,
    /// The table that it stands for.
    #[attr(computed)]
    pub target_table: Vec<Target>,
    /// As a transaction sees it.
    #[attr(optional, conflicts("query_as_of_time"), unset = "null")]
    pub transaction_id: Option<i64>,
    /// Of a view.
    #[attr(computed)]
    pub view_expanded_text: Option<String>,
    /// Of a view.
    #[attr(computed)]
    pub view_original_text: Option<String>,
}

#[async_trait]
impl DataSource for TableData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &TableData) -> Result<TableData, Error> {
    let place = Place {
        catalog: catalog(cx, &config.catalog_id),
        database: config.database_name.clone(),
        table: config.name.clone(),
    };
    let time = |text: String| {
        DateTime::from_str(&text, DateTimeFormat::DateTimeWithOffset).map_err(|e| {
            let message = format!("`query_as_of_time` is not a time as RFC 3339 writes it: {e}.");
            Error::new(Class::Validation, message)
        })
    };
    let call = glue(cx)
        .get_table()
        .catalog_id(&place.catalog)
        .database_name(&place.database)
        .name(&place.table)
        .set_query_as_of_time(text(&config.query_as_of_time).map(time).transpose()?)
        .set_transaction_id(config.transaction_id.map(|id| id.to_string()));
    let Some(table) = there(call.send().await)?.and_then(|told| told.table) else {
        let message = format!("There is no table {} in the database {}.", place.table, place.database);
        return Err(
            Error::new(Class::NotFound, message).help("Check both names, the account and the region.")
        );
    };
    let partition_index =
        if table.partition_keys().is_empty() { Vec::new() } else { indexes(cx, &place).await? };
    Ok(TableData {
        id: place.id(),
        arn: place.arn(cx),
        catalog_id: Some(place.catalog),
        description: table.description.clone(),
        owner: table.owner.clone(),
        parameters: parameters(&table),
        partition_index,
        partition_keys: table.partition_keys().iter().map(PartitionKey::told).collect(),
        retention: table.retention.into(),
        storage_descriptor: table.storage_descriptor.as_ref().map(Storage::told).into_iter().collect(),
        table_type: table.table_type.clone(),
        target_table: table.target_table.as_ref().map(Target::told).into_iter().collect(),
        view_expanded_text: table.view_expanded_text.clone(),
        view_original_text: table.view_original_text.clone(),
        ..config.clone()
    })
}
