"""EC2 instances: disks and interfaces of a new one, settings that moto drops, changes that it does not know."""

import base64
import functools

from moto.core.responses import ActionResult, EmptyResult
from moto.core.types import Base64EncodedString
from moto.ec2.models.instances import Instance
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.monitoring import Monitoring

# Members of RunInstances that moto drops, by the name under which DescribeInstances tells them, with what stands there without them.
KEPT = {
    "EnclaveOptions": ("enclave_options", {"Enabled": False}),
    "MaintenanceOptions": ("maintenance_options", {"AutoRecovery": "default"}),
    "PrivateDnsNameOptions": ("private_dns_name_options", {
        "HostnameType": "ip-name", "EnableResourceNameDnsARecord": False, "EnableResourceNameDnsAAAARecord": False}),
    "CpuOptions": ("cpu_options", {"CoreCount": 1, "ThreadsPerCore": 2}),
    "CapacityReservationSpecification": ("capacity_reservation_specification", {"CapacityReservationPreference": "open"}),
}


def root_of(response):
    """The device that the image of a request starts from."""
    image = response._get_param("ImageId")
    found = response.ec2_backend.describe_images(filters={"image-id": image}) if image else []
    return found[0].root_device_name if found else "/dev/sda1"


def mappings(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html: the image's root device is always there, and
    what a request says of a device is laid over it."""
    asked = self._get_param("BlockDeviceMappings", [])
    root = root_of(self)
    if not asked and self._get_param("LaunchTemplate"):
        return []
    if root not in [mapping.get("DeviceName") for mapping in asked]:
        asked = [{"DeviceName": root, "Ebs": {"DeleteOnTermination": True}}, *asked]
    told = []
    for mapping in asked:
        disk = mapping.get("Ebs")
        if disk is None:  # disks of the host and devices left out are not told of
            continue
        told.append({
            "DeviceName": mapping["DeviceName"], "VirtualName": None, "NoDevice": None,
            "Ebs": {
                "SnapshotId": disk.get("SnapshotId"), "VolumeSize": disk.get("VolumeSize") or 8, "VolumeType": disk.get("VolumeType"),
                "DeleteOnTermination": disk.get("DeleteOnTermination", True), "Encrypted": bool(disk.get("Encrypted", False)),
                "KmsKeyId": disk.get("KmsKeyId"), "Iops": disk.get("Iops"),
            },
        })
    return told


def interfaces_go_along(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html#eni-basics: an interface that is made with an instance goes with it."""

    @functools.wraps(original)
    def prepare(self, nic_spec, *args, **kwargs):
        original(self, nic_spec, *args, **kwargs)
        existing = [nic.get("NetworkInterfaceId") for nic in nic_spec]
        for nic in self.nics.values():
            if nic.id not in existing:
                nic.delete_on_termination = True

    return prepare


def run(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html"""

    @functools.wraps(original)
    def wrapped(self):
        answer = original(self)
        for instance in answer.result.instances:
            instance.disable_api_termination = bool(self._get_param("DisableApiTermination") or False)
            instance.cpu_credits = self._get_param("CreditSpecification.CpuCredits")
            for member, (attribute, default) in KEPT.items():
                setattr(instance, attribute, {**default, **(self._get_param(member) or {})})
            tenancy = self._get_param("Placement.Tenancy") or "default"
            instance._placement.tenancy = tenancy
        return answer

    return wrapped


def credits(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceCreditSpecifications.html: by id or filter; T3 is unlimited
    unless it is told otherwise, and instances without credits are not told of."""
    ids = self._get_param("InstanceIds", []) or self._filters_from_querystring().get("instance-id", [])
    told = []
    for instance in self.ec2_backend.all_instances():
        if (not ids or instance.id in ids) and instance.instance_type.startswith("t"):
            usual = "standard" if instance.instance_type.startswith("t2") else "unlimited"
            told.append({"InstanceId": instance.id, "CpuCredits": getattr(instance, "cpu_credits", None) or usual})
    return ActionResult({"InstanceCreditSpecifications": told})


def modify_credits(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceCreditSpecification.html"""
    done = []
    for wanted in self._get_param("InstanceCreditSpecifications", []):
        self.ec2_backend.get_instance(wanted["InstanceId"]).cpu_credits = wanted["CpuCredits"]
        done.append({"InstanceId": wanted["InstanceId"]})
    return ActionResult({"SuccessfulInstanceCreditSpecifications": done, "UnsuccessfulInstanceCreditSpecifications": []})


def modify_maintenance(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMaintenanceOptions.html"""
    instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
    instance.maintenance_options = {"AutoRecovery": self._get_param("AutoRecovery")}
    return ActionResult({"InstanceId": instance.id, **instance.maintenance_options})


def modify_private_names(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyPrivateDnsNameOptions.html"""
    instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
    asked = {
        "HostnameType": self._get_param("PrivateDnsHostnameType"),
        "EnableResourceNameDnsARecord": self._get_param("EnableResourceNameDnsARecord"),
        "EnableResourceNameDnsAAAARecord": self._get_param("EnableResourceNameDnsAAAARecord"),
    }
    instance.private_dns_name_options |= {key: value for key, value in asked.items() if value is not None}
    return ActionResult({"Return": True})


def modify_attribute(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html: the shutdown behavior, user data, and the
    check of the primary interface."""

    @functools.wraps(original)
    def modify(self):
        instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
        behavior = self._get_param("InstanceInitiatedShutdownBehavior.Value")
        if behavior is not None:
            instance.instance_initiated_shutdown_behavior = behavior
            return EmptyResult()
        data = self._get_param("UserData.Value")
        if data is not None:
            raw = data if isinstance(data, bytes) else data.encode()
            instance.user_data = Base64EncodedString(base64.b64encode(raw).decode())
            return EmptyResult()
        check = self._get_param("SourceDestCheck.Value")
        if check is not None:
            for nic in instance.nics.values():
                nic.source_dest_check = check
        return original(self)

    return modify


def monitored(state):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_MonitorInstances.html"""

    def monitor(self):
        ids = self._get_param("InstanceIds", [])
        for instance in self.ec2_backend.get_multi_instances_by_id(ids):
            instance.monitoring_state = state
        return ActionResult({"InstanceMonitorings": [{"InstanceId": one, "Monitoring": {"State": state}} for one in ids]})

    return monitor


def apply():
    InstanceResponse._parse_block_device_mapping = mappings
    InstanceResponse.run_instances = run(InstanceResponse.run_instances)
    InstanceResponse.describe_instance_credit_specifications = credits
    InstanceResponse.modify_instance_credit_specification = modify_credits
    InstanceResponse.modify_instance_maintenance_options = modify_maintenance
    InstanceResponse.modify_private_dns_name_options = modify_private_names
    InstanceResponse.modify_instance_attribute = modify_attribute(InstanceResponse.modify_instance_attribute)
    Monitoring.monitor_instances = monitored("enabled")
    Monitoring.unmonitor_instances = monitored("disabled")
    Instance.prep_nics = interfaces_go_along(Instance.prep_nics)
