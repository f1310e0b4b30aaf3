//! What distributions do with requests: their default cache behaviour, and those for some paths.
// What a behaviour without a cache policy says for itself.
#![allow(deprecated)]

use crate::cloudfront::quantity;
use aws_sdk_cloudfront::types;
use provision_aws_core::prelude::*;

/// A function of CloudFront that requests run through.
#[derive(Nested, Clone, Default)]
pub struct FunctionAssociation {
    /// When.
    #[attr(required, one_of("viewer-request", "viewer-response", "origin-request", "origin-response"))]
    pub event_type: String,
    /// Its ARN.
    #[attr(required, arn)]
    pub function_arn: String,
}

/// A function of Lambda@Edge that requests run through.
#[derive(Nested, Clone, Default)]
pub struct LambdaAssociation {
    /// When.
    #[attr(required, one_of("viewer-request", "viewer-response", "origin-request", "origin-response"))]
    pub event_type: String,
    /// Whether it gets the request's body.
    #[attr(optional, default = false)]
    pub include_body: Option<bool>,
    /// The ARN of its version.
    #[attr(required, arn)]
    pub lambda_arn: String,
}

/// Whether requests of gRPC are let through.
#[derive(Nested, Clone, Default)]
pub struct Grpc {
    /// Whether they are.
    #[attr(optional, computed)]
    pub enabled: Option<bool>,
}

