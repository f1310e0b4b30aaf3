//! The nearest known name, for "did you mean".

/// The known name that `name` was probably meant to be, or `None` where none is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(name);
    // One slip in a short name, about one in four characters in a long one.
    let limit = 1 + wanted.chars().count() / 4;
    let distance = |k: &str| {
        let folded = folded(k);
        match strsim::damerau_levenshtein(&wanted, &folded) {
            near if near <= limit && near < k.chars().count() => Some(near),
            // Beginnings are typed by those who remember no more: farther than any slip.
            _ if wanted.len() >= 3 && folded.starts_with(&wanted) => {
                Some(limit + folded.len() - wanted.len())
            }
            _ => None,
        }
    };
    known
        .into_iter()
        .filter_map(|k| Some((distance(k)?, k)))
        .min_by_key(|(distance, k)| (*distance, k.len().abs_diff(name.len())))
        .map(|(_, k)| k)
}

/// `Did you mean "x"?`, or an empty text.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or(String::new(), |k| format!("Did you mean \"{k}\"?"))
}

/// Letter case and the kind of separator are slips that cost nothing.
fn folded(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["cidr_block", "cidr_blocks", "vpc_id", "tags", "id"];
        assert_eq!(nearest("cidr_blok", known), Some("cidr_block"));
        assert_eq!(nearest("cidrblock", known), Some("cidr_block"));
        assert_eq!(nearest("VPC-ID", known), Some("vpc_id"));
        assert_eq!(nearest("vcp_id", known), Some("vpc_id"));
        assert_eq!(nearest("tag", known), Some("tags"));
        assert_eq!(nearest("cidr", known), Some("cidr_block"));
        assert_eq!(nearest("description", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
