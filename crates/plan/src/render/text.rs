//! The plan as a person reads it: drift, changes by stage and module, what is moved, adopted and forgotten, outputs, the summary.

use super::diff::Diff;
use super::json::Held;
use super::paint::{BOLD, FAINT, Page, Sign, quote};
use crate::model::{Action, Change, Plan, Prior, Reason};
use provision_schema::Catalog;
use provision_value::{InstanceAddr, Mode, Path, Value};
use std::collections::BTreeSet;

/// How the plan is shown.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns of the terminal; headings and prose keep within them.
    pub width: usize,
    /// With escape sequences for colour.
    pub color: bool,
    /// Show every attribute of new resources however many there are.
    pub verbose: bool,
    /// Expected seconds of the apply, shown under the summary.
    pub expected: Option<f64>,
}

impl Default for Options {
    fn default() -> Options {
        Options { width: 80, color: false, verbose: false, expected: None }
    }
}

/// More creates than this are shown in one line each, unless the reader asks for all.
const MANY: usize = 40;

/// How many instances are created, changed and so on. A replacement counts as one of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Created.
    pub add: usize,
    /// Changed in place.
    pub change: usize,
    /// Deleted.
    pub destroy: usize,
    /// Adopted.
    pub import: usize,
    /// Dropped from the state only.
    pub forget: usize,
}

impl Counts {
    /// Of a plan.
    pub fn of(plan: &Plan) -> Counts {
        let mut n = Counts::default();
        for change in &plan.changes {
            n.import += usize::from(change.importing.is_some());
            match change.action {
                Action::Create => n.add += 1,
                Action::Update => n.change += 1,
                Action::Delete => n.destroy += 1,
                Action::Forget => n.forget += 1,
                Action::DeleteThenCreate | Action::CreateThenDelete => {
                    n.add += 1;
                    n.destroy += 1;
                }
                Action::NoOp | Action::Read => {}
            }
        }
        n
    }
    /// The line under a plan.
    pub fn line(self) -> String {
        let mut parts = Vec::new();
        if self.import > 0 {
            parts.push(format!("{} to import", self.import));
        }
        parts.push(format!("{} to add", self.add));
        parts.push(format!("{} to change", self.change));
        parts.push(format!("{} to destroy", self.destroy));
        if self.forget > 0 {
            parts.push(format!("{} to forget", self.forget));
        }
        format!("Plan: {}.", parts.join(", "))
    }
}

/// True when carrying out the plan changes nothing: no step, no output, no adoption, no move.
pub fn is_empty(plan: &Plan) -> bool {
    let quiet = |c: &Change| c.action == Action::NoOp && c.importing.is_none() && c.previous_addr.is_none();
    plan.changes.iter().all(quiet) && plan.outputs.iter().all(|o| same(o.before.as_ref(), o.after.as_ref()))
}

/// The whole plan, but for its warnings.
pub fn plan(plan: &Plan, catalog: &dyn Catalog, options: Options) -> String {
    let mut view = View { page: Page::new(options.color), catalog, options };
    view.drift(plan);
    view.changes(plan);
    view.kept(plan);
    view.outputs(plan);
    view.summary(plan);
    view.page.finish()
}

/// Objects of a state, as they are.
pub fn state(held: &[Held], catalog: &dyn Catalog, options: Options) -> String {
    let mut view = View { page: Page::new(options.color).plain(), catalog, options };
    let mut held: Vec<&Held> = held.iter().collect();
    held.sort_by(|a, b| (&a.addr, &a.deposed).cmp(&(&b.addr, &b.deposed)));
    for held in held {
        let mut title = clean(&held.addr);
        if let Some(key) = &held.deposed {
            title.push_str(&format!(" (deposed object {key})"));
        }
        let note = "its creation did not complete, so it is tainted";
        let notes: &[String] = if held.tainted { &[note.into()] } else { &[] };
        view.object(&title, notes, Sign::Add, &held.addr, None, Some(&held.value), &BTreeSet::new());
    }
    view.page.finish()
}

/// What changed outside, object by object. The page of a plan shows less: only what it undoes.
pub fn drift(priors: &[Prior], catalog: &dyn Catalog, options: Options) -> String {
    let mut view = View { page: Page::new(options.color), catalog, options };
    priors.iter().for_each(|prior| view.drifted(prior));
    view.page.finish()
}

struct View<'a> {
    page: Page,
    catalog: &'a dyn Catalog,
    options: Options,
}

