//! Hashes and identifiers.

use super::{Cx, Fail, Out, Table, encoding, gives};
use crate::eval::unknown_result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use provision_value::{Type, Value};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

const S: Type = Type::String;

/// The digest of bytes, as hexadecimal or base64 text.
type Hash = fn(&[u8]) -> String;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Every hash, by the name of its function.
pub(super) const HASHES: [(&str, Hash); 6] = [
    ("md5", |b| hex(&Md5::digest(b))),
    ("sha1", |b| hex(&Sha1::digest(b))),
    ("sha256", |b| hex(&Sha256::digest(b))),
    ("sha512", |b| hex(&Sha512::digest(b))),
    ("base64sha256", |b| STANDARD.encode(Sha256::digest(b))),
    ("base64sha512", |b| STANDARD.encode(Sha512::digest(b))),
];

/// The digest by the name of its function.
pub(super) fn digest(name: &str, bytes: &[u8]) -> String {
    HASHES.iter().find(|(n, _)| *n == name).map_or_else(String::new, |(_, hash)| hash(bytes))
}

pub(super) fn install(t: &mut Table) {
    let text = || gives(S).arg("str", S);
    t.add("md5", text(), |c| Ok(Value::string(digest("md5", c.str(0).as_bytes()))));
    t.add("sha1", text(), |c| Ok(Value::string(digest("sha1", c.str(0).as_bytes()))));
    t.add("sha256", text(), |c| Ok(Value::string(digest("sha256", c.str(0).as_bytes()))));
    t.add("sha512", text(), |c| Ok(Value::string(digest("sha512", c.str(0).as_bytes()))));
    t.add("base64sha256", text(), |c| Ok(Value::string(digest("base64sha256", c.str(0).as_bytes()))));
    t.add("base64sha512", text(), |c| Ok(Value::string(digest("base64sha512", c.str(0).as_bytes()))));
    t.add("uuid", gives(S), uuid);
    t.add("uuidv5", gives(S).arg("namespace", S).arg("name", S), uuid_v5);
    t.add("bcrypt", text().rest("cost", Type::Number), bcrypt);
    t.add("rsadecrypt", gives(S).arg("ciphertext", S).arg("privatekey", S), rsa_decrypt);
}

fn uuid_text(mut bytes: [u8; 16], version: u8) -> String {
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let h = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..])
}

fn uuid(c: &Cx<'_>) -> Out {
    if c.scope.planning() {
        return Ok(unknown_result(S));
    }
    let mut bytes = [0; 16];
    c.scope.world().random(&mut bytes);
    Ok(Value::string(uuid_text(bytes, 4)))
}

fn uuid_v5(c: &Cx<'_>) -> Out {
    let known = |last: u8| {
        // The four namespaces of RFC 4122 differ in one byte.
        let mut id = *b"\x6b\xa7\xb8\x10\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8";
        id[3] = last;
        id
    };
    let namespace = match c.str(0) {
        "dns" => known(0x10),
        "url" => known(0x11),
        "oid" => known(0x12),
        "x500" => known(0x14),
        text => parse_uuid(text).ok_or_else(|| {
            Fail::arg(0, format!("{text:?} is neither a UUID nor one of dns, url, oid, x500"))
        })?,
    };
    let hash = Sha1::new().chain_update(namespace).chain_update(c.str(1)).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Ok(Value::string(uuid_text(bytes, 5)))
}

fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    let text = match text.len() {
        45 => text.get(9..).filter(|_| text.to_ascii_lowercase().starts_with("urn:uuid:"))?,
        38 => text.strip_prefix('{')?.strip_suffix('}')?,
        _ => text,
    };
    let plain: String = match text.len() {
        36 if [8, 13, 18, 23].iter().all(|i| text.as_bytes()[*i] == b'-') => text.replace('-', ""),
        32 => text.into(),
        _ => return None,
    };
    if plain.len() != 32 || !plain.is_ascii() {
        return None;
    }
    let mut bytes = [0; 16];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&plain[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(bytes)
}

fn bcrypt(c: &Cx<'_>) -> Out {
    let cost = if c.args.len() > 1 { c.int(1)? } else { 10 };
    if c.args.len() > 2 {
        return Err(Fail::call("it takes a text and at most one cost"));
    }
    // Costs below the least mean the usual one.
    let cost = if cost < 4 { 10 } else { cost };
    let cost = u32::try_from(cost).ok().filter(|n| *n <= 31);
    let cost = cost.ok_or_else(|| Fail::arg(1, "the cost must not be above 31"))?;
    if c.str(0).len() > 72 {
        return Err(Fail::arg(0, "bcrypt takes at most 72 bytes"));
    }
    if c.scope.planning() {
        return Ok(unknown_result(S));
    }
    let mut salt = [0; 16];
    c.scope.world().random(&mut salt);
    let parts = ::bcrypt::hash_with_salt(c.str(0), cost, salt).map_err(|e| Fail::call(e.to_string()))?;
    Ok(Value::string(parts.format_for_version(::bcrypt::Version::TwoA)))
}

fn rsa_decrypt(c: &Cx<'_>) -> Out {
    use rsa::pkcs1::DecodeRsaPrivateKey as _;
    use rsa::pkcs8::DecodePrivateKey as _;
    let bytes = encoding::base64_bytes(c.str(0)).map_err(|e| Fail::arg(0, e))?;
    let pem = c.str(1);
    let key = rsa::RsaPrivateKey::from_pkcs1_pem(pem)
        .ok()
        .or_else(|| rsa::RsaPrivateKey::from_pkcs8_pem(pem).ok())
        .ok_or_else(|| Fail::arg(1, "an RSA private key in PEM format without a passphrase is required"))?;
    let plain = key
        .decrypt(rsa::Pkcs1v15Encrypt, &bytes)
        .map_err(|_| Fail::call("the text cannot be decrypted with this key"))?;
    String::from_utf8(plain)
        .map(Value::string)
        .map_err(|_| Fail::call("the decrypted bytes are not UTF-8 text"))
}
