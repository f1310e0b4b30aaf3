//! A family's types over an AWS that answers by script.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{FakeAws, Reply, Sent};
use crate::provider::{AwsProvider, AwsSession, Family, Settings};
use provision_engine::provider::{ProviderError, ReadReq, Session, StepCx};
use provision_schema::Catalog;
use provision_value::{Kind, Value, json};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A session over a script, in region eu-west-1 and account 123456789012. Nothing is waited for.
pub struct Rig {
    /// What was sent.
    pub fake: FakeAws,
    /// The session.
    pub session: Arc<AwsSession>,
    provider: AwsProvider,
}

impl Rig {
    /// Answers each call by `script`, which is told how many calls of that name came before. For tests.
    ///
    /// # Panics
    /// Where the session does not open.
    pub async fn new(family: Family, script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static) -> Rig {
        let fake = FakeAws::new(script);
        let settings = Settings {
            region: Some("eu-west-1".into()),
            endpoint: Some("http://127.0.0.1:1".into()),
            time_scale: 0.001,
            http: Some(fake.client()),
            ..Settings::default()
        };
        let provider = AwsProvider::new(settings, vec![family]);
        let session = provider.open(&Value::object(BTreeMap::new())).await.unwrap();
        Rig { fake, session, provider }
    }

    /// A step of a plan that owns what it makes.
    pub fn step(&self) -> StepCx {
        StepCx {
            address: "aws_x.a".into(),
            token: "token-1".into(),
            ownership: [("provision:plan".to_owned(), "shop".to_owned())].into(),
            timeout: None,
            progress: Arc::new(|_| ()),
        }
    }

    /// An object of the state; what is not given is null.
    ///
    /// # Panics
    /// Where the attributes are not those of the type.
    pub fn object(&self, type_name: &str, attributes: &Json) -> Value {
        json::from_json(attributes, &self.provider.resource(type_name).unwrap().block.ty()).unwrap()
    }

    /// A planned object: defaults in place, computed attributes unknown.
    ///
    /// # Panics
    /// Where the attributes are not those of the type.
    pub fn planned(&self, type_name: &str, config: &Json) -> Value {
        let config = self.object(type_name, config);
        let block = &self.provider.resource(type_name).unwrap().block;
        block.attributes.iter().fold(config.clone(), |planned, (name, a)| {
            match config.get(name).map(Value::kind) {
                Some(Kind::Null(_)) if a.computed => planned.with(name, Value::unknown(a.ty.clone())),
                Some(Kind::Null(_)) => {
                    planned.with(name, a.default.clone().unwrap_or_else(|| Value::null(a.ty.clone())))
                }
                _ => planned,
            }
        })
    }

    /// Creates and finishes.
    ///
    /// # Errors
    /// What the type's calls fail with.
    pub async fn make(&self, type_name: &str, config: &Json) -> Result<Value, ProviderError> {
        let planned = self.planned(type_name, config);
        let created = self.session.create(type_name, &self.step(), &planned).await?;
        self.session.finish(type_name, &self.step(), &created, &planned).await
    }

    /// Changes in place.
    ///
    /// # Errors
    /// What the type's calls fail with.
    pub async fn change(&self, type_name: &str, from: &Json, to: &Json) -> Result<Value, ProviderError> {
        let (from, to) = (self.object(type_name, from), self.object(type_name, to));
        self.session.update(type_name, &self.step(), &from, &to).await
    }

    /// Deletes.
    ///
    /// # Errors
    /// What the type's calls fail with.
    pub async fn delete(&self, type_name: &str, prior: &Json) -> Result<(), ProviderError> {
        self.session.delete(type_name, &self.step(), &self.object(type_name, prior)).await
    }

    /// Reads objects as a refresh does; `None` is gone.
    ///
    /// # Panics
    /// Where a read fails.
    pub async fn refresh(&self, type_name: &str, priors: Vec<(String, Json)>) -> Vec<Option<Value>> {
        let req = |(key, prior): (String, Json)| ReadReq {
            key,
            prior: self.object(type_name, &prior),
            fresh: false,
        };
        let reqs = priors.into_iter().map(req).collect();
        self.session.read(type_name, reqs).await.into_iter().map(|answer| answer.unwrap()).collect()
    }

    /// How many calls of an operation were made.
    pub fn count(&self, operation: &str) -> usize {
        self.fake.calls().iter().filter(|c| c.rsplit(' ').next() == Some(operation)).count()
    }

    /// The fields of the last request of an operation.
    ///
    /// # Panics
    /// Where there is none.
    pub fn sent(&self, operation: &str) -> Vec<String> {
        let sent = self.fake.sent();
        sent.iter().rfind(|s| s.call.ends_with(&format!(" {operation}"))).expect("a request").form()
    }
}

/// An answer in the query protocol of IAM, SQS and load balancing.
pub fn query_result(sent: &Sent, inner: &str) -> Reply {
    let name = sent.call.rsplit(' ').next().unwrap_or_default();
    (200, format!("<{name}Response><{name}Result>{inner}</{name}Result></{name}Response>"))
}

/// A refusal in that protocol.
pub fn query_refusal(status: u16, code: &str, message: &str) -> Reply {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, format!("<ErrorResponse>{error}<RequestId>req-1</RequestId></ErrorResponse>"))
}
