//! The forms of the language, each as a small plan: what comes of it is what Terraform makes of it. `fixtures/forms.txt` holds
//! the plans, `fixtures/forms.json` what Terraform 1.11.4 said. Files under `before/` are those of an earlier plan, which
//! has been applied.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use super::Walk;
use crate::model::Prior;
use crate::render::json::{action_reason, actions};
use crate::testing::Files;
use crate::walk::{Answer, Input, Need, Options, Turn};
use provision_lang::config::load_with;
use provision_lang::static_check;
use provision_lang::tfvars::{VariableOption, VariableSources};
use provision_schema::{Attribute, Block, Catalog, Facts, ResourceType, Sdk};
use provision_value::json::{from_json, to_json};
use provision_value::{Diagnostics, Mode, SourceMap, Type, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const FORMS: &str = include_str!("fixtures/forms.txt");

struct Form {
    name: &'static str,
    files: Vec<(&'static str, String)>,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

fn forms() -> Vec<Form> {
    let whole = |text: &'static str| {
        let (name, rest) = text.split_once('\n').unwrap();
        let mut form = Form { name, files: Vec::new(), args: Vec::new(), env: Vec::new() };
        for part in rest.split("--- ").skip(1) {
            let (file, content) = part.split_once('\n').unwrap();
            match file {
                "args" => form.args = content.lines().map(str::to_string).collect(),
                "env" => {
                    let pair = |l: &str| l.split_once('=').map(|(n, v)| (n.to_string(), v.to_string()));
                    form.env = content.lines().filter_map(pair).collect();
                }
                _ => form.files.push((file, content.to_string())),
            }
        }
        form
    };
    FORMS.split("=== ").skip(1).map(whole).collect()
}

/// `terraform_data`, and the provider that it belongs to.
struct Builtin(ResourceType, Block);

impl Builtin {
    fn new() -> Builtin {
        let argument = |replace| Attribute { optional: true, replace, ..Attribute::new(Type::Dynamic) };
        let computed = |ty| Attribute { computed: true, ..Attribute::new(ty) };
        let attributes = [
            ("id", Attribute { stable: true, ..computed(Type::String) }),
            ("input", argument(false)),
            ("output", computed(Type::Dynamic)),
            ("triggers_replace", argument(true)),
        ];
        let block = Block { attributes: attributes.into(), ..Block::default() };
        let data = ResourceType {
            name: "terraform_data",
            mode: Mode::Managed,
            version: 0,
            sdk: Sdk::Framework,
            block,
            plan: None,
            seconds: (0.0, 0.0),
            revisioned: false,
            doc: "",
        };
        Builtin(data, Block::default())
    }
}

impl Catalog for Builtin {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        (name == self.0.name).then_some(&self.0)
    }
    fn data(&self, _: &str) -> Option<&ResourceType> {
        None
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        (name == "terraform").then_some(&self.1)
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        if mode == Mode::Managed { vec![self.0.name] } else { Vec::new() }
    }
}

fn answer(need: Need) -> Answer {
    let object = |id: String| {
        let null = || Value::null(Type::Dynamic);
        Value::object_of([
            ("id", Value::string(id)),
            ("input", null()),
            ("output", null()),
            ("triggers_replace", null()),
        ])
    };
    match need {
        Need::Provider(p) => Answer::Provider { id: p.id, facts: Facts::default() },
        Need::Data(_) => Answer::Data(Vec::new()),
        Need::Import(reads) => {
            Answer::Import(reads.into_iter().map(|r| (r.addr, Ok(object(r.id)))).collect())
        }
    }
}

/// Warnings do not count.
fn passed(found: Diagnostics) -> Result<(), Diagnostics> {
    if found.has_errors() { Err(found) } else { Ok(()) }
}

/// The objects of a recorded state.
fn priors(state: &Json) -> Vec<Prior> {
    let one = |r: &Json| {
        let value = |name: &str, ty| from_json(&r["values"][name], &ty).unwrap();
        let object = [
            ("id", value("id", Type::String)),
            ("input", value("input", Type::Dynamic)),
            ("output", value("output", Type::Dynamic)),
            ("triggers_replace", value("triggers_replace", Type::Dynamic)),
        ];
        Prior {
            addr: r["address"].as_str().unwrap().parse().unwrap(),
            deposed: None,
            value: Value::object_of(object),
            before_refresh: None,
            tainted: false,
            create_before_destroy: false,
            dependencies: Vec::new(),
            provider: "provider[\"terraform.io/builtin/terraform\"]".into(),
            stage: None,
        }
    };
    state.as_array().into_iter().flatten().map(one).collect()
}

/// What this program makes of a form, in the shape that is recorded of Terraform; errors as a person reads them.
fn ours(form: &Form, state: &Json) -> Result<Json, String> {
    let files: Vec<_> =
        form.files.iter().filter(|(n, _)| !n.starts_with("before/")).map(|(n, t)| (*n, t.as_str())).collect();
    let world = Files::new(&files).with_env(&form.env);
    let mut sources = SourceMap::default();
    plan(form, &world, &mut sources, priors(state)).map_err(|d| shown(&d, &sources))
}

fn plan(
    form: &Form,
    world: &Files,
    sources: &mut SourceMap,
    priors: Vec<Prior>,
) -> Result<Json, Diagnostics> {
    let (types, dir) = (Builtin::new(), Path::new("/plan"));
    let (config, found) = load_with(world, dir, &types, sources);
    passed(found)?;
    passed(static_check::check(&config, &types, world, dir))?;
    let option = |arg: &String| match arg.strip_prefix("-var-file=") {
        Some(file) => VariableOption::File(dir.join(file)),
        None => VariableOption::Var(arg.trim_start_matches("-var=").into()),
    };
    let options = form.args.iter().map(option).collect();
    let given = VariableSources { environment_files: Vec::new(), options };
    let (inputs, found) = given.read(world, dir, &config.root, sources);
    passed(found)?;
    let (variables, found) = inputs.values(&config.root, sources);
    passed(found)?;
    let mut walk = Walk::new(Input {
        config: &config,
        catalog: &types,
        world,
        base_dir: dir,
        cwd: "/plan",
        workspace: "default",
        project: None,
        variables,
        priors,
        prior_outputs: BTreeMap::new(),
        options: Options::default(),
    })?;
    let plan = loop {
        match walk.next()? {
            Turn::Done(plan) => break plan,
            Turn::Need(need) => walk.provide(answer(need)),
        }
    };
    let text = |v: &Value| match v.is_wholly_known() {
        true => to_json(v),
        false => json!("(unknown)"),
    };
    let resource = |c: &crate::model::Change| {
        let input = c.after.as_ref().and_then(|v| v.get("input")).map(text);
        let imported = c.importing.clone();
        let what = json!({
            "input": input,
            "import": imported,
            "actions": actions(c.action),
            "reason": c.reason.map(action_reason),
            "from": c.previous_addr.as_ref().map(ToString::to_string),
        });
        (c.addr.to_string(), what)
    };
    let output = |o: &crate::model::OutputChange| {
        let value = o.after.as_ref().map(|v| text(&v.clone().unmark_deep().0));
        (o.name.to_string(), json!({"value": value, "sensitive": o.sensitive}))
    };
    Ok(json!({
        "resources": plan.changes.iter().map(resource).collect::<Map<_, _>>(),
        "outputs": plan.outputs.iter().map(output).collect::<Map<_, _>>(),
    }))
}

fn shown(found: &Diagnostics, sources: &SourceMap) -> String {
    let line = |d: &provision_value::Diagnostic| {
        let place = d.span.map_or("-".to_string(), |s| {
            let (line, column) = sources.line_col(s.source, s.start);
            format!("{}:{line}:{column}", sources.name(s.source).trim_start_matches("/plan/"))
        });
        format!("  {place} {}: {}\n", d.summary, d.detail)
    };
    found.0.iter().filter(|d| d.is_error()).map(line).collect()
}

/// A directory with a form's files, in which Terraform runs.
struct Place<'f> {
    form: &'f Form,
    dir: PathBuf,
}

