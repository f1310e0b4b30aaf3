//! Nothing that a disk may hold brings the program down.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use provision_state::{Store, journal, v4};
use std::path::Path;

const GOLDEN: &[u8] = include_bytes!("golden/terraform-1.11.json");
const RARE: &[u8] = include_bytes!("golden/rare.json");

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = v4::parse(&bytes, Path::new("x"));
        let _ = journal::read(&bytes, Path::new("x"));
    }

    /// A state with bytes changed is refused, or it is a state that can be written and read again.
    #[test]
    fn a_changed_state_is_refused_or_sound(
        rare in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = if rare { RARE } else { GOLDEN }.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(state) = v4::parse(&bytes, Path::new("x")) {
            let written = Store::encode(&state).unwrap();
            prop_assert_eq!(v4::parse(&written, Path::new("x")).unwrap(), state);
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{{\"version\": 4, \"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(v4::parse(deep.as_bytes(), Path::new("x")).is_err());
}
