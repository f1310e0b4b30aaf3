//! Values to and from JSON, guided by a type (state files, plans, `jsonencode`).
