//! What all QuickSight types share: the client, accounts and ids, permissions, statuses, tags.

use crate::shapes;
use aws_sdk_quicksight::types::{ResourcePermission, Tag};
use aws_smithy_types::DateTime;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
pub use provision_aws_core::requests::{choice, word};
use provision_aws_core::tagging::tags_of;
use serde_json::Value as Json;
use std::future::Future;

provision_aws_core::client!(
    /// The QuickSight client.
    quicksight, aws_sdk_quicksight, ["quicksight"]
);

/// The account that something is in, and its id there: the two parts of a key.
#[derive(Clone, Debug)]
pub struct Place {
    /// Twelve digits.
    pub account: String,
    /// The id that the plan gives it.
    pub id: String,
}

impl Place {
    /// Of something that is planned.
    pub fn of(cx: &Cx, account: &Option<String>, id: &str) -> Place {
        Place { account: account_of(cx, account), id: id.to_owned() }
    }
    /// From a key. One that a plan names before it is made has no account: then that of the credentials is meant.
    pub fn parse(cx: &Cx, key: &str, separator: char) -> Result<Place, Error> {
        let (account, id) = of_account(cx, key, separator);
        match id {
            "" => Err(Error::import_id(key, &format!("ACCOUNT{separator}ID"))),
            id => Ok(Place { account, id: id.to_owned() }),
        }
    }
    /// As a key.
    pub fn key(&self, separator: char) -> Key {
        format!("{}{separator}{}", self.account, self.id)
    }
}

/// The account that an argument names, else the one that the credentials are of.
pub fn account_of(cx: &Cx, account: &Option<String>) -> String {
    text(account).unwrap_or_else(|| cx.account().to_owned())
}

/// The account at the start of a key, else that of the credentials, and the rest.
fn of_account<'k>(cx: &Cx, key: &'k str, separator: char) -> (String, &'k str) {
    match key.split_once(separator) {
        Some((account, rest)) if is_account(account) => (account.to_owned(), rest),
        _ => (cx.account().to_owned(), key),
    }
}

/// The name that makes a second one impossible; the account stands before it where the plan names one.
pub fn natural(account: &Option<String>, separator: char, id: &str) -> Option<String> {
    let name = match text(account) {
        Some(account) => format!("{account}{separator}{id}"),
        None => id.to_owned(),
    };
    (!id.is_empty()).then_some(name)
}

/// A user or a group of a namespace.
#[derive(Clone, Debug)]
pub struct Member {
    /// Twelve digits.
    pub account: String,
    /// The namespace.
    pub namespace: String,
    /// The name there.
    pub name: String,
}

impl Member {
    /// Of one that is planned.
    pub fn new(account: String, namespace: &Option<String>, name: &str) -> Member {
        let namespace = text(namespace).unwrap_or_else(|| "default".to_owned());
        Member { account, namespace, name: name.to_owned() }
    }
    /// From a key.
    pub fn parse(cx: &Cx, key: &str) -> Result<Member, Error> {
        let (account, rest) = of_account(cx, key, '/');
        match rest.split_once('/') {
            Some((namespace, name)) if !namespace.is_empty() && !name.is_empty() => {
                Ok(Member { account, namespace: namespace.to_owned(), name: name.to_owned() })
            }
            _ => Err(Error::import_id(key, "ACCOUNT/NAMESPACE/NAME")),
        }
    }
    /// As a key.
    pub fn key(&self) -> Key {
        format!("{}/{}/{}", self.account, self.namespace, self.name)
    }
    /// The name that makes a second one impossible.
    pub fn natural(account: &Option<String>, namespace: &Option<String>, name: &str) -> Option<String> {
        let namespace = text(namespace).unwrap_or_else(|| "default".to_owned());
        natural(account, '/', &format!("{namespace}/{name}")).filter(|_| !name.is_empty())
    }
}

/// Checks an account id.
pub fn account_id(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(id) if !is_account(id) => Err("must be twelve digits".into()),
        _ => Ok(()),
    }
}

