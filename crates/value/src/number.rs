//! Numbers of the plan language: binary floating point of 512 bits, rounded half to even, as Terraform's.
//!
//! A number knows the precision it was made with: text gives 512 bits, counts give 64, and functions that work on
//! machine floats give 53. An operation's result has the larger precision of its operands. Zero has a sign, and dividing
//! by it gives an infinity, as in IEEE 754; what would be "not a number" there is an error.

use dashu_base::{BitTest, DivRem, Sign, UnsignedAbs};
use dashu_int::{IBig, UBig};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Bits of precision of a number that was read from text.
pub const PRECISION: u16 = 512;

/// Largest power of two that a number may reach, and smallest (about 1.2 million decimal digits): enough for anything
/// meant, and small enough that no expression can fill the memory.
const MAX_EXPONENT: i64 = 4_000_000;

/// A number of the plan language.
#[derive(Clone)]
pub struct Number {
    repr: Repr,
    precision: u16,
}

/// A whole number that fits `i64` is always `Int`, so that equal numbers have equal representations (zeros aside).
#[derive(Clone)]
enum Repr {
    Int(i64),
    /// `mantissa * 2^exponent` with an odd mantissa.
    Float(IBig, i64),
    /// Zero as the product of a negative number, which shows as `-0` and equals zero.
    MinusZero,
    Infinite(Sign),
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is not a decimal number.
    #[error("a number is required")]
    Syntax,
    /// The result would not fit.
    #[error("the number is too large or too close to zero to be represented")]
    Range,
    /// `0 / 0`, or a difference of infinities.
    #[error("the result is not a number")]
    NotANumber,
}

