//! `provision apply` and `provision destroy`: plan (or take a saved plan), ask, carry out.

use super::plan::{basis, json, show};
use super::preflight;
use crate::app::{App, Loaded, error_color};
use crate::args::{Apply, Consent, Destroy, Planning, Refresh};
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Flow, Planned};
use crate::history::{self, Recorder};
use crate::ui::events::{Lines, now, write};
use crate::ui::placed::{Placed, placed};
use crate::ui::progress::{Live, Plain};
use crate::ui::{self, diagnostics};
use provision_engine::Ledger;
use provision_engine::apply::{self, Options, Run, Stop};
use provision_engine::events::{Events, Silent};
use provision_plan::render::{events, file, text};
use provision_plan::{Action, Plan};
use provision_value::{Diagnostic, Diagnostics, InstanceAddr};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// Plans and carries out.
pub fn run(app: &mut App, args: Apply) -> Outcome {
    let Some(path) = &args.file else { return fresh(app, &args.planning, &args.consent) };
    let typed = &args.planning;
    let selected = !(typed.targets.is_empty()
        && typed.excludes.is_empty()
        && typed.replace.is_empty()
        && typed.stages.is_empty());
    if selected || typed.destroy || typed.refresh_only || typed.through.is_some() {
        return Err(Diagnostic::error(
            "A saved plan is carried out as it is",
            "Flags that shape a plan do not go with a plan file.",
        )
        .help("Leave them away, or make a new plan with them.")
        .into());
    }
    saved(app, path, &args.planning, &args.consent)
}

/// Plans the deletion of everything and carries it out.
pub fn destroy(app: &mut App, args: Destroy) -> Outcome {
    fresh(app, &Planning { destroy: true, ..args.planning }, &args.consent)
}

/// Takes over what changed outside, without asking.
pub fn refresh(app: &mut App, args: Refresh) -> Outcome {
    let consent = Consent { auto_approve: true, confirm_env: None, json: args.json };
    fresh(app, &Planning { refresh_only: true, ..args.planning }, &consent)
}

fn fresh(app: &mut App, planning: &Planning, consent: &Consent) -> Outcome {
    let mut loaded = app.load()?;
    let flow = Flow::new(app, &mut loaded, Arc::new(Silent))?;
    flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let planned = match flow.plan(app, &mut ledger, planning).await {
            Ok(planned) => planned,
            Err(failure) => return close(ledger).await.and(Err(failure)),
        };
        let answer = present(app, &flow, &planned, planning, consent).await;
        match answer {
            Ok(true) => carry_out(app, &flow, ledger, planned, planning, consent).await,
            Ok(false) => {
                app.print("\nApply cancelled.\n");
                close(ledger).await.map(|()| Exit::Error)
            }
            Err(failure) => close(ledger).await.and(Err(failure)),
        }
    })
}

fn saved(app: &mut App, path: &Path, planning: &Planning, consent: &Consent) -> Outcome {
    let bytes = std::fs::read(path).map_err(|e| {
        Diagnostic::error("No such plan file", format!("{}: {e}.", path.display()))
            .help("Make one with `provision plan --out FILE`.")
    })?;
    let saved = file::decode(&bytes)?;
    let mut loaded = app.load()?;
    let mut variables = saved.variables;
    variables.extend(app.ephemeral_variables(&mut loaded)?);
    let flow = Flow::with_variables(&mut loaded, Arc::new(Silent), variables)?;
    flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let prepared = async {
            let (sessions, recovered) = flow.open(app, &mut ledger).await?;
            if !recovered.is_empty() {
                let detail = "An interrupted run was just recovered, so the state is no longer the one that it was made from.";
                return Err(Failure::from(
                    Diagnostic::error("The saved plan is stale", detail).help("Make a new plan."),
                ));
            }
            let planned = Planned {
                plan: saved.plan,
                records: Vec::new(),
                variables: flow.variables.clone(),
                sessions,
            };
            file::check(&saved.basis, &basis(flow.loaded, &ledger, &planned))?;
            limit(flow.loaded, &planned.plan, planning.max_destroy)?;
            protect(app, flow.loaded, &planned.plan, consent)?;
            look_ahead(app, &planned, planning, consent).await?;
            if !consent.json {
                app.print(&flow.loaded.header());
            }
            Ok(planned)
        };
        match prepared.await {
            Ok(planned) => {
                let planning = Planning { destroy: saved.destroy, ..planning.clone() };
                carry_out(app, &flow, ledger, planned, &planning, consent).await
            }
            Err(failure) => close(ledger).await.and(Err(failure)),
        }
    })
}

async fn close(ledger: Ledger) -> Result<(), Failure> {
    ledger.close().await.map(drop).map_err(|e| e.to_diagnostic().into())
}

