//! Workspaces of bare directories: where the present one is noted, as Terraform notes it.

use crate::exit::Failure;
use provision_lang::World;
use provision_value::Diagnostic;
use std::path::{Path, PathBuf};

/// The workspace that is always there.
pub const DEFAULT: &str = "default";

/// Where the present workspace is noted.
pub fn note(world: &dyn World, dir: &Path) -> PathBuf {
    dir.join(world.data_dir()).join("environment")
}

/// The workspace or environment that is asked for: that of `--env` or `PROVISION_ENV`, else of `TF_WORKSPACE`.
pub fn wanted(flag: Option<&str>) -> Option<String> {
    let variable = || std::env::var("TF_WORKSPACE").ok();
    flag.map(str::to_owned).or_else(variable).filter(|name| !name.is_empty())
}

/// The workspace to work in: the one that is wanted, else the one that was selected.
pub fn present(world: &dyn World, dir: &Path, wanted: Option<String>) -> Result<String, Failure> {
    let noted = || std::fs::read_to_string(note(world, dir)).ok();
    let name = wanted.or_else(noted);
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| DEFAULT.to_owned());
    check(&name)?;
    Ok(name)
}

/// Refuses names that cannot be a folder's or a part of a key.
pub fn check(name: &str) -> Result<(), Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    if !name.is_empty() && name.len() <= 90 && name.chars().all(plain) && !matches!(name, "." | "..") {
        return Ok(());
    }
    let d = Diagnostic::error("Invalid workspace", format!("\"{name}\" cannot be the name of a workspace."));
    Err(d.help("Use letters, digits, \"-\", \"_\", \".\" and \"~\".").into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_one_that_is_named_goes_before_the_one_that_was_selected() {
        let dir = tempfile::tempdir().unwrap();
        let world = crate::world::RealWorld::new();
        let present =
            |wanted: Option<&str>| present(&world, dir.path(), wanted.map(str::to_owned)).map_err(|_| ());
        assert_eq!(present(None).unwrap(), "default");
        std::fs::create_dir(dir.path().join(".terraform")).unwrap();
        std::fs::write(note(&world, dir.path()), "staging\n").unwrap();
        assert_eq!(present(None).unwrap(), "staging");
        assert_eq!(present(Some("prod")).unwrap(), "prod");
        for wrong in ["../x", "a/b", "..", "a b"] {
            assert!(present(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
