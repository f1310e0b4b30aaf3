"""AWS Backup over moto's vaults and plans: what moto lacks of vaults, plans, selections, tags and the region's settings."""

import datetime
import json
import uuid

from moto.backup.models import Plan

from provision_emulator.extras import backend, err, op

DOCS = "https://docs.aws.amazon.com/aws-backup/latest/devguide"  # each operation's page: DOCS/API_<Operation>.html

# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html, the kinds of its example and since.
OPTED_IN = (
    "Aurora", "CloudFormation", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "Redshift", "S3",
    "SAP HANA on Amazon EC2", "Storage Gateway", "Timestream", "VirtualMachine",
)
MANAGED = ("DynamoDB", "EFS")


def backups(ctx):
    return backend("backup", ctx)


def vault(ctx, name):
    vaults = backups(ctx).vaults
    if name not in vaults:
        raise err("ResourceNotFoundException", f"Backup vault {name} not found")
    return vaults[name]


def plan(ctx, plan_id):
    plans = backups(ctx).plans
    if plan_id not in plans:
        raise err("ResourceNotFoundException", f"Failed reading Backup plan with provided planId {plan_id}")
    return plans[plan_id]


def selections(ctx, plan_id):
    plans = backups(ctx).plans
    if plan_id not in plans:
        raise err("InvalidParameterValueException", f"Cannot find Backup plan with ID {plan_id}")
    return plans[plan_id].__dict__.setdefault("selections", {})


# -- vaults


@op("backup", "CreateBackupVault")
def create_vault(ctx, r):
    """Without a key of the account's, one of AWS's encrypts (API_CreateBackupVault)."""
    aws_key = uuid.uuid5(uuid.NAMESPACE_URL, f"aws/backup {ctx.account_id} {ctx.region}")
    key = r.get("EncryptionKeyArn") or f"arn:aws:kms:{ctx.region}:{ctx.account_id}:key/{aws_key}"
    known = backups(ctx).vaults.get(r["BackupVaultName"])
    if known and r.get("CreatorRequestId") and known.creator_request_id == r["CreatorRequestId"]:
        made = known
    else:
        made = backups(ctx).create_backup_vault(
            r["BackupVaultName"], r.get("BackupVaultTags") or {}, key, r.get("CreatorRequestId"))
    return {"BackupVaultName": made.backup_vault_name, "BackupVaultArn": made.backup_vault_arn, "CreationDate": made.creation_date}


def described(v):
    told = {
        "BackupVaultName": v.backup_vault_name, "BackupVaultArn": v.backup_vault_arn, "CreationDate": v.creation_date,
        "EncryptionKeyArn": v.encryption_key_arn, "CreatorRequestId": v.creator_request_id,
        "NumberOfRecoveryPoints": v.num_of_recovery_points, "Locked": v.locked, "LockDate": v.lock_date,
        # A vault without a lock has no limits (API_DescribeBackupVault).
        "MinRetentionDays": v.min_retention_days or None, "MaxRetentionDays": v.max_retention_days or None,
    }
    return {name: value for name, value in told.items() if value is not None}


@op("backup", "DescribeBackupVault")
def describe_vault(ctx, r):
    return described(vault(ctx, r["BackupVaultName"]))


@op("backup", "ListBackupVaults")
def list_vaults(ctx, r):
    return {"BackupVaultList": [described(v) for v in backups(ctx).vaults.values()]}


@op("backup", "DeleteBackupVault")
def delete_vault(ctx, r):
    gone = vault(ctx, r["BackupVaultName"])
    backups(ctx).tagger.delete_all_tags_for_resource(gone.backup_vault_arn)
    del backups(ctx).vaults[r["BackupVaultName"]]
    return {}


@op("backup", "ListRecoveryPointsByBackupVault")
def recovery_points(ctx, r):
    """No job runs here, so there are none."""
    vault(ctx, r["BackupVaultName"])
    return {"RecoveryPoints": []}


# -- what a vault has beside itself: a policy, a topic, a lock


def beside(ctx, r, name, missing):
    found = getattr(vault(ctx, r["BackupVaultName"]), name, None)
    if found is None:
        raise err("ResourceNotFoundException", missing)
    return found


