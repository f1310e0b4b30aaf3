//! `aws_iam_role_policy_attachment`

use crate::holder::Holder;

crate::attachment::policy_attachment! {
    /// A managed policy attached to a role. (IAM AttachRolePolicy)
    RolePolicyAttachment, "aws_iam_role_policy_attachment", Holder::Role,
    /// The role's name.
    role
}
