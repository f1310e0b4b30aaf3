"""Sends clicks to a Firehose stream and prints, as JSON, which of them lie under which prefix of a bucket: by boto3.

    clicks.py ENDPOINT ACCOUNT STREAM BUCKET REGION
"""

import gzip
import json
import sys

import boto3
from botocore.config import Config

# What the agents send: a line each. One comes late, one is broken.
CLICKS = (
    '{"time": "2026-05-04T23:59:58+09:00", "page": "/shoes"}\n',
    '{"time": "2026-05-05T00:00:01+09:00", "page": "/shoes/7"}\n',
    '{"time": "2026-05-05T00:31:00+09:00", "page": "/basket"}\n',
    '{"time": "2026-05-01T12:00:00+09:00", "page": "/late"}\n',
    '{"page": "/without-a-time"}\n',
)


def main(endpoint, account, stream, bucket, region):
    session = boto3.Session(aws_access_key_id=account, aws_secret_access_key="test", region_name=region)
    config = Config(s3={"addressing_style": "path"})
    firehose, s3 = (session.client(name, endpoint_url=endpoint, config=config) for name in ("firehose", "s3"))
    answer = firehose.put_record_batch(DeliveryStreamName=stream, Records=[{"Data": click.encode()} for click in CLICKS])
    assert answer["FailedPutCount"] == 0, answer
    landed = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="clicks"):
        for each in page.get("Contents", []):
            body = s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
            body = gzip.decompress(body) if each["Key"].endswith(".gz") else body
            pages = [json.loads(line)["page"] for line in body.decode().splitlines()]
            landed.setdefault(each["Key"].rpartition("/")[0], []).extend(pages)
    print(json.dumps(landed))


main(*sys.argv[1:])
