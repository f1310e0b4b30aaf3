//! `provision drift`: what somebody else changed, and what carries our tags and is in no state. Nothing is changed, in the state
//! neither.

use crate::app::{App, Loaded};
use crate::args::{Drift, Planning};
use crate::exit::{Exit, Failure, Outcome};
use crate::flow::{self, Flow};
use provision_engine::Sessions;
use provision_engine::events::Silent;
use provision_engine::provider::Owned;
use provision_lang::config::{Config, IgnoreChanges};
use provision_plan::diff::equivalent;
use provision_plan::render::{json as forms, text};
use provision_plan::{Change, Plan, Prior};
use provision_schema::{Block, Catalog};
use provision_state::State;
use provision_value::{Diagnostic, Step, Value};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Shows what changed outside.
pub fn run(app: &mut App, args: Drift) -> Outcome {
    let mut loaded = app.load()?;
    let flow = Flow::new(app, &mut loaded, Arc::new(Silent))?;
    if args.orphans {
        return orphans(app, &flow, args.json);
    }
    let planning = Planning { refresh: true, parallelism: 1, ..Planning::default() };
    let plan = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let planned = flow.plan(app, &mut ledger, &planning).await;
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let planned = planned?;
        closed?;
        Ok(planned.plan)
    })?;
    let judge = Judge::new(&plan, flow.catalog(), &flow.loaded.config, args.all);
    let found: Vec<(Prior, Vec<&str>)> = plan
        .drift
        .iter()
        .map(|prior| (prior.clone(), judge.changed(prior)))
        .filter(|(prior, names)| prior.value.is_null() || !names.is_empty())
        .collect();
    let gone = found.iter().filter(|(prior, _)| prior.value.is_null()).count();
    let arguments: usize = found.iter().map(|(_, names)| names.len()).sum();
    let priors: Vec<Prior> = found.iter().map(|(prior, _)| prior.clone()).collect();
    if args.json {
        let mut list = forms::drift(&priors, flow.catalog());
        for (item, (_, names)) in list.as_array_mut().into_iter().flatten().zip(&found) {
            item["changed"] = json!(names);
        }
        let summary = json!({ "changed": found.len() - gone, "deleted": gone, "arguments": arguments });
        app.print(&format!("{:#}\n", json!({ "format_version": "1.0", "drift": list, "summary": summary })));
    } else {
        app.print(&flow.loaded.header());
        if found.is_empty() {
            app.print("\nNo drift. Everything is as the last run left it.\n");
        } else {
            let options = text::Options { width: app.width, color: app.color, ..text::Options::default() };
            app.print(&format!(
                "\n{}\nDrift: {} changed (arguments: {arguments}), {gone} deleted.\n",
                text::drift(&priors, flow.catalog(), options),
                found.len() - gone
            ));
        }
    }
    Ok(if found.is_empty() { Exit::Success } else { Exit::Changes })
}

/// What of a difference somebody brought about, and what AWS fills in by itself.
struct Judge<'a> {
    changes: BTreeMap<String, &'a Change>,
    catalog: &'a dyn Catalog,
    config: &'a Config,
    all: bool,
}

