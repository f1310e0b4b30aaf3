"""EC2: VPC endpoints with all that a request asks of them, their interfaces and routes kept in step with it; prefix lists."""

import functools
import json

from localstack.aws.api import handler
from localstack.services.ec2.provider import Ec2Provider
from moto.ec2.exceptions import InvalidVpcEndPointIdError
from moto.ec2.models import ec2_backends
from moto.ec2.models.managed_prefixes import ManagedPrefixList
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses.vpcs import VPCs
from moto.ec2.utils import random_private_ip


def endpoint_of(backend, endpoint_id):
    endpoint = backend.vpc_end_points.get(endpoint_id)
    if endpoint is None or endpoint.state == "deleted":
        raise InvalidVpcEndPointIdError(endpoint_id)
    return endpoint


def place(backend, endpoint, configurations):
    """Gives interfaces the addresses asked for in their subnets; a group each, the VPC's default one where none is named."""
    asked = {one.get("SubnetId"): one for one in configurations or []}
    for interface in (backend.enis[eni] for eni in endpoint.network_interface_ids):
        address = asked.get(interface.subnet.id, {}).get("Ipv4")
        if address or not getattr(interface, "placed", False):
            address = address or random_private_ip(interface.subnet.cidr_block)
            interface.private_ip_address, interface.placed = address, True
            interface.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address}]
        interface.description = f"VPC Endpoint Interface {endpoint.id}"
        interface.requester_managed, interface.interface_type, interface.status = True, "vpc_endpoint", "in-use"
        interface._group_set = [backend.get_security_group_from_id(group) for group in endpoint.security_group_ids]


def lead(backend, table, endpoint):
    """A route to a gateway endpoint: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"""
    backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=endpoint.destination_prefix_list_id)


def create(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html"""

    @functools.wraps(original)
    def create_vpc_endpoint(self):
        answer = original(self)
        endpoint, backend = answer.result["VpcEndpoint"], self.ec2_backend
        endpoint.vpc_endpoint_type = endpoint.vpc_endpoint_type or "Gateway"
        endpoint.service_region = self._get_param("ServiceRegion") or self.region
        endpoint.ip_address_type = self._get_param("IpAddressType") or "ipv4"
        endpoint.dns_options = {"DnsRecordIpType": "ipv4"} | (self._get_param("DnsOptions") or {})
        if endpoint.vpc_endpoint_type == "Interface" and not endpoint.security_group_ids:
            endpoint.security_group_ids = [backend.get_default_security_group(endpoint.vpc_id).id]
        place(backend, endpoint, self._get_param("SubnetConfigurations"))
        return answer

    return create_vpc_endpoint


@handler("ModifyVpcEndpoint", expand=False)
def modify_vpc_endpoint(self, context, request):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html"""
    backend = ec2_backends[context.account_id][context.region]
    endpoint = endpoint_of(backend, request["VpcEndpointId"])
    if request.get("ResetPolicy"):
        endpoint.policy_document = json.dumps(VPCEndPoint.DEFAULT_POLICY)
    for member, attribute in {"PolicyDocument": "policy_document", "PrivateDnsEnabled": "private_dns_enabled",
                              "IpAddressType": "ip_address_type"}.items():
        if request.get(member) is not None:
            setattr(endpoint, attribute, request[member])
    endpoint.dns_options = endpoint.dns_options | (request.get("DnsOptions") or {})
    for table in request.get("AddRouteTableIds") or []:
        if table not in endpoint.route_table_ids:
            lead(backend, table, endpoint)
            endpoint.route_table_ids.append(table)
    for table in request.get("RemoveRouteTableIds") or []:
        if table in endpoint.route_table_ids:
            backend.delete_route(table, endpoint.destination_prefix_list_id)
            endpoint.route_table_ids.remove(table)
    gone = request.get("RemoveSecurityGroupIds") or []
    groups = endpoint.security_group_ids + (request.get("AddSecurityGroupIds") or [])
    endpoint.security_group_ids = [group for group in dict.fromkeys(groups) if group not in gone]
    for subnet in request.get("AddSubnetIds") or []:
        if subnet not in endpoint.subnet_ids:
            interface = backend.create_network_interface(subnet, random_private_ip())
            endpoint.network_interface_ids.append(interface.id)
            endpoint.subnet_ids.append(subnet)
    for subnet in request.get("RemoveSubnetIds") or []:
        for interface in [eni for eni in endpoint.network_interface_ids if backend.enis[eni].subnet.id == subnet]:
            endpoint.network_interface_ids.remove(interface)
            del backend.enis[interface]
        endpoint.subnet_ids = [known for known in endpoint.subnet_ids if known != subnet]
    place(backend, endpoint, request.get("SubnetConfigurations"))
    return {"Return": True}


def describe(original):
    """Policies are told as they were given: the same page as above."""

    @functools.wraps(original)
    def describe_vpc_endpoints(self, context, request):
        answer = original(self, context, request)
        known = ec2_backends[context.account_id][context.region].vpc_end_points
        for endpoint in answer.get("VpcEndpoints") or []:
            endpoint["PolicyDocument"] = known[endpoint["VpcEndpointId"]].policy_document
        return answer

    return describe_vpc_endpoints


def filters(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html"""

    @functools.wraps(original)
    def get_filter_value(self, filter_name, method_name=None):
        return self.id if filter_name == "vpc-endpoint-id" else original(self, filter_name, method_name)

    return get_filter_value


def ranges(self):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrefixList.html"""
    return [entry["Cidr"] for entry in (list(self.entries.values()) or [[]])[-1]]


def apply():
    VPCs.create_vpc_endpoint = create(VPCs.create_vpc_endpoint)
    Ec2Provider.modify_vpc_endpoint = modify_vpc_endpoint
    Ec2Provider.describe_vpc_endpoints = describe(Ec2Provider.describe_vpc_endpoints)
    ManagedPrefixList.cidrs = property(ranges)
    VPCEndPoint.get_filter_value = filters(VPCEndPoint.get_filter_value)
