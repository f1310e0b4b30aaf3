//! The files of a case, in memory.

use provision_lang::World;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Files by their path.
pub struct Files(pub Vec<(PathBuf, String)>);

/// The path with `.` and `..` carried out.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
    }
    out
}

impl World for Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = self.0.iter().find(|(name, _)| *name == clean(path));
        found.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let inside = self.0.iter().filter(|(name, _)| name.parent() == Some(&clean(dir)));
        Ok(inside.filter_map(|(name, _)| Some(name.file_name()?.to_string_lossy().into_owned())).collect())
    }
    fn exists(&self, path: &Path) -> bool {
        self.0.iter().any(|(name, _)| *name == clean(path))
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        "2026-01-01T00:00:00Z".into()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}
