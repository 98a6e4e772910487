//! Owns the libraries of a customer.

use super::api::{Api, ApiError, failure, is_no_record, read};
use super::wire::{Fields, One};
use crate::http::Request;
use crate::text::names;

/// A library (`reference/imanage-api.md` section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    pub id: String,
    /// `worksite` or `linksite`.
    pub kind: Option<String>,
    pub is_hidden: bool,
}

/// A value of a custom field's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomValue {
    pub id: String,
    pub description: Option<String>,
    pub is_enabled: bool,
}

impl Api {
    /// Lists the libraries the account sees. This list has no pages.
    pub async fn libraries(&self) -> Result<Vec<Library>, ApiError> {
        let rows = self.list(self.below(&["libraries"]), &[], "the libraries").await?;
        let library = |(id, fields): (String, Fields)| Library {
            id,
            kind: fields.filled("type"),
            is_hidden: fields.truth("is_hidden").unwrap_or(false),
        };
        Ok(rows.into_iter().map(library).collect())
    }

    /// Asks whether a value of a custom field exists (`customs/custom1/{alias}`).
    pub async fn has_custom_value(&self, library: &str, field: &str, alias: &str) -> Result<bool, ApiError> {
        Ok(self.custom_value(library, field, alias, None).await?.is_some())
    }

    /// Looks a value of a custom field up in its table; for a child field (`custom2`, `custom30`) below its parent's value.
    /// `None` when the table has none (`reference/imanage-api.md` section 7).
    pub async fn custom_value(
        &self,
        library: &str,
        field: &str,
        alias: &str,
        parent: Option<&str>,
    ) -> Result<Option<CustomValue>, ApiError> {
        let what = format!("the values of `{field}` in library `{library}`");
        let parent = parent.map(|parent| ("parent_alias".to_owned(), parent.to_owned()));
        let value = |id: String, fields: &Fields| CustomValue {
            id,
            description: fields.filled("description"),
            is_enabled: fields.truth("enabled").unwrap_or(true),
        };
        // Such an alias cannot be addressed in a path, only searched for.
        if alias.contains('/') || matches!(alias, "." | "..") {
            let url = self.below(&["libraries", library, "customs", field, "search"]);
            let query: Vec<_> = [("alias".to_owned(), alias.to_owned())].into_iter().chain(parent).collect();
            let rows = self.list(url, &query, &what).await?;
            // A server that knows no `alias` returns the whole table.
            let row = rows.into_iter().find(|(id, _)| names::equal(id, alias));
            return Ok(row.map(|(id, fields)| value(id, &fields)));
        }
        let url = self.below(&["libraries", library, "customs", field, alias]);
        let answer = self.ask(Request::get(url).query(parent)).await?;
        if is_no_record(&answer) {
            return Ok(None);
        }
        if !answer.is_success() {
            return Err(failure(&answer, &what));
        }
        let One { data: fields } = read(&answer, &what)?;
        Ok(Some(value(fields.filled("id").unwrap_or_else(|| alias.to_owned()), &fields)))
    }
}
