//! Tags: defaults, ignored ones, ownership.

use super::*;
use crate::tags::{encode, merged, own, plan, visible};
use provision_schema::{Facts, Sdk};

fn facts() -> Facts {
    Facts {
        default_tags: map(&[("Env", "prod"), ("Team", "web")]),
        ignore_tag_keys: ["Auto".to_owned()].into(),
        ignore_tag_prefixes: ["k8s/".to_owned()].into(),
        ..Facts::default()
    }
}

#[test]
fn what_is_seen_and_whose_it_is() {
    let told = map(&[
        ("Env", "prod"),
        ("Team", "db"),
        ("Auto", "x"),
        ("k8s/a", "1"),
        ("aws:x", "y"),
        ("provision:plan", "p"),
        ("N", "n"),
    ]);
    let seen = visible(&facts(), &told);
    assert_eq!(seen, map(&[("Env", "prod"), ("Team", "db"), ("N", "n")]));
    assert_eq!(own(&facts(), &seen, &map(&[])), map(&[("Team", "db"), ("N", "n")]));
    assert_eq!(own(&facts(), &seen, &map(&[("Env", "prod")])), seen);
    assert_eq!(
        merged(&facts(), &map(&[("Team", "db"), ("Auto", "x")])),
        map(&[("Env", "prod"), ("Team", "db")])
    );
}

#[test]
fn differences_leave_awss_own_tags() {
    let diff =
        TagDiff::between(&map(&[("a", "1"), ("b", "2"), ("aws:x", "y")]), &map(&[("a", "1"), ("c", "3")]));
    assert_eq!((diff.set, diff.remove), (map(&[("c", "3")]), vec!["b".to_owned()]));
}

#[test]
fn an_address_fits_a_tag_value() {
    let short = encode(&map(&[("provision:address", "aws_thing.a[\"x\"]"), ("provision:plan", "shop")]));
    assert_eq!(short, map(&[("provision:address", "YXdzX3RoaW5nLmFbIngiXQ"), ("provision:plan", "shop")]));
    let long = encode(&map(&[("provision:address", &"m".repeat(300))]));
    let value = &long["provision:address"];
    assert!(value.starts_with("sha256.") && value.len() <= 256);
}

#[test]
fn an_address_is_read_back_from_its_tag() {
    for name in ["aws_thing.a[\"x\"]", "aws_thing.b", "module.m.aws_thing.c[10]", "aws_thing.é?>"] {
        let tags = encode(&map(&[("provision:address", name)]));
        assert_eq!(crate::tags::address(&tags).as_deref(), Some(name));
    }
    let long = encode(&map(&[("provision:address", &"m".repeat(300))]));
    assert_eq!(crate::tags::address(&long), None);
}

/// Two pages here, and what is global elsewhere; that region's own things are not asked for.
#[tokio::test]
async fn what_is_owned_is_asked_for_here_and_globally() {
    let fake = FakeAws::new(|sent, _| {
        let one = |arn: &str| {
            format!(
                "{{\"ResourceARN\":\"{arn}\",\"Tags\":[{{\"Key\":\"provision:address\",\"Value\":\"YXdzX3RoaW5nLmI\"}},{{\"Key\":\"N\",\"Value\":\"n\"}}]}}"
            )
        };
        let (list, next) = match (sent.region.as_str(), sent.body.contains("page-2")) {
            ("us-east-1", _) => (
                [one("arn:aws:cloudfront::1:distribution/D"), one("arn:aws:ec2:us-east-1:1:vpc/v")].join(","),
                "",
            ),
            (_, false) => (one("arn:aws:ec2:eu-west-1:1:vpc/b"), "page-2"),
            (_, true) => (one("arn:aws:ec2:eu-west-1:1:vpc/a"), ""),
        };
        (200, format!("{{\"PaginationToken\":\"{next}\",\"ResourceTagMappingList\":[{list}]}}"))
    });
    let session =
        AwsProvider::new(settings(&fake), vec![]).open(&Value::object(Default::default())).await.unwrap();
    let found = crate::tagging::owned(session.cx(), &map(&[("provision:plan", "shop")])).await.unwrap();
    let arns: Vec<&str> = found.iter().map(|o| o.arn.as_str()).collect();
    let expected = [
        "arn:aws:cloudfront::1:distribution/D",
        "arn:aws:ec2:eu-west-1:1:vpc/a",
        "arn:aws:ec2:eu-west-1:1:vpc/b",
    ];
    assert_eq!(arns, expected);
    assert_eq!(found[0].address.as_deref(), Some("aws_thing.b"));
    assert_eq!(found[0].tags, map(&[("provision:address", "YXdzX3RoaW5nLmI")]), "only ownership tags");
    let asked = fake.sent().into_iter().filter(|s| s.call.ends_with("GetResources"));
    assert!(asked.map(|s| s.body).all(|body| body.contains(r#""Key":"provision:plan","Values":["shop"]"#)));
}

/// A service that fails is asked three times; then each thing's own service is asked for its tags, and this one no more.
#[tokio::test]
async fn tags_are_told_without_the_tagging_api() {
    let fake =
        FakeAws::new(|_, _| (500, r#"{"__type":"InternalServiceException","message":"broken"}"#.into()));
    let session =
        AwsProvider::new(settings(&fake), vec![]).open(&Value::object(Default::default())).await.unwrap();
    let held = map(&[("N", "old")]);
    let req = |key: &str| Req { tags: held.clone(), ..Req::new(key, (), Phase::Refresh) };
    let (a, b) = (req("arn:a"), req("arn:b"));
    for _ in 0..2 {
        let reads = vec![("arn:a".to_owned(), &a), ("arn:b".to_owned(), &b)];
        let ask = |arn: String| async move { Ok(map(&[("N", arn.as_str())])) };
        let told = crate::tagging::tags_read(session.cx(), reads, ask).await;
        assert_eq!(told.of("arn:b").unwrap(), map(&[("N", "arn:b")]));
        assert_eq!(fake.calls().iter().filter(|call| call.ends_with("GetResources")).count(), 3);
    }
}

fn tags_all(sdk: Sdk, prior: Option<&[(&str, &str)]>, tags: Value) -> Value {
    let facts = facts();
    let before = prior.map(|all| Value::object_of([("tags_all", crate::tags::to_value(&map(all)))]));
    let planned =
        Value::object_of([("tags", tags.clone()), ("tags_all", Value::unknown(Type::map(Type::String)))]);
    let config = Value::object_of([("tags", tags)]);
    let mut cx = PlanCx {
        facts: &facts,
        prior: before.as_ref(),
        config: &config,
        planned,
        replace: Default::default(),
    };
    plan(&mut cx, sdk);
    cx.get("tags_all")
}

#[test]
fn tags_all_is_planned() {
    let defaults = crate::tags::to_value(&map(&[("Env", "prod"), ("Team", "web")]));
    assert_eq!(tags_all(Sdk::V2, None, Value::null(Type::map(Type::String))), defaults);
    let part = [("a".into(), Value::unknown(Type::String))].into();
    assert!(!tags_all(Sdk::V2, None, Value::map(Type::String, part)).is_known());
    assert!(!tags_all(Sdk::V2, None, crate::tags::to_value(&map(&[("empty", "")]))).is_known());
    assert!(tags_all(Sdk::Framework, None, crate::tags::to_value(&map(&[("empty", "")]))).is_known());
    let all = [("Env", "prod"), ("Team", "db")];
    assert_eq!(
        tags_all(Sdk::V2, Some(&all), crate::tags::to_value(&map(&[("Team", "db")]))),
        crate::tags::to_value(&map(&all))
    );
}
