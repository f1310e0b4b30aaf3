//! Dates and times: RFC 3339 text in, RFC 3339 text out.

use super::{Cx, Fail, Table, gives};
use crate::eval::unknown_result;
use provision_value::{Type, Value};
use std::cmp::Ordering;

const S: Type = Type::String;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

pub(super) fn install(t: &mut Table) {
    t.add("timestamp", gives(S), |c| {
        Ok(if c.scope.planning() { unknown_result(S) } else { Value::string(c.scope.world().now()) })
    });
    t.add("plantimestamp", gives(S), |c| Ok(Value::string(c.scope.world().now())));
    t.add("timeadd", gives(S).maybe_null().arg("timestamp", S).arg("duration", S), |c| {
        let time = parse(c, 0)?;
        let nanos = duration(c.str(1)).ok_or_else(|| {
            Fail::arg(
                1,
                format!(
                    "{:?} is not a duration; write one as \"1h30m\" (units h, m, s, ms, us, ns)",
                    c.str(1)
                ),
            )
        })?;
        let total = i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos) + nanos;
        let seconds = i64::try_from(total.div_euclid(1_000_000_000)).unwrap_or(i64::MAX);
        let moved = Time { seconds, ..time };
        Ok(Value::string(moved.rfc3339()))
    });
    t.add("timecmp", gives(Type::Number).arg("timestamp_a", S).arg("timestamp_b", S), |c| {
        let (a, b) = (parse(c, 0)?, parse(c, 1)?);
        Ok(Value::number(match (a.seconds, a.nanos).cmp(&(b.seconds, b.nanos)) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }))
    });
    t.add("formatdate", gives(S).arg("format", S).arg("time", S), |c| {
        let time = parse(c, 1)?;
        format(c.str(0), &time).map(Value::string).map_err(|e| Fail::arg(0, e))
    });
}

/// A moment, and the zone in which it was written.
#[derive(Clone, Copy)]
struct Time {
    /// Since 1970 in UTC.
    seconds: i64,
    nanos: u32,
    /// Minutes east of Greenwich.
    offset: i64,
}

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: usize,
}

/// Days since 1970 of a date of the Gregorian calendar. The year begins in March here, so that the odd day comes last.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl Time {
    fn civil(&self) -> Civil {
        let local = self.seconds + self.offset * 60;
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march = (5 * day_of_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * march + 2) / 5 + 1,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            weekday: days.rem_euclid(7) as usize,
        }
    }
    fn zone(&self, separator: &str, utc: Option<&str>) -> String {
        match utc {
            Some(utc) if self.offset == 0 => utc.into(),
            _ => {
                let sign = if self.offset < 0 { '-' } else { '+' };
                let m = self.offset.abs();
                format!("{sign}{:02}{separator}{:02}", m / 60, m % 60)
            }
        }
    }
    fn rfc3339(&self) -> String {
        let Civil { year, month, day, hour, minute, second, .. } = self.civil();
        let zone = self.zone(":", Some("Z"));
        let width = if year < 0 { 5 } else { 4 };
        format!("{year:0width$}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }
}

fn parse(c: &Cx<'_>, arg: usize) -> Result<Time, Fail> {
    let text = c.str(arg);
    read(text).ok_or_else(|| {
        Fail::arg(arg, format!("{text:?} is not a timestamp of RFC 3339; write one as 2026-01-31T12:00:00Z"))
    })
}

fn read(text: &str) -> Option<Time> {
    let b = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to).filter(|p| p.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse().ok()
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(i, m)| b.get(*i) != Some(m)) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let last = *length.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut at = 19;
    let mut nanos = 0;
    if b.get(at) == Some(&b'.') {
        let digits = b[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let part = text.get(at + 1..at + 1 + digits.min(9)).filter(|p| !p.is_empty())?;
        nanos = format!("{part:0<9}").parse().ok()?;
        at += 1 + digits;
    }
    let offset = match b.get(at)? {
        b'Z' if b.len() == at + 1 => 0,
        sign @ (b'+' | b'-') if b.len() == at + 6 && b[at + 3] == b':' => {
            let (h, m) = (number(at + 1, at + 3)?, number(at + 4, at + 6)?);
            if h > 23 || m > 59 {
                return None;
            }
            (h * 60 + m) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    let seconds = days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
    Some(Time { seconds, nanos, offset })
}

/// A date or time as YAML writes it unquoted, in RFC 3339; `None` for other text.
pub(super) fn from_yaml(text: &str) -> Option<String> {
    let (date, clock) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some((&text[at..at + 1], &text[at + 1..]))),
        None => (text, None),
    };
    // Months, days, hours and so on may have one digit.
    let padded = |part: &str, separator: char, first: usize| -> Option<String> {
        let fields: Vec<&str> = part.split(separator).collect();
        let digits = |f: &&str| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit());
        let sound =
            fields.len() == 3 && fields.iter().all(digits) && (first == 0 || fields[0].len() == first);
        let joined: Vec<String> = fields.iter().map(|f| format!("{f:0>2}")).collect();
        sound.then(|| joined.join(&separator.to_string()))
    };
    let date = padded(date, '-', 4)?;
    let time = match clock {
        None => "00:00:00Z".to_string(),
        Some((separator, rest)) => {
            let end = rest.find(['.', 'Z', '+', '-']).unwrap_or(rest.len());
            let zone = rest.ends_with('Z') || rest[end..].contains(['+', '-']);
            if zone == (separator == " ") {
                return None;
            }
            format!("{}{}{}", padded(&rest[..end], ':', 0)?, &rest[end..], if zone { "" } else { "Z" })
        }
    };
    read(&format!("{date}T{time}")).map(|t| t.rfc3339())
}

