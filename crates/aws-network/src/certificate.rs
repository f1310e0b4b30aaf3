//! `aws_acm_certificate`

// Leaving public logs is being withdrawn by AWS, and still part of the provider's schema.
#![allow(deprecated)]

use crate::acm::{acm, certificate, retag, rfc3339, tag_list, tags};
use crate::certificate_plan;
use crate::renewal::{duration, is_due};
use aws_sdk_acm::primitives::Blob;
use aws_sdk_acm::types::{
    self, CertificateDetail, CertificateOptions, CertificateStatus, CertificateTransparencyLoggingPreference,
    CertificateType, DomainStatus, DomainValidation, DomainValidationOption, Filters, KeyAlgorithm,
    RenewalStatus, ValidationMethod,
};
use provision_aws_core::prelude::*;
use provision_aws_core::tagging::tags_read;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A certificate, asked of a public or private authority or brought along.
/// (ACM RequestCertificate, ImportCertificate)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_acm_certificate", tags, seconds(5, 2))]
pub struct Certificate {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The private authority that signs it.
    #[attr(optional, replace, arn, conflicts("certificate_body", "private_key", "validation_method"))]
    pub certificate_authority_arn: Option<String>,
    /// A certificate brought along, as PEM.
    #[attr(
        optional,
        config_only,
        required_with("private_key"),
        conflicts("certificate_authority_arn", "domain_name", "validation_method")
    )]
    pub certificate_body: Option<String>,
    /// The authorities above it, as PEM.
    #[attr(
        optional,
        config_only,
        conflicts("certificate_authority_arn", "domain_name", "validation_method")
    )]
    pub certificate_chain: Option<String>,
    /// The domain.
    #[attr(
        optional,
        computed,
        replace,
        validate = no_dot,
        exactly_one_of("domain_name", "private_key"),
        conflicts("certificate_body", "certificate_chain", "private_key")
    )]
    pub domain_name: Option<String>,
    /// The records that prove who owns its domains.
    #[attr(computed)]
    pub domain_validation_options: Set<ValidationRecord>,
    /// How long before its end it is renewed.
    #[attr(
        optional,
        config_only,
        validate = duration,
        conflicts("certificate_body", "certificate_chain", "private_key", "validation_method")
    )]
    pub early_renewal_duration: Option<String>,
    /// The kind of its key.
    #[attr(
        optional,
        computed,
        replace,
        one_of(
            "RSA_1024",
            "RSA_2048",
            "RSA_3072",
            "RSA_4096",
            "EC_prime256v1",
            "EC_secp384r1",
            "EC_secp521r1"
        ),
        conflicts("certificate_body", "certificate_chain", "private_key")
    )]
    pub key_algorithm: Option<String>,
    /// Its end.
    #[attr(computed)]
    pub not_after: String,
    /// Its beginning.
    #[attr(computed)]
    pub not_before: String,
    /// It is due for early renewal.
    #[attr(computed)]
    pub pending_renewal: Option<bool>,
    /// The key of a certificate brought along, as PEM.
    #[attr(optional, sensitive, config_only, exactly_one_of("domain_name", "private_key"))]
    pub private_key: Option<String>,
    /// Whether it can be renewed.
    #[attr(computed)]
    pub renewal_eligibility: String,
    /// How renewal goes.
    #[attr(computed)]
    pub renewal_summary: Vec<Renewal>,
    /// `PENDING_VALIDATION`, `ISSUED`
    #[attr(computed)]
    pub status: String,
    /// All its domains.
    #[attr(
        optional,
        computed,
        replace,
        length(1, 253),
        validate = no_dot,
        conflicts("certificate_body", "certificate_chain", "private_key")
    )]
    pub subject_alternative_names: Set<String>,
    /// `AMAZON_ISSUED`, `PRIVATE`, `IMPORTED`
    #[attr(computed)]
    pub r#type: String,
    /// Who was asked by mail.
    #[attr(computed)]
    pub validation_emails: Vec<String>,
    /// How its domains are proven to be ours.
    #[attr(
        optional,
        computed,
        replace,
        one_of("EMAIL", "DNS", "HTTP"),
        conflicts("certificate_authority_arn", "certificate_body", "certificate_chain", "private_key")
    )]
    pub validation_method: Option<String>,
    /// Settings.
    #[block(list, max = 1, computed)]
    pub options: Vec<Options>,
    /// Domains whose mail proves others.
    #[block(set, replace, conflicts("certificate_body", "certificate_chain", "private_key"))]
    pub validation_option: Set<MailDomain>,
}

