//! EKS: what is sent, in which order, and answers that emulators never give.

use super::*;
use provision_engine::provider::{Class, ReadReq};

const ROLE: &str = "arn:aws:iam::123456789012:role/eks";
const USER: &str = "arn:aws:iam::123456789012:role/user";
const POLICIES: &str = "arn:aws:eks::aws:cluster-access-policy";

fn cluster(status: &str) -> Json {
    json!({ "cluster": { "name": "web", "arn": "arn:aws:eks:eu-west-1:123456789012:cluster/web", "status": status,
        "roleArn": ROLE, "version": "1.31", "tags": { "provision:plan": "shop", "provision:token": "token-1" },
        "resourcesVpcConfig": { "subnetIds": ["subnet-1", "subnet-2"], "endpointPublicAccess": true,
            "endpointPrivateAccess": false, "publicAccessCidrs": ["0.0.0.0/0"], "vpcId": "vpc-1" },
        "accessConfig": { "authenticationMode": "API" } } })
}

fn update(status: &str) -> Json {
    json!({ "update": { "id": "u-1", "status": status, "type": "ConfigUpdate" } })
}

fn refused(code: &str, status: u16, message: &str) -> Reply {
    (status, json!({ "__type": code, "message": message }).to_string())
}

fn gone(what: &str) -> Reply {
    refused("ResourceNotFoundException", 404, what)
}

fn invalid(message: &str) -> Reply {
    refused("InvalidParameterException", 400, message)
}

fn in_use(message: &str) -> Reply {
    refused("ResourceInUseException", 409, message)
}

/// The calls but for the looks at updates.
fn changes(rig: &Rig) -> Vec<String> {
    rig.fake.calls().into_iter().filter(|c| !c.starts_with("eks Describe")).collect()
}

#[tokio::test]
async fn a_cluster_waits_until_its_role_is_known_and_until_it_is_active() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks CreateCluster", 0) => invalid("roleArn, arn:aws:iam::123456789012:role/eks, does not exist"),
        ("eks CreateCluster", 1) => invalid(
            "The provided role doesn't have the Amazon EKS Managed Policies associated with it. Please ensure the \
             following policy is attached: arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        ),
        ("eks CreateCluster", _) => ok(cluster("CREATING")),
        ("eks DescribeCluster", 0) => gone("No cluster found for name: web."),
        ("eks DescribeCluster", 1) => ok(cluster("CREATING")),
        _ => ok(cluster("ACTIVE")),
    })
    .await;
    let config = json!({ "name": "web", "role_arn": ROLE, "enabled_cluster_log_types": ["audit"],
        "vpc_config": [{ "subnet_ids": ["subnet-1", "subnet-2"], "endpoint_public_access": true,
            "endpoint_private_access": false }] });
    let planned = rig.planned("aws_eks_cluster", config);
    let created = rig.session.create("aws_eks_cluster", &rig.step(), &planned).await.unwrap();
    assert_eq!(created.key, "web");
    let sent = body(&rig.fake.sent()[0]);
    assert_eq!(sent["bootstrapSelfManagedAddons"], true);
    assert_eq!(sent["logging"]["clusterLogging"][0], json!({ "types": ["audit"], "enabled": true }));
    assert_eq!(sent["logging"]["clusterLogging"][1]["types"].as_array().map(Vec::len), Some(4));
    assert_eq!(rig.count("eks CreateCluster"), 3);
    let told =
        rig.session.read("aws_eks_cluster", vec![ReadReq { key: "web".into(), prior: planned, fresh: true }]);
    let told = told.await.remove(0).unwrap().unwrap();
    assert_eq!(told.get("status").and_then(Value::as_str), Some("CREATING"));
    assert_eq!(rig.count("eks DescribeCluster"), 2);
}