@op("backup", "PutBackupVaultAccessPolicy")
def put_policy(ctx, r):
    try:
        json.loads(r.get("Policy") or "")
    except ValueError:
        raise err("InvalidParameterValueException", "The policy is not valid JSON") from None
    vault(ctx, r["BackupVaultName"]).policy = r["Policy"]
    return {}


@op("backup", "GetBackupVaultAccessPolicy")
def get_policy(ctx, r):
    policy = beside(ctx, r, "policy", "Policy was not found for the vault")
    found = vault(ctx, r["BackupVaultName"])
    return {"BackupVaultName": found.backup_vault_name, "BackupVaultArn": found.backup_vault_arn, "Policy": policy}


@op("backup", "DeleteBackupVaultAccessPolicy")
def delete_policy(ctx, r):
    vault(ctx, r["BackupVaultName"]).policy = None
    return {}


@op("backup", "PutBackupVaultNotifications")
def put_notifications(ctx, r):
    found = vault(ctx, r["BackupVaultName"])
    found.notifications = {"SNSTopicArn": r["SNSTopicArn"], "BackupVaultEvents": list(r["BackupVaultEvents"])}
    return {}


@op("backup", "GetBackupVaultNotifications")
def get_notifications(ctx, r):
    told = beside(ctx, r, "notifications", "Notifications were not found for the vault")
    found = vault(ctx, r["BackupVaultName"])
    return {"BackupVaultName": found.backup_vault_name, "BackupVaultArn": found.backup_vault_arn, **told}


@op("backup", "DeleteBackupVaultNotifications")
def delete_notifications(ctx, r):
    vault(ctx, r["BackupVaultName"]).notifications = None
    return {}


@op("backup", "PutBackupVaultLockConfiguration")
def put_lock(ctx, r):
    """The lock can be changed for ever, or for at least three days more (API_PutBackupVaultLockConfiguration)."""
    found, days = vault(ctx, r["BackupVaultName"]), r.get("ChangeableForDays")
    if days is not None and days < 3:
        raise err("InvalidParameterValueException", "ChangeableForDays must be at least 3")
    found.locked = True
    found.min_retention_days = r.get("MinRetentionDays") or 0
    found.max_retention_days = r.get("MaxRetentionDays") or 0
    now = datetime.datetime.now(datetime.UTC)
    found.lock_date = (now + datetime.timedelta(days=days)).timestamp() if days is not None else None
    return {}


@op("backup", "DeleteBackupVaultLockConfiguration")
def delete_lock(ctx, r):
    found = vault(ctx, r["BackupVaultName"])
    found.locked, found.lock_date, found.min_retention_days, found.max_retention_days = False, None, 0, 0
    return {}


# -- plans


def check_rules(rules):
    """What goes to cold storage stays there for ninety days (API_Lifecycle)."""
    for rule in rules:
        for lifecycle in [rule.get("Lifecycle"), *(copy.get("Lifecycle") for copy in rule.get("CopyActions") or [])]:
            cold, delete = (lifecycle or {}).get("MoveToColdStorageAfterDays"), (lifecycle or {}).get("DeleteAfterDays")
            if cold and delete and delete < cold + 90:
                raise err("InvalidParameterValueException",
                          "DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays")


@op("backup", "CreateBackupPlan")
def create_plan(ctx, r):
    check_rules(r["BackupPlan"]["Rules"])
    token = r.get("CreatorRequestId")
    same = [p for p in backups(ctx).plans.values() if token and p.creator_request_id == token]
    made = same[0] if same else backups(ctx).create_backup_plan(r["BackupPlan"], r.get("BackupPlanTags") or {}, token)
    return made.to_dict()


@op("backup", "GetBackupPlan")
def get_plan(ctx, r):
    return plan(ctx, r["BackupPlanId"]).to_get_dict()


@op("backup", "ListBackupPlans")
def list_plans(ctx, r):
    return {"BackupPlansList": [p.to_list_dict() for p in backups(ctx).plans.values()]}


@op("backup", "UpdateBackupPlan")
def update_plan(ctx, r):
    """Replaces the whole plan and makes a new version (API_UpdateBackupPlan)."""
    check_rules(r["BackupPlan"]["Rules"])
    old = plan(ctx, r["BackupPlanId"])
    new = Plan(r["BackupPlan"], old.creator_request_id, backups(ctx))
    old.backup_plan, old.advanced_backup_settings = new.backup_plan, new.advanced_backup_settings
    old.version_id = new.version_id
    return old.to_dict()


