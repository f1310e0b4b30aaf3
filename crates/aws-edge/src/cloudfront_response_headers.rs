//! What a response headers policy holds, and its way to and from CloudFront.

use crate::cloudfront::quantity;
use crate::cloudfront_names::Names;
use aws_sdk_cloudfront::types::{
    ResponseHeadersPolicyAccessControlAllowHeaders as AllowHeaders,
    ResponseHeadersPolicyAccessControlAllowMethods as AllowMethods,
    ResponseHeadersPolicyAccessControlAllowOrigins as AllowOrigins,
    ResponseHeadersPolicyAccessControlExposeHeaders as ExposeHeaders,
    ResponseHeadersPolicyContentSecurityPolicy as ContentSecurityPolicy,
    ResponseHeadersPolicyContentTypeOptions as ContentTypeOptions, ResponseHeadersPolicyCorsConfig,
    ResponseHeadersPolicyCustomHeader, ResponseHeadersPolicyCustomHeadersConfig,
    ResponseHeadersPolicyFrameOptions as FrameOptions, ResponseHeadersPolicyReferrerPolicy as ReferrerPolicy,
    ResponseHeadersPolicyRemoveHeader, ResponseHeadersPolicyRemoveHeadersConfig,
    ResponseHeadersPolicySecurityHeadersConfig, ResponseHeadersPolicyServerTimingHeadersConfig,
    ResponseHeadersPolicyStrictTransportSecurity as StrictTransportSecurity,
    ResponseHeadersPolicyXssProtection as XssProtection,
};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// Who else may use answers.
#[derive(Nested, Clone, Default)]
pub struct Cors {
    /// Whether with credentials.
    #[attr(required)]
    pub access_control_allow_credentials: bool,
    /// With which headers.
    #[block(list, min = 1, max = 1)]
    pub access_control_allow_headers: Option<Names>,
    /// With which methods.
    #[block(list, min = 1, max = 1)]
    pub access_control_allow_methods: Option<Names>,
    /// From where.
    #[block(list, min = 1, max = 1)]
    pub access_control_allow_origins: Option<Names>,
    /// Which headers of answers they see.
    #[block(list, max = 1)]
    pub access_control_expose_headers: Option<Names>,
    /// How many seconds that counts.
    #[attr(optional)]
    pub access_control_max_age_sec: Option<i64>,
    /// Over what the origin says.
    #[attr(required)]
    pub origin_override: bool,
}

impl Cors {
    /// As CloudFront takes it.
    pub fn request(&self) -> Result<ResponseHeadersPolicyCorsConfig, Error> {
        // These lists are sent though they are empty, the last one is not.
        let all = |names: &Names| Some(names.items.to_vec());
        let headers =
            |n: &Names| AllowHeaders::builder().quantity(quantity(&n.items)).set_items(all(n)).build();
        let origins =
            |n: &Names| AllowOrigins::builder().quantity(quantity(&n.items)).set_items(all(n)).build();
        let methods = |n: &Names| {
            let items = n.items.iter().map(|m| m.as_str().into()).collect();
            AllowMethods::builder().quantity(quantity(&n.items)).set_items(Some(items)).build()
        };
        let exposed = |n: &Names| {
            ExposeHeaders::builder().quantity(quantity(&n.items)).set_items(given(&n.items)).build()
        };
        Ok(ResponseHeadersPolicyCorsConfig::builder()
            .access_control_allow_credentials(self.access_control_allow_credentials)
            .set_access_control_allow_headers(
                self.access_control_allow_headers.as_ref().map(headers).transpose()?,
            )
            .set_access_control_allow_methods(
                self.access_control_allow_methods.as_ref().map(methods).transpose()?,
            )
            .set_access_control_allow_origins(
                self.access_control_allow_origins.as_ref().map(origins).transpose()?,
            )
            .set_access_control_expose_headers(
                self.access_control_expose_headers.as_ref().map(exposed).transpose()?,
            )
            .set_access_control_max_age_sec(positive(self.access_control_max_age_sec))
            .origin_override(self.origin_override)
            .build()?)
    }

    /// As CloudFront tells it.
    pub fn told(told: ResponseHeadersPolicyCorsConfig) -> Cors {
        let methods = told.access_control_allow_methods.map(|methods| methods.items);
        let methods = methods.map(|items| items.iter().map(|m| m.as_str().to_owned()).collect());
        Cors {
            access_control_allow_credentials: told.access_control_allow_credentials,
            access_control_allow_headers: Names::told(told.access_control_allow_headers.map(|h| h.items)),
            access_control_allow_methods: Names::told(methods),
            access_control_allow_origins: Names::told(told.access_control_allow_origins.map(|o| o.items)),
            access_control_expose_headers: Names::told(
                told.access_control_expose_headers.and_then(|h| h.items),
            ),
            access_control_max_age_sec: long(told.access_control_max_age_sec),
            origin_override: told.origin_override,
        }
    }
}

