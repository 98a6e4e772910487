//! Owns lists: limit, offset, cursor, total, and the two shapes of `data` (`reference/imanage-api.md` section 4.6).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::answer::Answer;
use super::faults::Fault;
use super::request::Request;
use super::settings::{EmptyAnswer, ListShape, Settings};

const DEFAULT_LIMIT: usize = 500;
const MOST: usize = 9999;
/// How much too high the fault `total-lies` makes a total.
const LIE: usize = 1000;

/// The shape an endpoint documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Documented {
    Array,
    Results,
}

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    limit: usize,
    offset: usize,
    is_cursor: bool,
    wants_total: bool,
}

impl Page {
    /// Reads the page of a GET request.
    pub(super) fn of(request: &Request) -> Result<Page, Answer> {
        let cursor = request.parameter("cursor");
        let is_cursor = match request.parameter("paging_mode") {
            None | Some("standard") => cursor.is_some(),
            Some("standard_cursor") => true,
            Some(_) => {
                let message = "paging_mode must be standard or standard_cursor";
                return Err(Answer::invalid_parameter("paging_mode", message));
            }
        };
        let offset = match cursor {
            Some(cursor) => read_cursor(cursor)
                .ok_or_else(|| Answer::invalid_parameter("cursor", "The cursor is none that this server gave"))?,
            None if is_cursor => 0,
            None => number(request, "offset")?.unwrap_or(0),
        };
        let limit = check_limit(number(request, "limit")?.unwrap_or(DEFAULT_LIMIT))?;
        Ok(Page { limit, offset, is_cursor, wants_total: request.flag("total") && !is_cursor })
    }

    /// Reads the page of a POST search: `limit` alone (no cursor seen there).
    pub(super) fn of_body(body: &serde_json::Map<String, Value>) -> Result<Page, Answer> {
        let limit = match body.get("limit") {
            None => DEFAULT_LIMIT,
            Some(value) => value.as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(0),
        };
        let offset = body.get("offset").and_then(Value::as_u64).and_then(|offset| usize::try_from(offset).ok());
        Ok(Page { limit: check_limit(limit)?, offset: offset.unwrap_or(0), is_cursor: false, wants_total: false })
    }
}

fn number(request: &Request, name: &str) -> Result<Option<usize>, Answer> {
    request
        .parameter(name)
        .map(|text| text.parse().map_err(|_| Answer::invalid_parameter(name, &format!("{name} must be a number"))))
        .transpose()
}

fn check_limit(limit: usize) -> Result<usize, Answer> {
    if (1..=MOST).contains(&limit) {
        return Ok(limit);
    }
    Err(Answer::invalid_parameter("limit", "limit must be from 1 to 9999"))
}

fn make_cursor(offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("at:{offset}"))
}

fn read_cursor(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("at:")?.parse().ok()
}

/// A list to be answered.
pub(super) struct List<'a, T> {
    pub matches: &'a [T],
    pub documented: Documented,
    /// Whether an empty one may be 404 (`--empty not-found`).
    pub is_search: bool,
    /// Whether `overflow` tells that there is more (POST searches).
    pub tells_overflow: bool,
}

impl<T> List<'_, T> {
    /// Answers the page of the list.
    pub(super) fn answer(&self, settings: &Settings, page: Page, show: impl Fn(&T) -> Value) -> Answer {
        if self.matches.is_empty() && self.is_search && settings.empty == EmptyAnswer::NotFound {
            return Answer::no_record();
        }
        let (repeats, lies) =
            (settings.faults.contains(&Fault::PageRepeats), settings.faults.contains(&Fault::TotalLies));
        let total = self.matches.len();
        let start = if repeats { 0 } else { page.offset.min(total) };
        let end = (start + page.limit).min(total);
        let shown: Vec<Value> = self.matches[start..end].iter().map(show).collect();
        let as_array = match settings.lists {
            ListShape::Array => true,
            ListShape::Results => false,
            ListShape::Documented => self.documented == Documented::Array,
        };
        let mut body = if as_array { json!({ "data": shown }) } else { json!({ "data": { "results": shown } }) };
        if page.is_cursor && (end < total || repeats) {
            body["cursor"] = make_cursor(end).into();
        }
        if page.wants_total && !settings.faults.contains(&Fault::NoTotals) {
            body["total_count"] = (if lies { total + LIE } else { total }).into();
        }
        if self.tells_overflow {
            body["overflow"] = ((end < total) != lies).into();
        }
        Answer::json(200, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &[(&str, &str)]) -> Result<Page, u16> {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Page::of(&Request { query, ..Request::default() }).map_err(|answer| answer.status)
    }

    #[test]
    fn a_limit_outside_1_to_9999_is_refused() {
        for limit in ["0", "10000", "-1", "x"] {
            assert_eq!(page(&[("limit", limit)]), Err(400), "{limit}");
        }
        assert_eq!(page(&[("limit", "9999")]).unwrap().limit, 9999);
        assert_eq!(page(&[]).unwrap().limit, 500);
    }

    #[test]
    fn a_cursor_goes_on_and_a_strange_one_is_refused() {
        let next = make_cursor(7);
        assert_eq!(page(&[("cursor", &next), ("offset", "3")]).unwrap().offset, 7);
        assert_eq!(page(&[("cursor", "junk")]), Err(400));
        assert_eq!(page(&[("paging_mode", "sideways")]), Err(400));
    }

    #[test]
    fn an_offset_past_the_end_is_an_empty_list() {
        let list = List { matches: &[1, 2], documented: Documented::Array, is_search: true, tells_overflow: false };
        let answer = list.answer(&Settings::default(), page(&[("offset", "9")]).unwrap(), |n| json!(n));
        assert_eq!((answer.status, answer.body.as_slice()), (200, br#"{"data":[]}"#.as_slice()));
    }
}
