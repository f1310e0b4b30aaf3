"""Checks what we add to LocalStack against AWS's documentation; `emulator.rs` of the tests runs it.

Terraform's applies exercise the same operations; this looks at what a client that behaves never meets: refusals, repeats, the
order in which things may go.
"""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

FAILURES = []


def client(service, account="210987654321"):
    return boto3.client(service, endpoint_url=os.environ["PROVISION_TEST_ENDPOINT"], region_name="ap-northeast-2",
                        aws_access_key_id=account, aws_secret_access_key="test", config=Config(retries={"max_attempts": 0}))


def holds(what, truth):
    if not truth:
        FAILURES.append(what)
    print(f"{'ok  ' if truth else 'FAIL'} {what}")


def refuses(what, code, operation, **arguments):
    try:
        operation(**arguments)
        holds(f"{what}: refused with {code} (it was accepted)", False)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        holds(f"{what}: {code}" + ("" if found == code else f", got {found}"), found == code)


def deletion_order():
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    request = {"SubnetId": subnet, "AllocationId": address, "ClientToken": "once"}
    nat = ec2.create_nat_gateway(**request)["NatGateway"]["NatGatewayId"]
    holds("a repeated token makes nothing", ec2.create_nat_gateway(**request)["NatGateway"]["NatGatewayId"] == nat)
    refuses("a token with other parameters", "IdempotentParameterMismatch", ec2.create_nat_gateway,
            SubnetId=subnet, ConnectivityType="private", ClientToken="once")
    refuses("subnet under a NAT gateway", "DependencyViolation", ec2.delete_subnet, SubnetId=subnet)
    refuses("gateway under public addresses", "DependencyViolation", ec2.detach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)
    refuses("address in use", "InvalidIPAddress.InUse", ec2.release_address, AllocationId=address)
    refuses("unknown NAT gateway", "NatGatewayNotFound", ec2.delete_nat_gateway, NatGatewayId="nat-0123456789abcdef0")
    ec2.delete_nat_gateway(NatGatewayId=nat)
    ec2.release_address(AllocationId=address)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    named = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet, "subnet-0"]}])["RouteTables"]
    holds("one of several filter values suffices", [found["RouteTableId"] for found in named] == [table])
    refuses("table with an association", "DependencyViolation", ec2.delete_route_table, RouteTableId=table)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_route_table(RouteTableId=table)
    refuses("VPC with a gateway", "DependencyViolation", ec2.delete_vpc, VpcId=vpc)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.delete_internet_gateway(InternetGatewayId=gateway)
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    refuses("VPC with a group", "DependencyViolation", ec2.delete_vpc, VpcId=vpc)
    ec2.delete_security_group(GroupId=group)
    ec2.delete_vpc(VpcId=vpc)


def group_rules():
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    one, two = (ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("one", "two"))
    by_group = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": two, "Description": "why"}]}]
    by_range = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]
    made = ec2.authorize_security_group_ingress(GroupId=one, IpPermissions=by_group + by_range)["SecurityGroupRules"]
    holds("a request tells all the rules that it made", len(made) == 2)
    holds("a rule by group keeps its description", [rule.get("Description") for rule in made if "ReferencedGroupInfo" in rule] == ["why"])
    refuses("the same rule again", "InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=one, IpPermissions=by_range)
    refuses("group that a rule names", "DependencyViolation", ec2.delete_security_group, GroupId=two)
    ranged = next(rule["SecurityGroupRuleId"] for rule in made if "CidrIpv4" in rule)
    refuses("another kind of source", "InvalidParameterValue", ec2.modify_security_group_rules, GroupId=one, SecurityGroupRules=[
        {"SecurityGroupRuleId": ranged, "SecurityGroupRule": {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "ReferencedGroupId": two}}])
    default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}])
    refuses("default group", "CannotDelete", ec2.delete_security_group, GroupId=default["SecurityGroups"][0]["GroupId"])
    v6 = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]
    ec2.authorize_security_group_egress(GroupId=one, IpPermissions=v6)
    ec2.revoke_security_group_egress(GroupId=one, IpPermissions=v6)
    left = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [one]}])["SecurityGroupRules"]
    holds("a revoked IPv6 rule is gone", not any("CidrIpv6" in rule for rule in left))


