//! Listings of the account, each of one kind of thing and shared by all types that read at this moment: a refresh of hundreds of
//! things takes a few pages.

use crate::iam::iam;
use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{
    EntityType, GroupDetail, InstanceProfile, ManagedPolicyDetail, Role as RoleSummary, RoleDetail,
    UserDetail,
};
use provision_aws_core::prelude::*;
use provision_aws_core::share::together;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A listing is believed for this long: refresh asks for roles, inline policies and attachments at once, and nothing is changed
/// while it runs.
const FRESH: Duration = Duration::from_secs(10);

/// Up to this many things are read one by one where the account turns out to be large.
const FEW: usize = 3;

/// Most items of a page.
const PAGE: i32 = 1000;

/// What is wanted of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How many things.
    count: usize,
    /// Whether an older listing will do: it tells what is being refreshed, not whether a name has become free.
    held: bool,
}

impl Wanted {
    /// Where a listing answers these reads: it tells what was refreshed, not what was just changed. A few names that are looked at to
    /// see whether they are free cost less one by one.
    pub fn by<R: Resource>(reqs: &[Req<R>]) -> Option<Wanted> {
        let new = |r: &Req<R>| r.prior.id().is_empty();
        let few_new = reqs.len() <= FEW && reqs.iter().all(new);
        let listed = !few_new && reqs.iter().all(|r| r.phase == Phase::Refresh);
        listed.then(|| Wanted { count: reqs.len(), held: !reqs.iter().any(new) })
    }
    /// True where so little is wanted that one by one is cheaper, unless one page tells all.
    fn is_little(self) -> bool {
        self.count <= FEW
    }
}

/// All roles of the account, by name. (IAM GetAccountAuthorizationDetails, ListRoles)
pub struct Roles {
    /// What the authorization details tell: inline policies, attachments, tags.
    pub details: HashMap<String, RoleDetail>,
    /// What only ListRoles tells: description, longest session.
    pub summaries: HashMap<String, RoleSummary>,
}

/// All users of the account, by name.
pub type Users = HashMap<String, UserDetail>;

/// All groups of the account, by name.
pub type Groups = HashMap<String, GroupDetail>;

/// All policies of the account itself, by ARN.
pub type ManagedPolicies = HashMap<String, ManagedPolicyDetail>;

/// All instance profiles of the account, by name. They come without tags.
pub type Profiles = HashMap<String, InstanceProfile>;

/// All roles; `None` where one by one is cheaper.
pub async fn roles(cx: &Cx, wanted: Wanted) -> Result<Option<Arc<Roles>>, Error> {
    shared(cx, wanted, || async {
        let of = |told: &GetAccountAuthorizationDetailsOutput| {
            named(told.role_detail_list(), |r| r.role_name.clone())
        };
        let Some(details) = details(cx, EntityType::Role, wanted, of).await? else { return Ok(None) };
        let pages = iam(cx).list_roles().max_items(PAGE).into_paginator().items().send();
        let summary = |mut role: RoleSummary| {
            // Only the details tell the boundary.
            let told = details.get(&role.role_name);
            role.permissions_boundary = told.and_then(|d| d.permissions_boundary.clone());
            (role.role_name.clone(), role)
        };
        let summaries = pages.try_collect().await?.into_iter().map(summary).collect();
        Ok(Some(Roles { details, summaries }))
    })
    .await
}

/// All users; `None` where one by one is cheaper. (IAM GetAccountAuthorizationDetails)
pub async fn users(cx: &Cx, wanted: Wanted) -> Result<Option<Arc<Users>>, Error> {
    let of =
        |told: &GetAccountAuthorizationDetailsOutput| named(told.user_detail_list(), |u| u.user_name.clone());
    shared(cx, wanted, || details(cx, EntityType::User, wanted, of)).await
}

/// All groups; `None` where one by one is cheaper. (IAM GetAccountAuthorizationDetails)
pub async fn groups(cx: &Cx, wanted: Wanted) -> Result<Option<Arc<Groups>>, Error> {
    let of = |told: &GetAccountAuthorizationDetailsOutput| {
        named(told.group_detail_list(), |g| g.group_name.clone())
    };
    shared(cx, wanted, || details(cx, EntityType::Group, wanted, of)).await
}

