//! `aws_iam_group_policy`

use crate::holder::Holder;

crate::inline::inline_policy! {
    /// A policy that lives in a group. (IAM PutGroupPolicy)
    GroupPolicy, "aws_iam_group_policy", Holder::Group,
    /// The group's name.
    group
}
