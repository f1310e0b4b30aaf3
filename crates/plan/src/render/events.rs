//! Events, one JSON object a line, in the structure of Terraform's machine-readable interface (version 1.2), with the stage added.
//! Every function gives one event; `at` is its time in RFC 3339.

use super::json::{TERRAFORM_VERSION, actions};
use super::text::Counts;
use crate::model::{Action, Change, OutputChange, Plan, Prior, Reason, StepAction};
use provision_value::json::{to_json, type_to_json};
use provision_value::{Diagnostic, InstanceAddr, InstanceKey, SourceMap, Span, Value};
use serde_json::{Map, Value as Json, json};

fn event(at: &str, level: &str, message: impl Into<String>, kind: &str, body: Json) -> Json {
    let mut out = Map::new();
    out.insert("@level".into(), level.into());
    out.insert("@message".into(), message.into().into());
    out.insert("@module".into(), "terraform.ui".into());
    out.insert("@timestamp".into(), at.into());
    if let Json::Object(body) = body {
        out.extend(body);
    }
    out.insert("type".into(), kind.into());
    Json::Object(out)
}

/// The first line: which interface this is, and which program speaks.
pub fn version(at: &str, program: &str) -> Json {
    let body = json!({ "terraform": TERRAFORM_VERSION, "provision": program, "ui": "1.2" });
    event(at, "info", format!("provision {program}"), "version", body)
}

/// What refresh found changed outside.
pub fn resource_drift(at: &str, prior: &Prior) -> Json {
    let (action, word) = if prior.value.is_null() { ("delete", "deleted") } else { ("update", "changed") };
    let body = json!({ "change": { "resource": resource(&prior.addr), "action": action } });
    event(at, "info", format!("{}: {word} outside of provision", prior.addr), "resource_drift", body)
}

/// One instance's change; nothing for one that stays as it is.
pub fn planned_change(at: &str, plan: &Plan, change: &Change) -> Option<Json> {
    let action = match change.action {
        Action::NoOp if change.importing.is_some() => "import",
        Action::NoOp if change.previous_addr.is_some() => "move",
        Action::NoOp => return None,
        Action::DeleteThenCreate | Action::CreateThenDelete => "replace",
        Action::Forget => "remove",
        other => actions(other)[0],
    };
    let mut body =
        Map::from_iter([("resource".to_string(), resource(&change.addr)), ("action".into(), action.into())]);
    if let Some(previous) = &change.previous_addr {
        body.insert("previous_resource".into(), resource(previous));
    }
    if let Some(reason) = change.reason {
        body.insert("reason".into(), reason_word(reason).into());
    }
    if let Some(id) = &change.importing {
        body.insert("importing".into(), json!({ "id": id }));
    }
    insert_stage(&mut body, plan, change.stage);
    Some(event(
        at,
        "info",
        format!("{}: plan to {action}", change.addr),
        "planned_change",
        json!({ "change": body }),
    ))
}

/// The counts of a plan, or of what an apply has done; `operation` is `plan`, `apply` or `destroy`.
pub fn change_summary(at: &str, counts: Counts, operation: &str) -> Json {
    let message = match operation {
        "plan" => counts.line(),
        _ => format!("Done: {} added, {} changed, {} destroyed.", counts.add, counts.change, counts.destroy),
    };
    let changes = json!({
        "add": counts.add,
        "change": counts.change,
        "import": counts.import,
        "remove": counts.destroy,
        "operation": operation,
    });
    event(at, "info", message, "change_summary", json!({ "changes": changes }))
}

/// What becomes of the outputs, after planning.
pub fn planned_outputs(at: &str, outputs: &[OutputChange]) -> Json {
    let action = |o: &OutputChange| match (&o.before, &o.after) {
        (None, None) => "noop",
        (None, Some(_)) => "create",
        (Some(_), None) => "delete",
        (Some(b), Some(a)) if b == a && a.is_wholly_known() => "noop",
        _ => "update",
    };
    let entry =
        |o: &OutputChange| (o.name.to_string(), json!({ "sensitive": o.sensitive, "action": action(o) }));
    let body = json!({ "outputs": outputs.iter().map(entry).collect::<Map<_, _>>() });
    event(at, "info", format!("Outputs: {}", outputs.len()), "outputs", body)
}

