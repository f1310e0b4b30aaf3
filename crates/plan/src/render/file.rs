//! Saved plans: one line that names the format and the checksum, then JSON. They hold secrets, so whoever writes one to disk
//! does it with mode 0600.

use super::codec;
use crate::model::Plan;
use crate::steps::order;
use provision_value::{Diagnostic, Diagnostics, ModuleInstance, Value};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The format that this program writes and reads.
const FORMAT: u64 = 1;
const MAGIC: &str = "provision-plan";

/// A plan with what it was made from.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The plan.
    pub plan: Plan,
    /// What it was made from.
    pub basis: Basis,
    /// Values of root variables, which apply needs again.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// The configuration as `show --json` gives it.
    pub configuration: Json,
    /// When it was made, in RFC 3339.
    pub timestamp: String,
    /// The version of the program that made it.
    pub version: String,
    /// The plan destroys everything (`--destroy`).
    pub destroy: bool,
}

/// What a plan was made from; a saved plan is carried out only where all of it is still so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// The environment; empty where there are none.
    pub environment: String,
    /// The account that the credentials belong to, where one was asked.
    pub account: Option<String>,
    /// The state's lineage; empty where there was no state.
    pub lineage: String,
    /// The state's serial.
    pub serial: u64,
    /// Digest of the configuration's files, from [`digest`].
    pub configuration: String,
}

