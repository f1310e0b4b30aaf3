"""ECS: services without a network, listing capacity providers, what services hold beyond moto's own fields."""

import functools

from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse

# Members of CreateService and UpdateService that moto drops, by the name under which DescribeServices tells them.
KEPT = {
    "availabilityZoneRebalancing": "availability_zone_rebalancing",
    "capacityProviderStrategy": "capacity_provider_strategy",
    "deploymentConfiguration": "deployment_configuration",
    "enableECSManagedTags": "enable_ecs_managed_tags",
    "enableExecuteCommand": "enable_execute_command",
    "healthCheckGracePeriodSeconds": "health_check_grace_period_seconds",
    "placementConstraints": "placement_constraints",
    "placementStrategy": "placement_strategy",
    "propagateTags": "propagate_tags",
    "loadBalancers": "load_balancers",
    "serviceRegistries": "service_registries",
}


def without_empty_network(original):
    """A service without `awsvpc` has no networkConfiguration.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
    """

    @functools.wraps(original)
    def wrapped(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.network_configuration = self.network_configuration or None

    return wrapped


def keeping(original, operation):
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html"""

    @functools.wraps(original)
    def wrapped(self):
        name = self._get_param("serviceName") or self._get_param("service")
        cluster = self._get_param("cluster", "default")
        # What an update says of deployments is laid over what the service has; moto puts it in its place.
        before = {}
        if operation == "update":
            before = {service.arn: getattr(service, "deployment_configuration", None)
                      for service in self.ecs_backend.describe_services(cluster, [name])[0]}
        answer = original(self)
        for service in self.ecs_backend.describe_services(cluster, [name])[0]:
            for member, attribute in KEPT.items():
                value = self._get_param(member)
                if value is not None:
                    if member == "deploymentConfiguration":
                        value = (before.get(service.arn) or {}) | value
                    setattr(service, attribute, value)
                elif operation == "create":
                    setattr(service, attribute, getattr(service, attribute, None))
        return answer

    return wrapped


def describe_capacity_providers(original):
    """Without names, all are told: AWS's own two and the account's.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeCapacityProviders.html
    """

    @functools.wraps(original)
    def wrapped(self, names):
        return original(self, names if names is not None else list(self.capacity_providers))

    return wrapped


def apply():
    Service.__init__ = without_empty_network(Service.__init__)
    backend = EC2ContainerServiceBackend
    backend.describe_capacity_providers = describe_capacity_providers(backend.describe_capacity_providers)
    response = EC2ContainerServiceResponse
    response.create_service = keeping(response.create_service, "create")
    response.update_service = keeping(response.update_service, "update")
