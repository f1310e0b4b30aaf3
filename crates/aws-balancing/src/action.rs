//! What a listener or rule does with a request.

use crate::elb::{int, text};
use aws_sdk_elasticloadbalancingv2::types;
use provision_aws_core::attr::{Attr, Attributes};
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;
use provision_schema::{Block, Difference, Nested};
use provision_value::Step as PathStep;
use std::sync::Arc;

/// One action.
#[derive(Nested, Clone, Default)]
pub struct Action {
    /// Users log in at a Cognito user pool.
    #[block(list, max = 1, suppress = not_cognito)]
    pub authenticate_cognito: Option<Cognito>,
    /// Users log in at an identity provider that speaks OpenID Connect.
    #[block(list, max = 1, suppress = not_oidc)]
    pub authenticate_oidc: Option<Oidc>,
    /// Answers itself.
    #[block(list, max = 1, suppress = not_fixed)]
    pub fixed_response: Option<FixedResponse>,
    /// Passes the request on to target groups, by weight.
    #[block(list, max = 1, suppress = not_forward)]
    pub forward: Option<Forward>,
    /// Place among the actions; the last one answers.
    #[attr(optional, computed, between(1, 50000))]
    pub order: Option<i64>,
    /// Sends the client elsewhere.
    #[block(list, max = 1, suppress = not_redirect)]
    pub redirect: Option<Redirect>,
    /// Passes the request on to one target group.
    #[attr(optional, arn, suppress = not_forward)]
    pub target_group_arn: Option<String>,
    /// `forward`, `redirect`, `fixed-response`, `authenticate-cognito` or `authenticate-oidc`.
    #[attr(
        required,
        one_of("forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response")
    )]
    pub r#type: String,
}

/// Login at a Cognito user pool.
#[derive(Nested, Clone, Default)]
pub struct Cognito {
    /// More parameters of the redirect to the login.
    #[attr(optional)]
    pub authentication_request_extra_params: Option<BTreeMap<String, String>>,
    /// What happens to who has not logged in: `deny`, `allow` or `authenticate`.
    #[attr(optional, computed, one_of("deny", "allow", "authenticate"))]
    pub on_unauthenticated_request: Option<String>,
    /// Claims to ask for.
    #[attr(optional, computed)]
    pub scope: Option<String>,
    /// The cookie that keeps the session.
    #[attr(optional, computed)]
    pub session_cookie_name: Option<String>,
    /// Longest session in seconds.
    #[attr(optional, computed)]
    pub session_timeout: Option<i64>,
    /// The user pool.
    #[attr(required, arn)]
    pub user_pool_arn: String,
    /// The client of the user pool.
    #[attr(required)]
    pub user_pool_client_id: String,
    /// The domain of the user pool.
    #[attr(required)]
    pub user_pool_domain: String,
}

/// Login at an identity provider that speaks OpenID Connect.
#[derive(Nested, Clone, Default)]
pub struct Oidc {
    /// More parameters of the redirect to the login.
    #[attr(optional)]
    pub authentication_request_extra_params: Option<BTreeMap<String, String>>,
    /// Where users log in.
    #[attr(required)]
    pub authorization_endpoint: String,
    /// Client id.
    #[attr(required)]
    pub client_id: String,
    /// Client secret. AWS never tells it.
    #[attr(required, sensitive, config_only)]
    pub client_secret: String,
    /// Issuer.
    #[attr(required)]
    pub issuer: String,
    /// What happens to who has not logged in: `deny`, `allow` or `authenticate`.
    #[attr(optional, computed, one_of("deny", "allow", "authenticate"))]
    pub on_unauthenticated_request: Option<String>,
    /// Claims to ask for.
    #[attr(optional, computed)]
    pub scope: Option<String>,
    /// The cookie that keeps the session.
    #[attr(optional, computed)]
    pub session_cookie_name: Option<String>,
    /// Longest session in seconds.
    #[attr(optional, computed)]
    pub session_timeout: Option<i64>,
    /// Where codes become tokens.
    #[attr(required)]
    pub token_endpoint: String,
    /// Where claims are told.
    #[attr(required)]
    pub user_info_endpoint: String,
}

