//! Each registered managed type against the plans that Terraform made for its variants (`tests/goldens/diff`).

use provision_aws_core::testing::goldens::assert_plans;

#[test]
fn every_managed_type_plans_as_terraform_does() {
    for family in &provision_aws::families() {
        assert_plans(family);
    }
}
