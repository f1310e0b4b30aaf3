//! Expressions made to break the console: it answers or reports an error, and does neither slowly.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

#[allow(dead_code)]
mod console;

use console::Console;
use std::time::{Duration, Instant};

fn answer(expression: &str) -> String {
    let start = Instant::now();
    let answer = Console::new().answer(expression);
    let shown: String = expression.chars().take(60).collect();
    assert!(start.elapsed() < Duration::from_secs(60), "{shown} took {:?}", start.elapsed());
    answer
}

/// Nesting of every kind ends in an error or an answer, never in a stack overflow.
#[test]
fn deep_nesting() {
    let deep = 100_000;
    for (open, inner, close) in [
        ("(", "1", ")"),
        ("[", "", "]"),
        ("{a=", "1", "}"),
        ("-", "1", ""),
        ("!", "true", ""),
        ("upper(", "\"a\"", ")"),
        ("\"${", "1", "}\""),
        ("\"%{ if true }", "", "%{ endif }\""),
        ("true ? ", "1", " : 2"),
        ("[for x in [1] : ", "x", "]"),
        ("{for x in [\"a\"] : x => ", "x", "}"),
        ("try(", "1", ")"),
        ("1 + (", "1", ")"),
        ("[0][", "0", "]"),
        ("jsonencode([", "1", "])"),
    ] {
        answer(&format!("{}{inner}{}", open.repeat(deep), close.repeat(deep)));
        answer(&open.repeat(deep));
        answer(&close.repeat(deep));
        let some = format!("{}{inner}{}", open.repeat(20), close.repeat(20));
        assert_ne!(answer(&some), "", "{some}");
    }
}

/// Long but flat ones too.
#[test]
fn long_chains() {
    let long = 50_000;
    for (first, more) in [
        ("1", " + 1"),
        ("1", " - 1 * 2"),
        ("true", " && true"),
        ("1", " == 1"),
        ("local.d", ".a"),
        ("local.d", "[0]"),
        ("[1]", "[*]"),
        ("local.d", ".*.a"),
        ("true", " ? 1 : true"),
        ("\"a\"", " \"a\""),
        ("a", "::a"),
    ] {
        answer(&format!("{first}{}", more.repeat(long)));
    }
    assert_eq!(answer(&format!("length([{}])", "1,".repeat(long))), "50000\n");
    assert_eq!(answer(&format!("length(\"{}\")", "x".repeat(long))), "50000\n");
    assert_eq!(answer(&format!("length(\"{}\")", "${1}".repeat(long))), "50000\n");
}

/// Results that would fill the memory are refused.
#[test]
fn large_results() {
    for expression in [
        "range(0, 1e9)",
        "range(100000)",
        "1e99999999999",
        "1e-99999999999",
        "1e1000000 * 1e1000000",
        "format(\"%999999999d\", 1)",
        "format(\"%.999999999f\", 1)",
        "indent(1e9, \"a\\nb\")",
        "setproduct(range(1024), range(1024), range(1024))",
        "parseint(join(\"\", [for i in range(1000) : \"zzzzzzzzzzzzzzzzzzzz\"]), 36)",
        "regex(\"(a{1000}){1000}\", \"a\")",
        "yamldecode(\"a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\")",
        "templatefile(\"self.tftpl\", {})",
        "bcrypt(\"a\", 1e9)",
        "substr(\"a\", -1e30, 1e30)",
        "element([1], 1e300)",
        "chunklist([1], 1e300)",
        "slice([1], 0, 1e300)",
        "cidrsubnet(\"10.0.0.0/8\", 1e300, 0)",
        "cidrsubnet(\"::/0\", 128, 1e300)",
    ] {
        assert_eq!(answer(expression), "ERROR\n", "{expression}");
    }
    assert_eq!(answer("pow(10, 1e300)"), "+Inf\n");
    assert_eq!(answer("length(tostring(1e300 * 1e300))"), "601\n");
}

/// Nothing here grows with the square of its input.
#[test]
fn large_inputs() {
    let names = |n: usize| (0..n).map(|i| format!("\"k{i}\"")).collect::<Vec<_>>().join(",");
    let list = names(20_000);
    for (expression, expected) in [
        (format!("length(distinct([{list}]))"), "20000\n"),
        (format!("length(toset([{list}]))"), "20000\n"),
        (format!("length({{for k in [{list}] : k => 1}})"), "20000\n"),
        (format!("length(merge([for k in [{list}] : {{(k) = 1}}]...))"), "20000\n"),
        (format!("length(concat([for k in [{list}] : [k]]...))"), "20000\n"),
        (format!("length(flatten([for k in [{list}] : [k]]))"), "20000\n"),
        (format!("length(zipmap([{list}],[{list}]))"), "20000\n"),
        (format!("length(matchkeys([{list}],[{list}],[{list}]))"), "20000\n"),
        (format!("length(setsubtract([{list}],[{list}]))"), "0\n"),
        (format!("length(transpose({{a=[{list}]}}))"), "20000\n"),
        (format!("length(jsondecode(jsonencode([{list}])))"), "20000\n"),
        (format!("length(yamldecode(yamlencode([{list}])))"), "20000\n"),
        (format!("length(split(\",\",join(\",\",[{list}])))"), "20000\n"),
    ] {
        assert_eq!(answer(&expression), expected, "{}", &expression[..40]);
    }
}
