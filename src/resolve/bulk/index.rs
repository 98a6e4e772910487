//! Owns what is kept of the workspaces of a library, or of one client, to judge rows without asking: little more than a hash of
//! what each can be found by. It says what it is sure of by the rules of the judgement and by those of any server's search; whatever
//! a server could see differently is to be asked. Pure.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::imanage::rows::WorkspaceRow;
use crate::imanage::workspaces::Workspace;
use crate::operate::resolver_config::ResolverConfig;
use crate::text::names;

/// The fields that tell one workspace from another and that each list tells: aliases, which a server compares as a whole, and
/// what else is compared by the whole.
const OTHER_FIELDS: [&str; 3] = ["name", "class", "subclass"];

/// The most kinds of searches that one index answers.
pub const MOST_SHAPES: usize = 4;

/// Which fields a kind of search compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    tags: Vec<String>,
}

/// What is sure of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sure {
    /// Just this workspace is equal, and a search would return it.
    One {
        workspace: Box<Workspace>,
        /// A search would return nothing else; `false`: that is not known.
        is_only_hit: bool,
    },
    /// No workspace is equal, and a search would return none.
    Nothing,
    /// The server could see it differently.
    NotSure,
}

/// What is kept of workspaces.
pub struct Index {
    shapes: Vec<Shape>,
    library: String,
    hasher: RandomState,
    /// By shape; in order of the widest hash once the index is closed.
    entries: Vec<Vec<Entry>>,
    /// What is told of a workspace: id, library, title, `custom1` and `custom2`, each behind its length.
    texts: Vec<u8>,
    ids: std::collections::HashSet<u64>,
    is_whole: bool,
    /// Workspaces that were taken in.
    count: usize,
}

/// A workspace as one kind of search sees it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Of what no server tells apart.
    wide: u64,
    /// Of what the judgement does not tell apart.
    equal: u64,
    /// Of what every server finds by the same text.
    same: u64,
    /// Where its texts begin.
    at: u32,
}

/// The hashes of what a shape compares.
struct Keys {
    wide: u64,
    equal: u64,
    same: u64,
}

impl Shape {
    /// The kind of search that a resolver config makes; `None` where a list does not tell what it takes to judge it.
    pub fn of(config: &ResolverConfig) -> Option<Self> {
        Shape::of_tags(config.templates().into_iter().map(|(tag, _)| tag))
    }

    /// The kind of a search by its fields.
    pub fn of_tags<'a>(tags: impl Iterator<Item = &'a str>) -> Option<Self> {
        let tags: Vec<String> = tags.map(str::to_owned).collect();
        let is_known = |tag: &String| is_alias(tag) || OTHER_FIELDS.contains(&tag.as_str());
        let leads = |tag: &String| is_alias(tag) || tag == "name";
        (tags.iter().all(is_known) && tags.iter().any(leads)).then_some(Shape { tags })
    }

    /// Tells whether a search has these fields in this order.
    pub fn fits(&self, fields: &[(String, String)]) -> bool {
        self.tags.len() == fields.len() && self.tags.iter().zip(fields).all(|(tag, (other, _))| tag == other)
    }

    /// Tells whether aliases are searched, which a server compares as a whole: what has other ones it cannot return.
    fn has_aliases(&self) -> bool {
        self.tags.iter().any(|tag| is_alias(tag))
    }

    /// Tells whether a client is searched together with something else, so that the client's workspaces answer many rows.
    pub fn has_client(&self) -> bool {
        self.tags.len() > 1 && self.tags.iter().any(|tag| tag == "custom1")
    }

    fn is_by_aliases_alone(&self) -> bool {
        self.tags.iter().all(|tag| is_alias(tag))
    }

    /// The hashes of values. `None`: what leads has no letter and no digit, so that it cannot be told what a server finds by it.
    fn keys<'v>(&self, hasher: &RandomState, value: impl Fn(&str) -> Option<&'v str>) -> Option<Keys> {
        let mut hashes = [hasher.build_hasher(), hasher.build_hasher(), hasher.build_hasher()];
        let add = |hash: &mut std::hash::DefaultHasher, text: &str| {
            hash.write(text.as_bytes());
            hash.write_u8(0xff);
        };
        for tag in &self.tags {
            let leads = is_alias(tag) || (tag == "name" && !self.has_aliases());
            let own = value(tag).unwrap_or_default();
            let skeleton = names::skeleton(own);
            if leads && skeleton.is_empty() {
                return None;
            }
            if leads {
                add(&mut hashes[0], &skeleton);
            }
            add(&mut hashes[1], &names::fold(own));
            add(&mut hashes[2], &own.to_ascii_lowercase());
        }
        let [wide, equal, same] = hashes.map(|hash| hash.finish());
        Some(Keys { wide, equal, same })
    }
}

