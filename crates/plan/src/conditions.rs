//! Rules that a person writes: validations, preconditions, postconditions, assertions of `check` blocks.

use crate::evaluator::value_of;
use provision_lang::Scope;
use provision_lang::config::Condition;
use provision_value::{Diagnostic, Diagnostics, Kind, Marks, Type, convert};

/// What became of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// Only apply will tell.
    Unknown,
    /// It does not hold, for this reason.
    Broken(String),
}

/// Evaluates one rule. `what` names its kind in errors: `precondition`.
pub fn judge(what: &str, rule: &Condition, scope: &dyn Scope) -> Result<Verdict, Diagnostics> {
    let value = value_of(&rule.condition, scope)?;
    if !value.is_known() {
        return Ok(Verdict::Unknown);
    }
    let (value, _) = convert(&value, &Type::Bool)
        .map_err(|e| {
            Diagnostic::error(format!("The condition of this {what} is not true or false"), e.to_string())
                .at(rule.condition.span)
        })?
        .unmark_deep();
    match value.kind() {
        Kind::Bool(true) => Ok(Verdict::Holds),
        Kind::Bool(false) => Ok(Verdict::Broken(message(what, rule, scope)?)),
        Kind::Null(_) => Err(Diagnostic::error(format!("The condition of this {what} is null"), "")
            .at(rule.condition.span)
            .help("It must give true or false.")
            .into()),
        _ => Ok(Verdict::Unknown),
    }
}

/// The text that says why a rule is broken.
fn message(what: &str, rule: &Condition, scope: &dyn Scope) -> Result<String, Diagnostics> {
    let (value, marks) = value_of(&rule.error_message, scope)?.unmark_deep();
    if marks.contains(Marks::SENSITIVE) {
        return Ok("(the message holds a sensitive value and is not shown)".into());
    }
    if marks.contains(Marks::EPHEMERAL) {
        return Ok("(the message holds an ephemeral value and is not shown)".into());
    }
    let text = convert(&value, &Type::String).map_err(|e| {
        Diagnostic::error(format!("The error message of this {what} is not a text"), e.to_string())
            .at(rule.error_message.span)
    })?;
    Ok(match text.as_str() {
        Some(text) => text.to_string(),
        None => "(the message is known only after apply)".into(),
    })
}

/// How the rules of one thing stand, the worst last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All of them hold.
    #[default]
    Pass,
    /// Only apply will tell of one of them.
    Unknown,
    /// One of them does not hold.
    Fail,
}

/// Evaluates rules that must hold: a broken one is an error at its condition, with the person's own message.
pub fn require(what: &str, rules: &[Condition], scope: &dyn Scope) -> Result<Status, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut status = Status::Pass;
    for rule in rules {
        match judge(what, rule, scope) {
            Ok(Verdict::Broken(message)) => errors.push(broken(what, rule, message)),
            Ok(Verdict::Unknown) => status = Status::Unknown,
            Ok(Verdict::Holds) => {}
            Err(e) => errors.extend(e),
        }
    }
    errors.result(status)
}

/// Evaluates rules on which nothing is built, and tells the messages of those that do not hold.
pub fn observe(
    what: &str,
    rules: &[Condition],
    scope: &dyn Scope,
    mut tell: impl FnMut(&Condition, String),
) -> Result<Status, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut status = Status::Pass;
    for rule in rules {
        match judge(what, rule, scope) {
            Ok(Verdict::Broken(message)) => {
                status = Status::Fail;
                tell(rule, message);
            }
            Ok(Verdict::Unknown) => status = status.max(Status::Unknown),
            Ok(Verdict::Holds) => {}
            Err(e) => errors.extend(e),
        }
    }
    errors.result(status)
}

/// What is said of a rule that does not hold.
pub fn broken(what: &str, rule: &Condition, message: String) -> Diagnostic {
    Diagnostic::error(format!("A {what} does not hold"), message).at(rule.condition.span)
}
