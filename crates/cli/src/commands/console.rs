//! `provision console`: expressions against variables and state.

use crate::app::App;
use crate::exit::{Exit, Outcome};
use crate::flow::{self, Flow};
use crate::ui::diagnostics;
use provision_engine::events::Silent;
use provision_lang::console::answer;
use provision_lang::syntax::parse_expression;
use provision_plan::console::Console;
use provision_value::SourceMap;
use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

/// Reads expressions and prints their values: one line in, one result out. In a pipe an error ends it with exit code 1.
pub fn run(app: &mut App) -> Outcome {
    let mut loaded = app.load()?;
    let state = flow::peek(app)?;
    let flow = Flow::new(app, &mut loaded, Arc::new(Silent))?;
    let cwd = app.cwd.to_string_lossy().into_owned();
    let input = flow.offline(app, &cwd, &state)?;
    let console = Console::new(&input)?;
    let interactive = std::io::stdin().is_terminal();
    let mut lines = std::io::stdin().lock().lines();
    loop {
        if interactive {
            app.print("> ");
            let _ = std::io::stdout().flush();
        }
        let Some(Ok(line)) = lines.next() else { return Ok(Exit::Success) };
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if matches!(line, "exit" | "quit") {
            return Ok(Exit::Success);
        }
        let mut sources = SourceMap::default();
        let source = sources.add("<console-input>", line);
        let (expr, mut found) = parse_expression(source, line);
        if !found.has_errors() {
            let (text, more) = answer(&expr, &console);
            found.extend(more);
            if !found.has_errors() {
                app.print(&format!("{text}\n"));
                continue;
            }
        }
        eprint!("{}", diagnostics::render(&found, &sources, app.color, app.width));
        if !interactive {
            return Ok(Exit::Error);
        }
    }
}
