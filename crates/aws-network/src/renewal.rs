//! When a certificate may be renewed early.

use aws_sdk_acm::primitives::{DateTime, DateTimeFormat};
use provision_value::Value;

const DAY: f64 = 86_400.0;

/// True when now lies within `early` of the end. (A year counts 365 days, a month 30.)
pub fn is_due(eligibility: &str, not_after: &str, early: Option<&str>, now: i64) -> bool {
    let end = DateTime::from_str(not_after, DateTimeFormat::DateTime).ok();
    let (Some(end), Some(early)) = (end, early.and_then(seconds)) else { return false };
    eligibility == "ELIGIBLE" && now as f64 > end.secs() as f64 - early
}

/// A duration in seconds, as RFC 3339 writes it (`P30D`, `P1M`, `P1DT12H`) or as Go does (`2160h`, `1h30m`).
pub fn seconds(text: &str) -> Option<f64> {
    let Some(rest) = text.strip_prefix('P') else { return sum(text, &GO) };
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let nothing = date.is_empty() && time.is_empty();
    let part = |text: &str, units| if text.is_empty() { Some(0.0) } else { sum(text, units) };
    if nothing { None } else { Some(part(date, &DATE)? + part(time, &TIME)?) }
}

type Units = [(&'static str, f64)];
const GO: [(&str, f64); 4] = [("ms", 0.001), ("h", 3600.0), ("m", 60.0), ("s", 1.0)];
const DATE: [(&str, f64); 4] = [("Y", 365.0 * DAY), ("M", 30.0 * DAY), ("W", 7.0 * DAY), ("D", DAY)];
const TIME: [(&str, f64); 3] = [("H", 3600.0), ("M", 60.0), ("S", 1.0)];

/// Numbers with units, one after the other.
fn sum(text: &str, units: &Units) -> Option<f64> {
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(end);
        let (unit, worth) = units.iter().find(|(unit, _)| tail.starts_with(unit))?;
        total += number.parse::<f64>().ok()? * worth;
        rest = tail.strip_prefix(unit)?;
    }
    (!text.is_empty()).then_some(total)
}

/// The check of `early_renewal_duration`.
pub fn duration(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if !s.is_empty() && seconds(s).is_none() => {
            Err("must be a duration, such as P30D or 720h".into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_both_forms() {
        for (text, days) in
            [("P90D", 90.0), ("P1M", 30.0), ("P1Y", 365.0), ("PT12H", 0.5), ("36h", 1.5), ("P1DT12H", 1.5)]
        {
            assert_eq!(seconds(text), Some(days * DAY), "{text}");
        }
        for text in ["", "P", "90", "90x", "P90", "h"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_certificate_is_due_when_its_end_is_near() {
        let end = "2024-03-01T00:00:00Z";
        let at =
            |text: &str| DateTime::from_str(text, DateTimeFormat::DateTime).map(|d| d.secs()).unwrap_or(0);
        let (early, late) = (at("2024-01-01T00:00:00Z"), at("2024-02-20T00:00:00Z"));
        assert!(is_due("ELIGIBLE", end, Some("P30D"), late));
        assert!(!is_due("ELIGIBLE", end, Some("P30D"), early));
        assert!(!is_due("INELIGIBLE", end, Some("P30D"), late));
        assert!(!is_due("ELIGIBLE", end, None, late));
        assert!(!is_due("ELIGIBLE", "", Some("P30D"), late));
    }
}
