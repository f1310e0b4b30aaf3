"""Prints everything that one account holds, as JSON, read with boto3: the tests' second pair of eyes.

    estate.py ENDPOINT ACCOUNT [--region REGION] [--canonical]

With --canonical two estates made by the same plan print the same text: random ids become labels that follow from what
they stand for, times and ownership tags are left out, and everything is sorted.
"""

import argparse
import hashlib
import json
import re
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(retries={"max_attempts": 2}, s3={"addressing_style": "path"}, read_timeout=60)

# Members that say when or under which random name something was made, or how much of it is free right now.
VOLATILE = {
    "AllocationTime", "AvailabilityZoneId", "AvailableIpAddressCount", "BlockPublicAccessStates", "CallerReference", "CreateDate",
    "CreateTime", "CreatedAt", "CreatedTime", "CreationDate", "CreationTime", "CreationTimestamp", "DelegationSet", "DhcpOptionsId",
    "InstanceProfileId", "IssuedAt", "LastModified", "NameServers", "NetworkBorderGroup", "NetworkInterfaceId",
    "NetworkInterfaceOwnerId", "NotAfter", "NotBefore", "Owner", "OwnerId", "PolicyId", "PrivateIp", "PrivateIpAddress",
    "PublicIpv4Pool", "ResponseMetadata", "RoleId", "RoleLastUsed", "Serial", "UpdateDate", "UserId", "VpcOwnerId", "associatedAt",
    "createdAt", "createdBy", "creationTime", "deregisteredAt", "modifiedAt", "registeredAt", "registeredBy",
}
# What stands before a random id.
KINDS = (
    "acl", "aclassoc", "dopt", "eipalloc", "eipassoc", "eni", "fl", "i", "igw", "lt", "nat", "pl", "rtb", "rtbassoc", "sg", "sgr",
    "subnet", "subnet-cidr-assoc", "vpc", "vpc-cidr-assoc", "vpce",
)
RANDOM_ID = re.compile(rf"\b({'|'.join(KINDS)})-[0-9a-f]{{8,17}}\b")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
ISSUED = re.compile(r"\b(?:[0-9A-F]{32}|a-[0-9a-f]{17})\b")  # where a cluster of EKS answers; an association of a pod's role
UNIQUE_SUFFIX = re.compile(r"(?<=-)\d{18}[0-9a-f]{8}\b")  # what a name_prefix is completed with


class Cloud:
    """Clients of one account, and paginated reads."""

    def __init__(self, endpoint, account, region):
        self.settings = {
            "endpoint_url": endpoint, "region_name": region, "aws_access_key_id": account, "aws_secret_access_key": "test",
            "config": CONFIG,
        }

    def client(self, service):
        return boto3.client(service, **self.settings)

    def in_region(self, region):
        """The same account elsewhere."""
        return Cloud(self.settings["endpoint_url"], self.settings["aws_access_key_id"], region)

    @staticmethod
    def all(client, operation, member, **arguments):
        return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[member]]


def network(cloud):
    ec2 = cloud.client("ec2")
    vpcs = [vpc for vpc in cloud.all(ec2, "describe_vpcs", "Vpcs") if not vpc["IsDefault"]]
    for vpc in vpcs:
        for attribute in ("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics"):
            answer = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=attribute)
            vpc[attribute] = answer[attribute[0].upper() + attribute[1:]]["Value"]
    ours = {vpc["VpcId"] for vpc in vpcs}

    def in_ours(items):
        return [item for item in items if item.get("VpcId") in ours]

    groups = in_ours(cloud.all(ec2, "describe_security_groups", "SecurityGroups"))
    for group in groups:  # their rules follow one by one
        del group["IpPermissions"], group["IpPermissionsEgress"]
    rules = cloud.all(ec2, "describe_security_group_rules", "SecurityGroupRules")
    gateways = cloud.all(ec2, "describe_internet_gateways", "InternetGateways")
    endpoints = [one for one in in_ours(cloud.all(ec2, "describe_vpc_endpoints", "VpcEndpoints")) if one["State"] != "deleted"]
    for endpoint in endpoints:
        endpoint["Names"] = len(endpoint.pop("DnsEntries", []))  # random ones
        endpoint["Interfaces"] = len(endpoint.pop("NetworkInterfaceIds", []))
        endpoint["PolicyDocument"] = json.loads(endpoint["PolicyDocument"])
    attached_elsewhere = [gateway for gateway in gateways if {a["VpcId"] for a in gateway["Attachments"]} - ours]
    # The ACL that came with a VPC and AWS's own DHCP options go with it.
    acls = [acl for acl in in_ours(cloud.all(ec2, "describe_network_acls", "NetworkAcls")) if not acl["IsDefault"]]
    options = cloud.all(ec2, "describe_dhcp_options", "DhcpOptions")
    for option in options:
        option["Id"] = option.pop("DhcpOptionsId")
        option["Vpcs"] = [vpc["VpcId"] for vpc in vpcs if vpc["DhcpOptionsId"] == option["Id"]]
    return {
        "vpcs": vpcs,
        "network_acls": acls,
        "dhcp_options": options,
        "subnets": in_ours(cloud.all(ec2, "describe_subnets", "Subnets")),
        "internet_gateways": [gateway for gateway in gateways if gateway not in attached_elsewhere],
        "addresses": ec2.describe_addresses()["Addresses"],
        "nat_gateways": [nat for nat in cloud.all(ec2, "describe_nat_gateways", "NatGateways") if nat["State"] != "deleted"],
        "route_tables": in_ours(cloud.all(ec2, "describe_route_tables", "RouteTables")),
        "security_groups": groups,
        "vpc_endpoints": endpoints,
        "network_interfaces": interfaces(in_ours(cloud.all(ec2, "describe_network_interfaces", "NetworkInterfaces"))),
        "flow_logs": cloud.all(ec2, "describe_flow_logs", "FlowLogs"),
        "security_group_rules": [rule for rule in rules if rule["GroupId"] in {group["GroupId"] for group in groups}],
    }


def interfaces(told):
    """Those that are nobody's part: somebody said what they are for, and they stay when their instance goes. Their addresses are the
    plan's, beside the hardware's."""
    own = [one for one in told if one["Description"] and not one["RequesterManaged"]
           and not one.get("Attachment", {}).get("DeleteOnTermination")]
    for one in own:
        one.get("Association", {}).pop("PublicDnsName", None)  # of a random address
    return [
        {key: value for key, value in one.items() if key not in ("MacAddress", "PrivateDnsName", "RequesterId")}
        | {"InterfaceId": one["NetworkInterfaceId"], "Addresses": [address["PrivateIpAddress"] for address in one["PrivateIpAddresses"]]}
        for one in own
    ]


def names(cloud):
    route53 = cloud.client("route53")
    zones = cloud.all(route53, "list_hosted_zones", "HostedZones")
    for zone in zones:
        zone_id = zone["Id"].rsplit("/", 1)[1]
        zone["VPCs"] = route53.get_hosted_zone(Id=zone_id).get("VPCs", [])
        zone["Records"] = [
            record for record in cloud.all(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone_id)
            if record["Type"] not in ("NS", "SOA")
        ]
        zone["Tags"] = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id)["ResourceTagSet"]["Tags"]
    checks = cloud.all(route53, "list_health_checks", "HealthChecks")
    for check in checks:
        del check["HealthCheckVersion"]  # counts changes
        # What was taken away by an empty text or list is not there.
        check["HealthCheckConfig"] = {name: value for name, value in check["HealthCheckConfig"].items() if value not in ("", [])}
        check["Tags"] = route53.list_tags_for_resource(ResourceType="healthcheck", ResourceId=check["Id"])["ResourceTagSet"]["Tags"]
    logs = cloud.all(route53, "list_query_logging_configs", "QueryLoggingConfigs")
    for log in logs:
        log["HostedZoneId"] = f"/hostedzone/{log['HostedZoneId']}"  # as zones name themselves
    return {"zones": zones, "health_checks": checks, "query_logs": logs}


def settled(describe, seconds=3):
    """A certificate as it is once the emulator, which takes a second for it, has validated it."""
    end = time.monotonic() + seconds
    while (certificate := describe())["Status"] == "PENDING_VALIDATION" and time.monotonic() < end:
        time.sleep(0.2)
    return certificate


def certificates(cloud):
    acm = cloud.client("acm")
    found = []
    for summary in cloud.all(acm, "list_certificates", "CertificateSummaryList"):
        arn = summary["CertificateArn"]
        certificate = settled(lambda: acm.describe_certificate(CertificateArn=arn)["Certificate"])
        certificate["Tags"] = acm.list_tags_for_certificate(CertificateArn=arn).get("Tags", [])
        found.append(certificate)
    return {"certificates": found}


