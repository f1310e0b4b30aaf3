//! The blocks of `aws_dynamodb_table`, to and from DynamoDB.

use aws_sdk_dynamodb::types::{
    self, AttributeDefinition, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
    GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, LocalSecondaryIndex, OnDemandThroughput,
    Projection, ProjectionType, ProvisionedThroughput, SseSpecification,
};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use provision_schema::suppress::Difference;

/// An attribute that a key is made of.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// `S` for text, `N` for numbers, `B` for bytes.
    #[attr(required, no_identity, one_of("S", "N", "B"))]
    pub r#type: String,
}

impl Attribute {
    /// As DynamoDB takes it.
    pub fn request(&self) -> Result<AttributeDefinition, Error> {
        let built = AttributeDefinition::builder().attribute_name(&self.name);
        Ok(built.attribute_type(self.r#type.as_str().into()).build()?)
    }
    /// As DynamoDB tells it.
    pub fn told(told: &AttributeDefinition) -> Attribute {
        Attribute { name: told.attribute_name.clone(), r#type: told.attribute_type.as_str().to_owned() }
    }
}

/// The key of a table or an index.
pub fn keys(hash: &str, range: &Option<String>) -> Result<Vec<KeySchemaElement>, Error> {
    let one = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    let mut keys = vec![one(hash, KeyType::Hash)?];
    if let Some(range) = text(range) {
        keys.push(one(&range, KeyType::Range)?);
    }
    Ok(keys)
}

/// One half of a key.
pub fn key_of(told: &[KeySchemaElement], kind: &KeyType) -> Option<String> {
    told.iter().find(|k| k.key_type == *kind).map(|k| k.attribute_name.clone())
}

/// What reads and writes are given; nothing where they are paid for one by one.
pub fn throughput(
    billed: &Option<String>,
    read: Option<i64>,
    write: Option<i64>,
) -> Result<Option<ProvisionedThroughput>, Error> {
    if billed.as_deref() == Some("PAY_PER_REQUEST") {
        return Ok(None);
    }
    let built = ProvisionedThroughput::builder().read_capacity_units(read.unwrap_or_default());
    Ok(Some(built.write_capacity_units(write.unwrap_or_default()).build()?))
}

/// The most that reads and writes may take where they are paid for one by one; -1 is no limit.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limits {
    /// Reads a second.
    #[attr(optional, computed)]
    pub max_read_request_units: Option<i64>,
    /// Writes a second.
    #[attr(optional, computed)]
    pub max_write_request_units: Option<i64>,
}

impl Limits {
    /// As DynamoDB takes them.
    pub fn request(limits: &[Limits]) -> Option<OnDemandThroughput> {
        let one = limits.first()?;
        let given = |n: Option<i64>| n.filter(|n| *n != 0);
        let built =
            OnDemandThroughput::builder().set_max_read_request_units(given(one.max_read_request_units));
        Some(built.set_max_write_request_units(given(one.max_write_request_units)).build())
    }
    /// As DynamoDB tells them.
    pub fn told(told: Option<&OnDemandThroughput>) -> Vec<Limits> {
        let limits = |t: &OnDemandThroughput| Limits {
            max_read_request_units: t.max_read_request_units,
            max_write_request_units: t.max_write_request_units,
        };
        told.into_iter().map(limits).collect()
    }
}

/// Another key, for all that is in the table.
#[derive(Nested, Clone, Default)]
pub struct GlobalIndex {
    /// The attribute that items are spread by.
    #[attr(required)]
    pub hash_key: String,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// The other attributes that are in it.
    #[attr(optional)]
    pub non_key_attributes: Set<String>,
    /// The most that reads and writes may take.
    #[block(list, max = 1)]
    pub on_demand_throughput: Vec<Limits>,
    /// Which attributes are in it: `ALL`, `KEYS_ONLY` or `INCLUDE`.
    #[attr(required, one_of("ALL", "KEYS_ONLY", "INCLUDE"))]
    pub projection_type: String,
    /// The attribute that items are sorted by.
    #[attr(optional)]
    pub range_key: Option<String>,
    /// Reads a second that it is given.
    #[attr(optional, computed)]
    pub read_capacity: Option<i64>,
    /// Writes a second that it is given.
    #[attr(optional, computed)]
    pub write_capacity: Option<i64>,
}

impl GlobalIndex {
    fn projection(&self) -> Projection {
        projection(&self.projection_type, &self.non_key_attributes)
    }
    /// As DynamoDB takes it with its table.
    pub fn request(&self, billed: &Option<String>) -> Result<GlobalSecondaryIndex, Error> {
        Ok(GlobalSecondaryIndex::builder()
            .index_name(&self.name)
            .set_key_schema(Some(keys(&self.hash_key, &self.range_key)?))
            .projection(self.projection())
            .set_provisioned_throughput(throughput(billed, self.read_capacity, self.write_capacity)?)
            .set_on_demand_throughput(Limits::request(&self.on_demand_throughput))
            .build()?)
    }
    /// As DynamoDB takes it afterwards.
    pub fn later(&self, billed: &Option<String>) -> Result<CreateGlobalSecondaryIndexAction, Error> {
        Ok(CreateGlobalSecondaryIndexAction::builder()
            .index_name(&self.name)
            .set_key_schema(Some(keys(&self.hash_key, &self.range_key)?))
            .projection(self.projection())
            .set_provisioned_throughput(throughput(billed, self.read_capacity, self.write_capacity)?)
            .set_on_demand_throughput(Limits::request(&self.on_demand_throughput))
            .build()?)
    }
    /// As DynamoDB tells it.
    pub fn told(told: &GlobalSecondaryIndexDescription) -> GlobalIndex {
        let given = told.provisioned_throughput.as_ref();
        let projection = told.projection.as_ref();
        GlobalIndex {
            hash_key: key_of(told.key_schema(), &KeyType::Hash).unwrap_or_default(),
            name: told.index_name.clone().unwrap_or_default(),
            non_key_attributes: projection
                .map(|p| p.non_key_attributes().iter().cloned().collect())
                .unwrap_or_default(),
            on_demand_throughput: Limits::told(told.on_demand_throughput.as_ref()),
            projection_type: projection.and_then(|p| word(p.projection_type())).unwrap_or_default(),
            range_key: key_of(told.key_schema(), &KeyType::Range),
            read_capacity: given.and_then(|g| g.read_capacity_units),
            write_capacity: given.and_then(|g| g.write_capacity_units),
        }
    }
    /// True for the same index, whatever it is given: of all else nothing can change.
    pub fn same_shape(&self, other: &GlobalIndex) -> bool {
        let sorted = |index: &GlobalIndex| {
            let mut names = index.non_key_attributes.to_vec();
            names.sort();
            names
        };
        self.name == other.name
            && self.hash_key == other.hash_key
            && text(&self.range_key) == text(&other.range_key)
            && self.projection_type == other.projection_type
            && sorted(self) == sorted(other)
    }
}

fn projection(kind: &str, attributes: &[String]) -> Projection {
    let built = Projection::builder().projection_type(ProjectionType::from(kind));
    built.set_non_key_attributes(given(attributes)).build()
}

/// Another order of what has the same hash key.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalIndex {
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// The other attributes that are in it.
    #[attr(optional, replace, no_identity)]
    pub non_key_attributes: Vec<String>,
    /// Which attributes are in it.
    #[attr(required, replace, no_identity, one_of("ALL", "KEYS_ONLY", "INCLUDE"))]
    pub projection_type: String,
    /// The attribute that items are sorted by.
    #[attr(required, replace, no_identity)]
    pub range_key: String,
}

impl LocalIndex {
    /// As DynamoDB takes it.
    pub fn request(&self, hash: &str) -> Result<LocalSecondaryIndex, Error> {
        Ok(LocalSecondaryIndex::builder()
            .index_name(&self.name)
            .set_key_schema(Some(keys(hash, &Some(self.range_key.clone()))?))
            .projection(projection(&self.projection_type, &self.non_key_attributes))
            .build()?)
    }
    /// As DynamoDB tells it.
    pub fn told(told: &types::LocalSecondaryIndexDescription) -> LocalIndex {
        let projection = told.projection.as_ref();
        LocalIndex {
            name: told.index_name.clone().unwrap_or_default(),
            non_key_attributes: projection.map(|p| p.non_key_attributes().to_vec()).unwrap_or_default(),
            projection_type: projection.and_then(|p| word(p.projection_type())).unwrap_or_default(),
            range_key: key_of(told.key_schema(), &KeyType::Range).unwrap_or_default(),
        }
    }
}

/// Items that are read from a bucket.
#[derive(Nested, Clone, Default)]
pub struct ImportTable {
    /// `GZIP`, `ZSTD` or `NONE`.
    #[attr(optional, config_only, one_of("GZIP", "ZSTD", "NONE"))]
    pub input_compression_type: Option<String>,
    /// `DYNAMODB_JSON`, `ION` or `CSV`.
    #[attr(required, config_only, one_of("DYNAMODB_JSON", "ION", "CSV"))]
    pub input_format: String,
    /// How they are written.
    #[block(list, max = 1)]
    pub input_format_options: Vec<FormatOptions>,
    /// Where they lie.
    #[block(list, min = 1, max = 1, replace)]
    pub s3_bucket_source: Vec<BucketSource>,
}

/// How items are written.
#[derive(Nested, Clone, Default)]
pub struct FormatOptions {
    /// As rows.
    #[block(list, max = 1)]
    pub csv: Vec<Csv>,
}

/// Rows.
#[derive(Nested, Clone, Default)]
pub struct Csv {
    /// What stands between two values.
    #[attr(optional, config_only)]
    pub delimiter: Option<String>,
    /// The names of the values, where the first row does not hold them.
    #[attr(optional, config_only)]
    pub header_list: Set<String>,
}

/// Objects in a bucket.
#[derive(Nested, Clone, Default)]
pub struct BucketSource {
    /// The bucket.
    #[attr(required, config_only)]
    pub bucket: String,
    /// The account that it belongs to.
    #[attr(optional, config_only)]
    pub bucket_owner: Option<String>,
    /// How they begin.
    #[attr(optional, config_only)]
    pub key_prefix: Option<String>,
}

/// How far back a table can be restored.
#[derive(Nested, Clone, Default)]
pub struct Recovery {
    /// It can be.
    #[attr(required)]
    pub enabled: bool,
    /// Days.
    #[attr(optional, computed, between(1, 35))]
    pub recovery_period_in_days: Option<i64>,
}

/// The same table in another region.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replica {
    /// Its ARN.
    #[attr(computed, no_identity)]
    pub arn: String,
    /// The key that encrypts it.
    #[attr(optional, computed, arn)]
    pub kms_key_arn: Option<String>,
    /// It can be restored to an earlier time.
    #[attr(optional, default = false)]
    pub point_in_time_recovery: Option<bool>,
    /// It gets the table's tags.
    #[attr(optional, default = false, config_only)]
    pub propagate_tags: Option<bool>,
    /// The region.
    #[attr(required)]
    pub region_name: String,
    /// Its stream.
    #[attr(computed, no_identity)]
    pub stream_arn: String,
    /// The stream's label.
    #[attr(computed, no_identity)]
    pub stream_label: String,
}

