//! `data.aws_sns_topic`

use crate::sns::{tags_of, topic};
use provision_aws_core::prelude::*;

/// A topic by its name. (SNS GetTopicAttributes)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_sns_topic")]
pub struct TopicData {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for TopicData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let arn = cx.arn("sns", &config.name);
            if topic(cx, &arn).await?.is_none() {
                let message = format!("There is no SNS topic \"{}\".", config.name);
                let help = "Check the name, the account and the region.";
                return Err(Error::new(Class::NotFound, message).help(help));
            }
            let tags = provision_aws_core::tags::visible(cx.facts(), &tags_of(cx, &arn).await?);
            Ok(Self { id: arn.clone(), arn, name: config.name.clone(), tags })
        })
        .await
    }
}
