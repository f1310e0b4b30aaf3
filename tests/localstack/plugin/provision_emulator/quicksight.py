"""QuickSight: data sources and sets with refreshes, folders, groups and users, templates, analyses and dashboards with their versions,
permissions and tags.

moto makes some of them and tells next to nothing of them afterwards, so that they are kept here. What takes time at AWS is in progress
when it is looked at first, and done from then on; meanwhile changes are refused.
https://docs.aws.amazon.com/quicksight/latest/APIReference/API_Operations.html
"""

import copy
import datetime
import re
import uuid

from provision_emulator.extras import OPS, backend, err, op

# kind -> (member with the id, word in the ARN)
KINDS = {
    "DataSource": ("DataSourceId", "datasource"),
    "DataSet": ("DataSetId", "dataset"),
    "Folder": ("FolderId", "folder"),
    "Template": ("TemplateId", "template"),
    "Analysis": ("AnalysisId", "analysis"),
    "Dashboard": ("DashboardId", "dashboard"),
}
IN_PROGRESS = {"CREATION_IN_PROGRESS": "CREATION_SUCCESSFUL", "UPDATE_IN_PROGRESS": "UPDATE_SUCCESSFUL"}


def store(ctx, kind):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("quicksight", ctx).__dict__.setdefault("provision", {}).setdefault(kind, {})


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def arn(ctx, path):
    return f"arn:aws:quicksight:{ctx.region}:{ctx.account_id}:{path}"


def told(status=200, **members):
    return {"Status": status, "RequestId": str(uuid.uuid4())} | {k: v for k, v in members.items() if v is not None}


def given(request, *members):
    return {member: request[member] for member in members if request.get(member) is not None}


def missing(what):
    return err("ResourceNotFoundException", f"{what} is not found", 404)


def busy(what):
    return err("ConflictException", f"{what} is being changed", 409)


def invalid(message):
    return err("InvalidParameterValueException", message)


def mine(ctx, request):
    if request["AwsAccountId"] != ctx.account_id:
        raise err("AccessDeniedException", "AwsAccountId is not of the caller's account", 401)


def found(ctx, kind, request):
    mine(ctx, request)
    key = request[KINDS[kind][0]]
    thing = store(ctx, kind).get(key)
    if thing is None:
        raise missing(f"{kind} {key}")
    return thing


def by_arn(ctx, kind, name):
    return next((thing for thing in store(ctx, kind).values() if thing["Arn"] == name), None)


def make(ctx, kind, request, thing):
    mine(ctx, request)
    member, word = KINDS[kind]
    key = request[member]
    if key in store(ctx, kind):
        raise err("ResourceExistsException", f"{kind} {key} already exists", 409)
    thing |= {member: key, "Arn": arn(ctx, f"{word}/{key}"), "CreatedTime": now(), "LastUpdatedTime": now()}
    thing["Name"] = request.get("Name") or key
    thing["permissions"] = {p["Principal"]: list(p["Actions"]) for p in request.get("Permissions") or []}
    store(ctx, kind)[key] = thing
    tag(ctx, thing["Arn"], request.get("Tags"))
    return thing


def shown(thing):
    return {key: value for key, value in thing.items() if key[0].isupper()}


def look(holder):
    """What is in progress is done when it was looked at once."""
    seen = copy.copy(holder)
    holder["Status"] = IN_PROGRESS.get(holder["Status"], holder["Status"])
    return seen


def settled(kind, holder, key):
    if holder["Status"] in IN_PROGRESS:
        raise busy(f"{kind} {key}")


def remove(ctx, kind, request):
    thing = found(ctx, kind, request)
    del store(ctx, kind)[request[KINDS[kind][0]]]
    backend("quicksight", ctx).tagger.delete_all_tags_for_resource(thing["Arn"])
    return told(**{"Arn": thing["Arn"], KINDS[kind][0]: request[KINDS[kind][0]]})


# -- tags: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_TagResource.html
def tag(ctx, name, tags):
    if tags:
        backend("quicksight", ctx).tagger.tag_resource(name, [dict(each) for each in tags])


