//! Connections to where code is hosted. One service has two names, and an SDK, an endpoint and a resource type for each of them.

use provision_aws_core::prelude::*;
use provision_aws_core::tagging::tags_of;

/// What either name of the service is asked and told.
#[async_trait]
pub trait Service {
    /// Makes a connection, which waits for somebody to complete it in the console, and tells its ARN. (CreateConnection)
    async fn create(cx: &Cx, wanted: &Wanted, tags: &Tags) -> Result<Option<String>, Error>;
    /// One connection. (GetConnection)
    async fn get(cx: &Cx, arn: &str) -> Result<Option<Told>, Error>;
    /// All of the account and the region. (ListConnections)
    async fn list(cx: &Cx) -> Result<Vec<Told>, Error>;
    /// Takes one away. (DeleteConnection)
    async fn delete(cx: &Cx, arn: &str) -> Result<(), Error>;
    /// The tags of one. (ListTagsForResource)
    async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error>;
    /// Changes tags. (TagResource, UntagResource)
    async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error>;
}

/// A connection as it is asked for.
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// Where the provider is installed, for one that is not in the cloud.
    pub host_arn: Option<String>,
    /// The provider.
    pub provider_type: Option<String>,
}

/// A connection as AWS tells it.
#[derive(Clone, Default)]
pub struct Told {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: Option<String>,
    /// `PENDING` until somebody completes it.
    pub status: Option<String>,
    /// Where the provider is installed.
    pub host_arn: Option<String>,
    /// The provider.
    pub provider_type: Option<String>,
    /// The account that it belongs to.
    pub owner: Option<String>,
}

/// Makes a [`Service`] of an SDK.
macro_rules! service {
    ($name:ident, $client:ident, $sdk:ident, [$($alias:literal),+], $doc:literal) => {
        provision_aws_core::client!(#[doc = $doc] $client, $sdk, [$($alias),+]);

        #[doc = $doc]
        pub struct $name;

        #[async_trait]
        impl Service for $name {
            async fn create(cx: &Cx, wanted: &Wanted, tags: &Tags) -> Result<Option<String>, Error> {
                let provider = wanted.provider_type.as_deref().map($sdk::types::ProviderType::from);
                let tag = |(k, v)| $sdk::types::Tag::builder().key(k).value(v).build();
                let tags = tags.iter().map(tag).collect::<Result<Vec<_>, _>>()?;
                let call = $client(cx).create_connection().connection_name(&wanted.name);
                let call = call.set_host_arn(wanted.host_arn.clone()).set_provider_type(provider);
                Ok(Some(call.set_tags(given(&tags)).send().await?.connection_arn))
            }
            async fn get(cx: &Cx, arn: &str) -> Result<Option<Told>, Error> {
                let told = there($client(cx).get_connection().connection_arn(arn).send().await)?;
                Ok(told.and_then(|t| t.connection).map(Told::from))
            }
            async fn list(cx: &Cx) -> Result<Vec<Told>, Error> {
                let pages = $client(cx).list_connections().max_results(PAGE).into_paginator().send();
                let pages: Vec<_> = pages.try_collect().await?;
                Ok(pages.into_iter().flat_map(|p| p.connections.unwrap_or_default()).map(Told::from).collect())
            }
            async fn delete(cx: &Cx, arn: &str) -> Result<(), Error> {
                $client(cx).delete_connection().connection_arn(arn).send().await?;
                Ok(())
            }
            async fn tags(cx: &Cx, arn: &str) -> Result<Tags, Error> {
                let told = $client(cx).list_tags_for_resource().resource_arn(arn).send().await?;
                Ok(told.tags.into_iter().flatten().map(|t| (t.key, t.value)).collect())
            }
            async fn retag(cx: &Cx, arn: &str, diff: &TagDiff) -> Result<(), Error> {
                if !diff.remove.is_empty() {
                    let call = $client(cx).untag_resource().resource_arn(arn);
                    call.set_tag_keys(Some(diff.remove.clone())).send().await?;
                }
                if !diff.set.is_empty() {
                    let tag = |(k, v)| $sdk::types::Tag::builder().key(k).value(v).build();
                    let tags = diff.set.iter().map(tag).collect::<Result<Vec<_>, _>>()?;
                    $client(cx).tag_resource().resource_arn(arn).set_tags(Some(tags)).send().await?;
                }
                Ok(())
            }
        }

        impl From<$sdk::types::Connection> for Told {
            fn from(told: $sdk::types::Connection) -> Told {
                Told {
                    arn: told.connection_arn.unwrap_or_default(),
                    name: told.connection_name,
                    status: told.connection_status.map(|s| s.as_str().to_owned()),
                    host_arn: told.host_arn,
                    provider_type: told.provider_type.map(|p| p.as_str().to_owned()),
                    owner: told.owner_account_id,
                }
            }
        }
    };
}

service!(
    CodeStar,
    codestar,
    aws_sdk_codestarconnections,
    ["codestarconnections"],
    "The service under its older name."
);
service!(
    CodeConnections,
    codeconnections,
    aws_sdk_codeconnections,
    ["codeconnections"],
    "The service under its newer name."
);

/// Connections that a page holds.
const PAGE: i32 = 100;

/// Connections that are read one by one; of more, all are listed.
const FEW: usize = 2;

/// The providers that a connection goes to.
pub const PROVIDERS: [&str; 5] =
    ["Bitbucket", "GitHub", "GitHubEnterpriseServer", "GitLab", "GitLabSelfManaged"];

/// Checks that an argument is one of them.
pub fn provider(value: &Value) -> Result<(), String> {
    provision_aws_core::requests::among(value, &PROVIDERS)
}

/// What tells one connection from another: its ARN begins with either name of the service.
pub fn id_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// Answers reads of connections, each with its tags.
pub async fn read<S: Service, R: Resource>(
    cx: &Cx,
    reqs: &[Req<R>],
    found: impl Fn(&Req<R>, Told) -> Found<R>,
) -> Vec<Answer<R>> {
    let told = match reqs.len() <= FEW {
        true => {
            let told = each(reqs, FEW, |req| S::get(cx, &req.key)).await;
            told.into_iter().collect::<Result<Vec<_>, _>>().map(|all| all.into_iter().flatten().collect())
        }
        false => S::list(cx).await,
    };
    let told: HashMap<String, Told> = match told {
        Ok(told) => told.into_iter().map(|one: Told| (id_of(&one.arn).to_owned(), one)).collect(),
        Err(e) => return answers(reqs, Err(e)),
    };
    let reads: Vec<(Key, &Req<R>)> =
        reqs.iter().filter_map(|req| Some((told.get(id_of(&req.key))?.arn.clone(), req))).collect();
    let tags = match tags_of(cx, &reads, |arn| async move { S::tags(cx, &arn).await }).await {
        Ok(tags) => tags,
        Err(e) => return answers(reqs, Err(e)),
    };
    let answer = |req: &Req<R>| {
        let one = told.get(id_of(&req.key))?.clone();
        let tags = tags.get(&one.arn).cloned().unwrap_or_default();
        Some(found(req, one).tagged(tags))
    };
    reqs.iter().map(|req| Ok(answer(req))).collect()
}

/// The connection that a lost create call made: several may have one name, so its tags tell.
pub async fn locate<S: Service>(cx: &Cx, name: &str, intent: &Intent) -> Result<Option<Key>, Error> {
    for one in S::list(cx).await? {
        if one.name.as_deref() == Some(name) && carries(intent, &S::tags(cx, &one.arn).await?) {
            return Ok(Some(one.arn));
        }
    }
    Ok(None)
}
