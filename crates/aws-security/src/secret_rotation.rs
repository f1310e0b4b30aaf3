//! `aws_secretsmanager_secret_rotation`

use crate::secrets::{held, secret, secrets};
use aws_sdk_secretsmanager::operation::rotate_secret::builders::RotateSecretFluentBuilder;
use aws_sdk_secretsmanager::types::RotationRulesType;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// A secret that a function renews now and then. (Secrets Manager RotateSecret)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_secretsmanager_secret_rotation", version = 1, seconds(2, 1))]
pub struct SecretRotation {
    /// The ARN of the secret.
    #[attr(id)]
    pub id: String,
    /// It is renewed at once, and not only when its time has come.
    #[attr(optional, default = true, config_only)]
    pub rotate_immediately: Option<bool>,
    /// It is on.
    #[attr(computed)]
    pub rotation_enabled: bool,
    /// The function that renews it; none where a service of AWS manages the secret.
    #[attr(optional, arn)]
    pub rotation_lambda_arn: Option<String>,
    /// When it is renewed.
    #[block(list, min = 1, max = 1)]
    pub rotation_rules: Vec<Rules>,
    /// The secret: its ARN or name.
    #[attr(required, replace)]
    pub secret_id: String,
}

/// When a secret is renewed.
#[derive(Nested, Clone, Default)]
pub struct Rules {
    /// Days between two times.
    #[attr(
        optional,
        between(1, 1000),
        conflicts("rotation_rules.0.schedule_expression"),
        exactly_one_of("rotation_rules.0.automatically_after_days", "rotation_rules.0.schedule_expression")
    )]
    pub automatically_after_days: Option<i64>,
    /// How long the window is in which it is renewed: `3h`.
    #[attr(optional)]
    pub duration: Option<String>,
    /// `cron(…)` or `rate(…)`.
    #[attr(
        optional,
        conflicts("rotation_rules.0.automatically_after_days"),
        exactly_one_of("rotation_rules.0.automatically_after_days", "rotation_rules.0.schedule_expression")
    )]
    pub schedule_expression: Option<String>,
}

impl Rules {
    fn request(&self) -> RotationRulesType {
        let schedule = text(&self.schedule_expression);
        let days = self.automatically_after_days.filter(|d| *d != 0 && schedule.is_none());
        RotationRulesType::builder()
            .set_automatically_after_days(days)
            .set_duration(text(&self.duration))
            .set_schedule_expression(schedule)
            .build()
    }
    /// Beside a schedule, AWS tells the days that follow from it.
    fn told(told: &RotationRulesType) -> Rules {
        let schedule = text(&told.schedule_expression);
        Rules {
            automatically_after_days: told.automatically_after_days.filter(|_| schedule.is_none()),
            duration: told.duration.clone(),
            schedule_expression: schedule,
        }
    }
}

#[async_trait]
impl Resource for SecretRotation {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = planned.request(cx).client_request_token(&step.token);
        Created::new(rotate(cx, call).await?)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        if change.any(&["rotation_lambda_arn", "rotation_rules"]) {
            let call = change.to.request(cx).client_request_token(&step.token);
            rotate(cx, call).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        held(secrets(cx).cancel_rotate_secret().secret_id(&prior.id).send().await).map(drop)
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.secret_id).await?;
        Ok(found.filter(|_| intent.absent).map(|f| f.value.id))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.secret_id.clone())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_secretsmanager_secret", self.secret_id.clone()))
    }

    /// Before version 1 every change renewed the secret at once.
    fn upgrade(_: u64, mut attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        if let Some(object) = attributes.as_object_mut() {
            object.insert("rotate_immediately".into(), true.into());
        }
        Ok(attributes)
    }
}

impl SecretRotation {
    fn request(&self, cx: &Cx) -> RotateSecretFluentBuilder {
        secrets(cx)
            .rotate_secret()
            .secret_id(&self.secret_id)
            .rotate_immediately(self.rotate_immediately.unwrap_or(true))
            .set_rotation_lambda_arn(text(&self.rotation_lambda_arn))
            .set_rotation_rules(self.rotation_rules.first().map(Rules::request))
    }
}

/// Turns rotation on, again while the function's permission is as new as the call.
async fn rotate(cx: &Cx, call: RotateSecretFluentBuilder) -> Result<Option<String>, Error> {
    let soon = |e: &Error| e.is(&["AccessDeniedException"]) && e.message.contains("Lambda");
    Ok(cx.retry(PROPAGATION, soon, || call.clone().send()).await?.arn)
}

/// The rotation of a secret, where it is on.
async fn one(cx: &Cx, id: &str) -> Answer<SecretRotation> {
    let Some(told) = secret(cx, id).await? else { return Ok(None) };
    if told.rotation_enabled != Some(true) {
        return Ok(None);
    }
    let arn = told.arn.clone().unwrap_or_default();
    Ok(Some(Found::ready(SecretRotation {
        id: arn.clone(),
        rotate_immediately: None,
        rotation_enabled: true,
        rotation_lambda_arn: told.rotation_lambda_arn.clone(),
        rotation_rules: told.rotation_rules.iter().map(Rules::told).collect(),
        secret_id: arn,
    })))
}
