//! All of AWS that this program knows: the families of resource types, in one list.

mod preflight;

use provision_aws_core::Family;

pub use preflight::Ahead;
pub use provision_aws_data::state_bucket;

/// The families, one a line. A new family crate is added here and nowhere else.
pub fn families() -> Vec<Family> {
    vec![
        provision_aws_network::family(),
        provision_aws_identity::family(),
        provision_aws_compute::family(),
        provision_aws_balancing::family(),
        provision_aws_containers::family(),
        provision_aws_data::family(),
        provision_aws_database::family(),
        provision_aws_analytics::family(),
        provision_aws_security::family(),
        provision_aws_observe::family(),
        provision_aws_edge::family(),
        provision_aws_delivery::family(),
        provision_aws_quicksight::family(),
    ]
}
