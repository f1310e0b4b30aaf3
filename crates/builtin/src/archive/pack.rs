//! The archive formats. Times are the earliest that the format knows.

use super::collect::Entry;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// As `zip`.
pub(super) fn zip(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .large_file(entry.content.len() as u64 >= u64::from(u32::MAX))
            .unix_permissions(entry.mode);
        archive.start_file(entry.name.as_str(), options).map_err(io::Error::other)?;
        archive.write_all(&entry.content)?;
    }
    Ok(archive.finish().map_err(io::Error::other)?.into_inner())
}

/// As `tar.gz`.
pub(super) fn tar_gz(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for entry in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(entry.content.len() as u64);
        header.set_mode(entry.mode);
        header.set_mtime(0);
        archive.append_data(&mut header, &entry.name, entry.content.as_slice())?;
    }
    archive.into_inner()?.finish()
}
