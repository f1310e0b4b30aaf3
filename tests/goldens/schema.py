#!/usr/bin/env python3
"""Cuts the schemas of our types out of `terraform providers schema -json`.

    terraform providers schema -json > schema.json
    tests/goldens/schema.py schema.json

Writes tests/goldens/schema/<type>.json for each managed type of types.txt and data_<type>.json for each data source.
Names, types, nesting, limits and flags only; descriptions are left out. A large schema that repeats its blocks has each once, in
`shared`, and a number where it stands; `load` puts them back.
"""
import collections
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
PROVIDER = "registry.terraform.io/hashicorp/aws"
FLAGS = ("required", "optional", "computed", "sensitive", "write_only", "deprecated")


def attribute(a):
    return {"type": a["type"]} | {flag: True for flag in FLAGS if a.get(flag)}


def block(b):
    out = {}
    if b.get("attributes"):
        out["attributes"] = {n: attribute(a) for n, a in sorted(b["attributes"].items())}
    if b.get("block_types"):
        out["blocks"] = {
            n: {"nesting": t["nesting_mode"]}
            | {k: t[f"{k}_items"] for k in ("min", "max") if t.get(f"{k}_items")}
            | {"block": block(t["block"])}
            for n, t in sorted(b["block_types"].items())
        }
    return out


LARGE = 100_000


def shared(golden):
    """A large schema with blocks that stand in several places written once."""
    if len(json.dumps(golden)) < LARGE:
        return golden
    count, numbers, blocks = collections.Counter(), {}, []

    def look(block):
        count[json.dumps(block)] += 1
        for nested in block.get("blocks", {}).values():
            look(nested["block"])

    def put(block):
        text = json.dumps(block)
        if text in numbers:
            return numbers[text]
        out = dict(block)
        if "blocks" in out:
            out["blocks"] = {name: nested | {"block": put(nested["block"])} for name, nested in out["blocks"].items()}
        if count[text] < 2 or len(text) < 40:
            return out
        numbers[text] = len(blocks)
        blocks.append(out)
        return numbers[text]

    look(golden["block"])
    return golden | {"block": put(golden["block"]), "shared": blocks}


def load(path):
    """A schema as it was written; what is shared is one object in several places."""
    golden = json.loads(path.read_text())

    def whole(block):
        if isinstance(block, int):
            return golden["shared"][block]
        for nested in block.get("blocks", {}).values():
            nested["block"] = whole(nested["block"])
        return block

    for block in [*golden.get("shared", ()), golden["block"]]:
        whole(block)
    return golden


def write_json(path, value):
    """One attribute or case a line: small in the repository, and a change shows as a line."""

    def text(v, depth):
        if depth and isinstance(v, dict) and v and len(json.dumps(v)) > 150:
            pad = "  " * (3 - depth)
            inner = ",\n".join(f"{pad}{json.dumps(k)}: {text(x, depth - 1)}" for k, x in v.items())
            return "{\n" + inner + "\n" + pad[2:] + "}"
        if depth == 2 and isinstance(v, list) and v and isinstance(v[0], dict):
            return "[\n" + ",\n".join("    " + json.dumps(x, ensure_ascii=False) for x in v) + "\n  ]"
        return json.dumps(v, ensure_ascii=False)

    path.write_text(text(value, 3) + "\n")


def types():
    for line in (HERE / "types.txt").read_text().split("\n"):
        if line:
            yield line.split(" ")


def main():
    provider = json.load(open(sys.argv[1]))["provider_schemas"][PROVIDER]
    for mode, name in types():
        kind, prefix = ("resource_schemas", "") if mode == "resource" else ("data_source_schemas", "data_")
        schema = provider[kind][name]
        golden = shared({"version": schema["version"], "block": block(schema["block"])})
        write_json(HERE / "schema" / f"{prefix}{name}.json", golden)


if __name__ == "__main__":
    main()
