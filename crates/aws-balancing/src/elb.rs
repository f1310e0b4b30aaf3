//! What all load balancing types share: the client, batched describes, tags, names.

use aws_sdk_elasticloadbalancingv2::types::Tag;
use provision_aws_core::names::generated;
use provision_aws_core::prelude::*;
pub use provision_aws_core::requests::{int, text};
use provision_aws_core::tagging::confirmed;
use std::collections::BTreeSet;
use std::future::Future;

provision_aws_core::client!(
    /// The Elastic Load Balancing client (the second version of its API).
    elb, aws_sdk_elasticloadbalancingv2, ["elbv2", "elb", "elasticloadbalancing", "elasticloadbalancingv2"]
);

/// ARNs that one call takes.
const ARNS: usize = 20;

/// The two calls that describe things of one kind, and how they hang together.
pub struct Describe<T, A, P> {
    /// The ARN of a thing.
    pub arn: fn(&T) -> Option<&str>,
    /// What a thing lies in, by its ARN: a listener in a load balancer, a load balancer in the account.
    pub parent: fn(&str) -> String,
    /// Describes by ARNs, 20 at most; one that is gone fails the call.
    pub some: A,
    /// Describes all things of one parent.
    pub all: P,
}

impl<T, A, AF, P, PF> Describe<T, A, P>
where
    A: Fn(Vec<String>) -> AF,
    AF: Future<Output = Result<Vec<T>, Error>>,
    P: Fn(String) -> PF,
    PF: Future<Output = Result<Vec<T>, Error>>,
{
    /// Things by ARN, those that are there: described by ARNs, or all those of their parents where that is fewer calls.
    pub async fn by_arn(&self, wanted: impl IntoIterator<Item = String>) -> Result<HashMap<Key, T>, Error> {
        let wanted: BTreeSet<String> = wanted.into_iter().collect();
        let arns: Vec<String> = wanted.iter().cloned().collect();
        let found = match arns.len().div_ceil(ARNS) > self.parents(&arns).len() {
            true => self.of_parents(&arns).await?,
            false => self.of_chunks(&arns).await?,
        };
        let named = found.into_iter().filter_map(|t| Some(((self.arn)(&t)?.to_owned(), t)));
        Ok(named.filter(|(arn, _)| wanted.contains(arn)).collect())
    }

    fn parents(&self, arns: &[String]) -> BTreeSet<String> {
        arns.iter().map(|a| (self.parent)(a)).collect()
    }

    async fn of_parents(&self, arns: &[String]) -> Result<Vec<T>, Error> {
        let told = each(self.parents(arns), 5, |parent| (self.all)(parent)).await;
        flat(told.into_iter().map(gone_is_none))
    }

    async fn of_chunks(&self, arns: &[String]) -> Result<Vec<T>, Error> {
        let told = each(arns.chunks(ARNS), 5, |chunk| async move {
            match (self.some)(chunk.to_vec()).await {
                // Which of them is gone is not told.
                Err(e) if e.is_not_found() && chunk.len() > 1 => self.of_parents(chunk).await,
                told => gone_is_none(told),
            }
        });
        flat(told.await)
    }
}

fn gone_is_none<T>(told: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    match told {
        Err(e) if e.is_not_found() => Ok(Vec::new()),
        told => told,
    }
}

fn flat<T>(told: impl IntoIterator<Item = Result<Vec<T>, Error>>) -> Result<Vec<T>, Error> {
    let all: Vec<Vec<T>> = told.into_iter().collect::<Result<_, _>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// The tags of things, by ARN, 20 things a call. (ELBv2 DescribeTags)
pub async fn tags_of<'a>(
    cx: &Cx,
    arns: impl IntoIterator<Item = &'a String>,
) -> Result<HashMap<Key, Tags>, Error> {
    let arns: Vec<String> = arns.into_iter().cloned().collect();
    let ask = async |arns: &[String]| -> Result<Vec<(Key, Tags)>, Error> {
        let told = elb(cx).describe_tags().set_resource_arns(Some(arns.to_vec())).send().await?;
        let of = told.tag_descriptions.unwrap_or_default().into_iter();
        Ok(of.filter_map(|d| Some((d.resource_arn?, tags(d.tags.as_deref())))).collect())
    };
    let told = each(arns.chunks(ARNS), 5, |chunk| async move {
        match ask(chunk).await {
            Err(e) if e.is_not_found() && chunk.len() > 1 => {
                let alone = each(chunk, 5, |arn| ask(std::slice::from_ref(arn))).await;
                flat(alone.into_iter().map(gone_is_none))
            }
            Err(e) if unsupported(cx, &e) => Ok(Vec::new()),
            told => gone_is_none(told),
        }
    });
    Ok(flat(told.await)?.into_iter().collect())
}

