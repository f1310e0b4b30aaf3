//! How records become Parquet or ORC, to and from Firehose.

use crate::common::{choice, long, map, told_map, word};
use aws_sdk_firehose::types;
use provision_aws_core::prelude::*;

/// Records become Parquet or ORC.
#[derive(Nested, Clone, Default)]
pub struct Conversion {
    /// They do.
    #[attr(optional, default = true)]
    pub enabled: Option<bool>,
    /// What they are read with.
    #[block(list, min = 1, max = 1)]
    pub input_format_configuration: Option<Input>,
    /// What they are written with.
    #[block(list, min = 1, max = 1)]
    pub output_format_configuration: Option<Output>,
    /// Their columns.
    #[block(list, min = 1, max = 1)]
    pub schema_configuration: Option<Schema>,
}

/// What records are read with.
#[derive(Nested, Clone, Default)]
pub struct Input {
    /// One of these.
    #[block(list, min = 1, max = 1)]
    pub deserializer: Option<Deserializer>,
}

/// What records are read with.
#[derive(Nested, Clone, Default)]
pub struct Deserializer {
    /// Hive's own.
    #[block(
        list,
        max = 1,
        conflicts(
            "extended_s3_configuration.0.data_format_conversion_configuration.0.input_format_configuration.0.deserializer.0.open_x_json_ser_de"
        )
    )]
    pub hive_json_ser_de: Option<HiveJson>,
    /// OpenX's.
    #[block(
        list,
        max = 1,
        conflicts(
            "extended_s3_configuration.0.data_format_conversion_configuration.0.input_format_configuration.0.deserializer.0.hive_json_ser_de"
        )
    )]
    pub open_x_json_ser_de: Option<OpenXJson>,
}

/// Hive's reader of JSON.
#[derive(Nested, Clone, Default)]
pub struct HiveJson {
    /// Forms of times.
    #[attr(optional)]
    pub timestamp_formats: Vec<String>,
}

/// OpenX's reader of JSON.
#[derive(Nested, Clone, Default)]
pub struct OpenXJson {
    /// Keys are columns, however they are written.
    #[attr(optional, default = true)]
    pub case_insensitive: Option<bool>,
    /// Columns whose key has another name.
    #[attr(optional)]
    pub column_to_json_key_mappings: BTreeMap<String, String>,
    /// Periods in keys become underscores.
    #[attr(optional, default = false)]
    pub convert_dots_in_json_keys_to_underscores: Option<bool>,
}

/// What records are written with.
#[derive(Nested, Clone, Default)]
pub struct Output {
    /// One of these.
    #[block(list, min = 1, max = 1)]
    pub serializer: Option<Serializer>,
}

/// What records are written with.
#[derive(Nested, Clone, Default)]
pub struct Serializer {
    /// ORC.
    #[block(
        list,
        max = 1,
        conflicts(
            "extended_s3_configuration.0.data_format_conversion_configuration.0.output_format_configuration.0.serializer.0.parquet_ser_de"
        )
    )]
    pub orc_ser_de: Option<Orc>,
    /// Parquet.
    #[block(
        list,
        max = 1,
        conflicts(
            "extended_s3_configuration.0.data_format_conversion_configuration.0.output_format_configuration.0.serializer.0.orc_ser_de"
        )
    )]
    pub parquet_ser_de: Option<Parquet>,
}

/// ORC.
#[derive(Nested, Clone, Default)]
pub struct Orc {
    /// Size of a block of HDFS.
    #[attr(optional, default = 268_435_456, between(67_108_864, 2_147_483_647))]
    pub block_size_bytes: Option<i64>,
    /// Columns with a Bloom filter.
    #[attr(optional)]
    pub bloom_filter_columns: Vec<String>,
    /// How often a filter errs.
    #[attr(optional, default = 0.05)]
    pub bloom_filter_false_positive_probability: Option<f64>,
    /// How blocks are packed.
    #[attr(optional, default = "SNAPPY", one_of("NONE", "ZLIB", "SNAPPY"))]
    pub compression: Option<String>,
    /// The part of distinct values up to which there is a dictionary.
    #[attr(optional, default = 0)]
    pub dictionary_key_threshold: Option<f64>,
    /// Stripes do not cross blocks.
    #[attr(optional, default = false)]
    pub enable_padding: Option<bool>,
    /// Version of the format.
    #[attr(optional, default = "V0_12", one_of("V0_11", "V0_12"))]
    pub format_version: Option<String>,
    /// The part of a stripe that padding may take.
    #[attr(optional, default = 0.05)]
    pub padding_tolerance: Option<f64>,
    /// Rows between two entries of an index.
    #[attr(optional, default = 10000, between(1000, 2_147_483_647))]
    pub row_index_stride: Option<i64>,
    /// Size of a stripe.
    #[attr(optional, default = 67_108_864, between(8_388_608, 2_147_483_647))]
    pub stripe_size_bytes: Option<i64>,
}