def tagged(ctx, name):
    if not any(by_arn(ctx, kind, name) for kind in KINDS):
        raise missing(name)
    return name


@op("quicksight", "TagResource")
def tag_resource(ctx, r):
    tag(ctx, tagged(ctx, r["ResourceArn"]), r["Tags"])
    return told()


@op("quicksight", "UntagResource")
def untag_resource(ctx, r):
    backend("quicksight", ctx).tagger.untag_resource_using_names(tagged(ctx, r["ResourceArn"]), r["TagKeys"])
    return told()


@op("quicksight", "ListTagsForResource")
def list_tags(ctx, r):
    tags = backend("quicksight", ctx).tagger.list_tags_for_resource(tagged(ctx, r["ResourceArn"]))["Tags"]
    return told(Tags=tags)


# -- permissions: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_UpdateDashboardPermissions.html
def permissions_told(kind, thing):
    name = "Arn" if kind == "Folder" else f"{kind}Arn"
    listed = [{"Principal": who, "Actions": actions} for who, actions in thing["permissions"].items()]
    return told(**{name: thing["Arn"], KINDS[kind][0]: thing[KINDS[kind][0]], "Permissions": listed})


def permissions_of(kind):
    return lambda ctx, r: permissions_told(kind, found(ctx, kind, r))


def permissions_update(kind):
    def update(ctx, r):
        thing = found(ctx, kind, r)
        held = thing["permissions"]
        for one in r.get("RevokePermissions") or []:
            held[one["Principal"]] = [a for a in held.get(one["Principal"], []) if a not in one["Actions"]]
        for one in r.get("GrantPermissions") or []:
            before = held.get(one["Principal"], [])
            held[one["Principal"]] = before + [a for a in one["Actions"] if a not in before]
        thing["permissions"] = {who: actions for who, actions in held.items() if actions}
        return permissions_told(kind, thing)

    return update


def listed(kind, member):
    def answer(ctx, r):
        mine(ctx, r)
        return told(**{member: [shown(thing) | {"Status": status_of(thing)} for thing in store(ctx, kind).values()]})

    return answer


def status_of(thing):
    return thing["versions"][-1]["Status"] if "versions" in thing else thing.get("Status")


for _kind in KINDS:
    OPS["quicksight", f"Describe{_kind}Permissions"] = permissions_of(_kind)
    OPS["quicksight", f"Update{_kind}Permissions"] = permissions_update(_kind)

for _kind, _list, _member in (
    ("DataSource", "ListDataSources", "DataSources"),
    ("DataSet", "ListDataSets", "DataSetSummaries"),
    ("Folder", "ListFolders", "FolderSummaryList"),
    ("Template", "ListTemplates", "TemplateSummaryList"),
    ("Analysis", "ListAnalyses", "AnalysisSummaryList"),
    ("Dashboard", "ListDashboards", "DashboardSummaryList"),
):
    OPS["quicksight", _list] = listed(_kind, _member)


# -- data sources: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSource.html
SOURCE = ("DataSourceParameters", "SslProperties", "VpcConnectionProperties")


@op("quicksight", "CreateDataSource")
def create_data_source(ctx, r):
    thing = {"SslProperties": {"DisableSsl": False}} | given(r, "Type", *SOURCE) | {"Status": "CREATION_IN_PROGRESS"}
    thing = make(ctx, "DataSource", r, thing)
    return told(202, Arn=thing["Arn"], DataSourceId=r["DataSourceId"], CreationStatus=thing["Status"])


@op("quicksight", "DescribeDataSource")
def describe_data_source(ctx, r):
    return told(DataSource=shown(look(found(ctx, "DataSource", r))))


@op("quicksight", "UpdateDataSource")
def update_data_source(ctx, r):
    thing = found(ctx, "DataSource", r)
    settled("DataSource", thing, r["DataSourceId"])
    thing |= given(r, "Name", *SOURCE) | {"Status": "UPDATE_IN_PROGRESS", "LastUpdatedTime": now()}
    return told(202, Arn=thing["Arn"], DataSourceId=r["DataSourceId"], UpdateStatus=thing["Status"])