/// `custom1` to `custom12`, `custom29` and `custom30` hold aliases (`reference/imanage-api.md` section 4.2).
fn is_alias(tag: &str) -> bool {
    let number = tag.strip_prefix("custom").and_then(|rest| rest.parse::<u8>().ok());
    number.is_some_and(|number| matches!(number, 1..=12 | 29 | 30))
}

/// A text that some server may trim, or read as a phrase, as a list of aliases, or as a pattern; or a title without a word, which a
/// search by words need not find.
fn is_odd(tag: &str, text: &str) -> bool {
    let means_more = |c: char| c.is_control() || matches!(c, '"' | '*') || (c == ',' && is_alias(tag));
    let has_no_word = tag == "name" && names::skeleton(text).is_empty();
    text.trim().len() != text.len() || text.chars().any(means_more) || has_no_word
}

impl Index {
    /// Makes room for as many workspaces as the server said there are.
    pub fn new(library: &str, shapes: &[Shape], expected: usize) -> Self {
        // What a server says of a number is believed only as far as it does no harm.
        let room = expected.min(1_000_000);
        Index {
            shapes: shapes.to_vec(),
            library: library.to_owned(),
            hasher: RandomState::new(),
            entries: shapes.iter().map(|_| Vec::with_capacity(room)).collect(),
            texts: Vec::new(),
            ids: std::collections::HashSet::new(),
            is_whole: true,
            count: 0,
        }
    }

    /// Takes in a workspace. `false`: it was there already.
    pub fn add(&mut self, row: &WorkspaceRow<'_>) -> bool {
        let mut hash = self.hasher.build_hasher();
        hash.write(row.id.as_bytes());
        if !self.ids.insert(hash.finish()) {
            return false;
        }
        self.count += 1;
        let Ok(at) = u32::try_from(self.texts.len()) else {
            // Beyond four gibibytes of titles nothing is judged from here any more.
            self.is_whole = false;
            return true;
        };
        let mut is_kept = false;
        for (shape, entries) in self.shapes.iter().zip(&mut self.entries) {
            // One that has no such alias is returned by no search for one. An empty value is never asked for.
            if let Some(Keys { wide, equal, same }) = shape.keys(&self.hasher, |tag| row.filled(tag)) {
                is_kept = true;
                let is_odd = row.filled("subtype") == Some("template")
                    || shape.tags.iter().any(|tag| row.filled(tag).is_none_or(|own| is_odd(tag, own)));
                // An odd one is found by nothing that is sure.
                entries.push(Entry { wide, equal, same: if is_odd { !same } else { same }, at });
            }
        }
        if is_kept {
            let texts = [
                row.id.as_ref(),
                row.library(),
                row.text("name").unwrap_or_default(),
                row.filled("custom1").unwrap_or_default(),
                row.filled("custom2").unwrap_or_default(),
            ];
            for text in texts {
                push_text(&mut self.texts, text);
            }
        }
        true
    }

