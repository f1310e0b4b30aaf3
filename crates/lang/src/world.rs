//! The outside, as the language may see it.

use std::path::{Path, PathBuf};

/// Files, environment, time and randomness, given by the caller, so that the language itself stays pure.
pub trait World: Send + Sync {
    /// A file's content.
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>>;
    /// The names of a directory's entries, sorted; a trailing `/` marks directories.
    fn list(&self, dir: &Path) -> std::io::Result<Vec<String>>;
    /// True when a file is there (`fileexists`).
    fn exists(&self, path: &Path) -> bool;
    /// The user's home directory (`pathexpand`).
    fn home(&self) -> Option<String>;
    /// Environment variables whose names start with `prefix`: rest of the name and value.
    fn env(&self, prefix: &str) -> Vec<(String, String)>;
    /// Where Terraform notes what it knows of a plan (its modules, its workspace), from the plan's directory: `.terraform`, or what `TF_DATA_DIR` names.
    fn data_dir(&self) -> PathBuf {
        let named =
            self.env("TF_DATA_DIR").into_iter().find(|(rest, dir)| rest.is_empty() && !dir.is_empty());
        PathBuf::from(named.map_or_else(|| ".terraform".to_owned(), |(_, dir)| dir))
    }
    /// The time of this run in RFC 3339, UTC (`plantimestamp`; `timestamp` is unknown while planning).
    fn now(&self) -> String;
    /// Random bytes (`uuid`, `bcrypt`).
    fn random(&self, buffer: &mut [u8]);
}
