//! A secret is in the state, the journal and saved plans, which only their owner can read, and nowhere else: whatever a
//! run printed or wrote, with logging at its loudest.

use crate::harness::{Project, Run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const PASSWORD: &str = "Tr0ub4dor-at-the-gate";
const SECRET: &str = "a-token-nobody-else-knows";
const LATER: &str = "another-token-that-stays-here";
const PARAMETER: &str = "parameter-kept-under-lock";

fn plan(secret: &str, class: &str) -> String {
    format!(
        r#"
        variable "password" {{
          type      = string
          sensitive = true
        }}

        resource "aws_db_instance" "main" {{
          identifier          = "secrets-test"
          engine              = "mysql"
          instance_class      = "{class}"
          allocated_storage   = 20
          username            = "shop"
          password            = var.password
          skip_final_snapshot = true
          apply_immediately   = true
        }}

        resource "aws_secretsmanager_secret" "main" {{
          name                    = "secrets-test"
          recovery_window_in_days = 0
        }}

        resource "aws_secretsmanager_secret_version" "main" {{
          secret_id     = aws_secretsmanager_secret.main.id
          secret_string = jsonencode({{ token = "{secret}", password = aws_db_instance.main.password }})
        }}

        resource "aws_ssm_parameter" "main" {{
          name  = "/shop/kept-secret"
          type  = "SecureString"
          value = "{PARAMETER}"
        }}

        resource "tls_private_key" "main" {{
          algorithm = "ED25519"
        }}

        output "secret" {{
          value     = aws_secretsmanager_secret_version.main.secret_string
          sensitive = true
        }}
        "#
    )
}

/// What a run printed, kept with what earlier ones printed.
struct Heard(String);

impl Heard {
    fn run(&mut self, project: &Project, arguments: &[&str]) -> Run {
        let all: Vec<&str> =
            arguments.iter().copied().chain(["--log-level", "trace", "--log-file", "run.log"]).collect();
        let mut command = project.provision(&all);
        command.env("TF_VAR_password", PASSWORD).env("RUST_BACKTRACE", "full");
        let run = Run::of(&mut command);
        self.0.push_str(&run.out);
        self.0.push_str(&run.err);
        self.0.push_str(&fs::read_to_string(project.dir().join("run.log")).unwrap_or_default());
        run
    }
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The private key in the state, a line of its middle.
fn private_key(project: &Project) -> String {
    let state = fs::read_to_string(project.dir().join("terraform.tfstate")).expect("a state");
    let state: serde_json::Value = serde_json::from_str(&state).expect("JSON");
    let keys = state["resources"].as_array().expect("resources").iter();
    let pem = keys
        .filter(|r| r["type"] == "tls_private_key")
        .find_map(|r| r["instances"][0]["attributes"]["private_key_pem"].as_str())
        .expect("a key");
    pem.lines().nth(1).expect("a line of base64").to_owned()
}

#[test]
fn a_secret_is_written_where_only_its_owner_reads_and_printed_nowhere() {
    let project = Project::empty();
    project.write("main.tf", &plan(SECRET, "db.t3.micro"));
    let mut heard = Heard(String::new());
    heard.run(&project, &["plan", "--out", "saved.plan"]).ok();
    heard.run(&project, &["show", "saved.plan"]).ok();
    heard.run(&project, &["apply", "saved.plan"]).ok();
    let key = private_key(&project);

    // A change, a change that AWS refuses, drift, and the end; as a person and as a program sees them.
    project.write("main.tf", &plan(LATER, "db.t3.small"));
    heard.run(&project, &["apply", "--auto-approve", "--json"]).ok();
    heard.run(&project, &["output"]).ok();
    heard.run(&project, &["state", "show", "aws_secretsmanager_secret_version.main"]).ok();
    project.write("main.tf", &plan(LATER, "db.nonsense"));
    heard.run(&project, &["apply", "--auto-approve"]);
    heard.run(&project, &["destroy", "--auto-approve"]).ok();
    assert!(heard.0.contains("CreateDBInstance"), "the log is at its loudest");

    for secret in [PASSWORD, SECRET, LATER, PARAMETER, &key] {
        let place = heard.0.find(secret).map(|at| {
            let from = heard.0.floor_char_boundary(at.saturating_sub(300));
            &heard.0[from..at]
        });
        assert!(place.is_none(), "a secret was printed or logged, after: {}", place.unwrap_or_default());
    }

    let mut written = vec![];
    files(project.home(), &mut written);
    let mut holders = vec![];
    for path in written.into_iter().filter(|path| !path.ends_with("main.tf")) {
        let bytes = fs::read(&path).expect("readable");
        let text = String::from_utf8_lossy(&bytes);
        if [PASSWORD, SECRET, LATER, PARAMETER, &key].iter().any(|secret| text.contains(*secret)) {
            let mode = fs::metadata(&path).expect("there").permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{} holds a secret and has mode {mode:o}", path.display());
            holders.push(path);
        }
    }
    assert!(!holders.is_empty(), "the saved plan or a backup of the state holds them");
}
