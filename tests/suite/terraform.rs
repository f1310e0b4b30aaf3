//! Terraform beside us: found where it is installed, run offline over one provider process that stays up.
//!
//! Starting the provider and checking its 700 MB against the lock file would cost seconds in every command; attached to a
//! running provider (`TF_REATTACH_PROVIDERS`) Terraform needs neither, and no `init` but for modules. One such process has one
//! configuration, so plans with several of them start a provider with every command.

use crate::harness::{REGION, Run, clean, copy, endpoint};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const MIRROR_WANTED: &str = "the comparison with Terraform needs a mirror of its AWS provider: PROVISION_TF_MIRROR, or a folder tf-plugins in /opt";

/// Places where a mirror named `tf-plugins` may lie.
const PLACES: [&str; 4] = ["/opt", "/usr/local/share", "/usr/share", "/"];

/// Terraform with its AWS provider.
pub struct Terraform {
    /// The provider that runs, and what attaches Terraform to it; without, each command starts one.
    provider: Option<(Child, String)>,
    /// Where the provider runs, and with it its socket goes away; without one, where Terraform is told the mirror.
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

    /// The same for a plan that has several configurations of the provider.
    #[track_caller]
    pub fn of_several_configurations() -> Terraform {
        let home = tempfile::tempdir().expect("a temporary directory");
        let mirror = mirror().expect(MIRROR_WANTED);
        let text =
            format!("provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n");
        fs::write(home.path().join("terraform.rc"), text).expect("writable");
        Terraform { provider: None, home }
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
        let program = mirror().and_then(|path| provider_in(&path)).expect(MIRROR_WANTED);
        let home = tempfile::tempdir().expect("a temporary directory");
        let mut provider = clean(program);
        provider
            .arg("-debug")
            .envs(surroundings(endpoint))
            .env("TMPDIR", home.path())
            .current_dir(home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut provider = provider.spawn().expect("the provider starts");
        let attach = attachment(&mut provider);
        Terraform { provider: Some((provider, attach)), home }
    }

    /// Where the running provider looks for files with relative names: what a configuration names has to lie here, too.
    pub fn provider_dir(&self) -> &Path {
        self.home.path()
    }

    /// `terraform` over the running provider, without arguments yet.
    pub fn command(&self) -> Command {
        let mut command = clean("terraform");
        command.env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1").env("TF_CLI_ARGS", "-no-color");
        match &self.provider {
            Some((_, attach)) => command.env("TF_REATTACH_PROVIDERS", attach),
            None => command.env("TF_CLI_CONFIG_FILE", self.home.path().join("terraform.rc")),
        };
        command
    }

    /// A directory with a copy of these files, for one account.
    #[track_caller]
    pub fn side(&self, files: Option<&Path>, account: &str) -> Side<'_> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        if let Some(files) = files {
            copy(files, dir.path());
        }
        if self.provider.is_none() {
            return Side { terraform: self, dir, account: account.to_owned() };
        }
        let credentials = format!(
            "provider \"aws\" {{\n  region = \"{REGION}\"\n  access_key = \"{account}\"\n  secret_key = \"test\"\n\n  \
             ignore_tags {{\n    key_prefixes = [\"provision:\"]\n  }}\n}}\n"
        );
        fs::write(dir.path().join("account_override.tf"), credentials).expect("writable");
        Side { terraform: self, dir, account: account.to_owned() }
    }
}

impl Drop for Terraform {
    fn drop(&mut self) {
        if let Some((provider, _)) = &mut self.provider {
            provider.kill().ok();
            provider.wait().ok();
        }
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
        let mut command = self.terraform.command();
        if self.terraform.provider.is_none() {
            command
                .envs(surroundings(&endpoint()))
                .env("AWS_ACCESS_KEY_ID", &self.account)
                .env("AWS_SECRET_ACCESS_KEY", "test");
        }
        Run::of(command.args(arguments).current_dir(self.dir()))
    }
}

/// What the provider has to know of the emulator. S3 Control puts the account before the address, and that nobody can look up, so that
/// the endpoint is the proxy, too.
fn surroundings(endpoint: &str) -> [(&'static str, &str); 4] {
    [
        ("AWS_ENDPOINT_URL", endpoint),
        ("HTTP_PROXY", endpoint),
        ("AWS_REGION", REGION),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]
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
