"""EC2: prefixes of network interfaces, what they are called, what keeps them."""

import functools

from moto.core.responses import EmptyResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.responses.elastic_network_interfaces import ElasticNetworkInterfaces


def create(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html"""

    @functools.wraps(original)
    def create_network_interface(self):
        answer = original(self)
        interface = answer.result["NetworkInterface"]
        interface.interface_type = self._get_param("InterfaceType") or "interface"
        interface.ipv4_prefixes = self._get_param("Ipv4Prefixes", [])
        interface.ipv6_prefixes = self._get_param("Ipv6Prefixes", [])
        return answer

    return create_network_interface


def assign(original, member, sign):
    """Prefixes beside addresses: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html"""
    attribute, key = {"Ipv4": ("ipv4_prefixes", "Ipv4Prefix"), "Ipv6": ("ipv6_prefixes", "Ipv6Prefix")}[member]

    @functools.wraps(original)
    def assigned(self):
        named = self._get_param(f"{member}Prefixes", [])
        if not named:
            return original(self)
        interface = self.ec2_backend.get_network_interface(self._get_param("NetworkInterfaceId"))
        held = [one[key] for one in getattr(interface, attribute, [])]
        held = [one for one in held if one not in named] + (named if sign > 0 else [])
        setattr(interface, attribute, [{key: one} for one in held])
        return EmptyResult()

    return assigned


def in_use(backend, eni_id):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html"""
    interface = backend.enis.get(eni_id)
    if interface is not None and interface.attachment_id:
        raise EC2ClientError("InvalidParameterValue", f"Network interface '{eni_id}' is currently in use.")


def with_its_instance(delete):
    """An interface goes with its instance, attached as it is:
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html#network-interfaces-for-ec2-instances"""
    return lambda interface: delete(interface.ec2_backend, eni_id=interface.id)


def modify(original):
    """A description may be taken away: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html"""

    @functools.wraps(original)
    def modify_network_interface_attribute(self, eni_id, group_ids, source_dest_check=None, description=None):
        original(self, eni_id, group_ids, source_dest_check, description)
        if description is not None:
            self.get_network_interface(eni_id).description = description

    return modify_network_interface_attribute


def apply(before):
    ElasticNetworkInterfaces.create_network_interface = create(ElasticNetworkInterfaces.create_network_interface)
    for name, member, sign in (("assign_private_ip_addresses", "Ipv4", 1), ("unassign_private_ip_addresses", "Ipv4", -1),
                               ("assign_ipv6_addresses", "Ipv6", 1), ("unassign_ipv6_addresses", "Ipv6", -1)):
        setattr(ElasticNetworkInterfaces, name, assign(getattr(ElasticNetworkInterfaces, name), member, sign))
    NetworkInterface.delete = with_its_instance(EC2Backend.delete_network_interface)
    before("delete_network_interface", in_use)
    EC2Backend.modify_network_interface_attribute = modify(EC2Backend.modify_network_interface_attribute)
    NetworkInterface.ipv4_prefixes, NetworkInterface.ipv6_prefixes = (), ()
