//! IP address ranges.

use super::{Cx, Fail, Out, Table, gives};
use dashu_int::IBig;
use provision_value::{Type, Value};
use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn install(t: &mut Table) {
    let s = || gives(Type::String).arg("prefix", Type::String);
    t.add("cidrhost", s().arg("hostnum", Type::Number), host);
    t.add("cidrnetmask", s(), netmask);
    t.add("cidrsubnet", s().arg("newbits", Type::Number).arg("netnum", Type::Number), subnet);
    let list = gives(Type::list(Type::String)).arg("prefix", Type::String);
    t.add("cidrsubnets", list.rest("newbits", Type::Number), subnets);
}

/// A range: its first address, the length of the prefix, and how many bits an address has.
#[derive(Clone, Copy)]
struct Range {
    base: u128,
    prefix: u32,
    bits: u32,
}

impl Range {
    fn parse(text: &str) -> Result<Range, Fail> {
        let bad = || Fail::arg(0, format!("{text:?} is not a CIDR range; write one as 10.0.0.0/16"));
        let (address, prefix) = text.split_once('/').ok_or_else(bad)?;
        let (address, bits) = match v4(address) {
            Some(a) => (u128::from(a), 32),
            None => (u128::from(address.parse::<Ipv6Addr>().map_err(|_| bad())?), 128),
        };
        let digits = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit());
        let prefix = prefix.parse::<u32>().ok().filter(|p| digits && *p <= bits).ok_or_else(bad)?;
        let range = Range { base: 0, prefix, bits };
        Ok(Range { base: address & !range.host_mask(), ..range })
    }
    /// Ones where the host's number stands.
    fn host_mask(self) -> u128 {
        match self.bits - self.prefix {
            128 => u128::MAX,
            n => (1 << n) - 1,
        }
    }
    fn show(self, address: u128) -> String {
        if self.bits == 32 {
            Ipv4Addr::from(address as u32).to_string()
        } else {
            Ipv6Addr::from(address).to_string()
        }
    }
}

/// Dotted decimal; leading zeros are decimal too.
fn v4(text: &str) -> Option<u32> {
    let mut parts = text.split('.');
    let mut address = 0u32;
    for _ in 0..4 {
        let part = parts.next().filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))?;
        address = address << 8 | u32::from(part.parse::<u8>().ok()?);
    }
    parts.next().is_none().then_some(address)
}

fn host(c: &Cx<'_>) -> Out {
    let range = Range::parse(c.str(0))?;
    let number = c.number(1).to_integer().ok_or_else(|| Fail::arg(1, "a whole number is required"))?;
    let size = IBig::from(range.host_mask()) + 1;
    // Negative numbers count from the end.
    let offset = if number < IBig::ZERO { &size + &number } else { number.clone() };
    let offset = u128::try_from(&offset).ok().filter(|o| *o <= range.host_mask());
    let offset = offset.ok_or_else(|| {
        Fail::arg(1, format!("a range with prefix /{} has no host numbered {number}", range.prefix))
    })?;
    Ok(Value::string(range.show(range.base | offset)))
}

fn netmask(c: &Cx<'_>) -> Out {
    let range = Range::parse(c.str(0))?;
    if range.bits != 32 {
        return Err(Fail::arg(0, "only IPv4 ranges have a netmask"));
    }
    Ok(Value::string(Ipv4Addr::from(!(range.host_mask() as u32)).to_string()))
}

/// The range with a prefix of `new_bits` more; a negative number takes bits away.
fn extended(range: Range, new_bits: i64, arg: usize) -> Result<Range, Fail> {
    let prefix = i64::from(range.prefix).checked_add(new_bits).and_then(|p| u32::try_from(p).ok());
    let prefix = prefix.ok_or_else(|| Fail::arg(arg, "it leaves no prefix of 0 bits or more"))?;
    if prefix > range.bits {
        return Err(Fail::arg(
            arg,
            format!(
                "a prefix of /{} cannot be extended by {new_bits}: addresses have {} bits",
                range.prefix, range.bits
            ),
        ));
    }
    Ok(Range { prefix, ..range })
}

fn subnet(c: &Cx<'_>) -> Out {
    let range = Range::parse(c.str(0))?;
    let sub = extended(range, c.int(1)?, 1)?;
    // Of a wider range than the one given, any number is taken.
    let count_bits = sub.prefix.checked_sub(range.prefix).unwrap_or(128);
    let number = c.number(2).to_integer().ok_or_else(|| Fail::arg(2, "a whole number is required"))?;
    let fits = u128::try_from(&number).ok().filter(|n| count_bits >= 128 || *n < 1 << count_bits);
    let number = fits.ok_or_else(|| {
        Fail::arg(2, format!("{count_bits} new bits do not give a network numbered {number}"))
    })?;
    let shift = sub.bits - sub.prefix;
    let base = range.base | number.checked_shl(shift).unwrap_or(0);
    Ok(Value::string(format!("{}/{}", sub.show(base), sub.prefix)))
}

fn subnets(c: &Cx<'_>) -> Out {
    let range = Range::parse(c.str(0))?;
    let last = range.base | range.host_mask();
    let mut next = Some(range.base);
    let mut found = Vec::new();
    for i in 1..c.args.len() {
        let bits = c.int(i)?;
        if bits < 1 {
            return Err(Fail::arg(i, "the prefix must be extended by at least one bit"));
        }
        if bits > 32 {
            return Err(Fail::arg(i, "the prefix may not be extended by more than 32 bits"));
        }
        let sub = extended(range, bits, i)?;
        let mask = sub.host_mask();
        let full =
            || Fail::arg(i, format!("{} has no room left for a network of prefix /{}", c.str(0), sub.prefix));
        // Each network starts at the next multiple of its size.
        let start = next.and_then(|n| if n & mask == 0 { Some(n) } else { (n | mask).checked_add(1) });
        let start = start.filter(|s| *s >= range.base && s | mask <= last).ok_or_else(full)?;
        next = (start | mask).checked_add(1);
        found.push(Value::string(format!("{}/{}", sub.show(start), sub.prefix)));
    }
    Ok(Value::list(Type::String, found))
}
