//! What the blocks of QuickSight's types hold, from the table in `shapes.txt`, and their way to QuickSight's JSON and back.
//!
//! The sheets of a dashboard know some 25 visuals, whose parts are hundreds of blocks in thousands of places. QuickSight's JSON has
//! the same parts under almost the same names. So a table tells them all, and one function translates each way. It is written by
//! `shapes.py` from the provider's schema and AWS's service model, a shape after those that it holds:
//!
//! ```text
//! = Visibility HIDDEN VISIBLE                     words that an argument may be
//! VisualTitleLabelOptions                         a shape, and what it holds
//!   visibility string optional computed in=Visibility
//!   format_text list one ShortFormatText 0..1     a block; `many` where AWS has a list
//! ```
//!
//! An argument has a type (`digits` is a number written as text, `time` a time as RFC 3339 has it, `key` what AWS has a map by) and
//! flags; `as=` is the name in JSON where it is not the same in other letters.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use provision_aws_core::attr::{Attr, Attributes, collection};
use provision_schema::{Attribute, Block, Nested, Nesting, Validator};
use provision_value::{Number, Type, Value};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

/// The table.
const TABLE: &str = include_str!("shapes.txt");

/// What a block holds.
#[derive(Default)]
pub struct Shape {
    block: Arc<Block>,
    members: Vec<Member>,
}

struct Member {
    name: &'static str,
    json: String,
    kind: Kind,
}

enum Kind {
    /// What AWS has the block's siblings by: it stands outside of the block's own JSON.
    Key,
    Plain(Scalar),
    Items(Scalar, Nesting),
    One(Arc<Shape>, Nesting),
    Many(Arc<Shape>, Nesting),
}

#[derive(Clone, Copy)]
enum Scalar {
    Text,
    Bool,
    Number,
    Time,
    Digits,
}

impl Scalar {
    fn of(word: &str) -> Scalar {
        match word {
            "bool" => Scalar::Bool,
            "int" | "float" => Scalar::Number,
            "time" => Scalar::Time,
            "digits" => Scalar::Digits,
            _ => Scalar::Text,
        }
    }
    fn ty(self) -> Type {
        match self {
            Scalar::Bool => Type::Bool,
            Scalar::Number => Type::Number,
            Scalar::Text | Scalar::Time | Scalar::Digits => Type::String,
        }
    }
    /// Nothing for what is not given: a null, or an empty text, which AWS takes nowhere.
    fn json(self, value: &Value) -> Option<Json> {
        let text = || value.as_str().filter(|text| !text.is_empty());
        match self {
            Scalar::Text => text().map(Json::from),
            Scalar::Bool => value.as_bool().map(Json::from),
            Scalar::Number => {
                let number = value.as_number()?;
                number.to_i64().map(Json::from).or_else(|| Some(Json::from(number.to_f64())))
            }
            // What is no time goes as it is written, for AWS to say so.
            Scalar::Time => text().map(|text| match DateTime::from_str(text, Format::DateTimeWithOffset) {
                Ok(time) if time.subsec_nanos() == 0 => Json::from(time.secs()),
                Ok(time) => Json::from(time.as_secs_f64()),
                Err(_) => Json::from(text),
            }),
            Scalar::Digits => {
                text().map(|text| text.parse::<i64>().map_or_else(|_| Json::from(text), Json::from))
            }
        }
    }
    fn value(self, json: &Json) -> Option<Value> {
        match self {
            Scalar::Text => json.as_str().map(Value::string),
            Scalar::Bool => json.as_bool().map(Value::bool),
            Scalar::Number => number(json),
            Scalar::Time => {
                json.as_f64().and_then(|secs| time(&DateTime::from_secs_f64(secs))).map(Value::string)
            }
            Scalar::Digits => json.as_i64().map(|number| Value::string(number.to_string())),
        }
    }
}

fn number(json: &Json) -> Option<Value> {
    match json.as_i64() {
        Some(whole) => Some(Value::number(whole)),
        None => json.as_f64().and_then(Number::from_f64).map(Value::number),
    }
}

/// A time as the state holds it, without parts of a second.
pub fn time(time: &DateTime) -> Option<String> {
    DateTime::from_secs(time.secs()).fmt(Format::DateTime).ok()
}

/// The shape of a name; an empty one where the table has none, which no test would pass.
pub fn shape(name: &str) -> Arc<Shape> {
    static SHAPES: OnceLock<HashMap<&'static str, Arc<Shape>>> = OnceLock::new();
    SHAPES.get_or_init(|| read(TABLE)).get(name).cloned().unwrap_or_default()
}