@op("quicksight", "DeleteDataSource")
def delete_data_source(ctx, r):
    settled("DataSource", found(ctx, "DataSource", r), r["DataSourceId"])
    return remove(ctx, "DataSource", r)


# -- data sets: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSet.html
SET = ("ImportMode", "PhysicalTableMap", "LogicalTableMap", "ColumnGroups", "FieldFolders", "RowLevelPermissionDataSet",
       "RowLevelPermissionTagConfiguration", "ColumnLevelPermissionRules", "DataSetUsageConfiguration")
USAGE = {"DisableUseAsDirectQuerySource": False, "DisableUseAsImportedSource": False}


def tables(request):
    for key, table in (request.get("PhysicalTableMap") or {}).items():
        [(kind, inner)] = table.items()
        yield key, kind, inner


def data_of(ctx, request):
    """What a data set is; each physical table is shown as it is where nothing is said of logical ones."""
    columns, shown_as = [], {}
    for key, _, table in tables(request):
        if not by_arn(ctx, "DataSource", table["DataSourceArn"]):
            raise missing(f"DataSource {table['DataSourceArn']}")
        columns += [{"Name": c["Name"], "Type": c["Type"]} for c in table.get("InputColumns") or table.get("Columns") or []]
        shown_as[key] = {"Alias": table.get("Name") or key, "Source": {"PhysicalTableId": key}}
    data = {"LogicalTableMap": shown_as} | given(request, *SET) | {"OutputColumns": columns}
    data["DataSetUsageConfiguration"] = USAGE | (request.get("DataSetUsageConfiguration") or {})
    return data


@op("quicksight", "CreateDataSet")
def create_data_set(ctx, r):
    thing = make(ctx, "DataSet", r, data_of(ctx, r) | {"schedules": {}})
    return told(201, Arn=thing["Arn"], DataSetId=r["DataSetId"])


@op("quicksight", "DescribeDataSet")
def describe_data_set(ctx, r):
    return told(DataSet=shown(found(ctx, "DataSet", r)))


@op("quicksight", "UpdateDataSet")
def update_data_set(ctx, r):
    thing = found(ctx, "DataSet", r)
    for member in SET:
        thing.pop(member, None)
    thing |= data_of(ctx, r) | {"Name": r["Name"], "LastUpdatedTime": now()}
    return told(Arn=thing["Arn"], DataSetId=r["DataSetId"])


@op("quicksight", "DeleteDataSet")
def delete_data_set(ctx, r):
    return remove(ctx, "DataSet", r)


# https://docs.aws.amazon.com/quicksight/latest/APIReference/API_PutDataSetRefreshProperties.html
def imported(ctx, request):
    thing = found(ctx, "DataSet", request)
    if thing["ImportMode"] != "SPICE":
        raise invalid("The data set is not a SPICE dataset")
    return thing


@op("quicksight", "PutDataSetRefreshProperties")
def put_refresh_properties(ctx, r):
    imported(ctx, r)["refresh"] = r["DataSetRefreshProperties"]
    return told()


@op("quicksight", "DescribeDataSetRefreshProperties")
def describe_refresh_properties(ctx, r):
    properties = imported(ctx, r).get("refresh")
    if not properties:
        raise missing("DataSetRefreshProperties")
    return told(DataSetRefreshProperties=properties)


@op("quicksight", "DeleteDataSetRefreshProperties")
def delete_refresh_properties(ctx, r):
    if not imported(ctx, r).pop("refresh", None):
        raise missing("DataSetRefreshProperties")
    return told(204)


# https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateRefreshSchedule.html
def schedule_of(ctx, request, before):
    schedule = copy.deepcopy(dict(request["Schedule"]))
    frequency = schedule["ScheduleFrequency"]
    frequency.setdefault("Timezone", "UTC")
    if frequency["Interval"] not in ("MINUTE15", "MINUTE30", "HOURLY"):
        frequency.setdefault("TimeOfTheDay", "00:00")
    start = schedule.get("StartAfterDateTime")
    if start and start < now():
        raise invalid("StartAfterDateTime is in the past")
    schedule["StartAfterDateTime"] = start or before.get("StartAfterDateTime") or now() + datetime.timedelta(hours=1)
    schedule["Arn"] = arn(ctx, f"dataset/{request['DataSetId']}/refresh-schedule/{schedule['ScheduleId']}")
    return schedule


