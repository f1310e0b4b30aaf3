"""RDS: ids of instances, what an instance tells that moto forgets, subnet groups that survive a change, what the engine's parameters
say of their origin, and the operations that moto lacks on event subscriptions, parameter groups and engine versions."""

import functools
import random
import string

from moto.rds.models import DBInstance, DBParameterGroup, DBSnapshot, OptionGroup, RDSBackend
from moto.rds.responses import RDSResponse
from moto.core.responses import ActionResult

from provision_emulator.extras import backend, err, op

# What an instance tells of its create call, and what it has by default.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
TOLD = {
    "backup_target": "region", "custom_iam_instance_profile": None, "customer_owned_ip_enabled": False,
    "database_insights_mode": "standard", "dedicated_log_volume": False,
    "engine_lifecycle_support": "open-source-rds-extended-support", "monitoring_interval": 0, "monitoring_role_arn": None,
    "nchar_character_set_name": None, "network_type": "IPV4", "performance_insights_enabled": False,
    "performance_insights_kms_key_id": None, "performance_insights_retention_period": None, "replica_mode": None, "timezone": None,
}
# Parameters of the create and modify calls under other names than the instance tells them.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
RENAMED = {
    "db_port_number": "port", "enable_customer_owned_ip": "customer_owned_ip_enabled",
    "enable_performance_insights": "performance_insights_enabled",
}
# Versions of MySQL and PostgreSQL, as far as tests speak of them, with those that they can be brought to.
# https://docs.aws.amazon.com/AmazonRDS/latest/MySQLReleaseNotes/MySQL_Concepts.VersionMgmt.html
VERSIONS = {
    "mysql": {"8.0.39": ["8.0.40", "8.4.3"], "8.0.40": ["8.4.3"], "8.4.3": []},
    "postgres": {"16.6": ["16.8", "17.4"], "16.8": ["17.4"], "17.4": []},
}
DEFAULTS = {"mysql": "8.0.40", "postgres": "17.4"}
NAMES = {"mysql": "MySQL Community Edition", "postgres": "PostgreSQL"}
LOGS = {"mysql": ["audit", "error", "general", "slowquery"], "postgres": ["postgresql", "upgrade"]}


def random_id():
    return "db-" + "".join(random.choices(string.ascii_uppercase + string.digits, k=26))


