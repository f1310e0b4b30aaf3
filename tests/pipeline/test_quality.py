"""The quality job: what passes is moved, what fails stays and fails the job. Glue's answers are given; S3 is the emulator's."""

import json

from conftest import load


class Glue:
    """Answers of the Glue API for one evaluation a table; `orders` breaks a rule."""

    def __init__(self, ends):
        self.ends, self.asked = ends, []

    def start_data_quality_ruleset_evaluation_run(self, DataSource, Role, RulesetNames):
        table = DataSource["GlueTable"]["TableName"]
        self.asked.append((table, Role, RulesetNames))
        return {"RunId": table}

    def get_data_quality_ruleset_evaluation_run(self, RunId):
        return {"Status": self.ends[RunId], "ResultIds": [RunId], "ErrorString": "no table"}

    def get_data_quality_result(self, ResultId):
        bad = {"Description": 'IsUnique "order_id"', "Result": "FAIL", "EvaluationMessage": "0.9 is not 1"}
        good = {"Description": "RowCount > 0", "Result": "PASS"}
        return {"RuleResults": [good, bad] if ResultId == "orders" else [good]}


def test_only_what_passes_is_moved(buckets):
    s3, raw, curated = buckets("raw", "curated")
    for key in ("shop/members/new", "shop/orders/new", "shop/reviews/new"):
        s3.put_object(Bucket=raw, Key=key, Body=b"new")
    for key in ("shop/members/old", "shop/orders/old"):
        s3.put_object(Bucket=curated, Key=key, Body=b"old")

    glue = Glue({"members": "SUCCEEDED", "orders": "SUCCEEDED", "reviews": "FAILED"})
    failed = load("glue/quality.py").check(glue, s3, {
        "database": "shop_raw", "role": "role", "rulesets": json.dumps({t: f"r-{t}" for t in glue.ends}),
        "source": f"s3://{raw}/shop/", "target": f"s3://{curated}/shop/",
    })
    assert glue.asked[0] == ("members", "role", ["r-members"])
    assert failed["orders"] == ['IsUnique "order_id": 0.9 is not 1']
    assert "FAILED" in failed["reviews"][0] and "no table" in failed["reviews"][0]
    assert "members" not in failed
    there = [item["Key"] for item in s3.list_objects_v2(Bucket=curated)["Contents"]]
    assert there == ["shop/members/new", "shop/orders/old"]