def firewalls(cloud):
    """Those of the region, and CloudFront's."""
    regional, edge = of_scope(cloud, "REGIONAL"), of_scope(cloud.in_region("us-east-1"), "CLOUDFRONT")
    return {kind: things + edge[kind] for kind, things in regional.items()} | {"protections": protections(cloud)}


def of_scope(cloud, scope):
    client = cloud.client("wafv2")
    found, kinds = {}, {"web_acl": "WebACL", "rule_group": "RuleGroup", "ip_set": "IPSet", "regex_pattern_set": "RegexPatternSet"}
    for kind, member in kinds.items():
        found[f"{kind}s"] = []
        for summary in getattr(client, f"list_{kind}s")(Scope=scope, Limit=100)[f"{member}s"]:
            thing = getattr(client, f"get_{kind}")(Scope=scope, Id=summary["Id"], Name=summary["Name"])[member]
            thing["Rules"] = sorted(thing.get("Rules", []), key=lambda rule: rule["Priority"])
            for part in (thing, *thing["Rules"]):
                for settings in ("CaptchaConfig", "ChallengeConfig"):
                    if not part.get(settings):  # empty settings are those of AWS, like none
                        part.pop(settings, None)
            thing["Tags"] = client.list_tags_for_resource(ResourceARN=summary["ARN"])["TagInfoForResource"]["TagList"]
            found[f"{kind}s"].append(thing)
    for acl in found["web_acls"] if scope == "REGIONAL" else []:  # a distribution names its ACL itself
        acl["Before"] = client.list_resources_for_web_acl(WebACLArn=acl["ARN"])["ResourceArns"]
    return found | {"web_acl_logging": client.list_logging_configurations(Scope=scope, Limit=100)["LoggingConfigurations"]}


def deliveries(cloud):
    client = cloud.client("cloudfront")
    policies = client.list_cache_policies(Type="custom")["CachePolicyList"].get("Items", [])
    headers = client.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"].get("Items", [])
    functions = [
        one | {"Code": client.get_function(Name=one["Name"], Stage=one["FunctionMetadata"]["Stage"])["FunctionCode"].read().decode()}
        for one in client.list_functions()["FunctionList"].get("Items", [])
    ]
    for one in functions:
        for member in ("CreatedTime", "LastModifiedTime"):
            del one["FunctionMetadata"][member]
    for one in headers:  # what is not sent is off
        security = one["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"].get("SecurityHeadersConfig", {})
        for header, setting in (("StrictTransportSecurity", "Preload"), ("XSSProtection", "ModeBlock")):
            if header in security:
                security[header].setdefault(setting, False)
    distributions = [
        {"Id": one["Id"], "Config": client.get_distribution_config(Id=one["Id"])["DistributionConfig"],
         "Tags": client.list_tags_for_resource(Resource=one["ARN"])["Tags"]["Items"]}
        for one in client.list_distributions()["DistributionList"].get("Items", [])
    ]
    return {
        "distributions": distributions,
        "cache_policies": [{key: one["CachePolicy"][key] for key in ("Id", "CachePolicyConfig")} for one in policies],
        "origin_access_controls": client.list_origin_access_controls()["OriginAccessControlList"].get("Items", []),
        "edge_functions": functions,
        "response_headers_policies": [
            {key: one["ResponseHeadersPolicy"][key] for key in ("Id", "ResponseHeadersPolicyConfig")} for one in headers
        ],
    }


def protections(cloud):
    client = cloud.client("shield")
    found = cloud.all(client, "list_protections", "Protections")
    return [one | {"Tags": client.list_tags_for_resource(ResourceARN=one["ProtectionArn"])["Tags"]} for one in found]


