//! Sending the content of an object: in one call, or in parts where it is large. No more than a part is ever in memory, and of a file not
//! even that.

use crate::object::{Object, cleaned};
use crate::s3::{s3, time};
use aws_sdk_s3::operation::upload_part::UploadPartOutput;
use aws_sdk_s3::primitives::{ByteStream, Length};
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use base64::prelude::{BASE64_STANDARD, Engine};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::choice;
use std::path::PathBuf;

/// Size of a part, and of what goes in one call: that of Terraform's provider, since the hash of what went in parts follows from it.
const PART: u64 = 5 * 1024 * 1024;
/// Parts that S3 takes.
const PARTS: u64 = 10_000;
/// Parts on their way at once.
const AT_ONCE: usize = 4;

/// Where the content is.
enum Content {
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// What both calls that begin an object say of it.
macro_rules! said {
    ($call:expr, $it:expr, $tags:expr) => {
        $call
            .bucket(&$it.bucket)
            .key(cleaned(&$it.key))
            .set_acl(choice(&$it.acl))
            .set_bucket_key_enabled($it.bucket_key_enabled.filter(|on| *on))
            .set_cache_control(text(&$it.cache_control))
            .set_checksum_algorithm(checksum($it))
            .set_content_disposition(text(&$it.content_disposition))
            .set_content_encoding(text(&$it.content_encoding))
            .set_content_language(text(&$it.content_language))
            .set_content_type(text(&$it.content_type))
            .set_metadata($it.metadata.clone().filter(|m| !m.is_empty()).map(|m| m.into_iter().collect()))
            .set_object_lock_legal_hold_status(choice(&$it.object_lock_legal_hold_status))
            .set_object_lock_mode(choice(&$it.object_lock_mode))
            .set_object_lock_retain_until_date(
                text(&$it.object_lock_retain_until_date).map(|t| time(&t)).transpose()?,
            )
            .set_server_side_encryption(encryption($it).as_deref().map(Into::into))
            .set_ssekms_key_id(text(&$it.kms_key_id))
            .set_storage_class(choice(&$it.storage_class))
            .set_tagging((!$tags.is_empty()).then(|| query($tags)))
            .set_website_redirect_location(text(&$it.website_redirect))
    };
}
/// Sends an object. (S3 PutObject; CreateMultipartUpload, UploadPart, CompleteMultipartUpload)
pub async fn upload(cx: &Cx, it: &Object, tags: &Tags, step: &Step) -> Result<(), Error> {
    let content = content(cx, it)?;
    let size = content.size()?;
    if size > PART {
        return in_parts(cx, it, tags, &content, size, step).await;
    }
    let call = said!(s3(cx).put_object(), it, tags);
    call.body(content.stream(0, size).await?).send().await?;
    Ok(())
}

async fn in_parts(
    cx: &Cx,
    it: &Object,
    tags: &Tags,
    content: &Content,
    size: u64,
    step: &Step,
) -> Result<(), Error> {
    let begun = said!(s3(cx).create_multipart_upload(), it, tags).send().await?;
    let upload = begun.upload_id.ok_or_else(|| Error::incomplete("the id of the upload"))?;
    let whole = async {
        let parts = parts(cx, it, content, size, &upload, step).await?;
        s3(cx)
            .complete_multipart_upload()
            .bucket(&it.bucket)
            .key(cleaned(&it.key))
            .upload_id(&upload)
            .multipart_upload(CompletedMultipartUpload::builder().set_parts(Some(parts)).build())
            .send()
            .await?;
        Ok(())
    };
    let Err(error) = whole.await else { return Ok(()) };
    // Parts that belong to nothing cost money; that they could not be taken away says less than why they are there.
    let abort = s3(cx).abort_multipart_upload().bucket(&it.bucket).key(cleaned(&it.key)).upload_id(&upload);
    if let Err(e) = abort.send().await.map_err(Error::from) {
        tracing::warn!(bucket = it.bucket, key = it.key, error = %e.message, "an unfinished upload stays");
    }
    Err(error)
}

async fn parts(
    cx: &Cx,
    it: &Object,
    content: &Content,
    size: u64,
    upload: &str,
    step: &Step,
) -> Result<Vec<CompletedPart>, Error> {
    let length = if size / PART >= PARTS { size / PARTS + 1 } else { PART };
    let starts: Vec<u64> = (0..size.div_ceil(length)).map(|n| n * length).collect();
    let mut done = Vec::with_capacity(starts.len());
    for some in starts.chunks(AT_ONCE) {
        let first = done.len();
        let sent = each(some.iter().enumerate(), AT_ONCE, |(i, start)| async move {
            let number = i32::try_from(first + i + 1).unwrap_or(i32::MAX);
            let length = length.min(size - start);
            // A part that is sent again takes the place of the one before.
            let lost = |e: &Error| !e.class.is_definite();
            let send = || part(cx, it, content, (*start, length), upload, number);
            cx.retry(PROPAGATION, lost, send).await.map(|told| completed(told, number))
        });
        for part in sent.await {
            done.push(part?);
        }
        step.progress(&format!("{} of {} parts of {} are uploaded", done.len(), starts.len(), it.key));
    }
    Ok(done)
}

async fn part(
    cx: &Cx,
    it: &Object,
    content: &Content,
    (start, length): (u64, u64),
    upload: &str,
    number: i32,
) -> Result<UploadPartOutput, Error> {
    let call = s3(cx)
        .upload_part()
        .bucket(&it.bucket)
        .key(cleaned(&it.key))
        .upload_id(upload)
        .part_number(number)
        .set_checksum_algorithm(checksum(it));
    Ok(call.body(content.stream(start, length).await?).send().await?)
}

/// A part as the last call names it, with the checksum that S3 made of it.
fn completed(told: UploadPartOutput, number: i32) -> CompletedPart {
    CompletedPart::builder()
        .part_number(number)
        .set_e_tag(told.e_tag)
        .set_checksum_crc32(told.checksum_crc32)
        .set_checksum_crc32_c(told.checksum_crc32_c)
        .set_checksum_crc64_nvme(told.checksum_crc64_nvme)
        .set_checksum_sha1(told.checksum_sha1)
        .set_checksum_sha256(told.checksum_sha256)
        .build()
}

fn content(cx: &Cx, it: &Object) -> Result<Content, Error> {
    if let Some(source) = text(&it.source) {
        return Ok(Content::File(cx.path(&source)));
    }
    let bytes = match (text(&it.content), text(&it.content_base64)) {
        (Some(content), _) => content.into_bytes(),
        (None, Some(encoded)) => BASE64_STANDARD
            .decode(encoded)
            .map_err(|_| Error::new(Class::Validation, "`content_base64` is not base64."))?,
        (None, None) => Vec::new(),
    };
    Ok(Content::Bytes(bytes))
}

impl Content {
    fn size(&self) -> Result<u64, Error> {
        match self {
            Content::Bytes(bytes) => Ok(bytes.len() as u64),
            Content::File(path) => std::fs::metadata(path).map(|m| m.len()).map_err(|e| unreadable(path, &e)),
        }
    }

