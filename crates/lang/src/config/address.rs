//! Addresses written in the configuration (`moved`, `removed`, `import`) and on the command line.

use crate::ast::{Expr, ExprKind, Ident};
use crate::reference::{Reference, Subject};
use crate::syntax;
use provision_value::{ConfigAddr, Diagnostic, InstanceKey, Kind, Mode, ModuleInstance, SourceId, Span};
use std::sync::Arc;

/// A module, a resource or one of its instances.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The module; for a target that is a module itself, that module.
    pub module: ModuleInstance,
    /// Mode, type and name, where it is a resource.
    pub resource: Option<(Mode, Arc<str>, Arc<str>)>,
    /// The key of one instance.
    pub key: Option<InstanceKey>,
    /// Its place.
    pub span: Span,
}

impl Target {
    /// The block that it names, where it is a resource.
    pub fn config(&self) -> Option<ConfigAddr> {
        let (mode, type_name, name) = self.resource.clone()?;
        Some(ConfigAddr { module: self.module.names(), mode, type_name, name })
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.module)?;
        let Some((mode, type_name, name)) = &self.resource else { return Ok(()) };
        let dot = if self.module.0.is_empty() { "" } else { "." };
        let data = if *mode == Mode::Data { "data." } else { "" };
        write!(f, "{dot}{data}{type_name}.{name}")?;
        self.key.as_ref().map_or(Ok(()), |k| write!(f, "{k}"))
    }
}

impl super::Import {
    /// The block that `to` names, whatever the keys in it are.
    pub fn block(&self) -> Option<ConfigAddr> {
        let mut names = Vec::new();
        let mut at = &self.to;
        loop {
            at = match &at.kind {
                ExprKind::GetAttr(from, name) => {
                    names.push(name.name.clone());
                    from
                }
                ExprKind::Index(from, _) => from,
                ExprKind::Root(name) => {
                    names.push(name.clone());
                    break;
                }
                _ => return None,
            };
        }
        names.reverse();
        let mut names = names.into_iter().peekable();
        let mut module = Vec::new();
        while names.next_if(|n| **n == *"module").is_some() {
            module.push(names.next()?);
        }
        let mode = if names.next_if(|n| **n == *"data").is_some() { Mode::Data } else { Mode::Managed };
        Some(ConfigAddr { module, mode, type_name: names.next()?, name: names.next()? })
    }
}

/// Reads an address from a text: `module.a["k"].aws_vpc.main[0]`. The error has a place in a source of its own, which
/// is not in any source map.
pub fn parse_target(text: &str) -> Result<Target, Diagnostic> {
    let (expr, diags) = syntax::parse_expression(SourceId(u32::MAX), text);
    let result = match diags.into_iter().next() {
        Some(d) => Err(d),
        None => target(&expr),
    };
    result.map_err(|d| {
        Diagnostic::error(
            "Invalid address",
            format!("\"{text}\" is not the address of a resource or module."),
        )
        .cause(format!("{}: {}", d.summary, d.detail))
        .help("Addresses look like aws_vpc.main, aws_subnet.a[0], aws_subnet.b[\"key\"] or module.name.")
    })
}

enum Step {
    Name(Ident),
    Key(InstanceKey),
}

/// The address that an expression spells out.
pub(super) fn target(expr: &Expr) -> Result<Target, Diagnostic> {
    let mut steps = Vec::new();
    flatten(expr, &mut steps)?;
    let mut steps = steps.into_iter().peekable();
    let mut module = ModuleInstance::root();
    let bad = |why: &str| Diagnostic::error("Invalid address", why).at(expr.span);
    loop {
        let Some(Step::Name(first)) = steps.next() else {
            return if module.0.is_empty() {
                Err(bad("An address comes here."))
            } else {
                Ok(Target { module, resource: None, key: None, span: expr.span })
            };
        };
        let mut name = |what: &str| match steps.next() {
            Some(Step::Name(name)) => Ok(name.name),
            _ => Err(bad(&format!("The {what} is missing."))),
        };
        if &*first.name == "module" {
            let called = name("name of the module")?;
            let key = key(&mut steps);
            module = module.child(&called, key);
            continue;
        }
        let (mode, type_name) = match &*first.name {
            "data" => (Mode::Data, name("type of the data source")?),
            _ => (Mode::Managed, first.name),
        };
        let resource = name("name of the resource")?;
        let key = key(&mut steps);
        if steps.next().is_some() {
            return Err(bad("The address goes on after the instance of a resource."));
        }
        return Ok(Target { module, resource: Some((mode, type_name, resource)), key, span: expr.span });
    }
}

