//! Each registered managed type against the plans that Terraform made for its variants (`tests/goldens/diff`).

use crate::schema_check::{golden, registered};
use provision_aws_core::testing::goldens::first_name;
use provision_plan::golden::run;

/// Plans that differ on purpose. The provider overlooks a second target of a route that AWS refuses; we plan it, and refuse it. Where
/// one subnet mapping of several changes, it mixes old and new ones into a plan that AWS refuses.
const OTHERWISE: [(&str, &str); 5] = [
    ("aws_route_table", "update, route.1.network_interface_id: other 1"),
    ("aws_lb", "mapping changed"),
    ("aws_lb", "application, mapping changed"),
    ("aws_alb", "mapping changed"),
    ("aws_alb", "application, mapping changed"),
];

#[test]
fn every_managed_type_plans_as_terraform_does() {
    let mut mismatches = 0;
    for (name, ty) in registered().into_iter().filter(|(name, _)| !name.starts_with("data_")) {
        let mut report = run(&ty, &golden("diff", &first_name(&name)));
        report.mismatches.retain(|m| !OTHERWISE.contains(&(name.as_str(), m.case.as_str())));
        let differing = report.mismatches.len();
        println!("plans {name}: {} equal cases, {differing} differences", report.compared);
        for mismatch in &report.mismatches {
            println!("    {mismatch}");
        }
        assert!(report.compared > 0, "{name} has no recorded plans");
        mismatches += differing;
    }
    assert_eq!(mismatches, 0, "differences from recorded plans");
}
