//! `--preflight`: before a plan's first call, whether the caller may make its calls, and whether the account has room for what it makes.

use async_trait::async_trait;
use provision_aws_core::provider::LookAhead;
use provision_aws_core::{Class, Cx, Error};
use provision_aws_identity::simulation::{self, Principal};
use provision_aws_network::quotas;
use provision_engine::preflight::{Denied, Intended, Preflight, Quota};
use std::collections::{BTreeMap, BTreeSet};

/// The actions of each type, by what is done to it; `tests/permissions.py` reads them off the types' code.
const PERMISSIONS: &str = include_str!("permissions.txt");

/// Looks ahead with IAM's simulator and EC2's counts.
pub struct Ahead;

#[async_trait]
impl LookAhead for Ahead {
    async fn look(&self, cx: &Cx, intended: &[Intended]) -> Result<Preflight, Error> {
        let mut found = Preflight::default();
        permissions(cx, intended, &mut found).await?;
        found.quotas = limits(cx, intended).await?;
        Ok(found)
    }
}

/// What an action is needed for.
#[derive(Default)]
struct Use {
    needed: bool,
    addresses: BTreeSet<String>,
}

async fn permissions(cx: &Cx, intended: &[Intended], found: &mut Preflight) -> Result<(), Error> {
    let (uses, unknown) = wanted(intended);
    if !unknown.is_empty() {
        let types = unknown.into_iter().collect::<Vec<_>>().join(", ");
        found.notes.push(format!("Which permissions these types need is not known here: {types}."));
    }
    if uses.is_empty() {
        return Ok(());
    }
    let principal = match simulation::principal(cx).await.map_err(unable)? {
        Principal::Arn(arn) => arn,
        Principal::Root => {
            found.notes.push(
                "The account's root is in use, which may do everything: no permission was asked about."
                    .into(),
            );
            return Ok(());
        }
        Principal::Other(arn) => {
            found
                .notes
                .push(format!("IAM does not simulate what {arn} may do: no permission was asked about."));
            return Ok(());
        }
    };
    let actions: Vec<String> = uses.keys().map(|a| (*a).to_owned()).collect();
    let denied = simulation::denied(cx, &principal, &actions).await.map_err(unable)?;
    found.asked = actions.len();
    for (action, decision) in denied {
        let Some(of) = uses.get(action.as_str()) else { continue };
        let addresses = of.addresses.iter().cloned().collect();
        found.denied.push(Denied { action, needed: of.needed, decision, addresses });
    }
    Ok(())
}

/// Who may not simulate learns nothing, which is no reason to go on as if all were well.
fn unable(e: Error) -> Error {
    match e.class {
        Class::AccessDenied => e.help(
            "--preflight itself needs iam:SimulatePrincipalPolicy and, for a role, iam:GetRole. Ask for them, or leave --preflight away.",
        ),
        _ => e,
    }
}

/// The actions that changes need, and the types of which none are known.
fn wanted(intended: &[Intended]) -> (BTreeMap<&'static str, Use>, BTreeSet<&str>) {
    let table = table();
    let mut uses: BTreeMap<&'static str, Use> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for one in intended {
        let Some(of_type) = table.get(one.type_name.as_str()) else {
            unknown.insert(one.type_name.as_str());
            continue;
        };
        let verbs =
            [("create", one.creates()), ("update", one.updates()), ("delete", one.deletes()), ("read", true)];
        for verb in verbs.into_iter().filter(|(_, done)| *done).map(|(verb, _)| verb) {
            for action in of_type.get(verb).into_iter().flatten() {
                let name = action.trim_end_matches('?');
                let of = uses.entry(name).or_default();
                of.needed |= name == *action && matches!(verb, "create" | "delete");
                of.addresses.insert(one.address.clone());
            }
        }
    }
    (uses, unknown)
}

fn table() -> BTreeMap<&'static str, BTreeMap<&'static str, Vec<&'static str>>> {
    let mut table: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for line in PERMISSIONS.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(verb)) = (words.next(), words.next()) {
            table.entry(name).or_default().insert(verb, words.collect());
        }
    }
    table
}

/// Only what the plan makes more of is counted.
async fn limits(cx: &Cx, intended: &[Intended]) -> Result<Vec<Quota>, Error> {
    let more = |type_name: &str| {
        let of_type = || intended.iter().filter(|i| i.type_name == type_name);
        // What is deleted first makes room; else both are there for a while.
        let made = of_type().filter(|i| i.creates()).count() as u64;
        made - of_type().filter(|i| i.makes_room()).count() as u64
    };
    let mut all = Vec::new();
    let wanted = more("aws_eip");
    if wanted > 0 {
        let (limit, used) = quotas::elastic_ips(cx).await?;
        let told = limit.is_some();
        let limit = limit.unwrap_or(5);
        all.push(Quota { name: "Elastic IPs".into(), limit, told, used, wanted });
    }
    let wanted = more("aws_vpc");
    if wanted > 0 {
        let used = quotas::vpcs(cx).await?;
        all.push(Quota { name: "VPCs".into(), limit: quotas::VPCS, told: false, used, wanted });
    }
    let wanted = more("aws_nat_gateway");
    if wanted > 0 {
        let (limit, used) = quotas::nat_gateways(cx).await?;
        all.push(Quota { name: "NAT gateways".into(), limit, told: false, used, wanted });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_plan::Action;

    fn intended(type_name: &str, action: Action) -> Intended {
        Intended { address: format!("{type_name}.a"), type_name: type_name.into(), action }
    }

    #[test]
    fn every_type_is_in_the_table() {
        let table = table();
        let families = crate::families();
        let names: Vec<&str> = families.iter().flat_map(|f| f.resources.iter().map(|r| r.name())).collect();
        let lacking: Vec<&&str> = names.iter().filter(|n| !table.contains_key(**n)).collect();
        assert!(names.len() > 150 && lacking.is_empty(), "{lacking:?}: run tests/permissions.py");
    }

    #[test]
    fn what_a_change_needs_follows_from_what_is_done() {
        let vpc = [intended("aws_vpc", Action::Create)];
        let (made, unknown) = wanted(&vpc);
        assert!(unknown.is_empty() && made["ec2:CreateVpc"].needed && !made["ec2:DescribeVpcs"].needed);
        assert!(!made.contains_key("ec2:DeleteVpc"));
        let vpc = [intended("aws_vpc", Action::DeleteThenCreate)];
        let (replaced, _) = wanted(&vpc);
        assert!(replaced["ec2:CreateVpc"].needed && replaced["ec2:DeleteVpc"].needed);
        let thing = [intended("aws_thing", Action::Create)];
        let (none, unknown) = wanted(&thing);
        assert!(none.is_empty() && unknown.contains("aws_thing"));
    }
}
