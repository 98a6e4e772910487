//! Owns the firm a sandbox serves, as a value and as the JSON of `--data FILE` (`docs/sandbox.md`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A firm: its server, its people, its workspaces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirmData {
    #[serde(default = "default_customer_id")]
    pub customer_id: u64,
    #[serde(default)]
    pub user: UserData,
    #[serde(default)]
    pub preferred_library: Option<String>,
    /// Redirect URIs registered with the application, compared exactly; any loopback one is allowed besides.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    pub libraries: Vec<LibraryData>,
    /// Tables by field, such as `custom1`; the same in every library.
    #[serde(default)]
    pub customs: BTreeMap<String, Vec<CustomData>>,
    #[serde(default)]
    pub workspaces: Vec<WorkspaceData>,
}

/// The account that every token speaks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserData {
    pub id: String,
    pub name: String,
    pub email: String,
    /// For the password grant; without one that grant refuses everybody.
    #[serde(default)]
    pub password: Option<String>,
}

impl Default for UserData {
    fn default() -> Self {
        UserData {
            id: "SVC_OPERATE".into(),
            name: "Operate Service".into(),
            email: "svc.operate@example.test".into(),
            password: None,
        }
    }
}

/// A library.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryData {
    pub id: String,
    #[serde(default)]
    pub hidden: bool,
}

/// A value of a custom field table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomData {
    pub id: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The alias of the parent table (custom1 for custom2).
    #[serde(default)]
    pub parent: Option<String>,
}

/// What the account may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    NoAccess,
    Read,
    ReadWrite,
    #[default]
    FullAccess,
}

impl Access {
    /// The word of the API (`reference/imanage-api.md` section 4.5).
    pub fn word(self) -> &'static str {
        match self {
            Access::NoAccess => "no_access",
            Access::Read => "read",
            Access::ReadWrite => "read_write",
            Access::FullAccess => "full_access",
        }
    }
}

/// A workspace with its contents.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceData {
    pub library: String,
    pub name: String,
    /// The number of its id; the next free one when left out.
    #[serde(default)]
    pub number: Option<u64>,
    /// Any profile field of the API, such as `custom1`, `description`, `owner`, `subclass`; they win over what is made up.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// `no_access` makes it invisible.
    #[serde(default)]
    pub access: Access,
    /// A template: found by id, never by search.
    #[serde(default)]
    pub template: bool,
    #[serde(default)]
    pub contents: Vec<ContentData>,
}

/// What kind of thing is in a workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentKind {
    #[default]
    Folder,
    Tab,
    SearchFolder,
    Document,
    Email,
    DocumentShortcut,
    FolderShortcut,
}

impl ContentKind {
    /// Tells whether it can hold other things.
    pub fn is_folder(self) -> bool {
        matches!(self, ContentKind::Folder | ContentKind::Tab | ContentKind::SearchFolder | ContentKind::FolderShortcut)
    }
}

/// A folder, document or shortcut.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentData {
    #[serde(default)]
    pub kind: ContentKind,
    pub name: String,
    #[serde(default)]
    pub number: Option<u64>,
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// `no_access` on a folder: it is listed and its contents are refused (403).
    #[serde(default)]
    pub access: Access,
    #[serde(default)]
    pub contents: Vec<ContentData>,
    /// Makes so many of it, numbered from 0001 behind the name.
    #[serde(default)]
    pub repeat: Option<u32>,
}

fn default_customer_id() -> u64 {
    4711
}

fn yes() -> bool {
    true
}

impl FirmData {
    /// Makes the sample firm.
    pub fn sample() -> FirmData {
        super::sample::firm()
    }
}
