//! Each type through its life: planned, made, planned again without a change, changed, deleted. No program, no network.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use provision_builtin::{BuiltinProvider, Settings};
use provision_engine::object;
use provision_engine::provider::{Created, Intent, Provider, ReadReq, Session, StepCx};
use provision_plan::Action;
use provision_plan::diff::{IgnoreChanges, Request, plan_instance};
use provision_schema::{Catalog, Facts, ResourceType};
use provision_value::{Value, json};
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::Arc;

/// The provider and one configuration of it, in a directory of its own.
struct World {
    provider: BuiltinProvider,
    session: Arc<dyn Session>,
    dir: tempfile::TempDir,
}

/// 2026-11-22T10:00:00Z
fn noon() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_795_341_600).unwrap()
}

/// A year later.
fn later() -> jiff::Timestamp {
    noon() + jiff::SignedDuration::from_hours(24 * 366)
}

fn step() -> StepCx {
    StepCx {
        address: String::new(),
        token: "t".into(),
        ownership: Default::default(),
        timeout: None,
        absent: false,
        progress: Arc::new(|_| {}),
    }
}

impl World {
    async fn new() -> World {
        World::at(tempfile::tempdir().unwrap(), noon).await
    }

    async fn at(dir: tempfile::TempDir, now: fn() -> jiff::Timestamp) -> World {
        let settings = Settings { dir: dir.path().into(), now, time_scale: 0.001, states: None };
        let provider = BuiltinProvider::new(settings);
        let session = provider.configure("random", &Value::object_of::<&str>([])).await.unwrap();
        World { provider, session, dir }
    }

