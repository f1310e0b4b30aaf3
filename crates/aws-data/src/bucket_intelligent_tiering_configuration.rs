//! `aws_s3_bucket_intelligent_tiering_configuration`

use crate::bucket_part::{At, Part, part};
use crate::s3::{s3, tag_list, tag_map};
use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;

/// When objects of a bucket that nobody asks for go to archives by themselves. (S3 PutBucketIntelligentTieringConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_intelligent_tiering_configuration", seconds(1, 1))]
pub struct BucketTiering {
    /// `bucket:name`
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace)]
    pub bucket: String,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// Whether it counts.
    #[attr(optional, default = "Enabled", one_of("Disabled", "Enabled"))]
    pub status: Option<String>,
    /// Objects it is about.
    #[block(list, max = 1)]
    pub filter: Vec<Filter>,
    /// The archives.
    #[block(set, min = 1)]
    pub tiering: Set<Tier>,
}

/// Objects it is about.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Start of their names.
    #[attr(optional, at_least_one_of("filter.0.prefix", "filter.0.tags"))]
    pub prefix: Option<String>,
    /// Tags that they have.
    #[attr(optional, at_least_one_of("filter.0.prefix", "filter.0.tags"))]
    pub tags: Option<BTreeMap<String, String>>,
}

/// An archive.
#[derive(Nested, Clone, Default)]
pub struct Tier {
    /// Which.
    #[attr(required, one_of("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"))]
    pub access_tier: String,
    /// After days without access.
    #[attr(required)]
    pub days: i64,
}

part!(BucketTiering);

#[async_trait]
impl Part for BucketTiering {
    fn at(&self) -> At {
        At { name: Some(self.name.clone()), ..At::of(&self.bucket, &None) }
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, name: at.name.unwrap_or_default(), ..Self::default() }
    }

    fn parse(id: &str) -> Result<At, Error> {
        match id.split_once(':') {
            Some((bucket, name)) if !bucket.is_empty() && !name.is_empty() => {
                Ok(At { name: Some(name.to_owned()), ..At::of(bucket, &None) })
            }
            _ => Err(Error::import_id(id, "BUCKET:NAME")),
        }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let tier = |t: &Tier| {
            let days = int(Some(t.days)).unwrap_or_default();
            sdk::Tiering::builder().days(days).access_tier(t.access_tier.as_str().into()).build()
        };
        let tiers = self.tiering.iter().map(tier).collect::<Result<Vec<_>, _>>()?;
        let configuration = sdk::IntelligentTieringConfiguration::builder()
            .id(&self.name)
            .status(self.status.as_deref().unwrap_or("Enabled").into())
            .set_filter(self.filter.first().map(Filter::sent).transpose()?.flatten())
            .set_tierings(Some(tiers))
            .build()?;
        let call = s3(cx).put_bucket_intelligent_tiering_configuration().bucket(&at.bucket).id(&self.name);
        call.intelligent_tiering_configuration(configuration).send().await?;
        Ok(())
    }

    async fn told(cx: &Cx, at: &At, _: &Req<Self>) -> Result<Option<Self>, Error> {
        let call = s3(cx).get_bucket_intelligent_tiering_configuration().bucket(&at.bucket);
        let told = call.set_id(at.name.clone()).send().await?;
        let tier = |t: sdk::Tiering| Tier { access_tier: t.access_tier.to_string(), days: t.days.into() };
        Ok(told.intelligent_tiering_configuration.map(|told| Self {
            status: Some(told.status.to_string()),
            filter: told.filter.map(Filter::told).into_iter().collect(),
            tiering: told.tierings.into_iter().map(tier).collect(),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        let call = s3(cx).delete_bucket_intelligent_tiering_configuration().bucket(&at.bucket);
        call.set_id(at.name.clone()).send().await?;
        Ok(())
    }
}

impl Filter {
    /// One condition stands alone; several go together in `And`.
    fn sent(&self) -> Result<Option<sdk::IntelligentTieringFilter>, Error> {
        let (prefix, tags) = (text(&self.prefix), tag_list(&self.tags.clone().unwrap_or_default())?);
        let call = sdk::IntelligentTieringFilter::builder();
        Ok(match (prefix, tags.len()) {
            (None, 0) => None,
            (None, 1) => Some(call.set_tag(tags.into_iter().next()).build()),
            (Some(prefix), 0) => Some(call.prefix(prefix).build()),
            (prefix, _) => {
                let and =
                    sdk::IntelligentTieringAndOperator::builder().set_prefix(prefix).set_tags(Some(tags));
                Some(call.and(and.build()).build())
            }
        })
    }
    fn told(told: sdk::IntelligentTieringFilter) -> Filter {
        let (prefix, tags) = match told.and {
            Some(and) => (and.prefix, and.tags),
            None => (told.prefix, told.tag.map(|t| vec![t])),
        };
        Filter { prefix, tags: tags.map(tag_map) }
    }
}
