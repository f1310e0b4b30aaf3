//! `aws_cloudwatch_dashboard`

use crate::cloudwatch::cloudwatch;
use provision_aws_core::prelude::*;

/// Charts and texts on one page. (CloudWatch PutDashboard)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudwatch_dashboard", seconds(1, 1))]
pub struct Dashboard {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub dashboard_arn: String,
    /// What it shows, as JSON.
    #[attr(required, json, equal_by = json, normalize = provision_schema::compact_json)]
    pub dashboard_body: String,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub dashboard_name: String,
}

fn name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    match value.as_str() {
        Some(text) if !(1..=255).contains(&text.len()) || !text.chars().all(plain) => {
            Err("must be 1 to 255 letters, digits, `-` or `_`".into())
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Dashboard {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(Some(planned.dashboard_name.as_str()))
    }

    /// One by one: the list of all does not tell what they show.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        cloudwatch(cx).delete_dashboards().dashboard_names(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.dashboard_name).await?;
        Ok(found.filter(|_| intent.absent).map(|f| f.value.id))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.dashboard_name.clone())
    }
}

impl Dashboard {
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        let call = cloudwatch(cx).put_dashboard().dashboard_name(&self.dashboard_name);
        let told = call.dashboard_body(&self.dashboard_body).send().await?;
        for message in told.dashboard_validation_messages() {
            let at = message.data_path().unwrap_or_default();
            let text = message.message().unwrap_or_default();
            tracing::warn!(
                dashboard = self.dashboard_name,
                at,
                "CloudWatch takes the dashboard, but says: {text}"
            );
        }
        Ok(())
    }
}

async fn one(cx: &Cx, name: &str) -> Answer<Dashboard> {
    let Some(told) = there(cloudwatch(cx).get_dashboard().dashboard_name(name).send().await)? else {
        return Ok(None);
    };
    Ok(Some(Found::ready(Dashboard {
        id: name.to_owned(),
        dashboard_arn: told.dashboard_arn.unwrap_or_default(),
        dashboard_body: provision_schema::compact_json(&told.dashboard_body.unwrap_or_default()),
        dashboard_name: told.dashboard_name.unwrap_or_else(|| name.to_owned()),
    })))
}
