//! Reading `#[resource(..)]`, `#[attr(..)]` and `#[block(..)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, ExprLit, Field, Lit, LitStr, Result, Token, parenthesized};

/// What stands in `#[resource(..)]` or `#[data(..)]`.
pub struct Head {
    pub name: String,
    pub version: u64,
    pub framework: bool,
    pub tags: bool,
    pub revisioned: bool,
    pub timeouts: Vec<String>,
    pub seconds: (f64, f64),
    pub not_found: Vec<String>,
}

impl Head {
    pub fn parse(attrs: &[Attribute], word: &str, span: proc_macro2::Span) -> Result<Head> {
        let mut head = Head {
            name: String::new(),
            version: 0,
            framework: false,
            tags: false,
            revisioned: false,
            timeouts: vec![],
            seconds: (2.0, 2.0),
            not_found: vec![],
        };
        for attr in attrs.iter().filter(|a| a.path().is_ident(word)) {
            attr.parse_nested_meta(|meta| head.mark(&meta))?;
        }
        if head.name.is_empty() {
            return Err(Error::new(span, format!("#[{word}(type = \"aws_…\")] is missing")));
        }
        Ok(head)
    }

    fn mark(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match word(meta).as_str() {
            "type" => self.name = meta.value()?.parse::<LitStr>()?.value(),
            "version" => self.version = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
            "sdk" => match meta.value()?.parse::<LitStr>()?.value().as_str() {
                "v2" => self.framework = false,
                "framework" => self.framework = true,
                _ => return Err(meta.error("`sdk` is \"v2\" or \"framework\"")),
            },
            "tags" => self.tags = true,
            "revisioned" => self.revisioned = true,
            "timeouts" => self.timeouts = idents(meta)?,
            "seconds" => match numbers(meta)?.as_slice() {
                [create, delete] => self.seconds = (*create, *delete),
                _ => return Err(meta.error("`seconds(create, delete)` takes two numbers")),
            },
            "not_found" => self.not_found.push(meta.value()?.parse::<LitStr>()?.value()),
            _ => return Err(meta.error("unknown mark of a type")),
        }
        Ok(())
    }
}

/// How a nested block is written.
pub struct BlockMarks {
    pub nesting: &'static str,
    pub min: u32,
    pub max: u32,
    pub attr_mode: bool,
    pub depth: Option<u8>,
}

/// What stands on one field: statements over a schema `Attribute` or `Nested` called `it`, and the few facts that the
/// conversions need.
#[derive(Default)]
pub struct Marks {
    pub id: bool,
    pub block: Option<BlockMarks>,
    pub set: Vec<TokenStream>,
}

impl Marks {
    pub fn parse(field: &Field) -> Result<Marks> {
        let mut marks = Marks::default();
        for attr in &field.attrs {
            if attr.path().is_ident("attr") {
                attr.parse_nested_meta(|meta| marks.attr(&meta))?;
            } else if attr.path().is_ident("block") {
                marks.block =
                    Some(BlockMarks { nesting: "List", min: 0, max: 0, attr_mode: false, depth: None });
                attr.parse_nested_meta(|meta| marks.nested(&meta))?;
            }
        }
        let flags = field.attrs.iter().any(|a| a.path().is_ident("attr") || a.path().is_ident("block"));
        if !flags {
            return Err(Error::new(field.span(), "a field needs #[attr(..)] or #[block(..)]"));
        }
        Ok(marks)
    }

