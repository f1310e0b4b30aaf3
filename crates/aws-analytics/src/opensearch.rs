//! What the OpenSearch types share: the client, domains five a call, changes one at a time, tags, and what is not known everywhere yet.

use aws_sdk_opensearch::types::{DomainStatus, Tag};
use provision_aws_core::cx::too_long;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

provision_aws_core::client!(
    /// The client of OpenSearch Service.
    opensearch, aws_sdk_opensearch, ["opensearch", "opensearchservice"]
);

/// Domains that one call tells.
const NAMES: usize = 5;

/// How often a domain is looked at that is being changed.
pub const LOOK: Duration = Duration::from_secs(30);

/// How long what was just made may be unknown: roles, policies, and the end of a domain that had the same name.
const SETTLED: Duration = Duration::from_secs(5 * 60);

/// What OpenSearch says, with a `ValidationException`, of what is not known everywhere yet or will be over soon.
const SOON: [&str; 9] = [
    "enable a service-linked role to give Amazon ES permissions",
    "Domain is still being deleted",
    "must be allowed to use the passed role",
    "The passed role has not propagated yet",
    "Authentication error",
    "must be authorised to describe",
    "The passed role must authorize",
    "The Resource Access Policy specified for the CloudWatch Logs log group",
    "A change/update is in progress",
];

/// Repeats a call while what it names is not known to OpenSearch yet, and while another change is under way.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let refused = e.is(&["ValidationException"]) && SOON.iter().any(|words| e.message.contains(words));
        // Of a principal that was just made.
        refused || e.is(&["InvalidTypeException"]) && e.message.contains("Error setting policy")
    };
    cx.retry(SETTLED, soon, || async { call().await.map_err(Into::into) }).await
}

/// Domains by name, five a call; those that are not there are left out. (OpenSearch DescribeDomains)
pub async fn domains(
    cx: &Cx,
    names: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, DomainStatus>, Error> {
    let names: Vec<Key> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let told = each(names.chunks(NAMES), 5, |some| async {
        there(opensearch(cx).describe_domains().set_domain_names(Some(some.to_vec())).send().await)
    });
    let mut found = HashMap::new();
    for answer in told.await {
        let all = answer?.map(|told| told.domain_status_list).unwrap_or_default();
        found.extend(all.into_iter().map(|domain| (domain.domain_name.clone(), domain)));
    }
    Ok(found)
}

/// True while OpenSearch is at work on a domain.
pub fn is_busy(domain: &DomainStatus) -> bool {
    domain.processing == Some(true) || domain.upgrade_processing == Some(true)
}

/// Waits until a change has been taken in: a domain takes one at a time.
pub async fn settled(cx: &Cx, step: &Step, name: &str) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        cx.tick(LOOK).await;
        let domain = domains(cx, [name.to_owned()]).await?.remove(name);
        if !domain.as_ref().is_some_and(is_busy) {
            return Ok(());
        }
        if start.elapsed() > cx.scaled(step.limit()) {
            return Err(too_long(&format!("The change of {name}"), step.limit(), "processing"));
        }
        step.progress(&format!("waiting for {name}: it is being changed"));
    }
}

/// Tags as OpenSearch takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build());
    let tags = tags.collect::<Result<Vec<Tag>, _>>()?;
    Ok(Some(tags).filter(|t| !t.is_empty()))
}

/// The tags of a domain. (OpenSearch ListTags)
pub async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = opensearch(cx).list_tags().arn(arn).send().await?.tag_list.unwrap_or_default();
    Ok(told.into_iter().map(|t| (t.key, t.value)).collect())
}

/// Changes tags: one call to remove, one to set, each only where there is something to do. (OpenSearch RemoveTags, AddTags)
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        opensearch(cx).remove_tags().arn(arn).set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_list(&diff.set)? {
        opensearch(cx).add_tags().arn(arn).set_tag_list(Some(set)).send().await?;
    }
    Ok(())
}
