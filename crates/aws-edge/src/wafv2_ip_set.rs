//! `aws_wafv2_ip_set`

use crate::waf::kept;
use crate::waf_action::{name, name_prefix};
use provision_aws_core::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Addresses that rules look for. (WAF CreateIPSet, UpdateIPSet)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_wafv2_ip_set", tags, seconds(2, 2), not_found = "WAFNonexistentItemException")]
pub struct IpSet {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Ranges of addresses.
    #[attr(optional)]
    pub addresses: Set<String>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// What it is for.
    #[attr(optional, length(1, 256))]
    pub description: Option<String>,
    /// `IPV4` or `IPV6`.
    #[attr(required, replace, one_of("IPV4", "IPV6"))]
    pub ip_address_version: String,
    /// What marks its state.
    #[attr(computed)]
    pub lock_token: String,
    /// Its name.
    #[attr(optional, computed, replace, conflicts("name_prefix"), validate = name)]
    pub name: Option<String>,
    /// Start of a name that is made unique.
    #[attr(optional, computed, replace, conflicts("name"), validate = name_prefix)]
    pub name_prefix: Option<String>,
    /// Whether it is for things of its region, or for CloudFront.
    #[attr(required, replace, one_of("CLOUDFRONT", "REGIONAL"))]
    pub scope: String,
}

kept!(IpSet, "IPSet", [create_ip_set, get_ip_set, update_ip_set, delete_ip_set, list_ip_sets] {
    const CREATE_ONLY: &'static [&'static str] = &["IPAddressVersion"];
    const ALWAYS: &'static [&'static str] = &["Addresses"];

    /// Addresses that mean the same are the same, and an argument that is taken out leaves them, as with the provider.
    fn planned(cx: &mut PlanCx<'_>) {
        let (before, after) = (cx.before("addresses"), cx.get("addresses"));
        let none = before.as_seq().is_none_or(<[Value]>::is_empty);
        let same = after.is_wholly_known() && ranges(&before) == ranges(&after);
        if !none && (cx.configured("addresses").is_null() || same) {
            cx.set("addresses", before);
        }
    }

    /// Addresses keep the form in which they were written, where AWS's means the same.
    fn settle(&self, _: &Json, held: &mut Json) {
        let ranges = |texts: &[String]| -> BTreeSet<(Option<IpAddr>, String)> { texts.iter().map(|t| range(t)).collect() };
        let texts = held["addresses"].as_array().into_iter().flatten();
        let told: Vec<String> = texts.filter_map(|text| text.as_str().map(str::to_owned)).collect();
        if ranges(&told) == ranges(&self.addresses) {
            held["addresses"] = json!(self.addresses.0);
        }
    }
});

/// Addresses can be written in several ways, and AWS tells them in one.
fn ranges(addresses: &Value) -> BTreeSet<(Option<IpAddr>, String)> {
    let texts = addresses.as_seq().unwrap_or_default().iter().filter_map(Value::as_str);
    texts.map(range).collect()
}

/// An address and the length of its network; the text itself where it is none.
fn range(text: &str) -> (Option<IpAddr>, String) {
    let parsed = text.split_once('/').and_then(|(ip, length)| Some((ip.parse().ok()?, length)));
    parsed.map_or((None, text.to_owned()), |(ip, length)| (Some(ip), length.to_owned()))
}
