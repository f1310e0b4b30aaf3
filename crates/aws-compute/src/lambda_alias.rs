//! `aws_lambda_alias`

use crate::lambda::{function_name, invoke_arn, lambda, name_and_qualifier, until_settled};
use aws_sdk_lambda::operation::get_alias::GetAliasOutput;
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;
use provision_schema::Difference;

/// A name for a version of a function. (Lambda CreateAlias, UpdateAlias)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_alias", seconds(1, 1))]
pub struct Alias {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// The function, by name or ARN.
    #[attr(required, replace, validate = function_name, suppress = same_function)]
    pub function_name: String,
    /// The version.
    #[attr(required)]
    pub function_version: String,
    /// The ARN by which API Gateway calls it.
    #[attr(computed)]
    pub invoke_arn: String,
    /// Its name.
    #[attr(required, replace, length(1, 128))]
    pub name: String,
    /// A second version that gets a part of the calls.
    #[block(list, max = 1)]
    pub routing_config: Option<Routing>,
}

/// Other versions that get a part of the calls.
#[derive(Nested, Clone, Default)]
pub struct Routing {
    /// Which part, by version.
    #[attr(optional)]
    pub additional_version_weights: BTreeMap<String, f64>,
}

/// A name and an ARN of the same function are the same.
pub fn same_function(d: &Difference<'_>) -> bool {
    let either = |full: &str, name: &str| full.starts_with("arn:") && name_and_qualifier(full).0 == name;
    either(d.before, d.after) || either(d.after, d.before)
}

/// The function and the alias that an ARN or `FUNCTION/ALIAS` says.
fn parts(key: &str) -> Result<(String, String), Error> {
    let parts = match key.split_once('/') {
        Some((function, alias)) => Some((function, alias)),
        None => key.rsplit_once(':'),
    };
    let (function, alias) = parts.ok_or_else(|| Error::import_id(key, "FUNCTION/ALIAS"))?;
    Ok((function.to_owned(), alias.to_owned()))
}

#[async_trait]
impl Resource for Alias {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = lambda(cx)
            .create_alias()
            .description(planned.description.clone().unwrap_or_default())
            .function_name(&planned.function_name)
            .function_version(&planned.function_version)
            .name(&planned.name)
            .set_routing_config(planned.routing_config.as_ref().map(|r| Routing::request(Some(r))));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.alias_arn)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            Ok(one(cx, &req.key).await?.map(|alias| Found::ready(told(cx, req, &alias))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let (function, name) = parts(&to.id)?;
        let call = lambda(cx)
            .update_alias()
            .description(to.description.clone().unwrap_or_default())
            .function_name(function)
            .function_version(&to.function_version)
            .name(name)
            .routing_config(Routing::request(to.routing_config.as_ref()));
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (function, name) = parts(&prior.id)?;
        lambda(cx).delete_alias().function_name(function).name(name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &format!("{}/{}", planned.function_name, planned.name)).await?;
        Ok(found.filter(|_| intent.absent).and_then(|alias| alias.alias_arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}/{}", self.function_name, self.name))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_lambda_function", name_and_qualifier(&self.function_name).0.to_owned()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (function, name) = parts(id)?;
        Ok(Alias { id: id.to_owned(), function_name: function, name, ..Alias::default() })
    }
}

/// One alias. (Lambda GetAlias)
async fn one(cx: &Cx, key: &str) -> Result<Option<GetAliasOutput>, Error> {
    let (function, name) = parts(key)?;
    there(lambda(cx).get_alias().function_name(function).name(name).send().await)
}

impl Routing {
    /// As Lambda takes it; no block is no other version.
    fn request(routing: Option<&Routing>) -> types::AliasRoutingConfiguration {
        let weights = routing.map(|r| r.additional_version_weights.clone()).unwrap_or_default();
        let builder = types::AliasRoutingConfiguration::builder();
        builder.set_additional_version_weights(Some(weights.into_iter().collect())).build()
    }
    fn told(told: &types::AliasRoutingConfiguration) -> Option<Routing> {
        let weights = told.additional_version_weights.clone().filter(|w| !w.is_empty())?;
        Some(Routing { additional_version_weights: weights.into_iter().collect() })
    }
}

fn told(cx: &Cx, req: &Req<Alias>, alias: &GetAliasOutput) -> Alias {
    let arn = alias.alias_arn.clone().unwrap_or_default();
    let named = &req.prior.function_name;
    let function = if named.is_empty() { name_and_qualifier(&arn).0 } else { named.as_str() };
    Alias {
        id: arn.clone(),
        description: alias.description.clone(),
        function_name: function.to_owned(),
        function_version: alias.function_version.clone().unwrap_or_default(),
        invoke_arn: invoke_arn(cx, &arn),
        name: alias.name.clone().unwrap_or_default(),
        routing_config: alias.routing_config.as_ref().and_then(Routing::told),
        arn,
    }
}
