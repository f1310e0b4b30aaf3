//! Writing the implementations.

use crate::marks::{Head, Marks, doc};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, Ident, Result, Type};

/// One field, read.
struct Entry<'a> {
    ident: &'a Ident,
    name: String,
    ty: &'a Type,
    marks: Marks,
    doc: String,
}

pub fn expand(input: &DeriveInput, head: Option<&str>) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "only a struct with named fields has a schema"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "only a struct with named fields has a schema"));
    };
    let mut entries = Vec::new();
    for f in &fields.named {
        let Some(ident) = &f.ident else { continue };
        let name = ident.to_string();
        // `self_` is the attribute `self`, which no field can be called.
        let name = name.trim_start_matches("r#").trim_end_matches('_').to_owned();
        entries.push(Entry { ident, name, ty: &f.ty, marks: Marks::parse(f)?, doc: doc(&f.attrs) });
    }
    let head = head
        .map(|word| Head::parse(&input.attrs, word, input.ident.span()).map(|h| (word, h)))
        .transpose()?;
    let framework = head.as_ref().is_some_and(|(_, h)| h.framework);
    let attributes = attributes(&input.ident, &entries, framework);
    let described = match &head {
        Some((word, head)) => described(input, &entries, word, head)?,
        None => quote! {},
    };
    Ok(quote! {
        const _: () = {
            use ::provision_aws_core::derive as core;
            #attributes
            #described
        };
    })
}

fn attributes(name: &Ident, entries: &[Entry<'_>], framework: bool) -> TokenStream {
    let schema = entries.iter().map(|e| schema(e, framework));
    let reads = entries.iter().map(|e| {
        let (ident, name) = (e.ident, &e.name);
        let how = if e.marks.block.is_some() { quote!(blocks) } else { quote!(field) };
        quote! { #ident: core::#how(value, #name) }
    });
    let writes = entries.iter().map(write);
    quote! {
        impl core::Attr for #name {
            fn ty(level: u8) -> core::Type {
                // Those of a block that holds itself are large, and asked for with each value.
                static MADE: [std::sync::OnceLock<core::Type>; 6] = [const { std::sync::OnceLock::new() }; 6];
                let make = || <Self as core::Attributes>::block(level).ty();
                match MADE.get(usize::from(level)) {
                    Some(made) => made.get_or_init(make).clone(),
                    None => make(),
                }
            }
            fn from_value(value: &core::Value) -> Self {
                Self { #(#reads),* }
            }
            fn to_value(&self, level: u8) -> core::Value {
                let mut object = core::Object::new();
                #(#writes)*
                core::Value::object(object)
            }
        }
        impl core::Attributes for #name {
            fn block(level: u8) -> core::Block {
                let mut block = core::Block::default();
                #(#schema)*
                block
            }
        }
    }
}

/// The statements that add one field to the schema `block`.
fn schema(e: &Entry<'_>, framework: bool) -> TokenStream {
    let (name, ty, doc, set) = (&e.name, e.ty, &e.doc, &e.marks.set);
    let Some(b) = &e.marks.block else {
        // An id may be given in the older SDK's schemas, though nobody does.
        let id = if e.marks.id && !framework {
            quote! { it.optional = true; }
        } else {
            quote! {}
        };
        return quote! {
            {
                let mut it = core::Attribute::new(<#ty as core::Attr>::ty(level));
                #id
                #(#set)*
                it.doc = #doc;
                block.attributes.insert(#name, it);
            }
        };
    };
    let nesting = format_ident!("{}", b.nesting);
    let (min, max) = (b.min, b.max);
    let inner = quote! { <<#ty as core::Blocks>::Item as core::Attributes>::block };
    let at = if b.depth.is_some() {
        quote! { level + 1 }
    } else {
        quote! { level }
    };
    let body = if b.attr_mode {
        quote! {
            let inner = #inner(#at);
            let mut it = core::Attribute::new(core::collection(core::Nesting::#nesting, inner.ty()));
            it.as_block = Some(std::sync::Arc::new(inner));
            #(#set)*
            it.doc = #doc;
            block.attributes.insert(#name, it);
        }
    } else {
        quote! {
            let mut it = core::NestedBlock { min: #min, max: #max, doc: #doc, ..core::NestedBlock::new(core::Nesting::#nesting, std::sync::Arc::new(#inner(#at))) };
            #(#set)*
            block.blocks.insert(#name, it);
        }
    };
    guard(e, body)
}

/// The statement that puts one field into `object`.
fn write(e: &Entry<'_>) -> TokenStream {
    let (ident, name) = (e.ident, &e.name);
    let Some(b) = &e.marks.block else {
        return quote! { object.insert(#name.into(), core::Attr::to_value(&self.#ident, level)); };
    };
    let nesting = format_ident!("{}", b.nesting);
    let at = if b.depth.is_some() {
        quote! { level + 1 }
    } else {
        quote! { level }
    };
    guard(
        e,
        quote! { object.insert(#name.into(), core::blocks_value(&self.#ident, core::Nesting::#nesting, #at)); },
    )
}

/// A recursive block stands only down to its depth.
fn guard(e: &Entry<'_>, body: TokenStream) -> TokenStream {
    match e.marks.block.as_ref().and_then(|b| b.depth) {
        Some(depth) => quote! { if level < #depth { #body } },
        None => quote! { { #body } },
    }
}

fn described(input: &DeriveInput, entries: &[Entry<'_>], word: &str, head: &Head) -> Result<TokenStream> {
    let ident = &input.ident;
    let (name, version, tags, timeouts, not_found) =
        (&head.name, head.version, head.tags, &head.timeouts, &head.not_found);
    let (create, delete) = head.seconds;
    let revisioned = head.revisioned;
    let doc = doc(&input.attrs);
    let sdk = if head.framework { quote!(Framework) } else { quote!(V2) };
    let id = entries.iter().find(|e| e.marks.id).map(|e| e.ident);
    let id_fns = match (id, word) {
        (Some(id), _) => quote! {
            fn id(&self) -> &str { &self.#id }
            fn with_id(id: &str) -> Self { Self { #id: id.to_owned(), ..Default::default() } }
        },
        (None, "data") => quote! {
            fn id(&self) -> &str { "" }
            fn with_id(_: &str) -> Self { Self::default() }
        },
        (None, _) => return Err(Error::new_spanned(ident, "one field must be #[attr(id)]")),
    };
    Ok(quote! {
        impl core::Described for #ident {
            const ABOUT: core::About = core::About {
                name: #name,
                version: #version,
                sdk: core::Sdk::#sdk,
                tags: #tags,
                timeouts: &[#(#timeouts),*],
                seconds: (#create, #delete),
                revisioned: #revisioned,
                not_found: &[#(#not_found),*],
                doc: #doc,
            };
            #id_fns
        }
    })
}
