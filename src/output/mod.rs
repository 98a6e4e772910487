//! Owns values -> bytes: one file a form. Refuses to judge and to ask.

pub mod config;
pub mod error;
pub mod fields;
pub mod json;
pub mod style;
