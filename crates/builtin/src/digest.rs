//! Checksums of a file's content, in the notations that attributes have.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::Digest;

/// All of one content.
pub(crate) struct Checksums {
    pub md5: String,
    pub sha1: String,
    pub sha256: String,
    pub base64sha256: String,
    pub sha512: String,
    pub base64sha512: String,
}

impl Checksums {
    /// Of this content.
    pub(crate) fn of(content: &[u8]) -> Checksums {
        let (sha256, sha512) = (sha2::Sha256::digest(content), sha2::Sha512::digest(content));
        Checksums {
            md5: hex(&md5::Md5::digest(content)),
            sha1: sha1(content),
            sha256: hex(&sha256),
            base64sha256: STANDARD.encode(sha256),
            sha512: hex(&sha512),
            base64sha512: STANDARD.encode(sha512),
        }
    }
}

/// SHA-1 in hexadecimal digits.
pub(crate) fn sha1(content: &[u8]) -> String {
    hex(&sha1::Sha1::digest(content))
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
