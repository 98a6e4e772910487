//! Owns one thing in a workspace as it is listed, and how its path is written and read.

use serde::Serialize;

use crate::imanage::documents::Document;
use crate::imanage::folders::{Folder, Node};

/// What a thing is (CONTRACT 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Folder,
    Tab,
    SearchFolder,
    Document,
    Email,
    Shortcut,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Folder => "folder",
            Kind::Tab => "tab",
            Kind::SearchFolder => "search-folder",
            Kind::Document => "document",
            Kind::Email => "email",
            Kind::Shortcut => "shortcut",
        }
    }
}

/// A thing in a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub kind: Kind,
    /// A folder in the widest sense: tabs, search folders and shortcuts to folders too.
    pub is_folder: bool,
    pub name: String,
    pub parent_id: Option<String>,
    pub extension: Option<String>,
    pub version: Option<u64>,
    /// In bytes.
    pub size: Option<u64>,
    pub create_date: Option<String>,
    pub edit_date: Option<String>,
    pub access: Option<String>,
    /// What the server says of a folder's contents; `None`: nothing.
    pub has_content: Option<bool>,
}

impl Entry {
    /// Tells whether the account may not look inside.
    pub fn is_closed(&self) -> bool {
        self.is_folder && self.access.as_deref() == Some("no_access")
    }

    /// The name with its extension, as people know a document.
    pub fn shown_name(&self) -> String {
        let Some(extension) = self.extension.as_deref().filter(|_| !self.is_folder) else { return self.name.clone() };
        let ending = format!(".{extension}").to_lowercase();
        if self.name.to_lowercase().ends_with(&ending) {
            self.name.clone()
        } else {
            format!("{}.{extension}", self.name)
        }
    }
}

impl From<Folder> for Entry {
    fn from(folder: Folder) -> Self {
        let kind = match folder.kind.as_deref() {
            _ if folder.is_shortcut => Kind::Shortcut,
            Some("tab") => Kind::Tab,
            Some("search") => Kind::SearchFolder,
            _ => Kind::Folder,
        };
        let has = [folder.has_subfolders, folder.has_documents];
        Entry {
            kind,
            is_folder: true,
            name: folder.name,
            parent_id: folder.parent_id,
            extension: None,
            version: None,
            size: None,
            create_date: None,
            edit_date: folder.edit_date,
            access: folder.effective_security.or(folder.default_security),
            has_content: if has.contains(&Some(true)) { Some(true) } else { has[0].and(has[1]) },
            id: folder.id,
        }
    }
}

impl From<Document> for Entry {
    fn from(document: Document) -> Self {
        let kind = match (document.is_shortcut, document.is_email) {
            (true, _) => Kind::Shortcut,
            (_, true) => Kind::Email,
            _ => Kind::Document,
        };
        Entry {
            kind,
            is_folder: false,
            name: document.name,
            parent_id: document.parent_id,
            extension: document.extension,
            version: document.version,
            size: document.size,
            create_date: document.create_date,
            edit_date: document.edit_date,
            access: document.access,
            has_content: None,
            id: document.id,
        }
    }
}

impl From<Node> for Entry {
    fn from(node: Node) -> Self {
        match node {
            Node::Folder(folder) => folder.into(),
            Node::Document(document) => document.into(),
        }
    }
}

/// Writes a name as one part of a path: `/` and `\` inside it are escaped.
pub fn escape(name: &str) -> String {
    name.replace('\\', "\\\\").replace('/', "\\/")
}

/// Reads a path into names. Empty parts, as a leading or trailing `/` makes them, are left out. `None`: it ends with a single `\`.
pub fn parts(path: &str) -> Option<Vec<String>> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => part.push(characters.next()?),
            '/' => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_come_back_from_a_path_as_they_were(names in proptest::collection::vec("\\PC*[a-z]\\PC*", 0..4)) {
            let path = names.iter().map(|name| escape(name)).collect::<Vec<_>>().join("/");
            prop_assert_eq!(parts(&path), Some(names));
        }
    }

    #[test]
    fn a_path_may_begin_and_end_with_a_slash() {
        assert_eq!(parts("/Documents/Drafts/"), Some(vec!["Documents".to_owned(), "Drafts".to_owned()]));
        assert_eq!(parts("a\\"), None);
    }
}
