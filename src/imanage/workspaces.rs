//! Owns workspaces: the search, and one by its id.

use std::collections::{BTreeMap, HashSet};

use super::api::{Api, ApiError, failure, is_no_record, read};
use super::ids::ObjectId;
use super::paging::{Page, Size};
use super::rows::WorkspaceRow;
use super::wire::{Fields, One};
use crate::http::Request;

/// A workspace (`reference/imanage-api.md` section 4.5). Everything but `id` and `name` may be absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    pub id: String,
    pub name: String,
    pub library: String,
    pub description: Option<String>,
    /// `custom1` → `12345`: every custom field that is set, as text.
    pub customs: BTreeMap<String, String>,
    pub owner: Option<String>,
    pub class: Option<String>,
    pub subclass: Option<String>,
    pub subtype: Option<String>,
    pub create_date: Option<String>,
    pub edit_date: Option<String>,
    pub default_security: Option<String>,
    pub effective_security: Option<String>,
    pub has_subfolders: Option<bool>,
    pub iwl: Option<String>,
}

impl Api {
    /// Searches a library's workspaces and hands on all that are found, in the server's order, page by page. The fields go to the
    /// server as they are, in this order.
    pub async fn search_workspaces(
        &self,
        library: &str,
        fields: &[(String, String)],
        mut take: impl FnMut(Workspace),
    ) -> Result<(), ApiError> {
        let url = self.below(&["libraries", library, "workspaces"]);
        let what = format!("the workspaces of library `{library}`");
        let mut seen = HashSet::new();
        self.follow(url, fields, &what, Size::usual(), |answer| {
            Page::<WorkspaceRow<'_>>::of(answer, &what)?.take(|row| {
                let is_fresh = seen.insert(row.id.to_string());
                if is_fresh {
                    take(row.to_workspace(library));
                }
                Ok(is_fresh)
            })
        })
        .await
    }

    /// Reads all workspaces of a library, or those that fit some fields, in pages as large as server and memory allow, and hands on
    /// each row. Returns how many the server said there are, if it did.
    pub async fn scan_workspaces(
        &self,
        library: &str,
        fields: &[(String, String)],
        mut take: impl FnMut(&WorkspaceRow<'_>) -> bool,
    ) -> Result<Option<u64>, ApiError> {
        let url = self.below(&["libraries", library, "workspaces"]);
        let what = format!("the workspaces of library `{library}`");
        let mut all = None;
        self.follow(url, fields, &what, Size::large(), |answer| {
            let page = Page::<WorkspaceRow<'_>>::of(answer, &what)?;
            all = all.or(page.total);
            page.take(|row| Ok(take(&row)))
        })
        .await?;
        Ok(all)
    }

    /// Asks how many workspaces a library has. `None`: the server does not say.
    pub async fn count_workspaces(&self, library: &str) -> Result<Option<u64>, ApiError> {
        let url = self.below(&["libraries", library, "workspaces"]);
        let what = format!("the workspaces of library `{library}`");
        let query = [("limit", "1"), ("total", "true")];
        match self.page(url, query.into_iter(), &what).await? {
            Some(answer) => Ok(Page::<WorkspaceRow<'_>>::of(&answer, &what)?.total),
            None => Ok(Some(0)),
        }
    }

    /// Searches for some workspaces in one request: the first of them, and whether there are no more. Of several libraries
    /// that are searched at once (`reference/imanage-api.md` section 4.1) each workspace tells its own.
    pub async fn some_workspaces(
        &self,
        libraries: &[&str],
        fields: &[(String, String)],
        most: usize,
    ) -> Result<(Vec<Workspace>, bool), ApiError> {
        let (url, mut query) = match libraries {
            [library] => (self.below(&["libraries", library, "workspaces"]), Vec::new()),
            several => (self.below(&["workspaces"]), vec![("libraries".to_owned(), several.join(","))]),
        };
        query.extend_from_slice(fields);
        let what = format!(
            "the workspaces of {}",
            libraries.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
        );
        let (rows, is_whole) = self.first(url, &query, most, &what).await?;
        let own = |id: &str| id.split('!').next().unwrap_or_default().to_owned();
        Ok((rows.into_iter().map(|(id, fields)| workspace(id.clone(), &fields, &own(&id))).collect(), is_whole))
    }

    /// Lists the workspaces of a library that are templates, which no search returns: id and name
    /// (`reference/imanage-api.md` section 6).
    pub async fn templates(&self, library: &str) -> Result<Vec<Workspace>, ApiError> {
        let url = self.below(&["libraries", library, "templates"]);
        let rows = self.list(url, &[], &format!("the templates of library `{library}`")).await?;
        Ok(rows.into_iter().map(|(id, fields)| workspace(id, &fields, library)).collect())
    }

    /// Reads one workspace. `None` when there is none that this account sees.
    pub async fn workspace(&self, id: &ObjectId) -> Result<Option<Workspace>, ApiError> {
        let what = format!("workspace `{id}`");
        let answer = self.ask(Request::get(self.below_object("workspaces", id, &[]))).await?;
        if answer.status == 404 || is_no_record(&answer) {
            return Ok(None);
        }
        if !answer.is_success() {
            return Err(failure(&answer, &what));
        }
        let One { data: fields } = read(&answer, &what)?;
        let id = fields.filled("id").unwrap_or_else(|| id.to_string());
        let library = id.split('!').next().unwrap_or_default().to_owned();
        Ok(Some(workspace(id, &fields, &library)))
    }
}

pub(super) fn workspace(id: String, fields: &Fields, library: &str) -> Workspace {
    Workspace {
        name: fields.text("name").unwrap_or_default(),
        library: fields.filled("database").unwrap_or_else(|| library.to_owned()),
        description: fields.filled("description"),
        customs: fields.customs().collect(),
        owner: fields.filled("owner"),
        class: fields.filled("class"),
        subclass: fields.filled("subclass"),
        subtype: fields.filled("subtype"),
        create_date: fields.filled("create_date"),
        edit_date: fields.filled("edit_date"),
        default_security: fields.filled("default_security"),
        effective_security: fields.filled("effective_security"),
        has_subfolders: fields.truth("has_subfolders"),
        iwl: fields.filled("iwl"),
        id,
    }
}
