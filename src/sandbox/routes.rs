//! Owns the way from a path to its handler.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::answer::{Answer, DMS_VERSION, SPEC_VERSION};
use super::data::ContentKind;
use super::faults::Fault;
use super::request::{Request, decode_segment};
use super::search;
use super::service::{Call, Service};
use super::tree::{self, Wanted};
use super::{authorize, create, customs, oauth};

/// Whether a path is of the OAuth endpoints.
pub(super) fn is_oauth(path: &str) -> bool {
    path.starts_with("/auth/oauth2/")
}

/// Answers one request.
pub(super) fn answer(service: &Service, request: &Request) -> Answer {
    let result = match (request.path.as_str(), request.method.as_str()) {
        ("/auth/oauth2/token", "POST") => oauth::token(service, request),
        ("/auth/oauth2/authorize", "GET") => authorize::authorize(service, request),
        ("/auth/oauth2/revoke-token", "POST") => oauth::revoke(service, request),
        ("/auth/oauth2/token" | "/auth/oauth2/revoke-token", _) => Err(not_allowed("POST")),
        ("/auth/oauth2/authorize", _) => Err(not_allowed("GET")),
        (path, _) if path == "/api" || customer_path(path).is_some() => api(service, request),
        _ => Err(Answer::error(404, "NRC_NOT_FOUND", "There is nothing at this path")),
    };
    result.unwrap_or_else(|refused| refused)
}

fn not_allowed(allowed: &str) -> Answer {
    let mut answer = Answer::error(405, "NRC_METHOD_NOT_ALLOWED", "The path does not know this method");
    answer.headers.push(("allow", allowed.to_owned()));
    answer
}

/// The part of a path behind `customers/`, under either base (`reference/imanage-api.md` section 1.3).
fn customer_path(path: &str) -> Option<&str> {
    path.strip_prefix("/work/api/v2/customers/").or_else(|| path.strip_prefix("/api/v2/customers/"))
}

/// Judges limits and token, then answers an API call.
fn api(service: &Service, request: &Request) -> Result<Answer, Answer> {
    let faults = &service.settings.faults;
    let earlier = service.calls.fetch_add(1, Ordering::Relaxed);
    let (is_first, is_third) = (earlier == 0, earlier % 3 == 2);
    if faults.contains(&Fault::RateLimited) || faults.contains(&Fault::RateLimitedOnce) && is_first {
        return Err(too_many(1));
    }
    let is_tenth = earlier % 10 == 9;
    let is_down = faults.contains(&Fault::UnavailableAlways) && request.path != "/api";
    if is_down || faults.contains(&Fault::UnavailableEveryTenth) && is_tenth {
        return Err(Answer::unavailable());
    }
    if faults.contains(&Fault::TokenDies) && earlier == 49 {
        service.tokens().drop_all_access();
    }
    let mut limit_headers = Vec::new();
    if let Some(limit) = service.settings.rate_limit {
        match service.count_call(limit) {
            (None, reset) => return Err(too_many(reset)),
            (Some(left), reset) => {
                limit_headers.push(("x-ratelimit-remaining", left.to_string()));
                limit_headers.push(("x-ratelimit-reset", reset.to_string()));
            }
        }
    }
    if faults.contains(&Fault::UnauthorizedAlways)
        || faults.contains(&Fault::UnauthorizedOnce) && is_first
        || faults.contains(&Fault::UnauthorizedEveryThird) && is_third
    {
        return Err(Answer::unauthorized());
    }
    let (now, life) = (service.now(), service.settings.token_life);
    let good = request.token.as_deref().is_some_and(|token| service.tokens().use_access(token, now, life));
    if !good {
        return Err(Answer::unauthorized());
    }
    let mut answer = if request.path == "/api" {
        match request.method.as_str() {
            "GET" => discovery(service),
            _ => not_allowed("GET"),
        }
    } else {
        customer(service, request).unwrap_or_else(|refused| refused)
    };
    answer.headers.extend(limit_headers);
    Ok(answer)
}