impl Number {
    /// The number that an `f64` is; `None` for NaN.
    pub fn from_f64(f: f64) -> Option<Number> {
        let sign = if f.is_sign_negative() { Sign::Negative } else { Sign::Positive };
        if f.is_nan() {
            return None;
        }
        if f.is_infinite() || f == 0.0 {
            let repr = if f == 0.0 { zero(sign) } else { Repr::Infinite(sign) };
            return Some(Number { repr, precision: 53 });
        }
        let bits = f.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as i64;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
        let mantissa = IBig::from(mantissa) * if f.is_sign_negative() { -1 } else { 1 };
        Some(Number { repr: normal(mantissa, exponent), precision: 53 })
    }
    /// From a whole number of any size, rounded to the precision of the language.
    pub fn from_integer(i: IBig) -> Result<Number, NumberError> {
        round(i, 0, PRECISION, false)
    }
    /// The whole number that it is, when it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.repr {
            Repr::Int(i) => Some(i),
            Repr::MinusZero => Some(0),
            Repr::Float(..) | Repr::Infinite(_) => None,
        }
    }
    /// The whole number that it is, of any size.
    pub fn to_integer(&self) -> Option<IBig> {
        match &self.repr {
            Repr::Int(i) => Some(IBig::from(*i)),
            Repr::Float(m, e) if *e >= 0 => Some(m.clone() << (*e as usize)),
            Repr::MinusZero => Some(IBig::ZERO),
            Repr::Float(..) | Repr::Infinite(_) => None,
        }
    }
    /// True for whole numbers.
    pub fn is_integer(&self) -> bool {
        match self.repr {
            Repr::Int(_) | Repr::MinusZero => true,
            Repr::Float(_, e) => e >= 0,
            Repr::Infinite(_) => false,
        }
    }
    /// False for infinities.
    pub fn is_finite(&self) -> bool {
        !matches!(self.repr, Repr::Infinite(_))
    }
    /// The nearest `f64` (infinite when it is too large).
    pub fn to_f64(&self) -> f64 {
        match &self.repr {
            Repr::Int(i) => *i as f64,
            Repr::MinusZero => -0.0,
            Repr::Infinite(Sign::Positive) => f64::INFINITY,
            Repr::Infinite(Sign::Negative) => f64::NEG_INFINITY,
            // Reading text rounds correctly, subnormal numbers included.
            Repr::Float(..) => self.to_string().parse().unwrap_or(f64::NAN),
        }
    }
    /// True below zero.
    pub fn is_negative(&self) -> bool {
        self.has_minus() && !self.is_zero()
    }
    /// True where a minus is shown: below zero, and for the zero that has one.
    pub fn has_minus(&self) -> bool {
        self.sign() == Sign::Negative
    }
    /// True for zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.repr, Repr::Int(0) | Repr::MinusZero)
    }
    /// `-self`
    pub fn neg(&self) -> Number {
        let repr = match &self.repr {
            Repr::Int(0) => Repr::MinusZero,
            Repr::MinusZero => Repr::Int(0),
            Repr::Infinite(sign) => Repr::Infinite(-*sign),
            Repr::Int(_) | Repr::Float(..) => {
                let (m, e) = self.parts();
                normal(-m, e)
            }
        };
        Number { repr, precision: self.precision }
    }
    /// The distance from zero.
    pub fn abs(&self) -> Number {
        if self.has_minus() { self.neg() } else { self.clone() }
    }
    /// `self + other`
    pub fn add(&self, other: &Number) -> Result<Number, NumberError> {
        if let Some(sum) = self.small(other, i64::checked_add) {
            return Ok(sum);
        }
        let precision = self.precision.max(other.precision);
        let as_is = |n: &Number| Ok(Number { repr: n.repr.clone(), precision });
        match (&self.repr, &other.repr) {
            (Repr::Infinite(a), Repr::Infinite(b)) if a != b => return Err(NumberError::NotANumber),
            (Repr::Infinite(_), _) | (Repr::MinusZero, Repr::MinusZero) => return as_is(self),
            (_, Repr::Infinite(_)) => return as_is(other),
            _ => {}
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        let e = ea.min(eb);
        let sum = (a << (ea - e) as usize) + (b << (eb - e) as usize);
        round(sum, e, precision, false)
    }
    /// `self - other`
    pub fn sub(&self, other: &Number) -> Result<Number, NumberError> {
        self.add(&other.neg())
    }
    /// `self * other`
    pub fn mul(&self, other: &Number) -> Result<Number, NumberError> {
        let precision = self.precision.max(other.precision);
        let sign = self.sign() * other.sign();
        let special = |repr| Ok(Number { repr, precision });
        match (self.is_finite() && other.is_finite(), self.is_zero() || other.is_zero()) {
            (false, true) => return Err(NumberError::NotANumber),
            (false, false) => return special(Repr::Infinite(sign)),
            (true, true) => return special(zero(sign)),
            (true, false) => {}
        }
        if let Some(product) = self.small(other, i64::checked_mul) {
            return Ok(product);
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        round(a * b, ea + eb, precision, false)
    }
    /// `self / other`; by zero it is infinite.
    pub fn div(&self, other: &Number) -> Result<Number, NumberError> {
        let precision = self.precision.max(other.precision);
        let sign = self.sign() * other.sign();
        let special = |repr| Ok(Number { repr, precision });
        match (self.is_finite(), other.is_finite()) {
            (false, false) => return Err(NumberError::NotANumber),
            (true, true) if self.is_zero() && other.is_zero() => return Err(NumberError::NotANumber),
            (false, true) => return special(Repr::Infinite(sign)),
            (true, false) => return special(zero(sign)),
            (true, true) if self.is_zero() => return special(zero(sign)),
            (true, true) if other.is_zero() => return special(Repr::Infinite(sign)),
            (true, true) => {}
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        // Enough bits that the quotient has at least two more than are kept; the rest only breaks ties.
        let shift = (precision as i64 + 2 + b.bit_len() as i64 - a.bit_len() as i64).max(0);
        let (quotient, rest) = (a << shift as usize).div_rem(b);
        round(quotient, ea - eb - shift, precision, rest != IBig::ZERO)
    }
    /// `self % other`: what is left after dividing towards zero, with the sign of `self`; `x % 0` is `x`. The quotient
    /// is rounded first, so that `10 % 0.1` is nothing.
    pub fn rem(&self, other: &Number) -> Result<Number, NumberError> {
        if !self.is_finite() || !other.is_finite() {
            return Err(NumberError::NotANumber);
        }
        if other.is_zero() {
            return Ok(self.clone());
        }
        self.sub(&other.mul(&self.div(other)?.trunc())?)
    }
    /// The whole number next to it in the direction of zero.
    pub fn trunc(&self) -> Number {
        match &self.repr {
            Repr::Float(m, e) if *e < 0 => {
                let (sign, m) = m.clone().into_parts();
                let whole = IBig::from_parts(sign, m >> (-e) as usize);
                Number { repr: normal(whole, 0), precision: self.precision }
            }
            _ => self.clone(),
        }
    }
    /// The largest whole number that is not above it.
    pub fn floor(&self) -> Number {
        let whole = self.trunc();
        if self.is_negative() && !self.is_integer() { whole.sub(&1.into()).unwrap_or(whole) } else { whole }
    }
    /// The smallest whole number that is not below it.
    pub fn ceil(&self) -> Number {
        let whole = self.trunc();
        if !self.is_negative() && !self.is_integer() { whole.add(&1.into()).unwrap_or(whole) } else { whole }
    }

    /// The decimal digits of its absolute value, without zeros at either end, and how many of them stand before the
    /// point: all digits, or the fewest that read back as the same number. Zero has none.
    pub fn digits(&self, shortest_only: bool) -> (String, i64) {
        let (m, e) = self.parts();
        if m == IBig::ZERO {
            return (String::new(), 0);
        }
        let m = m.unsigned_abs();
        if shortest_only { shortest(&m, e, self.precision) } else { decimal(&m, e) }
    }
    /// Its absolute value with `places` decimals, rounded half to even.
    pub fn fixed(&self, places: usize) -> String {
        let (digits, point) = self.digits(false);
        let cut = point.saturating_add(places as i64);
        let (digits, point) = rounded_at(&digits, point, cut);
        let at = |i: i64| {
            usize::try_from(i).ok().and_then(|i| digits.as_bytes().get(i)).copied().unwrap_or(b'0') as char
        };
        let mut text: String = if point <= 0 { "0".into() } else { (0..point).map(at).collect() };
        if places > 0 {
            text.push('.');
            text.extend((point..point + places as i64).map(at));
        }
        text
    }
    /// The result of an operation on whole numbers, when it is exact.
    fn small(&self, other: &Number, op: fn(i64, i64) -> Option<i64>) -> Option<Number> {
        let precision = self.precision.max(other.precision);
        match (&self.repr, &other.repr) {
            (Repr::Int(a), Repr::Int(b)) if precision >= 64 => {
                op(*a, *b).map(|i| Number { repr: Repr::Int(i), precision })
            }
            _ => None,
        }
    }
    /// Mantissa and exponent of a finite number.
    fn parts(&self) -> (IBig, i64) {
        match &self.repr {
            Repr::Int(i) => (IBig::from(*i), 0),
            Repr::Float(m, e) => (m.clone(), *e),
            Repr::MinusZero | Repr::Infinite(_) => (IBig::ZERO, 0),
        }
    }
    fn sign(&self) -> Sign {
        match &self.repr {
            Repr::Int(i) if *i >= 0 => Sign::Positive,
            Repr::Float(m, _) => m.sign(),
            Repr::Infinite(sign) => *sign,
            Repr::Int(_) | Repr::MinusZero => Sign::Negative,
        }
    }
}

fn zero(sign: Sign) -> Repr {
    if sign == Sign::Negative { Repr::MinusZero } else { Repr::Int(0) }
}

/// The representation of `mantissa * 2^exponent`.
fn normal(mantissa: IBig, exponent: i64) -> Repr {
    let zeros = mantissa.trailing_zeros().unwrap_or(0);
    let (mantissa, exponent) = (mantissa >> zeros, exponent + zeros as i64);
    if mantissa == IBig::ZERO {
        return Repr::Int(0);
    }
    if (0..64).contains(&exponent)
        && let Ok(i) = i64::try_from(mantissa.clone() << exponent as usize)
    {
        return Repr::Int(i);
    }
    Repr::Float(mantissa, exponent)
}

/// Rounds `mantissa * 2^exponent` half to even; `sticky` says that a little more is cut off already.
fn round(mantissa: IBig, exponent: i64, precision: u16, sticky: bool) -> Result<Number, NumberError> {
    let (sign, magnitude) = mantissa.into_parts();
    let (magnitude, exponent) = round_magnitude(magnitude, exponent, precision, sticky);
    let bits = magnitude.bit_len() as i64;
    if bits > 0 && (exponent + bits > MAX_EXPONENT || exponent < -MAX_EXPONENT) {
        return Err(NumberError::Range);
    }
    Ok(Number { repr: normal(IBig::from_parts(sign, magnitude), exponent), precision })
}

fn round_magnitude(m: UBig, exponent: i64, precision: u16, sticky: bool) -> (UBig, i64) {
    let extra = m.bit_len().saturating_sub(precision as usize);
    if extra == 0 {
        return (m, exponent);
    }
    let half = m.bit(extra - 1);
    let below = sticky || m.trailing_zeros().is_some_and(|z| z < extra - 1);
    let kept = m >> extra;
    let up = half && (below || kept.bit(0));
    (if up { kept + 1u8 } else { kept }, exponent + extra as i64)
}

/// A count: precision as that of Terraform's integers made by functions.
impl From<i64> for Number {
    fn from(i: i64) -> Number {
        Number { repr: Repr::Int(i), precision: 64 }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        if let (Repr::Int(a), Repr::Int(b)) = (&self.repr, &other.repr) {
            return a.cmp(b);
        }
        let infinite = |n: &Number| match n.repr {
            Repr::Infinite(Sign::Positive) => 1,
            Repr::Infinite(Sign::Negative) => -1,
            _ => 0,
        };
        let (a, b) = (infinite(self), infinite(other));
        if a != 0 || b != 0 {
            return a.cmp(&b);
        }
        let ((a, ea), (b, eb)) = (self.parts(), other.parts());
        let e = ea.min(eb);
        (a << (ea - e) as usize).cmp(&(b << (eb - e) as usize))
    }
}

/// Reads decimal text with an optional fraction and exponent, rounding once, and `Inf`.
impl FromStr for Number {
    type Err = NumberError;
    fn from_str(s: &str) -> Result<Number, NumberError> {
        let plain = s.len() < 19 && s.bytes().all(|b| b.is_ascii_digit());
        if plain && let Ok(i) = s.parse::<i64>() {
            return Ok(Number { repr: Repr::Int(i), precision: PRECISION });
        }
        let (sign, rest) = match s.as_bytes().first() {
            Some(b'-') => (Sign::Negative, &s[1..]),
            Some(b'+') => (Sign::Positive, &s[1..]),
            _ => (Sign::Positive, s),
        };
        if rest == "Inf" || rest == "inf" {
            return Ok(Number { repr: Repr::Infinite(sign), precision: PRECISION });
        }
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(i) => (&rest[..i], exponent(&rest[i + 1..])?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberError::Syntax);
        }
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Ok(Number { repr: zero(sign), precision: PRECISION });
        }
        let exponent = exponent.saturating_sub(fraction.len() as i64);
        // ln(10)/ln(2) is about 3.3: reject before a power of ten is computed that could not be kept anyway.
        if digits.len() as i64 > MAX_EXPONENT / 3 || exponent.abs() > MAX_EXPONENT / 3 {
            return Err(NumberError::Range);
        }
        let digits = UBig::from_str_radix(digits, 10).map_err(|_| NumberError::Syntax)?;
        let power = UBig::from(10u8).pow(exponent.unsigned_abs() as usize);
        if exponent >= 0 {
            return round(IBig::from_parts(sign, digits * power), 0, PRECISION, false);
        }
        let shift = (PRECISION as usize + 2 + power.bit_len()).saturating_sub(digits.bit_len());
        let (quotient, rest) = (digits << shift).div_rem(power);
        round(IBig::from_parts(sign, quotient), -(shift as i64), PRECISION, rest != UBig::ZERO)
    }
}

