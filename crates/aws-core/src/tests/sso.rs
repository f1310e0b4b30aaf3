//! Profiles that log in by SSO. The SDK looks for the cached token in the home directory that the environment names, so each test
//! runs itself once more, in an environment of its own.

use crate::Settings;
use crate::clients;
use crate::config::ProviderBlock;
use crate::prelude::*;
use crate::testing::{FakeAws, query_error};
use aws_credential_types::provider::ProvideCredentials;
use std::process::Command;
use std::{env, fs};

const INSIDE: &str = "PROVISION_TEST_INSIDE";

const CONFIG: &str = "[profile dev]
sso_session = admin
sso_account_id = 123456789012
sso_role_name = Deploy
region = eu-west-1

[sso-session admin]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
";

/// Where the token of the session `admin` is cached: under the SHA-1 of its name.
const TOKEN: &str = "d033e22ae348aeb5660fc2140aec35850c4da997.json";

const ROLE: &str = r#"{"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "secret", "sessionToken": "session",
    "expiration": 4102444800000}}"#;

/// True inside: where a person is logged in until then, and the environment holds keys of somebody else. Outside, the test is run there.
fn logged_in_until(expires: &str, test: &str) -> bool {
    if env::var_os(INSIDE).is_some() {
        return true;
    }
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join(".aws/sso/cache");
    fs::create_dir_all(&cache).unwrap();
    fs::write(home.path().join(".aws/config"), CONFIG).unwrap();
    let token = format!(
        r#"{{"startUrl": "https://example.awsapps.com/start", "region": "eu-west-1", "accessToken": "token", "expiresAt": "{expires}"}}"#
    );
    fs::write(cache.join(TOKEN), token).unwrap();
    let mut run = Command::new(env::current_exe().unwrap());
    run.args(["--exact", &format!("tests::sso::{test}"), "--nocapture"]);
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        run.env_remove(name);
    }
    run.env(INSIDE, "1").env("HOME", home.path());
    run.env("AWS_ACCESS_KEY_ID", "AKIAOTHER").env("AWS_SECRET_ACCESS_KEY", "other");
    let run = run.output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
    false
}

/// Opens a provider configuration with that profile, over an SSO that gives the role's credentials.
async fn opened() -> (Result<clients::Base, Error>, FakeAws) {
    let fake = FakeAws::new(|sent, _| match sent.target.contains("/federation/credentials?") {
        true => (200, ROLE.to_owned()),
        false => query_error(500, "Unexpected", &sent.target),
    });
    let settings = Settings {
        profile: Some("dev".into()),
        endpoint: Some("http://127.0.0.1:1".into()),
        time_scale: 0.001,
        http: Some(fake.client()),
        ..Settings::default()
    };
    let opened =
        clients::open(&settings, &ProviderBlock::default(), BTreeMap::new(), Default::default()).await;
    (opened.map(|(_, base)| base), fake)
}

#[tokio::test]
async fn the_role_of_the_profile_is_taken() {
    if !logged_in_until("2999-01-01T00:00:00Z", "the_role_of_the_profile_is_taken") {
        return;
    }
    let (base, fake) = opened().await;
    let provider = base.unwrap().sdk().credentials_provider().unwrap();
    assert_eq!(provider.provide_credentials().await.unwrap().access_key_id(), "ASIASSO");
    let asked = fake.sent().remove(0).target;
    assert!(asked.contains("portal.sso.eu-west-1") && asked.contains("role_name=Deploy"), "{asked}");
    assert!(asked.contains("account_id=123456789012"), "{asked}");
}

#[tokio::test]
async fn an_expired_token_says_how_to_log_in() {
    if !logged_in_until("2020-01-01T00:00:00Z", "an_expired_token_says_how_to_log_in") {
        return;
    }
    let (base, fake) = opened().await;
    let error = base.err().unwrap();
    assert!(error.class == Class::Credentials && error.message.contains("expired"), "{error:?}");
    assert_eq!(error.help, "Run `aws sso login --profile dev`, then the command again.");
    assert!(fake.sent().is_empty(), "{:?}", fake.calls());
}