def scheduled(ctx, request, key):
    schedules = found(ctx, "DataSet", request)["schedules"]
    if key not in schedules:
        raise missing(f"RefreshSchedule {key}")
    return schedules


@op("quicksight", "CreateRefreshSchedule")
def create_refresh_schedule(ctx, r):
    schedules, key = imported(ctx, r)["schedules"], r["Schedule"]["ScheduleId"]
    if key in schedules:
        raise err("ResourceExistsException", f"RefreshSchedule {key} already exists", 409)
    schedules[key] = schedule_of(ctx, r, {})
    return told(ScheduleId=key, Arn=schedules[key]["Arn"])


@op("quicksight", "UpdateRefreshSchedule")
def update_refresh_schedule(ctx, r):
    key = r["Schedule"]["ScheduleId"]
    schedules = scheduled(ctx, r, key)
    schedules[key] = schedule_of(ctx, r, schedules[key])
    return told(ScheduleId=key, Arn=schedules[key]["Arn"])


@op("quicksight", "DescribeRefreshSchedule")
def describe_refresh_schedule(ctx, r):
    schedule = scheduled(ctx, r, r["ScheduleId"])[r["ScheduleId"]]
    return told(RefreshSchedule=schedule, Arn=schedule["Arn"])


@op("quicksight", "ListRefreshSchedules")
def list_refresh_schedules(ctx, r):
    return told(RefreshSchedules=list(found(ctx, "DataSet", r)["schedules"].values()))


@op("quicksight", "DeleteRefreshSchedule")
def delete_refresh_schedule(ctx, r):
    gone = scheduled(ctx, r, r["ScheduleId"]).pop(r["ScheduleId"])
    return told(ScheduleId=r["ScheduleId"], Arn=gone["Arn"])


# -- folders: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateFolder.html
@op("quicksight", "CreateFolder")
def create_folder(ctx, r):
    parent = r.get("ParentFolderArn")
    path = []
    if parent:
        above = by_arn(ctx, "Folder", parent)
        if not above:
            raise missing(f"Folder {parent}")
        path = [*above["FolderPath"], parent]
    thing = make(ctx, "Folder", r, {"FolderType": r.get("FolderType") or "SHARED", "FolderPath": path})
    return told(Arn=thing["Arn"], FolderId=r["FolderId"])


@op("quicksight", "DescribeFolder")
def describe_folder(ctx, r):
    return told(Folder=shown(found(ctx, "Folder", r)))


@op("quicksight", "UpdateFolder")
def update_folder(ctx, r):
    thing = found(ctx, "Folder", r)
    thing |= {"Name": r["Name"], "LastUpdatedTime": now()}
    return told(Arn=thing["Arn"], FolderId=r["FolderId"])


@op("quicksight", "DeleteFolder")
def delete_folder(ctx, r):
    thing = found(ctx, "Folder", r)
    if any(thing["Arn"] in other["FolderPath"] for other in store(ctx, "Folder").values()):
        raise err("PreconditionNotMetException", "The folder is not empty")
    return remove(ctx, "Folder", r)


# -- templates, analyses, dashboards
def declared(ctx, definition):
    """What is wrong with the data sets that a definition names.

    https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DashboardError.html
    """
    names = [d["DataSetArn"] for d in definition.get("DataSetIdentifierDeclarations") or []]
    lost = [name for name in names if not by_arn(ctx, "DataSet", name)]
    return [{"Type": "DATA_SET_NOT_FOUND", "Message": f"Data set {name} is not found"} for name in lost]


