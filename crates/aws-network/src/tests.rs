//! What is sent, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod acls;
mod bare;
mod core_types;
mod endpoints;
mod flow_logs;
mod interfaces;
mod lingering;
mod of_vpcs;
mod prefix_lists;
mod rule_reads;
mod saved_reads;
mod shared_reads;

use provision_aws_core::testing::{FakeAws, Reply, Sent};
use provision_aws_core::{AwsProvider, AwsSession, Settings};
use provision_engine::provider::{Session, StepCx};
use provision_schema::Catalog;
use provision_value::{Kind, Type, Value, json};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A session against a script, and what it was asked.
pub struct Rig {
    pub fake: FakeAws,
    pub session: Arc<AwsSession>,
    provider: AwsProvider,
    progress: Arc<Mutex<Vec<String>>>,
}

impl Rig {
    /// Answers each call by `script`, which gets the number of calls of that name before. Nothing is waited for.
    pub async fn new(script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static) -> Rig {
        let fake = FakeAws::new(script);
        let settings = Settings {
            region: Some("eu-west-1".into()),
            endpoint: Some("http://127.0.0.1:1".into()),
            time_scale: 0.001,
            http: Some(fake.client()),
            ..Settings::default()
        };
        let provider = AwsProvider::new(settings, vec![crate::family()]);
        let session = provider.open(&Value::object(BTreeMap::new())).await.unwrap();
        Rig { fake, session, provider, progress: Arc::default() }
    }

    pub fn step(&self) -> StepCx {
        let progress = self.progress.clone();
        StepCx {
            address: "aws_x.a".into(),
            token: "token-1".into(),
            ownership: [("provision:plan".to_owned(), "shop".to_owned())].into(),
            timeout: None,
            progress: Arc::new(move |text| progress.lock().unwrap().push(text.to_owned())),
        }
    }

    /// A step where ownership is off.
    pub fn bare_step(&self) -> StepCx {
        StepCx { ownership: BTreeMap::new(), ..self.step() }
    }

    pub fn progress(&self) -> Vec<String> {
        self.progress.lock().unwrap().clone()
    }

    /// A planned object: defaults in place, computed attributes unknown.
    pub fn planned(&self, type_name: &str, config: Json) -> Value {
        let block = &self.provider.resource(type_name).unwrap().block;
        let config = json::from_json(&config, &block.ty()).unwrap();
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

    /// An object of the state.
    pub fn object(&self, type_name: &str, attributes: Json) -> Value {
        json::from_json(&attributes, &self.provider.resource(type_name).unwrap().block.ty()).unwrap()
    }

    /// The type of a data source's configurations.
    pub fn data(&self, name: &str) -> Type {
        self.provider.data(name).unwrap().block.ty()
    }

    /// Creates and finishes.
    pub async fn make(
        &self,
        type_name: &str,
        config: Json,
    ) -> Result<Value, provision_engine::provider::ProviderError> {
        let planned = self.planned(type_name, config);
        let created = self.session.create(type_name, &self.step(), &planned).await?;
        self.session.finish(type_name, &self.step(), &created, &planned).await
    }
}

/// An answer of EC2.
pub fn ec2(call: &Sent, inner: &str) -> Reply {
    let name = call.call.trim_start_matches("ec2 ");
    (200, format!("<{name}Response><requestId>req-1</requestId>{inner}</{name}Response>"))
}
