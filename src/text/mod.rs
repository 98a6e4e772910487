//! Owns words without I/O: secrets as values, names as they are compared and as certificates hold them, text made harmless.

pub mod distinguished_name;
pub mod names;
pub mod sanitize;
pub mod secret;
