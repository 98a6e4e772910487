//! Owns the tree of a workspace: as few requests as the API allows, whatever the depth. Refuses to find the workspace, which
//! `resolve` does, and to print.

pub mod entry;
pub mod error;
pub mod order;
pub mod read;
pub mod tree;
