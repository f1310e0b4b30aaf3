"""Where moto behaves otherwise than AWS documents, one module for each service; each correction names AWS's page."""

from provision_emulator.corrections import (
    acm,
    applicationautoscaling,
    autoscaling,
    dynamodb,
    ec2,
    ec2_instances,
    ec2_launch_templates,
    ecr,
    ecs,
    elbv2,
    iam,
    rds,
    resourcegroupstaggingapi,
    route53,
    ssm,
)

SERVICES = (
    acm,
    applicationautoscaling,
    autoscaling,
    dynamodb,
    ec2,
    ec2_instances,
    ec2_launch_templates,
    ecr,
    ecs,
    elbv2,
    iam,
    rds,
    resourcegroupstaggingapi,
    route53,
    ssm,
)


def apply():
    """Installs every correction; called once, before the first request."""
    for service in SERVICES:
        service.apply()
