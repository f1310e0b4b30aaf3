//! The family's types against the provider's recorded schemas and plans.
#![allow(missing_docs)]

use provision_aws_core::testing::goldens::{assert_plans, assert_schemas};

/// Plans that differ on purpose: the provider overlooks a second target of a route that AWS refuses; we plan it, and refuse it.
const OTHERWISE: [(&str, &str); 1] = [("aws_route_table", "update, route.1.network_interface_id: other 1")];

#[test]
fn schemas_are_those_of_the_provider() {
    assert_schemas(&provision_aws_network::family());
}

#[test]
fn plans_are_those_of_the_provider() {
    assert_plans(&provision_aws_network::family(), &OTHERWISE);
}
