//! `aws_quicksight_refresh_schedule`

use crate::quicksight::{account_of, choice, quicksight, settled, word};
use aws_sdk_quicksight::types;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::prelude::*;

/// When the data of a data set are taken along again. (QuickSight CreateRefreshSchedule, UpdateRefreshSchedule)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_refresh_schedule", sdk = "framework", seconds(1, 1))]
pub struct RefreshSchedule {
    /// Its account, its data set and its id there.
    #[attr(id, stable)]
    pub id: String,
    /// Its ARN.
    #[attr(computed, stable)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, stable, replace)]
    pub aws_account_id: Option<String>,
    /// The data set.
    #[attr(required, replace)]
    pub data_set_id: String,
    /// When, and how.
    #[block(list)]
    pub schedule: Vec<Schedule>,
    /// Its id.
    #[attr(required, replace)]
    pub schedule_id: String,
}

/// When, and how.
#[derive(Nested, Clone, Default)]
pub struct Schedule {
    /// `FULL_REFRESH` or `INCREMENTAL_REFRESH`.
    #[attr(required, one_of("FULL_REFRESH", "INCREMENTAL_REFRESH"))]
    pub refresh_type: String,
    /// How often.
    #[block(list)]
    pub schedule_frequency: Vec<Frequency>,
    /// From when on, as `2026-01-31T09:00:00` in UTC.
    #[attr(optional, computed, stable, validate = is_start)]
    pub start_after_date_time: Option<String>,
}

/// How often.
#[derive(Nested, Clone, Default)]
pub struct Frequency {
    /// `MINUTE15`, `MINUTE30`, `HOURLY`, `DAILY`, `WEEKLY` or `MONTHLY`.
    #[attr(required, one_of("MINUTE15", "MINUTE30", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"))]
    pub interval: String,
    /// On which day, where it is once a week or a month.
    #[block(list)]
    pub refresh_on_day: Vec<Day>,
    /// When on that day, as `15:04`.
    #[attr(optional, computed, validate = is_time_of_day)]
    pub time_of_the_day: Option<String>,
    /// The time zone of that time.
    #[attr(optional, computed)]
    pub timezone: Option<String>,
}

/// A day of the week or of the month.
#[derive(Nested, Clone, Default)]
pub struct Day {
    /// `1` to `28`, or `LAST_DAY_OF_MONTH`.
    #[attr(optional, validate = is_day_of_month)]
    pub day_of_month: Option<String>,
    /// `MONDAY`, …
    #[attr(optional, one_of("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"))]
    pub day_of_week: Option<String>,
}

fn is_start(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if start(text).is_none() => Err("must be a time such as 2026-01-31T09:00:00".into()),
        _ => Ok(()),
    }
}

fn is_time_of_day(value: &Value) -> Result<(), String> {
    let number = |text: &str, below: u8| text.len() == 2 && text.parse().is_ok_and(|n: u8| n < below);
    match value.as_str() {
        Some(text) if !text.split_once(':').is_some_and(|(h, m)| number(h, 24) && number(m, 60)) => {
            Err("must be a time of the day such as 15:04".into())
        }
        _ => Ok(()),
    }
}

fn is_day_of_month(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some("LAST_DAY_OF_MONTH") | None => Ok(()),
        Some(day) if day.parse().is_ok_and(|n: u8| (1..=28).contains(&n) && day == n.to_string()) => Ok(()),
        Some(_) => Err("must be 1 to 28, or LAST_DAY_OF_MONTH".into()),
    }
}

/// `2026-01-31T09:00:00` in UTC.
fn start(text: &str) -> Option<DateTime> {
    DateTime::from_str(&format!("{text}Z"), Format::DateTime).ok()
}

fn start_told(time: &DateTime) -> Option<String> {
    Some(crate::shapes::time(time)?.trim_end_matches('Z').to_owned())
}

/// The three parts of a key.
struct At {
    account: String,
    set: String,
    schedule: String,
}

impl At {
    fn of(cx: &Cx, planned: &RefreshSchedule) -> At {
        let account = account_of(cx, &planned.aws_account_id);
        At { account, set: planned.data_set_id.clone(), schedule: planned.schedule_id.clone() }
    }
    /// A plan names one before it is made without an account.
    fn parse(cx: &Cx, key: &str) -> Result<At, Error> {
        let parts: Vec<&str> = key.split(',').collect();
        let (account, set, schedule) = match parts[..] {
            [account, set, schedule] => (account, set, schedule),
            [set, schedule] => (cx.account(), set, schedule),
            _ => return Err(Error::import_id(key, "ACCOUNT,DATA_SET_ID,SCHEDULE_ID")),
        };
        Ok(At { account: account.into(), set: set.into(), schedule: schedule.into() })
    }
    fn key(&self) -> Key {
        format!("{},{},{}", self.account, self.set, self.schedule)
    }
}

