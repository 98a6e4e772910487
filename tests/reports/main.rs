//! Tests the forms of the report of `check-prereqs`: each against a reader that is not ours, with hostile names, and against a
//! committed example. `SNAPSHOTS=overwrite cargo test --test reports` writes the examples anew.

mod anonymize;
mod compare;
mod examples;
mod fixture;
mod html;
mod human;
mod junit;
mod markdown;
mod nasty;
#[path = "../parts/mod.rs"]
mod parts;
mod tap;
