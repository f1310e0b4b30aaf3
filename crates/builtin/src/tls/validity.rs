//! From when to when a certificate counts, and when it is time for a new one.

use crate::kind::refused;
use crate::object::text as given;
use crate::schema::{attr, text};
use jiff::{SignedDuration, Timestamp};
use provision_engine::provider::ProviderError;
use provision_schema::{Attribute, PlanCx, Validator};
use provision_value::{Type, Value};
use std::time::Duration;
use x509_cert::der::DateTime;
use x509_cert::der::asn1::{GeneralizedTime, UtcTime};
use x509_cert::time::{Time, Validity};

/// The attributes about time.
pub(super) fn attributes() -> [(&'static str, Attribute); 5] {
    let hours = |doc| attr(Type::Number, doc).check(Validator::Between(0, i64::MAX));
    [
        ("validity_period_hours", hours("For how many hours it counts.").replace().required()),
        (
            "early_renewal_hours",
            hours("How many hours before its end it is replaced.").default(Value::number(0)),
        ),
        (
            "ready_for_renewal",
            attr(Type::Bool, "Whether it is time for a new one.").default_computed(Value::bool(false)),
        ),
        ("validity_start_time", text("From when it counts.").computed()),
        ("validity_end_time", text("Until when it counts.").computed()),
    ]
}

/// From now on, for as long as the object says.
pub(super) struct Period {
    from: Timestamp,
    to: Timestamp,
}

impl Period {
    /// Of a certificate that is made now.
    pub(super) fn new(now: Timestamp, object: &Value) -> Result<Period, ProviderError> {
        let hours = object.get("validity_period_hours").and_then(Value::as_i64).filter(|h| *h >= 0);
        let seconds = hours.and_then(|h| h.checked_mul(3600));
        let to = seconds.and_then(|s| now.checked_add(SignedDuration::from_secs(s)).ok());
        let help = "Give fewer hours: a certificate ends before the year 10000.";
        Ok(Period { from: now, to: to.ok_or_else(|| refused("validity_period_hours is too long", help))? })
    }

    /// As certificates hold it, to the second.
    pub(super) fn to_validity(&self) -> Result<Validity, ProviderError> {
        Ok(Validity { not_before: time(self.from)?, not_after: time(self.to)? })
    }

    /// As the state holds it.
    pub(super) fn texts(&self) -> [(&'static str, Value); 2] {
        let text = |t: Timestamp| Value::string(t.to_string());
        [("validity_start_time", text(self.from)), ("validity_end_time", text(self.to))]
    }
}

fn time(at: Timestamp) -> Result<Time, ProviderError> {
    let write = || {
        let since = Duration::from_secs(u64::try_from(at.as_second()).ok()?);
        // Years from 2050 on have a form of their own.
        match UtcTime::from_unix_duration(since) {
            Ok(time) => Some(Time::UtcTime(time)),
            Err(_) => {
                let time = DateTime::from_unix_duration(since).ok()?;
                Some(Time::GeneralTime(GeneralizedTime::from_date_time(time)))
            }
        }
    };
    write().ok_or_else(|| refused("The time of this machine is wrong", "Set its clock."))
}

/// The object as read: marked when its renewal is due.
pub(super) fn read(now: Timestamp, prior: &Value) -> Value {
    let end = given(prior, "validity_end_time").and_then(|t| t.parse::<Timestamp>().ok());
    let early = prior.get("early_renewal_hours").and_then(Value::as_i64).unwrap_or_default();
    let early = SignedDuration::from_secs(early.saturating_mul(3600));
    match end.map(|end| end.checked_sub(early)) {
        Some(Ok(due)) if due > now => prior.clone(),
        None => prior.clone(),
        Some(_) => prior.with("ready_for_renewal", Value::bool(true)),
    }
}

/// Replaces what is due.
pub(super) fn plan(cx: &mut PlanCx<'_>) {
    if cx.before("ready_for_renewal").as_bool() == Some(true) {
        cx.set_unknown("ready_for_renewal");
        cx.force_replace("ready_for_renewal");
    }
}
