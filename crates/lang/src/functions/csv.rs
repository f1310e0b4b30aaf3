//! CSV (RFC 4180): the first line names the columns.

use super::{Cx, Fail, Out};
use provision_value::{Type, Value};

/// `csvdecode`: a list of objects, all attributes strings.
pub(super) fn csv_decode(c: &Cx<'_>) -> Out {
    let fail = |line: usize, what: &str| Fail::arg(0, format!("line {line}: {what}"));
    let mut rows = rows(c.str(0)).map_err(|(line, what)| fail(line, what))?.into_iter();
    let Some((_, header)) = rows.next() else {
        return Err(Fail::arg(0, "the line with the column names is missing"));
    };
    for (i, name) in header.iter().enumerate() {
        if header[..i].contains(name) {
            return Err(fail(1, &format!("the column {name:?} is there twice")));
        }
    }
    let ty = Type::object(header.iter().map(|h| (h.as_str(), Type::String)));
    let mut items = Vec::new();
    for (line, row) in rows {
        if row.len() != header.len() {
            return Err(fail(line, &format!("there are {} fields, but {} columns", row.len(), header.len())));
        }
        items.push(Value::object_of(header.iter().zip(row).map(|(h, v)| (h.as_str(), Value::string(v)))));
    }
    Ok(Value::list(ty, items))
}

type Rows = Vec<(usize, Vec<String>)>;

/// The rows with their line numbers; empty lines are none.
fn rows(text: &str) -> Result<Rows, (usize, &'static str)> {
    let text = text.replace("\r\n", "\n");
    let mut rows = Rows::new();
    let mut rest = text.as_str();
    let mut line = 1;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
            line += 1;
            continue;
        }
        let start = line;
        let mut row = Vec::new();
        loop {
            let (field, after) =
                if rest.starts_with('"') { quoted(rest, &mut line)? } else { bare(rest, line)? };
            row.push(field);
            match after.as_bytes().first() {
                Some(b',') => rest = &after[1..],
                Some(_) => {
                    rest = &after[1..];
                    line += 1;
                    break;
                }
                None => {
                    rest = after;
                    break;
                }
            }
        }
        rows.push((start, row));
    }
    Ok(rows)
}

fn bare(text: &str, line: usize) -> Result<(String, &str), (usize, &'static str)> {
    let end = text.find([',', '\n']).unwrap_or(text.len());
    if text[..end].contains('"') {
        return Err((line, "a quote stands inside a field that is not quoted"));
    }
    Ok((text[..end].to_string(), &text[end..]))
}

fn quoted<'t>(text: &'t str, line: &mut usize) -> Result<(String, &'t str), (usize, &'static str)> {
    let start = *line;
    let mut field = String::new();
    let mut rest = &text[1..];
    loop {
        let end = rest.find('"').ok_or((start, "a quoted field does not end"))?;
        field.push_str(&rest[..end]);
        *line += rest[..end].matches('\n').count();
        rest = &rest[end + 1..];
        match rest.as_bytes().first() {
            Some(b'"') => {
                field.push('"');
                rest = &rest[1..];
            }
            None | Some(b',' | b'\n') => return Ok((field, rest)),
            Some(_) => return Err((*line, "text stands after the end of a quoted field")),
        }
    }
}