#[tokio::test]
async fn changes_of_a_cluster_are_carried_out_one_after_the_other_the_version_first() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks UpdateClusterVersion", 0) => {
            in_use("Cannot UpdateClusterVersion because cluster web currently has update u-0 in progress")
        }
        ("eks UpdateClusterVersion" | "eks UpdateClusterConfig", _) => ok(update("InProgress")),
        ("eks DescribeUpdate", 0) => gone("No update found for id: u-1"),
        ("eks DescribeUpdate", 1) => ok(update("InProgress")),
        ("eks DescribeUpdate", _) => ok(update("Successful")),
        _ => ok(cluster("ACTIVE")),
    })
    .await;
    let vpc = |more: Json| {
        let mut vpc = json!({ "subnet_ids": ["subnet-1", "subnet-2"], "endpoint_public_access": true,
            "endpoint_private_access": false, "public_access_cidrs": ["0.0.0.0/0"], "security_group_ids": [] });
        vpc.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([vpc])
    };
    let prior = json!({ "id": "web", "name": "web", "role_arn": ROLE, "version": "1.31", "vpc_config": vpc(json!({})) });
    let prior = rig.object("aws_eks_cluster", prior);
    let to = json!({ "id": "web", "name": "web", "role_arn": ROLE, "version": "1.32", "enabled_cluster_log_types": ["api"],
        "vpc_config": vpc(json!({ "endpoint_private_access": true, "security_group_ids": ["sg-1"] })) });
    let to = rig.object("aws_eks_cluster", to);
    rig.session.update("aws_eks_cluster", &rig.step(), &prior, &to).await.unwrap();
    let configured = "eks UpdateClusterConfig";
    let expected =
        ["eks UpdateClusterVersion", "eks UpdateClusterVersion", configured, configured, configured];
    assert_eq!(changes(&rig)[..5], expected);
    let sent: Vec<Json> = rig.fake.sent().iter().filter(|s| s.call == configured).map(body).collect();
    assert!(sent[0]["logging"].is_object() && sent[0]["resourcesVpcConfig"].is_null());
    assert_eq!(sent[1]["resourcesVpcConfig"]["endpointPrivateAccess"], true);
    assert_eq!(sent[2]["resourcesVpcConfig"], json!({ "securityGroupIds": ["sg-1"] }));
    assert_eq!(rig.count("eks DescribeUpdate"), 6);
}

#[tokio::test]
async fn what_an_earlier_run_has_brought_about_is_done() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "eks UpdateClusterVersion" => {
            invalid("Cluster is already at the desired configuration with version: 1.32")
        }
        _ => ok(cluster("ACTIVE")),
    })
    .await;
    let object = |version: &str| {
        let object = json!({ "id": "web", "name": "web", "role_arn": ROLE, "version": version });
        rig.object("aws_eks_cluster", object)
    };
    rig.session.update("aws_eks_cluster", &rig.step(), &object("1.31"), &object("1.32")).await.unwrap();
    assert_eq!(rig.count("eks DescribeUpdate"), 0);
}

#[tokio::test]
async fn encryption_is_begun_and_never_changed() {
    let rig = Rig::new(crate::family(), |call, _| match call.call.as_str() {
        "eks AssociateEncryptionConfig" => ok(update("InProgress")),
        "eks DescribeUpdate" => ok(update("Successful")),
        _ => ok(cluster("ACTIVE")),
    })
    .await;
    let object = |keys: &[&str]| {
        let config: Vec<Json> = keys
            .iter()
            .map(|key| json!({ "resources": ["secrets"], "provider": [{ "key_arn": key }] }))
            .collect();
        let object = json!({ "id": "web", "name": "web", "role_arn": ROLE, "encryption_config": config });
        rig.object("aws_eks_cluster", object)
    };
    rig.session.update("aws_eks_cluster", &rig.step(), &object(&[]), &object(&["a"])).await.unwrap();
    assert_eq!(changes(&rig)[0], "eks AssociateEncryptionConfig");
    let told = rig.session.update("aws_eks_cluster", &rig.step(), &object(&["a"]), &object(&["b"])).await;
    let told = told.unwrap_err();
    assert_eq!(told.class, Class::Validation);
    assert!(told.message.contains("encryption_config"), "{told}");
}

