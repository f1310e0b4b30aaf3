//! `--preflight`: before the first call of a plan, whether the caller may make its calls and the account has room for what it makes.

use crate::app::{App, error_color};
use crate::exit::Failure;
use crate::ui;
use provision_engine::Sessions;
use provision_engine::preflight::{Denied, Intended, Preflight, Quota};
use provision_plan::{Action, Plan};
use provision_value::{Diagnostic, Diagnostics, Mode};
use std::collections::BTreeMap;

/// Addresses that are named before the rest is counted.
const NAMED: usize = 3;

/// Asks, for each provider configuration, what is in the way of the plan's changes there.
pub async fn look(sessions: &Sessions, plan: &Plan) -> Result<Vec<Preflight>, Failure> {
    let mut by_provider: BTreeMap<&str, Vec<Intended>> = BTreeMap::new();
    let calls = |action: Action| !matches!(action, Action::NoOp | Action::Read | Action::Forget);
    for change in plan.changes.iter().filter(|c| calls(c.action) && c.addr.resource.mode == Mode::Managed) {
        by_provider.entry(&change.provider).or_default().push(Intended {
            address: change.addr.to_string(),
            type_name: change.addr.resource.type_name.to_string(),
            action: change.action,
        });
    }
    let mut found = Vec::new();
    for (provider, intended) in by_provider {
        let session = sessions.get(provider)?;
        let looked = session.preflight(&intended).await;
        found.push(looked.map_err(|e| e.to_diagnostic("").on(provider))?);
    }
    Ok(found)
}

/// Tells what was found. What is in the way refuses the run; what may be is a warning.
pub fn tell(app: &App, found: &[Preflight], json: bool) -> Result<(), Failure> {
    let mut told = Diagnostics::new();
    for one in found {
        one.notes.iter().for_each(|note| {
            told.push(
                Diagnostic::warning("Preflight is not complete", note.clone())
                    .help("What was not looked at shows when the plan is carried out."),
            )
        });
        let (needed, perhaps): (Vec<&Denied>, Vec<&Denied>) = one.denied.iter().partition(|d| d.needed);
        told.extend(Diagnostics(
            needed_permissions(&needed).into_iter().chain(perhaps_needed(&perhaps)).collect(),
        ));
        one.quotas.iter().filter(|q| q.is_short()).for_each(|quota| told.push(short(quota)));
    }
    if told.has_errors() {
        return Err(told.into());
    }
    ui::tell(&told, &app.sources, json, error_color(&app.global), app.width);
    if !json {
        app.print(&format!("\n{}\n", summary(found)));
    }
    Ok(())
}

/// All that a change cannot do without, in one error: they are asked for together.
fn needed_permissions(denied: &[&Denied]) -> Option<Diagnostic> {
    let mut d = Diagnostic::error(
        count(denied, "missing")?,
        "IAM does not let these credentials do all that the plan needs.",
    );
    d.causes = denied.iter().map(|d| reason(d)).collect();
    Some(d.guard().help(
        "Ask for what is missing, then run the command again; nothing was changed. Where permissions are granted for certain resources only, which this \
         look ahead cannot see, leave --preflight away.",
    ))
}

/// What a change may need, depending on how things stand.
fn perhaps_needed(denied: &[&Denied]) -> Option<Diagnostic> {
    let mut d = Diagnostic::warning(
        count(denied, "perhaps missing")?,
        "What is really needed shows when the plan is carried out.",
    );
    d.causes = denied.iter().map(|d| reason(d)).collect();
    Some(d.help("Ask for what is missing if the run fails for it; what is done by then is recorded."))
}

/// `2 permissions are missing`; nothing for none.
fn count(denied: &[&Denied], what: &str) -> Option<String> {
    match denied.len() {
        0 => None,
        1 => Some(format!("A permission is {what}")),
        n => Some(format!("{n} permissions are {what}")),
    }
}

fn reason(denied: &Denied) -> String {
    format!("{}, for {}: {}", denied.action, listed(&denied.addresses), denied.decision)
}

fn short(quota: &Quota) -> Diagnostic {
    let Quota { name, limit, used, wanted, .. } = quota;
    if quota.told {
        let detail =
            format!("There are {used}, the plan makes {wanted} more, and this account may have {limit}.");
        return Diagnostic::error(format!("Too few {name}"), detail).guard().help(
            "Ask for a higher quota in the Service Quotas console, or delete what is not needed, then run the command again; \
             nothing was changed.",
        );
    }
    let detail = format!(
        "There are {used}, the plan makes {wanted} more, and accounts begin with {limit}. Whether this one may have more is not \
         known here."
    );
    Diagnostic::warning(format!("Perhaps too few {name}"), detail)
        .help("Look at the quota in the Service Quotas console before you go on.")
}

/// `aws_vpc.a, aws_vpc.b and 4 more`.
fn listed(addresses: &[String]) -> String {
    let named = addresses.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match addresses.len() {
        n if n > NAMED => format!("{named} and {} more", n - NAMED),
        _ => named,
    }
}

fn summary(found: &[Preflight]) -> String {
    let asked: usize = found.iter().map(|p| p.asked).sum();
    let mut parts = vec![format!("{asked} permissions asked about")];
    for quota in found.iter().flat_map(|p| &p.quotas) {
        let Quota { name, limit, used, wanted, .. } = quota;
        parts.push(format!("{} of {limit} {name} in use afterwards", used + wanted));
    }
    format!("Preflight: {}.", parts.join(", "))
}
