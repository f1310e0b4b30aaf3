//! Versions and constraints on them: `>= 1.2, < 2.0`, `~> 5.60`.

use std::cmp::Ordering;

/// The Terraform whose language this is; what `required_version` is held against.
pub(super) const LANGUAGE: &str = "1.11.4";

/// A version: numbers, and the pre-release after a hyphen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    numbers: Vec<u64>,
    /// How many numbers were written; the others are zeros.
    written: usize,
    pre: String,
}

/// One part of a constraint.
#[derive(Clone, Debug)]
pub(super) struct Constraint {
    operator: Operator,
    version: Version,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    /// `~>`: the last number written may grow.
    Pessimistic,
}

/// Operators, longer ones before their prefixes.
const OPERATORS: [(&str, Operator); 7] = [
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("!=", Operator::NotEqual),
    ("~>", Operator::Pessimistic),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

/// The parts of a constraint; `None` where it is none.
pub(super) fn constraints(text: &str) -> Option<Vec<Constraint>> {
    text.split(',').map(constraint).collect()
}

fn constraint(text: &str) -> Option<Constraint> {
    let text = text.trim();
    let found = OPERATORS.iter().find_map(|(sign, op)| Some((*op, text.strip_prefix(sign)?)));
    let (operator, version) = found.unwrap_or((Operator::Equal, text));
    Some(Constraint { operator, version: Version::parse(version.trim())? })
}

impl Version {
    /// `1.2.3`, `v1`, `1.0.0-beta1+build`; `None` where it is none.
    pub fn parse(text: &str) -> Option<Version> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let text = text.split_once('+').map_or(text, |(release, _)| release);
        let (release, pre) = text.split_once('-').unwrap_or((text, ""));
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '~');
        if !pre.chars().all(valid) || text.ends_with('-') {
            return None;
        }
        let number = |n: &str| n.bytes().all(|b| b.is_ascii_digit()).then(|| n.parse().ok()).flatten();
        let mut numbers = release.split('.').map(number).collect::<Option<Vec<u64>>>()?;
        let written = numbers.len();
        numbers.resize(written.max(3), 0);
        Some(Version { numbers, written, pre: pre.into() })
    }

    /// True for `1.0.0-beta1`.
    pub fn is_prerelease(&self) -> bool {
        !self.pre.is_empty()
    }

    fn compare(&self, other: &Version) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        let padded = |v: &Version| {
            let mut numbers = v.numbers.clone();
            numbers.resize(length, 0);
            numbers
        };
        padded(self).cmp(&padded(other)).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare_pre(&self.pre, &other.pre),
        })
    }
}

/// Pre-releases part by part: numbers by their value and before words, words by their letters.
fn compare_pre(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.split('.'), b.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

impl Constraint {
    /// The version in it.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// True when a version is allowed. Pre-releases are allowed only by constraints that name one of the same release.
    pub fn allows(&self, version: &Version) -> bool {
        let wanted = &self.version;
        let order = version.compare(wanted);
        let pre_fits = match (version.is_prerelease(), wanted.is_prerelease()) {
            (false, false) => true,
            (true, true) => version.numbers == wanted.numbers,
            (true, false) => false,
            (false, true) => self.operator != Operator::Pessimistic,
        };
        match self.operator {
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => order != Ordering::Equal,
            Operator::Greater => pre_fits && order == Ordering::Greater,
            Operator::GreaterOrEqual => pre_fits && order != Ordering::Less,
            Operator::Less => pre_fits && order == Ordering::Less,
            Operator::LessOrEqual => pre_fits && order != Ordering::Greater,
            Operator::Pessimistic => {
                let fixed = wanted.written.saturating_sub(1);
                let same = version.numbers.iter().zip(&wanted.numbers).take(fixed).all(|(a, b)| a == b);
                pre_fits && order != Ordering::Less && same
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn constraints_allow_versions() {
        let cases = [
            ("1.11.4", ">= 1.0", true),
            ("1.11.4", ">= 1.0, < 1.11", false),
            ("1.11.4", "~> 1.9", true),
            ("1.11.4", "~> 1.11.0", true),
            ("1.11.4", "~> 1.10.0", false),
            ("1.11.4", "~> 2.0", false),
            ("2.5.0", "~> 1", true),
            ("1.11.4", "~> 1.11.5", false),
            ("1.11.4", "1.11.4", true),
            ("1.11.4", "= 1.11", false),
            ("1.11.0", "= 1.11", true),
            ("1.11.4", "!= 1.11.4", false),
            ("1.11.4", "v1.11.4", true),
            ("1.0.0-beta2", "> 1.0.0-beta1", true),
            ("1.0.0-beta1", ">= 0.9", false),
            ("1.0.0-rc.2", "> 1.0.0-rc.10", false),
            ("1.0.0-alpha", "< 1.0.0-1", false),
            ("1.0", "> 1.0.0-beta1", true),
            ("5.1.2.3", "~> 5.1.2", true),
        ];
        for (version, constraint, allowed) in cases {
            let version_read = Version::parse(version).unwrap();
            let all = constraints(constraint).unwrap();
            assert_eq!(all.iter().all(|c| c.allows(&version_read)), allowed, "{version} {constraint}");
        }
    }

    #[test]
    fn what_is_no_constraint() {
        for text in ["", "one", "1.x", ">", "=> 1", ">= 1,", "1..2", ">= 1.0 < 2.0", "~1", "^1", "1.0-"] {
            assert!(constraints(text).is_none(), "{text}");
        }
    }
}
