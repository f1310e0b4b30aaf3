//! Files that are whole or not there: written aside, made durable, then renamed into place. Mode 0600 whatever the umask.

use crate::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a whole file: a reader, or a crash at any moment, sees the old content or the new, never a part.
pub fn write_atomic(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Error> {
    let path = &target(path);
    let dir = dir_of(path);
    let put = || -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        // `tempfile` creates with mode 0600 and removes the file when we fail.
        let temp = tempfile::Builder::new().prefix(".provision-").suffix(".tmp").tempfile_in(dir)?;
        let mut out = BufWriter::new(temp);
        fill(&mut out)?;
        let temp = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        temp.as_file().sync_all()?;
        temp.persist(path).map_err(|e| e.error)?;
        sync_dir(dir)
    };
    put().map_err(Error::io("write", path))
}

/// Keeps the present content of `path` under another name. Nothing to do when there is none.
pub fn keep_as(path: &Path, backup: &Path) -> Result<(), Error> {
    match std::fs::read(path) {
        Ok(bytes) => write_atomic(backup, |out| out.write_all(&bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Error::io("read", path)(e)),
    }
}

/// The content of a file, `None` when it does not exist.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io("read", path)(e)),
    }
}

/// Opens for reading and writing with mode 0600, whoever made the file.
pub fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Makes a rename or a new name in `dir` durable.
pub fn sync_dir(dir: &Path) -> std::io::Result<()> {
    File::open(dir)?.sync_all()
}

/// The folder that a file lies in.
pub fn dir_of(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Where a symbolic link leads: renaming over the link would leave its target behind.
fn target(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.into())
}
