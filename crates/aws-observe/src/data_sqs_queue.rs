//! `data.aws_sqs_queue`

use crate::sqs::{queue, tags_of, url_of};
use provision_aws_core::prelude::*;

/// A queue by its name. (SQS GetQueueUrl, GetQueueAttributes)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_sqs_queue")]
pub struct QueueData {
    /// Its URL.
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
    /// Its URL.
    #[attr(computed)]
    pub url: String,
}

#[async_trait]
impl DataSource for QueueData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let missing = || {
                let message = format!("There is no SQS queue \"{}\".", config.name);
                Error::new(Class::NotFound, message).help("Check the name, the account and the region.")
            };
            let url = url_of(cx, &config.name).await?.ok_or_else(missing)?;
            let told = queue(cx, &url).await?.ok_or_else(missing)?;
            let tags = provision_aws_core::tags::visible(cx.facts(), &tags_of(cx, &url).await?);
            let arn = told.text("QueueArn").unwrap_or_default();
            Ok(Self { id: url.clone(), arn, name: config.name.clone(), tags, url })
        })
        .await
    }
}
