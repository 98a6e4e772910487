//! Owns following pages to the end, whatever a server says about it (`reference/imanage-api.md` section 4.6).

use std::collections::HashSet;

use serde::Deserialize;
use url::Url;

use super::api::{Api, ApiError, failure, is_no_record, read, row};
use super::wire::{Fields, List, Loose, MOST_ROWS_AT_ONCE};
use crate::http::{Answer, HttpError, Request};

/// Rows asked for at once: the documented default, which each server has.
const USUAL: usize = 500;

/// What a large page should hold, in bytes: half of what is accepted of any answer.
const FULL: usize = 8 * 1024 * 1024;

/// More rows than any list imctl reads to the end.
const MOST_ROWS: usize = 2_000_000;

/// The most that the answers of a list may hold that is kept as a whole, in bytes: some 700,000 workspaces.
const MOST_KEPT: usize = 1024 * 1024 * 1024;

/// After so many pages there must have been [`FEWEST`] new rows on each, on average: a server that gives a few at a time, and always
/// says that there are more, means no good.
const TRUSTED_PAGES: usize = 100;
const FEWEST: usize = 100;

/// The longest cursor that fits into an address, in bytes.
const LONGEST_CURSOR: usize = 8 * 1024;

/// One page of a list, with what the server says about the rest.
pub(super) struct Page<R> {
    pub rows: Vec<R>,
    pub total: Option<u64>,
    overflow: Option<bool>,
    next: Option<String>,
}

/// What became of a page: its rows, and how many of them were not on the pages before.
pub(super) struct Taken {
    came: usize,
    fresh: usize,
    total: Option<u64>,
    overflow: Option<bool>,
    next: Option<String>,
}

/// How many rows are asked for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    limit: usize,
    largest: usize,
}

impl<'a, R: Deserialize<'a>> Page<R> {
    /// Reads a page out of an answer.
    pub(super) fn of(answer: &'a Answer, what: &str) -> Result<Self, ApiError> {
        let list: List<R> = read(answer, what)?;
        Ok(Page {
            rows: list.data.0,
            total: list.total_count.0.and_then(|text| text.trim().parse().ok()),
            overflow: list.overflow.0.and_then(|text| text.trim().parse().ok()),
            next: cursor(list.cursor, answer, what)?,
        })
    }

    /// Hands its rows to `take`, which tells whether each was new.
    pub(super) fn take(self, mut take: impl FnMut(R) -> Result<bool, ApiError>) -> Result<Taken, ApiError> {
        let Page { rows, total, overflow, next } = self;
        let (came, mut fresh) = (rows.len(), 0);
        for row in rows {
            fresh += usize::from(take(row)?);
        }
        Ok(Taken { came, fresh, total, overflow, next })
    }
}

impl Size {
    /// The usual size, the same for all pages.
    pub fn usual() -> Self {
        Size { limit: USUAL, largest: USUAL }
    }

    /// As large as server and memory allow, which the first page tells.
    pub fn large() -> Self {
        Size { limit: USUAL, largest: MOST_ROWS_AT_ONCE }
    }

    /// Takes in how large a page was.
    fn learn(&mut self, rows: usize, bytes: usize) {
        if let Some(each) = bytes.checked_div(rows) {
            self.limit = (FULL / each.max(1)).clamp(USUAL, self.largest.max(USUAL));
        }
    }

