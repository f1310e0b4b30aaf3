//! The difference of two objects of a schema, as a person reads it.

use super::lines::{Edit, edits, text_lines};
use super::paint::{ALARM, Page, Sign, count, quote};
use provision_schema::{Block, Nesting};
use provision_value::{Kind, Path, Step, Type, Value, json};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

const UNKNOWN: &str = "(known after apply)";
const SENSITIVE: &str = "(sensitive value)";

/// Writes differences on a page.
pub struct Diff<'a> {
    /// Where it is written.
    pub page: &'a mut Page,
    /// Paths whose change forces replacement.
    pub forces: &'a BTreeSet<Path>,
}

/// Two values, absent where null.
type Pair<'v> = (Option<&'v Value>, Option<&'v Value>);

impl Diff<'_> {
    /// The content of an object of `schema`: changed attributes, then changed nested blocks; the rest is folded to a count.
    pub fn block(
        &mut self,
        level: usize,
        schema: Option<&Block>,
        before: Option<&Value>,
        after: Option<&Value>,
        path: &Path,
    ) {
        let is_block = |name: &str| schema.is_some_and(|s| s.blocks.contains_key(name));
        let names: Vec<Arc<str>> = keys(before, after).into_iter().filter(|n| !is_block(n)).collect();
        let hide = |name: &str| schema.and_then(|s| s.attributes.get(name)).is_some_and(|a| a.sensitive);
        let mark = |v: Option<&Value>, name: &str| {
            v.map(|v| if hide(name) { v.clone().sensitive() } else { v.clone() })
        };
        let mut shown: Vec<(Arc<str>, Option<Value>, Option<Value>)> = Vec::new();
        let mut hidden = 0;
        for name in names {
            let (b, a) = (present(before, &name), present(after, &name));
            if same(b, a) {
                let identity = path.0.is_empty() && matches!(&*name, "id" | "name");
                if b.is_none() {
                    continue;
                } else if !identity {
                    hidden += 1;
                    continue;
                }
            }
            let pair = (mark(b, &name), mark(a, &name));
            shown.push((name, pair.0, pair.1));
        }
        let width = shown.iter().map(|(n, _, _)| n.chars().count()).max().unwrap_or(0);
        for (name, b, a) in &shown {
            let label = format!("{name:width$} = ");
            self.entry(level, &label, (b.as_ref(), a.as_ref()), &path.join(Step::Attr(name.clone())), "");
        }
        self.folded(level, hidden, "attribute");
        if let Some(schema) = schema {
            self.nested(level, schema, before, after, path);
        }
    }

    /// The nested blocks of an object.
    fn nested(
        &mut self,
        level: usize,
        schema: &Block,
        before: Option<&Value>,
        after: Option<&Value>,
        path: &Path,
    ) {
        let mut hidden = 0;
        for (name, nested) in &schema.blocks {
            let (b, a) = (present(before, name), present(after, name));
            let here = path.join(Step::Attr((*name).into()));
            let secret = |v: Option<&Value>| v.is_some_and(Value::is_sensitive);
            if a.is_some_and(|a| !a.is_known()) {
                self.page.block_gap();
                self.head(level, sign(b, a), name, &here);
                self.page.add(&format!(" {UNKNOWN}"));
                self.page.end();
                continue;
            }
            if secret(b) || secret(a) {
                if !same(b, a) {
                    self.page.block_gap();
                    self.head(level, sign(b, a), name, &here);
                    self.page.add(&format!(" {{ {SENSITIVE} }}"));
                    self.page.end();
                } else if b.is_some() {
                    hidden += 1;
                }
                continue;
            }
            let forces = self.forces.contains(&here);
            for (b, a, step) in block_pairs(nested.nesting, b, a) {
                if same(b, a) {
                    hidden += 1;
                    continue;
                }
                let path = step.map_or_else(|| here.clone(), |s| here.join(s));
                self.page.block_gap();
                self.page.begin(level, sign(b, a));
                self.page.add(&format!("{name} {{"));
                if forces || self.forces.contains(&path) {
                    self.page.put(ALARM, " # forces replacement");
                }
                self.page.end();
                self.block(level + 1, Some(&nested.block), b, a, &path);
                self.page.line(level, "}");
            }
        }
        if hidden > 0 {
            self.page.block_gap();
            self.folded(level, hidden, "block");
        }
    }

    fn head(&mut self, level: usize, sign: Sign, name: &str, path: &Path) {
        self.page.begin(level, sign);
        self.page.add(name);
        self.force(path);
    }

    fn force(&mut self, path: &Path) {
        if self.forces.contains(path) {
            self.page.put(ALARM, " # forces replacement");
        }
    }

    fn folded(&mut self, level: usize, n: usize, what: &str) {
        if n > 0 {
            self.page.faint(level, &format!("# ({} hidden)", count(n, &format!("unchanged {what}"))));
        }
    }

    /// One attribute, map element or list item: `label`, then what it was and will be, then `tail` (a comma, or nothing).
    pub fn entry(&mut self, level: usize, label: &str, pair: Pair<'_>, path: &Path, tail: &str) {
        let secret = |v: Option<&Value>| v.is_some_and(Value::is_sensitive);
        let known = |v: Option<&Value>| v.is_none_or(Value::is_known);
        let (b, a) = pair;
        let sign = sign(b, a);
        self.page.begin(level, sign);
        self.page.add(label);
        match (b, a) {
            _ if secret(b) || secret(a) => self.inline(SENSITIVE, path, tail),
            (Some(b), Some(a)) if !same(Some(b), Some(a)) => match (b.kind(), a.kind()) {
                (Kind::String(x), Kind::String(y)) => self.strings(level, x, y, path, tail),
                _ if known(Some(a)) && is_open(b) && is_open(a) && is_map(b) == is_map(a) => {
                    self.collections(level, b, a, path, tail);
                }
                _ => {
                    self.value(level, Sign::Remove, b, &Path::default());
                    self.page.add(" -> ");
                    self.value(level, Sign::Add, a, &Path::default());
                    self.force(path);
                    self.page.add(tail);
                    self.page.end();
                }
            },
            (Some(b), None) => {
                self.value(level, sign, b, path);
                self.page.add(if label.is_empty() { "" } else { " -> null" });
                self.close(b, path, tail);
            }
            (_, Some(a)) => {
                self.value(level, sign, a, path);
                self.close(a, path, tail);
            }
            (None, None) => self.inline("null", path, tail),
        }
    }

    fn inline(&mut self, text: &str, path: &Path, tail: &str) {
        self.page.add(text);
        self.force(path);
        self.page.add(tail);
        self.page.end();
    }

    /// Ends a value whose opening line has not said that it forces replacement.
    fn close(&mut self, value: &Value, path: &Path, tail: &str) {
        self.page.add(tail);
        if !is_open(value) {
            self.force(path);
        }
        self.page.end();
    }

    /// A whole value on one side, up to its last character; items on lines of their own take the sign.
    fn value(&mut self, level: usize, sign: Sign, value: &Value, path: &Path) {
        if value.is_sensitive() {
            return self.page.add(SENSITIVE);
        }
        match value.kind() {
            Kind::Null(_) => self.page.add("null"),
            Kind::Unknown(..) => self.page.add(UNKNOWN),
            Kind::Bool(b) => self.page.add(&b.to_string()),
            Kind::Number(n) => self.page.add(&n.to_string()),
            Kind::String(s) => self.string(level, sign, s, path),
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) if v.is_empty() => self.page.add("[]"),
            Kind::Map(_, m) | Kind::Object(m) if m.is_empty() => self.page.add("{}"),
            Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v) => {
                self.open("[", path);
                for item in v.iter() {
                    self.page.begin(level + 1, sign);
                    self.value(level + 1, sign, item, &Path::default());
                    self.page.add(",");
                    self.page.end();
                }
                self.page.begin(level, Sign::None);
                self.page.add("]");
            }
            Kind::Map(_, m) | Kind::Object(m) => {
                self.open("{", path);
                let object = matches!(value.kind(), Kind::Object(_));
                let items: Vec<_> = m.iter().filter(|(_, v)| !(object && v.is_null())).collect();
                let names: Vec<String> = items.iter().map(|(k, _)| key(k, object)).collect();
                let width = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
                for (name, (_, item)) in names.iter().zip(items) {
                    self.page.begin(level + 1, sign);
                    self.page.add(&format!("{name:width$} = "));
                    self.value(level + 1, sign, item, &Path::default());
                    self.page.end();
                }
                self.page.begin(level, Sign::None);
                self.page.add("}");
            }
        }
    }

    fn open(&mut self, bracket: &str, path: &Path) {
        self.page.add(bracket);
        if !path.0.is_empty() {
            self.force(path);
        }
        self.page.end();
    }

    /// A text on one side: JSON unfolded, several lines as a heredoc, else in quotes.
    fn string(&mut self, level: usize, sign: Sign, text: &str, path: &Path) {
        if let Some(value) = as_json(text) {
            self.open("jsonencode(", path);
            self.page.begin(level + 1, sign);
            self.value(level + 1, sign, &value, &Path::default());
            self.page.end();
            self.page.begin(level, Sign::None);
            self.page.add(")");
        } else if text.trim_end_matches('\n').contains('\n') {
            self.open("<<-EOT", path);
            for line in text_lines(text) {
                self.page.begin(level + 1, sign);
                self.page.add(&line);
                self.page.end();
            }
            self.page.begin(level, Sign::None);
            self.page.add("EOT");
        } else {
            self.page.add(&quote(text));
        }
    }

    /// Two different texts.
    fn strings(&mut self, level: usize, before: &str, after: &str, path: &Path, tail: &str) {
        let multi = |t: &str| t.trim_end_matches('\n').contains('\n');
        match (as_json(before), as_json(after)) {
            (Some(b), Some(a)) if is_map(&b) == is_map(&a) => {
                self.open("jsonencode(", path);
                if same(Some(&b), Some(&a)) {
                    self.page.faint(level + 1, "# (only the spacing changes)");
                } else {
                    self.entry(level + 1, "", (Some(&b), Some(&a)), &Path::default(), "");
                }
                self.page.line(level, &format!("){tail}"));
            }
            _ if multi(before) && multi(after) => {
                self.open("<<-EOT", path);
                let (b, a) = (text_lines(before), text_lines(after));
                for edit in edits(&b, &a) {
                    match edit {
                        Edit::Same(range) => self.context(level + 1, &b[range]),
                        Edit::Removed(i) => self.text_line(level + 1, Sign::Remove, &b[i]),
                        Edit::Added(i) => self.text_line(level + 1, Sign::Add, &a[i]),
                        Edit::Changed(i, j) => {
                            self.text_line(level + 1, Sign::Remove, &b[i]);
                            self.text_line(level + 1, Sign::Add, &a[j]);
                        }
                    }
                }
                self.page.line(level, &format!("EOT{tail}"));
            }
            _ => {
                self.string(level, Sign::Remove, before, &Path::default());
                self.page.add(" -> ");
                self.string(level, Sign::Add, after, &Path::default());
                self.force(path);
                self.page.add(tail);
                self.page.end();
            }
        }
    }

    fn text_line(&mut self, level: usize, sign: Sign, line: &str) {
        self.page.begin(level, sign);
        self.page.add(line);
        self.page.end();
    }

    /// Unchanged lines: two on each side of a change are shown.
    fn context(&mut self, level: usize, lines: &[String]) {
        if lines.len() <= 5 {
            return lines.iter().for_each(|l| self.text_line(level, Sign::None, l));
        }
        lines[..2].iter().for_each(|l| self.text_line(level, Sign::None, l));
        self.folded(level, lines.len() - 4, "line");
        lines[lines.len() - 2..].iter().for_each(|l| self.text_line(level, Sign::None, l));
    }

    /// Two collections of one kind, item by item.
    fn collections(&mut self, level: usize, before: &Value, after: &Value, path: &Path, tail: &str) {
        let (open, shut) = if is_map(before) { ("{", "}") } else { ("[", "]") };
        self.open(open, path);
        if is_map(before) {
            self.maps(level + 1, before, after, path);
        } else if matches!(before.kind(), Kind::Set(..)) {
            self.sets(level + 1, before, after);
        } else {
            self.lists(level + 1, before, after, path);
        }
        self.page.line(level, &format!("{shut}{tail}"));
    }

    fn maps(&mut self, level: usize, before: &Value, after: &Value, path: &Path) {
        let object = matches!(after.kind(), Kind::Object(_));
        let get = |v: &Value, k: &str| v.get(k).filter(|v| !(object && v.is_null())).cloned();
        let all = keys(Some(before), Some(after));
        let pairs: Vec<_> = all.iter().map(|k| (k, get(before, k), get(after, k))).collect();
        let (same_ones, changed): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(_, b, a)| same(b.as_ref(), a.as_ref()));
        let width = changed.iter().map(|(k, _, _)| key(k, object).chars().count()).max().unwrap_or(0);
        for (name, b, a) in changed {
            let label = format!("{:width$} = ", key(name, object));
            let step = if object { Step::Attr(name.clone()) } else { Step::Key(name.clone()) };
            self.entry(level, &label, (b.as_ref(), a.as_ref()), &path.join(step), "");
        }
        let hidden = same_ones.iter().filter(|(_, b, _)| b.is_some()).count();
        self.folded(level, hidden, if object { "attribute" } else { "element" });
    }

    fn sets(&mut self, level: usize, before: &Value, after: &Value) {
        let (b, a) = (before.as_seq().unwrap_or_default(), after.as_seq().unwrap_or_default());
        let nowhere = Path::default();
        let mut hidden = 0;
        for item in b {
            if a.iter().any(|i| same(Some(i), Some(item))) {
                hidden += 1;
            } else {
                self.entry(level, "", (Some(item), None), &nowhere, ",");
            }
        }
        for item in a.iter().filter(|item| !b.iter().any(|i| same(Some(i), Some(item)))) {
            self.entry(level, "", (None, Some(item)), &nowhere, ",");
        }
        self.folded(level, hidden, "element");
    }

    fn lists(&mut self, level: usize, before: &Value, after: &Value, path: &Path) {
        let (b, a) = (before.as_seq().unwrap_or_default(), after.as_seq().unwrap_or_default());
        let mut hidden = 0;
        for edit in edits(&words(b), &words(a)) {
            let (pair, at) = match edit {
                Edit::Same(range) => {
                    hidden += range.len();
                    continue;
                }
                Edit::Removed(i) => ((Some(&b[i]), None), i),
                Edit::Added(j) => ((None, Some(&a[j])), j),
                Edit::Changed(i, j) => ((Some(&b[i]), Some(&a[j])), j),
            };
            self.entry(level, "", pair, &path.join(Step::Index(at)), ",");
        }
        self.folded(level, hidden, "element");
    }
}

