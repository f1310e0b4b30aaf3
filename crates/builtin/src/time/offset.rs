//! `time_offset`: a moment before or after another.

use super::{Moment, base, check_moment, count, imported_counts, parse, parts, triggers, units, with_parts};
use crate::kind::{Resource, refused};
use crate::object::{empty, filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{PlanCx, ResourceType, Validator};
use provision_value::{Diagnostic, Diagnostics, Value};

/// `time_offset`
pub(crate) struct Offset;

/// In the order of import ids.
const UNITS: &[&str] =
    &["offset_years", "offset_months", "offset_days", "offset_hours", "offset_minutes", "offset_seconds"];
const FORM: &str = "Write TIME,YEARS,MONTHS,DAYS,HOURS,MINUTES,SECONDS and leave empty what does not count.";
const HELP: &str = "Give a smaller offset.";

#[async_trait]
impl Resource for Offset {
    fn describe(&self) -> ResourceType {
        let own = [
            id("The base time."),
            triggers(),
            (
                "base_rfc3339",
                text("The base time; now where none is given.")
                    .check(Validator::Custom(check_moment))
                    .either(),
            ),
            ("rfc3339", text("The time.").computed()),
        ];
        let whole = Validator::Between(i64::MIN, i64::MAX);
        let units = units(UNITS.iter().copied(), UNITS, whole);
        resource(
            "time_offset",
            "A moment at a distance from another.",
            parts().into_iter().chain(units).chain(own),
        )
        .plan(plan)
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let base = base(planned, "base_rfc3339", (on.now)())?;
        filled_in(planned, &base).map_err(|e| refused(e, HELP))
    }

    async fn update(&self, on: &Settings, _: &Value, planned: &Value) -> Result<Value, ProviderError> {
        let base = base(planned, "base_rfc3339", (on.now)())?;
        filled_in(planned, &base).map_err(|e| refused(e, HELP))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let parts: Vec<&str> = id.split(',').collect();
        let [base, counts @ ..] = parts.as_slice() else {
            return Err(refused("The import id is empty", FORM));
        };
        if counts.len() != UNITS.len() {
            return Err(refused(format!("\"{id}\" is no time_offset"), FORM));
        }
        let object = imported_counts(empty(&self.describe().block), UNITS, counts, FORM)?;
        filled_in(&object, &parse("the base time", base)?).map_err(|e| refused(e, HELP))
    }
}

/// The object with everything that follows from the base. Of several units, the last one of this order counts, as in the provider.
fn filled_in(object: &Value, base: &Moment) -> Result<Value, String> {
    let mut moment = *base;
    let far = |name: &str, e: String| format!("{name} {e}");
    type Add = fn(&Moment, i64) -> Result<Moment, String>;
    let units: [(&str, Add); 6] = [
        ("offset_days", |m, n| m.add_date(0, 0, n)),
        ("offset_hours", |m, n| m.add_seconds(n, 3600)),
        ("offset_minutes", |m, n| m.add_seconds(n, 60)),
        ("offset_months", |m, n| m.add_date(0, n, 0)),
        ("offset_seconds", |m, n| m.add_seconds(n, 1)),
        ("offset_years", |m, n| m.add_date(n, 0, 0)),
    ];
    for (name, add) in units {
        if let Some(n) = count(object, name) {
            moment = add(base, n).map_err(|e| far(name, e))?;
        }
    }
    let base = given(object, "base_rfc3339").map_or_else(|| base.to_string(), str::to_owned);
    Ok(filled(
        &with_parts(object, &moment),
        [
            ("base_rfc3339", Value::string(base.clone())),
            ("id", Value::string(base)),
            ("rfc3339", Value::string(moment.to_string())),
        ],
    ))
}

/// Another offset from the same base is known at once; another base is not, as in the provider.
fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    if cx.is_create() {
        return Ok(());
    }
    let base = cx.get("base_rfc3339");
    if UNITS.iter().any(|name| cx.changed(name)) {
        let known = UNITS.iter().all(|name| cx.get(name).is_known());
        if let (true, Some(Ok(base))) = (known, base.as_str().map(str::parse)) {
            let object = filled_in(&cx.planned, &base);
            cx.planned = object.map_err(|e| Diagnostic::error("No such time", format!("{e}.")).help(HELP))?;
            return Ok(());
        }
    }
    if cx.changed("base_rfc3339") || UNITS.iter().any(|name| cx.changed(name)) {
        let rest = ["id", "rfc3339", "year", "month", "day", "hour", "minute", "second", "unix"];
        rest.into_iter().for_each(|name| cx.set_unknown(name));
    }
    Ok(())
}