    fn attr(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let word = word(meta);
        let set = match word.as_str() {
            "id" => {
                self.id = true;
                // The few types without an `id` are known by an argument, which stands as `required, id`.
                quote! { it.computed = !it.required; }
            }
            "required" => quote! { it.required = true; },
            "optional" => quote! { it.optional = true; },
            "sensitive" => quote! { it.sensitive = true; },
            "write_only" => quote! { it.write_only = true; },
            "once" => quote! { it.once = true; },
            "config_only" => quote! { it.config_only = true; },
            "stable" => quote! { it.stable = true; },
            "as_configured" => quote! { it.as_configured = true; },
            "as_told" => quote! { it.as_told = true; },
            "no_identity" => quote! { it.identity = false; },
            "delivered" => {
                let has: syn::Path = meta.value()?.parse()?;
                quote! { it.delivered = Some(#has); }
            }
            "stand_in" => {
                let made: syn::Path = meta.value()?.parse()?;
                quote! { it.stand_in = Some(#made); }
            }
            "normalize" => {
                let rewrite: syn::Path = meta.value()?.parse()?;
                quote! { it.normalize = Some(#rewrite); }
            }
            "digest" => {
                let digest: syn::Path = meta.value()?.parse()?;
                quote! { it.normalize = Some(#digest); it.digest = true; }
            }
            "default" => {
                let value: Expr = meta.value()?.parse()?;
                quote! { it.default = Some(core::literal(#value)); }
            }
            "equal_by" => equal_by(&meta.value()?.parse()?)?,
            "unset" => unset(meta)?,
            "one_of" => {
                let words = texts(meta)?;
                validator(quote! { OneOf(&[#(#words),*]) })
            }
            "length" => bounds(meta, "Length")?,
            "between" => bounds(meta, "Between")?,
            "ipv4_prefix" => bounds(meta, "Ipv4Prefix")?,
            "cidr" => validator(quote! { Cidr }),
            "arn" => validator(quote! { Arn }),
            "json" => validator(quote! { Json }),
            "validate" => {
                let check: syn::Path = meta.value()?.parse()?;
                validator(quote! { Custom(#check) })
            }
            "exactly_one_of" => list(meta, "exactly_one_of")?,
            "at_least_one_of" => list(meta, "at_least_one_of")?,
            "required_with" => list(meta, "required_with")?,
            _ => return self.common(meta, &word),
        };
        self.set.push(set);
        Ok(())
    }

    fn nested(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let word = word(meta);
        let Some(block) = &mut self.block else { return Ok(()) };
        match word.as_str() {
            "list" => block.nesting = "List",
            "set" => block.nesting = "Set",
            "single" => block.nesting = "Single",
            "min" => block.min = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
            "max" => block.max = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
            "depth" => block.depth = Some(meta.value()?.parse::<syn::LitInt>()?.base10_parse()?),
            "delivered" => {
                let has: syn::Path = meta.value()?.parse()?;
                self.set.push(quote! { it.delivered = Some(#has); });
            }
            "stays" => self.set.push(quote! { it.stays = true; }),
            "unset" => {
                let unset = unset(meta)?;
                self.set.push(unset);
            }
            "attr_mode" => {
                block.attr_mode = true;
                self.set.push(quote! { it.optional = true; });
            }
            _ => return self.common(meta, &word),
        }
        Ok(())
    }

    /// Marks that attributes and blocks share.
    fn common(&mut self, meta: &ParseNestedMeta<'_>, word: &str) -> Result<()> {
        self.set.push(match word {
            "computed" => quote! { it.computed = true; },
            "replace" => quote! { it.replace = true; },
            "deprecated" => {
                let text: LitStr = meta.value()?.parse()?;
                quote! { it.deprecated = Some(#text); }
            }
            "conflicts" => list(meta, "conflicts")?,
            "suppress" => {
                let unseen: syn::Path = meta.value()?.parse()?;
                quote! { it.suppress = Some(#unseen); }
            }
            _ => return Err(meta.error("unknown mark of a field")),
        });
        Ok(())
    }
}

/// The doc comment's first paragraph as one line.
pub fn doc(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter(|a| a.path().is_ident("doc")).filter_map(|a| match &a.meta {
        syn::Meta::NameValue(nv) => match &nv.value {
            Expr::Lit(ExprLit { lit: Lit::Str(s), .. }) => Some(s.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.take_while(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
}

fn equal_by(path: &syn::Path) -> Result<TokenStream> {
    let known = path.get_ident().and_then(|word| {
        Some(match word.to_string().as_str() {
            "json_policy" => quote! { JsonPolicy },
            "json" => quote! { Json },
            "case" => quote! { Case },
            "trailing_dot" => quote! { TrailingDot },
            "any_order" => quote! { AnyOrder },
            _ => return None,
        })
    });
    let how = known.unwrap_or_else(|| quote! { Custom(#path) });
    Ok(quote! { it.equal_by = core::EqualBy::#how; })
}

fn validator(v: TokenStream) -> TokenStream {
    quote! { it.validators.push(core::Validator::#v); }
}

fn bounds(meta: &ParseNestedMeta<'_>, name: &str) -> Result<TokenStream> {
    let name = syn::Ident::new(name, meta.path.span());
    let args = args::<Expr>(meta)?;
    if args.len() != 2 {
        return Err(meta.error("takes two bounds"));
    }
    Ok(validator(quote! { #name(#(#args),*) }))
}

fn unset(meta: &ParseNestedMeta<'_>) -> Result<TokenStream> {
    match meta.value()?.parse::<LitStr>()?.value().as_str() {
        "null" => Ok(quote! { it.unset = core::Unset::Null; }),
        "null at first" => Ok(quote! { it.unset = core::Unset::NullAtFirst; }),
        "zero" => Ok(quote! { it.unset = core::Unset::Zero; }),
        _ => Err(meta.error("`unset` is \"null\", \"null at first\" or \"zero\"")),
    }
}

fn list(meta: &ParseNestedMeta<'_>, field: &str) -> Result<TokenStream> {
    let field = syn::Ident::new(field, meta.path.span());
    let names = texts(meta)?;
    Ok(quote! { it.#field = vec![#(#names),*]; })
}

fn word(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.get_ident().map(ToString::to_string).unwrap_or_default()
}

fn args<T: syn::parse::Parse>(meta: &ParseNestedMeta<'_>) -> Result<Vec<T>> {
    let inner;
    parenthesized!(inner in meta.input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&inner)?.into_iter().collect())
}

fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    args(meta)
}

fn idents(meta: &ParseNestedMeta<'_>) -> Result<Vec<String>> {
    Ok(args::<syn::Ident>(meta)?.iter().map(ToString::to_string).collect())
}

fn numbers(meta: &ParseNestedMeta<'_>) -> Result<Vec<f64>> {
    args::<Lit>(meta)?
        .iter()
        .map(|l| match l {
            Lit::Int(i) => i.base10_parse(),
            Lit::Float(f) => f.base10_parse(),
            other => Err(Error::new(other.span(), "a number is expected")),
        })
        .collect()
}
