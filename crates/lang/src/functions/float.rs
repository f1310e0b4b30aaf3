//! Logarithm and power on machine floats, by the algorithms that Terraform's binaries run, so that the last digit is the
//! same too; the standard library's are as good, but now and then round the other way.

use std::f64::consts::{FRAC_1_SQRT_2, LOG2_E};

/// Natural logarithm, after FreeBSD's: ln(2^k * (1 + f)) with a polynomial in f / (2 + f).
pub(super) fn ln(x: f64) -> f64 {
    // ln 2 in two parts, the first of which has room for a factor.
    const HIGH: f64 = 0.693_147_180_369_123_8;
    const LOW: f64 = 1.908_214_929_270_587_7e-10;
    const ODD: [f64; 4] =
        [0.666_666_666_666_673_5, 0.285_714_287_436_623_9, 0.181_835_721_616_180_5, 0.147_981_986_051_165_86];
    const EVEN: [f64; 3] = [0.399_999_999_994_094_2, 0.222_221_984_321_497_84, 0.153_138_376_992_093_73];
    if !x.is_finite() || x <= 0.0 {
        return x.ln();
    }
    let (mut fraction, mut exponent) = split(x);
    if fraction < FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let (f, k) = (fraction - 1.0, f64::from(exponent));
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let odd = s2 * horner(&ODD, s4);
    let even = s4 * horner(&EVEN, s4);
    let half = 0.5 * f * f;
    k * HIGH - ((half - (s * (half + (odd + even)) + k * LOW)) - f)
}

/// The polynomial with these coefficients, lowest first.
fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// e^x, after Shibata's method: a Taylor series of a sixteenth of what is left of the powers of two, squared four times.
fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 0.693_147_180_559_663;
    const LN2_LOW: f64 = 2.823_529_056_303_157_7e-13;
    if !x.is_finite() || x.abs() > 709.0 {
        return x.exp();
    }
    let k = (x * LOG2_E).round_ties_even();
    let rest = (-LN2_LOW).mul_add(k, (-LN2_HIGH).mul_add(k, x)) * 0.0625;
    // The reciprocals of 8! down to 1!.
    let factorials = [40320.0, 5040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0];
    let series = factorials.into_iter().fold(0.0, |sum: f64, f: f64| sum.mul_add(rest, 1.0 / f));
    let mut less_one = rest * series;
    for _ in 0..4 {
        less_one *= less_one + 2.0;
    }
    scale(less_one + 1.0, k as i32)
}

/// x^y: the fraction of y through [`exp`] and [`ln`], its whole part by squaring.
pub(super) fn pow(x: f64, y: f64) -> f64 {
    let (whole, mut part) = (y.abs().trunc(), y.abs().fract());
    let plain = !x.is_finite() || !y.is_finite() || x == 0.0 || y == 0.0 || x == 1.0;
    if plain || part != 0.0 && x < 0.0 || whole >= 9.2e18 {
        return x.powf(y);
    }
    match y {
        0.5 => return x.sqrt(),
        -0.5 => return 1.0 / x.sqrt(),
        _ => {}
    }
    let mut rest = whole as i64;
    let (mut result, mut exponent) = (1.0, 0_i32);
    if part != 0.0 {
        if part > 0.5 {
            part -= 1.0;
            rest += 1;
        }
        result = exp(part * ln(x));
    }
    let (mut square, mut square_exponent) = split(x);
    while rest != 0 {
        if square_exponent.abs() > 4096 {
            exponent = exponent.saturating_add(square_exponent);
            break;
        }
        if rest & 1 == 1 {
            result *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent *= 2;
        if square < 0.5 {
            square += square;
            square_exponent -= 1;
        }
        rest >>= 1;
    }
    if y < 0.0 { scale(1.0 / result, -exponent) } else { scale(result, exponent) }
}

/// `x` as a fraction from 0.5 up to 1 and a power of two.
fn split(x: f64) -> (f64, i32) {
    if x.abs() < f64::MIN_POSITIVE {
        let (fraction, exponent) = if x == 0.0 { (x, 52) } else { split(x * 2f64.powi(52)) };
        return (fraction, exponent - 52);
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent)
}

/// `x * 2^exponent`, rounded once.
fn scale(x: f64, exponent: i32) -> f64 {
    let (fraction, own) = split(x);
    let exponent = own.saturating_add(exponent);
    if x == 0.0 || !x.is_finite() {
        x
    } else if exponent > 1024 {
        f64::INFINITY.copysign(x)
    } else if exponent < -1074 {
        0f64.copysign(x)
    } else if exponent < -1020 {
        // The result may be subnormal: the last step rounds.
        fraction * 2f64.powi(exponent + 60) * 2f64.powi(-60)
    } else {
        fraction * 2.0 * 2f64.powi(exponent - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_standard_library() {
        for (x, y) in
            [(2.0, 10.0), (1.1, 100.0), (0.5, 1074.0), (3.0, -3.5), (1e10, 1.7), (7.0, 0.3), (-2.0, 3.0)]
        {
            let (a, b): (f64, f64) = (pow(x, y), x.powf(y));
            assert!((a - b).abs() <= b.abs() * 1e-14, "{x}^{y}: {a} {b}");
        }
        for x in [0.001, 0.5, 2.0, 7.0, 1e300, 5e-320] {
            let (a, b): (f64, f64) = (ln(x), x.ln());
            assert!((a - b).abs() <= b.abs() * 1e-15, "ln {x}: {a} {b}");
        }
    }

    #[test]
    fn limits() {
        assert_eq!(pow(10.0, 309.0), f64::INFINITY);
        assert_eq!(pow(0.5, 1080.0), 0.0);
        assert_eq!(pow(-2.0, 1025.0), f64::NEG_INFINITY);
        assert!(pow(-8.0, 1.0 / 3.0).is_nan());
        assert_eq!(scale(1.0, -1074), 5e-324);
        assert_eq!(split(5e-324), (0.5, -1073));
    }
}
