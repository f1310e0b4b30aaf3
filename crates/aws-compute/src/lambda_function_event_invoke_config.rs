//! `aws_lambda_function_event_invoke_config`

use crate::common::long;
use crate::lambda::{function_name, lambda, name_and_qualifier, until_settled};
use aws_sdk_lambda::operation::get_function_event_invoke_config::GetFunctionEventInvokeConfigOutput;
use aws_sdk_lambda::types;
use provision_aws_core::prelude::*;

/// What becomes of calls that nobody waits for. (Lambda PutFunctionEventInvokeConfig)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_function_event_invoke_config", seconds(1, 1))]
pub struct EventInvokeConfig {
    /// The function, and the version or alias after a colon.
    #[attr(id)]
    pub id: String,
    /// Where results go.
    #[block(list, max = 1)]
    pub destination_config: Option<Destinations>,
    /// The function, by name or ARN.
    #[attr(required, replace, validate = function_name)]
    pub function_name: String,
    /// Seconds that a call is kept.
    #[attr(optional, between(60, 21600))]
    pub maximum_event_age_in_seconds: Option<i64>,
    /// How often a call that failed is tried again.
    #[attr(optional, default = 2, between(0, 2))]
    pub maximum_retry_attempts: Option<i64>,
    /// A version or an alias.
    #[attr(optional, replace)]
    pub qualifier: Option<String>,
}

/// Where results go.
#[derive(Nested, Clone, Default)]
pub struct Destinations {
    /// Those of calls that failed.
    #[block(list, max = 1)]
    pub on_failure: Option<Destination>,
    /// Those of calls that did not.
    #[block(list, max = 1)]
    pub on_success: Option<Destination>,
}

/// Where results go.
#[derive(Nested, Clone, Default)]
pub struct Destination {
    /// A queue, a topic, a bus or a function.
    #[attr(required, arn)]
    pub destination: String,
}

/// The function and the qualifier of an id, of which the function may be an ARN.
fn parts(id: &str) -> (String, Option<String>) {
    let (_, qualifier) = name_and_qualifier(id);
    match qualifier {
        Some(qualifier) => {
            (id.strip_suffix(&format!(":{qualifier}")).unwrap_or(id).to_owned(), Some(qualifier.to_owned()))
        }
        None => (id.to_owned(), None),
    }
}

#[async_trait]
impl Resource for EventInvokeConfig {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(planned.natural_key())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            Ok(one(cx, &req.key).await?.map(|told| Found::ready(found(req, &told))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (function, qualifier) = parts(&prior.id);
        let call = lambda(cx).delete_function_event_invoke_config().function_name(function);
        call.set_qualifier(qualifier).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(key) = planned.natural_key() else { return Ok(None) };
        Ok(one(cx, &key).await?.filter(|_| intent.absent).map(|_| key))
    }

    fn natural_key(&self) -> Option<String> {
        Some(match text(&self.qualifier) {
            Some(qualifier) => format!("{}:{qualifier}", self.function_name),
            None => self.function_name.clone(),
        })
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_lambda_function", name_and_qualifier(&self.function_name).0.to_owned()))
    }
}

/// Says all of it: what is left out is taken away.
async fn put(cx: &Cx, wanted: &EventInvokeConfig) -> Result<(), Error> {
    let call = lambda(cx)
        .put_function_event_invoke_config()
        .function_name(&wanted.function_name)
        .set_qualifier(text(&wanted.qualifier))
        .set_maximum_event_age_in_seconds(positive(wanted.maximum_event_age_in_seconds))
        .set_maximum_retry_attempts(int(wanted.maximum_retry_attempts))
        .set_destination_config(wanted.destination_config.as_ref().map(Destinations::request));
    until_settled(cx, || call.clone().send()).await?;
    Ok(())
}

/// What is said for a function. (Lambda GetFunctionEventInvokeConfig)
async fn one(cx: &Cx, key: &str) -> Result<Option<GetFunctionEventInvokeConfigOutput>, Error> {
    let (function, qualifier) = parts(key);
    let call = lambda(cx).get_function_event_invoke_config().function_name(function);
    there(call.set_qualifier(qualifier).send().await)
}

impl Destinations {
    fn request(&self) -> types::DestinationConfig {
        let failure = |d: &Destination| types::OnFailure::builder().destination(&d.destination).build();
        let success = |d: &Destination| types::OnSuccess::builder().destination(&d.destination).build();
        types::DestinationConfig::builder()
            .set_on_failure(self.on_failure.as_ref().map(failure))
            .set_on_success(self.on_success.as_ref().map(success))
            .build()
    }
    /// Lambda tells empty destinations where there are none.
    fn told(told: &types::DestinationConfig) -> Option<Destinations> {
        let some =
            |d: Option<&str>| Some(Destination { destination: d.filter(|d| !d.is_empty())?.to_owned() });
        let destinations = Destinations {
            on_failure: told.on_failure.as_ref().and_then(|d| some(d.destination())),
            on_success: told.on_success.as_ref().and_then(|d| some(d.destination())),
        };
        (destinations.on_failure.is_some() || destinations.on_success.is_some()).then_some(destinations)
    }
}

fn found(req: &Req<EventInvokeConfig>, told: &GetFunctionEventInvokeConfigOutput) -> EventInvokeConfig {
    let (function, qualifier) = parts(&req.key);
    EventInvokeConfig {
        id: req.key.clone(),
        destination_config: told.destination_config.as_ref().and_then(Destinations::told),
        function_name: function,
        maximum_event_age_in_seconds: long(told.maximum_event_age_in_seconds),
        maximum_retry_attempts: long(told.maximum_retry_attempts),
        qualifier,
    }
}
