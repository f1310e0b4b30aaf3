//! Data: buckets and what is in them.

pub mod bucket;
mod bucket_blocks;
mod bucket_empty;
mod bucket_told;
pub mod bucket_versioning;
pub mod canonical_user_id;
pub mod s3;
pub mod state_bucket;

use provision_aws_core::{ErasedData, ErasedResource, Family, data_source, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<bucket::Bucket>(),                      // aws_s3_bucket
        resource::<bucket_versioning::BucketVersioning>(), // aws_s3_bucket_versioning
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<canonical_user_id::CanonicalUserId>(), // aws_canonical_user_id
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