impl<'a> Judge<'a> {
    fn new(plan: &'a Plan, catalog: &'a dyn Catalog, config: &'a Config, all: bool) -> Judge<'a> {
        let was = |c: &Change| c.previous_addr.as_ref().unwrap_or(&c.addr).to_string();
        let changes = plan.changes.iter().filter(|c| c.deposed.is_none()).map(|c| (was(c), c)).collect();
        Judge { changes, catalog, config, all }
    }

    /// The top-level names in which an object differs: of what the configuration says or could take back, unless all is wanted.
    /// What it leaves to AWS is filled in by other resources too (the rules of a group), and what it ignores is left to others.
    fn changed(&self, prior: &Prior) -> Vec<&'a str> {
        let Some(ty) = self.catalog.resource(&prior.addr.resource.type_name) else { return Vec::new() };
        let before = prior.before_refresh.as_ref().filter(|_| !prior.value.is_null());
        let Some(before) = before else { return Vec::new() };
        let differs = |name: &&&'static str| match (before.get(name), prior.value.get(name)) {
            (Some(b), Some(a)) => !equivalent(b, a),
            (b, a) => b != a,
        };
        let change = self.changes.get(&prior.addr.to_string()).copied();
        let ignored = change.map(|c| self.ignored(c)).unwrap_or_default();
        let names = ty.block.attributes.keys().chain(ty.block.blocks.keys());
        names
            .filter(differs)
            .filter(|name| self.all || (!ignored.contains(**name) && is_ours(&ty.block, name, change)))
            .copied()
            .collect()
    }

    fn ignored(&self, change: &Change) -> BTreeSet<String> {
        let block = self.config.resource(&change.addr.resource.config());
        match block.map(|b| &b.lifecycle.ignore_changes) {
            Some(IgnoreChanges::Paths(paths)) => paths
                .iter()
                .filter_map(|(path, _)| match path.0.first() {
                    Some(Step::Attr(name)) => Some(name.to_string()),
                    _ => None,
                })
                .collect(),
            Some(IgnoreChanges::All) => {
                let after = change.before.as_ref().and_then(Value::as_map);
                after.into_iter().flat_map(|m| m.keys().map(ToString::to_string)).collect()
            }
            None => BTreeSet::new(),
        }
    }
}

/// True for what the configuration says, and for what it could say and AWS does not fill in.
fn is_ours(block: &Block, name: &str, change: Option<&Change>) -> bool {
    let config = change.and_then(|c| c.config.as_ref()).and_then(|c| c.get(name));
    let said = config.is_some_and(|v| !v.is_null() && v.as_seq().is_none_or(|items| !items.is_empty()));
    match (block.attributes.get(name), block.blocks.get(name)) {
        _ if name == "tags_all" => false,
        (Some(a), _) => (a.required || a.optional) && (said || !a.computed),
        (_, Some(b)) => said || !b.computed,
        _ => false,
    }
}

fn orphans(app: &App, flow: &Flow<'_>, as_json: bool) -> Outcome {
    let loaded: &Loaded = flow.loaded;
    if !loaded.ownership() {
        let detail =
            "Ownership tags are off for this plan, so nothing in the account says what belongs to it.";
        let d = Diagnostic::error("Orphans cannot be told", detail);
        return Err(d
            .help("They are on where there is a provision.hcl that does not say ownership_tags = false.")
            .into());
    }
    let (state, found) = flow::counted(app, &flow.known, async {
        let mut ledger = flow.open_ledger(app).await?;
        let asked = async {
            let (sessions, _) = flow.open(app, &mut ledger).await?;
            owned(&sessions, loaded).await
        };
        let found = asked.await;
        let closed = ledger.close().await.map_err(|e| Failure::from(e.to_diagnostic()));
        let found = found?;
        Ok((closed?, found))
    })?;
    let known = Known::of(&state);
    let orphans: Vec<&Owned> = found.iter().filter(|o| !known.has(&o.arn)).collect();
    if as_json {
        let one = |o: &&Owned| json!({ "arn": o.arn, "address": o.address });
        let list: Vec<_> = orphans.iter().map(one).collect();
        app.print(&format!(
            "{:#}\n",
            json!({ "format_version": "1.0", "orphans": list, "owned": found.len() })
        ));
    } else if orphans.is_empty() {
        app.print(&format!(
            "No orphans: all {} things that carry this plan's tags are in the state.\n",
            found.len()
        ));
    } else {
        for orphan in &orphans {
            let made = orphan.address.as_ref().map(|a| format!(", made as {a}")).unwrap_or_default();
            app.print(&format!("{}{made}\n", orphan.arn));
        }
        app.print(&format!(
            "\n{} of {} things that carry this plan's tags are not in the state. Adopt them with `provision import`, or delete them. (What \
             was deleted a moment ago may still be listed.)\n",
            orphans.len(),
            found.len()
        ));
    }
    Ok(if orphans.is_empty() { Exit::Success } else { Exit::Changes })
}

