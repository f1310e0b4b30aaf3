//! `aws_iam_group_policy_attachment`

use crate::holder::Holder;

crate::attachment::policy_attachment! {
    /// A managed policy attached to a group. (IAM AttachGroupPolicy)
    GroupPolicyAttachment, "aws_iam_group_policy_attachment", Holder::Group,
    /// The group's name.
    group
}
