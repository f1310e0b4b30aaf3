//! `aws_cloudtrail`

use crate::trail_selectors::{Advanced, Insight, Selector};
use crate::trails::{retag, selectors, tag_list, tags_of, trails, until_settled};
use aws_sdk_cloudtrail::types;
use provision_aws_core::prelude::*;

/// What is written down of all calls in an account, and where. (CloudTrail CreateTrail, UpdateTrail, StartLogging, StopLogging)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudtrail", version = 1, tags, seconds(3, 1))]
pub struct Trail {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Which events, said field by field.
    #[block(list, conflicts("event_selector"))]
    pub advanced_event_selector: Vec<Advanced>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The log group that events go to as well.
    #[attr(optional, arn)]
    pub cloud_watch_logs_group_arn: Option<String>,
    /// The role that writes there.
    #[attr(optional, arn)]
    pub cloud_watch_logs_role_arn: Option<String>,
    /// Files come with what proves that nobody changed them.
    #[attr(optional, default = false)]
    pub enable_log_file_validation: Option<bool>,
    /// Events are written down.
    #[attr(optional, default = true)]
    pub enable_logging: Option<bool>,
    /// Which events.
    #[block(list, max = 5, conflicts("advanced_event_selector"))]
    pub event_selector: Vec<Selector>,
    /// The region that it was made in.
    #[attr(computed)]
    pub home_region: String,
    /// Events of services without a region, such as IAM, too.
    #[attr(optional, default = true)]
    pub include_global_service_events: Option<bool>,
    /// What is unusual.
    #[block(set)]
    pub insight_selector: Set<Insight>,
    /// Events of all regions.
    #[attr(optional, default = false)]
    pub is_multi_region_trail: Option<bool>,
    /// Events of all accounts of the organization.
    #[attr(optional, default = false)]
    pub is_organization_trail: Option<bool>,
    /// The ARN of the key that encrypts files.
    #[attr(optional, arn)]
    pub kms_key_id: Option<String>,
    /// Its name.
    #[attr(required, replace, length(3, 128))]
    pub name: String,
    /// The bucket that files go to.
    #[attr(required)]
    pub s3_bucket_name: String,
    /// What their names begin with.
    #[attr(optional, length(0, 2000))]
    pub s3_key_prefix: Option<String>,
    /// The ARN of the topic.
    #[attr(computed)]
    pub sns_topic_arn: String,
    /// The topic that tells of new files; of another region or account by its ARN.
    #[attr(optional)]
    pub sns_topic_name: Option<String>,
}

/// What UpdateTrail does not take.
const BESIDE: [&str; 6] =
    ["advanced_event_selector", "enable_logging", "event_selector", "insight_selector", "tags", "tags_all"];

