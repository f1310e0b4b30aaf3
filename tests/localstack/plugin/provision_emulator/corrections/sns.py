"""SNS: how filters and dead letters of subscriptions are taken away; tags of what is not there."""

import json

from localstack.aws.api.sns import NotFoundException, ResourceNotFoundException
from localstack.services.sns.provider import SnsProvider


def set_subscription_attributes(original):
    """An empty filter takes the filter away, and its scope with it; no redrive policy takes dead letters away.

    https://docs.aws.amazon.com/sns/latest/dg/message-filtering-apply.html
    https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
    """

    def set_subscription_attributes(self, context, subscription_arn, attribute_name, attribute_value=None, **kwargs):
        subscription = self.get_store(context.account_id, context.region).subscriptions.get(subscription_arn)
        if not subscription:
            raise NotFoundException("Subscription does not exist")
        if attribute_name == "FilterPolicy" and not json.loads(attribute_value or "{}"):
            subscription.pop("FilterPolicy", None)
            self.get_store(context.account_id, context.region).subscription_filter_policy.pop(subscription_arn, None)
            subscription["FilterPolicyScope"] = "MessageAttributes"
            return None
        if attribute_name in ("RedrivePolicy", "DeliveryPolicy") and not attribute_value:
            subscription.pop(attribute_name, None)
            return None
        return original(self, context, subscription_arn, attribute_name, attribute_value, **kwargs)

    return set_subscription_attributes


def list_tags_for_resource(original):
    """https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html"""

    def list_tags_for_resource(self, context, resource_arn, **kwargs):
        if resource_arn not in self.get_store(context.account_id, context.region).topics:
            raise ResourceNotFoundException("Resource does not exist")
        return original(self, context, resource_arn, **kwargs)

    return list_tags_for_resource


def apply():
    provider = SnsProvider
    provider.set_subscription_attributes = set_subscription_attributes(provider.set_subscription_attributes)
    provider.list_tags_for_resource = list_tags_for_resource(provider.list_tags_for_resource)
