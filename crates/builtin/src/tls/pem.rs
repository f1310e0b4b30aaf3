//! PEM text, read as forgivingly as Go's library does.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The first block: its label and its content. Text before it and header lines in it do not count.
pub(super) fn decode(text: &str) -> Option<(String, Vec<u8>)> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let lines = body.lines().filter(|l| !l.contains(':'));
    let base64: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    Some((label.to_owned(), STANDARD.decode(base64).ok()?))
}

/// A block with lines of 64 characters.
pub(super) fn encode(label: &str, content: &[u8]) -> String {
    let base64 = STANDARD.encode(content);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text += line;
        text += "\n";
        rest = after;
    }
    text + &format!("-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_round_trip() {
        for length in [0, 1, 48, 49, 500] {
            let content: Vec<u8> = (0..length).map(|i| i as u8).collect();
            let text = encode("THING", &content);
            assert!(text.lines().all(|l| l.len() <= 64));
            let noisy = format!("before\n{}", text.replace('\n', "\r\n"));
            assert_eq!(decode(&noisy), Some(("THING".to_owned(), content)));
        }
        for bad in [
            "",
            "-----BEGIN A-----",
            "-----BEGIN A-----\n%\n-----END A-----",
            "-----BEGIN A-----\n-----END B-----",
        ] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