fn exponent(s: &str) -> Result<i64, NumberError> {
    let digits = s.strip_prefix(['-', '+']).unwrap_or(s);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::Syntax);
    }
    // Too many digits for an i64 are too many for a number.
    s.parse::<i64>().map(|e| e.clamp(-1_000_000_000, 1_000_000_000)).map_err(|_| NumberError::Range)
}

/// The shortest decimal text that reads back as the same number, never with an exponent.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.repr {
            // More digits than the precision has would be made up.
            Repr::Int(i) if i.unsigned_abs().checked_shr(self.precision.into()).unwrap_or(0) > 0 => {
                let (digits, point) = self.digits(true);
                let sign = if *i < 0 { "-" } else { "" };
                write!(f, "{sign}{digits:0<width$}", width = point as usize)
            }
            Repr::Int(i) => write!(f, "{i}"),
            Repr::MinusZero => f.write_str("-0"),
            Repr::Infinite(Sign::Positive) => f.write_str("+Inf"),
            Repr::Infinite(Sign::Negative) => f.write_str("-Inf"),
            Repr::Float(m, e) => {
                let sign = if m.sign() == Sign::Negative { "-" } else { "" };
                let (digits, point) = shortest(&m.clone().unsigned_abs(), *e, self.precision);
                let len = digits.len() as i64;
                if point <= 0 {
                    write!(f, "{sign}0.{}{digits}", "0".repeat(-point as usize))
                } else if point >= len {
                    write!(f, "{sign}{digits}{}", "0".repeat((point - len) as usize))
                } else {
                    write!(f, "{sign}{}.{}", &digits[..point as usize], &digits[point as usize..])
                }
            }
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The digits of `m * 2^e` without zeros at either end, and how many stand before the point.
fn decimal(m: &UBig, e: i64) -> (String, i64) {
    let (whole, point) =
        if e >= 0 { (m << e as usize, 0) } else { (m * UBig::from(5u8).pow(-e as usize), e) };
    let text = whole.to_string();
    let point = text.len() as i64 + point;
    (text.trim_end_matches('0').to_string(), point)
}

