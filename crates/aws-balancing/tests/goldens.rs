//! The family's types against the provider's recorded schemas and plans.
#![allow(missing_docs)]

use provision_aws_core::testing::goldens::{assert_plans, assert_schemas};

/// Plans that differ on purpose: where one mapping of several changes, the provider mixes old and new ones into a plan that AWS refuses.
const OTHERWISE: [(&str, &str); 4] = [
    ("aws_lb", "mapping changed"),
    ("aws_lb", "application, mapping changed"),
    ("aws_alb", "mapping changed"),
    ("aws_alb", "application, mapping changed"),
];

#[test]
fn schemas_are_those_of_the_provider() {
    assert_schemas(&provision_aws_balancing::family());
}

#[test]
fn plans_are_those_of_the_provider() {
    assert_plans(&provision_aws_balancing::family(), &OTHERWISE);
}
