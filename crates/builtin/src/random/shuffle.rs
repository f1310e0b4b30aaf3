//! `random_shuffle`: a list in another order.

use super::go::Rand;
use super::{kept, seed, size};
use crate::entropy::{self, MOST};
use crate::keepers::keepers;
use crate::kind::Resource;
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{ResourceType, Validator};
use provision_value::{Type, Value};

/// `random_shuffle`
pub(crate) struct Shuffle;

#[async_trait]
impl Resource for Shuffle {
    fn describe(&self) -> ResourceType {
        let texts = |doc| attr(Type::list(Type::String), doc);
        resource(
            "random_shuffle",
            "A list in a random order.",
            [
                id("Always `-`."),
                keepers(),
                ("seed", seed()),
                ("input", texts("The list.").replace().required()),
                (
                    "result_count",
                    attr(
                        Type::Number,
                        "How many items the result has: fewer than the list, or more by repeating it.",
                    )
                    .replace()
                    .check(Validator::Between(0, MOST))
                    .optional(),
                ),
                ("result", texts("The list in another order.").computed()),
            ],
        )
        .plan(kept)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let input = planned.get("input").and_then(Value::as_seq).unwrap_or_default();
        let count = match planned.get("result_count").is_none_or(Value::is_null) {
            true => 0,
            false => size(planned, "result_count")?,
        };
        let count = if count == 0 { input.len() } else { count };
        let mut rand = match given(planned, "seed").filter(|s| !s.is_empty()) {
            Some(seed) => Rand::of_text(seed),
            None => Rand::new(entropy::word()? as i64),
        };
        let mut result = Vec::new();
        while result.len() < count && !input.is_empty() {
            let rest = count - result.len();
            result.extend(rand.permutation(input.len()).into_iter().take(rest).map(|i| input[i].clone()));
        }
        let result = Value::list(Type::String, result);
        Ok(filled(planned, [("id", Value::string("-")), ("result", result)]))
    }
}
