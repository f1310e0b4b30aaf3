//! What all EKS types share: the client, tags, times, names, what is not known everywhere yet, and waiting for updates.

use aws_sdk_eks::primitives::{DateTime, DateTimeFormat};
use aws_sdk_eks::types::{self, UpdateStatus};
use provision_aws_core::cx::{PROPAGATION, too_long};
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

provision_aws_core::client!(
    /// The EKS client.
    eks, aws_sdk_eks, ["eks"]
);

/// The type of what everything else here lies in.
pub const CLUSTER: &str = "aws_eks_cluster";

/// How often an update is looked at.
const LOOK: Duration = Duration::from_secs(10);

/// What EKS answers, beside what all services say of roles, while something is not known everywhere yet, and while an add-on that
/// failed is still being cleared away.
const SOON: [&str; 6] = [
    "does not exist",
    "IAM role's policy must include",
    "The specified principalArn is invalid: invalid principal",
    "The specified principalArn could not be found",
    "Misconfigured PodExecutionRole Trust Policy",
    "CREATE_FAILED",
];

/// Repeats a call while what it needs was just made and is not known to EKS yet.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let soon = |e: &Error| {
        let refused = e.is(&["InvalidParameterException", "ResourceNotFoundException"]);
        is_role_unknown(e) || (refused && SOON.iter().any(|text| e.message.contains(text)))
    };
    cx.retry(PROPAGATION, soon, call).await
}

/// True while EKS is still busy with something else of the same cluster: it takes one thing at a time.
pub fn busy(e: &Error) -> bool {
    let words = ["in progress", "in status", "currently has update"];
    e.is(&["ResourceInUseException", "InvalidRequestException"])
        && words.iter().any(|w| e.message.contains(w))
}

/// The answer to a call about something that may be gone: `None` where it is.
pub fn there<T, E: Into<Error>>(answer: Result<T, E>) -> Result<Option<T>, Error> {
    match answer.map_err(Into::into) {
        Ok(told) => Ok(Some(told)),
        Err(e) if is_gone(&e) => Ok(None),
        Err(e) => Err(e),
    }
}

/// True where the thing, or the cluster that it is in, is not there. EKS has two ways to say so.
pub fn is_gone(e: &Error) -> bool {
    e.is_not_found() || e.message.contains("No cluster found for name")
}

/// What a delete call answered; what is gone is as good as deleted, and what is busy is asked again.
pub fn deleted<T, E: Into<Error>>(answer: Result<T, E>) -> Result<(), Error> {
    match answer.map_err(Into::into) {
        Err(e) if is_gone(&e) => Ok(()),
        Err(e) if busy(&e) => Err(e.with_class(Class::Dependency)),
        other => other.map(drop),
    }
}

/// What an update changes: a cluster, or a node group or an add-on of it.
#[derive(Clone, Copy, Default)]
pub struct Of<'a> {
    /// The cluster.
    pub cluster: &'a str,
    /// The node group.
    pub node_group: Option<&'a str>,
    /// The add-on.
    pub addon: Option<&'a str>,
}