    /// Asks for less after a page was refused or could not be taken in. `false`: less would not help.
    fn shrink(&mut self, error: &ApiError) -> bool {
        let is_of_size = match error {
            ApiError::BadRequest { .. } | ApiError::Server { .. } => true,
            ApiError::Http(error) => {
                matches!(error, HttpError::TooLarge { .. } | HttpError::Timeout { .. } | HttpError::TooSlow { .. })
            }
            _ => false,
        };
        if !is_of_size || self.limit <= USUAL {
            return false;
        }
        self.largest = (self.limit / 2).max(USUAL);
        self.limit = self.largest;
        true
    }
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
        let most_text = most.to_string();
        let own = [("limit", most_text.as_str()), ("total", "true")];
        let Some(answer) = self.page(url, pairs(query).chain(own), what).await? else { return Ok((Vec::new(), true)) };
        let page = Page::<Fields>::of(&answer, what)?;
        let came = page.rows.len();
        let is_whole = page.next.is_none()
            && page.overflow != Some(true)
            && page.total.map_or(came < most, |total| total <= came as u64);
        let rows = page.rows.into_iter().map(|fields| row(fields, &answer.host, what)).collect::<Result<_, _>>()?;
        Ok((rows, is_whole))
    }

    /// Asks for one page. `None`: 404 `NRC_NO_RECORD`, which is an empty list.
    pub(super) async fn page(
        &self,
        url: Url,
        parameters: impl Iterator<Item = (&str, &str)>,
        what: &str,
    ) -> Result<Option<Answer>, ApiError> {
        let answer = self.ask(Request::get(url).query(parameters)).await?;
        if is_no_record(&answer) {
            return Ok(None);
        }
        if answer.is_success() { Ok(Some(answer)) } else { Err(failure(&answer, what)) }
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
        self.follow(url, query, what, Size::usual(), |answer| {
            Page::<Fields>::of(answer, what)?.take(|fields| {
                let (id, fields) = row(fields, &answer.host, what)?;
                let is_fresh = seen.insert(id.clone());
                if is_fresh {
                    take(id, fields);
                }
                Ok(is_fresh)
            })
        })
        .await
    }

    /// Follows the pages of a list to its end, and hands each on.
    pub(super) async fn follow(
        &self,
        url: Url,
        query: &[(String, String)],
        what: &str,
        mut size: Size,
        mut take: impl FnMut(&Answer) -> Result<Taken, ApiError>,
    ) -> Result<(), ApiError> {
        let (mut offset, mut seen, mut all, mut cursor) = (0_usize, 0_usize, None, None::<String>);
        let (mut pages, mut bytes) = (0_usize, 0_usize);
        loop {
            let (limit, begin) = (size.limit.to_string(), offset.to_string());
            let place = match &cursor {
                Some(cursor) => ("cursor", cursor.as_str()),
                None if offset > 0 => ("offset", begin.as_str()),
                None => ("total", "true"),
            };
            let parameters = pairs(query).chain([("limit", limit.as_str()), place]);
            let answer = match self.page(url.clone(), parameters, what).await {
                Ok(Some(answer)) => answer,
                Ok(None) => return Ok(()),
                Err(error) if size.shrink(&error) => continue,
                Err(error) => return Err(error),
            };
            let Taken { came, fresh, total, overflow, next } = take(&answer)?;
            seen += fresh;
            pages += 1;
            // A list that is read in large pages is not kept.
            bytes += if size.largest > USUAL { 0 } else { answer.body.len() };
            let next = next.filter(|next| Some(next) != cursor.as_ref());
            // Of a number that is smaller than what came nothing is believed.
            all = total.or(all).filter(|all| *all >= seen as u64);
            // A full page may be followed by another; a short one is only where the server says that more exist. A server may
            // give fewer at once than it was asked for, but none fewer than the usual number.
            let more = next.is_some()
                || overflow == Some(true)
                || all.is_some_and(|all| all > seen as u64)
                || (came >= USUAL && all.is_none());
            if came == 0 || !more {
                return Ok(());
            }
            let is_crumbs = pages > TRUSTED_PAGES && seen < pages * FEWEST;
            if fresh == 0 || seen > MOST_ROWS || bytes > MOST_KEPT || is_crumbs {
                return Err(ApiError::EndlessPaging { host: answer.host.clone(), what: what.to_owned() });
            }
            offset += came;
            // A cursor may be bound to the size it was begun with.
            if next.is_none() {
                size.learn(came, answer.body.len());
            }
            cursor = next;
        }
    }
}

fn pairs(query: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    query.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// Where the next page begins, if the server says so.
fn cursor(told: Loose, answer: &Answer, what: &str) -> Result<Option<String>, ApiError> {
    let next = told.0.filter(|text| !text.is_empty());
    if next.as_ref().is_some_and(|next| next.len() > LONGEST_CURSOR) {
        let place = "its `cursor` is longer than an address may be".to_owned();
        return Err(ApiError::Unreadable { host: answer.host.clone(), what: what.to_owned(), place });
    }
    Ok(next)
}