/// All policies of the account; `None` where one by one is cheaper. (IAM GetAccountAuthorizationDetails)
pub async fn policies(cx: &Cx, wanted: Wanted) -> Result<Option<Arc<ManagedPolicies>>, Error> {
    let of = |told: &GetAccountAuthorizationDetailsOutput| named(told.policies(), |p| p.arn.clone());
    shared(cx, wanted, || details(cx, EntityType::LocalManagedPolicy, wanted, of)).await
}

/// All instance profiles; `None` where one by one is cheaper. (IAM ListInstanceProfiles)
pub async fn profiles(cx: &Cx, wanted: Wanted) -> Result<Option<Arc<Profiles>>, Error> {
    shared(cx, wanted, || async {
        let mut pages = iam(cx).list_instance_profiles().max_items(PAGE).into_paginator().send();
        let mut all = Profiles::new();
        while let Some(page) = pages.next().await {
            let page = page?;
            all.extend(page.instance_profiles.into_iter().map(|p| (p.instance_profile_name.clone(), p)));
            if page.is_truncated && wanted.is_little() {
                return Ok(None);
            }
        }
        Ok(Some(all))
    })
    .await
}

struct Held<T>(Mutex<Option<(Instant, Arc<T>)>>);

impl<T> Default for Held<T> {
    fn default() -> Self {
        Held(Mutex::default())
    }
}

/// The listing that is held, or a new one for all who ask until it is there.
async fn shared<T, Fut>(cx: &Cx, wanted: Wanted, list: impl FnOnce() -> Fut) -> Result<Option<Arc<T>>, Error>
where
    T: Send + Sync + 'static,
    Fut: Future<Output = Result<Option<T>, Error>>,
{
    let asked = Instant::now();
    let shared = cx.client(|_| Arc::<Held<T>>::default());
    let mut held = shared.0.lock().await;
    if let Some((at, all)) = &*held
        && (*at >= asked || wanted.held && at.elapsed() < FRESH)
    {
        return Ok(Some(all.clone()));
    }
    let begun = Instant::now();
    let Some(all) = list().await? else { return Ok(None) };
    let all = Arc::new(all);
    *held = Some((begun, all.clone()));
    Ok(Some(all))
}

/// A kind of thing that details are wanted of, and whether only little.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Details {
    kind: EntityType,
    little: bool,
}

type Pages = Option<Arc<Vec<GetAccountAuthorizationDetailsOutput>>>;

/// The authorization details of one kind, in the same pages as those of the other kinds that are wanted at the same time; `None`
/// where the account is large and little is wanted.
async fn details<T>(
    cx: &Cx,
    kind: EntityType,
    wanted: Wanted,
    of: impl Fn(&GetAccountAuthorizationDetailsOutput) -> Vec<(String, T)>,
) -> Result<Option<HashMap<String, T>>, Error> {
    let wanted = [Details { kind, little: wanted.is_little() }];
    let told: Pages = together(cx, wanted, |wanted| all_details(cx, wanted)).await?;
    Ok(told.map(|pages| pages.iter().flat_map(of).collect()))
}

async fn all_details(cx: &Cx, wanted: BTreeSet<Details>) -> Result<Pages, Error> {
    let little = wanted.iter().all(|details| details.little);
    let kinds: BTreeSet<EntityType> = wanted.into_iter().map(|details| details.kind).collect();
    let call = iam(cx).get_account_authorization_details().set_filter(Some(kinds.into_iter().collect()));
    let mut pages = call.max_items(PAGE).into_paginator().send();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page?;
        if page.is_truncated && little {
            return Ok(None);
        }
        all.push(page);
    }
    Ok(Some(Arc::new(all)))
}

fn named<T: Clone>(all: &[T], name: impl Fn(&T) -> Option<String>) -> Vec<(String, T)> {
    all.iter().filter_map(|item| Some((name(item)?, item.clone()))).collect()
}