/// The record that proves who owns a domain.
#[derive(Nested, Clone, Default)]
pub struct ValidationRecord {
    /// The domain.
    #[attr(computed)]
    pub domain_name: String,
    /// The record's name.
    #[attr(computed)]
    pub resource_record_name: String,
    /// The record's type.
    #[attr(computed)]
    pub resource_record_type: String,
    /// The record's value.
    #[attr(computed)]
    pub resource_record_value: String,
}

/// How renewal goes.
#[derive(Nested, Clone, Default)]
pub struct Renewal {
    /// `SUCCESS`
    #[attr(computed)]
    pub renewal_status: String,
    /// Why it failed.
    #[attr(computed)]
    pub renewal_status_reason: String,
    /// When that was.
    #[attr(computed)]
    pub updated_at: String,
}

/// Settings.
#[derive(Nested, Clone, Default)]
pub struct Options {
    /// Whether it stands in public logs.
    #[attr(optional, default = "ENABLED", one_of("ENABLED", "DISABLED"))]
    pub certificate_transparency_logging_preference: Option<String>,
}

/// A domain whose mail proves another.
#[derive(Nested, Clone, Default)]
pub struct MailDomain {
    /// The domain to prove.
    #[attr(required, replace)]
    pub domain_name: String,
    /// The domain that mail goes to.
    #[attr(required, replace)]
    pub validation_domain: String,
}

fn no_dot(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(s) if s.ends_with('.') => Err("must not end with a dot".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Certificate {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(5 * 60),
        // API Gateway lets go of a certificate after more than a quarter of an hour.
        delete: Duration::from_secs(20 * 60),
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        certificate_plan::plan(cx);
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let Some(domain) = text(&planned.domain_name) else {
            let call = pem(cx, planned).set_tags(tag_list(&step.tags)?);
            return Created::new(call.send().await?.certificate_arn);
        };
        let (method, authority) =
            (text(&planned.validation_method), text(&planned.certificate_authority_arn));
        if method.is_none() && authority.is_none() {
            let message = "A certificate needs `validation_method` or `certificate_authority_arn`.";
            return Err(Error::new(Class::Validation, message)
                .help("Set `validation_method = \"DNS\"` for a public certificate."));
        }
        let mail = planned.validation_option.iter().map(|o| {
            DomainValidationOption::builder()
                .domain_name(&o.domain_name)
                .validation_domain(&o.validation_domain)
                .build()
        });
        let mail: Result<Vec<DomainValidationOption>, _> = mail.collect();
        let names: Vec<String> =
            planned.subject_alternative_names.iter().filter(|n| !n.is_empty()).cloned().collect();
        let made = acm(cx)
            .request_certificate()
            .domain_name(domain)
            .idempotency_token(step.short_token(32))
            .set_tags(tag_list(&step.tags)?)
            .set_certificate_authority_arn(authority)
            .set_key_algorithm(text(&planned.key_algorithm).map(|k| KeyAlgorithm::from(k.as_str())))
            .set_options(planned.options.first().map(options))
            .set_subject_alternative_names(Some(names).filter(|n| !n.is_empty()))
            .set_validation_method(method.map(|m| ValidationMethod::from(m.as_str())))
            .set_domain_validation_options(Some(mail?).filter(|m| !m.is_empty()))
            .send()
            .await?;
        Created::new(made.certificate_arn)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 5, |req| read_one(cx, req)).await;
        let ready = reqs.iter().zip(&told).filter(|(_, told)| {
            told.as_ref().is_ok_and(|told| told.as_ref().is_some_and(|f| f.status == Status::Ready))
        });
        let ready = ready.map(|(req, _)| (req.key.clone(), req)).collect();
        let known = tags_read(cx, ready, |arn| async move { tags(cx, &arn).await }).await;
        let tagged = |(req, told): (&Req<Self>, Answer<Self>)| {
            let Some(found) = told? else { return Ok(None) };
            Ok(Some(found.tagged(known.of(&req.key)?)))
        };
        reqs.iter().zip(told).map(tagged).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let brought = ["private_key", "certificate_body", "certificate_chain"];
        let due =
            is_due(&from.renewal_eligibility, &from.not_after, to.early_renewal_duration.as_deref(), now());
        if change.any(&brought) && text(&to.certificate_body).is_some() {
            pem(cx, to).certificate_arn(&to.id).send().await?;
        } else if due && change.any(&["early_renewal_duration", "pending_renewal"]) {
            acm(cx).renew_certificate().certificate_arn(&to.id).send().await?;
            wait_renewed(cx, &to.id, step).await?;
        }
        if let (true, Some(to_options)) = (change.changed("options"), to.options.first()) {
            let call = acm(cx).update_certificate_options().certificate_arn(&to.id);
            call.options(options(to_options)).send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        acm(cx).delete_certificate().certificate_arn(&prior.id).send().await?;
        Ok(())
    }

    /// Of the certificates made since then, the one with our tags. (A request sent again within the hour, with the same token, is
    /// answered with the same certificate; an import is not.)
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if intent.ownership.is_empty() {
            return Ok(None);
        }
        let kinds = Filters::builder()
            .set_key_types(Some(KeyAlgorithm::values().iter().map(|k| KeyAlgorithm::from(*k)).collect()));
        let mut listed = acm(cx).list_certificates().includes(kinds.build()).into_paginator().items().send();
        while let Some(summary) = listed.next().await {
            let summary = summary?;
            let since = |at: Option<&aws_sdk_acm::primitives::DateTime>| {
                at.is_none_or(|at| at.secs() >= intent.at - 60)
            };
            let named = text(&planned.domain_name).is_none_or(|d| summary.domain_name() == Some(&d));
            let Some(arn) = summary.certificate_arn.clone() else { continue };
            if !named || !since(summary.created_at()) || !since(summary.imported_at()) {
                continue;
            }
            let tags = tags(cx, &arn).await?;
            if carries(intent, &tags) {
                return Ok(Some(arn));
            }
        }
        Ok(None)
    }
}

