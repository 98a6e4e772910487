//! Owns what becomes of each row between coming in and going out: answered from what is known, or asked, once for all rows that
//! ask the same. Requests run beside each other; everything else happens here, one thing after the other.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::answers::{Answer, Answers, Key};
use super::choice::{Costs, FEW, Strategy, Way};
use super::done::{Done, failure_of};
use super::figures::{Figures, Watch};
use super::index::{Index, Shape, Sure};
use super::questions::{is_fatal, passing, read_list, search, whole_message};
use super::row::{Origin, Row, Work};
use super::shelf::{Shelf, Step, Wanted};
use super::window::Window;
use super::{BulkError, Run};
use crate::imanage::error::ApiError;
use crate::resolve::near;
use crate::resolve::one::{OpenLibraries, Resolution};
use crate::resolve::ready::Ready;

/// Requests that are ready for each that may run, so that one that waits for a repeat holds up no other.
const READY: usize = 4;

/// A row that is to be answered.
pub(super) struct Item {
    place: u64,
    origin: Origin,
    ready: Box<Ready>,
    library: Arc<str>,
}

/// What a request came to.
enum Finished {
    Searched { item: Item, key: Key, answer: Result<Answer, ApiError> },
    Counted { library: Arc<str>, all: Result<Option<u64>, ApiError> },
    LibraryRead { library: Arc<str>, index: Result<Box<Index>, ApiError> },
    ClientRead { library: Arc<str>, client: String, index: Result<Box<Index>, ApiError> },
}

/// The rows under way.
pub(super) struct Desk<'a> {
    run: &'a Run<'a>,
    watch: &'a Watch,
    open: &'a OpenLibraries,
    pub window: Window,
    pub figures: Figures,
    answers: Answers,
    /// Rows that wait for the answer to a query that is under way, by query.
    waiting: HashMap<Key, Vec<Item>>,
    requests: FuturesUnordered<BoxFuture<'a, Finished>>,
    /// Rows whose search has no place among the requests yet.
    queue: VecDeque<(Item, Key)>,
    shelves: HashMap<Arc<str>, Shelf>,
    /// Whether the input's end was in sight when ways were chosen.
    is_end_known: bool,
}

impl<'a> Desk<'a> {
    pub fn new(run: &'a Run<'a>, watch: &'a Watch, open: &'a OpenLibraries) -> Self {
        Desk {
            run,
            watch,
            open,
            window: Window::default(),
            figures: Figures::default(),
            answers: Answers::default(),
            waiting: HashMap::new(),
            requests: FuturesUnordered::new(),
            queue: VecDeque::new(),
            shelves: HashMap::new(),
            is_end_known: false,
        }
    }

    /// Chooses the ways of the libraries that the first rows are of.
    ///
    /// # Errors
    /// When the access token is refused.
    pub async fn choose(&mut self, costs: Vec<(String, Costs)>) -> Result<(), BulkError> {
        self.is_end_known = true;
        for (library, costs) in costs {
            let is_asked = self.run.strategy == Strategy::Scan || costs.search >= FEW;
            let all = if is_asked { self.run.api.count_workspaces(&library).await } else { Ok(None) };
            let all = match all {
                Ok(all) => all,
                Err(error) if is_fatal(&error) => return Err(BulkError::Api(error)),
                // Rows will tell what is wrong with the library.
                Err(_) => continue,
            };
            let way = costs.choose(self.run.strategy, all);
            self.open_shelf(library.into(), way, all);
        }
        Ok(())
    }

    /// Begins to answer a library's rows in a way.
    fn open_shelf(&mut self, library: Arc<str>, way: Way, all: Option<u64>) {
        let may_change = self.run.strategy == Strategy::Auto && !self.is_end_known;
        self.shelves.insert(Arc::clone(&library), Shelf::of(way, may_change));
        if way == Way::Library {
            self.read_library(library, all);
        }
    }

    /// Moves rows that are done and next in order into `out`, up to a number.
    pub fn hand_on(&mut self, out: &mut Vec<Done>, most: usize) {
        while out.len() < most
            && let Some(done) = self.window.leave()
        {
            self.watch.note_row(done.origin.consumed);
            out.push(done);
        }
    }

    /// Tells whether another row can be taken in.
    pub fn has_room(&self) -> bool {
        self.window.has_room() && self.queue.is_empty() && self.requests.len() < self.most_requests()
    }

    /// Tells whether any request is under way.
    pub fn is_asking(&self) -> bool {
        !self.requests.is_empty()
    }