/// The shortest digits between the two halves of the last place around `m * 2^e`.
fn shortest(m: &UBig, e: i64, precision: u16) -> (String, i64) {
    let zeros = m.trailing_zeros().unwrap_or(0);
    let (m, e) = (&(m >> zeros), e + zeros as i64);
    let bits = m.bit_len() as i64;
    // One bit more than the precision: the lowest bit is half a unit in the last place.
    let shift = precision as i64 + 1 - bits;
    if shift < 0 {
        return decimal(m, e);
    }
    let (scaled, e) = (m << shift as usize, e - shift);
    let inclusive = !scaled.bit(1);
    let (exact, point) = decimal(&scaled, e);
    let (low, low_point) = decimal(&(&scaled - UBig::ONE), e);
    let (high, high_point) = decimal(&(&scaled + UBig::ONE), e);
    let digit = |s: &str, p: i64, i: usize| {
        let at = i as i64 - (point - p);
        if at < 0 { b'0' } else { s.as_bytes().get(at as usize).copied().unwrap_or(b'0') }
    };
    let (mut below, mut above) = (false, false);
    for (i, d) in exact.bytes().enumerate() {
        let (l, h) = (digit(&low, low_point, i), digit(&high, high_point, i));
        below |= l != d;
        let down = below || inclusive && i + 1 == low.len();
        let up = d != h && (above || inclusive || d + 1 < h || i + 1 < high.len());
        above |= d != h && d + 1 < h;
        let cut = i + 1;
        match (down, up) {
            (true, true) => return round_decimal(&exact, point, cut, rounds_up(exact.as_bytes(), cut)),
            (true, false) => return round_decimal(&exact, point, cut, false),
            (false, true) => return round_decimal(&exact, point, cut, true),
            (false, false) => {}
        }
    }
    (exact, point)
}

