//! `aws_acm_certificate_validation`

use crate::acm::certificate;
use aws_sdk_acm::types::{
    CertificateDetail, CertificateStatus, CertificateType, DomainStatus, ValidationMethod,
};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// The wait until a certificate is issued. It is nothing at AWS. (ACM DescribeCertificate)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_acm_certificate_validation", timeouts(create), seconds(186, 0.1))]
pub struct CertificateValidation {
    /// When the certificate was issued.
    #[attr(id)]
    pub id: String,
    /// The certificate.
    #[attr(required, replace)]
    pub certificate_arn: String,
    /// The records that prove who owns its domains.
    #[attr(optional, replace, config_only)]
    pub validation_record_fqdns: Set<String>,
}

#[async_trait]
impl Resource for CertificateValidation {
    const WAITS: Waits =
        Waits { every: Duration::from_secs(5), create: Duration::from_secs(75 * 60), ..Waits::QUICK };

    fn key(&self) -> Key {
        self.certificate_arn.clone()
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let arn = &planned.certificate_arn;
        let missing = || Error::new(Class::NotFound, format!("There is no certificate {arn}."));
        let told = certificate(cx, arn, Phase::Created).await?.ok_or_else(missing)?;
        if let Some(kind) = told.r#type.as_ref().filter(|t| **t != CertificateType::AmazonIssued) {
            let message = format!("The certificate {arn} is {kind}: there is nothing to validate.");
            return Err(Error::new(Class::Validation, message).help("Remove this resource."));
        }
        check_records(&told, planned)?;
        Created::new(Some(arn.as_str()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 5, |req| read_one(cx, req)).await
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(_: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    /// Waiting again is as good as having waited.
    async fn locate(_: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(Some(planned.certificate_arn.clone()))
    }

    fn import(_: &str) -> Result<Self, Error> {
        let message =
            "aws_acm_certificate_validation is a wait and nothing at AWS, so it cannot be imported.";
        Err(Error::new(Class::Validation, message)
            .help("Apply: it ends at once where the certificate is issued."))
    }
}

/// Of the records that AWS looks for, all must be among those given.
fn check_records(told: &CertificateDetail, planned: &CertificateValidation) -> Result<(), Error> {
    if planned.validation_record_fqdns.is_empty() {
        return Ok(());
    }
    let bare = |name: &str| name.trim_end_matches('.').to_owned();
    let given: Vec<String> = planned.validation_record_fqdns.iter().map(|n| bare(n)).collect();
    let mut missing = Vec::new();
    for domain in told.domain_validation_options() {
        if let Some(method) = domain.validation_method.as_ref().filter(|m| **m != ValidationMethod::Dns) {
            let message = format!("`validation_record_fqdns` is for validation by DNS; this is by {method}.");
            return Err(Error::new(Class::Validation, message).help("Remove the argument."));
        }
        if let Some(record) = domain.resource_record.as_ref().filter(|r| !given.contains(&bare(&r.name))) {
            missing.push(format!("{} (for {})", bare(&record.name), domain.domain_name));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let message =
        format!("Records that AWS looks for are not in `validation_record_fqdns`: {}.", missing.join(", "));
    Err(Error::new(Class::Validation, message)
        .help("Make a record for each of the certificate's `domain_validation_options` and name them all."))
}

async fn read_one(cx: &Cx, req: &Req<CertificateValidation>) -> Answer<CertificateValidation> {
    let Some(told) = certificate(cx, &req.key, req.phase).await? else { return Ok(None) };
    let issued = told.status == Some(CertificateStatus::Issued);
    if !issued && req.phase != Phase::Created {
        return Ok(None);
    }
    let id = match req.prior.id.as_str() {
        "" => issued_at(&told),
        known => known.to_owned(),
    };
    let value =
        CertificateValidation { id, certificate_arn: req.key.clone(), ..CertificateValidation::default() };
    Ok(Some(Found::ready(value).status(status(&told))))
}

fn status(told: &CertificateDetail) -> Status {
    let state = told.status.as_ref().map_or("", |s| s.as_str());
    let reason = told.failure_reason.as_ref().map(|r| r.as_str());
    let revoked = told.revocation_reason.as_ref().map(|r| r.as_str());
    match told.status {
        Some(CertificateStatus::Issued) => Status::Ready,
        Some(CertificateStatus::PendingValidation) => Status::Pending(awaited(told)),
        _ => Status::Failed(reason.or(revoked).unwrap_or(state).to_owned()),
    }
}

/// What AWS has not seen yet.
fn awaited(told: &CertificateDetail) -> String {
    let unseen =
        |d: &&aws_sdk_acm::types::DomainValidation| d.validation_status != Some(DomainStatus::Success);
    let records = told.domain_validation_options().iter().filter(unseen).map(|d| match &d.resource_record {
        Some(r) => format!("{} {} {} (for {})", r.name, r.r#type, r.value, d.domain_name),
        None => d.domain_name.clone(),
    });
    let records: Vec<String> = records.collect();
    match records.as_slice() {
        [] => "PENDING_VALIDATION".into(),
        _ => format!("PENDING_VALIDATION, not seen yet: {}", records.join(", ")),
    }
}

/// `2024-01-02 03:04:05 +0000 UTC`
fn issued_at(told: &CertificateDetail) -> String {
    let at = told.issued_at().map(crate::acm::rfc3339).unwrap_or_else(|| "0001-01-01T00:00:00Z".into());
    format!("{} +0000 UTC", at.trim_end_matches('Z').replace('T', " "))
}
