//! Which headers, cookies and arguments policies are about: blocks that cache policies and origin request policies share.

use provision_aws_core::prelude::*;

/// Names.
#[derive(Nested, Clone, Default)]
pub struct Names {
    /// They.
    #[attr(optional)]
    pub items: Set<String>,
}

impl Names {
    /// Names as CloudFront tells them; without any there is no block.
    pub fn told(items: Option<Vec<String>>) -> Option<Names> {
        items.filter(|items| !items.is_empty()).map(|items| Names { items: Set(items) })
    }
}
