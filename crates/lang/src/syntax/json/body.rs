//! [`Node`] → bodies and expressions.

use super::forms::{CONSTANTS, DYNAMIC, FILE, Form, How, VALUES};
use super::{Kind, Node, Property, Text, Types, invalid};
use crate::ast::{Attribute, Block, Body, Expr, ExprKind, Ident, ObjectKey};
use crate::syntax::parser::Parser;
use crate::syntax::template::normalised;
use provision_schema::Block as Schema;
use provision_value::{Diagnostic, Diagnostics, Mode, SourceId, Span, Type, Value};

/// The state of reading one file.
pub(super) struct Reader<'c> {
    pub source: SourceId,
    pub types: Types<'c>,
    pub diags: Diagnostics,
}

/// What is known of the content of a block: the language's part and the type's part.
#[derive(Clone, Copy)]
struct Content<'c> {
    form: &'static Form,
    schema: Option<&'c Schema>,
    /// It belongs to a resource, so there may be `dynamic` blocks.
    typed: bool,
}

impl Content<'_> {
    fn of(form: &'static Form) -> Self {
        Content { form, schema: None, typed: false }
    }
}

/// A block on its way: its kind, the labels so far, and how many are still to come.
#[derive(Clone)]
struct Header {
    kind: Ident,
    labels: Vec<Ident>,
    missing: usize,
}

impl<'c> Reader<'c> {
    /// A configuration file.
    pub fn file(&mut self, node: &Node) -> Body {
        let mut body = Body { span: node.span, ..Body::default() };
        for p in self.properties(node, "the blocks of the configuration") {
            match FILE.block(&p.name.value) {
                Some((labels, form)) => self.header(p, labels, Content::of(form), &mut body),
                // Whoever reads the file reports what it does not know.
                None => body.blocks.push(Block {
                    kind: ident(p),
                    labels: Vec::new(),
                    body: Body { span: p.value.span, ..Body::default() },
                    span: p.span,
                }),
            }
        }
        body
    }

    /// A variable file.
    pub fn values(&mut self, node: &Node) -> Body {
        if !matches!(node.kind, Kind::Object(_)) {
            self.wrong(node.span, "A variable file holds one object, with a property for each variable.");
        }
        self.body(node, Content::of(&CONSTANTS))
    }

