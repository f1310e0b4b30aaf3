#!/usr/bin/env python3
"""Records what Terraform and the AWS provider plan for many variants of one resource: our planner must say the same.

    tests/goldens/diff.py --dir INITIALISED_DIRECTORY [TYPE ...]

INITIALISED_DIRECTORY is one where `terraform init` has fetched the provider (its .terraform and lock file are copied).
Without types, all managed types of types.txt are recorded. Nothing is called at AWS: the state is made up and
`-refresh=false` is given. All cases of all types are planned in one run, since starting Terraform is what takes time;
cases that it refuses are recorded as errors, taken out, and the rest is planned again.

Reads  tests/goldens/cases/TYPE.json (hand-written; see README.md) and tests/goldens/schema/TYPE.json.
Writes tests/goldens/diff/TYPE.json.
"""
import argparse
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from functools import partial

from schema import HERE, load, types, write_json

UNKNOWN = {"$unknown": True}
FACTS = {
    "plain": {},
    "tagged": {
        "default_tags": {"Owner": "platform", "Name": "from-default"},
        "ignore_tag_keys": ["Ignored"],
        "ignore_tag_prefixes": ["provision:"],
    },
}
PROVIDER = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
resource "terraform_data" "unknown" {
  input = "null"
}
provider "aws" {
  %(common)s
}
provider "aws" {
  alias = "tagged"
  default_tags {
    tags = { Owner = "platform", Name = "from-default" }
  }
  ignore_tags {
    keys         = ["Ignored"]
    key_prefixes = ["provision:"]
  }
  %(common)s
}
""" % {
    "common": """region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
  max_retries                 = 1
  endpoints {
    # Asked for what a domain can be upgraded to; nobody answers.
    opensearch = "http://127.0.0.1:1"
  }"""
}


# Configuration text


def expression(v):
    """A JSON value as an expression of the plan language."""
    if v == UNKNOWN:
        return "jsondecode(terraform_data.unknown.output)"
    if isinstance(v, str):
        return json.dumps(v, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    if isinstance(v, list):
        return "[" + ", ".join(map(expression, v)) + "]"
    if isinstance(v, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {expression(x)}" for k, x in v.items()) + "}"
    return json.dumps(v)


def is_block_list(v):
    return isinstance(v, list) and v and all(isinstance(x, dict) and x != UNKNOWN for x in v)


def holds_objects(name, schema):
    """True for an attribute whose values may be written as blocks; a map is no block."""
    ty = schema.get("attributes", {}).get(name, {}).get("type")
    return not (isinstance(ty, list) and isinstance(ty[1], list) and ty[1][0] == "map")


def body(config, schema):
    lines = []
    blocks = schema.get("blocks", {})
    for name, v in config.items():
        if name in blocks:
            for one in v if isinstance(v, list) else [v]:
                lines += [f"{name} {{", *body(one, blocks[name]["block"]), "}"]
        elif is_block_list(v) and holds_objects(name, schema):
            for one in v:
                lines += [f"{name} {{", *(f"{k} = {expression(x)}" for k, x in one.items()), "}"]
        else:
            lines.append(f"{name} = {expression(v)}")
    return lines


def resource_text(type_name, label, case, schema):
    lines = [f'resource "{type_name}" "{label}" {{', *body(case["config"], schema)]
    if case.get("provider"):
        lines.append(f"provider = aws.{case['provider']}")
    if case.get("lifecycle"):
        lines.append(f"lifecycle {{\n{case['lifecycle']}\n}}")
    return "\n".join(lines + ["}", ""])


# State


def full(attributes, schema):
    """The object with every attribute of the schema."""
    out = {n: attributes.get(n) for n in schema.get("attributes", {})}
    for n, b in schema.get("blocks", {}).items():
        if b["nesting"] == "single":
            out[n] = full(attributes[n], b["block"]) if attributes.get(n) else None
        else:
            out[n] = [full(x, b["block"]) for x in attributes.get(n, [])]
    unknown = set(attributes) - set(out)
    if unknown:
        sys.exit(f"the state holds what the schema does not have: {sorted(unknown)}")
    return out


def state_file(resources):
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "goldens",
        "outputs": {},
        "resources": resources,
    }


def sensitive(value, block):
    """Paths of what the schema calls sensitive, as a state writes them; what lies in a set has none."""
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("sensitive"):
            yield [{"type": "get_attr", "value": name}]
    for name, nested in block.get("blocks", {}).items():
        if nested["nesting"] == "list":
            for number, item in enumerate(value.get(name) or []):
                place = [{"type": "get_attr", "value": name}, {"type": "index", "value": {"value": number, "type": "number"}}]
                yield from (place + path for path in sensitive(item, nested["block"]))


def state_resource(type_name, label, case, schema):
    alias = f".{case['provider']}" if case.get("provider") else ""
    instance = {"schema_version": schema["version"], "attributes": case["prior"]}
    instance["sensitive_attributes"] = list(sensitive(case["prior"], schema["block"]))
    if case.get("tainted"):
        instance["status"] = "tainted"
    return {
        "mode": "managed",
        "type": type_name,
        "name": label,
        "provider": f'provider["registry.terraform.io/hashicorp/aws"]{alias}',
        "instances": [instance],
    }


# Cases


def variants(ty, current, others):
    """Values to try for an argument of a type: (what it is called, value)."""
    zero = {"string": "", "number": 0, "bool": False}
    if isinstance(ty, str):
        guesses = {"string": ["other"], "number": [1], "bool": [True, False]}[ty]
        candidates = [("null", None), ("zero", zero[ty])]
    else:
        empty = {} if ty[0] in ("map", "object") else []
        guesses = {"map": [{"Name": "other"}, {"a": "b", "Name": UNKNOWN}, {"e": ""}]}.get(
            ty[0], [["other"], ["a", "b"]] if isinstance(ty[1], str) else []
        )
        if ty[0] == "list" and ty[1] == "string" or ty[0] == "set" and ty[1] == "string":
            guesses.append(["a", UNKNOWN])
        candidates = [("null", None), ("empty", empty)]
        if isinstance(current, list) and len(current) > 1:
            candidates.append(("reordered", current[::-1]))
    for i, v in enumerate(others if others is not None else guesses):
        candidates.append((f"other {i + 1}", v))
    candidates.append(("unknown", UNKNOWN))
    return [(n, v) for n, v in candidates if v != current or n == "null"]


def put(config, path, value):
    """A copy of the configuration with a value at a path; None takes the argument out."""
    config = copy.deepcopy(config)
    at = config
    for step in path[:-1]:
        at = at[step]
    if value is None:
        at.pop(path[-1], None)
    else:
        at[path[-1]] = value
    return config


def arguments(schema, config, path=()):
    """Paths, types and current values of the arguments that can be given."""
    for name, a in schema.get("attributes", {}).items():
        if a.get("required") or a.get("optional"):
            yield (*path, name), a["type"], config.get(name)
            ty = a["type"]
            if isinstance(ty, list) and isinstance(ty[1], list) and ty[1][0] == "object":
                for i, item in enumerate(config.get(name) or []):
                    for inner, inner_ty in ty[1][1].items():
                        yield (*path, name, i, inner), inner_ty, item.get(inner)
    for name, b in schema.get("blocks", {}).items():
        if name == "timeouts" or not config.get(name):
            continue
        for i, item in enumerate(config[name]):
            yield from arguments(b["block"], item, (*path, name, i))


def block_lists(schema, config, path=()):
    for name, b in schema.get("blocks", {}).items():
        if config.get(name) and name != "timeouts":
            yield (*path, name), config[name]


def cases_of(base, schema):
    config, state = base["config"], full(base["config"] | base["state"], schema)

    def both(name, new):
        yield {"name": f"update, {name}", "config": new, "prior": state}
        if not base.get("few"):
            yield {"name": f"create, {name}", "config": new, "prior": None}

    yield {"name": "create", "config": config, "prior": None}
    yield {"name": "no change", "config": config, "prior": state}
    yield {"name": "tainted", "config": config, "prior": state, "tainted": True}
    values = base.get("values", {})
    for path, ty, current in arguments(schema, config):
        label = ".".join(map(str, path))
        if label == "id":
            continue
        others = values.get(".".join(p for p in path if isinstance(p, str)))
        for what, v in variants(ty, current, others):
            yield from both(f"{label}: {what}", put(config, path, v))
    for path, current in block_lists(schema, config):
        yield from both(f"{path[-1]}: no block", put(config, path, None))
        if len(current) > 1:
            yield from both(f"{path[-1]}: reordered", put(config, path, current[::-1]))
            yield from both(f"{path[-1]}: one block fewer", put(config, path, current[1:]))
    if "timeouts" in schema.get("blocks", {}):
        first = next(iter(schema["blocks"]["timeouts"]["block"]["attributes"]))
        timeouts = config | {"timeouts": {first: "7m"}}
        yield from both("timeouts: given", timeouts)
        yield {"name": "timeouts: taken out", "config": config, "prior": full(timeouts | base["state"], schema)}
    if "tags_all" in schema["attributes"]:
        yield from tag_cases(config, state)
    for extra in base.get("extra", []):
        new = config | extra.get("config", {})
        new = {k: v for k, v in new.items() if k not in extra.get("unset", [])}
        prior = None if extra.get("create") else full(state | extra.get("state", {}), schema)
        if "provider" not in extra and extra.get("create") is None and extra.get("both"):
            yield from both(extra["name"], new)
            continue
        case = {"name": extra["name"], "config": new, "prior": prior}
        yield case | {k: extra[k] for k in ("lifecycle", "ignore_changes", "tainted", "provider") if k in extra}


def is_recorded(base, case):
    """Of a type with `only_extra` few cases are."""
    extra = [one["name"] for one in base.get("extra", [])]
    name = case["name"].removeprefix("update, ").removeprefix("create, ")
    return not base.get("only_extra") or name in ("create", "no change", "tainted", *extra)


def tag_cases(config, state):
    """The provider's default_tags and ignore_tags."""
    tagged = {"provider": "tagged"}
    tags = {
        "own": {"Name": "own"},
        "none": None,
        "ignored": {"provision:address": "x", "Ignored": "y", "Kept": "z"},
        "only ignored": {"Ignored": "y"},
        "empty value": {"Empty": ""},
        "same as default": {"Owner": "platform"},
    }
    for what, own in tags.items():
        new = put(config, ("tags",), own)
        yield {"name": f"default tags, create, tags: {what}", "config": new, "prior": None} | tagged
        yield {"name": f"default tags, update, tags: {what}", "config": new, "prior": state} | tagged
    done = state | {"tags": {"Name": "own"}, "tags_all": {"Owner": "platform", "Name": "own"}}
    yield {"name": "default tags, no change", "config": put(config, ("tags",), {"Name": "own"}), "prior": done} | tagged
    yield {"name": "default tags taken away", "config": put(config, ("tags",), {"Name": "own"}), "prior": done}
    gone = {"name": "tags and default tags taken away", "config": put(config, ("tags",), None), "prior": done}
    yield gone
    only = state | {"tags": {}, "tags_all": {"Owner": "platform", "Name": "from-default"}}
    yield {"name": "only default tags taken away", "config": put(config, ("tags",), None), "prior": only}
    yield {"name": "only default tags, no change", "config": put(config, ("tags",), None), "prior": only} | tagged