#[async_trait]
impl Resource for RefreshSchedule {
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let first = |value: &Value, name: &str| value.get(name)?.as_seq()?.first().cloned();
        let Some(schedule) = cx.get("schedule").as_seq().and_then(|all| all.first().cloned()) else {
            return Ok(());
        };
        let Some(frequency) = first(&schedule, "schedule_frequency") else { return Ok(()) };
        let day = first(&frequency, "refresh_on_day");
        let given = |name: &str| {
            let value = day.as_ref().and_then(|day| day.get(name));
            value.is_some_and(|value| !value.is_null())
        };
        let wrong = match frequency.get("interval").and_then(Value::as_str) {
            Some("WEEKLY") if !given("day_of_week") => "A weekly refresh needs `refresh_on_day.day_of_week`.",
            Some("MONTHLY") if !given("day_of_month") => {
                "A monthly refresh needs `refresh_on_day.day_of_month`."
            }
            Some("WEEKLY" | "MONTHLY") | None => return Ok(()),
            Some(_) if day.is_some() => "`refresh_on_day` is for a weekly or a monthly refresh.",
            Some(_) => return Ok(()),
        };
        Err(Diagnostic::error("Unfit day of a refresh", wrong).into())
    }

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let at = At::of(cx, planned);
        let call = quicksight(cx).create_refresh_schedule().aws_account_id(&at.account);
        call.data_set_id(&at.set).schedule(planned.request(&at, true)?).send().await?;
        Created::new(Some(at.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| async {
            let at = At::parse(cx, &req.key)?;
            Ok(described(cx, &at).await?.map(|(arn, told)| Found::ready(found(&at, arn, &told))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("schedule") {
            let at = At::parse(cx, &change.to.id)?;
            // A start that has passed is refused, so it is said only where it changes.
            let start = |it: &Self| it.schedule.first().and_then(|s| text(&s.start_after_date_time));
            let moved = start(change.to) != start(change.from);
            let call = quicksight(cx).update_refresh_schedule().aws_account_id(&at.account);
            let call = call.data_set_id(&at.set).schedule(change.to.request(&at, moved)?);
            settled(cx, || call.clone().send()).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = At::parse(cx, &prior.id)?;
        let call = quicksight(cx).delete_refresh_schedule().aws_account_id(at.account);
        let call = call.data_set_id(at.set).schedule_id(at.schedule);
        settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = At::of(cx, planned);
        Ok(described(cx, &at).await?.filter(|_| intent.absent).map(|_| at.key()))
    }

    fn natural_key(&self) -> Option<String> {
        let name = format!("{},{}", self.data_set_id, self.schedule_id);
        let name = text(&self.aws_account_id).map_or(name.clone(), |account| format!("{account},{name}"));
        (!self.schedule_id.is_empty()).then_some(name)
    }
}

impl RefreshSchedule {
    fn request(&self, at: &At, with_start: bool) -> Result<types::RefreshSchedule, Error> {
        let schedule = self.schedule.first().cloned().unwrap_or_default();
        let start = text(&schedule.start_after_date_time).filter(|_| with_start).and_then(|t| start(&t));
        let frequency = schedule.schedule_frequency.first().map(Frequency::request).transpose()?;
        Ok(types::RefreshSchedule::builder()
            .schedule_id(&at.schedule)
            .refresh_type(schedule.refresh_type.as_str().into())
            .set_schedule_frequency(frequency)
            .set_start_after_date_time(start)
            .build()?)
    }
}

impl Frequency {
    fn request(&self) -> Result<types::RefreshFrequency, Error> {
        let day = self.refresh_on_day.first().map(|day| {
            types::ScheduleRefreshOnEntity::builder()
                .set_day_of_month(text(&day.day_of_month))
                .set_day_of_week(choice(&day.day_of_week))
                .build()
        });
        Ok(types::RefreshFrequency::builder()
            .interval(self.interval.as_str().into())
            .set_refresh_on_day(day)
            .set_time_of_the_day(text(&self.time_of_the_day))
            .set_timezone(text(&self.timezone))
            .build()?)
    }
    fn told(told: &types::RefreshFrequency) -> Frequency {
        let day = |day: &types::ScheduleRefreshOnEntity| Day {
            day_of_month: day.day_of_month.clone(),
            day_of_week: word(day.day_of_week.as_ref()),
        };
        Frequency {
            interval: told.interval.as_str().to_owned(),
            refresh_on_day: told.refresh_on_day.iter().map(day).collect(),
            time_of_the_day: told.time_of_the_day.clone(),
            timezone: told.timezone.clone(),
        }
    }
}

/// One schedule, with its ARN. (QuickSight DescribeRefreshSchedule)
async fn described(cx: &Cx, at: &At) -> Result<Option<(String, types::RefreshSchedule)>, Error> {
    let call = quicksight(cx).describe_refresh_schedule().aws_account_id(&at.account);
    let told = there(call.data_set_id(&at.set).schedule_id(&at.schedule).send().await)?;
    Ok(told.and_then(|told| Some((told.arn.unwrap_or_default(), told.refresh_schedule?))))
}

fn found(at: &At, arn: String, told: &types::RefreshSchedule) -> RefreshSchedule {
    let schedule = Schedule {
        refresh_type: told.refresh_type.as_str().to_owned(),
        schedule_frequency: told.schedule_frequency.iter().map(Frequency::told).collect(),
        start_after_date_time: told.start_after_date_time.as_ref().and_then(start_told),
    };
    RefreshSchedule {
        id: at.key(),
        arn,
        aws_account_id: Some(at.account.clone()),
        data_set_id: at.set.clone(),
        schedule: vec![schedule],
        schedule_id: at.schedule.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days() {
        let says = |check: fn(&Value) -> Result<(), String>, text: &str| check(&Value::string(text)).is_ok();
        assert!(
            says(is_time_of_day, "02:00") && !says(is_time_of_day, "24:00") && !says(is_time_of_day, "2:00")
        );
        assert!(says(is_day_of_month, "28") && says(is_day_of_month, "LAST_DAY_OF_MONTH"));
        assert!(!says(is_day_of_month, "29") && !says(is_day_of_month, "01") && !says(is_day_of_month, "0"));
        assert!(says(is_start, "2026-01-31T09:00:00") && !says(is_start, "2026-01-31"));
        assert_eq!(
            start("2026-01-31T09:00:00").as_ref().and_then(start_told).as_deref(),
            Some("2026-01-31T09:00:00")
        );
    }
}