/// A key of one's own for what lies in a table.
#[derive(Nested, Clone, Default)]
pub struct Encryption {
    /// A key of KMS encrypts it, and not one of DynamoDB's own.
    #[attr(required)]
    pub enabled: bool,
    /// The key; AWS's where none is given.
    #[attr(optional, computed, arn)]
    pub kms_key_arn: Option<String>,
}

impl Encryption {
    /// As DynamoDB takes it.
    pub fn request(all: &[Encryption]) -> SseSpecification {
        let one = all.first().filter(|e| e.enabled);
        let key = one.and_then(|e| text(&e.kms_key_arn));
        SseSpecification::builder()
            .enabled(one.is_some())
            .set_sse_type(key.as_ref().map(|_| types::SseType::Kms))
            .set_kms_master_key_id(key)
            .build()
    }
}

/// Items that end by themselves.
#[derive(Nested, Clone, Default)]
pub struct Expiry {
    /// The attribute that says when.
    #[attr(optional, suppress = off)]
    pub attribute_name: Option<String>,
    /// They do.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
}

/// DynamoDB does not tell the attribute of what is off.
fn off(d: &Difference<'_>) -> bool {
    d.before.is_empty() && d.beside("enabled") != "true"
}

/// An import as DynamoDB takes it, but for the table.
pub fn source(import: &ImportTable) -> Result<types::S3BucketSource, Error> {
    let from = import.s3_bucket_source.first().cloned().unwrap_or_default();
    let built = types::S3BucketSource::builder().s3_bucket(&from.bucket);
    Ok(built
        .set_s3_bucket_owner(text(&from.bucket_owner))
        .set_s3_key_prefix(text(&from.key_prefix))
        .build()?)
}

/// How an import's items are written.
pub fn format_options(import: &ImportTable) -> Option<types::InputFormatOptions> {
    let csv = import.input_format_options.first()?.csv.first()?;
    let csv = types::CsvOptions::builder()
        .set_delimiter(text(&csv.delimiter))
        .set_header_list(given(&csv.header_list))
        .build();
    Some(types::InputFormatOptions::builder().csv(csv).build())
}

/// How an import's items are packed.
pub fn compression(import: &ImportTable) -> Option<types::InputCompressionType> {
    choice(&import.input_compression_type)
}
