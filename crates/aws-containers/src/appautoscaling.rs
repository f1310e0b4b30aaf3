//! What all Application Auto Scaling types share: the client, and how a scalable target is named.

use aws_sdk_applicationautoscaling::types::{ScalableDimension, ServiceNamespace};
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

provision_aws_core::client!(
    /// The Application Auto Scaling client.
    scaling, aws_sdk_applicationautoscaling, ["appautoscaling", "applicationautoscaling"]
);

/// Ids or names that one Describe call takes.
pub const PER_CALL: usize = 50;

/// What can be scaled: a dimension of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `ecs`
    pub namespace: String,
    /// `service/CLUSTER/SERVICE`
    pub resource: String,
    /// `ecs:service:DesiredCount`
    pub dimension: String,
}

impl Target {
    /// Of a key: NAMESPACE/RESOURCE/DIMENSION, where only the resource has slashes.
    pub fn of(key: &str) -> Result<Target, Error> {
        let parts = key.split_once('/').and_then(|(ns, rest)| Some((ns, rest.rsplit_once('/')?)));
        match parts {
            Some((namespace, (resource, dimension))) if ![namespace, resource, dimension].contains(&"") => {
                Ok(Target::new(namespace, resource, dimension))
            }
            _ => Err(Error::import_id(key, "NAMESPACE/RESOURCE/DIMENSION")),
        }
    }
    /// Of something of a target, by a key NAMESPACE/RESOURCE/DIMENSION/NAME: the target and the name. Only names of things of
    /// DynamoDB may have slashes, as their dimensions tell where the resource ends.
    pub fn and_name(key: &str) -> Result<(Target, String), Error> {
        let wrong = || Error::import_id(key, "NAMESPACE/RESOURCE/DIMENSION/NAME");
        let parts: Vec<&str> = key.split('/').collect();
        let dimension = parts.iter().position(|p| p.matches(':').count() == 2).ok_or_else(wrong)?;
        let (target, name) = parts.split_at(dimension + 1);
        let name = name.join("/");
        let target = Target::of(&target.join("/"))?;
        if name.is_empty() { Err(wrong()) } else { Ok((target, name)) }
    }
    /// From its parts.
    pub fn new(namespace: &str, resource: &str, dimension: &str) -> Target {
        Target { namespace: namespace.into(), resource: resource.into(), dimension: dimension.into() }
    }
    /// Its key.
    pub fn key(&self) -> Key {
        format!("{}/{}/{}", self.namespace, self.resource, self.dimension)
    }
    /// The namespace as requests take it.
    pub fn service(&self) -> ServiceNamespace {
        self.namespace.as_str().into()
    }
    /// The dimension as requests take it.
    pub fn scalable(&self) -> ScalableDimension {
        self.dimension.as_str().into()
    }
}

/// Values by namespace, in the portions of one call each.
pub fn portions(values: impl IntoIterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (namespace, value) in values {
        all.entry(namespace).or_default().insert(value);
    }
    let split = |(namespace, values): (String, BTreeSet<String>)| {
        let values: Vec<String> = values.into_iter().collect();
        values.chunks(PER_CALL).map(|some| (namespace.clone(), some.to_vec())).collect::<Vec<_>>()
    };
    all.into_iter().flat_map(split).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_tell_targets_and_names() {
        let target = Target::new("ecs", "service/shop/web", "ecs:service:DesiredCount");
        assert_eq!(Target::of("ecs/service/shop/web/ecs:service:DesiredCount").unwrap(), target);
        let (of, name) = Target::and_name("ecs/service/shop/web/ecs:service:DesiredCount/cpu").unwrap();
        assert_eq!((of, name.as_str()), (target, "cpu"));
        let table = "dynamodb/table/a/index/b/dynamodb:index:ReadCapacityUnits/Scale:table/a";
        let (of, name) = Target::and_name(table).unwrap();
        assert_eq!((of.resource.as_str(), name.as_str()), ("table/a/index/b", "Scale:table/a"));
        assert!(Target::of("ecs/x").is_err());
        assert!(Target::and_name("ecs/service/shop/web/ecs:service:DesiredCount").is_err());
    }
}
