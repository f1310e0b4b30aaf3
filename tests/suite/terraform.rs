//! Terraform beside us: found where it is installed, run offline from a mirror of its provider.

use crate::harness::{Project, Run};
use std::fs;
use std::path::{Path, PathBuf};

/// Places where a mirror named `tf-plugins` may lie.
const PLACES: [&str; 4] = ["/opt", "/usr/local/share", "/usr/share", "/"];

/// The provider mirror: `PROVISION_TF_MIRROR`, or a folder `tf-plugins` in a usual place.
fn mirror() -> Option<PathBuf> {
    let named = std::env::var_os("PROVISION_TF_MIRROR").map(PathBuf::from);
    let usual = PLACES.iter().map(|place| Path::new(place).join("tf-plugins"));
    named.into_iter().chain(usual).find(|path| path.is_dir())
}

/// Terraform and its provider, where both are there.
pub struct Terraform {
    mirror: PathBuf,
}

impl Terraform {
    /// Fails with what is missing: skipped is not passed.
    #[track_caller]
    pub fn required() -> Terraform {
        let version = std::process::Command::new("terraform").arg("version").output();
        assert!(version.is_ok(), "the comparison with Terraform needs terraform 1.11 on PATH");
        let mirror = mirror().expect(
            "the comparison with Terraform needs a mirror of its AWS provider: PROVISION_TF_MIRROR, or a folder tf-plugins in /opt",
        );
        Terraform { mirror }
    }

    /// Prepares a directory that holds a configuration.
    #[track_caller]
    pub fn init(&self, project: &Project) -> &Terraform {
        let settings = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {:?}\n  }}\n}}\n",
            self.mirror.display().to_string()
        );
        fs::write(project.home().join("terraform.rc"), settings).expect("writable");
        self.run(project, &["init", "-input=false"]).ok();
        self
    }

    /// Runs `terraform ARGUMENTS` in the project's plan directory.
    pub fn run(&self, project: &Project, arguments: &[&str]) -> Run {
        let mut command = project.command("terraform");
        command
            .args(arguments)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_CLI_CONFIG_FILE", project.home().join("terraform.rc"));
        Run::of(&mut command)
    }
}