#[tokio::test]
async fn a_cluster_goes_when_its_node_groups_have_gone() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks DeleteCluster", 0) => in_use("Cluster has nodegroups attached"),
        ("eks DeleteCluster", 1) => in_use("Cannot DeleteCluster because an update is in progress"),
        ("eks DescribeCluster", 0) => ok(cluster("DELETING")),
        ("eks DescribeCluster", _) => refused("ClientException", 400, "No cluster found for name: web."),
        _ => ok(cluster("DELETING")),
    })
    .await;
    let prior = rig.object("aws_eks_cluster", json!({ "id": "web", "name": "web" }));
    rig.session.delete("aws_eks_cluster", &rig.step(), &prior).await.unwrap();
    assert_eq!(rig.count("eks DeleteCluster"), 3);
    assert_eq!(rig.count("eks DescribeCluster"), 2);
}

fn node_group(status: &str) -> Json {
    json!({ "nodegroup": { "nodegroupName": "one", "clusterName": "web", "status": status,
        "nodegroupArn": "arn:aws:eks:eu-west-1:123456789012:nodegroup/web/one/1",
        "health": { "issues": [{ "code": "NodeCreationFailure", "message": "Instances failed to join the cluster",
            "resourceIds": ["i-1"] }] } } })
}

#[tokio::test]
async fn a_node_group_that_fails_says_why() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks CreateNodegroup", 0) => invalid("The role with name node does not exist"),
        ("eks DescribeNodegroup", 0) => ok(node_group("CREATING")),
        ("eks DescribeNodegroup", _) => ok(node_group("CREATE_FAILED")),
        _ => ok(node_group("CREATING")),
    })
    .await;
    let config = json!({ "cluster_name": "web", "node_group_name": "one", "node_role_arn": ROLE,
        "subnet_ids": ["subnet-1"], "scaling_config": [{ "desired_size": 0, "max_size": 1, "min_size": 0 }] });
    let planned = rig.planned("aws_eks_node_group", config);
    let created = rig.session.create("aws_eks_node_group", &rig.step(), &planned).await.unwrap();
    assert_eq!((created.key.as_str(), rig.count("eks CreateNodegroup")), ("web:one", 2));
    let sizes = json!({ "minSize": 0, "maxSize": 1, "desiredSize": 0 });
    assert_eq!(body(&rig.fake.sent()[0])["scalingConfig"], sizes);
    let told = rig.session.finish("aws_eks_node_group", &rig.step(), &created, &planned).await.unwrap_err();
    assert!(told.message.contains("i-1: NodeCreationFailure: Instances failed to join"), "{told}");
}

#[tokio::test]
async fn a_node_group_moves_to_a_version_of_its_template_and_says_what_holds_pods_back() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks UpdateNodegroupVersion" | "eks UpdateNodegroupConfig", _) => ok(update("InProgress")),
        ("eks DescribeUpdate", 0 | 1) => ok(update("Successful")),
        ("eks DescribeUpdate", _) => ok(json!({ "update": { "id": "u-1", "status": "Failed", "errors": [
            { "errorCode": "PodEvictionFailure", "errorMessage": "Reached max retries", "resourceIds": ["i-2"] }] } })),
        _ => ok(node_group("ACTIVE")),
    })
    .await;
    let object = |version: &str, labels: Json, taints: Json| {
        rig.object("aws_eks_node_group", json!({ "id": "web:one", "cluster_name": "web", "node_group_name": "one",
            "launch_template": [{ "id": "lt-1", "name": "web", "version": version }], "labels": labels, "taint": taints }))
    };
    let from = object(
        "1",
        json!({ "a": "1", "b": "1" }),
        json!([{ "key": "k", "value": "", "effect": "NO_SCHEDULE" }]),
    );
    let to = object("2", json!({ "a": "2" }), json!([]));
    rig.session.update("aws_eks_node_group", &rig.step(), &from, &to).await.unwrap();
    let sent: Vec<Json> =
        rig.fake.sent().iter().filter(|s| s.call.starts_with("eks Update")).map(body).collect();
    assert_eq!(sent[0]["launchTemplate"], json!({ "id": "lt-1", "version": "2" }));
    assert!(sent[0]["version"].is_null());
    assert_eq!(sent[1]["labels"], json!({ "addOrUpdateLabels": { "a": "2" }, "removeLabels": ["b"] }));
    assert_eq!(sent[1]["taints"]["removeTaints"][0]["key"], "k");
    let again = object("3", json!({ "a": "2" }), json!([]));
    let told = rig.session.update("aws_eks_node_group", &rig.step(), &to, &again).await.unwrap_err();
    assert!(told.message.contains("i-2: PodEvictionFailure: Reached max retries"), "{told}");
    assert!(told.help.contains("force_update_version"), "{told}");
}