/// An answer of the load balancer's own.
#[derive(Nested, Clone, Default)]
pub struct FixedResponse {
    /// Media type.
    #[attr(
        required,
        one_of("text/plain", "text/css", "text/html", "application/javascript", "application/json")
    )]
    pub content_type: String,
    /// What it says.
    #[attr(optional, length(0, 1024))]
    pub message_body: Option<String>,
    /// HTTP status, 2xx, 4xx or 5xx.
    #[attr(optional, computed, validate = status_code)]
    pub status_code: Option<String>,
}

/// Target groups by weight.
#[derive(Nested, Clone, Default)]
pub struct Forward {
    /// A client stays with the target group that it got first.
    #[block(list, max = 1, stays)]
    pub stickiness: Option<Stickiness>,
    /// The target groups.
    #[block(set, min = 1, max = 5)]
    pub target_group: Set<WeightedGroup>,
}

/// How long a client stays with a target group.
#[derive(Nested, Clone, Default)]
pub struct Stickiness {
    /// Seconds.
    #[attr(required, between(1, 604_800))]
    pub duration: i64,
    /// Whether it does.
    #[attr(optional, default = false)]
    pub enabled: Option<bool>,
}

/// One target group of several.
#[derive(Nested, Clone, Default)]
pub struct WeightedGroup {
    /// Its ARN.
    #[attr(required, arn)]
    pub arn: String,
    /// Its share.
    #[attr(optional, default = 1, between(0, 999))]
    pub weight: Option<i64>,
}

/// Another address. `#{host}`, `#{path}`, `#{port}`, `#{protocol}` and `#{query}` stand for the request's own.
#[derive(Nested, Clone, Default)]
pub struct Redirect {
    /// Host name.
    #[attr(optional, default = "#{host}", length(1, 128))]
    pub host: Option<String>,
    /// Path.
    #[attr(optional, default = "/#{path}", length(1, 128))]
    pub path: Option<String>,
    /// Port.
    #[attr(optional, default = "#{port}")]
    pub port: Option<String>,
    /// Protocol.
    #[attr(optional, default = "#{protocol}", one_of("#{protocol}", "HTTP", "HTTPS"))]
    pub protocol: Option<String>,
    /// Query, without the question mark.
    #[attr(optional, default = "#{query}", length(0, 128))]
    pub query: Option<String>,
    /// For good or for now.
    #[attr(required, one_of("HTTP_301", "HTTP_302"))]
    pub status_code: String,
}

fn status_code(value: &Value) -> Result<(), String> {
    let code = value.as_str().unwrap_or_default();
    let good =
        code.len() == 3 && code.starts_with(['2', '4', '5']) && code.bytes().all(|b| b.is_ascii_digit());
    if good { Ok(()) } else { Err("must be a status of the kind 2xx, 4xx or 5xx".into()) }
}

fn not_cognito(d: &Difference<'_>) -> bool {
    d.beside("type") != "authenticate-cognito"
}
fn not_oidc(d: &Difference<'_>) -> bool {
    d.beside("type") != "authenticate-oidc"
}
fn not_fixed(d: &Difference<'_>) -> bool {
    d.beside("type") != "fixed-response"
}
fn not_redirect(d: &Difference<'_>) -> bool {
    d.beside("type") != "redirect"
}
fn not_forward(d: &Difference<'_>) -> bool {
    d.beside("type") != "forward"
}
/// AWS tells the one target group of a rule both ways; what the configuration does not say is no difference.
fn missing_forward(d: &Difference<'_>) -> bool {
    let group = |step: Option<&PathStep>| matches!(step, Some(PathStep::Attr(n)) if &**n == "target_group");
    d.count && (d.path.0.len() == 3 || group(d.path.0.last())) && missing_block(d)
}

/// An action of a rule: as one of a listener, but that what AWS fills in there has defaults here.
#[derive(Clone, Default)]
pub struct RuleAction(pub Action);

impl Attr for RuleAction {
    fn ty(level: u8) -> Type {
        Action::ty(level)
    }
    fn from_value(value: &Value) -> Self {
        RuleAction(Action::from_value(value))
    }
    fn to_value(&self, level: u8) -> Value {
        self.0.to_value(level)
    }
}

