//! `lifecycle` blocks.

use super::Checker;
use super::sight::{Around, Names, Sight};
use crate::ast::Expr;
use crate::config::{IgnoreChanges, Resource};
use crate::reference::Subject;
use crate::references;
use crate::suggest::did_you_mean;
use provision_schema::ResourceType;
use provision_value::{Diagnostic, Mode, Path, Step, Type};

impl Checker<'_> {
    pub(super) fn lifecycle(
        &mut self,
        resource: &Resource,
        ty: &ResourceType,
        around: Around,
        names: &Names<'_>,
    ) {
        self.conditions(&resource.lifecycle.preconditions, &names.sight(around.clone()));
        let sight = names.sight(Around { this: Some(ty.block.ty().without_optional()), ..around });
        self.conditions(&resource.lifecycle.postconditions, &sight);
        for trigger in &resource.lifecycle.replace_triggered_by {
            self.trigger(trigger, &sight);
        }
        let IgnoreChanges::Paths(paths) = &resource.lifecycle.ignore_changes else { return };
        for (path, span) in paths {
            if let Err((problem, help)) = ignored(path, ty) {
                let d = Diagnostic::error("Unknown argument", problem).at(*span).on(&resource.addr);
                self.push(d.help(help));
            }
        }
    }

    /// An item of `replace_triggered_by` is one resource, one of its instances, or an attribute of it.
    fn trigger(&mut self, trigger: &Expr, sight: &Sight<'_>) {
        let found = references(trigger);
        let of = |wanted: Mode| {
            let is = |s: &Subject| matches!(s, Subject::Resource { mode, .. } if *mode == wanted);
            found.iter().filter(|r| is(&r.subject)).count()
        };
        let keys = found.iter().filter(|r| matches!(r.subject, Subject::CountIndex | Subject::EachKey));
        let single = keys.count() + 1 == found.len();
        if single && of(Mode::Managed) == 1 {
            // What is triggered by something that the resource does not have never is; a plan says so.
            return self.while_planning(|this| this.references(found, sight));
        }
        let help = "To react to any other value, keep it in a terraform_data resource and name that.";
        let d = Diagnostic::error(
            "Invalid replace_triggered_by",
            "An item names one resource, or something in it.",
        )
        .at(trigger.span)
        .help(help);
        self.push(if single && of(Mode::Data) == 1 { d.when_planning() } else { d });
    }
}

/// What is wrong with an item of `ignore_changes`, and what to do.
fn ignored(path: &Path, ty: &ResourceType) -> Result<(), (String, String)> {
    let mut at = ty.block.ty();
    for (i, step) in path.0.iter().enumerate() {
        at = match (step, at) {
            (_, Type::Dynamic) => return Ok(()),
            (Step::Attr(name), Type::Object(o)) => match o.attributes.get(name) {
                Some(t) => t.clone(),
                None => {
                    let whole =
                        if i == 0 { ty.name.to_string() } else { Path(path.0[..i].to_vec()).to_string() };
                    let problem = format!("{whole} has no argument \"{name}\" to ignore.");
                    return Err((problem, did_you_mean(name, o.attributes.keys().map(|k| &**k))));
                }
            },
            (Step::Attr(_) | Step::Key(_), Type::Map(t)) | (Step::Index(_), Type::List(t)) => {
                t.as_ref().clone()
            }
            (_, Type::Set(_)) => {
                let whole = Path(path.0[..i].to_vec());
                let problem = format!("\"{whole}\" is a set, whose items have no order and so no names.");
                return Err((problem, format!("Ignore all of it: {whole}.")));
            }
            (_, other) => {
                let problem = format!("The path goes on after a {other}.");
                return Err((problem, format!("Write {}.", Path(path.0[..i].to_vec()))));
            }
        };
    }
    Ok(())
}
