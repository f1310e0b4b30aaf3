//! What all Route 53 types share: the client, ids and names, and waiting until a change is known to all name servers.

use aws_sdk_route53::types::{ChangeInfo, ChangeStatus, Tag, TagResourceType};
use provision_aws_core::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

provision_aws_core::client!(
    /// The Route 53 client. Route 53 is global: one endpoint for each partition.
    route53, aws_sdk_route53, ["route53"]
);

/// What a session knows beside what AWS tells at the moment.
#[derive(Default)]
struct Known {
    /// Changes of ours that the name servers do not all know yet, by the key of what they change.
    changes: HashMap<Key, Vec<String>>,
    /// Names of zones by id: a zone's name never changes.
    names: HashMap<String, String>,
}

fn known<T>(cx: &Cx, f: impl FnOnce(&mut Known) -> T) -> T {
    let shared = cx.client(|_| Arc::<Mutex<Known>>::default());
    let mut known = shared.lock().unwrap_or_else(PoisonError::into_inner);
    f(&mut known)
}

/// Remembers a change of the thing under `key`, so that its reads wait for it.
pub fn changing(cx: &Cx, key: &str, change: Option<ChangeInfo>) {
    if let Some(change) = change.filter(|c| c.status != ChangeStatus::Insync) {
        let id = change.id.trim_start_matches("/change/").to_owned();
        known(cx, |k| k.changes.entry(key.to_owned()).or_default().push(id));
    }
}

/// True when all name servers know every change of ours of the thing under `key`. (Route 53 GetChange)
pub async fn in_sync(cx: &Cx, key: &str) -> Result<bool, Error> {
    loop {
        let Some(id) = known(cx, |k| k.changes.get(key).and_then(|c| c.last().cloned())) else {
            return Ok(true);
        };
        let told = match route53(cx).get_change().id(&id).send().await.map_err(Error::from) {
            Err(e) if e.is_not_found() => None,
            told => told?.change_info,
        };
        if told.is_some_and(|c| c.status != ChangeStatus::Insync) {
            return Ok(false);
        }
        known(cx, |k| {
            if let Some(changes) = k.changes.get_mut(key) {
                changes.retain(|c| *c != id);
                if changes.is_empty() {
                    k.changes.remove(key);
                }
            }
        });
    }
}

/// The id without the path that AWS puts before it.
pub fn zone_id(id: &str) -> &str {
    id.trim_start_matches("/hostedzone/")
}

/// A name in lower case, without the dot at its end.
pub fn domain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_lowercase()
}

/// A name as AWS tells it, with `\052` read as `*` and so on.
pub fn told_domain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let octal = escape.get(1..4).and_then(|o| u8::from_str_radix(o, 8).ok()).filter(u8::is_ascii_graphic);
        match octal {
            Some(byte) => {
                out.push(char::from(byte));
                rest = &escape[4..];
            }
            None => {
                out.push('\\');
                rest = &escape[1..];
            }
        }
    }
    out.push_str(rest);
    domain(&out)
}

/// Remembers a zone's name.
pub fn name_zone(cx: &Cx, id: &str, name: &str) {
    known(cx, |k| k.names.insert(zone_id(id).to_owned(), domain(name)));
}

/// A zone's name, asked for once. (Route 53 GetHostedZone)
pub async fn zone_name(cx: &Cx, id: &str) -> Result<String, Error> {
    let id = zone_id(id);
    if let Some(name) = known(cx, |k| k.names.get(id).cloned()) {
        return Ok(name);
    }
    let zone = route53(cx).get_hosted_zone().id(id).send().await?.hosted_zone;
    let name = zone.ok_or_else(|| Error::incomplete("a zone"))?.name;
    name_zone(cx, id, &name);
    Ok(domain(&name))
}

/// The tags of zones, ten a call.
pub async fn zone_tags(cx: &Cx, ids: &[String]) -> Result<HashMap<String, Tags>, Error> {
    tags_of(cx, TagResourceType::Hostedzone, ids).await
}

/// The tags of things of a kind, ten a call. (Route 53 ListTagsForResources)
pub async fn tags_of(cx: &Cx, kind: TagResourceType, ids: &[String]) -> Result<HashMap<String, Tags>, Error> {
    let calls = each(ids.chunks(10), 2, |ids| {
        let call = route53(cx).list_tags_for_resources().resource_type(kind.clone());
        call.set_resource_ids(Some(ids.to_vec())).send()
    });
    let mut all = HashMap::new();
    for told in calls.await {
        for set in told?.resource_tag_sets {
            let tags = set.tags.into_iter().flatten();
            let tags = tags.filter_map(|t| Some((t.key?, t.value.unwrap_or_default()))).collect();
            all.insert(set.resource_id.unwrap_or_default(), tags);
        }
    }
    Ok(all)
}

/// Changes tags of a zone.
pub async fn retag(cx: &Cx, id: &str, diff: &TagDiff) -> Result<(), Error> {
    retag_of(cx, TagResourceType::Hostedzone, id, diff).await
}

/// Changes tags of a thing of a kind: one call for all. (Route 53 ChangeTagsForResource)
pub async fn retag_of(cx: &Cx, kind: TagResourceType, id: &str, diff: &TagDiff) -> Result<(), Error> {
    if diff.is_empty() {
        return Ok(());
    }
    let set: Vec<Tag> = diff.set.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    route53(cx)
        .change_tags_for_resource()
        .resource_type(kind)
        .resource_id(id)
        .set_add_tags(Some(set).filter(|t| !t.is_empty()))
        .set_remove_tag_keys(Some(diff.remove.clone()).filter(|k| !k.is_empty()))
        .send()
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_were_written() {
        assert_eq!(told_domain("\\052.Example.com."), "*.example.com");
        assert_eq!(told_domain("a\\100b.example.com."), "a@b.example.com");
        assert_eq!(told_domain("a\\040b\\"), "a\\040b\\");
        assert_eq!(zone_id("/hostedzone/Z1"), "Z1");
    }
}
