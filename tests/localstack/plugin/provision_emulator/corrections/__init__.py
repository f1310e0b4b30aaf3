"""Where moto behaves otherwise than AWS documents, one module for each service; each correction names AWS's page."""

from provision_emulator.corrections import acm, applicationautoscaling, ec2, ecr, ecs, elbv2, iam, route53


def apply():
    """Installs every correction; called once, before the first request."""
    for service in (acm, applicationautoscaling, ec2, ecr, ecs, elbv2, iam, route53):
        service.apply()
