//! Which plan, which project, which state: from the working directory and the flags.

use provision_value::Diagnostic;
use std::path::{Path, PathBuf};

/// The plan that a command works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its directory, relative to the working directory where it lies below it.
    pub dir: PathBuf,
    /// Its name: the path below `plans/`, else the directory's own name.
    pub name: String,
    /// The nearest folder above that holds `plans/`: state lies under its `state/`.
    pub project: Option<PathBuf>,
}

/// `--plan` when given; else the working directory when it holds plan files; else the only directory directly under
/// `plans/` that holds any. With `or_none` the working directory will do where there is none.
///
/// # Errors
/// When there is none, or several and no `--plan`: then they are listed.
pub fn select(cwd: &Path, plan: Option<&str>, or_none: bool) -> Result<Selected, Diagnostic> {
    if let Some(wanted) = plan {
        return named(cwd, wanted);
    }
    if holds_plan(cwd) {
        return Ok(describe(cwd, PathBuf::from(".")));
    }
    let mut found = candidates(&cwd.join("plans"));
    match found.len() {
        1 => Ok(describe(cwd, Path::new("plans").join(found.remove(0)))),
        0 if or_none => Ok(describe(cwd, PathBuf::from("."))),
        0 => Err(Diagnostic::error(
            "No plan here",
            "This directory holds no .tf files, and plans/ holds no directory with any.",
        )
        .help("Change to a plan's directory, or name one with --plan.")),
        _ => Err(Diagnostic::error("Which plan?", format!("plans/ holds several: {}.", found.join(", ")))
            .help(format!("Name one, for example --plan {}.", found[0]))),
    }
}

fn named(cwd: &Path, wanted: &str) -> Result<Selected, Diagnostic> {
    let under = Path::new("plans").join(wanted);
    for dir in [under, PathBuf::from(wanted)] {
        if holds_plan(&cwd.join(&dir)) {
            return Ok(describe(cwd, dir));
        }
    }
    let names = candidates(&cwd.join("plans"));
    let known =
        if names.is_empty() { String::new() } else { format!(" plans/ holds: {}.", names.join(", ")) };
    Err(Diagnostic::error(
        format!("No plan \"{wanted}\""),
        format!("Neither plans/{wanted} nor {wanted} is a directory with .tf files.{known}"),
    )
    .help("Give --plan the name of a directory under plans/, or a path."))
}

fn describe(cwd: &Path, dir: PathBuf) -> Selected {
    let absolute = cwd.join(&dir);
    let absolute = absolute.canonicalize().unwrap_or(absolute);
    let project = absolute.ancestors().skip(1).find(|a| a.join("plans").is_dir()).map(Path::to_owned);
    let below = project.as_ref().and_then(|p| absolute.strip_prefix(p.join("plans")).ok());
    let name = match below {
        Some(path) => path.to_string_lossy().into_owned(),
        None => absolute.file_name().map_or_else(|| "plan".into(), |n| n.to_string_lossy().into_owned()),
    };
    Selected { dir, name, project }
}

fn candidates(plans: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(plans).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|e| holds_plan(&e.path()))
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// True when the directory holds files of a plan.
pub fn holds_plan(dir: &Path) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|e| e.file_name()).any(|n| {
        let n = n.to_string_lossy();
        n.ends_with(".tf") || n.ends_with(".tf.json")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn project(plans: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for plan in plans {
            let dir = root.path().join("plans").join(plan);
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(dir.join("main.tf"), "").unwrap();
        }
        root
    }

    #[test]
    fn the_only_plan_is_taken_without_asking() {
        let root = project(&["shop", "examples/network"]);
        let s = select(root.path(), None, false).unwrap();
        assert_eq!((s.name.as_str(), s.dir.as_path()), ("shop", Path::new("plans/shop")));
        assert_eq!(s.project.unwrap(), root.path().canonicalize().unwrap());
    }

    #[test]
    fn what_needs_no_plan_takes_the_working_directory() {
        let root = project(&[]);
        assert!(select(root.path(), None, false).is_err());
        assert_eq!(select(root.path(), None, true).unwrap().dir, Path::new("."));
    }

    #[test]
    fn several_plans_are_listed() {
        let root = project(&["b", "a"]);
        assert!(select(root.path(), None, false).unwrap_err().detail.contains("a, b"));
        assert_eq!(select(root.path(), Some("b"), false).unwrap().name, "b");
    }

    #[test]
    fn a_nested_plan_is_named_by_its_path_and_found_from_inside() {
        let root = project(&["examples/network"]);
        assert_eq!(
            select(root.path(), Some("plans/examples/network"), false).unwrap().name,
            "examples/network"
        );
        assert_eq!(
            select(&root.path().join("plans/examples/network"), None, false).unwrap().name,
            "examples/network"
        );
    }

    #[test]
    fn a_bare_directory_has_no_project() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("main.tf"), "").unwrap();
        assert_eq!(select(root.path(), None, false).unwrap().project, None);
        assert!(select(root.path(), Some("nothing"), false).is_err());
    }
}
