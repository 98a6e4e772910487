//! Owns values -> bytes: one file a form. Refuses to judge and to ask.

pub mod bulk;
pub mod bulk_summary;
pub mod comparison;
pub mod config;
pub mod csv;
pub mod drift;
pub mod error;
pub mod fields;
pub mod json;
pub mod listing;
pub mod progress;
pub mod report;
pub mod resolution;
pub mod style;
pub mod table;
pub mod wrap;