def identity(cloud):
    iam = cloud.client("iam")

    def held(kind, name):
        """The policies of a role, group or user."""
        asked = {f"{kind.capitalize()}Name": name}
        texts = cloud.all(iam, f"list_{kind}_policies", "PolicyNames", **asked)
        get = getattr(iam, f"get_{kind}_policy")
        return {
            "Inline": {policy: get(PolicyName=policy, **asked)["PolicyDocument"] for policy in texts},
            "Attached": cloud.all(iam, f"list_attached_{kind}_policies", "AttachedPolicies", **asked),
        }

    roles = [iam.get_role(RoleName=role["RoleName"])["Role"] | held("role", role["RoleName"])
             for role in cloud.all(iam, "list_roles", "Roles")]
    groups = []
    for group in cloud.all(iam, "list_groups", "Groups"):
        name = group["GroupName"]
        del group["GroupId"]
        members = iam.get_group(GroupName=name)["Users"]
        groups.append(group | held("group", name) | {"Users": sorted(user["UserName"] for user in members)})
    users = []
    for user in cloud.all(iam, "list_users", "Users"):
        name = user["UserName"]
        keys = [key["Status"] for key in cloud.all(iam, "list_access_keys", "AccessKeyMetadata", UserName=name)]
        users.append(iam.get_user(UserName=name)["User"] | held("user", name) | {"AccessKeys": keys})
    policies = []
    for policy in cloud.all(iam, "list_policies", "Policies", Scope="Local"):
        arn, version = policy["Arn"], policy["DefaultVersionId"]
        told = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        policies.append(iam.get_policy(PolicyArn=arn)["Policy"] | {"Document": told["Document"]})
    profiles = []
    for profile in cloud.all(iam, "list_instance_profiles", "InstanceProfiles"):
        told = iam.get_instance_profile(InstanceProfileName=profile["InstanceProfileName"])["InstanceProfile"]
        profiles.append(told | {"Roles": [role["RoleName"] for role in told["Roles"]]})
    try:
        passwords = [iam.get_account_password_policy()["PasswordPolicy"]]
    except iam.exceptions.NoSuchEntityException:
        passwords = []
    providers = [iam.get_open_id_connect_provider(OpenIDConnectProviderArn=one["Arn"]) | {"Arn": one["Arn"]}
                 for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    return {
        "roles": roles, "groups": groups, "users": users, "policies": policies, "instance_profiles": profiles,
        "password_policies": passwords, "identity_providers": providers,
    }


def account_storage(cloud):
    """What holds for all buckets. The account stands before the address, and that nobody can look up."""
    account, proxy = cloud.client("sts").get_caller_identity()["Account"], {"http": cloud.settings["endpoint_url"]}
    client = boto3.client("s3control", **cloud.settings | {"config": CONFIG.merge(Config(proxies=proxy))})
    try:
        return {"account_public_access": [client.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"]]}
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchPublicAccessBlockConfiguration":
            raise
        return {"account_public_access": []}


def storage(cloud):
    s3 = cloud.client("s3")

    def asked(operation, absent, **arguments):
        try:
            answer = getattr(s3, operation)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in absent:
                return None
            raise
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    # What a bucket has beside this, where it has it, by the call that tells it and what is answered where there is none.
    settings = {
        "Encryption": ("get_bucket_encryption", ()),
        "PublicAccessBlock": ("get_public_access_block", ("NoSuchPublicAccessBlockConfiguration",)),
        "Lifecycle": ("get_bucket_lifecycle_configuration", ("NoSuchLifecycleConfiguration",)),
        "Policy": ("get_bucket_policy", ("NoSuchBucketPolicy",)),
        "Notification": ("get_bucket_notification_configuration", ()),
        "Ownership": ("get_bucket_ownership_controls", ("OwnershipControlsNotFoundError",)),
        "Logging": ("get_bucket_logging", ()),
        "Acl": ("get_bucket_acl", ()),
        "Cors": ("get_bucket_cors", ("NoSuchCORSConfiguration",)),
        "Website": ("get_bucket_website", ("NoSuchWebsiteConfiguration",)),
        "Tiering": ("list_bucket_intelligent_tiering_configurations", ()),
        "Replication": ("get_bucket_replication", ("ReplicationConfigurationNotFoundError",)),
    }

    def is_default(name, told):
        """What every new bucket has."""
        if name == "Encryption":
            rules = told["ServerSideEncryptionConfiguration"]["Rules"]
            return rules[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"} and not rules[0].get("BucketKeyEnabled")
        if name == "Ownership":
            return told["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        if name == "Acl":
            return [grant["Permission"] for grant in told["Grants"]] == ["FULL_CONTROL"]
        if name == "Tiering":
            return not told.get("IntelligentTieringConfigurationList")
        return False

    def content(bucket, key):
        told = s3.head_object(Bucket=bucket, Key=key)
        kept = ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentLength", "ContentType", "ETag",
                "Metadata", "ObjectLockLegalHoldStatus", "ObjectLockMode", "ServerSideEncryption", "StorageClass",
                "WebsiteRedirectLocation")
        tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
        return {"Key": key, "TagSet": tags} | {name: told[name] for name in kept if name in told}

    found = []
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        beside = {kind: asked(operation, absent, Bucket=name) for kind, (operation, absent) in settings.items()}
        keys = sorted(item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name)
                      for item in page.get("Contents", []))
        if keys:
            beside["Contents"] = [content(name, key) for key in keys]
        if beside["Policy"]:
            beside["Policy"] = json.loads(beside["Policy"]["Policy"])
        found.append(bucket | {
            "Versioning": asked("get_bucket_versioning", (), Bucket=name),
            "Tagging": asked("get_bucket_tagging", ("NoSuchTagSet",), Bucket=name),
            "ObjectLock": asked("get_object_lock_configuration", ("ObjectLockConfigurationNotFoundError",), Bucket=name),
            "Objects": keys,
        } | {kind: told for kind, told in beside.items() if told and not is_default(kind, told)})
    return {"buckets": found}


def backups(cloud):
    backup = cloud.client("backup")

    def told(operation, **arguments):
        try:
            answer = getattr(backup, operation)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return None
            raise
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    vaults = []
    for vault in cloud.all(backup, "list_backup_vaults", "BackupVaultList"):
        name = vault["BackupVaultName"]
        policy = told("get_backup_vault_access_policy", BackupVaultName=name)
        vaults.append({key: value for key, value in vault.items() if key not in ("CreatorRequestId", "LockDate")} | {
            "Tags": backup.list_tags(ResourceArn=vault["BackupVaultArn"])["Tags"],
            "Policy": policy and json.loads(policy["Policy"]),
            "Notifications": told("get_backup_vault_notifications", BackupVaultName=name),
        })
    plans = []
    for plan in cloud.all(backup, "list_backup_plans", "BackupPlansList"):
        identifier = plan["BackupPlanId"]
        rules = backup.get_backup_plan(BackupPlanId=identifier)["BackupPlan"]["Rules"]
        chosen = cloud.all(backup, "list_backup_selections", "BackupSelectionsList", BackupPlanId=identifier)
        plans.append({
            "BackupPlanId": identifier,
            "BackupPlanName": plan["BackupPlanName"],
            "AdvancedBackupSettings": plan.get("AdvancedBackupSettings", []),
            "Rules": [{key: value for key, value in rule.items() if key != "RuleId"} for rule in rules],
            "Selections": [backup.get_backup_selection(BackupPlanId=identifier, SelectionId=one["SelectionId"])["BackupSelection"]
                           for one in chosen],
            "Tags": backup.list_tags(ResourceArn=plan["BackupPlanArn"])["Tags"],
        })
    settings = told("describe_region_settings")
    # All on is how an account begins.
    changed = {kind: [name for name, on in kinds.items() if not on] for kind, kinds in settings.items()}
    return {
        "backup_vaults": vaults,
        "backup_plans": plans,
        "backup_settings": [changed] if any(changed.values()) else [],
    }


def balancing(cloud):
    elb = cloud.client("elbv2")

    def certificates_of(listener):
        return elb.describe_listener_certificates(ListenerArn=listener)["Certificates"]

    def targets_of(group):
        told = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return [target["Target"] for target in told]

    balancers = cloud.all(elb, "describe_load_balancers", "LoadBalancers")
    listeners, rules = [], []
    for balancer in balancers:
        arn = balancer["LoadBalancerArn"]
        balancer["Attributes"] = elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        listeners += cloud.all(elb, "describe_listeners", "Listeners", LoadBalancerArn=arn)
    for listener in listeners:
        arn = listener["ListenerArn"]
        listener["Attributes"] = elb.describe_listener_attributes(ListenerArn=arn)["Attributes"]
        listener["AllCertificates"] = certificates_of(arn)
        rules += [rule for rule in elb.describe_rules(ListenerArn=arn)["Rules"] if not rule["IsDefault"]]
    groups = cloud.all(elb, "describe_target_groups", "TargetGroups")
    for group in groups:
        arn = group["TargetGroupArn"]
        group["Attributes"] = elb.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
        group["Targets"] = targets_of(arn)
    found = {"load_balancers": balancers, "listeners": listeners, "listener_rules": rules, "target_groups": groups}
    for kind, items in found.items():
        for item in items:
            told = elb.describe_tags(ResourceArns=[item[OWN_ID[kind]]])["TagDescriptions"]
            item["Tags"] = told[0]["Tags"] if told else []
    return found


def containers(cloud):
    ecs = cloud.client("ecs")
    clusters = ecs.describe_clusters(
        clusters=cloud.all(ecs, "list_clusters", "clusterArns"), include=["TAGS", "SETTINGS", "CONFIGURATIONS"])["clusters"]
    clusters = [cluster for cluster in clusters if cluster["status"] != "INACTIVE"]
    services = []
    for cluster in clusters:
        for service in cloud.all(ecs, "list_services", "serviceArns", cluster=cluster["clusterArn"]):
            told = ecs.describe_services(cluster=cluster["clusterArn"], services=[service], include=["TAGS"])["services"]
            services += [{key: value for key, value in one.items() if key not in ("deployments", "events")} for one in told]
    tasks = [ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
             for arn in cloud.all(ecs, "list_task_definitions", "taskDefinitionArns", status="ACTIVE")]
    for service in services:
        # What a request leaves out and what it sends as false mean the same.
        for key, default in {"capacityProviderStrategy": [], "enableECSManagedTags": False, "enableExecuteCommand": False}.items():
            service.setdefault(key, default)
    for cluster in clusters:
        logging = cluster.get("configuration", {}).get("executeCommandConfiguration", {}).get("logConfiguration")
        if logging is not None:
            logging.setdefault("cloudWatchEncryptionEnabled", False)
            logging.setdefault("s3EncryptionEnabled", False)
    for owner in [*clusters, *services]:
        for key in ("defaultCapacityProviderStrategy", "capacityProviderStrategy"):
            for part in owner.get(key, []):
                part.setdefault("base", 0)
                part.setdefault("weight", 0)
            owner.get(key, []).sort(key=lambda part: part["capacityProvider"])
    for task in tasks:
        for volume in task["taskDefinition"].get("volumes", []):
            volume.setdefault("configuredAtLaunch", False)
    own = ("FARGATE", "FARGATE_SPOT")
    providers = [one for one in ecs.describe_capacity_providers(include=["TAGS"])["capacityProviders"]
                 if one["name"] not in own and one["status"] != "INACTIVE"]
    return {
        "ecs_clusters": clusters, "ecs_services": [one for one in services if one["status"] == "ACTIVE"],
        "task_definitions": [task["taskDefinition"] | {"Tags": task.get("tags", [])} for task in tasks],
        "capacity_providers": providers,
    }


def scaling(cloud):
    client = cloud.client("application-autoscaling")
    targets = cloud.all(client, "describe_scalable_targets", "ScalableTargets", ServiceNamespace="ecs")
    for target in targets:
        # The end of the ARN is random.
        target["Tags"] = client.list_tags_for_resource(ResourceARN=target.pop("ScalableTargetARN"))["Tags"]
    policies = cloud.all(client, "describe_scaling_policies", "ScalingPolicies", ServiceNamespace="ecs")
    for policy in policies:
        tracking = policy.get("TargetTrackingScalingPolicyConfiguration")
        if tracking:
            tracking["TargetValue"] = float(tracking["TargetValue"])
    return {
        "scalable_targets": targets,
        "scaling_policies": policies,
        "scheduled_actions": cloud.all(client, "describe_scheduled_actions", "ScheduledActions", ServiceNamespace="ecs"),
    }


def images(cloud):
    ecr = cloud.client("ecr")

    def policy(operation, member, name):
        try:
            return json.loads(getattr(ecr, operation)(repositoryName=name)[member])
        except ClientError as error:
            if error.response["Error"]["Code"] in ("LifecyclePolicyNotFoundException", "RepositoryPolicyNotFoundException"):
                return None
            raise

    found = []
    for repository in cloud.all(ecr, "describe_repositories", "repositories"):
        name = repository["repositoryName"]
        found.append(repository | {
            "Tags": ecr.list_tags_for_resource(resourceArn=repository["repositoryArn"])["tags"],
            "Lifecycle": policy("get_lifecycle_policy", "lifecyclePolicyText", name),
            "Policy": policy("get_repository_policy", "policyText", name),
        })
    scanning = ecr.get_registry_scanning_configuration()["scanningConfiguration"]
    default = scanning["scanType"] == "BASIC" and not scanning["rules"]
    return {"repositories": found, "registry_scanning": [] if default else [scanning]}


def logs(cloud):
    client = cloud.client("logs")
    found = cloud.all(client, "describe_log_groups", "logGroups")
    streams, subscriptions = [], []
    for group in found:
        group["Tags"] = client.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"]
        name = group["logGroupName"]
        streams += [{"Group": name, "Name": stream["logStreamName"], "Arn": stream["arn"]}
                    for stream in cloud.all(client, "describe_log_streams", "logStreams", logGroupName=name)]
        subscriptions += cloud.all(client, "describe_subscription_filters", "subscriptionFilters", logGroupName=name)
    policies = client.describe_resource_policies()["resourcePolicies"]
    metric_filters = cloud.all(client, "describe_metric_filters", "metricFilters")
    for transformation in (each for one in metric_filters for each in one["metricTransformations"]):
        if "defaultValue" in transformation:
            transformation["defaultValue"] = float(transformation["defaultValue"])
    return {
        "log_groups": found,
        "log_metric_filters": metric_filters,
        "log_policies": [{"Name": policy["policyName"], "Document": json.loads(policy["policyDocument"])} for policy in policies],
        "log_queries": [{key: query.get(key) for key in ("name", "queryString", "logGroupNames")}
                        for query in client.describe_query_definitions()["queryDefinitions"]],
        "log_streams": streams,
        "log_subscriptions": subscriptions,
    }


def alarms(cloud):
    client = cloud.client("cloudwatch")

    def told(alarm):
        kept = {key: value for key, value in alarm.items() if not key.startswith(("State", "AlarmConfigurationUpdated"))}
        return kept | {"Tags": client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]}

    found = client.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    dashboards = [client.get_dashboard(DashboardName=entry["DashboardName"]) for entry in client.list_dashboards()["DashboardEntries"]]
    return {
        "composite_alarms": [told(alarm) for alarm in found["CompositeAlarms"]],
        "dashboards": [{"Name": one["DashboardName"], "Arn": one["DashboardArn"], "Body": json.loads(one["DashboardBody"])}
                       for one in dashboards],
        "metric_alarms": [told(alarm) for alarm in found["MetricAlarms"]],
    }


def parsed(attributes):
    """With policies as what they say, and without what counts messages and times."""
    kept = {key: value for key, value in attributes.items() if not key.startswith(("Approximate", "Subscriptions"))}
    for name in ("CreatedTimestamp", "LastModifiedTimestamp", "EffectiveDeliveryPolicy"):
        kept.pop(name, None)
    return {key: json.loads(value) if str(value).startswith("{") else value for key, value in kept.items() if value != ""}


def messages(cloud):
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topics = []
    for topic in cloud.all(sns, "list_topics", "Topics"):
        arn = topic["TopicArn"]
        # A rate of 0, which is what a topic has that nobody gave one, can also be said.
        told = {k: v for k, v in sns.get_topic_attributes(TopicArn=arn)["Attributes"].items()
                if not (k.endswith("SampleRate") and v == "0")}
        topics.append(parsed(told) | {"Tags": sns.list_tags_for_resource(ResourceArn=arn)["Tags"]})
    # A topic that is gone keeps its subscriptions for a while.
    subscriptions = [one for one in cloud.all(sns, "list_subscriptions", "Subscriptions")
                     if one["TopicArn"] in {topic["TopicArn"] for topic in topics}]
    subscriptions = [parsed(sns.get_subscription_attributes(SubscriptionArn=one["SubscriptionArn"])["Attributes"])
                     for one in subscriptions]
    queues = []
    for url in sqs.list_queues().get("QueueUrls", []):
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        queues.append(parsed(told) | {"Tags": sqs.list_queue_tags(QueueUrl=url).get("Tags", {})})
    return {"queues": queues, "topic_subscriptions": subscriptions, "topics": topics}


def events(cloud):
    client, scheduler, chatbot = cloud.client("events"), cloud.client("scheduler"), cloud.client("chatbot")
    buses, rules, targets = [], [], []
    for bus in client.list_event_buses()["EventBuses"]:
        told = client.describe_event_bus(Name=bus["Name"])
        told["Statements"] = json.loads(told.pop("Policy", "{}")).get("Statement", [])
        if bus["Name"] != "default" or told["Statements"]:
            kept = {key: value for key, value in told.items() if key not in ("CreationTime", "LastModifiedTime")}
            buses.append(kept | {"Tags": client.list_tags_for_resource(ResourceARN=bus["Arn"])["Tags"]})
        for rule in client.list_rules(EventBusName=bus["Name"])["Rules"]:
            tags = client.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
            rules.append(rule | {"EventPattern": json.loads(rule.get("EventPattern", "{}")), "Tags": tags})
            told = client.list_targets_by_rule(Rule=rule["Name"], EventBusName=bus["Name"])["Targets"]
            targets += [{"Rule": rule["Arn"]} | target for target in told]
    groups = [group for group in scheduler.list_schedule_groups()["ScheduleGroups"] if group["Name"] != "default"]
    for group in groups:
        group["Tags"] = scheduler.list_tags_for_resource(ResourceArn=group["Arn"])["Tags"]
    schedules = [scheduler.get_schedule(GroupName=one["GroupName"], Name=one["Name"])
                 for one in cloud.all(scheduler, "list_schedules", "Schedules")]
    channels = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    for channel in channels:
        channel["Tags"] = {tag["TagKey"]: tag["TagValue"] for tag in channel.get("Tags", [])}
    times = ("CreationDate", "LastModificationDate", "ResponseMetadata")
    return {
        "chat_channels": channels,
        "event_buses": buses,
        "event_rules": rules,
        "event_targets": targets,
        "schedule_groups": [{key: value for key, value in group.items() if key not in times} for group in groups],
        "schedules": [{key: value for key, value in one.items() if key not in times} for one in schedules],
    }


def machines(cloud):
    ec2 = cloud.client("ec2")
    volumes = {volume["VolumeId"]: volume for volume in cloud.all(ec2, "describe_volumes", "Volumes")}
    found = [instance for reservation in cloud.all(ec2, "describe_instances", "Reservations") for instance in reservation["Instances"]
             if instance["State"]["Name"] != "terminated" and not any(tag["Key"] == "aws:autoscaling:groupName" for tag in instance.get("Tags", []))]
    for instance in found:
        for attribute in ("disableApiTermination", "disableApiStop", "instanceInitiatedShutdownBehavior", "userData"):
            told = ec2.describe_instance_attribute(InstanceId=instance["InstanceId"], Attribute=attribute)
            instance[attribute] = told.get(attribute[0].upper() + attribute[1:])
        for device in instance["BlockDeviceMappings"]:
            volume = volumes[device["Ebs"].pop("VolumeId")]
            device["Ebs"] = {"DeleteOnTermination": device["Ebs"].get("DeleteOnTermination")} | {
                key: volume.get(key) for key in ("Size", "VolumeType", "Encrypted", "Tags")}
        instance["NetworkInterfaces"] = [
            {"Groups": sorted(group["GroupId"] for group in interface["Groups"]), "SourceDestCheck": interface.get("SourceDestCheck")}
            for interface in instance["NetworkInterfaces"]]
        instance["HibernationOptions"] = {"Configured": instance.get("HibernationOptions", {}).get("Configured", False)}
        for member in ("LaunchTime", "ClientToken", "PrivateDnsName", "UsageOperationUpdateTime", "StateReason"):
            instance.pop(member, None)
    pairs = ec2.describe_key_pairs()["KeyPairs"]
    return {"instances": found, "key_pairs": [{key: value for key, value in pair.items() if key != "KeyPairId"} for pair in pairs]}


def system_manager(cloud):
    ssm = cloud.client("ssm")

    def tags_of(kind, identifier):
        return ssm.list_tags_for_resource(ResourceType=kind, ResourceId=identifier)["TagList"]

    parameters = []
    for one in cloud.all(ssm, "describe_parameters", "Parameters"):
        if one["Name"].startswith("/aws/"):  # AWS's own, which the emulator lists too
            continue
        told = ssm.get_parameter(Name=one["Name"], WithDecryption=True)["Parameter"]
        kept = {key: one.get(key) for key in ("Name", "Description", "AllowedPattern", "KeyId", "Tier", "DataType", "Type")}
        parameters.append(kept | {"Value": told["Value"], "Tags": tags_of("Parameter", one["Name"])})
    documents = []
    for one in cloud.all(ssm, "list_documents", "DocumentIdentifiers", Filters=[{"Key": "Owner", "Values": ["Self"]}]):
        told = ssm.describe_document(Name=one["Name"])["Document"]
        shared = ssm.describe_document_permission(Name=one["Name"], PermissionType="Share")["AccountIds"]
        kept = {key: told.get(key) for key in ("Name", "DocumentType", "DocumentFormat", "DefaultVersion", "LatestVersion", "TargetType",
                                               "VersionName", "Hash", "Tags")}
        documents.append(kept | {"SharedWith": sorted(shared)})
    associations = []
    for one in cloud.all(ssm, "list_associations", "Associations"):
        told = ssm.describe_association(AssociationId=one["AssociationId"])["AssociationDescription"]
        kept = {key: value for key, value in told.items() if key not in ("Date", "AssociationId", "AssociationVersion", "Overview")}
        associations.append(kept | {"Tags": tags_of("Association", one["AssociationId"])})
    return {"parameters": parameters, "documents": documents, "associations": associations}


def groups(cloud):
    ec2, client = cloud.client("ec2"), cloud.client("autoscaling")
    templates = cloud.all(ec2, "describe_launch_templates", "LaunchTemplates")
    for template in templates:
        template["Versions"] = [
            {"Number": version["VersionNumber"], "Description": version.get("VersionDescription"), "Data": version["LaunchTemplateData"]}
            for version in cloud.all(ec2, "describe_launch_template_versions", "LaunchTemplateVersions",
                                     LaunchTemplateId=template["LaunchTemplateId"])
        ]
    # Those of EKS are parts of its node groups.
    found = [group for group in cloud.all(client, "describe_auto_scaling_groups", "AutoScalingGroups")
             if not any(tag["Key"] == "eks:nodegroup-name" for tag in group["Tags"])]
    for group in found:
        name = group["AutoScalingGroupName"]
        group["VPCZoneIdentifier"] = group.get("VPCZoneIdentifier", "").split(",")
        group["Instances"] = [
            {key: instance.get(key) for key in ("InstanceType", "LifecycleState", "HealthStatus", "ProtectedFromScaleIn")}
            for instance in group["Instances"]
        ]
        refreshes = client.describe_instance_refreshes(AutoScalingGroupName=name)["InstanceRefreshes"]
        group["Refreshes"] = [
            {key: refresh.get(key) for key in ("DesiredConfiguration", "Preferences", "Strategy")} for refresh in refreshes
        ]
        group["Hooks"] = client.describe_lifecycle_hooks(AutoScalingGroupName=name)["LifecycleHooks"]
    return {
        "launch_templates": templates,
        "auto_scaling_groups": found,
        "group_policies": cloud.all(client, "describe_policies", "ScalingPolicies"),
        "group_schedules": cloud.all(client, "describe_scheduled_actions", "ScheduledUpdateGroupActions"),
    }


def kubernetes(cloud):
    eks = cloud.client("eks")
    clusters, groups, addons, entries, roles, profiles = [], [], [], [], [], []
    for name in cloud.all(eks, "list_clusters", "clusters"):
        of = {"clusterName": name}
        clusters.append(eks.describe_cluster(name=name)["cluster"])
        groups += [eks.describe_nodegroup(**of, nodegroupName=one)["nodegroup"]
                   for one in cloud.all(eks, "list_nodegroups", "nodegroups", **of)]
        addons += [eks.describe_addon(**of, addonName=one)["addon"] for one in cloud.all(eks, "list_addons", "addons", **of)]
        for principal in cloud.all(eks, "list_access_entries", "accessEntries", **of):
            policies = cloud.all(eks, "list_associated_access_policies", "associatedAccessPolicies", **of, principalArn=principal)
            entry = eks.describe_access_entry(**of, principalArn=principal)["accessEntry"]
            entries.append(entry | {"Policies": policies})
        roles += [eks.describe_pod_identity_association(**of, associationId=one["associationId"])["association"]
                  for one in cloud.all(eks, "list_pod_identity_associations", "associations", **of)]
        profiles += [eks.describe_fargate_profile(**of, fargateProfileName=one)["fargateProfile"]
                     for one in cloud.all(eks, "list_fargate_profiles", "fargateProfileNames", **of)]
    return {
        "eks_clusters": clusters, "eks_node_groups": groups, "eks_addons": addons, "eks_access_entries": entries,
        "eks_pod_identity_associations": roles, "eks_fargate_profiles": profiles,
    }


def spare(value):
    """A value without what is empty or false: some services keep apart what was sent so and what was not sent, and mean the same."""
    if isinstance(value, dict):
        kept = {key: spare(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", None, False, [], {})}
    return [spare(one) for one in value] if isinstance(value, list) else value


def keys(cloud):
    """Keys that are not AWS's own and not on their way out, with what hangs on them."""
    kms = cloud.client("kms")
    aliases = [alias for alias in cloud.all(kms, "list_aliases", "Aliases") if not alias["AliasName"].startswith("alias/aws/")]
    found = []
    for one in cloud.all(kms, "list_keys", "Keys"):
        key = kms.describe_key(KeyId=one["KeyId"])["KeyMetadata"]
        if key["KeyManager"] != "CUSTOMER" or key["KeyState"] == "PendingDeletion":
            continue
        rotation = kms.get_key_rotation_status(KeyId=one["KeyId"]) if key["KeySpec"] == "SYMMETRIC_DEFAULT" else {}
        kept = {name: key.get(name) for name in ("KeyId", "Description", "KeySpec", "KeyUsage", "KeyState", "Enabled", "MultiRegion", "Origin")}
        grants = cloud.all(kms, "list_grants", "Grants", KeyId=one["KeyId"])
        found.append(kept | {
            "Policy": json.loads(kms.get_key_policy(KeyId=one["KeyId"], PolicyName="default")["Policy"]),
            "Rotation": {name: rotation.get(name) for name in ("KeyRotationEnabled", "RotationPeriodInDays")},
            "Tags": cloud.all(kms, "list_resource_tags", "Tags", KeyId=one["KeyId"]),
            "Aliases": [alias["AliasName"] for alias in aliases if alias.get("TargetKeyId") == one["KeyId"]],
            "Grants": [spare({name: grant.get(name) for name in ("Name", "GranteePrincipal", "Operations", "Constraints")}) for grant in grants],
        })
    return {"keys": found}


def secrets(cloud):
    """Secrets that nobody deleted and no service of AWS keeps, with what is in them."""
    client = cloud.client("secretsmanager")
    found = []
    for one in cloud.all(client, "list_secrets", "SecretList"):
        if one.get("DeletedDate") or one.get("OwningService"):
            continue
        told = client.describe_secret(SecretId=one["ARN"])
        labels = [stages for stages in told.get("VersionIdsToStages", {}).values() if stages]
        policy = client.get_resource_policy(SecretId=one["ARN"]).get("ResourcePolicy")
        try:
            value = client.get_secret_value(SecretId=one["ARN"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            value = {}
        renewed = {"RotationLambdaARN": told["RotationLambdaARN"]} if told.get("RotationLambdaARN") else {}
        found.append({name: told.get(name) for name in ("Name", "Description", "KmsKeyId", "RotationEnabled", "RotationRules")} | renewed | {
            "Tags": told.get("Tags") or [],
            "Labels": sorted(sorted(stages) for stages in labels), "Policy": json.loads(policy) if policy else None,
            "Value": value.get("SecretString") or value.get("SecretBinary", b"").decode()})
    return {"secrets": found}


def timeless(thing, *others):
    """Without when it was changed, how often, and by which random id that is known."""
    gone = {"CreatedOn", "FunctionUrl", "LastModifiedOn", "LastUpdated", "LastUpdatedTime", "LastModifiedTime", "RevisionId", "UpdateTime", *others}
    return {key: value for key, value in thing.items() if key not in gone}


def functions(cloud):
    client = cloud.client("lambda")

    def asked(operation, **arguments):
        try:
            return timeless(getattr(client, operation)(**arguments))
        except client.exceptions.ResourceNotFoundException:
            return None

    def policy(name, qualifier=None):
        told = asked("get_policy", FunctionName=name, **({"Qualifier": qualifier} if qualifier else {}))
        return told and json.loads(told["Policy"])

    found = []
    for function in cloud.all(client, "list_functions", "Functions"):
        name = function["FunctionName"]
        told = client.get_function(FunctionName=name)
        aliases = [timeless(alias) for alias in cloud.all(client, "list_aliases", "Aliases", FunctionName=name)]
        found.append(timeless(function) | {
            "Tags": told.get("Tags", {}), "Concurrency": told.get("Concurrency"), "ImageUri": told["Code"].get("ImageUri"),
            "Versions": [one["Version"] for one in cloud.all(client, "list_versions_by_function", "Versions", FunctionName=name)],
            "Aliases": [alias | {"Policy": policy(name, alias["Name"])} for alias in aliases],
            "Policy": policy(name),
            "Url": spare(asked("get_function_url_config", FunctionName=name)),
            "Events": client.list_function_event_invoke_configs(FunctionName=name)["FunctionEventInvokeConfigs"],
        })
    layers = []
    for layer in cloud.all(client, "list_layers", "Layers"):
        for version in cloud.all(client, "list_layer_versions", "LayerVersions", LayerName=layer["LayerName"]):
            layers.append(timeless(version, "CreatedDate") | {"LayerName": layer["LayerName"]})
    mappings = [timeless(one, "EventSourceMappingArn", "UUID") | {"Tags": client.list_tags(Resource=one["EventSourceMappingArn"])["Tags"]}
                for one in cloud.all(client, "list_event_source_mappings", "EventSourceMappings")]
    return {"functions": found, "layers": layers, "event_source_mappings": mappings}


def data_catalogue(cloud):
    glue = cloud.client("glue")
    account = cloud.client("sts").get_caller_identity()["Account"]

    def tagged(kind, thing):
        told = glue.get_tags(ResourceArn=f"arn:aws:glue:{glue.meta.region_name}:{account}:{kind}/{thing['Name']}")
        return timeless(thing) | {"Tags": told["Tags"]}

    databases, tables = cloud.all(glue, "get_databases", "DatabaseList"), []
    for database in databases:
        for table in cloud.all(glue, "get_tables", "TableList", DatabaseName=database["Name"]):
            indexes = cloud.all(glue, "get_partition_indexes", "PartitionIndexDescriptorList",
                                DatabaseName=database["Name"], TableName=table["Name"])
            tables.append(timeless(table, "VersionId") | {"Indexes": indexes})
    rulesets = [glue.get_data_quality_ruleset(Name=one["Name"]) for one in glue.list_data_quality_rulesets()["Rulesets"]]
    workflows = [glue.get_workflow(Name=name)["Workflow"] for name in glue.list_workflows()["Workflows"]]
    try:
        policies = [json.loads(glue.get_resource_policy()["PolicyInJson"])]
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityNotFoundException":
            raise
        policies = []
    found = {
        "glue_databases": [tagged("database", one) for one in databases],
        "glue_tables": tables,
        "glue_jobs": [tagged("job", one) for one in cloud.all(glue, "get_jobs", "Jobs")],
        "glue_crawlers": [tagged("crawler", timeless(one, "Version")) for one in cloud.all(glue, "get_crawlers", "Crawlers")],
        "glue_triggers": [tagged("trigger", one) for one in cloud.all(glue, "get_triggers", "Triggers")],
        "glue_workflows": [tagged("workflow", one) for one in workflows],
        "glue_connections": [tagged("connection", one) for one in cloud.all(glue, "get_connections", "ConnectionList")],
        "glue_rulesets": [tagged("dataQualityRuleset", one) for one in rulesets],
        "glue_classifiers": [{kind: timeless(one, "Version") for kind, one in told.items()}
                             for told in cloud.all(glue, "get_classifiers", "Classifiers")],
        "glue_security": [timeless(one, "CreatedTimeStamp") for one in cloud.all(glue, "get_security_configurations", "SecurityConfigurations")],
        "glue_policies": policies,
    }
    return {kind: spare(things) for kind, things in found.items()}


def queries(cloud):
    athena = cloud.client("athena")
    account = cloud.client("sts").get_caller_identity()["Account"]

    def tags(kind, name):
        arn = f"arn:aws:athena:{athena.meta.region_name}:{account}:{kind}/{name}"
        return athena.list_tags_for_resource(ResourceARN=arn)["Tags"]

    groups, saved, prepared = [], [], []
    for group in athena.list_work_groups()["WorkGroups"]:
        name = group["Name"]
        if name != "primary":
            groups.append(athena.get_work_group(WorkGroup=name)["WorkGroup"] | {"Tags": tags("workgroup", name)})
        saved += [timeless(athena.get_named_query(NamedQueryId=one)["NamedQuery"], "NamedQueryId")
                  for one in athena.list_named_queries(WorkGroup=name)["NamedQueryIds"]]
        for one in athena.list_prepared_statements(WorkGroup=name)["PreparedStatements"]:
            told = athena.get_prepared_statement(StatementName=one["StatementName"], WorkGroup=name)
            prepared.append(timeless(told["PreparedStatement"]))
    catalogues = [athena.get_data_catalog(Name=one["CatalogName"])["DataCatalog"] | {"Tags": tags("datacatalog", one["CatalogName"])}
                  for one in athena.list_data_catalogs()["DataCatalogsSummary"]]
    return {"workgroups": groups, "saved_queries": saved, "prepared_statements": prepared, "data_catalogs": catalogues}


def streams(cloud):
    firehose, kinesis = cloud.client("firehose"), cloud.client("kinesis")
    deliveries = []
    for name in firehose.list_delivery_streams()["DeliveryStreamNames"]:
        told = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
        for destination in told["Destinations"]:
            destination.pop("DestinationId")
        told.get("Source", {}).get("KinesisStreamSourceDescription", {}).pop("DeliveryStartTimestamp", None)
        tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
        deliveries.append(timeless(told, "VersionId", "CreateTimestamp", "LastUpdateTimestamp") | {"Tags": tags})
    found = []
    for name in kinesis.list_streams()["StreamNames"]:
        told = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        tags = kinesis.list_tags_for_stream(StreamName=name)["Tags"]
        found.append(timeless(told, "StreamCreationTimestamp") | {"Tags": tags})
    return {"delivery_streams": spare(deliveries), "streams": found}


def databases(cloud):
    rds = cloud.client("rds")

    def tagged(things, member):
        return [thing | {"Tags": rds.list_tags_for_resource(ResourceName=thing[member])["TagList"]} for thing in things]

    instances = cloud.all(rds, "describe_db_instances", "DBInstances")
    for instance in instances:
        secret = instance.pop("MasterUserSecret", None)
        instance["ManagesPassword"] = secret is not None
        for member in ("DbiResourceId", "InstanceCreateTime", "LatestRestorableTime"):
            instance.pop(member, None)
    parameter_groups = [group for group in cloud.all(rds, "describe_db_parameter_groups", "DBParameterGroups")
                        if not group["DBParameterGroupName"].startswith("default.")]
    for group in parameter_groups:
        group["Parameters"] = cloud.all(rds, "describe_db_parameters", "Parameters", DBParameterGroupName=group["DBParameterGroupName"],
                                        Source="user")
    option_groups = cloud.all(rds, "describe_option_groups", "OptionGroupsList")
    snapshots = cloud.all(rds, "describe_db_snapshots", "DBSnapshots", SnapshotType="manual")
    for snapshot in snapshots:
        shared = rds.describe_db_snapshot_attributes(DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"])
        snapshot["Attributes"] = shared["DBSnapshotAttributesResult"]["DBSnapshotAttributes"]
        for member in ("DbiResourceId", "InstanceCreateTime", "SnapshotCreateTime", "OriginalSnapshotCreateTime"):
            snapshot.pop(member, None)
    subscriptions = cloud.all(rds, "describe_event_subscriptions", "EventSubscriptionsList")
    for subscription in subscriptions:
        subscription.pop("SubscriptionCreationTime", None)
    return {
        "db_instances": instances,
        "db_subnet_groups": tagged(cloud.all(rds, "describe_db_subnet_groups", "DBSubnetGroups"), "DBSubnetGroupArn"),
        "db_parameter_groups": tagged(parameter_groups, "DBParameterGroupArn"),
        "db_option_groups": tagged(option_groups, "OptionGroupArn"),
        "db_snapshots": snapshots,
        "db_event_subscriptions": tagged(subscriptions, "EventSubscriptionArn"),
    }


def tables(cloud):
    client = cloud.client("dynamodb")
    found = []
    for name in cloud.all(client, "list_tables", "TableNames"):
        table = client.describe_table(TableName=name)["Table"]
        backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        kept = {key: table.get(key) for key in ("TableName", "AttributeDefinitions", "KeySchema", "TableStatus", "ProvisionedThroughput",
                                                "BillingModeSummary", "LocalSecondaryIndexes", "GlobalSecondaryIndexes", "StreamSpecification",
                                                "SSEDescription", "DeletionProtectionEnabled")}
        found.append(kept | {"Recovery": {key: backups.get(key) for key in ("PointInTimeRecoveryStatus", "RecoveryPeriodInDays")},
                             "Expiry": expiry, "Tags": cloud.all(client, "list_tags_of_resource", "Tags", ResourceArn=table["TableArn"])})
    return {"tables": found}


def delivery(cloud):
    build, commit, deploy, pipeline = (cloud.client(name) for name in ("codebuild", "codecommit", "codedeploy", "codepipeline"))
    notifications = cloud.client("codestar-notifications")
    account, region = cloud.client("sts").get_caller_identity()["Account"], build.meta.region_name

    def deploy_tags(kind, name):
        return deploy.list_tags_for_resource(ResourceArn=f"arn:aws:codedeploy:{region}:{account}:{kind}:{name}")["Tags"]

    def connections(service):
        client = cloud.client(service)
        found = client.list_connections()["Connections"]
        return [one | {"Tags": client.list_tags_for_resource(ResourceArn=one["ConnectionArn"])["Tags"]} for one in found]

    projects = build.batch_get_projects(names=names)["projects"] if (names := build.list_projects()["projects"]) else []
    for project in projects:
        project["badge"].pop("badgeRequestUrl", None)  # a random one
        project.pop("publicProjectAlias", None)
        for member in ("url", "payloadUrl", "lastModifiedSecret"):
            project.get("webhook", {}).pop(member, None)
    groups = build.batch_get_report_groups(reportGroupArns=arns)["reportGroups"] if (arns := build.list_report_groups()["reportGroups"]) else []
    repositories = []
    for one in commit.list_repositories()["repositories"]:
        told = commit.get_repository(repositoryName=one["repositoryName"])["repositoryMetadata"]
        triggers = commit.get_repository_triggers(repositoryName=one["repositoryName"])["triggers"]
        tags = commit.list_tags_for_resource(resourceArn=told["Arn"])["tags"]
        repositories.append(timeless(told, "creationDate", "lastModifiedDate") | {"Triggers": triggers, "Tags": tags})
    apps, deployment_groups = [], []
    for name in deploy.list_applications()["applications"]:
        told = deploy.get_application(applicationName=name)["application"]
        apps.append(timeless(told, "createTime") | {"Tags": deploy_tags("application", name)})
        for group in deploy.list_deployment_groups(applicationName=name)["deploymentGroups"]:
            told = deploy.get_deployment_group(applicationName=name, deploymentGroupName=group)["deploymentGroupInfo"]
            deployment_groups.append(told | {"Tags": deploy_tags("deploymentgroup", f"{name}/{group}")})
    configs = [timeless(deploy.get_deployment_config(deploymentConfigName=name)["deploymentConfigInfo"], "createTime")
               for name in deploy.list_deployment_configs()["deploymentConfigsList"]]
    pipelines = []
    for one in pipeline.list_pipelines()["pipelines"]:
        told = pipeline.get_pipeline(name=one["name"])
        tags = pipeline.list_tags_for_resource(resourceArn=told["metadata"]["pipelineArn"])["tags"]
        pipelines.append(timeless(told["pipeline"], "version") | {"Tags": tags})
    rules = [notifications.describe_notification_rule(Arn=one["Arn"]) for one in notifications.list_notification_rules()["NotificationRules"]]
    return {
        "build_projects": spare([timeless(project, "created", "lastModified") for project in projects]),
        "code_connections": connections("codeconnections"),
        "code_repositories": spare(repositories),
        "codestar_connections": connections("codestar-connections"),
        "deployed_applications": apps,
        "deployment_configs": configs,
        "deployment_groups": spare(deployment_groups),
        "notification_rules": [{key: value for key, value in rule.items() if key != "Arn"} for rule in rules],
        "notification_targets": notifications.list_targets()["Targets"],
        "pipeline_webhooks": [timeless(one, "url") for one in pipeline.list_webhooks()["webhooks"]],
        "pipelines": spare(pipelines),
        "report_groups": spare([timeless(group, "created", "lastModified") for group in groups]),
        "source_credentials": build.list_source_credentials()["sourceCredentialsInfos"],
    }


def audit(cloud):
    """What is written down of all calls and of all resources, and who looks for trouble in it."""
    trails, config, guardduty = cloud.client("cloudtrail"), cloud.client("config"), cloud.client("guardduty")
    analyzers = cloud.client("accessanalyzer")

    def selectors(trail):
        told = trails.get_event_selectors(TrailName=trail)
        insights = trails.get_insight_selectors(TrailName=trail)["InsightSelectors"] if trail in insightful else []
        return {"Selectors": told.get("EventSelectors", []), "Advanced": told.get("AdvancedEventSelectors", []), "Insights": insights}

    calls = trails.describe_trails()["trailList"]
    insightful = {trail["TrailARN"] for trail in calls if trail["HasInsightSelectors"]}
    calls = [trail | selectors(trail["TrailARN"]) | {
        "IsLogging": trails.get_trail_status(Name=trail["TrailARN"])["IsLogging"],
        "Tags": trails.list_tags(ResourceIdList=[trail["TrailARN"]])["ResourceTagList"][0]["TagsList"],
    } for trail in calls]
    recording = {one["name"]: one["recording"] for one in config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]}
    recorders = [one | {"Recording": recording[one["name"]]} for one in config.describe_configuration_recorders()["ConfigurationRecorders"]]
    rules = [rule | {"Tags": config.list_tags_for_resource(ResourceArn=rule["ConfigRuleArn"])["Tags"]}
             for rule in cloud.all(config, "describe_config_rules", "ConfigRules")]
    for rule in rules:
        if "CustomPolicyDetails" in rule["Source"]:
            rule["Source"]["CustomPolicyDetails"].setdefault("EnableDebugLogDelivery", False)
            rule["Policy"] = config.get_custom_rule_policy(ConfigRuleName=rule["ConfigRuleName"])["PolicyText"]
    detectors = [timeless(guardduty.get_detector(DetectorId=one), "UpdatedAt") for one in guardduty.list_detectors()["DetectorIds"]]
    return {
        "trails": calls, "config_recorders": [timeless(one, "arn") for one in recorders], "config_rules": rules,
        "config_channels": config.describe_delivery_channels()["DeliveryChannels"], "threat_detectors": detectors,
        "access_analyzers": cloud.all(analyzers, "list_analyzers", "analyzers"),
    }


def resource_groups(cloud):
    client = cloud.client("resource-groups")

    def either(operation, member, name):
        """A group has one of two, and the question for the other is refused."""
        try:
            return getattr(client, operation)(Group=name)[member]
        except ClientError as error:
            if error.response["Error"]["Code"] == "BadRequestException":
                return None
            raise

    found = []
    for one in client.list_groups()["GroupIdentifiers"]:
        name, arn = one["GroupName"], one["GroupArn"]
        query = either("get_group_query", "GroupQuery", name)
        found.append(client.get_group(Group=name)["Group"] | {
            "Query": query and json.loads(query["ResourceQuery"]["Query"]), "Tags": client.get_tags(Arn=arn)["Tags"],
            "Configuration": (either("get_group_configuration", "GroupConfiguration", name) or {}).get("Configuration"),
        })
    return {"resource_groups": found}


def search(cloud):
    client = cloud.client("opensearch")
    found = []
    for name in (one["DomainName"] for one in client.list_domain_names()["DomainNames"]):
        client.describe_domain(DomainName=name)  # the emulator ends its work on a domain when it is looked at
        told = client.describe_domain(DomainName=name)["DomainStatus"]
        told["AccessPolicies"] = json.loads(told.get("AccessPolicies") or "{}")
        tune = client.describe_domain_config(DomainName=name)["DomainConfig"]["AutoTuneOptions"]["Options"]
        found.append(told | {"AutoTune": tune, "Tags": client.list_tags(ARN=told["ARN"])["TagList"]})
    return {"search_domains": [spare(domain) for domain in found]}


def charts(cloud):
    """All of QuickSight but analyses that are deleted and could be had back."""
    client = cloud.client("quicksight")
    account = {"AwsAccountId": cloud.client("sts").get_caller_identity()["Account"]}

    def more(thing, kind, key):
        """With its tags, and who may do what with it."""
        permissions = getattr(client, f"describe_{kind}_permissions")(**account, **{key: thing[key]})["Permissions"]
        tags = client.list_tags_for_resource(ResourceArn=thing["Arn"])["Tags"]
        return timeless(thing, "LastPublishedTime") | {"Permissions": permissions, "Tags": tags}

    def told(kind, key, listed, listing, member, part):
        things = []
        for one in getattr(client, listing)(**account)[listed]:
            thing = getattr(client, f"describe_{kind}")(**account, **{key: one[key]})[member]
            if thing.get("Status") != "DELETED":
                things.append(more(thing, kind, key) | part(one[key]))
        return things

    def definition(kind, key):
        members = ("Definition", "DashboardPublishOptions")

        def part(name):
            answer = getattr(client, f"describe_{kind}_definition")(**account, **{key: name})
            return {member: answer[member] for member in members if member in answer}

        return part

    def refreshes(name):
        schedules = client.list_refresh_schedules(**account, DataSetId=name)["RefreshSchedules"]
        try:
            answer = client.describe_data_set_refresh_properties(**account, DataSetId=name)
            properties = answer["DataSetRefreshProperties"]
        except (client.exceptions.ResourceNotFoundException, client.exceptions.InvalidParameterValueException):
            properties = None
        return {"RefreshProperties": properties, "RefreshSchedules": [timeless(one, "StartAfterDateTime") for one in schedules]}

    def nothing(_):
        return {}

    def tables(name):
        """Besides its refreshes: its tables without names that are empty, which mean none."""
        physical = client.describe_data_set(**account, DataSetId=name)["DataSet"].get("PhysicalTableMap", {})
        for table in physical.values():
            for member in ("Catalog", "Schema"):
                if not table.get("RelationalTable", {}).get(member, True):
                    del table["RelationalTable"][member]
        return refreshes(name) | {"PhysicalTableMap": physical}

    people = account | {"Namespace": "default"}
    return {
        "chart_sources": told("data_source", "DataSourceId", "DataSources", "list_data_sources", "DataSource", nothing),
        "chart_sets": told("data_set", "DataSetId", "DataSetSummaries", "list_data_sets", "DataSet", tables),
        "chart_folders": told("folder", "FolderId", "FolderSummaryList", "list_folders", "Folder", nothing),
        "chart_templates": told("template", "TemplateId", "TemplateSummaryList", "list_templates", "Template",
                                definition("template", "TemplateId")),
        "chart_analyses": told("analysis", "AnalysisId", "AnalysisSummaryList", "list_analyses", "Analysis",
                               definition("analysis", "AnalysisId")),
        "chart_dashboards": told("dashboard", "DashboardId", "DashboardSummaryList", "list_dashboards", "Dashboard",
                                 definition("dashboard", "DashboardId")),
        "chart_groups": [timeless(one, "PrincipalId") for one in client.list_groups(**people)["GroupList"]],
        "chart_users": [timeless(one, "PrincipalId") for one in client.list_users(**people)["UserList"]],
    }


# Each part of an estate and the services that it is read from.
PARTS = {
    network: {"ec2"},
    names: {"route53"},
    certificates: {"acm"},
    deliveries: {"cloudfront"},
    firewalls: {"wafv2", "shield"},
    identity: {"iam"},
    storage: {"s3"},
    account_storage: {"s3control"},
    backups: {"backup"},
    machines: {"ec2"},
    groups: {"autoscaling", "ec2"},
    balancing: {"elbv2"},
    containers: {"ecs"},
    scaling: {"application-autoscaling"},
    images: {"ecr"},
    kubernetes: {"eks"},
    system_manager: {"ssm"},
    logs: {"logs"},
    alarms: {"cloudwatch"},
    messages: {"sns", "sqs"},
    events: {"events", "scheduler", "chatbot"},
    keys: {"kms"},
    secrets: {"secretsmanager"},
    functions: {"lambda"},
    data_catalogue: {"glue"},
    queries: {"athena"},
    streams: {"firehose", "kinesis"},
    databases: {"rds"},
    tables: {"dynamodb"},
    delivery: {"codebuild", "codecommit", "codedeploy", "codepipeline", "codestar-notifications", "codestar-connections", "codeconnections"},
    audit: {"cloudtrail", "config", "guardduty", "accessanalyzer"},
    resource_groups: {"resource-groups"},
    search: {"opensearch"},
    charts: {"quicksight"},
}

# Services that make things in others: the password of a database, the instances of a group, the database of a query.
MAKES = {"athena": {"glue"}, "autoscaling": {"ec2"}, "eks": {"autoscaling", "ec2", "iam"}, "lambda": {"logs"}, "rds": {"secretsmanager"}}


def called(endpoint, account):
    """The services that the account can hold anything in, or None where the emulator does not tell which of them it has called."""
    try:
        with urllib.request.urlopen(f"{endpoint}/_localstack/called/{account}", timeout=30) as answer:
            services = set(json.load(answer))
    except urllib.error.HTTPError:
        return None
    return services.union(*(MAKES.get(service, set()) for service in services))


# -- canonical form --------------------------------------------------------------------------------------------

# The member by which each kind of thing names itself.
OWN_ID = {
    "addresses": "AllocationId",
    "certificates": "CertificateArn",
    "dhcp_options": "Id",
    "distributions": "Id",
    "flow_logs": "FlowLogId",
    "health_checks": "Id",
    "instances": "InstanceId",
    "internet_gateways": "InternetGatewayId",
    "keys": "KeyId",
    "launch_templates": "LaunchTemplateId",
    "listener_rules": "RuleArn",
    "listeners": "ListenerArn",
    "load_balancers": "LoadBalancerArn",
    "nat_gateways": "NatGatewayId",
    "network_acls": "NetworkAclId",
    "network_interfaces": "InterfaceId",
    "origin_access_controls": "Id",
    "route_tables": "RouteTableId",
    "security_group_rules": "SecurityGroupRuleId",
    "security_groups": "GroupId",
    "subnets": "SubnetId",
    "target_groups": "TargetGroupArn",
    "vpc_endpoints": "VpcEndpointId",
    "vpcs": "VpcId",
    "zones": "Id",
}


def tag_of(item):
    """The name of a tag, as services write them; KMS says more."""
    return str(item.get("Key") or item.get("key") or item.get("TagKey") or "")


def pruned(value):
    """Without what changes from run to run, and with tags sorted and ownership tags gone."""
    if isinstance(value, dict):
        return {key: pruned(item) for key, item in value.items() if key not in VOLATILE and not key.startswith("provision:")}
    if isinstance(value, list):
        items = [pruned(item) for item in value if not (isinstance(item, dict) and tag_of(item).startswith("provision:"))]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True, default=str))
    return value


def relabelled(value, labels):
    """The same value with every random id replaced by its label, and lists in an order that no longer follows the ids."""
    text = json.dumps(value, sort_keys=True, default=str)
    if labels:
        known = re.compile("|".join(re.escape(identifier) for identifier in sorted(labels, key=len, reverse=True)))
        text = known.sub(lambda match: labels[match[0]], text)
    text = RANDOM_ID.sub(lambda match: f"<{match[1]}>", text)
    return pruned(json.loads(UNIQUE_SUFFIX.sub("<unique>", ISSUED.sub("<issued>", UUID.sub("<uuid>", text)))))


def digest(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def canonical(estate, account):
    """Labels follow from contents: they are refined until what refers to what has been taken into account."""
    things = {kind: pruned(items) for service in estate.values() for kind, items in service.items()}
    kinds = {item[OWN_ID[kind]]: kind.rstrip("s") for kind, items in things.items() if kind in OWN_ID for item in items}
    kinds |= {address["PublicIp"]: "public-ip" for address in things.get("addresses", [])}
    labels = {identifier: f"<{kind}>" for identifier, kind in kinds.items()} | {account: "<account>"}
    for _ in range(4):
        hashes = {}
        for kind, items in things.items():
            for item in items if kind in OWN_ID else []:
                content = relabelled({key: part for key, part in item.items() if key != OWN_ID[kind]}, labels)
                hashes[item[OWN_ID[kind]]] = digest(content)
        for address in things.get("addresses", []):
            hashes[address["PublicIp"]] = hashes[address["AllocationId"]]
        labels = {identifier: f"<{kinds[identifier]} {found}>" for identifier, found in hashes.items()} | {account: "<account>"}
    numbered = {}
    for kind in sorted(set(kinds.values())):
        ordered = sorted({label for identifier, label in labels.items() if kinds.get(identifier) == kind})
        numbered |= {label: f"<{kind} {number}>" for number, label in enumerate(ordered, 1)}
    labels = {identifier: numbered.get(label, label) for identifier, label in labels.items()}
    return {kind: relabelled(items, labels) for kind, items in sorted(things.items())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("endpoint")
    parser.add_argument("account")
    parser.add_argument("--region", default="ap-northeast-2")
    parser.add_argument("--canonical", action="store_true")
    arguments = parser.parse_args()
    cloud = Cloud(arguments.endpoint, arguments.account, arguments.region)
    touched = called(arguments.endpoint, arguments.account)
    estate = {part.__name__: part(cloud) for part, services in PARTS.items() if touched is None or services & touched}
    if arguments.canonical:
        estate = canonical(estate, arguments.account)
    print(json.dumps(estate, indent=1, sort_keys=True, default=str))


if __name__ == "__main__":
    main()