/// Shows the plan and asks. True when it shall be carried out.
async fn present(
    app: &App,
    flow: &Flow<'_>,
    planned: &Planned,
    planning: &Planning,
    consent: &Consent,
) -> Result<bool, Failure> {
    let plan = &planned.plan;
    if consent.json {
        json(plan, &app.sources);
    } else {
        show(app, flow.loaded, plan, flow.catalog(), planning);
    }
    limit(flow.loaded, plan, planning.max_destroy)?;
    protect(app, flow.loaded, plan, consent)?;
    look_ahead(app, planned, planning, consent).await?;
    if consent.auto_approve || (text::is_empty(plan) && planned.records.is_empty()) {
        return Ok(true);
    }
    if consent.json || !app.may_ask() {
        return Err(Diagnostic::error("Nobody to ask", "There is no terminal to ask on.")
            .help("Give --auto-approve, or save the plan with `provision plan --out FILE` and apply that.")
            .into());
    }
    let question = if planning.destroy {
        "\nEverything above will be destroyed. There is no undo.\nOnly \"yes\" goes on: "
    } else {
        "\nCarry this out? Only \"yes\" goes on: "
    };
    Ok(app.ask(question)? == "yes")
}

/// With `--preflight`, what is in the way of the plan is told before anybody is asked.
async fn look_ahead(
    app: &App,
    planned: &Planned,
    planning: &Planning,
    consent: &Consent,
) -> Result<(), Failure> {
    if !planning.preflight {
        return Ok(());
    }
    let found = preflight::look(&planned.sessions, &planned.plan).await?;
    preflight::tell(app, &found, consent.json)
}

/// The resources that a plan deletes or replaces.
fn lost(plan: &Plan) -> Vec<String> {
    let deletes =
        |a: Action| matches!(a, Action::Delete | Action::DeleteThenCreate | Action::CreateThenDelete);
    plan.changes.iter().filter(|c| deletes(c.action)).map(|c| c.addr.to_string()).collect()
}

/// No more resources are deleted or replaced than the flag says or, without it, the environment.
pub fn limit(loaded: &Loaded, plan: &Plan, flag: Option<usize>) -> Result<(), Failure> {
    let own = loaded.environment.as_ref().and_then(|e| Some((e.max_destroy?, e)));
    let (most, environment) = match (flag, own) {
        (Some(most), _) => (most, None),
        (None, Some((most, environment))) => (most, Some(environment)),
        (None, None) => return Ok(()),
    };
    let lost = lost(plan);
    if lost.len() <= most {
        return Ok(());
    }
    let detail = format!(
        "{} resources would be deleted or replaced, and at most {most} may be: {}.",
        lost.len(),
        lost.join(", ")
    );
    let d = Diagnostic::error("Too much would be destroyed", detail).guard();
    let help = format!("If all of that is meant, give --max-destroy {}.", lost.len());
    Err(environment.map_or(d.clone(), |e| d.at(e.span)).help(help).into())
}

/// A protected environment's resources are deleted or replaced only by somebody who names it.
fn protect(app: &App, loaded: &Loaded, plan: &Plan, consent: &Consent) -> Result<(), Failure> {
    let Some(environment) = loaded.environment.as_ref().filter(|e| e.protected) else { return Ok(()) };
    let lost = lost(plan);
    if lost.is_empty() || consent.confirm_env.as_deref() == Some(&*environment.name) {
        return Ok(());
    }
    if consent.confirm_env.is_none() && !consent.json && app.may_ask() {
        let question = format!(
            "\nThe environment {} is protected, and {} of its resources would be deleted or replaced.\nType its name to go on: ",
            environment.name,
            lost.len()
        );
        if app.ask(&question)? == *environment.name {
            return Ok(());
        }
    }
    let detail = format!("It would delete or replace: {}.", lost.join(", "));
    Err(Diagnostic::error(format!("The environment {} is protected", environment.name), detail)
        .help(format!("If that is meant, give --confirm-env {}.", environment.name))
        .guard()
        .into())
}

async fn carry_out(
    app: &App,
    flow: &Flow<'_>,
    mut ledger: Ledger,
    planned: Planned,
    planning: &Planning,
    consent: &Consent,
) -> Outcome {
    let plan = Arc::new(planned.plan.clone());
    let events: Arc<dyn Events> = match (consent.json, std::io::stdout().is_terminal()) {
        (true, _) => Arc::new(Lines::new(plan.clone(), app.sources.clone())),
        (false, true) if !plan.steps.is_empty() => Arc::new(Live::new(&plan)),
        _ => Arc::new(Plain::new(plan.stages.clone())),
    };
    let config = &flow.loaded.config;
    let events = Arc::new(Placed::new(config.clone(), events));
    if !consent.json {
        app.print("\n");
    }
    let mut evaluate = match flow.evaluate(app, &planned) {
        Ok(evaluate) => evaluate,
        Err(failure) => return close(ledger).await.and(Err(failure)),
    };
    flow.watch(None);
    let begun = history::Begun::now(app, flow.loaded, &ledger).planned(&flow.loaded.digest);
    let recorder = Arc::new(Recorder::new(events));
    let run = Run {
        plan: &plan,
        evaluate: &mut evaluate,
        ledger: &mut ledger,
        sessions: &planned.sessions,
        refreshed: planned.records,
        events: recorder.clone(),
        stop: signals(),
        options: Options {
            command: app.command.into(),
            plan_digest: flow.loaded.digest.clone(),
            parallelism: planning.parallelism,
            now: || jiff::Timestamp::now().as_second(),
            ownership: ownership(flow.loaded),
            cut: flow::cut(),
        },
    };
    let mut outcome = apply::apply(run).await;
    for (addr, _, d) in &mut outcome.failed {
        *d = placed(config, addr, d.clone());
    }
    let changes = recorder.changes();
    drop(recorder);
    if !changes.is_empty() {
        let mut past = begun.ended(ledger.run().to_owned(), changes);
        past.result = history::ending(&outcome);
        history::remember(&ledger, past).await;
    }
    conclude(app, ledger, outcome, planning, consent).await
}