fn is_account(id: &str) -> bool {
    id.len() == 12 && id.chars().all(|c| c.is_ascii_digit())
}

/// Checks that a block holds exactly one other, where it is there.
pub fn holds_one(cx: &PlanCx<'_>, name: &str) -> Result<(), Diagnostics> {
    let block = cx.configured(name);
    let Some(members) = block.as_seq().and_then(<[Value]>::first).and_then(Value::as_map) else {
        return Ok(());
    };
    let held = |value: &&Value| !value.is_known() || value.as_seq().is_some_and(|items| !items.is_empty());
    match members.values().filter(held).count() {
        1 => Ok(()),
        count => {
            let detail = format!("`{name}` has to hold exactly one block; it holds {count}.");
            Err(Diagnostic::error("Not one block", detail).into())
        }
    }
}

/// Checks a namespace.
pub fn namespace(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    match value.as_str() {
        Some(name) if !(1..=64).contains(&name.len()) || !name.chars().all(plain) => {
            Err("must be 1 to 64 letters, digits, periods, underscores and hyphens".into())
        }
        _ => Ok(()),
    }
}

/// A time as the state holds it.
pub fn time(told: Option<&DateTime>) -> String {
    told.and_then(shapes::time).unwrap_or_default()
}

/// What somebody may do with something.
#[derive(Nested, Clone, Default)]
pub struct Permission {
    /// What: `quicksight:DescribeDashboard`, …
    #[attr(required)]
    pub actions: Set<String>,
    /// Who: the ARN of a user, a group or a namespace of QuickSight.
    #[attr(required, length(1, 256))]
    pub principal: String,
}

impl Permission {
    fn request(&self, actions: Vec<String>) -> Result<ResourcePermission, Error> {
        let builder = ResourcePermission::builder().principal(&self.principal);
        Ok(builder.set_actions(Some(actions)).build()?)
    }
}

/// Permissions as a create call takes them; `None` where there are none.
pub fn granted(permissions: &[Permission]) -> Result<Option<Vec<ResourcePermission>>, Error> {
    let all: Result<Vec<_>, Error> = permissions.iter().map(|p| p.request(p.actions.to_vec())).collect();
    Ok(Some(all?).filter(|all| !all.is_empty()))
}

/// Permissions as AWS tells them.
pub fn permissions_told(told: Option<Vec<ResourcePermission>>) -> Set<Permission> {
    let one = |p: ResourcePermission| Permission { actions: Set(p.actions), principal: p.principal };
    told.unwrap_or_default().into_iter().map(one).collect()
}

/// What to grant and what to revoke, for permissions to become others.
#[derive(Default)]
pub struct Regrant {
    /// To grant: all that a principal may do, where that changes.
    pub grant: Option<Vec<ResourcePermission>>,
    /// To revoke.
    pub revoke: Option<Vec<ResourcePermission>>,
}

impl Regrant {
    /// Between two sets of permissions.
    pub fn between(from: &[Permission], to: &[Permission]) -> Result<Regrant, Error> {
        let none = Set::default();
        let of = |all: &[Permission], who: &Permission| {
            all.iter().find(|p| p.principal == who.principal).map_or(none.clone(), |p| p.actions.clone())
        };
        let (mut grant, mut revoke) = (Vec::new(), Vec::new());
        for before in from {
            let gone: Vec<String> = before.actions.minus(&of(to, before)).into_iter().cloned().collect();
            if !gone.is_empty() {
                revoke.push(before.request(gone)?);
            }
        }
        for after in to {
            if !after.actions.minus(&of(from, after)).is_empty() {
                grant.push(after.request(after.actions.to_vec())?);
            }
        }
        let some = |all: Vec<ResourcePermission>| Some(all).filter(|all| !all.is_empty());
        Ok(Regrant { grant: some(grant), revoke: some(revoke) })
    }
}

