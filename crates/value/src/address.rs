//! Addresses: of a block in the configuration, and of an instance in plan and state.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Managed resources and data sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `resource`
    Managed,
    /// `data`
    Data,
}

/// The key of one instance of a repeated block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKey {
    /// From `count`.
    Int(u64),
    /// From `for_each`.
    Str(Arc<str>),
}

/// A module instance: names with keys, from the root. Empty for the root module.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleInstance(pub Vec<(Arc<str>, Option<InstanceKey>)>);

impl ModuleInstance {
    /// The root module.
    pub fn root() -> ModuleInstance {
        ModuleInstance::default()
    }
    /// A child of this instance.
    pub fn child(&self, name: &str, key: Option<InstanceKey>) -> ModuleInstance {
        let mut steps = self.0.clone();
        steps.push((name.into(), key));
        ModuleInstance(steps)
    }
    /// The names alone: the place in the configuration.
    pub fn names(&self) -> Vec<Arc<str>> {
        self.0.iter().map(|(n, _)| n.clone()).collect()
    }
}

/// A resource block in the configuration: module names without keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigAddr {
    /// Module call names from the root.
    pub module: Vec<Arc<str>>,
    /// Managed or data.
    pub mode: Mode,
    /// The resource type.
    pub type_name: Arc<str>,
    /// The block's name.
    pub name: Arc<str>,
}

/// A resource in one module instance, all its instances together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceAddr {
    /// The module instance.
    pub module: ModuleInstance,
    /// Managed or data.
    pub mode: Mode,
    /// The resource type.
    pub type_name: Arc<str>,
    /// The block's name.
    pub name: Arc<str>,
}

/// One instance of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceAddr {
    /// The resource.
    pub resource: ResourceAddr,
    /// Its key where the block has `count` or `for_each`.
    pub key: Option<InstanceKey>,
}

impl ResourceAddr {
    /// The block that it comes from.
    pub fn config(&self) -> ConfigAddr {
        ConfigAddr {
            module: self.module.names(),
            mode: self.mode,
            type_name: self.type_name.clone(),
            name: self.name.clone(),
        }
    }
    /// One instance of it.
    pub fn instance(&self, key: Option<InstanceKey>) -> InstanceAddr {
        InstanceAddr { resource: self.clone(), key }
    }
}

impl fmt::Display for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InstanceKey::Int(i) => write!(f, "[{i}]"),
            InstanceKey::Str(s) => {
                f.write_str("[\"")?;
                let mut chars = s.chars().peekable();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        '$' | '%' if chars.peek() == Some(&'{') => write!(f, "{c}{c}")?,
                        c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
                        c => write!(f, "{c}")?,
                    }
                }
                f.write_str("\"]")
            }
        }
    }
}

impl fmt::Display for ModuleInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, key)) in self.0.iter().enumerate() {
            write!(f, "{}module.{name}", if i == 0 { "" } else { "." })?;
            if let Some(key) = key {
                write!(f, "{key}")?;
            }
        }
        Ok(())
    }
}

fn resource(f: &mut fmt::Formatter<'_>, module: &str, mode: Mode, ty: &str, name: &str) -> fmt::Result {
    let dot = if module.is_empty() { "" } else { "." };
    let data = if mode == Mode::Data { "data." } else { "" };
    write!(f, "{module}{dot}{data}{ty}.{name}")
}

impl fmt::Display for ConfigAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let module = self.module.iter().map(|n| format!("module.{n}")).collect::<Vec<_>>().join(".");
        resource(f, &module, self.mode, &self.type_name, &self.name)
    }
}

impl fmt::Display for ResourceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        resource(f, &self.module.to_string(), self.mode, &self.type_name, &self.name)
    }
}

impl fmt::Display for InstanceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.resource)?;
        match &self.key {
            Some(key) => write!(f, "{key}"),
            None => Ok(()),
        }
    }
}

/// Text that is not an address: what was expected, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    /// `expected a name`
    pub expected: &'static str,
    /// The byte where reading stopped.
    pub at: usize,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at position {}", self.expected, self.at + 1)
    }
}

impl std::error::Error for AddressError {}

/// Reads the text that `Display` writes: `module.a["x"].aws_subnet.b[0]`, `data.aws_vpc.main`.
impl FromStr for InstanceAddr {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<InstanceAddr, AddressError> {
        let mut r = Reader { text, at: 0 };
        let (module, mut type_name) = r.module_path()?;
        let mode = if type_name == "data" { Mode::Data } else { Mode::Managed };
        if mode == Mode::Data {
            r.expect(".", "expected `.` and a type")?;
            type_name = r.name()?;
        }
        r.expect(".", "expected `.` and a name")?;
        let name = r.name()?;
        let key = r.key()?;
        r.end()?;
        let resource = ResourceAddr { module, mode, type_name: type_name.into(), name: name.into() };
        Ok(InstanceAddr { resource, key })
    }
}

/// Reads `module.a["x"].aws_subnet.b`: an address without a key.
impl FromStr for ResourceAddr {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<ResourceAddr, AddressError> {
        let InstanceAddr { resource, key } = text.parse()?;
        match key {
            Some(_) => Err(AddressError {
                expected: "expected the end of the address",
                at: text.rfind('[').unwrap_or(0),
            }),
            None => Ok(resource),
        }
    }
}

