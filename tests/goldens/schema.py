#!/usr/bin/env python3
"""Cuts the schemas of our types out of `terraform providers schema -json`.

    terraform providers schema -json > schema.json
    tests/goldens/schema.py schema.json

Writes tests/goldens/schema/<type>.json for each managed type of types.txt and data_<type>.json for each data source.
Names, types, nesting, limits and flags only; descriptions are left out.
"""
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


def write_json(path, value):
    """One attribute or case a line: small in the repository, and a change shows as a line."""

    def text(v, depth):
        if depth and isinstance(v, dict) and v and len(json.dumps(v)) > 150:
            pad = "  " * (3 - depth)
            inner = ",\n".join(f"{pad}{json.dumps(k)}: {text(x, depth - 1)}" for k, x in v.items())
            return "{\n" + inner + "\n" + pad[2:] + "}"
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
        golden = {"version": schema["version"], "block": block(schema["block"])}
        write_json(HERE / "schema" / f"{prefix}{name}.json", golden)


if __name__ == "__main__":
    main()
