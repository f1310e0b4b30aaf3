//! `aws_iam_user_policy_attachment`

use crate::holder::Holder;

crate::attachment::policy_attachment! {
    /// A managed policy attached to a user. (IAM AttachUserPolicy)
    UserPolicyAttachment, "aws_iam_user_policy_attachment", Holder::User,
    /// The user's name.
    user
}