def made_of(ctx, request, kind):
    """The definition that was given, or that of the source."""
    if request.get("Definition"):
        return request["Definition"], None
    if not request.get("SourceEntity"):
        raise invalid("Either Definition or SourceEntity is required")
    [(source, inner)] = request["SourceEntity"].items()
    above = by_arn(ctx, source.removeprefix("Source"), inner["Arn"])
    if not above:
        raise missing(inner["Arn"])
    definition = dict(above["versions"][-1]["Definition"])
    references = inner.get("DataSetReferences") or []
    if kind == "Template" and source == "SourceAnalysis":
        definition.pop("DataSetIdentifierDeclarations", None)
        definition["DataSetConfigurations"] = [{"Placeholder": one["DataSetPlaceholder"]} for one in references]
    elif kind != "Template":
        definition.pop("DataSetConfigurations", None)
        declarations = [{"Identifier": one["DataSetPlaceholder"], "DataSetArn": one["DataSetArn"]} for one in references]
        definition["DataSetIdentifierDeclarations"] = declarations
    return definition, inner["Arn"]


def version_of(ctx, request, kind, number, status="CREATION_IN_PROGRESS"):
    definition, source = made_of(ctx, request, kind)
    errors = declared(ctx, definition)
    return {
        "VersionNumber": number, "Definition": definition, "CreatedTime": now(), "Errors": errors,
        "Status": status.replace("IN_PROGRESS", "FAILED") if errors else status,
        "PublishOptions": request.get("DashboardPublishOptions") or {},
    } | {k: v for k, v in {
        "Description": request.get("VersionDescription"), "ThemeArn": request.get("ThemeArn"), "SourceEntityArn": source,
    }.items() if v}


def version_told(thing, version):
    hidden = ("Definition", "PublishOptions")
    seen = {key: value for key, value in look(version).items() if key not in hidden}
    return seen | {"Arn": f"{thing['Arn']}/version/{version['VersionNumber']}"}


def at_version(thing, number):
    version = next((v for v in thing["versions"] if number in (None, v["VersionNumber"])), None)
    if version is None:
        raise missing(f"Version {number}")
    return version


def latest(thing, request):
    number = request.get("VersionNumber")
    return at_version(thing, number) if number else thing["versions"][-1]


def created(ctx, kind, request):
    version = version_of(ctx, request, kind, 1)
    thing = make(ctx, kind, request, {"versions": [version]})
    version_arn = f"{thing['Arn']}/version/1"
    return told(202, **{"Arn": thing["Arn"], "VersionArn": version_arn, KINDS[kind][0]: request[KINDS[kind][0]],
                        "CreationStatus": version["Status"]})


def updated(ctx, kind, request):
    """https://docs.aws.amazon.com/quicksight/latest/APIReference/API_UpdateTemplate.html: a new version."""
    thing = found(ctx, kind, request)
    number = thing["versions"][-1]["VersionNumber"] + 1
    settled(kind, thing["versions"][-1], request[KINDS[kind][0]])
    version = version_of(ctx, request, kind, number)
    thing["versions"].append(version)
    thing |= {"Name": request.get("Name") or thing["Name"], "LastUpdatedTime": now()}
    return told(202, **{"Arn": thing["Arn"], "VersionArn": f"{thing['Arn']}/version/{number}", KINDS[kind][0]: request[KINDS[kind][0]],
                        "CreationStatus": version["Status"]})


def definition_told(kind, thing, version):
    """https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DescribeDashboardDefinition.html"""
    return told(**{
        KINDS[kind][0]: thing[KINDS[kind][0]], "Name": thing["Name"], "Definition": defaults(version["Definition"]),
        "ResourceStatus": version["Status"], "ThemeArn": version.get("ThemeArn"), "Errors": version["Errors"] or None,
    })


def defaults(definition):
    """A sheet is interactive where nothing is said of it.

    https://docs.aws.amazon.com/quicksight/latest/APIReference/API_SheetDefinition.html
    """
    sheets = [{"ContentType": "INTERACTIVE"} | given(sheet, *sheet) for sheet in definition.get("Sheets") or []]
    return definition | ({"Sheets": sheets} if sheets else {})


