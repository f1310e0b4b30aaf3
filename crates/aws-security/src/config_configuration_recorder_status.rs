//! `aws_config_configuration_recorder_status`

use crate::config::{by_name, config};
use provision_aws_core::prelude::*;

/// Whether a recorder records. (Config StartConfigurationRecorder, StopConfigurationRecorder)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_config_configuration_recorder_status", seconds(1, 1))]
pub struct RecorderStatus {
    /// The recorder's name.
    #[attr(id)]
    pub id: String,
    /// It records.
    #[attr(required)]
    pub is_enabled: bool,
    /// The recorder.
    #[attr(required)]
    pub name: String,
}

#[async_trait]
impl Resource for RecorderStatus {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        planned.put(cx).await?;
        Created::new(Some(planned.name.as_str()))
    }

    /// The recorder's name may change; the id follows it.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = |req: &Req<Self>, recording: &bool| {
            let name = recorder(req);
            RecorderStatus { id: name.clone(), is_enabled: *recording, name }
        };
        by_name(reqs, all(cx).await, told, recorder)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        change.to.put(cx).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        config(cx).stop_configuration_recorder().configuration_recorder_name(&prior.id).send().await?;
        Ok(())
    }

    /// Saying the same once more changes nothing, so only what is as planned counts as done.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let done = (planned.name.clone(), planned.is_enabled);
        Ok(all(cx).await?.contains(&done).then_some(done.0))
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_config_configuration_recorder", self.name.clone()))
    }
}

/// The recorder that a read is of.
fn recorder(req: &Req<RecorderStatus>) -> Key {
    if req.prior.name.is_empty() { req.key.clone() } else { req.prior.name.clone() }
}

/// All recorders of the region, and whether they record. (Config DescribeConfigurationRecorderStatus)
async fn all(cx: &Cx) -> Result<Vec<(String, bool)>, Error> {
    let told = config(cx).describe_configuration_recorder_status().send().await?;
    let all = told.configuration_recorders_status.unwrap_or_default().into_iter();
    Ok(all.filter_map(|s| Some((s.name?, s.recording))).collect())
}

impl RecorderStatus {
    async fn put(&self, cx: &Cx) -> Result<(), Error> {
        if self.is_enabled {
            let call = config(cx).start_configuration_recorder();
            call.configuration_recorder_name(&self.name).send().await?;
        } else {
            config(cx).stop_configuration_recorder().configuration_recorder_name(&self.name).send().await?;
        }
        Ok(())
    }
}
