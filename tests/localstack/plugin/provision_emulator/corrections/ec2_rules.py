"""EC2 security group rules: descriptions of every kind of source, whole modification, revoking IPv6."""

import functools

from moto.core.responses import ActionResult
from moto.ec2.exceptions import (
    InvalidParameterCombination,
    InvalidParameterValue,
    InvalidPermissionNotFoundError,
    InvalidSecurityGroupNotFoundError,
    InvalidSecurityGroupRuleIdNotFoundError,
    MissingParameter,
)
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.security_groups import SecurityGroups

# Member of a rule in a request: the same in our terms.
SOURCES = {"CidrIpv4": "cidr_ipv4", "CidrIpv6": "cidr_ipv6", "PrefixListId": "prefix_list_id", "ReferencedGroupId": "group"}
WITH_PORTS = {"tcp", "udp", "icmp", "icmpv6", "6", "17", "1", "58"}


def source(rule):
    """What a rule lets in or out: (kind, value)."""
    candidates = {"cidr_ipv4": rule.cidr_ipv4, "cidr_ipv6": rule.cidr_ipv6, "prefix_list_id": rule.prefix_list_id,
                  "group": rule.source_group.get("GroupId")}
    return next(((kind, value) for kind, value in candidates.items() if value), (None, None))


def identity(rule):
    ports = (None, None) if rule.ip_protocol == "-1" else (rule.from_port, rule.to_port)
    return rule.ip_protocol, *ports, *source(rule)


def same_rule(self, other):
    """Two rules are one when protocol, ports and source are equal; the description does not count.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
    """
    return isinstance(other, SecurityGroupRule) and identity(self) == identity(other)


def description(self):
    return self.ip_range.get("Description") or self.source_group.get("Description")


def find(rules, wanted):
    match = next((rule for rule in rules if same_rule(rule, wanted)), None)
    if match is None:
        raise InvalidPermissionNotFoundError()
    return match


def revoke(direction):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupEgress.html: all of them or none."""
    attribute = f"{direction}_rules"

    def revoke_rules(self, group_name_or_id, ip_protocol, from_port, to_port, ip_ranges, source_groups=None, prefix_list_ids=None,
                     security_rule_ids=None, vpc_id=None):
        group = self.get_security_group_by_name_or_id(group_name_or_id, vpc_id)
        if group is None:
            raise InvalidSecurityGroupNotFoundError(group_name_or_id)
        rules = getattr(group, attribute)
        if security_rule_ids:
            gone = set(security_rule_ids)
            for rule_id in gone - {rule.id for rule in rules}:
                raise InvalidSecurityGroupRuleIdNotFoundError(rule_id)
        else:
            wanted = self._iterate_security_rules(ip_protocol, group.group_id, from_port, to_port, ip_ranges,
                                                  self._add_source_group(source_groups, vpc_id), prefix_list_ids or [])
            gone = {find(rules, rule).id for rule in wanted}
        setattr(group, attribute, [rule for rule in rules if rule.id not in gone])

    return revoke_rules


def modify_security_group_rules(self, group_id, rules):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html: the kind of source stays."""
    group = self.get_security_group_by_name_or_id(group_id)
    if group is None:
        raise InvalidSecurityGroupNotFoundError(group_id)
    for rule_id, wanted in rules.items():
        existing = group.get_rule(rule_id)
        if existing is None:
            raise InvalidSecurityGroupRuleIdNotFoundError(rule_id)
        modify(self, existing, wanted)


def modify(backend, rule, wanted):
    given = {ours: wanted[theirs] for theirs, ours in SOURCES.items() if wanted.get(theirs) is not None}
    if len(given) > 1:
        raise InvalidParameterCombination("Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified")
    if not given:
        raise MissingParameter("The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId")
    [(kind, value)] = given.items()
    if kind != source(rule)[0]:
        raise InvalidParameterValue(f"Invalid rule type for security group rule '{rule.id}'. The type of a rule's source cannot be changed.")
    protocol = wanted.get("IpProtocol")
    if protocol is None:
        raise InvalidParameterValue("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.")
    ports = wanted.get("FromPort"), wanted.get("ToPort")
    if protocol in WITH_PORTS and None in ports:
        raise InvalidParameterValue("Invalid value for portRange. Must specify both from and to ports with TCP/UDP.")
    if kind == "group" and backend.get_security_group_from_id(value) is None:
        raise InvalidSecurityGroupNotFoundError(value)
    rule.ip_protocol = str(protocol)
    rule.from_port, rule.to_port = (None, None) if protocol == "-1" else ports
    text = {"Description": wanted["Description"]} if wanted.get("Description") else {}
    if kind == "cidr_ipv4":
        rule.ip_range = {"CidrIp": value} | text
    elif kind == "cidr_ipv6":
        rule.ip_range = {"CidrIpv6": value} | text
    elif kind == "group":
        rule.source_group = {"GroupId": value, "UserId": backend.account_id, "OwnerId": backend.account_id} | text
    else:
        rule.prefix_list_id = value


def whole_request(original):
    """A request with several permissions names all the rules that it made; moto keeps the last permission's only."""

    @functools.wraps(original)
    def authorize(self):
        self.error_on_dryrun()
        operation = getattr(self.ec2_backend, original.__name__)
        made = [rule for arguments in self._process_rules_from_querystring() for rule in operation(**arguments)[0]]
        return ActionResult({"Return": True, "SecurityGroupRules": made})

    return authorize


def describe_anew(self, wanted, rule):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UpdateSecurityGroupRuleDescriptionsIngress.html: a request without a
    description takes it away."""
    for ours, theirs in ((rule.ip_range, wanted.ip_range), (rule.source_group, wanted.source_group)):
        ours.pop("Description", None)
        if theirs.get("Description"):
            ours["Description"] = theirs["Description"]


def apply(default_group_stays):
    SecurityGroupRule.__eq__ = same_rule
    SecurityGroupRule.__hash__ = None
    SecurityGroupRule.description = property(description)
    for direction in ("ingress", "egress"):
        setattr(EC2Backend, f"revoke_security_group_{direction}", revoke(direction))
        name = f"authorize_security_group_{direction}"
        setattr(SecurityGroups, name, whole_request(getattr(SecurityGroups, name)))
    EC2Backend.modify_security_group_rules = modify_security_group_rules
    EC2Backend._sg_update_description = describe_anew
    SecurityGroups.delete_security_group = default_group_stays(SecurityGroups.delete_security_group)