/// Parquet.
#[derive(Nested, Clone, Default)]
pub struct Parquet {
    /// Size of a block of HDFS.
    #[attr(optional, default = 268_435_456, between(67_108_864, 2_147_483_647))]
    pub block_size_bytes: Option<i64>,
    /// How pages are packed.
    #[attr(optional, default = "SNAPPY", one_of("UNCOMPRESSED", "GZIP", "SNAPPY"))]
    pub compression: Option<String>,
    /// There are dictionaries.
    #[attr(optional, default = false)]
    pub enable_dictionary_compression: Option<bool>,
    /// Bytes that padding may take.
    #[attr(optional, default = 0)]
    pub max_padding_bytes: Option<i64>,
    /// Size of a page.
    #[attr(optional, default = 1_048_576, between(65_536, 2_147_483_647))]
    pub page_size_bytes: Option<i64>,
    /// Version of the format.
    #[attr(optional, default = "V1", one_of("V1", "V2"))]
    pub writer_version: Option<String>,
}

/// The table of the Glue catalogue that tells columns.
#[derive(Nested, Clone, Default)]
pub struct Schema {
    /// Its catalogue.
    #[attr(optional, computed)]
    pub catalog_id: Option<String>,
    /// Its database.
    #[attr(required)]
    pub database_name: String,
    /// Its region.
    #[attr(optional, computed)]
    pub region: Option<String>,
    /// The role that reads it.
    #[attr(required, arn)]
    pub role_arn: String,
    /// Its name.
    #[attr(required)]
    pub table_name: String,
    /// Its version.
    #[attr(optional, default = "LATEST")]
    pub version_id: Option<String>,
}

impl Conversion {
    /// As Firehose takes it; no block is that records stay as they are.
    pub fn request(conversion: Option<&Conversion>) -> types::DataFormatConversionConfiguration {
        let builder = types::DataFormatConversionConfiguration::builder();
        let Some(conversion) = conversion else { return builder.enabled(false).build() };
        let input = conversion.input_format_configuration.as_ref().map(|i| {
            let reader = i.deserializer.as_ref().map(Deserializer::request);
            types::InputFormatConfiguration::builder().set_deserializer(reader).build()
        });
        let output = conversion.output_format_configuration.as_ref().map(|o| {
            let writer = o.serializer.as_ref().map(Serializer::request);
            types::OutputFormatConfiguration::builder().set_serializer(writer).build()
        });
        builder
            .set_enabled(conversion.enabled)
            .set_input_format_configuration(input)
            .set_output_format_configuration(output)
            .set_schema_configuration(conversion.schema_configuration.as_ref().map(Schema::request))
            .build()
    }
    /// As Firehose tells it; one that is off and says nothing is no block.
    pub fn told(told: &types::DataFormatConversionConfiguration) -> Option<Conversion> {
        let input = told.input_format_configuration.as_ref();
        let output = told.output_format_configuration.as_ref();
        let schema = told.schema_configuration.as_ref();
        let on = told.enabled.unwrap_or_default();
        if !on && input.is_none() && output.is_none() && schema.is_none() {
            return None;
        }
        Some(Conversion {
            enabled: Some(on),
            input_format_configuration: input
                .map(|i| Input { deserializer: i.deserializer.as_ref().map(Deserializer::told) }),
            output_format_configuration: output
                .map(|o| Output { serializer: o.serializer.as_ref().map(Serializer::told) }),
            schema_configuration: schema.map(Schema::told),
        })
    }
}

impl Deserializer {
    fn request(&self) -> types::Deserializer {
        let hive = |h: &HiveJson| {
            types::HiveJsonSerDe::builder().set_timestamp_formats(given(&h.timestamp_formats)).build()
        };
        let open = |o: &OpenXJson| {
            types::OpenXJsonSerDe::builder()
                .set_case_insensitive(o.case_insensitive)
                .set_column_to_json_key_mappings(map(&o.column_to_json_key_mappings))
                .set_convert_dots_in_json_keys_to_underscores(o.convert_dots_in_json_keys_to_underscores)
                .build()
        };
        types::Deserializer::builder()
            .set_hive_json_ser_de(self.hive_json_ser_de.as_ref().map(hive))
            .set_open_x_json_ser_de(self.open_x_json_ser_de.as_ref().map(open))
            .build()
    }
    fn told(told: &types::Deserializer) -> Deserializer {
        let hive = |h: &types::HiveJsonSerDe| HiveJson { timestamp_formats: h.timestamp_formats().to_vec() };
        // Firehose does not tell what is as it is by default, here and below.
        let open = |o: &types::OpenXJsonSerDe| OpenXJson {
            case_insensitive: o.case_insensitive.or(Some(true)),
            column_to_json_key_mappings: told_map(o.column_to_json_key_mappings.as_ref()),
            convert_dots_in_json_keys_to_underscores: o.convert_dots_in_json_keys_to_underscores,
        };
        Deserializer {
            hive_json_ser_de: told.hive_json_ser_de.as_ref().map(hive),
            open_x_json_ser_de: told.open_x_json_ser_de.as_ref().map(open),
        }
    }
}

