//! Owns the tree made of flat lists: every thing under its parent, whatever order or nonsense the lists hold. Pure.

use std::collections::{HashMap, HashSet};

use super::entry::{Entry, escape};
use super::order::Order;

/// A thing with its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub entry: Entry,
    /// From the top of what is listed, from 1.
    pub depth: usize,
    /// From the workspace on, with `/` and `\` inside names escaped.
    pub path: String,
    /// Direct contents, where they are known: folders and documents.
    pub contents: Option<(usize, usize)>,
    /// It should have been looked into, and the account may not.
    pub is_unreadable: bool,
}

/// Everything that was read below a top.
#[derive(Debug, Default)]
pub struct Tree {
    entries: Vec<Entry>,
    ids: HashSet<String>,
    children: HashMap<String, Vec<usize>>,
    /// Folders whose contents are known to be all there.
    known: HashMap<String, Knowledge>,
}

/// What is known of a folder's contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    Read,
    Refused,
}

/// The deepest that a folder may stand. Servers refuse to make any nearly as deep.
pub const MOST_LEVELS: usize = 200;

/// The most that all paths together may hold, in bytes.
const MOST_OF_PATHS: usize = 256 * 1024 * 1024;

/// Why what was read is no tree that anybody could show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("folder `{0}` holds itself")]
    Ring(String),
    #[error("its folders stand more than {MOST_LEVELS} levels deep in each other")]
    TooDeep,
    #[error("its names are longer than any of iManage's")]
    TooLong,
}

/// How deep, and what, to show.
#[derive(Clone, Copy, Debug)]
pub struct Show {
    pub depth: Option<usize>,
    pub folders_only: bool,
    pub order: Order,
}