fn addon(status: &str) -> Json {
    json!({ "addon": { "addonName": "coredns", "clusterName": "web", "status": status, "addonVersion": "v1.11.4",
        "addonArn": "arn:aws:eks:eu-west-1:123456789012:addon/web/coredns/1",
        "health": { "issues": [{ "code": "InsufficientNumberOfReplicas", "message": "no nodes yet" }] },
        "tags": { "provision:plan": "shop", "provision:token": "token-1" },
        "podIdentityAssociations": ["arn:aws:eks:eu-west-1:123456789012:podidentityassociation/web/a-1"] } })
}

fn association(role: &str) -> Json {
    json!({ "association": { "clusterName": "web", "associationId": "a-1", "namespace": "shop",
        "associationArn": "arn:aws:eks:eu-west-1:123456789012:podidentityassociation/web/a-1",
        "serviceAccount": "api", "roleArn": role } })
}

#[tokio::test]
async fn an_addon_may_be_degraded_until_there_are_nodes_and_leaves_its_software_where_asked() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks DescribeAddon", 0) => ok(addon("CREATING")),
        ("eks DescribeAddon", 1) => ok(addon("DEGRADED")),
        ("eks DescribeAddon", 2) => ok(addon("ACTIVE")),
        ("eks DescribeAddon", _) => gone("No addon: coredns found in cluster: web"),
        ("eks DescribePodIdentityAssociation", _) => ok(association(USER)),
        _ => ok(addon("CREATING")),
    })
    .await;
    let config = json!({ "cluster_name": "web", "addon_name": "coredns", "preserve": true,
        "resolve_conflicts_on_create": "OVERWRITE",
        "pod_identity_association": [{ "role_arn": USER, "service_account": "api" }] });
    let planned = rig.planned("aws_eks_addon", config);
    let created = rig.session.create("aws_eks_addon", &rig.step(), &planned).await.unwrap();
    assert_eq!(body(&rig.fake.sent()[0])["resolveConflicts"], "OVERWRITE");
    let object = rig.session.finish("aws_eks_addon", &rig.step(), &created, &planned).await.unwrap();
    assert_eq!(object.get("addon_version").and_then(Value::as_str), Some("v1.11.4"));
    assert_eq!(changes(&rig), ["eks CreateAddon"]);
    rig.session.delete("aws_eks_addon", &rig.step(), &object).await.unwrap();
    let deleted = rig.fake.sent().into_iter().find(|s| s.call == "eks DeleteAddon").unwrap();
    assert!(deleted.target.contains("preserve=true"), "{}", deleted.target);
}

