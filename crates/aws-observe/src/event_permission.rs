//! `aws_cloudwatch_event_permission`

use crate::event_bus::bus;
use crate::events::{bus_name, bus_of, events, id_on, split_bus, until_settled};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;

/// Who may put events on a bus: one statement of its policy. (EventBridge PutPermission)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_event_permission", seconds(1, 1))]
pub struct Permission {
    /// The statement's id; on another bus than the default one `BUS/STATEMENT`.
    #[attr(id)]
    pub id: String,
    /// What is allowed.
    #[attr(optional, default = "events:PutEvents", validate = action)]
    pub action: Option<String>,
    /// What else must hold.
    #[block(list, max = 1)]
    pub condition: Option<Condition>,
    /// The bus.
    #[attr(optional, default = "default", replace, validate = bus_name)]
    pub event_bus_name: Option<String>,
    /// An account, or `*`.
    #[attr(required, validate = principal)]
    pub principal: String,
    /// The statement's id.
    #[attr(required, replace, validate = statement)]
    pub statement_id: String,
}

/// What else must hold.
#[derive(Nested, Clone, Default)]
pub struct Condition {
    /// `aws:PrincipalOrgID`
    #[attr(required, one_of("aws:PrincipalOrgID"))]
    pub key: String,
    /// `StringEquals`
    #[attr(required, one_of("StringEquals"))]
    pub r#type: String,
    /// The organisation.
    #[attr(required, length(1, 2048))]
    pub value: String,
}

fn action(value: &Value) -> Result<(), String> {
    match value.as_str().map(|t| (t.len(), t.strip_prefix("events:").unwrap_or_default())) {
        Some((1..=64, verb)) if !verb.is_empty() && verb.chars().all(|c| c.is_ascii_alphabetic()) => Ok(()),
        Some(_) => Err("must be events: and letters, 64 characters at most".into()),
        None => Ok(()),
    }
}

fn principal(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if text != "*" && !(text.len() == 12 && text.chars().all(|c| c.is_ascii_digit())) => {
            Err("must be * or the 12 digits of an account".into())
        }
        _ => Ok(()),
    }
}

fn statement(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    match value.as_str() {
        Some(text) if !(1..=64).contains(&text.len()) || !text.chars().all(plain) => {
            Err("must be 1 to 64 letters, digits, `-` or `_`".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Permission {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(planned.natural_key())
    }

    /// The policy of each bus tells all of its statements.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut buses: Vec<String> = reqs.iter().map(|r| split_bus(&r.key).0).collect();
        buses.sort();
        buses.dedup();
        let told = each(buses, 10, |name| async move {
            let policy = bus(cx, &name).await.map(|told| statements(told.and_then(|t| t.policy)));
            (name, policy)
        });
        let policies: HashMap<String, Result<Vec<Json>, Error>> = told.await.into_iter().collect();
        let answer = |req: &Req<Self>| {
            let (bus, sid) = split_bus(&req.key);
            let Some(policy) = policies.get(&bus) else { return Ok(None) };
            let all = policy.as_ref().map_err(Clone::clone)?;
            Ok(all.iter().find(|s| s["Sid"] == sid.as_str()).map(|s| Found::ready(found(&bus, s))))
        };
        reqs.iter().map(answer).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (bus, sid) = split_bus(&prior.id);
        let call = events(cx).remove_permission().event_bus_name(bus).statement_id(sid);
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = bus(cx, &bus_of(&planned.event_bus_name)).await?;
        let all = statements(told.and_then(|t| t.policy));
        let there = all.iter().any(|s| s["Sid"] == planned.statement_id.as_str());
        Ok(planned.natural_key().filter(|_| there && intent.absent))
    }

    fn natural_key(&self) -> Option<String> {
        Some(id_on(&bus_of(&self.event_bus_name), &self.statement_id, "/"))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_cloudwatch_event_bus", bus_of(&self.event_bus_name)))
    }
}

impl Permission {
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let condition = |c: &Condition| {
            aws_sdk_eventbridge::types::Condition::builder()
                .key(&c.key)
                .r#type(&c.r#type)
                .value(&c.value)
                .build()
        };
        let call = events(cx)
            .put_permission()
            .set_action(text(&self.action))
            .set_condition(self.condition.as_ref().map(condition).transpose()?)
            .event_bus_name(bus_of(&self.event_bus_name))
            .principal(&self.principal)
            .statement_id(&self.statement_id);
        until_settled(cx, || call.clone().send()).await?;
        Ok(())
    }
}

/// The statements of a bus's policy.
fn statements(policy: Option<String>) -> Vec<Json> {
    let Some(Ok(mut policy)) = policy.map(|p| serde_json::from_str::<Json>(&p)) else { return Vec::new() };
    match policy["Statement"].take() {
        Json::Array(all) => all,
        Json::Null => Vec::new(),
        one => vec![one],
    }
}

fn found(bus: &str, statement: &Json) -> Permission {
    let of = |v: &Json| v.as_str().unwrap_or_default().to_owned();
    let who = match &statement["Principal"] {
        Json::Object(kinds) => kinds.get("AWS").map(of).unwrap_or_default(),
        other => of(other),
    };
    // An account is told as the ARN of its root.
    let principal = match who.strip_prefix("arn:") {
        Some(rest) => rest.split(':').nth(3).unwrap_or_default().to_owned(),
        None => who,
    };
    let condition = statement["Condition"].as_object().and_then(|operators| {
        let (kind, keys) = operators.iter().next()?;
        let (key, value) = keys.as_object()?.iter().next()?;
        Some(Condition { key: key.clone(), r#type: kind.clone(), value: of(value) })
    });
    let sid = of(&statement["Sid"]);
    Permission {
        id: id_on(bus, &sid, "/"),
        action: statement["Action"].as_str().map(str::to_owned),
        condition,
        event_bus_name: Some(bus.to_owned()),
        principal,
        statement_id: sid,
    }
}
