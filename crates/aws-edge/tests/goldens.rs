//! The family's types against the provider's recorded schemas and plans.
#![allow(missing_docs)]

use provision_aws_core::testing::goldens::{assert_plans, assert_schemas};

#[test]
fn schemas_are_those_of_the_provider() {
    assert_schemas(&provision_aws_edge::family());
}

#[test]
fn plans_are_those_of_the_provider() {
    assert_plans(&provision_aws_edge::family());
}