    /// Puts what was taken in into order; `all` is how many workspaces the server said there are.
    pub fn close(&mut self, all: Option<u64>) {
        for entries in &mut self.entries {
            entries.sort_unstable_by_key(|entry| (entry.wide, entry.at));
            entries.shrink_to_fit();
        }
        self.texts.shrink_to_fit();
        // Pages of a list that changes meanwhile may leave one out.
        self.is_whole &= all.is_none_or(|all| all <= self.count as u64);
        self.ids = std::collections::HashSet::with_capacity(0);
    }

    /// The workspaces that were taken in.
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What it takes in memory, in bytes.
    pub fn weight(&self) -> usize {
        let entries: usize = self.entries.iter().map(|entries| entries.capacity() * size_of::<Entry>()).sum();
        size_of::<Index>() + entries + self.texts.capacity()
    }

    /// Tells what is sure of a search.
    pub fn judge(&self, fields: &[(String, String)]) -> Sure {
        let known = self.shapes.iter().zip(&self.entries).find(|(shape, _)| shape.fits(fields));
        let Some((shape, entries)) = known.filter(|_| self.is_whole) else { return Sure::NotSure };
        if fields.iter().any(|(tag, asked)| is_odd(tag, asked)) {
            return Sure::NotSure;
        }
        let value = |tag: &str| fields.iter().find(|(own, _)| own == tag).map(|(_, asked)| asked.as_str());
        // A library in which nothing at all is visible may be closed, which only a search can tell.
        if self.count == 0 {
            return Sure::NotSure;
        }
        let Some(keys) = shape.keys(&self.hasher, value) else { return Sure::NotSure };
        let begin = entries.partition_point(|entry| entry.wide < keys.wide);
        let wide = entries[begin..].iter().take_while(|entry| entry.wide == keys.wide);
        let mut equal = wide.clone().filter(|entry| entry.equal == keys.equal);
        match (equal.next(), equal.next(), wide.count()) {
            (None, _, 0) if shape.has_aliases() => Sure::Nothing,
            (Some(one), None, near) if one.same == keys.same && (near == 1 || !shape.is_by_aliases_alone()) => {
                let is_only_hit = shape.is_by_aliases_alone();
                let one = self.workspace(one, fields).map(Box::new);
                one.map_or(Sure::NotSure, |workspace| Sure::One { workspace, is_only_hit })
            }
            _ => Sure::NotSure,
        }
    }

    fn workspace(&self, entry: &Entry, fields: &[(String, String)]) -> Option<Workspace> {
        let mut rest = self.texts.get(entry.at as usize..)?;
        let [id, library, name, custom1, custom2] = [(); 5].map(|()| take_text(&mut rest).unwrap_or_default());
        let customs = [("custom1", custom1), ("custom2", custom2)];
        let mut customs: BTreeMap<String, String> = customs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .collect();
        // What was searched for it has, up to case.
        let searched = fields.iter().filter(|(tag, _)| tag.starts_with("custom"));
        searched.for_each(|(tag, value)| {
            customs.entry(tag.clone()).or_insert_with(|| value.clone());
        });
        Some(Workspace {
            id: id.to_owned(),
            name: name.to_owned(),
            library: if library.is_empty() { self.library.clone() } else { library.to_owned() },
            description: None,
            customs,
            owner: None,
            class: None,
            subclass: None,
            subtype: None,
            create_date: None,
            edit_date: None,
            default_security: None,
            effective_security: None,
            has_subfolders: None,
            iwl: None,
        })
    }
}

fn push_text(texts: &mut Vec<u8>, text: &str) {
    // No field is that long; were one, what is told of it is cut at a character.
    let most = text.len().min(usize::from(u16::MAX));
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = &text[..end];
    texts.extend_from_slice(&(text.len() as u16).to_le_bytes());
    texts.extend_from_slice(text.as_bytes());
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let (length, behind) = rest.split_first_chunk::<2>()?;
    let (text, behind) = behind.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    *rest = behind;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests;