    /// The properties of an object or of several objects in an array, without comments.
    fn properties<'n>(&mut self, node: &'n Node, what: &str) -> Vec<&'n Property> {
        let mut all = Vec::new();
        match &node.kind {
            Kind::Null => {}
            Kind::Object(items) => all.extend(items),
            Kind::Array(nodes) => {
                for node in nodes {
                    match &node.kind {
                        Kind::Object(items) => all.extend(items),
                        _ => self.wrong(node.span, &format!("An object comes here, with {what}.")),
                    }
                }
            }
            _ => self.wrong(node.span, &format!("An object or an array of objects comes here, with {what}.")),
        }
        all.retain(|p| p.name.value != "//");
        all
    }

    fn wrong(&mut self, span: Span, detail: &str) {
        self.diags.push(Diagnostic::error("Wrong kind of JSON value", detail).at(span));
    }

    fn header(&mut self, p: &Property, labels: usize, content: Content<'c>, out: &mut Body) {
        let header = Header { kind: ident(p), labels: Vec::new(), missing: labels };
        self.blocks(&p.value, header, content, out);
    }

    /// The blocks that a value stands for: labels are nested properties, several blocks an array.
    fn blocks(&mut self, node: &Node, header: Header, content: Content<'c>, out: &mut Body) {
        if header.missing > 0 {
            let kind = header.kind.name.clone();
            let before = self.diags.0.len();
            let found = self.properties(node, &format!("a label of \"{kind}\" as the name of each property"));
            if found.is_empty() && self.diags.0.len() == before {
                let d = Diagnostic::error(
                    "Missing label",
                    format!("\"{kind}\" has its label as the name of a property."),
                );
                self.diags.push(d.at(node.span));
            }
            for p in found {
                let mut header = header.clone();
                header.labels.push(ident(p));
                header.missing -= 1;
                self.blocks(&p.value, header, content, out);
            }
            return;
        }
        let content = self.with_schema(&header, content);
        match &node.kind {
            Kind::Null => {}
            Kind::Object(_) => {
                let span = header.labels.last().map_or(header.kind.span, |l| l.span);
                self.block(node, header, span, content, out);
            }
            Kind::Array(items) => {
                for n in items {
                    let open = Span { end: n.span.start + 1, ..n.span };
                    self.block(n, header.clone(), open, content, out);
                }
            }
            _ => {
                let detail =
                    format!("\"{}\" is a block: an object, or an array of objects.", header.kind.name);
                self.wrong(node.span, &detail);
            }
        }
    }

    /// The content with the schema that the labels name.
    fn with_schema(&self, header: &Header, content: Content<'c>) -> Content<'c> {
        let label = header.labels.first().map_or("", |l| &l.name);
        let (typed, schema) = match (&*header.kind.name, header.labels.len()) {
            ("resource", 2) => (true, self.types.resource(Mode::Managed, label)),
            ("data", 2) => (true, self.types.resource(Mode::Data, label)),
            ("provider", 1) => (true, self.types.provider(label)),
            _ => return content,
        };
        Content { schema, typed, ..content }
    }

    fn block(&mut self, node: &Node, header: Header, span: Span, content: Content<'c>, out: &mut Body) {
        let body = crate::deep(|| self.body(node, content));
        out.blocks.push(Block { kind: header.kind, labels: header.labels, body, span });
    }

    fn body(&mut self, node: &Node, content: Content<'c>) -> Body {
        let mut body = Body { span: node.span, ..Body::default() };
        for p in self.properties(node, "arguments and blocks") {
            let name = &*p.name.value;
            if let Some((labels, form)) = content.form.block(name) {
                self.header(p, labels, Content::of(form), &mut body);
            } else if let Some(nested) = content.schema.and_then(|s| s.blocks.get(name)) {
                let inner = Content { form: &VALUES, schema: Some(&nested.block), typed: true };
                self.header(p, 0, inner, &mut body);
            } else if name == "dynamic" && content.typed {
                self.dynamic(p, content.schema, &mut body);
            } else {
                self.attribute(p, content.form.how(name), &mut body);
            }
        }
        body
    }

    fn attribute(&mut self, p: &Property, how: How, body: &mut Body) {
        let name = ident(p);
        if body.attributes.iter().any(|a| a.name.name == name.name) {
            let detail = format!("\"{}\" has a value already; an argument takes one value.", name.name);
            let d = Diagnostic::error("Argument set twice", detail).at(name.span);
            self.diags.push(d.help("Remove one of the two."));
            return;
        }
        let expr = self.expr(&p.value, how);
        body.attributes.push(Attribute { name, expr });
    }

    /// `"dynamic": {"setting": {"for_each": ..., "content": {...}}}`
    fn dynamic(&mut self, p: &Property, schema: Option<&'c Schema>, out: &mut Body) {
        for label in self.properties(&p.value, "the name of a block as the name of each property") {
            let each = match &label.value.kind {
                Kind::Array(items) => items.iter().collect(),
                _ => vec![&label.value],
            };
            for node in each {
                let mut body = Body { span: node.span, ..Body::default() };
                for inner in self.properties(node, "for_each and content") {
                    if &*inner.name.value == "content" {
                        let schema = schema.and_then(|s| content_schema(s, &label.name.value));
                        let content = Content { form: &VALUES, schema, typed: true };
                        self.header(inner, 0, content, &mut body);
                    } else {
                        self.attribute(inner, DYNAMIC.how(&inner.name.value), &mut body);
                    }
                }
                out.blocks.push(Block { kind: ident(p), labels: vec![ident(label)], body, span: label.span });
            }
        }
    }

    fn expr(&mut self, node: &Node, how: How) -> Expr {
        let kind = match &node.kind {
            Kind::Null => ExprKind::Literal(Value::null(Type::Dynamic)),
            Kind::Bool(b) => ExprKind::Literal(Value::bool(*b)),
            Kind::Number(n) => ExprKind::Literal(Value::number(n.clone())),
            Kind::Text(text) => return self.text(text, node.span, how),
            Kind::Array(items) => {
                ExprKind::Tuple(items.iter().map(|n| crate::deep(|| self.expr(n, how))).collect())
            }
            Kind::Object(items) => {
                let item = |p: &Property| {
                    let inner = match (how, &*p.name.value) {
                        (How::Requirement, "configuration_aliases") => How::Syntax,
                        (How::Requirement, _) => How::Constant,
                        _ => how,
                    };
                    let key = match how {
                        How::Expression => self.text(&p.name, p.span, how),
                        _ => self.text(&p.name, p.span, How::Constant),
                    };
                    (ObjectKey::Expr(key), crate::deep(|| self.expr(&p.value, inner)))
                };
                ExprKind::Object(items.iter().map(item).collect())
            }
        };
        Expr { kind, span: node.span }
    }

    fn text(&mut self, text: &Text, span: Span, how: How) -> Expr {
        let mut parser = Parser::placed(self.source, &text.value, text.place.clone());
        let expr = match how {
            How::Constant | How::Requirement => {
                return Expr { kind: ExprKind::Literal(Value::string(normalised(text.value.clone()))), span };
            }
            How::Expression => Expr { span, ..parser.whole_template() },
            How::Syntax => parser.whole_expression(),
        };
        let failed = parser.diags.has_errors();
        self.diags.extend(parser.diags);
        if failed { invalid(span) } else { expr }
    }
}

fn ident(p: &Property) -> Ident {
    Ident { name: p.name.value.as_str().into(), span: p.span }
}

/// The schema of a nested block or of an argument that may be written as blocks.
fn content_schema<'c>(schema: &'c Schema, name: &str) -> Option<&'c Schema> {
    let nested = schema.blocks.get(name).map(|n| &*n.block);
    nested.or_else(|| schema.attributes.get(name)?.as_block.as_deref())
}
