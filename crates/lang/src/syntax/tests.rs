#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{parse_body, parse_expression};
use crate::ast::{Body, Expr, ExprKind, ObjectKey, TemplatePart};
use crate::testing::render;
use proptest::prelude::*;
use provision_value::SourceId;

/// The tree in brackets, so that grouping shows.
fn show(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(v) => format!("{v:?}"),
        ExprKind::Template(parts) => format!("tpl({})", show_parts(parts)),
        ExprKind::TemplateWrap(e) => format!("wrap({})", show(e)),
        ExprKind::Root(n) => n.to_string(),
        ExprKind::GetAttr(e, n) => format!("{}.{}", show(e), n.name),
        ExprKind::Index(e, k) => format!("{}[{}]", show(e), show(k)),
        ExprKind::Splat { source, each, .. } => format!("splat({}, {})", show(source), show(each)),
        ExprKind::SplatItem => "@".into(),
        ExprKind::Call { name, args, expand } => {
            format!("{}({}{})", name.name, show_all(args), if *expand { "..." } else { "" })
        }
        ExprKind::Conditional(c, a, b) => format!("({} ? {} : {})", show(c), show(a), show(b)),
        ExprKind::Tuple(items) => format!("[{}]", show_all(items)),
        ExprKind::Object(items) => {
            let item = |(k, v): &(ObjectKey, Expr)| match k {
                ObjectKey::Name(n) => format!("{} = {}", n.name, show(v)),
                ObjectKey::Expr(e) => format!("<{}> = {}", show(e), show(v)),
            };
            format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        ExprKind::For(f) => format!(
            "for({}{} in {}: {}{}{}{})",
            f.key_var.as_ref().map_or(String::new(), |k| format!("{}, ", k.name)),
            f.value_var.name,
            show(&f.collection),
            f.key.as_ref().map_or(String::new(), |k| format!("{} => ", show(k))),
            show(&f.value),
            if f.group { "..." } else { "" },
            f.condition.as_ref().map_or(String::new(), |c| format!(" if {}", show(c))),
        ),
        ExprKind::Binary(op, a, b) => format!("({op:?} {} {})", show(a), show(b)),
        ExprKind::Unary(op, a) => format!("({op:?} {})", show(a)),
        ExprKind::Paren(e) => format!("p{}", show(e)),
        ExprKind::Invalid => "invalid".into(),
    }
}

