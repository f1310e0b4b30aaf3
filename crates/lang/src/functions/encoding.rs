//! Text encodings: base64, URL, JSON, YAML, CSV.

use super::{Cx, Fail, Out, Table, csv, deflate, gives, gives_of, json, yaml};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use provision_value::{Type, Value};

const S: Type = Type::String;
const ANY: Type = Type::Dynamic;

pub(super) fn install(t: &mut Table) {
    let text = || gives(S).arg("str", S);
    t.add("base64encode", text(), |c| Ok(Value::string(STANDARD.encode(c.str(0)))));
    t.add("base64decode", text(), |c| {
        let bytes = base64_bytes(c.str(0)).map_err(|e| Fail::arg(0, e))?;
        let text =
            String::from_utf8(bytes).map_err(|_| Fail::arg(0, "the decoded bytes are not UTF-8 text"))?;
        Ok(Value::string(text))
    });
    t.add("base64gzip", text(), |c| Ok(Value::string(STANDARD.encode(gzip(c.str(0).as_bytes())))));
    t.add("urlencode", text(), |c| Ok(Value::string(url_encode(c.str(0)))));
    t.add("textencodebase64", gives(S).arg("string", S).arg("encoding", S), text_encode);
    t.add("textdecodebase64", gives(S).arg("source", S).arg("encoding", S), text_decode);
    t.add("jsonencode", gives(S).nullable("val", ANY).takes_unknown().takes_any(), json::json_encode);
    t.add("jsondecode", gives_of(json::decoded_type).arg("str", S), json::json_decode);
    t.add("yamlencode", gives(S).nullable("value", ANY).takes_any(), yaml::yaml_encode);
    t.add("yamldecode", gives(ANY).arg("src", S), yaml::yaml_decode);
    t.add("csvdecode", gives(ANY).arg("str", S), csv::csv_decode);
}

/// A gzip stream as Go's writer leaves it that is flushed before it is closed: the text, the empty block of the flush, and
/// one more empty block, which is the last.
fn gzip(text: &[u8]) -> Vec<u8> {
    let mut check = flate2::Crc::new();
    check.update(text);
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    out.extend(deflate::flushed(text));
    out.extend([1, 0, 0, 0xff, 0xff]);
    out.extend(check.sum().to_le_bytes());
    out.extend(check.amount().to_le_bytes());
    out
}

/// Reads standard base64, line breaks aside; what is wrong with it otherwise.
pub(super) fn base64_bytes(text: &str) -> Result<Vec<u8>, String> {
    // Bits beyond the last byte may be anything.
    let lenient = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&alphabet::STANDARD, lenient);
    let plain: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    engine.decode(plain).map_err(|e| format!("not valid base64: {e}"))
}

fn url_encode(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for b in s.bytes() {
        match b {
            b' ' => out.push('+'),
            b if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) => out.push(b as char),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// The encodings of the IANA registry that the Web knows, and UTF-16 and UTF-32 beside them.
enum Charset {
    Utf16 {
        big: bool,
    },
    /// UTF-16 whose first letter says which way round it is.
    Marked,
    /// One byte a letter, up to this one.
    Bytes {
        last: u8,
    },
    Web(&'static encoding_rs::Encoding),
}

fn charset(c: &Cx<'_>) -> Result<Charset, Fail> {
    let name = c.str(1);
    match name.to_ascii_uppercase().as_str() {
        "UTF-16LE" => return Ok(Charset::Utf16 { big: false }),
        "UTF-16BE" => return Ok(Charset::Utf16 { big: true }),
        "UTF-16" => return Ok(Charset::Marked),
        "ISO-8859-1" | "ISO_8859-1" | "LATIN1" | "L1" | "IBM819" | "CP819" => {
            return Ok(Charset::Bytes { last: 0xff });
        }
        "US-ASCII" | "ASCII" | "US" | "ISO646-US" | "IBM367" | "CP367" => {
            return Ok(Charset::Bytes { last: 0x7f });
        }
        _ => {}
    }
    let known = encoding_rs::Encoding::for_label(name.as_bytes());
    known.map(Charset::Web).ok_or_else(|| {
        Fail::arg(
            1,
            format!("{name:?} is not a known IANA encoding name (for example UTF-8, UTF-16LE, Windows-1252)"),
        )
    })
}

/// True for letters that stand for bytes of Windows code pages which mean nothing; the Web takes them for control characters.
fn undefined(encoding: &'static encoding_rs::Encoding, text: &str) -> bool {
    encoding.name().starts_with("windows") && text.contains(|c| matches!(c, '\u{80}'..='\u{9f}'))
}

fn text_encode(c: &Cx<'_>) -> Out {
    let text = c.str(0);
    let missing = || Fail::arg(0, format!("it contains letters that {} cannot represent", c.str(1)));
    let bytes = match charset(c)? {
        Charset::Utf16 { big: true } => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Charset::Utf16 { big: false } => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Charset::Marked => {
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
        }
        Charset::Bytes { last } => {
            let byte = |c: char| u8::try_from(c).ok().filter(|b| *b <= last).ok_or_else(missing);
            text.chars().map(byte).collect::<Result<_, _>>()?
        }
        Charset::Web(encoding) => match encoding.encode(text) {
            (bytes, _, false) if !undefined(encoding, text) => bytes.into_owned(),
            _ => return Err(missing()),
        },
    };
    Ok(Value::string(STANDARD.encode(bytes)))
}

fn text_decode(c: &Cx<'_>) -> Out {
    let bytes = base64_bytes(c.str(0)).map_err(|e| Fail::arg(0, e))?;
    let bad = || Fail::arg(0, "the bytes are not valid in this encoding");
    let wide = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|b| read([b[0], b[1]])).collect();
        String::from_utf16(&units).ok().filter(|_| bytes.len() % 2 == 0).ok_or_else(bad)
    };
    let text = match charset(c)? {
        Charset::Utf16 { big: true } => wide(u16::from_be_bytes)?,
        Charset::Utf16 { big: false } => wide(u16::from_le_bytes)?,
        Charset::Marked if bytes.starts_with(&[0xff, 0xfe]) => wide(u16::from_le_bytes)?.split_off(3),
        Charset::Marked => wide(u16::from_be_bytes)?.trim_start_matches('\u{feff}').to_string(),
        Charset::Bytes { last } if bytes.iter().any(|b| *b > last) => return Err(bad()),
        Charset::Bytes { .. } => bytes.iter().map(|b| char::from(*b)).collect(),
        Charset::Web(encoding) => {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
            text.filter(|text| !undefined(encoding, text)).ok_or_else(bad)?.into_owned()
        }
    };
    Ok(Value::string(text))
}
