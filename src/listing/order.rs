//! Owns the order of things in a folder: folders before documents, each by name, date or size.

use std::cmp::Ordering;

use super::entry::Entry;
use crate::text::names;

/// What the things of a folder are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Name,
    /// Newest first; what has no date comes last.
    Date,
    /// Largest first; what has no size comes last.
    Size,
}

impl Order {
    /// Compares two things of one folder. Equal ones are told apart by id, so that the order is the same each time.
    pub fn compare(self, a: &Entry, b: &Entry) -> Ordering {
        let by_key = match self {
            Order::Name => Ordering::Equal,
            // RFC 3339 in UTC sorts as text.
            Order::Date => b.edit_date.cmp(&a.edit_date),
            Order::Size => b.size.cmp(&a.size),
        };
        let by_name = || names::fold(&a.name).cmp(&names::fold(&b.name)).then_with(|| a.id.cmp(&b.id));
        b.is_folder.cmp(&a.is_folder).then(by_key).then_with(by_name)
    }
}
