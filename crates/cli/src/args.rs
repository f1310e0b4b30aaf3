//! The command line: one place from which parsing and help come. Flags and their meanings are Terraform's wherever
//! Terraform has them.

use clap::{Args, Parser, Subcommand, ValueEnum};
use provision_lang::tfvars::VariableOption;
use std::ffi::OsString;
use std::path::PathBuf;

/// Plans, applies and destroys AWS infrastructure, directly.
#[derive(Debug, Parser)]
#[command(
    name = "provision",
    version,
    propagate_version = true,
    args_override_self = true,
    max_term_width = 100
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Flags of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global flags")]
pub struct Global {
    /// Switch to this directory first
    #[arg(long, short = 'C', global = true, value_name = "DIR")]
    pub chdir: Option<PathBuf>,
    /// The plan: a name under plans/ or a directory
    #[arg(long, global = true, value_name = "NAME_OR_DIR", env = "PROVISION_PLAN")]
    pub plan: Option<String>,
    /// The environment, as named in provision.hcl
    #[arg(long, global = true, value_name = "NAME", env = "PROVISION_ENV")]
    pub env: Option<String>,
    /// Set a variable of the plan
    #[arg(long = "var", global = true, value_name = "NAME=VALUE")]
    pub vars: Vec<String>,
    /// Read variables from a file
    #[arg(long = "var-file", global = true, value_name = "FILE")]
    pub var_files: Vec<PathBuf>,
    /// Both of these in the order in which they were given: the later one wins
    #[arg(skip)]
    pub variables: Vec<VariableOption>,
    /// The state file
    #[arg(long, global = true, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Arguments for the plan's backend: a file of them, or one
    #[arg(long, global = true, value_name = "FILE_OR_NAME=VALUE")]
    pub backend_config: Vec<String>,
    /// Wait this long for the state's lock (30s, 5m)
    #[arg(long, global = true, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    pub lock_timeout: std::time::Duration,
    /// No colours
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Ask when an answer is missing; --input=false makes that an error
    #[arg(long, global = true, value_name = "BOOL", default_value = "true", num_args = 0..=1,
          require_equals = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub input: bool,
    /// What to log to stderr: error, warn, info, debug, trace, or a filter
    #[arg(long, global = true, value_name = "LEVEL", env = "PROVISION_LOG")]
    pub log_level: Option<String>,
    /// How to log
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Log to this file instead of stderr
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Write the number of AWS calls by action to this file when done
    #[arg(long, global = true, value_name = "FILE")]
    pub calls: Option<PathBuf>,
}

