//! What all WAF types share: the client, and the life of what WAF keeps by id, name and scope, each with a lock token.

use crate::waf_wire::{from_wire, to_wire};
use aws_sdk_wafv2::types::Tag;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::tags_read;
use provision_schema::Block;
use provision_value::json as values;
use serde_json::{Value as Json, json};
use std::time::Duration;

provision_aws_core::client!(
    /// The WAF client.
    waf, aws_sdk_wafv2, ["wafv2"]
);

/// How long WAF may take to know what was just made.
const UNKNOWN: Duration = Duration::from_secs(300);

/// How often a call is sent again because something else changed the thing meanwhile.
const CHANGED: usize = 5;

/// From how many things of a scope on a list is worth its call.
const WORTH: usize = 3;

/// What a page holds.
const PAGE: i32 = 100;

/// One of the five calls that each kind has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `CreateX`
    Create,
    /// `GetX`
    Get,
    /// `UpdateX`
    Update,
    /// `DeleteX`
    Delete,
    /// `ListXs`
    List,
}

/// What a thing is known by.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a Option<String>,
    /// What its name begins with.
    pub name_prefix: &'a Option<String>,
    /// `REGIONAL` or `CLOUDFRONT`.
    pub scope: &'a str,
    /// What marks its state.
    pub lock_token: &'a str,
    /// Its ARN.
    pub arn: &'a str,
}

/// A kind of thing that WAF keeps.
#[async_trait]
pub trait Kept: Resource {
    /// WAF's word for it: `WebACL`.
    const KIND: &'static str;
    /// Members that only the create call takes.
    const CREATE_ONLY: &'static [&'static str] = &[];
    /// Lists that are sent though they are empty.
    const ALWAYS: &'static [&'static str] = &[];

    /// Sends a request and gives its answer.
    async fn call(cx: &Cx, call: Call, body: &Json) -> Result<Json, Error>;
    /// What it is known by.
    fn parts(&self) -> Parts<'_>;
    /// Plan-time knowledge of its own.
    fn planned(_cx: &mut PlanCx<'_>) {}
    /// Adds to a request what its arguments do not say in WAF's words.
    fn complete(&self, _body: &mut Json) -> Result<(), Error> {
        Ok(())
    }
    /// Keeps in an update what others put into the thing.
    fn keep(&self, _current: &Json, _body: &mut Json) {}
    /// Corrects what was told; `answer` is all that the call answered.
    fn settle(&self, _answer: &Json, _held: &mut Json) {}
}

/// Writes the life of a kind, from the struct and its five calls.
macro_rules! kept {
    ($ty:ident, $kind:literal, [$create:ident, $get:ident, $update:ident, $delete:ident, $list:ident] { $($more:tt)* }) => {
        #[async_trait]
        impl $crate::waf::Kept for $ty {
            const KIND: &'static str = $kind;
            $($more)*

            async fn call(cx: &Cx, call: $crate::waf::Call, body: &serde_json::Value) -> Result<serde_json::Value, Error> {
                use $crate::waf::{Call, waf};
                let raw = $crate::waf_wire::Raw::new(body);
                match call {
                    Call::Create => drop(waf(cx).$create().customize().interceptor(raw.clone()).send().await?),
                    Call::Get => drop(waf(cx).$get().customize().interceptor(raw.clone()).send().await?),
                    Call::Update => drop(waf(cx).$update().customize().interceptor(raw.clone()).send().await?),
                    Call::Delete => drop(waf(cx).$delete().customize().interceptor(raw.clone()).send().await?),
                    Call::List => drop(waf(cx).$list().customize().interceptor(raw.clone()).send().await?),
                }
                Ok(raw.told())
            }
            fn parts(&self) -> $crate::waf::Parts<'_> {
                $crate::waf::Parts {
                    id: &self.id,
                    name: &self.name,
                    name_prefix: &self.name_prefix,
                    scope: &self.scope,
                    lock_token: &self.lock_token,
                    arn: &self.arn,
                }
            }
        }

        #[async_trait]
        impl Resource for $ty {
            const TAGS_APART: bool = true;

            fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
                <Self as $crate::waf::Kept>::planned(cx);
                Ok(())
            }
            fn key(&self) -> Key {
                $crate::waf::key(&self.id, self.name.as_deref().unwrap_or_default(), &self.scope)
            }
            async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
                $crate::waf::create(cx, planned, step).await
            }
            async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
                $crate::waf::read(cx, reqs).await
            }
            async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
                $crate::waf::update(cx, change).await
            }
            async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
                $crate::waf::delete(cx, prior).await
            }
            async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
                $crate::waf::locate(cx, planned, intent).await
            }
            fn import(id: &str) -> Result<Self, Error> {
                let [id, name, scope] = $crate::waf::split(id)?;
                Ok(Self { id: id.into(), name: Some(name.into()), scope: scope.into(), ..Self::default() })
            }
        }
    };
}
pub(crate) use kept;

