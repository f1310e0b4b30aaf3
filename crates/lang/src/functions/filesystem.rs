//! Files, through the [`crate::World`] that the caller gives.

use super::{Cx, Fail, Out, Table, gives, hash};
use crate::eval::{Evaluator, normal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use provision_value::{Refinement, SourceId, Type, Value, convert::article};
use std::io::ErrorKind;
use std::path::PathBuf;

const S: Type = Type::String;
/// How deep templates may render each other.
const MAX_TEMPLATES: usize = 32;

pub(super) fn install(t: &mut Table) {
    let path = || gives(S).arg("path", S);
    t.add("file", path(), |c| Ok(Value::string(normal(&text(c, 0)?))));
    t.add("filebase64", path(), |c| Ok(Value::string(STANDARD.encode(bytes(c, 0)?))));
    t.add("fileexists", gives(Type::Bool).arg("path", S), |c| {
        let path = resolve(c, c.str(0));
        if c.scope.world().list(&path).is_ok() {
            return Err(Fail::arg(0, format!("{} is a directory, not a file", c.str(0))));
        }
        Ok(Value::bool(c.scope.world().exists(&path)))
    });
    t.add("filemd5", path(), |c| file_hash(c, "md5"));
    t.add("filesha1", path(), |c| file_hash(c, "sha1"));
    t.add("filesha256", path(), |c| file_hash(c, "sha256"));
    t.add("filesha512", path(), |c| file_hash(c, "sha512"));
    t.add("filebase64sha256", path(), |c| file_hash(c, "base64sha256"));
    t.add("filebase64sha512", path(), |c| file_hash(c, "base64sha512"));
    t.add("fileset", gives(Type::set(S)).arg("path", S).arg("pattern", S), file_set);
    t.add("abspath", path(), |c| {
        let path = resolve(c, c.str(0));
        let place = if path.is_absolute() { Some(path) } else { working_dir(c)?.map(|dir| dir.join(path)) };
        Ok(match place {
            Some(place) => Value::string(clean(&place.to_string_lossy())),
            None => Value::unknown_refined(S, Refinement { not_null: true, ..Refinement::default() }),
        })
    });
    t.add("basename", path(), |c| Ok(Value::string(base_name(c.str(0)))));
    t.add("dirname", path(), |c| {
        let end = c.str(0).rfind('/').map_or(0, |i| i + 1);
        Ok(Value::string(clean(&c.str(0)[..end])))
    });
    t.add("pathexpand", path(), |c| expand(c, c.str(0)).map(Value::string));
    t.add("templatefile", gives(Type::Dynamic).arg("path", S).arg("vars", Type::Dynamic), |c| {
        let text = text(c, 0)?;
        render(c, &text, c.str(0))
    });
    t.add("templatestring", gives(S).arg("template", S).arg("vars", Type::Dynamic), |c| {
        text_of(render(c, c.str(0), "the template")?)
    });
}

/// The file that an argument names; relative names start at the plan's directory.
fn resolve(c: &Cx<'_>, path: &str) -> PathBuf {
    let path = expand(c, path).unwrap_or_else(|_| path.to_string());
    c.scope.base_dir().join(path)
}

fn expand(c: &Cx<'_>, path: &str) -> Result<String, Fail> {
    let Some(rest) = path.strip_prefix('~') else { return Ok(path.to_string()) };
    if !rest.is_empty() && !rest.starts_with('/') {
        return Err(Fail::arg(0, "the home directory of another user cannot be looked up; write ~/"));
    }
    let home = c.scope.world().home().ok_or_else(|| Fail::arg(0, "the home directory is not known"))?;
    Ok(clean(&format!("{home}{rest}")))
}

/// The directory in which the program was started: what the plan sees as `path.cwd`. None where it is not known yet, as in the
/// checks of a plan that is not run.
fn working_dir(c: &Cx<'_>) -> Result<Option<PathBuf>, Fail> {
    let cwd = c.scope.resolve(&crate::Subject::Path("cwd".into()), provision_value::Span::default());
    match cwd.ok() {
        Some(cwd) if !cwd.is_known() => Ok(None),
        cwd => match cwd.and_then(|v| v.as_str().map(PathBuf::from)).filter(|p| p.is_absolute()) {
            Some(path) => Ok(Some(path)),
            None => Err(Fail::call("the working directory is not known")),
        },
    }
}

fn bytes(c: &Cx<'_>, arg: usize) -> Result<Vec<u8>, Fail> {
    let name = c.str(arg);
    c.scope.world().read(&resolve(c, name)).map_err(|e| {
        let what = match e.kind() {
            ErrorKind::NotFound => format!("there is no file {name:?}"),
            ErrorKind::IsADirectory => format!("{name:?} is a directory, not a file"),
            _ => format!("the file {name:?} cannot be read: {e}"),
        };
        Fail::arg(arg, format!("{what} (relative names start at {})", c.scope.base_dir().display()))
    })
}

fn text(c: &Cx<'_>, arg: usize) -> Result<String, Fail> {
    let binary = "the file is not UTF-8 text; filebase64() reads any file";
    String::from_utf8(bytes(c, arg)?).map_err(|_| Fail::arg(arg, binary))
}

fn file_hash(c: &Cx<'_>, name: &str) -> Out {
    Ok(Value::string(hash::digest(name, &bytes(c, 0)?)))
}

/// Renders a template with the attributes of the second argument in sight, and nothing else.
fn render(c: &Cx<'_>, template: &str, name: &str) -> Out {
    if c.templates >= MAX_TEMPLATES {
        return Err(Fail::call(format!("templates render each other more than {MAX_TEMPLATES} levels deep")));
    }
    let vars = c.args[1].as_map().ok_or_else(|| {
        Fail::arg(1, format!("an object or map is required, not {}", article(&c.args[1].ty())))
    })?;
    let identifier = |n: &str| {
        n.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && n.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    };
    if let Some(bad) = vars.keys().find(|n| !identifier(n)) {
        return Err(Fail::arg(
            1,
            format!("{bad:?} cannot be the name of a variable: use letters, digits and _"),
        ));
    }
    let (expr, mut diags) = crate::syntax::parse_template(SourceId::default(), template);
    let mut inner = Evaluator::new(c.scope);
    inner.names = vars.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
    inner.closed = true;
    inner.templates = c.templates + 1;
    if diags.has_errors() {
        return Err(Fail::Template(located(diags, template, name)));
    }
    let value = inner.eval(&expr);
    diags.extend(located(inner.diags, template, name));
    match diags.has_errors() {
        true => Err(Fail::Template(diags)),
        false if value.is_null() => Err(Fail::call("the template's result is null")),
        false => Ok(value),
    }
}

/// A template that is one interpolation gives its value, of whatever type; here only text counts.
fn text_of(value: Value) -> Out {
    provision_value::convert(&value, &S).map_err(|e| Fail::call(format!("the template's result: {e}")))
}

/// Findings inside the template name its line; the place that is shown is that of the call.
fn located(diags: provision_value::Diagnostics, template: &str, name: &str) -> provision_value::Diagnostics {
    let mut out = provision_value::Diagnostics::new();
    for mut d in diags {
        if let Some(span) = d.span.take() {
            let before = template.get(..span.start as usize).unwrap_or("");
            d.detail = format!("{name}, line {}: {}", before.matches('\n').count() + 1, d.detail);
        }
        out.push(d);
    }
    out
}

fn base_name(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" if path.is_empty() => ".",
        "" => "/",
        path => path.rsplit('/').next().unwrap_or(path),
    }
}

