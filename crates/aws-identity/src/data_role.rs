//! `data.aws_iam_role`

use crate::iam::{boundary, iam, percent_decode, seconds, tags};
use aws_sdk_iam::types;
use provision_aws_core::prelude::*;

/// A role by its name. (IAM GetRole)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_iam_role")]
pub struct RoleData {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Who may take it on.
    #[attr(computed)]
    pub assume_role_policy: String,
    /// When it was made.
    #[attr(computed)]
    pub create_date: String,
    /// What it is for.
    #[attr(computed)]
    pub description: String,
    /// Longest session in seconds.
    #[attr(computed)]
    pub max_session_duration: i64,
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// Path in front of the name in the ARN.
    #[attr(computed)]
    pub path: String,
    /// Policy that bounds what its other policies can allow.
    #[attr(computed)]
    pub permissions_boundary: String,
    /// When and where it was last taken on.
    #[attr(computed)]
    pub role_last_used: Vec<LastUsed>,
    /// Its tags.
    #[attr(optional, computed)]
    pub tags: BTreeMap<String, String>,
    /// Its id, never used twice.
    #[attr(computed)]
    pub unique_id: String,
}

/// When and where a role was last taken on.
#[derive(Nested, Clone, Default)]
pub struct LastUsed {
    /// When; empty where nobody did in the time that IAM looks back.
    #[attr(computed)]
    pub last_used_date: String,
    /// Where.
    #[attr(computed)]
    pub region: String,
}

#[async_trait]
impl DataSource for RoleData {
    /// One by one: no list tells when a role was last taken on and what it is for.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 10, |config| async {
            let told = there(iam(cx).get_role().role_name(&config.name).send().await)?;
            let Some(role) = told.and_then(|t| t.role) else {
                let message = format!("There is no IAM role \"{}\".", config.name);
                return Err(Error::new(Class::NotFound, message).help("Check the name and the account."));
            };
            Ok(found(cx, &role))
        })
        .await
    }
}

fn found(cx: &Cx, told: &types::Role) -> RoleData {
    let used = |used: &types::RoleLastUsed| LastUsed {
        last_used_date: used.last_used_date.as_ref().map(seconds).unwrap_or_default(),
        region: used.region.clone().unwrap_or_default(),
    };
    RoleData {
        id: told.role_name.clone(),
        arn: told.arn.clone(),
        assume_role_policy: told
            .assume_role_policy_document
            .as_deref()
            .map(percent_decode)
            .unwrap_or_default(),
        create_date: seconds(&told.create_date),
        description: told.description.clone().unwrap_or_default(),
        max_session_duration: told.max_session_duration.map(i64::from).unwrap_or_default(),
        name: told.role_name.clone(),
        path: told.path.clone(),
        permissions_boundary: boundary(told.permissions_boundary.as_ref()).unwrap_or_default(),
        role_last_used: told.role_last_used.iter().map(used).collect(),
        tags: provision_aws_core::tags::visible(cx.facts(), &tags(told.tags.as_deref())),
        unique_id: told.role_id.clone(),
    }
}