fn too_many(reset: u64) -> Answer {
    let mut answer = Answer::error(429, "NRC_RATE_LIMIT", "Too many requests");
    answer.headers.push(("x-ratelimit-remaining", "0".to_owned()));
    answer.headers.push(("x-ratelimit-reset", reset.to_string()));
    answer
}

/// The document of `GET /api` (`reference/imanage-api.md` section 1.1).
fn discovery(service: &Service) -> Answer {
    let store = service.store();
    let libraries: Vec<Value> = store
        .libraries
        .iter()
        .filter(|library| !library.hidden)
        .map(|library| {
            json!({ "alias": library.id, "attributes": { "knowledge": false },
                    "is_classic_client_compatible": false, "status": "ready", "type": "worksite" })
        })
        .collect();
    let url = format!("http://{}/work/api/v2", service.address);
    Answer::json(
        200,
        &json!({ "data": {
            "app": { "id": service.settings.client_id }, "auth_status": "authenticated",
            "capabilities": ["app_store", "global_users", "oauth"], "dms_version": DMS_VERSION,
            "user": {
                "anonymous_id": "100400000000000001", "customer_id": store.customer_id, "email": store.user.email,
                "id": store.user.id, "name": store.user.name, "ssid": "100400000000000001", "user_type": "enterprise"
            },
            "versions": [{ "name": "v2", "url": url, "version": SPEC_VERSION }],
            "work": { "libraries": libraries, "preferred_library": store.preferred_library }
        } }),
    )
}

/// Answers what is below `customers/{c}`.
fn customer(service: &Service, request: &Request) -> Result<Answer, Answer> {
    let rest = customer_path(&request.path).unwrap_or_default();
    let segments: Vec<String> = rest.trim_end_matches('/').split('/').map(decode_segment).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let mut store = service.store();
    let Some((customer, path)) = segments.split_first() else { return Err(Answer::no_record()) };
    if customer.parse() != Ok(store.customer_id) {
        return Err(Answer::error(403, "NRC_ACCESS_DENIED", "The token is not of this customer"));
    }
    let host = service.address.as_str();
    if let ("POST", ["libraries", library, place @ ..]) = (request.method.as_str(), path) {
        let folder = match place {
            ["workspaces"] => return create::workspace(&mut store, request, library, host),
            ["workspaces", id, "folders"] if is_workspace(&store, library, id) => Some((id, ContentKind::Folder)),
            ["workspaces", id, "tabs"] if is_workspace(&store, library, id) => Some((id, ContentKind::Tab)),
            ["folders", id, "subfolders"] => Some((id, ContentKind::Folder)),
            _ => None,
        };
        if let Some((id, kind)) = folder {
            return create::folder(&mut store, request, (library, id), kind, host);
        }
    }
    let call = Call { settings: &service.settings, store: &store, request, host };
    match request.method.as_str() {
        "GET" => get(&call, path),
        "POST" => post(&call, path),
        _ => Err(if knows(path) { not_allowed("GET, POST") } else { no_path() }),
    }
}

fn is_workspace(store: &super::state::Store, library: &str, id: &str) -> bool {
    store.library(library).is_some_and(|library| library.find(id).is_some_and(|at| library.items[at].is_workspace()))
}

fn no_path() -> Answer {
    Answer::error(404, "NRC_NOT_FOUND", "There is nothing at this path")
}

/// Tells whether a path exists for some method, roughly: by its first word and that of what is in a library.
fn knows(path: &[&str]) -> bool {
    match path {
        ["libraries"] | ["workspaces" | "folders" | "documents" | "users" | "features" | "ping", ..] => true,
        ["libraries", _, kind, ..] => {
            matches!(
                *kind,
                "workspaces" | "templates" | "folders" | "documents" | "containers" | "customs" | "operations"
            )
        }
        _ => false,
    }
}