fn read(table: &'static str) -> HashMap<&'static str, Arc<Shape>> {
    let mut shapes: HashMap<&'static str, Arc<Shape>> = HashMap::new();
    let mut words: HashMap<&'static str, &'static [&'static str]> = HashMap::new();
    let mut open: Option<(&'static str, Vec<&'static str>)> = None;
    for line in table.lines().chain(["end"]) {
        if let Some(list) = line.strip_prefix("= ") {
            let mut list = list.split(' ');
            // The table is read once, and what it says stays for good.
            words.extend(list.next().map(|name| (name, &*list.collect::<Vec<_>>().leak())));
        } else if let Some(member) = line.strip_prefix("  ") {
            open.iter_mut().for_each(|(_, members)| members.push(member));
        } else if !line.starts_with('#')
            && let Some((name, members)) = open.replace((line, Vec::new()))
        {
            shapes.insert(name, Arc::new(Shape::read(&members, &shapes, &words)));
        }
    }
    shapes
}

impl Shape {
    fn read(
        lines: &[&'static str],
        shapes: &HashMap<&'static str, Arc<Shape>>,
        words: &HashMap<&'static str, &'static [&'static str]>,
    ) -> Shape {
        let mut block = Block::default();
        let mut members = Vec::new();
        for line in lines {
            let parts: Vec<&'static str> = line.split(' ').collect();
            let flag = |prefix: &str| parts.iter().find_map(|part| part.strip_prefix(prefix));
            let (name, kind) = match parts[..] {
                [name, nesting @ ("list" | "set"), one @ ("one" | "many"), inner, limits, ..] => {
                    let nesting = if nesting == "set" { Nesting::Set } else { Nesting::List };
                    let inner = shapes.get(inner).cloned().unwrap_or_default();
                    block.blocks.insert(name, nested(&inner, nesting, limits, parts.contains(&"computed")));
                    (name, if one == "one" { Kind::One(inner, nesting) } else { Kind::Many(inner, nesting) })
                }
                [name, kind, ..] => {
                    let (kind, ty) = plain(kind);
                    let listed = flag("in=").and_then(|list| words.get(list)).copied();
                    block.attributes.insert(name, attribute(ty, &parts, listed, flag("default=")));
                    (name, kind)
                }
                _ => continue,
            };
            members.push(Member {
                name,
                json: flag("as=").map_or_else(|| pascal(name), str::to_owned),
                kind,
            });
        }
        Shape { block: Arc::new(block), members }
    }

    /// A block as QuickSight takes it.
    fn json(&self, value: &Value) -> Json {
        let told =
            self.members.iter().filter_map(|m| Some((m.json.clone(), m.kind.json(value.get(m.name)?)?)));
        Json::Object(told.collect())
    }

    /// A block as QuickSight tells it; what it does not tell is null.
    fn value(&self, json: &Json) -> Value {
        let told = |m: &Member| (Arc::from(m.name), m.kind.value(json.get(&m.json).filter(|j| !j.is_null())));
        Value::object(self.members.iter().map(told).collect())
    }

    /// The attribute that AWS has such blocks by.
    fn key(&self) -> Option<&'static str> {
        self.members.iter().find(|m| matches!(m.kind, Kind::Key)).map(|m| m.name)
    }
}

impl Kind {
    fn json(&self, value: &Value) -> Option<Json> {
        let items = || value.as_seq().filter(|items| !items.is_empty());
        match self {
            Kind::Key => None,
            Kind::Plain(scalar) => scalar.json(value),
            Kind::Items(scalar, _) => Some(items()?.iter().filter_map(|item| scalar.json(item)).collect()),
            Kind::One(shape, _) => items()?.first().map(|item| shape.json(item)),
            Kind::Many(shape, _) => Some(items()?.iter().map(|item| shape.json(item)).collect()),
        }
    }

    fn value(&self, json: Option<&Json>) -> Value {
        let list = || json.and_then(Json::as_array).into_iter().flatten();
        match self {
            Kind::Key => Value::null(Type::String),
            Kind::Plain(scalar) => {
                json.and_then(|json| scalar.value(json)).unwrap_or_else(|| Value::null(scalar.ty()))
            }
            Kind::Items(scalar, _) if json.is_none() => Value::null(self.ty(scalar.ty())),
            Kind::Items(scalar, _) => self.gather(scalar.ty(), list().filter_map(|json| scalar.value(json))),
            Kind::One(shape, _) => {
                self.gather(shape.block.ty(), json.map(|json| shape.value(json)).into_iter())
            }
            Kind::Many(shape, _) => self.gather(shape.block.ty(), list().map(|json| shape.value(json))),
        }
    }

    fn ty(&self, item: Type) -> Type {
        match self {
            Kind::Key | Kind::Plain(_) => item,
            Kind::Items(_, nesting) | Kind::One(_, nesting) | Kind::Many(_, nesting) => {
                collection(*nesting, item)
            }
        }
    }

    fn gather(&self, ty: Type, items: impl Iterator<Item = Value>) -> Value {
        match self {
            Kind::Items(_, Nesting::Set) | Kind::One(_, Nesting::Set) | Kind::Many(_, Nesting::Set) => {
                Value::set(ty, items.collect())
            }
            _ => Value::list(ty, items.collect()),
        }
    }
}

/// `list(time)`, `bool`, …
fn plain(word: &str) -> (Kind, Type) {
    let inner = |word: &str| Scalar::of(word.trim_end_matches(')'));
    let kind = match (word.strip_prefix("list("), word.strip_prefix("set(")) {
        (Some(item), _) => Kind::Items(inner(item), Nesting::List),
        (_, Some(item)) => Kind::Items(inner(item), Nesting::Set),
        _ if word == "key" => Kind::Key,
        _ => Kind::Plain(Scalar::of(word)),
    };
    let ty = match &kind {
        Kind::Plain(scalar) | Kind::Items(scalar, _) => kind.ty(scalar.ty()),
        _ => Type::String,
    };
    (kind, ty)
}

fn attribute(
    ty: Type,
    parts: &[&'static str],
    words: Option<&'static [&'static str]>,
    default: Option<&'static str>,
) -> Attribute {
    let plain = matches!(ty, Type::String);
    Attribute {
        required: parts.contains(&"required"),
        optional: parts.contains(&"optional"),
        computed: parts.contains(&"computed"),
        sensitive: parts.contains(&"sensitive"),
        default: default.map(Value::string),
        validators: words.filter(|_| plain).map(Validator::OneOf).into_iter().collect(),
        ..Attribute::new(ty)
    }
}

fn nested(inner: &Shape, nesting: Nesting, limits: &str, computed: bool) -> Nested {
    let (min, max) = limits.split_once("..").unwrap_or_default();
    Nested {
        min: min.parse().unwrap_or_default(),
        max: max.parse().unwrap_or_default(),
        computed,
        ..Nested::new(nesting, inner.block.clone())
    }
}

/// `bar_chart_visual` → `BarChartVisual`.
fn pascal(name: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    name.split('_').map(capital).collect()
}

/// Tells which shape a block has.
pub trait Named: Default + Clone + Send + Sync + 'static {
    /// Its name in the table.
    const NAME: &'static str;
}

/// A block of a shape, as a field of a type's struct.
#[derive(Clone)]
pub struct Shaped<N>(Value, PhantomData<N>);

impl<N: Named> Default for Shaped<N> {
    fn default() -> Self {
        Shaped(Value::null(Self::ty(0)), PhantomData)
    }
}

impl<N: Named> Attr for Shaped<N> {
    fn ty(_: u8) -> Type {
        shape(N::NAME).block.ty()
    }
    fn from_value(value: &Value) -> Self {
        Shaped(value.clone(), PhantomData)
    }
    fn to_value(&self, _: u8) -> Value {
        self.0.clone()
    }
}

impl<N: Named> Attributes for Shaped<N> {
    fn block(_: u8) -> Block {
        Block::clone(&shape(N::NAME).block)
    }
}

impl<N: Named> Shaped<N> {
    /// As QuickSight takes it.
    pub fn json(&self) -> Json {
        shape(N::NAME).json(&self.0)
    }
    /// As QuickSight tells it.
    pub fn told(json: &Json) -> Self {
        Shaped(shape(N::NAME).value(json), PhantomData)
    }
    /// All of a list.
    pub fn told_all(json: &Json) -> Vec<Self> {
        json.as_array().into_iter().flatten().map(Self::told).collect()
    }
    /// Those of a map.
    pub fn told_map<C: FromIterator<Self>>(json: &Json) -> C {
        let shape = shape(N::NAME);
        let one = |(key, json): (&String, &Json)| {
            let value = shape.value(json);
            let keyed = shape.key().map(|name| value.with(name, Value::string(key.as_str())));
            Shaped(keyed.unwrap_or(value), PhantomData)
        };
        json.as_object().into_iter().flatten().map(one).collect()
    }
    /// The map that QuickSight has such blocks in.
    pub fn map(items: &[Self]) -> Map<String, Json> {
        let key = shape(N::NAME).key();
        let one = |item: &Self| Some((item.0.get(key?)?.as_str()?.to_owned(), item.json()));
        items.iter().filter_map(one).collect()
    }
}

/// Names shapes for [`Shaped`].
macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Default)]
            pub struct $name;
            impl $crate::shapes::Named for $name {
                const NAME: &'static str = $text;
            }
        )+
    };
}
pub(crate) use shapes;

