"""Checks what we add to LocalStack against AWS's documentation: `tests/localstack/run exec tests/localstack/selfcheck.py`.

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


if __name__ == "__main__":
    for part in (deletion_order, group_rules, record_sets, certificates, roles):
        part()
    sys.exit(f"{len(FAILURES)} differ from AWS's documentation" if FAILURES else 0)
