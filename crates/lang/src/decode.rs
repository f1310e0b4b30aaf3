//! A block's content against its schema: arguments, nested blocks, `dynamic` blocks.

use crate::ast::{Block as Source, Body, Expr, ExprKind, Ident, ObjectKey};
use crate::eval::eval_with;
use crate::refs::iterator_name;
use crate::{Scope, suggest};
use provision_schema::{Attribute, Block, Nested, Nesting};
use provision_value::convert::article;
use provision_value::{Diagnostic, Diagnostics, Kind, Marks, Refinement, Span, Step, Type, Value, convert};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names in sight besides the scope's: iterators of `dynamic` blocks, innermost last.
type Names = Vec<(Arc<str>, Value)>;

/// The content as an object of exactly `block.ty()`: null where nothing is given (computed attributes too), empty
/// where a list or set of blocks has none. Findings point at the argument; after errors what failed is unknown.
///
/// Meta-arguments must have been taken out of the body before.
pub fn decode(body: &Body, block: &Block, scope: &dyn Scope) -> (Value, Diagnostics) {
    whole(body, block, scope, false)
}

/// Like [`decode`], for content that goes into plan and state: ephemeral values are errors in every argument that is not
/// write-only.
pub fn decode_stored(body: &Body, block: &Block, scope: &dyn Scope) -> (Value, Diagnostics) {
    whole(body, block, scope, true)
}

fn whole(body: &Body, block: &Block, scope: &dyn Scope, stored: bool) -> (Value, Diagnostics) {
    let mut decoder = Decoder { scope, stored, names: Vec::new(), diags: Diagnostics::new() };
    let value = decoder.body(body, block);
    (value, decoder.diags)
}

struct Decoder<'a> {
    scope: &'a dyn Scope,
    /// What is decoded is stored, so that nothing ephemeral may be in it.
    stored: bool,
    names: Names,
    diags: Diagnostics,
}

/// One block as it was written or as `dynamic` made it, decoded.
struct Made {
    value: Value,
    span: Span,
}

/// The blocks of one name.
#[derive(Default)]
struct Collected {
    blocks: Vec<Made>,
    /// How many there are is not known yet.
    open: bool,
    marks: Marks,
}

