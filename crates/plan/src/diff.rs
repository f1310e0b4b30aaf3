//! Planning one resource instance: from its prior object and its configuration to the planned object, the action and the
//! paths that force a replacement. Pure; the outcome is what Terraform and the AWS provider plan for the same input.
//!
//! The steps, each in a file of its own: `ignore_changes` rewrites the configuration ([`ignore`]); computed values of the
//! prior object are carried into it ([`proposed`]); the rules of the type's SDK decide what differs ([`sdk_v2`] with
//! [`normalize`], or [`framework`]); `tags_all` follows from `tags` ([`tags`]); the type's own `plan` function has the last
//! word; then the action is chosen, and a replacement is planned once more from nothing.

mod adopted;
mod framework;
mod ignore;
mod marks;
mod normalize;
mod proposed;
mod sdk_v2;
mod tags;

pub use adopted::as_configured;
pub use ignore::IgnoreChanges;
pub use normalize::equivalent;

pub use self::marks::mark_tags_all;
pub(crate) use self::marks::with_marks;

use self::marks::marked_paths;
use crate::model::{Action, Reason};
use provision_schema::{Block, Facts, PlanCx, ResourceType, Sdk};
use provision_value::{Diagnostic, Diagnostics, Kind, Path, Step, Value};
use std::collections::BTreeSet;

/// One instance to plan.
#[derive(Clone)]
pub struct Request<'a> {
    /// Its type.
    pub ty: &'a ResourceType,
    /// Region, account, tags of the provider configuration.
    pub facts: &'a Facts,
    /// The refreshed object, with every attribute of the schema; `None` when it is to be created.
    pub prior: Option<&'a Value>,
    /// Its creation did not complete: it is replaced.
    pub tainted: bool,
    /// The evaluated configuration, of the schema's type: nulls where nothing is given.
    pub config: &'a Value,
    /// `lifecycle { ignore_changes }`.
    pub ignore_changes: IgnoreChanges,
    /// `-replace` ([`Reason::ReplaceRequested`]) or `replace_triggered_by` ([`Reason::ReplaceTriggered`]).
    pub replace: Option<Reason>,
    /// A replacement makes the new object first.
    pub create_before_destroy: bool,
    /// Arguments that an interrupted update may or may not have set; they are sent again.
    pub unconfirmed: &'a [String],
}

/// What is planned for one instance.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What happens.
    pub action: Action,
    /// Why, where there is more to say than "the configuration differs".
    pub reason: Option<Reason>,
    /// The prior object as it was compared: unconfirmed arguments are null. `None` on create.
    pub before: Option<Value>,
    /// The object as it will be; unknown where only apply will tell.
    pub planned: Value,
    /// Paths whose change forces the replacement.
    pub replace_paths: BTreeSet<Path>,
    /// Warnings.
    pub warnings: Diagnostics,
}

/// What the rules of one SDK make of an instance.
struct Planned {
    value: Value,
    replace: BTreeSet<Path>,
}

/// Plans one instance. Errors are those of the type's own checks, and of values that no resource may hold.
pub fn plan_instance(req: &Request<'_>) -> Result<Outcome, Diagnostics> {
    let block = &req.ty.block;
    let before = req.prior.map(|p| unconfirm(p, block, req.unconfirmed));
    let prior = before.as_ref().map(|p| p.clone().unmark_deep().0);
    let (whole, _) = req.config.clone().unmark_deep();

    let live = prior.as_ref().filter(|_| !req.tainted);
    let config = match live {
        Some(prior) => ignore::apply(prior, &whole, &req.ignore_changes),
        None => whole.clone(),
    };
    let mut planned = plan_once(req, live, &config)?;
    if let Some(prior) = live {
        planned.value = ignore::apply(prior, &planned.value, &req.ignore_changes);
    }
    let replace_paths = live.map(|p| really_replaced(req, p, &planned)).unwrap_or_default();

    let same = live.is_some_and(|p| *p == planned.value);
    let reason = match (live, req.replace) {
        _ if req.tainted && prior.is_some() => Some(Reason::ReplaceTainted),
        (None, _) => None,
        (Some(_), Some(Reason::ReplaceRequested)) => Some(Reason::ReplaceRequested),
        (Some(_), _) if !replace_paths.is_empty() => Some(Reason::CannotUpdate),
        (Some(_), forced) => forced,
    };
    let action = match (prior.is_some(), reason) {
        (false, _) => Action::Create,
        (true, Some(_)) if req.create_before_destroy => Action::CreateThenDelete,
        (true, Some(_)) => Action::DeleteThenCreate,
        (true, None) if same => Action::NoOp,
        (true, None) => Action::Update,
    };
    if reason.is_some() && live.is_some() {
        // A new object: nothing of the old one's computed values can be known of it, and no change of it is ignored.
        planned.value = plan_once(req, None, &whole)?.value;
    }

    let planned = with_marks(planned.value, req.config, block);
    let action = match &before {
        Some(b)
            if action == Action::NoOp
                && marked_paths(&with_marks(b.clone(), b, block)) != marked_paths(&planned) =>
        {
            Action::Update
        }
        _ => action,
    };
    Ok(Outcome { action, reason, before, planned, replace_paths, warnings: Diagnostics::new() })
}