fn pem(
    cx: &Cx,
    it: &Certificate,
) -> aws_sdk_acm::operation::import_certificate::builders::ImportCertificateFluentBuilder {
    let blob = |value: &Option<String>| text(value).map(Blob::new);
    acm(cx)
        .import_certificate()
        .set_certificate(blob(&it.certificate_body))
        .set_private_key(blob(&it.private_key))
        .set_certificate_chain(blob(&it.certificate_chain))
}

fn options(to: &Options) -> CertificateOptions {
    let logging = text(&to.certificate_transparency_logging_preference);
    let logging = logging.map(|l| CertificateTransparencyLoggingPreference::from(l.as_str()));
    CertificateOptions::builder().set_certificate_transparency_logging_preference(logging).build()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Waits a minute for a renewal that was asked for; it goes on by itself.
async fn wait_renewed(cx: &Cx, arn: &str, step: &Step) -> Result<(), Error> {
    for _ in 0..30 {
        let told = certificate(cx, arn, Phase::Updated).await?;
        let Some(renewal) = told.as_ref().and_then(|c| c.renewal_summary.as_ref()) else { return Ok(()) };
        match &renewal.renewal_status {
            RenewalStatus::PendingAutoRenewal => step.progress("waiting for the renewal"),
            RenewalStatus::Failed => {
                let why = renewal.renewal_status_reason.as_ref().map_or("", |r| r.as_str());
                return Err(Error::new(Class::Other, format!("The renewal of {arn} failed: {why}.")));
            }
            _ => return Ok(()),
        }
        cx.tick(Duration::from_secs(2)).await;
    }
    Ok(())
}

/// One without its tags, which come by a call of their own.
async fn read_one(cx: &Cx, req: &Req<Certificate>) -> Answer<Certificate> {
    // One that nobody validated in time is as good as gone.
    let told = certificate(cx, &req.key, req.phase).await?;
    let told = told.filter(|c| c.status != Some(CertificateStatus::ValidationTimedOut));
    let Some(told) = told else { return Ok(None) };
    let status = match req.phase {
        Phase::Created => status(&told),
        _ => Status::Ready,
    };
    Ok(Some(Found::ready(from_told(&told, req)).status(status)))
}

/// A new certificate is there when it tells how its domains are to be proven.
fn status(told: &CertificateDetail) -> Status {
    if told.status == Some(CertificateStatus::Failed) {
        let why = told.failure_reason.as_ref().map_or("no reason is given", |r| r.as_str());
        return Status::Failed(why.to_owned());
    }
    let told_how = |v: &DomainValidation| {
        v.resource_record.is_some()
            || v.http_redirect.is_some()
            || !v.validation_emails().is_empty()
            || v.validation_status == Some(DomainStatus::Success)
    };
    let domains = told.domain_validation_options();
    let pending = match &told.r#type {
        Some(CertificateType::AmazonIssued) => domains.is_empty() || !domains.iter().all(told_how),
        Some(CertificateType::Private) => told.status == Some(CertificateStatus::PendingValidation),
        _ => false,
    };
    if pending { Status::Pending("the way of validation is not told yet".into()) } else { Status::Ready }
}

