//! Roles and instance profiles that were just made: the services that use them know them a few seconds later, and each says in its
//! own way that it does not yet.

use crate::cx::{Cx, PROPAGATION};
use crate::error::Error;
use std::future::Future;

/// Error codes, and what their message says of a role or an instance profile that is not known yet, or not yet with its policies.
const UNKNOWN: &[(&str, &str)] = &[
    // EC2: instances, fleets, instance profile associations.
    ("InvalidParameterValue", "Invalid IAM Instance Profile"),
    ("InvalidLaunchTemplate", "Invalid IAM Instance Profile"),
    ("InvalidParameterValue", "has no associated IAM Roles"),
    // EC2: flow logs.
    ("InvalidParameter", "Unable to assume"),
    // Auto Scaling: launch configurations and templates.
    ("ValidationError", "Invalid IamInstanceProfile"),
    ("ValidationError", "Invalid IAM Instance Profile"),
    ("ValidationError", "You are not authorized to perform this operation"),
    // ECS.
    ("ClientException", "Role is not valid"),
    ("InvalidParameterException", "Unable to assume role"),
    ("InvalidParameterException", "Unable to assume the service linked role"),
    ("InvalidParameterException", "verify that the role being passed has the proper permissions"),
    // EKS.
    ("InvalidParameterException", "Error in role params"),
    ("InvalidParameterException", "Role could not be assumed because the trusted entity is not correct"),
    ("InvalidParameterException", "doesn't have the Amazon EKS Managed Policies associated with it"),
    ("InvalidParameterException", "Role with arn"),
    // Lambda.
    ("InvalidParameterValueException", "cannot be assumed by Lambda"),
    ("InvalidParameterValueException", "The provided execution role does not have permissions"),
    // CodeBuild: the role, and what it may do in a network.
    ("InvalidInputException", "not authorized to perform"),
    ("InvalidInputException", "Not authorized to perform"),
    // CodePipeline.
    ("InvalidStructureException", "not authorized"),
    // CodeDeploy.
    ("InvalidRoleException", ""),
];

/// True for an error that a role or an instance profile which was just made causes, until the service knows it.
pub fn is_role_unknown(e: &Error) -> bool {
    UNKNOWN.iter().any(|(code, words)| e.is(&[code]) && e.message.contains(words))
}

impl Cx {
    /// Repeats a call while the service does not know yet the role or the instance profile that the call names, or what it may do.
    pub async fn until_role_known<T, E, F, Fut>(&self, call: F) -> Result<T, Error>
    where
        E: Into<Error>,
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        self.retry(PROPAGATION, is_role_unknown, call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use provision_engine::provider::{Class, ProviderError};

    fn error(code: &str, message: &str) -> Error {
        let mut error = ProviderError::new(Class::Validation, message);
        error.code = code.into();
        error.into()
    }

    #[test]
    fn only_what_is_said_of_roles_counts() {
        let profile =
            "Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name";
        assert!(is_role_unknown(&error("InvalidParameterValue", profile)));
        assert!(!is_role_unknown(&error(
            "InvalidParameterValue",
            "Value (x) for parameter imageId is invalid"
        )));
        assert!(!is_role_unknown(&error("AccessDenied", profile)));
    }
}