    fn ty(&self, name: &str) -> &ResourceType {
        self.provider.resource(name).unwrap_or_else(|| panic!("no type {name}"))
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    fn config(&self, name: &str, config: &Json) -> Value {
        json::from_typed_json(config, &self.ty(name).block.ty()).unwrap()
    }

    /// The action and the planned object.
    fn plan(&self, name: &str, prior: Option<&Value>, config: &Json) -> (Action, Value) {
        self.try_plan(name, prior, config).unwrap()
    }

    fn try_plan(&self, name: &str, prior: Option<&Value>, config: &Json) -> Result<(Action, Value), String> {
        let config = self.config(name, config);
        let request = Request {
            ty: self.ty(name),
            facts: &Facts::default(),
            prior,
            tainted: false,
            config: &config,
            ignore_changes: IgnoreChanges::default(),
            replace: None,
            create_before_destroy: false,
            unconfirmed: &[],
        };
        match plan_instance(&request) {
            Ok(outcome) => Ok((outcome.action, outcome.planned)),
            Err(e) => Err(e.into_iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect()),
        }
    }

    /// Makes it, by way of what the journal holds in between; the object as it comes back from the state.
    async fn make(&self, name: &str, config: &Json) -> Value {
        self.try_make(name, config).await.unwrap()
    }

    async fn try_make(&self, name: &str, config: &Json) -> Result<Value, String> {
        let (action, planned) = self.try_plan(name, None, config)?;
        assert_eq!(action, Action::Create);
        let made = self.session.create(name, &step(), &planned).await.map_err(|e| e.message)?;
        let block = &self.ty(name).block;
        let once = made.once.iter().map(|(n, v)| {
            let ty = &block.attributes[n.as_str()].ty;
            (n.clone(), json::from_typed_json(&json::to_typed_json(v, ty), ty).unwrap())
        });
        let created = Created { key: made.key.clone(), once: once.collect() };
        let object = self.session.finish(name, &step(), &created, &planned).await.map_err(|e| e.message)?;
        assert!(object.is_wholly_known(), "{name}");
        let stored = object::to_attributes(&object, block);
        let object = json::from_typed_json(&stored, &block.ty()).unwrap();
        assert_eq!(self.session.key(name, &object).unwrap(), made.key);
        let intent = Intent { token: "t".into(), absent: false, at: 0, ownership: Default::default() };
        assert_eq!(self.session.locate(name, &planned, &intent).await.unwrap(), None);
        Ok(object)
    }

    async fn read(&self, name: &str, prior: &Value) -> Option<Value> {
        let req = ReadReq { key: String::new(), prior: prior.clone(), fresh: false };
        self.session.read(name, vec![req]).await.remove(0).unwrap()
    }

    async fn delete(&self, name: &str, prior: &Value) {
        self.session.delete(name, &step(), prior).await.unwrap();
    }

    /// Made, unchanged on the next plan, and then what another configuration plans.
    async fn lives(&self, name: &str, config: Json, other: Json, action: Action) -> Value {
        let made = self.make(name, &config).await;
        let read = self.read(name, &made).await.unwrap_or_else(|| panic!("{name} is gone"));
        assert_eq!(self.plan(name, Some(&read), &config).0, Action::NoOp, "{name}");
        assert_eq!(self.plan(name, Some(&read), &other).0, action, "{name}");
        read
    }

    async fn data(&self, name: &str, config: Json) -> Result<Value, String> {
        let ty = self.provider.data(name).unwrap();
        let config = json::from_typed_json(&config, &ty.block.ty()).unwrap();
        self.session.data(name, vec![config]).await.remove(0).map_err(|e| e.message)
    }
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {name}"))
}

fn number(object: &Value, name: &str) -> i64 {
    object.get(name).and_then(Value::as_i64).unwrap()
}

const REPLACE: Action = Action::DeleteThenCreate;

#[tokio::test]
async fn data_keeps_its_input() {
    let w = World::new().await;
    let config = json!({"input": {"a": [1, "x"]}, "triggers_replace": 1});
    let made = w.lives("terraform_data", config.clone(), json!({"triggers_replace": 2}), REPLACE).await;
    assert_eq!(made.get("output"), made.get("input"));
    let (action, planned) =
        w.plan("terraform_data", Some(&made), &json!({"input": "b", "triggers_replace": 1}));
    assert_eq!(action, Action::Update);
    assert!(!planned.get("output").unwrap().is_known() && planned.get("id") == made.get("id"));
    let updated = w.session.update("terraform_data", &step(), &made, &planned).await.unwrap();
    assert_eq!(text(&updated, "output"), "b");
    let none = w.make("terraform_data", &json!({})).await;
    assert!(none.get("output").unwrap().is_null());
    let (_, imported) = w.session.import("terraform_data", "x").unwrap();
    assert_eq!(w.plan("terraform_data", Some(&imported), &json!({})).0, Action::NoOp);
}

#[tokio::test]
async fn random_values_stay_until_a_keeper_changes() {
    let w = World::new().await;
    let kept = |more: Json, keeper: Json| {
        let mut config = more;
        config["keepers"] = json!({"k": keeper});
        config
    };
    for (name, config) in [
        ("random_id", json!({"byte_length": 4, "prefix": "p-"})),
        ("random_bytes", json!({"length": 5})),
        ("random_integer", json!({"min": 3, "max": 9})),
        ("random_password", json!({"length": 12})),
        ("random_pet", json!({"length": 4})),
        ("random_shuffle", json!({"input": ["a", "b"]})),
        ("random_string", json!({"length": 6})),
        ("random_uuid", json!({})),
    ] {
        let one = kept(config.clone(), json!("1"));
        w.lives(name, one.clone(), kept(config.clone(), json!("2")), REPLACE).await;
        let made = w.make(name, &one).await;
        let more = {
            let mut c = one.clone();
            c["keepers"]["gone"] = Json::Null;
            c
        };
        assert_eq!(w.plan(name, Some(&made), &more).0, Action::Update, "{name}: a null more is no change");
        assert_eq!(w.plan(name, Some(&made), &config).0, REPLACE, "{name}: no keepers any more");
    }
}

#[tokio::test]
async fn random_values_are_what_was_asked_for() {
    let w = World::new().await;
    let id = w.make("random_id", &json!({"byte_length": 4, "prefix": "p-"})).await;
    assert_eq!(text(&id, "hex").len(), "p-".len() + 8);
    assert_eq!(text(&id, "b64_url"), format!("p-{}", text(&id, "id")));
    let number_of = u32::from_str_radix(&text(&id, "hex")[2..], 16).unwrap();
    assert_eq!(text(&id, "dec"), format!("p-{number_of}"));

    let config = json!({"length": 30, "upper": false, "special": false, "min_numeric": 25});
    let string = w.make("random_string", &config).await;
    let result = text(&string, "result");
    assert_eq!(result.len(), 30);
    assert!(result.chars().filter(char::is_ascii_digit).count() >= 25);
    assert!(result.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase()));
    let own = json!({"length": 8, "override_special": "é", "upper": false, "lower": false, "numeric": false});
    assert_eq!(text(&w.make("random_string", &own).await, "result"), "é".repeat(8));

