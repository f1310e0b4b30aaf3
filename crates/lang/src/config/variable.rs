//! `variable`, `output` and `locals` blocks, and the values of variables.

use super::load::{Item, Loader};
use super::reader::{Shape, arg, flag, labels, prose, required, take_blocks};
use super::{Condition, Defaults, Local, Module, Output, Variable, address, constant, constraint};
use crate::ast::{Block, Expr, ExprKind};
use provision_value::{Diagnostic, Diagnostics, Marks, Span, Type, Value, convert};

const VARIABLE: Shape = Shape {
    what: "a variable",
    args: &["type", "default", "description", "sensitive", "nullable", "ephemeral"],
    blocks: &["validation"],
};
const OUTPUT: Shape = Shape {
    what: "an output",
    args: &["value", "description", "sensitive", "ephemeral", "depends_on"],
    blocks: &["precondition"],
};
const CONDITION: Shape = Shape { what: "a condition", args: &["condition", "error_message"], blocks: &[] };

/// Names that a module block takes for itself.
const RESERVED: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

impl Variable {
    /// The value that the variable has when it is given `value`, or nothing: defaults filled in, converted to the type,
    /// null replaced where it is not allowed, marked. `span` is the place of the value.
    pub fn accept(&self, value: Option<Value>, span: Option<Span>) -> Result<Value, Diagnostic> {
        let default = || self.default.as_ref().and_then(|d| constant(d, &mut Diagnostics::new()));
        let given = match value {
            Some(v) if v.is_null() && !self.nullable && self.default.is_some() => default(),
            Some(v) => Some(v),
            None => default(),
        };
        let name = &self.name.name;
        let place = span.unwrap_or(self.name.span);
        let Some(given) = given else {
            return Err(Diagnostic::error(
                format!("No value for variable \"{name}\""),
                "It has no default and was not given.",
            )
            .at(self.span)
            .help(format!("Give it by --var '{name}=...', in terraform.tfvars or as TF_VAR_{name}.")));
        };
        if given.is_null() && !self.nullable {
            return Err(Diagnostic::error(
                format!("Null for variable \"{name}\""),
                "It is declared with nullable = false.",
            )
            .at(place)
            .help("Give it a value."));
        }
        let marks = given.marks_deep();
        let filled = self.defaults.apply(&given);
        let value = convert(&filled, &self.ty).map_err(|e| {
            Diagnostic::error(
                format!("Wrong value for variable \"{name}\""),
                format!("It is of type {}: {e}.", self.ty),
            )
            .at(place)
        })?;
        let marks = if self.sensitive { marks.union(Marks::SENSITIVE) } else { Marks::NONE };
        let marks = if self.ephemeral { marks.union(Marks::EPHEMERAL) } else { marks };
        Ok(value.with_marks(marks))
    }
}