fn get(call: &Call<'_>, path: &[&str]) -> Result<Answer, Answer> {
    match *path {
        ["ping"] => Ok(Answer::json(200, &json!({ "data": { "status": "ok" } }))),
        ["features"] => Ok(search::features(call)),
        ["libraries"] => Ok(libraries(call)),
        ["users", id] => user(call, id),
        ["workspaces"] => search::get_workspaces(call, None),
        ["folders"] => tree::get_folders(call, None),
        ["documents"] => tree::get_documents(call, None),
        ["libraries", library, "operations"] => library_operations(call, library),
        ["libraries", library, "workspaces"] => search::get_workspaces(call, Some(library)),
        ["libraries", library, "templates"] => search::templates(call, library),
        ["libraries", library, "folders"] => tree::get_folders(call, Some(library)),
        ["libraries", library, "documents"] => tree::get_documents(call, Some(library)),
        ["libraries", library, "customs", field] | ["libraries", library, "customs", field, "search"] => {
            search::places(call, Some(library), &Vec::new())?;
            customs::search(call, field)
        }
        ["libraries", library, "customs", field, alias] => {
            search::places(call, Some(library), &Vec::new())?;
            customs::one(call, field, alias)
        }
        ["libraries", library, "folders", id, "documents"] => tree::folder_documents(call, library, id),
        ["libraries", library, kind, id, ref what @ ..] => match (wanted(kind), what) {
            (Some(wanted), []) => tree::profile(call, library, id, wanted),
            (Some(wanted), ["operations"]) => tree::operations(call, library, id, wanted),
            (Some(wanted), ["path"]) => tree::path(call, library, id, wanted),
            (Some(wanted @ (Wanted::Workspace | Wanted::Folder)), ["children"]) => {
                tree::children(call, library, id, wanted)
            }
            _ => Err(no_path()),
        },
        _ => Err(if path.last() == Some(&"search") && knows(path) { not_allowed("POST") } else { no_path() }),
    }
}

fn post(call: &Call<'_>, path: &[&str]) -> Result<Answer, Answer> {
    match *path {
        ["workspaces", "search"] => search::post_workspaces(call, None),
        ["folders", "search"] => tree::post_folders(call, None),
        ["documents", "search"] => tree::post_documents(call, None),
        ["libraries", library, "workspaces", "search"] => search::post_workspaces(call, Some(library)),
        ["libraries", library, "folders", "search"] => tree::post_folders(call, Some(library)),
        ["libraries", library, "documents", "search"] => tree::post_documents(call, Some(library)),
        _ => Err(if knows(path) { not_allowed("GET") } else { no_path() }),
    }
}

fn wanted(kind: &str) -> Option<Wanted> {
    match kind {
        "workspaces" => Some(Wanted::Workspace),
        "folders" => Some(Wanted::Folder),
        "documents" => Some(Wanted::Document),
        "containers" => Some(Wanted::Container),
        _ => None,
    }
}

fn libraries(call: &Call<'_>) -> Answer {
    let shown: Vec<Value> = call
        .store
        .libraries
        .iter()
        .map(|library| json!({ "id": library.id, "type": "worksite", "is_hidden": library.hidden }))
        .collect();
    match call.settings.lists {
        super::settings::ListShape::Results => Answer::json(200, &json!({ "data": { "results": shown } })),
        _ => Answer::json(200, &json!({ "data": shown })),
    }
}

fn library_operations(call: &Call<'_>, library: &str) -> Result<Answer, Answer> {
    search::places(call, Some(library), &Vec::new())?;
    let bits = json!({ "search_workspace": true, "author_workspace": true, "delete_workspace": false });
    Ok(Answer::json(200, &json!({ "data": bits })))
}

fn user(call: &Call<'_>, id: &str) -> Result<Answer, Answer> {
    let user = &call.store.user;
    if !id.eq_ignore_ascii_case(&user.id) && id != "me" {
        return Err(Answer::no_record());
    }
    let shown = json!({
        "id": user.id, "full_name": user.name, "email": user.email, "allow_logon": true, "user_nos": 6,
        "preferred_library": call.store.preferred_library
    });
    Ok(Answer::json(200, &json!({ "data": shown })))
}
