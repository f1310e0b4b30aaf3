//! A sample of what was recorded from Terraform, asked of it anew: records that no longer hold would prove nothing. The
//! expressions have theirs beside them, in `crates/lang/tests/expressions.rs`. And what only Terraform itself can prove: that it takes our
//! state and lock in a bucket for its own.

use crate::terraform::Terraform;
use crate::{backend, planned_values, verdicts};

#[test]
fn verdicts_are_those_of_today() {
    verdicts::sample(&Terraform::offline());
}

#[test]
fn plans_are_those_of_today() {
    planned_values::sample(&Terraform::offline());
}

#[test]
fn a_state_in_a_bucket_is_terraforms_too() {
    backend::shared_with_terraform();
}