impl Serializer {
    fn request(&self) -> types::Serializer {
        types::Serializer::builder()
            .set_orc_ser_de(self.orc_ser_de.as_ref().map(Orc::request))
            .set_parquet_ser_de(self.parquet_ser_de.as_ref().map(Parquet::request))
            .build()
    }
    fn told(told: &types::Serializer) -> Serializer {
        Serializer {
            orc_ser_de: told.orc_ser_de.as_ref().map(Orc::told),
            parquet_ser_de: told.parquet_ser_de.as_ref().map(Parquet::told),
        }
    }
}

impl Orc {
    fn request(&self) -> types::OrcSerDe {
        types::OrcSerDe::builder()
            .set_block_size_bytes(int(self.block_size_bytes))
            .set_bloom_filter_columns(given(&self.bloom_filter_columns))
            .set_bloom_filter_false_positive_probability(self.bloom_filter_false_positive_probability)
            .set_compression(choice(&self.compression))
            .set_dictionary_key_threshold(self.dictionary_key_threshold)
            .set_enable_padding(self.enable_padding)
            .set_format_version(choice(&self.format_version))
            .set_padding_tolerance(self.padding_tolerance)
            .set_row_index_stride(int(self.row_index_stride))
            .set_stripe_size_bytes(int(self.stripe_size_bytes))
            .build()
    }
    fn told(told: &types::OrcSerDe) -> Orc {
        Orc {
            block_size_bytes: long(told.block_size_bytes).or(Some(268_435_456)),
            bloom_filter_columns: told.bloom_filter_columns().to_vec(),
            bloom_filter_false_positive_probability: told
                .bloom_filter_false_positive_probability
                .or(Some(0.05)),
            compression: word(told.compression.as_ref()).or_else(|| Some("SNAPPY".into())),
            dictionary_key_threshold: told.dictionary_key_threshold,
            enable_padding: told.enable_padding,
            format_version: word(told.format_version.as_ref()).or_else(|| Some("V0_12".into())),
            padding_tolerance: told.padding_tolerance.or(Some(0.05)),
            row_index_stride: long(told.row_index_stride).or(Some(10000)),
            stripe_size_bytes: long(told.stripe_size_bytes).or(Some(67_108_864)),
        }
    }
}

impl Parquet {
    fn request(&self) -> types::ParquetSerDe {
        types::ParquetSerDe::builder()
            .set_block_size_bytes(int(self.block_size_bytes))
            .set_compression(choice(&self.compression))
            .set_enable_dictionary_compression(self.enable_dictionary_compression)
            .set_max_padding_bytes(int(self.max_padding_bytes))
            .set_page_size_bytes(int(self.page_size_bytes))
            .set_writer_version(choice(&self.writer_version))
            .build()
    }
    fn told(told: &types::ParquetSerDe) -> Parquet {
        Parquet {
            block_size_bytes: long(told.block_size_bytes).or(Some(268_435_456)),
            compression: word(told.compression.as_ref()).or_else(|| Some("SNAPPY".into())),
            enable_dictionary_compression: told.enable_dictionary_compression,
            max_padding_bytes: long(told.max_padding_bytes),
            page_size_bytes: long(told.page_size_bytes).or(Some(1_048_576)),
            writer_version: word(told.writer_version.as_ref()).or_else(|| Some("V1".into())),
        }
    }
}

impl Schema {
    fn request(&self) -> types::SchemaConfiguration {
        types::SchemaConfiguration::builder()
            .set_catalog_id(text(&self.catalog_id))
            .database_name(&self.database_name)
            .set_region(text(&self.region))
            .role_arn(&self.role_arn)
            .table_name(&self.table_name)
            .set_version_id(text(&self.version_id))
            .build()
    }
    fn told(told: &types::SchemaConfiguration) -> Schema {
        Schema {
            catalog_id: told.catalog_id.clone(),
            database_name: told.database_name.clone().unwrap_or_default(),
            region: told.region.clone(),
            role_arn: told.role_arn.clone().unwrap_or_default(),
            table_name: told.table_name.clone().unwrap_or_default(),
            version_id: told.version_id.clone(),
        }
    }
}
