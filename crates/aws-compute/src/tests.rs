//! What is sent for launch templates and Auto Scaling, and answers that emulators never give.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod autoscaling;
mod launch_templates;

use provision_aws_core::testing::rig::{Rig as Shared, query_refusal, query_result as query};
use provision_aws_core::testing::{Reply, Sent};
use provision_engine::provider::{ProviderError, Session, StepCx};
use provision_value::Value;
use serde_json::Value as Json;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

/// The shared rig over this family, which also keeps what a person was told.
struct Rig {
    shared: Shared,
    told: Arc<Mutex<Vec<String>>>,
}

impl Deref for Rig {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl Rig {
    async fn new(script: impl Fn(&Sent, usize) -> Reply + Send + Sync + 'static) -> Rig {
        Rig { shared: Shared::new(crate::family(), script).await, told: Arc::default() }
    }

    fn step(&self) -> StepCx {
        let told = self.told.clone();
        let progress = Arc::new(move |text: &str| told.lock().unwrap().push(text.to_owned()));
        StepCx { progress, ..self.shared.step() }
    }

    fn progress(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    fn planned(&self, type_name: &str, config: Json) -> Value {
        self.shared.planned(type_name, &config)
    }

    fn object(&self, type_name: &str, attributes: Json) -> Value {
        self.shared.object(type_name, &attributes)
    }

    /// Makes a thing and everything that belongs to it.
    async fn make(&self, type_name: &str, config: Json) -> Result<Value, ProviderError> {
        let planned = self.planned(type_name, config);
        let created = self.session.create(type_name, &self.step(), &planned).await?;
        self.session.finish(type_name, &self.step(), &created, &planned).await
    }

    /// How often a call was sent, by service and name.
    fn count(&self, call: &str) -> usize {
        self.fake.calls().iter().filter(|c| *c == call).count()
    }

    /// The fields of the last call of a name; none where there was none.
    fn last(&self, call: &str) -> Vec<String> {
        self.fake.sent().iter().rfind(|s| s.call == call).map(Sent::form).unwrap_or_default()
    }
}

/// An answer of EC2.
fn ec2(call: &Sent, inner: &str) -> Reply {
    let name = call.call.trim_start_matches("ec2 ");
    (200, format!("<{name}Response><requestId>req-1</requestId>{inner}</{name}Response>"))
}

/// An error as Auto Scaling tells it.
fn error(code: &str, message: &str) -> Reply {
    query_refusal(400, code, message)
}

/// Items of a list.
fn members(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().map(|item| format!("<member>{item}</member>")).collect()
}
