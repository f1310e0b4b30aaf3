//! The lock: one run at a time. The operating system holds it, so it ends with its process; the file says who, when and
//! what, so that a live holder can be named.

use crate::{Error, file};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Who holds a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holder {
    /// Random; names this lock in messages.
    pub id: String,
    /// The user.
    pub who: String,
    /// The machine.
    pub host: String,
    /// The process.
    pub pid: u32,
    /// Since when, RFC 3339.
    pub when: String,
    /// The command: `apply`.
    pub what: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.id.is_empty() {
            return f.write_str("a process that is just starting");
        }
        let Holder { id, who, host, pid, when, what } = self;
        // A lock of Terraform says nothing of a process.
        if *pid == 0 {
            return write!(f, "{who} on {host}, {what} since {when}, lock id {id}");
        }
        write!(f, "{who} on {host} (process {pid}), `provision {what}` since {when}, lock id {id}")
    }
}

/// A held lock; dropping it releases.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
    /// Folders made for it, innermost first.
    made: Vec<PathBuf>,
}

impl Lock {
    /// Takes the lock, waiting for at most `timeout` while another process holds it. [`Error::LockHeld`] names the holder.
    pub fn take(path: &Path, me: &Holder, timeout: Duration) -> Result<Lock, Error> {
        let end = Instant::now() + timeout;
        loop {
            if let Some(lock) = try_take(path, me).map_err(Error::io("lock", path))? {
                return Ok(lock);
            }
            let now = Instant::now();
            if now >= end {
                return Err(Error::LockHeld {
                    path: path.into(),
                    holder: Box::new(holder(path).unwrap_or_default()),
                    stays: false,
                });
            }
            std::thread::sleep(Duration::from_millis(100).min(end - now));
        }
    }
}

/// Who holds the lock at `path`, when the file says so.
pub fn holder(path: &Path) -> Option<Holder> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

fn try_take(path: &Path, me: &Holder) -> std::io::Result<Option<Lock>> {
    let dir = file::dir_of(path);
    let made = dir.ancestors().take_while(|d| !d.as_os_str().is_empty() && !d.exists());
    let made: Vec<PathBuf> = made.map(Path::to_owned).collect();
    std::fs::create_dir_all(dir)?;
    let mut file = file::open_private(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(e)) => return Err(e),
    }
    // The last holder may have removed the file between our opening and our locking it: then this lock is on a file
    // that nobody else will ever see.
    if !same_file(&file, path) {
        return Ok(None);
    }
    let mut old = Vec::new();
    file.read_to_end(&mut old)?;
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&serde_json::to_vec(me)?)?;
    Ok(Some(Lock { path: path.into(), _file: file, made }))
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While we still hold it, so that nobody's file is removed but ours. A file that stays is harmless: the lock
        // is the operating system's, not the file's existence.
        let _ = std::fs::remove_file(&self.path);
        // A command that wrote nothing leaves nothing; a folder that holds something is not removed.
        self.made.iter().for_each(|dir| drop(std::fs::remove_dir(dir)));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn me(what: &str) -> Holder {
        Holder {
            id: "1".into(),
            who: "kim".into(),
            host: "h".into(),
            pid: 7,
            when: "now".into(),
            what: what.into(),
        }
    }

    #[test]
    fn a_live_holder_is_named_and_a_dead_one_never_blocks() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b.lock");
        // What a killed process leaves behind: the file, unlocked.
        std::fs::create_dir_all(dir.path().join("a")).unwrap();
        std::fs::write(&path, serde_json::to_vec(&me("destroy")).unwrap()).unwrap();
        let held = Lock::take(&path, &me("apply"), Duration::ZERO).unwrap();
        let Err(Error::LockHeld { holder, .. }) = Lock::take(&path, &me("plan"), Duration::from_millis(150))
        else {
            panic!("a second lock was given")
        };
        assert_eq!(holder.to_string(), "kim on h (process 7), `provision apply` since now, lock id 1");
        drop(held);
        assert!(!path.exists());
        Lock::take(&path, &me("plan"), Duration::ZERO).unwrap();
    }

    #[test]
    fn folders_made_for_a_lock_go_with_it_when_nothing_else_is_in_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state/shop/prod.lock");
        drop(Lock::take(&path, &me("plan"), Duration::ZERO).unwrap());
        assert!(!dir.path().join("state").exists());
        let held = Lock::take(&path, &me("apply"), Duration::ZERO).unwrap();
        std::fs::write(dir.path().join("state/shop/prod.tfstate"), "{}").unwrap();
        drop(held);
        assert!(!path.exists() && dir.path().join("state/shop/prod.tfstate").exists());
    }

    #[test]
    fn waiting_ends_when_the_holder_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.lock");
        let held = Lock::take(&path, &me("apply"), Duration::ZERO).unwrap();
        let waiter = std::thread::spawn({
            let path = path.clone();
            move || Lock::take(&path, &me("plan"), Duration::from_secs(20)).is_ok()
        });
        std::thread::sleep(Duration::from_millis(50));
        drop(held);
        assert!(waiter.join().unwrap());
    }
}
