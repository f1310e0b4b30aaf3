"""Exports the newest snapshot of the database to the lake, as Parquet; EventBridge calls `handle` every night.

DATABASE names the instance, BUCKET and PREFIX say where to, ROLE is the role by which RDS writes, KEY encrypts what it writes.
"""

import os

import boto3

# How an export stands that will bring nothing.
IN_VAIN = ("CANCELED", "CANCELING", "FAILED")

rds = boto3.client("rds")


def newest(database):
    """The newest automated snapshot that is complete, or None where there is none yet."""
    found = []
    for page in rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="automated"):
        found += [one for one in page["DBSnapshots"] if one["Status"] == "available"]
    return max(found, key=lambda one: one["SnapshotCreateTime"], default=None)


def exports(snapshot):
    """The exports of a snapshot that were ever started, as far as RDS remembers them."""
    found = []
    for page in rds.get_paginator("describe_export_tasks").paginate(SourceArn=snapshot["DBSnapshotArn"]):
        found += page["ExportTasks"]
    return found


def handle(_event, _context):
    """Starts the export and answers with its name. A snapshot that is exported, or being exported, is left alone; where that failed or was
    cancelled, it is tried again under another name, since RDS takes a name only once."""
    snapshot = newest(os.environ["DATABASE"])
    if snapshot is None:
        raise RuntimeError(f"{os.environ['DATABASE']} has no complete automated snapshot")
    before = exports(snapshot)
    if any(one["Status"] not in IN_VAIN for one in before):
        return None
    name = snapshot["DBSnapshotIdentifier"].removeprefix("rds:") + (f"-{len(before) + 1}" if before else "")
    rds.start_export_task(
        ExportTaskIdentifier=name, SourceArn=snapshot["DBSnapshotArn"], S3BucketName=os.environ["BUCKET"],
        S3Prefix=os.environ["PREFIX"], IamRoleArn=os.environ["ROLE"], KmsKeyId=os.environ["KEY"])
    return name
