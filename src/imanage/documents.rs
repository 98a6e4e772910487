//! Owns documents and e-mails.

use super::api::{Api, ApiError};
use super::ids::ObjectId;
use super::wire::Fields;

/// A document or e-mail (`reference/imanage-api.md` section 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub id: String,
    pub name: String,
    pub parent_id: Option<String>,
    pub extension: Option<String>,
    pub version: Option<u64>,
    /// In bytes.
    pub size: Option<u64>,
    pub create_date: Option<String>,
    pub edit_date: Option<String>,
    pub access: Option<String>,
    pub is_email: bool,
    pub is_shortcut: bool,
}

impl Api {
    /// Lists the documents of a container; with `subtree` those of everything below it too.
    pub async fn documents_below(&self, id: &ObjectId, subtree: bool) -> Result<Vec<Document>, ApiError> {
        let url = self.below(&["libraries", &id.library, "documents"]);
        let query = [("container_id".to_owned(), id.to_string()), ("include_subtree".to_owned(), subtree.to_string())];
        let rows = self.list(url, &query, &format!("the documents below `{id}`")).await?;
        Ok(rows.into_iter().map(|(id, fields)| document(id, &fields)).collect())
    }
}

pub(super) fn document(id: String, fields: &Fields) -> Document {
    let wstype = fields.text("wstype").unwrap_or_default();
    Document {
        id,
        name: fields.text("name").unwrap_or_default(),
        parent_id: fields.filled("parent_id").or_else(|| fields.filled("container_id")),
        extension: fields.filled("extension"),
        version: fields.number("version"),
        size: fields.number("size"),
        create_date: fields.filled("create_date"),
        edit_date: fields.filled("edit_date"),
        access: fields.filled("effective_security").or_else(|| fields.filled("default_security")),
        is_email: wstype.starts_with("email"),
        is_shortcut: wstype.ends_with("shortcut"),
    }
}