/// Reads the text that `Display` writes: `module.a["x"].module.b`; empty text is the root.
impl FromStr for ModuleInstance {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<ModuleInstance, AddressError> {
        let mut steps = Vec::new();
        let mut r = Reader { text, at: 0 };
        while r.at < text.len() {
            if !steps.is_empty() {
                r.expect(".", "expected `.`")?;
            }
            r.expect("module.", "expected `module.`")?;
            steps.push((r.name()?.into(), r.key()?));
        }
        Ok(ModuleInstance(steps))
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }
    fn fail<T>(&self, expected: &'static str) -> Result<T, AddressError> {
        Err(AddressError { expected, at: self.at })
    }
    fn eat(&mut self, token: &str) -> bool {
        let hit = self.rest().starts_with(token);
        self.at += if hit { token.len() } else { 0 };
        hit
    }
    fn expect(&mut self, token: &str, expected: &'static str) -> Result<(), AddressError> {
        if self.eat(token) { Ok(()) } else { self.fail(expected) }
    }
    fn end(&self) -> Result<(), AddressError> {
        if self.rest().is_empty() { Ok(()) } else { self.fail("expected the end of the address") }
    }
    fn name(&mut self) -> Result<&'a str, AddressError> {
        let rest = self.rest();
        let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        match rest.get(..len) {
            Some(name) if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                self.at += len;
                Ok(name)
            }
            _ => self.fail("expected a name"),
        }
    }
    /// `module.a.module.b[0].` and the word after it.
    fn module_path(&mut self) -> Result<(ModuleInstance, &'a str), AddressError> {
        let mut steps = Vec::new();
        loop {
            let word = self.name()?;
            if word != "module" {
                return Ok((ModuleInstance(steps), word));
            }
            self.expect(".", "expected `.` and a module's name")?;
            steps.push((self.name()?.into(), self.key()?));
            self.expect(".", "expected `.` and a resource")?;
        }
    }
    fn key(&mut self) -> Result<Option<InstanceKey>, AddressError> {
        if !self.eat("[") {
            return Ok(None);
        }
        let key = if self.eat("\"") {
            InstanceKey::Str(self.quoted()?.into())
        } else {
            InstanceKey::Int(self.int()?)
        };
        self.expect("]", "expected `]`")?;
        Ok(Some(key))
    }
    fn int(&mut self) -> Result<u64, AddressError> {
        let rest = self.rest();
        let len = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        match rest.get(..len).unwrap_or("").parse() {
            Ok(n) => {
                self.at += len;
                Ok(n)
            }
            Err(_) => self.fail("expected a whole number or a quoted key"),
        }
    }
    fn quoted(&mut self) -> Result<String, AddressError> {
        let mut out = String::new();
        loop {
            if self.eat("$${") || self.eat("%%{") {
                let c = self.text.as_bytes().get(self.at - 3).copied().unwrap_or(b'$');
                out.push(char::from(c));
                out.push('{');
                continue;
            }
            let Some(c) = self.rest().chars().next() else { return self.fail("expected a closing quote") };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                c => out.push(c),
            }
        }
    }
    fn escape(&mut self) -> Result<char, AddressError> {
        let Some(c) = self.rest().chars().next() else { return self.fail("expected an escape") };
        let hex = |n: usize| {
            let digits = self.rest().get(1..=n)?;
            char::from_u32(u32::from_str_radix(digits, 16).ok()?)
        };
        let (escaped, len) = match c {
            'n' => (Some('\n'), 1),
            'r' => (Some('\r'), 1),
            't' => (Some('\t'), 1),
            '"' | '\\' => (Some(c), 1),
            'u' => (hex(4), 5),
            'U' => (hex(8), 9),
            _ => (None, 0),
        };
        match escaped {
            Some(c) => {
                self.at += len;
                Ok(c)
            }
            None => self.fail("expected an escape (\\n, \\r, \\t, \\\", \\\\, \\uXXXX)"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_shown_reads_back() {
        for text in [
            "aws_vpc.main",
            "data.aws_vpc.main",
            "aws_subnet.a[0]",
            "module.net.aws_subnet.a[\"x\"]",
            "module.k[\"$${b}\\\"\"].module.b[3].data.aws_iam_policy_document.d[\"\\u0001\\té\\\\]\"]",
        ] {
            assert_eq!(text.parse::<InstanceAddr>().unwrap().to_string(), text);
        }
        assert_eq!("".parse::<ModuleInstance>().unwrap(), ModuleInstance::root());
        let m = "module.k[\"%%{\"].module.z";
        assert_eq!(m.parse::<ModuleInstance>().unwrap().to_string(), m);
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, at) in [
            ("", 0),
            ("aws_vpc", 7),
            ("aws_vpc.", 8),
            ("aws_vpc.a[", 10),
            ("aws_vpc.a[\"x", 12),
            ("aws_vpc.a[\"\\q\"]", 12),
            ("aws_vpc.a.b", 9),
            ("aws_vpc.a[99999999999999999999]", 10),
            ("module.a[0]", 11),
            ("module.", 7),
        ] {
            assert_eq!(text.parse::<InstanceAddr>().unwrap_err().at, at, "{text}");
        }
    }
}
