//! `provision version`

use crate::app::App;
use crate::args::Json;
use crate::exit::{Exit, Outcome};
use provision_plan::render::json::TERRAFORM_VERSION;
use serde_json::json;

/// Shows the version, and that of the language.
pub fn run(app: &mut App, args: Json) -> Outcome {
    let version = env!("CARGO_PKG_VERSION");
    let text = if args.json {
        let platform = format!("{}_{}", std::env::consts::OS, std::env::consts::ARCH);
        let body = json!({ "provision_version": version, "terraform_version": TERRAFORM_VERSION, "platform": platform });
        format!("{body:#}\n")
    } else {
        format!("provision {version}\nlanguage of Terraform {TERRAFORM_VERSION}\n")
    };
    app.print(&text);
    Ok(Exit::Success)
}
