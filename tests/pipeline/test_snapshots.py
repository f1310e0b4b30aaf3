"""The function that exports the database's newest snapshot: RDS's answers are given, held against the API's own description by botocore."""

import datetime

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from conftest import load

ROLE, KEY = "arn:aws:iam::111122223333:role/shop-export", "arn:aws:kms:ap-northeast-2:111122223333:key/k"


def snapshot(day, status="available"):
    """An automated snapshot of that day in October."""
    name = f"rds:shop-2026-10-{day:02}-16-05"
    return {
        "DBSnapshotIdentifier": name, "DBSnapshotArn": f"arn:aws:rds:ap-northeast-2:111122223333:snapshot:{name}", "Status": status,
        "SnapshotCreateTime": datetime.datetime(2026, 10, day, 16, 5, tzinfo=datetime.timezone.utc),
    }


@pytest.fixture
def rds(monkeypatch):
    """The function, and an RDS that answers with these pages of snapshots; what else is asked is an error."""
    for name, value in {
        "AWS_DEFAULT_REGION": "ap-northeast-2", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "DATABASE": "shop", "BUCKET": "raw", "PREFIX": "snapshots", "ROLE": ROLE, "KEY": KEY,
    }.items():
        monkeypatch.setenv(name, value)
    handler = load("snapshots/handler.py")

    def answers(*pages):
        stub = Stubber(handler.rds)
        asked = {"DBInstanceIdentifier": "shop", "SnapshotType": "automated"}
        for number, page in enumerate(pages):
            more = {"Marker": str(number + 1)} if number + 1 < len(pages) else {}
            given = {"Marker": str(number)} if number else {}
            stub.add_response("describe_db_snapshots", {"DBSnapshots": page, **more}, asked | given)
        stub.activate()
        return handler, stub

    return answers


def named(day, number=1):
    """The name of that day's export: the first, or the one that follows others."""
    return snapshot(day)["DBSnapshotIdentifier"].removeprefix("rds:") + (f"-{number}" if number > 1 else "")


def exported(day, number=1):
    """What RDS is asked for the snapshot of that day."""
    return {
        "ExportTaskIdentifier": named(day, number), "SourceArn": snapshot(day)["DBSnapshotArn"],
        "S3BucketName": "raw", "S3Prefix": "snapshots", "IamRoleArn": ROLE, "KmsKeyId": KEY,
    }


def knows(stub, day, *statuses):
    """RDS tells of exports of that day's snapshot, one after the other in pages of one."""
    asked = {"SourceArn": snapshot(day)["DBSnapshotArn"]}
    tasks = [{"ExportTaskIdentifier": named(day, number), "Status": status} for number, status in enumerate(statuses, 1)]
    for number in range(len(tasks) or 1):
        more = {"Marker": str(number + 1)} if number + 1 < len(tasks) else {}
        given = {"Marker": str(number)} if number else {}
        stub.add_response("describe_export_tasks", {"ExportTasks": tasks[number:number + 1], **more}, asked | given)


def test_the_newest_complete_snapshot_of_all_pages_is_exported(rds):
    handler, stub = rds([snapshot(3), snapshot(5)], [snapshot(4), snapshot(6, "creating")])
    knows(stub, 5)
    stub.add_response("start_export_task", {}, exported(5))
    assert handler.handle({}, None) == "shop-2026-10-05-16-05"
    stub.assert_no_pending_responses()


@pytest.mark.parametrize("statuses", [["COMPLETE"], ["STARTING"], ["IN_PROGRESS"], ["FAILED", "COMPLETE"], ["COMPLETE", "CANCELED"]])
def test_a_snapshot_that_was_exported_already_is_left_alone(rds, statuses):
    handler, stub = rds([snapshot(5)])
    knows(stub, 5, *statuses)
    assert handler.handle({}, None) is None
    stub.assert_no_pending_responses()


@pytest.mark.parametrize("statuses", [["FAILED"], ["CANCELED"], ["CANCELING"], ["FAILED", "CANCELED"]])
def test_an_export_that_came_to_nothing_is_started_anew_under_another_name(rds, statuses):
    handler, stub = rds([snapshot(5)])
    knows(stub, 5, *statuses)
    number = len(statuses) + 1
    stub.add_response("start_export_task", {}, exported(5, number))
    assert handler.handle({}, None) == f"shop-2026-10-05-16-05-{number}"
    stub.assert_no_pending_responses()


@pytest.mark.parametrize("pages", [[[]], [[snapshot(5, "creating")]]])
def test_a_night_without_a_complete_snapshot_fails_so_that_the_alarm_goes_off(rds, pages):
    handler, stub = rds(*pages)
    with pytest.raises(RuntimeError, match="shop has no complete automated snapshot"):
        handler.handle({}, None)
    stub.assert_no_pending_responses()


def test_whatever_else_rds_refuses_fails_too(rds):
    handler, stub = rds([snapshot(5)])
    knows(stub, 5)
    stub.add_client_error("start_export_task", "IamRoleMissingPermissions", "no s3:PutObject")
    with pytest.raises(ClientError, match="no s3:PutObject"):
        handler.handle({}, None)
