//! `random_integer`: a whole number of a range.

use super::go::Rand;
use super::{kept, seed, whole, wrong};
use crate::entropy;
use crate::keepers::keepers;
use crate::kind::{Resource, refused};
use crate::object::{empty, filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Attribute, PlanCx, ResourceType, Validator};
use provision_value::{Diagnostics, Type, Value};

/// `random_integer`
pub(crate) struct Integer;

#[async_trait]
impl Resource for Integer {
    fn describe(&self) -> ResourceType {
        let bound = |doc| -> Attribute {
            attr(Type::Number, doc).replace().check(Validator::Between(i64::MIN, i64::MAX)).required()
        };
        resource(
            "random_integer",
            "A random whole number of a range.",
            [
                id("The number as text."),
                keepers(),
                ("min", bound("The smallest.")),
                ("max", bound("The largest.")),
                ("seed", seed()),
                ("result", attr(Type::Number, "The number.").computed()),
            ],
        )
        .plan(plan)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let (min, max) = (whole(planned, "min"), whole(planned, "max"));
        let count = range(min, max).map_err(|detail| refused(detail, HELP))?;
        let offset = match given(planned, "seed").filter(|s| !s.is_empty()) {
            Some(seed) => Rand::of_text(seed).below(count),
            None => entropy::below(count)?,
        };
        let number = min.wrapping_add_unsigned(offset);
        Ok(filled(planned, [("id", Value::string(number.to_string())), ("result", Value::number(number))]))
    }

    /// `RESULT,MIN,MAX` or `RESULT,MIN,MAX,SEED`.
    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        let bad = || {
            refused(format!("\"{id}\" is no random_integer"), "Write RESULT,MIN,MAX or RESULT,MIN,MAX,SEED.")
        };
        let parts: Vec<&str> = id.split(',').collect();
        let (&[result, min, max], seed) =
            (parts.get(..3).and_then(|p| p.try_into().ok()).ok_or_else(bad)?, parts.get(3));
        if parts.len() > 4 {
            return Err(bad());
        }
        let number = |text: &str| text.parse::<i64>().map(Value::number).map_err(|_| bad());
        let seed = seed.map_or_else(|| Value::null(Type::String), |s| Value::string(*s));
        Ok(filled(
            &empty(&self.describe().block),
            [
                ("id", Value::string(result)),
                ("result", number(result)?),
                ("min", number(min)?),
                ("max", number(max)?),
                ("seed", seed),
            ],
        ))
    }
}

const HELP: &str = "Let min be at most max, and the range smaller than 2^63.";

/// How many numbers there are to choose from.
fn range(min: i64, max: i64) -> Result<u64, String> {
    let count = i128::from(max) - i128::from(min) + 1;
    if count < 1 {
        return Err(format!("There is no number from {min} to {max}"));
    }
    u64::try_from(count)
        .ok()
        .filter(|c| *c <= i64::MAX as u64)
        .ok_or_else(|| format!("There are too many numbers from {min} to {max}"))
}

fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    let (min, max) = (cx.get("min"), cx.get("max"));
    if let (Some(min), Some(max)) = (min.as_i64(), max.as_i64()) {
        range(min, max).map_err(|detail| wrong("An empty range", format!("{detail}."), HELP))?;
    }
    kept(cx)
}
