//! Settings that AWS keeps as pairs of texts ("attributes" of load balancers, target groups and listeners).

use provision_aws_core::prelude::*;

/// One such setting.
pub struct Setting {
    /// Our attribute.
    pub name: &'static str,
    /// AWS's key.
    pub key: &'static str,
    /// The kinds of thing (load balancer types, target types, protocols) that have it.
    pub kinds: &'static [&'static str],
}

/// Settings by AWS's key.
pub type Pairs = BTreeMap<String, String>;

/// What to send for the settings of an object that `changed`, as far as its kind has them. An empty text is nothing to send.
pub fn to_send(
    settings: &[Setting],
    kind: &str,
    object: &Value,
    changed: impl Fn(&str) -> bool,
) -> Vec<(&'static str, String)> {
    let one = |s: &Setting| Some((s.key, text(object.get(s.name)?)?));
    settings.iter().filter(|s| s.kinds.contains(&kind) && changed(s.name)).filter_map(one).collect()
}

/// The object with the settings that AWS told; what it did not tell stays as it was.
pub fn told(settings: &[Setting], pairs: &Pairs, object: Value) -> Value {
    settings.iter().fold(object, |object, s| {
        let Some((told, ty)) = pairs.get(s.key).zip(object.get(s.name).map(Value::ty)) else { return object };
        let value = match ty {
            Type::Bool => Value::bool(told == "true"),
            Type::Number => told.parse::<i64>().map_or_else(|_| Value::null(Type::Number), Value::number),
            _ => Value::string(told.as_str()),
        };
        object.with(s.name, value)
    })
}

/// A planned object as it is before anything was set: what AWS does not tell of a new thing has not been sent yet.
pub fn untold(settings: &[Setting], kind: &str, object: Value) -> Value {
    let own = settings.iter().filter(|s| s.kinds.contains(&kind));
    own.fold(object, |object, s| match object.get(s.name).map(Value::ty) {
        Some(ty) => object.with(s.name, Value::null(ty)),
        None => object,
    })
}

fn text(value: &Value) -> Option<String> {
    let text = match (value.as_bool(), value.as_i64(), value.as_str()) {
        (Some(b), ..) => b.to_string(),
        (_, Some(n), _) => n.to_string(),
        (.., s) => s?.to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// The key in an error about a setting that this region or partition does not have.
pub fn not_supported(e: &Error) -> Option<String> {
    let (before, _) =
        e.message.split_once(" is not recognized").or_else(|| e.message.split_once(" is not supported"))?;
    let (_, key) = before.rsplit_once("attribute key ")?;
    Some(key.trim_matches(|c| c == '\'' || c == '"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_the_setting_that_is_not_there() {
        let tell = |message: &str| not_supported(&Error::new(Class::Validation, message));
        assert_eq!(
            tell("Load balancer attribute key 'waf.fail_open.enabled' is not recognized").as_deref(),
            Some("waf.fail_open.enabled")
        );
        assert_eq!(
            tell("The attribute key dns_record.client_routing_policy is not supported on network").as_deref(),
            Some("dns_record.client_routing_policy")
        );
        assert_eq!(tell("The value is not supported"), None);
    }
}
