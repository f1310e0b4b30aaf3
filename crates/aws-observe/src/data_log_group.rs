//! `data.aws_cloudwatch_log_group`

use crate::log_group::arn;
use crate::logs::{groups, tags_of};
use provision_aws_core::prelude::*;

/// A log group by its name. (CloudWatch Logs DescribeLogGroups)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_cloudwatch_log_group")]
pub struct LogGroupData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN, without the `:*` that stands for its streams.
    #[attr(computed)]
    pub arn: String,
    /// When it was made: milliseconds since 1970.
    #[attr(computed)]
    pub creation_time: i64,
    /// The key that encrypts it.
    #[attr(computed)]
    pub kms_key_id: String,
    /// What it can do, and costs.
    #[attr(computed)]
    pub log_group_class: String,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Days that a line is kept; 0 is for ever.
    #[attr(computed)]
    pub retention_in_days: i64,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for LogGroupData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = groups(cx, configs.iter().map(|c| c.name.clone())).await;
        each(configs, 10, |config| async {
            let found = found.as_ref().map_err(Clone::clone)?;
            let Some(group) = found.get(&config.name) else {
                let message = format!("There is no log group \"{}\".", config.name);
                let help = "Check the name, the account and the region.";
                return Err(Error::new(Class::NotFound, message).help(help));
            };
            let arn = arn(group);
            let tags = provision_aws_core::tags::visible(cx.facts(), &tags_of(cx, &arn).await?);
            Ok(Self {
                id: config.name.clone(),
                arn,
                creation_time: group.creation_time.unwrap_or_default(),
                kms_key_id: group.kms_key_id.clone().unwrap_or_default(),
                log_group_class: group
                    .log_group_class
                    .as_ref()
                    .map(|c| c.as_str().to_owned())
                    .unwrap_or_default(),
                name: config.name.clone(),
                retention_in_days: group.retention_in_days.map(i64::from).unwrap_or_default(),
                tags,
            })
        })
        .await
    }
}
