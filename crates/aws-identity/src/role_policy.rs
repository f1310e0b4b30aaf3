//! `aws_iam_role_policy`

use crate::holder::Holder;

crate::inline::inline_policy! {
    /// A policy that lives in a role. (IAM PutRolePolicy)
    RolePolicy, "aws_iam_role_policy", Holder::Role,
    /// The role's name.
    role
}