impl View<'_> {
    /// What changed outside and matters to this plan: objects that are gone and those that it changes. What only other
    /// resources brought about (the rules in a group's computed `ingress`) would be told after each first apply.
    fn drift(&mut self, plan: &Plan) {
        let changed: BTreeSet<&InstanceAddr> =
            plan.changes.iter().filter(|c| c.action != Action::NoOp).map(|c| &c.addr).collect();
        let mut told =
            plan.drift.iter().filter(|p| p.value.is_null() || changed.contains(&p.addr)).peekable();
        if told.peek().is_some() {
            self.heading("Changed outside of provision since the last run");
        }
        told.for_each(|prior| self.drifted(prior));
    }

    fn drifted(&mut self, prior: &Prior) {
        let gone = prior.value.is_null();
        let title =
            format!("{} {}", clean(&prior.addr), if gone { "has been deleted" } else { "has changed" });
        let after = (!gone).then_some(&prior.value);
        let sign = if gone { Sign::Remove } else { Sign::Change };
        self.object(&title, &[], sign, &prior.addr, prior.before_refresh.as_ref(), after, &BTreeSet::new());
    }

    fn changes(&mut self, plan: &Plan) {
        let shown = |c: &&Change| !matches!(c.action, Action::NoOp | Action::Forget);
        let mut changes: Vec<&Change> = plan.changes.iter().filter(shown).collect();
        changes.sort_by(|a, b| (a.stage, &a.addr.resource.module).cmp(&(b.stage, &b.addr.resource.module)));
        let creates = changes.iter().filter(|c| c.action == Action::Create).count();
        let brief = creates > MANY && !self.options.verbose;
        let mut stage = None;
        for change in changes {
            if stage.replace(change.stage) != Some(change.stage) {
                match plan.stages.get(change.stage).filter(|_| plan.stages.len() > 1) {
                    Some(name) => self.heading(&format!("Stage {name}")),
                    None => self.page.gap(),
                }
            }
            if brief && change.action == Action::Create && change.importing.is_none() {
                self.brief(change);
            } else {
                self.change(change);
            }
        }
        if brief {
            self.page.gap();
            self.prose(&format!(
                "{creates} new resources are shown in one line each; --verbose shows every argument."
            ));
        }
    }

    /// What stays as it is in the cloud, and is only called another name, taken over or let go: a line each.
    fn kept(&mut self, plan: &Plan) {
        let still = || plan.changes.iter().filter(|c| c.action == Action::NoOp);
        let moved =
            still().filter_map(|c| Some(format!("{} → {}", clean(c.previous_addr.as_ref()?), named(c))));
        self.section("Moved to another address", moved.collect());
        let adopted =
            still().filter_map(|c| Some(format!("{} (id {})", named(c), quote(c.importing.as_ref()?))));
        self.section("Adopted as it is", adopted.collect());
        let forgotten = plan.changes.iter().filter(|c| c.action == Action::Forget);
        self.section("Dropped from the state, left as it is", forgotten.map(named).collect());
    }

    fn section(&mut self, heading: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        self.heading(heading);
        for line in lines {
            self.page.line(0, &line);
        }
    }

    fn brief(&mut self, change: &Change) {
        self.page.begin(0, Sign::Add);
        self.page.add(&clean(&change.addr));
        self.page.end();
    }

    fn change(&mut self, change: &Change) {
        let mut notes = Vec::new();
        if let Some(previous) = &change.previous_addr {
            notes.push(format!("moved from {}", clean(previous)));
        }
        if let Some(id) = &change.importing {
            notes.push(format!("adopted by its id {}", quote(id)));
        }
        notes.extend(reason(change).map(String::from));
        let before = change.before.as_ref();
        let after = change.after.as_ref();
        self.object(&title(change), &notes, sign(change), &change.addr, before, after, &change.replace_paths);
    }

    /// Title, notes, and the difference of one object.
    #[allow(clippy::too_many_arguments)]
    fn object(
        &mut self,
        title: &str,
        notes: &[String],
        sign: Sign,
        addr: &InstanceAddr,
        before: Option<&Value>,
        after: Option<&Value>,
        forces: &BTreeSet<Path>,
    ) {
        self.page.gap();
        self.page.title(BOLD, title);
        for note in notes {
            self.page.title(FAINT, &format!("({note})"));
        }
        let resource = &addr.resource;
        let word = if resource.mode == Mode::Data { "data" } else { "resource" };
        self.page.begin(0, sign);
        self.page.add(&format!("{word} \"{}\" \"{}\" {{", resource.type_name, resource.name));
        self.page.end();
        let schema = self.catalog.get(resource.mode, &resource.type_name).map(|t| &t.block);
        Diff { page: &mut self.page, forces }.block(1, schema, before, after, &Path::default());
        self.page.line(0, "}");
    }

    fn outputs(&mut self, plan: &Plan) {
        let changed: Vec<_> =
            plan.outputs.iter().filter(|o| !same(o.before.as_ref(), o.after.as_ref())).collect();
        if changed.is_empty() {
            return;
        }
        self.heading("Outputs");
        let width = changed.iter().map(|o| o.name.chars().count()).max().unwrap_or(0);
        for output in changed {
            let hide = |v: &Option<Value>| match v {
                Some(v) if output.sensitive => Some(v.clone().sensitive()),
                v => v.clone(),
            };
            let (b, a) = (hide(&output.before), hide(&output.after));
            let label = format!("{:width$} = ", output.name);
            let mut diff = Diff { page: &mut self.page, forces: &BTreeSet::new() };
            diff.entry(0, &label, (b.as_ref(), a.as_ref()), &Path::default(), "");
        }
    }

    fn summary(&mut self, plan: &Plan) {
        self.page.gap();
        if is_empty(plan) {
            self.page.put(BOLD, "No changes.");
            self.page.add(" Your infrastructure matches the configuration.");
            self.page.end();
            return;
        }
        self.page.put(BOLD, &Counts::of(plan).line());
        self.page.end();
        let same =
            plan.changes.iter().filter(|c| c.action == Action::NoOp && c.addr.resource.mode == Mode::Managed);
        match same.count() {
            0 => {}
            1 => self.prose("One resource stays as it is."),
            n => self.prose(&format!("{n} resources stay as they are.")),
        }
        if let Some(seconds) = self.options.expected.filter(|s| *s >= 5.0) {
            self.prose(&format!("Expected duration: {}.", duration(seconds)));
        }
    }

    /// A ruled heading over the whole width.
    fn heading(&mut self, text: &str) {
        self.page.gap();
        let rule = self.options.width.clamp(20, 120).saturating_sub(text.chars().count() + 4);
        self.page.put(BOLD, &format!("── {text} {}", "─".repeat(rule)));
        self.page.end();
    }

    /// Sentences, wrapped.
    fn prose(&mut self, text: &str) {
        for paragraph in text.lines() {
            let mut column = 0;
            for word in paragraph.split_inclusive(' ') {
                let length = word.trim_end().chars().count();
                if column > 0 && column + length > self.options.width.max(40) {
                    self.page.end();
                    column = 0;
                }
                self.page.add(word);
                column += word.chars().count();
            }
            self.page.end();
        }
    }
}