/// An object of nulls is no block: for types that have at most one.
pub fn first<N: Named>(told: Option<&Json>) -> Option<Shaped<N>> {
    told.filter(|json| json.is_object()).map(Shaped::told)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use provision_value::json as values;
    use serde_json::json;

    /// There and back, from the form that a state has.
    fn both_ways(name: &str, state: Json, aws: Json) {
        let shape = shape(name);
        let value = values::from_json(&state, &shape.block.ty()).unwrap();
        let told = shape.json(&value);
        assert_eq!(told, aws);
        assert_eq!(shape.json(&shape.value(&told)), aws);
    }

    #[test]
    fn a_visual_goes_there_and_back() {
        let column = json!([{"data_set_identifier": "sales", "column_name": "day"}]);
        let state = json!({"visual_id": "v1", "title": [{"visibility": "VISIBLE", "format_text": [{"plain_text": "Sales"}]}],
            "chart_configuration": [{"orientation": "", "field_wells": [{"bar_chart_aggregated_field_wells": [{
                "category": [{"date_dimension_field": [{"field_id": "f1", "column": column, "date_granularity": "DAY"}]}]}]}],
                "sort_configuration": [{"category_items_limit": [{"items_limit": 10, "other_categories": "EXCLUDE"}]}]}]});
        let column = json!({"DataSetIdentifier": "sales", "ColumnName": "day"});
        let aws = json!({"VisualId": "v1", "Title": {"Visibility": "VISIBLE", "FormatText": {"PlainText": "Sales"}},
            "ChartConfiguration": {"FieldWells": {"BarChartAggregatedFieldWells": {
                "Category": [{"DateDimensionField": {"FieldId": "f1", "Column": column, "DateGranularity": "DAY"}}]}},
                "SortConfiguration": {"CategoryItemsLimit": {"ItemsLimit": 10, "OtherCategories": "EXCLUDE"}}}});
        both_ways("BarChartVisual", state, aws);
    }

    #[test]
    fn times_digits_and_names_that_differ() {
        both_ways(
            "TimeEqualityFilter",
            json!({"filter_id": "f", "column": [{"data_set_identifier": "d", "column_name": "c"}], "value": "2026-01-02T03:04:05Z"}),
            json!({"FilterId": "f", "Column": {"DataSetIdentifier": "d", "ColumnName": "c"}, "Value": 1_767_323_045}),
        );
        both_ways(
            "GridLayoutElement",
            json!({"column_index": "0", "column_span": 12, "element_id": "v", "element_type": "VISUAL", "row_span": 6}),
            json!({"ColumnIndex": 0, "ColumnSpan": 12, "ElementId": "v", "ElementType": "VISUAL", "RowSpan": 6}),
        );
        both_ways(
            "TooltipOptions",
            json!({"field_base_tooltip": [{"aggregation_visibility": "HIDDEN"}]}),
            json!({"FieldBasedTooltip": {"AggregationVisibility": "HIDDEN"}}),
        );
    }

    #[test]
    fn what_the_table_does_not_know_is_left_out() {
        let told = shape("SslProperties").value(&json!({"DisableSsl": true, "Newer": {"A": 1}}));
        assert_eq!(told.as_map().unwrap().len(), 1);
        assert_eq!(told.get("disable_ssl").and_then(Value::as_bool), Some(true));
    }

    #[test]
    fn every_shape_that_is_named_is_there() {
        let named: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with([' ', '#', '='])).collect();
        let held = TABLE.lines().filter_map(|line| line.strip_prefix("  "));
        let mut seen = 0;
        for parts in held.map(|line| line.split(' ').collect::<Vec<_>>()) {
            if let [_, "list" | "set", "one" | "many", inner, ..] = parts[..] {
                assert!(named.contains(&inner), "{inner}");
                seen += 1;
            }
        }
        assert!(seen > 900, "{seen}");
    }
}
