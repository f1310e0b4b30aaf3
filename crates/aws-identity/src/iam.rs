//! What all IAM types share: the client, policy texts, tags, and one listing of the whole account.

use aws_sdk_iam::types::{EntityType, Role as RoleSummary, RoleDetail, Tag};
use provision_aws_core::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

provision_aws_core::client!(
    /// The IAM client. IAM is global: one endpoint for each partition.
    iam, aws_sdk_iam, ["iam"]
);

/// A listing of the account is believed for this long: refresh asks for roles, inline policies and attachments at once, and
/// nothing is changed while it runs.
const FRESH: Duration = Duration::from_secs(10);

/// Up to this many things are read one by one where the account turns out to be large.
const FEW: usize = 3;

/// Most items of a page.
const PAGE: i32 = 1000;

/// All roles of the account with their inline policies, attachments and tags, by name.
/// (IAM GetAccountAuthorizationDetails, ListRoles)
pub struct Details {
    /// What the authorization details tell.
    pub roles: HashMap<String, RoleDetail>,
    /// What only ListRoles tells: description, longest session.
    pub summaries: HashMap<String, RoleSummary>,
}

/// True where a listing of the account answers these reads: it tells what was refreshed, not what was just changed. A few names
/// that are looked at to see whether they are free cost less one by one.
pub fn may_list<R: Resource>(reqs: &[Req<R>]) -> bool {
    let few_new = reqs.len() <= FEW && reqs.iter().all(|r| r.prior.id().is_empty());
    !few_new && reqs.iter().all(|r| r.phase == Phase::Refresh)
}

#[derive(Default)]
struct Shared(Mutex<Option<(Instant, Arc<Details>)>>);

/// The listing of the account for a refresh of `wanted` things, shared by all types that read at this moment. `None` where one
/// by one is cheaper: the account is large and little is wanted.
pub async fn details(cx: &Cx, wanted: usize) -> Result<Option<Arc<Details>>, Error> {
    let shared = cx.client(|_| Arc::<Shared>::default());
    let mut held = shared.0.lock().await;
    if let Some((at, details)) = &*held
        && at.elapsed() < FRESH
    {
        return Ok(Some(details.clone()));
    }
    let Some(roles) = role_details(cx, wanted).await? else { return Ok(None) };
    let pages = iam(cx).list_roles().max_items(PAGE).into_paginator().items().send();
    let named = |mut role: RoleSummary| {
        // Only the details tell the boundary.
        role.permissions_boundary =
            roles.get(&role.role_name).and_then(|d: &RoleDetail| d.permissions_boundary.clone());
        (role.role_name.clone(), role)
    };
    let summaries = pages.try_collect().await?.into_iter().map(named).collect();
    let details = Arc::new(Details { roles, summaries });
    *held = Some((Instant::now(), details.clone()));
    Ok(Some(details))
}

async fn role_details(cx: &Cx, wanted: usize) -> Result<Option<HashMap<String, RoleDetail>>, Error> {
    let call = iam(cx).get_account_authorization_details().filter(EntityType::Role).max_items(PAGE);
    let mut pages = call.into_paginator().send();
    let mut roles = HashMap::new();
    while let Some(page) = pages.next().await {
        let page = page?;
        let more = page.is_truncated;
        let named =
            page.role_detail_list.into_iter().flatten().filter_map(|r| Some((r.role_name.clone()?, r)));
        roles.extend(named);
        if more && wanted <= FEW {
            return Ok(None);
        }
    }
    Ok(Some(roles))
}

/// A trust policy as IAM tells it (percent-encoded) in the provider's normal form: keys sorted, no white space. Text that is no
/// JSON stays as it is.
pub fn trust_policy(told: &str) -> String {
    provision_schema::compact_json(&percent_decode(told))
}

/// As [`trust_policy`], for policies that say what is allowed: `Version` comes first.
pub fn policy(told: &str) -> String {
    provision_schema::compact_policy(&percent_decode(told))
}

fn percent_decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Tags as IAM tells them.
pub fn tags(told: Option<&[Tag]>) -> Tags {
    told.into_iter().flatten().map(|t| (t.key.clone(), t.value.clone())).collect()
}

/// Tags as IAM takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    let tags = tags.map_err(|_| Error::incomplete("a tag's key"))?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_come_decoded_and_in_normal_form() {
        let told = "%7B%22Version%22%3A%201%2C%22Statement%22%3A%5B%22x%22%5D%7D";
        assert_eq!(trust_policy(told), r#"{"Statement":["x"],"Version":1}"#);
        assert_eq!(policy(told), r#"{"Version":1,"Statement":["x"]}"#);
        assert_eq!(policy("not%20json"), "not json");
    }
}
