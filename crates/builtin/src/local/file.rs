//! `local_file` and `local_sensitive_file`.

use super::{checksums, trouble, with_checksums};
use crate::digest::sha1;
use crate::kind::{Resource, refused};
use crate::object::text as given;
use crate::provider::Settings;
use crate::schema::{Attr, id, resource, text};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Attribute, ResourceType, Validator};
use provision_value::Value;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// `local_file`
pub(crate) struct File;

/// `local_sensitive_file`
pub(crate) struct SensitiveFile;

fn path() -> Attribute {
    text("Where the file lies.").replace().required()
}

fn permission(doc: &'static str, default: &'static str) -> Attribute {
    text(doc).replace().check(Validator::Custom(check_mode)).default(Value::string(default))
}

#[async_trait]
impl Resource for File {
    fn describe(&self) -> ResourceType {
        const GROUP: &[&str] = &["content", "sensitive_content", "content_base64", "source"];
        let content = |attr: Attr| attr.replace().exactly_one_of(GROUP);
        let own = [
            id("SHA-1 of the content."),
            ("filename", path()),
            ("content", content(text("The content.")).optional()),
            (
                "sensitive_content",
                content(text("The content, as a secret."))
                    .sensitive()
                    .deprecated("use local_sensitive_file")
                    .optional(),
            ),
            ("content_base64", content(text("The content, in base64.")).optional()),
            ("source", content(text("A file to copy.")).optional()),
            ("file_permission", permission("Mode of the file, before umask.", "0777")),
            ("directory_permission", permission("Mode of directories that are made, before umask.", "0777")),
        ];
        resource("local_file", "A file on this machine.", checksums().into_iter().chain(own))
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        write(on, planned)
    }
    async fn read(&self, on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        read(on, prior)
    }
    async fn delete(&self, on: &Settings, _: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        delete(on, prior)
    }
}

#[async_trait]
impl Resource for SensitiveFile {
    fn describe(&self) -> ResourceType {
        const GROUP: &[&str] = &["content", "content_base64", "source"];
        let content = |attr: Attr| attr.replace().exactly_one_of(GROUP);
        let own = [
            id("SHA-1 of the content."),
            ("filename", path()),
            ("content", content(text("The content.")).sensitive().optional()),
            ("content_base64", content(text("The content, in base64.")).sensitive().optional()),
            ("source", content(text("A file to copy.")).optional()),
            ("file_permission", permission("Mode of the file, before umask.", "0700")),
            ("directory_permission", permission("Mode of directories that are made, before umask.", "0700")),
        ];
        resource(
            "local_sensitive_file",
            "A file with secrets on this machine.",
            checksums().into_iter().chain(own),
        )
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        write(on, planned)
    }
    async fn read(&self, on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        read(on, prior)
    }
    async fn delete(&self, on: &Settings, _: &StepCx, prior: &Value) -> Result<(), ProviderError> {
        delete(on, prior)
    }
}

/// An octal mode of three or four digits.
fn mode(text: &str) -> Option<u32> {
    let octal = (3..=4).contains(&text.len()) && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
    let mode = octal.then(|| u32::from_str_radix(text, 8).ok()).flatten();
    mode.filter(|m| *m <= 0o777)
}

fn check_mode(value: &Value) -> Result<(), String> {
    match mode(value.as_str().unwrap_or_default()) {
        Some(_) => Ok(()),
        None => Err("must be three or four octal digits, 0777 at most".into()),
    }
}

fn content(on: &Settings, object: &Value) -> Result<Vec<u8>, ProviderError> {
    if let Some(secret) = given(object, "sensitive_content") {
        return Ok(secret.into());
    }
    if let Some(base64) = given(object, "content_base64") {
        let decoded = STANDARD.decode(base64);
        return decoded.map_err(|e| {
            refused(format!("content_base64 is not base64: {e}"), "Use base64encode() or filebase64().")
        });
    }
    if let Some(source) = given(object, "source") {
        let source = on.path(source);
        return fs::read(&source).map_err(|e| trouble("read", &source, &e));
    }
    Ok(given(object, "content").unwrap_or_default().into())
}

fn write(on: &Settings, object: &Value) -> Result<Value, ProviderError> {
    let content = content(on, object)?;
    let path = on.path(given(object, "filename").unwrap_or_default());
    let permission = |name: &str| {
        let bad = || refused(format!("{name} is no mode"), "Write three or four octal digits, 0777 at most.");
        given(object, name).and_then(mode).ok_or_else(bad)
    };
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty() && !p.exists()) {
        make_directories(parent, permission("directory_permission")?)
            .map_err(|e| trouble("made", parent, &e))?;
    }
    let written = open(&path, permission("file_permission")?).and_then(|mut file| file.write_all(&content));
    written.map_err(|e| trouble("written", &path, &e))?;
    Ok(with_checksums(object, &content))
}

/// Gone where the file is, and where it holds something else: then it is written again.
fn read(on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
    let path = on.path(given(prior, "filename").unwrap_or_default());
    match fs::read(&path) {
        Ok(content) => Ok((given(prior, "id") == Some(&sha1(&content))).then(|| prior.clone())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(trouble("read", &path, &e)),
    }
}

fn delete(on: &Settings, prior: &Value) -> Result<(), ProviderError> {
    let path = on.path(given(prior, "filename").unwrap_or_default());
    match fs::remove_file(&path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(trouble("deleted", &path, &e)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn make_directories(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(mode).create(path)
}

#[cfg(not(unix))]
fn make_directories(path: &Path, _: u32) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(unix)]
fn open(path: &Path, mode: u32) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path, _: u32) -> io::Result<fs::File> {
    fs::File::create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes() {
        assert_eq!(mode("0644"), Some(0o644));
        assert_eq!(mode("777"), Some(0o777));
        for bad in ["", "7", "0888", "1777", "00644", "+77"] {
            assert_eq!(mode(bad), None, "{bad}");
        }
    }
}
