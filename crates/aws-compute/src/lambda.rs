//! What all Lambda types share: the client, code, tags, names, and what is not known or not free yet.

use aws_sdk_lambda::primitives::Blob;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::is_role_unknown;
use provision_aws_core::prelude::*;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

provision_aws_core::client!(
    /// The Lambda client.
    lambda, aws_sdk_lambda, ["lambda"]
);

/// How long Lambda may be kept from making interfaces by EC2.
const THROTTLED: Duration = Duration::from_secs(10 * 60);

/// What Lambda says, with an `InvalidParameterValueException`, of roles and keys that are not known everywhere yet.
const SOON: [&str; 3] =
    ["execution role does not have permissions", "ensure the role can perform", "is invalid for CreateGrant"];

/// Repeats a call while the role or the key that it names is not known to Lambda yet, while another change is under way, and while EC2
/// makes no interfaces.
pub async fn until_settled<T, E, F, Fut>(cx: &Cx, call: F) -> Result<T, Error>
where
    E: Into<Error>,
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let says =
        |e: &Error, words: &str| e.is(&["InvalidParameterValueException"]) && e.message.contains(words);
    let soon = |e: &Error| is_role_unknown(e) || is_busy(e) || SOON.iter().any(|words| says(e, words));
    let throttled = |e: &Error| says(e, "throttled by EC2");
    let settled = || cx.retry(PROPAGATION, soon, || async { call().await.map_err(Into::into) });
    cx.retry(THROTTLED, throttled, settled).await
}

/// True while another change of the same function is under way.
pub fn is_busy(e: &Error) -> bool {
    let busy = ["in progress", "is currently in the following state", "Please try again"];
    e.is(&["ResourceConflictException"]) && busy.iter().any(|words| e.message.contains(words))
}

/// A file with code in memory. There is one at a time: as long as it is held, others wait.
pub struct Code {
    /// What is in it.
    pub bytes: Blob,
    _only: OwnedMutexGuard<()>,
}

/// Reads a file with code.
pub async fn code(cx: &Cx, path: &str) -> Result<Code, Error> {
    let only = cx.client(|_| Arc::<Mutex<()>>::default()).lock_owned().await;
    let bytes = tokio::fs::read(cx.path(path)).await.map_err(|e| {
        let message = format!("The code of the function, \"{path}\", could not be read: {e}.");
        Error::new(Class::Validation, message)
            .help("Build it first; a relative path counts from the directory of the plan.")
    })?;
    Ok(Code { bytes: Blob::new(bytes), _only: only })
}

/// Tags as Lambda takes them.
pub fn tag_map(tags: &Tags) -> Option<HashMap<String, String>> {
    (!tags.is_empty()).then(|| tags.clone().into_iter().collect())
}

/// Tags as Lambda tells them.
pub fn tags(told: Option<&HashMap<String, String>>) -> Tags {
    told.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// Changes tags: one call to remove, one to set, each only where there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        lambda(cx).untag_resource().resource(arn).set_tag_keys(Some(diff.remove.clone())).send().await?;
    }
    if let Some(set) = tag_map(&diff.set) {
        lambda(cx).tag_resource().resource(arn).set_tags(Some(set)).send().await?;
    }
    Ok(())
}

/// The ARN by which API Gateway calls a function.
pub fn invoke_arn(cx: &Cx, function: &str) -> String {
    let path = format!("path/2015-03-31/functions/{function}/invocations");
    cx.arn_of("apigateway", cx.region(), "lambda", &path)
}

/// The name of a function and its qualifier, in whatever way it is named: by name, by a part of its ARN, or by all of it.
pub fn name_and_qualifier(named: &str) -> (&str, Option<&str>) {
    let rest = named.rsplit_once(":function:").map_or(named, |(_, rest)| rest);
    match rest.split_once(':') {
        // An account stands before the name.
        Some((account, name)) if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) => {
            name_and_qualifier(name)
        }
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (rest, None),
    }
}