impl Attributes for RuleAction {
    fn block(level: u8) -> Block {
        let mut block = Action::block(level);
        let defaults = [
            ("scope", Value::string("openid")),
            ("session_cookie_name", Value::string("AWSELBAuthSessionCookie")),
            ("session_timeout", Value::number(604_800)),
        ];
        let of_login = |(name, _): &(&&'static str, &mut Nested)| name.starts_with("authenticate_");
        for (_, nested) in block.blocks.iter_mut().filter(of_login) {
            let mut login = Block::clone(&nested.block);
            for (name, default) in &defaults {
                if let Some(attribute) = login.attributes.get_mut(name) {
                    attribute.computed = false;
                    attribute.default = Some(default.clone());
                }
            }
            nested.block = Arc::new(login);
        }
        if let Some(forward) = block.blocks.get_mut("forward") {
            forward.suppress = Some(missing_forward);
        }
        block
    }
}

/// Actions as the API takes them, in the order of the configuration where no other is given.
pub fn to_send<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Vec<types::Action> {
    actions.into_iter().zip(1..).map(|(a, place)| send(a, place)).collect()
}

fn send(a: &Action, place: i32) -> types::Action {
    let call = types::Action::builder()
        .r#type(types::ActionTypeEnum::from(a.r#type.as_str()))
        .order(int(a.order).filter(|o| *o != 0).unwrap_or(place));
    match a.r#type.as_str() {
        "forward" => call
            .set_forward_config(a.forward.as_ref().map(forward))
            .set_target_group_arn(text(&a.target_group_arn)),
        "redirect" => call.set_redirect_config(a.redirect.as_ref().map(redirect)),
        "fixed-response" => call.set_fixed_response_config(a.fixed_response.as_ref().map(fixed)),
        "authenticate-cognito" => {
            call.set_authenticate_cognito_config(a.authenticate_cognito.as_ref().map(cognito))
        }
        _ => call.set_authenticate_oidc_config(a.authenticate_oidc.as_ref().map(oidc)),
    }
    .build()
}

fn forward(f: &Forward) -> types::ForwardActionConfig {
    let group = |g: &WeightedGroup| {
        types::TargetGroupTuple::builder().target_group_arn(&g.arn).set_weight(int(g.weight)).build()
    };
    let sticky = |s: &Stickiness| {
        types::TargetGroupStickinessConfig::builder()
            .enabled(s.enabled.unwrap_or_default())
            .set_duration_seconds(int(Some(s.duration)).filter(|d| *d > 0))
            .build()
    };
    types::ForwardActionConfig::builder()
        .set_target_groups(Some(f.target_group.iter().map(group).collect()))
        .set_target_group_stickiness_config(f.stickiness.as_ref().map(sticky))
        .build()
}

fn redirect(r: &Redirect) -> types::RedirectActionConfig {
    types::RedirectActionConfig::builder()
        .set_host(r.host.clone())
        .set_path(r.path.clone())
        .set_port(r.port.clone())
        .set_protocol(r.protocol.clone())
        .set_query(r.query.clone())
        .status_code(types::RedirectActionStatusCodeEnum::from(r.status_code.as_str()))
        .build()
}

fn fixed(f: &FixedResponse) -> types::FixedResponseActionConfig {
    types::FixedResponseActionConfig::builder()
        .content_type(&f.content_type)
        .message_body(f.message_body.clone().unwrap_or_default())
        .set_status_code(text(&f.status_code))
        .build()
}

fn params(told: &Option<BTreeMap<String, String>>) -> Option<HashMap<String, String>> {
    told.as_ref().filter(|p| !p.is_empty()).map(|p| p.clone().into_iter().collect())
}

