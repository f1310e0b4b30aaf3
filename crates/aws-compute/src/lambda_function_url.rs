//! `aws_lambda_function_url`

use crate::common::{long, word};
use crate::lambda::{function_name, lambda, name_and_qualifier, until_settled};
use aws_sdk_lambda::operation::get_function_url_config::GetFunctionUrlConfigOutput;
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;

/// An address of a function. (Lambda CreateFunctionUrlConfig, UpdateFunctionUrlConfig)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_function_url", timeouts(create), seconds(1, 1))]
pub struct FunctionUrl {
    /// The function, and the alias after a slash.
    #[attr(id)]
    pub id: String,
    /// Who may call it: `AWS_IAM` or `NONE` for everybody.
    #[attr(required, one_of("AWS_IAM", "NONE"))]
    pub authorization_type: String,
    /// What browsers may do from elsewhere.
    #[block(list, max = 1)]
    pub cors: Option<Cors>,
    /// The function's ARN.
    #[attr(computed)]
    pub function_arn: String,
    /// The function, by name or ARN.
    #[attr(required, replace, validate = function_name, suppress = crate::lambda_alias::same_function)]
    pub function_name: String,
    /// The address.
    #[attr(computed)]
    pub function_url: String,
    /// `BUFFERED` or `RESPONSE_STREAM`.
    #[attr(optional, default = "BUFFERED", one_of("BUFFERED", "RESPONSE_STREAM"))]
    pub invoke_mode: Option<String>,
    /// An alias.
    #[attr(optional, replace, length(1, 128))]
    pub qualifier: Option<String>,
    /// The address's own part.
    #[attr(computed)]
    pub url_id: String,
}

/// What browsers may do from elsewhere.
#[derive(Nested, Clone, Default)]
pub struct Cors {
    /// Send cookies.
    #[attr(optional)]
    pub allow_credentials: Option<bool>,
    /// Send these headers.
    #[attr(optional)]
    pub allow_headers: Set<String>,
    /// Use these methods.
    #[attr(optional)]
    pub allow_methods: Set<String>,
    /// From these places.
    #[attr(optional)]
    pub allow_origins: Set<String>,
    /// See these headers.
    #[attr(optional)]
    pub expose_headers: Set<String>,
    /// Seconds that this holds.
    #[attr(optional, between(0, 86400))]
    pub max_age: Option<i64>,
}

/// The function and the alias of an id.
fn parts(id: &str) -> (String, Option<String>) {
    match id.split_once('/') {
        Some((function, alias)) => (function.to_owned(), Some(alias.to_owned())),
        None => (id.to_owned(), None),
    }
}

#[async_trait]
impl Resource for FunctionUrl {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = lambda(cx)
            .create_function_url_config()
            .auth_type(planned.authorization_type.as_str().into())
            .set_cors(planned.cors.as_ref().map(|c| Cors::request(Some(c))))
            .function_name(&planned.function_name)
            .set_invoke_mode(text(&planned.invoke_mode).map(|m| m.as_str().into()))
            .set_qualifier(text(&planned.qualifier));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(planned.natural_key())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async { Ok(one(cx, &req.key).await?.map(|url| Found::ready(told(req, &url)))) })
            .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let (function, alias) = parts(&to.id);
        let mut call = lambda(cx).update_function_url_config().function_name(function).set_qualifier(alias);
        if change.changed("authorization_type") {
            call = call.auth_type(to.authorization_type.as_str().into());
        }
        if change.changed("cors") {
            call = call.cors(Cors::request(to.cors.as_ref()));
        }
        if change.changed("invoke_mode") {
            call = call.set_invoke_mode(text(&to.invoke_mode).map(|m| m.as_str().into()));
        }
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (function, alias) = parts(&prior.id);
        let call = lambda(cx).delete_function_url_config().function_name(function);
        call.set_qualifier(alias).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(key) = planned.natural_key() else { return Ok(None) };
        Ok(one(cx, &key).await?.filter(|_| intent.absent).map(|_| key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(match text(&self.qualifier) {
            Some(alias) => format!("{}/{alias}", self.function_name),
            None => self.function_name.clone(),
        })
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_lambda_function", name_and_qualifier(&self.function_name).0.to_owned()))
    }
}

/// One address. (Lambda GetFunctionUrlConfig)
async fn one(cx: &Cx, key: &str) -> Result<Option<GetFunctionUrlConfigOutput>, Error> {
    let (function, alias) = parts(key);
    let call = lambda(cx).get_function_url_config().function_name(function).set_qualifier(alias);
    there(call.send().await)
}

impl Cors {
    /// As Lambda takes it; no block is none of it.
    fn request(cors: Option<&Cors>) -> types::Cors {
        let Some(cors) = cors else { return types::Cors::builder().build() };
        types::Cors::builder()
            .set_allow_credentials(cors.allow_credentials)
            .set_allow_headers(given(&cors.allow_headers))
            .set_allow_methods(given(&cors.allow_methods))
            .set_allow_origins(given(&cors.allow_origins))
            .set_expose_headers(given(&cors.expose_headers))
            .set_max_age(positive(cors.max_age))
            .build()
    }
    fn told(told: &types::Cors) -> Cors {
        Cors {
            allow_credentials: told.allow_credentials,
            allow_headers: told.allow_headers().iter().cloned().collect(),
            allow_methods: told.allow_methods().iter().cloned().collect(),
            allow_origins: told.allow_origins().iter().cloned().collect(),
            expose_headers: told.expose_headers().iter().cloned().collect(),
            max_age: long(told.max_age),
        }
    }
}

fn told(req: &Req<FunctionUrl>, url: &GetFunctionUrlConfigOutput) -> FunctionUrl {
    let (function, qualifier) = parts(&req.key);
    let host = url.function_url.trim_start_matches("https://");
    FunctionUrl {
        id: req.key.clone(),
        authorization_type: url.auth_type.as_str().to_owned(),
        cors: url.cors.as_ref().map(Cors::told),
        function_arn: url.function_arn.clone(),
        function_name: function,
        function_url: url.function_url.clone(),
        invoke_mode: word(url.invoke_mode.as_ref()),
        qualifier,
        url_id: host.split('.').next().unwrap_or_default().to_owned(),
    }
}
