//! `aws_glue_crawler`

use crate::common::{choice, map, word};
use crate::glue::{answer, arn, batched, glue, is_busy, is_ours, retag, until_settled, when_idle};
use crate::glue_crawler_targets::{
    CatalogTarget, DeltaTarget, DynamoTarget, IcebergTarget, JdbcTarget, MongoTarget, S3Target,
};
use aws_sdk_glue::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_schema::suppress::missing_block;
use provision_schema::{Difference, compact_json};

/// What finds tables and their partitions in data. (Glue CreateCrawler, UpdateCrawler)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_crawler", tags, seconds(1, 1))]
pub struct Crawler {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Tables of the catalogue whose data it looks at.
    #[block(list)]
    pub catalog_target: Vec<CatalogTarget>,
    /// The classifiers that it tries first.
    #[attr(optional)]
    pub classifiers: Vec<String>,
    /// How it behaves, as JSON.
    #[attr(optional, json, equal_by = json, normalize = compact_json)]
    pub configuration: Option<String>,
    /// The database that its tables go to.
    #[attr(required, replace)]
    pub database_name: String,
    /// Delta Lake tables.
    #[block(list)]
    pub delta_target: Vec<DeltaTarget>,
    /// What it is for.
    #[attr(optional, length(0, 2048))]
    pub description: Option<String>,
    /// DynamoDB tables.
    #[block(list)]
    pub dynamodb_target: Vec<DynamoTarget>,
    /// Hudi tables.
    #[block(list)]
    pub hudi_target: Vec<IcebergTarget>,
    /// Iceberg tables.
    #[block(list)]
    pub iceberg_target: Vec<IcebergTarget>,
    /// Databases behind a connection.
    #[block(list)]
    pub jdbc_target: Vec<JdbcTarget>,
    /// Whether it uses permissions of Lake Formation.
    #[block(list, max = 1, suppress = missing_block)]
    pub lake_formation_configuration: Option<LakeFormation>,
    /// Whether it keeps where data came from.
    #[block(list, max = 1, suppress = missing_block)]
    pub lineage_configuration: Option<Lineage>,
    /// Collections of MongoDB.
    #[block(list)]
    pub mongodb_target: Vec<MongoTarget>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// What it looks at again.
    #[block(list, max = 1, suppress = missing_block)]
    pub recrawl_policy: Option<Recrawl>,
    /// Its role, by name or ARN.
    #[attr(required, suppress = same_role)]
    pub role: String,
    /// Places in S3.
    #[block(list)]
    pub s3_target: Vec<S3Target>,
    /// When it runs: `cron(0 2 * * ? *)`.
    #[attr(optional)]
    pub schedule: Option<String>,
    /// What it does about tables that have changed.
    #[block(list, max = 1, suppress = missing_block)]
    pub schema_change_policy: Option<SchemaChange>,
    /// The security configuration of its runs.
    #[attr(optional)]
    pub security_configuration: Option<String>,
    /// What the names of its tables begin with.
    #[attr(optional, length(0, 128))]
    pub table_prefix: Option<String>,
}

/// Whether a crawler uses permissions of Lake Formation.
#[derive(Nested, Clone, Default)]
pub struct LakeFormation {
    /// The account whose catalogue it is.
    #[attr(optional, computed)]
    pub account_id: Option<String>,
    /// It does.
    #[attr(optional)]
    pub use_lake_formation_credentials: Option<bool>,
}

/// Whether a crawler keeps where data came from.
#[derive(Nested, Clone, Default)]
pub struct Lineage {
    /// `ENABLE` or `DISABLE`.
    #[attr(optional, default = "DISABLE", one_of("ENABLE", "DISABLE"))]
    pub crawler_lineage_settings: Option<String>,
}

/// What a crawler looks at again.
#[derive(Nested, Clone, Default)]
pub struct Recrawl {
    /// `CRAWL_EVERYTHING`, `CRAWL_NEW_FOLDERS_ONLY` or `CRAWL_EVENT_MODE`.
    #[attr(
        optional,
        default = "CRAWL_EVERYTHING",
        one_of("CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE")
    )]
    pub recrawl_behavior: Option<String>,
}

