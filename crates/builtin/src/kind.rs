//! What a type of this crate is written against.

use crate::provider::Settings;
use async_trait::async_trait;
use provision_engine::provider::{Class, ProviderError, StepCx};
use provision_schema::ResourceType;
use provision_value::Value;
use serde_json::Value as Json;

/// A managed type. Objects hold every attribute of its schema.
#[async_trait]
pub(crate) trait Resource: Send + Sync {
    /// Its schema and its plan-time knowledge.
    fn describe(&self) -> ResourceType;

    /// Makes the thing: the planned object with everything that was unknown. Repeating it after a crash leaves nothing behind.
    async fn create(&self, on: &Settings, step: &StepCx, planned: &Value) -> Result<Value, ProviderError>;

    /// The object as it is now; `None` when it is gone.
    async fn read(&self, _on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        Ok(Some(prior.clone()))
    }

    /// Changes in place what the plan changes.
    async fn update(&self, _on: &Settings, _prior: &Value, planned: &Value) -> Result<Value, ProviderError> {
        Ok(planned.clone())
    }

    /// Takes it away.
    async fn delete(&self, _on: &Settings, _step: &StepCx, _prior: &Value) -> Result<(), ProviderError> {
        Ok(())
    }

    /// The object that an import id tells.
    fn import(&self, _on: &Settings, _id: &str) -> Result<Value, ProviderError> {
        let name = self.describe().name;
        let advice = "Leave the import out: an apply makes a new one.";
        Err(refused(format!("{name} cannot be imported"), advice))
    }

    /// State attributes of an older schema version, brought to the current one.
    fn upgrade(&self, _version: u64, attributes: Json) -> Result<Json, ProviderError> {
        Ok(attributes)
    }
}

/// A data source.
#[async_trait]
pub(crate) trait DataSource: Send + Sync {
    /// Its schema.
    fn describe(&self) -> ResourceType;
    /// The object of a configuration.
    async fn read(&self, on: &Settings, config: &Value) -> Result<Value, ProviderError>;
}

/// An error before which nothing was done.
pub(crate) fn refused(message: impl Into<String>, help: impl Into<String>) -> ProviderError {
    let mut error = ProviderError::new(Class::Validation, message);
    error.help = help.into();
    error
}
