"""The figures as Markdown."""

import os
import re
from collections import Counter
from statistics import median

from sides import PHASES, Failure, Provision, Terraform

READS = ("Describe", "Get", "Head", "List")

PAGE, EACH = "a page for all", "for each one: AWS has no batch"
GROUPS = ["aws_security_group", "aws_default_security_group"]
RULES = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]
TABLES = ["aws_route_table", "aws_route", "aws_route_table_association", "aws_vpc"]
ROLES = ["aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"]

# What each call of a no-change plan is for: the types that it serves, and what decides how often it is made.
BUDGET = {
    "sts GetCallerIdentity": (["data.aws_caller_identity"], "once: the account, checked before all else"),
    "ec2 DescribeAvailabilityZones": (["data.aws_availability_zones"], EACH),
    "ec2 DescribeVpcs": (["aws_vpc"], PAGE),
    "ec2 DescribeVpcAttribute": (["aws_vpc"], "two for each one: AWS tells one setting a call"),
    "ec2 DescribeSubnets": (["aws_subnet"], PAGE),
    "ec2 DescribeInternetGateways": (["aws_internet_gateway"], PAGE),
    "ec2 DescribeAddresses": (["aws_eip"], PAGE),
    "ec2 DescribeAddressesAttribute": (["aws_eip"], PAGE + " (reverse DNS)"),
    "ec2 DescribeNatGateways": (["aws_nat_gateway"], PAGE),
    "ec2 DescribeRouteTables": (TABLES, PAGE + ", shared by the types"),
    "ec2 DescribeSecurityGroups": (GROUPS, PAGE + ", shared by the types"),
    "ec2 DescribeSecurityGroupRules": (RULES, PAGE + ", shared by the types"),
    "route53 GetHostedZone": (["aws_route53_zone"], EACH),
    "route53 ListTagsForResources": (["aws_route53_zone"], "for every 10"),
    "route53 ListResourceRecordSets": (["aws_route53_record"], "a page for each zone"),
    "acm DescribeCertificate": (["aws_acm_certificate", "aws_acm_certificate_validation"], EACH),
    "acm ListTagsForCertificate": (["aws_acm_certificate"], EACH),
    "s3 GetBucketTagging": (["aws_s3_bucket"], EACH),
    "s3 GetBucketVersioning": (["aws_s3_bucket_versioning"], EACH),
    "iam GetAccountAuthorizationDetails": (ROLES, PAGE + ", shared by the types"),
    "iam ListRoles": (["aws_iam_role"], PAGE + " (description, session limit)"),
}


def type_of(address):
    """The type of a resource address, modules and `data.` aside."""
    kept = re.sub(r"\[[^]]*\]", "", address).split(".")
    while kept[0] == "module":
        kept = kept[2:]
    return ".".join(kept[:2]) if kept[0] == "data" else kept[0]


def is_read(call):
    """By the action's name; where the proxy knows but verb and path, by these."""
    _, action, *path = call.split()
    if not path:
        return action.startswith(READS)
    return action in ("GET", "HEAD") or path[0].rsplit("/", 1)[-1].lower().startswith(tuple(word.lower() for word in READS))


def split(calls):
    """`all (reads + writes)`."""
    reads = sum(n for call, n in calls.items() if is_read(call))
    return f"{sum(calls.values())} ({reads} + {sum(calls.values()) - reads})"


def ratio(ours, theirs):
    """Ours as a part of theirs."""
    if not theirs:
        return "–"
    if not ours:
        return "0"
    return f"1/{theirs / ours:.0f}" if theirs >= 10 * ours else f"1/{theirs / ours:.1f}"


def table(head, rows):
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def costs(timed):
    """Medians of time and memory, phase by phase."""
    head = ["phase", "wall s", "", "", "CPU s", "", "", "peak MB", "", ""]
    rows = [["", *["Terraform", "provision", "ratio"] * 3]]
    for phase in PHASES:
        row = [phase]
        for measure, digits in (("wall", 2), ("cpu", 2), ("memory", 0)):
            theirs, ours = (
                median(getattr(round_[phase], measure) for round_ in timed[kind.name]) for kind in (Terraform, Provision)
            )
            row += [f"{theirs:.{digits}f}", f"{ours:.{digits}f}", ratio(ours, theirs)]
        rows.append(row)
    return table(head, rows)


