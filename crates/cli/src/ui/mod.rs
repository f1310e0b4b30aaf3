//! What a person sees. Nothing outside this folder and the commands prints.

pub mod diagnostics;
pub mod events;
pub mod progress;