/// Sends a call that starts an update, when EKS is not busy with another, and waits for the end of it. (EKS DescribeUpdate)
pub async fn carry_out<F, Fut>(cx: &Cx, step: &Step, of: Of<'_>, call: F) -> Result<(), Error>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Option<types::Update>, Error>>,
{
    let start = Instant::now();
    let waits_for = |e: &Error| {
        if busy(e) {
            step.progress(&format!("waiting for {}: {}", of.cluster, e.message));
        }
        busy(e)
    };
    let update = match cx.retry(step.limit(), waits_for, call).await {
        // An earlier run, or an update that somebody else began, has brought this about.
        Err(e) if e.message.contains("already at the desired configuration") => return Ok(()),
        other => other?.and_then(|u| u.id).ok_or_else(|| Error::incomplete("the id of an update"))?,
    };
    loop {
        cx.tick(LOOK).await;
        let call = eks(cx)
            .describe_update()
            .name(of.cluster)
            .update_id(&update)
            .set_nodegroup_name(of.node_group.map(str::to_owned))
            .set_addon_name(of.addon.map(str::to_owned));
        // An update that was just begun may not be known everywhere yet.
        let told = there(call.send().await)?.and_then(|t| t.update);
        let status = told.as_ref().and_then(|u| u.status.clone());
        match status {
            Some(UpdateStatus::Successful) => return Ok(()),
            Some(UpdateStatus::Failed | UpdateStatus::Cancelled) => return Err(failed(&told, &update)),
            _ => step.progress(&format!("waiting for the update of {}", of.cluster)),
        }
        if start.elapsed() > cx.scaled(step.limit()) {
            let state = status.map(|s| s.as_str().to_owned()).unwrap_or_default();
            return Err(too_long(&format!("The update of {}", of.cluster), step.limit(), &state));
        }
    }
}

fn failed(told: &Option<types::Update>, id: &str) -> Error {
    let errors = told.iter().flat_map(|u| u.errors());
    let one = |e: &types::ErrorDetail| {
        issue(e.error_code().map(|c| c.as_str()), e.error_message(), e.resource_ids())
    };
    let reasons = errors.clone().map(one).collect::<Vec<_>>().join("; ");
    let error = Error::new(Class::Other, format!("The update {id} failed at AWS: {}", or_no_reason(reasons)));
    match errors.clone().find_map(|e| e.error_code()) {
        Some(types::ErrorCode::PodEvictionFailure) => {
            error.help("Loosen the disruption budgets of the pods, or set `force_update_version = true`.")
        }
        Some(types::ErrorCode::ConfigurationConflict) => {
            error.help("Set `resolve_conflicts_on_update = \"OVERWRITE\"` to let EKS have its way.")
        }
        _ => error,
    }
}

/// One reason of a failure: what it is about, AWS's code and its words.
pub fn issue(code: Option<&str>, message: Option<&str>, about: &[String]) -> String {
    let about = about.join(", ");
    let parts = [about.as_str(), code.unwrap_or_default(), message.unwrap_or_default()];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(": ")
}

/// Reasons, or that there are none.
pub fn or_no_reason(reasons: String) -> String {
    if reasons.is_empty() { "AWS gives no reason".into() } else { reasons }
}

/// Tags as EKS tells them.
pub fn tags(told: Option<&HashMap<String, String>>) -> Tags {
    told.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// Tags as EKS takes them.
pub fn tag_map(tags: &Tags) -> Option<HashMap<String, String>> {
    (!tags.is_empty()).then(|| tags.clone().into_iter().collect())
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        eks(cx).untag_resource().resource_arn(arn).set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_map(&diff.set) {
        eks(cx).tag_resource().resource_arn(arn).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// A time as most of the provider's attributes hold it: `2024-01-31T10:00:00Z`.
pub fn time(at: Option<&DateTime>) -> String {
    let whole = at.map(|t| DateTime::from_secs(t.secs()));
    whole.and_then(|t| t.fmt(DateTimeFormat::DateTime).ok()).unwrap_or_default()
}

/// The two parts of an id that is a cluster's name, a colon and the rest.
pub fn parts(id: &str) -> Option<(&str, &str)> {
    id.split_once(':').filter(|(cluster, rest)| !cluster.is_empty() && !rest.is_empty())
}

/// The same of an object that state or import gives.
pub fn parts_of(id: &str, form: &str) -> Result<(String, String), Error> {
    let parts = parts(id).ok_or_else(|| Error::import_id(id, form))?;
    Ok((parts.0.to_owned(), parts.1.to_owned()))
}

/// A cluster's name: 100 letters, digits, hyphens and underscores at most, of which the first is a letter or digit.
pub fn cluster_name(value: &Value) -> Result<(), String> {
    let name = value.as_str().unwrap_or_default();
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    match name.bytes().next() {
        Some(first) if first.is_ascii_alphanumeric() && fits && name.len() <= 100 => Ok(()),
        _ => {
            Err("must be 1 to 100 letters, digits, hyphens and underscores, and begin with a letter or digit"
                .into())
        }
    }
}

/// A range of private IPv4 addresses.
pub fn private_range(value: &Value) -> Result<(), String> {
    let address = value.as_str().and_then(|v| v.split('/').next()?.parse::<std::net::Ipv4Addr>().ok());
    match address {
        Some(address) if address.is_private() => Ok(()),
        _ => Err("must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ranges_and_ids() {
        for (name, good) in [("web", true), ("1-a_b", true), ("", false), ("-a", false), ("a.b", false)] {
            assert_eq!(cluster_name(&Value::string(name)).is_ok(), good, "{name}");
        }
        assert!(private_range(&Value::string("172.20.0.0/16")).is_ok());
        assert!(private_range(&Value::string("100.64.0.0/16")).is_err());
        assert_eq!(parts("web:arn:aws:iam::1:role/a"), Some(("web", "arn:aws:iam::1:role/a")));
        assert_eq!(parts("web:"), None);
    }

    #[test]
    fn times_have_whole_seconds() {
        assert_eq!(time(Some(&DateTime::from_millis(1_706_695_200_250))), "2024-01-31T10:00:00Z");
        assert_eq!(time(None), "");
    }
}