/// The tags of what is read, by ARN: those that the Tagging API confirms, and of the others what the service tells, twenty a call.
pub async fn tags_read<R: Resource>(cx: &Cx, reads: &[(&Key, &Req<R>)]) -> Result<HashMap<Key, Tags>, Error> {
    let mut found = confirmed(cx, reads).await;
    let left: Vec<&Key> = reads.iter().map(|(arn, _)| *arn).filter(|arn| !found.contains_key(*arn)).collect();
    found.extend(tags_of(cx, left).await?);
    Ok(found)
}

/// Tags as the API tells them.
pub fn tags(told: Option<&[Tag]>) -> Tags {
    let pair = |t: &Tag| Some((t.key.clone()?, t.value.clone().unwrap_or_default()));
    told.into_iter().flatten().filter_map(pair).collect()
}

/// Tags as the API takes them; `None` for none.
pub fn tag_list(tags: &Tags) -> Option<Vec<Tag>> {
    let tags: Vec<Tag> = tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    (!tags.is_empty()).then_some(tags)
}

/// Makes a thing with its tags; without them where AWS takes none on create (what belongs to gateway load balancers, some
/// partitions): `update` then adds them.
pub async fn tagged<T, F, Fut>(cx: &Cx, step: &Step, create: F) -> Result<T, Error>
where
    F: Fn(Option<Vec<Tag>>) -> Fut,
    Fut: Future<Output = Result<T, Error>>,
{
    match create(tag_list(&step.tags)).await {
        Err(e) if e.message.contains("cannot specify tags on creation") || unsupported(cx, &e) => {
            create(None).await
        }
        made => made,
    }
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        elb(cx).remove_tags().resource_arns(arn).set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_list(&diff.set) {
        elb(cx).add_tags().resource_arns(arn).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// True for the answer of a partition that does not have an operation or an argument yet.
fn unsupported(cx: &Cx, e: &Error) -> bool {
    cx.partition() != "aws"
        && e.is(&["AccessDenied", "InvalidAction", "UnsupportedOperation", "UnknownOperation"])
}

/// Of the things named, the one that carries all of an intent's ownership tags.
pub async fn ours(cx: &Cx, intent: &Intent, arns: Vec<String>) -> Result<Option<Key>, Error> {
    if intent.ownership.is_empty() || arns.is_empty() {
        return Ok(None);
    }
    let tags = tags_of(cx, &arns).await?;
    Ok(arns.iter().find(|arn| tags.get(*arn).is_some_and(|of| carries(intent, of))).cloned())
}

/// True for a key that is an ARN, not a name.
pub fn is_arn(key: &str) -> bool {
    key.starts_with("arn:")
}

/// The name that a planned thing will have: its own, or a prefix (of six characters at most) and what follows from the token; 32
/// characters are all that AWS takes.
pub fn name_of(name: &Option<String>, prefix: &Option<String>, default: &str, token: &str) -> String {
    let prefix = || generated(text(prefix).as_deref().unwrap_or(default), token);
    text(name).unwrap_or_else(prefix)
}

/// A name: 32 letters, digits and hyphens at most.
pub fn name(value: &Value) -> Result<(), String> {
    let name = value.as_str().unwrap_or_default();
    match plain_name(name, 32) {
        Ok(()) if name.ends_with('-') => Err("must not end with a hyphen".into()),
        checked => checked,
    }
}

/// What a name begins with: six letters, digits and hyphens at most.
pub fn name_prefix(value: &Value) -> Result<(), String> {
    plain_name(value.as_str().unwrap_or_default(), 6)
}

fn plain_name(name: &str, longest: usize) -> Result<(), String> {
    if name.len() > longest {
        return Err(format!("must have {longest} characters at most"));
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err("must consist of letters, digits and hyphens".into());
    }
    if name.starts_with('-') {
        return Err("must not begin with a hyphen".into());
    }
    Ok(())
}

/// Upper case, as the provider writes protocols.
pub fn upper(text: &str) -> String {
    text.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_32_characters_at_most() {
        let made = name_of(&None, &None, "tf-lb-", "4f6b1c9e-0000-4000-8000-1234567890ab");
        assert_eq!((made.len(), made.starts_with("tf-lb-")), (32, true));
        assert_eq!(name_of(&Some("web".into()), &None, "tf-", "t"), "web");
        let long = "a".repeat(33);
        for (text, good) in
            [("web-1", true), ("web-", false), ("-web", false), ("web_1", false), (long.as_str(), false)]
        {
            assert_eq!(name(&Value::string(text)).is_ok(), good, "{text}");
        }
        assert!(name_prefix(&Value::string("abcdefg")).is_err());
    }
}