/// Headers of one's own.
#[derive(Nested, Clone, Default)]
pub struct CustomHeaders {
    /// They.
    #[block(set)]
    pub items: Set<CustomHeader>,
}

/// A header.
#[derive(Nested, Clone, Default)]
pub struct CustomHeader {
    /// Its name.
    #[attr(required)]
    pub header: String,
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

impl CustomHeaders {
    /// As CloudFront takes them.
    pub fn request(&self) -> Result<ResponseHeadersPolicyCustomHeadersConfig, Error> {
        let header = |h: &CustomHeader| {
            let header = ResponseHeadersPolicyCustomHeader::builder().header(&h.header).value(&h.value);
            header.r#override(h.r#override).build()
        };
        let items: Vec<_> = self.items.iter().map(header).collect::<Result<_, _>>()?;
        let config = ResponseHeadersPolicyCustomHeadersConfig::builder().quantity(quantity(&items));
        Ok(config.set_items(given(&items)).build()?)
    }

    /// As CloudFront tells them.
    pub fn told(told: ResponseHeadersPolicyCustomHeadersConfig) -> CustomHeaders {
        let header = |h: ResponseHeadersPolicyCustomHeader| CustomHeader {
            r#override: h.r#override,
            header: h.header,
            value: h.value,
        };
        CustomHeaders { items: told.items.unwrap_or_default().into_iter().map(header).collect() }
    }
}

/// Headers that are taken out.
#[derive(Nested, Clone, Default)]
pub struct RemovedHeaders {
    /// They.
    #[block(set)]
    pub items: Set<RemovedHeader>,
}

/// A header.
#[derive(Nested, Clone, Default)]
pub struct RemovedHeader {
    /// Its name.
    #[attr(required)]
    pub header: String,
}

impl RemovedHeaders {
    /// As CloudFront takes them.
    pub fn request(&self) -> Result<ResponseHeadersPolicyRemoveHeadersConfig, Error> {
        let header =
            |h: &RemovedHeader| ResponseHeadersPolicyRemoveHeader::builder().header(&h.header).build();
        let items: Vec<_> = self.items.iter().map(header).collect::<Result<_, _>>()?;
        let config = ResponseHeadersPolicyRemoveHeadersConfig::builder().quantity(quantity(&items));
        Ok(config.set_items(given(&items)).build()?)
    }

    /// As CloudFront tells them.
    pub fn told(told: ResponseHeadersPolicyRemoveHeadersConfig) -> RemovedHeaders {
        let items = told.items.unwrap_or_default().into_iter();
        RemovedHeaders { items: items.map(|h| RemovedHeader { header: h.header }).collect() }
    }
}

/// Headers that make browsers careful.
#[derive(Nested, Clone, Default)]
pub struct SecurityHeaders {
    /// What a page may load: `Content-Security-Policy`.
    #[block(list, max = 1)]
    pub content_security_policy: Option<SecurityPolicy>,
    /// Browsers do not guess what an answer is: `X-Content-Type-Options`.
    #[block(list, max = 1)]
    pub content_type_options: Option<TypeOptions>,
    /// Who may show the page in a frame: `X-Frame-Options`.
    #[block(list, max = 1)]
    pub frame_options: Option<Frames>,
    /// What other sites are told: `Referrer-Policy`.
    #[block(list, max = 1)]
    pub referrer_policy: Option<Referrer>,
    /// Only HTTPS is used: `Strict-Transport-Security`.
    #[block(list, max = 1)]
    pub strict_transport_security: Option<Transport>,
    /// What old browsers do against scripts: `X-XSS-Protection`.
    #[block(list, max = 1)]
    pub xss_protection: Option<Xss>,
}

/// What a page may load.
#[derive(Nested, Clone, Default)]
pub struct SecurityPolicy {
    /// The header's value.
    #[attr(required)]
    pub content_security_policy: String,
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
}

/// Browsers do not guess what an answer is.
#[derive(Nested, Clone, Default)]
pub struct TypeOptions {
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
}

/// Who may show the page in a frame.
#[derive(Nested, Clone, Default)]
pub struct Frames {
    /// `DENY` or `SAMEORIGIN`.
    #[attr(required, one_of("DENY", "SAMEORIGIN"))]
    pub frame_option: String,
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
}

/// What other sites are told.
#[derive(Nested, Clone, Default)]
pub struct Referrer {
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
    /// The header's value.
    #[attr(
        required,
        one_of(
            "no-referrer",
            "no-referrer-when-downgrade",
            "origin",
            "origin-when-cross-origin",
            "same-origin",
            "strict-origin",
            "strict-origin-when-cross-origin",
            "unsafe-url"
        )
    )]
    pub referrer_policy: String,
}

