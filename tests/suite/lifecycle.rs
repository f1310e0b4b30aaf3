//! The life of each type on LocalStack: made, unchanged, updated in place, replaced, imported, deleted; after every step
//! an independent client reads back what is there and finds what it found after Terraform's apply of the same plan.

use crate::cases::{Case, Kind, Step};
use crate::harness::{Project, Run, root};
use crate::readback::{counts, estate, held, nothing_left};
use crate::tests_of_cases;
use serde_json::Value;
use std::fs;

tests_of_cases! { live:
    aws_accessanalyzer_analyzer
    aws_acm_certificate
    aws_acm_certificate_validation
    aws_alb
    aws_appautoscaling_policy
    aws_appautoscaling_scheduled_action
    aws_appautoscaling_target
    aws_athena_data_catalog
    aws_athena_database
    aws_athena_named_query
    aws_athena_prepared_statement
    aws_athena_workgroup
    aws_autoscaling_attachment
    aws_autoscaling_group
    aws_autoscaling_lifecycle_hook
    aws_autoscaling_policy
    aws_autoscaling_schedule
    aws_backup_plan
    aws_backup_region_settings
    aws_backup_selection
    aws_backup_vault
    aws_backup_vault_lock_configuration
    aws_backup_vault_notifications
    aws_backup_vault_policy
    aws_chatbot_slack_channel_configuration
    aws_cloudtrail
    aws_cloudfront_cache_policy
    aws_cloudfront_distribution
    aws_cloudfront_function
    aws_cloudfront_origin_access_control
    aws_cloudfront_response_headers_policy
    aws_cloudwatch_composite_alarm
    aws_cloudwatch_dashboard
    aws_cloudwatch_event_bus
    aws_cloudwatch_event_permission
    aws_cloudwatch_event_rule
    aws_cloudwatch_event_target
    aws_cloudwatch_log_group
    aws_cloudwatch_log_metric_filter
    aws_cloudwatch_log_resource_policy
    aws_cloudwatch_log_stream
    aws_cloudwatch_log_subscription_filter
    aws_cloudwatch_metric_alarm
    aws_cloudwatch_query_definition
    aws_codebuild_project
    aws_codebuild_report_group
    aws_codebuild_source_credential
    aws_codebuild_webhook
    aws_codecommit_repository
    aws_codecommit_trigger
    aws_codeconnections_connection
    aws_codedeploy_app
    aws_codedeploy_deployment_config
    aws_codedeploy_deployment_group
    aws_codepipeline
    aws_codepipeline_webhook
    aws_codestarconnections_connection
    aws_codestarnotifications_notification_rule
    aws_config_config_rule
    aws_config_configuration_recorder
    aws_config_configuration_recorder_status
    aws_config_delivery_channel
    aws_db_event_subscription
    aws_db_instance
    aws_db_option_group
    aws_db_parameter_group
    aws_db_snapshot
    aws_db_subnet_group
    aws_default_route_table
    aws_default_security_group
    aws_dynamodb_table
    aws_ecr_lifecycle_policy
    aws_ecr_registry_scanning_configuration
    aws_ecr_repository
    aws_ecr_repository_policy
    aws_ecs_capacity_provider
    aws_ecs_cluster
    aws_ecs_cluster_capacity_providers
    aws_ecs_service
    aws_ecs_task_definition
    aws_eip
    aws_eip_association
    aws_eks_access_entry
    aws_eks_access_policy_association
    aws_eks_addon
    aws_eks_cluster
    aws_eks_fargate_profile
    aws_eks_node_group
    aws_eks_pod_identity_association
    aws_flow_log
    aws_glue_catalog_database
    aws_glue_catalog_table
    aws_glue_classifier
    aws_glue_connection
    aws_glue_crawler
    aws_glue_data_quality_ruleset
    aws_glue_job
    aws_glue_resource_policy
    aws_glue_security_configuration
    aws_glue_trigger
    aws_glue_workflow
    aws_guardduty_detector
    aws_iam_account_password_policy
    aws_iam_group
    aws_iam_group_membership
    aws_iam_group_policy
    aws_iam_group_policy_attachment
    aws_iam_instance_profile
    aws_iam_openid_connect_provider
    aws_iam_policy
    aws_iam_policy_attachment
    aws_iam_role
    aws_iam_role_policies_exclusive
    aws_iam_role_policy
    aws_iam_role_policy_attachment
    aws_iam_role_policy_attachments_exclusive
    aws_iam_service_linked_role
    aws_iam_user
    aws_iam_user_group_membership
    aws_iam_user_policy
    aws_iam_user_policy_attachment
    aws_instance
    aws_internet_gateway
    aws_key_pair
    aws_kinesis_firehose_delivery_stream
    aws_kinesis_stream
    aws_kms_alias
    aws_kms_grant
    aws_kms_key
    aws_kms_key_policy
    aws_lambda_alias
    aws_lambda_event_source_mapping
    aws_lambda_function
    aws_lambda_function_event_invoke_config
    aws_lambda_function_url
    aws_lambda_layer_version
    aws_lambda_permission
    aws_launch_template
    aws_lb
    aws_lb_listener
    aws_lb_listener_certificate
    aws_lb_listener_rule
    aws_lb_target_group
    aws_lb_target_group_attachment
    aws_main_route_table_association
    aws_nat_gateway
    aws_network_acl
    aws_network_acl_association
    aws_network_acl_rule
    aws_network_interface
    aws_opensearch_domain
    aws_opensearch_domain_policy
    aws_resourcegroups_group
    aws_quicksight_analysis
    aws_quicksight_dashboard
    aws_quicksight_data_set
    aws_quicksight_data_source
    aws_quicksight_folder
    aws_quicksight_group
    aws_quicksight_refresh_schedule
    aws_quicksight_template
    aws_quicksight_user
    aws_route
    aws_route53_health_check
    aws_route53_query_log
    aws_route53_record
    aws_route53_zone
    aws_route_table
    aws_route_table_association
    aws_s3_account_public_access_block
    aws_s3_bucket
    aws_s3_bucket_acl
    aws_s3_bucket_cors_configuration
    aws_s3_bucket_intelligent_tiering_configuration
    aws_s3_bucket_lifecycle_configuration
    aws_s3_bucket_logging
    aws_s3_bucket_notification
    aws_s3_bucket_ownership_controls
    aws_s3_bucket_policy
    aws_s3_bucket_public_access_block
    aws_s3_bucket_replication_configuration
    aws_s3_bucket_server_side_encryption_configuration
    aws_s3_bucket_versioning
    aws_s3_bucket_website_configuration
    aws_s3_object
    aws_scheduler_schedule
    aws_scheduler_schedule_group
    aws_secretsmanager_secret
    aws_secretsmanager_secret_policy
    aws_secretsmanager_secret_rotation
    aws_secretsmanager_secret_version
    aws_security_group
    aws_security_group_rule
    aws_shield_protection
    aws_sns_topic
    aws_sns_topic_policy
    aws_sns_topic_subscription
    aws_sqs_queue
    aws_sqs_queue_policy
    aws_sqs_queue_redrive_policy
    aws_ssm_association
    aws_ssm_document
    aws_ssm_parameter
    aws_subnet
    aws_vpc
    aws_vpc_dhcp_options
    aws_vpc_dhcp_options_association
    aws_vpc_endpoint
    aws_vpc_endpoint_route_table_association
    aws_vpc_security_group_egress_rule
    aws_vpc_security_group_ingress_rule
    aws_wafv2_ip_set
    aws_wafv2_regex_pattern_set
    aws_wafv2_rule_group
    aws_wafv2_web_acl
    aws_wafv2_web_acl_association
    aws_wafv2_web_acl_for_cloudfront
    aws_wafv2_web_acl_logging_configuration
    data_aws_acm_certificate
    data_aws_ami
    data_aws_arn
    data_aws_autoscaling_group
    data_aws_availability_zones
    data_aws_caller_identity
    data_aws_canonical_user_id
    data_aws_chatbot_slack_workspace
    data_aws_cloudfront_cache_policy
    data_aws_cloudfront_origin_request_policy
    data_aws_cloudfront_response_headers_policy
    data_aws_cloudwatch_log_group
    data_aws_codestarconnections_connection
    data_aws_db_instance
    data_aws_db_snapshot
    data_aws_default_tags
    data_aws_ec2_managed_prefix_list
    data_aws_ecr_repository
    data_aws_ecs_cluster
    data_aws_eks_cluster
    data_aws_elb_service_account
    data_aws_glue_catalog_table
    data_aws_glue_script
    data_aws_iam_policy
    data_aws_iam_policy_document
    data_aws_iam_role
    data_aws_instance
    data_aws_instances
    data_aws_kms_alias
    data_aws_kms_key
    data_aws_lambda_function
    data_aws_lambda_layer_version
    data_aws_launch_template
    data_aws_partition
    data_aws_prefix_list
    data_aws_rds_engine_version
    data_aws_region
    data_aws_route53_zone
    data_aws_s3_bucket
    data_aws_s3_object
    data_aws_secretsmanager_random_password
    data_aws_secretsmanager_secret
    data_aws_secretsmanager_secret_version
    data_aws_security_group
    data_aws_service_principal
    data_aws_sns_topic
    data_aws_sqs_queue
    data_aws_ssm_parameter
    data_aws_subnet
    data_aws_subnets
    data_aws_vpc
    data_aws_wafv2_ip_set
    data_aws_wafv2_web_acl
}

