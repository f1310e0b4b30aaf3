//! `random_uuid`.

use super::kept;
use crate::keepers::keepers;
use crate::kind::{Resource, refused};
use crate::object::{empty, filled};
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::ResourceType;
use provision_value::Value;

/// `random_uuid`
pub(crate) struct Uuid;

#[async_trait]
impl Resource for Uuid {
    fn describe(&self) -> ResourceType {
        resource(
            "random_uuid",
            "A random UUID.",
            [id("The UUID."), keepers(), ("result", text("The UUID.").computed())],
        )
        .plan(kept)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        Ok(with(planned, uuid::Uuid::new_v4()))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let uuid = uuid::Uuid::try_parse(id);
        let uuid = uuid.map_err(|e| refused(format!("\"{id}\" is no UUID: {e}"), "Give the UUID itself."))?;
        Ok(with(&empty(&self.describe().block), uuid))
    }
}

fn with(object: &Value, uuid: uuid::Uuid) -> Value {
    let uuid = Value::string(uuid.to_string());
    filled(object, [("id", uuid.clone()), ("result", uuid)])
}