def totals(calls):
    """API calls of each phase."""
    rows = []
    for phase in PHASES:
        theirs, ours = calls[Terraform.name][phase], calls[Provision.name][phase]
        rows.append([phase, split(theirs), split(ours), ratio(sum(ours.values()), sum(theirs.values()))])
    return table(["phase", "Terraform", "provision", "ratio"], rows)


def by_service(calls):
    """The same calls, those of a service together."""
    together = {program: {phase: Counter() for phase in of} for program, of in calls.items()}
    for program, of in calls.items():
        for phase, made in of.items():
            for name, n in made.items():
                together[program][phase][name.split()[0]] += n
    return together


def detailed(calls, what):
    """API calls of each phase by action or by service, `Terraform → provision`."""
    phases = [phase for phase in PHASES if any(calls[kind.name][phase] for kind in (Terraform, Provision))]
    names = {name for of in calls.values() for phase in phases for name in of[phase]}
    rows = []
    for name in sorted(names, key=lambda name: (name.split()[0], " " in name and not is_read(name), name)):
        row = [f"`{name}`"]
        for phase in phases:
            theirs, ours = (calls[kind.name][phase].get(name, 0) for kind in (Terraform, Provision))
            row.append(f"{theirs} → {ours}" if theirs or ours else "")
        rows.append(row)
    return table([what, *phases], rows)


def budget(calls, instances):
    """What the no-change plan calls, and for what."""
    unknown = sorted(set(calls) - set(BUDGET))
    if unknown:
        raise Failure(f"the budget in tables.py does not know what the no-change plan calls {', '.join(unknown)} for")
    rows = []
    for name in sorted(calls, key=lambda name: list(BUDGET).index(name)):
        types, why = BUDGET[name]
        held = ", ".join(f"`{type_}` × {instances[type_]}" for type_ in types if instances[type_])
        rows.append([f"`{name}`", calls[name], held or "the account", why])
    rows.append(["together", sum(calls.values()), f"{sum(instances.values())} instances", ""])
    return table(["call", "calls", "serves", "made"], rows).replace("---: | ---: | ---:", "---: | --- | ---", 1)


def report(profile, versions, timed, calls, instances, starts, load, brief):
    """All tables, with a line on what they were made of. `load` is the machine's load average before the first run. A brief one has calls by
    service, and no budget."""
    rounds = len(timed[Provision.name])
    start = median(cost.wall for cost in starts) * 1000
    memory = median(cost.memory for cost in starts)
    if brief:
        calls_in_detail = f"By service, `Terraform → provision`:\n\n{detailed(by_service(calls), 'service')}"
    else:
        calls_in_detail = f"""\
By action, `Terraform → provision`:

{detailed(calls, "action")}

### The no-change plan's calls

{budget(calls[Provision.name]["no-change plan"], instances)}"""
    return f"""\
Terraform {versions[0]} with its AWS provider {versions[1]} against `provision` built with the {profile} profile; {sum(instances.values())} instances and
data sources. Time and memory are medians of {rounds} round{"s" if rounds > 1 else ""}, on {os.cpu_count()} cores with a load average of {load:.1f} before the first.

### Time and memory

{costs(timed)}

`provision version`, which is the start of the program and nothing else: {start:.0f} ms, {memory:.0f} MB (median of {len(starts)}).

### API calls

All, with reads and writes in brackets:

{totals(calls)}

{calls_in_detail}"""


def put(path, plan, text):
    """Replaces what stands between the two marks of a plan in a file."""
    marks = [f"<!-- figures of {plan}: {end} -->" for end in ("begin", "end")]
    whole = path.read_text()
    before, begin, rest = whole.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not begin or not end:
        raise Failure(f"{path} lacks the marks {' and '.join(marks)}")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
