//! What people and scripts that know `terraform` type and set, beyond what is the same here: arguments in environment variables, and
//! what to do instead of words and flags of it that there are none of.

use crate::args::Cli;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use provision_value::Diagnostic;
use std::collections::BTreeMap;
use std::ffi::OsString;

/// Arguments for every command.
const EVERY: &str = "TF_CLI_ARGS";

/// Whether anybody may be asked.
const INPUT: &str = "TF_INPUT";

/// What is logged: all of it, the program without what talks to AWS, and that alone.
const LOG: [&str; 3] = ["TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER"];

/// Where to.
const LOG_PATH: &str = "TF_LOG_PATH";

/// Our own variable for what is logged, which goes before Terraform's.
const OWN_LOG: &str = "PROVISION_LOG";

/// The variables that [`with_environment`] heeds.
pub fn variables() -> BTreeMap<String, String> {
    let heeded = |name: &str| {
        [INPUT, LOG_PATH, OWN_LOG].contains(&name) || LOG.contains(&name) || name.starts_with(EVERY)
    };
    let all = std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
    all.filter(|(name, _)| heeded(name)).collect()
}

/// The command line with what `TF_CLI_ARGS`, `TF_CLI_ARGS_command`, `TF_INPUT` and `TF_LOG` add to it, right after the command as Terraform adds it:
/// what was typed comes later and wins. Without any of them nothing is looked at.
///
/// # Errors
/// When a variable has a quote that does not end.
pub fn with_environment(
    mut args: Vec<OsString>,
    variables: &BTreeMap<String, String>,
) -> Result<Vec<OsString>, Diagnostic> {
    if variables.is_empty() {
        return Ok(args);
    }
    let Some((name, at)) = command(&args) else { return Ok(args) };
    let own = format!("{EVERY}_{}", name.replace([' ', '-'], "_"));
    let hyphened = format!("{EVERY}_{}", name.replace(' ', "_"));
    let mut added: Vec<OsString> = Vec::new();
    if variables.get(INPUT).is_some_and(|v| matches!(v.as_str(), "0" | "false")) {
        added.push("--input=false".into());
    }
    added.extend(logging(variables).into_iter().map(OsString::from));
    let mut names = vec![EVERY, &own];
    if own != hyphened {
        names.push(&hyphened);
    }
    for name in names {
        let Some(text) = variables.get(name) else { continue };
        let words = shlex::split(text).ok_or_else(|| {
            Diagnostic::error(format!("Unreadable {name}"), "It has a quote that does not end.")
                .help("Write its arguments as a shell takes them.")
        })?;
        added.extend(words.into_iter().map(OsString::from));
    }
    args.splice(at..at, added);
    Ok(args)
}

/// What Terraform's variables say of logging, as flags of ours. A level that there is none of is `TRACE`, as it is there.
fn logging(variables: &BTreeMap<String, String>) -> Vec<String> {
    let told = |name: &str| variables.get(name).filter(|text| !text.is_empty());
    let level = |text: &String| match text.to_lowercase().as_str() {
        known @ ("off" | "error" | "warn" | "info" | "debug") => known.to_owned(),
        _ => "trace".to_owned(),
    };
    let off = || "off".to_owned();
    let [all, core, cloud] = LOG.map(told);
    let (core, cloud) = (all.or(core), cloud.or(all));
    let (ours, clouds) = (core.map_or_else(off, level), cloud.map_or_else(off, level));
    let own = told(OWN_LOG).is_some();
    let mut flags = Vec::new();
    match (own, ours == clouds) {
        (true, _) => {}
        (false, true) if ours == "off" => return flags,
        (false, true) => flags.push(format!("--log-level={ours}")),
        (false, false) => flags.push(format!("--log-level=provision={ours},provision_aws={clouds}")),
    }
    if !own && core.is_some_and(|text| text.eq_ignore_ascii_case("json")) {
        flags.push("--log-format=json".into());
    }
    flags.extend(told(LOG_PATH).map(|path| format!("--log-file={path}")));
    flags
}

