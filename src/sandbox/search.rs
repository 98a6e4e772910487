//! Owns the searches for workspaces, and what they share with those for folders and documents.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::faults::Fault;
use super::json;
use super::matching::{custom_fits, date_fits, fold, has_words, is_like};
use super::paging::{Documented, List, Page};
use super::service::Call;
use super::state::{Item, Kind, Library};

/// Filters in order: name and value.
pub(super) type Filters = Vec<(String, String)>;

/// A match: the library's place and the item's.
pub(super) type Match = (usize, usize);

/// Answers `GET …/workspaces`, of one library or across libraries.
pub(super) fn get_workspaces(call: &Call<'_>, library: Option<&str>) -> Result<Answer, Answer> {
    const OF_PAGES: [&str; 6] = ["limit", "offset", "total", "cursor", "paging_mode", "sort_order"];
    let is_filtered = call.request.query.iter().any(|(name, _)| !OF_PAGES.contains(&name.as_str()));
    if call.settings.faults.contains(&Fault::ListRefused) && !is_filtered {
        return Err(Answer::invalid_parameter("filters", "A filter is required"));
    }
    let page = Page::of(call.request)?;
    let matches = find_workspaces(call, &places(call, library, &call.request.query)?, &call.request.query);
    let list = List { matches: &matches, documented: Documented::Results, is_search: true, tells_overflow: false };
    Ok(list.answer(call.settings, page, |found| show(call, *found)))
}

/// Answers `GET …/templates`: the workspaces that are templates, which no search returns.
pub(super) fn templates(call: &Call<'_>, library: &str) -> Result<Answer, Answer> {
    let page = Page::of(call.request)?;
    let place = places(call, Some(library), &Vec::new())?[0];
    let library = &call.store.libraries[place];
    let is_template = |at: &usize| library.items[*at].kind == Kind::Template && library.is_visible(*at);
    let matches: Vec<Match> = (0..library.items.len()).filter(is_template).map(|at| (place, at)).collect();
    let list = List { matches: &matches, documented: Documented::Array, is_search: false, tells_overflow: false };
    Ok(list.answer(call.settings, page, |found| show(call, *found)))
}

/// Answers `POST …/workspaces/search`.
pub(super) fn post_workspaces(call: &Call<'_>, library: Option<&str>) -> Result<Answer, Answer> {
    let search = Search::of(call, "workspace")?;
    let matches = find_workspaces(call, &places(call, library, &search.filters)?, &search.filters);
    Ok(search.answer(call, &matches))
}

/// The body of a POST search.
pub(super) struct Search {
    pub filters: Filters,
    page: Page,
    fields: Option<Vec<String>>,
}

impl Search {
    /// Reads the body; `kind` is the key of `profile_fields`.
    pub(super) fn of(call: &Call<'_>, kind: &str) -> Result<Search, Answer> {
        let body = call.request.object()?;
        let page = Page::of_body(&body)?;
        let filters = match body.get("filters") {
            None => Vec::new(),
            Some(Value::Object(filters)) => filters.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
            Some(_) => return Err(Answer::invalid_parameter("filters", "filters must be an object")),
        };
        let fields = match body.get("profile_fields") {
            None => None,
            Some(Value::Object(kinds)) => kinds
                .get(kind)
                .and_then(Value::as_array)
                .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            Some(_) => return Err(Answer::invalid_parameter("profile_fields", "profile_fields must be an object")),
        };
        Ok(Search { filters, page, fields })
    }

    /// Answers what was found, with the fields asked for; `id`, `wstype` and `iwl` always.
    pub(super) fn answer(&self, call: &Call<'_>, matches: &[Match]) -> Answer {
        let list = List { matches, documented: Documented::Array, is_search: true, tells_overflow: true };
        list.answer(call.settings, self.page, |found| {
            let mut value = show(call, *found);
            if let (Some(fields), Some(object)) = (&self.fields, value.as_object_mut()) {
                object.retain(|name, _| matches!(name.as_str(), "id" | "wstype" | "iwl") || fields.contains(name));
            }
            value
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Shows a match.
pub(super) fn show(call: &Call<'_>, (library, at): Match) -> Value {
    json::show(call.store, &call.store.libraries[library], at, call.host)
}

/// Finds the libraries to search: the path's, else those that `libraries` names, else all.
pub(super) fn places(call: &Call<'_>, library: Option<&str>, filters: &Filters) -> Result<Vec<usize>, Answer> {
    let place = |id: &str| {
        let found = call.store.libraries.iter().position(|library| library.id.eq_ignore_ascii_case(id.trim()));
        found.ok_or_else(Answer::no_record)
    };
    if let Some(library) = library {
        return Ok(vec![place(library)?]);
    }
    match filters.iter().find(|(name, value)| name == "libraries" && !value.is_empty()) {
        Some((_, ids)) => ids.split(',').map(place).collect(),
        None => Ok((0..call.store.libraries.len()).collect()),
    }
}

fn find_workspaces(call: &Call<'_>, places: &[usize], filters: &Filters) -> Vec<Match> {
    let mut found = Vec::new();
    for place in places {
        let library = &call.store.libraries[*place];
        for (at, item) in library.items.iter().enumerate() {
            if item.kind == Kind::Workspace && library.is_visible(at) && fits(call, library, at, filters) {
                found.push((*place, at));
            }
        }
    }
    found
}

/// Tells whether an item fits all filters. An empty or unknown one limits nothing.
fn fits(call: &Call<'_>, library: &Library, at: usize, filters: &Filters) -> bool {
    // Rendering is the dear part, so it is done only for what is not in the item itself.
    let item = &library.items[at];
    filters.iter().filter(|(_, value)| !value.is_empty()).all(|(name, value)| match name.as_str() {
        "name" => has_words(&item.name, value),
        "name_or_description" => is_like(&item.name, value) || is_like(field(item, "description"), value),
        "description" => has_words(field(item, "description"), value),
        "owner" => is_like(item.fields.get("owner").and_then(Value::as_str).unwrap_or("WSADMIN"), value),
        "subclass" | "class" => fold(field(item, name)) == fold(value),
        "include_ids" => value.split(',').any(|id| library.find(id.trim()) == Some(at)),
        "anywhere" => anywhere(&json::show(call.store, library, at, call.host), value),
        "file_target" => {
            let query = value.replace('_', " ");
            has_words(&item.name, &query)
                || ["custom1", "custom2", "custom29", "custom30"]
                    .iter()
                    .any(|name| has_words(field(item, name), &query))
        }
        other => match other.rsplit_once('_') {
            Some((date, limit @ ("from" | "to"))) => {
                date_fits(item.fields.get(date).and_then(Value::as_str), value, limit == "from")
            }
            _ => custom_fits(other, item.fields.get(other), value).unwrap_or(true),
        },
    })
}

fn field<'a>(item: &'a Item, name: &str) -> &'a str {
    item.fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn anywhere(value: &Value, query: &str) -> bool {
    value.as_object().is_some_and(|fields| {
        let indexed = |name: &str| name.starts_with("custom") || matches!(name, "name" | "description" | "owner");
        fields.iter().any(|(name, value)| indexed(name) && value.as_str().is_some_and(|text| has_words(text, query)))
    })
}

/// Answers `GET …/features` in the form of names.
pub(super) fn features(call: &Call<'_>) -> Answer {
    let mut names = Map::new();
    names.insert("multi_lang_document_search".into(), false.into());
    names.insert("rate_limiting".into(), call.settings.rate_limit.is_some().into());
    Answer::json(200, &json!({ "data": names }))
}
