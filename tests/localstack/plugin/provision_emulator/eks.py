"""EKS: clusters, node groups, add-ons, access entries, pod identity associations, Fargate profiles, and the updates of them.

moto keeps clusters and node groups without the blocks that they were made with, and has nothing of the rest, so that all of EKS is
kept here. https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html

What EKS makes elsewhere is made as far as plans see it: the security group of a cluster, and the Auto Scaling group behind a node group
that has a launch template. There are no nodes, and no access entry for whoever makes a cluster.
"""

import base64
import datetime
import hashlib
import time
import uuid

from provision_emulator.extras import backend, err, op

# How long anything takes.
SECONDS = 0.3

# https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
DEFAULT_VERSION = "1.32"
LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

# https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
ADDONS = {
    "aws-ebs-csi-driver": "v1.38.1-eksbuild.1", "aws-efs-csi-driver": "v2.1.4-eksbuild.1", "coredns": "v1.11.4-eksbuild.2",
    "eks-pod-identity-agent": "v1.3.4-eksbuild.1", "kube-proxy": "v1.32.0-eksbuild.2", "vpc-cni": "v1.19.2-eksbuild.1",
    "amazon-cloudwatch-observability": "v3.1.0-eksbuild.1", "metrics-server": "v0.7.2-eksbuild.1",
}


class Estate:
    """What one account holds in one region."""

    def __init__(self):
        self.clusters = {}


def estate(ctx):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("eks", ctx).__dict__.setdefault("provision", Estate())


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def absent(message):
    return err("ResourceNotFoundException", message, 404)


def in_use(message):
    return err("ResourceInUseException", message, 409)


def invalid(message):
    return err("InvalidParameterException", message)


def refused(message):
    return err("InvalidRequestException", message)


def present(values):
    return {key: value for key, value in values.items() if value is not None}


def arn(ctx, resource):
    return f"arn:aws:eks:{ctx.region}:{ctx.account_id}:{resource}"


class Thing:
    """Something with a status that changes by itself after a while."""

    def __init__(self, told, status="CREATING"):
        self.told = told
        self.begin(status)

    def begin(self, status):
        self.told["status"] = status
        self.until = time.monotonic() + SECONDS

    def settle(self):
        """True when it has gone."""
        if self.told["status"] == "ACTIVE" or time.monotonic() < self.until:
            return False
        if self.told["status"] == "DELETING":
            return True
        self.told["status"] = "ACTIVE"
        return False


class Update:
    """A change of a thing that is true at its end."""

    def __init__(self, thing, kind, params, change):
        self.thing, self.change = thing, change
        self.told = {
            "id": str(uuid.uuid4()), "status": "InProgress", "type": kind, "createdAt": now(), "errors": [],
            "params": [{"type": name, "value": str(value)} for name, value in params.items()],
        }
        thing.begin("UPDATING")

    def settle(self):
        if self.told["status"] == "InProgress" and time.monotonic() >= self.thing.until:
            self.told["status"] = "Successful"
            self.change()
            self.thing.told["status"] = "ACTIVE"


class Cluster(Thing):
    def __init__(self, told):
        super().__init__(told)
        self.parts = {"node groups": {}, "add-ons": {}, "profiles": {}}
        self.entries, self.associations, self.updates = {}, {}, {}

    def settle(self):
        for update in self.updates.values():
            update.settle()
        for things in self.parts.values():
            for name in [name for name, thing in things.items() if thing.settle()]:
                del things[name]
        return super().settle()

    def update(self, thing, kind, params, change):
        update = Update(thing, kind, params, change)
        self.updates[update.told["id"]] = update
        return {"update": update.told}


def cluster_of(ctx, name):
    """A cluster with everything due done."""
    clusters = estate(ctx).clusters
    cluster = clusters.get(name)
    if cluster is not None and cluster.settle():
        client(ctx, "ec2").delete_security_group(GroupId=cluster.told["resourcesVpcConfig"]["clusterSecurityGroupId"])
        del clusters[name]
        cluster = None
    if cluster is None:
        raise absent(f"No cluster found for name: {name}.")
    return cluster


def idle(cluster, operation):
    """EKS changes one thing of a cluster at a time."""
    name = cluster.told["name"]
    for update in cluster.updates.values():
        if update.thing is cluster and update.told["status"] == "InProgress":
            raise in_use(f"Cannot {operation} because cluster {name} currently has update {update.told['id']} in progress")
    active(cluster)
    return cluster


