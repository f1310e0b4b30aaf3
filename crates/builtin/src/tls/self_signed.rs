//! `tls_self_signed_cert`.

use super::certificate::{self, Issuer, Subject, key_id, make, public_key, says_key_id};
use super::key::Key;
use super::validity::{self, Period};
use super::{name, replace_pem, unfit};
use crate::kind::Resource;
use crate::object::text as given;
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Block, ResourceType};
use provision_value::{Type, Value};

/// `tls_self_signed_cert`
pub(crate) struct SelfSignedCert;

#[async_trait]
impl Resource for SelfSignedCert {
    fn describe(&self) -> ResourceType {
        let own = [
            id("Its serial number."),
            (
                "private_key_pem",
                text("The private key that signs it and that it is for.").sensitive().required(),
            ),
            ("key_algorithm", text("The algorithm of the key.").computed()),
            (
                "set_authority_key_id",
                attr(Type::Bool, "Whether it names the key that signs it.")
                    .replace()
                    .default(Value::bool(false)),
            ),
        ];
        let all = own.into_iter().chain(certificate::attributes()).chain(validity::attributes());
        let about = resource(
            "tls_self_signed_cert",
            "A certificate that its own key signs.",
            all.chain(name::alternative_attributes()),
        );
        let block = Block { blocks: [name::subject_block()].into(), ..about.block };
        ResourceType { block, ..about }.plan(|cx| {
            replace_pem(cx, "private_key_pem");
            validity::plan(cx);
            Ok(())
        })
    }

    async fn create(&self, on: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let key = Key::from_pem(given(planned, "private_key_pem").unwrap_or_default())?;
        let subject = Subject {
            name: name::subject(planned)?,
            alternatives: name::alternatives(planned)?,
            key: public_key(&key)?,
        };
        let wanted = planned.get("set_authority_key_id").and_then(Value::as_bool) == Some(true);
        if wanted && !says_key_id(planned) {
            return Err(unfit("set_authority_key_id needs set_subject_key_id, or is_ca_certificate"));
        }
        let issuer =
            Issuer { name: subject.name.clone(), key: &key, key_id: wanted.then(|| key_id(&subject.key)) };
        let object = planned.with("key_algorithm", Value::string(key.algorithm()));
        make(&object, subject, issuer, &Period::new((on.now)(), planned)?)
    }

    async fn read(&self, on: &Settings, prior: &Value) -> Result<Option<Value>, ProviderError> {
        Ok(Some(validity::read((on.now)(), prior)))
    }
}
