"""ECR: an image scanning configuration without members means what its members default to."""

import functools

from moto.ecr.models import ECRBackend


def with_default(original):
    """`scanOnPush` is false where it is left out.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanningConfiguration.html
    """

    @functools.wraps(original)
    def wrapped(self, registry_id, repository_name, image_scan_config):
        return original(self, registry_id, repository_name, image_scan_config or {"scanOnPush": False})

    return wrapped


def apply():
    ECRBackend.put_image_scanning_configuration = with_default(ECRBackend.put_image_scanning_configuration)