/// Form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum LogFormat {
    Text,
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    /// Show what apply would do; change nothing
    #[command(after_help = "Example:\n  provision plan --env prod --out prod.plan")]
    Plan(Plan),
    /// Plan (or take a saved plan), ask, and carry it out
    #[command(after_help = "Example:\n  provision apply --env prod\n  provision apply prod.plan")]
    Apply(Apply),
    /// Delete everything that the state holds, in reverse order
    #[command(after_help = "Example:\n  provision destroy --env local --auto-approve")]
    Destroy(Destroy),
    /// Check the plan's files; no cloud, no state
    #[command(after_help = "Example:\n  provision validate --json")]
    Validate(Json),
    /// Show a saved plan or the state
    #[command(after_help = "Example:\n  provision show --json prod.plan")]
    Show(Show),
    /// Show the outputs in the state
    #[command(after_help = "Example:\n  provision output --raw vpc_id")]
    Output(Output),
    /// Look at the state, and change what it says without asking the cloud
    #[command(
        after_help = "Example:\n  provision state list\n  provision state mv aws_vpc.main module.net.aws_vpc.main"
    )]
    State(State),
    /// Take something that exists into the state, under the address of a resource block
    #[command(
        after_help = "Example:\n  provision import aws_vpc.main vpc-0a1b2c3d\n  provision import 'aws_subnet.a[\"x\"]' subnet-0a1b2c3d\n  \
                      provision import aws_vpc.main vpc-0a1b2c3d --generate-config-out vpc.tf\n\nExit codes: 0 imported, 1 error, 4 locked, 5 refused by a guard"
    )]
    Import(Import),
    /// Show what changed outside since the last run; change nothing
    #[command(
        after_help = "Example:\n  provision drift --env prod --json\n  provision drift --orphans\n\nExit codes: 0 nothing, 1 error, 2 there is some, 4 locked, 5 refused by a guard"
    )]
    Drift(Drift),
    /// Show what past runs did
    #[command(
        after_help = "Example:\n  provision history\n  provision history 4f6b1c9e\n  provision history --json --last 1"
    )]
    History(History),
    /// List and keep up the named states of a plan: environments, or a bare directory's workspaces
    #[command(
        after_help = "Example:\n  provision workspace list\n  provision workspace new staging\n  provision workspace delete staging"
    )]
    Workspace(Workspace),
    /// Evaluate expressions against the plan and its state
    #[command(after_help = "Example:\n  echo 'cidrsubnet(\"10.0.0.0/16\", 8, 1)' | provision console")]
    Console,
    /// Rewrite plans in their canonical layout
    #[command(
        after_help = "Example:\n  provision fmt --recursive\n  provision fmt --check --diff plans/shop\n  provision fmt - < main.tf"
    )]
    Fmt(Fmt),
    /// Print the dependency graph by stage
    #[command(
        after_help = "Example:\n  provision graph --format svg > graph.svg\n  provision graph --format dot | dot -Tpdf > graph.pdf"
    )]
    Graph(Graph),
    /// Finish the record of what a crash interrupted
    #[command(
        after_help = "Example:\n  provision recover --env prod\n  provision recover --from-cloud --json\n\nExit codes: 0 done, 1 error, 3 something was not found, 4 locked, 5 refused by a guard"
    )]
    Recover(Recover),
    /// Have an instance replaced by the next apply
    #[command(after_help = "Example:\n  provision taint aws_instance.bastion")]
    Taint(Taint),
    /// Keep an instance that a failed create or `taint` marked for replacement
    #[command(after_help = "Example:\n  provision untaint aws_instance.bastion")]
    Untaint(Taint),
    /// Take over into the state what changed outside, without asking: apply --refresh-only --auto-approve
    #[command(hide = true, after_help = "Example:\n  provision refresh --env prod")]
    Refresh(Refresh),
    /// Check that the plan can be read and its modules are there; nothing is fetched or installed
    #[command(hide = true, after_help = "Example:\n  provision init")]
    Init(Init),
    /// Take away the lock of a state in a bucket, when the run that held it is gone
    #[command(alias = "force-unlock")]
    #[command(after_help = "Example:\n  provision unlock 4f6b1c9e-2b7a-4d6e-9a53-0f1de2a86c11")]
    Unlock(Unlock),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  provision completion bash > ~/.local/share/bash-completion/completions/provision\n  \
                      provision completion zsh > ~/.zfunc/_provision"
    )]
    Completion(Completion),
    /// Print the manual page of a command, or write all of them
    #[command(
        after_help = "Example:\n  provision man plan | man -l -\n  provision man --out /usr/local/share/man/man1"
    )]
    Man(Man),
    /// Show the version
    #[command(after_help = "Example:\n  provision version --json")]
    Version(Json),
}

