"""EC2 DHCP options: every option that AWS knows, whose they are, and which VPCs use them."""

import functools
import threading

from moto.ec2.exceptions import DependencyViolationError, InvalidDHCPOptionsIdError
from moto.ec2.models import EC2Backend
from moto.ec2.responses import dhcp_options as responses

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html
LEASE = "ipv6-address-preferred-lease-time"


# Two at once could not tell whose options are whose.
_ONE_BY_ONE = threading.Lock()


def create_dhcp_options(original):
    @functools.wraps(original)
    def create(self):
        given = {option["Key"]: option["Values"] for option in self._get_param("DhcpConfigurations", [])}
        with _ONE_BY_ONE:
            before = set(self.ec2_backend.dhcp_options_sets)
            original(self)
            [made] = set(self.ec2_backend.dhcp_options_sets) - before
        options = self.ec2_backend.dhcp_options_sets[made]
        options._options[LEASE] = given.get(LEASE)
        options.add_tags(self._parse_tag_specification().get("dhcp-options", {}))
        return self.response_template(responses.CREATE_DHCP_OPTIONS_RESPONSE).render(dhcp_options_set=options)

    return create


def associate_dhcp_options(self, dhcp_options, vpc):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateDhcpOptions.html: many VPCs may use the same options."""
    vpc.dhcp_options = dhcp_options


def disassociate_dhcp_options(self, vpc):
    """The same page: the options `default` are AWS's own."""
    vpc.dhcp_options = None


def delete_dhcp_options_set(self, options_id):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteDhcpOptions.html"""
    options = self.dhcp_options_sets.get(options_id)
    if options is None:
        raise InvalidDHCPOptionsIdError(options_id)
    if any(vpc.dhcp_options is options for vpc in self.vpcs.values()):
        raise DependencyViolationError(f"The dhcpOptions '{options_id}' has dependencies and cannot be deleted.")
    del self.dhcp_options_sets[options_id]


def options_outlive_vpcs(original):
    """A VPC leaves its options behind."""

    @functools.wraps(original)
    def delete(self, vpc_id):
        vpc = self.get_vpc(vpc_id)
        options, vpc.dhcp_options = vpc.dhcp_options, None
        try:
            return original(self, vpc_id)
        except BaseException:
            vpc.dhcp_options = options
            raise

    return delete


def told(template):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DhcpOptions.html: the owner too."""
    item = "<dhcpOptionsId>{{ dhcp_options_set.id }}</dhcpOptionsId>"
    return template.replace(item, item + "<ownerId>{{ dhcp_options_set.ec2_backend.account_id }}</ownerId>").replace("{{ values }}\n", "\n")


def apply():
    for name in ("CREATE_DHCP_OPTIONS_RESPONSE", "DESCRIBE_DHCP_OPTIONS_RESPONSE"):
        setattr(responses, name, told(getattr(responses, name)))
    responses.DHCPOptions.create_dhcp_options = create_dhcp_options(responses.DHCPOptions.create_dhcp_options)
    EC2Backend.associate_dhcp_options = associate_dhcp_options
    EC2Backend.disassociate_dhcp_options = disassociate_dhcp_options
    EC2Backend.delete_dhcp_options_set = delete_dhcp_options_set
    EC2Backend.delete_vpc = options_outlive_vpcs(EC2Backend.delete_vpc)
