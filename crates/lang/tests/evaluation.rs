//! Evaluation where Terraform's console cannot be asked: messages, marks, refinements, depth; references; blocks
//! against a schema.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

use provision_lang::ast::{Expr, ExprKind};
use provision_lang::{Scope, Subject, World, body_references, decode, eval, references, syntax};
use provision_schema::{Attribute, Block, Nested, Nesting};
use provision_value::{
    Diagnostic, Diagnostics, Kind, Marks, Refinement, SourceId, SourceMap, Span, Type, Value, json::to_json,
};
use std::path::Path;
use std::sync::Arc;

struct Nowhere;

impl World for Nowhere {
    fn read(&self, _: &Path) -> std::io::Result<Vec<u8>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
    fn list(&self, _: &Path) -> std::io::Result<Vec<String>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
    fn exists(&self, _: &Path) -> bool {
        false
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        "2026-01-31T12:00:00Z".into()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

struct Names;

impl Scope for Names {
    fn resolve(&self, subject: &Subject, span: Span) -> Result<Value, Diagnostic> {
        let known =
            |ty: Type| Value::unknown_refined(ty, Refinement { not_null: true, ..Refinement::default() });
        match subject {
            Subject::Variable(n) if &**n == "password" => Ok(Value::string("hunter2").sensitive()),
            Subject::Variable(n) if &**n == "token" => {
                Ok(Value::string("t0ken").with_marks(Marks::EPHEMERAL))
            }
            Subject::Variable(n) if &**n == "names" => {
                Ok(Value::tuple(vec![Value::string("a"), Value::string("b")]))
            }
            Subject::Local(n) if &**n == "list" => {
                Ok(Value::unknown(Type::list(Type::object([("id", Type::String)]))))
            }
            Subject::Local(n) if &**n == "map" => Ok(Value::unknown(Type::map(Type::String))),
            Subject::Resource { type_name, .. } if &**type_name == "aws_vpc" => Ok(Value::object_of([
                ("id", known(Type::String)),
                ("cidr_block", Value::string("10.0.0.0/16")),
            ])),
            other => Err(Diagnostic::error("Reference to undeclared name", format!("{other:?}")).at(span)),
        }
    }
    fn world(&self) -> &dyn World {
        &Nowhere
    }
    fn base_dir(&self) -> &Path {
        Path::new(".")
    }
}

fn value(text: &str) -> (Value, Diagnostics) {
    let (expr, diags) = syntax::parse_expression(SourceId::default(), text);
    assert!(!diags.has_errors(), "{text}: {diags:?}");
    eval(&expr, &Names)
}

/// `summary: detail (help) at "text"` of every finding.
fn shown(text: &str, diags: &Diagnostics) -> Vec<String> {
    let one = |d: &Diagnostic| {
        let place = d.span.map_or("", |s| &text[s.start as usize..s.end as usize]);
        let help = if d.help.is_empty() { String::new() } else { format!(" ({})", d.help) };
        format!("{}: {}{help} at `{place}`", d.summary, d.detail)
    };
    diags.0.iter().map(one).collect()
}

#[test]
fn errors_say_what_where_and_what_next() {
    let cases = [
        (
            "aws_vpc.main.idd",
            "Unsupported attribute: This object has no attribute \"idd\"; it has cidr_block, id. (Did you mean \"id\"?) at `idd`",
        ),
        ("[1, 2][7]", "Invalid index: There are 2 items, [0] to [1], so no item 7. at `7`"),
        (
            "upperr(\"a\")",
            "Call to unknown function: There is no function named \"upperr\". (Did you mean \"upper\"?) at `upperr`",
        ),
        (
            "1 + [2]",
            "Invalid operand: The operator cannot take this value: a number is required, not a tuple. at `[2]`",
        ),
        (
            "cidrsubnet(\"10.0.0.0/8\", 8)",
            "Wrong number of arguments: Function cidrsubnet: It takes 3 arguments; \"netnum\" is missing. at `cidrsubnet(\"10.0.0.0/8\", 8)`",
        ),
        (
            "cidrsubnet(\"10.0.0/8\", 8, 1)",
            "Invalid function argument: Argument \"prefix\" of cidrsubnet: \"10.0.0/8\" is not a CIDR range; write one as 10.0.0.0/16. at `\"10.0.0/8\"`",
        ),
        (
            "local.list.id",
            "Unsupported attribute: The value is a list of object, which has no attributes. (take it of one item with [0].id or of every item with [*].id) at `id`",
        ),
        (
            "[for nam in var.names : name]",
            "Invalid reference: There is no variable named \"name\" here, and a resource is named by its type and its name, as in aws_vpc.main. (Did you mean \"nam\"?) at `name`",
        ),
        (
            "{ for n in var.names : \"k\" => n }",
            "Duplicate object key: Two items gave the same key \"k\". (write ... after the value to gather the values of equal keys in tuples) at `\"k\"`",
        ),
    ];
    for (text, expected) in cases {
        let (_, diags) = value(text);
        assert_eq!(shown(text, &diags), [expected], "{text}");
    }
}

#[test]
fn one_expression_reports_several_errors_but_each_once() {
    let text = "[1 + \"x\", nope(2), [for n in var.names : n.x]]";
    let (_, diags) = value(text);
    assert_eq!(diags.0.len(), 3, "{:?}", shown(text, &diags));
}

#[test]
fn errors_never_show_sensitive_values() {
    for text in [
        "cidrsubnet(var.password, 8, 1)",
        "tomap({a = \"b\"})[var.password]",
        "{a = 1}[var.password]",
        "regex(var.password, \"x\")",
        "{ for n in [1, 2] : var.password => n }",
        "format(\"%d\", var.password)",
        "parseint(var.password, 10)",
        "jsondecode(var.password)",
        "uuidv5(var.password, \"x\")",
        "file(var.password)",
        "tonumber(var.password)",
        "1 + var.password",
        "lookup({a = 1}, var.password)",
    ] {
        let (_, diags) = value(text);
        assert!(diags.has_errors(), "{text}");
        assert!(!format!("{diags:?}").contains("hunter2"), "{text}: {diags:?}");
    }
}

#[test]
fn marks_travel() {
    let both = Marks::SENSITIVE.union(Marks::EPHEMERAL);
    let cases = [
        ("\"${var.password}x\"", Marks::SENSITIVE),
        ("\"${var.password}${var.token}\"", both),
        ("upper(var.token)", Marks::EPHEMERAL),
        ("var.password == \"x\" ? 1 : 2", Marks::SENSITIVE),
        ("length(var.password) + 1", Marks::SENSITIVE),
        ("[var.password][0]", Marks::SENSITIVE),
        ("toset([var.password])", Marks::SENSITIVE),
        ("nonsensitive(var.password)", Marks::NONE),
        ("[var.password, 1]", Marks::NONE),
        ("jsonencode({ a = [var.password] })", Marks::SENSITIVE),
        ("ephemeralasnull(var.token)", Marks::NONE),
        ("-length(var.password)", Marks::SENSITIVE),
        ("!(var.password == \"x\")", Marks::SENSITIVE),
        ("[for c in [var.password] : c if c != \"x\"]", Marks::SENSITIVE),
    ];
    for (text, marks) in cases {
        let (v, diags) = value(text);
        assert!(!diags.has_errors(), "{text}: {diags:?}");
        assert_eq!(v.marks(), marks, "{text}");
    }
}

#[test]
fn unknown_values_keep_what_is_known() {
    let cases = [
        ("local.list[*].id", "list(string)"),
        ("local.list[0].id", "string"),
        ("local.map[\"a\"]", "string"),
        ("length(local.list)", "number"),
        ("local.list == [] ? 1 : 2", "number"),
        ("[for x in [local.map] : x.a][0]", "string"),
        ("timestamp()", "string"),
        ("uuid()", "string"),
        ("tolist(local.list)", "list(any)"),
        ("cidrsubnets(aws_vpc.main.id, 4, 4)", "list(string)"),
        ("merge(local.map, local.map)", "map(string)"),
    ];
    for (text, ty) in cases {
        let (v, diags) = value(text);
        assert!(!diags.has_errors(), "{text}: {diags:?}");
        let known_type = if text.contains(" ? ") { "number" } else { ty };
        assert_eq!(v.ty().to_string(), known_type, "{text}");
    }
    assert_eq!(value("aws_vpc.main.id == null").0, Value::bool(false));
    assert_eq!(value("local.map == null").0, Value::unknown_refined(Type::Bool, not_null()));
    let (v, _) = value("\"arn:aws:s3:::${aws_vpc.main.id}/x\"");
    let prefix = Some(Arc::from("arn:aws:s3:::"));
    assert_eq!(*v.kind(), Kind::Unknown(Type::String, Box::new(Refinement { prefix, ..not_null() })));
}

fn not_null() -> Refinement {
    Refinement { not_null: true, ..Refinement::default() }
}

#[test]
fn deep_and_long_expressions_do_not_overflow() {
    let sum = vec!["1"; 400].join(" + ");
    assert_eq!(value(&sum).0, Value::number(400));
    // The parser's own limit is lower; trees may come from elsewhere.
    let span = Span::default();
    let leaf = Expr { kind: ExprKind::Literal(Value::number(1)), span };
    let deep = (0..5_000).fold(leaf, |e, _| Expr { kind: ExprKind::Paren(Box::new(e)), span });
    assert_eq!(eval(&deep, &Names).0, Value::number(1));
    assert!(references(&deep).is_empty());
    let nested = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert!(!value(&format!("jsonencode(flatten({nested}))")).1.has_errors());
}

#[test]
fn hostile_documents_are_refused() {
    let laughs = (1..12).fold("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string(), |text, i| {
        let refs = vec![format!("*a{}", i - 1); 10].join(", ");
        text + &format!("a{i}: &a{i} [{refs}]\n")
    });
    let deep = "[".repeat(100_000);
    for (function, document) in [("yamldecode", &laughs), ("yamldecode", &deep), ("jsondecode", &deep)] {
        let span = Span::default();
        let name = provision_lang::ast::Ident { name: function.into(), span };
        let args = vec![Expr { kind: ExprKind::Literal(Value::string(document.as_str())), span }];
        let call = Expr { kind: ExprKind::Call { name, args, expand: false }, span };
        assert!(eval(&call, &Names).1.has_errors(), "{function}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]
    /// Whatever is written, there is a value or an error.
    #[test]
    fn nothing_panics(words in proptest::collection::vec(proptest::sample::select(WORDS), 1..14)) {
        let text = words.concat();
        let (expr, diags) = syntax::parse_expression(SourceId::default(), &text);
        let (value, found) = eval(&expr, &Names);
        let _ = (provision_lang::console::render(&value), to_json(&value), references(&expr), diags, found);
    }
    /// Functions take any arguments, or say why not.
    #[test]
    fn functions_take_anything(
        name in proptest::sample::select(provision_lang::functions::names()),
        args in proptest::collection::vec(proptest::sample::select(ARGUMENTS), 0..4),
    ) {
        // Each of these would take minutes at its highest cost.
        if name != "bcrypt" {
            let text = format!("{name}({})", args.join(", "));
            let (value, diags) = value(&text);
            let _ = (provision_lang::console::render(&value), diags);
        }
    }
}

const WORDS: &[&str] = &[
    "1",
    "-",
    "+",
    " % ",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "a",
    " = ",
    "\"x\"",
    "null",
    "true",
    " ? ",
    " : ",
    ".",
    "[*]",
    ".*",
    ".id",
    "local.list",
    "local.map",
    "aws_vpc.main",
    "var.names",
    "var.password",
    "for x in ",
    "x",
    " => ",
    "...",
    "if ",
    "\"${",
    "}\"",
    "upper(",
    "merge(",
    "concat(",
    "toset(",
    ", ",
    "0.5",
    "1e30",
    " == ",
    " < ",
    "!",
    " && ",
    "try(",
];

const ARGUMENTS: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "3",
    "1.5",
    "1e300",
    "\"\"",
    "\"a\"",
    "\"é\\n%\"",
    "\"10.0.0.0/8\"",
    "\"::/0\"",
    "[]",
    "[1]",
    "[\"a\", \"b\"]",
    "[null]",
    "{}",
    "{ a = 1 }",
    "{ a = [\"x\"] }",
    "toset([\"a\"])",
    "local.list",
    "local.map",
    "tolist([])",
    "tomap({})",
    "[[1], [2]]",
    "\"%[9]s%\"",
    "\"(a)|[\"",
    "\"2020-01-01T00:00:00Z\"",
    "\"{\"",
    "\"- a: b\"",
    "var.password",
    "aws_vpc.main.id",
    "timestamp()",
    "9223372036854775807",
    "\"/x/\"",
    "128",
    "\"~\"",
    "\"1h\"",
];

#[test]
fn references_are_found_and_bound_names_are_not() {
    let text = "[for k, v in aws_subnet.a : \"${k}-${v.id}-${var.x[\"y\"].z}\" if module.m[0].out[local.i] != each.key]";
    let (expr, _) = syntax::parse_expression(SourceId::default(), text);
    let found: Vec<String> = references(&expr)
        .iter()
        .map(|r| format!("{} +{}", &text[r.span.start as usize..r.span.end as usize], r.rest.len()))
        .collect();
    assert_eq!(
        found,
        ["aws_subnet.a +0", "var.x[\"y\"].z +2", "module.m[0].out[local.i] +2", "local.i +0", "each.key +0"]
    );

    let source = "a = data.aws_region.r.name\ndynamic \"rule\" {\n  for_each = var.rules\n  iterator = it\n  content {\n    p = it.value.port + rule.x\n  }\n}\nnested { b = self.id }\n";
    let (body, diags) = syntax::parse_body(SourceId::default(), source);
    assert!(!diags.has_errors(), "{diags:?}");
    let found: Vec<&str> =
        body_references(&body).iter().map(|r| &source[r.span.start as usize..r.span.end as usize]).collect();
    assert_eq!(found, ["data.aws_region.r.name", "var.rules", "rule.x", "self.id"]);
}

fn arg(ty: Type) -> Attribute {
    Attribute { optional: true, ..Attribute::new(ty) }
}

fn nested(nesting: Nesting, block: Block) -> Nested {
    let block = Arc::new(block);
    Nested::new(nesting, block)
}

/// A resource with one argument of every kind.
fn schema() -> Block {
    let mut rule = Block::default();
    rule.attributes.insert("port", Attribute { required: true, ..Attribute::new(Type::Number) });
    rule.attributes.insert("cidr_blocks", arg(Type::list(Type::String)));
    let ingress = rule.clone();
    let mut block = Block::default();
    block.attributes.insert("name", Attribute { required: true, ..Attribute::new(Type::String) });
    block.attributes.insert("id", Attribute { computed: true, ..Attribute::new(Type::String) });
    block.attributes.insert("tags", arg(Type::map(Type::String)));
    block.attributes.insert(
        "ingress",
        Attribute { as_block: Some(Arc::new(ingress.clone())), ..arg(Type::set(ingress.ty())) },
    );
    block.blocks.insert("rule", nested(Nesting::List, rule.clone()));
    block.blocks.insert("filter", nested(Nesting::Set, rule.clone()));
    block.blocks.insert("single", nested(Nesting::Single, rule.clone()));
    block.blocks.insert("one", Nested { max: 1, ..nested(Nesting::List, rule) });
    block
}

fn decoded(source: &str, schema: &Block) -> (Value, Vec<String>) {
    let (body, diags) = syntax::parse_body(SourceId::default(), source);
    assert!(!diags.has_errors(), "{diags:?}");
    let (value, diags) = decode(&body, schema, &Names);
    (value, shown(source, &diags))
}

#[test]
fn a_block_becomes_an_object_of_its_schema() {
    let source = r#"
        name = 5
        tags = { a = 1 }
        rule { port = "80" }
        rule {
          port        = 443
          cidr_blocks = ["0.0.0.0/0"]
        }
        dynamic "rule" {
          for_each = { b = 2, a = 1 }
          content {
            port        = rule.value
            cidr_blocks = [rule.key]
          }
        }
        dynamic "filter" {
          for_each = toset(["x"])
          iterator = f
          content {
            port        = 1
            cidr_blocks = [f.key, f.value, var.names[0]]
          }
        }
        ingress { port = 22 }
        ingress { port = 22 }
    "#;
    let (value, errors) = decoded(source, &schema());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value.ty(), schema().ty());
    let expected: serde_json::Value = serde_json::from_str(
        r#"{
          "filter": [{"cidr_blocks": ["x", "x", "a"], "port": 1}],
          "id": null,
          "ingress": [{"cidr_blocks": null, "port": 22}],
          "name": "5",
          "one": [],
          "rule": [
            {"cidr_blocks": null, "port": 80}, {"cidr_blocks": ["0.0.0.0/0"], "port": 443},
            {"cidr_blocks": ["a"], "port": 1}, {"cidr_blocks": ["b"], "port": 2}
          ],
          "single": null,
          "tags": {"a": "1"}
        }"#,
    )
    .unwrap();
    assert_eq!(to_json(&value), expected);
}

