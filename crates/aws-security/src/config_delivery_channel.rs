//! `aws_config_delivery_channel`

use crate::config::{by_name, config};
use aws_sdk_config::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use std::time::Duration;

/// Where Config sends what it wrote down. (Config PutDeliveryChannel)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_config_delivery_channel", seconds(1, 1))]
pub struct DeliveryChannel {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its name.
    #[attr(optional, default = "default", replace, length(0, 256))]
    pub name: Option<String>,
    /// The bucket.
    #[attr(required)]
    pub s3_bucket_name: String,
    /// What names in it begin with.
    #[attr(optional)]
    pub s3_key_prefix: Option<String>,
    /// The key that encrypts files.
    #[attr(optional, arn)]
    pub s3_kms_key_arn: Option<String>,
    /// When all of it is sent.
    #[block(list, max = 1)]
    pub snapshot_delivery_properties: Option<Snapshots>,
    /// The topic that tells of changes.
    #[attr(optional, arn)]
    pub sns_topic_arn: Option<String>,
}

/// When all of it is sent.
#[derive(Nested, Clone, Default)]
pub struct Snapshots {
    /// How often.
    #[attr(optional, one_of("One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"))]
    pub delivery_frequency: Option<String>,
}

#[async_trait]
impl Resource for DeliveryChannel {
    // A recorder that was just stopped is known to run for a few seconds more.
    const WAITS: Waits = Waits { delete: Duration::from_secs(60), ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(planned.name.clone())
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        by_name(reqs, all(cx).await, |_, told| found(told), |req| req.key.clone())
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = config(cx).delete_delivery_channel().delivery_channel_name(&prior.id);
        match call.send().await.map_err(Error::from) {
            Err(e) if e.is(&["LastDeliveryChannelDeleteFailedException"]) => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.name.clone().unwrap_or_default();
        let found = all(cx).await?.into_iter().any(|(told, _)| told == name);
        Ok((found && intent.absent).then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        self.name.clone()
    }
}

/// All channels of the region by name. (Config DescribeDeliveryChannels)
async fn all(cx: &Cx) -> Result<Vec<(String, types::DeliveryChannel)>, Error> {
    let told = config(cx).describe_delivery_channels().send().await?;
    let all = told.delivery_channels.unwrap_or_default().into_iter();
    Ok(all.filter_map(|c| Some((c.name.clone()?, c))).collect())
}

impl DeliveryChannel {
    /// Sets all of it, and again while what lets Config into the bucket is not known yet.
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let snapshots = |s: &Snapshots| {
            let builder = types::ConfigSnapshotDeliveryProperties::builder();
            builder.set_delivery_frequency(choice(&s.delivery_frequency)).build()
        };
        let channel = types::DeliveryChannel::builder()
            .set_name(self.name.clone())
            .s3_bucket_name(&self.s3_bucket_name)
            .set_s3_key_prefix(text(&self.s3_key_prefix))
            .set_s3_kms_key_arn(text(&self.s3_kms_key_arn))
            .set_config_snapshot_delivery_properties(
                self.snapshot_delivery_properties.as_ref().map(snapshots),
            )
            .set_sns_topic_arn(text(&self.sns_topic_arn))
            .build();
        let call = config(cx).put_delivery_channel().delivery_channel(channel);
        let soon = |e: &Error| e.is(&["InsufficientDeliveryPolicyException"]);
        cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
        Ok(())
    }
}

fn found(told: &types::DeliveryChannel) -> DeliveryChannel {
    let snapshots = |s: &types::ConfigSnapshotDeliveryProperties| Snapshots {
        delivery_frequency: word(s.delivery_frequency.as_ref()),
    };
    DeliveryChannel {
        id: told.name.clone().unwrap_or_default(),
        name: told.name.clone(),
        s3_bucket_name: told.s3_bucket_name.clone().unwrap_or_default(),
        s3_key_prefix: told.s3_key_prefix.clone(),
        s3_kms_key_arn: told.s3_kms_key_arn.clone(),
        snapshot_delivery_properties: told.config_snapshot_delivery_properties.as_ref().map(snapshots),
        sns_topic_arn: told.sns_topic_arn.clone(),
    }
}
