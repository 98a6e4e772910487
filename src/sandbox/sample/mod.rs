//! Owns the sample firm: small, the same on every start, with the awkward names that real firms have.

mod areas;
mod awkward;
mod build;
mod firm;
mod matters;

pub(super) use firm::firm;
