"""Launch templates: a version holds what was sent and nothing else, tags are those of now, what is missing is an error."""

import functools

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend


def create_launch_template(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html: tags of the template are not tags of what is
    made from it."""

    @functools.wraps(original)
    def create(self, name, description, template_data, tag_spec):
        own = [spec for spec in template_data.get("TagSpecifications", []) if spec.get("ResourceType") != "launch-template"]
        template_data.pop("TagSpecifications", None)
        if own:
            template_data["TagSpecifications"] = own
        return original(self, name, description, template_data, tag_spec)

    return create


def describe_launch_templates(original):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: an unknown id is an error."""

    @functools.wraps(original)
    def describe(self, template_names=None, template_ids=None, filters=None):
        for template in template_ids or []:
            if template not in self.launch_templates:
                raise EC2ClientError("InvalidLaunchTemplateId.NotFound", f"The specified launch template, with template ID {template}, "
                                                                         "does not exist.")
        return original(self, template_names, template_ids, filters)

    return describe


def apply():
    LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, tags: None)
    LaunchTemplateBackend.create_launch_template = create_launch_template(LaunchTemplateBackend.create_launch_template)
    LaunchTemplateBackend.describe_launch_templates = describe_launch_templates(LaunchTemplateBackend.describe_launch_templates)
