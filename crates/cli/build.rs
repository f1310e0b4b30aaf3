//! On Linux the program lies at a fixed address: a movable one has every pointer in the tables of AWS's SDK (hundreds of thousands)
//! written anew whenever it starts, for which `provision version` pays most of its time and memory.

fn main() {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|v| v == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
