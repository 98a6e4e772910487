//! Owns what is in a container: children, folders and documents at any depth (`reference/imanage-api.md` section 5).

use serde_json::{Value, json};

use super::answer::Answer;
use super::data::Access;
use super::json;
use super::matching::{has_words, is_like};
use super::paging::{Documented, List, Page};
use super::search::{self, Filters, Match, Search};
use super::service::Call;
use super::state::{Item, Library};

/// What an id in a path must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Workspace,
    Folder,
    Document,
    Container,
}

/// Finds what an id names, if it is what the path says.
pub(super) fn find(call: &Call<'_>, library: &str, id: &str, wanted: Wanted) -> Result<Match, Answer> {
    let places = search::places(call, Some(library), &Vec::new())?;
    let place = places.first().copied().ok_or_else(Answer::no_record)?;
    let library = &call.store.libraries[place];
    let at = library.find(id).ok_or_else(Answer::no_record)?;
    let item = &library.items[at];
    let fits = match wanted {
        Wanted::Workspace => item.is_workspace(),
        Wanted::Folder => item.is_folder(),
        Wanted::Document => item.is_document(),
        Wanted::Container => !item.is_document(),
    };
    if fits { Ok((place, at)) } else { Err(Answer::no_record()) }
}

/// Answers the profile of one thing.
pub(super) fn profile(call: &Call<'_>, library: &str, id: &str, wanted: Wanted) -> Result<Answer, Answer> {
    let (place, at) = find(call, library, id, wanted)?;
    let with_operations = call.request.flag("include_operations");
    let value = json::profile(call.store, &call.store.libraries[place], at, call.host, with_operations);
    Ok(Answer::json(200, &json!({ "data": value })))
}

/// Answers `…/operations`.
pub(super) fn operations(call: &Call<'_>, library: &str, id: &str, wanted: Wanted) -> Result<Answer, Answer> {
    let (place, at) = find(call, library, id, wanted)?;
    Ok(Answer::json(200, &json!({ "data": json::operations(&call.store.libraries[place].items[at]) })))
}

/// Answers `…/path`: the ancestors from the workspace down, the folder itself last.
pub(super) fn path(call: &Call<'_>, library: &str, id: &str, wanted: Wanted) -> Result<Answer, Answer> {
    let (place, at) = find(call, library, id, wanted)?;
    let items = &call.store.libraries[place].items;
    let mut way = vec![at];
    while let Some(up) = way.last().and_then(|last| items[*last].parent) {
        way.push(up);
    }
    let shown: Vec<Value> = way.iter().rev().map(|at| search::show(call, (place, *at))).collect();
    let data = if wanted == Wanted::Document { json!([shown]) } else { json!(shown) };
    Ok(Answer::json(200, &json!({ "data": data })))
}

/// Answers the children of a workspace or folder; those of a closed folder are refused.
pub(super) fn children(call: &Call<'_>, library: &str, id: &str, wanted: Wanted) -> Result<Answer, Answer> {
    let page = Page::of(call.request)?;
    let (place, at) = find(call, library, id, wanted)?;
    let library = &call.store.libraries[place];
    let item = readable(library, at)?;
    let request = call.request;
    let wanted_child = |child: &Item| {
        let kind = child.fields.get("wstype").and_then(Value::as_str);
        let is_email =
            child.kind == super::state::Kind::Content(super::data::ContentKind::Email) || kind == Some("email");
        let is_shortcut = is_shortcut(child);
        !(request.flag("exclude_docs") && child.is_document() && !is_email && !is_shortcut
            || request.flag("exclude_emails") && is_email
            || request.flag("email_only") && !is_email
            || request.flag("exclude_shortcuts") && is_shortcut)
            && request.parameter("name").is_none_or(|pattern| is_like(&child.name, pattern))
    };
    let matches: Vec<Match> = visible(library, item.children.iter().copied())
        .filter(|child| wanted_child(&library.items[*child]))
        .map(|child| (place, child))
        .collect();
    let list = List { matches: &matches, documented: Documented::Array, is_search: false, tells_overflow: false };
    Ok(list.answer(call.settings, page, |found| search::show(call, *found)))
}

fn is_shortcut(item: &Item) -> bool {
    use super::data::ContentKind::{DocumentShortcut, FolderShortcut};
    matches!(item.kind, super::state::Kind::Content(DocumentShortcut | FolderShortcut))
}

fn readable(library: &Library, at: usize) -> Result<&Item, Answer> {
    let item = &library.items[at];
    if item.access == Access::NoAccess { Err(Answer::denied()) } else { Ok(item) }
}

fn visible<'a>(library: &'a Library, places: impl Iterator<Item = usize> + 'a) -> impl Iterator<Item = usize> + 'a {
    places.filter(|at| library.is_visible(*at))
}

/// Answers `GET …/folders?container_id=`: all folders at any depth, the container included.
pub(super) fn get_folders(call: &Call<'_>, library: Option<&str>) -> Result<Answer, Answer> {
    let page = Page::of(call.request)?;
    let matches = find_folders(call, library, &call.request.query, true)?;
    let list = List { matches: &matches, documented: Documented::Results, is_search: false, tells_overflow: false };
    Ok(list.answer(call.settings, page, |found| search::show(call, *found)))
}

