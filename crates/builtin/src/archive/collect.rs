//! What goes into an archive.

use super::glob;
use crate::kind::refused;
use crate::local::trouble;
use crate::object::text as given;
use crate::provider::Settings;
use provision_engine::provider::ProviderError;
use provision_value::Value;
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};

/// One file of an archive.
pub(super) struct Entry {
    /// Its name in the archive, with `/` between directories.
    pub name: String,
    /// Its permissions.
    pub mode: u32,
    /// Its content.
    pub content: Vec<u8>,
}

/// The permissions of what is no file on this machine.
const PLAIN: u32 = 0o644;

/// The files that an `archive_file` names, in the order of the archive. The archive itself is never one of them.
pub(super) fn entries(on: &Settings, object: &Value, output: &Path) -> Result<Vec<Entry>, ProviderError> {
    let mode = mode(object)?;
    let mut entries = if let Some(dir) = given(object, "source_dir") {
        directory(on, object, dir, output)?
    } else if let Some(file) = given(object, "source_file") {
        let path = on.path(file);
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        vec![entry(name, &path)?]
    } else if let Some(name) = given(object, "source_content_filename") {
        let content = given(object, "source_content").unwrap_or_default();
        vec![Entry { name: name.to_owned(), mode: PLAIN, content: content.into() }]
    } else {
        sources(object)
    };
    if let Some(mode) = mode {
        entries.iter_mut().for_each(|e| e.mode = mode);
    }
    if entries.is_empty() {
        return Err(refused("The archive would be empty", "Name something to pack, or exclude less."));
    }
    Ok(entries)
}

fn mode(object: &Value) -> Result<Option<u32>, ProviderError> {
    let Some(text) = given(object, "output_file_mode").filter(|s| !s.is_empty()) else { return Ok(None) };
    let digits = text.strip_prefix("0o").unwrap_or(text);
    let mode = u32::from_str_radix(digits, 8).ok().filter(|m| *m <= 0o7777);
    let bad =
        || refused(format!("output_file_mode = \"{text}\" is no octal mode"), "Write a mode like 0644.");
    mode.map(Some).ok_or_else(bad)
}

/// The `source` blocks. Of two with one name, the later one counts.
fn sources(object: &Value) -> Vec<Entry> {
    let blocks = object.get("source").and_then(Value::as_seq).unwrap_or_default();
    let named = blocks.iter().map(|b| {
        let text = |name| given(b, name).unwrap_or_default().to_owned();
        (text("filename"), text("content").into_bytes())
    });
    let sorted: std::collections::BTreeMap<String, Vec<u8>> = named.collect();
    sorted.into_iter().map(|(name, content)| Entry { name, mode: PLAIN, content }).collect()
}

fn directory(on: &Settings, object: &Value, dir: &str, output: &Path) -> Result<Vec<Entry>, ProviderError> {
    let root = on.path(dir);
    let root = root.canonicalize().map_err(|e| trouble("read", &root, &e))?;
    if !root.is_dir() {
        return Err(refused(
            format!("source_dir = \"{dir}\" is no directory"),
            "Use source_file for one file.",
        ));
    }
    let links = object.get("exclude_symlink_directories").and_then(Value::as_bool) != Some(true);
    let mut walk = Walk {
        excludes: excludes(object)?,
        links,
        output: output.canonicalize().ok(),
        within: Vec::new(),
        entries: Vec::new(),
    };
    walk.directory(&root, "")?;
    Ok(walk.entries)
}

fn excludes(object: &Value) -> Result<Vec<Regex>, ProviderError> {
    let patterns = object.get("excludes").and_then(Value::as_seq).unwrap_or_default();
    let texts = patterns.iter().filter_map(Value::as_str).filter(|p| !p.is_empty());
    let compiled = texts.map(|p| {
        let bad = |e| refused(format!("excludes: \"{p}\" is no glob: {e}"), "Use *, **, ?, [...] and {a,b}.");
        glob::compile(p).map_err(bad)
    });
    compiled.collect()
}

/// A walk through a directory, in the order of names.
struct Walk {
    excludes: Vec<Regex>,
    /// Goes into links to directories.
    links: bool,
    output: Option<PathBuf>,
    /// The directories that the walk is in, to see links that lead back.
    within: Vec<PathBuf>,
    entries: Vec<Entry>,
}

impl Walk {
    fn directory(&mut self, dir: &Path, below: &str) -> Result<(), ProviderError> {
        let real = dir.canonicalize().map_err(|e| trouble("read", dir, &e))?;
        if self.within.contains(&real) {
            let message = format!("{} is a link that leads back to where it stands", dir.display());
            return Err(refused(message, "Leave it out with excludes or exclude_symlink_directories."));
        }
        self.within.push(real);
        let mut found = Vec::new();
        for item in fs::read_dir(dir).map_err(|e| trouble("read", dir, &e))? {
            found.push(item.map_err(|e| trouble("read", dir, &e))?);
        }
        found.sort_by_key(fs::DirEntry::file_name);
        for item in found {
            let name = item.file_name().to_string_lossy().into_owned();
            let name = if below.is_empty() { name } else { format!("{below}/{name}") };
            if !self.excludes.iter().any(|e| e.is_match(&name)) {
                self.item(&item, name)?;
            }
        }
        self.within.pop();
        Ok(())
    }

    fn item(&mut self, item: &fs::DirEntry, name: String) -> Result<(), ProviderError> {
        let path = item.path();
        let link = item.file_type().map_err(|e| trouble("read", &path, &e))?.is_symlink();
        let about = fs::metadata(&path).map_err(|e| trouble("read", &path, &e))?;
        if about.is_dir() {
            return if link && !self.links { Ok(()) } else { self.directory(&path, &name) };
        }
        if self.output.is_none() || path.canonicalize().ok() != self.output {
            self.entries.push(entry(name, &path)?);
        }
        Ok(())
    }
}

fn entry(name: String, path: &Path) -> Result<Entry, ProviderError> {
    let about = fs::metadata(path).map_err(|e| trouble("read", path, &e))?;
    if about.is_dir() {
        return Err(refused(format!("{} is a directory", path.display()), "Use source_dir for directories."));
    }
    let content = fs::read(path).map_err(|e| trouble("read", path, &e))?;
    Ok(Entry { name, mode: permissions(&about), content })
}

#[cfg(unix)]
fn permissions(about: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o7777
}

#[cfg(not(unix))]
fn permissions(_: &fs::Metadata) -> u32 {
    PLAIN
}