def active(cluster):
    if cluster.told["status"] not in ("ACTIVE", "UPDATING"):
        raise refused(f"Cluster '{cluster.told['name']}' is not in ACTIVE status")
    return cluster


def client(ctx, service):
    from localstack.aws.connect import connect_to

    return connect_to(aws_access_key_id=ctx.account_id, region_name=ctx.region).get_client(service)


def principal_exists(ctx, principal):
    import moto.backends as mb

    iam = mb.get_backend("iam")[ctx.account_id]["aws"]
    kind, _, name = principal.split(":", 5)[-1].partition("/")
    known = {"role": lambda: {role.name for role in iam.roles.values()}, "user": lambda: set(iam.users)}
    return kind in known and name.rsplit("/", 1)[-1] in known[kind]()


def part(ctx, cluster_name, kind, name, message):
    cluster = cluster_of(ctx, cluster_name)
    if name not in cluster.parts[kind]:
        raise absent(message)
    return cluster, cluster.parts[kind][name]


# -- clusters --------------------------------------------------------------------------------------------------


def networks(ctx, asked):
    """The subnets' VPC, which the subnets have to be in, in two zones at least."""
    subnets = {subnet.id: subnet for zone in backend("ec2", ctx).subnets.values() for subnet in zone.values()}
    wanted = asked.get("subnetIds") or []
    for subnet in wanted:
        if subnet not in subnets:
            raise invalid(f"The subnet ID '{subnet}' does not exist")
    if len({subnets[subnet].availability_zone for subnet in wanted}) < 2:
        raise invalid("Subnets specified must be in at least two different AZs")
    return subnets[wanted[0]].vpc_id