/// `--json` alone.
#[derive(Clone, Debug, Args)]
pub struct Json {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `provision recover`
#[derive(Debug, Args)]
pub struct Recover {
    /// Look in the cloud for everything that the configuration wants and the state lacks: by ownership tags, else by name
    #[arg(long)]
    pub from_cloud: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `provision unlock`
#[derive(Debug, Args)]
pub struct Unlock {
    /// The id of the lock, as the error tells it
    #[arg(value_name = "LOCK_ID")]
    pub lock_id: String,
    /// Nothing is asked, so this changes nothing; scripts give it
    #[arg(long, hide = true)]
    pub force: bool,
}

/// `provision taint` and `provision untaint`
#[derive(Debug, Args)]
pub struct Taint {
    /// The instance
    #[arg(value_name = "ADDR")]
    pub address: String,
    /// No error when the state does not hold it
    #[arg(long)]
    pub allow_missing: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `provision refresh`
#[derive(Debug, Args)]
pub struct Refresh {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub planning: Planning,
    /// Print events as JSON lines
    #[arg(long)]
    pub json: bool,
}

/// `provision init`: flags of what there is nothing of to do.
#[derive(Debug, Args)]
pub struct Init {
    /// There are no providers to upgrade
    #[arg(long, hide = true)]
    pub upgrade: bool,
    /// No backend is remembered
    #[arg(long, hide = true)]
    pub reconfigure: bool,
    /// Modules are read where they lie
    #[arg(long, hide = true, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", action = clap::ArgAction::Set)]
    pub get: bool,
    /// The backend is asked by the commands that need it
    #[arg(long, hide = true, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", action = clap::ArgAction::Set)]
    pub backend: bool,
}

/// `provision fmt`
#[derive(Clone, Debug, Args)]
pub struct Fmt {
    /// Files and directories; `-` formats standard input to standard output
    #[arg(value_name = "FILE_OR_DIR")]
    pub targets: Vec<PathBuf>,
    /// Name the files that change
    #[arg(long, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", action = clap::ArgAction::Set)]
    pub list: bool,
    /// Write the files; --write=false only tells
    #[arg(long, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", action = clap::ArgAction::Set)]
    pub write: bool,
    /// Show what changes
    #[arg(long)]
    pub diff: bool,
    /// Write nothing, and exit 3 when something would change
    #[arg(long)]
    pub check: bool,
    /// Go into directories inside directories
    #[arg(long)]
    pub recursive: bool,
}

/// How a plan is made.
#[derive(Clone, Debug, Default, Args)]
pub struct Planning {
    /// Plan the deletion of everything
    #[arg(long)]
    pub destroy: bool,
    /// Only bring the state up to date with the cloud
    #[arg(long, conflicts_with = "destroy")]
    pub refresh_only: bool,
    /// Read the cloud first; --refresh=false plans on the state alone
    #[arg(long, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", action = clap::ArgAction::Set)]
    pub refresh: bool,
    /// Only this address and what it needs
    #[arg(long = "target", value_name = "ADDR")]
    pub targets: Vec<String>,
    /// Everything but this address and what needs it
    #[arg(long = "exclude", value_name = "ADDR")]
    pub excludes: Vec<String>,
    /// Replace this instance even when it could stay
    #[arg(long = "replace", value_name = "ADDR")]
    pub replace: Vec<String>,
    /// Only this stage
    #[arg(long = "stage", value_name = "NAME")]
    pub stages: Vec<String>,
    /// All stages up to and with this one
    #[arg(long, value_name = "NAME")]
    pub through: Option<String>,
    /// Steps that may run at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = one_or_more)]
    pub parallelism: usize,
    /// Refuse (exit code 5) to delete or replace more resources than this; goes before the environment's max_destroy
    #[arg(long, value_name = "N")]
    pub max_destroy: Option<usize>,
    /// Ask first whether IAM permits the plan's calls and the account has room for it; refuse (exit code 5) where not
    #[arg(long)]
    pub preflight: bool,
    /// Show every argument of new resources, however many there are
    #[arg(long)]
    pub verbose: bool,
    /// Show warnings by their summaries alone, where there is no error
    #[arg(long)]
    pub compact_warnings: bool,
}

/// `provision plan`
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub planning: Planning,
    /// Save the plan for `provision apply FILE`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write resource blocks for `import` blocks that have none to this new file of the plan's directory, and plan with them
    #[arg(long, value_name = "FILE")]
    pub generate_config_out: Option<PathBuf>,
    /// Print events as JSON lines
    #[arg(long)]
    pub json: bool,
    /// Exit 2 when there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// `provision apply`
#[derive(Debug, Args)]
pub struct Apply {
    /// A plan saved by `provision plan --out`
    #[arg(value_name = "PLANFILE")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub planning: Planning,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub consent: Consent,
}

/// `provision destroy`
#[derive(Debug, Args)]
pub struct Destroy {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub planning: Planning,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub consent: Consent,
}

/// How consent is given and progress is shown.
#[derive(Clone, Debug, Args)]
pub struct Consent {
    /// Do not ask
    #[arg(long)]
    pub auto_approve: bool,
    /// Name the protected environment whose resources may be deleted
    #[arg(long, value_name = "NAME")]
    pub confirm_env: Option<String>,
    /// Print events as JSON lines
    #[arg(long)]
    pub json: bool,
}

/// `provision show`
#[derive(Debug, Args)]
pub struct Show {
    /// A saved plan; without it the state is shown
    #[arg(value_name = "PLANFILE")]
    pub file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Show every argument of new resources, however many there are
    #[arg(long)]
    pub verbose: bool,
}

/// `provision output`
#[derive(Debug, Args)]
pub struct Output {
    /// One output
    pub name: Option<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "raw")]
    pub json: bool,
    /// Print a string, number or bool as it is
    #[arg(long, requires = "name")]
    pub raw: bool,
}

/// `provision state`
#[derive(Debug, Args)]
pub struct State {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub command: StateCommand,
}

/// What can be done with the state.
#[derive(Debug, Subcommand)]
pub enum StateCommand {
    /// List the addresses
    #[command(after_help = "Example:\n  provision state list\n  provision state list module.net")]
    List {
        /// Only these addresses (a module or a resource stands for all it holds)
        addresses: Vec<String>,
    },
    /// Show one instance
    #[command(after_help = "Example:\n  provision state show aws_vpc.main")]
    Show {
        /// Its address
        address: String,
    },
    /// Give objects another address; nothing is changed in the cloud
    #[command(
        after_help = "Example:\n  provision state mv aws_vpc.main aws_vpc.net\n  provision state mv module.a module.b\n  \
                      provision state mv 'aws_subnet.a[0]' 'aws_subnet.a[\"x\"]'"
    )]
    Mv {
        /// A module, a resource or one instance
        source: String,
        /// What it is called from now on
        destination: String,
        /// Only say what would be moved
        #[arg(long)]
        dry_run: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take objects out of the state; they stay in the cloud
    #[command(after_help = "Example:\n  provision state rm aws_vpc.main module.old")]
    Rm {
        /// Modules, resources or instances
        #[arg(required = true, value_name = "ADDR")]
        addresses: Vec<String>,
        /// Only say what would be taken out
        #[arg(long)]
        dry_run: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the state as it lies in its file or bucket
    #[command(after_help = "Example:\n  provision state pull > copy.tfstate")]
    Pull,
    /// Put a state in the place of the one that is there
    #[command(
        after_help = "Example:\n  provision state push copy.tfstate\n  provision state push - < copy.tfstate"
    )]
    Push {
        /// The state file; `-` for standard input
        file: PathBuf,
        /// Also where it does not follow the one that is there (another lineage, an older serial)
        #[arg(long)]
        force: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say that another provider manages what the state says of one
    #[command(
        after_help = "Example:\n  provision state replace-provider --auto-approve registry.opentofu.org/hashicorp/aws hashicorp/aws"
    )]
    ReplaceProvider {
        /// Its source address in the state
        from: String,
        /// The new one
        to: String,
        /// Do not ask
        #[arg(long)]
        auto_approve: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// `provision import`
#[derive(Debug, Args)]
pub struct Import {
    /// The instance that it becomes
    #[arg(value_name = "ADDR")]
    pub address: String,
    /// What the cloud calls it, as the type's import takes it
    #[arg(value_name = "ID")]
    pub id: String,
    /// Write the resource block, where there is none, to this new file of the plan's directory
    #[arg(long, value_name = "FILE")]
    pub generate_config_out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `provision drift`
#[derive(Debug, Args)]
pub struct Drift {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Show what AWS fills in by itself too, not only what the configuration says
    #[arg(long, conflicts_with = "orphans")]
    pub all: bool,
    /// Show what carries the ownership tags of this plan and environment and is not in the state
    #[arg(long)]
    pub orphans: bool,
}

/// `provision history`
#[derive(Debug, Args)]
pub struct History {
    /// One run: its id, or how that begins
    #[arg(value_name = "RUN")]
    pub run: Option<String>,
    /// So many of the last runs
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub last: usize,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `provision workspace`
#[derive(Debug, Args)]
pub struct Workspace {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub command: WorkspaceCommand,
}

/// What can be done with workspaces.
#[derive(Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// List them; a star marks the present one
    #[command(after_help = "Example:\n  provision workspace list --json")]
    List(Json),
    /// Print the name of the present one
    #[command(after_help = "Example:\n  provision workspace show")]
    Show,
    /// Make one and go there (bare directories; environments are declared in provision.hcl)
    #[command(after_help = "Example:\n  provision workspace new staging")]
    New {
        /// Its name
        name: String,
    },
    /// Go to one (bare directories; an environment is named by --env)
    #[command(after_help = "Example:\n  provision workspace select staging")]
    Select {
        /// Its name
        name: String,
        /// Make it where there is none
        #[arg(long)]
        or_create: bool,
    },
    /// Delete one whose state holds nothing
    #[command(after_help = "Example:\n  provision workspace delete staging")]
    Delete {
        /// Its name
        name: String,
        /// Also where its state holds resources, which nobody manages from then on
        #[arg(long)]
        force: bool,
    },
}

/// `provision completion`
#[derive(Debug, Args)]
pub struct Completion {
    /// bash, zsh, fish, powershell or elvish
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `provision man`
#[derive(Debug, Args)]
pub struct Man {
    /// The command, such as `plan` or `state mv`; without one that of the program itself
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
    /// Write the pages of all commands to this directory
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub out: Option<PathBuf>,
}

/// `provision graph`
#[derive(Debug, Args)]
pub struct Graph {
    /// Output format
    #[arg(long, value_enum, default_value = "dot")]
    pub format: GraphFormat,
}

/// Forms of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Graphviz
    Dot,
    /// Mermaid, for Markdown
    Mermaid,
    /// A picture
    Svg,
    /// Nodes and edges
    Json,
}

fn one_or_more(text: &str) -> Result<usize, String> {
    let n = text.parse().ok().filter(|n| *n > 0);
    n.ok_or_else(|| format!("\"{text}\" is not a number of steps: 1 or more"))
}

fn duration(text: &str) -> Result<std::time::Duration, String> {
    let err = || format!("\"{text}\" is not a duration such as 30s, 5m or 1h");
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let n: u64 = digits.parse().map_err(|_| err())?;
    let unit = match &text[digits.len()..] {
        "s" | "" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(err()),
    };
    n.checked_mul(unit).map(std::time::Duration::from_secs).ok_or_else(err)
}

impl Cli {
    /// Reads a command line.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
        let args = two_dashes(args);
        let mut cli = Cli::try_parse_from(&args)?;
        cli.global.variables = variable_options(&args);
        Ok(cli)
    }
}

/// `--var` and `--var-file` in their order, which the parser does not keep across two flags.
fn variable_options(args: &[OsString]) -> Vec<VariableOption> {
    let mut found = Vec::new();
    let mut args = args.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--");
    while let Some(arg) = args.next() {
        let (flag, value) = arg.split_once('=').map_or((arg, None), |(flag, value)| (flag, Some(value)));
        if !matches!(flag, "--var" | "--var-file") {
            continue;
        }
        let Some(value) = value.or_else(|| args.next()) else { break };
        found.push(match flag {
            "--var" => VariableOption::Var(value.into()),
            _ => VariableOption::File(value.into()),
        });
    }
    found
}

/// Lets long flags be written with one dash (`-auto-approve`, `-var=x=1`), as fingers know them.
fn two_dashes(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut rest = false;
    args.into_iter()
        .map(|arg| {
            let Some(text) = arg.to_str() else { return arg };
            rest |= text == "--";
            let long = text.len() > 2 && text.starts_with('-') && !text.starts_with("--");
            let word = text.chars().nth(1).is_some_and(|c| c.is_ascii_lowercase());
            if text == "-v" && !rest {
                return "--version".into();
            }
            if long && word && !rest { format!("-{text}").into() } else { arg }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(line: &str) -> Cli {
        Cli::read(line.split(' ').map(Into::into)).unwrap()
    }

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    /// Each command's help ends with an example.
    #[test]
    fn every_help_has_an_example() {
        fn check(command: &clap::Command) {
            for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
                check(sub);
                let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
                let shown = format!(
                    "Example:\n  provision {}",
                    if command.get_name() == "provision" { "" } else { command.get_name() }
                );
                assert!(
                    help.contains(shown.trim_end()) || help.contains("| provision"),
                    "{}: {help}",
                    sub.get_name()
                );
            }
        }
        check(&<Cli as clap::CommandFactory>::command());
    }

    #[test]
    fn state_takes_the_forms_of_terraform() {
        let cli = parse("provision state mv -dry-run -state=x.tfstate a.b module.c");
        assert_eq!(cli.global.state.as_deref(), Some(std::path::Path::new("x.tfstate")));
        let Command::State(State { command: StateCommand::Mv { dry_run: true, .. } }) = cli.command else {
            panic!("mv")
        };
        let cli = parse("provision state rm -lock-timeout=5s a.b c.d");
        let Command::State(State { command: StateCommand::Rm { addresses, .. } }) = cli.command else {
            panic!("rm")
        };
        assert_eq!(addresses, ["a.b", "c.d"]);
        let cli = parse("provision state push -force -");
        let Command::State(State { command: StateCommand::Push { force: true, .. } }) = cli.command else {
            panic!("push")
        };
        let cli = parse("provision state replace-provider -auto-approve a b");
        assert!(matches!(cli.command, Command::State(_)));
        assert!(Cli::try_parse_from(["provision", "state", "rm"]).is_err());
    }

    #[test]
    fn variables_keep_their_order() {
        let cli = parse("provision --var a=1 plan -var-file f -var=b=x=y --var-file=g");
        let shown = |o: &VariableOption| match o {
            VariableOption::Var(text) => text.clone(),
            VariableOption::File(path) => format!("@{}", path.display()),
        };
        assert_eq!(cli.global.variables.iter().map(shown).collect::<Vec<_>>(), ["a=1", "@f", "b=x=y", "@g"]);
    }

    #[test]
    fn fmt_takes_the_flags_of_terraform() {
        let cli = parse("provision fmt -list=false -diff -check -recursive a b.tf -");
        let Command::Fmt(fmt) = cli.command else { panic!("fmt") };
        assert!(!fmt.list && fmt.write && fmt.diff && fmt.check && fmt.recursive);
        assert_eq!(fmt.targets.len(), 3);
    }

    #[test]
    fn habits_of_one_dash_work() {
        let cli = parse(
            "provision -chdir=x apply -auto-approve -var a=1 -var-file=f -input=false -target=aws_vpc.a \
             -backend-config=bucket=b -backend-config f",
        );
        assert_eq!(cli.global.chdir.as_deref(), Some(std::path::Path::new("x")));
        assert_eq!(cli.global.vars, ["a=1"]);
        assert_eq!(cli.global.backend_config, ["bucket=b", "f"]);
        assert!(!cli.global.input);
        let Command::Apply(apply) = cli.command else { panic!("apply") };
        assert!(apply.consent.auto_approve && apply.planning.targets == ["aws_vpc.a"]);
    }

    #[test]
    fn help_and_version_are_asked_for_with_one_dash_too() {
        let told = |line: &str| {
            let told = Cli::try_parse_from(two_dashes(line.split(' ').map(Into::into))).unwrap_err();
            assert!(!told.use_stderr(), "{line}");
            told.kind()
        };
        for line in ["provision -help", "provision plan -help", "provision -h", "provision plan -h"] {
            assert_eq!(told(line), clap::error::ErrorKind::DisplayHelp, "{line}");
        }
        for line in ["provision -version", "provision -v", "provision -V"] {
            assert_eq!(told(line), clap::error::ErrorKind::DisplayVersion, "{line}");
        }
    }

    #[test]
    fn refresh_is_a_switch_with_a_value() {
        let Command::Plan(plan) = parse("provision plan -refresh=false -out=p").command else {
            panic!("plan")
        };
        assert!(!plan.planning.refresh);
        let Command::Plan(plan) = parse("provision plan --refresh").command else { panic!("plan") };
        assert!(plan.planning.refresh);
    }

    /// The commands between the fences of a page, in whatever the page wraps them, up to where the shell takes over.
    fn commands(page: &str) -> Vec<Vec<OsString>> {
        let mut inside = false;
        let fenced = page.lines().filter(|line| {
            let fence = line.trim().starts_with("```");
            inside ^= fence;
            inside && !fence
        });
        let starts = fenced.flat_map(|line| {
            let code = line.trim().split(" #").next().unwrap_or_default();
            let places = code.match_indices("provision ").map(|(at, _)| code.split_at(at));
            let begins = |before: &str| before.is_empty() || before.ends_with([' ', '/', '(', '"']);
            places.filter(move |(before, _)| begins(before)).map(|(_, command)| command)
        });
        let own =
            |code: &str| code.split([';', ')', '|', '<', '>', '&']).next().unwrap_or_default().to_owned();
        let words = |code: &str| Some(shlex::split(&own(code))?.into_iter().map(OsString::from).collect());
        starts.filter(|code| !code.contains('…')).filter_map(words).collect()
    }

    /// What pages have people and machines type are commands of this program, with flags that these have.
    #[test]
    fn commands_of_pages_can_be_read() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let pages = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
        let pages =
            pages.chain([root.join("README.md")]).filter(|p| p.extension().is_some_and(|e| e == "md"));
        let mut read = 0;
        for page in pages {
            for words in commands(&std::fs::read_to_string(&page).unwrap()) {
                let told = Cli::read(words.clone());
                assert!(told.is_ok(), "{}: {words:?}: {}", page.display(), told.unwrap_err());
                read += 1;
            }
        }
        assert!(read > 60, "{read} commands");
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("5m").unwrap().as_secs(), 300);
        assert!(duration("5x").is_err() && duration("").is_err());
        assert!(duration(&format!("{}h", u64::MAX)).is_err());
        assert!(one_or_more("0").is_err() && one_or_more("-1").is_err());
        assert_eq!(one_or_more("10").unwrap(), 10);
    }
}
