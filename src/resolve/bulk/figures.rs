//! Owns what a run of many rows came to beside its rows, and what can be seen of it while it is under way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a run was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Different queries that were asked.
    pub queries: u64,
    /// Rows that got the answer of another row with the same query.
    pub answered_again: u64,
    /// Queries that were asked because a list could not tell for sure.
    pub confirmed: u64,
    /// The lists that were read, by library.
    pub lists: BTreeMap<String, Lists>,
}

/// The lists of one library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Workspaces that were read.
    pub workspaces: u64,
    /// Clients whose workspaces were read; none: the whole library was.
    pub clients: u64,
    /// The list could not be read, so that rows were searched one by one.
    pub is_unread: bool,
}

impl Figures {
    pub(super) fn note_library(&mut self, library: &str, workspaces: usize) {
        self.lists.entry(library.to_owned()).or_default().workspaces += workspaces as u64;
    }

    pub(super) fn note_client(&mut self, library: &str, workspaces: usize) {
        let lists = self.lists.entry(library.to_owned()).or_default();
        lists.workspaces += workspaces as u64;
        lists.clients += 1;
    }

    pub(super) fn note_unread(&mut self, library: &str) {
        self.lists.entry(library.to_owned()).or_default().is_unread = true;
    }
}

/// What can be seen of a run while it is under way; shared between threads.
#[derive(Debug, Default)]
pub struct Watch {
    rows: AtomicU64,
    failures: AtomicU64,
    consumed: AtomicU64,
    /// Workspaces read of a list, and how many there are; nothing while none is read.
    read: AtomicU64,
    to_read: AtomicU64,
}

/// A moment of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Rows that are done.
    pub rows: u64,
    /// Queries that could not be asked.
    pub failures: u64,
    /// Bytes of the input up to the last row that is done.
    pub consumed: u64,
    /// A list that is being read: workspaces so far, and in all where that is known.
    pub list: Option<(u64, Option<u64>)>,
}

/// Stands for a list whose length is not known.
const UNKNOWN: u64 = u64::MAX;

impl Watch {
    /// What can be seen now.
    pub fn now(&self) -> Moment {
        let get = |number: &AtomicU64| number.load(Ordering::Relaxed);
        let list = match get(&self.to_read) {
            0 => None,
            UNKNOWN => Some((get(&self.read), None)),
            all => Some((get(&self.read), Some(all))),
        };
        Moment { rows: get(&self.rows), failures: get(&self.failures), consumed: get(&self.consumed), list }
    }

    pub(super) fn note_row(&self, consumed: u64) {
        self.rows.fetch_add(1, Ordering::Relaxed);
        self.consumed.store(consumed, Ordering::Relaxed);
    }

    pub(super) fn note_failure(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn begin_reading(&self, all: Option<u64>) {
        self.read.store(0, Ordering::Relaxed);
        self.to_read.store(all.filter(|all| *all > 0).unwrap_or(UNKNOWN), Ordering::Relaxed);
    }

    pub(super) fn note_workspace(&self) {
        self.read.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end_reading(&self) {
        self.to_read.store(0, Ordering::Relaxed);
    }
}