fn key(steps: &mut std::iter::Peekable<std::vec::IntoIter<Step>>) -> Option<InstanceKey> {
    match steps.next_if(|s| matches!(s, Step::Key(_))) {
        Some(Step::Key(key)) => Some(key),
        _ => None,
    }
}

fn flatten(expr: &Expr, steps: &mut Vec<Step>) -> Result<(), Diagnostic> {
    match &expr.kind {
        ExprKind::Root(name) => steps.push(Step::Name(Ident { name: name.clone(), span: expr.span })),
        ExprKind::GetAttr(from, name) => {
            flatten(from, steps)?;
            steps.push(match name.name.parse::<u64>() {
                Ok(index) => Step::Key(InstanceKey::Int(index)),
                Err(_) => Step::Name(name.clone()),
            });
        }
        ExprKind::Index(from, key) => {
            flatten(from, steps)?;
            steps.push(Step::Key(instance_key(key)?));
        }
        _ => return Err(Diagnostic::error("Invalid address", "This is not an address.").at(expr.span)),
    }
    Ok(())
}

fn instance_key(key: &Expr) -> Result<InstanceKey, Diagnostic> {
    if let ExprKind::Literal(v) = &key.kind {
        match v.kind() {
            Kind::String(s) => return Ok(InstanceKey::Str(s.clone())),
            Kind::Number(n) => {
                if let Some(i) = n.to_i64().and_then(|i| u64::try_from(i).ok()) {
                    return Ok(InstanceKey::Int(i));
                }
            }
            _ => {}
        }
    }
    Err(Diagnostic::error(
        "Invalid instance key",
        "The key of an instance is a whole number or a quoted text.",
    )
    .at(key.span))
}

/// The references of `depends_on`: a list of whole resources and modules.
pub(super) fn depends_on(expr: &Expr) -> Result<Vec<Reference>, Diagnostic> {
    let bad = |span, detail: &str| {
        Err(Diagnostic::error("Invalid depends_on", detail)
            .at(span)
            .help("List whole resources and modules: depends_on = [aws_vpc.main, module.network]"))
    };
    let ExprKind::Tuple(items) = &expr.kind else {
        return bad(expr.span, "This must be a list of references, written out.");
    };
    let mut all = Vec::new();
    for item in items {
        let mut steps = Vec::new();
        // Quoted references are how they were written long ago.
        let quoted = match &item.kind {
            ExprKind::Literal(v) => v.as_str().map(|t| syntax::parse_expression(item.span.source, t).0),
            _ => None,
        };
        if flatten(quoted.as_ref().unwrap_or(item), &mut steps).is_err() {
            return bad(item.span, "This is not a reference.");
        }
        match subject(steps) {
            Some(subject) => all.push(Reference { subject, rest: Vec::new(), span: item.span }),
            None => return bad(item.span, "This names no whole resource or module."),
        }
    }
    Ok(all)
}

/// What a reference names as a whole; an instance stands for all of its resource.
fn subject(steps: Vec<Step>) -> Option<Subject> {
    let mut names = steps.iter().map(|s| if let Step::Name(n) = s { Some(n.name.clone()) } else { None });
    let first = names.next()??;
    let second = names.next()??;
    let subject = match &*first {
        "module" => Subject::Module(second),
        "var" => Subject::Variable(second),
        "local" => Subject::Local(second),
        "data" => Subject::Resource { mode: Mode::Data, type_name: second, name: names.next()?? },
        // These are there from the start, so that nothing has to wait for them.
        "path" => Subject::Path(second),
        "terraform" => Subject::Terraform(second),
        "each" | "count" | "self" => return None,
        _ => Subject::Resource { mode: Mode::Managed, type_name: first.clone(), name: second },
    };
    // The key of an instance may follow; an output of a module stands for all of it.
    let rest: Vec<_> = names.collect();
    let output = usize::from(matches!(subject, Subject::Module(_)));
    (rest.len() <= 1 + output && rest.iter().flatten().count() <= output).then_some(subject)
}
