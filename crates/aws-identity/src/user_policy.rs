//! `aws_iam_user_policy`

use crate::holder::Holder;

crate::inline::inline_policy! {
    /// A policy that lives in a user. (IAM PutUserPolicy)
    UserPolicy, "aws_iam_user_policy", Holder::User,
    /// The user's name.
    user
}
