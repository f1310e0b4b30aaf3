"""EC2: how flow logs write files."""

import functools

from localstack.services.ec2.provider import Ec2Provider
from moto.ec2.models import ec2_backends
from moto.ec2.responses import flow_logs

TOLD = """{% if flow_log.destination_options %}<destinationOptions>{% for name, value in flow_log.destination_options.items() %}
<{{ name }}>{{ value }}</{{ name }}>{% endfor %}</destinationOptions>{% endif %}
<logFormat>"""


def create(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DestinationOptionsRequest.html"""

    @functools.wraps(original)
    def create_flow_logs(self, context, request, **kwargs):
        answer = original(self, context, request, **kwargs)
        asked = {"fileFormat": "plain-text", "hiveCompatiblePartitions": False, "perHourPartition": False}
        asked |= {name[0].lower() + name[1:]: value for name, value in (request.get("DestinationOptions") or {}).items()}
        known = ec2_backends[context.account_id][context.region].flow_logs
        for made in answer.get("FlowLogIds") or []:
            told = {name: str(value).lower() for name, value in asked.items()}
            known[made].destination_options = told if request.get("DestinationOptions") else None
        return answer

    return create_flow_logs


def apply():
    Ec2Provider.create_flow_logs = create(Ec2Provider.create_flow_logs)
    flow_logs.DESCRIBE_FLOW_LOGS_RESPONSE = flow_logs.DESCRIBE_FLOW_LOGS_RESPONSE.replace("<logFormat>", TOLD)
