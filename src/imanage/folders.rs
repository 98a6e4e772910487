//! Owns folders: the children of a workspace or folder, and the flat list of all below one.

use super::api::{Api, ApiError, failure, read};
use super::documents::{Document, document};
use super::ids::ObjectId;
use super::wire::{Fields, One};
use crate::http::Request;

/// A folder, tab or search folder (`reference/imanage-api.md` section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub id: String,
    pub name: String,
    pub parent_id: Option<String>,
    /// `regular`, `search`, `tab`, `category`, …
    pub kind: Option<String>,
    pub view: Option<String>,
    pub effective_security: Option<String>,
    pub default_security: Option<String>,
    pub has_subfolders: Option<bool>,
    pub has_documents: Option<bool>,
    pub edit_date: Option<String>,
    pub is_shortcut: bool,
}

/// What stands in a workspace or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Folder(Folder),
    Document(Document),
}

impl Api {
    /// Lists what stands directly in a workspace.
    pub async fn workspace_children(&self, id: &ObjectId) -> Result<Vec<Node>, ApiError> {
        let url = self.below_object("workspaces", id, &["children"]);
        let rows = self.list(url, &[], &format!("the contents of workspace `{id}`")).await?;
        Ok(rows.into_iter().map(|(id, fields)| node(id, &fields)).collect())
    }

    /// Lists what stands directly in a folder.
    pub async fn folder_children(&self, id: &ObjectId) -> Result<Vec<Node>, ApiError> {
        let url = self.below_object("folders", id, &["children"]);
        let rows = self.list(url, &[], &format!("the contents of folder `{id}`")).await?;
        Ok(rows.into_iter().map(|(id, fields)| node(id, &fields)).collect())
    }

    /// Reads one folder, with what the account may do in it. `None` when there is none that this account sees.
    pub async fn folder(&self, id: &ObjectId) -> Result<Option<Folder>, ApiError> {
        let what = format!("folder `{id}`");
        let answer = self.ask(Request::get(self.below_object("folders", id, &[]))).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        if !answer.is_success() {
            return Err(failure(&answer, &what));
        }
        let One { data: fields } = read(&answer, &what)?;
        Ok(Some(folder(fields.filled("id").unwrap_or_else(|| id.to_string()), &fields)))
    }

    /// Lists all folders below a container, at any depth, in one flat list; the container itself may be among them.
    pub async fn folders_below(&self, id: &ObjectId) -> Result<Vec<Folder>, ApiError> {
        let url = self.below(&["libraries", &id.library, "folders"]);
        let query = [("container_id".to_owned(), id.to_string())];
        let rows = self.list(url, &query, &format!("the folders below `{id}`")).await?;
        Ok(rows.into_iter().map(|(id, fields)| folder(id, &fields)).collect())
    }
}

pub(super) fn node(id: String, fields: &Fields) -> Node {
    let wstype = fields.text("wstype").unwrap_or_default();
    let is_folder = fields.text("folder_type").is_some() || wstype.starts_with("folder") || wstype == "tab";
    if is_folder { Node::Folder(folder(id, fields)) } else { Node::Document(document(id, fields)) }
}

fn folder(id: String, fields: &Fields) -> Folder {
    Folder {
        id,
        name: fields.text("name").unwrap_or_default(),
        parent_id: fields.filled("parent_id"),
        kind: fields.filled("folder_type"),
        view: fields.filled("view_type"),
        effective_security: fields.filled("effective_security"),
        default_security: fields.filled("default_security"),
        has_subfolders: fields.truth("has_subfolders"),
        has_documents: fields.truth("has_documents"),
        edit_date: fields.filled("edit_date"),
        is_shortcut: fields.text("wstype").is_some_and(|wstype| wstype.ends_with("shortcut")),
    }
}
