//! `random_string` and `random_password`: characters of chosen kinds.

use super::{length, size, whole, wrong};
use crate::entropy;
use crate::keepers::{self, keepers};
use crate::kind::{Resource, refused};
use crate::object::{empty, filled, text as given};
use crate::provider::Settings;
use crate::schema::{With, attr, id, resource, text};
use async_trait::async_trait;
use provision_engine::provider::{ProviderError, StepCx};
use provision_schema::{Attribute, PlanCx, ResourceType, Validator};
use provision_value::{Diagnostics, Type, Value};
use serde_json::{Value as Json, json};

/// `random_string`
pub(crate) struct Text;

/// `random_password`
pub(crate) struct Password;

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const SPECIAL: &str = "!@#$%&*()-_=+[]{}<>:?";
/// The arguments that ask for a least number of a kind.
const LEAST: [&str; 4] = ["min_upper", "min_lower", "min_numeric", "min_special"];
/// bcrypt's usual cost, and the bytes that it looks at.
const COST: u32 = 10;
const HASHED: usize = 72;

/// What both have.
fn arguments() -> Vec<(&'static str, Attribute)> {
    let yes = |doc| attr(Type::Bool, doc).replace().default(Value::bool(true));
    let least = |doc| {
        let whole = Validator::Between(0, entropy::MOST);
        attr(Type::Number, doc).replace().check(whole).default(Value::number(0))
    };
    vec![
        keepers(),
        ("length", length("How many characters.").required()),
        ("special", yes("With special characters.")),
        ("upper", yes("With capital letters.")),
        ("lower", yes("With small letters.")),
        ("number", attr(Type::Bool, "With digits.").deprecated("use `numeric` instead").either()),
        ("numeric", attr(Type::Bool, "With digits.").either()),
        ("min_numeric", least("At least so many digits.")),
        ("min_upper", least("At least so many capital letters.")),
        ("min_lower", least("At least so many small letters.")),
        ("min_special", least("At least so many special characters.")),
        ("override_special", text("The special characters to choose from.").optional()),
    ]
}

fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
    let (number, numeric) = (cx.configured("number"), cx.configured("numeric"));
    if let (Some(old), Some(new)) = (number.as_bool(), numeric.as_bool())
        && old != new
    {
        let detail = "`number` is the older name of `numeric`, and they say different things.";
        return Err(wrong("`number` contradicts `numeric`", detail, "Leave `number` out."));
    }
    let digits = [numeric, number].into_iter().find(|v| !v.is_null()).unwrap_or_else(|| Value::bool(true));
    for name in ["number", "numeric"] {
        cx.set(name, digits.clone());
        if cx.changed(name) {
            cx.force_replace(name);
        }
    }
    let cleared =
        given_text(&cx.before("override_special")) == Some("") && cx.get("override_special").is_null();
    if cx.changed("override_special") && !cleared {
        cx.force_replace("override_special");
    }
    keepers::plan(cx, "keepers");
    enough(&cx.planned)
}

fn given_text(value: &Value) -> Option<&str> {
    value.as_str()
}

/// Errors that the arguments tell before anything is drawn.
fn enough(object: &Value) -> Result<(), Diagnostics> {
    let known = |name: &&str| object.get(name).is_some_and(Value::is_known);
    if !["length"].iter().chain(&LEAST).all(known) {
        return Ok(());
    }
    let (length, least) = (whole(object, "length"), LEAST.iter().map(|n| whole(object, n)).sum::<i64>());
    if length < least {
        let detail = format!("length is {length}, and the least numbers of each kind add up to {least}.");
        return Err(wrong(
            "Too short",
            detail,
            "Raise length, or lower min_upper, min_lower, min_numeric or min_special.",
        ));
    }
    Ok(())
}

/// Draws a text.
fn draw(object: &Value) -> Result<String, ProviderError> {
    let own = given(object, "override_special").filter(|s| !s.is_empty());
    let kinds = [
        ("upper", "min_upper", UPPER),
        ("lower", "min_lower", LOWER),
        ("numeric", "min_numeric", DIGITS),
        ("special", "min_special", own.unwrap_or(SPECIAL)),
    ];
    let (mut all, mut drawn) = (Vec::new(), Vec::<char>::new());
    for (wanted, least, characters) in kinds {
        let characters: Vec<char> = characters.chars().collect();
        for _ in 0..size(object, least)? {
            drawn.extend(entropy::pick(&characters)?);
        }
        if object.get(wanted).and_then(Value::as_bool).unwrap_or_default() {
            all.extend(characters);
        }
    }
    let length = size(object, "length")?;
    if all.is_empty() && drawn.len() < length {
        return Err(refused(
            "There are no characters to choose from",
            "Set upper, lower, numeric or special to true.",
        ));
    }
    while drawn.len() < length {
        drawn.extend(entropy::pick(&all)?);
    }
    for i in (1..drawn.len()).rev() {
        let other = entropy::below(i as u64 + 1)? as usize;
        drawn.swap(i, other);
    }
    Ok(drawn.into_iter().collect())
}

