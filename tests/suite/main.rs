//! Tests that cross crates, in one binary. `docs/development.md` says which command runs which bar.
//!
//! Those that need LocalStack take its address from `PROVISION_TEST_ENDPOINT`; `tests/localstack/run exec` sets it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod aws_errors;
mod backend;
mod bad_input;
mod builtin;
mod cases;
mod checkov;
mod conformance;
mod crash;
mod diff_goldens;
mod emulator;
mod example;
mod exits;
mod fake_aws;
mod habits;
mod harness;
mod imported;
mod layers;
mod lifecycle;
mod live;
mod outside;
mod package;
mod pipeline;
mod planned_values;
mod preflight;
mod readback;
mod readme;
mod rollout;
mod roundtrip;
mod runbooks;
mod schema_check;
mod schemas;
mod secrets;
mod shop;
mod terraform;
mod upkeep;
mod verdicts;
