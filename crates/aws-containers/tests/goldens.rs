//! The family's types against the provider's recorded schemas and plans.
#![allow(missing_docs)]

use provision_aws_core::testing::goldens::{assert_plans, assert_schemas};

/// Plans that differ on purpose: the provider sees no change where a number or truth value of a block is zero and what is
/// configured is not known yet, and then says nothing of a value that apply brings; we plan the update.
const OTHERWISE: [(&str, &str); 11] = [
    (
        "aws_appautoscaling_policy",
        "update, target_tracking_scaling_policy_configuration.0.disable_scale_in: unknown",
    ),
    (
        "aws_appautoscaling_policy",
        "update, target_tracking_scaling_policy_configuration.0.scale_out_cooldown: unknown",
    ),
    ("aws_appautoscaling_target", "update, suspended_state.0.dynamic_scaling_out_suspended: unknown"),
    ("aws_appautoscaling_target", "update, suspended_state.0.scheduled_scaling_suspended: unknown"),
    (
        "aws_ecs_cluster",
        "update, configuration.0.execute_command_configuration.0.log_configuration.0.s3_bucket_encryption_enabled: unknown",
    ),
    ("aws_ecs_service", "update, service_connect_configuration.0.service.0.ingress_port_override: unknown"),
    (
        "aws_ecs_service",
        "update, service_connect_configuration.0.service.0.timeout.0.per_request_timeout_seconds: unknown",
    ),
    ("aws_ecs_service", "update, service_registries.0.container_port: unknown"),
    ("aws_ecs_service", "update, volume_configuration.0.managed_ebs_volume.0.iops: unknown"),
    ("aws_ecs_service", "update, volume_configuration.0.managed_ebs_volume.0.throughput: unknown"),
    (
        "aws_ecs_service",
        "update, volume_configuration.0.managed_ebs_volume.0.volume_initialization_rate: unknown",
    ),
];

#[test]
fn schemas_are_those_of_the_provider() {
    assert_schemas(&provision_aws_containers::family());
}

#[test]
fn plans_are_those_of_the_provider() {
    assert_plans(&provision_aws_containers::family(), &OTHERWISE);
}