/// A text for each item such that equal items have equal texts; unknown items equal nothing.
fn words(items: &[Value]) -> Vec<String> {
    let word = |(i, v): (usize, &Value)| {
        let unknown = if v.is_wholly_known() { String::new() } else { format!("?{i}") };
        format!("{}{unknown}", json::to_json(v))
    };
    items.iter().enumerate().map(word).collect()
}

/// A member that is not null.
fn present<'v>(object: Option<&'v Value>, name: &str) -> Option<&'v Value> {
    object.and_then(|o| o.get(name)).filter(|v| !v.is_null())
}

/// True when nothing changes: both absent, or equal and known.
fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    match (before, after) {
        (None, None) => true,
        (Some(b), Some(a)) => a.is_wholly_known() && b == a,
        _ => false,
    }
}

fn sign(before: Option<&Value>, after: Option<&Value>) -> Sign {
    match (before, after) {
        (None, Some(_)) => Sign::Add,
        (Some(_), None) => Sign::Remove,
        _ if same(before, after) => Sign::None,
        _ => Sign::Change,
    }
}

/// The names of both objects or maps, sorted.
fn keys(before: Option<&Value>, after: Option<&Value>) -> BTreeSet<Arc<str>> {
    [before, after].into_iter().flatten().filter_map(Value::as_map).flat_map(|m| m.keys().cloned()).collect()
}