# https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateTemplate.html
@op("quicksight", "CreateTemplate")
def create_template(ctx, r):
    return created(ctx, "Template", r)


@op("quicksight", "UpdateTemplate")
def update_template(ctx, r):
    return updated(ctx, "Template", r)


@op("quicksight", "DescribeTemplate")
def describe_template(ctx, r):
    thing = found(ctx, "Template", r)
    return told(Template=shown(thing) | {"Version": version_told(thing, latest(thing, r))})


@op("quicksight", "DescribeTemplateDefinition")
def describe_template_definition(ctx, r):
    thing = found(ctx, "Template", r)
    return definition_told("Template", thing, latest(thing, r))


@op("quicksight", "DeleteTemplate")
def delete_template(ctx, r):
    return remove(ctx, "Template", r)


# https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateAnalysis.html
@op("quicksight", "CreateAnalysis")
def create_analysis(ctx, r):
    return created(ctx, "Analysis", r)


@op("quicksight", "UpdateAnalysis")
def update_analysis(ctx, r):
    thing = found(ctx, "Analysis", r)
    settled("Analysis", thing["versions"][0], r["AnalysisId"])
    thing["versions"] = [version_of(ctx, r, "Analysis", 1, "UPDATE_IN_PROGRESS")]
    thing |= {"Name": r["Name"], "LastUpdatedTime": now()}
    return told(Arn=thing["Arn"], AnalysisId=r["AnalysisId"], UpdateStatus=status_of(thing))


@op("quicksight", "DescribeAnalysis")
def describe_analysis(ctx, r):
    thing = found(ctx, "Analysis", r)
    version = look(thing["versions"][0])
    return told(Analysis=shown(thing) | given(version, "Status", "ThemeArn", "Errors"))


@op("quicksight", "DescribeAnalysisDefinition")
def describe_analysis_definition(ctx, r):
    thing = found(ctx, "Analysis", r)
    return definition_told("Analysis", thing, thing["versions"][0])


@op("quicksight", "DeleteAnalysis")
def delete_analysis(ctx, r):
    """https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DeleteAnalysis.html: until the window is over it can be had
    back, and is told as deleted."""
    if r.get("ForceDeleteWithoutRecovery"):
        return remove(ctx, "Analysis", r)
    thing = found(ctx, "Analysis", r)
    thing["versions"][0]["Status"] = "DELETED"
    return told(Arn=thing["Arn"], AnalysisId=r["AnalysisId"],
                DeletionTime=now() + datetime.timedelta(days=r.get("RecoveryWindowInDays") or 30))


# https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDashboard.html
@op("quicksight", "CreateDashboard")
def create_dashboard(ctx, r):
    answer = created(ctx, "Dashboard", r)
    store(ctx, "Dashboard")[r["DashboardId"]] |= {"published": 1, "LastPublishedTime": now()}
    return answer


@op("quicksight", "UpdateDashboard")
def update_dashboard(ctx, r):
    return updated(ctx, "Dashboard", r)


def dashboard_version(thing, request):
    return at_version(thing, request.get("VersionNumber") or thing["published"])


@op("quicksight", "DescribeDashboard")
def describe_dashboard(ctx, r):
    thing = found(ctx, "Dashboard", r)
    return told(Dashboard=shown(thing) | {"Version": version_told(thing, dashboard_version(thing, r))})


@op("quicksight", "DescribeDashboardDefinition")
def describe_dashboard_definition(ctx, r):
    thing = found(ctx, "Dashboard", r)
    version = dashboard_version(thing, r)
    return definition_told("Dashboard", thing, version) | {"DashboardPublishOptions": version["PublishOptions"]}


@op("quicksight", "UpdateDashboardPublishedVersion")
def publish(ctx, r):
    """https://docs.aws.amazon.com/quicksight/latest/APIReference/API_UpdateDashboardPublishedVersion.html"""
    thing = found(ctx, "Dashboard", r)
    version = at_version(thing, r["VersionNumber"])
    settled("Dashboard", version, r["DashboardId"])
    if version["Status"] != "CREATION_SUCCESSFUL":
        raise invalid(f"Version {r['VersionNumber']} is in status {version['Status']}")
    thing |= {"published": r["VersionNumber"], "LastPublishedTime": now()}
    return told(DashboardId=r["DashboardId"], DashboardArn=thing["Arn"])


