"""OpenSearch Service: domains with all of their settings, what they can be upgraded to, and tags. Nothing is indexed.

moto forgets some settings, merges none, and is never at work on a domain, so that they are kept here.
https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_Operations.html
"""

import copy
import hashlib
import json
import re
import time

from provision_emulator.extras import backend, err, op

# Newest last. https://docs.aws.amazon.com/opensearch-service/latest/developerguide/version-migration.html
VERSIONS = ("OpenSearch_1.3", "OpenSearch_2.3", "OpenSearch_2.5", "OpenSearch_2.7", "OpenSearch_2.9", "OpenSearch_2.11", "OpenSearch_2.13",
            "OpenSearch_2.15", "OpenSearch_2.17", "OpenSearch_2.19")

# Settings that are told as they were given, over what a new domain has.
# https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html
DEFAULTS = {
    "AccessPolicies": "",
    "AdvancedOptions": {"override_main_response_version": "false", "rest.action.multi.allow_explicit_index": "true"},
    "AdvancedSecurityOptions": {"Enabled": False, "InternalUserDatabaseEnabled": False, "AnonymousAuthEnabled": False},
    "ClusterConfig": {
        "InstanceType": "m3.medium.search", "InstanceCount": 1, "DedicatedMasterEnabled": False, "ZoneAwarenessEnabled": False,
        "WarmEnabled": False, "ColdStorageOptions": {"Enabled": False}, "MultiAZWithStandbyEnabled": False,
    },
    "CognitoOptions": {"Enabled": False},
    "DomainEndpointOptions": {"EnforceHTTPS": False, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07", "CustomEndpointEnabled": False},
    "EBSOptions": {"EBSEnabled": False},
    "EncryptionAtRestOptions": {"Enabled": False},
    "IPAddressType": "ipv4",
    "LogPublishingOptions": {},
    "NodeToNodeEncryptionOptions": {"Enabled": False},
    "OffPeakWindowOptions": {"Enabled": True, "OffPeakWindow": {"WindowStartTime": {"Hours": 2, "Minutes": 0}}},
    "SnapshotOptions": {"AutomatedSnapshotStartHour": 0},
    "SoftwareUpdateOptions": {"AutoSoftwareUpdateEnabled": False},
}
TUNE = {"DesiredState": "ENABLED", "RollbackOnDisable": "NO_ROLLBACK", "MaintenanceSchedules": [], "UseOffPeakWindow": False}


def store(ctx):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    domains = backend("opensearch", ctx).__dict__.setdefault("provision", {})
    for name in [name for name, one in domains.items() if one["deleted"] and not is_busy(one)]:
        del domains[name]
    return domains


def found(ctx, name):
    if name not in store(ctx):
        raise err("ResourceNotFoundException", f"Domain not found: {name}", 409)
    return store(ctx)[name]


def by_arn(ctx, arn):
    return found(ctx, arn.rsplit("/", 1)[-1])


def merged(before, given):
    """What is not given stays; a text, a list or a map of texts is given whole."""
    after = dict(before)
    for key, value in given.items():
        if value is not None:
            after[key] = merged(before.get(key, {}), value) if isinstance(value, dict) and isinstance(before.get(key), dict) else value
    return after


def network(ctx, given):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_VPCDerivedInfo.html"""
    subnets = [backend("ec2", ctx).get_subnet(identifier) for identifier in given.get("SubnetIds") or []]
    groups = given.get("SecurityGroupIds")
    if not subnets:
        raise err("ValidationException", "You must specify at least one subnet.")
    if not groups:
        groups = [backend("ec2", ctx).get_default_security_group(subnets[0].vpc_id).id]
    return {"VPCId": subnets[0].vpc_id, "SubnetIds": [one.id for one in subnets], "SecurityGroupIds": groups,
            "AvailabilityZones": sorted({one.availability_zone for one in subnets})}


def settle(ctx, domain, r):
    """Takes settings in, and is at work on them."""
    settings = domain["settings"]
    for key in DEFAULTS:
        given = copy.deepcopy(r.get(key))
        if given is None:
            continue
        if key == "AccessPolicies" and given:
            try:
                json.loads(given)
            except ValueError as error:
                raise err("InvalidTypeException", "Error setting policy: it is no JSON.", 409) from error
        if key == "AdvancedSecurityOptions":
            given = {name: value for name, value in given.items() if name != "MasterUserOptions"}
        if key == "EncryptionAtRestOptions" and given.get("Enabled") and not given.get("KmsKeyId"):
            given["KmsKeyId"] = f"arn:aws:kms:{ctx.region}:{ctx.account_id}:key/aws-es"
        if key == "EBSOptions" and given.get("EBSEnabled"):
            given.setdefault("VolumeType", "gp2")
            if given["VolumeType"] == "gp3":
                given = {"Iops": 3000, "Throughput": 125} | given
            settings[key] = given
        elif key == "EBSOptions":
            settings[key] = {"EBSEnabled": False}
        elif key == "ClusterConfig":
            # What goes with what is off goes too.
            after = merged(settings[key], given)
            gone = [] if after["DedicatedMasterEnabled"] else ["DedicatedMasterCount", "DedicatedMasterType"]
            gone += [] if after["WarmEnabled"] else ["WarmCount", "WarmType"]
            gone += [] if after["ZoneAwarenessEnabled"] else ["ZoneAwarenessConfig"]
            settings[key] = {name: value for name, value in after.items() if name not in gone}
        elif key == "CognitoOptions" and not given.get("Enabled"):
            settings[key] = {"Enabled": False}
        else:
            settings[key] = merged(settings[key], given) if isinstance(given, dict) else given
    if r.get("AutoTuneOptions"):
        domain["tune"] = merged(domain["tune"], r["AutoTuneOptions"])
    if r.get("VPCOptions"):
        domain["network"] = network(ctx, r["VPCOptions"])
    at_work(domain)


def at_work(domain):
    """For some seconds, or until somebody has looked at the domain: a client that waits before its first look finds the work done."""
    domain["until"] = time.monotonic() + 5


def is_busy(domain):
    return time.monotonic() < domain["until"]


def status(ctx, domain):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html"""
    name, busy = domain["name"], is_busy(domain)
    told = {
        "DomainId": f"{ctx.account_id}/{name}", "DomainName": name, "ARN": f"arn:aws:es:{ctx.region}:{ctx.account_id}:domain/{name}",
        "Created": True, "Deleted": domain["deleted"], "Processing": busy or domain["deleted"], "UpgradeProcessing": False,
        "EngineVersion": domain["version"], "AutoTuneOptions": {"State": domain["tune"]["DesiredState"]},
        "DomainEndpointV2HostedZoneId": "Z1H1FL5HABSF5", **domain["settings"],
        "DomainProcessingStatus": "Deleting" if domain["deleted"] else "Modifying" if busy else "Active",
    }
    # Random at AWS; here the same for the same name, so that two accounts can be compared.
    random = hashlib.sha256(name.encode()).hexdigest()[:26]
    if domain["network"]:
        told |= {"VPCOptions": domain["network"], "Endpoints": {"vpc": f"vpc-{name}-{random}.{ctx.region}.es.amazonaws.com",
                                                               "vpcv2": f"vpc-{name}-{random}.aos.{ctx.region}.on.aws"}}
    else:
        told |= {"Endpoint": f"search-{name}-{random}.{ctx.region}.es.amazonaws.com",
                 "EndpointV2": f"search-{name}-{random}.aos.{ctx.region}.on.aws"}
    return told


def seen(ctx, domain):
    """A look at a domain is what time is here, too: the next one finds the work done, and a deleted domain gone."""
    told = status(ctx, domain)
    domain["until"] = 0
    return told


@op("opensearch", "CreateDomain")
def create_domain(ctx, r):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html"""
    name, version = r["DomainName"], r.get("EngineVersion") or VERSIONS[-1]
    if not re.fullmatch(r"[a-z][a-z0-9-]{2,27}", name):
        raise err("ValidationException", f"Invalid domain name {name}.")
    if name in store(ctx):
        raise err("ResourceAlreadyExistsException", f"Domain {name} already exists.", 409)
    if (r.get("AdvancedSecurityOptions") or {}).get("Enabled") and not (
            (r.get("NodeToNodeEncryptionOptions") or {}).get("Enabled") and (r.get("EncryptionAtRestOptions") or {}).get("Enabled")):
        raise err("ValidationException", "You must enable node-to-node encryption and encryption at rest to use advanced security options.")
    domain = {"name": name, "version": version, "settings": copy.deepcopy(DEFAULTS), "tune": dict(TUNE), "network": None,
              "until": 0, "deleted": False, "tags": {tag["Key"]: tag["Value"] for tag in r.get("TagList") or []}}
    settle(ctx, domain, r)
    store(ctx)[name] = domain
    return {"DomainStatus": status(ctx, domain)}


@op("opensearch", "DescribeDomain")
def describe_domain(ctx, r):
    return {"DomainStatus": seen(ctx, found(ctx, r["DomainName"]))}


@op("opensearch", "DescribeDomains")
def describe_domains(ctx, r):
    """Five at most; names that are not there are left out.

    https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html
    """
    if len(r["DomainNames"]) > 5:
        raise err("ValidationException", "Please provide a maximum of 5 domain names to describe.")
    return {"DomainStatusList": [seen(ctx, store(ctx)[name]) for name in r["DomainNames"] if name in store(ctx)]}


@op("opensearch", "ListDomainNames")
def list_domain_names(ctx, r):
    return {"DomainNames": [{"DomainName": name, "EngineType": one["version"].split("_")[0]} for name, one in store(ctx).items()]}


def configured(ctx, domain):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomainConfig.html"""
    when = {"CreationDate": 0, "UpdateDate": 0, "State": "Active"}
    told = {key: {"Options": value, "Status": when} for key, value in domain["settings"].items()}
    told["EngineVersion"] = {"Options": domain["version"], "Status": when}
    told["AutoTuneOptions"] = {"Options": domain["tune"], "Status": {**when, "State": domain["tune"]["DesiredState"]}}
    if domain["network"]:
        told["VPCOptions"] = {"Options": domain["network"], "Status": when}
    return {"DomainConfig": told}


@op("opensearch", "DescribeDomainConfig")
def describe_domain_config(ctx, r):
    return configured(ctx, found(ctx, r["DomainName"]))


@op("opensearch", "UpdateDomainConfig")
def update_domain_config(ctx, r):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_UpdateDomainConfig.html"""
    domain = found(ctx, r["DomainName"])
    if domain["deleted"]:
        raise err("ValidationException", "Domain is still being deleted")
    if is_busy(domain):
        domain["until"] = 0
        raise err("ValidationException", "A change/update is in progress. Please wait for it to complete before requesting another change.")
    settle(ctx, domain, r)
    return configured(ctx, domain)


@op("opensearch", "DeleteDomain")
def delete_domain(ctx, r):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DeleteDomain.html"""
    domain = found(ctx, r["DomainName"])
    domain["deleted"] = True
    at_work(domain)
    return {"DomainStatus": status(ctx, domain)}


# -- versions: https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_GetCompatibleVersions.html
def targets(version):
    return list(VERSIONS[VERSIONS.index(version) + 1:]) if version in VERSIONS else []


@op("opensearch", "GetCompatibleVersions")
def compatible_versions(ctx, r):
    versions = [found(ctx, r["DomainName"])["version"]] if r.get("DomainName") else VERSIONS[:-1]
    return {"CompatibleVersions": [{"SourceVersion": one, "TargetVersions": targets(one)} for one in versions]}


@op("opensearch", "UpgradeDomain")
def upgrade_domain(ctx, r):
    """https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_UpgradeDomain.html"""
    domain, version = found(ctx, r["DomainName"]), r["TargetVersion"]
    if version not in targets(domain["version"]):
        raise err("ValidationException", f"Upgrade from {domain['version']} to {version} is not supported.")
    domain["version"] = version
    at_work(domain)
    return {"DomainName": domain["name"], "TargetVersion": version}


@op("opensearch", "GetUpgradeStatus")
def upgrade_status(ctx, r):
    domain = found(ctx, r["DomainName"])
    return {"UpgradeStep": "UPGRADE", "StepStatus": "SUCCEEDED", "UpgradeName": f"Upgrade to {domain['version']}"}


# -- tags: https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AddTags.html
@op("opensearch", "AddTags")
def add_tags(ctx, r):
    by_arn(ctx, r["ARN"])["tags"].update({tag["Key"]: tag["Value"] for tag in r["TagList"]})
    return {}


@op("opensearch", "RemoveTags")
def remove_tags(ctx, r):
    for key in r["TagKeys"]:
        by_arn(ctx, r["ARN"])["tags"].pop(key, None)
    return {}


@op("opensearch", "ListTags")
def list_tags(ctx, r):
    return {"TagList": [{"Key": key, "Value": value} for key, value in by_arn(ctx, r["ARN"])["tags"].items()]}
