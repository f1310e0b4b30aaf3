//! What an instance runs when it starts. Plan and state hold a hash of it, as the provider writes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

/// The bytes that a text stands for: itself, or what it is the base64 form of.
pub fn bytes(text: &str) -> Vec<u8> {
    let letters: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    STANDARD.decode(letters).unwrap_or_else(|_| text.as_bytes().to_vec())
}

/// As RunInstances takes it: base64, once.
pub fn encoded(text: &str) -> String {
    if STANDARD.decode(text).is_ok() { text.to_owned() } else { STANDARD.encode(text) }
}

/// The hash that stands for it; none for nothing.
pub fn hash(text: &str) -> String {
    Sha1::digest(bytes(text)).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Two forms of the same: a text and its hash, or equal ones. Nothing is as good as its hash, which AWS sometimes tells.
pub fn same(a: &str, b: &str) -> bool {
    a == b || hash(a) == b || a == hash(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_its_base64_form_and_its_hash_are_the_same() {
        let hello = "#!/bin/sh\necho hello\n";
        assert_eq!(hash(hello), "9db6f074fca0a903137b91c7c866b21d4e7205a7");
        assert_eq!(hash(&encoded(hello)), hash(hello));
        assert_eq!(encoded(&encoded(hello)), encoded(hello));
        assert!(same(hello, &hash(hello)) && same(&hash(hello), hello) && same("", &hash("")));
        assert!(!same(hello, &hash("other")) && !same(hello, ""));
    }
}
