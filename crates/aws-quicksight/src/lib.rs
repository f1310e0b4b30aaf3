//! Charts: QuickSight.

pub mod analysis;
pub mod dashboard;
pub mod data_set;
pub mod data_source;
pub mod definition;
pub mod folder;
pub mod group;
pub mod quicksight;
pub mod refresh_schedule;
pub mod shapes;
pub mod template;
#[cfg(test)]
mod tests;
pub mod user;
pub mod wire;

use provision_aws_core::{ErasedData, ErasedResource, Family, resource};

/// The managed types, one a line.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<analysis::Analysis>(),                // aws_quicksight_analysis
        resource::<dashboard::Dashboard>(),              // aws_quicksight_dashboard
        resource::<data_set::DataSet>(),                 // aws_quicksight_data_set
        resource::<data_source::DataSource>(),           // aws_quicksight_data_source
        resource::<folder::Folder>(),                    // aws_quicksight_folder
        resource::<group::Group>(),                      // aws_quicksight_group
        resource::<refresh_schedule::RefreshSchedule>(), // aws_quicksight_refresh_schedule
        resource::<template::Template>(),                // aws_quicksight_template
        resource::<user::User>(),                        // aws_quicksight_user
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
