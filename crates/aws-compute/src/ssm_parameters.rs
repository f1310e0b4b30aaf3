//! Parameters of Systems Manager, many at a time: what the resource and the data source ask.

use crate::ssm::ssm;
use aws_sdk_ssm::operation::describe_parameters::DescribeParametersOutput;
use aws_sdk_ssm::types::{Parameter, ParameterMetadata, ParameterStringFilter};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// Names that one GetParameters call takes.
const VALUES: usize = 10;
/// Names that one filter of DescribeParameters takes, and parameters that a page of it holds.
const DESCRIPTIONS: usize = 50;
/// Calls under way at a time.
const AT_ONCE: usize = 10;

/// Parameters by the name or ARN (with a version or label, where one was asked for) that they were asked for by, each with its
/// value or why that is not told; missing ones are left out. (SSM GetParameters)
pub async fn parameters(
    cx: &Cx,
    wanted: Vec<String>,
    decrypted: bool,
) -> HashMap<String, Result<Parameter, Error>> {
    let wanted: BTreeSet<String> = wanted.into_iter().filter(|w| !w.is_empty()).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let told = each(wanted.chunks(VALUES), AT_ONCE, |some| some_parameters(cx, some, decrypted)).await;
    told.into_iter().flatten().collect()
}

async fn some_parameters(
    cx: &Cx,
    wanted: &[String],
    decrypted: bool,
) -> Vec<(String, Result<Parameter, Error>)> {
    match call(cx, wanted, decrypted).await {
        Ok(told) => answers_to(wanted, told),
        // One whose key may not be used fails the others of its call.
        Err(e) if wanted.len() > 1 && matches!(e.class, Class::Validation | Class::AccessDenied) => {
            let mut all = Vec::new();
            for one in wanted.chunks(1) {
                match call(cx, one, decrypted).await {
                    Ok(told) => all.extend(answers_to(one, told)),
                    Err(e) => all.extend(one.iter().map(|w| (w.clone(), Err(e.clone())))),
                }
            }
            all
        }
        Err(e) => wanted.iter().map(|w| (w.clone(), Err(e.clone()))).collect(),
    }
}

async fn call(cx: &Cx, wanted: &[String], decrypted: bool) -> Result<Vec<Parameter>, Error> {
    let call = ssm(cx).get_parameters().set_names(Some(wanted.to_vec())).with_decryption(decrypted);
    Ok(call.send().await?.parameters.unwrap_or_default())
}

fn answers_to(wanted: &[String], told: Vec<Parameter>) -> Vec<(String, Result<Parameter, Error>)> {
    let is = |wanted: &str, p: &Parameter| {
        let selector = p.selector.as_deref().unwrap_or_default();
        let named = |name: &Option<String>| {
            let rest = name.as_deref().and_then(|name| wanted.strip_prefix(name));
            rest.is_some_and(|rest| rest.is_empty() || rest == selector)
        };
        named(&p.name) || named(&p.arn)
    };
    let answer = |w: &String| Some((w.clone(), Ok(told.iter().find(|p| is(w, p))?.clone())));
    wanted.iter().filter_map(answer).collect()
}

/// What AWS tells of parameters beside their values, by name. (SSM DescribeParameters)
pub async fn descriptions(cx: &Cx, names: Vec<String>) -> Result<HashMap<String, ParameterMetadata>, Error> {
    let names: Vec<String> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let told = each(names.chunks(DESCRIPTIONS), AT_ONCE, |some| async move {
        let filter = ParameterStringFilter::builder().key("Name").option("Equals");
        let filter = filter.set_values(Some(some.to_vec())).build()?;
        let call = ssm(cx).describe_parameters().parameter_filters(filter);
        let call = call.max_results(i32::try_from(DESCRIPTIONS).unwrap_or(i32::MAX));
        let pages: Vec<DescribeParametersOutput> =
            call.into_paginator().send().try_collect().await.map_err(Error::from)?;
        let told: Vec<_> = pages.into_iter().flat_map(|p| p.parameters.unwrap_or_default()).collect();
        Ok::<_, Error>(told)
    })
    .await;
    let mut all = HashMap::new();
    for part in told {
        all.extend(part?.into_iter().filter_map(|p| Some((p.name.clone()?, p))));
    }
    Ok(all)
}
