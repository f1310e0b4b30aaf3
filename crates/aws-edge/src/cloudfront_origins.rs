//! Where distributions get what they deliver: origins, and groups of which the second stands in for the first.

use crate::cloudfront::quantity;
use aws_sdk_cloudfront::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::long;

/// Where a distribution gets what it delivers.
#[derive(Nested, Clone, Default)]
pub struct Origin {
    /// How often a connection is tried.
    #[attr(optional, default = 3, between(1, 3))]
    pub connection_attempts: Option<i64>,
    /// Seconds that a connection is waited for.
    #[attr(optional, default = 10, between(1, 10))]
    pub connection_timeout: Option<i64>,
    /// Headers that it gets with each request.
    #[block(set)]
    pub custom_header: Set<Header>,
    /// One that speaks HTTP.
    #[block(list, max = 1)]
    pub custom_origin_config: Option<CustomOrigin>,
    /// Its DNS name.
    #[attr(required, validate = not_empty)]
    pub domain_name: String,
    /// The id of how CloudFront shows it who it is.
    #[attr(optional, validate = not_empty)]
    pub origin_access_control_id: Option<String>,
    /// What behaviours and groups know it by.
    #[attr(required, validate = not_empty)]
    pub origin_id: String,
    /// What its paths begin with.
    #[attr(optional, default = "")]
    pub origin_path: Option<String>,
    /// A cache before it.
    #[block(list, max = 1)]
    pub origin_shield: Option<Shield>,
    /// A bucket, with an access identity.
    #[block(list, max = 1)]
    pub s3_origin_config: Option<S3Origin>,
    /// One inside a VPC.
    #[block(list, max = 1)]
    pub vpc_origin_config: Option<VpcOrigin>,
}

/// A header that an origin gets with each request.
#[derive(Nested, Clone, Default)]
pub struct Header {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

/// An origin that speaks HTTP.
#[derive(Nested, Clone, Default)]
pub struct CustomOrigin {
    /// Its port for HTTP.
    #[attr(required)]
    pub http_port: i64,
    /// Its port for HTTPS.
    #[attr(required)]
    pub https_port: i64,
    /// Seconds that an idle connection is kept.
    #[attr(optional, default = 5, validate = at_least_one)]
    pub origin_keepalive_timeout: Option<i64>,
    /// Whether TLS is spoken with it.
    #[attr(required, one_of("http-only", "match-viewer", "https-only"))]
    pub origin_protocol_policy: String,
    /// Seconds that an answer is waited for.
    #[attr(optional, default = 30, validate = at_least_one)]
    pub origin_read_timeout: Option<i64>,
    /// The versions of TLS that may be spoken with it.
    #[attr(required)]
    pub origin_ssl_protocols: Set<String>,
}

/// A cache before an origin.
#[derive(Nested, Clone, Default)]
pub struct Shield {
    /// Whether there is one.
    #[attr(required)]
    pub enabled: bool,
    /// The region where it is.
    #[attr(optional, validate = region)]
    pub origin_shield_region: Option<String>,
}

/// A bucket, with an access identity.
#[derive(Nested, Clone, Default)]
pub struct S3Origin {
    /// The identity, as a path: `origin-access-identity/cloudfront/ID`.
    #[attr(required)]
    pub origin_access_identity: String,
}

/// An origin inside a VPC.
#[derive(Nested, Clone, Default)]
pub struct VpcOrigin {
    /// Seconds that an idle connection is kept.
    #[attr(optional, default = 5, validate = at_least_one)]
    pub origin_keepalive_timeout: Option<i64>,
    /// Seconds that an answer is waited for.
    #[attr(optional, default = 30, validate = at_least_one)]
    pub origin_read_timeout: Option<i64>,
    /// The id of the VPC origin.
    #[attr(required)]
    pub vpc_origin_id: String,
}

/// Two origins, of which the second stands in for the first.
#[derive(Nested, Clone, Default)]
pub struct OriginGroup {
    /// When it does.
    #[block(list, min = 1, max = 1)]
    pub failover_criteria: Option<Failover>,
    /// The two.
    #[block(list, min = 2, max = 2)]
    pub member: Vec<Member>,
    /// What behaviours know the group by.
    #[attr(required, validate = not_empty)]
    pub origin_id: String,
}

/// When the second stands in for the first.
#[derive(Nested, Clone, Default)]
pub struct Failover {
    /// The first answers so.
    #[attr(required)]
    pub status_codes: Set<i64>,
}

/// An origin of a group.
#[derive(Nested, Clone, Default)]
pub struct Member {
    /// Its id.
    #[attr(required)]
    pub origin_id: String,
}

fn not_empty(value: &Value) -> Result<(), String> {
    if value.as_str() == Some("") { Err("must not be empty".into()) } else { Ok(()) }
}

fn at_least_one(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(seconds) if seconds < 1 => Err("must be at least 1".into()),
        _ => Ok(()),
    }
}

