//! The configuration of a distribution as CloudFront takes it and tells it: always all of it.

use crate::cloudfront::quantity;
use crate::cloudfront_behaviours::{DefaultBehaviour, OrderedBehaviour};
use crate::cloudfront_distribution::Distribution;
use crate::cloudfront_origins::{Origin, OriginGroup};
use aws_sdk_cloudfront::types::{self, DistributionConfig};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, spoken, word};

/// What viewers get where the origin answers with an error.
#[derive(Nested, Clone, Default)]
pub struct ErrorResponse {
    /// Least seconds that the error is kept.
    #[attr(optional)]
    pub error_caching_min_ttl: Option<i64>,
    /// The error.
    #[attr(required)]
    pub error_code: i64,
    /// The status that viewers get.
    #[attr(optional)]
    pub response_code: Option<i64>,
    /// The page that viewers get.
    #[attr(optional)]
    pub response_page_path: Option<String>,
}

/// Where requests are logged.
#[derive(Nested, Clone, Default)]
pub struct Logging {
    /// The domain name of the bucket.
    #[attr(required)]
    pub bucket: String,
    /// Whether cookies are logged.
    #[attr(optional, default = false)]
    pub include_cookies: Option<bool>,
    /// What the names of logs begin with.
    #[attr(optional, default = "")]
    pub prefix: Option<String>,
}

/// Who gets something.
#[derive(Nested, Clone, Default)]
pub struct Restrictions {
    /// By country.
    #[block(list, min = 1, max = 1)]
    pub geo_restriction: Option<Countries>,
}

/// Who gets something, by country.
#[derive(Nested, Clone, Default)]
pub struct Countries {
    /// Their codes.
    #[attr(optional, computed)]
    pub locations: Set<String>,
    /// Whether these, all but these, or all.
    #[attr(required, one_of("blacklist", "whitelist", "none"))]
    pub restriction_type: String,
}

/// The certificate that viewers see.
#[derive(Nested, Clone, Default)]
pub struct Certificate {
    /// The ARN of one of ACM, in us-east-1.
    #[attr(optional, arn)]
    pub acm_certificate_arn: Option<String>,
    /// Whether it is CloudFront's own.
    #[attr(optional)]
    pub cloudfront_default_certificate: Option<bool>,
    /// The id of one of IAM.
    #[attr(optional)]
    pub iam_certificate_id: Option<String>,
    /// The least version of TLS.
    #[attr(
        optional,
        default = "TLSv1",
        one_of(
            "SSLv3",
            "TLSv1",
            "TLSv1_2016",
            "TLSv1.1_2016",
            "TLSv1.2_2018",
            "TLSv1.2_2019",
            "TLSv1.2_2021",
            "TLSv1.3_2025"
        )
    )]
    pub minimum_protocol_version: Option<String>,
    /// Whether viewers have to name the host before TLS.
    #[attr(optional, one_of("sni-only", "vip", "static-ip"))]
    pub ssl_support_method: Option<String>,
}

/// The groups of keys with which requests may be signed.
#[derive(Nested, Clone, Default)]
pub struct ActiveKeyGroups {
    /// Whether there are any.
    #[attr(computed)]
    pub enabled: bool,
    /// They.
    #[attr(computed)]
    pub items: Vec<ActiveKeyGroup>,
}

/// A group of keys.
#[derive(Nested, Clone, Default)]
pub struct ActiveKeyGroup {
    /// Its id.
    #[attr(computed)]
    pub key_group_id: String,
    /// Its keys.
    #[attr(computed)]
    pub key_pair_ids: Set<String>,
}

/// The accounts with whose keys requests may be signed.
#[derive(Nested, Clone, Default)]
pub struct ActiveSigners {
    /// Whether there are any.
    #[attr(computed)]
    pub enabled: bool,
    /// They.
    #[attr(computed)]
    pub items: Vec<ActiveSigner>,
}

/// An account.
#[derive(Nested, Clone, Default)]
pub struct ActiveSigner {
    /// It, or `self`.
    #[attr(computed)]
    pub aws_account_number: String,
    /// Its keys.
    #[attr(computed)]
    pub key_pair_ids: Set<String>,
}