def record_sets():
    route53 = client("route53")
    zone = route53.create_hosted_zone(Name="selfcheck.test", CallerReference="once")["HostedZone"]["Id"]
    refuses("a repeated caller reference", "HostedZoneAlreadyExists", route53.create_hosted_zone, Name="selfcheck.test", CallerReference="once")
    record = {"Name": "www.selfcheck.test", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}

    def change(action, changed):
        return {"HostedZoneId": zone, "ChangeBatch": {"Changes": [{"Action": action, "ResourceRecordSet": changed}]}}

    route53.change_resource_record_sets(**change("CREATE", record))
    refuses("a record created twice", "InvalidChangeBatch", route53.change_resource_record_sets, **change("CREATE", record))
    refuses("deleting other values", "InvalidChangeBatch", route53.change_resource_record_sets, **change("DELETE", record | {"TTL": 61}))
    refuses("a zone that is not empty", "HostedZoneNotEmpty", route53.delete_hosted_zone, Id=zone)
    route53.change_resource_record_sets(**change("DELETE", record))
    refuses("deleting what is gone", "InvalidChangeBatch", route53.change_resource_record_sets, **change("DELETE", record))
    route53.delete_hosted_zone(Id=zone)


def certificates():
    acm = client("acm")
    request = {"DomainName": "selfcheck.test", "ValidationMethod": "DNS", "IdempotencyToken": "once", "KeyAlgorithm": "EC_prime256v1"}
    arn = acm.request_certificate(**request)["CertificateArn"]
    holds("a repeated token gives the same certificate", acm.request_certificate(**request)["CertificateArn"] == arn)
    acm.update_certificate_options(CertificateArn=arn, Options={"CertificateTransparencyLoggingPreference": "DISABLED"})
    time.sleep(1.5)
    found = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    holds("options change", found["Options"]["CertificateTransparencyLoggingPreference"] == "DISABLED")
    holds("the key algorithm is the one asked for", found["KeyAlgorithm"] == "EC-prime256v1")
    acm.delete_certificate(CertificateArn=arn)
    holds("a token of a deleted certificate makes a new one", acm.request_certificate(**request)["CertificateArn"] != arn)


def roles():
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust), Description="kept")
    iam.update_role(RoleName="r", MaxSessionDuration=7200)
    holds("a setting that is left out stays", iam.get_role(RoleName="r")["Role"].get("Description") == "kept")
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    refuses("role with a policy", "DeleteConflict", iam.delete_role, RoleName="r")