/// A function's name, its ARN, or a part of that.
pub fn function_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let Some(named) = value.as_str() else { return Ok(()) };
    let (name, qualifier) = name_and_qualifier(named);
    let known = qualifier.is_none_or(|q| q == "$LATEST" || q.chars().all(plain));
    let good = !name.is_empty() && name.chars().all(plain) && named.len() <= 170 && known;
    if good { Ok(()) } else { Err("must be the name of a function, or its ARN".into()) }
}

/// Whether the hash that the configuration tells of the code is the one that Lambda tells.
pub fn has_code(config: &Value, object: &Value) -> bool {
    let of = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    of(object, "code_sha256").is_some_and(|told| of(config, "source_code_hash") == Some(told))
}

/// The file that stands for the code of a function in configuration that is written for it. (Lambda GetFunction)
pub fn file_of_function(function: &Value) -> Option<StandIn> {
    let name = function.get("function_name")?.as_str()?;
    let zip = function.get("package_type").and_then(Value::as_str) != Some("Image");
    let link = format!("aws lambda get-function --function-name {name} --query Code.Location");
    zip.then(|| file(name, &link))
}

/// The file that stands for the files of a version of a layer. (Lambda GetLayerVersion)
pub fn file_of_layer(version: &Value) -> Option<StandIn> {
    let of = |name: &str| version.get(name).and_then(Value::as_str);
    let (name, number) = (of("layer_name")?, of("version")?);
    let which = format!("--layer-name {name} --version-number {number}");
    let link = format!("aws lambda get-layer-version {which} --query Content.Location");
    Some(file(&format!("{}-{number}", name.rsplit(':').next().unwrap_or(name)), &link))
}

fn file(name: &str, link: &str) -> StandIn {
    let note = format!(
        "Put the ZIP file there before anything about the code is changed; `{link}` tells where it is. \
         Until then the hash below says that AWS has it."
    );
    StandIn { value: Value::string(format!("{name}.zip")), note: Some(note) }
}

/// The hash of the code as Lambda tells it, which [`has_code`] knows again.
pub fn hash_of_code(object: &Value) -> Option<StandIn> {
    let zip = object.get("package_type").and_then(Value::as_str) != Some("Image");
    let told = object.get("code_sha256").and_then(Value::as_str).filter(|hash| zip && !hash.is_empty())?;
    Some(StandIn { value: Value::string(told), note: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_for_code_that_is_not_told() {
        let object = |kind: &str| {
            let text =
                [("function_name", "api"), ("package_type", kind), ("code_sha256", "h"), ("version", "3")];
            let layer = [("layer_name", "arn:aws:lambda:eu-west-1:123456789012:layer:libraries")];
            let all = text.into_iter().chain(layer).map(|(name, text)| (name.into(), Value::string(text)));
            Value::object(all.collect())
        };
        let value = |stand_in: Option<StandIn>| Some(stand_in?.value.as_str()?.to_owned());
        assert_eq!(value(file_of_function(&object("Zip"))), Some("api.zip".into()));
        assert_eq!(value(hash_of_code(&object("Zip"))), Some("h".into()));
        assert_eq!(value(file_of_layer(&object("Zip"))), Some("libraries-3.zip".into()));
        assert!(file_of_function(&object("Image")).is_none() && hash_of_code(&object("Image")).is_none());
    }

    #[test]
    fn functions_are_named_in_many_ways() {
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:api";
        for (named, name, qualifier) in [
            ("api", "api", None),
            ("api:live", "api", Some("live")),
            (arn, "api", None),
            ("arn:aws:lambda:eu-west-1:123456789012:function:api:3", "api", Some("3")),
            ("123456789012:function:api", "api", None),
            ("123456789012:api", "api", None),
        ] {
            assert_eq!(name_and_qualifier(named), (name, qualifier), "{named}");
        }
        assert!(function_name(&Value::string(arn)).is_ok());
        assert!(function_name(&Value::string("a b")).is_err());
    }
}
