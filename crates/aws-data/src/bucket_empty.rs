//! Deleting what is in a bucket: all objects, their versions and delete markers.

use crate::s3::s3;
use aws_sdk_s3::types::{
    Delete, Error as Refused, ObjectIdentifier, ObjectLockLegalHold, ObjectLockLegalHoldStatus,
};
use provision_aws_core::prelude::*;

/// Deletes everything in a bucket, a thousand a call. Where objects can be locked, locks of governance and legal holds are lifted;
/// those of compliance stand.
pub async fn empty(cx: &Cx, bucket: &str, locked: bool, step: &Step) -> Result<(), Error> {
    every(cx, bucket, None, locked, step).await
}

/// Deletes all versions and delete markers of one object; locks as [`empty`] does.
pub async fn versions_of(cx: &Cx, bucket: &str, key: &str, locked: bool, step: &Step) -> Result<(), Error> {
    every(cx, bucket, Some(key), locked, step).await
}

async fn every(cx: &Cx, bucket: &str, only: Option<&str>, locked: bool, step: &Step) -> Result<(), Error> {
    let mut gone = 0;
    let (mut key, mut version) = (None, None);
    loop {
        let page = s3(cx)
            .list_object_versions()
            .bucket(bucket)
            .set_prefix(only.map(str::to_owned))
            .set_key_marker(key)
            .set_version_id_marker(version)
            .send()
            .await?;
        let markers = page.delete_markers().iter().map(|m| (m.key(), m.version_id()));
        let objects = page.versions().iter().map(|v| (v.key(), v.version_id())).chain(markers);
        // Other names may begin with the same.
        let objects = objects.filter(|(key, _)| only.is_none() || *key == only);
        let objects = objects.filter_map(|(key, version)| identifier(key?, version)).collect::<Vec<_>>();
        gone += objects.len();
        delete(cx, bucket, locked, objects).await?;
        step.progress(&format!("{gone} objects of {bucket} are deleted"));
        if page.is_truncated != Some(true) {
            return Ok(());
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
}

fn identifier(key: &str, version: Option<&str>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::builder().key(key).set_version_id(version.map(str::to_owned)).build().ok()
}

async fn delete(cx: &Cx, bucket: &str, locked: bool, objects: Vec<ObjectIdentifier>) -> Result<(), Error> {
    let refused = send(cx, bucket, locked, objects).await?;
    if refused.is_empty() {
        return Ok(());
    }
    let held = refused.iter().filter(|r| locked && r.code() == Some("AccessDenied"));
    let held: Vec<ObjectIdentifier> = held.filter_map(|r| identifier(r.key()?, r.version_id())).collect();
    if held.len() < refused.len() {
        return Err(because(bucket, &refused));
    }
    for object in &held {
        let off = ObjectLockLegalHold::builder().status(ObjectLockLegalHoldStatus::Off).build();
        s3(cx)
            .put_object_legal_hold()
            .bucket(bucket)
            .key(&object.key)
            .set_version_id(object.version_id.clone())
            .legal_hold(off)
            .send()
            .await?;
    }
    let refused = send(cx, bucket, locked, held).await?;
    if refused.is_empty() { Ok(()) } else { Err(because(bucket, &refused)) }
}

/// One call; answers with what was refused.
async fn send(
    cx: &Cx,
    bucket: &str,
    locked: bool,
    objects: Vec<ObjectIdentifier>,
) -> Result<Vec<Refused>, Error> {
    if objects.is_empty() {
        return Ok(vec![]);
    }
    let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build()?;
    let call = s3(cx).delete_objects().bucket(bucket).delete(delete);
    let answer = call.set_bypass_governance_retention(locked.then_some(true)).send().await?;
    // What is gone already needs no deleting.
    let there = |r: &Refused| !matches!(r.code(), Some("NoSuchKey" | "NoSuchVersion"));
    Ok(answer.errors.into_iter().flatten().filter(there).collect())
}

fn because(bucket: &str, refused: &[Refused]) -> Error {
    let first = refused.first();
    let told = |f: fn(&Refused) -> Option<&str>| first.and_then(f).unwrap_or_default().to_owned();
    let (key, code, message) = (told(Refused::key), told(Refused::code), told(Refused::message));
    let more = match refused.len() {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let class = if code == "AccessDenied" { Class::AccessDenied } else { Class::Other };
    Error::new(class, format!("\"{key}\"{more} in bucket {bucket} could not be deleted: {code}: {message}"))
}
