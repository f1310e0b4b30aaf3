//! The data sources `local_file` and `local_sensitive_file`.

use super::{checksums, trouble, with_checksums};
use crate::kind::DataSource;
use crate::object::{filled, text as given};
use crate::provider::Settings;
use crate::schema::{Attr, data, id, text};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use provision_engine::provider::ProviderError;
use provision_schema::ResourceType;
use provision_value::Value;
use std::fs;

/// `local_file`
pub(crate) struct FileData;

/// `local_sensitive_file`
pub(crate) struct SensitiveFileData;

fn describe(name: &'static str, doc: &'static str, content: fn(&'static str) -> Attr) -> ResourceType {
    let own = [
        id("SHA-1 of the content."),
        ("filename", text("Where the file lies.").required()),
        ("content", content("The content as text; what is no UTF-8 is replaced.").computed()),
        ("content_base64", content("The content in base64.").computed()),
    ];
    data(name, doc, checksums().into_iter().chain(own))
}

fn read(on: &Settings, config: &Value) -> Result<Value, ProviderError> {
    let path = on.path(given(config, "filename").unwrap_or_default());
    let content = fs::read(&path).map_err(|e| trouble("read", &path, &e))?;
    let object = with_checksums(config, &content);
    Ok(filled(
        &object,
        [
            ("content", Value::string(String::from_utf8_lossy(&content).into_owned())),
            ("content_base64", Value::string(STANDARD.encode(&content))),
        ],
    ))
}

#[async_trait]
impl DataSource for FileData {
    fn describe(&self) -> ResourceType {
        describe("local_file", "A file on this machine.", text)
    }
    async fn read(&self, on: &Settings, config: &Value) -> Result<Value, ProviderError> {
        read(on, config)
    }
}

#[async_trait]
impl DataSource for SensitiveFileData {
    fn describe(&self) -> ResourceType {
        describe("local_sensitive_file", "A file with secrets on this machine.", |doc| text(doc).sensitive())
    }
    async fn read(&self, on: &Settings, config: &Value) -> Result<Value, ProviderError> {
        read(on, config)
    }
}
