//! `aws_route53_query_log`

use crate::route53::{route53, zone_id};
use aws_sdk_route53::types::QueryLoggingConfig;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// What a public zone is asked, written to a log group. (Route 53 CreateQueryLoggingConfig)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_route53_query_log", seconds(2, 1))]
pub struct QueryLog {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The log group, in us-east-1; its resource policy lets Route 53 write.
    #[attr(required, replace, arn)]
    pub cloudwatch_log_group_arn: String,
    /// The zone.
    #[attr(required, replace)]
    pub zone_id: String,
}

#[async_trait]
impl Resource for QueryLog {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = route53(cx)
            .create_query_logging_config()
            .hosted_zone_id(&planned.zone_id)
            .cloud_watch_logs_log_group_arn(&planned.cloudwatch_log_group_arn);
        // The policy that lets Route 53 write may be as new as the group.
        let again = |e: &Error| e.is(&["InsufficientCloudWatchLogsResourcePolicy"]);
        let made = cx.retry(PROPAGATION, again, || call.clone().send()).await?;
        Created::new(made.query_logging_config.map(|config| config.id))
    }

    /// One list for all: by id, and by zone, which has one at most.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let all = match all(cx).await {
            Ok(all) => all,
            Err(e) => return answers(reqs, Err(e)),
        };
        let is = |config: &&QueryLoggingConfig, key: &str| {
            config.id == key || config.hosted_zone_id == zone_id(key)
        };
        let answer = |req: &Req<Self>| all.iter().find(|c| is(c, &req.key)).map(|c| found(cx, c));
        reqs.iter().map(|req| Ok(answer(req))).collect()
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        route53(cx).delete_query_logging_config().id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let all = all(cx).await?;
        let of_zone = all.into_iter().find(|c| c.hosted_zone_id == zone_id(&planned.zone_id));
        Ok(of_zone.filter(|_| intent.absent).map(|c| c.id))
    }

    /// A zone has one at most.
    fn natural_key(&self) -> Option<String> {
        Some(self.zone_id.clone()).filter(|id| !id.is_empty())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_route53_zone", self.zone_id.clone()))
    }
}

/// Those of all zones, a hundred a page. (Route 53 ListQueryLoggingConfigs)
async fn all(cx: &Cx) -> Result<Vec<QueryLoggingConfig>, Error> {
    Ok(route53(cx).list_query_logging_configs().into_paginator().items().send().try_collect().await?)
}

fn found(cx: &Cx, told: &QueryLoggingConfig) -> Found<QueryLog> {
    Found::ready(QueryLog {
        id: told.id.clone(),
        arn: cx.arn_of("route53", "", "", &format!("queryloggingconfig/{}", told.id)),
        cloudwatch_log_group_arn: told.cloud_watch_logs_log_group_arn.clone(),
        zone_id: told.hosted_zone_id.clone(),
    })
}