/// The words of the command, as in `state mv`, and where they end. `help` takes no flags and is none.
fn command(args: &[OsString]) -> Option<(String, usize)> {
    let mut scope = Cli::command();
    scope.build();
    let (mut words, mut end) = (Vec::new(), 0);
    let mut at = 1;
    while let Some(arg) = args.get(at).and_then(|a| a.to_str()) {
        at += 1;
        if let Some(flag) = arg.strip_prefix('-') {
            if arg == "--" {
                break;
            }
            at += usize::from(takes_the_next(&scope, flag.trim_start_matches('-')));
            continue;
        }
        let Some(sub) = scope.find_subcommand(arg).filter(|c| c.get_name() != "help") else { break };
        words.push(sub.get_name().to_owned());
        end = at;
        scope = sub.clone();
    }
    (!words.is_empty()).then(|| (words.join(" "), end))
}

/// True for a flag whose value is the argument after it.
fn takes_the_next(scope: &clap::Command, flag: &str) -> bool {
    let named = |a: &&clap::Arg| {
        a.get_long() == Some(flag) || a.get_short().map(String::from).as_deref() == Some(flag)
    };
    scope
        .get_arguments()
        .find(named)
        .is_some_and(|a| a.get_action().takes_values() && !a.is_require_equals_set())
}

/// What to do instead of a word or a flag of Terraform's that there is none of here.
pub fn advice(told: &clap::Error) -> Option<Diagnostic> {
    let context = |kind| match told.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match told.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand)?;
            let (_, why, help) = WORDS.iter().find(|(name, ..)| *name == word)?;
            Some(Diagnostic::error(format!("There is no `{word}`"), *why).help(*help))
        }
        ErrorKind::UnknownArgument => {
            let flag = context(ContextKind::InvalidArg)?.split('=').next()?.trim_start_matches('-');
            let (_, why, help) = FLAGS.iter().find(|(name, ..)| *name == flag)?;
            Some(Diagnostic::error(format!("There is no --{flag}"), *why).help(*help))
        }
        _ => None,
    }
}

/// Terraform's commands that have no counterpart: why, and what to do.
const WORDS: [(&str, &str, &str); 9] = [
    (
        "get",
        "Modules are read where they lie; nothing is fetched.",
        "Put modules from elsewhere into the plan, or let `terraform get` fetch them once: .terraform/modules is read.",
    ),
    (
        "providers",
        "All resource types are part of this program; there are no providers to install or list.",
        "`provision version` names the program's version. Provider blocks are read for their regions, roles and tags.",
    ),
    (
        "login",
        "There is no registry and no hosted service to log in to.",
        "AWS credentials come from `AWS_*`, profiles or SSO.",
    ),
    ("logout", "There is no registry and no hosted service to log out of.", "Leave the command away."),
    (
        "test",
        "Test files (.tftest.hcl) are not run.",
        "`provision plan --json` and `provision show --json` print what a plan would do, for tests of your own.",
    ),
    (
        "metadata",
        "Functions and types have no machine-readable list of their own.",
        "`provision graph --format json` and `provision show --json` tell what a plan uses.",
    ),
    (
        "modules",
        "Modules have no list of their own.",
        "`provision graph --format json` names each module that a plan uses.",
    ),
    (
        "env",
        "Named states are workspaces or environments.",
        "Type `provision workspace`, or name an environment by --env.",
    ),
    (
        "stacks",
        "There is no hosted service for stacks.",
        "Plans are directories; see `provision plan --help`.",
    ),
];

