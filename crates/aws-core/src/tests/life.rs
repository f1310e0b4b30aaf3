//! Create, read, update, delete, locate, import.

use super::*;
use provision_engine::provider::{ReadReq, Session};

#[tokio::test]
async fn create_waits_and_sends_only_what_differs() {
    let session = session().await;
    let world = World::of(session.cx());
    world.change(|w| (w.invisible, w.states) = (2, vec![Status::Pending("making".into())]));
    let plan = planned(&[
        ("name", Value::string("n")),
        ("polished", Value::bool(true)),
        ("force", Value::bool(true)),
    ]);
    let created = session.create("aws_thing", &step(), &plan).await.unwrap();
    assert_eq!(created.key, "t-1");
    let object = session.finish("aws_thing", &step(), &created, &plan).await.unwrap();
    assert_eq!(
        world.log(),
        ["create n", "read 1", "read 1", "read 1", "read 1", "update [\"polished\"] +[] -[]", "read 1"]
    );
    assert_eq!(object.get("size"), Some(&Value::number(7)));
    assert_eq!(object.get("force"), Some(&Value::bool(true)));
    assert_eq!(object.get("secret"), Some(&Value::string("s3cret")));
    assert!(object.get("secret").unwrap().is_sensitive());
    // Ownership is at AWS and nowhere else.
    assert_eq!(
        world.change(|w| w.tags.keys().cloned().collect::<Vec<_>>()),
        ["provision:address", "provision:token"]
    );
    assert!(object.get("tags").unwrap().is_null());
    assert_eq!(object.get("tags_all"), Some(&crate::tags::to_value(&map(&[]))));
}

#[tokio::test]
async fn a_finish_that_finds_everything_in_place_sends_nothing() {
    let session = session().await;
    let plan = planned(&[("name", Value::string("n")), ("size", Value::number(7))]);
    let created = session.create("aws_thing", &step(), &plan).await.unwrap();
    session.finish("aws_thing", &step(), &created, &plan).await.unwrap();
    assert_eq!(World::of(session.cx()).log(), ["create n", "read 1"]);
}

#[tokio::test]
async fn failure_and_endless_absence_are_errors() {
    let session = session().await;
    let world = World::of(session.cx());
    let plan = planned(&[("name", Value::string("n"))]);
    let created = session.create("aws_thing", &step(), &plan).await.unwrap();
    world.change(|w| w.states = vec![Status::Failed("no capacity".into())]);
    let error = session.finish("aws_thing", &step(), &created, &plan).await.unwrap_err();
    assert!(error.message.contains("no capacity"), "{error}");
    world.change(|w| w.there = None);
    let error = session.finish("aws_thing", &step(), &created, &plan).await.unwrap_err();
    assert_eq!(error.class, Class::NotFound);
}

#[tokio::test]
async fn concurrent_reads_are_gathered() {
    let session = session().await;
    let world = World::of(session.cx());
    let read = |i: usize| {
        let session = session.clone();
        let req = ReadReq { key: format!("t-{i}"), prior: planned(&[]), fresh: false };
        async move { session.read("aws_thing", vec![req]).await.remove(0).unwrap() }
    };
    world.change(|w| w.there = Some(Thing { id: "t-3".into(), ..Thing::default() }));
    let answers = futures_util::future::join_all((0..50).map(read)).await;
    let found: Vec<usize> = (0..50).filter(|i| answers[*i].is_some()).collect();
    assert_eq!(found, [3]);
    let log = world.log();
    assert!(log.len() <= 2, "{log:?}");
}

#[tokio::test]
async fn update_sends_the_changes_and_keeps_the_rest() {
    let session = session().await;
    let world = World::of(session.cx());
    let plan = planned(&[
        ("name", Value::string("n")),
        ("tags", crate::tags::to_value(&map(&[("a", "1"), ("b", "2")]))),
    ]);
    let created = session.create("aws_thing", &step(), &plan).await.unwrap();
    let prior = session.finish("aws_thing", &step(), &created, &plan).await.unwrap();
    world.log();
    let tags = crate::tags::to_value(&map(&[("a", "1"), ("c", "3")]));
    let to = prior
        .with("tags", tags.clone())
        .with("polished", Value::bool(true))
        .with("size", Value::unknown(Type::Number));
    let object = session.update("aws_thing", &step(), &prior, &to).await.unwrap();
    let log = world.log();
    assert_eq!(log[0], "update [\"polished\", \"tags\"] +[\"c\", \"provision:address\"] -[\"b\"]");
    assert_eq!(object.get("tags"), Some(&tags));
    assert_eq!(object.get("secret"), Some(&Value::string("s3cret")));
    assert_eq!(object.get("size"), Some(&Value::number(7)));
    // Nothing but the owner changed: only ownership is sent.
    session.update("aws_thing", &step(), &object, &object).await.unwrap();
    assert_eq!(world.log()[0], "update [] +[\"provision:address\"] -[]");
}

#[tokio::test]
async fn delete_waits_for_users_and_for_the_end() {
    let session = session().await;
    let world = World::of(session.cx());
    world.change(|w| (w.there, w.in_use) = (Some(Thing { id: "t-1".into(), ..Thing::default() }), 2));
    let object = planned(&[("id", Value::string("t-1"))]);
    session.delete("aws_thing", &step(), &object).await.unwrap();
    assert_eq!(world.log(), ["delete", "delete", "delete", "read 1"]);
    // Gone already is as good.
    session.delete("aws_thing", &step(), &object).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_is_located_by_ownership() {
    let session = session().await;
    let plan = planned(&[("name", Value::string("n"))]);
    let intent = Intent { token: "token-1".into(), absent: true, at: 0, ownership: step().ownership };
    session.create("aws_thing", &step(), &plan).await.unwrap();
    assert_eq!(session.locate("aws_thing", &plan, &intent).await.unwrap(), Some("t-1".into()));
    // The one that a replacement is about to delete has the same address.
    let next = Intent { token: "token-2".into(), ..intent.clone() };
    assert_eq!(session.locate("aws_thing", &plan, &next).await.unwrap(), None);
    let other = Intent { ownership: map(&[("provision:address", "other")]), ..intent };
    assert_eq!(session.locate("aws_thing", &plan, &other).await.unwrap(), None);
}

#[tokio::test]
async fn import_and_versions() {
    let session = session().await;
    let (key, object) = session.import("aws_thing", "t-9").unwrap();
    assert_eq!(key, "t-9");
    assert!(object.get("name").unwrap().is_null());
    assert!(session.upgrade("aws_thing", 3, serde_json::json!({})).is_err());
    assert!(session.upgrade("aws_thing", 2, serde_json::json!({})).is_ok());
    assert!(session.key("aws_thing", &planned(&[("id", Value::string(""))])).is_err());
}
