"""Glue job (Python shell): checks the tables of the raw catalogue, and moves what passes to curated.

Arguments: --database, --role, --rulesets (JSON: ruleset by table), --source and --target (s3:// folders).
A table whose rules do not hold stays in raw, and the job fails at its end, so that nothing further runs on it.
"""

import json
import sys
import time

WAIT_SECONDS = 15


def start(glue, database, role, table, ruleset):
    """Starts the evaluation of a ruleset on a table; gives its id."""
    return glue.start_data_quality_ruleset_evaluation_run(
        DataSource={"GlueTable": {"DatabaseName": database, "TableName": table}},
        Role=role,
        RulesetNames=[ruleset],
    )["RunId"]


def failures(glue, run):
    """Waits for a run to end; gives what did not hold."""
    while True:
        told = glue.get_data_quality_ruleset_evaluation_run(RunId=run)
        if told["Status"] == "SUCCEEDED":
            break
        if told["Status"] in ("FAILED", "STOPPED", "TIMEOUT"):
            return [f"the check itself ended as {told['Status']}: {told.get('ErrorString', 'no reason given')}"]
        time.sleep(WAIT_SECONDS)
    failed = []
    for result in told.get("ResultIds", []):
        for rule in glue.get_data_quality_result(ResultId=result)["RuleResults"]:
            if rule["Result"] != "PASS":
                failed.append(f"{rule['Description']}: {rule.get('EvaluationMessage', rule['Result'])}")
    return failed


def move(s3, table, source, target):
    """Replaces a table's files in curated by those in raw."""
    (from_bucket, from_folder), (to_bucket, to_folder) = place(source), place(target)
    kept = set()
    for item in listed(s3, from_bucket, f"{from_folder}{table}/"):
        key = to_folder + item[len(from_folder):]
        s3.copy({"Bucket": from_bucket, "Key": item}, to_bucket, key)
        kept.add(key)
    for item in listed(s3, to_bucket, f"{to_folder}{table}/"):
        if item not in kept:
            s3.delete_object(Bucket=to_bucket, Key=item)
    return len(kept)


def place(url):
    """Bucket and folder of an s3:// address."""
    bucket, _, folder = url.removeprefix("s3://").partition("/")
    return bucket, folder


def listed(s3, bucket, prefix):
    """Keys of what lies under a prefix."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents", []):
            yield item["Key"]


def check(glue, s3, options):
    """Checks every table, moves the sound ones; gives what failed, by table."""
    rulesets = json.loads(options["rulesets"])
    runs = {table: start(glue, options["database"], options["role"], table, name) for table, name in rulesets.items()}
    failed = {}
    for table, run in runs.items():
        wrong = failures(glue, run)
        if wrong:
            failed[table] = wrong
        else:
            print(f"{table}: passed, {move(s3, table, options['source'], options['target'])} files moved")
    return failed


def main():
    import boto3
    from awsglue.utils import getResolvedOptions

    options = getResolvedOptions(sys.argv, ["database", "role", "rulesets", "source", "target"])
    failed = check(boto3.client("glue"), boto3.client("s3"), options)
    for table, wrong in failed.items():
        for line in wrong:
            print(f"{table}: {line}", file=sys.stderr)
    if failed:
        raise SystemExit(f"not moved: {', '.join(sorted(failed))}")


if __name__ == "__main__":
    main()
