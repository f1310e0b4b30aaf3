//! `random_pet`: a name that people can remember.

use super::words::{ADJECTIVES, ADVERBS, ANIMALS};
use super::{kept, length, size};
use crate::entropy;
use crate::keepers::keepers;
use crate::kind::Resource;
use crate::object::text as given;
use crate::provider::Settings;
use crate::schema::{With, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::ResourceType;
use provision_value::Value;

/// `random_pet`
pub(crate) struct Pet;

#[async_trait]
impl Resource for Pet {
    fn describe(&self) -> ResourceType {
        resource(
            "random_pet",
            "A random name of words.",
            [
                id("The name."),
                keepers(),
                ("length", length("How many words.").default(Value::number(2))),
                ("prefix", text("A text before the name.").replace().optional()),
                ("separator", text("What stands between words.").replace().default(Value::string("-"))),
            ],
        )
        .plan(kept)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let mut words = Vec::new();
        words.extend(given(planned, "prefix").filter(|p| !p.is_empty()).map(str::to_owned));
        let count = size(planned, "length")?;
        for place in (0..count).rev() {
            let list = match place {
                0 => ANIMALS,
                1 => ADJECTIVES,
                _ => ADVERBS,
            };
            words.extend(entropy::pick(list)?.map(|w| (*w).to_owned()));
        }
        let name = words.join(given(planned, "separator").unwrap_or_default());
        Ok(planned.with("id", Value::string(name)))
    }
}