impl Decoder<'_> {
    fn error(&mut self, span: Span, summary: &str, detail: String) {
        self.diags.push(Diagnostic::error(summary, detail).at(span));
    }

    fn eval(&mut self, expr: &Expr) -> Value {
        let (value, diags) = eval_with(expr, self.scope, &self.names);
        self.diags.extend(diags);
        value
    }

    /// Reports an ephemeral value where it would be stored.
    fn lasting(&mut self, value: &Value, name: &str, span: Span) {
        if self.stored && value.marks_deep().contains(Marks::EPHEMERAL) {
            let detail = format!("\"{name}\" is stored, and this value is ephemeral.");
            let d = Diagnostic::error("Ephemeral value in a stored argument", detail).at(span);
            self.diags.push(d.help("Ephemeral values go into write-only arguments and provider configurations; ephemeralasnull(...) leaves them out."));
        }
    }

    fn body(&mut self, body: &Body, schema: &Block) -> Value {
        self.unknown_names(body, schema);
        let mut object = BTreeMap::new();
        for (name, attribute) in &schema.attributes {
            let value = self.attribute(body, name, attribute);
            object.insert(Arc::from(*name), value);
        }
        for (name, nested) in &schema.blocks {
            let value = self.nested(body, name, nested);
            object.insert(Arc::from(*name), value);
        }
        Value::object(object)
    }

    fn unknown_names(&mut self, body: &Body, schema: &Block) {
        for a in &body.attributes {
            if !schema.attributes.contains_key(&*a.name.name) {
                self.unknown_argument(&a.name, schema);
            }
        }
        for b in &body.blocks {
            let kind = if &*b.kind.name == "dynamic" { b.labels.first().unwrap_or(&b.kind) } else { &b.kind };
            let as_block = schema.attributes.get(&*kind.name).is_some_and(|a| a.as_block.is_some());
            if !as_block && !schema.blocks.contains_key(&*kind.name) {
                self.unknown_block(kind, schema);
            }
        }
    }

    fn unknown_argument(&mut self, name: &Ident, schema: &Block) {
        let given = &*name.name;
        let d = if schema.blocks.contains_key(given) {
            let detail = format!("\"{given}\" is a block here, not an argument.");
            Diagnostic::error("Unsupported argument", detail)
                .help(format!("Write {given} {{ ... }} without the equals sign."))
        } else {
            let d = Diagnostic::error(
                "Unsupported argument",
                format!("There is no argument named \"{given}\" here."),
            );
            self.with_nearest(d, given, schema)
        };
        self.diags.push(d.at(name.span));
    }

    fn unknown_block(&mut self, kind: &Ident, schema: &Block) {
        let given = &*kind.name;
        let d = if schema.attributes.contains_key(given) {
            let detail = format!("\"{given}\" is an argument here, not a block.");
            Diagnostic::error("Unsupported block type", detail)
                .help(format!("Write {given} = ... with an equals sign."))
        } else {
            let d = Diagnostic::error(
                "Unsupported block type",
                format!("There is no block named \"{given}\" here."),
            );
            self.with_nearest(d, given, schema)
        };
        self.diags.push(d.at(kind.span));
    }

    fn with_nearest(&self, d: Diagnostic, given: &str, schema: &Block) -> Diagnostic {
        let names = schema.attributes.keys().chain(schema.blocks.keys()).copied();
        if let Some(name) = suggest::nearest(given, names) {
            return d.help(format!("Did you mean \"{name}\"?"));
        }
        let settable = schema.attributes.iter().filter(|(_, a)| a.required || a.optional);
        let known: Vec<&str> = settable.map(|(n, _)| *n).chain(schema.blocks.keys().copied()).collect();
        d.help(match known.is_empty() {
            true => "Remove it: nothing can be set here.".to_string(),
            false => format!("Remove it, or use one of: {}.", known.join(", ")),
        })
    }

    fn attribute(&mut self, body: &Body, name: &str, attribute: &Attribute) -> Value {
        let written = body.attributes.iter().find(|a| &*a.name.name == name);
        let null = || Value::null(attribute.ty.without_optional());
        if let Some(block) = &attribute.as_block {
            let mut blocks = self.blocks(body, name, block);
            match (written, blocks.blocks.is_empty() && !blocks.open) {
                (_, true) => {}
                (Some(a), false) => {
                    let detail =
                        format!("\"{name}\" is given as an argument and as blocks; use one of the two.");
                    self.error(a.name.span, "Argument and block of one name", detail);
                }
                (None, false) => {
                    // As Terraform has it: an unknown number of blocks counts as one, of which nothing written is known.
                    blocks.open = false;
                    return self.collection(blocks, &attribute.ty);
                }
            }
        }
        let Some(written) = written else {
            if attribute.required {
                let detail = format!("The argument \"{name}\" is required, but it is not given.");
                let d = Diagnostic::error("Missing required argument", detail).at(body.span);
                self.diags.push(d.help(format!("Add {name} = {} to this block.", example(&attribute.ty))));
            }
            return null();
        };
        if !attribute.required && !attribute.optional {
            let detail = format!("\"{name}\" is decided by AWS and cannot be set.");
            let d = Diagnostic::error("Value for a read-only attribute", detail).at(written.name.span);
            self.diags.push(d.help("Remove it."));
        }
        if let Some(instead) = attribute.deprecated {
            let d = Diagnostic::warning("Argument is deprecated", format!("\"{name}\" is deprecated."))
                .help(instead);
            self.diags.push(d.at(written.name.span));
        }
        let value = self.eval(&written.expr);
        if !attribute.write_only {
            self.lasting(&value, name, written.expr.span);
        }
        match convert(&value, &attribute.ty) {
            Ok(v) if v.is_null() && attribute.required => {
                let detail = format!("The argument \"{name}\" is required, but its value is null.");
                let d = Diagnostic::error("Missing required argument", detail).at(written.expr.span);
                self.diags.push(d.help("Give it a value that is never null."));
                Value::unknown(attribute.ty.without_optional())
            }
            Ok(v) => v,
            Err(e) => {
                let detail = format!("Inappropriate value for \"{name}\": {e}.");
                let d = Diagnostic::error("Incorrect attribute value type", detail);
                let help = match (e.path.0.is_empty(), &attribute.as_block) {
                    (true, _) => format!("Write it like this: {name} = {}", example(&attribute.ty)),
                    (_, Some(_)) => format!(
                        "Each item has every attribute, with null for those that are not wanted; or write {name} {{ ... }} as a block."
                    ),
                    _ => String::new(),
                };
                self.diags.push(d.at(inner_place(&written.expr, &e.path.0)).help(help));
                Value::unknown(attribute.ty.without_optional())
            }
        }
    }

    fn nested(&mut self, body: &Body, name: &str, nested: &Nested) -> Value {
        let blocks = self.blocks(body, name, &nested.block);
        self.check_count(body, name, nested, &blocks);
        if let (Some(instead), Some(first)) = (nested.deprecated, blocks.blocks.first()) {
            let d = Diagnostic::warning("Block is deprecated", format!("\"{name}\" is deprecated."))
                .help(instead);
            self.diags.push(d.at(first.span));
        }
        let inner = nested.block.ty();
        match nested.nesting {
            Nesting::List => self.collection(blocks, &Type::list(inner)),
            Nesting::Set => self.collection(blocks, &Type::set(inner)),
            Nesting::Single if blocks.open => Value::unknown(inner).with_marks(blocks.marks),
            Nesting::Single => {
                let first = blocks.blocks.into_iter().next();
                first.map_or_else(|| Value::null(inner), |b| b.value).with_marks(blocks.marks)
            }
        }
    }

    fn check_count(&mut self, body: &Body, name: &str, nested: &Nested, made: &Collected) {
        let count = made.blocks.len();
        let max = if nested.nesting == Nesting::Single { 1 } else { nested.max as usize };
        if max > 0 && count > max {
            let allowed =
                if max == 1 { "one block is allowed".into() } else { format!("{max} blocks are allowed") };
            let detail = format!("There are {count} \"{name}\" blocks, but at most {allowed}.");
            let span = made.blocks[max].span;
            self.error(span, "Too many blocks", detail);
        }
        if count < nested.min as usize && !made.open {
            let least = if nested.min == 1 { "one".to_string() } else { nested.min.to_string() };
            let detail = match count {
                0 => format!("At least {least} \"{name}\" block is required, but there is none."),
                _ => format!("At least {least} \"{name}\" blocks are required, but there are only {count}."),
            };
            self.error(body.span, "Missing block", detail);
        }
    }

    /// The blocks as a list or set.
    fn collection(&mut self, made: Collected, ty: &Type) -> Value {
        let ty = ty.without_optional();
        let element = ty.element().cloned().unwrap_or(Type::Dynamic);
        if made.open {
            let r = Refinement { not_null: true, ..Refinement::default() };
            return Value::unknown_refined(ty, r).with_marks(made.marks);
        }
        let items = made.blocks.into_iter().map(|b| b.value).collect();
        let value =
            if matches!(ty, Type::Set(_)) { Value::set(element, items) } else { Value::list(element, items) };
        value.with_marks(made.marks)
    }

    /// All blocks of a name, those of `dynamic` blocks included, in source order.
    fn blocks(&mut self, body: &Body, name: &str, schema: &Block) -> Collected {
        let mut made = Collected::default();
        for block in &body.blocks {
            if &*block.kind.name == name {
                if let Some(label) = block.labels.first() {
                    self.error(
                        label.span,
                        "Label on a block without labels",
                        format!("\"{name}\" blocks have no labels."),
                    );
                }
                let value = crate::deep(|| self.body(&block.body, schema));
                made.blocks.push(Made { value, span: block.span });
            } else if &*block.kind.name == "dynamic" && block.labels.first().is_some_and(|l| &*l.name == name)
            {
                self.dynamic(block, name, schema, &mut made);
            }
        }
        made
    }

    fn dynamic(&mut self, block: &Source, name: &str, schema: &Block, made: &mut Collected) {
        let Some((iterator, content)) = self.dynamic_parts(block, name) else { return };
        let Some(for_each) = block.body.attributes.iter().find(|a| &*a.name.name == "for_each") else {
            let detail = format!("A dynamic block needs the argument \"for_each\", and \"{name}\" has none.");
            return self.error(block.span, "Missing required argument", detail);
        };
        let failed = self.diags.0.len();
        let value = self.eval(&for_each.expr);
        let broken = self.diags.0.len() > failed;
        self.lasting(&value, name, for_each.expr.span);
        let (value, marks) = value.unmark();
        made.marks = made.marks.union(marks);
        let open = !value.is_known();
        let items: Vec<(Value, Value)> = match value.kind() {
            Kind::Map(_, m) | Kind::Object(m) => {
                m.iter().map(|(k, v)| (Value::string(k.clone()), v.clone())).collect()
            }
            Kind::Set(_, v) => v.iter().map(|v| (v.clone(), v.clone())).collect(),
            Kind::List(_, v) | Kind::Tuple(v) => {
                v.iter().enumerate().map(|(i, v)| (Value::number(i as i64), v.clone())).collect()
            }
            Kind::Unknown(ty, _) if ty.is_collection() || *ty == Type::Dynamic => {
                made.open = true;
                if broken {
                    return;
                }
                // The content is looked at once with unknown items, so that its errors are found now.
                let element = ty.element().cloned().unwrap_or(Type::Dynamic);
                let key = if matches!(ty, Type::Set(_)) { element.clone() } else { Type::Dynamic };
                vec![(Value::unknown(key), Value::unknown(element))]
            }
            Kind::Null(_) => {
                let detail = "The value of for_each is null; for no blocks, give an empty list.".to_string();
                return self.error(for_each.expr.span, "Invalid dynamic for_each value", detail);
            }
            _ => {
                let ty = value.ty();
                let detail = format!("for_each takes a list, set, map or object, not {}.", article(&ty));
                return self.error(for_each.expr.span, "Invalid dynamic for_each value", detail);
            }
        };
        for (key, value) in items {
            self.names.push((iterator.clone(), Value::object_of([("key", key), ("value", value)])));
            let value = crate::deep(|| self.body(&content.body, schema));
            self.names.pop();
            let value = if open { unwritten(value, &content.body) } else { value };
            made.blocks.push(Made { value, span: block.span });
        }
    }

    /// The iterator's name and the `content` block; reports what does not belong into a `dynamic` block.
    fn dynamic_parts<'s>(&mut self, block: &'s Source, name: &str) -> Option<(Arc<str>, &'s Source)> {
        for a in &block.body.attributes {
            match &*a.name.name {
                "for_each" => {}
                "iterator" if matches!(a.expr.kind, ExprKind::Root(_)) => {}
                "iterator" => {
                    let detail = "The iterator is a bare name, as in iterator = rule.".to_string();
                    self.error(a.expr.span, "Invalid iterator", detail);
                }
                "labels" => {
                    let detail = format!("\"{name}\" blocks have no labels.");
                    self.error(a.name.span, "Label on a block without labels", detail);
                }
                other => {
                    let detail =
                        format!("A dynamic block has the arguments for_each and iterator, not \"{other}\".");
                    let d = Diagnostic::error("Unsupported argument", detail).at(a.name.span);
                    self.diags.push(d.help("arguments of the generated blocks belong into content { }"));
                }
            }
        }
        let mut contents = block.body.blocks.iter().filter(|b| &*b.kind.name == "content");
        let content = contents.next();
        for extra in contents.chain(block.body.blocks.iter().filter(|b| &*b.kind.name != "content")) {
            let detail = format!(
                "A dynamic block holds one content block, and not \"{}\" beside it.",
                extra.kind.name
            );
            self.error(extra.span, "Unsupported block type", detail);
        }
        let Some(content) = content else {
            let detail = format!(
                "The dynamic block needs a block content {{ }} that says what each \"{name}\" holds."
            );
            self.error(block.span, "Missing content block", detail);
            return None;
        };
        Some((iterator_name(block)?, content))
    }
}

