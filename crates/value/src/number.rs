//! Arbitrary-precision numbers: 512-bit binary floating point, rounded half to even, as Terraform's.

use dashu_float::{Context, FBig, round::mode::HalfEven};
use std::fmt;
use std::str::FromStr;

type Big = FBig<HalfEven, 2>;

/// Bits of precision of every number.
pub const PRECISION: usize = 512;

/// A number of the plan language.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(Big);

impl Number {
    /// The nearest number to a finite `f64`; `None` for infinities and NaN.
    pub fn from_f64(f: f64) -> Option<Number> {
        Big::try_from(f).ok().map(|b| Number(b.with_precision(PRECISION).value()))
    }
    /// The whole number that it is, when it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        i64::try_from(self.0.clone()).ok()
    }
    /// The nearest `f64`.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }
    /// The rounding context of all arithmetic.
    pub fn context() -> Context<HalfEven> {
        Context::new(PRECISION)
    }
    /// The float underneath.
    pub fn as_big(&self) -> &Big {
        &self.0
    }
    /// From a float, rounded to the precision of the language.
    pub fn from_big(b: Big) -> Number {
        Number(b.with_precision(PRECISION).value())
    }
}

impl From<i64> for Number {
    fn from(i: i64) -> Number {
        Number(Big::from(i).with_precision(PRECISION).value())
    }
}

/// Reads decimal text, with an optional exponent.
impl FromStr for Number {
    type Err = ();
    fn from_str(s: &str) -> Result<Number, ()> {
        if let Ok(i) = s.parse::<i64>() {
            return Ok(i.into());
        }
        let dec = dashu_float::DBig::from_str(s).map_err(|_| ())?;
        Ok(Number(dec.with_base_and_precision::<2>(PRECISION).value().with_rounding()))
    }
}

/// The shortest decimal text that reads back as the same number, never with an exponent.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_i64() {
            Some(i) => write!(f, "{i}"),
            None => write!(f, "{}", self.0.to_decimal().value()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