/// `ID/NAME/SCOPE`, as things are imported.
pub fn key(id: &str, name: &str, scope: &str) -> Key {
    format!("{id}/{name}/{scope}")
}

/// The id, the name and the scope of a key.
pub fn split(key: &str) -> Result<[&str; 3], Error> {
    let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    parts.try_into().map_err(|_| Error::import_id(key, "ID/NAME/SCOPE"))
}

/// True where WAF says that there is no such thing.
pub fn is_gone(e: &Error) -> bool {
    e.is_not_found() || e.is(&["WAFNonexistentItemException"])
}

/// Sends a call again while WAF does not know yet what it names.
pub async fn until_available<T, E, F, Fut>(cx: &Cx, window: Duration, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    cx.retry(window, |e| e.is(&["WAFUnavailableEntityException"]), call).await
}

/// What is for CloudFront is kept in one region.
fn placed(cx: &Cx, scope: &str, e: Error) -> Error {
    let elsewhere = scope == "CLOUDFRONT" && cx.region() != "us-east-1";
    if elsewhere { e.help("What has the scope CLOUDFRONT needs a provider in us-east-1.") } else { e }
}

/// A request with what the arguments say.
fn request<R: Kept>(of: &R) -> Result<Json, Error> {
    let mut body = to_wire(&R::block(0), "", &values::to_json(&of.to_value(0)));
    for list in R::ALWAYS {
        if body[*list].is_null() {
            body[*list] = json!([]);
        }
    }
    of.complete(&mut body)?;
    Ok(body)
}

/// Makes one. (WAF CreateWebACL, CreateRuleGroup, CreateIPSet, CreateRegexPatternSet)
pub async fn create<R: Kept>(cx: &Cx, planned: &R, step: &Step) -> Result<Created, Error> {
    let parts = planned.parts();
    let name = name_of(parts.name, parts.name_prefix, &step.token);
    let mut body = request(planned)?;
    body["Name"] = json!(name);
    body["Scope"] = json!(parts.scope);
    if !step.tags.is_empty() {
        body["Tags"] = step.tags.iter().map(|(k, v)| json!({ "Key": k, "Value": v })).collect();
    }
    let made = until_available(cx, UNKNOWN, || R::call(cx, Call::Create, &body)).await;
    let made = made.map_err(|e| placed(cx, parts.scope, e))?;
    Created::new(made["Summary"]["Id"].as_str().map(|id| key(id, &name, parts.scope)))
}

/// Reads many: those whose lock token the list tells as the state holds it are as the state holds them; the others are asked for one
/// by one, for which WAF has no other call.
pub async fn read<R: Kept>(cx: &Cx, reqs: &[Req<R>]) -> Vec<Answer<R>> {
    let tokens = match tokens(cx, reqs).await {
        Ok(tokens) => tokens,
        Err(e) => return answers(reqs, Err(e)),
    };
    let block = R::block(0);
    let told = each(reqs, 10, |req| one(cx, &block, req, &tokens)).await;
    let there = reqs.iter().zip(&told).filter_map(|(req, told)| {
        let found = told.as_ref().ok()?.as_ref()?;
        (req.phase != Phase::Deleted).then(|| (found.parts().arn.to_owned(), req))
    });
    let tags = tags_read(cx, there.collect(), |arn| async move { tags_of(cx, &arn).await }).await;
    let answer = |told: Result<Option<R>, Error>| {
        let Some(found) = told? else { return Ok(None) };
        let tags = tags.of(found.parts().arn)?;
        Ok(Some(Found::ready(found).tagged(tags)))
    };
    told.into_iter().map(answer).collect()
}