/// The outputs after an apply: name, value, sensitive. Sensitive values are left out.
pub fn outputs<'a>(at: &str, outputs: impl IntoIterator<Item = (&'a str, &'a Value, bool)>) -> Json {
    let mut all = Map::new();
    for (name, value, sensitive) in outputs {
        let mut entry = Map::new();
        entry.insert("sensitive".into(), sensitive.into());
        entry.insert("type".into(), type_to_json(&value.ty()));
        if !sensitive {
            entry.insert("value".into(), to_json(value));
        }
        all.insert(name.into(), Json::Object(entry));
    }
    event(at, "info", format!("Outputs: {}", all.len()), "outputs", json!({ "outputs": all }))
}

/// One step of an apply, for the events about it.
#[derive(Clone, Copy, Debug)]
pub struct Running<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The instance.
    pub change: &'a Change,
    /// What is done to it.
    pub action: StepAction,
    /// Its id, where it has one.
    pub id: Option<&'a str>,
}

impl Running<'_> {
    fn hook(&self, seconds: Option<u64>) -> Json {
        let mut hook = Map::new();
        hook.insert("resource".into(), resource(&self.change.addr));
        hook.insert("action".into(), self.word().into());
        if let Some(id) = self.id {
            hook.insert("id_key".into(), "id".into());
            hook.insert("id_value".into(), id.into());
        }
        if let Some(seconds) = seconds {
            hook.insert("elapsed_seconds".into(), seconds.into());
        }
        insert_stage(&mut hook, self.plan, self.change.stage);
        json!({ "hook": hook })
    }
    fn word(&self) -> &'static str {
        match self.action {
            StepAction::Create => "create",
            StepAction::Update => "update",
            StepAction::Delete => "delete",
            StepAction::Read => "read",
            StepAction::Depose | StepAction::Forget => "noop",
        }
    }
}

/// A step starts.
pub fn apply_start(at: &str, step: Running<'_>) -> Json {
    event(at, "info", format!("{}: {} starts", step.change.addr, step.word()), "apply_start", step.hook(None))
}

/// A step still runs after `seconds`; `waiting` says for what.
pub fn apply_progress(at: &str, step: Running<'_>, seconds: u64, waiting: &str) -> Json {
    let what = if waiting.is_empty() { String::new() } else { format!(": {waiting}") };
    let message = format!("{}: {} still running after {seconds} s{what}", step.change.addr, step.word());
    event(at, "info", message, "apply_progress", step.hook(Some(seconds)))
}

/// A step has succeeded.
pub fn apply_complete(at: &str, step: Running<'_>, seconds: u64) -> Json {
    let message = format!("{}: {} complete after {seconds} s", step.change.addr, step.word());
    event(at, "info", message, "apply_complete", step.hook(Some(seconds)))
}

/// A step has failed; the diagnostic is an event of its own.
pub fn apply_errored(at: &str, step: Running<'_>, seconds: u64) -> Json {
    let message = format!("{}: {} failed after {seconds} s", step.change.addr, step.word());
    event(at, "error", message, "apply_errored", step.hook(Some(seconds)))
}

/// A stage begins or ends (ours: Terraform has no stages).
pub fn stage(at: &str, name: &str, begins: bool) -> Json {
    let (kind, word) = if begins { ("stage_start", "begins") } else { ("stage_complete", "is done") };
    event(at, "info", format!("Stage {name} {word}"), kind, json!({ "stage": name }))
}

/// An error or a warning.
pub fn diagnostic(at: &str, d: &Diagnostic, sources: &SourceMap) -> Json {
    let (level, word) = if d.is_error() { ("error", "Error") } else { ("warn", "Warning") };
    let body = json!({ "diagnostic": diagnostic_object(d, sources) });
    event(at, level, format!("{word}: {}", d.summary), "diagnostic", body)
}

/// A finding as `validate --json` and the events show it.
pub fn diagnostic_object(d: &Diagnostic, sources: &SourceMap) -> Json {
    let mut out = Map::new();
    out.insert("severity".into(), if d.is_error() { "error" } else { "warning" }.into());
    out.insert("summary".into(), d.summary.as_str().into());
    let mut detail = d.detail.clone();
    for cause in &d.causes {
        detail.push_str(&format!("\n{cause}"));
    }
    if !d.help.is_empty() {
        detail.push_str(&format!("\n\n{}", d.help));
    }
    out.insert("detail".into(), detail.trim_start().into());
    if let Some(address) = &d.address {
        out.insert("address".into(), address.as_str().into());
    }
    if let Some(span) = d.span {
        out.insert("range".into(), range(span, sources));
        out.insert("snippet".into(), snippet(span, sources));
    }
    if !d.related.is_empty() {
        let related =
            d.related.iter().map(|(span, text)| json!({ "text": text, "range": range(*span, sources) }));
        out.insert("related".into(), related.collect());
    }
    Json::Object(out)
}

