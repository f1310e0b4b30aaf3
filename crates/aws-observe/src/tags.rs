//! Tags of many things: those that the Tagging API confirms a hundred a call, the others as their service tells them, one by one.

use provision_aws_core::prelude::*;
use provision_aws_core::tagging::confirmed;
use std::collections::BTreeSet;
use std::future::Future;

/// The tags of what was read, by ARN.
pub struct Told(HashMap<Key, Result<Tags, Error>>);

impl Told {
    /// Those of one thing; none where none were asked for.
    pub fn of(&self, arn: &str) -> Result<Tags, Error> {
        self.0.get(arn).cloned().unwrap_or_else(|| Ok(Tags::new()))
    }
}

/// The tags of what is read, where there may be some that matter; `ask` asks the service for those of one.
pub async fn tags_read<R, Fut>(cx: &Cx, reads: Vec<(Key, &Req<R>)>, ask: impl Fn(Key) -> Fut + Send) -> Told
where
    R: Sync,
    Fut: Future<Output = Result<Tags, Error>> + Send,
{
    let pairs: Vec<(&Key, &Req<R>)> = reads.iter().map(|(arn, req)| (arn, *req)).collect();
    let known = if pairs.len() > 1 { confirmed(cx, &pairs).await } else { HashMap::new() };
    let mut found: HashMap<Key, Result<Tags, Error>> =
        known.into_iter().map(|(arn, tags)| (arn, Ok(tags))).collect();
    let asked = |req: &Req<R>| req.tagged && req.phase != Phase::Deleted;
    let left = reads.iter().filter(|(arn, req)| asked(req) && !found.contains_key(arn));
    let left: BTreeSet<Key> = left.map(|(arn, _)| arn.clone()).collect();
    let told = each(left, 10, |arn| {
        let answer = ask(arn.clone());
        async move { (arn, answer.await) }
    });
    found.extend(told.await);
    Told(found)
}