impl Tree {
    /// Adds things; one whose id is there already is left out.
    pub fn add(&mut self, entries: impl IntoIterator<Item = Entry>, top: &str) {
        for entry in entries {
            // A flat list may name the container itself.
            if entry.id != top && self.ids.insert(entry.id.clone()) {
                let parent = entry.parent_id.clone().unwrap_or_else(|| top.to_owned());
                self.children.entry(parent).or_default().push(self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    /// Marks a folder's contents as read.
    pub fn mark_read(&mut self, id: &str) {
        self.known.insert(id.to_owned(), Knowledge::Read);
    }

    /// Marks every folder's contents as read: the lists were of the whole tree.
    pub fn mark_all_read(&mut self, top: &str) {
        let ids = self.entries.iter().filter(|entry| entry.is_folder).map(|entry| entry.id.clone());
        let ids: Vec<String> = ids.chain([top.to_owned()]).collect();
        ids.iter().for_each(|id| self.mark_read(id));
    }

    /// Marks a folder as one that may not be looked into.
    pub fn mark_refused(&mut self, id: &str) {
        self.known.insert(id.to_owned(), Knowledge::Refused);
    }

    /// The folders right below a parent.
    pub fn folders_of(&self, parent: &str) -> impl Iterator<Item = &Entry> {
        let children = self.children.get(parent).into_iter().flatten();
        children.map(|at| &self.entries[*at]).filter(|entry| entry.is_folder)
    }

    /// Tells what keeps it from being a tree. A server's word for what stands where is not to be followed round in a ring, nor as
    /// deep as it likes.
    pub fn flaw(&self, top: &str) -> Option<Flaw> {
        let places: HashMap<&str, usize> =
            self.entries.iter().enumerate().map(|(at, entry)| (entry.id.as_str(), at)).collect();
        let mut known: Vec<Option<(usize, usize)>> = vec![None; self.entries.len()];
        let mut all_paths = 0_usize;
        for start in 0..self.entries.len() {
            // Up to what is known or has no parent here, and down again.
            let (mut way, mut at, mut is_on_way) = (Vec::new(), Some(start), HashSet::new());
            while let Some(here) = at.filter(|here| known[*here].is_none()) {
                if !is_on_way.insert(here) {
                    return Some(Flaw::Ring(self.entries[here].name.clone()));
                }
                way.push(here);
                let parent = self.entries[here].parent_id.as_deref().filter(|parent| *parent != top);
                at = parent.and_then(|parent| places.get(parent).copied());
            }
            let (mut level, mut length) = at.and_then(|at| known[at]).unwrap_or((0, 0));
            for here in way.into_iter().rev() {
                (level, length) = (level + 1, length + self.entries[here].name.len() + 1);
                all_paths = all_paths.saturating_add(length);
                known[here] = Some((level, length));
            }
            if level > MOST_LEVELS {
                return Some(Flaw::TooDeep);
            }
            if all_paths > MOST_OF_PATHS {
                return Some(Flaw::TooLong);
            }
        }
        None
    }

    /// Everything below `top`, a folder's contents right after it. What has a parent that is not there stands at the top:
    /// it exists, and leaving it out would be worse.
    pub fn items(&self, top: &str, top_path: &[String], show: Show) -> Vec<Item> {
        let mut walk = Walk { tree: self, show, items: Vec::new(), is_shown: vec![false; self.entries.len()] };
        let mut at_top: Vec<usize> = self.children.get(top).cloned().unwrap_or_default();
        if top_path.is_empty() {
            let is_lost =
                |entry: &Entry| entry.parent_id.as_deref().is_some_and(|id| id != top && !self.ids.contains(id));
            at_top.extend(self.entries.iter().enumerate().filter(|(_, entry)| is_lost(entry)).map(|(at, _)| at));
        }
        let prefix = top_path.iter().map(|name| escape(name)).collect::<Vec<_>>().join("/");
        walk.below(&at_top, 1, &prefix);
        walk.items
    }
}

struct Walk<'t> {
    tree: &'t Tree,
    show: Show,
    items: Vec<Item>,
    /// Parents that form a ring must not be followed round.
    is_shown: Vec<bool>,
}

impl Walk<'_> {
    fn below(&mut self, children: &[usize], depth: usize, prefix: &str) {
        if self.show.depth.is_some_and(|most| depth > most) {
            return;
        }
        let tree = self.tree;
        let mut children: Vec<usize> = children.to_vec();
        children.sort_by(|a, b| self.show.order.compare(&tree.entries[*a], &tree.entries[*b]));
        for at in children {
            let entry = &tree.entries[at];
            if std::mem::replace(&mut self.is_shown[at], true) || (self.show.folders_only && !entry.is_folder) {
                continue;
            }
            let name = escape(&entry.shown_name());
            let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            let own = tree.children.get(&entry.id).map(Vec::as_slice).unwrap_or_default();
            let is_looked_into = entry.is_folder && self.show.depth.is_none_or(|most| depth < most);
            let knowledge = tree.known.get(&entry.id);
            let is_refused = entry.is_closed() || knowledge == Some(&Knowledge::Refused);
            let folders = own.iter().filter(|at| tree.entries[**at].is_folder).count();
            self.items.push(Item {
                entry: entry.clone(),
                depth,
                path: path.clone(),
                contents: (knowledge == Some(&Knowledge::Read) && !is_refused).then(|| (folders, own.len() - folders)),
                is_unreadable: is_looked_into && is_refused,
            });
            self.below(own, depth + 1, &path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Kind;
    use super::*;

    fn folder(id: &str, name: &str, parent: Option<&str>) -> Entry {
        Entry {
            id: id.into(),
            kind: Kind::Folder,
            is_folder: true,
            name: name.into(),
            parent_id: parent.map(str::to_owned),
            extension: None,
            version: None,
            size: None,
            create_date: None,
            edit_date: None,
            access: None,
            has_content: None,
        }
    }

    fn document(id: &str, name: &str, parent: &str, size: u64) -> Entry {
        let kind = Kind::Document;
        let extension = Some("docx".into());
        Entry { kind, is_folder: false, extension, size: Some(size), ..folder(id, name, Some(parent)) }
    }

    fn paths(tree: &Tree, show: Show) -> Vec<String> {
        tree.items("W", &[], show).into_iter().map(|item| item.path).collect()
    }

    const ALL: Show = Show { depth: None, folders_only: false, order: Order::Name };

    fn sample() -> Tree {
        let mut tree = Tree::default();
        tree.add([folder("2", "b/c", Some("1")), folder("W", "the workspace", None), folder("1", "A", Some("W"))], "W");
        tree.add([document("10", "z", "2", 5), document("11", "y.docx", "2", 9), document("12", "x", "W", 1)], "W");
        tree
    }

    #[test]
    fn each_thing_stands_under_its_parent_folders_first() {
        assert_eq!(paths(&sample(), ALL), ["A", "A/b\\/c", "A/b\\/c/y.docx", "A/b\\/c/z.docx", "x.docx"]);
        assert_eq!(paths(&sample(), Show { depth: Some(2), ..ALL }), ["A", "A/b\\/c", "x.docx"]);
        assert_eq!(paths(&sample(), Show { folders_only: true, ..ALL }), ["A", "A/b\\/c"]);
        let by_size = Show { order: Order::Size, ..ALL };
        assert_eq!(paths(&sample(), by_size)[2..4], ["A/b\\/c/y.docx", "A/b\\/c/z.docx"]);
    }

    #[test]
    fn a_lost_parent_loses_nothing_and_a_ring_ends() {
        let mut tree = sample();
        tree.add([folder("3", "lost", Some("99")), folder("5", "p", Some("6")), folder("6", "q", Some("5"))], "W");
        assert!(paths(&tree, ALL).contains(&"lost".to_owned()));
    }

    #[test]
    fn a_ring_and_endless_depth_are_no_tree() {
        assert_eq!(sample().flaw("W"), None);
        let mut ring = sample();
        ring.add([folder("5", "p", Some("7")), folder("6", "q", Some("5")), folder("7", "r", Some("6"))], "W");
        assert!(matches!(ring.flaw("W"), Some(Flaw::Ring(name)) if ["p", "q", "r"].contains(&name.as_str())));
        let mut own = sample();
        own.add([folder("5", "p", Some("5"))], "W");
        assert_eq!(own.flaw("W"), Some(Flaw::Ring("p".into())));

        let chain = |length: usize, name: &str| {
            let mut tree = Tree::default();
            let parent = |at: usize| if at == 0 { "W".to_owned() } else { at.to_string() };
            // The deepest comes first.
            let folders = (0..length).rev().map(|at| folder(&(at + 1).to_string(), name, Some(&parent(at))));
            tree.add(folders, "W");
            tree
        };
        assert_eq!(chain(MOST_LEVELS, "a").flaw("W"), None);
        assert_eq!(chain(MOST_LEVELS + 1, "a").flaw("W"), Some(Flaw::TooDeep));
        assert_eq!(chain(100_000, "a").flaw("W"), Some(Flaw::TooDeep));
        assert_eq!(chain(MOST_LEVELS, &"a".repeat(100_000)).flaw("W"), Some(Flaw::TooLong));
        let mut lost = chain(MOST_LEVELS, "a");
        lost.add([folder("x", "lost", Some("nowhere"))], "W");
        assert_eq!(lost.flaw("W"), None);
    }

    #[test]
    fn a_closed_folder_is_unreadable_only_where_it_would_be_looked_into() {
        let mut tree = Tree::default();
        tree.add([Entry { access: Some("no_access".into()), ..folder("1", "Sealed", Some("W")) }], "W");
        tree.mark_all_read("W");
        let unreadable = |depth| tree.items("W", &[], Show { depth, ..ALL })[0].is_unreadable;
        assert!(unreadable(None) && unreadable(Some(2)) && !unreadable(Some(1)));
    }

    #[test]
    fn contents_are_counted_where_they_are_known() {
        let mut tree = sample();
        assert_eq!(tree.items("W", &[], ALL)[0].contents, None);
        tree.mark_all_read("W");
        assert_eq!(tree.items("W", &[], ALL)[1].contents, Some((0, 2)));
    }
}
