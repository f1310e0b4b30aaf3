//! `aws_backup_region_settings`

use crate::backup::backup;
use provision_aws_core::prelude::*;

/// Which kinds of resources AWS Backup looks after in a region. They stay when the resource goes. (Backup UpdateRegionSettings)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_backup_region_settings", seconds(1, 0))]
pub struct BackupRegionSettings {
    /// The region.
    #[attr(id)]
    pub id: String,
    /// Of which kinds Backup manages the backups wholly.
    #[attr(optional, computed)]
    pub resource_type_management_preference: Option<BTreeMap<String, bool>>,
    /// Which kinds plans may back up.
    #[attr(required)]
    pub resource_type_opt_in_preference: BTreeMap<String, bool>,
}

#[async_trait]
impl Resource for BackupRegionSettings {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, planned).await?;
        Created::new(Some(cx.region()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = backup(cx).describe_region_settings().send().await.map_err(Error::from);
        let found = told.map(|told| {
            let settings = BackupRegionSettings {
                id: cx.region().to_owned(),
                resource_type_management_preference: told
                    .resource_type_management_preference
                    .map(|m| m.into_iter().collect()),
                resource_type_opt_in_preference: told
                    .resource_type_opt_in_preference
                    .into_iter()
                    .flatten()
                    .collect(),
            };
            HashMap::from([(cx.region().to_owned(), Found::ready(settings))])
        });
        answers(reqs, found)
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, change.to).await
    }

    async fn delete(_: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    /// Setting the same once more changes nothing.
    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }
}

async fn put(cx: &Cx, to: &BackupRegionSettings) -> Result<(), Error> {
    let managed = to.resource_type_management_preference.clone().filter(|m| !m.is_empty());
    let opted = Some(to.resource_type_opt_in_preference.clone()).filter(|m| !m.is_empty());
    backup(cx)
        .update_region_settings()
        .set_resource_type_management_preference(managed.map(|m| m.into_iter().collect()))
        .set_resource_type_opt_in_preference(opted.map(|m| m.into_iter().collect()))
        .send()
        .await?;
    Ok(())
}