# Terraform


def terraform(directory, *args, check=True):
    # What a plan asks of AWS (the architecture of an instance type) is answered by nobody, and not asked twice.
    nobody = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}
    env = os.environ | {"CHECKPOINT_DISABLE": "1"} | nobody
    run = subprocess.run(["terraform", *args], cwd=directory, env=env, capture_output=True, text=True)
    if check and run.returncode:
        sys.exit(f"terraform {args[0]} failed:\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")
    return run.stdout


def plan(directory, jobs):
    """Plans all jobs; marks those that Terraform refuses; gives the change of each of the rest, by label."""
    (directory / "main.tf").write_text(PROVIDER)
    for label, job in jobs.items():
        (directory / f"{label}.tf").write_text(resource_text(job["type"], label, job["case"], job["schema"]["block"]))
    while True:
        live = {label: j for label, j in jobs.items() if "errors" not in j}
        resources = [
            state_resource(j["type"], label, j["case"], j["schema"])
            for label, j in live.items()
            if j["case"]["prior"] is not None
        ]
        (directory / "terraform.tfstate").write_text(json.dumps(state_file(resources)))
        out = terraform(directory, "plan", "-refresh=false", "-lock=false", "-input=false", "-out=plan", "-json", check=False)
        messages = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
        errors = [m["diagnostic"] for m in messages if m.get("@level") == "error" and "diagnostic" in m]
        refused = 0
        for error in errors:
            label = error.get("range", {}).get("filename", "").removesuffix(".tf")
            label = label if label in jobs else error.get("address", "").split(".")[-1]
            if label in jobs:
                refused += "errors" not in jobs[label]
                jobs[label].setdefault("errors", []).append(error["summary"])
                (directory / f"{label}.tf").unlink(missing_ok=True)
        print(f"planned {len(live)} cases, {refused} refused", file=sys.stderr)
        if not errors:
            shown = json.loads(terraform(directory, "show", "-json", "plan"))
            return {c["name"]: c for c in shown["resource_changes"] if c["mode"] == "managed"}
        if not refused:
            sys.exit("errors without a case: " + json.dumps(errors[:3], indent=1))


