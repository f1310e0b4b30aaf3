//! A sample of what was recorded from Terraform, asked of it anew: records that no longer hold would prove nothing. The
//! expressions have theirs beside them, in `crates/lang/tests/expressions.rs`.

use crate::terraform::Terraform;
use crate::{planned_values, verdicts};

#[test]
fn verdicts_are_those_of_today() {
    verdicts::sample(&Terraform::offline());
}

#[test]
fn plans_are_those_of_today() {
    planned_values::sample(&Terraform::offline());
}
