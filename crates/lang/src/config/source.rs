//! Where modules come from. Nothing is downloaded: what is not a local directory must have been recorded by
//! `terraform get` or lie in a vendor folder.

use super::Module;
use super::load::{Loader, tidy};
use super::version::{Version, constraints};
use crate::ast::Expr;
use crate::config::reader::text;
use provision_value::{Diagnostic, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The record of modules on this machine, in Terraform's directory of data and in the plan's own as a vendor folder:
/// `{"Modules": [{"Key", "Source", "Version", "Dir"}]}`.
const RECORD: &str = "modules/modules.json";

/// What a record says of one module.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    /// The calls that lead to it, with dots between; empty where the record is for every call of the source.
    key: String,
    source: String,
    version: Option<Version>,
    dir: PathBuf,
}

/// The kinds of `source`.
#[derive(Debug, PartialEq)]
enum Kind {
    Local,
    /// `namespace/name/system`, with a host before it or not.
    Registry,
    /// A repository, an archive, a directory elsewhere.
    Remote,
    Invalid,
}

impl Loader<'_> {
    /// Where a module's source leads, relative to the plan's directory.
    pub(super) fn locate(
        &mut self,
        caller: &Module,
        name: &str,
        source: &str,
        version: Option<&Expr>,
        span: Span,
    ) -> Option<PathBuf> {
        let kind = kind(source);
        if let (Some(version), true) = (version, kind != Kind::Registry) {
            let d = Diagnostic::error(
                "Version of a module without versions",
                "Only modules of a registry have versions to choose from.",
            );
            self.diags.push(d.at(version.span).help("Remove the argument \"version\"; a repository's version stands in its source, after \"?ref=\"."));
            return None;
        }
        match kind {
            Kind::Local => Some(tidy(&caller.dir.join(source))),
            Kind::Invalid => {
                let d = Diagnostic::error(
                    "Invalid module source",
                    format!("\"{source}\" is no place that a module can come from."),
                );
                self.diags.push(d.at(span).help(format!(
                    "For a directory beside this one, write source = \"./{}\".",
                    source.trim_start_matches(['.', '/'])
                )));
                None
            }
            Kind::Registry | Kind::Remote => self.on_this_machine(caller, name, source, version, span),
        }
    }

    fn on_this_machine(
        &mut self,
        caller: &Module,
        name: &str,
        source: &str,
        version: Option<&Expr>,
        span: Span,
    ) -> Option<PathBuf> {
        let key = caller.path.iter().map(|n| &**n).chain([name]).collect::<Vec<_>>().join(".");
        let recorded = self.recorded();
        let found = recorded.iter().find(|r| match r.key.is_empty() {
            true => bare(&r.source) == bare(source),
            false => r.key == key,
        });
        let Some(found) = found.cloned() else {
            let detail =
                format!("\"{source}\" is not a local directory, and no record says where \"{key}\" lies.");
            let help = "Nothing is downloaded while planning. Run `terraform get` once (it fills .terraform/modules); or put \
                a copy under modules/ and record it in modules/modules.json as {\"Modules\": [{\"Source\": \"...\", \"Dir\": \"modules/NAME\"}]}; \
                or write source = \"./modules/NAME\".";
            self.diags.push(Diagnostic::error("Module is not on this machine", detail).at(span).help(help));
            return None;
        };
        let again = "Run `terraform get -update`, or renew the copy and its record.";
        if kind(source) == Kind::Registry && !found.source.is_empty() && bare(&found.source) != bare(source) {
            let detail = format!("The copy of \"{key}\" on this machine comes from \"{}\".", found.source);
            self.diags.push(Diagnostic::error("Module has another source", detail).at(span).help(again));
            return None;
        }
        if let Some(expr) = version {
            let wanted = text(expr, &mut self.diags)?;
            let Some(wanted) = constraints(&wanted) else {
                self.diags.push(super::other::bad_version(&wanted, expr.span));
                return None;
            };
            let fits = found.version.as_ref().is_none_or(|v| wanted.iter().all(|c| c.allows(v)));
            if !fits {
                let detail = format!(
                    "The copy of \"{key}\" on this machine is of a version that is not allowed here."
                );
                self.diags
                    .push(Diagnostic::error("Module of another version", detail).at(expr.span).help(again));
                return None;
            }
        }
        Some(found.dir)
    }

    /// What the records say.
    fn recorded(&mut self) -> Arc<Vec<Recorded>> {
        if let Some(all) = &self.recorded {
            return all.clone();
        }
        let mut all = Vec::new();
        for path in [self.root.join(self.world.data_dir()).join(RECORD), self.root.join(RECORD)] {
            if !self.world.exists(&path) {
                continue;
            }
            match self.read_record(&path) {
                Ok(found) => all.extend(found),
                Err(why) => {
                    let d = Diagnostic::error(
                        "Cannot read the record of modules",
                        format!("{}: {why}", path.display()),
                    );
                    self.diags
                        .push(d.help("It holds {\"Modules\": [...]}; `terraform get` writes its own again."));
                }
            }
        }
        let all = Arc::new(all);
        self.recorded = Some(all.clone());
        all
    }

    fn read_record(&self, path: &Path) -> Result<Vec<Recorded>, String> {
        let bytes = self.world.read(path).map_err(|e| e.to_string())?;
        let json: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
        let modules = json.get("Modules").and_then(|m| m.as_array()).ok_or("it has no \"Modules\"")?;
        let entry = |m: &serde_json::Value| {
            let word = |name: &str| m.get(name).and_then(|v| v.as_str()).unwrap_or("").to_string();
            let (key, source) = (word("Key"), word("Source"));
            // The root has a record too, which names nothing.
            let named = !key.is_empty() || !source.is_empty();
            let dir = m.get("Dir").and_then(|d| d.as_str())?;
            named.then(|| Recorded {
                version: Version::parse(&word("Version")),
                dir: tidy(Path::new(dir)),
                key,
                source,
            })
        };
        Ok(modules.iter().filter_map(entry).collect())
    }
}

