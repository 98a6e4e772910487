//! Owns the choice between asking row by row and reading a list: what each would cost, from the first rows of the input. Pure.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::index::Shape;
use super::row::{Row, Work};

/// How rows are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// By what costs less.
    #[default]
    Auto,
    /// Each different query is asked.
    Search,
    /// The library is read once, or each client's workspaces, and rows are judged from that.
    Scan,
}

/// How the rows of one library are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Search,
    Library,
    Clients,
}

/// Fewer searches than this are asked without a thought: even the question what a list would cost is not worth it.
pub const FEW: u64 = 200;

/// So many workspaces of a list count as much as one search: they are as much to send and to read.
const ROWS_A_SEARCH: u64 = 50;

/// Workspaces on one page of a list, about.
const PAGE: u64 = 5000;

/// More workspaces than are kept in memory unless a scan is asked for: about 130 MB.
const MOST_KEPT: u64 = 1_000_000;

/// The rows that are looked at before a way is chosen, and about the most they may take in memory, in bytes.
const SAMPLE_ROWS: u64 = 2000;
const SAMPLE_WEIGHT: usize = 2 * 1024 * 1024;

/// The first rows of an input, by library.
#[derive(Default)]
pub struct Sample {
    hasher: RandomState,
    libraries: HashMap<String, Counts>,
    rows: u64,
    weight: usize,
    consumed: u64,
}

/// What the rows of one library would take to be asked.
#[derive(Debug, Default)]
struct Counts {
    queries: HashSet<u64>,
    clients: HashSet<u64>,
    /// Some rows tell no client together with something else.
    has_others: bool,
}

/// About how many requests each way takes for a whole input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// Different queries.
    pub search: u64,
    /// Different clients, if all rows tell theirs.
    clients: Option<u64>,
}

impl Sample {
    /// Takes in a row; those that a list cannot judge do not count.
    pub fn add(&mut self, row: &Row, usual_library: Option<&str>) {
        self.rows += 1;
        self.weight += row.weight();
        self.consumed = row.origin.consumed;
        let Work::Resolve(ready) = &row.work else { return };
        let fields = &ready.filling.fields;
        let library = ready.request.library.as_deref().or(usual_library);
        let (Some(library), Some(shape)) = (library, Shape::of_tags(fields.iter().map(|(tag, _)| tag.as_str()))) else {
            return;
        };
        if fields.is_empty() {
            return;
        }
        let counts = match self.libraries.get_mut(library) {
            Some(counts) => counts,
            None => self.libraries.entry(library.to_owned()).or_default(),
        };
        counts.queries.insert(self.hasher.hash_one(fields));
        match fields.iter().find(|(tag, _)| tag == "custom1").filter(|_| shape.has_client()) {
            Some((_, client)) => {
                counts.clients.insert(self.hasher.hash_one(client));
            }
            None => counts.has_others = true,
        }
    }

    pub fn is_full(&self) -> bool {
        self.rows >= SAMPLE_ROWS || self.weight >= SAMPLE_WEIGHT
    }

    /// The libraries that a list could answer rows of, with what the whole input would take; `size` is its size in bytes, `None`
    /// where the sample is all of it.
    pub fn costs(&self, size: Option<u64>) -> Vec<(String, Costs)> {
        let whole = |part: usize| match size {
            Some(size) if self.consumed > 0 => {
                let times = (size as f64 / self.consumed as f64).max(1.0);
                (part as f64 * times).round() as u64
            }
            _ => part as u64,
        };
        let cost = |counts: &Counts| Costs {
            search: whole(counts.queries.len()),
            clients: (!counts.has_others).then(|| whole(counts.clients.len())),
        };
        self.libraries.iter().map(|(library, counts)| (library.clone(), cost(counts))).collect()
    }
}

impl Costs {
    /// Chooses a way; `all` is how many workspaces the library has, if that is known.
    pub fn choose(self, strategy: Strategy, all: Option<u64>) -> Way {
        let clients = self.clients.map(|clients| clients + self.search / ROWS_A_SEARCH);
        let library = all.filter(|all| strategy == Strategy::Scan || *all <= MOST_KEPT).map(cost_of_library);
        let best = [(clients, Way::Clients), (library, Way::Library)];
        let best = best.into_iter().filter_map(|(cost, way)| Some((cost?, way))).min_by_key(|(cost, _)| *cost);
        match (strategy, best) {
            (Strategy::Search, _) => Way::Search,
            // A search tells more than a list does, so a list must be worth it.
            (Strategy::Auto, Some((cost, way))) if self.search >= FEW && cost * 5 < self.search * 4 => way,
            (Strategy::Auto, _) => Way::Search,
            (Strategy::Scan, best) => best.map_or(Way::Library, |(_, way)| way),
        }
    }
}