fn show_all(items: &[Expr]) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn show_parts(parts: &[TemplatePart]) -> String {
    let part = |p: &TemplatePart| match p {
        TemplatePart::Text(t) => format!("{t:?}"),
        TemplatePart::Expr(e) => show(e),
        TemplatePart::If(c, a, b) => {
            format!("if {} {{{}}} else {{{}}}", show(c), show_parts(a), show_parts(b))
        }
        TemplatePart::For { key_var, value_var, collection, body } => format!(
            "for {}{} in {} {{{}}}",
            key_var.as_ref().map_or(String::new(), |k| format!("{}, ", k.name)),
            value_var.name,
            show(collection),
            show_parts(body)
        ),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

pub(super) fn show_body(body: &Body) -> String {
    let mut items: Vec<(u32, String)> = Vec::new();
    for a in &body.attributes {
        items.push((a.name.span.start, format!("{} = {}", a.name.name, show(&a.expr))));
    }
    for b in &body.blocks {
        let labels = b.labels.iter().map(|l| format!(" {}", l.name)).collect::<String>();
        items.push((b.span.start, format!("{}{labels} {{ {} }}", b.kind.name, show_body(&b.body))));
    }
    items.sort_by_key(|(start, _)| *start);
    items.into_iter().map(|(_, s)| s).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn reads(text: &str, tree: &str) {
    let (expr, diags) = parse_expression(SourceId(0), text);
    assert!(diags.is_empty(), "{text}\n{}", render(text, &diags));
    assert_eq!(show(&expr), tree, "{text}");
}

#[track_caller]
fn body_reads(text: &str, tree: &str) {
    let (body, diags) = parse_body(SourceId(0), text);
    assert!(diags.is_empty(), "{text}\n{}", render(text, &diags));
    assert_eq!(show_body(&body), tree, "{text}");
}

fn body_errors(text: &str) -> String {
    render(text, &parse_body(SourceId(0), text).1)
}

#[test]
fn operators_bind_as_the_language_says() {
    reads("1 + 2 * 3", "(Add 1 (Mul 2 3))");
    reads("1 - 2 - 3", "(Sub (Sub 1 2) 3)");
    reads("a || b && c == d", "(Or a (And b (Eq c d)))");
    reads("a == b < c", "(Eq a (Lt b c))");
    reads("-1 + 2", "(Add (Neg 1) 2)");
    reads("!a.b && c", "(And (Not a.b) c)");
    reads("- -1", "(Neg (Neg 1))");
    reads("-a[0]", "(Neg a[0])");
    reads("(1 + 2) * 3", "(Mul p(Add 1 2) 3)");
    reads("a ? b : c ? d : e", "(a ? b : (c ? d : e))");
    reads("a > 1 ? b + 1 : c", "((Gt a 1) ? (Add b 1) : c)");
    reads("1 % 2 / 3", "(Div (Mod 1 2) 3)");
}

#[test]
fn numbers_keep_their_digits() {
    reads("12345678901234567890.5", "12345678901234567890.5");
    reads("1e3", "1000");
    reads("1.5E+2", "150");
    reads("2e-1", "0.2");
    reads("[1...]".trim_end_matches("...]").trim_start_matches('['), "1");
}

#[test]
fn steps_and_splats() {
    reads("a.b.c", "a.b.c");
    reads("a[\"k\"].b[0]", "a[\"k\"].b[0]");
    reads("a.0.b", "a.0.b");
    reads("a[*].b[0].c", "splat(a, @.b[0].c)");
    reads("a.*.b[0]", "splat(a, @.b)[0]");
    reads("a.*.b.0", "splat(a, @.b.0)");
    reads("a[*].b[*].c", "splat(a, splat(@.b, @.c))");
    reads("a[*]", "splat(a, @)");
    reads("a.*", "splat(a, @)");
    reads("f(x)[0].y", "f(x)[0].y");
    reads("a\n.b\n[0]", "a.b[0]");
    reads("[1, 2][0]", "[1, 2][0]");
}

#[test]
fn collections_and_calls() {
    reads("[]", "[]");
    reads("[\n 1,\n 2,\n]", "[1, 2]");
    reads("{}", "{}");
    reads("{ a = 1, b : 2 }", "{a = 1, b = 2}");
    reads("{\n a = 1\n\n b = 2,\n c = 3\n}", "{a = 1, b = 2, c = 3}");
    reads(
        "{ \"a b\" = 1, (x.y) = 2, \"${k}\" = 3, true = 4, 5 = 6 }",
        "{<\"a b\"> = 1, <px.y> = 2, <wrap(k)> = 3, true = 4, <5> = 6}",
    );
    reads("f()", "f()");
    reads("f(a, b,)", "f(a, b)");
    reads("f(a, b...)", "f(a, b...)");
    reads("provider::aws::arn_parse(x)", "provider::aws::arn_parse(x)");
    reads("[for v in l : v]", "for(v in l: v)");
    reads("[for i, v in l : v if i > 0]", "for(i, v in l: v if (Gt i 0))");
    reads("{for k, v in m : k => v}", "for(k, v in m: k => v)");
    reads("{for v in l : v.k => v... if v.on}", "for(v in l: v.k => v... if v.on)");
    reads("[\nfor v in l :\n v\n]", "for(v in l: v)");
}

#[test]
fn templates() {
    reads(r#""plain""#, r#""plain""#);
    reads(r#""""#, r#""""#);
    reads(r#""${a}""#, "wrap(a)");
    reads(r#""a${b}c""#, r#"tpl("a", b, "c")"#);
    reads(r#""${a}${b}""#, "tpl(a, b)");
    reads(r#""\n\t\"\\\u00e9\U0001F600""#, r#""\n\t\"\\é😀""#);
    reads(r#""$${a} %%{b} $$ %% $ %""#, r#""${a} %{b} $$ %% $ %""#);
    reads(r#""$$${a}""#, r#""$${a}""#);
    reads(r#""a ${~ b ~} c""#, r#"tpl("a", b, "c")"#);
    reads(r#""${ "in ${x} side" }""#, r#"wrap(tpl("in ", x, " side"))"#);
    reads(r#""${ { a = "}" }["a"] }""#, r#"wrap({a = "}"}["a"])"#);
    reads(r#""%{ if a }yes%{ else }no%{ endif }""#, r#"tpl(if a {"yes"} else {"no"})"#);
    reads(r#""%{ for k, v in m ~} ${k} %{~ endfor }""#, r#"tpl(for k, v in m {"", k, ""})"#);
    reads(
        r#""%{ if a }%{ for x in l }${x}%{ endfor }%{ endif }!""#,
        r#"tpl(if a {for x in l {x}} else {}, "!")"#,
    );
    reads("\"e\u{301}\"", "\"\u{e9}\"");
    reads("\"${\n a\n}\"", "wrap(a)");
}

#[test]
fn heredocs() {
    reads("<<EOT\na\n  b\nEOT\n", r#""a\n  b\n""#);
    reads("<<-EOT\n    a\n      b\n\n    c\n    EOT\n", r#""a\n  b\n\nc\n""#);
    reads("<<EOT\n\\n ${x}\nEOT\n", r#"tpl("\\n ", x, "\n")"#);
    reads("<<-EOT\n  ${x}\n  y\nEOT\n", r#"tpl("", x, "\ny\n")"#);
    reads("<<EOT\nEOT\n", r#""""#);
    reads("<<EOT\n%{ for x in l ~}\n  ${x}\n%{ endfor ~}\nEOT\n", r#"tpl(for x in l {"  ", x, "\n"}, "")"#);
    reads("[<<A\n1\nA\n, <<B\n2\nB\n]", r#"["1\n", "2\n"]"#);
    body_reads("a = <<EOT\nx\nEOT\nb = 1\n", r#"a = "x\n"; b = 1"#);
    body_reads("a = f(<<EOT\nEOTX\nEOT\n)\n", r#"a = f("EOTX\n")"#);
}

#[test]
fn bodies() {
    body_reads("", "");
    body_reads("\u{feff}a = 1", "a = 1");
    body_reads("a = 1 # x\n// y\n/* z\n */ b = 2\r\n", "a = 1; b = 2");
    body_reads("r \"t\" n {\n  a = 1\n  b {}\n  c { d = 2 }\n}\n", "r t n { a = 1; b {  }; c { d = 2 } }");
    body_reads("größe-1 = \"ü\"", "größe-1 = \"ü\"");
    body_reads("a = [\n1,\n# c\n2\n]\nb = (1\n+ 2)", "a = [1, 2]; b = p(Add 1 2)");
}

#[test]
fn several_errors_in_one_file() {
    insta::assert_snapshot!(body_errors(
        "resource \"a\" \"b\" {\n  x = 'one'\n  y 2\n  z: 3\n  tags = {\n    a = 1 b = 2\n  }\n  ok = 1\n}\n\noutput \"o\" {\n  value = foo(1, \n}\nv = \"${a b} and ${c +}\"\n"
    ), @r#"
    2:7 Invalid character: Single quotes do not enclose text. (Use double quotes: "text".)
      x = 'one'
          ^
    3:3 Missing equals sign: "y" is not followed by "=". (An argument is written as y = value.)
      y 2
      ^
    4:3 Missing equals sign: "z" is followed by ":". (Arguments of a block take "=": z = ...)
      z: 3
      ^
    6:11 Missing separator in an object: Items are separated by commas or line ends. Found "b".
        a = 1 b = 2
              ^
    13:1 Missing value: An expression comes here. Found "}".
    }
    ^
    14:10 Extra characters in an interpolation: The expression ends before "b", and "}" comes here. (Where another program's "${...}" is meant as text, write "$${...}".)
    v = "${a b} and ${c +}"
             ^
    14:22 Missing value: An expression comes here. Found "}".
    v = "${a b} and ${c +}"
                         ^
    "#);
}

#[test]
fn missing_brace_is_found_at_the_next_block() {
    insta::assert_snapshot!(body_errors(
        "resource \"a\" \"b\" {\n  x = 1\n  inner {\n    y = 2\n}\n\nresource \"c\" \"d\" {\n  z = 3\n}\nbad\n"
    ), @r#"
    1:1 Block is not closed: Line 7 begins a block that belongs at the top of a file, and this block is still open. (Add "}" before line 7.)
    resource "a" "b" {
    ^^^^^^^^^^^^^^^^^^
    10:1 Missing equals sign: "bad" stands alone. (Give it a value (bad = ...) or make it a block (bad { ... }).)
    bad
    ^^^
    "#);
}

#[test]
fn texts_of_the_usual_slips() {
    let slips = [
        "a = \"unclosed\nb = 1\n",
        "a = <<EOT\nnever\n",
        "a = <<EOT\nends\nEOT",
        "a = \"\\q\"\n",
        "a { b = 1, c = 2 }\n",
        "a { b {} }\n",
        "a {\n",
        "}\n",
        "a = 1\na = 2\n",
        "a = b = 2\n",
        "\"a\" = 1\n",
        "a = \"${b\"\n",
        "a = \"%{ if x }\"\n",
        "a = \"%{ endfor }\"\n",
        "a = { b.c = 1 }\n",
        "a = x ? 1\n",
        "a = 1e999999999999999999999\n",
        "a = 1.2.3\n",
        "a = x.1.2\n",
        "a = \u{201c}x\u{201d}\n",
        "a = [for x in y]\n",
        "a = {for x in y : x}\n",
        "a \"b\" = {}\n",
        "a = 5;\n",
        "a = /* never\n",
        "a = $x\n",
        "a = [1 2]\n",
        "a \"${x}\" {\n}\n",
    ];
    let all = slips.iter().map(|s| format!("--- {s}{}", body_errors(s))).collect::<String>();
    insta::assert_snapshot!(all);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a=", "}"),
        ("\"${", "}\""),
        ("!", ""),
        ("a(", ")"),
        ("x ? 1 : ", ""),
        ("x[", "]"),
        ("{for a in b: a => ", "}"),
    ] {
        let text = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        let (_, diags) = parse_expression(SourceId(0), &text);
        assert!(diags.has_errors(), "{open}");
        assert_eq!(diags.0[0].summary, "Nested too deeply", "{open}");
    }
    for chain in ["a + ", "a.", "a || "] {
        let (_, diags) = parse_expression(SourceId(0), &format!("{}a", chain.repeat(10_000)));
        assert_eq!(diags.0[0].summary, "Nested too deeply", "{chain}");
    }
    let (_, diags) = parse_expression(SourceId(0), &format!("x{}", "[*]".repeat(10_000)));
    assert_eq!(diags.0[0].summary, "Nested too deeply");
    let (_, diags) = parse_body(SourceId(0), &"a {\n".repeat(10_000));
    assert_eq!(diags.0[0].summary, "Nested too deeply");
    let (_, diags) = parse_expression(SourceId(0), &format!("\"{}\"", "%{ if a }".repeat(10_000)));
    assert!(diags.has_errors());
    let ok = format!("{}1{}", "(".repeat(100), ")".repeat(100));
    assert!(parse_expression(SourceId(0), &ok).1.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_survived(text in ".{0,200}") {
        parse_body(SourceId(0), &text);
        parse_expression(SourceId(0), &text);
        super::parse_template(SourceId(0), &text);
    }

    #[test]
    fn token_soup_is_survived(tokens in proptest::collection::vec(proptest::sample::select(SOUP), 0..60)) {
        let text = tokens.concat();
        let (body, _) = parse_body(SourceId(0), &text);
        spans_are_inside(&body, text.len() as u32);
        parse_expression(SourceId(0), &text);
        super::parse_template(SourceId(0), &text);
    }
}

const SOUP: &[&str] = &[
    "a",
    "resource",
    "\nresource \"x\" \"y\" {",
    "\n",
    "\r\n",
    "\r",
    " ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "${",
    "%{",
    "~}",
    "$${",
    "%%{",
    "$",
    "%",
    "<<EOT\n",
    "<<-EOT\n",
    "\nEOT\n",
    "EOT",
    "<<",
    "=",
    "==",
    "=>",
    ":",
    "::",
    "?",
    ".",
    "...",
    "*",
    ",",
    "for",
    "in",
    "if",
    "else",
    "endif",
    "endfor",
    "1",
    "1.5",
    "1e",
    "0.0",
    "\\",
    "\\u12",
    "\\n",
    "é",
    "日",
    "'",
    "/*",
    "*/",
    "#",
    "//",
    "-",
    "!",
    "&&",
    "||",
    "&",
    "\u{feff}",
    "null",
    "true",
    "x = ",
    "b {",
    "~",
    "\u{301}",
    "0",
    "e5",
];

fn spans_are_inside(body: &Body, end: u32) {
    for a in &body.attributes {
        assert!(a.expr.span.start <= a.expr.span.end && a.expr.span.end <= end);
    }
    for b in &body.blocks {
        assert!(b.body.span.end <= end);
        spans_are_inside(&b.body, end);
    }
}
