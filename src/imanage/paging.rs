//! Owns following pages to the end, whatever a server says about it (`reference/imanage-api.md` section 4.6).

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use super::api::{Api, ApiError, failure, is_no_record, read, row};
use super::wire::{Data, Fields, List};
use crate::http::Request;

/// Rows asked for at once: the documented default, which each server has.
const PAGE: usize = 500;

/// More rows than any list imctl reads to the end.
const MOST_ROWS: usize = 2_000_000;

/// One page of a list, with what the server says about the rest.
struct Page {
    host: String,
    rows: Vec<Value>,
    total: Option<u64>,
    overflow: Option<bool>,
    next: Option<String>,
}

impl Api {
    /// Reads a whole list, page by page. 404 `NRC_NO_RECORD` is an empty one.
    pub(super) async fn list(
        &self,
        url: Url,
        query: &[(String, String)],
        what: &str,
    ) -> Result<Vec<(String, Fields)>, ApiError> {
        let mut rows = Vec::new();
        self.each(url, query, what, |id, fields| rows.push((id, fields))).await?;
        Ok(rows)
    }

    /// Reads the first rows of a list, at most so many, in one request, and tells whether there are no more.
    pub(super) async fn first(
        &self,
        url: Url,
        query: &[(String, String)],
        most: usize,
        what: &str,
    ) -> Result<(Vec<(String, Fields)>, bool), ApiError> {
        let own = [("limit".to_owned(), most.to_string()), ("total".to_owned(), "true".to_owned())];
        let Some(page) = self.page(url, [query, &own].concat(), what).await? else { return Ok((Vec::new(), true)) };
        let came = page.rows.len();
        let is_whole = page.next.is_none()
            && page.overflow != Some(true)
            && page.total.map_or(came < most, |total| total <= came as u64);
        let rows = page.rows.into_iter().map(|value| row(value, &page.host, what)).collect::<Result<_, _>>()?;
        Ok((rows, is_whole))
    }

    /// Asks for one page. `None`: 404 `NRC_NO_RECORD`, which is an empty list.
    async fn page(&self, url: Url, parameters: Vec<(String, String)>, what: &str) -> Result<Option<Page>, ApiError> {
        let answer = self.ask(Request::get(url).query(parameters)).await?;
        if is_no_record(&answer) {
            return Ok(None);
        }
        if !answer.is_success() {
            return Err(failure(&answer, what));
        }
        let list: List = read(&answer, what)?;
        Ok(Some(Page {
            rows: match list.data {
                Data::Rows(rows) | Data::Results { results: rows } => rows,
                Data::Nothing(_) => Vec::new(),
            },
            total: list.total_count.as_ref().and_then(Value::as_u64),
            overflow: list.overflow.as_ref().and_then(Value::as_bool),
            next: text(list.cursor),
            host: answer.host,
        }))
    }

    /// Hands each row of a list on as its page comes in, so that memory holds one page and not the list.
    pub(super) async fn each(
        &self,
        url: Url,
        query: &[(String, String)],
        what: &str,
        mut take: impl FnMut(String, Fields),
    ) -> Result<(), ApiError> {
        let mut seen = HashSet::new();
        let (mut offset, mut cursor) = (0_usize, None::<String>);
        loop {
            let mut parameters = query.to_vec();
            parameters.push(("limit".to_owned(), PAGE.to_string()));
            match &cursor {
                Some(cursor) => parameters.push(("cursor".to_owned(), cursor.clone())),
                None if offset > 0 => parameters.push(("offset".to_owned(), offset.to_string())),
                None => parameters.push(("total".to_owned(), "true".to_owned())),
            }
            let Some(page) = self.page(url.clone(), parameters, what).await? else { return Ok(()) };
            let Page { host, rows: page, total, overflow, next } = page;
            let next = next.filter(|next| Some(next) != cursor.as_ref());
            let came = page.len();
            let mut fresh = 0;
            for value in page {
                let (id, fields) = row(value, &host, what)?;
                if seen.insert(id.clone()) {
                    fresh += 1;
                    take(id, fields);
                }
            }
            // A full page may be followed by another; a short one is only where the server says that more exist.
            let more = next.is_some()
                || overflow == Some(true)
                || total.is_some_and(|total| total > seen.len() as u64)
                || (came >= PAGE && total.is_none());
            if came == 0 || !more {
                return Ok(());
            }
            if fresh == 0 || seen.len() > MOST_ROWS {
                return Err(ApiError::EndlessPaging { host, what: what.to_owned() });
            }
            offset += came;
            cursor = next;
        }
    }
}

fn text(value: Option<Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