@op("backup", "DeleteBackupPlan")
def delete_plan(ctx, r):
    """Only after its selections, and gone then with its name (API_DeleteBackupPlan)."""
    gone = plan(ctx, r["BackupPlanId"])
    if selections(ctx, r["BackupPlanId"]):
        raise err("InvalidRequestException", "Related backup plan selections must be deleted prior to backup plan deletion.")
    backups(ctx).tagger.delete_all_tags_for_resource(gone.backup_plan_arn)
    del backups(ctx).plans[r["BackupPlanId"]]
    now = datetime.datetime.now(datetime.UTC)
    return {"BackupPlanId": gone.backup_plan_id, "BackupPlanArn": gone.backup_plan_arn, "DeletionDate": now, "VersionId": gone.version_id}


# -- selections


@op("backup", "CreateBackupSelection")
def create_selection(ctx, r):
    known, token = selections(ctx, r["BackupPlanId"]), r.get("CreatorRequestId")
    for one in known.values():
        if token and one["CreatorRequestId"] == token:
            return {key: one[key] for key in ("SelectionId", "BackupPlanId", "CreationDate")}
        if one["BackupSelection"]["SelectionName"] == r["BackupSelection"]["SelectionName"]:
            raise err("AlreadyExistsException", "Backup selection with the same name already exists")
    made = {
        "SelectionId": str(uuid.uuid4()), "BackupPlanId": r["BackupPlanId"], "CreationDate": datetime.datetime.now(datetime.UTC),
        "CreatorRequestId": token,
        # Lists that a selection does not use are told empty (API_GetBackupSelection).
        "BackupSelection": {"Resources": [], "NotResources": [], "ListOfTags": [], "Conditions": {}} | dict(r["BackupSelection"]),
    }
    known[made["SelectionId"]] = made
    return {key: made[key] for key in ("SelectionId", "BackupPlanId", "CreationDate")}


@op("backup", "GetBackupSelection")
def get_selection(ctx, r):
    known = selections(ctx, r["BackupPlanId"])
    if r["SelectionId"] not in known:
        raise err("ResourceNotFoundException", "Backup selection not found")
    return known[r["SelectionId"]]


@op("backup", "ListBackupSelections")
def list_selections(ctx, r):
    return {"BackupSelectionsList": [
        {key: one[key] for key in ("SelectionId", "BackupPlanId", "CreationDate", "CreatorRequestId")}
        | {key: one["BackupSelection"][key] for key in ("SelectionName", "IamRoleArn")}
        for one in selections(ctx, r["BackupPlanId"]).values()]}


@op("backup", "DeleteBackupSelection")
def delete_selection(ctx, r):
    get_selection(ctx, r)
    del selections(ctx, r["BackupPlanId"])[r["SelectionId"]]
    return {}


# -- tags


def tagged(ctx, arn):
    known = [v.backup_vault_arn for v in backups(ctx).vaults.values()] + [p.backup_plan_arn for p in backups(ctx).plans.values()]
    if arn not in known:
        raise err("ResourceNotFoundException", f"Resource {arn} not found")
    return arn


@op("backup", "ListTags")
def list_tags(ctx, r):
    return {"Tags": backups(ctx).list_tags(tagged(ctx, r["ResourceArn"]))}


@op("backup", "TagResource")
def tag(ctx, r):
    backups(ctx).tag_resource(tagged(ctx, r["ResourceArn"]), r["Tags"])
    return {}


@op("backup", "UntagResource")
def untag(ctx, r):
    backups(ctx).untag_resource(tagged(ctx, r["ResourceArn"]), r["TagKeyList"])
    return {}


# -- the region


def region(ctx):
    return backups(ctx).__dict__.setdefault("region_settings", {
        "ResourceTypeOptInPreference": dict.fromkeys(OPTED_IN, True),
        "ResourceTypeManagementPreference": dict.fromkeys(MANAGED, True),
    })


@op("backup", "DescribeRegionSettings")
def describe_region(ctx, r):
    return region(ctx)


@op("backup", "UpdateRegionSettings")
def update_region(ctx, r):
    """Of kinds that are not named nothing changes (API_UpdateRegionSettings)."""
    for name, settings in region(ctx).items():
        settings.update(r.get(name) or {})
    return {}
