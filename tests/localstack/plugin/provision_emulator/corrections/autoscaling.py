"""EC2 Auto Scaling: what a group keeps of its create and update calls, traffic sources, instance refreshes, parts of groups by group.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
"""

import functools
import uuid

from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, FakeScalingPolicy, FakeScheduledAction
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.utilities.utils import get_partition

# Parameters of the create and update calls that a group tells as they are, by the attribute that is told.
TOLD = {
    "AvailabilityZoneDistribution": "availability_zone_distribution",
    "CapacityRebalance": "capacity_rebalance",
    "CapacityReservationSpecification": "capacity_reservation_specification",
    "Context": "context",
    "DefaultCooldown": "default_cooldown",
    "DefaultInstanceWarmup": "default_instance_warmup",
    "DesiredCapacityType": "desired_capacity_type",
    "HealthCheckGracePeriod": "health_check_grace_period",
    "InstanceMaintenancePolicy": "instance_maintenance_policy",
    "MaxInstanceLifetime": "max_instance_lifetime",
    "PlacementGroup": "placement_group",
    "ServiceLinkedRoleARN": "service_linked_role_arn",
    "TerminationPolicies": "termination_policies",
}
# What takes a setting away, and what a group has by default.
NONE = {"DefaultInstanceWarmup": -1, "MaxInstanceLifetime": 0, "Context": "", "PlacementGroup": ""}
DEFAULTS = {
    "availability_zone_distribution": {"CapacityDistributionStrategy": "balanced-best-effort"},
    "capacity_reservation_specification": {"CapacityReservationPreference": "default"},
}


def group_of(response):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html"""
    name = response._get_param("AutoScalingGroupName")
    groups = response.autoscaling_backend.autoscaling_groups
    if name not in groups:
        raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
    return groups[name]


def keep(response, group):
    params = response._get_params()
    for name, attribute in TOLD.items():
        if name in params:
            value = params[name]
            setattr(group, attribute, None if value == NONE.get(name, object()) else value)
    policy = group.__dict__.get("instance_maintenance_policy")
    if policy and -1 in (policy.get("MinHealthyPercentage"), policy.get("MaxHealthyPercentage")):
        group.instance_maintenance_policy = None


def create_auto_scaling_group(original):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html"""

    @functools.wraps(original)
    def create(self):
        name, backend = self._get_param("AutoScalingGroupName"), self.autoscaling_backend
        if name in backend.autoscaling_groups:
            raise AutoscalingClientError("AlreadyExists", "AutoScalingGroup by this name already exists - A group with the "
                                                          f"name {name} already exists")
        answer = original(self)
        group = backend.autoscaling_groups[name]
        for attribute, value in DEFAULTS.items():
            setattr(group, attribute, value)
        keep(self, group)
        complete(group.mixed_instances_policy)
        for hook in self._get_param("LifecycleHookSpecificationList") or []:
            put_hook(backend, name, hook)
        attach(self, group, self._get_param("TrafficSources") or [])
        return answer

    return create


def update_auto_scaling_group(original):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html: what is not given stays."""

    @functools.wraps(original)
    def update(self):
        group = group_of(self)
        before = {state.instance.id for state in group.instance_states}
        policy = group.mixed_instances_policy
        answer = original(self)
        if self._get_param("LaunchTemplate") or self._get_param("LaunchConfigurationName"):
            policy = None
        group.mixed_instances_policy = complete(group.mixed_instances_policy) or policy
        if self._get_param("LaunchConfigurationName"):
            group.ec2_launch_template = None
        elif self._get_param("LaunchTemplate") or self._get_param("MixedInstancesPolicy"):
            group.launch_config, group.launch_configuration_name = None, None
        keep(self, group)
        leave(self.autoscaling_backend, group, before)
        return answer

    return update


def complete(policy):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html: the defaults."""
    if policy:
        distribution = policy.setdefault("InstancesDistribution", {})
        distribution.setdefault("OnDemandAllocationStrategy", "prioritized")
        distribution.setdefault("OnDemandBaseCapacity", 0)
        distribution.setdefault("OnDemandPercentageAboveBaseCapacity", 100)
        distribution.setdefault("SpotAllocationStrategy", "lowest-price")
        if distribution["SpotAllocationStrategy"] == "lowest-price":
            distribution.setdefault("SpotInstancePools", 2)
        if not distribution.get("SpotMaxPrice"):
            distribution.pop("SpotMaxPrice", None)
        policy["LaunchTemplate"].setdefault("Overrides", [])
    return policy


