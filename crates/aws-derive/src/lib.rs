//! The derives that turn a struct into a schema and its conversions.
//!
//! `Resource` and `DataSource` stand on the struct of a type, `Nested` on the struct of a nested block. The fields say everything
//! through `#[attr(..)]` and `#[block(..)]`; `docs/resources.md` lists the marks. A field's doc comment becomes its line in the
//! reference.

mod expand;
mod marks;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A managed resource type: needs `#[resource(type = "aws_…")]` and one field with `#[attr(id)]`.
#[proc_macro_derive(Resource, attributes(resource, attr, block))]
pub fn resource(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), Some("resource"))
}

/// A data source: needs `#[data(type = "aws_…")]`.
#[proc_macro_derive(DataSource, attributes(data, attr, block))]
pub fn data_source(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), Some("data"))
}

/// A nested block, or an object inside an attribute.
#[proc_macro_derive(Nested, attributes(attr, block))]
pub fn nested(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), None)
}

fn run(input: DeriveInput, head: Option<&str>) -> TokenStream {
    expand::expand(&input, head).unwrap_or_else(|e| e.to_compile_error()).into()
}
