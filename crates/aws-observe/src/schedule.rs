//! `aws_scheduler_schedule`

use crate::schedule_target::Target;
use crate::scheduler::{is_time, name, prefix, scheduler, seconds, time};
use aws_sdk_scheduler::operation::get_schedule::GetScheduleOutput;
use aws_sdk_scheduler::types;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};

/// When something is called: once, or again and again. (EventBridge Scheduler CreateSchedule, UpdateSchedule)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_scheduler_schedule", seconds(1, 1))]
pub struct Schedule {
    /// `GROUP/NAME`
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, length(0, 512))]
    pub description: Option<String>,
    /// When it ends.
    #[attr(optional, validate = is_time)]
    pub end_date: Option<String>,
    /// How late it may be.
    #[block(list, min = 1, max = 1)]
    pub flexible_time_window: Option<Window>,
    /// Its group.
    #[attr(optional, computed, replace, length(1, 64))]
    pub group_name: Option<String>,
    /// The key that encrypts what it sends.
    #[attr(optional, arn)]
    pub kms_key_arn: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, validate = name, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, validate = prefix, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// When: `at(…)`, `rate(…)` or `cron(…)`.
    #[attr(required, length(1, 256))]
    pub schedule_expression: String,
    /// The time zone of that.
    #[attr(optional, default = "UTC", length(1, 50))]
    pub schedule_expression_timezone: Option<String>,
    /// When it begins.
    #[attr(optional, validate = is_time)]
    pub start_date: Option<String>,
    /// `ENABLED` or `DISABLED`.
    #[attr(optional, default = "ENABLED", one_of("ENABLED", "DISABLED"))]
    pub state: Option<String>,
    /// What is called.
    #[block(list, min = 1, max = 1)]
    pub target: Option<Target>,
}

/// How late a call may be.
#[derive(Nested, Clone, Default)]
pub struct Window {
    /// How many minutes.
    #[attr(optional, between(1, 1440))]
    pub maximum_window_in_minutes: Option<i64>,
    /// `OFF` or `FLEXIBLE`.
    #[attr(required, one_of("OFF", "FLEXIBLE"))]
    pub mode: String,
}

/// The group that every account has.
const DEFAULT_GROUP: &str = "default";

#[async_trait]
impl Resource for Schedule {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let (group, name) = (planned.group(), name_of(&planned.name, &planned.name_prefix, &step.token));
        let call = scheduler(cx)
            .create_schedule()
            .client_token(&step.token)
            .set_description(text(&planned.description))
            .set_end_date(time(&planned.end_date))
            .set_flexible_time_window(planned.window()?)
            .group_name(&group)
            .set_kms_key_arn(text(&planned.kms_key_arn))
            .name(&name)
            .schedule_expression(&planned.schedule_expression)
            .set_schedule_expression_timezone(text(&planned.schedule_expression_timezone))
            .set_start_date(time(&planned.start_date))
            .set_state(choice(&planned.state))
            .set_target(planned.target.as_ref().map(Target::request).transpose()?);
        cx.retry(PROPAGATION, role_unknown, || call.clone().send()).await?;
        Created::new(Some(format!("{group}/{name}")))
    }

    /// One by one: no list tells when and what is called.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    /// Says all of it: what a call leaves out is gone.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let (group, name) = parts(&to.id)?;
        let call = scheduler(cx)
            .update_schedule()
            .set_description(text(&to.description))
            .set_end_date(time(&to.end_date))
            .set_flexible_time_window(to.window()?)
            .group_name(group)
            .set_kms_key_arn(text(&to.kms_key_arn))
            .name(name)
            .schedule_expression(&to.schedule_expression)
            .set_schedule_expression_timezone(text(&to.schedule_expression_timezone))
            .set_start_date(time(&to.start_date))
            .set_state(choice(&to.state))
            .set_target(to.target.as_ref().map(Target::request).transpose()?);
        cx.retry(PROPAGATION, role_unknown, || call.clone().send()).await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (group, name) = parts(&prior.id)?;
        scheduler(cx).delete_schedule().group_name(group).name(name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let found = one(cx, &format!("{}/{name}", planned.group())).await?;
        // A name of our own making can be nobody else's.
        let ours = intent.absent || text(&planned.name).is_none();
        Ok(found.filter(|_| ours).map(|f| f.value.id))
    }

    fn natural_key(&self) -> Option<String> {
        Some(format!("{}/{}", self.group(), text(&self.name)?))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_scheduler_schedule_group", self.group()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id)?;
        Ok(Self { id: id.to_owned(), ..Self::default() })
    }
}

/// The group and the name of an id.
fn parts(id: &str) -> Result<(&str, &str), Error> {
    match id.split_once('/') {
        Some((group, name)) if !group.is_empty() && !name.is_empty() => Ok((group, name)),
        _ => Err(Error::import_id(id, "GROUP/NAME")),
    }
}

/// True for what Scheduler answers while it does not know yet that it may take on a role.
fn role_unknown(e: &Error) -> bool {
    let words = "must allow AWS EventBridge Scheduler to assume the role";
    e.is(&["ValidationException"]) && e.message.contains(words)
}

impl Schedule {
    fn group(&self) -> String {
        text(&self.group_name).unwrap_or_else(|| DEFAULT_GROUP.into())
    }
    fn window(&self) -> Result<Option<types::FlexibleTimeWindow>, Error> {
        let window = |w: &Window| {
            types::FlexibleTimeWindow::builder()
                .set_maximum_window_in_minutes(positive(w.maximum_window_in_minutes))
                .mode(w.mode.as_str().into())
                .build()
        };
        Ok(self.flexible_time_window.as_ref().map(window).transpose()?)
    }
}

async fn one(cx: &Cx, key: &str) -> Answer<Schedule> {
    let (group, name) = parts(key)?;
    let told = there(scheduler(cx).get_schedule().group_name(group).name(name).send().await)?;
    Ok(told.map(|told| Found::ready(found(key, told))))
}

fn found(id: &str, told: GetScheduleOutput) -> Schedule {
    let window = |w: &types::FlexibleTimeWindow| Window {
        maximum_window_in_minutes: long(w.maximum_window_in_minutes),
        mode: w.mode.as_str().to_owned(),
    };
    Schedule {
        id: id.to_owned(),
        arn: told.arn.unwrap_or_default(),
        description: told.description,
        end_date: told.end_date.as_ref().map(seconds),
        flexible_time_window: told.flexible_time_window.as_ref().map(window),
        group_name: told.group_name,
        kms_key_arn: told.kms_key_arn,
        name_prefix: told.name.as_deref().map(prefix_of),
        name: told.name,
        schedule_expression: told.schedule_expression.unwrap_or_default(),
        schedule_expression_timezone: told.schedule_expression_timezone,
        start_date: told.start_date.as_ref().map(seconds),
        state: word(told.state.as_ref()),
        target: told.target.as_ref().map(Target::told),
    }
}
