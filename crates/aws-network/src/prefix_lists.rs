//! How both data sources of prefix lists find the one that is meant.

use crate::ec2::filtered;
use crate::filters::{FilterBlock, filters};
use aws_sdk_ec2::types::{Filter, ManagedPrefixList, PrefixList};
use provision_aws_core::prelude::*;
use std::future::Future;

const ID: &str = "prefix-list-id";
const NAME: &str = "prefix-list-name";

/// What is known of a list.
pub struct Wanted<'a> {
    /// Its id; empty where that is open.
    pub id: &'a str,
    /// Its name; empty where that is open.
    pub name: &'a str,
    /// AWS's filters.
    pub filter: &'a [FilterBlock],
}

/// A list as AWS tells it.
pub trait List: Clone {
    /// Its id.
    fn id(&self) -> Option<&str>;
    /// Its name.
    fn name(&self) -> Option<&str>;
}

impl List for PrefixList {
    fn id(&self) -> Option<&str> {
        self.prefix_list_id()
    }
    fn name(&self) -> Option<&str> {
        self.prefix_list_name()
    }
}

impl List for ManagedPrefixList {
    fn id(&self) -> Option<&str> {
        self.prefix_list_id()
    }
    fn name(&self) -> Option<&str> {
        self.prefix_list_name()
    }
}

/// The lists that fit each of `wanted`. Those that are known by a name alone, or by an id alone, come by one call each way;
/// others by one call each.
pub async fn find<L, F, Fut>(wanted: &[Wanted<'_>], describe: F) -> Vec<Result<Vec<L>, Error>>
where
    L: List,
    F: Fn(Option<Vec<Filter>>) -> Fut,
    Fut: Future<Output = Result<Vec<L>, Error>>,
{
    let by = |way: &'static str| {
        wanted.iter().filter_map(plain).filter(move |p| p.0 == way).map(|p| p.1.to_owned())
    };
    let known = tokio::try_join!(
        filtered(NAME, by(NAME), |f| describe(Some(vec![f]))),
        filtered(ID, by(ID), |f| describe(Some(vec![f])))
    );
    let (named, identified) = match known {
        Ok(known) => known,
        Err(e) => return wanted.iter().map(|_| Err(e.clone())).collect(),
    };
    each(wanted, 10, |one| async {
        match plain(one) {
            Some((NAME, name)) => Ok(named.iter().filter(|l| l.name() == Some(name)).cloned().collect()),
            Some((_, id)) => Ok(identified.iter().filter(|l| l.id() == Some(id)).cloned().collect()),
            None => {
                let given = |v: &str| Some(v.to_owned()).filter(|v| !v.is_empty());
                let own = [(NAME, given(one.name)), (ID, given(one.id))];
                describe(filters(&own, one.filter, &BTreeMap::new())).await
            }
        }
    })
    .await
}

/// The one thing that is known of a list, as a filter.
fn plain<'a>(wanted: &Wanted<'a>) -> Option<(&'static str, &'a str)> {
    match (wanted.name, wanted.id) {
        _ if !wanted.filter.is_empty() => None,
        ("", "") => None,
        (name, "") => Some((NAME, name)),
        ("", id) => Some((ID, id)),
        _ => None,
    }
}

/// The one list that fits.
pub fn only<L>(mut fitting: Vec<L>) -> Result<L, Error> {
    match (fitting.pop(), fitting.len()) {
        (Some(list), 0) => Ok(list),
        (None, _) => Err(Error::new(Class::NotFound, "No prefix list fits.")
            .help("Check the arguments, the account and the region.")),
        (_, more) => {
            let message = format!("{} prefix lists fit; the data source is for one.", more + 1);
            Err(Error::new(Class::Validation, message).help("Add arguments until only one fits."))
        }
    }
}