def security_group(ctx, cluster, vpc):
    """https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html"""
    ec2 = client(ctx, "ec2")
    name = f"eks-cluster-sg-{cluster}-{int(hashlib.sha256(cluster.encode()).hexdigest()[:8], 16)}"
    group = ec2.create_security_group(
        GroupName=name, VpcId=vpc, Description="EKS created security group applied to ENI that is attached to EKS Control Plane "
        "master nodes, as well as any managed workloads.",
        TagSpecifications=[{"ResourceType": "security-group", "Tags": [
            {"Key": "Name", "Value": name}, {"Key": f"kubernetes.io/cluster/{cluster}", "Value": "owned"}]}],
    )["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}])
    return group


def logging_of(asked):
    on = [kind for setup in (asked or {}).get("clusterLogging") or [] if setup.get("enabled") for kind in setup.get("types") or []]
    off = [kind for kind in LOGS if kind not in on]
    setups = [{"types": sorted(on), "enabled": True}, {"types": off, "enabled": False}]
    return {"clusterLogging": [setup for setup in setups if setup["types"]]}


def kubernetes_network(asked):
    asked = asked or {}
    family = asked.get("ipFamily") or "ipv4"
    addresses = {"serviceIpv6Cidr": "fd12:3456:789a::/108"} if family == "ipv6" else {
        "serviceIpv4Cidr": asked.get("serviceIpv4Cidr") or "172.20.0.0/16"}
    balancing = {"enabled": bool((asked.get("elasticLoadBalancing") or {}).get("enabled"))}
    return {"ipFamily": family, "elasticLoadBalancing": balancing} | addresses


def auto_mode(request):
    """The three switches of EKS Auto Mode, which go together."""
    switches = {
        bool((request.get("computeConfig") or {}).get("enabled")),
        bool(((request.get("kubernetesNetworkConfig") or {}).get("elasticLoadBalancing") or {}).get("enabled")),
        bool(((request.get("storageConfig") or {}).get("blockStorage") or {}).get("enabled")),
    }
    if len(switches) > 1:
        raise invalid("For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, "
                      "and blockStorage are all either fully enabled or fully disabled.")


def compute(asked):
    return None if asked is None else {"enabled": bool(asked.get("enabled")), "nodePools": sorted(asked.get("nodePools") or [])} | present(
        {"nodeRoleArn": asked.get("nodeRoleArn")})


@op("eks", "CreateCluster")
def create_cluster(ctx, r):
    name = r["name"]
    try:
        cluster_of(ctx, name)
        raise in_use(f"Cluster already exists with name: {name}")
    except Exception as error:
        if getattr(error, "code", "") != "ResourceNotFoundException":
            raise
    if not principal_exists(ctx, r["roleArn"]):
        raise invalid(f"roleArn, {r['roleArn']}, does not exist")
    auto_mode(r)
    asked = r["resourcesVpcConfig"]
    vpc = networks(ctx, asked)
    issued = hashlib.md5(f"{ctx.account_id}{name}{uuid.uuid4()}".encode()).hexdigest().upper()
    told = {
        "name": name, "arn": arn(ctx, f"cluster/{name}"), "createdAt": now(), "roleArn": r["roleArn"],
        "version": r.get("version") or DEFAULT_VERSION, "platformVersion": "eks.1",
        "endpoint": f"https://{issued}.gr7.{ctx.region}.eks.amazonaws.com",
        "certificateAuthority": {"data": base64.b64encode(f"certificate of {name}".encode()).decode()},
        "identity": {"oidc": {"issuer": f"https://oidc.eks.{ctx.region}.amazonaws.com/id/{issued}"}},
        "resourcesVpcConfig": {
            "subnetIds": asked["subnetIds"], "securityGroupIds": asked.get("securityGroupIds") or [], "vpcId": vpc,
            "clusterSecurityGroupId": security_group(ctx, name, vpc),
            "endpointPublicAccess": asked.get("endpointPublicAccess") is not False,
            "endpointPrivateAccess": bool(asked.get("endpointPrivateAccess")),
            "publicAccessCidrs": asked.get("publicAccessCidrs") or ["0.0.0.0/0"],
        },
        "kubernetesNetworkConfig": kubernetes_network(r.get("kubernetesNetworkConfig")),
        "logging": logging_of(r.get("logging")),
        "accessConfig": {"authenticationMode": (r.get("accessConfig") or {}).get("authenticationMode") or "CONFIG_MAP"},
        "upgradePolicy": {"supportType": (r.get("upgradePolicy") or {}).get("supportType") or "EXTENDED"},
        "health": {"issues": []}, "tags": r.get("tags") or {},
    } | present({
        "encryptionConfig": r.get("encryptionConfig"), "zonalShiftConfig": r.get("zonalShiftConfig"),
        "remoteNetworkConfig": r.get("remoteNetworkConfig"), "computeConfig": compute(r.get("computeConfig")),
        "storageConfig": r.get("storageConfig"),
    })
    estate(ctx).clusters[name] = Cluster(told)
    return {"cluster": told}


@op("eks", "DescribeCluster")
def describe_cluster(ctx, r):
    return {"cluster": cluster_of(ctx, r["name"]).told}


@op("eks", "ListClusters")
def list_clusters(ctx, r):
    found = []
    for name in list(estate(ctx).clusters):
        try:
            found.append(cluster_of(ctx, name).told["name"])
        except Exception:  # it has just gone
            continue
    return {"clusters": sorted(found)}


@op("eks", "DeleteCluster")
def delete_cluster(ctx, r):
    cluster = idle(cluster_of(ctx, r["name"]), "DeleteCluster")
    for kind, words in (("node groups", "nodegroups"), ("profiles", "Fargate profiles")):
        if cluster.parts[kind]:
            raise in_use(f"Cluster has {words} attached")
    cluster.begin("DELETING")
    return {"cluster": cluster.told}


KINDS = (("logging",), ("accessConfig",), ("upgradePolicy",), ("zonalShiftConfig",), ("remoteNetworkConfig",),
         ("computeConfig", "kubernetesNetworkConfig", "storageConfig"))
MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"]


@op("eks", "UpdateClusterConfig")
def update_cluster_config(ctx, r):
    cluster = idle(cluster_of(ctx, r["name"]), "UpdateClusterConfig")
    told, vpc = cluster.told, r.get("resourcesVpcConfig") or {}
    kinds = [names for names in KINDS if any(r.get(name) is not None for name in names)]
    ends = ("endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs")
    kinds += [names for names in (ends, ("subnetIds", "securityGroupIds")) if any(vpc.get(name) is not None for name in names)]
    if len(kinds) != 1:
        raise invalid("Only one type of update can be allowed. Request must have only one of the kinds of change.")
    changes = {}
    if "logging" in kinds[0]:
        changes["logging"] = logging_of(r["logging"])
    if "accessConfig" in kinds[0]:
        before, after = told["accessConfig"]["authenticationMode"], r["accessConfig"].get("authenticationMode")
        if after is None or MODES.index(after) < MODES.index(before):
            raise invalid(f"Unsupported authentication mode update from {before} to {after}")
        changes["accessConfig"] = {"authenticationMode": after}
    for name in ("upgradePolicy", "zonalShiftConfig", "remoteNetworkConfig"):
        if name in kinds[0]:
            changes[name] = r[name]
    if "computeConfig" in kinds[0]:
        auto_mode(r)
        network = (r.get("kubernetesNetworkConfig") or {}).get("elasticLoadBalancing") or {}
        changes |= {
            "computeConfig": compute(r.get("computeConfig") or {}), "storageConfig": r.get("storageConfig"),
            "kubernetesNetworkConfig": told["kubernetesNetworkConfig"] | {"elasticLoadBalancing": {"enabled": bool(network.get("enabled"))}},
        }
    if vpc:
        if vpc.get("subnetIds"):
            networks(ctx, vpc)
        changes["resourcesVpcConfig"] = told["resourcesVpcConfig"] | present(dict(vpc))
    if all(told.get(name) == value for name, value in changes.items()):
        raise invalid(f"Cluster is already at the desired configuration with {', '.join(changes)}")
    return cluster.update(cluster, "ConfigUpdate", {}, lambda: told.update(changes))


def minor(version):
    return int(version.split(".")[1])


@op("eks", "UpdateClusterVersion")
def update_cluster_version(ctx, r):
    cluster = idle(cluster_of(ctx, r["name"]), "UpdateClusterVersion")
    before, after = cluster.told["version"], r["version"]
    if before == after:
        raise invalid(f"Cluster is already at the desired configuration with version: {after}")
    if minor(after) != minor(before) + 1:
        raise invalid(f"Unsupported Kubernetes minor version update from {before} to {after}")
    return cluster.update(cluster, "VersionUpdate", {"Version": after}, lambda: cluster.told.update(version=after))


@op("eks", "AssociateEncryptionConfig")
def associate_encryption(ctx, r):
    cluster = idle(cluster_of(ctx, r["clusterName"]), "AssociateEncryptionConfig")
    if cluster.told.get("encryptionConfig"):
        raise refused("Cluster already has encryption config enabled")
    change = {"encryptionConfig": r["encryptionConfig"]}
    return cluster.update(cluster, "AssociateEncryptionConfig", {}, lambda: cluster.told.update(change))


@op("eks", "DescribeUpdate")
def describe_update(ctx, r):
    cluster = cluster_of(ctx, r["name"])
    if r["updateId"] not in cluster.updates:
        raise absent(f"No update found for id: {r['updateId']}")
    return {"update": cluster.updates[r["updateId"]].told}


# -- node groups -----------------------------------------------------------------------------------------------


def template(ctx, asked):
    """A launch template by id or name, told by both."""
    if bool(asked.get("id")) == bool(asked.get("name")):
        raise invalid("Either provide launch template ID or launch template name in the request.")
    which = {"LaunchTemplateIds": [asked["id"]]} if asked.get("id") else {"LaunchTemplateNames": [asked["name"]]}
    found = client(ctx, "ec2").describe_launch_templates(**which)["LaunchTemplates"][0]
    version = asked.get("version") or str(found["DefaultVersionNumber"])
    return {"id": found["LaunchTemplateId"], "name": found["LaunchTemplateName"], "version": version}


def release(version):
    return f"{version}.0-20250519"


@op("eks", "CreateNodegroup")
def create_node_group(ctx, r):
    cluster, name = active(cluster_of(ctx, r["clusterName"])), r["nodegroupName"]
    if name in cluster.parts["node groups"]:
        raise in_use(f"NodeGroup already exists with name {name} and cluster name {r['clusterName']}")
    if not principal_exists(ctx, r["nodeRole"]):
        raise invalid(f"The role with name {r['nodeRole'].rsplit('/', 1)[-1]} does not exist")
    launch = r.get("launchTemplate")
    if launch and r.get("diskSize"):
        raise invalid("Disk size must be specified within the launch template.")
    if launch and r.get("remoteAccess"):
        raise invalid("Remote access configuration cannot be specified with a launch template.")
    end, access, version = str(uuid.uuid4()), r.get("remoteAccess"), r.get("version") or cluster.told["version"]
    told = {
        "nodegroupName": name, "nodegroupArn": arn(ctx, f"nodegroup/{r['clusterName']}/{name}/{end}"), "clusterName": r["clusterName"],
        "version": version, "releaseVersion": r.get("releaseVersion") or release(version), "createdAt": now(), "modifiedAt": now(),
        "capacityType": r.get("capacityType") or "ON_DEMAND", "amiType": r.get("amiType") or "AL2023_x86_64_STANDARD",
        "scalingConfig": r.get("scalingConfig") or {"minSize": 1, "maxSize": 2, "desiredSize": 2}, "subnets": r["subnets"],
        "nodeRole": r["nodeRole"], "labels": r.get("labels") or {}, "taints": r.get("taints") or [],
        "updateConfig": r.get("updateConfig") or {"maxUnavailable": 1}, "health": {"issues": []}, "tags": r.get("tags") or {},
        "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{end}"}]} | (
            {"remoteAccessSecurityGroup": f"sg-{uuid.uuid4().hex[:17]}"} if access else {}),
    } | present({
        "remoteAccess": access, "nodeRepairConfig": r.get("nodeRepairConfig"), "launchTemplate": launch and template(ctx, launch),
        "diskSize": None if launch else r.get("diskSize") or 20,
        "instanceTypes": r.get("instanceTypes") or (None if launch else ["t3.medium"]),
    })
    cluster.parts["node groups"][name] = Thing(told)
    if launch:
        scale(ctx, told)
    return {"nodegroup": told}


