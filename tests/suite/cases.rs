//! The life-cycle cases under `tests/cases`: for each type a directory with one plan for each step of its life.
//!
//! `support.tf` holds what the subject needs, `N-create.tf`, `N-update.tf`, `N-replace.tf` the subject
//! (`TYPE.subject`) step by step; data sources have `N-read.tf`. Where there is no `replace` step the type has no
//! argument that forces one, and the test asks for it with `--replace`.

use crate::harness::root;
use std::fs;
use std::path::PathBuf;

/// What a step does to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is made.
    Create,
    /// It is changed where it is.
    Update,
    /// Another one takes its place.
    Replace,
    /// A data source is read.
    Read,
}

/// One step of a case.
#[derive(Clone, Debug)]
pub struct Step {
    /// The file's name without its ending: `2-update`.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// The file.
    pub path: PathBuf,
}

/// The life of one type.
#[derive(Clone, Debug)]
pub struct Case {
    /// `aws_vpc`, or `data_aws_vpc` for a data source; a further case of a type says more: `aws_wafv2_web_acl_for_cloudfront`.
    pub name: String,
    /// The type that it is about; a data source may have no subject.
    pub kind: String,
    /// What the subject needs, when it needs anything.
    pub support: Option<PathBuf>,
    /// In order.
    pub steps: Vec<Step>,
}

impl Case {
    /// Reads a case's directory.
    pub fn load(name: &str) -> Case {
        let dir = root().join("tests/cases").join(name);
        let mut steps: Vec<Step> = fs::read_dir(&dir)
            .unwrap_or_else(|e| panic!("{}: {e}", dir.display()))
            .filter_map(|entry| step(entry.expect("readable").path()))
            .collect();
        steps.sort_by(|a, b| a.name.cmp(&b.name));
        let support = Some(dir.join("support.tf")).filter(|path| path.exists());
        let text = steps.first().map(|first| fs::read_to_string(&first.path).expect("readable"));
        let kind = text.as_deref().and_then(subject).unwrap_or_else(|| name.to_owned());
        Case { name: name.to_owned(), kind, support, steps }
    }

    /// Every case, by name.
    pub fn all() -> Vec<Case> {
        let mut names: Vec<String> = fs::read_dir(root().join("tests/cases"))
            .expect("the cases are there")
            .map(|entry| entry.expect("readable"))
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names.iter().map(|name| Case::load(name)).collect()
    }

    /// True for what lies in another region, by a configuration of the provider that all of the case names.
    pub fn is_elsewhere(&self) -> bool {
        let text = self.support.as_ref().and_then(|path| fs::read_to_string(path).ok());
        text.is_some_and(|text| {
            text.contains("\nprovider \"aws\" {") || text.starts_with("provider \"aws\" {")
        })
    }

    /// True for a data source.
    pub fn is_data(&self) -> bool {
        self.name.starts_with("data_")
    }

    /// The address of the thing that the case is about.
    pub fn subject(&self) -> String {
        format!("{}.subject", self.kind)
    }
}

/// The type of the resource or data source that a step calls `subject`.
fn subject(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.ends_with(r#""subject" {"#))?;
    line.split('"').nth(1).map(str::to_owned)
}

fn step(path: PathBuf) -> Option<Step> {
    let name = path.file_name()?.to_str()?.strip_suffix(".tf")?.to_owned();
    let (number, kind) = name.split_once('-')?;
    number.parse::<u32>().ok()?;
    let kind = match kind.split('-').next()? {
        "create" => Kind::Create,
        "update" => Kind::Update,
        "replace" => Kind::Replace,
        "read" => Kind::Read,
        other => panic!("{}: {other:?} is no kind of step", path.display()),
    };
    Some(Step { name, kind, path })
}

/// Makes one test of each case, and one that fails when a directory has none.
#[macro_export]
macro_rules! tests_of_cases {
    ($run:path: $($name:ident)*) => {
        $(#[test] fn $name() { $run(stringify!($name)); })*

        #[test]
        fn no_case_is_forgotten() {
            let tested: std::collections::BTreeSet<&str> = [$(stringify!($name)),*].into();
            let there = $crate::cases::Case::all();
            let there: std::collections::BTreeSet<&str> = there.iter().map(|case| case.name.as_str()).collect();
            assert_eq!(tested, there);
        }
    };
}
