//! `aws_cloudfront_function`

use crate::cloudfront::{PAGE, cloudfront, quantity, with_etag};
use aws_sdk_cloudfront::types::{
    FunctionConfig, FunctionStage, FunctionSummary, KeyValueStoreAssociation, KeyValueStoreAssociations,
};
use aws_smithy_types::Blob;
use provision_aws_core::prelude::*;

/// A small program that CloudFront runs for requests or answers. (CloudFront CreateFunction, UpdateFunction, PublishFunction)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_cloudfront_function", seconds(3, 2))]
pub struct Function {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The program.
    #[attr(required)]
    pub code: String,
    /// What it is for.
    #[attr(optional)]
    pub comment: Option<String>,
    /// The version of its stage `DEVELOPMENT`.
    #[attr(computed)]
    pub etag: String,
    /// Stores of keys and values that it reads.
    #[attr(optional, arn)]
    pub key_value_store_associations: Set<String>,
    /// The version of its stage `LIVE`; empty before it is published.
    #[attr(computed)]
    pub live_stage_etag: String,
    /// Its name.
    #[attr(required, replace)]
    pub name: String,
    /// What is changed is published.
    #[attr(optional, default = true, unset = "null")]
    pub publish: Option<bool>,
    /// What runs it.
    #[attr(required, one_of("cloudfront-js-1.0", "cloudfront-js-2.0"))]
    pub runtime: String,
    /// `UNPUBLISHED`, `UNASSOCIATED`, `DEPLOYED` and others.
    #[attr(computed)]
    pub status: String,
}

/// From how many functions on a list of the stages is worth its calls.
const WORTH: usize = 3;

