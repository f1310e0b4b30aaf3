//! Open provider configurations, by the name that the state gives them.

use crate::provider::{Provider, Session};
use provision_schema::Facts;
use provision_value::{Diagnostic, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Open provider configurations: `provider["registry.terraform.io/hashicorp/aws"].west` and a session each.
#[derive(Clone)]
pub struct Sessions {
    provider: Arc<dyn Provider>,
    open: Arc<Mutex<Open>>,
}

type Open = HashMap<Arc<str>, Arc<dyn Session>>;

impl Sessions {
    /// None open yet.
    pub fn new(provider: Arc<dyn Provider>) -> Sessions {
        Sessions { provider, open: Arc::default() }
    }
    /// The types.
    pub fn provider(&self) -> &dyn Provider {
        &*self.provider
    }
    /// The session of a configuration, when it is open.
    pub fn find(&self, name: &str) -> Option<Arc<dyn Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
    /// The session of a configuration that must be open by now.
    pub fn get(&self, name: &str) -> Result<Arc<dyn Session>, Diagnostic> {
        self.find(name).ok_or_else(|| {
            Diagnostic::error("Provider configuration not present", format!("The state needs {name}, which the plan does not configure."))
                .help("Put the provider block (with its alias) back until what it made is destroyed, then remove both.")
        })
    }
    /// What the open configurations told, by name.
    pub fn facts(&self) -> HashMap<Arc<str>, Facts> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter().map(|(name, session)| (name.clone(), session.facts().clone())).collect()
    }
    /// The account that the open configurations belong to; `None` where there is none, or more than one. Providers with no cloud
    /// behind them have no account.
    pub fn account(&self) -> Option<String> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut accounts: Vec<String> = open.values().map(|s| s.facts().account.clone()).collect();
        accounts.retain(|a| !a.is_empty());
        accounts.sort();
        accounts.dedup();
        if accounts.len() == 1 { accounts.pop() } else { None }
    }
    /// Opens a configuration, unless it is open already.
    pub async fn open(&self, name: &str, config: &Value) -> Result<Arc<dyn Session>, Diagnostic> {
        if let Some(session) = self.find(name) {
            return Ok(session);
        }
        let session = self
            .provider
            .configure(local_name(name), config)
            .await
            .map_err(|e| e.to_diagnostic("").on(name))?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(open.entry(name.into()).or_insert(session).clone())
    }
}

/// `aws` of `module.x.provider["registry.terraform.io/hashicorp/aws"].west`.
fn local_name(name: &str) -> &str {
    let source = name.split('"').nth(1).unwrap_or(name);
    source.rsplit('/').next().unwrap_or(source)
}

#[cfg(test)]
mod tests {
    #[test]
    fn local_names() {
        let name = super::local_name;
        assert_eq!(name("provider[\"registry.terraform.io/hashicorp/aws\"].west"), "aws");
        assert_eq!(name("module.x.provider[\"terraform.io/builtin/terraform\"]"), "terraform");
        assert_eq!(name("aws"), "aws");
    }
}
