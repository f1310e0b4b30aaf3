//! Runs the built `provision` in a temporary copy of a plan, against an account of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

/// The region that test plans are written for.
pub const REGION: &str = "ap-northeast-2";

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the repository").to_owned()
}

/// Where LocalStack answers. Skipped is not passed: without one the test fails and says how to run it.
pub fn endpoint() -> String {
    std::env::var("PROVISION_TEST_ENDPOINT")
        .expect("this test needs LocalStack: run ./test, or tests/localstack/run exec cargo nextest run -p provision-tests")
}

/// The program under test, beside the test binary's folder.
pub fn binary() -> PathBuf {
    let deps = std::env::current_exe().expect("the test binary has a path");
    let built = deps.ancestors().nth(2).expect("target/debug/deps/suite").join("provision");
    assert!(built.exists(), "{} is not built: cargo build -p provision", built.display());
    built
}

/// A 12-digit access key that nobody else uses: LocalStack takes it for the account, so tests do not meet.
pub fn account() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_nanos() as u64;
    let unique =
        nanos / 1000 * 7 + u64::from(std::process::id()) + COUNT.fetch_add(1, Ordering::Relaxed) * 104_729;
    format!("{:012}", 100_000_000_000 + unique % 900_000_000_000)
}

/// A program with nothing of the caller's environment but where things are: no credentials, no settings of AWS.
pub fn clean(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for kept in ["PATH", "HOME", "TMPDIR", "LANG"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
}

/// What a run of a program printed, and how it ended.
#[derive(Debug)]
pub struct Run {
    /// Exit code; 128 + n where signal n ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    shown: String,
}

impl Run {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Run {
        let shown = format!("{command:?}");
        let output = command.output().unwrap_or_else(|e| panic!("cannot run {shown}: {e}"));
        Run::ended(shown, output)
    }

    /// Runs a command to its end with this text on its standard input.
    pub fn fed(command: &mut Command, text: &str) -> Run {
        let shown = format!("{command:?}");
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap_or_else(|e| panic!("cannot run {shown}: {e}"));
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
        let output = child.wait_with_output().unwrap_or_else(|e| panic!("cannot wait for {shown}: {e}"));
        Run::ended(shown, output)
    }

    fn ended(shown: String, Output { status, stdout, stderr }: Output) -> Run {
        use std::os::unix::process::ExitStatusExt;
        Run {
            code: status.code().or(status.signal().map(|s| 128 + s)).unwrap_or(-1),
            out: String::from_utf8_lossy(&stdout).into_owned(),
            err: String::from_utf8_lossy(&stderr).into_owned(),
            shown,
        }
    }

    /// Itself when it ended with one of these codes; else the test fails with everything it printed, its errors first: where only
    /// the start of a failure is shown, they are what must be seen.
    #[track_caller]
    pub fn expect(self, codes: &[i32]) -> Run {
        assert!(
            codes.contains(&self.code),
            "{} ended with {}, expected {codes:?}\n--- stderr\n{}\n--- stdout\n{}",
            self.shown,
            self.code,
            self.err,
            self.out
        );
        self
    }

    /// Itself when it succeeded.
    #[track_caller]
    pub fn ok(self) -> Run {
        self.expect(&[0])
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{} printed no JSON: {e}\n{}", self.shown, self.out))
    }
}

/// A temporary project and the account that it is applied to.
pub struct Project {
    home: TempDir,
    /// Where the plan lies below it.
    plan: PathBuf,
    /// The account, which is also the access key.
    pub account: String,
    endpoint: String,
}

impl Project {
    /// An empty plan directory.
    pub fn empty() -> Project {
        Project::at(endpoint())
    }

    /// An empty plan directory whose endpoint answers nothing that a test waits for.
    pub fn offline() -> Project {
        Project::at("http://127.0.0.1:1".to_owned())
    }

    fn at(endpoint: String) -> Project {
        let home = tempfile::tempdir().expect("a temporary directory");
        Project { home, plan: PathBuf::new(), account: account(), endpoint }
    }

    /// A copy of a plan of this repository, its local environment pointed at the test's endpoint. It lies under
    /// `plans/` there too, so that state goes where it goes for a person.
    pub fn copy_of(plan: &str) -> Project {
        let mut project = Project::empty();
        project.plan = PathBuf::from(plan);
        copy(&root().join(plan), &project.dir());
        let settings = project.dir().join("provision.hcl");
        if let Ok(text) = fs::read_to_string(&settings) {
            fs::write(&settings, text.replace("http://127.0.0.1:4566", &project.endpoint)).expect("writable");
        }
        project
    }

    /// A copy of the plan's files without any state, for the same account.
    pub fn twin(&self) -> Project {
        let twin = Project {
            home: tempfile::tempdir().expect("a temporary directory"),
            plan: self.plan.clone(),
            account: self.account.clone(),
            endpoint: self.endpoint.clone(),
        };
        copy(&self.dir(), &twin.dir());
        fs::remove_file(twin.dir().join("terraform.tfstate")).ok();
        twin
    }

    /// The plan's directory.
    pub fn dir(&self) -> PathBuf {
        self.home.path().join(&self.plan)
    }

    /// The state that our run writes, and with another ending what lies beside it: under `state/` where the plan has environments, else where
    /// Terraform has it.
    pub fn state(&self) -> PathBuf {
        if !self.dir().join("provision.hcl").exists() {
            return self.dir().join("terraform.tfstate");
        }
        let plan = self.plan.strip_prefix("plans").unwrap_or(&self.plan);
        self.home().join("state").join(plan).join("local.tfstate")
    }

    /// The project's root.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file of the plan.
    pub fn write(&self, name: &str, text: &str) -> &Project {
        let path = self.dir().join(name);
        fs::create_dir_all(path.parent().expect("inside the plan")).expect("creatable");
        fs::write(path, text).expect("writable");
        self
    }

    /// Takes a file of the repository as a file of the plan.
    pub fn take(&self, source: &Path, name: &str) -> &Project {
        self.write(name, &fs::read_to_string(source).unwrap_or_else(|e| panic!("{}: {e}", source.display())))
    }

    /// The same account and endpoint, for another program in the plan's directory.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = clean(program);
        command
            .current_dir(self.dir())
            .env("AWS_ACCESS_KEY_ID", &self.account)
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_REGION", REGION)
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_COLOR", "1")
            .env("PROVISION_TEST_TIME_SCALE", "0.05");
        command
    }

    /// `provision ARGUMENTS`, not yet run.
    pub fn provision(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(binary());
        command.args(arguments);
        command
    }

    /// Runs `provision ARGUMENTS`.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.provision(arguments))
    }

    /// Applies without asking; must succeed.
    #[track_caller]
    pub fn apply(&self) -> Run {
        self.run(&["apply", "--auto-approve"]).ok()
    }

    /// Destroys without asking; must succeed.
    #[track_caller]
    pub fn destroy(&self) -> Run {
        self.run(&["destroy", "--auto-approve"]).ok()
    }

    /// The endpoint, for other clients.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

/// Copies a directory with everything below it, but what Terraform keeps there.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("creatable");
    for entry in fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.expect("readable");
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match (entry.file_name().to_string_lossy().starts_with(".terraform"), path.is_dir()) {
            (true, _) => {}
            (false, true) => copy(&path, &target),
            (false, false) => fs::copy(&path, &target).map(|_| ()).expect("copyable"),
        }
    }
}