#[tokio::test]
async fn the_policies_of_one_principal_are_told_together_and_wait_for_its_entry() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks CreateAccessEntry", 0) => invalid("The specified principalArn is invalid: invalid principal."),
        ("eks AssociateAccessPolicy", 0) => gone("The specified principalArn could not be found."),
        ("eks ListAssociatedAccessPolicies", _) => {
            let policy = |name: &str| {
                json!({ "policyArn": format!("{POLICIES}/{name}"),
                "accessScope": { "type": "cluster", "namespaces": [] } })
            };
            ok(json!({ "associatedAccessPolicies": [policy("A"), policy("B")] }))
        }
        _ => ok(json!({})),
    })
    .await;
    let entry = rig.planned("aws_eks_access_entry", json!({ "cluster_name": "web", "principal_arn": USER }));
    let created = rig.session.create("aws_eks_access_entry", &rig.step(), &entry).await.unwrap();
    assert_eq!(created.key, format!("web:{USER}"));
    assert_eq!(rig.count("eks CreateAccessEntry"), 2);
    let name = "aws_eks_access_policy_association";
    let config = json!({ "cluster_name": "web", "principal_arn": USER, "policy_arn": format!("{POLICIES}/A"),
        "access_scope": [{ "type": "cluster" }] });
    let planned = rig.planned(name, config);
    let created = rig.session.create(name, &rig.step(), &planned).await.unwrap();
    assert_eq!(rig.count("eks AssociateAccessPolicy"), 2);
    assert_eq!(created.key, format!("web#{USER}#{POLICIES}/A"));
    let req = |policy: &str| ReadReq {
        key: format!("web#{USER}#{POLICIES}/{policy}"),
        prior: planned.clone(),
        fresh: false,
    };
    let told = rig.session.read(name, vec![req("A"), req("B"), req("C")]).await;
    assert!(matches!(told.as_slice(), [Ok(Some(_)), Ok(Some(_)), Ok(None)]), "{told:?}");
    assert_eq!(rig.count("eks ListAssociatedAccessPolicies"), 1);
}

#[tokio::test]
async fn a_service_accounts_association_is_found_by_its_name_and_waits_for_its_role() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks ListPodIdentityAssociations", _) => {
            ok(json!({ "associations": [{ "clusterName": "web", "associationId": "a-1" }] }))
        }
        ("eks UpdatePodIdentityAssociation", 0) => invalid("Role provided in the request does not exist."),
        ("eks UpdatePodIdentityAssociation", _) => ok(association(ROLE)),
        ("eks DescribePodIdentityAssociation", 0) => ok(association(USER)),
        _ => ok(association(ROLE)),
    })
    .await;
    let name = "aws_eks_pod_identity_association";
    let prior = rig.object(name, json!({ "cluster_name": "web" }));
    let req = ReadReq { key: "web,shop/api".into(), prior, fresh: false };
    let found = rig.session.read(name, vec![req]).await.remove(0).unwrap().unwrap();
    assert_eq!(found.get("id").and_then(Value::as_str), Some("a-1"));
    let listed = rig.fake.sent().into_iter().find(|s| s.call == "eks ListPodIdentityAssociations").unwrap();
    assert!(listed.target.contains("namespace=shop") && listed.target.contains("serviceAccount=api"));
    let to = found.with("role_arn", Value::string(ROLE));
    rig.session.update(name, &rig.step(), &found, &to).await.unwrap();
    assert_eq!(rig.count("eks UpdatePodIdentityAssociation"), 2);
}

#[tokio::test]
async fn fargate_profiles_come_one_after_the_other() {
    let rig = Rig::new(crate::family(), |call, before| match (call.call.as_str(), before) {
        ("eks CreateFargateProfile", 0) => {
            in_use("Cannot create Fargate Profile two because cluster web currently has Fargate profile one in status CREATING")
        }
        ("eks CreateFargateProfile", 1) => invalid("Misconfigured PodExecutionRole Trust Policy"),
        _ => ok(json!({})),
    })
    .await;
    let config = json!({ "cluster_name": "web", "fargate_profile_name": "two", "pod_execution_role_arn": ROLE,
        "selector": [{ "namespace": "shop" }] });
    let planned = rig.planned("aws_eks_fargate_profile", config);
    let created = rig.session.create("aws_eks_fargate_profile", &rig.step(), &planned).await.unwrap();
    assert_eq!((created.key.as_str(), rig.count("eks CreateFargateProfile")), ("web:two", 3));
}
