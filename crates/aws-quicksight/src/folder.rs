//! `aws_quicksight_folder`

use crate::quicksight::{
    Permission, Place, account_id, answer, choice, granted, is_ours, natural, permissions, quicksight, retag,
    settled, tag_list, time, word,
};
use aws_sdk_quicksight::types;
use provision_aws_core::prelude::*;

/// A folder of dashboards, analyses and data sets. (QuickSight CreateFolder, UpdateFolder)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_folder", tags, timeouts(create, read, update, delete), seconds(1, 1))]
pub struct Folder {
    /// Its account and its id there.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// When it was made.
    #[attr(computed)]
    pub created_time: String,
    /// Its id.
    #[attr(required, replace, length(1, 2048))]
    pub folder_id: String,
    /// The ARNs of the folders that it is in, from the outermost.
    #[attr(computed)]
    pub folder_path: Vec<String>,
    /// `SHARED` or `RESTRICTED`.
    #[attr(optional, default = "SHARED", one_of("SHARED", "RESTRICTED"))]
    pub folder_type: Option<String>,
    /// When it was changed.
    #[attr(computed)]
    pub last_updated_time: String,
    /// Its name.
    #[attr(optional, length(1, 200))]
    pub name: Option<String>,
    /// The folder that it is in.
    #[attr(optional, replace, arn, unset = "null")]
    pub parent_folder_arn: Option<String>,
    /// Who may do what with it.
    #[block(set, max = 64)]
    pub permissions: Set<Permission>,
}

const SEPARATOR: char = ',';

permissions!(folder_id, describe_folder_permissions, update_folder_permissions);

#[async_trait]
impl Resource for Folder {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.folder_id);
        quicksight(cx)
            .create_folder()
            .aws_account_id(&at.account)
            .folder_id(&at.id)
            .set_name(text(&planned.name))
            .set_folder_type(choice(&planned.folder_type))
            .set_parent_folder_arn(text(&planned.parent_folder_arn))
            .set_permissions(granted(&planned.permissions)?)
            .set_tags(tag_list(&step.tags)?)
            .send()
            .await?;
        Created::new(Some(at.key(SEPARATOR)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answer(cx, reqs, |req| look(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let at = Place::parse(cx, &to.id, SEPARATOR)?;
        if change.changed("name") {
            let call = quicksight(cx).update_folder().aws_account_id(&at.account).folder_id(&at.id);
            let call = call.set_name(text(&to.name));
            settled(cx, || call.clone().send()).await?;
        }
        regrant(cx, &at, &from.permissions, &to.permissions).await?;
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = Place::parse(cx, &prior.id, SEPARATOR)?;
        let call = quicksight(cx).delete_folder().aws_account_id(at.account).folder_id(at.id);
        // What is in it may be on its way out.
        let busy = ["ConflictException", "PreconditionNotMetException"];
        cx.until_known(&busy, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.folder_id);
        let told = described(cx, &at).await?;
        let arn = told.as_ref().and_then(|folder| folder.arn());
        Ok(is_ours(cx, intent, arn).await?.then(|| at.key(SEPARATOR)))
    }

    fn natural_key(&self) -> Option<String> {
        natural(&self.aws_account_id, SEPARATOR, &self.folder_id)
    }
}

/// One folder. (QuickSight DescribeFolder)
async fn described(cx: &Cx, at: &Place) -> Result<Option<types::Folder>, Error> {
    let call = quicksight(cx).describe_folder().aws_account_id(&at.account).folder_id(&at.id);
    Ok(there(call.send().await)?.and_then(|told| told.folder))
}

async fn look(cx: &Cx, req: &Req<Folder>) -> Result<Option<(Key, Found<Folder>)>, Error> {
    let at = Place::parse(cx, &req.key, SEPARATOR)?;
    let Some(told) = described(cx, &at).await? else { return Ok(None) };
    let path = told.folder_path.clone().unwrap_or_default();
    let mut folder = Folder {
        id: at.key(SEPARATOR),
        arn: told.arn.clone().unwrap_or_default(),
        aws_account_id: Some(at.account.clone()),
        created_time: time(told.created_time.as_ref()),
        folder_id: at.id.clone(),
        parent_folder_arn: path.last().cloned(),
        folder_path: path,
        folder_type: word(told.folder_type.as_ref()),
        last_updated_time: time(told.last_updated_time.as_ref()),
        name: told.name.clone(),
        permissions: Set::default(),
    };
    if req.phase != Phase::Deleted {
        folder.permissions = permissions(cx, &at).await?;
    }
    Ok(Some((folder.arn.clone(), Found::ready(folder))))
}