fn cognito(c: &Cognito) -> types::AuthenticateCognitoActionConfig {
    let unknown = text(&c.on_unauthenticated_request);
    types::AuthenticateCognitoActionConfig::builder()
        .set_authentication_request_extra_params(params(&c.authentication_request_extra_params))
        .set_on_unauthenticated_request(unknown.as_deref().map(Into::into))
        .set_scope(text(&c.scope))
        .set_session_cookie_name(text(&c.session_cookie_name))
        .set_session_timeout(c.session_timeout.filter(|t| *t != 0))
        .user_pool_arn(&c.user_pool_arn)
        .user_pool_client_id(&c.user_pool_client_id)
        .user_pool_domain(&c.user_pool_domain)
        .build()
}

fn oidc(o: &Oidc) -> types::AuthenticateOidcActionConfig {
    let unknown = text(&o.on_unauthenticated_request);
    types::AuthenticateOidcActionConfig::builder()
        .set_authentication_request_extra_params(params(&o.authentication_request_extra_params))
        .authorization_endpoint(&o.authorization_endpoint)
        .client_id(&o.client_id)
        .client_secret(&o.client_secret)
        .issuer(&o.issuer)
        .set_on_unauthenticated_request(unknown.as_deref().map(Into::into))
        .set_scope(text(&o.scope))
        .set_session_cookie_name(text(&o.session_cookie_name))
        .set_session_timeout(o.session_timeout.filter(|t| *t != 0))
        .token_endpoint(&o.token_endpoint)
        .user_info_endpoint(&o.user_info_endpoint)
        .build()
}

/// Actions as AWS tells them, in their order. One target group is told both alone and as a list of one: `prior` says which of the
/// two is meant, and holds the secrets that AWS does not tell. Without prior actions (an import) one group stands alone.
pub fn told<'a>(actions: &[types::Action], prior: impl IntoIterator<Item = &'a Action>) -> Vec<Action> {
    let prior: Vec<&Action> = prior.into_iter().collect();
    let mut actions: Vec<&types::Action> = actions.iter().collect();
    actions.sort_by_key(|a| a.order.unwrap_or_default());
    actions.iter().enumerate().map(|(i, a)| tell(a, prior.get(i).copied())).collect()
}