# Recording


def truthy(v):
    """after_unknown without the parts that are known."""
    if isinstance(v, dict):
        kept = {k: truthy(x) for k, x in v.items()}
        return {k: x for k, x in kept.items() if x not in (False, {}, None)}
    if isinstance(v, list):
        kept = [truthy(x) for x in v]
        return kept if any(x not in (False, {}, None) for x in kept) else False
    return v


def differing(new, old):
    return {k: v for k, v in new.items() if k not in old or old[k] != v}


def record(job, change, base_config, base_state):
    case = job["case"]
    out = {"name": case["name"]}
    config = {k: v for k, v in case["config"].items() if k not in base_config or base_config[k] != v}
    config |= {k: None for k in base_config if k not in case["config"]}
    if config:
        out["config"] = config
    out |= {k: case[k] for k in ("tainted", "provider", "ignore_changes", "lifecycle") if case.get(k)}
    if case["prior"] is None:
        out["create"] = True
    elif case["prior"] != base_state:
        out["prior"] = differing(case["prior"], base_state)
    if "errors" in job:
        return out | {"error": job["errors"][0]}
    planned = change["change"]
    out["action"] = "-".join(planned["actions"])
    if change.get("action_reason"):
        out["reason"] = change["action_reason"]
    out["after"] = differing(planned["after"], planned["before"] or {})
    out["unknown"] = truthy(planned["after_unknown"])
    if planned.get("replace_paths"):
        out["replace_paths"] = sorted(planned["replace_paths"], key=json.dumps)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, type=pathlib.Path)
    parser.add_argument("types", nargs="*")
    args = parser.parse_args()
    names = args.types or [n for mode, n in types() if mode == "resource"]
    jobs, bases = {}, {}
    for number, name in enumerate(names):
        schema = load(HERE / "schema" / f"{name}.json")
        base = json.loads((HERE / "cases" / f"{name}.json").read_text())
        bases[name] = (base["config"], full(base["config"] | base["state"], schema["block"]))
        seen = set()
        for case in filter(partial(is_recorded, base), cases_of(base, schema["block"])):
            key = json.dumps({k: v for k, v in case.items() if k != "name"}, sort_keys=True)
            if key not in seen:
                seen.add(key)
                jobs[f"c{number}_{len(seen)}"] = {"type": name, "case": case, "schema": schema}
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        shutil.copytree(args.dir / ".terraform", directory / ".terraform", symlinks=True)
        shutil.copy(args.dir / ".terraform.lock.hcl", directory)
        changes = plan(directory, jobs)
    for name in names:
        config, state = bases[name]
        mine = [(label, j) for label, j in jobs.items() if j["type"] == name]
        cases = [record(j, changes.get(label), config, state) for label, j in mine]
        still = next(c for c in cases if c["name"] == "no change")
        if still.get("action") != "no-op":
            print(f"warning: {name}: the base state does not fit the base configuration: {still}", file=sys.stderr)
        refused = sum("error" in c for c in cases)
        print(f"{name}: {len(cases)} cases, {refused} refused")
        golden = {"facts": FACTS, "config": config, "state": state, "cases": {}}
        golden["cases"] = {c.pop("name"): c for c in cases}
        write_json(HERE / "diff" / f"{name}.json", golden)


if __name__ == "__main__":
    main()
