//! Owns bulk: many work items, one after the other, in bounded memory. Refuses to print and to know exit codes.

pub mod columns;
pub mod csv_rows;
pub mod error;
pub mod input;
pub mod json_rows;
pub mod requests;
pub mod row;
pub mod source;