fn tell(a: &types::Action, prior: Option<&Action>) -> Action {
    let kind = a.r#type().map(|t| t.as_str().to_owned()).unwrap_or_default();
    let mut action = Action { order: a.order.map(i64::from), ..Action::default() };
    match kind.as_str() {
        "forward" => {
            let several = || a.forward_config().is_some_and(|f| f.target_groups().len() > 1);
            let listed = prior.map_or_else(several, |p| p.forward.is_some());
            let alone = prior.is_some_and(|p| text(&p.target_group_arn).is_some());
            if alone || !listed {
                action.target_group_arn.clone_from(&a.target_group_arn);
            }
            if listed {
                action.forward = a.forward_config().map(told_forward);
            }
        }
        "redirect" => action.redirect = a.redirect_config().map(told_redirect),
        "fixed-response" => {
            action.fixed_response = a.fixed_response_config().map(|f| FixedResponse {
                content_type: f.content_type.clone().unwrap_or_default(),
                message_body: f.message_body.clone(),
                status_code: f.status_code.clone(),
            });
        }
        "authenticate-cognito" => {
            action.authenticate_cognito = a.authenticate_cognito_config().map(told_cognito);
        }
        "authenticate-oidc" => {
            let secret = prior.and_then(|p| Some(p.authenticate_oidc.as_ref()?.client_secret.clone()));
            action.authenticate_oidc =
                a.authenticate_oidc_config().map(|o| told_oidc(o, secret.unwrap_or_default()));
        }
        _ => {}
    }
    Action { r#type: kind, ..action }
}

fn told_forward(f: &types::ForwardActionConfig) -> Forward {
    let group = |g: &types::TargetGroupTuple| WeightedGroup {
        arn: g.target_group_arn.clone().unwrap_or_default(),
        weight: g.weight.map(i64::from),
    };
    let stickiness = f.target_group_stickiness_config().map(|s| Stickiness {
        duration: s.duration_seconds.map(i64::from).unwrap_or_default(),
        enabled: Some(s.enabled.unwrap_or_default()),
    });
    Forward { stickiness, target_group: f.target_groups().iter().map(group).collect() }
}

fn told_redirect(r: &types::RedirectActionConfig) -> Redirect {
    Redirect {
        host: r.host.clone(),
        path: r.path.clone(),
        port: r.port.clone(),
        protocol: r.protocol.clone(),
        query: r.query.clone(),
        status_code: r.status_code().map(|s| s.as_str().to_owned()).unwrap_or_default(),
    }
}

fn told_cognito(c: &types::AuthenticateCognitoActionConfig) -> Cognito {
    let unknown = c.on_unauthenticated_request();
    Cognito {
        authentication_request_extra_params: told_params(c.authentication_request_extra_params()),
        on_unauthenticated_request: unknown.map(|u| u.as_str().to_owned()),
        scope: c.scope.clone(),
        session_cookie_name: c.session_cookie_name.clone(),
        session_timeout: c.session_timeout,
        user_pool_arn: c.user_pool_arn.clone().unwrap_or_default(),
        user_pool_client_id: c.user_pool_client_id.clone().unwrap_or_default(),
        user_pool_domain: c.user_pool_domain.clone().unwrap_or_default(),
    }
}

fn told_oidc(o: &types::AuthenticateOidcActionConfig, client_secret: String) -> Oidc {
    let unknown = o.on_unauthenticated_request();
    Oidc {
        authentication_request_extra_params: told_params(o.authentication_request_extra_params()),
        authorization_endpoint: o.authorization_endpoint.clone().unwrap_or_default(),
        client_id: o.client_id.clone().unwrap_or_default(),
        client_secret,
        issuer: o.issuer.clone().unwrap_or_default(),
        on_unauthenticated_request: unknown.map(|u| u.as_str().to_owned()),
        scope: o.scope.clone(),
        session_cookie_name: o.session_cookie_name.clone(),
        session_timeout: o.session_timeout,
        token_endpoint: o.token_endpoint.clone().unwrap_or_default(),
        user_info_endpoint: o.user_info_endpoint.clone().unwrap_or_default(),
    }
}

fn told_params(told: Option<&HashMap<String, String>>) -> Option<BTreeMap<String, String>> {
    told.map(|p| p.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
}

/// Refuses actions that lack what their type needs, or that name one target group alone and others in a list.
pub fn check(config: &Value, argument: &str) -> Result<(), Diagnostics> {
    let Some(actions) = config.get(argument).and_then(Value::as_seq) else { return Ok(()) };
    let mut found = Diagnostics::new();
    for detail in actions.iter().filter_map(problem) {
        let error = Diagnostic::error(format!("Unfit {argument}"), detail);
        found.push(error.help("Give the action of each type what that type needs, and nothing of another."));
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn problem(action: &Value) -> Option<String> {
    let kind = action.get("type").and_then(Value::as_str)?;
    let given = |name: &str| {
        let value = action.get(name).filter(|v| !v.is_null());
        value.is_some_and(|v| !v.is_known() || v.as_seq().is_none_or(|items| !items.is_empty()))
    };
    let needed = match kind {
        "forward" if given("target_group_arn") || given("forward") => return two_targets(action),
        "forward" => "a `target_group_arn` or a block `forward`",
        "redirect" if !given("redirect") => "a block `redirect`",
        "fixed-response" if !given("fixed_response") => "a block `fixed_response`",
        "authenticate-cognito" if !given("authenticate_cognito") => "a block `authenticate_cognito`",
        "authenticate-oidc" if !given("authenticate_oidc") => "a block `authenticate_oidc`",
        _ => return None,
    };
    Some(format!("An action of the type \"{kind}\" needs {needed}."))
}

fn two_targets(action: &Value) -> Option<String> {
    let alone = action.get("target_group_arn").and_then(Value::as_str).filter(|a| !a.is_empty())?;
    let forward = action.get("forward").and_then(Value::as_seq)?.first()?;
    let groups = forward.get("target_group").and_then(Value::as_seq)?;
    let other = |g: &Value| g.get("arn").and_then(Value::as_str).is_some_and(|a| !a.is_empty() && a != alone);
    let both = "An action has both a `target_group_arn` and a block `forward`; then the block may name only that group.";
    groups.iter().any(other).then(|| both.to_owned())
}
