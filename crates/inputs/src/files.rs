//! A world of a few files.

use provision_lang::World;
use std::io;
use std::path::Path;

/// Files in the plan's directory, and nothing else.
pub struct Files(Vec<(String, Vec<u8>)>);

/// No file.
pub static NONE: Files = Files(Vec::new());

impl Files {
    /// One file.
    pub fn one(name: &str, content: &[u8]) -> Files {
        Files(vec![(name.to_owned(), content.to_vec())])
    }

    /// One file more.
    pub fn and(mut self, name: &str, content: &[u8]) -> Files {
        self.0.push((name.to_owned(), content.to_vec()));
        self
    }

    fn get(&self, path: &Path) -> io::Result<&[u8]> {
        let path = path.strip_prefix(".").unwrap_or(path);
        let found = self.0.iter().find(|(name, _)| path == Path::new(name));
        found.map(|(_, content)| content.as_slice()).ok_or(io::ErrorKind::NotFound.into())
    }
}

impl World for Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.get(path).map(<[u8]>::to_vec)
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let here = dir.components().all(|part| part == std::path::Component::CurDir);
        let mut names: Vec<String> = self.0.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        if here { Ok(names) } else { Err(io::ErrorKind::NotFound.into()) }
    }
    fn exists(&self, path: &Path) -> bool {
        self.get(path).is_ok()
    }
    fn home(&self) -> Option<String> {
        None
    }
    fn env(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn now(&self) -> String {
        "2026-01-02T03:04:05Z".to_owned()
    }
    fn random(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}