/// A registry's source without the default host.
fn bare(source: &str) -> &str {
    source.strip_prefix("registry.terraform.io/").unwrap_or(source)
}

fn kind(source: &str) -> Kind {
    if source.starts_with("./") || source.starts_with("../") {
        return Kind::Local;
    }
    if is_registry(source) {
        return Kind::Registry;
    }
    let schemes = ["git@", "github.com/", "bitbucket.org/", "gitlab.com/"];
    let aws = source.contains(".amazonaws.com/") || source.contains("googleapis.com/");
    let remote = source.contains("::") || source.contains("://") || source.starts_with('/') || aws;
    if remote || schemes.iter().any(|s| source.starts_with(s)) { Kind::Remote } else { Kind::Invalid }
}

fn is_registry(source: &str) -> bool {
    let package = source.split_once("//").map_or(source, |(package, _)| package);
    let parts = package.split('/').collect::<Vec<_>>();
    let (host, parts) = match parts.as_slice() {
        [host, rest @ ..] if rest.len() == 3 => (Some(*host), rest),
        rest => (None, rest),
    };
    let [namespace, name, system] = parts else { return false };
    let word = |w: &str| {
        !w.is_empty()
            && w.len() <= 64
            && w.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !w.starts_with(['-', '_'])
            && !w.ends_with(['-', '_'])
    };
    let host_fits = host.is_none_or(|h| {
        let repository = ["github.com", "bitbucket.org", "gitlab.com"].contains(&h);
        let letters = h.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':'));
        !repository && letters && h.contains('.') && !h.contains("::")
    });
    let system_fits = system.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    host_fits && word(namespace) && word(name) && !system.is_empty() && system.len() <= 64 && system_fits
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind};

    #[test]
    fn kinds_of_source() {
        for (source, expected) in [
            ("./m", Kind::Local),
            ("../m?x", Kind::Local),
            (".", Kind::Invalid),
            ("..", Kind::Invalid),
            ("m", Kind::Invalid),
            ("modules/vpc", Kind::Invalid),
            ("", Kind::Invalid),
            ("terraform-aws-modules/vpc/aws", Kind::Registry),
            ("terraform-aws-modules/vpc/aws//modules/x", Kind::Registry),
            ("app.terraform.io/a/b/c", Kind::Registry),
            ("a/b/C", Kind::Invalid),
            ("github.com/a/b", Kind::Remote),
            ("github.com/a/b/c", Kind::Remote),
            ("git@github.com:a/b.git", Kind::Remote),
            ("git::https://x.example/y.git?ref=v1", Kind::Remote),
            ("https://x.example/y.zip", Kind::Remote),
            ("s3::https://s3.amazonaws.com/b/k.zip", Kind::Remote),
            ("/srv/modules/x", Kind::Remote),
        ] {
            assert_eq!(kind(source), expected, "{source}");
        }
    }
}
