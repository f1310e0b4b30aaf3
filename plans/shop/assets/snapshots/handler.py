"""Exports the newest snapshot of the database to the lake, as Parquet; EventBridge calls `handle` every night.

DATABASE names the instance, BUCKET and PREFIX say where to, ROLE is the role by which RDS writes, KEY encrypts what it writes.
"""

import os

import boto3

rds = boto3.client("rds")


def newest(database):
    """The newest automated snapshot that is complete, or None where there is none yet."""
    found = []
    for page in rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="automated"):
        found += [one for one in page["DBSnapshots"] if one["Status"] == "available"]
    return max(found, key=lambda one: one["SnapshotCreateTime"], default=None)


def handle(_event, _context):
    """Starts the export and answers with its name, which is the snapshot's: one that was exported already is not exported again."""
    snapshot = newest(os.environ["DATABASE"])
    if snapshot is None:
        raise RuntimeError(f"{os.environ['DATABASE']} has no complete automated snapshot")
    name = snapshot["DBSnapshotIdentifier"].replace("rds:", "")[:60]
    try:
        rds.start_export_task(
            ExportTaskIdentifier=name, SourceArn=snapshot["DBSnapshotArn"], S3BucketName=os.environ["BUCKET"],
            S3Prefix=os.environ["PREFIX"], IamRoleArn=os.environ["ROLE"], KmsKeyId=os.environ["KEY"])
    except rds.exceptions.ExportTaskAlreadyExistsFault:
        return None
    return name
