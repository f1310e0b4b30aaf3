//! The real outside, as the plan language may see it.

use provision_lang::World;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Disk, environment, clock and randomness of this process.
pub struct RealWorld {
    now: String,
    /// A file that is there for the language alone.
    pretended: Mutex<Option<(PathBuf, String)>>,
}

impl RealWorld {
    /// A world whose time stands still at this moment, so that one run has one time.
    pub fn new() -> RealWorld {
        RealWorld {
            now: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            pretended: Mutex::default(),
        }
    }
    /// From now on the language sees a file that is not there.
    pub fn pretend(&self, path: PathBuf, text: String) {
        *self.pretended() = Some((path, text));
    }
    /// The language sees what is there.
    pub fn pretend_nothing(&self) {
        *self.pretended() = None;
    }
    fn pretended(&self) -> MutexGuard<'_, Option<(PathBuf, String)>> {
        self.pretended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World for RealWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if let Some((_, text)) = self.pretended().as_ref().filter(|(pretended, _)| pretended == path) {
            return Ok(text.clone().into_bytes());
        }
        std::fs::read(path)
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let slash = if entry.path().is_dir() { "/" } else { "" };
            names.push(format!("{}{slash}", entry.file_name().to_string_lossy()));
        }
        if let Some((path, _)) = self.pretended().as_ref()
            && path.parent() == Some(dir)
        {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
        names.sort();
        Ok(names)
    }
    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }
    fn home(&self) -> Option<String> {
        std::env::var("HOME").ok().filter(|h| !h.is_empty())
    }
    fn env(&self, prefix: &str) -> Vec<(String, String)> {
        std::env::vars_os()
            .filter_map(|(name, value)| {
                let name = name.to_str()?.strip_prefix(prefix)?.to_owned();
                Some((name, value.to_str()?.to_owned()))
            })
            .collect()
    }
    fn now(&self) -> String {
        self.now.clone()
    }
    fn random(&self, buffer: &mut [u8]) {
        // Without the system's randomness nothing that asks for it may go on.
        if let Err(e) = getrandom::fill(buffer) {
            eprintln!("Error: the operating system gives no random bytes: {e}");
            std::process::exit(1);
        }
    }
}