#[test]
fn attribute_mode_wants_every_attribute() {
    let (_, errors) = decoded("name = \"x\"\ningress = [{ port = 1 }]", &schema());
    assert_eq!(errors.len(), 1, "{errors:?}");
    let (value, errors) = decoded("name = \"x\"\ningress = [{ port = 1, cidr_blocks = null }]", &schema());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(to_json(value.get("ingress").unwrap()).to_string(), r#"[{"cidr_blocks":null,"port":1}]"#);
    let (value, errors) = decoded("name = \"x\"\ningress = []", &schema());
    assert!(errors.is_empty() && value.get("ingress").unwrap().as_seq() == Some(&[]), "{errors:?}");
    let (value, _) = decoded("name = \"x\"", &schema());
    assert!(value.get("ingress").unwrap().is_null());
}

#[test]
fn an_unknown_number_of_blocks_is_an_unknown_list() {
    let source = "name = \"x\"\ndynamic \"rule\" {\n for_each = local.list\n content {\n port = 1\n cidr_blocks = [rule.value.id]\n }\n}";
    let (value, errors) = decoded(source, &schema());
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(
        value.get("rule").unwrap().kind(),
        &Kind::Unknown(schema().ty_of_rule(), Box::new(not_null()))
    );
    // Errors inside are found all the same.
    let (_, errors) = decoded(&source.replace("value.id", "value.idd"), &schema());
    assert_eq!(errors.len(), 1, "{errors:?}");
}

trait RuleType {
    fn ty_of_rule(&self) -> Type;
}

impl RuleType for Block {
    fn ty_of_rule(&self) -> Type {
        Type::list(self.blocks["rule"].block.ty())
    }
}

#[test]
fn what_does_not_fit_the_schema_is_pointed_at() {
    let cases = [
        (
            "nam = 1\nname = \"x\"",
            "Unsupported argument: There is no argument named \"nam\" here. (Did you mean \"name\"?) at `nam`",
        ),
        (
            "name = [1]",
            "Incorrect attribute value type: Inappropriate value for \"name\": a string is required, not a tuple. (Write it like this: name = \"...\") at `[1]`",
        ),
        (
            "name = null",
            "Missing required argument: The argument \"name\" is required, but its value is null. (Give it a value that is never null.) at `null`",
        ),
        (
            "name = \"x\"\nid = \"y\"",
            "Value for a read-only attribute: \"id\" is decided by AWS and cannot be set. (Remove it.) at `id`",
        ),
        (
            "name = \"x\"\nrule = []",
            "Unsupported argument: \"rule\" is a block here, not an argument. (Write rule { ... } without the equals sign.) at `rule`",
        ),
        (
            "name = \"x\"\ntags { a = 1 }",
            "Unsupported block type: \"tags\" is an argument here, not a block. (Write tags = ... with an equals sign.) at `tags`",
        ),
        (
            "name = \"x\"\nrulee { }",
            "Unsupported block type: There is no block named \"rulee\" here. (Did you mean \"rule\"?) at `rulee`",
        ),
        (
            "name = \"x\"\nrule { }",
            "Missing required argument: The argument \"port\" is required, but it is not given. (Add port = 1 to this block.) at `{ }`",
        ),
        (
            "name = \"x\"\none { port = 1 }\none { port = 2 }",
            "Too many blocks: There are 2 \"one\" blocks, but at most one block is allowed. at `one`",
        ),
        (
            "name = \"x\"\ndynamic \"rule\" {\n for_each = 5\n content { port = 1 }\n}",
            "Invalid dynamic for_each value: for_each takes a list, set, map or object, not a number. at `5`",
        ),
        (
            "name = \"x\"\ndynamic \"rule\" {\n for_each = []\n}",
            "Missing content block: The dynamic block needs a block content { } that says what each \"rule\" holds. at `dynamic \"rule\"`",
        ),
        (
            "name = \"x\"\ningress = [{ port = \"a\", cidr_blocks = [] }]",
            "Incorrect attribute value type: Inappropriate value for \"ingress\": [0].port: a number is required, but the text is not a decimal number. (Each item has every attribute, with null for those that are not wanted; or write ingress { ... } as a block.) at `\"a\"`",
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(decoded(source, &schema()).1, [expected], "{source}");
    }
}

#[test]
fn spans_lie_in_the_source() {
    let mut sources = SourceMap::default();
    let id = sources.add("main.tf", "x = nope(1) + [2].a");
    let (body, _) = syntax::parse_body(id, "x = nope(1) + [2].a");
    let (_, diags) = eval(&body.attributes[0].expr, &Names);
    assert!(
        diags.0.len() == 2 && diags.0.iter().all(|d| d.span.is_some_and(|s| s.source == id && s.end <= 19))
    );
}