/// The place of what a path leads to, as far as the expression spells it out.
fn inner_place(expr: &Expr, path: &[Step]) -> Span {
    let Some((step, rest)) = path.split_first() else { return expr.span };
    let inner = match (&expr.kind, step) {
        (ExprKind::Paren(inner), _) => return inner_place(inner, path),
        (ExprKind::Tuple(items), Step::Index(i)) => items.get(*i),
        (ExprKind::Object(items), Step::Attr(name) | Step::Key(name)) => {
            let named = |key: &ObjectKey| match key {
                ObjectKey::Name(n) => n.name == *name,
                ObjectKey::Expr(Expr { kind: ExprKind::Literal(v), .. }) => v.as_str() == Some(name),
                ObjectKey::Expr(_) => false,
            };
            items.iter().find(|(key, _)| named(key)).map(|(_, value)| value)
        }
        _ => None,
    };
    inner.map_or(expr.span, |e| inner_place(e, rest))
}

/// What a value of a type looks like where it is written.
fn example(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "true",
        Type::Number => "1",
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => "[...]",
        Type::Map(_) | Type::Object(_) => "{ ... }",
        Type::String | Type::Dynamic => "\"...\"",
    }
}

/// The object of a block of which it is not known how often it stands: whatever is written in it is unknown.
fn unwritten(value: Value, body: &Body) -> Value {
    body.attributes.iter().fold(value, |value, a| match value.get(&a.name.name).map(Value::ty) {
        Some(ty) => value.with(&a.name.name, Value::unknown(ty)),
        None => value,
    })
}
