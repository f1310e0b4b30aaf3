//! Tags: the resource's own, the provider's defaults, those to ignore, and the ownership tags that nobody sees.

use crate::state::has_change;
use provision_schema::{Facts, PlanCx, Sdk};
use provision_value::{Type, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// Keys of ownership tags begin with this.
pub const OWNERSHIP_PREFIX: &str = "provision:";
const ADDRESS: &str = "provision:address";
const TOKEN: &str = "provision:token";
/// AWS's limit for a tag's value.
const LONGEST: usize = 256;

/// What an update does to tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagDiff {
    /// To add or overwrite.
    pub set: Tags,
    /// Keys to take away.
    pub remove: Vec<String>,
    /// All tags afterwards, for APIs that replace the whole set.
    pub all: Tags,
}

impl TagDiff {
    /// From one set of tags to another. Tags of AWS itself (`aws:`) are never touched.
    pub fn between(from: &Tags, to: &Tags) -> TagDiff {
        let set =
            to.iter().filter(|(k, v)| from.get(*k) != Some(v)).map(|(k, v)| (k.clone(), v.clone())).collect();
        let remove =
            from.keys().filter(|k| !to.contains_key(*k) && !k.starts_with("aws:")).cloned().collect();
        TagDiff { set, remove, all: to.clone() }
    }
    /// True when there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }
}

/// The ownership tags as AWS takes them: an address holds characters that a tag value may not, so it is written in base64url, or as
/// a hash where that would be too long.
pub fn encode(ownership: &Tags) -> Tags {
    let value = |k: &str, v: &str| if k == ADDRESS { encode_address(v) } else { v.to_owned() };
    ownership.iter().map(|(k, v)| (k.clone(), value(k, v))).collect()
}

fn encode_address(address: &str) -> String {
    let text = aws_smithy_types::base64::encode(address).replace('+', "-").replace('/', "_");
    let text = text.trim_end_matches('=');
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    Sha256::digest(address.as_bytes()).iter().fold("sha256.".to_owned(), |s, b| s + &format!("{b:02x}"))
}

/// The address that ownership tags name; `None` where it was too long to be written there.
pub fn address(ownership: &Tags) -> Option<String> {
    let text = ownership.get(ADDRESS)?.replace('-', "+").replace('_', "/");
    let padded = format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4));
    String::from_utf8(aws_smithy_types::base64::decode(padded).ok()?).ok()
}

/// Ownership tags with the token of the create call: while a thing is replaced, two of the same address exist, and only the token
/// tells the new one from the old.
pub fn stamped(mut ownership: Tags, token: &str) -> Tags {
    if !token.is_empty() {
        ownership.insert(TOKEN.to_owned(), token.to_owned());
    }
    ownership
}

/// True for tags that hold the token of a create call and no other ownership tag.
pub fn is_only_stamped(tags: &Tags) -> bool {
    tags.keys().filter(|k| is_ownership(k)).eq([TOKEN])
}

/// True for a tag that is ours, not the person's.
pub fn is_ownership(key: &str) -> bool {
    key.starts_with(OWNERSHIP_PREFIX)
}

fn is_ignored(facts: &Facts, key: &str) -> bool {
    is_ownership(key)
        || key.starts_with("aws:")
        || facts.ignore_tag_keys.contains(key)
        || facts.ignore_tag_prefixes.iter().any(|p| key.starts_with(p.as_str()))
}

/// What AWS tells, without what must not be seen.
pub fn visible(facts: &Facts, all: &Tags) -> Tags {
    all.iter().filter(|(k, _)| !is_ignored(facts, k)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// The `tags` attribute: visible tags without those that only the provider's defaults bring. One that the resource sets itself
/// stays, though equal to a default.
pub fn own(facts: &Facts, visible: &Tags, configured: &Tags) -> Tags {
    let from_default =
        |k: &str, v: &str| facts.default_tags.get(k).is_some_and(|d| d == v) && !configured.contains_key(k);
    visible.iter().filter(|(k, v)| !from_default(k, v)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// The provider's defaults under the resource's own tags, without ignored keys.
pub fn merged(facts: &Facts, own: &Tags) -> Tags {
    let mut all = facts.default_tags.clone();
    all.extend(own.iter().map(|(k, v)| (k.clone(), v.clone())));
    all.retain(|k, _| !is_ignored(facts, k));
    all
}

/// Tags as a value of the language.
pub fn to_value(tags: &Tags) -> Value {
    Value::map(
        Type::String,
        tags.iter().map(|(k, v)| (Arc::from(k.as_str()), Value::string(v.as_str()))).collect(),
    )
}

/// A known map as tags; null elements read as empty text.
pub fn from_value(value: Option<&Value>) -> Tags {
    let map = value.and_then(Value::as_map).into_iter().flatten();
    map.map(|(k, v)| (k.to_string(), v.as_str().unwrap_or_default().to_owned())).collect()
}

/// Plans `tags_all` as the provider does: known when every tag is; with the older SDK known after apply where a tag has no text,
/// and on a create without any tag.
pub fn plan(cx: &mut PlanCx<'_>, sdk: Sdk) {
    let unknown = || Value::unknown(Type::map(Type::String));
    let tags = cx.get("tags");
    if !tags.is_wholly_known() {
        return cx.set("tags_all", unknown());
    }
    let all = merged(cx.facts, &from_value(Some(&tags)));
    let before = from_value(Some(&cx.before("tags_all")));
    if all.is_empty() {
        // Defaults that went away alone leave it as it is.
        let stays = !has_change(cx, "tags") && cx.get("tags_all").is_known();
        if !cx.is_create() && !stays {
            cx.set("tags_all", to_value(&all));
        }
        return;
    }
    let textless = sdk == Sdk::V2 && all.values().any(String::is_empty) && before != all;
    cx.set("tags_all", if textless { unknown() } else { to_value(&all) });
}
