//! Letters as a person counts them.

use unicode_segmentation::UnicodeSegmentation;

/// The grapheme clusters of a text by the rules of Unicode 15.0, which Terraform follows: later ones join the consonants of
/// Indic conjuncts.
pub(crate) fn letters(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.graphemes(true).flat_map(|cluster| {
        let mut parts = Vec::with_capacity(1);
        let mut start = 0;
        for (at, c) in cluster.char_indices() {
            if at > 0 && is_conjunct_consonant(c) {
                parts.push(&cluster[start..at]);
                start = at;
            }
        }
        parts.push(&cluster[start..]);
        parts
    })
}

/// How many letters there are.
pub(crate) fn count(text: &str) -> usize {
    if text.is_ascii() && !text.contains('\r') { text.len() } else { letters(text).count() }
}

/// The property Indic_Conjunct_Break=Consonant of Unicode 15.1.
fn is_conjunct_consonant(c: char) -> bool {
    matches!(c,
        '\u{915}'..='\u{939}' | '\u{958}'..='\u{95f}' | '\u{978}'..='\u{97f}'
        | '\u{995}'..='\u{9a8}' | '\u{9aa}'..='\u{9b0}' | '\u{9b2}' | '\u{9b6}'..='\u{9b9}'
        | '\u{9dc}'..='\u{9dd}' | '\u{9df}' | '\u{9f0}'..='\u{9f1}'
        | '\u{a95}'..='\u{aa8}' | '\u{aaa}'..='\u{ab0}' | '\u{ab2}'..='\u{ab3}' | '\u{ab5}'..='\u{ab9}' | '\u{af9}'
        | '\u{b15}'..='\u{b28}' | '\u{b2a}'..='\u{b30}' | '\u{b32}'..='\u{b33}' | '\u{b35}'..='\u{b39}'
        | '\u{b5c}'..='\u{b5d}' | '\u{b5f}' | '\u{b71}'
        | '\u{c15}'..='\u{c28}' | '\u{c2a}'..='\u{c39}' | '\u{c58}'..='\u{c5a}'
        | '\u{d15}'..='\u{d3a}')
}