fn key(name: &str, object: bool) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if object && !name.is_empty() && name.chars().all(plain) { name.to_string() } else { quote(name) }
}

fn is_map(value: &Value) -> bool {
    value.as_map().is_some()
}

/// True for collections, which take lines of their own.
fn is_open(value: &Value) -> bool {
    let text = |s: &str| as_json(s).is_some() || s.trim_end_matches('\n').contains('\n');
    value.as_seq().is_some_and(|v| !v.is_empty())
        || value.as_map().is_some_and(|m| !m.is_empty())
        || value.as_str().is_some_and(text)
}

/// The object or array that a text holds as JSON.
fn as_json(text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let parsed: serde_json::Value = serde_json::from_str(text).ok()?;
    let value = json::from_json(&parsed, &Type::Dynamic).ok()?;
    let empty =
        value.as_seq().is_some_and(<[Value]>::is_empty) || value.as_map().is_some_and(|m| m.is_empty());
    (!empty).then_some(value)
}

/// Blocks of one name, paired with what they were: by place in a list, by content in a set.
fn block_pairs<'v>(
    nesting: Nesting,
    before: Option<&'v Value>,
    after: Option<&'v Value>,
) -> Vec<(Option<&'v Value>, Option<&'v Value>, Option<Step>)> {
    let seq = |v: Option<&'v Value>| v.and_then(Value::as_seq).unwrap_or_default();
    let (b, a) = (seq(before), seq(after));
    match nesting {
        Nesting::Single if before.is_none() && after.is_none() => Vec::new(),
        Nesting::Single => vec![(before, after, None)],
        Nesting::List => {
            let longest = b.len().max(a.len());
            (0..longest).map(|i| (b.get(i), a.get(i), Some(Step::Index(i)))).collect()
        }
        Nesting::Set => {
            let mut matched = HashSet::new();
            let mut pairs: Vec<_> = b
                .iter()
                .map(|item| {
                    let found = a.iter().position(|i| same(Some(item), Some(i)));
                    matched.extend(found);
                    (Some(item), found.and_then(|i| a.get(i)), Some(Step::Element))
                })
                .collect();
            pairs.extend(
                a.iter()
                    .enumerate()
                    .filter(|(i, _)| !matched.contains(i))
                    .map(|(_, v)| (None, Some(v), Some(Step::Element))),
            );
            pairs
        }
    }
}