    let seeded = json!({"min": 1, "max": 1_000_000, "seed": "x"});
    let (a, b) = (w.make("random_integer", &seeded).await, w.make("random_integer", &seeded).await);
    assert_eq!(number(&a, "result"), number(&b, "result"));
    let shuffle = w.make("random_shuffle", &json!({"input": ["a", "b", "c", "d", "e"], "seed": "-"})).await;
    let order: Vec<&str> =
        shuffle.get("result").unwrap().as_seq().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(order, ["a", "c", "b", "e", "d"]);
    let more = w.make("random_shuffle", &json!({"input": ["a", "b"], "result_count": 5})).await;
    assert_eq!(more.get("result").unwrap().as_seq().unwrap().len(), 5);
    let pet = w.make("random_pet", &json!({"length": 3, "separator": "_", "prefix": "x"})).await;
    assert_eq!(text(&pet, "id").split('_').count(), 4);
}

#[tokio::test]
async fn passwords_are_secret_and_hashed() {
    let w = World::new().await;
    let made = w.make("random_password", &json!({"length": 100})).await;
    assert_eq!(text(&made, "id"), "none");
    assert!(text(&made, "bcrypt_hash").starts_with("$2a$10$"));
    let marked = object::mark(made, &w.ty("random_password").block, &[]);
    let paths: Vec<String> = object::sensitive_paths(&marked).iter().map(ToString::to_string).collect();
    assert_eq!(paths, ["bcrypt_hash", "result"]);
    let (_, imported) = w.session.import("random_password", "hunter2!").unwrap();
    assert_eq!(w.plan("random_password", Some(&imported), &json!({"length": 8})).0, Action::NoOp);
    assert_eq!(w.plan("random_password", Some(&imported), &json!({"length": 9})).0, REPLACE);
    let old = json!({"id": "none", "result": "abc", "length": 3, "number": false});
    let new = w.session.upgrade("random_password", 0, old).unwrap();
    assert_eq!(
        (&new["numeric"], &new["min_upper"], &new["special"]),
        (&json!(false), &json!(0), &json!(true))
    );
    assert!(new["bcrypt_hash"].as_str().unwrap().starts_with("$2a$"));
}

#[tokio::test]
async fn random_values_refuse_what_cannot_be() {
    let w = World::new().await;
    for (name, config, why) in [
        ("random_integer", json!({"min": 2, "max": 1}), "no number"),
        ("random_integer", json!({"min": i64::MIN, "max": i64::MAX}), "too many"),
        ("random_string", json!({"length": 3, "min_upper": 4}), "add up to 4"),
        ("random_string", json!({"length": 3, "number": true, "numeric": false}), "contradicts"),
        ("random_string", json!({"length": -1}), "Too short"),
        ("random_bytes", json!({"length": -1}), "no whole number"),
        ("random_id", json!({"byte_length": 99_999_999_999_i64}), "no whole number"),
        ("random_pet", json!({"length": 0.5}), "no whole number"),
        (
            "random_string",
            json!({"length": 3, "upper": false, "lower": false, "numeric": false, "special": false}),
            "no characters",
        ),
    ] {
        let error = w.try_make(name, &config).await.unwrap_err();
        assert!(error.contains(why), "{name}: {error}");
    }
    for (name, id) in
        [("random_integer", "1,2"), ("random_uuid", "x"), ("random_id", "%"), ("random_bytes", "%")]
    {
        assert!(w.session.import(name, id).is_err(), "{name}");
    }
    assert!(w.session.import("random_shuffle", "x").unwrap_err().message.contains("cannot be imported"));
    let (_, integer) = w.session.import("random_integer", "5,1,9,s").unwrap();
    assert_eq!(
        w.plan("random_integer", Some(&integer), &json!({"min": 1, "max": 9, "seed": "s"})).0,
        Action::NoOp
    );
}