/// The shortest path that names the same: no empty parts, no `.`, no `..` that can be resolved.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => drop(parts.pop()),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, p) => format!("/{p}"),
        (false, p) if p.is_empty() => ".".into(),
        (false, p) => p,
    }
}

fn file_set(c: &Cx<'_>) -> Out {
    let pattern = clean(c.str(1));
    let matcher = glob(&pattern).map_err(|e| Fail::arg(1, e))?;
    let depth = if pattern.contains("**") { 64 } else { pattern.matches('/').count() + 1 };
    let mut found = Vec::new();
    let up = "../".repeat(pattern.matches("../").count());
    let mut open = vec![(resolve(c, c.str(0)).join(&up), up, depth)];
    while let Some((dir, prefix, depth)) = open.pop() {
        // A directory that is not there, or not readable, holds no files.
        for name in c.scope.world().list(&dir).unwrap_or_default() {
            match name.strip_suffix('/') {
                Some(sub) if depth > 1 => open.push((dir.join(sub), format!("{prefix}{sub}/"), depth - 1)),
                Some(_) => {}
                None if matcher.is_match(&format!("{prefix}{name}")) => {
                    found.push(Value::string(format!("{prefix}{name}")));
                }
                None => {}
            }
        }
    }
    Ok(Value::set(S, found))
}

/// `*`, `?`, `[a-z]`, `{a,b}` and `**` as a regular expression.
fn glob(pattern: &str) -> Result<::regex::Regex, String> {
    let mut re = String::from("^(?s:");
    let mut rest = pattern;
    let mut braces = 0;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("**/") {
            re.push_str("(?:[^/]*/)*");
            rest = &rest[3..];
            continue;
        }
        if rest == "**" {
            re.push_str(".*");
            break;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '*' => re.push_str("[^/]*"),
            '?' => re.push_str("[^/]"),
            '[' => {
                let end = rest.find(']').ok_or("a [ has no ]")?;
                let class = &rest[..end];
                let (not, class) = class.strip_prefix('^').map_or(("", class), |c| ("^", c));
                let escaped =
                    class.replace('\\', "\\\\").replace('[', "\\[").replace('&', "\\&").replace('~', "\\~");
                re.push_str(&format!("[{not}{escaped}]"));
                rest = &rest[end + 1..];
            }
            '{' => {
                braces += 1;
                re.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                re.push(')');
            }
            ',' if braces > 0 => re.push('|'),
            '\\' => {
                let next = rest.chars().next().ok_or("a \\ stands at the end")?;
                re.push_str(&::regex::escape(&next.to_string()));
                rest = &rest[next.len_utf8()..];
            }
            c => re.push_str(&::regex::escape(&c.to_string())),
        }
    }
    re.push_str(")$");
    ::regex::Regex::new(&re).map_err(|_| "not a valid pattern".to_string())
}