impl Distribution {
    /// All of it, since what is left out is taken away. A new one has a reference that makes a second call harmless.
    pub fn config(&self, caller_reference: &str) -> Result<DistributionConfig, Error> {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let origins: Vec<_> = self.origin.iter().map(Origin::request).collect::<Result<_, _>>()?;
        let groups: Vec<_> = self.origin_group.iter().map(OriginGroup::request).collect::<Result<_, _>>()?;
        let groups = types::OriginGroups::builder().quantity(quantity(&groups)).set_items(given(&groups));
        let ordered: Vec<_> =
            self.ordered_cache_behavior.iter().map(OrderedBehaviour::request).collect::<Result<_, _>>()?;
        let ordered =
            types::CacheBehaviors::builder().quantity(quantity(&ordered)).set_items(given(&ordered));
        let errors: Vec<_> =
            self.custom_error_response.iter().map(ErrorResponse::request).collect::<Result<_, _>>()?;
        let errors =
            types::CustomErrorResponses::builder().quantity(quantity(&errors)).set_items(given(&errors));
        let aliases =
            types::Aliases::builder().quantity(quantity(&self.aliases)).set_items(given(&self.aliases));
        let origins = types::Origins::builder().quantity(quantity(&origins)).set_items(Some(origins));
        let default = self.default_cache_behavior.as_ref().map(DefaultBehaviour::request).transpose()?;
        Ok(DistributionConfig::builder()
            .caller_reference(caller_reference)
            .aliases(aliases.build()?)
            .default_root_object(said(&self.default_root_object))
            .origins(origins.build()?)
            .origin_groups(groups.build()?)
            .set_default_cache_behavior(default)
            .cache_behaviors(ordered.build()?)
            .custom_error_responses(errors.build()?)
            .comment(said(&self.comment))
            .logging(Logging::request(self.logging_config.as_ref()))
            .set_price_class(choice(&self.price_class))
            .enabled(self.enabled)
            .set_viewer_certificate(self.viewer_certificate.as_ref().map(Certificate::request))
            .set_restrictions(self.restrictions.as_ref().map(Restrictions::request).transpose()?)
            .web_acl_id(said(&self.web_acl_id))
            .set_http_version(choice(&self.http_version))
            .is_ipv6_enabled(self.is_ipv6_enabled == Some(true))
            .continuous_deployment_policy_id(said(&self.continuous_deployment_policy_id))
            .staging(self.staging == Some(true))
            .build()?)
    }

    /// As CloudFront tells it; `prior` is what was asked for, or what the state holds.
    pub fn told(
        told: types::Distribution,
        etag: String,
        zone: &str,
        prior: &Distribution,
    ) -> Result<Self, Error> {
        let config = told.distribution_config.ok_or_else(|| Error::incomplete("a configuration"))?;
        let asked = |id: &str| prior.origin.iter().find(|origin| origin.origin_id == id);
        let origins = config.origins.into_iter().flat_map(|all| all.items).map(|origin| {
            let asked = asked(&origin.id);
            Origin::told(origin, asked)
        });
        let groups = config.origin_groups.and_then(|all| all.items).into_iter().flatten();
        let ordered = config.cache_behaviors.and_then(|all| all.items).into_iter().flatten();
        let errors = config.custom_error_responses.and_then(|all| all.items).into_iter().flatten();
        Ok(Distribution {
            id: told.id,
            aliases: Set(config.aliases.and_then(|all| all.items).unwrap_or_default()),
            arn: told.arn,
            caller_reference: config.caller_reference,
            comment: Some(config.comment).filter(|comment| !comment.is_empty()),
            continuous_deployment_policy_id: config.continuous_deployment_policy_id,
            custom_error_response: errors.map(ErrorResponse::told).collect(),
            default_cache_behavior: config.default_cache_behavior.map(DefaultBehaviour::told),
            default_root_object: config.default_root_object,
            domain_name: told.domain_name,
            enabled: config.enabled,
            etag,
            hosted_zone_id: zone.to_owned(),
            http_version: word(config.http_version.as_ref()),
            in_progress_validation_batches: told.in_progress_invalidation_batches.into(),
            is_ipv6_enabled: config.is_ipv6_enabled,
            last_modified_time: spoken(Some(&told.last_modified_time)),
            logging_config: config.logging.filter(|logging| logging.enabled).map(Logging::told),
            ordered_cache_behavior: ordered.map(OrderedBehaviour::told).collect(),
            origin: origins.collect(),
            origin_group: groups.map(OriginGroup::told).collect(),
            price_class: word(config.price_class.as_ref()),
            restrictions: config.restrictions.map(Restrictions::told),
            retain_on_delete: Some(prior.retain_on_delete.unwrap_or(false)),
            staging: config.staging,
            status: told.status,
            trusted_key_groups: told
                .active_trusted_key_groups
                .into_iter()
                .map(ActiveKeyGroups::told)
                .collect(),
            trusted_signers: told.active_trusted_signers.into_iter().map(ActiveSigners::told).collect(),
            viewer_certificate: config.viewer_certificate.map(Certificate::told),
            wait_for_deployment: Some(prior.wait_for_deployment.unwrap_or(true)),
            web_acl_id: config.web_acl_id,
        })
    }
}