/// What a crawler does about tables that have changed.
#[derive(Nested, Clone, Default)]
pub struct SchemaChange {
    /// About those whose data are gone.
    #[attr(
        optional,
        default = "DEPRECATE_IN_DATABASE",
        one_of("DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE", "LOG")
    )]
    pub delete_behavior: Option<String>,
    /// About those whose columns are others.
    #[attr(optional, default = "UPDATE_IN_DATABASE", one_of("LOG", "UPDATE_IN_DATABASE"))]
    pub update_behavior: Option<String>,
}

/// Glue tells the name of the role, whatever it was given.
fn same_role(d: &Difference<'_>) -> bool {
    let name = d.after.split_once(":role/").map(|(_, name)| name);
    d.after.starts_with("arn:") && name == Some(d.before)
}

#[async_trait]
impl Resource for Crawler {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = glue(cx)
            .create_crawler()
            .name(&planned.name)
            .role(&planned.role)
            .database_name(&planned.database_name)
            .targets(planned.targets()?)
            .set_classifiers(given(&planned.classifiers))
            .set_configuration(text(&planned.configuration))
            .set_crawler_security_configuration(text(&planned.security_configuration))
            .set_description(text(&planned.description))
            .set_lake_formation_configuration(
                planned.lake_formation_configuration.as_ref().map(LakeFormation::request),
            )
            .set_lineage_configuration(planned.lineage_configuration.as_ref().map(Lineage::request))
            .set_recrawl_policy(planned.recrawl_policy.as_ref().map(Recrawl::request))
            .set_schedule(text(&planned.schedule))
            .set_schema_change_policy(planned.schema_change_policy.as_ref().map(SchemaChange::request))
            .set_table_prefix(text(&planned.table_prefix))
            .set_tags(map(&step.tags));
        until_settled(cx, || call.clone().send()).await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = batched(reqs.iter().map(|r| r.key.clone()), |names| async {
            Ok(glue(cx).batch_get_crawlers().set_crawler_names(Some(names)).send().await?.crawlers)
        });
        let named = |c: types::Crawler| Some((c.name.clone()?, c));
        let found = found.await.map(|all| all.into_iter().filter_map(named).collect());
        answer(cx, reqs, "crawler", found, |req, crawler| Found::ready(told(cx, req, crawler))).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.names.iter().any(|n| !["tags", "tags_all"].contains(&n.as_str())) {
            let call = glue(cx)
                .update_crawler()
                .name(&to.id)
                .role(&to.role)
                .database_name(&to.database_name)
                .targets(to.targets()?)
                .set_classifiers(Some(to.classifiers.clone()))
                .configuration(to.configuration.clone().unwrap_or_default())
                .set_crawler_security_configuration(text(&to.security_configuration))
                .description(to.description.clone().unwrap_or_default())
                .set_lake_formation_configuration(
                    to.lake_formation_configuration.as_ref().map(LakeFormation::request),
                )
                .set_lineage_configuration(to.lineage_configuration.as_ref().map(Lineage::request))
                .set_recrawl_policy(to.recrawl_policy.as_ref().map(Recrawl::request))
                .schedule(to.schedule.clone().unwrap_or_default())
                .set_schema_change_policy(to.schema_change_policy.as_ref().map(SchemaChange::request))
                .table_prefix(to.table_prefix.clone().unwrap_or_default());
            let sent = || until_settled(cx, || call.clone().send());
            cx.retry(PROPAGATION, is_busy, sent).await?;
        }
        retag(cx, &arn(cx, "crawler", &to.id), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        when_idle(glue(cx).delete_crawler().name(&prior.id).send().await)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = there(glue(cx).get_crawler().name(&planned.name).send().await)?;
        if found.is_none() || !is_ours(cx, intent, "crawler", &planned.name).await? {
            return Ok(None);
        }
        Ok(Some(planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Crawler {
    fn targets(&self) -> Result<types::CrawlerTargets, Error> {
        let catalog: Result<Vec<_>, _> = self.catalog_target.iter().map(CatalogTarget::request).collect();
        Ok(types::CrawlerTargets::builder()
            .set_catalog_targets(given(&catalog?))
            .set_delta_targets(of(&self.delta_target, DeltaTarget::request))
            .set_dynamo_db_targets(of(&self.dynamodb_target, DynamoTarget::request))
            .set_hudi_targets(of(&self.hudi_target, IcebergTarget::hudi))
            .set_iceberg_targets(of(&self.iceberg_target, IcebergTarget::request))
            .set_jdbc_targets(of(&self.jdbc_target, JdbcTarget::request))
            .set_mongo_db_targets(of(&self.mongodb_target, MongoTarget::request))
            .set_s3_targets(of(&self.s3_target, S3Target::request))
            .build())
    }
}

/// The requests of some targets; none are "not given".
fn of<B, T>(blocks: &[B], request: fn(&B) -> T) -> Option<Vec<T>> {
    (!blocks.is_empty()).then(|| blocks.iter().map(request).collect())
}

impl LakeFormation {
    fn request(&self) -> types::LakeFormationConfiguration {
        types::LakeFormationConfiguration::builder()
            .set_account_id(text(&self.account_id))
            .set_use_lake_formation_credentials(self.use_lake_formation_credentials)
            .build()
    }
}

impl Lineage {
    fn request(&self) -> types::LineageConfiguration {
        let settings = choice(&self.crawler_lineage_settings);
        types::LineageConfiguration::builder().set_crawler_lineage_settings(settings).build()
    }
}

impl Recrawl {
    fn request(&self) -> types::RecrawlPolicy {
        types::RecrawlPolicy::builder().set_recrawl_behavior(choice(&self.recrawl_behavior)).build()
    }
}

impl SchemaChange {
    fn request(&self) -> types::SchemaChangePolicy {
        types::SchemaChangePolicy::builder()
            .set_delete_behavior(choice(&self.delete_behavior))
            .set_update_behavior(choice(&self.update_behavior))
            .build()
    }
}

fn told(cx: &Cx, req: &Req<Crawler>, crawler: &types::Crawler) -> Crawler {
    let none = types::CrawlerTargets::builder().build();
    let targets = crawler.targets.as_ref().unwrap_or(&none);
    Crawler {
        id: req.key.clone(),
        arn: arn(cx, "crawler", &req.key),
        catalog_target: targets.catalog_targets().iter().map(CatalogTarget::told).collect(),
        classifiers: crawler.classifiers().to_vec(),
        configuration: crawler.configuration.clone(),
        database_name: crawler.database_name.clone().unwrap_or_default(),
        delta_target: targets.delta_targets().iter().map(DeltaTarget::told).collect(),
        description: crawler.description.clone(),
        dynamodb_target: targets.dynamo_db_targets().iter().map(DynamoTarget::told).collect(),
        hudi_target: targets.hudi_targets().iter().map(IcebergTarget::told_hudi).collect(),
        iceberg_target: targets.iceberg_targets().iter().map(IcebergTarget::told).collect(),
        jdbc_target: targets.jdbc_targets().iter().map(JdbcTarget::told).collect(),
        lake_formation_configuration: crawler.lake_formation_configuration.as_ref().map(|l| LakeFormation {
            account_id: l.account_id.clone(),
            use_lake_formation_credentials: l.use_lake_formation_credentials,
        }),
        lineage_configuration: crawler
            .lineage_configuration
            .as_ref()
            .map(|l| Lineage { crawler_lineage_settings: word(l.crawler_lineage_settings.as_ref()) }),
        mongodb_target: targets.mongo_db_targets().iter().map(MongoTarget::told).collect(),
        name: req.key.clone(),
        recrawl_policy: crawler
            .recrawl_policy
            .as_ref()
            .map(|r| Recrawl { recrawl_behavior: word(r.recrawl_behavior.as_ref()) }),
        role: crawler.role.clone().unwrap_or_default(),
        s3_target: targets.s3_targets().iter().map(S3Target::told).collect(),
        schedule: crawler.schedule.as_ref().and_then(|s| s.schedule_expression.clone()),
        schema_change_policy: crawler.schema_change_policy.as_ref().map(|p| SchemaChange {
            delete_behavior: word(p.delete_behavior.as_ref()),
            update_behavior: word(p.update_behavior.as_ref()),
        }),
        security_configuration: crawler.crawler_security_configuration.clone(),
        table_prefix: crawler.table_prefix.clone(),
    }
}