def scale(ctx, told):
    """The Auto Scaling group of a node group, which others may attach to target groups. It stays without instances.

    https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
    """
    tags = {"eks:cluster-name": told["clusterName"], "eks:nodegroup-name": told["nodegroupName"]}
    client(ctx, "autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=told["resources"]["autoScalingGroups"][0]["name"], MinSize=0, DesiredCapacity=0,
        MaxSize=told["scalingConfig"]["maxSize"], VPCZoneIdentifier=",".join(told["subnets"]),
        LaunchTemplate={"LaunchTemplateId": told["launchTemplate"]["id"], "Version": told["launchTemplate"]["version"]},
        Tags=[{"Key": key, "Value": value, "PropagateAtLaunch": True} for key, value in tags.items()])


def node_group(ctx, r):
    name = r["nodegroupName"]
    return part(ctx, r["clusterName"], "node groups", name, f"No node group found for name: {name}.")


@op("eks", "DescribeNodegroup")
def describe_node_group(ctx, r):
    return {"nodegroup": node_group(ctx, r)[1].told}


@op("eks", "ListNodegroups")
def list_node_groups(ctx, r):
    return {"nodegroups": sorted(cluster_of(ctx, r["clusterName"]).parts["node groups"])}


@op("eks", "DeleteNodegroup")
def delete_node_group(ctx, r):
    _, group = node_group(ctx, r)
    group.begin("DELETING")
    if "launchTemplate" in group.told:
        name = group.told["resources"]["autoScalingGroups"][0]["name"]
        client(ctx, "autoscaling").delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)
    return {"nodegroup": group.told}


