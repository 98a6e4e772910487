//! Owns the short words that the sample is written with.

use crate::sandbox::data::{Access, ContentData, ContentKind, WorkspaceData};

/// A workspace in `ACTIVE`.
pub(super) fn workspace(name: &str, contents: Vec<ContentData>) -> WorkspaceData {
    WorkspaceData { library: "ACTIVE".into(), name: name.into(), contents, ..WorkspaceData::default() }
}

/// A matter's workspace in `ACTIVE`.
pub(super) fn matter(client: &str, matter: &str, name: &str) -> WorkspaceData {
    workspace(name, matter_folders()).with("custom1", client).with("custom2", matter).with("subclass", "MATTER")
}

fn matter_folders() -> Vec<ContentData> {
    vec![
        folder("Correspondence", vec![document("Letter to client"), email("RE: Instructions")]),
        folder("Documents", vec![folder("Drafts", vec![]), folder("Final", vec![])]),
    ]
}

pub(super) fn folder(name: &str, contents: Vec<ContentData>) -> ContentData {
    ContentData { name: name.into(), contents, ..ContentData::default() }
}

pub(super) fn document(name: &str) -> ContentData {
    thing(ContentKind::Document, name)
}

pub(super) fn email(name: &str) -> ContentData {
    thing(ContentKind::Email, name)
}

pub(super) fn thing(kind: ContentKind, name: &str) -> ContentData {
    ContentData { kind, name: name.into(), ..ContentData::default() }
}

impl WorkspaceData {
    pub(super) fn with(mut self, field: &str, value: &str) -> Self {
        self.fields.insert(field.into(), value.into());
        self
    }

    pub(super) fn number(mut self, number: u64) -> Self {
        self.number = Some(number);
        self
    }

    pub(super) fn library(mut self, library: &str) -> Self {
        self.library = library.into();
        self
    }

    pub(super) fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    pub(super) fn holding(mut self, contents: Vec<ContentData>) -> Self {
        self.contents = contents;
        self
    }
}

impl ContentData {
    pub(super) fn closed(mut self) -> Self {
        self.access = Access::NoAccess;
        self
    }

    pub(super) fn repeated(mut self, times: u32) -> Self {
        self.repeat = Some(times);
        self
    }

    pub(super) fn with(mut self, field: &str, value: &str) -> Self {
        self.fields.insert(field.into(), value.into());
        self
    }
}
