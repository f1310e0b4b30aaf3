//! Text encodings: base64, URL, JSON, YAML, CSV.

use super::{Cx, Fail, Out, Table, csv, gives, json, yaml};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use provision_value::{Type, Value};
use std::io::Write as _;

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
    t.add("base64gzip", text(), |c| {
        let mut gz =
            flate2::GzBuilder::new().operating_system(255).write(Vec::new(), flate2::Compression::default());
        let bytes = gz.write_all(c.str(0).as_bytes()).and_then(|()| gz.finish());
        Ok(Value::string(STANDARD.encode(bytes.map_err(|e| Fail::call(e.to_string()))?)))
    });
    t.add("urlencode", text(), |c| Ok(Value::string(url_encode(c.str(0)))));
    t.add("textencodebase64", gives(S).arg("string", S).arg("encoding", S), text_encode);
    t.add("textdecodebase64", gives(S).arg("source", S).arg("encoding", S), text_decode);
    t.add("jsonencode", gives(S).nullable("val", ANY), json::json_encode);
    t.add("jsondecode", gives(ANY).arg("str", S), json::json_decode);
    t.add("yamlencode", gives(S).nullable("value", ANY), yaml::yaml_encode);
    t.add("yamldecode", gives(ANY).arg("src", S), yaml::yaml_decode);
    t.add("csvdecode", gives(ANY).arg("str", S), csv::csv_decode);
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
    Utf16 { big: bool },
    Web(&'static encoding_rs::Encoding),
}

fn charset(c: &Cx<'_>) -> Result<Charset, Fail> {
    let name = c.str(1);
    match name.to_ascii_uppercase().as_str() {
        "UTF-16LE" => return Ok(Charset::Utf16 { big: false }),
        "UTF-16BE" | "UTF-16" => return Ok(Charset::Utf16 { big: true }),
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

fn text_encode(c: &Cx<'_>) -> Out {
    let text = c.str(0);
    let bytes = match charset(c)? {
        Charset::Utf16 { big: true } => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Charset::Utf16 { big: false } => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Charset::Web(encoding) => match encoding.encode(text) {
            (bytes, _, false) => bytes.into_owned(),
            (_, _, true) => {
                return Err(Fail::arg(
                    0,
                    format!("it contains letters that {} cannot represent", encoding.name()),
                ));
            }
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
        Charset::Web(encoding) => {
            encoding.decode_without_bom_handling_and_without_replacement(&bytes).ok_or_else(bad)?.into_owned()
        }
    };
    Ok(Value::string(text))
}
