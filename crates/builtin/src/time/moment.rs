//! A moment with the offset that it was written with.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Span, Timestamp};
use std::fmt;
use std::str::FromStr;

/// A time of RFC 3339, to the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    civil: DateTime,
    offset: Offset,
}

const RANGE: &str = "leads outside the years 0 to 9999";

impl Moment {
    /// In UTC.
    pub(crate) fn of(timestamp: Timestamp) -> Moment {
        Moment { civil: Offset::UTC.to_datetime(timestamp), offset: Offset::UTC }
    }

    /// Seconds since 1970.
    pub(crate) fn unix(&self) -> i64 {
        self.offset.to_timestamp(self.civil).map_or(0, |t| t.as_second())
    }

    /// Later by so many seconds.
    pub(crate) fn add_seconds(&self, count: i64, each: i64) -> Result<Moment, String> {
        let seconds = count.checked_mul(each).ok_or(RANGE)?;
        let civil = self.civil.checked_add(SignedDuration::from_secs(seconds)).map_err(|_| RANGE)?;
        Moment { civil, ..*self }.in_range()
    }

    /// Later by years, months and days. Days beyond the end of a month run into the next one: 31 January and a month is 3 March.
    pub(crate) fn add_date(&self, years: i64, months: i64, days: i64) -> Result<Moment, String> {
        let date = self.civil.date();
        let all = i64::from(date.year())
            .checked_add(years)
            .and_then(|y| y.checked_mul(12))
            .and_then(|m| m.checked_add(i64::from(date.month()) - 1))
            .and_then(|m| m.checked_add(months))
            .ok_or(RANGE)?;
        let year = i16::try_from(all.div_euclid(12)).map_err(|_| RANGE)?;
        let month = (all.rem_euclid(12) + 1) as i8;
        let first = Date::new(year, month, 1).map_err(|_| RANGE)?;
        let days = (i64::from(date.day()) - 1).checked_add(days).ok_or(RANGE)?;
        let span = Span::new().try_days(days).map_err(|_| RANGE)?;
        let date = first.checked_add(span).map_err(|_| RANGE)?;
        Moment { civil: date.to_datetime(self.civil.time()), ..*self }.in_range()
    }

    fn in_range(self) -> Result<Moment, String> {
        if self.civil.year() < 0 { Err(RANGE.into()) } else { Ok(self) }
    }

    /// Year, month, day, hour, minute, second and seconds since 1970, by the names of their attributes.
    pub(crate) fn parts(&self) -> [(&'static str, i64); 7] {
        let c = &self.civil;
        [
            ("year", c.year().into()),
            ("month", c.month().into()),
            ("day", c.day().into()),
            ("hour", c.hour().into()),
            ("minute", c.minute().into()),
            ("second", c.second().into()),
            ("unix", self.unix()),
        ]
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.civil.strftime("%Y-%m-%dT%H:%M:%S"))?;
        let seconds = self.offset.seconds();
        if seconds == 0 {
            return f.write_str("Z");
        }
        let sign = if seconds < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
    }
}

impl FromStr for Moment {
    type Err = String;

    /// The error ends a sentence about the text.
    fn from_str(text: &str) -> Result<Moment, String> {
        parse(text).ok_or_else(|| "must be a time like 2026-02-12T06:36:13Z".to_owned())
    }
}

fn parse(text: &str) -> Option<Moment> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let zone = time.find(['Z', '+', '-'])?;
    let (time, zone) = time.split_at(zone);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let date = Date::new(year, month as i8, day as i8).ok()?;
    let time = Time::new(hour as i8, minute as i8, second as i8, 0).ok()?;
    let seconds = match zone.split_at_checked(1)? {
        ("Z", "") => 0,
        (sign, rest) => {
            let [hours, minutes] = numbers(rest, ':', [2, 2])?;
            let seconds =
                (hours < 24 && minutes < 60).then_some(i32::from(hours) * 3600 + i32::from(minutes) * 60)?;
            if sign == "-" { -seconds } else { seconds }
        }
    };
    Some(Moment { civil: date.to_datetime(time), offset: Offset::from_seconds(seconds).ok()? })
}

/// Numbers of exactly so many digits.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i16; N]> {
    let mut parts = text.split(between);
    let mut found = [0; N];
    for (number, digits) in found.iter_mut().zip(digits) {
        let part = parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_round_trip() {
        for text in ["2026-02-12T06:36:13Z", "2020-02-29T23:59:59+05:30", "0001-01-01T00:00:00-11:00"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
        assert_eq!("2020-01-01T00:00:00.123Z".parse::<Moment>().unwrap().to_string(), "2020-01-01T00:00:00Z");
        assert_eq!("2020-01-01T02:00:00+02:00".parse::<Moment>().unwrap().unix(), 1_577_836_800);
        for bad in [
            "",
            "2020-01-01",
            "2020-13-01T00:00:00Z",
            "2020-1-01T00:00:00Z",
            "2020-01-01T00:00:00",
            "2020-01-01 00:00:00Z",
            "2020-01-01T00:00:00+1:00",
            "2021-02-29T00:00:00Z",
            "2020-01-01T00:00:00Zx",
            "é",
        ] {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }

    #[test]
    fn months_run_over() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let shown = |m: Result<Moment, String>| m.unwrap().to_string();
        assert_eq!(shown(at("2021-01-31T00:00:00Z").add_date(0, 1, 0)), "2021-03-03T00:00:00Z");
        assert_eq!(shown(at("2020-02-29T00:00:00Z").add_date(1, 0, 0)), "2021-03-01T00:00:00Z");
        assert_eq!(shown(at("2020-03-31T00:00:00Z").add_date(0, -1, 0)), "2020-03-02T00:00:00Z");
        assert_eq!(shown(at("2020-12-31T23:00:00Z").add_seconds(2, 3600)), "2021-01-01T01:00:00Z");
        for (years, months, days) in
            [(i64::MAX, 0, 0), (0, i64::MAX, 0), (0, 0, i64::MAX), (8000, 0, 0), (-3000, 0, 0)]
        {
            assert!(at("2020-01-01T00:00:00Z").add_date(years, months, days).is_err());
        }
        assert!(at("2020-01-01T00:00:00Z").add_seconds(i64::MAX, 3600).is_err());
    }
}
