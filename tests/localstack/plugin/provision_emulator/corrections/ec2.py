"""EC2: what hangs on what when something is deleted, and the attributes of subnets."""

import fnmatch
import functools
from collections.abc import Iterable

from moto.core.responses import EmptyResult
from moto.ec2 import utils
from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroup
from moto.ec2.responses.route_tables import RouteTables
from moto.ec2.responses.subnets import Subnets

from provision_emulator.corrections import ec2_acls, ec2_dhcp, ec2_endpoints, ec2_flow_logs, ec2_interfaces, ec2_rules

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
IN_USE = "InvalidIPAddress.InUse"
NO_NAT = "NatGatewayNotFound"


def before(name, check):
    """Lets `check(backend, ...)` refuse a call of the backend's operation."""
    original = getattr(EC2Backend, name)

    @functools.wraps(original)
    def wrapped(self, *args, **kwargs):
        check(self, *args, **kwargs)
        return original(self, *args, **kwargs)

    setattr(EC2Backend, name, wrapped)


def security_group_in_use(backend, name=None, group_id=None):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html"""
    group = backend.get_security_group_by_name_or_id(group_id or name)
    if group is None:
        return
    for others in backend.groups.values():
        for other in others.values():
            rules = [] if other is group else other.ingress_rules + other.egress_rules
            if any(rule.source_group.get("GroupId") == group.id for rule in rules):
                raise DependencyViolationError(f"resource {group.id} has a dependent object")
    if any(group.id in {member.id for member in eni.group_set} for eni in backend.enis.values()):
        raise DependencyViolationError(f"resource {group.id} has a dependent object")


def default_group_stays(original):
    """Only its VPC takes the default group along; a request for it alone is refused (same page)."""

    @functools.wraps(original)
    def delete(self):
        group = self.ec2_backend.get_security_group_by_name_or_id(self._get_param("GroupId") or self._get_param("GroupName") or "")
        if isinstance(group, SecurityGroup) and group.is_default:
            raise EC2ClientError("CannotDelete", f'the specified group: "{group.id}" name: "default" cannot be deleted by a user')
        return original(self)

    return delete


def subnet_in_use(backend, subnet_id):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html; associations end with the subnet."""
    if any(eni.subnet.id == subnet_id for eni in backend.enis.values()):
        raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    for table in backend.route_tables.values():
        for association in [key for key, subnet in table.associations.items() if subnet == subnet_id]:
            del table.associations[association]


def public_addresses_in_use(backend, internet_gateway_id, vpc_id):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html"""
    if any(address.eni is not None and address.eni.subnet.vpc_id == vpc_id for address in backend.addresses):
        raise DependencyViolationError(f"Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) "
                                       "before detaching the gateway.")


def address_in_use(backend, address=None, allocation_id=None):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html"""
    for known in backend.addresses:
        if allocation_id in (known.allocation_id, None) and address in (known.public_ip, None) and known.association_id:
            raise EC2ClientError(IN_USE, f"The address with allocation id [{known.allocation_id}] cannot be released because it is in use.")


def vpc_in_use(backend, vpc_id):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html"""
    gateways = [gateway for gateway in backend.internet_gateways.values() if gateway.vpc and gateway.vpc.id == vpc_id]
    groups = [group for group in backend.groups.get(vpc_id, {}).values() if not group.is_default]
    if gateways or groups:
        raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


def delete_nat_gateway(self, nat_gateway_id):
    """Frees the address and the interface: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html"""
    gateway = self.nat_gateways.get(nat_gateway_id)
    if gateway is None:
        raise EC2ClientError(NO_NAT, f"NAT gateway {nat_gateway_id} was not found")
    if gateway.state != "deleted":
        for address in self.addresses:
            if address.eni is not None and address.eni.id == gateway._eni.id:
                address.eni, address.association_id = None, None
        self.enis.pop(gateway._eni.id, None)
        gateway.state = "deleted"
    return gateway


def known_nat_gateways(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html: an unknown id is an error."""

    @functools.wraps(original)
    def describe(self, filters, nat_gateway_ids):
        for gateway in nat_gateway_ids or []:
            if gateway not in self.nat_gateways:
                raise EC2ClientError(NO_NAT, f"NAT gateway {gateway} was not found")
        found = original(self, filters, nat_gateway_ids)
        for name, values in (filters or {}).items():
            if name.startswith("tag:"):
                found = [gateway for gateway in found if gateway.get_filter_value(name) in values]
            elif name == "tag-key":
                found = [gateway for gateway in found if {tag["key"] for tag in gateway.get_tags()} & set(values)]
        return found

    return describe


def main_table_stays(original):
    """https://docs.aws.amazon.com/vpc/latest/userguide/delete-route-table.html: only its VPC takes the main route table along."""

    @functools.wraps(original)
    def delete(self):
        table = self.ec2_backend.route_tables.get(self._get_param("RouteTableId"))
        if table is not None and table.main_association_id is not None:
            raise DependencyViolationError(f"The routeTable '{table.id}' has dependencies and cannot be deleted.")
        return original(self)

    return delete


SUBNET_SWITCHES = ("map_public_ip_on_launch", "assign_ipv6_address_on_creation", "map_customer_owned_ip_on_launch", "enable_dns64")
SUBNET_NAMES = {"EnableResourceNameDnsARecordOnLaunch": "EnableResourceNameDnsARecord",
                "EnableResourceNameDnsAAAARecordOnLaunch": "EnableResourceNameDnsAAAARecord"}
SUBNET_PARAMETERS = ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "MapCustomerOwnedIpOnLaunch", "EnableDns64")


def modify_subnet_attribute(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html: one attribute a request."""
    subnet = self.ec2_backend.get_subnet(self._get_param("SubnetId"))
    for parameter, attribute in zip(SUBNET_PARAMETERS, SUBNET_SWITCHES):
        if (value := self._get_param(f"{parameter}.Value")) is not None:
            setattr(subnet, attribute, value)
    options = subnet.private_dns_name_options_on_launch
    for parameter, option in SUBNET_NAMES.items():
        if (value := self._get_param(f"{parameter}.Value")) is not None:
            options[option] = value
    if (value := self._get_param("PrivateDnsHostnameTypeOnLaunch")) is not None:
        options["HostnameType"] = value
    return EmptyResult()


def any_of(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html: several values of a filter are joined with OR,
    also where what they are held against is a list."""

    @functools.wraps(original)
    def matches(thing, name, wanted):
        held = thing.get_filter_value(name)
        if isinstance(wanted, list) and isinstance(held, Iterable) and not isinstance(held, (str, dict)):
            return any(fnmatch.fnmatchcase(str(item), pattern) for item in held for pattern in wanted)
        return original(thing, name, wanted)

    return matches


def apply():
    utils.is_filter_matching = any_of(utils.is_filter_matching)
    before("delete_subnet", subnet_in_use)
    before("detach_internet_gateway", public_addresses_in_use)
    before("release_address", address_in_use)
    before("delete_vpc", vpc_in_use)
    before("delete_security_group", security_group_in_use)
    EC2Backend.delete_nat_gateway = delete_nat_gateway
    EC2Backend.describe_nat_gateways = known_nat_gateways(EC2Backend.describe_nat_gateways)
    Subnets.modify_subnet_attribute = modify_subnet_attribute
    RouteTables.delete_route_table = main_table_stays(RouteTables.delete_route_table)
    ec2_rules.apply(default_group_stays)
    ec2_acls.apply(before)
    ec2_dhcp.apply()
    ec2_endpoints.apply()
    ec2_interfaces.apply(before)
    ec2_flow_logs.apply()
