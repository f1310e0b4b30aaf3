//! Globs over names with `/`: `*` and `?` stay within a part, `**` spans parts, `[...]` is one of some characters, `{a,b}` one of
//! some texts.

use regex::Regex;

/// A glob as a regular expression. The error says what is wrong with it.
pub(super) fn compile(glob: &str) -> Result<Regex, String> {
    let mut text = String::from("^(?:");
    let mut rest = glob;
    let mut depth = 0;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '*' => star(
                glob.len() == rest.len() || glob[..glob.len() - rest.len()].ends_with('/'),
                after,
                &mut text,
            ),
            '[' => class(after, &mut text)?,
            '\\' => {
                let next = after.chars().next().ok_or("it ends with a backslash")?;
                text += &regex::escape(&next.to_string());
                &after[next.len_utf8()..]
            }
            _ => {
                match c {
                    '?' => text += "[^/]",
                    '{' => {
                        depth += 1;
                        text += "(?:";
                    }
                    '}' if depth > 0 => {
                        depth -= 1;
                        text += ")";
                    }
                    ',' if depth > 0 => text += "|",
                    _ => text += &regex::escape(&c.to_string()),
                }
                after
            }
        };
    }
    if depth > 0 {
        return Err("a { has no }".into());
    }
    Regex::new(&(text + ")$")).map_err(|_| "it cannot be understood".into())
}

/// One star or two. Two stars that are a whole part stand for any number of parts, none included.
fn star<'a>(at_start: bool, after: &'a str, text: &mut String) -> &'a str {
    let Some(after) = after.strip_prefix('*') else {
        *text += "[^/]*";
        return after;
    };
    match after.strip_prefix('/') {
        Some(after) if at_start => {
            *text += "(?:[^/]+/)*";
            after
        }
        _ => {
            *text += if at_start && after.is_empty() { ".*" } else { "[^/]*" };
            after
        }
    }
}

/// `[a-z]`, `[^a-z]` or `[!a-z]`, from behind the bracket.
fn class<'a>(after: &'a str, text: &mut String) -> Result<&'a str, String> {
    let negated = after.strip_prefix(['^', '!']);
    let body = negated.unwrap_or(after);
    let first = body.chars().next().map_or(0, char::len_utf8);
    let end = body.get(first..).and_then(|b| b.find(']')).ok_or("a [ has no ]")? + first;
    *text += if negated.is_some() { "[^/" } else { "[" };
    for c in body[..end].chars() {
        if matches!(c, '\\' | '[' | ']' | '^' | '&' | '~') {
            text.push('\\');
        }
        text.push(c);
    }
    *text += "]";
    Ok(&body[end + 1..])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn globs_match_as_people_expect() {
        let matches = |glob: &str, name: &str| compile(glob).unwrap().is_match(name);
        for (glob, yes, no) in [
            ("*.log", "a.log", "a/b.log"),
            ("**/*.log", "a/b/c.log", "a/b/c.txt"),
            ("**/*.log", "c.log", "log"),
            ("a/**", "a/b/c", "b/a"),
            ("a/**/z", "a/z", "az"),
            ("a/**/z", "a/b/c/z", "a/b/c/zz"),
            ("?.t", "x.t", "/.t"),
            ("[a-c]x", "bx", "dx"),
            ("[!a-c]x", "dx", "/x"),
            ("{a,b*}.x", "bcd.x", "cd.x"),
            (r"\*.x", "*.x", "a.x"),
            ("a.b", "a.b", "axb"),
            ("é*", "éa", "e"),
        ] {
            assert!(matches(glob, yes), "{glob} {yes}");
            assert!(!matches(glob, no), "{glob} {no}");
        }
        for bad in ["[a", "{a", "a\\", "[z-a]"] {
            assert!(compile(bad).is_err(), "{bad}");
        }
    }
}