def clusters():
    ec2, iam, eks = client("ec2"), client("iam"), client("eks")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "eks.amazonaws.com"}}]}
    role = iam.create_role(RoleName="eks", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    one, two = (ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"ap-northeast-2{zone}")["Subnet"]["SubnetId"]
                for number, zone in ((1, "a"), (2, "b")))
    request = {"name": "check", "roleArn": role, "version": "1.30", "resourcesVpcConfig": {"subnetIds": [one, two]}}
    refuses("a cluster of an unknown role", "InvalidParameterException", eks.create_cluster, **request | {"roleArn": role + "-not"})
    refuses("a cluster in one zone", "InvalidParameterException", eks.create_cluster, **request | {"resourcesVpcConfig": {"subnetIds": [one]}})
    refuses("half of auto mode", "InvalidParameterException", eks.create_cluster, **request, computeConfig={"enabled": True})
    created = eks.create_cluster(**request)["cluster"]["status"]

    def until(status, describe, seconds=30):
        end = time.monotonic() + seconds
        while describe() != status and time.monotonic() < end:
            time.sleep(0.05)
        return describe() == status

    def cluster():
        return eks.describe_cluster(name="check")["cluster"]

    def idle():
        return until("ACTIVE", lambda: cluster()["status"])

    holds("a new cluster takes its time", created == "CREATING" and idle())
    refuses("a second cluster of its name", "ResourceInUseException", eks.create_cluster, **request)
    refuses("two minor versions at once", "InvalidParameterException", eks.update_cluster_version, name="check", version="1.32")
    refuses("two kinds of change at once", "InvalidParameterException", eks.update_cluster_config, name="check",
            accessConfig={"authenticationMode": "API"}, upgradePolicy={"supportType": "STANDARD"})
    refuses("what is so already", "InvalidParameterException", eks.update_cluster_config, name="check",
            resourcesVpcConfig={"endpointPublicAccess": True})
    refuses("an entry of a cluster with a map alone", "InvalidRequestException", eks.create_access_entry, clusterName="check", principalArn=role)

    def change(**settings):
        return eks.update_cluster_config(name="check", **settings)["update"]["id"]

    def status_of(update):
        return eks.describe_update(name="check", updateId=update)["update"]["status"]

    def half_way():
        """What EKS tells, and answers to another change, while one is under way. On a busy machine one may end unseen."""
        for private in [True, False] * 20:
            update = change(resourcesVpcConfig={"endpointPrivateAccess": private})
            told = cluster()["resourcesVpcConfig"]["endpointPrivateAccess"]
            code = None
            try:
                change(upgradePolicy={"supportType": "STANDARD"})
            except ClientError as error:
                code = error.response["Error"]["Code"]
            if status_of(update) == "InProgress":
                return told is not private, code
            idle()
        return None, None

    unchanged, code = half_way()
    holds("a change is not true before its end", unchanged)
    holds(f"a change during another: ResourceInUseException, got {code}", code == "ResourceInUseException")
    idle()
    update = change(accessConfig={"authenticationMode": "API"})
    holds("an update ends", until("Successful", lambda: status_of(update)))
    holds("and is true then", cluster()["accessConfig"]["authenticationMode"] == "API")
    refuses("the way back", "InvalidParameterException", eks.update_cluster_config, name="check", accessConfig={"authenticationMode": "CONFIG_MAP"})
    refuses("an entry of nobody", "InvalidParameterException", eks.create_access_entry, clusterName="check", principalArn=role + "-not")
    refuses("a policy without an entry", "ResourceNotFoundException", eks.associate_access_policy, clusterName="check", principalArn=role,
            policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", accessScope={"type": "cluster"})
    refuses("an add-on that nobody knows", "InvalidParameterException", eks.create_addon, clusterName="check", addonName="none")
    pod = {"clusterName": "check", "namespace": "a", "serviceAccount": "b", "roleArn": role}
    eks.create_pod_identity_association(**pod)
    refuses("a second role of a service account", "ResourceInUseException", eks.create_pod_identity_association, **pod)
    eks.create_nodegroup(clusterName="check", nodegroupName="n", subnets=[one], nodeRole=role)
    refuses("a cluster with nodes", "ResourceInUseException", eks.delete_cluster, name="check")
    eks.delete_nodegroup(clusterName="check", nodegroupName="n")

    def has_gone(describe):
        try:
            describe()
            return False
        except ClientError as error:
            return error.response["Error"]["Code"] == "ResourceNotFoundException"

    holds("a node group goes", until(True, lambda: has_gone(lambda: eks.describe_nodegroup(clusterName="check", nodegroupName="n"))))
    group = cluster()["resourcesVpcConfig"]["clusterSecurityGroupId"]
    eks.delete_cluster(name="check")
    holds("a cluster goes", until(True, lambda: has_gone(cluster)))
    refuses("its security group goes with it", "InvalidGroup.NotFound", ec2.describe_security_groups, GroupIds=[group])


def tags_of_many():
    elb, tagging = client("elbv2"), client("resourcegroupstaggingapi")
    # One without tags among what it goes through.
    client("ecs").create_cluster(clusterName="check")
    group = elb.create_target_group(Name="check", TargetType="lambda", Tags=[{"Key": "a", "Value": "b"}])["TargetGroups"][0]["TargetGroupArn"]
    tags = [{"Key": "a", "Value": "b"}]
    client("logs").create_log_group(logGroupName="check", tags={"a": "b"})
    s3 = client("s3")
    s3.create_bucket(Bucket="check-tags", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
    s3.put_bucket_tagging(Bucket="check-tags", Tagging={"TagSet": tags})
    document = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
    arns = {
        group, "arn:aws:logs:ap-northeast-2:210987654321:log-group:check", "arn:aws:s3:::check-tags",
        client("kms").create_key(Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]["Arn"],
        client("iam").create_policy(PolicyName="check-tags", PolicyDocument=document, Tags=tags)["Policy"]["Arn"],
        client("ecr").create_repository(repositoryName="check", tags=tags)["repository"]["repositoryArn"],
    }
    told = tagging.get_resources(ResourceARNList=[*arns, *(arn + "-not" for arn in arns)])["ResourceTagMappingList"]
    holds("tags of some ARNs", {one["ResourceARN"] for one in told} == arns and all(one["Tags"] == tags for one in told))


def audit():
    s3, trails, config, guardduty = client("s3"), client("cloudtrail"), client("config"), client("guardduty")
    s3.create_bucket(Bucket="check-trail", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
    refuses("a trail into a bucket that does not let it in", "InsufficientS3BucketPolicyException", trails.create_trail,
            Name="check", S3BucketName="check-trail")
    s3.put_bucket_policy(Bucket="check-trail", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::check-trail/*"}]}))
    trail = trails.create_trail(Name="check", S3BucketName="check-trail")["TrailARN"]
    holds("a new trail does not log", not trails.get_trail_status(Name=trail)["IsLogging"])
    trails.put_event_selectors(TrailName=trail, AdvancedEventSelectors=[
        {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}])
    holds("one kind of selectors", "EventSelectors" not in trails.get_event_selectors(TrailName=trail))
    refuses("insights of a trail without", "InsightNotEnabledException", trails.get_insight_selectors, TrailName=trail)
    role = "arn:aws:iam::210987654321:role/check"
    refuses("a channel without a recorder", "NoAvailableConfigurationRecorderException", config.put_delivery_channel,
            DeliveryChannel={"name": "check", "s3BucketName": "check-trail"})
    config.put_configuration_recorder(ConfigurationRecorder={"name": "check", "roleARN": role})
    refuses("a second recorder", "MaxNumberOfConfigurationRecordersExceededException", config.put_configuration_recorder,
            ConfigurationRecorder={"name": "other", "roleARN": role})
    refuses("recording without a channel", "NoAvailableDeliveryChannelException", config.start_configuration_recorder,
            ConfigurationRecorderName="check")
    config.put_delivery_channel(DeliveryChannel={"name": "check", "s3BucketName": "check-trail"})
    config.start_configuration_recorder(ConfigurationRecorderName="check")
    refuses("the last channel of a running recorder", "LastDeliveryChannelDeleteFailedException", config.delete_delivery_channel,
            DeliveryChannelName="check")
    rule = {"ConfigRuleName": "check", "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"}}
    config.put_config_rule(ConfigRule=rule, Tags=[{"Key": "a", "Value": "b"}])
    config.put_config_rule(ConfigRule=rule, Tags=[{"Key": "a", "Value": "c"}])
    arn = config.describe_config_rules()["ConfigRules"][0]["ConfigRuleArn"]
    holds("a rule is tagged when it is made", config.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}])
    guardduty.create_detector(Enable=True)
    refuses("a second detector", "BadRequestException", guardduty.create_detector, Enable=True)


def searching():
    search = client("opensearch")
    search.create_domain(DomainName="check")
    refuses("a domain twice", "ResourceAlreadyExistsException", search.create_domain, DomainName="check")
    refuses("a change of a new domain", "ValidationException", search.update_domain_config, DomainName="check", AccessPolicies="")
    search.describe_domain(DomainName="check")
    told = search.describe_domains(DomainNames=["check", "absent"])["DomainStatusList"]
    holds("domains that are there are described", [(one["DomainName"], one["Processing"]) for one in told] == [("check", False)])
    refuses("six domains at once", "ValidationException", search.describe_domains, DomainNames=[f"check-{n}" for n in range(6)])
    search.delete_domain(DomainName="check")
    search.describe_domain(DomainName="check")
    refuses("a domain that is gone", "ResourceNotFoundException", search.describe_domain, DomainName="check")


def renewing():
    secrets = client("secretsmanager")
    secrets.create_secret(Name="check-renewed", SecretString="first")
    refuses("renewal without a function", "InvalidRequestException", secrets.rotate_secret, SecretId="check-renewed", RotateImmediately=False)
    rules = {"ScheduleExpression": "rate(10 days)", "Duration": "3h"}
    function = "arn:aws:lambda:ap-northeast-2:123456789012:function:check"
    secrets.rotate_secret(SecretId="check-renewed", RotationLambdaARN=function, RotationRules=rules, RotateImmediately=False)
    told = secrets.describe_secret(SecretId="check-renewed")
    holds("a schedule is told with the days that follow from it", told["RotationRules"] == rules | {"AutomaticallyAfterDays": 10})
    holds("what is not renewed at once keeps its version", len(told["VersionIdsToStages"]) == 1)


if __name__ == "__main__":
    for part in (deletion_order, group_rules, record_sets, certificates, roles, clusters, tags_of_many, audit, searching, renewing):
        part()
    sys.exit(f"{len(FAILURES)} differ from AWS's documentation" if FAILURES else 0)