@op("quicksight", "DeleteDashboard")
def delete_dashboard(ctx, r):
    return remove(ctx, "Dashboard", r)


# -- groups and users: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_RegisterUser.html
def member_of(ctx, kind, request, key):
    mine(ctx, request)
    thing = store(ctx, kind).get((request["Namespace"], key))
    if thing is None:
        raise missing(f"{kind} {key}")
    return thing


def join(ctx, kind, request, key, thing):
    mine(ctx, request)
    if (request["Namespace"], key) in store(ctx, kind):
        raise err("ResourceExistsException", f"{kind} {key} already exists", 409)
    word = kind.lower()
    thing |= {"Arn": arn(ctx, f"{word}/{request['Namespace']}/{key}"), "PrincipalId": f"{word}/d-{ctx.account_id}/{uuid.uuid4()}"}
    store(ctx, kind)[request["Namespace"], key] = thing
    return thing


def members(ctx, kind, request):
    mine(ctx, request)
    return [thing for (namespace, _), thing in store(ctx, kind).items() if namespace == request["Namespace"]]


@op("quicksight", "CreateGroup")
def create_group(ctx, r):
    return told(201, Group=join(ctx, "Group", r, r["GroupName"], given(r, "GroupName", "Description")))


@op("quicksight", "DescribeGroup")
def describe_group(ctx, r):
    return told(Group=member_of(ctx, "Group", r, r["GroupName"]))


@op("quicksight", "UpdateGroup")
def update_group(ctx, r):
    group = member_of(ctx, "Group", r, r["GroupName"])
    group.pop("Description", None)
    group |= given(r, "Description")
    return told(Group=group)


@op("quicksight", "DeleteGroup")
def delete_group(ctx, r):
    member_of(ctx, "Group", r, r["GroupName"])
    del store(ctx, "Group")[r["Namespace"], r["GroupName"]]
    return told()


@op("quicksight", "ListGroups")
def list_groups(ctx, r):
    return told(GroupList=members(ctx, "Group", r))


@op("quicksight", "RegisterUser")
def register_user(ctx, r):
    name = r.get("UserName")
    if r["IdentityType"] == "IAM":
        identity = re.fullmatch(r"arn:aws:iam::\d{12}:(user|role)/(?:.*/)?([^/]+)", r.get("IamArn") or "")
        if not identity or (identity[1] == "role" and not r.get("SessionName")):
            raise invalid("A user of IAM needs IamArn, and SessionName where that is a role")
        name = identity[2] if identity[1] == "user" else f"{identity[2]}/{r['SessionName']}"
    elif not name:
        raise invalid("UserName is required")
    user = given(r, "Email", "IdentityType") | {"UserName": name, "Role": r["UserRole"], "Active": r["IdentityType"] == "IAM"}
    url = None if r["IdentityType"] == "IAM" else f"https://{ctx.region}.quicksight.aws.amazon.com/sn/auth/signup?invitation={uuid.uuid4()}"
    return told(201, User=join(ctx, "User", r, name, user), UserInvitationUrl=url)


@op("quicksight", "DescribeUser")
def describe_user(ctx, r):
    return told(User=member_of(ctx, "User", r, r["UserName"]))


@op("quicksight", "UpdateUser")
def update_user(ctx, r):
    user = member_of(ctx, "User", r, r["UserName"])
    user |= {"Email": r["Email"], "Role": r["Role"]}
    return told(User=user)


@op("quicksight", "DeleteUser")
def delete_user(ctx, r):
    member_of(ctx, "User", r, r["UserName"])
    del store(ctx, "User")[r["Namespace"], r["UserName"]]
    return told()


@op("quicksight", "ListUsers")
def list_users(ctx, r):
    return told(UserList=members(ctx, "User", r))