/// A cache behaviour with its SDK type. The default one has no path, and more that the provider computes.
macro_rules! behaviour {
    ($(#[$doc:meta])* $name:ident, $forwarded:ident, $cookies:ident, $sdk:ident, [$($computed:ident)?], [$($path:ident)?]) => {
        $(#[$doc])*
        #[derive(Nested, Clone, Default)]
        pub struct $name {
            $(
                /// The paths that it is for.
                #[attr(required)]
                pub $path: String,
            )?
            /// The methods that CloudFront takes.
            #[attr(required)]
            pub allowed_methods: Set<String>,
            /// The id of the policy that says what is kept for how long.
            #[attr(optional)]
            pub cache_policy_id: Option<String>,
            /// The methods of which answers are kept.
            #[attr(required)]
            pub cached_methods: Set<String>,
            /// Whether answers are compressed.
            #[attr(optional, default = false)]
            pub compress: Option<bool>,
            /// Seconds that an answer is kept that does not say how long.
            #[attr(optional, computed)]
            pub default_ttl: Option<i64>,
            /// The id of what encrypts some fields.
            #[attr(optional)]
            pub field_level_encryption_id: Option<String>,
            /// What the origin gets, where no policy says so.
            #[block(list, max = 1)]
            pub forwarded_values: Option<$forwarded>,
            /// Functions of CloudFront.
            #[block(set, max = 2)]
            pub function_association: Set<FunctionAssociation>,
            /// gRPC.
            #[block(list, max = 1, computed)]
            pub grpc_config: Option<Grpc>,
            /// Functions of Lambda@Edge.
            #[block(set, max = 4)]
            pub lambda_function_association: Set<LambdaAssociation>,
            /// Most seconds that an answer is kept.
            #[attr(optional, computed)]
            pub max_ttl: Option<i64>,
            /// Least seconds that an answer is kept.
            #[attr(optional, default = 0)]
            pub min_ttl: Option<i64>,
            /// The id of the policy that says what the origin gets.
            #[attr(optional)]
            pub origin_request_policy_id: Option<String>,
            /// Where requests are logged as they come.
            #[attr(optional, arn)]
            pub realtime_log_config_arn: Option<String>,
            /// The id of the policy that says which headers answers get.
            #[attr(optional)]
            pub response_headers_policy_id: Option<String>,
            /// Whether it is for Microsoft's Smooth Streaming.
            #[attr(optional)]
            pub smooth_streaming: Option<bool>,
            /// The id of the origin, or of the group of origins.
            #[attr(required)]
            pub target_origin_id: String,
            /// The groups of keys with which requests may be signed.
            #[attr(optional $(, $computed)?)]
            pub trusted_key_groups: Vec<String>,
            /// The accounts with whose keys requests may be signed.
            #[attr(optional $(, $computed)?)]
            pub trusted_signers: Vec<String>,
            /// What becomes of requests without TLS.
            #[attr(required, one_of("allow-all", "https-only", "redirect-to-https"))]
            pub viewer_protocol_policy: String,
        }

        /// What the origin gets.
        #[derive(Nested, Clone, Default)]
        pub struct $forwarded {
            /// Cookies.
            #[block(list, min = 1, max = 1)]
            pub cookies: Option<$cookies>,
            /// Headers.
            #[attr(optional, computed)]
            pub headers: Set<String>,
            /// Whether it gets the query.
            #[attr(required)]
            pub query_string: bool,
            /// The arguments of the query that answers are told apart by.
            #[attr(optional, computed)]
            pub query_string_cache_keys: Vec<String>,
        }

        /// Cookies that the origin gets.
        #[derive(Nested, Clone, Default)]
        pub struct $cookies {
            /// Which.
            #[attr(required, one_of("none", "whitelist", "all"))]
            pub forward: String,
            /// Their names.
            #[attr(optional $(, $computed)?)]
            pub whitelisted_names: Set<String>,
        }

        impl $name {
            /// As CloudFront takes it.
            pub fn request(&self) -> Result<types::$sdk, Error> {
                let said = |text: &Option<String>| Some(text.clone().unwrap_or_default());
                let policy = text(&self.cache_policy_id).is_some();
                let seconds = |ttl: Option<i64>| (!policy).then(|| ttl.unwrap_or_default());
                Ok(types::$sdk::builder()
                    $(.$path(&self.$path))?
                    .target_origin_id(&self.target_origin_id)
                    .viewer_protocol_policy(self.viewer_protocol_policy.as_str().into())
                    .allowed_methods(methods(&self.allowed_methods, &self.cached_methods)?)
                    .trusted_signers(signers(&self.trusted_signers)?)
                    .trusted_key_groups(key_groups(&self.trusted_key_groups)?)
                    .smooth_streaming(self.smooth_streaming == Some(true))
                    .compress(self.compress == Some(true))
                    .lambda_function_associations(lambdas(&self.lambda_function_association)?)
                    .function_associations(functions(&self.function_association)?)
                    .set_field_level_encryption_id(said(&self.field_level_encryption_id))
                    .set_realtime_log_config_arn(text(&self.realtime_log_config_arn))
                    .set_cache_policy_id(said(&self.cache_policy_id))
                    .set_origin_request_policy_id(said(&self.origin_request_policy_id))
                    .set_response_headers_policy_id(said(&self.response_headers_policy_id))
                    .set_grpc_config(self.grpc_config.as_ref().map(Grpc::request).transpose()?)
                    .set_forwarded_values(self.forwarded_values.as_ref().map($forwarded::request).transpose()?)
                    .set_min_ttl(seconds(self.min_ttl))
                    .set_default_ttl(seconds(self.default_ttl))
                    .set_max_ttl(seconds(self.max_ttl))
                    .build()?)
            }

            /// As CloudFront tells it.
            pub fn told(told: types::$sdk) -> $name {
                let methods = told.allowed_methods;
                let cached = methods.as_ref().and_then(|m| m.cached_methods.as_ref());
                $name {
                    $($path: told.$path,)?
                    cached_methods: cached.map(|m| words(&m.items)).unwrap_or_default(),
                    allowed_methods: methods.as_ref().map(|m| words(&m.items)).unwrap_or_default(),
                    cache_policy_id: told.cache_policy_id,
                    compress: told.compress,
                    default_ttl: told.default_ttl,
                    field_level_encryption_id: told.field_level_encryption_id,
                    forwarded_values: told.forwarded_values.map($forwarded::told),
                    function_association: told_functions(told.function_associations),
                    grpc_config: told.grpc_config.map(|grpc| Grpc { enabled: Some(grpc.enabled) }),
                    lambda_function_association: told_lambdas(told.lambda_function_associations),
                    max_ttl: told.max_ttl,
                    min_ttl: told.min_ttl,
                    origin_request_policy_id: told.origin_request_policy_id,
                    realtime_log_config_arn: told.realtime_log_config_arn,
                    response_headers_policy_id: told.response_headers_policy_id,
                    smooth_streaming: told.smooth_streaming,
                    target_origin_id: told.target_origin_id,
                    trusted_key_groups: told.trusted_key_groups.and_then(|t| t.items).unwrap_or_default(),
                    trusted_signers: told.trusted_signers.and_then(|t| t.items).unwrap_or_default(),
                    viewer_protocol_policy: told.viewer_protocol_policy.as_str().to_owned(),
                }
            }
        }

        impl $forwarded {
            fn request(&self) -> Result<types::ForwardedValues, Error> {
                let headers = types::Headers::builder().quantity(quantity(&self.headers));
                let keys = &self.query_string_cache_keys;
                let told_apart = types::QueryStringCacheKeys::builder().quantity(quantity(keys));
                Ok(types::ForwardedValues::builder()
                    .query_string(self.query_string)
                    .set_cookies(self.cookies.as_ref().map($cookies::request).transpose()?)
                    .headers(headers.set_items(given(&self.headers)).build()?)
                    .query_string_cache_keys(told_apart.set_items(given(keys)).build()?)
                    .build()?)
            }

            fn told(told: types::ForwardedValues) -> $forwarded {
                let cookies = |told: types::CookiePreference| $cookies {
                    forward: told.forward.as_str().to_owned(),
                    whitelisted_names: Set(told.whitelisted_names.and_then(|n| n.items).unwrap_or_default()),
                };
                $forwarded {
                    cookies: told.cookies.map(cookies),
                    headers: Set(told.headers.and_then(|h| h.items).unwrap_or_default()),
                    query_string: told.query_string,
                    query_string_cache_keys: told
                        .query_string_cache_keys
                        .and_then(|keys| keys.items)
                        .unwrap_or_default(),
                }
            }
        }

        impl $cookies {
            fn request(&self) -> Result<types::CookiePreference, Error> {
                let names = &self.whitelisted_names;
                let names = types::CookieNames::builder().quantity(quantity(names)).set_items(given(names));
                let forward = self.forward.as_str().into();
                Ok(types::CookiePreference::builder().forward(forward).whitelisted_names(names.build()?).build()?)
            }
        }
    };
}

behaviour!(
    /// What becomes of requests that no other behaviour is for.
    DefaultBehaviour, DefaultForwarded, DefaultCookies, DefaultCacheBehavior, [computed], []
);
behaviour!(
    /// What becomes of requests for some paths.
    OrderedBehaviour, Forwarded, Cookies, CacheBehavior, [], [path_pattern]
);

impl Grpc {
    fn request(&self) -> Result<types::GrpcConfig, Error> {
        Ok(types::GrpcConfig::builder().enabled(self.enabled == Some(true)).build()?)
    }
}

/// Texts of AWS's words.
fn words<T: AsRef<str>>(told: &[T]) -> Set<String> {
    told.iter().map(|word| word.as_ref().to_owned()).collect()
}

fn methods(allowed: &[String], cached: &[String]) -> Result<types::AllowedMethods, Error> {
    let of = |names: &[String]| Some(names.iter().map(|name| types::Method::from(name.as_str())).collect());
    let kept = types::CachedMethods::builder().quantity(quantity(cached)).set_items(of(cached)).build()?;
    let all = types::AllowedMethods::builder().quantity(quantity(allowed)).set_items(of(allowed));
    Ok(all.cached_methods(kept).build()?)
}

fn signers(accounts: &[String]) -> Result<types::TrustedSigners, Error> {
    let all = types::TrustedSigners::builder().enabled(!accounts.is_empty()).quantity(quantity(accounts));
    Ok(all.set_items(given(accounts)).build()?)
}

fn key_groups(ids: &[String]) -> Result<types::TrustedKeyGroups, Error> {
    let all = types::TrustedKeyGroups::builder().enabled(!ids.is_empty()).quantity(quantity(ids));
    Ok(all.set_items(given(ids)).build()?)
}

fn functions(associations: &[FunctionAssociation]) -> Result<types::FunctionAssociations, Error> {
    let one = |f: &FunctionAssociation| {
        let one = types::FunctionAssociation::builder().function_arn(&f.function_arn);
        one.event_type(f.event_type.as_str().into()).build()
    };
    let items: Vec<_> = associations.iter().map(one).collect::<Result<_, _>>()?;
    let all = types::FunctionAssociations::builder().quantity(quantity(&items));
    Ok(all.set_items(given(&items)).build()?)
}

fn told_functions(told: Option<types::FunctionAssociations>) -> Set<FunctionAssociation> {
    let one = |f: types::FunctionAssociation| FunctionAssociation {
        event_type: f.event_type.as_str().to_owned(),
        function_arn: f.function_arn,
    };
    told.and_then(|f| f.items).into_iter().flatten().map(one).collect()
}

fn lambdas(associations: &[LambdaAssociation]) -> Result<types::LambdaFunctionAssociations, Error> {
    let one = |f: &LambdaAssociation| {
        let one = types::LambdaFunctionAssociation::builder().lambda_function_arn(&f.lambda_arn);
        one.event_type(f.event_type.as_str().into()).include_body(f.include_body == Some(true)).build()
    };
    let items: Vec<_> = associations.iter().map(one).collect::<Result<_, _>>()?;
    let all = types::LambdaFunctionAssociations::builder().quantity(quantity(&items));
    Ok(all.set_items(given(&items)).build()?)
}

fn told_lambdas(told: Option<types::LambdaFunctionAssociations>) -> Set<LambdaAssociation> {
    let one = |f: types::LambdaFunctionAssociation| LambdaAssociation {
        event_type: f.event_type.as_str().to_owned(),
        include_body: f.include_body,
        lambda_arn: f.lambda_function_arn,
    };
    told.and_then(|f| f.items).into_iter().flatten().map(one).collect()
}
