//! Owns the forms of a report of `check-prereqs`: one file a form, the same words in all.

pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod tap;
mod words;
