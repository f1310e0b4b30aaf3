//! Provider configurations before anything is planned: refresh needs them, and planning needs refresh.

use super::{ProviderNeed, Walk};
use provision_value::Diagnostics;

impl Walk<'_> {
    /// The provider configurations that follow from the files and variables alone. Those that depend on data sources or resources
    /// come later, as needs of the walk that plans.
    pub fn providers(mut self) -> Result<Vec<ProviderNeed>, Diagnostics> {
        while let Some(id) = self.schedule.pop() {
            self.visit(id);
        }
        match self.found.has_errors() {
            true => Err(self.found),
            false => Ok(self.needs.providers.into_values().collect()),
        }
    }
}
