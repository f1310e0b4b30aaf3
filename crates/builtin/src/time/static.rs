//! `time_static`: the moment of creation.

use super::{Moment, base, check_moment, parse, parts, triggers, with_parts};
use crate::kind::Resource;
use crate::object::{empty, filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{PlanCx, ResourceType, Validator};
use provision_value::{Diagnostics, Type, Value};
use std::collections::BTreeMap;

/// `time_static`
pub(crate) struct Static;

#[async_trait]
impl Resource for Static {
    fn describe(&self) -> ResourceType {
        let own = [
            id("The time."),
            triggers(),
            (
                "rfc3339",
                text("The time; now where none is given.")
                    .replace()
                    .check(Validator::Custom(check_moment))
                    .either(),
            ),
        ];
        resource("time_static", "A moment, kept in the state.", parts().into_iter().chain(own)).plan(plan)
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let moment = base(planned, "rfc3339", (on.now)())?;
        let text = given(planned, "rfc3339").map_or_else(|| moment.to_string(), str::to_owned);
        Ok(with_text(planned, &moment, &text))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let object =
            empty(&self.describe().block).with("triggers", Value::map(Type::String, BTreeMap::new()));
        Ok(with_text(&object, &parse("id", id)?, id))
    }
}

fn with_text(object: &Value, moment: &Moment, text: &str) -> Value {
    let text = Value::string(text);
    filled(&with_parts(object, moment), [("id", text.clone()), ("rfc3339", text)])
}

/// A time that is given tells the rest.
fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    let given = cx.get("rfc3339");
    if let (true, Some(text)) = (cx.is_create(), given.as_str())
        && let Ok(moment) = text.parse()
    {
        cx.planned = with_text(&cx.planned, &moment, text);
    }
    Ok(())
}
