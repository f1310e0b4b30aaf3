//! `provision fmt`: the canonical layout of plans, as `terraform fmt` has it.

use crate::app::App;
use crate::args;
use crate::exit::{Exit, Outcome};
use provision_lang::format::format;
use provision_value::{Diagnostic, Diagnostics};
use similar::TextDiff;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Names of files that are formatted end with one of these.
const ENDINGS: [&str; 5] = [".tf", ".tfvars", ".tftest.hcl", ".tfmock.hcl", "provision.hcl"];

/// What is given instead of files to format standard input.
const STDIN: &str = "-";

/// Formats files, directories or standard input.
pub fn run(app: &mut App, args: args::Fmt) -> Outcome {
    let stdin = args.targets.iter().any(|t| t.as_os_str() == STDIN);
    let mut run = Run { app, args, found: Diagnostics::new(), changed: 0 };
    if stdin {
        run.args.write = false;
        run.args.list = false;
        run.stdin();
    } else {
        run.files();
    }
    let (check, changed) = (run.args.check, run.changed);
    if run.found.has_errors() {
        return Err(run.found.into());
    }
    Ok(if check && changed > 0 { Exit::UNFORMATTED } else { Exit::Success })
}

struct Run<'a> {
    app: &'a mut App,
    args: args::Fmt,
    found: Diagnostics,
    /// How many texts were not formatted.
    changed: usize,
}

impl Run<'_> {
    fn stdin(&mut self) {
        let mut text = String::new();
        if let Err(e) = std::io::stdin().read_to_string(&mut text) {
            return self.fail("Cannot read standard input", e.to_string());
        }
        if let Some(formatted) = self.one("<stdin>", &text)
            && !self.args.check
            && !self.args.diff
        {
            self.app.print(&formatted);
        }
    }

    fn files(&mut self) {
        let mut targets = std::mem::take(&mut self.args.targets);
        if targets.is_empty() {
            targets.push(PathBuf::from("."));
        }
        for target in targets {
            let full = self.app.cwd.join(&target);
            if full.is_dir() {
                self.directory(&target);
            } else if !full.exists() {
                self.fail("No such file or directory", target.display().to_string());
            } else if ENDINGS.iter().any(|e| target.to_string_lossy().ends_with(e)) {
                self.file(&target);
            } else {
                let detail = format!("{} is no plan, variable file or test.", target.display());
                self.fail("File of another kind", detail);
            }
        }
    }

    fn directory(&mut self, dir: &Path) {
        let names = match provision_lang::World::list(&*self.app.world, &self.app.cwd.join(dir)) {
            Ok(names) => names,
            Err(e) => return self.fail("Cannot read directory", format!("{}: {e}", dir.display())),
        };
        // Hidden files and editors' backups are left alone, as everywhere.
        let ignored = |n: &String| n.starts_with(['.', '#']) || n.ends_with('~');
        for name in names.iter().filter(|n| !ignored(n)) {
            let path = if dir == Path::new(".") { PathBuf::from(name) } else { dir.join(name) };
            match name.strip_suffix('/') {
                Some(_) if self.args.recursive => self.directory(&path),
                Some(_) => {}
                None if ENDINGS.iter().any(|e| name.ends_with(e)) => self.file(&path),
                None => {}
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let (full, shown) = (self.app.cwd.join(path), path.display().to_string());
        let text = match std::fs::read(&full).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => return self.fail("File is not UTF-8", shown),
            Err(e) => return self.fail("Cannot read file", format!("{shown}: {e}")),
        };
        let Some(formatted) = self.one(&shown, &text) else { return };
        if formatted != text
            && self.args.write
            && !self.args.check
            && let Err(e) = std::fs::write(&full, formatted)
        {
            self.fail("Cannot write file", format!("{shown}: {e}"));
        }
    }

    /// The formatted text; what differs is listed and shown as the flags say.
    fn one(&mut self, name: &str, text: &str) -> Option<String> {
        let source = self.app.sources.add(name, text);
        let formatted = match format(source, text) {
            Ok(formatted) => formatted,
            Err(errors) => {
                self.found.extend(errors);
                return None;
            }
        };
        if formatted != text {
            self.changed += 1;
            if self.args.list {
                self.app.print(&format!("{name}\n"));
            }
            if self.args.diff {
                let diff = TextDiff::from_lines(text, formatted.as_str());
                let (old, new) = (format!("old/{name}"), format!("new/{name}"));
                self.app.print(&diff.unified_diff().header(&old, &new).to_string());
            }
        }
        Some(formatted)
    }

    fn fail(&mut self, summary: &str, detail: String) {
        self.found.push(Diagnostic::error(summary, detail).help("Check the path, and that you may use it."));
    }
}