/// Writes the two functions over permissions that each type has under names of its own.
macro_rules! permissions {
    ($id:ident, $describe:ident, $update:ident) => {
        async fn permissions(
            cx: &provision_aws_core::Cx,
            at: &$crate::quicksight::Place,
        ) -> Result<provision_aws_core::Set<$crate::quicksight::Permission>, provision_aws_core::Error> {
            let call = $crate::quicksight::quicksight(cx).$describe().aws_account_id(&at.account).$id(&at.id);
            Ok($crate::quicksight::permissions_told(call.send().await?.permissions))
        }

        async fn regrant(
            cx: &provision_aws_core::Cx,
            at: &$crate::quicksight::Place,
            from: &[$crate::quicksight::Permission],
            to: &[$crate::quicksight::Permission],
        ) -> Result<(), provision_aws_core::Error> {
            let $crate::quicksight::Regrant { grant, revoke } =
                $crate::quicksight::Regrant::between(from, to)?;
            if grant.is_none() && revoke.is_none() {
                return Ok(());
            }
            let call = $crate::quicksight::quicksight(cx)
                .$update()
                .aws_account_id(&at.account)
                .$id(&at.id)
                .set_grant_permissions(grant)
                .set_revoke_permissions(revoke);
            $crate::quicksight::settled(cx, || call.clone().send()).await?;
            Ok(())
        }
    };
}
pub(crate) use permissions;

/// Repeats a call while another change of the same thing is still being carried out.
pub async fn settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    cx.until_known(&["ConflictException"], call).await
}

/// Repeats a call while QuickSight cannot take a role yet that was just made, or read with it.
pub async fn until_assumed<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let words = ["Failed to assume your role", "Insufficient permission to access the manifest file"];
        e.is(&["ConflictException"]) || words.iter().any(|words| e.message.contains(words))
    };
    cx.retry(PROPAGATION, soon, call).await
}

/// What a status means; `errors` is what QuickSight says went wrong, one or a list.
pub fn status(status: Option<&str>, errors: Option<&Json>) -> Status {
    let status = status.unwrap_or_default();
    match status {
        "CREATION_FAILED" | "UPDATE_FAILED" => {
            let errors = match errors {
                Some(Json::Array(all)) => all.iter().filter_map(reason).collect(),
                Some(one) => reason(one).into_iter().collect(),
                None => Vec::new(),
            };
            let reasons = if errors.is_empty() { String::new() } else { format!(": {}", errors.join("; ")) };
            Status::Failed(format!("{status}{reasons}"))
        }
        "CREATION_IN_PROGRESS" | "UPDATE_IN_PROGRESS" | "PENDING_UPDATE" => {
            Status::Pending(status.to_owned())
        }
        _ => Status::Ready,
    }
}

fn reason(error: &Json) -> Option<String> {
    let part = |name: &str| error.get(name).and_then(Json::as_str);
    match (part("Type"), part("Message")) {
        (Some(what), Some(message)) => Some(format!("{what}: {message}")),
        (what, message) => what.or(message).map(str::to_owned),
    }
}

/// Tags as QuickSight takes them; `None` where there are none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let one = |(k, v): (&String, &String)| Tag::builder().key(k).value(v).build();
    let all: Vec<Tag> = tags.iter().map(one).collect::<Result<_, _>>()?;
    Ok(Some(all).filter(|all| !all.is_empty()))
}

