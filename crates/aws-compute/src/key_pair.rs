//! `aws_key_pair`

use aws_sdk_ec2::primitives::Blob;
use aws_sdk_ec2::types::{self, ResourceType};
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_ec2::{ec2, filtered, keys, ours, owned, retag, tag_spec, tags};

/// A public key by which one logs in to new instances. (EC2 ImportKeyPair)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_key_pair", version = 1, tags, seconds(1, 1))]
pub struct KeyPair {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its fingerprint, by which it is told from others.
    #[attr(computed)]
    pub fingerprint: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, length(0, 255), conflicts("key_name_prefix"))]
    pub key_name: Option<String>,
    /// Its name begins with this.
    #[attr(optional, computed, replace, length(0, 229), conflicts("key_name"))]
    pub key_name_prefix: Option<String>,
    /// Its id.
    #[attr(computed)]
    pub key_pair_id: String,
    /// `rsa` or `ed25519`.
    #[attr(computed)]
    pub key_type: Option<String>,
    /// The key, as OpenSSH writes it.
    #[attr(required, replace, config_only, normalize = trimmed)]
    pub public_key: String,
}

fn trimmed(key: &str) -> String {
    key.trim().to_owned()
}

#[async_trait]
impl Resource for KeyPair {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .import_key_pair()
            .key_name(name_of(&planned.key_name, &planned.key_name_prefix, &step.token))
            .public_key_material(Blob::new(planned.public_key.as_bytes()))
            .set_tag_specifications(tag_spec(ResourceType::KeyPair, step));
        Created::new(call.send().await?.key_name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        // An import knows nothing of the key.
        let whole = reqs.iter().any(|r| r.prior.public_key.is_empty());
        let pairs = filtered("key-name", keys(reqs), |f| async move {
            let told = ec2(cx).describe_key_pairs().filters(f).include_public_key(whole).send().await;
            told.map(|told| told.key_pairs.unwrap_or_default())
        });
        let found = |pair| {
            let found = found(cx, pair);
            (found.value.id.clone(), found)
        };
        answers(reqs, pairs.await.map(|pairs| pairs.into_iter().map(found).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        retag(cx, &change.from.key_pair_id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ec2(cx).delete_key_pair().key_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.key_name, &planned.key_name_prefix, &intent.token);
        let mut call = ec2(cx).describe_key_pairs().filters(provision_aws_ec2::filter("key-name", &name));
        if !intent.absent {
            let Some(filters) = owned(intent) else { return Ok(None) };
            call = filters.into_iter().fold(call, |call, filter| call.filters(filter));
        }
        let told = call.send().await?;
        let found = match intent.absent {
            true => told.key_pairs().first(),
            false => ours(intent, told.key_pairs(), |p| p.tags.as_ref()),
        };
        Ok(found.and_then(|p| p.key_name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.key_name)
    }

    /// Version 0 held the key as it was written.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(key) = attributes.get_mut("public_key")
            && let Some(text) = key.as_str()
        {
            *key = trimmed(text).into();
        }
        Ok(attributes)
    }
}

fn found(cx: &Cx, pair: types::KeyPairInfo) -> Found<KeyPair> {
    let name = pair.key_name.unwrap_or_default();
    let value = KeyPair {
        arn: cx.arn("ec2", &format!("key-pair/{name}")),
        fingerprint: pair.key_fingerprint,
        key_name: Some(name.clone()),
        key_name_prefix: Some(prefix_of(&name)),
        key_pair_id: pair.key_pair_id.unwrap_or_default(),
        key_type: pair.key_type.map(|t| t.as_str().to_owned()),
        public_key: pair.public_key.as_deref().map(trimmed).unwrap_or_default(),
        id: name,
    };
    Found::ready(value).tagged(tags(pair.tags.as_ref()))
}