impl Place<'_> {
    /// Puts the files of one plan there, and takes those of another away.
    fn write(&self, before: bool) {
        let path = |name: &str| self.dir.join(name.trim_start_matches("before/"));
        for (name, _) in &self.form.files {
            let _ = std::fs::remove_file(path(name));
        }
        for (name, text) in self.form.files.iter().filter(|(n, _)| n.starts_with("before/") == before) {
            std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            std::fs::write(path(name), text).unwrap();
        }
    }

    /// What a command prints, or its first error.
    fn run(&self, args: &[&str]) -> Result<Json, Json> {
        let mut command = Command::new("terraform");
        command.current_dir(&self.dir).args(args).env("CHECKPOINT_DISABLE", "1");
        command.envs(self.form.env.iter().cloned());
        let output = command.output().expect("terraform is on PATH");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let summary = error
            .lines()
            .filter_map(|l| l.trim_start_matches(['│', ' ']).strip_prefix("Error: "))
            .find(|l| !l.starts_with("Terraform encountered problems"));
        match output.status.success() {
            true => Ok(serde_json::from_slice(&output.stdout).unwrap_or_default()),
            false => Err(json!({"error": summary.unwrap_or(&error)})),
        }
    }

    /// The objects of the state after the earlier plan, null where there is none.
    fn before(&self) -> Json {
        if !self.form.files.iter().any(|(n, _)| n.starts_with("before/")) {
            return Json::Null;
        }
        self.write(true);
        self.run(&["init", "-no-color"]).unwrap();
        self.run(&["apply", "-no-color", "-auto-approve"]).unwrap();
        let state = self.run(&["show", "-json"]).unwrap();
        let mut all = Vec::new();
        let mut modules = vec![state["values"]["root_module"].clone()];
        while let Some(module) = modules.pop() {
            let kept = |r: &Json| json!({"address": r["address"], "values": r["values"]});
            all.extend(module["resources"].as_array().into_iter().flatten().map(kept));
            modules.extend(module["child_modules"].as_array().into_iter().flatten().cloned());
        }
        Json::Array(all)
    }

    /// Terraform's plan, or its first error.
    fn plan(&self) -> Result<Json, Json> {
        if !self.form.files.iter().any(|(n, _)| n.starts_with(".terraform")) {
            self.run(&["init", "-no-color", "-input=false"])?;
        }
        let mut args = vec!["plan", "-no-color", "-input=false", "-out=out.tfplan"];
        args.extend(self.form.args.iter().map(String::as_str));
        self.run(&args)?;
        self.run(&["show", "-json", "out.tfplan"])
    }
}