/// What carries the tags of this plan and environment, in every account and region that it is configured for.
async fn owned(sessions: &Sessions, loaded: &Loaded) -> Result<Vec<Owned>, Failure> {
    let tags: BTreeMap<String, String> =
        [("plan", loaded.selected.name.as_str()), ("env", loaded.workspace())]
            .into_iter()
            .map(|(key, value)| (format!("provision:{key}"), value.to_owned()))
            .collect();
    let mut places = BTreeSet::new();
    let mut found: BTreeMap<String, Owned> = BTreeMap::new();
    for (name, facts) in sessions.facts() {
        if facts.account.is_empty() || !places.insert((facts.account.clone(), facts.region.clone())) {
            continue;
        }
        let Some(session) = sessions.find(&name) else { continue };
        let here = session.owned(&tags).await.map_err(|e| e.to_diagnostic("").on(&name))?;
        found.extend(here.into_iter().map(|o| (o.arn.clone(), o)));
    }
    Ok(found.into_values().collect())
}

/// What the state holds, as far as the cloud's names tell.
struct Known {
    arns: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Known {
    fn of(state: &State) -> Known {
        let text = |instance: &provision_state::Instance, name: &str| {
            instance
                .attributes
                .get(name)
                .and_then(|v| v.as_str())
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        let all = || state.managed().map(|(_, instance)| instance);
        let ids = all().filter_map(|i| text(i, "id"));
        Known { arns: all().filter_map(|i| text(i, "arn")).collect(), ids: ids.collect() }
    }

    /// True when an object of the state has this ARN, or the id that it ends with (`…:vpc/vpc-1`, `…:queue`, `…:table/a`).
    fn has(&self, arn: &str) -> bool {
        if self.arns.contains(arn) || self.ids.contains(arn) {
            return true;
        }
        let name = arn.splitn(6, ':').nth(5).unwrap_or_default();
        // Some names begin with a slash of their own.
        let ends = name.match_indices(['/', ':']).flat_map(|(at, _)| [&name[at..], &name[at + 1..]]);
        std::iter::once(name).chain(ends).any(|end| self.ids.contains(end))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_schema::{Attribute, Nested, Nesting};
    use provision_state::Instance;
    use provision_value::Type;

    #[test]
    fn what_the_state_holds_is_no_orphan() {
        let mut state = State::new("l");
        for (i, attributes) in [
            serde_json::json!({ "id": "vpc-1" }),
            serde_json::json!({ "id": "b", "arn": "arn:aws:s3:::b" }),
            serde_json::json!({ "id": "arn:aws:elasticloadbalancing:r:1:loadbalancer/app/web/5" }),
            serde_json::json!({ "id": "/shop/key" }),
        ]
        .into_iter()
        .enumerate()
        {
            let instance = Instance { attributes, ..Instance::default() };
            state.instances.insert((format!("t.a[{i}]").parse().unwrap(), None), instance);
        }
        let known = Known::of(&state);
        for ours in [
            "arn:aws:ec2:r:1:vpc/vpc-1",
            "arn:aws:s3:::b",
            "arn:aws:elasticloadbalancing:r:1:loadbalancer/app/web/5",
            "arn:aws:ssm:r:1:parameter/shop/key",
        ] {
            assert!(known.has(ours), "{ours}");
        }
        for other in ["arn:aws:ec2:r:1:vpc/vpc-2", "arn:aws:s3:::bb", "arn:aws:ec2:r:1:subnet/subnet-1"] {
            assert!(!known.has(other), "{other}");
        }
    }

    #[test]
    fn what_aws_fills_in_is_no_drift() {
        let attribute = |computed, optional| Attribute { computed, optional, ..Attribute::new(Type::String) };
        let rules = Nested { computed: true, ..Nested::new(Nesting::Set, Arc::default()) };
        let block = Block {
            attributes: [
                ("arn", attribute(true, false)),
                ("filled", attribute(true, true)),
                ("own", attribute(false, true)),
                ("tags_all", attribute(true, true)),
            ]
            .into(),
            blocks: [("rules", rules)].into(),
            ..Block::default()
        };
        let ours = |name| is_ours(&block, name, None);
        assert_eq!(
            ["arn", "filled", "own", "tags_all", "rules"].map(ours),
            [false, false, true, false, false]
        );
    }
}