/// Terraform's flags that have no counterpart: why, and what to do.
const FLAGS: [(&str, &str, &str); 11] = [
    (
        "lock",
        "A state is always locked while something may change it, and never while it is only read.",
        "Leave the flag away. --lock-timeout 5m waits for another run.",
    ),
    (
        "state-out",
        "A state is written where it was read.",
        "Give --state a copy to leave the first file as it is.",
    ),
    (
        "backup",
        "The state before a change is always kept, beside the state under the same name with .backup.",
        "Leave the flag away, or copy the backup afterwards.",
    ),
    (
        "migrate-state",
        "A state is not moved along when the backend changes.",
        "Take it from the old place (`provision state pull > FILE`), change the backend, and `provision state push FILE`.",
    ),
    (
        "force-copy",
        "A state is not moved along when the backend changes.",
        "Take it from the old place (`provision state pull > FILE`), change the backend, and `provision state push FILE`.",
    ),
    ("from-module", "Nothing is copied into a plan.", "Copy the module's files yourself."),
    (
        "plugin-dir",
        "There are no plugins: all resource types are part of this program.",
        "Leave the flag away.",
    ),
    (
        "lockfile",
        "There are no provider versions to lock.",
        "Leave the flag away; .terraform.lock.hcl is not read.",
    ),
    (
        "ignore-remote-version",
        "There is no hosted service whose version could differ.",
        "Leave the flag away.",
    ),
    (
        "allow-deferral",
        "What cannot be planned yet is an error.",
        "Plan in two steps with --target or --stage.",
    ),
    ("module-depth", "The graph shows all modules.", "Leave the flag away."),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(line: &str, variables: &[(&str, &str)]) -> String {
        let args = line.split(' ').map(Into::into).collect();
        let variables = variables.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        let args = with_environment(args, &variables).unwrap();
        args.iter().map(|a| a.to_str().unwrap()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn arguments_of_variables_stand_right_after_the_command() {
        let both = [("TF_CLI_ARGS", "-no-color -var 'a=1 2'"), ("TF_CLI_ARGS_plan", "-refresh=false")];
        assert_eq!(
            with("provision plan -out=p", &both),
            "provision|plan|-no-color|-var|a=1 2|-refresh=false|-out=p"
        );
        assert_eq!(with("provision -chdir=x apply", &both), "provision|-chdir=x|apply|-no-color|-var|a=1 2");
        assert_eq!(with("provision -C plan plan", &both[1..]), "provision|-C|plan|plan|-refresh=false");
        assert_eq!(
            with("provision --plan plan plan", &both[1..]),
            "provision|--plan|plan|plan|-refresh=false"
        );
        let state = [("TF_CLI_ARGS_state_replace_provider", "-auto-approve")];
        assert_eq!(
            with("provision state replace-provider a b", &state),
            "provision|state|replace-provider|-auto-approve|a|b"
        );
        let state = [("TF_CLI_ARGS_state_replace-provider", "-auto-approve")];
        assert_eq!(
            with("provision state replace-provider a b", &state),
            "provision|state|replace-provider|-auto-approve|a|b"
        );
        assert_eq!(with("provision -version", &both), "provision|-version");
        assert_eq!(with("provision plan x", &[("TF_INPUT", "0")]), "provision|plan|--input=false|x");
        assert_eq!(with("provision plan x", &[("TF_INPUT", "1")]), "provision|plan|x");
    }

    #[test]
    fn terraforms_variables_say_what_is_logged() {
        for (variables, flags) in [
            (&[("TF_LOG", "DEBUG")][..], "--log-level=debug|"),
            (
                &[("TF_LOG", "json"), ("TF_LOG_PATH", "l")],
                "--log-level=trace|--log-format=json|--log-file=l|",
            ),
            (&[("TF_LOG", "x")], "--log-level=trace|"),
            (&[("TF_LOG", ""), ("TF_LOG_CORE", "INFO")], "--log-level=provision=info,provision_aws=off|"),
            (
                &[("TF_LOG", "WARN"), ("TF_LOG_PROVIDER", "TRACE")],
                "--log-level=provision=warn,provision_aws=trace|",
            ),
            (&[("TF_LOG_PATH", "l")], ""),
            (&[("TF_LOG", "off"), ("TF_LOG_PATH", "l")], ""),
            (&[("TF_LOG", "debug"), ("PROVISION_LOG", "warn"), ("TF_LOG_PATH", "l")], "--log-file=l|"),
        ] {
            assert_eq!(
                with("provision plan x", variables),
                format!("provision|plan|{flags}x"),
                "{variables:?}"
            );
        }
    }

    #[test]
    fn an_open_quote_is_an_error() {
        let args = vec!["provision".into(), "plan".into()];
        assert!(with_environment(args, &BTreeMap::from([(EVERY.to_owned(), "'a".to_owned())])).is_err());
    }

    #[test]
    fn words_and_flags_without_counterpart_have_advice() {
        use clap::Parser;
        for (word, ..) in WORDS {
            let told = Cli::try_parse_from(["provision", word]).unwrap_err();
            assert!(advice(&told).is_some(), "{word}");
        }
        for (flag, ..) in FLAGS {
            for text in [format!("--{flag}"), format!("--{flag}=x")] {
                let told = Cli::try_parse_from(["provision", "apply", &text]).unwrap_err();
                assert!(advice(&told).is_some(), "{text}");
            }
        }
        let told = Cli::try_parse_from(["provision", "aply"]).unwrap_err();
        assert!(advice(&told).is_none());
    }
}
