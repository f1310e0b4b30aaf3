//! `aws_secretsmanager_secret`

use crate::kms::time;
use crate::secrets::{is_going, listed, policy_of, put_policy, secret, secrets, tag_list, tags};
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{ReplicaRegionType, ReplicationStatusType, SecretListEntry};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::word;
use provision_aws_core::tags::visible;

/// A place for a secret; what is in it is `aws_secretsmanager_secret_version`. (Secrets Manager CreateSecret, PutResourcePolicy)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_secretsmanager_secret", tags, seconds(2, 2))]
pub struct Secret {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// A secret of the same name in a replica's region is overwritten.
    #[attr(optional, default = false, config_only)]
    pub force_overwrite_replica_secret: Option<bool>,
    /// The key that encrypts it; AWS's own where none is given.
    #[attr(optional)]
    pub kms_key_id: Option<String>,
    /// Its name.
    #[attr(optional, computed, replace, length(1, 512), conflicts("name_prefix"), validate = secret_name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, length(1, 486), conflicts("name"), validate = secret_name)]
    pub name_prefix: Option<String>,
    /// Who may do what with it.
    #[attr(optional, computed, equal_by = json_policy, normalize = provision_schema::compact_json, json)]
    pub policy: Option<String>,
    /// Days in which a deleted one can be called back; 0 is none.
    #[attr(optional, default = 30, config_only, validate = window)]
    pub recovery_window_in_days: Option<i64>,
    /// Copies in other regions.
    #[block(set, computed)]
    pub replica: Set<Replica>,
}

/// A copy in another region.
#[derive(Nested, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replica {
    /// The key that encrypts it there.
    #[attr(optional, computed)]
    pub kms_key_id: Option<String>,
    /// When it was read last.
    #[attr(computed, no_identity)]
    pub last_accessed_date: String,
    /// The region.
    #[attr(required)]
    pub region: String,
    /// How far it is: `InSync`, `InProgress` or `Failed`.
    #[attr(computed, no_identity)]
    pub status: String,
    /// Why it failed.
    #[attr(computed, no_identity)]
    pub status_message: String,
}

impl Replica {
    fn told(told: &ReplicationStatusType) -> Replica {
        Replica {
            kms_key_id: told.kms_key_id.clone(),
            last_accessed_date: time(told.last_accessed_date.as_ref()),
            region: told.region.clone().unwrap_or_default(),
            status: word(told.status.as_ref()).unwrap_or_default(),
            status_message: told.status_message.clone().unwrap_or_default(),
        }
    }
    fn request(&self) -> ReplicaRegionType {
        ReplicaRegionType::builder().region(&self.region).set_kms_key_id(text(&self.kms_key_id)).build()
    }
    fn same(&self, other: &Replica) -> bool {
        self.region == other.region && text(&self.kms_key_id) == text(&other.kms_key_id)
    }
}

fn secret_name(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    match value.as_str() {
        Some(name) if !name.chars().all(plain) => Err("must hold letters, digits and `/_+=.@-` only".into()),
        _ => Ok(()),
    }
}

fn window(value: &Value) -> Result<(), String> {
    let good = value.as_i64().is_some_and(|days| days == 0 || (7..=30).contains(&days));
    if good { Ok(()) } else { Err("must be 0 or from 7 to 30".into()) }
}

/// From here on a list of all secrets costs less than one call for each.
const MANY: usize = 5;