impl ErrorResponse {
    fn request(&self) -> Result<types::CustomErrorResponse, Error> {
        let code = self.response_code.filter(|code| *code != 0);
        Ok(types::CustomErrorResponse::builder()
            .set_error_code(int(Some(self.error_code)))
            .response_page_path(self.response_page_path.clone().unwrap_or_default())
            .response_code(code.map(|code| code.to_string()).unwrap_or_default())
            .error_caching_min_ttl(self.error_caching_min_ttl.unwrap_or_default())
            .build()?)
    }

    fn told(told: types::CustomErrorResponse) -> ErrorResponse {
        ErrorResponse {
            error_caching_min_ttl: told.error_caching_min_ttl,
            error_code: told.error_code.into(),
            response_code: told.response_code.and_then(|code| code.parse().ok()),
            response_page_path: told.response_page_path,
        }
    }
}

impl Logging {
    fn request(logging: Option<&Logging>) -> types::LoggingConfig {
        let off = Logging::default();
        let of = logging.unwrap_or(&off);
        types::LoggingConfig::builder()
            .enabled(logging.is_some())
            .include_cookies(of.include_cookies == Some(true))
            .bucket(&of.bucket)
            .prefix(of.prefix.clone().unwrap_or_default())
            .build()
    }

    fn told(told: types::LoggingConfig) -> Logging {
        Logging {
            bucket: told.bucket,
            include_cookies: Some(told.include_cookies),
            prefix: Some(told.prefix),
        }
    }
}

impl Restrictions {
    fn request(&self) -> Result<types::Restrictions, Error> {
        let by_country = |c: &Countries| {
            let kind = types::GeoRestriction::builder().restriction_type(c.restriction_type.as_str().into());
            kind.quantity(quantity(&c.locations)).set_items(given(&c.locations)).build()
        };
        let countries = self.geo_restriction.as_ref().map(by_country).transpose()?;
        Ok(types::Restrictions::builder().set_geo_restriction(countries).build())
    }

    fn told(told: types::Restrictions) -> Restrictions {
        let by_country = |c: types::GeoRestriction| Countries {
            locations: Set(c.items.unwrap_or_default()),
            restriction_type: c.restriction_type.as_str().to_owned(),
        };
        Restrictions { geo_restriction: told.geo_restriction.map(by_country) }
    }
}

impl Certificate {
    /// One of three: that of IAM, that of ACM, or CloudFront's own.
    fn request(&self) -> types::ViewerCertificate {
        let call = types::ViewerCertificate::builder()
            .set_minimum_protocol_version(choice(&self.minimum_protocol_version));
        match (text(&self.iam_certificate_id), text(&self.acm_certificate_arn)) {
            (Some(id), _) => {
                call.iam_certificate_id(id).set_ssl_support_method(choice(&self.ssl_support_method)).build()
            }
            (None, Some(arn)) => {
                call.acm_certificate_arn(arn).set_ssl_support_method(choice(&self.ssl_support_method)).build()
            }
            (None, None) => call
                .cloud_front_default_certificate(self.cloudfront_default_certificate == Some(true))
                .build(),
        }
    }

    /// CloudFront's own certificate has a way to be seen, which nobody chose.
    fn told(told: types::ViewerCertificate) -> Certificate {
        let chosen = told.iam_certificate_id.is_some() || told.acm_certificate_arn.is_some();
        Certificate {
            acm_certificate_arn: told.acm_certificate_arn,
            cloudfront_default_certificate: told.cloud_front_default_certificate,
            iam_certificate_id: told.iam_certificate_id,
            minimum_protocol_version: word(told.minimum_protocol_version.as_ref()),
            ssl_support_method: word(told.ssl_support_method.as_ref()).filter(|_| chosen),
        }
    }
}

fn key_pairs(told: Option<types::KeyPairIds>) -> Set<String> {
    Set(told.and_then(|ids| ids.items).unwrap_or_default())
}

impl ActiveKeyGroups {
    fn told(told: types::ActiveTrustedKeyGroups) -> ActiveKeyGroups {
        let group = |g: types::KgKeyPairIds| ActiveKeyGroup {
            key_group_id: g.key_group_id.unwrap_or_default(),
            key_pair_ids: key_pairs(g.key_pair_ids),
        };
        let items = told.items.into_iter().flatten().map(group).collect();
        ActiveKeyGroups { enabled: told.enabled, items }
    }
}

impl ActiveSigners {
    fn told(told: types::ActiveTrustedSigners) -> ActiveSigners {
        let signer = |s: types::Signer| ActiveSigner {
            aws_account_number: s.aws_account_number.unwrap_or_default(),
            key_pair_ids: key_pairs(s.key_pair_ids),
        };
        let items = told.items.into_iter().flatten().map(signer).collect();
        ActiveSigners { enabled: told.enabled, items }
    }
}
