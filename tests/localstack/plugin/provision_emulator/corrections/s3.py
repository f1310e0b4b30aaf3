"""S3: a bucket is always encrypted."""

from localstack.services.s3.constants import DEFAULT_BUCKET_ENCRYPTION
from localstack.services.s3.provider import S3Provider


def reset_encryption(self, context, bucket, expected_bucket_owner=None, **_):
    """Taking a setting away brings the default back: S3's own keys.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html
    """
    _store, found = self._get_cross_account_bucket(context, bucket)
    found.encryption_rule = DEFAULT_BUCKET_ENCRYPTION


def apply():
    S3Provider.delete_bucket_encryption = reset_encryption