def changeable(thing, words):
    if thing.told["status"] != "ACTIVE":
        raise in_use(f"{words} cannot be updated as it is currently in status {thing.told['status']}, in progress")


@op("eks", "UpdateNodegroupConfig")
def update_node_group_config(ctx, r):
    cluster, group = node_group(ctx, r)
    changeable(group, "Nodegroup")
    told, labels, taints = group.told, r.get("labels") or {}, r.get("taints") or {}

    def change():
        kept = {key: value for key, value in told["labels"].items() if key not in (labels.get("removeLabels") or [])}
        told["labels"] = kept | (labels.get("addOrUpdateLabels") or {})
        new = taints.get("addOrUpdateTaints") or []
        gone = {(taint["key"], taint["effect"]) for taint in new + (taints.get("removeTaints") or [])}
        told["taints"] = [taint for taint in told["taints"] if (taint["key"], taint["effect"]) not in gone] + new
        told["scalingConfig"] = told["scalingConfig"] | (r.get("scalingConfig") or {})
        told.update(present({"updateConfig": r.get("updateConfig"), "nodeRepairConfig": r.get("nodeRepairConfig"), "modifiedAt": now()}))

    return cluster.update(group, "ConfigUpdate", {}, change)


@op("eks", "UpdateNodegroupVersion")
def update_node_group_version(ctx, r):
    cluster, group = node_group(ctx, r)
    changeable(group, "Nodegroup")
    version = r.get("version") or group.told["version"]
    if minor(version) > minor(cluster.told["version"]):
        raise invalid(f"Requested Nodegroup version {version} is newer than the cluster's {cluster.told['version']}")
    launch = r.get("launchTemplate")
    changes = present({
        "version": version, "releaseVersion": r.get("releaseVersion") or release(version), "modifiedAt": now(),
        "launchTemplate": launch and template(ctx, launch),
    })
    return cluster.update(group, "VersionUpdate", {}, lambda: group.told.update(changes))