#[tokio::test]
async fn moments_stay_and_rotate() {
    let w = World::new().await;
    let plain = w.lives("time_static", json!({}), json!({"rfc3339": "2020-01-01T00:00:00Z"}), REPLACE).await;
    assert_eq!(text(&plain, "rfc3339"), "2026-11-22T10:00:00Z");
    let (_, planned) = w.plan("time_static", None, &json!({"rfc3339": "2020-02-03T04:05:06+01:00"}));
    assert_eq!((number(&planned, "year"), number(&planned, "hour")), (2020, 4));

    let offset = json!({"offset_days": 7, "base_rfc3339": "2020-01-31T00:00:00Z"});
    let later_offset = json!({"offset_days": 8, "base_rfc3339": "2020-01-31T00:00:00Z"});
    let made = w.lives("time_offset", offset, later_offset.clone(), Action::Update).await;
    assert_eq!(text(&made, "rfc3339"), "2020-02-07T00:00:00Z");
    let (_, planned) = w.plan("time_offset", Some(&made), &later_offset);
    assert_eq!(text(&planned, "rfc3339"), "2020-02-08T00:00:00Z");
    let moved = json!({"offset_days": 7, "base_rfc3339": "2021-01-31T00:00:00Z"});
    let (action, planned) = w.plan("time_offset", Some(&made), &moved);
    assert!(action == Action::Update && !planned.get("rfc3339").unwrap().is_known());
    let updated = w.session.update("time_offset", &step(), &made, &planned).await.unwrap();
    assert_eq!(text(&updated, "rfc3339"), "2021-02-07T00:00:00Z");

    let rotating = w
        .lives("time_rotating", json!({"rotation_days": 30}), json!({"rotation_days": 31}), Action::Update)
        .await;
    assert_eq!(text(&rotating, "rotation_rfc3339"), "2026-12-22T10:00:00Z");
    let (_, planned) = w.plan("time_rotating", Some(&rotating), &json!({"rotation_hours": 1}));
    assert_eq!(text(&planned, "rotation_rfc3339"), "2026-11-22T11:00:00Z");
    let w = World::at(tempfile::tempdir().unwrap(), later).await;
    assert_eq!(w.read("time_rotating", &rotating).await, None);
    for (name, id) in [
        ("time_static", "2020-01-01T00:00:00Z"),
        ("time_offset", "2020-01-01T00:00:00Z,,,3,,,"),
        ("time_rotating", "2020-01-01T00:00:00Z,,,3,,"),
        ("time_rotating", "2020-01-01T00:00:00Z,2020-01-04T00:00:00Z"),
        ("time_sleep", "1s,,a=b"),
    ] {
        w.session.import(name, id).unwrap();
        assert!(w.session.import(name, "x").is_err() && w.session.import(name, "").is_err(), "{name}");
    }
}