/// Terraform's plan in the same shape, or its first error; the state that it began with under `before`.
fn theirs(form: &Form, dir: &Path) -> Json {
    let _ = std::fs::remove_dir_all(dir);
    std::fs::create_dir_all(dir).unwrap();
    let place = Place { form, dir: dir.to_path_buf() };
    let before = place.before();
    place.write(false);
    let plan = match place.plan() {
        Ok(plan) => plan,
        Err(mut error) => {
            error["before"] = before;
            return error;
        }
    };
    let resource = |r: &Json| {
        let (change, address) = (&r["change"], r["address"].as_str().unwrap().to_string());
        let unknown = change["after_unknown"]["input"].as_bool() == Some(true);
        let gone = change["after"].is_null();
        let after = if gone { Json::Null } else { change["after"]["input"].clone() };
        let what = json!({
            "input": if unknown { json!("(unknown)") } else { after },
            "import": change["importing"]["id"],
            "actions": change["actions"],
            "reason": r["action_reason"],
            "from": r["previous_address"],
        });
        (address, what)
    };
    let outputs = plan["output_changes"].as_object().cloned().unwrap_or_default();
    let output = |(name, o): (&String, &Json)| {
        let value = if o["after_unknown"] == true { json!("(unknown)") } else { o["after"].clone() };
        (name.clone(), json!({"value": value, "sensitive": o["after_sensitive"] == true}))
    };
    let resources = plan["resource_changes"].as_array().cloned().unwrap_or_default();
    let mut out = json!({
        "resources": resources.iter().map(resource).collect::<Map<_, _>>(),
        "outputs": outputs.iter().map(output).collect::<Map<_, _>>(),
    });
    if !before.is_null() {
        out["before"] = before;
    }
    out
}

#[test]
fn forms_mean_what_they_mean_to_terraform() {
    let recorded: Json = serde_json::from_str(include_str!("fixtures/forms.json")).unwrap();
    let mut wrong = String::new();
    let mut errors = String::new();
    for form in forms() {
        let mut expected = recorded[form.name].clone();
        let before = expected.as_object_mut().and_then(|o| o.remove("before")).unwrap_or_default();
        match (ours(&form, &before), expected.get("error")) {
            (Ok(plan), None) if plan == expected => {}
            (Ok(plan), None) => wrong += &format!("{}\n  ours   {plan}\n  theirs {expected}\n", form.name),
            (Ok(_), Some(error)) => wrong += &format!("{}: Terraform says {error}, we nothing\n", form.name),
            (Err(found), None) => wrong += &format!("{}: only we say\n{found}", form.name),
            (Err(found), Some(_)) => errors += &format!("{}\n{found}", form.name),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!(errors);
}

/// Asks Terraform, which must be on `PATH`, and writes what it says.
#[test]
#[ignore = "runs Terraform"]
fn record() {
    let dir = std::env::temp_dir().join(format!("provision-forms-{}", std::process::id()));
    let all: BTreeMap<_, _> = forms().iter().map(|f| (f.name, theirs(f, &dir.join(f.name)))).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/walk/fixtures/forms.json");
    std::fs::write(path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
    let _ = std::fs::remove_dir_all(dir);
}
