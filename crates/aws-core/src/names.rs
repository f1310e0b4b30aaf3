//! Names that nobody chose: a prefix and 26 hexadecimal digits, as the provider writes and knows them.

use crate::requests::text;

/// A name that begins with `prefix` and follows from the step's token, so that the same step, sent again, means the same name.
pub fn generated(prefix: &str, token: &str) -> String {
    let digest = token.bytes().fold(0xcbf2_9ce4_8422_2325_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    format!("{prefix}{:018}{:08x}", digest % 1_000_000_000_000_000_000, (digest >> 96) as u32)
}

/// The prefix of a generated name: what stands before 26 hexadecimal digits. Empty for a name that somebody chose.
pub fn prefix_of(name: &str) -> String {
    let Some(split) = name.len().checked_sub(26).filter(|at| name.is_char_boundary(*at)) else {
        return String::new();
    };
    let (prefix, end) = name.split_at(split);
    let generated = end.bytes().all(|b| b.is_ascii_hexdigit());
    if generated { prefix.to_owned() } else { String::new() }
}

/// The name that a planned object will have: its own, or one of `prefix` and the token.
pub fn name_of(name: &Option<String>, prefix: &Option<String>, token: &str) -> String {
    text(name).unwrap_or_else(|| generated(text(prefix).as_deref().unwrap_or("terraform-"), token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_name_tells_its_prefix_and_follows_from_the_token() {
        let name = generated("app-", "4f6b1c9e-0000-4000-8000-1234567890ab");
        assert_eq!((name.len(), prefix_of(&name).as_str()), (30, "app-"));
        assert_eq!(name, generated("app-", "4f6b1c9e-0000-4000-8000-1234567890ab"));
        assert_ne!(name, generated("app-", "4f6b1c9e-0000-4000-8000-1234567890ac"));
        assert_eq!(prefix_of("app"), "");
        assert_eq!(prefix_of("a-name-that-somebody-chose-by-hand"), "");
    }
}
