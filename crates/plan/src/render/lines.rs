//! Edits between two sequences.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// One edit; numbers are places in the old and in the new sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Unchanged items, by their old places.
    Same(Range<usize>),
    /// An item that goes.
    Removed(usize),
    /// An item that comes.
    Added(usize),
    /// An item that takes another's place.
    Changed(usize, usize),
}

/// The edits that turn `before` into `after`, in order.
pub fn edits(before: &[String], after: &[String]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, before, after) {
        match op {
            DiffOp::Equal { old_index, len, .. } => edits.push(Edit::Same(old_index..old_index + len)),
            DiffOp::Delete { old_index, old_len, .. } => {
                edits.extend((old_index..old_index + old_len).map(Edit::Removed))
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                edits.extend((new_index..new_index + new_len).map(Edit::Added))
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let both = old_len.min(new_len);
                edits.extend((0..both).map(|i| Edit::Changed(old_index + i, new_index + i)));
                edits.extend((both..old_len).map(|i| Edit::Removed(old_index + i)));
                edits.extend((both..new_len).map(|i| Edit::Added(new_index + i)));
            }
        }
    }
    edits
}

/// The lines of a text; control characters are escaped, so that no value steers the reader's terminal.
pub fn text_lines(text: &str) -> Vec<String> {
    let clean = |c: char| -> String {
        if c.is_control() && c != '\t' { c.escape_unicode().collect() } else { c.to_string() }
    };
    text.trim_end_matches('\n')
        .split('\n')
        .map(|l| l.trim_end_matches('\r').chars().map(clean).collect())
        .collect()
}
