//! The `local` provider: files on this machine. Relative paths start at the plan's directory.

mod data;
mod file;

pub(crate) use data::{FileData, SensitiveFileData};
pub(crate) use file::{File, SensitiveFile};

use crate::digest::Checksums;
use crate::kind::refused;
use crate::object::filled;
use crate::schema::text;
use provision_engine::provider::ProviderError;
use provision_schema::Attribute;
use provision_value::Value;
use std::io;
use std::path::Path;

/// The checksums of the content, as attributes.
fn checksums() -> Vec<(&'static str, Attribute)> {
    vec![
        ("content_md5", text("MD5 of the content.").computed()),
        ("content_sha1", text("SHA-1 of the content.").computed()),
        ("content_sha256", text("SHA-256 of the content.").computed()),
        ("content_base64sha256", text("SHA-256 of the content, in base64.").computed()),
        ("content_sha512", text("SHA-512 of the content.").computed()),
        ("content_base64sha512", text("SHA-512 of the content, in base64.").computed()),
    ]
}

fn with_checksums(object: &Value, content: &[u8]) -> Value {
    let sums = Checksums::of(content);
    filled(
        object,
        [
            ("id", Value::string(sums.sha1.as_str())),
            ("content_md5", Value::string(sums.md5)),
            ("content_sha1", Value::string(sums.sha1)),
            ("content_sha256", Value::string(sums.sha256)),
            ("content_base64sha256", Value::string(sums.base64sha256)),
            ("content_sha512", Value::string(sums.sha512)),
            ("content_base64sha512", Value::string(sums.base64sha512)),
        ],
    )
}

/// What the system says about a file, with what to do about it.
pub(crate) fn trouble(what: &str, path: &Path, error: &io::Error) -> ProviderError {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "Check the path; relative ones start at the plan's directory.",
        io::ErrorKind::PermissionDenied => "Give this user the permission, or choose another path.",
        _ => "Mend what the system reports, then run the command again.",
    };
    refused(format!("{} cannot be {what}: {error}", path.display()), help)
}