impl Loader<'_> {
    pub(super) fn variable(&mut self, item: Item, module: &mut Module) {
        let mut block = item.block;
        VARIABLE.check(&block.body, &mut self.diags);
        let Some([name]) = labels(&block, ["NAME"], &mut self.diags) else { return };
        if RESERVED.contains(&&*name.name) {
            self.diags.push(
                Diagnostic::error(
                    "Reserved name",
                    format!("\"{}\" is an argument of every module block.", name.name),
                )
                .at(name.span)
                .help("Choose another name for this variable."),
            );
        }
        if let Some(first) = module.variables.get(&name.name) {
            let first = first.span;
            return self.duplicate("variable", &name.name, block.span, first);
        }
        let validations = take_blocks(&mut block.body, "validation");
        let validations = self.conditions(validations);
        let (ty, defaults) = self.constraint(&block);
        let body = &block.body;
        let mut set = |name| arg(body, name).and_then(|e| flag(e, &mut self.diags));
        let (sensitive, nullable, ephemeral) = (set("sensitive"), set("nullable"), set("ephemeral"));
        let variable = Variable {
            literal: ty.is_primitive() || arg(body, "type").is_none(),
            ty,
            defaults,
            default: arg(body, "default").cloned(),
            description: arg(body, "description").and_then(|e| prose(e, &mut self.diags)),
            sensitive: sensitive.unwrap_or(false),
            nullable: nullable.unwrap_or(true),
            ephemeral: ephemeral.unwrap_or(false),
            validations,
            span: block.span,
            name: name.clone(),
        };
        self.check_default(&variable);
        module.variables.insert(name.name, variable);
    }

    fn constraint(&mut self, block: &Block) -> (Type, Defaults) {
        let Some(expr) = arg(&block.body, "type") else { return (Type::Dynamic, Defaults::default()) };
        // Old short forms, which stand for any element type.
        match &expr.kind {
            ExprKind::Root(name) if &**name == "list" => {
                return (Type::list(Type::Dynamic), Defaults::default());
            }
            ExprKind::Root(name) if &**name == "map" => {
                return (Type::map(Type::Dynamic), Defaults::default());
            }
            _ => {}
        }
        let mut default = |expr: &Expr, ty: &Type, diags: &mut Diagnostics| {
            let value = constant(expr, diags)?;
            convert(&value, ty)
                .map_err(|e| {
                    let detail = format!("The attribute is of type {ty}: {e}.");
                    diags.push(Diagnostic::error("Default of another type", detail).at(expr.span));
                })
                .ok()
        };
        constraint::parse_type(expr, &mut default, &mut self.diags)
            .unwrap_or((Type::Dynamic, Defaults::default()))
    }

    /// A default must be constant and of the variable's type.
    fn check_default(&mut self, variable: &Variable) {
        let Some(default) = &variable.default else { return };
        let Some(value) = constant(default, &mut self.diags) else { return };
        // Null stands for "no value" and needs no type; where it is not allowed it can still not be the default.
        if value.is_null() && variable.nullable {
            return;
        }
        if let Err(d) = variable.accept(Some(value), Some(default.span)) {
            self.diags.push(d);
        }
    }

    pub(super) fn locals(&mut self, item: Item, module: &mut Module) {
        let _ = labels(&item.block, [], &mut self.diags);
        for b in &item.block.body.blocks {
            self.diags.push(
                Diagnostic::error(
                    "Block among locals",
                    format!("\"{}\" is written as a block.", b.kind.name),
                )
                .at(b.span)
                .help(format!("Write: {} = {{ ... }}", b.kind.name)),
            );
        }
        for a in item.block.body.attributes {
            match module.locals.get(&a.name.name) {
                Some(first) => {
                    let first = first.name.span;
                    self.duplicate("local value", &a.name.name, a.name.span, first);
                }
                None => {
                    module.locals.insert(a.name.name.clone(), Local { name: a.name, expr: a.expr });
                }
            }
        }
    }

    pub(super) fn output(&mut self, item: Item, module: &mut Module) {
        let mut block = item.block;
        OUTPUT.check(&block.body, &mut self.diags);
        let Some([name]) = labels(&block, ["NAME"], &mut self.diags) else { return };
        if let Some(first) = module.outputs.get(&name.name) {
            let first = first.span;
            return self.duplicate("output", &name.name, block.span, first);
        }
        let preconditions = take_blocks(&mut block.body, "precondition");
        let preconditions = self.conditions(preconditions);
        let value = required(&block, "value", &mut self.diags).cloned();
        let value = value.unwrap_or(Expr { kind: ExprKind::Invalid, span: block.span });
        let body = &block.body;
        let mut set = |name| arg(body, name).and_then(|e| flag(e, &mut self.diags)).unwrap_or(false);
        let (sensitive, ephemeral) = (set("sensitive"), set("ephemeral"));
        let output = Output {
            value,
            description: arg(body, "description").and_then(|e| prose(e, &mut self.diags)),
            sensitive,
            ephemeral,
            depends_on: arg(body, "depends_on").map(|e| self.depends_on(e)).unwrap_or_default(),
            preconditions,
            span: block.span,
            name: name.clone(),
        };
        module.outputs.insert(name.name, output);
    }

    pub(super) fn depends_on(&mut self, expr: &Expr) -> Vec<crate::Reference> {
        if matches!(expr.kind, ExprKind::Invalid) {
            return Vec::new();
        }
        address::depends_on(expr).unwrap_or_else(|d| {
            self.diags.push(d);
            Vec::new()
        })
    }

    /// `validation`, `precondition`, `postcondition` and `assert` blocks.
    pub(super) fn conditions(&mut self, blocks: Vec<Block>) -> Vec<Condition> {
        let mut all = Vec::new();
        for block in blocks {
            CONDITION.check(&block.body, &mut self.diags);
            let _ = labels(&block, [], &mut self.diags);
            let condition = required(&block, "condition", &mut self.diags).cloned();
            let error_message = required(&block, "error_message", &mut self.diags).cloned();
            if let (Some(condition), Some(error_message)) = (condition, error_message) {
                all.push(Condition { condition, error_message, span: block.span });
            }
        }
        all
    }
}