/// The object of an import, all of whose arguments have their defaults.
fn imported(about: &ResourceType, result: &str) -> Value {
    let mut object = empty(&about.block);
    for (name, attribute) in &about.block.attributes {
        if let Some(default) = &attribute.default {
            object = object.with(name, default.clone());
        }
    }
    filled(
        &object,
        [
            ("number", Value::bool(true)),
            ("numeric", Value::bool(true)),
            ("length", Value::number(result.len() as i64)),
            ("result", Value::string(result)),
        ],
    )
}

/// State of older versions: `numeric` was `number`, and an import left arguments null.
fn upgraded(mut attributes: Json) -> Json {
    let length = attributes["result"].as_str().map_or(0, str::len);
    let mut fill = |name: &str, value: Json| {
        if attributes[name].is_null() {
            attributes[name] = value;
        }
    };
    fill("length", json!(length));
    for name in ["special", "upper", "lower", "number"] {
        fill(name, json!(true));
    }
    for name in LEAST {
        fill(name, json!(0));
    }
    let number = attributes["number"].clone();
    if attributes["numeric"].is_null() {
        attributes["numeric"] = number;
    }
    attributes
}

#[async_trait]
impl Resource for Text {
    fn describe(&self) -> ResourceType {
        let own = [id("The text."), ("result", text("The text.").computed())];
        resource("random_string", "A random text; not for secrets.", arguments().into_iter().chain(own))
            .version(2)
            .plan(plan)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let result = Value::string(draw(planned)?);
        Ok(filled(planned, [("id", result.clone()), ("result", result)]))
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        Ok(imported(&self.describe(), id).with("id", Value::string(id)))
    }

    fn upgrade(&self, _: u64, attributes: Json) -> Result<Json, ProviderError> {
        Ok(upgraded(attributes))
    }
}

#[async_trait]
impl Resource for Password {
    fn describe(&self) -> ResourceType {
        let own = [
            id("Always `none`."),
            ("result", text("The password.").sensitive().computed()),
            ("bcrypt_hash", text("The password's bcrypt hash.").sensitive().computed()),
        ];
        resource("random_password", "A random secret.", arguments().into_iter().chain(own))
            .version(3)
            .plan(plan)
    }

    async fn create(&self, _: &Settings, _: &StepCx, planned: &Value) -> Result<Value, ProviderError> {
        let result = draw(planned)?;
        secret(planned, &result)
    }

    fn import(&self, _: &Settings, id: &str) -> Result<Value, ProviderError> {
        secret(&imported(&self.describe(), id), id)
    }

    fn upgrade(&self, _: u64, attributes: Json) -> Result<Json, ProviderError> {
        let mut attributes = upgraded(attributes);
        let result = attributes["result"].as_str().unwrap_or_default().to_owned();
        let hash = attributes["bcrypt_hash"].as_str().unwrap_or_default();
        // Versions before 3 hashed something else now and then.
        if !bcrypt::verify(hashed_part(&result), hash).unwrap_or(false) {
            attributes["bcrypt_hash"] = json!(hash_of(&result)?);
        }
        Ok(attributes)
    }
}

fn secret(object: &Value, result: &str) -> Result<Value, ProviderError> {
    Ok(filled(
        object,
        [
            ("id", Value::string("none")),
            ("result", Value::string(result)),
            ("bcrypt_hash", Value::string(hash_of(result)?)),
        ],
    ))
}

fn hashed_part(password: &str) -> &[u8] {
    &password.as_bytes()[..password.len().min(HASHED)]
}

fn hash_of(password: &str) -> Result<String, ProviderError> {
    let mut salt = [0; 16];
    salt.copy_from_slice(&entropy::bytes(16)?);
    let hashed = bcrypt::hash_with_salt(hashed_part(password), COST, salt);
    let hashed = hashed.map_err(|e| refused(format!("The password cannot be hashed: {e}"), ""))?;
    Ok(hashed.format_for_version(bcrypt::Version::TwoA))
}