fn rounds_up(digits: &[u8], cut: usize) -> bool {
    match digits.get(cut) {
        Some(b'5') if cut + 1 == digits.len() => (digits[cut - 1] - b'0') % 2 == 1,
        Some(d) => *d >= b'5',
        None => false,
    }
}

fn round_decimal(digits: &str, point: i64, cut: usize, up: bool) -> (String, i64) {
    let mut kept = digits.as_bytes()[..cut].to_vec();
    if up {
        while kept.last() == Some(&b'9') {
            kept.pop();
        }
        match kept.last_mut() {
            Some(d) => *d += 1,
            None => return ("1".into(), point + 1),
        }
    }
    let text = String::from_utf8_lossy(&kept).trim_end_matches('0').to_string();
    (text, point)
}

/// The digits cut to `count` of them, rounded half to even; a negative count leaves nothing.
pub fn rounded_at(digits: &str, point: i64, count: i64) -> (String, i64) {
    match usize::try_from(count) {
        Err(_) => (String::new(), point),
        Ok(cut) if cut >= digits.len() => (digits.to_string(), point),
        // A tie before the first digit goes to zero, which is even.
        Ok(0) if digits > "5" => ("1".into(), point + 1),
        Ok(0) => (String::new(), point),
        Ok(cut) => round_decimal(digits, point, cut, rounds_up(digits.as_bytes(), cut)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn n(s: &str) -> Number {
        s.parse().unwrap()
    }

    #[test]
    fn prints_as_terraform() {
        let third = "0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335";
        assert_eq!(n("1").div(&n("3")).unwrap().to_string(), third);
        assert_eq!(Number::from(1).div(&3.into()).unwrap().to_string(), "0.33333333333333333334");
        assert_eq!(n("0.1").add(&n("0.2")).unwrap().to_string(), "0.3");
        assert_eq!(n("1e100").to_string(), format!("1{}", "0".repeat(100)));
        assert_eq!(n("1e400").to_string(), format!("1{}", "0".repeat(400)));
        assert_eq!(n("1e-7").to_string(), "0.0000001");
        assert_eq!(Number::from_f64(2f64.sqrt()).unwrap().to_string(), "1.4142135623730951");
        assert_eq!(n("-12.50").to_string(), "-12.5");
        assert_eq!(n("9223372036854775808").to_string(), "9223372036854775808");
    }

    #[test]
    fn fixed_places() {
        for (x, places, text) in [
            ("3.14159", 2, "3.14"),
            ("2.5", 0, "2"),
            ("3.5", 0, "4"),
            ("0.5", 0, "0"),
            ("0.51", 0, "1"),
            ("9.996", 2, "10.00"),
            ("0.0004", 2, "0.00"),
            ("1200", 1, "1200.0"),
            ("0", 3, "0.000"),
        ] {
            assert_eq!(n(x).fixed(places), text, "{x}");
        }
    }

    #[test]
    fn text_round_trips() {
        for s in ["0.1", "123456789.987654321", "1e-300", "98765432109876543210.5", "0.30000000000000004"] {
            let x = n(s);
            assert_eq!(n(&x.to_string()), x, "{s}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_number() {
        for s in ["", "-", "1e", "0x10", "1_0", " 5", "abc", "1.2.3", "infinity", "NaN", "1e+"] {
            assert_eq!(s.parse::<Number>().unwrap_err(), NumberError::Syntax, "{s}");
        }
        for s in ["1e2000000", "1e-2000000", "1e99999999999999999999"] {
            assert_eq!(s.parse::<Number>().unwrap_err(), NumberError::Range, "{s}");
        }
        assert_eq!(n("1e1000000").mul(&n("1e1000000")).unwrap_err(), NumberError::Range);
    }

    #[test]
    fn infinities_and_zeros_have_signs() {
        let (inf, zero) = (n("1").div(&n("0")).unwrap(), n("-0"));
        assert_eq!([&inf, &inf.neg(), &zero].map(Number::to_string), ["+Inf", "-Inf", "-0"]);
        assert!(inf > n("1e1000") && inf.neg() < n("-1e1000") && zero == n("0") && !zero.is_negative());
        assert_eq!(n("5").div(&inf.neg()).unwrap().to_string(), "-0");
        assert_eq!(zero.add(&n("0")).unwrap().to_string(), "0");
        assert_eq!(n("0").mul(&n("-3")).unwrap().to_string(), "-0");
        assert_eq!(inf.neg().abs(), inf);
        for undefined in [n("0").div(&zero), inf.sub(&inf), inf.mul(&zero), inf.div(&inf), inf.rem(&n("2"))] {
            assert_eq!(undefined.unwrap_err(), NumberError::NotANumber);
        }
        assert!(Number::from_f64(f64::NAN).is_none());
        assert_eq!(Number::from_f64(f64::NEG_INFINITY).unwrap(), inf.neg());
    }

    #[test]
    fn remainder_keeps_the_sign_of_the_left() {
        for (a, b, r) in [
            ("5", "3.5", "1.5"),
            ("-5", "3", "-2"),
            ("-7", "-3", "-1"),
            ("-7.5", "2", "-1.5"),
            ("5", "0", "5"),
            ("10", "0.1", "0"),
        ] {
            assert_eq!(n(a).rem(&n(b)).unwrap().to_string(), r, "{a} % {b}");
        }
    }

    #[test]
    fn orders_and_rounds() {
        assert!(n("0.1") < n("0.2") && n("-1e50") < n("3") && n("1e50") > n("3"));
        assert_eq!(n("-1.5").floor(), n("-2"));
        assert_eq!(n("-1.5").ceil(), n("-1"));
        assert_eq!(n("1.2").ceil(), n("2"));
        assert_eq!(n("1e300").to_f64(), 1e300);
        assert_eq!(n("0.1").to_f64(), 0.1);
        assert_eq!(Number::from_f64(0.5).unwrap(), n("0.5"));
    }
}