/// Lock tokens by id, of the scopes of which so much is asked that a list is worth it.
async fn tokens<R: Kept>(cx: &Cx, reqs: &[Req<R>]) -> Result<HashMap<Key, String>, Error> {
    let known = |r: &&Req<R>| r.phase == Phase::Refresh && !r.prior.parts().lock_token.is_empty();
    let mut scopes: BTreeMap<&str, usize> = BTreeMap::new();
    for req in reqs.iter().filter(known) {
        *scopes.entry(req.prior.parts().scope).or_default() += 1;
    }
    let mut all = HashMap::new();
    for (scope, _) in scopes.into_iter().filter(|(_, count)| *count >= WORTH) {
        let token = |s: &Json| Some((s["Id"].as_str()?.to_owned(), s["LockToken"].as_str()?.to_owned()));
        all.extend(list::<R>(cx, scope).await?.iter().filter_map(token));
    }
    Ok(all)
}

/// The summaries of all things of a kind in a scope. (WAF ListWebACLs, ListRuleGroups, ListIPSets, ListRegexPatternSets)
pub async fn list<R: Kept>(cx: &Cx, scope: &str) -> Result<Vec<Json>, Error> {
    let (mut all, mut body) = (Vec::new(), json!({ "Scope": scope, "Limit": PAGE }));
    loop {
        let mut page = R::call(cx, Call::List, &body).await.map_err(|e| placed(cx, scope, e))?;
        let Json::Array(some) = page[format!("{}s", R::KIND)].take() else { return Ok(all) };
        let (marker, last) = (page["NextMarker"].take(), some.is_empty());
        all.extend(some);
        // A marker may come with the last page too.
        if last || marker.is_null() {
            return Ok(all);
        }
        body["NextMarker"] = marker;
    }
}

async fn one<R: Kept>(
    cx: &Cx,
    block: &Block,
    req: &Req<R>,
    tokens: &HashMap<Key, String>,
) -> Result<Option<R>, Error> {
    let [id, name, scope] = split(&req.key)?;
    let held = req.prior.parts().lock_token;
    if !held.is_empty() && tokens.get(id).is_some_and(|token| token == held) {
        return Ok(Some(req.prior.clone()));
    }
    let Some(answer) = get::<R>(cx, id, name, scope).await? else { return Ok(None) };
    told(block, &answer, scope, &req.prior).map(Some)
}

/// What WAF tells of one; `None` where it is gone. (WAF GetWebACL, GetRuleGroup, GetIPSet, GetRegexPatternSet)
pub async fn get<R: Kept>(cx: &Cx, id: &str, name: &str, scope: &str) -> Result<Option<Json>, Error> {
    match R::call(cx, Call::Get, &json!({ "Id": id, "Name": name, "Scope": scope })).await {
        Err(e) if is_gone(&e) => Ok(None),
        told => told.map(Some),
    }
}

/// An answer as an object of the state.
pub fn told<R: Kept>(block: &Block, answer: &Json, scope: &str, prior: &R) -> Result<R, Error> {
    let told = &answer[R::KIND];
    let name = told["Name"].as_str().ok_or_else(|| Error::incomplete("a name"))?;
    let mut held = from_wire(block, "", told);
    held["lock_token"] = answer["LockToken"].clone();
    held["name_prefix"] = json!(prefix_of(name));
    held["scope"] = json!(scope);
    prior.settle(answer, &mut held);
    let value = values::from_json(&held, &R::ty(0))
        .map_err(|e| Error::new(Class::Other, format!("AWS's answer has another form: {}", e.message)))?;
    Ok(R::from_value(&value))
}

/// Changes one. What changed since it was read is read again. (WAF UpdateWebACL, UpdateRuleGroup, UpdateIPSet, UpdateRegexPatternSet)
pub async fn update<R: Kept>(cx: &Cx, change: &Change<'_, R>) -> Result<(), Error> {
    let to = change.to;
    if change.names.iter().any(|name| !name.starts_with("tags")) {
        let parts = to.parts();
        let name = parts.name.as_deref().unwrap_or_default();
        let mut left = CHANGED;
        loop {
            let current = get::<R>(cx, parts.id, name, parts.scope).await?;
            let current = current
                .ok_or_else(|| Error::new(Class::NotFound, format!("The {} \"{name}\" is gone.", R::KIND)))?;
            let mut body = request(to)?;
            if let Some(members) = body.as_object_mut() {
                members.retain(|member, _| !R::CREATE_ONLY.contains(&member.as_str()));
            }
            to.keep(&current[R::KIND], &mut body);
            body["Id"] = json!(parts.id);
            body["Name"] = json!(name);
            body["Scope"] = json!(parts.scope);
            body["LockToken"] = current["LockToken"].clone();
            match until_available(cx, UNKNOWN, || R::call(cx, Call::Update, &body)).await {
                Err(e) if is_stale(&e) && left > 0 => left -= 1,
                Err(e) => return Err(e),
                Ok(_) => break,
            }
        }
    }
    retag(cx, to.parts().arn, &change.tags).await
}

