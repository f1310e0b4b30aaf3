//! `data.aws_kms_key`

use crate::kms::{kms, time};
use aws_sdk_kms::types::{KeyMetadata, MultiRegionConfiguration, MultiRegionKey};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;

/// A key by its id, ARN or alias. (KMS DescribeKey)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_kms_key")]
pub struct KmsKeyData {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it belongs to.
    #[attr(computed)]
    pub aws_account_id: String,
    /// The CloudHSM cluster that its material lies in.
    #[attr(computed)]
    pub cloud_hsm_cluster_id: String,
    /// When it was made.
    #[attr(computed)]
    pub creation_date: String,
    /// The key store of one's own in which it lies.
    #[attr(computed)]
    pub custom_key_store_id: String,
    /// What kind of key it is.
    #[attr(computed)]
    pub customer_master_key_spec: String,
    /// When it will be gone.
    #[attr(computed, unset = "null")]
    pub deletion_date: Option<String>,
    /// What it is for.
    #[attr(computed)]
    pub description: String,
    /// It can be used.
    #[attr(computed)]
    pub enabled: bool,
    /// Whether imported material expires.
    #[attr(computed)]
    pub expiration_model: String,
    /// Tokens of grants that were just made.
    #[attr(optional)]
    pub grant_tokens: Vec<String>,
    /// Its id, ARN or alias.
    #[attr(required)]
    pub key_id: String,
    /// `AWS` or `CUSTOMER`.
    #[attr(computed)]
    pub key_manager: String,
    /// What kind of key it is.
    #[attr(computed)]
    pub key_spec: String,
    /// `Enabled`, or where it stands.
    #[attr(computed)]
    pub key_state: String,
    /// What can be done with it.
    #[attr(computed)]
    pub key_usage: String,
    /// It is one of several, in several regions.
    #[attr(computed)]
    pub multi_region: bool,
    /// The others.
    #[attr(computed)]
    pub multi_region_configuration: Vec<Regions>,
    /// Where its material comes from.
    #[attr(computed)]
    pub origin: String,
    /// Days between its deletion and its end.
    #[attr(computed)]
    pub pending_deletion_window_in_days: i64,
    /// When imported material expires.
    #[attr(computed, unset = "null")]
    pub valid_to: Option<String>,
    /// The key of an external key store.
    #[attr(computed)]
    pub xks_key_configuration: Vec<External>,
}

/// The keys of several regions that are one.
#[derive(Nested, Clone, Default)]
pub struct Regions {
    /// `PRIMARY` or `REPLICA`.
    #[attr(computed)]
    pub multi_region_key_type: String,
    /// The first.
    #[attr(computed)]
    pub primary_key: Vec<InRegion>,
    /// The others.
    #[attr(computed)]
    pub replica_keys: Vec<InRegion>,
}

/// A key in a region.
#[derive(Nested, Clone, Default)]
pub struct InRegion {
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The region.
    #[attr(computed)]
    pub region: String,
}

/// The key of an external key store.
#[derive(Nested, Clone, Default)]
pub struct External {
    /// Its id.
    #[attr(computed)]
    pub id: String,
}

#[async_trait]
impl DataSource for KmsKeyData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let call = kms(cx).describe_key().key_id(&config.key_id);
            let told = there(call.set_grant_tokens(given(&config.grant_tokens)).send().await)?;
            match told.and_then(|t| t.key_metadata) {
                Some(key) => Ok(found(config, &key)),
                None => {
                    let message = format!("There is no KMS key {}.", config.key_id);
                    Err(Error::new(Class::NotFound, message)
                        .help("Check its id, the account and the region."))
                }
            }
        })
        .await
    }
}

fn found(config: &KmsKeyData, key: &KeyMetadata) -> KmsKeyData {
    let own = |v: Option<&str>| v.unwrap_or_default().to_owned();
    let external = |id: &str| External { id: id.to_owned() };
    KmsKeyData {
        id: key.key_id.clone(),
        arn: own(key.arn()),
        aws_account_id: own(key.aws_account_id()),
        cloud_hsm_cluster_id: own(key.cloud_hsm_cluster_id()),
        creation_date: time(key.creation_date()),
        custom_key_store_id: own(key.custom_key_store_id()),
        customer_master_key_spec: word(key.key_spec()).unwrap_or_default(),
        deletion_date: key.deletion_date().map(|d| time(Some(d))),
        description: own(key.description()),
        enabled: key.enabled,
        expiration_model: word(key.expiration_model()).unwrap_or_default(),
        grant_tokens: config.grant_tokens.clone(),
        key_id: config.key_id.clone(),
        key_manager: word(key.key_manager()).unwrap_or_default(),
        key_spec: word(key.key_spec()).unwrap_or_default(),
        key_state: word(key.key_state()).unwrap_or_default(),
        key_usage: word(key.key_usage()).unwrap_or_default(),
        multi_region: key.multi_region.unwrap_or_default(),
        multi_region_configuration: key.multi_region_configuration.iter().map(regions).collect(),
        origin: word(key.origin()).unwrap_or_default(),
        pending_deletion_window_in_days: key.pending_deletion_window_in_days.unwrap_or_default().into(),
        valid_to: key.valid_to().map(|d| time(Some(d))),
        xks_key_configuration: key
            .xks_key_configuration
            .iter()
            .map(|x| external(x.id.as_deref().unwrap_or_default()))
            .collect(),
    }
}

fn regions(told: &MultiRegionConfiguration) -> Regions {
    let one = |k: &MultiRegionKey| InRegion {
        arn: k.arn.clone().unwrap_or_default(),
        region: k.region.clone().unwrap_or_default(),
    };
    Regions {
        multi_region_key_type: word(told.multi_region_key_type()).unwrap_or_default(),
        primary_key: told.primary_key.iter().map(one).collect(),
        replica_keys: told.replica_keys().iter().map(one).collect(),
    }
}
