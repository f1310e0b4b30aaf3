//! `time_rotating`: a moment that is replaced by a new one when its time is over.

use super::{Moment, base, check_moment, count, imported_counts, parse, parts, triggers, units, with_parts};
use crate::kind::{Resource, refused};
use crate::object::{empty, filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{PlanCx, ResourceType, Validator};
use provision_value::{Diagnostic, Diagnostics, Type, Value};
use std::collections::BTreeMap;

/// `time_rotating`
pub(crate) struct Rotating;

/// In the order of import ids.
const UNITS: &[&str] =
    &["rotation_years", "rotation_months", "rotation_days", "rotation_hours", "rotation_minutes"];
const GROUP: &[&str] = &[
    "rotation_minutes",
    "rotation_hours",
    "rotation_days",
    "rotation_months",
    "rotation_years",
    "rotation_rfc3339",
];
const FORM: &str =
    "Write TIME,ROTATION_TIME, or TIME,YEARS,MONTHS,DAYS,HOURS,MINUTES and leave empty what does not count.";
const HELP: &str = "Give a shorter rotation.";

#[async_trait]
impl Resource for Rotating {
    fn describe(&self) -> ResourceType {
        let moment = |doc| text(doc).check(Validator::Custom(check_moment));
        let own = [
            id("The base time."),
            triggers(),
            ("rfc3339", moment("The base time; now where none is given.").replace().either()),
            ("rotation_rfc3339", moment("When its time is over.").at_least_one_of(GROUP).either()),
        ];
        let units = units(UNITS.iter().copied(), GROUP, Validator::Between(1, i64::MAX));
        resource("time_rotating", "A moment that is renewed.", parts().into_iter().chain(units).chain(own))
            .plan(plan)
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let base = base(planned, "rfc3339", (on.now)())?;
        filled_in(planned, &base).map_err(|e| refused(e, HELP))
    }

    /// Gone when its time is over.
    async fn read(&self, on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        let Some(end) = given(prior, "rotation_rfc3339").filter(|s| !s.is_empty()) else {
            return Ok(Some(prior.clone()));
        };
        let over = (on.now)().as_second() > parse("rotation_rfc3339", end)?.unix();
        Ok((!over).then(|| prior.clone()))
    }

    async fn update(&self, on: &Settings, _: &Value, planned: &Value) -> Result<Value, ProviderError> {
        let base = base(planned, "rfc3339", (on.now)())?;
        filled_in(planned, &base).map_err(|e| refused(e, HELP))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let parts: Vec<&str> = id.split(',').collect();
        let object = empty(&self.describe().block);
        match parts.as_slice() {
            [base, end] => {
                let object = object.with("triggers", Value::map(Type::String, BTreeMap::new()));
                parse("the rotation time", end)?;
                let object = object.with("rotation_rfc3339", Value::string(*end));
                filled_in(&object, &parse("the base time", base)?).map_err(|e| refused(e, HELP))
            }
            [base, counts @ ..] if counts.len() == UNITS.len() => {
                let object = imported_counts(object, UNITS, counts, FORM)?;
                filled_in(&object, &parse("the base time", base)?).map_err(|e| refused(e, HELP))
            }
            _ => Err(refused(format!("\"{id}\" is no time_rotating"), FORM)),
        }
    }
}

/// The object with everything that follows from the base. Of several arguments, the last one of this order counts, as in the provider.
fn filled_in(object: &Value, base: &Moment) -> Result<Value, String> {
    let mut moment = *base;
    let add = |name: &str, add: fn(&Moment, i64) -> Result<Moment, String>| match count(object, name) {
        Some(n) => add(base, n).map(Some).map_err(|e| format!("{name} {e}")),
        None => Ok(None),
    };
    let written = given(object, "rotation_rfc3339").filter(|s| !s.is_empty());
    let steps = [
        add("rotation_days", |m, n| m.add_date(0, 0, n))?,
        add("rotation_hours", |m, n| m.add_seconds(n, 3600))?,
        add("rotation_minutes", |m, n| m.add_seconds(n, 60))?,
        add("rotation_months", |m, n| m.add_date(0, n, 0))?,
        written.map(str::parse).transpose().map_err(|e: String| format!("rotation_rfc3339 {e}"))?,
        add("rotation_years", |m, n| m.add_date(n, 0, 0))?,
    ];
    if let Some(last) = steps.into_iter().flatten().next_back() {
        moment = last;
    }
    let end = written.map_or_else(|| moment.to_string(), str::to_owned);
    let base = given(object, "rfc3339").map_or_else(|| base.to_string(), str::to_owned);
    Ok(filled(
        &with_parts(object, &moment),
        [
            ("rfc3339", Value::string(base.clone())),
            ("id", Value::string(base)),
            ("rotation_rfc3339", Value::string(end)),
        ],
    ))
}

/// A changed rotation is counted from the same base, so that it is known at once.
fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    let changed = GROUP.iter().any(|name| cx.changed(name));
    let base = cx.get("rfc3339");
    let (false, true, Some(Ok(base))) = (cx.is_create(), changed, base.as_str().map(str::parse)) else {
        return Ok(());
    };
    // What was computed before does not count as written.
    let computed = cx.configured("rotation_rfc3339").is_null();
    let object = match computed {
        true => cx.planned.with("rotation_rfc3339", Value::null(Type::String)),
        false => cx.planned.clone(),
    };
    if GROUP.iter().all(|name| object.get(name).is_some_and(Value::is_known)) {
        let object = filled_in(&object, &base);
        cx.planned = object.map_err(|e| Diagnostic::error("No such time", format!("{e}.")).help(HELP))?;
    } else {
        let rest = ["id", "year", "month", "day", "hour", "minute", "second", "unix"];
        rest.into_iter().for_each(|name| cx.set_unknown(name));
        if computed {
            cx.set_unknown("rotation_rfc3339");
        }
    }
    Ok(())
}
