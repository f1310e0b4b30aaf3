//! The columns of a table, and where and how its data lie, to and from Glue.

use crate::common::{map, told_map};
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// Columns, and where and how data lie.
#[derive(Nested, Clone, Default)]
pub struct Storage {
    /// Other places, for Delta tables.
    #[attr(optional)]
    pub additional_locations: Vec<String>,
    /// The columns that data are put into buckets by.
    #[attr(optional)]
    pub bucket_columns: Vec<String>,
    /// The columns.
    #[block(list, computed)]
    pub columns: Vec<Column>,
    /// Data are compressed.
    #[attr(optional)]
    pub compressed: Option<bool>,
    /// The class that reads them.
    #[attr(optional)]
    pub input_format: Option<String>,
    /// Where they lie.
    #[attr(optional)]
    pub location: Option<String>,
    /// How many buckets there are.
    #[attr(optional)]
    pub number_of_buckets: Option<i64>,
    /// The class that writes them.
    #[attr(optional)]
    pub output_format: Option<String>,
    /// Parameters.
    #[attr(optional)]
    pub parameters: BTreeMap<String, String>,
    /// The schema, where a registry keeps it.
    #[block(list, max = 1)]
    pub schema_reference: Option<SchemaReference>,
    /// What makes values of bytes.
    #[block(list, max = 1)]
    pub ser_de_info: Option<SerDe>,
    /// Values that are frequent.
    #[block(list, max = 1)]
    pub skewed_info: Option<Skewed>,
    /// The columns that data are sorted by.
    #[block(list)]
    pub sort_columns: Vec<Sort>,
    /// They lie in folders.
    #[attr(optional)]
    pub stored_as_sub_directories: Option<bool>,
}

/// A column.
#[derive(Nested, Clone, Default)]
pub struct Column {
    /// What it is.
    #[attr(optional, length(0, 255))]
    pub comment: Option<String>,
    /// Its name.
    #[attr(required, length(1, 255))]
    pub name: String,
    /// Parameters.
    #[attr(optional)]
    pub parameters: BTreeMap<String, String>,
    /// Its type.
    #[attr(optional, length(0, 131072))]
    pub r#type: Option<String>,
}

/// A schema that a registry keeps.
#[derive(Nested, Clone, Default)]
pub struct SchemaReference {
    /// The schema.
    #[block(list, max = 1)]
    pub schema_id: Option<SchemaId>,
    /// Its version, by id.
    #[attr(
        optional,
        exactly_one_of(
            "storage_descriptor.0.schema_reference.0.schema_version_id",
            "storage_descriptor.0.schema_reference.0.schema_id"
        )
    )]
    pub schema_version_id: Option<String>,
    /// Its version, by number.
    #[attr(required, between(1, 100_000))]
    pub schema_version_number: i64,
}

/// A schema of a registry.
#[derive(Nested, Clone, Default)]
pub struct SchemaId {
    /// The registry.
    #[attr(optional, conflicts("storage_descriptor.0.schema_reference.0.schema_id.0.schema_arn"))]
    pub registry_name: Option<String>,
    /// By ARN.
    #[attr(
        optional,
        arn,
        exactly_one_of(
            "storage_descriptor.0.schema_reference.0.schema_id.0.schema_arn",
            "storage_descriptor.0.schema_reference.0.schema_id.0.schema_name"
        )
    )]
    pub schema_arn: Option<String>,
    /// By name.
    #[attr(
        optional,
        exactly_one_of(
            "storage_descriptor.0.schema_reference.0.schema_id.0.schema_arn",
            "storage_descriptor.0.schema_reference.0.schema_id.0.schema_name"
        )
    )]
    pub schema_name: Option<String>,
}

/// What makes values of bytes.
#[derive(Nested, Clone, Default)]
pub struct SerDe {
    /// Its name.
    #[attr(optional, length(1, 255))]
    pub name: Option<String>,
    /// Parameters.
    #[attr(optional)]
    pub parameters: BTreeMap<String, String>,
    /// Its class.
    #[attr(optional, length(1, 2_147_483_647))]
    pub serialization_library: Option<String>,
}

/// Values that are frequent.
#[derive(Nested, Clone, Default)]
pub struct Skewed {
    /// Their columns.
    #[attr(optional)]
    pub skewed_column_names: Vec<String>,
    /// Where they lie.
    #[attr(optional)]
    pub skewed_column_value_location_maps: BTreeMap<String, String>,
    /// Themselves.
    #[attr(optional)]
    pub skewed_column_values: Vec<String>,
}

/// A column that data are sorted by.
#[derive(Nested, Clone, Default)]
pub struct Sort {
    /// Its name.
    #[attr(required, length(1, 255))]
    pub column: String,
    /// 1 upwards, 0 downwards.
    #[attr(required, between(0, 1))]
    pub sort_order: i64,
}

