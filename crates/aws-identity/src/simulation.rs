//! What the caller may do, as IAM's simulator says it: asked before a plan is carried out.

use crate::caller_identity::who;
use crate::iam::iam;
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType};
use provision_aws_core::prelude::*;

/// Actions that one call asks about.
const ACTIONS: usize = 100;

/// Whose policies are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The user or role with this ARN.
    Arn(String),
    /// The account itself, which may do everything that its organization lets it do.
    Root,
    /// One whose policies IAM does not simulate: its ARN.
    Other(String),
}

/// Whose credentials are in use. (STS GetCallerIdentity, IAM GetRole)
pub async fn principal(cx: &Cx) -> Result<Principal, Error> {
    let arn = who(cx).await?.arn;
    let Some((_, of)) = arn.rsplit_once(':') else { return Ok(Principal::Other(arn)) };
    if let Some(session) = of.strip_prefix("assumed-role/") {
        // The session's ARN lacks the role's path.
        let name = session.split('/').next().unwrap_or_default();
        let told = iam(cx).get_role().role_name(name).send().await?;
        let role = told.role.ok_or_else(|| Error::incomplete("the role"))?;
        return Ok(Principal::Arn(role.arn));
    }
    Ok(match of {
        "root" => Principal::Root,
        _ if of.starts_with("user/") || of.starts_with("role/") => Principal::Arn(arn),
        _ => Principal::Other(arn),
    })
}

/// The actions that the principal may not do on everything, and why. (IAM SimulatePrincipalPolicy)
pub async fn denied(cx: &Cx, principal: &str, actions: &[String]) -> Result<Vec<(String, String)>, Error> {
    let region = ContextEntry::builder()
        .context_key_name("aws:RequestedRegion")
        .context_key_type(ContextKeyTypeEnum::String)
        .context_key_values(cx.region())
        .build();
    let mut denied = Vec::new();
    for some in actions.chunks(ACTIONS) {
        let call = iam(cx)
            .simulate_principal_policy()
            .policy_source_arn(principal)
            .set_action_names(Some(some.to_vec()))
            .context_entries(region.clone());
        let results: Vec<EvaluationResult> = call.into_paginator().items().send().try_collect().await?;
        let refused = |r: &&EvaluationResult| r.eval_decision != PolicyEvaluationDecisionType::Allowed;
        denied.extend(results.iter().filter(refused).map(|r| (r.eval_action_name.clone(), why(r))));
    }
    Ok(denied)
}

fn why(result: &EvaluationResult) -> String {
    let organization =
        result.organizations_decision_detail.as_ref().is_some_and(|d| !d.allowed_by_organizations);
    let boundary = result
        .permissions_boundary_decision_detail
        .as_ref()
        .is_some_and(|d| !d.allowed_by_permissions_boundary);
    match (organization, boundary, &result.eval_decision) {
        (true, ..) => "the organization's policies do not allow it",
        (_, true, _) => "the permissions boundary does not allow it",
        (_, _, PolicyEvaluationDecisionType::ExplicitDeny) => "a policy denies it",
        _ => "no policy allows it on all resources",
    }
    .to_owned()
}
