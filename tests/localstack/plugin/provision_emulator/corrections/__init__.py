"""Where moto behaves otherwise than AWS documents, one module for each service; each correction names AWS's page."""

from provision_emulator.corrections import (
    acm,
    applicationautoscaling,
    autoscaling,
    cloudwatch,
    codebuild,
    codecommit,
    codedeploy,
    codepipeline,
    dynamodb,
    ec2,
    ec2_instances,
    ec2_launch_templates,
    ecr,
    ecs,
    elbv2,
    events,
    firehose,
    iam,
    kinesis,
    logs,
    rds,
    resourcegroupstaggingapi,
    route53,
    route53_checks,
    s3,
    scheduler,
    sns,
    ssm,
)

SERVICES = (
    acm,
    applicationautoscaling,
    autoscaling,
    cloudwatch,
    codebuild,
    codecommit,
    codedeploy,
    codepipeline,
    dynamodb,
    ec2,
    ec2_instances,
    ec2_launch_templates,
    ecr,
    ecs,
    elbv2,
    events,
    firehose,
    iam,
    kinesis,
    logs,
    rds,
    resourcegroupstaggingapi,
    route53,
    route53_checks,
    s3,
    scheduler,
    sns,
    ssm,
)


def apply():
    """Installs every correction; called once, before the first request."""
    for service in SERVICES:
        service.apply()