/// Answers `POST …/folders/search`.
pub(super) fn post_folders(call: &Call<'_>, library: Option<&str>) -> Result<Answer, Answer> {
    let search = Search::of(call, "folder")?;
    let matches = find_folders(call, library, &search.filters, false)?;
    Ok(search.answer(call, &matches))
}

fn find_folders(
    call: &Call<'_>,
    library: Option<&str>,
    filters: &Filters,
    with_container: bool,
) -> Result<Vec<Match>, Answer> {
    let container = container(call, library, filters)?;
    let within = places_within(call, library, filters, container)?;
    let mut found: Vec<Match> = Vec::new();
    if let (true, Some((place, at))) = (with_container, container) {
        found.extend(call.store.libraries[place].items[at].is_folder().then_some((place, at)));
    }
    found.extend(within.into_iter().filter(|(place, at)| call.store.libraries[*place].items[*at].is_folder()));
    found.retain(|(place, at)| folder_fits(&call.store.libraries[*place].items[*at], filters));
    // The container itself is listed whatever its kind; only a plain listing, without a name, shows a workspace.
    if let (true, Some((place, at)), None) = (with_container, container, value_of(filters, "name"))
        && call.store.libraries[place].items[at].is_workspace()
    {
        found.insert(0, (place, at));
    }
    Ok(found)
}

fn folder_fits(item: &Item, filters: &Filters) -> bool {
    filters.iter().filter(|(_, value)| !value.is_empty()).all(|(name, value)| match name.as_str() {
        "name" => value.split(',').any(|pattern| is_like(&item.name, pattern.trim())),
        "name_or_description" => is_like(&item.name, value),
        "owner" => is_like("WSADMIN", value),
        _ => true,
    })
}

/// Answers `GET …/folders/{id}/documents`: those right in the folder.
pub(super) fn folder_documents(call: &Call<'_>, library: &str, id: &str) -> Result<Answer, Answer> {
    let page = Page::of(call.request)?;
    let (place, at) = find(call, library, id, Wanted::Folder)?;
    let library = &call.store.libraries[place];
    let item = readable(library, at)?;
    let matches: Vec<Match> = visible(library, item.children.iter().copied())
        .filter(|child| library.items[*child].is_document())
        .map(|child| (place, child))
        .collect();
    let list = List { matches: &matches, documented: Documented::Array, is_search: false, tells_overflow: false };
    Ok(list.answer(call.settings, page, |found| search::show(call, *found)))
}

/// Answers `GET …/documents?container_id=&include_subtree=`.
pub(super) fn get_documents(call: &Call<'_>, library: Option<&str>) -> Result<Answer, Answer> {
    let page = Page::of(call.request)?;
    let matches = find_documents(call, library, &call.request.query)?;
    let list = List { matches: &matches, documented: Documented::Results, is_search: true, tells_overflow: false };
    Ok(list.answer(call.settings, page, |found| search::show(call, *found)))
}

/// Answers `POST …/documents/search`.
pub(super) fn post_documents(call: &Call<'_>, library: Option<&str>) -> Result<Answer, Answer> {
    let search = Search::of(call, "document")?;
    let matches = find_documents(call, library, &search.filters)?;
    Ok(search.answer(call, &matches))
}

fn find_documents(call: &Call<'_>, library: Option<&str>, filters: &Filters) -> Result<Vec<Match>, Answer> {
    let container = container(call, library, filters)?;
    let whole_tree = value_of(filters, "include_subtree").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let mut found = match container {
        Some((place, at)) if !whole_tree => {
            let item = readable(&call.store.libraries[place], at)?;
            let library = &call.store.libraries[place];
            visible(library, item.children.iter().copied()).map(|child| (place, child)).collect()
        }
        _ => places_within(call, library, filters, container)?,
    };
    found.retain(|(place, at)| {
        let item = &call.store.libraries[*place].items[*at];
        let name_fits = value_of(filters, "name").is_none_or(|name| has_words(&item.name, name));
        item.is_document() && name_fits && value_of(filters, "anywhere").is_none_or(|text| has_words(&item.name, text))
    });
    Ok(found)
}

fn value_of<'a>(filters: &'a Filters, name: &str) -> Option<&'a str> {
    filters.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

fn container(call: &Call<'_>, library: Option<&str>, filters: &Filters) -> Result<Option<Match>, Answer> {
    let Some(id) = value_of(filters, "container_id") else { return Ok(None) };
    let own = id.split_once('!').map_or(id, |(own, _)| own);
    if library.is_some_and(|library| !library.eq_ignore_ascii_case(own)) {
        return Err(Answer::no_record());
    }
    find(call, own, id, Wanted::Container).map(Some)
}

/// Everything visible below the container, or in the libraries where there is none.
fn places_within(
    call: &Call<'_>,
    library: Option<&str>,
    filters: &Filters,
    container: Option<Match>,
) -> Result<Vec<Match>, Answer> {
    if let Some((place, at)) = container {
        let library = &call.store.libraries[place];
        return Ok(visible(library, library.below(at).into_iter()).map(|at| (place, at)).collect());
    }
    let places = search::places(call, library, filters)?;
    Ok(places
        .into_iter()
        .flat_map(|place| {
            let library = &call.store.libraries[place];
            visible(library, 0..library.items.len()).map(move |at| (place, at)).collect::<Vec<_>>()
        })
        .collect())
}
