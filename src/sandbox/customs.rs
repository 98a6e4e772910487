//! Owns the tables of custom fields (`reference/imanage-api.md` section 7).

use serde_json::{Value, json};

use super::answer::Answer;
use super::data::CustomData;
use super::matching::{fold, is_like};
use super::paging::{Documented, List, Page};
use super::service::Call;

/// Answers `customs/{field}` and `customs/{field}/search`.
pub(super) fn search(call: &Call<'_>, field: &str) -> Result<Answer, Answer> {
    let page = Page::of(call.request)?;
    let alias = call.request.parameter("alias");
    let query = call.request.parameter("query");
    let matches: Vec<&CustomData> = table(call, field)?
        .iter()
        .filter(|value| alias.is_none_or(|alias| fold(&value.id) == fold(alias)) && parent_fits(call, value))
        .filter(|value| {
            let description = value.description.as_deref().unwrap_or_default();
            query.is_none_or(|query| is_like(&value.id, query) || is_like(description, query))
        })
        .collect();
    let list = List { matches: &matches, documented: Documented::Array, is_search: true, tells_overflow: false };
    Ok(list.answer(call.settings, page, |value| show(value)))
}

/// Answers `customs/{field}/{alias}`.
pub(super) fn one(call: &Call<'_>, field: &str, alias: &str) -> Result<Answer, Answer> {
    let fits = |value: &&CustomData| fold(&value.id) == fold(alias) && parent_fits(call, value);
    let value = table(call, field)?.iter().find(fits).ok_or_else(Answer::no_record)?;
    Ok(Answer::json(200, &json!({ "data": show(value) })))
}

fn table<'a>(call: &Call<'a>, field: &str) -> Result<&'a [CustomData], Answer> {
    if let Some(table) = call.store.customs.get(field) {
        return Ok(table);
    }
    let number: Option<u8> = field.strip_prefix("custom").and_then(|number| number.parse().ok());
    if matches!(number, Some(1..=12 | 29 | 30)) { Ok(&[]) } else { Err(Answer::no_record()) }
}

fn parent_fits(call: &Call<'_>, value: &CustomData) -> bool {
    call.request.parameter("parent_alias").is_none_or(|asked| {
        let own = value.parent.as_deref();
        own.is_some_and(|own| fold(own) == fold(asked))
    })
}

fn show(value: &CustomData) -> Value {
    let mut shown = json!({ "id": value.id, "enabled": value.enabled, "hipaa": false });
    if let Some(description) = &value.description {
        shown["description"] = description.as_str().into();
    }
    if let Some(parent) = &value.parent {
        shown["parent"] = json!({ "id": parent });
    }
    shown
}
