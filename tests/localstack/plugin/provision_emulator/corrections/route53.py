"""Route 53: a change batch is checked whole against the records that exist, then carried out whole or not at all.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
"""

import copy
import functools

from moto.route53.exceptions import InvalidActionValue, Route53ClientError
from moto.route53.models import RecordSet, Route53Backend
from moto.route53.utils import validate_domain_name


class Refused(Route53ClientError):
    """A batch in which a change cannot be made."""

    code = 400

    def __init__(self, message):
        super().__init__("InvalidChangeBatch", f"[{message}]")


class Repeated(Route53ClientError):
    """A caller reference stands for one zone: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html"""

    code = 409

    def __init__(self):
        super().__init__("HostedZoneAlreadyExists", "A hosted zone has already been created with the specified caller reference.")


def values(resource_records):
    """The values in a parsed ResourceRecords element, which holds one or many."""
    records = resource_records["ResourceRecord"] if isinstance(resource_records, dict) else resource_records
    records = records if isinstance(records, list) else [records]
    return [record["Value"] if isinstance(record, dict) else record for record in records]


def stored_name(name):
    """Absolute, an asterisk as its octal code: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html"""
    return name.strip(".").replace("*", "\\052") + "."


def list_resource_record_sets(original):
    @functools.wraps(original)
    def listed(self, zone_id, start_type, start_name, max_items):
        return original(self, zone_id, start_type, stored_name(start_name) if start_name else start_name, max_items)

    return listed


def wanted_record(zone, change):
    """The record set of one change, its name absolute; refuses names outside the zone."""
    record = copy.deepcopy(change["ResourceRecordSet"])
    validate_domain_name(record["Name"], code="InvalidChangeBatch")
    record["Name"] = stored_name(record["Name"])
    apex = zone.name.strip(".") + "."
    if record["Name"] != apex and not record["Name"].endswith("." + apex):
        raise Refused(f"RRSet with DNS name {record['Name']} is not permitted in zone {apex}")
    if "AliasTarget" not in record and not (record.get("TTL") and record.get("ResourceRecords")):
        raise Refused(f"Missing field 'TTL' or 'ResourceRecords' in RRSet with DNS name {record['Name']}")
    if "ResourceRecords" in record:
        record["ResourceRecords"] = values(record["ResourceRecords"])
    return record


def key(record):
    return record.name.strip("."), record.type_, record.set_identifier


def describe(record):
    identifier = f", set-identifier='{record.set_identifier}'" if record.set_identifier else ""
    return f"[name='{record.name}', type='{record.type_}'{identifier}]"


def contents(record):
    """What a DELETE has to repeat exactly."""
    return str(record.ttl or 0), sorted(values(record.records)) if record.records else [], bool(record.alias_target)


def change_resource_record_sets(self, zoneid, change_list):
    zone = self.get_hosted_zone(zoneid)
    records = list(zone.rrsets)
    for change in change_list:
        action, wanted = change["Action"], RecordSet(wanted_record(zone, change))
        place = next((i for i, record in enumerate(records) if key(record) == key(wanted)), None)
        if action == "CREATE":
            if place is not None:
                raise Refused(f"Tried to create resource record set {describe(wanted)} but it already exists")
            mixed = [r for r in records if key(r)[:2] == key(wanted)[:2]]
            if any(bool(r.set_identifier) != bool(wanted.set_identifier) for r in mixed):
                raise Refused(f"RRSet with DNS name {wanted.name}, type {wanted.type_} cannot be created as other RRSets "
                              "exist with the same name and type")
            records.append(wanted)
        elif action == "UPSERT":
            if place is None:
                records.append(wanted)
            else:
                records[place] = wanted
        elif action == "DELETE":
            if place is None:
                raise Refused(f"Tried to delete resource record set {describe(wanted)} but it was not found")
            if contents(records[place]) != contents(wanted):
                raise Refused(f"Tried to delete resource record set {describe(wanted)} but the values provided do not "
                              "match the current values")
            if wanted.type_ in ("NS", "SOA") and wanted.name.strip(".") == zone.name.strip("."):
                raise Refused(f"A HostedZone must contain exactly one {wanted.type_} record at its apex")
            del records[place]
        else:
            raise InvalidActionValue(action)
    zone.rrsets = records


def create_hosted_zone(original):
    """The two records that a zone begins with, in the form of all others.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html
    """

    @functools.wraps(original)
    def create(self, *args, **kwargs):
        reference = kwargs.get("caller_reference")
        if reference and any(zone.caller_reference == reference for zone in self.zones.values()):
            raise Repeated()
        zone = original(self, *args, **kwargs)
        for record in zone.rrsets:
            record.name = record.name.strip(".") + "."
            record.records = values(record.records)
        return zone

    return create


def create_query_logging_config(original):
    """A log group is named with `:*` at the end or without, and told as it was named.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateQueryLoggingConfig.html
    """

    @functools.wraps(original)
    def create(self, hosted_zone_id, log_group_arn):
        config = original(self, hosted_zone_id, log_group_arn.removesuffix(":*") + ":*")
        config.cloudwatch_logs_log_group_arn = log_group_arn
        return config

    return create


def apply():
    Route53Backend.create_query_logging_config = create_query_logging_config(Route53Backend.create_query_logging_config)
    Route53Backend.create_hosted_zone = create_hosted_zone(Route53Backend.create_hosted_zone)
    Route53Backend.list_resource_record_sets = list_resource_record_sets(Route53Backend.list_resource_record_sets)
    Route53Backend.change_resource_record_sets = change_resource_record_sets
