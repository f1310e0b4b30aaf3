//! `data.aws_acm_certificate`

use crate::acm::{acm, certificate, tags};
use aws_sdk_acm::types::{CertificateDetail, CertificateStatus, CertificateSummary, Filters, KeyAlgorithm};
use provision_aws_core::prelude::*;
use std::sync::Arc;

/// A certificate that is there already: by domain, tags, kind and state.
/// (ACM ListCertificates, DescribeCertificate, GetCertificate)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_acm_certificate")]
pub struct CertificateData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// It, as PEM, once it is issued.
    #[attr(computed)]
    pub certificate: Option<String>,
    /// The authorities above it, as PEM.
    #[attr(computed)]
    pub certificate_chain: Option<String>,
    /// The domain.
    #[attr(optional, computed, at_least_one_of("domain", "tags"))]
    pub domain: Option<String>,
    /// Kinds of keys; without any, RSA of 1024 and 2048 bits.
    #[attr(
        optional,
        one_of(
            "RSA_1024",
            "RSA_2048",
            "RSA_3072",
            "RSA_4096",
            "EC_prime256v1",
            "EC_secp384r1",
            "EC_secp521r1"
        )
    )]
    pub key_types: Set<String>,
    /// Of several, the newest.
    #[attr(optional, default = false)]
    pub most_recent: Option<bool>,
    /// Its state.
    #[attr(computed)]
    pub status: String,
    /// States; without any, `ISSUED`.
    #[attr(optional)]
    pub statuses: Vec<String>,
    /// Its tags; those given must be among them.
    #[attr(optional, computed, at_least_one_of("domain", "tags"))]
    pub tags: BTreeMap<String, String>,
    /// Kinds: `AMAZON_ISSUED`, `IMPORTED`, `PRIVATE`.
    #[attr(optional)]
    pub types: Vec<String>,
}

#[async_trait]
impl DataSource for CertificateData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 5, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &CertificateData) -> Result<CertificateData, Error> {
    let mut fit: Vec<(Arc<CertificateDetail>, Tags)> = Vec::new();
    for summary in listed(cx, config).await? {
        let Some(arn) = summary.certificate_arn else { continue };
        let Some(told) = certificate(cx, &arn, Phase::Refresh).await? else { continue };
        let own = tags(cx, &arn).await?;
        let kind = told.r#type.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default();
        let tagged = config.tags.iter().all(|(k, v)| own.get(k) == Some(v));
        if tagged && (config.types.is_empty() || config.types.contains(&kind)) {
            fit.push((told, own));
        }
    }
    let (told, own) = choose(config, fit)?;
    let arn = told.certificate_arn.clone().unwrap_or_default();
    let (mut body, mut chain) = (None, None);
    if told.status == Some(CertificateStatus::Issued) {
        let got = acm(cx).get_certificate().certificate_arn(&arn).send().await?;
        (body, chain) = (got.certificate, got.certificate_chain);
    }
    Ok(CertificateData {
        id: arn.clone(),
        arn,
        certificate: body,
        certificate_chain: chain,
        domain: told.domain_name.clone(),
        status: told.status.as_ref().map(|s| s.as_str().to_owned()).unwrap_or_default(),
        tags: own,
        ..config.clone()
    })
}

/// The certificates of the states, keys and domain that are asked for.
async fn listed(cx: &Cx, config: &CertificateData) -> Result<Vec<CertificateSummary>, Error> {
    let statuses: Vec<CertificateStatus> = match config.statuses.as_slice() {
        [] => vec![CertificateStatus::Issued],
        some => some.iter().map(|s| CertificateStatus::from(s.as_str())).collect(),
    };
    let keys = given(&config.key_types).map(|keys| {
        let keys = keys.iter().map(|k| KeyAlgorithm::from(k.as_str())).collect();
        Filters::builder().set_key_types(Some(keys)).build()
    });
    let call = acm(cx).list_certificates().set_certificate_statuses(Some(statuses)).set_includes(keys);
    let all: Vec<CertificateSummary> = call.into_paginator().items().send().try_collect().await?;
    let domain = text(&config.domain);
    Ok(all.into_iter().filter(|s| domain.is_none() || s.domain_name == domain).collect())
}

/// The one that fits, or the newest of them.
fn choose(
    config: &CertificateData,
    mut fit: Vec<(Arc<CertificateDetail>, Tags)>,
) -> Result<(Arc<CertificateDetail>, Tags), Error> {
    if fit.len() > 1 && config.most_recent != Some(true) {
        let message = format!("{} certificates are like this.", fit.len());
        return Err(
            Error::new(Class::Validation, message).help("Say more of it, or set `most_recent = true`.")
        );
    }
    if fit.iter().any(|(c, _)| c.status != fit[0].0.status) {
        let message = "The newest is only told among certificates of one state.";
        return Err(Error::new(Class::Validation, message).help("Name one state in `statuses`."));
    }
    let age = |c: &CertificateDetail| match c.status {
        Some(CertificateStatus::Issued) => c.not_before.map(|t| t.as_nanos()),
        _ => c.created_at.map(|t| t.as_nanos()),
    };
    fit.sort_by_key(|(c, _)| age(c));
    let none = || {
        let domain = text(&config.domain).map(|d| format!(" for {d}")).unwrap_or_default();
        Error::new(Class::NotFound, format!("No certificate{domain} is like this."))
            .help("Where its key is not RSA of 1024 or 2048 bits, name the kind in `key_types`.")
    };
    fit.pop().ok_or_else(none)
}