/// Nanoseconds of `-1h30m`, `1.5s`.
fn duration(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total: i128 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (amount, after) = rest.split_at(end);
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        if whole.is_empty() && fraction.is_empty() || whole.len() > 18 || fraction.contains('.') {
            return None;
        }
        let units = [("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000)];
        let long = [("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000_i128)];
        let (unit, nanos) = units.into_iter().chain(long).find(|(u, _)| after.starts_with(u))?;
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let digits = &fraction[..fraction.len().min(15)];
        let part: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        total += whole * nanos + part * nanos / 10_i128.pow(digits.len() as u32);
        rest = &after[unit.len()..];
    }
    let total = if negative { -total } else { total };
    i64::try_from(total).is_ok().then_some(total)
}

fn format(spec: &str, time: &Time) -> Result<String, String> {
    let civil = time.civil();
    let mut out = String::new();
    let mut rest = spec;
    while let Some(c) = rest.chars().next() {
        // Two quotes on their own are one, too.
        if let Some(after) = rest.strip_prefix("''") {
            out.push(c);
            rest = after;
            continue;
        }
        if c == '\'' {
            let (text, after) = quoted(&rest[1..]).ok_or("a quoted text does not end")?;
            out.push_str(&text);
            rest = after;
            continue;
        }
        if !c.is_ascii_alphabetic() {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let run = rest.chars().take_while(|x| *x == c).count();
        out.push_str(&field(&rest[..run], time, &civil)?);
        rest = &rest[run..];
    }
    Ok(out)
}

/// Text up to a quote; two quotes are one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('\'')?;
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Some((out, rest)),
        }
    }
}

fn field(verb: &str, time: &Time, civil: &Civil) -> Result<String, String> {
    let Civil { year, month, day, hour, minute, second, weekday } = *civil;
    let twelve = match hour % 12 {
        0 => 12,
        h => h,
    };
    let month_name = MONTHS[(month - 1) as usize];
    Ok(match verb {
        "YYYY" => format!("{year:04}"),
        "YY" => format!("{:02}", year % 100),
        "MMMM" => month_name.into(),
        "MMM" => month_name[..3].into(),
        "MM" => format!("{month:02}"),
        "M" => month.to_string(),
        "DD" => format!("{day:02}"),
        "D" => day.to_string(),
        "EEEE" => DAYS[weekday].into(),
        "EEE" => DAYS[weekday][..3].into(),
        "hh" => format!("{hour:02}"),
        "h" => hour.to_string(),
        "HH" => format!("{twelve:02}"),
        "H" => twelve.to_string(),
        "AA" => if hour < 12 { "AM" } else { "PM" }.into(),
        "aa" => if hour < 12 { "am" } else { "pm" }.into(),
        "mm" => format!("{minute:02}"),
        "m" => minute.to_string(),
        "ss" => format!("{second:02}"),
        "s" => second.to_string(),
        "ZZZZZ" => time.zone(":", None),
        "ZZZZ" => time.zone("", None),
        "ZZZ" => time.zone("", Some("UTC")),
        "Z" => time.zone(":", Some("Z")),
        _ => {
            return Err(format!(
                "{verb:?} is not a part of a date; use YYYY, MM, DD, hh, mm, ss, EEEE, Z and their other lengths, and put \
                 plain letters in single quotes"
            ));
        }
    })
}
