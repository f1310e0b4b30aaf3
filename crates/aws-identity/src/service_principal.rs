//! `data.aws_service_principal`

use crate::region::is_region;
use provision_aws_core::prelude::*;

/// The name under which a service takes on roles in a region. Calls nothing.
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_service_principal", sdk = "framework")]
pub struct ServicePrincipal {
    /// The name with the region in it.
    #[attr(id)]
    pub id: String,
    /// The name: `s3.amazonaws.com`
    #[attr(computed)]
    pub name: String,
    /// The region; the provider's own where none is given.
    #[attr(optional, computed)]
    pub region: Option<String>,
    /// The service: `s3`
    #[attr(required)]
    pub service_name: String,
    /// `amazonaws.com`
    #[attr(computed)]
    pub suffix: String,
}

#[async_trait]
impl DataSource for ServicePrincipal {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        configs.iter().map(|config| find(cx.region(), config)).collect()
    }
}

fn find(own: &str, config: &ServicePrincipal) -> Result<ServicePrincipal, Error> {
    let given = text(&config.region);
    if let Some(region) = given.as_deref().filter(|r| *r != own && !is_region(r)) {
        return Err(Error::new(Class::Validation, format!("There is no region \"{region}\".")));
    }
    let region = given.unwrap_or_else(|| own.to_owned());
    let (service, suffix) = (&config.service_name, suffix(&config.service_name, &region));
    Ok(ServicePrincipal {
        id: format!("{service}.{region}.{suffix}"),
        name: format!("{service}.{suffix}"),
        region: Some(region),
        service_name: service.clone(),
        suffix: suffix.to_owned(),
    })
}

/// Most services have one name in all partitions.
fn suffix(service: &str, region: &str) -> &'static str {
    let starts = |prefix| region.starts_with(prefix);
    match service {
        "codedeploy" | "elasticmapreduce" | "logs" if starts("cn-") => "amazonaws.com.cn",
        "cloudhsm" | "config" | "logs" | "workspaces" if starts("us-iso-") => "c2s.ic.gov",
        "dms" | "logs" if starts("us-isob-") => "sc2s.sgov.gov",
        _ => "amazonaws.com",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_services_have_other_names_elsewhere() {
        let name = |service: &str, region: &str| {
            let config = ServicePrincipal {
                region: Some(region.to_owned()),
                service_name: service.to_owned(),
                ..ServicePrincipal::default()
            };
            find("eu-west-1", &config).map(|p| p.id).unwrap_or_default()
        };
        assert_eq!(name("s3", "us-east-1"), "s3.us-east-1.amazonaws.com");
        assert_eq!(name("logs", "cn-north-1"), "logs.cn-north-1.amazonaws.com.cn");
        assert_eq!(name("s3", "cn-north-1"), "s3.cn-north-1.amazonaws.com");
        assert_eq!(name("s3", "nowhere-1"), "");
    }
}
