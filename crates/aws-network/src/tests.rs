//! What is sent, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod acls;
mod bare;
mod core_types;
mod endpoints;
mod flow_logs;
mod health_checks;
mod interfaces;
mod lingering;
mod lost;
mod of_vpcs;
mod prefix_lists;
mod rule_reads;
mod saved_reads;
mod shared_reads;

pub use provision_aws_core::testing::rig::{Rig, ec2_result as ec2};