#[tokio::test]
async fn sleeping_takes_its_time() {
    let w = World::new().await;
    let before = std::time::Instant::now();
    // A thousandth of it, in tests.
    let made = w
        .lives(
            "time_sleep",
            json!({"create_duration": "50s"}),
            json!({"destroy_duration": "1m"}),
            Action::Update,
        )
        .await;
    assert!(before.elapsed() >= std::time::Duration::from_millis(50));
    w.delete("time_sleep", &made).await;
    assert_eq!(text(&made, "id"), "2026-11-22T10:00:00Z");
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_written_and_watched() {
    use std::os::unix::fs::PermissionsExt;
    let w = World::new().await;
    let config = json!({"filename": "a/b/x.txt", "content": "hello", "file_permission": "0640"});
    let other = json!({"filename": "a/b/x.txt", "content": "bye", "file_permission": "0640"});
    let made = w.lives("local_file", config.clone(), other, REPLACE).await;
    let path = w.path("a/b/x.txt");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "hello");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(text(&made, "content_sha1"), "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
    assert_eq!(text(&made, "content_base64sha256"), "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    std::fs::write(&path, "changed").unwrap();
    assert_eq!(w.read("local_file", &made).await, None);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(w.read("local_file", &made).await, None);
    w.delete("local_file", &made).await;
    w.make("local_file", &config).await;
    w.delete("local_file", &made).await;
    assert!(!path.exists());

    let secret =
        w.make("local_sensitive_file", &json!({"filename": "s", "content_base64": "aGVsbG8="})).await;
    assert_eq!(std::fs::metadata(w.path("s")).unwrap().permissions().mode() & 0o777, 0o700);
    let copy = w.make("local_file", &json!({"filename": "copy", "source": "s"})).await;
    assert_eq!(text(&copy, "id"), text(&secret, "id"));
    let data = w.data("local_sensitive_file", json!({"filename": "s"})).await.unwrap();
    assert_eq!((text(&data, "content"), text(&data, "content_base64")), ("hello", "aGVsbG8="));
    for (config, why) in [
        (json!({"filename": "s/below", "content": "x"}), "cannot be"),
        (json!({"filename": "x", "source": "missing"}), "missing cannot be read"),
        (json!({"filename": "x", "content_base64": "%"}), "not base64"),
        (json!({"filename": "x", "content": "x", "file_permission": "999"}), "no mode"),
    ] {
        let error = w.try_make("local_file", &config).await.unwrap_err();
        assert!(error.contains(why), "{error}");
    }
    assert!(w.data("local_file", json!({"filename": "missing"})).await.is_err());
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[tokio::test]
async fn archives_are_the_same_for_the_same_content() {
    let w = World::new().await;
    for (name, content) in
        [("src/b.txt", "b"), ("src/a/z.txt", "z"), ("src/a/y.log", "y"), ("src/c.txt", "c")]
    {
        write(&w.path(name), content);
    }
    let config = json!({"type": "zip", "source_dir": "src", "output_path": "out/x.zip", "excludes": ["**/*.log"],
        "output_file_mode": "0644", "source": []});
    let first = w.data("archive_file", config.clone()).await.unwrap();
    let listed = || {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(w.path("out/x.zip")).unwrap()).unwrap();
        (0..zip.len()).map(|i| zip.by_index(i).unwrap().name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed(), ["a/z.txt", "b.txt", "c.txt"]);
    assert_eq!(number(&first, "output_size") as u64, std::fs::metadata(w.path("out/x.zip")).unwrap().len());
    std::fs::remove_file(w.path("out/x.zip")).unwrap();
    write(&w.path("src/b.txt"), "b");
    assert_eq!(w.data("archive_file", config.clone()).await.unwrap(), first);
    write(&w.path("src/b.txt"), "changed");
    assert_ne!(w.data("archive_file", config).await.unwrap().get("output_sha"), first.get("output_sha"));

    let within = json!({"type": "zip", "source_dir": "src", "output_path": "src/self.zip", "source": []});
    let once = w.data("archive_file", within.clone()).await.unwrap();
    assert_eq!(w.data("archive_file", within).await.unwrap(), once, "the archive is not part of itself");

    let sources = json!([{"filename": "b", "content": "1"}, {"filename": "a", "content": "2"}]);
    let config = json!({"type": "tar.gz", "output_path": "x.tgz", "source": sources});
    let other = json!({"type": "zip", "output_path": "x.tgz", "source": sources});
    w.lives("archive_file", config, other, REPLACE).await;
    let file = flate2::read::GzDecoder::new(std::fs::File::open(w.path("x.tgz")).unwrap());
    let mut tar = tar::Archive::new(file);
    let names: Vec<_> = tar.entries().unwrap().map(|e| e.unwrap().path().unwrap().into_owned()).collect();
    assert_eq!(names, [Path::new("a"), Path::new("b")]);

    for (config, why) in [
        (json!({"type": "zip", "source_dir": "none", "output_path": "o"}), "cannot be read"),
        (json!({"type": "rar", "source_content_filename": "x", "output_path": "o"}), "no archive format"),
        (json!({"type": "zip", "source_dir": "src", "excludes": ["**"], "output_path": "o"}), "empty"),
        (json!({"type": "zip", "source_dir": "src", "excludes": ["["], "output_path": "o"}), "no glob"),
        (json!({"type": "zip", "source_file": "src", "output_path": "o"}), "directory"),
    ] {
        let error = w.data("archive_file", config).await.unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_that_lead_back_are_an_error() {
    let w = World::new().await;
    write(&w.path("src/a.txt"), "a");
    std::os::unix::fs::symlink("..", w.path("src/loop")).unwrap();
    let mut config = json!({"type": "zip", "source_dir": "src", "output_path": "o.zip", "source": []});
    assert!(w.data("archive_file", config.clone()).await.unwrap_err().contains("leads back"));
    config["exclude_symlink_directories"] = json!(true);
    w.data("archive_file", config).await.unwrap();
}

#[tokio::test]
async fn remote_states_are_read() {
    let w = World::new().await;
    let state = json!({"version": 4, "outputs": {
        "a": {"value": ["x"], "type": ["list", "string"]}, "s": {"value": "t", "type": "string", "sensitive": true}}});
    write(&w.path("terraform.tfstate"), &state.to_string());
    write(&w.path("terraform.tfstate.d/dev/terraform.tfstate"), &json!({"version": 4}).to_string());
    let read = async |config: Json| w.data("terraform_remote_state", config).await;
    let defaults = json!({"value": {"a": 1, "d": 2}, "type": ["object", {"a": "number", "d": "number"}]});
    let found = read(json!({"backend": "local", "defaults": defaults})).await.unwrap();
    assert_eq!(json::to_json(found.get("outputs").unwrap()), json!({"a": ["x"], "d": 2, "s": "t"}));
    let found = read(json!({"backend": "local", "workspace": "dev"})).await.unwrap();
    assert_eq!(json::to_json(found.get("outputs").unwrap()), json!({}));
    let config = |c: Json| json!({"backend": "local", "config": c});
    write(&w.path("bad"), "{}");
    for (config, why) in [
        (json!({"backend": "gcs"}), "cannot be read"),
        (config(json!({"path": "missing"})), "There is no state"),
        (config(json!({"path": "bad"})), "is no state"),
        (config(json!({"pat": "x"})), "no argument"),
        (json!({"backend": "local", "workspace": "none"}), "There is no state"),
    ] {
        let error = read(config).await.unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

#[tokio::test]
async fn nothing_has_a_life_too() {
    let w = World::new().await;
    w.lives("null_resource", json!({"triggers": {"a": "1"}}), json!({"triggers": {"a": "2"}}), REPLACE).await;
    let data = w.data("null_data_source", json!({"inputs": {"a": "b"}})).await.unwrap();
    assert_eq!((data.get("outputs"), text(&data, "has_computed_default")), (data.get("inputs"), "default"));
}

#[tokio::test]
async fn keys_can_be_read_again() {
    let w = World::new().await;
    let mut kinds = vec![json!({"algorithm": "ED25519"}), json!({"algorithm": "RSA", "rsa_bits": 512})];
    kinds.extend(["P224", "P256", "P384", "P521"].map(|c| json!({"algorithm": "ECDSA", "ecdsa_curve": c})));
    for config in kinds {
        let made = w
            .lives("tls_private_key", config.clone(), json!({"algorithm": "RSA", "rsa_bits": 1024}), REPLACE)
            .await;
        for (argument, from) in [
            ("private_key_pem", "private_key_pem"),
            ("private_key_pem", "private_key_pem_pkcs8"),
            ("private_key_openssh", "private_key_openssh"),
        ] {
            let secret = text(&made, from);
            if secret.is_empty() {
                assert_eq!(config["ecdsa_curve"], "P224");
                continue;
            }
            let read = w.data("tls_public_key", json!({argument: secret})).await.unwrap();
            assert_eq!(read.get("algorithm"), made.get("algorithm"));
            for name in ["id", "public_key_pem", "public_key_openssh", "public_key_fingerprint_sha256"] {
                assert_eq!(read.get(name), made.get(name), "{config} {from} {name}");
            }
        }
        let old =
            json!({"algorithm": config["algorithm"], "private_key_pem": text(&made, "private_key_pem")});
        let new = w.session.upgrade("tls_private_key", 0, old).unwrap();
        assert_eq!(new["public_key_pem"], text(&made, "public_key_pem"));
    }
    for bad in [
        "",
        "x",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert!(w.data("tls_public_key", json!({"private_key_pem": bad})).await.is_err(), "{bad}");
        assert!(w.data("tls_public_key", json!({"private_key_openssh": bad})).await.is_err(), "{bad}");
    }
    for config in [
        json!({"algorithm": "DSA"}),
        json!({"algorithm": "RSA", "rsa_bits": 5}),
        json!({"algorithm": "ECDSA", "ecdsa_curve": "P1"}),
    ] {
        assert!(w.try_make("tls_private_key", &config).await.is_err());
    }
}

/// A key of a curve that every part knows.
async fn key(w: &World) -> String {
    let key = w.make("tls_private_key", &json!({"algorithm": "ECDSA", "ecdsa_curve": "P256"})).await;
    text(&key, "private_key_pem").to_owned()
}

#[tokio::test]
async fn certificates_say_what_was_asked_for() {
    let w = World::new().await;
    let (ca_key, key) = (key(&w).await, key(&w).await);
    let ca_config = json!({"private_key_pem": ca_key, "validity_period_hours": 48, "is_ca_certificate": true,
        "allowed_uses": ["cert_signing"], "subject": [{"common_name": "a, \"b\"", "organization": "Ö", "street_address": ["1", "2"]}]});
    let mut changed = ca_config.clone();
    changed["validity_period_hours"] = json!(49);
    let ca = w.lives("tls_self_signed_cert", ca_config.clone(), changed, REPLACE).await;
    assert_eq!(text(&ca, "validity_end_time"), "2026-11-24T10:00:00Z");
    let told = w.data("tls_certificate", json!({"content": text(&ca, "cert_pem")})).await.unwrap();
    let told = told.get("certificates").unwrap().as_seq().unwrap()[0].clone();
    assert_eq!(text(&told, "subject"), r#"CN=a\, \"b\",STREET=1+STREET=2,O=Ö"#);
    assert_eq!(
        (text(&told, "signature_algorithm"), text(&told, "public_key_algorithm")),
        ("ECDSA-SHA256", "ECDSA")
    );
    assert_eq!(
        (text(&told, "serial_number"), text(&told, "not_after")),
        (text(&ca, "id"), "2026-11-24T10:00:00Z")
    );
    assert_eq!(told.get("is_ca").unwrap().as_bool(), Some(true));

    let request_config = json!({"private_key_pem": key, "dns_names": ["x.test"], "ip_addresses": ["10.0.0.1", "::1"],
        "uris": ["spiffe://a"], "subject": []});
    let mut other = request_config.clone();
    other["dns_names"] = json!(["y.test"]);
    let request = w.lives("tls_cert_request", request_config, other, REPLACE).await;
    let signed = json!({"ca_cert_pem": text(&ca, "cert_pem"), "ca_private_key_pem": ca_key,
        "cert_request_pem": text(&request, "cert_request_pem"), "validity_period_hours": 24, "early_renewal_hours": 1,
        "allowed_uses": ["server_auth", "digital_signature"], "set_subject_key_id": true});
    let mut early = signed.clone();
    early["early_renewal_hours"] = json!(2);
    let made = w.lives("tls_locally_signed_cert", signed.clone(), early, Action::Update).await;
    let told = w.data("tls_certificate", json!({"content": text(&made, "cert_pem")})).await.unwrap();
    let told = told.get("certificates").unwrap().as_seq().unwrap()[0].clone();
    assert_eq!(
        (text(&told, "issuer"), text(&told, "subject")),
        (r#"CN=a\, \"b\",STREET=1+STREET=2,O=Ö"#, "")
    );

    let mut wrong = signed.clone();
    wrong["ca_private_key_pem"] = json!(key);
    assert!(w.try_make("tls_locally_signed_cert", &wrong).await.unwrap_err().contains("is not the key of"));
    let w = World::at(tempfile::tempdir().unwrap(), later).await;
    let due = w.read("tls_locally_signed_cert", &made).await.unwrap();
    assert_eq!(w.plan("tls_locally_signed_cert", Some(&due), &signed).0, REPLACE, "its time is over");
}

#[tokio::test]
async fn certificates_refuse_what_cannot_be() {
    let w = World::new().await;
    let key = key(&w).await;
    let base = json!({"private_key_pem": key, "validity_period_hours": 1, "allowed_uses": [], "subject": []});
    for (name, value, why) in [
        ("private_key_pem", json!("x"), "no PEM"),
        ("validity_period_hours", json!(i64::MAX), "too long"),
        ("validity_period_hours", json!(90_000_000), "too long"),
        ("is_ca_certificate", json!(true), "needs a subject"),
        ("set_authority_key_id", json!(true), "set_subject_key_id"),
        ("ip_addresses", json!(["1.2.3"]), "no IP address"),
        ("dns_names", json!(["é"]), "cannot be written"),
    ] {
        let mut config = base.clone();
        config[name] = value;
        let error = w.try_make("tls_self_signed_cert", &config).await.unwrap_err();
        assert!(error.contains(why), "{name}: {error}");
        assert!(!error.contains("BEGIN"), "secrets stay out of errors");
    }
    assert!(
        w.data("tls_certificate", json!({"url": "https://x"})).await.unwrap_err().contains("not fetched")
    );
    assert!(w.data("tls_certificate", json!({"content": "x"})).await.is_err());
}