    fn most_requests(&self) -> usize {
        self.run.concurrency * READY
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// When there is no library to search, in any row like this one.
    pub fn take(&mut self, row: Row) -> Result<(), BulkError> {
        let place = self.window.enter(row.weight());
        let Row { origin, work } = row;
        let ready = match work {
            Work::Fault(fault) => {
                self.window.put(place, Done::faulty(origin, fault));
                return Ok(());
            }
            Work::Resolve(ready) => ready,
        };
        let unresolved = Resolution::without_asking(self.run.environment, &ready);
        if let Some(mut resolution) = unresolved {
            if self.run.budget.is_some() {
                near::add_local_misses(&mut resolution);
            }
            let reason = near::reason(&resolution);
            self.window.put(place, Done::of(origin, resolution, reason));
            return Ok(());
        }
        let library = ready.request.library.as_deref().or(self.run.library).ok_or(BulkError::NoLibrary)?;
        let library =
            self.shelves.get_key_value(library).map_or_else(|| library.into(), |(known, _)| Arc::clone(known));
        self.answer(Item { place, origin, ready, library });
        Ok(())
    }

    /// Answers a row from what is known, or has it wait for what is asked.
    fn answer(&mut self, item: Item) {
        let key = Key::of(&item.library, &item.ready.filling.fields);
        if let Some(answer) = self.answers.get(&key) {
            self.figures.answered_again += 1;
            return self.finish_like(item, &answer);
        }
        if let Some(waiting) = self.waiting.get_mut(&key) {
            self.figures.answered_again += 1;
            waiting.push(item);
            return;
        }
        let fields = &item.ready.filling.fields;
        let Some(shape) = self.shape_of(fields) else { return self.search(item, key) };
        if !self.shelves.contains_key(&item.library) {
            let way = if self.run.strategy == Strategy::Scan { Way::Library } else { Way::Search };
            self.open_shelf(Arc::clone(&item.library), way, None);
        }
        match self.shelves.get_mut(&item.library) {
            Some(Shelf::Reading(held)) => held.push(item),
            Some(Shelf::Library(index)) => {
                let sure = index.judge(fields);
                self.finish_or_search(item, key, sure);
            }
            Some(Shelf::Clients(clients)) if shape.has_client() => {
                let client = fields.iter().find(|(tag, _)| tag == "custom1").map(|(_, value)| value.clone());
                let (client, library) = (client.unwrap_or_default(), Arc::clone(&item.library));
                match clients.want(&client, item) {
                    Wanted::Waits => {}
                    Wanted::Known(index, item) => {
                        let sure = index.judge(&item.ready.filling.fields);
                        self.finish_or_search(item, key, sure);
                    }
                    Wanted::Read => self.read_client(library, client),
                }
            }
            Some(Shelf::Search(searches)) => {
                let step = searches.note();
                let library = Arc::clone(&item.library);
                match step {
                    Step::Nothing => {}
                    Step::Count => self.count(library),
                    Step::Read(all) => {
                        self.open_shelf(Arc::clone(&library), Way::Library, Some(all));
                        if let Some(Shelf::Reading(held)) = self.shelves.get_mut(&library) {
                            held.push(item);
                            return;
                        }
                    }
                }
                self.search(item, key);
            }
            _ => self.search(item, key),
        }
    }

    /// The kind of a search that lists are read for, if it is one.
    fn shape_of(&self, fields: &[(String, String)]) -> Option<&'a Shape> {
        self.run.shapes.iter().find(|shape| shape.fits(fields))
    }

    fn finish_or_search(&mut self, item: Item, key: Key, sure: Sure) {
        let Item { place, origin, ready, library } = item;
        let resolution = match sure {
            Sure::One { workspace, is_only_hit } => {
                Resolution::from_list(self.run.environment, &ready, &library, (*workspace, is_only_hit))
            }
            // Near misses take requests of their own, and begin with what the search returns.
            Sure::Nothing if self.run.budget.is_none() => {
                Resolution::without_hits(self.run.environment, &ready, &library, self.open.known())
            }
            _ => {
                self.figures.confirmed += 1;
                return self.search(Item { place, origin, ready, library }, key);
            }
        };
        let reason = near::reason(&resolution);
        self.window.put(place, Done::of(origin, resolution, reason));
    }

    /// Has a query asked, once for all rows that ask the same.
    fn search(&mut self, item: Item, key: Key) {
        if let Some(waiting) = self.waiting.get_mut(&key) {
            self.figures.answered_again += 1;
            waiting.push(item);
        } else if self.requests.len() < self.most_requests() {
            self.waiting.insert(key.clone(), Vec::new());
            self.send(item, key);
        } else {
            self.queue.push_back((item, key));
        }
    }

    fn send(&mut self, item: Item, key: Key) {
        self.figures.queries += 1;
        let (run, open) = (self.run, self.open);
        let asked = async move {
            let answer = search(run, open, &item.library, &item.ready).await;
            Finished::Searched { item, key, answer }
        };
        self.requests.push(asked.boxed());
    }