# -- add-ons ---------------------------------------------------------------------------------------------------


def associate(ctx, cluster, told, identities):
    """The pod identity associations of an add-on: they belong to it, and their namespace is the add-on's."""
    for end in [end for end, found in cluster.associations.items() if found.get("ownerArn") == told["addonArn"]]:
        del cluster.associations[end]
    made = [associate_pod(ctx, cluster, "kube-system", identity, {}, told["addonArn"]) for identity in identities]
    told["podIdentityAssociations"] = [association["associationArn"] for association in made]


@op("eks", "CreateAddon")
def create_addon(ctx, r):
    cluster, name = active(cluster_of(ctx, r["clusterName"])), r["addonName"]
    if name not in ADDONS:
        raise invalid(f"Addon {name} specified is not supported")
    if name in cluster.parts["add-ons"]:
        raise in_use("Addon already exists.")
    if r.get("resolveConflicts") == "PRESERVE":
        raise invalid("The PRESERVE value for resolveConflicts is not supported on create")
    role = r.get("serviceAccountRoleArn")
    if role and not principal_exists(ctx, role):
        raise invalid(f"The role {role} does not exist")
    told = {
        "addonName": name, "clusterName": r["clusterName"], "addonVersion": r.get("addonVersion") or ADDONS[name],
        "addonArn": arn(ctx, f"addon/{r['clusterName']}/{name}/{uuid.uuid4()}"), "createdAt": now(), "modifiedAt": now(),
        "health": {"issues": []}, "tags": r.get("tags") or {},
    } | present({"serviceAccountRoleArn": role, "configurationValues": r.get("configurationValues") or None})
    associate(ctx, cluster, told, r.get("podIdentityAssociations") or [])
    cluster.parts["add-ons"][name] = Thing(told)
    return {"addon": told}


def addon(ctx, r):
    return part(ctx, r["clusterName"], "add-ons", r["addonName"], f"No addon: {r['addonName']} found in cluster: {r['clusterName']}")


@op("eks", "DescribeAddon")
def describe_addon(ctx, r):
    return {"addon": addon(ctx, r)[1].told}


@op("eks", "ListAddons")
def list_addons(ctx, r):
    return {"addons": sorted(cluster_of(ctx, r["clusterName"]).parts["add-ons"])}


@op("eks", "UpdateAddon")
def update_addon(ctx, r):
    cluster, thing = addon(ctx, r)
    changeable(thing, "Addon")
    told = thing.told
    role = r.get("serviceAccountRoleArn")
    if role and not principal_exists(ctx, role):
        raise invalid(f"The role {role} does not exist")

    def change():
        told.update(present({"addonVersion": r.get("addonVersion"), "modifiedAt": now()}))
        # What is left out stays, but for the role.
        for name, value in {"serviceAccountRoleArn": role or "", "configurationValues": r.get("configurationValues")}.items():
            if value:
                told[name] = value
            elif value is not None:
                told.pop(name, None)
        if r.get("podIdentityAssociations") is not None:
            associate(ctx, cluster, told, r["podIdentityAssociations"])

    return cluster.update(thing, "AddonUpdate", {}, change)


@op("eks", "DeleteAddon")
def delete_addon(ctx, r):
    cluster, thing = addon(ctx, r)
    associate(ctx, cluster, thing.told, [])
    thing.begin("DELETING")
    return {"addon": thing.told}


# -- access entries --------------------------------------------------------------------------------------------


def entry_of(ctx, r):
    cluster = cluster_of(ctx, r["clusterName"])
    if r["principalArn"] not in cluster.entries:
        raise absent("The specified principalArn could not be found. You can view your available access entries with "
                     "'list-access-entries'.")
    return cluster.entries[r["principalArn"]]


def user_name(principal, kind):
    """https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html"""
    account, resource = principal.split(":")[4], principal.split(":", 5)[-1]
    if kind != "STANDARD":
        return "system:node:{{EC2PrivateDNSName}}"
    if resource.startswith("role/"):
        return f"arn:aws:sts::{account}:assumed-role/{resource.rsplit('/', 1)[-1]}/{{{{SessionName}}}}"
    return principal


