//! What the types of AWS Config share: the client, and answers about what is listed whole.

use provision_aws_core::prelude::*;

provision_aws_core::client!(
    /// The client of AWS Config.
    config, aws_sdk_config, ["configservice", "config"]
);

/// Answers reads of what a region holds one of, by name, from one call that tells all there are.
pub fn by_name<R: Clone, T>(
    reqs: &[Req<R>],
    all: Result<Vec<(String, T)>, Error>,
    told: impl Fn(&Req<R>, &T) -> R,
    name: impl Fn(&Req<R>) -> Key,
) -> Vec<Answer<R>> {
    let all: HashMap<String, T> = match all {
        Ok(all) => all.into_iter().collect(),
        Err(e) => return answers(reqs, Err(e)),
    };
    reqs.iter().map(|req| Ok(all.get(&name(req)).map(|thing| Found::ready(told(req, thing))))).collect()
}
