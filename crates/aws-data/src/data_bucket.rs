//! `data.aws_s3_bucket`

use crate::s3::{s3, website_domain, website_zone};
use provision_aws_core::prelude::*;

/// A bucket that somebody else made. (S3 HeadBucket, GetBucketWebsite)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_s3_bucket")]
pub struct BucketData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(required)]
    pub bucket: String,
    /// Its DNS name.
    #[attr(computed)]
    pub bucket_domain_name: String,
    /// Its DNS name in its region.
    #[attr(computed)]
    pub bucket_regional_domain_name: String,
    /// The Route 53 zone of its region's website endpoints.
    #[attr(computed)]
    pub hosted_zone_id: String,
    /// Its region.
    #[attr(computed)]
    pub region: String,
    /// The domain of its website, where it is one.
    #[attr(computed, unset = "null")]
    pub website_domain: Option<String>,
    /// The address of its website, where it is one.
    #[attr(computed, unset = "null")]
    pub website_endpoint: Option<String>,
}

#[async_trait]
impl DataSource for BucketData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| find(cx, &config.bucket)).await
    }
}

async fn find(cx: &Cx, name: &str) -> Result<BucketData, Error> {
    let s3 = s3(cx);
    let head = s3.head_bucket().bucket(name).send().await.map_err(Error::from).map_err(|e| named(e, name))?;
    let region = head.bucket_region.unwrap_or_else(|| cx.region().to_owned());
    // Who may see the bucket need not be permitted to see how it is set up.
    let website = match s3.get_bucket_website().bucket(name).send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() || e.class == Class::AccessDenied => None,
        told => told.map(Some)?,
    };
    let suffix = cx.dns_suffix();
    let domain = website.map(|_| website_domain(&region, suffix));
    Ok(BucketData {
        id: name.to_owned(),
        arn: cx.arn_of("s3", "", "", name),
        bucket: name.to_owned(),
        bucket_domain_name: format!("{name}.s3.{suffix}"),
        bucket_regional_domain_name: format!("{name}.s3.{region}.{suffix}"),
        hosted_zone_id: website_zone(&region).to_owned(),
        website_endpoint: domain.as_ref().map(|domain| format!("{name}.{domain}")),
        website_domain: domain,
        region,
    })
}

/// The answer to this call has no body, and so says nothing.
fn named(e: Error, name: &str) -> Error {
    if e.is_not_found() { Error::new(Class::NotFound, format!("There is no bucket \"{name}\".")) } else { e }
}
