//! What dashboards, analyses and templates share: the definition or the template that they are made from, and the versions that QuickSight
//! makes of them.

use crate::shapes::{self, shapes};
use aws_smithy_types::DateTime;
use provision_aws_core::prelude::*;
use serde_json::Value as Json;

shapes! {
    /// Sheets with their visuals, filters, parameters, calculated fields and the formats of columns.
    Definition = "AnalysisDefinition";
    /// The same for any data sets that have the columns.
    TemplateDefinition = "TemplateVersionDefinition";
    /// Values of parameters.
    Parameters = "Parameters";
}

/// Checks that there is either a definition or something to make it from.
pub fn check(cx: &PlanCx<'_>) -> Result<(), Diagnostics> {
    let given = |name: &str| {
        let blocks = cx.configured(name);
        !blocks.is_known() || blocks.as_seq().is_some_and(|blocks| !blocks.is_empty())
    };
    if given("definition") == given("source_entity") {
        let detail = "There has to be either a block `definition` or a block `source_entity`.";
        return Err(Diagnostic::error("What it is made of", detail).into());
    }
    Ok(())
}

/// A time of an answer as the state holds it.
pub fn time(told: &Json, name: &str) -> String {
    let seconds = told.get(name).and_then(Json::as_f64);
    seconds.and_then(|s| shapes::time(&DateTime::from_secs_f64(s))).unwrap_or_default()
}

/// The number at the end of a version's ARN.
pub fn version(arn: Option<&str>) -> Result<i64, Error> {
    let number = arn.and_then(|arn| arn.rsplit('/').next()).and_then(|number| number.parse().ok());
    number.ok_or_else(|| Error::incomplete("the version that it made"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_times() {
        let arn = "arn:aws:quicksight:eu-west-1:123456789012:dashboard/shop/version/12";
        assert_eq!(version(Some(arn)).ok(), Some(12));
        assert!(version(None).is_err());
        assert_eq!(time(&serde_json::json!({"At": 1_767_323_045.5}), "At"), "2026-01-02T03:04:05Z");
    }
}
