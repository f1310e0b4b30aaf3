//! What authors of plans get wrong most often, and what they are told: the place with a caret, the cause, the next step.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::Walk;
use crate::testing::{Case, Files, Toys};
use provision_graph::Graph;
use provision_lang::config::load_with;
use provision_lang::static_check;
use provision_value::{Diagnostics, SourceMap};
use std::path::Path;

/// Everything that is said of a plan, as far as it gets: read, check, order, walk.
fn said(main: &str) -> String {
    said_of(&[("main.tf", main)])
}

fn said_of(files: &[(&str, &str)]) -> String {
    let (world, toys) = (Files::new(files), Toys::new());
    let mut sources = SourceMap::default();
    let (config, mut found) = load_with(&world, Path::new("/plan"), &toys, &mut sources);
    if !found.has_errors() {
        found.extend(static_check::check(&config, &toys, &world, Path::new("/plan")));
        found.extend(Graph::build(&config).err().unwrap_or_default());
    }
    if !found.has_errors() {
        let mut case = Case::files(files);
        let walked = case.plan().err();
        return told(&case.sources, &walked.unwrap_or(found));
    }
    told(&sources, &found)
}

/// Findings as a person reads them.
fn told(sources: &SourceMap, found: &Diagnostics) -> String {
    let one = |d: &provision_value::Diagnostic| {
        let mut out = format!("{}\n", d.summary);
        if let Some(span) = d.span {
            let (line, column) = sources.line_col(span.source, span.start);
            let text = sources.text(span.source);
            let shown = text.lines().nth(line - 1).unwrap_or_default();
            let marked = text[span.start as usize..span.end as usize].lines().next().unwrap_or_default();
            let caret = "^".repeat(marked.chars().count().max(1));
            out += &format!("{line:3} | {shown}\n    | {}{caret}\n", " ".repeat(column - 1));
        }
        for part in [&d.detail, &d.help].into_iter().filter(|part| !part.is_empty()) {
            out += &format!("{part}\n");
        }
        out
    };
    found.0.iter().map(one).collect::<Vec<_>>().join("\n")
}

macro_rules! mistakes {
    ($($name:ident: $text:expr;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(said($text));
        })*
    };
}

mistakes! {
    a_quote_is_missing: "resource \"toy_box\" \"a\" {\n  name = \"box\n  kind = \"x\"\n}\n";
    an_equals_sign_before_a_block: "resource \"toy_box\" \"a\" {\n  lid = {\n    colour = \"red\"\n  }\n}\n";
    a_block_for_an_argument: "resource \"toy_box\" \"a\" {\n  tags {\n    Name = \"x\"\n  }\n}\n";
    a_number_inside_a_template: "variable \"n\" { default = [1] }\nresource \"toy_box\" \"a\" { name = \"box-${var.n}\" }\n";
    count_and_for_each_together:
        "resource \"toy_box\" \"a\" {\n  count    = 2\n  for_each = toset([\"x\"])\n}\n";
    for_each_over_a_list: "resource \"toy_box\" \"a\" {\n  for_each = [\"x\", \"y\"]\n  name     = each.key\n}\n";
    a_splat_on_a_single_instance:
        "resource \"toy_box\" \"a\" {}\nresource \"toy_box\" \"b\" { name = toy_box.a[*].idd[0] }\n";
    an_index_on_a_single_instance:
        "resource \"toy_box\" \"a\" {}\nresource \"toy_box\" \"b\" { name = toy_box.a[0].id }\n";
    no_index_on_many_instances:
        "resource \"toy_box\" \"a\" { count = 2 }\nresource \"toy_box\" \"b\" { name = toy_box.a.id }\n";
    a_slip_in_an_argument: "resource \"toy_box\" \"a\" { nmae = \"x\" }\n";
    a_slip_in_an_attribute:
        "resource \"toy_box\" \"a\" {}\noutput \"o\" { value = toy_box.a.nane }\n";
    a_slip_in_a_reference: "variable \"region\" { default = 1 }\noutput \"o\" { value = var.regoin }\n";
    a_resource_that_refers_to_itself: "resource \"toy_box\" \"a\" { parent = toy_box.a.id }\n";
    locals_in_a_circle: "locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\n";
    a_sensitive_value_in_for_each:
        "variable \"s\" {\n  default   = { a = 1 }\n  sensitive = true\n}\nresource \"toy_box\" \"a\" { for_each = var.s }\n";
    for_each_keys_that_only_apply_will_tell:
        "resource \"toy_box\" \"a\" {}\nresource \"toy_box\" \"b\" { for_each = toset([toy_box.a.id]) }\n";
    single_quotes: "output \"o\" { value = 'x' }\n";
    a_bare_word: "output \"o\" { value = web }\n";
    a_colon_for_an_equals_sign: "resource \"toy_box\" \"a\" {\n  name: \"x\"\n}\n";
    a_brace_that_is_not_closed: "resource \"toy_box\" \"a\" {\n  name = \"x\"\n\noutput \"o\" {\n  value = 1\n}\n";
}

#[test]
fn a_wrong_input_of_a_module() {
    let files = [
        ("main.tf", "module \"m\" {\n  source = \"./m\"\n  ports  = \"80\"\n  prots  = [81]\n}\n"),
        ("m/main.tf", "variable \"ports\" { type = list(number) }\nvariable \"name\" {}\n"),
    ];
    insta::assert_snapshot!(said_of(&files));
}

/// A plan that is sound is told nothing of.
#[test]
fn nothing_is_said_of_a_sound_plan() {
    assert_eq!(said("resource \"toy_box\" \"a\" { name = \"x\" }\n"), "");
    let case = Case::new("resource \"toy_box\" \"a\" {}");
    assert!(Walk::new(case.input()).is_ok());
}
