//! Owns the answers that later rows with the same query get without asking. Bounded: what has not been used lately is forgotten
//! first. Pure.

use std::collections::HashMap;
use std::sync::Arc;

use super::done::weight_of;
use crate::resolve::one::Resolution;

/// About the most that the answers may take in memory, in bytes: as much is kept of the latest, and as much of those before.
const MOST_WEIGHT: usize = 1024 * 1024;

/// A query as a text: library and fields, each behind its length.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(Box<str>);

impl Key {
    /// The key of a query.
    pub fn of(library: &str, fields: &[(String, String)]) -> Self {
        use std::fmt::Write;
        let mut text =
            String::with_capacity(32 + fields.iter().map(|(tag, value)| tag.len() + value.len() + 8).sum::<usize>());
        let parts = fields.iter().flat_map(|(tag, value)| [tag.as_str(), value.as_str()]);
        for part in std::iter::once(library).chain(parts) {
            // A text can always be written to.
            let _ = write!(text, "{}:{part}", part.len());
        }
        Key(text.into())
    }
}

/// What a query came to.
#[derive(Clone, Debug)]
pub struct Answer {
    pub resolution: Arc<Resolution>,
    /// Why it came to that in a few words, the same for all rows of that reason.
    pub reason: &'static str,
}

/// The answers of a run.
#[derive(Default)]
pub struct Answers {
    latest: HashMap<Key, Answer>,
    before: HashMap<Key, Answer>,
    weight: usize,
}

impl Answers {
    /// The answer to a query, if it is kept.
    pub fn get(&mut self, key: &Key) -> Option<Answer> {
        if let Some(found) = self.latest.get(key) {
            return Some(found.clone());
        }
        let (key, found) = self.before.remove_entry(key)?;
        self.keep(key, found.clone());
        Some(found)
    }

    /// Keeps an answer.
    pub fn keep(&mut self, key: Key, answer: Answer) {
        let weight = key.0.len() + weight_of(&answer.resolution);
        if self.weight + weight > MOST_WEIGHT {
            self.before = std::mem::take(&mut self.latest);
            self.weight = 0;
        }
        self.weight += weight;
        self.latest.insert(key, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::work_item::WorkItem;
    use crate::resolve::ready::Ready;
    use crate::resolve::request::Request;

    fn answer() -> Answer {
        let ready = Ready::of(Request::of_title("x", None), &WorkItem::default());
        let resolution = Resolution::failed("default", &ready, None, "m".into());
        Answer { resolution: Arc::new(resolution), reason: "r" }
    }

    fn key(number: usize) -> Key {
        Key::of("ACTIVE", &[("name".to_owned(), number.to_string())])
    }

    #[test]
    fn different_queries_have_different_keys_whatever_they_hold() {
        let fields = |a: &str, b: &str| vec![(a.to_owned(), b.to_owned())];
        assert_ne!(Key::of("A", &fields("b", "1:c")), Key::of("A", &fields("b1:", "c")));
        assert_ne!(Key::of("A", &fields("b", "")), Key::of("A1:b", &[]));
        assert_eq!(Key::of("A", &fields("b", "c")), Key::of("A", &fields("b", "c")));
    }

    #[test]
    fn what_is_used_stays_and_memory_is_bounded() {
        let mut answers = Answers::default();
        for number in 0..100_000 {
            answers.keep(key(number), answer());
            assert!(answers.get(&key(0)).is_some(), "{number}");
        }
        let kept = answers.latest.len() + answers.before.len();
        let each = weight_of(&answer().resolution);
        assert!(kept > 500 && kept * each < 2 * MOST_WEIGHT + 2 * each, "{kept} of {each} bytes");
        assert!(answers.get(&key(99_999)).is_some() && answers.get(&key(7)).is_none());
    }
}
