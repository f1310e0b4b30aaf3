//! What the types of Certificate Manager share: the client, and descriptions that several reads of one moment have in common.

use aws_sdk_acm::primitives::{DateTime, DateTimeFormat};
use aws_sdk_acm::types::{CertificateDetail, Tag};
use provision_aws_core::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

provision_aws_core::client!(
    /// The Certificate Manager client.
    acm, aws_sdk_acm, ["acm"]
);

/// A description is believed for this long by a refresh: a certificate and its validation are read at once.
const FRESH: Duration = Duration::from_secs(5);

type Told = Option<Arc<CertificateDetail>>;
type Slot = Arc<tokio::sync::Mutex<Option<(Instant, Told)>>>;

/// What AWS tells of a certificate; `None` where there is none any more.
/// (ACM DescribeCertificate)
pub async fn certificate(cx: &Cx, arn: &str, phase: Phase) -> Result<Told, Error> {
    let slots = cx.client(|_| Arc::<Mutex<HashMap<String, Slot>>>::default());
    let slot: Slot = {
        let mut slots = slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(arn.to_owned()).or_default().clone()
    };
    let mut held = slot.lock().await;
    if let (Phase::Refresh, Some((at, told))) = (phase, &*held)
        && at.elapsed() < FRESH
    {
        return Ok(told.clone());
    }
    let told = match acm(cx).describe_certificate().certificate_arn(arn).send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() => None,
        told => told?.certificate.map(Arc::new),
    };
    *held = Some((Instant::now(), told.clone()));
    Ok(told)
}

/// A certificate's tags.
pub async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
    let told = acm(cx).list_tags_for_certificate().certificate_arn(arn).send().await?;
    Ok(told.tags.into_iter().flatten().map(|t| (t.key, t.value.unwrap_or_default())).collect())
}

/// Tags as Certificate Manager takes them.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
    let tags: Result<Vec<Tag>, _> =
        tags.iter().map(|(k, v)| Tag::builder().key(k).value(v).build()).collect();
    Ok(Some(tags?).filter(|t| !t.is_empty()))
}

/// Changes tags: one call to set, one to remove, each only when there is something to do.
pub async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
    if !diff.remove.is_empty() {
        let gone: Result<Vec<Tag>, _> = diff.remove.iter().map(|k| Tag::builder().key(k).build()).collect();
        let call = acm(cx).remove_tags_from_certificate().certificate_arn(arn);
        call.set_tags(Some(gone?)).send().await?;
    }
    if !diff.set.is_empty() {
        let call = acm(cx).add_tags_to_certificate().certificate_arn(arn);
        call.set_tags(tag_list(&diff.set)?).send().await?;
    }
    Ok(())
}

/// `2024-01-02T03:04:05Z`
pub fn rfc3339(at: &DateTime) -> String {
    DateTime::from_secs(at.secs()).fmt(DateTimeFormat::DateTime).unwrap_or_default()
}
