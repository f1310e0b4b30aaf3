//! Templates: text with `${}` and `%{}`.

use super::{Evaluator, refine, unknown_result};
use crate::ast::TemplatePart;
use provision_value::{Kind, Marks, Span, Type, Value, convert};

/// What has been written of a template so far.
#[derive(Default)]
struct Output {
    text: String,
    marks: Marks,
    /// From here on the text is not known: what stands in `text` is the beginning.
    open: bool,
}

impl Evaluator<'_> {
    pub(super) fn template(&mut self, parts: &[TemplatePart], _span: Span) -> Value {
        let mut out = Output::default();
        let failed = self.diags.0.len();
        self.parts(parts, &mut out);
        if self.diags.0.len() > failed {
            return unknown_result(Type::String).with_marks(out.marks);
        }
        let value =
            if out.open { refine::beginning_with(&out.text) } else { Value::string(normal(&out.text)) };
        value.with_marks(out.marks)
    }

    fn parts(&mut self, parts: &[TemplatePart], out: &mut Output) {
        for part in parts {
            match part {
                TemplatePart::Text(text) => out.push(text),
                TemplatePart::Expr(e) => {
                    let value = self.eval(e);
                    self.interpolate(value, e.span, out);
                }
                TemplatePart::If(cond, yes, no) => {
                    let condition = self.eval(cond);
                    let Some((choice, marks)) = self.condition(condition, cond.span) else { continue };
                    out.marks = out.marks.union(marks);
                    match choice {
                        Some(choice) => crate::deep(|| self.parts(if choice { yes } else { no }, out)),
                        None => out.open = true,
                    }
                }
                TemplatePart::For { key_var, value_var, collection, body } => {
                    let value = self.eval(collection);
                    let Some((items, marks)) = self.items(value, collection.span) else { continue };
                    out.marks = out.marks.union(marks);
                    let Some(items) = items else {
                        out.open = true;
                        continue;
                    };
                    for (key, item) in items {
                        let depth = self.bind(key_var.as_ref(), value_var, key, item);
                        crate::deep(|| self.parts(body, out));
                        self.names.truncate(depth);
                    }
                }
            }
        }
    }

    fn interpolate(&mut self, value: Value, span: Span, out: &mut Output) {
        let (value, marks) = value.unmark();
        out.marks = out.marks.union(marks);
        if self.passes(&value) {
            out.open = true;
            return;
        }
        let problem = match convert(&value, &Type::String) {
            Ok(v) => match v.kind() {
                Kind::String(s) => return out.push(s),
                Kind::Unknown(_, r) => {
                    if let Some(prefix) = &r.prefix {
                        out.push(prefix);
                    }
                    out.open = true;
                    return;
                }
                _ => "it is null".to_string(),
            },
            Err(e) => e.to_string(),
        };
        self.fail(
            span,
            "Invalid template interpolation value",
            format!("This cannot be put into text: {problem}."),
        );
    }
}

impl Output {
    fn push(&mut self, text: &str) {
        if !self.open {
            self.text.push_str(text);
        }
    }
}

/// Text in Unicode normal form C.
pub(crate) fn normal(text: &str) -> std::borrow::Cow<'_, str> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.into()
    } else {
        text.nfc().collect::<String>().into()
    }
}
