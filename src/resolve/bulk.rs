//! Owns bulk: many work items, one after the other, in bounded memory. Refuses to print and to know exit codes.

pub mod answers;
pub mod columns;
pub mod csv_rows;
pub mod done;
pub mod error;
pub mod index;
pub mod input;
pub mod json_rows;
pub mod requests;
pub mod row;
pub mod source;
pub mod window;