/// About how many searches reading a library costs as much as.
pub fn cost_of_library(all: u64) -> u64 {
    1 + all / PAGE + all / ROWS_A_SEARCH
}

/// Tells whether a library is read once so many searches have been sent without an end in sight: at worst that costs twice of
/// what would have been best.
pub fn is_worth_reading(searches: u64, all: u64) -> bool {
    all <= MOST_KEPT && searches >= cost_of_library(all).max(FEW)
}

#[cfg(test)]
mod tests {
    use super::super::row::Origin;
    use super::*;
    use crate::operate::work_item::WorkItem;
    use crate::resolve::ready::Ready;
    use crate::resolve::request::Request;

    fn row(config: &str, set: &[(&str, String)], consumed: u64) -> Row {
        let request = Request::of_text(config, None, None).expect("a config");
        let mut item = WorkItem::default();
        set.iter().for_each(|(path, value)| item.set(path, value));
        let work = Work::Resolve(Box::new(Ready::of(request, &item)));
        Row { origin: Origin { consumed, ..Origin::default() }, work }
    }

    fn costs(rows: impl Iterator<Item = Row>, size: Option<u64>) -> Costs {
        let mut sample = Sample::default();
        rows.for_each(|row| sample.add(&row, Some("ACTIVE")));
        sample.costs(size)[0].1
    }

    fn matters(number: u64, a_client: u64) -> impl Iterator<Item = Row> {
        (0..number).map(move |n| {
            let set = [("client", (n / a_client).to_string()), ("matter", n.to_string())];
            row("custom1=[client], custom2=[matter]", &set, (n + 1) * 20)
        })
    }

    #[test]
    fn few_rows_are_searched_whatever_a_list_would_cost() {
        let few = costs(matters(FEW - 1, 10), None);
        assert_eq!(few.choose(Strategy::Auto, Some(10)), Way::Search);
        assert_eq!(few.choose(Strategy::Scan, Some(10)), Way::Library);
        assert_eq!(costs(matters(5000, 10), None).choose(Strategy::Search, Some(10)), Way::Search);
    }

    #[test]
    fn many_rows_of_a_library_not_much_larger_are_answered_by_reading_it() {
        let all = costs(matters(2000, 1), Some(2000 * 20 * 50));
        assert_eq!(all.search, 100_000);
        assert_eq!(all.choose(Strategy::Auto, Some(120_000)), Way::Library);
        assert_eq!(all.choose(Strategy::Auto, None), Way::Search);
        assert_eq!(all.choose(Strategy::Scan, None), Way::Clients);
        assert_eq!(all.choose(Strategy::Auto, Some(MOST_KEPT + 1)), Way::Search);
    }

    #[test]
    fn rows_of_few_clients_of_a_large_library_are_answered_client_by_client() {
        let some = costs(matters(1000, 50), None);
        assert_eq!(some, Costs { search: 1000, clients: Some(20) });
        assert_eq!(some.choose(Strategy::Auto, Some(900_000)), Way::Clients);
        assert_eq!(some.choose(Strategy::Auto, Some(1000)), Way::Library);
    }

    #[test]
    fn equal_queries_count_once_and_what_a_list_cannot_judge_not_at_all() {
        let same = (0..1000).map(|n| row("custom1=[a], custom2=[a]", &[("a", "1".into())], n));
        assert_eq!(costs(same, None).search, 1);
        let mut sample = Sample::default();
        sample.add(&row("anywhere=[a]", &[("a", "1".into())], 1), Some("ACTIVE"));
        sample.add(&row("custom1=[a]", &[], 1), Some("ACTIVE"));
        assert!(sample.costs(None).is_empty());
        let titles = (0..1000_u64).map(|n| row("[title]", &[("title", n.to_string())], n));
        assert_eq!(costs(titles, None).clients, None);
    }

    #[test]
    fn an_input_without_an_end_in_sight_is_searched_until_a_list_would_have_been_cheaper() {
        assert!(!is_worth_reading(FEW - 1, 10) && is_worth_reading(FEW, 10));
        assert!(!is_worth_reading(2000, 100_000) && is_worth_reading(2021, 100_000));
        assert!(!is_worth_reading(u64::MAX, MOST_KEPT + 1));
    }
}
