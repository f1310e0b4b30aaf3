//! Terraform beside us: found where it is installed, run offline over one provider process that stays up.
//!
//! Starting the provider and checking its 700 MB against the lock file would cost seconds in every command; attached to a
//! running provider (`TF_REATTACH_PROVIDERS`) Terraform needs neither, and no `init` but for modules.

use crate::harness::{REGION, Run, clean, copy, endpoint};
use regex::Regex;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Places where a mirror named `tf-plugins` may lie.
const PLACES: [&str; 4] = ["/opt", "/usr/local/share", "/usr/share", "/"];

/// Terraform with its AWS provider running.
pub struct Terraform {
    provider: Child,
    attach: String,
    /// Where the provider runs; with it its socket goes away.
    home: TempDir,
}

/// A configuration directory that Terraform works in, for one account.
pub struct Side<'a> {
    terraform: &'a Terraform,
    dir: TempDir,
    /// The account that it is applied to.
    pub account: String,
}

impl Terraform {
    /// Fails with what is missing: skipped is not passed.
    #[track_caller]
    pub fn required() -> Terraform {
        Terraform::at(&endpoint())
    }

    /// The same for commands that ask no cloud.
    #[track_caller]
    pub fn offline() -> Terraform {
        Terraform::at("http://127.0.0.1:1")
    }

    #[track_caller]
    fn at(endpoint: &str) -> Terraform {
        let version = Command::new("terraform").arg("version").output();
        assert!(version.is_ok(), "the comparison with Terraform needs terraform 1.11 on PATH");
        let program = mirror().and_then(|path| provider_in(&path)).expect(
            "the comparison with Terraform needs a mirror of its AWS provider: PROVISION_TF_MIRROR, or a folder tf-plugins in /opt",
        );
        let home = tempfile::tempdir().expect("a temporary directory");
        let mut provider = clean(program);
        provider
            .arg("-debug")
            .env("AWS_ENDPOINT_URL", endpoint)
            // S3 Control puts the account before the address, and that nobody can look up.
            .env("HTTP_PROXY", endpoint)
            .env("AWS_REGION", REGION)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("TMPDIR", home.path())
            .current_dir(home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut provider = provider.spawn().expect("the provider starts");
        let attach = attachment(&mut provider);
        Terraform { provider, attach, home }
    }

    /// Where the running provider looks for files with relative names: what a configuration names has to lie here, too.
    pub fn provider_dir(&self) -> &Path {
        self.home.path()
    }

    /// `terraform` over the running provider, without arguments yet.
    pub fn command(&self) -> Command {
        let mut command = clean("terraform");
        command
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_REATTACH_PROVIDERS", &self.attach);
        command
    }

    /// A directory with a copy of these files, for one account.
    #[track_caller]
    pub fn side(&self, files: Option<&Path>, account: &str) -> Side<'_> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        if let Some(files) = files {
            copy(files, dir.path());
        }
        Side { terraform: self, dir, account: account.to_owned() }
    }
}

impl Drop for Terraform {
    fn drop(&mut self) {
        self.provider.kill().ok();
        self.provider.wait().ok();
    }
}

impl Side<'_> {
    /// Where it works.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its state file.
    pub fn state(&self) -> PathBuf {
        self.dir().join("terraform.tfstate")
    }

    /// Runs `terraform ARGUMENTS`.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        let usual = configuration(&format!("region = \"{REGION}\""), &self.account);
        fs::write(self.dir().join("account_override.tf"), usual).expect("writable");
        lend(self.dir(), &self.account);
        Run::of(self.terraform.command().args(arguments).current_dir(self.dir()))
    }
}

/// A configuration of the provider with an account's credentials.
fn configuration(which: &str, account: &str) -> String {
    format!(
        "provider \"aws\" {{\n  {which}\n  access_key = \"{account}\"\n  secret_key = \"test\"\n\n  \
         ignore_tags {{\n    key_prefixes = [\"provision:\"]\n  }}\n}}\n"
    )
}

/// Gives the credentials to further configurations of the provider, such as one for another region, in the directory and its modules.
fn lend(dir: &Path, account: &str) {
    let aliased = Regex::new(r#"provider "aws" \{\s+(alias\s*= "\w+")"#).expect("a pattern");
    for path in fs::read_dir(dir).expect("readable").map(|entry| entry.expect("readable").path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') {
            lend(&path, account);
        } else if name.ends_with(".tf") && !name.ends_with("_override.tf") {
            let text = fs::read_to_string(&path).expect("readable");
            for [alias] in aliased.captures_iter(&text).map(|found| found.extract().1) {
                let file = format!("{}_override.tf", name.trim_end_matches(".tf"));
                fs::write(dir.join(file), configuration(alias, account)).expect("writable");
            }
        }
    }
}

/// The provider mirror: `PROVISION_TF_MIRROR`, or a folder `tf-plugins` in a usual place.
pub fn mirror() -> Option<PathBuf> {
    let named = std::env::var_os("PROVISION_TF_MIRROR").map(PathBuf::from);
    let usual = PLACES.iter().map(|place| Path::new(place).join("tf-plugins"));
    named.into_iter().chain(usual).find(|path| path.is_dir())
}

/// The provider's program somewhere below a mirror.
fn provider_in(dir: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(dir).ok()?.flatten().map(|entry| entry.path());
    entries.into_iter().find_map(|path| {
        let name = path.file_name()?.to_str()?;
        if path.is_dir() {
            provider_in(&path)
        } else {
            name.starts_with("terraform-provider-aws_v5").then_some(path)
        }
    })
}

/// What the provider prints for those who want to attach to it.
fn attachment(provider: &mut Child) -> String {
    let output = provider.stdout.take().expect("piped");
    let mut lines = BufReader::new(output).lines();
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, value) = line.split_once("TF_REATTACH_PROVIDERS='")?;
        Some(value.trim_end_matches('\'').to_owned())
    });
    // What it logs later must go somewhere, or it stops when the pipe is full.
    std::thread::spawn(move || lines.for_each(drop));
    found.expect("the provider says how to attach to it")
}