    fn count(&mut self, library: Arc<str>) {
        let api = self.run.api;
        let counted = async move {
            let all = api.count_workspaces(&library).await;
            Finished::Counted { library, all }
        };
        self.requests.push(counted.boxed());
    }

    fn read_library(&mut self, library: Arc<str>, all: Option<u64>) {
        let (run, open, watch) = (self.run, self.open, self.watch);
        let read = async move {
            watch.begin_reading(all);
            let index = read_list(run, watch, &library, &[], all).await;
            watch.end_reading();
            // Of a library that is not open all rows are told so.
            open.ask(run.api).await;
            Finished::LibraryRead { library, index }
        };
        self.requests.push(read.boxed());
    }

    fn read_client(&mut self, library: Arc<str>, client: String) {
        let (run, open, watch) = (self.run, self.open, self.watch);
        let read = async move {
            let fields = [("custom1".to_owned(), client.clone())];
            let index = read_list(run, watch, &library, &fields, None).await;
            open.ask(run.api).await;
            Finished::ClientRead { library, client, index }
        };
        self.requests.push(read.boxed());
    }

    /// Waits for the next request to be answered, and takes in what it came to. Only where one is under way.
    ///
    /// # Errors
    /// When the access token is refused: nothing more can be asked in this run.
    pub async fn go_on(&mut self) -> Result<(), BulkError> {
        let Some(finished) = self.requests.next().await else { return Ok(()) };
        match finished {
            Finished::Searched { item, key, answer } => self.take_answer(item, key, answer)?,
            Finished::Counted { library, all } => {
                let all = passing(all)?.flatten();
                if let Some(Shelf::Search(searches)) = self.shelves.get_mut(&library) {
                    searches.learn(all);
                }
            }
            Finished::LibraryRead { library, index } => self.take_library(library, passing(index)?),
            Finished::ClientRead { library, client, index } => self.take_client(&library, client, passing(index)?),
        }
        while self.requests.len() < self.most_requests()
            && let Some((item, key)) = self.queue.pop_front()
        {
            self.search(item, key);
        }
        Ok(())
    }

    fn take_answer(&mut self, item: Item, key: Key, answer: Result<Answer, ApiError>) -> Result<(), BulkError> {
        let waited = self.waiting.remove(&key).unwrap_or_default();
        let Item { place, origin, ready, library } = item;
        match answer {
            Ok(answer) => {
                self.answers.keep(key, answer.clone());
                waited.into_iter().for_each(|item| self.finish_like(item, &answer));
                self.window.put(place, Done::of(origin, answer.resolution, answer.reason));
            }
            Err(error) if is_fatal(&error) => return Err(BulkError::Api(error)),
            Err(error) => {
                self.watch.note_failure();
                let why = whole_message(&error);
                for Item { place, origin, ready, library } in
                    std::iter::once(Item { place, origin, ready, library }).chain(waited)
                {
                    let resolution = Resolution::failed(self.run.environment, &ready, Some(&library), why.clone());
                    self.window.put(place, Done::of(origin, resolution, failure_of(&error)));
                }
            }
        }
        Ok(())
    }

    /// Finishes a row with the answer that its query had before.
    fn finish_like(&mut self, item: Item, answer: &Answer) {
        let Ready { request, filling } = *item.ready;
        let resolution = Resolution { request, filling, ..(*answer.resolution).clone() };
        self.window.put(item.place, Done::of(item.origin, resolution, answer.reason));
    }

    fn take_library(&mut self, library: Arc<str>, index: Option<Box<Index>>) {
        let shelf = match index {
            Some(index) => {
                self.figures.note_library(&library, index.len());
                Shelf::Library(index)
            }
            None => {
                self.figures.note_unread(&library);
                Shelf::of(Way::Search, false)
            }
        };
        if let Some(Shelf::Reading(held)) = self.shelves.insert(library, shelf) {
            held.into_iter().for_each(|item| self.answer(item));
        }
    }

    fn take_client(&mut self, library: &str, client: String, index: Option<Box<Index>>) {
        let Some(Shelf::Clients(clients)) = self.shelves.get_mut(library) else { return };
        let Some(index) = index else {
            for item in clients.give_up(&client) {
                let key = Key::of(&item.library, &item.ready.filling.fields);
                self.search(item, key);
            }
            return;
        };
        self.figures.note_client(library, index.len());
        let (waited, index) = clients.learn(client, *index);
        let judged: Vec<_> = waited
            .into_iter()
            .map(|item| (index.map_or(Sure::NotSure, |index| index.judge(&item.ready.filling.fields)), item))
            .collect();
        for (sure, item) in judged {
            let key = Key::of(&item.library, &item.ready.filling.fields);
            self.finish_or_search(item, key, sure);
        }
    }
}