fn region(value: &Value) -> Result<(), String> {
    let Some(region) = value.as_str() else { return Ok(()) };
    let parts: Vec<&str> = region.split('-').collect();
    let plain =
        |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if parts.len() >= 3 && parts.iter().all(plain) { Ok(()) } else { Err("must be a region".into()) }
}

impl Origin {
    /// As CloudFront takes it. One of no kind is a bucket without an access identity.
    pub fn request(&self) -> Result<types::Origin, Error> {
        let bucket = self.custom_origin_config.is_none() && self.vpc_origin_config.is_none();
        let nobody = bucket.then(S3Origin::default);
        let identity = self.s3_origin_config.as_ref().or(nobody.as_ref()).map(|s3| {
            types::S3OriginConfig::builder().origin_access_identity(&s3.origin_access_identity).build()
        });
        let header = |h: &Header| {
            types::OriginCustomHeader::builder().header_name(&h.name).header_value(&h.value).build()
        };
        let headers: Vec<_> = self.custom_header.iter().map(header).collect::<Result<_, _>>()?;
        let headers = types::CustomHeaders::builder().quantity(quantity(&headers)).set_items(given(&headers));
        Ok(types::Origin::builder()
            .id(&self.origin_id)
            .domain_name(&self.domain_name)
            .origin_path(self.origin_path.clone().unwrap_or_default())
            .custom_headers(headers.build()?)
            .set_s3_origin_config(identity)
            .set_custom_origin_config(
                self.custom_origin_config.as_ref().map(CustomOrigin::request).transpose()?,
            )
            .set_vpc_origin_config(self.vpc_origin_config.as_ref().map(VpcOrigin::request).transpose()?)
            .set_connection_attempts(int(self.connection_attempts))
            .set_connection_timeout(int(self.connection_timeout))
            .set_origin_shield(self.origin_shield.as_ref().map(Shield::request).transpose()?)
            .origin_access_control_id(self.origin_access_control_id.clone().unwrap_or_default())
            .build()?)
    }

    /// As CloudFront tells it. A block that says nothing is there only where it was `asked` for.
    pub fn told(told: types::Origin, asked: Option<&Origin>) -> Origin {
        let shielded = asked.is_some_and(|origin| origin.origin_shield.is_some());
        let identified = asked.is_some_and(|origin| origin.s3_origin_config.is_some());
        let header = |h: types::OriginCustomHeader| Header { name: h.header_name, value: h.header_value };
        Origin {
            connection_attempts: long(told.connection_attempts),
            connection_timeout: long(told.connection_timeout),
            custom_header: told
                .custom_headers
                .and_then(|h| h.items)
                .into_iter()
                .flatten()
                .map(header)
                .collect(),
            custom_origin_config: told.custom_origin_config.map(CustomOrigin::told),
            domain_name: told.domain_name,
            origin_access_control_id: told.origin_access_control_id,
            origin_id: told.id,
            origin_path: told.origin_path,
            origin_shield: told.origin_shield.filter(|shield| shield.enabled || shielded).map(|shield| {
                Shield { enabled: shield.enabled, origin_shield_region: shield.origin_shield_region }
            }),
            s3_origin_config: told
                .s3_origin_config
                .filter(|s3| identified || !s3.origin_access_identity.is_empty())
                .map(|s3| S3Origin { origin_access_identity: s3.origin_access_identity }),
            vpc_origin_config: told.vpc_origin_config.map(|vpc| VpcOrigin {
                origin_keepalive_timeout: long(vpc.origin_keepalive_timeout),
                origin_read_timeout: long(vpc.origin_read_timeout),
                vpc_origin_id: vpc.vpc_origin_id,
            }),
        }
    }
}

