//! Objects, and emptying what they are in.

use super::*;
use std::io::Write;

const MIB: usize = 1024 * 1024;

fn small(sent: &Sent) -> Reply {
    match operation(sent) {
        "GetObjectTagging" => (200, "<Tagging><TagSet></TagSet></Tagging>".into()),
        "CreateMultipartUpload" => (
            200,
            "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>".into(),
        ),
        "CompleteMultipartUpload" => (200, "<CompleteMultipartUploadResult/>".into()),
        _ => done(),
    }
}

/// A file of some MiB that goes with the test.
struct File(std::path::PathBuf);

impl File {
    fn of(name: &str, size: usize) -> File {
        let path = std::env::temp_dir().join(format!("provision-{}-{name}", std::process::id()));
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(&vec![b'x'; size]).unwrap();
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn small_content_goes_in_one_call() {
    let rig = rig(|sent, _| small(sent)).await;
    let config = json!({ "bucket": "b", "key": "a//b.txt", "content": "hello" });
    let made = rig.make("aws_s3_object", &config).await.unwrap();
    assert_eq!((text(&made, "id"), text(&made, "arn")), ("a//b.txt", "arn:aws:s3:::b/a/b.txt"));
    let put = rig.fake.sent().into_iter().find(|s| operation(s) == "PutObject").unwrap();
    assert!(put.target.contains("/b/a/b.txt"), "{}", put.target);
    assert_eq!(rig.count("CreateMultipartUpload"), 0);
}

#[tokio::test]
async fn a_large_file_goes_in_parts_of_five_mib() {
    let file = File::of("large", 12 * MIB);
    let rig = rig(|sent, _| small(sent)).await;
    let config = json!({ "bucket": "b", "key": "k", "source": file.0 });
    rig.make("aws_s3_object", &config).await.unwrap();
    assert_eq!((rig.count("UploadPart"), rig.count("PutObject")), (3, 0));
    let complete = rig.fake.sent().into_iter().find(|s| operation(s) == "CompleteMultipartUpload").unwrap();
    let numbers: Vec<&str> = complete.body.split("<PartNumber>").skip(1).map(|p| &p[..1]).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
}

#[tokio::test]
async fn parts_of_an_upload_that_fails_are_taken_away() {
    let file = File::of("failing", 6 * MIB);
    let rig = rig(|sent, _| match operation(sent) {
        "UploadPart" => refused(403, "AccessDenied", "no"),
        _ => small(sent),
    })
    .await;
    let config = json!({ "bucket": "b", "key": "k", "source": file.0 });
    let error = rig.make("aws_s3_object", &config).await.unwrap_err();
    assert_eq!((error.code.as_str(), rig.count("AbortMultipartUpload")), ("AccessDenied", 1));
}

#[tokio::test]
async fn a_file_that_is_missing_is_named_before_anything_is_sent() {
    let rig = rig(|sent, _| small(sent)).await;
    let config = json!({ "bucket": "b", "key": "k", "source": "missing/file.txt" });
    let error = rig.make("aws_s3_object", &config).await.unwrap_err();
    assert!(error.message.contains("missing/file.txt"), "{}", error.message);
    assert_eq!(rig.count("PutObject"), 0);
}

#[tokio::test]
async fn a_new_list_of_access_sends_no_content() {
    let rig = rig(|sent, _| small(sent)).await;
    let of = |acl: &str| json!({ "id": "k", "bucket": "b", "key": "k", "content": "x", "acl": acl, "tags_all": {} });
    rig.change("aws_s3_object", &of("private"), &of("public-read")).await.unwrap();
    assert_eq!((rig.count("PutObjectAcl"), rig.count("PutObject")), (1, 0));
}

/// A page of a bucket with 2,500 versions of `k` and some others.
fn versions(sent: &Sent) -> Reply {
    let start = match sent.target.split("version-id-marker=").nth(1) {
        Some(marker) => marker.split('&').next().unwrap().parse::<usize>().unwrap(),
        None => 0,
    };
    let end = (start + 1000).min(2500);
    let one = |i: usize| format!("<Version><Key>k</Key><VersionId>{i}</VersionId></Version>");
    let more = match end < 2500 {
        true => format!("<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>{end}</NextVersionIdMarker>"),
        false => "<IsTruncated>false</IsTruncated><DeleteMarker><Key>kk</Key><VersionId>m</VersionId></DeleteMarker>".into(),
    };
    let items: String = (start..end).map(one).collect();
    (200, format!("<ListVersionsResult>{items}{more}</ListVersionsResult>"))
}

fn emptied(sent: &Sent, before: usize) -> Reply {
    match (operation(sent), before) {
        ("ListObjectVersions", _) => versions(sent),
        ("DeleteObjects", _) => (200, "<DeleteResult/>".into()),
        ("DeleteBucket", 0) => refused(409, "BucketNotEmpty", "The bucket you tried to delete is not empty"),
        _ => done(),
    }
}

fn deleted(rig: &Rig) -> Vec<usize> {
    let all = rig.fake.sent();
    let calls = all.iter().filter(|s| operation(s) == "DeleteObjects");
    calls.map(|s| s.body.matches("<Key>").count()).collect()
}

#[tokio::test]
async fn a_bucket_is_emptied_a_thousand_versions_a_call() {
    let rig = rig(emptied).await;
    let bucket = json!({ "id": "b", "bucket": "b", "force_destroy": true });
    rig.delete("aws_s3_bucket", &bucket).await.unwrap();
    assert_eq!(deleted(&rig), [1000, 1000, 501]);
    assert_eq!(rig.count("DeleteBucket"), 2);
}

#[tokio::test]
async fn an_object_goes_with_all_its_versions_and_leaves_its_neighbours() {
    let rig = rig(emptied).await;
    let object = json!({ "id": "k", "bucket": "b", "key": "k", "version_id": "2499" });
    rig.delete("aws_s3_object", &object).await.unwrap();
    assert_eq!(deleted(&rig), [1000, 1000, 500]);
}