    async fn stream(&self, start: u64, length: u64) -> Result<ByteStream, Error> {
        match self {
            Content::Bytes(bytes) => {
                let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
                Ok(ByteStream::from(bytes[at(start)..at(start + length)].to_vec()))
            }
            Content::File(path) => {
                let file = ByteStream::read_from().path(path).offset(start).length(Length::Exact(length));
                file.build().await.map_err(|e| unreadable(path, &e))
            }
        }
    }
}

fn unreadable(path: &std::path::Path, e: &dyn std::error::Error) -> Error {
    let message = format!("The file {} of `source` cannot be read: {e}.", path.display());
    Error::new(Class::Validation, message)
        .help("Check the path; relative ones start at the plan's directory.")
}

/// A key of KMS says how it is encrypted, unless something else does.
fn encryption(it: &Object) -> Option<String> {
    let by_key = text(&it.kms_key_id).map(|_| "aws:kms".to_owned());
    text(&it.server_side_encryption).or(by_key)
}

/// The kind of checksum; what is locked needs one.
fn checksum(it: &Object) -> Option<ChecksumAlgorithm> {
    let locked = [&it.object_lock_legal_hold_status, &it.object_lock_mode, &it.object_lock_retain_until_date];
    let needed = locked.into_iter().any(|l| text(l).is_some()).then_some(ChecksumAlgorithm::Crc32);
    choice(&it.checksum_algorithm).or(needed)
}

/// Tags as the parameters of a query.
fn query(tags: &Tags) -> String {
    let escaped = |text: &str| {
        text.bytes().fold(String::new(), |out, b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out + &char::from(b).to_string()
            }
            b => out + &format!("%{b:02X}"),
        })
    };
    tags.iter().map(|(k, v)| format!("{}={}", escaped(k), escaped(v))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_escaped() {
        let tags = Tags::from([("Name".into(), "a b".into()), ("provision:plan".into(), "x=y".into())]);
        assert_eq!(query(&tags), "Name=a%20b&provision%3Aplan=x%3Dy");
    }
}