impl Storage {
    /// As Glue takes it.
    pub fn request(&self) -> Result<types::StorageDescriptor, Error> {
        let columns: Result<Vec<_>, Error> = self.columns.iter().map(Column::request).collect();
        let sort = |s: &Sort| {
            types::Order::builder().column(&s.column).set_sort_order(int(Some(s.sort_order))).build()
        };
        let sorted: Result<Vec<_>, _> = self.sort_columns.iter().map(sort).collect();
        let serde = |s: &SerDe| {
            types::SerDeInfo::builder()
                .set_name(text(&s.name))
                .set_parameters(map(&s.parameters))
                .set_serialization_library(text(&s.serialization_library))
                .build()
        };
        let skewed = |s: &Skewed| {
            types::SkewedInfo::builder()
                .set_skewed_column_names(given(&s.skewed_column_names))
                .set_skewed_column_value_location_maps(map(&s.skewed_column_value_location_maps))
                .set_skewed_column_values(given(&s.skewed_column_values))
                .build()
        };
        Ok(types::StorageDescriptor::builder()
            .set_additional_locations(given(&self.additional_locations))
            .set_bucket_columns(given(&self.bucket_columns))
            .set_columns(given(&columns?))
            .compressed(self.compressed.unwrap_or_default())
            .set_input_format(text(&self.input_format))
            .set_location(text(&self.location))
            .set_number_of_buckets(positive(self.number_of_buckets))
            .set_output_format(text(&self.output_format))
            .set_parameters(map(&self.parameters))
            .set_schema_reference(self.schema_reference.as_ref().map(SchemaReference::request))
            .set_serde_info(self.ser_de_info.as_ref().map(serde))
            .set_skewed_info(self.skewed_info.as_ref().map(skewed))
            .set_sort_columns(given(&sorted?))
            .stored_as_sub_directories(self.stored_as_sub_directories.unwrap_or_default())
            .build())
    }
    /// As Glue tells it.
    pub fn told(told: &types::StorageDescriptor) -> Storage {
        let serde = |s: &types::SerDeInfo| SerDe {
            name: s.name.clone(),
            parameters: told_map(s.parameters.as_ref()),
            serialization_library: s.serialization_library.clone(),
        };
        let skewed = |s: &types::SkewedInfo| Skewed {
            skewed_column_names: s.skewed_column_names().to_vec(),
            skewed_column_value_location_maps: told_map(s.skewed_column_value_location_maps.as_ref()),
            skewed_column_values: s.skewed_column_values().to_vec(),
        };
        let sort = |s: &types::Order| Sort { column: s.column.clone(), sort_order: s.sort_order.into() };
        Storage {
            additional_locations: told.additional_locations().to_vec(),
            bucket_columns: told.bucket_columns().to_vec(),
            columns: told.columns().iter().map(Column::told).collect(),
            compressed: Some(told.compressed),
            input_format: told.input_format.clone(),
            location: told.location.clone(),
            number_of_buckets: Some(told.number_of_buckets.into()),
            output_format: told.output_format.clone(),
            parameters: told_map(told.parameters.as_ref()),
            schema_reference: told.schema_reference.as_ref().map(SchemaReference::told),
            ser_de_info: told.serde_info.as_ref().map(serde),
            skewed_info: told.skewed_info.as_ref().map(skewed),
            sort_columns: told.sort_columns().iter().map(sort).collect(),
            stored_as_sub_directories: Some(told.stored_as_sub_directories),
        }
    }
}

impl Column {
    /// As Glue takes it.
    pub fn request(&self) -> Result<types::Column, Error> {
        Ok(types::Column::builder()
            .name(&self.name)
            .set_comment(text(&self.comment))
            .set_parameters(map(&self.parameters))
            .set_type(text(&self.r#type))
            .build()?)
    }
    /// As Glue tells it.
    pub fn told(told: &types::Column) -> Column {
        Column {
            comment: told.comment.clone(),
            name: told.name.clone(),
            parameters: told_map(told.parameters.as_ref()),
            r#type: told.r#type.clone(),
        }
    }
}

impl SchemaReference {
    fn request(&self) -> types::SchemaReference {
        let id = |i: &SchemaId| {
            types::SchemaId::builder()
                .set_registry_name(text(&i.registry_name))
                .set_schema_arn(text(&i.schema_arn))
                .set_schema_name(text(&i.schema_name))
                .build()
        };
        types::SchemaReference::builder()
            .set_schema_id(self.schema_id.as_ref().map(id))
            .set_schema_version_id(text(&self.schema_version_id))
            .schema_version_number(self.schema_version_number)
            .build()
    }
    fn told(told: &types::SchemaReference) -> SchemaReference {
        let id = |i: &types::SchemaId| SchemaId {
            registry_name: i.registry_name.clone(),
            schema_arn: i.schema_arn.clone(),
            schema_name: i.schema_name.clone(),
        };
        SchemaReference {
            schema_id: told.schema_id.as_ref().map(id),
            schema_version_id: told.schema_version_id.clone(),
            schema_version_number: told.schema_version_number.unwrap_or_default(),
        }
    }
}
