//! Data analysis: streams, the Glue catalogue and its jobs, Athena, OpenSearch.

pub mod athena;
pub mod athena_data_catalog;
pub mod athena_database;
pub mod athena_named_query;
pub mod athena_prepared_statement;
pub mod athena_workgroup;
pub mod common;
pub mod data_glue_catalog_table;
pub mod data_glue_script;
pub mod firehose;
pub mod firehose_elsewhere;
pub mod firehose_endpoints;
pub mod firehose_format;
pub mod firehose_s3;
pub mod glue;
pub mod glue_catalog_database;
pub mod glue_catalog_table;
pub mod glue_classifier;
pub mod glue_connection;
pub mod glue_crawler;
pub mod glue_crawler_targets;
pub mod glue_data_quality_ruleset;
pub mod glue_job;
pub mod glue_resource_policy;
pub mod glue_security_configuration;
pub mod glue_table_storage;
pub mod glue_trigger;
pub mod glue_workflow;
pub mod kinesis_firehose_delivery_stream;
pub mod kinesis_stream;
pub mod opensearch;
pub mod opensearch_cluster;
pub mod opensearch_domain;
pub mod opensearch_domain_blocks;
pub mod opensearch_domain_change;
pub mod opensearch_domain_policy;
#[cfg(test)]
mod opensearch_tests;
#[cfg(test)]
mod tests;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<athena_data_catalog::DataCatalog>(), // aws_athena_data_catalog
        resource::<athena_database::Database>(),        // aws_athena_database
        resource::<athena_named_query::NamedQuery>(),   // aws_athena_named_query
        resource::<athena_prepared_statement::PreparedStatement>(), // aws_athena_prepared_statement
        resource::<athena_workgroup::Workgroup>(),      // aws_athena_workgroup
        resource::<glue_catalog_database::Database>(),  // aws_glue_catalog_database
        resource::<glue_catalog_table::Table>(),        // aws_glue_catalog_table
        resource::<glue_classifier::Classifier>(),      // aws_glue_classifier
        resource::<glue_connection::Connection>(),      // aws_glue_connection
        resource::<glue_crawler::Crawler>(),            // aws_glue_crawler
        resource::<glue_data_quality_ruleset::Ruleset>(), // aws_glue_data_quality_ruleset
        resource::<glue_job::Job>(),                    // aws_glue_job
        resource::<glue_resource_policy::ResourcePolicy>(), // aws_glue_resource_policy
        resource::<glue_security_configuration::SecurityConfiguration>(), // aws_glue_security_configuration
        resource::<glue_trigger::Trigger>(),            // aws_glue_trigger
        resource::<glue_workflow::Workflow>(),          // aws_glue_workflow
        resource::<kinesis_firehose_delivery_stream::DeliveryStream>(), // aws_kinesis_firehose_delivery_stream
        resource::<kinesis_stream::Stream>(),                           // aws_kinesis_stream
        resource::<opensearch_domain::Domain>(),                        // aws_opensearch_domain
        resource::<opensearch_domain_policy::DomainPolicy>(),           // aws_opensearch_domain_policy
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<data_glue_catalog_table::TableData>(), // aws_glue_catalog_table
        data_source::<data_glue_script::ScriptData>(),       // aws_glue_script
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
