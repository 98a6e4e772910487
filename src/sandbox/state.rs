//! Owns the firm while it is served: items with their places, found by library and number.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::data::{Access, ContentData, ContentKind, CustomData, FirmData, UserData, WorkspaceData};

/// The first number of a workspace or folder that has none.
const FIRST_CONTAINER: u64 = 1000;
/// The first number of a document: beyond 32 bits, as on cloud (`reference/imanage-api.md` section 9).
const FIRST_DOCUMENT: u64 = (1 << 32) + 5;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Workspace,
    Template,
    Content(ContentKind),
}

/// A workspace, folder, document or shortcut.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub number: u64,
    pub kind: Kind,
    pub name: String,
    pub access: Access,
    pub fields: Map<String, Value>,
    /// Places in `Library::items`.
    pub parent: Option<usize>,
    pub workspace: usize,
    pub children: Vec<usize>,
}

impl Item {
    pub(super) fn is_folder(&self) -> bool {
        matches!(self.kind, Kind::Content(kind) if kind.is_folder())
    }

    pub(super) fn is_document(&self) -> bool {
        matches!(self.kind, Kind::Content(kind) if !kind.is_folder())
    }

    pub(super) fn is_workspace(&self) -> bool {
        matches!(self.kind, Kind::Workspace | Kind::Template)
    }
}

/// A library with all it holds.
#[derive(Clone, Debug)]
pub(super) struct Library {
    pub id: String,
    pub hidden: bool,
    pub items: Vec<Item>,
    by_number: HashMap<u64, usize>,
}

impl Library {
    pub(super) fn id_of(&self, at: usize) -> String {
        let item = &self.items[at];
        let version = if item.is_document() { ".1" } else { "" };
        format!("{}!{}{version}", self.id, item.number)
    }

    /// Finds what an id such as `ACTIVE!427` or `active!5.1` names, if the account may see it.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        let (library, number) = id.split_once('!')?;
        if !library.eq_ignore_ascii_case(&self.id) {
            return None;
        }
        let (number, version) = number.split_once('.').map_or((number, None), |(n, v)| (n, Some(v)));
        let at = *self.by_number.get(&number.parse().ok()?)?;
        let version_is_right = version.is_none_or(|version| version == "1" && self.items[at].is_document());
        (version_is_right && self.is_visible(at)).then_some(at)
    }

    /// Without access to a workspace neither it nor anything in it can be seen; what is in a closed folder neither.
    pub(super) fn is_visible(&self, at: usize) -> bool {
        let item = &self.items[at];
        if item.access == Access::NoAccess && !item.is_folder() {
            return false;
        }
        let mut parent = item.parent;
        while let Some(up) = parent {
            if self.items[up].access == Access::NoAccess {
                return false;
            }
            parent = self.items[up].parent;
        }
        true
    }

    /// All places below a container, depth first.
    pub(super) fn below(&self, at: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut waiting: Vec<usize> = self.items[at].children.iter().rev().copied().collect();
        while let Some(next) = waiting.pop() {
            found.push(next);
            waiting.extend(self.items[next].children.iter().rev());
        }
        found
    }

    /// Takes a new item in and returns its place.
    pub(super) fn insert(&mut self, mut item: Item, wanted: Option<u64>) -> usize {
        let at = self.items.len();
        let first = if item.is_document() { FIRST_DOCUMENT } else { FIRST_CONTAINER };
        item.number = wanted.unwrap_or_else(|| {
            let mut number = first + at as u64;
            while self.by_number.contains_key(&number) {
                number += 1;
            }
            number
        });
        if item.is_workspace() {
            item.workspace = at;
        }
        if let Some(parent) = item.parent {
            self.items[parent].children.push(at);
        }
        self.by_number.insert(item.number, at);
        self.items.push(item);
        at
    }

    fn insert_workspace(&mut self, data: &WorkspaceData) {
        let item = Item {
            number: 0,
            kind: if data.template { Kind::Template } else { Kind::Workspace },
            name: data.name.clone(),
            access: data.access,
            fields: data.fields.clone().into_iter().collect(),
            parent: None,
            workspace: 0,
            children: Vec::new(),
        };
        let at = self.insert(item, data.number);
        for content in &data.contents {
            self.insert_content(content, at, at);
        }
    }

    fn insert_content(&mut self, data: &ContentData, parent: usize, workspace: usize) {
        let times = data.repeat.unwrap_or(1);
        for turn in 1..=times {
            let name = if data.repeat.is_some() { format!("{} {turn:04}", data.name) } else { data.name.clone() };
            let item = Item {
                number: 0,
                kind: Kind::Content(data.kind),
                name,
                access: data.access,
                fields: data.fields.clone().into_iter().collect(),
                parent: Some(parent),
                workspace,
                children: Vec::new(),
            };
            let at = self.insert(item, data.number);
            for inner in &data.contents {
                self.insert_content(inner, at, workspace);
            }
        }
    }

    /// Numbers that the data gives come first, so that a made-up one never takes their place.
    fn reserve(&mut self, data: &FirmData) {
        let own = data.workspaces.iter().filter(|workspace| workspace.library.eq_ignore_ascii_case(&self.id));
        let mut waiting: Vec<&ContentData> = Vec::new();
        for workspace in own {
            self.by_number.extend(workspace.number.map(|number| (number, usize::MAX)));
            waiting.extend(&workspace.contents);
        }
        while let Some(content) = waiting.pop() {
            self.by_number.extend(content.number.map(|number| (number, usize::MAX)));
            waiting.extend(&content.contents);
        }
    }
}

/// The firm while it is served.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub customer_id: u64,
    pub user: UserData,
    pub preferred_library: String,
    pub redirect_uris: Vec<String>,
    pub libraries: Vec<Library>,
    pub customs: BTreeMap<String, Vec<CustomData>>,
}

impl Store {
    pub(super) fn new(data: &FirmData) -> Self {
        let libraries: Vec<Library> = data
            .libraries
            .iter()
            .map(|library| {
                let mut library = Library {
                    id: library.id.clone(),
                    hidden: library.hidden,
                    items: Vec::new(),
                    by_number: HashMap::new(),
                };
                library.reserve(data);
                for workspace in &data.workspaces {
                    if workspace.library.eq_ignore_ascii_case(&library.id) {
                        library.insert_workspace(workspace);
                    }
                }
                library
            })
            .collect();
        let first = libraries.first().map(|library| library.id.clone()).unwrap_or_default();
        Store {
            customer_id: data.customer_id,
            user: data.user.clone(),
            preferred_library: data.preferred_library.clone().unwrap_or(first),
            redirect_uris: data.redirect_uris.clone(),
            libraries,
            customs: data.customs.clone(),
        }
    }

    pub(super) fn library(&self, id: &str) -> Option<&Library> {
        self.libraries.iter().find(|library| library.id.eq_ignore_ascii_case(id))
    }

    /// The description of an alias; for a child table the parent's alias chooses among equals.
    pub(super) fn describe(&self, field: &str, alias: &str, parent: Option<&str>) -> Option<&str> {
        let values = self.customs.get(field)?;
        let fits = |value: &&CustomData| {
            value.id.eq_ignore_ascii_case(alias)
                && match (&value.parent, parent) {
                    (Some(own), Some(given)) => own.eq_ignore_ascii_case(given),
                    (Some(_), None) => false,
                    (None, _) => true,
                }
        };
        values.iter().find(fits)?.description.as_deref()
    }
}