def told_instance(original):
    """Each instance has an id of its own, and tells what its create call said."""

    @functools.wraps(original)
    def init(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.dbi_resource_id = random_id()
        asked = {RENAMED.get(key, key): value for key, value in kwargs.items() if value is not None}
        for attribute, default in TOLD.items():
            setattr(self, attribute, asked.get(attribute, default))

    return init


def changed_instance(original):
    @functools.wraps(original)
    def update(self, **kwargs):
        original(self, **kwargs)
        for parameter, attribute in RENAMED.items():
            if kwargs.get(parameter) is not None:
                setattr(self, attribute, kwargs[parameter])

    return update


def replica_with_its_own_id(original):
    """moto copies the source, id included."""

    @functools.wraps(original)
    def create(self, *args, **kwargs):
        replica = original(self, *args, **kwargs)
        replica.dbi_resource_id = random_id()
        return replica

    return create


def promoted(original):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PromoteReadReplica.html: it is nobody's replica any more."""

    @functools.wraps(original)
    def promote(self, db_kwargs):
        replica = self.databases[db_kwargs["db_instance_identifier"]]
        source = replica.source_db_instance_identifier
        told = original(self, db_kwargs)
        if source in self.databases and replica.db_instance_identifier in self.databases[source].replicas:
            self.databases[source].replicas.remove(replica.db_instance_identifier)
        replica.source_db_instance_identifier = None
        return told

    return promote


def told_snapshot(original):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html: what it tells of its instance."""

    @functools.wraps(original)
    def init(self, backend, database, *args, **kwargs):
        original(self, backend, database, *args, **kwargs)
        for attribute in ("availability_zone", "iops", "license_model", "option_group_name", "storage_type", "timezone"):
            setattr(self, attribute, getattr(database, attribute, None))
        group = getattr(database, "db_subnet_group", None)
        self.vpc_id = group.vpc_id if group else None

    return init


def modify_db_subnet_group(self, subnet_name, description, subnets):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSubnetGroup.html: moto loses the group."""
    group = self.describe_db_subnet_groups(subnet_name)[0]
    group.subnets = subnets
    if description is not None:
        group.description = description
    return group


def with_networks(original):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSubnetGroup.html: the networks that its subnets have."""

    @functools.wraps(original)
    def create(self, *args, **kwargs):
        group = original(self, *args, **kwargs)
        group.supported_network_types = ["IPV4"]
        return group

    return create


# -- parameters
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html


def update_parameters(self, new_parameters):
    """Names are known in whatever case, and what somebody sets has `user` as its source."""
    for new in new_parameters:
        self.parameters[new["ParameterName"].lower()] = dict(new, Source="user")


def describe_db_parameters(self):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html: by their source."""
    name, source = self.params.get("DBParameterGroupName"), self.params.get("Source")
    groups = self.backend.describe_db_parameter_groups({"db_parameter_group_name": name})
    if not groups:
        from moto.rds.exceptions import DBParameterGroupNotFoundError

        raise DBParameterGroupNotFoundError(name)
    return ActionResult({"Parameters": [one for one in groups[0].parameters.values() if source in (None, one.get("Source"))]})


@op("rds", "ResetDBParameterGroup")
def reset_db_parameter_group(ctx, r):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ResetDBParameterGroup.html"""
    name = r["DBParameterGroupName"]
    groups = backend("rds", ctx).db_parameter_groups
    if name not in groups:
        raise err("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}", 404)
    if r.get("ResetAllParameters"):
        groups[name].parameters.clear()
    for parameter in r.get("Parameters") or []:
        groups[name].parameters.pop(parameter["ParameterName"].lower(), None)
    return {"DBParameterGroupName": name}


# -- options


def options(self):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Option.html"""
    def told(name, asked):
        return {
            "OptionName": name, "Port": asked.get("Port"), "OptionVersion": asked.get("OptionVersion"),
            "OptionSettings": [{"Name": one.get("Name"), "Value": one.get("Value")} for one in asked.get("OptionSettings") or []],
            "VpcSecurityGroupMemberships": [
                {"VpcSecurityGroupId": group, "Status": "active"} for group in asked.get("VpcSecurityGroupMemberships") or []],
        }

    return [told(name, asked) for name, asked in self._options.items()]


def add_options(self, options_to_add):
    for option in options_to_add:
        self._options[option["OptionName"]] = option


def describe_option_groups(self, option_group_kwargs):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOptionGroups.html: all where no name is given, be it none."""
    from moto.rds.exceptions import OptionGroupNotFoundFaultError

    name = option_group_kwargs.get("option_group_name")
    asked = {key: option_group_kwargs.get(key) for key in ("engine_name", "major_engine_version")}
    found = [group for group in self.option_groups.values() if name in (None, group.name)
             and all(value in (None, getattr(group, key)) for key, value in asked.items())]
    if name and not found:
        raise OptionGroupNotFoundFaultError(name)
    return found


# -- event subscriptions


def subscription(ctx, r):
    found = backend("rds", ctx).event_subscriptions.get(r["SubscriptionName"])
    if found is None:
        raise err("SubscriptionNotFound", f"Subscription {r['SubscriptionName']} not found.", 404)
    return found


def told_subscription(one):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_EventSubscription.html"""
    return {"EventSubscription": {
        "CustSubscriptionId": one.subscription_name, "CustomerAwsId": one.account_id, "Enabled": one.enabled,
        "EventCategoriesList": one.event_categories, "EventSubscriptionArn": one.arn, "SnsTopicArn": one.sns_topic_arn,
        "SourceIdsList": one.source_ids, "SourceType": one.source_type, "Status": one.status,
    }}


@op("rds", "ModifyEventSubscription")
def modify_event_subscription(ctx, r):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyEventSubscription.html"""
    one = subscription(ctx, r)
    for parameter, attribute in (("Enabled", "enabled"), ("EventCategories", "event_categories"), ("SnsTopicArn", "sns_topic_arn"),
                                 ("SourceType", "source_type")):
        if r.get(parameter) is not None:
            setattr(one, attribute, r[parameter])
    return told_subscription(one)


@op("rds", "AddSourceIdentifierToSubscription")
def add_source(ctx, r):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddSourceIdentifierToSubscription.html"""
    one = subscription(ctx, r)
    one.source_ids = sorted({*one.source_ids, r["SourceIdentifier"]})
    return told_subscription(one)


@op("rds", "RemoveSourceIdentifierFromSubscription")
def remove_source(ctx, r):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveSourceIdentifierFromSubscription.html"""
    one = subscription(ctx, r)
    if r["SourceIdentifier"] not in one.source_ids:
        raise err("SourceNotFound", f"Source {r['SourceIdentifier']} not found.", 404)
    one.source_ids = [source for source in one.source_ids if source != r["SourceIdentifier"]]
    return told_subscription(one)


# -- engine versions


@op("rds", "DescribeDBEngineVersions")
def describe_db_engine_versions(ctx, r):
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html"""
    found = []
    for engine, versions in VERSIONS.items():
        for version, targets in versions.items():
            wanted = r.get("EngineVersion") or ""
            family = engine + (".".join(version.split(".")[:2]) if engine == "mysql" else version.split(".")[0])
            if r.get("Engine") not in (None, engine) or not f"{version}.".startswith(f"{wanted}." if wanted else ""):
                continue
            if r.get("DefaultOnly") and version != DEFAULTS[engine] or r.get("DBParameterGroupFamily") not in (None, family):
                continue
            major = version.rsplit(".", 1)[0]
            found.append({
                "Engine": engine, "EngineVersion": version, "DBParameterGroupFamily": family, "DBEngineDescription": NAMES[engine],
                "DBEngineVersionDescription": f"{NAMES[engine]} {version}", "Status": "available", "ExportableLogTypes": LOGS[engine],
                "SupportsLogExportsToCloudwatchLogs": True, "SupportsReadReplica": True, "SupportsParallelQuery": False,
                "SupportsGlobalDatabases": False, "SupportsLimitlessDatabase": False, "SupportsIntegrations": False,
                "SupportsLocalWriteForwarding": False, "SupportsCertificateRotationWithoutRestart": True,
                "ValidUpgradeTarget": [{"Engine": engine, "EngineVersion": target, "AutoUpgrade": False,
                                        "IsMajorVersionUpgrade": target.rsplit(".", 1)[0] != major} for target in targets],
            })
    return {"DBEngineVersions": found}


def apply():
    DBInstance.__init__ = told_instance(DBInstance.__init__)
    DBInstance.update = changed_instance(DBInstance.update)
    DBSnapshot.__init__ = told_snapshot(DBSnapshot.__init__)
    DBParameterGroup.update_parameters = update_parameters
    OptionGroup.options = property(options)
    OptionGroup.add_options = add_options
    RDSBackend.create_db_instance_read_replica = replica_with_its_own_id(RDSBackend.create_db_instance_read_replica)
    RDSBackend.promote_read_replica = promoted(RDSBackend.promote_read_replica)
    RDSBackend.describe_option_groups = describe_option_groups
    RDSBackend.modify_db_subnet_group = modify_db_subnet_group
    RDSBackend.create_subnet_group = with_networks(RDSBackend.create_subnet_group)
    RDSResponse.describe_db_parameters = describe_db_parameters
