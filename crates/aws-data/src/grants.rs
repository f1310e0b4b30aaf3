//! Whom an access control list lets in, as the settings of a bucket write it.

use aws_sdk_s3::types as sdk;
use provision_aws_core::prelude::*;

/// Whom.
#[derive(Nested, Clone, Default)]
pub struct Grantee {
    /// Its name; AWS tells none any more.
    #[attr(computed)]
    pub display_name: String,
    /// The address of an account.
    #[attr(optional)]
    pub email_address: Option<String>,
    /// A canonical user.
    #[attr(optional)]
    pub id: Option<String>,
    /// `CanonicalUser`, `AmazonCustomerByEmail` or `Group`
    #[attr(required, one_of("AmazonCustomerByEmail", "CanonicalUser", "Group"))]
    pub r#type: String,
    /// A group.
    #[attr(optional)]
    pub uri: Option<String>,
}

impl Grantee {
    /// As the call takes it.
    pub fn sent(&self) -> Result<sdk::Grantee, Error> {
        Ok(sdk::Grantee::builder()
            .r#type(sdk::Type::from(self.r#type.as_str()))
            .set_email_address(text(&self.email_address))
            .set_id(text(&self.id))
            .set_uri(text(&self.uri))
            .build()?)
    }
    /// As the state holds it.
    pub fn told(told: sdk::Grantee) -> Grantee {
        Grantee {
            display_name: told.display_name.unwrap_or_default(),
            email_address: told.email_address,
            id: told.id,
            r#type: told.r#type.to_string(),
            uri: told.uri,
        }
    }
}
