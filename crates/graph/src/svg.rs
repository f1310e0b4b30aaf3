//! The graph as a picture: columns from left to right by stage, and within a stage by what needs what. Arrows lead from what needs to
//! what is needed, which stands to its left; those that follow from others are left out.

use crate::Graph;
use crate::dot::{by_stage, edges};
use provision_value::{ConfigAddr, Mode};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::Arc;

/// Measures in pixels.
const LETTER: usize = 7;
const BOX: usize = 26;
const ROW: usize = 38;
const GAP: usize = 90;
const EDGE: usize = 20;
const TITLE: usize = 34;

/// One resource on the picture.
struct Item<'a> {
    addr: &'a ConfigAddr,
    column: usize,
    row: usize,
    needs: Vec<usize>,
}

/// The picture, whole in itself.
pub fn svg(graph: &Graph, names: &[Arc<str>], stages: &HashMap<ConfigAddr, usize>) -> String {
    let (mut items, bands) = placed(graph, stages);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); bands.last().map_or(0, |b| b.columns.end)];
    items.iter().enumerate().for_each(|(i, item)| columns[item.column].push(i));
    untangle(&mut items, &mut columns);
    let widest = |column: &Vec<usize>| column.iter().map(|i| width(items[*i].addr)).max().unwrap_or(0);
    let mut left = Vec::new();
    let mut x = EDGE;
    for column in &columns {
        left.push((x, widest(column)));
        x += widest(column) + GAP;
    }
    let tall = columns.iter().map(Vec::len).max().unwrap_or(0);
    let (wide, high) = ((x + EDGE).saturating_sub(GAP).max(2 * EDGE), TITLE + tall * ROW + EDGE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
         font-family=\"ui-monospace, monospace\" font-size=\"11\">\n\
         <style>rect {{ fill: #fff; stroke: #345 }} .data {{ stroke-dasharray: 4 2 }} .stage {{ fill: #f2f4f7; stroke: none }} \
         path {{ fill: none; stroke: #789 }} .title {{ font-weight: bold; font-size: 13px }}</style>\n\
         <defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
         <path d=\"M0,0 L8,4 L0,8 z\" style=\"fill: #789\"/></marker></defs>\n\
         <rect class=\"stage\" width=\"{wide}\" height=\"{high}\" style=\"fill: #fff\"/>\n"
    );
    if names.len() > 1 {
        for Band { stage, columns } in &bands {
            let (from, to) = (left[columns.start].0, left[columns.end - 1]);
            let (x, wide) = (from - EDGE / 2, to.0 + to.1 - from + EDGE);
            let _ = writeln!(
                out,
                "<rect class=\"stage\" x=\"{x}\" y=\"6\" width=\"{wide}\" height=\"{}\" rx=\"6\"/>\n<text class=\"title\" x=\"{from}\" y=\"24\">{}</text>",
                high - 12,
                escaped(names.get(*stage).map_or("", |n| &**n))
            );
        }
    }
    let place = |item: &Item<'_>| (left[item.column].0, TITLE + item.row * ROW + (ROW - BOX) / 2);
    for item in &items {
        for need in &item.needs {
            let ((x, y), needed) = (place(item), &items[*need]);
            let (to_x, to_y) = place(needed);
            let (start, end) = match item.column > needed.column {
                true => (x, to_x + width(needed.addr)),
                false => (x + width(item.addr), to_x),
            };
            let (y, to_y, bend) = (y + BOX / 2, to_y + BOX / 2, GAP / 2);
            let (near, far) = match item.column > needed.column {
                true => (start.saturating_sub(bend), end + bend),
                false => (start + bend, end.saturating_sub(bend)),
            };
            let _ = writeln!(
                out,
                "<path marker-end=\"url(#to)\" d=\"M{start},{y} C{near},{y} {far},{to_y} {end},{to_y}\"/>"
            );
        }
    }
    for item in &items {
        let ((x, y), name) = (place(item), escaped(&item.addr.to_string()));
        let class = if item.addr.mode == Mode::Data { " class=\"data\"" } else { "" };
        let _ = writeln!(
            out,
            "<g><title>{name}</title><rect{class} x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{BOX}\" rx=\"4\"/>\
             <text x=\"{}\" y=\"{}\">{name}</text></g>",
            width(item.addr),
            x + 8,
            y + BOX / 2 + 4
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The columns of one stage.
struct Band {
    stage: usize,
    columns: std::ops::Range<usize>,
}

/// The resources with their columns, and the columns of each stage.
fn placed<'g>(graph: &'g Graph, stages: &HashMap<ConfigAddr, usize>) -> (Vec<Item<'g>>, Vec<Band>) {
    let by_stage = by_stage(graph, stages);
    let mut needs: BTreeMap<ConfigAddr, BTreeSet<ConfigAddr>> = BTreeMap::new();
    for (from, to) in edges(graph) {
        needs.entry(from).or_default().insert(to);
    }
    // How deep in its stage: one more than the deepest that it needs there. Needed things come first in the graph's order.
    let mut depth: HashMap<&ConfigAddr, usize> = HashMap::new();
    let stage = |addr: &ConfigAddr| stages.get(addr).copied().unwrap_or(0);
    for addr in graph.order().filter_map(crate::Node::resource) {
        let here = needs.get(addr).into_iter().flatten().filter(|n| stage(n) == stage(addr));
        let deepest = here.filter_map(|n| depth.get(n)).map(|d| d + 1).max().unwrap_or(0);
        depth.insert(addr, deepest);
    }
    let (mut bands, mut first, mut items, mut at) = (Vec::new(), 0, Vec::new(), HashMap::new());
    for (stage, members) in &by_stage {
        let columns = members.iter().filter_map(|m| depth.get(m)).max().map_or(1, |d| d + 1);
        bands.push(Band { stage: *stage, columns: first..first + columns });
        for addr in members.iter().copied() {
            at.insert(addr, items.len());
            let column = first + depth.get(addr).copied().unwrap_or(0);
            items.push(Item { addr, column, row: 0, needs: Vec::new() });
        }
        first += columns;
    }
    for (from, to) in &needs {
        let Some(item) = at.get(from) else { continue };
        items[*item].needs = direct(to, &needs).into_iter().filter_map(|n| at.get(n).copied()).collect();
    }
    (items, bands)
}

/// Those of `all` that no other of them needs.
fn direct<'n>(
    all: &'n BTreeSet<ConfigAddr>,
    needs: &'n BTreeMap<ConfigAddr, BTreeSet<ConfigAddr>>,
) -> Vec<&'n ConfigAddr> {
    let mut beyond: BTreeSet<&ConfigAddr> = BTreeSet::new();
    let mut open: Vec<&ConfigAddr> = all.iter().collect();
    while let Some(addr) = open.pop() {
        let next = needs.get(addr).into_iter().flatten();
        open.extend(next.filter(|n| beyond.insert(*n)));
    }
    all.iter().filter(|n| !beyond.contains(n)).collect()
}

/// Orders each column by where its neighbours stand, so that fewer arrows cross.
fn untangle(items: &mut [Item<'_>], columns: &mut [Vec<usize>]) {
    let mut beside: Vec<Vec<usize>> = items.iter().map(|i| i.needs.clone()).collect();
    for (i, item) in items.iter().enumerate() {
        item.needs.iter().for_each(|need| beside[*need].push(i));
    }
    for column in columns.iter() {
        column.iter().enumerate().for_each(|(row, i)| items[*i].row = row);
    }
    for round in 0..6 {
        let count = columns.len();
        for c in 0..count {
            let column = &mut columns[if round % 2 == 0 { c } else { count - 1 - c }];
            // In thousandths of a row; who has no neighbours stays.
            let wish = |i: usize| match beside[i].len() {
                0 => items[i].row * 1000,
                n => beside[i].iter().map(|b| items[*b].row * 1000).sum::<usize>() / n,
            };
            column.sort_by_key(|i| (wish(*i), items[*i].row));
            column.iter().enumerate().for_each(|(row, i)| items[*i].row = row);
        }
    }
}

fn width(addr: &ConfigAddr) -> usize {
    addr.to_string().chars().count() * LETTER + 16
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
