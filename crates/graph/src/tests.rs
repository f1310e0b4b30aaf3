#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::disallowed_methods)] // They take the time of what they test.
use crate::{Graph, Node, dot, mermaid, svg};
use provision_lang::World;
use provision_lang::config::load;
use provision_value::{ConfigAddr, Diagnostics, Mode, SourceMap};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A few files under `/plan`.
struct Files(BTreeMap<PathBuf, String>);

impl World for Files {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let clean: PathBuf = path.components().filter(|c| c.as_os_str() != ".").collect();
        self.0.get(&clean).map(|t| t.clone().into_bytes()).ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }
    fn list(&self, dir: &Path) -> std::io::Result<Vec<String>> {
        let dir: PathBuf = dir.components().filter(|c| c.as_os_str() != ".").collect();
        let inside = self.0.keys().filter(|p| p.parent() == Some(&dir));
        Ok(inside.filter_map(|p| Some(p.file_name()?.to_str()?.to_string())).collect())
    }
    fn exists(&self, path: &Path) -> bool {
        self.read(path).is_ok()
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        String::new()
    }
    fn random(&self, _: &mut [u8]) {}
}

fn build(files: &[(&str, &str)]) -> Result<Graph, String> {
    let world = Files(files.iter().map(|(n, t)| (Path::new("/plan").join(n), t.to_string())).collect());
    let mut sources = SourceMap::default();
    let (config, diags) = load(&world, Path::new("/plan"), &mut sources);
    assert!(!diags.has_errors(), "{diags:?}");
    Graph::build(&config).map_err(|d| shown(&d, &sources))
}

/// Findings as lines, places as the text they cover.
fn shown(diags: &Diagnostics, sources: &SourceMap) -> String {
    let text = |span: provision_value::Span| {
        let (line, _) = sources.line_col(span.source, span.start);
        let text = &sources.text(span.source)[span.start as usize..span.end as usize];
        format!("{}:{line} {text}", sources.name(span.source))
    };
    let mut out = String::new();
    for d in &diags.0 {
        out += &format!("{}: {}\n", d.summary, d.detail);
        if let Some(span) = d.span {
            out += &format!("  at {}\n", text(span));
        }
        for (span, note) in &d.related {
            out += &format!("  and {} ({note})\n", text(*span));
        }
        out += &format!("  help: {}\n", d.help);
    }
    out
}

fn needs(graph: &Graph, node: &str) -> Vec<String> {
    let node = graph.order().find(|n| n.to_string() == node).expect("a node of this name");
    graph.needs(node).iter().map(|n| n.to_string()).collect()
}

fn addr(text: &str) -> ConfigAddr {
    let mut parts: Vec<Arc<str>> = text.split('.').map(Arc::from).collect();
    let name = parts.pop().unwrap();
    let type_name = parts.pop().unwrap();
    ConfigAddr {
        module: parts.into_iter().filter(|p| &**p != "module").collect(),
        mode: Mode::Managed,
        type_name,
        name,
    }
}

const MODULES: &[(&str, &str)] = &[
    (
        "main.tf",
        r#"
variable "cidr" {
  default = "10.0.0.0/16"
  validation {
    condition     = var.cidr != local.bad
    error_message = "no"
  }
}
locals { bad = "x" }
provider "aws" { region = "r" }
provider "aws" {
  alias  = "east"
  region = var.cidr
}
module "net" {
  source    = "./net"
  for_each  = toset(["a"])
  cidr      = var.cidr
  providers = { aws = aws.east }
}
resource "aws_instance" "web" {
  subnet_id = module.net["a"].subnet
  count     = 2
  lifecycle {
    replace_triggered_by = [aws_key.k]
    precondition {
      condition     = data.aws_x.y.id != ""
      error_message = "no"
    }
  }
}
resource "aws_key" "k" {}
data "aws_x" "y" { depends_on = [module.net] }
output "all" { value = module.net }
"#,
    ),
    (
        "net/net.tf",
        r#"
variable "cidr" {}
resource "aws_vpc" "main" { cidr = var.cidr }
resource "aws_subnet" "main" { vpc_id = aws_vpc.main.id }
resource "aws_lone" "main" {}
output "subnet" { value = aws_subnet.main.id }
output "vpc" { value = aws_vpc.main.id }
"#,
    ),
];

#[test]
fn references_become_needs() {
    let graph = build(MODULES).unwrap();
    assert_eq!(
        needs(&graph, "aws_instance.web"),
        ["provider.aws", "module.net", "aws_key.k", "data.aws_x.y", "module.net.output.subnet"]
    );
    assert_eq!(
        needs(&graph, "module.net.aws_vpc.main"),
        ["provider.aws.east", "module.net", "module.net.var.cidr"]
    );
    assert_eq!(needs(&graph, "module.net.var.cidr"), ["var.cidr", "var.cidr (validation)", "module.net"]);
    assert_eq!(needs(&graph, "var.cidr (validation)"), ["var.cidr", "local.bad"]);
    assert_eq!(needs(&graph, "data.aws_x.y"), ["provider.aws", "all of module.net"]);
    assert_eq!(
        needs(&graph, "output.all"),
        ["module.net", "module.net.output.subnet", "module.net.output.vpc"]
    );
}

