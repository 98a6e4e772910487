//! Owns words without I/O: secrets as values, names as they are compared, text made harmless.

pub mod names;
pub mod sanitize;
pub mod secret;