/// Settings of the account, which are the same ones after a replacement.
const ONE_OF_A_KIND: [&str; 9] = [
    "aws_backup_region_settings",
    "aws_chatbot_slack_channel_configuration",
    "aws_config_configuration_recorder_status",
    "aws_ecr_registry_scanning_configuration",
    "aws_glue_resource_policy",
    "aws_iam_account_password_policy",
    "aws_kms_key_policy",
    "aws_opensearch_domain_policy",
    "aws_s3_account_public_access_block",
];

/// Types that AWS cannot be asked about by an id, or of which an id does not tell enough, so that there is nothing to import.
const NO_IMPORT: [&str; 7] = [
    "aws_acm_certificate_validation",
    "aws_athena_database",
    "aws_codebuild_source_credential",
    "aws_iam_group_membership",
    "aws_iam_policy_attachment",
    "aws_lambda_layer_version",
    "aws_main_route_table_association",
];

fn live(name: &str) {
    let case = Case::load(name);
    let project = Project::empty();
    if let Some(support) = &case.support {
        project.take(support, "support.tf");
    }
    for step in &case.steps {
        take(&case, &project, step);
    }
    if !case.is_data() && !case.steps.iter().any(|step| step.kind == Kind::Replace) {
        replace_on_request(&case, &project);
    }
    if !case.is_data() && !NO_IMPORT.contains(&name) {
        import(&case, &project);
    }
    project.destroy();
    nothing_left(&project, &format!("{name}: destroy"));
    println!("life {name}: {} steps, nothing left", case.steps.len());
}

