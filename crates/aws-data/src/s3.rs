//! What all S3 types share: the client, tags, and what follows from a region.

use aws_sdk_s3::operation::get_bucket_versioning::GetBucketVersioningOutput;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use aws_sdk_s3::types::Tag;
use provision_aws_core::clients::Base;
use provision_aws_core::prelude::*;
use provision_aws_core::share::share;
use std::sync::Arc;
use tokio::sync::Semaphore;

provision_aws_core::client!(
    /// The S3 client.
    s3, aws_sdk_s3, ["s3", "s3api"],
    |base: &Base, config: aws_sdk_s3::config::Builder| config.force_path_style(base.path_style())
);

/// Twelve digits.
pub(crate) fn account(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if s.len() != 12 || !s.bytes().all(|b| b.is_ascii_digit()) => {
            Err("must be the twelve digits of an account".into())
        }
        _ => Ok(()),
    }
}

/// A time, as 2026-01-31T00:00:00Z is.
pub(crate) fn a_time(value: &Value) -> Result<(), String> {
    match value.as_str().map(time) {
        Some(Err(e)) => Err(e.message.clone()),
        _ => Ok(()),
    }
}

/// Tags as S3 takes them.
pub fn tag_list(tags: &Tags) -> Result<Vec<Tag>, Error> {
    tags.iter().map(|(k, v)| Ok(Tag::builder().key(k).value(v).build()?)).collect()
}

/// Tags as S3 tells them.
pub fn tag_map(told: Vec<Tag>) -> Tags {
    told.into_iter().map(|t| (t.key, t.value)).collect()
}

/// A time as requests take it.
pub fn time(text: &str) -> Result<DateTime, Error> {
    DateTime::from_str(text, DateTimeFormat::DateTimeWithOffset).map_err(|_| {
        Error::new(Class::Validation, format!("\"{text}\" is not a time as 2026-01-31T00:00:00Z is."))
    })
}

/// A time as the state holds it.
pub fn moment(told: DateTime) -> String {
    told.fmt(DateTimeFormat::DateTime).unwrap_or_default()
}

/// All tags of a bucket, those of AWS included. A bucket without tags is answered with an error code of its own.
pub async fn bucket_tags(cx: &Cx, bucket: &str) -> Result<Tags, Error> {
    match s3(cx).get_bucket_tagging().bucket(bucket).send().await.map_err(Error::from) {
        Ok(told) => Ok(tag_map(told.tag_set)),
        Err(e) if e.is(&["NoSuchTagSet"]) => Ok(Tags::new()),
        Err(e) => Err(e),
    }
}

/// What is asked for of a bucket's versioning: the bucket, and the account that must own it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct VersioningOf(String, Option<String>);

/// Calls about versioning on their way at once.
struct Turns(Semaphore);

/// Whether a bucket keeps old versions, in one call with whoever else asks now: the bucket itself has it among its attributes. Ask for
/// many at once, and so together; no more than ten are sent at a time. (S3 GetBucketVersioning)
pub async fn versioning(
    cx: &Cx,
    bucket: &str,
    owner: Option<String>,
) -> Result<GetBucketVersioningOutput, Error> {
    let turns = cx.client(|_| Arc::new(Turns(Semaphore::new(10))));
    let call = s3(cx).get_bucket_versioning().bucket(bucket).set_expected_bucket_owner(owner.clone());
    share(cx, VersioningOf(bucket.to_owned(), owner), || async {
        // Nobody closes it.
        let _turn = turns.0.acquire().await.ok();
        Ok(call.send().await?)
    })
    .await
}

/// The domain of a region's website endpoints; the oldest regions write theirs with a dash.
/// (General Reference, Amazon S3 endpoints and quotas)
pub fn website_domain(region: &str, suffix: &str) -> String {
    match region {
        "ap-northeast-1" | "ap-southeast-1" | "ap-southeast-2" | "eu-west-1" | "sa-east-1" | "us-east-1"
        | "us-gov-west-1" | "us-west-1" | "us-west-2" => format!("s3-website-{region}.{suffix}"),
        _ => format!("s3-website.{region}.{suffix}"),
    }
}

/// The Route 53 zone of a region's website endpoints; empty where there is none.
/// (General Reference, Amazon S3 endpoints and quotas)
#[rustfmt::skip]
pub fn website_zone(region: &str) -> &'static str {
    match region {
        "af-south-1" => "Z83WF9RJE8B12",
        "ap-east-1" => "ZNB98KWMFR0R6",
        "ap-east-2" => "Z064739330DAH7WJVOO93",
        "ap-northeast-1" => "Z2M4EHUR26P7ZW",
        "ap-northeast-2" => "Z3W03O7B5YMIYP",
        "ap-northeast-3" => "Z2YQB5RD63NC85",
        "ap-south-1" => "Z11RGJOFQNVJUP",
        "ap-south-2" => "Z02976202B4EZMXIPMXF7",
        "ap-southeast-1" => "Z3O0J2DXBE1FTB",
        "ap-southeast-2" => "Z1WCIGYICN2BYD",
        "ap-southeast-3" => "Z01846753K324LI26A3VV",
        "ap-southeast-4" => "Z0312387243XT5FE14WFO",
        "ap-southeast-5" => "Z08660063OXLMA7F1FJHU",
        "ap-southeast-7" => "Z0031014GXUMRZG6I14G",
        "ca-central-1" => "Z1QDHH18159H29",
        "ca-west-1" => "Z03565811Z33SLEZTHOUL",
        "cn-north-1" => "Z5CN8UMXT92WN",
        "cn-northwest-1" => "Z282HJ1KT0DH03",
        "eu-central-1" => "Z21DNDUVLTQW6Q",
        "eu-central-2" => "Z030506016YDQGETNASS",
        "eu-north-1" => "Z3BAZG2TWCNX0D",
        "eu-south-1" => "Z30OZKI7KPW7MI",
        "eu-south-2" => "Z0081959F7139GRJC19J",
        "eu-west-1" => "Z1BKCTXD74EZPE",
        "eu-west-2" => "Z3GKZC51ZF0DB4",
        "eu-west-3" => "Z3R1K369G5AVDG",
        "il-central-1" => "Z09640613K4A3MN55U7GU",
        "me-central-1" => "Z06143092I8HRXZRUZROF",
        "me-south-1" => "Z1MPMWCPA7YB62",
        "mx-central-1" => "Z057606446ZNVQJJ8WOP",
        "sa-east-1" => "Z7KQH4QJS55SO",
        "us-east-1" => "Z3AQBSTGFYJSTF",
        "us-east-2" => "Z2O1EMRO9K5GLX",
        "us-gov-east-1" => "Z2NIFVYYW2VKV1",
        "us-gov-west-1" => "Z31GFT0UA1I2HV",
        "us-west-1" => "Z2F56UZL2M1ACD",
        "us-west-2" => "Z3BJ6K6RIION7M",
        _ => "",
    }
}
