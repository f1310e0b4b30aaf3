//! `data.aws_default_tags`

use provision_aws_core::prelude::*;
use provision_aws_core::tags::merged;

/// The tags that the provider puts on everything. Calls nothing.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_default_tags", sdk = "framework")]
pub struct DefaultTags {
    /// The partition.
    #[attr(id, optional)]
    pub id: String,
    /// The tags, without those that are ignored.
    #[attr(computed)]
    pub tags: BTreeMap<String, String>,
}

#[async_trait]
impl DataSource for DefaultTags {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let found = Self { id: cx.partition().to_owned(), tags: merged(cx.facts(), &Tags::new()) };
        configs.iter().map(|_| Ok(found.clone())).collect()
    }
}
