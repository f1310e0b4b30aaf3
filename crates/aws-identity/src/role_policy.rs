//! `aws_iam_role_policy`

use crate::iam::{details, iam, may_list, policy};
use crate::role::principals_known;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;

/// A policy that lives in a role. (IAM PutRolePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_iam_role_policy", seconds(1, 1))]
pub struct RolePolicy {
    /// `role:name`
    #[attr(id)]
    pub id: String,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 128), conflicts("name_prefix"))]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 102), conflicts("name"))]
    pub name_prefix: Option<String>,
    /// What it says.
    #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_policy, json)]
    pub policy: String,
    /// The role's name.
    #[attr(required, replace)]
    pub role: String,
}

#[async_trait]
impl Resource for RolePolicy {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        put(cx, &planned.role, &name, &planned.policy).await?;
        Created::new(Some(format!("{}:{name}", planned.role)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        if may_list(reqs) {
            match details(cx, reqs.len()).await {
                Ok(Some(all)) => {
                    return each(reqs, 1, |req| async {
                        let (role, name) = parts(&req.key)?;
                        let inline = all.roles.get(role).map(|r| r.role_policy_list()).unwrap_or_default();
                        let same = inline.iter().find(|p| p.policy_name.as_deref() == Some(name));
                        Ok(same.map(|p| found(role, name, p.policy_document.as_deref().unwrap_or_default())))
                    })
                    .await;
                }
                Ok(None) => {}
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| async {
            let (role, name) = parts(&req.key)?;
            match iam(cx)
                .get_role_policy()
                .role_name(role)
                .policy_name(name)
                .send()
                .await
                .map_err(Error::from)
            {
                Ok(told) => Ok(Some(found(role, name, &told.policy_document))),
                Err(e) if e.is_not_found() => Ok(None),
                Err(e) => Err(e),
            }
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (role, name) = parts(&change.to.id)?;
        put(cx, role, name, &change.to.policy).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let (role, name) = parts(&prior.id)?;
        iam(cx).delete_role_policy().role_name(role).policy_name(name).send().await?;
        Ok(())
    }

    /// Putting is idempotent: a lost answer is asked for again by putting again, so only what was absent before is ours.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let told = iam(cx).get_role_policy().role_name(&planned.role).policy_name(&name).send().await;
        match told.map_err(Error::from) {
            Ok(_) => Ok(intent.absent.then(|| format!("{}:{name}", planned.role))),
            Err(e) if e.is_not_found() => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_iam_role", self.role.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        let name = self.name.as_deref().filter(|n| !n.is_empty())?;
        (!self.role.is_empty()).then(|| format!("{}:{name}", self.role))
    }

    fn import(id: &str) -> Result<Self, Error> {
        parts(id)?;
        Ok(Self { id: id.to_owned(), ..Self::default() })
    }
}

async fn put(cx: &Cx, role: &str, name: &str, text: &str) -> Result<(), Error> {
    let call = iam(cx).put_role_policy().role_name(role).policy_name(name).policy_document(text);
    principals_known(cx, || call.clone().send()).await?;
    Ok(())
}

fn found(role: &str, name: &str, document: &str) -> Found<RolePolicy> {
    Found::ready(RolePolicy {
        id: format!("{role}:{name}"),
        name: Some(name.to_owned()),
        name_prefix: Some(prefix_of(name)),
        policy: policy(document),
        role: role.to_owned(),
    })
}

fn parts(id: &str) -> Result<(&str, &str), Error> {
    id.split_once(':').ok_or_else(|| Error::import_id(id, "ROLE:POLICY"))
}
