//! The values of secrets, many at a time where they are current. They go into the state and nowhere else: nothing here can be
//! printed.

use crate::secrets::{held, secrets};
use aws_sdk_secretsmanager::types::SecretValueEntry;
use aws_smithy_types::{Blob, DateTime};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Secrets that one BatchGetSecretValue takes.
const BATCH: usize = 20;

/// A version of a secret with its value.
#[derive(Clone, Default)]
pub struct SecretValue {
    /// The ARN of the secret.
    pub arn: String,
    /// The name of the secret.
    pub name: String,
    /// The version.
    pub version: String,
    /// Its labels.
    pub stages: Vec<String>,
    /// Its text.
    pub string: Option<String>,
    /// Its bytes, or none.
    pub binary: Vec<u8>,
    /// When it was made.
    pub created: Option<DateTime>,
}

impl SecretValue {
    /// True where a secret is known by this ARN or name.
    pub fn is_of(&self, id: &str) -> bool {
        self.arn == id || self.name == id
    }
    fn listed(told: SecretValueEntry) -> SecretValue {
        SecretValue {
            arn: told.arn.unwrap_or_default(),
            name: told.name.unwrap_or_default(),
            version: told.version_id.unwrap_or_default(),
            stages: told.version_stages.unwrap_or_default(),
            string: told.secret_string,
            binary: told.secret_binary.map(Blob::into_inner).unwrap_or_default(),
            created: told.created_date,
        }
    }
}

/// True where it was refused once: who may read secrets need not be permitted to read them together.
#[derive(Default)]
struct Refused(AtomicBool);

/// The current versions of secrets, as far as they can be read together; a single one is not worth it.
/// (Secrets Manager BatchGetSecretValue)
pub async fn current(cx: &Cx, ids: BTreeSet<String>) -> Vec<SecretValue> {
    let refused = cx.client(|_| Arc::<Refused>::default());
    if ids.len() < 2 || refused.0.load(Ordering::Relaxed) {
        return Vec::new();
    }
    let ids: Vec<String> = ids.into_iter().collect();
    let told = each(ids.chunks(BATCH), 5, |some| {
        secrets(cx).batch_get_secret_value().set_secret_id_list(Some(some.to_vec())).send()
    });
    let mut values = Vec::new();
    for answer in told.await {
        match answer.map_err(Error::from) {
            Ok(told) => {
                values.extend(told.secret_values.unwrap_or_default().into_iter().map(SecretValue::listed))
            }
            Err(e) => {
                tracing::debug!(code = e.code, "secrets are read one at a time");
                refused.0.store(true, Ordering::Relaxed);
            }
        }
    }
    values
}

/// One version of a secret, by its id or label; `None` where it is gone. (Secrets Manager GetSecretValue)
pub async fn value(
    cx: &Cx,
    id: &str,
    version: Option<&str>,
    stage: Option<&str>,
) -> Result<Option<SecretValue>, Error> {
    let call = secrets(cx).get_secret_value().secret_id(id);
    let call = call.set_version_id(version.map(str::to_owned)).set_version_stage(stage.map(str::to_owned));
    Ok(held(call.send().await)?.map(|told| SecretValue {
        arn: told.arn.unwrap_or_default(),
        name: told.name.unwrap_or_default(),
        version: told.version_id.unwrap_or_default(),
        stages: told.version_stages.unwrap_or_default(),
        string: told.secret_string,
        binary: told.secret_binary.map(Blob::into_inner).unwrap_or_default(),
        created: told.created_date,
    }))
}
