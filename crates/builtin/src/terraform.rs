//! `terraform_data`: a value that stands in the graph as a resource.

use crate::kind::Resource;
use crate::object::{empty, filled};
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{PlanCx, ResourceType};
use provision_value::{Diagnostics, Refinement, Type, Value};

pub(crate) struct Data;

#[async_trait]
impl Resource for Data {
    fn describe(&self) -> ResourceType {
        resource(
            "terraform_data",
            "A value that is kept in the state and has the life of a resource.",
            [
                id("Its id."),
                ("input", attr(Type::Dynamic, "A value to keep.").optional()),
                ("output", attr(Type::Dynamic, "The kept value.").computed()),
                (
                    "triggers_replace",
                    attr(Type::Dynamic, "A value whose change needs a new resource.").replace().optional(),
                ),
            ],
        )
        .plan(plan)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let id = uuid::Uuid::new_v4().to_string();
        Ok(output(&planned.with("id", Value::string(id))))
    }

    async fn update(&self, _: &Settings, _: &Value, planned: &Value) -> Result<Value, ProviderError> {
        Ok(output(planned))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        Ok(filled(&empty(&self.describe().block), [("id", Value::string(id))]))
    }
}

/// The object whose output is its input.
fn output(object: &Value) -> Value {
    let input = object.get("input").cloned().unwrap_or_else(|| Value::null(Type::Dynamic));
    object.with("output", input)
}

/// The id is never null. The output is unknown whenever the input changes, and always of the input's type.
fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    let input = cx.get("input");
    if !cx.get("id").is_known() {
        cx.set(
            "id",
            Value::unknown_refined(Type::String, Refinement { not_null: true, ..Refinement::default() }),
        );
    }
    if cx.is_create() && input.is_null() {
        cx.set("output", input);
    } else if cx.is_create() || cx.changed("input") {
        cx.set("output", Value::unknown(input.ty()));
    }
    Ok(())
}