fn range(span: Span, sources: &SourceMap) -> Json {
    let place = |offset: u32| {
        let (line, column) = sources.line_col(span.source, offset);
        json!({ "line": line, "column": column, "byte": offset })
    };
    json!({ "filename": sources.name(span.source), "start": place(span.start), "end": place(span.end) })
}

/// The lines of a place, with the place inside them.
fn snippet(span: Span, sources: &SourceMap) -> Json {
    let text = sources.text(span.source);
    let inside = |offset: u32| {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (inside(span.start), inside(span.end.max(span.start)));
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[end..].find('\n').map_or(text.len(), |i| end + i);
    json!({
        "context": Json::Null,
        "code": &text[from..to],
        "start_line": sources.line_col(span.source, span.start).0,
        "highlight_start_offset": start - from,
        "highlight_end_offset": end - from,
        "values": [],
    })
}

fn insert_stage(body: &mut Map<String, Json>, plan: &Plan, stage: usize) {
    if let Some(name) = plan.stages.get(stage).filter(|n| !n.is_empty()) {
        body.insert("stage".into(), (&**name).into());
    }
}

fn resource(addr: &InstanceAddr) -> Json {
    let r = &addr.resource;
    let module = r.module.to_string();
    let whole = addr.to_string();
    let own = whole.strip_prefix(&module).map_or(&*whole, |rest| rest.trim_start_matches('.'));
    let key = match &addr.key {
        Some(InstanceKey::Int(i)) => Json::from(*i),
        Some(InstanceKey::Str(s)) => Json::from(&**s),
        None => Json::Null,
    };
    json!({
        "addr": whole,
        "module": module,
        "resource": own,
        "implied_provider": r.type_name.split('_').next().unwrap_or_default(),
        "resource_type": &*r.type_name,
        "resource_name": &*r.name,
        "resource_key": key,
    })
}

fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::ReplaceTainted => "tainted",
        Reason::ReplaceRequested => "requested",
        Reason::ReplaceTriggered => "replace_triggered_by",
        Reason::CannotUpdate => "cannot_update",
        other => super::json::action_reason(other),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::super::testing::{addr, change, object, one, text};
    use super::*;

    const AT: &str = "2026-01-02T03:04:05Z";

    #[test]
    fn a_planned_change_names_the_resource_and_the_stage() {
        let mut c =
            change("web", Action::DeleteThenCreate, Some(object([("id", text("i"))])), Some(object([])));
        c.addr = addr("web").resource.instance(Some(InstanceKey::Str("a".into())));
        c.reason = Some(Reason::CannotUpdate);
        let mut plan = one(c);
        plan.stages = vec!["network".into()];
        insta::assert_snapshot!(format!("{:#}", planned_change(AT, &plan, &plan.changes[0]).unwrap()));
        let quiet = change("same", Action::NoOp, None, None);
        assert_eq!(planned_change(AT, &plan, &quiet), None);
    }

    #[test]
    fn a_step_is_told_from_start_to_end() {
        let plan = one(change("web", Action::Create, None, None));
        let step =
            Running { plan: &plan, change: &plan.changes[0], action: StepAction::Create, id: Some("i-1") };
        insta::assert_snapshot!(
            [
                apply_start(AT, step),
                apply_progress(AT, step, 10, "pending"),
                apply_complete(AT, step, 12),
                apply_errored(AT, step, 12)
            ]
            .map(|e| e.to_string())
            .join("\n")
        );
    }

    #[test]
    fn a_diagnostic_shows_its_line() {
        let mut sources = SourceMap::default();
        let source = sources.add("main.tf", "a = 1\nb = \"é\" + x\n");
        let span = Span { source, start: 17, end: 18 };
        let d =
            Diagnostic::error("Undeclared", "No x.").at(span).on("t.a").help("Declare x.").also(span, "here");
        insta::assert_snapshot!(format!("{:#}", diagnostic(AT, &d, &sources)));
        let beyond = Diagnostic::error("x", "").at(Span { source, start: 900, end: 901 });
        assert_eq!(diagnostic_object(&beyond, &sources)["snippet"]["code"], "");
    }

    #[test]
    fn sensitive_outputs_are_left_out() {
        let secret = text("hunter2");
        let shown = outputs(AT, [("a", &secret, true), ("b", &text("x"), false)]).to_string();
        assert!(!shown.contains("hunter2"));
        assert!(shown.contains(r#""b":{"sensitive":false,"type":"string","value":"x"}"#), "{shown}");
    }
}
