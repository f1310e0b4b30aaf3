//! A family's types over an AWS that answers by script.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{FakeAws, Reply, Sent};
use crate::provider::{AwsProvider, AwsSession, Family, Settings};
use provision_engine::provider::{ProviderError, ReadReq, Session, StepCx};
use provision_schema::Catalog;
use provision_value::{Kind, Type, Value, json as values};
use serde_json::{Value as Json, json};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A session over a script, in region eu-west-1 and account 123456789012. Nothing is waited for.
pub struct Rig {
    /// What was sent.
    pub fake: FakeAws,
    /// The session.
    pub session: Arc<AwsSession>,
    provider: AwsProvider,
    told: Arc<Mutex<Vec<String>>>,
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
        Rig { fake, session, provider, told: Arc::default() }
    }

    /// A step of a plan that owns what it makes.
    pub fn step(&self) -> StepCx {
        let told = self.told.clone();
        StepCx {
            address: "aws_x.a".into(),
            token: "token-1".into(),
            ownership: [("provision:plan".to_owned(), "shop".to_owned())].into(),
            timeout: None,
            absent: false,
            progress: Arc::new(move |text| told.lock().unwrap().push(text.to_owned())),
        }
    }

    /// A step where ownership is off.
    pub fn bare_step(&self) -> StepCx {
        StepCx { ownership: BTreeMap::new(), ..self.step() }
    }

    /// What a person was told while waiting.
    ///
    /// # Panics
    /// Never: the lock is held for a moment only.
    pub fn progress(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    /// An object of the state; what is not given is null.
    ///
    /// # Panics
    /// Where the attributes are not those of the type.
    pub fn object(&self, type_name: &str, attributes: impl Borrow<Json>) -> Value {
        values::from_json(attributes.borrow(), &self.provider.resource(type_name).unwrap().block.ty())
            .unwrap()
    }

    /// The type of a data source's configurations.
    ///
    /// # Panics
    /// Where there is no such data source.
    pub fn data(&self, name: &str) -> Type {
        self.provider.data(name).unwrap().block.ty()
    }

    /// A planned object: defaults in place, computed attributes unknown.
    ///
    /// # Panics
    /// Where the attributes are not those of the type.
    pub fn planned(&self, type_name: &str, config: impl Borrow<Json>) -> Value {
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
    pub async fn make(&self, type_name: &str, config: impl Borrow<Json>) -> Result<Value, ProviderError> {
        let planned = self.planned(type_name, config);
        let created = self.session.create(type_name, &self.step(), &planned).await?;
        self.session.finish(type_name, &self.step(), &created, &planned).await
    }

    /// Changes in place.
    ///
    /// # Errors
    /// What the type's calls fail with.
    pub async fn change(
        &self,
        type_name: &str,
        from: impl Borrow<Json>,
        to: impl Borrow<Json>,
    ) -> Result<Value, ProviderError> {
        let (from, to) = (self.object(type_name, from), self.object(type_name, to));
        self.session.update(type_name, &self.step(), &from, &to).await
    }

    /// Deletes.
    ///
    /// # Errors
    /// What the type's calls fail with.
    pub async fn delete(&self, type_name: &str, prior: impl Borrow<Json>) -> Result<(), ProviderError> {
        self.session.delete(type_name, &self.step(), &self.object(type_name, prior)).await
    }

    /// Reads objects as a refresh does; `None` is gone.
    ///
    /// # Panics
    /// Where a read fails.
    pub async fn refresh(&self, type_name: &str, priors: Vec<(String, Json)>) -> Vec<Option<Value>> {
        let req = |(key, prior): (String, Json)| ReadReq {
            key,
            prior: self.object(type_name, prior),
            fresh: false,
        };
        let reqs = priors.into_iter().map(req).collect();
        self.session.read(type_name, reqs).await.into_iter().map(|answer| answer.unwrap()).collect()
    }

    /// How many calls of an operation were made; it may be named with its service or without.
    pub fn count(&self, operation: &str) -> usize {
        self.fake.calls().iter().filter(|call| is_of(call, operation)).count()
    }

    /// The fields of the last request of an operation.
    ///
    /// # Panics
    /// Where there is none.
    pub fn sent(&self, operation: &str) -> Vec<String> {
        let sent = self.fake.sent();
        sent.iter().rfind(|s| is_of(&s.call, operation)).expect("a request").form()
    }
}

/// True for a call of an operation: `ec2 CreateVpc` for itself and for `CreateVpc`.
fn is_of(call: &str, operation: &str) -> bool {
    call == operation || call.rsplit(' ').next() == Some(operation)
}

/// An answer in the protocol of EC2.
pub fn ec2_result(sent: &Sent, inner: &str) -> Reply {
    let name = sent.call.rsplit(' ').next().unwrap_or_default();
    (200, format!("<{name}Response><requestId>req-1</requestId>{inner}</{name}Response>"))
}

/// An answer of the Tagging API: for each ARN that it is asked for, the name that `name` gives it and a tag of ownership.
///
/// # Panics
/// Where something else was asked.
pub fn names_told(sent: &Sent, name: fn(&str) -> &'static str) -> Reply {
    let asked: Json = serde_json::from_str(&sent.body).unwrap();
    let of = |arn: &Json| {
        let tags = json!([{ "Key": "Name", "Value": name(arn.as_str().unwrap()) },
            { "Key": "provision:plan", "Value": "shop" }]);
        json!({ "ResourceARN": arn, "Tags": tags })
    };
    let resources: Vec<Json> = asked["ResourceARNList"].as_array().unwrap().iter().map(of).collect();
    (200, json!({ "ResourceTagMappingList": resources, "PaginationToken": "" }).to_string())
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