/// One step: planned as its name says, applied, unchanged afterwards, and there for another client.
fn take(case: &Case, project: &Project, step: &Step) {
    project.take(&step.path, "main.tf");
    let planned = actions(&plan_json(project), &case.subject());
    let expected: &[&str] = match step.kind {
        Kind::Create => &["create"],
        Kind::Update => &["update"],
        Kind::Replace => &["create", "delete"],
        Kind::Read => &[],
    };
    assert_eq!(planned, expected, "{}/{}: planned for {}", case.name, step.name, case.subject());
    project.apply();
    unchanged(case, project, step);
    let found = match step.kind {
        Kind::Read => masked_outputs(project),
        _ => estate(project),
    };
    let recorded = match step.kind {
        Kind::Read => recorded(case, step),
        _ => held(recorded(case, step)),
    };
    assert_eq!(found, recorded, "{}/{}: found {}\n{found:#}", case.name, step.name, counts(&found));
}

/// A second plan finds nothing to do, with and without a look at the cloud.
fn unchanged(case: &Case, project: &Project, step: &Step) {
    for refresh in ["--refresh=true", "--refresh=false"] {
        let again: Run = project.run(&["plan", "--detailed-exitcode", refresh]);
        assert_eq!(
            again.code, 0,
            "{}/{}: {refresh} plans again\n{}{}",
            case.name, step.name, again.out, again.err
        );
    }
}

