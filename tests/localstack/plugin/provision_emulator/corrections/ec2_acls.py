"""EC2 network ACLs: what an entry holds, entries and associations that are not there, and what goes with subnets and VPCs."""

import functools

from moto.ec2.exceptions import DependencyViolationError, EC2ClientError, InvalidAssociationIdError
from moto.ec2.models import EC2Backend
from moto.ec2.models.network_acls import NetworkAcl
from moto.ec2.responses import network_acls as responses

# The entry that denies what no other allows: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html
LAST = 32767
WITH_PORTS = ("6", "17")
ICMP = ("1", "58")


def terms(self):
    """Ports are held for TCP and UDP only, types and codes for ICMP only.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
    """
    protocol = self._get_param("Protocol")
    held = {"port_range_from": None, "port_range_to": None, "icmp_code": None, "icmp_type": None}
    if protocol in WITH_PORTS:
        held |= {"port_range_from": self._get_param("PortRange.From"), "port_range_to": self._get_param("PortRange.To")}
    if protocol in ICMP:
        held |= {"icmp_code": self._get_param("IcmpTypeCode.Code"), "icmp_type": self._get_param("IcmpTypeCode.Type")}
    return held | {
        "network_acl_id": self._get_param("NetworkAclId"), "rule_number": self._get_param("RuleNumber"), "protocol": protocol,
        "rule_action": self._get_param("RuleAction"), "egress": self._get_param("Egress"),
        "cidr_block": self._get_param("CidrBlock"), "ipv6_cidr_block": self._get_param("Ipv6CidrBlock"),
    }


def create_network_acl_entry(self):
    self.ec2_backend.create_network_acl_entry(**terms(self))
    return responses.EmptyResult()


def replace_network_acl_entry(self):
    self.ec2_backend.replace_network_acl_entry(**terms(self))
    return responses.EmptyResult()


def known_entry(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"""

    @functools.wraps(original)
    def delete(self, network_acl_id, rule_number, egress):
        entries = self.get_network_acl(network_acl_id).network_acl_entries
        if not any(entry.rule_number == rule_number and entry.egress == egress for entry in entries):
            raise EC2ClientError("InvalidNetworkAclEntry.NotFound", f"The network acl entry identified by {rule_number} does not exist")
        return original(self, network_acl_id, rule_number, egress)

    return delete


def known_association(original):
    """The same page."""

    @functools.wraps(original)
    def replace(self, association_id, network_acl_id):
        self.get_network_acl(network_acl_id)
        if not any(association_id in acl.associations for acl in self.network_acls.values()):
            raise InvalidAssociationIdError(association_id)
        return original(self, association_id, network_acl_id)

    return replace


def with_last_entry(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html"""

    @functools.wraps(original)
    def create(self, vpc_id, tags=None, default=False):
        acl = original(self, vpc_id, tags=tags, default=default)
        for egress in () if default else (True, False):
            self.create_network_acl_entry(acl.id, LAST, "-1", "deny", egress, "0.0.0.0/0", None, None, None, None, None)
        return acl

    return create


def by_id(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html"""

    @functools.wraps(original)
    def value(self, filter_name, method_name=None):
        return self.id if filter_name == "network-acl-id" else original(self, filter_name, method_name)

    return value


def end_associations(backend, subnet_id):
    """A subnet takes its association along."""
    for acl in backend.network_acls.values():
        for key in [key for key, association in acl.associations.items() if association.subnet_id == subnet_id]:
            del acl.associations[key]


def acls_in_use(backend, vpc_id):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html: all but what came with the VPC must go before."""
    if any(acl.vpc_id == vpc_id and not acl.default for acl in backend.network_acls.values()):
        raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


def told(template):
    """Codes, types and ports that are zero are told too."""
    for name in ("icmp_code", "icmp_type", "port_range_from", "port_range_to"):
        template = template.replace(f"if entry.{name} ", f"if entry.{name} is not none ")
        template = template.replace(f"or entry.{name} ", f"or entry.{name} is not none ")
    return template


def apply(before):
    responses.NetworkACLs.create_network_acl_entry = create_network_acl_entry
    responses.NetworkACLs.replace_network_acl_entry = replace_network_acl_entry
    responses.DESCRIBE_NETWORK_ACL_RESPONSE = told(responses.DESCRIBE_NETWORK_ACL_RESPONSE)
    EC2Backend.create_network_acl = with_last_entry(EC2Backend.create_network_acl)
    EC2Backend.delete_network_acl_entry = known_entry(EC2Backend.delete_network_acl_entry)
    EC2Backend.replace_network_acl_association = known_association(EC2Backend.replace_network_acl_association)
    NetworkAcl.get_filter_value = by_id(NetworkAcl.get_filter_value)
    before("delete_subnet", end_associations)
    before("delete_vpc", acls_in_use)