def leave(backend, group, before):
    """Instances that went are taken from the target groups, too."""
    gone = before - {state.instance.id for state in group.instance_states}
    for arn in group.target_group_arns if gone else ():
        backend.elbv2_backend.deregister_targets(arn, [{"Id": instance} for instance in gone])


def delete_auto_scaling_group(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html"""
    group, backend = group_of(self), self.autoscaling_backend
    force = self._get_bool_param("ForceDelete", False)
    if not force and (group.instance_states or group.warm_pool):
        raise AutoscalingClientError("ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances or pending "
                                                      "Spot instance request(s) still in the group.")
    for state in group.instance_states:
        state.protected_from_scale_in = False
    before = {state.instance.id for state in group.instance_states}
    backend.delete_auto_scaling_group(group.name)
    leave(backend, group, before)
    for parts in (backend.policies, backend.scheduled_actions, backend.lifecycle_hooks):
        for key in [key for key, part in parts.items() if part.auto_scaling_group_name == group.name]:
            del parts[key]
    return EmptyResult()


def set_instance_protection(original):
    """https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html: a group that could not scale in
    for its protected instances does so when they are protected no longer."""

    @functools.wraps(original)
    def protect(self, group_name, instance_ids, protected_from_scale_in):
        original(self, group_name, instance_ids, protected_from_scale_in)
        group = self.autoscaling_groups[group_name]
        if not protected_from_scale_in and len(group.active_instances()) > (group.desired_capacity or 0):
            before = {state.instance.id for state in group.instance_states}
            group.set_desired_capacity(group.desired_capacity)
            leave(self, group, before)

    return protect


def start(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html#eni-basics: the interface of an instance that a group starts goes
    with it."""

    @functools.wraps(original)
    def replace(self, *args, **kwargs):
        original(self, *args, **kwargs)
        for state in self.instance_states:
            for interface in state.instance.nics.values():
                interface.delete_on_termination = True

    return replace


# -- traffic sources

def traffic_sources(group):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TrafficSourceIdentifier.html: target groups and classic load
    balancers are traffic sources, however they were attached."""
    named = [{"Identifier": name, "Type": "elb"} for name in group.load_balancer_names]
    groups = [{"Identifier": arn, "Type": "elbv2"} for arn in group.target_group_arns]
    lattice = [{"Identifier": arn, "Type": "vpc-lattice"} for arn in group.__dict__.get("provision_lattice", [])]
    return named + groups + lattice


def kinds(sources):
    """The identifiers by kind: an ARN tells whose it is where nothing is said."""
    found = {"elb": [], "elbv2": [], "vpc-lattice": []}
    for source in sources:
        identifier = source["Identifier"]
        guess = "elb" if not identifier.startswith("arn:") else "vpc-lattice" if ":vpc-lattice:" in identifier else "elbv2"
        found[source.get("Type") or guess].append(identifier)
    return found


def attach(response, group, sources):
    backend, found = response.autoscaling_backend, kinds(sources)
    if found["elbv2"]:
        backend.attach_load_balancer_target_groups(group.name, found["elbv2"])
    if found["elb"]:
        backend.attach_load_balancers(group.name, found["elb"])
    lattice = group.__dict__.setdefault("provision_lattice", [])
    lattice.extend(arn for arn in found["vpc-lattice"] if arn not in lattice)


def attach_traffic_sources(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachTrafficSources.html"""
    attach(self, group_of(self), self._get_param("TrafficSources") or [])
    return EmptyResult()


def detach_traffic_sources(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachTrafficSources.html"""
    group, backend = group_of(self), self.autoscaling_backend
    found = kinds(self._get_param("TrafficSources") or [])
    if found["elbv2"]:
        backend.detach_load_balancer_target_groups(group.name, found["elbv2"])
    if found["elb"]:
        backend.detach_load_balancers(group.name, found["elb"])
    lattice = group.__dict__.setdefault("provision_lattice", [])
    lattice[:] = [arn for arn in lattice if arn not in found["vpc-lattice"]]
    return EmptyResult()


def describe_traffic_sources(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeTrafficSources.html"""
    kind = self._get_param("TrafficSourceType")
    states = [source | {"TrafficSource": source["Identifier"], "State": "InService"} for source in traffic_sources(group_of(self))]
    return ActionResult({"TrafficSources": [state for state in states if kind in (None, state["Type"])]})


# -- instance refreshes

def start_instance_refresh(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html: done at once."""
    group = group_of(self)
    refresh = {
        "InstanceRefreshId": str(uuid.uuid4()), "AutoScalingGroupName": group.name, "Status": "Successful",
        "StartTime": utcnow(), "EndTime": utcnow(), "PercentageComplete": 100, "InstancesToUpdate": 0,
        "Preferences": self._get_param("Preferences"), "DesiredConfiguration": self._get_param("DesiredConfiguration"),
        "Strategy": self._get_param("Strategy") or "Rolling",
    }
    group.__dict__.setdefault("provision_refreshes", []).insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


def cancel_instance_refresh(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CancelInstanceRefresh.html"""
    raise AutoscalingClientError("ActiveInstanceRefreshNotFound", f"No in progress or pending Instance Refresh found for {group_of(self).name}")


def describe_instance_refreshes(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html"""
    ids = self._get_param("InstanceRefreshIds") or []
    refreshes = group_of(self).__dict__.get("provision_refreshes", [])
    return ActionResult({"InstanceRefreshes": [r for r in refreshes if not ids or r["InstanceRefreshId"] in ids]})


# -- metrics

def enable_metrics_collection(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnableMetricsCollection.html: those named are added."""
    group, metrics = group_of(self), self._get_param("Metrics") or []
    group.metrics = group.metrics + [metric for metric in metrics if metric not in group.metrics]
    return EmptyResult()


def disable_metrics_collection(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DisableMetricsCollection.html: none named means all."""
    group, metrics = group_of(self), self._get_param("Metrics")
    group.metrics = [metric for metric in group.metrics if metrics and metric not in metrics]
    return EmptyResult()


# -- parts of groups, which have names of their own in each group

def put_scaling_policy(original):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html"""

    @functools.wraps(original)
    def put(self, name, policy_type, metric_aggregation_type, **given):
        if policy_type == "StepScaling" and not metric_aggregation_type:
            metric_aggregation_type = "Average"
        others = {key: policy for key, policy in self.policies.items() if key != name}
        policy = original(self, name, policy_type, metric_aggregation_type, **given)
        policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None
        self.policies = others | {f"{policy.auto_scaling_group_name}/{name}": policy}
        return policy

    return put


def answer_put_scaling_policy(original):
    @functools.wraps(original)
    def put(self):
        group = group_of(self)
        answer = original(self)
        policy = self.autoscaling_backend.policies[f"{group.name}/{self._get_param('PolicyName')}"]
        policy.enabled = self._get_bool_param("Enabled", True)
        return answer

    return put


def delete_policy(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeletePolicy.html"""
    key = f"{group_of(self).name}/{self._get_param('PolicyName')}"
    if self.autoscaling_backend.policies.pop(key, None) is None:
        raise ValidationError("Policy not found")
    return EmptyResult()


def put_scheduled_update_group_action(original):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html"""

    @functools.wraps(original)
    def put(self, name, *args, **kwargs):
        if name not in self.autoscaling_groups:
            raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
        before = dict(self.scheduled_actions)
        action = original(self, name, *args, **kwargs)
        self.scheduled_actions = before | {f"{name}/{action.scheduled_action_name}": action}
        action.account_id, action.region = self.account_id, self.region_name
        return action

    return put


def delete_scheduled_action(self, auto_scaling_group_name, scheduled_action_name):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteScheduledAction.html"""
    if self.scheduled_actions.pop(f"{auto_scaling_group_name}/{scheduled_action_name}", None) is None:
        raise ValidationError("Scheduled action name not found")


def scheduled_action_arn(action):
    place = f"arn:{get_partition(action.region)}:autoscaling:{action.region}:{action.account_id}"
    names = f"autoScalingGroupName/{action.auto_scaling_group_name}:scheduledActionName/{action.scheduled_action_name}"
    unique = uuid.uuid5(uuid.NAMESPACE_OID, action.auto_scaling_group_name + action.scheduled_action_name)
    return f"{place}:scheduledUpdateGroupAction:{unique}:{names}"


def put_hook(backend, group, hook):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LifecycleHook.html"""
    kept = backend.create_lifecycle_hook(
        name=hook["LifecycleHookName"], as_name=group, transition=hook.get("LifecycleTransition"),
        timeout=hook.get("HeartbeatTimeout"), result=hook.get("DefaultResult"),
    )
    kept.lifecycle_hook_name = kept.name
    kept.role_arn = hook.get("RoleARN")
    kept.notification_target_arn = hook.get("NotificationTargetARN")
    kept.notification_metadata = hook.get("NotificationMetadata")


def put_lifecycle_hook(self):
    put_hook(self.autoscaling_backend, group_of(self).name, self._get_params())
    return EmptyResult()


def delete_lifecycle_hook(self):
    """https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html"""
    key = f"{self._get_param('AutoScalingGroupName')}_{self._get_param('LifecycleHookName')}"
    if self.autoscaling_backend.lifecycle_hooks.pop(key, None) is None:
        raise ValidationError(f"No Lifecycle Hook found with name: {self._get_param('LifecycleHookName')}")
    return EmptyResult()


def launch_template(group):
    """A group with a mixed instances policy has its launch template in there only."""
    template = group.ec2_launch_template
    if template is None or group.mixed_instances_policy:
        return None
    version = group.__dict__.get("provided_launch_template_version")
    return {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name, "Version": version}


def apply():
    response, backend = AutoScalingResponse, AutoScalingBackend
    response.create_auto_scaling_group = create_auto_scaling_group(response.create_auto_scaling_group)
    response.update_auto_scaling_group = update_auto_scaling_group(response.update_auto_scaling_group)
    response.put_scaling_policy = answer_put_scaling_policy(response.put_scaling_policy)
    for function in (
        attach_traffic_sources, cancel_instance_refresh, delete_auto_scaling_group, delete_lifecycle_hook, delete_policy,
        describe_instance_refreshes, describe_traffic_sources, detach_traffic_sources, disable_metrics_collection,
        enable_metrics_collection, put_lifecycle_hook, start_instance_refresh,
    ):
        setattr(response, function.__name__, function)
    backend.put_scaling_policy = put_scaling_policy(backend.put_scaling_policy)
    backend.put_scheduled_update_group_action = put_scheduled_update_group_action(backend.put_scheduled_update_group_action)
    backend.delete_scheduled_action = delete_scheduled_action
    backend.set_instance_protection = set_instance_protection(backend.set_instance_protection)
    group = FakeAutoScalingGroup
    group.replace_autoscaling_group_instances = start(group.replace_autoscaling_group_instances)
    group.traffic_sources = property(traffic_sources)
    group.launch_template = property(launch_template)
    FakeScheduledAction.scheduled_action_arn = property(scheduled_action_arn)
    FakeScalingPolicy.enabled = True