fn replace_on_request(case: &Case, project: &Project) {
    let subject = case.subject();
    let before = project.run(&["state", "show", &subject]).ok().out;
    project.run(&["apply", "--auto-approve", "--replace", &subject]).ok();
    let after = project.run(&["state", "show", &subject]).ok().out;
    let same = ONE_OF_A_KIND.contains(&case.name.as_str());
    assert_eq!(before == after, same, "{subject} is the same after a replacement: {}", before == after);
    project.run(&["plan", "--detailed-exitcode"]).ok();
}

/// Forgets the subject and takes it back by its id; nothing may be replaced, and nothing planned afterwards.
fn import(case: &Case, project: &Project) {
    let subject = case.subject();
    let id = project.run(&["output", "--raw", "import_id"]).ok().out.trim().to_owned();
    forget(project, &case.kind);
    project.write("import.tf", &format!("import {{\n  to = {subject}\n  id = \"{id}\"\n}}\n"));
    let plan = plan_json(project);
    let touched = actions(&plan, &subject);
    // An update may set again what AWS never tells.
    assert!(touched == ["no-op"] || touched == ["update"], "{subject}: import of {id} plans {touched:?}");
    project.apply();
    fs::remove_file(project.dir().join("import.tf")).expect("it was just written");
    project.run(&["plan", "--detailed-exitcode"]).ok();
}

/// Takes the subject out of the state, as if somebody else had made it.
fn forget(project: &Project, type_name: &str) {
    let path = project.dir().join("terraform.tfstate");
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a state")).expect("JSON");
    let resources = state["resources"].as_array_mut().expect("resources");
    resources.retain(|resource| resource["type"] != type_name || resource["name"] != "subject");
    fs::write(&path, state.to_string()).expect("writable");
}

fn plan_json(project: &Project) -> Value {
    project.run(&["plan", "--out", "test.plan"]).ok();
    project.run(&["show", "--json", "test.plan"]).ok().json()
}

/// What a plan does to an address, sorted; nothing for a data source.
fn actions(plan: &Value, address: &str) -> Vec<String> {
    let changes = plan["resource_changes"].as_array().cloned().unwrap_or_default();
    let change = changes.iter().find(|change| change["address"] == address);
    let names = change.and_then(|change| change["change"]["actions"].as_array().cloned()).unwrap_or_default();
    let mut names: Vec<String> = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    names.sort();
    names
}

/// The outputs, with the account and random ids masked.
fn masked_outputs(project: &Project) -> Value {
    mask(&project.run(&["output", "--json"]).ok().out, &project.account)
}

/// Replaces what differs from run to run in printed outputs.
pub fn mask(outputs: &str, account: &str) -> Value {
    let ids = regex::Regex::new(
        r"\b(i|vpc|subnet|dopt|rtb|sg|pl|vpc-cidr-assoc)-[0-9a-f]{8,17}\b|\bZ?[A-Z0-9]{21,22}\b|\b(terraform-\d{18}[0-9a-f]{8}|[0-9a-f]{32}|[0-9A-F]{32})\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    )
    .expect("a pattern");
    let text = ids.replace_all(&outputs.replace(account, "<account>"), "<id>").into_owned();
    serde_json::from_str(&text).expect("outputs are JSON")
}

/// What Terraform's apply of the same step left (`N-STEP.json`), recorded by `conformance::record`.
fn recorded(case: &Case, step: &Step) -> Value {
    let path = root().join("tests/cases").join(&case.name).join(format!("{}.json", step.name));
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; record it as docs/development.md says", path.display()));
    serde_json::from_str(&text).expect("a recorded estate is JSON")
}
