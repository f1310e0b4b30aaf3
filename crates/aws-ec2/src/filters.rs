//! What data sources of EC2 take to find things by: `filter` blocks and tags.

use crate::filter;
use aws_sdk_ec2::types::Filter;
use provision_aws_core::prelude::*;

/// One of AWS's filters and the values it lets through.
#[derive(Nested, Clone, Default)]
pub struct FilterBlock {
    /// As AWS names it: `vpc-id`, `tag:Name`.
    #[attr(required)]
    pub name: String,
    /// Values, of which one must fit.
    #[attr(required)]
    pub values: Set<String>,
}

/// As requests take them, in an order that is always the same; `None` where there are none.
pub fn filters(
    own: &[(&str, Option<String>)],
    blocks: &[FilterBlock],
    tags: &BTreeMap<String, String>,
) -> Option<Vec<Filter>> {
    let given = |(name, value): &(&str, Option<String>)| value.as_ref().map(|v| filter(name, v));
    let written = |block: &FilterBlock| {
        let mut values = block.values.0.clone();
        values.sort();
        Filter::builder().name(&block.name).set_values(Some(values)).build()
    };
    let mut blocks: Vec<&FilterBlock> = blocks.iter().collect();
    blocks.sort_by(|a, b| a.name.cmp(&b.name));
    let own = own.iter().filter_map(given);
    let tags = tags.iter().map(|(key, value)| filter(&format!("tag:{key}"), value));
    let all: Vec<Filter> = own.chain(blocks.into_iter().map(written)).chain(tags).collect();
    (!all.is_empty()).then_some(all)
}

/// The one thing that fits a data source. `kind` is its kind (`VPC`), `id` the id that was asked for, if any.
pub fn the_one<T>(kind: &str, id: &str, mut found: Vec<T>) -> Result<T, Error> {
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => {
            let which =
                if id.is_empty() { format!("No {kind} fits.") } else { format!("There is no {kind} {id}.") };
            let help = "Check the arguments, the account and the region.";
            Err(Error::new(Class::NotFound, which).help(help))
        }
        (_, more) => {
            let message = format!("{} {kind}s fit; the data source is for one.", more + 1);
            Err(Error::new(Class::Validation, message).help("Add arguments until only one fits."))
        }
    }
}
