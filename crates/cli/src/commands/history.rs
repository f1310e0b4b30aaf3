//! `provision history`: what past runs did.

use crate::app::App;
use crate::args::History;
use crate::exit::{Exit, Outcome};
use crate::ui::progress::span;
use crate::{flow, place};
use provision_state::PastRun;
use provision_value::Diagnostic;
use serde_json::json;

/// So much is looked through where one run is named.
const ALL: usize = 100_000;

/// Shows the last runs, newest first, or one of them.
pub fn run(app: &mut App, args: History) -> Outcome {
    let loaded = app.read()?;
    let known = flow::known(Some(&loaded));
    let last = if args.run.is_some() { ALL } else { args.last };
    let (mut runs, torn) =
        flow::counted(app, &known, async { place::of(app, &loaded, &known).await?.history(last).await })?;
    runs.reverse();
    if let Some(wanted) = &args.run {
        runs.retain(|run| run.run.starts_with(wanted.as_str()));
        if runs.len() != 1 || wanted.is_empty() {
            let found = if runs.is_empty() { "No run" } else { "More than one run" };
            let d =
                Diagnostic::error("No such run", format!("{found} has an id that begins with \"{wanted}\"."));
            return Err(d.help("`provision history` lists the runs with their ids.").into());
        }
    }
    if args.json {
        app.print(&format!("{:#}\n", json!({ "format_version": "1.0", "runs": runs })));
    } else if let (Some(_), [run]) = (&args.run, &runs[..]) {
        app.print(&whole(run));
    } else if runs.is_empty() {
        app.print("No run has changed this state yet.\n");
    } else {
        runs.iter().for_each(|run| app.print(&line(run)));
    }
    if torn > 0 {
        eprintln!("Warning: {torn} lines of the history could not be read.");
    }
    Ok(Exit::Success)
}

/// `2026-01-01 12:00:00  4f6b1c9e  apply       12s  kim@host  +3 ~1 -0  complete`
fn line(run: &PastRun) -> String {
    let at = run.at.get(..19).unwrap_or(&run.at).replace('T', " ");
    let id = run.run.get(..8).unwrap_or(&run.run);
    let (took, who) = (span(run.seconds), format!("{}@{}", run.who, run.host));
    format!(
        "{at}  {id:8}  {:<12} {took:>6}  {who:<20}  {:<14}  {}\n",
        run.command,
        counts(run),
        run.result.word()
    )
}

/// What was done, by signs where it is resources, else by words.
fn counts(run: &PastRun) -> String {
    let other = run.changes.iter().find(|c| !matches!(&*c.action, "create" | "update" | "delete"));
    match other {
        Some(change) if run.count("create") + run.count("update") + run.count("delete") == 0 => {
            format!("{} {}", run.count(&change.action), change.action)
        }
        _ => format!("+{} ~{} -{}", run.count("create"), run.count("update"), run.count("delete")),
    }
}

/// One run with everything that it did.
fn whole(run: &PastRun) -> String {
    let mut out = format!(
        "Run {}\n  {} in {}, {}\n  {} by {}@{}, took {}\n",
        run.run,
        run.command,
        run.environment,
        run.result.word(),
        run.at,
        run.who,
        run.host,
        span(run.seconds)
    );
    if !run.plan.is_empty() {
        out += &format!("  configuration {}\n", run.plan);
    }
    out += &format!("  from serial {}\n\n", run.serial);
    for change in &run.changes {
        let from = change.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let id = change.id.as_ref().map(|id| format!(" [id={id}]")).unwrap_or_default();
        let took =
            if change.seconds > 0.0 { format!(" after {}", span(change.seconds)) } else { String::new() };
        let failed = change.error.as_ref().map(|e| format!(" FAILED: {e}")).unwrap_or_default();
        let address = if change.address.is_empty() { "the state" } else { &change.address };
        out += &format!("  {:<8} {address}{from}{id}{took}{failed}\n", change.action);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use provision_state::{Ending, PastChange};

    fn sample() -> PastRun {
        let change = |address: &str, action: &str| PastChange {
            address: address.into(),
            action: action.into(),
            seconds: 2.0,
            ..PastChange::default()
        };
        let failed = PastChange { error: Some("refused".into()), ..change("t.c", "create") };
        PastRun {
            run: "4f6b1c9e2b7a".into(),
            command: "apply".into(),
            at: "2026-01-02T03:04:05.678Z".into(),
            seconds: 65.0,
            who: "kim".into(),
            host: "h".into(),
            environment: "prod".into(),
            result: Ending::Partial,
            changes: vec![change("t.a", "create"), change("t.b", "delete"), failed],
            ..PastRun::default()
        }
    }

    #[test]
    fn a_run_is_a_line() {
        let told = line(&sample());
        let words: Vec<&str> = told.split_whitespace().collect();
        let expected =
            ["2026-01-02", "03:04:05", "4f6b1c9e", "apply", "1m05s", "kim@h", "+1", "~0", "-1", "partial"];
        assert_eq!(words, expected);
        let moved = PastChange { action: "move".into(), ..PastChange::default() };
        assert_eq!(counts(&PastRun { changes: vec![moved], ..PastRun::default() }), "1 move");
    }

    #[test]
    fn one_run_is_told_whole() {
        let told = whole(&sample());
        for part in ["apply in prod, partial", "create   t.a after 2s", "t.c after 2s FAILED: refused"] {
            assert!(told.contains(part), "{told}");
        }
    }
}
