//! `replace_triggered_by`: does what an expression names change?

use super::Walk;
use crate::evaluator::value_of;
use crate::model::{Action, Change};
use provision_lang::Scope;
use provision_lang::ast::{Expr, ExprKind};
use provision_value::{
    Diagnostic, Diagnostics, InstanceKey, Kind, Mode, ModuleInstance, Path, ResourceAddr, Step, Value,
};
use std::sync::Arc;

impl Walk<'_> {
    /// True when one of the expressions names a resource, an instance or an attribute that this plan updates or replaces.
    pub(super) fn is_triggered(
        &self,
        exprs: &[Expr],
        module: &ModuleInstance,
        scope: &dyn Scope,
    ) -> Result<bool, Diagnostics> {
        for expr in exprs {
            let (resource, key, path) = named(expr, module, scope)?;
            let changed = |change: &Change| has_changed(change, &path);
            let triggered = match key {
                Some(_) => self.changes.of_instance(&resource.instance(key)).is_some_and(changed),
                None => self.changes.of_resource(&resource).any(changed),
            };
            if triggered {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// One step of a reference: `.name` or `[key]`.
pub(super) enum Access {
    Name(Arc<str>),
    Key(Value),
}

/// The steps that an address spells out, its keys evaluated; `None` where it is no address.
pub(super) fn accesses(expr: &Expr, scope: &dyn Scope) -> Result<Option<Vec<Access>>, Diagnostics> {
    let mut steps = Vec::new();
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::GetAttr(of, name) => {
                steps.push(Access::Name(name.name.clone()));
                at = of;
            }
            ExprKind::Index(of, key) => {
                steps.push(Access::Key(value_of(key, scope)?));
                at = of;
            }
            ExprKind::Root(name) => {
                steps.push(Access::Name(name.clone()));
                break;
            }
            _ => return Ok(None),
        }
    }
    steps.reverse();
    Ok(Some(steps))
}

/// The resource, the instance and the path that an expression names.
fn named(
    expr: &Expr,
    module: &ModuleInstance,
    scope: &dyn Scope,
) -> Result<(ResourceAddr, Option<InstanceKey>, Path), Diagnostics> {
    let steps = accesses(expr, scope)?.ok_or_else(|| invalid(expr))?;
    let mut steps = steps.into_iter().peekable();
    steps.next_if(|s| matches!(s, Access::Name(name) if **name == *"resource"));
    let (Some(Access::Name(type_name)), Some(Access::Name(name))) = (steps.next(), steps.next()) else {
        return Err(invalid(expr));
    };
    let key = match steps.next_if(|s| matches!(s, Access::Key(_))) {
        Some(Access::Key(key)) => Some(instance_key(&key).ok_or_else(|| invalid(expr))?),
        _ => None,
    };
    let path = steps.map(path_step).collect::<Option<Vec<_>>>().ok_or_else(|| invalid(expr))?;
    let resource = ResourceAddr { module: module.clone(), mode: Mode::Managed, type_name, name };
    Ok((resource, key, Path(path)))
}

pub(super) fn instance_key(key: &Value) -> Option<InstanceKey> {
    match key.kind() {
        Kind::String(s) => Some(InstanceKey::Str(s.clone())),
        Kind::Number(n) => n.to_i64().and_then(|i| u64::try_from(i).ok()).map(InstanceKey::Int),
        _ => None,
    }
}

fn path_step(access: Access) -> Option<Step> {
    Some(match access {
        Access::Name(name) => name.parse().map_or(Step::Attr(name), Step::Index),
        Access::Key(key) => match instance_key(&key)? {
            InstanceKey::Int(i) => Step::Index(usize::try_from(i).ok()?),
            InstanceKey::Str(s) => Step::Key(s),
        },
    })
}

fn invalid(expr: &Expr) -> Diagnostics {
    Diagnostic::error(
        "Invalid `replace_triggered_by`",
        "Each item names a resource, an instance or an attribute of one.",
    )
    .at(expr.span)
    .help("For example `replace_triggered_by = [aws_launch_template.main.latest_version]`.")
    .into()
}

/// True when a change updates or replaces its instance, and with it the value at the path.
fn has_changed(change: &Change, path: &Path) -> bool {
    if !matches!(change.action, Action::Update | Action::DeleteThenCreate | Action::CreateThenDelete) {
        return false;
    }
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let at = |value: Option<&Value>| value.and_then(|v| path.get(v)).cloned();
    match (at(before), at(after)) {
        _ if path.0.is_empty() => true,
        (Some(before), Some(after)) => !after.is_wholly_known() || before != after,
        (before, after) => before.is_some() != after.is_some(),
    }
}
