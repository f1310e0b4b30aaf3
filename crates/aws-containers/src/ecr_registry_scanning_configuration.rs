//! `aws_ecr_registry_scanning_configuration`

use crate::ecr::ecr;
use aws_sdk_ecr::types::{self, ScanType};
use provision_aws_core::prelude::*;

/// Which images of the account's registry are looked through, and how often. (ECR PutRegistryScanningConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ecr_registry_scanning_configuration", seconds(1, 1))]
pub struct RegistryScanning {
    /// The account.
    #[attr(id)]
    pub id: String,
    /// The account.
    #[attr(computed)]
    pub registry_id: String,
    /// Which repositories, and how often.
    #[block(set, max = 100)]
    pub rule: Set<Rule>,
    /// `BASIC` or `ENHANCED`.
    #[attr(required, one_of("BASIC", "ENHANCED"))]
    pub scan_type: String,
}

/// How often images of some repositories are looked through.
#[derive(Nested, Clone, Default)]
pub struct Rule {
    /// The repositories.
    #[block(set, min = 1)]
    pub repository_filter: Set<Filter>,
    /// `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
    #[attr(required, one_of("SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL"))]
    pub scan_frequency: String,
}

/// Some repositories.
#[derive(Nested, Clone, Default)]
pub struct Filter {
    /// Their names, with `*` for anything.
    #[attr(required, length(1, 256))]
    pub filter: String,
    /// `WILDCARD`
    #[attr(required, one_of("WILDCARD"))]
    pub filter_type: String,
}

#[async_trait]
impl Resource for RegistryScanning {
    const LOST: Lost = Lost::Repeat;

    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        put(cx, &planned.scan_type, &planned.rule).await?;
        Created::new(Some(cx.account()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let told = ecr(cx).get_registry_scanning_configuration().send().await.map_err(Error::from);
        reqs.iter()
            .map(|req| {
                let told = told.clone()?;
                let configuration = told.scanning_configuration.unwrap_or_else(no_configuration);
                Ok(Some(Found::ready(RegistryScanning {
                    id: req.key.clone(),
                    registry_id: told.registry_id.unwrap_or_default(),
                    rule: configuration.rules().iter().map(Rule::told).collect(),
                    scan_type: configuration.scan_type.map(|t| t.as_str().to_owned()).unwrap_or_default(),
                })))
            })
            .collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        put(cx, &change.to.scan_type, &change.to.rule).await
    }

    /// A registry always has one: AWS's own comes back.
    async fn delete(cx: &Cx, _: &Self, _: &Step) -> Result<(), Error> {
        put(cx, ScanType::Basic.as_str(), &Set::default()).await
    }

    /// Putting is idempotent: what a lost call has put is put once more.
    async fn locate(_: &Cx, _: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        Ok(None)
    }
}

fn no_configuration() -> types::RegistryScanningConfiguration {
    types::RegistryScanningConfiguration::builder().build()
}

async fn put(cx: &Cx, scan_type: &str, rules: &Set<Rule>) -> Result<(), Error> {
    let rules = rules.iter().map(Rule::request).collect::<Result<Vec<_>, _>>()?;
    let call = ecr(cx).put_registry_scanning_configuration().scan_type(scan_type.into());
    call.set_rules(Some(rules)).send().await?;
    Ok(())
}

impl Rule {
    fn request(&self) -> Result<types::RegistryScanningRule, Error> {
        let filter = |f: &Filter| {
            let filter = types::ScanningRepositoryFilter::builder().filter(&f.filter);
            filter.filter_type(f.filter_type.as_str().into()).build()
        };
        let filters = self.repository_filter.iter().map(filter).collect::<Result<Vec<_>, _>>()?;
        Ok(types::RegistryScanningRule::builder()
            .scan_frequency(self.scan_frequency.as_str().into())
            .set_repository_filters(Some(filters))
            .build()?)
    }
    fn told(told: &types::RegistryScanningRule) -> Rule {
        let filter = |f: &types::ScanningRepositoryFilter| Filter {
            filter: f.filter.clone(),
            filter_type: f.filter_type.as_str().to_owned(),
        };
        Rule {
            repository_filter: told.repository_filters.iter().map(filter).collect(),
            scan_frequency: told.scan_frequency.as_str().to_owned(),
        }
    }
}