/// The digest of a configuration: of its files by name and content, in any order.
pub fn digest<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut files: Vec<(&str, &[u8])> = files.into_iter().collect();
    files.sort_unstable();
    let mut hash = Sha256::new();
    for (name, content) in files {
        for part in [name.as_bytes(), content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

/// The file's content. An error when a value is nested deeper than can be read back.
pub fn encode(saved: &Saved) -> Result<Vec<u8>, Diagnostic> {
    let plan = &saved.plan;
    let modules = |m: &ModuleInstance| m.to_string();
    let body = json!({
        "basis": {
            "environment": saved.basis.environment,
            "account": saved.basis.account,
            "lineage": saved.basis.lineage,
            "serial": saved.basis.serial,
            "configuration": saved.basis.configuration,
        },
        "timestamp": saved.timestamp,
        "version": saved.version,
        "destroy": saved.destroy,
        "variables": codec::named(&saved.variables),
        "configuration": saved.configuration,
        "stages": plan.stages.iter().map(|s| &**s).collect::<Vec<_>>(),
        "barrier": plan.barrier,
        "changes": plan.changes.iter().map(codec::change).collect::<Json>(),
        "steps": plan.steps.iter().map(codec::step).collect::<Json>(),
        "outputs": plan.outputs.iter().map(codec::output).collect::<Json>(),
        "drift": plan.drift.iter().map(codec::prior).collect::<Json>(),
        "modules": plan.modules.iter().map(modules).collect::<Vec<_>>(),
        "warnings": plan.warnings.0.iter().map(codec::diagnostic).collect::<Json>(),
    });
    let text = body.to_string();
    if serde_json::from_str::<Json>(&text).is_err() {
        let d = Diagnostic::error("This plan cannot be saved", "One of its values is nested too deeply.");
        return Err(d.help("Apply it directly, without a plan file."));
    }
    Ok(format!("{MAGIC} {FORMAT} sha256:{}\n{text}\n", sum(text.as_bytes())).into_bytes())
}

/// Reads a saved plan. Errors: not a plan, damaged, of another format.
pub fn decode(bytes: &[u8]) -> Result<Saved, Diagnostic> {
    let body = body(bytes)?;
    let json: Json = serde_json::from_slice(body).map_err(|_| damaged("its content is not JSON"))?;
    read(&json).map_err(|bad| damaged(&format!("{bad} cannot be read")))
}

/// The part behind the first line, when that line fits it.
fn body(bytes: &[u8]) -> Result<&[u8], Diagnostic> {
    let end = bytes.iter().position(|b| *b == b'\n').filter(|end| *end < 200);
    let (head, body) = bytes.split_at(end.unwrap_or(0));
    let head = String::from_utf8_lossy(head);
    let mut words = head.split(' ');
    if words.next() != Some(MAGIC) {
        let detail = "The file does not begin as a plan that `provision plan --out` writes.";
        return Err(
            Diagnostic::error("Not a saved plan", detail).help("Make one with: provision plan --out FILE")
        );
    }
    let format = words.next().unwrap_or_default();
    if format.parse() != Ok(FORMAT) {
        let detail = format!("The file has format {format}, this program reads format {FORMAT}.");
        let d = Diagnostic::error("Saved plan of another version", detail);
        return Err(d.help("Use the version that made it, or plan again."));
    }
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    match words.next() {
        Some(said) if said == format!("sha256:{}", sum(body)) => Ok(body),
        _ => Err(damaged("its checksum does not fit its content")),
    }
}

fn read(json: &Json) -> Result<Saved, codec::Bad> {
    let list = |name: &str| json[name].as_array().map(Vec::as_slice).ok_or_else(|| name.to_string());
    let text = |json: &Json, what: &str| codec::read_text(json, what).map(|t| t.to_string());
    let basis = &json["basis"];
    let module = |json: &Json| {
        let text = json.as_str().unwrap_or_default();
        text.parse::<ModuleInstance>().map_err(|_| format!("the module {text}"))
    };
    let plan = Plan {
        stages: list("stages")?.iter().map(|s| codec::read_text(s, "a stage")).collect::<Result<_, _>>()?,
        barrier: json["barrier"].as_bool().unwrap_or(true),
        changes: list("changes")?.iter().map(codec::read_change).collect::<Result<_, _>>()?,
        steps: list("steps")?
            .iter()
            .enumerate()
            .map(|(i, s)| codec::read_step(i, s))
            .collect::<Result<_, _>>()?,
        outputs: list("outputs")?.iter().map(codec::read_output).collect::<Result<_, _>>()?,
        drift: list("drift")?.iter().map(codec::read_prior).collect::<Result<_, _>>()?,
        modules: list("modules")?.iter().map(module).collect::<Result<_, _>>()?,
        warnings: Diagnostics(
            list("warnings")?.iter().map(codec::read_diagnostic).collect::<Result<_, _>>()?,
        ),
    };
    let sound = plan.steps.iter().all(|s| {
        s.change < plan.changes.len()
            && s.stage < plan.stages.len()
            && s.needs.iter().all(|n| n.0 < plan.steps.len())
    });
    if !sound || order(&plan.steps).len() != plan.steps.len() {
        return Err("the order of its steps".into());
    }
    Ok(Saved {
        plan,
        basis: Basis {
            environment: text(&basis["environment"], "the environment")?,
            account: basis["account"].as_str().map(String::from),
            lineage: text(&basis["lineage"], "the lineage")?,
            serial: basis["serial"].as_u64().ok_or("the serial")?,
            configuration: text(&basis["configuration"], "the digest")?,
        },
        variables: codec::read_named(&json["variables"])?,
        configuration: json["configuration"].clone(),
        timestamp: text(&json["timestamp"], "the time")?,
        version: text(&json["version"], "the version")?,
        destroy: json["destroy"].as_bool().unwrap_or(false),
    })
}

/// Refuses a plan whose basis is no longer what it was. `now` is the present; its account counts where both know one.
pub fn check(basis: &Basis, now: &Basis) -> Result<(), Diagnostic> {
    let refuse =
        |summary: &str, detail: String, help: &str| Err(Diagnostic::error(summary, detail).help(help));
    let called = |name: &str| {
        if name.is_empty() { "no environment".into() } else { format!("environment \"{name}\"") }
    };
    if basis.environment != now.environment {
        let detail = format!(
            "It was made for {}, and this is {}.",
            called(&basis.environment),
            called(&now.environment)
        );
        return refuse(
            "Saved plan of another environment",
            detail,
            "Give the plan's own environment with --env, or plan again.",
        );
    }
    if let (Some(then), Some(now)) = (&basis.account, &now.account)
        && then != now
    {
        let detail =
            format!("It was made for account {then}, and these credentials belong to account {now}.");
        return refuse(
            "Saved plan of another account",
            detail,
            "Log in to the plan's own account, or plan again.",
        );
    }
    if basis.configuration != now.configuration {
        let detail = "The configuration has changed since the plan was made.".to_string();
        return refuse("Saved plan is stale", detail, "Plan again.");
    }
    if basis.lineage != now.lineage {
        let detail = "The state is another one than the plan was made from.".to_string();
        return refuse("Saved plan is of another state", detail, "Check --state and --plan, or plan again.");
    }
    if basis.serial != now.serial {
        let detail = format!(
            "The state has changed since: the plan was made from serial {}, now it is {}.",
            basis.serial, now.serial
        );
        return refuse("Saved plan is stale", detail, "Plan again.");
    }
    Ok(())
}

fn damaged(why: &str) -> Diagnostic {
    Diagnostic::error("Damaged plan file", format!("The saved plan cannot be used: {why}."))
        .help("Plan again.")
}

fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