#[test]
fn dependencies_are_all_resources_behind_a_resource() {
    let graph = build(MODULES).unwrap();
    let list: Vec<String> =
        graph.dependencies(&addr("aws_instance.web")).iter().map(ConfigAddr::to_string).collect();
    assert_eq!(
        list,
        [
            "aws_key.k",
            "data.aws_x.y",
            "module.net.aws_lone.main",
            "module.net.aws_subnet.main",
            "module.net.aws_vpc.main"
        ]
    );
    assert_eq!(graph.dependencies(&addr("module.net.aws_vpc.main")), []);
}

#[test]
fn a_selection_takes_what_targets_need_and_drops_what_needs_the_excluded() {
    let graph = build(MODULES).unwrap();
    let resources = |targets: &[Node], excludes: &[Node]| -> Vec<String> {
        graph
            .select(targets, excludes)
            .iter()
            .filter_map(|n| n.resource())
            .map(ConfigAddr::to_string)
            .collect()
    };
    let subnet = Node::Resource(addr("module.net.aws_subnet.main"));
    let vpc = Node::Resource(addr("module.net.aws_vpc.main"));
    assert_eq!(resources(&[subnet], &[]), ["module.net.aws_subnet.main", "module.net.aws_vpc.main"]);
    assert_eq!(resources(&[], &[vpc]), ["aws_key.k", "module.net.aws_lone.main"]);
}

#[test]
fn what_is_not_declared_is_named() {
    let error = build(&[
        (
            "main.tf",
            r#"
variable "region" {}
resource "aws_vpc" "main" { cidr = var.regoin }
resource "aws_subnet" "a" { vpc_id = aws_vpc.mian.id }
resource "aws_subnet" "b" { vpc_id = data.aws_vpc.main.id }
resource "aws_subnet" "c" {
  provider = aws.east
  vpc_id   = local.x
}
module "m" { source = "./m" }
output "o" { value = module.m.idd }
"#,
        ),
        ("m/main.tf", "output \"id\" { value = 1 }"),
    ]);
    insta::assert_snapshot!(error.unwrap_err());
}

#[test]
fn a_cycle_is_shown_as_its_chain_with_places() {
    let error = build(&[
        (
            "main.tf",
            r#"
locals { a = aws_a.a.id }
resource "aws_a" "a" { x = module.m.out }
module "m" {
  source = "./m"
  in     = local.a
}
resource "aws_b" "self" { x = aws_b.self.id }
"#,
        ),
        ("m/main.tf", "variable \"in\" {}\noutput \"out\" { value = var.in }"),
    ]);
    insta::assert_snapshot!(error.unwrap_err());
}

const STAGED: &[(&str, &str)] = &[
    ("network.tf", "resource \"aws_vpc\" \"main\" { x = local.l }\nlocals { l = 1 }\n"),
    (
        "data.tf",
        "resource \"aws_db\" \"main\" { vpc = aws_vpc.main.id }\nmodule \"m\" { source = \"./m\" }\n",
    ),
    (
        "other.tf",
        "resource \"aws_other\" \"db\" { db = aws_db.main.id }\nresource \"aws_other\" \"free\" {}\n",
    ),
    ("m/main.tf", "resource \"aws_inner\" \"x\" {}\n"),
];

fn stages(files: &[(&str, &str)], barrier: bool) -> Result<HashMap<ConfigAddr, usize>, Diagnostics> {
    let names: Vec<Arc<str>> = vec!["network".into(), "data".into()];
    let of_file = |file: &str| names.iter().position(|n| file.starts_with(&**n));
    build(files).unwrap().stages(&names, barrier, &of_file)
}

#[test]
fn stages_come_from_files_and_else_from_what_is_needed() {
    let found = stages(STAGED, true).unwrap();
    let of = |text: &str| found[&addr(text)];
    assert_eq!((of("aws_vpc.main"), of("aws_db.main"), of("module.m.aws_inner.x")), (0, 1, 1));
    assert_eq!((of("aws_other.db"), of("aws_other.free")), (1, 0));
}

#[test]
fn a_dependency_on_a_later_stage_names_both_ends() {
    let mut files = STAGED.to_vec();
    files[0].1 = "resource \"aws_vpc\" \"main\" { x = local.l }\nlocals { l = aws_db.x.id }\n";
    files[1].1 = "resource \"aws_db\" \"x\" {}\nresource \"aws_db\" \"main\" {}\n";
    let error = stages(&files, true).unwrap_err();
    assert_eq!(error.0.len(), 1);
    insta::assert_snapshot!(format!("{}\n{}", error.0[0].detail, error.0[0].help));
    assert!(error.0[0].span.is_some() && error.0[0].related.len() == 1);
    assert!(stages(&files, false).is_ok(), "without barriers stages are only priorities");
}

