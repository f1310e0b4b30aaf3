//! The generator of Go's `math/rand`, so that a seed gives what it gives in Terraform.
//!
//! It is an additive lagged Fibonacci generator: each number is the sum of those 607 and 273 places before it. Its seeded
//! start is mixed with a fixed table: the state of the same generator, started from the seed 1, after 7.8 × 10¹² numbers. Rather than
//! carrying the table, it is computed once: the k-th number is a linear function of the first 607, and its coefficients are those of
//! the k-th power of x modulo the recurrence's polynomial.

use std::sync::OnceLock;

const LENGTH: usize = 607;
const TAP: usize = 273;
const WARMED: u64 = 7_800_000_000_000;

/// A generator.
pub(crate) struct Rand {
    numbers: Vec<u64>,
    tap: usize,
    feed: usize,
}

impl Rand {
    /// Seeded by a text, as the provider does: by its CRC-64.
    pub(crate) fn of_text(seed: &str) -> Rand {
        Rand::new(crc64(seed.as_bytes()) as i64)
    }

    /// Seeded by a number.
    pub(crate) fn new(seed: i64) -> Rand {
        let start = start(seed, [40, 20]);
        let numbers = start.iter().zip(table()).map(|(s, t)| s ^ t).collect();
        Rand { numbers, tap: 0, feed: LENGTH - TAP }
    }

    fn next(&mut self) -> u64 {
        self.tap = self.tap.checked_sub(1).unwrap_or(LENGTH - 1);
        self.feed = self.feed.checked_sub(1).unwrap_or(LENGTH - 1);
        let sum = self.numbers[self.feed].wrapping_add(self.numbers[self.tap]);
        self.numbers[self.feed] = sum;
        sum
    }

    /// A number below `limit`, which is at least 1.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        let limit = limit.max(1);
        // Small limits draw 31 bits, larger ones 63; what would make small results likelier is drawn again.
        let (bits, shift) = if limit < 1 << 31 { (31, 33) } else { (63, 1) };
        let range = 1_u64 << bits;
        let mut draw = || (self.next() << 1 >> 1) >> (shift - 1);
        if limit.is_power_of_two() {
            return draw() & (limit - 1);
        }
        let most = range - 1 - range % limit;
        loop {
            let number = draw();
            if number <= most {
                return number % limit;
            }
        }
    }

    /// The numbers below `count` in some order.
    pub(crate) fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order = Vec::with_capacity(count);
        for i in 0..count {
            let at = self.below(i as u64 + 1) as usize;
            order.push(i);
            order.swap(i, at);
        }
        order
    }
}

/// The 607 numbers that a seed stands for, each put together from three of a multiplicative generator.
fn start(seed: i64, shifts: [u32; 2]) -> Vec<u64> {
    const MODULUS: i64 = (1 << 31) - 1;
    let seed = match seed.rem_euclid(MODULUS) {
        0 => 89_482_311,
        seed => seed,
    };
    let mut x = seed as u64;
    let mut step = || {
        x = x * 48_271 % MODULUS as u64;
        x
    };
    for _ in 0..20 {
        step();
    }
    (0..LENGTH).map(|_| (step() << shifts[0]) ^ (step() << shifts[1]) ^ step()).collect()
}

/// The fixed table that seeded starts are mixed with.
fn table() -> &'static [u64] {
    static TABLE: OnceLock<Vec<u64>> = OnceLock::new();
    TABLE.get_or_init(|| {
        // Where the number with this place in the sequence lies in the generator.
        let slot =
            |place: u64| ((LENGTH - TAP - 1 + LENGTH) as u64 - place % LENGTH as u64) as usize % LENGTH;
        let first = start(1, [20, 10]);
        // The start is the 607 numbers before the first that is drawn.
        let mut sequence: Vec<u64> = (0..LENGTH as u64).map(|place| first[slot(place)]).collect();
        for i in LENGTH..2 * LENGTH {
            sequence.push(sequence[i - LENGTH].wrapping_add(sequence[i - TAP]));
        }
        let power = power_of_x(WARMED);
        let mut table = vec![0; LENGTH];
        for offset in 0..LENGTH {
            let terms = power.iter().zip(&sequence[offset..]);
            let number = terms.fold(0_u64, |sum, (c, n)| sum.wrapping_add(c.wrapping_mul(*n)));
            table[slot(WARMED + offset as u64)] = number;
        }
        table
    })
}

/// xⁿ modulo x⁶⁰⁷ = x³³⁴ + 1, coefficients modulo 2⁶⁴.
fn power_of_x(n: u64) -> Vec<u64> {
    let mut power = vec![0_u64; LENGTH];
    power[0] = 1;
    for bit in (0..u64::BITS - n.leading_zeros()).rev() {
        let mut square = vec![0_u64; 2 * LENGTH];
        for (i, a) in power.iter().enumerate().filter(|(_, a)| **a != 0) {
            for (j, b) in power.iter().enumerate() {
                square[i + j] = square[i + j].wrapping_add(a.wrapping_mul(*b));
            }
        }
        if n >> bit & 1 == 1 {
            square.rotate_right(1);
        }
        for i in (LENGTH..2 * LENGTH).rev() {
            let c = std::mem::take(&mut square[i]);
            square[i - LENGTH] = square[i - LENGTH].wrapping_add(c);
            square[i - TAP] = square[i - TAP].wrapping_add(c);
        }
        square.truncate(LENGTH);
        power = square;
    }
    power
}

/// CRC-64 with the polynomial of ISO 3309.
fn crc64(bytes: &[u8]) -> u64 {
    let step = |crc: u64, _| if crc & 1 == 1 { crc >> 1 ^ 0xd800_0000_0000_0000 } else { crc >> 1 };
    !bytes.iter().fold(!0_u64, |crc, byte| (0..8).fold(crc ^ u64::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_iso() {
        assert_eq!(crc64(b""), 0);
        assert_eq!(crc64(b"123456789"), 0xb909_56c7_75a4_1001);
    }

    /// What every Go program before 1.20 drew without a seed.
    #[test]
    fn a_seed_gives_what_it_gives_in_go() {
        let mut rand = Rand::new(1);
        let drawn: Vec<u64> = (0..10).map(|_| rand.below(100)).collect();
        assert_eq!(drawn, [81, 87, 47, 59, 81, 18, 25, 40, 56, 0]);
        assert_eq!(Rand::new(1).next() << 1 >> 1, 5_577_006_791_947_779_410);
    }

    #[test]
    fn permutations_hold_everything_once() {
        let mut order = Rand::of_text("x").permutation(50);
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
    }

    /// The provider's own result for this seed.
    #[test]
    fn a_seed_shuffles_as_the_provider_does() {
        let letters = ["a", "b", "c", "d", "e"];
        let order: Vec<&str> = Rand::of_text("-").permutation(5).iter().map(|i| letters[*i]).collect();
        assert_eq!(order, ["a", "c", "b", "e", "d"]);
    }
}
