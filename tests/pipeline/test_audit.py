"""The auditors' questions, asked of a trail and of flows in which it is known what is wrong."""

import datetime as dt
import json

import duckdb
import pytest
import sqlglot

TODAY = dt.date.today()

IDENTITY = "STRUCT(type VARCHAR, principalid VARCHAR, arn VARCHAR, accountid VARCHAR, invokedby VARCHAR, username VARCHAR)"
COLUMNS = (
    "eventtime VARCHAR, eventsource VARCHAR, eventname VARCHAR, awsregion VARCHAR, sourceipaddress VARCHAR, useragent VARCHAR, "
    f"errorcode VARCHAR, errormessage VARCHAR, readonly VARCHAR, useridentity {IDENTITY}, requestparameters VARCHAR, "
    "responseelements VARCHAR, additionaleventdata VARCHAR, region VARCHAR, day VARCHAR"
)


def day(ago):
    return (TODAY - dt.timedelta(days=ago)).strftime("%Y/%m/%d")


def call(name, ago=0, source="ec2.amazonaws.com", who="kim", kind="IAMUser", invoked_by=None, error=None, readonly="false", mfa=None):
    """A call as the trail has it; a sign-in where `mfa` is said."""
    signed_in = mfa is not None
    return {
        "eventtime": f"{TODAY - dt.timedelta(days=ago)}T01:00:00Z", "eventsource": source, "eventname": name,
        "awsregion": "ap-northeast-2", "sourceipaddress": "198.51.100.7", "useragent": "test", "errorcode": error,
        "errormessage": None, "readonly": readonly,
        "useridentity": {"type": kind, "principalid": who, "arn": f"arn:aws:iam::111122223333:{who}", "accountid": "111122223333",
                         "invokedby": invoked_by, "username": who},
        "requestparameters": None, "region": "ap-northeast-2", "day": day(ago),
        "responseelements": json.dumps({"ConsoleLogin": "Success"}, separators=(",", ":")) if signed_in else None,
        "additionaleventdata": json.dumps({"MFAUsed": mfa}, separators=(",", ":")) if signed_in else None,
    }


TRAIL = [
    call("ListBuckets", who="root", kind="Root", source="s3.amazonaws.com", readonly="true", ago=2),
    call("DescribeKey", who="root", kind="Root", source="kms.amazonaws.com", invoked_by="AWS Internal", readonly="true", ago=2),
    call("ListBuckets", who="root", kind="Root", source="s3.amazonaws.com", ago=45),
    call("GetObject", source="s3.amazonaws.com", error="AccessDenied", ago=1),
    call("GetObject", source="s3.amazonaws.com", error="AccessDenied", ago=1),
    call("RunInstances", error="Client.UnauthorizedOperation", who="lee"),
    call("GetObject", source="s3.amazonaws.com", error="NoSuchKey"),
    call("ConsoleLogin", source="signin.amazonaws.com", mfa="No", who="park", ago=3),
    call("ConsoleLogin", source="signin.amazonaws.com", mfa="Yes", who="choi", ago=3),
    call("AttachGroupPolicy", source="iam.amazonaws.com", ago=1),
    call("AuthorizeSecurityGroupIngress", who="lee"),
    call("CreateGrant", source="kms.amazonaws.com", who="lee"),
    call("ListUsers", source="iam.amazonaws.com", readonly="true"),
    call("DeleteBucket", source="s3.amazonaws.com", who="park", ago=6),
    call("DeleteBucket", source="s3.amazonaws.com", who="park", error="BucketNotEmpty"),
    call("DeleteBucket", source="s3.amazonaws.com", who="park", ago=8),
]

FLOWS = [
    {"srcaddr": source, "dstport": port, "packets": packets, "action": action, "day": day(ago)}
    for source, port, packets, action, ago in [
        ("203.0.113.9", 22, 40, "REJECT", 0), ("203.0.113.9", 22, 2, "REJECT", 0), ("203.0.113.10", 3389, 7, "REJECT", 1),
        ("203.0.113.10", 443, 900, "ACCEPT", 0), ("203.0.113.11", 22, 900, "REJECT", 3),
    ]
]


@pytest.fixture
def ask(assets):
    """Asks one of the saved questions: rows as dictionaries."""
    lake = duckdb.connect()
    lake.execute(f"CREATE TABLE trail ({COLUMNS})")
    names = [column.split()[0] for column in COLUMNS.replace(IDENTITY, "IDENTITY").split(", ")]
    lake.executemany(
        f"INSERT INTO trail VALUES ({', '.join('?' * len(names))})", [[row[name] for name in names] for row in TRAIL])
    lake.execute("CREATE TABLE flows (srcaddr VARCHAR, dstport INT, packets BIGINT, action VARCHAR, day VARCHAR)")
    lake.executemany("INSERT INTO flows VALUES (?, ?, ?, ?, ?)", [list(row.values()) for row in FLOWS])

    def answer(name):
        [statement] = sqlglot.transpile((assets / f"sql/audit/{name}.sql").read_text(), read="athena", write="duckdb")
        asked = lake.execute(statement)
        columns = [column[0] for column in asked.description]
        return [dict(zip(columns, row)) for row in asked.fetchall()]

    return answer


def test_root_use(ask):
    assert [row["eventname"] for row in ask("root_use")] == ["ListBuckets"]


def test_denied_calls(ask):
    found = [(row["who"].rsplit(":", 1)[1], row["eventname"], row["times"]) for row in ask("denied_calls")]
    assert found == [("kim", "GetObject", 2), ("lee", "RunInstances", 1)]


def test_sign_ins_without_mfa(ask):
    assert [row["who"] for row in ask("sign_ins_without_mfa")] == ["park"]


def test_permission_changes(ask):
    assert [row["eventname"] for row in ask("permission_changes")] == ["AuthorizeSecurityGroupIngress", "AttachGroupPolicy"]


def test_deletions(ask):
    assert [(row["eventname"], row["eventtime"][:10]) for row in ask("deletions")] == [
        ("DeleteBucket", str(TODAY - dt.timedelta(days=6)))]


def test_refused_traffic(ask):
    assert ask("refused_traffic") == [
        {"srcaddr": "203.0.113.9", "dstport": 22, "flows": 2, "packets": 42},
        {"srcaddr": "203.0.113.10", "dstport": 3389, "flows": 1, "packets": 7},
    ]


def test_every_question_of_the_plan_is_asked_here(assets):
    asked = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert {path.stem for path in (assets / "sql/audit").glob("*.sql")} <= asked