/// One pass: proposed object, rules of the SDK, the type's own function.
fn plan_once(req: &Request<'_>, prior: Option<&Value>, config: &Value) -> Result<Planned, Diagnostics> {
    let proposed = proposed::proposed_new(&req.ty.block, prior, config);
    let proposed = drop_write_only(proposed, &req.ty.block);
    if req.ty.sdk == Sdk::V2 {
        refuse_null_items(&proposed, &Path::default())?;
    }
    let planned = match req.ty.sdk {
        Sdk::V2 => sdk_v2::plan(&req.ty.block, req.facts, prior, &proposed),
        Sdk::Framework => framework::plan(&req.ty.block, req.facts, prior, config, proposed),
    };
    let mut cx = PlanCx { facts: req.facts, prior, config, planned: planned.value, replace: planned.replace };
    if let Some(own) = req.ty.plan {
        own(&mut cx)?;
    }
    if let (Sdk::V2, Some(prior)) = (req.ty.sdk, prior)
        && normalize::equivalent(prior, &cx.planned)
    {
        return Ok(Planned { value: prior.clone(), replace: BTreeSet::new() });
    }
    Ok(Planned { value: cx.planned, replace: cx.replace })
}

/// Of the paths that the rules named, those whose value really changes.
fn really_replaced(req: &Request<'_>, prior: &Value, planned: &Planned) -> BTreeSet<Path> {
    let changes = |path: &&Path| {
        let (old, new) = (path.get(prior), path.get(&planned.value));
        match (old, new) {
            (None, None) => false,
            (Some(v), None) | (None, Some(v)) => !v.is_null(),
            (Some(old), Some(new)) if req.ty.sdk == Sdk::V2 && is_nothing(old) && is_nothing(new) => false,
            (Some(old), Some(new)) => !new.is_wholly_known() || old != new,
        }
    };
    planned.replace.iter().filter(changes).cloned().collect()
}

/// Null or an empty collection, which are one to the older SDK.
fn is_nothing(value: &Value) -> bool {
    match value.kind() {
        Kind::Null(_) => true,
        Kind::List(_, items) | Kind::Set(_, items) => items.is_empty(),
        Kind::Map(_, items) => items.is_empty(),
        _ => false,
    }
}

/// The prior object with the unconfirmed arguments taken out, so that they differ from the configuration.
fn unconfirm(prior: &Value, block: &Block, names: &[String]) -> Value {
    names.iter().fold(prior.clone(), |v, name| match block.attributes.get(name.as_str()) {
        Some(a) if !a.required => v.with(name, Value::null(a.ty.clone())),
        _ => v,
    })
}

/// The older SDK cannot hold null inside a list or set.
fn refuse_null_items(value: &Value, path: &Path) -> Result<(), Diagnostics> {
    match value.kind() {
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
            for (i, item) in items.iter().enumerate() {
                if item.is_null() {
                    let detail = format!("`{path}` holds null at position {}.", i + 1);
                    let help = "Leave the element out, for example with `compact()` or an `if` in the `for` expression.";
                    return Err(Diagnostic::error("Null inside a list", detail).help(help).into());
                }
                refuse_null_items(item, &path.join(Step::Index(i)))?;
            }
            Ok(())
        }
        Kind::Object(m) => {
            m.iter().try_for_each(|(n, v)| refuse_null_items(v, &path.join(Step::Attr(n.clone()))))
        }
        _ => Ok(()),
    }
}

/// A planned object as the call takes it: what plan and state never hold, and what the type's plan leaves open though it is
/// configured, is as it is configured.
pub(crate) fn as_sent(planned: &Value, config: &Value, block: &Block) -> Value {
    let open = |name: &str| planned.get(name).is_some_and(|v| !v.is_known());
    let names = block.attributes.iter().filter(|(name, a)| a.write_only || a.digest || open(name));
    let given = names.filter_map(|(name, _)| Some((name, config.get(name).filter(|v| !v.is_null())?)));
    given.fold(planned.clone(), |v, (name, text)| v.with(name, text.clone()))
}

/// Write-only arguments never reach plan or state.
fn drop_write_only(value: Value, block: &Block) -> Value {
    let write_only = block.attributes.iter().filter(|(_, a)| a.write_only);
    write_only.fold(value, |v, (name, a)| v.with(name, Value::null(a.ty.clone())))
}
