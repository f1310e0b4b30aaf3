//! What is known of a certificate before it is asked for: its domains, and so the keys of a `for_each` over the records that prove
//! them.

use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

const OPTIONS: &str = "domain_validation_options";
const NAMES: &str = "subject_alternative_names";

/// Plans the domains, and whether a renewal is pending.
pub fn plan(cx: &mut PlanCx<'_>) {
    domains(cx);
    if !cx.is_create() {
        renewal(cx);
    }
}

fn domains(cx: &mut PlanCx<'_>) {
    let domain = cx.get("domain_name");
    let names = cx.get(NAMES);
    let asked = cx.configured(NAMES);
    let known_names = asked.is_wholly_known() && names.is_wholly_known() && !names.is_null();
    let domain_changes = domain.is_known() && !domain.is_null() && domain != cx.before("domain_name");
    let names_change = !asked.is_null() && (!known_names || names != cx.before(NAMES));
    if !domain_changes && !names_change {
        return;
    }
    let empty = cx.configured("domain_name").as_str() == Some("");
    let own = domain.as_str().filter(|_| !empty).unwrap_or_default().to_owned();
    let listed = if known_names { names.as_seq().unwrap_or_default() } else { &[] };
    let mut all: BTreeSet<String> = listed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    all.insert(own);

    if cx.get("validation_method").as_str() == Some("DNS") {
        let before = cx.before(OPTIONS);
        let proven = before.as_seq().unwrap_or_default().iter();
        let proven: BTreeSet<String> =
            proven.filter_map(|o| o.get("domain_name")?.as_str().map(str::to_owned)).collect();
        if cx.is_create() || proven != all {
            let ty = cx.get(OPTIONS).ty();
            let item = match &ty {
                Type::Set(item) => (**item).clone(),
                _ => Type::Dynamic,
            };
            cx.set(OPTIONS, Value::set(item, all.iter().map(|name| option(name)).collect()));
        }
    }
    // AWS adds the domain to the names.
    cx.set(NAMES, Value::set(Type::String, all.iter().map(|n| Value::string(n.as_str())).collect()));
    if cx.changed(NAMES) {
        cx.force_replace(NAMES);
    }
}

/// The record of a domain, of which only the domain is known; an empty one is a domain that is not known yet.
fn option(name: &str) -> Value {
    let unknown = || Value::unknown(Type::String);
    Value::object_of([
        ("domain_name", if name.is_empty() { unknown() } else { Value::string(name) }),
        ("resource_record_name", unknown()),
        ("resource_record_type", unknown()),
        ("resource_record_value", unknown()),
    ])
}

/// An early renewal shows in the plan; whether it is due, only the clock tells, at apply.
fn renewal(cx: &mut PlanCx<'_>) {
    if cx.changed("early_renewal_duration") {
        let early = cx.get("early_renewal_duration");
        let asked = early.as_str().is_some_and(|e| !e.is_empty());
        let eligible = cx.before("renewal_eligibility").as_str() == Some("ELIGIBLE");
        match asked && eligible {
            true => cx.set_unknown("pending_renewal"),
            false => cx.set("pending_renewal", Value::bool(false)),
        }
    } else if cx.before("pending_renewal").as_bool() == Some(true) {
        cx.set_unknown("pending_renewal");
    }
}