#[async_trait]
impl Resource for Secret {
    const WAITS: Waits = Waits { until_gone: true, ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &step.token);
        let replicas: Vec<ReplicaRegionType> = planned.replica.iter().map(Replica::request).collect();
        let call = secrets(cx)
            .create_secret()
            .client_request_token(&step.token)
            .name(&name)
            .set_description(text(&planned.description))
            .force_overwrite_replica_secret(planned.force_overwrite_replica_secret.unwrap_or_default())
            .set_kms_key_id(text(&planned.kms_key_id))
            .set_add_replica_regions(given(&replicas))
            .set_tags(tag_list(&step.tags));
        // One that was deleted without a recovery window holds its name for a moment.
        match cx.retry(PROPAGATION, is_going, || call.clone().send()).await {
            Ok(made) => Created::new(made.arn),
            Err(e) if is_going(&e) => Err(e.help(format!(
                "A deleted secret \"{name}\" waits for the end of its recovery window. Call it back with `aws secretsmanager \
                 restore-secret --secret-id {name}` and import it, or end it with `aws secretsmanager delete-secret \
                 --force-delete-without-recovery --secret-id {name}`."
            ))),
            Err(e) => Err(e),
        }
    }

    /// One list of all tells most of many: but only of those that are there as the state holds them, since it lags behind.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let refreshed = reqs.iter().filter(|r| r.phase == Phase::Refresh).count();
        let list = match refreshed >= MANY {
            true => listed(cx).await.unwrap_or_else(|e| {
                tracing::debug!(error = %e.message, code = e.code, "secrets are asked for one by one");
                HashMap::new()
            }),
            false => HashMap::new(),
        };
        each(reqs, 10, |req| one(cx, req, list.get(&req.key))).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let (to, id) = (change.to, &change.to.id);
        if change.changed("replica") {
            let gone = change.from.replica.iter().filter(|f| !to.replica.iter().any(|t| t.same(f)));
            unreplicate(cx, id, gone.map(|r| r.region.clone()).collect()).await?;
            let new = to.replica.iter().filter(|t| !change.from.replica.iter().any(|f| f.same(t)));
            let new: Vec<ReplicaRegionType> = new.map(Replica::request).collect();
            if !new.is_empty() {
                let call = secrets(cx).replicate_secret_to_regions().secret_id(id);
                let call = call
                    .force_overwrite_replica_secret(to.force_overwrite_replica_secret.unwrap_or_default());
                call.set_add_replica_regions(Some(new)).send().await?;
            }
        }
        if change.any(&["description", "kms_key_id"]) {
            let call = secrets(cx).update_secret().secret_id(id).client_request_token(&step.token);
            let call = call.description(to.description.clone().unwrap_or_default());
            // An empty key is AWS's own.
            let key = change.changed("kms_key_id").then(|| to.kms_key_id.clone().unwrap_or_default());
            call.set_kms_key_id(key).send().await?;
        }
        if change.changed("policy") {
            match text(&to.policy).filter(|p| p != "{}") {
                Some(policy) => drop(put_policy(cx, id, &policy, None).await?),
                None => drop(secrets(cx).delete_resource_policy().secret_id(id).send().await?),
            }
        }
        if !change.tags.remove.is_empty() {
            let keys = Some(change.tags.remove.clone());
            secrets(cx).untag_resource().secret_id(id).set_tag_keys(keys).send().await?;
        }
        if !change.tags.set.is_empty() {
            secrets(cx).tag_resource().secret_id(id).set_tags(tag_list(&change.tags.set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        unreplicate(cx, &prior.id, prior.replica.iter().map(|r| r.region.clone()).collect()).await?;
        let call = secrets(cx).delete_secret().secret_id(&prior.id);
        let call = match prior.recovery_window_in_days {
            Some(0) => call.force_delete_without_recovery(true),
            days => call.recovery_window_in_days(days.unwrap_or(30)),
        };
        match call.send().await.map_err(Error::from) {
            Err(e) if is_going(&e) => Ok(()),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(found) = secret(cx, &name_of(&planned.name, &planned.name_prefix, &intent.token)).await?
        else {
            return Ok(None);
        };
        let ours = intent.absent || carries(intent, &tags(found.tags()));
        Ok(found.arn.filter(|_| ours))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

/// Takes copies away.
async fn unreplicate(cx: &Cx, id: &str, regions: Vec<String>) -> Result<(), Error> {
    if regions.is_empty() {
        return Ok(());
    }
    let call = secrets(cx).remove_regions_from_replication().secret_id(id);
    there(call.set_remove_replica_regions(Some(regions)).send().await).map(drop)
}

/// What a list tells, or the secret itself.
struct Told {
    arn: String,
    name: String,
    description: Option<String>,
    kms_key_id: Option<String>,
    replica: Set<Replica>,
    tags: Tags,
}

impl Told {
    fn described(told: DescribeSecretOutput) -> Told {
        Told {
            replica: told.replication_status().iter().map(Replica::told).collect(),
            tags: tags(told.tags()),
            arn: told.arn.unwrap_or_default(),
            name: told.name.unwrap_or_default(),
            description: told.description,
            kms_key_id: told.kms_key_id,
        }
    }

    /// One of a list, where it is as the state holds it. The list does not tell copies.
    fn listed(cx: &Cx, req: &Req<Secret>, told: &SecretListEntry) -> Option<Told> {
        let tags = tags(told.tags());
        let same = req.phase == Phase::Refresh
            && told.deleted_date.is_none()
            && told.primary_region.is_none()
            && req.prior.replica.is_empty()
            && text(&told.name) == text(&req.prior.name)
            && text(&told.description) == text(&req.prior.description)
            && text(&told.kms_key_id) == text(&req.prior.kms_key_id)
            && visible(cx.facts(), &tags) == req.tags;
        same.then(|| Told {
            arn: told.arn.clone().unwrap_or_default(),
            name: told.name.clone().unwrap_or_default(),
            description: told.description.clone(),
            kms_key_id: told.kms_key_id.clone(),
            replica: Set::default(),
            tags,
        })
    }
}

async fn one(cx: &Cx, req: &Req<Secret>, list: Option<&SecretListEntry>) -> Answer<Secret> {
    let told = match list.and_then(|told| Told::listed(cx, req, told)) {
        Some(told) => told,
        None => match secret(cx, &req.key).await? {
            Some(told) => Told::described(told),
            None => return Ok(None),
        },
    };
    let policy = match req.phase {
        // A new one has none.
        Phase::Created | Phase::Deleted => String::new(),
        Phase::Refresh | Phase::Updated => match policy_of(cx, &req.key).await? {
            Some(policy) => policy,
            None => return Ok(None),
        },
    };
    let value = Secret {
        id: told.arn.clone(),
        arn: told.arn,
        description: told.description,
        force_overwrite_replica_secret: None,
        kms_key_id: told.kms_key_id,
        name_prefix: Some(prefix_of(&told.name)),
        name: Some(told.name),
        policy: Some(policy),
        recovery_window_in_days: None,
        replica: told.replica,
    };
    Ok(Some(Found::ready(value).tagged(told.tags)))
}
