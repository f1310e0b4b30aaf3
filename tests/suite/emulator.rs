//! The emulator itself: what we add to it behaves as AWS documents.

use crate::harness::{Run, endpoint, root};
use std::process::Command;

#[test]
fn corrections_follow_awss_documentation() {
    let python = std::env::var_os("PROVISION_TEST_PYTHON").expect("tests/localstack/run exec sets it");
    let mut check = Command::new(python);
    check.arg(root().join("tests/localstack/selfcheck.py")).env("PROVISION_TEST_ENDPOINT", endpoint());
    print!("{}", Run::of(&mut check).ok().out);
}
