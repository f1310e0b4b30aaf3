//! Where a CodeBuild project builds.

use crate::words::words;
use aws_sdk_codebuild::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};

/// Where a project builds.
#[derive(Nested, Clone, Default)]
pub struct Environment {
    /// A certificate that it trusts, in S3.
    #[attr(optional, validate = certificate)]
    pub certificate: Option<String>,
    /// How large it is.
    #[attr(required, validate = compute_kind)]
    pub compute_type: String,
    /// What it finds in its environment.
    #[block(list)]
    pub environment_variable: Vec<Variable>,
    /// The machines that it runs on.
    #[block(list, max = 1)]
    pub fleet: Option<Fleet>,
    /// The image.
    #[attr(required)]
    pub image: String,
    /// Who fetches the image: `CODEBUILD` or `SERVICE_ROLE`.
    #[attr(optional, default = "CODEBUILD", validate = puller)]
    pub image_pull_credentials_type: Option<String>,
    /// It can build images.
    #[attr(optional, default = false)]
    pub privileged_mode: Option<bool>,
    /// How a registry is signed in to.
    #[block(list, max = 1)]
    pub registry_credential: Option<Registry>,
    /// What it is: `LINUX_CONTAINER` and others.
    #[attr(required, validate = kind)]
    pub r#type: String,
}

/// A variable of a build's environment.
#[derive(Nested, Clone, Default)]
pub struct Variable {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// `PLAINTEXT`, `PARAMETER_STORE` or `SECRETS_MANAGER`.
    #[attr(optional, default = "PLAINTEXT", validate = variable_kind)]
    pub r#type: Option<String>,
    /// Its value, or where that lies.
    #[attr(required)]
    pub value: String,
}

/// The machines that builds run on.
#[derive(Nested, Clone, Default)]
pub struct Fleet {
    /// Their ARN.
    #[attr(optional, arn)]
    pub fleet_arn: Option<String>,
}

/// How a registry is signed in to.
#[derive(Nested, Clone, Default)]
pub struct Registry {
    /// The secret.
    #[attr(required)]
    pub credential: String,
    /// `SECRETS_MANAGER`.
    #[attr(required, validate = credential_provider)]
    pub credential_provider: String,
}

words! {
    /// Checks `compute_type`.
    compute_kind: types::ComputeType,
    /// Checks `credential_provider`.
    credential_provider: types::CredentialProviderType,
    /// Checks the `type` of an environment.
    kind: types::EnvironmentType,
    /// Checks `image_pull_credentials_type`.
    puller: types::ImagePullCredentialsType,
    /// Checks the `type` of a variable.
    variable_kind: types::EnvironmentVariableType,
}

fn certificate(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(path) if !path.ends_with(".pem") && !path.ends_with(".zip") => {
            Err("must end in .pem or .zip".into())
        }
        _ => Ok(()),
    }
}

impl Environment {
    /// As CodeBuild takes it.
    pub fn request(&self) -> Result<types::ProjectEnvironment, Error> {
        let variables = self.environment_variable.iter().map(Variable::request);
        let variables = variables.collect::<Result<Vec<_>, _>>()?;
        let fleet = |f: &Fleet| types::ProjectFleet::builder().set_fleet_arn(text(&f.fleet_arn)).build();
        let built = types::ProjectEnvironment::builder()
            .set_certificate(text(&self.certificate))
            .compute_type(self.compute_type.as_str().into())
            .set_environment_variables(given(&variables))
            .set_fleet(self.fleet.as_ref().map(fleet))
            .image(&self.image)
            .set_image_pull_credentials_type(choice(&self.image_pull_credentials_type))
            .privileged_mode(self.privileged_mode.unwrap_or_default())
            .set_registry_credential(self.registry_credential.as_ref().map(Registry::request).transpose()?)
            .r#type(self.r#type.as_str().into())
            .build()?;
        Ok(built)
    }
    /// As CodeBuild tells it.
    pub fn told(told: &types::ProjectEnvironment) -> Environment {
        Environment {
            certificate: told.certificate.clone(),
            compute_type: told.compute_type.as_str().to_owned(),
            environment_variable: told.environment_variables.iter().flatten().map(Variable::told).collect(),
            fleet: told.fleet.as_ref().map(|f| Fleet { fleet_arn: f.fleet_arn.clone() }),
            image: told.image.clone(),
            image_pull_credentials_type: word(told.image_pull_credentials_type.as_ref()),
            privileged_mode: told.privileged_mode,
            registry_credential: told.registry_credential.as_ref().map(Registry::told),
            r#type: told.r#type.as_str().to_owned(),
        }
    }
}

impl Variable {
    fn request(&self) -> Result<types::EnvironmentVariable, Error> {
        let variable = types::EnvironmentVariable::builder().name(&self.name).value(&self.value);
        Ok(variable.set_type(choice(&self.r#type)).build()?)
    }
    fn told(told: &types::EnvironmentVariable) -> Variable {
        Variable { name: told.name.clone(), r#type: word(told.r#type.as_ref()), value: told.value.clone() }
    }
}

impl Registry {
    fn request(&self) -> Result<types::RegistryCredential, Error> {
        let registry = types::RegistryCredential::builder().credential(&self.credential);
        Ok(registry.credential_provider(self.credential_provider.as_str().into()).build()?)
    }
    fn told(told: &types::RegistryCredential) -> Registry {
        Registry {
            credential: told.credential.clone(),
            credential_provider: told.credential_provider.as_str().to_owned(),
        }
    }
}
