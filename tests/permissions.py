#!/usr/bin/env python3
"""permissions.py [--check]: which IAM actions each resource type needs, read off the types' own code.

Writes crates/aws/src/permissions.txt, which `--preflight` asks IAM about: for each type and each of `create`, `update`, `delete` the
operations that the code of this function can reach, and for `read` those that every one of them is followed by. A `?` is behind those
that not every call of the function needs. With `--check` nothing is written, and what is written already has to be the same.
"""

import functools
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "crates/aws/src/permissions.txt"
VERBS = ("create", "update", "delete", "read")

# What IAM calls the services, where that is not the name of the SDK's crate.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
PREFIX = {
    "accessanalyzer": "access-analyzer",
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchlogs": "logs",
    "codeconnections": "codeconnections",
    "codestarconnections": "codestar-connections",
    "codestarnotifications": "codestar-notifications",
    "elasticloadbalancingv2": "elasticloadbalancing",
    "eventbridge": "events",
    "opensearch": "es",
    "resourcegroups": "resource-groups",
    "resourcegroupstagging": "tag",
    "s3control": "s3",
}

# Operations whose action has another name. None: IAM does not ask for any.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
ACTION = {
    "cloudfront": {"CreateDistributionWithTags": "CreateDistribution"},  # and TagResource
    "s3": {
        "CompleteMultipartUpload": "PutObject",
        "CopyObject": "PutObject",
        "CreateMultipartUpload": "PutObject",
        "DeleteBucketCors": "PutBucketCORS",
        "DeleteBucketEncryption": "PutEncryptionConfiguration",
        "DeleteBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
        "DeleteBucketLifecycle": "PutLifecycleConfiguration",
        "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
        "DeleteBucketReplication": "PutReplicationConfiguration",
        "DeleteBucketTagging": "PutBucketTagging",
        "DeleteObjects": "DeleteObject",
        "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
        "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
        "GetBucketCors": "GetBucketCORS",
        "GetBucketEncryption": "GetEncryptionConfiguration",
        "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
        "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
        "GetBucketNotificationConfiguration": "GetBucketNotification",
        "GetBucketReplication": "GetReplicationConfiguration",
        "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
        "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
        "HeadBucket": "ListBucket",
        "HeadObject": "GetObject",
        "ListBucketIntelligentTieringConfigurations": "GetIntelligentTieringConfiguration",
        "ListBuckets": "ListAllMyBuckets",
        "ListMultipartUploads": "ListBucketMultipartUploads",
        "ListObjectVersions": "ListBucketVersions",
        "ListObjectsV2": "ListBucket",
        "ListObjects": "ListBucket",
        "ListParts": "ListMultipartUploadParts",
        "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
        "PutBucketCors": "PutBucketCORS",
        "PutBucketEncryption": "PutEncryptionConfiguration",
        "PutBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
        "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
        "PutBucketNotificationConfiguration": "PutBucketNotification",
        "PutBucketReplication": "PutReplicationConfiguration",
        "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
        "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
        "UploadPart": "PutObject",
        "UploadPartCopy": "PutObject",
    },
    "s3control": {
        "DeletePublicAccessBlock": "PutAccountPublicAccessBlock",
        "GetPublicAccessBlock": "GetAccountPublicAccessBlock",
        "PutPublicAccessBlock": "PutAccountPublicAccessBlock",
    },
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
    "lambda": {"Invoke": "InvokeFunction"},
    "sts": {"GetCallerIdentity": None},
}

FUNCTION = re.compile(r"\bfn (\w+)\s*(?:<[^{;]*?>)?\s*\(")
WORD = re.compile(r"(?:(\w+)::)?\b([a-z]\w*)\b")
CHANGES = re.compile(r"^(Describe|Get|List|Head|BatchGet|Search)")


def operations():
    """Names of the SDKs' methods -> {service: operation}."""
    # Only what was fetched for this machine is there.
    host = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout)[1]
    told = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host],
        cwd=ROOT, check=True, capture_output=True, text=True)
    found = {}
    for package in json.loads(told.stdout)["packages"]:
        if not package["name"].startswith("aws-sdk-"):
            continue
        service = package["name"].removeprefix("aws-sdk-")
        folder = pathlib.Path(package["manifest_path"]).parent / "src/operation"
        for file in folder.glob("*.rs"):
            name = re.search(r"pub struct (\w+);", file.read_text())
            if name:
                found.setdefault(file.stem, {})[service] = name[1]
    return found


