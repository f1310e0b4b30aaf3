//! `time_sleep`: a wait between what it depends on and what depends on it.

use super::{Moment, triggers};
use crate::kind::{Resource, refused};
use crate::object::{empty, text as given};
use crate::provider::Settings;
use crate::schema::{id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Attribute, ResourceType, Validator};
use provision_value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// `time_sleep`
pub(crate) struct Sleep;

const GROUP: &[&str] = &["create_duration", "destroy_duration"];
const FORM: &str =
    "Write CREATE_DURATION,DESTROY_DURATION and any KEY=VALUE triggers, all with commas between them.";

#[async_trait]
impl Resource for Sleep {
    fn describe(&self) -> ResourceType {
        let duration = |doc| -> Attribute {
            text(doc).check(Validator::Custom(check)).at_least_one_of(GROUP).optional()
        };
        resource(
            "time_sleep",
            "A wait on creation or on destruction.",
            [
                id("When it was created."),
                triggers(),
                ("create_duration", duration("How long creation waits, like `30s`.")),
                ("destroy_duration", duration("How long destruction waits, like `5m`.")),
            ],
        )
    }

    async fn create(&self, on: &Settings, step: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        wait(on, step, planned, "create_duration").await?;
        Ok(planned.with("id", Value::string(Moment::of((on.now)()).to_string())))
    }

    async fn delete(&self, on: &Settings, step: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        wait(on, step, prior, "destroy_duration").await
    }

    fn import(&self, on: &Settings, id: &str) -> Result<Value, ProviderError> {
        let parts: Vec<&str> = id.split(',').collect();
        let (durations, rest) =
            parts.split_at_checked(2).ok_or_else(|| refused(format!("\"{id}\" is no time_sleep"), FORM))?;
        if durations.iter().all(|d| d.is_empty()) {
            return Err(refused("The import id gives no duration", FORM));
        }
        let mut object = empty(&self.describe().block);
        for (name, text) in GROUP.iter().zip(durations).filter(|(_, t)| !t.is_empty()) {
            parse(text).ok_or_else(|| refused(format!("{name} = \"{text}\" is no duration"), FORM))?;
            object = object.with(name, Value::string(*text));
        }
        let mut triggers: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        for pair in rest {
            let (key, value) =
                pair.split_once('=').ok_or_else(|| refused(format!("\"{pair}\" is no KEY=VALUE"), FORM))?;
            triggers.insert(key.into(), Value::string(value));
        }
        let now = Moment::of((on.now)()).to_string();
        Ok(object.with("triggers", Value::map(Type::String, triggers)).with("id", Value::string(now)))
    }
}

async fn wait(on: &Settings, step: &StepCx, object: &Value, name: &str) -> Result<(), ProviderError> {
    let Some(text) = given(object, name).filter(|s| !s.is_empty()) else { return Ok(()) };
    let duration = parse(text)
        .ok_or_else(|| refused(format!("{name} = \"{text}\" is no duration"), "Write 30s, 5m or 1.5h."))?;
    (step.progress)(&format!("waiting for {text}"));
    on.sleep(duration).await;
    Ok(())
}

fn check(value: &Value) -> Result<(), String> {
    match parse(value.as_str().unwrap_or_default()) {
        Some(_) => Ok(()),
        None => Err("must be a number with ms, s, m or h right after it, like 30s".into()),
    }
}

/// A number and its unit.
fn parse(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    // 292 years are the most that Terraform takes.
    let total = number.parse::<f64>().ok()? * seconds;
    (total < 9.2e9).then(|| Duration::from_secs_f64(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let millis = |text| parse(text).map(|d| d.as_millis());
        assert_eq!(millis("250ms"), Some(250));
        assert_eq!(millis("1.5s"), Some(1500));
        assert_eq!(millis("2m"), Some(120_000));
        assert_eq!(millis("1h"), Some(3_600_000));
        for bad in ["", "s", "1", "1d", "1m30s", "-1s", ".5s", "1.s", "1..2s", "1 s", "999999999999999h"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