#[test]
fn the_drawing_is_grouped_by_stage() {
    let graph = build(STAGED).unwrap();
    let stages = stages(STAGED, true).unwrap();
    insta::assert_snapshot!(dot::dot(&graph, &["network".into(), "data".into()], &stages));
}

#[test]
fn mermaid_has_the_same_nodes_and_arrows() {
    let graph = build(STAGED).unwrap();
    let stages = stages(STAGED, true).unwrap();
    let names = ["network".into(), "data".into()];
    let (dot, text) = (dot::dot(&graph, &names, &stages), mermaid::mermaid(&graph, &names, &stages));
    assert_eq!(text.matches(" --> ").count(), dot.matches(" -> ").count());
    assert_eq!(text.matches("subgraph").count(), 2);
    insta::assert_snapshot!(text);
}

/// The numbers after a name in a text of attributes.
fn numbers(text: &str, name: &str) -> Vec<usize> {
    let number = |t: &str| t.split('"').next().and_then(|n| n.parse().ok());
    text.split(&format!(" {name}=\"")).skip(1).filter_map(number).collect()
}

#[test]
fn the_picture_shows_every_resource_in_a_place_of_its_own() {
    let graph = build(&[(
        "main.tf",
        "resource \"aws_x\" \"a\" {}\nresource \"aws_x\" \"b\" { a = aws_x.a.id }\nresource \"aws_x\" \"c\" { a = [aws_x.a.id, aws_x.b.id] }\n\
         resource \"aws_x\" \"d\" { a = aws_x.a.id }\ndata \"aws_y\" \"e\" { b = aws_x.d.id }\n",
    )])
    .unwrap();
    let text = svg::svg(&graph, &[], &HashMap::new());
    let boxes: Vec<&str> = text.lines().filter(|l| l.starts_with("<g>")).collect();
    let places: std::collections::BTreeSet<(usize, usize)> =
        boxes.iter().map(|b| (numbers(b, "x")[0], numbers(b, "y")[0])).collect();
    assert_eq!((boxes.len(), places.len()), (5, 5), "{text}");
    // c needs a by way of b already.
    assert_eq!(text.matches("<path marker-end").count(), 4, "{text}");
    let x =
        |name: &str| numbers(boxes.iter().find(|b| b.contains(&format!(">{name}</text>"))).unwrap(), "x")[0];
    assert!(x("aws_x.a") < x("aws_x.b") && x("aws_x.b") < x("aws_x.c") && x("aws_x.d") < x("data.aws_y.e"));
    assert_eq!(text.matches("class=\"data\"").count(), 1);
    assert!(svg::svg(&build(&[("main.tf", "")]).unwrap(), &[], &HashMap::new()).ends_with("</svg>\n"));
}

#[test]
fn stages_are_bands_of_the_picture() {
    let graph = build(STAGED).unwrap();
    let stages = stages(STAGED, true).unwrap();
    let text = svg::svg(&graph, &["network".into(), "data".into()], &stages);
    assert!(text.contains(">network</text>") && text.contains(">data</text>"), "{text}");
}

#[test]
fn ten_thousand_resources_in_a_chain_are_ordered() {
    let one = |i: usize| {
        format!("resource \"aws_x\" \"r{i}\" {{ a = local.l{i} }}\nlocals {{ l{i} = aws_x.r{}.id }}\n", i + 1)
    };
    let mut text: String = (0..10_000).map(one).collect();
    text += "resource \"aws_x\" \"r10000\" {}\n";
    let world = Files([(PathBuf::from("/plan/main.tf"), text)].into());
    let (config, diags) = load(&world, Path::new("/plan"), &mut SourceMap::default());
    assert!(!diags.has_errors());
    let graph = Graph::build(&config).unwrap();
    assert_eq!(graph.order().count(), 20_003);
    assert_eq!(graph.dependencies(&addr("aws_x.r0")).len(), 10_000);
}

#[test]
fn empty_provider_blocks_in_modules_stand_for_what_is_passed() {
    let graph = build(&[
        (
            "main.tf",
            "provider \"toy\" {\n  alias = \"x\"\n  a = 1\n}\nmodule \"m\" {\n  source = \"./m\"\n  providers = { toy = toy.x }\n}\nmodule \"n\" {\n  source = \"./m\"\n}\n",
        ),
        ("m/main.tf", "provider \"toy\" {}\nresource \"toy_box\" \"a\" {}\n"),
    ])
    .unwrap();
    let of = |path: &str| {
        let needs = graph.order().find(|n| n.to_string() == path).map(|n| graph.needs(n)).unwrap();
        needs.iter().find(|n| matches!(n, Node::Provider(..))).unwrap().to_string()
    };
    let shown = (of("module.m.toy_box.a"), of("module.n.toy_box.a"));
    assert_eq!(shown, ("provider.toy.x".into(), "provider.toy".into()));
}
