//! The syntax tree of the plan language. Both syntaxes (native and JSON) become this.

use provision_value::{Span, Value};
use std::sync::Arc;

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// The name.
    pub name: Arc<str>,
    /// Its place.
    pub span: Span,
}

/// The content of a file or block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Arguments in source order. The parser has reported doubles.
    pub attributes: Vec<Attribute>,
    /// Blocks in source order.
    pub blocks: Vec<Block>,
    /// From the opening brace to the closing one (whole file at the top).
    pub span: Span,
}

/// `name = expression`
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The argument's name.
    pub name: Ident,
    /// Its value.
    pub expr: Expr,
}

/// `kind "label" "label" { body }`
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The word before the labels.
    pub kind: Ident,
    /// The labels, unquoted.
    pub labels: Vec<Ident>,
    /// The content.
    pub body: Body,
    /// The header: kind and labels.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A number, bool, null, or text without interpolation.
    Literal(Value),
    /// A quoted template or heredoc: always gives a string.
    Template(Vec<TemplatePart>),
    /// `"${expr}"` alone: gives the expression's value unchanged.
    TemplateWrap(Box<Expr>),
    /// The root name of a reference: `var`, `aws_vpc`, a `for` variable.
    Root(Arc<str>),
    /// `expr.name` (also `expr.0`, whose name is then the digits).
    GetAttr(Box<Expr>, Ident),
    /// `expr[key]`
    Index(Box<Expr>, Box<Expr>),
    /// `expr[*].a.b` (full) or `expr.*.a.b` (attribute-only): `each` is applied to every item, with the item as
    /// [`ExprKind::SplatItem`].
    Splat {
        /// What is iterated.
        source: Box<Expr>,
        /// What is taken of each item.
        each: Box<Expr>,
        /// The place of the `*`.
        marker: Span,
    },
    /// The item inside the nearest enclosing splat.
    SplatItem,
    /// `name(args)`; namespaced names keep their `::`.
    Call {
        /// The function.
        name: Ident,
        /// The arguments.
        args: Vec<Expr>,
        /// The last argument is followed by `...`.
        expand: bool,
    },
    /// `cond ? yes : no`
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    Tuple(Vec<Expr>),
    /// `{ k = v }`. A bare name as a key is [`ObjectKey::Name`].
    Object(Vec<(ObjectKey, Expr)>),
    /// `[for k, v in c : value if cond]` and the object form.
    For(Box<For>),
    /// `a op b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `-a`, `!a`
    Unary(UnaryOp, Box<Expr>),
    /// `(a)`
    Paren(Box<Expr>),
    /// What the parser made of something it could not read; evaluates to unknown without a further error.
    Invalid,
}

/// The key of an object item.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectKey {
    /// `name = ...`: the name itself, not a reference.
    Name(Ident),
    /// `"text" = ...`, `(expr) = ...`
    Expr(Expr),
}

/// A `for` expression.
#[derive(Clone, Debug, PartialEq)]
pub struct For {
    /// `k` of `for k, v in`.
    pub key_var: Option<Ident>,
    /// `v`.
    pub value_var: Ident,
    /// What is iterated.
    pub collection: Expr,
    /// The key of the object form.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
    /// `if cond`
    pub condition: Option<Expr>,
    /// Object form with `...`: values of equal keys are grouped.
    pub group: bool,
}

/// One part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text with escapes and `~` stripping already carried out.
    Text(Arc<str>),
    /// `${expr}`
    Expr(Expr),
    /// `%{ if cond }...%{ else }...%{ endif }`
    If(Expr, Vec<TemplatePart>, Vec<TemplatePart>),
    /// `%{ for k, v in c }...%{ endfor }`
    For {
        /// `k` of `for k, v in`.
        key_var: Option<Ident>,
        /// `v`.
        value_var: Ident,
        /// What is iterated.
        collection: Expr,
        /// What is repeated.
        body: Vec<TemplatePart>,
    },
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum UnaryOp {
    Neg,
    Not,
}