#[async_trait]
impl Resource for Trail {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = trails(cx)
            .create_trail()
            .name(&planned.name)
            .s3_bucket_name(&planned.s3_bucket_name)
            .set_cloud_watch_logs_log_group_arn(text(&planned.cloud_watch_logs_group_arn))
            .set_cloud_watch_logs_role_arn(text(&planned.cloud_watch_logs_role_arn))
            .set_enable_log_file_validation(planned.enable_log_file_validation)
            .set_include_global_service_events(planned.include_global_service_events)
            .set_is_multi_region_trail(planned.is_multi_region_trail)
            .set_is_organization_trail(planned.is_organization_trail)
            .set_kms_key_id(text(&planned.kms_key_id))
            .set_s3_key_prefix(text(&planned.s3_key_prefix))
            .set_sns_topic_name(text(&planned.sns_topic_name))
            .set_tags_list(tag_list(&step.tags)?);
        Created::new(until_settled(cx, || call.clone().send()).await?.trail_arn)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match many(cx, reqs).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let tags = match tags_of(cx, reqs, &found).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 10, |req| async {
            let Some(trail) = found.get(&req.key) else { return Ok(None) };
            let arn = trail.trail_arn.clone().unwrap_or_default();
            let mut value = told(cx, &arn, trail);
            if req.phase != Phase::Deleted {
                value.look(cx, trail).await?;
            }
            Ok(Some(Found::ready(value).tagged(tags.get(&arn).cloned().unwrap_or_default())))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let arn = &change.from.arn;
        if change.names.iter().any(|n| !BESIDE.contains(&n.as_str())) {
            to.change(cx, change).await?;
        }
        if change.changed("enable_logging") {
            if to.enable_logging == Some(true) {
                trails(cx).start_logging().name(arn).send().await?;
            } else {
                trails(cx).stop_logging().name(arn).send().await?;
            }
        }
        if change.any(&["event_selector", "advanced_event_selector"]) {
            to.select(cx, arn).await?;
        }
        if change.changed("insight_selector") {
            let insights = to.insight_selector.iter().map(Insight::request).collect();
            let call = trails(cx).put_insight_selectors().trail_name(arn);
            call.set_insight_selectors(Some(insights)).send().await?;
        }
        retag(cx, arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        trails(cx).delete_trail().name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let req = Req::new(planned.name.as_str(), planned.clone(), Phase::Refresh);
        let reqs = [req];
        let found = many(cx, &reqs).await?;
        let Some(arn) = found.get(&planned.name).and_then(|t| t.trail_arn.clone()) else { return Ok(None) };
        let tags = tags_of(cx, &reqs, &found).await?;
        let ours = intent.absent || tags.get(&arn).is_some_and(|tags| carries(intent, tags));
        Ok(ours.then_some(arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }

    /// Once a trail was known by its name, and its insights stood in a list.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(arn) = attributes.get("arn").cloned().filter(|arn| !arn.is_null()) {
            attributes["id"] = arn;
        }
        Ok(attributes)
    }
}

/// Trails by name or ARN, fifty a call; those that are not there are left out. (CloudTrail DescribeTrails)
async fn many(cx: &Cx, reqs: &[Req<Trail>]) -> Result<HashMap<Key, types::Trail>, Error> {
    let keys: Vec<Key> = reqs.iter().map(|req| req.key.clone()).collect();
    let told = each(keys.chunks(50), 5, |some| async {
        there(trails(cx).describe_trails().set_trail_name_list(Some(some.to_vec())).send().await)
    });
    let mut found = HashMap::new();
    for answer in told.await {
        for trail in answer?.and_then(|t| t.trail_list).unwrap_or_default() {
            let names = [trail.name.clone(), trail.trail_arn.clone()];
            found.extend(names.into_iter().flatten().map(|name| (name, trail.clone())));
        }
    }
    Ok(found)
}

impl Trail {
    /// Says what differs; of the log group and its role both, as CloudTrail wants them.
    async fn change(&self, cx: &Cx, change: &Change<'_, Self>) -> Result<(), Error> {
        let now = |name: &str, value: &Option<String>| {
            change.changed(name).then(|| value.clone().unwrap_or_default())
        };
        let on = |name: &str, value: Option<bool>| value.filter(|_| change.changed(name));
        let mut call = trails(cx)
            .update_trail()
            .name(&change.from.arn)
            .set_enable_log_file_validation(on("enable_log_file_validation", self.enable_log_file_validation))
            .set_include_global_service_events(on(
                "include_global_service_events",
                self.include_global_service_events,
            ))
            .set_is_multi_region_trail(on("is_multi_region_trail", self.is_multi_region_trail))
            .set_is_organization_trail(on("is_organization_trail", self.is_organization_trail))
            .set_kms_key_id(now("kms_key_id", &self.kms_key_id))
            .set_s3_key_prefix(now("s3_key_prefix", &self.s3_key_prefix))
            .set_sns_topic_name(now("sns_topic_name", &self.sns_topic_name));
        if change.changed("s3_bucket_name") {
            call = call.s3_bucket_name(&self.s3_bucket_name);
        }
        if change.any(&["cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn"]) {
            call = call
                .cloud_watch_logs_log_group_arn(self.cloud_watch_logs_group_arn.clone().unwrap_or_default())
                .cloud_watch_logs_role_arn(self.cloud_watch_logs_role_arn.clone().unwrap_or_default());
        }
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    /// Which events: in the one way or the other, and where nothing is said, all that manage something.
    /// (CloudTrail PutEventSelectors)
    async fn select(&self, cx: &Cx, arn: &str) -> Result<(), Error> {
        let call = trails(cx).put_event_selectors().trail_name(arn);
        let call = match self.advanced_event_selector.is_empty() {
            false => {
                let all: Result<Vec<_>, Error> =
                    self.advanced_event_selector.iter().map(Advanced::request).collect();
                call.set_advanced_event_selectors(Some(all?))
            }
            true if self.event_selector.is_empty() => call.event_selectors(Selector::unsaid()),
            true => {
                call.set_event_selectors(Some(self.event_selector.iter().map(Selector::request).collect()))
            }
        };
        call.send().await?;
        Ok(())
    }

    /// What CloudTrail tells in calls of their own. (CloudTrail GetTrailStatus, GetEventSelectors, GetInsightSelectors)
    async fn look(&mut self, cx: &Cx, trail: &types::Trail) -> Result<(), Error> {
        let status = trails(cx).get_trail_status().name(&self.arn).send().await?;
        self.enable_logging = Some(status.is_logging == Some(true));
        if trail.has_custom_event_selectors == Some(true) {
            let told = trails(cx).get_event_selectors().trail_name(&self.arn).send().await?;
            self.event_selector = selectors(told.event_selectors());
            self.advanced_event_selector =
                told.advanced_event_selectors().iter().map(Advanced::told).collect();
        }
        if trail.has_insight_selectors == Some(true) {
            let told = trails(cx).get_insight_selectors().trail_name(&self.arn).send().await;
            let told = match told.map_err(Error::from) {
                Err(e) if e.is(&["InsightNotEnabledException"]) => None,
                told => told?.insight_selectors,
            };
            self.insight_selector = told.unwrap_or_default().iter().map(Insight::told).collect();
        }
        Ok(())
    }
}

fn told(cx: &Cx, arn: &str, trail: &types::Trail) -> Trail {
    let home = trail.home_region.clone().unwrap_or_default();
    let topic = trail.sns_topic_arn.clone();
    let near = cx.arn_of("sns", &home, cx.account(), "");
    Trail {
        id: arn.to_owned(),
        arn: arn.to_owned(),
        cloud_watch_logs_group_arn: trail.cloud_watch_logs_log_group_arn.clone(),
        cloud_watch_logs_role_arn: trail.cloud_watch_logs_role_arn.clone(),
        enable_log_file_validation: Some(trail.log_file_validation_enabled == Some(true)),
        home_region: home,
        include_global_service_events: Some(trail.include_global_service_events == Some(true)),
        is_multi_region_trail: Some(trail.is_multi_region_trail == Some(true)),
        is_organization_trail: Some(trail.is_organization_trail == Some(true)),
        kms_key_id: trail.kms_key_id.clone(),
        name: trail.name.clone().unwrap_or_default(),
        s3_bucket_name: trail.s3_bucket_name.clone().unwrap_or_default(),
        s3_key_prefix: trail.s3_key_prefix.clone(),
        sns_topic_name: topic.as_ref().map(|arn| arn.strip_prefix(&near).unwrap_or(arn).to_owned()),
        sns_topic_arn: topic.unwrap_or_default(),
        ..Trail::default()
    }
}