#[async_trait]
impl Resource for Function {
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let call = cloudfront(cx).create_function().name(&planned.name);
        let call = call.function_config(planned.config()?).function_code(Blob::new(planned.code.as_bytes()));
        call.send().await?;
        Created::new(Some(planned.name.as_str()))
    }

    /// A list of each stage where several are asked for; code and versions come one by one.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let mut lists = None;
        if reqs.iter().filter(|r| r.phase == Phase::Refresh).count() >= WORTH {
            let both = each([FunctionStage::Development, FunctionStage::Live], 2, |stage| list(cx, stage));
            match both.await.into_iter().collect::<Result<Vec<_>, _>>() {
                Ok(both) => lists = Some(both),
                Err(e) => return answers(reqs, Err(e)),
            }
        }
        each(reqs, 10, |req| one(cx, req, lists.as_deref())).await
    }

    /// Also publishes one that was just made: it has no stage `LIVE` yet.
    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        let mut etag = change.from.etag.clone();
        if change.any(&["code", "comment", "key_value_store_associations", "runtime"]) {
            let config = to.config()?;
            let put = |etag: String| {
                let call = cloudfront(cx).update_function().name(&to.id).if_match(etag);
                call.function_config(config.clone()).function_code(Blob::new(to.code.as_bytes())).send()
            };
            let put = with_etag(&etag, put, || version(cx, &to.id)).await?;
            etag = put.e_tag.unwrap_or_default();
        }
        if to.publish == Some(true) {
            publish(cx, &to.id, &etag).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let delete = |etag: String| cloudfront(cx).delete_function().name(&prior.id).if_match(etag).send();
        with_etag(&prior.etag, delete, || version(cx, &prior.id)).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let there = described(cx, &planned.name, FunctionStage::Development).await?.is_some();
        Ok((there && intent.absent).then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Function {
    fn config(&self) -> Result<FunctionConfig, Error> {
        Ok(FunctionConfig::builder()
            .comment(self.comment.clone().unwrap_or_default())
            .runtime(self.runtime.as_str().into())
            .set_key_value_store_associations(stores(&self.key_value_store_associations)?)
            .build()?)
    }
}

fn stores(arns: &Set<String>) -> Result<Option<KeyValueStoreAssociations>, Error> {
    if arns.is_empty() {
        return Ok(None);
    }
    let store = |arn: &String| KeyValueStoreAssociation::builder().key_value_store_arn(arn).build();
    let items: Vec<_> = arns.iter().map(store).collect::<Result<_, _>>()?;
    Ok(Some(KeyValueStoreAssociations::builder().quantity(quantity(&items)).set_items(Some(items)).build()?))
}

/// Makes what the stage `DEVELOPMENT` holds the stage `LIVE`.
async fn publish(cx: &Cx, name: &str, etag: &str) -> Result<(), Error> {
    let publish = |etag: String| cloudfront(cx).publish_function().name(name).if_match(etag).send();
    with_etag(etag, publish, || version(cx, name)).await?;
    Ok(())
}

/// What CloudFront tells of a stage, and its version. (CloudFront DescribeFunction)
async fn described(
    cx: &Cx,
    name: &str,
    stage: FunctionStage,
) -> Result<Option<(FunctionSummary, String)>, Error> {
    let told = there(cloudfront(cx).describe_function().name(name).stage(stage).send().await)?;
    Ok(told.and_then(|told| Some((told.function_summary?, told.e_tag.unwrap_or_default()))))
}

async fn version(cx: &Cx, name: &str) -> Result<Option<String>, Error> {
    Ok(described(cx, name, FunctionStage::Development).await?.map(|(_, etag)| etag))
}

/// The functions that have a stage, by name. (CloudFront ListFunctions)
async fn list(cx: &Cx, stage: FunctionStage) -> Result<HashMap<String, FunctionSummary>, Error> {
    let call = cloudfront(cx).list_functions().stage(stage).max_items(PAGE);
    let (mut all, mut marker) = (HashMap::new(), None);
    loop {
        let Some(page) = call.clone().set_marker(marker).send().await?.function_list else { return Ok(all) };
        all.extend(page.items.unwrap_or_default().into_iter().map(|f| (f.name.clone(), f)));
        marker = page.next_marker.filter(|m| !m.is_empty());
        if marker.is_none() {
            return Ok(all);
        }
    }
}

/// One function; `lists` are those that have a stage `DEVELOPMENT` and `LIVE`, where they were listed.
async fn one(
    cx: &Cx,
    req: &Req<Function>,
    lists: Option<&[HashMap<String, FunctionSummary>]>,
) -> Answer<Function> {
    let name = &req.key;
    let listed = |stage: usize| lists.and_then(|lists| lists.get(stage)?.get(name));
    let told = match listed(0) {
        Some(summary) => summary.clone(),
        None => match described(cx, name, FunctionStage::Development).await? {
            Some((summary, _)) => summary,
            None => return Ok(None),
        },
    };
    // (CloudFront GetFunction)
    let call = cloudfront(cx).get_function().name(name).stage(FunctionStage::Development);
    let Some(got) = there(call.send().await)? else { return Ok(None) };
    let mut live = String::new();
    if lists.is_none() || listed(1).is_some() {
        let stage = described(cx, name, FunctionStage::Live).await?;
        live = stage.map(|(_, etag)| etag).unwrap_or_default();
    }
    let config = told.function_config.as_ref();
    let stores = config.and_then(|c| c.key_value_store_associations.clone()).and_then(|s| s.items);
    let code = got.function_code.map(Blob::into_inner).unwrap_or_default();
    Ok(Some(Found::ready(Function {
        id: name.clone(),
        arn: told.function_metadata.map(|m| m.function_arn).unwrap_or_default(),
        code: String::from_utf8_lossy(&code).into_owned(),
        comment: config.map(|c| c.comment.clone()),
        etag: got.e_tag.unwrap_or_default(),
        key_value_store_associations: stores.into_iter().flatten().map(|s| s.key_value_store_arn).collect(),
        // A new one is not published yet, which `update` then does.
        publish: match req.phase {
            Phase::Created => Some(!live.is_empty()),
            _ => req.prior.publish,
        },
        live_stage_etag: live,
        name: told.name,
        runtime: config.map(|c| c.runtime.as_str().to_owned()).unwrap_or_default(),
        status: told.status.unwrap_or_default(),
    })))
}
