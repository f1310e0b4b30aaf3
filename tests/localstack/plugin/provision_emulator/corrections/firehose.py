"""Firehose: encryption, changes of a destination that keep the rest of it, the keys of what is delivered, and sources that nothing is read from."""

import functools
import uuid

from provision_emulator.firehose_delivery import deliver

# What UpdateDestination has under another name than DescribeDeliveryStream.
NAMES = {"S3Update": "S3DestinationDescription", "S3BackupUpdate": "S3BackupDescription"}


def merged(before, update):
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html: what is not given stays as it is."""
    after = dict(before)
    for key, value in update.items():
        if value is None:
            continue
        name = NAMES.get(key, key)
        after[name] = merged(before.get(name) or {}, value) if key in NAMES else value
    return after


def tidy(stream):
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_HttpEndpointDestinationDescription.html: the key is not told."""
    for destination in stream["Destinations"]:
        http = destination.get("HttpEndpointDestinationDescription")
        if http:
            http["EndpointConfiguration"] = {key: http["EndpointConfiguration"].get(key) for key in ("Url", "Name")}


def version(stream):
    stream["VersionId"] = str(int(stream["VersionId"]) + 1)


def apply():
    from localstack.aws.api.firehose import HttpEndpointDestinationDescription
    from localstack.aws.connect import connect_to
    from localstack.services.firehose import provider
    from localstack.services.firehose.provider import FirehoseProvider
    from localstack.utils.kinesis import kinesis_connector

    described = provider._get_description_or_raise_not_found

    # An HTTP endpoint is told by what it was made of, of which its backup in S3 is no part.
    provider.HttpEndpointDestinationConfiguration = HttpEndpointDestinationDescription

    # Records of a Kinesis stream are read by a program that would have to be fetched; nothing here puts any.
    class Listener:
        def stop(self):
            pass

    kinesis_connector.listen_to_kinesis = lambda *_, **__: Listener()

    def create_delivery_stream(original):
        @functools.wraps(original)
        def create(self, context, delivery_stream_name, *arguments, **others):
            answer = original(self, context, delivery_stream_name, *arguments, **others)
            stream = described(context, delivery_stream_name)
            if others.get("msk_source_configuration"):
                stream["Source"] = {"MSKSourceDescription": dict(others["msk_source_configuration"])}
            tidy(stream)
            encrypt(stream, others.get("delivery_stream_encryption_configuration_input"))
            return answer

        return create

    def update_destination(self, context, delivery_stream_name, current_delivery_stream_version_id, destination_id, **updates):
        from localstack.aws.api import CommonServiceException

        stream = described(context, delivery_stream_name)
        if stream["VersionId"] != current_delivery_stream_version_id:
            message = f"Cannot update firehose: {delivery_stream_name} since the current version id: {stream['VersionId']} and specified "
            message += f"version id: {current_delivery_stream_version_id} do not match"
            raise CommonServiceException("ConcurrentModificationException", message, sender_fault=True)
        destination = next(each for each in stream["Destinations"] if each["DestinationId"] == destination_id)
        for member, update in updates.items():
            if member.endswith("_destination_update") and update:
                kind = "".join(word.capitalize() for word in member.removesuffix("_update").split("_")) + "Description"
                destination[kind] = merged(destination.get(kind) or {}, update)
        tidy(stream)
        version(stream)
        return {}

    def put_records(original):
        """https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html"""

        @functools.wraps(original)
        def put(self, account_id, region_name, delivery_stream_name, records):
            stream = self.get_store(account_id, region_name).delivery_streams.get(delivery_stream_name) or {}
            destination = next((each.get("ExtendedS3DestinationDescription") for each in stream.get("Destinations") or []), None)
            if not destination:
                return original(self, account_id, region_name, delivery_stream_name, records)
            s3 = connect_to(aws_access_key_id=account_id, region_name=region_name).s3
            deliver(stream, destination, records, lambda bucket, key, body: s3.put_object(Bucket=bucket, Key=key, Body=body))
            return [{"RecordId": str(uuid.uuid4())} for _ in records]

        return put

    def encrypt(stream, asked):
        """https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamEncryptionConfiguration.html"""
        stream["DeliveryStreamEncryptionConfiguration"] = {**asked, "Status": "ENABLED"} if asked else {"Status": "DISABLED"}

    def start_delivery_stream_encryption(
        self, context, delivery_stream_name, delivery_stream_encryption_configuration_input=None, **others
    ):
        """https://docs.aws.amazon.com/firehose/latest/APIReference/API_StartDeliveryStreamEncryption.html"""
        asked = delivery_stream_encryption_configuration_input or {"KeyType": "AWS_OWNED_CMK"}
        encrypt(described(context, delivery_stream_name), asked)
        return {}

    def stop_delivery_stream_encryption(self, context, delivery_stream_name, **others):
        """https://docs.aws.amazon.com/firehose/latest/APIReference/API_StopDeliveryStreamEncryption.html"""
        encrypt(described(context, delivery_stream_name), None)
        return {}

    FirehoseProvider.create_delivery_stream = create_delivery_stream(FirehoseProvider.create_delivery_stream)
    FirehoseProvider.update_destination = update_destination
    FirehoseProvider._put_records = put_records(FirehoseProvider._put_records)
    FirehoseProvider.start_delivery_stream_encryption = start_delivery_stream_encryption
    FirehoseProvider.stop_delivery_stream_encryption = stop_delivery_stream_encryption