/// Closes the books and says how it went.
async fn conclude(
    app: &App,
    ledger: Ledger,
    outcome: apply::Outcome,
    planning: &Planning,
    consent: &Consent,
) -> Outcome {
    let closed = match &outcome.fatal {
        Some(_) => {
            // An error of this has the same cause, which is told below.
            let _ = ledger.leave().await;
            None
        }
        None => Some(ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()))?),
    };
    let mut counts = text::Counts::default();
    for (_, action) in &outcome.done {
        use provision_plan::StepAction::{Create, Delete, Forget, Update};
        match action {
            Create => counts.add += 1,
            Update => counts.change += 1,
            Delete => counts.destroy += 1,
            Forget => counts.forget += 1,
            _ => {}
        }
    }
    if consent.json {
        let operation = if planning.destroy { "destroy" } else { "apply" };
        write(&events::change_summary(&now(), counts, operation));
        if let Some(state) = &closed {
            let outputs = flow::prior_outputs(state);
            write(&events::outputs(&now(), outputs.iter().map(|(n, v)| (&**n, v, v.is_sensitive()))));
        }
    } else {
        let done = format!("{} added, {} changed, {} destroyed", counts.add, counts.change, counts.destroy);
        let word = if outcome.is_complete() { "Done" } else { "Not complete" };
        app.print(&format!("\n{word}: {done}.\n"));
        if let Some(state) = closed.as_ref().filter(|_| outcome.is_complete() && app.command == "apply") {
            let outputs = super::output::lines(&flow::prior_outputs(state));
            if !outputs.is_empty() {
                app.print(&format!("\nOutputs:\n\n{outputs}"));
            }
        }
    }
    finish(app, outcome, planning, consent)
}

fn finish(app: &App, outcome: apply::Outcome, planning: &Planning, consent: &Consent) -> Outcome {
    if outcome.is_complete() {
        match planning.compact_warnings && !consent.json {
            true => app.warn(&diagnostics::compact(&outcome.found, &app.sources)),
            false => {
                let color = error_color(&app.global);
                ui::tell(&outcome.found, &app.sources, consent.json, color, app.width);
            }
        }
        return Ok(Exit::Success);
    }
    let interrupted = outcome.interrupted;
    let partly = !outcome.done.is_empty();
    let mut found = Diagnostics::new();
    if !consent.json {
        outcome.failed.into_iter().for_each(|(_, _, d)| found.push(d));
    }
    found.extend(outcome.found);
    outcome.fatal.into_iter().for_each(|d| found.push(d));
    let left = outcome.skipped.len() + outcome.left.len();
    if interrupted {
        found.push(
            Diagnostic::warning(
                "Interrupted",
                format!("{left} steps were not carried out. What was done is in the state."),
            )
            .help("Run the command again to go on."),
        );
    } else if left > 0 {
        found.push(
            Diagnostic::warning(
                "Not everything was tried",
                format!("{left} steps wait for the ones that failed."),
            )
            .help("Mend the cause and run the command again: it goes on from here."),
        );
    }
    let exit = match (interrupted, partly) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Partial,
        (false, false) => Exit::Error,
    };
    Err(Failure { exit, diagnostics: found })
}

/// Tags that say what owns a resource, where they are on.
pub fn ownership(loaded: &Loaded) -> apply::Ownership {
    let on = loaded.ownership();
    let (plan, env) = (loaded.selected.name.clone(), loaded.workspace().to_owned());
    Arc::new(move |addr: &InstanceAddr| {
        if !on {
            return BTreeMap::new();
        }
        let tags = [("plan", plan.clone()), ("env", env.clone()), ("address", addr.to_string())];
        tags.into_iter().map(|(k, v)| (format!("provision:{k}"), v)).collect()
    })
}

/// The first signal stops gently, the second at once.
fn signals() -> watch::Receiver<Stop> {
    let (tell, hear) = watch::channel(Stop::No);
    tokio::spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut int), Ok(mut term)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            tell.closed().await;
            return;
        };
        for stop in [Stop::Gently, Stop::Now] {
            tokio::select! {
                _ = int.recv() => {}
                _ = term.recv() => {}
                () = tell.closed() => return,
            }
            let _ = tell.send(stop);
        }
        tell.closed().await;
    });
    hear
}