def body(text, start):
    """What stands between the braces that begin after `start`; nothing for a declaration."""
    open_, end = text.find("{", start), text.find(";", start)
    if open_ < 0 or 0 <= end < open_:
        return ""
    depth = 0
    for at in range(open_, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[open_:at + 1]
    return text[open_:]


class Crate:
    """The functions of one crate, and what each of them names."""

    def __init__(self, folder, others, methods):
        self.methods, self.others = methods, others
        self.files = {}
        for path in sorted(folder.glob("src/**/*.rs")):
            if "tests" in path.parts or path.stem.endswith("tests"):
                continue
            text = re.sub(r"//[^\n]*", "", path.read_text())
            self.files[path.stem] = re.sub(r"#\[cfg\(test\)\]\s*mod \w+ \{.*", "", text, flags=re.S)
        self.services = {
            m[1] for text in self.files.values() for m in re.finditer(r"\baws_sdk_(\w+)", text)}

    @functools.cache
    def functions(self, file):
        found = {}
        for m in FUNCTION.finditer(self.files[file]):
            found.setdefault(m[1], []).append(body(self.files[file], m.end()))
        return found

    @functools.cache
    def methods_of(self, file):
        """Names of functions that are called on something."""
        signs = re.finditer(FUNCTION.pattern + r"\s*&?(?:mut )?self\b", self.files[file])
        return {m[1] for m in signs}

    @functools.cache
    def imports(self, file):
        """Names that come from other modules -> their file."""
        found = {}
        for m in re.finditer(r"use (?:crate|super|provision_aws_ec2)::([^;]+);", self.files[file]):
            for module, names in re.findall(r"(\w+)::(?:\{([^}]*)\}|\w+)", m[1]):
                names = names or m[1].rsplit("::", 1)[-1]
                for name in re.findall(r"\w+", names):
                    found[name] = module
        return found

    @functools.cache
    def calls(self, file):
        """Services that a file speaks to: those whose types it names, and those whose client it has."""
        text = self.files[file]
        named = {m[1] for m in re.finditer(r"\baws_sdk_(\w+)", text)} | {
            self.clients()[name] for name in self.clients() if re.search(rf"\b{name}\(", text)}
        return named or self.services

    @functools.cache
    def clients(self):
        client = re.compile(r"client!\(\s*(?:#\[[^\]]*\]\s*)*(\w+),\s*aws_sdk_(\w+)")
        texts = [text for crate in [*self.others, self] for text in crate.files.values()]
        return {m[1]: m[2] for text in texts for m in client.finditer(text)}

    def named(self, file, text, seen):
        """The actions that a piece of code of this file reaches."""
        found = set()
        services = self.calls(file)
        for m in re.finditer(r"\.\s*(\w+)\(\)|\b(\w+)\b", text):
            name = m[1] or m[2]
            for service, operation in self.methods.get(name, {}).items():
                if service in services and (m[1] or text.startswith("macro")):
                    found.add((service, operation))
        functions, imports = self.functions(file), self.imports(file)
        aliases = dict(re.findall(r"\b(\w+)\s+as\s+(\w+)", self.files[file]))
        aliases = {short: module for module, short in aliases.items()}
        for module, name in WORD.findall(text):
            module = aliases.get(module, module)
            far = [other for other in self.others if module in other.files]
            if module in self.files:
                found |= self.reached(module, name, seen)
            elif far:
                found |= far[0].reached(module, name, seen)
            elif name in VERBS:
                continue
            elif not module or module == "Self":
                home = file if name in functions else imports.get(name)
                if home in self.files:
                    found |= self.reached(home, name, seen)
                elif home:
                    for other in self.others:
                        if home in other.files or name in imports:
                            found |= other.anywhere(name, seen)
        # Methods of other things that are given the provider configuration make calls too.
        for name in re.findall(r"\.(\w+)\(cx\b", text):
            if name not in VERBS:
                home = [f for f in ([file] if name in functions else self.files) if name in self.methods_of(f)]
                found |= set().union(*(self.reached(f, name, seen) for f in home), set())
        return found

    def anywhere(self, name, seen):
        return set().union(*(self.reached(file, name, seen) for file in self.files), set())

    def reached(self, file, name, seen):
        key = (id(self), file, name)
        if key in seen or file not in self.files:
            return set()
        seen.add(key)
        return set().union(*(self.named(file, text, seen) for text in self.functions(file).get(name, [])), set())


def action(service, operation):
    name = ACTION.get(service, {}).get(operation, operation)
    return name and f"{PREFIX.get(service, service)}:{name}"


def verb(operation):
    """What a type that a macro makes does with an operation."""
    if CHANGES.match(operation):
        return "read"
    if re.match(r"^(Delete|Deregister|Revoke|Remove|Detach|Disassociate|Release|Terminate|Untag)", operation):
        return "delete"
    if re.match(r"^(Update|Modify|Replace|Tag)", operation):
        return "update"
    return "create"


def surely(crate, file, code, what):
    """The calls that a function makes whatever it is given: those that stand in no branch of it."""
    found, depth = set(), 0
    for m in re.finditer(r"[{}]|\.\s*(\w+)\(\)", code):
        depth += {"{": 1, "}": -1}.get(m[0], 0)
        if m[1] and depth == 1:
            for service, operation in crate.methods.get(m[1], {}).items():
                if service in crate.calls(file) and verb(operation) == what:
                    found.add((service, operation))
    return found


def of_type(crate, file, text, fits=lambda operation: True):
    """Verb -> actions, of the one type that this piece of a file makes, of the operations that fit it."""
    functions = {}
    for m in FUNCTION.finditer(text):
        functions.setdefault(m[1], []).append(body(text, m.end()))
    found = {v: set() for v in VERBS}
    sure = set()
    if "create" in functions:
        for v in VERBS:
            for code in functions.get(v, []):
                found[v] |= crate.named(file, code, set())
                if v in ("create", "delete"):
                    sure |= {(v, action(*o)) for o in surely(crate, file, code, v)}
    else:
        for service, operation in crate.named(file, "macro" + text, set()):
            found[verb(operation)].add((service, operation))
    found = {v: {o for o in ops if fits(o[1])} for v, ops in found.items()}
    needed = {v: {action(*o) for o in ops} - {None} for v, ops in found.items()}
    # Where only one call can do it, it is that one.
    for v in ("create", "delete"):
        ways = {action(*o) for o in found[v] if verb(o[1]) == v} - {None}
        if len(ways) == 1:
            sure |= {(v, way) for way in ways}
    return {v: sorted(a if (v, a) in sure else a + "?" for a in actions) for v, actions in needed.items()}


HOLDERS = {"Role", "Group", "User"}


def by_macro(crate):
    """The types that a macro of the crate makes of a name and a holder: the name, the macro's file and code, and what fits them."""
    for text in crate.files.values():
        for m in re.finditer(r"crate::(\w+)::(\w+)!", text):
            home = crate.files.get(m[1], "")
            code = body(home, home.find(f"macro_rules! {m[2]}"))
            name, holder = re.search(r'"(aws_\w+)"', text[m.end():]), re.search(r"Holder::(\w+)", text[m.end():])
            if name and holder and "type = $type_name" in code:
                others = HOLDERS - {holder[1]}
                yield name[1], m[1], code, lambda o, others=others: not any(other in o for other in others)


def aliases(folder):
    """Types that are known by a second name -> that name."""
    structs = {}
    for path in folder.glob("src/*.rs"):
        for m in re.finditer(r'#\[resource\(type = "(\w+)".*?pub struct (\w+)', path.read_text(), re.S):
            structs[m[2]] = m[1]
    lib = (folder / "src/lib.rs").read_text()
    return {structs[m[1]]: m[2] for m in re.finditer(r'resource_as::<(\w+)>\("(\w+)"\)', lib) if m[1] in structs}


def table():
    methods = operations()
    shared = Crate(ROOT / "crates/aws-ec2", [], methods)
    lines = []
    for folder in sorted((ROOT / "crates").glob("aws-*")):
        if folder.name in ("aws-core", "aws-derive", "aws-ec2"):
            continue
        crate = Crate(folder, [shared], methods)
        second = aliases(folder)
        made = {}
        for name, file, text, fits in by_macro(crate):
            made[name] = of_type(crate, file, text, fits)
        for file, text in crate.files.items():
            starts = [m.start() for m in re.finditer(r"#\[resource\(", text)]
            for start, end in zip(starts, [*starts[1:], len(text)]):
                name = re.search(r'type = "(\w+)"', text[start:end])
                if name:
                    # What roles, groups and users have in common reaches the calls of all three.
                    others = HOLDERS - {"Role"} if name[1].startswith("aws_iam_role") else set()
                    fits = lambda o, others=others: not any(other in o for other in others)
                    made[name[1]] = of_type(crate, file, text[start:end], fits)
        made.update({second[name]: of for name, of in made.items() if name in second})
        for name, of in made.items():
            lines += [f"{name} {v} {' '.join(actions)}" for v, actions in of.items() if actions]
    return "".join(line + "\n" for line in sorted(lines))


def main():
    made = table()
    if "--check" not in sys.argv:
        TABLE.write_text(made)
    elif TABLE.read_text() != made:
        sys.exit(f"{TABLE.relative_to(ROOT)} is not what the code says; run tests/permissions.py")


if __name__ == "__main__":
    main()
