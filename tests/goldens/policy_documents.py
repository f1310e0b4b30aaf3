#!/usr/bin/env python3
"""Records what Terraform makes of many `aws_iam_policy_document`s.

    tests/goldens/policy_documents.py DIRECTORY

DIRECTORY is one where `terraform init` has fetched the AWS provider. Nothing is called at AWS. Writes
policy_documents.json: for each case its configuration, and what the provider renders, or that it refuses.
"""

import json
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
PROVIDER = {
    "region": "us-east-1",
    "access_key": "a",
    "secret_key": "b",
    "skip_credentials_validation": True,
    "skip_requesting_account_id": True,
    "skip_metadata_api_check": True,
}
# Refused one by one; everything else is rendered in one run.
REFUSED = {
    "same_sid_twice",
    "variables_old_version",
    "variables_old_version_in_condition",
    "sources_with_one_sid",
    "source_one_statement",
    "source_not_json",
    "source_list",
    "source_principal_number",
    "source_same_sid_inside",
}


def statement(**arguments):
    return arguments


def principals(kind, *identifiers):
    return {"type": kind, "identifiers": list(identifiers)}


def condition(test, variable, *values):
    return {"test": test, "variable": variable, "values": list(values)}


def cases():
    """Every case, by name."""
    found = {}

    def add(name, **arguments):
        found[name] = arguments

    add("empty")
    add("only_version", version="2008-10-17")
    add("policy_id", policy_id="Some-Id", statement=[statement(actions=["s3:*"], resources=["*"])])
    add("one_of_each", statement=[statement(sid="A1", effect="Deny", actions=["a:b"], resources=["r"])])
    add(
        "several_sorted_in_reverse",
        statement=[
            statement(
                actions=["s3:GetObject", "s3:PutObject", "ec2:*", "S3:x", "s3:get"],
                resources=["arn:aws:s3:::b/*", "arn:aws:s3:::a", "*"],
            )
        ],
    )
    add(
        "not_lists",
        statement=[
            statement(not_actions=["iam:*", "sts:*"], not_resources=["x", "y"]),
            statement(not_actions=["a"], not_resources=["b"]),
        ],
    )
    add("empty_lists", statement=[statement(actions=[], resources=[])])
    add("empty_statement", statement=[{}])
    add("two_without_sid", statement=[statement(actions=["a"]), statement(actions=["a"])])
    add("same_sid_twice", statement=[statement(sid="A"), statement(sid="A")])
    add("empty_sids", statement=[statement(sid=""), statement(sid="")])
    add(
        "variables",
        statement=[
            statement(
                actions=["s3:&{x}"],
                resources=["arn:aws:s3:::b/&{aws:username}/*", "&{a}&{b}"],
                not_resources=["&{c}"],
                principals=[principals("AWS", "arn:&{x}")],
                condition=[condition("StringLike", "s3:prefix", "home/&{aws:username}/*", "", "&{*}")],
            )
        ],
    )
    add("variables_old_version", version="2008-10-17", statement=[statement(resources=["&{aws:username}"])])
    add("variables_old_version_in_actions", version="2008-10-17", statement=[statement(actions=["&{aws:username}"])])
    add(
        "variables_old_version_in_condition",
        version="2008-10-17",
        statement=[statement(condition=[condition("A", "b", "&{c}")])],
    )
    add("html", statement=[statement(actions=["<a>&'\"\\\u2028\u2029é☃\t\n"], resources=["a/b"])])
    add("controls", statement=[statement(resources=["\u0001\b\f\r\u007f\u001f"])])
    add("everybody", statement=[statement(actions=["a"], principals=[principals("*", "*")])])
    add("everybody_in_aws", statement=[statement(actions=["a"], principals=[principals("AWS", "*")])])
    add(
        "everybody_and_more",
        statement=[statement(actions=["a"], principals=[principals("*", "*"), principals("AWS", "b")])],
    )
    add("star_with_two", statement=[statement(principals=[principals("*", "*", "x")])])
    add("star_kind_other", statement=[statement(principals=[principals("*", "x")])])
    add(
        "not_principals",
        statement=[statement(not_principals=[principals("AWS", "b", "a"), principals("Service", "x.amazonaws.com")])],
    )
    add("not_everybody", statement=[statement(not_principals=[principals("*", "*")])])
    add(
        "kinds_are_sorted",
        statement=[
            statement(
                principals=[
                    principals("Service", "b.amazonaws.com", "a.amazonaws.com"),
                    principals("AWS", "arn:aws:iam::1:root"),
                    principals("Federated", "cognito", "accounts"),
                    principals("CanonicalUser", "x"),
                ]
            )
        ],
    )
    for i in range(12):
        r = random.Random(i)
        pr = [
            principals(
                "AWS",
                *r.sample(
                    [
                        "111111111111",
                        "222222222222",
                        "333333333333",
                        "arn:aws:iam::444444444444:root",
                        "x",
                        "y",
                        "z",
                        "é",
                    ],
                    r.randint(1, 3),
                ),
            )
            for _ in range(r.randint(2, 4))
        ]
        add(f"one_kind_in_blocks_{i:02}", statement=[statement(actions=["a"], principals=pr)])
    for i in range(12):
        r = random.Random(100 + i)
        co = [
            condition(
                r.choice(["StringEquals", "StringLike"]),
                r.choice(["aws:a", "aws:b"]),
                *r.sample(["1", "2", "3", "true", "x y", ""], r.randint(1, 3)),
            )
            for _ in range(r.randint(2, 6))
        ]
        add(f"conditions_in_blocks_{i:02}", statement=[statement(actions=["a"], condition=co)])
    add("condition_one_value", statement=[statement(condition=[condition("Bool", "aws:SecureTransport", "false")])])
    add("condition_no_values", statement=[statement(condition=[condition("Bool", "aws:SecureTransport")])])
    add("condition_keeps_order", statement=[statement(condition=[condition("StringEquals", "k", "b", "a", "c", "a")])])
    add(
        "condition_tests_are_sorted",
        statement=[
            statement(
                condition=[
                    condition("StringLike", "z", "1"),
                    condition("ArnLike", "b", "2"),
                    condition("ArnLike", "a", "3"),
                    condition("Bool", "x", "true"),
                ]
            )
        ],
    )
    base = {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Action": ["x", "y"], "Resource": ["b", "a"]},
        ],
    }
    add("source", source_policy_documents=[json.dumps(base)])
    add(
        "source_with_own",
        source_policy_documents=[json.dumps(base)],
        statement=[statement(sid="B", actions=["b"]), statement(actions=["c"])],
    )
    add(
        "own_replaces_source",
        source_policy_documents=[json.dumps(base)],
        statement=[statement(sid="A", effect="Deny", actions=["b"])],
    )
    add(
        "override",
        override_policy_documents=[json.dumps(base)],
        statement=[statement(sid="A", actions=["q"]), statement(sid="Z", actions=["r"])],
    )
    add(
        "override_twice",
        override_policy_documents=[
            json.dumps(base),
            json.dumps({"Statement": [{"Sid": "A", "Effect": "Deny", "NotAction": "n"}], "Id": "over"}),
        ],
        policy_id="mine",
    )
    add("sources_with_one_sid", source_policy_documents=[json.dumps(base), json.dumps(base)])
    add("overrides_with_one_sid", override_policy_documents=[json.dumps(base), json.dumps(base)])
    add(
        "source_one_statement",
        source_policy_documents=[
            json.dumps({"Version": "2012-10-17", "Statement": {"Sid": "A", "Effect": "Allow", "Action": "s3:*"}})
        ],
    )
    add("source_empty_text", source_policy_documents=["", json.dumps(base)])
    add("source_not_json", source_policy_documents=["{"])
    add("source_list", source_policy_documents=["[]"])
    add(
        "source_lower_case",
        source_policy_documents=[
            json.dumps(
                {
                    "version": "2012-10-17",
                    "statement": [{"sid": "a", "effect": "Allow", "action": ["b", "a"], "RESOURCE": "x"}],
                }
            )
        ],
    )
    add(
        "source_versions",
        source_policy_documents=[json.dumps({"Version": "2008-10-17", "Statement": []})],
        version="2008-10-17",
    )
    add(
        "source_newer",
        source_policy_documents=[json.dumps({"Version": "2012-10-17", "Id": "i", "Statement": []})],
        version="2008-10-17",
    )
    add("source_no_version", source_policy_documents=[json.dumps({"Statement": [{"Effect": "Allow"}]})])
    add(
        "source_principal_star",
        source_policy_documents=[
            json.dumps(
                {
                    "Statement": [
                        {"Effect": "Allow", "Principal": "*"},
                        {"Principal": {"AWS": "*"}},
                        {"Principal": {"*": "*"}},
                        {"Principal": {"*": ["*"]}},
                        {"Principal": "x"},
                    ]
                }
            )
        ],
    )
    add(
        "source_principals",
        source_policy_documents=[
            json.dumps(
                {
                    "Statement": [
                        {
                            "Principal": {"Service": ["b", "a", "c"], "AWS": "one", "Federated": ["x"]},
                            "NotPrincipal": {"AWS": ["2", "1"]},
                        }
                    ]
                }
            )
        ],
    )
    add(
        "source_principals_empty",
        source_policy_documents=[
            json.dumps({"Statement": [{"Effect": "Allow", "Principal": {}, "NotPrincipal": {"AWS": []}}]})
        ],
    )
    add("source_principal_number", source_policy_documents=[json.dumps({"Statement": [{"Principal": {"AWS": 1}}]})])
    add(
        "source_conditions",
        source_policy_documents=[
            json.dumps(
                {
                    "Statement": [
                        {"Condition": {"B": {"y": "1", "x": ["2"], "w": ["3", "1"]}, "A": {"q": True, "r": "t"}}}
                    ]
                }
            )
        ],
    )
    add(
        "source_condition_empty",
        source_policy_documents=[
            json.dumps(
                {"Statement": [{"Effect": "Allow", "Condition": {}}, {"Effect": "Deny", "Condition": {"A": {}}}]}
            )
        ],
    )
    add(
        "source_lists",
        source_policy_documents=[
            json.dumps(
                {"Statement": [{"Action": ["b", "a", "c"], "NotAction": [], "Resource": ["one"], "NotResource": "x"}]}
            )
        ],
    )
    add(
        "source_unknown_keys",
        source_policy_documents=[json.dumps({"Comment": "x", "Statement": [{"Effect": "Allow", "Foo": 1}]})],
    )
    add("source_variables", source_policy_documents=['{"Statement":[{"Resource":"${aws:username} &{x}"}]}'])
    add("source_html", source_policy_documents=['{"Statement":[{"Sid":"a<b","Action":"\\u003c\\u00e9"}]}'])
    add(
        "source_same_sid_inside",
        source_policy_documents=[json.dumps({"Statement": [{"Sid": "A"}, {"Sid": "A", "Effect": "Deny"}]})],
    )
    add(
        "override_same_sid_inside",
        override_policy_documents=[json.dumps({"Statement": [{"Sid": "A"}, {"Sid": "A", "Effect": "Deny"}]})],
    )
    add(
        "all_three",
        source_policy_documents=[json.dumps(base)],
        override_policy_documents=[json.dumps({"Statement": [{"Sid": "B", "Effect": "Deny", "Action": "z"}]})],
        statement=[statement(sid="B", actions=["b"]), statement(sid="A", actions=["a2"])],
        policy_id="all",
    )
    add(
        "realistic_bucket",
        statement=[
            statement(
                sid="Tls",
                effect="Deny",
                actions=["s3:*"],
                resources=["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
                principals=[principals("*", "*")],
                condition=[
                    condition("Bool", "aws:SecureTransport", "false"),
                    condition("NumericLessThan", "s3:TlsVersion", "1.2"),
                ],
            ),
            statement(
                actions=["s3:PutObject"],
                resources=["arn:aws:s3:::logs/AWSLogs/*"],
                principals=[principals("Service", "delivery.logs.amazonaws.com", "logging.s3.amazonaws.com")],
                condition=[
                    condition("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control"),
                    condition("ArnLike", "aws:SourceArn", "arn:aws:s3:::a", "arn:aws:s3:::b"),
                ],
            ),
        ],
    )
    add(
        "realistic_assume",
        statement=[
            statement(
                actions=["sts:AssumeRoleWithWebIdentity"],
                principals=[
                    principals(
                        "Federated", "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
                    )
                ],
                condition=[
                    condition("StringLike", "token.actions.githubusercontent.com:sub", "repo:a/b:*"),
                    condition("StringEquals", "token.actions.githubusercontent.com:aud", "sts.amazonaws.com"),
                ],
            )
        ],
    )
    return found


def escaped(value):
    """Text that the plan's language would take for a template."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, list):
        return [escaped(v) for v in value]
    if isinstance(value, dict):
        return {k: escaped(v) for k, v in value.items()}
    return value


def terraform(directory, named):
    """Applies data sources only; their attributes by name, or None where Terraform refuses."""
    plan = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": PROVIDER},
        "data": {"aws_iam_policy_document": {n: escaped(c) for n, c in named.items()}},
    }
    (directory / "main.tf.json").write_text(json.dumps(plan))
    state = directory / "terraform.tfstate"
    state.unlink(missing_ok=True)
    run = subprocess.run(["terraform", "apply", "-auto-approve"], cwd=directory, capture_output=True)
    if run.returncode:
        return None
    found = json.loads(state.read_text())["resources"]
    return {r["name"]: r["instances"][0]["attributes"] for r in found}


def main(directory):
    every = cases()
    rendered = terraform(directory, {n: c for n, c in every.items() if n not in REFUSED})
    if rendered is None:
        sys.exit("Terraform refuses a case that is not listed as refused")
    recorded = {}
    for name, config in sorted(every.items()):
        if name in rendered:
            told = {k: rendered[name][k] for k in ("json", "minified_json", "id")}
        elif terraform(directory, {name: config}) is None:
            told = {"error": True}
        else:
            sys.exit(f"Terraform does not refuse {name}")
        recorded[name] = {"config": config} | told
    text = json.dumps(recorded, indent=1, ensure_ascii=False)
    (HERE / "policy_documents.json").write_text(text + "\n")


main(pathlib.Path(sys.argv[1]))
