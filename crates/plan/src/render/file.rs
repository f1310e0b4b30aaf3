//! Saved plans: one line that names the format and the checksum, then JSON. They hold secrets, so whoever writes one to disk
//! does it with mode 0600.

use super::codec;
use crate::model::{Change, Join, OutputChange, Plan, Prior, Step, StepId};
use crate::steps::Web;
use provision_value::{Diagnostic, Diagnostics, ModuleInstance, Value};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The format that this program writes and reads.
const FORMAT: u64 = 3;
const MAGIC: &str = "provision-plan";

/// The words that a saved plan begins with, up to its checksum.
pub fn head() -> String {
    format!("{MAGIC} {FORMAT}")
}

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

/// The body of the file, written without holding all of it twice.
#[derive(Serialize)]
struct Body<'a> {
    basis: Json,
    timestamp: &'a str,
    version: &'a str,
    destroy: bool,
    variables: Json,
    configuration: &'a Json,
    stages: &'a [Arc<str>],
    barrier: bool,
    changes: Rows<'a, Change>,
    steps: Rows<'a, Step>,
    joins: Rows<'a, Join>,
    outputs: Rows<'a, OutputChange>,
    drift: Rows<'a, Prior>,
    modules: Rows<'a, ModuleInstance>,
    checks: &'a [Json],
    warnings: Rows<'a, Diagnostic>,
}

/// A list, each item of which is made JSON when its turn comes.
struct Rows<'a, T>(&'a [T], fn(&T) -> Json);

impl<T> Serialize for Rows<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(self.1))
    }
}

/// The file's content. An error when a value is nested deeper than can be read back.
pub fn encode(saved: &Saved) -> Result<Vec<u8>, Diagnostic> {
    let plan = &saved.plan;
    let body = Body {
        basis: json!({
            "environment": saved.basis.environment,
            "account": saved.basis.account,
            "lineage": saved.basis.lineage,
            "serial": saved.basis.serial,
            "configuration": saved.basis.configuration,
        }),
        timestamp: &saved.timestamp,
        version: &saved.version,
        destroy: saved.destroy,
        variables: codec::named(&saved.variables),
        configuration: &saved.configuration,
        stages: &plan.stages,
        barrier: plan.barrier,
        changes: Rows(&plan.changes, codec::change),
        steps: Rows(&plan.steps, codec::step),
        joins: Rows(&plan.joins, codec::join),
        outputs: Rows(&plan.outputs, codec::output),
        drift: Rows(&plan.drift, codec::prior),
        modules: Rows(&plan.modules, |m| m.to_string().into()),
        checks: &plan.checks,
        warnings: Rows(&plan.warnings.0, codec::diagnostic),
    };
    let unsaved = |why: &str| {
        Diagnostic::error("This plan cannot be saved", why).help("Apply it directly, without a plan file.")
    };
    let text =
        serde_json::to_vec(&body).map_err(|e| unsaved(&format!("It cannot be written as JSON: {e}.")))?;
    if depth(&text) > MAX_DEPTH {
        return Err(unsaved("One of its values is nested too deeply."));
    }
    Ok([format!("{} sha256:{}\n", head(), sum(&text)).as_bytes(), &text, b"\n"].concat())
}

/// JSON that is nested deeper is not read.
const MAX_DEPTH: usize = 127;

/// How deep arrays and objects are nested in a JSON text.
fn depth(text: &[u8]) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in text {
        match byte {
            _ if std::mem::take(&mut escaped) => {}
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Reads a saved plan. Errors: not a plan, damaged, of another format.
pub fn decode(bytes: &[u8]) -> Result<Saved, Diagnostic> {
    let content: Content = serde_json::from_slice(body(bytes)?).map_err(|e| match e.is_data() {
        true => damaged(&format!("{e} cannot be read")),
        false => damaged("its content is not JSON"),
    })?;
    read(content).map_err(|bad| damaged(&format!("{bad} cannot be read")))
}

/// What [`Body`] writes, each item read when its turn comes.
#[derive(Deserialize)]
struct Content {
    basis: Json,
    timestamp: String,
    version: String,
    destroy: bool,
    variables: Json,
    configuration: Json,
    stages: Vec<Arc<str>>,
    barrier: bool,
    #[serde(deserialize_with = "changes")]
    changes: Vec<Change>,
    #[serde(deserialize_with = "steps")]
    steps: Vec<Step>,
    #[serde(deserialize_with = "joins")]
    joins: Vec<Join>,
    #[serde(deserialize_with = "outputs")]
    outputs: Vec<OutputChange>,
    #[serde(deserialize_with = "priors")]
    drift: Vec<Prior>,
    #[serde(deserialize_with = "modules")]
    modules: Vec<ModuleInstance>,
    #[serde(default)]
    checks: Vec<Json>,
    #[serde(deserialize_with = "diagnostics")]
    warnings: Vec<Diagnostic>,
}

fn changes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Change>, D::Error> {
    from.deserialize_seq(Reader(|_, json| codec::read_change(json)))
}

fn steps<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Step>, D::Error> {
    from.deserialize_seq(Reader(codec::read_step))
}

fn joins<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Join>, D::Error> {
    from.deserialize_seq(Reader(|_, json| codec::read_join(json)))
}

fn outputs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<OutputChange>, D::Error> {
    from.deserialize_seq(Reader(|_, json| codec::read_output(json)))
}

fn priors<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Prior>, D::Error> {
    from.deserialize_seq(Reader(|_, json| codec::read_prior(json)))
}

fn diagnostics<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Diagnostic>, D::Error> {
    from.deserialize_seq(Reader(|_, json| codec::read_diagnostic(json)))
}

fn modules<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ModuleInstance>, D::Error> {
    from.deserialize_seq(Reader(|_, json| {
        let text = json.as_str().unwrap_or_default();
        text.parse::<ModuleInstance>().map_err(|_| format!("the module {text}"))
    }))
}

/// Reads the items of a list, each by its place and its JSON.
struct Reader<T>(fn(usize, &Json) -> Result<T, codec::Bad>);

impl<'de, T> Visitor<'de> for Reader<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(json) = items.next_element::<Json>()? {
            list.push((self.0)(list.len(), &json).map_err(A::Error::custom)?);
        }
        Ok(list)
    }
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

fn read(content: Content) -> Result<Saved, codec::Bad> {
    let text = |json: &Json, what: &str| codec::read_text(json, what).map(|t| t.to_string());
    let basis = &content.basis;
    let plan = Plan {
        stages: content.stages,
        barrier: content.barrier,
        changes: content.changes,
        steps: content.steps,
        joins: content.joins,
        outputs: content.outputs,
        drift: content.drift,
        modules: content.modules,
        checks: content.checks,
        warnings: Diagnostics(content.warnings),
    };
    let is_step = |id: &StepId| id.0 < plan.steps.len();
    let sound = plan.steps.iter().all(|s| {
        s.change < plan.changes.len()
            && s.stage < plan.stages.len()
            && s.needs.iter().all(is_step)
            && s.joins.iter().all(|j| *j < plan.joins.len())
    });
    if !sound
        || !plan.joins.iter().all(|j| j.0.iter().all(is_step))
        || !Web::new(&plan.steps, &plan.joins).is_ordered()
    {
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
        variables: codec::read_named(&content.variables)?,
        configuration: content.configuration,
        timestamp: content.timestamp,
        version: content.version,
        destroy: content.destroy,
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
    if basis.lineage.is_empty() && !now.lineage.is_empty() {
        let detail = "There was no state when the plan was made, and there is one now.".to_string();
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
