//! Conversion between types, as the language defines it.
