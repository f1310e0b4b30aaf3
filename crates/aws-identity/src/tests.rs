//! What is sent, how many calls reading takes, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_aws_core::testing::rig::{Rig, names_told, query_refusal, query_result};
use provision_aws_core::testing::{Reply, Sent, operation};
use provision_value::Value;
use serde_json::json;

const ACCOUNT: &str = "arn:aws:iam::123456789012";
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const MADE: &str = "<CreateDate>2026-01-01T00:00:00Z</CreateDate>";

async fn rig(script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static) -> Rig {
    Rig::new(crate::family(), script).await
}

fn gone(what: &str) -> Reply {
    query_refusal(404, "NoSuchEntity", what)
}

fn field(sent: &Sent, name: &str) -> String {
    let form = sent.form();
    let value = form.iter().find_map(|f| f.strip_prefix(&format!("{name}=")));
    value.unwrap_or_default().to_owned()
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn members(list: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: String = items.into_iter().map(|i| format!("<member>{i}</member>")).collect();
    format!("<{list}>{items}</{list}>")
}

/// A page of a hundred of two hundred things.
fn page(sent: &Sent, list: &str, item: impl Fn(usize) -> String) -> Reply {
    let start = if field(sent, "Marker").is_empty() { 0 } else { 100 };
    let more = if start == 0 {
        "<IsTruncated>true</IsTruncated><Marker>more</Marker>"
    } else {
        "<IsTruncated>false</IsTruncated>"
    };
    query_result(sent, &format!("{}{more}", members(list, (start..start + 100).map(item))))
}

fn role(n: usize) -> String {
    format!(
        "<RoleName>r{n}</RoleName><RoleId>AROA{n}</RoleId><Path>/</Path><Arn>{ACCOUNT}:role/r{n}</Arn>{MADE}\
         <AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>"
    )
}

fn role_detail(n: usize) -> String {
    let attached =
        (0..3).map(|p| format!("<PolicyName>p{p}</PolicyName><PolicyArn>{ACCOUNT}:policy/p{p}</PolicyArn>"));
    let tags = members("Tags", ["<Key>Name</Key><Value>a</Value>".to_owned()]);
    format!("{}{}{tags}", role(n), members("AttachedManagedPolicies", attached))
}

fn profile(n: usize) -> String {
    let role = members("Roles", [role(n)]);
    format!(
        "<InstanceProfileName>i{n}</InstanceProfileName><InstanceProfileId>AIPA{n}</InstanceProfileId><Path>/</Path>\
         <Arn>{ACCOUNT}:instance-profile/i{n}</Arn>{MADE}{role}"
    )
}

/// Two hundred roles with three attachments each, and two hundred instance profiles, in pages of a hundred.
fn large(sent: &Sent, _: usize) -> Reply {
    match operation(sent) {
        "GetAccountAuthorizationDetails" => page(sent, "RoleDetailList", role_detail),
        "ListRoles" => page(sent, "Roles", role),
        "ListInstanceProfiles" => page(sent, "InstanceProfiles", profile),
        "ListInstanceProfileTags" => {
            let tags = members("Tags", ["<Key>Name</Key><Value>a</Value>".to_owned()]);
            query_result(sent, &format!("{tags}<IsTruncated>false</IsTruncated>"))
        }
        _ => gone("unexpected"),
    }
}

async fn refresh_all(rig: &Rig, tags: serde_json::Value) -> usize {
    let roles = (0..200).map(|n| (format!("r{n}"), json!({"id": format!("r{n}")}))).collect();
    let attachments = (0..600).map(|n| {
        let (role, arn) = (format!("r{}", n / 3), format!("{ACCOUNT}:policy/p{}", n % 3));
        (format!("{role}/{arn}"), json!({"id": format!("x{n}"), "role": role, "policy_arn": arn}))
    });
    let profiles =
        (0..200).map(|n| (format!("i{n}"), json!({"id": format!("i{n}"), "tags": tags, "tags_all": tags})));
    let (roles, attachments, profiles) = tokio::join!(
        rig.refresh("aws_iam_role", roles),
        rig.refresh("aws_iam_role_policy_attachment", attachments.collect()),
        rig.refresh("aws_iam_instance_profile", profiles.collect()),
    );
    assert!(roles.iter().all(|r| r.as_ref().is_some_and(|r| r.get("tags_all").is_some())));
    [roles, attachments, profiles].iter().flatten().filter(|found| found.is_some()).count()
}

#[tokio::test]
async fn two_hundred_roles_their_attachments_and_profiles_take_six_pages() {
    let rig = rig(large).await;
    assert_eq!(refresh_all(&rig, json!({})).await, 1000);
    assert_eq!(rig.count("GetAccountAuthorizationDetails"), 2);
    assert_eq!(rig.count("ListRoles"), 2);
    assert_eq!(rig.count("ListInstanceProfiles"), 2);
    assert_eq!(rig.fake.calls().len(), 6);
}

#[tokio::test]
async fn tags_of_profiles_are_confirmed_a_hundred_a_call_where_the_state_has_some() {
    let told = |sent: &Sent, before: usize| match operation(sent) {
        "GetResources" => names_told(sent, |_| "a"),
        _ => large(sent, before),
    };
    let rig = rig(told).await;
    assert_eq!(refresh_all(&rig, json!({"Name": "a"})).await, 1000);
    assert_eq!((rig.count("GetResources"), rig.count("ListInstanceProfileTags")), (2, 0));
    assert_eq!(rig.fake.calls().len(), 8);
    let regions = rig.fake.sent().into_iter().filter(|s| operation(s) == "GetResources").map(|s| s.region);
    assert_eq!(regions.collect::<Vec<_>>(), ["us-east-1"; 2]);
}

#[tokio::test]
async fn tags_of_profiles_that_are_not_confirmed_are_told_one_by_one() {
    let other = |arn: &str| if arn.ends_with('7') { "b" } else { "a" };
    let told = move |sent: &Sent, before: usize| match operation(sent) {
        "GetResources" => names_told(sent, other),
        _ => large(sent, before),
    };
    let some = rig(told).await;
    assert_eq!(refresh_all(&some, json!({"Name": "a"})).await, 1000);
    assert_eq!((some.count("GetResources"), some.count("ListInstanceProfileTags")), (2, 20));

    let told = |sent: &Sent, before: usize| match operation(sent) {
        "GetResources" => {
            (400, json!({"__type": "AccessDeniedException", "message": "tag:GetResources"}).to_string())
        }
        _ => large(sent, before),
    };
    let refused = rig(told).await;
    assert_eq!(refresh_all(&refused, json!({"Name": "a"})).await, 1000);
    assert_eq!((refused.count("GetResources"), refused.count("ListInstanceProfileTags")), (2, 200));
}

/// A hundred policies as the listing tells them, which come without tags.
#[tokio::test]
async fn tags_of_a_hundred_policies_are_confirmed_in_one_call() {
    let policy = |n: usize| {
        let version =
            "<VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion><Document>%7B%7D</Document>";
        let versions = members("PolicyVersionList", [version.to_owned()]);
        format!("<PolicyName>p{n}</PolicyName><Arn>{ACCOUNT}:policy/p{n}</Arn><Path>/</Path>{versions}")
    };
    let told = move |sent: &Sent, _: usize| match operation(sent) {
        "GetResources" => names_told(sent, |_| "a"),
        "GetAccountAuthorizationDetails" => query_result(
            sent,
            &format!("{}<IsTruncated>false</IsTruncated>", members("Policies", (0..100).map(policy))),
        ),
        _ => gone("unexpected"),
    };
    let rig = rig(told).await;
    let tags = json!({"Name": "a"});
    let prior = |n: usize| {
        let arn = format!("{ACCOUNT}:policy/p{n}");
        (arn.clone(), json!({"id": arn, "policy": "{}", "tags": tags, "tags_all": tags}))
    };
    let found = rig.refresh("aws_iam_policy", (0..100).map(prior).collect()).await;
    assert!(
        found.iter().all(|p| p.as_ref().is_some_and(|p| p.get("tags_all").is_some_and(|t| !t.is_null())))
    );
    assert_eq!(
        rig.fake.calls(),
        ["iam GetAccountAuthorizationDetails", "resourcegroupstaggingapi GetResources"]
    );
}

#[tokio::test]
async fn names_that_may_have_become_free_are_not_looked_up_in_a_held_listing() {
    let rig = rig(large).await;
    let held = (0..5).map(|n| (format!("r{n}"), json!({"id": format!("r{n}")}))).collect();
    rig.refresh("aws_iam_role", held).await;
    let new = (0..5).map(|n| (format!("r{n}"), json!({"name": format!("r{n}")}))).collect();
    rig.refresh("aws_iam_role", new).await;
    assert_eq!(rig.count("GetAccountAuthorizationDetails"), 4);
}

fn version(number: usize, default: bool) -> String {
    format!(
        "<VersionId>v{number}</VersionId><IsDefaultVersion>{default}</IsDefaultVersion>\
         <CreateDate>2026-01-0{number}T00:00:00Z</CreateDate>"
    )
}

fn policy_told(sent: &Sent) -> Reply {
    let policy = format!(
        "<Policy><PolicyName>app</PolicyName><PolicyId>ANPA1</PolicyId><Arn>{ACCOUNT}:policy/app</Arn><Path>/</Path>\
         <DefaultVersionId>v6</DefaultVersionId><AttachmentCount>0</AttachmentCount>{MADE}</Policy>"
    );
    match operation(sent) {
        "GetPolicy" => query_result(sent, &policy),
        "GetPolicyVersion" => query_result(
            sent,
            "<PolicyVersion><Document>%7B%22Statement%22%3A%5B%5D%7D</Document><VersionId>v6</VersionId></PolicyVersion>",
        ),
        "ListPolicyVersions" => {
            // The first was made the default again; the oldest of the others is the second.
            let all = [5, 4, 3, 2].map(|n| version(n, false)).into_iter().chain([version(1, true)]);
            query_result(sent, &format!("{}<IsTruncated>false</IsTruncated>", members("Versions", all)))
        }
        _ => query_result(sent, ""),
    }
}

fn policy(text: &str) -> serde_json::Value {
    let arn = format!("{ACCOUNT}:policy/app");
    json!({"id": arn, "arn": arn, "name": "app", "path": "/", "policy": text, "tags_all": {}})
}

#[tokio::test]
async fn the_oldest_version_that_is_not_the_default_makes_room() {
    let rig = rig(|sent, before| match operation(sent) {
        "CreatePolicyVersion" if before == 0 => {
            query_refusal(409, "LimitExceeded", "A managed policy can have up to 5 versions.")
        }
        _ => policy_told(sent),
    });
    let rig = rig.await;
    let changed = rig.change("aws_iam_policy", &policy("{}"), &policy(r#"{"Statement":[]}"#)).await.unwrap();
    assert_eq!(text(&changed, "policy"), r#"{"Statement":[]}"#);
    let arn = format!("PolicyArn={ACCOUNT}:policy/app");
    assert_eq!(rig.sent("DeletePolicyVersion"), [arn.as_str(), "VersionId=v2"]);
    let sent = [arn.as_str(), r#"PolicyDocument={"Statement":[]}"#, "SetAsDefault=true"];
    assert_eq!(rig.sent("CreatePolicyVersion"), sent);
    assert_eq!(rig.count("CreatePolicyVersion"), 2);
}

#[tokio::test]
async fn a_policy_that_is_too_long_costs_no_version() {
    let rig = rig(|sent, _| match operation(sent) {
        "CreatePolicyVersion" => {
            query_refusal(409, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
        }
        _ => policy_told(sent),
    });
    let rig = rig.await;
    let error =
        rig.change("aws_iam_policy", &policy("{}"), &policy(r#"{"Statement":[]}"#)).await.unwrap_err();
    assert!(error.message.contains("PolicySize"), "{}", error.message);
    assert_eq!(rig.count("DeletePolicyVersion"), 0);
}

#[tokio::test]
async fn a_policy_with_versions_loses_them_before_it_goes() {
    let rig = rig(|sent, before| match operation(sent) {
        "DeletePolicy" if before == 0 => query_refusal(409, "DeleteConflict", "more than one version"),
        _ => policy_told(sent),
    });
    let rig = rig.await;
    rig.delete("aws_iam_policy", &policy("{}")).await.unwrap();
    assert_eq!(rig.count("DeletePolicyVersion"), 4);
    assert_eq!(rig.count("DeletePolicy"), 2);
}

#[tokio::test]
async fn a_profile_takes_its_role_as_soon_as_iam_knows_both() {
    let rig = rig(|sent, before| match operation(sent) {
        "CreateInstanceProfile" | "GetInstanceProfile" if operation(sent).starts_with('C') || before > 0 => {
            query_result(sent, &format!("<InstanceProfile>{}</InstanceProfile>", profile(1)))
        }
        // For a moment it has its id where the ARN will be.
        "GetInstanceProfile" => {
            let early = profile(1).replace(&format!("{ACCOUNT}:instance-profile/i1"), "AIPA1");
            query_result(sent, &format!("<InstanceProfile>{early}</InstanceProfile>"))
        }
        "AddRoleToInstanceProfile" if before == 0 => gone("The role with name r1 cannot be found."),
        "AddRoleToInstanceProfile" if before == 1 => query_refusal(
            400,
            "InvalidParameterValue",
            "Value (i1) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
        ),
        _ => query_result(sent, ""),
    });
    let rig = rig.await;
    let made = rig.make("aws_iam_instance_profile", &json!({"name": "i1", "role": "r1"})).await.unwrap();
    assert_eq!((text(&made, "role"), text(&made, "unique_id")), ("r1", "AIPA1"));
    assert_eq!(text(&made, "arn"), format!("{ACCOUNT}:instance-profile/i1"));
    assert_eq!(rig.count("AddRoleToInstanceProfile"), 3);
    assert_eq!(rig.sent("AddRoleToInstanceProfile"), ["InstanceProfileName=i1", "RoleName=r1"]);
    assert_eq!(rig.sent("CreateInstanceProfile")[..2], ["InstanceProfileName=i1", "Path=/"]);
}

fn user(sent: &Sent, name: &str) -> Reply {
    let user = format!(
        "<User><UserName>{name}</UserName><UserId>AIDA1</UserId><Path>/</Path><Arn>{ACCOUNT}:user/{name}</Arn>{MADE}</User>"
    );
    query_result(sent, &user)
}

fn told_nothing(sent: &Sent, list: &str) -> Reply {
    query_result(sent, &format!("<{list}></{list}><IsTruncated>false</IsTruncated>"))
}

/// A user with one of each kind of thing that keeps it from going.
fn crowded(sent: &Sent, before: usize) -> Reply {
    let list = |name: &str, item: &str| {
        query_result(sent, &format!("{}<IsTruncated>false</IsTruncated>", members(name, [item.to_owned()])))
    };
    match operation(sent) {
        "DeleteUser" if before == 0 => query_refusal(409, "DeleteConflict", "must delete access keys first"),
        "ListGroupsForUser" => list(
            "Groups",
            &format!("<GroupName>g</GroupName><GroupId>AGPA</GroupId><Path>/</Path><Arn>a</Arn>{MADE}"),
        ),
        "ListAccessKeys" => list("AccessKeyMetadata", "<AccessKeyId>AKIA1</AccessKeyId>"),
        "ListSSHPublicKeys" => list(
            "SSHPublicKeys",
            "<UserName>ann</UserName><SSHPublicKeyId>APKA1</SSHPublicKeyId><Status>Active</Status>\
             <UploadDate>2026-01-01T00:00:00Z</UploadDate>",
        ),
        "ListMFADevices" => {
            let device = |serial: &str| {
                format!(
                    "<UserName>ann</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate>"
                )
            };
            let devices = [device("GAHT12345678"), device(&format!("{ACCOUNT}:mfa/ann"))];
            query_result(sent, &format!("{}<IsTruncated>false</IsTruncated>", members("MFADevices", devices)))
        }
        "DeleteLoginProfile" if before == 0 => {
            query_refusal(409, "EntityTemporarilyUnmodifiable", "login profile is being created")
        }
        "DeleteLoginProfile" => gone("Login Profile for User ann cannot be found."),
        "ListSigningCertificates" => list(
            "Certificates",
            "<UserName>ann</UserName><CertificateId>CERT1</CertificateId><CertificateBody>x</CertificateBody><Status>Active</Status>",
        ),
        "ListServiceSpecificCredentials" => list(
            "ServiceSpecificCredentials",
            &format!(
                "<UserName>ann</UserName><Status>Active</Status><ServiceUserName>s</ServiceUserName>{MADE}\
                 <ServiceSpecificCredentialId>ACCA1</ServiceSpecificCredentialId><ServiceName>codecommit.amazonaws.com</ServiceName>"
            ),
        ),
        _ => query_result(sent, ""),
    }
}

#[tokio::test]
async fn force_destroy_takes_all_credentials_of_a_user_along() {
    let rig = rig(crowded).await;
    rig.delete("aws_iam_user", &json!({"id": "ann", "name": "ann", "force_destroy": true})).await.unwrap();
    let deleted: Vec<String> = rig.fake.calls().into_iter().filter(|c| !c.starts_with("iam List")).collect();
    let expected = [
        "DeleteUser",
        "RemoveUserFromGroup",
        "DeleteAccessKey",
        "DeleteSSHPublicKey",
        "DeactivateMFADevice",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
        "DeleteLoginProfile",
        "DeleteLoginProfile",
        "DeleteSigningCertificate",
        "DeleteServiceSpecificCredential",
        "DeleteUser",
    ];
    assert_eq!(deleted, expected.map(|c| format!("iam {c}")));
    assert_eq!(rig.sent("DeleteVirtualMFADevice"), [format!("SerialNumber={ACCOUNT}:mfa/ann")]);
}

#[tokio::test]
async fn without_force_destroy_a_users_credentials_stay() {
    let rig = rig(|sent, before| match operation(sent) {
        "DeleteUser" => query_refusal(409, "DeleteConflict", "must delete access keys first"),
        _ => crowded(sent, before),
    });
    let rig = rig.await;
    let prior = json!({"id": "ann", "name": "ann", "force_destroy": false});
    let error = rig.delete("aws_iam_user", &prior).await.unwrap_err();
    assert!(error.help.contains("force_destroy"), "{}", error.help);
    assert_eq!(rig.count("ListAccessKeys"), 0);
}

#[tokio::test]
async fn a_user_that_was_renamed_meanwhile_is_known_by_its_id() {
    let rig = rig(|sent, _| match operation(sent) {
        "GetUser" if field(sent, "UserName") == "ann" => gone("The user with name ann cannot be found."),
        "GetUser" => user(sent, "bob"),
        "GetAccountAuthorizationDetails" => {
            let detail = format!(
                "<UserName>bob</UserName><UserId>AIDA1</UserId><Path>/</Path><Arn>{ACCOUNT}:user/bob</Arn>{MADE}"
            );
            let more = "<IsTruncated>false</IsTruncated>";
            query_result(sent, &format!("{}{more}", members("UserDetailList", [detail])))
        }
        _ => gone("unexpected"),
    });
    let rig = rig.await;
    let prior = |id: &str| ("ann".to_owned(), json!({"id": "ann", "name": "ann", "unique_id": id}));
    let found = rig.refresh("aws_iam_user", vec![prior("AIDA1"), prior("AIDA2")]).await;
    assert_eq!(found[0].as_ref().map(|u| text(u, "name")), Some("bob"));
    assert!(found[1].is_none());
}

#[tokio::test]
async fn a_policy_is_waited_for_only_where_this_run_made_it() {
    let rig = rig(|sent, before| match operation(sent) {
        "CreatePolicy" => {
            let arn = format!("<Arn>{ACCOUNT}:policy/app</Arn>");
            query_result(sent, &format!("<Policy><PolicyName>app</PolicyName>{arn}</Policy>"))
        }
        "AttachGroupPolicy" if field(sent, "PolicyArn").ends_with("/app") && before == 1 => {
            query_result(sent, "")
        }
        "AttachGroupPolicy" => gone("Policy x does not exist or is not attachable."),
        "ListAttachedGroupPolicies" => {
            let app = format!("<PolicyName>app</PolicyName><PolicyArn>{ACCOUNT}:policy/app</PolicyArn>");
            let more = "<IsTruncated>false</IsTruncated>";
            query_result(sent, &format!("{}{more}", members("AttachedPolicies", [app])))
        }
        _ => policy_told(sent),
    });
    let rig = rig.await;
    rig.make("aws_iam_policy", &json!({"name": "app", "policy": "{}"})).await.unwrap();
    let attachment = |arn: &str| json!({"group": "people", "policy_arn": arn});
    let mine = attachment(&format!("{ACCOUNT}:policy/app"));
    rig.make("aws_iam_group_policy_attachment", &mine).await.unwrap();
    assert_eq!(rig.count("AttachGroupPolicy"), 2);
    rig.make("aws_iam_group_policy_attachment", &attachment(READ_ONLY)).await.unwrap_err();
    assert_eq!(rig.count("AttachGroupPolicy"), 3);
}

fn role_policies(sent: &Sent, names: &[&str]) -> Reply {
    let names = members("PolicyNames", names.iter().map(|n| (*n).to_owned()));
    query_result(sent, &format!("{names}<IsTruncated>false</IsTruncated>"))
}

#[tokio::test]
async fn a_role_keeps_only_the_policies_that_are_named() {
    let rig = rig(|sent, before| match operation(sent) {
        "ListRolePolicies" if before == 0 => role_policies(sent, &["a", "old"]),
        "ListRolePolicies" => role_policies(sent, &["a"]),
        _ => query_result(sent, ""),
    });
    let rig = rig.await;
    let config = json!({"role_name": "app", "policy_names": ["a"]});
    rig.make("aws_iam_role_policies_exclusive", &config).await.unwrap();
    assert_eq!(rig.sent("DeleteRolePolicy"), ["PolicyName=old", "RoleName=app"]);
    let error = rig
        .make("aws_iam_role_policies_exclusive", &json!({"role_name": "app", "policy_names": ["a", "b"]}))
        .await
        .unwrap_err();
    assert_eq!(error.message, "app has no policy \"b\".");
    assert_eq!(rig.count("PutRolePolicy"), 0);
}

#[tokio::test]
async fn a_service_that_needs_its_role_says_so() {
    let rig = rig(|sent, before| match operation(sent) {
        "DeleteServiceLinkedRole" => query_result(sent, "<DeletionTaskId>task/1</DeletionTaskId>"),
        _ if before == 0 => query_result(sent, "<Status>IN_PROGRESS</Status>"),
        _ => query_result(
            sent,
            "<Status>FAILED</Status><Reason><Reason>it is in use.</Reason><RoleUsageList><member><Region>eu-west-1</Region>\
             <Resources><member>arn:aws:x</member></Resources></member></RoleUsageList></Reason>",
        ),
    });
    let rig = rig.await;
    let arn =
        format!("{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
    let error = rig.delete("aws_iam_service_linked_role", &json!({"id": arn})).await.unwrap_err();
    assert_eq!(
        error.message,
        "AWS does not delete AWSServiceRoleForAutoScaling: it is in use. It is used by arn:aws:x."
    );
    assert_eq!(rig.count("DeleteServiceLinkedRole"), 1);
}

#[tokio::test]
async fn memberships_add_and_remove_one_by_one() {
    let rig = rig(|sent, _| match operation(sent) {
        "GetGroup" => {
            let group = format!(
                "<Group><GroupName>g</GroupName><GroupId>A</GroupId><Path>/</Path><Arn>a</Arn>{MADE}</Group>"
            );
            let user = |name: &str| {
                format!("<UserName>{name}</UserName><UserId>A</UserId><Path>/</Path><Arn>a</Arn>{MADE}")
            };
            let users = members("Users", ["ann", "eve"].map(user));
            query_result(sent, &format!("{group}{users}<IsTruncated>false</IsTruncated>"))
        }
        "ListGroupsForUser" => told_nothing(sent, "Groups"),
        _ => query_result(sent, ""),
    });
    let rig = rig.await;
    let config = json!({"name": "m", "group": "g", "users": ["ann", "bob"]});
    rig.make("aws_iam_group_membership", &config).await.unwrap();
    assert_eq!(rig.sent("RemoveUserFromGroup"), ["GroupName=g", "UserName=eve"]);
    assert_eq!(rig.sent("AddUserToGroup"), ["GroupName=g", "UserName=bob"]);
    rig.make("aws_iam_user_group_membership", &json!({"user": "ann", "groups": ["x"]})).await.unwrap();
    assert_eq!(rig.sent("AddUserToGroup"), ["GroupName=x", "UserName=ann"]);
}
