//! Several providers as one: every type and every provider configuration belongs to the one that describes it.

use crate::provider::{Class, Provider, ProviderError, Session};
use async_trait::async_trait;
use provision_schema::{Block, Catalog, ResourceType};
use provision_value::{Mode, Value};
use std::sync::Arc;

/// The providers that a program knows. Names are asked for in the order of the list; no two providers describe the same one.
pub struct Providers(Vec<Arc<dyn Provider>>);

impl Providers {
    /// Of these.
    pub fn new(providers: Vec<Arc<dyn Provider>>) -> Providers {
        Providers(providers)
    }
    fn catalogs(&self) -> impl Iterator<Item = &dyn Catalog> {
        self.0.iter().map(|p| p.catalog())
    }
}

impl Catalog for Providers {
    fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.catalogs().find_map(|c| c.resource(name))
    }
    fn data(&self, name: &str) -> Option<&ResourceType> {
        self.catalogs().find_map(|c| c.data(name))
    }
    fn provider(&self, name: &str) -> Option<&Block> {
        self.catalogs().find_map(|c| c.provider(name))
    }
    fn names(&self, mode: Mode) -> Vec<&str> {
        let mut names: Vec<&str> = self.catalogs().flat_map(|c| c.names(mode)).collect();
        names.sort_unstable();
        names
    }
}

#[async_trait]
impl Provider for Providers {
    fn catalog(&self) -> &dyn Catalog {
        self
    }
    async fn configure(&self, name: &str, config: &Value) -> Result<Arc<dyn Session>, ProviderError> {
        match self.0.iter().find(|p| p.catalog().provider(name).is_some()) {
            Some(provider) => provider.configure(name, config).await,
            None => {
                let message = format!("There is no provider \"{name}\" here.");
                Err(ProviderError::new(Class::Validation, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::Fake;

    #[tokio::test]
    async fn each_name_reaches_its_provider() {
        let none = Arc::new(Providers::new(Vec::new()));
        let both = Providers::new(vec![none, Arc::new(Fake::new(Arc::default()))]);
        assert_eq!(both.names(Mode::Managed), ["fake_named", "fake_plain"]);
        assert_eq!(both.resource("fake_plain").unwrap().name, "fake_plain");
        assert!(both.resource("aws_vpc").is_none() && both.provider("aws").is_none());
        let refused = both.configure("aws", &Value::object_of::<&str>([])).await;
        assert_eq!(refused.err().unwrap().message, "There is no provider \"aws\" here.");
    }
}
