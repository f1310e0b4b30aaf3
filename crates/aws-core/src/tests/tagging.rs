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

/// What a service calls a thing.
fn arn(service: &str, name: &str) -> String {
    format!("arn:aws:{service}:eu-west-1:1:{name}")
}

/// The tags that are told of these, all of which the state holds with one tag, where each thing's own service tells another.
async fn read(session: &AwsSession, arns: &[&str]) -> Vec<String> {
    let held = map(&[("N", "held")]);
    let req = |key: &&str| Req { tags: held.clone(), ..Req::new(*key, Thing::default(), Phase::Refresh) };
    let reqs: Vec<Req<Thing>> = arns.iter().map(req).collect();
    let reads = reqs.iter().map(|req| (req.key.clone(), req)).collect();
    let ask = |_| async move { Ok(map(&[("N", "asked")])) };
    let told = crate::tagging::tags_read(session.cx(), reads, ask).await;
    arns.iter().map(|arn| told.of(arn).unwrap()["N"].clone()).collect()
}

async fn session_of(fake: &FakeAws) -> Arc<AwsSession> {
    AwsProvider::new(settings(fake), vec![]).open(&Value::object(Default::default())).await.unwrap()
}

/// The ARNs of each call for tags.
fn asked(fake: &FakeAws) -> Vec<Vec<String>> {
    let asked = fake.sent().into_iter().filter(|sent| sent.call.ends_with("GetResources"));
    let body = |body: String| serde_json::from_str::<serde_json::Value>(&body).unwrap();
    asked.map(|sent| serde_json::from_value(body(sent.body)["ResourceARNList"].take()).unwrap()).collect()
}

/// All the tags that were asked for, each as the state holds it.
fn as_held(body: &str) -> (u16, String) {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let one = |arn| serde_json::json!({"ResourceARN": arn, "Tags": [{"Key": "N", "Value": "held"}]});
    let all: Vec<_> = body["ResourceARNList"].as_array().unwrap().iter().map(one).collect();
    (200, serde_json::json!({ "ResourceTagMappingList": all }).to_string())
}

/// A service that fails is asked three times; then each thing's own service is asked for its tags, and this one no more.
#[tokio::test]
async fn tags_are_told_without_the_tagging_api() {
    let fake =
        FakeAws::new(|_, _| (500, r#"{"__type":"InternalServiceException","message":"broken"}"#.into()));
    let session = session_of(&fake).await;
    for _ in 0..2 {
        assert_eq!(read(&session, &[&arn("x", "a"), &arn("x", "b")]).await, ["asked", "asked"]);
        assert_eq!(asked(&fake).len(), 3);
    }
}

/// What a refresh foresees is asked for once, whichever of its types comes first: by region, and a single thing not at all.
#[tokio::test]
async fn one_call_tells_the_tags_of_several_types() {
    let fake = FakeAws::new(|sent, _| as_held(&sent.body));
    let session = session_of(&fake).await;
    let [a, b, c] = [arn("x", "a"), arn("y", "b"), arn("y", "c")];
    let [elsewhere, bucket] = ["arn:aws:iam::1:policy/p", "arn:aws:s3:::d"];
    crate::tagging::foresee(session.cx(), [&a, &b, &c, elsewhere, bucket].map(ToOwned::to_owned));
    assert_eq!(read(&session, &[&a]).await, ["held"]);
    assert_eq!(read(&session, &[&b, &c]).await, ["held", "held"]);
    assert_eq!(read(&session, &[elsewhere]).await, ["asked"]);
    assert_eq!(read(&session, &[bucket]).await, ["held"]);
    assert_eq!(asked(&fake), [[bucket, &a, &b, &c]]);
    // What is read once more is asked for once more.
    assert_eq!(read(&session, &[&b, &c]).await, ["held", "held"]);
    assert_eq!(asked(&fake)[1..], [[b, c]]);
}

/// An ARN that is not taken for one spoils the answer for its own service only.
#[tokio::test]
async fn an_unknown_arn_is_asked_for_alone() {
    let fake = FakeAws::new(|sent, _| match sent.body.contains(":y:") {
        true => (400, r#"{"__type":"InvalidParameterException","message":"not an ARN"}"#.into()),
        false => as_held(&sent.body),
    });
    let session = session_of(&fake).await;
    let [a, b, c] = [arn("x", "a"), arn("y", "b"), arn("z", "c")];
    assert_eq!(read(&session, &[&a, &b, &c]).await, ["held", "asked", "held"]);
    assert_eq!(asked(&fake).len(), 4);
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
