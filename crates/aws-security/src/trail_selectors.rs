//! Which events a trail writes down: the blocks of `aws_cloudtrail`, to and from CloudTrail.

use aws_sdk_cloudtrail::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// Events, said field by field.
#[derive(Nested, Clone, Default)]
pub struct Advanced {
    /// Those of which all of this is true.
    #[block(set, min = 1)]
    pub field_selector: Set<Field>,
    /// What they are called here.
    #[attr(optional, length(0, 1000))]
    pub name: Option<String>,
}

/// What is true of a field: one of these texts, or none of them.
#[derive(Nested, Clone, Default)]
pub struct Field {
    /// It ends so.
    #[attr(optional)]
    pub ends_with: Vec<String>,
    /// It is this.
    #[attr(optional)]
    pub equals: Vec<String>,
    /// The field.
    #[attr(
        required,
        one_of(
            "eventCategory",
            "eventName",
            "eventSource",
            "readOnly",
            "resources.ARN",
            "resources.type",
            "userIdentity.arn",
            "sessionCredentialFromConsole"
        )
    )]
    pub field: String,
    /// It does not end so.
    #[attr(optional)]
    pub not_ends_with: Vec<String>,
    /// It is not this.
    #[attr(optional)]
    pub not_equals: Vec<String>,
    /// It does not begin so.
    #[attr(optional)]
    pub not_starts_with: Vec<String>,
    /// It begins so.
    #[attr(optional)]
    pub starts_with: Vec<String>,
}

/// Events.
#[derive(Nested, Clone, Default)]
pub struct Selector {
    /// Those that touch data.
    #[block(list)]
    pub data_resource: Vec<Data>,
    /// Services whose management is left out: `kms.amazonaws.com`, `rdsdata.amazonaws.com`.
    #[attr(optional)]
    pub exclude_management_event_sources: Set<String>,
    /// Those that manage something.
    #[attr(optional, default = true)]
    pub include_management_events: Option<bool>,
    /// `All`, `ReadOnly` or `WriteOnly`.
    #[attr(optional, default = "All", one_of("ReadOnly", "WriteOnly", "All"))]
    pub read_write_type: Option<String>,
}

/// What data.
#[derive(Nested, Clone, Default)]
pub struct Data {
    /// Objects, functions or tables.
    #[attr(required, one_of("AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object"))]
    pub r#type: String,
    /// Their ARNs, or what these begin with.
    #[attr(required)]
    pub values: Vec<String>,
}

/// What is unusual.
#[derive(Nested, Clone, Default)]
pub struct Insight {
    /// How many calls there are, or how many of them fail.
    #[attr(required, one_of("ApiCallRateInsight", "ApiErrorRateInsight"))]
    pub insight_type: String,
}

impl Advanced {
    /// As CloudTrail takes it.
    pub fn request(&self) -> Result<types::AdvancedEventSelector, Error> {
        let fields: Result<Vec<_>, _> = self.field_selector.iter().map(Field::request).collect();
        let builder = types::AdvancedEventSelector::builder().set_name(text(&self.name));
        Ok(builder.set_field_selectors(Some(fields?)).build()?)
    }
    /// As CloudTrail tells it.
    pub fn told(told: &types::AdvancedEventSelector) -> Advanced {
        Advanced {
            field_selector: told.field_selectors.iter().map(Field::told).collect(),
            name: told.name.clone(),
        }
    }
}

impl Field {
    fn request(&self) -> Result<types::AdvancedFieldSelector, Error> {
        let builder = types::AdvancedFieldSelector::builder()
            .field(&self.field)
            .set_ends_with(given(&self.ends_with))
            .set_equals(given(&self.equals))
            .set_not_ends_with(given(&self.not_ends_with))
            .set_not_equals(given(&self.not_equals))
            .set_not_starts_with(given(&self.not_starts_with))
            .set_starts_with(given(&self.starts_with));
        Ok(builder.build()?)
    }
    fn told(told: &types::AdvancedFieldSelector) -> Field {
        Field {
            ends_with: told.ends_with().to_vec(),
            equals: told.equals().to_vec(),
            field: told.field.clone(),
            not_ends_with: told.not_ends_with().to_vec(),
            not_equals: told.not_equals().to_vec(),
            not_starts_with: told.not_starts_with().to_vec(),
            starts_with: told.starts_with().to_vec(),
        }
    }
}

impl Selector {
    /// What a trail has of which nothing was said.
    pub fn unsaid() -> types::EventSelector {
        types::EventSelector::builder()
            .include_management_events(true)
            .read_write_type(types::ReadWriteType::All)
            .set_data_resources(Some(Vec::new()))
            .build()
    }
    /// As CloudTrail takes it.
    pub fn request(&self) -> types::EventSelector {
        types::EventSelector::builder()
            .set_data_resources(Some(self.data_resource.iter().map(Data::request).collect()))
            .set_exclude_management_event_sources(given(&self.exclude_management_event_sources))
            .set_include_management_events(self.include_management_events)
            .set_read_write_type(choice(&self.read_write_type))
            .build()
    }
    /// As CloudTrail tells it.
    pub fn told(told: &types::EventSelector) -> Selector {
        Selector {
            data_resource: told.data_resources().iter().map(Data::told).collect(),
            exclude_management_event_sources: Set(told.exclude_management_event_sources().to_vec()),
            include_management_events: Some(told.include_management_events == Some(true)),
            read_write_type: word(told.read_write_type.as_ref()),
        }
    }
}

impl Data {
    fn request(&self) -> types::DataResource {
        let builder = types::DataResource::builder().r#type(&self.r#type);
        builder.set_values(Some(self.values.clone())).build()
    }
    fn told(told: &types::DataResource) -> Data {
        Data { r#type: told.r#type.clone().unwrap_or_default(), values: told.values().to_vec() }
    }
}

impl Insight {
    /// As CloudTrail takes it.
    pub fn request(&self) -> types::InsightSelector {
        types::InsightSelector::builder().insight_type(self.insight_type.as_str().into()).build()
    }
    /// As CloudTrail tells it.
    pub fn told(told: &types::InsightSelector) -> Insight {
        Insight { insight_type: word(told.insight_type.as_ref()).unwrap_or_default() }
    }
}