/// True where something else changed the thing since its lock token was told.
fn is_stale(e: &Error) -> bool {
    e.is(&["WAFOptimisticLockException"])
}

/// Deletes one. (WAF DeleteWebACL, DeleteRuleGroup, DeleteIPSet, DeleteRegexPatternSet)
pub async fn delete<R: Kept>(cx: &Cx, prior: &R) -> Result<(), Error> {
    let parts = prior.parts();
    let name = parts.name.as_deref().unwrap_or_default();
    let (mut token, mut left) = (json!(parts.lock_token), CHANGED);
    loop {
        if token.as_str().is_none_or(str::is_empty) {
            match get::<R>(cx, parts.id, name, parts.scope).await? {
                Some(mut current) => token = current["LockToken"].take(),
                None => return Ok(()),
            }
        }
        let body = json!({ "Id": parts.id, "Name": name, "Scope": parts.scope, "LockToken": token });
        match until_available(cx, UNKNOWN, || R::call(cx, Call::Delete, &body)).await {
            Err(e) if is_stale(&e) && left > 0 => {
                left -= 1;
                token = Json::Null;
            }
            Err(e) if is_gone(&e) => return Ok(()),
            // What used it lets go of it a while after it is gone.
            Err(e) if e.is(&["WAFAssociatedItemException"]) => {
                return Err(e.with_class(Class::Dependency));
            }
            other => return other.map(drop),
        }
    }
}

/// Finds one by its name, which is unique in its scope, and makes sure by its tags.
pub async fn locate<R: Kept>(cx: &Cx, planned: &R, intent: &Intent) -> Result<Option<Key>, Error> {
    let parts = planned.parts();
    let name = name_of(parts.name, parts.name_prefix, &intent.token);
    for summary in list::<R>(cx, parts.scope).await? {
        let (Some(id), Some(arn)) = (summary["Id"].as_str(), summary["ARN"].as_str()) else { continue };
        if summary["Name"] == name.as_str() && carries(intent, &tags_of(cx, arn).await?) {
            return Ok(Some(key(id, &name, parts.scope)));
        }
    }
    Ok(None)
}

/// The summary of the one thing of a name.
pub async fn by_name<R: Kept>(cx: &Cx, scope: &str, name: &str) -> Result<Json, Error> {
    let all = list::<R>(cx, scope).await?;
    all.into_iter().find(|summary| summary["Name"] == name).ok_or_else(|| {
        let kind = R::KIND;
        Error::new(Class::NotFound, format!("There is no {kind} \"{name}\" with the scope {scope}."))
    })
}

/// The tags of one. (WAF ListTagsForResource)
pub async fn tags_of(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let (mut tags, mut marker) = (Tags::new(), None);
    loop {
        let call = waf(cx).list_tags_for_resource().resource_arn(arn).limit(PAGE);
        let page = call.set_next_marker(marker).send().await?;
        let some = page.tag_info_for_resource.and_then(|info| info.tag_list).unwrap_or_default();
        let last = some.is_empty();
        tags.extend(some.into_iter().map(|t| (t.key, t.value)));
        marker = page.next_marker;
        if last || marker.is_none() {
            return Ok(tags);
        }
    }
}

/// Changes tags: one call to set, one to remove, each only when there is something to do.
async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let keys = Some(diff.remove.clone());
        waf(cx).untag_resource().resource_arn(arn).set_tag_keys(keys).send().await?;
    }
    if !diff.set.is_empty() {
        let tags: Result<Vec<Tag>, _> =
            diff.set.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
        waf(cx).tag_resource().resource_arn(arn).set_tags(Some(tags?)).send().await?;
    }
    Ok(())
}
