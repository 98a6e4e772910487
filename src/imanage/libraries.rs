//! Owns the libraries of a customer.

use super::api::{Api, ApiError};
use crate::http::Request;

/// A library (`reference/imanage-api.md` section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    pub id: String,
    /// `worksite` or `linksite`.
    pub kind: Option<String>,
    pub is_hidden: bool,
}

impl Api {
    /// Lists the libraries the account sees. This list has no pages.
    pub async fn libraries(&self) -> Result<Vec<Library>, ApiError> {
        let rows = self.list(self.below(&["libraries"]), &[], "the libraries").await?;
        let library = |(id, fields): (String, super::wire::Fields)| Library {
            id,
            kind: fields.filled("type"),
            is_hidden: fields.truth("is_hidden").unwrap_or(false),
        };
        Ok(rows.into_iter().map(library).collect())
    }

    /// Asks whether a value of a custom field exists (`customs/custom1/{alias}`).
    pub async fn has_custom_value(&self, library: &str, field: &str, alias: &str) -> Result<bool, ApiError> {
        let url = self.below(&["libraries", library, "customs", field, "search"]);
        let request = Request::get(url).query([("alias".to_owned(), alias.to_owned())]);
        let answer = self.ask(request).await?;
        if super::api::is_no_record(&answer) {
            return Ok(false);
        }
        if !answer.is_success() {
            return Err(super::api::failure(&answer, &format!("field `{field}`")));
        }
        let list: super::wire::List = super::api::read(&answer, field)?;
        let rows = match list.data {
            super::wire::Data::Rows(rows) | super::wire::Data::Results { results: rows } => rows,
            super::wire::Data::Nothing(_) => Vec::new(),
        };
        Ok(rows.iter().any(|row| row["id"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(alias))))
    }
}
