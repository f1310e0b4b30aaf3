//! `aws_ecr_lifecycle_policy`

use crate::common::there;
use crate::ecr::ecr;
use provision_aws_core::prelude::*;
use serde_json::{Map, Value as Json};

/// Which images of a repository go by themselves. (ECR PutLifecyclePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecr_lifecycle_policy", seconds(1, 1))]
pub struct LifecyclePolicy {
    /// The repository.
    #[attr(id)]
    pub id: String,
    /// The rules, as JSON.
    #[attr(required, replace, json, equal_by = same_policy, normalize = provision_schema::compact_json)]
    pub policy: String,
    /// The account.
    #[attr(computed)]
    pub registry_id: String,
    /// The repository.
    #[attr(required, replace)]
    pub repository: String,
}

#[async_trait]
impl Resource for LifecyclePolicy {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = ecr(cx).put_lifecycle_policy().repository_name(&planned.repository);
        let call = call.lifecycle_policy_text(&planned.policy);
        let made = cx.until_known(&["RepositoryNotFoundException"], || call.clone().send()).await?;
        Created::new(made.repository_name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| one(cx, &req.key)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let call = ecr(cx).put_lifecycle_policy().repository_name(&change.to.id);
        call.lifecycle_policy_text(&change.to.policy).send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ecr(cx).delete_lifecycle_policy().repository_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = one(cx, &planned.repository).await?;
        Ok(found.filter(|_| intent.absent).map(|_| planned.repository.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.repository.clone())
    }
}

async fn one(cx: &Cx, repository: &str) -> Answer<LifecyclePolicy> {
    let Some(told) = there(ecr(cx).get_lifecycle_policy().repository_name(repository).send().await)? else {
        return Ok(None);
    };
    let name = told.repository_name.unwrap_or_default();
    Ok(Some(Found::ready(LifecyclePolicy {
        id: name.clone(),
        policy: provision_schema::compact_json(&told.lifecycle_policy_text.unwrap_or_default()),
        registry_id: told.registry_id.unwrap_or_default(),
        repository: name,
    })))
}

/// The same rules, in whatever order they and their tags stand; what ECR does not know does not count.
fn same_policy(a: &str, b: &str) -> bool {
    matches!((rules(a), rules(b)), (Some(a), Some(b)) if a == b)
}

fn rules(text: &str) -> Option<Vec<Json>> {
    let text = if text.trim().is_empty() { "{}" } else { text };
    let policy: Json = serde_json::from_str(text).ok()?;
    let all = policy.get("rules").and_then(Json::as_array).cloned().unwrap_or_default();
    let mut rules = all.iter().map(rule).collect::<Option<Vec<_>>>()?;
    rules.sort_by_key(|r| r.get("rulePriority").and_then(Json::as_i64));
    Some(rules)
}

fn rule(rule: &Json) -> Option<Json> {
    let mut kept = only(rule, &["rulePriority", "description", "selection", "action"])?;
    if let Some(selection) = kept.get("selection") {
        let names = [
            "tagStatus",
            "tagPatternList",
            "tagPrefixList",
            "storageClass",
            "countType",
            "countUnit",
            "countNumber",
        ];
        let mut selection = only(selection, &names)?;
        for list in ["tagPatternList", "tagPrefixList"] {
            if let Some(Json::Array(tags)) = selection.get_mut(list) {
                tags.sort_by_key(ToString::to_string);
            }
        }
        selection.retain(|_, v| v.as_array().is_none_or(|tags| !tags.is_empty()));
        kept.insert("selection".into(), Json::Object(selection));
    }
    if let Some(action) = kept.get("action") {
        let action = only(action, &["targetStorageClass", "type"])?;
        kept.insert("action".into(), Json::Object(action));
    }
    Some(Json::Object(kept))
}

/// The fields that ECR knows, without nulls; their order does not matter to a comparison.
fn only(json: &Json, names: &[&str]) -> Option<Map<String, Json>> {
    let fields = json.as_object()?.iter();
    let kept = fields.filter(|(name, v)| names.contains(&name.as_str()) && !v.is_null());
    Some(kept.map(|(name, v)| (name.clone(), v.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_the_same_in_any_order() {
        let a = r#"{"rules":[{"rulePriority":2,"selection":{"tagStatus":"any"},"action":{"type":"expire"}},
            {"rulePriority":1,"selection":{"tagPrefixList":["b","a"],"tagPatternList":[]},"action":{"type":"expire"}}]}"#;
        let b = r#"{"rules":[{"action":{"type":"expire"},"rulePriority":1,"selection":{"tagPrefixList":["a","b"]}},
            {"rulePriority":2,"selection":{"tagStatus":"any"},"action":{"type":"expire"},"note":"x"}]}"#;
        assert!(same_policy(a, b));
        assert!(!same_policy(a, &b.replace("any", "untagged")));
        assert!(!same_policy(a, "nonsense"));
    }
}
