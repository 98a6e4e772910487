//! Owns how the rows of each library are answered: by a search each, from the library's list once it is read, or from the lists of
//! clients, of which the latest are kept. Refuses to ask: it says what is to be read.

use std::collections::HashMap;

use super::choice::{Way, is_worth_reading};
use super::desk::Item;
use super::index::Index;

/// About the most that the lists of clients may take in memory, in bytes: as much for the latest, and as much for those before.
const MOST_CLIENTS: usize = 2 * 1024 * 1024;

/// The rows of one library.
pub(super) enum Shelf {
    /// Each different query is asked.
    Search(Searches),
    /// The list is being read; rows wait for it.
    Reading(Vec<Item>),
    Library(Box<Index>),
    Clients(Clients),
}

/// What is known of the cost of going on with searches.
#[derive(Default)]
pub(super) struct Searches {
    sent: u64,
    /// Whether the number of workspaces was asked for, and what was answered.
    count: Count,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Count {
    /// Reading a list is out of the question.
    #[default]
    Never,
    NotAsked,
    Asked,
    Known(u64),
}

/// What is to be done before more is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Nothing,
    /// Ask how many workspaces the library has.
    Count,
    /// Read the library, of about so many workspaces.
    Read(u64),
}

/// The lists of clients, by the value they were asked by.
#[derive(Default)]
pub(super) struct Clients {
    latest: HashMap<String, Index>,
    before: HashMap<String, Index>,
    reading: HashMap<String, Vec<Item>>,
    weight: usize,
}

/// What becomes of a row whose client's list is wanted.
pub(super) enum Wanted<'a> {
    Known(&'a Index, Item),
    /// The list is being read, and the row waits.
    Waits,
    /// The list is to be read, and the row waits.
    Read,
}

impl Shelf {
    /// A shelf for a way that was chosen; `may_change`: searches may be given up for the list, should they become many.
    pub fn of(way: Way, may_change: bool) -> Self {
        let count = if may_change { Count::NotAsked } else { Count::Never };
        match way {
            Way::Search => Shelf::Search(Searches { sent: 0, count }),
            Way::Library => Shelf::Reading(Vec::new()),
            Way::Clients => Shelf::Clients(Clients::default()),
        }
    }
}

impl Searches {
    /// Counts a search that a list could have answered, and tells what that leads to.
    pub fn note(&mut self) -> Step {
        self.sent += 1;
        match self.count {
            Count::NotAsked if is_worth_reading(self.sent, 0) => {
                self.count = Count::Asked;
                Step::Count
            }
            Count::Known(all) if is_worth_reading(self.sent, all) => Step::Read(all),
            _ => Step::Nothing,
        }
    }

    /// Takes in how many workspaces there are.
    pub fn learn(&mut self, all: Option<u64>) {
        self.count = all.map_or(Count::Never, Count::Known);
    }
}

impl Clients {
    /// Looks for a client's list.
    pub fn want(&mut self, client: &str, item: Item) -> Wanted<'_> {
        if let Some(waiting) = self.reading.get_mut(client) {
            waiting.push(item);
            return Wanted::Waits;
        }
        if let Some((client, index)) = self.before.remove_entry(client) {
            self.keep(client, index);
        }
        match self.latest.get(client) {
            Some(index) => Wanted::Known(index, item),
            None => {
                self.reading.insert(client.to_owned(), vec![item]);
                Wanted::Read
            }
        }
    }

    /// Keeps a client's list that was read, and hands out the rows that waited for it.
    pub fn learn(&mut self, client: String, index: Index) -> (Vec<Item>, Option<&Index>) {
        let waited = self.reading.remove(&client).unwrap_or_default();
        let key = client.clone();
        self.keep(client, index);
        (waited, self.latest.get(&key))
    }

    /// Hands out the rows that waited for a list that could not be read.
    pub fn give_up(&mut self, client: &str) -> Vec<Item> {
        self.reading.remove(client).unwrap_or_default()
    }

    fn keep(&mut self, client: String, index: Index) {
        let weight = client.len() + index.weight();
        if self.weight + weight > MOST_CLIENTS {
            self.before = std::mem::take(&mut self.latest);
            self.weight = 0;
        }
        self.weight += weight;
        self.latest.insert(client, index);
    }
}