fn from_told(told: &CertificateDetail, req: &Req<Certificate>) -> Certificate {
    let owned = |s: &str| s.to_owned();
    let time = |at: Option<&aws_sdk_acm::primitives::DateTime>| at.map(rfc3339).unwrap_or_default();
    let eligibility = told.renewal_eligibility.as_ref().map_or(String::new(), |e| owned(e.as_str()));
    let early = req.prior.early_renewal_duration.as_deref();
    let not_after = time(told.not_after());
    let method = told.domain_validation_options().first().and_then(|v| v.validation_method.as_ref());
    let method = method.filter(|_| told.r#type == Some(CertificateType::AmazonIssued));
    Certificate {
        id: req.key.clone(),
        arn: told.certificate_arn.clone().unwrap_or_default(),
        certificate_authority_arn: told.certificate_authority_arn.clone(),
        certificate_body: None,
        certificate_chain: None,
        private_key: None,
        // Where it is not configured the provider writes the empty text.
        early_renewal_duration: Some(String::new()),
        domain_name: told.domain_name.clone(),
        domain_validation_options: told.domain_validation_options().iter().filter_map(record).collect(),
        // Told with hyphens, asked for with underscores.
        key_algorithm: told.key_algorithm.as_ref().map(|k| k.as_str().replace('-', "_")),
        pending_renewal: Some(is_due(&eligibility, &not_after, early, now())),
        not_after,
        not_before: time(told.not_before()),
        renewal_eligibility: eligibility,
        renewal_summary: told.renewal_summary.iter().map(renewal).collect(),
        status: told.status.as_ref().map_or(String::new(), |s| owned(s.as_str())),
        subject_alternative_names: told.subject_alternative_names().iter().cloned().collect(),
        r#type: told.r#type.as_ref().map_or(String::new(), |t| owned(t.as_str())),
        validation_emails: told
            .domain_validation_options()
            .iter()
            .flat_map(|v| v.validation_emails().iter().cloned())
            .collect(),
        validation_method: Some(method.map_or_else(|| owned("NONE"), |m| owned(m.as_str()))),
        options: told
            .options
            .iter()
            .map(|o| Options {
                certificate_transparency_logging_preference: o
                    .certificate_transparency_logging_preference
                    .as_ref()
                    .map(|l| owned(l.as_str())),
            })
            .collect(),
        validation_option: Set(req.prior.validation_option.to_vec()),
    }
}

fn record(v: &DomainValidation) -> Option<ValidationRecord> {
    let record = v.resource_record.as_ref()?;
    Some(ValidationRecord {
        domain_name: v.domain_name.clone(),
        resource_record_name: record.name.clone(),
        resource_record_type: record.r#type.as_str().to_owned(),
        resource_record_value: record.value.clone(),
    })
}

fn renewal(summary: &types::RenewalSummary) -> Renewal {
    let reason = summary.renewal_status_reason.as_ref();
    Renewal {
        renewal_status: summary.renewal_status.as_str().to_owned(),
        renewal_status_reason: reason.map_or(String::new(), |r| r.as_str().to_owned()),
        updated_at: rfc3339(&summary.updated_at),
    }
}