@op("eks", "CreateAccessEntry")
def create_access_entry(ctx, r):
    cluster, principal = active(cluster_of(ctx, r["clusterName"])), r["principalArn"]
    if cluster.told["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise refused("The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.")
    if principal in cluster.entries:
        raise in_use("The specified access entry resource is already in use on this cluster.")
    if not principal_exists(ctx, principal):
        raise invalid("The specified principalArn is invalid: invalid principal.")
    kind = r.get("type") or "STANDARD"
    told = {
        "clusterName": r["clusterName"], "principalArn": principal, "type": kind, "createdAt": now(), "modifiedAt": now(),
        "kubernetesGroups": r.get("kubernetesGroups") or ([] if kind == "STANDARD" else ["system:nodes"]),
        "accessEntryArn": arn(ctx, f"access-entry/{r['clusterName']}/{principal.split(':', 5)[-1].split('/')[0]}/"
                                   f"{principal.split(':')[4]}/{principal.rsplit('/', 1)[-1]}/{uuid.uuid4()}"),
        "username": r.get("username") or user_name(principal, kind), "tags": r.get("tags") or {},
    }
    cluster.entries[principal] = {"told": told, "policies": {}}
    return {"accessEntry": told}


@op("eks", "DescribeAccessEntry")
def describe_access_entry(ctx, r):
    return {"accessEntry": entry_of(ctx, r)["told"]}


@op("eks", "ListAccessEntries")
def list_access_entries(ctx, r):
    return {"accessEntries": sorted(cluster_of(ctx, r["clusterName"]).entries)}


@op("eks", "UpdateAccessEntry")
def update_access_entry(ctx, r):
    told = entry_of(ctx, r)["told"]
    told.update(present({"kubernetesGroups": r.get("kubernetesGroups"), "username": r.get("username"), "modifiedAt": now()}))
    return {"accessEntry": told}


@op("eks", "DeleteAccessEntry")
def delete_access_entry(ctx, r):
    entry_of(ctx, r)
    del cluster_of(ctx, r["clusterName"]).entries[r["principalArn"]]
    return {}


@op("eks", "AssociateAccessPolicy")
def associate_access_policy(ctx, r):
    entry, policy, scope = entry_of(ctx, r), r["policyArn"], r["accessScope"]
    if not policy.startswith("arn:aws:eks::aws:cluster-access-policy/AmazonEKS"):
        raise invalid(f"The specified policyArn is invalid: {policy}")
    if (scope.get("type") == "namespace") != bool(scope.get("namespaces")):
        raise invalid("The specified accessScope is invalid: namespaces go with the type namespace")
    made = entry["policies"].get(policy, {}).get("associatedAt") or now()
    told = {
        "policyArn": policy, "associatedAt": made, "modifiedAt": now(),
        "accessScope": {"type": scope["type"], "namespaces": scope.get("namespaces") or []},
    }
    entry["policies"][policy] = told
    return {"clusterName": r["clusterName"], "principalArn": r["principalArn"], "associatedAccessPolicy": told}


@op("eks", "DisassociateAccessPolicy")
def disassociate_access_policy(ctx, r):
    if entry_of(ctx, r)["policies"].pop(r["policyArn"], None) is None:
        raise absent("The specified policyArn could not be found on this access entry.")
    return {}


@op("eks", "ListAssociatedAccessPolicies")
def list_associated_access_policies(ctx, r):
    policies = list(entry_of(ctx, r)["policies"].values())
    return {"clusterName": r["clusterName"], "principalArn": r["principalArn"], "associatedAccessPolicies": policies}


# -- pod identity associations ---------------------------------------------------------------------------------


def associate_pod(ctx, cluster, namespace, r, tags, owner=None):
    for found in cluster.associations.values():
        if (found["namespace"], found["serviceAccount"]) == (namespace, r["serviceAccount"]):
            raise in_use(f"Association already exists: {found['associationId']}")
    if not principal_exists(ctx, r["roleArn"]):
        raise invalid("Role provided in the request does not exist.")
    end, name = f"a-{uuid.uuid4().hex[:17]}", cluster.told["name"]
    told = {
        "clusterName": name, "namespace": namespace, "serviceAccount": r["serviceAccount"], "roleArn": r["roleArn"],
        "associationArn": arn(ctx, f"podidentityassociation/{name}/{end}"), "associationId": end, "tags": tags,
        "createdAt": now(), "modifiedAt": now(),
    } | present({"ownerArn": owner})
    cluster.associations[end] = told
    return told


def association_of(ctx, r):
    associations = cluster_of(ctx, r["clusterName"]).associations
    if r["associationId"] not in associations:
        raise absent(f"Association does not exist: {r['associationId']}")
    return associations[r["associationId"]]


@op("eks", "CreatePodIdentityAssociation")
def create_pod_identity_association(ctx, r):
    cluster = active(cluster_of(ctx, r["clusterName"]))
    return {"association": associate_pod(ctx, cluster, r["namespace"], r, r.get("tags") or {})}


@op("eks", "DescribePodIdentityAssociation")
def describe_pod_identity_association(ctx, r):
    return {"association": association_of(ctx, r)}


@op("eks", "ListPodIdentityAssociations")
def list_pod_identity_associations(ctx, r):
    summary = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn")
    wanted = {name: r[name] for name in ("namespace", "serviceAccount") if r.get(name)}
    found = [one for one in cluster_of(ctx, r["clusterName"]).associations.values() if wanted.items() <= one.items()]
    return {"associations": [present({name: one.get(name) for name in summary}) for one in found]}


@op("eks", "UpdatePodIdentityAssociation")
def update_pod_identity_association(ctx, r):
    told = association_of(ctx, r)
    if r.get("roleArn") and not principal_exists(ctx, r["roleArn"]):
        raise invalid("Role provided in the request does not exist.")
    told.update(present({"roleArn": r.get("roleArn"), "modifiedAt": now()}))
    return {"association": told}


@op("eks", "DeletePodIdentityAssociation")
def delete_pod_identity_association(ctx, r):
    told = association_of(ctx, r)
    del cluster_of(ctx, r["clusterName"]).associations[r["associationId"]]
    return {"association": told}


# -- Fargate profiles ------------------------------------------------------------------------------------------


@op("eks", "CreateFargateProfile")
def create_fargate_profile(ctx, r):
    cluster, name = active(cluster_of(ctx, r["clusterName"])), r["fargateProfileName"]
    if name in cluster.parts["profiles"]:
        raise in_use("A Fargate Profile already exists with this name in this cluster.")
    one_at_a_time(cluster)
    if not principal_exists(ctx, r["podExecutionRoleArn"]):
        raise invalid("Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal")
    told = {
        "fargateProfileName": name, "clusterName": r["clusterName"], "createdAt": now(),
        "fargateProfileArn": arn(ctx, f"fargateprofile/{r['clusterName']}/{name}/{uuid.uuid4()}"),
        "podExecutionRoleArn": r["podExecutionRoleArn"], "subnets": r.get("subnets") or [], "selectors": r.get("selectors") or [],
        "tags": r.get("tags") or {},
    }
    cluster.parts["profiles"][name] = Thing(told)
    return {"fargateProfile": told}


def one_at_a_time(cluster):
    for name, profile in cluster.parts["profiles"].items():
        if profile.told["status"] != "ACTIVE":
            raise in_use(f"Cannot change Fargate profiles because {name} is in status {profile.told['status']}")


def profile_of(ctx, r):
    name = r["fargateProfileName"]
    return part(ctx, r["clusterName"], "profiles", name, f"No Fargate Profile found with name: {name}.")


@op("eks", "DescribeFargateProfile")
def describe_fargate_profile(ctx, r):
    return {"fargateProfile": profile_of(ctx, r)[1].told}


@op("eks", "ListFargateProfiles")
def list_fargate_profiles(ctx, r):
    return {"fargateProfileNames": sorted(cluster_of(ctx, r["clusterName"]).parts["profiles"])}


@op("eks", "DeleteFargateProfile")
def delete_fargate_profile(ctx, r):
    cluster, profile = profile_of(ctx, r)
    one_at_a_time(cluster)
    profile.begin("DELETING")
    return {"fargateProfile": profile.told}


# -- tags ------------------------------------------------------------------------------------------------------


def tags_of(ctx, which):
    for cluster in estate(ctx).clusters.values():
        things = [thing.told for things in cluster.parts.values() for thing in things.values()]
        things += [cluster.told, *(entry["told"] for entry in cluster.entries.values()), *cluster.associations.values()]
        for told in things:
            if which in told.values():
                return told["tags"]
    raise absent(f"Resource not found: {which}")


@op("eks", "TagResource")
def tag_resource(ctx, r):
    tags_of(ctx, r["resourceArn"]).update(r["tags"])
    return {}


@op("eks", "UntagResource")
def untag_resource(ctx, r):
    tags = tags_of(ctx, r["resourceArn"])
    for key in r["tagKeys"]:
        tags.pop(key, None)
    return {}


@op("eks", "ListTagsForResource")
def list_tags(ctx, r):
    return {"tags": tags_of(ctx, r["resourceArn"])}
