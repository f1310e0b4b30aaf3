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

/// Names as CloudFront takes them: how many, and they.
pub fn counted(names: &Names) -> Result<(i32, Option<Vec<String>>), Error> {
    let count = i32::try_from(names.items.len());
    let count = count.map_err(|_| Error::new(Class::Validation, "There are too many names."))?;
    Ok((count, given(&names.items)))
}
