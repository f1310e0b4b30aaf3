//! The `archive` provider: `archive_file` as a resource and as a data source. The same content gives the same bytes: names are
//! sorted, and times are fixed.

mod collect;
mod glob;
mod pack;

use crate::digest::Checksums;
use crate::kind::{DataSource, Resource, refused};
use crate::local::trouble;
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{Attr, attr, data, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Attribute, Block, Nested, Nesting, ResourceType, Validator};
use provision_value::{Type, Value};
use std::fs;
use std::sync::Arc;

/// The resource.
pub(crate) struct Archive;

/// The data source.
pub(crate) struct ArchiveData;

const NAME: &str = "archive_file";
const FROM: &[&str] = &["source", "source_content_filename", "source_file", "source_dir"];
const CONTENT: &[&str] = &["source_content", "source_content_filename"];

#[async_trait]
impl Resource for Archive {
    fn describe(&self) -> ResourceType {
        let about = resource(NAME, "An archive of files.", arguments(Attr::replace));
        ResourceType { block: Block { blocks: sources(true), ..about.block }, ..about }
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        archived(on, planned)
    }

    /// Packs it again, so that changed files show.
    async fn read(&self, on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        archived(on, prior).map(Some)
    }
}

#[async_trait]
impl DataSource for ArchiveData {
    fn describe(&self) -> ResourceType {
        let about = data(NAME, "An archive of files.", arguments(|a| a));
        ResourceType { block: Block { blocks: sources(false), ..about.block }, ..about }
    }

    async fn read(&self, on: &Settings, config: &Value) -> Result<Value, ProviderError> {
        archived(on, config)
    }
}

/// The attributes; arguments go through `argument`.
fn arguments(argument: fn(Attr) -> Attr) -> Vec<(&'static str, Attribute)> {
    let from = |doc, conflicts| argument(text(doc).conflicts(conflicts).at_least_one_of(FROM)).optional();
    let output = |doc| text(doc).computed();
    vec![
        id("SHA-1 of the archive."),
        ("type", argument(text("The format.").check(Validator::OneOf(&["zip", "tar.gz"]))).required()),
        (
            "source_content",
            argument(text("The content of the only file.").conflicts(&["source_file", "source_dir"]))
                .optional(),
        ),
        ("source_content_filename", from("The name of the only file.", &["source_file", "source_dir"])),
        (
            "source_file",
            from("A file to pack.", &["source_dir", "source_content", "source_content_filename"]),
        ),
        (
            "source_dir",
            from("A directory to pack.", &["source_file", "source_content", "source_content_filename"]),
        ),
        (
            "excludes",
            argument(
                attr(Type::set(Type::String), "Names and globs below source_dir to leave out.").conflicts(&[
                    "source_file",
                    "source_content",
                    "source_content_filename",
                ]),
            )
            .optional(),
        ),
        (
            "exclude_symlink_directories",
            argument(attr(Type::Bool, "Leaves out links to directories below source_dir.")).optional(),
        ),
        ("output_path", argument(text("Where the archive is written.")).required()),
        ("output_file_mode", argument(text("The mode of all packed files, like `0644`.")).optional()),
        ("output_size", attr(Type::Number, "The archive's bytes.").computed()),
        ("output_md5", output("MD5 of the archive.")),
        ("output_sha", output("SHA-1 of the archive.")),
        ("output_sha256", output("SHA-256 of the archive.")),
        ("output_base64sha256", output("SHA-256 of the archive, in base64.")),
        ("output_sha512", output("SHA-512 of the archive.")),
        ("output_base64sha512", output("SHA-512 of the archive, in base64.")),
    ]
}

fn sources(replace: bool) -> std::collections::BTreeMap<&'static str, Nested> {
    let attributes = [
        ("content", text("The content.").required()),
        ("filename", text("The name in the archive.").required()),
    ];
    let block = Block { attributes: attributes.into(), ..Block::default() };
    let nested = Nested {
        replace,
        conflicts: [&["source_file", "source_dir"], CONTENT].concat(),
        doc: "One file and its content.",
        ..Nested::new(Nesting::Set, Arc::new(block))
    };
    [("source", nested)].into()
}

/// Packs, writes, and tells the checksums.
fn archived(on: &Settings, object: &Value) -> Result<Value, ProviderError> {
    let path = on.path(given(object, "output_path").unwrap_or_default());
    let entries = collect::entries(on, object, &path)?;
    let archive = match given(object, "type").unwrap_or_default() {
        "zip" => pack::zip(&entries),
        "tar.gz" => pack::tar_gz(&entries),
        other => {
            return Err(refused(format!("There is no archive format \"{other}\""), "Use zip or tar.gz."));
        }
    };
    let archive = archive.map_err(|e| refused(format!("The archive cannot be packed: {e}"), ""))?;
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty() && !p.exists()) {
        fs::create_dir_all(parent).map_err(|e| trouble("made", parent, &e))?;
    }
    // An archive that is the same already keeps its time.
    if fs::read(&path).ok().as_deref() != Some(archive.as_slice()) {
        fs::write(&path, &archive).map_err(|e| trouble("written", &path, &e))?;
    }
    let sums = Checksums::of(&archive);
    Ok(filled(
        object,
        [
            ("id", Value::string(sums.sha1.as_str())),
            ("output_size", Value::number(archive.len() as i64)),
            ("output_md5", Value::string(sums.md5)),
            ("output_sha", Value::string(sums.sha1)),
            ("output_sha256", Value::string(sums.sha256)),
            ("output_base64sha256", Value::string(sums.base64sha256)),
            ("output_sha512", Value::string(sums.sha512)),
            ("output_base64sha512", Value::string(sums.base64sha512)),
        ],
    ))
}