/// The tags of one thing. (QuickSight ListTagsForResource)
pub async fn tags(cx: &Cx, arn: Key) -> Result<Tags, Error> {
    let told = quicksight(cx).list_tags_for_resource().resource_arn(arn).send().await?;
    Ok(told.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let call = quicksight(cx).untag_resource().resource_arn(arn);
        call.set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_list(&diff.set)? {
        quicksight(cx).tag_resource().resource_arn(arn).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// Answers reads of what QuickSight tells one by one, each with its tags; `look` gives the ARN and what was found.
pub async fn answer<'a, R, Fut>(
    cx: &Cx,
    reqs: &'a [Req<R>],
    look: impl Fn(&'a Req<R>) -> Fut,
) -> Vec<Answer<R>>
where
    R: Resource,
    Fut: Future<Output = Result<Option<(Key, Found<R>)>, Error>>,
{
    let told = each(reqs, 5, look).await;
    // What is waited for will be looked at again.
    let again = |req: &Req<R>, found: &Found<R>| {
        req.phase != Phase::Refresh && matches!(found.status, Status::Pending(_))
    };
    let last = reqs.iter().zip(&told).filter_map(|(req, told)| match told {
        Ok(Some((arn, found))) if !again(req, found) => Some((arn.clone(), req)),
        _ => None,
    });
    let reads: Vec<(Key, &Req<R>)> = last.collect();
    let tags = match tags_of(cx, &reads, |arn| tags(cx, arn)).await {
        Ok(tags) => tags,
        Err(e) => return answers(reqs, Err(e)),
    };
    let tagged = |(arn, found): (Key, Found<R>)| found.tagged(tags.get(&arn).cloned().unwrap_or_default());
    told.into_iter().map(|told| Ok(told?.map(tagged))).collect()
}

/// True when what is there under a name is what an intent's create call made.
pub async fn is_ours(cx: &Cx, intent: &Intent, arn: Option<&str>) -> Result<bool, Error> {
    match arn {
        Some(_) if intent.absent => Ok(true),
        Some(arn) => Ok(carries(intent, &tags(cx, arn.to_owned()).await?)),
        None => Ok(false),
    }
}

/// A member of an answer as text.
pub fn string(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn permission(who: &str, actions: &[&str]) -> Permission {
        Permission { actions: actions.iter().map(|a| (*a).to_owned()).collect(), principal: who.into() }
    }

    fn said(all: Option<Vec<ResourcePermission>>) -> Vec<String> {
        all.unwrap_or_default().iter().map(|p| format!("{} {}", p.principal, p.actions.join(","))).collect()
    }

    #[test]
    fn permissions_change_by_what_differs() {
        let from = [
            permission("a", &["Describe", "Update"]),
            permission("b", &["Describe"]),
            permission("c", &["X"]),
        ];
        let to = [
            permission("a", &["Describe", "Delete"]),
            permission("b", &["Describe"]),
            permission("d", &["Y"]),
        ];
        let change = Regrant::between(&from, &to).unwrap();
        assert_eq!(said(change.grant), ["a Describe,Delete", "d Y"]);
        assert_eq!(said(change.revoke), ["a Update", "c X"]);
        let none = Regrant::between(&from, &from).unwrap();
        assert!(none.grant.is_none() && none.revoke.is_none());
    }

    #[test]
    fn a_failed_status_says_why() {
        let errors = serde_json::json!([{"Type": "COLUMN_TYPE_MISMATCH", "Message": "no such column"}]);
        let failed = status(Some("CREATION_FAILED"), Some(&errors));
        assert_eq!(failed, Status::Failed("CREATION_FAILED: COLUMN_TYPE_MISMATCH: no such column".into()));
        assert_eq!(status(Some("UPDATE_SUCCESSFUL"), None), Status::Ready);
        assert!(matches!(status(Some("CREATION_IN_PROGRESS"), None), Status::Pending(_)));
    }

    #[test]
    fn names_stand_alone_or_behind_an_account() {
        let account = Some("123456789012".to_owned());
        assert_eq!(natural(&account, ',', "shop").as_deref(), Some("123456789012,shop"));
        assert_eq!(natural(&None, ',', "shop").as_deref(), Some("shop"));
        assert_eq!(natural(&account, ',', ""), None);
        assert_eq!(Member::natural(&None, &None, "ann").as_deref(), Some("default/ann"));
        assert_eq!(Member::natural(&account, &Some("eu".into()), "").as_deref(), None);
    }
}