/// Only HTTPS is used.
#[derive(Nested, Clone, Default)]
pub struct Transport {
    /// How many seconds that counts.
    #[attr(required)]
    pub access_control_max_age_sec: i64,
    /// For names below, too.
    #[attr(optional)]
    pub include_subdomains: Option<bool>,
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
    /// Browsers may know it beforehand.
    #[attr(optional)]
    pub preload: Option<bool>,
}

/// What old browsers do against scripts.
#[derive(Nested, Clone, Default)]
pub struct Xss {
    /// They show nothing.
    #[attr(optional)]
    pub mode_block: Option<bool>,
    /// Over what the origin says.
    #[attr(required)]
    pub r#override: bool,
    /// They do something.
    #[attr(required)]
    pub protection: bool,
    /// Whom they tell.
    #[attr(optional)]
    pub report_uri: Option<String>,
}

impl SecurityHeaders {
    /// As CloudFront takes them.
    pub fn request(&self) -> Result<ResponseHeadersPolicySecurityHeadersConfig, Error> {
        let mut config = ResponseHeadersPolicySecurityHeadersConfig::builder();
        if let Some(h) = &self.content_security_policy {
            let header = ContentSecurityPolicy::builder().content_security_policy(&h.content_security_policy);
            config = config.content_security_policy(header.r#override(h.r#override).build()?);
        }
        if let Some(h) = &self.content_type_options {
            config =
                config.content_type_options(ContentTypeOptions::builder().r#override(h.r#override).build()?);
        }
        if let Some(h) = &self.frame_options {
            let header = FrameOptions::builder().frame_option(h.frame_option.as_str().into());
            config = config.frame_options(header.r#override(h.r#override).build()?);
        }
        if let Some(h) = &self.referrer_policy {
            let header = ReferrerPolicy::builder().referrer_policy(h.referrer_policy.as_str().into());
            config = config.referrer_policy(header.r#override(h.r#override).build()?);
        }
        if let Some(h) = &self.strict_transport_security {
            let header = StrictTransportSecurity::builder()
                .access_control_max_age_sec(int(Some(h.access_control_max_age_sec)).unwrap_or(i32::MAX))
                .set_include_subdomains(h.include_subdomains)
                .set_preload(h.preload);
            config = config.strict_transport_security(header.r#override(h.r#override).build()?);
        }
        if let Some(h) = &self.xss_protection {
            let header = XssProtection::builder()
                .set_mode_block(h.mode_block)
                .protection(h.protection)
                .set_report_uri(text(&h.report_uri));
            config = config.xss_protection(header.r#override(h.r#override).build()?);
        }
        Ok(config.build())
    }

    /// As CloudFront tells them.
    pub fn told(told: ResponseHeadersPolicySecurityHeadersConfig) -> SecurityHeaders {
        SecurityHeaders {
            content_security_policy: told.content_security_policy.map(|h| SecurityPolicy {
                r#override: h.r#override,
                content_security_policy: h.content_security_policy,
            }),
            content_type_options: told.content_type_options.map(|h| TypeOptions { r#override: h.r#override }),
            frame_options: told.frame_options.map(|h| Frames {
                frame_option: h.frame_option.as_str().to_owned(),
                r#override: h.r#override,
            }),
            referrer_policy: told.referrer_policy.map(|h| Referrer {
                r#override: h.r#override,
                referrer_policy: h.referrer_policy.as_str().to_owned(),
            }),
            strict_transport_security: told.strict_transport_security.map(|h| Transport {
                access_control_max_age_sec: i64::from(h.access_control_max_age_sec),
                include_subdomains: h.include_subdomains,
                r#override: h.r#override,
                preload: h.preload,
            }),
            xss_protection: told.xss_protection.map(|h| Xss {
                mode_block: h.mode_block,
                r#override: h.r#override,
                protection: h.protection,
                report_uri: h.report_uri,
            }),
        }
    }
}

/// The header that tells what took how long.
#[derive(Nested, Clone, Default)]
pub struct ServerTiming {
    /// Whether there is one.
    #[attr(required)]
    pub enabled: bool,
    /// In how many of a hundred answers.
    #[attr(required)]
    pub sampling_rate: f64,
}

impl ServerTiming {
    /// As CloudFront takes it.
    pub fn request(&self) -> Result<ResponseHeadersPolicyServerTimingHeadersConfig, Error> {
        let config = ResponseHeadersPolicyServerTimingHeadersConfig::builder().enabled(self.enabled);
        Ok(config.sampling_rate(self.sampling_rate).build()?)
    }

    /// As CloudFront tells it.
    pub fn told(told: ResponseHeadersPolicyServerTimingHeadersConfig) -> ServerTiming {
        ServerTiming { enabled: told.enabled, sampling_rate: told.sampling_rate.unwrap_or_default() }
    }
}
