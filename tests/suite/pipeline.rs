//! The programs that the shop's plan ships, tested by pytest with the libraries that they run on.

use crate::harness::{Run, endpoint, root};
use std::process::Command;

#[test]
fn the_data_pipeline_s_programs_do_their_work() {
    let mut command = Command::new(root().join("tests/localstack/run"));
    command.arg("pipeline").env("PROVISION_TEST_ENDPOINT", endpoint()).env("PYTHONDONTWRITEBYTECODE", "1");
    let run = Run::of(&mut command).ok();
    println!("{}", run.out);
    assert!(run.out.contains(" passed") && !run.out.contains("skipped"), "{}", run.out);
    // What this machine has no Java or database for is left out and said, by pytest as by ./test.
    let said = run.out.contains("not run here: the Glue jobs");
    assert_ne!(said, run.out.contains("test_jobs.py"), "{}", run.out);
}
