//! The `null` provider: a resource that is nothing, and a data source that copies.

use crate::entropy;
use crate::keepers;
use crate::kind::{DataSource, Resource};
use crate::object::filled;
use crate::provider::Settings;
use crate::schema::{With, attr, data, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::ResourceType;
use provision_value::{Type, Value};

/// `null_resource`
pub(crate) struct Null;

/// `null_data_source`
pub(crate) struct NullData;

fn number() -> Result<Value, ProviderError> {
    Ok(Value::string((entropy::word()? >> 1).to_string()))
}

#[async_trait]
impl Resource for Null {
    fn describe(&self) -> ResourceType {
        let triggers = attr(Type::map(Type::String), "Values whose change makes a new one.").optional();
        resource(
            "null_resource",
            "Nothing, with the life of a resource.",
            [id("A random number."), ("triggers", triggers)],
        )
        .plan(|cx| {
            keepers::plan(cx, "triggers");
            Ok(())
        })
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        Ok(planned.with("id", number()?))
    }
}

#[async_trait]
impl DataSource for NullData {
    fn describe(&self) -> ResourceType {
        let map = |doc| attr(Type::map(Type::String), doc);
        data(
            "null_data_source",
            "A copy of its arguments.",
            [
                id("Always `static`."),
                ("inputs", map("What is copied.").optional()),
                ("outputs", map("The copy.").computed()),
                ("random", text("A random number.").computed()),
                ("has_computed_default", text("A text; `default` where none is given.").either()),
            ],
        )
    }

    async fn read(&self, _: &Settings, config: &Value) -> Result<Value, ProviderError> {
        let get = |name: &str| config.get(name).filter(|v| !v.is_null()).cloned();
        let outputs = get("inputs").unwrap_or_else(|| Value::null(Type::map(Type::String)));
        let default = get("has_computed_default").unwrap_or_else(|| Value::string("default"));
        Ok(filled(
            config,
            [
                ("id", Value::string("static")),
                ("outputs", outputs),
                ("random", number()?),
                ("has_computed_default", default),
            ],
        ))
    }
}
