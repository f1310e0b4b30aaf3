//! `aws_athena_data_catalog`

use crate::athena::{answer, athena, present, retag, tag_list, tags};
use crate::common::map;
use aws_sdk_athena::types;
use provision_aws_core::prelude::*;

/// A catalogue beside Glue's own. (Athena CreateDataCatalog, UpdateDataCatalog)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_athena_data_catalog", tags, seconds(1, 1))]
pub struct DataCatalog {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is.
    #[attr(required)]
    pub description: String,
    /// Its name.
    #[attr(required, replace, length(1, 129))]
    pub name: String,
    /// The functions that know it, or the catalogue's id.
    #[attr(required)]
    pub parameters: BTreeMap<String, String>,
    /// `LAMBDA`, `GLUE`, `HIVE` or `FEDERATED`.
    #[attr(required, one_of("FEDERATED", "GLUE", "HIVE", "LAMBDA"))]
    pub r#type: String,
}

#[async_trait]
impl Resource for DataCatalog {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        athena(cx)
            .create_data_catalog()
            .name(&planned.name)
            .description(&planned.description)
            .set_parameters(map(&planned.parameters))
            .set_tags(tag_list(&step.tags))
            .r#type(planned.r#type.as_str().into())
            .send()
            .await?;
        Created::new(Some(planned.name.clone()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = each(reqs, 10, |req| one(cx, &req.key)).await;
        answer(cx, reqs, "datacatalog", told, found).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.any(&["description", "parameters", "type"]) {
            let call = athena(cx).update_data_catalog().name(&to.id).description(&to.description);
            let call = call.r#type(to.r#type.as_str().into()).set_parameters(map(&to.parameters));
            call.send().await?;
        }
        retag(cx, &cx.arn("athena", &format!("datacatalog/{}", to.id)), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        present(athena(cx).delete_data_catalog().name(&prior.id).send().await)?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        if one(cx, &planned.name).await?.is_none() {
            return Ok(None);
        }
        let arn = cx.arn("athena", &format!("datacatalog/{}", planned.name));
        let ours = intent.absent || carries(intent, &tags(cx, arn).await?);
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// One catalogue. (Athena GetDataCatalog)
async fn one(cx: &Cx, name: &str) -> Result<Option<types::DataCatalog>, Error> {
    let told = present(athena(cx).get_data_catalog().name(name).send().await)?;
    Ok(told.and_then(|told| told.data_catalog))
}

/// AWS puts parameters of its own beside those that were given; only the given ones are told.
fn parameters(req: &Req<DataCatalog>, catalog: &types::DataCatalog) -> BTreeMap<String, String> {
    let told = catalog.parameters.clone().unwrap_or_default();
    let known = |key: &String| told.get(key).cloned();
    let given = req.prior.parameters.iter();
    given.map(|(key, value)| (key.clone(), known(key).unwrap_or_else(|| value.clone()))).collect()
}

fn found(req: &Req<DataCatalog>, arn: String, catalog: &types::DataCatalog) -> DataCatalog {
    DataCatalog {
        id: req.key.clone(),
        arn,
        description: catalog.description.clone().unwrap_or_default(),
        name: catalog.name.clone(),
        parameters: parameters(req, catalog),
        r#type: catalog.r#type.as_str().to_owned(),
    }
}