/// The address of an object.
fn named(change: &Change) -> String {
    match &change.deposed {
        Some(key) => format!("{} (deposed object {key})", clean(&change.addr)),
        None => clean(&change.addr),
    }
}

fn title(change: &Change) -> String {
    let name = named(change);
    let what = match (change.action, change.reason) {
        (Action::Create, _) => "will be created",
        (Action::Update, _) => "will be updated in-place",
        (Action::Delete, _) => "will be destroyed",
        (Action::Read, _) => "will be read during apply",
        (_, Some(Reason::ReplaceRequested)) => "will be replaced, as requested",
        _ => "must be replaced",
    };
    format!("{name} {what}")
}

fn sign(change: &Change) -> Sign {
    match change.action {
        Action::NoOp | Action::Forget => Sign::None,
        Action::Create => Sign::Add,
        Action::Update => Sign::Change,
        Action::Delete => Sign::Remove,
        Action::Read => Sign::Read,
        Action::DeleteThenCreate => Sign::Replace,
        Action::CreateThenDelete => Sign::ReplaceKeeping,
    }
}

fn reason(change: &Change) -> Option<&'static str> {
    Some(match change.reason? {
        Reason::ReplaceTainted => "its creation did not complete, so it is tainted",
        Reason::ReplaceTriggered => "something that its replace_triggered_by names changes",
        Reason::NoResourceConfig => "it is no longer in the configuration",
        Reason::NoModule => "its module is no longer in the configuration",
        Reason::NoMoveTarget => "it was moved to an address that is not in the configuration",
        Reason::WrongRepetition => "count or for_each was added or taken away",
        Reason::CountIndex => "its index is beyond count",
        Reason::EachKey => "its key is no longer in for_each",
        Reason::ConfigUnknown => "its arguments are known only during apply",
        Reason::DependencyPending => "something that it depends on changes first",
        Reason::CannotUpdate | Reason::ReplaceRequested => return None,
    })
}

fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    match (before.filter(|v| !v.is_null()), after.filter(|v| !v.is_null())) {
        (None, None) => true,
        (Some(b), Some(a)) => a.is_wholly_known() && a == b,
        _ => false,
    }
}

/// An address as it is printed: keys hold whatever the configuration says, so control characters are escaped.
fn clean(addr: &InstanceAddr) -> String {
    let text = addr.to_string();
    text.chars()
        .map(|c| if c.is_control() { c.escape_unicode().to_string() } else { c.to_string() })
        .collect()
}

/// `40 s`, `4 min`, `1 h 10 min`.
pub fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match seconds {
        s if s < 90.0 => format!("about {} s", s.round()),
        _ if minutes < 60 => format!("about {minutes} min"),
        _ => format!("about {} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
