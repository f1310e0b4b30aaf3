//! JSON as CBOR (RFC 8949), the form in which CloudWatch answers.

use serde_json::Value as Json;

/// A JSON text as CBOR; an empty map where it is none.
pub fn from_json(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    put(&serde_json::from_str(text).unwrap_or_else(|_| Json::Object(Default::default())), &mut out);
    out
}

fn put(json: &Json, out: &mut Vec<u8>) {
    match json {
        Json::Null => out.push(0xf6),
        Json::Bool(yes) => out.push(if *yes { 0xf5 } else { 0xf4 }),
        Json::Number(n) => match n.as_u64() {
            Some(n) => head(0, n, out),
            None => {
                out.push(0xfb);
                out.extend(n.as_f64().unwrap_or_default().to_be_bytes());
            }
        },
        Json::String(text) => {
            head(3, text.len() as u64, out);
            out.extend(text.as_bytes());
        }
        Json::Array(items) => {
            head(4, items.len() as u64, out);
            items.iter().for_each(|item| put(item, out));
        }
        Json::Object(map) => {
            head(5, map.len() as u64, out);
            for (key, value) in map {
                put(&Json::from(key.as_str()), out);
                put(value, out);
            }
        }
    }
}

/// The first bytes of an item: what it is, and a number or a length.
fn head(major: u8, n: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    match n {
        0..=23 => out.push(major | n as u8),
        _ => {
            out.push(major | 27);
            out.extend(n.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::from_json;

    #[test]
    fn every_kind() {
        let told = from_json(r#"{"a":[1,true,null,"b"]}"#);
        assert_eq!(told, [0xa1, 0x61, b'a', 0x84, 0x01, 0xf5, 0xf6, 0x61, b'b']);
        assert_eq!(from_json("300"), [0x1b, 0, 0, 0, 0, 0, 0, 1, 0x2c]);
        assert_eq!(from_json("0.5"), [0xfb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]);
    }
}