impl CustomOrigin {
    fn request(&self) -> Result<types::CustomOriginConfig, Error> {
        let versions = &self.origin_ssl_protocols;
        let protocols = versions.iter().map(|version| types::SslProtocol::from(version.as_str())).collect();
        let protocols =
            types::OriginSslProtocols::builder().quantity(quantity(versions)).set_items(Some(protocols));
        Ok(types::CustomOriginConfig::builder()
            .set_http_port(int(Some(self.http_port)))
            .set_https_port(int(Some(self.https_port)))
            .origin_protocol_policy(self.origin_protocol_policy.as_str().into())
            .origin_ssl_protocols(protocols.build()?)
            .set_origin_read_timeout(int(self.origin_read_timeout))
            .set_origin_keepalive_timeout(int(self.origin_keepalive_timeout))
            .build()?)
    }

    fn told(told: types::CustomOriginConfig) -> CustomOrigin {
        let protocols = told.origin_ssl_protocols.map(|p| p.items).unwrap_or_default();
        CustomOrigin {
            http_port: told.http_port.into(),
            https_port: told.https_port.into(),
            origin_keepalive_timeout: long(told.origin_keepalive_timeout),
            origin_protocol_policy: told.origin_protocol_policy.as_str().to_owned(),
            origin_read_timeout: long(told.origin_read_timeout),
            origin_ssl_protocols: protocols.iter().map(|version| version.as_str().to_owned()).collect(),
        }
    }
}

impl VpcOrigin {
    fn request(&self) -> Result<types::VpcOriginConfig, Error> {
        Ok(types::VpcOriginConfig::builder()
            .vpc_origin_id(&self.vpc_origin_id)
            .set_origin_read_timeout(int(self.origin_read_timeout))
            .set_origin_keepalive_timeout(int(self.origin_keepalive_timeout))
            .build()?)
    }
}

impl Shield {
    fn request(&self) -> Result<types::OriginShield, Error> {
        let region = text(&self.origin_shield_region);
        Ok(types::OriginShield::builder().enabled(self.enabled).set_origin_shield_region(region).build()?)
    }
}

impl OriginGroup {
    /// As CloudFront takes it.
    pub fn request(&self) -> Result<types::OriginGroup, Error> {
        let codes = self.failover_criteria.iter().flat_map(|f| f.status_codes.iter());
        let codes: Vec<i32> = codes.filter_map(|code| int(Some(*code))).collect();
        let codes =
            types::StatusCodes::builder().quantity(quantity(&codes)).set_items(Some(codes)).build()?;
        let member = |m: &Member| types::OriginGroupMember::builder().origin_id(&m.origin_id).build();
        let members: Vec<_> = self.member.iter().map(member).collect::<Result<_, _>>()?;
        let members =
            types::OriginGroupMembers::builder().quantity(quantity(&members)).set_items(Some(members));
        Ok(types::OriginGroup::builder()
            .id(&self.origin_id)
            .failover_criteria(types::OriginGroupFailoverCriteria::builder().status_codes(codes).build())
            .members(members.build()?)
            .build()?)
    }

    /// As CloudFront tells it.
    pub fn told(told: types::OriginGroup) -> OriginGroup {
        let codes = |f: types::OriginGroupFailoverCriteria| Failover {
            status_codes: f.status_codes.into_iter().flat_map(|codes| codes.items).map(i64::from).collect(),
        };
        let members = told.members.map(|members| members.items).unwrap_or_default();
        OriginGroup {
            failover_criteria: told.failover_criteria.map(codes),
            member: members.into_iter().map(|m| Member { origin_id: m.origin_id }).collect(),
            origin_id: told.id,
        }
    }
}
